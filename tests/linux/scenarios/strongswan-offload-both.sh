#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# strongSwan with the card on both sides: as strongswan-offload, but that the
# peer's SAs are offloaded as well.
#
# nics: ipsecnic ipsecnic
# wire: 96
# timeout: 300

PEER_OFFLOAD=yes
. "$(dirname -- "$0")/strongswan-offload.sh"
