/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ipsecnic as a node of libqos: on the buses of i440FX, q35 and ppce500
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
