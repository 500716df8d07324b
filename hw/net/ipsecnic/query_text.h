/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ipsecnic: what the card answers, as text for people
 */

#ifndef HW_NET_IPSECNIC_QUERY_TEXT_H
#define HW_NET_IPSECNIC_QUERY_TEXT_H

#include "qapi/visitor.h"

/**
 * ipsecnic_text_visitor_new: a visitor of output that appends lines to @text:
 * one for each simple member of what is visited, and of the others one for
 * each of theirs.  It knows structs, lists, text, numbers, truth and null.
 */
Visitor *ipsecnic_text_visitor_new(GString *text);

#endif /* HW_NET_IPSECNIC_QUERY_TEXT_H */
