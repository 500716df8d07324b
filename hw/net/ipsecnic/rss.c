/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ipsecnic: receive-side scaling: the hash of a frame, and its queue
 *
 * The hash is Toeplitz: linear in the input, with 32 bits of the key for each
 * bit that is set.  Tables have what each half of a byte adds.  There is one
 * for the key that the card has after a reset, and one in each context that a
 * driver has set.
 */

#include "qemu/osdep.h"
#include "hw/net/ipsecnic_abi.h"
#include "qemu/bswap.h"
#include "qemu/cutils.h"

#include "capture_story.h"
#include "desc.h"
#include "dma.h"
#include "engine/engine.h"
#include "rss.h"
#include "state.h"

#define FLAGS (IPSECNIC_RSS_FLAG_TABLE | IPSECNIC_RSS_FLAG_SYMMETRIC)

/* The most that is hashed: two IPv6 addresses, two ports or an SPI. */
#define HASH_INPUT 36

QEMU_BUILD_BUG_ON(HASH_INPUT + 4 > IPSECNIC_RSS_KEY);

/* What each half of a byte of the input adds to the hash. */
typedef uint32_t IpsecnicHashTable[2 * HASH_INPUT][16];

struct IpsecnicRssContext {
    struct ipsecnic_rss abi;    /* as it was set */
    bool use_table;
    bool symmetric;
    IpsecnicHashTable hash;
};

/*
 * The key that Microsoft publishes with the test vectors of receive-side
 * scaling ("Verifying the RSS Hash Calculation").
 */
static const uint8_t ipsecnic_rss_default_key[IPSECNIC_RSS_KEY] = {
    0x6d, 0x5a, 0x56, 0xda, 0x25, 0x5b, 0x0e, 0xc2,
    0x41, 0x67, 0x25, 0x3d, 0x43, 0xa3, 0x8f, 0xb0,
    0xd0, 0xca, 0x2b, 0xcb, 0xae, 0x7b, 0x30, 0xb4,
    0x77, 0xcb, 0x2d, 0xa3, 0x80, 0x30, 0xf2, 0x0c,
    0x6a, 0x42, 0xb7, 0x3b, 0xbe, 0xac, 0x01, 0xfa,
};

#define ADDRESSES (IPSECNIC_RSS_FIELD_SRC | IPSECNIC_RSS_FIELD_DST)
#define PORTS (IPSECNIC_RSS_FIELD_SPORT | IPSECNIC_RSS_FIELD_DPORT)
#define SPI IPSECNIC_RSS_FIELD_SPI

/* By IPSECNIC_RSS_FLOW_*: what a driver may choose, and what it is before. */
static const struct {
    uint8_t allowed;
    uint8_t normal;
} ipsecnic_rss_fields[] = {
    [IPSECNIC_RSS_FLOW_TCP4] = { ADDRESSES | PORTS, ADDRESSES | PORTS },
    [IPSECNIC_RSS_FLOW_UDP4] = { ADDRESSES | PORTS, ADDRESSES | PORTS },
    [IPSECNIC_RSS_FLOW_IP4] = { ADDRESSES, ADDRESSES },
    [IPSECNIC_RSS_FLOW_ESP4] = { ADDRESSES | SPI, SPI },
    [IPSECNIC_RSS_FLOW_AH4] = { ADDRESSES | SPI, SPI },
    [IPSECNIC_RSS_FLOW_UDP_ESP4] = { ADDRESSES | PORTS | SPI, SPI },
    [IPSECNIC_RSS_FLOW_TCP6] = { ADDRESSES | PORTS, ADDRESSES | PORTS },
    [IPSECNIC_RSS_FLOW_UDP6] = { ADDRESSES | PORTS, ADDRESSES | PORTS },
    [IPSECNIC_RSS_FLOW_IP6] = { ADDRESSES, ADDRESSES },
    [IPSECNIC_RSS_FLOW_ESP6] = { ADDRESSES | SPI, SPI },
    [IPSECNIC_RSS_FLOW_AH6] = { ADDRESSES | SPI, SPI },
    [IPSECNIC_RSS_FLOW_UDP_ESP6] = { ADDRESSES | PORTS | SPI, SPI },
};

QEMU_BUILD_BUG_ON(ARRAY_SIZE(ipsecnic_rss_fields) !=
                  sizeof(((struct ipsecnic_rss *)0)->fields));
QEMU_BUILD_BUG_ON(sizeof(((struct ipsecnic_rss *)0)->key) !=
                  IPSECNIC_RSS_KEY);
QEMU_BUILD_BUG_ON(sizeof(((struct ipsecnic_rss *)0)->table) !=
                  IPSECNIC_RSS_TABLE);

static IpsecnicHashTable ipsecnic_rss_default_table;

static void ipsecnic_rss_fill(IpsecnicHashTable table, const uint8_t *all)
{
    uint32_t bit;
    uint32_t value;

    memset(table, 0, sizeof(IpsecnicHashTable));
    for (bit = 0; bit < 8 * HASH_INPUT; bit++) {
        const uint8_t *key = all + bit / 8;
        uint32_t window = ((uint64_t)ldl_be_p(key) << 8 | key[4]) >>
                          (8 - bit % 8);

        for (value = 0; value < 16; value++) {
            if (value & (8 >> bit % 4)) {
                table[bit / 4][value] ^= window;
            }
        }
    }
}

void ipsecnic_rss_class_init(void)
{
    ipsecnic_rss_fill(ipsecnic_rss_default_table, ipsecnic_rss_default_key);
}

void ipsecnic_rss_reset(IpsecnicState *s)
{
    uint32_t i;

    for (i = 0; i < ARRAY_SIZE(s->rss); i++) {
        g_clear_pointer(&s->rss[i], g_free);
    }
}

void ipsecnic_rss_enabled(IpsecnicState *s)
{
    uint32_t i;

    for (i = 0; i < ARRAY_SIZE(s->rss); i++) {
        IpsecnicRssContext *c = s->rss[i];

        if (c && !ipsecnic_feature(s, IPSECNIC_F_RSS_SYMMETRIC)) {
            c->abi.flags &= cpu_to_le32(~IPSECNIC_RSS_FLAG_SYMMETRIC);
            c->symmetric = false;
        }
    }
}

uint32_t ipsecnic_rss_hash(const IpsecnicState *s, uint32_t context,
                           const IpsecFrame *frame, uint32_t *queue)
{
    const IpsecnicRssContext *c = s->rss[context];
    const uint32_t (*table)[16] = c ? c->hash : ipsecnic_rss_default_table;
    uint8_t input[HASH_INPUT];
    uint32_t hash = 0;
    size_t length;
    size_t i;

    if (c) {
        int type = ipsec_frame_flow_type(frame);

        length = type < 0 ? 0 :
                 ipsec_frame_flow_fields(frame, c->abi.fields[type],
                                         c->symmetric, input);
    } else {
        length = ipsec_frame_flow(frame, input);
    }
    for (i = 0; i < length; i++) {
        hash ^= table[2 * i][input[i] >> 4] ^ table[2 * i + 1][input[i] & 15];
    }
    *queue = (c && c->use_table ? c->abi.table[hash % IPSECNIC_RSS_TABLE] :
              hash) % s->queues;
    return hash;
}

static uint32_t ipsecnic_rss_check(const IpsecnicState *s,
                                   const struct ipsecnic_rss *rss)
{
    bool use_table = le32_to_cpu(rss->flags) & IPSECNIC_RSS_FLAG_TABLE;
    size_t i;

    if (!buffer_is_zero(rss->reserved0, sizeof(rss->reserved0)) ||
        !buffer_is_zero(rss->reserved1, sizeof(rss->reserved1)) ||
        !buffer_is_zero(rss->reserved2, sizeof(rss->reserved2)) ||
        (!use_table && !buffer_is_zero(rss->table, sizeof(rss->table)))) {
        return IPSECNIC_ST_RSS_RESERVED;
    }
    if ((le32_to_cpu(rss->flags) & ~FLAGS) ||
        ((le32_to_cpu(rss->flags) & IPSECNIC_RSS_FLAG_SYMMETRIC) &&
         !ipsecnic_feature_left(s, IPSECNIC_F_RSS_SYMMETRIC))) {
        return IPSECNIC_ST_RSS_FLAGS;
    }
    if (rss->function != IPSECNIC_RSS_TOEPLITZ) {
        return IPSECNIC_ST_RSS_FUNCTION;
    }
    for (i = 0; i < ARRAY_SIZE(ipsecnic_rss_fields); i++) {
        uint8_t fields = rss->fields[i];

        if ((fields & ~ipsecnic_rss_fields[i].allowed) ||
            ((fields & SPI) && (fields & PORTS))) {
            return IPSECNIC_ST_RSS_FIELDS;
        }
    }
    for (i = 0; i < IPSECNIC_RSS_TABLE; i++) {
        if (rss->table[i] >= s->config.queues) {
            return IPSECNIC_ST_RSS_QUEUE;
        }
    }
    return IPSECNIC_ST_OK;
}

bool ipsecnic_rss_get(const IpsecnicState *s, uint32_t context,
                      struct ipsecnic_rss *rss)
{
    size_t i;

    if (context < ARRAY_SIZE(s->rss) && s->rss[context]) {
        *rss = s->rss[context]->abi;
        return true;
    }
    memset(rss, 0, sizeof(*rss));
    rss->function = IPSECNIC_RSS_TOEPLITZ;
    memcpy(rss->key, ipsecnic_rss_default_key, sizeof(rss->key));
    for (i = 0; i < ARRAY_SIZE(ipsecnic_rss_fields); i++) {
        rss->fields[i] = ipsecnic_rss_fields[i].normal;
    }
    return false;
}

uint32_t ipsecnic_rss_put(IpsecnicState *s, uint32_t context,
                          const struct ipsecnic_rss *rss)
{
    IpsecnicRssContext *c;
    uint32_t status;

    if (context >= ARRAY_SIZE(s->rss)) {
        return IPSECNIC_ST_RSS_CONTEXT;
    }
    status = ipsecnic_rss_check(s, rss);
    if (status) {
        return status;
    }
    if (!s->rss[context]) {
        s->rss[context] = g_new0(IpsecnicRssContext, 1);
    }
    c = s->rss[context];
    c->abi = *rss;
    c->symmetric = le32_to_cpu(rss->flags) & IPSECNIC_RSS_FLAG_SYMMETRIC;
    c->use_table = le32_to_cpu(rss->flags) & IPSECNIC_RSS_FLAG_TABLE;
    ipsecnic_rss_fill(c->hash, rss->key);
    return IPSECNIC_ST_OK;
}

uint32_t ipsecnic_run_set_rss(IpsecnicState *s, const IpsecnicCommand *cmd)
{
    uint32_t status = ipsecnic_rss_put(s, cmd->handle, (void *)s->ctrl_data);

    ipsecnic_capture_control(s, 0, "rss: %s; context: %" PRIu32,
                             status ? "refused" : "set", cmd->handle);
    return status;
}

uint32_t ipsecnic_run_query_rss(IpsecnicState *s, const IpsecnicCommand *cmd)
{
    struct ipsecnic_rss rss;

    if (!ipsecnic_rss_known(s, cmd->handle)) {
        return IPSECNIC_ST_RSS_CONTEXT;
    }
    ipsecnic_rss_get(s, cmd->handle, &rss);
    if (ipsecnic_dma_write(s, cmd->data_addr, &rss, sizeof(rss)) != MEMTX_OK) {
        return IPSECNIC_ST_DMA_FAULT;
    }
    return IPSECNIC_ST_OK;
}

uint32_t ipsecnic_run_delete_rss(IpsecnicState *s, const IpsecnicCommand *cmd)
{
    if (!ipsecnic_rss_known(s, cmd->handle)) {
        return IPSECNIC_ST_RSS_CONTEXT;
    }
    g_clear_pointer(&s->rss[cmd->handle], g_free);
    ipsecnic_capture_control(s, 0, "rss: deleted; context: %" PRIu32,
                             cmd->handle);
    return IPSECNIC_ST_OK;
}
