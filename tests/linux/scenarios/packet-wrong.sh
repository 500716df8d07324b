#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Packet offload of policies and states that the card does not take: a table of
# what it can be told, with the sentence and the counter of each refusal; nothing
# is left behind of any, in the kernel, the driver and the card.
#
# Not here is what the kernel lets nobody ask for: other families than IP, prefixes
# that are longer than an address, replay windows that are larger than the card's;
# nor are security contexts, which take an SELinux.
#
# nics: card=ipsecnic peer=e1000e old=ipsecnic
# device card: policy-capacity=3,sa-capacity=3
# device old: ipv6=off,transport=off
# userland: trixie
# append: iomem=relaxed
# timeout: 300

. "$(dirname -- "$0")/../lib.sh"
. "$(dirname -- "$0")/../packet.sh"

modprobe -q 8021q || diag "no module 8021q"
modprobe -q bonding max_bonds=0 || diag "no module bonding"
setup_pair
CARD_PCI=$(card_pci)
# The other card, of which much is switched off.
rename_dev old
ip link set old netns card
link_up card old

# look: what there is of policies and states, in $left: in the kernel, by the
# driver's count, and by the card's own (POLICY_COUNT, SA_COUNT); and of what the
# card $ON has refused, in $counters.
look() {
    local stats
    stats=$(in_ns card ethtool -S "$ON")
    counters=$(grep -E '^ *(sa|policy)_refused' <<<"$stats")
    left="$(ip -n card xfrm policy | grep -c '^src')"
    left+=" $(ip -n card xfrm state | grep -c '^src')"
    left+=$(awk '/ policy_loaded:/ { n = $2 } / sa_loaded:/ { m = $2 }
        END { print "", n, m }' <<<"$stats")
    left+=" $(($(register 0xb4))) $(($(register 0xa4)))"
}
# on DEV [CARD]: what is added is for that interface; the card that counts.
on() {
    DEV=$1 ON=${2:-$CARD_DEV}
    look
}
# nothing_left: for wait_for.
nothing_left() {
    look
    [ "$left" = '0 0 0 0 0 0' ]
}
# are_gone NAME
are_gone() {
    check "$1" wait_for 10 nothing_left
    look
}
# are POLICIES STATES NAME: there are so many, and all say so.
are() {
    look
    is "$left" "$1 $2 $1 $2 $1 $2" "$3"
}

# policy ARGUMENT..., state ARGUMENT...: add one, by packet offload.
policy() {
    ip -n card xfrm policy add "$@" offload packet dev "$DEV"
}
state() {
    ip -n card xfrm state add "$@" offload packet dev "$DEV" dir "$DIR"
}

# moved COUNTERS: what $counters has more.
moved() {
    awk 'FNR == NR { old[$1] = $2; next }
        $2 != old[$1] { printf "%s %+d", $1, $2 - old[$1] }' \
        <(echo "$1") <(echo "$counters")
}

# refused NAME COUNTER SENTENCE COMMAND...: it fails with that sentence; that
# counter moves, and no other of its kind; all else is as it was.
refused() {
    local name=$1 counter=$2 sentence=$3 text status was=$counters there=$left
    shift 3
    text=$("$@" 2>&1)
    status=$?
    look
    is "$status $text; $(moved "$was"); $left" \
        "2 Error: $sentence.; ${counter:+$counter: +1}; $there" \
        "$name: ${counter:-nothing} counts"
}
refuses_policy() {
    refused "a policy, $1" policy_refused "ipsecnic: $2" policy "${@:3}"
}
refuses_state() {
    refused "a state, $1" "${2:+sa_refused_$2}" "ipsecnic: $3" state "${@:4}"
}

out=(src "$CARD_V4" dst "$PEER_V4" dir out)
in=(src "$PEER_V4" dst "$CARD_V4" dir in)
ends=(src "$CARD_V4" dst "$PEER_V4")
back=(src "$PEER_V4" dst "$CARD_V4")
esp=(proto esp reqid 1 mode transport)
on "$CARD_DEV"

# --- Policies ---------------------------------------------------------------

# That the card takes what is wrong with none of those below.
check "a good policy is taken" policy "${out[@]}" tmpl "${ends[@]}" "${esp[@]}"
check "... and one for what comes in" \
    policy "${in[@]}" tmpl "${back[@]}" "${esp[@]}"
are 2 0 "... and the card has both"
ip -n card xfrm policy flush
are_gone "... and none, when they are deleted"

refuses_policy "for forwarding" \
    "a policy for forwarding is not for the card: leave it to software" \
    "${back[@]}" dir fwd tmpl "${back[@]}" "${esp[@]}"
refuses_policy "a sub policy" "a sub policy is not supported" \
    "${out[@]}" ptype sub tmpl "${ends[@]}" "${esp[@]}"
refuses_policy "a mark" "a policy with a mark is not supported" \
    "${out[@]}" mark 7 mask 0xff tmpl "${ends[@]}" "${esp[@]}"
refuses_policy "an interface id" \
    "a policy with an interface id is not supported" \
    "${out[@]}" if_id 7 tmpl "${ends[@]}" "${esp[@]}"
refuses_policy "for another interface" \
    "the policy is for another interface than that of the card" \
    src "$CARD_V4" dst "$PEER_V4" dev lo dir out tmpl "${ends[@]}" "${esp[@]}"
refuses_policy "two templates" \
    "a policy with more than one template is not supported" \
    "${out[@]}" tmpl "${ends[@]}" "${esp[@]}" \
    tmpl "${ends[@]}" proto ah reqid 1 mode transport
refuses_policy "an optional template" "an optional template is not supported" \
    "${in[@]}" tmpl "${back[@]}" "${esp[@]}" level use
for protocol in ah comp route2; do
    refuses_policy "a template of $protocol" \
        "a template of another protocol than ESP is not supported" \
        "${out[@]}" tmpl "${ends[@]}" proto $protocol reqid 1 mode transport
done
refuses_policy "an inbound template with an SPI" \
    "an inbound template with an SPI is not supported, only with a reqid" \
    "${in[@]}" tmpl "${back[@]}" proto esp spi 0x2001 reqid 1 mode transport
for mode in beet ro in_trigger; do
    refuses_policy "mode $mode" \
        "the template's mode is neither transport nor tunnel" \
        "${out[@]}" tmpl "${ends[@]}" proto esp reqid 1 mode $mode
done
refuses_policy "a tunnel without ends" \
    "a template of a tunnel needs both end points" \
    "${out[@]}" tmpl proto esp reqid 1 mode tunnel
refuses_policy "... without one" \
    "a template of a tunnel needs both end points" \
    "${out[@]}" tmpl src "$CARD_V4" proto esp reqid 1 mode tunnel
# The kernel keeps the key where ports are.
refuses_policy "a key of GRE" \
    "the selector has ports, but no protocol that has some" \
    src "$CARD_V4" dst "$PEER_V4" proto gre key 5 dir out \
    tmpl "${ends[@]}" "${esp[@]}"
in_ns card ethtool -K "$CARD_DEV" esp-hw-offload off
refuses_policy "esp-hw-offload off" "esp-hw-offload is switched off" \
    "${out[@]}" tmpl "${ends[@]}" "${esp[@]}"
in_ns card ethtool -K "$CARD_DEV" esp-hw-offload on esp-tx-csum-hw-offload on

on old old
refuses_policy "IPv6, and a card without" "the card does not do IPv6" \
    src "$CARD_V6" dst "$PEER_V6" dir out \
    tmpl src "$CARD_V6" dst "$PEER_V6" "${esp[@]}"
refuses_policy "transport mode, and a card without" \
    "the card does not do the template's mode" \
    "${out[@]}" tmpl "${ends[@]}" "${esp[@]}"
on "$CARD_DEV"

for n in 1 2 3; do
    check "policy $n of 3 is taken" policy src "$CARD_V4" dst "203.0.113.$n" \
        dir out action block
done
look
refuses_policy "one more than there is room for" \
    "the card's table of policies is full" \
    src "$CARD_V4" dst 203.0.113.4 dir out action block
ip -n card xfrm policy flush
are_gone "... and there is room again"

# --- States -----------------------------------------------------------------

alg=("${ALG_GCM[@]}")
spi=(spi 0x3001)
to() {
    echo "${ends[@]}" proto esp "${spi[@]}" reqid 1 mode "${1:-transport}"
}
from() {
    echo "${back[@]}" proto esp "${spi[@]}" reqid 1 mode "${1:-transport}" \
        replay-window 64
}
DIR=out
check "a good state is taken" state $(to) "${alg[@]}"
DIR=in
check "... and one for what comes in" state $(from) "${alg[@]}"
are 0 2 "... and the card has both"
ip -n card xfrm state flush
are_gone "... and none, when they are deleted"

DIR=out
refuses_state "an interface id" mark \
    "packet offload of a state with an interface id is not supported" \
    $(to) "${alg[@]}" if_id 7
refuses_state "a mark" mark \
    "packet offload of a state with a mark is not supported" \
    $(to) "${alg[@]}" mark 7 mask 0xff
refuses_state "a mark for what it sends" mark \
    "packet offload of a state with a mark is not supported" \
    $(to) "${alg[@]}" output-mark 7 mask 0xff
DIR=in
refuses_state "a mark, inbound" mark \
    "an inbound state with a mark is not supported" \
    $(from) "${alg[@]}" mark 7 mask 0xff
DIR=out
for what in packet byte; do
    refuses_state "a hard limit of no $what" '' "a hard limit of nothing" \
        $(to) "${alg[@]}" limit $what-hard 0
done
spi=(spi 0)
refuses_state "no SPI" '' "a state of ESP needs an SPI" $(to) "${alg[@]}"
spi=(spi 0x3001)
refuses_state "mode beet" mode "the mode is neither transport nor tunnel" \
    $(to beet) "${alg[@]}" sel src "$CARD_V4" dst "$PEER_V4"
refuses_state "sequence numbers that may wrap" sequence_may_wrap \
    "outbound sequence numbers that may wrap are not supported" \
    $(to) "${alg[@]}" extra-flag oseq-may-wrap
refuses_state "Camellia" algorithm \
    "of ciphers the card does AES-CTR, AES, 3DES and DES in mode CBC, and NULL" \
    $(to) enc 'cbc(camellia)' "$(key 16)" auth 'hmac(sha1)' "$(key 20)"
refuses_state "no authentication" no_authentication \
    "the card does no ESP without authentication" \
    $(to) enc 'cbc(aes)' "$(key 16)"
refuses_state "a length of ICV" icv_length \
    "the card does not do this length of ICV" \
    $(to) enc 'cbc(aes)' "$(key 16)" auth 'hmac(sha256)' "$(key 32)"
refuses_state "a weak key" key \
    "the card refuses the key, since it is a weak one" \
    $(to) enc 'cbc(des)' 0x0101010101010101 auth 'hmac(sha1)' "$(key 20)"
# What Linux refuses by itself.
refused "padding of traffic flow confidentiality" '' \
    "TFC padding can't be offloaded" state $(to tunnel) "${alg[@]}" tfcpad 64
refused "AH" '' "Type doesn't support offload" state "${ends[@]}" proto ah \
    spi 0x3001 reqid 1 mode transport auth-trunc 'hmac(sha256)' "$(key 32)" 128
in_ns card ethtool -K "$CARD_DEV" esp-hw-offload off
refuses_state "esp-hw-offload off" feature_off "esp-hw-offload is switched off" \
    $(to) "${alg[@]}"
in_ns card ethtool -K "$CARD_DEV" esp-hw-offload on esp-tx-csum-hw-offload on
ip -n card link set "$CARD_DEV" down
refuses_state "an interface that is down" interface_down \
    "the interface is down" $(to) "${alg[@]}"
link_up card "$CARD_DEV"

on old old
refuses_state "transport mode, and a card without" mode \
    "transport mode is switched off in the card" $(to) "${alg[@]}"
refuses_state "IPv6, and a card without" family "the card does not do IPv6" \
    src "$CARD_V6" dst "$PEER_V6" proto esp spi 0x3001 reqid 1 mode tunnel \
    "${alg[@]}"
on "$CARD_DEV"

for n in 1 2 3; do
    spi=(spi 0x400$n)
    check "state $n of 3 is taken" state $(to) "${alg[@]}"
done
look
spi=(spi 0x4004)
refuses_state "one more than there is room for" table_full \
    "the card's table of SAs is full" $(to) "${alg[@]}"
ip -n card xfrm state delete dst "$PEER_V4" proto esp spi 0x4003
spi=(spi 0x4001)
are 0 2 "... until one is deleted"
was=$counters
is "$(state $(to) "${alg[@]}" 2>&1)" "RTNETLINK answers: File exists" \
    "a state that is there already is Linux's to refuse"
are 0 2 "... so that the first one stays"
is "$counters" "$was" "... and nobody counts it"
ip -n card xfrm state flush
are_gone "... and there is room again"

# --- What stands on the card ------------------------------------------------

spi=(spi 0x3001)
not_here="packet offload is for the card's own interface, not for a VLAN or bond on it"
ip -n card link add link "$CARD_DEV" name tagged type vlan id 5
link_up card tagged
on tagged
refuses_policy "for a VLAN interface" "$not_here" \
    "${out[@]}" tmpl "${ends[@]}" "${esp[@]}"
refuses_state "for a VLAN interface" packet_offload "$not_here" \
    $(to) "${alg[@]}"
ip -n card link delete tagged

ip -n card link add bond0 type bond mode active-backup miimon 100
ip -n card link set "$CARD_DEV" down
ip -n card link set "$CARD_DEV" master bond0
ip -n card link set bond0 up
link_up card "$CARD_DEV"
wait_for 10 has_carrier card bond0
on bond0
refused "for a bond" '' "Policy offload is not supported" \
    policy "${out[@]}" tmpl "${ends[@]}" "${esp[@]}"
refuses_state "for a bond" packet_offload "$not_here" $(to) "${alg[@]}"
ip -n card link delete bond0

# --- A card that does not answer --------------------------------------------

link_up card "$CARD_DEV"
on "$CARD_DEV"
card_set faults '{"faults": [{"where": {"side": "control"},
    "what": {"kind": "lose-completion"}}]}' >/dev/null
was=$counters
is "$(policy "${out[@]}" tmpl "${ends[@]}" "${esp[@]}" 2>&1)" \
    "Error: ipsecnic: the card does not answer." \
    "a policy, a card that does not answer: an error"
card_set faults '{"faults": []}' >/dev/null
# A card that was given up has no counters until it is back.
check "... of which nothing is left when it answers again" \
    wait_for 60 nothing_left
look
is "$(moved "$was")" "policy_refused: +1" "... and policy_refused counts"
check "... and there is a good policy to be had" \
    policy "${out[@]}" tmpl "${ends[@]}" "${esp[@]}"
are 1 0 "... and the card has it"

done_testing
