#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# What takes states away from the card under load, and at once brings others:
# new keys without the old ones for a while beside them, and the interface that
# goes down and up.  Every ESP packet that was on the wire is authentic under a
# key of its SPI, so none was sent in clear behind an ESP header, was encrypted
# twice, or was changed behind its ICV.  The host looks, with no card's help.
#
# A packet whose state goes while it is between xfrm and the card is rare.  It is
# less so where the kernel is slow there: probes make it.
#
# nics: ipsecnic e1000e
# wire: yes
# timeout: 240

. "$(dirname -- "$0")/../lib.sh"

setup_pair
esp_pair transport "$CARD_V4" "$PEER_V4" -- offload
prepare_states

# slow_kernel PROBES: between xfrm, which gives a packet its ESP header, and the
# device each of them is a walk through the stack.
slow_kernel() {
    local dir=/sys/kernel/tracing i
    [ -e $dir/kprobe_events ] || mount -t tracefs tracefs $dir || return 1
    for ((i = 0; i < $1; i++)); do
        echo "p:slow$i esp4_gso_encap" >>$dir/kprobe_events &&
        echo stacktrace >$dir/events/kprobes/slow$i/trigger &&
        echo 1 >$dir/events/kprobes/slow$i/enable || return 1
    done
}

# rekey COUNT: so many times both namespaces lose their states and get new ones
# with a key that was not there before, and pings pass.
echo "${KEY_GCM#0x}" >/run/keys
rekey() {
    local i key ns
    for ((i = 1; i <= $1; i++)); do
        printf -v key '%08x%s' "$i" "${KEY_GCM:10}"
        echo "$key" >>/run/keys
        for ns in peer card; do
            {
                echo "xfrm state flush"
                sed "s/$KEY_GCM/0x$key/" /run/states |
                    if [ $ns = card ]; then cat; else sed 's/ offload .*//'; fi
            } >"/run/rekey.$ns"
            ip -n $ns -batch /run/rekey.$ns || return 1
        done
        wait_for 10 one_marked || return 1
    done
}

down_and_up() {
    local i
    for ((i = 0; i < $1; i++)); do
        ip -n card link set "$CARD_DEV" down && no_states_left &&
        ip -n peer -batch /run/states.peer &&
        ip -n card -batch /run/states.up || return 1
        # The ARP request that a packet may wait for is sent once a second.
        sleep 0.1
        [ $((i % 10)) != 9 ] || wait_for 10 one_marked || return 1
    done
}

# icv COMMAND...: with the keys that it prints, sets $sent, $sent_wrong,
# $received, $received_wrong.
icv() {
    local keys
    keys=$("$@" | paste -s -d ,)
    host "icv 0x1001=$keys 0x2001=$keys" >/run/icv
    read -r sent sent_wrong received received_wrong < <(jq -r '.return |
        "\(.out.good) \(.out.wrong) \(.in.good) \(.in.wrong)"' /run/icv)
    [ -n "${received_wrong:-}" ] || bail "the host does not tell: $(cat /run/icv)"
}

load_start peer card "$PEER_V4"
check "states get new keys $TIMES times" rekey "$TIMES"
is "$(card_stat sa_offloaded)" $((2 + 2 * TIMES)) "... and each time the card has both"
check "the kernel is made slow between xfrm and the device" slow_kernel 20
check "the interface goes down and up $TIMES times" down_and_up "$TIMES"
load_stop

icv sed '$d' /run/keys
cmp_ok "$sent_wrong" -gt 0 "control: without the last key some are not authentic"
icv cat /run/keys
diag "authentic: $sent sent, $received received"
cmp_ok "$sent" -gt $((20 * TIMES)) "ESP was sent"
cmp_ok "$received" -gt $((20 * TIMES)) "... and received"
is "$sent_wrong" 0 "all that was sent is authentic"
[ "$sent_wrong" = 0 ] || diag "$(jq -r '.return.shown[]' /run/icv)"
is "$received_wrong" 0 "all that was received, too"
diag "dropped, since xfrm left it in clear:" \
    "$(card_stat tx_refused_not_encrypted)"
is "$(card_stat queue_errors)$(card_stat resets)" 00 "the card needed no reset"

done_testing
