/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Inbound ESP
 */

#include <string.h>

#include "harness.h"
#include "input.h"
#include "sa.h"

/* ------------------------------------------------------------------------
 * draft-mcgrew-gcm-test-01: whole ESP packets
 */

typedef struct EspVector {
    uint64_t cipher;
    uint64_t auth;
    const char *key;            /* salt at its end */
    /* SPI and sequence number as they are authenticated: ESN if 8 bytes */
    const char *spi;
    const char *sequence;
    const char *packet;
    const char *plaintext;      /* to the next header */
} EspVector;

#define GCM128  IPSECNIC_CIPHER_AES_GCM_128, 0
#define GCM192  IPSECNIC_CIPHER_AES_GCM_192, 0
#define GCM256  IPSECNIC_CIPHER_AES_GCM_256, 0

#define KEY_AB  "abbccddef00112233445566778899aab"

static const EspVector esp_vectors[] = {
    { GCM128, "4c80cdefbb5d10da906ac73c3613a634 2e443b68",
      "00004321", "8765432100000000",
      "00004321000000004956ed7e3b244cfe"
      "fecf537e729d5b07dc30df528dd22b76 8d1b98736696a6fd348509fa13ceac34"
      "cfa2436f14a3f3cf65925bf1f4a13c5d 15b21e1884f5ff6247aeabb786b93bce"
      "61bc17d768fd9732 459018148f6cbe722fd04796562dfdb4",
      "45000048699a000080114db7c0a80102 c0a801010a9bf15638d3010000010000"
      "00000000045f736970045f7564700373 69700963796265726369747902646b00"
      "0021000101020201" },
    { GCM128, "feffe9928665731c6d6a8f9467308308 cafebabe",
      "0000a5f8", "0000000a",
      "0000a5f80000000afacedbaddecaf888"
      "deb22cd9b07c72c16e3a65beeb8df304 a5a5897d33ae530f1ba76d5d114d2a5c"
      "3de81827c10e9a4f51330d0eec416642 cfbb85a5b47e48a4ec3b9ba95d918bd1"
      "83b70d3aa8bc6ee4c309e9d85a41ad4a",
      "4500003e698f000080114dccc0a80102 c0a801010a980035002a2343b2d00100"
      "00010000000000000373697009637962 65726369747902646b00000100010001" },
    { GCM256, KEY_AB KEY_AB "11223344", "4a2cbfe3", "00000002",
      "4a2cbfe3000000020102030405060708"
      "ff425c9b724599df7a3bcd510194e00d 6a78107f1b0b1cbf06efae9d65a5d763"
      "748a637985771d347f0545659f14e99d ef842d8e"
      "b335f4eecfdbf831824b4c4915956c96",
      "4500003069a6400080062690c0a80102 9389155e0a9e008b2dc57ee000000000"
      "7002400020bf0000020405b401010402 01020201" },
    { GCM128, "3de09874b388e6491988d0c3607eae1f 57690e43",
      "42f67e3f", "1010101010101010",
      "42f67e3f101010104e280000a2fca1a3"
      "fba2caa4853cf9f0f22cb10d86dd83b0 fec75691cf1a04b00d1138ec9c357917"
      "65acbd8701ad79845bf9fe3fba487bc9 1755e6662b4c8d0d1f5e22739530320a"
      "e0d731cc978ecafaeae88f00e80d6e48",
      "4500003c99c300008001cb7c40679318 010101010800085c0200430061626364"
      "65666768696a6b6c6d6e6f7071727374 75767761626364656667686901020201" },
    { GCM128, "3de09874b388e6491988d0c3607eae1f 57690e43",
      "42f67e3f", "1010101010101010",
      "42f67e3f101010104e280000a2fca1a3"
      "fba2ca845e5df9f0f22c3e6e86dd831e 1fc65792cd1af9130e1379ed"
      "369f071f35e034be95f112e4e7d05d35",
      "4500001c42a200008001441f406793b6 e00000020a00f5ff01020201" },
    { GCM192, "feffe9928665731c6d6a8f9467308308feffe9928665731c cafebabe",
      "0000a5f8", "0000000a",
      "0000a5f80000000afacedbaddecaf888"
      "a5b1f8066029aea40e598b8122de0242 0938b3ab33f828e687b8858b5bfbdbd0"
      "315b27452144cc77 95457b9652037f5318027b5b4cd7a636",
      "45000028a4ad4000400678800a01038f 0a010612802306b8cb712602dd6bb03e"
      "501016d075680001" },
    { GCM128, KEY_AB "decaf888", "00000100", "0000000000000001",
      "0000010000000001cafedebaceface74"
      "18a6fd42f72cbf4ab2a2ea901f73d814 e3e7f243d95412e1c349c1d2fbec168f"
      "9190feebaf2cb01984e65863965d7472 b79da345e0e780191f0d2f0e0f496c22"
      "6f2127b27db35724e7845d68 651f57e65f354f75ff17015769623436",
      "4500004933ba00007f119106c3fb1d10 c2b1d326c02831ce0035dd7b800302d5"
      "00004e20001e8c18d75b81dc91baa047 6b91b924b280389d92c963bac046ec95"
      "9b6266c04722b14923010101" },
    { GCM256, KEY_AB KEY_AB "73616c74", "17405e67", "156f3126dd0db99b",
      "17405e67dd0db99b616e640169766563"
      "f2d69ecdbd5a0d5b8d5ef38bad4da58d 1f278fde98ef67549d524a3018d9a57f"
      "f4d3a31ce673119e 451626c2415771e3b7eebca614c89b35",
      "45080028732c00004006e9f90a010612 0a01038f06b88023dd6bafbecb712602"
      "50101f646d540001" },
    { GCM128, "3de09874b388e6491988d0c3607eae1f 57690e43",
      "42f67e3f", "1010101010101010",
      "42f67e3f101010104e280000a2fca1a3"
      "fba2cad12fc1f9f00d3cebf305410db8 3d7784b607323d220f24b0a97d541828"
      "00cadb0f68d99ef0e0c0c89ae9bea888 4e52d65bc1afd0740f742444747b5b39"
      "ab533163aad4550ee5160975 cdb608c5769189609763b8e18caa81e2",
      "45000049333e00007f119182c3fb1d10 c2b1d326c02831ce0035cb458003025b"
      "000001e0001e8c18d65759d52284a035 2c71475c8880391c764d6e5ee0496b32"
      "5ae270c03899493915010101" },
    { GCM256, KEY_AB KEY_AB "73616c74", "17405e67", "156f3126dd0db99b",
      "17405e67dd0db99b616e640169766563"
      "d4b7ed86a1777f2ea13d6973d324c69e 7b43f826fb56831226508bebd2dceb18"
      "d0a6df10e5487df074113e14c641024e 3e6773d91a62ee429b043a10e3efe6b0"
      "12a49363412364f8 c0cac587f249e56b11e24f30e44ccc76",
      "636973636f0172756c65730174686501 6e6574776501646566696e6501746865"
      "746563686e6f6c6f6769657301746861 7477696c6c01646566696e65746f6d6f"
      "72726f7701020201" },
    { GCM128, "7d773d00c144c525ac619d18c84a3f47 d9664267",
      "335467ae", "ffffffff",
      "335467aeffffffff43457e9182443bc6"
      "437f866b cb3f699fe9b0822bac961c4504bef270",
      "01020201" },
    { GCM128, KEY_AB "decaf888", "00000100", "0000000000000001",
      "0000010000000001cafedebaceface74"
      "29c9fc69a197d038ccdd14e2ddfcaa05 43332164"
      "412503524303ed3c6c5f283843af8c3e",
      "746f016265016f72016e6f7401746f01 62650001" },
    { GCM256, "6c6567616c697a656d6172696a75616e61616e64646f69746265666f72656961"
      "7475726e", "796b6963", "ffffffffffffffff",
      "796b6963ffffffff333021696765746d"
      "f97ab2aa356d8edce17644ac8c78e25d d24dedbb29ebf1b64a274b39b49c3a86"
      "4cd3d78ca4ae68a32b42458fb57dbe82 1dcc63b9"
      "d0937ba2945f669368661a329fb4c053",
      "45000030da3a00008001df3bc0a80005 c0a800010800c6cd0200070061626364"
      "65666768696a6b6c6d6e6f7071727374 01020201" },
    { 0, IPSECNIC_AUTH_AES_GMAC_128,
      "4c80cdefbb5d10da906ac73c3613a634 22433c64", "00004321", "00000007",
      "00004321000000070000000000000000"
      "45000030da3a00008001df3bc0a80005 c0a800010800c6cd0200070061626364"
      "65666768696a6b6c6d6e6f7071727374 01020201"
      "f2a9a836e155106aa8dcd618e4099aaa",
      "45000030da3a00008001df3bc0a80005 c0a800010800c6cd0200070061626364"
      "65666768696a6b6c6d6e6f7071727374 01020201" },
};

/* Feed one packet of the draft through a whole engine. */
static void check_esp_vector(const EspVector *v)
{
    g_autoptr(GByteArray) key = test_unhex(v->key);
    g_autoptr(GByteArray) spi = test_unhex(v->spi);
    g_autoptr(GByteArray) sequence = test_unhex(v->sequence);
    g_autoptr(GByteArray) packet = test_unhex(v->packet);
    g_autoptr(GByteArray) text = test_unhex(v->plaintext);
    IpsecEngine *engine = test_engine(4);
    g_autoptr(GByteArray) expected = g_byte_array_new();
    uint64_t number = 0;
    IpsecnicSaInfo info;
    IpsecRxResult r;
    TestSa sa;
    uint32_t handle;
    unsigned i;

    for (i = 0; i < sequence->len; i++) {
        number = number << 8 | sequence->data[i];
    }
    test_sa_init(&sa, v->cipher, v->auth);
    memcpy(sa.keys[0][v->auth == 0], key->data, key->len);
    sa.ctx.op[0].spi = (uint32_t)spi->data[0] << 24 | spi->data[1] << 16 |
                       spi->data[2] << 8 | spi->data[3];
    if (sequence->len == 8) {
        sa.ctx.op[0].flags = IPSECNIC_OP_FLAG_ESN;
        sa.ctx.op[0].sequence = number - 1;
    }
    handle = test_sa_must_add(engine, &sa);

    g_autoptr(GByteArray) ip = test_ip(&sa, 50, packet);
    g_autoptr(GByteArray) frame = test_ethernet(ip);

    test_receive(engine, frame, &r);
    g_assert_cmphex(r.oob, ==, TEST_WORD(1, 0, IPSECNIC_CRYPTO_SUCCESS));
    g_assert_cmpuint(r.sa_outer, ==, handle);
    g_assert_cmphex(r.header_info, ==, IPSECNIC_HEADER_INFO_SET |
                    (uint32_t)text->data[text->len - 2] << 8 |
                    text->data[text->len - 1]);
    g_assert_cmpuint(r.payload_offset, ==, 14 + 20 + 16);
    g_assert_cmpuint(r.trailer_length, ==,
                     text->data[text->len - 2] + 2 + 16);

    /* R22: in place; all else is as on the wire */
    g_byte_array_append(expected, frame->data, frame->len);
    memcpy(expected->data + 50, text->data, text->len);
    g_assert_cmpmem(r.data, frame->len, expected->data, expected->len);
    info = test_sa_query(engine, handle);
    g_assert_cmpuint(info.sequence[0], ==, number);
    g_assert_cmpuint(info.packets, ==, 1);
    g_assert_cmpuint(info.bytes, ==, ip->len);

    /* Any bit of it changed: untouched, with a status. */
    for (i = 34 + 4; i < frame->len; i++) {
        frame->data[i] ^= 0x10;
        test_receive(engine, frame, &r);
        test_assert_untouched(
            frame, &r,
            TEST_WORD(1, 0, IPSECNIC_CRYPTO_TRANSPORT_ESP_AUTH_FAILED), 0);
        frame->data[i] ^= 0x10;
    }
    info = test_sa_query(engine, handle);
    g_assert_cmpuint(info.failed[3], ==, frame->len - 38);
    g_assert_cmpuint(info.sequence[0], ==, number);
    ipsec_engine_free(engine);
}

static void test_mcgrew(void)
{
    unsigned i;

    for (i = 0; i < G_N_ELEMENTS(esp_vectors); i++) {
        if (esp_vectors[i].cipher) {
            check_esp_vector(&esp_vectors[i]);
        }
    }
}

static void test_mcgrew_gmac(void)
{
    check_esp_vector(&esp_vectors[G_N_ELEMENTS(esp_vectors) - 1]);
}

/* ------------------------------------------------------------------------
 * RFC 3602, section 4, cases 5 to 8: without authentication there, so each
 * packet is sealed with each HMAC here, computed by GLib.
 */

typedef struct CbcPacket {
    const char *key;
    const char *packet;
    const char *payload;
    unsigned pad_length;
    unsigned next_header;
    uint8_t mode;
} CbcPacket;

static const CbcPacket cbc_packets[] = {
    { "90d382b410eeba7ad938c46cec1a82bf",
      "0000432100000001 e96e8c08ab465763fd098d45dd3ff893"
      "f663c25d325c18c6a9453e194e120849a4870b66cc6b9965330013b4898dc856"
      "a4699e523a55db080b59ec3a8e4b7e52775b07d1db34ed9c538ab50c551b874a"
      "a269add047ad2d5913ac19b7cfbad4a6",
      "08000ebda70a00008e9c083db95b070008090a0b0c0d0e0f1011121314151617"
      "18191a1b1c1d1e1f202122232425262728292a2b2c2d2e2f3031323334353637",
      14, 1, IPSECNIC_MODE_TRANSPORT },
    { "90d382b410eeba7ad938c46cec1a82bf",
      "0000432100000008 69d08df7d203329db093fc4924e5bd80"
      "f51995881ec4e0c4488987ce742e8109689bb379d2d750c0d915dca346a89f75",
      "0800b5e8a80a0500a69c083d0b660e00777777777777777777777777",
      2, 1, IPSECNIC_MODE_TRANSPORT },
    { "0123456789abcdef0123456789abcdef",
      "0000876500000002 f4e765244f6407adf13dc1380f673f37"
      "773b5241a4c449225e4f3ce5ed611b0c237ca96cf74a93013c1b0ea1a0cf70f8"
      "e4ecaec78ac53aad7a0f022b859243c647752e94a859352b8a4d4d2decd136e5"
      "c177f132ad3fbfb2201ac9904c74ee0a109e0ca1e4dfe9d5a100b842f1c22f0d",
      "45000054090400004001f988c0a87b03c0a87bc808009f76a90a0100b49c083d"
      "02a2040008090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f20212223"
      "2425262728292a2b2c2d2e2f3031323334353637",
      10, 4, IPSECNIC_MODE_TUNNEL },
    { "0123456789abcdef0123456789abcdef",
      "0000876500000005 85d47224b5f3dd5d2101d4ea8dffab22"
      "15b92683819596a8047232cc00f7048fe45318e11f8a0f62ede3c3fc61203bb5"
      "0f980a08c9843fd3a1b06d5c07ff9639b7eb7dfb3512e5de435e7207ed971ef3"
      "d2726d9b5ef6affc6d17a0decbb13892",
      "45000044090c00004001f990c0a87b03c0a87bc80800d63caa0a0200c69c083d"
      "a3de0300ffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
      "ffffffff",
      10, 4, IPSECNIC_MODE_TUNNEL },
};

static void check_cbc_packet(const CbcPacket *c, uint64_t auth,
                             GChecksumType hash, unsigned icv_length)
{
    IpsecEngine *engine = test_engine(1);
    g_autoptr(GByteArray) key = test_unhex(c->key);
    g_autoptr(GByteArray) esp = test_unhex(c->packet);
    g_autoptr(GByteArray) payload = test_unhex(c->payload);
    gsize digest_length = 64;
    uint8_t digest[64];
    IpsecRxResult r;
    GHmac *hmac;
    TestSa sa;

    test_sa_init(&sa, IPSECNIC_CIPHER_AES_CBC_128, auth);
    sa.ctx.mode = c->mode;
    sa.ctx.op[0].spi = (uint32_t)esp->data[2] << 8 | esp->data[3];
    memcpy(sa.keys[0][1], key->data, key->len);
    test_sa_must_add(engine, &sa);
    hmac = g_hmac_new(hash, sa.keys[0][0], sa.ctx.op[0].auth_key_length);
    g_hmac_update(hmac, esp->data, esp->len);
    g_hmac_get_digest(hmac, digest, &digest_length);
    g_hmac_unref(hmac);
    g_byte_array_append(esp, digest, icv_length);

    g_autoptr(GByteArray) ip = test_ip(&sa, 50, esp);
    g_autoptr(GByteArray) frame = test_ethernet(ip);

    test_receive(engine, frame, &r);
    g_assert_cmphex(r.oob, ==, TEST_WORD(1, 0, 0));
    g_assert_cmphex(r.header_info, ==, IPSECNIC_HEADER_INFO_SET |
                    c->pad_length << 8 | c->next_header);
    g_assert_cmpuint(r.payload_offset, ==, 14 + 20 + 24);
    g_assert_cmpuint(r.trailer_length, ==, c->pad_length + 2 + icv_length);
    g_assert_cmpmem(r.data + r.payload_offset, payload->len, payload->data,
                    payload->len);
    g_assert_cmpmem(r.data, 58, frame->data, 58);
    g_assert_cmpuint(r.inner_l3_offset, ==,
                     c->mode == IPSECNIC_MODE_TUNNEL ? 58 : 0);
    ipsec_engine_free(engine);
}

static void test_rfc3602(void)
{
    unsigned i;

    for (i = 0; i < G_N_ELEMENTS(cbc_packets); i++) {
        check_cbc_packet(&cbc_packets[i], IPSECNIC_AUTH_MD5,
                         G_CHECKSUM_MD5, 12);
        check_cbc_packet(&cbc_packets[i], IPSECNIC_AUTH_SHA1,
                         G_CHECKSUM_SHA1, 12);
        check_cbc_packet(&cbc_packets[i], IPSECNIC_AUTH_SHA256,
                         G_CHECKSUM_SHA256, 16);
    }
}

/* ------------------------------------------------------------------------
 * Every algorithm, family and mode
 */

static const uint64_t all_ciphers[] = {
    IPSECNIC_CIPHER_NONE, IPSECNIC_CIPHER_DES_CBC, IPSECNIC_CIPHER_3DES_CBC,
    IPSECNIC_CIPHER_AES_CBC_128, IPSECNIC_CIPHER_AES_CBC_192,
    IPSECNIC_CIPHER_AES_CBC_256, IPSECNIC_CIPHER_AES_GCM_128,
    IPSECNIC_CIPHER_AES_GCM_192, IPSECNIC_CIPHER_AES_GCM_256, 0,
};

static const uint64_t all_auths[] = {
    IPSECNIC_AUTH_MD5, IPSECNIC_AUTH_SHA1, IPSECNIC_AUTH_SHA256,
    IPSECNIC_AUTH_AES_GMAC_128, IPSECNIC_AUTH_AES_GMAC_192,
    IPSECNIC_AUTH_AES_GMAC_256, 0,
};

static bool is_gcm(uint64_t cipher)
{
    return cipher == IPSECNIC_CIPHER_AES_GCM_128 ||
           cipher == IPSECNIC_CIPHER_AES_GCM_192 ||
           cipher == IPSECNIC_CIPHER_AES_GCM_256;
}

static bool is_gmac(uint64_t auth)
{
    return auth >= IPSECNIC_AUTH_AES_GMAC_128;
}

/* Call @check for each SA that ESP can have, but for family and mode. */
static void for_each_sa(void (*check)(TestSa *sa))
{
    static const uint16_t icv_lengths[] = { 8, 12, 16 };
    unsigned c, a, i;
    TestSa sa;

    for (c = 0; c < G_N_ELEMENTS(all_ciphers); c++) {
        for (a = 0; a < G_N_ELEMENTS(all_auths); a++) {
            if (is_gcm(all_ciphers[c]) != (all_auths[a] == 0) ||
                is_gmac(all_auths[a]) != (all_ciphers[c] == 0)) {
                continue;
            }
            test_sa_init(&sa, all_ciphers[c], all_auths[a]);
            for (i = 0; i < G_N_ELEMENTS(icv_lengths); i++) {
                if (is_gcm(all_ciphers[c])) {
                    sa.ctx.op[0].cipher_icv_length = icv_lengths[i];
                } else if (i > 0) {
                    break;
                }
                check(&sa);
            }
        }
    }
}

static void check_lengths(TestSa *sa)
{
    IpsecEngine *engine = test_engine(1);
    unsigned icv = sa->ctx.op[0].auth_icv_length +
                   sa->ctx.op[0].cipher_icv_length;
    unsigned iv = sa->ctx.op[0].cipher_alg >= IPSECNIC_CIPHER_AES_CBC_128 ?
                  16 :
                  sa->ctx.op[0].cipher_alg == IPSECNIC_CIPHER_NONE ? 0 : 8;
    unsigned ip_length = sa->ctx.flags & IPSECNIC_SA_FLAG_IPV6 ? 40 : 20;
    bool tunnel = sa->ctx.mode == IPSECNIC_MODE_TUNNEL;
    uint32_t handle = test_sa_must_add(engine, sa);
    unsigned length, step;
    TestSeal seal = { .sa = sa, .pad_length = -1 };

    for (length = 0; length <= 1500; length += step) {
        g_autoptr(GByteArray) payload = test_payload(length);
        g_autoptr(GByteArray) inner = test_ip(sa, 17, payload);
        const GByteArray *inside = tunnel ? inner : payload;
        unsigned start = 14 + ip_length + 8 + iv;
        g_autoptr(GByteArray) frame = NULL;
        IpsecRxResult r;

        step = length < 40 ? 1 : 173;
        seal.sequence++;
        seal.next_header = !tunnel ? 17 :
            sa->ctx.flags & IPSECNIC_SA_FLAG_IPV6 ? 41 : 4;
        seal.extra_pad = length % 3 == 0 ? 2 : 0;
        frame = test_esp_frame(&seal, inside);
        test_receive(engine, frame, &r);

        g_assert_cmphex(r.oob, ==, TEST_WORD(1, 0, 0));
        g_assert_cmpuint(r.reason, ==, 0);
        g_assert_cmpuint(r.kind, ==, IPSECNIC_KIND_ESP);
        g_assert_cmpuint(r.sa_outer, ==, handle);
        g_assert_cmpuint(r.sa_inner, ==, 0);
        g_assert_cmpuint(r.l3_offset, ==, 14);
        g_assert_cmpuint(r.ipsec_offset, ==, 14 + ip_length);
        g_assert_cmpuint(r.payload_offset, ==, start);
        g_assert_cmpuint(r.inner_l3_offset, ==, tunnel ? start : 0);
        g_assert_cmpuint(IPSECNIC_HEADER_NEXT_HEADER(r.header_info), ==,
                         seal.next_header);
        g_assert_true(r.header_info & IPSECNIC_HEADER_INFO_SET);
        g_assert_cmpuint(r.trailer_length, ==,
                         IPSECNIC_HEADER_PAD_LENGTH(r.header_info) + 2 + icv);
        g_assert_cmpuint(frame->len, ==,
                         start + inside->len + r.trailer_length);
        g_assert_cmpmem(r.data, start, frame->data, start);
        g_assert_cmpmem(r.data + start, inside->len, inside->data,
                        inside->len);
        g_assert_cmpuint(r.data[frame->len - icv - 1], ==, seal.next_header);
        g_assert_cmpmem(r.data + frame->len - icv, icv,
                        frame->data + frame->len - icv, icv);
    }
    ipsec_engine_free(engine);
}

static void check_families_and_modes(TestSa *sa)
{
    TestSa copy = *sa;

    check_lengths(&copy);
    copy.ctx.mode = IPSECNIC_MODE_TUNNEL;
    check_lengths(&copy);
    test_sa_ipv6(&copy);
    check_lengths(&copy);
    copy.ctx.mode = IPSECNIC_MODE_TRANSPORT;
    check_lengths(&copy);
}

static void test_every_algorithm(void)
{
    for_each_sa(check_families_and_modes);
}

static void check_corruption(TestSa *sa)
{
    IpsecEngine *engine = test_engine(1);
    TestSeal seal = { .sa = sa, .sequence = 5, .next_header = 17,
                      .pad_length = -1 };
    g_autoptr(GByteArray) payload = test_payload(37);
    g_autoptr(GByteArray) frame = test_esp_frame(&seal, payload);
    uint32_t status = sa->ctx.mode == IPSECNIC_MODE_TUNNEL ?
                      IPSECNIC_CRYPTO_TUNNEL_ESP_AUTH_FAILED :
                      IPSECNIC_CRYPTO_TRANSPORT_ESP_AUTH_FAILED;
    IpsecRxResult r;
    unsigned i;

    test_sa_must_add(engine, sa);
    for (i = 14 + 20 + 4; i < frame->len; i++) {
        frame->data[i] ^= 0x01;
        test_receive(engine, frame, &r);
        test_assert_untouched(frame, &r, TEST_WORD(1, 0, status), 0);
        frame->data[i] ^= 0x01;
    }
    /* It was right before, and is right again. */
    test_receive(engine, frame, &r);
    g_assert_cmphex(r.oob, ==, TEST_WORD(1, 0, 0));
    ipsec_engine_free(engine);
}

static void check_corruption_in_modes(TestSa *sa)
{
    TestSa copy = *sa;

    check_corruption(&copy);
    copy.ctx.mode = IPSECNIC_MODE_TUNNEL;
    check_corruption(&copy);
}

static void test_every_byte_corrupted(void)
{
    for_each_sa(check_corruption_in_modes);
}

/* ------------------------------------------------------------------------
 * Status 6
 */

/* An ESP packet cut short everywhere, with an IP length that says so: status
 * 6 where it cannot be ESP of this SA, an ICV failure where it could. */
static void check_cut(TestSa *sa)
{
    IpsecEngine *engine = test_engine(1);
    TestSeal seal = { .sa = sa, .sequence = 5, .next_header = 17,
                      .pad_length = -1 };
    g_autoptr(GByteArray) payload = test_payload(61);
    g_autoptr(GByteArray) esp = test_esp(&seal, payload);
    unsigned icv = sa->ctx.op[0].auth_icv_length +
                   sa->ctx.op[0].cipher_icv_length;
    uint64_t cipher = sa->ctx.op[0].cipher_alg;
    unsigned block = cipher >= IPSECNIC_CIPHER_AES_CBC_128 ? 16 :
                     cipher == IPSECNIC_CIPHER_DES_CBC ||
                     cipher == IPSECNIC_CIPHER_3DES_CBC ? 8 : 4;
    unsigned iv = block == 16 ? 16 : cipher == IPSECNIC_CIPHER_NONE ? 0 : 8;
    unsigned n;

    test_sa_must_add(engine, sa);
    for (n = 0; n < esp->len; n++) {
        g_autoptr(GByteArray) cut = g_byte_array_new();
        g_autoptr(GByteArray) ip = NULL, frame = NULL;
        IpsecRxResult r;

        g_byte_array_append(cut, esp->data, n);
        ip = test_ip(sa, 50, cut);
        frame = test_ethernet(ip);
        test_receive(engine, frame, &r);
        if (n < 8) {
            test_assert_untouched(frame, &r, 0, IPSECNIC_REASON_TRUNCATED);
        } else if (n < 8 + iv + icv + 2 || (n - 8 - iv - icv) % block) {
            test_assert_untouched(
                frame, &r,
                TEST_WORD(1, 0, IPSECNIC_CRYPTO_INVALID_PACKET_SYNTAX), 0);
        } else {
            test_assert_untouched(
                frame, &r,
                TEST_WORD(1, 0, IPSECNIC_CRYPTO_TRANSPORT_ESP_AUTH_FAILED),
                0);
        }
    }
    ipsec_engine_free(engine);
}

static void test_length_impossible(void)
{
    for_each_sa(check_cut);
}

/* D5: an IP length beyond the frame. */
static void check_ip_length(TestSa *sa)
{
    IpsecEngine *engine = test_engine(1);
    TestSeal seal = { .sa = sa, .sequence = 5, .next_header = 17,
                      .pad_length = -1 };
    g_autoptr(GByteArray) payload = test_payload(61);
    g_autoptr(GByteArray) frame = test_esp_frame(&seal, payload);
    IpsecnicSaInfo info;
    uint32_t handle = test_sa_must_add(engine, sa);
    unsigned n;

    for (n = 14 + 20 + 8; n < frame->len; n++) {
        g_autoptr(GByteArray) cut = g_byte_array_new();
        IpsecRxResult r;

        g_byte_array_append(cut, frame->data, n);
        test_receive(engine, cut, &r);
        test_assert_untouched(
            cut, &r, TEST_WORD(1, 0, IPSECNIC_CRYPTO_INVALID_PACKET_SYNTAX),
            0);
        g_assert_cmpuint(r.sa_outer, ==, handle);
    }
    info = test_sa_query(engine, handle);
    g_assert_cmpuint(info.failed[6], ==, frame->len - 42);
    g_assert_cmpuint(info.packets, ==, 0);
    ipsec_engine_free(engine);
}

static void test_ip_length_beyond_frame(void)
{
    for_each_sa(check_ip_length);
}

/* A good ICV over a pad length larger than the payload: the frame stays as it
 * was and HeaderInfoSet is 0 (D10); padding alone is fine. */
static void check_pad_length(TestSa *sa)
{
    IpsecEngine *engine = test_engine(1);
    TestSeal seal = { .sa = sa, .next_header = 59 };
    g_autoptr(GByteArray) payload = test_payload(46);
    uint32_t handle = test_sa_must_add(engine, sa);
    IpsecRxResult r;
    unsigned good = 0, bad = 0;
    unsigned text;
    IpsecnicSaInfo info;

    seal.pad_length = -1;
    {
        g_autoptr(GByteArray) frame = test_esp_frame(&seal, payload);

        test_receive(engine, frame, &r);
        g_assert_cmphex(r.oob, ==, TEST_WORD(1, 0, 0));
        text = r.trailer_length + 46u - sa->ctx.op[0].auth_icv_length -
               sa->ctx.op[0].cipher_icv_length;
    }
    for (seal.pad_length = 0; seal.pad_length < 256; seal.pad_length++) {
        g_autoptr(GByteArray) frame = NULL;

        seal.sequence++;
        frame = test_esp_frame(&seal, payload);
        test_receive(engine, frame, &r);
        if ((unsigned)seal.pad_length + 2 <= text) {
            g_assert_cmphex(r.oob, ==, TEST_WORD(1, 0, 0));
            g_assert_cmpuint(IPSECNIC_HEADER_PAD_LENGTH(r.header_info), ==,
                             seal.pad_length);
            good++;
        } else {
            test_assert_untouched(
                frame, &r,
                TEST_WORD(1, 0, IPSECNIC_CRYPTO_INVALID_PACKET_SYNTAX), 0);
            bad++;
        }
    }
    g_assert_cmpuint(good, ==, text - 1);
    g_assert_cmpuint(bad, ==, 256 - good);
    info = test_sa_query(engine, handle);
    g_assert_cmpuint(info.packets, ==, good + 1);
    g_assert_cmpuint(info.failed[6], ==, bad);
    /* They were authenticated all the same. */
    g_assert_cmpuint(info.sequence[0], ==, 256);
    ipsec_engine_free(engine);
}

static void test_d10_pad_length(void)
{
    for_each_sa(check_pad_length);
}

/* RFC 4303, section 2.6: a dummy packet is the transport's affair. */
static void test_dummy_packet(void)
{
    IpsecEngine *engine = test_engine(1);
    g_autoptr(GByteArray) empty = g_byte_array_new();
    g_autoptr(GByteArray) frame = NULL;
    IpsecRxResult r;
    TestSa sa;
    TestSeal seal = { .sa = &sa, .sequence = 1, .next_header = 59,
                      .pad_length = -1 };

    test_sa_init(&sa, IPSECNIC_CIPHER_AES_GCM_128, 0);
    sa.ctx.mode = IPSECNIC_MODE_TUNNEL;
    test_sa_must_add(engine, &sa);
    frame = test_esp_frame(&seal, empty);
    test_receive(engine, frame, &r);
    g_assert_cmphex(r.oob, ==, TEST_WORD(1, 0, 0));
    g_assert_cmphex(r.header_info, ==, IPSECNIC_HEADER_INFO_SET | 2 << 8 | 59);
    g_assert_cmpuint(r.inner_l3_offset, ==, 0);
    ipsec_engine_free(engine);
}

/* What stands behind the IP packet, as in every short Ethernet frame. */
static void check_ethernet_padding(TestSa *sa)
{
    IpsecEngine *engine = test_engine(1);
    TestSeal seal = { .sa = sa, .sequence = 5, .next_header = 17,
                      .pad_length = -1 };
    g_autoptr(GByteArray) payload = test_payload(8);
    g_autoptr(GByteArray) frame = test_esp_frame(&seal, payload);
    static const uint8_t padding[18] = { 1, 2, 3 };
    unsigned end = frame->len;
    IpsecRxResult r;

    test_sa_must_add(engine, sa);
    g_byte_array_append(frame, padding, sizeof(padding));
    test_receive(engine, frame, &r);
    g_assert_cmphex(r.oob, ==, TEST_WORD(1, 0, 0));
    g_assert_cmpmem(r.data + r.payload_offset, 8, payload->data, 8);
    g_assert_cmpmem(r.data + end, sizeof(padding), padding, sizeof(padding));
    g_assert_cmpuint(r.payload_offset + 8 + r.trailer_length, ==, end);
    ipsec_engine_free(engine);
}

static void test_ethernet_padding(void)
{
    for_each_sa(check_ethernet_padding);
}

/* ------------------------------------------------------------------------
 * D6: extended sequence numbers
 */

/* RFC 4303, appendix A2.2, and "nearest" without a window */
static void test_esn_estimate(void)
{
    static const struct {
        uint64_t top;
        uint32_t window;
        uint32_t low;
        uint64_t expected;
    } c[] = {
        /* case A: the window is in one subspace */
        { 0x500000100, 64, 0x00000100, 0x500000100 },
        { 0x500000100, 64, 0x000000c1, 0x5000000c1 },
        { 0x500000100, 64, 0x000000c0, 0x6000000c0 },
        { 0x500000100, 64, 0xffffffff, 0x5ffffffff },
        { 0x5ffffffff, 64, 0x00000000, 0x600000000 },
        /* case B: it reaches into the one before */
        { 0x500000010, 64, 0x00000010, 0x500000010 },
        { 0x500000010, 64, 0x00000011, 0x500000011 },
        { 0x500000010, 64, 0xffffffd1, 0x4ffffffd1 },
        { 0x500000010, 64, 0xffffffd0, 0x5ffffffd0 },
        /* never below zero */
        { 0, 64, 0xffffffff, 0xffffffff },
        { 0x10, 64, 0xfffffff0, 0xfffffff0 },
        { 0, 0, 0xffffffff, 0xffffffff },
        /* nor beyond the end */
        { 0xffffffffffffffff, 64, 0, 0xffffffff00000000 },
        /* window 1: every other number is a later one */
        { 0x500000100, 1, 0x00000100, 0x500000100 },
        { 0x500000100, 1, 0x000000ff, 0x6000000ff },
        /* no window: nearest */
        { 0x500000100, 0, 0x80000100, 0x580000100 },
        { 0x500000100, 0, 0x80000101, 0x480000101 },
        { 0x580000000, 0, 0x00000000, 0x600000000 },
        { 0x580000000, 0, 0x00000001, 0x500000001 },
        { 0x5ffffffff, 0, 0x00000000, 0x600000000 },
        { 0x600000000, 0, 0xffffffff, 0x5ffffffff },
    };
    unsigned i;

    for (i = 0; i < G_N_ELEMENTS(c); i++) {
        g_assert_cmphex(ipsec_esn_estimate(c[i].top, c[i].window, c[i].low),
                        ==, c[i].expected);
    }
}

static void check_esn(TestSa *sa)
{
    static const struct {
        uint64_t sequence;
        bool good;
        uint64_t top;           /* afterwards */
    } steps[] = {
        { 0x2fffffff0, true, 0x2fffffff0 },
        { 0x2ffffffff, true, 0x2ffffffff },
        /* over the edge, and back behind it */
        { 0x300000001, true, 0x300000001 },
        { 0x2fffffffe, true, 0x300000001 },
        { 0x300000000, true, 0x300000001 },
        { 0x300000100, true, 0x300000100 },
        /* with another high half than the estimate, the ICV is wrong */
        { 0x2000001ff, false, 0x300000100 },
        { 0x400000101, false, 0x300000100 },
        { 0x0ffffffff, false, 0x300000100 },
    };
    IpsecEngine *engine = test_engine(1);
    g_autoptr(GByteArray) payload = test_payload(40);
    TestSa copy = *sa;
    TestSeal seal = { .sa = &copy, .next_header = 17, .pad_length = -1 };
    uint32_t handle;
    unsigned i;

    copy.ctx.op[0].flags = IPSECNIC_OP_FLAG_ESN;
    copy.ctx.op[0].sequence = 0x2ffffff00;
    copy.ctx.op[0].replay_window = 64;
    handle = test_sa_must_add(engine, &copy);
    for (i = 0; i < G_N_ELEMENTS(steps); i++) {
        g_autoptr(GByteArray) frame = NULL;
        IpsecRxResult r;

        seal.sequence = steps[i].sequence;
        frame = test_esp_frame(&seal, payload);
        test_receive(engine, frame, &r);
        if (steps[i].good) {
            g_assert_cmphex(r.oob, ==, TEST_WORD(1, 0, 0));
            g_assert_cmpmem(r.data + r.payload_offset, 40, payload->data, 40);
        } else {
            test_assert_untouched(
                frame, &r,
                TEST_WORD(1, 0, IPSECNIC_CRYPTO_TRANSPORT_ESP_AUTH_FAILED),
                0);
        }
        g_assert_cmphex(test_sa_query(engine, handle).sequence[0], ==,
                        steps[i].top);
    }
    ipsec_engine_free(engine);
}

static void test_d6_esn(void)
{
    for_each_sa(check_esn);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/esp/draft-mcgrew-gcm", test_mcgrew);
    g_test_add_func("/esp/draft-mcgrew-gmac", test_mcgrew_gmac);
    g_test_add_func("/esp/rfc3602-packets", test_rfc3602);
    g_test_add_func("/esp/every-algorithm-family-mode-length",
                    test_every_algorithm);
    g_test_add_func("/esp/every-byte-corrupted", test_every_byte_corrupted);
    g_test_add_func("/esp/status-6-length-impossible", test_length_impossible);
    g_test_add_func("/esp/status-6-ip-length-beyond-frame",
                    test_ip_length_beyond_frame);
    g_test_add_func("/esp/d10-pad-length-beyond-payload",
                    test_d10_pad_length);
    g_test_add_func("/esp/dummy-packet", test_dummy_packet);
    g_test_add_func("/esp/ethernet-padding", test_ethernet_padding);
    g_test_add_func("/esp/d6-esn-estimate", test_esn_estimate);
    g_test_add_func("/esp/d6-esn", test_d6_esn);
    return g_test_run();
}
