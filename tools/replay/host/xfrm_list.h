/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The words of an SA in ip xfrm, in one place
 *
 * A new word of "ip xfrm state add", or of what "ip xfrm state" prints, is one
 * line here: messages may show it then, a key is not looked for where it
 * stands, and what is behind it is read by the function of the line
 * (xfrm_words.c, xfrm_printed.c, sa_algos.c).
 *
 * Each is X(word, seen, take, note):
 *
 * - seen: bits of SaLine.seen that it sets and that must not be set before; 0:
 *   it may stand as often as it likes
 * - take: bool (*)(Parser *, SaLine *) for what is behind it; NULL: one number
 *   that means nothing
 * - note: what is noted about it; NULL: nothing is lost by it
 */

#ifndef IPSECNIC_REPLAY_XFRM_LIST_H
#define IPSECNIC_REPLAY_XFRM_LIST_H

/** The note about a word that is left out. */
#define XFRM_NO_MEANING(word) \
    "'" word "' means nothing to the card; it is left out"

/** What says what an SA is; messages name these as what is expected. */
#define XFRM_WORDS(X) \
    X("src", SEEN_SRC, take_src, NULL) \
    X("dst", SEEN_DST, take_dst, NULL) \
    X("proto", SEEN_PROTO, take_proto, NULL) \
    X("spi", SEEN_SPI, take_spi, NULL) \
    X("reqid", SEEN_REQID, take_reqid, NULL) \
    X("mode", SEEN_MODE, take_mode, NULL) \
    X("aead", SEEN_AEAD, sa_algos_take_aead, NULL) \
    X("enc", SEEN_ENC, sa_algos_take_enc, NULL) \
    X("auth", SEEN_AUTH, sa_algos_take_auth, NULL) \
    X("auth-trunc", SEEN_AUTH, sa_algos_take_auth_trunc, NULL) \
    X("flag", SEEN_FLAG, xfrm_take_flags, NULL) \
    X("replay-window", SEEN_WINDOW, take_window, NULL) \
    X("replay-seq", SEEN_SEQ, take_seq, NULL) \
    X("replay-seq-hi", SEEN_SEQ_HI, take_seq_hi, NULL) \
    X("replay-oseq", SEEN_OSEQ, take_oseq, NULL) \
    X("replay-oseq-hi", SEEN_OSEQ_HI, take_oseq_hi, NULL) \
    X("encap", SEEN_ENCAP, take_encap, NULL) \
    X("sel", SEEN_SEL, take_sel, NULL) \
    X("limit", 0, take_limit, NULL) \
    X("offload", SEEN_OFFLOAD, take_offload, NULL) \
    X("dir", 0, xfrm_take_dir, NULL)

/** What means nothing to a card, and what ip prints besides. */
#define XFRM_OTHER_WORDS(X) \
    X("mark", 0, xfrm_take_mark, NULL) \
    X("output-mark", 0, xfrm_take_output_mark, \
      XFRM_NO_MEANING("output-mark")) \
    X("extra-flag", 0, xfrm_take_extra_flag, NULL) \
    X("extra_flag", 0, xfrm_take_extra_flag, NULL) \
    X("coa", 0, xfrm_take_coa, XFRM_NO_MEANING("coa")) \
    X("ctx", 0, xfrm_take_ctx, NULL) \
    X("security", 0, xfrm_take_security, NULL) \
    X("comp", 0, xfrm_take_comp, NULL) \
    X("seq", 0, NULL, NULL) \
    X("if_id", 0, NULL, XFRM_NO_MEANING("if_id")) \
    X("tfcpad", 0, xfrm_take_tfcpad, NULL) \
    X("pcpu-num", 0, NULL, XFRM_NO_MEANING("pcpu-num")) \
    X("nat-keepalive-interval", 0, NULL, \
      XFRM_NO_MEANING("nat-keepalive-interval")) \
    X("lastused", 0, xfrm_take_lastused, NULL) \
    X("anti-replay", 0, xfrm_take_anti_replay, NULL) \
    X("crypto", 0, xfrm_take_offload_printed, NULL) \
    X("lifetime", 0, xfrm_take_lifetime, NULL) \
    X("stats:", 0, xfrm_take_stats, NULL)

/** The words of a policy, of "ip xfrm policy add" and printed, but for those
 *  inside of a template: X(word, seen, take), as above, with bits and functions
 *  of xfrm_policy.c. */
#define XFRM_POLICY_WORDS(X) \
    X("src", POLICY_SEEN_SEL, take_selector) \
    X("dst", POLICY_SEEN_SEL, take_selector) \
    X("dev", POLICY_SEEN_SEL, take_selector) \
    X("proto", POLICY_SEEN_SEL, take_selector) \
    X("uid", POLICY_SEEN_SEL, take_selector) \
    X("dir", POLICY_SEEN_DIR, take_direction) \
    X("socket", POLICY_SEEN_DIR, take_socket) \
    X("action", POLICY_SEEN_ACTION, take_action) \
    X("priority", POLICY_SEEN_PRIORITY, take_priority) \
    X("ptype", POLICY_SEEN_PTYPE, take_ptype) \
    X("offload", POLICY_SEEN_OFFLOAD, take_offload) \
    X("crypto", POLICY_SEEN_OFFLOAD, take_offload_printed) \
    X("tmpl", POLICY_SEEN_TMPL, take_template) \
    X("index", 0, take_index) \
    X("mark", 0, take_mark) \
    X("if_id", 0, take_if_id) \
    X("share", 0, take_share) \
    X("flag", 0, take_flags) \
    X("limit", 0, take_limit) \
    X("lifetime", 0, take_lifetime) \
    X("ctx", 0, take_context) \
    X("security", 0, take_security)

#endif /* IPSECNIC_REPLAY_XFRM_LIST_H */
