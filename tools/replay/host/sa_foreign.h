/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Texts that are no SA file, though they have to do with IPsec, and what their
 * owner can do
 */

#ifndef IPSECNIC_REPLAY_SA_FOREIGN_H
#define IPSECNIC_REPLAY_SA_FOREIGN_H

/**
 * What the line at @text comes from, and what is expected in its place, as a
 * sentence; NULL: nothing that is known here.  Only how a line begins is looked
 * at, and nothing of it is in the sentence.
 */
const char *sa_foreign(const char *text, const char *end);

/**
 * The same of a line that would be a comment: libreswan's listings have lines
 * '#2: "west", type=ESP, ...'.
 */
const char *sa_foreign_comment(const char *text, const char *end);

#endif /* IPSECNIC_REPLAY_SA_FOREIGN_H */
