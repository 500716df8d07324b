/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * ipsecnic: start, stop and reset of the card
 */

#ifndef IPSECNIC_CARD_H
#define IPSECNIC_CARD_H

struct ipsecnic;
struct ipsecnic_ctrl_comp;

void ipsecnic_card_init(struct ipsecnic *ipn);
int ipsecnic_card_start(struct ipsecnic *ipn);
void ipsecnic_card_stop(struct ipsecnic *ipn);
void ipsecnic_card_event(struct ipsecnic *ipn,
			 const struct ipsecnic_ctrl_comp *event);
void ipsecnic_card_no_more_resets(struct ipsecnic *ipn);
void ipsecnic_card_detach(struct ipsecnic *ipn);
int ipsecnic_card_attach(struct ipsecnic *ipn);
int ipsecnic_card_recover(struct ipsecnic *ipn);
int ipsecnic_card_open(struct ipsecnic *ipn);

#endif /* IPSECNIC_CARD_H */
