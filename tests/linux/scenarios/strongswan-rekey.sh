#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# strongSwan changes the keys of an offloaded tunnel while TCP goes through it:
# of the child from either side, and of the IKE SA.  No packet is in clear, the
# card does all of them, and those that the kernel had handed to it for an SA
# that is deleted then are few, and counted.
#
# nics: ipsecnic e1000e
# wire: 96
# kernels: all, by demand
# timeout: 400

. "$(dirname -- "$0")/../lib.sh"
. "$(dirname -- "$0")/../offload.sh"

# rekey NS: the child gets new keys, and both sides are rid of the old ones.
rekey() {
    local old_card old_peer
    old_card=$(state_spis card) old_peer=$(state_spis peer)
    ike "$1" --rekey --child net &&
    wait_for 30 spis_differ card "$old_card" &&
    wait_for 30 spis_differ peer "$old_peer"
}

# ike_spis NS: those of the IKE SA.
ike_spis() {
    ike "$1" --list-sas | sed -n 's/.* \([0-9a-f]\{16\}_[ir]\).* \([0-9a-f]\{16\}_[ir]\).*/\1 \2/p'
}

# rekey_ike NS
rekey_ike() {
    local old
    old=$(ike_spis "$1")
    [ -n "$old" ] && ike "$1" --rekey --ike net &&
    wait_for 30 ike_differs "$1" "$old"
}

# ike_differs NS OLD: there is one IKE SA, and it is another.
ike_differs() {
    local new
    new=$(ike_spis "$1")
    [ "$(wc -l <<<"$new")" = 1 ] && [ -n "$new" ] && [ "$new" != "$2" ]
}

# rekey_case FAMILY PROPOSAL [ARGUMENT...]: those of iperf3.
rekey_case() {
    local name="IPv$1, $2${3:+, from the peer}" to='' load old
    configure tunnel "$1" "$2"
    check "$name: the child comes up" bring_up || return
    check "$name: the card has both SAs" has_offload card

    count_from_here
    state_spis card >/run/spis
    # No function here: $! is to be the process itself.
    ip netns exec card iperf3 -J -c "$to" -p 5201 -t 600 -i 1 "${@:3}" \
        >/out/load.json 3>&- 4>&- &
    load=$!
    check "$name: traffic flows" wait_for 60 flows 20
    check "$name: the child is rekeyed by the card's side" rekey card
    state_spis card >>/run/spis
    check "$name: ... the card has the new SAs" has_offload card
    check "$name: ... and traffic flows" wait_for 60 flows 20
    check "$name: the child is rekeyed by the peer" rekey peer
    state_spis card >>/run/spis
    check "$name: ... the card has the new SAs" has_offload card
    check "$name: ... and traffic flows" wait_for 60 flows 20
    old=$(state_spis card)
    check "$name: the IKE SA is rekeyed" rekey_ike card
    is "$(state_spis card)" "$old" "$name: ... which the child survives"
    check "$name: ... and traffic flows" wait_for 60 flows 20
    check_not "$name: TCP has not ended by now" gone "$load"
    kill -INT "$load"
    wait "$load"
    wait_for 20 closed 5201 card peer
    account "$name"
    is "$spis" \
        "$(sed 's/^0x//' /run/spis | sort | paste -s -d ' ')" \
        "$name: the six SPIs were on the wire, and no other"

    check "$name: the child goes down, with its SAs" ike_terminate card
    is_soon 0 "$name: ... and the card has none any more" driver_sas
    check "$name: the IKE SA goes down" ike_down card
}

# flows NUMBER: so many packets went in each direction since it was asked
# before.
flows() {
    local now
    now="$(eth_stat card "$CARD_DEV" dev_tx_ipsec)
$(eth_stat card "$CARD_DEV" rx_crypto_success)"
    paste -d ' ' /run/flows - <<<"$now" | awk -v n="$1" '
        $2 - $1 < n { bad = 1 }
        END { exit NR != 2 || bad }' || return
    printf '%s\n' "$now" >/run/flows
}

# Packets wait in the kernel's queues and the cards' while the machine is busy.
LATE=200 IKE_DELAY=3
setup_offload
printf '0\n0\n' >/run/flows

rekey_case 4 aes128gcm16-noesn
rekey_case 6 aes128-sha256-esn -R

done_testing
