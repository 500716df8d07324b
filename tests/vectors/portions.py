# SPDX-License-Identifier: GPL-2.0-or-later
"""Packets with IPsec portions, and the descriptors that they must get.

For gen-portions.py, which says where the packets come from.
"""

import os
import struct
import sys

from cryptography.hazmat.primitives import hmac
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from scapy.config import conf
from scapy.layers.inet import IP
from scapy.layers.inet6 import IPv6
from scapy.layers.ipsec import AH, ESP, SecurityAssociation

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), 'e2e'))

import esp
from vectors import MAC_CARD, MAC_PEER, pattern, toeplitz

conf.ipv6_enabled = True

ETHERNET = bytes.fromhex((MAC_CARD + MAC_PEER).replace(':', ''))

TCP, UDP, IPIP, IPV6, ESP_NR, AH_NR, FRAGMENT_NR = 6, 17, 4, 41, 50, 51, 44

# Outer addresses, and those inside of tunnels, by IP version.
ENDS = {4: ('192.0.2.1', '192.0.2.2'), 6: ('2001:db8::1', '2001:db8::2')}
INSIDE = {4: ('10.1.0.1', '10.2.0.2'), 6: ('2001:db8:1::1', '2001:db8:2::2')}
# Of another host, of the same version.
STRANGER = {4: '198.51.100.9', 6: '2001:db8:9::9'}

SUCCESS, T_AH, T_ESP, U_AH, U_ESP, SYNTAX, PROTOCOL = 0, 2, 3, 4, 5, 6, 7

NUMBER_OF_IP = {4: IPIP, 6: IPV6}
UDP_PORT = 4500

# Forms of ESP in UDP, as the bits of "encap".
FORM_TRANSPORT, FORM_TUNNEL, FORM_OVER_UDP_TUNNEL, FORM_UDP_OVER_TUNNEL = \
    1, 2, 4, 8


# -- SAs ---------------------------------------------------------------------

class Common:
    """What both kinds of SA are asked for when they are written as C."""

    sas = []

    def enlist(self, encap=0, sport=0, dport=0, top=0, any_src=False):
        self.encap, self.sport, self.dport = encap, sport, dport
        # highest sequence number that the receiver has seen
        self.top = top
        self.any_src = any_src
        # the AH operation of the bundle that this ESP belongs to
        self.ah = None
        self.ah_first = False
        self.number = len(Common.sas)
        Common.sas.append(self)

    def status(self, protocol):
        """The status of a wrong ICV."""
        tunnel = self.mode == 'tunnel'
        return {'ah': (T_AH, U_AH), 'esp': (T_ESP, U_ESP)}[protocol][tunnel]

    @property
    def header(self):
        return 20 if self.version == 4 else 40


class Esp(esp.Sa, Common):
    """An SA for ESP."""

    def __init__(self, name, spi, version=4, mode='transport', ends=None,
                 esn=False, window=0, **card):
        src, dst = (ends or ENDS)[version]
        super().__init__(esp.BY_NAME[name], src, dst, spi, mode, esn=esn,
                         window=window)
        self.enlist(**card)

    def with_ah(self, ah, ah_first=False):
        self.ah, self.ah_first = ah, ah_first
        return self

    def c_algorithm(self):
        a = self.algorithm
        bits = {'gcm': len(self.key) * 8 - 32, 'gmac': len(self.key) * 8 - 32,
                'aes': len(self.key) * 8}.get(a.kind)
        if a.kind == 'gmac':
            return {'auth_alg': 'IPSECNIC_AUTH_AES_GMAC_%d' % bits,
                    'auth_icv': a.icv, 'auth_key': self.key}
        cipher = {'gcm': 'AES_GCM_%s' % bits, 'aes': 'AES_CBC_%s' % bits,
                  '3des': '3DES_CBC', 'des': 'DES_CBC', 'null': 'NONE'}[a.kind]
        words = {'cipher_alg': 'IPSECNIC_CIPHER_' + cipher,
                 'cipher_key': self.key}
        if a.kind == 'gcm':
            words['cipher_icv'] = a.icv
        else:
            words.update(auth_alg='IPSECNIC_AUTH_' + a.auth.upper(),
                         auth_icv=a.icv, auth_key=self.auth_key)
        return words


class Ah(Common):
    """An SA for AH."""

    operation = 'IPSECNIC_OP_AH'
    algorithm = None

    def __init__(self, auth, spi, version=4, mode='transport', ends=None,
                 esn=False, window=0, **card):
        self.auth, self.spi, self.version, self.mode = auth, spi, version, mode
        self.src, self.dst = (ends or ENDS)[version]
        self.esn, self.window = esn, window
        size = {'md5': 16, 'sha1': 20, 'sha256': 32, 'gmac128': 20,
                'gmac192': 28, 'gmac256': 36}[auth]
        self.key = bytes((spi * 29 + 11 * i) & 0xff for i in range(size))
        self.gmac = auth.startswith('gmac')
        self.iv = 8 if self.gmac else 0
        self.icv = {'md5': 12, 'sha1': 12}.get(auth, 16)
        self.enlist(**card)

    @property
    def length(self):
        """Bytes of the header; IPv6 pads it to a multiple of eight."""
        length = 12 + self.iv + self.icv
        return length + (-length % 8 if self.version == 6 else 0)

    def c_algorithm(self):
        name = 'AES_GMAC_' + self.auth[4:] if self.gmac else self.auth.upper()
        return {'auth_alg': 'IPSECNIC_AUTH_' + name, 'auth_icv': self.icv,
                'auth_key': self.key}

    def mac(self, data, iv):
        if self.gmac:
            return AESGCM(self.key[:-4]).encrypt(self.key[-4:] + iv, b'', data)
        mac = hmac.HMAC(self.key, esp.HASHES[self.auth]())
        mac.update(data)
        return mac.finalize()[:self.icv]

    def protect(self, next_header, payload, sequence, ttl=64):
        """An IP packet with AH and a payload in it (RFC 4302)."""
        iv = struct.pack('>Q', sequence * 5 + 3) if self.gmac else b''
        ip = esp.ip_header(self.src, self.dst, AH_NR,
                           self.length + len(payload), ttl=ttl)

        def header(icv):
            # The padding is in the sender's choice.
            return struct.pack('>BBHII', next_header, self.length // 4 - 2, 0,
                               self.spi, sequence & 0xffffffff) + icv + \
                bytes(self.length - 12 - self.iv - self.icv)

        # What may change on the way counts as zero (section 3.3.3.1), and so
        # does the ICV field, which GMAC's IV is part of (RFC 4543 section 4).
        fixed = bytearray(ip)
        if self.version == 4:
            fixed[1] = fixed[8] = 0
            fixed[6:8] = fixed[10:12] = bytes(2)
        else:
            fixed[0:4] = b'\x60\0\0\0'
            fixed[7] = 0
        data = bytes(fixed) + header(bytes(self.iv + self.icv)) + payload
        if self.esn:
            data += struct.pack('>I', sequence >> 32)
        wire = ip + header(iv + self.mac(data, iv)) + payload
        self.ask_scapy(wire, next_header, payload, sequence, ttl)
        return wire

    def ask_scapy(self, wire, next_header, payload, sequence, ttl):
        """The same of Scapy, where it can do it.

        It has no GMAC, and puts the ICV of AH behind ESP if there is any,
        wherever it is.
        """
        if self.gmac or next_header == ESP_NR:
            return
        tunnel = None
        if self.version == 4:
            outer = IP(src=self.src, dst=self.dst, id=0, flags='DF', ttl=ttl)
        else:
            outer = IPv6(src=self.src, dst=self.dst, hlim=ttl)
        if self.mode == 'tunnel':
            tunnel = outer
            packet = (IP if payload[0] >> 4 == 4 else IPv6)(payload)
            if packet.haslayer(ESP):
                return
        else:
            packet = type(outer)(esp.ip_header(self.src, self.dst, next_header,
                                               len(payload), ttl=ttl) +
                                 payload)
        name = {'md5': 'HMAC-MD5-96', 'sha1': 'HMAC-SHA1-96',
                'sha256': 'SHA2-256-128'}[self.auth]
        sa = SecurityAssociation(AH, spi=self.spi, auth_algo=name,
                                 auth_key=self.key, tunnel_header=tunnel,
                                 seq_num=sequence & 0xffffffff)
        made = bytes(sa.encrypt(packet, esn_en=self.esn, esn=sequence >> 32))
        assert made == wire, (self.auth, self.version, self.mode)


# -- packets -----------------------------------------------------------------

class Packet:
    """An IP packet with one IPsec portion.

    wire, plain: as sent, and as it is after processing
    ipsec, payload: offsets of the IPsec header and of what it protects
    trailer, info: bytes behind the payload; pad length and next header
    sequences: (SA, number) of each operation in it
    """

    def __init__(self, sa, kind, wire, plain, ipsec, payload, trailer=0,
                 info=None, sequences=(), csum=0):
        self.sa, self.kind = sa, kind
        self.wire, self.plain = wire, plain
        self.ipsec, self.payload = ipsec, payload
        self.trailer, self.info = trailer, info
        self.sequences = sequences
        # verdict of the checksum in the UDP header around ESP
        self.csum = csum
        assert len(wire) == len(plain)

    def flip(self, at, bit=1):
        """The bytes on the wire with one bit changed."""
        wire = bytearray(self.wire)
        wire[at] ^= bit
        return bytes(wire)

    def put(self, at, data):
        """The bytes on the wire with some replaced."""
        wire = bytearray(self.wire)
        wire[at:at + len(data)] = data
        return bytes(wire)


def datagram(size, first=1):
    """A UDP datagram: the payload of a transport portion."""
    return struct.pack('>HHHH', 4000, 5000, 8 + size, 0) + pattern(size, first)


def inside(version, size, first=1):
    """An IP packet that nobody has encrypted: the payload of a tunnel."""
    src, dst = INSIDE[version]
    data = datagram(size, first)
    return esp.ip_header(src, dst, UDP, len(data), ttl=17) + data


def right(ip):
    """An IP packet with the right header checksum, which follows a change."""
    if ip[0] >> 4 == 6:
        return bytes(ip)
    length = (ip[0] & 15) * 4
    header = bytearray(ip[:length])
    header[10:12] = bytes(2)
    header[10:12] = struct.pack('>H', esp.checksum(bytes(header)))
    return bytes(header) + ip[length:]


def udp_around(sa, body, ports, csum):
    """A UDP header around ESP; csum: None for zero, or right (1), wrong (2)"""
    header = struct.pack('>HHHH', *ports, 8 + len(body), 0)
    ip = esp.ip_header(sa.src, sa.dst, UDP, len(header) + len(body))
    if csum:
        ends = ip[-32:] if sa.version == 6 else ip[12:20]
        total = esp.checksum(ends + struct.pack(
            '>II', UDP, len(header) + len(body)) + header + body) or 0xffff
        if csum == 2:
            total ^= 0x0110
        header = header[:6] + struct.pack('>H', total)
    return ip + header


def seal(sa, payload, next_header=UDP, sequence=None, udp=False,
         ports=(UDP_PORT, UDP_PORT), csum=0, options=b'', destination=b'',
         **lies):
    """A packet with ESP in it.

    destination: IPv6 destination options in front of ESP
    lies: padding, pad_length of esp.Sa.seal()
    """
    sequence = sequence or sa.next_sequence()
    sealed = sa.seal(sequence, next_header, payload, **lies)
    if udp:
        head = udp_around(sa, sealed.wire, ports, csum)
    else:
        head = esp.ip_header(sa.src, sa.dst, 60 if destination else ESP_NR,
                             len(destination) + len(sealed.wire),
                             options=options) + destination
    if sa.algorithm.scapy and not (sa.esn or lies):
        # Scapy's IV is its own affair unless it is told.
        iv = sealed.wire[8:8 + sa.algorithm.iv]
        bare = esp.ip_header(sa.src, sa.dst, next_header, len(payload))
        cls = IP if sa.version == 4 else IPv6
        made = bytes(sa.scapy_sa().encrypt(cls(bare + payload),
                                           seq_num=sequence, iv=iv))
        assert made[sa.header:] == sealed.wire, sa.algorithm.name
    return Packet(sa, 'UDP_ESP' if udp else 'ESP', head + sealed.wire,
                  head + sealed.plain, len(head),
                  len(head) + sealed.payload_offset, sealed.trailer,
                  (sealed.pad_length, next_header), [(sa, sequence)], csum)


def authenticate(sa, payload, next_header=UDP, sequence=None):
    """A packet with AH in it."""
    if sequence is None:
        sequence = sa.number + 7
    wire = sa.protect(next_header, payload, sequence)
    return Packet(sa, 'AH', wire, wire, sa.header, sa.header + sa.length,
                  sequences=[(sa, sequence)])


def bundle(sa, payload, next_header=UDP, change=None, sequence=None, **lies):
    """A packet of a bundle: AH over ESP.

    change: what becomes of the ESP packet before AH covers it
    """
    inner = seal(sa, payload, next_header, sequence=sequence, **lies)
    body = inner.wire[inner.ipsec:]
    if change:
        body = change(body)
    number = sa.ah.number + 40 + (sequence or 0)
    wire = sa.ah.protect(ESP_NR, body, number)
    start = sa.header + sa.ah.length
    plain = wire[:start] + inner.plain[inner.ipsec:]
    if len(plain) != len(wire):
        plain = wire
    return Packet(sa, 'AH', wire, plain, sa.header,
                  start + inner.payload - inner.ipsec, inner.trailer,
                  inner.info, [(sa.ah, number)] + inner.sequences)


def tunnel(sa, packet, **words):
    """An IP packet in a tunnel of ESP, of AH, or of both."""
    number = NUMBER_OF_IP[packet[0] >> 4]
    if isinstance(sa, Ah):
        return authenticate(sa, packet, number)
    if sa.ah:
        return bundle(sa, packet, number, **words)
    return seal(sa, packet, number, **words)


# -- what must come of them --------------------------------------------------

class Script:
    """SAs that are loaded, and frames that then arrive one after the other."""

    scripts = []

    def __init__(self, name, *sas, props='', aside=False):
        self.name, self.sas, self.props = name, sas, props
        # not run as it is: a test takes the frames that it needs
        self.aside = aside
        self.frames = []
        self.counts = {sa: {'packets': 0, 'bytes': 0, 'skipped': 0,
                            'failed': [0] * 8} for sa in sas}
        self.tops = {}
        for sa in sas:
            for op in (sa, sa.ah):
                if op:
                    self.tops[op] = op.top
        assert name not in [s.name for s in Script.scripts], name
        Script.scripts.append(self)

    def position(self, sa):
        return self.sas.index(sa) + 1 if sa else 0

    def authentic(self, sequences):
        for op, sequence in sequences:
            self.tops[op] = max(self.tops[op], sequence)

    def add(self, what, wire, after=None, done=False, twice=False,
            status=SUCCESS, info=None, outer=None, inner=None, kind='PLAIN',
            reason='PROCESSED', inner_reason='PROCESSED', l4_csum=0, ipsec=0,
            payload=0, inner_l3=0, inner_ipsec=0, trailer=0, flow=None,
            frame=None):
        """An IP packet; all offsets are from its start.

        flow: what the hash is over; frame: all bytes in front of the packet
        """
        version = wire[0] >> 4
        head = frame or ETHERNET + (b'\x08\0' if version == 4 else b'\x86\xdd')
        l3 = len(head)
        after = wire if after is None else after
        assert len(after) == len(wire)
        assert done == (reason == 'PROCESSED')
        word = done << 1 | twice << 2 | status << 16
        if flow is None and kind in ('ESP', 'UDP_ESP'):
            flow = wire[ipsec:ipsec + 4]
        elif flow is None and kind == 'AH':
            flow = wire[ipsec + 4:ipsec + 8]
        elif flow is None:
            flow = wire[12:20] if version == 4 else wire[8:40]
        csum = l4_csum << 2
        if version == 4:
            csum |= 1 if right(wire) == wire else 2
        frame = {
            'what': what,
            'wire': head + wire,
            'after': head + after if after != wire else None,
            'oob': word,
            'header_info': 0x10000 | info[0] << 8 | info[1] if info else 0,
            'outer': self.position(outer),
            'inner': self.position(inner),
            'kind': 'IPSECNIC_KIND_' + kind,
            'reason': 'IPSECNIC_REASON_' + reason,
            'inner_reason': 'IPSECNIC_REASON_' + inner_reason,
            'csum': csum,
            'l3_offset': l3,
            'trailer_length': trailer,
            'hash': toeplitz(flow),
        }
        for name, at in (('ipsec_offset', ipsec), ('payload_offset', payload),
                         ('inner_l3_offset', inner_l3),
                         ('inner_ipsec_offset', inner_ipsec)):
            frame[name] = l3 + at if at else 0
        self.frames.append(frame)
        return frame

    # Counters follow the verdicts.
    def count(self, sa, status, length):
        counts = self.counts[sa]
        if status:
            counts['failed'][status] += 1
        else:
            counts['packets'] += 1
            counts['bytes'] += length

    def good(self, what, p, wire=None, **more):
        """One portion, checked and good."""
        wire = p.wire if wire is None else wire
        after = wire[:p.payload] + p.plain[p.payload:]
        more.setdefault('inner_l3', p.payload if p.sa.mode == 'tunnel' else 0)
        self.count(p.sa, SUCCESS, len(p.wire))
        self.authentic(p.sequences)
        return self.add(what, wire, after, done=True, info=p.info, outer=p.sa,
                        kind=p.kind, ipsec=p.ipsec, payload=p.payload,
                        trailer=p.trailer, l4_csum=p.csum, **more)

    def failed(self, what, p, status, wire=None, sa=None, **more):
        """One portion, checked and bad: as on the wire."""
        wire = p.wire if wire is None else wire
        self.count(sa or p.sa, status, 0)
        more.setdefault('l4_csum', p.csum)
        return self.add(what, wire, done=True, status=status,
                        outer=sa or p.sa, kind=p.kind, ipsec=p.ipsec, **more)

    def left(self, what, p, reason, wire=None, sa=None, **more):
        """Not processed: as on the wire, word 0."""
        wire = p.wire if wire is None else wire
        if reason == 'CAPABILITY':
            self.counts[sa]['skipped'] += 1
        more.setdefault('kind', p.kind)
        if more['kind'] in ('ESP', 'AH', 'UDP_ESP'):
            more.setdefault('ipsec', p.ipsec)
        return self.add(what, wire, reason=reason, outer=sa, **more)

    def both(self, what, outer, inner):
        """A tunnel and a transport portion, both good."""
        assert outer.wire is not None and outer.sa.mode == 'tunnel'
        start = outer.payload
        after = bytearray(outer.plain)
        assert after[start:start + len(inner.wire)] == inner.wire
        after[start:start + len(inner.wire)] = inner.plain
        self.count(outer.sa, SUCCESS, len(outer.wire))
        self.count(inner.sa, SUCCESS, len(inner.wire))
        self.authentic(outer.sequences + inner.sequences)
        return self.add(what, outer.wire, bytes(after), done=True, twice=True,
                        info=inner.info or outer.info, outer=outer.sa,
                        inner=inner.sa, kind=outer.kind, ipsec=outer.ipsec,
                        payload=start + inner.payload, inner_l3=start,
                        inner_ipsec=start + inner.ipsec,
                        trailer=inner.trailer or outer.trailer,
                        l4_csum=outer.csum)

    def inner_failed(self, what, outer, inner, status, sa=None):
        """The tunnel good, what is in it checked and bad."""
        start = outer.payload
        self.count(outer.sa, SUCCESS, len(outer.wire))
        self.count(sa or inner.sa, status, 0)
        self.authentic(outer.sequences)
        return self.add(what, outer.wire, outer.plain, done=True, twice=True,
                        status=status, info=outer.info, outer=outer.sa,
                        inner=sa or inner.sa, kind=outer.kind,
                        ipsec=outer.ipsec, payload=start, inner_l3=start,
                        inner_ipsec=start + inner.ipsec,
                        trailer=outer.trailer, l4_csum=outer.csum)

    def inner_left(self, what, outer, reason, inner=None, sa=None):
        """The tunnel good, what is in it not processed."""
        start = outer.payload
        if reason == 'CAPABILITY':
            self.counts[sa]['skipped'] += 1
        self.count(outer.sa, SUCCESS, len(outer.wire))
        self.authentic(outer.sequences)
        return self.add(what, outer.wire, outer.plain, done=True,
                        info=outer.info, outer=outer.sa, inner=sa,
                        kind=outer.kind, inner_reason=reason,
                        ipsec=outer.ipsec, payload=start, inner_l3=start,
                        inner_ipsec=start + inner.ipsec if inner else 0,
                        trailer=outer.trailer, l4_csum=outer.csum)
