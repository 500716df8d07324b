#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Write packet-vectors.h: packets as they are without ESP, and as Scapy's IPsec
layer protects them.

usage: tests/vectors/gen-packet-vectors.py > tests/vectors/packet-vectors.h

Of packet mode: what comes out of the card is what went into Scapy, byte by
byte.  The output is the same on every run.
"""

from scapy.config import conf
from scapy.layers.inet import ICMP, IP, TCP, UDP, IPOption_NOP
from scapy.layers.inet6 import (
    ICMPv6EchoRequest, IPv6, IPv6ExtHdrDestOpt, IPv6ExtHdrHopByHop, PadN)
from scapy.layers.ipsec import ESP, SecurityAssociation

from vectors import c_hex, pattern

conf.ipv6_enabled = True

ENDS = {4: ('192.0.2.1', '192.0.2.2'), 6: ('2001:db8::1', '2001:db8::2')}
INSIDE = {4: ('10.1.0.1', '10.2.0.2'), 6: ('2001:db8:1::1', '2001:db8:2::2')}

# Scapy's names, bytes of keys, and how the ABI has it
ALGORITHMS = {
    'gcm128': ('AES-GCM', 20, None, 0, 'AES_GCM_128', None, 8),
    'gcm256': ('AES-GCM', 36, None, 0, 'AES_GCM_256', None, 8),
    'cbc128-sha1': ('AES-CBC', 16, 'HMAC-SHA1-96', 20, 'AES_CBC_128', 'SHA1',
                    16),
    'cbc256-sha256': ('AES-CBC', 32, 'SHA2-256-128', 32, 'AES_CBC_256',
                      'SHA256', 16),
    '3des-md5': ('3DES', 24, 'HMAC-MD5-96', 16, '3DES_CBC', 'MD5', 8),
    'null-sha256': ('NULL', 0, 'SHA2-256-128', 32, 'NONE', 'SHA256', 0),
}


def header(version, ends):
    src, dst = ends[version]
    return (IP(src=src, dst=dst, id=0x1234, ttl=61) if version == 4 else
            IPv6(src=src, dst=dst, hlim=61))


def payloads(version, ends):
    """Packets of a family: what it is, and the packet."""
    kind = ICMP if version == 4 else ICMPv6EchoRequest
    echo = kind(id=7, seq=1)
    yield 'udp', header(version, ends) / UDP(sport=1234, dport=53) / pattern(
        33, 1)
    yield 'tcp', header(version, ends) / TCP(sport=1234, dport=80, seq=99,
                                             flags='PA') / pattern(1200, 2)
    yield 'echo', header(version, ends) / echo / pattern(56, 3)
    if version == 4:
        ip = header(4, ends)
        ip.options = [IPOption_NOP(), IPOption_NOP(), IPOption_NOP(),
                      IPOption_NOP()]
        ip.tos, ip.flags = 0xb8, 'DF'
        yield 'options', ip / UDP(sport=1, dport=2) / pattern(20, 4)
    else:
        ip = header(6, ends)
        ip.fl, ip.tc = 0xabcde, 0xb8
        padding = PadN(optdata=b'\0' * 4)
        yield 'options', (ip / IPv6ExtHdrHopByHop(options=[padding]) /
                          IPv6ExtHdrDestOpt(options=[padding]) /
                          UDP(sport=1, dport=2) / pattern(20, 4))


def association(name, spi, tunnel, udp):
    crypt, crypt_size, auth, auth_size = ALGORITHMS[name][:4]
    keys = {}
    if auth:
        keys.update(auth_algo=auth, auth_key=pattern(auth_size, spi + 1))
    return SecurityAssociation(
        ESP, spi=spi, crypt_algo=crypt,
        crypt_key=pattern(crypt_size, spi) or None,
        tunnel_header=tunnel, nat_t_header=udp, **keys)


def emit(sa_name, what, spi, outer, mode, encap, wire, plain):
    _, crypt_size, _, auth_size, cipher, auth, _ = ALGORITHMS[sa_name]
    print('    {')
    print('        .name = "%s/%s", .spi = %#x,' % (what, sa_name, spi))
    print('        .ipv6 = %s, .mode = IPSECNIC_MODE_%s, .encap = %s,' % (
        'true' if outer == 6 else 'false', mode, encap))
    print('        .cipher = IPSECNIC_CIPHER_%s, .auth = %s,' % (
        cipher, 'IPSECNIC_AUTH_' + auth if auth else '0'))
    for field, data in (('cipher_key', pattern(crypt_size, spi)),
                        ('auth_key', pattern(auth_size, spi + 1)),
                        ('wire', wire), ('plain', plain)):
        print('        .%s =\n%s,' % (field, c_hex(data, 12)))
    print('    },')


def one(name, what, spi, outer, mode, udp, packet):
    tunnel = header(outer, ENDS) if mode == 'TUNNEL' else None
    nat = UDP(sport=4500, dport=4500, chksum=0) if udp else None
    plain = packet.__class__(bytes(packet))
    sa = association(name, spi, tunnel, nat)
    iv = ALGORITHMS[name][6]
    wire = sa.encrypt(plain, seq_num=1, iv=pattern(iv, spi) if iv else None)
    if udp:
        # Scapy leaves the length of before.
        wire[UDP].len = len(bytes(wire)) - 4 * IP(bytes(wire)).ihl
    encap = 'IPSECNIC_UDP_ESP_' + mode if udp else '0'
    emit(name, what, spi, outer, mode, encap, bytes(wire), bytes(packet))


def main():
    print('''/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Written by gen-packet-vectors.py, with Scapy.
 * Do not edit.
 *
 * Keys and packets, from the IP header on, are hexadecimal.
 */

#ifndef IPSECNIC_PACKET_VECTORS_H
#define IPSECNIC_PACKET_VECTORS_H

static const PacketVector packet_vectors[] = {''')
    spi = 0x5000
    names = list(ALGORITHMS)
    for outer in (4, 6):
        for inner in (4, 6):
            for what, packet in payloads(inner, INSIDE):
                spi += 1
                one(names[spi % len(names)], 'tunnel-%d-in-%d/%s' % (
                    inner, outer, what), spi, outer, 'TUNNEL', False, packet)
        for what, packet in payloads(outer, ENDS):
            spi += 1
            one(names[spi % len(names)], 'transport-%d/%s' % (outer, what),
                spi, outer, 'TRANSPORT', False, packet)
    # Scapy puts UDP behind IPv4 only.
    for inner in (4, 6):
        for what, packet in payloads(inner, INSIDE):
            spi += 1
            one(names[spi % len(names)], 'udp-tunnel-%d-in-4/%s' % (
                inner, what), spi, 4, 'TUNNEL', True, packet)
    for what, packet in payloads(4, ENDS):
        spi += 1
        one(names[spi % len(names)], 'udp-transport-4/%s' % what, spi, 4,
            'TRANSPORT', True, packet)
    print('''};

#endif /* IPSECNIC_PACKET_VECTORS_H */''')


if __name__ == '__main__':
    main()
