#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Write ipsecnic-vectors.h: ESP frames and what a card makes of them.

usage: qtest/gen-vectors.py > qtest/ipsecnic-vectors.h

The frames are sealed by Scapy; what stands in them after decryption in place
is computed by python3-cryptography; what Scapy cannot make (a pad length that
lies) is composed with python3-cryptography.  What one of them sealed the other
one opens before it is written, so that a mistake in one of them shows here.
Nothing in this file knows the card's own code.  The output is the same on
every run.
"""

import struct
import sys

from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from scapy.config import conf
from scapy.layers.inet import IP, UDP, IPOption_NOP
from scapy.layers.inet6 import IPv6
from scapy.layers.ipsec import ESP, SecurityAssociation
from scapy.layers.l2 import Ether
from scapy.packet import Raw

from vectors import MAC_CARD, MAC_PEER, c_hex, pattern, toeplitz

conf.ipv6_enabled = True


class Sa:
    """One SA, in the words of the card and of Scapy."""

    def __init__(self, name, spi, mode, cipher, auth, src, dst, outer=None,
                 key=1):
        self.name, self.spi, self.mode = name, spi, mode
        self.cipher, self.auth = cipher, auth
        self.src, self.dst = src, dst
        self.outer = outer
        self.ipv6 = ':' in (outer or (src,))[0]
        scapy = {}
        self.cipher_alg, self.cipher_icv, self.iv = '0', 0, 0
        self.auth_alg, self.auth_icv = '0', 0
        self.cipher_key = self.auth_key = b''

        def bytes_of(n, first):
            return bytes((first * 29 + 11 * i) & 0xff for i in range(n))

        if cipher.startswith('gcm'):
            bits = int(cipher[3:])
            self.cipher_key = bytes_of(bits // 8 + 4, key)
            self.cipher_alg = 'IPSECNIC_CIPHER_AES_GCM_%d' % bits
            self.cipher_icv, self.iv, self.block = 16, 8, 4
            scapy['crypt_algo'] = 'AES-GCM'
        elif cipher.startswith('cbc'):
            bits = int(cipher[3:])
            self.cipher_key = bytes_of(bits // 8, key)
            self.cipher_alg = 'IPSECNIC_CIPHER_AES_CBC_%d' % bits
            self.iv, self.block = 16, 16
            scapy['crypt_algo'] = 'AES-CBC'
        elif cipher == 'null':
            self.cipher_alg = 'IPSECNIC_CIPHER_NONE'
            self.block = 4
            scapy['crypt_algo'] = 'NULL'
        if self.cipher_key:
            scapy['crypt_key'] = self.cipher_key
        if auth:
            self.auth_key = bytes_of({'sha1': 20, 'sha256': 32}[auth], key + 3)
            self.auth_alg = 'IPSECNIC_AUTH_' + auth.upper()
            self.auth_icv = {'sha1': 12, 'sha256': 16}[auth]
            scapy['auth_algo'] = {'sha1': 'HMAC-SHA1-96',
                                  'sha256': 'SHA2-256-128'}[auth]
            scapy['auth_key'] = self.auth_key
        self.icv = self.cipher_icv or self.auth_icv
        tunnel = None
        if outer:
            tunnel = (IPv6 if self.ipv6 else IP)(src=outer[0], dst=outer[1])
        self.scapy = SecurityAssociation(ESP, spi=spi, tunnel_header=tunnel,
                                         **scapy)

    def address(self, which):
        packed = (self.outer or (self.src, self.dst))[which]
        layer = IPv6 if self.ipv6 else IP
        raw = bytes(layer(dst=packed))
        raw = raw[24:40] if self.ipv6 else raw[16:20]
        return raw.ljust(16, b'\0')

    def open(self, esp):
        """Decrypt an ESP packet with python3-cryptography; check its ICV."""
        header, iv = esp[:8], esp[8:8 + self.iv]
        body, icv = esp[8 + self.iv:-self.icv], esp[-self.icv:]
        if self.cipher_icv:
            return AESGCM(self.cipher_key[:-4]).decrypt(
                self.cipher_key[-4:] + iv, body + icv, header)
        digest = {'sha1': hashes.SHA1, 'sha256': hashes.SHA256}[self.auth]()
        mac = hmac.HMAC(self.auth_key, digest)
        mac.update(esp[:-self.icv])
        assert mac.finalize()[:self.icv] == icv
        if not self.iv:
            return body
        dec = Cipher(algorithms.AES(self.cipher_key), modes.CBC(iv)).decryptor()
        return dec.update(body) + dec.finalize()

    def seal_gcm(self, sequence, plain):
        """An ESP packet of any plaintext, trailer included.

        A sequence number above 32 bits is an extended one, whose high half
        is authenticated and not sent (RFC 4106, section 5).
        """
        low = sequence & 0xffffffff
        header = struct.pack('>II', self.spi, low)
        aad = header
        if sequence >> 32:
            aad = struct.pack('>III', self.spi, sequence >> 32, low)
        iv = struct.pack('>Q', sequence)
        return header + iv + AESGCM(self.cipher_key[:-4]).encrypt(
            self.cipher_key[-4:] + iv, plain, aad)


class Frame:
    """One frame: on the wire, and as the card must indicate it."""

    def __init__(self, name, sa, sequence, wire, plain=None):
        self.name, self.sa, self.sequence = name, sa, sequence
        self.wire = wire
        ip = wire[14:]
        if ip[0] >> 4 == 4:
            self.ipsec = 14 + 4 * (ip[0] & 15)
        else:
            self.ipsec = 14 + 40
        esp = wire[self.ipsec:]
        self.payload = self.ipsec + 8 + sa.iv
        # Without the high half of an extended sequence number it would not
        # open again.
        opened = plain if sequence >> 32 else sa.open(esp)
        assert plain is None or plain == opened
        self.clear = wire[:self.payload] + opened + wire[-sa.icv:]
        assert len(self.clear) == len(wire)
        self.pad, self.next = opened[-2], opened[-1]
        self.trailer = self.pad + 2 + sa.icv
        self.hash = toeplitz(struct.pack('>I', sa.spi))


def make(name, sa, sequence, size, options=None):
    if ':' in sa.src:
        packet = IPv6(src=sa.src, dst=sa.dst, hlim=64)
    else:
        packet = IP(src=sa.src, dst=sa.dst, id=0x4711, ttl=64,
                    options=options or [])
    packet = packet / UDP(sport=4000, dport=5000) / Raw(pattern(size, sequence))
    # What is already there is kept: IV and padding must not be random.
    iv = bytes((sequence * 3 + 5 * i) & 0xff for i in range(sa.iv)) or None
    sealed = sa.scapy.encrypt(packet, seq_num=sequence, iv=iv)
    wire = bytes(Ether(src=MAC_PEER, dst=MAC_CARD) / sealed)
    return Frame(name, sa, sequence, wire)


def make_pad(name, sa, sequence, pad, size):
    """A frame with a good ICV whose pad length is what is asked for."""
    plain = pattern(size, 1) + bytes([pad, 17])
    esp = sa.seal_gcm(sequence, plain)
    wire = bytes(Ether(src=MAC_PEER, dst=MAC_CARD) /
                 IP(src=sa.src, dst=sa.dst, id=0x4711, ttl=64, proto=50) /
                 Raw(esp))
    if pad <= size and not sequence >> 32:
        # Scapy agrees that this is a packet of the SA with a good ICV; of one
        # whose pad length lies it would say nothing useful.
        sa.scapy.decrypt(Ether(wire)[IP], verify=True)
    return Frame(name, sa, sequence, wire, plain)


def main():
    v4 = ('10.1.0.1', '10.1.0.2')
    v6 = ('2001:db8:1::1', '2001:db8:1::2')
    o4 = ('192.0.2.1', '192.0.2.2')
    o6 = ('2001:db8:ff::1', '2001:db8:ff::2')
    gcm4 = Sa('gcm4', 0x1001, 'TRANSPORT', 'gcm128', None, *v4, key=1)
    cbc4 = Sa('cbc4', 0x1002, 'TRANSPORT', 'cbc128', 'sha1', *v4, key=2)
    gcm6 = Sa('gcm6', 0x1003, 'TRANSPORT', 'gcm256', None, *v6, key=3)
    cbc6 = Sa('cbc6', 0x1004, 'TRANSPORT', 'cbc256', 'sha256', *v6, key=4)
    gcm4t = Sa('gcm4t', 0x1005, 'TUNNEL', 'gcm128', None, *v4, outer=o4, key=5)
    cbc4t = Sa('cbc4t', 0x1006, 'TUNNEL', 'cbc128', 'sha256', *v6, outer=o4,
               key=6)
    gcm6t = Sa('gcm6t', 0x1007, 'TUNNEL', 'gcm192', None, *v4, outer=o6, key=7)
    cbc6t = Sa('cbc6t', 0x1008, 'TUNNEL', 'cbc192', 'sha1', *v6, outer=o6,
               key=8)
    null4 = Sa('null4', 0x1009, 'TRANSPORT', 'null', 'sha256', *v4, key=9)
    sas = [gcm4, cbc4, gcm6, cbc6, gcm4t, cbc4t, gcm6t, cbc6t, null4]

    # Four SAs whose packets are on four different queues out of four.
    steer = []
    spi = 0x2000
    while len(steer) < 4:
        if toeplitz(struct.pack('>I', spi)) % 4 == len(steer):
            steer.append(Sa('steer%d' % len(steer), spi, 'TRANSPORT',
                            'gcm128', None, *v4, key=20 + len(steer)))
        spi += 1
    sas += steer

    groups = [
        ('basic', [make('%s' % sa.name, sa, 1, 64 + 13 * i)
                   for i, sa in enumerate(sas[:9])]),
        ('stream', [make('stream-%d' % i, gcm4, i, 18 + 31 * i)
                    for i in range(1, 9)]),
        ('steer', [make('steer-%d-%d' % (q, s), steer[q], s, 40 + 8 * q)
                   for s in range(1, 3) for q in range(4)]),
        ('pad_fits', [make_pad('pad-fits', gcm4, 40, 30, 30)]),
        ('pad_lies', [make_pad('pad-lies', gcm4, 41, 31, 30)]),
        ('options', [make('options', gcm4, 42, 64, [IPOption_NOP()] * 4)]),
        ('esn', [make_pad('esn', gcm4, (5 << 32) + 8, 2, 34)]),
        ('jumbo', [make('jumbo', gcm4, 43, 8900)]),
    ]

    out = sys.stdout.write
    out('/* SPDX-License-Identifier: GPL-2.0-or-later */\n'
        '/*\n'
        ' * Written by gen-vectors.py, with Scapy and python3-cryptography.\n'
        ' * Do not edit.\n'
        ' *\n'
        ' * Keys, addresses and frames are hexadecimal.  "clear" is the frame\n'
        ' * as it must be indicated: decrypted in place, nothing removed.\n'
        ' */\n\n'
        '#ifndef IPSECNIC_VECTORS_H\n'
        '#define IPSECNIC_VECTORS_H\n\n')
    for i, sa in enumerate(sas):
        out('#define VECTOR_SA_%s %d\n' % (sa.name.upper(), i))
    out('\nstatic const IpnSaVector ipn_sa_vectors[] = {\n')
    for sa in sas:
        out('    {\n        .name = "%s",\n' % sa.name)
        out('        .mode = IPSECNIC_MODE_%s,\n' % sa.mode)
        out('        .ipv6 = %s,\n' % ('true' if sa.ipv6 else 'false'))
        out('        .spi = 0x%x,\n' % sa.spi)
        out('        .auth_alg = %s,\n' % sa.auth_alg)
        out('        .cipher_alg = %s,\n' % sa.cipher_alg)
        out('        .auth_icv = %d,\n' % sa.auth_icv)
        out('        .cipher_icv = %d,\n' % sa.cipher_icv)
        for field, data in (('src', sa.address(0)), ('dst', sa.address(1)),
                            ('auth_key', sa.auth_key),
                            ('cipher_key', sa.cipher_key)):
            out('        .%s =\n%s,\n' % (field, c_hex(data, 12)))
        out('    },\n')
    out('};\n')
    for group, frames in groups:
        out('\nstatic const IpnFrameVector ipn_%s_vectors[] = {\n' % group)
        for f in frames:
            tunnel = f.sa.mode == 'TUNNEL'
            out('    {\n        .name = "%s",\n' % f.name)
            out('        .sa = VECTOR_SA_%s,\n' % f.sa.name.upper())
            out('        .sequence = 0x%x,\n' % f.sequence)
            out('        .next_header = %d,\n' % f.next)
            out('        .pad_length = %d,\n' % f.pad)
            out('        .ipsec_offset = %d,\n' % f.ipsec)
            out('        .payload_offset = %d,\n' % f.payload)
            out('        .inner_l3_offset = %d,\n' % (tunnel and f.payload))
            out('        .trailer_length = %d,\n' % f.trailer)
            out('        .hash = 0x%08x,\n' % f.hash)
            out('        .wire =\n%s,\n' % c_hex(f.wire, 12))
            out('        .clear =\n%s,\n' % c_hex(f.clear, 12))
            out('    },\n')
        out('};\n')
    out('\n#endif /* IPSECNIC_VECTORS_H */\n')


if __name__ == '__main__':
    main()
