# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
#
# In the guest: set up the two namespaces, and run somebody's script, whose
# status is that of this one (tests/linux/in-guest).

# shellcheck source=/dev/null
. /etc/ipsecnic/guest.conf
if [ -n "$set_up" ]; then
    # shellcheck source=tests/linux/lib.sh
    (. /tests/linux/lib.sh && trap - EXIT && setup_pair) >/run/set-up 2>&1 || {
        echo "in-guest: the namespaces could not be set up:"
        cat /run/set-up
        exit 125
    }
    export CARD_DEV=card PEER_DEV=peer
fi
# What a script may begin with.
[ -e /bin/sh ] || ln -s bash /bin/sh
[ -e /usr/bin/env ] || ln -s /busybox/env /usr/bin/env
mapfile -d '' -t arguments </etc/ipsecnic/arguments
cd /work || exit 125
export OUT=/out
exec 3>&-
"/work/${arguments[0]}" "${arguments[@]:1}" </dev/null
