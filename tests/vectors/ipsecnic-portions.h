/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Written by gen-portions.py, with python3-cryptography and Scapy.
 * Do not edit.
 *
 * Keys, addresses and frames are hexadecimal.
 */

#ifndef IPSECNIC_PORTIONS_H
#define IPSECNIC_PORTIONS_H

static const IpnSaVector ipn_portion_sas[] = {
    {
        .name = "0x3000", .spi = 0x3000, .mode = IPSECNIC_MODE_TRANSPORT,
        .auth_alg = IPSECNIC_AUTH_MD5, .auth_icv = 12,
        .cipher_alg = IPSECNIC_CIPHER_NONE,
        .src = "c0000201000000000000000000000000",
        .dst = "c0000202000000000000000000000000",
        .auth_key = "b068c8c07497169e2f46efc0a8d1d16b",
        .cipher_key = "",
    },
    {
        .name = "0x3001", .spi = 0x3001, .mode = IPSECNIC_MODE_TRANSPORT,
        .auth_alg = IPSECNIC_AUTH_SHA1, .auth_icv = 12,
        .cipher_alg = IPSECNIC_CIPHER_AES_CBC_128,
        .src = "c0000201000000000000000000000000",
        .dst = "c0000202000000000000000000000000",
        .auth_key = "d6b8c6db22d20bd2717233d5a0706cd5bf3a4349",
        .cipher_key = "a14a6560de8b36eca5590bd883083cf3",
    },
    {
        .name = "0x3002", .spi = 0x3002, .mode = IPSECNIC_MODE_TRANSPORT,
        .auth_alg = IPSECNIC_AUTH_SHA256, .auth_icv = 16,
        .cipher_alg = IPSECNIC_CIPHER_AES_CBC_192,
        .src = "c0000201000000000000000000000000",
        .dst = "c0000202000000000000000000000000",
        .auth_key =
            "4ed3bfc1e5564c13e20d620899c15de89bd1a622f20ff7e06b49a7e6f3277a44",
        .cipher_key = "7a7dcbf85a673193e765704e8d7daafa771edf64213a5244",
    },
    {
        .name = "0x3003", .spi = 0x3003, .mode = IPSECNIC_MODE_TRANSPORT,
        .auth_alg = IPSECNIC_AUTH_SHA1, .auth_icv = 12,
        .cipher_alg = IPSECNIC_CIPHER_AES_CBC_256,
        .src = "c0000201000000000000000000000000",
        .dst = "c0000202000000000000000000000000",
        .auth_key = "8a5745dcb29704cb96fe2caeb38ccf5b5faecffc",
        .cipher_key =
            "3ce8f521c409767a5bb0db7a5e97a48c123520f4a0ca015a77b5ed0333c4ecff",
    },
    {
        .name = "0x3004", .spi = 0x3004, .mode = IPSECNIC_MODE_TRANSPORT,
        .auth_alg = IPSECNIC_AUTH_SHA1, .auth_icv = 12,
        .cipher_alg = IPSECNIC_CIPHER_3DES_CBC,
        .src = "c0000201000000000000000000000000",
        .dst = "c0000202000000000000000000000000",
        .auth_key = "25aeb1e80afe7a3a915fb9aa0f8a2c3b99f23f85",
        .cipher_key = "0c3b365f980db7d81ec800aaee05b636c1454d59d670ef19",
    },
    {
        .name = "0x3005", .spi = 0x3005, .mode = IPSECNIC_MODE_TRANSPORT,
        .auth_alg = IPSECNIC_AUTH_SHA1, .auth_icv = 12,
        .cipher_alg = IPSECNIC_CIPHER_DES_CBC,
        .src = "c0000201000000000000000000000000",
        .dst = "c0000202000000000000000000000000",
        .auth_key = "5f18acd26a83f761822248a8ee5cb4d344ef02d2",
        .cipher_key = "79efaa9a2469639a",
    },
    {
        .name = "0x3006", .spi = 0x3006, .mode = IPSECNIC_MODE_TRANSPORT,
        .cipher_alg = IPSECNIC_CIPHER_AES_GCM_128, .cipher_icv = 16,
        .src = "c0000201000000000000000000000000",
        .dst = "c0000202000000000000000000000000",
        .auth_key = "",
        .cipher_key = "d9759e50dda2d3ef18aa9b7b5429d2da638d1db8",
    },
    {
        .name = "0x3007", .spi = 0x3007, .mode = IPSECNIC_MODE_TRANSPORT,
        .cipher_alg = IPSECNIC_CIPHER_AES_GCM_128, .cipher_icv = 12,
        .src = "c0000201000000000000000000000000",
        .dst = "c0000202000000000000000000000000",
        .auth_key = "",
        .cipher_key = "465a24837dfd00db0ed639c9e23bbfc5a5479d37",
    },
    {
        .name = "0x3008", .spi = 0x3008, .mode = IPSECNIC_MODE_TRANSPORT,
        .cipher_alg = IPSECNIC_CIPHER_AES_GCM_128, .cipher_icv = 8,
        .src = "c0000201000000000000000000000000",
        .dst = "c0000202000000000000000000000000",
        .auth_key = "",
        .cipher_key = "355b07cb66a65e5c34acedf6048c08f99c5c5f09",
    },
    {
        .name = "0x3009", .spi = 0x3009, .mode = IPSECNIC_MODE_TRANSPORT,
        .cipher_alg = IPSECNIC_CIPHER_AES_GCM_192, .cipher_icv = 16,
        .src = "c0000201000000000000000000000000",
        .dst = "c0000202000000000000000000000000",
        .auth_key = "",
        .cipher_key =
            "e3aab8d9284648bdfab34ff6d95ca346447dbc0a0e5b1bf6493dfccf",
    },
    {
        .name = "0x300a", .spi = 0x300a, .mode = IPSECNIC_MODE_TRANSPORT,
        .cipher_alg = IPSECNIC_CIPHER_AES_GCM_256, .cipher_icv = 16,
        .src = "c0000201000000000000000000000000",
        .dst = "c0000202000000000000000000000000",
        .auth_key = "",
        .cipher_key =
            "e7b3de43789b67439cddcac5a0d1dca1e5102017c9458f52a3605f7f9b2dff4a"
            "860b1458",
    },
    {
        .name = "0x300b", .spi = 0x300b, .mode = IPSECNIC_MODE_TRANSPORT,
        .auth_alg = IPSECNIC_AUTH_AES_GMAC_128, .auth_icv = 16,
        .src = "c0000201000000000000000000000000",
        .dst = "c0000202000000000000000000000000",
        .auth_key = "0bac98559f5cac24155f068843e90f401d2d9125",
        .cipher_key = "",
    },
    {
        .name = "0x300c", .spi = 0x300c, .mode = IPSECNIC_MODE_TRANSPORT,
        .auth_alg = IPSECNIC_AUTH_AES_GMAC_192, .auth_icv = 16,
        .src = "c0000201000000000000000000000000",
        .dst = "c0000202000000000000000000000000",
        .auth_key = "b9c55dbd1105d80bdebda0dc852b2c2554082c1fd44f2b75c4620d32",
        .cipher_key = "",
    },
    {
        .name = "0x300d", .spi = 0x300d, .mode = IPSECNIC_MODE_TRANSPORT,
        .auth_alg = IPSECNIC_AUTH_AES_GMAC_256, .auth_icv = 16,
        .src = "c0000201000000000000000000000000",
        .dst = "c0000202000000000000000000000000",
        .auth_key =
            "0bec59ea9a65102662d9e3c013e52d5cd0b75310dce9ae30038ca9d75ae8c816"
            "c310bf77",
        .cipher_key = "",
    },
    {
        .name = "0x3101", .spi = 0x3101, .operation = IPSECNIC_OP_AH,
        .mode = IPSECNIC_MODE_TRANSPORT, .auth_alg = IPSECNIC_AUTH_SHA1,
        .auth_icv = 12,
        .src = "00000000000000000000000000000000",
        .dst = "c0000202000000000000000000000000",
        .auth_key = "1d28333e49545f6a75808b96a1acb7c2cdd8e3ee",
        .cipher_key = "",
    },
    {
        .name = "0x3102", .spi = 0x3102, .operation = IPSECNIC_OP_AH,
        .mode = IPSECNIC_MODE_TRANSPORT, .ipv6 = true,
        .auth_alg = IPSECNIC_AUTH_SHA1, .auth_icv = 12,
        .src = "00000000000000000000000000000000",
        .dst = "20010db8000000000000000000000002",
        .auth_key = "3a45505b66717c87929da8b3bec9d4dfeaf5000b",
        .cipher_key = "",
    },
    {
        .name = "0x3103", .spi = 0x3103, .operation = IPSECNIC_OP_AH,
        .mode = IPSECNIC_MODE_TUNNEL, .auth_alg = IPSECNIC_AUTH_SHA1,
        .auth_icv = 12,
        .src = "00000000000000000000000000000000",
        .dst = "c0000202000000000000000000000000",
        .auth_key = "57626d78838e99a4afbac5d0dbe6f1fc07121d28",
        .cipher_key = "",
    },
    {
        .name = "0x3104", .spi = 0x3104, .operation = IPSECNIC_OP_AH,
        .mode = IPSECNIC_MODE_TUNNEL, .ipv6 = true,
        .auth_alg = IPSECNIC_AUTH_SHA1, .auth_icv = 12,
        .src = "00000000000000000000000000000000",
        .dst = "20010db8000000000000000000000002",
        .auth_key = "747f8a95a0abb6c1ccd7e2edf8030e19242f3a45",
        .cipher_key = "",
    },
    {
        .name = "0x3105", .spi = 0x3105, .operation = IPSECNIC_OP_AH,
        .mode = IPSECNIC_MODE_TRANSPORT, .auth_alg = IPSECNIC_AUTH_SHA256,
        .auth_icv = 16,
        .src = "00000000000000000000000000000000",
        .dst = "c0000202000000000000000000000000",
        .auth_key =
            "919ca7b2bdc8d3dee9f4ff0a15202b36414c57626d78838e99a4afbac5d0dbe6",
        .cipher_key = "",
    },
    {
        .name = "0x3106", .spi = 0x3106, .operation = IPSECNIC_OP_AH,
        .mode = IPSECNIC_MODE_TRANSPORT, .ipv6 = true,
        .auth_alg = IPSECNIC_AUTH_SHA256, .auth_icv = 16,
        .src = "00000000000000000000000000000000",
        .dst = "20010db8000000000000000000000002",
        .auth_key =
            "aeb9c4cfdae5f0fb06111c27323d48535e69747f8a95a0abb6c1ccd7e2edf803",
        .cipher_key = "",
    },
    {
        .name = "0x3107", .spi = 0x3107, .operation = IPSECNIC_OP_AH,
        .mode = IPSECNIC_MODE_TUNNEL, .auth_alg = IPSECNIC_AUTH_SHA256,
        .auth_icv = 16,
        .src = "00000000000000000000000000000000",
        .dst = "c0000202000000000000000000000000",
        .auth_key =
            "cbd6e1ecf7020d18232e39444f5a65707b86919ca7b2bdc8d3dee9f4ff0a1520",
        .cipher_key = "",
    },
    {
        .name = "0x3108", .spi = 0x3108, .operation = IPSECNIC_OP_AH,
        .mode = IPSECNIC_MODE_TUNNEL, .ipv6 = true,
        .auth_alg = IPSECNIC_AUTH_SHA256, .auth_icv = 16,
        .src = "00000000000000000000000000000000",
        .dst = "20010db8000000000000000000000002",
        .auth_key =
            "e8f3fe09141f2a35404b56616c77828d98a3aeb9c4cfdae5f0fb06111c27323d",
        .cipher_key = "",
    },
    {
        .name = "0x3109", .spi = 0x3109, .operation = IPSECNIC_OP_AH,
        .mode = IPSECNIC_MODE_TRANSPORT,
        .auth_alg = IPSECNIC_AUTH_AES_GMAC_128, .auth_icv = 16,
        .src = "00000000000000000000000000000000",
        .dst = "c0000202000000000000000000000000",
        .auth_key = "05101b26313c47525d68737e89949faab5c0cbd6",
        .cipher_key = "",
    },
    {
        .name = "0x310a", .spi = 0x310a, .operation = IPSECNIC_OP_AH,
        .mode = IPSECNIC_MODE_TRANSPORT, .ipv6 = true,
        .auth_alg = IPSECNIC_AUTH_AES_GMAC_128, .auth_icv = 16,
        .src = "00000000000000000000000000000000",
        .dst = "20010db8000000000000000000000002",
        .auth_key = "222d38434e59646f7a85909ba6b1bcc7d2dde8f3",
        .cipher_key = "",
    },
    {
        .name = "0x310b", .spi = 0x310b, .operation = IPSECNIC_OP_AH,
        .mode = IPSECNIC_MODE_TUNNEL, .auth_alg = IPSECNIC_AUTH_AES_GMAC_128,
        .auth_icv = 16,
        .src = "00000000000000000000000000000000",
        .dst = "c0000202000000000000000000000000",
        .auth_key = "3f4a55606b76818c97a2adb8c3ced9e4effa0510",
        .cipher_key = "",
    },
    {
        .name = "0x310c", .spi = 0x310c, .operation = IPSECNIC_OP_AH,
        .mode = IPSECNIC_MODE_TUNNEL, .ipv6 = true,
        .auth_alg = IPSECNIC_AUTH_AES_GMAC_128, .auth_icv = 16,
        .src = "00000000000000000000000000000000",
        .dst = "20010db8000000000000000000000002",
        .auth_key = "5c67727d88939ea9b4bfcad5e0ebf6010c17222d",
        .cipher_key = "",
    },
    {
        .name = "0x3200", .spi = 0x3200, .mode = IPSECNIC_MODE_TRANSPORT,
        .ah = &ipn_portion_sas[27], .auth_alg = IPSECNIC_AUTH_SHA1,
        .auth_icv = 12, .cipher_alg = IPSECNIC_CIPHER_AES_CBC_128,
        .src = "c0000201000000000000000000000000",
        .dst = "c0000202000000000000000000000000",
        .auth_key = "4ebb56a6c454e62efa886fcf52f77b41428ebf18",
        .cipher_key = "822568dce0d4450ce3f6cb681c942561",
    },
    {
        .name = "0x3201", .spi = 0x3201, .operation = IPSECNIC_OP_AH,
        .mode = IPSECNIC_MODE_TRANSPORT, .auth_alg = IPSECNIC_AUTH_SHA1,
        .auth_icv = 12,
        .src = "c0000201000000000000000000000000",
        .dst = "c0000202000000000000000000000000",
        .auth_key = "1d28333e49545f6a75808b96a1acb7c2cdd8e3ee",
        .cipher_key = "",
    },
    {
        .name = "0x3202", .spi = 0x3202, .mode = IPSECNIC_MODE_TRANSPORT,
        .ipv6 = true, .ah_first = true, .ah = &ipn_portion_sas[29],
        .cipher_alg = IPSECNIC_CIPHER_AES_GCM_128, .cipher_icv = 16,
        .src = "20010db8000000000000000000000001",
        .dst = "20010db8000000000000000000000002",
        .auth_key = "",
        .cipher_key = "cfa5ee0010a25d4ddac4c80f9f667019c2414b81",
    },
    {
        .name = "0x3203", .spi = 0x3203, .operation = IPSECNIC_OP_AH,
        .mode = IPSECNIC_MODE_TRANSPORT, .ipv6 = true,
        .auth_alg = IPSECNIC_AUTH_SHA256, .auth_icv = 16,
        .src = "20010db8000000000000000000000001",
        .dst = "20010db8000000000000000000000002",
        .auth_key =
            "57626d78838e99a4afbac5d0dbe6f1fc07121d28333e49545f6a75808b96a1ac",
        .cipher_key = "",
    },
    {
        .name = "0x3204", .spi = 0x3204, .mode = IPSECNIC_MODE_TRANSPORT,
        .ipv6 = true, .ah = &ipn_portion_sas[31],
        .auth_alg = IPSECNIC_AUTH_SHA256, .auth_icv = 16,
        .cipher_alg = IPSECNIC_CIPHER_NONE,
        .src = "20010db8000000000000000000000001",
        .dst = "20010db8000000000000000000000002",
        .auth_key =
            "87bf7193266fdbda4146726e6206393c4100098a7b9dcd79d35f6a2232adfeca",
        .cipher_key = "",
    },
    {
        .name = "0x3205", .spi = 0x3205, .operation = IPSECNIC_OP_AH,
        .mode = IPSECNIC_MODE_TRANSPORT, .ipv6 = true,
        .auth_alg = IPSECNIC_AUTH_AES_GMAC_256, .auth_icv = 16,
        .src = "20010db8000000000000000000000001",
        .dst = "20010db8000000000000000000000002",
        .auth_key =
            "919ca7b2bdc8d3dee9f4ff0a15202b36414c57626d78838e99a4afbac5d0dbe6"
            "f1fc0712",
        .cipher_key = "",
    },
    {
        .name = "0x3206", .spi = 0x3206, .mode = IPSECNIC_MODE_TUNNEL,
        .ah_first = true, .ah = &ipn_portion_sas[33],
        .cipher_alg = IPSECNIC_CIPHER_AES_GCM_256, .cipher_icv = 8,
        .src = "c0000201000000000000000000000000",
        .dst = "c0000202000000000000000000000000",
        .auth_key = "",
        .cipher_key =
            "86609af11c8b1412da387fb4cac927f2f3d08d6c3c69cb6da0ca32138111e344"
            "d8b2633a",
    },
    {
        .name = "0x3207", .spi = 0x3207, .operation = IPSECNIC_OP_AH,
        .mode = IPSECNIC_MODE_TUNNEL, .auth_alg = IPSECNIC_AUTH_SHA1,
        .auth_icv = 12,
        .src = "c0000201000000000000000000000000",
        .dst = "c0000202000000000000000000000000",
        .auth_key = "cbd6e1ecf7020d18232e39444f5a65707b86919c",
        .cipher_key = "",
    },
    {
        .name = "0x3208", .spi = 0x3208, .mode = IPSECNIC_MODE_TUNNEL,
        .ipv6 = true, .ah = &ipn_portion_sas[35],
        .auth_alg = IPSECNIC_AUTH_SHA256, .auth_icv = 16,
        .cipher_alg = IPSECNIC_CIPHER_AES_CBC_256,
        .src = "20010db8000000000000000000000001",
        .dst = "20010db8000000000000000000000002",
        .auth_key =
            "40e21645505f7aa0e063776e3402fcef99ddb2879791f58c7dff901d1b62288f",
        .cipher_key =
            "e3f00dcf62cb37580463acc88644cdb5a87bdcc504069b037e384f87a1c029a5",
    },
    {
        .name = "0x3209", .spi = 0x3209, .operation = IPSECNIC_OP_AH,
        .mode = IPSECNIC_MODE_TUNNEL, .ipv6 = true,
        .auth_alg = IPSECNIC_AUTH_AES_GMAC_128, .auth_icv = 16,
        .src = "20010db8000000000000000000000001",
        .dst = "20010db8000000000000000000000002",
        .auth_key = "05101b26313c47525d68737e89949faab5c0cbd6",
        .cipher_key = "",
    },
    {
        .name = "0x3300", .spi = 0x3300, .mode = IPSECNIC_MODE_TUNNEL,
        .cipher_alg = IPSECNIC_CIPHER_AES_GCM_128, .cipher_icv = 16,
        .src = "c0000201000000000000000000000000",
        .dst = "c0000202000000000000000000000000",
        .auth_key = "",
        .cipher_key = "d6e2cf33f860b21571c5e2eacf3de78558c6dedc",
    },
    {
        .name = "0x3301", .spi = 0x3301, .mode = IPSECNIC_MODE_TRANSPORT,
        .ipv6 = true, .auth_alg = IPSECNIC_AUTH_SHA1, .auth_icv = 12,
        .cipher_alg = IPSECNIC_CIPHER_AES_CBC_128,
        .src = "20010db8000100000000000000000001",
        .dst = "20010db8000200000000000000000002",
        .auth_key = "8832af41ab8ca5867da262a63b92d446ab3ec43f",
        .cipher_key = "84c596027c8aa535f8fe33e71b1356c7",
    },
    {
        .name = "0x3302", .spi = 0x3302, .mode = IPSECNIC_MODE_TRANSPORT,
        .ipv6 = true, .auth_alg = IPSECNIC_AUTH_SHA1, .auth_icv = 12,
        .cipher_alg = IPSECNIC_CIPHER_AES_CBC_128,
        .src = "20010db8000100000000000000000001",
        .dst = "20010db8000200000000000000000002",
        .auth_key = "5527857598b873476e81282aff202d93c8c794fc",
        .cipher_key = "6c75aa3215d73893d438255e5e42ee69",
    },
    {
        .name = "0x3303", .spi = 0x3303, .operation = IPSECNIC_OP_AH,
        .mode = IPSECNIC_MODE_TRANSPORT, .ipv6 = true,
        .auth_alg = IPSECNIC_AUTH_SHA1, .auth_icv = 12,
        .src = "20010db8000100000000000000000001",
        .dst = "20010db8000200000000000000000002",
        .auth_key = "57626d78838e99a4afbac5d0dbe6f1fc07121d28",
        .cipher_key = "",
    },
    {
        .name = "0x3308", .spi = 0x3308, .mode = IPSECNIC_MODE_TUNNEL,
        .ipv6 = true, .auth_alg = IPSECNIC_AUTH_SHA256, .auth_icv = 16,
        .cipher_alg = IPSECNIC_CIPHER_AES_CBC_256,
        .src = "20010db8000000000000000000000001",
        .dst = "20010db8000000000000000000000002",
        .auth_key =
            "7deae0c98b206aac2d403e995744b99fb09109826ae86c6563078ea28e919133",
        .cipher_key =
            "724be84045e131c530508cbc1458ac482be3bc26f1d9a65b8cbc31005bfa7214",
    },
    {
        .name = "0x3309", .spi = 0x3309, .mode = IPSECNIC_MODE_TRANSPORT,
        .cipher_alg = IPSECNIC_CIPHER_AES_GCM_256, .cipher_icv = 12,
        .src = "0a010001000000000000000000000000",
        .dst = "0a020002000000000000000000000000",
        .auth_key = "",
        .cipher_key =
            "2884089a1c4e37978ace0bceee9ce770171ba4378b60efa95adcce98ec772586"
            "9fe9e07f",
    },
    {
        .name = "0x330a", .spi = 0x330a, .mode = IPSECNIC_MODE_TRANSPORT,
        .cipher_alg = IPSECNIC_CIPHER_AES_GCM_256, .cipher_icv = 12,
        .src = "0a010001000000000000000000000000",
        .dst = "0a020002000000000000000000000000",
        .auth_key = "",
        .cipher_key =
            "1b96cb119b354165244fc40bd3ee4ca10f1b905e20d670fcd531db77074dca28"
            "fa1dc80d",
    },
    {
        .name = "0x330b", .spi = 0x330b, .operation = IPSECNIC_OP_AH,
        .mode = IPSECNIC_MODE_TRANSPORT, .auth_alg = IPSECNIC_AUTH_SHA1,
        .auth_icv = 12,
        .src = "0a010001000000000000000000000000",
        .dst = "0a020002000000000000000000000000",
        .auth_key = "3f4a55606b76818c97a2adb8c3ced9e4effa0510",
        .cipher_key = "",
    },
    {
        .name = "0x3341", .spi = 0x3341, .operation = IPSECNIC_OP_AH,
        .mode = IPSECNIC_MODE_TUNNEL, .auth_alg = IPSECNIC_AUTH_SHA256,
        .auth_icv = 16,
        .src = "c0000201000000000000000000000000",
        .dst = "c0000202000000000000000000000000",
        .auth_key =
            "5d68737e89949faab5c0cbd6e1ecf7020d18232e39444f5a65707b86919ca7b2",
        .cipher_key = "",
    },
    {
        .name = "0x3342", .spi = 0x3342, .mode = IPSECNIC_MODE_TRANSPORT,
        .cipher_alg = IPSECNIC_CIPHER_AES_GCM_128, .cipher_icv = 16,
        .src = "0a010001000000000000000000000000",
        .dst = "0a020002000000000000000000000000",
        .auth_key = "",
        .cipher_key = "75f10552f3a55a69a44d73cb9b651776d1c64047",
    },
    {
        .name = "0x3350", .spi = 0x3350, .mode = IPSECNIC_MODE_TUNNEL,
        .ipv6 = true, .ah = &ipn_portion_sas[47],
        .cipher_alg = IPSECNIC_CIPHER_AES_GCM_128, .cipher_icv = 16,
        .src = "20010db8000000000000000000000001",
        .dst = "20010db8000000000000000000000002",
        .auth_key = "",
        .cipher_key = "575cd701f8e3efd84067c8f1f5a44a047b4ad057",
    },
    {
        .name = "0x3351", .spi = 0x3351, .operation = IPSECNIC_OP_AH,
        .mode = IPSECNIC_MODE_TUNNEL, .ipv6 = true,
        .auth_alg = IPSECNIC_AUTH_SHA1, .auth_icv = 12,
        .src = "20010db8000000000000000000000001",
        .dst = "20010db8000000000000000000000002",
        .auth_key = "2d38434e59646f7a85909ba6b1bcc7d2dde8f3fe",
        .cipher_key = "",
    },
    {
        .name = "0x3352", .spi = 0x3352, .mode = IPSECNIC_MODE_TRANSPORT,
        .auth_alg = IPSECNIC_AUTH_SHA1, .auth_icv = 12,
        .cipher_alg = IPSECNIC_CIPHER_AES_CBC_128,
        .src = "0a010001000000000000000000000000",
        .dst = "0a020002000000000000000000000000",
        .auth_key = "f2df78915d094a6441f6dc8a17269f3a64fbd721",
        .cipher_key = "063c2cfa8f235fb9402c5ed87058f995",
    },
    {
        .name = "0x3364", .spi = 0x3364, .mode = IPSECNIC_MODE_TUNNEL,
        .auth_alg = IPSECNIC_AUTH_SHA256, .auth_icv = 16,
        .cipher_alg = IPSECNIC_CIPHER_AES_CBC_128,
        .src = "c0000201000000000000000000000000",
        .dst = "c0000202000000000000000000000000",
        .auth_key =
            "1e41d129428c1c6b47b9722c9be4dd1be9c7e27a5baeffc2aa8c363a32e4c779",
        .cipher_key = "36d55b5e816ed70ea641361f1bd35939",
    },
    {
        .name = "0x336c", .spi = 0x336c, .operation = IPSECNIC_OP_AH,
        .mode = IPSECNIC_MODE_TRANSPORT, .auth_alg = IPSECNIC_AUTH_SHA1,
        .auth_icv = 12,
        .src = "0a010001000000000000000000000000",
        .dst = "0a020002000000000000000000000000",
        .auth_key = "3c47525d68737e89949faab5c0cbd6e1ecf7020d",
        .cipher_key = "",
    },
    {
        .name = "0x3366", .spi = 0x3366, .mode = IPSECNIC_MODE_TUNNEL,
        .ipv6 = true, .auth_alg = IPSECNIC_AUTH_SHA256, .auth_icv = 16,
        .cipher_alg = IPSECNIC_CIPHER_AES_CBC_128,
        .src = "20010db8000000000000000000000001",
        .dst = "20010db8000000000000000000000002",
        .auth_key =
            "80166aae4985caaff6b451fdfb4a9d54ecdfe21ae36d60dc14fb2b1dcbbee540",
        .cipher_key = "44652f804243c887c54d0d76f21c8412",
    },
    {
        .name = "0x336e", .spi = 0x336e, .operation = IPSECNIC_OP_AH,
        .mode = IPSECNIC_MODE_TRANSPORT, .ipv6 = true,
        .auth_alg = IPSECNIC_AUTH_AES_GMAC_256, .auth_icv = 16,
        .src = "20010db8000100000000000000000001",
        .dst = "20010db8000200000000000000000002",
        .auth_key =
            "76818c97a2adb8c3ced9e4effa05101b26313c47525d68737e89949faab5c0cb"
            "d6e1ecf7",
        .cipher_key = "",
    },
    {
        .name = "0x3370", .spi = 0x3370, .mode = IPSECNIC_MODE_TUNNEL,
        .cipher_alg = IPSECNIC_CIPHER_AES_GCM_256, .cipher_icv = 16,
        .src = "c0000201000000000000000000000000",
        .dst = "c0000202000000000000000000000000",
        .auth_key = "",
        .cipher_key =
            "bf7428d5daea66ea6d2d8066bd292598465c436aece45f4ca887aa4c3e696b1f"
            "b7f03e2f",
    },
    {
        .name = "0x3371", .spi = 0x3371, .mode = IPSECNIC_MODE_TRANSPORT,
        .ipv6 = true, .ah = &ipn_portion_sas[55],
        .cipher_alg = IPSECNIC_CIPHER_AES_GCM_128, .cipher_icv = 16,
        .src = "20010db8000100000000000000000001",
        .dst = "20010db8000200000000000000000002",
        .auth_key = "",
        .cipher_key = "cabf46de7c59def127878598f70923529fabf08f",
    },
    {
        .name = "0x3372", .spi = 0x3372, .operation = IPSECNIC_OP_AH,
        .mode = IPSECNIC_MODE_TRANSPORT, .ipv6 = true,
        .auth_alg = IPSECNIC_AUTH_SHA256, .auth_icv = 16,
        .src = "20010db8000100000000000000000001",
        .dst = "20010db8000200000000000000000002",
        .auth_key =
            "eaf5000b16212c37424d58636e79848f9aa5b0bbc6d1dce7f2fd08131e29343f",
        .cipher_key = "",
    },
    {
        .name = "0x3381", .spi = 0x3381, .mode = IPSECNIC_MODE_TUNNEL,
        .cipher_alg = IPSECNIC_CIPHER_AES_GCM_128, .cipher_icv = 16,
        .src = "c0000201000000000000000000000000",
        .dst = "c0000202000000000000000000000000",
        .auth_key = "",
        .cipher_key = "32959b36502ed54d33da1c6ddc35e63a1876e789",
    },
    {
        .name = "0x3382", .spi = 0x3382, .mode = IPSECNIC_MODE_TRANSPORT,
        .auth_alg = IPSECNIC_AUTH_SHA1, .auth_icv = 12,
        .cipher_alg = IPSECNIC_CIPHER_AES_CBC_128,
        .src = "0a010001000000000000000000000000",
        .dst = "0a020002000000000000000000000000",
        .auth_key = "7e18c3bf0ab72399add74bb06fe71ff11a61ad4f",
        .cipher_key = "6d98a49e0cdcbbe244a555dd88161292",
    },
    {
        .name = "0x3383", .spi = 0x3383, .operation = IPSECNIC_OP_AH,
        .mode = IPSECNIC_MODE_TRANSPORT, .auth_alg = IPSECNIC_AUTH_SHA1,
        .auth_icv = 12,
        .src = "0a010001000000000000000000000000",
        .dst = "0a020002000000000000000000000000",
        .auth_key = "d7e2edf8030e19242f3a45505b66717c87929da8",
        .cipher_key = "",
    },
    {
        .name = "0x3384", .spi = 0x3384, .mode = IPSECNIC_MODE_TRANSPORT,
        .cipher_alg = IPSECNIC_CIPHER_AES_GCM_128, .cipher_icv = 16,
        .src = "0a010001000000000000000000000000",
        .dst = "0a020002000000000000000000000000",
        .auth_key = "",
        .cipher_key = "38d6f80df32e21a137d434d6fb769eced02e6594",
    },
    {
        .name = "0x3391", .spi = 0x3391, .mode = IPSECNIC_MODE_TUNNEL,
        .cipher_alg = IPSECNIC_CIPHER_AES_GCM_128, .cipher_icv = 16,
        .src = "c0000201000000000000000000000000",
        .dst = "c0000202000000000000000000000000",
        .auth_key = "",
        .cipher_key = "205c803c4e7ff13795a795462d284ad21b50ab35",
    },
    {
        .name = "0x3392", .spi = 0x3392, .mode = IPSECNIC_MODE_TUNNEL,
        .cipher_alg = IPSECNIC_CIPHER_AES_GCM_256, .cipher_icv = 16,
        .src = "0a010001000000000000000000000000",
        .dst = "0a020002000000000000000000000000",
        .auth_key = "",
        .cipher_key =
            "dd63fe7bcd6d3288f2c1936cc0936934c1e45c192b2cd08fbe5ba504112e9f0b"
            "6bf29884",
    },
    {
        .name = "0x3393", .spi = 0x3393, .mode = IPSECNIC_MODE_TRANSPORT,
        .cipher_alg = IPSECNIC_CIPHER_AES_GCM_128, .cipher_icv = 16,
        .src = "c0000201000000000000000000000000",
        .dst = "c0000202000000000000000000000000",
        .auth_key = "",
        .cipher_key = "001d89b5d5148307ce760f85c99a6662aed6ca9a",
    },
    {
        .name = "0x3401", .spi = 0x3401, .mode = IPSECNIC_MODE_TRANSPORT,
        .encap = 1, .cipher_alg = IPSECNIC_CIPHER_AES_GCM_128,
        .cipher_icv = 16,
        .src = "c0000201000000000000000000000000",
        .dst = "c0000202000000000000000000000000",
        .auth_key = "",
        .cipher_key = "c37b278041f8f07b524cdad2f22d41609096f967",
    },
    {
        .name = "0x3441", .spi = 0x3441, .mode = IPSECNIC_MODE_TRANSPORT,
        .cipher_alg = IPSECNIC_CIPHER_AES_GCM_128, .cipher_icv = 16,
        .src = "c0000201000000000000000000000000",
        .dst = "c0000202000000000000000000000000",
        .auth_key = "",
        .cipher_key = "ca138aa51fad69eca4c51c1e63a9bbb18b3d1fb2",
    },
    {
        .name = "0x3402", .spi = 0x3402, .mode = IPSECNIC_MODE_TRANSPORT,
        .ipv6 = true, .encap = 1, .cipher_alg = IPSECNIC_CIPHER_AES_GCM_128,
        .cipher_icv = 16,
        .src = "20010db8000000000000000000000001",
        .dst = "20010db8000000000000000000000002",
        .auth_key = "",
        .cipher_key = "36fe69b02a6f1844fcc17e8a22e11856722fe2b2",
    },
    {
        .name = "0x3442", .spi = 0x3442, .mode = IPSECNIC_MODE_TRANSPORT,
        .ipv6 = true, .cipher_alg = IPSECNIC_CIPHER_AES_GCM_128,
        .cipher_icv = 16,
        .src = "20010db8000000000000000000000001",
        .dst = "20010db8000000000000000000000002",
        .auth_key = "",
        .cipher_key = "c9d01f0e3a13430583b948f14d170f2e6ee8384e",
    },
    {
        .name = "0x3403", .spi = 0x3403, .mode = IPSECNIC_MODE_TUNNEL,
        .encap = 2, .cipher_alg = IPSECNIC_CIPHER_AES_GCM_128,
        .cipher_icv = 16,
        .src = "c0000201000000000000000000000000",
        .dst = "c0000202000000000000000000000000",
        .auth_key = "",
        .cipher_key = "af157324fb47b876b7e54111be38c355e04c3aee",
    },
    {
        .name = "0x3443", .spi = 0x3443, .mode = IPSECNIC_MODE_TUNNEL,
        .cipher_alg = IPSECNIC_CIPHER_AES_GCM_128, .cipher_icv = 16,
        .src = "c0000201000000000000000000000000",
        .dst = "c0000202000000000000000000000000",
        .auth_key = "",
        .cipher_key = "617920d6178b310b2569e1281daeb7c8d92d4353",
    },
    {
        .name = "0x3404", .spi = 0x3404, .mode = IPSECNIC_MODE_TUNNEL,
        .ipv6 = true, .encap = 2, .cipher_alg = IPSECNIC_CIPHER_AES_GCM_128,
        .cipher_icv = 16,
        .src = "20010db8000000000000000000000001",
        .dst = "20010db8000000000000000000000002",
        .auth_key = "",
        .cipher_key = "7948214dab0dfb0aace77d1e094ec9aa3803b60c",
    },
    {
        .name = "0x3444", .spi = 0x3444, .mode = IPSECNIC_MODE_TUNNEL,
        .ipv6 = true, .cipher_alg = IPSECNIC_CIPHER_AES_GCM_128,
        .cipher_icv = 16,
        .src = "20010db8000000000000000000000001",
        .dst = "20010db8000000000000000000000002",
        .auth_key = "",
        .cipher_key = "166d5a4dc8b84174af3c2dbbc5463b4e77acb2cb",
    },
    {
        .name = "0x3424", .spi = 0x3424, .mode = IPSECNIC_MODE_TUNNEL,
        .encap = 4, .cipher_alg = IPSECNIC_CIPHER_AES_GCM_128,
        .cipher_icv = 16,
        .src = "c0000201000000000000000000000000",
        .dst = "c0000202000000000000000000000000",
        .auth_key = "",
        .cipher_key = "3114e73289b321c279e5070f0295d9c67fd14e41",
    },
    {
        .name = "0x342c", .spi = 0x342c, .mode = IPSECNIC_MODE_TRANSPORT,
        .ipv6 = true, .auth_alg = IPSECNIC_AUTH_SHA1, .auth_icv = 12,
        .cipher_alg = IPSECNIC_CIPHER_AES_CBC_128,
        .src = "20010db8000100000000000000000001",
        .dst = "20010db8000200000000000000000002",
        .auth_key = "6cd3043346496a5d600da1f0abe43d406f192c1a",
        .cipher_key = "c7fc01fd1f9da863a60187703fc03cf2",
    },
    {
        .name = "0x3426", .spi = 0x3426, .mode = IPSECNIC_MODE_TUNNEL,
        .ipv6 = true, .encap = 4, .cipher_alg = IPSECNIC_CIPHER_AES_GCM_128,
        .cipher_icv = 16,
        .src = "20010db8000000000000000000000001",
        .dst = "20010db8000000000000000000000002",
        .auth_key = "",
        .cipher_key = "f1312dcd0615a633384f727b5a95cf7a33db47bc",
    },
    {
        .name = "0x342e", .spi = 0x342e, .mode = IPSECNIC_MODE_TRANSPORT,
        .auth_alg = IPSECNIC_AUTH_SHA1, .auth_icv = 12,
        .cipher_alg = IPSECNIC_CIPHER_AES_CBC_128,
        .src = "0a010001000000000000000000000000",
        .dst = "0a020002000000000000000000000000",
        .auth_key = "6c8fb8588599b913b65c3538131588dac4c8411b",
        .cipher_key = "c3a7f80e29cb35e5ff093ae251e5189d",
    },
    {
        .name = "0x3434", .spi = 0x3434, .mode = IPSECNIC_MODE_TUNNEL,
        .auth_alg = IPSECNIC_AUTH_SHA256, .auth_icv = 16,
        .cipher_alg = IPSECNIC_CIPHER_AES_CBC_128,
        .src = "c0000201000000000000000000000000",
        .dst = "c0000202000000000000000000000000",
        .auth_key =
            "c392139215a0f30b135bb5cd76389c12061c08551cea946d535faed964ed10b6",
        .cipher_key = "2683d222218ba67e609dd25ac0dc9cc6",
    },
    {
        .name = "0x343c", .spi = 0x343c, .mode = IPSECNIC_MODE_TRANSPORT,
        .ipv6 = true, .encap = 8, .cipher_alg = IPSECNIC_CIPHER_AES_GCM_128,
        .cipher_icv = 16,
        .src = "20010db8000100000000000000000001",
        .dst = "20010db8000200000000000000000002",
        .auth_key = "",
        .cipher_key = "36f44e6cd877b72aa471c6469d9b8150ac54809f",
    },
    {
        .name = "0x3436", .spi = 0x3436, .mode = IPSECNIC_MODE_TUNNEL,
        .ipv6 = true, .auth_alg = IPSECNIC_AUTH_SHA256, .auth_icv = 16,
        .cipher_alg = IPSECNIC_CIPHER_AES_CBC_128,
        .src = "20010db8000000000000000000000001",
        .dst = "20010db8000000000000000000000002",
        .auth_key =
            "5487aa00b36ff2b80493b53c8a1b2f7bd2cc145ec7e7c69273a551351f13406d",
        .cipher_key = "3069d83f9b5e5d05c3d875459d5e0057",
    },
    {
        .name = "0x343e", .spi = 0x343e, .mode = IPSECNIC_MODE_TRANSPORT,
        .encap = 8, .cipher_alg = IPSECNIC_CIPHER_AES_GCM_128,
        .cipher_icv = 16,
        .src = "0a010001000000000000000000000000",
        .dst = "0a020002000000000000000000000000",
        .auth_key = "",
        .cipher_key = "30f401369f192ab501b4303120c86d587986c747",
    },
    {
        .name = "0x3444", .spi = 0x3444, .mode = IPSECNIC_MODE_TUNNEL,
        .encap = 4, .cipher_alg = IPSECNIC_CIPHER_AES_GCM_128,
        .cipher_icv = 16,
        .src = "c0000201000000000000000000000000",
        .dst = "c0000202000000000000000000000000",
        .auth_key = "",
        .cipher_key = "8c0cb2ccd78225a875ee06207bb6f3447042629a",
    },
    {
        .name = "0x3445", .spi = 0x3445, .mode = IPSECNIC_MODE_TRANSPORT,
        .encap = 8, .cipher_alg = IPSECNIC_CIPHER_AES_GCM_128,
        .cipher_icv = 16,
        .src = "0a010001000000000000000000000000",
        .dst = "0a020002000000000000000000000000",
        .auth_key = "",
        .cipher_key = "cd68536b89946e4f95384a54111629aebeecdb4d",
    },
    {
        .name = "0x3451", .spi = 0x3451, .mode = IPSECNIC_MODE_TRANSPORT,
        .encap = 1, .dport = 4501, .cipher_alg = IPSECNIC_CIPHER_AES_GCM_128,
        .cipher_icv = 16,
        .src = "c0000201000000000000000000000000",
        .dst = "c0000202000000000000000000000000",
        .auth_key = "",
        .cipher_key = "b0e6a0c5fb87d1c780fed4d5677ec0ec93a6d500",
    },
    {
        .name = "0x3452", .spi = 0x3452, .mode = IPSECNIC_MODE_TRANSPORT,
        .encap = 1, .sport = 4500, .cipher_alg = IPSECNIC_CIPHER_AES_GCM_128,
        .cipher_icv = 16,
        .src = "c0000201000000000000000000000000",
        .dst = "c0000202000000000000000000000000",
        .auth_key = "",
        .cipher_key = "83b996c5188a44344ad83418b33b8a965afdd584",
    },
    {
        .name = "0x3453", .spi = 0x3453, .mode = IPSECNIC_MODE_TRANSPORT,
        .ipv6 = true, .encap = 1, .sport = 40001, .dport = 40002,
        .cipher_alg = IPSECNIC_CIPHER_AES_GCM_128, .cipher_icv = 16,
        .src = "20010db8000000000000000000000001",
        .dst = "20010db8000000000000000000000002",
        .auth_key = "",
        .cipher_key = "a4ea71d9622244b6f688d45f0c151e85ac3c8729",
    },
    {
        .name = "0x3504", .spi = 0x3504, .operation = IPSECNIC_OP_AH,
        .mode = IPSECNIC_MODE_TRANSPORT, .auth_alg = IPSECNIC_AUTH_SHA1,
        .auth_icv = 12,
        .src = "c0000201000000000000000000000000",
        .dst = "c0000202000000000000000000000000",
        .auth_key = "747f8a95a0abb6c1ccd7e2edf8030e19242f3a45",
        .cipher_key = "",
    },
    {
        .name = "0x3504", .spi = 0x3504, .mode = IPSECNIC_MODE_TRANSPORT,
        .cipher_alg = IPSECNIC_CIPHER_AES_GCM_128, .cipher_icv = 16,
        .src = "c0000201000000000000000000000000",
        .dst = "c0000202000000000000000000000000",
        .auth_key = "",
        .cipher_key = "7c2c2618929a9505578744ecac8c45f1ec38d49e",
    },
    {
        .name = "0x3504", .spi = 0x3504, .mode = IPSECNIC_MODE_TRANSPORT,
        .encap = 1, .cipher_alg = IPSECNIC_CIPHER_AES_GCM_256,
        .cipher_icv = 16,
        .src = "c0000201000000000000000000000000",
        .dst = "c0000202000000000000000000000000",
        .auth_key = "",
        .cipher_key =
            "f672fb6beb278e72c3a2d64f30974bf33d622c61ce08069600e4c35f42b7970b"
            "38d43323",
    },
    {
        .name = "0x3506", .spi = 0x3506, .operation = IPSECNIC_OP_AH,
        .mode = IPSECNIC_MODE_TRANSPORT, .ipv6 = true,
        .auth_alg = IPSECNIC_AUTH_SHA1, .auth_icv = 12,
        .src = "20010db8000000000000000000000001",
        .dst = "20010db8000000000000000000000002",
        .auth_key = "aeb9c4cfdae5f0fb06111c27323d48535e69747f",
        .cipher_key = "",
    },
    {
        .name = "0x3506", .spi = 0x3506, .mode = IPSECNIC_MODE_TRANSPORT,
        .ipv6 = true, .cipher_alg = IPSECNIC_CIPHER_AES_GCM_128,
        .cipher_icv = 16,
        .src = "20010db8000000000000000000000001",
        .dst = "20010db8000000000000000000000002",
        .auth_key = "",
        .cipher_key = "f1e3412d9dedd6c618761dc29e12db5f5ef49a4a",
    },
    {
        .name = "0x3506", .spi = 0x3506, .mode = IPSECNIC_MODE_TRANSPORT,
        .ipv6 = true, .encap = 1, .cipher_alg = IPSECNIC_CIPHER_AES_GCM_256,
        .cipher_icv = 16,
        .src = "20010db8000000000000000000000001",
        .dst = "20010db8000000000000000000000002",
        .auth_key = "",
        .cipher_key =
            "37ab1f762750c5184526b20be9e6044b0ebe5caff8a4a65ba2d619da4c30dd99"
            "da27f792",
    },
    {
        .name = "0x3514", .spi = 0x3514, .operation = IPSECNIC_OP_AH,
        .mode = IPSECNIC_MODE_TUNNEL, .auth_alg = IPSECNIC_AUTH_SHA1,
        .auth_icv = 12,
        .src = "c0000201000000000000000000000000",
        .dst = "c0000202000000000000000000000000",
        .auth_key = "444f5a65707b86919ca7b2bdc8d3dee9f4ff0a15",
        .cipher_key = "",
    },
    {
        .name = "0x3514", .spi = 0x3514, .mode = IPSECNIC_MODE_TUNNEL,
        .cipher_alg = IPSECNIC_CIPHER_AES_GCM_128, .cipher_icv = 16,
        .src = "c0000201000000000000000000000000",
        .dst = "c0000202000000000000000000000000",
        .auth_key = "",
        .cipher_key = "b8522b4868f76b98ce199abca5738497ace4b616",
    },
    {
        .name = "0x3514", .spi = 0x3514, .mode = IPSECNIC_MODE_TUNNEL,
        .encap = 2, .cipher_alg = IPSECNIC_CIPHER_AES_GCM_256,
        .cipher_icv = 16,
        .src = "c0000201000000000000000000000000",
        .dst = "c0000202000000000000000000000000",
        .auth_key = "",
        .cipher_key =
            "a2b96fcdcaa842ca37de0ecb0a3ad6cfebe90b799f986b3a933a85743bf0fde5"
            "c0c04a9f",
    },
    {
        .name = "0x3516", .spi = 0x3516, .operation = IPSECNIC_OP_AH,
        .mode = IPSECNIC_MODE_TUNNEL, .ipv6 = true,
        .auth_alg = IPSECNIC_AUTH_SHA1, .auth_icv = 12,
        .src = "20010db8000000000000000000000001",
        .dst = "20010db8000000000000000000000002",
        .auth_key = "7e89949faab5c0cbd6e1ecf7020d18232e39444f",
        .cipher_key = "",
    },
    {
        .name = "0x3516", .spi = 0x3516, .mode = IPSECNIC_MODE_TUNNEL,
        .ipv6 = true, .cipher_alg = IPSECNIC_CIPHER_AES_GCM_128,
        .cipher_icv = 16,
        .src = "20010db8000000000000000000000001",
        .dst = "20010db8000000000000000000000002",
        .auth_key = "",
        .cipher_key = "3794e4ac7d13b6070cb4a6d5e072abb32dde22ff",
    },
    {
        .name = "0x3516", .spi = 0x3516, .mode = IPSECNIC_MODE_TUNNEL,
        .ipv6 = true, .encap = 2, .cipher_alg = IPSECNIC_CIPHER_AES_GCM_256,
        .cipher_icv = 16,
        .src = "20010db8000000000000000000000001",
        .dst = "20010db8000000000000000000000002",
        .auth_key = "",
        .cipher_key =
            "33d3ba8106fc2c52a9d064e7c1c4803d7bec221fa9225cd00d5da93ed49ed276"
            "6f166d88",
    },
    {
        .name = "0x3541", .spi = 0x3541, .operation = IPSECNIC_OP_AH,
        .mode = IPSECNIC_MODE_TRANSPORT, .auth_alg = IPSECNIC_AUTH_SHA1,
        .auth_icv = 12,
        .src = "c0000201000000000000000000000000",
        .dst = "c0000202000000000000000000000000",
        .auth_key = "5d68737e89949faab5c0cbd6e1ecf7020d18232e",
        .cipher_key = "",
    },
    {
        .name = "0x3541", .spi = 0x3541, .mode = IPSECNIC_MODE_TRANSPORT,
        .cipher_alg = IPSECNIC_CIPHER_AES_GCM_128, .cipher_icv = 16,
        .src = "00000000000000000000000000000000",
        .dst = "c0000202000000000000000000000000",
        .auth_key = "",
        .cipher_key = "9c028d7dd5413dfe6b4bdd46745aa64323141b1e",
    },
    {
        .name = "0x3600", .spi = 0x3600, .mode = IPSECNIC_MODE_TRANSPORT,
        .esn = true, .window = 64, .sequence = 0x1fffffff0,
        .cipher_alg = IPSECNIC_CIPHER_AES_GCM_128, .cipher_icv = 16,
        .src = "c0000201000000000000000000000000",
        .dst = "c0000202000000000000000000000000",
        .auth_key = "",
        .cipher_key = "1ae05c48a764c842213114e8e413289e0167d705",
    },
    {
        .name = "0x3601", .spi = 0x3601, .mode = IPSECNIC_MODE_TRANSPORT,
        .ipv6 = true, .esn = true, .window = 64, .sequence = 0x1fffffff0,
        .cipher_alg = IPSECNIC_CIPHER_AES_GCM_256, .cipher_icv = 8,
        .src = "20010db8000000000000000000000001",
        .dst = "20010db8000000000000000000000002",
        .auth_key = "",
        .cipher_key =
            "08d3096e2084aa2c6241f56f2e3cfd65e9a8b96d75a8fc1e542c26e5780b1ceb"
            "cdaeccc6",
    },
    {
        .name = "0x3602", .spi = 0x3602, .mode = IPSECNIC_MODE_TRANSPORT,
        .esn = true, .window = 64, .sequence = 0x1fffffff0,
        .auth_alg = IPSECNIC_AUTH_SHA1, .auth_icv = 12,
        .cipher_alg = IPSECNIC_CIPHER_AES_CBC_128,
        .src = "c0000201000000000000000000000000",
        .dst = "c0000202000000000000000000000000",
        .auth_key = "197fa1b3f7614eb941d688eee995b008f4b8c3cc",
        .cipher_key = "af1eb5fc932d5164b091ae409df92694",
    },
    {
        .name = "0x3603", .spi = 0x3603, .mode = IPSECNIC_MODE_TRANSPORT,
        .ipv6 = true, .esn = true, .window = 64, .sequence = 0x1fffffff0,
        .auth_alg = IPSECNIC_AUTH_SHA256, .auth_icv = 16,
        .cipher_alg = IPSECNIC_CIPHER_NONE,
        .src = "20010db8000000000000000000000001",
        .dst = "20010db8000000000000000000000002",
        .auth_key =
            "0b4165362eaba40fb48a500f5cba42260362e42a8175398bee828321488e26d9",
        .cipher_key = "",
    },
    {
        .name = "0x3604", .spi = 0x3604, .mode = IPSECNIC_MODE_TRANSPORT,
        .esn = true, .window = 64, .sequence = 0x1fffffff0,
        .auth_alg = IPSECNIC_AUTH_AES_GMAC_192, .auth_icv = 16,
        .src = "c0000201000000000000000000000000",
        .dst = "c0000202000000000000000000000000",
        .auth_key = "6fe87a2498d018a87a273277656c190cb078a0deb39d8df86f4c804a",
        .cipher_key = "",
    },
    {
        .name = "0x3605", .spi = 0x3605, .operation = IPSECNIC_OP_AH,
        .mode = IPSECNIC_MODE_TRANSPORT, .ipv6 = true, .esn = true,
        .window = 64, .sequence = 0x1fffffff0, .auth_alg = IPSECNIC_AUTH_SHA1,
        .auth_icv = 12,
        .src = "20010db8000000000000000000000001",
        .dst = "20010db8000000000000000000000002",
        .auth_key = "919ca7b2bdc8d3dee9f4ff0a15202b36414c5762",
        .cipher_key = "",
    },
    {
        .name = "0x3606", .spi = 0x3606, .operation = IPSECNIC_OP_AH,
        .mode = IPSECNIC_MODE_TRANSPORT, .esn = true, .window = 64,
        .sequence = 0x1fffffff0, .auth_alg = IPSECNIC_AUTH_SHA256,
        .auth_icv = 16,
        .src = "c0000201000000000000000000000000",
        .dst = "c0000202000000000000000000000000",
        .auth_key =
            "aeb9c4cfdae5f0fb06111c27323d48535e69747f8a95a0abb6c1ccd7e2edf803",
        .cipher_key = "",
    },
    {
        .name = "0x3607", .spi = 0x3607, .operation = IPSECNIC_OP_AH,
        .mode = IPSECNIC_MODE_TRANSPORT, .ipv6 = true, .esn = true,
        .window = 64, .sequence = 0x1fffffff0,
        .auth_alg = IPSECNIC_AUTH_AES_GMAC_128, .auth_icv = 16,
        .src = "20010db8000000000000000000000001",
        .dst = "20010db8000000000000000000000002",
        .auth_key = "cbd6e1ecf7020d18232e39444f5a65707b86919c",
        .cipher_key = "",
    },
    {
        .name = "0x3641", .spi = 0x3641, .mode = IPSECNIC_MODE_TRANSPORT,
        .esn = true, .window = 64, .sequence = 0x500001000,
        .cipher_alg = IPSECNIC_CIPHER_AES_GCM_128, .cipher_icv = 16,
        .src = "c0000201000000000000000000000000",
        .dst = "c0000202000000000000000000000000",
        .auth_key = "",
        .cipher_key = "e06d60d2ba4e8120324c3f882288058cb84a4b1d",
    },
    {
        .name = "0x3642", .spi = 0x3642, .mode = IPSECNIC_MODE_TRANSPORT,
        .esn = true, .window = 64, .sequence = 0x500001000,
        .auth_alg = IPSECNIC_AUTH_SHA1, .auth_icv = 12,
        .cipher_alg = IPSECNIC_CIPHER_AES_CBC_128,
        .src = "c0000201000000000000000000000000",
        .dst = "c0000202000000000000000000000000",
        .auth_key = "0c1290ed10a69d5e0f21bc10f48daee56722bd5c",
        .cipher_key = "14e57dad816186d276bbf42e4cb5f47e",
    },
    {
        .name = "0x3640", .spi = 0x3640, .operation = IPSECNIC_OP_AH,
        .mode = IPSECNIC_MODE_TRANSPORT, .esn = true, .window = 64,
        .sequence = 0x500001000, .auth_alg = IPSECNIC_AUTH_SHA256,
        .auth_icv = 16,
        .src = "c0000201000000000000000000000000",
        .dst = "c0000202000000000000000000000000",
        .auth_key =
            "404b56616c77828d98a3aeb9c4cfdae5f0fb06111c27323d48535e69747f8a95",
        .cipher_key = "",
    },
    {
        .name = "0x3701", .spi = 0x3701, .mode = IPSECNIC_MODE_TRANSPORT,
        .cipher_alg = IPSECNIC_CIPHER_AES_GCM_128, .cipher_icv = 16,
        .src = "c0000201000000000000000000000000",
        .dst = "c0000202000000000000000000000000",
        .auth_key = "",
        .cipher_key = "cb1a3f10f749f3102c27b165d437bed6ca582cef",
    },
    {
        .name = "0x3702", .spi = 0x3702, .operation = IPSECNIC_OP_AH,
        .mode = IPSECNIC_MODE_TRANSPORT, .ipv6 = true,
        .auth_alg = IPSECNIC_AUTH_SHA1, .auth_icv = 12,
        .src = "20010db8000000000000000000000001",
        .dst = "20010db8000000000000000000000002",
        .auth_key = "3a45505b66717c87929da8b3bec9d4dfeaf5000b",
        .cipher_key = "",
    },
    {
        .name = "0x3711", .spi = 0x3711, .mode = IPSECNIC_MODE_TRANSPORT,
        .cipher_alg = IPSECNIC_CIPHER_AES_GCM_128, .cipher_icv = 16,
        .src = "c0000201000000000000000000000000",
        .dst = "c0000202000000000000000000000000",
        .auth_key = "",
        .cipher_key = "7adbdd94356af55eb2877ea6c94c37daffd8f954",
    },
    {
        .name = "0x3712", .spi = 0x3712, .mode = IPSECNIC_MODE_TRANSPORT,
        .ipv6 = true, .cipher_alg = IPSECNIC_CIPHER_AES_GCM_128,
        .cipher_icv = 16,
        .src = "20010db8000000000000000000000001",
        .dst = "20010db8000000000000000000000002",
        .auth_key = "",
        .cipher_key = "96813a147190b75558050ecda75879b1df021658",
    },
    {
        .name = "0x3713", .spi = 0x3713, .operation = IPSECNIC_OP_AH,
        .mode = IPSECNIC_MODE_TRANSPORT, .auth_alg = IPSECNIC_AUTH_SHA1,
        .auth_icv = 12,
        .src = "c0000201000000000000000000000000",
        .dst = "c0000202000000000000000000000000",
        .auth_key = "27323d48535e69747f8a95a0abb6c1ccd7e2edf8",
        .cipher_key = "",
    },
    {
        .name = "0x3714", .spi = 0x3714, .operation = IPSECNIC_OP_AH,
        .mode = IPSECNIC_MODE_TRANSPORT, .ipv6 = true,
        .auth_alg = IPSECNIC_AUTH_SHA1, .auth_icv = 12,
        .src = "20010db8000000000000000000000001",
        .dst = "20010db8000000000000000000000002",
        .auth_key = "444f5a65707b86919ca7b2bdc8d3dee9f4ff0a15",
        .cipher_key = "",
    },
    {
        .name = "0x3715", .spi = 0x3715, .mode = IPSECNIC_MODE_TRANSPORT,
        .encap = 1, .cipher_alg = IPSECNIC_CIPHER_AES_GCM_128,
        .cipher_icv = 16,
        .src = "c0000201000000000000000000000000",
        .dst = "c0000202000000000000000000000000",
        .auth_key = "",
        .cipher_key = "e6a418c9964820348e87fa33bb3660bc131f42a8",
    },
    {
        .name = "0x3801", .spi = 0x3801, .mode = IPSECNIC_MODE_TRANSPORT,
        .cipher_alg = IPSECNIC_CIPHER_AES_GCM_128, .cipher_icv = 16,
        .src = "c0000201000000000000000000000000",
        .dst = "c0000202000000000000000000000000",
        .auth_key = "",
        .cipher_key = "13e98f8792344dfbde3638c80cf6f37a261e136a",
    },
    {
        .name = "0x3801", .spi = 0x3801, .operation = IPSECNIC_OP_AH,
        .mode = IPSECNIC_MODE_TRANSPORT, .auth_alg = IPSECNIC_AUTH_SHA1,
        .auth_icv = 12,
        .src = "c0000201000000000000000000000000",
        .dst = "c0000202000000000000000000000000",
        .auth_key = "1d28333e49545f6a75808b96a1acb7c2cdd8e3ee",
        .cipher_key = "",
    },
    {
        .name = "0x3802", .spi = 0x3802, .operation = IPSECNIC_OP_AH,
        .mode = IPSECNIC_MODE_TRANSPORT, .auth_alg = IPSECNIC_AUTH_SHA1,
        .auth_icv = 12,
        .src = "c0000201000000000000000000000000",
        .dst = "c0000202000000000000000000000000",
        .auth_key = "3a45505b66717c87929da8b3bec9d4dfeaf5000b",
        .cipher_key = "",
    },
    {
        .name = "0x3802", .spi = 0x3802, .mode = IPSECNIC_MODE_TRANSPORT,
        .cipher_alg = IPSECNIC_CIPHER_AES_GCM_128, .cipher_icv = 16,
        .src = "c0000201000000000000000000000000",
        .dst = "c0000202000000000000000000000000",
        .auth_key = "",
        .cipher_key = "81a28e40732ef7973b86de4138977b45aa90d28f",
    },
    {
        .name = "0x3806", .spi = 0x3806, .mode = IPSECNIC_MODE_TUNNEL,
        .ipv6 = true, .cipher_alg = IPSECNIC_CIPHER_AES_GCM_128,
        .cipher_icv = 16,
        .src = "20010db8000000000000000000000001",
        .dst = "20010db8000000000000000000000002",
        .auth_key = "",
        .cipher_key = "7068d69595871a4b43b77005c81cf0f7138cd5f9",
    },
    {
        .name = "0x3805", .spi = 0x3805, .operation = IPSECNIC_OP_AH,
        .mode = IPSECNIC_MODE_TUNNEL, .ipv6 = true,
        .auth_alg = IPSECNIC_AUTH_SHA1, .auth_icv = 12,
        .src = "20010db8000000000000000000000001",
        .dst = "20010db8000000000000000000000002",
        .auth_key = "919ca7b2bdc8d3dee9f4ff0a15202b36414c5762",
        .cipher_key = "",
    },
    {
        .name = "0x3811", .spi = 0x3811, .operation = IPSECNIC_OP_AH,
        .mode = IPSECNIC_MODE_TRANSPORT, .auth_alg = IPSECNIC_AUTH_SHA1,
        .auth_icv = 12,
        .src = "c0000201000000000000000000000000",
        .dst = "c0000202000000000000000000000000",
        .auth_key = "edf8030e19242f3a45505b66717c87929da8b3be",
        .cipher_key = "",
    },
    {
        .name = "0x3812", .spi = 0x3812, .mode = IPSECNIC_MODE_TRANSPORT,
        .ah = &ipn_portion_sas[122], .cipher_alg = IPSECNIC_CIPHER_AES_GCM_128,
        .cipher_icv = 16,
        .src = "c0000201000000000000000000000000",
        .dst = "c0000202000000000000000000000000",
        .auth_key = "",
        .cipher_key = "a3a042879aa3052a579a97662f421a13da1cf679",
    },
    {
        .name = "0x3824", .spi = 0x3824, .mode = IPSECNIC_MODE_TUNNEL,
        .cipher_alg = IPSECNIC_CIPHER_AES_GCM_128, .cipher_icv = 16,
        .src = "c0000201000000000000000000000000",
        .dst = "c0000202000000000000000000000000",
        .auth_key = "",
        .cipher_key = "1a905ca48db795f10bd6e3b25bde15dee90265f3",
    },
    {
        .name = "0x382c", .spi = 0x382c, .mode = IPSECNIC_MODE_TRANSPORT,
        .auth_alg = IPSECNIC_AUTH_SHA1, .auth_icv = 12,
        .cipher_alg = IPSECNIC_CIPHER_AES_CBC_128,
        .src = "c0000201000000000000000000000000",
        .dst = "c0000202000000000000000000000000",
        .auth_key = "66ffa9fcca8b259b873bff54273f36c4ed216bc3",
        .cipher_key = "f4eb6320eec80c8b84eb944b8bbb7a40",
    },
    {
        .name = "0x3834", .spi = 0x3834, .mode = IPSECNIC_MODE_TRANSPORT,
        .auth_alg = IPSECNIC_AUTH_SHA1, .auth_icv = 12,
        .cipher_alg = IPSECNIC_CIPHER_AES_CBC_128,
        .src = "0a010001000000000000000000000000",
        .dst = "0a020002000000000000000000000000",
        .auth_key = "4b7bb6993c3e92ba33f7cb8cc363e77c168f03d6",
        .cipher_key = "e745d2646d29937e12c326a6ec00410b",
    },
    {
        .name = "0x3826", .spi = 0x3826, .mode = IPSECNIC_MODE_TUNNEL,
        .cipher_alg = IPSECNIC_CIPHER_AES_GCM_128, .cipher_icv = 16,
        .src = "c0000201000000000000000000000000",
        .dst = "c0000202000000000000000000000000",
        .auth_key = "",
        .cipher_key = "0c370a734d88c867d16f449dc8d39ec1b47ec9de",
    },
    {
        .name = "0x382e", .spi = 0x382e, .mode = IPSECNIC_MODE_TRANSPORT,
        .ipv6 = true, .auth_alg = IPSECNIC_AUTH_SHA1, .auth_icv = 12,
        .cipher_alg = IPSECNIC_CIPHER_AES_CBC_128,
        .src = "20010db8000000000000000000000001",
        .dst = "20010db8000000000000000000000002",
        .auth_key = "41d4d75400d280a5ff8ef369c1c825005fcee4ad",
        .cipher_key = "ae6bf97312abde24e3195253100bc5e8",
    },
    {
        .name = "0x3836", .spi = 0x3836, .mode = IPSECNIC_MODE_TRANSPORT,
        .ipv6 = true, .auth_alg = IPSECNIC_AUTH_SHA1, .auth_icv = 12,
        .cipher_alg = IPSECNIC_CIPHER_AES_CBC_128,
        .src = "20010db8000100000000000000000001",
        .dst = "20010db8000200000000000000000002",
        .auth_key = "55ff2013758145c1d4dc6c13beed4e120e8f8806",
        .cipher_key = "fca53178a8f4ff74269bc76728bdf3b3",
    },
    {
        .name = "0x3841", .spi = 0x3841, .mode = IPSECNIC_MODE_TUNNEL,
        .cipher_alg = IPSECNIC_CIPHER_AES_GCM_128, .cipher_icv = 16,
        .src = "c0000201000000000000000000000000",
        .dst = "c0000202000000000000000000000000",
        .auth_key = "",
        .cipher_key = "56bf23eda411727980c083ab3cfeec99e622ed6a",
    },
    {
        .name = "0x3842", .spi = 0x3842, .mode = IPSECNIC_MODE_TRANSPORT,
        .ipv6 = true, .auth_alg = IPSECNIC_AUTH_SHA1, .auth_icv = 12,
        .cipher_alg = IPSECNIC_CIPHER_AES_CBC_128,
        .src = "20010db8000100000000000000000001",
        .dst = "20010db8000200000000000000000002",
        .auth_key = "6ef98ce8de05f1c73120224ee8cac949d6ec50cf",
        .cipher_key = "a796a808c08910094c7d6b51f7f4dbbe",
    },
    {
        .name = "0x3851", .spi = 0x3851, .mode = IPSECNIC_MODE_TRANSPORT,
        .cipher_alg = IPSECNIC_CIPHER_AES_GCM_128, .cipher_icv = 16,
        .src = "c0000201000000000000000000000000",
        .dst = "c0000202000000000000000000000000",
        .auth_key = "",
        .cipher_key = "25340c78ff2ce884e99d2c35a440b6a452d5e5d1",
    },
    {
        .name = "0x3861", .spi = 0x3861, .mode = IPSECNIC_MODE_TRANSPORT,
        .encap = 8, .cipher_alg = IPSECNIC_CIPHER_AES_GCM_128,
        .cipher_icv = 16,
        .src = "c0000201000000000000000000000000",
        .dst = "c0000202000000000000000000000000",
        .auth_key = "",
        .cipher_key = "a7d8ef83131fade5deab9c1beae4f9a2ac498151",
    },
    {
        .name = "0x3874", .spi = 0x3874, .mode = IPSECNIC_MODE_TUNNEL,
        .encap = 4, .cipher_alg = IPSECNIC_CIPHER_AES_GCM_128,
        .cipher_icv = 16,
        .src = "c0000201000000000000000000000000",
        .dst = "c0000202000000000000000000000000",
        .auth_key = "",
        .cipher_key = "971f26b798219a3b232ce214fc4be21ee1bb582b",
    },
    {
        .name = "0x387c", .spi = 0x387c, .mode = IPSECNIC_MODE_TRANSPORT,
        .auth_alg = IPSECNIC_AUTH_SHA1, .auth_icv = 12,
        .cipher_alg = IPSECNIC_CIPHER_AES_CBC_128,
        .src = "0a010001000000000000000000000000",
        .dst = "0a020002000000000000000000000000",
        .auth_key = "86fbd2500c3bbd6ad8d5e4dd587df68be2055dbf",
        .cipher_key = "ea65c0c1a8f2b1e4f90a29fd4b8cfa63",
    },
    {
        .name = "0x3872", .spi = 0x3872, .mode = IPSECNIC_MODE_TUNNEL,
        .encap = 2, .cipher_alg = IPSECNIC_CIPHER_AES_GCM_128,
        .cipher_icv = 16,
        .src = "c0000201000000000000000000000000",
        .dst = "c0000202000000000000000000000000",
        .auth_key = "",
        .cipher_key = "c4c055e9defb1c26775de3728d55b1c73b5637f4",
    },
    {
        .name = "0x387a", .spi = 0x387a, .mode = IPSECNIC_MODE_TRANSPORT,
        .auth_alg = IPSECNIC_AUTH_SHA1, .auth_icv = 12,
        .cipher_alg = IPSECNIC_CIPHER_AES_CBC_128,
        .src = "0a010001000000000000000000000000",
        .dst = "0a020002000000000000000000000000",
        .auth_key = "e173054936b1afeb58fd70aaaa37fd27a98abed2",
        .cipher_key = "0736142ddfc4a31e38e5f95e7422b5cd",
    },
    {
        .name = "0x3881", .spi = 0x3881, .mode = IPSECNIC_MODE_TUNNEL,
        .cipher_alg = IPSECNIC_CIPHER_AES_GCM_128, .cipher_icv = 16,
        .src = "c0000201000000000000000000000000",
        .dst = "c0000202000000000000000000000000",
        .auth_key = "",
        .cipher_key = "1c7cb3bf7c5225a14ca76f0357be1ecee5ec8c77",
    },
    {
        .name = "0x3882", .spi = 0x3882, .mode = IPSECNIC_MODE_TRANSPORT,
        .encap = 1, .auth_alg = IPSECNIC_AUTH_SHA1, .auth_icv = 12,
        .cipher_alg = IPSECNIC_CIPHER_AES_CBC_128,
        .src = "0a010001000000000000000000000000",
        .dst = "0a020002000000000000000000000000",
        .auth_key = "8bc8dec80197fa8cd6d27f17fde3a9b2b9ee1bd6",
        .cipher_key = "7bf05c3d96575678584bf18c9ac84755",
    },
    {
        .name = "0x3901", .spi = 0x3901, .mode = IPSECNIC_MODE_TRANSPORT,
        .cipher_alg = IPSECNIC_CIPHER_AES_GCM_128, .cipher_icv = 16,
        .src = "c0000201000000000000000000000000",
        .dst = "c0000202000000000000000000000000",
        .auth_key = "",
        .cipher_key = "6c47d3a561415b78fe43dff68c372618e3f5def0",
    },
    {
        .name = "0x3902", .spi = 0x3902, .operation = IPSECNIC_OP_AH,
        .mode = IPSECNIC_MODE_TRANSPORT, .auth_alg = IPSECNIC_AUTH_SHA1,
        .auth_icv = 12,
        .src = "c0000201000000000000000000000000",
        .dst = "c0000202000000000000000000000000",
        .auth_key = "3a45505b66717c87929da8b3bec9d4dfeaf5000b",
        .cipher_key = "",
    },
    {
        .name = "0x3903", .spi = 0x3903, .mode = IPSECNIC_MODE_TUNNEL,
        .cipher_alg = IPSECNIC_CIPHER_AES_GCM_128, .cipher_icv = 16,
        .src = "c0000201000000000000000000000000",
        .dst = "c0000202000000000000000000000000",
        .auth_key = "",
        .cipher_key = "9b3d947634219b6abc33a7a1c6253343bc80f0a0",
    },
    {
        .name = "0x3904", .spi = 0x3904, .mode = IPSECNIC_MODE_TRANSPORT,
        .auth_alg = IPSECNIC_AUTH_SHA1, .auth_icv = 12,
        .cipher_alg = IPSECNIC_CIPHER_AES_CBC_128,
        .src = "0a010001000000000000000000000000",
        .dst = "0a020002000000000000000000000000",
        .auth_key = "3f054d197c182ed43c80df1e8066ce777ba8efb4",
        .cipher_key = "c8f7812b877536eef8290c49bd611d87",
    },
    {
        .name = "0x3905", .spi = 0x3905, .mode = IPSECNIC_MODE_TRANSPORT,
        .cipher_alg = IPSECNIC_CIPHER_AES_GCM_128, .cipher_icv = 16,
        .src = "c0000201000000000000000000000000",
        .dst = "c0000202000000000000000000000000",
        .auth_key = "",
        .cipher_key = "982b078b07a35d1c248d539ccaae7b2cb402b7e2",
    },
};

static const IpnPortionFrame ipn_portion_frames[] = {
    {
        .what = "good", .oob = 0x2, .header_info = 0x10111, .hash = 0xedb9bfb4,
        .kind = IPSECNIC_KIND_ESP, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34, .payload_offset = 42, .trailer_length = 15,
        .wire =
            "525400123456020000000001080045000054000040004032b674c0000201c000"
            "020200003000000000010fa013880029000001080f161d242b323940474e555c"
            "636a71787f868d949ba2a9b0b7bec5ccd3dae1010111d12644013c9b1cbaaaf9"
            "4000",
    },
    {
        .what = "ICV wrong", .oob = 0x30002, .hash = 0xedb9bfb4,
        .kind = IPSECNIC_KIND_ESP, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34, .like = 1,
        .wire = "61:01",
    },
    {
        .what = "good", .oob = 0x2, .header_info = 0x10511, .hash = 0xff1438d5,
        .kind = IPSECNIC_KIND_ESP, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34, .payload_offset = 58, .trailer_length = 19,
        .wire =
            "525400123456020000000001080045000068000040004032b660c0000201c000"
            "02020000300100000001f19fd421c25892cb5a98d562876410f78ee76a4dc087"
            "7794feb3cebe7444e0b819811f2daa367d6638341e43ee4533df2fcc4cb72f35"
            "2148cfc478bfc918abf53f91c64fe3c4ad7df0f51f20",
        .after =
            "3a:0fa013880029000001080f161d242b32"
            "3940474e555c636a71787f868d949ba2a9b0b7bec5ccd3dae101020304050511",
    },
    {
        .what = "ICV wrong", .oob = 0x30002, .hash = 0xff1438d5,
        .kind = IPSECNIC_KIND_ESP, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34, .like = 1,
        .wire = "75:21",
    },
    {
        .what = "good", .oob = 0x2, .header_info = 0x10511, .hash = 0x64ef7c04,
        .kind = IPSECNIC_KIND_ESP, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34, .payload_offset = 58, .trailer_length = 23,
        .wire =
            "52540012345602000000000108004500006c000040004032b65cc0000201c000"
            "02020000300200000001f0f597daa16452402dc7395f479db85353f69b97e8f1"
            "5e714dcd00b4585f5e4767c88c55d6e3e5d178a7cc0ecaf17678b946f75c2ab9"
            "6d3a08ddfbb5e108a51329bea9e6b3e0f4fcffca1cece8f88d95",
        .after =
            "3a:0fa013880029000001080f161d242b32"
            "3940474e555c636a71787f868d949ba2a9b0b7bec5ccd3dae101020304050511",
    },
    {
        .what = "ICV wrong", .oob = 0x30002, .hash = 0x64ef7c04,
        .kind = IPSECNIC_KIND_ESP, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34, .like = 1,
        .wire = "79:94",
    },
    {
        .what = "good", .oob = 0x2, .header_info = 0x10511, .hash = 0x7642fb65,
        .kind = IPSECNIC_KIND_ESP, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34, .payload_offset = 58, .trailer_length = 19,
        .wire =
            "525400123456020000000001080045000068000040004032b660c0000201c000"
            "0202000030030000000147dfd440fcfbdcd40a39ef8ee3886fdd9801e0867820"
            "961d4acad8d4899eecae3aad67d068b72391315667e7ac73689cd46dc7ea86f7"
            "24609bea64fe41d1735c88168cc90712f8a42706fb35",
        .after =
            "3a:0fa013880029000001080f161d242b32"
            "3940474e555c636a71787f868d949ba2a9b0b7bec5ccd3dae101020304050511",
    },
    {
        .what = "ICV wrong", .oob = 0x30002, .hash = 0x7642fb65,
        .kind = IPSECNIC_KIND_ESP, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34, .like = 1,
        .wire = "75:34",
    },
    {
        .what = "good", .oob = 0x2, .header_info = 0x10511, .hash = 0xa912de6c,
        .kind = IPSECNIC_KIND_ESP, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34, .payload_offset = 50, .trailer_length = 19,
        .wire =
            "525400123456020000000001080045000060000040004032b668c0000201c000"
            "020200003004000000013bc60d63f79f8ff380158ae07c82f8f4c8ac8bfee349"
            "ac77a6cbfe91c12a3ee0f0b8b1e52ea8194d12b056cb8d23b69fdb772f0405a1"
            "8568ca328afa85a7a11843db058c",
        .after =
            "32:0fa013880029000001080f161d242b32"
            "3940474e555c636a71787f868d949ba2a9b0b7bec5ccd3dae101020304050511",
    },
    {
        .what = "ICV wrong", .oob = 0x30002, .hash = 0xa912de6c,
        .kind = IPSECNIC_KIND_ESP, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34, .like = 1,
        .wire = "6d:8d",
    },
    {
        .what = "good", .oob = 0x2, .header_info = 0x10511, .hash = 0xbbbf590d,
        .kind = IPSECNIC_KIND_ESP, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34, .payload_offset = 50, .trailer_length = 19,
        .wire =
            "525400123456020000000001080045000060000040004032b668c0000201c000"
            "02020000300500000001cdab953046adfc2f08ec8bdf48c835c3373586c17e8b"
            "bdd5a4fdcaa4f01f5edc32b5dc75c5768aca6cefc7369864b3c93e2b9224a0a9"
            "5f7756ee05065d7388a6f51bbcfe",
        .after =
            "32:0fa013880029000001080f161d242b32"
            "3940474e555c636a71787f868d949ba2a9b0b7bec5ccd3dae101020304050511",
    },
    {
        .what = "ICV wrong", .oob = 0x30002, .hash = 0xbbbf590d,
        .kind = IPSECNIC_KIND_ESP, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34, .like = 1,
        .wire = "6d:ff",
    },
    {
        .what = "good", .oob = 0x2, .header_info = 0x10111, .hash = 0x20441ddc,
        .kind = IPSECNIC_KIND_ESP, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34, .payload_offset = 50, .trailer_length = 19,
        .wire =
            "525400123456020000000001080045000060000040004032b668c0000201c000"
            "0202000030060000000109354531bbec3c800ce91893c714d3357f3bf89e4fb6"
            "119475c68358e45574b75ce688802b93906dac404b717913bab1aa7e13689580"
            "c7f904f546b7405fe69fe7cf9a24",
        .after =
            "32:0fa013880029000001080f161d242b32"
            "3940474e555c636a71787f868d949ba2a9b0b7bec5ccd3dae1010111",
    },
    {
        .what = "ICV wrong", .oob = 0x30002, .hash = 0x20441ddc,
        .kind = IPSECNIC_KIND_ESP, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34, .like = 1,
        .wire = "6d:25",
    },
    {
        .what = "good", .oob = 0x2, .header_info = 0x10111, .hash = 0x32e99abd,
        .kind = IPSECNIC_KIND_ESP, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34, .payload_offset = 50, .trailer_length = 15,
        .wire =
            "52540012345602000000000108004500005c000040004032b66cc0000201c000"
            "02020000300700000001f762c04f35020771389cdd8771d8a68e41b073302dbe"
            "a5dec6a46f8fb7b235851d1016be33c0ce767205564f9916d1c0b70e1237b077"
            "5c8a492d420449a19b7c",
        .after =
            "32:0fa013880029000001080f161d242b32"
            "3940474e555c636a71787f868d949ba2a9b0b7bec5ccd3dae1010111",
    },
    {
        .what = "ICV wrong", .oob = 0x30002, .hash = 0x32e99abd,
        .kind = IPSECNIC_KIND_ESP, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34, .like = 1,
        .wire = "69:7d",
    },
    {
        .what = "good", .oob = 0x2, .header_info = 0x10111, .hash = 0x4fec0f58,
        .kind = IPSECNIC_KIND_ESP, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34, .payload_offset = 50, .trailer_length = 11,
        .wire =
            "525400123456020000000001080045000058000040004032b670c0000201c000"
            "020200003008000000016870518a7d38d432667e0af2399915f9de6fc18e5bb6"
            "23726cd56def3cf42a9f02a1d934deb488d90f5e1027b347cd517c8a05442d4b"
            "cb797485b793",
        .after =
            "32:0fa013880029000001080f161d242b32"
            "3940474e555c636a71787f868d949ba2a9b0b7bec5ccd3dae1010111",
    },
    {
        .what = "ICV wrong", .oob = 0x30002, .hash = 0x4fec0f58,
        .kind = IPSECNIC_KIND_ESP, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34, .like = 1,
        .wire = "65:92",
    },
    {
        .what = "good", .oob = 0x2, .header_info = 0x10111, .hash = 0x5d418839,
        .kind = IPSECNIC_KIND_ESP, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34, .payload_offset = 50, .trailer_length = 19,
        .wire =
            "525400123456020000000001080045000060000040004032b668c0000201c000"
            "02020000300900000001d7516721300be9d631a15d1d92cc3eddad0f43819a4e"
            "384fd6d2ed9874c4776f6e5d52b1d85e744e89987d89f81f14b6bce8e85a2cef"
            "425256d95aaa6226cb27e42ae93c",
        .after =
            "32:0fa013880029000001080f161d242b32"
            "3940474e555c636a71787f868d949ba2a9b0b7bec5ccd3dae1010111",
    },
    {
        .what = "ICV wrong", .oob = 0x30002, .hash = 0x5d418839,
        .kind = IPSECNIC_KIND_ESP, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34, .like = 1,
        .wire = "6d:3d",
    },
    {
        .what = "good", .oob = 0x2, .header_info = 0x10111, .hash = 0xc6bacce8,
        .kind = IPSECNIC_KIND_ESP, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34, .payload_offset = 50, .trailer_length = 19,
        .wire =
            "525400123456020000000001080045000060000040004032b668c0000201c000"
            "02020000300a000000016db3827db0a8f7c52c9ad943a85fc0c4978bd97f834a"
            "0db745b858424bb7b3670c6a9376b2bb5c8d8cf1a16e2556b7daebc2efd765d6"
            "858ee9681b2d0a93eb51cf95a9fa",
        .after =
            "32:0fa013880029000001080f161d242b32"
            "3940474e555c636a71787f868d949ba2a9b0b7bec5ccd3dae1010111",
    },
    {
        .what = "ICV wrong", .oob = 0x30002, .hash = 0xc6bacce8,
        .kind = IPSECNIC_KIND_ESP, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34, .like = 1,
        .wire = "6d:fb",
    },
    {
        .what = "good", .oob = 0x2, .header_info = 0x10111, .hash = 0xd4174b89,
        .kind = IPSECNIC_KIND_ESP, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34, .payload_offset = 50, .trailer_length = 19,
        .wire =
            "525400123456020000000001080045000060000040004032b668c0000201c000"
            "02020000300b000000016d4671cf86b502bd0fa013880029000001080f161d24"
            "2b323940474e555c636a71787f868d949ba2a9b0b7bec5ccd3dae1010111fa19"
            "36c86213f62945774ac03269d4bc",
    },
    {
        .what = "ICV wrong", .oob = 0x30002, .hash = 0xd4174b89,
        .kind = IPSECNIC_KIND_ESP, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34, .like = 1,
        .wire = "6d:bd",
    },
    {
        .what = "good", .oob = 0x2, .header_info = 0x10111, .hash = 0xb476e80,
        .kind = IPSECNIC_KIND_ESP, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34, .payload_offset = 50, .trailer_length = 19,
        .wire =
            "525400123456020000000001080045000060000040004032b668c0000201c000"
            "02020000300c00000001bc73627f4f2fd2870fa013880029000001080f161d24"
            "2b323940474e555c636a71787f868d949ba2a9b0b7bec5ccd3dae1010111ca62"
            "361958fa1bb50e5efb9b562eabc6",
    },
    {
        .what = "ICV wrong", .oob = 0x30002, .hash = 0xb476e80,
        .kind = IPSECNIC_KIND_ESP, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34, .like = 1,
        .wire = "6d:c7",
    },
    {
        .what = "good", .oob = 0x2, .header_info = 0x10111, .hash = 0x19eae9e1,
        .kind = IPSECNIC_KIND_ESP, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34, .payload_offset = 50, .trailer_length = 19,
        .wire =
            "525400123456020000000001080045000060000040004032b668c0000201c000"
            "02020000300d000000015621fa556f8ef8ac0fa013880029000001080f161d24"
            "2b323940474e555c636a71787f868d949ba2a9b0b7bec5ccd3dae1010111c057"
            "48b16ad53d91e50e65312bb5964e",
    },
    {
        .what = "ICV wrong", .oob = 0x30002, .hash = 0x19eae9e1,
        .kind = IPSECNIC_KIND_ESP, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34, .like = 1,
        .wire = "6d:4f",
    },
    {
        .what = "no payload to speak of", .oob = 0x2, .hash = 0x92069552,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34, .payload_offset = 58,
        .wire =
            "525400123456020000000001080045000034000040004033b693c0000201c000"
            "020211040000000031010000000163e7734bca77a9d9cf864dd90fa013880008"
            "0000",
    },
    {
        .what = "good", .oob = 0x2, .hash = 0x92069552,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34, .payload_offset = 58,
        .wire =
            "52540012345602000000000108004500004d000040004033b67ac0000201c000"
            "0202110400000000310100000002bb4586745e39aeece405d1320fa013880021"
            "0000020910171e252c333a41484f565d646b727980878e959ca3aa",
    },
    {
        .what = "other hops", .oob = 0x2, .hash = 0x92069552,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34, .payload_offset = 58, .like = 2,
        .wire = "16:0533f1",
    },
    {
        .what = "other DSCP", .oob = 0x2, .hash = 0x92069552,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34, .payload_offset = 58, .like = 2,
        .wire = "f:b8 18:b5c2",
    },
    {
        .what = "other flags", .oob = 0x2, .hash = 0x92069552,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34, .payload_offset = 58, .like = 2,
        .wire = "14:00004033f6",
    },
    {
        .what = "source address", .oob = 0x20002, .hash = 0x92069552,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34, .like = 2,
        .wire = "18:4e3fc6336409",
    },
    {
        .what = "payload", .oob = 0x20002, .hash = 0x92069552,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34, .like = 2,
        .wire = "5a:8a",
    },
    {
        .what = "next header", .oob = 0x20002, .hash = 0x92069552,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34, .like = 2,
        .wire = "22:10",
    },
    {
        .what = "reserved field", .oob = 0x20002, .hash = 0x92069552,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34, .like = 2,
        .wire = "25:01",
    },
    {
        .what = "sequence number", .oob = 0x20002, .hash = 0x92069552,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34, .like = 2,
        .wire = "2d:03",
    },
    {
        .what = "ICV, first bit", .oob = 0x20002, .hash = 0x92069552,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34, .like = 2,
        .wire = "2e:3b",
    },
    {
        .what = "ICV, last bit", .oob = 0x20002, .hash = 0x92069552,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34, .like = 2,
        .wire = "39:33",
    },
    {
        .what = "identification", .oob = 0x20002, .hash = 0x92069552,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34, .like = 2,
        .wire = "13:0140004033b679",
    },
    {
        .what = "longer header", .oob = 0x20002, .hash = 0x92069552,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34, .like = 2,
        .wire = "23:05",
    },
    {
        .what = "length field 0", .oob = 0x60002, .hash = 0x92069552,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34, .like = 2,
        .wire = "23:00",
    },
    {
        .what = "length field 3", .oob = 0x60002, .hash = 0x92069552,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34, .like = 2,
        .wire = "23:03",
    },
    {
        .what = "length field 255", .oob = 0x60002, .hash = 0x92069552,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34, .like = 2,
        .wire = "23:ff",
    },
    {
        .what = "cut in the ICV", .oob = 0x60002, .hash = 0x92069552,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34, .like = 2, .length = 47,
    },
    {
        .what = "cut in the sequence number", .hash = 0x5ceea90c,
        .kind = IPSECNIC_KIND_AH, .reason = IPSECNIC_REASON_TRUNCATED,
        .csum = 1, .l3_offset = 14, .ipsec_offset = 34, .like = 2,
        .length = 45,
    },
    {
        .what = "good again", .oob = 0x2, .hash = 0x92069552,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34, .payload_offset = 58, .like = 2,
    },
    {
        .what = "no payload to speak of", .oob = 0x2, .hash = 0x9fdd183,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 54, .payload_offset = 78,
        .wire =
            "52540012345602000000000186dd600000000020334020010db8000000000000"
            "00000000000120010db800000000000000000000000211040000000031020000"
            "0001d74e8ef23041e0e886dd6e3d0fa0138800080000",
    },
    {
        .what = "good", .oob = 0x2, .hash = 0x9fdd183,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 54, .payload_offset = 78,
        .wire =
            "52540012345602000000000186dd600000000039334020010db8000000000000"
            "00000000000120010db800000000000000000000000211040000000031020000"
            "00022d75736450edbfa9b76bbf210fa0138800210000020910171e252c333a41"
            "484f565d646b727980878e959ca3aa",
    },
    {
        .what = "other hops", .oob = 0x2, .hash = 0x9fdd183,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 54, .payload_offset = 78, .like = 2,
        .wire = "15:05",
    },
    {
        .what = "other traffic class", .oob = 0x2, .hash = 0x9fdd183,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 54, .payload_offset = 78, .like = 2,
        .wire = "e:6b80",
    },
    {
        .what = "other flow label", .oob = 0x2, .hash = 0x9fdd183,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 54, .payload_offset = 78, .like = 2,
        .wire = "f:0abcde",
    },
    {
        .what = "source address", .oob = 0x20002, .hash = 0x9fdd183,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 54, .like = 2,
        .wire = "1b:09 25:09",
    },
    {
        .what = "payload", .oob = 0x20002, .hash = 0x9fdd183,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 54, .like = 2,
        .wire = "6e:8a",
    },
    {
        .what = "next header", .oob = 0x20002, .hash = 0x9fdd183,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 54, .like = 2,
        .wire = "36:10",
    },
    {
        .what = "reserved field", .oob = 0x20002, .hash = 0x9fdd183,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 54, .like = 2,
        .wire = "39:01",
    },
    {
        .what = "sequence number", .oob = 0x20002, .hash = 0x9fdd183,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 54, .like = 2,
        .wire = "41:03",
    },
    {
        .what = "ICV, first bit", .oob = 0x20002, .hash = 0x9fdd183,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 54, .like = 2,
        .wire = "42:ad",
    },
    {
        .what = "ICV, last bit", .oob = 0x20002, .hash = 0x9fdd183,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 54, .like = 2,
        .wire = "4d:20",
    },
    {
        .what = "longer header", .oob = 0x20002, .hash = 0x9fdd183,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 54, .like = 2,
        .wire = "37:06",
    },
    {
        .what = "length field 0", .oob = 0x60002, .hash = 0x9fdd183,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 54, .like = 2,
        .wire = "37:00",
    },
    {
        .what = "length field 2", .oob = 0x60002, .hash = 0x9fdd183,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 54, .like = 2,
        .wire = "37:02",
    },
    {
        .what = "length field 255", .oob = 0x60002, .hash = 0x9fdd183,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 54, .like = 2,
        .wire = "37:ff",
    },
    {
        .what = "length field 5", .oob = 0x60002, .hash = 0x9fdd183,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 54, .like = 2,
        .wire = "37:05",
    },
    {
        .what = "cut in the ICV", .oob = 0x60002, .hash = 0x9fdd183,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 54, .like = 2, .length = 67,
    },
    {
        .what = "cut in the sequence number", .hash = 0x829c6d35,
        .kind = IPSECNIC_KIND_AH, .reason = IPSECNIC_REASON_TRUNCATED,
        .l3_offset = 14, .ipsec_offset = 54, .like = 2, .length = 65,
    },
    {
        .what = "good again", .oob = 0x2, .hash = 0x9fdd183,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 54, .payload_offset = 78, .like = 2,
    },
    {
        .what = "no payload to speak of", .oob = 0x2, .hash = 0x1b5056e2,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34, .payload_offset = 58, .inner_l3_offset = 58,
        .wire =
            "525400123456020000000001080045000048000040004033b67fc0000201c000"
            "0202040400000000310300000017af646ac95a5e22623e5c50814500001c0000"
            "4000111155cc0a0100010a0200020fa0138800080000",
    },
    {
        .what = "good", .oob = 0x2, .hash = 0x1b5056e2,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34, .payload_offset = 58, .inner_l3_offset = 58,
        .wire =
            "525400123456020000000001080045000061000040004033b666c0000201c000"
            "0202040400000000310300000017d8e12050d8244828967c599c450000350000"
            "4000111155b30a0100010a0200020fa0138800210000020910171e252c333a41"
            "484f565d646b727980878e959ca3aa",
    },
    {
        .what = "other hops", .oob = 0x2, .hash = 0x1b5056e2,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34, .payload_offset = 58, .inner_l3_offset = 58,
        .like = 2,
        .wire = "16:0533f1",
    },
    {
        .what = "other DSCP", .oob = 0x2, .hash = 0x1b5056e2,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34, .payload_offset = 58, .inner_l3_offset = 58,
        .like = 2,
        .wire = "f:b8 18:b5ae",
    },
    {
        .what = "other flags", .oob = 0x2, .hash = 0x1b5056e2,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34, .payload_offset = 58, .inner_l3_offset = 58,
        .like = 2,
        .wire = "14:00004033f6",
    },
    {
        .what = "source address", .oob = 0x40002, .hash = 0x1b5056e2,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34, .like = 2,
        .wire = "18:4e2bc6336409",
    },
    {
        .what = "payload", .oob = 0x40002, .hash = 0x1b5056e2,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34, .like = 2,
        .wire = "6e:8a",
    },
    {
        .what = "next header", .oob = 0x40002, .hash = 0x1b5056e2,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34, .like = 2,
        .wire = "22:05",
    },
    {
        .what = "reserved field", .oob = 0x40002, .hash = 0x1b5056e2,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34, .like = 2,
        .wire = "25:01",
    },
    {
        .what = "sequence number", .oob = 0x40002, .hash = 0x1b5056e2,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34, .like = 2,
        .wire = "2d:16",
    },
    {
        .what = "ICV, first bit", .oob = 0x40002, .hash = 0x1b5056e2,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34, .like = 2,
        .wire = "2e:58",
    },
    {
        .what = "ICV, last bit", .oob = 0x40002, .hash = 0x1b5056e2,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34, .like = 2,
        .wire = "39:9d",
    },
    {
        .what = "identification", .oob = 0x40002, .hash = 0x1b5056e2,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34, .like = 2,
        .wire = "13:0140004033b665",
    },
    {
        .what = "longer header", .oob = 0x40002, .hash = 0x1b5056e2,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34, .like = 2,
        .wire = "23:05",
    },
    {
        .what = "length field 0", .oob = 0x60002, .hash = 0x1b5056e2,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34, .like = 2,
        .wire = "23:00",
    },
    {
        .what = "length field 3", .oob = 0x60002, .hash = 0x1b5056e2,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34, .like = 2,
        .wire = "23:03",
    },
    {
        .what = "length field 255", .oob = 0x60002, .hash = 0x1b5056e2,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34, .like = 2,
        .wire = "23:ff",
    },
    {
        .what = "cut in the ICV", .oob = 0x60002, .hash = 0x1b5056e2,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34, .like = 2, .length = 47,
    },
    {
        .what = "cut in the sequence number", .hash = 0x5ceea90c,
        .kind = IPSECNIC_KIND_AH, .reason = IPSECNIC_REASON_TRUNCATED,
        .csum = 1, .l3_offset = 14, .ipsec_offset = 34, .like = 2,
        .length = 45,
    },
    {
        .what = "good again", .oob = 0x2, .hash = 0x1b5056e2,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34, .payload_offset = 58, .inner_l3_offset = 58,
        .like = 2,
    },
    {
        .what = "no payload to speak of", .oob = 0x2, .hash = 0xc40073eb,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 54, .payload_offset = 78, .inner_l3_offset = 78,
        .wire =
            "52540012345602000000000186dd600000000034334020010db8000000000000"
            "00000000000120010db800000000000000000000000204040000000031040000"
            "001833e086ead1880fa5bbcc6af34500001c00004000111155cc0a0100010a02"
            "00020fa0138800080000",
    },
    {
        .what = "good", .oob = 0x2, .hash = 0xc40073eb,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 54, .payload_offset = 78, .inner_l3_offset = 78,
        .wire =
            "52540012345602000000000186dd60000000004d334020010db8000000000000"
            "00000000000120010db800000000000000000000000204040000000031040000"
            "0018a3ab3cbb5e4fb679fe51de6b4500003500004000111155b30a0100010a02"
            "00020fa0138800210000020910171e252c333a41484f565d646b727980878e95"
            "9ca3aa",
    },
    {
        .what = "other hops", .oob = 0x2, .hash = 0xc40073eb,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 54, .payload_offset = 78, .inner_l3_offset = 78,
        .like = 2,
        .wire = "15:05",
    },
    {
        .what = "other traffic class", .oob = 0x2, .hash = 0xc40073eb,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 54, .payload_offset = 78, .inner_l3_offset = 78,
        .like = 2,
        .wire = "e:6b80",
    },
    {
        .what = "other flow label", .oob = 0x2, .hash = 0xc40073eb,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 54, .payload_offset = 78, .inner_l3_offset = 78,
        .like = 2,
        .wire = "f:0abcde",
    },
    {
        .what = "source address", .oob = 0x40002, .hash = 0xc40073eb,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 54, .like = 2,
        .wire = "1b:09 25:09",
    },
    {
        .what = "payload", .oob = 0x40002, .hash = 0xc40073eb,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 54, .like = 2,
        .wire = "82:8a",
    },
    {
        .what = "next header", .oob = 0x40002, .hash = 0xc40073eb,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 54, .like = 2,
        .wire = "36:05",
    },
    {
        .what = "reserved field", .oob = 0x40002, .hash = 0xc40073eb,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 54, .like = 2,
        .wire = "39:01",
    },
    {
        .what = "sequence number", .oob = 0x40002, .hash = 0xc40073eb,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 54, .like = 2,
        .wire = "41:19",
    },
    {
        .what = "ICV, first bit", .oob = 0x40002, .hash = 0xc40073eb,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 54, .like = 2,
        .wire = "42:23",
    },
    {
        .what = "ICV, last bit", .oob = 0x40002, .hash = 0xc40073eb,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 54, .like = 2,
        .wire = "4d:6a",
    },
    {
        .what = "longer header", .oob = 0x40002, .hash = 0xc40073eb,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 54, .like = 2,
        .wire = "37:06",
    },
    {
        .what = "length field 0", .oob = 0x60002, .hash = 0xc40073eb,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 54, .like = 2,
        .wire = "37:00",
    },
    {
        .what = "length field 2", .oob = 0x60002, .hash = 0xc40073eb,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 54, .like = 2,
        .wire = "37:02",
    },
    {
        .what = "length field 255", .oob = 0x60002, .hash = 0xc40073eb,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 54, .like = 2,
        .wire = "37:ff",
    },
    {
        .what = "length field 5", .oob = 0x60002, .hash = 0xc40073eb,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 54, .like = 2,
        .wire = "37:05",
    },
    {
        .what = "cut in the ICV", .oob = 0x60002, .hash = 0xc40073eb,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 54, .like = 2, .length = 67,
    },
    {
        .what = "cut in the sequence number", .hash = 0x829c6d35,
        .kind = IPSECNIC_KIND_AH, .reason = IPSECNIC_REASON_TRUNCATED,
        .l3_offset = 14, .ipsec_offset = 54, .like = 2, .length = 65,
    },
    {
        .what = "good again", .oob = 0x2, .hash = 0xc40073eb,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 54, .payload_offset = 78, .inner_l3_offset = 78,
        .like = 2,
    },
    {
        .what = "no payload to speak of", .oob = 0x2, .hash = 0xd6adf48a,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34, .payload_offset = 62,
        .wire =
            "525400123456020000000001080045000038000040004033b68fc0000201c000"
            "02021105000000003105000000013961da2f7f8be1bc71535038b7af407d0fa0"
            "138800080000",
    },
    {
        .what = "good", .oob = 0x2, .hash = 0xd6adf48a,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34, .payload_offset = 62,
        .wire =
            "525400123456020000000001080045000051000040004033b676c0000201c000"
            "0202110500000000310500000002343e05b9de62eb5ad4d6082c368313430fa0"
            "138800210000020910171e252c333a41484f565d646b727980878e959ca3aa",
    },
    {
        .what = "other hops", .oob = 0x2, .hash = 0xd6adf48a,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34, .payload_offset = 62, .like = 2,
        .wire = "16:0533f1",
    },
    {
        .what = "other DSCP", .oob = 0x2, .hash = 0xd6adf48a,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34, .payload_offset = 62, .like = 2,
        .wire = "f:b8 18:b5be",
    },
    {
        .what = "other flags", .oob = 0x2, .hash = 0xd6adf48a,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34, .payload_offset = 62, .like = 2,
        .wire = "14:00004033f6",
    },
    {
        .what = "source address", .oob = 0x20002, .hash = 0xd6adf48a,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34, .like = 2,
        .wire = "18:4e3bc6336409",
    },
    {
        .what = "payload", .oob = 0x20002, .hash = 0xd6adf48a,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34, .like = 2,
        .wire = "5e:8a",
    },
    {
        .what = "next header", .oob = 0x20002, .hash = 0xd6adf48a,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34, .like = 2,
        .wire = "22:10",
    },
    {
        .what = "reserved field", .oob = 0x20002, .hash = 0xd6adf48a,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34, .like = 2,
        .wire = "25:01",
    },
    {
        .what = "sequence number", .oob = 0x20002, .hash = 0xd6adf48a,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34, .like = 2,
        .wire = "2d:03",
    },
    {
        .what = "ICV, first bit", .oob = 0x20002, .hash = 0xd6adf48a,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34, .like = 2,
        .wire = "2e:b4",
    },
    {
        .what = "ICV, last bit", .oob = 0x20002, .hash = 0xd6adf48a,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34, .like = 2,
        .wire = "3d:42",
    },
    {
        .what = "identification", .oob = 0x20002, .hash = 0xd6adf48a,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34, .like = 2,
        .wire = "13:0140004033b675",
    },
    {
        .what = "longer header", .oob = 0x20002, .hash = 0xd6adf48a,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34, .like = 2,
        .wire = "23:06",
    },
    {
        .what = "length field 0", .oob = 0x60002, .hash = 0xd6adf48a,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34, .like = 2,
        .wire = "23:00",
    },
    {
        .what = "length field 4", .oob = 0x60002, .hash = 0xd6adf48a,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34, .like = 2,
        .wire = "23:04",
    },
    {
        .what = "length field 255", .oob = 0x60002, .hash = 0xd6adf48a,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34, .like = 2,
        .wire = "23:ff",
    },
    {
        .what = "cut in the ICV", .oob = 0x60002, .hash = 0xd6adf48a,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34, .like = 2, .length = 47,
    },
    {
        .what = "cut in the sequence number", .hash = 0x5ceea90c,
        .kind = IPSECNIC_KIND_AH, .reason = IPSECNIC_REASON_TRUNCATED,
        .csum = 1, .l3_offset = 14, .ipsec_offset = 34, .like = 2,
        .length = 45,
    },
    {
        .what = "good again", .oob = 0x2, .hash = 0xd6adf48a,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34, .payload_offset = 62, .like = 2,
    },
    {
        .what = "no payload to speak of", .oob = 0x2, .hash = 0x4d56b05b,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 54, .payload_offset = 86,
        .wire =
            "52540012345602000000000186dd600000000028334020010db8000000000000"
            "00000000000120010db800000000000000000000000211060000000031060000"
            "00012078f5c81263f5ef6da0c0a0336a2f9a000000000fa0138800080000",
    },
    {
        .what = "good", .oob = 0x2, .hash = 0x4d56b05b,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 54, .payload_offset = 86,
        .wire =
            "52540012345602000000000186dd600000000041334020010db8000000000000"
            "00000000000120010db800000000000000000000000211060000000031060000"
            "000250b38a65b2b7d9e7d8fef8a0d056280b000000000fa01388002100000209"
            "10171e252c333a41484f565d646b727980878e959ca3aa",
    },
    {
        .what = "other hops", .oob = 0x2, .hash = 0x4d56b05b,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 54, .payload_offset = 86, .like = 2,
        .wire = "15:05",
    },
    {
        .what = "other traffic class", .oob = 0x2, .hash = 0x4d56b05b,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 54, .payload_offset = 86, .like = 2,
        .wire = "e:6b80",
    },
    {
        .what = "other flow label", .oob = 0x2, .hash = 0x4d56b05b,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 54, .payload_offset = 86, .like = 2,
        .wire = "f:0abcde",
    },
    {
        .what = "source address", .oob = 0x20002, .hash = 0x4d56b05b,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 54, .like = 2,
        .wire = "1b:09 25:09",
    },
    {
        .what = "payload", .oob = 0x20002, .hash = 0x4d56b05b,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 54, .like = 2,
        .wire = "76:8a",
    },
    {
        .what = "next header", .oob = 0x20002, .hash = 0x4d56b05b,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 54, .like = 2,
        .wire = "36:10",
    },
    {
        .what = "reserved field", .oob = 0x20002, .hash = 0x4d56b05b,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 54, .like = 2,
        .wire = "39:01",
    },
    {
        .what = "sequence number", .oob = 0x20002, .hash = 0x4d56b05b,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 54, .like = 2,
        .wire = "41:03",
    },
    {
        .what = "ICV, first bit", .oob = 0x20002, .hash = 0x4d56b05b,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 54, .like = 2,
        .wire = "42:d0",
    },
    {
        .what = "ICV, last bit", .oob = 0x20002, .hash = 0x4d56b05b,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 54, .like = 2,
        .wire = "51:0a",
    },
    {
        .what = "padding", .oob = 0x20002, .hash = 0x4d56b05b,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 54, .like = 2,
        .wire = "55:01",
    },
    {
        .what = "longer header", .oob = 0x20002, .hash = 0x4d56b05b,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 54, .like = 2,
        .wire = "37:08",
    },
    {
        .what = "length field 0", .oob = 0x60002, .hash = 0x4d56b05b,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 54, .like = 2,
        .wire = "37:00",
    },
    {
        .what = "length field 4", .oob = 0x60002, .hash = 0x4d56b05b,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 54, .like = 2,
        .wire = "37:04",
    },
    {
        .what = "length field 255", .oob = 0x60002, .hash = 0x4d56b05b,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 54, .like = 2,
        .wire = "37:ff",
    },
    {
        .what = "length field 7", .oob = 0x60002, .hash = 0x4d56b05b,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 54, .like = 2,
        .wire = "37:07",
    },
    {
        .what = "cut in the ICV", .oob = 0x60002, .hash = 0x4d56b05b,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 54, .like = 2, .length = 67,
    },
    {
        .what = "cut in the sequence number", .hash = 0x829c6d35,
        .kind = IPSECNIC_KIND_AH, .reason = IPSECNIC_REASON_TRUNCATED,
        .l3_offset = 14, .ipsec_offset = 54, .like = 2, .length = 65,
    },
    {
        .what = "good again", .oob = 0x2, .hash = 0x4d56b05b,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 54, .payload_offset = 86, .like = 2,
    },
    {
        .what = "no payload to speak of", .oob = 0x2, .hash = 0x5ffb373a,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34, .payload_offset = 62, .inner_l3_offset = 62,
        .wire =
            "52540012345602000000000108004500004c000040004033b67bc0000201c000"
            "020204050000000031070000001b7c4128e1397ec3da8ac4874562413d424500"
            "001c00004000111155cc0a0100010a0200020fa0138800080000",
    },
    {
        .what = "good", .oob = 0x2, .hash = 0x5ffb373a,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34, .payload_offset = 62, .inner_l3_offset = 62,
        .wire =
            "525400123456020000000001080045000065000040004033b662c0000201c000"
            "020204050000000031070000001b0299b5e90e701266e6b108b41c772a414500"
            "003500004000111155b30a0100010a0200020fa0138800210000020910171e25"
            "2c333a41484f565d646b727980878e959ca3aa",
    },
    {
        .what = "other hops", .oob = 0x2, .hash = 0x5ffb373a,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34, .payload_offset = 62, .inner_l3_offset = 62,
        .like = 2,
        .wire = "16:0533f1",
    },
    {
        .what = "other DSCP", .oob = 0x2, .hash = 0x5ffb373a,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34, .payload_offset = 62, .inner_l3_offset = 62,
        .like = 2,
        .wire = "f:b8 18:b5aa",
    },
    {
        .what = "other flags", .oob = 0x2, .hash = 0x5ffb373a,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34, .payload_offset = 62, .inner_l3_offset = 62,
        .like = 2,
        .wire = "14:00004033f6",
    },
    {
        .what = "source address", .oob = 0x40002, .hash = 0x5ffb373a,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34, .like = 2,
        .wire = "18:4e27c6336409",
    },
    {
        .what = "payload", .oob = 0x40002, .hash = 0x5ffb373a,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34, .like = 2,
        .wire = "72:8a",
    },
    {
        .what = "next header", .oob = 0x40002, .hash = 0x5ffb373a,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34, .like = 2,
        .wire = "22:05",
    },
    {
        .what = "reserved field", .oob = 0x40002, .hash = 0x5ffb373a,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34, .like = 2,
        .wire = "25:01",
    },
    {
        .what = "sequence number", .oob = 0x40002, .hash = 0x5ffb373a,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34, .like = 2,
        .wire = "2d:1a",
    },
    {
        .what = "ICV, first bit", .oob = 0x40002, .hash = 0x5ffb373a,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34, .like = 2,
        .wire = "2e:82",
    },
    {
        .what = "ICV, last bit", .oob = 0x40002, .hash = 0x5ffb373a,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34, .like = 2,
        .wire = "3d:40",
    },
    {
        .what = "identification", .oob = 0x40002, .hash = 0x5ffb373a,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34, .like = 2,
        .wire = "13:0140004033b661",
    },
    {
        .what = "longer header", .oob = 0x40002, .hash = 0x5ffb373a,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34, .like = 2,
        .wire = "23:06",
    },
    {
        .what = "length field 0", .oob = 0x60002, .hash = 0x5ffb373a,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34, .like = 2,
        .wire = "23:00",
    },
    {
        .what = "length field 4", .oob = 0x60002, .hash = 0x5ffb373a,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34, .like = 2,
        .wire = "23:04",
    },
    {
        .what = "length field 255", .oob = 0x60002, .hash = 0x5ffb373a,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34, .like = 2,
        .wire = "23:ff",
    },
    {
        .what = "cut in the ICV", .oob = 0x60002, .hash = 0x5ffb373a,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34, .like = 2, .length = 47,
    },
    {
        .what = "cut in the sequence number", .hash = 0x5ceea90c,
        .kind = IPSECNIC_KIND_AH, .reason = IPSECNIC_REASON_TRUNCATED,
        .csum = 1, .l3_offset = 14, .ipsec_offset = 34, .like = 2,
        .length = 45,
    },
    {
        .what = "good again", .oob = 0x2, .hash = 0x5ffb373a,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34, .payload_offset = 62, .inner_l3_offset = 62,
        .like = 2,
    },
    {
        .what = "no payload to speak of", .oob = 0x2, .hash = 0x22fea2df,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 54, .payload_offset = 86, .inner_l3_offset = 86,
        .wire =
            "52540012345602000000000186dd60000000003c334020010db8000000000000"
            "00000000000120010db800000000000000000000000204060000000031080000"
            "001cb459d588392780509b6a8f4f4c009eae000000004500001c000040001111"
            "55cc0a0100010a0200020fa0138800080000",
    },
    {
        .what = "good", .oob = 0x2, .hash = 0x22fea2df,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 54, .payload_offset = 86, .inner_l3_offset = 86,
        .wire =
            "52540012345602000000000186dd600000000055334020010db8000000000000"
            "00000000000120010db800000000000000000000000204060000000031080000"
            "001cb27a07b50c94829b2a8ae16334282aab0000000045000035000040001111"
            "55b30a0100010a0200020fa0138800210000020910171e252c333a41484f565d"
            "646b727980878e959ca3aa",
    },
    {
        .what = "other hops", .oob = 0x2, .hash = 0x22fea2df,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 54, .payload_offset = 86, .inner_l3_offset = 86,
        .like = 2,
        .wire = "15:05",
    },
    {
        .what = "other traffic class", .oob = 0x2, .hash = 0x22fea2df,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 54, .payload_offset = 86, .inner_l3_offset = 86,
        .like = 2,
        .wire = "e:6b80",
    },
    {
        .what = "other flow label", .oob = 0x2, .hash = 0x22fea2df,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 54, .payload_offset = 86, .inner_l3_offset = 86,
        .like = 2,
        .wire = "f:0abcde",
    },
    {
        .what = "source address", .oob = 0x40002, .hash = 0x22fea2df,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 54, .like = 2,
        .wire = "1b:09 25:09",
    },
    {
        .what = "payload", .oob = 0x40002, .hash = 0x22fea2df,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 54, .like = 2,
        .wire = "8a:8a",
    },
    {
        .what = "next header", .oob = 0x40002, .hash = 0x22fea2df,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 54, .like = 2,
        .wire = "36:05",
    },
    {
        .what = "reserved field", .oob = 0x40002, .hash = 0x22fea2df,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 54, .like = 2,
        .wire = "39:01",
    },
    {
        .what = "sequence number", .oob = 0x40002, .hash = 0x22fea2df,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 54, .like = 2,
        .wire = "41:1d",
    },
    {
        .what = "ICV, first bit", .oob = 0x40002, .hash = 0x22fea2df,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 54, .like = 2,
        .wire = "42:32",
    },
    {
        .what = "ICV, last bit", .oob = 0x40002, .hash = 0x22fea2df,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 54, .like = 2,
        .wire = "51:aa",
    },
    {
        .what = "padding", .oob = 0x40002, .hash = 0x22fea2df,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 54, .like = 2,
        .wire = "55:01",
    },
    {
        .what = "longer header", .oob = 0x40002, .hash = 0x22fea2df,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 54, .like = 2,
        .wire = "37:08",
    },
    {
        .what = "length field 0", .oob = 0x60002, .hash = 0x22fea2df,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 54, .like = 2,
        .wire = "37:00",
    },
    {
        .what = "length field 4", .oob = 0x60002, .hash = 0x22fea2df,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 54, .like = 2,
        .wire = "37:04",
    },
    {
        .what = "length field 255", .oob = 0x60002, .hash = 0x22fea2df,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 54, .like = 2,
        .wire = "37:ff",
    },
    {
        .what = "length field 7", .oob = 0x60002, .hash = 0x22fea2df,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 54, .like = 2,
        .wire = "37:07",
    },
    {
        .what = "cut in the ICV", .oob = 0x60002, .hash = 0x22fea2df,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 54, .like = 2, .length = 67,
    },
    {
        .what = "cut in the sequence number", .hash = 0x829c6d35,
        .kind = IPSECNIC_KIND_AH, .reason = IPSECNIC_REASON_TRUNCATED,
        .l3_offset = 14, .ipsec_offset = 54, .like = 2, .length = 65,
    },
    {
        .what = "good again", .oob = 0x2, .hash = 0x22fea2df,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 54, .payload_offset = 86, .inner_l3_offset = 86,
        .like = 2,
    },
    {
        .what = "no payload to speak of", .oob = 0x2, .hash = 0x305325be,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34, .payload_offset = 70,
        .wire =
            "525400123456020000000001080045000040000040004033b687c0000201c000"
            "020211070000000031090000000100000000000000087ec284668cab474b7f2c"
            "76b1fa81b5560fa0138800080000",
    },
    {
        .what = "good", .oob = 0x2, .hash = 0x305325be,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34, .payload_offset = 70,
        .wire =
            "525400123456020000000001080045000059000040004033b66ec0000201c000"
            "0202110700000000310900000002000000000000000db5fbd16f405a13dac043"
            "0ce0e38ccaea0fa0138800210000020910171e252c333a41484f565d646b7279"
            "80878e959ca3aa",
    },
    {
        .what = "other hops", .oob = 0x2, .hash = 0x305325be,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34, .payload_offset = 70, .like = 2,
        .wire = "16:0533f1",
    },
    {
        .what = "other DSCP", .oob = 0x2, .hash = 0x305325be,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34, .payload_offset = 70, .like = 2,
        .wire = "f:b8 18:b5b6",
    },
    {
        .what = "other flags", .oob = 0x2, .hash = 0x305325be,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34, .payload_offset = 70, .like = 2,
        .wire = "14:00004033f6",
    },
    {
        .what = "source address", .oob = 0x20002, .hash = 0x305325be,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34, .like = 2,
        .wire = "18:4e33c6336409",
    },
    {
        .what = "payload", .oob = 0x20002, .hash = 0x305325be,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34, .like = 2,
        .wire = "66:8a",
    },
    {
        .what = "next header", .oob = 0x20002, .hash = 0x305325be,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34, .like = 2,
        .wire = "22:10",
    },
    {
        .what = "reserved field", .oob = 0x20002, .hash = 0x305325be,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34, .like = 2,
        .wire = "25:01",
    },
    {
        .what = "sequence number", .oob = 0x20002, .hash = 0x305325be,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34, .like = 2,
        .wire = "2d:03",
    },
    {
        .what = "ICV, first bit", .oob = 0x20002, .hash = 0x305325be,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34, .like = 2,
        .wire = "36:35",
    },
    {
        .what = "ICV, last bit", .oob = 0x20002, .hash = 0x305325be,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34, .like = 2,
        .wire = "45:eb",
    },
    {
        .what = "identification", .oob = 0x20002, .hash = 0x305325be,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34, .like = 2,
        .wire = "13:0140004033b66d",
    },
    {
        .what = "IV", .oob = 0x20002, .hash = 0x305325be,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34, .like = 2,
        .wire = "2e:01",
    },
    {
        .what = "longer header", .oob = 0x20002, .hash = 0x305325be,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34, .like = 2,
        .wire = "23:08",
    },
    {
        .what = "length field 0", .oob = 0x60002, .hash = 0x305325be,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34, .like = 2,
        .wire = "23:00",
    },
    {
        .what = "length field 6", .oob = 0x60002, .hash = 0x305325be,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34, .like = 2,
        .wire = "23:06",
    },
    {
        .what = "length field 255", .oob = 0x60002, .hash = 0x305325be,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34, .like = 2,
        .wire = "23:ff",
    },
    {
        .what = "cut in the ICV", .oob = 0x60002, .hash = 0x305325be,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34, .like = 2, .length = 47,
    },
    {
        .what = "cut in the sequence number", .hash = 0x5ceea90c,
        .kind = IPSECNIC_KIND_AH, .reason = IPSECNIC_REASON_TRUNCATED,
        .csum = 1, .l3_offset = 14, .ipsec_offset = 34, .like = 2,
        .length = 45,
    },
    {
        .what = "good again", .oob = 0x2, .hash = 0x305325be,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34, .payload_offset = 70, .like = 2,
    },
    {
        .what = "no payload to speak of", .oob = 0x2, .hash = 0xaba8616f,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 54, .payload_offset = 94,
        .wire =
            "52540012345602000000000186dd600000000030334020010db8000000000000"
            "00000000000120010db8000000000000000000000002110800000000310a0000"
            "0001000000000000000801251d68cbeba64daf2f66e65752ac73000000000fa0"
            "138800080000",
    },
    {
        .what = "good", .oob = 0x2, .hash = 0xaba8616f,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 54, .payload_offset = 94,
        .wire =
            "52540012345602000000000186dd600000000049334020010db8000000000000"
            "00000000000120010db8000000000000000000000002110800000000310a0000"
            "0002000000000000000dbfa7c0a18982e0dc1057d598763771a8000000000fa0"
            "138800210000020910171e252c333a41484f565d646b727980878e959ca3aa",
    },
    {
        .what = "other hops", .oob = 0x2, .hash = 0xaba8616f,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 54, .payload_offset = 94, .like = 2,
        .wire = "15:05",
    },
    {
        .what = "other traffic class", .oob = 0x2, .hash = 0xaba8616f,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 54, .payload_offset = 94, .like = 2,
        .wire = "e:6b80",
    },
    {
        .what = "other flow label", .oob = 0x2, .hash = 0xaba8616f,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 54, .payload_offset = 94, .like = 2,
        .wire = "f:0abcde",
    },
    {
        .what = "source address", .oob = 0x20002, .hash = 0xaba8616f,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 54, .like = 2,
        .wire = "1b:09 25:09",
    },
    {
        .what = "payload", .oob = 0x20002, .hash = 0xaba8616f,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 54, .like = 2,
        .wire = "7e:8a",
    },
    {
        .what = "next header", .oob = 0x20002, .hash = 0xaba8616f,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 54, .like = 2,
        .wire = "36:10",
    },
    {
        .what = "reserved field", .oob = 0x20002, .hash = 0xaba8616f,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 54, .like = 2,
        .wire = "39:01",
    },
    {
        .what = "sequence number", .oob = 0x20002, .hash = 0xaba8616f,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 54, .like = 2,
        .wire = "41:03",
    },
    {
        .what = "ICV, first bit", .oob = 0x20002, .hash = 0xaba8616f,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 54, .like = 2,
        .wire = "4a:3f",
    },
    {
        .what = "ICV, last bit", .oob = 0x20002, .hash = 0xaba8616f,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 54, .like = 2,
        .wire = "59:a9",
    },
    {
        .what = "IV", .oob = 0x20002, .hash = 0xaba8616f,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 54, .like = 2,
        .wire = "42:01",
    },
    {
        .what = "padding", .oob = 0x20002, .hash = 0xaba8616f,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 54, .like = 2,
        .wire = "5d:01",
    },
    {
        .what = "longer header", .oob = 0x20002, .hash = 0xaba8616f,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 54, .like = 2,
        .wire = "37:0a",
    },
    {
        .what = "length field 0", .oob = 0x60002, .hash = 0xaba8616f,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 54, .like = 2,
        .wire = "37:00",
    },
    {
        .what = "length field 6", .oob = 0x60002, .hash = 0xaba8616f,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 54, .like = 2,
        .wire = "37:06",
    },
    {
        .what = "length field 255", .oob = 0x60002, .hash = 0xaba8616f,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 54, .like = 2,
        .wire = "37:ff",
    },
    {
        .what = "length field 9", .oob = 0x60002, .hash = 0xaba8616f,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 54, .like = 2,
        .wire = "37:09",
    },
    {
        .what = "cut in the ICV", .oob = 0x60002, .hash = 0xaba8616f,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 54, .like = 2, .length = 67,
    },
    {
        .what = "cut in the sequence number", .hash = 0x829c6d35,
        .kind = IPSECNIC_KIND_AH, .reason = IPSECNIC_REASON_TRUNCATED,
        .l3_offset = 14, .ipsec_offset = 54, .like = 2, .length = 65,
    },
    {
        .what = "good again", .oob = 0x2, .hash = 0xaba8616f,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 54, .payload_offset = 94, .like = 2,
    },
    {
        .what = "no payload to speak of", .oob = 0x2, .hash = 0xb905e60e,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34, .payload_offset = 70, .inner_l3_offset = 70,
        .wire =
            "525400123456020000000001080045000054000040004033b673c0000201c000"
            "0202040700000000310b0000001f000000000000009e787dcdecba9b389bf9a9"
            "d32134f50e114500001c00004000111155cc0a0100010a0200020fa013880008"
            "0000",
    },
    {
        .what = "good", .oob = 0x2, .hash = 0xb905e60e,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34, .payload_offset = 70, .inner_l3_offset = 70,
        .wire =
            "52540012345602000000000108004500006d000040004033b65ac0000201c000"
            "0202040700000000310b0000001f000000000000009eeac3fb686455f44c6998"
            "edac66fcdb164500003500004000111155b30a0100010a0200020fa013880021"
            "0000020910171e252c333a41484f565d646b727980878e959ca3aa",
    },
    {
        .what = "other hops", .oob = 0x2, .hash = 0xb905e60e,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34, .payload_offset = 70, .inner_l3_offset = 70,
        .like = 2,
        .wire = "16:0533f1",
    },
    {
        .what = "other DSCP", .oob = 0x2, .hash = 0xb905e60e,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34, .payload_offset = 70, .inner_l3_offset = 70,
        .like = 2,
        .wire = "f:b8 18:b5a2",
    },
    {
        .what = "other flags", .oob = 0x2, .hash = 0xb905e60e,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34, .payload_offset = 70, .inner_l3_offset = 70,
        .like = 2,
        .wire = "14:00004033f6",
    },
    {
        .what = "source address", .oob = 0x40002, .hash = 0xb905e60e,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34, .like = 2,
        .wire = "18:4e1fc6336409",
    },
    {
        .what = "payload", .oob = 0x40002, .hash = 0xb905e60e,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34, .like = 2,
        .wire = "7a:8a",
    },
    {
        .what = "next header", .oob = 0x40002, .hash = 0xb905e60e,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34, .like = 2,
        .wire = "22:05",
    },
    {
        .what = "reserved field", .oob = 0x40002, .hash = 0xb905e60e,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34, .like = 2,
        .wire = "25:01",
    },
    {
        .what = "sequence number", .oob = 0x40002, .hash = 0xb905e60e,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34, .like = 2,
        .wire = "2d:1e",
    },
    {
        .what = "ICV, first bit", .oob = 0x40002, .hash = 0xb905e60e,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34, .like = 2,
        .wire = "36:6a",
    },
    {
        .what = "ICV, last bit", .oob = 0x40002, .hash = 0xb905e60e,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34, .like = 2,
        .wire = "45:17",
    },
    {
        .what = "identification", .oob = 0x40002, .hash = 0xb905e60e,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34, .like = 2,
        .wire = "13:0140004033b659",
    },
    {
        .what = "IV", .oob = 0x40002, .hash = 0xb905e60e,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34, .like = 2,
        .wire = "2e:01",
    },
    {
        .what = "longer header", .oob = 0x40002, .hash = 0xb905e60e,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34, .like = 2,
        .wire = "23:08",
    },
    {
        .what = "length field 0", .oob = 0x60002, .hash = 0xb905e60e,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34, .like = 2,
        .wire = "23:00",
    },
    {
        .what = "length field 6", .oob = 0x60002, .hash = 0xb905e60e,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34, .like = 2,
        .wire = "23:06",
    },
    {
        .what = "length field 255", .oob = 0x60002, .hash = 0xb905e60e,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34, .like = 2,
        .wire = "23:ff",
    },
    {
        .what = "cut in the ICV", .oob = 0x60002, .hash = 0xb905e60e,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34, .like = 2, .length = 47,
    },
    {
        .what = "cut in the sequence number", .hash = 0x5ceea90c,
        .kind = IPSECNIC_KIND_AH, .reason = IPSECNIC_REASON_TRUNCATED,
        .csum = 1, .l3_offset = 14, .ipsec_offset = 34, .like = 2,
        .length = 45,
    },
    {
        .what = "good again", .oob = 0x2, .hash = 0xb905e60e,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34, .payload_offset = 70, .inner_l3_offset = 70,
        .like = 2,
    },
    {
        .what = "no payload to speak of", .oob = 0x2, .hash = 0x6655c307,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 54, .payload_offset = 94, .inner_l3_offset = 94,
        .wire =
            "52540012345602000000000186dd600000000044334020010db8000000000000"
            "00000000000120010db8000000000000000000000002040800000000310c0000"
            "002000000000000000a36e678ed7b44ea1b771e15ed1f0ff19c4000000004500"
            "001c00004000111155cc0a0100010a0200020fa0138800080000",
    },
    {
        .what = "good", .oob = 0x2, .hash = 0x6655c307,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 54, .payload_offset = 94, .inner_l3_offset = 94,
        .wire =
            "52540012345602000000000186dd60000000005d334020010db8000000000000"
            "00000000000120010db8000000000000000000000002040800000000310c0000"
            "002000000000000000a3d02f8394684b6c0e1bca7abb949d0458000000004500"
            "003500004000111155b30a0100010a0200020fa0138800210000020910171e25"
            "2c333a41484f565d646b727980878e959ca3aa",
    },
    {
        .what = "other hops", .oob = 0x2, .hash = 0x6655c307,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 54, .payload_offset = 94, .inner_l3_offset = 94,
        .like = 2,
        .wire = "15:05",
    },
    {
        .what = "other traffic class", .oob = 0x2, .hash = 0x6655c307,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 54, .payload_offset = 94, .inner_l3_offset = 94,
        .like = 2,
        .wire = "e:6b80",
    },
    {
        .what = "other flow label", .oob = 0x2, .hash = 0x6655c307,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 54, .payload_offset = 94, .inner_l3_offset = 94,
        .like = 2,
        .wire = "f:0abcde",
    },
    {
        .what = "source address", .oob = 0x40002, .hash = 0x6655c307,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 54, .like = 2,
        .wire = "1b:09 25:09",
    },
    {
        .what = "payload", .oob = 0x40002, .hash = 0x6655c307,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 54, .like = 2,
        .wire = "92:8a",
    },
    {
        .what = "next header", .oob = 0x40002, .hash = 0x6655c307,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 54, .like = 2,
        .wire = "36:05",
    },
    {
        .what = "reserved field", .oob = 0x40002, .hash = 0x6655c307,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 54, .like = 2,
        .wire = "39:01",
    },
    {
        .what = "sequence number", .oob = 0x40002, .hash = 0x6655c307,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 54, .like = 2,
        .wire = "41:21",
    },
    {
        .what = "ICV, first bit", .oob = 0x40002, .hash = 0x6655c307,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 54, .like = 2,
        .wire = "4a:50",
    },
    {
        .what = "ICV, last bit", .oob = 0x40002, .hash = 0x6655c307,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 54, .like = 2,
        .wire = "59:59",
    },
    {
        .what = "IV", .oob = 0x40002, .hash = 0x6655c307,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 54, .like = 2,
        .wire = "42:01",
    },
    {
        .what = "padding", .oob = 0x40002, .hash = 0x6655c307,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 54, .like = 2,
        .wire = "5d:01",
    },
    {
        .what = "longer header", .oob = 0x40002, .hash = 0x6655c307,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 54, .like = 2,
        .wire = "37:0a",
    },
    {
        .what = "length field 0", .oob = 0x60002, .hash = 0x6655c307,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 54, .like = 2,
        .wire = "37:00",
    },
    {
        .what = "length field 6", .oob = 0x60002, .hash = 0x6655c307,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 54, .like = 2,
        .wire = "37:06",
    },
    {
        .what = "length field 255", .oob = 0x60002, .hash = 0x6655c307,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 54, .like = 2,
        .wire = "37:ff",
    },
    {
        .what = "length field 9", .oob = 0x60002, .hash = 0x6655c307,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 54, .like = 2,
        .wire = "37:09",
    },
    {
        .what = "cut in the ICV", .oob = 0x60002, .hash = 0x6655c307,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 54, .like = 2, .length = 67,
    },
    {
        .what = "cut in the sequence number", .hash = 0x829c6d35,
        .kind = IPSECNIC_KIND_AH, .reason = IPSECNIC_REASON_TRUNCATED,
        .l3_offset = 14, .ipsec_offset = 54, .like = 2, .length = 65,
    },
    {
        .what = "good again", .oob = 0x2, .hash = 0x6655c307,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 54, .payload_offset = 94, .inner_l3_offset = 94,
        .like = 2,
    },
    {
        .what = "good", .oob = 0x2, .header_info = 0x10111, .hash = 0x499d6e16,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34, .payload_offset = 82, .trailer_length = 15,
        .wire =
            "525400123456020000000001080045000070000040004033b657c0000201c000"
            "0202320400000000320100000043fccfb2788a05deab006526bd000032000000"
            "0001a20bc211bd53ecddeedaab30d005e2fafeb2335bdf6ad95ab7e464a5a300"
            "4e68ca7214ed4ffd361c9b7f964b56fc690f4c5ad85df638fa9bfa356020",
        .after =
            "52:0fa01388001d000001080f161d242b32"
            "3940474e555c636a71787f868d010111",
    },
    {
        .what = "AH bad: ICV of AH", .oob = 0x20002, .hash = 0x499d6e16,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34, .like = 1,
        .wire = "2e:fd",
    },
    {
        .what = "AH bad: sequence number of ESP", .oob = 0x20002,
        .hash = 0x499d6e16, .kind = IPSECNIC_KIND_AH, .outer = 1, .csum = 1,
        .l3_offset = 14, .ipsec_offset = 34, .like = 1,
        .wire = "41:00",
    },
    {
        .what = "AH bad: ciphertext", .oob = 0x20002, .hash = 0x499d6e16,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34, .like = 1,
        .wire = "71:0e",
    },
    {
        .what = "AH bad: ICV of ESP", .oob = 0x20002, .hash = 0x499d6e16,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34, .like = 1,
        .wire = "7d:21",
    },
    {
        .what = "AH good over an ICV of ESP that is not", .oob = 0x30002,
        .hash = 0x499d6e16, .kind = IPSECNIC_KIND_AH, .outer = 1, .csum = 1,
        .l3_offset = 14, .ipsec_offset = 34,
        .wire =
            "525400123456020000000001080045000070000040004033b657c0000201c000"
            "0202320400000000320100000043a3b31d371db425ebdbca2b57000032000000"
            "000237b9e97c7ab10965b8a8d84cb6face31d63941ac88a88eee86f4bb312ab2"
            "50ba80d5d79d99d488dc45a0c82276ad257eddf0cf0bbd7fc306b964c422",
    },
    {
        .what = "both bad: AH goes first", .oob = 0x20002, .hash = 0x499d6e16,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34, .like = 6,
        .wire = "7c:c5",
    },
    {
        .what = "pad length beyond the payload", .oob = 0x60002,
        .hash = 0x499d6e16, .kind = IPSECNIC_KIND_AH, .outer = 1, .csum = 1,
        .l3_offset = 14, .ipsec_offset = 34,
        .wire =
            "525400123456020000000001080045000070000040004033b657c0000201c000"
            "02023204000000003201000000435cb45e525a12cdc28fe12b91000032000000"
            "000372daeed78d978edce9bf3223389de7506f98bf3e954b44b1de7c474502a2"
            "a1719560ef8ed8d7d8f62e33fc2b342b05641c8647dcb478916114e92e4b",
    },
    {
        .what = "ESP alone", .oob = 0x70002, .hash = 0x5b30e977,
        .kind = IPSECNIC_KIND_ESP, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34,
        .wire =
            "525400123456020000000001080045000058000040004032b670c0000201c000"
            "02020000320000000004e0d8679c0dabf240942183e33751811b9d0a6fd8490c"
            "d12bbb3de5dd41682f21ccbceae92e78ce3359a190397787a302699074836403"
            "819f802413fc",
    },
    {
        .what = "AH alone", .oob = 0x70002, .hash = 0x499d6e16,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34,
        .wire =
            "525400123456020000000001080045000049000040004033b67ec0000201c000"
            "0202110400000000320100000022a23be7b942776fc44bf5fbcb0fa01388001d"
            "0000060d141b222930373e454c535a61686f767d848b92",
    },
    {
        .what = "ESP over AH", .oob = 0x70002, .hash = 0x5b30e977,
        .kind = IPSECNIC_KIND_ESP, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34,
        .wire =
            "525400123456020000000001080045000078000040004032b650c0000201c000"
            "020200003200000000053da53da1eba1baf460720d74de2accfcf70d1964b282"
            "b5516374ac117ceaefef2fc125cb73a540f711f2be8fe2de0d9e5fd4ce184b1f"
            "1d266b0ad9742f13d8908fd12e0af76764ab89ec14896fc7232c7cc16d48f852"
            "21f82cfdefdc",
    },
    {
        .what = "AH over the ESP of another SA", .oob = 0x70002,
        .hash = 0x499d6e16, .kind = IPSECNIC_KIND_AH, .outer = 1, .csum = 1,
        .l3_offset = 14, .ipsec_offset = 34,
        .wire =
            "525400123456020000000001080045000070000040004033b657c0000201c000"
            "0202320400000000320100000043f86343a394cd36eee7241fdb0bad32000000"
            "0006bbd36dbcab0779da35ad85a5753ab86f078b1cfb55f7dfa992e8e09473aa"
            "ede7707e85dca12bbe797531cacd6bfeb113984ba447edd8b4eed3a9c78a",
    },
    {
        .what = "good again", .oob = 0x2, .header_info = 0x10111,
        .hash = 0x499d6e16, .kind = IPSECNIC_KIND_AH, .outer = 1, .csum = 1,
        .l3_offset = 14, .ipsec_offset = 34, .payload_offset = 82,
        .trailer_length = 15,
        .wire =
            "525400123456020000000001080045000070000040004033b657c0000201c000"
            "0202320400000000320100000043a273f58285864c0120b0220c000032000000"
            "0007ad25c79742ecaee99f0714c24ee60d2797ac02c858a96db44840c1fddfe7"
            "d62147d76ac32834fe9ec20fcf48855ed14df1f4c0d7fa14509fd20a0c13",
        .after =
            "52:0fa01388001d0000080f161d242b3239"
            "40474e555c636a71787f868d94010111",
    },
    {
        .what = "an AH too long for what there is", .oob = 0x60002,
        .hash = 0x499d6e16, .kind = IPSECNIC_KIND_AH, .outer = 1, .csum = 1,
        .l3_offset = 14, .ipsec_offset = 34, .like = 13,
        .wire = "23:ff",
    },
    {
        .what = "ESP alone, and too short", .oob = 0x70002, .hash = 0x5b30e977,
        .kind = IPSECNIC_KIND_ESP, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34, .like = 9, .length = 46,
        .wire = "11:20 19:a8",
    },
    {
        .what = "good", .oob = 0x2, .header_info = 0x10111, .hash = 0xc0cbada6,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 54, .payload_offset = 102, .trailer_length = 19,
        .wire =
            "52540012345602000000000186dd600000000060334020010db8000000000000"
            "00000000000120010db800000000000000000000000232060000000032030000"
            "0045ef62223f99f8b20396b5c2069c5eebe000000000000032020000000111f3"
            "3633b577ffc0a4a8e94e0d92d475c71a0229345dffabdf0e9fc5e2af0ca9a909"
            "0bae4af183b0ae60920177f269d3f3d975e8f739688e",
        .after =
            "66:0fa01388001d000001080f161d242b32"
            "3940474e555c636a71787f868d010111",
    },
    {
        .what = "AH bad: ICV of AH", .oob = 0x20002, .hash = 0xc0cbada6,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 54, .like = 1,
        .wire = "42:ee",
    },
    {
        .what = "AH bad: sequence number of ESP", .oob = 0x20002,
        .hash = 0xc0cbada6, .kind = IPSECNIC_KIND_AH, .outer = 1,
        .l3_offset = 14, .ipsec_offset = 54, .like = 1,
        .wire = "5d:00",
    },
    {
        .what = "AH bad: ciphertext", .oob = 0x20002, .hash = 0xc0cbada6,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 54, .like = 1,
        .wire = "85:b1",
    },
    {
        .what = "AH bad: ICV of ESP", .oob = 0x20002, .hash = 0xc0cbada6,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 54, .like = 1,
        .wire = "95:8f",
    },
    {
        .what = "AH good over an ICV of ESP that is not", .oob = 0x30002,
        .hash = 0xc0cbada6, .kind = IPSECNIC_KIND_AH, .outer = 1,
        .l3_offset = 14, .ipsec_offset = 54,
        .wire =
            "52540012345602000000000186dd600000000060334020010db8000000000000"
            "00000000000120010db800000000000000000000000232060000000032030000"
            "00453ba6eba974fce171bf92c124a48ea043000000000000320200000002142b"
            "57ad54be8c651d5522ec27dcf2063c380fbfec062b7e88981a12f92f72456830"
            "c71836ff08c512eece9dbc08e4e4169a4a58605f6ce6",
    },
    {
        .what = "both bad: AH goes first", .oob = 0x20002, .hash = 0xc0cbada6,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 54, .like = 6,
        .wire = "94:6d",
    },
    {
        .what = "pad length beyond the payload", .oob = 0x60002,
        .hash = 0xc0cbada6, .kind = IPSECNIC_KIND_AH, .outer = 1,
        .l3_offset = 14, .ipsec_offset = 54,
        .wire =
            "52540012345602000000000186dd600000000060334020010db8000000000000"
            "00000000000120010db800000000000000000000000232060000000032030000"
            "0045f62e3a73861faa030964a21b4202a92b0000000000003202000000037469"
            "7326c0219b2fd17c8905620273a6630278afa1d902e2cc230334d676f5be5ea1"
            "429e5710d31b467da2d3f3675475acccc91b9ca51b7d",
    },
    {
        .what = "ESP alone", .oob = 0x70002, .hash = 0xd2662ac7,
        .kind = IPSECNIC_KIND_ESP, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 54,
        .wire =
            "52540012345602000000000186dd600000000040324020010db8000000000000"
            "00000000000120010db80000000000000000000000020000320200000004850f"
            "d419814315995808fb4a502042e582b4e5fa3e535bd4ff99ce9e3627253de2ca"
            "ad6ae4cac3c12ef097f19ef23b128dba5a9dbdfafc5b",
    },
    {
        .what = "AH alone", .oob = 0x70002, .hash = 0xc0cbada6,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 54,
        .wire =
            "52540012345602000000000186dd60000000003d334020010db8000000000000"
            "00000000000120010db800000000000000000000000211060000000032030000"
            "002469471063a2a9495fb1f3f167deaf1ff6000000000fa01388001d0000060d"
            "141b222930373e454c535a61686f767d848b92",
    },
    {
        .what = "ESP over AH", .oob = 0x70002, .hash = 0xd2662ac7,
        .kind = IPSECNIC_KIND_ESP, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 54,
        .wire =
            "52540012345602000000000186dd600000000060324020010db8000000000000"
            "00000000000120010db80000000000000000000000020000320200000005e4c1"
            "ab2c3e8a0686258791a6fc0b451d1531527762a295deb9fe0d525e93597e4e9f"
            "b8702e3d31aa6977bb5b12183d3a62365b6158c0a1c1ce24bb4dc93c47be37a2"
            "29208053cb41207c40ebb6241c6729791e1a2048b280",
    },
    {
        .what = "AH over the ESP of another SA", .oob = 0x70002,
        .hash = 0xc0cbada6, .kind = IPSECNIC_KIND_AH, .outer = 1,
        .l3_offset = 14, .ipsec_offset = 54,
        .wire =
            "52540012345602000000000186dd600000000060334020010db8000000000000"
            "00000000000120010db800000000000000000000000232060000000032030000"
            "0045cdeca16f7d1acd6f9689cb6edb9dfd1d000000000bad320200000006078a"
            "0db7037bd2c3402ce1c74264b200a4f93c5f66a0687b0dc8d8cb77f8d3b11d42"
            "48e6d72e41a12da4d8c8688c71ee656b7e130041472e",
    },
    {
        .what = "good again", .oob = 0x2, .header_info = 0x10111,
        .hash = 0xc0cbada6, .kind = IPSECNIC_KIND_AH, .outer = 1,
        .l3_offset = 14, .ipsec_offset = 54, .payload_offset = 102,
        .trailer_length = 19,
        .wire =
            "52540012345602000000000186dd600000000060334020010db8000000000000"
            "00000000000120010db800000000000000000000000232060000000032030000"
            "0045dc3f349f7eceb0169ccfa9a31f9d4ee4000000000000320200000007a247"
            "bda51b5e139e927d3223f3b4afcd03b5aa751ef4a7d9102305ab6c937c8dd2cb"
            "1b7600c6c4dd4e4808eda770c85d07c855ad40a56690",
        .after =
            "66:0fa01388001d0000080f161d242b3239"
            "40474e555c636a71787f868d94010111",
    },
    {
        .what = "an AH too long for what there is", .oob = 0x60002,
        .hash = 0xc0cbada6, .kind = IPSECNIC_KIND_AH, .outer = 1,
        .l3_offset = 14, .ipsec_offset = 54, .like = 13,
        .wire = "37:ff",
    },
    {
        .what = "ESP alone, and too short", .oob = 0x70002, .hash = 0xd2662ac7,
        .kind = IPSECNIC_KIND_ESP, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 54, .like = 9, .length = 66,
        .wire = "13:0c",
    },
    {
        .what = "good", .oob = 0x2, .header_info = 0x10111, .hash = 0xd360fce,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 54, .payload_offset = 102, .trailer_length = 19,
        .wire =
            "52540012345602000000000186dd600000000060334020010db8000000000000"
            "00000000000120010db800000000000000000000000232080000000032050000"
            "004700000000000001664ad16fd18f5b042a6c8dc55fe4d40a4c000000000000"
            "3204000000010fa01388001d000001080f161d242b323940474e555c636a7178"
            "7f868d01011177e256ccde7105ab6f9aff409c465327",
    },
    {
        .what = "AH bad: ICV of AH", .oob = 0x20002, .hash = 0xd360fce,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 54, .like = 1,
        .wire = "4a:4b",
    },
    {
        .what = "AH bad: sequence number of ESP", .oob = 0x20002,
        .hash = 0xd360fce, .kind = IPSECNIC_KIND_AH, .outer = 1,
        .l3_offset = 14, .ipsec_offset = 54, .like = 1,
        .wire = "65:00",
    },
    {
        .what = "AH bad: ciphertext", .oob = 0x20002, .hash = 0xd360fce,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 54, .like = 1,
        .wire = "85:10",
    },
    {
        .what = "AH bad: ICV of ESP", .oob = 0x20002, .hash = 0xd360fce,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 54, .like = 1,
        .wire = "95:26",
    },
    {
        .what = "AH good over an ICV of ESP that is not", .oob = 0x30002,
        .hash = 0xd360fce, .kind = IPSECNIC_KIND_AH, .outer = 1,
        .l3_offset = 14, .ipsec_offset = 54,
        .wire =
            "52540012345602000000000186dd600000000060334020010db8000000000000"
            "00000000000120010db800000000000000000000000232080000000032050000"
            "004700000000000001665966be94a8924c6de6fbb19327634979000000000000"
            "3204000000020fa01388001d0000030a11181f262d343b424950575e656c737a"
            "81888f010111d5e76135f84eac4b823d7cfc561d60c7",
    },
    {
        .what = "both bad: AH goes first", .oob = 0x20002, .hash = 0xd360fce,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 54, .like = 6,
        .wire = "94:61",
    },
    {
        .what = "pad length beyond the payload", .oob = 0x60002,
        .hash = 0xd360fce, .kind = IPSECNIC_KIND_AH, .outer = 1,
        .l3_offset = 14, .ipsec_offset = 54,
        .wire =
            "52540012345602000000000186dd600000000060334020010db8000000000000"
            "00000000000120010db800000000000000000000000232080000000032050000"
            "0047000000000000016627ae2d7fb9042c040bad6660120a6c76000000000000"
            "3204000000030fa01388001d0000040b121920272e353c434a51585f666d747b"
            "82899000ff11035fc8ccba4f978dfb05db2e7ec60d94",
    },
    {
        .what = "ESP alone", .oob = 0x70002, .hash = 0x1f9b88af,
        .kind = IPSECNIC_KIND_ESP, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 54,
        .wire =
            "52540012345602000000000186dd600000000038324020010db8000000000000"
            "00000000000120010db800000000000000000000000200003204000000040fa0"
            "1388001d0000050c131a21282f363d444b525960676e757c838a91010111c7c1"
            "2624f36559e65267165d67389b56",
    },
    {
        .what = "AH alone", .oob = 0x70002, .hash = 0xd360fce,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 54,
        .wire =
            "52540012345602000000000186dd600000000045334020010db8000000000000"
            "00000000000120010db800000000000000000000000211080000000032050000"
            "002600000000000000c1abf966532e1fad8857ac2d434347818c000000000fa0"
            "1388001d0000060d141b222930373e454c535a61686f767d848b92",
    },
    {
        .what = "ESP over AH", .oob = 0x70002, .hash = 0x1f9b88af,
        .kind = IPSECNIC_KIND_ESP, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 54,
        .wire =
            "52540012345602000000000186dd600000000060324020010db8000000000000"
            "00000000000120010db800000000000000000000000200003204000000051108"
            "0000000032050000002600000000000000c1abf966532e1fad8857ac2d434347"
            "818c000000000fa01388001d0000060d141b222930373e454c535a61686f767d"
            "848b92010133efc3efd195d1abdfbe99372df1ca3191",
    },
    {
        .what = "AH over the ESP of another SA", .oob = 0x70002,
        .hash = 0xd360fce, .kind = IPSECNIC_KIND_AH, .outer = 1,
        .l3_offset = 14, .ipsec_offset = 54,
        .wire =
            "52540012345602000000000186dd600000000060334020010db8000000000000"
            "00000000000120010db800000000000000000000000232080000000032050000"
            "004700000000000001669af72bacce11733082e6e70b4033dd59000000000bad"
            "3204000000060fa01388001d0000070e151c232a31383f464d545b626970777e"
            "858c9301011123938485449707475cf8ab622a2c20f9",
    },
    {
        .what = "good again", .oob = 0x2, .header_info = 0x10111,
        .hash = 0xd360fce, .kind = IPSECNIC_KIND_AH, .outer = 1,
        .l3_offset = 14, .ipsec_offset = 54, .payload_offset = 102,
        .trailer_length = 19,
        .wire =
            "52540012345602000000000186dd600000000060334020010db8000000000000"
            "00000000000120010db800000000000000000000000232080000000032050000"
            "00470000000000000166a8fef4be10368c3e719cb3e8a3393cd9000000000000"
            "3204000000070fa01388001d0000080f161d242b323940474e555c636a71787f"
            "868d94010111ba28cffac05e74751f5d4d80b73b55e5",
    },
    {
        .what = "an AH too long for what there is", .oob = 0x60002,
        .hash = 0xd360fce, .kind = IPSECNIC_KIND_AH, .outer = 1,
        .l3_offset = 14, .ipsec_offset = 54, .like = 13,
        .wire = "37:ff",
    },
    {
        .what = "ESP alone, and too short", .oob = 0x70002, .hash = 0x1f9b88af,
        .kind = IPSECNIC_KIND_ESP, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 54, .like = 9, .length = 66,
        .wire = "13:0c",
    },
    {
        .what = "good", .oob = 0x2, .header_info = 0x10104, .hash = 0x8460cc7e,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34, .payload_offset = 74, .inner_l3_offset = 74,
        .trailer_length = 11,
        .wire =
            "525400123456020000000001080045000078000040004033b64fc0000201c000"
            "0202320400000000320700000049a99b4536a88cc5651ecd8357000032060000"
            "000163d1aa58ae3e88f90c8da32e6229139e5ec95ce39ad46373240b13109821"
            "946d2c0a0bc49071b904893686e9fafc28075bcea45daec71b4e2eaaa8a51214"
            "e71fda316eb5",
        .after =
            "4a:4500003100004000111155b70a010001"
            "0a0200020fa01388001d000001080f161d242b323940474e555c636a71787f86"
            "8d010104",
    },
    {
        .what = "AH bad: ICV of AH", .oob = 0x40002, .hash = 0x8460cc7e,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34, .like = 1,
        .wire = "2e:a8",
    },
    {
        .what = "AH bad: sequence number of ESP", .oob = 0x40002,
        .hash = 0x8460cc7e, .kind = IPSECNIC_KIND_AH, .outer = 1, .csum = 1,
        .l3_offset = 14, .ipsec_offset = 34, .like = 1,
        .wire = "41:00",
    },
    {
        .what = "AH bad: ciphertext", .oob = 0x40002, .hash = 0x8460cc7e,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34, .like = 1,
        .wire = "7d:a4",
    },
    {
        .what = "AH bad: ICV of ESP", .oob = 0x40002, .hash = 0x8460cc7e,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34, .like = 1,
        .wire = "85:b4",
    },
    {
        .what = "AH good over an ICV of ESP that is not", .oob = 0x50002,
        .hash = 0x8460cc7e, .kind = IPSECNIC_KIND_AH, .outer = 1, .csum = 1,
        .l3_offset = 14, .ipsec_offset = 34,
        .wire =
            "525400123456020000000001080045000078000040004033b64fc0000201c000"
            "02023204000000003207000000493eb7ec6e4e1107d6e3ca2114000032060000"
            "0002c73219e0320113111b5275d7389cd6e3d945358c4c2f541bc3c4d843f5ab"
            "3f448f1e7718ac8d1c2d10b519e31b43acd366e86ee8cbeb94d753d9fb74b544"
            "8be9fcdec59f",
    },
    {
        .what = "both bad: AH goes first", .oob = 0x40002, .hash = 0x8460cc7e,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34, .like = 6,
        .wire = "84:c4",
    },
    {
        .what = "pad length beyond the payload", .oob = 0x60002,
        .hash = 0x8460cc7e, .kind = IPSECNIC_KIND_AH, .outer = 1, .csum = 1,
        .l3_offset = 14, .ipsec_offset = 34,
        .wire =
            "525400123456020000000001080045000078000040004033b64fc0000201c000"
            "02023204000000003207000000492ff8a3dd8e4072c8fb9feed4000032060000"
            "0003a18550760b7c399f5781c78c6960723043057818324c9ac581c8940adb3a"
            "f8c740ec59401d2cc097a5751cebc2ee74ad8fe9b2754f1773d06106271ae5b3"
            "87223610ad90",
    },
    {
        .what = "ESP alone", .oob = 0x70002, .hash = 0x96cd4b1f,
        .kind = IPSECNIC_KIND_ESP, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34,
        .wire =
            "525400123456020000000001080045000060000040004032b668c0000201c000"
            "0202000032060000000483e39c1e1eae846218703c066d6c348eefce421cc116"
            "eb8972685d517efccb12a5896209c3ed40fba45e234d215a0ba14483ca39d1e0"
            "c53d82bc09a2af1d7f376bb0e5d5",
    },
    {
        .what = "AH alone", .oob = 0x70002, .hash = 0x8460cc7e,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34,
        .wire =
            "52540012345602000000000108004500005d000040004033b66ac0000201c000"
            "02020404000000003207000000286acf7c8229984aa6087bb3f8450000310000"
            "4000111155b70a0100010a0200020fa01388001d0000060d141b222930373e45"
            "4c535a61686f767d848b92",
    },
    {
        .what = "ESP over AH", .oob = 0x70002, .hash = 0x96cd4b1f,
        .kind = IPSECNIC_KIND_ESP, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34,
        .wire =
            "525400123456020000000001080045000078000040004032b650c0000201c000"
            "02020000320600000005a6bdc6b3f0dba9a3bb12c0074644706e89ab7c8ea621"
            "4cc5757b29896a10ce82beaf7236e8cea9047b7774c1512064b8ce12b75d59df"
            "fd5b1a4827a2b9889b20de1675ad9ebe06c2ae3610e16bffa94fe9e3e8698a3f"
            "099a8fa3bece",
    },
    {
        .what = "AH over the ESP of another SA", .oob = 0x70002,
        .hash = 0x8460cc7e, .kind = IPSECNIC_KIND_AH, .outer = 1, .csum = 1,
        .l3_offset = 14, .ipsec_offset = 34,
        .wire =
            "525400123456020000000001080045000078000040004033b64fc0000201c000"
            "0202320400000000320700000049e1d4e3021006038bd64a83f30bad32060000"
            "00067c68963099ab95e0aa61e25cbe8e6d0ee1eb203dd393e97facee733a5555"
            "169d429326eb65111d92aef965f4ce2497abfd5ba97ba9f2180e7fd7b6f97b23"
            "956b4549e891",
    },
    {
        .what = "good again", .oob = 0x2, .header_info = 0x10104,
        .hash = 0x8460cc7e, .kind = IPSECNIC_KIND_AH, .outer = 1, .csum = 1,
        .l3_offset = 14, .ipsec_offset = 34, .payload_offset = 74,
        .inner_l3_offset = 74, .trailer_length = 11,
        .wire =
            "525400123456020000000001080045000078000040004033b64fc0000201c000"
            "02023204000000003207000000494a2e58a907b21e6d2b37e073000032060000"
            "0007c5d11960d74d9279f98c207ea824f62a652e85e382ba20a2402eb34e5a30"
            "aa59c249f76b8ab23204647a389f00f8e43c3e2e5fb95e089d39a194368cca9e"
            "46036cad410e",
        .after =
            "4a:4500003100004000111155b70a010001"
            "0a0200020fa01388001d0000080f161d242b323940474e555c636a71787f868d"
            "94010104",
    },
    {
        .what = "an AH too long for what there is", .oob = 0x60002,
        .hash = 0x8460cc7e, .kind = IPSECNIC_KIND_AH, .outer = 1, .csum = 1,
        .l3_offset = 14, .ipsec_offset = 34, .like = 13,
        .wire = "23:ff",
    },
    {
        .what = "ESP alone, and too short", .oob = 0x70002, .hash = 0x96cd4b1f,
        .kind = IPSECNIC_KIND_ESP, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34, .like = 9, .length = 46,
        .wire = "11:20 19:a8",
    },
    {
        .what = "good", .oob = 0x2, .header_info = 0x10d04, .hash = 0xebc8defa,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 54, .payload_offset = 118, .inner_l3_offset = 118,
        .trailer_length = 31,
        .wire =
            "52540012345602000000000186dd600000000090334020010db8000000000000"
            "00000000000120010db800000000000000000000000232080000000032090000"
            "004b000000000000017a696d295691d09d71dc478ebb1efd0ca2000000000000"
            "320800000001273b51b16f2095753f104ee720672cdbd56ed8bb2c167529f3d2"
            "115cba24064317f728922161f367d683f9c4c9f660304df0cabe271d9630a56a"
            "964436c8082ed0f9868e230a54c58ddded7486a7b50bb55df95b622aad4987a1"
            "980bb8d8953d",
        .after =
            "76:4500003100004000111155b70a010001"
            "0a0200020fa01388001d000001080f161d242b323940474e555c636a71787f86"
            "8d0102030405060708090a0b0c0d0d04",
    },
    {
        .what = "AH bad: ICV of AH", .oob = 0x40002, .hash = 0xebc8defa,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 54, .like = 1,
        .wire = "4a:68",
    },
    {
        .what = "AH bad: sequence number of ESP", .oob = 0x40002,
        .hash = 0xebc8defa, .kind = IPSECNIC_KIND_AH, .outer = 1,
        .l3_offset = 14, .ipsec_offset = 54, .like = 1,
        .wire = "65:00",
    },
    {
        .what = "AH bad: ciphertext", .oob = 0x40002, .hash = 0xebc8defa,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 54, .like = 1,
        .wire = "b5:0a",
    },
    {
        .what = "AH bad: ICV of ESP", .oob = 0x40002, .hash = 0xebc8defa,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 54, .like = 1,
        .wire = "c5:3c",
    },
    {
        .what = "AH good over an ICV of ESP that is not", .oob = 0x50002,
        .hash = 0xebc8defa, .kind = IPSECNIC_KIND_AH, .outer = 1,
        .l3_offset = 14, .ipsec_offset = 54,
        .wire =
            "52540012345602000000000186dd600000000090334020010db8000000000000"
            "00000000000120010db800000000000000000000000232080000000032090000"
            "004b000000000000017ae3ba1a2a44c961e18e6d2e79e4a5c662000000000000"
            "3208000000023391092c398cbb2807e86f6d9fe5aa0b5f8fc8a522bd2a3b3bd3"
            "3f4501afcbf2e569bf0ceb96cbe8c2db6b3b6dec57df750be1a7fa3d0434646c"
            "136ef5c37a72d2f2d3932f570697ca04ed438ac02946788ca3db0eacebc93b15"
            "d177b9ce0513",
    },
    {
        .what = "both bad: AH goes first", .oob = 0x40002, .hash = 0xebc8defa,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 54, .like = 6,
        .wire = "c4:04",
    },
    {
        .what = "pad length beyond the payload", .oob = 0x60002,
        .hash = 0xebc8defa, .kind = IPSECNIC_KIND_AH, .outer = 1,
        .l3_offset = 14, .ipsec_offset = 54,
        .wire =
            "52540012345602000000000186dd600000000090334020010db8000000000000"
            "00000000000120010db800000000000000000000000232080000000032090000"
            "004b000000000000017a6da1860f0a463e55618b4e0fe6fb8675000000000000"
            "32080000000329ca0f958ac8f348a7ba0e35d3327191e2242a144b5663eed17c"
            "920426ddbf198cd6a14bd1a2ccc8a06fd9ed7962fc47fec9f140dab5d1376ee6"
            "e522fd6ef6fbc5d7e9a46876f0ebf171daf45f5f9e1b557be87c61a370417d80"
            "79d78a662780",
    },
    {
        .what = "ESP alone", .oob = 0x70002, .hash = 0xf965599b,
        .kind = IPSECNIC_KIND_ESP, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 54,
        .wire =
            "52540012345602000000000186dd600000000068324020010db8000000000000"
            "00000000000120010db8000000000000000000000002000032080000000468d8"
            "8da2fc858236811dc95b24f7ca9a1b4c615cdb72afd1cb1f145dbdb385e24085"
            "65c5870beb561d9ae217df5a5d9db1a31979584aa82d9f346e6a9338c5046113"
            "792dca4b9800352435d3244dbdac88a64842c4bc4962a4f50a9ebb4b2310",
    },
    {
        .what = "AH alone", .oob = 0x70002, .hash = 0xebc8defa,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 54,
        .wire =
            "52540012345602000000000186dd600000000059334020010db8000000000000"
            "00000000000120010db800000000000000000000000204080000000032090000"
            "002a00000000000000d537fd0a34675ff1ba81e4eb10a7bfd7cf000000004500"
            "003100004000111155b70a0100010a0200020fa01388001d0000060d141b2229"
            "30373e454c535a61686f767d848b92",
    },
    {
        .what = "ESP over AH", .oob = 0x70002, .hash = 0xf965599b,
        .kind = IPSECNIC_KIND_ESP, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 54,
        .wire =
            "52540012345602000000000186dd600000000088324020010db8000000000000"
            "00000000000120010db800000000000000000000000200003208000000053504"
            "4dd9a5c2c32387e7afccb6f43fe4b2afd457474698e81a7ac77866f2a7f31b49"
            "bcce8fe2f9eb2036281d4178185f53e922b1add454db1b42bc434af13b178667"
            "458c27492b1029a53fe6bdd3185a1a638d7979a17f3731bc1857b49e28730b8f"
            "a1a221276c06cb912ddbc30a56feca03c47ea35e8da39866d13c7d3bcaae",
    },
    {
        .what = "AH over the ESP of another SA", .oob = 0x70002,
        .hash = 0xebc8defa, .kind = IPSECNIC_KIND_AH, .outer = 1,
        .l3_offset = 14, .ipsec_offset = 54,
        .wire =
            "52540012345602000000000186dd600000000090334020010db8000000000000"
            "00000000000120010db800000000000000000000000232080000000032090000"
            "004b000000000000017ae7bab49e24679a8e26fbd68925699986000000000bad"
            "32080000000640f74949df471ab05dafba13ec4a1af16c0a6f3e435e6c469bdb"
            "216a5603a0df8895a3d8ba096ba2e5ac9765d3690dd6aa0440e781fc3bfdd753"
            "de02540a37687c84c62acf62cf3455cd061278c70b8826d86b93ecd2a5019a22"
            "b11ce8ac9846",
    },
    {
        .what = "good again", .oob = 0x2, .header_info = 0x10d04,
        .hash = 0xebc8defa, .kind = IPSECNIC_KIND_AH, .outer = 1,
        .l3_offset = 14, .ipsec_offset = 54, .payload_offset = 118,
        .inner_l3_offset = 118, .trailer_length = 31,
        .wire =
            "52540012345602000000000186dd600000000090334020010db8000000000000"
            "00000000000120010db800000000000000000000000232080000000032090000"
            "004b000000000000017adecdad5aa96510924aea0704b56a0274000000000000"
            "3208000000070dec22254af85d2f2f85d3c6c2cda05a52a5fba895b089a98031"
            "fee4ce9a9d18a2e371c0319fbe913efeae0e4c9a68d7b19b2ea9146429b615a3"
            "e2833b72e6cf43b761a96e3d3c4a70c6b401a3617bdb5c12a2cd3c1e502812d0"
            "8a66068ee07c",
        .after =
            "76:4500003100004000111155b70a010001"
            "0a0200020fa01388001d0000080f161d242b323940474e555c636a71787f868d"
            "940102030405060708090a0b0c0d0d04",
    },
    {
        .what = "an AH too long for what there is", .oob = 0x60002,
        .hash = 0xebc8defa, .kind = IPSECNIC_KIND_AH, .outer = 1,
        .l3_offset = 14, .ipsec_offset = 54, .like = 13,
        .wire = "37:ff",
    },
    {
        .what = "ESP alone, and too short", .oob = 0x70002, .hash = 0xf965599b,
        .kind = IPSECNIC_KIND_ESP, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 54, .like = 9, .length = 66,
        .wire = "13:0c",
    },
    {
        .what = "(1, 1, 0) both good", .oob = 0x6, .header_info = 0x10e11,
        .hash = 0x362244f0, .kind = IPSECNIC_KIND_ESP, .outer = 1, .inner = 2,
        .csum = 1, .l3_offset = 14, .ipsec_offset = 34, .payload_offset = 114,
        .inner_l3_offset = 50, .inner_ipsec_offset = 90, .trailer_length = 28,
        .wire =
            "5254001234560200000000010800450000c4000040004032b604c0000201c000"
            "0202000033000000000153271bff376153ff3d3394dd34bf64494f8adcf7a011"
            "d5749115b22fb5619e1c443e40befcb8cb6bd35605be6113065ed7e256bf0aa8"
            "8d5d9d9ddc74c066c72255633962147c5261a208c1cd445b214f7e73b1bc2071"
            "e81e7a4780bf42a8b3f7070f63241856fe892b68fb778b3e7188ba65063c322a"
            "2fbde7f8e16d0f495978b24b6db841e5350a89ffe5ffa08b2d045e882beb2c32"
            "b1ed494b2716a744b4fc4492bcc2c1f6fc1e",
        .after =
            "32:600000000064324020010db800010000"
            "000000000000000120010db80002000000000000000000020000330100000001"
            "8421035dac79b3ab685240e3a5b5b38d0fa013880030000001080f161d242b32"
            "3940474e555c636a71787f868d949ba2a9b0b7bec5ccd3dae1e8eff6fd040b12"
            "0102030405060708090a0b0c0d0e0e11b42d5159b018eef67fb1143e01020229",
    },
    {
        .what = "(1, 1, 0) 51 bytes", .oob = 0x6, .header_info = 0x10311,
        .hash = 0x362244f0, .kind = IPSECNIC_KIND_ESP, .outer = 1, .inner = 2,
        .csum = 1, .l3_offset = 14, .ipsec_offset = 34, .payload_offset = 114,
        .inner_l3_offset = 50, .inner_ipsec_offset = 90, .trailer_length = 17,
        .wire =
            "5254001234560200000000010800450000c4000040004032b604c0000201c000"
            "020200003300000000026cf25118d28f335b4db69b4cbfeb38a8d2d8d309dfd1"
            "8dd6bf3f5a139800bb9453d7edecf17dbf4b6feadb4652a552461cd44660b1f7"
            "4108a26523467c1c2716951394f7c6188ab5c302f6f7e7bfb5cbd0974e5e30e3"
            "abbe51c7c7580d196df93b7ddb11235ece537def6b897f6e43d260cba1b87459"
            "2a0059ab0bb565e49c4a2f6b3342eb0dab37ba20042f0df5971ef30592cd8248"
            "87dd3024ce29ee9b454bf437710291794add",
        .after =
            "32:600000000064324020010db800010000"
            "000000000000000120010db80002000000000000000000020000330100000002"
            "ea7b1f30c649b36fda3e54c27312278b0fa01388003b0000070e151c232a3138"
            "3f464d545b626970777e858c939aa1a8afb6bdc4cbd2d9e0e7eef5fc030a1118"
            "1f262d343b424950575e650102030311cb30465e73642b7234c27d9c01020229",
    },
    {
        .what = "(1, 1, 3) inner ICV", .oob = 0x30006, .header_info = 0x10229,
        .hash = 0x362244f0, .kind = IPSECNIC_KIND_ESP, .outer = 1, .inner = 2,
        .csum = 1, .l3_offset = 14, .ipsec_offset = 34, .payload_offset = 50,
        .inner_l3_offset = 50, .inner_ipsec_offset = 90, .trailer_length = 20,
        .wire =
            "5254001234560200000000010800450000c4000040004032b604c0000201c000"
            "02020000330000000003b84470630382e67e338eb0ec2b1a5aa6593d60ca5c12"
            "111164f6b6d80e27c3b27ba5149aeeda92127bc676eaeab7e4bab00221e1f80f"
            "ccc7f2da671ca55586420cf049c6210e652de594648243aaa8d10ac27f4d12e0"
            "d9490fe96e452bfe16d8d40c5dc2c604a5d90da4c9e3c09040222447a95b5e89"
            "586f315cb71c6b3a4edb63b8ec7b082b211385710d6483fa8ddeee98d75341b4"
            "67a7118c70e715131ff2c76589702cc1d8b6",
        .after =
            "32:600000000064324020010db800010000"
            "000000000000000120010db80002000000000000000000020000330100000002"
            "ea7b1f30c649b36fda3e54c27312278b64e5fca52ce598de86fa690187da045f"
            "77ed4648418e24a577023ea6c5860cd74e276da50ff59461c036f75329a025ad"
            "b8e6c7de016a11ce63e86e8fa5d74073cb30465e73642b7234c27d9d01020229",
    },
    {
        .what = "(1, 1, 3) inner ciphertext", .oob = 0x30006,
        .header_info = 0x10229, .hash = 0x362244f0, .kind = IPSECNIC_KIND_ESP,
        .outer = 1, .inner = 2, .csum = 1, .l3_offset = 14, .ipsec_offset = 34,
        .payload_offset = 50, .inner_l3_offset = 50, .inner_ipsec_offset = 90,
        .trailer_length = 20,
        .wire =
            "5254001234560200000000010800450000c4000040004032b604c0000201c000"
            "02020000330000000004d4dd6d70e3c5f26fea5a061aaf96248ddf8ec6713885"
            "abf7e112290311965a29ba981b3fa85e0a0187a228fae15d26394865c73ce048"
            "73d2aabe60a09d81bc7c0c496d9fc6ae14793300140d4f7b15c43fa951e3fa3b"
            "d1aa3b36bde3884e197ab195c510c8376985456ea83ff2b679f8b5ec143a2c4c"
            "77b2497b118bc5b94202841f6965651fde9b259ed0685087c8ae1d013e305887"
            "3f3ddd8b7358d1d624c4eee5f94c98da3767",
        .after =
            "32:600000000064324020010db800010000"
            "000000000000000120010db80002000000000000000000020000330100000002"
            "ea7b1f30c649b36fda3e54c27312278b64e5fca52ce598de86fa690187da045f"
            "77ed4648418e24a577023ea6c5860cd74e276da50ff59461c036f75329a025ad"
            "b8e6c7de016a11ce63e86e8fa5d74072cb30465e73642b7234c27d9c01020229",
    },
    {
        .what = "(1, 1, 3) inner sequence number", .oob = 0x30006,
        .header_info = 0x10229, .hash = 0x362244f0, .kind = IPSECNIC_KIND_ESP,
        .outer = 1, .inner = 2, .csum = 1, .l3_offset = 14, .ipsec_offset = 34,
        .payload_offset = 50, .inner_l3_offset = 50, .inner_ipsec_offset = 90,
        .trailer_length = 20,
        .wire =
            "5254001234560200000000010800450000c4000040004032b604c0000201c000"
            "02020000330000000005f1a3817faa222a5f884d521949d653d5d430557ef064"
            "c852ee978a9f06ffc62d0a2aa3d19f44ea3b955a45e9cb29442423f600882c73"
            "78300def3fd931b6919b36043c7c0c0491b4bddf6657bdf3c45134015798fb8f"
            "cc3130dc67ddc77d09c0defe9422ec0fc3d36a54ecfb205a0a9e667cb7dd7327"
            "3ff14cf7f46c208e7bafc45e57a01a469ea4ece26eb942f9062941d531fcfccb"
            "924c0170f37f477051890a507b1c14d02005",
        .after =
            "32:600000000064324020010db800010000"
            "000000000000000120010db80002000000000000000000020000330100000003"
            "ea7b1f30c649b36fda3e54c27312278b64e5fca52ce598de86fa690187da045f"
            "77ed4648418e24a577023ea6c5860cd74e276da50ff59461c036f75329a025ad"
            "b8e6c7de016a11ce63e86e8fa5d74073cb30465e73642b7234c27d9c01020229",
    },
    {
        .what = "(1, 1, 6) inner ESP cut", .oob = 0x60006,
        .header_info = 0x10029, .hash = 0x362244f0, .kind = IPSECNIC_KIND_ESP,
        .outer = 1, .inner = 2, .csum = 1, .l3_offset = 14, .ipsec_offset = 34,
        .payload_offset = 50, .inner_l3_offset = 50, .inner_ipsec_offset = 90,
        .trailer_length = 18,
        .wire =
            "5254001234560200000000010800450000c0000040004032b608c0000201c000"
            "0202000033000000000631b0b1259a9a09522be36fffe0562285f3b575499508"
            "f2565dfdd9da43f845893394c1ad6a56f0dd8dd9883a07e0c65bc966aec6c32a"
            "bd39429f4470dbfb3e51e8b9df52193d09a81597ae7ebd056f0ca0b8d4d56d21"
            "badf6ea62f560545f3ff4c92b69bb7aed2a16db036dc776962c08bcd0863b73e"
            "bb4f0c6333ba89524e6f475c17664281026bdeb74a1db3f7dd8abbe9cf0c99b1"
            "d9e08e26ebdfeaf47e9320c33f5d",
        .after =
            "32:600000000062324020010db800010000"
            "000000000000000120010db80002000000000000000000020000330100000002"
            "ea7b1f30c649b36fda3e54c27312278b64e5fca52ce598de86fa690187da045f"
            "77ed4648418e24a577023ea6c5860cd74e276da50ff59461c036f75329a025ad"
            "b8e6c7de016a11ce63e86e8fa5d74073cb30465e73642b7234c20029",
    },
    {
        .what = "(1, 1, 6) inner IP length beyond the tunnel", .oob = 0x60006,
        .header_info = 0x10229, .hash = 0x362244f0, .kind = IPSECNIC_KIND_ESP,
        .outer = 1, .inner = 2, .csum = 1, .l3_offset = 14, .ipsec_offset = 34,
        .payload_offset = 50, .inner_l3_offset = 50, .inner_ipsec_offset = 90,
        .trailer_length = 20,
        .wire =
            "5254001234560200000000010800450000c4000040004032b604c0000201c000"
            "02020000330000000007ba948397df722f561510ad10255782bac38fe8e08857"
            "61ac93338f2760b8f6ec7eebc00dbe8f09031aa51785cb80704bc8f36b26675c"
            "618542d3419c769556309a8c4fb5344f0c8ce8d2443201587170f3ea9e5163e5"
            "aac920cf9c5c2128b1085aff00edcd05f9c81415deb26d62cab5e1db21c76c88"
            "8ac28ad781c8f782cc9a765657ebe73d78dc3584ecbec14493196f1093684760"
            "2cccbf8627c096013a27c6aa2f0288558265",
        .after =
            "32:600000000068324020010db800010000"
            "000000000000000120010db80002000000000000000000020000330100000002"
            "ea7b1f30c649b36fda3e54c27312278b64e5fca52ce598de86fa690187da045f"
            "77ed4648418e24a577023ea6c5860cd74e276da50ff59461c036f75329a025ad"
            "b8e6c7de016a11ce63e86e8fa5d74073cb30465e73642b7234c27d9c01020229",
    },
    {
        .what = "(1, 1, 7) inner ESP for an SA of AH", .oob = 0x70006,
        .header_info = 0x10229, .hash = 0x362244f0, .kind = IPSECNIC_KIND_ESP,
        .outer = 1, .inner = 3, .csum = 1, .l3_offset = 14, .ipsec_offset = 34,
        .payload_offset = 50, .inner_l3_offset = 50, .inner_ipsec_offset = 90,
        .trailer_length = 20,
        .wire =
            "5254001234560200000000010800450000c4000040004032b604c0000201c000"
            "02020000330000000008d665eae2eca93d8f41218a4e27a60990712ee5406b2d"
            "706543c3c89df012ac7d83cd7e0d8481ce2d3594afab68909fe37e92da5aa87b"
            "98c3435698e247684c6a2c5ddc3c1c9f8c53079d8de887d371fd8482ec19b337"
            "781b75450a08e1a7e6284110077ca917541bd5147143bbb774b0093e4e255ac6"
            "0618e153516cfa1206c5c86bacd5d43566f3239f5493d0e7f5858d482bfa4098"
            "2349fc869f562e45c4ecf108d21530075291",
        .after =
            "32:600000000064324020010db800010000"
            "000000000000000120010db80002000000000000000000020000330300000002"
            "ea7b1f30c649b36fda3e54c27312278b64e5fca52ce598de86fa690187da045f"
            "77ed4648418e24a577023ea6c5860cd74e276da50ff59461c036f75329a025ad"
            "b8e6c7de016a11ce63e86e8fa5d74073cb30465e73642b7234c27d9c01020229",
    },
    {
        .what = "(1, 0, 5) outer ICV", .oob = 0x50002, .hash = 0x362244f0,
        .kind = IPSECNIC_KIND_ESP, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34, .like = 1,
        .wire = "d1:1f",
    },
    {
        .what = "(1, 0, 5) outer ciphertext", .oob = 0x50002,
        .hash = 0x362244f0, .kind = IPSECNIC_KIND_ESP, .outer = 1, .csum = 1,
        .l3_offset = 14, .ipsec_offset = 34, .like = 1,
        .wire = "32:3c",
    },
    {
        .what = "(1, 0, 5) outer sequence number", .oob = 0x50002,
        .hash = 0x362244f0, .kind = IPSECNIC_KIND_ESP, .outer = 1, .csum = 1,
        .l3_offset = 14, .ipsec_offset = 34, .like = 1,
        .wire = "29:00",
    },
    {
        .what = "(1, 0, 6) outer cut", .oob = 0x60002, .hash = 0x362244f0,
        .kind = IPSECNIC_KIND_ESP, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34, .like = 1, .length = 206,
    },
    {
        .what = "(1, 0, 7) AH for the SA of the tunnel", .oob = 0x70002,
        .hash = 0x362244f0, .kind = IPSECNIC_KIND_AH, .outer = 1, .csum = 1,
        .l3_offset = 14, .ipsec_offset = 34,
        .wire =
            "52540012345602000000000108004500003d000040004033b68ac0000201c000"
            "020211040000000033000000002e853942fea3ce2f9897c717c80fa013880011"
            "000001080f161d242b3239",
    },
    {
        .what = "(1, 0, 0) inner SA missing", .oob = 0x2,
        .header_info = 0x10229, .hash = 0x362244f0, .kind = IPSECNIC_KIND_ESP,
        .inner_reason = IPSECNIC_REASON_NO_SA, .outer = 1, .csum = 1,
        .l3_offset = 14, .ipsec_offset = 34, .payload_offset = 50,
        .inner_l3_offset = 50, .inner_ipsec_offset = 90, .trailer_length = 20,
        .wire =
            "5254001234560200000000010800450000c4000040004032b604c0000201c000"
            "02020000330000000009e6aad8f028e3e19ddc1355c49a4e968c988f758bdd73"
            "5619faf4a1edfc3eea0d9ccd24ab744310a3add8cc8d61945dfdeddc7419cd3b"
            "3d79978fb1671a3b15148e419336cb93ba4b273c02e3b4c3d871c6e4ef4a7fac"
            "f82deeb5b1504dd8e669a2175b5495a2d45d3b8ac5bf177b0bd102fbc1e8c2e8"
            "43c4e700407cc9e79d0fd496d6680fd0c74c3fd74f88c11e48c54ac4253d97ce"
            "80a6b788b28fae96e9e7003b10075ddcd819",
        .after =
            "32:600000000064324020010db800010000"
            "000000000000000120010db80002000000000000000000020000330200000001"
            "d1b9ce7fea57b1693622a1abf5d1bc5927c143bddbfb4f5e9b87dc0129934af8"
            "eb673eb1b4e0f8d17bd120c3257a8ce18022a2eb1a456df6067ef8ec8687d3b1"
            "5275a43f49d7d9bfa0ecb14e61ad42062dc030f64c7a9ab2085c9be201020229",
    },
    {
        .what = "(1, 0, 0) nothing more in the tunnel", .oob = 0x2,
        .header_info = 0x10029, .hash = 0x362244f0, .kind = IPSECNIC_KIND_ESP,
        .outer = 1, .csum = 1, .l3_offset = 14, .ipsec_offset = 34,
        .payload_offset = 50, .inner_l3_offset = 50, .trailer_length = 18,
        .wire =
            "525400123456020000000001080045000084000040004032b644c0000201c000"
            "0202000033000000000a1504e472d46efbf27ac33738eefbb6dfc8757d88267b"
            "9f6d0b77cf09cf56a84d0389856e7a7777f2e5b0cd5910669125ca0f5ccfc442"
            "308c8fcbc7a1deaff3eb2f401aa668b7588b77b91ebb7c532d7ba7ab1199fa91"
            "4ca18b303811ec8c29d4ec59da35a48ac8ce",
        .after =
            "32:600000000026111120010db800010000"
            "000000000000000120010db80002000000000000000000020fa0138800260000"
            "01080f161d242b323940474e555c636a71787f868d949ba2a9b0b7bec5cc0029",
    },
    {
        .what = "(1, 0, 0) a dummy packet in the tunnel", .oob = 0x2,
        .header_info = 0x1023b, .hash = 0x362244f0, .kind = IPSECNIC_KIND_ESP,
        .outer = 1, .csum = 1, .l3_offset = 14, .ipsec_offset = 34,
        .payload_offset = 50, .trailer_length = 20,
        .wire =
            "525400123456020000000001080045000038000040004032b690c0000201c000"
            "0202000033000000000b4f30aa67ae372b284cf1adaf8efc01a7acdd26f0f304"
            "c42871a15424",
        .after = "32:0102023b",
    },
    {
        .what = "(1, 0, 0) inner fragment", .oob = 0x2, .header_info = 0x10229,
        .hash = 0x362244f0, .kind = IPSECNIC_KIND_ESP,
        .inner_reason = IPSECNIC_REASON_FRAGMENT, .outer = 1, .csum = 1,
        .l3_offset = 14, .ipsec_offset = 34, .payload_offset = 50,
        .inner_l3_offset = 50, .trailer_length = 20,
        .wire =
            "5254001234560200000000010800450000ac000040004032b61cc0000201c000"
            "0202000033000000000c9add98a24febb8787ac24d7e7dd3e62fe2092b100867"
            "bdf2a6357757ded8a5227211fad709895178c35abde8b087d98d351266021a7a"
            "afbd10a9d720c094a12af1105c909b58842f00d16d283063185bdbbef648305d"
            "578e755101759c0b422fb989ab1831f4d4d657d6f23f3e5a2aec734882428019"
            "22497c3fd32baa905edc9fc2780a6db39e6bbbab5d6059e7267c",
        .after =
            "32:60000000004c2c4020010db800010000"
            "000000000000000120010db8000200000000000000000002320000010000004d"
            "00003301000000037f922294b8106579b7f37218d1429de71073d0699493be8a"
            "09418d05d14680736e29014efdef8fecab85b266d5c4000d199df9d16f8221c6"
            "aa0e58c501020229",
    },
    {
        .what = "(1, 0, 0) the inner packet without its tunnel", .oob = 0x2,
        .header_info = 0x10111, .hash = 0x248fc391, .kind = IPSECNIC_KIND_ESP,
        .outer = 2, .l3_offset = 14, .ipsec_offset = 54, .payload_offset = 78,
        .trailer_length = 15,
        .wire =
            "52540012345602000000000186dd600000000044324020010db8000100000000"
            "00000000000120010db800020000000000000000000200003301000000037f92"
            "2294b8106579b7f37218d1429de71073d0699493be8a09418d05d14680736e29"
            "014efdef8fecab85b266d5c4000d199df9d16f8221c6aa0e58c5",
        .after =
            "4e:0fa01388001d000001080f161d242b32"
            "3940474e555c636a71787f868d010111",
    },
    {
        .what = "(1, 0, 3) the same, bad", .oob = 0x30002, .hash = 0x248fc391,
        .kind = IPSECNIC_KIND_ESP, .outer = 2, .l3_offset = 14,
        .ipsec_offset = 54, .like = 18,
        .wire = "79:c4",
    },
    {
        .what = "(0, 0, 0) nobody has its SA", .hash = 0xbf748740,
        .kind = IPSECNIC_KIND_ESP, .reason = IPSECNIC_REASON_NO_SA,
        .l3_offset = 14, .ipsec_offset = 54,
        .wire =
            "52540012345602000000000186dd600000000064324020010db8000100000000"
            "00000000000120010db80002000000000000000000020000330200000001d1b9"
            "ce7fea57b1693622a1abf5d1bc5927c143bddbfb4f5e9b87dc0129934af8eb67"
            "3eb1b4e0f8d17bd120c3257a8ce18022a2eb1a456df6067ef8ec8687d3b15275"
            "a43f49d7d9bfa0ecb14e61ad42062dc030f64c7a9ab2085c9be2",
    },
    {
        .what = "(1, 1, 0) both good again", .oob = 0x6,
        .header_info = 0x10e11, .hash = 0x362244f0, .kind = IPSECNIC_KIND_ESP,
        .outer = 1, .inner = 2, .csum = 1, .l3_offset = 14, .ipsec_offset = 34,
        .payload_offset = 114, .inner_l3_offset = 50, .inner_ipsec_offset = 90,
        .trailer_length = 28, .like = 1,
        .after =
            "32:600000000064324020010db800010000"
            "000000000000000120010db80002000000000000000000020000330100000001"
            "8421035dac79b3ab685240e3a5b5b38d0fa013880030000001080f161d242b32"
            "3940474e555c636a71787f868d949ba2a9b0b7bec5ccd3dae1e8eff6fd040b12"
            "0102030405060708090a0b0c0d0e0e11b42d5159b018eef67fb1143e01020229",
    },
    {
        .what = "(1, 1, 0) both good", .oob = 0x6, .header_info = 0x10211,
        .hash = 0x9477f41c, .kind = IPSECNIC_KIND_ESP, .outer = 1, .inner = 2,
        .l3_offset = 14, .ipsec_offset = 54, .payload_offset = 114,
        .inner_l3_offset = 78, .inner_ipsec_offset = 98, .trailer_length = 16,
        .wire =
            "52540012345602000000000186dd600000000098324020010db8000000000000"
            "00000000000120010db80000000000000000000000020000330800000001288c"
            "1a798c6f624d7ba9706567c2ac563f6806f07597157bfb268dbc62367a1e9e8c"
            "105948862baa73d8cc70a8297a19ad2a6f8467d4c24da5dc198da7bc9eed912e"
            "ab06292147ef3023a11030a3cf1a22bcb98a59b109fc5dbc61b6f64919799c53"
            "4093cb392e76f049359142b80c5f596173b185a94aa125b70e1f8776940bf5f7"
            "0d04c8f8d4b7bc2655ce65531bd2",
        .after =
            "4e:4500006400004000403226630a010001"
            "0a02000200003309000000015d0d04c9972878400fa013880030000001080f16"
            "1d242b323940474e555c636a71787f868d949ba2a9b0b7bec5ccd3dae1e8eff6"
            "fd040b12010202114bef8ee954739b1d924e392b0102030405060708090a0a04",
    },
    {
        .what = "(1, 1, 0) 51 bytes", .oob = 0x6, .header_info = 0x10311,
        .hash = 0x9477f41c, .kind = IPSECNIC_KIND_ESP, .outer = 1, .inner = 2,
        .l3_offset = 14, .ipsec_offset = 54, .payload_offset = 114,
        .inner_l3_offset = 78, .inner_ipsec_offset = 98, .trailer_length = 17,
        .wire =
            "52540012345602000000000186dd6000000000a8324020010db8000000000000"
            "00000000000120010db800000000000000000000000200003308000000027356"
            "be9900f23d6accf46b699b48c56930ead1ebf07a7bfd774cc6741d05fe5b131e"
            "a3492d7d0ecacff2a0e873ac9d6db0e24a46ba1fd1c8894c6b277828a97cbd2c"
            "c4345e9f93a37543523e1c65507d8d56494e20be8fb213244f935feef7a96eff"
            "7f32caefeaffd36f09500b1c6ca7e1c699cbc6bc22b88a579062ce1528ee0f93"
            "22289a13b05223213c144273b3ddd5a8ad24938c01f838a361cc0bbe7a4d",
        .after =
            "4e:4500007000004000403226570a010001"
            "0a020002000033090000000271dd38421fdd8d430fa01388003b0000070e151c"
            "232a31383f464d545b626970777e858c939aa1a8afb6bdc4cbd2d9e0e7eef5fc"
            "030a11181f262d343b424950575e650102030311b5dd05752c1c321ae55e3c73"
            "0102030405060708090a0b0c0d0e0e04",
    },
    {
        .what = "(1, 1, 3) inner ICV", .oob = 0x30006, .header_info = 0x10e04,
        .hash = 0x9477f41c, .kind = IPSECNIC_KIND_ESP, .outer = 1, .inner = 2,
        .l3_offset = 14, .ipsec_offset = 54, .payload_offset = 78,
        .inner_l3_offset = 78, .inner_ipsec_offset = 98, .trailer_length = 32,
        .wire =
            "52540012345602000000000186dd6000000000a8324020010db8000000000000"
            "00000000000120010db800000000000000000000000200003308000000036776"
            "6bdfa7196fbdb5a38d2df2a84acda8283015d234d7bfd5e09be120936a76d18e"
            "886fda8af562e373e87852346270e94da9e1d0a244a59091b4ca165dd4e40883"
            "3af26afeb53a0c7d144929ae035155544851bc9850e2e640b05c5c183085bf45"
            "96fe2d2a1cedaa1ec57f12181a079ea2022206275475871179f7eb8c94660d62"
            "ae231aaa587691cd762518ad69a07dcd48974170dea39f0a42578a924216",
        .after =
            "4e:4500007000004000403226570a010001"
            "0a020002000033090000000271dd38421fdd8d431317959777fcf34d739ddf9f"
            "5186e41cc0ed68a24f9314a5baaa04d7eb99396663f14b4bc0e74e49e934e9ce"
            "72dfb506d9c5f557e394b91892b2f05c1b72f393b5dd05752c1c321ae55e3c72"
            "0102030405060708090a0b0c0d0e0e04",
    },
    {
        .what = "(1, 1, 3) inner ciphertext", .oob = 0x30006,
        .header_info = 0x10e04, .hash = 0x9477f41c, .kind = IPSECNIC_KIND_ESP,
        .outer = 1, .inner = 2, .l3_offset = 14, .ipsec_offset = 54,
        .payload_offset = 78, .inner_l3_offset = 78, .inner_ipsec_offset = 98,
        .trailer_length = 32,
        .wire =
            "52540012345602000000000186dd6000000000a8324020010db8000000000000"
            "00000000000120010db80000000000000000000000020000330800000004e69d"
            "c109256b07895501c2e2e0582313a183b06aacf0eb8e890051cd657a335c0d19"
            "33fa310a2a4ac5a0ca1e2ecf618b3274c9dc70dd110a3bb09b413f2a05aa282d"
            "e554bac5418f2e6836a13e89b201f32225e9872cc9ad8ba556e2b6e081178d86"
            "acc832fac4202b125ba79c91a4f6847a8a4d2afc0cabc5ee1eb94b10beca3174"
            "1eaf68689e13fc1b73307ae91622cf06513f5c7b3a897647fff424d053aa",
        .after =
            "4e:4500007000004000403226570a010001"
            "0a020002000033090000000271dd38421fdd8d431317959777fcf34d739ddf9f"
            "5186e41cc0ed68a24f9314a5baaa04d7eb99396663f14b4bc0e74e49e934e9ce"
            "72dfb506d9c5f557e394b91892b2f05c1b72f392b5dd05752c1c321ae55e3c73"
            "0102030405060708090a0b0c0d0e0e04",
    },
    {
        .what = "(1, 1, 3) inner sequence number", .oob = 0x30006,
        .header_info = 0x10e04, .hash = 0x9477f41c, .kind = IPSECNIC_KIND_ESP,
        .outer = 1, .inner = 2, .l3_offset = 14, .ipsec_offset = 54,
        .payload_offset = 78, .inner_l3_offset = 78, .inner_ipsec_offset = 98,
        .trailer_length = 32,
        .wire =
            "52540012345602000000000186dd6000000000a8324020010db8000000000000"
            "00000000000120010db80000000000000000000000020000330800000005eed5"
            "ad17a38ebe228f656730d1b50e33fa8f8305f3b2f2bd1ea4fa328580a6bfe199"
            "ff29245f881a57af25cfbf1606dbcb3bfae29064386f18923833ce130db0be28"
            "c50a52096e87033a069656b0ff9c1a711640f6900cece47109d72b295fb4518e"
            "8d920a9938b7517fbb9071958c9a05a06de3dfc3ba0040a1e3008fafa0d5546f"
            "d6fcff3d6ca71434845485137a03b2a918c7152704e026c644e23d6082e5",
        .after =
            "4e:4500007000004000403226570a010001"
            "0a020002000033090000000371dd38421fdd8d431317959777fcf34d739ddf9f"
            "5186e41cc0ed68a24f9314a5baaa04d7eb99396663f14b4bc0e74e49e934e9ce"
            "72dfb506d9c5f557e394b91892b2f05c1b72f393b5dd05752c1c321ae55e3c73"
            "0102030405060708090a0b0c0d0e0e04",
    },
    {
        .what = "(1, 1, 6) inner ESP cut", .oob = 0x60006,
        .header_info = 0x10004, .hash = 0x9477f41c, .kind = IPSECNIC_KIND_ESP,
        .outer = 1, .inner = 2, .l3_offset = 14, .ipsec_offset = 54,
        .payload_offset = 78, .inner_l3_offset = 78, .inner_ipsec_offset = 98,
        .trailer_length = 18,
        .wire =
            "52540012345602000000000186dd600000000098324020010db8000000000000"
            "00000000000120010db80000000000000000000000020000330800000006ba5e"
            "fd23c0d2f35a6a8c0a92b278ec9db97aef7c8920eec86c55cb9f8539699b29c8"
            "a00a153e68e536756f46e2ce45c19c605fe49db1ef39dc59d83c22f42e703859"
            "9c8496ff5fc2072690626878e9f4a86f6da6cbcf4e5c3d22e393fd5daf025864"
            "2ad586601e25016c4f84bf3a6d2cb6af64b59dc5bae071fdf0164d29ca03ce39"
            "9a53aae95b7f2d61acdcdd113f77",
        .after =
            "4e:4500006e00004000403226590a010001"
            "0a020002000033090000000271dd38421fdd8d431317959777fcf34d739ddf9f"
            "5186e41cc0ed68a24f9314a5baaa04d7eb99396663f14b4bc0e74e49e934e9ce"
            "72dfb506d9c5f557e394b91892b2f05c1b72f393b5dd05752c1c321ae55e0004",
    },
    {
        .what = "(1, 1, 6) inner IP length beyond the tunnel", .oob = 0x60006,
        .header_info = 0x10e04, .hash = 0x9477f41c, .kind = IPSECNIC_KIND_ESP,
        .outer = 1, .inner = 2, .l3_offset = 14, .ipsec_offset = 54,
        .payload_offset = 78, .inner_l3_offset = 78, .inner_ipsec_offset = 98,
        .trailer_length = 32,
        .wire =
            "52540012345602000000000186dd6000000000a8324020010db8000000000000"
            "00000000000120010db8000000000000000000000002000033080000000789ce"
            "47a0ed6bb2d6affc626eb21afd24ab0c6e3e5efe1df2611f0cf8b94a4e30cf4e"
            "0ec39cd5a7e306f88c607a3a4ecfdd7ed31ccfa0196f893b209b54224fd3c9a8"
            "3b48e2d2e5b5975c1117ea29d2a9fb34a263802b5cee59a54ab38264debbcb19"
            "72722034437d04e14bd4826ca3f9d0d85852e6115edabba8ce0241e6979ae61f"
            "be88f471d236b93a717c68a35cdba2fe077261a2952d63d8a9b3ae4905a8",
        .after =
            "4e:4500007400004000403226530a010001"
            "0a020002000033090000000271dd38421fdd8d431317959777fcf34d739ddf9f"
            "5186e41cc0ed68a24f9314a5baaa04d7eb99396663f14b4bc0e74e49e934e9ce"
            "72dfb506d9c5f557e394b91892b2f05c1b72f393b5dd05752c1c321ae55e3c73"
            "0102030405060708090a0b0c0d0e0e04",
    },
    {
        .what = "(1, 1, 7) inner ESP for an SA of AH", .oob = 0x70006,
        .header_info = 0x10e04, .hash = 0x9477f41c, .kind = IPSECNIC_KIND_ESP,
        .outer = 1, .inner = 3, .l3_offset = 14, .ipsec_offset = 54,
        .payload_offset = 78, .inner_l3_offset = 78, .inner_ipsec_offset = 98,
        .trailer_length = 32,
        .wire =
            "52540012345602000000000186dd6000000000a8324020010db8000000000000"
            "00000000000120010db80000000000000000000000020000330800000008f3a7"
            "77590c7e94e0b35c63fbd4d8ca4ed6a6067076b0eec84f260746e7314de731c1"
            "104d9296c9a8d0bbee56a4fec4393f1106788fc74181474f50e722d82c5ea429"
            "1102c4e13205aba9d9ef5b27d0c1cbd2d694a9c293a6d2c03728ec9306f7bb6a"
            "791ebf99188a67737ff717952262e8b5aa89cde2cc747d47d478335aae7b43f2"
            "c99ad3f018b22edee7a1aeca55d2ecd3fc2cd948cded0e93b438c9a4e659",
        .after =
            "4e:4500007000004000403226570a010001"
            "0a0200020000330b0000000271dd38421fdd8d431317959777fcf34d739ddf9f"
            "5186e41cc0ed68a24f9314a5baaa04d7eb99396663f14b4bc0e74e49e934e9ce"
            "72dfb506d9c5f557e394b91892b2f05c1b72f393b5dd05752c1c321ae55e3c73"
            "0102030405060708090a0b0c0d0e0e04",
    },
    {
        .what = "(1, 0, 5) outer ICV", .oob = 0x50002, .hash = 0x9477f41c,
        .kind = IPSECNIC_KIND_ESP, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 54, .like = 1,
        .wire = "cd:d3",
    },
    {
        .what = "(1, 0, 5) outer ciphertext", .oob = 0x50002,
        .hash = 0x9477f41c, .kind = IPSECNIC_KIND_ESP, .outer = 1,
        .l3_offset = 14, .ipsec_offset = 54, .like = 1,
        .wire = "4e:3e",
    },
    {
        .what = "(1, 0, 5) outer sequence number", .oob = 0x50002,
        .hash = 0x9477f41c, .kind = IPSECNIC_KIND_ESP, .outer = 1,
        .l3_offset = 14, .ipsec_offset = 54, .like = 1,
        .wire = "3d:00",
    },
    {
        .what = "(1, 0, 6) outer cut", .oob = 0x60002, .hash = 0x9477f41c,
        .kind = IPSECNIC_KIND_ESP, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 54, .like = 1, .length = 202,
    },
    {
        .what = "(1, 0, 7) AH for the SA of the tunnel", .oob = 0x70002,
        .hash = 0x9477f41c, .kind = IPSECNIC_KIND_AH, .outer = 1,
        .l3_offset = 14, .ipsec_offset = 54,
        .wire =
            "52540012345602000000000186dd600000000029334020010db8000000000000"
            "00000000000120010db800000000000000000000000211040000000033080000"
            "0032e8fd13b2df17d27eba0f24e20fa013880011000001080f161d242b3239",
    },
    {
        .what = "(1, 0, 0) inner SA missing", .oob = 0x2,
        .header_info = 0x10a04, .hash = 0x9477f41c, .kind = IPSECNIC_KIND_ESP,
        .inner_reason = IPSECNIC_REASON_NO_SA, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 54, .payload_offset = 78, .inner_l3_offset = 78,
        .inner_ipsec_offset = 98, .trailer_length = 28,
        .wire =
            "52540012345602000000000186dd600000000098324020010db8000000000000"
            "00000000000120010db80000000000000000000000020000330800000009f0f3"
            "ee1a4a08505ef989ba55665d95d044f15cc80eb733d3429cab566b3dc6b74bcd"
            "08eac83a05b37780f751331645336ec4dfaf71d6df5fdd5cb49ef9e32f4c64ac"
            "16079226839413f87e7cf863502fdf85b7dc99ae8a41f216457edc6cf87c62c0"
            "0e8dada7dc44598860e492ff2289199b53e8b658b9b1accbbcaf9ac0aafcc504"
            "4f5f4f537562fbfe49e52a2237de",
        .after =
            "4e:4500006400004000403226630a010001"
            "0a0200020000330a000000010ca20000414eeca60d68bcf35b96985b9e56e4fe"
            "8c7a597900fe00e4e92c24b8829b35fc464189d5ab629feeb600a8a1f205f712"
            "a7ad739c9018ef7aef93be26599149e87bc232810102030405060708090a0a04",
    },
    {
        .what = "(1, 0, 0) nothing more in the tunnel", .oob = 0x2,
        .header_info = 0x10404, .hash = 0x9477f41c, .kind = IPSECNIC_KIND_ESP,
        .outer = 1, .l3_offset = 14, .ipsec_offset = 54, .payload_offset = 78,
        .inner_l3_offset = 78, .trailer_length = 22,
        .wire =
            "52540012345602000000000186dd600000000068324020010db8000000000000"
            "00000000000120010db8000000000000000000000002000033080000000ad91f"
            "7da2e4ca3f9b10e0224e6e8ef27a0253fa705850dd1a78cb3854b44b49ec935a"
            "a0473e5331dc8a211441e042af30ba8890792f1c5f439ebc71d1207108cdf51d"
            "6eaa3940e3f60e745aa6ef57329bd6bf9e22a77ce267e573265716e37b59",
        .after =
            "4e:4500003a00004000111155ae0a010001"
            "0a0200020fa013880026000001080f161d242b323940474e555c636a71787f86"
            "8d949ba2a9b0b7bec5cc010203040404",
    },
    {
        .what = "(1, 0, 0) a dummy packet in the tunnel", .oob = 0x2,
        .header_info = 0x10e3b, .hash = 0x9477f41c, .kind = IPSECNIC_KIND_ESP,
        .outer = 1, .l3_offset = 14, .ipsec_offset = 54, .payload_offset = 78,
        .trailer_length = 32,
        .wire =
            "52540012345602000000000186dd600000000038324020010db8000000000000"
            "00000000000120010db8000000000000000000000002000033080000000ba571"
            "d2dd13c98f25f87ded5608fc0ca28de04d3d8b27c8c15aee676c6a211bed93b6"
            "f54a71ec789d6afd96a0bc05d308",
        .after = "4e:0102030405060708090a0b0c0d0e0e3b",
    },
    {
        .what = "(1, 0, 0) inner fragment", .oob = 0x2, .header_info = 0x10e04,
        .hash = 0x9477f41c, .kind = IPSECNIC_KIND_ESP,
        .inner_reason = IPSECNIC_REASON_FRAGMENT, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 54, .payload_offset = 78, .inner_l3_offset = 78,
        .trailer_length = 32,
        .wire =
            "52540012345602000000000186dd600000000088324020010db8000000000000"
            "00000000000120010db8000000000000000000000002000033080000000cc1d2"
            "a4d72ab51de328ac2b52584c15b867c8f378dc277e58a1df52ff55481923245c"
            "871b86adcfa61b58a1c700f85288603edeb39b65d6b29e826337f5b1b228dade"
            "70ae21d253404c2c8c16e1b5b99325f4bd173684d3535b119194d688ba5af087"
            "db8208ceba4d10cf8b58e7b6323644e00843ab0a0dc57e83357ab5fcfd30",
        .after =
            "4e:4500005000002000403246770a010001"
            "0a02000200003309000000034ad7becded137bf0ea63364f864a281a63938b9b"
            "96e89a98d0c2ec7687ce6b5feda34dc8517b1a3665ff9e25fc2bbdc3f8ce52fb"
            "0102030405060708090a0b0c0d0e0e04",
    },
    {
        .what = "(1, 0, 0) the inner packet without its tunnel", .oob = 0x2,
        .header_info = 0x10111, .hash = 0x86da737d, .kind = IPSECNIC_KIND_ESP,
        .outer = 2, .csum = 1, .l3_offset = 14, .ipsec_offset = 34,
        .payload_offset = 50, .trailer_length = 15,
        .wire =
            "52540012345602000000000108004500005000004000403226770a0100010a02"
            "000200003309000000034ad7becded137bf0ea63364f864a281a63938b9b96e8"
            "9a98d0c2ec7687ce6b5feda34dc8517b1a3665ff9e25fc2bbdc3f8ce52fb",
        .after =
            "32:0fa01388001d000001080f161d242b32"
            "3940474e555c636a71787f868d010111",
    },
    {
        .what = "(1, 0, 3) the same, bad", .oob = 0x30002, .hash = 0x86da737d,
        .kind = IPSECNIC_KIND_ESP, .outer = 2, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34, .like = 18,
        .wire = "5d:fa",
    },
    {
        .what = "(0, 0, 0) nobody has its SA", .hash = 0x1d2137ac,
        .kind = IPSECNIC_KIND_ESP, .reason = IPSECNIC_REASON_NO_SA, .csum = 1,
        .l3_offset = 14, .ipsec_offset = 34,
        .wire =
            "52540012345602000000000108004500006400004000403226630a0100010a02"
            "00020000330a000000010ca20000414eeca60d68bcf35b96985b9e56e4fe8c7a"
            "597900fe00e4e92c24b8829b35fc464189d5ab629feeb600a8a1f205f712a7ad"
            "739c9018ef7aef93be26599149e87bc23281",
    },
    {
        .what = "(1, 1, 0) both good again", .oob = 0x6,
        .header_info = 0x10211, .hash = 0x9477f41c, .kind = IPSECNIC_KIND_ESP,
        .outer = 1, .inner = 2, .l3_offset = 14, .ipsec_offset = 54,
        .payload_offset = 114, .inner_l3_offset = 78, .inner_ipsec_offset = 98,
        .trailer_length = 16, .like = 1,
        .after =
            "4e:4500006400004000403226630a010001"
            "0a02000200003309000000015d0d04c9972878400fa013880030000001080f16"
            "1d242b323940474e555c636a71787f868d949ba2a9b0b7bec5ccd3dae1e8eff6"
            "fd040b12010202114bef8ee954739b1d924e392b0102030405060708090a0a04",
    },
    {
        .what = "both good", .oob = 0x6, .header_info = 0x10011,
        .hash = 0x90c5758c, .kind = IPSECNIC_KIND_AH, .outer = 1, .inner = 2,
        .csum = 1, .l3_offset = 14, .ipsec_offset = 34, .payload_offset = 98,
        .inner_l3_offset = 62, .inner_ipsec_offset = 82, .trailer_length = 18,
        .wire =
            "52540012345602000000000108004500008c000040004033b63bc0000201c000"
            "0202040500000000334100000033a66234783564975d881475135caf49994500"
            "005c000040004032266b0a0100010a0200020000334200000001d88108263dd9"
            "97f196b973c852bc5dd8b9ab0ec0985c3a96f35d04cd4201dba45a40db3f5c5f"
            "f557996ed6b4b54559e76c81939ae3f3e85b77106064a8c95d30",
        .after =
            "62:0fa013880026000001080f161d242b32"
            "3940474e555c636a71787f868d949ba2a9b0b7bec5cc0011",
    },
    {
        .what = "outer AH bad", .oob = 0x40002, .hash = 0x90c5758c,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34, .like = 1,
        .wire = "99:31",
    },
    {
        .what = "outer length field", .oob = 0x60002, .hash = 0x90c5758c,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34, .like = 1,
        .wire = "23:00",
    },
    {
        .what = "inner ESP bad", .oob = 0x30006, .hash = 0x90c5758c,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .inner = 2, .csum = 1,
        .l3_offset = 14, .ipsec_offset = 34, .payload_offset = 62,
        .inner_l3_offset = 62, .inner_ipsec_offset = 82, .like = 2,
        .wire = "2e:9f31905f2702cf852a42a9c61a9a1255",
    },
    {
        .what = "both good", .oob = 0x6, .header_info = 0x10811,
        .hash = 0x41efadfa, .kind = IPSECNIC_KIND_AH, .outer = 1, .inner = 2,
        .l3_offset = 14, .ipsec_offset = 54, .payload_offset = 138,
        .inner_l3_offset = 94, .inner_ipsec_offset = 114, .trailer_length = 22,
        .wire =
            "52540012345602000000000186dd6000000000a4334020010db8000000000000"
            "00000000000120010db800000000000000000000000232040000000033510000"
            "0057fc5aea7300513e32ddfd343b00003350000000017805985eda2f1a59f2f5"
            "0dfb7e509fa3e9ca0c8abfc9956bab7f97dfed6f357d8d239515e63462063cdf"
            "5d321f618d2d16db79cefb5782025fbc630e63aa3697e1ab8ae3d9c92de38817"
            "dbe01d66ebf567a908e7b698a7e0a777815de0ce369402e10c0d40cd84a05d61"
            "4c63284525905b1e735e3a55b19a5f056762e9788a3b731aa9d7",
        .after =
            "5e:45000068000040004032265f0a010001"
            "0a020002000033520000000163b42bffe7ce38b1614622631d633cbf0fa01388"
            "0026000001080f161d242b323940474e555c636a71787f868d949ba2a9b0b7be"
            "c5cc010203040506070808111e3408bb2ecb6348e8037d7001020204",
    },
    {
        .what = "outer AH bad", .oob = 0x40002, .hash = 0x41efadfa,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 54, .like = 1,
        .wire = "d9:d6",
    },
    {
        .what = "outer ESP bad", .oob = 0x50002, .hash = 0x41efadfa,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 54,
        .wire =
            "52540012345602000000000186dd6000000000a4334020010db8000000000000"
            "00000000000120010db800000000000000000000000232040000000033510000"
            "0057bc3a03f934dff8e3e49d83f2000033500000000278b9d3d0b7dd37c7879e"
            "ca5bc55e3669e06c3f265a216a3c281840ef5ae7fa0aecc3154b4816fdd97562"
            "64abf81d09d4f75ff27d976392e442d60a5596d202406b876e8142a786e8e560"
            "65fd22617aacc5821a62c30afd3bda584015de80eee3a49280eb84aaf3e49064"
            "348fd6d3bfcae713f454659b05f9d0ac5f9062f13f5cb4295908",
    },
    {
        .what = "inner ESP bad", .oob = 0x30006, .header_info = 0x10204,
        .hash = 0x41efadfa, .kind = IPSECNIC_KIND_AH, .outer = 1, .inner = 2,
        .l3_offset = 14, .ipsec_offset = 54, .payload_offset = 94,
        .inner_l3_offset = 94, .inner_ipsec_offset = 114, .trailer_length = 20,
        .wire =
            "52540012345602000000000186dd6000000000a4334020010db8000000000000"
            "00000000000120010db800000000000000000000000232040000000033510000"
            "0057364a1e6bf9c10ee8492ce186000033500000000365d107de6fdaebd899ee"
            "564b105b6a939d2335ef704b61b5f0f4179c0d25d78177f35a9f545cdfdc9a5d"
            "a558974dab7c1be106cf067437ac60786c39fe78a920aa94d3ed8e1cb40635bb"
            "60eeeb83375aec65af19df8723d4ce2c410c818951faef7dbd4f05eceb08f72f"
            "aa8d85b769f5bc14430b138a506c0a1bb1b9b15bf3bc57401c71",
        .after =
            "5e:45000068000040004032265f0a010001"
            "0a020002000033520000000163b42bffe7ce38b1614622631d633cbfa23a161f"
            "f3e38bbacaa2f5f53d05a3c680e88b06d1eae5104ca1e06ecc03781cddaabaa4"
            "cfa50da06d9d59147244d7a41e3408bb2ecb6348e8037d7101020204",
    },
    {
        .what = "both good", .oob = 0x6, .header_info = 0x10b04,
        .hash = 0xae56ff0e, .kind = IPSECNIC_KIND_ESP, .outer = 1, .inner = 2,
        .csum = 1, .l3_offset = 14, .ipsec_offset = 34, .payload_offset = 102,
        .inner_l3_offset = 58, .inner_ipsec_offset = 78, .trailer_length = 29,
        .wire =
            "52540012345602000000000108004500009c000040004032b62cc0000201c000"
            "0202000033640000000184e4c9c1f017567f43a089929c3f802f6ff6c89ce620"
            "345a5e3d448e239377b079370239bf3f855298349147948e4f76835939301ec6"
            "8e9d3d45eecac85a4ddbf80c486a0aa184ee1e259d5ca71526c63ef727278883"
            "906baa7d549ec71f9b9eb56d37bc4fadf9f378bf8da09eb1b40a7443b6e35c27"
            "9bbb12cb42878f5a26ab",
        .after =
            "3a:4500005300004000403326730a010001"
            "0a020002110400000000336c000000398ca2519c32dbea0a6f87529f0fa01388"
            "0027000001080f161d242b323940474e555c636a71787f868d949ba2a9b0b7be"
            "c5ccd30102030405060708090a0b0b04",
    },
    {
        .what = "inner AH bad", .oob = 0x20006, .header_info = 0x10b04,
        .hash = 0xae56ff0e, .kind = IPSECNIC_KIND_ESP, .outer = 1, .inner = 2,
        .csum = 1, .l3_offset = 14, .ipsec_offset = 34, .payload_offset = 58,
        .inner_l3_offset = 58, .inner_ipsec_offset = 78, .trailer_length = 29,
        .wire =
            "52540012345602000000000108004500009c000040004032b62cc0000201c000"
            "020200003364000000025a43497ffe32206e3878b5d106490dcf8a42d58bbf5e"
            "742aefa51ea096ff4cf1e659b8c51a273bdcbc004c8ad069893ba679091aa64d"
            "c2d69a53f4ef04e93723c79f3dbf387640db3eb35b37fb97ddaa0db865eae4ab"
            "06e527811915af6d136fb17e4f16a28ef705c6e9f4f31e21606f803aebf7f90d"
            "b59105ff0faabbdb66a8",
        .after =
            "3a:4500005300004000403326730a010001"
            "0a020002110400000000336c000000398ca2519c32dbea0a6f87529f0fa01388"
            "0027000001080f161d242b323940474e555c636a71787f868d949ba2a9b0b7be"
            "c5ccd20102030405060708090a0b0b04",
    },
    {
        .what = "inner length field", .oob = 0x60006, .header_info = 0x10b04,
        .hash = 0xae56ff0e, .kind = IPSECNIC_KIND_ESP, .outer = 1, .inner = 2,
        .csum = 1, .l3_offset = 14, .ipsec_offset = 34, .payload_offset = 58,
        .inner_l3_offset = 58, .inner_ipsec_offset = 78, .trailer_length = 29,
        .wire =
            "52540012345602000000000108004500009c000040004032b62cc0000201c000"
            "02020000336400000003554be17405411e2fb25bfb4fb29776f75b885f9c288c"
            "5ba9a59a1a04bbfc905b38599a6b47862ac83c8f0d7cdf257d8206d8bd47aa7e"
            "6f1bd5897e99a95c6463be17a4e5a28764aaca7e2006461a20be7d4a27cd9e11"
            "007df90906bf5aa6dbd5dba4a48271aff70318984d966eab4c3296526980dca9"
            "31deb3cef85c792a5f38",
        .after =
            "3a:4500005300004000403326730a010001"
            "0a020002110000000000336c000000398ca2519c32dbea0a6f87529f0fa01388"
            "0027000001080f161d242b323940474e555c636a71787f868d949ba2a9b0b7be"
            "c5ccd30102030405060708090a0b0b04",
    },
    {
        .what = "outer bad", .oob = 0x50002, .hash = 0xae56ff0e,
        .kind = IPSECNIC_KIND_ESP, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34,
        .wire =
            "52540012345602000000000108004500009c000040004032b62cc0000201c000"
            "02020000336400000004bbb94b4b90b52b2ff47fe7f89b1e4c9dd68e1361108f"
            "f1472d0ce54048b1f10b711194660e9fde0f5ac673a69e74d4cd5591099da7f6"
            "3c6bacb1a49905cb29971d38950d29153e41f8238b889b38410d379e7e9bfdef"
            "36a41e9d8bd61780889a24e4dbfc62332f2a3a6043c16effbf5ae4df96ad23bc"
            "5210d3483e3a15c5d1e7",
    },
    {
        .what = "both good", .oob = 0x6, .header_info = 0x10729,
        .hash = 0x27003cbe, .kind = IPSECNIC_KIND_ESP, .outer = 1, .inner = 2,
        .l3_offset = 14, .ipsec_offset = 54, .payload_offset = 158,
        .inner_l3_offset = 78, .inner_ipsec_offset = 118, .trailer_length = 25,
        .wire =
            "52540012345602000000000186dd6000000000a8324020010db8000000000000"
            "00000000000120010db800000000000000000000000200003366000000012fea"
            "a5f33ed484a523812292a92fdca45885f59280c1a171d5c4b7b32a9153df2889"
            "2a44d9db65324a81cb3dfede3529590e26ca9a4f71b29cef59653ad40ac6fc41"
            "68e2e928366abb2aa96c24507249d01bfc0ffe466f13a1b731a368f03d505ca5"
            "def285074e30eba2101bfca64d735e29d32f549f97cb120b7dc45d02f9ecfd74"
            "c8be7d66c127e5a052778d6ac9ca9b96f2f7cf8438bc75157166aa32e0f4",
        .after =
            "4e:60000000004f334020010db800010000"
            "000000000000000120010db8000200000000000000000002110800000000336e"
            "0000003b000000000000012a0e43e2b8402fd564d754284f040054ca00000000"
            "0fa013880027000001080f161d242b323940474e555c636a71787f868d949ba2"
            "a9b0b7bec5ccd3010203040506070729",
    },
    {
        .what = "inner AH bad", .oob = 0x20006, .header_info = 0x10729,
        .hash = 0x27003cbe, .kind = IPSECNIC_KIND_ESP, .outer = 1, .inner = 2,
        .l3_offset = 14, .ipsec_offset = 54, .payload_offset = 78,
        .inner_l3_offset = 78, .inner_ipsec_offset = 118, .trailer_length = 25,
        .wire =
            "52540012345602000000000186dd6000000000a8324020010db8000000000000"
            "00000000000120010db80000000000000000000000020000336600000002d5b4"
            "388db085e6803457571f414caba010162f681d6b9c8cbffb24358d7fb7667f6b"
            "11d40bcef45fa0676082c4a1f59660ae04a502066292cbf6ab66dd0d7a6fd505"
            "c367e21bcec794ab5b031d41b61d5f12118953463862b14994bb9919a1138888"
            "ab63e24828128b3118a8cb7e7060024cef423cb3af85273639c1e85c00d7dd32"
            "52164b6965d372c05d73968645435857599ad4c88efba52feef22ee6531d",
        .after =
            "4e:60000000004f334020010db800010000"
            "000000000000000120010db8000200000000000000000002110800000000336e"
            "0000003b000000000000012a0e43e2b8402fd564d754284f040054ca00000000"
            "0fa013880027000001080f161d242b323940474e555c636a71787f868d949ba2"
            "a9b0b7bec5ccd2010203040506070729",
    },
    {
        .what = "inner length field", .oob = 0x60006, .header_info = 0x10729,
        .hash = 0x27003cbe, .kind = IPSECNIC_KIND_ESP, .outer = 1, .inner = 2,
        .l3_offset = 14, .ipsec_offset = 54, .payload_offset = 78,
        .inner_l3_offset = 78, .inner_ipsec_offset = 118, .trailer_length = 25,
        .wire =
            "52540012345602000000000186dd6000000000a8324020010db8000000000000"
            "00000000000120010db8000000000000000000000002000033660000000388c3"
            "cb71bdfa2f255432469c9121026b261646414509f45015d41513f0635c6a6f9d"
            "a1264680433ad5289a061af5648f51fa8f3cd50da4ddab43265c695e16f354e8"
            "76eb7a78aa84b6070e37b126b20127b257c24c5ec6d066da27f0eb04c694d222"
            "2319c1daa007e00f7eb20142ae27019071a39c6deeb34729a3536067a058f76d"
            "ca471ca7672e5ecec6bd88fc2c0cc41e206a9c7d3daeef9e60acecb16f21",
        .after =
            "4e:60000000004f334020010db800010000"
            "000000000000000120010db8000200000000000000000002110000000000336e"
            "0000003b000000000000012a0e43e2b8402fd564d754284f040054ca00000000"
            "0fa013880027000001080f161d242b323940474e555c636a71787f868d949ba2"
            "a9b0b7bec5ccd3010203040506070729",
    },
    {
        .what = "outer bad", .oob = 0x50002, .hash = 0x27003cbe,
        .kind = IPSECNIC_KIND_ESP, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 54,
        .wire =
            "52540012345602000000000186dd6000000000a8324020010db8000000000000"
            "00000000000120010db800000000000000000000000200003366000000045318"
            "e5c381ad1dc3e5046bb1993d809bcbd73c3a48cf218e472dbfbbc431fcd64fdd"
            "f7a7db7f8eb6b8a6b7905ce0d9ac7d7579c98fb29162291fe4a4db76d0ce84a4"
            "4948b27750d72acbb845023117c524fa0278e90d795a5d90029c7f93ace6ba91"
            "6b09384a91a8ed49bb4bf7bb9f5fdb946dd6c36c8fc814f2c5c2c6ce1618ef52"
            "ffffbd71e0d48d0b44ce6bdfb6d97d819094642d3d5b9ad3b2de5276e45b",
    },
    {
        .what = "both good", .oob = 0x6, .header_info = 0x10311,
        .hash = 0x3bd746a0, .kind = IPSECNIC_KIND_ESP, .outer = 1, .inner = 2,
        .csum = 1, .l3_offset = 14, .ipsec_offset = 34, .payload_offset = 138,
        .inner_l3_offset = 50, .inner_ipsec_offset = 90, .trailer_length = 21,
        .wire =
            "5254001234560200000000010800450000cc000040004032b5fcc0000201c000"
            "02020000337000000001c542cf973814d105bbb87df07cf740462348718b1ec1"
            "12df0b5813341ce28520990552a484de3d6458af7fd35422645f4de29c69a5d2"
            "60824370aff89673b9664a4244836e769a56a5bbe1d5cea5a0d18ad824d0d6a3"
            "307dcadc55cc58c3af7d90781b972b25251eca517f039d137aca60460134eef1"
            "eddd1413213c698f3f68ca8d8115b0b31171bd54bb105b24495425599395c806"
            "2331d630024bd194a4247782afe884a464f852429a78f024d448",
        .after =
            "32:60000000006c334020010db800010000"
            "000000000000000120010db80002000000000000000000023206000000003372"
            "0000005f48cc3240724f5f228e01a96985724685000000000000337100000001"
            "fff14c2dd86426220fa013880027000001080f161d242b323940474e555c636a"
            "71787f868d949ba2a9b0b7bec5ccd301020303115e8836fedc963e05dae03fdf"
            "70ab62e001020229",
    },
    {
        .what = "inner AH bad", .oob = 0x20006, .header_info = 0x10229,
        .hash = 0x3bd746a0, .kind = IPSECNIC_KIND_ESP, .outer = 1, .inner = 2,
        .csum = 1, .l3_offset = 14, .ipsec_offset = 34, .payload_offset = 50,
        .inner_l3_offset = 50, .inner_ipsec_offset = 90, .trailer_length = 20,
        .wire =
            "5254001234560200000000010800450000cc000040004032b5fcc0000201c000"
            "020200003370000000026e1ee1f018aee483ee5eeaf01f4a44fd728e6d09d34e"
            "b6aa5b176a3ca88b373f1bccfaaf356390ca78d8bde404b8a799a4e677bac10b"
            "a1f9e800bba4197d26812e72e36052493aa2b0b314c4b27c0c44273baeb63d1a"
            "877778b1306f8f76dfc3c13f8cb3b0848b00284e6f0e3522f0b7da7742dc38fd"
            "f2d590b06ba1dced51b3770034b63f41f30177579399206a809a4555ab6faa11"
            "189f046819fa017e8fa2f4764c581aff34ba7fa528cec04ca702",
        .after =
            "32:60000000006c334020010db800010000"
            "000000000000000120010db80002000000000000000000023206000000003372"
            "0000005f48cc3240724f5f228e01a96985724685000000000000337100000001"
            "fff14c2dd8642622fe804ce2de210d8d327bcf5ba653d43459d111b4329cc2db"
            "92b9b6db2fc4a5468ee7532a889782b6743e536d5e8836fedc963e05dae03fdf"
            "70ab62e101020229",
    },
    {
        .what = "inner ESP bad", .oob = 0x30006, .header_info = 0x10229,
        .hash = 0x3bd746a0, .kind = IPSECNIC_KIND_ESP, .outer = 1, .inner = 2,
        .csum = 1, .l3_offset = 14, .ipsec_offset = 34, .payload_offset = 50,
        .inner_l3_offset = 50, .inner_ipsec_offset = 90, .trailer_length = 20,
        .wire =
            "5254001234560200000000010800450000cc000040004032b5fcc0000201c000"
            "02020000337000000003433d013f787beac63c55537c84b1a4785085791ed4b7"
            "315e77ea6186885227f60ee6d1cb393e73eea7f350fae914329adf4ee6e2e86b"
            "6bb4b347f5c494adc35d57e9327fdcceba7c0ff6fe06922e920df2e6b465d26c"
            "d25a23459d129f8a97b02590b1142ceb3a35a5c78be0ccc61f91618bf21befb8"
            "55273aba5d006fe45ed99d97eac6aceeab8df35796f25081c830741aeebb3d84"
            "b39862a4806f6ee47b5409456b01607f878cf239f410563c76e2",
        .after =
            "32:60000000006c334020010db800010000"
            "000000000000000120010db80002000000000000000000023206000000003372"
            "0000005ff01047baede6a2413cc55088c3cdf179000000000000337100000002"
            "953542643715d3593642145cfa278460681473ccc59448eb0a114d2065de6991"
            "f7bf70c7a6958f7075867c2733cb1b5adc26d629ce0d1eda5ddb17aae4da5e93"
            "080eae8101020229",
    },
    {
        .what = "ESP in the tunnel", .oob = 0x2, .header_info = 0x10204,
        .hash = 0xfeaa989f, .kind = IPSECNIC_KIND_ESP,
        .inner_reason = IPSECNIC_REASON_CAPABILITY, .outer = 1, .inner = 2,
        .csum = 1, .l3_offset = 14, .ipsec_offset = 34, .payload_offset = 50,
        .inner_l3_offset = 50, .inner_ipsec_offset = 70, .trailer_length = 20,
        .wire =
            "5254001234560200000000010800450000b0000040004032b618c0000201c000"
            "02020000338100000001694853b44a91b323530c63a33dafee4ceabcc43959e8"
            "84d5382a0788556e59c05e91d76cef1b5f15b08a6e4df116e36682926b45a6b6"
            "af205a14f04ea0819600eab6200114ed9144b201d6075a82d87d62bf41afc10c"
            "95bdb529aa6884af43d818a6872afd7c2e6032d3960a69c92459e396fe849ac6"
            "c688ff3b0a053e4927dbd0ef7b7e00b6f95a421b5585682fe931680e3782",
        .after =
            "32:45000078000040004032264f0a010001"
            "0a0200020000338200000001e327a9eabebc74fe34de79ffbd8b8748193515ee"
            "69b6bc9b2ed84dfb7288224f733eee2272e09ec2f30092bef67cd2967ba1bbe2"
            "277e02872302a0931ddbdf09c127045a09aba4fddd59f6b635d85c74de2d0791"
            "6bc57fdf0acc511e01020204",
    },
    {
        .what = "bad ESP in the tunnel", .oob = 0x2, .header_info = 0x10204,
        .hash = 0xfeaa989f, .kind = IPSECNIC_KIND_ESP,
        .inner_reason = IPSECNIC_REASON_CAPABILITY, .outer = 1, .inner = 2,
        .csum = 1, .l3_offset = 14, .ipsec_offset = 34, .payload_offset = 50,
        .inner_l3_offset = 50, .inner_ipsec_offset = 70, .trailer_length = 20,
        .wire =
            "5254001234560200000000010800450000b0000040004032b618c0000201c000"
            "020200003381000000027a52d9e9aa1c00fe1276435926de7addfdcd9c17a2ab"
            "7433a78934ffe9852c9965275bbec8df5e789b07f2a67ff7efbe96ba5fd0bbd3"
            "79b32deffded44152935adf03f40fda18cd08d80baa73bbf1d3e5be864e1771f"
            "9138941eff3c3b0d7340588d52077ec6ef8e07d6317e3cfc20ec4a8231617da2"
            "b2f676ddc605bc2fac629c6563929ebd15203b12ead0db72fd92626b8b42",
        .after =
            "32:45000078000040004032264f0a010001"
            "0a0200020000338200000001e327a9eabebc74fe34de79ffbd8b8748193515ee"
            "69b6bc9b2ed84dfb7288224f733eee2272e09ec2f30092bef67cd2967ba1bbe2"
            "277e02872302a0931ddbdf09c127045a09aba4fddd59f6b635d85c74de2d0791"
            "6bc57fdf0acc511f01020204",
    },
    {
        .what = "AH in the tunnel", .oob = 0x2, .header_info = 0x10204,
        .hash = 0xfeaa989f, .kind = IPSECNIC_KIND_ESP,
        .inner_reason = IPSECNIC_REASON_CAPABILITY, .outer = 1, .inner = 3,
        .csum = 1, .l3_offset = 14, .ipsec_offset = 34, .payload_offset = 50,
        .inner_l3_offset = 50, .inner_ipsec_offset = 70, .trailer_length = 20,
        .wire =
            "525400123456020000000001080045000094000040004032b634c0000201c000"
            "02020000338100000003e8ff6e5e0abb0819891762cec2d357fb00a00d6ec509"
            "d8729c30acea6062dd3c4630994470f6df8bb424d415da03a218c787486d4d35"
            "03ea10aefa4dab9dc130d47b7fea8717e9b22add57b944f3424ffa2469053151"
            "e036cc8bbe35284ea3a7b0b79d14684af6f74e2d14464a2f2edf429f06f00339"
            "683d",
        .after =
            "32:4500005c000040004033266a0a010001"
            "0a020002110400000000338300000041e1d10286c072ad64157603200fa01388"
            "0030000001080f161d242b323940474e555c636a71787f868d949ba2a9b0b7be"
            "c5ccd3dae1e8eff6fd040b1201020204",
    },
    {
        .what = "of nobody in the tunnel", .oob = 0x2, .header_info = 0x10204,
        .hash = 0xfeaa989f, .kind = IPSECNIC_KIND_ESP,
        .inner_reason = IPSECNIC_REASON_NO_SA, .outer = 1, .csum = 1,
        .l3_offset = 14, .ipsec_offset = 34, .payload_offset = 50,
        .inner_l3_offset = 50, .inner_ipsec_offset = 70, .trailer_length = 20,
        .wire =
            "5254001234560200000000010800450000a0000040004032b628c0000201c000"
            "0202000033810000000479b1b1f5f3a5a1f4165d0bc7dc3c0cca5e54695205ca"
            "9f37ddf0d0bd85ec8086c9590fc618de188ce92ac1fac763c2f6aa667785f8df"
            "45b885ead9780e69fc75a2c8d52347c34ab54d22f0928cd2899e3f2403102fc9"
            "4f0d492e051e207c66db828dc4817f4dafd5ae7f3fb2040875a6765019c27f93"
            "1b919076bfb353e2c5fbe058766c",
        .after =
            "32:45000068000040004032265f0a010001"
            "0a02000200003384000000016f7a1f9adb7847ff081b706df4a4f6c78ff7e0c6"
            "7bcb52624257a934b2877d99c9e3b31fb32c0b7ea0fa75883a95af5bcf323b3b"
            "40115626ecc441398762f1e1475b88f6c594d9798fceb68f01020204",
    },
    {
        .what = "the tunnel bad", .oob = 0x50002, .hash = 0xfeaa989f,
        .kind = IPSECNIC_KIND_ESP, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34,
        .wire =
            "5254001234560200000000010800450000b0000040004032b618c0000201c000"
            "02020000338100000005ca81b9bfdd80139d85ad3bd588e7f473ee25c013133e"
            "f250ed2025990f906cde0e848f46b13393240ce5b606e38812bb15e60f31e4c9"
            "f4528db37260fe1e4311b591f40dbe5ff6ff928f166c09de3e612a36e5c0e746"
            "4c28dce7df094b2692f028df77418bb6631f49699516dec2d360a68981acb6dc"
            "511dedee0ac184306e7ed1a0c31d3231f35453bf22135e6f9f20dd10e0e9",
    },
    {
        .what = "without the tunnel", .oob = 0x2, .header_info = 0x10e11,
        .hash = 0x6551dc4e, .kind = IPSECNIC_KIND_ESP, .outer = 2, .csum = 1,
        .l3_offset = 14, .ipsec_offset = 34, .payload_offset = 58,
        .trailer_length = 28,
        .wire =
            "525400123456020000000001080045000078000040004032264f0a0100010a02"
            "00020000338200000001e327a9eabebc74fe34de79ffbd8b8748193515ee69b6"
            "bc9b2ed84dfb7288224f733eee2272e09ec2f30092bef67cd2967ba1bbe2277e"
            "02872302a0931ddbdf09c127045a09aba4fddd59f6b635d85c74de2d07916bc5"
            "7fdf0acc511e",
        .after =
            "3a:0fa013880030000001080f161d242b32"
            "3940474e555c636a71787f868d949ba2a9b0b7bec5ccd3dae1e8eff6fd040b12"
            "0102030405060708090a0b0c0d0e0e11",
    },
    {
        .what = "two tunnels", .oob = 0x2, .header_info = 0x10204,
        .hash = 0x2f8040e9, .kind = IPSECNIC_KIND_ESP,
        .inner_reason = IPSECNIC_REASON_CAPABILITY, .outer = 1, .inner = 2,
        .csum = 1, .l3_offset = 14, .ipsec_offset = 34, .payload_offset = 50,
        .inner_l3_offset = 50, .inner_ipsec_offset = 70, .trailer_length = 20,
        .wire =
            "5254001234560200000000010800450000a0000040004032b628c0000201c000"
            "020200003391000000010f1391324f06956fe14822003ef13a9cf54a25627ee9"
            "2a1016b4e1d6dcf811fe9b25d80a2c568d39dc655c2110a3fe859dcb12ef35c8"
            "4c179b9df78c05080dd90a7f11e6bd4249801dc9ad86e56ec7ca26e196f4548f"
            "27ef051307441c6ae32cc99d8bdc66cde167f08bc5c29e38d2bc5b3e554bb4f9"
            "d8fd6bace442a6ffacff82346417",
        .after =
            "32:45000068000040004032265f0a010001"
            "0a02000200003392000000016604fa0cb5115e61735e0635975cfc2ea9022473"
            "77e12482226f17cc92152e3b11f59186260a5e9431d7231d4d1d21bf4eb4cfb2"
            "55c26b2215da5f2071373c72e8054af019f45d39867caeb701020204",
    },
    {
        .what = "the inner one alone", .oob = 0x2, .header_info = 0x10204,
        .hash = 0xb47b0438, .kind = IPSECNIC_KIND_ESP, .outer = 2, .csum = 1,
        .l3_offset = 14, .ipsec_offset = 34, .payload_offset = 50,
        .inner_l3_offset = 50, .trailer_length = 20,
        .wire =
            "525400123456020000000001080045000068000040004032265f0a0100010a02"
            "000200003392000000016604fa0cb5115e61735e0635975cfc2ea902247377e1"
            "2482226f17cc92152e3b11f59186260a5e9431d7231d4d1d21bf4eb4cfb255c2"
            "6b2215da5f2071373c72e8054af019f45d39867caeb7",
        .after =
            "32:4500003000004000111155b80a010001"
            "0a0200020fa01388001c000001080f161d242b323940474e555c636a71787f86"
            "01020204",
    },
    {
        .what = "IP in a transport portion", .oob = 0x2,
        .header_info = 0x10204, .hash = 0xa6d68359, .kind = IPSECNIC_KIND_ESP,
        .outer = 3, .csum = 1, .l3_offset = 14, .ipsec_offset = 34,
        .payload_offset = 50, .trailer_length = 20,
        .wire =
            "5254001234560200000000010800450000a0000040004032b628c0000201c000"
            "0202000033930000000100aaf5e01bc96691f2c9dbd0240b318408e515f382e7"
            "5cc9eb18b04ccac66a77165513757ecc79edda17769c1576a504b8dd1606226a"
            "2570527307c6363b32c250a6d9c37683f7cd02cfbd48ea4c55a3c64d8656773b"
            "d819f3d03fd1999f133d65287982901ddfd4870e4131972d182847d2934f7c94"
            "439173ca2eaaaca890752cc129ec",
        .after =
            "32:45000068000040004032265f0a010001"
            "0a02000200003392000000016604fa0cb5115e61735e0635975cfc2ea9022473"
            "77e12482226f17cc92152e3b11f59186260a5e9431d7231d4d1d21bf4eb4cfb2"
            "55c26b2215da5f2071373c72e8054af019f45d39867caeb701020204",
    },
    {
        .what = "checksum zero", .oob = 0x2, .header_info = 0x10011,
        .hash = 0x245093b4, .kind = IPSECNIC_KIND_UDP_ESP, .outer = 1,
        .csum = 1, .l3_offset = 14, .ipsec_offset = 42, .payload_offset = 58,
        .trailer_length = 18,
        .wire =
            "52540012345602000000000108004500005c000040004011b68dc0000201c000"
            "0202119411940048000000003401000000017eb331031fd1c385e0f1692cab70"
            "9a0b79514b703f14294524de037b9d7f90e554dc687e2df6eb7075cc2db7d6ee"
            "977dc4e088dea64336c3",
        .after =
            "3a:0fa01388001e000001080f161d242b32"
            "3940474e555c636a71787f868d940011",
    },
    {
        .what = "ICV wrong", .oob = 0x30002, .hash = 0x245093b4,
        .kind = IPSECNIC_KIND_UDP_ESP, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 42, .like = 1,
        .wire = "69:c2",
    },
    {
        .what = "checksum right", .oob = 0x2, .header_info = 0x10011,
        .hash = 0x245093b4, .kind = IPSECNIC_KIND_UDP_ESP, .outer = 1,
        .csum = 5, .l3_offset = 14, .ipsec_offset = 42, .payload_offset = 58,
        .trailer_length = 18,
        .wire =
            "52540012345602000000000108004500005c000040004011b68dc0000201c000"
            "02021194119400480db6000034010000000238b5039db723c1d846454ba14c38"
            "e16fbb9b3d68018ed35da262185740da2b322ab1dbb3d343667503c8bbf2b528"
            "bfca312b81662d1f5868",
        .after =
            "3a:0fa01388001e0000020910171e252c33"
            "3a41484f565d646b727980878e950011",
    },
    {
        .what = "UDP length beyond the IP packet", .oob = 0x60002,
        .hash = 0x245093b4, .kind = IPSECNIC_KIND_UDP_ESP, .outer = 1,
        .csum = 1, .l3_offset = 14, .ipsec_offset = 42, .like = 3,
        .wire = "27:4c",
    },
    {
        .what = "from another port", .oob = 0x2, .header_info = 0x10011,
        .hash = 0x245093b4, .kind = IPSECNIC_KIND_UDP_ESP, .outer = 1,
        .csum = 5, .l3_offset = 14, .ipsec_offset = 42, .payload_offset = 58,
        .trailer_length = 18,
        .wire =
            "52540012345602000000000108004500005c000040004011b68dc0000201c000"
            "02029c4011940048aced000034010000000308d8d48ee7e1cf3b4ecc6ed0fa2c"
            "309a2c4d001ed7d1c15ef3abb186dac55b86371cb5dcb07484ecdc1b612f32df"
            "c17904eb48099efc8ea1",
        .after =
            "3a:0fa01388001e0000030a11181f262d34"
            "3b424950575e656c737a81888f960011",
    },
    {
        .what = "checksum wrong", .hash = 0x245093b4,
        .kind = IPSECNIC_KIND_UDP_ESP, .reason = IPSECNIC_REASON_UDP_CSUM,
        .outer = 1, .csum = 9, .l3_offset = 14, .ipsec_offset = 42,
        .wire =
            "52540012345602000000000108004500005c000040004011b68dc0000201c000"
            "02021194119400489be800003401000000046bfcb72f01e1d1b33f34e60a9514"
            "ca7af58d1ea7be4d9bc7d1425fb370367fde6f6726e732b219097a2c776f58d7"
            "504b592a8482ec0a37cf",
    },
    {
        .what = "checksum and ICV wrong", .hash = 0x245093b4,
        .kind = IPSECNIC_KIND_UDP_ESP, .reason = IPSECNIC_REASON_UDP_CSUM,
        .outer = 1, .csum = 9, .l3_offset = 14, .ipsec_offset = 42, .like = 6,
        .wire = "69:ce",
    },
    {
        .what = "too short for SPI and sequence number", .hash = 0x968f63b2,
        .kind = IPSECNIC_KIND_UDP_ESP, .reason = IPSECNIC_REASON_TRUNCATED,
        .csum = 1, .l3_offset = 14, .ipsec_offset = 42, .like = 1,
        .length = 48,
        .wire = "11:22 19:c7 27:0e9be8",
    },
    {
        .what = "IKE", .hash = 0x968f63b2, .kind = IPSECNIC_KIND_IKE,
        .reason = IPSECNIC_REASON_IKE, .csum = 1, .l3_offset = 14,
        .wire =
            "52540012345602000000000108004500003c000040004011b6adc0000201c000"
            "0202119411940028000000000000030a11181f262d343b424950575e656c737a"
            "81888f969da4abb2b9c0",
    },
    {
        .what = "a marker and nothing else", .hash = 0x968f63b2,
        .kind = IPSECNIC_KIND_IKE, .reason = IPSECNIC_REASON_IKE, .csum = 1,
        .l3_offset = 14, .like = 1, .length = 46,
        .wire = "11:20 19:c9 27:0c000000000000",
    },
    {
        .what = "keep-alive", .hash = 0x968f63b2,
        .kind = IPSECNIC_KIND_KEEPALIVE, .reason = IPSECNIC_REASON_IKE,
        .csum = 1, .l3_offset = 14, .like = 1, .length = 43,
        .wire = "11:1d 19:cc 27:090000ff",
    },
    {
        .what = "the SA of UDP, without UDP", .hash = 0x245093b4,
        .kind = IPSECNIC_KIND_ESP, .reason = IPSECNIC_REASON_NO_SA, .csum = 1,
        .l3_offset = 14, .ipsec_offset = 34,
        .wire =
            "525400123456020000000001080045000054000040004032b674c0000201c000"
            "020200003401000000058c69adff49ac5d2386f5842b44c6d7db3df89d0d570e"
            "cf4bc9a1eaf5f6076c7373ee35e7fc416120ca12266bc0849f28ab3031f81539"
            "e288",
    },
    {
        .what = "the SA without UDP, in UDP", .hash = 0x901a25a9,
        .kind = IPSECNIC_KIND_UDP_ESP, .reason = IPSECNIC_REASON_NO_SA,
        .csum = 1, .l3_offset = 14, .ipsec_offset = 42,
        .wire =
            "52540012345602000000000108004500005c000040004011b68dc0000201c000"
            "020211941194004800000000344100000001352ac1450f787e7acbb20da669bf"
            "0d07a6f543dfb4ffe94999de468db82282a0f31c8cc901da7e336fbd1d5cdbed"
            "2fc22533ec4887fead8b",
    },
    {
        .what = "the SA without UDP, without it", .oob = 0x2,
        .header_info = 0x10011, .hash = 0x901a25a9, .kind = IPSECNIC_KIND_ESP,
        .outer = 2, .csum = 1, .l3_offset = 14, .ipsec_offset = 34,
        .payload_offset = 50, .trailer_length = 18,
        .wire =
            "525400123456020000000001080045000054000040004032b674c0000201c000"
            "02020000344100000002bd54b366205155af2560d276292c2d39e03c3ebc2a73"
            "1babcfa4c408f16d4d2eceed0459da27bdb5b03d066d27268d743a585fadd41e"
            "884c",
        .after =
            "32:0fa01388001e00000a11181f262d343b"
            "424950575e656c737a81888f969d0011",
    },
    {
        .what = "good again", .oob = 0x2, .header_info = 0x10011,
        .hash = 0x245093b4, .kind = IPSECNIC_KIND_UDP_ESP, .outer = 1,
        .csum = 1, .l3_offset = 14, .ipsec_offset = 42, .payload_offset = 58,
        .trailer_length = 18,
        .wire =
            "52540012345602000000000108004500005c000040004011b68dc0000201c000"
            "02021194119400480000000034010000000644d287177226e8ed6ebf9ba9af06"
            "7eec63f8bcf6f232f80453b338865fe8c2856fe12ab70f622b92d2c48c8eb017"
            "05160e748e5d629b88e9",
        .after =
            "3a:0fa01388001e00000b121920272e353c"
            "434a51585f666d747b828990979e0011",
    },
    {
        .what = "checksum zero", .oob = 0x2, .header_info = 0x10011,
        .hash = 0xbfabd765, .kind = IPSECNIC_KIND_UDP_ESP, .outer = 1,
        .l3_offset = 14, .ipsec_offset = 62, .payload_offset = 78,
        .trailer_length = 18,
        .wire =
            "52540012345602000000000186dd600000000048114020010db8000000000000"
            "00000000000120010db800000000000000000000000211941194004800000000"
            "340200000001bac1a603c48b39315878109d273d0953b4d3164ce1a2e2f8a7d0"
            "547d5f220c474584c444574ef0168e77aec8a93db83497db48614620ca5b",
        .after =
            "4e:0fa01388001e000001080f161d242b32"
            "3940474e555c636a71787f868d940011",
    },
    {
        .what = "ICV wrong", .oob = 0x30002, .hash = 0xbfabd765,
        .kind = IPSECNIC_KIND_UDP_ESP, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 62, .like = 1,
        .wire = "7d:5a",
    },
    {
        .what = "checksum right", .oob = 0x2, .header_info = 0x10011,
        .hash = 0xbfabd765, .kind = IPSECNIC_KIND_UDP_ESP, .outer = 1,
        .csum = 4, .l3_offset = 14, .ipsec_offset = 62, .payload_offset = 78,
        .trailer_length = 18,
        .wire =
            "52540012345602000000000186dd600000000048114020010db8000000000000"
            "00000000000120010db800000000000000000000000211941194004844860000"
            "340200000002b8e3c31adb580c02ffe545507136a6cc9a50b57ae678c386ef0d"
            "5b8537432d06508ebea40759c76d50c2aa3d760ccc2325e5ca2f472e4c8f",
        .after =
            "4e:0fa01388001e0000020910171e252c33"
            "3a41484f565d646b727980878e950011",
    },
    {
        .what = "UDP length beyond the IP packet", .oob = 0x60002,
        .hash = 0xbfabd765, .kind = IPSECNIC_KIND_UDP_ESP, .outer = 1,
        .l3_offset = 14, .ipsec_offset = 62, .like = 3,
        .wire = "3b:4c",
    },
    {
        .what = "from another port", .oob = 0x2, .header_info = 0x10011,
        .hash = 0xbfabd765, .kind = IPSECNIC_KIND_UDP_ESP, .outer = 1,
        .csum = 4, .l3_offset = 14, .ipsec_offset = 62, .payload_offset = 78,
        .trailer_length = 18,
        .wire =
            "52540012345602000000000186dd600000000048114020010db8000000000000"
            "00000000000120010db80000000000000000000000029c4011940048b4150000"
            "34020000000381f1e0e2e056f2135acac5784490a43733c33ab5aeb559d8d6d8"
            "fa08e303ce9b17ce3e1b0b0f8eddc0e9a2cf56be98ac117e6bbede1637da",
        .after =
            "4e:0fa01388001e0000030a11181f262d34"
            "3b424950575e656c737a81888f960011",
    },
    {
        .what = "checksum wrong", .hash = 0xbfabd765,
        .kind = IPSECNIC_KIND_UDP_ESP, .reason = IPSECNIC_REASON_UDP_CSUM,
        .outer = 1, .csum = 8, .l3_offset = 14, .ipsec_offset = 62,
        .wire =
            "52540012345602000000000186dd600000000048114020010db8000000000000"
            "00000000000120010db800000000000000000000000211941194004884390000"
            "3402000000048298ccaac9498f0e9468c52b0b4b95f252311bc94a85f00873c4"
            "13c2655e9a7102f53d6da1c4e91e4eda9de72985cef8f1c8080783d9c715",
    },
    {
        .what = "checksum and ICV wrong", .hash = 0xbfabd765,
        .kind = IPSECNIC_KIND_UDP_ESP, .reason = IPSECNIC_REASON_UDP_CSUM,
        .outer = 1, .csum = 8, .l3_offset = 14, .ipsec_offset = 62, .like = 6,
        .wire = "7d:14",
    },
    {
        .what = "too short for SPI and sequence number", .hash = 0x45a737f8,
        .kind = IPSECNIC_KIND_UDP_ESP, .reason = IPSECNIC_REASON_TRUNCATED,
        .l3_offset = 14, .ipsec_offset = 62, .like = 1, .length = 68,
        .wire = "13:0e 3b:0e8439",
    },
    {
        .what = "IKE", .hash = 0x45a737f8, .kind = IPSECNIC_KIND_IKE,
        .reason = IPSECNIC_REASON_IKE, .l3_offset = 14,
        .wire =
            "52540012345602000000000186dd600000000028114020010db8000000000000"
            "00000000000120010db800000000000000000000000211941194002800000000"
            "0000030a11181f262d343b424950575e656c737a81888f969da4abb2b9c0",
    },
    {
        .what = "a marker and nothing else", .hash = 0x45a737f8,
        .kind = IPSECNIC_KIND_IKE, .reason = IPSECNIC_REASON_IKE,
        .l3_offset = 14, .like = 1, .length = 66,
        .wire = "13:0c 3b:0c000000000000",
    },
    {
        .what = "keep-alive", .hash = 0x45a737f8,
        .kind = IPSECNIC_KIND_KEEPALIVE, .reason = IPSECNIC_REASON_IKE,
        .l3_offset = 14, .like = 1, .length = 63,
        .wire = "13:09 3b:090000ff",
    },
    {
        .what = "the SA of UDP, without UDP", .hash = 0xbfabd765,
        .kind = IPSECNIC_KIND_ESP, .reason = IPSECNIC_REASON_NO_SA,
        .l3_offset = 14, .ipsec_offset = 54,
        .wire =
            "52540012345602000000000186dd600000000040324020010db8000000000000"
            "00000000000120010db800000000000000000000000200003402000000059900"
            "0c697145a2af611bdfbdfb5c227e2ba02319caf59fb8db8a3d6de633d25d9582"
            "b6776e347b6ba34fbb70770aad99f3e8547d7cf18ac4",
    },
    {
        .what = "the SA without UDP, in UDP", .hash = 0xbe16178,
        .kind = IPSECNIC_KIND_UDP_ESP, .reason = IPSECNIC_REASON_NO_SA,
        .l3_offset = 14, .ipsec_offset = 62,
        .wire =
            "52540012345602000000000186dd600000000048114020010db8000000000000"
            "00000000000120010db800000000000000000000000211941194004800000000"
            "34420000000143ca2871d8ef59db4218ecd2debe7ef959642e81beec60083d80"
            "5c84afcb95600504ae6878331be8fb4342fe8dfd8a04586c26472db40b18",
    },
    {
        .what = "the SA without UDP, without it", .oob = 0x2,
        .header_info = 0x10011, .hash = 0xbe16178, .kind = IPSECNIC_KIND_ESP,
        .outer = 2, .l3_offset = 14, .ipsec_offset = 54, .payload_offset = 70,
        .trailer_length = 18,
        .wire =
            "52540012345602000000000186dd600000000040324020010db8000000000000"
            "00000000000120010db80000000000000000000000020000344200000002af3e"
            "2035b6f1b3f73eb7abae129d87a8a7ff5f666ac50f587e939db6ea426d569afd"
            "08996a9a6bee967f1c20c385ad3902a856667b1a6189",
        .after =
            "46:0fa01388001e00000a11181f262d343b"
            "424950575e656c737a81888f969d0011",
    },
    {
        .what = "good again", .oob = 0x2, .header_info = 0x10011,
        .hash = 0xbfabd765, .kind = IPSECNIC_KIND_UDP_ESP, .outer = 1,
        .l3_offset = 14, .ipsec_offset = 62, .payload_offset = 78,
        .trailer_length = 18,
        .wire =
            "52540012345602000000000186dd600000000048114020010db8000000000000"
            "00000000000120010db800000000000000000000000211941194004800000000"
            "3402000000065ecd15173bbf56012d68e1e0a7d2ebe77b82b8ee39598573e60d"
            "9303974c218121023ea8b424cc36f24fa438edd7f414515d24a5182a1676",
        .after =
            "4e:0fa01388001e00000b121920272e353c"
            "434a51585f666d747b828990979e0011",
    },
    {
        .what = "checksum zero", .oob = 0x2, .header_info = 0x10004,
        .hash = 0xad065004, .kind = IPSECNIC_KIND_UDP_ESP, .outer = 1,
        .csum = 1, .l3_offset = 14, .ipsec_offset = 42, .payload_offset = 58,
        .inner_l3_offset = 58, .trailer_length = 18,
        .wire =
            "525400123456020000000001080045000070000040004011b679c0000201c000"
            "020211941194005c00000000340300000001b58180ff24c6af2416984160ca1c"
            "d3d1573232be128087b894485105974317ab821261bd5e111d83b8130c812f94"
            "fb8e4e5f4d2a4e01dff8a564fa91cadbb631ffc02ab57047f1d86d94c883",
        .after =
            "3a:4500003200004000111155b60a010001"
            "0a0200020fa01388001e000001080f161d242b323940474e555c636a71787f86"
            "8d940004",
    },
    {
        .what = "ICV wrong", .oob = 0x50002, .hash = 0xad065004,
        .kind = IPSECNIC_KIND_UDP_ESP, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 42, .like = 1,
        .wire = "7d:82",
    },
    {
        .what = "checksum right", .oob = 0x2, .header_info = 0x10004,
        .hash = 0xad065004, .kind = IPSECNIC_KIND_UDP_ESP, .outer = 1,
        .csum = 5, .l3_offset = 14, .ipsec_offset = 42, .payload_offset = 58,
        .inner_l3_offset = 58, .trailer_length = 18,
        .wire =
            "525400123456020000000001080045000070000040004011b679c0000201c000"
            "020211941194005c12350000340300000002852e5d0cdc1d0674629bb750fd5a"
            "c3aacdb405e699fb66a5a135dbc0eba8b53bb67e746e408f8aa7eb563258da01"
            "0a6bd08bc0ab796db157cac9f1c33a835341fe5918726d42afc69f21ae74",
        .after =
            "3a:4500003200004000111155b60a010001"
            "0a0200020fa01388001e0000020910171e252c333a41484f565d646b72798087"
            "8e950004",
    },
    {
        .what = "UDP length beyond the IP packet", .oob = 0x60002,
        .hash = 0xad065004, .kind = IPSECNIC_KIND_UDP_ESP, .outer = 1,
        .csum = 1, .l3_offset = 14, .ipsec_offset = 42, .like = 3,
        .wire = "27:60",
    },
    {
        .what = "from another port", .oob = 0x2, .header_info = 0x10004,
        .hash = 0xad065004, .kind = IPSECNIC_KIND_UDP_ESP, .outer = 1,
        .csum = 5, .l3_offset = 14, .ipsec_offset = 42, .payload_offset = 58,
        .inner_l3_offset = 58, .trailer_length = 18,
        .wire =
            "525400123456020000000001080045000070000040004011b679c0000201c000"
            "02029c401194005c936600003403000000037ef5f4c3284be8d625c4a37988fe"
            "ebc04d8713fb5a21b387addb4e187c1146a0f3e3a6549c3a28d6dea26d2f6952"
            "cb549ff1f62d3d49294c7f37fd9095120221c8ce045e156ec86ec7c0b208",
        .after =
            "3a:4500003200004000111155b60a010001"
            "0a0200020fa01388001e0000030a11181f262d343b424950575e656c737a8188"
            "8f960004",
    },
    {
        .what = "checksum wrong", .hash = 0xad065004,
        .kind = IPSECNIC_KIND_UDP_ESP, .reason = IPSECNIC_REASON_UDP_CSUM,
        .outer = 1, .csum = 9, .l3_offset = 14, .ipsec_offset = 42,
        .wire =
            "525400123456020000000001080045000070000040004011b679c0000201c000"
            "020211941194005caa87000034030000000447e146c8028634a114ad09e85d3b"
            "508b67727488b5c060719269cf1170638e2b132795fa0d92bd076bd188f5d414"
            "e5cf80818383ed2132a4f55907d3afd7ff5cb4de66ac8e5d681a80630f0d",
    },
    {
        .what = "checksum and ICV wrong", .hash = 0xad065004,
        .kind = IPSECNIC_KIND_UDP_ESP, .reason = IPSECNIC_REASON_UDP_CSUM,
        .outer = 1, .csum = 9, .l3_offset = 14, .ipsec_offset = 42, .like = 6,
        .wire = "7d:0c",
    },
    {
        .what = "too short for SPI and sequence number", .hash = 0x968f63b2,
        .kind = IPSECNIC_KIND_UDP_ESP, .reason = IPSECNIC_REASON_TRUNCATED,
        .csum = 1, .l3_offset = 14, .ipsec_offset = 42, .like = 1,
        .length = 48,
        .wire = "11:22 19:c7 27:0eaa87",
    },
    {
        .what = "IKE", .hash = 0x968f63b2, .kind = IPSECNIC_KIND_IKE,
        .reason = IPSECNIC_REASON_IKE, .csum = 1, .l3_offset = 14,
        .wire =
            "52540012345602000000000108004500003c000040004011b6adc0000201c000"
            "0202119411940028000000000000030a11181f262d343b424950575e656c737a"
            "81888f969da4abb2b9c0",
    },
    {
        .what = "a marker and nothing else", .hash = 0x968f63b2,
        .kind = IPSECNIC_KIND_IKE, .reason = IPSECNIC_REASON_IKE, .csum = 1,
        .l3_offset = 14, .like = 1, .length = 46,
        .wire = "11:20 19:c9 27:0c000000000000",
    },
    {
        .what = "keep-alive", .hash = 0x968f63b2,
        .kind = IPSECNIC_KIND_KEEPALIVE, .reason = IPSECNIC_REASON_IKE,
        .csum = 1, .l3_offset = 14, .like = 1, .length = 43,
        .wire = "11:1d 19:cc 27:090000ff",
    },
    {
        .what = "the SA of UDP, without UDP", .hash = 0xad065004,
        .kind = IPSECNIC_KIND_ESP, .reason = IPSECNIC_REASON_NO_SA, .csum = 1,
        .l3_offset = 14, .ipsec_offset = 34,
        .wire =
            "525400123456020000000001080045000068000040004032b660c0000201c000"
            "02020000340300000005882928d6c54a19dbe12146ecbb11d073f9745e4b4881"
            "c8dd1cbf99f5f3b0776d8a92bc3a512e480e889b58f5bb75b72142480b21a484"
            "91ebac2a52c63461ffea8ac3439ef059efc1fe91e548",
    },
    {
        .what = "the SA without UDP, in UDP", .hash = 0x194ce619,
        .kind = IPSECNIC_KIND_UDP_ESP, .reason = IPSECNIC_REASON_NO_SA,
        .csum = 1, .l3_offset = 14, .ipsec_offset = 42,
        .wire =
            "525400123456020000000001080045000070000040004011b679c0000201c000"
            "020211941194005c00000000344300000001e234437e9b96589e67af9bcbdb15"
            "da0c1c2613510d72bf59720ec50b6dd81efd96cc2c3d75c9896c9c8916db1202"
            "849498b62a26cf82ab6fb7eda6a3ee6cb250d09ae48874435f9aea31b0d2",
    },
    {
        .what = "the SA without UDP, without it", .oob = 0x2,
        .header_info = 0x10004, .hash = 0x194ce619, .kind = IPSECNIC_KIND_ESP,
        .outer = 2, .csum = 1, .l3_offset = 14, .ipsec_offset = 34,
        .payload_offset = 50, .inner_l3_offset = 50, .trailer_length = 18,
        .wire =
            "525400123456020000000001080045000068000040004032b660c0000201c000"
            "02020000344300000002eb68c3b1e3a74505c93226538d05fe5ec1de1345698d"
            "01d090729987e6f8a1d2a25bdcae86d81d5e326024c7d3c011ed364ce6290eb5"
            "681a9e8cd81c2ace907b5e98072ea831012d2d1bcc47",
        .after =
            "32:4500003200004000111155b60a010001"
            "0a0200020fa01388001e00000a11181f262d343b424950575e656c737a81888f"
            "969d0004",
    },
    {
        .what = "good again", .oob = 0x2, .header_info = 0x10004,
        .hash = 0xad065004, .kind = IPSECNIC_KIND_UDP_ESP, .outer = 1,
        .csum = 1, .l3_offset = 14, .ipsec_offset = 42, .payload_offset = 58,
        .inner_l3_offset = 58, .trailer_length = 18,
        .wire =
            "525400123456020000000001080045000070000040004011b679c0000201c000"
            "020211941194005c0000000034030000000620ca3e783de12c621a05030113fb"
            "4380412020f66e408a46639a4710563901bf8a732acdccc2a7a0bd93ab6789e6"
            "f17e4dcb6b24b70e0f3154700033e7bd980647209864bc778d462ace94da",
        .after =
            "3a:4500003200004000111155b60a010001"
            "0a0200020fa01388001e00000b121920272e353c434a51585f666d747b828990"
            "979e0004",
    },
    {
        .what = "checksum zero", .oob = 0x2, .header_info = 0x10004,
        .hash = 0x7256750d, .kind = IPSECNIC_KIND_UDP_ESP, .outer = 1,
        .l3_offset = 14, .ipsec_offset = 62, .payload_offset = 78,
        .inner_l3_offset = 78, .trailer_length = 18,
        .wire =
            "52540012345602000000000186dd60000000005c114020010db8000000000000"
            "00000000000120010db800000000000000000000000211941194005c00000000"
            "340400000001fa450e01c892c04e28046bf7fdd87dd347eb6b9deca6a9e797fd"
            "45a5dcb41a54419697c6d0b8e9859a98e21c16800bb3d452dad278dab58a8954"
            "215740297f09559fe5c5dcbc0202bdf15774",
        .after =
            "4e:4500003200004000111155b60a010001"
            "0a0200020fa01388001e000001080f161d242b323940474e555c636a71787f86"
            "8d940004",
    },
    {
        .what = "ICV wrong", .oob = 0x50002, .hash = 0x7256750d,
        .kind = IPSECNIC_KIND_UDP_ESP, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 62, .like = 1,
        .wire = "91:75",
    },
    {
        .what = "checksum right", .oob = 0x2, .header_info = 0x10004,
        .hash = 0x7256750d, .kind = IPSECNIC_KIND_UDP_ESP, .outer = 1,
        .csum = 4, .l3_offset = 14, .ipsec_offset = 62, .payload_offset = 78,
        .inner_l3_offset = 78, .trailer_length = 18,
        .wire =
            "52540012345602000000000186dd60000000005c114020010db8000000000000"
            "00000000000120010db800000000000000000000000211941194005cd0310000"
            "340400000002221a9948ca0ab6d2d3959fd51bb160c61bcd176814a42a590349"
            "aef00a615bcdfc933748486444ce9a47ba3bf9e459c099c77781ea6ac3c8f796"
            "aa42f38ceaaac289332a1d97ae0501e459a9",
        .after =
            "4e:4500003200004000111155b60a010001"
            "0a0200020fa01388001e0000020910171e252c333a41484f565d646b72798087"
            "8e950004",
    },
    {
        .what = "UDP length beyond the IP packet", .oob = 0x60002,
        .hash = 0x7256750d, .kind = IPSECNIC_KIND_UDP_ESP, .outer = 1,
        .l3_offset = 14, .ipsec_offset = 62, .like = 3,
        .wire = "3b:60",
    },
    {
        .what = "from another port", .oob = 0x2, .header_info = 0x10004,
        .hash = 0x7256750d, .kind = IPSECNIC_KIND_UDP_ESP, .outer = 1,
        .csum = 4, .l3_offset = 14, .ipsec_offset = 62, .payload_offset = 78,
        .inner_l3_offset = 78, .trailer_length = 18,
        .wire =
            "52540012345602000000000186dd60000000005c114020010db8000000000000"
            "00000000000120010db80000000000000000000000029c401194005c9e3f0000"
            "340400000003d60f7d476b7dcf5453eaa612c594216b9cca978a5c2aee304d0a"
            "ef819ef684a5abedfd285bf36192f4e75d9bb7891e69837553b3ec7316fb4eb7"
            "8209a0d0a52fe791a83c4d1634774a68f976",
        .after =
            "4e:4500003200004000111155b60a010001"
            "0a0200020fa01388001e0000030a11181f262d343b424950575e656c737a8188"
            "8f960004",
    },
    {
        .what = "checksum wrong", .hash = 0x7256750d,
        .kind = IPSECNIC_KIND_UDP_ESP, .reason = IPSECNIC_REASON_UDP_CSUM,
        .outer = 1, .csum = 8, .l3_offset = 14, .ipsec_offset = 62,
        .wire =
            "52540012345602000000000186dd60000000005c114020010db8000000000000"
            "00000000000120010db800000000000000000000000211941194005c08770000"
            "340400000004e5b429a0d5b9704b922fefd911eeba45386df36d16eb0e1de34f"
            "abf2f03413fb9d50d5d663f273abb49012f7525ac35b960627fa6526337ad070"
            "d02d4ae46babd4604fd13930607290a596ef",
    },
    {
        .what = "checksum and ICV wrong", .hash = 0x7256750d,
        .kind = IPSECNIC_KIND_UDP_ESP, .reason = IPSECNIC_REASON_UDP_CSUM,
        .outer = 1, .csum = 8, .l3_offset = 14, .ipsec_offset = 62, .like = 6,
        .wire = "91:ee",
    },
    {
        .what = "too short for SPI and sequence number", .hash = 0x45a737f8,
        .kind = IPSECNIC_KIND_UDP_ESP, .reason = IPSECNIC_REASON_TRUNCATED,
        .l3_offset = 14, .ipsec_offset = 62, .like = 1, .length = 68,
        .wire = "13:0e 3b:0e0877",
    },
    {
        .what = "IKE", .hash = 0x45a737f8, .kind = IPSECNIC_KIND_IKE,
        .reason = IPSECNIC_REASON_IKE, .l3_offset = 14,
        .wire =
            "52540012345602000000000186dd600000000028114020010db8000000000000"
            "00000000000120010db800000000000000000000000211941194002800000000"
            "0000030a11181f262d343b424950575e656c737a81888f969da4abb2b9c0",
    },
    {
        .what = "a marker and nothing else", .hash = 0x45a737f8,
        .kind = IPSECNIC_KIND_IKE, .reason = IPSECNIC_REASON_IKE,
        .l3_offset = 14, .like = 1, .length = 66,
        .wire = "13:0c 3b:0c000000000000",
    },
    {
        .what = "keep-alive", .hash = 0x45a737f8,
        .kind = IPSECNIC_KIND_KEEPALIVE, .reason = IPSECNIC_REASON_IKE,
        .l3_offset = 14, .like = 1, .length = 63,
        .wire = "13:09 3b:090000ff",
    },
    {
        .what = "the SA of UDP, without UDP", .hash = 0x7256750d,
        .kind = IPSECNIC_KIND_ESP, .reason = IPSECNIC_REASON_NO_SA,
        .l3_offset = 14, .ipsec_offset = 54,
        .wire =
            "52540012345602000000000186dd600000000054324020010db8000000000000"
            "00000000000120010db800000000000000000000000200003404000000053538"
            "21b3dce149aaa36791f4bbe0a3f1ccc5240a4667940fa0db511a6abc81b5eb34"
            "d091c6d642aba316ef20a3af2d3875e551e439c2f6303f356449e6cb1a723b59"
            "ae09c2375c0ec23a5958",
    },
    {
        .what = "the SA without UDP, in UDP", .hash = 0xc61cc310,
        .kind = IPSECNIC_KIND_UDP_ESP, .reason = IPSECNIC_REASON_NO_SA,
        .l3_offset = 14, .ipsec_offset = 62,
        .wire =
            "52540012345602000000000186dd60000000005c114020010db8000000000000"
            "00000000000120010db800000000000000000000000211941194005c00000000"
            "3444000000013af8f242fd3dd9b027e711026ce1a74c237c37442010a29ad8af"
            "2f30a69defa9665aadb8cedf52096134f816022be6d6674ebb2c1ffae681222f"
            "283a865471cb3c5393ea1b4b4db7ec46eb43",
    },
    {
        .what = "the SA without UDP, without it", .oob = 0x2,
        .header_info = 0x10004, .hash = 0xc61cc310, .kind = IPSECNIC_KIND_ESP,
        .outer = 2, .l3_offset = 14, .ipsec_offset = 54, .payload_offset = 70,
        .inner_l3_offset = 70, .trailer_length = 18,
        .wire =
            "52540012345602000000000186dd600000000054324020010db8000000000000"
            "00000000000120010db8000000000000000000000002000034440000000286d0"
            "14e481f695d2a14e607a0185f128b926b72a8881efefe2b4799f48098660c3b8"
            "b2d97ed3d9b7a1ea443b149d851454392b77592a7af1ebf182c317cb39f031ff"
            "7194db7772f0db1fd0c5",
        .after =
            "46:4500003200004000111155b60a010001"
            "0a0200020fa01388001e00000a11181f262d343b424950575e656c737a81888f"
            "969d0004",
    },
    {
        .what = "good again", .oob = 0x2, .header_info = 0x10004,
        .hash = 0x7256750d, .kind = IPSECNIC_KIND_UDP_ESP, .outer = 1,
        .l3_offset = 14, .ipsec_offset = 62, .payload_offset = 78,
        .inner_l3_offset = 78, .trailer_length = 18,
        .wire =
            "52540012345602000000000186dd60000000005c114020010db8000000000000"
            "00000000000120010db800000000000000000000000211941194005c00000000"
            "340400000006cf877dc0cd7493cec5db97d1b3fb5a34034ee0dd50c29358f648"
            "6ec0468cd4c99bef9d4d9a5f230118b573e03bc73f68af1efff303734f2f502e"
            "9e4c39a25c987a09618f97f7ecd397e0d409",
        .after =
            "4e:4500003200004000111155b60a010001"
            "0a0200020fa01388001e00000b121920272e353c434a51585f666d747b828990"
            "979e0004",
    },
    {
        .what = "checksum zero", .oob = 0x6, .header_info = 0x10e11,
        .hash = 0x1ac31936, .kind = IPSECNIC_KIND_UDP_ESP, .outer = 1,
        .inner = 2, .csum = 1, .l3_offset = 14, .ipsec_offset = 42,
        .payload_offset = 122, .inner_l3_offset = 58, .inner_ipsec_offset = 98,
        .trailer_length = 28,
        .wire =
            "5254001234560200000000010800450000bc000040004011b62dc0000201c000"
            "02021194119400a800000000342400000001c85fbc41ca081d58b2971588bf24"
            "2d41f4e90605c3981b11eee95922e26265ab7b8ae27a163f1dc7a8274b93f16a"
            "cd844c6c9f5384a42e27b44987b579d74b19648acd42d8c175b662cb762b0b15"
            "285bec144e69b0154302714a44c16e05b2cc48590bd0f01fcf525f22008f5c51"
            "03688e22fdb92880e1a9c25dd0499953bbfd69f8594834567a3ab2ed023d259f"
            "54ba5f06d6f8f25a3341",
        .after =
            "3a:600000000054324020010db800010000"
            "000000000000000120010db80002000000000000000000020000342c00000001"
            "148616e4a56eff8eab4d5ef8f04fa3dc0fa013880020000001080f161d242b32"
            "3940474e555c636a71787f868d949ba20102030405060708090a0b0c0d0e0e11"
            "2ecfc09c7ad1c3d48f349e9001020229",
    },
    {
        .what = "checksum right", .oob = 0x6, .header_info = 0x10e11,
        .hash = 0x1ac31936, .kind = IPSECNIC_KIND_UDP_ESP, .outer = 1,
        .inner = 2, .csum = 5, .l3_offset = 14, .ipsec_offset = 42,
        .payload_offset = 122, .inner_l3_offset = 58, .inner_ipsec_offset = 98,
        .trailer_length = 28,
        .wire =
            "5254001234560200000000010800450000bc000040004011b62dc0000201c000"
            "02021194119400a8cb2c000034240000000274e63fb48cbd0c19111c8910dd41"
            "a4fe59e053c55eb0b1ac46fcedfa8d8fde0549635777007ee319b4da2d874967"
            "d06ba20964eba24e0ec22de1b1cc9aa93e5d96e40d3d3e3eb51a277ad505be69"
            "fe2c7859d3a1b36026ab4c9d78286b97733fa0aefddb82644c6fcda8b25a90aa"
            "f33aff1b881d9e6c4735cbafe3cda1acc4c61839fbbf0ea57e577406b6ee537f"
            "ebf35e0b49a73f1e9dd7",
        .after =
            "3a:600000000054324020010db800010000"
            "000000000000000120010db80002000000000000000000020000342c00000001"
            "148616e4a56eff8eab4d5ef8f04fa3dc0fa013880020000001080f161d242b32"
            "3940474e555c636a71787f868d949ba20102030405060708090a0b0c0d0e0e11"
            "2ecfc09c7ad1c3d48f349e9001020229",
    },
    {
        .what = "checksum wrong", .hash = 0x1ac31936,
        .kind = IPSECNIC_KIND_UDP_ESP, .reason = IPSECNIC_REASON_UDP_CSUM,
        .outer = 1, .csum = 9, .l3_offset = 14, .ipsec_offset = 42,
        .wire =
            "5254001234560200000000010800450000bc000040004011b62dc0000201c000"
            "02021194119400a846610000342400000003ae2517a6c88f2cd2c27b8c310e72"
            "c61f4b6dbf1cbff0ed187e3541c133d1bb573f37ea783b502e80cf8bcd51b1e2"
            "f080722d255e5b7d7e988c3f5846f3c7e7170ee9de2483f09a8dbca047cddf91"
            "5511dea8130d65b9eb6fb657b2128453bf4b40e5ea2a00d489cff2416db43c90"
            "522ec887e23c942ccf4f76c09cd7e551eaf41ec9d1d07abcb34771754892491a"
            "a79a7e3b884bc41834e7",
    },
    {
        .what = "inner ICV wrong", .oob = 0x30006, .header_info = 0x10229,
        .hash = 0x1ac31936, .kind = IPSECNIC_KIND_UDP_ESP, .outer = 1,
        .inner = 2, .csum = 1, .l3_offset = 14, .ipsec_offset = 42,
        .payload_offset = 58, .inner_l3_offset = 58, .inner_ipsec_offset = 98,
        .trailer_length = 20,
        .wire =
            "5254001234560200000000010800450000bc000040004011b62dc0000201c000"
            "02021194119400a800000000342400000004f519e002a2c6cc051b70ccb4b76e"
            "a89a9208418ab4b4d63a5b709838ec328df38db3b7db5ad6e6d8920e0beca6a4"
            "4d75fd3803fe54312925575b6a046a31955616619cf076fd6d2c8d45d9316661"
            "36e422e61e2994218408eadc6f03bc8f2034d050fec621c2a65a852632ea62f2"
            "2819fd3571f84582b9e9055a61956830c399e8834add8d525c5a4296c491dcda"
            "86c0153d55d60c29b4bd",
        .after =
            "3a:600000000054324020010db800010000"
            "000000000000000120010db80002000000000000000000020000342c00000001"
            "148616e4a56eff8eab4d5ef8f04fa3dc57eedf3c635b712a1b16f83bf5baccab"
            "a993170481a7c65a545207c862e70f18893bef6a0932ce9713ba99dff16d4ab6"
            "2ecfc09c7ad1c3d48f349e9101020229",
    },
    {
        .what = "outer ICV wrong", .oob = 0x50002, .hash = 0x1ac31936,
        .kind = IPSECNIC_KIND_UDP_ESP, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 42,
        .wire =
            "5254001234560200000000010800450000bc000040004011b62dc0000201c000"
            "02021194119400a800000000342400000005650e2aaaacc77d1469b6c59e78a4"
            "52475d528dfe0ec3200a00f2d999187ab75c394c68bdac9e375e9f5badd451ce"
            "4d112d5f0561f1f68e45b2ffa9a5d688eacb9be9b1959deb9777b45fb6339af5"
            "4106ca83e2c9a275dbc61a605ce1779506c0aa2425c47856e1e3c102f190b57b"
            "cc46e13281a18156353677fc8a04121cceab405a111e456262d4052135a1b25b"
            "ae0d21ea171cf9933ef9",
    },
    {
        .what = "without UDP", .hash = 0x1ac31936, .kind = IPSECNIC_KIND_ESP,
        .reason = IPSECNIC_REASON_NO_SA, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34,
        .wire =
            "5254001234560200000000010800450000b4000040004032b614c0000201c000"
            "02020000342400000006ad1e745556b580b7fe132fc656a51381f5dbebb2c7d8"
            "f179e5716be60d4fcb84a0c0686a53749116050ca8cedc1af68382b0548e3563"
            "9dd6092a1f8b4f05730c6315be8decd19a84d08573959ec636623d36b4266f5b"
            "61548d36e1be5bd1cb63566f89b6c7bce2bd1562520790feab3878eadd4e2856"
            "8c519c8b7383e6d52458f20ab675c5fb241971cd1831ea817f552ff70e75a52b"
            "b85d",
    },
    {
        .what = "checksum zero", .oob = 0x6, .header_info = 0x10e11,
        .hash = 0x9395da86, .kind = IPSECNIC_KIND_UDP_ESP, .outer = 1,
        .inner = 2, .l3_offset = 14, .ipsec_offset = 62, .payload_offset = 122,
        .inner_l3_offset = 78, .inner_ipsec_offset = 98, .trailer_length = 28,
        .wire =
            "52540012345602000000000186dd600000000094114020010db8000000000000"
            "00000000000120010db800000000000000000000000211941194009400000000"
            "342600000001726b0e8c3c9b835ea2344dd96b1199284008ff3a0b12c7fafd2e"
            "b9e5697544a6ba3508f9e66528bd89b6d2e380fb84bef7a6ada5ca6cce489fed"
            "ae067df0d6d119acf7420d68fcdbc071ec31d8a804954d83c750af88c47f9c60"
            "ed22df9d16ed8b81c6ac9bc1607a49227ee5fb6812e8fcfd182e438a18d9f5ea"
            "815c1572a4e82777a87e",
        .after =
            "4e:45000068000040004032265f0a010001"
            "0a0200020000342e0000000157a96d42d452b34d6dd54598995f4b1e0fa01388"
            "0020000001080f161d242b323940474e555c636a71787f868d949ba201020304"
            "05060708090a0b0c0d0e0e1169762c2c93d26c88586a10b201020204",
    },
    {
        .what = "checksum right", .oob = 0x6, .header_info = 0x10e11,
        .hash = 0x9395da86, .kind = IPSECNIC_KIND_UDP_ESP, .outer = 1,
        .inner = 2, .csum = 4, .l3_offset = 14, .ipsec_offset = 62,
        .payload_offset = 122, .inner_l3_offset = 78, .inner_ipsec_offset = 98,
        .trailer_length = 28,
        .wire =
            "52540012345602000000000186dd600000000094114020010db8000000000000"
            "00000000000120010db8000000000000000000000002119411940094d9d90000"
            "34260000000267b839afd972ded327719a8e1fd697011198cc67ec4637e7344a"
            "e6817d133fafe4572445738a984f87bf04ef0627b41aeffa45a0cb6dce03196b"
            "f53e3a3853033769ae5235630682df0569d5f60294abf226237b9db5a65a79ab"
            "49a5e0ee4526e08d5ab538ad754de44ea3a4a1fb67181a7429c8360409dabd95"
            "6c383f4d073a9d6cbb25",
        .after =
            "4e:45000068000040004032265f0a010001"
            "0a0200020000342e0000000157a96d42d452b34d6dd54598995f4b1e0fa01388"
            "0020000001080f161d242b323940474e555c636a71787f868d949ba201020304"
            "05060708090a0b0c0d0e0e1169762c2c93d26c88586a10b201020204",
    },
    {
        .what = "checksum wrong", .hash = 0x9395da86,
        .kind = IPSECNIC_KIND_UDP_ESP, .reason = IPSECNIC_REASON_UDP_CSUM,
        .outer = 1, .csum = 8, .l3_offset = 14, .ipsec_offset = 62,
        .wire =
            "52540012345602000000000186dd600000000094114020010db8000000000000"
            "00000000000120010db800000000000000000000000211941194009455860000"
            "34260000000390873a7b3f560665c27443fd16084fc39290d0c8bc1597e2958b"
            "891d8ae78ab40f5d69b836d65907e2a972d48fc3b22f2867bd584443005b6e76"
            "a7744268d937d27556862124c9c35a019b347a419b1238efb247745aca4d0ae2"
            "96e1e7de2df800491c23dbf98b728071a118b17194a0ed370d0c1a8ee1181659"
            "576d0a00340c7d7887f6",
    },
    {
        .what = "inner ICV wrong", .oob = 0x30006, .header_info = 0x10204,
        .hash = 0x9395da86, .kind = IPSECNIC_KIND_UDP_ESP, .outer = 1,
        .inner = 2, .l3_offset = 14, .ipsec_offset = 62, .payload_offset = 78,
        .inner_l3_offset = 78, .inner_ipsec_offset = 98, .trailer_length = 20,
        .wire =
            "52540012345602000000000186dd600000000094114020010db8000000000000"
            "00000000000120010db800000000000000000000000211941194009400000000"
            "342600000004cde490542498721fdd95594ea86cf920a1d2ddfde726dabf50b2"
            "e8a79d0761cc2c750a2c7ab14d11f98bed044cc37bff57ffff451bd9d7f28b52"
            "efe0ae2431d5b33f496978d08f43ed14de2bb12c1fed9e66ec2a815eb76fd0a3"
            "915819b93bc6d94feed1d662c0260de8a058bc2c2b445571d9523789d8b5825a"
            "af19cf142c45ab0b597f",
        .after =
            "4e:45000068000040004032265f0a010001"
            "0a0200020000342e0000000157a96d42d452b34d6dd54598995f4b1edaa8ea73"
            "4e526431d82b85b8e6d6b3f067f6b739b74cb83847083f09860471d36ebea775"
            "e0643ded2b911c5f3bf6fcb069762c2c93d26c88586a10b301020204",
    },
    {
        .what = "outer ICV wrong", .oob = 0x50002, .hash = 0x9395da86,
        .kind = IPSECNIC_KIND_UDP_ESP, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 62,
        .wire =
            "52540012345602000000000186dd600000000094114020010db8000000000000"
            "00000000000120010db800000000000000000000000211941194009400000000"
            "342600000005bd4f232996a51f390eba82a1a40e4de3edfd225094c6b1911e9a"
            "cd788654fbfcb01773ca75f943eb7d1780bd5f785a4eaf232ac18cef7f8f28d7"
            "bb9a45e0b7d7e798a2f4a2f078958dbe9307f7acf816beb1f905c3b79e215603"
            "0a0529ccbf9f98c6481b001550af3b26c4bc777e5ec79b7ddbd6e5c5dd51249b"
            "175370e37d2d663b0e3d",
    },
    {
        .what = "without UDP", .hash = 0x9395da86, .kind = IPSECNIC_KIND_ESP,
        .reason = IPSECNIC_REASON_NO_SA, .l3_offset = 14, .ipsec_offset = 54,
        .wire =
            "52540012345602000000000186dd60000000008c324020010db8000000000000"
            "00000000000120010db80000000000000000000000020000342600000006a0fe"
            "7ae49244a988a4ba2ae75d6ec42c1339abf6111a8090878184be7975292291a7"
            "fc62328ee659d5d72af392feff412a9916e1c9ab1377f76a499213c6cdb536f1"
            "57d17c1234eacfd89c6661532bfe74bcb59d486339aac40de3a6e5c1f9e4f6b8"
            "920c810d77119a4375535a17f01759af556abb67cfbeea617ff20cc60b7f121a"
            "6735",
    },
    {
        .what = "inner checksum zero", .oob = 0x6, .header_info = 0x10211,
        .hash = 0xcbe9c140, .kind = IPSECNIC_KIND_ESP, .outer = 1, .inner = 2,
        .csum = 1, .l3_offset = 14, .ipsec_offset = 34, .payload_offset = 122,
        .inner_l3_offset = 58, .inner_ipsec_offset = 106, .trailer_length = 20,
        .wire =
            "5254001234560200000000010800450000bc000040004032b60cc0000201c000"
            "02020000343400000001999793e004a72030a17d06f5418d9ac45b6ea6a0a86c"
            "68aeb3bdb2970df3df0a7fdfa6916d0e11f68e115ba5d9639ecc5dc28b273867"
            "1b263cb18e6f871f920c60b5fee108d7d269c7353b6084a4e03ef72f80946403"
            "9b47c5cc5489dea3c5e4ccf1fa974c78f0875e0d90e9969c7806268da28246e0"
            "8a9d40f2f36e0c7a4ca5fffd8e4f90701d464b275e271877af85566eebc1fb97"
            "ba37dedca5c953948077",
        .after =
            "3a:60000000004c114020010db800010000"
            "000000000000000120010db800020000000000000000000211941194004c0000"
            "0000343c00000001cbc58fb665661be80fa013880020000001080f161d242b32"
            "3940474e555c636a71787f868d949ba2010202117c92b2920d5bf4b68b4d8bd0"
            "215522b20102030405060708090a0a29",
    },
    {
        .what = "inner checksum right", .oob = 0x6, .header_info = 0x10211,
        .hash = 0xcbe9c140, .kind = IPSECNIC_KIND_ESP, .outer = 1, .inner = 2,
        .csum = 1, .l3_offset = 14, .ipsec_offset = 34, .payload_offset = 122,
        .inner_l3_offset = 58, .inner_ipsec_offset = 106, .trailer_length = 20,
        .wire =
            "5254001234560200000000010800450000bc000040004032b60cc0000201c000"
            "0202000034340000000222ce0d9dec301dc9321497eea60e60ca7a348dc30cf2"
            "32f659b76e20a5ac1f81fd580d2532c378879b783fe4c58fb92e5306cbb860e0"
            "940d39495af59c3e41139e78391d0e023966bd757ba8289fffec417aeb9ec9f7"
            "096476187fc55fea0508811a923bdfa6470a5b4fd6a136c16fe24e2ec5650f69"
            "5f18af98b4fab6a6be7b6b96872c269de0ab2628e6cd77ff9c499d835d84fe2d"
            "e40480a3e692476b6ac0",
        .after =
            "3a:60000000004c114020010db800010000"
            "000000000000000120010db800020000000000000000000211941194004cf0a3"
            "0000343c00000002e6517331a2681f920fa013880020000001080f161d242b32"
            "3940474e555c636a71787f868d949ba2010202116126d866dea70d5102d53f37"
            "4bd3b6210102030405060708090a0a29",
    },
    {
        .what = "inner checksum wrong", .oob = 0x2, .header_info = 0x10a29,
        .hash = 0xcbe9c140, .kind = IPSECNIC_KIND_ESP,
        .inner_reason = IPSECNIC_REASON_UDP_CSUM, .outer = 1, .inner = 2,
        .csum = 1, .l3_offset = 14, .ipsec_offset = 34, .payload_offset = 58,
        .inner_l3_offset = 58, .inner_ipsec_offset = 106, .trailer_length = 28,
        .wire =
            "5254001234560200000000010800450000bc000040004032b60cc0000201c000"
            "02020000343400000003f6ca3c99522c0b1f0a377c4a84a35448b5b3489f71dc"
            "d4c80662587ffe80ffa614fc1ab308a535369ebdd8f2eb2cb698b3c9512195e9"
            "a98164fbbfbd66139a485a25012a266afb21383abb06964ab0df84b4ed41958b"
            "b80739136d2c984adeebb8f4c5cbad2038e59edd356f33f214832561ff1238aa"
            "696b3c1b4bda697b39fbd9a857776e45abde31ea32b69dfebdddc8030d01795a"
            "872694f502ea2e3c8f3d",
        .after =
            "3a:60000000004c114020010db800010000"
            "000000000000000120010db800020000000000000000000211941194004c4e28"
            "0000343c000000037bcb934db6bad0dba0173f87c6fde2344b130ab6ff68d082"
            "6e3bde19b075cd8b1960970495607103ef54b9eb634ea7ae87334015659575e0"
            "cdc412280102030405060708090a0a29",
    },
    {
        .what = "inner ICV wrong", .oob = 0x30006, .header_info = 0x10a29,
        .hash = 0xcbe9c140, .kind = IPSECNIC_KIND_ESP, .outer = 1, .inner = 2,
        .csum = 1, .l3_offset = 14, .ipsec_offset = 34, .payload_offset = 58,
        .inner_l3_offset = 58, .inner_ipsec_offset = 106, .trailer_length = 28,
        .wire =
            "5254001234560200000000010800450000bc000040004032b60cc0000201c000"
            "02020000343400000004de83e9cb793d30dab209063a84b8c149259aff4b3e46"
            "2c68ebd78918facb81511b2a92a2c46dc7f1c9a4f477f9eb2aa04456b1d907c8"
            "199d6be589d723056246643e961ec0797ec3203c553b0dd58f3f35bbd98e8b17"
            "8d452ce5c8fca1797ae78591021d3f13e2f5cf9539ac52f3758ea009fa674122"
            "452649a9501137d8446891108ca02aeb4b81f04f20005a6c7fbde4e90e4a2a35"
            "7fbbc9e2bb58f3763c26",
        .after =
            "3a:60000000004c114020010db800010000"
            "000000000000000120010db800020000000000000000000211941194004c0000"
            "0000343c00000004f2839045b7ea515119a97392792e181870f96f73ede46625"
            "4de00ce695191be4f5b9dbe5a81005faeb20f8fcf813884c9b0f8bc0314402af"
            "a5fad50f0102030405060708090a0a29",
    },
    {
        .what = "IKE in the tunnel", .oob = 0x2, .header_info = 0x10629,
        .hash = 0xcbe9c140, .kind = IPSECNIC_KIND_ESP,
        .inner_reason = IPSECNIC_REASON_IKE, .outer = 1, .csum = 1,
        .l3_offset = 14, .ipsec_offset = 34, .payload_offset = 58,
        .inner_l3_offset = 58, .trailer_length = 24,
        .wire =
            "52540012345602000000000108004500008c000040004032b63cc0000201c000"
            "02020000343400000005ad9ee80a566ed9cbc7d7b07d521b115677483400bfb1"
            "1df302d40535e7f7c2b26b55334ea5f3357120e651a135a5b2d470d4aab09740"
            "df98554d21027d12ca7681aa7d039bfaac73eb4d5571489b247e6909071994f9"
            "db6f1323b30ac6701fc3dc74950c78f34431ca41698bdfb27580",
        .after =
            "3a:600000000020114020010db800010000"
            "000000000000000120010db80002000000000000000000021194119400200000"
            "0000000001080f161d242b323940474e555c636a71787f860102030405060629",
    },
    {
        .what = "without UDP", .oob = 0x2, .header_info = 0x10229,
        .hash = 0xcbe9c140, .kind = IPSECNIC_KIND_ESP,
        .inner_reason = IPSECNIC_REASON_NO_SA, .outer = 1, .csum = 1,
        .l3_offset = 14, .ipsec_offset = 34, .payload_offset = 58,
        .inner_l3_offset = 58, .inner_ipsec_offset = 98, .trailer_length = 20,
        .wire =
            "5254001234560200000000010800450000ac000040004032b61cc0000201c000"
            "02020000343400000006aa5d6a7905e80c8e20e0aa605308d7f9d84eee8dbf2a"
            "365f6af758a02fcd32e307e3d886242e188f5c4d800062f266781295b96d3e18"
            "35f9cf59e9ac21e60de31ef6cf44325c150364bbf04a6a7c18f98cda4f8f359b"
            "6dd3f7544d1decbecead0ea760f9c98835590b321b33f01f8660fac852461061"
            "4e39a225ea5ab8e138aadeeafe97c7b31d015b47564469d65f9b",
        .after =
            "3a:600000000044324020010db800010000"
            "000000000000000120010db80002000000000000000000020000343c00000005"
            "8064e23f65ae1fcfb0a1de792d0092f4f7944661fe2ab6ebb80ab744a44a7dfa"
            "08c3d3b635a9cdac63cd5a0548bd216d3904fd0de90aa018f54ee22e01020229",
    },
    {
        .what = "inner checksum zero", .oob = 0x6, .header_info = 0x10211,
        .hash = 0x42bf02f0, .kind = IPSECNIC_KIND_ESP, .outer = 1, .inner = 2,
        .l3_offset = 14, .ipsec_offset = 54, .payload_offset = 122,
        .inner_l3_offset = 78, .inner_ipsec_offset = 106, .trailer_length = 20,
        .wire =
            "52540012345602000000000186dd600000000098324020010db8000000000000"
            "00000000000120010db80000000000000000000000020000343600000001d6cc"
            "8bc938383fc411e047b8abab602e4445a7dcd24d2263c591afb12c7c9b588c4f"
            "e18c75111ad767b6b25d326aa9e700d4ffa915602e001dc91e29a4c87845f370"
            "b0cf5136997e6612b109b7081cc97b65c17fe5a6c1576626c8216effbe121076"
            "d39c7a04818d8c788a6c673ca8924fb5a59cdb86f79f18eb4ef9920caece5895"
            "42e0f7d77868ee452721464c311e",
        .after =
            "4e:4500006000004000401126880a010001"
            "0a02000211941194004c00000000343e00000001db98a2025282b4070fa01388"
            "0020000001080f161d242b323940474e555c636a71787f868d949ba201020211"
            "353770aa9f08c6e703c7d67b5b8f0d710102030405060708090a0b0c0d0e0e04",
    },
    {
        .what = "inner checksum right", .oob = 0x6, .header_info = 0x10211,
        .hash = 0x42bf02f0, .kind = IPSECNIC_KIND_ESP, .outer = 1, .inner = 2,
        .l3_offset = 14, .ipsec_offset = 54, .payload_offset = 122,
        .inner_l3_offset = 78, .inner_ipsec_offset = 106, .trailer_length = 20,
        .wire =
            "52540012345602000000000186dd600000000098324020010db8000000000000"
            "00000000000120010db80000000000000000000000020000343600000002993e"
            "00a6deca0f75e5dd49040292172c19da38bed9fae39fec5fef65f2ece334b687"
            "8c36cd3eb09773554ab63a3a5acc870152955be71c11234633c64acb7889f158"
            "76b9020bc5b645f7713d7ff836fd6d3c7082e9286a0fa9cb59297d3413aea43a"
            "5a6b639c78e18b03ce0fe954549ec128be4a919043d0f47aed49298d44a8ad32"
            "75c06acbb945e2d9ee97ffe89e37",
        .after =
            "4e:4500006000004000401126880a010001"
            "0a02000211941194004cd4120000343e0000000250af4ecf250c2db20fa01388"
            "0020000001080f161d242b323940474e555c636a71787f868d949ba201020211"
            "531872ac9b93acf3280376efbf17413e0102030405060708090a0b0c0d0e0e04",
    },
    {
        .what = "inner checksum wrong", .oob = 0x2, .header_info = 0x10e04,
        .hash = 0x42bf02f0, .kind = IPSECNIC_KIND_ESP,
        .inner_reason = IPSECNIC_REASON_UDP_CSUM, .outer = 1, .inner = 2,
        .l3_offset = 14, .ipsec_offset = 54, .payload_offset = 78,
        .inner_l3_offset = 78, .inner_ipsec_offset = 106, .trailer_length = 32,
        .wire =
            "52540012345602000000000186dd600000000098324020010db8000000000000"
            "00000000000120010db800000000000000000000000200003436000000039bb4"
            "a513aa94a6cf7c66d964fae80eebadf29bda573b4b017208a5d9563d103e69eb"
            "c11d65b3839fd3f14f337973f2c147d7ac72f84fd617f0175605a813c4573201"
            "abfd76eee8c566e43a3922377411bf804e6038382903b825eef794c4c97dd927"
            "5577aee05553bd36fff5a0cb4dfdb0f75c6d445cd6df2db24167d41b5010a544"
            "8e153dfe1eb163507533789a2002",
        .after =
            "4e:4500006000004000401126880a010001"
            "0a02000211941194004c6fca0000343e000000031eb8e3c217f1b13f9825c569"
            "ac6468a35b23a5a461fbae249af1684edd3fa811788a5a1e0b1ab30f5b58e866"
            "bfb13471632a7ba1d9f7c3722d7ddae70102030405060708090a0b0c0d0e0e04",
    },
    {
        .what = "inner ICV wrong", .oob = 0x30006, .header_info = 0x10e04,
        .hash = 0x42bf02f0, .kind = IPSECNIC_KIND_ESP, .outer = 1, .inner = 2,
        .l3_offset = 14, .ipsec_offset = 54, .payload_offset = 78,
        .inner_l3_offset = 78, .inner_ipsec_offset = 106, .trailer_length = 32,
        .wire =
            "52540012345602000000000186dd600000000098324020010db8000000000000"
            "00000000000120010db8000000000000000000000002000034360000000413a4"
            "0b651e8c2a0efdfbe67c6343fd014538a2d3726288b22c39773c6d2d2bd44ff1"
            "74d2f0da010af6b3e7ddadd7afc3dc0df93229291c1eae291aa6d605c9fd6451"
            "25433f911834e9ba1292ecf511c75e3e2a2c1b3236ff15146605ed3f2edf6298"
            "45b382230a11fbad888616560f55239b0a4ff48e0ea6f3f514f5fc3d03e09ad2"
            "a9fee69157e4349375aaa6f9986f",
        .after =
            "4f:00006000004000401126880a0100010a"
            "02000211941194004c00000000343e000000040a91143655e64c91470b239774"
            "b0475b6dda60cf7ca9d4fcf30faf4ada15eff3d7d6ec8a70b58fc7063b878bb6"
            "adf6ac49d3b47fbd858bfa52661bd40102030405060708090a0b0c0d0e0e04",
    },
    {
        .what = "IKE in the tunnel", .oob = 0x2, .header_info = 0x10a04,
        .hash = 0x42bf02f0, .kind = IPSECNIC_KIND_ESP,
        .inner_reason = IPSECNIC_REASON_IKE, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 54, .payload_offset = 78, .inner_l3_offset = 78,
        .trailer_length = 28,
        .wire =
            "52540012345602000000000186dd600000000068324020010db8000000000000"
            "00000000000120010db8000000000000000000000002000034360000000507e1"
            "bd336ab1193f760c03d137d2add974512b72dabcda471132550c64722eb0ab3a"
            "04470912496f5261e95c8f8ca99a701fdb28b1fe8cfabe6e4ec1da7136d79e91"
            "22a6b223bcc67088120b19d8d265d29fd89b4d0dd618428a73911f3cede1",
        .after =
            "4e:4500003400004000401126b40a010001"
            "0a02000211941194002000000000000001080f161d242b323940474e555c636a"
            "71787f860102030405060708090a0a04",
    },
    {
        .what = "without UDP", .oob = 0x2, .header_info = 0x10604,
        .hash = 0x42bf02f0, .kind = IPSECNIC_KIND_ESP,
        .inner_reason = IPSECNIC_REASON_NO_SA, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 54, .payload_offset = 78, .inner_l3_offset = 78,
        .inner_ipsec_offset = 98, .trailer_length = 24,
        .wire =
            "52540012345602000000000186dd600000000088324020010db8000000000000"
            "00000000000120010db80000000000000000000000020000343600000006cb7f"
            "cbdfc67d8dc77b85491fc9fbc05e9be5612155c73dfa6b5617c5b44f994f034b"
            "1bec6eb2db5cb45716762a052fbac25d4bd335dffc44c4459dc4d4773cb6765b"
            "9e52c0e46ee90a4d18f42a80ecad7a517579964c1b8055d29c14a2af8aa426e4"
            "8935eee40cd348df9730581b18addc63edd4fb939e6a27ac10b5307e4439",
        .after =
            "4e:45000058000040004032266f0a010001"
            "0a0200020000343e0000000581f3235206f5cbd962db1f6159e08c08bf02a9a4"
            "ab8bf6aae036112cf5706c8b91bd7fe95c8b8116efaa25a8bc2d4d22002e7e63"
            "bac69fb2cb31fff50102030405060604",
    },
    {
        .what = "UDP in UDP", .oob = 0x2, .header_info = 0x10204,
        .hash = 0xc61cc310, .kind = IPSECNIC_KIND_UDP_ESP,
        .inner_reason = IPSECNIC_REASON_CAPABILITY, .outer = 1, .inner = 2,
        .csum = 1, .l3_offset = 14, .ipsec_offset = 42, .payload_offset = 58,
        .inner_l3_offset = 58, .inner_ipsec_offset = 86, .trailer_length = 20,
        .wire =
            "5254001234560200000000010800450000a0000040004011b649c0000201c000"
            "020211941194008c00000000344400000001065f03095712cbdf04901dad1b9b"
            "b0e0e4c37bcf4f4141a87b673bf1a14f6a98e299677d9426c5ac098c6a133608"
            "17bf90d2d1ee59e92e1745460c7361c0a417fef9dd88d589870174347b213c15"
            "984caf516eb88afd57c25d40e25b8d80b7dbf184550b0ac237c73a10986b22ab"
            "facd456743f40ae079dd4f94d6f7",
        .after =
            "3a:4500006000004000401126880a010001"
            "0a02000211941194004c0000000034450000000107f6e7b6d3d5e5958eaafb4e"
            "c6b82bc381f0c785a1bfac7b9ec09bca7d48607188d2fc421d4097c9a708e021"
            "0e85f0e7581582c7a262505d6c7c26a101020204",
    },
    {
        .what = "to its port", .oob = 0x2, .header_info = 0x10011,
        .hash = 0x4130fddf, .kind = IPSECNIC_KIND_UDP_ESP, .outer = 1,
        .csum = 1, .l3_offset = 14, .ipsec_offset = 42, .payload_offset = 58,
        .trailer_length = 18,
        .wire =
            "525400123456020000000001080045000060000040004011b689c0000201c000"
            "020211941195004c00000000345100000001c7d731cc2210e7a98f555047228c"
            "afa4c69df63cd7f14929cb03f7202982670b4e847c00e19b49590f5fa3cf472d"
            "a9a0174c5f80d824c8545395497f",
        .after =
            "3a:0fa013880022000001080f161d242b32"
            "3940474e555c636a71787f868d949ba2a9b00011",
    },
    {
        .what = "to its port, from any", .oob = 0x2, .header_info = 0x10011,
        .hash = 0x4130fddf, .kind = IPSECNIC_KIND_UDP_ESP, .outer = 1,
        .csum = 1, .l3_offset = 14, .ipsec_offset = 42, .payload_offset = 58,
        .trailer_length = 18,
        .wire =
            "525400123456020000000001080045000060000040004011b689c0000201c000"
            "020230391195004c00000000345100000002f641071079583b62900f98aaae25"
            "711aacf0751546c43aff9711ceb360d5bb74dbf3243d561281322f2b3b50b448"
            "89d04c1a0ff50191936c86fd3b38",
        .after =
            "3a:0fa013880022000001080f161d242b32"
            "3940474e555c636a71787f868d949ba2a9b00011",
    },
    {
        .what = "to 4500 instead", .hash = 0x4130fddf,
        .kind = IPSECNIC_KIND_UDP_ESP, .reason = IPSECNIC_REASON_NO_SA,
        .csum = 1, .l3_offset = 14, .ipsec_offset = 42,
        .wire =
            "525400123456020000000001080045000060000040004011b689c0000201c000"
            "020211941194004c00000000345100000003500963e8ea4c18e87c97ffc05cfd"
            "26d104ad1c07018123c6f668e499e41b2455980f7361874d3845ab91c9459298"
            "c29a9bde696e6ff322f527442ee0",
    },
    {
        .what = "to a port that is nobody's", .hash = 0xc667805e,
        .reason = IPSECNIC_REASON_NOT_IPSEC, .csum = 1, .l3_offset = 14,
        .wire =
            "525400123456020000000001080045000060000040004011b689c0000201c000"
            "020211941196004c000000003451000000047051a2b96d8b278c81e7a8566c17"
            "f46db0c2b8c5cc99a4bc918174ffa31a846e0da67886827860a0ce0436700b41"
            "55e16a207b512888da8a0c41c1b1",
    },
    {
        .what = "IKE", .hash = 0x375ea46a, .kind = IPSECNIC_KIND_IKE,
        .reason = IPSECNIC_REASON_IKE, .csum = 1, .l3_offset = 14,
        .wire =
            "52540012345602000000000108004500003c000040004011b6adc0000201c000"
            "0202119411950028000000000000030a11181f262d343b424950575e656c737a"
            "81888f969da4abb2b9c0",
    },
    {
        .what = "a marker and nothing else", .hash = 0x375ea46a,
        .kind = IPSECNIC_KIND_IKE, .reason = IPSECNIC_REASON_IKE, .csum = 1,
        .l3_offset = 14, .like = 1, .length = 46,
        .wire = "11:20 19:c9 27:0c000000000000",
    },
    {
        .what = "keep-alive", .hash = 0x375ea46a,
        .kind = IPSECNIC_KIND_KEEPALIVE, .reason = IPSECNIC_REASON_IKE,
        .csum = 1, .l3_offset = 14, .like = 1, .length = 43,
        .wire = "11:1d 19:cc 27:090000ff",
    },
    {
        .what = "from its port", .oob = 0x2, .header_info = 0x10011,
        .hash = 0xdacbb90e, .kind = IPSECNIC_KIND_UDP_ESP, .outer = 2,
        .csum = 1, .l3_offset = 14, .ipsec_offset = 42, .payload_offset = 58,
        .trailer_length = 18,
        .wire =
            "525400123456020000000001080045000060000040004011b689c0000201c000"
            "020211941194004c00000000345200000001bd71d30c8baecbb468f01bdc5a63"
            "5474f5d657252ba7f81b90f8ed2172d45c38b8e1cb34c2b19ae86673fcd57138"
            "98cc41012ddb5cd8abe70d013c67",
        .after =
            "3a:0fa013880022000001080f161d242b32"
            "3940474e555c636a71787f868d949ba2a9b00011",
    },
    {
        .what = "from another", .hash = 0xdacbb90e,
        .kind = IPSECNIC_KIND_UDP_ESP, .reason = IPSECNIC_REASON_NO_SA,
        .csum = 1, .l3_offset = 14, .ipsec_offset = 42,
        .wire =
            "525400123456020000000001080045000060000040004011b689c0000201c000"
            "020211951194004c00000000345200000002732173d99bc4e98bd8b21e650194"
            "b74d75cc6de7f2a4818f568e81b5a156bf92098e98fca5148f583210dbcc1fb5"
            "c43dda306c0e9100d8cf2594ae48",
    },
    {
        .what = "to the port of another SA", .hash = 0xdacbb90e,
        .kind = IPSECNIC_KIND_UDP_ESP, .reason = IPSECNIC_REASON_NO_SA,
        .csum = 1, .l3_offset = 14, .ipsec_offset = 42,
        .wire =
            "525400123456020000000001080045000060000040004011b689c0000201c000"
            "020211941195004c000000003452000000032f9069af7204497fa2bad0a4ba31"
            "1556729826994cbdd291bd07f6d5f60539c49fb026c4dcceb688b6b3ffb01f14"
            "2638033601ce7051043bfbdab25f",
    },
    {
        .what = "both ports", .oob = 0x2, .header_info = 0x10011,
        .hash = 0xc8663e6f, .kind = IPSECNIC_KIND_UDP_ESP, .outer = 3,
        .l3_offset = 14, .ipsec_offset = 62, .payload_offset = 78,
        .trailer_length = 18,
        .wire =
            "52540012345602000000000186dd60000000004c114020010db8000000000000"
            "00000000000120010db80000000000000000000000029c419c42004c00000000"
            "345300000001a43c928311351f5dd9f47984d83427334568be2957b41b6c68d9"
            "dfd44ae7346741fd20ba88c1cb4889cb318e8a9dff99934c146429508917cf7b"
            "2732",
        .after =
            "4e:0fa013880022000001080f161d242b32"
            "3940474e555c636a71787f868d949ba2a9b00011",
    },
    {
        .what = "both ports, the wrong way round", .hash = 0x4c1743bb,
        .reason = IPSECNIC_REASON_NOT_IPSEC, .l3_offset = 14,
        .wire =
            "52540012345602000000000186dd60000000004c114020010db8000000000000"
            "00000000000120010db80000000000000000000000029c429c41004c00000000"
            "3453000000027df334c68e96a3d35f0bafd32eaa806175988840f9b791c79a0f"
            "59aa278da3b8af1e78ab3cb90846e754d9841f401c432fe201db3ba06bf8d2b7"
            "3046",
    },
    {
        .what = "one of two ports", .hash = 0xc8663e6f,
        .kind = IPSECNIC_KIND_UDP_ESP, .reason = IPSECNIC_REASON_NO_SA,
        .l3_offset = 14, .ipsec_offset = 62,
        .wire =
            "52540012345602000000000186dd60000000004c114020010db8000000000000"
            "00000000000120010db80000000000000000000000029c409c42004c00000000"
            "3453000000045e7ad15aa19971eff4618c27e8063ad7a8cd9f463107115d2bb5"
            "b77b0058f5dd733fcb95d0c27e598c53deb93d502c40297b3d7689da9249e41c"
            "2d86",
    },
    {
        .what = "ESP", .oob = 0x70002, .hash = 0x1f44d88a,
        .kind = IPSECNIC_KIND_ESP, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34,
        .wire =
            "525400123456020000000001080045000054000040004032b674c0000201c000"
            "02020000350400000001d96842bcd3f0ed1c80a707d188e0dfe8b8f9becc10ed"
            "99cbfaa22306a2a49eef58580bf89da1fc88603d6c4a235a188becabd3977f03"
            "2479",
    },
    {
        .what = "ESP with a wrong ICV", .oob = 0x70002, .hash = 0x1f44d88a,
        .kind = IPSECNIC_KIND_ESP, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34, .like = 1,
        .wire = "61:78",
    },
    {
        .what = "ESP that is cut", .oob = 0x70002, .hash = 0x1f44d88a,
        .kind = IPSECNIC_KIND_ESP, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34, .like = 1, .length = 92,
    },
    {
        .what = "ESP in UDP, which AH cannot be", .hash = 0x1f44d88a,
        .kind = IPSECNIC_KIND_UDP_ESP, .reason = IPSECNIC_REASON_NO_SA,
        .csum = 1, .l3_offset = 14, .ipsec_offset = 42,
        .wire =
            "52540012345602000000000108004500005c000040004011b68dc0000201c000"
            "020211941194004800000000350400000001e81f2e4bdbd99ebb9d2d373e64b0"
            "f4a75613bb3a922823a4175bee545cda3187e5ae5b2c15f6175b7842c0aa6db5"
            "f12faae992f3e667c862",
    },
    {
        .what = "AH", .oob = 0x2, .hash = 0x1f44d88a, .kind = IPSECNIC_KIND_AH,
        .outer = 1, .csum = 1, .l3_offset = 14, .ipsec_offset = 34,
        .payload_offset = 58,
        .wire =
            "525400123456020000000001080045000048000040004033b67fc0000201c000"
            "020211040000000035040000005bb31cabebf5da06e5abca639f0fa01388001c"
            "000001080f161d242b323940474e555c636a71787f86",
    },
    {
        .what = "AH", .oob = 0x70002, .hash = 0x1f44d88a,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34,
        .wire =
            "525400123456020000000001080045000048000040004033b67fc0000201c000"
            "020211040000000035040000005bb31cabebf5da06e5abca639f0fa01388001c"
            "000001080f161d242b323940474e555c636a71787f86",
    },
    {
        .what = "AH with a wrong ICV", .oob = 0x70002, .hash = 0x1f44d88a,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34, .like = 1,
        .wire = "55:87",
    },
    {
        .what = "AH whose length lies", .oob = 0x70002, .hash = 0x1f44d88a,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34, .like = 1,
        .wire = "23:ff",
    },
    {
        .what = "ESP in UDP", .hash = 0x1f44d88a,
        .kind = IPSECNIC_KIND_UDP_ESP, .reason = IPSECNIC_REASON_NO_SA,
        .csum = 1, .l3_offset = 14, .ipsec_offset = 42,
        .wire =
            "52540012345602000000000108004500005c000040004011b68dc0000201c000"
            "020211941194004800000000350400000001e81f2e4bdbd99ebb9d2d373e64b0"
            "f4a75613bb3a922823a4175bee545cda3187e5ae5b2c15f6175b7842c0aa6db5"
            "f12faae992f3e667c862",
    },
    {
        .what = "ESP", .oob = 0x2, .header_info = 0x10211, .hash = 0x1f44d88a,
        .kind = IPSECNIC_KIND_ESP, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34, .payload_offset = 50, .trailer_length = 20,
        .wire =
            "525400123456020000000001080045000054000040004032b674c0000201c000"
            "02020000350400000001d96842bcd3f0ed1c80a707d188e0dfe8b8f9becc10ed"
            "99cbfaa22306a2a49eef58580bf89da1fc88603d6c4a235a188becabd3977f03"
            "2479",
        .after =
            "32:0fa01388001c000001080f161d242b32"
            "3940474e555c636a71787f8601020211",
    },
    {
        .what = "AH", .oob = 0x2, .hash = 0x1f44d88a, .kind = IPSECNIC_KIND_AH,
        .outer = 1, .csum = 1, .l3_offset = 14, .ipsec_offset = 34,
        .payload_offset = 58,
        .wire =
            "525400123456020000000001080045000048000040004033b67fc0000201c000"
            "020211040000000035040000005bf758a448a4c7cc0bd9837c000fa01388001c"
            "0000020910171e252c333a41484f565d646b72798087",
    },
    {
        .what = "ESP", .oob = 0x2, .header_info = 0x10211, .hash = 0x1f44d88a,
        .kind = IPSECNIC_KIND_ESP, .outer = 2, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34, .payload_offset = 50, .trailer_length = 20,
        .wire =
            "525400123456020000000001080045000054000040004032b674c0000201c000"
            "0202000035040000000292b2bd1491b9829f2f19c616a2b45ec84f541dbe2f5a"
            "f16c59446321d788b29cb87536e9508edcf0ee93ef72b47de098ebd447cf7425"
            "dccf",
        .after =
            "32:0fa01388001c0000020910171e252c33"
            "3a41484f565d646b7279808701020211",
    },
    {
        .what = "ESP in UDP", .oob = 0x2, .header_info = 0x10211,
        .hash = 0x1f44d88a, .kind = IPSECNIC_KIND_UDP_ESP, .outer = 3,
        .csum = 1, .l3_offset = 14, .ipsec_offset = 42, .payload_offset = 58,
        .trailer_length = 20,
        .wire =
            "52540012345602000000000108004500005c000040004011b68dc0000201c000"
            "0202119411940048000000003504000000029d117e4543620a98108a4eb08afc"
            "35763c584d23e3b10a444e0c748a4b4040be072f86e53307fc3ab101a2fd4307"
            "7ec566d1aea287374dbe",
        .after =
            "3a:0fa01388001c0000020910171e252c33"
            "3a41484f565d646b7279808701020211",
    },
    {
        .what = "ESP again", .oob = 0x2, .header_info = 0x10211,
        .hash = 0x1f44d88a, .kind = IPSECNIC_KIND_ESP, .outer = 2, .csum = 1,
        .l3_offset = 14, .ipsec_offset = 34, .payload_offset = 50,
        .trailer_length = 20, .like = 2,
        .after =
            "32:0fa01388001c0000020910171e252c33"
            "3a41484f565d646b7279808701020211",
    },
    {
        .what = "AH again", .oob = 0x2, .hash = 0x1f44d88a,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34, .payload_offset = 58, .like = 1,
    },
    {
        .what = "ESP", .oob = 0x70002, .hash = 0x96121b3a,
        .kind = IPSECNIC_KIND_ESP, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 54,
        .wire =
            "52540012345602000000000186dd600000000040324020010db8000000000000"
            "00000000000120010db800000000000000000000000200003506000000019ee6"
            "e434ca44de20a210bd1e913ee8abe7d08f1d60f1fe7432572e919990073ed896"
            "1dbba1f0425a21a6909337e61bebd945fca1cc2865d8",
    },
    {
        .what = "ESP with a wrong ICV", .oob = 0x70002, .hash = 0x96121b3a,
        .kind = IPSECNIC_KIND_ESP, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 54, .like = 1,
        .wire = "75:d9",
    },
    {
        .what = "ESP that is cut", .oob = 0x70002, .hash = 0x96121b3a,
        .kind = IPSECNIC_KIND_ESP, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 54, .like = 1, .length = 112,
    },
    {
        .what = "ESP in UDP, which AH cannot be", .hash = 0x96121b3a,
        .kind = IPSECNIC_KIND_UDP_ESP, .reason = IPSECNIC_REASON_NO_SA,
        .l3_offset = 14, .ipsec_offset = 62,
        .wire =
            "52540012345602000000000186dd600000000048114020010db8000000000000"
            "00000000000120010db800000000000000000000000211941194004800000000"
            "350600000001c00937faceedcd2920ac0c2b3d83ecb4c44576a9a5aba1c70620"
            "69b52c7c60a9b2fa58ddfc864d0c62d51c899315d51634b5b4aea9ea887c",
    },
    {
        .what = "AH", .oob = 0x2, .hash = 0x96121b3a, .kind = IPSECNIC_KIND_AH,
        .outer = 1, .l3_offset = 14, .ipsec_offset = 54, .payload_offset = 78,
        .wire =
            "52540012345602000000000186dd600000000034334020010db8000000000000"
            "00000000000120010db800000000000000000000000211040000000035060000"
            "005e53a4d2d42ff3cc0abadda5b00fa01388001c000001080f161d242b323940"
            "474e555c636a71787f86",
    },
    {
        .what = "AH", .oob = 0x70002, .hash = 0x96121b3a,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 54,
        .wire =
            "52540012345602000000000186dd600000000034334020010db8000000000000"
            "00000000000120010db800000000000000000000000211040000000035060000"
            "005e53a4d2d42ff3cc0abadda5b00fa01388001c000001080f161d242b323940"
            "474e555c636a71787f86",
    },
    {
        .what = "AH with a wrong ICV", .oob = 0x70002, .hash = 0x96121b3a,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 54, .like = 1,
        .wire = "69:87",
    },
    {
        .what = "AH whose length lies", .oob = 0x70002, .hash = 0x96121b3a,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 54, .like = 1,
        .wire = "37:ff",
    },
    {
        .what = "ESP in UDP", .hash = 0x96121b3a,
        .kind = IPSECNIC_KIND_UDP_ESP, .reason = IPSECNIC_REASON_NO_SA,
        .l3_offset = 14, .ipsec_offset = 62,
        .wire =
            "52540012345602000000000186dd600000000048114020010db8000000000000"
            "00000000000120010db800000000000000000000000211941194004800000000"
            "350600000001c00937faceedcd2920ac0c2b3d83ecb4c44576a9a5aba1c70620"
            "69b52c7c60a9b2fa58ddfc864d0c62d51c899315d51634b5b4aea9ea887c",
    },
    {
        .what = "ESP", .oob = 0x2, .header_info = 0x10211, .hash = 0x96121b3a,
        .kind = IPSECNIC_KIND_ESP, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 54, .payload_offset = 70, .trailer_length = 20,
        .wire =
            "52540012345602000000000186dd600000000040324020010db8000000000000"
            "00000000000120010db800000000000000000000000200003506000000019ee6"
            "e434ca44de20a210bd1e913ee8abe7d08f1d60f1fe7432572e919990073ed896"
            "1dbba1f0425a21a6909337e61bebd945fca1cc2865d8",
        .after =
            "46:0fa01388001c000001080f161d242b32"
            "3940474e555c636a71787f8601020211",
    },
    {
        .what = "AH", .oob = 0x2, .hash = 0x96121b3a, .kind = IPSECNIC_KIND_AH,
        .outer = 1, .l3_offset = 14, .ipsec_offset = 54, .payload_offset = 78,
        .wire =
            "52540012345602000000000186dd600000000034334020010db8000000000000"
            "00000000000120010db800000000000000000000000211040000000035060000"
            "005e18ddd982488b7d80355dc63f0fa01388001c0000020910171e252c333a41"
            "484f565d646b72798087",
    },
    {
        .what = "ESP", .oob = 0x2, .header_info = 0x10211, .hash = 0x96121b3a,
        .kind = IPSECNIC_KIND_ESP, .outer = 2, .l3_offset = 14,
        .ipsec_offset = 54, .payload_offset = 70, .trailer_length = 20,
        .wire =
            "52540012345602000000000186dd600000000040324020010db8000000000000"
            "00000000000120010db8000000000000000000000002000035060000000257e6"
            "bbf6f8b4e3461c4bcc8c17782490c62dcbdc4e2522ac93ea486edd87ee0780ad"
            "62995f7910ec68c1044d7035b7b02045bb9a7f120826",
        .after =
            "46:0fa01388001c0000020910171e252c33"
            "3a41484f565d646b7279808701020211",
    },
    {
        .what = "ESP in UDP", .oob = 0x2, .header_info = 0x10211,
        .hash = 0x96121b3a, .kind = IPSECNIC_KIND_UDP_ESP, .outer = 3,
        .l3_offset = 14, .ipsec_offset = 62, .payload_offset = 78,
        .trailer_length = 20,
        .wire =
            "52540012345602000000000186dd600000000048114020010db8000000000000"
            "00000000000120010db800000000000000000000000211941194004800000000"
            "350600000002032f9bb81c603b36c51ecde39d5d9ce5e469c2b2cb7f53dbf803"
            "b2f8a726597646cb2ab3766f1d81af2c2999cc892dbf43c5a628ebf13cc4",
        .after =
            "4e:0fa01388001c0000020910171e252c33"
            "3a41484f565d646b7279808701020211",
    },
    {
        .what = "ESP again", .oob = 0x2, .header_info = 0x10211,
        .hash = 0x96121b3a, .kind = IPSECNIC_KIND_ESP, .outer = 2,
        .l3_offset = 14, .ipsec_offset = 54, .payload_offset = 70,
        .trailer_length = 20, .like = 2,
        .after =
            "46:0fa01388001c0000020910171e252c33"
            "3a41484f565d646b7279808701020211",
    },
    {
        .what = "AH again", .oob = 0x2, .hash = 0x96121b3a,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 54, .payload_offset = 78, .like = 1,
    },
    {
        .what = "ESP", .oob = 0x70002, .hash = 0xce6e00fc,
        .kind = IPSECNIC_KIND_ESP, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34,
        .wire =
            "525400123456020000000001080045000068000040004032b660c0000201c000"
            "02020000351400000001fd1b24a05afaa5f5342c302ab99c3092536cd0d6057a"
            "b3b429cc0d7cef962ec1b2ba2721381e7bf07f4de69913f7e86212e2e32905fc"
            "d31d0717537f74d823a43bf0482657586fee9bac3e44",
    },
    {
        .what = "ESP with a wrong ICV", .oob = 0x70002, .hash = 0xce6e00fc,
        .kind = IPSECNIC_KIND_ESP, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34, .like = 1,
        .wire = "75:45",
    },
    {
        .what = "ESP that is cut", .oob = 0x70002, .hash = 0xce6e00fc,
        .kind = IPSECNIC_KIND_ESP, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34, .like = 1, .length = 112,
    },
    {
        .what = "ESP in UDP, which AH cannot be", .hash = 0xce6e00fc,
        .kind = IPSECNIC_KIND_UDP_ESP, .reason = IPSECNIC_REASON_NO_SA,
        .csum = 1, .l3_offset = 14, .ipsec_offset = 42,
        .wire =
            "525400123456020000000001080045000070000040004011b679c0000201c000"
            "020211941194005c00000000351400000001ffbfed7041ad44c8f8017e093779"
            "54b7bca8c044dafccd7c63066725641dd3b262650bed71403138dd9c6f9d8254"
            "027de84754b881547aeba93f577840c21e1bcb12e22b92ac0527955f8902",
    },
    {
        .what = "AH", .oob = 0x2, .hash = 0xce6e00fc, .kind = IPSECNIC_KIND_AH,
        .outer = 1, .csum = 1, .l3_offset = 14, .ipsec_offset = 34,
        .payload_offset = 58, .inner_l3_offset = 58,
        .wire =
            "52540012345602000000000108004500005c000040004033b66bc0000201c000"
            "020204040000000035140000006131061a5fc8762987e46ea7be450000300000"
            "4000111155b80a0100010a0200020fa01388001c000001080f161d242b323940"
            "474e555c636a71787f86",
    },
    {
        .what = "AH", .oob = 0x70002, .hash = 0xce6e00fc,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34,
        .wire =
            "52540012345602000000000108004500005c000040004033b66bc0000201c000"
            "020204040000000035140000006131061a5fc8762987e46ea7be450000300000"
            "4000111155b80a0100010a0200020fa01388001c000001080f161d242b323940"
            "474e555c636a71787f86",
    },
    {
        .what = "AH with a wrong ICV", .oob = 0x70002, .hash = 0xce6e00fc,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34, .like = 1,
        .wire = "69:87",
    },
    {
        .what = "AH whose length lies", .oob = 0x70002, .hash = 0xce6e00fc,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34, .like = 1,
        .wire = "23:ff",
    },
    {
        .what = "ESP in UDP", .hash = 0xce6e00fc,
        .kind = IPSECNIC_KIND_UDP_ESP, .reason = IPSECNIC_REASON_NO_SA,
        .csum = 1, .l3_offset = 14, .ipsec_offset = 42,
        .wire =
            "525400123456020000000001080045000070000040004011b679c0000201c000"
            "020211941194005c00000000351400000001ffbfed7041ad44c8f8017e093779"
            "54b7bca8c044dafccd7c63066725641dd3b262650bed71403138dd9c6f9d8254"
            "027de84754b881547aeba93f577840c21e1bcb12e22b92ac0527955f8902",
    },
    {
        .what = "ESP", .oob = 0x2, .header_info = 0x10204, .hash = 0xce6e00fc,
        .kind = IPSECNIC_KIND_ESP, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34, .payload_offset = 50, .inner_l3_offset = 50,
        .trailer_length = 20,
        .wire =
            "525400123456020000000001080045000068000040004032b660c0000201c000"
            "02020000351400000001fd1b24a05afaa5f5342c302ab99c3092536cd0d6057a"
            "b3b429cc0d7cef962ec1b2ba2721381e7bf07f4de69913f7e86212e2e32905fc"
            "d31d0717537f74d823a43bf0482657586fee9bac3e44",
        .after =
            "32:4500003000004000111155b80a010001"
            "0a0200020fa01388001c000001080f161d242b323940474e555c636a71787f86"
            "01020204",
    },
    {
        .what = "AH", .oob = 0x2, .hash = 0xce6e00fc, .kind = IPSECNIC_KIND_AH,
        .outer = 1, .csum = 1, .l3_offset = 14, .ipsec_offset = 34,
        .payload_offset = 58, .inner_l3_offset = 58,
        .wire =
            "52540012345602000000000108004500005c000040004033b66bc0000201c000"
            "0202040400000000351400000061af2c98fac072c636c9a65ad9450000300000"
            "4000111155b80a0100010a0200020fa01388001c0000020910171e252c333a41"
            "484f565d646b72798087",
    },
    {
        .what = "ESP", .oob = 0x2, .header_info = 0x10204, .hash = 0xce6e00fc,
        .kind = IPSECNIC_KIND_ESP, .outer = 2, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34, .payload_offset = 50, .inner_l3_offset = 50,
        .trailer_length = 20,
        .wire =
            "525400123456020000000001080045000068000040004032b660c0000201c000"
            "02020000351400000002afba41b90ad44b05466cfe4c431dc32fbfa86e39d268"
            "53b9f6ba2e11aacae476b5f4aa7c7a2ef1e6f63e57d3af2b1ab0c8b8c1ade2de"
            "1b22147b47e86cbbeb5c8f7f1ee8782e64c7150d0fb6",
        .after =
            "32:4500003000004000111155b80a010001"
            "0a0200020fa01388001c0000020910171e252c333a41484f565d646b72798087"
            "01020204",
    },
    {
        .what = "ESP in UDP", .oob = 0x2, .header_info = 0x10204,
        .hash = 0xce6e00fc, .kind = IPSECNIC_KIND_UDP_ESP, .outer = 3,
        .csum = 1, .l3_offset = 14, .ipsec_offset = 42, .payload_offset = 58,
        .inner_l3_offset = 58, .trailer_length = 20,
        .wire =
            "525400123456020000000001080045000070000040004011b679c0000201c000"
            "020211941194005c00000000351400000002cf97d37a360a1e21a13c71d80715"
            "558da65fd78b5ed50524a6eaf193c996892546320a125a306ccd31cde4e3d222"
            "b785e7bc6b71a00f56b9f4386ecc03c6251fa298c27394aa50364dfb1fc6",
        .after =
            "3a:4500003000004000111155b80a010001"
            "0a0200020fa01388001c0000020910171e252c333a41484f565d646b72798087"
            "01020204",
    },
    {
        .what = "ESP again", .oob = 0x2, .header_info = 0x10204,
        .hash = 0xce6e00fc, .kind = IPSECNIC_KIND_ESP, .outer = 2, .csum = 1,
        .l3_offset = 14, .ipsec_offset = 34, .payload_offset = 50,
        .inner_l3_offset = 50, .trailer_length = 20, .like = 2,
        .after =
            "32:4500003000004000111155b80a010001"
            "0a0200020fa01388001c0000020910171e252c333a41484f565d646b72798087"
            "01020204",
    },
    {
        .what = "AH again", .oob = 0x2, .hash = 0xce6e00fc,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34, .payload_offset = 58, .inner_l3_offset = 58,
        .like = 1,
    },
    {
        .what = "ESP", .oob = 0x70002, .hash = 0x4738c34c,
        .kind = IPSECNIC_KIND_ESP, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 54,
        .wire =
            "52540012345602000000000186dd600000000054324020010db8000000000000"
            "00000000000120010db80000000000000000000000020000351600000001b85f"
            "ec6fc4c98da4c1521780f1b673ae9c94db6d9cc865a6fcaec8d507e79a193ed2"
            "5e3635a6a52acc41c73f708fffeb8767adaf6bd0dc370f292388d3dd627438d5"
            "dafff045558291525365",
    },
    {
        .what = "ESP with a wrong ICV", .oob = 0x70002, .hash = 0x4738c34c,
        .kind = IPSECNIC_KIND_ESP, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 54, .like = 1,
        .wire = "89:64",
    },
    {
        .what = "ESP that is cut", .oob = 0x70002, .hash = 0x4738c34c,
        .kind = IPSECNIC_KIND_ESP, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 54, .like = 1, .length = 132,
    },
    {
        .what = "ESP in UDP, which AH cannot be", .hash = 0x4738c34c,
        .kind = IPSECNIC_KIND_UDP_ESP, .reason = IPSECNIC_REASON_NO_SA,
        .l3_offset = 14, .ipsec_offset = 62,
        .wire =
            "52540012345602000000000186dd60000000005c114020010db8000000000000"
            "00000000000120010db800000000000000000000000211941194005c00000000"
            "351600000001fb2b8d2f636197dae8b0f5dac78f100dbb9c5a08db3fa4506499"
            "0b0fc61274b5022b6a9dc6ecb129fcd2aa08bb3b1d07876c86ce6d88c1552035"
            "639279e608482ed4b0dd299a2352c5eebc9a",
    },
    {
        .what = "AH", .oob = 0x2, .hash = 0x4738c34c, .kind = IPSECNIC_KIND_AH,
        .outer = 1, .l3_offset = 14, .ipsec_offset = 54, .payload_offset = 78,
        .inner_l3_offset = 78,
        .wire =
            "52540012345602000000000186dd600000000048334020010db8000000000000"
            "00000000000120010db800000000000000000000000204040000000035160000"
            "0064f88157eebc0c95e19715eff94500003000004000111155b80a0100010a02"
            "00020fa01388001c000001080f161d242b323940474e555c636a71787f86",
    },
    {
        .what = "AH", .oob = 0x70002, .hash = 0x4738c34c,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 54,
        .wire =
            "52540012345602000000000186dd600000000048334020010db8000000000000"
            "00000000000120010db800000000000000000000000204040000000035160000"
            "0064f88157eebc0c95e19715eff94500003000004000111155b80a0100010a02"
            "00020fa01388001c000001080f161d242b323940474e555c636a71787f86",
    },
    {
        .what = "AH with a wrong ICV", .oob = 0x70002, .hash = 0x4738c34c,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 54, .like = 1,
        .wire = "7d:87",
    },
    {
        .what = "AH whose length lies", .oob = 0x70002, .hash = 0x4738c34c,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 54, .like = 1,
        .wire = "37:ff",
    },
    {
        .what = "ESP in UDP", .hash = 0x4738c34c,
        .kind = IPSECNIC_KIND_UDP_ESP, .reason = IPSECNIC_REASON_NO_SA,
        .l3_offset = 14, .ipsec_offset = 62,
        .wire =
            "52540012345602000000000186dd60000000005c114020010db8000000000000"
            "00000000000120010db800000000000000000000000211941194005c00000000"
            "351600000001fb2b8d2f636197dae8b0f5dac78f100dbb9c5a08db3fa4506499"
            "0b0fc61274b5022b6a9dc6ecb129fcd2aa08bb3b1d07876c86ce6d88c1552035"
            "639279e608482ed4b0dd299a2352c5eebc9a",
    },
    {
        .what = "ESP", .oob = 0x2, .header_info = 0x10204, .hash = 0x4738c34c,
        .kind = IPSECNIC_KIND_ESP, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 54, .payload_offset = 70, .inner_l3_offset = 70,
        .trailer_length = 20,
        .wire =
            "52540012345602000000000186dd600000000054324020010db8000000000000"
            "00000000000120010db80000000000000000000000020000351600000001b85f"
            "ec6fc4c98da4c1521780f1b673ae9c94db6d9cc865a6fcaec8d507e79a193ed2"
            "5e3635a6a52acc41c73f708fffeb8767adaf6bd0dc370f292388d3dd627438d5"
            "dafff045558291525365",
        .after =
            "46:4500003000004000111155b80a010001"
            "0a0200020fa01388001c000001080f161d242b323940474e555c636a71787f86"
            "01020204",
    },
    {
        .what = "AH", .oob = 0x2, .hash = 0x4738c34c, .kind = IPSECNIC_KIND_AH,
        .outer = 1, .l3_offset = 14, .ipsec_offset = 54, .payload_offset = 78,
        .inner_l3_offset = 78,
        .wire =
            "52540012345602000000000186dd600000000048334020010db8000000000000"
            "00000000000120010db800000000000000000000000204040000000035160000"
            "0064b93d488abddc9e66d024c9ff4500003000004000111155b80a0100010a02"
            "00020fa01388001c0000020910171e252c333a41484f565d646b72798087",
    },
    {
        .what = "ESP", .oob = 0x2, .header_info = 0x10204, .hash = 0x4738c34c,
        .kind = IPSECNIC_KIND_ESP, .outer = 2, .l3_offset = 14,
        .ipsec_offset = 54, .payload_offset = 70, .inner_l3_offset = 70,
        .trailer_length = 20,
        .wire =
            "52540012345602000000000186dd600000000054324020010db8000000000000"
            "00000000000120010db80000000000000000000000020000351600000002d70d"
            "e4bef4b9604e521ce19abcc3457491aca78866ccdcd08d5b5fe1f82b41d1585b"
            "04cb2acf3e27216c036deaee14b9fd838e68da0cdcabac7ed4501823be5dc70a"
            "8ffe9a958c6dca601400",
        .after =
            "46:4500003000004000111155b80a010001"
            "0a0200020fa01388001c0000020910171e252c333a41484f565d646b72798087"
            "01020204",
    },
    {
        .what = "ESP in UDP", .oob = 0x2, .header_info = 0x10204,
        .hash = 0x4738c34c, .kind = IPSECNIC_KIND_UDP_ESP, .outer = 3,
        .l3_offset = 14, .ipsec_offset = 62, .payload_offset = 78,
        .inner_l3_offset = 78, .trailer_length = 20,
        .wire =
            "52540012345602000000000186dd60000000005c114020010db8000000000000"
            "00000000000120010db800000000000000000000000211941194005c00000000"
            "3516000000023c5c6c8e7692e310923ed4607bd1c1a4d9e18747f22ac2acc598"
            "e355a48d600bf43fd9a41b6fbbec23aa3d396a0807be86255eea0a2878c9dde8"
            "ac6e0121759989ab942414415311fdf37fd4",
        .after =
            "4e:4500003000004000111155b80a010001"
            "0a0200020fa01388001c0000020910171e252c333a41484f565d646b72798087"
            "01020204",
    },
    {
        .what = "ESP again", .oob = 0x2, .header_info = 0x10204,
        .hash = 0x4738c34c, .kind = IPSECNIC_KIND_ESP, .outer = 2,
        .l3_offset = 14, .ipsec_offset = 54, .payload_offset = 70,
        .inner_l3_offset = 70, .trailer_length = 20, .like = 2,
        .after =
            "46:4500003000004000111155b80a010001"
            "0a0200020fa01388001c0000020910171e252c333a41484f565d646b72798087"
            "01020204",
    },
    {
        .what = "AH again", .oob = 0x2, .hash = 0x4738c34c,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 54, .payload_offset = 78, .inner_l3_offset = 78,
        .like = 1,
    },
    {
        .what = "ESP of any source, beside AH of this one", .oob = 0x2,
        .header_info = 0x10211, .hash = 0xfd08882e, .kind = IPSECNIC_KIND_ESP,
        .outer = 2, .csum = 1, .l3_offset = 14, .ipsec_offset = 34,
        .payload_offset = 50, .trailer_length = 20,
        .wire =
            "525400123456020000000001080045000054000040004032b674c0000201c000"
            "02020000354100000001d8a4cc21f9e916a8bf61329f741bf5b0ad1699bdd91f"
            "c205d99e4257e1509fe4c69c4b87fc8013d30cb531d5e7a096439c2ab5728e54"
            "8865",
        .after =
            "32:0fa01388001c000001080f161d242b32"
            "3940474e555c636a71787f8601020211",
    },
    {
        .what = "AH", .oob = 0x2, .hash = 0xfd08882e, .kind = IPSECNIC_KIND_AH,
        .outer = 1, .csum = 1, .l3_offset = 14, .ipsec_offset = 34,
        .payload_offset = 58,
        .wire =
            "525400123456020000000001080045000048000040004033b67fc0000201c000"
            "02021104000000003541000000679ef218aabde92555a542a8ae0fa01388001c"
            "000001080f161d242b323940474e555c636a71787f86",
    },
    {
        .what = "0x1fffffff1", .oob = 0x2, .header_info = 0x10011,
        .hash = 0x80744216, .kind = IPSECNIC_KIND_ESP, .outer = 1, .csum = 1,
        .l3_offset = 14, .ipsec_offset = 34, .payload_offset = 50,
        .trailer_length = 18,
        .wire =
            "525400123456020000000001080045000048000040004032b680c0000201c000"
            "020200003600fffffff183457ed82d608c65a378ddf3c09f40ada93df2537b01"
            "6eef7db22c0d0a389d20130aad9dd4f8236c78df0b1f",
        .after = "32:0fa013880012000001080f161d242b3239400011",
    },
    {
        .what = "0x1ffffffff", .oob = 0x2, .header_info = 0x10011,
        .hash = 0x80744216, .kind = IPSECNIC_KIND_ESP, .outer = 1, .csum = 1,
        .l3_offset = 14, .ipsec_offset = 34, .payload_offset = 50,
        .trailer_length = 18,
        .wire =
            "525400123456020000000001080045000048000040004032b680c0000201c000"
            "020200003600ffffffff56fb22b29aaf20a47671ee9b3d964af8c7784a8cee55"
            "e1b35305a9132f23858286796aa46e646e8e01369a4d",
        .after = "32:0fa013880012000001080f161d242b3239400011",
    },
    {
        .what = "0x200000000", .oob = 0x2, .header_info = 0x10011,
        .hash = 0x80744216, .kind = IPSECNIC_KIND_ESP, .outer = 1, .csum = 1,
        .l3_offset = 14, .ipsec_offset = 34, .payload_offset = 50,
        .trailer_length = 18,
        .wire =
            "525400123456020000000001080045000048000040004032b680c0000201c000"
            "020200003600000000001869e3f74b1480bf12cd5017aef27ea440f5cb030df8"
            "3bd544b7b8ab4bfb1e92b8f3dee2b61a01ed010cfe2b",
        .after = "32:0fa013880012000001080f161d242b3239400011",
    },
    {
        .what = "0x200000002", .oob = 0x2, .header_info = 0x10011,
        .hash = 0x80744216, .kind = IPSECNIC_KIND_ESP, .outer = 1, .csum = 1,
        .l3_offset = 14, .ipsec_offset = 34, .payload_offset = 50,
        .trailer_length = 18,
        .wire =
            "525400123456020000000001080045000048000040004032b680c0000201c000"
            "020200003600000000020d8cd62654fe2b5b46d0a5a665e9b49ccdfea2231dcc"
            "6f9b38e307dfcd282c951a46c11ecf11c5053c1d2541",
        .after = "32:0fa013880012000001080f161d242b3239400011",
    },
    {
        .what = "0x1fffffff8", .oob = 0x2, .header_info = 0x10011,
        .hash = 0x80744216, .kind = IPSECNIC_KIND_ESP, .outer = 1, .csum = 1,
        .l3_offset = 14, .ipsec_offset = 34, .payload_offset = 50,
        .trailer_length = 18,
        .wire =
            "525400123456020000000001080045000048000040004032b680c0000201c000"
            "020200003600fffffff8fca7ede575beafdfe6533ca3dd6e70bb90733cf37ca8"
            "33f2684f24b1e42f9ddf96d71bf126e8fcdd1ee914e9",
        .after = "32:0fa013880012000001080f161d242b3239400011",
    },
    {
        .what = "0x200000100", .oob = 0x2, .header_info = 0x10011,
        .hash = 0x80744216, .kind = IPSECNIC_KIND_ESP, .outer = 1, .csum = 1,
        .l3_offset = 14, .ipsec_offset = 34, .payload_offset = 50,
        .trailer_length = 18,
        .wire =
            "525400123456020000000001080045000048000040004032b680c0000201c000"
            "02020000360000000100251f15a37d54eab746c8e6415a382513c5c8bc139ae6"
            "6ae29db7299c6e30bb9b82028b0a5605058115e406f9",
        .after = "32:0fa013880012000001080f161d242b3239400011",
    },
    {
        .what = "0x300000101", .oob = 0x30002, .hash = 0x80744216,
        .kind = IPSECNIC_KIND_ESP, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34,
        .wire =
            "525400123456020000000001080045000048000040004032b680c0000201c000"
            "02020000360000000101a86d1bf295faa743f68237386547765d5fbd75751bed"
            "f76732579f12367e7b5c064329f4e4f9df2017b6dc9d",
    },
    {
        .what = "0x100000101", .oob = 0x30002, .hash = 0x80744216,
        .kind = IPSECNIC_KIND_ESP, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34,
        .wire =
            "525400123456020000000001080045000048000040004032b680c0000201c000"
            "02020000360000000101ed3b9313805860b6b28853461a6dbec68a8f8d008ef4"
            "e532beb3fad463b50096643bd3cef3e07417ebb71d63",
    },
    {
        .what = "0x101", .oob = 0x30002, .hash = 0x80744216,
        .kind = IPSECNIC_KIND_ESP, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34,
        .wire =
            "525400123456020000000001080045000048000040004032b680c0000201c000"
            "02020000360000000101416ce6c67b5c493b77f01d75cea370b38ed490d4b47a"
            "315b10c67ca5ac3c8d1b4dede0655bbfcc9596544011",
    },
    {
        .what = "0x1fffffff8", .oob = 0x30002, .hash = 0x80744216,
        .kind = IPSECNIC_KIND_ESP, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34,
        .wire =
            "525400123456020000000001080045000048000040004032b680c0000201c000"
            "020200003600fffffff80f50a95c71ed8897aca9575c009b3096d2f2b7d5826c"
            "f3f81c68ab1d0fe2cf736f837756d3a49db897f69ac4",
    },
    {
        .what = "0x27fffffff", .oob = 0x2, .header_info = 0x10011,
        .hash = 0x80744216, .kind = IPSECNIC_KIND_ESP, .outer = 1, .csum = 1,
        .l3_offset = 14, .ipsec_offset = 34, .payload_offset = 50,
        .trailer_length = 18,
        .wire =
            "525400123456020000000001080045000048000040004032b680c0000201c000"
            "0202000036007fffffffc267ef6f7db014047c0993f1aedfba160525629376a4"
            "d237767d1b9a145cad162fe169523485f00728452f91",
        .after = "32:0fa013880012000001080f161d242b3239400011",
    },
    {
        .what = "0x1fffffff1", .oob = 0x2, .header_info = 0x10011,
        .hash = 0x92d9c577, .kind = IPSECNIC_KIND_ESP, .outer = 1,
        .l3_offset = 14, .ipsec_offset = 54, .payload_offset = 70,
        .trailer_length = 10,
        .wire =
            "52540012345602000000000186dd60000000002c324020010db8000000000000"
            "00000000000120010db800000000000000000000000200003601fffffff197da"
            "116c1999f97e0622e5db56102446f2cd6e0411bf7d242cb783599a07dd82a586"
            "a0ce",
        .after = "46:0fa013880012000001080f161d242b3239400011",
    },
    {
        .what = "0x1ffffffff", .oob = 0x2, .header_info = 0x10011,
        .hash = 0x92d9c577, .kind = IPSECNIC_KIND_ESP, .outer = 1,
        .l3_offset = 14, .ipsec_offset = 54, .payload_offset = 70,
        .trailer_length = 10,
        .wire =
            "52540012345602000000000186dd60000000002c324020010db8000000000000"
            "00000000000120010db800000000000000000000000200003601ffffffff2edd"
            "5333c01f5fb467d90f2b5c1f5318d454eb3e99a2ab00d032b9fc14942cd71421"
            "093c",
        .after = "46:0fa013880012000001080f161d242b3239400011",
    },
    {
        .what = "0x200000000", .oob = 0x2, .header_info = 0x10011,
        .hash = 0x92d9c577, .kind = IPSECNIC_KIND_ESP, .outer = 1,
        .l3_offset = 14, .ipsec_offset = 54, .payload_offset = 70,
        .trailer_length = 10,
        .wire =
            "52540012345602000000000186dd60000000002c324020010db8000000000000"
            "00000000000120010db80000000000000000000000020000360100000000d030"
            "ef0940ae0621b0320b09c823a8390b77c0b80969341d68a5d20906430af4873d"
            "40d7",
        .after = "46:0fa013880012000001080f161d242b3239400011",
    },
    {
        .what = "0x200000002", .oob = 0x2, .header_info = 0x10011,
        .hash = 0x92d9c577, .kind = IPSECNIC_KIND_ESP, .outer = 1,
        .l3_offset = 14, .ipsec_offset = 54, .payload_offset = 70,
        .trailer_length = 10,
        .wire =
            "52540012345602000000000186dd60000000002c324020010db8000000000000"
            "00000000000120010db8000000000000000000000002000036010000000263b9"
            "71288554e9001174cb8d98ffd817943d1248fc84b3daaeb3f9b62646ebe1adfd"
            "cd5e",
        .after = "46:0fa013880012000001080f161d242b3239400011",
    },
    {
        .what = "0x1fffffff8", .oob = 0x2, .header_info = 0x10011,
        .hash = 0x92d9c577, .kind = IPSECNIC_KIND_ESP, .outer = 1,
        .l3_offset = 14, .ipsec_offset = 54, .payload_offset = 70,
        .trailer_length = 10,
        .wire =
            "52540012345602000000000186dd60000000002c324020010db8000000000000"
            "00000000000120010db800000000000000000000000200003601fffffff8900b"
            "a7add780668329b2966dc085efc241260fac3950934981eac2e2a0011cd96811"
            "6bfc",
        .after = "46:0fa013880012000001080f161d242b3239400011",
    },
    {
        .what = "0x200000100", .oob = 0x2, .header_info = 0x10011,
        .hash = 0x92d9c577, .kind = IPSECNIC_KIND_ESP, .outer = 1,
        .l3_offset = 14, .ipsec_offset = 54, .payload_offset = 70,
        .trailer_length = 10,
        .wire =
            "52540012345602000000000186dd60000000002c324020010db8000000000000"
            "00000000000120010db80000000000000000000000020000360100000100490c"
            "be83138a677969fb6751a16bafd7f126c16f02c71e8d77ee2f569917f1c32443"
            "ef22",
        .after = "46:0fa013880012000001080f161d242b3239400011",
    },
    {
        .what = "0x300000101", .oob = 0x30002, .hash = 0x92d9c577,
        .kind = IPSECNIC_KIND_ESP, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 54,
        .wire =
            "52540012345602000000000186dd60000000002c324020010db8000000000000"
            "00000000000120010db80000000000000000000000020000360100000101febb"
            "1c00369256c406ed3161beaa4b728b56a035cebfbdd053ab3f9288911f8f6aaf"
            "8f7b",
    },
    {
        .what = "0x100000101", .oob = 0x30002, .hash = 0x92d9c577,
        .kind = IPSECNIC_KIND_ESP, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 54,
        .wire =
            "52540012345602000000000186dd60000000002c324020010db8000000000000"
            "00000000000120010db800000000000000000000000200003601000001012179"
            "dc6015890f199bf1943e7d537215e18c0e13968e8bfe921d1b9c0e50049fba91"
            "033f",
    },
    {
        .what = "0x101", .oob = 0x30002, .hash = 0x92d9c577,
        .kind = IPSECNIC_KIND_ESP, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 54,
        .wire =
            "52540012345602000000000186dd60000000002c324020010db8000000000000"
            "00000000000120010db800000000000000000000000200003601000001010bbc"
            "19fdbb80184bd9d57f77ae70fee50ddb40a599492fca720edaeb516c0e4eb319"
            "ee62",
    },
    {
        .what = "0x1fffffff8", .oob = 0x30002, .hash = 0x92d9c577,
        .kind = IPSECNIC_KIND_ESP, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 54,
        .wire =
            "52540012345602000000000186dd60000000002c324020010db8000000000000"
            "00000000000120010db800000000000000000000000200003601fffffff8fab3"
            "cddac1fa4c9370dde5166182a81a985652c8ea60b84180bc515a98c81fecb312"
            "f0e2",
    },
    {
        .what = "0x27fffffff", .oob = 0x2, .header_info = 0x10011,
        .hash = 0x92d9c577, .kind = IPSECNIC_KIND_ESP, .outer = 1,
        .l3_offset = 14, .ipsec_offset = 54, .payload_offset = 70,
        .trailer_length = 10,
        .wire =
            "52540012345602000000000186dd60000000002c324020010db8000000000000"
            "00000000000120010db8000000000000000000000002000036017fffffffa8d7"
            "8453aaf34e5193d63b41b869819669d9dd5141ae8b0f7e10579c4c3c7dc04bad"
            "e938",
        .after = "46:0fa013880012000001080f161d242b3239400011",
    },
    {
        .what = "0x1fffffff1", .oob = 0x2, .header_info = 0x10c11,
        .hash = 0x92281a6, .kind = IPSECNIC_KIND_ESP, .outer = 1, .csum = 1,
        .l3_offset = 14, .ipsec_offset = 34, .payload_offset = 58,
        .trailer_length = 26,
        .wire =
            "525400123456020000000001080045000058000040004032b670c0000201c000"
            "020200003602fffffff1da6723be88a7fe4fff2faae2897ec4744b21c269e342"
            "8c812e192e8dfb99d6854cbb5ef1465bd6be04e1114c1810e6be5fa942667b1d"
            "738a837c5bc9",
        .after =
            "3a:0fa013880012000001080f161d242b32"
            "39400102030405060708090a0b0c0c11",
    },
    {
        .what = "0x1ffffffff", .oob = 0x2, .header_info = 0x10c11,
        .hash = 0x92281a6, .kind = IPSECNIC_KIND_ESP, .outer = 1, .csum = 1,
        .l3_offset = 14, .ipsec_offset = 34, .payload_offset = 58,
        .trailer_length = 26,
        .wire =
            "525400123456020000000001080045000058000040004032b670c0000201c000"
            "020200003602ffffffff7a0feb3ce9e1a11068286304be7e2489607a60325b43"
            "24e7e0ec0924fe8e8dfd4b5950907861a3da6ba94fa0d41af0d91e5d1dbadbd7"
            "cc82433cf246",
        .after =
            "3a:0fa013880012000001080f161d242b32"
            "39400102030405060708090a0b0c0c11",
    },
    {
        .what = "0x200000000", .oob = 0x2, .header_info = 0x10c11,
        .hash = 0x92281a6, .kind = IPSECNIC_KIND_ESP, .outer = 1, .csum = 1,
        .l3_offset = 14, .ipsec_offset = 34, .payload_offset = 58,
        .trailer_length = 26,
        .wire =
            "525400123456020000000001080045000058000040004032b670c0000201c000"
            "020200003602000000004e1ac94302b284fa50924ed4bebd0d08114bda0fb9fa"
            "1ff0d4ce612e0792be70a65f546e05e424661bfe077ca86310eeab19e5449a7e"
            "6a6833673a5a",
        .after =
            "3a:0fa013880012000001080f161d242b32"
            "39400102030405060708090a0b0c0c11",
    },
    {
        .what = "0x200000002", .oob = 0x2, .header_info = 0x10c11,
        .hash = 0x92281a6, .kind = IPSECNIC_KIND_ESP, .outer = 1, .csum = 1,
        .l3_offset = 14, .ipsec_offset = 34, .payload_offset = 58,
        .trailer_length = 26,
        .wire =
            "525400123456020000000001080045000058000040004032b670c0000201c000"
            "020200003602000000021d220850aa4598e1e08ca6a8e0bedb0964c3d8cb0c6d"
            "338035049098c026adc89578f27b744b51ab0bb8220282ecfcbb2b95322378f7"
            "5f08755bfbfc",
        .after =
            "3a:0fa013880012000001080f161d242b32"
            "39400102030405060708090a0b0c0c11",
    },
    {
        .what = "0x1fffffff8", .oob = 0x2, .header_info = 0x10c11,
        .hash = 0x92281a6, .kind = IPSECNIC_KIND_ESP, .outer = 1, .csum = 1,
        .l3_offset = 14, .ipsec_offset = 34, .payload_offset = 58,
        .trailer_length = 26,
        .wire =
            "525400123456020000000001080045000058000040004032b670c0000201c000"
            "020200003602fffffff8b2743a1f4b5408b75c6852a908d00f8b4703cbd67601"
            "cff17ac8fc2af1b6935598f21b4d67ba925a6e4380ea3df51cdbd77211c48155"
            "96d2056e3917",
        .after =
            "3a:0fa013880012000001080f161d242b32"
            "39400102030405060708090a0b0c0c11",
    },
    {
        .what = "0x200000100", .oob = 0x2, .header_info = 0x10c11,
        .hash = 0x92281a6, .kind = IPSECNIC_KIND_ESP, .outer = 1, .csum = 1,
        .l3_offset = 14, .ipsec_offset = 34, .payload_offset = 58,
        .trailer_length = 26,
        .wire =
            "525400123456020000000001080045000058000040004032b670c0000201c000"
            "02020000360200000100f2cb02262e16e3cb43ed6fa9e554e3f2358c9e69adc1"
            "33741a20bef4f831ce5a16422502204aca8b892bad71752e815ec83578633154"
            "cd55163262d5",
        .after =
            "3a:0fa013880012000001080f161d242b32"
            "39400102030405060708090a0b0c0c11",
    },
    {
        .what = "0x300000101", .oob = 0x30002, .hash = 0x92281a6,
        .kind = IPSECNIC_KIND_ESP, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34,
        .wire =
            "525400123456020000000001080045000058000040004032b670c0000201c000"
            "02020000360200000101f064bc0ee85ae3545fe8a5090361c6d883d385c1f397"
            "85c1b9e8187ab9cde658849170cab7bc9edc21ce008bfc08bcb3ee1ea94b0103"
            "c9bdd523b6f7",
    },
    {
        .what = "0x100000101", .oob = 0x30002, .hash = 0x92281a6,
        .kind = IPSECNIC_KIND_ESP, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34,
        .wire =
            "525400123456020000000001080045000058000040004032b670c0000201c000"
            "0202000036020000010107760eb3e7b3e6ec1ebeaedb114ca4f51ff1acc7a3c5"
            "0343b83512de7fa79d4e03836f3db9bea75ef92e07fbb4397a0d0cde45f130b9"
            "09a89611227c",
    },
    {
        .what = "0x101", .oob = 0x30002, .hash = 0x92281a6,
        .kind = IPSECNIC_KIND_ESP, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34,
        .wire =
            "525400123456020000000001080045000058000040004032b670c0000201c000"
            "02020000360200000101ebc1722b062dde007c5592da9b4e5e527416d2eeb38b"
            "b55ef0760aeeb6b223e7049f2090db4e0ea6b10342bddd253a927d9d8ebdbf18"
            "2cf89feedde3",
    },
    {
        .what = "0x1fffffff8", .oob = 0x30002, .hash = 0x92281a6,
        .kind = IPSECNIC_KIND_ESP, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34,
        .wire =
            "525400123456020000000001080045000058000040004032b670c0000201c000"
            "020200003602fffffff848e48ed72ce9ba52eac85c3b253a9836a6b8a098fe34"
            "2be17a599daa39aa59967cc807803eca669d5e7d70818e8f32d775d961d7b703"
            "c2c6e15e6149",
    },
    {
        .what = "0x27fffffff", .oob = 0x2, .header_info = 0x10c11,
        .hash = 0x92281a6, .kind = IPSECNIC_KIND_ESP, .outer = 1, .csum = 1,
        .l3_offset = 14, .ipsec_offset = 34, .payload_offset = 58,
        .trailer_length = 26,
        .wire =
            "525400123456020000000001080045000058000040004032b670c0000201c000"
            "0202000036027fffffff04eda1e1358653076f757ee7761f5d65d069fd1eab3c"
            "fdb281d390241ac6dd69de4277aefc5a5b4cff21c03ba183c4c0efdd65981a2a"
            "4327dcc62a58",
        .after =
            "3a:0fa013880012000001080f161d242b32"
            "39400102030405060708090a0b0c0c11",
    },
    {
        .what = "0x1fffffff1", .oob = 0x2, .header_info = 0x10011,
        .hash = 0x1b8f06c7, .kind = IPSECNIC_KIND_ESP, .outer = 1,
        .l3_offset = 14, .ipsec_offset = 54, .payload_offset = 62,
        .trailer_length = 18,
        .wire =
            "52540012345602000000000186dd60000000002c324020010db8000000000000"
            "00000000000120010db800000000000000000000000200003603fffffff10fa0"
            "13880012000001080f161d242b3239400011e49347c3e37cf3238e5a5c3674c1"
            "5b22",
    },
    {
        .what = "0x1ffffffff", .oob = 0x2, .header_info = 0x10011,
        .hash = 0x1b8f06c7, .kind = IPSECNIC_KIND_ESP, .outer = 1,
        .l3_offset = 14, .ipsec_offset = 54, .payload_offset = 62,
        .trailer_length = 18,
        .wire =
            "52540012345602000000000186dd60000000002c324020010db8000000000000"
            "00000000000120010db800000000000000000000000200003603ffffffff0fa0"
            "13880012000001080f161d242b3239400011739653808c21ea693edf35e7f8e6"
            "393b",
    },
    {
        .what = "0x200000000", .oob = 0x2, .header_info = 0x10011,
        .hash = 0x1b8f06c7, .kind = IPSECNIC_KIND_ESP, .outer = 1,
        .l3_offset = 14, .ipsec_offset = 54, .payload_offset = 62,
        .trailer_length = 18,
        .wire =
            "52540012345602000000000186dd60000000002c324020010db8000000000000"
            "00000000000120010db800000000000000000000000200003603000000000fa0"
            "13880012000001080f161d242b3239400011bd143a7d193b3602108d8ba08498"
            "a608",
    },
    {
        .what = "0x200000002", .oob = 0x2, .header_info = 0x10011,
        .hash = 0x1b8f06c7, .kind = IPSECNIC_KIND_ESP, .outer = 1,
        .l3_offset = 14, .ipsec_offset = 54, .payload_offset = 62,
        .trailer_length = 18,
        .wire =
            "52540012345602000000000186dd60000000002c324020010db8000000000000"
            "00000000000120010db800000000000000000000000200003603000000020fa0"
            "13880012000001080f161d242b323940001152f163503c1bf3e393b45574687b"
            "7c27",
    },
    {
        .what = "0x1fffffff8", .oob = 0x2, .header_info = 0x10011,
        .hash = 0x1b8f06c7, .kind = IPSECNIC_KIND_ESP, .outer = 1,
        .l3_offset = 14, .ipsec_offset = 54, .payload_offset = 62,
        .trailer_length = 18,
        .wire =
            "52540012345602000000000186dd60000000002c324020010db8000000000000"
            "00000000000120010db800000000000000000000000200003603fffffff80fa0"
            "13880012000001080f161d242b323940001167f4b20ae4224a50186ee616d275"
            "d376",
    },
    {
        .what = "0x200000100", .oob = 0x2, .header_info = 0x10011,
        .hash = 0x1b8f06c7, .kind = IPSECNIC_KIND_ESP, .outer = 1,
        .l3_offset = 14, .ipsec_offset = 54, .payload_offset = 62,
        .trailer_length = 18,
        .wire =
            "52540012345602000000000186dd60000000002c324020010db8000000000000"
            "00000000000120010db800000000000000000000000200003603000001000fa0"
            "13880012000001080f161d242b323940001105925ae7edeecdc6f7d782065dac"
            "c755",
    },
    {
        .what = "0x300000101", .oob = 0x30002, .hash = 0x1b8f06c7,
        .kind = IPSECNIC_KIND_ESP, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 54,
        .wire =
            "52540012345602000000000186dd60000000002c324020010db8000000000000"
            "00000000000120010db800000000000000000000000200003603000001010fa0"
            "13880012000001080f161d242b32394000111ef36e78a8469c0d29825ea31e8a"
            "9d60",
    },
    {
        .what = "0x100000101", .oob = 0x30002, .hash = 0x1b8f06c7,
        .kind = IPSECNIC_KIND_ESP, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 54, .like = 7,
        .wire = "52:55d6442aa656762529c5c2af2b0e92d1",
    },
    {
        .what = "0x101", .oob = 0x30002, .hash = 0x1b8f06c7,
        .kind = IPSECNIC_KIND_ESP, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 54, .like = 7,
        .wire = "52:7713030016a4df200f0a665e8e1cefbf",
    },
    {
        .what = "0x1fffffff8", .oob = 0x30002, .hash = 0x1b8f06c7,
        .kind = IPSECNIC_KIND_ESP, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 54, .like = 5,
    },
    {
        .what = "0x27fffffff", .oob = 0x2, .header_info = 0x10011,
        .hash = 0x1b8f06c7, .kind = IPSECNIC_KIND_ESP, .outer = 1,
        .l3_offset = 14, .ipsec_offset = 54, .payload_offset = 62,
        .trailer_length = 18,
        .wire =
            "52540012345602000000000186dd60000000002c324020010db8000000000000"
            "00000000000120010db8000000000000000000000002000036037fffffff0fa0"
            "13880012000001080f161d242b3239400011b7c07f9464c46e9c1e3b44cf63c7"
            "fedb",
    },
    {
        .what = "0x1fffffff1", .oob = 0x2, .header_info = 0x10011,
        .hash = 0xc4df23ce, .kind = IPSECNIC_KIND_ESP, .outer = 1, .csum = 1,
        .l3_offset = 14, .ipsec_offset = 34, .payload_offset = 50,
        .trailer_length = 18,
        .wire =
            "525400123456020000000001080045000048000040004032b680c0000201c000"
            "020200003604fffffff106366be4501a1a270fa013880012000001080f161d24"
            "2b323940001110986a1a8037f89d54729b029856b4f0",
    },
    {
        .what = "0x1ffffffff", .oob = 0x2, .header_info = 0x10011,
        .hash = 0xc4df23ce, .kind = IPSECNIC_KIND_ESP, .outer = 1, .csum = 1,
        .l3_offset = 14, .ipsec_offset = 34, .payload_offset = 50,
        .trailer_length = 18,
        .wire =
            "525400123456020000000001080045000048000040004032b680c0000201c000"
            "020200003604ffffffffbf408b5735f828ec0fa013880012000001080f161d24"
            "2b3239400011c85285458a422ffd785239e7145c54b8",
    },
    {
        .what = "0x200000000", .oob = 0x2, .header_info = 0x10011,
        .hash = 0xc4df23ce, .kind = IPSECNIC_KIND_ESP, .outer = 1, .csum = 1,
        .l3_offset = 14, .ipsec_offset = 34, .payload_offset = 50,
        .trailer_length = 18,
        .wire =
            "525400123456020000000001080045000048000040004032b680c0000201c000"
            "0202000036040000000097d0011c5ead33c50fa013880012000001080f161d24"
            "2b3239400011ad3c1fd1a21aa6db28b21d9042bd7adf",
    },
    {
        .what = "0x200000002", .oob = 0x2, .header_info = 0x10011,
        .hash = 0xc4df23ce, .kind = IPSECNIC_KIND_ESP, .outer = 1, .csum = 1,
        .l3_offset = 14, .ipsec_offset = 34, .payload_offset = 50,
        .trailer_length = 18,
        .wire =
            "525400123456020000000001080045000048000040004032b680c0000201c000"
            "020200003604000000029794017af78cbb380fa013880012000001080f161d24"
            "2b3239400011b136c754be5424a56706a58b06413829",
    },
    {
        .what = "0x1fffffff8", .oob = 0x2, .header_info = 0x10011,
        .hash = 0xc4df23ce, .kind = IPSECNIC_KIND_ESP, .outer = 1, .csum = 1,
        .l3_offset = 14, .ipsec_offset = 34, .payload_offset = 50,
        .trailer_length = 18,
        .wire =
            "525400123456020000000001080045000048000040004032b680c0000201c000"
            "020200003604fffffff8535ec5a455b6232f0fa013880012000001080f161d24"
            "2b3239400011acef05c8c38f005ad3d91d03fe77468a",
    },
    {
        .what = "0x200000100", .oob = 0x2, .header_info = 0x10011,
        .hash = 0xc4df23ce, .kind = IPSECNIC_KIND_ESP, .outer = 1, .csum = 1,
        .l3_offset = 14, .ipsec_offset = 34, .payload_offset = 50,
        .trailer_length = 18,
        .wire =
            "525400123456020000000001080045000048000040004032b680c0000201c000"
            "02020000360400000100c024741d5480d26a0fa013880012000001080f161d24"
            "2b32394000115340d13e58606ad034982a447f320505",
    },
    {
        .what = "0x300000101", .oob = 0x30002, .hash = 0xc4df23ce,
        .kind = IPSECNIC_KIND_ESP, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34,
        .wire =
            "525400123456020000000001080045000048000040004032b680c0000201c000"
            "02020000360400000101ec9f562d12fb04420fa013880012000001080f161d24"
            "2b32394000110c2055016e4e63a0b8fe4bb8e3cf387f",
    },
    {
        .what = "0x100000101", .oob = 0x30002, .hash = 0xc4df23ce,
        .kind = IPSECNIC_KIND_ESP, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34,
        .wire =
            "525400123456020000000001080045000048000040004032b680c0000201c000"
            "02020000360400000101c164ad822799cd330fa013880012000001080f161d24"
            "2b3239400011c2d8f036d702fda1d2084e914c18bb08",
    },
    {
        .what = "0x101", .oob = 0x30002, .hash = 0xc4df23ce,
        .kind = IPSECNIC_KIND_ESP, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34,
        .wire =
            "525400123456020000000001080045000048000040004032b680c0000201c000"
            "02020000360400000101081145c71a1dff120fa013880012000001080f161d24"
            "2b3239400011ae6c17262aa470dcc9e05934f5c8a27f",
    },
    {
        .what = "0x1fffffff8", .oob = 0x30002, .hash = 0xc4df23ce,
        .kind = IPSECNIC_KIND_ESP, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34,
        .wire =
            "525400123456020000000001080045000048000040004032b680c0000201c000"
            "020200003604fffffff872f1c32a222de2a00fa013880012000001080f161d24"
            "2b32394000115768d8f1124d9513655dabd980709cb3",
    },
    {
        .what = "0x27fffffff", .oob = 0x2, .header_info = 0x10011,
        .hash = 0xc4df23ce, .kind = IPSECNIC_KIND_ESP, .outer = 1, .csum = 1,
        .l3_offset = 14, .ipsec_offset = 34, .payload_offset = 50,
        .trailer_length = 18,
        .wire =
            "525400123456020000000001080045000048000040004032b680c0000201c000"
            "0202000036047fffffff870dcadedebda7ec0fa013880012000001080f161d24"
            "2b32394000110bddaf647c26468b441c763bab9a196a",
    },
    {
        .what = "0x1fffffff1", .oob = 0x2, .hash = 0xd672a4af,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 54, .payload_offset = 78,
        .wire =
            "52540012345602000000000186dd60000000002a334020010db8000000000000"
            "00000000000120010db80000000000000000000000021104000000003605ffff"
            "fff199680d4a5a5ceb302a019f680fa013880012000001080f161d242b323940",
    },
    {
        .what = "0x1ffffffff", .oob = 0x2, .hash = 0xd672a4af,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 54, .payload_offset = 78, .like = 1,
        .wire = "41:ffaeb70e0248971092455df56d",
    },
    {
        .what = "0x200000000", .oob = 0x2, .hash = 0xd672a4af,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 54, .payload_offset = 78, .like = 1,
        .wire = "3e:00000000158afce2aa12b944198289c1",
    },
    {
        .what = "0x200000002", .oob = 0x2, .hash = 0xd672a4af,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 54, .payload_offset = 78, .like = 1,
        .wire = "3e:00000002d89e16a6b1421d225426617f",
    },
    {
        .what = "0x1fffffff8", .oob = 0x2, .hash = 0xd672a4af,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 54, .payload_offset = 78, .like = 1,
        .wire = "41:f889599587e04667049b6ec927",
    },
    {
        .what = "0x200000100", .oob = 0x2, .hash = 0xd672a4af,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 54, .payload_offset = 78, .like = 1,
        .wire = "3e:00000100c4952ec1c766e5cd9fe28aa3",
    },
    {
        .what = "0x300000101", .oob = 0x20002, .hash = 0xd672a4af,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 54, .like = 1,
        .wire = "3e:0000010181b802e3fc7a2fbfe36e6153",
    },
    {
        .what = "0x100000101", .oob = 0x20002, .hash = 0xd672a4af,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 54, .like = 1,
        .wire = "3e:00000101fd918258d7b990fd16b0c5f1",
    },
    {
        .what = "0x101", .oob = 0x20002, .hash = 0xd672a4af,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 54, .like = 1,
        .wire = "3e:0000010106c4766b677ff79cf1d376e3",
    },
    {
        .what = "0x1fffffff8", .oob = 0x20002, .hash = 0xd672a4af,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 54, .like = 5,
    },
    {
        .what = "0x27fffffff", .oob = 0x2, .hash = 0xd672a4af,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 54, .payload_offset = 78, .like = 1,
        .wire = "3e:7ffffffff12881ec6244d8a7437528ad",
    },
    {
        .what = "0x1fffffff1", .oob = 0x2, .hash = 0x4d89e07e,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34, .payload_offset = 62,
        .wire =
            "525400123456020000000001080045000042000040004033b685c0000201c000"
            "02021105000000003606fffffff18a64dd3bc65ed7b17c80434c493dcd620fa0"
            "13880012000001080f161d242b323940",
    },
    {
        .what = "0x1ffffffff", .oob = 0x2, .hash = 0x4d89e07e,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34, .payload_offset = 62,
        .wire =
            "525400123456020000000001080045000042000040004033b685c0000201c000"
            "02021105000000003606ffffffff96c6e66c3e4c1ca08aeb468cff0eaddb0fa0"
            "13880012000001080f161d242b323940",
    },
    {
        .what = "0x200000000", .oob = 0x2, .hash = 0x4d89e07e,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34, .payload_offset = 62,
        .wire =
            "525400123456020000000001080045000042000040004033b685c0000201c000"
            "0202110500000000360600000000b982b1de38a1fc65d96c319fd40c27210fa0"
            "13880012000001080f161d242b323940",
    },
    {
        .what = "0x200000002", .oob = 0x2, .hash = 0x4d89e07e,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34, .payload_offset = 62,
        .wire =
            "525400123456020000000001080045000042000040004033b685c0000201c000"
            "0202110500000000360600000002a551472d4c50e0aec8dc2640f9a43fae0fa0"
            "13880012000001080f161d242b323940",
    },
    {
        .what = "0x1fffffff8", .oob = 0x2, .hash = 0x4d89e07e,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34, .payload_offset = 62,
        .wire =
            "525400123456020000000001080045000042000040004033b685c0000201c000"
            "02021105000000003606fffffff81ac6245cf6dc82046dfc5cf4c300b75b0fa0"
            "13880012000001080f161d242b323940",
    },
    {
        .what = "0x200000100", .oob = 0x2, .hash = 0x4d89e07e,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34, .payload_offset = 62,
        .wire =
            "525400123456020000000001080045000042000040004033b685c0000201c000"
            "0202110500000000360600000100ad1fb192309bc507ebfb5f0863c6463d0fa0"
            "13880012000001080f161d242b323940",
    },
    {
        .what = "0x300000101", .oob = 0x20002, .hash = 0x4d89e07e,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34,
        .wire =
            "525400123456020000000001080045000042000040004033b685c0000201c000"
            "020211050000000036060000010107a6e3cfbf3372fbf61adddc763ea8a60fa0"
            "13880012000001080f161d242b323940",
    },
    {
        .what = "0x100000101", .oob = 0x20002, .hash = 0x4d89e07e,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34, .like = 7,
        .wire = "2e:c411206c305f5aa9341411a3f26af086",
    },
    {
        .what = "0x101", .oob = 0x20002, .hash = 0x4d89e07e,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34, .like = 7,
        .wire = "2e:b17faf9e3a8e90b2101455357e7983a5",
    },
    {
        .what = "0x1fffffff8", .oob = 0x20002, .hash = 0x4d89e07e,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34, .like = 5,
    },
    {
        .what = "0x27fffffff", .oob = 0x2, .hash = 0x4d89e07e,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34, .payload_offset = 62,
        .wire =
            "525400123456020000000001080045000042000040004033b685c0000201c000"
            "020211050000000036067fffffff4aea6973d6bacf9d11a0bfc64deb9c5c0fa0"
            "13880012000001080f161d242b323940",
    },
    {
        .what = "0x1fffffff1", .oob = 0x2, .hash = 0x5f24671f,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 54, .payload_offset = 94,
        .wire =
            "52540012345602000000000186dd60000000003a334020010db8000000000000"
            "00000000000120010db80000000000000000000000021108000000003607ffff"
            "fff100000009ffffffb894c0d120868d560581632d88d9762626000000000fa0"
            "13880012000001080f161d242b323940",
    },
    {
        .what = "0x1ffffffff", .oob = 0x2, .hash = 0x5f24671f,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 54, .payload_offset = 94,
        .wire =
            "52540012345602000000000186dd60000000003a334020010db8000000000000"
            "00000000000120010db80000000000000000000000021108000000003607ffff"
            "ffff00000009fffffffe8b6ab1f145935ce77d763e60cce128f7000000000fa0"
            "13880012000001080f161d242b323940",
    },
    {
        .what = "0x200000000", .oob = 0x2, .hash = 0x5f24671f,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 54, .payload_offset = 94,
        .wire =
            "52540012345602000000000186dd60000000003a334020010db8000000000000"
            "00000000000120010db800000000000000000000000211080000000036070000"
            "00000000000a0000000375eba90772c821ba8ce134211bfbe341000000000fa0"
            "13880012000001080f161d242b323940",
    },
    {
        .what = "0x200000002", .oob = 0x2, .hash = 0x5f24671f,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 54, .payload_offset = 94,
        .wire =
            "52540012345602000000000186dd60000000003a334020010db8000000000000"
            "00000000000120010db800000000000000000000000211080000000036070000"
            "00020000000a0000000d37cd639a6f3f835d4bbca08a5c3385c5000000000fa0"
            "13880012000001080f161d242b323940",
    },
    {
        .what = "0x1fffffff8", .oob = 0x2, .hash = 0x5f24671f,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 54, .payload_offset = 94,
        .wire =
            "52540012345602000000000186dd60000000003a334020010db8000000000000"
            "00000000000120010db80000000000000000000000021108000000003607ffff"
            "fff800000009ffffffdb654254048af819d1d9ba5b1827e74082000000000fa0"
            "13880012000001080f161d242b323940",
    },
    {
        .what = "0x200000100", .oob = 0x2, .hash = 0x5f24671f,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 54, .payload_offset = 94,
        .wire =
            "52540012345602000000000186dd60000000003a334020010db8000000000000"
            "00000000000120010db800000000000000000000000211080000000036070000"
            "01000000000a0000050391bf3f1d9d66f13460aff3bf3bb84354000000000fa0"
            "13880012000001080f161d242b323940",
    },
    {
        .what = "0x300000101", .oob = 0x20002, .hash = 0x5f24671f,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 54,
        .wire =
            "52540012345602000000000186dd60000000003a334020010db8000000000000"
            "00000000000120010db800000000000000000000000211080000000036070000"
            "01010000000f00000508fc643018f11a8c051ad6537f9a0ddccf000000000fa0"
            "13880012000001080f161d242b323940",
    },
    {
        .what = "0x100000101", .oob = 0x20002, .hash = 0x5f24671f,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 54,
        .wire =
            "52540012345602000000000186dd60000000003a334020010db8000000000000"
            "00000000000120010db800000000000000000000000211080000000036070000"
            "0101000000050000050837c4c0106e4acc612cd7e9c58e2e27d9000000000fa0"
            "13880012000001080f161d242b323940",
    },
    {
        .what = "0x101", .oob = 0x20002, .hash = 0x5f24671f,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 54,
        .wire =
            "52540012345602000000000186dd60000000003a334020010db8000000000000"
            "00000000000120010db800000000000000000000000211080000000036070000"
            "01010000000000000508def9c16f46562db79930a6bdc377ffd9000000000fa0"
            "13880012000001080f161d242b323940",
    },
    {
        .what = "0x1fffffff8", .oob = 0x20002, .hash = 0x5f24671f,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 54, .like = 5,
    },
    {
        .what = "0x27fffffff", .oob = 0x2, .hash = 0x5f24671f,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 54, .payload_offset = 94,
        .wire =
            "52540012345602000000000186dd60000000003a334020010db8000000000000"
            "00000000000120010db800000000000000000000000211080000000036077fff"
            "ffff0000000c7ffffffe17c70be991426cf733e4d57f122c27df000000000fa0"
            "13880012000001080f161d242b323940",
    },
    {
        .what = "high half 0", .oob = 0x2, .header_info = 0x10011,
        .hash = 0x2693736a, .kind = IPSECNIC_KIND_ESP, .outer = 1, .csum = 1,
        .l3_offset = 14, .ipsec_offset = 34, .payload_offset = 50,
        .trailer_length = 18,
        .wire =
            "52540012345602000000000108004500004c000040004032b67cc0000201c000"
            "02020000364100001010de881a944b769ae196347e12071fd544ae821bb6dc7f"
            "2e49678b00ad9477cc12678f7d440873c56ff4323f54dfea52aa",
        .after = "32:0fa013880016000001080f161d242b323940474e555c0011",
    },
    {
        .what = "high half 1", .oob = 0x2, .header_info = 0x10011,
        .hash = 0x2693736a, .kind = IPSECNIC_KIND_ESP, .outer = 1, .csum = 1,
        .l3_offset = 14, .ipsec_offset = 34, .payload_offset = 50,
        .trailer_length = 18,
        .wire =
            "52540012345602000000000108004500004c000040004032b67cc0000201c000"
            "020200003641000010104fe48ecd99eb263007dede97c16db7483ff1016215ed"
            "7d0478c9cea98ff78771e488f88443588eb326c06f06aceae200",
        .after = "32:0fa013880016000001080f161d242b323940474e555c0011",
    },
    {
        .what = "high half 5", .oob = 0x2, .header_info = 0x10011,
        .hash = 0x2693736a, .kind = IPSECNIC_KIND_ESP, .outer = 1, .csum = 1,
        .l3_offset = 14, .ipsec_offset = 34, .payload_offset = 50,
        .trailer_length = 18,
        .wire =
            "52540012345602000000000108004500004c000040004032b67cc0000201c000"
            "02020000364100001010f095aeab193ac52326b8181c4c930f85b21ad0a7e60a"
            "1bde64d0227bb8292f8b5a578403a2f100b78c0fa9d6c16d0cb8",
        .after = "32:0fa013880016000001080f161d242b323940474e555c0011",
    },
    {
        .what = "high half 7", .oob = 0x2, .header_info = 0x10011,
        .hash = 0x2693736a, .kind = IPSECNIC_KIND_ESP, .outer = 1, .csum = 1,
        .l3_offset = 14, .ipsec_offset = 34, .payload_offset = 50,
        .trailer_length = 18,
        .wire =
            "52540012345602000000000108004500004c000040004032b67cc0000201c000"
            "020200003641000010105f9ec2359903f0a523fcd63715dd14e213054a727c12"
            "ae4ba8c401130e9f1926c2a660327677b28268a3af7f2bcd44c4",
        .after = "32:0fa013880016000001080f161d242b323940474e555c0011",
    },
    {
        .what = "high half 0", .oob = 0x2, .header_info = 0x10811,
        .hash = 0xbd6837bb, .kind = IPSECNIC_KIND_ESP, .outer = 1, .csum = 1,
        .l3_offset = 14, .ipsec_offset = 34, .payload_offset = 58,
        .trailer_length = 22,
        .wire =
            "525400123456020000000001080045000058000040004032b670c0000201c000"
            "0202000036420000101048883e89d9434ec01bd393a9225d4ff9143c3b735b5a"
            "14dcf34b4e7f35860ebe0ce81adbc87b002e5678494d51774543e532634ee19e"
            "026c047223c6",
        .after =
            "3a:0fa013880016000001080f161d242b32"
            "3940474e555c01020304050607080811",
    },
    {
        .what = "high half 1", .oob = 0x2, .header_info = 0x10811,
        .hash = 0xbd6837bb, .kind = IPSECNIC_KIND_ESP, .outer = 1, .csum = 1,
        .l3_offset = 14, .ipsec_offset = 34, .payload_offset = 58,
        .trailer_length = 22,
        .wire =
            "525400123456020000000001080045000058000040004032b670c0000201c000"
            "020200003642000010102dc7c7c591dcf13d297076b6b7c2e0ee351424300ebd"
            "1ef20914638b1c370fda555909e9d1c641bba18a7a37ee41bc560afdb26f1a90"
            "287c4fe110b5",
        .after =
            "3a:0fa013880016000001080f161d242b32"
            "3940474e555c01020304050607080811",
    },
    {
        .what = "high half 5", .oob = 0x2, .header_info = 0x10811,
        .hash = 0xbd6837bb, .kind = IPSECNIC_KIND_ESP, .outer = 1, .csum = 1,
        .l3_offset = 14, .ipsec_offset = 34, .payload_offset = 58,
        .trailer_length = 22,
        .wire =
            "525400123456020000000001080045000058000040004032b670c0000201c000"
            "0202000036420000101083e10716062c39ff809ecc0dafd539b5f26f650b999b"
            "f55fd58ff9ae620e6c856203f7b5c23a8988ba15d5f0d53f2a31370007351471"
            "dbab9aa9a1ca",
        .after =
            "3a:0fa013880016000001080f161d242b32"
            "3940474e555c01020304050607080811",
    },
    {
        .what = "high half 7", .oob = 0x2, .header_info = 0x10811,
        .hash = 0xbd6837bb, .kind = IPSECNIC_KIND_ESP, .outer = 1, .csum = 1,
        .l3_offset = 14, .ipsec_offset = 34, .payload_offset = 58,
        .trailer_length = 22,
        .wire =
            "525400123456020000000001080045000058000040004032b670c0000201c000"
            "020200003642000010109cd335ac0959ba6f0ad08a5cf99059a2d69aeb6d7fdc"
            "b758608e068ab19397cd520ed6cfc764527ba2973d181baf80e9efede8dc7a3d"
            "596d24bc4e2e",
        .after =
            "3a:0fa013880016000001080f161d242b32"
            "3940474e555c01020304050607080811",
    },
    {
        .what = "high half 0", .oob = 0x2, .hash = 0x343ef40b,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34, .payload_offset = 62,
        .wire =
            "525400123456020000000001080045000046000040004033b681c0000201c000"
            "0202110500000000364000001010669a3914fe370e4f2257ac9c022ba47b0fa0"
            "13880016000001080f161d242b323940474e555c",
    },
    {
        .what = "high half 1", .oob = 0x2, .hash = 0x343ef40b,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34, .payload_offset = 62, .like = 1,
        .wire = "2e:6d8daa2af52ccd6fc11a613c82a3df5e",
    },
    {
        .what = "high half 5", .oob = 0x2, .hash = 0x343ef40b,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34, .payload_offset = 62, .like = 1,
        .wire = "2e:30aa5ddc2baef98b7115f191f1aadd22",
    },
    {
        .what = "high half 7", .oob = 0x2, .hash = 0x343ef40b,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34, .payload_offset = 62, .like = 1,
        .wire = "2e:307d2e5b6216d1fc45d01a6d753d9cb8",
    },
    {
        .what = "segment at 1000", .oob = 0x2, .header_info = 0x10206,
        .hash = 0xffcb68f0, .kind = IPSECNIC_KIND_ESP, .outer = 1, .csum = 1,
        .l3_offset = 14, .ipsec_offset = 34, .payload_offset = 50,
        .trailer_length = 20,
        .wire =
            "5254001234560200000000010800450000b0000040004032b618c0000201c000"
            "0202000037010000000111c4cfd8d8be28a5e8352ba54a5e7849ab376b193bc7"
            "b494728039f82d1af13f99d52fce6b54e1f85575d7087536e4dc757307579d6d"
            "7d65ae1134f417c06ca295aba40af5433f9a7929bc8a032257d77a706c573b25"
            "842c75f3e60b2571f743c6868732c238879a75a77489865d4269383653fccec8"
            "fbb09937b1bf88f7c4e08b7cd25de8fdd3c7775c5b7b7620f8d42b2317a9",
        .after =
            "32:9c400050000003e80000100050102000"
            "00000000e8eff6fd040b121920272e353c434a51585f666d747b828990979ea5"
            "acb3bac1c8cfd6dde4ebf2f900070e151c232a31383f464d545b626970777e85"
            "8c939aa1a8afb6bdc4cbd2d9e0e7eef5fc030a11181f262d343b424950575e65"
            "6c737a81888f969d01020206",
    },
    {
        .what = "segment at 1100", .oob = 0x2, .header_info = 0x10206,
        .hash = 0xffcb68f0, .kind = IPSECNIC_KIND_ESP, .outer = 1, .csum = 1,
        .l3_offset = 14, .ipsec_offset = 34, .payload_offset = 50,
        .trailer_length = 20,
        .wire =
            "5254001234560200000000010800450000b0000040004032b618c0000201c000"
            "020200003701000000028a48a13d4053444e1942cdf8c4113142ff50b8166820"
            "694fb13c48bf6f6642231d274f85017d1f6509c781b8e447e0ea012d56dd1fce"
            "6e5de1607dca366fe6c6f112e47e25c261398e80f69519d64527d84bfa518193"
            "b5a755fb533bfc05f57733cb4fbe8d1508f6d09439241271bbfd3eb4f46b5520"
            "442313490b19e3db9e072f1c497b1eaad283cf9d1563a786628b43cc5e26",
        .after =
            "32:9c4000500000044c0000100050102000"
            "000000004c535a61686f767d848b9299a0a7aeb5bcc3cad1d8dfe6edf4fb0209"
            "10171e252c333a41484f565d646b727980878e959ca3aab1b8bfc6cdd4dbe2e9"
            "f0f7fe050c131a21282f363d444b525960676e757c838a91989fa6adb4bbc2c9"
            "d0d7dee5ecf3fa0101020206",
    },
    {
        .what = "segment at 1200", .oob = 0x2, .header_info = 0x10206,
        .hash = 0xffcb68f0, .kind = IPSECNIC_KIND_ESP, .outer = 1, .csum = 1,
        .l3_offset = 14, .ipsec_offset = 34, .payload_offset = 50,
        .trailer_length = 20,
        .wire =
            "5254001234560200000000010800450000b0000040004032b618c0000201c000"
            "02020000370100000003997bbd2c5306df1ea73dc3a1f74abff01093a9231a77"
            "b8bb1fd6271e2c2ebf49d1919b0784961f612358a2ff31a1c996e0219b5cab3c"
            "029b3a49707f4d3c4b424864518004d7f5237f88379a772266ecbe6c0863acce"
            "72fcbb77a861ccb313462bd96887973708215b7637c0cdcd6306701b89345e96"
            "121f64d4ddc08ee8b578a4fd94cdb3c1fcde97e8de4f929f082a8155af08",
        .after =
            "32:9c400050000004b00000100050102000"
            "00000000b0b7bec5ccd3dae1e8eff6fd040b121920272e353c434a51585f666d"
            "747b828990979ea5acb3bac1c8cfd6dde4ebf2f900070e151c232a31383f464d"
            "545b626970777e858c939aa1a8afb6bdc4cbd2d9e0e7eef5fc030a11181f262d"
            "343b424950575e6501020206",
    },
    {
        .what = "segment at 1300", .oob = 0x2, .header_info = 0x10206,
        .hash = 0xffcb68f0, .kind = IPSECNIC_KIND_ESP, .outer = 1, .csum = 1,
        .l3_offset = 14, .ipsec_offset = 34, .payload_offset = 50,
        .trailer_length = 20,
        .wire =
            "525400123456020000000001080045000074000040004032b654c0000201c000"
            "020200003701000000043af4e501c01695d1d1675f6194433e951a965e643bcd"
            "8e085b55a2774dbd9d729fe0ecd2e66414561773d6a47a0cd0b2fcd03ac4edcc"
            "e9f5ab6c4bbe912a2478a58f1c77b9bcf5314c9ea87025920a09c6a78b18fa9e"
            "2ffa",
        .after =
            "32:9c400050000005140000100050102000"
            "00000000141b222930373e454c535a61686f767d848b9299a0a7aeb5bcc3cad1"
            "d8dfe6edf4fb020910171e2501020206",
    },
    {
        .what = "segment at 5000", .oob = 0x2, .hash = 0x64302c21,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 54, .payload_offset = 78,
        .wire =
            "52540012345602000000000186dd60000000007c334020010db8000000000000"
            "00000000000120010db800000000000000000000000206040000000037020000"
            "000170bf5267fb3739b94a31fb719c4000500000138800001000501020000000"
            "0000888f969da4abb2b9c0c7ced5dce3eaf1f8ff060d141b222930373e454c53"
            "5a61686f767d848b9299a0a7aeb5bcc3cad1d8dfe6edf4fb020910171e252c33"
            "3a41484f565d646b727980878e959ca3aab1",
    },
    {
        .what = "segment at 5080", .oob = 0x2, .hash = 0x64302c21,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 54, .payload_offset = 78,
        .wire =
            "52540012345602000000000186dd60000000007c334020010db8000000000000"
            "00000000000120010db800000000000000000000000206040000000037020000"
            "000246fc2b6c3f5db831f73c2f229c400050000013d800001000501020000000"
            "0000d8dfe6edf4fb020910171e252c333a41484f565d646b727980878e959ca3"
            "aab1b8bfc6cdd4dbe2e9f0f7fe050c131a21282f363d444b525960676e757c83"
            "8a91989fa6adb4bbc2c9d0d7dee5ecf3fa01",
    },
    {
        .what = "segment at 5160", .oob = 0x2, .hash = 0x64302c21,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .l3_offset = 14,
        .ipsec_offset = 54, .payload_offset = 78,
        .wire =
            "52540012345602000000000186dd60000000007c334020010db8000000000000"
            "00000000000120010db800000000000000000000000206040000000037020000"
            "00032361ba9a7e5b5d3aaef62ee49c4000500000142800001000501020000000"
            "0000282f363d444b525960676e757c838a91989fa6adb4bbc2c9d0d7dee5ecf3"
            "fa01080f161d242b323940474e555c636a71787f868d949ba2a9b0b7bec5ccd3"
            "dae1e8eff6fd040b121920272e353c434a51",
    },
    {
        .what = "ESP, first", .hash = 0x5ceea90c,
        .kind = IPSECNIC_KIND_FRAGMENT, .reason = IPSECNIC_REASON_FRAGMENT,
        .csum = 1, .l3_offset = 14,
        .wire =
            "52540012345602000000000108004500005c000020004032d66cc0000201c000"
            "0202000037110000000153b4c57476fbb80b3e7e9f415bed49dff82f682ae0f7"
            "247e1c80b40a24c00aa7564eb1431b0a0376c0f1bb017e7482b9ec61003df00a"
            "363af33092d59b06729f",
    },
    {
        .what = "ESP, a later one", .hash = 0x5ceea90c,
        .kind = IPSECNIC_KIND_FRAGMENT, .reason = IPSECNIC_REASON_FRAGMENT,
        .csum = 1, .l3_offset = 14, .like = 1,
        .wire = "15:034032d669",
    },
    {
        .what = "ESP, last", .hash = 0x5ceea90c,
        .kind = IPSECNIC_KIND_FRAGMENT, .reason = IPSECNIC_REASON_FRAGMENT,
        .csum = 1, .l3_offset = 14, .like = 1,
        .wire = "14:00034032f669",
    },
    {
        .what = "ESP, whole", .oob = 0x2, .header_info = 0x10311,
        .hash = 0x2ee1b086, .kind = IPSECNIC_KIND_ESP, .outer = 1, .csum = 1,
        .l3_offset = 14, .ipsec_offset = 34, .payload_offset = 50,
        .trailer_length = 21, .like = 1,
        .wire = "14:40004032b6",
        .after =
            "32:0fa013880023000001080f161d242b32"
            "3940474e555c636a71787f868d949ba2a9b0b70102030311",
    },
    {
        .what = "AH, first", .hash = 0x5ceea90c,
        .kind = IPSECNIC_KIND_FRAGMENT, .reason = IPSECNIC_REASON_FRAGMENT,
        .csum = 1, .l3_offset = 14,
        .wire =
            "52540012345602000000000108004500004f000020004033d678c0000201c000"
            "02021104000000003713000000787bc6de05fa55fc5be2abeba60fa013880023"
            "000001080f161d242b323940474e555c636a71787f868d949ba2a9b0b7",
    },
    {
        .what = "AH, a later one", .hash = 0x5ceea90c,
        .kind = IPSECNIC_KIND_FRAGMENT, .reason = IPSECNIC_REASON_FRAGMENT,
        .csum = 1, .l3_offset = 14, .like = 5,
        .wire = "15:034033d675",
    },
    {
        .what = "AH, last", .hash = 0x5ceea90c, .kind = IPSECNIC_KIND_FRAGMENT,
        .reason = IPSECNIC_REASON_FRAGMENT, .csum = 1, .l3_offset = 14,
        .like = 5,
        .wire = "14:00034033f675",
    },
    {
        .what = "AH, whole", .oob = 0x2, .hash = 0xa7b77336,
        .kind = IPSECNIC_KIND_AH, .outer = 2, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34, .payload_offset = 58, .like = 5,
        .wire = "14:40004033b6",
    },
    {
        .what = "ESP in UDP, first", .hash = 0x5ceea90c,
        .kind = IPSECNIC_KIND_FRAGMENT, .reason = IPSECNIC_REASON_FRAGMENT,
        .csum = 1, .l3_offset = 14,
        .wire =
            "525400123456020000000001080045000064000020004011d685c0000201c000"
            "020211941194005000000000371500000001aaea215b35c24998487dc667389a"
            "c6a24248e2308ca0760aa9b49bc962fe145409bae6a259a958e29cc9e41c31aa"
            "29ece9624d5bc6ca18669f15a72fb8cc122f",
    },
    {
        .what = "ESP in UDP, a later one", .hash = 0x5ceea90c,
        .kind = IPSECNIC_KIND_FRAGMENT, .reason = IPSECNIC_REASON_FRAGMENT,
        .csum = 1, .l3_offset = 14, .like = 9,
        .wire = "15:034011d682",
    },
    {
        .what = "ESP in UDP, last", .hash = 0x5ceea90c,
        .kind = IPSECNIC_KIND_FRAGMENT, .reason = IPSECNIC_REASON_FRAGMENT,
        .csum = 1, .l3_offset = 14, .like = 9,
        .wire = "14:00034011f682",
    },
    {
        .what = "ESP in UDP, whole", .oob = 0x2, .header_info = 0x10311,
        .hash = 0x6a4ad15e, .kind = IPSECNIC_KIND_UDP_ESP, .outer = 3,
        .csum = 1, .l3_offset = 14, .ipsec_offset = 42, .payload_offset = 58,
        .trailer_length = 21, .like = 9,
        .wire = "14:40004011b6",
        .after =
            "3a:0fa013880023000001080f161d242b32"
            "3940474e555c636a71787f868d949ba2a9b0b70102030311",
    },
    {
        .what = "ESP, first", .hash = 0x829c6d35,
        .kind = IPSECNIC_KIND_FRAGMENT, .reason = IPSECNIC_REASON_FRAGMENT,
        .l3_offset = 14,
        .wire =
            "52540012345602000000000186dd6000000000502c4020010db8000000000000"
            "00000000000120010db800000000000000000000000232000001000000630000"
            "371200000001d7975b20cc2b3c5a699e9342ef79eea135ace75ca2051e36657a"
            "d30223203735164511a902c224bca363f1cc8f04b37d44b68c70164cdf5e1a31"
            "64af944fae1c",
    },
    {
        .what = "ESP, a later one", .hash = 0x829c6d35,
        .kind = IPSECNIC_KIND_FRAGMENT, .reason = IPSECNIC_REASON_FRAGMENT,
        .l3_offset = 14, .like = 1,
        .wire = "39:11",
    },
    {
        .what = "ESP, last", .hash = 0x829c6d35,
        .kind = IPSECNIC_KIND_FRAGMENT, .reason = IPSECNIC_REASON_FRAGMENT,
        .l3_offset = 14, .like = 1,
        .wire = "39:10",
    },
    {
        .what = "ESP, whole", .oob = 0x2, .header_info = 0x10311,
        .hash = 0xb51af457, .kind = IPSECNIC_KIND_ESP, .outer = 1,
        .l3_offset = 14, .ipsec_offset = 54, .payload_offset = 70,
        .trailer_length = 21,
        .wire =
            "52540012345602000000000186dd600000000048324020010db8000000000000"
            "00000000000120010db80000000000000000000000020000371200000001d797"
            "5b20cc2b3c5a699e9342ef79eea135ace75ca2051e36657ad302232037351645"
            "11a902c224bca363f1cc8f04b37d44b68c70164cdf5e1a3164af944fae1c",
        .after =
            "46:0fa013880023000001080f161d242b32"
            "3940474e555c636a71787f868d949ba2a9b0b70102030311",
    },
    {
        .what = "AH, first", .hash = 0x829c6d35,
        .kind = IPSECNIC_KIND_FRAGMENT, .reason = IPSECNIC_REASON_FRAGMENT,
        .l3_offset = 14,
        .wire =
            "52540012345602000000000186dd6000000000432c4020010db8000000000000"
            "00000000000120010db800000000000000000000000233000001000000631104"
            "000000003714000000799df97d7f142fc920c734fba70fa01388002300000108"
            "0f161d242b323940474e555c636a71787f868d949ba2a9b0b7",
    },
    {
        .what = "AH, a later one", .hash = 0x829c6d35,
        .kind = IPSECNIC_KIND_FRAGMENT, .reason = IPSECNIC_REASON_FRAGMENT,
        .l3_offset = 14, .like = 5,
        .wire = "39:11",
    },
    {
        .what = "AH, last", .hash = 0x829c6d35, .kind = IPSECNIC_KIND_FRAGMENT,
        .reason = IPSECNIC_REASON_FRAGMENT, .l3_offset = 14, .like = 5,
        .wire = "39:10",
    },
    {
        .what = "AH, whole", .oob = 0x2, .hash = 0x78e7563f,
        .kind = IPSECNIC_KIND_AH, .outer = 2, .l3_offset = 14,
        .ipsec_offset = 54, .payload_offset = 78,
        .wire =
            "52540012345602000000000186dd60000000003b334020010db8000000000000"
            "00000000000120010db800000000000000000000000211040000000037140000"
            "00799df97d7f142fc920c734fba70fa013880023000001080f161d242b323940"
            "474e555c636a71787f868d949ba2a9b0b7",
    },
    {
        .what = "AH behind an atomic fragment header", .hash = 0x78e7563f,
        .kind = IPSECNIC_KIND_AH, .reason = IPSECNIC_REASON_FRAGMENT,
        .outer = 2, .l3_offset = 14, .ipsec_offset = 62, .like = 5,
        .wire = "39:00",
    },
    {
        .what = "the protocol that is on", .oob = 0x2, .header_info = 0x10211,
        .hash = 0x92b66d65, .kind = IPSECNIC_KIND_ESP, .outer = 1, .csum = 1,
        .l3_offset = 14, .ipsec_offset = 34, .payload_offset = 50,
        .trailer_length = 20,
        .wire =
            "525400123456020000000001080045000054000040004032b674c0000201c000"
            "0202000038010000000153ee7a64d246a9ed24f160e3d4b0246df239e6bc5f49"
            "5b7f6248764a8ac4c99cf09a1ff0d617df7a3e87908e4b1ffff9affb47b213b3"
            "c352",
        .after =
            "32:0fa01388001c000001080f161d242b32"
            "3940474e555c636a71787f8601020211",
    },
    {
        .what = "the one that is off", .hash = 0x92b66d65,
        .kind = IPSECNIC_KIND_AH, .reason = IPSECNIC_REASON_PROTOCOL_OFF,
        .csum = 1, .l3_offset = 14, .ipsec_offset = 34,
        .wire =
            "525400123456020000000001080045000048000040004033b67fc0000201c000"
            "020211040000000038010000007c0ac95578171c8f844cd4ed000fa01388001c"
            "000001080f161d242b323940474e555c636a71787f86",
    },
    {
        .what = "the one that is off, in a tunnel", .oob = 0x2,
        .header_info = 0x10204, .hash = 0x4de6486c, .kind = IPSECNIC_KIND_ESP,
        .inner_reason = IPSECNIC_REASON_PROTOCOL_OFF, .outer = 2,
        .l3_offset = 14, .ipsec_offset = 54, .payload_offset = 70,
        .inner_l3_offset = 70, .inner_ipsec_offset = 90, .trailer_length = 20,
        .wire =
            "52540012345602000000000186dd60000000006c324020010db8000000000000"
            "00000000000120010db800000000000000000000000200003806000000015d18"
            "d2423ab82a33c6d83384421224148b8a435182a5b6048345ef961f5478ab8ca7"
            "9e8c4c2f47a733d70428ad81aa06f327de39c56ac0b3f3de38bd9545c84bf249"
            "11cb3446fbc8273942baf170fc4ee2e028d0452fdabc194fd58a074e82f8707b"
            "30c0",
        .after =
            "46:45000048000040004033b67fc0000201"
            "c000020211040000000038010000007c0ac95578171c8f844cd4ed000fa01388"
            "001c000001080f161d242b323940474e555c636a71787f8601020204",
    },
    {
        .what = "the protocol that is on", .oob = 0x2, .hash = 0x94d29b4,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34, .payload_offset = 58,
        .wire =
            "525400123456020000000001080045000048000040004033b67fc0000201c000"
            "020211040000000038020000007d496348995e7e3fbf39158c9b0fa01388001c"
            "000001080f161d242b323940474e555c636a71787f86",
    },
    {
        .what = "the one that is off", .hash = 0x94d29b4,
        .kind = IPSECNIC_KIND_ESP, .reason = IPSECNIC_REASON_PROTOCOL_OFF,
        .csum = 1, .l3_offset = 14, .ipsec_offset = 34,
        .wire =
            "525400123456020000000001080045000054000040004032b674c0000201c000"
            "0202000038020000000151b1b451627e67d5f7acca2b54234b66ca9175a136c6"
            "995776b69cfda0ecdebfffb34adcbbe8ca2300b68621b7310b39307b5c78bfd8"
            "54fa",
    },
    {
        .what = "the one that is off, in a tunnel", .oob = 0x2,
        .hash = 0xd61d0cbd, .kind = IPSECNIC_KIND_AH,
        .inner_reason = IPSECNIC_REASON_PROTOCOL_OFF, .outer = 2,
        .l3_offset = 14, .ipsec_offset = 54, .payload_offset = 78,
        .inner_l3_offset = 78, .inner_ipsec_offset = 98,
        .wire =
            "52540012345602000000000186dd60000000006c334020010db8000000000000"
            "00000000000120010db800000000000000000000000204040000000038050000"
            "0080e736d9b3dfc93622c093f7a745000054000040004032b674c0000201c000"
            "0202000038020000000151b1b451627e67d5f7acca2b54234b66ca9175a136c6"
            "995776b69cfda0ecdebfffb34adcbbe8ca2300b68621b7310b39307b5c78bfd8"
            "54fa",
    },
    {
        .what = "AH and ESP", .hash = 0x439cb513, .kind = IPSECNIC_KIND_AH,
        .reason = IPSECNIC_REASON_CAPABILITY, .outer = 1, .csum = 1,
        .l3_offset = 14, .ipsec_offset = 34,
        .wire =
            "52540012345602000000000108004500006c000040004033b65bc0000201c000"
            "02023204000000003811000000a220b5d95e504b74e6a294e50a000038120000"
            "00015a614156e3dd8f5cadabd3e22b689a46fd99e66b436081fabdb4faf7a646"
            "8cd5aa0426300f9501514069dfac37f03d25dc76ae47e9ae8926",
    },
    {
        .what = "AH and ESP, and bad", .hash = 0x439cb513,
        .kind = IPSECNIC_KIND_AH, .reason = IPSECNIC_REASON_CAPABILITY,
        .outer = 1, .csum = 1, .l3_offset = 14, .ipsec_offset = 34, .like = 1,
        .wire = "79:27",
    },
    {
        .what = "AH alone", .oob = 0x2, .hash = 0x439cb513,
        .kind = IPSECNIC_KIND_AH, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34, .payload_offset = 58,
        .wire =
            "525400123456020000000001080045000048000040004033b67fc0000201c000"
            "0202110400000000381100000003c07f946ea694bf3f8f0bcd6b0fa01388001c"
            "000001080f161d242b323940474e555c636a71787f86",
    },
    {
        .what = "AH in front of the ESP of somebody else", .oob = 0x2,
        .hash = 0x439cb513, .kind = IPSECNIC_KIND_AH, .outer = 1, .csum = 1,
        .l3_offset = 14, .ipsec_offset = 34, .payload_offset = 58,
        .wire =
            "52540012345602000000000108004500006c000040004033b65bc0000201c000"
            "02023204000000003811000000a220b5d95e504b74e6a294e50a000038120000"
            "00015a614156e3dd8f5cadabd3e22b689a46fd99e66b436081fabdb4faf7a646"
            "8cd5aa0426300f9501514069dfac37f03d25dc76ae47e9ae8926",
    },
    {
        .what = "outside", .oob = 0x2, .header_info = 0x10211,
        .hash = 0xe70570b, .kind = IPSECNIC_KIND_ESP, .outer = 2, .csum = 1,
        .l3_offset = 14, .ipsec_offset = 38, .payload_offset = 62,
        .trailer_length = 16,
        .wire =
            "52540012345602000000000108004600005c0000400040322168c0000201c000"
            "0202940400000000382c000000012a31d534a7d75643fc121f519f21ba34486d"
            "85f031e02701445e36f3c0d7403f866cb931a0585add4c48e9eee634c1789428"
            "066d452d7f6283b62682",
        .after =
            "3e:0fa01388001c000001080f161d242b32"
            "3940474e555c636a71787f8601020211",
    },
    {
        .what = "inside", .oob = 0x6, .header_info = 0x10211,
        .hash = 0xac25e7e7, .kind = IPSECNIC_KIND_ESP, .outer = 1, .inner = 3,
        .csum = 1, .l3_offset = 14, .ipsec_offset = 34, .payload_offset = 98,
        .inner_l3_offset = 50, .inner_ipsec_offset = 74, .trailer_length = 16,
        .wire =
            "525400123456020000000001080045000094000040004032b634c0000201c000"
            "020200003824000000015f36402b38401fd7b1b2da1706f637e6711c92dd1617"
            "ab9559d1da61a57407d2b3751eca75d1666245155dea39ece7c78df6dc0d4abc"
            "8f965a1624de9d662c7689d8f0dd91e49929a0cefec055ae60ae1eb57842e66b"
            "a53fa1f364288c38da3c9862b0b15dc42b2ddbf491f46eb9d23988b0c5a2b3a8"
            "78e2",
        .after =
            "32:4600005c00004000403291660a010001"
            "0a020002940400000000383400000001970b6e3ee13b0424a3379bac530c74c0"
            "0fa01388001c000001080f161d242b323940474e555c636a71787f8601020211"
            "758959da446d84ee7db4688a01020204",
    },
    {
        .what = "without", .oob = 0x2, .header_info = 0x10211,
        .hash = 0xe70570b, .kind = IPSECNIC_KIND_ESP, .outer = 2, .csum = 1,
        .l3_offset = 14, .ipsec_offset = 34, .payload_offset = 58,
        .trailer_length = 16,
        .wire =
            "525400123456020000000001080045000058000040004032b670c0000201c000"
            "02020000382c00000002b7699b27873250c952e6c4e956ffd099b576e1887397"
            "b30aab73b944fe63338bff1d422f1bf08c813b01b699b5b8ddf3700797f203ea"
            "4b494a3cd10b",
        .after =
            "3a:0fa01388001c000001080f161d242b32"
            "3940474e555c636a71787f8601020211",
    },
    {
        .what = "outside", .hash = 0xe70570b, .kind = IPSECNIC_KIND_ESP,
        .reason = IPSECNIC_REASON_CAPABILITY, .outer = 2, .csum = 1,
        .l3_offset = 14, .ipsec_offset = 38,
        .wire =
            "52540012345602000000000108004600005c0000400040322168c0000201c000"
            "0202940400000000382c000000033136e2fa204a9cf448fec2d79d73f1ee3690"
            "b5d5e580d15b213d225cdcca8dd51ca3f7deff06da64f54f28ad4754f831b901"
            "edddc90aee89ff615445",
    },
    {
        .what = "outside, and bad", .hash = 0xe70570b,
        .kind = IPSECNIC_KIND_ESP, .reason = IPSECNIC_REASON_CAPABILITY,
        .outer = 2, .csum = 1, .l3_offset = 14, .ipsec_offset = 38, .like = 1,
        .wire = "69:44",
    },
    {
        .what = "inside", .oob = 0x2, .header_info = 0x10204,
        .hash = 0xac25e7e7, .kind = IPSECNIC_KIND_ESP,
        .inner_reason = IPSECNIC_REASON_CAPABILITY, .outer = 1, .inner = 3,
        .csum = 1, .l3_offset = 14, .ipsec_offset = 34, .payload_offset = 50,
        .inner_l3_offset = 50, .inner_ipsec_offset = 74, .trailer_length = 20,
        .wire =
            "525400123456020000000001080045000094000040004032b634c0000201c000"
            "0202000038240000000298db346e36f3d045db892a22bd4931d8481b5d718636"
            "6e877e1a71d2918d9085f6614c158bea6461c8444d9f9232669b4add0266e303"
            "4e55ae6946e43867a070905a5f9008a668f3764df63e9b8d88fe38038e526034"
            "dce4d429a0b277dab8faf2860c89860a56bec404597b14083cef86beca0c2742"
            "0bf4",
        .after =
            "32:4600005c00004000403291660a010001"
            "0a020002940400000000383400000002ff98afe33a650b642b5488d0017774f7"
            "ab66f49b189c3986908248c5fd93e101aa3b9d7d55ced47373067d36e3254908"
            "9d1d7f6c1d9aede947096ff801020204",
    },
    {
        .what = "without", .oob = 0x2, .header_info = 0x10211,
        .hash = 0xe70570b, .kind = IPSECNIC_KIND_ESP, .outer = 2, .csum = 1,
        .l3_offset = 14, .ipsec_offset = 34, .payload_offset = 58,
        .trailer_length = 16,
        .wire =
            "525400123456020000000001080045000058000040004032b670c0000201c000"
            "02020000382c00000004bc6895554f16853865482baeae29e0797a4033a59863"
            "0cea1f6a6a9b3f397b0433fa65827c99a358d3d089164117394dd4ea29ede4bd"
            "993d85a077a8",
        .after =
            "3a:0fa01388001c000001080f161d242b32"
            "3940474e555c636a71787f8601020211",
    },
    {
        .what = "outside", .oob = 0x2, .header_info = 0x10211,
        .hash = 0x872694bb, .kind = IPSECNIC_KIND_ESP, .outer = 2,
        .l3_offset = 14, .ipsec_offset = 62, .payload_offset = 86,
        .trailer_length = 16,
        .wire =
            "52540012345602000000000186dd60000000004c3c4020010db8000000000000"
            "00000000000120010db800000000000000000000000232000104000000000000"
            "382e00000001979e43c120b29ef36e6be47b0c9b2765da15ab2fc97a480b0c83"
            "2685d63748d4528f36b8a7a2772eda2e4b638df4509ebe9a7c82a9cc58273088"
            "c16c",
        .after =
            "56:0fa01388001c000001080f161d242b32"
            "3940474e555c636a71787f8601020211",
    },
    {
        .what = "inside", .oob = 0x6, .header_info = 0x10211,
        .hash = 0x25732457, .kind = IPSECNIC_KIND_ESP, .outer = 1, .inner = 3,
        .csum = 1, .l3_offset = 14, .ipsec_offset = 34, .payload_offset = 122,
        .inner_l3_offset = 50, .inner_ipsec_offset = 98, .trailer_length = 16,
        .wire =
            "5254001234560200000000010800450000ac000040004032b61cc0000201c000"
            "020200003826000000014583526c7d4261ee81e3d6016c20f9b87d170ad1f640"
            "928fa74da7a1940b1fead2c0053ab32d412d15dee700bdb0b5e64e056f23865a"
            "7cf728c9e09875fce1315944c338d8ffc658b3f712c32e260df2325bca4c235f"
            "b14e7ab49b7dd1079981ed915e5dcd23f6705b3ca2b8739a6777bb7b0264a681"
            "5abe0bc8eccf49c80c8a9e8e0abc123e1842f24197d937a65dfc",
        .after =
            "32:60000000004c3c4020010db800010000"
            "000000000000000120010db80002000000000000000000023200010400000000"
            "000038360000000172a3a375d6652cff13035fe3c44e40290fa01388001c0000"
            "01080f161d242b323940474e555c636a71787f8601020211b54a582b75410108"
            "9e8d0a9501020229",
    },
    {
        .what = "without", .oob = 0x2, .header_info = 0x10211,
        .hash = 0x872694bb, .kind = IPSECNIC_KIND_ESP, .outer = 2,
        .l3_offset = 14, .ipsec_offset = 54, .payload_offset = 78,
        .trailer_length = 16,
        .wire =
            "52540012345602000000000186dd600000000044324020010db8000000000000"
            "00000000000120010db80000000000000000000000020000382e000000028190"
            "cffdee62306352f25ebc10c4816b5959dd56125d28eaa6d1a88843ae9ba3a5ea"
            "016bc8ed0ce28bdf85975a9013d571f00c13178be625d9d43cdf",
        .after =
            "4e:0fa01388001c000001080f161d242b32"
            "3940474e555c636a71787f8601020211",
    },
    {
        .what = "outside", .hash = 0x872694bb, .kind = IPSECNIC_KIND_ESP,
        .reason = IPSECNIC_REASON_CAPABILITY, .outer = 2, .l3_offset = 14,
        .ipsec_offset = 62,
        .wire =
            "52540012345602000000000186dd60000000004c3c4020010db8000000000000"
            "00000000000120010db800000000000000000000000232000104000000000000"
            "382e00000003d41a1d84786b6279ed238aab65511be11a1d78850d14537a37ef"
            "ee79ef087d977d1bdabbf367922e006f682f0e64f09d6d9f126da193155b58ad"
            "c62c",
    },
    {
        .what = "outside, and bad", .hash = 0x872694bb,
        .kind = IPSECNIC_KIND_ESP, .reason = IPSECNIC_REASON_CAPABILITY,
        .outer = 2, .l3_offset = 14, .ipsec_offset = 62, .like = 1,
        .wire = "81:2d",
    },
    {
        .what = "inside", .oob = 0x2, .header_info = 0x10229,
        .hash = 0x25732457, .kind = IPSECNIC_KIND_ESP,
        .inner_reason = IPSECNIC_REASON_CAPABILITY, .outer = 1, .inner = 3,
        .csum = 1, .l3_offset = 14, .ipsec_offset = 34, .payload_offset = 50,
        .inner_l3_offset = 50, .inner_ipsec_offset = 98, .trailer_length = 20,
        .wire =
            "5254001234560200000000010800450000ac000040004032b61cc0000201c000"
            "020200003826000000025c583f30dc044cbc8866ff976f6ac6a8846f314d0f5e"
            "f8198f362e5812d0ba481b7de4d1c9903b3386fbee8bea3884aba157ad31b78c"
            "08ce4781657ad75252d216b2aeac1c2d10bcebe0450c3eb3615427e59617ed72"
            "bea63cb4d793de8687ef3466d902cda9bbca72021ed55eb428937612787a05d8"
            "a2e0c04d4450743b554ff4bf515332e307d7c8ca75fcbe44586c",
        .after =
            "32:60000000004c3c4020010db800010000"
            "000000000000000120010db80002000000000000000000023200010400000000"
            "00003836000000028604070e52ca2408ca0a975c0a95d8f43ac463a101c630c7"
            "ad4a422120512a11ca99b0adc41ee53af3f564a8dbf49061452a98a7ff674203"
            "2573285501020229",
    },
    {
        .what = "without", .oob = 0x2, .header_info = 0x10211,
        .hash = 0x872694bb, .kind = IPSECNIC_KIND_ESP, .outer = 2,
        .l3_offset = 14, .ipsec_offset = 54, .payload_offset = 78,
        .trailer_length = 16,
        .wire =
            "52540012345602000000000186dd600000000044324020010db8000000000000"
            "00000000000120010db80000000000000000000000020000382e0000000447e1"
            "4f3708d2ebdfe45ae6ba8032da6c57ebc501a1848a12e84072aa762d5be986af"
            "c5c88a6082a2c92050765d9d359dba6f62ab98c6ce8e09eeebc6",
        .after =
            "4e:0fa01388001c000001080f161d242b32"
            "3940474e555c636a71787f8601020211",
    },
    {
        .what = "ESP in IPv6 in the tunnel", .oob = 0x2,
        .header_info = 0x10229, .hash = 0x26fcdb78, .kind = IPSECNIC_KIND_ESP,
        .inner_reason = IPSECNIC_REASON_NO_SA, .outer = 1, .csum = 1,
        .l3_offset = 14, .ipsec_offset = 34, .payload_offset = 50,
        .inner_l3_offset = 50, .inner_ipsec_offset = 90, .trailer_length = 20,
        .wire =
            "5254001234560200000000010800450000a4000040004032b624c0000201c000"
            "02020000384100000001b4478f00891ca47976f19c18e98f0f89e6eedcdaab8c"
            "db5a511f57a77ec88740d3b41cb4212cb64f8d057ee83b29c58046aced9b0ec5"
            "e6b9b69910afeeed4993d258c03b19681dec4e00a6367a72a44255fc3431220d"
            "ed55c7f89a92cd928c903013acc94204afe202a01c20eca032ade84b9de02e46"
            "1829f525083439c2b76497a0c84b68b947e4",
        .after =
            "32:600000000044324020010db800010000"
            "000000000000000120010db80002000000000000000000020000384200000001"
            "9298e8edaced20377ebbf91e6ce68afd94bd13b43f4edb979b4b9ab0a95f6c2d"
            "266646eca3972cc516a9b01ced054292a0a58b42141731eb143aacc0010202",
    },
    {
        .what = "plain IPv6 in the tunnel", .oob = 0x2, .header_info = 0x10229,
        .hash = 0x26fcdb78, .kind = IPSECNIC_KIND_ESP, .outer = 1, .csum = 1,
        .l3_offset = 14, .ipsec_offset = 34, .payload_offset = 50,
        .inner_l3_offset = 50, .trailer_length = 20,
        .wire =
            "52540012345602000000000108004500007c000040004032b64cc0000201c000"
            "020200003841000000023fdab856c76f2fcac77b9c02741c4ad5222a0ad9576b"
            "3641bd5345f57ad8db8ff117e12646c12aad06d9ba123c596c28384c8ba4ce85"
            "4a89b19fb236b645f178b147d61597a44fe36e940e55d8b18e2350a39635c8ab"
            "1394a017c0a62d707aca",
        .after =
            "32:60000000001c111120010db800010000"
            "000000000000000120010db80002000000000000000000020fa01388001c0000"
            "01080f161d242b323940474e555c636a71787f8601020229",
    },
    {
        .what = "Ethernet", .oob = 0x2, .header_info = 0x10211,
        .hash = 0xf7d6030e, .kind = IPSECNIC_KIND_ESP, .outer = 1, .csum = 1,
        .l3_offset = 14, .ipsec_offset = 34, .payload_offset = 50,
        .trailer_length = 20,
        .wire =
            "525400123456020000000001080045000054000040004032b674c0000201c000"
            "02020000385100000001591990a9f114f0f3da0c4abe76e9641b6570818dd252"
            "a893aa49f9edfd8f7e17abb7421a163e8d31d2566a3d77860ef8af13f1e41c40"
            "d001",
        .after =
            "32:0fa01388001c000001080f161d242b32"
            "3940474e555c636a71787f8601020211",
    },
    {
        .what = "a tag", .oob = 0x2, .header_info = 0x10211,
        .hash = 0xf7d6030e, .kind = IPSECNIC_KIND_ESP, .outer = 1, .csum = 1,
        .l3_offset = 18, .ipsec_offset = 38, .payload_offset = 54,
        .trailer_length = 20,
        .wire =
            "52540012345602000000000181006123080045000054000040004032b674c000"
            "0201c00002020000385100000001591990a9f114f0f3da0c4abe76e9641b6570"
            "818dd252a893aa49f9edfd8f7e17abb7421a163e8d31d2566a3d77860ef8af13"
            "f1e41c40d001",
        .after =
            "36:0fa01388001c000001080f161d242b32"
            "3940474e555c636a71787f8601020211",
    },
    {
        .what = "two tags", .oob = 0x2, .header_info = 0x10211,
        .hash = 0xf7d6030e, .kind = IPSECNIC_KIND_ESP, .outer = 1, .csum = 1,
        .l3_offset = 22, .ipsec_offset = 42, .payload_offset = 58,
        .trailer_length = 20,
        .wire =
            "52540012345602000000000188a8012381006123080045000054000040004032"
            "b674c0000201c00002020000385100000001591990a9f114f0f3da0c4abe76e9"
            "641b6570818dd252a893aa49f9edfd8f7e17abb7421a163e8d31d2566a3d7786"
            "0ef8af13f1e41c40d001",
        .after =
            "3a:0fa01388001c000001080f161d242b32"
            "3940474e555c636a71787f8601020211",
    },
    {
        .what = "three tags", .reason = IPSECNIC_REASON_NOT_IPSEC,
        .wire =
            "52540012345602000000000188a8012381006123810061230800450000540000"
            "40004032b674c0000201c00002020000385100000001591990a9f114f0f3da0c"
            "4abe76e9641b6570818dd252a893aa49f9edfd8f7e17abb7421a163e8d31d256"
            "6a3d77860ef8af13f1e41c40d001",
    },
    {
        .what = "SNAP", .reason = IPSECNIC_REASON_NOT_IPSEC, .like = 3,
        .wire = "c:005caaaa03000000",
    },
    {
        .what = "Ethernet", .oob = 0x2, .header_info = 0x10211,
        .hash = 0xf7d6030e, .kind = IPSECNIC_KIND_ESP, .outer = 1, .csum = 1,
        .l3_offset = 14, .ipsec_offset = 34, .payload_offset = 50,
        .trailer_length = 20,
        .wire =
            "525400123456020000000001080045000054000040004032b674c0000201c000"
            "02020000385100000001591990a9f114f0f3da0c4abe76e9641b6570818dd252"
            "a893aa49f9edfd8f7e17abb7421a163e8d31d2566a3d77860ef8af13f1e41c40"
            "d001",
        .after =
            "32:0fa01388001c000001080f161d242b32"
            "3940474e555c636a71787f8601020211",
    },
    {
        .what = "a tag", .reason = IPSECNIC_REASON_NOT_IPSEC,
        .wire =
            "52540012345602000000000181006123080045000054000040004032b674c000"
            "0201c00002020000385100000001591990a9f114f0f3da0c4abe76e9641b6570"
            "818dd252a893aa49f9edfd8f7e17abb7421a163e8d31d2566a3d77860ef8af13"
            "f1e41c40d001",
    },
    {
        .what = "two tags", .reason = IPSECNIC_REASON_NOT_IPSEC,
        .wire =
            "52540012345602000000000188a8012381006123080045000054000040004032"
            "b674c0000201c00002020000385100000001591990a9f114f0f3da0c4abe76e9"
            "641b6570818dd252a893aa49f9edfd8f7e17abb7421a163e8d31d2566a3d7786"
            "0ef8af13f1e41c40d001",
    },
    {
        .what = "three tags", .reason = IPSECNIC_REASON_NOT_IPSEC,
        .wire =
            "52540012345602000000000188a8012381006123810061230800450000540000"
            "40004032b674c0000201c00002020000385100000001591990a9f114f0f3da0c"
            "4abe76e9641b6570818dd252a893aa49f9edfd8f7e17abb7421a163e8d31d256"
            "6a3d77860ef8af13f1e41c40d001",
    },
    {
        .what = "SNAP", .reason = IPSECNIC_REASON_NOT_IPSEC, .like = 3,
        .wire = "c:005caaaa03000000",
    },
    {
        .what = "in no tunnel", .hash = 0x4e69b743,
        .kind = IPSECNIC_KIND_UDP_ESP, .reason = IPSECNIC_REASON_CAPABILITY,
        .outer = 1, .csum = 1, .l3_offset = 14, .ipsec_offset = 42,
        .wire =
            "52540012345602000000000108004500005c000040004011b68dc0000201c000"
            "020211941194004800000000386100000001a870c95ee1666d9a04e03652ab5a"
            "30cc5630054a6bb87553e9b9f3138aeba23a2575491e5fae6c91c208af8eca4a"
            "d6b7f05f5aada97bf439",
    },
    {
        .what = "in no tunnel, and bad", .hash = 0x4e69b743,
        .kind = IPSECNIC_KIND_UDP_ESP, .reason = IPSECNIC_REASON_CAPABILITY,
        .outer = 1, .csum = 1, .l3_offset = 14, .ipsec_offset = 42, .like = 1,
        .wire = "69:38",
    },
    {
        .what = "a transport portion in it", .oob = 0x6,
        .header_info = 0x10211, .hash = 0xc945898c,
        .kind = IPSECNIC_KIND_UDP_ESP, .outer = 1, .inner = 2, .csum = 1,
        .l3_offset = 14, .ipsec_offset = 42, .payload_offset = 102,
        .inner_l3_offset = 58, .inner_ipsec_offset = 78, .trailer_length = 16,
        .wire =
            "525400123456020000000001080045000098000040004011b651c0000201c000"
            "02021194119400840000000038740000000197442aaa61d47e1db0cc997a5659"
            "adca5de7b619795402f58d597bf6c08ecbc1a00d3c26a1f0d94270cac2ec3020"
            "21c3d5bd0431d0159352d89988a02d94254a9eddb552fe46a5d10a7166486341"
            "71bb6258ebbed82486119166d17279487d8c7dc19ef599d7b8c3e10c33305702"
            "9ddac1fc801f",
        .after =
            "3a:45000058000040004032266f0a010001"
            "0a0200020000387c00000001c494853057d2bfdd4cc6abe5d51ae3640fa01388"
            "001c000001080f161d242b323940474e555c636a71787f860102021196e132d5"
            "793aaa75aca630a401020204",
    },
    {
        .what = "a transport portion in it", .oob = 0x2,
        .header_info = 0x10204, .hash = 0x4b82be4,
        .kind = IPSECNIC_KIND_UDP_ESP,
        .inner_reason = IPSECNIC_REASON_CAPABILITY, .outer = 1, .inner = 2,
        .csum = 1, .l3_offset = 14, .ipsec_offset = 42, .payload_offset = 58,
        .inner_l3_offset = 58, .inner_ipsec_offset = 78, .trailer_length = 20,
        .wire =
            "525400123456020000000001080045000098000040004011b651c0000201c000"
            "020211941194008400000000387200000001feddec6bd503a4db0a0cb466cd33"
            "d431504c7e16ac130c2e26c710bde2745675ba4d5ac6a0e321078dc7255dac76"
            "89f7d9af75433fcb435bbd73683c3fdff340bfa4e66bc50aef0f89524f252c8e"
            "b8a1d42b5f057e39410f3378727bd77877df8fc43a41dc80d3ed536e6cb99f8b"
            "7c51dbb923d3",
        .after =
            "3a:45000058000040004032266f0a010001"
            "0a0200020000387a000000014ffd29a230630ce9b80d9421f8165114e1f2074c"
            "7cd94dcfeef3d8fabc4ab7f4c6c670814a8166c6e664788c007610d08cadab96"
            "09ebb6e4607d622b01020204",
    },
    {
        .what = "no portion in it", .oob = 0x2, .header_info = 0x10204,
        .hash = 0x4b82be4, .kind = IPSECNIC_KIND_UDP_ESP, .outer = 1,
        .csum = 1, .l3_offset = 14, .ipsec_offset = 42, .payload_offset = 58,
        .inner_l3_offset = 58, .trailer_length = 20,
        .wire =
            "525400123456020000000001080045000070000040004011b679c0000201c000"
            "020211941194005c000000003872000000020f82dd36cc01f8b7febbb32baf50"
            "bcbb44dd961ac27350f0be04efcf075be066698853fa2db2ec97d9a0b7aaa98c"
            "7d9190656f725fbaed3b2f00779d6dfd5ef5f4d749568a698f6676ad1a0f",
        .after =
            "3a:4500003000004000111155b80a010001"
            "0a0200020fa01388001c000001080f161d242b323940474e555c636a71787f86"
            "01020204",
    },
    {
        .what = "in a tunnel", .oob = 0x2, .header_info = 0x10204,
        .hash = 0x4893366b, .kind = IPSECNIC_KIND_ESP,
        .inner_reason = IPSECNIC_REASON_CAPABILITY, .outer = 1, .inner = 2,
        .csum = 1, .l3_offset = 14, .ipsec_offset = 34, .payload_offset = 50,
        .inner_l3_offset = 50, .inner_ipsec_offset = 78, .trailer_length = 20,
        .wire =
            "525400123456020000000001080045000098000040004032b630c0000201c000"
            "02020000388100000001560c78de782b0cf034c4687b217c4e96384599a89fcb"
            "6b0728b9e94a6dc26a16956f1e80a5e224c381e72bceee8e90969b48993ab854"
            "3d7dcfa23e9eb5f18c3032505e907ab57ec75a530ef7de19c20d8d688ad9cd4e"
            "518e54f26a9e7c5db4b2c0065035cea8c95a492525254dc00435af12e8b100c5"
            "96041af4e374",
        .after =
            "32:4500006000004000401126880a010001"
            "0a02000211941194004c00000000388200000001e1b83bd0eb7365b5c387d4f0"
            "344d0172377f8f692572795d762d584ff708354c8a05f8b8af34617fd50d28d5"
            "cee28858327b34159e3f3d13187058e101020204",
    },
    {
        .what = "in no tunnel", .oob = 0x2, .header_info = 0x10211,
        .hash = 0xd36872ba, .kind = IPSECNIC_KIND_UDP_ESP, .outer = 2,
        .csum = 1, .l3_offset = 14, .ipsec_offset = 42, .payload_offset = 66,
        .trailer_length = 16,
        .wire =
            "52540012345602000000000108004500006000004000401126880a0100010a02"
            "000211941194004c00000000388200000001e1b83bd0eb7365b5c387d4f0344d"
            "0172377f8f692572795d762d584ff708354c8a05f8b8af34617fd50d28d5cee2"
            "8858327b34159e3f3d13187058e1",
        .after =
            "42:0fa01388001c000001080f161d242b32"
            "3940474e555c636a71787f8601020211",
    },
    {
        .what = "ESP 0", .oob = 0x2, .header_info = 0x10211,
        .hash = 0xffa4c0e2, .kind = IPSECNIC_KIND_ESP, .outer = 1, .csum = 1,
        .l3_offset = 14, .ipsec_offset = 34, .payload_offset = 50,
        .trailer_length = 20,
        .wire =
            "525400123456020000000001080045000050000040004032b678c0000201c000"
            "020200003901000000016c48ea2b5ce8d0b1e95875692f4bf2f7204385b83bce"
            "395be687a5230ec577ad87e2287ca2a07127deb4d43a002f525d88d5daec",
        .after = "32:0fa013880018000001080f161d242b323940474e555c636a01020211",
    },
    {
        .what = "AH 0", .oob = 0x2, .hash = 0x645f8433,
        .kind = IPSECNIC_KIND_AH, .outer = 2, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34, .payload_offset = 58,
        .wire =
            "525400123456020000000001080045000044000040004033b683c0000201c000"
            "0202110400000000390200000001758c81c1b37468180e939fca0fa013880018"
            "000001080f161d242b323940474e555c636a",
    },
    {
        .what = "ESP 1", .oob = 0x2, .header_info = 0x10111,
        .hash = 0xffa4c0e2, .kind = IPSECNIC_KIND_ESP, .outer = 1, .csum = 1,
        .l3_offset = 14, .ipsec_offset = 34, .payload_offset = 50,
        .trailer_length = 19,
        .wire =
            "525400123456020000000001080045000050000040004032b678c0000201c000"
            "0202000039010000000275d9841106787f67b5a9fff9c196e3de5a4ded5f22b1"
            "a790a05f78aab3a8f8095452c2ef9d5234af931395067e2fa1914c00206d",
        .after = "32:0fa013880019000001080f161d242b323940474e555c636a71010111",
    },
    {
        .what = "AH 1", .oob = 0x2, .hash = 0x645f8433,
        .kind = IPSECNIC_KIND_AH, .outer = 2, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34, .payload_offset = 58, .like = 2,
        .wire = "2d:02d3cbd4cf41acf1f3b06aa47d",
    },
    {
        .what = "ESP 2", .oob = 0x2, .header_info = 0x10011,
        .hash = 0xffa4c0e2, .kind = IPSECNIC_KIND_ESP, .outer = 1, .csum = 1,
        .l3_offset = 14, .ipsec_offset = 34, .payload_offset = 50,
        .trailer_length = 18,
        .wire =
            "525400123456020000000001080045000050000040004032b678c0000201c000"
            "02020000390100000003703dded5bdab2175a1cc950c967710d512dfbd14bca1"
            "440b4ad62b81c3a07fcb4f4c39fb02c8539b719143d3bb77b03713fe3799",
        .after = "32:0fa01388001a000001080f161d242b323940474e555c636a71780011",
    },
    {
        .what = "AH 2", .oob = 0x2, .hash = 0x645f8433,
        .kind = IPSECNIC_KIND_AH, .outer = 2, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34, .payload_offset = 58, .like = 2,
        .wire = "2d:03bbbe491eccf520f7f12376be",
    },
    {
        .what = "ESP 3", .oob = 0x2, .header_info = 0x10311,
        .hash = 0xffa4c0e2, .kind = IPSECNIC_KIND_ESP, .outer = 1, .csum = 1,
        .l3_offset = 14, .ipsec_offset = 34, .payload_offset = 50,
        .trailer_length = 21,
        .wire =
            "525400123456020000000001080045000054000040004032b674c0000201c000"
            "02020000390100000004451ad00faa57bc487a75f643c7b120a6783053710666"
            "39bb151aa8f4abfc31e4ad57bfb1a654897e47fe5931ae11efe3c654e30b74e7"
            "a358",
        .after =
            "32:0fa01388001b000001080f161d242b32"
            "3940474e555c636a71787f0102030311",
    },
    {
        .what = "AH 3", .oob = 0x2, .hash = 0x645f8433,
        .kind = IPSECNIC_KIND_AH, .outer = 2, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34, .payload_offset = 58, .like = 2,
        .wire = "2d:04256818bacef71e3fa14655d4",
    },
    {
        .what = "ESP, bad", .oob = 0x30002, .hash = 0xffa4c0e2,
        .kind = IPSECNIC_KIND_ESP, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34,
        .wire =
            "525400123456020000000001080045000050000040004032b678c0000201c000"
            "02020000390100000005b0e09395874ef53d9bbee5c3a0431256c54b484150fa"
            "aed81edfa9ab491f362b8c3163b22828c9b3f0fde71a9b887298b0b2157f",
    },
    {
        .what = "both good", .oob = 0x6, .header_info = 0x10211,
        .hash = 0x76f20352, .kind = IPSECNIC_KIND_ESP, .outer = 1, .inner = 2,
        .csum = 1, .l3_offset = 14, .ipsec_offset = 34, .payload_offset = 94,
        .inner_l3_offset = 50, .inner_ipsec_offset = 70, .trailer_length = 16,
        .wire =
            "525400123456020000000001080045000090000040004032b638c0000201c000"
            "02020000390300000001ecba7c7fef1c651bbf80f68c77078096a0c2964ee8a5"
            "67a46ee079d3323a383bf6a27fd668717eb9bffdf0e396042ebb0425018b926e"
            "84a9b91fc7f87eb75b3398ffe7b17d1353a287e8aa144e1591937dc6b876549e"
            "0223ca8009c062de5a9ac551856d989560bf208e203c76fa9d7b9d661a1c",
        .after =
            "32:45000058000040004032266f0a010001"
            "0a020002000039040000000126289e8ea56bbd2312d6c06ddd3a6b3c0fa01388"
            "001c000001080f161d242b323940474e555c636a71787f86010202116b015dc1"
            "7df11a99cd8f444401020204",
    },
    {
        .what = "inner bad", .oob = 0x30006, .header_info = 0x10204,
        .hash = 0x76f20352, .kind = IPSECNIC_KIND_ESP, .outer = 1, .inner = 2,
        .csum = 1, .l3_offset = 14, .ipsec_offset = 34, .payload_offset = 50,
        .inner_l3_offset = 50, .inner_ipsec_offset = 70, .trailer_length = 20,
        .wire =
            "525400123456020000000001080045000090000040004032b638c0000201c000"
            "020200003903000000023d4f1e909e703deff75fa039123a7d17472a8c227d6e"
            "70d2170c4114b2f6abdd0b6dd3b07840df94251906c869501c744a737430a6ce"
            "db6195e8356e05d73477753e09ef442815b51b5029d92be4c0db726d3b05b5ba"
            "7a2ad382520772eda7d71bf37c92a4c25c5359590f7bf2c7bf78ded45f1c",
        .after =
            "32:45000058000040004032266f0a010001"
            "0a02000200003904000000022c8487ce4e233c88f41e7c21815dff624979660b"
            "08f1dc0180f65da0bc59ad0b169af7fb9951b2c679b68f6c7984cc7aa782842b"
            "c5f0dff2b168051801020204",
    },
    {
        .what = "outer bad", .oob = 0x50002, .hash = 0x76f20352,
        .kind = IPSECNIC_KIND_ESP, .outer = 1, .csum = 1, .l3_offset = 14,
        .ipsec_offset = 34,
        .wire =
            "525400123456020000000001080045000090000040004032b638c0000201c000"
            "0202000039030000000383af220f0d503ed99fdad95e52296d51d7e92a3be077"
            "562a0fd397ea705ea4e6327aee3013befadb816645b764f026f56bafc88765ce"
            "8a8e319f0eef3619500db4a40d4a4b2f7dbc51127a142201c75737adfda1aa8d"
            "007dff179b2c1ab75b5548a2f900e07303b0bd70fa6945e66cea4c924947",
    },
    {
        .what = "with an option", .hash = 0xbb0fa13a,
        .kind = IPSECNIC_KIND_ESP, .reason = IPSECNIC_REASON_CAPABILITY,
        .outer = 1, .csum = 1, .l3_offset = 14, .ipsec_offset = 38,
        .wire =
            "525400123456020000000001080046000058000040004032216cc0000201c000"
            "0202940400000000390500000001090508c28d51150d37eac579ea46f8bd620c"
            "d1f03bfb66bb2dbbf68288421a334b73714ba838be4abae93aaef070390af59a"
            "b66f41a715c2",
    },
    {
        .what = "without", .oob = 0x2, .header_info = 0x10211,
        .hash = 0xbb0fa13a, .kind = IPSECNIC_KIND_ESP, .outer = 1, .csum = 1,
        .l3_offset = 14, .ipsec_offset = 34, .payload_offset = 50,
        .trailer_length = 20,
        .wire =
            "525400123456020000000001080045000054000040004032b674c0000201c000"
            "02020000390500000002a29a5594734479d9fe9e027cf76018846c3f2f976382"
            "0348360bdad7ae5323672f30b53959a11a8249b893efdcd75ec1a1da6a0dff4f"
            "9092",
        .after =
            "32:0fa01388001c000001080f161d242b32"
            "3940474e555c636a71787f8601020211",
    },
};

static const IpnPortionScript ipn_portion_scripts[] = {
    {
        .name = "r5-algorithm/null-md5",
        .frames = &ipn_portion_frames[0], .num_frames = 2, .num_sas = 1,
        .sas = {
            {
                .sa = &ipn_portion_sas[0], .packets = 1, .bytes = 84,
                .failed = { 0, 0, 0, 1, 0, 0, 0, 0 }, .sequence = { 0x1 },
            },
        },
    },
    {
        .name = "r5-algorithm/cbc128-sha1",
        .frames = &ipn_portion_frames[2], .num_frames = 2, .num_sas = 1,
        .sas = {
            {
                .sa = &ipn_portion_sas[1], .packets = 1, .bytes = 104,
                .failed = { 0, 0, 0, 1, 0, 0, 0, 0 }, .sequence = { 0x1 },
            },
        },
    },
    {
        .name = "r5-algorithm/cbc192-sha256",
        .frames = &ipn_portion_frames[4], .num_frames = 2, .num_sas = 1,
        .sas = {
            {
                .sa = &ipn_portion_sas[2], .packets = 1, .bytes = 108,
                .failed = { 0, 0, 0, 1, 0, 0, 0, 0 }, .sequence = { 0x1 },
            },
        },
    },
    {
        .name = "r5-algorithm/cbc256-sha1",
        .frames = &ipn_portion_frames[6], .num_frames = 2, .num_sas = 1,
        .sas = {
            {
                .sa = &ipn_portion_sas[3], .packets = 1, .bytes = 104,
                .failed = { 0, 0, 0, 1, 0, 0, 0, 0 }, .sequence = { 0x1 },
            },
        },
    },
    {
        .name = "r5-algorithm/3des-sha1",
        .frames = &ipn_portion_frames[8], .num_frames = 2, .num_sas = 1,
        .sas = {
            {
                .sa = &ipn_portion_sas[4], .packets = 1, .bytes = 96,
                .failed = { 0, 0, 0, 1, 0, 0, 0, 0 }, .sequence = { 0x1 },
            },
        },
    },
    {
        .name = "r5-algorithm/des-sha1",
        .frames = &ipn_portion_frames[10], .num_frames = 2, .num_sas = 1,
        .sas = {
            {
                .sa = &ipn_portion_sas[5], .packets = 1, .bytes = 96,
                .failed = { 0, 0, 0, 1, 0, 0, 0, 0 }, .sequence = { 0x1 },
            },
        },
    },
    {
        .name = "r5-algorithm/gcm128-16",
        .frames = &ipn_portion_frames[12], .num_frames = 2, .num_sas = 1,
        .sas = {
            {
                .sa = &ipn_portion_sas[6], .packets = 1, .bytes = 96,
                .failed = { 0, 0, 0, 1, 0, 0, 0, 0 }, .sequence = { 0x1 },
            },
        },
    },
    {
        .name = "r5-algorithm/gcm128-12",
        .frames = &ipn_portion_frames[14], .num_frames = 2, .num_sas = 1,
        .sas = {
            {
                .sa = &ipn_portion_sas[7], .packets = 1, .bytes = 92,
                .failed = { 0, 0, 0, 1, 0, 0, 0, 0 }, .sequence = { 0x1 },
            },
        },
    },
    {
        .name = "r5-algorithm/gcm128-8",
        .frames = &ipn_portion_frames[16], .num_frames = 2, .num_sas = 1,
        .sas = {
            {
                .sa = &ipn_portion_sas[8], .packets = 1, .bytes = 88,
                .failed = { 0, 0, 0, 1, 0, 0, 0, 0 }, .sequence = { 0x1 },
            },
        },
    },
    {
        .name = "r5-algorithm/gcm192-16",
        .frames = &ipn_portion_frames[18], .num_frames = 2, .num_sas = 1,
        .sas = {
            {
                .sa = &ipn_portion_sas[9], .packets = 1, .bytes = 96,
                .failed = { 0, 0, 0, 1, 0, 0, 0, 0 }, .sequence = { 0x1 },
            },
        },
    },
    {
        .name = "r5-algorithm/gcm256-16",
        .frames = &ipn_portion_frames[20], .num_frames = 2, .num_sas = 1,
        .sas = {
            {
                .sa = &ipn_portion_sas[10], .packets = 1, .bytes = 96,
                .failed = { 0, 0, 0, 1, 0, 0, 0, 0 }, .sequence = { 0x1 },
            },
        },
    },
    {
        .name = "r5-algorithm/gmac128",
        .frames = &ipn_portion_frames[22], .num_frames = 2, .num_sas = 1,
        .sas = {
            {
                .sa = &ipn_portion_sas[11], .packets = 1, .bytes = 96,
                .failed = { 0, 0, 0, 1, 0, 0, 0, 0 }, .sequence = { 0x1 },
            },
        },
    },
    {
        .name = "r5-algorithm/gmac192",
        .frames = &ipn_portion_frames[24], .num_frames = 2, .num_sas = 1,
        .sas = {
            {
                .sa = &ipn_portion_sas[12], .packets = 1, .bytes = 96,
                .failed = { 0, 0, 0, 1, 0, 0, 0, 0 }, .sequence = { 0x1 },
            },
        },
    },
    {
        .name = "r5-algorithm/gmac256",
        .frames = &ipn_portion_frames[26], .num_frames = 2, .num_sas = 1,
        .sas = {
            {
                .sa = &ipn_portion_sas[13], .packets = 1, .bytes = 96,
                .failed = { 0, 0, 0, 1, 0, 0, 0, 0 }, .sequence = { 0x1 },
            },
        },
    },
    {
        .name = "r10-ah/transport-ipv4-sha1",
        .frames = &ipn_portion_frames[28], .num_frames = 20, .num_sas = 1,
        .sas = {
            {
                .sa = &ipn_portion_sas[14], .packets = 6, .bytes = 437,
                .failed = { 0, 0, 9, 0, 0, 0, 4, 0 }, .sequence = { 0x2 },
            },
        },
    },
    {
        .name = "r10-ah/transport-ipv6-sha1",
        .frames = &ipn_portion_frames[48], .num_frames = 20, .num_sas = 1,
        .sas = {
            {
                .sa = &ipn_portion_sas[15], .packets = 6, .bytes = 557,
                .failed = { 0, 0, 8, 0, 0, 0, 5, 0 }, .sequence = { 0x2 },
            },
        },
    },
    {
        .name = "r10-ah/tunnel-ipv4-sha1",
        .frames = &ipn_portion_frames[68], .num_frames = 20, .num_sas = 1,
        .sas = {
            {
                .sa = &ipn_portion_sas[16], .packets = 6, .bytes = 557,
                .failed = { 0, 0, 0, 0, 9, 0, 4, 0 }, .sequence = { 0x17 },
            },
        },
    },
    {
        .name = "r10-ah/tunnel-ipv6-sha1",
        .frames = &ipn_portion_frames[88], .num_frames = 20, .num_sas = 1,
        .sas = {
            {
                .sa = &ipn_portion_sas[17], .packets = 6, .bytes = 677,
                .failed = { 0, 0, 0, 0, 8, 0, 5, 0 }, .sequence = { 0x18 },
            },
        },
    },
    {
        .name = "r10-ah/transport-ipv4-sha256",
        .frames = &ipn_portion_frames[108], .num_frames = 20, .num_sas = 1,
        .sas = {
            {
                .sa = &ipn_portion_sas[18], .packets = 6, .bytes = 461,
                .failed = { 0, 0, 9, 0, 0, 0, 4, 0 }, .sequence = { 0x2 },
            },
        },
    },
    {
        .name = "r10-ah/transport-ipv6-sha256",
        .frames = &ipn_portion_frames[128], .num_frames = 21, .num_sas = 1,
        .sas = {
            {
                .sa = &ipn_portion_sas[19], .packets = 6, .bytes = 605,
                .failed = { 0, 0, 9, 0, 0, 0, 5, 0 }, .sequence = { 0x2 },
            },
        },
    },
    {
        .name = "r10-ah/tunnel-ipv4-sha256",
        .frames = &ipn_portion_frames[149], .num_frames = 20, .num_sas = 1,
        .sas = {
            {
                .sa = &ipn_portion_sas[20], .packets = 6, .bytes = 581,
                .failed = { 0, 0, 0, 0, 9, 0, 4, 0 }, .sequence = { 0x1b },
            },
        },
    },
    {
        .name = "r10-ah/tunnel-ipv6-sha256",
        .frames = &ipn_portion_frames[169], .num_frames = 21, .num_sas = 1,
        .sas = {
            {
                .sa = &ipn_portion_sas[21], .packets = 6, .bytes = 725,
                .failed = { 0, 0, 0, 0, 9, 0, 5, 0 }, .sequence = { 0x1c },
            },
        },
    },
    {
        .name = "r10-ah/transport-ipv4-gmac128",
        .frames = &ipn_portion_frames[190], .num_frames = 21, .num_sas = 1,
        .sas = {
            {
                .sa = &ipn_portion_sas[22], .packets = 6, .bytes = 509,
                .failed = { 0, 0, 10, 0, 0, 0, 4, 0 }, .sequence = { 0x2 },
            },
        },
    },
    {
        .name = "r10-ah/transport-ipv6-gmac128",
        .frames = &ipn_portion_frames[211], .num_frames = 22, .num_sas = 1,
        .sas = {
            {
                .sa = &ipn_portion_sas[23], .packets = 6, .bytes = 653,
                .failed = { 0, 0, 10, 0, 0, 0, 5, 0 }, .sequence = { 0x2 },
            },
        },
    },
    {
        .name = "r10-ah/tunnel-ipv4-gmac128",
        .frames = &ipn_portion_frames[233], .num_frames = 21, .num_sas = 1,
        .sas = {
            {
                .sa = &ipn_portion_sas[24], .packets = 6, .bytes = 629,
                .failed = { 0, 0, 0, 0, 10, 0, 4, 0 }, .sequence = { 0x1f },
            },
        },
    },
    {
        .name = "r10-ah/tunnel-ipv6-gmac128",
        .frames = &ipn_portion_frames[254], .num_frames = 22, .num_sas = 1,
        .sas = {
            {
                .sa = &ipn_portion_sas[25], .packets = 6, .bytes = 773,
                .failed = { 0, 0, 0, 0, 10, 0, 5, 0 }, .sequence = { 0x20 },
            },
        },
    },
    {
        .name = "r8-d5-bundle/transport-ipv4-sha1-over-cbc128-sha1",
        .frames = &ipn_portion_frames[276], .num_frames = 15, .num_sas = 1,
        .sas = {
            {
                .sa = &ipn_portion_sas[26], .packets = 2, .bytes = 224,
                .failed = { 0, 0, 5, 1, 0, 0, 2, 5 },
                .sequence = { 0x7, 0x43 },
            },
        },
    },
    {
        .name = "r8-d5-bundle/transport-ipv6-sha256-over-gcm128-16",
        .frames = &ipn_portion_frames[291], .num_frames = 15, .num_sas = 1,
        .sas = {
            {
                .sa = &ipn_portion_sas[28], .packets = 2, .bytes = 272,
                .failed = { 0, 0, 5, 1, 0, 0, 2, 5 },
                .sequence = { 0x45, 0x7 },
            },
        },
    },
    {
        .name = "r8-d5-bundle/transport-ipv6-gmac256-over-null-sha256",
        .frames = &ipn_portion_frames[306], .num_frames = 15, .num_sas = 1,
        .sas = {
            {
                .sa = &ipn_portion_sas[30], .packets = 2, .bytes = 272,
                .failed = { 0, 0, 5, 1, 0, 0, 2, 5 },
                .sequence = { 0x7, 0x47 },
            },
        },
    },
    {
        .name = "r8-d5-bundle/tunnel-ipv4-sha1-over-gcm256-8",
        .frames = &ipn_portion_frames[321], .num_frames = 15, .num_sas = 1,
        .sas = {
            {
                .sa = &ipn_portion_sas[32], .packets = 2, .bytes = 240,
                .failed = { 0, 0, 0, 0, 5, 1, 2, 5 },
                .sequence = { 0x49, 0x7 },
            },
        },
    },
    {
        .name = "r8-d5-bundle/tunnel-ipv6-gmac128-over-cbc256-sha256",
        .frames = &ipn_portion_frames[336], .num_frames = 15, .num_sas = 1,
        .sas = {
            {
                .sa = &ipn_portion_sas[34], .packets = 2, .bytes = 368,
                .failed = { 0, 0, 0, 0, 5, 1, 2, 5 },
                .sequence = { 0x7, 0x4b },
            },
        },
    },
    {
        .name = "r8-r26-d16-nested/ipv6-in-ipv4-cbc128-sha1-in-gcm128-16",
        .frames = &ipn_portion_frames[351], .num_frames = 21, .num_sas = 3,
        .sas = {
            {
                .sa = &ipn_portion_sas[36], .packets = 13, .bytes = 2316,
                .failed = { 0, 0, 0, 0, 0, 3, 1, 1 }, .sequence = { 0xc },
            },
            {
                .sa = &ipn_portion_sas[37], .packets = 4, .bytes = 528,
                .failed = { 0, 0, 0, 4, 0, 0, 2, 0 }, .sequence = { 0x3 },
            },
            {
                .sa = &ipn_portion_sas[39],
                .failed = { 0, 0, 0, 0, 0, 0, 0, 1 },
            },
        },
    },
    {
        .name = "r8-r26-d16-nested/ipv4-in-ipv6-gcm256-12-in-cbc256-sha256",
        .frames = &ipn_portion_frames[372], .num_frames = 21, .num_sas = 3,
        .sas = {
            {
                .sa = &ipn_portion_sas[40], .packets = 13, .bytes = 2432,
                .failed = { 0, 0, 0, 0, 0, 3, 1, 1 }, .sequence = { 0xc },
            },
            {
                .sa = &ipn_portion_sas[41], .packets = 4, .bytes = 392,
                .failed = { 0, 0, 0, 4, 0, 0, 2, 0 }, .sequence = { 0x3 },
            },
            {
                .sa = &ipn_portion_sas[43],
                .failed = { 0, 0, 0, 0, 0, 0, 0, 1 },
            },
        },
    },
    {
        .name = "r8-r26-d16-nested/esp-in-ah",
        .frames = &ipn_portion_frames[393], .num_frames = 4, .num_sas = 2,
        .sas = {
            {
                .sa = &ipn_portion_sas[44], .packets = 2, .bytes = 280,
                .failed = { 0, 0, 0, 0, 1, 0, 1, 0 }, .sequence = { 0x33 },
            },
            {
                .sa = &ipn_portion_sas[45], .packets = 1, .bytes = 92,
                .failed = { 0, 0, 0, 1, 0, 0, 0, 0 }, .sequence = { 0x1 },
            },
        },
    },
    {
        .name = "r8-r26-d16-nested/esp-in-bundle",
        .frames = &ipn_portion_frames[397], .num_frames = 4, .num_sas = 2,
        .sas = {
            {
                .sa = &ipn_portion_sas[46], .packets = 2, .bytes = 408,
                .failed = { 0, 0, 0, 0, 1, 1, 0, 0 },
                .sequence = { 0x3, 0x57 },
            },
            {
                .sa = &ipn_portion_sas[48], .packets = 1, .bytes = 104,
                .failed = { 0, 0, 0, 1, 0, 0, 0, 0 }, .sequence = { 0x1 },
            },
        },
    },
    {
        .name = "r8-r26-d16-nested/ah-sha1-in-esp-ipv4",
        .frames = &ipn_portion_frames[401], .num_frames = 4, .num_sas = 2,
        .sas = {
            {
                .sa = &ipn_portion_sas[49], .packets = 3, .bytes = 468,
                .failed = { 0, 0, 0, 0, 0, 1, 0, 0 }, .sequence = { 0x3 },
            },
            {
                .sa = &ipn_portion_sas[50], .packets = 1, .bytes = 83,
                .failed = { 0, 0, 1, 0, 0, 0, 1, 0 }, .sequence = { 0x39 },
            },
        },
    },
    {
        .name = "r8-r26-d16-nested/ah-gmac256-in-esp-ipv6",
        .frames = &ipn_portion_frames[405], .num_frames = 4, .num_sas = 2,
        .sas = {
            {
                .sa = &ipn_portion_sas[51], .packets = 3, .bytes = 624,
                .failed = { 0, 0, 0, 0, 0, 1, 0, 0 }, .sequence = { 0x3 },
            },
            {
                .sa = &ipn_portion_sas[52], .packets = 1, .bytes = 119,
                .failed = { 0, 0, 1, 0, 0, 0, 1, 0 }, .sequence = { 0x3b },
            },
        },
    },
    {
        .name = "r8-r26-d16-nested/bundle-in-esp",
        .frames = &ipn_portion_frames[409], .num_frames = 3, .num_sas = 2,
        .sas = {
            {
                .sa = &ipn_portion_sas[53], .packets = 3, .bytes = 612,
                .sequence = { 0x3 },
            },
            {
                .sa = &ipn_portion_sas[54], .packets = 1, .bytes = 148,
                .failed = { 0, 0, 1, 1, 0, 0, 0, 0 },
                .sequence = { 0x1, 0x5f },
            },
        },
    },
    {
        .name = "d16-transport-tunnel-off",
        .props = ",transport-tunnel=off",
        .frames = &ipn_portion_frames[412], .num_frames = 6, .num_sas = 3,
        .sas = {
            {
                .sa = &ipn_portion_sas[56], .packets = 4, .bytes = 660,
                .failed = { 0, 0, 0, 0, 0, 1, 0, 0 }, .sequence = { 0x4 },
            },
            {
                .sa = &ipn_portion_sas[57], .packets = 1, .bytes = 120,
                .skipped = 2, .sequence = { 0x1 },
            },
            {
                .sa = &ipn_portion_sas[58], .skipped = 1,
            },
        },
    },
    {
        .name = "r26-tunnel-in-tunnel",
        .frames = &ipn_portion_frames[418], .num_frames = 3, .num_sas = 3,
        .sas = {
            {
                .sa = &ipn_portion_sas[60], .packets = 1, .bytes = 160,
                .sequence = { 0x1 },
            },
            {
                .sa = &ipn_portion_sas[61], .packets = 1, .bytes = 104,
                .skipped = 1, .sequence = { 0x1 },
            },
            {
                .sa = &ipn_portion_sas[62], .packets = 1, .bytes = 160,
                .sequence = { 0x1 },
            },
        },
    },
    {
        .name = "r25-udp-esp/transport-ipv4",
        .frames = &ipn_portion_frames[421], .num_frames = 15, .num_sas = 2,
        .sas = {
            {
                .sa = &ipn_portion_sas[63], .packets = 4, .bytes = 368,
                .failed = { 0, 0, 0, 1, 0, 0, 1, 0 }, .sequence = { 0x6 },
            },
            {
                .sa = &ipn_portion_sas[64], .packets = 1, .bytes = 84,
                .sequence = { 0x2 },
            },
        },
    },
    {
        .name = "r25-udp-esp/transport-ipv6",
        .frames = &ipn_portion_frames[436], .num_frames = 15, .num_sas = 2,
        .sas = {
            {
                .sa = &ipn_portion_sas[65], .packets = 4, .bytes = 448,
                .failed = { 0, 0, 0, 1, 0, 0, 1, 0 }, .sequence = { 0x6 },
            },
            {
                .sa = &ipn_portion_sas[66], .packets = 1, .bytes = 104,
                .sequence = { 0x2 },
            },
        },
    },
    {
        .name = "r25-udp-esp/tunnel-ipv4",
        .frames = &ipn_portion_frames[451], .num_frames = 15, .num_sas = 2,
        .sas = {
            {
                .sa = &ipn_portion_sas[67], .packets = 4, .bytes = 448,
                .failed = { 0, 0, 0, 0, 0, 1, 1, 0 }, .sequence = { 0x6 },
            },
            {
                .sa = &ipn_portion_sas[68], .packets = 1, .bytes = 104,
                .sequence = { 0x2 },
            },
        },
    },
    {
        .name = "r25-udp-esp/tunnel-ipv6",
        .frames = &ipn_portion_frames[466], .num_frames = 15, .num_sas = 2,
        .sas = {
            {
                .sa = &ipn_portion_sas[69], .packets = 4, .bytes = 528,
                .failed = { 0, 0, 0, 0, 0, 1, 1, 0 }, .sequence = { 0x6 },
            },
            {
                .sa = &ipn_portion_sas[70], .packets = 1, .bytes = 124,
                .sequence = { 0x2 },
            },
        },
    },
    {
        .name = "r25-udp-esp/transport-over-udp-tunnel-ipv4",
        .frames = &ipn_portion_frames[481], .num_frames = 6, .num_sas = 2,
        .sas = {
            {
                .sa = &ipn_portion_sas[71], .packets = 3, .bytes = 564,
                .failed = { 0, 0, 0, 0, 0, 1, 0, 0 }, .sequence = { 0x4 },
            },
            {
                .sa = &ipn_portion_sas[72], .packets = 2, .bytes = 248,
                .failed = { 0, 0, 0, 1, 0, 0, 0, 0 }, .sequence = { 0x1 },
            },
        },
    },
    {
        .name = "r25-udp-esp/transport-over-udp-tunnel-ipv6",
        .frames = &ipn_portion_frames[487], .num_frames = 6, .num_sas = 2,
        .sas = {
            {
                .sa = &ipn_portion_sas[73], .packets = 3, .bytes = 564,
                .failed = { 0, 0, 0, 0, 0, 1, 0, 0 }, .sequence = { 0x4 },
            },
            {
                .sa = &ipn_portion_sas[74], .packets = 2, .bytes = 208,
                .failed = { 0, 0, 0, 1, 0, 0, 0, 0 }, .sequence = { 0x1 },
            },
        },
    },
    {
        .name = "r25-udp-esp/udp-transport-over-tunnel-ipv4",
        .frames = &ipn_portion_frames[493], .num_frames = 6, .num_sas = 2,
        .sas = {
            {
                .sa = &ipn_portion_sas[75], .packets = 6, .bytes = 1064,
                .sequence = { 0x6 },
            },
            {
                .sa = &ipn_portion_sas[76], .packets = 2, .bytes = 232,
                .failed = { 0, 0, 0, 1, 0, 0, 0, 0 }, .sequence = { 0x2 },
            },
        },
    },
    {
        .name = "r25-udp-esp/udp-transport-over-tunnel-ipv6",
        .frames = &ipn_portion_frames[499], .num_frames = 6, .num_sas = 2,
        .sas = {
            {
                .sa = &ipn_portion_sas[77], .packets = 6, .bytes = 1088,
                .sequence = { 0x6 },
            },
            {
                .sa = &ipn_portion_sas[78], .packets = 2, .bytes = 192,
                .failed = { 0, 0, 0, 1, 0, 0, 0, 0 }, .sequence = { 0x2 },
            },
        },
    },
    {
        .name = "r25-udp-esp/udp-around-both-is-no-form",
        .frames = &ipn_portion_frames[505], .num_frames = 1, .num_sas = 2,
        .sas = {
            {
                .sa = &ipn_portion_sas[79], .packets = 1, .bytes = 160,
                .sequence = { 0x1 },
            },
            {
                .sa = &ipn_portion_sas[80], .skipped = 1,
            },
        },
    },
    {
        .name = "r25-udp-esp/ports-of-the-sa",
        .frames = &ipn_portion_frames[506], .num_frames = 13, .num_sas = 3,
        .sas = {
            {
                .sa = &ipn_portion_sas[81], .packets = 2, .bytes = 192,
                .sequence = { 0x2 },
            },
            {
                .sa = &ipn_portion_sas[82], .packets = 1, .bytes = 96,
                .sequence = { 0x1 },
            },
            {
                .sa = &ipn_portion_sas[83], .packets = 1, .bytes = 116,
                .sequence = { 0x1 },
            },
        },
    },
    {
        .name = "d1-status-7/esp-to-ah-transport-ipv4",
        .frames = &ipn_portion_frames[519], .num_frames = 5, .num_sas = 1,
        .sas = {
            {
                .sa = &ipn_portion_sas[84], .packets = 1, .bytes = 72,
                .failed = { 0, 0, 0, 0, 0, 0, 0, 3 }, .sequence = { 0x5b },
            },
        },
    },
    {
        .name = "d1-status-7/ah-to-esp-transport-ipv4",
        .frames = &ipn_portion_frames[524], .num_frames = 5, .num_sas = 1,
        .sas = {
            {
                .sa = &ipn_portion_sas[85], .packets = 1, .bytes = 84,
                .failed = { 0, 0, 0, 0, 0, 0, 0, 3 }, .sequence = { 0x1 },
            },
        },
    },
    {
        .name = "d1-own-protocol-first/transport-ipv4",
        .frames = &ipn_portion_frames[529], .num_frames = 5, .num_sas = 3,
        .sas = {
            {
                .sa = &ipn_portion_sas[84], .packets = 2, .bytes = 144,
                .sequence = { 0x5b },
            },
            {
                .sa = &ipn_portion_sas[85], .packets = 2, .bytes = 168,
                .sequence = { 0x2 },
            },
            {
                .sa = &ipn_portion_sas[86], .packets = 1, .bytes = 92,
                .sequence = { 0x2 },
            },
        },
    },
    {
        .name = "d1-status-7/esp-to-ah-transport-ipv6",
        .frames = &ipn_portion_frames[534], .num_frames = 5, .num_sas = 1,
        .sas = {
            {
                .sa = &ipn_portion_sas[87], .packets = 1, .bytes = 92,
                .failed = { 0, 0, 0, 0, 0, 0, 0, 3 }, .sequence = { 0x5e },
            },
        },
    },
    {
        .name = "d1-status-7/ah-to-esp-transport-ipv6",
        .frames = &ipn_portion_frames[539], .num_frames = 5, .num_sas = 1,
        .sas = {
            {
                .sa = &ipn_portion_sas[88], .packets = 1, .bytes = 104,
                .failed = { 0, 0, 0, 0, 0, 0, 0, 3 }, .sequence = { 0x1 },
            },
        },
    },
    {
        .name = "d1-own-protocol-first/transport-ipv6",
        .frames = &ipn_portion_frames[544], .num_frames = 5, .num_sas = 3,
        .sas = {
            {
                .sa = &ipn_portion_sas[87], .packets = 2, .bytes = 184,
                .sequence = { 0x5e },
            },
            {
                .sa = &ipn_portion_sas[88], .packets = 2, .bytes = 208,
                .sequence = { 0x2 },
            },
            {
                .sa = &ipn_portion_sas[89], .packets = 1, .bytes = 112,
                .sequence = { 0x2 },
            },
        },
    },
    {
        .name = "d1-status-7/esp-to-ah-tunnel-ipv4",
        .frames = &ipn_portion_frames[549], .num_frames = 5, .num_sas = 1,
        .sas = {
            {
                .sa = &ipn_portion_sas[90], .packets = 1, .bytes = 92,
                .failed = { 0, 0, 0, 0, 0, 0, 0, 3 }, .sequence = { 0x61 },
            },
        },
    },
    {
        .name = "d1-status-7/ah-to-esp-tunnel-ipv4",
        .frames = &ipn_portion_frames[554], .num_frames = 5, .num_sas = 1,
        .sas = {
            {
                .sa = &ipn_portion_sas[91], .packets = 1, .bytes = 104,
                .failed = { 0, 0, 0, 0, 0, 0, 0, 3 }, .sequence = { 0x1 },
            },
        },
    },
    {
        .name = "d1-own-protocol-first/tunnel-ipv4",
        .frames = &ipn_portion_frames[559], .num_frames = 5, .num_sas = 3,
        .sas = {
            {
                .sa = &ipn_portion_sas[90], .packets = 2, .bytes = 184,
                .sequence = { 0x61 },
            },
            {
                .sa = &ipn_portion_sas[91], .packets = 2, .bytes = 208,
                .sequence = { 0x2 },
            },
            {
                .sa = &ipn_portion_sas[92], .packets = 1, .bytes = 112,
                .sequence = { 0x2 },
            },
        },
    },
    {
        .name = "d1-status-7/esp-to-ah-tunnel-ipv6",
        .frames = &ipn_portion_frames[564], .num_frames = 5, .num_sas = 1,
        .sas = {
            {
                .sa = &ipn_portion_sas[93], .packets = 1, .bytes = 112,
                .failed = { 0, 0, 0, 0, 0, 0, 0, 3 }, .sequence = { 0x64 },
            },
        },
    },
    {
        .name = "d1-status-7/ah-to-esp-tunnel-ipv6",
        .frames = &ipn_portion_frames[569], .num_frames = 5, .num_sas = 1,
        .sas = {
            {
                .sa = &ipn_portion_sas[94], .packets = 1, .bytes = 124,
                .failed = { 0, 0, 0, 0, 0, 0, 0, 3 }, .sequence = { 0x1 },
            },
        },
    },
    {
        .name = "d1-own-protocol-first/tunnel-ipv6",
        .frames = &ipn_portion_frames[574], .num_frames = 5, .num_sas = 3,
        .sas = {
            {
                .sa = &ipn_portion_sas[93], .packets = 2, .bytes = 224,
                .sequence = { 0x64 },
            },
            {
                .sa = &ipn_portion_sas[94], .packets = 2, .bytes = 248,
                .sequence = { 0x2 },
            },
            {
                .sa = &ipn_portion_sas[95], .packets = 1, .bytes = 132,
                .sequence = { 0x2 },
            },
        },
    },
    {
        .name = "d2-protocol-before-addresses",
        .frames = &ipn_portion_frames[579], .num_frames = 2, .num_sas = 2,
        .sas = {
            {
                .sa = &ipn_portion_sas[96], .packets = 1, .bytes = 72,
                .sequence = { 0x67 },
            },
            {
                .sa = &ipn_portion_sas[97], .packets = 1, .bytes = 84,
                .sequence = { 0x1 },
            },
        },
    },
    {
        .name = "d6-esn-wrap/gcm128-16",
        .frames = &ipn_portion_frames[581], .num_frames = 11, .num_sas = 1,
        .sas = {
            {
                .sa = &ipn_portion_sas[98], .packets = 7, .bytes = 504,
                .failed = { 0, 0, 0, 4, 0, 0, 0, 0 },
                .sequence = { 0x27fffffff },
            },
        },
    },
    {
        .name = "d6-esn-wrap/gcm256-8",
        .frames = &ipn_portion_frames[592], .num_frames = 11, .num_sas = 1,
        .sas = {
            {
                .sa = &ipn_portion_sas[99], .packets = 7, .bytes = 588,
                .failed = { 0, 0, 0, 4, 0, 0, 0, 0 },
                .sequence = { 0x27fffffff },
            },
        },
    },
    {
        .name = "d6-esn-wrap/cbc128-sha1",
        .frames = &ipn_portion_frames[603], .num_frames = 11, .num_sas = 1,
        .sas = {
            {
                .sa = &ipn_portion_sas[100], .packets = 7, .bytes = 616,
                .failed = { 0, 0, 0, 4, 0, 0, 0, 0 },
                .sequence = { 0x27fffffff },
            },
        },
    },
    {
        .name = "d6-esn-wrap/null-sha256",
        .frames = &ipn_portion_frames[614], .num_frames = 11, .num_sas = 1,
        .sas = {
            {
                .sa = &ipn_portion_sas[101], .packets = 7, .bytes = 588,
                .failed = { 0, 0, 0, 4, 0, 0, 0, 0 },
                .sequence = { 0x27fffffff },
            },
        },
    },
    {
        .name = "d6-esn-wrap/gmac192",
        .frames = &ipn_portion_frames[625], .num_frames = 11, .num_sas = 1,
        .sas = {
            {
                .sa = &ipn_portion_sas[102], .packets = 7, .bytes = 504,
                .failed = { 0, 0, 0, 4, 0, 0, 0, 0 },
                .sequence = { 0x27fffffff },
            },
        },
    },
    {
        .name = "d6-esn-wrap/ah-sha1",
        .frames = &ipn_portion_frames[636], .num_frames = 11, .num_sas = 1,
        .sas = {
            {
                .sa = &ipn_portion_sas[103], .packets = 7, .bytes = 574,
                .failed = { 0, 0, 4, 0, 0, 0, 0, 0 },
                .sequence = { 0x27fffffff },
            },
        },
    },
    {
        .name = "d6-esn-wrap/ah-sha256",
        .frames = &ipn_portion_frames[647], .num_frames = 11, .num_sas = 1,
        .sas = {
            {
                .sa = &ipn_portion_sas[104], .packets = 7, .bytes = 462,
                .failed = { 0, 0, 4, 0, 0, 0, 0, 0 },
                .sequence = { 0x27fffffff },
            },
        },
    },
    {
        .name = "d6-esn-wrap/ah-gmac128",
        .frames = &ipn_portion_frames[658], .num_frames = 11, .num_sas = 1,
        .sas = {
            {
                .sa = &ipn_portion_sas[105], .packets = 7, .bytes = 686,
                .failed = { 0, 0, 4, 0, 0, 0, 0, 0 },
                .sequence = { 0x27fffffff },
            },
        },
    },
    {
        .name = "d6-update-sa/gcm128-16",
        .aside = true, .frames = &ipn_portion_frames[669], .num_frames = 4,
        .num_sas = 1,
        .sas = {
            {
                .sa = &ipn_portion_sas[106], .packets = 4, .bytes = 304,
                .sequence = { 0x700001010 },
            },
        },
    },
    {
        .name = "d6-update-sa/cbc128-sha1",
        .aside = true, .frames = &ipn_portion_frames[673], .num_frames = 4,
        .num_sas = 1,
        .sas = {
            {
                .sa = &ipn_portion_sas[107], .packets = 4, .bytes = 352,
                .sequence = { 0x700001010 },
            },
        },
    },
    {
        .name = "d6-update-sa/ah-sha256",
        .aside = true, .frames = &ipn_portion_frames[677], .num_frames = 4,
        .num_sas = 1,
        .sas = {
            {
                .sa = &ipn_portion_sas[108], .packets = 4, .bytes = 280,
                .sequence = { 0x700001010 },
            },
        },
    },
    {
        .name = "r23-not-merged/esp",
        .aside = true, .frames = &ipn_portion_frames[681], .num_frames = 4,
        .num_sas = 1,
        .sas = {
            {
                .sa = &ipn_portion_sas[109], .packets = 4, .bytes = 644,
                .sequence = { 0x4 },
            },
        },
    },
    {
        .name = "r23-not-merged/ah",
        .aside = true, .frames = &ipn_portion_frames[685], .num_frames = 3,
        .num_sas = 1,
        .sas = {
            {
                .sa = &ipn_portion_sas[110], .packets = 3, .bytes = 492,
                .sequence = { 0x3 },
            },
        },
    },
    {
        .name = "r24-fragments/ipv4",
        .frames = &ipn_portion_frames[688], .num_frames = 12, .num_sas = 3,
        .sas = {
            {
                .sa = &ipn_portion_sas[111], .packets = 1, .bytes = 92,
                .sequence = { 0x1 },
            },
            {
                .sa = &ipn_portion_sas[113], .packets = 1, .bytes = 79,
                .sequence = { 0x78 },
            },
            {
                .sa = &ipn_portion_sas[115], .packets = 1, .bytes = 100,
                .sequence = { 0x1 },
            },
        },
    },
    {
        .name = "r24-fragments/ipv6",
        .frames = &ipn_portion_frames[700], .num_frames = 9, .num_sas = 2,
        .sas = {
            {
                .sa = &ipn_portion_sas[112], .packets = 1, .bytes = 112,
                .sequence = { 0x1 },
            },
            {
                .sa = &ipn_portion_sas[114], .packets = 1, .bytes = 99,
                .sequence = { 0x79 },
            },
        },
    },
    {
        .name = "r6-gate/ah",
        .props = ",ah=off",
        .frames = &ipn_portion_frames[709], .num_frames = 3, .num_sas = 2,
        .sas = {
            {
                .sa = &ipn_portion_sas[116], .packets = 1, .bytes = 84,
                .sequence = { 0x1 },
            },
            {
                .sa = &ipn_portion_sas[120], .packets = 1, .bytes = 148,
                .sequence = { 0x1 },
            },
        },
    },
    {
        .name = "r6-gate/esp",
        .props = ",esp=off",
        .frames = &ipn_portion_frames[712], .num_frames = 3, .num_sas = 2,
        .sas = {
            {
                .sa = &ipn_portion_sas[118], .packets = 1, .bytes = 72,
                .sequence = { 0x7d },
            },
            {
                .sa = &ipn_portion_sas[121], .packets = 1, .bytes = 148,
                .sequence = { 0x80 },
            },
        },
    },
    {
        .name = "r6-gate/ah-esp",
        .props = ",ah-esp=off",
        .frames = &ipn_portion_frames[715], .num_frames = 3, .num_sas = 1,
        .sas = {
            {
                .sa = &ipn_portion_sas[122], .packets = 1, .bytes = 72,
                .skipped = 2, .sequence = { 0x3 },
            },
        },
    },
    {
        .name = "r6-gate/ah-esp-on",
        .frames = &ipn_portion_frames[718], .num_frames = 1, .num_sas = 1,
        .sas = {
            {
                .sa = &ipn_portion_sas[122], .packets = 1, .bytes = 108,
                .sequence = { 0xa2 },
            },
        },
    },
    {
        .name = "r6-gate/ipv4-options-on",
        .frames = &ipn_portion_frames[719], .num_frames = 3, .num_sas = 3,
        .sas = {
            {
                .sa = &ipn_portion_sas[124], .packets = 1, .bytes = 148,
                .sequence = { 0x1 },
            },
            {
                .sa = &ipn_portion_sas[125], .packets = 2, .bytes = 180,
                .sequence = { 0x2 },
            },
            {
                .sa = &ipn_portion_sas[126], .packets = 1, .bytes = 92,
                .sequence = { 0x1 },
            },
        },
    },
    {
        .name = "r6-gate/ipv4-options",
        .props = ",ipv4-options=off",
        .frames = &ipn_portion_frames[722], .num_frames = 4, .num_sas = 3,
        .sas = {
            {
                .sa = &ipn_portion_sas[124], .packets = 1, .bytes = 148,
                .sequence = { 0x2 },
            },
            {
                .sa = &ipn_portion_sas[125], .packets = 1, .bytes = 88,
                .skipped = 2, .sequence = { 0x4 },
            },
            {
                .sa = &ipn_portion_sas[126], .skipped = 1,
            },
        },
    },
    {
        .name = "r6-gate/ipv6-ext-headers-on",
        .frames = &ipn_portion_frames[726], .num_frames = 3, .num_sas = 3,
        .sas = {
            {
                .sa = &ipn_portion_sas[127], .packets = 1, .bytes = 172,
                .sequence = { 0x1 },
            },
            {
                .sa = &ipn_portion_sas[128], .packets = 2, .bytes = 224,
                .sequence = { 0x2 },
            },
            {
                .sa = &ipn_portion_sas[129], .packets = 1, .bytes = 116,
                .sequence = { 0x1 },
            },
        },
    },
    {
        .name = "r6-gate/ipv6-ext-headers",
        .props = ",ipv6-ext-headers=off",
        .frames = &ipn_portion_frames[729], .num_frames = 4, .num_sas = 3,
        .sas = {
            {
                .sa = &ipn_portion_sas[127], .packets = 1, .bytes = 172,
                .sequence = { 0x2 },
            },
            {
                .sa = &ipn_portion_sas[128], .packets = 1, .bytes = 108,
                .skipped = 2, .sequence = { 0x4 },
            },
            {
                .sa = &ipn_portion_sas[129], .skipped = 1,
            },
        },
    },
    {
        .name = "r6-gate/ipv6",
        .props = ",ipv6=off",
        .frames = &ipn_portion_frames[733], .num_frames = 2, .num_sas = 1,
        .sas = {
            {
                .sa = &ipn_portion_sas[130], .packets = 2, .bytes = 288,
                .sequence = { 0x2 },
            },
        },
    },
    {
        .name = "r6-gate/encapsulation-on",
        .frames = &ipn_portion_frames[735], .num_frames = 5, .num_sas = 1,
        .sas = {
            {
                .sa = &ipn_portion_sas[132], .packets = 3, .bytes = 252,
                .sequence = { 0x1 },
            },
        },
    },
    {
        .name = "r6-gate/encapsulation",
        .props = ",vlan=off",
        .frames = &ipn_portion_frames[740], .num_frames = 5, .num_sas = 1,
        .sas = {
            {
                .sa = &ipn_portion_sas[132], .packets = 1, .bytes = 84,
                .sequence = { 0x1 },
            },
        },
    },
    {
        .name = "r6-gate/udp-esp-transport",
        .props = ",udp-esp-transport=off",
        .frames = &ipn_portion_frames[745], .num_frames = 2, .num_sas = 1,
        .sas = {
            {
                .sa = &ipn_portion_sas[133], .skipped = 2,
            },
        },
    },
    {
        .name = "r6-gate/udp-esp-tunnel",
        .props = ",udp-esp-tunnel=off",
        .frames = &ipn_portion_frames[747], .num_frames = 1, .num_sas = 2,
        .sas = {
            {
                .sa = &ipn_portion_sas[134], .packets = 1, .bytes = 152,
                .sequence = { 0x1 },
            },
            {
                .sa = &ipn_portion_sas[135], .packets = 1, .bytes = 88,
                .sequence = { 0x1 },
            },
        },
    },
    {
        .name = "r6-gate/udp-esp-transport-over-udp-tunnel",
        .props = ",udp-esp-transport-over-udp-tunnel=off",
        .frames = &ipn_portion_frames[748], .num_frames = 2, .num_sas = 2,
        .sas = {
            {
                .sa = &ipn_portion_sas[136], .packets = 2, .bytes = 264,
                .sequence = { 0x2 },
            },
            {
                .sa = &ipn_portion_sas[137], .skipped = 1,
            },
        },
    },
    {
        .name = "r6-gate/udp-esp-udp-transport-over-tunnel",
        .props = ",udp-esp-udp-transport-over-tunnel=off",
        .frames = &ipn_portion_frames[750], .num_frames = 2, .num_sas = 2,
        .sas = {
            {
                .sa = &ipn_portion_sas[138], .packets = 1, .bytes = 152,
                .sequence = { 0x1 },
            },
            {
                .sa = &ipn_portion_sas[139], .packets = 1, .bytes = 96,
                .skipped = 1, .sequence = { 0x1 },
            },
        },
    },
    {
        .name = "r18-asked-back",
        .aside = true, .frames = &ipn_portion_frames[752], .num_frames = 9,
        .num_sas = 2,
        .sas = {
            {
                .sa = &ipn_portion_sas[140], .packets = 4, .bytes = 324,
                .failed = { 0, 0, 0, 1, 0, 0, 0, 0 }, .sequence = { 0x4 },
            },
            {
                .sa = &ipn_portion_sas[141], .packets = 4, .bytes = 272,
                .sequence = { 0x4 },
            },
        },
    },
    {
        .name = "r15-nested-asked-back",
        .aside = true, .frames = &ipn_portion_frames[761], .num_frames = 3,
        .num_sas = 2,
        .sas = {
            {
                .sa = &ipn_portion_sas[142], .packets = 2, .bytes = 288,
                .failed = { 0, 0, 0, 0, 0, 1, 0, 0 }, .sequence = { 0x2 },
            },
            {
                .sa = &ipn_portion_sas[143], .packets = 1, .bytes = 88,
                .failed = { 0, 0, 0, 1, 0, 0, 0, 0 }, .sequence = { 0x1 },
            },
        },
    },
    {
        .name = "d4-asked-back-outside-of-the-capabilities",
        .props = ",ipv4-options=off",
        .aside = true, .frames = &ipn_portion_frames[764], .num_frames = 2,
        .num_sas = 1,
        .sas = {
            {
                .sa = &ipn_portion_sas[144], .packets = 1, .bytes = 84,
                .skipped = 1, .sequence = { 0x2 },
            },
        },
    },
};

/* The packet of SPI 0x40000000, and by which bits its last 16 bytes differ if bit i
 * of the SPI is set, with the same key. */
#define IPN_MANY_SPI 0x40000000u
#define IPN_MANY_BITS 17

static const IpnSaVector ipn_many_sa = {
    .name = "many",
    .mode = IPSECNIC_MODE_TRANSPORT,
    .spi = IPN_MANY_SPI,
    .cipher_alg = IPSECNIC_CIPHER_AES_GCM_128,
    .cipher_icv = 16,
    .src =
        "c0000201000000000000000000000000",
    .dst =
        "c0000202000000000000000000000000",
    .auth_key =
        "",
    .cipher_key =
        "0714212e3b4855626f7c8996a3b0bdcad7e4f1fe",
};

static const char ipn_many_wire[] =
    "525400123456020000000001080045000044000040004032b684c0000201c000"
    "0202400000000000000111223344556677888006a65f222eb7214236b88fe46e"
    "17b92599eb5e1817f14404868d4cb6eee672";

static const char *const ipn_many_delta[IPN_MANY_BITS] = {
    "104ff450ba95fe491e4ffee79a6410ca",
    "209fe8a1752bfc923c9ffdcf34c82194",
    "413fd142ea57f924793ffb9e69904328",
    "827fa285d4aff248f27ff73cd3208650",
    "c6ff450ba95fe491e4ffee79a6410ca1",
    "4ffe8a1752bfc923c9ffdcf34c821943",
    "9ffd142ea57f924793ffb9e699043286",
    "fdfa285d4aff248f27ff73cd3208650d",
    "39f450ba95fe491e4ffee79a6410ca1b",
    "73e8a1752bfc923c9ffdcf34c8219436",
    "e7d142ea57f924793ffb9e699043286c",
    "0da285d4aff248f27ff73cd3208650d9",
    "1b450ba95fe491e4ffee79a6410ca1b2",
    "368a1752bfc923c9ffdcf34c82194364",
    "6d142ea57f924793ffb9e699043286c8",
    "da285d4aff248f27ff73cd3208650d90",
    "7650ba95fe491e4ffee79a6410ca1b21",
};

#endif /* IPSECNIC_PORTIONS_H */
