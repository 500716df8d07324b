/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Written by gen-vectors.py, with Scapy and python3-cryptography.
 * Do not edit.
 *
 * Keys, addresses and frames are hexadecimal.  "clear" is the frame
 * as it must be indicated: decrypted in place, nothing removed.
 */

#ifndef IPSECNIC_VECTORS_H
#define IPSECNIC_VECTORS_H

#define VECTOR_SA_GCM4 0
#define VECTOR_SA_CBC4 1
#define VECTOR_SA_GCM6 2
#define VECTOR_SA_CBC6 3
#define VECTOR_SA_GCM4T 4
#define VECTOR_SA_CBC4T 5
#define VECTOR_SA_GCM6T 6
#define VECTOR_SA_CBC6T 7
#define VECTOR_SA_NULL4 8
#define VECTOR_SA_STEER0 9
#define VECTOR_SA_STEER1 10
#define VECTOR_SA_STEER2 11
#define VECTOR_SA_STEER3 12

static const IpnSaVector ipn_sa_vectors[] = {
    {
        .name = "gcm4",
        .mode = IPSECNIC_MODE_TRANSPORT,
        .ipv6 = false,
        .spi = 0x1001,
        .auth_alg = 0,
        .cipher_alg = IPSECNIC_CIPHER_AES_GCM_128,
        .auth_icv = 0,
        .cipher_icv = 16,
        .src =
            "0a010001000000000000000000000000",
        .dst =
            "0a010002000000000000000000000000",
        .auth_key =
            "",
        .cipher_key =
            "1d28333e49545f6a75808b96a1acb7c2cdd8e3ee",
    },
    {
        .name = "cbc4",
        .mode = IPSECNIC_MODE_TRANSPORT,
        .ipv6 = false,
        .spi = 0x1002,
        .auth_alg = IPSECNIC_AUTH_SHA1,
        .cipher_alg = IPSECNIC_CIPHER_AES_CBC_128,
        .auth_icv = 12,
        .cipher_icv = 0,
        .src =
            "0a010001000000000000000000000000",
        .dst =
            "0a010002000000000000000000000000",
        .auth_key =
            "919ca7b2bdc8d3dee9f4ff0a15202b36414c5762",
        .cipher_key =
            "3a45505b66717c87929da8b3bec9d4df",
    },
    {
        .name = "gcm6",
        .mode = IPSECNIC_MODE_TRANSPORT,
        .ipv6 = true,
        .spi = 0x1003,
        .auth_alg = 0,
        .cipher_alg = IPSECNIC_CIPHER_AES_GCM_256,
        .auth_icv = 0,
        .cipher_icv = 16,
        .src =
            "20010db8000100000000000000000001",
        .dst =
            "20010db8000100000000000000000002",
        .auth_key =
            "",
        .cipher_key =
            "57626d78838e99a4afbac5d0dbe6f1fc07121d28333e49545f6a75808b96a1ac"
            "b7c2cdd8",
    },
    {
        .name = "cbc6",
        .mode = IPSECNIC_MODE_TRANSPORT,
        .ipv6 = true,
        .spi = 0x1004,
        .auth_alg = IPSECNIC_AUTH_SHA256,
        .cipher_alg = IPSECNIC_CIPHER_AES_CBC_256,
        .auth_icv = 16,
        .cipher_icv = 0,
        .src =
            "20010db8000100000000000000000001",
        .dst =
            "20010db8000100000000000000000002",
        .auth_key =
            "cbd6e1ecf7020d18232e39444f5a65707b86919ca7b2bdc8d3dee9f4ff0a1520",
        .cipher_key =
            "747f8a95a0abb6c1ccd7e2edf8030e19242f3a45505b66717c87929da8b3bec9",
    },
    {
        .name = "gcm4t",
        .mode = IPSECNIC_MODE_TUNNEL,
        .ipv6 = false,
        .spi = 0x1005,
        .auth_alg = 0,
        .cipher_alg = IPSECNIC_CIPHER_AES_GCM_128,
        .auth_icv = 0,
        .cipher_icv = 16,
        .src =
            "c0000201000000000000000000000000",
        .dst =
            "c0000202000000000000000000000000",
        .auth_key =
            "",
        .cipher_key =
            "919ca7b2bdc8d3dee9f4ff0a15202b36414c5762",
    },
    {
        .name = "cbc4t",
        .mode = IPSECNIC_MODE_TUNNEL,
        .ipv6 = false,
        .spi = 0x1006,
        .auth_alg = IPSECNIC_AUTH_SHA256,
        .cipher_alg = IPSECNIC_CIPHER_AES_CBC_128,
        .auth_icv = 16,
        .cipher_icv = 0,
        .src =
            "c0000201000000000000000000000000",
        .dst =
            "c0000202000000000000000000000000",
        .auth_key =
            "05101b26313c47525d68737e89949faab5c0cbd6e1ecf7020d18232e39444f5a",
        .cipher_key =
            "aeb9c4cfdae5f0fb06111c27323d4853",
    },
    {
        .name = "gcm6t",
        .mode = IPSECNIC_MODE_TUNNEL,
        .ipv6 = true,
        .spi = 0x1007,
        .auth_alg = 0,
        .cipher_alg = IPSECNIC_CIPHER_AES_GCM_192,
        .auth_icv = 0,
        .cipher_icv = 16,
        .src =
            "20010db800ff00000000000000000001",
        .dst =
            "20010db800ff00000000000000000002",
        .auth_key =
            "",
        .cipher_key =
            "cbd6e1ecf7020d18232e39444f5a65707b86919ca7b2bdc8d3dee9f4",
    },
    {
        .name = "cbc6t",
        .mode = IPSECNIC_MODE_TUNNEL,
        .ipv6 = true,
        .spi = 0x1008,
        .auth_alg = IPSECNIC_AUTH_SHA1,
        .cipher_alg = IPSECNIC_CIPHER_AES_CBC_192,
        .auth_icv = 12,
        .cipher_icv = 0,
        .src =
            "20010db800ff00000000000000000001",
        .dst =
            "20010db800ff00000000000000000002",
        .auth_key =
            "3f4a55606b76818c97a2adb8c3ced9e4effa0510",
        .cipher_key =
            "e8f3fe09141f2a35404b56616c77828d98a3aeb9c4cfdae5",
    },
    {
        .name = "null4",
        .mode = IPSECNIC_MODE_TRANSPORT,
        .ipv6 = false,
        .spi = 0x1009,
        .auth_alg = IPSECNIC_AUTH_SHA256,
        .cipher_alg = IPSECNIC_CIPHER_NONE,
        .auth_icv = 16,
        .cipher_icv = 0,
        .src =
            "0a010001000000000000000000000000",
        .dst =
            "0a010002000000000000000000000000",
        .auth_key =
            "5c67727d88939ea9b4bfcad5e0ebf6010c17222d38434e59646f7a85909ba6b1",
        .cipher_key =
            "",
    },
    {
        .name = "steer0",
        .mode = IPSECNIC_MODE_TRANSPORT,
        .ipv6 = false,
        .spi = 0x2000,
        .auth_alg = 0,
        .cipher_alg = IPSECNIC_CIPHER_AES_GCM_128,
        .auth_icv = 0,
        .cipher_icv = 16,
        .src =
            "0a010001000000000000000000000000",
        .dst =
            "0a010002000000000000000000000000",
        .auth_key =
            "",
        .cipher_key =
            "444f5a65707b86919ca7b2bdc8d3dee9f4ff0a15",
    },
    {
        .name = "steer1",
        .mode = IPSECNIC_MODE_TRANSPORT,
        .ipv6 = false,
        .spi = 0x2001,
        .auth_alg = 0,
        .cipher_alg = IPSECNIC_CIPHER_AES_GCM_128,
        .auth_icv = 0,
        .cipher_icv = 16,
        .src =
            "0a010001000000000000000000000000",
        .dst =
            "0a010002000000000000000000000000",
        .auth_key =
            "",
        .cipher_key =
            "616c77828d98a3aeb9c4cfdae5f0fb06111c2732",
    },
    {
        .name = "steer2",
        .mode = IPSECNIC_MODE_TRANSPORT,
        .ipv6 = false,
        .spi = 0x2010,
        .auth_alg = 0,
        .cipher_alg = IPSECNIC_CIPHER_AES_GCM_128,
        .auth_icv = 0,
        .cipher_icv = 16,
        .src =
            "0a010001000000000000000000000000",
        .dst =
            "0a010002000000000000000000000000",
        .auth_key =
            "",
        .cipher_key =
            "7e89949faab5c0cbd6e1ecf7020d18232e39444f",
    },
    {
        .name = "steer3",
        .mode = IPSECNIC_MODE_TRANSPORT,
        .ipv6 = false,
        .spi = 0x2011,
        .auth_alg = 0,
        .cipher_alg = IPSECNIC_CIPHER_AES_GCM_128,
        .auth_icv = 0,
        .cipher_icv = 16,
        .src =
            "0a010001000000000000000000000000",
        .dst =
            "0a010002000000000000000000000000",
        .auth_key =
            "",
        .cipher_key =
            "9ba6b1bcc7d2dde8f3fe09141f2a35404b56616c",
    },
};

static const IpnFrameVector ipn_basic_vectors[] = {
    {
        .name = "gcm4",
        .sa = VECTOR_SA_GCM4,
        .sequence = 0x1,
        .next_header = 17,
        .pad_length = 2,
        .ipsec_offset = 34,
        .payload_offset = 50,
        .inner_l3_offset = 0,
        .trailer_length = 20,
        .hash = 0xa47cadb9,
        .csum = 0x41,
        .wire =
            "5254001234560200000000010800450000804711000040321f370a0100010a01"
            "0002000010010000000103080d12171c2126b97ad0f51dfee7eab2d7d83a34a0"
            "096fbe49df33e075f35de202e0567a43148d425238b35f8c3dfefc6e983a2943"
            "b7596f4d75d008b4a0771dd46b591a8ed1a02fc9acc8ca32e27b7137fed05309"
            "4d2877051c6f1b10e94031ba4e75",
        .clear =
            "5254001234560200000000010800450000804711000040321f370a0100010a01"
            "0002000010010000000103080d12171c21260fa0138800487a0301080f161d24"
            "2b323940474e555c636a71787f868d949ba2a9b0b7bec5ccd3dae1e8eff6fd04"
            "0b121920272e353c434a51585f666d747b828990979ea5acb3ba010202115309"
            "4d2877051c6f1b10e94031ba4e75",
    },
    {
        .name = "cbc4",
        .sa = VECTOR_SA_CBC4,
        .sequence = 0x1,
        .next_header = 17,
        .pad_length = 9,
        .ipsec_offset = 34,
        .payload_offset = 58,
        .inner_l3_offset = 0,
        .trailer_length = 23,
        .hash = 0x3f87e968,
        .csum = 0x41,
        .wire =
            "5254001234560200000000010800450000984711000040321f1f0a0100010a01"
            "0002000010020000000103080d12171c21262b30353a3f44494e069e0065a63e"
            "4e6e3665658d8740952e378530e368ebab778b3f200eff786028e4d8a39a55d9"
            "bf7c0cfd050840ac08206ddbe739b44abe59dc7007bc96430986037e8a26bfb1"
            "1f7f6e02f4a07e4e1b40e916cc9f6c5d870113d0b5b7f76c41b703329124e22b"
            "531a3c3d06e5",
        .clear =
            "5254001234560200000000010800450000984711000040321f1f0a0100010a01"
            "0002000010020000000103080d12171c21262b30353a3f44494e0fa013880055"
            "096301080f161d242b323940474e555c636a71787f868d949ba2a9b0b7bec5cc"
            "d3dae1e8eff6fd040b121920272e353c434a51585f666d747b828990979ea5ac"
            "b3bac1c8cfd6dde4ebf2f900070e15010203040506070809091103329124e22b"
            "531a3c3d06e5",
    },
    {
        .name = "gcm6",
        .sa = VECTOR_SA_GCM6,
        .sequence = 0x1,
        .next_header = 17,
        .pad_length = 0,
        .ipsec_offset = 54,
        .payload_offset = 70,
        .inner_l3_offset = 0,
        .trailer_length = 18,
        .hash = 0x2d2a6e09,
        .csum = 0x40,
        .wire =
            "52540012345602000000000186dd600000000084324020010db8000100000000"
            "00000000000120010db800010000000000000000000200001003000000010308"
            "0d12171c2126e743079ffc6b249f51bf0dba976fbb16e5714c0906636174e29c"
            "2bb562a133cc6d0996de4c41202e635d9f36aad2d2dbee13d296fc2197c8e5e6"
            "813f48a4190eb560470ae92b12b1e45b406030fd915635266ce97df2fe5c9b11"
            "70a71e8b9857e1a7af35864b468cffab7b5a9c1d0afe68a729d9",
        .clear =
            "52540012345602000000000186dd600000000084324020010db8000100000000"
            "00000000000120010db800010000000000000000000200001003000000010308"
            "0d12171c21260fa0138800621beb01080f161d242b323940474e555c636a7178"
            "7f868d949ba2a9b0b7bec5ccd3dae1e8eff6fd040b121920272e353c434a5158"
            "5f666d747b828990979ea5acb3bac1c8cfd6dde4ebf2f900070e151c232a3138"
            "3f464d545b6269700011864b468cffab7b5a9c1d0afe68a729d9",
    },
    {
        .name = "cbc6",
        .sa = VECTOR_SA_CBC6,
        .sequence = 0x1,
        .next_header = 17,
        .pad_length = 15,
        .ipsec_offset = 54,
        .payload_offset = 78,
        .inner_l3_offset = 0,
        .trailer_length = 33,
        .hash = 0xf27a4b00,
        .csum = 0x40,
        .wire =
            "52540012345602000000000186dd6000000000a8324020010db8000100000000"
            "00000000000120010db800010000000000000000000200001004000000010308"
            "0d12171c21262b30353a3f44494e5f549766ed9d994baf28ecb714df12f12c48"
            "94e3a5cb82e1e0549eb3847af8a9e12bde92df96d707f5b4ff40dbab0b439142"
            "f8e32a09b98ad1fe82e10739f33d2c1dfad71ef7c32b6a5246ecf6836929a409"
            "0ff5f07e04c01c9e6b03b4b162a2c54208e4fb1931d2eb439bd275c78afaa772"
            "1c5f5fab0420c487d24d47008ac6328fc46d3aacc76366223f9a2c681809",
        .clear =
            "52540012345602000000000186dd6000000000a8324020010db8000100000000"
            "00000000000120010db800010000000000000000000200001004000000010308"
            "0d12171c21262b30353a3f44494e0fa01388006fb10601080f161d242b323940"
            "474e555c636a71787f868d949ba2a9b0b7bec5ccd3dae1e8eff6fd040b121920"
            "272e353c434a51585f666d747b828990979ea5acb3bac1c8cfd6dde4ebf2f900"
            "070e151c232a31383f464d545b626970777e858c939aa1a8afb6bdc4cb010203"
            "0405060708090a0b0c0d0e0f0f11328fc46d3aacc76366223f9a2c681809",
    },
    {
        .name = "gcm4t",
        .sa = VECTOR_SA_GCM4T,
        .sequence = 0x1,
        .next_header = 4,
        .pad_length = 2,
        .ipsec_offset = 34,
        .payload_offset = 50,
        .inner_l3_offset = 50,
        .trailer_length = 20,
        .hash = 0xe0d7cc61,
        .csum = 0x51,
        .wire =
            "5254001234560200000000010800450000c8000100004032f5ffc0000201c000"
            "0202000010050000000103080d12171c212692e98464c72e89f3a95f76e5e926"
            "0d9f448f406afa21887c24a6c5d4732085f978a772488deb9c057e7d2e7c68c2"
            "1a08204c1268c2eca553b9a75e7d190c6bb5ae7732b9be25b0c07f3ec45fec59"
            "1c129098c6b59f83bf11986eb8a34d73537f14f63eb167f27e6faa16233c1d1a"
            "97775b277b04a456b3cfbed2dacd0abbbe78aed9d5229ee738cc5e1aef8e6aa4"
            "2fd0cd92c2dffa2ce5b26d5402132aa3082f5c32012a",
        .clear =
            "5254001234560200000000010800450000c8000100004032f5ffc0000201c000"
            "0202000010050000000103080d12171c2126450000904711000040111f480a01"
            "00010a0100020fa01388007c0c7801080f161d242b323940474e555c636a7178"
            "7f868d949ba2a9b0b7bec5ccd3dae1e8eff6fd040b121920272e353c434a5158"
            "5f666d747b828990979ea5acb3bac1c8cfd6dde4ebf2f900070e151c232a3138"
            "3f464d545b626970777e858c939aa1a8afb6bdc4cbd2d9e0e7eef5fc030a1118"
            "1f2601020204fa2ce5b26d5402132aa3082f5c32012a",
    },
    {
        .name = "cbc4t",
        .sa = VECTOR_SA_CBC4T,
        .sequence = 0x1,
        .next_header = 41,
        .pad_length = 13,
        .ipsec_offset = 34,
        .payload_offset = 58,
        .inner_l3_offset = 58,
        .trailer_length = 31,
        .hash = 0x7b2c88b0,
        .csum = 0x41,
        .wire =
            "5254001234560200000000010800450000fc000100004032f5cbc0000201c000"
            "0202000010060000000103080d12171c21262b30353a3f44494e687281030248"
            "e606c68a4079678866cdfd3b48c7a083b14befb6df7774ded683dee29f998748"
            "e479bac0dcc1bcc2364737499137ca5db5b7b9ab8688af2560ae8754ce8412e8"
            "af0029e0dd05430975203f097c3e25267eeec62e1b7ff58e7de3f4846255a6fb"
            "2845b428183d0a976531edafd8680dc26bc7964a306555820bfb39b1e8b02b53"
            "2c37a574a86cf0bbd22f79b2c5324bfc9e58e0423709ac0560db55bf7174dadd"
            "7ce3ecff35663b2130c212b18eed8635e01dac26348e2adc25ac939b3664fd5d"
            "e88e2addb7605d39d1aa",
        .clear =
            "5254001234560200000000010800450000fc000100004032f5cbc0000201c000"
            "0202000010060000000103080d12171c21262b30353a3f44494e600000000089"
            "114020010db800010000000000000000000120010db800010000000000000000"
            "00020fa01388008961df01080f161d242b323940474e555c636a71787f868d94"
            "9ba2a9b0b7bec5ccd3dae1e8eff6fd040b121920272e353c434a51585f666d74"
            "7b828990979ea5acb3bac1c8cfd6dde4ebf2f900070e151c232a31383f464d54"
            "5b626970777e858c939aa1a8afb6bdc4cbd2d9e0e7eef5fc030a11181f262d34"
            "3b424950575e656c737a810102030405060708090a0b0c0d0d29939b3664fd5d"
            "e88e2addb7605d39d1aa",
    },
    {
        .name = "gcm6t",
        .sa = VECTOR_SA_GCM6T,
        .sequence = 0x1,
        .next_header = 4,
        .pad_length = 0,
        .ipsec_offset = 54,
        .payload_offset = 70,
        .inner_l3_offset = 70,
        .trailer_length = 18,
        .hash = 0x69810fd1,
        .csum = 0x50,
        .wire =
            "52540012345602000000000186dd6000000000cc324020010db800ff00000000"
            "00000000000120010db800ff0000000000000000000200001007000000010308"
            "0d12171c2126bc40822a75ce1c1404000d0b414ae4a30fc8ef9a4875993bc342"
            "a2b35c7bdba15ff1a4226a37bb4b2dd2556d247b66c8c43efe56dde2c2febdee"
            "61690377457d66195864e4f37e31dbac5df4383a3d034a6b3970994749862d8f"
            "c0dd27ae2e2d442e681d6605e0e108dea754f4b48e951fb08cecee296d671f4f"
            "1b45407e2016d016be8d63bdcd18ba330d36e2e4599f9f4db0d06ac5c4c84ab3"
            "6087212e180b62a5b275486e28074ae1bac535220df1bf2afdf3d5953f75c05c"
            "382d",
        .clear =
            "52540012345602000000000186dd6000000000cc324020010db800ff00000000"
            "00000000000120010db800ff0000000000000000000200001007000000010308"
            "0d12171c2126450000aa4711000040111f2e0a0100010a0100020fa013880096"
            "785501080f161d242b323940474e555c636a71787f868d949ba2a9b0b7bec5cc"
            "d3dae1e8eff6fd040b121920272e353c434a51585f666d747b828990979ea5ac"
            "b3bac1c8cfd6dde4ebf2f900070e151c232a31383f464d545b626970777e858c"
            "939aa1a8afb6bdc4cbd2d9e0e7eef5fc030a11181f262d343b424950575e656c"
            "737a81888f969da4abb2b9c0c7ced5dc000435220df1bf2afdf3d5953f75c05c"
            "382d",
    },
    {
        .name = "cbc6t",
        .sa = VECTOR_SA_CBC6T,
        .sequence = 0x1,
        .next_header = 41,
        .pad_length = 3,
        .ipsec_offset = 54,
        .payload_offset = 78,
        .inner_l3_offset = 78,
        .trailer_length = 17,
        .hash = 0x14849a34,
        .csum = 0x40,
        .wire =
            "52540012345602000000000186dd6000000000f4324020010db800ff00000000"
            "00000000000120010db800ff0000000000000000000200001008000000010308"
            "0d12171c21262b30353a3f44494e51d69d50014cac7f7d493e21951029bd1969"
            "a49e9a72a620f9d6fac90f55804d8bad8cf0fc28f33682843c3cc122e2f8d301"
            "b637eae94d1d60879544ae5bed34eaca7d4227029e6631473a13086ed77edf5d"
            "ec85c6b86d47918ee1f53a9242920bfc4c186c8b89a804801994ebbb9c8f717a"
            "e311db9f9f5a84345a87278de41c8d1f4a128bdd2c6ba14cb032ebe70ad2a537"
            "60f1a854c5e8f1e5e797f7b30ebc39a2781789f29a6f7d15b687c601991f9cde"
            "cc8d62ac59ca66bd7a681089616483f76e831d408e6cf3eaa720ed82da6d688b"
            "708c430e7047e31a8929",
        .clear =
            "52540012345602000000000186dd6000000000f4324020010db800ff00000000"
            "00000000000120010db800ff0000000000000000000200001008000000010308"
            "0d12171c21262b30353a3f44494e6000000000a3114020010db8000100000000"
            "00000000000120010db80001000000000000000000020fa0138800a3d3770108"
            "0f161d242b323940474e555c636a71787f868d949ba2a9b0b7bec5ccd3dae1e8"
            "eff6fd040b121920272e353c434a51585f666d747b828990979ea5acb3bac1c8"
            "cfd6dde4ebf2f900070e151c232a31383f464d545b626970777e858c939aa1a8"
            "afb6bdc4cbd2d9e0e7eef5fc030a11181f262d343b424950575e656c737a8188"
            "8f969da4abb2b9c0c7ced5dce3eaf1f8ff060d141b222930370102030329688b"
            "708c430e7047e31a8929",
    },
    {
        .name = "null4",
        .sa = VECTOR_SA_NULL4,
        .sequence = 0x1,
        .next_header = 17,
        .pad_length = 2,
        .ipsec_offset = 34,
        .payload_offset = 42,
        .inner_l3_offset = 0,
        .trailer_length = 20,
        .hash = 0x06291d55,
        .csum = 0x41,
        .wire =
            "5254001234560200000000010800450000e04711000040321ed70a0100010a01"
            "000200001009000000010fa0138800b0a7f501080f161d242b323940474e555c"
            "636a71787f868d949ba2a9b0b7bec5ccd3dae1e8eff6fd040b121920272e353c"
            "434a51585f666d747b828990979ea5acb3bac1c8cfd6dde4ebf2f900070e151c"
            "232a31383f464d545b626970777e858c939aa1a8afb6bdc4cbd2d9e0e7eef5fc"
            "030a11181f262d343b424950575e656c737a81888f969da4abb2b9c0c7ced5dc"
            "e3eaf1f8ff060d141b222930373e454c535a61686f767d848b9201020211b9eb"
            "586c53d08edd9b497cae65591b57",
        .clear =
            "5254001234560200000000010800450000e04711000040321ed70a0100010a01"
            "000200001009000000010fa0138800b0a7f501080f161d242b323940474e555c"
            "636a71787f868d949ba2a9b0b7bec5ccd3dae1e8eff6fd040b121920272e353c"
            "434a51585f666d747b828990979ea5acb3bac1c8cfd6dde4ebf2f900070e151c"
            "232a31383f464d545b626970777e858c939aa1a8afb6bdc4cbd2d9e0e7eef5fc"
            "030a11181f262d343b424950575e656c737a81888f969da4abb2b9c0c7ced5dc"
            "e3eaf1f8ff060d141b222930373e454c535a61686f767d848b9201020211b9eb"
            "586c53d08edd9b497cae65591b57",
    },
};

static const IpnFrameVector ipn_stream_vectors[] = {
    {
        .name = "stream-1",
        .sa = VECTOR_SA_GCM4,
        .sequence = 0x1,
        .next_header = 17,
        .pad_length = 1,
        .ipsec_offset = 34,
        .payload_offset = 50,
        .inner_l3_offset = 0,
        .trailer_length = 19,
        .hash = 0xa47cadb9,
        .csum = 0x41,
        .wire =
            "5254001234560200000000010800450000704711000040321f470a0100010a01"
            "0002000010010000000103080d12171c2126b97ad0f51d8fa084b2d7d83a34a0"
            "096fbe49df33e075f35de202e0567a43148d425238b35f8c3dfefc6e983a2943"
            "b7596f4d75d008b4a0771d8d352e0e04eab82206b02a70c7198e88dffe9e",
        .clear =
            "5254001234560200000000010800450000704711000040321f470a0100010a01"
            "0002000010010000000103080d12171c21260fa0138800393d6d01080f161d24"
            "2b323940474e555c636a71787f868d949ba2a9b0b7bec5ccd3dae1e8eff6fd04"
            "0b121920272e353c434a510101110e04eab82206b02a70c7198e88dffe9e",
    },
    {
        .name = "stream-2",
        .sa = VECTOR_SA_GCM4,
        .sequence = 0x2,
        .next_header = 17,
        .pad_length = 2,
        .ipsec_offset = 34,
        .payload_offset = 50,
        .inner_l3_offset = 0,
        .trailer_length = 20,
        .hash = 0xa47cadb9,
        .csum = 0x41,
        .wire =
            "5254001234560200000000010800450000904711000040321f270a0100010a01"
            "00020000100100000002060b10151a1f2429194682ceca8155ce4d78d849e426"
            "1230371765a582f3d3ea64f78cce9590b85fd4774f50a67469b85180d4855715"
            "e7efddad546c8ebc5b8ccd6e968ca20d3865adee8c7956b645fc4ef953fbe332"
            "15a6d8743ba3a1434e48be9b3c5cd833d33b0d449e250a5a9fe14a241429",
        .clear =
            "5254001234560200000000010800450000904711000040321f270a0100010a01"
            "00020000100100000002060b10151a1f24290fa013880058bdee020910171e25"
            "2c333a41484f565d646b727980878e959ca3aab1b8bfc6cdd4dbe2e9f0f7fe05"
            "0c131a21282f363d444b525960676e757c838a91989fa6adb4bbc2c9d0d7dee5"
            "ecf3fa01080f161d242b01020211d833d33b0d449e250a5a9fe14a241429",
    },
    {
        .name = "stream-3",
        .sa = VECTOR_SA_GCM4,
        .sequence = 0x3,
        .next_header = 17,
        .pad_length = 3,
        .ipsec_offset = 34,
        .payload_offset = 50,
        .inner_l3_offset = 0,
        .trailer_length = 21,
        .hash = 0xa47cadb9,
        .csum = 0x41,
        .wire =
            "5254001234560200000000010800450000b04711000040321f070a0100010a01"
            "00020000100100000003090e13181d22272c42c95b77a39cae9415dcfd1fecba"
            "ecf49702f4ebdbeca64263440b4b6510f8459f82376e789fd2a27feb2efaaaaf"
            "ffd4322e70f4d67640b549859233e6c06e16b82095a4befbe90b1e4cb28768df"
            "32c498735ce92056e700762a4040c7c5f0c885a2c9917b4593424127c93b71d9"
            "5eb1a60ef2c0211486e3076ad94217a70dc7ea58c522775b2bba35d10120",
        .clear =
            "5254001234560200000000010800450000b04711000040321f070a0100010a01"
            "00020000100100000003090e13181d22272c0fa013880077cc5b030a11181f26"
            "2d343b424950575e656c737a81888f969da4abb2b9c0c7ced5dce3eaf1f8ff06"
            "0d141b222930373e454c535a61686f767d848b9299a0a7aeb5bcc3cad1d8dfe6"
            "edf4fb020910171e252c333a41484f565d646b727980878e959ca3aab1b8bfc6"
            "cdd4dbe2e9f0f7fe05010203031117a70dc7ea58c522775b2bba35d10120",
    },
    {
        .name = "stream-4",
        .sa = VECTOR_SA_GCM4,
        .sequence = 0x4,
        .next_header = 17,
        .pad_length = 0,
        .ipsec_offset = 34,
        .payload_offset = 50,
        .inner_l3_offset = 0,
        .trailer_length = 18,
        .hash = 0xa47cadb9,
        .csum = 0x41,
        .wire =
            "5254001234560200000000010800450000cc4711000040321eeb0a0100010a01"
            "000200001001000000040c11161b20252a2f51a58e27847c863c805cf07fb39d"
            "399e797bb1dad9c2b575ee85ebd0932fcdd6d88830fc4d6ed623ef77b3aff719"
            "515f45a69b4e135bb0e0a53b45bec4fb42ba55a159142910325902deb9a0bee4"
            "381f54ba9d488028904dc5332b2d33726799ca9f496607500163100f328e286c"
            "0af72458aa570c1c8b0df14e2351797fd1d1c6133248cd7591523b890c4a70d3"
            "8f9799430d0e32fcb343136d805c48a14fcba35fd0a0358f91f6",
        .clear =
            "5254001234560200000000010800450000cc4711000040321eeb0a0100010a01"
            "000200001001000000040c11161b20252a2f0fa013880096a280040b12192027"
            "2e353c434a51585f666d747b828990979ea5acb3bac1c8cfd6dde4ebf2f90007"
            "0e151c232a31383f464d545b626970777e858c939aa1a8afb6bdc4cbd2d9e0e7"
            "eef5fc030a11181f262d343b424950575e656c737a81888f969da4abb2b9c0c7"
            "ced5dce3eaf1f8ff060d141b222930373e454c535a61686f767d848b9299a0a7"
            "aeb5bcc3cad1d8df0011136d805c48a14fcba35fd0a0358f91f6",
    },
    {
        .name = "stream-5",
        .sa = VECTOR_SA_GCM4,
        .sequence = 0x5,
        .next_header = 17,
        .pad_length = 1,
        .ipsec_offset = 34,
        .payload_offset = 50,
        .inner_l3_offset = 0,
        .trailer_length = 19,
        .hash = 0xa47cadb9,
        .csum = 0x41,
        .wire =
            "5254001234560200000000010800450000ec4711000040321ecb0a0100010a01"
            "000200001001000000050f14191e23282d32e33b0a84a5204d220f2379b9cb2a"
            "400682b056f602da7cb3134f05856a972ed366931a4ca5a35d9886a6a98139f4"
            "0d010b1e26dc7f487d1f85bb5af664da188c96958b016d2e1bc0ec9e01f96da0"
            "cd43d7f70465c9d5918a534ce4dd83fdf0e5083b32ae6ef8c64b1c1d20a50a94"
            "1b6606800ef60c2aef9dc16c7b4f37a59fcab3a25fa3bfca6cc5f67be2c5d6ba"
            "4d905644a55c3dac1b3e6e6f7cd60ddd413e36afb7e41a9a4dcd185f65dce834"
            "10967181ac1c5f387dfcddcefbfaf2e65c4c12bc12590ab96315",
        .clear =
            "5254001234560200000000010800450000ec4711000040321ecb0a0100010a01"
            "000200001001000000050f14191e23282d320fa0138800b55544050c131a2128"
            "2f363d444b525960676e757c838a91989fa6adb4bbc2c9d0d7dee5ecf3fa0108"
            "0f161d242b323940474e555c636a71787f868d949ba2a9b0b7bec5ccd3dae1e8"
            "eff6fd040b121920272e353c434a51585f666d747b828990979ea5acb3bac1c8"
            "cfd6dde4ebf2f900070e151c232a31383f464d545b626970777e858c939aa1a8"
            "afb6bdc4cbd2d9e0e7eef5fc030a11181f262d343b424950575e656c737a8188"
            "8f969da4abb2b9010111ddcefbfaf2e65c4c12bc12590ab96315",
    },
    {
        .name = "stream-6",
        .sa = VECTOR_SA_GCM4,
        .sequence = 0x6,
        .next_header = 17,
        .pad_length = 2,
        .ipsec_offset = 34,
        .payload_offset = 50,
        .inner_l3_offset = 0,
        .trailer_length = 20,
        .hash = 0xa47cadb9,
        .csum = 0x41,
        .wire =
            "52540012345602000000000108004500010c4711000040321eab0a0100010a01"
            "0002000010010000000612171c21262b303550410342a8e23b17fbc5273a526b"
            "be3293404915ab4b34eda5b510ea53630ca019dd712e2be9aafb285e3d2f7cc4"
            "8f09eafbc1a98b395e1c183bb0746beed10db0d1ff8eec7cc78cb0c7edb84811"
            "271c121516f3606888d5ef61470c517d19304beaebe2ea76d56fe06a7f6a3159"
            "6ede83086f2ac27df32f54768325820cb915cf2140c7780d98f62a20c8dc8086"
            "cd96792da60d88666a760bc9b5e590c543d67665cf3a159976b5c070112ca862"
            "3fdeab377eec4b220eb3c7c5810022874263381b7148956989499c8d6f59d40e"
            "bdb993b466e1b7dc27e2025f5df023c05bcb0ab516f4bf649096",
        .clear =
            "52540012345602000000000108004500010c4711000040321eab0a0100010a01"
            "0002000010010000000612171c21262b30350fa0138800d48009060d141b2229"
            "30373e454c535a61686f767d848b9299a0a7aeb5bcc3cad1d8dfe6edf4fb0209"
            "10171e252c333a41484f565d646b727980878e959ca3aab1b8bfc6cdd4dbe2e9"
            "f0f7fe050c131a21282f363d444b525960676e757c838a91989fa6adb4bbc2c9"
            "d0d7dee5ecf3fa01080f161d242b323940474e555c636a71787f868d949ba2a9"
            "b0b7bec5ccd3dae1e8eff6fd040b121920272e353c434a51585f666d747b8289"
            "90979ea5acb3bac1c8cfd6dde4ebf2f900070e151c232a31383f464d545b6269"
            "70777e858c9301020211025f5df023c05bcb0ab516f4bf649096",
    },
    {
        .name = "stream-7",
        .sa = VECTOR_SA_GCM4,
        .sequence = 0x7,
        .next_header = 17,
        .pad_length = 3,
        .ipsec_offset = 34,
        .payload_offset = 50,
        .inner_l3_offset = 0,
        .trailer_length = 21,
        .hash = 0xa47cadb9,
        .csum = 0x41,
        .wire =
            "52540012345602000000000108004500012c4711000040321e8b0a0100010a01"
            "00020000100100000007151a1f24292e3338f563bd61d0ebd8db77ed55ea78da"
            "b6ee43692a03e8e5e630372abb979c13237188af0661e0d089514b2852862870"
            "7461afa6df7264db0d4407e57ed0b110dcdb338aaac1ae44acf2dfc46076018a"
            "c0c0943eb0bdc222a4187bba8e85c55e52eb48dfbc5458ffee15f4c2679dd680"
            "392be574a87f9f4b47c6bd06e4d28695f45dab6bffce65e50a5a0006f36a3a91"
            "160152af502c5a421b4439fc357db231aee24811f3d7deff6b73a8f0d54ea67a"
            "8c8200828e01a54af207f77f6fa9f4de7ea471b14305476a19ace2bfbc4b8df7"
            "09cb327676030e8ff13375b8887521ff15c0e0115046eb99cd1e882c9fcce802"
            "4b9b1254133cb3e5d679b7cba3fc1d4a3869aebc33784338bfa6",
        .clear =
            "52540012345602000000000108004500012c4711000040321e8b0a0100010a01"
            "00020000100100000007151a1f24292e33380fa0138800f3d220070e151c232a"
            "31383f464d545b626970777e858c939aa1a8afb6bdc4cbd2d9e0e7eef5fc030a"
            "11181f262d343b424950575e656c737a81888f969da4abb2b9c0c7ced5dce3ea"
            "f1f8ff060d141b222930373e454c535a61686f767d848b9299a0a7aeb5bcc3ca"
            "d1d8dfe6edf4fb020910171e252c333a41484f565d646b727980878e959ca3aa"
            "b1b8bfc6cdd4dbe2e9f0f7fe050c131a21282f363d444b525960676e757c838a"
            "91989fa6adb4bbc2c9d0d7dee5ecf3fa01080f161d242b323940474e555c636a"
            "71787f868d949ba2a9b0b7bec5ccd3dae1e8eff6fd040b121920272e353c434a"
            "51585f666d0102030311b7cba3fc1d4a3869aebc33784338bfa6",
    },
    {
        .name = "stream-8",
        .sa = VECTOR_SA_GCM4,
        .sequence = 0x8,
        .next_header = 17,
        .pad_length = 0,
        .ipsec_offset = 34,
        .payload_offset = 50,
        .inner_l3_offset = 0,
        .trailer_length = 18,
        .hash = 0xa47cadb9,
        .csum = 0x41,
        .wire =
            "5254001234560200000000010800450001484711000040321e6f0a0100010a01"
            "00020000100100000008181d22272c31363b103df71d5442ec1ecc3d12288fae"
            "87a1f8b0cfec16a35dd5dd3666163837449a44a11eb3a5cf08d697f04f6cd455"
            "6b0d0fe8d3f5e2d94b0c003e911ada764abe4111b7f7b09e031a1215598a955f"
            "217801a94fd8dbb04655914fd5c87154e3783e0a05a1353b37c9617b827c4689"
            "2721bd95625ea4774682967b634d20c7c01a9af18ed6ce4f34c30d538fcf1f70"
            "9cefbb420a82890ae43d70c8ec306e3c8f89cd86878e9252b41c7201cd615a75"
            "5f759e4a389d7d7c15c1b769539954fb7eea371100e9597b476d6fca30cf7fcf"
            "86a38bbce6c0f0626c38f8af9c5d9b79fa9361bc1681c29133ad7b19402410a6"
            "8ff141b90f45429cef4d06c4584f00f085c311a4ece8916b5f2e38e27ceef715"
            "b9dc1c2f8fa86fffcc1b0a5d9f0c6fbdabb515f666f4",
        .clear =
            "5254001234560200000000010800450001484711000040321e6f0a0100010a01"
            "00020000100100000008181d22272c31363b0fa0138801125186080f161d242b"
            "323940474e555c636a71787f868d949ba2a9b0b7bec5ccd3dae1e8eff6fd040b"
            "121920272e353c434a51585f666d747b828990979ea5acb3bac1c8cfd6dde4eb"
            "f2f900070e151c232a31383f464d545b626970777e858c939aa1a8afb6bdc4cb"
            "d2d9e0e7eef5fc030a11181f262d343b424950575e656c737a81888f969da4ab"
            "b2b9c0c7ced5dce3eaf1f8ff060d141b222930373e454c535a61686f767d848b"
            "9299a0a7aeb5bcc3cad1d8dfe6edf4fb020910171e252c333a41484f565d646b"
            "727980878e959ca3aab1b8bfc6cdd4dbe2e9f0f7fe050c131a21282f363d444b"
            "525960676e757c838a91989fa6adb4bbc2c9d0d7dee5ecf3fa01080f161d242b"
            "3239404700116fffcc1b0a5d9f0c6fbdabb515f666f4",
    },
};

static const IpnFrameVector ipn_steer_vectors[] = {
    {
        .name = "steer-0-1",
        .sa = VECTOR_SA_STEER0,
        .sequence = 0x1,
        .next_header = 17,
        .pad_length = 2,
        .ipsec_offset = 34,
        .payload_offset = 50,
        .inner_l3_offset = 0,
        .trailer_length = 20,
        .hash = 0x5b68956c,
        .csum = 0x41,
        .wire =
            "5254001234560200000000010800450000684711000040321f4f0a0100010a01"
            "0002000020000000000103080d12171c2126fd8daa15eb602383917b00231228"
            "b9c5f6dfa653225142e17b8dc0929a29ca996a9d7b453a379c8d789071f211ce"
            "5ad27c16983a52b3944552f1b12ce09ba4acea2ad152",
        .clear =
            "5254001234560200000000010800450000684711000040321f4f0a0100010a01"
            "0002000020000000000103080d12171c21260fa013880030475401080f161d24"
            "2b323940474e555c636a71787f868d949ba2a9b0b7bec5ccd3dae1e8eff6fd04"
            "0b120102021152b3944552f1b12ce09ba4acea2ad152",
    },
    {
        .name = "steer-1-1",
        .sa = VECTOR_SA_STEER1,
        .sequence = 0x1,
        .next_header = 17,
        .pad_length = 2,
        .ipsec_offset = 34,
        .payload_offset = 50,
        .inner_l3_offset = 0,
        .trailer_length = 20,
        .hash = 0x49c5120d,
        .csum = 0x41,
        .wire =
            "5254001234560200000000010800450000704711000040321f470a0100010a01"
            "0002000020010000000103080d12171c21267bf1852dc488acdd65d67c4560c2"
            "b371b3d3b3d6d335a7a4f4d537cdcecb3e7be68178a6e891446b65dfff561039"
            "9e20bf495d992caff41fa6183a90f0df011f2f2387e20edea0a2cd529805",
        .clear =
            "5254001234560200000000010800450000704711000040321f470a0100010a01"
            "0002000020010000000103080d12171c21260fa0138800388e6f01080f161d24"
            "2b323940474e555c636a71787f868d949ba2a9b0b7bec5ccd3dae1e8eff6fd04"
            "0b121920272e353c434a01020211f0df011f2f2387e20edea0a2cd529805",
    },
    {
        .name = "steer-2-1",
        .sa = VECTOR_SA_STEER2,
        .sequence = 0x1,
        .next_header = 17,
        .pad_length = 2,
        .ipsec_offset = 34,
        .payload_offset = 50,
        .inner_l3_offset = 0,
        .trailer_length = 20,
        .hash = 0x8a424d1a,
        .csum = 0x41,
        .wire =
            "5254001234560200000000010800450000784711000040321f3f0a0100010a01"
            "0002000020100000000103080d12171c2126b798ab36f7c81aeee2ec872a275a"
            "b13e384240ffaf4d614b069fe16211b436a943dcf71dac397bba2615c06e6a72"
            "d491c8ab92da70f163f6f6d8f127ac62945025260089eba1d9e6bcd9913bf1cc"
            "2c90effd4b20",
        .clear =
            "5254001234560200000000010800450000784711000040321f3f0a0100010a01"
            "0002000020100000000103080d12171c21260fa013880040f4a901080f161d24"
            "2b323940474e555c636a71787f868d949ba2a9b0b7bec5ccd3dae1e8eff6fd04"
            "0b121920272e353c434a51585f666d747b8201020211eba1d9e6bcd9913bf1cc"
            "2c90effd4b20",
    },
    {
        .name = "steer-3-1",
        .sa = VECTOR_SA_STEER3,
        .sequence = 0x1,
        .next_header = 17,
        .pad_length = 2,
        .ipsec_offset = 34,
        .payload_offset = 50,
        .inner_l3_offset = 0,
        .trailer_length = 20,
        .hash = 0x98efca7b,
        .csum = 0x41,
        .wire =
            "5254001234560200000000010800450000804711000040321f370a0100010a01"
            "0002000020110000000103080d12171c2126dd380dfd4fc4f0c95fa5a369090c"
            "85dc4b1c063c1427b5199e7c1a11e29cbac311e687d5d8e40291e8d4901fa47d"
            "b5ae16b8480887bf36c00854b8f16399a94f99c48d365470a236ef8173a8a9fb"
            "efcb243e6a7e783c4193ae1872dd",
        .clear =
            "5254001234560200000000010800450000804711000040321f370a0100010a01"
            "0002000020110000000103080d12171c21260fa0138800487a0301080f161d24"
            "2b323940474e555c636a71787f868d949ba2a9b0b7bec5ccd3dae1e8eff6fd04"
            "0b121920272e353c434a51585f666d747b828990979ea5acb3ba01020211a9fb"
            "efcb243e6a7e783c4193ae1872dd",
    },
    {
        .name = "steer-0-2",
        .sa = VECTOR_SA_STEER0,
        .sequence = 0x2,
        .next_header = 17,
        .pad_length = 2,
        .ipsec_offset = 34,
        .payload_offset = 50,
        .inner_l3_offset = 0,
        .trailer_length = 20,
        .hash = 0x5b68956c,
        .csum = 0x41,
        .wire =
            "5254001234560200000000010800450000684711000040321f4f0a0100010a01"
            "00020000200000000002060b10151a1f2429ac7abf9747ae26462fb2c4da9e39"
            "19fdb5a67661147ae384922a17a336123cb0a5076b56cf204a17860b148e177d"
            "70372d256badd628dff1607297ca89b268a50e298a19",
        .clear =
            "5254001234560200000000010800450000684711000040321f4f0a0100010a01"
            "00020000200000000002060b10151a1f24290fa0138800303340020910171e25"
            "2c333a41484f565d646b727980878e959ca3aab1b8bfc6cdd4dbe2e9f0f7fe05"
            "0c1301020211d628dff1607297ca89b268a50e298a19",
    },
    {
        .name = "steer-1-2",
        .sa = VECTOR_SA_STEER1,
        .sequence = 0x2,
        .next_header = 17,
        .pad_length = 2,
        .ipsec_offset = 34,
        .payload_offset = 50,
        .inner_l3_offset = 0,
        .trailer_length = 20,
        .hash = 0x49c5120d,
        .csum = 0x41,
        .wire =
            "5254001234560200000000010800450000704711000040321f470a0100010a01"
            "00020000200100000002060b10151a1f24292ae1679308625683fda5fcb4923b"
            "fea3ce242afef812f2702b4621b0ea597ef247d36c768110b15cd4b2a7bc636d"
            "443bc841cc205980301658051eaa984d060c56f0dd65b2711031d338a7a2",
        .clear =
            "5254001234560200000000010800450000704711000040321f470a0100010a01"
            "00020000200100000002060b10151a1f24290fa0138800387657020910171e25"
            "2c333a41484f565d646b727980878e959ca3aab1b8bfc6cdd4dbe2e9f0f7fe05"
            "0c131a21282f363d444b01020211984d060c56f0dd65b2711031d338a7a2",
    },
    {
        .name = "steer-2-2",
        .sa = VECTOR_SA_STEER2,
        .sequence = 0x2,
        .next_header = 17,
        .pad_length = 2,
        .ipsec_offset = 34,
        .payload_offset = 50,
        .inner_l3_offset = 0,
        .trailer_length = 20,
        .hash = 0x8a424d1a,
        .csum = 0x41,
        .wire =
            "5254001234560200000000010800450000784711000040321f3f0a0100010a01"
            "00020000201000000002060b10151a1f24298a55bc8281a948c4563ef8a3b8c8"
            "802425d5fcaa90356a56f5f8d7d6a3119b29fd16743db871b1c47b6aedc5198e"
            "86e61b21184c47fd911cdd386055402d21c8a104edfa59250b865aa86e58155b"
            "bc3bcbf8a1bf",
        .clear =
            "5254001234560200000000010800450000784711000040321f3f0a0100010a01"
            "00020000201000000002060b10151a1f24290fa013880040d88d020910171e25"
            "2c333a41484f565d646b727980878e959ca3aab1b8bfc6cdd4dbe2e9f0f7fe05"
            "0c131a21282f363d444b525960676e757c830102021159250b865aa86e58155b"
            "bc3bcbf8a1bf",
    },
    {
        .name = "steer-3-2",
        .sa = VECTOR_SA_STEER3,
        .sequence = 0x2,
        .next_header = 17,
        .pad_length = 2,
        .ipsec_offset = 34,
        .payload_offset = 50,
        .inner_l3_offset = 0,
        .trailer_length = 20,
        .hash = 0x98efca7b,
        .csum = 0x41,
        .wire =
            "5254001234560200000000010800450000804711000040321f370a0100010a01"
            "00020000201100000002060b10151a1f2429effea140bd9872e54c36de624b8b"
            "164e1cff2360156b54d0fabf9dc9dd65564fd5bf527b8262160069e12a6b0ebb"
            "38de0e9e6db34c4a6e52a5f658f201c892dd51b9178112f99e09c43c9121c7f0"
            "a117f3b3a994489112abfabbdd56",
        .clear =
            "5254001234560200000000010800450000804711000040321f370a0100010a01"
            "00020000201100000002060b10151a1f24290fa01388004859e3020910171e25"
            "2c333a41484f565d646b727980878e959ca3aab1b8bfc6cdd4dbe2e9f0f7fe05"
            "0c131a21282f363d444b525960676e757c838a91989fa6adb4bb01020211c7f0"
            "a117f3b3a994489112abfabbdd56",
    },
};

static const IpnFrameVector ipn_pad_fits_vectors[] = {
    {
        .name = "pad-fits",
        .sa = VECTOR_SA_GCM4,
        .sequence = 0x28,
        .next_header = 17,
        .pad_length = 30,
        .ipsec_offset = 34,
        .payload_offset = 50,
        .inner_l3_offset = 0,
        .trailer_length = 48,
        .hash = 0xa47cadb9,
        .csum = 0x1,
        .wire =
            "5254001234560200000000010800450000544711000040321f630a0100010a01"
            "00020000100100000028000000000000002804af4f022e61a2bace9fc5025c85"
            "5ffd82c16638b9e1f1f59dc55b49d95b5a793b245cbc2515fee3d6eaaf31db02"
            "11bc",
        .clear =
            "5254001234560200000000010800450000544711000040321f630a0100010a01"
            "00020000100100000028000000000000002801080f161d242b323940474e555c"
            "636a71787f868d949ba2a9b0b7bec5cc1e113b245cbc2515fee3d6eaaf31db02"
            "11bc",
    },
};

static const IpnFrameVector ipn_pad_lies_vectors[] = {
    {
        .name = "pad-lies",
        .sa = VECTOR_SA_GCM4,
        .sequence = 0x29,
        .next_header = 17,
        .pad_length = 31,
        .ipsec_offset = 34,
        .payload_offset = 50,
        .inner_l3_offset = 0,
        .trailer_length = 49,
        .hash = 0xa47cadb9,
        .csum = 0x1,
        .wire =
            "5254001234560200000000010800450000544711000040321f630a0100010a01"
            "000200001001000000290000000000000029bab0f3a54d74331caab34fccb281"
            "e8dd9e60e3467715e2d3c4ef450732f200cd67554ccb34171548e99fdae2ea89"
            "9cc7",
        .clear =
            "5254001234560200000000010800450000544711000040321f630a0100010a01"
            "00020000100100000029000000000000002901080f161d242b323940474e555c"
            "636a71787f868d949ba2a9b0b7bec5cc1f1167554ccb34171548e99fdae2ea89"
            "9cc7",
    },
};

static const IpnFrameVector ipn_options_vectors[] = {
    {
        .name = "options",
        .sa = VECTOR_SA_GCM4,
        .sequence = 0x2a,
        .next_header = 17,
        .pad_length = 2,
        .ipsec_offset = 38,
        .payload_offset = 54,
        .inner_l3_offset = 0,
        .trailer_length = 20,
        .hash = 0xa47cadb9,
        .csum = 0x41,
        .wire =
            "5254001234560200000000010800460000844711000040321c310a0100010a01"
            "000201010101000010010000002a7e83888d92979ca1bb8b97d40d4456ef7268"
            "6de305e7390e9e8d9a2e32fa057ac6b1dc142f0655b67a39eff1de5b832c475b"
            "2f4a585bceda734941257aaea6d4d273a6b528adc8a9611a009bc9bd35d0ce17"
            "1c2092437a5499e4a1c09d74bfdd58771c7b",
        .clear =
            "5254001234560200000000010800460000844711000040321c310a0100010a01"
            "000201010101000010010000002a7e83888d92979ca10fa01388004857e12a31"
            "383f464d545b626970777e858c939aa1a8afb6bdc4cbd2d9e0e7eef5fc030a11"
            "181f262d343b424950575e656c737a81888f969da4abb2b9c0c7ced5dce30102"
            "021192437a5499e4a1c09d74bfdd58771c7b",
    },
};

static const IpnFrameVector ipn_esn_vectors[] = {
    {
        .name = "esn",
        .sa = VECTOR_SA_GCM4,
        .sequence = 0x500000008,
        .next_header = 17,
        .pad_length = 2,
        .ipsec_offset = 34,
        .payload_offset = 50,
        .inner_l3_offset = 0,
        .trailer_length = 20,
        .hash = 0xa47cadb9,
        .csum = 0x41,
        .wire =
            "5254001234560200000000010800450000584711000040321f5f0a0100010a01"
            "000200001001000000080000000500000008aef5b1018737f6359a427a6b4853"
            "58e84ace56149d1c112de587be8f23621f8dfd6c34f8579619105991d4ae133e"
            "94db5093b494",
        .clear =
            "5254001234560200000000010800450000584711000040321f5f0a0100010a01"
            "0002000010010000000800000005000000080fa01388002079df3940474e555c"
            "636a71787f868d949ba2a9b0b7bec5ccd3dae1e80211579619105991d4ae133e"
            "94db5093b494",
    },
};

static const IpnFrameVector ipn_jumbo_vectors[] = {
    {
        .name = "jumbo",
        .sa = VECTOR_SA_GCM4,
        .sequence = 0x2b,
        .next_header = 17,
        .pad_length = 2,
        .ipsec_offset = 34,
        .payload_offset = 50,
        .inner_l3_offset = 0,
        .trailer_length = 20,
        .hash = 0xa47cadb9,
        .csum = 0x41,
        .wire =
            "525400123456020000000001080045002304471100004032fcb20a0100010a01"
            "0002000010010000002b81868b90959a9fa4c687bbe2da426c607ca9a117257c"
            "aebe0bf73a27ca2a2b4bf66b84d94a3f682252ce01305291387358e6ea09b563"
            "52a5d2f78b96ea1fa964e1d5750b5f389ae091d06b8a779e1494a4d0436f0898"
            "6232d631034c9dfc9ed78344776d3f260a38ae124af726c842037f53df234859"
            "b7feaf10226981c393f31ed92f23b1709e9ec1947d0e72a0767bc0e5f8b90422"
            "d92617446f264dfd62dba2834544232064d4ed60f3d34b3ced1188f0565f94f2"
            "259ac3052b5886847b686936da0be2c917cfcb5878d3238951562dbd33b26ce0"
            "da5683b55be0388b3917e72023536499ab30dc2b5f0f7d4b371bf2de31fe7d2c"
            "dad286e1fa0ef83ca79bed7caee2a969e768f15d1f6f184fd133c938c17a94fe"
            "8e8f4b824c15c2cdbd686a817b94f128cbb1f42fec29c619e475fd0e192ad0c1"
            "50432c115b0e6513231a1e519c4517d7471173a17aa5d615d33682abb3fd12bc"
            "bbd5e9cc0cd1b6a5fac98a2388d950b138c7100443a5f065e5c64543662629db"
            "a5ec15a4252e9bd319f39d2c58b67e7dd7d14b6b4095bb3ac4172929400a7389"
            "e4df5a0f6349e735b8fe773d2fe05b08be68a922a81f706b53b0db6d9f7d02b5"
            "b73db00299476c5cf4abec5dc660cb2a05a6b569b0c98c67417859fcf7d8d82e"
            "15008e37c15056f46b46954da57072f3baebc6ebcf7b3e89f32d86df48aa8f86"
            "0040e475d9b82aadf952dd1e85c22730ce4438fa54001a1646976add78bc96e2"
            "ddf5b6d2173589b13a8abda3951e7f5067f9697e922498037932b060ad3e769d"
            "7636a3b0fc2993552b74514fefa494a1e8b9f6cdb09196788c2007de167067f5"
            "4ed016b59edd4649c03fd1bc875f24f6b45446cd39af4e55deaadb7e66fd7d32"
            "4a24ab9c0cd812fe3062986c850369a552ffbd0e5af5feb283970c17549870fc"
            "cc03167a61481278a283548c3a1246c8aff4c88ebef10c1dbbca3b1181923241"
            "34331fc4861ead0314247d11c1837fd2d9dd2120416a0182ecc9e08f5dfee164"
            "477a84b9162ca62f848af540f12da757179c572c78501f0ee64ec6f6702dc051"
            "5f9390b0e611aab5efccffa357edbdb128782812f2b4a74edd5aa85ae2c6b516"
            "83c1fa188a0d12556f54a1cc2ea93d57807358b2ab8b0589ad051643e1f5e339"
            "c517e932aeda0e8a99d0cbd23cf6526c845d9522d6d36905762ab45352a8ed49"
            "cd9d7ce7d99bea01352327964e5e8e77d78542d7c5f4b2ccfb1b44aa3c23b422"
            "f279d9ba102729959d99efa50c5638f24fb0ef750c2458d0b4b05f8d5f6fb96d"
            "805b60280ba5b5aa3b1ced3936b41e565e37a11995c9a654da63b7e1aab67e19"
            "8257af93070029d1d04ff3f8d1f8688ee7816bfc3db596b8aa7b23e04bcc7cbc"
            "344dd9d9446c1d6265f7243b59cdc18f7087ebe8c081119e45db6cf89b1f894f"
            "e478de59462a3d8ffd039988684585846dc136f6946403a8190cd3d5dee229ec"
            "fb1d5c7c5dd0047e6367f4f57d31ee246dbebb7aaaf0fd1d7d82842d6e108668"
            "0f1dbe05138ed05163121fc60e2cf35a879d399d11d789c989caa841a3e1a33e"
            "c19cef718cb3f5f70c755d76094a167df6b8a0705a764cbcd40a5cac3c2545de"
            "bb527a9410b64ca3e3f32fcda6901ea06eab0a7cca3412c0dd823cbc2364b996"
            "2ca6a633cec91e28f78768a16a3e516a5b9393887dba6994ee757befd4b4c8ed"
            "b8210d6eb14c7234857454691b621e1bc647b8a0a3eb98fd287d359bc727c1e8"
            "fdd84abd4a8d2d58e7b7d41b7f5190a70eefb67a82c33fa9199e6d65b21a6f5f"
            "b07da357a85da7370cfab19f8fdd1f6a18b6fad67f7b6f4197264186dc2cd1b4"
            "32fa1d3bd7d4d07aafa7cc8b03455d0fc41724175ce78e9aeae10c8549f4fbdb"
            "d947a2d16ba9fb8c1c011d6fe8b3e658dc6eb32eb019390985e6de955eb10f61"
            "1b2521e9861278196f5fab3492d59472caac565822f65d459c83227846ceeed6"
            "994ec4509a2b4816d76d98ccda4c6d040b3e451dd6ab52e528c78c69af1ecb4c"
            "963fb9589b9f46cad7bf6814f1870fdd05ae85f4bf7d75d79bc6955faf71eca1"
            "5b0ba670bdad688ef273f1aa67a0953bee176c41b2d5149f23d6db798663a5c7"
            "679ef8eebf5d29fc8cd454d6ed8fe3cb91c9e10b38f89aadafaa3260c5369d5a"
            "8af56ef30e01145bc03df7e313575c0f2bfebd2c187972c4655aa128ab772c40"
            "29928a790da3c2d8d59e7f04cee4993e9c493335c57f89c9a348053fe68c0e33"
            "13379ba8448390f0edc9b9a5b5a551ecbb96b00029c3780ce3f25257cccbf7ea"
            "32e9baec251049db1a6da122e3483c188d33e55a37445331233957851e3d9186"
            "d2897768cd2bb394be208f930f474b60d6015fb45367b507637a02168118d675"
            "6d0d93eece5d106c8547f0dd67e4420e48346fbd044a56e55f619805432bdbe2"
            "7e3c94858a05186ca8d570ed296ee7e607b5efe676c0d6db492a82961ebe2614"
            "464744978a00f2b2811eb4a3aeb71fa046337be289613f4ffb583d2704f7000d"
            "182410b06863d43fca47b193d3f04a77a3898a93133598e4c21f7e87f4d379f2"
            "64d9e27776788d62f52540dbb4ed97d10f22cdab8de88804d79361bf62c3347a"
            "820c4857cc578d843977ddbeece09c4cc2c3f484d084be1c47689596f5bb9f74"
            "22e7d2ca77e240550038ccb5120f8a4f5e426fe35be375ba3777a3a1be09983d"
            "ffcb1027c7a5678023f8232f91a044246931278775202dbfc56cae98f2f6571e"
            "68428f5105228a1f388b09da00d5a47dae65f566c49c0ec67374aa43083be968"
            "1f57ac14b75189e6d0ed352a56308ee2dbfdc1fe9918f9ee2ec233487f39e996"
            "4b4dac63e80c4d5103f26daba8211b3910cbe86d726f45a77af828508346ab0e"
            "4b3f827624d88681963982bc5f386cde2a73e25f007dd52b0de0f2553e4c9d93"
            "71f70389932ea1dd976829bc39e352266293f80f107a10bbd3888daf78a7d949"
            "bb73f0956f750d26aece91cbd7bb576c465f6f36c732715b2ff03c2a258d1884"
            "cd992fdecbc088c4252e552dd0fdb8bf5cabad679656877a604fd8fe87799b5c"
            "7a0b544dadc0dc5f6d80d5e83e0c12680a4e77aaf5a1844857fb255ef751931b"
            "2288dfeb5e97062eb47bda57c7a269fed3dc6d7c5fc19f2b35c5b73012e05b2b"
            "56966e54cb6dd418e574560e6812b757a396cc9a597dfcd2a8606282fb6efd41"
            "108dd0bd6e584fdef4903ee6091c2aaf58ee5c46031f992d9d38610a36e8dae0"
            "0dc5848ce98154b0ca38b3fec90500f6dbd707064da4a27e0c2fe6329e4fb626"
            "fead9a3decf9c38e2f59e7b1d10d231bec577c1abd86c3df8d2722fe64759dcb"
            "eb51762720d5a2520fea919faa1cb811e53414a94d3131914df4e0a36bce0325"
            "a3f34d5546d1ef615ebf1916ff0316f94f393893b8a9329edae2ff1acbc08c82"
            "de31e185a9537ce3c3509e80e49d353ba8a97728f5d3170d5fb791056695c5e8"
            "16febd83b2704f649c740bae78afff62ef1892c01497792244328bc8be562ace"
            "8c8c4353c262a4a3e36f656c1442731bcf7e71044c290675a8045a451548699e"
            "486889e2b8c30eb47bd77a530b745d055b50bda15f9c8460e08d3a780190f45c"
            "faaa439549f8889d779c9aee89bb5db7cf8f6db807f0f753460f76a32e058571"
            "ac8df7cda69ea4712edb5dd77ef049ae2a5eac4ee7adf55ab3bb37f459cbe729"
            "738964a4c3fdabcb4615bbe9d47eaf853c0675adb898c4ea83de39466d93a0d5"
            "c4c6b7a8fd891f7ec6823d5d530af9ca506cf4d86532d231f3ac51133b587d8f"
            "8da64c4e37b0e047bffd5f1cfd368fb66addec34bb5a4167eacf56a27b6a16f3"
            "3228aaba2cc52ff1cd009dddbe0169a51dd3cbd6b5416941ef0d1efffb4b4cd7"
            "05833cf94630de936a78043722d2330a35f26bfb1c553154e3ade06b895beec3"
            "cc536eae85cb1ce721e27665125e0b5fd749196207ff62cc74502f69bfc7416b"
            "77cc1fe51910a66fc24ba216b187b59eea8ff353d21bdf8554626dcb81226cb2"
            "f897c779d953a72088b9185a073442ad3a7a506c1a30f5dcd983b40a90f3e08c"
            "f2a2e1e76a5aa8688f4dede3530270b58912349a5dafe84fdb087392de99e704"
            "63bc82e700d2ee99f0caf34ad5e2367d1ff779b41ce6a83511b4de56b5540937"
            "2e49c1a6c2d6d868e58fd0876a0e1f4d5e6ae70ec10a3b0c08aa4628ac63b6d3"
            "29f931440910d628212a763d4e3cb58d40486ae17c3024156934d06e5c770e05"
            "28b3cd9d7d25671c6954b89413a47a746849ddf6b1003021725def00eb7af3de"
            "3007de3c67e49fa00be540649c84b27ad74c5fedd943f1e2c76187bc4186cc62"
            "0e79e069ae89cf940a3b13c84a8612ae28a96ca3b561965077f45e2d0975842b"
            "168f59c4546d4d31ad55f8a6f095536f98534d2c1603e4c43ecc5a4cf2c900db"
            "9dc4028ef6f94d3de76c8c715fcd60abd80152d0dbc9b4c1728022b2d46c025c"
            "f8a8734d7452342a1b86796b0b985ff177793c16870f67d77d03a264934599a3"
            "b8a9da7933e6724599e0e1b060b1f47c49528b0f2ad3dd7706eca5f1676935a9"
            "2bafb27afcb07db7383af78c7c81b7e5a8b4e07b4a6204355394bcc059be7622"
            "e44ff5bacb18b455be1065d5868fc21d15212987609c98a8bda2c06173432112"
            "14e1272af87c9c968432ad09e93d600f19d2200317466fb339bce46cdddcfd5d"
            "5ae511024476128be7045e7a003e88b9a4bb7196dbfbc4a6e67309e2de58fd28"
            "954603b5019deee4fa80e5f668ed9c943d361907f19d166e17cf3cba5fd46f16"
            "7263cd7125513cbe65f13a12abc2c9cee47fe2bf2ab6f6e1a0503ee1c16b9069"
            "6018c6256052bd6f8948e97ed51de0ee0c16f7396cb94d458a35eec651618b92"
            "5531f7f2b278009e84553b478bcaca9ac96d32ef13325e0f197a592c8df314b9"
            "553cc7fd9a1c714c2a90432cf2cf1876d50fdacb9e4e4229b3b3661cba3746c2"
            "df06efd56d907490de9463e6b4a0e0edd36a53db46a2aba9b95826e1cab7f1d5"
            "beacdd77e17a766df6d21099189917cf95ff7c9f37b158e196ed2684f5a69cb3"
            "bb2bd662b70027ad8df7a22678485fb80686682fbad35af531984021ae0ef25c"
            "aceb6f5877e8280420c42359c665e78a2f2e0582f3b58d27fd2700c37b67297b"
            "ce51be8ce107586b3d4be65fdcf4140598503e1a6f7175a939a4d0742935816b"
            "52e1253cd2c8a2115af88fcc380dbce47f0d206a0dfc2c1f039db854bc276b83"
            "dacba9dd29c81387af9d49f96e6bf62c49fba3af3bd78d8c162a55191e4ad634"
            "17bc95535c028fcb2cc9dfac92c0d7b4121eb9bca46889f08df03347fd401d52"
            "8d1b7c0418fbf3f5098dc80fdf8b9edad5187a7f26575a7dea418f97477d7d9c"
            "12efab0fc22531de7e6b562d0de710820a0993669f3f17971d5e71177d61cb1e"
            "7231c553e9cd60c8b51b1bbfd292793f333f60ad1bfb0a5783ffe34dd0d7592d"
            "9715c785ca277e48f7cc6a7a7b23e7fd70dff6da85415c630c989eefc9431291"
            "8d78a028d81837972529ff1234dc0ae9ca7254de046083183da7da56f1d9c7c7"
            "006d69bc0ce9420ec8af73a9920759db38deaa9fd731c8cb2258bf221e78ba9c"
            "cdd584b25190c96d48feb91db1df7d834b3e701f55d172d54e0a9c393c8365e8"
            "efefe1e731d7b59f3b0e2253e55f3225470f7aa4aa3930517c4ae7f406ee9f8c"
            "cf3f3902254ba58130fe36eb4364c6627646d4765b8ec8a1c8b8c331ed075aca"
            "a0a5b55e62ab990953df2c43726f8fa52a89246687aaf1464e2512dd38caf710"
            "956ad88a978882625e91e3e7b5405c0b1783db7c076b964e90470fb1dee17069"
            "a6e9ca807b0e9d5685182451c172aedb91aedfbd9e54d491f91e1ca8edfccb33"
            "e93362f0f3bc0e4a0d876a67d418f342da45915c34c8faa51492a2cca5e8424d"
            "f45c21351d0ee39c8b89b06f55d0614d67162d2f46c9ccaeedc1e756fb71f022"
            "77d1930e644df5d9fc7054e69858c042ad21bbac1e288bcb28f965ef5d6a2727"
            "bc8eb4d6dfb2b344a09c7270ba8c70c7f0872405a23edfa561ee60aef888f38e"
            "c79dd402e283cae1677fd12b8cc2d902e2009a8b9940ae2aa5f5d0c2b181e9fe"
            "6c0c2d6529c83b9dd3a12971c9f2670547ea55ba71615f4216a5c7094e22ab0d"
            "25c08aad63ff69e85cf9fe9a73c8cba005dc2a2c7d15a8f2913eecd1f9901ea7"
            "1c5154513d584d818711ea8dc7cef2ec08eed14aa8b7f96ac60711dfed556cb3"
            "e56afa0f74ee2e4cc6e17c13cf0b32f31e67a96fbc2fad83a27c203486d538fe"
            "3305f085738f4ae2f7c8715b7148593301796fb929118e6bf5dcd2477a4c0934"
            "12c82dd1593ee0016990a0f93cdc3ea956ec1878dbab9ef9ba9a877b2e6f2d32"
            "18e9cca4ca475854a040ed60483507512a52e8cd3de54fa3aae0c58426b1c372"
            "41f8084d07772612e75eac65f0134df1c5fb615e493c8cf2b4b0ccb39a85a2da"
            "beb1f0377e5f579a2444d57b4b9265f5367841bf977f76733c9600698cb37c86"
            "49ada46251757c261d9f441c4c458cc7a62a323a6ced6624794bf8f541be5c2b"
            "27228a01d642019e376f5d5b68fd4fde791a440ccc98b950522af107661d5082"
            "bc8839188b7865c9d8e045945223103175434229f4a3ced14b6864763b1b0a4a"
            "71f7ab9ad0670612be46357a56cf33e22887fe4a4368ce7f396d65085ca5e491"
            "1380cd81e488f2c086a9c1323794bee35ce08c6ccbe965b2413c71e35ef42fe0"
            "8f4d86b2e8b4232280df2e1e15d20c4d33bc0a0918c5b6044b64b08f594b4da3"
            "16f37ff32edfa8e1d7ed0e982cab9da139e30ba28bc6fd2a0bd2f07c3c4ad0a9"
            "255fc25f3d07af2252bb7283ffff351f4eaece3adbeae40f4b9f906dd84c114b"
            "65efab68e60b1d70b4fa145b51014c04ec7a1415eb04e33ce5f49d55871ba160"
            "56918b642360c21ac000b3df2c137ad172c3b036aa41fb2b14a91435dc4285ea"
            "91d314b7bfb940adf1c4b383b210167ff7773b269ff35c6cda82c30a50ffd4fe"
            "03edab8295e4cd60d04649aaa608c189082b50e8ad1386f57021362453e09974"
            "61200d3cc696689f198c0289b48c40a330cc17243b87eba1f9d95443d96bee19"
            "e1b9132729146d0eed879c0cfeda563b5812df64644e38671c616aebd7c89070"
            "fd3e1154e1dd9ee2250478c1492fab32c725def23a8275eca833b4ab5bfec771"
            "3e2a2b4c0cff38f35b1ba2a39d118df869e8d9d98796e664b2e3ad0220db27c7"
            "eb6600fe921d5064346d1ec2f3679fb3053b201b71dd9e81e8a4b64fcac4a20c"
            "efe61b508cfb0e642bb7bcbd70c8ab2da1be76a62886b1f28b0f203c5c2728b7"
            "d0a4cccea5a3fc48dd509258da6cc201f86796978673ec1c9aa2a5a69d47c634"
            "3e21012583c187d4c3f1d8a4f3e89c1a7c3ba62d62939f6f851a5204fd986723"
            "809432d65035b0741094badd8bc959baffff23a37c2a5ce602ef2a66b7e9d359"
            "e65a9ee1da0cb28ae26e363eacb537e2f228ef87d2ce7808ee6b67a475f52d5b"
            "e8e2f12e2ee8bfa8815900e4ff8de0dcd743c364e7522e0cced47d8b409bb92e"
            "d8139947c34a1aa22128ea37d1819308fe76b188ab296dab2f6e6ac2841f24e1"
            "7d939ddf9aa15d95cd11c5a1945bdfe185152e43bbd4995a4fba35a173a6572d"
            "446ba4fc3e5b0f916919781595ed66c0f652eb6b7a7dfe33e5fb01c57ce423c9"
            "a8710661e18d959e37ab850a8090e4a27d5fe2e30758722d8ebbe79e62fc8be6"
            "4d18b8f439a2ff9ea6c31dae02a8be9f6e285b3e52a55ad37e6be721351f5ca8"
            "3940e03c43bff445a18eec02d2413ba387cc90ce83afb20a50e2e915bbf02ece"
            "465087f0fa3105089cad93a10251be0b52def18bd472c958b2e1d5dbda26b124"
            "86163d13d749906974e548cb60b87cecb906313d9e8f02b755bd704c19bed2d5"
            "fc9c91c5ee1bc813e152fd3ae20f25ee154a3e768a6f6b8ae325258d3105f4c7"
            "fa89cefb89a23ba7ecf0d42a541450260e65d39caff2a08e9d5a0c56e28dfa8f"
            "036bd211a93ea6da6b47e9861eb24402956472e436f7effd8e8a585590b7d50b"
            "bea92abd9c56430d4e20163b60a1e0cab9e9c4a4bcfd8a7f574d6985d7134d28"
            "a7f4a009530e6289995a21cad32d40e303242ce400936c3286b7ebe729a0c15d"
            "5097d0f961522987fc11c21b173fca5ae9f0b746d02b60015b8ab81daa408a86"
            "0c575597a2d69c05f05b68771530d95aa1f6738c059a02f8f4a373c54af7726e"
            "5c166abf55d2e03efcd4e33cc515cb9d12ab985d481ae4f07affc165af4aa633"
            "b33a74a513438b48075c87a1eef6b462e95bf5cf2d5382eff82b939cdccceb15"
            "5ff466992c22a608b2b6bf6877e6888e1719e584354cf2110ced7392e91e6993"
            "01af870840d722d38cc4c4d4861f927713cdd48aaa72eaed6479fdb1e2849895"
            "7f244dc6ecf2a77f41ef00ee9c2487c58b40a48318e1a9738fc637d6bbda8c89"
            "578470eec72f80a6b5fc8ac4890ca021ab4fec6f29313d138d7cab6b8ba6e25b"
            "b188e502266f0d5b30fa28cbc7e9781877dcb1fac2385c9b5f595bf020bf6551"
            "f5ec38d27362b99fe5442fdb15c15206cddbba8593bdcdb0ab4f2bee87ea540e"
            "a641b35a79fc00959f55718613875cf734293380702141a44f152eb8d6bd3eb9"
            "c60809ae1ee2dbc6ce39379497314974dabeb93a6d1f5ad8bfeb0443fbf2f8d1"
            "e8da9e793254697a55b59e97e12299f9f6cc7ffd73c94bcaa9e2bff0a52fe15d"
            "38a94b734d2bed931d97da66dce5ad5b1b14f5200787353a28762e45e92a96a4"
            "689584cd16ef2dcccaa73df00bc1dce75fd97eeac1c070083901e40e2658cc57"
            "978d753b2e5372c3c1ea53914b02a23243838803c16bcc5e8b37302cd4f79197"
            "caac30ffdfdf6fdf5981fe686b6a594e9108527147ee90ad4a55fd7dbe38df5b"
            "851a5440986a99af27ca5b4762b2931411db861ddd57a686afcb3353f72bc651"
            "44c42778667868c2f69180ef72929259b50755bc5b5cc5540f6be3fd02ec976f"
            "68d1826dc7ea0ddd4d891100f429fee1e52af2a775f56b5790f18087b2a58a8d"
            "90bec1c3bfe99260f37b1688521c39231a73565d5e9582f248995e84132570d0"
            "42d24cb4c1deeacdfb211374640923ce1e2652d131308c21c4a4b77aa599798b"
            "797e9c5ffa27301cfb5c5e1875c5acf3d08e8d0cdb77fca41dc02eb5d9181dd4"
            "d0b8e1c81034ecee915834209f466ff869912ba1a55ba084548b8a66c2f96ae4"
            "056fe92db18e79ed9b33d2c408a48f30048880f18f820b13ba7c2aff1fe1938a"
            "6f3a78a1c390c4cc8e3b9d090c3a8897207828b3ea317b977ac784b9f9ec1117"
            "ed048003b522a218224ce896233beb0381e36babe92e5051311a8137d12a36f6"
            "6b69eb9787422a9865e23e7ddccd52cc429c4a8afff459173598034979ee0d2d"
            "3675ba4d53fd44c8db92b335bbd12b356e0cdd19122561b7cc650740dd492a95"
            "caf45d28fadea69224ed399c04b2a475c9d38ab3f2b04fb4b7fb68df425b2c58"
            "aed72dbacd88ed0abd61fbc7bf5e61167c48c7334cc9503c9e13f84ecfffdeff"
            "22c53bbb510c98f98e6af607fd0c820237af5981e1d7541aa6d69b7766a30d9b"
            "d37f229ea155379d45fdfb76737556a518ef294bf420a02423e902169c6e32b4"
            "757faac690aeaf068b70a4a85a11514341779ba76721cebfd3968fe7ed7bbe92"
            "bddd45315dda3bc5867435da5d43c7b45d240e9e060e71066e1189fb61180b18"
            "48f1af591c757f86d551f00139a29805c4a53c6c97ba6095c7d3e2d88528fa92"
            "2a76358ccbee7d341591e15018a13bbc097f2a0857e4f465a2573890cdcda1c3"
            "234a4282a44be29b160aa8de543bcc5609beecff401498b6ed700a8c39421f4f"
            "4aee006bff5acdc162f01b132dc7ea0b20e787cdf532c16f7a6e12d3105bc89b"
            "79c5617ebe8f450d463efe71bb2ef836837ade0f5de2f0442a4a5ad40f587ec1"
            "bb40aaba216b867560b7ea35962d4224de30df41d5de4ac84ef8151a974c9a47"
            "1f92e13e6ffce761fa155de945cfdfa595bb49bb93432fd96bfdfe8290b93056"
            "ea2941cc9e8f7777ffc401944f6c2434ee621c3b0cf3b0ab67597b35bc665fa0"
            "2eed08b1d43f66adfdd7856be4493502aba6e961e300652495ca06d5aeae360a"
            "2699fc101d55b3d6f9da5968a69badb507d0b06cc5b13f9fcf01b405f2545bc9"
            "a86b005d3364395473dce684c34fef39e08c393efba235db28f21d27ef2354dd"
            "62f920ff70c99cb7032ced286109b834f7b91b17b1d4f39458f071f40ea27dde"
            "971cfb2d300e5af2059ee25e057d25e4165a3577d01a1ebaa42d3f654f8181e1"
            "8aa7492508d5bf45a7a6d4467f0a8a72b0a500dec31063eb686b6cf1c8383d6b"
            "e5fb029082aa18a85a7b9bf311af5805bb04f71376cc98d316b4549e72e43b0a"
            "faa563fe4674731d81d202e78e3879edd895996628e95e613b82514fa852b9bd"
            "b18b6fe0d677a0e459ef31b3607644e05d0449a50f608175f1a909ecc965d9ec"
            "14f6839350c5049219c83d3e893d9ad3e36a2397d0744e4f1761410de14818cd"
            "07456ac44cede1654b0212ba8f1d56e43b712d4328aaacea6bdefa958dfc8660"
            "4ff2ab65fc358c34951550a801c6bc26cf414d4617c87483506be931155f073a"
            "6726f78c4d1243312796d9aefc833f2fcbaa5dec774fd584772ca427263d2a8a"
            "3146f4a5fa47b4ecf0fc56dadfcc9e7fc6761eb70b10cbdf06b4168c2cd5e2f8"
            "5790ac2a26b063b869dd6ac512401faa26de21fc05d8445bded09631536d9a53"
            "d9a1f2404acdacf59b3d664187b2af64e3a1e3f585bfa97222a588db84c3bc6d"
            "4c6f3fbb98001eceffced0ccf88c8d0461f8b372b9f6758d2100ff9b4d60814f"
            "9a187db07859be0b4e5d5fe93fdc60dd125e9e4dd84840b75a7b3cd07d068ad1"
            "97d5f8bbfbdfb58413a72056cbd2e0346e530cd334e02914ae08eb94f7c65539"
            "10d1634b6fd44fdfd02e9e4b013b475ee0c009c27ff272ab42427c23fe3bbfa6"
            "acae3221424ea74dfd658144b399e11360798b4602683428a1288fdf1e6d9017"
            "3efea58bf17b324a4acbadf2c72447c09339bd4b1bcceb165207fca626c8d29f"
            "0bd8930a212ccbdc1c540c7ce705d2433c8794ffbf3b339d990a60abc28ad4e0"
            "f28ba5bdf5627aea70215a58d466a762a48fadfb3c6805c5ad8cd5c2b92750ee"
            "d971e150e652f52e2e405b69c0bc24ed840bc0e95b6f39c4a9ba5504335f86f4"
            "b4aba0a5b53b82ee9af3914c5d60c23e1c2de82a62f55295177366f9e3bd44b0"
            "ed3da67c15d3067304b4c050a3fe7e5997bfc18fa26b690872b8affce7275b4c"
            "8da5c1c42ca8526d953a94e34d11578904ac322983ebffb0fb16a32b174faaf2"
            "b8121481382dc94308c47ed09fd2851a11e4a773b8834624fe8b7a1827474abf"
            "3419a262ead354c2c0b037d2e77ddfe711f19a5ebe5b827d83728fd3ec9733fe"
            "e0415e11ff40dce47ae0b1e25e8d9093d9745462e35a6acbf847d233d968d6fb"
            "e231ddcaac8b77e8813f8967811034c70de6e6d5e8143f95265bce9dc4d81153"
            "2cb9819e28278c24e92a6a6f37f60c60a365a3cba14c35de2de414f112dd1321"
            "f5d4f91d706a0d8ad00f856f636409fbe670d52340c6512506f3d65ff88da6ba"
            "0de715641b8d2fb96fda55bb21a404e580aa69ca8be292ec4f5f60876adb5e83"
            "b73efd0820a8c43c41b6d626c6581df354c53c1449c2ec6c9785019079259337"
            "d3717077e95b1c0401b8e58b9e99131062b02f143a0bfe6e25847c6005861eee"
            "d724db2f9a7453221907e3678cac69ca29e5772aa492439ff769504a909fee4c"
            "1d7112a8a369f3318405a56d137f58fc148883df47add3e9e4cdaa0e745abc70"
            "78500184e20e89636ea8df752c4000587fed5f62e0f33afe852fc80d0862da56"
            "337eef708ae3fab584a5a5bf84a098b1010f5b5885d21d6313a2b670008c09fd"
            "ed828337c42b2bdeafb1bc179c3178aa9b55fdfa6df4c6a81e7a05e1676f8046"
            "6ddecaf7fc1fbd7fc85ca1c7fbac990605eed97c7702d5b1910c46dd9e1c2df1"
            "40145bbd7f0de734b0c3733b844c99826d58b5fc46cb6fe4f1ca23ca73d5306d"
            "6a02628642cf60a0498687dae12eb8b32491bbc341d75f13b70bf80f221afac4"
            "b5749fe8e537e639fee1e9fb64833e8e2c884f201b347c328b0588f050b05cbd"
            "1aff18cb97d4704f4c7c5293767c3c866668a9a4e3492c20b4a655d86f105e8f"
            "88aa35a3814c7792f54cc9650ec9006b44d4d9cd475f9b7cbf11dd694b731632"
            "e9626db2d17dbba4a98a46db147dd5a440afa707942a9b310c9a12d1a9698dcf"
            "6f7c345939d24c01e6f555f2e3337e3544cc487a0d6bfff6a598a42397a8a059"
            "3b577c1f586d82982fe08400fb60a4b3ffdf31f197a589b759201c86862aa31c"
            "37e4f1bfbd005ffce1241502bdd3fa5ad2941a7f1c209d5e0c95829fafa7afcb"
            "8c7077157cd297ac420051a14b98263b69abde61b327688174a84c787a81f277"
            "b830bfc3c3430120f352df339751083f2a5ba4fe885b38327434c6f04376e63a"
            "a2060562110ba483e08c8af1bfa5cace2cf991e8de001c859f879e386d19c4b8"
            "4b30f3df4038f095fcb0282de259ece66b59e39c6305a5cb59935d12e1d330d0"
            "a76a9b280e23e412992ec26fc656d596bee1",
        .clear =
            "525400123456020000000001080045002304471100004032fcb20a0100010a01"
            "0002000010010000002b81868b90959a9fa40fa0138822cc785e2b323940474e"
            "555c636a71787f868d949ba2a9b0b7bec5ccd3dae1e8eff6fd040b121920272e"
            "353c434a51585f666d747b828990979ea5acb3bac1c8cfd6dde4ebf2f900070e"
            "151c232a31383f464d545b626970777e858c939aa1a8afb6bdc4cbd2d9e0e7ee"
            "f5fc030a11181f262d343b424950575e656c737a81888f969da4abb2b9c0c7ce"
            "d5dce3eaf1f8ff060d141b222930373e454c535a61686f767d848b9299a0a7ae"
            "b5bcc3cad1d8dfe6edf4fb020910171e252c333a41484f565d646b727980878e"
            "959ca3aab1b8bfc6cdd4dbe2e9f0f7fe050c131a21282f363d444b525960676e"
            "757c838a91989fa6adb4bbc2c9d0d7dee5ecf3fa01080f161d242b323940474e"
            "555c636a71787f868d949ba2a9b0b7bec5ccd3dae1e8eff6fd040b121920272e"
            "353c434a51585f666d747b828990979ea5acb3bac1c8cfd6dde4ebf2f900070e"
            "151c232a31383f464d545b626970777e858c939aa1a8afb6bdc4cbd2d9e0e7ee"
            "f5fc030a11181f262d343b424950575e656c737a81888f969da4abb2b9c0c7ce"
            "d5dce3eaf1f8ff060d141b222930373e454c535a61686f767d848b9299a0a7ae"
            "b5bcc3cad1d8dfe6edf4fb020910171e252c333a41484f565d646b727980878e"
            "959ca3aab1b8bfc6cdd4dbe2e9f0f7fe050c131a21282f363d444b525960676e"
            "757c838a91989fa6adb4bbc2c9d0d7dee5ecf3fa01080f161d242b323940474e"
            "555c636a71787f868d949ba2a9b0b7bec5ccd3dae1e8eff6fd040b121920272e"
            "353c434a51585f666d747b828990979ea5acb3bac1c8cfd6dde4ebf2f900070e"
            "151c232a31383f464d545b626970777e858c939aa1a8afb6bdc4cbd2d9e0e7ee"
            "f5fc030a11181f262d343b424950575e656c737a81888f969da4abb2b9c0c7ce"
            "d5dce3eaf1f8ff060d141b222930373e454c535a61686f767d848b9299a0a7ae"
            "b5bcc3cad1d8dfe6edf4fb020910171e252c333a41484f565d646b727980878e"
            "959ca3aab1b8bfc6cdd4dbe2e9f0f7fe050c131a21282f363d444b525960676e"
            "757c838a91989fa6adb4bbc2c9d0d7dee5ecf3fa01080f161d242b323940474e"
            "555c636a71787f868d949ba2a9b0b7bec5ccd3dae1e8eff6fd040b121920272e"
            "353c434a51585f666d747b828990979ea5acb3bac1c8cfd6dde4ebf2f900070e"
            "151c232a31383f464d545b626970777e858c939aa1a8afb6bdc4cbd2d9e0e7ee"
            "f5fc030a11181f262d343b424950575e656c737a81888f969da4abb2b9c0c7ce"
            "d5dce3eaf1f8ff060d141b222930373e454c535a61686f767d848b9299a0a7ae"
            "b5bcc3cad1d8dfe6edf4fb020910171e252c333a41484f565d646b727980878e"
            "959ca3aab1b8bfc6cdd4dbe2e9f0f7fe050c131a21282f363d444b525960676e"
            "757c838a91989fa6adb4bbc2c9d0d7dee5ecf3fa01080f161d242b323940474e"
            "555c636a71787f868d949ba2a9b0b7bec5ccd3dae1e8eff6fd040b121920272e"
            "353c434a51585f666d747b828990979ea5acb3bac1c8cfd6dde4ebf2f900070e"
            "151c232a31383f464d545b626970777e858c939aa1a8afb6bdc4cbd2d9e0e7ee"
            "f5fc030a11181f262d343b424950575e656c737a81888f969da4abb2b9c0c7ce"
            "d5dce3eaf1f8ff060d141b222930373e454c535a61686f767d848b9299a0a7ae"
            "b5bcc3cad1d8dfe6edf4fb020910171e252c333a41484f565d646b727980878e"
            "959ca3aab1b8bfc6cdd4dbe2e9f0f7fe050c131a21282f363d444b525960676e"
            "757c838a91989fa6adb4bbc2c9d0d7dee5ecf3fa01080f161d242b323940474e"
            "555c636a71787f868d949ba2a9b0b7bec5ccd3dae1e8eff6fd040b121920272e"
            "353c434a51585f666d747b828990979ea5acb3bac1c8cfd6dde4ebf2f900070e"
            "151c232a31383f464d545b626970777e858c939aa1a8afb6bdc4cbd2d9e0e7ee"
            "f5fc030a11181f262d343b424950575e656c737a81888f969da4abb2b9c0c7ce"
            "d5dce3eaf1f8ff060d141b222930373e454c535a61686f767d848b9299a0a7ae"
            "b5bcc3cad1d8dfe6edf4fb020910171e252c333a41484f565d646b727980878e"
            "959ca3aab1b8bfc6cdd4dbe2e9f0f7fe050c131a21282f363d444b525960676e"
            "757c838a91989fa6adb4bbc2c9d0d7dee5ecf3fa01080f161d242b323940474e"
            "555c636a71787f868d949ba2a9b0b7bec5ccd3dae1e8eff6fd040b121920272e"
            "353c434a51585f666d747b828990979ea5acb3bac1c8cfd6dde4ebf2f900070e"
            "151c232a31383f464d545b626970777e858c939aa1a8afb6bdc4cbd2d9e0e7ee"
            "f5fc030a11181f262d343b424950575e656c737a81888f969da4abb2b9c0c7ce"
            "d5dce3eaf1f8ff060d141b222930373e454c535a61686f767d848b9299a0a7ae"
            "b5bcc3cad1d8dfe6edf4fb020910171e252c333a41484f565d646b727980878e"
            "959ca3aab1b8bfc6cdd4dbe2e9f0f7fe050c131a21282f363d444b525960676e"
            "757c838a91989fa6adb4bbc2c9d0d7dee5ecf3fa01080f161d242b323940474e"
            "555c636a71787f868d949ba2a9b0b7bec5ccd3dae1e8eff6fd040b121920272e"
            "353c434a51585f666d747b828990979ea5acb3bac1c8cfd6dde4ebf2f900070e"
            "151c232a31383f464d545b626970777e858c939aa1a8afb6bdc4cbd2d9e0e7ee"
            "f5fc030a11181f262d343b424950575e656c737a81888f969da4abb2b9c0c7ce"
            "d5dce3eaf1f8ff060d141b222930373e454c535a61686f767d848b9299a0a7ae"
            "b5bcc3cad1d8dfe6edf4fb020910171e252c333a41484f565d646b727980878e"
            "959ca3aab1b8bfc6cdd4dbe2e9f0f7fe050c131a21282f363d444b525960676e"
            "757c838a91989fa6adb4bbc2c9d0d7dee5ecf3fa01080f161d242b323940474e"
            "555c636a71787f868d949ba2a9b0b7bec5ccd3dae1e8eff6fd040b121920272e"
            "353c434a51585f666d747b828990979ea5acb3bac1c8cfd6dde4ebf2f900070e"
            "151c232a31383f464d545b626970777e858c939aa1a8afb6bdc4cbd2d9e0e7ee"
            "f5fc030a11181f262d343b424950575e656c737a81888f969da4abb2b9c0c7ce"
            "d5dce3eaf1f8ff060d141b222930373e454c535a61686f767d848b9299a0a7ae"
            "b5bcc3cad1d8dfe6edf4fb020910171e252c333a41484f565d646b727980878e"
            "959ca3aab1b8bfc6cdd4dbe2e9f0f7fe050c131a21282f363d444b525960676e"
            "757c838a91989fa6adb4bbc2c9d0d7dee5ecf3fa01080f161d242b323940474e"
            "555c636a71787f868d949ba2a9b0b7bec5ccd3dae1e8eff6fd040b121920272e"
            "353c434a51585f666d747b828990979ea5acb3bac1c8cfd6dde4ebf2f900070e"
            "151c232a31383f464d545b626970777e858c939aa1a8afb6bdc4cbd2d9e0e7ee"
            "f5fc030a11181f262d343b424950575e656c737a81888f969da4abb2b9c0c7ce"
            "d5dce3eaf1f8ff060d141b222930373e454c535a61686f767d848b9299a0a7ae"
            "b5bcc3cad1d8dfe6edf4fb020910171e252c333a41484f565d646b727980878e"
            "959ca3aab1b8bfc6cdd4dbe2e9f0f7fe050c131a21282f363d444b525960676e"
            "757c838a91989fa6adb4bbc2c9d0d7dee5ecf3fa01080f161d242b323940474e"
            "555c636a71787f868d949ba2a9b0b7bec5ccd3dae1e8eff6fd040b121920272e"
            "353c434a51585f666d747b828990979ea5acb3bac1c8cfd6dde4ebf2f900070e"
            "151c232a31383f464d545b626970777e858c939aa1a8afb6bdc4cbd2d9e0e7ee"
            "f5fc030a11181f262d343b424950575e656c737a81888f969da4abb2b9c0c7ce"
            "d5dce3eaf1f8ff060d141b222930373e454c535a61686f767d848b9299a0a7ae"
            "b5bcc3cad1d8dfe6edf4fb020910171e252c333a41484f565d646b727980878e"
            "959ca3aab1b8bfc6cdd4dbe2e9f0f7fe050c131a21282f363d444b525960676e"
            "757c838a91989fa6adb4bbc2c9d0d7dee5ecf3fa01080f161d242b323940474e"
            "555c636a71787f868d949ba2a9b0b7bec5ccd3dae1e8eff6fd040b121920272e"
            "353c434a51585f666d747b828990979ea5acb3bac1c8cfd6dde4ebf2f900070e"
            "151c232a31383f464d545b626970777e858c939aa1a8afb6bdc4cbd2d9e0e7ee"
            "f5fc030a11181f262d343b424950575e656c737a81888f969da4abb2b9c0c7ce"
            "d5dce3eaf1f8ff060d141b222930373e454c535a61686f767d848b9299a0a7ae"
            "b5bcc3cad1d8dfe6edf4fb020910171e252c333a41484f565d646b727980878e"
            "959ca3aab1b8bfc6cdd4dbe2e9f0f7fe050c131a21282f363d444b525960676e"
            "757c838a91989fa6adb4bbc2c9d0d7dee5ecf3fa01080f161d242b323940474e"
            "555c636a71787f868d949ba2a9b0b7bec5ccd3dae1e8eff6fd040b121920272e"
            "353c434a51585f666d747b828990979ea5acb3bac1c8cfd6dde4ebf2f900070e"
            "151c232a31383f464d545b626970777e858c939aa1a8afb6bdc4cbd2d9e0e7ee"
            "f5fc030a11181f262d343b424950575e656c737a81888f969da4abb2b9c0c7ce"
            "d5dce3eaf1f8ff060d141b222930373e454c535a61686f767d848b9299a0a7ae"
            "b5bcc3cad1d8dfe6edf4fb020910171e252c333a41484f565d646b727980878e"
            "959ca3aab1b8bfc6cdd4dbe2e9f0f7fe050c131a21282f363d444b525960676e"
            "757c838a91989fa6adb4bbc2c9d0d7dee5ecf3fa01080f161d242b323940474e"
            "555c636a71787f868d949ba2a9b0b7bec5ccd3dae1e8eff6fd040b121920272e"
            "353c434a51585f666d747b828990979ea5acb3bac1c8cfd6dde4ebf2f900070e"
            "151c232a31383f464d545b626970777e858c939aa1a8afb6bdc4cbd2d9e0e7ee"
            "f5fc030a11181f262d343b424950575e656c737a81888f969da4abb2b9c0c7ce"
            "d5dce3eaf1f8ff060d141b222930373e454c535a61686f767d848b9299a0a7ae"
            "b5bcc3cad1d8dfe6edf4fb020910171e252c333a41484f565d646b727980878e"
            "959ca3aab1b8bfc6cdd4dbe2e9f0f7fe050c131a21282f363d444b525960676e"
            "757c838a91989fa6adb4bbc2c9d0d7dee5ecf3fa01080f161d242b323940474e"
            "555c636a71787f868d949ba2a9b0b7bec5ccd3dae1e8eff6fd040b121920272e"
            "353c434a51585f666d747b828990979ea5acb3bac1c8cfd6dde4ebf2f900070e"
            "151c232a31383f464d545b626970777e858c939aa1a8afb6bdc4cbd2d9e0e7ee"
            "f5fc030a11181f262d343b424950575e656c737a81888f969da4abb2b9c0c7ce"
            "d5dce3eaf1f8ff060d141b222930373e454c535a61686f767d848b9299a0a7ae"
            "b5bcc3cad1d8dfe6edf4fb020910171e252c333a41484f565d646b727980878e"
            "959ca3aab1b8bfc6cdd4dbe2e9f0f7fe050c131a21282f363d444b525960676e"
            "757c838a91989fa6adb4bbc2c9d0d7dee5ecf3fa01080f161d242b323940474e"
            "555c636a71787f868d949ba2a9b0b7bec5ccd3dae1e8eff6fd040b121920272e"
            "353c434a51585f666d747b828990979ea5acb3bac1c8cfd6dde4ebf2f900070e"
            "151c232a31383f464d545b626970777e858c939aa1a8afb6bdc4cbd2d9e0e7ee"
            "f5fc030a11181f262d343b424950575e656c737a81888f969da4abb2b9c0c7ce"
            "d5dce3eaf1f8ff060d141b222930373e454c535a61686f767d848b9299a0a7ae"
            "b5bcc3cad1d8dfe6edf4fb020910171e252c333a41484f565d646b727980878e"
            "959ca3aab1b8bfc6cdd4dbe2e9f0f7fe050c131a21282f363d444b525960676e"
            "757c838a91989fa6adb4bbc2c9d0d7dee5ecf3fa01080f161d242b323940474e"
            "555c636a71787f868d949ba2a9b0b7bec5ccd3dae1e8eff6fd040b121920272e"
            "353c434a51585f666d747b828990979ea5acb3bac1c8cfd6dde4ebf2f900070e"
            "151c232a31383f464d545b626970777e858c939aa1a8afb6bdc4cbd2d9e0e7ee"
            "f5fc030a11181f262d343b424950575e656c737a81888f969da4abb2b9c0c7ce"
            "d5dce3eaf1f8ff060d141b222930373e454c535a61686f767d848b9299a0a7ae"
            "b5bcc3cad1d8dfe6edf4fb020910171e252c333a41484f565d646b727980878e"
            "959ca3aab1b8bfc6cdd4dbe2e9f0f7fe050c131a21282f363d444b525960676e"
            "757c838a91989fa6adb4bbc2c9d0d7dee5ecf3fa01080f161d242b323940474e"
            "555c636a71787f868d949ba2a9b0b7bec5ccd3dae1e8eff6fd040b121920272e"
            "353c434a51585f666d747b828990979ea5acb3bac1c8cfd6dde4ebf2f900070e"
            "151c232a31383f464d545b626970777e858c939aa1a8afb6bdc4cbd2d9e0e7ee"
            "f5fc030a11181f262d343b424950575e656c737a81888f969da4abb2b9c0c7ce"
            "d5dce3eaf1f8ff060d141b222930373e454c535a61686f767d848b9299a0a7ae"
            "b5bcc3cad1d8dfe6edf4fb020910171e252c333a41484f565d646b727980878e"
            "959ca3aab1b8bfc6cdd4dbe2e9f0f7fe050c131a21282f363d444b525960676e"
            "757c838a91989fa6adb4bbc2c9d0d7dee5ecf3fa01080f161d242b323940474e"
            "555c636a71787f868d949ba2a9b0b7bec5ccd3dae1e8eff6fd040b121920272e"
            "353c434a51585f666d747b828990979ea5acb3bac1c8cfd6dde4ebf2f900070e"
            "151c232a31383f464d545b626970777e858c939aa1a8afb6bdc4cbd2d9e0e7ee"
            "f5fc030a11181f262d343b424950575e656c737a81888f969da4abb2b9c0c7ce"
            "d5dce3eaf1f8ff060d141b222930373e454c535a61686f767d848b9299a0a7ae"
            "b5bcc3cad1d8dfe6edf4fb020910171e252c333a41484f565d646b727980878e"
            "959ca3aab1b8bfc6cdd4dbe2e9f0f7fe050c131a21282f363d444b525960676e"
            "757c838a91989fa6adb4bbc2c9d0d7dee5ecf3fa01080f161d242b323940474e"
            "555c636a71787f868d949ba2a9b0b7bec5ccd3dae1e8eff6fd040b121920272e"
            "353c434a51585f666d747b828990979ea5acb3bac1c8cfd6dde4ebf2f900070e"
            "151c232a31383f464d545b626970777e858c939aa1a8afb6bdc4cbd2d9e0e7ee"
            "f5fc030a11181f262d343b424950575e656c737a81888f969da4abb2b9c0c7ce"
            "d5dce3eaf1f8ff060d141b222930373e454c535a61686f767d848b9299a0a7ae"
            "b5bcc3cad1d8dfe6edf4fb020910171e252c333a41484f565d646b727980878e"
            "959ca3aab1b8bfc6cdd4dbe2e9f0f7fe050c131a21282f363d444b525960676e"
            "757c838a91989fa6adb4bbc2c9d0d7dee5ecf3fa01080f161d242b323940474e"
            "555c636a71787f868d949ba2a9b0b7bec5ccd3dae1e8eff6fd040b121920272e"
            "353c434a51585f666d747b828990979ea5acb3bac1c8cfd6dde4ebf2f900070e"
            "151c232a31383f464d545b626970777e858c939aa1a8afb6bdc4cbd2d9e0e7ee"
            "f5fc030a11181f262d343b424950575e656c737a81888f969da4abb2b9c0c7ce"
            "d5dce3eaf1f8ff060d141b222930373e454c535a61686f767d848b9299a0a7ae"
            "b5bcc3cad1d8dfe6edf4fb020910171e252c333a41484f565d646b727980878e"
            "959ca3aab1b8bfc6cdd4dbe2e9f0f7fe050c131a21282f363d444b525960676e"
            "757c838a91989fa6adb4bbc2c9d0d7dee5ecf3fa01080f161d242b323940474e"
            "555c636a71787f868d949ba2a9b0b7bec5ccd3dae1e8eff6fd040b121920272e"
            "353c434a51585f666d747b828990979ea5acb3bac1c8cfd6dde4ebf2f900070e"
            "151c232a31383f464d545b626970777e858c939aa1a8afb6bdc4cbd2d9e0e7ee"
            "f5fc030a11181f262d343b424950575e656c737a81888f969da4abb2b9c0c7ce"
            "d5dce3eaf1f8ff060d141b222930373e454c535a61686f767d848b9299a0a7ae"
            "b5bcc3cad1d8dfe6edf4fb020910171e252c333a41484f565d646b727980878e"
            "959ca3aab1b8bfc6cdd4dbe2e9f0f7fe050c131a21282f363d444b525960676e"
            "757c838a91989fa6adb4bbc2c9d0d7dee5ecf3fa01080f161d242b323940474e"
            "555c636a71787f868d949ba2a9b0b7bec5ccd3dae1e8eff6fd040b121920272e"
            "353c434a51585f666d747b828990979ea5acb3bac1c8cfd6dde4ebf2f900070e"
            "151c232a31383f464d545b626970777e858c939aa1a8afb6bdc4cbd2d9e0e7ee"
            "f5fc030a11181f262d343b424950575e656c737a81888f969da4abb2b9c0c7ce"
            "d5dce3eaf1f8ff060d141b222930373e454c535a61686f767d848b9299a0a7ae"
            "b5bcc3cad1d8dfe6edf4fb020910171e252c333a41484f565d646b727980878e"
            "959ca3aab1b8bfc6cdd4dbe2e9f0f7fe050c131a21282f363d444b525960676e"
            "757c838a91989fa6adb4bbc2c9d0d7dee5ecf3fa01080f161d242b323940474e"
            "555c636a71787f868d949ba2a9b0b7bec5ccd3dae1e8eff6fd040b121920272e"
            "353c434a51585f666d747b828990979ea5acb3bac1c8cfd6dde4ebf2f900070e"
            "151c232a31383f464d545b626970777e858c939aa1a8afb6bdc4cbd2d9e0e7ee"
            "f5fc030a11181f262d343b424950575e656c737a81888f969da4abb2b9c0c7ce"
            "d5dce3eaf1f8ff060d141b222930373e454c535a61686f767d848b9299a0a7ae"
            "b5bcc3cad1d8dfe6edf4fb020910171e252c333a41484f565d646b727980878e"
            "959ca3aab1b8bfc6cdd4dbe2e9f0f7fe050c131a21282f363d444b525960676e"
            "757c838a91989fa6adb4bbc2c9d0d7dee5ecf3fa01080f161d242b323940474e"
            "555c636a71787f868d949ba2a9b0b7bec5ccd3dae1e8eff6fd040b121920272e"
            "353c434a51585f666d747b828990979ea5acb3bac1c8cfd6dde4ebf2f900070e"
            "151c232a31383f464d545b626970777e858c939aa1a8afb6bdc4cbd2d9e0e7ee"
            "f5fc030a11181f262d343b424950575e656c737a81888f969da4abb2b9c0c7ce"
            "d5dce3eaf1f8ff060d141b222930373e454c535a61686f767d848b9299a0a7ae"
            "b5bcc3cad1d8dfe6edf4fb020910171e252c333a41484f565d646b727980878e"
            "959ca3aab1b8bfc6cdd4dbe2e9f0f7fe050c131a21282f363d444b525960676e"
            "757c838a91989fa6adb4bbc2c9d0d7dee5ecf3fa01080f161d242b323940474e"
            "555c636a71787f868d949ba2a9b0b7bec5ccd3dae1e8eff6fd040b121920272e"
            "353c434a51585f666d747b828990979ea5acb3bac1c8cfd6dde4ebf2f900070e"
            "151c232a31383f464d545b626970777e858c939aa1a8afb6bdc4cbd2d9e0e7ee"
            "f5fc030a11181f262d343b424950575e656c737a81888f969da4abb2b9c0c7ce"
            "d5dce3eaf1f8ff060d141b222930373e454c535a61686f767d848b9299a0a7ae"
            "b5bcc3cad1d8dfe6edf4fb020910171e252c333a41484f565d646b727980878e"
            "959ca3aab1b8bfc6cdd4dbe2e9f0f7fe050c131a21282f363d444b525960676e"
            "757c838a91989fa6adb4bbc2c9d0d7dee5ecf3fa01080f161d242b323940474e"
            "555c636a71787f868d949ba2a9b0b7bec5ccd3dae1e8eff6fd040b121920272e"
            "353c434a51585f666d747b828990979ea5acb3bac1c8cfd6dde4ebf2f900070e"
            "151c232a31383f464d545b626970777e858c939aa1a8afb6bdc4cbd2d9e0e7ee"
            "f5fc030a11181f262d343b424950575e656c737a81888f969da4abb2b9c0c7ce"
            "d5dce3eaf1f8ff060d141b222930373e454c535a61686f767d848b9299a0a7ae"
            "b5bcc3cad1d8dfe6edf4fb020910171e252c333a41484f565d646b727980878e"
            "959ca3aab1b8bfc6cdd4dbe2e9f0f7fe050c131a21282f363d444b525960676e"
            "757c838a91989fa6adb4bbc2c9d0d7dee5ecf3fa01080f161d242b323940474e"
            "555c636a71787f868d949ba2a9b0b7bec5ccd3dae1e8eff6fd040b121920272e"
            "353c434a51585f666d747b828990979ea5acb3bac1c8cfd6dde4ebf2f900070e"
            "151c232a31383f464d545b626970777e858c939aa1a8afb6bdc4cbd2d9e0e7ee"
            "f5fc030a11181f262d343b424950575e656c737a81888f969da4abb2b9c0c7ce"
            "d5dce3eaf1f8ff060d141b222930373e454c535a61686f767d848b9299a0a7ae"
            "b5bcc3cad1d8dfe6edf4fb020910171e252c333a41484f565d646b727980878e"
            "959ca3aab1b8bfc6cdd4dbe2e9f0f7fe050c131a21282f363d444b525960676e"
            "757c838a91989fa6adb4bbc2c9d0d7dee5ecf3fa01080f161d242b323940474e"
            "555c636a71787f868d949ba2a9b0b7bec5ccd3dae1e8eff6fd040b121920272e"
            "353c434a51585f666d747b828990979ea5acb3bac1c8cfd6dde4ebf2f900070e"
            "151c232a31383f464d545b626970777e858c939aa1a8afb6bdc4cbd2d9e0e7ee"
            "f5fc030a11181f262d343b424950575e656c737a81888f969da4abb2b9c0c7ce"
            "d5dce3eaf1f8ff060d141b222930373e454c535a61686f767d848b9299a0a7ae"
            "b5bcc3cad1d8dfe6edf4fb020910171e252c333a41484f565d646b727980878e"
            "959ca3aab1b8bfc6cdd4dbe2e9f0f7fe050c131a21282f363d444b525960676e"
            "757c838a91989fa6adb4bbc2c9d0d7dee5ecf3fa01080f161d242b323940474e"
            "555c636a71787f868d949ba2a9b0b7bec5ccd3dae1e8eff6fd040b121920272e"
            "353c434a51585f666d747b828990979ea5acb3bac1c8cfd6dde4ebf2f900070e"
            "151c232a31383f464d545b626970777e858c939aa1a8afb6bdc4cbd2d9e0e7ee"
            "f5fc030a11181f262d343b424950575e656c737a81888f969da4abb2b9c0c7ce"
            "d5dce3eaf1f8ff060d141b222930373e454c535a61686f767d848b9299a0a7ae"
            "b5bcc3cad1d8dfe6edf4fb020910171e252c333a41484f565d646b727980878e"
            "959ca3aab1b8bfc6cdd4dbe2e9f0f7fe050c131a21282f363d444b525960676e"
            "757c838a91989fa6adb4bbc2c9d0d7dee5ecf3fa01080f161d242b323940474e"
            "555c636a71787f868d949ba2a9b0b7bec5ccd3dae1e8eff6fd040b121920272e"
            "353c434a51585f666d747b828990979ea5acb3bac1c8cfd6dde4ebf2f900070e"
            "151c232a31383f464d545b626970777e858c939aa1a8afb6bdc4cbd2d9e0e7ee"
            "f5fc030a11181f262d343b424950575e656c737a81888f969da4abb2b9c0c7ce"
            "d5dce3eaf1f8ff060d141b222930373e454c535a61686f767d848b9299a0a7ae"
            "b5bcc3cad1d8dfe6edf4fb020910171e252c333a41484f565d646b727980878e"
            "959ca3aab1b8bfc6cdd4dbe2e9f0f7fe050c131a21282f363d444b525960676e"
            "757c838a91989fa6adb4bbc2c9d0d7dee5ecf3fa01080f161d242b323940474e"
            "555c636a71787f868d949ba2a9b0b7bec5ccd3dae1e8eff6fd040b121920272e"
            "353c434a51585f666d747b828990979ea5acb3bac1c8cfd6dde4ebf2f900070e"
            "151c232a31383f464d545b626970777e858c939aa1a8afb6bdc4cbd2d9e0e7ee"
            "f5fc030a11181f262d343b424950575e656c737a81888f969da4abb2b9c0c7ce"
            "d5dce3eaf1f8ff060d141b222930373e454c535a61686f767d848b9299a0a7ae"
            "b5bcc3cad1d8dfe6edf4fb020910171e252c333a41484f565d646b727980878e"
            "959ca3aab1b8bfc6cdd4dbe2e9f0f7fe050c131a21282f363d444b525960676e"
            "757c838a91989fa6adb4bbc2c9d0d7dee5ecf3fa01080f161d242b323940474e"
            "555c636a71787f868d949ba2a9b0b7bec5ccd3dae1e8eff6fd040b121920272e"
            "353c434a51585f666d747b828990979ea5acb3bac1c8cfd6dde4ebf2f900070e"
            "151c232a31383f464d545b626970777e858c939aa1a8afb6bdc4cbd2d9e0e7ee"
            "f5fc030a11181f262d343b424950575e656c737a81888f969da4abb2b9c0c7ce"
            "d5dce3eaf1f8ff060d141b222930373e454c535a61686f767d848b9299a0a7ae"
            "b5bcc3cad1d8dfe6edf4fb020910171e252c333a41484f565d646b727980878e"
            "959ca3aab1b8bfc6cdd4dbe2e9f0f7fe050c131a21282f363d444b525960676e"
            "757c838a91989fa6adb4bbc2c9d0d7dee5ecf3fa01080f161d242b323940474e"
            "555c636a71787f868d949ba2a9b0b7bec5ccd3dae1e8eff6fd040b121920272e"
            "353c434a51585f666d747b828990979ea5acb3bac1c8cfd6dde4ebf2f900070e"
            "151c232a31383f464d545b626970777e858c939aa1a8afb6bdc4cbd2d9e0e7ee"
            "f5fc030a11181f262d343b424950575e656c737a81888f969da4abb2b9c0c7ce"
            "d5dce3eaf1f8ff060d141b222930373e454c535a61686f767d848b9299a0a7ae"
            "b5bcc3cad1d8dfe6edf4fb020910171e252c333a41484f565d646b727980878e"
            "959ca3aab1b8bfc6cdd4dbe2e9f0f7fe050c131a21282f363d444b525960676e"
            "757c838a91989fa6adb4bbc2c9d0d7dee5ecf3fa01080f161d242b323940474e"
            "555c636a71787f868d949ba2a9b0b7bec5ccd3dae1e8eff6fd040b121920272e"
            "353c434a51585f666d747b828990979ea5acb3bac1c8cfd6dde4ebf2f900070e"
            "151c232a31383f464d545b626970777e858c939aa1a8afb6bdc4cbd2d9e0e7ee"
            "f5fc030a11181f262d343b424950575e656c737a81888f969da4abb2b9c0c7ce"
            "d5dce3eaf1f8ff060d141b222930373e454c535a61686f767d848b9299a0a7ae"
            "b5bcc3cad1d8dfe6edf4fb020910171e252c333a41484f565d646b7279800102"
            "02119b280e23e412992ec26fc656d596bee1",
    },
};

#endif /* IPSECNIC_VECTORS_H */
