# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
#
# What the scenarios share (bash): TAP, two namespaces with a card each, xfrm
# states, measuring.  A scenario sources it first.  They are meant for the test
# guest, but need of it only root and the two network interfaces, so that they
# can be tried on another machine, too:
#
#   CARD_DEV=eth1 PEER_DEV=eth2 bash scenarios/software-esp.sh
#
# There they print their results on standard output, and what needs the host
# of the virtual machine (host, qmp) is skipped.
#
# Every function that waits takes a deadline in seconds, or has one.

set -u

# --- Results (Test Anything Protocol) --------------------------------------

tap_count=0
tap_failed=0
tap_done=

# In the guest the results have a channel of their own.
if ! { : >&3; } 2>/dev/null; then
    exec 3>&1
fi

# diag TEXT...: a remark among the results.
diag() {
    printf '%s\n' "$*" | sed 's/^/# /' >&3
}

# ok NAME: a test point that passed.
ok() {
    tap_count=$((tap_count + 1))
    printf 'ok %d - %s\n' "$tap_count" "$*" >&3
    printf -- '--- ok %d - %s\n' "$tap_count" "$*"
}

# not_ok NAME: a test point that failed.
not_ok() {
    tap_count=$((tap_count + 1))
    tap_failed=$((tap_failed + 1))
    printf 'not ok %d - %s\n' "$tap_count" "$*" >&3
    printf -- '--- NOT ok %d - %s\n' "$tap_count" "$*"
    return 1
}

# skip REASON NAME: a test point that cannot be had here.
skip() {
    tap_count=$((tap_count + 1))
    printf 'ok %d - %s # SKIP %s\n' "$tap_count" "$2" "$1" >&3
}

# skip_all REASON: nothing of this scenario can run here; ends it.
skip_all() {
    tap_done=1
    printf '1..0 # SKIP %s\n' "$*" >&3
    exit 0
}

# check NAME COMMAND...: passes if the command succeeds; its output is in the
# log, and with the results if it fails.
check() {
    local name=$1 text rc=0
    shift
    text=$("$@" 2>&1) || rc=$?
    [ -z "$text" ] || printf '%s\n' "$text"
    if [ "$rc" -eq 0 ]; then
        ok "$name"
    else
        not_ok "$name"
        diag "status $rc from: $*"
        [ -z "$text" ] || diag "$(tail -n 15 <<<"$text")"
        return 1
    fi
}

# check_not NAME COMMAND...: passes if the command fails.
check_not() {
    local name=$1 text
    shift
    if text=$("$@" 2>&1); then
        not_ok "$name"
        diag "succeeded: $*"
        [ -z "$text" ] || diag "$(tail -n 15 <<<"$text")"
        return 1
    fi
    [ -z "$text" ] || printf '%s\n' "$text"
    ok "$name"
}

# is GOT WANT NAME: passes if the two texts are equal.
is() {
    if [ "$1" = "$2" ]; then
        ok "$3"
    else
        not_ok "$3"
        diag "     got: $1"
        diag "expected: $2"
        return 1
    fi
}

# cmp_ok A OP B NAME: compares whole numbers; OP is of test(1): -eq -ge ...
cmp_ok() {
    if test "$1" "$2" "$3"; then
        ok "$4"
    else
        not_ok "$4"
        diag "not so: $1 $2 $3"
        return 1
    fi
}

# like TEXT REGEX NAME: passes if the extended regular expression fits.
like() {
    if [[ $1 =~ $2 ]]; then
        ok "$3"
    else
        not_ok "$3"
        diag "no match for: $2"
        diag "$(tail -n 15 <<<"$1")"
        return 1
    fi
}

# done_testing: every scenario ends with it; without it, it has failed.
done_testing() {
    tap_done=1
    printf '1..%d\n' "$tap_count" >&3
    [ "$tap_failed" -eq 0 ]
    exit
}

# bail TEXT: nothing that follows would make sense.
bail() {
    tap_done=1
    printf 'Bail out! %s\n' "$*" >&3
    exit 1
}

tap_at_exit() {
    local status=$?
    if [ -z "$tap_done" ]; then
        printf 'Bail out! the scenario ended early, with status %d\n' \
            "$status" >&3
    fi
}
trap tap_at_exit EXIT

# wait_for SECONDS COMMAND...: until the command succeeds; fails at the
# deadline.  $IPSECNIC_PATIENCE times as long on slow machines.  The command sees
# by $RETRIED that it need not be patient itself.
wait_for() {
    local end=$((SECONDS + $1 * ${IPSECNIC_PATIENCE:-1}))
    shift
    while ! RETRIED=1 "$@" >/dev/null 2>&1; do
        if [ "$SECONDS" -gt "$end" ]; then
            echo "still not so: $*"
            return 1
        fi
        sleep 0.1
    done
}

# soon SECONDS COMMAND...: as wait_for, and what the command says in the end.
soon() {
    local seconds=$1
    shift
    wait_for "$seconds" "$@" || "$@"
}

# is_soon WANT NAME COMMAND..., like_soon REGEX NAME COMMAND...: as is and like,
# of what the command prints, which may take a moment to become so.
is_soon() {
    said_soon is "$@"
}
like_soon() {
    said_soon like "$@"
}
said_soon() { # is|like WANT NAME COMMAND...
    local how=$1 want=$2 name=$3 got=
    shift 3
    wait_for 10 says "$@" || :
    "$how" "$got" "$want" "$name"
}
says() {
    got=$("$@")
    case $how in
    is) [ "$got" = "$want" ];;
    like) [[ $got =~ $want ]];;
    esac
}

# --- The host of the virtual machine ---------------------------------------

# host REQUEST: ask the host; prints its answer, a line of JSON.
#   qmp {...}            a command of QEMU's monitor
#   event NAME SECONDS   wait for an event of QEMU that was not yet asked for
#   frame HEX            put a frame onto the wire (needs "# inject: yes")
#   again NUMBER         put so many of the last frames of ESP to the card onto
#                        the wire once more; says how many (as frame)
#   migrate              go on in another QEMU; says for how many milliseconds
#                        the guest stood still, how many it took, and how many
#                        pages of memory were sent
#   wire [more]          what passed the card's wire since it was last asked
#                        without that word (needs "# wire: yes"; see wire.py)
#   icv SPI=KEY,KEY...   of all ESP on the card's wire since the start, how much
#                        is authentic under one of the keys (needs "# wire: yes"
#                        with whole frames; AES-GCM with an ICV of 16 bytes)
host() {
    local answer
    if ! { : >&4; } 2>/dev/null; then
        echo '{"error": {"desc": "there is no host to ask"}}'
        return 1
    fi
    # One question at a time; each is answered in time, if QEMU lives.
    wait_for 60 mkdir /run/host.lock || return 1
    printf '%s\n' "$*" >&4
    IFS= read -r -t "${HOST_SECONDS:-$((60 * ${IPSECNIC_PATIENCE:-1}))}" \
        answer <&4 ||
        answer='{"error": {"desc": "the host does not answer"}}'
    rmdir /run/host.lock
    printf '%s\n' "$answer"
    [[ $answer != '{"error"'* ]]
}

# qmp COMMAND [JSON_ARGUMENTS]: a command of QEMU's monitor.  The devices are
# called card and peer, their properties are at /machine/peripheral/card.
#   qmp set_link '{"name": "card", "up": false}'
#   qmp device_del '{"id": "card"}'
#   qmp qom-set '{"path": "/machine/peripheral/card", "property": "x",
#                 "value": 1}'
qmp() {
    local arguments=${2:-'{}'}
    host "qmp {\"execute\": \"$1\", \"arguments\": ${arguments//$'\n'/ }}"
}

# qmp_event NAME [SECONDS]: wait for an event of QEMU's monitor.
qmp_event() {
    host "event $1 $((${2:-20} * ${IPSECNIC_PATIENCE:-1}))"
}

# card_set PROPERTY JSON: set a property of the card.
card_set() {
    qmp qom-set "{\"path\": \"/machine/peripheral/card\",
        \"property\": \"$1\", \"value\": $2}"
}

# card_get PROPERTY: a property of the card, as JSON.
card_get() {
    qmp qom-get "{\"path\": \"/machine/peripheral/card\",
        \"property\": \"$1\"}" | jq -c '.return'
}

# story_start NAME, story_stop: the card writes its capture into NAME.pcapng,
# among the files that are left with the host.
story_start() {
    card_set capture "\"$IPSECNIC_HOST_OUT/$1.pcapng\""
}
story_stop() {
    card_set capture '""'
}

# --- Cards and namespaces ---------------------------------------------------

CARD_V4=192.0.2.1 PEER_V4=192.0.2.2
CARD_V6=2001:db8::1 PEER_V6=2001:db8::2

# Networks behind the two, see inner_addresses.
CARD_IN4=198.51.100.1 PEER_IN4=203.0.113.1
CARD_IN6=2001:db8:1::1 PEER_IN6=2001:db8:2::1

# dev_of_mac MAC: the name of an interface of this namespace.
dev_of_mac() {
    local dir
    for dir in /sys/class/net/*; do
        if [ "$(cat "$dir/address" 2>/dev/null)" = "$1" ]; then
            echo "${dir##*/}"
            return
        fi
    done
    return 1
}

# find_dev NAME: the interface of one of the cards of this virtual machine,
# whose names and addresses the host left in a file.
find_dev() {
    local name _model mac
    while read -r name _model mac; do
        if [ "$name" = "$1" ]; then
            dev_of_mac "$mac"
            return
        fi
    done </etc/ipsecnic/nics
    return 1
}

# rename_dev NAME: have the interface of that card called as the card is.
rename_dev() {
    local dev
    wait_for 10 find_dev "$1" || return 1
    dev=$(find_dev "$1") || return 1
    [ "$dev" != "$1" ] || return 0
    ip link set "$dev" down
    ip link set "$dev" name "$1"
}

# in_ns NS COMMAND...: run in a namespace.
in_ns() {
    local ns=$1
    shift
    ip netns exec "$ns" "$@"
}

# add_ns NS DEV: a namespace with that interface in it.
add_ns() {
    ip netns add "$1" &&
    ip link set "$2" netns "$1" &&
    ip -n "$1" link set lo up &&
    in_ns "$1" sysctl -q -w net.ipv6.conf.all.accept_ra=0 \
        net.ipv6.conf.default.accept_dad=0 net.ipv6.conf.all.accept_dad=0 &&
    in_ns "$1" sysctl -q -w "net.ipv6.conf.$2.accept_dad=0"
}

# add_addresses NS DEV V4 V6: addresses (with lengths), usable at once.
add_addresses() {
    ip -n "$1" address add "$3" dev "$2" &&
    ip -n "$1" -6 address add "$4" dev "$2" nodad
}

# link_up NS DEV [SECONDS]: bring up and wait for the carrier.
link_up() {
    ip -n "$1" link set "$2" up || return 1
    wait_for "${3:-10}" has_carrier "$1" "$2"
}

# has_carrier NS DEV
has_carrier() {
    [ "$(in_ns "$1" cat "/sys/class/net/$2/carrier" 2>/dev/null)" = 1 ]
}

# is_still NS DEV: nothing comes or goes by that card for so long that what tells of
# neighbours and multicast listeners has been said (RFC 3810: within a second).
is_still() {
    eth_stat_save "$1" "$2"
    sleep 1.5
    [ -z "$(eth_stat_diff "$1" "$2")" ]
}

# setup_pair: the first card in the namespace "card", the second in "peer",
# with addresses of both families, up and reachable.  The interfaces are called
# as the namespaces, in $CARD_DEV and $PEER_DEV.
setup_pair() {
    if [ -z "${CARD_DEV:-}" ]; then
        rename_dev card && rename_dev peer ||
            bail "the two cards are not there: $(ip -br link)"
        CARD_DEV=card PEER_DEV=peer
    fi
    add_ns card "$CARD_DEV" && add_ns peer "$PEER_DEV" &&
    add_addresses card "$CARD_DEV" "$CARD_V4/24" "$CARD_V6/64" &&
    add_addresses peer "$PEER_DEV" "$PEER_V4/24" "$PEER_V6/64" &&
    link_up card "$CARD_DEV" && link_up peer "$PEER_DEV" &&
    wait_for 10 in_ns card ping -c 1 -W 1 "$PEER_V4" &&
    wait_for 10 in_ns card ping -c 1 -W 1 "$PEER_V6" ||
        bail "the two cards do not reach each other"
}

# inner_addresses 4|6: after setup_pair, an address behind each of the two, as
# of a network for which it is the gateway, and the routes between them.
inner_addresses() {
    local card=$CARD_IN4/32 peer=$PEER_IN4/32 via_card=$CARD_V4 via_peer=$PEER_V4
    if [ "$1" = 6 ]; then
        card=$CARD_IN6/128 peer=$PEER_IN6/128
        via_card=$CARD_V6 via_peer=$PEER_V6
    fi
    ip -n card address add "$card" dev lo &&
    ip -n peer address add "$peer" dev lo &&
    ip -n card "-$1" route add "$peer" via "$via_peer" src "${card%/*}" &&
    ip -n peer "-$1" route add "$card" via "$via_card" src "${peer%/*}"
}

# pings NS ADDRESS [COUNT [ARGUMENT...]]: all of them are answered.  Who expects
# that they are not says for how long to wait for each (-W 2).
pings() {
    local ns=$1 to=$2 count=${3:-3} seconds=$((2 * ${IPSECNIC_PATIENCE:-1}))
    shift 2
    [ $# -eq 0 ] || shift
    [ -z "${RETRIED:-}" ] || seconds=2
    # One at a time: of several, ping waits for the last answer no longer than
    # between two requests, which is too short on a busy machine.  Not under
    # timeout(1) or sh: busybox's would run busybox's ping.
    # shellcheck disable=SC2016
    in_ns "$ns" bash -c '
        rc=0
        for ((i = $1; i > 0; i--)); do
            ping -c 1 "${@:2}" || rc=1
        done
        exit $rc' pings "$count" -W "$seconds" "$@" "$to" 2>&1
}

# answered NS ADDRESS COUNT [ARGUMENT...]: how many pings are, of so many.  Those
# whose answers come when ping waits no longer (see pings) the kernel has counted.
# $ANSWERS of them, if it is set, have time to come.
answered() {
    local ns=$1 to=$2 count=$3 before
    shift 3
    before=$(echo_replies "$ns")
    in_ns "$ns" ping -q -c "$count" -i 0.01 -W 1 "$@" "$to" >&2
    [ -z "${ANSWERS:-}" ] ||
        wait_for 10 echo_replies_are "$ns" $((before + ANSWERS)) >&2
    # Others, which are not to come.
    echo_replies_are "$ns" $((before + count)) || sleep 0.5
    echo $(($(echo_replies "$ns") - before))
}
echo_replies_are() {
    [ "$(echo_replies "$1")" -ge "$2" ]
}
# Of both families.
echo_replies() {
    in_ns "$1" awk '
        $1 == "Icmp:" && column { n += $column }
        $1 == "Icmp:" && !column {
            for (i = 2; i <= NF; i++) {
                if ($i == "InEchoReps") {
                    column = i
                }
            }
        }
        $1 == "Icmp6InEchoReplies" { n += $2 }
        END { print n + 0 }' /proc/net/snmp /proc/net/snmp6
}

# load_driver [PARAMETER=VALUE...], unload_driver: of the card.
load_driver() {
    insmod /ipsecnic.ko "$@"
}
unload_driver() {
    timeout $((10 * ${IPSECNIC_PATIENCE:-3})) rmmod ipsecnic
}

# driver_of DEV [NS]: the name of its driver.
driver_of() {
    in_ns "${2:-card}" ethtool -i "$1" | sed -n 's/^driver: //p'
}

# kernel_before MAJOR MINOR: is the running one older?
kernel_before() {
    local major minor rest
    IFS=.- read -r major minor rest < <(uname -r)
    [ "$major" -lt "$1" ] || [ "$major" = "$1" ] && [ "$minor" -lt "$2" ]
}

# --- Counters ---------------------------------------------------------------

# xfrm_stat NS [NAME]: counters of /proc/net/xfrm_stat, or one number.
xfrm_stat() {
    if [ -n "${2:-}" ]; then
        in_ns "$1" awk -v n="$2" '$1 == n { print $2 }' /proc/net/xfrm_stat
    else
        in_ns "$1" cat /proc/net/xfrm_stat
    fi
}

# xfrm_stat_save NS: remember the counters.
# xfrm_stat_diff NS: what moved since then, "Name=+n" by spaces; nothing: "".
xfrm_stat_save() {
    xfrm_stat "$1" >"/run/xfrm_stat.$1"
}
xfrm_stat_diff() {
    xfrm_stat "$1" | awk '
        FNR == NR { old[$1] = $2; next }
        $2 != old[$1] {
            printf "%s%s=%+d", sep, $1, $2 - old[$1]
            sep = " "
        }
        END { print "" }' "/run/xfrm_stat.$1" -
}

# eth_stat NS DEV NAME: one counter of ethtool -S; nothing if there is none.
eth_stat() {
    in_ns "$1" ethtool -S "$2" 2>/dev/null |
        awk -F ': *' -v n="$3" '{ sub(/^ */, "", $1) } $1 == n { print $2 }'
}

# eth_stat_save NS DEV, eth_stat_diff NS DEV: as for xfrm_stat.
eth_stat_save() {
    in_ns "$1" ethtool -S "$2" >"/run/eth_stat.$1.$2" 2>/dev/null
}
eth_stat_diff() {
    in_ns "$1" ethtool -S "$2" 2>/dev/null | awk -F ': *' '
        { sub(/^ */, "", $1) }
        FNR == NR { old[$1] = $2; next }
        $2 != old[$1] {
            printf "%s%s=%+d", sep, $1, $2 - old[$1]
            sep = " "
        }
        END { print "" }' "/run/eth_stat.$1.$2" -
}

# eth_stat_moved NS DEV NAME...: by how much these did, since they were saved,
# all together.
eth_stat_moved() {
    local ns=$1 dev=$2
    shift 2
    in_ns "$ns" ethtool -S "$dev" 2>/dev/null |
        awk -F ': *' -v names="$*" '
            BEGIN {
                n = split(names, list, " ")
                for (i = 1; i <= n; i++) {
                    want[list[i]] = 1
                }
            }
            { sub(/^ */, "", $1) }
            $1 in want { sum += (FNR == NR) ? -$2 : $2 }
            END { print sum + 0 }' "/run/eth_stat.$ns.$dev" -
}

# --- xfrm -------------------------------------------------------------------

# Algorithms as "ip xfrm state add" takes them; the keys are of no worth.
KEY_GCM=0x000102030405060708090a0b0c0d0e0fa0a1a2a3      # with the salt
ALG_GCM=(aead 'rfc4106(gcm(aes))' "$KEY_GCM" 128)
ALG_GCM256=(aead 'rfc4106(gcm(aes))'
    0x000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1fa0a1a2a3
    128)
ALG_OTHER_KEY=(aead 'rfc4106(gcm(aes))' "${KEY_GCM/0x00/0xff}" 128)
ALG_CBC_SHA256=(
    enc 'cbc(aes)' 0x101112131415161718191a1b1c1d1e1f
    auth-trunc 'hmac(sha256)'
    0x202122232425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f 128)
ALG_NULL_SHA256=(
    enc 'ecb(cipher_null)' ''
    auth-trunc 'hmac(sha256)'
    0x202122232425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f 128)

# key BYTES: a key that no cipher calls weak, in hexadecimal.
key() {
    local i text=0x
    for ((i = 0; i < $1; i++)); do
        printf -v text '%s%02x' "$text" $((i * 29 + 17 & 255))
    done
    echo "$text"
}

# The algorithm that the functions below use.
XFRM_ALG=("${ALG_GCM[@]}")

# state_words WORD...: the words of a state as this ip takes them, in
# $STATE_WORDS.  One that knows directions (iproute2 6.10 and newer) tells the
# kernel that of an offloaded state, and the kernel (from 6.10 on) refuses a
# replay window for one that goes out; before, ESN wanted one there, too.
state_words() {
    local word skip=
    STATE_WORDS=("$@")
    [[ " $* " == *" dir out "* ]] && ip_knows_directions || return 0
    STATE_WORDS=()
    for word; do
        if [ "$word" = replay-window ]; then
            skip=1
        elif [ -n "$skip" ]; then
            skip=
        else
            STATE_WORDS+=("$word")
        fi
    done
}
# state_direction in|out: what says it of a state that is not offloaded, so that
# the kernel finds the one with that direction.
state_direction() {
    ! ip_knows_directions || echo dir "$1"
}
ip_knows_directions() {
    if [ -z "${IP_DIRECTIONS:-}" ]; then
        IP_DIRECTIONS=no
        ! ip xfrm state help 2>&1 | grep -qF '[ dir DIR ]' || IP_DIRECTIONS=yes
    fi
    [ "$IP_DIRECTIONS" = yes ]
}

# xfrm_state NS SRC DST SPI MODE [ARGUMENT...]: one state, with $XFRM_ALG.  On a
# busy machine what software sends can be overtaken by more packets than there are
# in the replay window: it encrypts some at once, and others by a thread when the
# processor's registers are in use.  Who sends many and asks for errors sets
# $XFRM_WINDOW.
#   xfrm_state card 192.0.2.1 192.0.2.2 0x1001 transport
#   xfrm_state card ... transport offload dev card dir out
xfrm_state() {
    local ns=$1 src=$2 dst=$3 spi=$4 mode=$5
    shift 5
    state_words replay-window "${XFRM_WINDOW:-32}" "${XFRM_ALG[@]}" "$@"
    ip -n "$ns" xfrm state add src "$src" dst "$dst" proto esp spi "$spi" \
        reqid 1 mode "$mode" "${STATE_WORDS[@]}"
}

# xfrm_policy NS SRC DST OUTER_SRC OUTER_DST MODE [SPI_REQID]: both directions
# of traffic between SRC (here) and DST (there).
xfrm_policy() {
    local ns=$1 src=$2 dst=$3 osrc=$4 odst=$5 mode=$6
    ip -n "$ns" xfrm policy add src "$src" dst "$dst" dir out \
        tmpl src "$osrc" dst "$odst" proto esp reqid 1 mode "$mode" &&
    ip -n "$ns" xfrm policy add src "$dst" dst "$src" dir in \
        tmpl src "$odst" dst "$osrc" proto esp reqid 1 mode "$mode" &&
    ip -n "$ns" xfrm policy add src "$dst" dst "$src" dir fwd \
        tmpl src "$odst" dst "$osrc" proto esp reqid 1 mode "$mode"
}

# esp_pair MODE LOCAL REMOTE [IN_LOCAL IN_REMOTE] [-- OFFLOAD...]: ESP between
# the two namespaces: states and policies on both sides.  LOCAL is the card's
# address, REMOTE the peer's; in tunnel mode IN_LOCAL and IN_REMOTE are what
# the tunnel is for.  With "-- offload" the states of the namespace "card" are
# offloaded to $CARD_DEV ("-- offload-out", "-- offload-in": one direction).
# SPI 0x1001 is towards the peer, 0x2001 towards the card.
esp_pair() {
    local mode=$1 local=$2 remote=$3 in_local=$2 in_remote=$3
    local out=() in=() mixed=()
    shift 3
    if [ $# -gt 0 ] && [ "$1" != -- ]; then
        in_local=$1 in_remote=$2
        shift 2
    fi
    # By default a state takes traffic of the family of its own addresses.
    if [[ $local == *:* && $in_local != *:* ||
          $local != *:* && $in_local == *:* ]]; then
        mixed=(flag af-unspec)
    fi
    if [ "${1:-}" = -- ]; then
        case ${2:-} in
        offload|offload-out) out=(offload dev "$CARD_DEV" dir out);;
        esac
        case ${2:-} in
        offload|offload-in) in=(offload dev "$CARD_DEV" dir in);;
        esac
    fi
    xfrm_state card "$local" "$remote" 0x1001 "$mode" "${mixed[@]}" \
        "${out[@]}" &&
    xfrm_state card "$remote" "$local" 0x2001 "$mode" "${mixed[@]}" \
        "${in[@]}" &&
    xfrm_state peer "$local" "$remote" 0x1001 "$mode" "${mixed[@]}" &&
    xfrm_state peer "$remote" "$local" 0x2001 "$mode" "${mixed[@]}" &&
    xfrm_policy card "$in_local" "$in_remote" "$local" "$remote" "$mode" &&
    xfrm_policy peer "$in_remote" "$in_local" "$remote" "$local" "$mode"
}

# xfrm_flush: no states and policies any more, in both namespaces.
xfrm_flush() {
    local ns
    for ns in card peer; do
        ip -n "$ns" xfrm policy flush
        ip -n "$ns" xfrm state flush
    done
}

# offloaded NS SPI: has that state the offload attribute?
offloaded() {
    ip -n "$1" xfrm state | awk -v spi="$(printf '0x%08x' "$2")" '
        /^src/ { this = 0 }
        $1 == "proto" && $4 == spi { this = 1 }
        this && /offload parameters/ { found = 1 }
        END { exit !found }'
}

# state_packets NS SPI: how many packets the state has processed.
state_packets() {
    ip -s -n "$1" xfrm state | awk -v spi="$(printf '0x%08x' "$2")" '
        /^src/ { this = 0; current = 0 }
        $1 == "proto" && index($0, "spi " spi) { this = 1 }
        this && /lifetime current/ { current = 1; next }
        this && current && /\(packets\)/ {
            for (i = 1; i <= NF; i++) {
                if ($i ~ /\(packets\)/) {
                    sub(/\(packets\).*/, "", $i)
                    n = $i
                }
            }
            current = 0
        }
        END { print n + 0 }'
}

# state_failed NS SPI: how many packets failed the check of their ICV.
state_failed() {
    ip -s -n "$1" xfrm state | awk -v spi="$(printf '0x%08x' "$2")" '
        /^src/ { this = 0 }
        $1 == "proto" && index($0, "spi " spi) { this = 1 }
        this {
            for (i = 1; i < NF; i++) {
                if ($i == "failed") {
                    n = $(i + 1)
                }
            }
        }
        END { print n + 0 }'
}

# xfrm_monitored NS: does anybody there listen to what xfrm has to tell
# (NETLINK_XFRM is 6), as "ip xfrm monitor" does some time after its start?
xfrm_monitored() {
    in_ns "$1" awk '$2 == 6 && $4 !~ /^0*$/ { found = 1 } END { exit !found }' \
        /proc/net/netlink
}

# --- XDP --------------------------------------------------------------------

# xdp NS DEV NAME [SECTION]: that program (xdp.py) sees what the interface
# receives, in its driver, in place of another one.
# xdp_off NS DEV: no program does.
xdp() {
    ip -force -n "$1" link set dev "$2" xdpdrv obj "/tests/linux/xdp/$3.o" \
        sec "${4:-xdp}"
}
xdp_off() {
    ip -n "$1" link set dev "$2" xdpdrv off
}

# --- Capture ----------------------------------------------------------------

# capture_start NS DEV NAME [FILTER...]: tcpdump into /out/NAME.pcap, which
# comes back to the host.  A soak may take longer than it is told to.
capture_start() {
    local ns=$1 dev=$2 name=$3
    shift 3
    # What one of the same name said is no sign that this one listens.
    rm -f "/run/capture.$name.err" "/out/$name.pcap"
    # No function here: $! is to be the process itself.
    ip netns exec "$ns" timeout \
        $((${SOAK_SECONDS:-0} * 3 + 600 * ${IPSECNIC_PATIENCE:-1})) tcpdump \
        -Z root -U --immediate-mode -n -s 0 -i "$dev" \
        -w "/out/$name.pcap" "$@" \
        2>"/run/capture.$name.err" 3>&- 4>&- &
    echo $! >"/run/capture.$name.pid"
    wait_for 10 grep -q 'listening on' "/run/capture.$name.err"
}

# capture_stop NAME: end it, once what arrived by now is written.
capture_stop() {
    local pid arrived
    pid=$(cat "/run/capture.$1.pid") || return 1
    sleep 0.3
    # What the kernel has for it and it has not read is lost when it ends.
    arrived=$(capture_told "$1" arrived) &&
        wait_for 10 capture_wrote "$1" "$arrived"
    kill "$pid" 2>/dev/null
    wait_for 10 gone "$pid"
    cat "/run/capture.$1.err"
}

# capture_told NAME written|arrived: how many packets it has written, or the kernel
# has for it, those included; it says so when it gets that signal.
capture_told() {
    local err=/run/capture.$1.err before pid written arrived dropped
    before=$(grep -c 'received by filter' "$err")
    pid=$(cat "/run/capture.$1.pid") &&
        [ "$(cat "/proc/$pid/comm" 2>/dev/null)" = tcpdump ] &&
        kill -USR1 "$pid" 2>/dev/null &&
        wait_for 5 capture_has_told "$err" "$before" >&2 || return 1
    read -r written arrived dropped _ < <(grep 'received by filter' "$err" |
        tail -n 1 | sed 's/[^0-9]\{1,\}/ /g; s/^ //')
    case $2 in
    written) echo "$written";;
    arrived) echo $((arrived - dropped));;
    esac
}
capture_has_told() {
    [ "$(grep -c 'dropped by kernel' "$1")" -gt "$2" ]
}
capture_wrote() {
    [ "$(capture_told "$1" written)" -ge "$2" ]
}

# gone PID: is there no such process any more?
gone() {
    ! kill -0 "$1" 2>/dev/null
}

# captured NAME [FILTER...]: how many packets of the capture fit the filter.
captured() {
    local name=$1
    shift
    tcpdump -Z root -n -r "/out/$name.pcap" "$@" 2>/run/captured.err |
        grep -c '^[0-9][0-9]:'
    grep -v '^reading from file' /run/captured.err >&2
    return 0
}

# --- Throughput -------------------------------------------------------------

# iperf_server NS: start one; ends with the namespace's processes.
iperf_server() {
    in_ns "$1" iperf3 -s -p 5201 -D -I "/run/iperf3.$1.pid" 4>&- 3>&- &&
    wait_for 10 listening "$1" 5201
}

# listening NS PORT: does anybody there listen on that TCP port?
listening() {
    in_ns "$1" ss -Hltn "sport = :$2" | grep -q .
}

# same_file FROM TO ADDRESS: a file, /run/file, goes by TCP from one namespace to
# the other, in large sends, and is the same there.
same_file() {
    local from=$1 to=$2 address=$3 family=4 pid
    [[ $address != *:* ]] || family=6 address="[$address]"
    rm -f /run/file.got
    # No function here: $! is to be the process itself.
    ip netns exec "$to" socat -u "TCP$family-LISTEN:5000,reuseaddr" \
        OPEN:/run/file.got,creat,trunc 3>&- 4>&- &
    pid=$!
    wait_for 10 listening "$to" 5000 || return 1
    in_ns "$from" socat -u -b 65536 OPEN:/run/file \
        "TCP$family:$address:5000" 3>&- 4>&- || return 1
    wait_for 20 gone "$pid"
    wait_for 20 closed 5000 "$from" "$to"
    cmp /run/file /run/file.got
}

# closed PORT NS...: no connection with that TCP port has anything to send any more:
# what is counted behind it is not of it.
closed() {
    local port=$1 ns
    shift
    for ns; do
        ! in_ns "$ns" ss -Htan "( sport = :$port or dport = :$port )" |
            grep -q -v -e '^LISTEN' -e '^TIME-WAIT' || return 1
    done
}

# iperf_stop NS: until another one can begin.
iperf_stop() {
    [ -e "/run/iperf3.$1.pid" ] || return 0
    kill "$(tr -d '\0' <"/run/iperf3.$1.pid")" 2>/dev/null
    wait_for 10 not_listening "$1" 5201
}
not_listening() {
    ! listening "$@"
}

# iperf NS ADDRESS SECONDS NAME [ARGUMENT...]: run the client; the JSON is in
# /out/NAME.json; prints the bits per second that were received.
iperf() {
    local ns=$1 to=$2 seconds=$3 name=$4
    shift 4
    iperf_client "$ns" "$name" $((seconds + 20 * ${IPSECNIC_PATIENCE:-1})) \
        -c "$to" -t "$seconds" "$@" || return 1
    jq -r '.end | (.sum_received // .sum).bits_per_second | floor' \
        "/out/$name.json"
}

# iperf_client NS NAME SECONDS ARGUMENT...: run it, no longer than that; the JSON is
# in /out/NAME.json.  The server has one client at a time, and listens anew behind
# each: who comes before that comes again.
iperf_client() {
    local ns=$1 file=/out/$2.json seconds=$3 try
    shift 3
    for try in 1 2 3; do
        wait_for 10 closed 5201 "$ns" >&2
        ! in_ns "$ns" timeout "$seconds" iperf3 -J -p 5201 "$@" >"$file" 4>&- ||
            return 0
        jq -r '.error' "$file" >&2
        jq -e '.error // "" | test("unable to connect|busy|control message")' \
            "$file" >/dev/null || return 1
        sleep "$try"
    done
    return 1
}

# tcp_has_rate POINT CLIENT SERVER ADDRESS NAME: TCP gets more than 1 Mbit/s through
# in two seconds; at times, as a machine may stand still for just those.
tcp_has_rate() {
    local point=$1 bits=
    iperf_server "$3"
    wait_for 10 rate_is_there "$2" "$4" "$5" || :
    iperf_stop "$3"
    cmp_ok "${bits:-0}" -gt 1000000 "$point"
    diag "${bits:-0} bit/s"
}
rate_is_there() {
    bits=$(iperf "$1" "$2" 2 "$3") && [ "${bits:-0}" -gt 1000000 ]
}

# natt_sockets: what an IKE daemon has, in both namespaces: a socket on the port
# that leads ESP to xfrm (UDP_ENCAP, 100, is UDP_ENCAP_ESPINUDP, 2).  Leave to
# receive in clear there is the policies' to give.
natt_sockets() {
    local ns
    for ns in card peer; do
        ip netns exec "$ns" socat -u \
            UDP4-RECV:4500,setsockopt-listen=17:100:x02000000 /dev/null \
            3>&- 4>&- &
        wait_for 10 natt_socket "$ns" || bail "no socket for ESP in UDP"
    done
}
natt_socket() {
    in_ns "$1" ss -Hlun 'sport = :4500' | grep -q .
}

# --- IKE (strongSwan) -------------------------------------------------------

# A strongSwan in each namespace, with its files in /run/ike/NS; its log comes
# back to the host as ike-NS.log.

# ike_conf NS LOCAL REMOTE MODE [SETTING...]: write a configuration with one
# connection and one child, both called net, with a common secret.  Each
# SETTING is of the child: 'hw_offload = yes', 'esp_proposals = aes256gcm16',
# 'local_ts = 198.51.100.0/24', ...; those of the connection with "ike:" in
# front: 'ike:encap = yes'.  (hw_offload = crypto is new in strongSwan 5.9.11
# and means the same as yes.)
ike_conf() {
    local ns=$1 local=$2 remote=$3 mode=$4 other=card setting
    local child='' ike='' esp_proposals='esp_proposals = aes128gcm16'
    [ "$ns" != card ] || other=peer
    shift 4
    for setting in "$@"; do
        case $setting in
        ike:*) ike+="        ${setting#ike:}"$'\n';;
        *) child+="                $setting"$'\n';;
        esac
        case $setting in
        esp_proposals*) esp_proposals='';;
        esac
    done
    mkdir -p "/run/ike/$ns"
    cat >"/run/ike/$ns/swanctl.conf" <<END
connections {
    net {
        version = 2
        local_addrs = $local
        remote_addrs = $remote
        proposals = aes128-sha256-x25519
        mobike = no
        local {
            auth = psk
            id = $ns
        }
        remote {
            auth = psk
            id = $other
        }
$ike
        children {
            net {
                mode = $mode
                $esp_proposals
$child
            }
        }
    }
}
secrets {
    ike-net {
        secret = "not a secret"
    }
}
END
}

# ike_start NS: start it with the configuration that ike_conf wrote.
ike_start() {
    local ns=$1 dir=/run/ike/$1
    cat >"$dir/strongswan.conf" <<END
charon-systemd {
    load = random nonce drbg aes sha1 sha2 hmac gcm kdf openssl kernel-netlink socket-default updown vici
    filelog {
        log {
            path = /out/ike-$ns.log
            default = 1
            cfg = 2
            ike = 2
            knl = 2
            chd = 2
            flush_line = yes
            time_format = %T
        }
    }
    plugins {
        vici {
            socket = unix://$dir/vici
        }
    }
    # For those of the peer's packets that are late; the default is 5.
    delete_rekeyed_delay = ${IKE_DELAY:-1}
    # What is lost is sent again soon.
    retransmit_timeout = 1.0
    retransmit_tries = 4
}
END
    STRONGSWAN_CONF=$dir/strongswan.conf ip netns exec "$ns" charon-systemd \
        >"$dir/out" 2>&1 3>&- 4>&- </dev/null &
    echo $! >"$dir/pid"
    wait_for 30 ike "$ns" --stats || {
        cat "$dir/out"
        return 1
    }
    ike_load "$ns"
}

# ike_load NS: what ike_conf wrote counts for what is initiated from now on.
ike_load() {
    ike "$1" --load-all --noprompt --file "/run/ike/$1/swanctl.conf"
}

# ike NS ARGUMENT...: swanctl of that namespace.
ike() {
    local ns=$1 command=$2
    shift 2
    in_ns "$ns" swanctl "$command" --uri "unix:///run/ike/$ns/vici" "$@"
}

# ike_initiate NS [CHILD]: bring the child up, in time.
ike_initiate() {
    ike "$1" --initiate --child "${2:-net}" \
        --timeout $((10 * ${IPSECNIC_PATIENCE:-3}))
}

# new_keys COMMAND...: by it the child gets new keys; until both sides are rid of
# the old SAs.
new_keys() {
    local old_card old_peer
    old_card=$(state_spis card) old_peer=$(state_spis peer)
    "$@" &&
    wait_for 20 spis_differ card "$old_card" &&
    wait_for 20 spis_differ peer "$old_peer"
}

# ike_rekey NS [CHILD]: the child gets new keys.
ike_rekey() {
    new_keys ike "$1" --rekey --child "${2:-net}"
}

# ike_terminate NS [CHILD]: bring it down; both sides have deleted the SAs.
ike_terminate() {
    ike "$1" --terminate --child "${2:-net}" \
        --timeout $((7 * ${IPSECNIC_PATIENCE:-3})) &&
    wait_for 10 no_states card && wait_for 10 no_states peer
}

# ike_down NS: the IKE SA goes down, and what it negotiated with it.
ike_down() {
    ike "$1" --terminate --ike net \
        --timeout $((7 * ${IPSECNIC_PATIENCE:-3})) &&
    wait_for 10 no_states card && wait_for 10 no_states peer
}

# ike_stop NS
ike_stop() {
    local pid
    pid=$(cat "/run/ike/$1/pid") || return 1
    kill "$pid" && wait_for 20 gone "$pid"
}

# state_spis NS [SRC DST]: SPIs of the ESP states, one a line.
state_spis() {
    ip -n "$1" xfrm state list ${2:+src "$2" dst "$3"} proto esp |
        sed -n 's/.*proto esp spi \(0x[0-9a-f]*\).*/\1/p' | sort
}

# no_states NS
no_states() {
    [ -z "$(state_spis "$1")" ]
}

# spis_differ NS OLD: as many states as in OLD, none of them the same.
spis_differ() {
    local new
    new=$(state_spis "$1")
    [ "$(wc -l <<<"$new")" = "$(wc -l <<<"$2")" ] &&
    ! grep -q -x -F -e "$2" <<<"$new"
}

# --- Faults -----------------------------------------------------------------

# What the scenarios faults-* have in common: a load that outlives faults, a
# watch for what leaves the card in clear, and the card's registers.

# card_pci: PCI address of the card.
card_pci() {
    local path
    path=$(in_ns card readlink -f "/sys/class/net/$CARD_DEV/device") &&
    echo "${path##*/}"
}

# register OFFSET [VALUE]: read or write a register of the card behind the
# driver's back (needs "# append: iomem=relaxed", and $CARD_PCI).
register() {
    local bar
    read -r bar _ <"/sys/bus/pci/devices/$CARD_PCI/resource" &&
    devmem $((bar + $1)) 32 ${2:+"$2"}
}

# config_byte OFFSET [VALUE]: read or write a byte of the card's configuration
# space (needs $CARD_PCI).
config_byte() {
    local config=/sys/bus/pci/devices/$CARD_PCI/config
    if [ $# -gt 1 ]; then
        printf "\\x$(printf %02x "$2")" |
            dd of="$config" bs=1 seek=$(($1)) conv=notrunc 2>/dev/null
    else
        dd if="$config" bs=1 skip=$(($1)) count=1 2>/dev/null |
            hexdump -v -e '1/1 "%u"'
    fi
}

# config_bits OFFSET CLEAR SET: change bits of such a byte.
config_bits() {
    local old
    old=$(config_byte "$1") && config_byte "$1" $((old & ~$2 | $3))
}

# card_sas: how many SAs the card has, by its own account (as register).
card_sas() {
    echo $(($(register 0xa4)))
}

# sa_counts: how many SAs the card has, and how many the driver believes it has.
sa_counts() {
    echo "$(card_sas) $(card_stat sa_loaded)"
}

# card_stat NAME: as eth_stat, of the card.
card_stat() {
    eth_stat card "$CARD_DEV" "$1"
}

# load_start SERVER CLIENT ADDRESS [ARGUMENT...]: TCP both ways between the
# namespaces, and UDP both ways, which does not slow down when it gets lost;
# begun anew each time that they break.  Until both pass; load_stop ends it.
# With an address in $LOAD_PLAIN there are also some flows of UDP with that one.
load_start() {
    load_begin "$@"
    check "load passes" wait_for 30 load_passes
}
load_begin() {
    local server=${1:-peer} client=${2:-card} to=${3:-$PEER_V4}
    shift $(($# < 3 ? $# : 3))
    : >/run/load
    load_loop tcp 5301 "$server" "$client" "$to" "$@" &
    echo $! >/run/load.tcp.pid
    load_loop udp 5302 "$server" "$client" "$to" -u -b 4M -l 1300 &
    echo $! >/run/load.udp.pid
    if [ -n "${LOAD_PLAIN:-}" ]; then
        load_loop plain 5303 "$server" "$client" "$LOAD_PLAIN" -u -b 500K \
            -P 4 -l 1200 &
        echo $! >/run/load.plain.pid
    fi
}
load_loop() {
    local name=$1 port=$2 server=$3 client=$4 to=$5
    shift 5
    exec >"/out/load-$name.log" 2>&1 3>&- 4>&-
    while [ -e /run/load ]; do
        ip netns exec "$server" iperf3 -s -1 -p "$port" --forceflush &
        echo $! >"/run/load.$name.server"
        wait_for 5 listening "$server" "$port"
        ip netns exec "$client" iperf3 -c "$to" -p "$port" -t 3600 --bidir \
            --connect-timeout 2000 "$@" &
        echo $! >"/run/load.$name.client"
        [ -e /run/load ] || kill $!
        wait $!
        kill "$(cat "/run/load.$name.server")"
        wait
        sleep 0.2
    done
}
# The server says each second what has come and gone.
load_passes() {
    grep -q '[1-9].* [KM]bits/sec' /out/load-tcp.log &&
    grep -q '[1-9].* [KM]bits/sec' /out/load-udp.log
}

load_stop() {
    local file ns
    rm -f /run/load
    # Connections end here: of one that has lost its address in between, what is
    # to be sent would be for a long time.
    for ns in card peer; do
        in_ns "$ns" ss -K -t '( sport = :5301 or dport = :5301 )' >/dev/null
    done
    for file in /run/load.*.client /run/load.*.server; do
        kill "$(cat "$file")" 2>/dev/null
    done
    for file in /run/load.*.pid; do
        wait_for 20 gone "$(cat "$file")"
        rm "$file"
    done
    # What they had to send stays until the other side says that nobody is
    # there, which may be some retransmissions later.
    wait_for 20 no_connection card && wait_for 20 no_connection peer || :
}
# All of TCP that is not listening or in TIME-WAIT (include/net/tcp_states.h).
no_connection() {
    # What was accepted by a socket for both families is among those of IPv6.
    ! in_ns "$1" awk '$4 ~ /^0[0-9B-F]$/ && $4 != "06"' \
        /proc/net/tcp /proc/net/tcp6 | grep -q .
}

# clear_start, clear_stop: watch the wire, at the peer, for IPv4 of the card
# that is not ESP, and for ESP in which the pattern of marked pings can be
# read, or what the load sends: where the payload of AES-GCM begins, ports and
# length of its UDP, or the options of TCP.  clear_stop NAME: that there was
# none.  The peer is not to aggregate: what its kernel has decrypted would look
# like clear text from the card.
CLEAR_PATTERN=5aa5c33c
# In a filter "and" and "or" bind alike; where a packet is too short for what is
# asked, it does not fit, whatever comes behind that.
CLEAR_UDP="(ip[40:2] = 1308 and (ip[36:2] = 5302 or ip[38:2] = 5302))"
CLEAR_TCP="ip[56:4] = 0x0101080a"
CLEAR_FILTER="ip and src host $CARD_V4 and (not proto 50 or $CLEAR_UDP or $CLEAR_TCP or ip[100:4] = 0x$CLEAR_PATTERN)"
clear_start() {
    in_ns peer ethtool -K "$PEER_DEV" gro off >/dev/null
    capture_start peer "$PEER_DEV" clear "$CLEAR_FILTER"
}
clear_stop() {
    check "the watch for clear text was there to the end" \
        kill -0 "$(cat /run/capture.clear.pid)"
    capture_stop clear
    is "$(captured clear)" 0 "$1"
}

# marked NS ADDRESS [COUNT]: pings whose pattern clear_stop looks for.
marked() {
    pings "$1" "$2" "${3:-3}" -p "$CLEAR_PATTERN" -s 200
}

# clear_works: that the watch sees what there is to see.  Before there are
# states, and with $CARD_PCI.
clear_works() {
    clear_start
    marked card "$PEER_V4" 2
    capture_stop clear
    is "$(captured clear)" 2 "control: two pings in clear are seen"
    esp_pair transport "$CARD_V4" "$PEER_V4" -- offload-out
    # What is in front of the card is the packet before it is encrypted.
    capture_start card "$CARD_DEV" control "$CLEAR_FILTER"
    check "control: with states pings are answered" marked card "$PEER_V4" 2
    capture_stop control
    is "$(captured control)" 2 \
        "control: in ESP that is not encrypted the pattern would be seen"
    xfrm_flush
}

# no_states_left: has the kernel let go of all states of the card?
no_states_left() {
    no_states card || {
        echo "states are left: $(ip -n card xfrm state)"
        return 1
    }
}

# memory_now FILE: what the kernel has for itself, as "pages" and for each
# cache of kmalloc(), packets and states its objects.  The interfaces are down
# meanwhile, so that rings and buffers do not count; ends with states_new.
#
# Pages of slabs, processes and files are not among the former, nor are those that
# each processor has on its lists, which are free.  The latter are exact with
# $MEMORY_EXACT alone: without, the slab that a processor allocates from counts as
# if it were full.
MEMORY_EXACT='slub_debug=F,kmalloc-*,skbuff*,xfrm*'
memory_now() {
    local cache
    grep -q -F -- "$MEMORY_EXACT" /proc/cmdline ||
        bail "objects are not counted exactly: '# append: $MEMORY_EXACT'"
    ip -n card link set "$CARD_DEV" down
    ip -n peer link set "$PEER_DEV" down
    sleep 1
    sync
    # Also what is to be freed by RCU.
    echo 3 >/proc/sys/vm/drop_caches
    for cache in /sys/kernel/slab/*; do
        [ -L "$cache" ] || echo 1 >"$cache/shrink"
    done
    echo 1 >/proc/sys/vm/stat_refresh
    # One file: what is freed between two readings would count twice.
    cat /proc/zoneinfo >/run/zoneinfo
    awk '
        $1 == "managed" { n += $2 }
        $1 == "pages" && $2 == "free" { n -= $3 }
        $1 == "count:" || $1 == "nr_file_pages" || $1 == "nr_anon_pages" ||
        $1 ~ /^nr_slab_/ || $1 ~ /^nr_(sec_)?page_table_pages$/ { n -= $2 }
        $1 == "nr_kernel_stack" { n -= $2 / 4 }
        END { print "pages", n }' /run/zoneinfo >"$1"
    # Of packets each processor keeps up to 64; their data are counted.
    awk '$1 ~ /^(kmalloc|skbuff|xfrm)/ && $1 != "skbuff_head_cache" {
        print $1, $2
    }' /proc/slabinfo >>"$1"
    cat "$1" >>/out/memory
    link_up peer "$PEER_DEV" && states_new up
}

# memory_grown COUNT OLD NEW: what has grown by so much that each of COUNT
# faults may have lost a page or an object.  Below a dozen pages it is chance.
memory_grown() {
    awk -v count="$1" '
        BEGIN { count = count < 20 ? 20 : count }
        FNR == NR { old[$1] = $2; next }
        $2 - old[$1] > count * 0.7 { print $1, "+" $2 - old[$1] }' "$2" "$3"
}

# kmemleak_looks: does this kernel look for what was lost by itself?  It is asked
# at the end of each scenario (init).  Objects cannot be counted then: KASAN has
# what was freed for a while yet, and remembers where that was.
kmemleak_looks() {
    [ -e /sys/kernel/debug/kmemleak ]
}

# memory_is_known NAME: from now on memory_is_kept can say whether anything is lost.
memory_is_known() {
    if kmemleak_looks; then
        skip "kmemleak looks at the end" "$1"
    else
        check "$1" memory_now /run/memory
    fi
}

# memory_is_kept NAME COUNT COMMAND: since memory_is_known the command was run with
# that argument under load, and has lost nothing.
memory_is_kept() {
    if kmemleak_looks; then
        skip "kmemleak looks at the end" "$1"
    else
        check "$1" no_leak "$2" "$3"
    fi
}

# no_leak COUNT COMMAND: whether that is so.  What grows once or twice is no leak:
# where anything did, all is done again, and once more, and what has grown each
# time is lost.
no_leak() {
    local count=$1 command=$2 again
    memory_now /run/memory.new || return 1
    memory_grown "$count" /run/memory /run/memory.new >/run/grown
    mv /run/memory.new /run/memory
    for again in again 'once more'; do
        [ -s /run/grown ] || return 0
        echo "grown: $(tr '\n' ' ' </run/grown)"
        load_begin
        "$command" "$count" || return 1
        load_stop
        memory_now /run/memory.new || return 1
        memory_grown "$count" /run/memory /run/memory.new >/run/grown.again
        mv /run/memory.new /run/memory
        echo "grown $again: $(tr '\n' ' ' </run/grown.again)"
        awk 'FNR == NR { old[$1]; next } $1 in old' /run/grown /run/grown.again \
            >/run/grown.both
        mv /run/grown.both /run/grown
    done
    ! sed 's/^/lost: /' /run/grown | grep .
}

# pools_watch, pools_are_back: all page pools that end in between, as those of a
# ring do, get all of their pages back.  That the kernel complains of a pool
# ("stalled") is no mistake by itself: what a socket has not read for a minute
# are its pages, too.
TRACING=/sys/kernel/debug/tracing
pools_watch() {
    echo 1 >$TRACING/events/page_pool/page_pool_release/enable ||
        bail "page pools cannot be watched"
}
pools_are_back() {
    local ended
    ended=$(grep -c page_pool_release: $TRACING/trace)
    if [ "$ended" -eq 0 ] && kmemleak_looks; then
        # A link that goes ends none; counting memory does.
        skip "kmemleak looks at the end" "... page pools have ended"
    else
        cmp_ok "$ended" -gt 0 "... page pools have ended"
    fi
    # The kernel looks each second.
    check "... and all of their pages are back" wait_for 10 no_pool_waits ||
        diag "$(pools_waiting)"
}
no_pool_waits() {
    [ -z "$(pools_waiting)" ]
}

# pools_waiting: page pools that ended and have not got all of their pages back,
# and how many are missing.
pools_waiting() {
    awk '/page_pool_release:/ {
        for (i = 1; i < NF; i++) {
            if ($i ~ /^page_pool=/) {
                split($(i + 1), left, "=")
                count[$i] = left[2]
            }
        }
    }
    END {
        for (pool in count) {
            if (count[pool] != 0) {
                print pool, count[pool], "pages"
            }
        }
    }' $TRACING/trace
}

# few_times COMMAND...: each of the functions, which take a number, does
# something to the card a few times under load, so that what is allocated once
# only is there.  Then many_times can begin.
few_times() {
    local command
    PARTS=$#
    pools_watch
    load_start peer card "$PEER_V4"
    for command in "$@"; do
        check "$command: a few times" "$command" 10
    done
    load_stop
    memory_is_known "what the kernel has is known"
}

# in_turns NAME COMMAND: such a function does it TIMES times, or as often as there is
# time for; DONE is how often.  "scripts/soak" says both, by the kernel's command line,
# and is told how far it is.  Of the time each of PARTS such runs has its share.
TIMES=${TIMES:-25}
END=$((SECONDS + ${SOAK_SECONDS:-86400}))
PARTS=1
in_turns() {
    local step text rc=0 end=$((SECONDS + (END - SECONDS) / PARTS))
    PARTS=$((PARTS > 1 ? PARTS - 1 : 1))
    DONE=0
    while :; do
        step=$((TIMES - DONE > 50 ? 50 : TIMES - DONE))
        text=$("$2" "$step" 2>&1) || rc=$?
        [ -z "$text" ] || printf '%s\n' "$text"
        [ "$rc" -eq 0 ] || break
        DONE=$((DONE + step))
        [ "$DONE" -lt "$TIMES" ] && [ "$SECONDS" -lt "$end" ] || break
        diag "$1 $DONE times, in $SECONDS s"
    done
    is "$rc" 0 "$1 $DONE times" || diag "$(tail -n 15 <<<"$text")"
}

# many_times NAME COMMAND: the same under load: ESP resumes by the card, and nothing
# is lost.
many_times() {
    local packets
    load_start peer card "$PEER_V4"
    packets=$(peer_received)
    in_turns "$1" "$2"
    cmp_ok "$(($(peer_received) - packets))" -gt $((2 * DONE)) "... under load"
    traffic_resumes "$1"
    is_soon '2 2' "... the card has two SAs, not more" sa_counts
    load_stop
    memory_is_kept "... and no memory is lost" "$DONE" "$2"
    pools_are_back
}
peer_received() {
    in_ns peer cat "/sys/class/net/$PEER_DEV/statistics/rx_packets"
}

# prepare_states: write what states_new needs to bring up transport mode by few
# processes; the policies are those that esp_pair has made.
prepare_states() {
    state_line "$CARD_V4" "$PEER_V4" 0x1001 out >/run/states
    state_line "$PEER_V4" "$CARD_V4" 0x2001 in >>/run/states
    echo "link set $CARD_DEV up" | cat - /run/states >/run/states.up
    echo "address add $CARD_V4/24 dev $CARD_DEV" |
        cat - /run/states.up >/run/states.new
    {
        # "deleteall" would end the whole batch.
        echo "xfrm state flush"
        sed 's/ offload .*//' /run/states
    } >/run/states.peer
}
state_line() { # SRC DST SPI DIR
    state_words replay-window 32 aead 'rfc4106(gcm(aes))' "$KEY_GCM" 128 \
        offload dev "$CARD_DEV" dir "$4"
    echo "xfrm state add src $1 dst $2 proto esp spi $3 reqid 1 mode" \
        "transport ${STATE_WORDS[*]}"
}

# states_new up|new: new states in both namespaces, as a key manager would make
# them, for an interface that was down, or that is new and in this namespace;
# until a ping is answered.
states_new() {
    # The peer first: what its old states still sent would be ahead of the new.
    ip -n peer -batch /run/states.peer || return 1
    if [ "$1" = new ]; then
        wait_for 20 rename_dev card &&
        ip link set card netns card || return 1
    fi
    ip -n card -batch "/run/states.$1" && wait_for 10 one_marked
}
one_marked() { # [SECONDS]
    ip netns exec card ping -q -c 1 -W "${1:-1}" -p "$CLEAR_PATTERN" -s 200 "$PEER_V4"
}

# traffic_resumes NAME [SECONDS]: ESP passes again, both ways and by the card.
traffic_resumes() {
    local before
    check "$1: pings are answered again" \
        wait_for "${2:-20}" pings card "$PEER_V4" 1
    before=$(card_stat rx_crypto_success)
    # With load some may get lost.
    check "... and go on" wait_for 10 marked card "$PEER_V4" 3
    check "... out and in by the card" \
        test "$(card_stat rx_crypto_success)" -ge $((${before:-0} + 3))
}
