#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Plan after plan of faults (docs/faults.rst) for a card that carries ESP, those
# of its data path, and what the driver and the kernel make of each: what arrives,
# what is counted, whether the card is reset.  Behind each the same traffic passes
# again, by the card; at the end the card has its SAs and no others, and nothing
# has left in clear.
#
# nics: ipsecnic e1000e
# append: iomem=relaxed
# timeout: 400

. "$(dirname -- "$0")/../lib.sh"
. "$(dirname -- "$0")/../faults.sh"

setup_pair
export CARD_PCI
CARD_PCI=$(card_pci)
faults_start

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
    "^8 answered" \
    "$(rx '"times": 2' '"kind": "status", "bytes": "decrypted",
        "status": "transport-esp-auth-failed"')"
fault "said not to be processed: software does it" no \
    "10 answered.*rx_reason_no_sa=.3" "$(rx '"times": 3' "$(kind not-done)")"
fault "... and decrypted all the same: software finds it wrong" no \
    "^7 answered" \
    "$(rx '"times": 3' "$(kind not-done '"bytes": "decrypted"')")"
fault "a handle that no SA has" no "8 answered.*rx_state_gone=.2 " \
    "$(rx '"times": 2' "$(kind handle '"sa": 1048570')")"
DO=state_comes
fault "the handle of an SA that was deleted" no \
    "8 answered.*rx_state_gone=.2 " "$(rx '"times": 2' "$(kind stale-handle)")"
DO=
fault "the handle of the SA that sends" no "8 answered.*rx_state_gone=.2 " \
    "$(rx '"times": 2' "$(kind handle "\"sa\": $(handle 0x1001)")")"
fault "... as one that was found inside: it goes on to send" no \
    "9 answered.*rx_next_crypto_done=.1 " "$(field 2 oob '"xor": 4')" \
    "$(field 2 sa-inner "\"value\": $(handle 0x1001)")"
xfrm_state card "$PEER_V4" "$CARD_V4" 0x2f01 transport \
    offload dev "$CARD_DEV" dir in
fault "the handle of another SA that receives" no \
    "8 answered.*rx_state_gone=.2 " \
    "$(rx '"times": 2' "$(kind handle "\"sa\": $(handle 0x2f01)")")"
ip -n card xfrm state delete src "$PEER_V4" dst "$CARD_V4" proto esp spi 0x2f01
xfrm_state card "$PEER_V6" "$CARD_V6" 0x2001 transport \
    offload dev "$CARD_DEV" dir in
fault "... and has the same SPI, but is of IPv6" no \
    "8 answered.*rx_state_gone=.2 " \
    "$(rx '"times": 2' "$(kind handle "\"sa\": $(handle 0x2001 "$CARD_V6")")")"
ip -n card xfrm state delete src "$PEER_V6" dst "$CARD_V6" proto esp spi 0x2001
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
ANSWERS=13 PINGS=16 fault "each of the other fields" no "1[3-6] answered" "${faults[@]}"
fault "lengths that cannot be" no "" \
    "$(field 1 buffer-length '"value": 0')" \
    "$(field 2 buffer-length '"value": 13')" \
    "$(field 3 buffer-length '"value": 65535')" \
    "$(field 4 frame-length '"value": 0')"
# Frames in several buffers; the one that lies says of each that it ends early.
in_pieces() {
    ip -n peer link set "$PEER_DEV" mtu 9000
    ip -n card link set "$CARD_DEV" mtu 9000
    wait_for 10 in_ns card ping -q -c 1 -W 1 "$PEER_V4" >&2
    echo "$(answered card "$PEER_V4" 5 -p "$CLEAR_PATTERN" -s 5000)" answered
    ip -n card link set "$CARD_DEV" mtu 1500
    ip -n peer link set "$PEER_DEV" mtu 1500
}
DO=in_pieces
fault "lengths of pieces that cannot be" no "" \
    "$(rx '"every": 2' "$(kind field '"field": "buffer-length", "value": 13')")"
DO=
fault "out-of-band words with all bits, and with none" no "" \
    "$(field 1 oob '"value": 4294967295')" "$(field 2 oob '"value": 0')"
fault "another index" yes "" "$(field 2 posted-index '"add": 1')"
fault "frames get lost" no "^7 answered" "$(rx '"times": 3' "$(kind lose-frame)")"
fault "a completion gets lost" yes "" "$(rx '"nth": 2' "$(kind lose-completion)")"
fault "a completion comes twice" yes "" \
    "$(rx '"nth": 2' "$(kind duplicate-completion)")"
fault "a completion is late" yes "" \
    "$(rx '"nth": 2' "$(kind delay-completion "$(ms 3000)")")"
fault "completions change places" yes "" \
    "$(rx '"nth": 2' "$(kind reorder-completion '"behind": 1')")"
fault "the phase bit is late" no "" \
    "$(rx '"nth": 2' "$(kind phase-late "$(ms 50)")")"

# --- Transmit ---

one_each tx bad-descriptor too-many bad-length not-negotiated link-down \
    bad-offload inactive unknown-sa sa-direction bad-header fragment \
    sa-mismatch capability bad-segment bad-trailer ip-length bad-csum sequence \
    crypto policy no-sa expired too-big
PINGS=25 fault "each status of transmit: the packet is lost" no "^2 answered" \
    "${faults[@]}"
fault "frames get lost, go out twice, late, with a wrong ICV" no "^7 answered" \
    "$(tx '"nth": 1' "$(kind lose-frame)")" \
    "$(tx '"nth": 3' "$(kind duplicate-frame)")" \
    "$(tx '"nth": 5' "$(kind delay-frame "$(ms 30)")")" \
    "$(tx '"nth": 7' "$(kind corrupt-icv)")" \
    "$(tx '"nth": 9' "$(kind sequence '"add": -1')")"
fault "numbers are left out: the one that comes again is lost" no "^9 answered" \
    "$(tx '"nth": 2' "$(kind sequence '"add": 3')")"
fault "a completion of transmit gets lost" yes "" \
    "$(tx '"nth": 2' "$(kind lose-completion)")"
fault "... comes twice" yes "" "$(tx '"nth": 2' "$(kind duplicate-completion)")"
fault "... is late" yes "" \
    "$(tx '"nth": 2' "$(kind delay-completion "$(ms 3000)")")"
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

# --- The three of docs/story-of-three-bugs.rst, from the card's side ---

fault "a handle that is not known any more: nothing is sent" no \
    "^0 answered.*tx_status_unknown_sa=" \
    "$(tx '' '"kind": "status", "status": "unknown-sa"')"
one_ping() {
    in_ns card ping -q -c 1 -W 20 "$PEER_V4" | sed -n 's/^rtt/&/p'
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
    echo "$(answered peer "$CARD_V6" 5) answered"
}
all_from_peer() {
    ANSWERS=5 from_peer
}
esn 0x2002
ip -n card xfrm policy add src "$PEER_V6" dst "$CARD_V6" dir in tmpl \
    src "$PEER_V6" dst "$CARD_V6" proto esp reqid 1 mode transport
ip -n peer xfrm policy add src "$PEER_V6" dst "$CARD_V6" dir out tmpl \
    src "$PEER_V6" dst "$CARD_V6" proto esp reqid 1 mode transport
is "$(all_from_peer)" "5 answered" "ESN behind a wrap"
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
is "$(all_from_peer)" "5 answered" "... until there are new keys"

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

is_soon '3 3' "the card has its three SAs, and no more" sa_counts

clear_stop "nothing has left in clear"
done_testing
