#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Write encapsulate-vectors.h: plain frames, and what Scapy's IPsec layer makes
of them.

usage: tests/vectors/gen-encapsulate-vectors.py > \\
           tests/vectors/encapsulate-vectors.h

Of packet mode: headers, padding and trailer must be Scapy's, byte by byte.  Only
the card knows its IVs, so what is encrypted stands here in clear, with zeros for
IV, ICV and the checksum of UDP around them.  The output is the same on every run.
"""

from scapy.config import conf
from scapy.layers.inet import ICMP, IP, TCP, UDP, IPOption_NOP
from scapy.layers.inet6 import (
    ICMPv6EchoRequest, IPv6, IPv6ExtHdrDestOpt, IPv6ExtHdrFragment,
    IPv6ExtHdrHopByHop, IPv6ExtHdrRouting, PadN)
from scapy.layers.ipsec import ESP, SecurityAssociation
from scapy.layers.l2 import Dot1Q, Ether
from scapy.packet import Raw

from vectors import c_hex, pattern

conf.ipv6_enabled = True

SPI = 0x12345678
NUMBER = 0x101
MACS = {'src': '52:54:00:12:34:56', 'dst': '02:00:00:00:00:01'}
OUTSIDE = {4: ('10.1.0.1', '10.1.0.2'), 6: ('2001:db8::1', '2001:db8::2')}
INSIDE = {4: ('192.0.2.7', '198.51.100.9'), 6: ('fd00::7', 'fd00:1::9')}

# Scapy's names and bytes of keys, and how the ABI has it; bytes of IV and ICV.
ALGORITHMS = {
    'gcm': ('AES-GCM', 20, None, 0, 'AES_GCM_128', '0', 8, 16),
    'cbc': ('AES-CBC', 16, 'SHA2-256-128', 32, 'AES_CBC_128',
            'IPSECNIC_AUTH_SHA256', 16, 16),
    'null': ('NULL', 0, 'HMAC-SHA1-96', 20, 'NONE', 'IPSECNIC_AUTH_SHA1', 0,
             12),
}


def header(version, ends, **fields):
    src, dst = ends[version]
    if version == 4:
        return IP(src=src, dst=dst, **{'id': 0x4321, 'ttl': 61, **fields})
    return IPv6(src=src, dst=dst, **{'hlim': 61, **fields})


def udp(n):
    return UDP(sport=1111, dport=2222) / Raw(pattern(n, 5))


def tcp(n):
    return TCP(sport=3333, dport=80, seq=7, flags='PA') / Raw(pattern(n, 6))


def echo(version):
    kind = ICMP if version == 4 else ICMPv6EchoRequest
    return kind(id=3, seq=4) / Raw(pattern(40, 7))


class Vector:
    """What is posted, by what SA it goes, and what comes out."""

    def __init__(self, name, algorithm, packet, outer=None, tags=0, port=0,
                 sport=0, flags=(), ttl=0, df=0, macs=None):
        cipher, key, auth, auth_key, *abi = ALGORITHMS[algorithm]
        self.name, self.outer = name, outer
        self.cipher, self.auth, self.iv, self.icv = abi
        self.flags, self.ttl, self.df, self.port = flags, ttl, df, port
        self.sport, self.macs = sport, macs
        sa = SecurityAssociation(
            ESP, spi=SPI, crypt_algo=cipher, crypt_key=pattern(key, 1) or None,
            auth_algo=auth, auth_key=pattern(auth_key, 2) or None,
            tunnel_header=outer,
            nat_t_header=UDP(sport=sport or port, dport=port, chksum=0) if port
            else None)
        # Built and parsed, so that lengths and checksums are in it.
        packet = packet.__class__(bytes(packet))
        self.ipv6 = isinstance(outer or packet, IPv6)
        # Scapy's IVs would be random.
        sealed = sa.encrypt(packet, seq_num=NUMBER,
                            iv=bytes(self.iv) or None)
        plain = sa.crypt_algo.decrypt(sa, sealed[ESP], sa.crypt_key, self.icv)
        # What Scapy says of the padding of what it opened is wrong.
        plain = sa.crypt_algo.pad(plain)
        text = plain.data + plain.padding + bytes([plain.padlen, plain.nh])
        raw = bytes(sealed)
        self.at = len(raw) - self.icv - len(text) - self.iv
        if port:
            # Scapy counts nothing behind the UDP header.
            length = (len(raw) - self.at + 16).to_bytes(2, 'big')
            raw = raw[:self.at - 12] + length + raw[self.at - 10:]
            assert raw[self.at - 10:self.at - 8] == b'\0\0'
        clear = (raw[:self.at] + bytes(self.iv) + text + bytes(self.icv))
        assert len(clear) == len(raw)
        self.plain = self.frame(packet, tags, MACS)
        self.clear = self.frame(sealed, tags, macs or MACS, clear)
        self.at += 14 + 4 * tags

    @staticmethod
    def frame(packet, tags, macs, raw=None):
        link = Ether(**macs)
        for n in range(tags):
            link = link / Dot1Q(vlan=5 + n, prio=3)
        # The type follows from the packet.
        head = bytes(link / packet)[:14 + 4 * tags]
        return head + (raw or bytes(packet))


def outer_header(version, **fields):
    # The identification follows from number and SPI.
    if version == 4:
        fields = {'id': (NUMBER + SPI) & 0xffff, **fields}
    return header(version, OUTSIDE, **{('ttl' if version == 4 else 'hlim'): 64,
                                       **fields})


def transport():
    for algorithm in ALGORITHMS:
        for version in 4, 6:
            for port in 0, 4500, 4501:
                for body in udp(17), tcp(100), echo(version):
                    yield Vector('transport', algorithm,
                                 header(version, OUTSIDE) / body, port=port)
    yield Vector('transport sport', 'gcm', header(4, OUTSIDE) / udp(1),
                 port=4500, sport=777)
    nops = [IPOption_NOP()] * 8
    yield Vector('ipv4 options', 'gcm', header(
        4, OUTSIDE, options=nops, tos=0xb9, flags='DF') / udp(9))
    pad = [PadN(optdata=bytes(4))]
    hop, dst = IPv6ExtHdrHopByHop(options=pad), IPv6ExtHdrDestOpt(options=pad)
    arrived = IPv6ExtHdrRouting(addresses=['fd00::1'], segleft=0)
    for name, chain in (('hop-by-hop', hop), ('destination', dst),
                        ('both', hop / dst), ('routing', hop / arrived),
                        ('all', hop / dst / arrived / dst)):
        yield Vector(name, 'cbc', header(6, OUTSIDE, tc=0x21, fl=0x54321) /
                     chain / udp(30))
    for tags in 1, 2:
        yield Vector('%d tags' % tags, 'gcm', header(4, OUTSIDE) / tcp(5),
                     tags=tags)


def tunnel():
    for algorithm in ALGORITHMS:
        for inner in 4, 6:
            for outer in 4, 6:
                for port in 0, 4500:
                    head = outer_header(outer)
                    if outer == 4 and inner == 6:
                        head.flags = 'DF'
                    yield Vector('tunnel %d in %d' % (inner, outer), algorithm,
                                 header(inner, INSIDE) / udp(31), head,
                                 port=port)
    # DF: of the inner header, set, cleared
    for df in 0, 1, 2:
        for inner in '', 'DF':
            yield Vector('df', 'gcm', header(4, INSIDE, flags=inner) / udp(3),
                         outer_header(4, flags='DF' if df == 1 or
                                      (df == 0 and inner) else ''), df=df)
        yield Vector('df of IPv6', 'gcm', header(6, INSIDE) / udp(3),
                     outer_header(4, flags='' if df == 2 else 'DF'), df=df)
    # DSCP and ECN: RFC 6040, normal mode
    for ecn in range(4):
        for inner in 4, 6:
            for outer in 4, 6:
                name = {4: 'tos', 6: 'tc'}
                tos = 0xa8 | ecn
                for flags, want in ((), tos), (('NO_ECN',), 0xa8), (
                        ('NO_DSCP',), ecn), (('NO_DSCP', 'NO_ECN'), 0):
                    fields = {name[outer]: want}
                    if outer == 4 and inner == 6:
                        fields['flags'] = 'DF'
                    yield Vector(
                        'class', 'null',
                        header(inner, INSIDE, **{name[inner]: tos}) / udp(2),
                        outer_header(outer, **fields), flags=flags)
    for flags, label in ((), 0x9abcd), (('NO_FLOW_LABEL',), 0):
        yield Vector('label', 'null', header(6, INSIDE, fl=0x9abcd) / udp(2),
                     outer_header(6, fl=label), flags=flags)
    for version in 4, 6:
        field = 'ttl' if version == 4 else 'hlim'
        yield Vector('ttl', 'gcm', header(4, INSIDE) / udp(2),
                     outer_header(version, **{field: 33}), ttl=33)
    yield Vector('macs', 'gcm', header(4, INSIDE) / udp(2), outer_header(6),
                 macs={'src': '02:11:22:33:44:55', 'dst': '02:aa:bb:cc:dd:ee'})
    for tags in 1, 2:
        yield Vector('%d tags, 6 in 4' % tags, 'gcm',
                     header(6, INSIDE) / udp(2), outer_header(4, flags='DF'),
                     tags=tags)
    # Fragments are for tunnels.
    yield Vector('first fragment', 'gcm', header(4, INSIDE, flags='MF') /
                 udp(16), outer_header(4))
    yield Vector('fragment', 'gcm', header(4, INSIDE, frag=3, proto=17) /
                 Raw(pattern(24, 1)), outer_header(4))
    yield Vector('IPv6 fragment', 'gcm', header(6, INSIDE) /
                 IPv6ExtHdrFragment(offset=4, m=1, nh=17, id=5) /
                 Raw(pattern(24, 1)), outer_header(6))
    yield Vector('options inside', 'gcm', header(
        4, INSIDE, options=[IPOption_NOP()] * 4) / udp(8), outer_header(4))


def mac(text):
    return bytes(int(part, 16) for part in text.split(':'))


def main():
    print('/* SPDX-License-Identifier: GPL-2.0-or-later */\n'
          '/*\n'
          ' * Written by gen-encapsulate-vectors.py, with Scapy.  Do not edit.\n'
          ' *\n'
          ' * Frames are hexadecimal.  "clear" is what must be sent, before it\n'
          ' * is encrypted, with zeros for IV, ICV and the checksum of UDP\n'
          ' * around them.\n'
          ' */\n\n'
          '#ifndef IPSECNIC_ENCAPSULATE_VECTORS_H\n'
          '#define IPSECNIC_ENCAPSULATE_VECTORS_H\n\n'
          '#define VECTOR_NUMBER UINT64_C(0x%x)\n\n'
          'static const EncapsulateVector encapsulate_vectors[] = {' % NUMBER)
    for v in [*transport(), *tunnel()]:
        print('    {\n        .name = "%s",' % v.name)
        print('        .cipher = IPSECNIC_CIPHER_%s,' % v.cipher)
        print('        .auth = %s,' % v.auth)
        print('        .tunnel = %s,' % ('true' if v.outer else 'false'))
        print('        .ipv6 = %s,' % ('true' if v.ipv6 else 'false'))
        print('        .flags = %s,' % (' | '.join(
            'IPSECNIC_SA_FLAG_' + f for f in v.flags) or 0))
        print('        .port = %d,' % v.port)
        print('        .sport = %d,' % v.sport)
        print('        .ttl = %d,' % v.ttl)
        print('        .df = %d,' % v.df)
        if v.macs:
            for which in 'src', 'dst':
                print('        .mac_%s = { %s },' % (which, ', '.join(
                    '0x%02x' % b for b in mac(v.macs[which]))))
        print('        .iv_offset = %d,' % v.at)
        for field in 'plain', 'clear':
            print('        .%s =\n%s,' % (field, c_hex(getattr(v, field), 12)))
        print('    },')
    print('};\n\n#endif /* IPSECNIC_ENCAPSULATE_VECTORS_H */')


if __name__ == '__main__':
    main()
