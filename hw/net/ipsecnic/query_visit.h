/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ipsecnic: members of what the card answers, put into a visitor one by one
 */

#ifndef HW_NET_IPSECNIC_QUERY_VISIT_H
#define HW_NET_IPSECNIC_QUERY_VISIT_H

#include "qapi/visitor.h"

/** An answer that is being made.  Nothing is put into one that has failed. */
typedef struct IpsecnicAnswer {
    Visitor *v;                 /* of output */
    Error **errp;
    bool failed;
} IpsecnicAnswer;

/**
 * ipsecnic_put_struct, ipsecnic_put_list: begin one; NULL is the name of what
 * stands in a list.
 *
 * True: it has to be ended, by ipsecnic_end_struct() or ipsecnic_end_list().
 */
bool ipsecnic_put_struct(IpsecnicAnswer *a, const char *name);
bool ipsecnic_put_list(IpsecnicAnswer *a, const char *name);
void ipsecnic_end_struct(IpsecnicAnswer *a);
void ipsecnic_end_list(IpsecnicAnswer *a);

/** ipsecnic_put_bool, _number, _text: a member of these types. */
void ipsecnic_put_bool(IpsecnicAnswer *a, const char *name, bool value);
void ipsecnic_put_number(IpsecnicAnswer *a, const char *name, uint64_t value);
void ipsecnic_put_text(IpsecnicAnswer *a, const char *name, const char *text);

/** ipsecnic_put_counted: a number, unless it is 0. */
void ipsecnic_put_counted(IpsecnicAnswer *a, const char *name, uint64_t value);

/**
 * ipsecnic_put_member: the number that is counted for a name with underscores,
 * under one with hyphens, as QMP has it; none if it is 0.
 * @prefix: in front of it
 */
void ipsecnic_put_member(IpsecnicAnswer *a, const char *prefix,
                         const char *name, uint64_t value);

/** ipsecnic_put_word: a name with underscores as text with hyphens. */
void ipsecnic_put_word(IpsecnicAnswer *a, const char *name, const char *word);

/** ipsecnic_put_mac: a MAC address as text. */
void ipsecnic_put_mac(IpsecnicAnswer *a, const char *name,
                      const uint8_t mac[6]);

/**
 * ipsecnic_put_address: an IP address as text.
 * @prefix: bits, behind a slash; negative: without
 */
void ipsecnic_put_address(IpsecnicAnswer *a, const char *name,
                          unsigned ip_version, const uint8_t address[16],
                          int prefix);

#endif /* HW_NET_IPSECNIC_QUERY_VISIT_H */
