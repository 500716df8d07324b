// SPDX-License-Identifier: GPL-2.0-only
/*
 * ipsecnic: ethtool -t
 *
 * The test registers of the card disturb nothing, so that all of this can be
 * done while the interface is in use.  Offline the interface is down meanwhile:
 * then no interrupt of a packet can be taken for that of the test.
 */

#include <linux/delay.h>
#include <linux/dma-mapping.h>
#include <linux/ethtool.h>
#include <linux/interrupt.h>
#include <linux/jiffies.h>
#include <linux/pci.h>
#include <linux/sizes.h>
#include <linux/string.h>

#include "ipsecnic.h"
#include "ipsecnic_compat.h"
#include "ipsecnic_hw.h"
#include "ipsecnic_pair.h"
#include "ipsecnic_port.h"
#include "ipsecnic_selftest.h"

/* How long the card may take for a transfer, or for an interrupt. */
#define IPSECNIC_TEST_MS	2000

/* Not PAGE_SIZE: the card transfers at most 64 KiB, one page of some. */
#define IPSECNIC_TEST_PAGES	4
#define IPSECNIC_TEST_BYTES	(IPSECNIC_TEST_PAGES * SZ_4K)
/* What is around the card's buffer, and must stay. */
#define IPSECNIC_TEST_GUARD		0x5a

/* The tests, in the order of their results; then one for each pair's vector. */
enum {
	IPSECNIC_TEST_SCRATCH,
	IPSECNIC_TEST_CLEAR,
	IPSECNIC_TEST_FILL,
	IPSECNIC_TEST_INVERT,
	IPSECNIC_TEST_LINK,
	IPSECNIC_TEST_VECTOR_CTRL,
	IPSECNIC_TESTS,
};

static const char ipsecnic_test_names[IPSECNIC_TESTS][ETH_GSTRING_LEN] = {
	[IPSECNIC_TEST_SCRATCH] = "scratch register",
	[IPSECNIC_TEST_CLEAR] = "DMA clear",
	[IPSECNIC_TEST_FILL] = "DMA fill",
	[IPSECNIC_TEST_INVERT] = "DMA invert",
	[IPSECNIC_TEST_LINK] = "link",
	[IPSECNIC_TEST_VECTOR_CTRL] = "vector 0 (control)",
};

/**
 * ipsecnic_selftest_count - how many tests there are
 * @ipn: card
 *
 * Return: the number of results.
 */
int ipsecnic_selftest_count(const struct ipsecnic *ipn)
{
	return IPSECNIC_TESTS + ipn->max_pairs;
}

/**
 * ipsecnic_selftest_strings - their names
 * @ipn: card
 * @data: where they go, ETH_GSTRING_LEN bytes for each
 */
void ipsecnic_selftest_strings(const struct ipsecnic *ipn, u8 *data)
{
	unsigned int i;

	for (i = 0; i < IPSECNIC_TESTS; i++)
		ethtool_puts(&data, ipsecnic_test_names[i]);
	for (i = 0; i < ipn->max_pairs; i++)
		ethtool_sprintf(&data, "vector %u (queue pair %u)",
				IPSECNIC_VECTOR_PAIR(i), i);
}

/* Every bit in both states, and no two neighbours alike. */
static bool ipsecnic_test_scratch(struct ipsecnic *ipn)
{
	static const u32 patterns[] = {
		0, ~0U, 0x55555555, 0xaaaaaaaa, 0x01234567
	};
	u32 saved = ~ipsecnic_read(ipn, IPSECNIC_REG_TEST_SCRATCH);
	bool good = true;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(patterns); i++) {
		ipsecnic_write(ipn, IPSECNIC_REG_TEST_SCRATCH, patterns[i]);
		good &= ipsecnic_read(ipn, IPSECNIC_REG_TEST_SCRATCH) ==
			(u32)~patterns[i];
	}
	ipsecnic_write(ipn, IPSECNIC_REG_TEST_SCRATCH, saved);
	return good;
}

/* Returns false if the card may still be at work on the memory. */
static bool ipsecnic_test_run_dma(struct ipsecnic *ipn, dma_addr_t dma,
				  u32 size, u32 request, u32 *status)
{
	unsigned long end = jiffies + msecs_to_jiffies(IPSECNIC_TEST_MS);

	ipsecnic_write(ipn, IPSECNIC_REG_TEST_DMA_ADDR_LO, lower_32_bits(dma));
	ipsecnic_write(ipn, IPSECNIC_REG_TEST_DMA_ADDR_HI, upper_32_bits(dma));
	ipsecnic_write(ipn, IPSECNIC_REG_TEST_DMA_SIZE, size);
	ipsecnic_write(ipn, IPSECNIC_REG_TEST_DMA_CTRL, request);
	for (;;) {
		bool over = time_after(jiffies, end);

		*status = ipsecnic_read(ipn, IPSECNIC_REG_TEST_DMA_STATUS);
		if (*status != IPSECNIC_TEST_DMA_ST_BUSY)
			return true;
		if (over)
			return false;
		usleep_range(50, 200);
	}
}

/* What byte @i of the buffer is before a transfer. */
static u8 ipsecnic_test_pattern(u32 i)
{
	return i * 7 + (i >> 8) * 13 + 1;
}

/* Has the transfer done what it should, there and nowhere else? */
static bool ipsecnic_test_check_dma(const u8 *memory, u32 offset, u32 size,
				    u32 request)
{
	u8 want = IPSECNIC_TEST_GUARD;
	u32 i;

	for (i = 0; i < IPSECNIC_TEST_BYTES; i++) {
		if (i < offset || i >= offset + size)
			want = IPSECNIC_TEST_GUARD;
		else if (request == IPSECNIC_TEST_DMA_CLEAR)
			want = 0;
		else if (request == IPSECNIC_TEST_DMA_FILL)
			want = IPSECNIC_TEST_DMA_PATTERN;
		else
			want = ~ipsecnic_test_pattern(i);
		if (memory[i] != want)
			return false;
	}
	return true;
}

/* Odd addresses and lengths; within a page, and across one and more. */
static const struct {
	u32 offset;
	u32 size;
} ipsecnic_test_transfers[] = {
	{ 1, 1 },
	{ 3, 61 },
	{ 0, SZ_4K },
	{ SZ_4K - 5, 11 },
	{ 17, 2 * SZ_4K + 1 },
};

/* Returns false if the card keeps the memory. */
static bool ipsecnic_test_dma(struct ipsecnic *ipn, u8 *memory, dma_addr_t dma,
			      u32 request, bool *good)
{
	unsigned int n;
	u32 status, i;

	*good = true;
	for (n = 0; n < ARRAY_SIZE(ipsecnic_test_transfers); n++) {
		u32 offset = ipsecnic_test_transfers[n].offset;
		u32 size = ipsecnic_test_transfers[n].size;

		memset(memory, IPSECNIC_TEST_GUARD, IPSECNIC_TEST_BYTES);
		for (i = offset; i < offset + size; i++)
			memory[i] = ipsecnic_test_pattern(i);
		if (!ipsecnic_test_run_dma(ipn, dma + offset, size, request,
					   &status)) {
			*good = false;
			return false;
		}
		/* The transfer is seen in memory after its status is. */
		dma_rmb();
		if (status != IPSECNIC_TEST_DMA_ST_DONE ||
		    !ipsecnic_test_check_dma(memory, offset, size, request))
			*good = false;
	}
	return true;
}

static void ipsecnic_test_all_dma(struct ipsecnic *ipn, bool *clear, bool *fill,
				  bool *invert)
{
	struct device *dev = &ipn->pdev->dev;
	dma_addr_t dma;
	bool ours;
	u8 *memory;

	*clear = false;
	*fill = false;
	*invert = false;
	memory = dma_alloc_coherent(dev, IPSECNIC_TEST_BYTES, &dma, GFP_KERNEL);
	if (!memory)
		return;
	ours = ipsecnic_test_dma(ipn, memory, dma, IPSECNIC_TEST_DMA_CLEAR,
				 clear) &&
	       ipsecnic_test_dma(ipn, memory, dma, IPSECNIC_TEST_DMA_FILL,
				 fill) &&
	       ipsecnic_test_dma(ipn, memory, dma, IPSECNIC_TEST_DMA_INVERT,
				 invert);
	/* Memory that the card may still write to cannot be given back. */
	if (ours)
		dma_free_coherent(dev, IPSECNIC_TEST_BYTES, memory, dma);
	else
		ipsecnic_reset_later(ipn);
}

/* Has *count moved since it was @before? */
static bool ipsecnic_test_wait_irq(const unsigned long *count,
				   unsigned long before)
{
	unsigned long end = jiffies + msecs_to_jiffies(IPSECNIC_TEST_MS);

	for (;;) {
		bool over = time_after(jiffies, end);

		if (READ_ONCE(*count) != before)
			return true;
		if (over)
			return false;
		usleep_range(50, 200);
	}
}

static bool ipsecnic_test_fire(struct ipsecnic *ipn, u32 vector,
			       const unsigned long *count)
{
	unsigned long before = READ_ONCE(*count);

	ipsecnic_write(ipn, IPSECNIC_REG_TEST_IRQ, vector);
	return ipsecnic_test_wait_irq(count, before);
}

static irqreturn_t ipsecnic_test_irq(int irq, void *data)
{
	unsigned long *count = data;

	WRITE_ONCE(*count, *count + 1);
	return IRQ_HANDLED;
}

/* The vector of a queue pair, which has a handler only while it is in use. */
static bool ipsecnic_test_pair_vector(struct ipsecnic *ipn, unsigned int n)
{
	u32 vector = IPSECNIC_VECTOR_PAIR(n);
	int irq = pci_irq_vector(ipn->pdev, vector);
	unsigned long count = 0;
	bool good;

	if (irq < 0)
		return false;
	if (test_bit(IPSECNIC_STATE_RUNNING, &ipn->state) &&
	    n < ipn->num_pairs)
		return ipsecnic_test_fire(ipn, vector, &ipn->pairs[n].irqs);
	if (request_irq(irq, ipsecnic_test_irq, 0, IPSECNIC_NAME "-test", &count))
		return false;
	good = ipsecnic_test_fire(ipn, vector, &count);
	free_irq(irq, &count);
	return good;
}

/**
 * ipsecnic_selftest - try what the card has to be tried
 * @ipn: card
 * @offline: the interface may go down meanwhile
 * @data: ipsecnic_selftest_count() results, in the order of the names: 0 is
 *        good, 1 is not
 *
 * The SAs stay.
 *
 * Context: rtnl.
 * Return: true if all is well.
 */
bool ipsecnic_selftest(struct ipsecnic *ipn, bool offline, u64 *data)
{
	bool down = offline && test_bit(IPSECNIC_STATE_RUNNING, &ipn->state);
	bool clear, fill, invert, good = true;
	unsigned int i;
	u32 status;

	/* First, since the carrier needs its time to come back. */
	status = ipsecnic_read(ipn, IPSECNIC_REG_STATUS);
	data[IPSECNIC_TEST_LINK] = status == ~0U ||
				   !(status & IPSECNIC_STATUS_LINK_UP);
	if (down)
		ipsecnic_port_down(ipn);
	data[IPSECNIC_TEST_SCRATCH] = !ipsecnic_test_scratch(ipn);
	ipsecnic_test_all_dma(ipn, &clear, &fill, &invert);
	data[IPSECNIC_TEST_CLEAR] = !clear;
	data[IPSECNIC_TEST_FILL] = !fill;
	data[IPSECNIC_TEST_INVERT] = !invert;
	data[IPSECNIC_TEST_VECTOR_CTRL] =
		!ipsecnic_test_fire(ipn, IPSECNIC_VECTOR_CTRL, &ipn->ctrl_irqs);
	for (i = 0; i < ipn->max_pairs; i++)
		data[IPSECNIC_TESTS + i] = !ipsecnic_test_pair_vector(ipn, i);
	if (down && ipsecnic_port_up(ipn)) {
		good = false;
		ipsecnic_reset_later(ipn);
	}
	for (i = 0; i < ipsecnic_selftest_count(ipn); i++)
		good &= !data[i];
	return good;
}
