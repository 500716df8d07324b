/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What happens to this packet?
 *
 * The rows are those of docs/ipsecov2/packets-*.csv, by way of packets.h, which
 * tests/docs/packets.py makes of them.  For each, a function packet_NAME() has
 * loaded what SAs there are to be and composed a frame; checked is what must
 * become of it: kind, reasons, receive word, every byte of what is indicated,
 * HeaderInfoSet, and which counters of which SA move.  The expected values come
 * from the RFCs and the contract.
 */

#include <gcrypt.h>
#include <string.h>

#include "scene.h"

/* What the frame's bytes are to be. */
typedef enum Bytes {
    WIRE,                       /* as they came */
    OPEN,                       /* decrypted, all portions that there are */
    OUTER,                      /* the outer portion decrypted alone */
} Bytes;

/* Whose counters move. */
typedef enum Counted {
    NOBODY,
    PASSED,                     /* packets and bytes of the SA */
    FAILED,                     /* failed[status] */
    SKIPPED,                    /* skipped */
    BOTH,                       /* packets and bytes of both SAs */
    PASSED_FAILED,              /* of the outer SA; of the inner one */
    PASSED_SKIPPED,
    PASSED_NOBODY,
} Counted;

/* ------------------------------------------------------------------------
 * A library that fails
 */

static bool library_fails;

gcry_error_t __real_gcry_cipher_checktag(gcry_cipher_hd_t hd, const void *tag,
                                         size_t length);
gcry_error_t __wrap_gcry_cipher_checktag(gcry_cipher_hd_t hd, const void *tag,
                                         size_t length);
gcry_error_t __real_gcry_cipher_setkey(gcry_cipher_hd_t hd, const void *key,
                                       size_t length);
gcry_error_t __wrap_gcry_cipher_setkey(gcry_cipher_hd_t hd, const void *key,
                                       size_t length);

gcry_error_t __wrap_gcry_cipher_checktag(gcry_cipher_hd_t hd, const void *tag,
                                         size_t length)
{
    return library_fails ? gcry_error(GPG_ERR_INTERNAL) :
                           __real_gcry_cipher_checktag(hd, tag, length);
}

gcry_error_t __wrap_gcry_cipher_setkey(gcry_cipher_hd_t hd, const void *key,
                                       size_t length)
{
    return library_fails ? gcry_error(GPG_ERR_INTERNAL) :
                           __real_gcry_cipher_setkey(hd, key, length);
}

/* ------------------------------------------------------------------------
 * The rows
 */

typedef struct Row {
    const char *name;
    void (*compose)(Scene *s);
    uint8_t kind;
    uint8_t reason;
    uint8_t inner_reason;
    uint32_t word;
    Bytes bytes;
    Counted counted;
} Row;

static const Row rows[] = {
#define PACKET(function, name, ...) { name, packet_##function, __VA_ARGS__ },
#include "packets.h"
#undef PACKET
};

/* ------------------------------------------------------------------------
 * One row
 */

/* The counters of one SA: packets, failed by status, skipped. */
static void assert_counts(const IpsecSaInfo *before,
                          const IpsecSaInfo *after, unsigned passed,
                          unsigned failed, unsigned status, unsigned skipped)
{
    unsigned i;

    g_assert_cmpuint(after->packets, ==, before->packets + passed);
    g_assert_cmpint(after->bytes > before->bytes, ==, passed != 0);
    for (i = 0; i < 8; i++) {
        g_assert_cmpuint(after->failed[i], ==, before->failed[i] +
                         (i == status ? failed : 0));
    }
    g_assert_cmpuint(after->skipped, ==, before->skipped + skipped);
}

static void assert_counted(const Row *row, const Scene *s, uint32_t handle,
                           const IpsecSaInfo *before,
                           const IpsecSaInfo *after)
{
    unsigned status = IPSECNIC_OOB_STATUS(row->word);
    bool outer = handle == s->outer, inner = handle == s->inner;
    unsigned passed = 0, failed = 0, skipped = 0;

    switch (row->counted) {
    case NOBODY:
        break;
    case PASSED:
        passed = outer;
        break;
    case FAILED:
        failed = outer;
        break;
    case SKIPPED:
        skipped = outer;
        break;
    case BOTH:
        passed = outer || inner;
        break;
    case PASSED_FAILED:
        passed = outer;
        failed = inner;
        break;
    case PASSED_SKIPPED:
        passed = outer;
        skipped = inner;
        break;
    case PASSED_NOBODY:
        passed = outer;
        break;
    }
    assert_counts(before, after, passed, failed, status, skipped);
}

static void receive(const Scene *s, IpsecRxResult *result)
{
    IpsecFrame parsed;

    ipsec_frame_parse(&parsed, s->frame.wire->data, s->frame.wire->len,
                      s->encap);
    ipsec_engine_receive(s->engine, &parsed, s->skip, result);
}

static void test_row(gconstpointer data)
{
    const Row *row = data;
    IpsecSaInfo before[MAX_SAS], after;
    IpsecRxResult r;
    unsigned i;
    Scene s;

    sc_init(&s);
    row->compose(&s);
    if (!s.engine) {
        s.engine = ipsec_engine_new(&s.caps, NULL);
        ipsec_engine_set_control(s.engine, s.control);
    }
    for (i = 0; i < s.before; i++) {
        receive(&s, &r);
    }
    for (i = 0; i < s.num_sas; i++) {
        before[i] = test_sa_query(s.engine, s.handle[i]);
    }

    library_fails = s.library_fails;
    receive(&s, &r);
    library_fails = false;

    g_assert_cmpuint(r.kind, ==, row->kind);
    g_assert_cmpuint(r.reason, ==, row->reason);
    g_assert_cmpuint(r.inner_reason, ==, row->inner_reason);
    g_assert_cmphex(r.oob, ==, row->word);
    g_assert_cmphex(r.sa_outer, ==, s.outer);
    g_assert_cmphex(r.sa_inner, ==, s.inner);
    g_assert_cmphex(r.header_info, ==, s.info);
    if (s.csum >= 0) {
        g_assert_cmphex(r.csum, ==, s.csum);
    }

    /* The composition agrees with the row about what it is. */
    g_assert_cmpint(s.frame.clear->len == s.frame.wire->len &&
                    memcmp(s.frame.clear->data, s.frame.wire->data,
                           s.frame.wire->len) == 0, ==, row->bytes == WIRE);
    g_assert_cmpmem(r.data, s.frame.wire->len, s.frame.clear->data,
                    s.frame.clear->len);
    g_assert_cmpint(row->bytes == OUTER, ==, row->counted >= PASSED_FAILED);

    for (i = 0; i < s.num_sas; i++) {
        after = test_sa_query(s.engine, s.handle[i]);
        assert_counted(row, &s, s.handle[i], &before[i], &after);
        if (s.seen >= 0 && s.handle[i] == s.outer) {
            g_assert_cmpuint(after.sequence[0], ==, s.seen);
        }
    }
    sc_clear(&s);
}

/* Where a header is cut to nothing its offset is the frame's length. */
static void test_cut_to_nothing(void)
{
    IpsecRxResult r;
    TestSa outer, inside;
    Scene s;

    sc_init(&s);
    packet_esp_good(&s);
    sc_cut(&s, s.frame.wire->len - IN_IP4);
    receive(&s, &r);
    g_assert_cmpuint(r.reason, ==, IPSECNIC_REASON_TRUNCATED);
    g_assert_cmpuint(r.ipsec_offset, ==, s.frame.wire->len);
    sc_clear(&s);

    sc_init(&s);
    sc_ah_sa(&outer, TUNNEL);
    sc_inner_sa(&inside);
    sc_load(&s, &outer);
    sc_transmit(&s, sc_ip_ah(&s, &outer, 0, 4,
                             sc_ip(&s, &inside, 50, sc_hex(&s, ""))));
    receive(&s, &r);
    g_assert_cmphex(r.oob, ==, TEST_WORD(1, 0, 0));
    g_assert_cmpuint(r.inner_reason, ==, IPSECNIC_REASON_TRUNCATED);
    g_assert_cmpuint(r.inner_ipsec_offset, ==, s.frame.wire->len);
    sc_clear(&s);
}

/* A key with which nothing is wrong, but that the library does not take */
static void test_key_refused(void)
{
    IpsecEngine *engine = test_engine(1);
    uint32_t handle;
    TestSa sa;

    sc_gcm_sa(&sa, TRANSPORT);
    library_fails = true;
    g_assert_cmpuint(test_sa_add(engine, &sa, &handle), ==,
                     IPSECNIC_ST_SA_CRYPTO);
    library_fails = false;
    g_assert_cmpuint(handle, ==, 0);
    g_assert_cmpuint(ipsec_engine_sa_count(engine), ==, 0);
    test_sa_must_add(engine, &sa);
    ipsec_engine_free(engine);
}

int main(int argc, char **argv)
{
    unsigned i;

    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/library/refuses-a-key", test_key_refused);
    g_test_add_func("/offsets/header-cut-to-nothing", test_cut_to_nothing);
    for (i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *path = g_strconcat("/packet/", rows[i].name, NULL);

        g_test_add_data_func(path, &rows[i], test_row);
    }
    return g_test_run();
}
