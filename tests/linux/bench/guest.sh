#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The guest's part of bench-linux: two cards of each model on one wire, each in
# a network namespace of its own, and a third that the host sends to.  What is
# to be measured, and when, the host says.
#
# nics: ipsecnic_a=ipsecnic ipsecnic_b=ipsecnic ipsecnic_d=ipsecnic e1000e_a=e1000e e1000e_b=e1000e e1000e_d=e1000e igb_a=igb igb_b=igb igb_d=igb virtio_a=virtio-net virtio_b=virtio-net virtio_d=virtio-net
# device e1000e: romfile=
# device igb: romfile=
# device virtio-net: romfile=
# memory: 2G
# append: no_timer_check

. "$(dirname -- "$0")/../lib.sh"

# host_text REQUEST: the text that the host answers.
host_text() {
    local answer
    answer=$(host "$@") || bail "host: $answer"
    answer=${answer#*'"return": "'}
    printf '%s\n' "${answer%'"}'}"
}

address() { # SUFFIX
    case $1 in a) echo "10.0.0.1";; b) echo "10.0.0.2";; d) echo "10.0.1.1";; esac
}

# Receive with the fewest instructions that there are: dropped before IP.
drop_early() { # NS DEV add|del
    if [ "$3" = add ]; then
        in_ns "$1" tc qdisc add dev "$2" ingress &&
        in_ns "$1" tc filter add dev "$2" ingress matchall action drop
    else
        in_ns "$1" tc qdisc del dev "$2" ingress
    fi
}

setup_card() { # NAME
    local name=$1 suffix=${1##*_}
    rename_dev "$name" || bail "no card $name: $(ip -br link)"
    add_ns "$name" "$name" &&
    ip -n "$name" address add "$(address "$suffix")/24" dev "$name" &&
    in_ns "$name" sysctl -q -w net.ipv6.conf.all.disable_ipv6=1 \
        net.ipv4.icmp_echo_ignore_broadcasts=1 || bail "no namespace $name"
    link_up "$name" "$name" || bail "$name has no carrier"
}

declare -A mtu_of mode_of

set_mtu() { # MODEL MTU
    local end ns
    [ "${mtu_of[$1]:-1500}" != "$2" ] || return 0
    for end in a b; do
        ns=$1_$end
        ip -n "$ns" link set "$ns" mtu "$2" || return 1
    done
    mtu_of[$1]=$2
    for end in a b; do
        wait_for 10 has_carrier "$1_$end" "$1_$end" || return 1
    done
    wait_for 10 in_ns "$1_a" ping -c 1 -W 1 "$(address b)"
}

# set_mode MODEL plain|software|offload|packet [gcm|cbc]: the same at both ends.
set_mode() {
    local model=$1 mode=$2 algorithm=${3:-} end a b ns alg out in
    [ "${mode_of[$1]:-plain}" != "$mode $algorithm" ] || return 0
    a=$(address a) b=$(address b)
    for end in a b; do
        ns=${model}_$end
        ip -n "$ns" xfrm policy flush
        ip -n "$ns" xfrm state flush
    done
    mode_of[$model]="$mode $algorithm"
    [ "$mode" != plain ] || return 0
    case $algorithm in
    gcm) XFRM_ALG=("${ALG_GCM[@]}");;
    cbc) XFRM_ALG=("${ALG_CBC_SHA256[@]}");;
    *) return 1;;
    esac
    if [ "$mode" = packet ]; then
        set_packet "$model"
        return
    fi
    for end in a b; do
        ns=${model}_$end out=() in=()
        if [ "$mode" = offload ]; then
            out=(offload dev "$ns" dir out) in=(offload dev "$ns" dir in)
        fi
        if [ "$end" = a ]; then
            xfrm_state "$ns" "$a" "$b" 0x1001 transport "${out[@]}" &&
            xfrm_state "$ns" "$b" "$a" 0x2001 transport "${in[@]}" &&
            xfrm_policy "$ns" "$a" "$b" "$a" "$b" transport || return 1
        else
            xfrm_state "$ns" "$a" "$b" 0x1001 transport "${in[@]}" &&
            xfrm_state "$ns" "$b" "$a" 0x2001 transport "${out[@]}" &&
            xfrm_policy "$ns" "$b" "$a" "$b" "$a" transport || return 1
        fi
        if [ "$mode" = offload ]; then
            offloaded "$ns" 0x1001 && offloaded "$ns" 0x2001 || return 1
        fi
    done
}

# packet_esp NS LOCAL REMOTE SPI_OUT SPI_IN: states and policies of packet
# offload.
packet_esp() {
    local ns=$1 local=$2 remote=$3 dir src dst spi
    for dir in out in; do
        src=$local dst=$remote spi=$4
        [ "$dir" = out ] || src=$remote dst=$local spi=$5
        state_words replay-window 64 "${XFRM_ALG[@]}" \
            offload packet dev "$ns" dir "$dir"
        ip -n "$ns" xfrm state add src "$src" dst "$dst" proto esp spi "$spi" \
            reqid 1 mode transport "${STATE_WORDS[@]}" &&
        ip -n "$ns" xfrm policy add src "$src" dst "$dst" dir "$dir" \
            tmpl src "$src" dst "$dst" proto esp reqid 1 mode transport \
            offload packet dev "$ns" || return 1
    done
}

set_packet() { # MODEL
    packet_esp "$1_a" "$(address a)" "$(address b)" 0x1001 0x2001 &&
    packet_esp "$1_b" "$(address b)" "$(address a)" 0x2001 0x1001
}

# counters MODEL PREFIX: what proves that the card did the work, of both ends
# together, as PREFIX_NAME=NUMBER; nothing of a card without such counters.
counters() {
    local end
    [ "$1" = ipsecnic ] || return 0
    for end in a b; do
        in_ns "$1_$end" ethtool -S "$1_$end"
    done | awk -F ': *' -v p="$2" '
        { sub(/^ */, "", $1); n[$1] += $2 }
        END {
            printf "%s_tx_ipsec=%d %s_rx_success=%d", p, n["dev_tx_ipsec"],
                p, n["rx_crypto_success"] + n["rx_decapsulated"]
        }'
}

interrupts() { # PATTERN
    awk -v p="$1" 'index($NF, p) == 1 {
        for (i = 2; i < NF && $i ~ /^[0-9]+$/; i++) n += $i }
        END { print n + 0 }' /proc/interrupts
}

stat_of() { # DEV NAME
    in_ns "$1" cat "/sys/class/net/$1/statistics/$2"
}

# iperf3_once MODEL SECONDS: one connection; sets $bits, per second, which are none if
# all stood still just then.  The server listens anew behind each client, and who
# comes before that is refused.
iperf3_once() {
    local model=$1 seconds=$2 pid
    bits=0
    wait_for 10 closed 5201 "${model}_a" >&2
    ip netns exec "${model}_a" timeout \
        $((seconds + 20 * ${IPSECNIC_PATIENCE:-1})) iperf3 -J -Z \
        -c "$(address b)" -p 5201 -t "$seconds" -O 1 \
        >/run/iperf.json 2>&1 3>&- 4>&- &
    pid=$!
    sleep 1.2
    host begin >/dev/null
    sleep "$((seconds - 1)).5"
    host end >/dev/null
    if ! wait "$pid"; then
        tail -n 20 /run/iperf.json >&2
        return 1
    fi
    bits=$(jq '.end.sum_received.bits_per_second // 0 | floor' /run/iperf.json)
    [ "${bits:-0}" -gt 0 ]
}

tcp() { # MODEL MODE ALGORITHM MTU SECONDS
    local model=$1 mode=$2 algorithm=$3 mtu=$4 seconds=$5 before after
    local p0 p1 bits=0 try
    set_mtu "$model" "$mtu" || { echo "error=mtu"; return; }
    set_mode "$model" "$mode" "$algorithm" || { echo "error=xfrm"; return; }
    for try in 1 2 3; do
        before=$(counters "$model" before)
        p0=$(stat_of "${model}_b" rx_packets)
        ! iperf3_once "$model" "$seconds" || break
        echo "attempt $try: nothing was measured" >&2
        sleep "$try"
    done
    if [ "${bits:-0}" -eq 0 ]; then
        echo "error=iperf3"
        return
    fi
    after=$(counters "$model" after)
    p1=$(stat_of "${model}_b" rx_packets)
    echo "bps=$bits retransmits=$(jq '.end.sum_sent.retransmits // 0' \
        /run/iperf.json) packets=$((p1 - p0)) $before $after"
}

# received KIND DEV: how many packets have come so far: plain ones, and those that
# the card has made plain, at the card; those of ESP where UDP counts them.  Starts no program.
received() {
    local name a b c rest
    if [ "$1" != software ] && [ "$1" != offload ]; then
        read -r received <"/sys/class/net/$2/statistics/rx_packets"
        return
    fi
    while read -r name a b c rest; do
        # Its heading has the same name.
        if [ "$name" = Udp: ] && [[ $a != In* ]]; then
            received=$((a + b + c))
        fi
    done </proc/net/snmp
}

# burst KIND DEV NUMBER: have the host send that many, until all are there or
# no more have come for a second; prints what was seen.  To begin the host may take
# longer.
burst() {
    local first start now at patience count=0 fifo
    exec {fifo}<> <(:)
    received "$1" "$2"
    first=$received
    host begin >/dev/null
    read -r start _ </proc/uptime
    start=${start/./} at=$start
    host "inject $2 $1 $3" >/dev/null
    while :; do
        read -r -t 0.02 -u "$fifo"
        read -r now _ </proc/uptime
        now=${now/./}
        received "$1" "$2"
        if [ "$((received - first))" -ne "$count" ]; then
            count=$((received - first)) at=$now
        fi
        patience=$((count ? 100 : 2000))
        [ "$count" -lt "$3" ] && [ "$((now - at))" -lt "$patience" ] || break
    done
    host end >/dev/null
    echo "sent=$3 received=$count centiseconds=$((at - start))"
}

# rx MODEL KIND NUMBER [STATE...]: packets that the host sends; KIND is plain,
# software, offload or packet (ESP, by that state).
rx() {
    local model=$1 kind=$2 number=$3 dev=${1}_d state="${*:4}" before after i0
    local counter=rx_crypto_success
    if [ "$kind" = plain ] || [ "$kind" = packet ]; then
        drop_early "$dev" "$dev" add
    fi
    if [ "$kind" != plain ]; then
        [ "$kind" != offload ] || state+=" offload dev $dev dir in"
        [ "$kind" != packet ] || state+=" offload packet dev $dev dir in"
        eval "ip -n '$dev' xfrm state add $state" ||
            { echo "error=xfrm"; return; }
    fi
    # What is compiled once, and the socket's buffer, do not count.
    in_ns "$dev" bash -c 'burst "$@"' burst "$kind" "$dev" 3000 >/dev/null
    [ "$kind" != packet ] || counter=rx_decapsulated
    before=$(eth_stat "$dev" "$dev" "$counter")
    eth_stat_save "$dev" "$dev"
    i0=$(interrupts "$dev")
    in_ns "$dev" bash -c 'burst "$@"' burst "$kind" "$dev" "$number" |
        tr '\n' ' '
    i0=$(($(interrupts "$dev") - i0))
    after=$(eth_stat "$dev" "$dev" "$counter")
    eth_stat_diff "$dev" "$dev" >&2
    echo "interrupts=$i0 success=$((${after:-0} - ${before:-0}))"
    if [ "$kind" = plain ] || [ "$kind" = packet ]; then
        drop_early "$dev" "$dev" del
    fi
    if [ "$kind" != plain ]; then
        ip -n "$dev" xfrm state flush
    fi
}
# The namespace is entered once, and not for each look.
# shellcheck disable=SC2046
export -f $(compgen -A function)

# tx MODEL COUNT: frames of 60 bytes by the kernel's packet generator, from one
# card to the other, which drops them.
tx() {
    local model=$1 count=$2 ns=${1}_a mac p0 p1
    set_mode "$model" plain
    drop_early "${model}_b" "${model}_b" add
    mac=$(in_ns "${model}_b" cat "/sys/class/net/${model}_b/address")
    p0=$(stat_of "${model}_b" rx_packets)
    in_ns "$ns" bash -c '
        pg=/proc/net/pktgen
        echo rem_device_all >$pg/kpktgend_0
        echo "add_device $1" >$pg/kpktgend_0
        for word in "count $2" "pkt_size 60" "dst 10.0.0.2" "dst_mac $3" \
            "delay 0"; do
            echo "$word" >$pg/$1
        done' bash "$ns" "$count" "$mac" || { echo "error=pktgen"; return; }
    host begin >/dev/null
    in_ns "$ns" bash -c 'echo start >/proc/net/pktgen/pgctrl'
    host end >/dev/null
    in_ns "$ns" cat "/proc/net/pktgen/$ns" | tr -d '()' | awk '
        /^ *Result: OK/ { usec = $3 + 0 }
        /pps/ { pps = $1 + 0 }
        END { printf "pps=%d usec=%d ", pps, usec }'
    sleep 0.5
    p1=$(stat_of "${model}_b" rx_packets)
    echo "sent=$count received=$((p1 - p0))"
    drop_early "${model}_b" "${model}_b" del
}

modprobe -a pktgen sch_ingress act_gact cls_matchall esp4 esp4_offload \
    tcp_cubic 2>/dev/null
for model in ipsecnic e1000e igb virtio; do
    if ! find_dev "${model}_a" >/dev/null; then
        continue
    fi
    for end in a b d; do
        setup_card "${model}_$end"
    done
    wait_for 10 in_ns "${model}_a" ping -c 1 -W 1 "$(address b)" ||
        bail "the two cards $model do not reach each other"
    iperf_server "${model}_b" || bail "no iperf3"
    # Whom ESP that the host sends is for: nobody reads it, so that it ends
    # where the socket is full.
    in_ns "${model}_d" socat -u UDP-RECV:9 EXEC:'sleep 86400' \
        3>&- 4>&- 2>/dev/null &
    # With several queues igb drops what the one lacks room for as long as
    # another has some; with one it has the host wait, as the others do.
    [ "$model" != igb ] || in_ns igb_d ethtool -L igb_d combined 1
    in_ns "${model}_d" ethtool -i "${model}_d" | head -n 2
done

errors=0
while :; do
    read -r -a words <<<"$(host_text next)"
    [ "${words[0]:-}" != end ] || break
    echo "--- ${words[*]}"
    result=$("${words[@]}")
    echo "$result"
    [[ $result != *error=* ]] || errors=$((errors + 1))
    host "result $result" >/dev/null
done
# For a profile of the guest itself.
if grep -q bench.kallsyms /proc/cmdline; then
    cat /proc/kallsyms >/out/kallsyms
fi
is "$errors" 0 "everything could be measured"
done_testing
