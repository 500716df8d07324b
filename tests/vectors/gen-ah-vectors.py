#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Write ah-vectors.h: packets that Scapy authenticated with AH.

usage: tests/vectors/gen-ah-vectors.py > tests/vectors/ah-vectors.h

Every HMAC, both families and modes, IPv4 options and IPv6 extension headers
of both kinds: those that AH covers and those that count as zeros.  Nothing in
this file knows the engine's own code.  The output is the same on every run.
"""

import sys

from scapy.config import conf
from scapy.layers.inet import (
    IP, UDP, IPOption_NOP, IPOption_RR, IPOption_Router_Alert,
    IPOption_Timestamp)
from scapy.layers.inet6 import (
    HBHOptUnknown, IPv6, IPv6ExtHdrDestOpt, IPv6ExtHdrHopByHop, PadN,
    RouterAlert)
from scapy.layers.ipsec import AH, SecurityAssociation
from scapy.packet import Raw

from vectors import c_hex, pattern

conf.ipv6_enabled = True

SPI = 0x12345678
# Scapy's name of each authenticator, and the length of its key.
AUTH = {'MD5': ('HMAC-MD5-96', 16), 'SHA1': ('HMAC-SHA1-96', 20),
        'SHA256': ('SHA2-256-128', 32)}


def udp():
    return UDP(sport=12345, dport=53) / Raw(bytes(range(1, 30)))


def ip4(**fields):
    return IP(src='10.1.0.1', dst='10.1.0.2', **fields)


def ip6(**fields):
    return IPv6(src='2001:db8::1', dst='2001:db8::2', **fields)


def seal(auth, sequence, packet, tunnel=None):
    algorithm, key_length = AUTH[auth]
    sa = SecurityAssociation(
        AH, spi=SPI, tunnel_header=tunnel, auth_algo=algorithm,
        auth_key=pattern(key_length, 0x40))
    # Built and parsed, so that lengths and checksums are in it.
    sealed = sa.encrypt(packet.__class__(bytes(packet)), seq_num=sequence)
    return bytes(sealed)


def plain4():
    return ip4(tos=0x12, id=7, flags='DF', ttl=63) / udp()


def plain6():
    return ip6(tc=0xa1, fl=0x12345, hlim=33) / udp()


def vectors():
    """Name, authenticator, mode, sequence number, packet."""
    for auth in ('MD5', 'SHA1', 'SHA256'):
        for family, plain in (('ipv4', plain4), ('ipv6', plain6)):
            # 16 bytes of ICV are padded: an IPv6 header has eights of bytes
            padded = '-padded' if (family, auth) == ('ipv6', 'SHA256') else ''
            yield ('%s-%s%s' % (family, auth.lower(), padded), auth,
                   'TRANSPORT', 5, seal(auth, 5, plain()))
    # The router alert is covered; record route and time stamp are zeros.
    options = [IPOption_Router_Alert(),
               IPOption_RR(pointer=4, routers=['1.2.3.4', '5.6.7.8']),
               IPOption_NOP(),
               IPOption_Timestamp(pointer=9, flg=1,
                                  internet_address='0.0.0.0', timestamp=0)]
    yield ('ipv4-options', 'SHA1', 'TRANSPORT', 6,
           seal('SHA1', 6, ip4(tos=3, ttl=9, options=options) / udp()))
    # An option that may change on the way, and one that may not.
    headers = IPv6ExtHdrHopByHop(options=[
        RouterAlert(value=0), HBHOptUnknown(otype=0x3e, optdata=bytes.fromhex(
            '11223344')), PadN(optdata=bytes(2))]) / \
        IPv6ExtHdrDestOpt(options=[
            HBHOptUnknown(otype=0x1e, optdata=b'abcdef'),
            PadN(optdata=bytes(4))])
    yield ('ipv6-ext-headers', 'SHA1', 'TRANSPORT', 6,
           seal('SHA1', 6, ip6(hlim=3) / headers / udp()))
    yield ('ipv4-tunnel', 'SHA256', 'TUNNEL', 7,
           seal('SHA256', 7, IP(src='192.168.0.1', dst='192.168.9.9') / udp(),
                ip4(ttl=8)))
    yield ('ipv6-tunnel', 'SHA1', 'TUNNEL', 7,
           seal('SHA1', 7, IPv6(src='fd00::1', dst='fd00::9') / udp(), ip6()))


def main():
    out = sys.stdout.write
    out('/* SPDX-License-Identifier: GPL-2.0-or-later */\n'
        '/*\n'
        ' * Written by gen-ah-vectors.py, with Scapy.  Do not edit.\n'
        ' *\n'
        ' * Packets from the IP header on, in hexadecimal.  The keys are the\n'
        ' * bytes 40 47 4e 55 ...\n'
        ' */\n\n'
        '#ifndef IPSECNIC_AH_VECTORS_H\n'
        '#define IPSECNIC_AH_VECTORS_H\n\n'
        'static const AhVector ah_vectors[] = {\n')
    for name, auth, mode, sequence, packet in vectors():
        out('    { "%s", IPSECNIC_AUTH_%s, IPSECNIC_MODE_%s, %d,\n%s },\n' % (
            name, auth, mode, sequence, c_hex(packet, 6)))
    out('};\n\n#endif /* IPSECNIC_AH_VECTORS_H */\n')


if __name__ == '__main__':
    main()
