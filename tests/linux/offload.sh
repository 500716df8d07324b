# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
#
# What the scenarios of strongSwan with an offload share, sourced behind lib.sh:
# a child between the two namespaces, traffic through it, and the proof of who
# did the cryptography: the host counts what is on the wire ("# wire: 96").

# yes: the peer has an ipsecnic as well, and offloads.
: "${PEER_OFFLOAD:=no}"

# So many packets may be given up since their SA was deleted while they waited
# to be sent, which only happens to those who rekey under load.
: "${LATE:=0}"

# count_from_here: forget what was on the wire, and remember the counters.
count_from_here() {
    eth_stat_save card "$CARD_DEV"
    [ "$PEER_OFFLOAD" = no ] || eth_stat_save peer "$PEER_DEV"
    xfrm_stat_save card
    xfrm_stat_save peer
    host wire >/run/wire
}

# by_card NS DEV NAME SENT RECEIVED: so many packets were made by that card,
# and so many checked, and nothing else happened to any.
by_card() {
    local sent received late others
    # The driver may not have come to the last of them.
    wait_for 5 card_has_done "$1" "$2" "$4" "$5" || :
    is "$sent" "$4" \
        "$3: the card of $1 made all ESP packets that it sent"
    is "$received" "$5" "$3: ... and checked all that it received"
    is "$others" '' "$3: ... and nothing else happened to any"
    cmp_ok "$late" -le "$LATE" "$3: ... and $late were given up with their SA"
}
# card_has_done NS DEV SENT RECEIVED: so many, since count_from_here; for by_card.
card_has_done() {
    local word
    sent=0 received=0 late=0 others=''
    for word in $(eth_stat_diff "$1" "$2"); do
        case $word in
        dev_tx_ipsec=*) sent=${word#*=+};;
        rx_crypto_success=*) received=${word#*=+};;
        tx_status_unknown_sa=*|tx_refused_sa_not_loaded=*)
            late=$((late + ${word#*=+}));;
        tx_ipsec_refused=*) ;;  # by reason: tx_refused_...
        rx_reason_not_ipsec=*|rx_reason_ike=*|tx_status_ok=*) ;;
        rx_crypto_*|rx_reason_*|rx_state_gone=*|rx_no_secpath=*|tx_status_*|\
        tx_software_*|tx_refused_*|sa_refused_*)
            others+=" $word";;
        esac
    done
    [ "$sent $received" = "$3 $4" ]
}

# wire_counts: sets $sent and $received to the numbers of ESP packets that were
# on the wire since count_from_here, those in UDP as well, $spis to the SPIs of
# these, and $clear to what was there without protection; both in hexadecimal.
wire_counts() {
    # What is on its way arrives, as does what ends a connection of TCP.
    wait_for 10 wire_is_still
    wire_read
    [ -n "${received:-}" ] || bail "the host does not tell what was on the wire"
}
wire_read() {
    IFS='|' read -r sent received spis clear < <(jq -r '.return |
        "\(.out.esp + .out.udp_esp)|\(.in.esp + .in.udp_esp)|" +
        "\(.spis | join(" "))|\(.clear | join(" "))"' /run/wire)
}

# wire_agrees COMMAND...: for wait_for: it says that the numbers of wire_counts
# are those of the card; until then the host is asked once more.  The wire is
# still, too, while a processor stands still; what that sends comes behind it.
wire_agrees() {
    ! "$@" || return 0
    host wire more >/run/wire && wire_read
    false
}

# wire_is_still: there was no ESP on it for a moment; what was is in /run/wire.
wire_is_still() {
    sleep 0.3
    host wire more >/run/wire && grep -q '"fresh": 0[,}]' /run/wire
}

# account NAME: all that was on the wire since count_from_here was ESP, and the
# card did it; sets $spis.
account() {
    local sent received clear
    wire_counts
    wait_for 10 wire_agrees cards_agree || :
    diag "$1: $sent ESP packets to the peer, $received from it"
    is "$clear" '' "$1: nothing was sent in clear"
    check "$1: there was ESP on the wire, both ways" \
        test "$sent" -gt 0 -a "$received" -gt 0
    by_card card "$CARD_DEV" "$1" "$sent" "$received"
    [ "$PEER_OFFLOAD" = no ] ||
        by_card peer "$PEER_DEV" "$1" "$received" "$sent"
    is "$(xfrm_errors card)$(xfrm_errors peer)" '' \
        "$1: no error was counted"
}

# xfrm_errors NS: as xfrm_stat_diff, but for packets that were about to be made
# with a state when it was deleted, if some may be given up with their SA.
xfrm_errors() {
    if [ "$LATE" -gt 0 ]; then
        xfrm_stat_diff "$1" | tr ' ' '\n' | grep -v '^XfrmOutStateInvalid=' |
            paste -s -d ' '
    else
        xfrm_stat_diff "$1"
    fi
}

cards_agree() {
    card_agrees card "$CARD_DEV" "$sent" "$received" &&
    { [ "$PEER_OFFLOAD" = no ] ||
      card_agrees peer "$PEER_DEV" "$received" "$sent"; }
}
card_agrees() {
    local sent received late others
    card_has_done "$@"
}

# transfer ADDRESS: 1 MB over TCP to the peer, which sends it back.
transfer() {
    [ -e /run/data ] || head -c 1048576 /dev/urandom >/run/data
    in_ns card socat -t 30 -T 30 - \
        "TCP:$(bracketed "$1"):5202,connect-timeout=10" \
        </run/data >/run/data.back 3>&- 4>&- || return
    wait_for 20 closed 5202 card peer
    cmp /run/data /run/data.back
}

# bracketed ADDRESS: as it is before a port.
bracketed() {
    case $1 in
    *:*) echo "[$1]";;
    *) echo "$1";;
    esac
}

# has_offload NS: it has two SAs, and the kernel says that both are offloaded.
# (A state that software has taken over is added without an error, too.)
has_offload() {
    [ "$(state_spis "$1" | wc -l)" = 2 ] &&
    [ "$(ip -n "$1" xfrm state |
         grep -c '^[[:space:]]crypto offload parameters: dev ')" = 2 ]
}

# driver_sas: how many SAs the drivers have on their cards.  (What ip netns exec
# starts does not see debugfs.)
driver_sas() {
    local text
    text=$(cat /sys/kernel/debug/ipsecnic/*/sas) || return
    grep -c ' spi 0x' <<<"$text"
}

# configure MODE FAMILY PROPOSAL [SETTING...]: a child; the card's side wants it
# offloaded.  Each SETTING as for ike_conf, of the card's side; those of the
# connection for both.  $INNER: the family in the tunnel, if it is another one.
# Sets $to, where traffic through it goes.
configure() {
    local mode=$1 inner=${INNER:-$2} length=32 setting
    # The kernel numbers packets before they wait to be sent, where one flow may
    # overtake many packets of another: 32, the default, can be too few.
    local common=('replay_window = 1024') proposals=$3
    local card=CARD_V$2 peer=PEER_V$2
    local card_in=CARD_IN$inner peer_in=PEER_IN$inner
    local offload=('hw_offload = yes') card_ts=() peer_ts=()
    card=${!card} peer=${!peer} card_in=${!card_in} peer_in=${!peer_in}
    shift 3
    for setting in "$@"; do
        case $setting in
        hw_offload*) offload=("$setting");;
        *) common+=("$setting");;
        esac
    done
    to=$peer
    if [ "$mode" = tunnel ]; then
        [ "$inner" = 4 ] || length=128
        card_ts=("local_ts = $card_in/$length" "remote_ts = $peer_in/$length")
        peer_ts=("local_ts = $peer_in/$length" "remote_ts = $card_in/$length")
        to=$peer_in
    fi
    ike_conf card "$card" "$peer" "$mode" "${common[@]}" "${card_ts[@]}" \
        "esp_proposals = $proposals" "${offload[@]}"
    ike_conf peer "$peer" "$card" "$mode" "${common[@]}" "${peer_ts[@]}" \
        "esp_proposals = ${PEER_PROPOSALS:-$proposals}" \
        "hw_offload = $PEER_OFFLOAD"
}

# bring_up: what was configured.
bring_up() {
    ike_load card && ike_load peer && ike_initiate card
}

# echo_server NS: whom transfer talks to.
echo_server() {
    ip netns exec "$1" socat TCP6-LISTEN:5202,ipv6only=0,fork,reuseaddr \
        EXEC:cat 3>&- 4>&- &
    wait_for 20 listening "$1" 5202
}

# setup_offload: the namespaces, a strongSwan in each, and servers for TCP.
setup_offload() {
    local to
    setup_pair
    inner_addresses 4
    inner_addresses 6
    configure transport 4 aes128gcm16
    check "strongSwan starts in the namespace card" ike_start card
    check "strongSwan starts in the namespace peer" ike_start peer
    iperf_server peer
    echo_server peer
}
