#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The life of offloaded states: what debugfs shows of them; deleted and made
# anew while packets are under way; updated; one that the card wants back; one
# that the card finds inside another.  Nothing leaves in clear, and when all is over the
# card has no SA any more.
#
# nics: ipsecnic e1000e
# append: iomem=relaxed
# kernels: all, by demand
# timeout: 600

. "$(dirname -- "$0")/../lib.sh"

setup_pair
CARD_PCI=$(card_pci)
inner_addresses 4 || bail "no inner addresses"
mount -t debugfs none /sys/kernel/debug 2>/dev/null
sas() {
    cat /sys/kernel/debug/ipsecnic/*/sas
}

# card_empty: has the card no SA any more, by its own account?
card_empty() {
    [ "$(card_sas)" = 0 ]
}

# none_left: has the card no SA any more, by its own account, the driver's and
# that of debugfs?  Deletion is not waited for.
none_left() {
    wait_for 5 card_empty &&
    [ "$(card_stat sa_loaded)" = 0 ] && [ -z "$(sas)" ]
}

# --- What can be seen ---

XFRM_ALG=("${ALG_CBC_SHA256[@]}")
esp_pair transport "$CARD_V4" "$PEER_V4" -- offload
pings card "$PEER_V4" 3 >/run/pings
text=$(sas)
like "$text" "out spi 0x00001001 ${CARD_V4//./\\.} > ${PEER_V4//./\\.} \
transport AES-CBC-128 HMAC-SHA256-128 icv 16 reqid 1" \
    "debugfs shows the outbound SA"
like "$text" "in spi 0x00002001 .*packets 3 bytes [0-9]+ skipped 0 sequence 3" \
    "... and what the inbound one has done"
check_not "... but no key" grep -q -i 2021222324 <<<"$text"
xfrm_flush
check "... and nothing when they are deleted" none_left

# --- Deleted under way ---

XFRM_ALG=("${ALG_GCM[@]}")
clear_works
esp_pair transport "$CARD_V4" "$PEER_V4" -- offload
clear_start
load_start peer card "$PEER_V4"
# decrypted MORE: has the card decrypted so many more than $before?
decrypted() {
    [ "$(card_stat rx_crypto_success)" -ge $((before + $1)) ]
}
before=$(card_stat rx_crypto_success)
# Numbers of what is sent go up with each round; the peer has seen the old ones.
errors=0
for ((round = 1; round <= TIMES; round++)); do
    {
        echo "xfrm state delete dst $PEER_V4 proto esp spi 0x1001"
        echo "xfrm state delete dst $CARD_V4 proto esp spi 0x2001"
        state_line "$PEER_V4" "$CARD_V4" 0x2001 in
        echo "$(state_line "$CARD_V4" "$PEER_V4" 0x1001 out)" \
            "replay-oseq $((round * 1000000))"
    } >/run/batch
    ip -n card -batch /run/batch || errors=$((errors + 1))
    [ "$(ip -n card xfrm state | grep -c 'crypto offload')" = 2 ] ||
        errors=$((errors + 1))
done
is "$errors" 0 "both states are deleted and made anew $TIMES times under load"
check "... with packets under way" wait_for 20 decrypted 40
traffic_resumes "after that"
load_stop
clear_stop "nothing left in clear"
is_soon '2 2' "the card has two SAs" sa_counts
xfrm_flush
check "... and none when they are deleted" none_left

# Many at once: more deletions than the control queue has entries.
for i in {1..600}; do
    echo "xfrm state add src $CARD_V4 dst $PEER_V4 proto esp" \
        "spi $((0x5000 + i)) mode transport" \
        "aead rfc4106(gcm(aes)) $KEY_GCM 128" \
        "offload dev $CARD_DEV dir out"
done >/run/batch
check "600 states" ip -n card -batch /run/batch
is "$(card_sas)" 600 "... are loaded"
is "$(grep -c '^0x' <<<"$(sas)")" 600 "... and shown"
ip -n card xfrm state flush
check "... and deleted at once" none_left
esp_pair transport "$CARD_V4" "$PEER_V4" -- offload
check "... the next ones work" pings card "$PEER_V4" 3
xfrm_flush

# --- Updated ---

# The kernel makes a second state of the same SPI for that, has it offloaded, and
# deletes it again; or, if the first one was only a reserved SPI, keeps it.

# update out|in [ARGUMENT...]: the state of that direction.
update() {
    local src=$CARD_V4 dst=$PEER_V4 spi=0x1001 dir=$1
    [ "$dir" = out ] || src=$PEER_V4 dst=$CARD_V4 spi=0x2001
    shift
    state_words replay-window 32 "${XFRM_ALG[@]}" "$@" \
        offload dev "$CARD_DEV" dir "$dir"
    ip -n card xfrm state update src "$src" dst "$dst" proto esp spi $spi \
        reqid 1 mode transport "${STATE_WORDS[@]}" 2>&1
}
# sa_moved: what the driver has counted of states since it was saved.
sa_moved() {
    eth_stat_diff card "$CARD_DEV" | tr ' ' '\n' | grep '^sa_' | tr '\n' ' '
}
esp_pair transport "$CARD_V4" "$PEER_V4" -- offload
pings card "$PEER_V4" 3 >/run/pings
xfrm_stat_save card
xfrm_stat_save peer
eth_stat_save card "$CARD_DEV"
is "$(update out limit packet-hard 1000000)$(update in limit packet-hard \
    2000000)" '' "both states are updated, without a word"
is "$(sa_moved)" '' "... and nothing is counted"
like "$(ip -s -n card xfrm state)" '2000000.*1000000|1000000.*2000000' \
    "... they have the new limits"
check "... are offloaded" offloaded card 0x1001
check "... in both directions" offloaded card 0x2001
is "$(card_sas) $(card_stat sa_loaded)" '2 2' "... the card has these two"
check "... and they go on" pings card "$PEER_V4" 5
is "$(eth_stat_moved card "$CARD_DEV" dev_tx_ipsec) $(eth_stat_moved card \
    "$CARD_DEV" rx_crypto_success)" '5 5' "... by the card"
# An update has no place for a key: the kernel keeps the old one.
XFRM_ALG=("${ALG_OTHER_KEY[@]}")
is "$(update out)$(update in)" '' "an update with another key"
check "... changes none" pings card "$PEER_V4" 5
is "$(eth_stat_moved card "$CARD_DEV" dev_tx_ipsec) $(eth_stat_moved card \
    "$CARD_DEV" rx_crypto_success)" '10 10' "... and the card does it"
XFRM_ALG=("${ALG_GCM[@]}")
errors=
for round in {1..20}; do
    errors+=$(update out limit packet-hard $((1000000 + round)))
    errors+=$(update in)
done
is "$errors" '' "twenty times"
is "$(card_sas) $(sa_moved)" '2 ' "... leave nothing in the card"
check "... the states go on" pings card "$PEER_V4" 5
is "$(xfrm_stat_diff card)$(xfrm_stat_diff peer)" '' \
    "... the numbers, too: no packet was dropped"
xfrm_flush
check "... and are deleted" none_left

# What an IKE daemon does: it has the kernel choose an SPI first.
eth_stat_save card "$CARD_DEV"
# shellcheck disable=SC2046
check "an SPI is reserved" ip -n card xfrm state allocspi src "$PEER_V4" \
    dst "$CARD_V4" proto esp reqid 1 mode transport $(state_direction in) \
    min 0x2001 max 0x2001
is "$(update in)" '' "... and the state comes by an update"
check "... which is offloaded" offloaded card 0x2001
is "$(ip -n card xfrm state | grep -c '^src') $(card_sas) $(sa_moved)" \
    '1 1 sa_loaded=+1 sa_offloaded=+1 ' "... there is one, and it is counted"
xfrm_flush
check "... and deleted" none_left

# --- Wanted back by the card ---

# want_back: the host's operator wants the inbound SA back.
want_back() {
    local handle
    handle=$(sas | sed -n 's/^\(0x[0-9a-f]*\) in .*/\1/p')
    qmp qom-set "{\"path\": \"/machine/peripheral/card\",
        \"property\": \"x-sa-delete-request\", \"value\": $((handle))}"
}

# expired: has the key manager been told?
expired() {
    grep -q 'Expired' /run/monitor
}

esp_pair transport "$CARD_V4" "$PEER_V4" -- offload
ip netns exec card ip xfrm monitor expire >/run/monitor 2>&1 3>&- 4>&- &
monitor=$!
wait_for 10 xfrm_monitored card
check "the card wants an SA back" want_back
pings card "$PEER_V4" 3 >/run/pings
cmp_ok "$(card_stat rx_sa_delete_req)" -ge 3 \
    "... and says so with each packet"
check_not "... which is nothing to the key manager" wait_for 1 expired
in_ns card ethtool --set-priv-flags "$CARD_DEV" sa-delete-req-expire on
pings card "$PEER_V4" 3 >/run/pings
check "... unless the private flag is set: a soft expiry" wait_for 5 expired
sleep 0.5
is "$(grep -c Expired /run/monitor)" 1 "... one, whatever the card repeats"
check_not "... and not a hard one" grep -q 'hard 1' /run/monitor
is_soon 1 "... counted" card_stat sa_soft_expired
check "... and the state goes on" pings card "$PEER_V4" 3
in_ns card ethtool --set-priv-flags "$CARD_DEV" sa-delete-req-expire off
kill "$monitor"
xfrm_flush

# --- One inside the other ---

# The kernel takes the card's word for one transform of a packet.  Here the
# card finds two: transport mode within a tunnel.
nested() {
    local ns
    XFRM_ALG=("${ALG_GCM[@]}")
    xfrm_state card "$PEER_V4" "$CARD_V4" 0x2001 tunnel \
        offload dev "$CARD_DEV" dir in &&
    xfrm_state card "$CARD_V4" "$PEER_V4" 0x1001 tunnel &&
    xfrm_state peer "$PEER_V4" "$CARD_V4" 0x2001 tunnel &&
    xfrm_state peer "$CARD_V4" "$PEER_V4" 0x1001 tunnel &&
    for ns in card peer; do
        ip -n "$ns" xfrm state add src "$CARD_IN4" dst "$PEER_IN4" proto esp \
            spi 0x1002 reqid 2 mode transport "${XFRM_ALG[@]}" || return 1
    done &&
    ip -n peer xfrm state add src "$PEER_IN4" dst "$CARD_IN4" proto esp \
        spi 0x2002 reqid 2 mode transport "${XFRM_ALG[@]}" &&
    ip -n card xfrm state add src "$PEER_IN4" dst "$CARD_IN4" proto esp \
        spi 0x2002 reqid 2 mode transport "${XFRM_ALG[@]}" \
        offload dev "$CARD_DEV" dir in &&
    nested_policy card "$CARD_IN4" "$PEER_IN4" "$CARD_V4" "$PEER_V4" &&
    nested_policy peer "$PEER_IN4" "$CARD_IN4" "$PEER_V4" "$CARD_V4"
}

# nested_policy NS SRC DST OUTER_SRC OUTER_DST
nested_policy() {
    ip -n "$1" xfrm policy add src "$2" dst "$3" dir out \
        tmpl src "$2" dst "$3" proto esp reqid 2 mode transport \
        tmpl src "$4" dst "$5" proto esp reqid 1 mode tunnel &&
    ip -n "$1" xfrm policy add src "$3" dst "$2" dir in \
        tmpl src "$3" dst "$2" proto esp reqid 2 mode transport \
        tmpl src "$5" dst "$4" proto esp reqid 1 mode tunnel
}

# taken_back: has the driver seen the two, and taken the inner one back?
taken_back() {
    [ "$(card_stat sa_nested_to_software)" = 1 ]
}

# With GRO Linux does not get through two layers of ESP, software or not.
in_ns card ethtool -K "$CARD_DEV" gro off
in_ns peer ethtool -K "$PEER_DEV" gro off
check "two nested states, both in the card" nested
is "$(card_sas)" 2 "... which has both"
xfrm_stat_save card
eth_stat_save card "$CARD_DEV"
in_ns card ping -c 1 -W 1 "$PEER_IN4" >/run/pings
# However late the answer is.
wait_for 10 taken_back
like "$(eth_stat_diff card "$CARD_DEV")" 'rx_next_crypto_done=\+1' \
    "the card decrypts both of the first packet"
nested() {
    echo "$(card_stat sa_nested_to_software) $(card_sas)"
}
is_soon '1 1' "... the driver takes the inner SA back" nested
check "... and software goes on with it" pings card "$PEER_IN4" 5
is "$(xfrm_stat_diff card)" '' "... without an error"
like "$(eth_stat_diff card "$CARD_DEV")" 'rx_crypto_success=\+6' \
    "... behind the outer one, which the card still does"
xfrm_flush

done_testing
