#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# As faults-plans, of the control queue, of the card as a whole, and in packet
# mode; and behind all of that driver and kernel hold what they held before.
#
# nics: ipsecnic e1000e
# append: iomem=relaxed slub_debug=U,kmalloc-*,skbuff_ext_cache,xfrm_state
# userland: trixie
# inject: yes
# timeout: 400

. "$(dirname -- "$0")/../lib.sh"
. "$(dirname -- "$0")/../faults.sh"
. "$(dirname -- "$0")/../leaks.sh"
. "$(dirname -- "$0")/../packet.sh"

# received_by SPI: the card has a state for the peer's packets, which the peer
# gets, too, instead of the one that it has; their answers arrive by it, and it goes.
received_by() {
    local ns
    xfrm_state peer "$PEER_V4" "$CARD_V4" "$1" transport
    traffic
    for ns in card peer; do
        ip -n $ns xfrm state delete src "$PEER_V4" dst "$CARD_V4" proto esp \
            spi "$1"
    done
}
KEPT=0x2f00
state_receives() {
    xfrm_state card "$PEER_V4" "$CARD_V4" $KEPT transport \
        offload dev "$CARD_DEV" dir in
    received_by $KEPT
}
# One comes, goes, and comes again with the same SPI.
again_at_once() {
    local spi=$((0x2e00 + tap_count)) n
    for n in 1 2 3; do
        echo "xfrm state delete src $PEER_V4 dst $CARD_V4 proto esp spi $spi"
        state_line "$PEER_V4" "$CARD_V4" $spi in
    done | sed 1d >/run/again
    ip -n card -force -batch /run/again
    received_by $spi
}
# As many states come as there are lines in /run/many, and go; a batch would end
# with the first that is refused.
states_come() {
    local words
    while read -ra words; do
        ip -n card "${words[@]//\'/}" 2>/dev/null
    done </run/many
    ip -n card xfrm state deleteall src "$CARD_V4" dst "$CARD_IN4"
    traffic
}
add_sa() {
    at control '"opcode": "add-sa"' "$@"
}

setup_pair
export CARD_PCI
CARD_PCI=$(card_pci)
leaks_start
faults_start

# --- Commands and events ---

DO=state_comes
fault "ADD_SA fails: software has the state" no "sa_refused" \
    "$(add_sa '' \
       '"kind": "status", "status": "table-full"')"
fault "ADD_SA fails with what no card says" no "" \
    "$(add_sa '' '"kind": "status", "status": "not-esn"')"
statuses=(
    partial unknown-opcode reserved bad-count bad-data-length
    dma-fault not-negotiated table-full duplicate unknown-sa not-esn
    unknown-policy not-packet bad-window sa-{length,version}
    sa-{reserved,flags,direction,family,address,mode,encap,ports}
    sa-{limit,num-ops,operation,bundle,spi,esn,sequence,window}
    sa-{no-algorithm,auth-alg,cipher-alg,ah-cipher}
    sa-{auth-with-aead,gmac-cipher,no-auth,auth-key-length}
    sa-{cipher-key-length,key-range,icv-length,weak-key,crypto}
    sa-{packet,tunnel,mtu} policy-reserved
)
for n in "${!statuses[@]}"; do
    state_line "$CARD_V4" "$CARD_IN4" $((0x3100 + n)) out
done >/run/many
one_each add_sa "${statuses[@]}"
DO=states_come
fault "ADD_SA fails with each status" no "10 answered" "${faults[@]}"
DO=state_comes
fault "ADD_SA is done and said to have failed" no "" \
    "$(add_sa '' \
       '"kind": "status", "status": "sa-length", "executed": true')"
DO=state_receives
fault "... of an SA that receives: software has it, and not the card" no \
    "10 answered.*rx_reason_no_sa=" \
    "$(add_sa '"nth": 1' \
       '"kind": "status", "status": "sa-crypto", "executed": true')"
DO=state_comes
fault "ADD_SA is said to be done, and is not" no "sa_refused" \
    "$(add_sa '' '"kind": "status", "status": "ok"')"
fault "the table is full" no "sa_refused" \
    "$(at control '' '' "$(kind table-full '"capacity": 2')")"
fault "DELETE_SA fails" no "" \
    "$(at control '"opcode": "delete-sa"' '' \
       '"kind": "status", "status": "unknown-sa"')"
fault "the control queue is late" no "" \
    "$(at control '' '"nth": 1' "$(kind hang "$(ms 200)")")"
DO=again_at_once
fault "DELETE_SA is said to be done, and is not: the next one is" no \
    "10 answered.*rx_crypto_success=.1[0-9]" \
    "$(at control '"opcode": "delete-sa"' '"nth": 1' \
       '"kind": "status", "status": "ok"')"
fault "completions of the control queue change places" yes "" \
    "$(at control '' '"nth": 2' "$(kind reorder-completion '"behind": 1')")"
DO=state_comes
fault "a command never ends" yes "" \
    "$(add_sa '"nth": 1' "$(kind hang)")"
fault "a completion of the control queue gets lost" yes "" \
    "$(at control '' '"nth": 1' "$(kind lose-completion)")"
fault "... comes twice" yes "" \
    "$(at control '' '"nth": 1' "$(kind duplicate-completion)")"
fault "... is late" no "" \
    "$(at control '' '"nth": 1' "$(kind delay-completion "$(ms 100)")")"
fault "... has its phase bit late" no "" \
    "$(at control '' '"nth": 1' "$(kind phase-late "$(ms 100)")")"
DO=

# --- The card ---

fault "the link goes and comes" no "" "$(once link-down "$(ms 100)")"
PINGS=60 fault "the link flaps" no "" \
    "$(at time '' "$once, \"period-ms\": 100, \"times\": 5" \
       "$(kind link-down "$(ms 30)")")"
link_event='"event": "link"'
fault "it comes, and nobody is told: the driver looks each second" no "" \
    "$(once link-down "$(ms 50)")" \
    "$(at event "$link_event" '"nth": 2' "$(kind lose '"counted": true')")"
fault "it is told twice" no "" "$(once link-down "$(ms 50)")" \
    "$(at event "$link_event" '' "$(kind duplicate)")"
fault "it is told late" no "" "$(once link-down "$(ms 50)")" \
    "$(at event "$link_event" '"nth": 1' "$(kind delay "$(ms 200)")")"
queues=(rx0 tx0 ctrl) nth=0
for reason in disabled bad-base bad-size bad-index bad-descriptor dma-read \
              dma-write no-bus-master; do
    queue=${queues[nth % 3]} nth=$((nth + 1))
    fault "queue $queue stops with an error, $reason" yes " resets=.1 " \
        "$(once queue-error "\"queue\": \"$queue\", \"reason\": \"$reason\"")"
done
error='"queue": "rx0", "reason": "dma-read"'
fault "that is told twice" yes " resets=.1 " "$(once queue-error "$error")" \
    "$(at event '"event": "queue-error"' '' "$(kind duplicate)")"
fault "that is told late" yes " resets=.1 " "$(once queue-error "$error")" \
    "$(at event '"event": "queue-error"' '' "$(kind delay "$(ms 50)")")"
fault "a device error" yes " resets=.1 " "$(once device-error '"code": 7')"
fault "the event of it gets lost" yes " resets=.1 " \
    "$(once device-error '"code": 7')" "$(at event '' '' "$(kind lose)")"
fault "counters stand still" no "" "$(once counters-stop "$(ms 100)")"
fault "SaDeleteReq for an SA" no "rx_sa_delete_req" \
    "$(rx '"nth": 2' "$(kind sa-delete-request)")"
fault "a reset that takes its time" yes "" \
    "$(once device-error '"code": 7')" \
    "$(at reset '' '"nth": 1' "$(kind stuck "$(ms 300)")")"
# Another one is wanted by then, for which there is nobody else to ask.  The first
# ten are lost in the reset, or wait for its end.
reset_twice() {
    local before
    before=$(sed -n 's/^ *resets: //p' /run/before)
    ANSWERS='' traffic
    wait_for 10 has_reset $((before + 1)) || echo "it is reset once"
    traffic
}
DO=reset_twice
fault "a command of the reset never ends: there is another reset" yes \
    "10 answered, .* resets=.2 |20 answered, .* resets=.2 " \
    "$(once device-error '"code": 7')" "$(add_sa '"nth": 1' "$(kind hang)")"
is_soon '2 2' "... behind which the card has its SAs" sa_counts
DO=
# The same with somebody who asks for the first one, and takes it for the last.
reporter=("pci/$CARD_PCI" reporter device)
in_error() {
    [ "$(devlink -j health show "${reporter[@]}" | jq -r '.. | .state? // empty')" = \
        error ]
}
devlink health set "${reporter[@]}" auto_recover false
devlink health test "${reporter[@]}"
wait_for 10 in_error
plan "$(add_sa '"nth": 1' "$(kind hang)")"
check_not "a recovery behind which another reset is wanted says so" \
    devlink health recover "${reporter[@]}"
plan
check "... and there can be another one" devlink health recover "${reporter[@]}"
devlink health set "${reporter[@]}" auto_recover true
is_soon '2 2' "... behind which the card has its SAs" sa_counts
check "... and ESP passes" wait_for 10 one_marked
fault "a reset that never ends: the driver has the card when it does" dead \
    "resets=" "$(once device-error '"code": 7')" \
    "$(at reset '' '"nth": 1' "$(kind stuck)")"
WITHIN=20 fault "no completion of transmit comes any more" yes "" \
    "$(tx '' "$(kind lose-completion)")"
fault "the card is gone for a moment" yes "" "$(once card-gone "$(ms 200)")"
# Nobody is to wait for a card that is gone.
when_gone() {
    traffic
    wait_for 10 eval '! has_carrier card "$CARD_DEV"' || echo "it has a carrier"
    state_comes
    in_ns card ethtool -t "$CARD_DEV" online
    ip -n card link set "$CARD_DEV" mtu 1400
    ip -n card link set "$CARD_DEV" mtu 1500
}
DO=when_gone
fault "the card is gone: the driver has it when it is back" dead \
    "^[0-9] answered.*resets=" "$(once card-gone)"
DO=

# --- SAs ---

in_ns card ethtool --set-priv-flags "$CARD_DEV" sa-delete-req-expire on
fault "SAs reach their limits at once: the key manager hears it, once" no \
    "10 answered.*soft_expired=.2 " \
    "$(rx '"nth": 1' "$(kind sa-limit '"limit": "soft-packets"')")" \
    "$(rx '"nth": 2' "$(kind sa-limit '"limit": "hard-packets"')")" \
    "$(tx '"nth": 1' "$(kind sa-limit '"limit": "soft-bytes"')")" \
    "$(tx '"nth": 2' "$(kind sa-limit '"limit": "hard-bytes"')")" \
    "$(at event '"event": "sa-limit"' '' "$(kind duplicate)")"
in_ns card ethtool --set-priv-flags "$CARD_DEV" sa-delete-req-expire off

is_soon '2 2' "the card has its two SAs, and no more" sa_counts

# --- Packet mode ---

replayed() {
    local arrivals
    traffic
    arrivals=$(card_stat dev_rx_arrivals)
    host again 5 >&2
    wait_for 10 have_arrived $((arrivals + 5)) >&2
    sleep 0.3
}
have_arrived() {
    [ "$(card_stat dev_rx_arrivals)" -ge "$1" ]
}
until_asked() {
    traffic
    # The driver asks each second.
    wait_for 5 has_struck
}
# ESN behind a wrap, both ways; the peer first, whose old states still send.
packet_states() {
    local out=(flag esn replay-oseq 0x10 replay-oseq-hi 1)
    local in=(flag esn replay-seq 0x10 replay-seq-hi 1)
    xfrm_flush
    xfrm_state peer "$CARD_V4" "$PEER_V4" 0x1001 transport "${in[@]}" &&
    xfrm_state peer "$PEER_V4" "$CARD_V4" 0x2001 transport "${out[@]}" &&
    xfrm_policy peer "$PEER_V4" "$CARD_V4" "$PEER_V4" "$CARD_V4" transport &&
    packet_state "$CARD_V4" "$PEER_V4" 0x1001 transport out "${out[@]}" &&
    packet_state "$PEER_V4" "$CARD_V4" 0x2001 transport in "${in[@]}" &&
    packet_policy add "$CARD_V4" "$PEER_V4" out "$CARD_V4" "$PEER_V4" \
        transport &&
    packet_policy add "$PEER_V4" "$CARD_V4" in "$PEER_V4" "$CARD_V4" transport
}
if ! kernel_before 6 9; then
    check "packet mode: states and policies" packet_states
    is "$(ANSWERS=10 traffic)" "10 answered" "... ESP passes"
    DO=replayed
    fault "packet mode: what was sent before is refused" no \
        "10 answered.*rx_decapsulated=.1[12] " \
        "$(rx '"nth": 1' "$(kind raise-interrupt '"queue": "tx0"')")"
    fault "... unless the card has lost its window" no \
        "10 answered.*rx_decapsulated=.1[67] " \
        "$(rx '"nth": 10' "$(kind window-lost)")"
    DO=
    # The driver asks the card each second.
    fault "the top of the numbers that are received is lost" yes "" \
        "$(rx '"nth": 5' "$(kind sequence-top-lost)")"
    fault "... of those that are sent" yes "" \
        "$(tx '"nth": 5' "$(kind sequence-top-lost)")"
    # Whose SA a packet came by is not to be seen of it any more.
    names() {
        rx '"times": 2' "$(kind handle "\"sa\": $(handle "$1")")"
    }
    packet_state "$PEER_V6" "$CARD_V6" 0x2f02 transport in
    fault "... the handle of an SA of another address: lost" no \
        "8 answered.*rx_state_gone=.2 " "$(names 0x2f02)"
    packet_state "$PEER_V4" "$CARD_V4" 0x2f03 transport in
    fault "... of another SA of the same address: nobody can tell" no \
        "10 answered.*rx_decapsulated=.1[01] " "$(names 0x2f03)"
    ip -n card xfrm state delete src "$PEER_V6" dst "$CARD_V6" proto esp \
        spi 0x2f02
    ip -n card xfrm state delete src "$PEER_V4" dst "$CARD_V4" proto esp \
        spi 0x2f03
    DO=until_asked
    fault "questions about an SA fail" no "10 answered" \
        "$(at control '"opcode": "query-sa"' '' \
           '"kind": "status", "status": "unknown-sa"')"
    DO=
    fault "a policy is refused behind a reset: the card is not used" dead \
        "^[0-9] answered.*resets=" "$(once device-error '"code": 7')" \
        "$(at control '"opcode": "add-policy"' '' \
           '"kind": "status", "status": "table-full"')"
    policy_comes() {
        packet_policy add "$CARD_V4" "$CARD_IN4" out "$CARD_V4" "$CARD_IN4" \
            transport 2>&1
        traffic
    }
    DO=policy_comes
    fault "ADD_POLICY is said to be done, and names none: it is refused" yes \
        "does not say that it has the policy" \
        "$(at control '"opcode": "add-policy"' '"nth": 1' \
           '"kind": "status", "status": "ok"')"
    DO=
    plan "$(tx '"nth": 5' "$(kind sa-limit '"limit": "hard-packets"')")"
    like "$(ANSWERS=4 traffic)" '^[45] answered' "an SA has passed a hard limit at once"
    check "... the kernel knows, and the key manager" wait_for 5 on_card state 1
    plan
    check "... new keys come" packet_states
    is "$(ANSWERS=10 traffic)" "10 answered" "... and ESP passes"
    # A ping waits for the end of a reset, and what was to protect it goes.
    in_reset() { [ $(($(register 0x18) & 0x80000000)) != 0 ]; }
    echo_requests() {
        in_ns card awk '
            $1 == "IcmpMsg:" && column { print $column; exit }
            $1 == "IcmpMsg:" {
                for (i = 2; i <= NF; i++) {
                    if ($i == "OutType8") column = i
                }
            }' /proc/net/snmp
    }
    asked() { [ "$(echo_requests)" -gt "$requests" ]; }
    # Whether that was in time: the driver waits for five seconds, not longer.
    policy_goes() {
        local late ping
        resets=$(card_stat resets)
        requests=$(echo_requests)
        plan "$(once device-error '"code": 7')" \
            "$(at reset '' '"nth": 1' "$(kind stuck "$(ms 4500)")")"
        wait_for 10 in_reset
        in_ns card ping -q -c 1 -W 10 -p "$CLEAR_PATTERN" -s 200 "$PEER_V4" \
            >/run/ping 2>&1 &
        ping=$!
        wait_for 10 asked
        ip -n card xfrm policy flush
        ip -n card xfrm state flush
        in_reset
        late=$?
        wait $ping
        wait_for 10 has_reset "$resets" || back=no
        plan
        return $late
    }
    back=yes in_time=0
    for ((i = 0; i < 3 && !in_time; i++)); do
        [ "$i" -eq 0 ] || packet_states
        ! policy_goes || in_time=1
    done
    is "$back" yes "a policy goes in a reset: the card is back"
    if [ "$in_time" -eq 1 ]; then
        like "$(cat /run/ping)" " 0 received" "... and what has waited is not sent"
    else
        skip "the card was back before, three times" \
            "... and what has waited is not sent"
    fi
    check "... nor is there a policy any more" \
        wait_for 5 eval '[ "$(card_stat policy_loaded)" = 0 ]'
fi
clear_stop "nothing has left in clear"
leaks_stop "behind all of that"
check "the driver goes" unload_driver
done_testing
