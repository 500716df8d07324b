#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# What becomes of strongSwan's wish for an offload where there is none to be
# had: traffic flows, done by software, and the driver says why.  And ESP in UDP
# (NAT traversal), which newer kernels let the card do for IPv4.
#
# nics: ipsecnic e1000e
# device card: aes-gcm-256=off
# wire: 96
# kernels: all
# timeout: 240

. "$(dirname -- "$0")/../lib.sh"
. "$(dirname -- "$0")/../offload.sh"

# software_case NAME COUNTER HW_OFFLOAD PROPOSAL [SETTING...]: two SAs that the
# card is not given, COUNTER says why; without COUNTER it was not asked.
software_case() {
    local name=$1 counter=$2 to=''
    configure transport 4 "$4" "hw_offload = $3" "${@:5}"
    count_from_here
    check "$name: the child comes up" bring_up || return
    is "$(state_spis card | wc -l)" 2 "$name: with its two SAs"
    is "$(ip -n card xfrm state | grep -c 'offload parameters')" 0 \
        "$name: the kernel says that software has them"
    is "$(eth_stat_diff card "$CARD_DEV" | tr ' ' '\n' |
          grep -E '^(sa_refused|sa_loaded|sa_offloaded)' | paste -s -d ' ')" \
        "${counter:+$counter=+2}" "$name: the driver says why"
    traffic "$name" software
    check "$name: it goes down" ike_down card
}

# traffic NAME software|outbound|card: pings and TCP, and what the card did.
traffic() {
    local name=$1 sent received clear by_card=0
    count_from_here
    check "$name: pings are answered" pings card "$to" 5
    check "$name: TCP, both ways" transfer "$to"
    if [ "$2" = card ]; then
        account "$name"
        return
    fi
    wire_counts
    is "$clear" '' "$name: nothing was sent in clear"
    check "$name: there was ESP on the wire, both ways" \
        test "$sent" -gt 0 -a "$received" -gt 0
    [ "$2" = software ] || by_card=$sent
    is "$(eth_stat_moved card "$CARD_DEV" dev_tx_ipsec)" "$by_card" \
        "$name: the card made $by_card of $sent ESP packets"
    is "$(eth_stat_moved card "$CARD_DEV" rx_crypto_success)" 0 \
        "$name: ... and checked none"
    is "$(xfrm_stat_diff card)$(xfrm_stat_diff peer)" '' \
        "$name: no error was counted"
}

# natt_case MODE FAMILY PROPOSAL: ESP in UDP.
natt_case() {
    local name="ESP in UDP, $1, IPv$2, $3" to='' who=card refused=2
    configure "$1" "$2" "$3" 'hw_offload = yes' 'ike:encap = yes'
    if kernel_before 6 12; then
        who=refused
    elif [ "$2" = 6 ]; then
        # esp6_xmit() of the kernel has no code for it.
        who=software
    elif [ "$1" = tunnel ]; then
        # The kernel looks for a policy of the UDP datagram, and does not expect
        # that a tunnel was decrypted by then.
        who=outbound refused=1
    fi
    count_from_here
    if [ $who = refused ]; then
        # The kernel itself refuses the state, and not by the error with which
        # it would go on without the card; nothing is left behind.
        check_not "$name: the child does not come up" bring_up
        is "$(eth_stat_diff card "$CARD_DEV" | grep -c -E 'sa_(loaded|refused)')" \
            0 "$name: ... without asking the driver"
        check "$name: ... and leaves nothing" ike_down card
        configure "$1" "$2" "$3" 'hw_offload = no' 'ike:encap = yes'
        who=software
        check "$name: without the wish it comes up" bring_up || return
    else
        check "$name: the child comes up" bring_up || return
        if [ $who = card ]; then
            check "$name: the card has both SAs" has_offload card
        else
            is "$(ip -n card xfrm state | grep 'offload parameters' |
                  sed 's/.* dir //' | paste -s -d ' ')" \
                "$([ $who = software ] || echo out)" \
                "$name: the kernel says which of them the card has"
            is "$(eth_stat_moved card "$CARD_DEV" sa_refused_encapsulation)" \
                $refused "$name: the driver says why not both"
        fi
    fi
    like "$(ip -n card xfrm state)" 'encap type espinudp sport 4500 dport 4500' \
        "$name: the SAs are encapsulated"
    traffic "$name" $who
    is "$(jq '.return | .out.esp + .in.esp' /run/wire)" 0 \
        "$name: no ESP was on the wire without UDP"
    check "$name: it goes down" ike_down card
}

setup_offload

software_case 'a cipher that is off' sa_refused_algorithm_off yes aes256gcm16
software_case 'Camellia' sa_refused_algorithm yes camellia128-sha256
software_case 'Camellia, auto' sa_refused_algorithm auto camellia256-sha1
in_ns card ethtool -K "$CARD_DEV" esp-hw-offload off
software_case 'the feature is off, auto' '' auto aes128gcm16

# strongSwan looks at that feature itself, and "yes" means yes.
configure transport 4 aes128gcm16 'hw_offload = yes'
check_not "the feature is off, yes: the child does not come up" bring_up
check "the feature is off, yes: strongSwan says why" \
    grep -q 'HW offload is not supported by device' /out/ike-card.log
check "the feature is off, yes: nothing is left" ike_down card
in_ns card ethtool -K "$CARD_DEV" esp-hw-offload on
check "the feature is on: the child comes up" bring_up
check "... and the card has both SAs" has_offload card
check "... and it goes down" ike_down card

natt_case transport 4 aes128gcm16-esn
natt_case tunnel 4 aes128-sha256-noesn
natt_case tunnel 6 aes128gcm16-noesn

is_soon 0 "the card has no SA any more" driver_sas
done_testing
