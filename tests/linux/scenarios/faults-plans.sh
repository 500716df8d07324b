#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Plan after plan of faults (docs/faults.rst) for a card that carries ESP, and
# what the driver and the kernel make of each: what arrives, what is counted,
# whether the card is reset.  Behind each the same traffic passes again, by the
# card; at the end the card has its SAs and no others, and nothing has left in
# clear.
#
# nics: ipsecnic e1000e
# append: iomem=relaxed
# timeout: 600

. "$(dirname -- "$0")/../lib.sh"

# plan [FAULT...]: the card misbehaves so from now on; with none it is good.
plan() {
    local IFS=,
    card_set faults "{\"faults\": [$*]}"
}
# struck: how often the faults of the plan did, all together.
struck() {
    card_get faults | jq '[.faults[] | .fired - .missed] | add // 0'
}

# counters: of the driver, the card and the kernel, in one file.
counters() {
    in_ns card bash -c "ethtool -S $CARD_DEV; sed 's/\t/: /' /proc/net/xfrm_stat"
}
# moved OLD NEW: "name=+n" of those that did.
moved() {
    awk -F ': *' '
        { gsub(/[ \t]/, "", $1) }
        FNR == NR { old[$1] = $2; next }
        $2 != old[$1] && $1 !~ /^dev_|_queue_|^queue_|_bytes$/ {
            printf "%s=%+d ", $1, $2 - old[$1]
        }' "$1" "$2"
}

# What happens while a plan is armed, unless $DO says something else: $PINGS, or
# ten.
traffic() {
    in_ns card ping -q -c "${PINGS:-10}" -i 0.01 -W 1 -p "$CLEAR_PATTERN" \
        -s 200 "$PEER_V4" 2>&1 |
        sed -n 's/.* \([0-9]*\) received.*/\1 answered/p'
}
# A state comes and goes; another one each time, since the card may have kept it.
state_comes() {
    local spi=$((0x3000 + tap_count))
    xfrm_state card "$CARD_V4" "$PEER_V4" $spi transport \
        offload dev "$CARD_DEV" dir out 2>&1
    ip -n card xfrm state delete src "$CARD_V4" dst "$PEER_V4" proto esp \
        spi $spi
    traffic
}
# A state for the peer's packets comes, goes, and comes again with the same SPI.
again_at_once() {
    local spi=$((0x2e00 + tap_count)) n
    for n in 1 2 3; do
        echo "xfrm state delete src $PEER_V4 dst $CARD_V4 proto esp spi $spi"
        state_line "$PEER_V4" "$CARD_V4" $spi in
    done | sed 1d >/run/again
    ip -n card -force -batch /run/again
    xfrm_state peer "$PEER_V4" "$CARD_V4" $spi transport
    traffic
    for ns in card peer; do
        ip -n $ns xfrm state delete src "$PEER_V4" dst "$CARD_V4" proto esp \
            spi $spi
    done
}
has_reset() {
    [ "$(card_stat resets)" -gt "$1" ]
}
# fault NAME RESETS REGEX FAULT...: with these faults in the card traffic (or what
# $DO says) goes on; they strike, RESETS (no, or yes) is whether the driver resets
# the card, and what it and the kernel have counted fits REGEX.  Behind it ESP
# passes both ways as ever, by the card.
fault() {
    local name=$1 resets=$2 regex=$3 got count bad=()
    shift 3
    counters >/run/before
    plan "$@" >/run/plan || bad+=("refused: $(cat /run/plan)")
    got=$(${DO:-traffic})
    count=$(struck)
    [ "${count:-0}" -ge 1 ] || bad+=("it did not strike")
    if [ "$resets" = yes ]; then
        wait_for "${WITHIN:-10}" has_reset \
            "$(sed -n 's/^ *resets: //p' /run/before)" || bad+=("no reset")
    fi
    plan >/run/plan
    wait_for 15 in_ns card ping -q -c 1 -W 1 -p "$CLEAR_PATTERN" -s 200 \
        "$PEER_V4" || bad+=("traffic does not come back")
    counters >/run/after
    got+=", $(moved /run/before /run/after)"
    [[ $resets = yes || $got != *' resets='* ]] ||
        bad+=("the driver has reset the card")
    [[ $got =~ $regex ]] || bad+=("no $regex in: $got")
    [[ $got = *rx_crypto_success=* ]] || bad+=("nothing by the card: $got")
    echo "$name: struck $count times; $got"
    if [ ${#bad[@]} -eq 0 ]; then
        ok "$name"
    else
        not_ok "$name"
        diag "$(printf '%s\n' "${bad[@]}")"
    fi
}

# answers N: what is said of so many pings.  For the last answer ping waits no
# longer than for two others, which is too short on a busy machine.
answers() {
    echo "^($1|$(($1 - 1))) answered"
}

# at SIDE WHERE WHEN WHAT: a fault; the words without their outer braces.
at() {
    echo "{\"where\": {\"side\": \"$1\"${2:+, $2}}, \"when\": {$3}, \"what\": {$4}}"
}
# rx WHEN WHAT, tx WHEN WHAT: of ESP.
rx() {
    at receive '"frame": "esp"' "$@"
}
tx() {
    at transmit '"spi": 4097' "$@"
}
# completions ...: what can be wrong with completions of a kind.
kind() {
    echo "\"kind\": \"$1\"${2:+, $2}"
}
ms() {
    echo "\"ms\": $1"
}
# field NTH NAME CHANGE: of a completion of ESP.
field() {
    rx "\"nth\": $1" "$(kind field "\"field\": \"$2\", $3")"
}
# one_each SIDE STATUS...: a fault for each status, one behind the other, in the
# array faults.
one_each() {
    local side=$1 nth=0 status
    shift
    faults=()
    for status; do
        nth=$((nth + 1))
        faults+=("$("$side" "\"nth\": $nth" \
            "\"kind\": \"status\", \"status\": \"$status\"")")
    done
}
# handle SPI: by what the card knows the SA.
handle() {
    card_get x-query-sas |
        jq "[.sas[] | select(.operations[0].spi == $(($1)))][0].handle"
}

setup_pair
export CARD_PCI
CARD_PCI=$(card_pci)
esp_pair transport "$CARD_V4" "$PEER_V4" -- offload
prepare_states
check "ESP passes" one_marked
clear_start

# --- Receive ---

one_each rx generic-error transport-ah-auth-failed \
    transport-esp-auth-failed tunnel-ah-auth-failed tunnel-esp-auth-failed \
    invalid-packet-syntax
fault "each CryptoStatus: the packet is lost" no \
    "4 answered.*generic_error=.1 .*transport_ah_auth=.1 .*transport_esp_auth=.1 .*tunnel_ah_auth=.1 .*tunnel_esp_auth=.1 .*invalid_syntax=.1 " \
    "${faults[@]}"
fault "invalid protocol: software looks for a state of the other one" no \
    "10 answered.*rx_crypto_invalid_protocol=.2 " \
    "$(rx '"times": 2' '"kind": "status", "status": "invalid-protocol"')"
fault "said to have failed, and decrypted all the same: lost" no \
    "$(answers 8)" \
    "$(rx '"times": 2' '"kind": "status", "bytes": "decrypted",
        "status": "transport-esp-auth-failed"')"
fault "said not to be processed: software does it" no \
    "10 answered.*rx_reason_no_sa=.3" "$(rx '"times": 3' "$(kind not-done)")"
fault "... and decrypted all the same: software finds it wrong" no \
    "$(answers 7)" \
    "$(rx '"times": 3' "$(kind not-done '"bytes": "decrypted"')")"
fault "a handle that no SA has" no "8 answered.*rx_state_gone=.2 " \
    "$(rx '"times": 2' "$(kind handle '"sa": 1048570')")"
DO=state_comes
fault "the handle of an SA that was deleted" no \
    "8 answered.*rx_state_gone=.2 " "$(rx '"times": 2' "$(kind stale-handle)")"
DO=
fault "the handle of the SA that sends" no "8 answered.*rx_state_gone=.2 " \
    "$(rx '"times": 2' "$(kind handle "\"sa\": $(handle 0x1001)")")"
xfrm_state card "$PEER_V4" "$CARD_V4" 0x2f01 transport \
    offload dev "$CARD_DEV" dir in
fault "the handle of another SA that receives" no \
    "8 answered.*rx_state_gone=.2 " \
    "$(rx '"times": 2' "$(kind handle "\"sa\": $(handle 0x2f01)")")"
ip -n card xfrm state delete src "$PEER_V4" dst "$CARD_V4" proto esp spi 0x2f01
fault "a checksum that is said to be wrong, and a frame that is" no "" \
    "$(field 1 csum '"value": 65535')" \
    "$(field 2 l3-offset '"value": 65535')" \
    "$(field 3 payload-offset '"value": 65535')" \
    "$(field 4 kind '"value": 255')" "$(field 5 reason '"value": 255')" \
    "$(field 6 hash '"xor": 4294967295')"
faults=() nth=0
for name in header-info sa-outer sa-inner cookie accept inner-reason \
            ipsec-offset inner-l3-offset inner-ipsec-offset trailer-length \
            arrival vlan-tci; do
    nth=$((nth + 1))
    faults+=("$(field $nth $name '"xor": 255')")
done
PINGS=16 fault "each of the other fields" no "1[3-6] answered" "${faults[@]}"
fault "lengths that cannot be" no "" \
    "$(field 1 buffer-length '"value": 0')" \
    "$(field 2 buffer-length '"value": 13')" \
    "$(field 3 buffer-length '"value": 65535')" \
    "$(field 4 frame-length '"value": 0')"
fault "out-of-band words with all bits, and with none" no "" \
    "$(field 1 oob '"value": 4294967295')" "$(field 2 oob '"value": 0')"
fault "another index" yes "" "$(field 2 posted-index '"add": 1')"
fault "frames get lost" no "$(answers 7)" "$(rx '"times": 3' "$(kind lose-frame)")"
fault "a completion gets lost" yes "" "$(rx '"nth": 2' "$(kind lose-completion)")"
fault "a completion comes twice" yes "" \
    "$(rx '"nth": 2' "$(kind duplicate-completion)")"
fault "a completion is late" yes "" \
    "$(rx '"nth": 2' "$(kind delay-completion "$(ms 50)")")"
fault "completions change places" yes "" \
    "$(rx '"nth": 2' "$(kind reorder-completion '"behind": 1')")"
fault "the phase bit is late" no "" \
    "$(rx '"nth": 2' "$(kind phase-late "$(ms 50)")")"

# --- Transmit ---

one_each tx bad-descriptor too-many bad-length not-negotiated link-down \
    bad-offload inactive unknown-sa sa-direction bad-header fragment \
    sa-mismatch capability bad-segment bad-trailer ip-length bad-csum sequence \
    crypto policy no-sa expired too-big
PINGS=25 fault "each status of transmit: the packet is lost" no "$(answers 2)" \
    "${faults[@]}"
fault "frames get lost, go out twice, late, with a wrong ICV" no "$(answers 7)" \
    "$(tx '"nth": 1' "$(kind lose-frame)")" \
    "$(tx '"nth": 3' "$(kind duplicate-frame)")" \
    "$(tx '"nth": 5' "$(kind delay-frame "$(ms 30)")")" \
    "$(tx '"nth": 7' "$(kind corrupt-icv)")" \
    "$(tx '"nth": 9' "$(kind sequence '"add": -1')")"
fault "numbers are left out: the one that comes again is lost" no "$(answers 9)" \
    "$(tx '"nth": 2' "$(kind sequence '"add": 3')")"
fault "a completion of transmit gets lost" yes "" \
    "$(tx '"nth": 2' "$(kind lose-completion)")"
fault "... comes twice" yes "" "$(tx '"nth": 2' "$(kind duplicate-completion)")"
fault "... is late" yes "" \
    "$(tx '"nth": 2' "$(kind delay-completion "$(ms 50)")")"
fault "... changes places" yes "" \
    "$(tx '"nth": 2' "$(kind reorder-completion '"behind": 1')")"
fault "... has its phase bit late" no "" \
    "$(tx '"nth": 2' "$(kind phase-late "$(ms 50)")")"

# --- Interrupts ---

fault "interrupts get lost, and some come for nothing" no "" \
    "$(at interrupt '"queue": "rx0"' '"nth": 3' "$(kind lose)")" \
    "$(at interrupt '"queue": "rx0"' '"nth": 1' \
       "$(kind raise-interrupt '"queue": "tx0"')")"
fault "an interrupt is late" no "" \
    "$(at interrupt '"queue": "rx0"' '"nth": 2' "$(kind delay "$(ms 100)")")"
DO=state_comes
fault "that of the control queue gets lost: the driver looks each second" no \
    "lost_interrupts=" \
    "$(at interrupt '"queue": "ctrl"' '"nth": 1' "$(kind lose)")"
fault "... comes for nothing" no "" \
    "$(at control '' '"nth": 1' \
       "$(kind raise-interrupt '"queue": "ctrl"')")"
DO=

# --- Commands and events ---

DO=state_comes
fault "ADD_SA fails: software has the state" no "sa_refused" \
    "$(at control '"opcode": "add-sa"' '' \
       '"kind": "status", "status": "table-full"')"
fault "ADD_SA fails with what no card says" no "" \
    "$(at control '"opcode": "add-sa"' '' '"kind": "status", "status": "not-esn"')"
fault "ADD_SA is done and said to have failed" no "" \
    "$(at control '"opcode": "add-sa"' '' \
       '"kind": "status", "status": "sa-length", "executed": true')"
fault "ADD_SA is said to be done, and is not" no "sa_refused" \
    "$(at control '"opcode": "add-sa"' '' '"kind": "status", "status": "ok"')"
fault "the table is full" no "sa_refused" \
    "$(at control '' '' "$(kind table-full '"capacity": 2')")"
fault "DELETE_SA fails" no "" \
    "$(at control '"opcode": "delete-sa"' '' \
       '"kind": "status", "status": "unknown-sa"')"
fault "the control queue is late" no "" \
    "$(at control '' '"nth": 1' "$(kind hang "$(ms 200)")")"
DO=again_at_once
fault "DELETE_SA is said to be done, and is not: the next one is" no \
    "answered.*rx_crypto_success=.1[0-9]" \
    "$(at control '"opcode": "delete-sa"' '"nth": 1' \
       '"kind": "status", "status": "ok"')"
fault "completions of the control queue change places" yes "" \
    "$(at control '' '"nth": 2' "$(kind reorder-completion '"behind": 1')")"
DO=state_comes
fault "a command never ends" yes "" \
    "$(at control '"opcode": "add-sa"' '"nth": 1' "$(kind hang)")"
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

once='"from-ms": 20'
# once KIND...: what happens once, by the clock.
once() {
    at time '' "$once" "$(kind "$@")"
}
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
fault "a device error" yes "" "$(once device-error '"code": 7')"
fault "the event of it gets lost" yes "" \
    "$(once device-error '"code": 7')" "$(at event '' '' "$(kind lose)")"
fault "counters stand still" no "" "$(once counters-stop "$(ms 100)")"
fault "SaDeleteReq for an SA" no "rx_sa_delete_req" \
    "$(rx '"nth": 2' "$(kind sa-delete-request)")"
fault "a reset that takes its time" yes "" \
    "$(once device-error '"code": 7')" \
    "$(at reset '' '"nth": 1' "$(kind stuck "$(ms 300)")")"

# --- The three of docs/story-of-three-bugs.rst, from the card's side ---

fault "a handle that is not known any more: nothing is sent" no \
    "^0 answered.*tx_status_unknown_sa=" \
    "$(tx '' '"kind": "status", "status": "unknown-sa"')"
one_ping() {
    in_ns card ping -q -c 1 -W 5 "$PEER_V4" | sed -n 's/^rtt/&/p'
}
DO=one_ping
fault "no interrupts: the driver looks each second" no "lost_interrupts=" \
    "$(at interrupt '"queue": "rx0"' '' "$(kind lose)")" \
    "$(at interrupt '"queue": "tx0"' '' "$(kind lose)")"

# esn SPI: ESN towards the card that has gone through a wrap.
esn() {
    xfrm_state card "$PEER_V6" "$CARD_V6" "$1" transport flag esn \
        replay-seq 0x10 replay-seq-hi 1 offload dev "$CARD_DEV" dir in &&
    xfrm_state peer "$PEER_V6" "$CARD_V6" "$1" transport flag esn \
        replay-oseq 0x10 replay-oseq-hi 1
}
from_peer() {
    in_ns peer ping -q -c 5 -i 0.01 -W 1 "$CARD_V6" 2>&1 |
        sed -n 's/.* \([0-9]*\) received.*/\1 answered/p'
}
esn 0x2002
ip -n card xfrm policy add src "$PEER_V6" dst "$CARD_V6" dir in tmpl \
    src "$PEER_V6" dst "$CARD_V6" proto esp reqid 1 mode transport
ip -n peer xfrm policy add src "$PEER_V6" dst "$CARD_V6" dir out tmpl \
    src "$PEER_V6" dst "$CARD_V6" proto esp reqid 1 mode transport
is "$(from_peer)" "5 answered" "ESN behind a wrap"
DO=from_peer
fault "the top of the sequence numbers is lost: nothing is authentic any more" \
    no "^1 answered.*rx_crypto_transport_esp_auth=.4 .*XfrmInStateProtoError=.4" \
    "$(at receive '"spi": 8194' '"nth": 1' "$(kind sequence-top-lost)")"
is "$(from_peer)" "0 answered" "... nor behind the fault"
esn_gone() {
    local ns
    for ns in card peer; do
        ip -n $ns xfrm state delete src "$PEER_V6" dst "$CARD_V6" proto esp \
            spi "$1"
    done
}
esn_gone 0x2002
esn 0x2003
is "$(from_peer)" "5 answered" "... until there are new keys"

# The peer counts another high half than the card, which spoils the ICV alone.
esn_gone 0x2003
esn 0x2004
ip -n peer xfrm state delete src "$PEER_V6" dst "$CARD_V6" proto esp spi 0x2004
xfrm_state peer "$PEER_V6" "$CARD_V6" 0x2004 transport flag esn \
    replay-oseq 0x10 replay-oseq-hi 5
is "$(from_peer)" "0 answered" "what is not authentic is lost"
forged='"kind": "status", "status": "success"'
fault "success is said of it: the bytes are ciphertext, and lost" no \
    "^0 answered.*rx_crypto_success=" "$(at receive '"spi": 8196' '' "$forged")"
fault "... and plaintext: the stack has nobody else to believe" no "^5 answered" \
    "$(at receive '"spi": 8196' '' "$forged, \"unauthenticated-plaintext\": true")"
DO=

is "$(card_sas) $(card_stat sa_loaded)" '3 3' "the card has its three SAs, and no more"

clear_stop "nothing has left in clear"
done_testing
