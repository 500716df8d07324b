#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The guest's part of "scripts/soak rekey": an IKE daemon of Debian 13 changes
# the keys of packet offload, over and over, with TCP and pings both ways, while
# the host puts frames onto the wire that must not be accepted: in clear, and
# those that were there before.  Software does the same in turns, so that one
# can say whether the card loses more than that.  For the daemon, the number of
# rekeys, those of a turn, and the time there is: DAEMON, ROUNDS, TURN, SOAK_SECONDS
# on the kernel's command line.
#
# nics: ipsecnic e1000e
# userland: trixie
# append: iomem=relaxed
# inject: yes
# wire: count

. "$(dirname -- "$0")/../lib.sh"
. "$(dirname -- "$0")/../offload.sh"
. "$(dirname -- "$0")/../libreswan.sh"
. "$(dirname -- "$0")/../packet.sh"

DAEMON=${DAEMON:-strongswan}     # or libreswan
ROUNDS=${ROUNDS:-10}
TURN=${TURN:-50}

# Why software that has nothing to do with the card gives up a packet of an SA
# that comes or goes, or, where the processor that is to decrypt it has no time,
# one that many others have overtaken.
LOST=(XfrmInNoStates XfrmAcquireError XfrmInStateSeqError XfrmInStateInvalid
    XfrmOutNoStates XfrmOutStateInvalid)
# So many of the last frames are sent again each time.
AGAIN=16
# Of what libreswan negotiates; strongSwan says none when it asks for an SPI.
REQID=100
# The port of a socket that is to receive nothing.
PORT_CLEAR=9999

# What the daemons have in common.  daemon_configure MODE HOW: both ends; HOW is
# packet or software, at the card's; sets $to.
daemon_configure() {
    local offload=()
    if [ "$DAEMON" = strongswan ]; then
        offload=('hw_offload = no')
        [ "$2" = software ] || offload=('hw_offload = packet')
        configure "$1" 4 aes128gcm16 "${offload[@]}"
        return
    fi
    to=$PEER_V4
    [ "$2" = software ] || offload=(nic-offload=packet)
    # As with strongSwan: software finds some packets left of a smaller window
    # on a busy processor, and with ESN it takes their numbers for later ones.
    local common=(esn=no replay-window=256 "reqid=$REQID")
    libreswan_conf card "$CARD_V4" "$PEER_V4" "$1" "${common[@]}" \
        "${offload[@]}"
    libreswan_conf peer "$PEER_V4" "$CARD_V4" "$1" "${common[@]}"
}

# daemon WORD [NS]: start, stop, up, down or rekey.
daemon() {
    case $DAEMON-$1 in
    strongswan-start) ike_start "$2";;
    strongswan-stop) ike_stop "$2";;
    strongswan-up) bring_up;;
    strongswan-down) ike_down card;;
    strongswan-rekey) ike "$2" --rekey --child net;;
    libreswan-start) libreswan_start "$2";;
    libreswan-stop) libreswan_stop "$2";;
    libreswan-up) libreswan_bring_up;;
    libreswan-down) libreswan_down card;;
    libreswan-rekey) libreswan "$2" --rekey-child --name net;;
    esac
}

# rekey NS: new keys, and both ends are rid of the old ones.
rekey() {
    local card peer
    card=$(state_spis card) peer=$(state_spis peer)
    # The old ones stay for a second.
    daemon rekey "$1" && sleep 1 &&
    wait_for 30 spis_new card "$card" &&
    wait_for 30 spis_new peer "$peer"
}

# spis_new NS OLD: there are both states, and none of the old ones.
spis_new() {
    local new
    new=$(state_spis "$1")
    [ "$(wc -l <<<"$new")" -ge 2 ] && ! grep -q -x -F -e "$2" <<<"$new"
}

# --- Load -------------------------------------------------------------------

# soak_load_start: TCP both ways, and pings both ways.
soak_load_start() {
    local back=$CARD_V4
    [ "$to" = "$PEER_V4" ] || back=$CARD_IN4
    rm -f /run/pings.*
    # One for each turn: it may take a while to notice that a client has gone.
    port=$((port + 1))
    ip netns exec peer iperf3 -s -1 -p "$port" >/dev/null 2>&1 3>&- 4>&- &
    echo $! >/run/soak.server
    wait_for 10 listening peer "$port"
    # No functions here: $! is to be the process itself.
    ip netns exec card iperf3 -J -c "$to" -p "$port" -t 86400 --bidir -b 4M \
        >/run/tcp.json 3>&- 4>&- &
    echo $! >/run/soak.tcp
    ip netns exec card ping -n -i 0.02 -s 600 "$to" \
        >/run/pings.card 3>&- 4>&- &
    echo $! >/run/soak.card
    ip netns exec peer ping -n -i 0.02 -s 600 "$back" \
        >/run/pings.peer 3>&- 4>&- &
    echo $! >/run/soak.peer
}
load_flows() {
    grep -q 'icmp_seq=20 ' /run/pings.card &&
    grep -q 'icmp_seq=20 ' /run/pings.peer &&
    ! gone "$(cat /run/soak.tcp)" || {
        tail -n 3 /run/pings.card /run/pings.peer /run/tcp.json
        xfrm_stat_diff card
        xfrm_stat_diff peer
        eth_stat_diff card "$CARD_DEV"
        ip -n card xfrm policy
        false
    }
}

# soak_load_stop: what is on its way has arrived then.
soak_load_stop() {
    local name
    for name in tcp card peer; do
        kill -INT "$(cat /run/soak.$name)" || echo "no load any more: $name"
        wait_for 20 gone "$(cat /run/soak.$name)"
    done
    kill "$(cat /run/soak.server)" 2>/dev/null
    wait_for 20 no_connection card && wait_for 20 no_connection peer
    sleep 0.5
}

# pings_missed: of those that were sent before the last one that was answered;
# pings_twice: answers that came twice; pings_answered.
pings_missed() {
    awk '
        match($0, /icmp_seq=[0-9]+/) {
            n = substr($0, RSTART + 9, RLENGTH - 9) + 0
            got[FILENAME, n] = 1
            if (n > max[FILENAME]) max[FILENAME] = n
        }
        END {
            for (f in max)
                for (n = 1; n <= max[f]; n++)
                    if (!((f, n) in got)) missed++
            print missed + 0
        }' /run/pings.card /run/pings.peer
}
pings_twice() {
    cat /run/pings.* | grep -c 'DUP!'
}
pings_answered() {
    cat /run/pings.* | grep -c 'icmp_seq='
}

# --- What must not be accepted ----------------------------------------------

# clear_frame SRC DST: UDP in clear to the socket that is to receive nothing, as
# if it came from the peer; in hexadecimal.
clear_frame() {
    local src dst ip sum=0 i
    src=$(printf '%02x' ${1//./ }) dst=$(printf '%02x' ${2//./ })
    ip=450000240000000040110000$src$dst
    for ((i = 0; i < 40; i += 4)); do
        sum=$((sum + 0x${ip:i:4}))
    done
    while [ "$sum" -gt 65535 ]; do
        sum=$(((sum & 65535) + (sum >> 16)))
    done
    printf '525400123401525400123402''0800%s%04x%s' \
        "${ip:0:20}" $((sum ^ 65535)) "${ip:24}"
    # Ports, length, no checksum; 8 bytes.
    printf '1234%04x00100000%s' $PORT_CLEAR 636c656172210a0a
    # To the least length of a frame.
    printf '%020d' 0
}

# attack: frames that must not be accepted are on the wire now.
attack() {
    local answer
    host "frame $(clear_frame "$peer_address" "$card_address")" >/dev/null &&
    in_clear=$((in_clear + 1)) &&
    answer=$(host "again $AGAIN") &&
    again=$((again + $(jq .return <<<"$answer")))
}

# --- A turn -----------------------------------------------------------------

# Sums of all turns, by how it was done.
declare -A rekeys=([packet]=0 [software]=0) missed=([packet]=0 [software]=0) \
    answered=([packet]=0 [software]=0) late=([packet]=0 [software]=0) \
    resent=([packet]=0 [software]=0)
esp_out=0 esp_in=0 all_again=0 all_in_clear=0

# moved NAME...: counters of the card.
moved() {
    eth_stat_moved card "$CARD_DEV" "$@"
}

# others_moved NS NAME...: what xfrm counted, but these.
others_moved() {
    local ns=$1 word
    shift
    for word in $(xfrm_stat_diff "$ns"); do
        [[ " $* " == *" ${word%%=*} "* ]] || printf ' %s' "$ns:$word"
    done
}

# xfrm_moved NS NAME
xfrm_moved() {
    xfrm_stat_diff "$1" | tr ' ' '\n' | sed -n "s/^$2=+//p" | grep . || echo 0
}

# turn MODE HOW ROUNDS: the child comes up, gets so many new keys under load,
# and goes down again.
turn() {
    local mode=$1 how=$2 rounds=$3 name="$1 mode, $2" i out in clear_out clear_in
    local to peer_address=$PEER_V4 card_address=$CARD_V4 again=0 in_clear=0 done_=0
    local refused decapsulated back own
    daemon_configure "$mode" "$how"
    check "$name: it comes up" daemon up || return
    if [ "$to" != "$PEER_V4" ]; then
        peer_address=$PEER_IN4 card_address=$CARD_IN4
    fi
    if [ "$how" = packet ]; then
        is "$(on_card state 2 && echo both)" both "... both states on the card"
    fi
    # What came before the policies.
    sleep 0.5
    : >/run/wrong
    count_from_here
    soak_load_start
    check "... and traffic passes" soon 20 load_flows || return
    for ((i = 1; i <= rounds && SECONDS < END; i++)); do
        attack || echo "no frames to send again"
        if [ $((i % 2)) = 1 ]; then
            rekey card
        else
            rekey peer
        fi || break
        done_=$i
    done
    attack
    if [ "$SECONDS" -lt "$END" ]; then
        is "$done_" "$rounds" "$name: all rekeys succeeded"
    else
        check "$name: rekeys succeeded until the time was over" \
            test "$done_" -gt 0
    fi
    check "... and traffic passes to the end" soak_load_stop
    rekeys[$how]=$((${rekeys[$how]} + done_))
    missed[$how]=$((${missed[$how]} + $(pings_missed)))
    answered[$how]=$((${answered[$how]} + $(pings_answered)))
    resent[$how]=$((${resent[$how]} + $(jq '[.end.streams[]?.sender.retransmits
        // 0] | add // 0' /run/tcp.json 2>/dev/null || echo 0)))

    diag "$name, pings missed: $(pings_missed); counted by the card:" \
        "$(eth_stat_diff card "$CARD_DEV" | tr ' ' '\n' |
           grep -vE '_(packets|bytes|octets)|[0-9]_|pkts|hist' | tr '\n' ' ');" \
        "by the kernels: $(xfrm_stat_diff card); $(xfrm_stat_diff peer)"
    host wire >/run/wire
    read -r out in clear_out clear_in back < <(jq -r '.return |
        "\(.out.esp) \(.in.esp) \(.out.clear) \(.in.clear) \(.back)"' /run/wire)
    is "$clear_out" 0 "... nothing was sent in clear"
    is "$clear_in" "$in_clear" "... and what came in clear was ours"
    is "$(wc -c </run/wrong)" 0 "... of which nothing was accepted"
    is "$(pings_twice)" 0 "... no ping was answered twice"
    for i in "${LOST[@]}"; do
        late[$how]=$((${late[$how]} + $(xfrm_moved peer "$i")))
    done
    # What arrives at the card and is refused there is counted below.
    own=(XfrmOutNoStates XfrmOutStateInvalid)
    [ "$how" = packet ] || own=("${LOST[@]}")
    for i in "${own[@]}"; do
        late[$how]=$((${late[$how]} + $(xfrm_moved card "$i")))
    done
    if [ "$how" = packet ]; then
        is "$(moved dev_tx_encapsulated)" "$out" \
            "... the card made all ESP that was sent"
        decapsulated=$(moved rx_decapsulated)
        refused=$((in - decapsulated))
        cmp_ok "$refused" -ge "$again" \
            "... and refused all that was there before"
        # One whose state is on its way to the card counts as both.
        cmp_ok "$(moved rx_packet_refused rx_reason_no_sa)" -ge "$refused" \
            "... and has a reason for each that it refused"
        late[$how]=$((${late[$how]} + refused - again))
        esp_out=$((esp_out + out)) esp_in=$((esp_in + in - again))
        all_again=$((all_again + again))
        all_in_clear=$((all_in_clear + in_clear))
        is "$(moved tx_status_unknown_sa)" 0 \
            "... lost no packet on its way for want of its SA"
        is "$back" 0 "... sent no number twice, and none behind a later one"
        # With ESN a number left of the window is taken for one of the next
        # 2^32 (RFC 4303, appendix A), which it is not.
        cmp_ok "$(moved rx_crypto_transport_esp_auth rx_crypto_tunnel_esp_auth \
            rx_crypto_invalid_syntax rx_crypto_generic_error \
            rx_reason_expired)" -le "$again" \
            "... nothing but that was not authentic"
    fi
    is "$(others_moved peer "${LOST[@]}")$(
        others_moved card "${LOST[@]}" XfrmInTmplMismatch XfrmInStateProtoError)" \
        '' "... no other error was counted"
    # Of what was lost under load only one end knows.
    check "... new keys, without load" rekey card
    check "... pings are answered" pings card "$to" 10
    check "... and both ends count the same" soon 10 pair_agrees
    check "$name: it goes down" daemon down
    check "... and the card has nothing any more" soon 10 card_empty
}

# spi_to NS ADDRESS: of the state that leads there.
spi_to() {
    ip -n "$1" xfrm state | awk -v to="$2" '
        /^src/ { this = $4 == to }
        this && $1 == "proto" { print $4 }'
}

# pair_agrees: do both ends say the same of both states?
pair_agrees() {
    local out in card peer
    out=$(spi_to card "$PEER_V4") in=$(spi_to card "$CARD_V4")
    card="$(state_sent card "$out") $(state_packets card "$in")"
    peer="$(state_packets peer "$out") $(state_sent peer "$in")"
    [ "$card" = "$peer" ] || {
        echo "card: $card; peer: $peer"
        false
    }
}

# What exempts IKE stays as long as the daemon, and has no template.
card_empty() {
    local has exempt
    exempt=$(ip -n card xfrm policy | grep -c 'mode packet')
    has="$(card_sas) $(card_stat sa_loaded) $(card_stat policy_loaded)"
    has+=" $(ip -n card xfrm policy | grep -c tmpl)"
    [ "$has" = "0 0 $exempt 0" ] || {
        echo "SAs of the card, of the driver, policies, with states: $has;" \
            "exempting: $exempt"
        false
    }
}


# --- All turns --------------------------------------------------------------

setup_pair
CARD_PCI=$(card_pci)
inner_addresses 4
port=5300
: >/run/wrong
ip netns exec card socat -u "UDP4-RECV:$PORT_CLEAR" \
    OPEN:/run/wrong,append 3>&- 4>&- &
wait_for 10 in_ns card ss -Hlun "sport = :$PORT_CLEAR"

# What looks is not blind.
count_from_here
host "frame $(clear_frame "$PEER_V4" "$CARD_V4")" >/dev/null
wrong_there() { [ "$(wc -c </run/wrong)" = 8 ]; }
check "control: without policies a frame in clear is accepted" \
    wait_for 5 wrong_there
check "control: a ping in clear is answered" pings card "$PEER_V4" 1
sleep 0.3
host wire >/run/wire
is "$(jq '.return | .out.clear + .in.clear' /run/wire)" 3 \
    "control: and what is in clear on the wire is seen"

modes=(transport)
[ "$DAEMON" = libreswan ] || modes+=(tunnel)
to=
daemon_configure transport software
check "$DAEMON starts in the namespace card" daemon start card
check "$DAEMON starts in the namespace peer" daemon start peer
[ "$DAEMON" = strongswan ] ||
    check "the kernel keeps finding states of packet offload" \
        states_stay_found "$CARD_V4" "$PEER_V4" "$REQID"
n=0
soak_started=$SECONDS
while [ "${rekeys[packet]}" -lt "$ROUNDS" ] && [ "$SECONDS" -lt "$END" ]; do
    before=$tap_failed
    left=$((ROUNDS - ${rekeys[packet]}))
    mode=${modes[n % ${#modes[@]}]}
    turn "$mode" packet $((left < TURN ? left : TURN))
    [ "$SECONDS" -ge "$END" ] || turn "$mode" software $((TURN / 2))
    n=$((n + 1))
    diag "$((SECONDS - soak_started)) s: ${rekeys[packet]} rekeys by the card" \
        "(${rekeys[software]} by software): $esp_out ESP packets sent, $esp_in" \
        "received; pings missed ${missed[packet]} (${missed[software]})," \
        "too late for their SA ${late[packet]} (${late[software]})"
    # Anything that goes wrong is to be looked at, not to be repeated.
    [ "$tap_failed" = "$before" ] || break
done

for how in packet software; do
    diag "$how: ${rekeys[$how]} rekeys, ${answered[$how]} pings answered," \
        "${missed[$how]} missed, ${late[$how]} ESP packets too early or too" \
        "late for their SA at the peer, ${resent[$how]} segments of TCP sent again"
done
diag "packet: $esp_out ESP packets sent and $esp_in received by the card;" \
    "refused: $all_again that were there before, $all_in_clear in clear"
# by_chance: is what the card missed more than software would have missed in as
# many rekeys by less than three standard deviations of the difference?
by_chance() {
    awk -v card="${missed[packet]}" -v software="${missed[software]}" \
        -v rekeys="${rekeys[packet]}" -v others="${rekeys[software]}" '
        BEGIN {
            times = others ? rekeys / others : 0
            more = card - software * times
            variance = card + software * times * times
            exit !(more <= 0 || more * more <= 9 * variance)
        }'
}
check "no more pings are missed than with software, but for chance" by_chance

check "$DAEMON of card ends" daemon stop card
check "$DAEMON of peer ends" daemon stop peer
done_testing
