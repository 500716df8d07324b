# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
#
# What the driver and the kernel still hold when nobody uses it any more, to the
# last object and page: sourced behind lib.sh.  Where lib.sh's no_leak looks for
# what grows when one thing is done many times, this is for things that are
# done once.  It wants of SLUB to remember who allocated what, in the head of the
# scenario:
#
#   append: slub_debug=U,kmalloc-*,skbuff_ext_cache,xfrm_state

LEAKS_SLAB=/sys/kernel/debug/slab

# leaks_start: before the first states, with the interfaces up: from now on page
# pools are watched that end, and what is held without states is known.
leaks_start() {
    pools_watch
    ! kmemleak_looks || return 0
    [ -d $LEAKS_SLAB/xfrm_state ] || bail "SLUB does not say who holds what"
    held_now >/run/held.now
    wait_for 20 held_as_before || bail "what is held does not come to rest"
    cat /run/held
    link_up peer "$PEER_DEV" && link_up card "$CARD_DEV"
}

# held_now: "FUNCTION COUNT" of the driver's functions and what they allocated and
# did not free; and the objects of whole caches.  States and policies go, and the
# interfaces down, so that there is no packet on its way and no ring.
held_now() {
    xfrm_flush
    ip -n card link set "$CARD_DEV" down
    ip -n peer link set "$PEER_DEV" down
    held
}
held() {
    cat $LEAKS_SLAB/kmalloc-*/alloc_traces | awk '
        $3 == "[ipsecnic]" { sub(/\+.*/, "", $2); count[$2] += $1 }
        END { for (name in count) { print name, count[name] } }' | sort
    for cache in xfrm_state skbuff_ext_cache; do
        awk -v cache=$cache '{ count += $1 } END { print cache, count + 0 }' \
            $LEAKS_SLAB/$cache/alloc_traces
    done
}

# leaks_stop NAME: nothing is held that was not when it began.
leaks_stop() {
    local name="$1: what driver and kernel have allocated is as it was"
    held_now >/dev/null
    if kmemleak_looks; then
        skip "kmemleak looks at the end" "$name"
    else
        check "$name" wait_for 20 held_again ||
            diag "$(diff /run/held /run/held.now)"
    fi
    pools_are_back
}
# What is freed behind RCU, and what works on it, does not count as held.
held_as_before() {
    mv /run/held.now /run/held
    sleep 1
    held_again
}
held_again() {
    held >/run/held.now
    cmp -s /run/held /run/held.now
}
