/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * ipsecnic: differences between kernels
 *
 * The driver is written to the interfaces of the newest kernel.  What older
 * ones lack is made up for here, and no other file looks at the version.
 * Debian's 6.1 and 6.12 are built and run, and selftests are with 7.3; those
 * between follow the steps below without having been tried.
 */

#ifndef IPSECNIC_COMPAT_H
#define IPSECNIC_COMPAT_H

#include <linux/dim.h>
#include <linux/dma-mapping.h>
#include <linux/ethtool.h>
#include <linux/if.h>
#include <linux/net_tstamp.h>
#include <linux/netdevice.h>
#include <linux/netlink.h>
#include <linux/printk.h>
#include <linux/skbuff.h>
#include <linux/timer.h>
#include <linux/uaccess.h>
#include <linux/version.h>
#include <net/bonding.h>
#include <net/devlink.h>
#include <net/netdev_queues.h>
#include <net/xdp.h>
#include <net/xfrm.h>

#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 1, 0)
#error "the ipsecnic driver needs Linux 6.1 or newer"
#endif

#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 5, 0)
#include <net/gso.h>
#endif

#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 6, 0)
#include <net/page_pool/helpers.h>
#include <net/page_pool/types.h>
#else
#include <net/page_pool.h>
#endif

/* ------------------------------------------------------------------------
 * xfrmdev_ops
 *
 * The callbacks are written as
 *
 *	int  add(struct net_device *dev, struct xfrm_state *x,
 *		 struct netlink_ext_ack *extack);
 *	void delete(struct xfrm_state *x);
 *	void free(struct xfrm_state *x);
 *
 * and named to the kernel by
 *
 *	IPSECNIC_XDO_STATE_ADD(add);
 *	IPSECNIC_XDO_STATE_VOID(delete);
 *	... .xdo_dev_state_add = IPSECNIC_XDO(add), ...
 *	    IPSECNIC_XDO_UPDATE_STATS(update)
 *
 * Where the kernel has no extended acknowledgement for them, extack is NULL,
 * which all NL_SET_ERR_MSG macros take.
 *
 * The device of add() is the one that the kernel means, or, where it does not
 * say, the one that it most likely means: it may be another driver's, or NULL.
 * delete() and free() get none: whom the kernel names there has not always got
 * the state.
 */
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 16, 0)

#define IPSECNIC_XDO(fn)		fn ## _xdo
#define IPSECNIC_XDO_STATE_ADD(fn)					\
static int fn ## _xdo(struct net_device *dev, struct xfrm_state *x,	\
		      struct netlink_ext_ack *extack)			\
{									\
	return fn(dev, x, extack);					\
}									\
static_assert(sizeof(&(fn)))
#define IPSECNIC_XDO_STATE_VOID(fn)					\
static void fn ## _xdo(struct net_device *dev, struct xfrm_state *x)	\
{									\
	fn(x);								\
}									\
static_assert(sizeof(&(fn)))

#else

/**
 * ipsecnic_xdo_port - the device that xdo_dev_state_add is called for
 * @x: the state
 *
 * Before 6.16 the kernel does not say.  With a bond in between, its active port
 * is called.  xso.real_dev is that port on some kernels; on 6.12.95 and others
 * with the same change it is the bond itself, or NULL, until the port has
 * answered.  The bond may choose another port at any time.
 *
 * Return: the device, whoever's it is, which the caller gives back by
 * dev_put(); NULL: there is none.
 */
static inline struct net_device *ipsecnic_xdo_port(const struct xfrm_state *x)
{
	struct net_device *dev = READ_ONCE(x->xso.dev);
	const struct bonding *bond;
	struct slave *active;

	rcu_read_lock();
	if (dev && netif_is_bond_master(dev)) {
		bond = netdev_priv(dev);
		active = rcu_dereference(bond->curr_active_slave);
		dev = active ? active->dev : NULL;
	} else {
		dev = READ_ONCE(x->xso.real_dev);
	}
	dev_hold(dev);
	rcu_read_unlock();
	return dev;
}

#define IPSECNIC_XDO(fn)		fn ## _xdo

#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 3, 0)
#define IPSECNIC_XDO_STATE_ADD(fn)					\
static int fn ## _xdo(struct xfrm_state *x,				\
		      struct netlink_ext_ack *extack)			\
{									\
	struct net_device *dev = ipsecnic_xdo_port(x);			\
	int err = fn(dev, x, extack);					\
									\
	dev_put(dev);							\
	return err;							\
}									\
static_assert(sizeof(&(fn)))
#else
#define IPSECNIC_XDO_STATE_ADD(fn)					\
static int fn ## _xdo(struct xfrm_state *x)				\
{									\
	struct net_device *dev = ipsecnic_xdo_port(x);			\
	int err = fn(dev, x, NULL);					\
									\
	dev_put(dev);							\
	return err;							\
}									\
static_assert(sizeof(&(fn)))
#endif

#define IPSECNIC_XDO_STATE_VOID(fn)					\
static void fn ## _xdo(struct xfrm_state *x)				\
{									\
	fn(x);								\
}									\
static_assert(sizeof(&(fn)))

#endif

/*
 * An entry of an initialiser, its comma included.  Mark the function
 * __maybe_unused.
 */
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 9, 0)
#define IPSECNIC_XDO_UPDATE_STATS(fn)	.xdo_dev_state_update_stats = (fn),
#elif LINUX_VERSION_CODE >= KERNEL_VERSION(6, 2, 0)
#define IPSECNIC_XDO_UPDATE_STATS(fn)	.xdo_dev_state_update_curlft = (fn),
#else
#define IPSECNIC_XDO_UPDATE_STATS(fn)
#endif

/*
 * From 6.12 on, and in the stable series 6.1 from 6.1.178 on, xfrm_input()
 * takes the card's verdict of a frame that did not come by way of GRO.  Other
 * kernels look such a frame up as if the card had not touched it, and decrypt
 * it a second time.
 */
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 12, 0) || \
	(LINUX_VERSION_CODE >= KERNEL_VERSION(6, 1, 178) && \
	 LINUX_VERSION_CODE < KERNEL_VERSION(6, 2, 0))
#define IPSECNIC_NON_GRO_OFFLOAD	true
#else
#define IPSECNIC_NON_GRO_OFFLOAD	false
#endif

/*
 * From 6.12 on the kernel offers the driver a state of crypto offload with
 * ESP in UDP; before that it refuses it itself.  IPv6 cannot be sent so.
 */
#define IPSECNIC_XFRM_ENCAP \
	(LINUX_VERSION_CODE >= KERNEL_VERSION(6, 12, 0))

/**
 * ipsecnic_xso_many_ports - may any of several ports get a state's packets?
 * @x: state that xdo_dev_state_add got
 *
 * Return: true below a bond that spreads its traffic.
 */
static inline bool ipsecnic_xso_many_ports(const struct xfrm_state *x)
{
	const struct net_device *dev = READ_ONCE(x->xso.dev);
	const struct bonding *bond;

	if (!dev || !netif_is_bond_master(dev))
		return false;
	bond = netdev_priv(dev);
	return BOND_MODE(bond) != BOND_MODE_ACTIVEBACKUP;
}

/**
 * ipsecnic_xso_is_crypto - was the state asked for in crypto mode?
 * @x: state that xdo_dev_state_add got
 *
 * Return: true if it was.
 */
static inline bool ipsecnic_xso_is_crypto(const struct xfrm_state *x)
{
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 2, 0)
	return x->xso.type == XFRM_DEV_OFFLOAD_CRYPTO;
#else
	/* No other mode; the field is only in later releases of 6.1. */
	return true;
#endif
}

/*
 * Packet offload.  The kernel has had it since 6.2, in the form that is used
 * here since 6.9; in 6.1 it refuses such states and policies itself.
 */
#define IPSECNIC_XFRM_PACKET \
	(LINUX_VERSION_CODE >= KERNEL_VERSION(6, 9, 0))

/**
 * ipsecnic_xso_is_packet - is that a state of packet offload?
 * @x: any state
 *
 * Return: true if it is.
 */
static inline bool ipsecnic_xso_is_packet(const struct xfrm_state *x)
{
#if IPSECNIC_XFRM_PACKET
	return x->xso.type == XFRM_DEV_OFFLOAD_PACKET;
#else
	return false;
#endif
}

/**
 * ipsecnic_xso_is_acquire - does the state wait for a key manager?
 * @x: state that one of the callbacks got
 *
 * Return: true: it has no keys, and the card has nothing to do with it.
 */
static inline bool ipsecnic_xso_is_acquire(const struct xfrm_state *x)
{
#if IPSECNIC_XFRM_PACKET
	return x->xso.flags & XFRM_DEV_OFFLOAD_FLAG_ACQ;
#else
	return false;
#endif
}

/* Where it is missing nobody comes so far. */
#ifndef XFRM_ADD_STATS
#define XFRM_ADD_STATS(net, field, val)	((void)(net), (void)(val))
#endif

/* Entries of an initialiser, with their commas. */
#if IPSECNIC_XFRM_PACKET
#define IPSECNIC_XDO_POLICY_OPS(add, delete, free)			\
	.xdo_dev_policy_add = (add),					\
	.xdo_dev_policy_delete = (delete),				\
	.xdo_dev_policy_free = (free),
#else
#define IPSECNIC_XDO_POLICY_OPS(add, delete, free)
#endif

/* ------------------------------------------------------------------------
 * net_device
 */
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 8, 0)
#define netif_queue_set_napi(dev, queue_index, type, napi) \
	((void)(dev), (void)(queue_index), (void)(napi))
#define netif_napi_set_irq(napi, irq)	((void)(napi), (void)(irq))
#define ethtool_puts(data, str)		ethtool_sprintf(data, "%s", str)
#endif

/* Before 6.13 the settings of a NAPI do not outlast it. */
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 13, 0)
#define netif_napi_add_config(dev, napi, poll, index) \
	((void)(index), netif_napi_add(dev, napi, poll))
#endif

/* ------------------------------------------------------------------------
 * ethtool
 *
 * Key and table of the hash come in a structure since 6.8, contexts have
 * operations of their own in 6.12 (and before, where they are not used), and so
 * have hashed fields since 6.17; then they can be chosen for each context.  How
 * both directions of a flow get one hash is told since 6.15, and in newer kernels
 * of the 6.12 series; the name of another way came in with that.
 */
#define IPSECNIC_RXFH_PARAM \
	(LINUX_VERSION_CODE >= KERNEL_VERSION(6, 8, 0))
#define IPSECNIC_RXFH_CONTEXT_OPS \
	(LINUX_VERSION_CODE >= KERNEL_VERSION(6, 12, 0))
#ifdef RXH_XFRM_SYM_OR_XOR
#define IPSECNIC_RXFH_XFRM		1
#define ipsecnic_rxfh_xfrm(param)	((param)->input_xfrm)
#else
#define IPSECNIC_RXFH_XFRM		0
#define ipsecnic_rxfh_xfrm(param)	((void)(param), RXH_XFRM_NO_CHANGE)
#endif
#ifndef RXH_XFRM_NO_CHANGE
#define RXH_XFRM_SYM_XOR		1
#define RXH_XFRM_NO_CHANGE		0xff
#endif
#define IPSECNIC_RXFH_FIELDS \
	(LINUX_VERSION_CODE >= KERNEL_VERSION(6, 17, 0))

/*
 * The number of receive rings is asked for by itself, in 7.3 in no other way.
 * An entry of an initialiser, its comma included.
 */
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 19, 0)
#define IPSECNIC_RX_RING_COUNT(fn)	.get_rx_ring_count = (fn),
#else
#define IPSECNIC_RX_RING_COUNT(fn)
#endif

/*
 * Which packets get times is asked and said by callbacks since 6.6, before by
 * ioctl. The callbacks are written as they are now, and named by
 *
 *	IPSECNIC_HWTSTAMP(get, set);
 *	... IPSECNIC_NDO_HWTSTAMP(get, set)
 *
 * the second of which is an entry of an initialiser, its comma included.
 */
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 6, 0)
#define IPSECNIC_HWTSTAMP(get, set)	static_assert(sizeof(&(get)))
#define IPSECNIC_NDO_HWTSTAMP(get, set)					\
	.ndo_hwtstamp_get = (get), .ndo_hwtstamp_set = (set),
#else
#define kernel_hwtstamp_config		hwtstamp_config
#define IPSECNIC_HWTSTAMP(get, set)					\
static int get ## _ioctl(struct net_device *netdev, struct ifreq *ifr,	\
			 int cmd)					\
{									\
	struct hwtstamp_config config = { 0 };				\
	int err;							\
									\
	switch (cmd) {							\
	case SIOCGHWTSTAMP:						\
		err = get(netdev, &config);				\
		break;							\
	case SIOCSHWTSTAMP:						\
		if (copy_from_user(&config, ifr->ifr_data,		\
				   sizeof(config)))			\
			return -EFAULT;					\
		err = set(netdev, &config, NULL);			\
		break;							\
	default:							\
		return -EOPNOTSUPP;					\
	}								\
	if (err)							\
		return err;						\
	return copy_to_user(ifr->ifr_data, &config, sizeof(config)) ?	\
	       -EFAULT : 0;						\
}									\
static_assert(sizeof(&(get)))
#define IPSECNIC_NDO_HWTSTAMP(get, set)	.ndo_eth_ioctl = get ## _ioctl,
#endif

/* What ethtool -T shows is the kernel's own structure since 6.11. */
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 11, 0)
#define ipsecnic_ts_info		kernel_ethtool_ts_info
#else
#define ipsecnic_ts_info		ethtool_ts_info
#endif

/* Statistics of each queue, asked for over netlink. */
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 10, 0)
#define IPSECNIC_QUEUE_STATS		1
#else
#define IPSECNIC_QUEUE_STATS		0
#endif

/* Before 6.2 a driver says its name to devlink itself. */
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 2, 0)
#define ipsecnic_devlink_info_driver(req, name)	((void)(req), 0)
#else
#define ipsecnic_devlink_info_driver(req, name) \
	devlink_info_driver_name_put(req, name)
#endif

/* Before 6.3 a driver that has the two callbacks of a reload says so besides. */
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 3, 0)
#define ipsecnic_devlink_reloads(devlink)	((void)(devlink))
#else
#define ipsecnic_devlink_reloads(devlink) \
	devlink_set_features(devlink, DEVLINK_F_RELOAD)
#endif

/* A reporter whose errors are recovered from however soon they come again. */
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 18, 0)
#define ipsecnic_devlink_reporter(devlink, ops, priv) \
	devlink_health_reporter_create(devlink, ops, priv)
#else
#define ipsecnic_devlink_reporter(devlink, ops, priv) \
	devlink_health_reporter_create(devlink, ops, 0, priv)
#endif

/* The sample by its address, as from 6.13 on. */
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 13, 0)
#define ipsecnic_net_dim(dim, sample)	net_dim(dim, sample)
#else
#define ipsecnic_net_dim(dim, sample)	net_dim(dim, *(sample))
#endif

/**
 * ipsecnic_page_pool_owner - say whom a page pool serves
 * @params: parameters of the pool
 * @netdev: interface
 * @napi: the only one that takes pages from it
 *
 * With @napi pages that are freed in it go back without a lock.
 */
static inline void ipsecnic_page_pool_owner(struct page_pool_params *params,
					    struct net_device *netdev,
					    struct napi_struct *napi)
{
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 4, 0)
	params->napi = napi;
#endif
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 8, 0)
	params->netdev = netdev;
#endif
}

#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 10, 0)
static inline void page_pool_dma_sync_for_cpu(const struct page_pool *pool,
					      const struct page *page,
					      u32 offset, u32 dma_sync_size)
{
	dma_addr_t dma = page_pool_get_dma_addr((struct page *)page);

	dma_sync_single_range_for_cpu(pool->p.dev, dma,
				      offset + pool->p.offset, dma_sync_size,
				      pool->p.dma_dir);
}
#endif

/**
 * ipsecnic_xdp_features - say what the driver has of XDP
 * @netdev: interface, before it is registered
 * @sg: frames in pieces can be sent, too
 *
 * Before 6.3 nobody asks.
 */
static inline void ipsecnic_xdp_features(struct net_device *netdev, bool sg)
{
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 3, 0)
	netdev->xdp_features = NETDEV_XDP_ACT_BASIC | NETDEV_XDP_ACT_REDIRECT |
			       NETDEV_XDP_ACT_NDO_XMIT | NETDEV_XDP_ACT_RX_SG;
	if (sg)
		netdev->xdp_features |= NETDEV_XDP_ACT_NDO_XMIT_SG;
#endif
}

/**
 * ipsecnic_xdp_add_frag - put one more page behind a frame of XDP
 * @xdp: frame
 * @page: page, of a page pool
 * @offset: where in it
 * @size: bytes
 *
 * Return: false if there are as many as there can be.
 */
static inline bool ipsecnic_xdp_add_frag(struct xdp_buff *xdp,
					 struct page *page, u32 offset,
					 u32 size)
{
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 14, 0)
	return xdp_buff_add_frag(xdp, page_to_netmem(page), offset, size,
				 PAGE_SIZE);
#else
	struct skb_shared_info *info = xdp_get_shared_info_from_buff(xdp);
	skb_frag_t *frag;

	if (!xdp_buff_has_frags(xdp)) {
		info->nr_frags = 0;
		info->xdp_frags_size = 0;
		xdp_buff_set_frags_flag(xdp);
	}
	if (info->nr_frags == MAX_SKB_FRAGS)
		return false;
	frag = &info->frags[info->nr_frags++];
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 5, 0)
	skb_frag_fill_page_desc(frag, page, offset, size);
#else
	__skb_frag_set_page(frag, page);
	skb_frag_off_set(frag, offset);
	skb_frag_size_set(frag, size);
#endif
	info->xdp_frags_size += size;
	if (page_is_pfmemalloc(page))
		xdp_buff_set_frag_pfmemalloc(xdp);
	return true;
#endif
}

/*
 * What a program can ask the driver of a frame: the hash since 6.3, the tag since
 * 6.8, and here both or none.
 */
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 8, 0)
#define IPSECNIC_XDP_METADATA		1
#define ipsecnic_xdp_set_metadata(netdev, ops) \
	((netdev)->xdp_metadata_ops = (ops))
#else
#define IPSECNIC_XDP_METADATA		0
#define ipsecnic_xdp_set_metadata(netdev, ops)	((void)(netdev))
#endif

/*
 * A kernel that looks at the headers of a large send before it hands it to a card
 * drops those of tunnels in transport mode, as long as its xfrm has the inner
 * transport header be the outer one: behind that there is no TCP.  7.3 has both
 * right.  See Kbuild.
 */
#if defined(IPSECNIC_KERNEL_DROPS_BAD_GSO) && \
	LINUX_VERSION_CODE < KERNEL_VERSION(7, 3, 0)
#define IPSECNIC_INNER_HEADERS_LOST	1
#else
#define IPSECNIC_INNER_HEADERS_LOST	0
#endif

#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 16, 0)
#define timer_container_of(var, timer, field) from_timer(var, timer, field)
#endif

/*
 * Sentences that are put together at run time.  All are said of states, and
 * kernels without this have no extended acknowledgement for those: extack is
 * NULL.
 */
#ifndef NL_SET_ERR_MSG_FMT_MOD
#define NL_SET_ERR_MSG_FMT_MOD(extack, fmt, ...) \
	((void)(extack), no_printk(fmt, ##__VA_ARGS__))
#endif

#endif /* IPSECNIC_COMPAT_H */
