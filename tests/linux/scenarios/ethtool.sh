#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# What ethtool shows of the card and changes in it: each operation of the
# driver, with traffic as the witness.
#
# nics: ipsecnic e1000e
# device card: queues=4
# inject: yes
# kernels: all
# timeout: 600

. "$(dirname -- "$0")/../lib.sh"

et() {
    in_ns card ethtool "$@"
}

# reg OFFSET: that register of the card, in hexadecimal, from the dump.
reg() {
    et -d card raw on | hexdump -v -e '2/4 "%08x " "\n"' |
        sed -n "s/^$(printf '%08x' "$1") \([0-9a-f]*\) *$/\1/p"
}

# field TEXT NAME [N]: the value of the N-th line that begins with NAME.
field() {
    sed -n "s/^[ \t]*$2 *:[ \t]*//p" <<<"$1" | sed -n "${3:-1}p"
}

# rings: entries of the receive and of the transmit ring that are in use;
# channels: queue pairs.
rings() {
    local text
    text=$(et -g card)
    echo "$(field "$text" RX 2) $(field "$text" TX 2)"
}
channels() {
    field "$(et -l card)" Combined 2
}

# total DIRECTION UNIT: sum over the queues: total rx packets.
total() {
    et -S card | awk -F ': *' -v name="$1_queue_[0-9]+_$2" '
        { sub(/^ */, "", $1) }
        $1 ~ "^" name "$" { n += $2 }
        END { print n + 0 }'
}

# counters NAME...: their values in one line.
counters() {
    local name text
    text=$(et -S card)
    for name in "$@"; do
        printf '%s=%s ' "$name" "$(field "$text" "$name")"
    done
}

# self_test HOW: it passes; what it says is in $result.  It waits two seconds for an
# interrupt, for which the processor of that vector may stand still.
self_test() {
    local try
    for try in 1 2 3; do
        ! result=$(et -t card "$1") || return 0
        echo "attempt $try: $result"
    done
    return 1
}

setup_pair
bdf=$(field "$(et -i card)" bus-info)

# --- Driver and link --------------------------------------------------------

info=$(et -i card)
is "$(field "$info" driver)" ipsecnic "the driver gives its name"
is "$(field "$info" firmware-version)" "interface 1.4" \
    "... and the version of the card's interface"
check "... and the card's place on the bus" \
    test -d "/sys/bus/pci/drivers/ipsecnic/$bdf"

link=$(et card)
is "$(field "$link" Speed) $(field "$link" Duplex) $(field "$link" 'Link detected')" \
    "10000Mb/s Full yes" "with the link up it has a speed"
qmp set_link '{"name": "card", "up": false}' >/dev/null
link_is() {
    [ "$(cat /sys/class/net/card/carrier)" = "$1" ]
}
wait_link() {
    wait_for 10 in_ns card grep -q "$1" /sys/class/net/card/carrier
}
check "the driver learns that the link went down" wait_link 0
link=$(et card)
like "$(field "$link" Speed)/$(field "$link" 'Link detected')" \
    '^Unknown.*/no$' "with the link down it has none"
check_not "the self-test fails while the link is down" et -t card online
result=$(et -t card online)
like "$result" $'link\t 1' "... by its test of the link"
tests_failed() {
    et -t card online | grep -c $'\t 1'
}
is_soon 1 "... and by no other" tests_failed
qmp set_link '{"name": "card", "up": true}' >/dev/null
check "the driver learns that it came back" wait_link 1
check "... and frames pass" wait_for 10 pings card "$PEER_V4" 1
like "$(et -T card)" 'software-transmit.*software-receive' \
    "packets can have time stamps of the software"

# --- Rings ------------------------------------------------------------------

text=$(et -g card)
is "$(field "$text" RX 1) $(field "$text" TX 1)" "8192 8192" \
    "a ring has at most 8192 entries"
is "$(rings)" "512 512" "... and 512 if nobody wants something else"
like "$(et -G card rx 600 2>&1)" "power of two" \
    "a number that is no power of two is taken with a warning"
is "$(rings)" "1024 512" "... and rounded up"
like "$(et -G card tx 63 2>&1)" "at least 64" \
    "less than 64 entries are refused, and the limit named"
like "$(et -G card rx 8193 2>&1)" "exceeds maximum" \
    "more than 8192 are refused"
is "$(rings)" "1024 512" "... and the rings are what they were"
for size in 64 8192; do
    check "rings of $size entries are taken" et -G card rx $size tx $size
    is "$((0x$(reg 0x8018))) $((0x$(reg 0xc018)))" "$size $size" \
        "... and are what the card has"
    check "... and frames pass" wait_for 10 pings card "$PEER_V4" 3
done
et -G card rx 512 tx 512

# --- Queue pairs ------------------------------------------------------------

# card_irqs: how many interrupts the interface has.
card_irqs() {
    grep -c ' card-[0-9]*$' /proc/interrupts
}
is "$(field "$(et -l card)" Combined 1)" 4 \
    "there are as many queue pairs as the card has"
is "$(channels)" 2 "one for each processor is used"
for n in 4 1 3; do
    check "$n queue pairs are taken" et -L card combined $n
    is "$(channels) $(card_irqs) $((0x$(reg 0x34)))" "$n $n $n" \
        "... with as many interrupts, and queues of the card"
    is "$(in_ns card sh -c 'ls -d /sys/class/net/card/queues/rx-*' | wc -l)" \
        $n "... and queues of the interface"
    check "... and frames pass" wait_for 10 pings card "$PEER_V4" 3
done
like "$(et -L card combined 5 2>&1)" "exceeds maximum" \
    "more queue pairs than there are are refused"
is "$(channels)" 3 "... and nothing has changed"
et -L card combined 4

# Every connection is on one queue; of many, more than one queue gets some.  On a
# slow machine it takes a while until they are through.
spreads() {
    iperf card "$PEER_V4" 1 streams -P 8 >/dev/null
    busy=$(et -S card | awk -F ': *' '/ rx_queue_[0-9]+_packets/ && $2 > 50' |
        wc -l)
    [ "$busy" -gt 1 ]
}
iperf_server peer
wait_for 10 spreads
cmp_ok "$busy" -gt 1 "eight connections come in on more than one queue"

# --- Hash, contexts and rules ------------------------------------------------

# queues_of PORT: receive queues that got most of 64 datagrams to it.
queues_of() {
    local port=$1 n before=() came
    came=$(arrived)
    for n in 0 1 2 3; do
        before[n]=$(eth_stat card card rx_queue_${n}_packets)
    done
    in_ns peer bash -c "for n in {1..64}; do
        echo \$n >/dev/udp/$CARD_V4/$port; done" 2>/dev/null
    wait_for 10 has_arrived $((came + 64)) >&2
    sleep 0.1
    for n in 0 1 2 3; do
        [ $(($(eth_stat card card rx_queue_${n}_packets) - before[n])) \
            -lt 5 ] || printf '%d ' $n
    done
}
# arrived, has_arrived NUMBER: what has come in, or was dropped by a rule.
arrived() {
    et -S card | awk -F ': *' '
        { sub(/^ */, "", $1) }
        $1 ~ /^rx_queue_[0-9]+_packets$/ || $1 == "dev_rx_drop_rule" { n += $2 }
        END { print n + 0 }'
}
has_arrived() {
    [ "$(arrived)" -ge "$1" ]
}
# table [ARGUMENTS]: the queues in the table, each once.
table() {
    et -x card "$@" | sed -n 's/^ *[0-9]*:  *//p' | tr -s ' ' '\n' |
        sort -u | tr '\n' ' ' | sed 's/^ //'
}
hash_key() {
    et -x card "$@" | grep -E '^([0-9a-f]{2}:){39}[0-9a-f]{2}$'
}
is "$(hash_key)" "$(cut -c 1-119 /proc/sys/net/core/netdev_rss_key)" \
    "the hash key is that of the kernel"
is "$(table)" "0 1 2 3 " "the table spreads over all queue pairs"
key=$(printf '%02x:' {1..40})
check "a hash key is taken" et -X card hkey "${key%:}"
is "$(hash_key)" "${key%:}" "... and shown"
check "a table is taken" et -X card equal 2
is "$(table)" "0 1 " "... and shown"
like "$(queues_of 4000)" '^(0 |1 |0 1 )$' "... and frames keep to it"
like "$(et -L card combined 1 2>&1)" "Invalid argument|too low" \
    "fewer queue pairs than it names are refused"
et -L card combined 3
is "$(table)" "0 1 " "it stays when there are other queue pairs"
et -L card combined 4
et -X card default
et -L card combined 3
is "$(table)" "0 1 2 " "one that was taken back follows their number"
et -L card combined 4
check_not "another function is refused" et -X card hfunc xor
like "$(et -N card rx-flow-hash tcp4 v 2>&1)" "Invalid argument" \
    "fields that packets do not have are refused"
like "$(et -N card rx-flow-hash esp4 f 2>&1)" "Cannot" \
    "half an SPI is refused"
like "$(et -n card rx-flow-hash tcp4)" 'IP SA.*IP DA.*bytes 0.*bytes 2' \
    "addresses and ports are hashed"
like "$(et -n card rx-flow-hash esp4)" 'L4 bytes 0.*bytes 2' \
    "of ESP the SPI is"
check "fields are taken" et -N card rx-flow-hash udp4 sd
is "$(wc -w <<<"$(queues_of 4000)")" 1 \
    "... and datagrams of two hosts are on one queue"

context=$(et -X card context new equal 1 | awk '{ print $NF }')
is "$context" 1 "a context is made"
is "$(table context 1)" "0 " "... with its table"
check "it is changed" et -X card context 1 start 3 equal 1
is "$(table context 1)" "3 " "... and shown"
check "a rule to it is taken" et -N card flow-type udp4 dst-port 4001 context 1
is "$(queues_of 4001)" "3 " "... and frames keep to it"
check_not "a context with a rule is not deleted" et -X card context 1 delete
check "a rule to a queue is taken" \
    et -N card flow-type udp4 dst-port 4002 action 2 loc 7
is "$(queues_of 4002)" "2 " "... and frames keep to it"
check "a rule that drops is taken" \
    et -N card flow-type udp4 dst-port 4003 action -1 loc 8
eth_stat_save card card
is "$(queues_of 4003)" "" "... and nothing comes in"
like_soon 'dev_rx_drop_rule=\+64' "... and is counted" eth_stat_diff card card
like "$(et -n card)" 'Filter: 0.*Filter: 7.*Dest port: 4002.*Filter: 8.*Drop' \
    "the rules are shown"
like "$(et -N card flow-type udp4 dst-port 1 action 4 2>&1)" "Cannot" \
    "a queue that is not there is refused"
like "$(et -N card flow-type udp4 dst-port 1 context 9 2>&1)" "Cannot" \
    "a context that is not there is refused"
like "$(et -N card flow-type udp4 dst-port 1 action 0 loc 256 2>&1)" "Cannot" \
    "a place that is not there is refused"
like "$(et -N card flow-type ip4 l4data 1 action 0 2>&1)" "Cannot" \
    "bytes of nobody knows what are refused"
check_not "a rule that is not there is not deleted" et -N card delete 100
check "SAs are taken by their SPI" \
    et -N card flow-type esp4 spi 0x2001 action 1 loc 20
esp_pair transport "$CARD_V4" "$PEER_V4" -- offload
eth_stat_save card card
pings card "$PEER_V4" 10 >/dev/null
like "$(eth_stat_diff card card)" 'dev_rx_steered=\+10' "... and are steered"
xfrm_flush

echo 1 >"/sys/bus/pci/devices/$bdf/reset"
check "after a reset of the function frames pass" \
    wait_for 10 pings card "$PEER_V4" 3
is "$(hash_key) $(table context 1)" "${key%:} 3 " "the hash is what it was"
is "$(queues_of 4001)$(queues_of 4002)$(queues_of 4003)" "3 2 " \
    "... and so are the rules"
for rule in 0 7 8 20; do
    et -N card delete $rule
done
check "without its rule the context is deleted" et -X card context 1 delete
et -N card rx-flow-hash udp4 sdfn
et -X card default
is "$(table)" "0 1 2 3 " "the table can be taken back"

# --- Interrupt moderation ---------------------------------------------------

is "$(field "$(et -c card)" rx-usecs)" 0 "interrupts are not put off at first"
check "rx-usecs is taken" et -C card rx-usecs 20000
is "$(field "$(et -c card)" rx-usecs)" 20000 "... and shown"
for vector in 1 2 3 4; do
    printf '%d ' "0x$(reg $((0x2000 + 16 * vector)))"
done >/run/intervals
is "$(cat /run/intervals)" "20000 20000 20000 20000 " \
    "... and is in the card for each queue pair"
is "$((0x$(reg 0x2000)))" 0 "... but not for commands and events"

# irqs: of all queue pairs.
irqs() {
    et -S card | awk -F ': *' '/ queue_[0-9]+_interrupts/ { n += $2 }
        END { print n }'
}
# centiseconds since the start
now() {
    awk '{ print int($1 * 100) }' /proc/uptime
}
et -L card combined 1
t0=$(now) i0=$(irqs) p0=$(total rx packets)
in_ns card ping -q -c 500 -i 0.002 -W 3 "$PEER_V4"
# Behind its last request ping may not wait until all is answered.
have_come() {
    [ $(($(total rx packets) - p0)) -ge 500 ]
}
wait_for 10 have_come
packets=$(($(total rx packets) - p0)) seen=$(($(irqs) - i0))
elapsed=$(($(now) - t0))
diag "$packets packets came in with $seen interrupts in ${elapsed}0 ms"
cmp_ok "$packets" -ge 500 "with 20 ms between interrupts all packets come in"
# One in each 2 centiseconds, and one at either end.
cmp_ok "$seen" -le $((elapsed / 2 + 2)) "... with one interrupt in 20 ms at most"
et -L card combined 4
ip -n card link set card down
link_up card card
is "$((0x$(reg 0x2010)))" 20000 "the interval outlasts the interface's going down"
like "$(et -C card rx-usecs 65536 2>&1)" "at most 65535" \
    "an interval that the card does not have is refused, and the limit named"
check_not "what the card cannot do is refused" et -C card tx-usecs 5
is "$(field "$(et -c card)" rx-usecs)" 20000 "... and nothing has changed"
et -C card rx-usecs 0
is "$((0x$(reg 0x2010)))" 0 "it can be taken back"

# --- Changes under load -----------------------------------------------------

before=$(counters resets queue_errors dev_queue_errors)
in_ns card timeout $((60 * IPSECNIC_PATIENCE)) iperf3 -J -c "$PEER_V4" -p 5201 -t 10 --bidir \
    >/out/resized.json 3>&- 4>&- &
load=$!
sleep 1
resized=0
for arguments in "-G card rx 64 tx 64" "-L card combined 1" \
        "-G card rx 2048 tx 128" "-L card combined 4" \
        "-G card rx 128 tx 4096" "-L card combined 2" \
        "-t card offline" "-G card rx 512 tx 512"; do
    # shellcheck disable=SC2086
    case $arguments in
    -t*) self_test offline;;
    *) et $arguments;;
    esac >/dev/null && resized=$((resized + 1))
    sleep 0.7
done
is "$resized" 8 "rings and queue pairs change, and the self-test passes, under load"
wait "$load"
is "$?" 0 "... which goes on to its end"
bits=$(jq '.end | [.sum_received, .sum_received_bidir_reverse][]
    .bits_per_second | floor' /out/resized.json | tr '\n' ' ')
diag "bit/s out and in: $bits"
like "$bits" '^[1-9][0-9]{5,} [1-9][0-9]{5,} $' "... in both directions"
is "$(counters resets queue_errors dev_queue_errors)" "$before" \
    "no queue of the card has failed, and nothing was reset"
iperf_stop peer

# --- Counters ---------------------------------------------------------------

names=$(et -S card | awk -F: 'NR > 1 { sub(/^ */, "", $1); print $1 }')
is "$(sort <<<"$names" | uniq -d)" "" "no two counters have one name"
is "$(awk 'length($0) > 30' <<<"$names")" "" "no name is cut off"
if grep -q '^rx_pp_' <<<"$names"; then
    # They are new since the rings changed, and the load may have ended before that.
    check "pings are answered" pings card "$PEER_V4" 5
    cmp_ok "$(eth_stat card card rx_pp_alloc_fast)" -gt 0 \
        "the page pools count what is taken from them"
    cmp_ok "$(($(eth_stat card card rx_pp_recycle_cached) +
        $(eth_stat card card rx_pp_recycle_ring)))" -ge 5 \
        "... and what comes back"
else
    skip "this kernel has no CONFIG_PAGE_POOL_STATS" "the page pools count"
fi

et -L card combined 1
for ns in card peer; do
    in_ns $ns sysctl -q -w "net.ipv6.conf.$ns.disable_ipv6=1"
done
ip -n card neigh replace "$PEER_V4" dev card nud permanent \
    lladdr "$(in_ns peer cat /sys/class/net/peer/address)"
ip -n peer neigh replace "$CARD_V4" dev peer nud permanent \
    lladdr "$(in_ns card cat /sys/class/net/card/address)"
wait_for 10 is_still card card

# moved REGEX: the counters with such a name that did, since they were saved.
moved() {
    eth_stat_diff card card | tr ' ' '\n' | grep -E "$1" | tr '\n' ' '
}
eth_stat_save card card
pings card "$PEER_V4" 10 >/dev/null
# 14 of Ethernet, 20 of IPv4, 8 of ICMP, 56 of data; out and back.
is_soon \
    "rx_reason_not_ipsec=+10 tx_status_ok=+10 dev_rx_frames=+10 dev_rx_bytes=+980 dev_tx_frames=+10 dev_tx_bytes=+980 rx_queue_0_packets=+10 rx_queue_0_bytes=+980 tx_queue_0_packets=+10 tx_queue_0_bytes=+980 " \
    "ten pings are counted by driver and card, and nothing else is" \
    moved '^(rx|tx)_queue|^rx_reason|^tx_status|^dev_.x_(frames|bytes)'

eth_stat_save card card
for n in 1 2 3 4 5; do
    # To nobody that is here; type for experiments (IEEE 802, 0x88b5).
    host "frame 0200000000ee02000000000188b5$(printf 'cd%.0s' {1..46})" \
        >/dev/null
done
wait_filtered() {
    [[ $(eth_stat_diff card card) == *dev_rx_drop_filter=+5* ]]
}
check "the card counts frames to somebody else" wait_for 5 wait_filtered
is "$(eth_stat_diff card card)" \
    "dev_rx_arrivals=+5 dev_rx_drop_filter=+5 dev_rx_to_64=+5" "... and indicates none"

iperf_server peer
eth_stat_save card card
# A second may be the one in which a busy machine stands still.
sends_large() {
    iperf card "$PEER_V4" 1 counted &&
        [ "$(eth_stat_moved card card tx_gso)" -gt 10 ]
}
wait_for 10 sends_large
wait_for 10 no_connection card && wait_for 10 no_connection peer
diff=
delta() {
    sed -n "s/.* $1=+\([0-9]*\) .*/\1/p" <<<"$diff"
}
# What has moved twice by the same is not being counted while it is read; but for
# what the card has done already, and the driver has not come to.
stays() {
    local old=$diff
    diff=" $(eth_stat_diff card card) "
    [ "$diff" = "$old" ] &&
        [ "$(delta tx_queue_0_packets)" = "$(delta dev_tx_frames)" ] &&
        [ "$(delta rx_queue_0_packets)" = "$(delta dev_rx_frames)" ]
}
wait_for 10 stays
diag "$diff"
cmp_ok "$(delta tx_gso)" -gt 10 "TCP goes out as large sends"
is "$(delta dev_tx_large) $(delta dev_tx_segments)" \
    "$(delta tx_gso) $(delta tx_gso_segments)" \
    "... and driver and card count the same, and as many segments"
is "$(delta tx_queue_0_packets) $(delta tx_queue_0_bytes)" \
    "$(delta dev_tx_frames) $(delta dev_tx_bytes)" \
    "... and frames and bytes as they were on the wire"
is "$(delta rx_queue_0_packets)" "$(delta dev_rx_frames)" \
    "... and what came in"
# The 20 bytes of TCP's first segments are data, too: all had a checksum.
cmp_ok "$(delta rx_csum_good)" -ge $(($(delta rx_queue_0_packets) - 1)) \
    "the card says of TCP that its checksum is right"
iperf_stop peer

# Each CryptoStatus has its counter, in the driver and in the card.
esp_pair transport "$CARD_V4" "$PEER_V4" -- offload
offloaded card 0x2001 || bail "no offload: $(ip -n card xfrm state)"
eth_stat_save card card
pings card "$PEER_V4" 10 >/dev/null
is_soon \
    "rx_crypto_success=+10 tx_ipsec=+10 dev_tx_ipsec=+10 dev_crypto_success=+10 " \
    "pings in ESP are counted as processed, both ways" \
    moved 'crypto|ipsec|rx_shown'
status=0
for name in generic_error transport_ah_auth transport_esp_auth \
        tunnel_ah_auth tunnel_esp_auth invalid_syntax invalid_protocol; do
    status=$((status + 1))
    for property in "status\", \"value\": $status" 'count", "value": 1'; do
        qmp qom-set "{\"path\": \"/machine/peripheral/card\",
            \"property\": \"x-rx-fault-$property}"
    done >/dev/null
    eth_stat_save card card
    in_ns peer ping -c 1 -W 1 "$CARD_V4" >/dev/null
    is_soon "rx_crypto_$name=+1 dev_crypto_$name=+1 " \
        "CryptoStatus $status is counted as $name" moved crypto
done
check "after that packets are good again" pings card "$PEER_V4" 3

# --- Private flags ----------------------------------------------------------

flags=$(et --show-priv-flags card)
is "$(field "$flags" rx-ipsec-tap) $(field "$flags" sa-delete-req-expire)" \
    "off off" "the private flags are off at first"

# tap_case STATE COUNT WHAT
tap_case() {
    check "rx-ipsec-tap $1 is taken" et --set-priv-flags card rx-ipsec-tap "$1"
    is "$(field "$(et --show-priv-flags card)" rx-ipsec-tap)" "$1" \
        "... and shown"
    eth_stat_save card card
    capture_start card card "tap-$1" src host "$PEER_V4"
    pings card "$PEER_V4" 5 >/dev/null
    capture_stop "tap-$1"
    is "$(captured "tap-$1" ip proto 50)" "$2" "... and $3"
}
tap_case on 5 "packets that were decrypted are shown to tcpdump as ESP"
like "$(eth_stat_diff card card)" 'rx_shown=\+5' "... and counted"
tap_case off 0 "packets that were decrypted are not shown as ESP"
is "$(field "$(et --show-priv-flags card)" sa-delete-req-expire)" off \
    "the other flag is as it was"

# --- Self-test --------------------------------------------------------------

tests="scratch register
DMA clear
DMA fill
DMA invert
link
vector 0 (control)
vector 1 (queue pair 0)
vector 2 (queue pair 1)
vector 3 (queue pair 2)
vector 4 (queue pair 3)"
# failed TEXT: names of the tests that failed
failed() {
    sed -n 's/^\(.*\)\t 1$/\1/p' <<<"$1"
}
for how in online offline; do
    self_test $how
    is "$? $(head -n 1 <<<"$result")" "0 The test result is PASS" \
        "the self-test passes, $how"
    is "$(sed -n 's/^\(.*\)\t 0$/\1/p' <<<"$result")" "$tests" \
        "... with each of its tests"
done
check "after it the states are still the card's" offloaded card 0x2001
check "... and packets are processed" pings card "$PEER_V4" 3

# Without the right to master the bus there is neither DMA nor an interrupt.
config=/sys/bus/pci/devices/$bdf/config
command=$(hexdump -v -s 4 -n 1 -e '1/1 "%d"' "$config")
set_command() {
    # shellcheck disable=SC2059
    printf "\\x$(printf %02x "$1")" |
        dd of="$config" bs=1 seek=4 conv=notrunc 2>/dev/null
}
xfrm_flush
ip -n card link set card down
check "the self-test passes while the interface is down" self_test offline
set_command $((command & ~4))
result=$(et -t card offline)
is "$((! $?)) $(head -n 1 <<<"$result")" "0 The test result is FAIL" \
    "the self-test fails of a card that cannot master the bus"
is "$(failed "$result")" "$(grep -v -e scratch -e link <<<"$tests")" \
    "... by every test that needs it"
set_command "$command"
check "... and passes when it can" self_test offline
link_up card card
check "after that frames pass" wait_for 10 pings card "$PEER_V4" 3

# --- Register dump ----------------------------------------------------------

et -d card raw on | hexdump -v -e '2/4 "%08x " "\n"' >/out/registers.txt
cmp_ok "$(wc -l </out/registers.txt)" -gt 300 "the registers can be dumped"
is "$(cut -d ' ' -f 1 /out/registers.txt | sort -u -c 2>&1)" \
    "" "... in the order of their offsets, each once"
is "$(reg 0) $(reg 4)" "4e535049 00010004" "... magic and version"
mac=$(in_ns card cat /sys/class/net/card/address | tr -d :)
is "$(reg 0x40) $(reg 0x44)" \
    "${mac:6:2}${mac:4:2}${mac:2:2}${mac:0:2} 0000${mac:10:2}${mac:8:2}" \
    "... the MAC address"
is "$(reg 0x8004) $(reg 0xc004) $(reg 0x8104)" "00000001 00000001 00000000" \
    "... queues that run and queues that do not"

# --- Clock and time stamps --------------------------------------------------

text=$(et -T card)
like "$text" 'hardware-transmit.*hardware-receive.*hardware-raw-clock' \
    "packets can have time stamps of the card"
like "$text" $'Modes:\n\toff.*\n\ton.*Modes:\n\tnone.*\n\tall' \
    "... sent ones if they ask, and all that are received"
phc=/dev/ptp$(field "$text" 'PTP Hardware Clock')
check "it has a clock" test -c "$phc"
# phc WORD...: a command of phc_ctl; phc_second: what the clock shows.
phc() {
    phc_ctl -q "$phc" "$@" 2>&1
}
phc_second() {
    phc get | sed -n 's/.*clock time is \([0-9]*\)\..*/\1/p'
}
# phc_is SECOND [SECONDS]: it shows that, or what comes in so many behind it; in an
# hour, since it is set to times that are years apart.
phc_is() {
    local now
    now=$(phc_second)
    echo "$now"
    [ "$now" -ge "$1" ] && [ "$now" -le $(($1 + ${2:-3600})) ]
}
# Within half an hour: a processor that stands still loses time, and the card's
# clock does not.
check "... which goes by the system's at first" phc_is $(($(date +%s) - 1800))
phc set 1000000000.5 >/dev/null
check "it can be set" phc_is 1000000000
phc adj 2000000000.25 >/dev/null
check "... put forward" phc_is 3000000000
phc -- adj -1500000000.5 >/dev/null
check "... and put back" phc_is 1500000000
for row in "62500000 10000000" "-62500000 f0000000" "1 00000004" \
    "-1000000 ffbe76c9" "0 00000000"; do
    set -- $row
    phc -- freq "$1" >/dev/null
    is "$(reg 0x114)" "$2" "its rate can differ by $1 parts in 10^9"
done

hwstamp() {
    in_ns card hwstamp_ctl -i card "$@" 2>&1 |
        sed -n 's/^\(tx_type\|rx_filter\) //p' | tail -n 2 | paste -s -d ' '
}
is "$(hwstamp)" "0 0" "nothing has time stamps to begin with"
is "$(hwstamp -t 1 -r 1)" "1 1" "they can be switched on"
is "$(hwstamp -t 0 -r 12)" "0 1" "a filter for PTP becomes one for all"
check_not "one-step modes are refused" \
    in_ns card hwstamp_ctl -i card -t 2 -r 0
is "$(hwstamp)" "0 1" "... and leave it as it was"
in_ns card timeout $((20 * IPSECNIC_PATIENCE)) tcpdump -i card -j adapter_unsynced -tt -n -c 5 -Q in \
    icmp >/run/times.txt 2>/run/times.log &
wait_for 10 grep -q listening /run/times.log
pings card "$PEER_V4" 5 >/dev/null
wait $!
# Within three hours.
is "$(grep -c '^150000[0-9]*\.' /run/times.txt)" 5 \
    "packets have the time of the card's clock"

# A clock that is years away comes to the peer's by packets in ESP, both
# directions of which the card has to stamp.
esp_pair transport "$CARD_V4" "$PEER_V4" -- offload
for ns in card peer; do
    cat >/run/ptp-$ns.conf <<END
[global]
network_transport UDPv4
logAnnounceInterval -2
logSyncInterval -3
logMinDelayReqInterval -3
uds_address /run/ptp-$ns
tx_timestamp_timeout 10000
END
done
cat >>/run/ptp-peer.conf <<END
time_stamping software
unicast_listen 1
inhibit_multicast_service 1
priority1 1
[peer]
END
cat >>/run/ptp-card.conf <<END
time_stamping hardware
slaveOnly 1
[unicast_master_table]
table_id 1
logQueryInterval 0
UDPv4 $PEER_V4
[card]
unicast_master_table 1
END
before=$(eth_stat card card tx_ipsec)
ptp4l=()
for ns in peer card; do
    ip netns exec $ns ptp4l -m -q -f /run/ptp-$ns.conf >/out/ptp-$ns.log 2>&1 &
    ptp4l+=($!)
done
# phc_near: it is less than a second from the system's.
phc_near() {
    local off
    off=$(phc cmp | sed -n 's/.*offset from CLOCK_REALTIME is \(-*[0-9]*\)ns.*/\1/p')
    echo "$off"
    [ -n "$off" ] && [ "${off#-}" -lt 1000000000 ]
}
check "ptp4l sets it by packets that the card encrypts and decrypts" \
    wait_for 60 phc_near
cmp_ok "$(eth_stat card card tx_ipsec)" -gt "$before" "... which were in ESP"
is "$(grep -c 'timed out while polling for tx timestamp' /out/ptp-card.log)" 0 \
    "... and no time stamp was missing"
kill "${ptp4l[@]}"
wait "${ptp4l[@]}"
xfrm_flush
check "with time stamps off" test "$(hwstamp -t 0 -r 0)" = "0 0"
phc set 1600000000 >/dev/null

# --- What a reset leaves ----------------------------------------------------

pings card "$PEER_V4" 10 >/dev/null
packets=$(total rx packets) resets=$(eth_stat card card resets)
frames=$(eth_stat card card dev_rx_frames)
et -C card rx-usecs 100
echo 1 >"/sys/bus/pci/devices/$bdf/reset"
check "after a reset of the function frames pass" \
    wait_for 10 pings card "$PEER_V4" 3
is "$(eth_stat card card resets)" $((resets + 1)) "the driver counts it"
cmp_ok "$(total rx packets)" -ge $((packets + 3)) "its own counters go on"
cmp_ok "$(eth_stat card card dev_rx_frames)" -lt "$frames" \
    "those of the card begin again"
check "its clock goes on" phc_is 1600000000
is "$(rings) $(channels) $((0x$(reg 0x2010)))" "512 512 1 100" \
    "rings, queue pairs and interval are what they were"

done_testing
