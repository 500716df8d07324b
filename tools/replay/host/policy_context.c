/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Policies as the card takes them, of what was read
 */

#include <string.h>
#include "hw/net/ipsecnic_abi.h"
#include "policy_context.h"

/** Bits of a port that count, if it is given. */
#define PORT_MASK       0xffff

static const char note_no_sa[] =
    "no SA in packet mode of the file fits the policy: what it protects is "
    "neither sent nor accepted";
static const char note_sel[] =
    "the card's policies say what is sent through an SA in packet mode; its "
    "'sel' has no effect";

static const char note_again[] =
    "a policy that ip has printed before; it is loaded once";

static const uint8_t any[16];

/* ------------------------------------------------------------------------
 * One policy
 */

/** An address without the bits behind its prefix, which mean nothing to ip. */
static void put_address(uint8_t to[16], const uint8_t from[16],
                        unsigned prefix)
{
    memset(to, 0, 16);
    memcpy(to, from, (prefix + 7) / 8);
    if (prefix % 8) {
        to[prefix / 8] &= 0xff << (8 - prefix % 8);
    }
}

static void put_port(ipsecnic_le16 *port, ipsecnic_le16 *mask, int value,
                     bool zero_is_any)
{
    if (value > 0 || (!value && !zero_is_any)) {
        *port = GUINT16_TO_LE(value);
        *mask = GUINT16_TO_LE(PORT_MASK);
    }
}

static bool is_protect(const PolicyLine *l)
{
    return !l->block && l->has_template;
}

static void make_policy(ReplayPolicy *policy, const PolicyLine *l)
{
    struct ipsecnic_policy *to = &policy->policy;
    /* of ICMP, 0 is a type and a code */
    bool ports = l->sel.proto != 1 && l->sel.proto != 58 &&
                 l->sel.proto != 135;
    uint32_t flags = (l->outbound ? 0 : IPSECNIC_POLICY_FLAG_INBOUND) |
                     (l->sel.family == 6 ? IPSECNIC_POLICY_FLAG_IPV6 : 0);

    policy->line = l->line;
    policy->position = l->position;
    policy->outbound = l->outbound;
    to->priority = GUINT32_TO_LE(l->priority);
    to->action = l->block ? IPSECNIC_POLICY_DISCARD :
                 l->has_template ? IPSECNIC_POLICY_PROTECT
                                 : IPSECNIC_POLICY_BYPASS;
    to->protocol = MAX(l->sel.proto, 0);
    to->src_prefix = l->sel.src_prefix;
    to->dst_prefix = l->sel.dst_prefix;
    put_address(to->src, l->sel.src, l->sel.src_prefix);
    put_address(to->dst, l->sel.dst, l->sel.dst_prefix);
    put_port(&to->sport, &to->sport_mask, l->sel.sport, ports);
    put_port(&to->dport, &to->dport_mask, l->sel.dport, ports);
    if (is_protect(l)) {
        to->mode = l->mode;
        to->reqid = GUINT32_TO_LE(l->reqid);
        if (l->mode == IPSECNIC_MODE_TUNNEL) {
            memcpy(to->tunnel_src, l->tunnel_src, 16);
            memcpy(to->tunnel_dst, l->tunnel_dst, 16);
            flags |= l->tunnel_family == 6 ? IPSECNIC_POLICY_FLAG_SA_IPV6 : 0;
        }
    }
    to->flags = GUINT32_TO_LE(flags);
    to->driver_cookie = GUINT64_TO_LE(l->position);
}

/* ------------------------------------------------------------------------
 * Policies against each other
 */

/** What tells a policy from others to Linux: direction and selector. */
static char *key_of(const PolicyLine *l)
{
    GString *s = g_string_new(NULL);
    ReplayPolicy policy = { 0 };
    unsigned i;

    make_policy(&policy, l);
    g_string_append_printf(s, "%d %d %u %u %u %d %d %s ", l->outbound,
                           l->sel.family, policy.policy.src_prefix,
                           policy.policy.dst_prefix, policy.policy.protocol,
                           l->sel.sport, l->sel.dport, l->sel.dev);
    for (i = 0; i < 16; i++) {
        g_string_append_printf(s, "%02x%02x", policy.policy.src[i],
                               policy.policy.dst[i]);
    }
    return g_string_free(s, FALSE);
}

/** Whether ip has printed the same policy twice. */
static bool is_again(const PolicyLine *a, const PolicyLine *b)
{
    ReplayPolicy first = { 0 }, second = { 0 };

    make_policy(&first, a);
    make_policy(&second, b);
    first.policy.driver_cookie = second.policy.driver_cookie;
    return a->printed && b->printed && a->spi == b->spi &&
           !memcmp(&first.policy, &second.policy, sizeof(first.policy));
}

/** Of two with the same selector the later one counts, if it says so. */
static bool check_selectors(const char *name, GPtrArray *policies,
                            SaNotes *notes, GError **errp)
{
    GHashTable *seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free,
                                             NULL);
    bool ok = true;
    guint i;

    for (i = 0; i < policies->len && ok; i++) {
        PolicyLine *l = g_ptr_array_index(policies, i), *other;
        char *key = key_of(l);

        l->position = i + 1;
        other = g_hash_table_lookup(seen, key);
        if (other && is_again(other, l)) {
            sa_notes_add(notes, l->line, note_again);
            l->replaced = true;
            g_free(key);
        } else if (other && !l->update) {
            g_set_error(errp, SA_FILE_ERROR, 0, "%s:%u: the policy of line %u "
                        "has the same selector and direction; expected one of "
                        "them, or ip xfrm policy update", name, l->line,
                        other->line);
            g_free(key);
            ok = false;
        } else {
            if (other) {
                other->replaced = true;
            }
            g_hash_table_replace(seen, key, l);
        }
    }
    g_hash_table_destroy(seen);
    return ok;
}

/* ------------------------------------------------------------------------
 * Policies against SAs
 */

static const struct ipsecnic_sa_ctx *context_of(const ReplaySa *sa)
{
    return (const void *)sa->ctx;
}

static bool in_prefix(const uint8_t addr[16], const uint8_t prefix[16],
                      unsigned bits)
{
    uint8_t a[16], b[16];

    put_address(a, addr, bits);
    put_address(b, prefix, bits);
    return !memcmp(a, b, sizeof(a));
}

static bool end_point_fits(const uint8_t of_sa[16], const uint8_t addr[16])
{
    return !memcmp(of_sa, any, sizeof(any)) ||
           !memcmp(of_sa, addr, sizeof(any));
}

/** Whether the policy's template is for the SA, whichever direction that has. */
static bool fits(const PolicyLine *l, const ReplaySa *sa)
{
    const struct ipsecnic_sa_ctx *ctx = context_of(sa);
    uint32_t flags = GUINT32_FROM_LE(ctx->flags);
    int family = flags & IPSECNIC_SA_FLAG_IPV6 ? 6 : 4;

    if (ctx->mode != l->mode || GUINT32_FROM_LE(ctx->reqid) != l->reqid) {
        return false;
    }
    if (l->mode == IPSECNIC_MODE_TUNNEL) {
        return family == l->tunnel_family &&
               end_point_fits(ctx->src, l->tunnel_src) &&
               end_point_fits(ctx->dst, l->tunnel_dst);
    }
    /* for packets from and to addresses that the policy is about */
    return family == l->sel.family &&
           (!memcmp(ctx->src, any, sizeof(any)) ||
            in_prefix(ctx->src, l->sel.src, l->sel.src_prefix)) &&
           (!memcmp(ctx->dst, any, sizeof(any)) ||
            in_prefix(ctx->dst, l->sel.dst, l->sel.dst_prefix));
}

/**
 * An SPI in the template.  The card does not look at it: of the SAs that fit
 * it takes, to send, the youngest one.  So the one with that SPI is loaded
 * behind the others, and inbound there may be no others.
 */
static bool check_spi(const char *name, const PolicyLine *l,
                      const GPtrArray *sas, GError **errp)
{
    ReplaySa *named = NULL, *other = NULL;
    guint i;

    for (i = 0; i < sas->len; i++) {
        ReplaySa *sa = g_ptr_array_index(sas, i);

        if (sa->outbound != l->outbound || !fits(l, sa)) {
            continue;
        }
        if (GUINT32_FROM_LE(context_of(sa)->op[0].spi) == l->spi) {
            named = sa;
        } else if (!other || !l->outbound || sa->youngest) {
            other = sa;
        }
    }
    if (other && (!named || !l->outbound ||
                  other->youngest)) {
        g_set_error(errp, SA_FILE_ERROR, 0, "%s:%u: the template names an SPI, "
                    "and the card finds SAs by reqid, mode and addresses: it "
                    "would take the one of line %u, too; expected no spi, or a "
                    "reqid of its own", name, l->line, other->line);
        return false;
    }
    if (other) {
        named->youngest = true;
    }
    return true;
}

static bool check_sas(const char *name, const PolicyLine *l,
                      const GPtrArray *sas, SaNotes *notes, GError **errp)
{
    const ReplaySa *other = NULL;
    bool found = false;
    guint i;

    for (i = 0; sas && i < sas->len; i++) {
        const ReplaySa *sa = g_ptr_array_index(sas, i);

        if (fits(l, sa)) {
            found |= sa->outbound == l->outbound;
            other = sa->outbound == l->outbound || other ? other : sa;
        }
    }
    if (!found && other) {
        g_set_error(errp, SA_FILE_ERROR, 0, "%s:%u: a policy of dir %s, and "
                    "its template is for the SA of line %u, which is of dir "
                    "%s; expected an SA and a policy of the same direction",
                    name, l->line, l->outbound ? "out" : "in", other->line,
                    other->outbound ? "out" : "in");
        return false;
    }
    if (!found) {
        sa_notes_add(notes, l->line, note_no_sa);
    }
    return !found || !l->spi || check_spi(name, l, sas, errp);
}

static bool is_packet(const ReplaySa *sa)
{
    return GUINT32_FROM_LE(context_of(sa)->flags) &
           IPSECNIC_SA_FLAG_PACKET_OFFLOAD;
}

static bool is_reversed(const ReplaySa *sa)
{
    return sa->printed && sa->outbound && is_packet(sa);
}

static bool is_printed(const GPtrArray *policies, guint number)
{
    return ((const PolicyLine *)g_ptr_array_index(policies, number))->printed;
}

/**
 * Give the SAs that policies send through the order in which they are to be
 * loaded: the card takes the youngest one that fits, as Linux does, and ip prints
 * that one first.
 */
static void order_sas(ReplaySaFile *file)
{
    g_autofree ReplaySa *sorted = g_new(ReplaySa, file->num_sa + 1);
    size_t n = 0, i, front = 0, back = file->num_sa;

    for (;;) {
        while (front < back && !is_reversed(&file->sa[front])) {
            front++;
        }
        while (front < back && !is_reversed(&file->sa[back - 1])) {
            back--;
        }
        if (back - front < 2) {
            break;
        }
        back--;
        sorted[0] = file->sa[front];
        file->sa[front++] = file->sa[back];
        file->sa[back] = sorted[0];
    }
    for (i = 0; i < file->num_sa; i++) {
        if (!file->sa[i].youngest) {
            sorted[n++] = file->sa[i];
        }
    }
    for (i = 0; i < file->num_sa; i++) {
        if (file->sa[i].youngest) {
            sorted[n++] = file->sa[i];
        }
    }
    memcpy(file->sa, sorted, n * sizeof(*sorted));
    sa_wipe(sorted, (file->num_sa + 1) * sizeof(*sorted));
}

/** The same of policies: numbers of @policies in that order.  Of those with
 *  equal priority the oldest one decides, and ip prints that one last. */
static guint *load_order(const GPtrArray *policies)
{
    guint *order = g_new(guint, policies->len + 1);
    guint i, end, at;

    for (i = 0; i < policies->len; i = end) {
        end = i;
        do {
            end++;
        } while (end < policies->len && is_printed(policies, i) &&
                 is_printed(policies, end));
        for (at = i; at < end; at++) {
            order[at] = i + end - 1 - at;
        }
    }
    return order;
}

static void free_array(gpointer array)
{
    g_ptr_array_free(array, TRUE);
}

/** SAs in packet mode (ReplaySa *) by their reqid. */
static GHashTable *by_reqid(const ReplaySaFile *file)
{
    GHashTable *table = g_hash_table_new_full(NULL, NULL, NULL, free_array);
    size_t i;

    for (i = 0; i < file->num_sa; i++) {
        ReplaySa *sa = &file->sa[i];
        gpointer key =
            GUINT_TO_POINTER(GUINT32_FROM_LE(context_of(sa)->reqid));
        GPtrArray *array;

        if (!is_packet(sa)) {
            continue;
        }
        array = g_hash_table_lookup(table, key);
        if (!array) {
            array = g_ptr_array_new();
            g_hash_table_insert(table, key, array);
        }
        g_ptr_array_add(array, sa);
    }
    return table;
}

static void note_selectors(const ReplaySaFile *file, SaNotes *notes)
{
    size_t i;

    for (i = 0; i < file->num_sa; i++) {
        const ReplaySa *sa = &file->sa[i];

        if (sa->outbound && is_packet(sa) && sa->sel[0].present) {
            sa_notes_add(notes, sa->line, note_sel);
        }
    }
}

bool policy_context_make_all(ReplaySaFile *file, const char *name,
                             GPtrArray *policies, SaNotes *notes,
                             GError **errp)
{
    g_autofree guint *order = load_order(policies);
    GHashTable *sas;
    bool ok = true;
    guint i;

    if (!check_selectors(name, policies, notes, errp)) {
        return false;
    }
    sas = by_reqid(file);
    file->policy = g_new0(ReplayPolicy, MAX(policies->len, 1));
    for (i = 0; i < policies->len && ok; i++) {
        const PolicyLine *l = g_ptr_array_index(policies, order[i]);

        if (l->replaced) {
            continue;
        }
        if (is_protect(l)) {
            ok = check_sas(name, l,
                           g_hash_table_lookup(sas, GUINT_TO_POINTER(l->reqid)),
                           notes, errp);
        }
        make_policy(&file->policy[file->num_policies++], l);
        file->outbound_policies |= l->outbound;
    }
    g_hash_table_destroy(sas);
    if (ok && file->outbound_policies) {
        note_selectors(file, notes);
        order_sas(file);
    }
    return ok;
}
