/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ipsecnic as a node of libqos: "ipsecnic" on the bus of an i440FX,
 * "ipsecnic-q35" on that of a q35
 */

#ifndef QOS_IPSECNIC_H
#define QOS_IPSECNIC_H

#include "tests/qtest/libqos/qgraph.h"
#include "tests/qtest/ipsecnic/ipsecnic-lib.h"

/** The node; tests get the Ipn, whose wire they set. */
typedef struct QIpsecnic {
    QOSGraphObject obj;
    Ipn *n;
} QIpsecnic;

#endif /* QOS_IPSECNIC_H */
