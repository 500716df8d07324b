/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Memory of the host that the SAs of ipsecnic take, and give back
 */

#include "qemu/osdep.h"
#include "hw/pci/pci_regs.h"
#include "qemu/units.h"
#include "tests/qtest/ipsecnic/ipsecnic-lib.h"
#include "tests/qtest/ipsecnic/vectors/ipsecnic-portions.h"

#include <sys/prctl.h>

#define SAS         100000
#define BATCH       256
#define FRAMES      1024        /* in flight; entries of the receive rings */

/* What an SA with AES-GCM may take. */
#define BYTES_PER_SA 2560

/* Room for a batch of contexts, and for its results. */
typedef struct Bulk {
    Ipn *n;
    uint64_t data;
    uint64_t results;
    uint32_t context;           /* bytes */
    uint8_t *bytes;             /* of a batch */
    uint32_t handle[SAS];
    GByteArray *wire;
    uint8_t delta[IPN_MANY_BITS][16];
} Bulk;

/*
 * Memory of the QEMU under test, in bytes: all that belongs to nobody else,
 * swapped out or not.  Guest memory is in it, of which the test touches no
 * more in the course of time.
 */
static uint64_t memory_of(Ipn *n)
{
    g_autofree char *path = g_strdup_printf("/proc/%d/smaps_rollup",
                                            (int)qtest_pid(n->qts));
    g_autofree char *text = NULL;
    g_autoptr(GError) error = NULL;
    const char *anonymous, *swap;

    if (!g_file_get_contents(path, &text, NULL, &error)) {
        g_error("%s", error->message);
    }
    anonymous = strstr(text, "\nAnonymous:");
    swap = strstr(text, "\nSwap:");
    g_assert_nonnull(anonymous);
    g_assert_nonnull(swap);
    return (g_ascii_strtoull(anonymous + strlen("\nAnonymous:"), NULL, 10) +
            g_ascii_strtoull(swap + strlen("\nSwap:"), NULL, 10)) * KiB;
}

static void bulk_add(Bulk *b, unsigned first, unsigned count)
{
    uint8_t cmd[64] = { 0 }, comp[64], results[BATCH * 8];
    unsigned i;

    for (i = 0; i < count; i++) {
        ipn_put(b->bytes + i * b->context, ipsecnic_sa_ctx, op[0].spi,
                IPN_MANY_SPI ^ (first + i));
    }
    qtest_bufwrite(b->n->qts, b->data, b->bytes, count * b->context);
    ipn_put(cmd, ipsecnic_command, opcode, IPSECNIC_CMD_ADD_SA);
    ipn_put(cmd, ipsecnic_command, count, count);
    ipn_put(cmd, ipsecnic_command, data_addr, b->data);
    ipn_put(cmd, ipsecnic_command, data_length, count * b->context);
    ipn_put(cmd, ipsecnic_command, result_addr, b->results);
    g_assert_cmpuint(ipn_cmd(b->n, cmd, comp), ==, IPSECNIC_ST_OK);
    qtest_bufread(b->n->qts, b->results, results, count * 8);
    for (i = 0; i < count; i++) {
        b->handle[first + i] = ipn_get(results + 8 * i, ipsecnic_result,
                                       handle);
    }
}

static void bulk_delete(Bulk *b, unsigned first, unsigned count)
{
    uint8_t cmd[64] = { 0 }, comp[64], handles[BATCH * 4];
    unsigned i;

    for (i = 0; i < count; i++) {
        stl_le_p(handles + 4 * i, b->handle[first + i]);
    }
    qtest_bufwrite(b->n->qts, b->data, handles, count * 4);
    ipn_put(cmd, ipsecnic_command, opcode, IPSECNIC_CMD_DELETE_SA);
    ipn_put(cmd, ipsecnic_command, count, count);
    ipn_put(cmd, ipsecnic_command, data_addr, b->data);
    ipn_put(cmd, ipsecnic_command, data_length, count * 4);
    ipn_put(cmd, ipsecnic_command, result_addr, b->results);
    g_assert_cmpuint(ipn_cmd(b->n, cmd, comp), ==, IPSECNIC_ST_OK);
    g_assert_cmpuint(ipn_get(comp, ipsecnic_ctrl_comp, done), ==, count);
}

static void bulk_flush(Bulk *b, unsigned want)
{
    uint8_t cmd[64] = { 0 }, comp[64];

    ipn_put(cmd, ipsecnic_command, opcode, IPSECNIC_CMD_FLUSH_SA);
    ipn_put(cmd, ipsecnic_command, flags, IPSECNIC_CMD_FLAG_INBOUND);
    g_assert_cmpuint(ipn_cmd(b->n, cmd, comp), ==, IPSECNIC_ST_OK);
    g_assert_cmpuint(ipn_get(comp, ipsecnic_ctrl_comp, done), ==, want);
}

/* One good packet for each of some SAs; buffers go back without a look. */
static void bulk_use(Bulk *b, unsigned first, unsigned count)
{
    IpnQueue *q = &b->n->rx[0];
    uint64_t good = ipn_stat(b->n, IPSECNIC_STAT_RX_STATUS(0));
    unsigned i, bit, k;
    uint8_t comp[64];

    g_assert_cmpuint(count, <=, FRAMES);
    for (i = 0; i < count; i++) {
        g_autofree uint8_t *frame = g_memdup2(b->wire->data, b->wire->len);
        uint8_t *tag = frame + b->wire->len - 16;

        stl_be_p(frame + 34, IPN_MANY_SPI ^ (first + i));
        for (bit = 0; bit < IPN_MANY_BITS; bit++) {
            for (k = 0; ((first + i) >> bit & 1) && k < 16; k++) {
                tag[k] ^= b->delta[bit][k];
            }
        }
        ipn_send(b->n, frame, b->wire->len);
    }
    IPN_WAIT(b->n, ipn_stat(b->n, IPSECNIC_STAT_RX_STATUS(0)) ==
                   good + count);
    /* The last one shows that they were those SAs and no others. */
    q->head += count - 1;
    ipn_comp_next(b->n, q, comp);
    g_assert_cmphex(ipn_get(comp, ipsecnic_rx_comp, oob), ==,
                    IPSECNIC_OOB_CRYPTO_DONE);
    g_assert_cmphex(ipn_get(comp, ipsecnic_rx_comp, sa_outer), ==,
                    b->handle[first + count - 1]);
    ipn_release(b->n, q, false);
    /* The entries of the ring are what they were. */
    q->tail += count;
    ipn_doorbell(b->n, q);
}

static void bulk_start(Bulk *b, const char *props)
{
    IpnSa sa;
    unsigned i;

    b->n = ipn_start(props, "");
    ipn_up(b->n, &(IpnSetup) { .posted = FRAMES, .comp = FRAMES,
                               .buffer_size = 256 });
    b->bytes = g_malloc0(BATCH * IPSECNIC_SA_CTX_MAX);
    ipn_sa(&sa, &ipn_many_sa);
    b->context = sa.length;
    for (i = 0; i < BATCH; i++) {
        memcpy(b->bytes + i * sa.length, sa.bytes, sa.length);
    }
    b->data = ipn_alloc(b->n, BATCH * sa.length);
    b->results = ipn_alloc(b->n, BATCH * 8);
    b->wire = ipn_hex(ipn_many_wire);
    for (i = 0; i < IPN_MANY_BITS; i++) {
        g_autoptr(GByteArray) delta = ipn_hex(ipn_many_delta[i]);

        memcpy(b->delta[i], delta->data, 16);
    }
}

/* Each SA of a sample has had its packet. */
static void bulk_check(Bulk *b)
{
    uint8_t info[256];
    unsigned i;

    for (i = 0; i < SAS; i += 997) {
        g_assert_cmpuint(ipn_sa_query(b->n, b->handle[i], info), ==,
                         IPSECNIC_ST_OK);
        g_assert_cmpuint(ipn_get(info, ipsecnic_sa_info, packets), ==, 1);
    }
}

/*
 * memory_of() when the allocator has given back what it can.  QEMU's RCU thread
 * has it do that whenever it has run out of work, so it is given some: a change
 * of the memory map.  Without that glibc 2.41 keeps all, since one of the last
 * allocations sits at the end of the heap.
 */
static int64_t memory_trimmed(Ipn *n)
{
    uint16_t command = qpci_config_readw(&n->dev, PCI_COMMAND);

    qpci_config_writew(&n->dev, PCI_COMMAND, command & ~PCI_COMMAND_MEMORY);
    qpci_config_writew(&n->dev, PCI_COMMAND, command);
    g_usleep(G_USEC_PER_SEC / 20);
    return memory_of(n);
}

/*
 * 100,000 SAs with AES-GCM are loaded, used once each, and deleted, twice.
 *
 * What stays behind the first time is there for good, and does not grow with
 * what comes and goes: the generations of the handles (24 bytes each), and
 * what the allocator keeps back below its trim threshold.
 */
static void test_100000_sas_leave_nothing_behind(void)
{
    const int64_t stays = 12 * MiB, noise = 1 * MiB;
    g_autofree Bulk *b = g_new0(Bulk, 1);
    int64_t base, loaded, used, after[2];
    unsigned round, i;

#ifdef QEMU_SANITIZE_ADDRESS
    g_test_skip("a sanitizer keeps what was freed");
    return;
#endif
    /* The processor of the guest has no part in it. */
    if (!ipn_needs_pc("memory of the host")) {
        return;
    }
    bulk_start(b, ",sa-capacity=100000");
    /* What the first ones take once and for all. */
    bulk_add(b, 0, BATCH);
    bulk_use(b, 0, BATCH);
    bulk_delete(b, 0, BATCH);
    base = memory_of(b->n);
    for (round = 0; round < 2; round++) {
        for (i = 0; i < SAS; i += BATCH) {
            bulk_add(b, i, MIN(BATCH, SAS - i));
        }
        g_assert_cmpuint(ipn_read(b->n, IPSECNIC_REG_SA_COUNT), ==, SAS);
        loaded = memory_of(b->n) - base;
        for (i = 0; i < SAS; i += FRAMES) {
            bulk_use(b, i, MIN(FRAMES, SAS - i));
        }
        bulk_check(b);
        used = memory_of(b->n) - base;
        if (round == 0) {
            for (i = 0; i < SAS; i += BATCH) {
                bulk_delete(b, i, MIN(BATCH, SAS - i));
            }
            IPN_WAIT(b->n, memory_trimmed(b->n) - base <= stays);
        } else {
            bulk_flush(b, SAS);
            /* They are gone; to free them takes some turns. */
            IPN_WAIT(b->n, memory_trimmed(b->n) - base <= after[0] + noise);
        }
        g_assert_cmpuint(ipn_read(b->n, IPSECNIC_REG_SA_COUNT), ==, 0);
        after[round] = memory_of(b->n) - base;
        g_test_message("%" PRIi64 " KiB; loaded +%" PRIi64 " (%" PRIi64
                       " bytes for each SA), used +%" PRIi64 ", deleted +%"
                       PRIi64, base / KiB, loaded / KiB, loaded / SAS,
                       used / KiB, after[round] / KiB);
        g_assert_cmpint(loaded / SAS, <=, BYTES_PER_SA);
        g_assert_cmpint(used, <=, loaded + noise);
    }
    g_assert_cmpint(after[0], <=, stays);
    g_assert_cmpint(after[1], <=, after[0] + noise);
    g_free(b->bytes);
    g_byte_array_unref(b->wire);
}

int main(int argc, char **argv)
{
    int ret;

    g_test_init(&argc, &argv, NULL);
    /*
     * QEMU inherits it.  Where a huge page of guest memory was not to be had at
     * once, the kernel makes one of a few pages in the course of time.
     */
    prctl(PR_SET_THP_DISABLE, 1, 0, 0, 0);
    qtest_add_func("/ipsecnic/memory/100000-sas-leave-nothing-behind",
                   test_100000_sas_leave_nothing_behind);
    ret = g_test_run();
    ipn_quit();
    return ret;
}
