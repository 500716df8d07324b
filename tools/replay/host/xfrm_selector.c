/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Selectors: of an SA, behind "sel", and of a policy
 */

#include <arpa/inet.h>
#include <netdb.h>
#include <string.h>
#include "words.h"
#include "xfrm_selector.h"

/** Number of an IP protocol by name or number, -1 if there is none. */
static int ip_protocol(const char *word)
{
    /* those that ip-xfrm(8) names; a minimal machine lacks /etc/protocols */
    static const struct {
        const char *name;
        int number;
    } known[] = {
        { "icmp", 1 }, { "tcp", 6 }, { "udp", 17 }, { "dccp", 33 },
        { "gre", 47 }, { "esp", 50 }, { "ah", 51 }, { "ipv6-icmp", 58 },
        { "sctp", 132 }, { "mobility-header", 135 }, { "any", 0 },
    };
    struct protoent *entry;
    uint64_t number;
    size_t i;

    if (parse_number(word, 255, &number)) {
        return number;
    }
    for (i = 0; i < G_N_ELEMENTS(known); i++) {
        if (!strcmp(word, known[i].name)) {
            return known[i].number;
        }
    }
    entry = getprotobyname(word);
    return entry ? entry->p_proto : -1;
}

static bool take_sel_address(Parser *p, SaSelector *sel, uint8_t addr[16],
                             uint8_t *prefix)
{
    const char *word = parser_take(p, "an address, with or without prefix "
                                   "length");
    unsigned bits;
    int family;

    if (!word) {
        return false;
    }
    if (!parse_prefix(word, addr, &family, &bits)) {
        g_autofree char *host = g_strndup(word, strcspn(word, "/"));

        if (parse_address(host, addr, &family) && family) {
            return parser_fail(p, parser_taken(p), WORD_ADDRESS, "expected a "
                               "prefix length from 0 to %u behind the IPv%d "
                               "address", family == 6 ? 128 : 32, family);
        }
        return parser_fail(p, parser_taken(p), WORD_ADDRESS, "expected an "
                           "address, with or without prefix length");
    }
    if (family && sel->family && family != sel->family) {
        return parser_fail(p, parser_taken(p), WORD_ADDRESS, "the selector's "
                           "addresses differ in family; expected IPv%u",
                           sel->family);
    }
    if (family) {
        sel->family = family;
    }
    *prefix = bits;
    return true;
}

static bool sel_has_ports(int proto)
{
    return proto == 6 || proto == 17 || proto == 33 || proto == 132;
}

static bool sel_has_type(int proto)
{
    return proto == 1 || proto == 58 || proto == 135;
}

bool xfrm_take_selector(Parser *p, SaSelector *sel)
{
    const char *word;
    unsigned words = 0;
    bool src = false, dst = false;
    uint64_t v;

    *sel = (SaSelector) { .present = true, .proto = -1, .sport = -1,
                          .dport = -1, .key = -1 };
    while ((word = parser_peek(p)) != NULL) {
        bool *seen_address = !strcmp(word, "src") ? &src :
                             !strcmp(word, "dst") ? &dst : NULL;

        if (seen_address) {
            if (*seen_address) {
                return parser_fail(p, p->next, WORD_ANY, "given twice in the "
                                   "selector, which takes all src, dst and "
                                   "proto that follow; expected it once");
            }
            *seen_address = true;
            p->next++;
            if (seen_address == &src
                ? !take_sel_address(p, sel, sel->src, &sel->src_prefix)
                : !take_sel_address(p, sel, sel->dst, &sel->dst_prefix)) {
                return false;
            }
        } else if (!strcmp(word, "dev")) {
            p->next++;
            word = parser_take(p, "an interface name");
            if (!word) {
                return false;
            }
            if (!*word || g_strlcpy(sel->dev, word, sizeof(sel->dev)) >=
                          sizeof(sel->dev)) {
                return parser_fail(p, parser_taken(p), WORD_ANY, "expected an "
                                   "interface name of 1 to 15 characters");
            }
        } else if (!strcmp(word, "proto")) {
            p->next++;
            word = parser_take(p, "an IP protocol");
            if (!word) {
                return false;
            }
            sel->proto = ip_protocol(word);
            if (sel->proto < 0) {
                return parser_fail(p, parser_taken(p), WORD_ANY, "unknown IP "
                                   "protocol; expected a name or a number");
            }
        } else if (!strcmp(word, "sport") || !strcmp(word, "dport")) {
            int *port = word[0] == 's' ? &sel->sport : &sel->dport;

            if (!sel_has_ports(sel->proto)) {
                return parser_fail(p, p->next, WORD_ANY, "expected proto tcp, "
                                   "udp, sctp or dccp before it");
            }
            p->next++;
            if (!parser_take_number(p, "a port", 0, UINT16_MAX, &v)) {
                return false;
            }
            *port = v;
        } else if (!strcmp(word, "type") || !strcmp(word, "code")) {
            int *field = word[0] == 't' ? &sel->sport : &sel->dport;

            if (!sel_has_type(sel->proto)) {
                return parser_fail(p, p->next, WORD_ANY, "expected proto "
                                   "icmp, ipv6-icmp or mobility-header before "
                                   "it");
            }
            p->next++;
            if (!parser_take_number(p, "an ICMP type or code", 0, UINT8_MAX,
                                    &v)) {
                return false;
            }
            *field = v;
        } else if (!strcmp(word, "uid")) {
            /* printed by ip -s; nothing looks at it, in the kernel neither */
            p->next++;
            if (!parser_take_number(p, "a user id", 0, UINT32_MAX, &v)) {
                return false;
            }
        } else if (!strcmp(word, "key")) {
            uint8_t quad[4];

            if (sel->proto != 47) {
                return parser_fail(p, p->next, WORD_ANY, "expected proto gre "
                                   "before it");
            }
            p->next++;
            word = parser_take(p, "a GRE key, dotted quad or number");
            if (!word) {
                return false;
            }
            if (inet_pton(AF_INET, word, quad) == 1) {
                sel->key = (uint32_t)quad[0] << 24 | quad[1] << 16 |
                           quad[2] << 8 | quad[3];
            } else if (parse_number(word, UINT32_MAX, &v)) {
                sel->key = v;
            } else {
                return parser_fail(p, parser_taken(p), WORD_ANY, "expected a "
                                   "GRE key, dotted quad or number");
            }
        } else {
            break;
        }
        words++;
    }
    if (!words) {
        return parser_fail(p, p->next, WORD_ANY, "expected src, dst, proto or "
                           "dev of the selector");
    }
    return true;
}
