/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * ipsecnic: a queue pair while it is in use: its memory, interrupt and NAPI
 */

#ifndef IPSECNIC_NAPI_H
#define IPSECNIC_NAPI_H

struct ipsecnic_pair;

void ipsecnic_napi_check_queues(struct ipsecnic_pair *pair);
void ipsecnic_napi_kick(struct ipsecnic_pair *pair);
int ipsecnic_napi_start(struct ipsecnic_pair *pair);
int ipsecnic_napi_stop(struct ipsecnic_pair *pair);
void ipsecnic_napi_free(struct ipsecnic_pair *pair);

#endif /* IPSECNIC_NAPI_H */
