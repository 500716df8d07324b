/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * ipsecnic: the service task, which looks for what no interrupt tells
 */

#ifndef IPSECNIC_SERVICE_H
#define IPSECNIC_SERVICE_H

struct ipsecnic;

void ipsecnic_service_init(struct ipsecnic *ipn);
void ipsecnic_service_start(struct ipsecnic *ipn);
void ipsecnic_service_stop(struct ipsecnic *ipn);

#endif /* IPSECNIC_SERVICE_H */
