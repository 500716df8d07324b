#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# A driver that has bugs: tests/linux/planted-test runs this with a copy of ours
# into which tests/linux/planted/*.patch were planted.  Here it is seen that
# packets are lost, as they are in the field, and the card writes down what it
# saw; planted-test sees that this tells why.
#
# nics: ipsecnic e1000e
# device card: queues=1
# timeout: 220

. "$(dirname -- "$0")/../lib.sh"

setup_pair

# --- Sequence numbers wrap ---

check "the card writes down what it does" story_start esn-wrap
at=(replay-window 128 flag esn)
near=(replay-oseq 0xfffffff0) seen=(replay-seq 0xfffffff0)
xfrm_state peer "$PEER_V6" "$CARD_V6" 0x2001 transport "${at[@]}" "${near[@]}"
xfrm_state card "$PEER_V6" "$CARD_V6" 0x2001 transport "${at[@]}" "${seen[@]}" \
    offload dev "$CARD_DEV" dir in
xfrm_state card "$CARD_V6" "$PEER_V6" 0x1001 transport "${at[@]}" \
    offload dev "$CARD_DEV" dir out
xfrm_state peer "$CARD_V6" "$PEER_V6" 0x1001 transport "${at[@]}"
xfrm_policy card "$CARD_V6" "$PEER_V6" "$CARD_V6" "$PEER_V6" transport
xfrm_policy peer "$PEER_V6" "$CARD_V6" "$PEER_V6" "$CARD_V6" transport
xfrm_stat_save card
check "ESN: pings pass before the wrap" pings peer "$CARD_V6" 10
got=$(answered peer "$CARD_V6" 250)
cmp_ok "$got" -lt 250 "... at the wrap some are lost"
got=$(answered peer "$CARD_V6" 5)
is "$got" 0 "... and behind it all are"
like "$(xfrm_stat_diff card)" 'XfrmInStateProtoError=' \
    "... since what arrives is not authentic"
story_stop
xfrm_flush

# --- New keys ---

# first_sas: how many SAs of the SPI 0x1001 the card has.
first_sas() {
    card_get x-query-sas |
        jq '[.sas[] | select(.operations[0].spi == 4097)] | length'
}
check "a capture of the rekey" story_start stale-handle
esp_pair transport "$CARD_V4" "$PEER_V4" -- offload
check "rekey: pings pass with the first SAs" pings card "$PEER_V4" 3
is "$(first_sas)" 1 "... the card has the one that sends"
for ns in card peer; do
    # As key managers do it: in with the new, out with the old.
    out=() in=()
    [ $ns = peer ] || out=(offload dev "$CARD_DEV" dir out)
    [ $ns = peer ] || in=(offload dev "$CARD_DEV" dir in)
    xfrm_state $ns "$CARD_V4" "$PEER_V4" 0x1002 transport "${out[@]}"
    xfrm_state $ns "$PEER_V4" "$CARD_V4" 0x2002 transport "${in[@]}"
done
for ns in card peer; do
    ip -n $ns xfrm state delete src "$CARD_V4" dst "$PEER_V4" proto esp spi 0x1001
    ip -n $ns xfrm state delete src "$PEER_V4" dst "$CARD_V4" proto esp spi 0x2001
done
# Only then does the card refuse the handle as that of nobody.
is_soon 0 "rekey: the first SA that sends has left the card" first_sas
got=$(answered card "$PEER_V4" 5)
is "$got" 0 "... and none with the new ones"
story_stop
xfrm_flush

# --- Interrupts that are put off ---

check "a capture of the interrupts" story_start missed-rearm
# Only the driver's look at the rings each second finds what is there.
# Who lost packets may have to find its neighbour first.
wait_for 10 pings card "$PEER_V4" 1
check "interrupts: pings are answered" pings card "$PEER_V4" 5
before=$(card_stat lost_interrupts)
in_ns card bash -c "echo 2 >/sys/class/net/$CARD_DEV/napi_defer_hard_irqs
    echo 200000 >/sys/class/net/$CARD_DEV/gro_flush_timeout"
for n in 1 2 3; do
    echo "ping $n: $(answered card "$PEER_V4" 1 -W 5)"
done
cmp_ok "$(card_stat lost_interrupts)" -gt "$before" \
    "... and none comes, since the kernel puts interrupts off"
story_stop

done_testing
