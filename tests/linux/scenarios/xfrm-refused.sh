#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# States that the card does not take: each is done in software, ethtool has a
# counter that says why, and "ip xfrm state add" a sentence (from Linux 6.3 on,
# which has the means).  What nobody can do is an error.
#
# nics: ipsecnic e1000e
# device card: sa-capacity=3
# kernels: all
# timeout: 240

. "$(dirname -- "$0")/../lib.sh"

setup_pair
# Older kernels do not hand on what the driver says.
sentences=''
kernel_before 6 2 || sentences=yes

# add DIR FAMILY [ARGUMENT...]: a state of the card with SPI $SPI, $MODE and
# $ALG, offloaded; prints what ip says.
SPI=0x3001 MODE=transport
ALG=("${ALG_GCM[@]}")
add() {
    local dir=$1 from=$CARD_V4 to=$PEER_V4
    [ "$2" = 4 ] || from=$CARD_V6 to=$PEER_V6
    [ "$dir" = out ] || { local swap=$from; from=$to to=$swap; }
    shift 2
    ip -n card xfrm state add src "$from" dst "$to" proto esp spi "$SPI" \
        reqid 1 mode "$MODE" "${ALG[@]}" "$@" \
        offload dev "$CARD_DEV" dir "$dir" 2>&1
}

# software NAME COUNTER SENTENCE DIR FAMILY [ARGUMENT...]: such a state is
# added, in software; the counter moves, and no other; ip says the sentence.
software() {
    local name=$1 counter=$2 sentence=$3 text
    shift 3
    eth_stat_save card "$CARD_DEV"
    if ! text=$(add "$@"); then
        not_ok "$name: is done in software"
        diag "$text"
        return
    fi
    check_not "$name: is not offloaded" offloaded card "$SPI"
    is "$(eth_stat_diff card "$CARD_DEV" | tr ' ' '\n' | grep '^sa_')" \
        "sa_refused_$counter=+1" "... counted as sa_refused_$counter"
    if [ -n "$sentences" ]; then
        is "$text" "Warning: ipsecnic: $sentence." "... with a sentence"
    else
        is "$text" '' "... without a word"
    fi
    ip -n card xfrm state delete $(ip -n card xfrm state |
        sed -n 's/^src .* \(dst .*\)$/\1/p' | head -n 1) proto esp \
        spi "$SPI" ${MARK:-} || diag "cannot be deleted"
}

# broken NAME SENTENCE DIR FAMILY [ARGUMENT...]: an error, and no state.
broken() {
    local name=$1 sentence=$2 text
    shift 2
    check_not "$name: is an error" add "$@"
    text=$(add "$@")
    like "$text" "$sentence" "... that says so"
    check_not "... and there is no state" grep -q . <<<"$(ip -n card xfrm state)"
    ip -n card xfrm state flush
}

# That the card would take what is wrong with none of the states below.
for dir in out in; do
    for family in 4 6; do
        text=$(add "$dir" "$family")
        is "$text" '' "a good state, $dir, IPv$family: no warning"
        check "... and offloaded" offloaded card "$SPI"
        ip -n card xfrm state flush
    done
done

# --- The interface ---

ip -n card link set "$CARD_DEV" down
software "an interface that is down" interface_down \
    "the interface is down" out 4
ip -n card link set "$CARD_DEV" up
link_up card "$CARD_DEV"
in_ns card ethtool -K "$CARD_DEV" esp-hw-offload off
software "esp-hw-offload off" feature_off \
    "esp-hw-offload is switched off" in 4
in_ns card ethtool -K "$CARD_DEV" esp-hw-offload on esp-tx-csum-hw-offload on

# --- The state ---

MODE=beet
software "mode BEET" mode \
    "the mode is neither transport nor tunnel" out 4 \
    sel src "$CARD_V4" dst "$PEER_V4"
MODE=transport
MARK='mark 7 mask 0xff'
software "an inbound state with a mark" mark \
    "an inbound state with a mark is not supported" in 4 $MARK
MARK=''
# What IANA keeps back is its affair, and that of who assigns SPIs.
for SPI in 0x1 0x7 0x9 0x25 0xff; do
    for dir in out in; do
        text=$(add "$dir" 4)
        is "$text" '' "SPI $SPI, $dir: no warning"
        check "... and offloaded" offloaded card "$SPI"
        ip -n card xfrm state flush
    done
done
SPI=0x3001
software "sequence numbers that may wrap" sequence_may_wrap \
    "outbound sequence numbers that may wrap are not supported" out 4 \
    extra-flag oseq-may-wrap
text=$(add in 4 extra-flag oseq-may-wrap)
if ip_knows_directions; then
    like "$text" '^Error: ' "... which Linux refuses of an inbound state"
else
    check "... which is nothing to an inbound state" offloaded card "$SPI"
fi
ip -n card xfrm state flush

# --- Algorithms ---

ALG=(enc 'cbc(camellia)' "$(key 16)" auth 'hmac(sha1)' "$(key 20)")
software "Camellia" algorithm \
    "of ciphers the card does AES-CTR, AES, 3DES and DES in mode CBC, and NULL" \
    out 4
ALG=(enc 'cbc(aes)' "$(key 16)" auth-trunc 'hmac(sha512)' "$(key 64)" 128)
software "HMAC-SHA-512 cut to 128 bits" icv_length \
    "the card does not do this length of ICV" in 4
ALG=(enc 'cbc(aes)' "$(key 16)")
software "no authentication" no_authentication \
    "the card does no ESP without authentication" out 4
# What "auth hmac(sha256)" means to Linux, against RFC 4868.
ALG=(enc 'cbc(aes)' "$(key 16)" auth 'hmac(sha256)' "$(key 32)")
software "HMAC-SHA-256 cut to 96 bits" icv_length \
    "the card does not do this length of ICV" out 4
ALG=(enc 'cbc(aes)' "$(key 16)" auth 'hmac(sha1)' "$(key 16)")
software "an HMAC key of another length" key \
    "the authentication key has not the length of the algorithm" out 4
ALG=(enc 'cbc(des)' 0x0101010101010101 auth 'hmac(sha1)' "$(key 20)")
software "a weak key of DES" key \
    "the card refuses the key, since it is a weak one" out 4

ALG=("${ALG_GCM[@]}")

# --- ESP in UDP ---

MODE=tunnel
if [ -n "$sentences" ]; then
    software "an inbound tunnel in UDP" encapsulation \
        "the kernel cannot take inbound tunnels in UDP that are decrypted already" \
        in 4 encap espinudp 4500 4500 0.0.0.0
    software "ESP in UDP over IPv6" encapsulation \
        "the kernel cannot offload ESP in UDP over IPv6" \
        out 6 encap espinudp 4500 4500 ::
    add out 4 encap espinudp 4500 4500 0.0.0.0
    check "an outbound tunnel in UDP over IPv4 is offloaded" \
        offloaded card "$SPI"
    ip -n card xfrm state flush
else
    # The kernel does not ask the driver.
    broken "ESP in UDP, with this kernel" "can't be offloaded" \
        out 4 encap espinudp 4500 4500 0.0.0.0
fi
MODE=transport

# --- What nobody can do ---

SPI=0
if [ -n "$sentences" ]; then
    broken "a state without an SPI" 'Error: ipsecnic: a state of ESP needs an SPI.' \
        out 4
else
    broken "a state without an SPI" 'offload this state' out 4
fi

# --- The table ---

esp_pair transport "$CARD_V4" "$PEER_V4" -- offload
SPI=0x3001
text=$(add out 6)
is "$text" '' "the third of three states is taken"
eth_stat_save card "$CARD_DEV"
SPI=0x3002
text=$(add in 6)
check_not "the fourth is not" offloaded card "$SPI"
is "$(eth_stat_diff card "$CARD_DEV" | tr ' ' '\n' | grep '^sa_')" \
    sa_refused_table_full=+1 "... counted as sa_refused_table_full"
[ -z "$sentences" ] ||
    is "$text" "Warning: ipsecnic: the card's table of SAs is full." \
        "... with a sentence"
check "the others go on" pings card "$PEER_V4" 3
ip -n card xfrm state delete dst "$PEER_V6" proto esp spi 0x3001
ip -n card xfrm state delete dst "$CARD_V6" proto esp spi 0x3002
SPI=0x3003
text=$(add in 6)
check "with one deleted there is room again" offloaded card 0x3003
ip -n card xfrm state delete dst "$CARD_V6" proto esp spi 0x3003

# Twice the same: Linux refuses the second, and that is all.
eth_stat_save card "$CARD_DEV"
check_not "the same state again is an error" xfrm_state card "$CARD_V4" \
    "$PEER_V4" 0x1001 transport offload dev "$CARD_DEV" dir out
is "$(eth_stat_diff card "$CARD_DEV" | tr ' ' '\n' | grep '^sa_')" \
    '' "... which the card has nothing to do with"
check "... and the first one goes on" pings card "$PEER_V4" 3
check "... in the card" offloaded card 0x1001
xfrm_flush

# --- Software takes over ---

XFRM_ALG=(enc 'cbc(camellia)' "$(key 16)" auth 'hmac(sha1)' "$(key 20)")
esp_pair transport "$CARD_V4" "$PEER_V4" -- offload 2>/run/warning
eth_stat_save card "$CARD_DEV"
check "a refused pair of states carries traffic" pings card "$PEER_V4" 5
is "$(state_packets card 0x1001) $(state_packets card 0x2001)" '5 5' \
    "... in software"
like "$(eth_stat_diff card "$CARD_DEV")" 'rx_reason_no_sa=\+5' \
    "... and the card left alone what it knew nothing of"
xfrm_flush

done_testing
