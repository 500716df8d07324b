# SPDX-License-Identifier: GPL-2.0-or-later
#
# Runs Linux's selftests in the guest, one after the other; tests/selftests/run
# puts the list in front of this.  It finds what they print, with a mark before
# and after each, in the log.

ROOT=/linux/tools/testing/selftests

# shellcheck source=/dev/null
. /etc/ipsecnic/guest.conf

# rename MAC NAME
rename() {
    local path
    for path in /sys/class/net/*; do
        if [ -e "$path/device" ] && [ "$(cat "$path/address")" = "$1" ]; then
            [ "${path##*/}" = "$2" ] || {
                ip link set "${path##*/}" down
                ip link set "${path##*/}" name "$2"
            }
            return 0
        fi
    done
    return 1
}

# wait_for SECONDS COMMAND...
wait_for() {
    local end=$((SECONDS + $1 * patience))
    shift
    until "$@"; do
        [ $SECONDS -lt $end ] || return 1
        sleep 0.2
    done
}

# carrier NAMESPACE DEV
has_carrier() {
    [ "$(ip netns exec "$1" cat "/sys/class/net/$2/carrier" 2>/dev/null)" = 1 ]
}

mac_of() {
    awk -v card="$1" '$1 == card { print $3 }' /etc/ipsecnic/nics
}

# others_gone [IP_ARGUMENT...]: delete the interfaces that are no card.
others_gone() {
    local dev
    for dev in $(ip "$@" -o link show |
            awk -F ': ' '{ sub(/@.*/, "", $2); print $2 }'); do
        case $dev in
        lo|card|peer) ;;
        *) ip "$@" link del "$dev" 2>/dev/null;;
        esac
    done
}

# The card in the first namespace, the other one in a second, as the tests'
# README has it.  192.0.2.0/24, 198.51.100.0/24 and 2001:db8::/64 they take for
# what goes through tunnels.
peer_up() {
    ip netns add peer
    ip netns exec peer sysctl -q -w net.ipv6.conf.default.accept_dad=0
    ip -n peer link set lo up
    rename "$(mac_of peer)" peer && peer_away
}

# peer_away: into its namespace; peer_here: into the first one.
peer_away() {
    ip link set peer netns peer
    ip -n peer addr add 203.0.113.2/24 dev peer
    ip -n peer addr add 2001:db8:1::2/64 dev peer nodad
    ip -n peer link set peer up
    # What the tests put behind the card.
    ip -n peer route add 2001:db8:2::/64 via 2001:db8:1::1
}

peer_here() {
    ip -n peer link set peer netns 1
}

card_up() {
    wait_for 20 rename "$(mac_of card)" card || return 1
    ip addr flush dev card
    ip addr add 203.0.113.1/24 dev card
    ip addr add 2001:db8:1::1/64 dev card nodad
    ip link set card up
    wait_for 20 has_carrier peer peer &&
        wait_for 20 ping -q -c 1 -W 1 203.0.113.2 >/dev/null 2>&1
}

# Each test begins with a driver that has just been loaded.
afresh() {
    local name
    ip xfrm state flush
    ip xfrm policy flush
    ip -n peer xfrm state flush
    ip -n peer xfrm policy flush
    for name in $(ip netns list | awk '$1 != "peer" { print $1 }'); do
        ip netns del "$name"
    done
    [ ! -e /sys/class/net/peer ] || peer_away
    ip -n peer link show peer | grep -q -w 'mtu 1500' ||
        ip -n peer link set peer mtu 1500
    others_gone
    others_gone -n peer
    rmmod ipsecnic && insmod /ipsecnic.ko && card_up
}

# start PATH: the command of a test; one that is not executable is started by the
# program that its first line names, as the runner of the selftests does it.
start() {
    local first
    if [ ! -x "$1" ]; then
        read -r first <"$1"
        echo "${first#??}"
    fi
    echo "./${1##*/}"
}

# What a test wants and leaves to the machine.
before() {
    case $1 in
    # Two processors without a queue, for RPS.
    toeplitz) ethtool -L card combined 2;;
    # PPPoE is built in where this is developed: it is by being there that it
    # has its packets merged.
    gro) modprobe -q pppoe || true;;
    # The remote's link goes for a while when it gets the MTU for the longest
    # frames, and the test sends at once.
    rmon)
        ip -n peer link set peer mtu 1501 &&
            wait_for 20 has_carrier peer peer &&
            wait_for 20 ping -q -c 1 -W 1 203.0.113.2 >/dev/null 2>&1;;
    # These take both ends of a wire as arguments, in one namespace.
    ethtool|extended_state|mac_merge|loopback)
        peer_here
        ip link set card down
        ip addr flush dev card;;
    esac
}

# No package has these: they are made when one is installed, and by udev.
[ -e /bin/sh ] || ln -s bash /bin/sh
for name in iptables ip6tables; do
    for verb in save restore; do
        [ -e /usr/sbin/$name-$verb ] ||
            ln -s xtables-nft-multi /usr/sbin/$name-$verb
    done
done
[ -e /usr/bin/bc ] || ln -s busybox /usr/bin/bc
[ -e /dev/fd ] || ln -s /proc/self/fd /dev/fd
number=0
for name in stdin stdout stderr; do
    [ -e /dev/$name ] || ln -s fd/$number /dev/$name
    number=$((number + 1))
done
ulimit -n 4096
sysctl -q -w net.ipv6.conf.default.accept_dad=0
# A test that puts the card down expects its addresses to be there afterwards.
sysctl -q -w net.ipv6.conf.all.keep_addr_on_down=1
sysctl -q -w net.ipv6.conf.default.keep_addr_on_down=1
mkdir -p /run/netns
mount -t tracefs tracefs /sys/kernel/tracing 2>/dev/null
mount -t bpf bpf /sys/fs/bpf 2>/dev/null
modprobe -q configfs
mount -t configfs configfs /sys/kernel/config 2>/dev/null
# Emulated processors are slow: tests that know of this bear with it.
export KSFT_MACHINE_SLOW=yes
for directory in drivers/net drivers/net/hw; do
    printf '%s\n' NETIF=card LOCAL_V4=203.0.113.1 REMOTE_V4=203.0.113.2 \
        LOCAL_V6=2001:db8:1::1 REMOTE_V6=2001:db8:1::2 \
        LOCAL_PREFIX_V6=2001:db8:2::/64 REMOTE_TYPE=netns REMOTE_ARGS=peer \
        >"$ROOT/$directory/net.config"
done

echo "=== kernel $(uname -r)"
for directory in drivers/net drivers/net/hw; do
    echo "=== makefile $directory"
    cat "$ROOT/$directory/Makefile"
done
peer_up || echo "=== broken: the remote's interface does not come up"
number=0
while read -r name seconds path arguments; do
    number=$((number + 1))
    for ((try = 1; try <= ${TRIES:-1}; try++)); do
        if ! { afresh && before "$name"; }; then
            echo "=== broken: the card does not come up"
        fi
        echo "=== begin $name"
        if [ ! -e "$ROOT/$path" ]; then
            status=absent
        else
            # shellcheck disable=SC2046,SC2086
            (cd "$ROOT/${path%/*}" &&
                exec timeout -k 10 $((seconds * patience)) \
                    $(start "${path##*/}") $arguments </dev/null 2>&1)
            status=$?
        fi
        echo
        echo "=== end $name $status"
        # 4: all of it is skipped.
        case $status in
        0|4|absent) break;;
        esac
    done
    echo "ok $number - $name was run" >&3
done <<<"$TESTS"
echo "1..$number" >&3
