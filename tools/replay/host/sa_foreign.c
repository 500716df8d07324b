/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Texts that are no SA file, though they have to do with IPsec, and what their
 * owner can do
 */

#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <glib.h>
#include "sa_foreign.h"
#include "sa_text.h"

#define EXPECTED "; expected what ip xfrm state prints, or one SA a line"

static const char capture[] =
    "this is a capture; expected SAs: are --sa and --in exchanged?";
static const char tcpdump[] =
    "a secret of tcpdump -E, which has no key to authenticate by, and ESP "
    "without authentication is not accepted" EXPECTED ", with both keys";
static const char json[] =
    "JSON, which ip xfrm does not have" EXPECTED;
static const char openbsd[] =
    "as OpenBSD's ipsecctl and ipsec.conf have it, which is not read" EXPECTED
    ": 'src FROM dst TO proto esp spi SPI enc 'cbc(aes)' 0xKEY auth-trunc "
    "'hmac(sha1)' 0xKEY 96'";
static const char vpp[] =
    "as VPP has it, which is not read" EXPECTED ": 'src SRC dst DST proto esp "
    "spi SPI aead 'rfc4106(gcm(aes))' 0xKEY_AND_SALT 128'";
static const char no_keys[] =
    "a listing of an IKE daemon, which has no keys; expected what ip xfrm "
    "state prints to root, or the file esp_sa of strongSwan's plugin save-keys";
static const char router[] =
    "a listing of a router, which has no keys; expected SAs of the other side, "
    "as ip xfrm state prints them";
static const char configuration[] =
    "a configuration of an IKE daemon: the keys of SAs are negotiated, and not "
    "in there; expected what ip xfrm state prints to root";
static const char no_ipsec[] = "nothing of IPsec" EXPECTED;

/** How a line begins, blanks in front of it left out. */
static const struct {
    const char *text;
    const char *sentence;
} beginnings[] = {
    { "\n\r\r\n", capture },
    { "\xa1\xb2\xc3\xd4", capture }, { "\xd4\xc3\xb2\xa1", capture },
    { "\xa1\xb2\x3c\x4d", capture }, { "\x4d\x3c\xb2\xa1", capture },
    { "\xa1\xb2\xcd\x34", capture }, { "\x34\xcd\xb2\xa1", capture },
    { "-E ", tcpdump }, { "{\"", json }, { "[{", json },
    { "{\n", json }, { "{\r\n", json }, { "[\n", json }, { "[\r\n", json },
    { "esp from ", openbsd }, { "esp transport from ", openbsd },
    { "esp tunnel from ", openbsd }, { "ah from ", openbsd },
    { "ah transport from ", openbsd }, { "ah tunnel from ", openbsd },
    { "ipsec sa add ", vpp }, { "ipsec itf ", vpp },
    { "list-sa event {", no_keys }, { "list-sas reply {", no_keys },
    { "Status of IKE charon", no_keys }, { "Security Associations (", no_keys },
    { "000 ", no_keys }, { "006 #", no_keys },
    { "interface: ", router }, { "Crypto map tag:", router },
    { "show crypto ", router }, { "show security ipsec ", router },
    { "Total active tunnels:", router }, { "ID    Algorithm ", router },
    { "conn ", configuration }, { "config setup", configuration },
    { "connections {", configuration }, { "secrets {", configuration },
    { "ca ", configuration }, { "include ", configuration },
    { "[Interface]", no_ipsec }, { "-----BEGIN ", no_ipsec },
};

/** Position behind digits: decimal ones, or hexadecimal ones behind "0x". */
static const char *skip_number(const char *s, const char *end)
{
    bool hex = sa_text_starts_with(s, end, "0x");

    if (hex) {
        s += 2;
    }
    while (s < end && (hex ? g_ascii_isxdigit(*s) : g_ascii_isdigit(*s))) {
        s++;
    }
    return s;
}

/** Whether a line is "NAME: #1, ESTABLISHED, IKEv2, ...": elsewhere in a line
 *  a '#' begins a comment, which may speak of a number. */
static bool is_listed(const char *s, const char *end)
{
    while (s < end && !strchr(": \t\r\n", *s)) {
        s++;
    }
    return sa_text_starts_with(s, end, ": #") && end - s > 3 &&
           g_ascii_isdigit(s[3]);
}

const char *sa_foreign_comment(const char *text, const char *end)
{
    static const char *const behind[] = {
        ", type=", " ESTABLISHED_", " STATE_",
    };
    const char *stop = sa_text_next_line(text, end);
    const char *s = sa_text_skip_blanks(text, stop);
    const char *at;
    size_t i;

    if (s == stop || *s != '#') {
        return NULL;
    }
    at = skip_number(s + 1, stop);
    for (i = 0; at > s + 1 && sa_text_starts_with(at, stop, ": \"") &&
         i < G_N_ELEMENTS(behind); i++) {
        if (g_strstr_len(at, stop - at, behind[i])) {
            return no_keys;
        }
    }
    return NULL;
}

const char *sa_foreign(const char *text, const char *end)
{
    const char *s = sa_text_skip_blanks(text, end);
    const char *at;
    size_t i;

    for (i = 0; i < G_N_ELEMENTS(beginnings); i++) {
        if (sa_text_starts_with(s, end, beginnings[i].text)) {
            return beginnings[i].sentence;
        }
    }
    /* SPI@ADDRESS ALGORITHM:SECRET */
    at = skip_number(s, end);
    if (at > s && at < end && *at == '@') {
        return tcpdump;
    }
    /* "[0] sa 1 (0x1) spi ..." */
    if (s < end && *s == '[') {
        at = skip_number(s + 1, end);
        return at > s + 1 && sa_text_starts_with(at, end, "] sa ") ? vpp : NULL;
    }
    return is_listed(s, end) ? no_keys : NULL;
}
