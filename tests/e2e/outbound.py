# SPDX-License-Identifier: GPL-2.0-or-later
"""Frames to be sent, and a receiver that opens what appears on the wire.

The receiver is written from the RFCs, with esp.py for the cryptography.  It
knows the SAs of every frame, so it is strict: headers, lengths, checksums,
numbers, padding must be the ones that a sender has to make of this frame.
"""

import ipaddress
import random
import struct

import esp

OFFLOAD = 'offload dev eth0 dir out'
ICMP, TCP, UDP, ESP, AH = 1, 6, 17, 50, 51
HEADERS = {0: 'hop-by-hop', 43: 'routing', 60: 'destination options'}


class Wrong(Exception):
    """What is wrong with a frame on the wire."""


def need(true, text, *args):
    if not true:
        raise Wrong(text % args)


# -- SAs ---------------------------------------------------------------------

class Bundle:
    """AH around ESP in one SA."""

    def __init__(self, ah, inner):
        self.ah = ah
        self.inner = inner
        self.mode = inner.mode
        self.src, self.dst = inner.src, inner.dst
        self.version = inner.version

    def words(self):
        return self.ah.words() + '\n' + self.inner.words()

    @property
    def lines(self):
        return 2


def operations(sa):
    """The operations of an SA, outer first."""
    return [sa.ah, sa.inner] if isinstance(sa, Bundle) else [sa]


def is_ah(operation):
    return isinstance(operation, esp.AhSa)


def selector(src=None, dst=None, more=''):
    return 'sel ' + ' '.join(
        [word for name, value in (('src', src), ('dst', dst)) if value
         for word in (name, value)] + ([more] if more else []))


class Sas:
    """An SA file: SAs with positions; also for the other direction."""

    def __init__(self, first_spi=0x1000):
        self.all = []
        self.spi = first_spi
        self.positions = 0

    def add(self, sa):
        self.all.append(sa)
        sa.position = self.positions + 1
        self.positions += getattr(sa, 'lines', 1)
        return sa

    def _extra(self, sel, encap, sequence, extra, esn):
        words = [extra]
        if sel:
            words.append(sel)
        if encap:
            words.append('encap espinudp %d %d 0.0.0.0' % encap)
        if sequence:
            words.append('replay-oseq %d' % (sequence & 0xffffffff))
        if esn and sequence >> 32:
            words.append('replay-oseq-hi %d' % (sequence >> 32))
        return ' '.join(w for w in words + [OFFLOAD] if w)

    def _done(self, sa, encap, sequence):
        sa.encap = encap
        sa.sequence = sequence
        return sa

    def esp(self, algorithm, src, dst, mode='transport', sel=None, encap=None,
            sequence=0, esn=False, extra='', add=True):
        self.spi += 1
        sa = self._done(esp.Sa(
            esp.BY_NAME[algorithm], src, dst, self.spi, mode, esn=esn,
            extra=self._extra(sel, encap, sequence, extra, esn)), encap,
                        sequence)
        return self.add(sa) if add else sa

    def ah(self, auth, src, dst, mode='transport', sel=None, sequence=0,
           esn=False, extra='', add=True):
        self.spi += 1
        sa = self._done(esp.AhSa(
            auth, src, dst, self.spi, mode, esn=esn,
            extra=self._extra(sel, None, sequence, extra, esn)), None,
                        sequence)
        return self.add(sa) if add else sa

    def bundle(self, auth, algorithm, src, dst, mode='transport', sel=None,
               encap=None, sequence=(0, 0), esn=(False, False), reqid=None):
        """AH and ESP with the same reqid."""
        reqid = 'reqid %d' % (reqid or self.spi + 1)
        ah = self.ah(auth, src, dst, 'transport', sel, sequence[0], esn[0],
                     reqid, add=False)
        inner = self.esp(algorithm, src, dst, mode, sel, encap, sequence[1],
                         esn[1], reqid, add=False)
        return self.add(Bundle(ah, inner))

    def words(self, inbound=False):
        """The file; inbound: for the other end."""
        lines = []
        for sa in self.all:
            for line in sa.words().splitlines():
                if inbound:
                    line = to_inbound(line)
                lines.append(line)
        return ''.join(line + '\n' for line in lines)


def to_inbound(line, window=64):
    """The line of an outbound SA as the receiver has it."""
    line = line.replace(OFFLOAD, '').replace('replay-window 0', '')
    line = line.replace('replay-oseq', 'replay-seq')
    line = line.partition(' sel ')[0] + ''.join(
        ' ' + line[at:] for at in [_behind_selector(line)] if at)
    return line + ' replay-window %d' % window


def _behind_selector(line):
    """Where the words of the selector end; 0: there is none."""
    if ' sel ' not in line:
        return 0
    words = line.split(' ')
    at = words.index('sel') + 1
    while at < len(words) and words[at] in ('src', 'dst', 'proto', 'sport',
                                            'dport', 'type', 'code', 'dev'):
        at += 2
    return len(' '.join(words[:at])) + 1 if at < len(words) else 0


# -- IP ----------------------------------------------------------------------

def options(kind, next_header, body):
    """An IPv6 hop-by-hop, destination options or other such header."""
    header = bytes([next_header, 0]) + body
    header += {0: b'', 1: b'\0'}.get(-len(header) % 8, b'\1' + bytes(
        [max(-len(header) % 8 - 2, 0)]) + bytes(max(-len(header) % 8 - 2, 0)))
    assert kind in HEADERS and len(header) % 8 == 0
    return bytes([next_header, len(header) // 8 - 1]) + header[2:]


def ip_packet(src, dst, protocol, payload, ttl=64, tos=0, ident=0,
              flags=0x4000, ip_options=b'', chain=()):
    """An IP packet; chain: (kind, body) of IPv6 extension headers."""
    if ipaddress.ip_address(dst).version == 6:
        headers, following = b'', protocol
        for kind, body in reversed(chain):
            headers = options(kind, following, body) + headers
            following = kind
        payload = headers + payload
        header = bytearray(esp.ip_header(src, dst, following, len(payload),
                                         ttl))
        header[0:2] = struct.pack('>H', 0x6000 | tos << 4)
        return bytes(header) + payload
    header = bytearray(esp.ip_header(src, dst, protocol, len(payload), ttl,
                                     ip_options))
    header[1] = tos
    header[4:8] = struct.pack('>HH', ident, flags)
    return fill_ipv4(header) + payload


def fill_ipv4(header):
    header = bytearray(header)
    header[10:12] = bytes(2)
    header[10:12] = struct.pack('>H', esp.checksum(bytes(header)))
    return bytes(header)


def pseudo(ip, protocol, length):
    ends = ip[12:20] if ip[0] >> 4 == 4 else ip[8:40]
    return ends + struct.pack('>II', length, protocol)


def udp_datagram(src, dst, sport, dport, payload):
    length = 8 + len(payload)
    header = struct.pack('>HHHH', sport, dport, length, 0)
    ends = ipaddress.ip_address(src).packed + ipaddress.ip_address(dst).packed
    total = esp.checksum(ends + struct.pack('>II', length, UDP) + header +
                         payload)
    return header[:6] + struct.pack('>H', total or 0xffff) + payload


def tcp_segment(src, dst, payload, sport=40000, dport=80, sequence=1000,
                flags=0x10, tcp_options=b''):
    assert len(tcp_options) % 4 == 0
    header = struct.pack('>HHIIBBHHH', sport, dport, sequence, 7,
                         (20 + len(tcp_options)) << 2, flags, 512, 0,
                         0) + tcp_options
    ends = ipaddress.ip_address(src).packed + ipaddress.ip_address(dst).packed
    total = esp.checksum(ends + struct.pack('>II', len(header + payload), TCP)
                         + header + payload)
    return header[:16] + struct.pack('>H', total) + header[18:] + payload


def split_ip(packet):
    """(headers, protocol, where the byte is that says so, payload) of an IP
    packet up to the first header that is no IPv6 extension header."""
    if packet[0] >> 4 == 4:
        length = (packet[0] & 15) * 4
        return packet[:length], packet[9], 9, packet[length:]
    at, where = 40, 6
    while packet[where] in HEADERS:
        where, at = at, at + (packet[at + 1] + 1) * 8
    return packet[:at], packet[where], where, packet[at:]


def check_lengths(packet, title):
    """IP length, and IPv4 header checksum."""
    if packet[0] >> 4 == 4:
        length = struct.unpack_from('>H', packet, 2)[0]
        need(esp.checksum(packet[:(packet[0] & 15) * 4]) == 0,
             '%s: the header checksum is wrong', title)
    else:
        length = 40 + struct.unpack_from('>H', packet, 4)[0]
    need(length == len(packet), '%s: length %d in a packet of %d bytes', title,
         length, len(packet))


# -- the receiver ------------------------------------------------------------

class Opened:
    """What was found in a frame."""

    def __init__(self, packet):
        # the IP packet without any IPsec
        self.packet = packet
        # (operation, number, IV), outer first
        self.layers = []


def strip(sa, packet, numbers, layers, udp_csum):
    """Take the headers of one SA away; returns the packet as it was before it
    went through it."""
    version = packet[0] >> 4
    check_lengths(packet, 'portion')
    need(version == sa.version, 'IP version %d', version)
    src, dst = (packet[12:16], packet[16:20]) if version == 4 else (
        packet[8:24], packet[24:40])
    for name, have, want in (('source', src, sa.src), ('dest', dst, sa.dst)):
        if want not in ('0.0.0.0', '::'):
            need(have == ipaddress.ip_address(want).packed, '%s %s', name,
                 have.hex())
    # in transport mode ESP stands behind hop-by-hop options and routing, and
    # in front of destination options; the caller put them there
    headers, protocol, where, payload = split_ip(packet)
    at = len(headers)
    first_protocol = protocol
    ops = operations(sa)
    esp_sa = next((op for op in ops if not is_ah(op)), None)
    if esp_sa is not None and esp_sa.encap:
        need(protocol == UDP, 'protocol %d, expected UDP', protocol)
        sport, dport, length, total = struct.unpack_from('>HHHH', packet, at)
        need((sport, dport) == tuple(p or 4500 for p in esp_sa.encap),
             'ports %d and %d', sport, dport)
        need(length == len(packet) - at, 'UDP length %d', length)
        # the card does without in IPv4 alone (RFC 3948, section 2.1)
        has = udp_csum or (version == 6 and 'offload packet' in sa.extra)
        need((total != 0) == has, 'UDP checksum %#x', total)
        if total:
            need(esp.checksum(pseudo(packet, UDP, length) + packet[at:]) == 0,
                 'the UDP checksum is wrong')
        at += 8
        protocol = ESP
    for op in ops:
        number = numbers(op)
        if is_ah(op):
            need(protocol == AH, 'protocol %d, expected AH', protocol)
            try:
                protocol, at = op.open(packet, at, number)
            except esp.BadPacket as bad:
                raise Wrong(str(bad)) from None
            layers.append((op, number, b''))
            content = packet[at:]
        else:
            need(protocol == ESP, 'protocol %d, expected ESP', protocol)
            try:
                sealed = op.open(packet[at:], number)
            except esp.BadPacket as bad:
                raise Wrong(str(bad)) from None
            need(sealed.pad_length == len(op.padding(sealed.payload)),
                 'padding of %d bytes', sealed.pad_length)
            layers.append((op, number, packet[at + 8:at + 8 +
                                              op.algorithm.iv]))
            content, protocol = sealed.payload, sealed.next_header
    if sa.mode == 'tunnel':
        need(first_protocol in (UDP, AH, ESP), 'protocol %d', first_protocol)
        need(len(headers) == (20 if version == 4 else 40), 'outer options')
        need(protocol == (4 if content[0] >> 4 == 4 else 41),
             'next header %d of IPv%d', protocol, content[0] >> 4)
        check_outer(headers, content)
        return content
    plain = bytearray(headers + content)
    plain[where] = protocol
    if version == 4:
        plain[2:4] = struct.pack('>H', len(plain))
        plain[:len(headers)] = fill_ipv4(plain[:len(headers)])
    else:
        plain[4:6] = struct.pack('>H', len(plain) - 40)
    return bytes(plain)


def check_outer(header, inner):
    """The outer header of a tunnel (RFC 4301 section 5.1.2)."""
    tos = inner[1] if inner[0] >> 4 == 4 else (
        struct.unpack('>H', inner[:2])[0] >> 4) & 255
    if header[0] >> 4 == 6:
        outer = struct.unpack('>I', header[:4])[0]
        need(outer == 6 << 28 | tos << 20, 'outer class and label %#x', outer)
        need(header[7] == 64, 'outer hop limit %d', header[7])
        return
    need(header[1] == tos, 'outer TOS %#x, inside %#x', header[1], tos)
    need(header[8] == 64, 'outer TTL %d', header[8])
    flags = struct.unpack_from('>H', header, 6)[0]
    want = 0x4000 if inner[0] >> 4 == 6 else struct.unpack_from(
        '>H', inner, 6)[0] & 0x4000
    need(flags == want, 'outer flags %#x, expected %#x', flags, want)


class Receiver:
    """Opens frames one after the other, and expects that every SA counts its
    packets by one."""

    def __init__(self, udp_csum=False):
        self.udp_csum = udp_csum
        self.last = {}

    def number(self, op):
        self.last[op] = self.last.get(op, op.sequence) + 1
        return self.last[op]

    def open(self, sas, wire, tags=0):
        """sas: outer first."""
        at = 14 + 4 * tags
        packet = wire[at:]
        need(wire[at - 2:at] == (b'\x08\0' if packet[0] >> 4 == 4
                                 else b'\x86\xdd'), 'Ethernet type')
        found = Opened(packet)
        for sa in sas:
            found.packet = strip(sa, found.packet, self.number, found.layers,
                                 self.udp_csum)
        return found


# -- what is sent ------------------------------------------------------------

class Frame:
    """A frame to send, and the SAs that must take it, outer first."""

    def __init__(self, packet, sas=(), tags=(), tail=b'', name=''):
        self.packet = packet
        self.sas = list(sas)
        self.tags = tags
        self.name = name
        self.bytes = esp.ethernet(packet, tags) + packet + tail


def check(frames, packets, wire, receiver=None):
    """Compare a whole run in which each frame became one; complaints, and what
    was opened."""
    receiver = receiver or Receiver()
    wrong, opened = [], []
    if len(packets) != len(frames):
        return ['%d records of %d frames' % (len(packets), len(frames))], []
    for number, (frame, packet) in enumerate(zip(frames, packets)):
        positions = [sa.position for sa in frame.sas]
        if (packet['index'], packet['status'], packet['segments'],
                packet['sa']) != (number, 'OK', 1, positions):
            wrong.append('%d %s: %s, expected SAs %s' % (
                number, frame.name, packet, positions))
            opened.append(None)
            continue
        got = wire[packet['out']]
        try:
            need(packet['bytes'] == len(got), 'bytes %d', packet['bytes'])
            if not frame.sas:
                need(got == frame.bytes.ljust(60, b'\0'), 'changed')
                opened.append(None)
                continue
            need(got[:12] == frame.bytes[:12], 'MAC addresses')
            need(got[12:12 + 4 * len(frame.tags)] ==
                 frame.bytes[12:12 + 4 * len(frame.tags)], 'VLAN tags')
            found = receiver.open(frame.sas, got, len(frame.tags))
            need(found.packet == frame.packet, 'opened %s, expected %s',
                 found.packet.hex(), frame.packet.hex())
            opened.append(found)
        except Wrong as error:
            wrong.append('%d %s: %s' % (number, frame.name, error))
            opened.append(None)
    return wrong, opened


def random_bytes(seed, size):
    return random.Random(seed).randbytes(size)
