#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# What netdev asks of a driver: statistics by the standard groups, with frames
# by their length as a witness on the wire sees them, moderation
# that follows the traffic, devlink with information, reload and health; native
# XDP, also behind crypto offload; and a table of what ethtool, devlink and ip can
# be told wrongly, and how it is refused.
#
# nics: ipsecnic e1000e
# device card: queues=4
# append: iomem=relaxed
# inject: yes
# kernels: all
# timeout: 300

. "$(dirname -- "$0")/../lib.sh"

et() {
    in_ns card ethtool "$@"
}

# dl FILTER COMMAND...: what devlink says, as JSON, through jq.
dl() {
    local filter=$1
    shift
    devlink -j "$@" | jq -c "$filter"
}

setup_pair
CARD_PCI=$(card_pci)
bdf=$CARD_PCI
handle=pci/$bdf
for ns in card peer; do
    in_ns $ns sysctl -q -w "net.ipv6.conf.$ns.disable_ipv6=1"
done

# --- Statistics by the standard groups --------------------------------------

# group NAME: the counters of it, NAME=VALUE by spaces, without histograms.
group() {
    et --json -S card --groups "$1" |
        jq -r --arg g "$1" '.[0][$g] | to_entries |
            map(select(.value | type == "number") | "\(.key)=\(.value)") |
            join(" ")'
}
# mac NAME: a counter of the MAC.
mac() {
    et --json -S card --groups eth-mac | jq ".[0][\"eth-mac\"].$1"
}
ip -n card neigh replace "$PEER_V4" dev card nud permanent \
    lladdr "$(in_ns peer cat /sys/class/net/peer/address)"
ip -n peer neigh replace "$CARD_V4" dev peer nud permanent \
    lladdr "$(in_ns card cat /sys/class/net/card/address)"
wait_for 10 is_still card card
NAMES="FramesTransmittedOK FramesReceivedOK OctetsTransmittedOK OctetsReceivedOK"
before=$(for name in $NAMES; do mac $name; done)
pings card "$PEER_V4" 10 >/dev/null
after=$(for name in $NAMES; do mac $name; done)
# 20 of IPv4, 8 of ICMP and 56 of data; the header of Ethernet is not counted.
is "$(paste <(echo "$before") <(echo "$after") |
      awk '{ printf "%d ", $2 - $1 }')" "10 10 840 840 " \
    "ten pings are counted by eth-mac, in frames and octets"
is "$(mac FrameTooLongErrors) $(group rmon)" \
    "0 etherStatsUndersizePkts=0 etherStatsOversizePkts=0" \
    "no frame was too long or too short"
mac_address=$(in_ns card cat /sys/class/net/card/address | tr -d :)
host "frame ${mac_address}02000000000188b5$(printf '00%.0s' {1..1600})" \
    >/dev/null
too_long() {
    [ "$(mac FrameTooLongErrors)" = 1 ]
}
check "a frame that is longer than the MTU allows is counted" \
    wait_for 5 too_long
is "$(group rmon)" "etherStatsUndersizePkts=0 etherStatsOversizePkts=1" \
    "... by rmon, too"
is "$(group eth-ctrl)$(group eth-phy)" "" \
    "of what a card without PAUSE frames and PHY cannot count nothing is shown"

# --- Frames by their length, and a witness ----------------------------------

# lengths rx|tx: LOW-HIGH=FRAMES of each range.
lengths() {
    et --json -S card --groups rmon |
        jq -r ".[0].rmon[\"$1-pktsNtoM\"][] | \"\(.low)-\(.high)=\(.val)\""
}
# lengths_moved rx|tx BEFORE: the ranges that counted since then, by how much.
lengths_moved() {
    paste -d = <(echo "$2") <(lengths "$1") |
        awk -F = '$4 != $2 { printf "%s=%d ", $1, $4 - $2 }'
}
# witness NAME ADDRESS: the same of the frames that this capture has from there;
# with the four bytes of a frame check sequence, as RFC 2819 has it.
witness() {
    tcpdump -Z root -e -n -q -r "/out/$1.pcap" "ether src $2" 2>/dev/null |
        sed -n 's/^[^,]*, [^,]*, length \([0-9]*\): .*/\1/p' |
        awk -v ranges="$(lengths tx | sed 's/=.*//' | paste -sd ' ')" '
            BEGIN { n = split(ranges, range, " ") }
            {
                for (i = 1; i <= n; i++) {
                    split(range[i], ends, "-")
                    if ($1 + 4 >= ends[1] && $1 + 4 <= ends[2]) {
                        count[i]++
                    }
                }
            }
            END {
                for (i = 1; i <= n; i++) {
                    if (count[i]) {
                        printf "%s=%d ", range[i], count[i]
                    }
                }
            }'
}
# as_seen NAME: lengths, and the kinds of addresses, since lengths_begin NAME.
lengths_begin() {
    wait_for 10 is_still card card
    rx_before=$(lengths rx) tx_before=$(lengths tx)
    group_before=$(mac MulticastFramesXmittedOK)
    broadcast_before=$(mac BroadcastFramesXmittedOK)
    capture_start peer peer "$1"
}
as_seen() {
    local card peer
    card=$(in_ns card cat /sys/class/net/card/address)
    peer=$(in_ns peer cat /sys/class/net/peer/address)
    wait_for 10 is_still card card
    capture_stop "$1"
    is "$(lengths_moved tx "$tx_before")" "$(witness "$1" "$card")" \
        "... what is sent is counted by rmon, as the other end sees it"
    is "$(lengths_moved rx "$rx_before")" "$(witness "$1" "$peer")" \
        "... and what is received"
    is "$(($(mac MulticastFramesXmittedOK) - group_before)) $(($(mac \
        BroadcastFramesXmittedOK) - broadcast_before))" \
        "$(captured "$1" "ether src $card and ether multicast and not ether \
            broadcast") $(captured "$1" "ether src $card and ether broadcast")" \
        "... and multicast and broadcast by eth-mac"
}
# What is captured there is to be what is on the wire.
in_ns peer ethtool -K peer gro off gso off tso off
dd if=/dev/urandom of=/run/file bs=300001 count=1 2>/dev/null
every_length() {
    local size
    # 42 bytes of headers, and 4 that are not there: both sides of each edge.
    for size in 17 18 19 81 82 209 210 465 466 977 978 1472; do
        pings card "$PEER_V4" 1 -s $size >/dev/null || return 1
    done
}
lengths_begin plain
check "pings of many lengths" every_length
in_ns card ping -q -c 3 -i 0.2 -W 1 -I card 239.1.2.3 >/dev/null
in_ns card ping -q -b -c 2 -i 0.2 -W 1 192.0.2.255 >/dev/null 2>&1
as_seen plain
is "$(captured plain 'dst 239.1.2.3') $(captured plain 'dst 192.0.2.255')" \
    "3 2" "... among them some to all"
lengths_begin large
check "a file goes in large sends" same_file card peer "$PEER_V4"
as_seen large
cmp_ok "$(lengths_moved tx "$tx_before" |
          sed -n 's/.*1024-1518=\([0-9]*\).*/\1/p')" -ge 200 \
    "... of which each segment counts"
XFRM_WINDOW=1024 esp_pair transport "$CARD_V4" "$PEER_V4" -- offload
lengths_begin esp
check "the same in ESP of the card, and pings" every_length
check "... the file" same_file card peer "$PEER_V4"
check "... and back" same_file peer card "$CARD_V4"
as_seen esp
cmp_ok "$(captured esp esp)" -ge 400 "... in ESP on the wire"
xfrm_flush
in_ns peer ethtool -K peer gro on gso on tso on

# --- Moderation that follows the traffic ------------------------------------

interval() {
    register 0x2010
}
moved() {
    [ "$(($(interval)))" != 8 ]
}
et -L card combined 1
is "$(et -c card | sed -n 's/^Adaptive RX: *//p')" "off  TX: n/a" \
    "moderation does not follow the traffic at first"
et -C card rx-usecs 500
check "adaptive-rx is taken" et -C card adaptive-rx on
is "$(et -c card | sed -n 's/^Adaptive RX: *//p') $(($(interval)))" \
    "on  TX: n/a 8" "... and the interval is what DIM begins with"
ip netns exec card ping -q -f -c 20000 -w 60 "$PEER_V4" >/dev/null 3>&- 4>&- &
load=$!
check "... and under load another one" wait_for 40 moved
kill $load 2>/dev/null
wait $load
like " 1 8 64 128 256 " " $(($(interval))) " "... of those that DIM has"
et -C card adaptive-rx off
is "$(($(interval)))" 500 "without it the interval is rx-usecs again"
et -C card rx-usecs 0
et -L card combined 2

# --- Where interrupts go ----------------------------------------------------

# irq PAIR: its number.
irq() {
    awk -v name="card-$1" '$NF == name { sub(":", "", $1); print $1 }' \
        /proc/interrupts
}
processors() {
    local pair
    for pair in 0 1; do
        cat "/proc/irq/$(irq $pair)/smp_affinity_list"
    done | xargs
}
is "$(processors)" "0 1" "each queue pair interrupts one processor, in turn"
echo 1 >"/proc/irq/$(irq 0)/smp_affinity_list"
et -L card combined 1
et -L card combined 2
is "$(processors)" "1 1" "... or the one that was chosen, whatever else is set"
echo 0 >"/proc/irq/$(irq 0)/smp_affinity_list"

# --- devlink: information ---------------------------------------------------

info=$(dl ".info[\"$handle\"]" dev info "$handle")
is "$(jq -r .driver <<<"$info")" ipsecnic "devlink knows the driver"
is "$(jq -c '.versions.fixed' <<<"$info")" \
    '{"board.id":"1af4:4950","board.rev":"1"}' "... which card it is"
is "$(jq -r '.versions.running["fw.mgmt.api"]' <<<"$info")" 1.4 \
    "... the version of its interface"
features() {
    jq -r ".versions.running[\"features.$1\"]" <<<"$info"
}
offered=$(($(features offered))) used=$(($(features used)))
is "$offered" "$(($(register 0x8) | $(register 0xc) << 32))" \
    "... the features that it offers"
is "$((used & ~offered)) $((used != 0))" "0 1" \
    "... and those of them that the driver uses"

# --- devlink: reload --------------------------------------------------------

resets=$(card_stat resets)
esp_pair transport "$CARD_V4" "$PEER_V4" -- offload
offloaded card 0x2001 || bail "no offload: $(ip -n card xfrm state)"
check "a reload is done" devlink dev reload "$handle"
is "$(card_stat resets)" $((resets + 1)) "... by a reset of the card"
check "... behind which packets pass" wait_for 10 pings card "$PEER_V4" 3
is "$(card_stat sa_loaded)" 2 "... in ESP, by the card"
is "$(dl ".dev[\"$handle\"].stats.reload.driver_reinit.unspecified" \
    -s dev show "$handle")" 1 "... and devlink counts it"

# --- devlink: health --------------------------------------------------------

# health REPORTER FIELD
health() {
    dl ".health[\"$handle\"][0].$2" health show "$handle" reporter "$1"
}
# The posted tail half way round from the head, which it cannot be.
break_queue() {
    register 0x801c $((($(register 0x8020) + $(register 0x8018) + 0x8000) &
        0xffff))
}
healthy_again() {
    [ "$(health "$1" state),$(health "$1" recover)" = "\"healthy\",$2" ]
}
in_error() {
    [ "$(health "$1" state)" = '"error"' ]
}
is "$(health queue state) $(health device state)" '"healthy" "healthy"' \
    "queues and card are healthy"
is "$(dl '.queues | map(.state) | unique' health diagnose "$handle" \
    reporter queue)" '["running"]' "... and all queues run"
is "$(dl '[.answers, .enabled, .["link up"], .["given up"]]' health diagnose \
    "$handle" reporter device)" '[true,true,true,false]' \
    "... and the card is what it should be"

resets=$(card_stat resets)
break_queue
check "a queue that stops is reported, and recovered from" \
    wait_for 20 healthy_again queue 1
is "$(health queue error) $(health device error)" "1 0" \
    "... as an error of a queue, and of nothing else"
is "$(card_stat resets)" $((resets + 1)) "... by a reset"
dump=$(dl . health dump show "$handle" reporter queue)
is "$(jq -c '.queues[] | select(.state != "running") |
        [.queue, .state, .reason, .because, .POSTED_SIZE]' <<<"$dump")" \
    '[256,"error",4,"bad index written",512]' \
    "... with a dump of the card as it was"
is "$(jq -r '.registers.CTRL' <<<"$dump")" 1 "... its registers included"
is "$(jq '[.queues[] | select(has("posted entry")) |
        .["posted entry"] | length] | unique' <<<"$dump" | tr -d ' \n')" \
    "[64]" "... and of each ring the entry that is next"
check "... behind which packets pass" wait_for 10 pings card "$PEER_V4" 3
check "the dump can be thrown away" devlink health dump clear "$handle" \
    reporter queue

check "automatic recovery can be switched off" devlink health set "$handle" \
    reporter queue auto_recover false
break_queue
check "... a queue that stops stays in error" wait_for 20 in_error queue
sleep 2
is "$(card_stat resets)" $((resets + 1)) "... without a reset"
is "$(dl '.queues[1] | [.queue, .state]' health diagnose "$handle" reporter \
    queue)" '[256,"error"]' "... and can be looked at"
check "... until somebody wants it recovered" devlink health recover \
    "$handle" reporter queue
is "$(card_stat resets) $(health queue state)" "$((resets + 2)) \"healthy\"" \
    "... which is a reset"
check "... behind which packets pass" wait_for 10 pings card "$PEER_V4" 3
devlink health set "$handle" reporter queue auto_recover true

check "a reset can be asked for as a test" devlink health test "$handle" \
    reporter device
check "... and is reported, and recovered from" \
    wait_for 20 healthy_again device 1
check "... behind which packets pass" wait_for 10 pings card "$PEER_V4" 3
is "$(card_stat sa_loaded)" 2 "after all of that the card has both SAs"

# --- XDP --------------------------------------------------------------------

program() {
    xdp card card "$@"
}
# program_moved NAME=N...: the counters of XDP that have moved since
# eth_stat_save, and by how much.
program_moved() {
    is_soon "$*" "... and counted" programs_did
}
programs_did() {
    eth_stat_diff card card | tr ' ' '\n' | grep '[rt]x_xdp' |
        sort | tr '\n' ' ' | sed 's/ $//'
}
three() {
    pings peer "$CARD_V4" 3 "$@"
}
none() {
    check_not "$1" three -W 0.3 >/dev/null
}

card_was_reset() {
    [ "$(card_stat resets)" -gt "$1" ]
}

# Both SAs of crypto offload are still there.
packets_before=$(state_packets card 0x2001)
resets=$(card_stat resets)
eth_stat_save card card
check "a program is attached" program pass
is "$(ip -n card -j -d link show card | jq -c '.[0].xdp.mode')" 1 \
    "... in the driver"
check "what the card has decrypted passes" three
program_moved rx_xdp_pass=+3
is "$(eth_stat_moved card card rx_crypto_success) $(state_packets card 0x2001)" \
    "3 $((packets_before + 3))" "... with the card's word for it"
eth_stat_save card card
program tx
none "what the card has decrypted behind an ESP header is not sent"
program_moved rx_xdp_refused=+3
eth_stat_save card card
program redirect
none "... nor redirected"
program_moved rx_xdp_refused=+3
eth_stat_save card card
xfrm_stat_save card
for name in move cut; do
    program $name
    none "the card's word does not hold for what a program has changed: $name"
done
program_moved rx_xdp_moved=+6 rx_xdp_pass=+6
is "$(xfrm_stat_diff card)" '' "... nor does software try to decrypt it again"
is "$(card_stat sa_loaded) $(card_stat resets)" "2 $resets" \
    "all of that has left the card and its SAs alone"
xfrm_flush

program pass
devlink health set "$handle" reporter queue auto_recover false
break_queue
check "a queue stops, and nobody is to recover it" wait_for 20 in_error queue
ip -n card link set card down
check "... but the interface goes up again" ip -n card link set card up
is "$(card_stat resets) $(health queue state)" "$((resets + 1)) \"healthy\"" \
    "... behind a reset"
check "... and packets pass" wait_for 10 pings card "$PEER_V4" 3
devlink health set "$handle" reporter queue auto_recover true

eth_stat_save card card
program drop
none "XDP_DROP"
program_moved rx_xdp_drop=+3
mount -t tracefs none /sys/kernel/tracing 2>/dev/null
echo 1 >/sys/kernel/tracing/events/xdp/xdp_exception/enable
eth_stat_save card card
program aborted
none "XDP_ABORTED"
program nonsense
none "a verdict that there is not"
program_moved rx_xdp_errors=+6
is "$(grep -c 'xdp_exception.*action=ABORTED' /sys/kernel/tracing/trace)" 3 \
    "... and traced, as XDP_ABORTED"
is "$(grep -c 'xdp_exception' /sys/kernel/tracing/trace)" 6 "... and the other"
echo 0 >/sys/kernel/tracing/events/xdp/xdp_exception/enable
# The peer gets its requests as requests, and its answers as answers.
eth_stat_save card card
program tx
check "XDP_TX: the peer talks to itself" three
program_moved rx_xdp_tx=+6 tx_xdp=+6
eth_stat_save card card
program redirect
check "XDP_REDIRECT to the card itself" three
program_moved rx_xdp_redirect=+6 tx_xdp=+6

like "$(ip -n card link set card mtu 9000 2>&1)" "Invalid argument" \
    "with such a program there is no MTU of 9000"
check "a program is taken away" xdp_off card card
ip -n peer link set peer mtu 9000
ip -n card link set card mtu 9000
wait_for 10 three >/dev/null
like "$(program pass 2>&1)" \
    "with this MTU frames have several buffers, and the program takes one" \
    "... nor such a program with that MTU"
eth_stat_save card card
check "a program for frames in several buffers is attached" program pass \
    xdp.frags
check "... large packets pass" three -s 8000
# What there is of a frame goes when the queue does.
resets=$(card_stat resets)
check "... until the card completes a buffer of one twice" \
    card_set faults '{"faults": [{"where": {"side": "receive"},
        "when": {"nth": 1}, "what": {"kind": "duplicate-completion"}}]}'
pings peer "$CARD_V4" 1 -s 8000 -W 0.3 >/dev/null
check "... which ends in a reset" wait_for 20 card_was_reset "$resets"
card_set faults '{"faults": []}' >/dev/null
check "... large packets pass behind it" wait_for 10 three -s 8000
eth_stat_save card card
like "$(program pass 2>&1)" "frames have several buffers" \
    "... the other one does not take its place"
program tx xdp.frags
check "XDP_TX of several buffers" three -s 8000
program_moved rx_xdp_tx=+6 tx_xdp=+6
# Linux before 6.3 redirects nothing in several buffers.
eth_stat_save card card
program redirect xdp.frags
if kernel_before 6 3; then
    check_not "XDP_REDIRECT of several buffers fails" three -s 8000 -W 0.3
    program_moved rx_xdp_errors=+3
    program pass xdp.frags
else
    check "XDP_REDIRECT of several buffers" three -s 8000
    program_moved rx_xdp_redirect=+6 tx_xdp=+6
fi
like "$(ip -n card link set card mtu 65535 2>&1)" "Invalid argument" \
    "no program takes what has more buffers than a packet can"
check "programs and rings do not mind each other" et -G card rx 256
check "... large packets" three -s 8000
check "... and is taken away" xdp_off card card
ip -n card link set card mtu 65535
like "$(program pass xdp.frags 2>&1)" "more buffers than any program takes" \
    "... nor is it attached with that MTU"
et -G card rx 512
ip -n card link set card mtu 1500
ip -n peer link set peer mtu 1500
check "packets pass without" wait_for 10 three

# --- What is refused --------------------------------------------------------

# A line: a command for the namespace "card" | what it says.  What the kernel
# refuses by itself stands here too, so that it is seen to.
for module in sch_ingress sch_mqprio sch_etf sch_cbs cls_flower cls_matchall act_gact
do
    modprobe -q $module || :
done
in_ns card tc qdisc add dev card clsact
settings() {
    et -g card
    et -l card
    et -c card
    et -k card
    et -x card
    et -n card
    for flow in tcp4 udp6 esp4 sctp4; do
        et -n card rx-flow-hash $flow
    done
    et --show-priv-flags card
    ip -n card link show card
    in_ns card tc qdisc show dev card
    for hook in ingress egress; do
        in_ns card tc filter show dev card $hook
    done
    devlink dev info "$handle"
} 2>&1
before=$(settings)
resets=$(card_stat resets)
while IFS='|' read -r command sentence; do
    command=${command//BDF/$handle}
    # devlink is where the card is, not where its interface was put.
    if [[ $command == devlink* ]]; then
        # shellcheck disable=SC2086
        said=$($command 2>&1)
    else
        # shellcheck disable=SC2086
        said=$(in_ns card $command 2>&1)
    fi
    status=$?
    # It says so, and ends as if all were well.
    [[ $command != 'ethtool -N'* ]] || status=1
    # A kernel may be built without.
    [[ $said != *'kind is unknown'* ]] || {
        skip "this kernel has no ${command##*root }" "refused: ${command% }"
        continue
    }
    read -r sentence <<<"$sentence"
    like "$((status != 0)) $(tr '\n' ' ' <<<"$said")" "^1 .*$sentence" \
        "refused: ${command% }"
done <<'END'
ethtool -G card rx 63                  | a ring has at least 64 entries
ethtool -G card tx 0                   | a ring has at least 64 entries
ethtool -G card rx 8193                | requested ring size exceeds maximum
ethtool -G card tx 4294967295          | requested ring size exceeds maximum
ethtool -G card rx-mini 1              | requested ring size exceeds maximum
ethtool -G card rx-buf-len 2048        | not supported
ethtool -L card combined 0             | no RX or TX channel
ethtool -L card combined 5             | requested channel count exceeds maximum
ethtool -L card rx 1                   | requested channel count exceeds maximum
ethtool -C card rx-usecs 65536         | rx-usecs is at most 65535
ethtool -C card tx-usecs 5             | unsupported parameter
ethtool -C card rx-frames 5            | unsupported parameter
ethtool -C card adaptive-tx on         | unsupported parameter
ethtool --set-priv-flags card tap on   | bit name not found
ethtool -A card rx on tx on            | not supported
ethtool -s card speed 1000 duplex full | not supported
ethtool -s card wol g                  | not supported
ethtool -m card                        | not supported
ethtool --set-fec card encoding off    | not supported
ethtool --set-eee card eee on          | not supported
ethtool -K card rx-gro-hw on           | rx-gro-hw
ethtool -K card hw-tc-offload on       | Could not change
ethtool -X card equal 3                | Invalid argument
ethtool -X card start 2 equal 1        | Invalid argument
ethtool -X card weight 1 1 1           | Invalid argument
ethtool -X card weight 0 0             | At least one weight must be non-zero
ethtool -X card hkey 00:11             | Key is too short for device
ethtool -X card hfunc xor              | not supported
ethtool -X card hfunc crc32            | not supported
ethtool -X card context new equal 3    | Invalid argument
ethtool -X card context 9 equal 1      | No such file or directory
ethtool -X card context 9 delete       | No such file or directory
ethtool -x card context 9              | No such file or directory
ethtool -N card delete 5               | No such file or directory
ethtool -N card flow-type udp4 dst-port 1 action 2 | Invalid argument
ethtool -N card flow-type udp4 dst-port 1 vf 1 queue 0 | Invalid argument
ethtool -N card flow-type udp4 dst-port 1 context 9 | Invalid argument
ethtool -N card flow-type udp4 dst-port 1 action 0 loc 256 | Invalid argument
ethtool -N card flow-type udp4 dst-port 1 user-def 1 action 0 | not supported
ethtool -N card flow-type udp4 dst-port 1 vlan-etype 0x8100 action 0 | not supported
ethtool -N card flow-type ip4 l4data 1 action 0 | not supported
ethtool -N card rx-flow-hash tcp4 v    | Invalid argument
ethtool -N card rx-flow-hash esp4 f    | Invalid argument
ethtool -N card rx-flow-hash sctp4 sd  | not supported
ethtool -N card rx-flow-hash ether sd  | not supported
ethtool -n card rule 5                 | No such file or directory
ethtool -n card rule 256               | No such file or directory
ethtool -n card rx-flow-hash ether     | not supported
ethtool -W card 1                      | not supported
ethtool -e card                        | not supported
ethtool -r card                        | not supported
ethtool --reset card all               | not supported
ethtool --cable-test card              | not supported
ethtool -Q card queue_mask 0x1 --coalesce rx-usecs 5 | not supported
ethtool --set-tunable card rx-copybreak 100 | not supported
tc filter add dev card ingress matchall skip_sw action drop | not supported
tc filter add dev card egress matchall skip_sw action drop | not supported
tc filter add dev card ingress protocol ip flower skip_sw ip_proto udp action drop | not supported
tc qdisc add dev card root mqprio num_tc 2 map 0 1 0 0 0 0 0 0 0 0 0 0 0 0 0 0 queues 1@0 1@1 hw 1 | (not support|Invalid argument)
tc qdisc add dev card root etf clockid CLOCK_TAI delta 1000 offload | not support
tc qdisc add dev card root cbs idleslope 98688 sendslope -901312 hicredit 153 locredit -1389 offload 1 | not support
ip link set card protodown on          | not supported
ip link set card gso_max_size 70000000 | (too big gso_max_size|Invalid argument)
bridge fdb add 02:00:00:00:00:01 dev card self vlan 5 | Invalid argument
ip link set card mtu 65536             | mtu greater than device maximum
ip link set card mtu 67                | mtu less than device minimum
ip link set card address 01:00:5e:00:00:01 | Cannot assign requested address
ip link set card vf 0 spoofchk on      | not supported
devlink dev reload BDF netns 1         | a reload does not move the interface; ip link set netns does
devlink dev reload BDF action fw_activate | reload action is not supported by the driver
devlink dev reload BDF action driver_reinit limit no_reset | (not supported by the driver|failed policy validation)
devlink dev eswitch set BDF mode switchdev | not supported
devlink health recover BDF reporter nothing | Invalid argument
devlink health test BDF reporter queue | not supported
devlink health set BDF reporter nothing auto_recover false | Invalid argument
devlink dev param set BDF name nothing value 1 cmode runtime | Invalid argument
devlink trap set BDF trap nothing action drop | not supported
devlink resource set BDF path /nothing size 1 | not supported
devlink region new BDF/nothing snapshot 1 | The requested region does not exist
devlink port split BDF/0 count 2       | No such device
END
is "$(settings)" "$before" "after all that was refused nothing has changed"
is "$(card_stat resets)" "$resets" "... and the card was not reset"

done_testing
