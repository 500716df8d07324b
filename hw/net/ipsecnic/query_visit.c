/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ipsecnic: members of what the card answers, put into a visitor one by one
 */

#include "qemu/osdep.h"
#include "qapi/error.h"
#include "qemu/sockets.h"

#include "query_visit.h"

bool ipsecnic_put_struct(IpsecnicAnswer *a, const char *name)
{
    if (a->failed || !visit_start_struct(a->v, name, NULL, 0, a->errp)) {
        a->failed = true;
        return false;
    }
    return true;
}

bool ipsecnic_put_list(IpsecnicAnswer *a, const char *name)
{
    if (a->failed || !visit_start_list(a->v, name, NULL, 0, a->errp)) {
        a->failed = true;
        return false;
    }
    return true;
}

void ipsecnic_end_struct(IpsecnicAnswer *a)
{
    if (!a->failed && !visit_check_struct(a->v, a->errp)) {
        a->failed = true;
    }
    visit_end_struct(a->v, NULL);
}

void ipsecnic_end_list(IpsecnicAnswer *a)
{
    if (!a->failed && !visit_check_list(a->v, a->errp)) {
        a->failed = true;
    }
    visit_end_list(a->v, NULL);
}

void ipsecnic_put_bool(IpsecnicAnswer *a, const char *name, bool value)
{
    if (!a->failed && !visit_type_bool(a->v, name, &value, a->errp)) {
        a->failed = true;
    }
}

void ipsecnic_put_number(IpsecnicAnswer *a, const char *name, uint64_t value)
{
    if (!a->failed && !visit_type_uint64(a->v, name, &value, a->errp)) {
        a->failed = true;
    }
}

void ipsecnic_put_text(IpsecnicAnswer *a, const char *name, const char *text)
{
    char *value = (char *)text;

    if (!a->failed && !visit_type_str(a->v, name, &value, a->errp)) {
        a->failed = true;
    }
}

void ipsecnic_put_counted(IpsecnicAnswer *a, const char *name, uint64_t value)
{
    if (value) {
        ipsecnic_put_number(a, name, value);
    }
}

void ipsecnic_put_member(IpsecnicAnswer *a, const char *prefix,
                         const char *name, uint64_t value)
{
    g_autofree char *member = g_strconcat(prefix, name, NULL);

    g_strdelimit(member, "_", '-');
    ipsecnic_put_counted(a, member, value);
}

void ipsecnic_put_word(IpsecnicAnswer *a, const char *name, const char *word)
{
    g_autofree char *text = g_strdup(word);

    g_strdelimit(text, "_", '-');
    ipsecnic_put_text(a, name, text);
}

void ipsecnic_put_mac(IpsecnicAnswer *a, const char *name,
                      const uint8_t mac[6])
{
    char text[18];

    snprintf(text, sizeof(text), "%02x:%02x:%02x:%02x:%02x:%02x", mac[0],
             mac[1], mac[2], mac[3], mac[4], mac[5]);
    ipsecnic_put_text(a, name, text);
}

void ipsecnic_put_address(IpsecnicAnswer *a, const char *name,
                          unsigned ip_version, const uint8_t address[16],
                          int prefix)
{
    char text[INET6_ADDRSTRLEN];
    g_autofree char *with = NULL;

    if (!inet_ntop(ip_version == 6 ? AF_INET6 : AF_INET, address, text,
                   sizeof(text))) {
        text[0] = 0;
    }
    if (prefix >= 0) {
        with = g_strdup_printf("%s/%d", text, prefix);
    }
    ipsecnic_put_text(a, name, with ? with : text);
}
