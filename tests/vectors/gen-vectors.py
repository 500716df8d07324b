#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Write ipsecnic-vectors.h or ipsecnic-tx-vectors.h: frames and what a card
makes of them.

usage: tests/vectors/gen-vectors.py > tests/vectors/ipsecnic-vectors.h
       tests/vectors/gen-vectors.py tx > tests/vectors/ipsecnic-tx-vectors.h

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
from scapy.contrib.geneve import GENEVE, GeneveOptions
from scapy.layers.inet import IP, TCP, UDP, IPOption_NOP
from scapy.layers.inet6 import IPv6
from scapy.layers.ipsec import AH, ESP, SecurityAssociation
from scapy.layers.l2 import GRE, Ether
from scapy.layers.vxlan import VXLAN
from scapy.packet import Raw

from vectors import MAC_CARD, MAC_PEER, c_hex, pattern, toeplitz

conf.ipv6_enabled = True


class Sa:
    """One SA, in the words of the card and of Scapy."""

    def __init__(self, name, spi, mode, cipher, auth, src, dst, outer=None,
                 key=1, ah=False, esn=False, port=0):
        self.name, self.spi, self.mode = name, spi, mode
        self.cipher, self.auth = cipher, auth
        self.src, self.dst = src, dst
        self.outer = outer
        self.ah, self.esn, self.port = ah, esn, port
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
        if port:
            scapy['nat_t_header'] = UDP(sport=port, dport=port)
        self.scapy = SecurityAssociation(AH if ah else ESP, spi=spi,
                                         tunnel_header=tunnel, **scapy)

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


def checksum(data):
    """The Internet checksum of RFC 1071, not complemented."""
    data += b'\0' * (len(data) % 2)
    total = sum(struct.unpack('>%dH' % (len(data) // 2), data))
    while total >> 16:
        total = (total & 0xffff) + (total >> 16)
    return total


def pseudo(src, dst, protocol, length):
    """The pseudo header of TCP and UDP; addresses in the form of the wire."""
    return src + dst + struct.pack('>II', length, protocol)


def l4_verdict(src, dst, protocol, data):
    """0, or 1 for a good and 2 for a wrong checksum of TCP or UDP."""
    if protocol == 17 and len(data) >= 8 and data[6:8] != b'\0\0':
        assert struct.unpack('>H', data[4:6])[0] == len(data)
    elif protocol != 6:
        return 0
    total = checksum(pseudo(src, dst, protocol, len(data)) + data)
    return 1 if total == 0xffff else 2


def ip_verdicts(packet):
    """Verdicts on an IP header and on the TCP or UDP behind it."""
    if packet[0] >> 4 == 6:
        return 0, l4_verdict(packet[8:24], packet[24:40], packet[6],
                             packet[40:])
    header = 4 * (packet[0] & 15)
    return (1 if checksum(packet[:header]) == 0xffff else 2,
            l4_verdict(packet[12:16], packet[16:20], packet[9],
                       packet[header:]))


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
        inner = self.clear[self.payload:len(wire) - self.trailer]
        outer, _ = ip_verdicts(ip)
        if self.pad > len(opened) - 2:
            verdicts = 0, 0
        elif sa.mode == 'TUNNEL':
            verdicts = ip_verdicts(inner)
        else:
            at = slice(12, 16), slice(16, 20)
            if sa.ipv6:
                at = slice(8, 24), slice(24, 40)
            verdicts = 0, l4_verdict(ip[at[0]], ip[at[1]], self.next, inner)
        self.csum = outer | verdicts[0] << 4 | verdicts[1] << 6


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
    plain = pattern(size, 1)
    if size - pad >= 8:
        # A datagram in front of the padding.
        packet = IPv6(src=sa.src, dst=sa.dst) if sa.ipv6 else IP(src=sa.src,
                                                                 dst=sa.dst)
        packet = packet / UDP(sport=4000, dport=5000) / Raw(
            plain[8:size - pad])
        plain = bytes(packet)[-(size - pad):] + plain[size - pad:]
    plain += bytes([pad, 17])
    esp = sa.seal_gcm(sequence, plain)
    wire = bytes(Ether(src=MAC_PEER, dst=MAC_CARD) /
                 IP(src=sa.src, dst=sa.dst, id=0x4711, ttl=64, proto=50) /
                 Raw(esp))
    if pad <= size and not sequence >> 32:
        # Scapy agrees that this is a packet of the SA with a good ICV; of one
        # whose pad length lies it would say nothing useful.
        sa.scapy.decrypt(Ether(wire)[IP], verify=True)
    return Frame(name, sa, sequence, wire, plain)


def c_sa(out, sa):
    """An element of an array of IpnSaVector."""
    out('    {\n        .name = "%s",\n' % sa.name)
    out('        .mode = IPSECNIC_MODE_%s,\n' % sa.mode)
    out('        .ipv6 = %s,\n' % ('true' if sa.ipv6 else 'false'))
    if sa.ah:
        out('        .operation = IPSECNIC_OP_AH,\n')
    if sa.esn:
        out('        .esn = true,\n')
    if sa.port:
        out('        .encap = IPSECNIC_UDP_ESP_%s,\n' % sa.mode)
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
        c_sa(out, sa)
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
            out('        .csum = 0x%x,\n' % f.csum)
            out('        .wire =\n%s,\n' % c_hex(f.wire, 12))
            out('        .clear =\n%s,\n' % c_hex(f.clear, 12))
            out('    },\n')
        out('};\n')
    out('\n#endif /* IPSECNIC_VECTORS_H */\n')



# ---------------------------------------------------------------------------
# Transmit


def to_wire(packet):
    return bytes(Ether(src=MAC_CARD, dst=MAC_PEER) / packet)


class Tx:
    """One frame to send: how it is posted, and what must be on the wire.

    Each of wire is a frame; if opened is set it is the frame decrypted in
    place, with zeros for the IV and ICV, which only the card knows.
    """

    def __init__(self, name, frame, wire, flags=(), sa=None, tunnel=None,
                 sequence=0, opened=False, **fields):
        self.name, self.frame, self.wire = name, frame, wire
        self.flags, self.sa, self.tunnel = flags, sa, tunnel
        self.sequence, self.opened, self.fields = sequence, opened, fields


def addresses(sa):
    return {'src': sa.src, 'dst': sa.dst}


def ip_of(v6, id=0x4711, **fields):
    if v6:
        return IPv6(src='2001:db8:1::1', dst='2001:db8:1::2', hlim=64,
                    fl=0x12345, **fields)
    return IP(src='10.1.0.1', dst='10.1.0.2', id=id, ttl=64, **fields)


def tcp_of(seq=0x01020304, flags='A', options=()):
    return TCP(sport=4000, dport=5000, seq=seq, ack=0x55667788, flags=flags,
               window=0x2345, options=list(options))


def udp_of():
    return UDP(sport=4000, dport=5000)


def with_pseudo_sum(packet, v6, l4, field):
    """The same with what Linux leaves in the checksum field."""
    if v6:
        src, dst = packet[8:24], packet[24:40]
    else:
        src, dst = packet[12:16], packet[16:20]
    protocol = 17 if field == 6 else 6
    total = checksum(pseudo(src, dst, protocol, len(packet) - l4))
    at = l4 + field
    return packet[:at] + struct.pack('>H', total) + packet[at + 2:]


def tx_csum(name, v6, tcp, payload):
    ip = ip_of(v6)
    l4 = len(ip)
    packet = bytes(ip / (tcp_of() if tcp else udp_of()) / Raw(payload))
    posted = with_pseudo_sum(packet, v6, l4, 16 if tcp else 6)
    return Tx(name, eth(v6) + posted,
              [to_wire(ip_of(v6) / (tcp_of() if tcp else udp_of()) /
                       Raw(payload))],
              flags=('CSUM',), csum_start=14 + l4,
              csum_offset=14 + l4 + (16 if tcp else 6))


def zero_sum_payload():
    """Payload with which the checksum of a UDP datagram comes out as 0."""
    packet = bytes(ip_of(False) / udp_of() / Raw(bytes(2)))
    data = packet[20:26] + bytes(2) + bytes(2)
    rest = checksum(pseudo(packet[12:16], packet[16:20], 17, 10) + data)
    payload = struct.pack('>H', 0xffff - rest)
    sent = bytes(ip_of(False) / udp_of() / Raw(payload))
    # RFC 768: 0 is sent as all ones.
    assert sent[26:28] == b'\xff\xff'
    return payload


def next_id(id, n):
    """T12: within the half of the number space that it is in."""
    return (id & 0x8000) | ((id + n) & 0x7fff)


def segments_of(v6, tcp, payload, size, id=0x4711, seq=0x01020304, flags='A',
                options=()):
    """The packets that a large send becomes, by Scapy."""
    count = -(-len(payload) // size)
    out = []
    for n in range(count):
        f = flags
        if n:
            f = f.replace('C', '')
        if n < count - 1:
            f = f.replace('F', '').replace('P', '')
        l4 = udp_of()
        if tcp:
            l4 = tcp_of((seq + n * size) & 0xffffffff, f, options)
        out.append(ip_of(v6, next_id(id, n)) / l4 /
                   Raw(payload[n * size:(n + 1) * size]))
    return out


def large_of(v6, tcp, payload, id=0x4711, seq=0x01020304, flags='A',
             options=()):
    """The packet that is posted; what does not count is odd."""
    l4 = udp_of()
    if tcp:
        l4 = tcp_of(seq, flags, options)
        l4.chksum = 0xdead
    else:
        l4.len, l4.chksum = 0, 0xdead
    ip = ip_of(v6, id)
    if v6:
        ip.plen = 0
    else:
        ip.len, ip.chksum = 0, 0xbeef
    return bytes(ip / l4 / Raw(payload))


def eth(v6):
    return to_wire(IPv6() if v6 else IP())[:14]


def tx_segment(name, v6, tcp, length, size, **kw):
    payload = pattern(length, 5)
    large = large_of(v6, tcp, payload, **kw)
    l4 = 14 + (40 if v6 else 20)
    return Tx(name, eth(v6) + large,
              [to_wire(p) for p in segments_of(v6, tcp, payload, size, **kw)],
              flags=('CSUM', 'SEGMENT'), l3_offset=14, csum_start=l4,
              csum_offset=l4 + (16 if tcp else 6), segment_size=size,
              header_length=14 + len(large) - len(payload))


# Tunnels that are not IPsec's, between their IP header and what they carry.
INSIDE = Ether(src='02:00:00:00:01:01', dst='02:00:00:00:01:02')
CARRIERS = {
    'vxlan': UDP(sport=51000, dport=4789, chksum=0) / VXLAN(vni=0x1234) /
             INSIDE,
    'vxlan-csum': UDP(sport=51000, dport=4789) / VXLAN(vni=0x1234) / INSIDE,
    'geneve': UDP(sport=51000, dport=6081) /
              GENEVE(vni=7, options=GeneveOptions(
                  classid=0x102, type=1, data=bytes(range(8)))) / INSIDE,
    'gre': GRE(),
    'gre-key-csum': GRE(key_present=1, key=0x1234567, chksum_present=1),
    'gretap': GRE(proto=0x6558) / INSIDE,
    'ip': None,
}


def carried_of(ip, carrier, inner_v6, tcp, payload, size, id=0x7ffd, **kw):
    """A large send in a tunnel: the packets that it becomes, the one that is
    posted, in which what does not count is odd, and the bytes in front of what
    the tunnel carries.  @ip: makes the tunnel's IP header of an
    identification."""
    between = CARRIERS[carrier]
    out = []
    for n, packet in enumerate(segments_of(inner_v6, tcp, payload, size,
                                           **kw)):
        if between:
            packet = between.copy() / packet
        packet = ip(next_id(id, n)) / packet
        # As the peer takes it apart: what is inside stays what it is.
        out.append(packet.__class__(bytes(packet)))
    inner = len(segments_of(inner_v6, tcp, payload, size, **kw)[0])
    head = bytearray(bytes(out[0])[:-inner])
    l4 = 40 if out[0].version == 6 else 20
    spoil_ip(head)
    if isinstance(between, UDP):
        head[l4 + 4:l4 + 6] = bytes(2)
        if any(head[l4 + 6:l4 + 8]):
            head[l4 + 6:l4 + 8] = b'\xde\xad'
    elif carrier == 'gre-key-csum':
        head[l4 + 4:l4 + 6] = b'\xde\xad'
    return out, bytes(head) + large_of(inner_v6, tcp, payload, **kw), len(head)


def spoil_ip(header):
    """Of a large send these do not count."""
    if header[0] >> 4 == 6:
        header[4:6] = bytes(2)
    else:
        header[2:4] = bytes(2)
        header[10:12] = b'\xbe\xef'


def carrier_ip(v6):
    """The IP header of a tunnel, of an identification."""
    if v6:
        return lambda id: IPv6(src='2001:db8:9::1', dst='2001:db8:9::2',
                               hlim=9, tc=0x28)
    return lambda id: IP(src='192.0.2.1', dst='192.0.2.2', id=id, ttl=9,
                         tos=0x28)


def tx_carried(carrier, v6, inner_v6, tcp, length, size, **kw):
    payload = pattern(length, 5)
    packets, posted, inner = carried_of(carrier_ip(v6), carrier, inner_v6,
                                        tcp, payload, size, **kw)
    l4 = 14 + inner + (40 if inner_v6 else 20)
    return Tx('%s%d-%s%d' % (carrier, 6 if v6 else 4, 'tcp' if tcp else 'udp',
                             6 if inner_v6 else 4),
              eth(v6) + posted, [to_wire(p) for p in packets],
              flags=('CSUM', 'SEGMENT'), l3_offset=14,
              inner_l3=(14 + inner) // 2, csum_start=l4,
              csum_offset=l4 + (16 if tcp else 6), segment_size=size,
              header_length=14 + len(posted) - length)


def iv_of(sa, sequence):
    return bytes((sequence * 3 + 5 * i) & 0xff for i in range(sa.iv)) or None


def seal(sa, packet, sequence):
    """Protect an IP packet; the frame, and it decrypted in place."""
    if sequence >> 32:
        # Of one in transport mode, with its high half authenticated.
        packet = packet.__class__(bytes(packet))
        header = 40 if sa.ipv6 else 20
        ip = packet.copy()
        ip.remove_payload()
        if sa.ipv6:
            protocol = packet.nh
        else:
            protocol = packet.proto
        text = bytes(packet)[header:]
        pad = -(len(text) + 2) % 4
        plain = text + bytes(range(1, pad + 1)) + bytes([pad, protocol])
        esp = sa.seal_gcm(sequence, plain)
        if sa.ipv6:
            ip.nh, ip.plen = 50, len(esp)
        else:
            ip.proto, ip.len = 50, header + len(esp)
            del ip.chksum
        wire = to_wire(ip / Raw(esp))
        return Frame('', sa, sequence, wire, plain)
    sealed = sa.scapy.encrypt(packet, seq_num=sequence, iv=iv_of(sa, sequence))
    wire = to_wire(sealed)
    if sa.port:
        return UdpFrame(sa, sequence, wire)
    return Frame('', sa, sequence, wire)


class UdpFrame(Frame):
    """A frame of ESP in UDP, as far as transmit needs it."""

    def __init__(self, sa, sequence, wire):
        self.ipsec = 14 + (40 if sa.ipv6 else 20) + 8
        # Scapy fills in the length before there is ESP behind the header.
        length = struct.pack('>H', len(wire) - self.ipsec + 8)
        wire = wire[:self.ipsec - 4] + length + wire[self.ipsec - 2:]
        self.sa, self.sequence, self.wire = sa, sequence, wire
        self.payload = self.ipsec + 8 + sa.iv
        opened = sa.open(wire[self.ipsec:])
        self.clear = wire[:self.payload] + opened + wire[-sa.icv:]
        self.pad, self.next = opened[-2], opened[-1]
        self.trailer = self.pad + 2 + sa.icv


def tx_esp(name, sa, packet, sequence=7, trailer=None, csum=None):
    """One ESP packet with the driver's IV: the same bytes on the wire."""
    f = seal(sa, packet, sequence)
    posted = f.clear[:len(f.clear) - f.trailer]
    flags = ['IV_PRESENT']
    fields = {'l3_offset': 14, 'esp_offset': f.ipsec, 'next_header': f.next}
    if trailer:
        posted = f.clear[:-sa.icv]
        fields['trailer_length'] = f.pad + 2
        if trailer == 'room':
            posted += bytes(sa.icv)
            fields['trailer_length'] += sa.icv
            flags.append('ICV_ROOM')
    if csum:
        flags.append('CSUM')
        at = f.payload
        fields['csum_start'] = at
        fields['csum_offset'] = at + csum
        ip = posted[14:]
        inner = ip[:20] if not sa.ipv6 else ip[:40]
        summed = with_pseudo_sum(inner + posted[at:len(f.clear) - f.trailer],
                                 sa.ipv6, len(inner), csum)[len(inner):]
        posted = posted[:at] + summed + posted[at + len(summed):]
    if sequence >> 32:
        flags.append('SEQ_HI_VALID')
        fields['sequence_high'] = sequence >> 32
    return Tx(name, posted, [f.wire], flags=flags, sa=sa, sequence=sequence,
              **fields)


def blank(f):
    """A frame decrypted in place, without what only the card knows."""
    iv = f.payload - f.sa.iv
    clear = f.clear[:iv] + bytes(f.sa.iv) + f.clear[f.payload:]
    return clear[:-f.sa.icv] + bytes(f.sa.icv)


def tx_esp_open(name, sa, packet, sequence=7):
    """One ESP packet with the card's IV."""
    f = seal(sa, packet, sequence)
    return Tx(name, blank(f)[:len(f.clear) - f.trailer], [blank(f)], sa=sa,
              sequence=sequence, opened=True, l3_offset=14,
              esp_offset=f.ipsec, next_header=f.next)


def tx_esp_large(name, sa, tcp, length, size, sequence=7, junk=0, **kw):
    """A large send with ESP, in transport or tunnel mode."""
    payload = pattern(length, 9)
    inner_v6 = ':' in sa.src
    frames = []
    for n, packet in enumerate(segments_of(inner_v6, tcp, payload, size,
                                           **kw)):
        f = seal(sa, packet, sequence + n)
        if sa.mode == 'TUNNEL' and not sa.ipv6:
            f = renumber(f, n)
        frames.append(f)
    f = frames[0]
    large = large_of(inner_v6, tcp, payload, **kw)
    if sa.mode != 'TUNNEL':
        large = large[40 if inner_v6 else 20:]
    header = bytearray(f.clear[:f.payload - sa.iv] + bytes(sa.iv))
    if sa.ipv6:
        header[18:20] = bytes(2)
    else:
        header[16:18] = bytes(2)
        header[24:26] = b'\xbe\xef'
    posted = bytes(header) + large
    l4 = f.payload
    if sa.mode == 'TUNNEL':
        l4 += 40 if inner_v6 else 20
    fields = {}
    flags = ['CSUM', 'SEGMENT']
    if sequence >> 32:
        flags.append('SEQ_HI_VALID')
        fields['sequence_high'] = sequence >> 32
    if junk:
        posted += pattern(junk, 77)
        fields['trailer_length'] = junk
    opened = bool(sa.iv)
    return Tx(name, posted, [blank(f) if opened else f.wire for f in frames],
              flags=flags, sa=sa, sequence=sequence, opened=opened,
              l3_offset=14, esp_offset=f.ipsec, next_header=f.next,
              csum_start=l4, csum_offset=l4 + (16 if tcp else 6),
              segment_size=size,
              header_length=len(posted) - junk - len(payload), **fields)


def tx_esp_carried(name, sa, carrier, inner_v6, length, size, sequence=7):
    """A large send in a tunnel that ESP protects, in either mode."""
    payload = pattern(length, 9)
    tunnel = sa.mode == 'TUNNEL'
    ip = carrier_ip(':' in sa.src) if tunnel else (
        lambda id: IP(src=sa.src, dst=sa.dst, id=id))
    packets, posted, inner = carried_of(ip, carrier, inner_v6, True, payload,
                                        size)
    frames = []
    for n, packet in enumerate(packets):
        f = seal(sa, packet, sequence + n)
        if tunnel and not sa.ipv6:
            f = renumber(f, n)
        frames.append(f)
    f = frames[0]
    header = bytearray(f.clear[14:f.payload - sa.iv] + bytes(sa.iv))
    spoil_ip(header)
    if not tunnel:
        posted = posted[20:]
        inner -= 20
    inner += f.payload
    posted = f.clear[:14] + bytes(header) + posted
    l4 = inner + (40 if inner_v6 else 20)
    return Tx(name, posted, [blank(f) if sa.iv else f.wire for f in frames],
              flags=('CSUM', 'SEGMENT'), sa=sa, sequence=sequence,
              opened=bool(sa.iv), l3_offset=14, esp_offset=f.ipsec,
              next_header=f.next, inner_l3=inner // 2, csum_start=l4,
              csum_offset=l4 + 16, segment_size=size,
              header_length=len(posted) - length)


def renumber(f, n):
    """Scapy gives every tunnel packet the same identification."""
    ip = bytearray(f.wire[14:34])
    id = struct.unpack('>H', ip[4:6])[0]
    ip[4:6] = struct.pack('>H', next_id(id, n))
    ip[10:12] = bytes(2)
    ip[10:12] = struct.pack('>H', 0xffff - checksum(bytes(ip)))
    wire = f.wire[:14] + bytes(ip) + f.wire[34:]
    return Frame(f.name, f.sa, f.sequence, wire)


def tx_ah(name, sa, packet, sequence=7):
    wire = to_wire(sa.scapy.encrypt(packet, seq_num=sequence))
    at = 14 + (40 if sa.ipv6 else 20)
    length = (wire[at + 1] + 2) * 4
    icv = at + 12
    posted = wire[:icv] + bytes(sa.auth_icv) + wire[icv + sa.auth_icv:]
    assert length >= 12 + sa.auth_icv
    return Tx(name, posted, [wire], sa=sa, sequence=sequence, l3_offset=14,
              ah_offset=at)


def tx_nested(name, inner, outer, packet, sequence=7, outer_sequence=19):
    """Transport in tunnel, both with the driver's IVs."""
    f = seal(inner, packet, sequence)
    cls = IPv6 if inner.ipv6 else IP
    g = seal(outer, cls(f.wire[14:]), outer_sequence)
    text = f.clear[14:len(f.clear) - f.trailer]
    return Tx(name, g.wire[:g.payload] + text, [g.wire],
              flags=('IV_PRESENT',), sa=inner, tunnel=outer, sequence=sequence,
              l3_offset=g.payload, esp_offset=g.payload + f.ipsec - 14,
              next_header=f.next, tunnel_l3_offset=14,
              tunnel_esp_offset=g.ipsec)


def main_tx():
    v4 = ('10.1.0.1', '10.1.0.2')
    v6 = ('2001:db8:1::1', '2001:db8:1::2')
    o4 = ('192.0.2.1', '192.0.2.2')
    o6 = ('2001:db8:ff::1', '2001:db8:ff::2')
    gcm4 = Sa('gcm4', 0x3001, 'TRANSPORT', 'gcm128', None, *v4, key=31)
    gcm6 = Sa('gcm6', 0x3002, 'TRANSPORT', 'gcm256', None, *v6, key=32)
    gcm4t = Sa('gcm4t', 0x3003, 'TUNNEL', 'gcm128', None, *v4, outer=o4,
               key=33)
    gcm6t = Sa('gcm6t', 0x3004, 'TUNNEL', 'gcm192', None, *v4, outer=o6,
               key=34)
    cbc4 = Sa('cbc4', 0x3005, 'TRANSPORT', 'cbc128', 'sha256', *v4, key=35)
    null4 = Sa('null4', 0x3006, 'TRANSPORT', 'null', 'sha256', *v4, key=36)
    null6t = Sa('null6t', 0x3007, 'TUNNEL', 'null', 'sha1', *v6, outer=o6,
                key=37)
    ah4 = Sa('ah4', 0x3008, 'TRANSPORT', '', 'sha256', *v4, key=38, ah=True)
    ah6 = Sa('ah6', 0x3009, 'TRANSPORT', '', 'sha1', *v6, key=39, ah=True)
    esn4 = Sa('esn4', 0x300a, 'TRANSPORT', 'gcm128', None, *v4, key=40,
              esn=True)
    udp4 = Sa('udp4', 0x300b, 'TRANSPORT', 'gcm128', None, *v4, key=41,
              port=4500)
    sas = [gcm4, gcm6, gcm4t, gcm6t, cbc4, null4, null6t, ah4, ah6, esn4, udp4]

    def udp(v6=False, size=64):
        return ip_of(v6) / udp_of() / Raw(pattern(size, size))

    def tcp(v6=False, size=64):
        return ip_of(v6) / tcp_of() / Raw(pattern(size, size))

    stamps = [('NOP', None), ('NOP', None), ('Timestamp', (0x11223344, 5))]
    groups = [
        ('csum', [
            tx_csum('tcp4', False, True, pattern(100, 1)),
            tx_csum('tcp4-odd', False, True, pattern(101, 2)),
            tx_csum('tcp4-empty', False, True, b''),
            tx_csum('udp4', False, False, pattern(64, 3)),
            tx_csum('udp4-odd', False, False, pattern(1, 3)),
            tx_csum('tcp6', True, True, pattern(64, 3)),
            tx_csum('udp6', True, False, pattern(65, 4)),
            tx_csum('udp4-zero', False, False, zero_sum_payload()),
        ]),
        ('segment', [
            tx_segment('tcp4', False, True, 450, 100, flags='CFPA'),
            tx_segment('tcp4-id-low-half', False, True, 350, 100, id=0x7ffe),
            tx_segment('tcp4-id-high-half', False, True, 350, 100, id=0xfffe),
            tx_segment('tcp4-exact', False, True, 400, 100, flags='PA'),
            tx_segment('tcp4-one', False, True, 100, 100, flags='CFPA'),
            tx_segment('tcp4-size-1', False, True, 5, 1, flags='FA'),
            tx_segment('tcp4-options', False, True, 333, 99, options=stamps),
            tx_segment('tcp4-sequence-wraps', False, True, 400, 100,
                       seq=0xffffff80),
            tx_segment('tcp6', True, True, 450, 100, flags='CFPA'),
            tx_segment('udp4', False, False, 450, 100),
            tx_segment('udp6', True, False, 301, 150),
        ]),
        ('carried', [
            tx_carried('vxlan', False, False, True, 450, 100, flags='CFPA'),
            tx_carried('vxlan', True, True, True, 301, 100),
            tx_carried('vxlan-csum', False, True, True, 333, 99,
                       options=stamps),
            tx_carried('vxlan-csum', True, False, False, 301, 150),
            tx_carried('geneve', False, False, True, 301, 101),
            tx_carried('geneve', True, True, False, 251, 125),
            tx_carried('gre', False, False, True, 450, 100, flags='PA'),
            tx_carried('gre', True, False, False, 301, 150),
            tx_carried('gre-key-csum', False, True, True, 301, 99),
            tx_carried('gre-key-csum', True, False, True, 301, 100),
            tx_carried('gretap', False, False, True, 301, 100),
            tx_carried('ip', False, False, True, 450, 100, id=0xfffe),
            tx_carried('ip', False, True, False, 301, 150),
            tx_carried('ip', True, False, True, 301, 100),
            tx_carried('ip', True, True, True, 301, 100),
            tx_esp_carried('gcm4-vxlan', gcm4, 'vxlan-csum', False, 301, 100),
            tx_esp_carried('gcm4-gre', gcm4, 'gre', True, 301, 100),
            tx_esp_carried('gcm4t-vxlan', gcm4t, 'vxlan', False, 301, 101),
            tx_esp_carried('gcm6t-geneve', gcm6t, 'geneve', False, 301, 100),
            tx_esp_carried('null4-ip', null4, 'ip', False, 301, 100),
        ]),
        ('esp', [
            tx_esp('gcm4', gcm4, udp()),
            tx_esp('gcm4-empty', gcm4, udp(size=0)),
            tx_esp('gcm4-tcp-csum', gcm4, tcp(size=61), csum=16),
            tx_esp('gcm4-udp-csum', gcm4, udp(size=33), csum=6),
            tx_esp('gcm4-trailer', gcm4, udp(size=31), trailer='trailer'),
            tx_esp('gcm4-icv-room', gcm4, udp(size=30), trailer='room'),
            tx_esp('gcm4-csum-not-over-trailer', gcm4, udp(size=29),
                   trailer='room', csum=6),
            tx_esp('gcm6', gcm6, tcp(True)),
            tx_esp('gcm6-csum', gcm6, tcp(True), csum=16),
            tx_esp('gcm4t', gcm4t, udp()),
            tx_esp('gcm6t', gcm6t, udp()),
            tx_esp('cbc4', cbc4, udp(size=50)),
            tx_esp('null4', null4, udp()),
            tx_esp('null6t', null6t, udp(True)),
            tx_esp('esn4', esn4, udp(), sequence=(5 << 32) + 8),
            tx_esp('udp4', udp4, tcp()),
            tx_ah('ah4', ah4, udp()),
            tx_ah('ah6', ah6, tcp(True)),
            tx_nested('nested', gcm4, gcm4t, udp()),
            tx_nested('nested-4-in-6', gcm4, gcm6t, tcp()),
        ]),
        ('open', [
            tx_esp_open('gcm4', gcm4, udp()),
            tx_esp_open('gcm6t', gcm6t, udp(size=1)),
            tx_esp_open('cbc4', cbc4, udp(size=47)),
            tx_esp_large('gcm4-large', gcm4, True, 450, 100, flags='CFPA'),
            tx_esp_large('gcm4-large-udp', gcm4, False, 250, 100),
            tx_esp_large('gcm4-large-t9-padding', gcm4, True, 250, 100,
                         junk=11),
            tx_esp_large('gcm6-large', gcm6, True, 301, 100, flags='PA'),
            tx_esp_large('gcm4t-large', gcm4t, True, 333, 111, flags='FA',
                         options=stamps),
            tx_esp_large('gcm6t-large', gcm6t, True, 333, 111),
            tx_esp_large('cbc4-large', cbc4, True, 333, 111),
            tx_esp_large('null4-large', null4, True, 450, 100, flags='CFPA'),
            tx_esp_large('null6t-large', null6t, False, 450, 101),
            tx_esp_large('esn4-large-carry', esn4, True, 450, 100,
                         sequence=(9 << 32) - 3),
        ]),
    ]

    out = sys.stdout.write
    out('/* SPDX-License-Identifier: GPL-2.0-or-later */\n'
        '/*\n'
        ' * Written by gen-vectors.py, with Scapy and python3-cryptography.\n'
        ' * Do not edit.\n'
        ' *\n'
        ' * Keys, addresses and frames are hexadecimal.\n'
        ' */\n\n'
        '#ifndef IPSECNIC_TX_VECTORS_H\n'
        '#define IPSECNIC_TX_VECTORS_H\n\n'
        '#include "tests/qtest/ipsecnic/ipsecnic-tx-lib.h"\n\n')
    for i, sa in enumerate(sas):
        out('#define VECTOR_TX_SA_%s %d\n' % (sa.name.upper(), i))
    out('\nstatic const IpnSaVector ipn_tx_sa_vectors[] = {\n')
    for sa in sas:
        c_sa(out, sa)
    out('};\n')
    for group, frames in groups:
        for f in frames:
            out('\nstatic const char *const tx_%s_%s[] = {\n' %
                (group, f.name.replace('-', '_')))
            for wire in f.wire:
                out('%s,\n' % c_hex(wire, 4))
            out('};\n')
        out('\nstatic const IpnTxVector ipn_tx_%s_vectors[] = {\n' % group)
        for f in frames:
            out('    {\n        .name = "%s",\n' % f.name)
            for which in ('sa', 'tunnel'):
                sa = getattr(f, which)
                if sa:
                    out('        .%s = &ipn_tx_sa_vectors[VECTOR_TX_SA_%s],\n'
                        % (which, sa.name.upper()))
            if f.sequence:
                out('        .sequence = 0x%x,\n' % f.sequence)
            if f.flags:
                out('        .flags = %s,\n' % ' |\n                 '.join(
                    'IPSECNIC_TX_' + x for x in f.flags))
            for field in sorted(f.fields):
                if f.fields[field]:
                    out('        .%s = %d,\n' % (field, f.fields[field]))
            if f.opened:
                out('        .opened = true,\n')
            out('        .frame =\n%s,\n' % c_hex(f.frame, 12))
            out('        .wire = tx_%s_%s,\n' %
                (group, f.name.replace('-', '_')))
            out('        .segments = %d,\n' % len(f.wire))
            out('    },\n')
        out('};\n')
    out('\n#endif /* IPSECNIC_TX_VECTORS_H */\n')


if __name__ == '__main__':
    if sys.argv[1:] == ['tx']:
        main_tx()
    elif sys.argv[1:]:
        sys.exit('usage: gen-vectors.py [tx]')
    else:
        main()
