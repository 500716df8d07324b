# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
#
# libreswan in the two namespaces, sourced behind lib.sh: what ike_conf and the
# functions behind it are for strongSwan.  It is among the programs of Debian 13
# ("# userland: trixie").
#
# There is a pluto in each namespace, with its files in /run/libreswan/NS; its
# log comes back to the host as libreswan-NS.log.

LIBRESWAN=/usr/libexec/ipsec

# libreswan_conf NS LOCAL REMOTE MODE [SETTING...]: write a configuration with
# one connection, called net, with a common secret.  Each SETTING is one of
# ipsec.conf(5): 'nic-offload=crypto', 'esp=aes_gcm256', 'leftsubnet=...' (left
# is LOCAL), ...
libreswan_conf() {
    local ns=$1 local=$2 remote=$3 mode=$4 other=card dir=/run/libreswan/$1
    local setting settings='' esp='esp=aes_gcm128'
    [ "$ns" != card ] || other=peer
    shift 4
    for setting in "$@"; do
        [[ $setting != esp=* ]] || esp=''
        # libreswan proposes what it likes itself.
        [ "$setting" = esp= ] || settings+="    $setting"$'\n'
    done
    mkdir -p "$dir"
    # What is lost is sent again soon.  The window is the largest that libreswan
    # takes for packet offload, see xfrm_state.
    cat >"$dir/ipsec.conf" <<END_OF_CONF
config setup
    logfile=/out/libreswan-$ns.log
    nssdir=$dir/nss
    ipsecdir=$dir
    secretsfile=$dir/ipsec.secrets
    dumpdir=/run
    dnssec-enable=no

conn net
    type=$mode
    left=$local
    leftid=@$ns
    right=$remote
    rightid=@$other
    authby=secret
    keyexchange=ikev2
    ike=aes128-sha2_256-dh31
    $esp
    mobike=no
    replay-window=256
    retransmit-interval=1s
$settings
END_OF_CONF
    echo "@$ns @$other : PSK \"this is not a secret\"" >"$dir/ipsec.secrets"
}

# libreswan_start NS: start it with the configuration that libreswan_conf wrote,
# and load that.
libreswan_start() {
    local ns=$1 dir=/run/libreswan/$1
    # What it calls are scripts; in busybox's shell "ip" would be busybox's.
    [ -e /bin/sh ] || ln -s bash /bin/sh
    # Without a data base of keys, though it is empty, pluto does not start.
    if [ ! -e "$dir/nss" ]; then
        mkdir -p "$dir/nss" && ipsec initnss --nssdir "$dir/nss" || return 1
    fi
    # No function here: $! is to be the process itself.
    ip netns exec "$ns" "$LIBRESWAN/pluto" --config "$dir/ipsec.conf" \
        --rundir "$dir" --nofork >"$dir/out" 2>&1 3>&- 4>&- </dev/null &
    echo $! >"$dir/pid"
    wait_for 30 libreswan "$ns" --status || {
        cat "$dir/out" "/out/libreswan-$ns.log"
        return 1
    }
    libreswan "$ns" --listen &&
    libreswan_load "$ns"
}

# libreswan_load NS: what libreswan_conf wrote counts from now on; what was up
# is down.
libreswan_load() {
    in_ns "$1" "$LIBRESWAN/addconn" --config "/run/libreswan/$1/ipsec.conf" \
        --ctlsocket "/run/libreswan/$1/pluto.ctl" net
}

# libreswan NS ARGUMENT...: whack, which talks to pluto, of that namespace.
libreswan() {
    local ns=$1
    shift
    in_ns "$ns" "$LIBRESWAN/whack" --rundir "/run/libreswan/$ns" "$@"
}

# libreswan_up NS: bring the connection up.
libreswan_up() {
    in_ns "$1" timeout $((30 * ${IPSECNIC_PATIENCE:-1})) "$LIBRESWAN/whack" \
        --rundir "/run/libreswan/$1" --initiate --name net
}

# libreswan_bring_up: what was configured for both namespaces.
libreswan_bring_up() {
    libreswan_load card && libreswan_load peer && libreswan_up card
}

# libreswan_rekey NS: the child gets new keys.
libreswan_rekey() {
    new_keys libreswan "$1" --rekey-child --name net
}

# libreswan_down NS: bring it down; both sides have deleted the SAs.
libreswan_down() {
    libreswan "$1" --terminate --name net &&
    wait_for 10 no_states card && wait_for 10 no_states peer
}

# libreswan_stop NS
libreswan_stop() {
    local pid
    pid=$(cat "/run/libreswan/$1/pid") || return 1
    libreswan "$1" --shutdown && wait_for 20 gone "$pid"
}
