// SPDX-License-Identifier: GPL-2.0-only
/*
 * ipsecnic: from a state to a context of the card
 *
 * What the card cannot do is refused by -EOPNOTSUPP, so that the kernel does it
 * in software, with a sentence that says why and a counter.  In packet mode
 * there is no software behind it, and the sentence is what the user gets.
 */

#include <linux/net.h>
#include <linux/netdevice.h>
#include <linux/netlink.h>
#include <linux/string.h>
#include <net/net_namespace.h>
#include <net/xfrm.h>
#include <uapi/linux/udp.h>

#include "ipsecnic.h"
#include "ipsecnic_compat.h"
#include "ipsecnic_xfrm_context.h"
#include "ipsecnic_xfrm_packet.h"
#include "ipsecnic_xfrm_sa.h"

/* What the kernel calls it, and what the card does. */
struct ipsecnic_algorithm {
	const char *name;
	/* bytes of key; 0: behind it, in bits of AES */
	u8 key;
	u8 icv;
	u64 bit;
	const char *label;
};

static const struct ipsecnic_algorithm ipsecnic_auths[] = {
	{ "hmac(md5)", 16, 12, IPSECNIC_AUTH_MD5, "HMAC-MD5-96" },
	{ "hmac(sha1)", 20, 12, IPSECNIC_AUTH_SHA1, "HMAC-SHA1-96" },
	{ "hmac(sha256)", 32, 16, IPSECNIC_AUTH_SHA256, "HMAC-SHA256-128" },
	{ "hmac(sha384)", 48, 24, IPSECNIC_AUTH_SHA384, "HMAC-SHA384-192" },
	{ "hmac(sha512)", 64, 32, IPSECNIC_AUTH_SHA512, "HMAC-SHA512-256" },
	{ "xcbc(aes)", 16, 12, IPSECNIC_AUTH_AES_XCBC, "AES-XCBC-96" },
	{ "cmac(aes)", 16, 12, IPSECNIC_AUTH_AES_CMAC, "AES-CMAC-96" },
};

static const struct ipsecnic_algorithm ipsecnic_ciphers[] = {
	{ "ecb(cipher_null)", 0, 0, IPSECNIC_CIPHER_NONE, "NULL" },
	{ "cbc(des)", 8, 0, IPSECNIC_CIPHER_DES_CBC, "DES-CBC" },
	{ "cbc(des3_ede)", 24, 0, IPSECNIC_CIPHER_3DES_CBC, "3DES-CBC" },
	{ "cbc(aes)", 16, 0, IPSECNIC_CIPHER_AES_CBC_128, "AES-CBC-128" },
	{ "cbc(aes)", 24, 0, IPSECNIC_CIPHER_AES_CBC_192, "AES-CBC-192" },
	{ "cbc(aes)", 32, 0, IPSECNIC_CIPHER_AES_CBC_256, "AES-CBC-256" },
	/* keys with their nonce */
	{ "rfc3686(ctr(aes))", 20, 0, IPSECNIC_CIPHER_AES_CTR_128,
	  "AES-CTR-128" },
	{ "rfc3686(ctr(aes))", 28, 0, IPSECNIC_CIPHER_AES_CTR_192,
	  "AES-CTR-192" },
	{ "rfc3686(ctr(aes))", 36, 0, IPSECNIC_CIPHER_AES_CTR_256,
	  "AES-CTR-256" },
};

/* Keys with their salt; ICV 0: one of 8, 12 and 16 bytes. */
static const struct ipsecnic_algorithm ipsecnic_aeads[] = {
	{ "rfc4106(gcm(aes))", 20, 0, IPSECNIC_CIPHER_AES_GCM_128,
	  "AES-GCM-128" },
	{ "rfc4106(gcm(aes))", 28, 0, IPSECNIC_CIPHER_AES_GCM_192,
	  "AES-GCM-192" },
	{ "rfc4106(gcm(aes))", 36, 0, IPSECNIC_CIPHER_AES_GCM_256,
	  "AES-GCM-256" },
	{ "rfc4309(ccm(aes))", 19, 0, IPSECNIC_CIPHER_AES_CCM_128,
	  "AES-CCM-128" },
	{ "rfc4309(ccm(aes))", 27, 0, IPSECNIC_CIPHER_AES_CCM_192,
	  "AES-CCM-192" },
	{ "rfc4309(ccm(aes))", 35, 0, IPSECNIC_CIPHER_AES_CCM_256,
	  "AES-CCM-256" },
	{ "rfc7539esp(chacha20,poly1305)", 36, 16,
	  IPSECNIC_CIPHER_CHACHA20_POLY1305, "ChaCha20-Poly1305" },
};

#define IPSECNIC_CIPHERS_GCM	(IPSECNIC_CIPHER_AES_GCM_128 | \
				 IPSECNIC_CIPHER_AES_GCM_192 | \
				 IPSECNIC_CIPHER_AES_GCM_256)

static const struct ipsecnic_algorithm ipsecnic_gmacs[] = {
	{ "rfc4543(gcm(aes))", 20, 16, IPSECNIC_AUTH_AES_GMAC_128,
	  "AES-GMAC-128" },
	{ "rfc4543(gcm(aes))", 28, 16, IPSECNIC_AUTH_AES_GMAC_192,
	  "AES-GMAC-192" },
	{ "rfc4543(gcm(aes))", 36, 16, IPSECNIC_AUTH_AES_GMAC_256,
	  "AES-GMAC-256" },
};

/*
 * What the card said when it was asked.  The kernel cuts a sentence that is put
 * together at run time to NETLINK_MAX_FMTMSG_LEN, 80 with the module's name.
 */
static const struct {
	u32 status;
	enum ipsecnic_xfrm_stat why;
	const char *text;
} ipsecnic_statuses[] = {
	{ IPSECNIC_ST_NOT_NEGOTIATED, IPSECNIC_XFRM_REFUSED_CARD,
	  "the card offers no IPsec" },
	{ IPSECNIC_ST_TABLE_FULL, IPSECNIC_XFRM_REFUSED_TABLE_FULL,
	  "the card's table of SAs is full" },
	{ IPSECNIC_ST_DUPLICATE, IPSECNIC_XFRM_REFUSED_DUPLICATE,
	  "the card has an SA of this destination and SPI already" },
	{ IPSECNIC_ST_SA_DIRECTION, IPSECNIC_XFRM_REFUSED_DIRECTION,
	  "the card does not do this direction" },
	{ IPSECNIC_ST_SA_FAMILY, IPSECNIC_XFRM_REFUSED_FAMILY,
	  "the card does not do IPv6" },
	{ IPSECNIC_ST_SA_MODE, IPSECNIC_XFRM_REFUSED_MODE,
	  "the card does not do this mode" },
	{ IPSECNIC_ST_SA_ENCAP, IPSECNIC_XFRM_REFUSED_ENCAP,
	  "the card does not do this encapsulation" },
	{ IPSECNIC_ST_SA_OPERATION, IPSECNIC_XFRM_REFUSED_PROTOCOL,
	  "the card does not do ESP" },
	{ IPSECNIC_ST_SA_SPI, IPSECNIC_XFRM_REFUSED_SPI,
	  "the card does not take this SPI" },
	{ IPSECNIC_ST_SA_ESN, IPSECNIC_XFRM_REFUSED_ESN,
	  "the card does not do extended sequence numbers" },
	{ IPSECNIC_ST_SA_WINDOW, IPSECNIC_XFRM_REFUSED_ESN,
	  "the replay window is too large for the card" },
	{ IPSECNIC_ST_SA_AUTH_ALG, IPSECNIC_XFRM_REFUSED_SWITCHED_OFF,
	  "this authentication algorithm is switched off in the card" },
	{ IPSECNIC_ST_SA_CIPHER_ALG, IPSECNIC_XFRM_REFUSED_SWITCHED_OFF,
	  "this cipher is switched off in the card" },
	{ IPSECNIC_ST_SA_AUTH_KEY_LENGTH, IPSECNIC_XFRM_REFUSED_KEY,
	  "the authentication key has not the length of the algorithm" },
	{ IPSECNIC_ST_SA_CIPHER_KEY_LENGTH, IPSECNIC_XFRM_REFUSED_KEY,
	  "the cipher key has not the length of the algorithm" },
	{ IPSECNIC_ST_SA_ICV_LENGTH, IPSECNIC_XFRM_REFUSED_ICV,
	  "the card does not do this length of ICV" },
	{ IPSECNIC_ST_SA_WEAK_KEY, IPSECNIC_XFRM_REFUSED_KEY,
	  "the card refuses the key, since it is a weak one" },
	{ IPSECNIC_ST_SA_PACKET, IPSECNIC_XFRM_REFUSED_PACKET_MODE,
	  "the card does not do packet offload of such an SA" },
	{ IPSECNIC_ST_SA_TUNNEL, IPSECNIC_XFRM_REFUSED_PACKET_MODE,
	  "the card does not do such a tunnel in packet offload" },
	{ IPSECNIC_ST_SA_CRYPTO, IPSECNIC_XFRM_REFUSED_CARD,
	  "the card's cryptography refuses the SA" },
};

/**
 * ipsecnic_sa_refuse_stranger - a state is for a device that is no card of ours
 * @extack: where the reason goes; NULL: the log
 *
 * Return: -EOPNOTSUPP, with which the kernel goes on without a card.
 */
int ipsecnic_sa_refuse_stranger(struct netlink_ext_ack *extack)
{
	NL_SET_ERR_MSG_MOD(extack, "the device of the state is no ipsecnic card");
	if (!extack)
		net_warn_ratelimited("%s: a state is left to software: its device is no ipsecnic card\n",
				     IPSECNIC_NAME);
	return -EOPNOTSUPP;
}

/**
 * ipsecnic_sa_refuse_status - the card has refused a context
 * @ipn: the card
 * @extack: where the reason goes
 * @status: IPSECNIC_ST_*
 *
 * Return: -EOPNOTSUPP for what it cannot do, -EIO for what should not have been
 * asked of it.
 */
int ipsecnic_sa_refuse_status(struct ipsecnic *ipn,
			      struct netlink_ext_ack *extack, u32 status)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(ipsecnic_statuses); i++) {
		if (ipsecnic_statuses[i].status != status)
			continue;
		ipsecnic_xfrm_count(ipn, ipsecnic_statuses[i].why);
		NL_SET_ERR_MSG_FMT_MOD(extack, "%s", ipsecnic_statuses[i].text);
		return -EOPNOTSUPP;
	}
	ipsecnic_xfrm_count(ipn, IPSECNIC_XFRM_REFUSED_CARD);
	NL_SET_ERR_MSG_FMT_MOD(extack,
			       "the card does not understand the SA: status %u",
			       status);
	return -EIO;
}

/* The one of that name and key; *known: there is one of that name. */
static const struct ipsecnic_algorithm *
ipsecnic_sa_find_algorithm(const struct ipsecnic_algorithm *list,
			   unsigned int count, const char *name,
			   unsigned int bits, bool *known)
{
	unsigned int i;

	*known = false;
	for (i = 0; i < count; i++) {
		if (strcmp(list[i].name, name))
			continue;
		*known = true;
		if (list[i].key * 8 == bits)
			return &list[i];
	}
	return NULL;
}

/* Put a key behind what the context has already. */
static void ipsecnic_sa_put_key(struct ipsecnic_sa *sa, const void *key,
				unsigned int bits, __le32 *offset,
				__le32 *length)
{
	unsigned int bytes = bits / 8;

	if (!bytes)
		return;
	memcpy(sa->ctx + sa->ctx_length, key, bytes);
	*offset = cpu_to_le32(sa->ctx_length);
	*length = cpu_to_le32(bytes);
	sa->ctx_length = ALIGN(sa->ctx_length + bytes, 8);
}

/* An algorithm that the card does not take. */
static int ipsecnic_sa_refuse_algorithm(struct ipsecnic *ipn,
					const struct ipsecnic_algorithm *alg,
					struct netlink_ext_ack *extack,
					u32 status)
{
	/* Cards of before 32 bits were not enough for them do not know it. */
	if (upper_32_bits(alg->bit))
		return IPSECNIC_SA_REFUSE(ipn, extack,
			IPSECNIC_XFRM_REFUSED_SWITCHED_OFF,
			"the card is too old for this algorithm, or has it switched off");
	return ipsecnic_sa_refuse_status(ipn, extack, status);
}

/* The ICVs that an AEAD cipher can have: bit n for n bytes. */
static u32 ipsecnic_sa_aead_icvs(const struct ipsecnic *ipn,
				 const struct ipsecnic_algorithm *alg)
{
	if (alg->bit & IPSECNIC_CIPHERS_GCM)
		return ipn->caps.gcm_icv;
	return alg->icv ? BIT(alg->icv) : BIT(8) | BIT(12) | BIT(16);
}

static int ipsecnic_sa_build_aead(struct ipsecnic_sa *sa,
				  const struct xfrm_algo_aead *aead,
				  struct ipsecnic_sa_op *op,
				  struct netlink_ext_ack *extack)
{
	unsigned int icv = aead->alg_icv_len / 8;
	struct ipsecnic *ipn = sa->ipn;
	const struct ipsecnic_algorithm *alg;
	bool aead_known, gmac;

	alg = ipsecnic_sa_find_algorithm(ipsecnic_aeads,
					 ARRAY_SIZE(ipsecnic_aeads),
					 aead->alg_name, aead->alg_key_len,
					 &aead_known);
	if (alg) {
		if (!(ipn->caps.cipher & alg->bit))
			return ipsecnic_sa_refuse_algorithm(ipn, alg, extack,
						IPSECNIC_ST_SA_CIPHER_ALG);
		if (icv >= 32 ||
		    !(ipsecnic_sa_aead_icvs(ipn, alg) & BIT(icv)))
			return ipsecnic_sa_refuse_status(ipn, extack,
						IPSECNIC_ST_SA_ICV_LENGTH);
		op->cipher_alg = cpu_to_le64(alg->bit);
		op->cipher_icv_length = cpu_to_le16(icv);
		ipsecnic_sa_put_key(sa, aead->alg_key, aead->alg_key_len,
				    &op->cipher_key_offset,
				    &op->cipher_key_length);
		sa->icv = icv;
		sa->algorithm = alg->label;
		return 0;
	}

	alg = ipsecnic_sa_find_algorithm(ipsecnic_gmacs,
					 ARRAY_SIZE(ipsecnic_gmacs),
					 aead->alg_name, aead->alg_key_len,
					 &gmac);
	if (alg) {
		if (!(ipn->caps.auth & alg->bit))
			return ipsecnic_sa_refuse_status(ipn, extack,
						IPSECNIC_ST_SA_AUTH_ALG);
		if (icv != alg->icv)
			return ipsecnic_sa_refuse_status(ipn, extack,
						IPSECNIC_ST_SA_ICV_LENGTH);
		op->auth_alg = cpu_to_le64(alg->bit);
		op->auth_icv_length = cpu_to_le16(icv);
		ipsecnic_sa_put_key(sa, aead->alg_key, aead->alg_key_len,
				    &op->auth_key_offset, &op->auth_key_length);
		sa->icv = icv;
		sa->algorithm = alg->label;
		return 0;
	}

	if (aead_known || gmac)
		return ipsecnic_sa_refuse_status(ipn, extack,
					IPSECNIC_ST_SA_CIPHER_KEY_LENGTH);
	return IPSECNIC_SA_REFUSE(ipn, extack, IPSECNIC_XFRM_REFUSED_ALGORITHM,
		"of AEAD algorithms the card does AES-GCM, CCM and GMAC, and ChaCha20-Poly1305");
}

static int ipsecnic_sa_build_pair(struct ipsecnic_sa *sa,
				  const struct xfrm_algo *ealg,
				  const struct xfrm_algo_auth *aalg,
				  struct ipsecnic_sa_op *op,
				  struct netlink_ext_ack *extack)
{
	const struct ipsecnic_algorithm *cipher, *auth;
	struct ipsecnic *ipn = sa->ipn;
	bool known;

	cipher = ipsecnic_sa_find_algorithm(ipsecnic_ciphers,
					    ARRAY_SIZE(ipsecnic_ciphers),
					    ealg->alg_name, ealg->alg_key_len,
					    &known);
	if (!cipher && known)
		return ipsecnic_sa_refuse_status(ipn, extack,
					IPSECNIC_ST_SA_CIPHER_KEY_LENGTH);
	if (!cipher)
		return IPSECNIC_SA_REFUSE(ipn, extack,
			IPSECNIC_XFRM_REFUSED_ALGORITHM,
			"of ciphers the card does AES-CTR, AES, 3DES and DES in mode CBC, and NULL");
	if (!(ipn->caps.cipher & cipher->bit))
		return ipsecnic_sa_refuse_algorithm(ipn, cipher, extack,
						    IPSECNIC_ST_SA_CIPHER_ALG);

	if (!aalg)
		return IPSECNIC_SA_REFUSE(ipn, extack,
			IPSECNIC_XFRM_REFUSED_NO_AUTH,
			"the card does no ESP without authentication");
	auth = ipsecnic_sa_find_algorithm(ipsecnic_auths,
					  ARRAY_SIZE(ipsecnic_auths),
					  aalg->alg_name, aalg->alg_key_len,
					  &known);
	if (!auth && known)
		return ipsecnic_sa_refuse_status(ipn, extack,
					IPSECNIC_ST_SA_AUTH_KEY_LENGTH);
	if (!auth)
		return IPSECNIC_SA_REFUSE(ipn, extack,
			IPSECNIC_XFRM_REFUSED_ALGORITHM,
			"of authenticators the card does HMAC with SHA-2, SHA-1 and MD5, XCBC and CMAC");
	if (!(ipn->caps.auth & auth->bit))
		return ipsecnic_sa_refuse_algorithm(ipn, auth, extack,
						    IPSECNIC_ST_SA_AUTH_ALG);
	/* hmac(sha256) is cut to 96 bits unless the user said otherwise. */
	if (aalg->alg_trunc_len != auth->icv * 8)
		return ipsecnic_sa_refuse_status(ipn, extack,
						 IPSECNIC_ST_SA_ICV_LENGTH);

	op->cipher_alg = cpu_to_le64(cipher->bit);
	ipsecnic_sa_put_key(sa, ealg->alg_key, ealg->alg_key_len,
			    &op->cipher_key_offset, &op->cipher_key_length);
	op->auth_alg = cpu_to_le64(auth->bit);
	op->auth_icv_length = cpu_to_le16(auth->icv);
	ipsecnic_sa_put_key(sa, aalg->alg_key, aalg->alg_key_len,
			    &op->auth_key_offset, &op->auth_key_length);
	sa->icv = auth->icv;
	sa->algorithm = cipher->label;
	sa->auth = auth->label;
	return 0;
}

static int ipsecnic_sa_build_algorithms(struct ipsecnic_sa *sa,
					const struct xfrm_state *x,
					struct ipsecnic_sa_op *op,
					struct netlink_ext_ack *extack)
{
	/*
	 * They differ in the IV that they make, not in its size, and the card
	 * makes its own.
	 */
	if (x->geniv && strcmp(x->geniv, "seqiv") &&
	    strcmp(x->geniv, "echainiv"))
		return IPSECNIC_SA_REFUSE(sa->ipn, extack,
			IPSECNIC_XFRM_REFUSED_GENIV,
			"the IV generator is neither seqiv nor echainiv");
	if (x->aead)
		return ipsecnic_sa_build_aead(sa, x->aead, op, extack);
	if (x->ealg)
		return ipsecnic_sa_build_pair(sa, x->ealg, x->aalg, op, extack);
	return IPSECNIC_SA_REFUSE(sa->ipn, extack,
		IPSECNIC_XFRM_REFUSED_ALGORITHM,
		"the state has no algorithm for ESP");
}

/* What has nothing to do with algorithms. */
static int ipsecnic_sa_check_state(struct ipsecnic *ipn, struct xfrm_state *x,
				   struct netlink_ext_ack *extack)
{
	bool inbound = x->xso.dir == XFRM_DEV_OFFLOAD_IN;
	u32 caps = ipn->caps.ipsec;

	/* What is received may come by any port, and the card has one. */
	if (ipsecnic_xso_many_ports(x))
		return IPSECNIC_SA_REFUSE(ipn, extack,
			IPSECNIC_XFRM_REFUSED_BOND_MODE,
			"of bonds only those of mode active-backup are supported");
	/*
	 * The card finds SAs by destination and SPI, whatever tags there are: it
	 * would decrypt for one namespace what is for another.
	 */
	if (!net_eq(xs_net(x), dev_net(ipn->netdev)))
		return IPSECNIC_SA_REFUSE(ipn, extack,
			IPSECNIC_XFRM_REFUSED_NAMESPACE,
			"the VLAN interface is not in the network namespace of the card");
	if (!ipsecnic_xso_is_crypto(x) && !ipsecnic_xso_is_packet(x))
		return IPSECNIC_SA_REFUSE(ipn, extack,
			IPSECNIC_XFRM_REFUSED_PACKET_MODE,
			"packet offload needs Linux 6.9 or newer");
	if (!ipsecnic_has(ipn, inbound ? IPSECNIC_F_IPSEC_RX :
			  IPSECNIC_F_IPSEC_TX))
		return ipsecnic_sa_refuse_status(ipn, extack,
						 IPSECNIC_ST_SA_DIRECTION);
	if (!netif_running(ipn->netdev))
		return IPSECNIC_SA_REFUSE(ipn, extack,
			IPSECNIC_XFRM_REFUSED_DOWN,
			"the interface is down");
	if (!(READ_ONCE(ipn->netdev->features) & NETIF_F_HW_ESP))
		return IPSECNIC_SA_REFUSE(ipn, extack,
			IPSECNIC_XFRM_REFUSED_FEATURE_OFF,
			"esp-hw-offload is switched off");
	if (x->id.proto != IPPROTO_ESP || !(caps & IPSECNIC_CAP_ESP))
		return ipsecnic_sa_refuse_status(ipn, extack,
						 IPSECNIC_ST_SA_OPERATION);

	switch (x->props.family) {
	case AF_INET:
		break;
	case AF_INET6:
		if (caps & IPSECNIC_CAP_IPV6)
			break;
		fallthrough;
	default:
		return ipsecnic_sa_refuse_status(ipn, extack,
						 IPSECNIC_ST_SA_FAMILY);
	}

	switch (x->props.mode) {
	case XFRM_MODE_TRANSPORT:
		if (caps & IPSECNIC_CAP_TRANSPORT)
			break;
		return IPSECNIC_SA_REFUSE(ipn, extack,
			IPSECNIC_XFRM_REFUSED_MODE,
			"transport mode is switched off in the card");
	case XFRM_MODE_TUNNEL:
		if (caps & IPSECNIC_CAP_TUNNEL)
			break;
		return IPSECNIC_SA_REFUSE(ipn, extack,
			IPSECNIC_XFRM_REFUSED_MODE,
			"tunnel mode is switched off in the card");
	default:
		return IPSECNIC_SA_REFUSE(ipn, extack,
			IPSECNIC_XFRM_REFUSED_MODE,
			"the mode is neither transport nor tunnel");
	}

	if (x->tfcpad)
		return IPSECNIC_SA_REFUSE(ipn, extack,
			IPSECNIC_XFRM_REFUSED_TFC,
			"traffic flow confidentiality padding is not supported");
	/* The card finds the state without the mark. */
	if (inbound && x->mark.m)
		return IPSECNIC_SA_REFUSE(ipn, extack,
			IPSECNIC_XFRM_REFUSED_MARK,
			"an inbound state with a mark is not supported");
	if ((x->props.flags & XFRM_STATE_ESN) && !(caps & IPSECNIC_CAP_ESN))
		return ipsecnic_sa_refuse_status(ipn, extack,
						 IPSECNIC_ST_SA_ESN);
	/* The card makes IVs of sequence numbers: they must not come again. */
	if (!inbound && (x->props.extra_flags & XFRM_SA_XFLAG_OSEQ_MAY_WRAP))
		return IPSECNIC_SA_REFUSE(ipn, extack,
			IPSECNIC_XFRM_REFUSED_SEQ_WRAP,
			"outbound sequence numbers that may wrap are not supported");
	return 0;
}

static int ipsecnic_sa_build_encap(struct ipsecnic_sa *sa,
				   const struct xfrm_state *x,
				   struct ipsecnic_sa_ctx *ctx,
				   struct netlink_ext_ack *extack)
{
	const struct xfrm_encap_tmpl *encap = x->encap;
	struct ipsecnic *ipn = sa->ipn;

	if (!encap)
		return 0;
	if (encap->encap_type != UDP_ENCAP_ESPINUDP)
		return IPSECNIC_SA_REFUSE(ipn, extack,
			IPSECNIC_XFRM_REFUSED_ENCAP,
			"the encapsulation is not ESP in UDP");
	if (ipsecnic_xso_is_packet(x))
		goto encap;
	/* esp6_xmit() does not put the UDP header in. */
	if (x->props.family != AF_INET)
		return IPSECNIC_SA_REFUSE(ipn, extack,
			IPSECNIC_XFRM_REFUSED_ENCAP,
			"the kernel cannot offload ESP in UDP over IPv6");
	/*
	 * UDP looks for a policy before ESP is reached, and takes it amiss
	 * that there is a tunnel already.  GRO would come first, but for that
	 * the socket needs UDP_GRO, which no IKE daemon has to set.
	 */
	if (sa->inbound && x->props.mode == XFRM_MODE_TUNNEL)
		return IPSECNIC_SA_REFUSE(ipn, extack,
			IPSECNIC_XFRM_REFUSED_ENCAP,
			"the kernel cannot take inbound tunnels in UDP that are decrypted already");
	if (!IPSECNIC_XFRM_ENCAP)
		return IPSECNIC_SA_REFUSE(ipn, extack,
			IPSECNIC_XFRM_REFUSED_ENCAP,
			"the kernel is too old to offload ESP in UDP");
encap:
	ctx->encap = x->props.mode == XFRM_MODE_TUNNEL ?
		     IPSECNIC_UDP_ESP_TUNNEL : IPSECNIC_UDP_ESP_TRANSPORT;
	if (!(ipn->caps.udp_esp & ctx->encap))
		return ipsecnic_sa_refuse_status(ipn, extack,
						 IPSECNIC_ST_SA_ENCAP);
	sa->encap = true;
	sa->sport = encap->encap_sport;
	sa->dport = encap->encap_dport;
	/* A peer's port changes with its NAT; the kernel follows it. */
	if (!sa->inbound)
		ctx->encap_sport = cpu_to_le16(ntohs(sa->sport));
	ctx->encap_dport = cpu_to_le16(ntohs(sa->dport));
	return 0;
}

static void ipsecnic_sa_put_address(u8 *to, const xfrm_address_t *from,
				    u16 family)
{
	if (family == AF_INET)
		memcpy(to, &from->a4, sizeof(from->a4));
	else
		memcpy(to, &from->a6, sizeof(from->a6));
}

/**
 * ipsecnic_sa_build - make the context of a state
 * @sa: zeroed but for @sa->ipn
 * @x: the state, which nobody else can see yet
 * @extack: where the reason of a refusal goes
 *
 * Context: may sleep in packet mode.
 *
 * Return: 0; -EOPNOTSUPP: the card cannot do it; -EINVAL: nobody can; -ENOMEM.
 */
int ipsecnic_sa_build(struct ipsecnic_sa *sa, struct xfrm_state *x,
		      struct netlink_ext_ack *extack)
{
	struct ipsecnic_sa_ctx *ctx = (struct ipsecnic_sa_ctx *)sa->ctx;
	struct ipsecnic_sa_op *op = &ctx->op[0];
	u32 flags = 0;
	int err;

	if (x->xso.dir != XFRM_DEV_OFFLOAD_IN &&
	    x->xso.dir != XFRM_DEV_OFFLOAD_OUT) {
		NL_SET_ERR_MSG_MOD(extack, "a state is inbound or outbound");
		return -EINVAL;
	}
	if (!x->id.spi) {
		NL_SET_ERR_MSG_MOD(extack, "a state of ESP needs an SPI");
		return -EINVAL;
	}
	err = ipsecnic_sa_check_state(sa->ipn, x, extack);
	if (err)
		return err;

	sa->x = x;
	sa->inbound = x->xso.dir == XFRM_DEV_OFFLOAD_IN;
	sa->esn = x->props.flags & XFRM_STATE_ESN;
	sa->ctx_length = sizeof(*ctx);

	err = ipsecnic_sa_build_encap(sa, x, ctx, extack);
	if (err)
		return err;
	err = ipsecnic_sa_build_algorithms(sa, x, op, extack);
	if (err)
		return err;

	if (sa->inbound)
		flags |= IPSECNIC_SA_FLAG_INBOUND;
	if (x->props.family == AF_INET6)
		flags |= IPSECNIC_SA_FLAG_IPV6;
	ctx->length = cpu_to_le32(sa->ctx_length);
	ctx->version = cpu_to_le16(IPSECNIC_SA_CTX_VERSION);
	ctx->num_ops = cpu_to_le16(1);
	ctx->flags = cpu_to_le32(flags);
	ctx->mode = x->props.mode == XFRM_MODE_TUNNEL ? IPSECNIC_MODE_TUNNEL :
		    IPSECNIC_MODE_TRANSPORT;
	/*
	 * The kernel does not look at the source of what it receives, but in
	 * its policies, which the card has in packet mode.  The source of ESP
	 * in UDP changes with the peer's NAT.
	 */
	if (!sa->inbound || (ipsecnic_xso_is_packet(x) && !sa->encap &&
			     x->props.mode == XFRM_MODE_TUNNEL))
		ipsecnic_sa_put_address(ctx->src, &x->props.saddr,
					x->props.family);
	ipsecnic_sa_put_address(ctx->dst, &x->id.daddr, x->props.family);
	ctx->reqid = cpu_to_le32(x->props.reqid);
	ctx->soft_packets = cpu_to_le64(IPSECNIC_NO_LIMIT);
	ctx->hard_packets = cpu_to_le64(IPSECNIC_NO_LIMIT);
	ctx->soft_bytes = cpu_to_le64(IPSECNIC_NO_LIMIT);
	ctx->hard_bytes = cpu_to_le64(IPSECNIC_NO_LIMIT);
	op->operation = IPSECNIC_OP_ESP;
	op->spi = cpu_to_le32(ntohl(x->id.spi));
	if (sa->esn)
		op->flags = cpu_to_le16(IPSECNIC_OP_FLAG_ESN);
	return ipsecnic_xso_is_packet(x) ? ipsecnic_packet_build(sa, x, extack) :
					   0;
}

/* Give a context the sequence numbers of its state. */
static void ipsecnic_sa_number(const struct ipsecnic_sa *sa,
			       struct xfrm_state *x,
			       struct ipsecnic_sa_ctx *ctx)
{
	const struct xfrm_replay_state_esn *esn = x->replay_esn;
	struct ipsecnic_sa_op *op = &ctx->op[0];
	u32 low, high = 0;

	if (esn) {
		low = sa->inbound ? esn->seq : esn->oseq;
		if (sa->esn)
			high = sa->inbound ? esn->seq_hi : esn->oseq_hi;
	} else {
		low = sa->inbound ? x->replay.seq : x->replay.oseq;
	}
	op->sequence = cpu_to_le64((u64)high << 32 | low);
	/* With ESN the card estimates the high half by it, RFC 4303 A2.2. */
	if (sa->inbound)
		op->replay_window = cpu_to_le32(esn ? esn->replay_window :
						x->props.replay_window);
}

/**
 * ipsecnic_sa_fill - write the context that the card is to load
 * @sa: the SA; what of the numbers the card is told is noted in it
 * @x: its state; locked, or not seen by anybody yet
 * @to: @sa->ctx_length bytes, 8-byte aligned
 */
void ipsecnic_sa_fill(struct ipsecnic_sa *sa, struct xfrm_state *x, void *to)
{
	struct ipsecnic_sa_ctx *ctx = to;

	memcpy(to, sa->ctx, sa->ctx_length);
	ipsecnic_sa_number(sa, x, ctx);
	if (sa->packet)
		ipsecnic_packet_fill(sa, x, ctx);
	sa->seq_hi = upper_32_bits(le64_to_cpu(ctx->op[0].sequence));
}
