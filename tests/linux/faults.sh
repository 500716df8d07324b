# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
#
# Plans of faults for a card that carries ESP, and what the driver and the kernel
# make of them: sourced behind lib.sh.

# plan [FAULT...]: the card misbehaves so from now on; with none it is good.
plan() {
    local IFS=,
    card_set faults "{\"faults\": [$*]}"
}
# struck: how often the faults of the plan did, all together.
struck() {
    card_get faults | jq '[.faults[] | .fired - .missed] | add // 0'
}
has_struck() {
    [ "$(struck)" -ge 1 ]
}

# counters: of the driver, the card and the kernel, in one file.
counters() {
    in_ns card bash -c "ethtool -S $CARD_DEV; sed 's/\t/: /' /proc/net/xfrm_stat"
}
# moved OLD NEW: "name=+n" of those that did.
moved() {
    awk -F ': *' '
        { gsub(/[ \t]/, "", $1) }
        FNR == NR { old[$1] = $2; next }
        $2 != old[$1] && $1 !~ /^dev_|_queue_|^queue_|_bytes$/ {
            printf "%s=%+d ", $1, $2 - old[$1]
        }' "$1" "$2"
}

# What happens while a plan is armed, unless $DO says something else: $PINGS, or
# ten.
traffic() {
    echo "$(answered card "$PEER_V4" "${PINGS:-10}" -p "$CLEAR_PATTERN" -s 200)" \
        answered
}
# A state comes and goes; another one each time, since the card may have kept it.
state_comes() {
    local spi=$((0x3000 + tap_count))
    xfrm_state card "$CARD_V4" "$PEER_V4" $spi transport \
        offload dev "$CARD_DEV" dir out 2>&1
    ip -n card xfrm state delete src "$CARD_V4" dst "$PEER_V4" proto esp \
        spi $spi
    traffic
}
has_reset() {
    [ "$(card_stat resets)" -gt "$1" ]
}
# So often the driver has given the card up; then it has no counters.
given_up() {
    dmesg | grep -c 'the card cannot be brought back'
}
given_up_again() {
    [ "$(given_up)" -gt "$1" ]
}

# fault NAME RESETS REGEX FAULT...: with these faults in the card traffic (or what
# $DO says) goes on; they strike, RESETS (no, yes, or dead) is whether the driver
# resets the card, or gives it up, and what it and the kernel have counted fits
# REGEX.  Behind it ESP passes both ways as ever, by the card.  As many pings as
# REGEX says are waited for, or $ANSWERS.
fault() {
    local name=$1 resets=$2 regex=$3 did got count dead bad=()
    local ANSWERS=${ANSWERS:-}
    shift 3
    [ -n "$ANSWERS" ] || ! [[ $regex =~ ([0-9]+)\ answered ]] ||
        ANSWERS=${BASH_REMATCH[1]}
    counters >/run/before
    dead=$(given_up)
    plan "$@" >/run/plan || bad+=("refused: $(cat /run/plan)")
    did=$(${DO:-traffic})
    count=$(struck)
    # An SA leaves the card by a command for which nobody waits.
    if [ "${count:-0}" -lt 1 ]; then
        wait_for 5 has_struck || bad+=("it did not strike")
        count=$(struck)
    fi
    if [ "$resets" = yes ]; then
        wait_for "${WITHIN:-10}" has_reset \
            "$(sed -n 's/^ *resets: //p' /run/before)" || bad+=("no reset")
    fi
    if [ "$resets" = dead ]; then
        wait_for 15 given_up_again "$dead" || bad+=("it was not given up")
    fi
    plan >/run/plan
    # Where nothing is reset one ping is enough, and no other is to be counted.
    [ "$resets" = no ] && one_marked 5 || wait_for 15 one_marked ||
        bad+=("traffic does not come back")
    # What is counted may be so a moment later.
    wait_for 3 has_counted || :
    [[ $resets != no || $got != *' resets='* ]] ||
        bad+=("the driver has reset the card")
    [[ $got =~ $regex ]] || bad+=("no $regex in: $got")
    [[ $got = *rx_crypto_success=* ]] || bad+=("nothing by the card: $got")
    echo "$name: struck $count times; $got"
    if [ ${#bad[@]} -eq 0 ]; then
        ok "$name"
    else
        not_ok "$name"
        diag "$(printf '%s\n' "${bad[@]}")"
    fi
}

# has_counted: sets $got, to what was done and has moved; for fault.
has_counted() {
    counters >/run/after
    got="$did, $(moved /run/before /run/after)"
    [[ $got =~ $regex ]] && [[ $got = *rx_crypto_success=* ]]
}

# at SIDE WHERE WHEN WHAT: a fault; the words without their outer braces.
at() {
    echo "{\"where\": {\"side\": \"$1\"${2:+, $2}}, \"when\": {$3}, \"what\": {$4}}"
}
# rx WHEN WHAT, tx WHEN WHAT: of ESP.
rx() {
    at receive '"frame": "esp"' "$@"
}
tx() {
    at transmit '"spi": 4097' "$@"
}
# completions ...: what can be wrong with completions of a kind.
kind() {
    echo "\"kind\": \"$1\"${2:+, $2}"
}
ms() {
    echo "\"ms\": $1"
}
# field NTH NAME CHANGE: of a completion of ESP.
field() {
    rx "\"nth\": $1" "$(kind field "\"field\": \"$2\", $3")"
}
# one_each SIDE STATUS...: a fault for each status, one behind the other, in the
# array faults.
one_each() {
    local side=$1 nth=0 status
    shift
    faults=()
    for status; do
        nth=$((nth + 1))
        faults+=("$("$side" "\"nth\": $nth" \
            "\"kind\": \"status\", \"status\": \"$status\"")")
    done
}
once='"from-ms": 20'
# once KIND...: what happens once, by the clock.
once() {
    at time '' "$once" "$(kind "$@")"
}
# handle SPI [DESTINATION]: by what the card knows the SA.
handle() {
    card_get x-query-sas |
        jq --arg dst "${2:-}" "[.sas[] | select(.operations[0].spi == $(($1)) and
            (\$dst == \"\" or .dst == \$dst))][0].handle"
}

# faults_start: ESP in transport mode by the card, and a watch for clear text.
faults_start() {
    esp_pair transport "$CARD_V4" "$PEER_V4" -- offload
    prepare_states
    # The interfaces have just come up: the neighbour is asked for first.
    check "ESP passes" wait_for 10 one_marked
    clear_start
}
