# SPDX-License-Identifier: GPL-2.0-or-later
"""Frames for the card with what must become of each of them.

What is expected comes from whoever made the packet: it is known what was
encrypted, and which rule of docs/specs/ipsecnic.rst a damaged frame breaks.
Nothing is taken from the card or its engine.
"""

import random
import struct

import esp

SUCCESS = 'success'
SYNTAX = 'invalid_packet_syntax'
PAYLOAD_PROTOCOL = 253      # for experiments (RFC 3692)

# Outer addresses of the SAs, by IP version: source, destination.
ENDS = {4: ('192.0.2.1', '192.0.2.2'), 6: ('2001:db8::1', '2001:db8::2')}
# Addresses inside the tunnels.
INSIDE = {4: ('10.1.0.1', '10.2.0.2'), 6: ('2001:db8:1::1', '2001:db8:2::2')}

TRANSPORT_SIZES = (0, 1, 2, 3, 13, 14, 15, 16, 29, 30, 31, 46, 64, 255, 576,
                   1400)
TUNNEL_SIZES = (0, 1, 14, 15, 16, 30, 64, 576, 1370)
JUMBO = 8900


def vlan_tci(frame):
    """The TCI of a frame's outer VLAN tag, or None."""
    if frame[12:14] not in (b'\x81\x00', b'\x88\xa8') or len(frame) < 18:
        return None
    return int.from_bytes(frame[14:16], 'big')


class Case:
    """A frame and what must come back."""

    def __init__(self, name, wire, after=None, done=False, status=SUCCESS,
                 reason='processed', sa=(), info=None, transport='not_for_us',
                 kind='esp', **more):
        self.name = name
        self.wire = wire
        # the frame as the driver must get it
        self.after = wire if after is None else after
        # members of the JSON object
        self.expect = {
            'length': len(wire),
            'crypto_done': done,
            'next_crypto_done': False,
            'crypto_status': status,
            'sa_delete_req': False,
            'sa': list(sa),
            'next_header': info[0] if info else None,
            'pad_length': info[1] if info else None,
            'transport': transport,
            'kind': kind,
            'reason': reason,
            'inner_reason': None,
            'vlan_tci': vlan_tci(wire),
        }
        if self.expect['reason'] == 'truncated':
            self.expect['spi'] = self.expect['sequence'] = None
        self.expect.update(more)
        assert len(self.after) == len(self.wire), name
        assert bool(done) == (self.expect['reason'] == 'processed'), name

    def check(self, packet, frame):
        """Complaints about what came back."""
        wrong = ['%s is %r, expected %r' % (key, packet.get(key), value)
                 for key, value in self.expect.items()
                 if packet.get(key) != value]
        if frame != self.after:
            at = next((i for i, (a, b) in enumerate(zip(frame, self.after))
                       if a != b), min(len(frame), len(self.after)))
            wrong.append('bytes differ from offset %d on: %s, expected %s%s' %
                         (at, frame[at:at + 16].hex(),
                          self.after[at:at + 16].hex(),
                          ' (the wire\'s)' if self.after == self.wire else ''))
        return ['%s: %s' % (self.name, w) for w in wrong]


class Corpus:
    """SAs and cases; an SA's position is where it stands in the file."""

    def __init__(self, seed=1):
        self.rng = random.Random(seed)
        self.sas = []
        self.cases = []
        self.next_spi = 0x1000

    def add_sa(self, sa):
        self.sas.append(sa)
        sa.position = len(self.sas)
        return sa

    def new_sa(self, algorithm, version=4, mode='transport', src=None,
               dst=None, **words):
        self.next_spi += 1
        ends = ENDS[version]
        return self.add_sa(esp.Sa(algorithm, src or ends[0], dst or ends[1],
                                  self.next_spi, mode, **words))

    def words(self):
        return ''.join(sa.words() + '\n' for sa in self.sas)

    def frames(self):
        return [case.wire for case in self.cases]

    def add(self, *args, **kwargs):
        self.cases.append(Case(*args, **kwargs))
        return self.cases[-1]

    def check(self, packets, frames, in_order=True):
        """Compare a whole run; complaints."""
        wrong = []
        if len(packets) != len(self.cases) or len(frames) != len(packets):
            return ['%d packets and %d frames came back, %d were sent' % (
                len(packets), len(frames), len(self.cases))]
        indices = [p['index'] for p in packets]
        if in_order and indices != list(range(len(packets))):
            wrong.append('the packets came back in another order')
        if sorted(indices) != list(range(len(packets))):
            wrong.append('not every index came back once')
            return wrong
        for packet, frame in zip(packets, frames):
            wrong += self.cases[packet['index']].check(packet, frame)
        return wrong

    # -- good packets ------------------------------------------------------

    def good(self, sa, name, head, sealed, tail=b'', tags=(), payload=None,
             **more):
        """A packet that must be decrypted: head, ESP, tail."""
        l3 = 14 + 4 * len(tags)
        start = len(head)
        more = dict({
            'l3_offset': l3,
            'ipsec_offset': start,
            'payload_offset': start + sealed.payload_offset,
            'trailer_length': sealed.trailer,
            'spi': sa.spi,
            'mode': sa.mode,
            'inner_l3_offset': start + sealed.payload_offset
            if sa.mode == 'tunnel' and sealed.next_header in (4, 41) else None,
            'inner_ipsec_offset': None,
        }, **more)
        more.setdefault('transport', 'accepted')
        return self.add(
            '%s %s' % (sa.algorithm.name, name), head + sealed.wire + tail,
            head + sealed.plain + tail, done=True, sa=[sa.position],
            info=(sealed.next_header, sealed.pad_length), **more)

    def head(self, sa, length, tags=(), src=None, dst=None, options=b''):
        ip = esp.ip_header(src or sa.src, dst or sa.dst, esp.IPPROTO_ESP,
                           length, options=options)
        return esp.ethernet(ip, tags) + ip

    def composed(self, sa, name, payload, next_header=PAYLOAD_PROTOCOL,
                 sequence=None, **words):
        """A good packet that esp.py composes."""
        sequence = sequence or sa.next_sequence()
        sealed = sa.seal(sequence, next_header, payload)
        head = self.head(sa, len(sealed.wire))
        return self.good(sa, name, head, sealed, sequence=sequence, **words)

    def scapy_transport(self, sa, size):
        """A good transport-mode packet that Scapy makes."""
        from scapy.layers.inet import IP
        from scapy.layers.inet6 import IPv6
        from scapy.packet import Raw

        sequence, iv = sa.next_sequence(), sa.new_iv()
        payload = self.rng.randbytes(size)
        if sa.version == 4:
            packet = IP(src=sa.src, dst=sa.dst, proto=PAYLOAD_PROTOCOL,
                        id=sequence, tos=0xb8)
        else:
            packet = IPv6(src=sa.src, dst=sa.dst, nh=PAYLOAD_PROTOCOL,
                          hlim=9, tc=0xb8)
        if size:
            packet /= Raw(payload)
        made = bytes(sa.scapy_sa().encrypt(packet, seq_num=sequence, iv=iv))
        self.from_scapy(sa, 'transport IPv%d %d bytes by Scapy' %
                        (sa.version, size), made, sequence, iv, payload,
                        PAYLOAD_PROTOCOL)

    def inner_packet(self, version, size):
        """An IP packet with UDP that nobody has encrypted."""
        src, dst = INSIDE[version]
        udp = struct.pack('>HHHH', 40000, 40001, 8 + size, 0)
        return (esp.ip_header(src, dst, 17, 8 + size, ttl=17) + udp +
                self.rng.randbytes(size))

    def scapy_tunnel(self, sa, size, inner_version):
        """A good tunnel-mode packet that Scapy makes."""
        from scapy.layers.inet import IP
        from scapy.layers.inet6 import IPv6

        sequence, iv = sa.next_sequence(), sa.new_iv()
        inner = self.inner_packet(inner_version, size)
        outer = (IP if sa.version == 4 else IPv6)(src=sa.src, dst=sa.dst)
        packet = (IP if inner_version == 4 else IPv6)(inner)
        made = bytes(sa.scapy_sa(outer).encrypt(packet, seq_num=sequence,
                                                iv=iv))
        self.from_scapy(sa, 'tunnel IPv%d in IPv%d %d bytes by Scapy' %
                        (inner_version, sa.version, size), made, sequence, iv,
                        inner, 4 if inner_version == 4 else 41)

    def from_scapy(self, sa, name, made, sequence, iv, payload, next_header):
        start = 20 if sa.version == 4 else 40
        padding = sa.padding(payload)
        icv = made[-sa.algorithm.icv:]
        text = payload + padding + bytes([len(padding), next_header])
        plain = struct.pack('>II', sa.spi, sequence) + iv + text + icv
        sealed = esp.Sealed(made[start:], plain, 8 + len(iv), payload,
                            len(padding), next_header,
                            len(padding) + 2 + len(icv))
        ip = made[:start]
        self.good(sa, name, esp.ethernet(ip) + ip, sealed, sequence=sequence)

    # -- damaged packets ---------------------------------------------------

    def verdict(self, sa, length):
        """What the lengths of an ESP packet that nobody authenticated lead
        to: keyword arguments for Case."""
        a = sa.algorithm
        text = length - 8 - a.iv - a.icv
        if length < 8:
            return {'reason': 'truncated'}
        if text < 2 or text % a.block or length % 4:
            return {'done': True, 'status': SYNTAX, 'sa': [sa.position],
                    'transport': 'invalid'}
        return {'done': True, 'sa': [sa.position], 'transport': 'icv_failed',
                'status': sa.mode + '_esp_auth_failed'}

    def damaged(self, sa, name, wire, tail=b'', say_length=None, cut=None):
        """A packet whose ESP part is wire; nothing of it may change.

        say_length: what the IP header says instead of len(wire)
        cut: bytes to leave out at the end of the frame
        """
        length = len(wire) if say_length is None else say_length
        there = min(length, len(wire) - (cut or 0))
        expect = self.verdict(sa, length)
        if there < length:
            # the IP packet is longer than the frame
            expect = {'reason': 'truncated'} if there < 8 else {
                'done': True, 'status': SYNTAX, 'sa': [sa.position],
                'transport': 'invalid'}
        frame = self.head(sa, length) + wire
        frame = (frame[:-cut] if cut else frame) + tail
        self.add('%s %s' % (sa.algorithm.name, name), frame, **expect)

    def corruptions(self, sa, neighbour):
        """Every field of a packet flipped in turn."""
        a = sa.algorithm
        next_header, payload = PAYLOAD_PROTOCOL, self.rng.randbytes(62)
        if sa.mode == 'tunnel':
            payload, next_header = self.inner_packet(sa.version, 30), 4
            if sa.version == 6:
                next_header = 41

        def seal():
            return bytearray(sa.seal(sa.next_sequence(), next_header,
                                     payload).wire)

        def flipped(name, at, bit=0x01):
            wire = seal()
            wire[at] ^= bit
            self.damaged(sa, name, bytes(wire))

        flipped('ICV, first bit', -a.icv, 0x80)
        flipped('ICV, last bit', -1)
        flipped('ciphertext, first bit', 8 + a.iv, 0x80)
        flipped('trailer, last bit', -a.icv - 1)
        flipped('sequence number', 7, 0x40)
        if a.iv:
            flipped('IV', 8 + a.iv - 1)
        # another SPI: nobody's, and that of an SA with other keys
        wire = seal()
        wire[0:4] = struct.pack('>I', 0xdead0000 | sa.spi)
        self.add('%s unknown SPI' % a.name, self.head(sa, len(wire)) + wire,
                 reason='no_sa', spi=0xdead0000 | sa.spi)
        wire = seal()
        wire[0:4] = struct.pack('>I', neighbour.spi)
        self.damaged(neighbour, 'SPI of another SA', bytes(wire))
        # an ICV of zeros, and one that is missing
        wire = seal()
        self.damaged(sa, 'ICV of zeros', bytes(wire[:-a.icv]) + bytes(a.icv))
        self.damaged(sa, 'ICV missing', bytes(wire[:-a.icv]))

    def truncations(self, sa, lengths=None):
        """Cut the ESP packet: with a right IP length, with a frame that is
        shorter than its IP length says, with an IP length that says less."""
        payload = self.rng.randbytes(45)
        whole = len(sa.seal(1, 4, payload).wire)
        for length in lengths or range(whole):
            if length >= whole:
                continue
            wire = sa.seal(sa.next_sequence(), PAYLOAD_PROTOCOL, payload).wire
            self.damaged(sa, 'cut to %d bytes' % length, wire[:length])
            self.damaged(sa, 'frame cut to %d bytes of ESP' % length, wire,
                         cut=whole - length)
            self.damaged(sa, 'IP length for %d bytes of ESP' % length, wire,
                         say_length=length)

    def odd_trailers(self, sa):
        """A good ICV over a trailer that lies, or that is unusual."""
        a = sa.algorithm

        def sealed_case(name, payload, padding, pad_length, good,
                        next_header=PAYLOAD_PROTOCOL):
            sequence = sa.next_sequence()
            sealed = sa.seal(sequence, next_header, payload, padding=padding,
                             pad_length=pad_length)
            head = self.head(sa, len(sealed.wire))
            if good:
                self.good(sa, name, head, sealed, sequence=sequence)
            else:
                self.add('%s %s' % (a.name, name), head + sealed.wire,
                         done=True, status=SYNTAX, sa=[sa.position],
                         transport='invalid')

        room = 2 * a.align - 2
        text = self.rng.randbytes(room)
        # padding as long as everything there is, and one byte longer
        sealed_case('all padding', b'', text, room, True)
        sealed_case('pad length one too large', b'', text, room + 1, False)
        sealed_case('pad length 255', b'', text, 255, False)
        sealed_case('padding of zeros', b'', bytes(room), room, True)
        sealed_case('pad length 0 for padding', text, b'', 0, True)
        long = 254 // a.align * a.align - 2 + a.align
        if long <= 255:
            sealed_case('long padding', b'', self.rng.randbytes(long), long,
                        True)
        sealed_case('unknown next header', text, b'', 0, True, 255)
        sealed_case('dummy packet (RFC 4303 section 2.6)', text, b'', 0, True,
                    59)


def every_algorithm(corpus):
    """Good packets of every algorithm, IP version, mode and size."""
    for algorithm in esp.ALGORITHMS:
        for version in (4, 6):
            sa = corpus.new_sa(algorithm, version, window=64)
            for size in TRANSPORT_SIZES + (JUMBO,):
                if algorithm.scapy:
                    corpus.scapy_transport(sa, size)
                else:
                    corpus.composed(sa, 'transport IPv%d %d bytes' %
                                    (version, size),
                                    corpus.rng.randbytes(size))
            sa = corpus.new_sa(algorithm, version, 'tunnel', window=64)
            for number, size in enumerate(TUNNEL_SIZES + (JUMBO,)):
                # both versions inside, taking turns
                inside = (4, 6)[number % 2]
                if algorithm.scapy:
                    corpus.scapy_tunnel(sa, size, inside)
                else:
                    corpus.composed(sa, 'tunnel IPv%d in IPv%d %d bytes' %
                                    (inside, version, size),
                                    corpus.inner_packet(inside, size),
                                    4 if inside == 4 else 41)


def every_corruption(corpus):
    """Damaged packets of every algorithm, IP version and mode."""
    sas = [corpus.new_sa(algorithm, version, mode, window=64)
           for algorithm in esp.ALGORITHMS
           for version in (4, 6) for mode in ('transport', 'tunnel')]
    by_family = {4: [], 6: []}
    for sa in sas:
        by_family[sa.version].append(sa)
    for sa in sas:
        family = by_family[sa.version]
        neighbour = family[(family.index(sa) + 5) % len(family)]
        corpus.corruptions(sa, neighbour)
        corpus.odd_trailers(sa)
        # after all that the SA works as before
        if sa.mode == 'tunnel':
            corpus.composed(sa, 'after the damage',
                            corpus.inner_packet(sa.version, 9),
                            4 if sa.version == 4 else 41)
        else:
            corpus.composed(sa, 'after the damage', corpus.rng.randbytes(9))
    # every length once for each kind of transform, some for all
    for sa in sas:
        full = sa.algorithm.name in ('gcm128-16', 'cbc128-sha1', 'null-md5',
                                     'des-sha256', 'gmac256')
        corpus.truncations(sa, None if full and sa.mode == 'transport' else
                           (0, 7, 8, 8 + sa.algorithm.iv,
                            9 + sa.algorithm.iv + sa.algorithm.icv,
                            10 + sa.algorithm.iv + sa.algorithm.icv, 53))


def ipv6_options(kind, next_header, length):
    """A hop-by-hop (0) or destination options (60) header of padding."""
    return struct.pack('>BB', next_header, length // 8 - 1) + \
        struct.pack('>BB', 1, length - 4) + bytes(length - 4)


def headers(corpus):
    """ESP behind everything that may legally stand in front of it."""
    for name in ('gcm128-16', 'cbc256-sha256'):
        algorithm = esp.BY_NAME[name]
        four = corpus.new_sa(algorithm, 4, window=64)
        six = corpus.new_sa(algorithm, 6, window=64)

        def packet(sa, title, make, **words):
            sequence = sa.next_sequence()
            sealed = sa.seal(sequence, PAYLOAD_PROTOCOL,
                             corpus.rng.randbytes(100))
            head, tail, tags = make(sa, len(sealed.wire))
            corpus.good(sa, title, head, sealed, tail=tail, tags=tags,
                        sequence=sequence, **words)

        for tags in ((), ((0x8100, 0x0123),), ((0x8100, 0xe000),),
                     ((0x88a8, 0x2001), (0x8100, 0x0fff))):
            for sa in (four, six):
                packet(sa, 'IPv%d behind %d tags' % (sa.version, len(tags)),
                       lambda sa, n, tags=tags: (
                           corpus.head(sa, n, tags), b'', tags))
        for options in (b'\x94\x04\0\0', b'\x01' * 3 + b'\0',
                        b'\x07\x27\x04' + bytes(36) + b'\0'):
            packet(four, '%d bytes of options' % len(options),
                   lambda sa, n, options=options: (
                       corpus.head(sa, n, options=options), b'', ()))
        for sa in (four, six):
            packet(sa, 'Ethernet padding behind IPv%d' % sa.version,
                   lambda sa, n: (corpus.head(sa, n), b'\xaa' * 18, ()))

        def wrong_checksum(sa, n):
            head = bytearray(corpus.head(sa, n))
            head[14 + 10] ^= 0xff
            return bytes(head), b'', ()

        csum = dict.fromkeys(('outer_l3', 'outer_l4', 'inner_l3', 'inner_l4'),
                             'unknown')
        packet(four, 'right header checksum',
               lambda sa, n: (corpus.head(sa, n), b'', ()),
               csum=dict(csum, outer_l3='good'))
        packet(four, 'wrong header checksum', wrong_checksum,
               csum=dict(csum, outer_l3='bad'))
        packet(six, 'no header checksum',
               lambda sa, n: (corpus.head(sa, n), b'', ()), csum=csum)

        def extended(*kinds):
            def make(sa, n):
                # from the back: each header names the one behind it
                chain, following = b'', esp.IPPROTO_ESP
                for kind in reversed(kinds):
                    chain = ipv6_options(kind, following, 8) + chain \
                        if kind in (0, 60) else \
                        struct.pack('>BBBBI', following, 0, 4, 0, 0) + chain
                    following = kind
                ip = esp.ip_header(sa.src, sa.dst, following, len(chain) + n)
                return esp.ethernet(ip) + ip + chain, b'', ()
            return make

        for kinds in ((0,), (60,), (43,), (0, 60), (60, 43), (0, 60, 43, 60)):
            packet(six, 'behind extension headers %s' % (kinds,),
                   extended(*kinds))


def lookups(corpus):
    """Which SA a packet finds (R3, D2), and which packets find none."""
    gcm = esp.BY_NAME['gcm256-16']
    for version, (src, dst), other in (
            (4, ('198.51.100.1', '198.51.100.2'), '198.51.100.77'),
            (6, ('2001:db8:5::1', '2001:db8:5::2'), '2001:db8:5::77')):
        spi = 0x00abc000 + version
        both = corpus.add_sa(esp.Sa(gcm, src, dst, spi, seed=1, window=64))
        any_src = esp.Sa(gcm, src, dst, spi, seed=2, window=64)
        any_src.src = '0.0.0.0' if version == 4 else '::'
        any_dst = esp.Sa(gcm, src, dst, spi, seed=3, window=64)
        any_dst.dst = any_src.src
        neither = esp.Sa(gcm, src, dst, spi, seed=4, window=64)
        neither.src = neither.dst = any_src.src
        for sa in (any_src, any_dst, neither):
            corpus.add_sa(sa)
        alone = corpus.new_sa(gcm, version, src=src, dst=dst, window=64)

        def packet(sa, title, src, dst, found=True):
            sequence = sa.next_sequence()
            sealed = sa.seal(sequence, PAYLOAD_PROTOCOL, b'who am I')
            head = corpus.head(sa, len(sealed.wire), src=src, dst=dst)
            if found:
                corpus.good(sa, title, head, sealed, sequence=sequence,
                            src=src, dst=dst)
            else:
                corpus.add(title, head + sealed.wire, reason='no_sa')

        packet(both, 'source and destination', src, dst)
        packet(any_src, 'destination, any source', other, dst)
        packet(any_dst, 'source, any destination', src, other)
        packet(neither, 'any source, any destination', other, other)
        packet(alone, 'the SA alone', src, dst)
        packet(alone, 'another source is filtered out', other, dst, False)
        packet(alone, 'another destination is none of ours', src, other,
               False)
        # the key of the less specific SA does not help
        sealed = any_src.seal(99, PAYLOAD_PROTOCOL, b'wrong key')
        corpus.damaged(both, 'key of the less specific SA', sealed.wire)


def replays(corpus):
    """The transport checks sequence numbers (R20): RFC 4303 section 3.4.3."""
    sa = corpus.new_sa(esp.BY_NAME['gcm128-16'], window=32)

    def packet(sequence, transport):
        corpus.composed(sa, 'number %d' % sequence, b'again',
                        sequence=sequence, transport=transport)

    for sequence, transport in (
            (1, 'accepted'), (1, 'replay'), (5, 'accepted'), (3, 'accepted'),
            (5, 'replay'), (100, 'accepted'), (69, 'accepted'),
            (68, 'replay'), (69, 'replay'), (101, 'accepted'),
            (70, 'accepted'), (69, 'replay'), (0xffffffff, 'accepted'),
            (101, 'replay'), (0xffffffe0, 'accepted'),
            (0xffffffdf, 'replay')):
        packet(sequence, transport)
    # a forged packet moves no window
    sa = corpus.new_sa(esp.BY_NAME['null-sha1'], window=32)
    corpus.composed(sa, 'before the forgery', b'one', sequence=1)
    wire = bytearray(sa.seal(5000, PAYLOAD_PROTOCOL, b'forged').wire)
    wire[-1] ^= 1
    corpus.damaged(sa, 'forged number', bytes(wire))
    corpus.composed(sa, 'behind the forgery', b'two', sequence=2)
    # without a window there is no check
    sa = corpus.new_sa(esp.BY_NAME['null-sha1'])
    corpus.composed(sa, 'no window', b'one', sequence=7)
    corpus.composed(sa, 'no window, again', b'one', sequence=7)


def ah_frame(sa, spi):
    """A frame with an AH of no worth between the ends of an SA."""
    ah = struct.pack('>BBHII', 59, 4, 0, spi, 1) + bytes(12)
    ip = esp.ip_header(sa.src, sa.dst, 51, len(ah))
    return esp.ethernet(ip) + ip + ah


def others(corpus):
    """What is not for the card: indicated as it came, with the reason."""
    sa = corpus.new_sa(esp.BY_NAME['gcm128-16'], window=64)
    six = corpus.new_sa(esp.BY_NAME['gcm128-16'], 6, window=64)

    def other(name, frame, reason, kind):
        corpus.add(name, frame, reason=reason, kind=kind, spi=None)

    def ip(protocol, payload, version=4):
        header = esp.ip_header(*ENDS[version], protocol, len(payload))
        return esp.ethernet(header) + header + payload

    broadcast = b'\xff' * 6 + bytes.fromhex('020000000002')
    other('ARP', broadcast + b'\x08\x06' + bytes(28), 'not_ipsec', 'plain')
    other('LLC', broadcast + b'\x00\x03' + b'\x42\x42\x03', 'not_ipsec',
          'plain')
    other('an Ethernet header alone', broadcast + b'\x12\x34', 'not_ipsec',
          'plain')
    for version in (4, 6):
        other('TCP', ip(6, bytes(20), version), 'not_ipsec', 'plain')
        other('UDP', ip(17, struct.pack('>HHHH', 53, 53, 12, 0) + b'data',
                        version), 'not_ipsec', 'plain')
        other('ICMP', ip(1 if version == 4 else 58, bytes(8), version),
              'not_ipsec', 'plain')
        other('IP in IP', ip(4, esp.ip_header('10.0.0.1', '10.0.0.2', 59, 0),
                             version), 'not_ipsec', 'plain')
        other('IKE behind port 4500', ip(
            17, struct.pack('>HHHH', 4500, 4500, 40, 0) + bytes(32), version),
              'ike', 'ike')
        other('NAT keep-alive', ip(
            17, struct.pack('>HHHH', 4500, 4500, 9, 0) + b'\xff', version),
              'ike', 'keepalive')
    # every truncation of every header in front of ESP
    for s in (sa, six):
        sealed = s.seal(s.next_sequence(), PAYLOAD_PROTOCOL, bytes(20))
        head = corpus.head(s, len(sealed.wire))
        for length in range(15, len(head)):
            other('IPv%d frame of %d bytes' % (s.version, length),
                  head[:length], 'malformed', 'plain')
    sealed = sa.seal(sa.next_sequence(), PAYLOAD_PROTOCOL, bytes(20))
    for name, at, value in (('header length below 20', 14, 0x44),
                            ('version 5', 14, 0x55),
                            ('IPv6 behind the type of IPv4', 14, 0x65)):
        frame = bytearray(corpus.head(sa, len(sealed.wire)) + sealed.wire)
        frame[at] = value
        other(name, bytes(frame), 'malformed', 'plain')
    # fragments, first and later, whole ESP or not (R24)
    for flags in (0x2000, 0x0001, 0x2005):
        sealed = sa.seal(sa.next_sequence(), PAYLOAD_PROTOCOL, bytes(22))
        frame = bytearray(corpus.head(sa, len(sealed.wire)) + sealed.wire)
        frame[20:22] = struct.pack('>H', flags)
        other('IPv4 fragment %#x' % flags, bytes(frame), 'fragment',
              'fragment')
    for offset in (0x0001, 0x0008, 0x0009):
        sealed = six.seal(six.next_sequence(), PAYLOAD_PROTOCOL, bytes(22))
        header = esp.ip_header(six.src, six.dst, 44, 8 + len(sealed.wire))
        other('IPv6 fragment %#x' % offset, esp.ethernet(header) + header +
              struct.pack('>BBHI', 50, 0, offset, 1) + sealed.wire,
              'fragment', 'fragment')
    # D1: the other protocol's SA is better than none, and says so
    wrong = dict(kind='ah', sequence=1)
    corpus.add('AH of an SPI that nobody knows', ah_frame(sa, 0xdead0001),
               reason='no_sa', spi=0xdead0001, **wrong)
    for s in (sa, six):
        corpus.add('AH to an SA for ESP', ah_frame(s, s.spi), done=True,
                   status='invalid_protocol', sa=[s.position],
                   transport='invalid', spi=s.spi, **wrong)
    corpus.add('UDP-encapsulated ESP of an SA without encapsulation', ip(
        17, struct.pack('>HHHH', 4500, 4500, 8 + 60, 0) + sa.seal(
            sa.next_sequence(), PAYLOAD_PROTOCOL, bytes(26)).wire),
               reason='no_sa', kind='udp_esp', spi=sa.spi)


def authentication_header(corpus):
    """AH by itself (RFC 4302): nothing is encrypted, so nothing changes."""
    for auth in ('md5', 'sha1', 'sha256'):
        for version in (4, 6):
            for mode in ('transport', 'tunnel'):
                corpus.next_spi += 1
                sa = corpus.add_sa(esp.AhSa(auth, *ENDS[version],
                                            corpus.next_spi, mode, window=64))
                start = 14 + (20 if version == 4 else 40)

                def frame(size=40):
                    if mode == 'tunnel':
                        packet = corpus.inner_packet(4, size)
                    else:
                        packet = esp.ip_header(
                            *ENDS[version], PAYLOAD_PROTOCOL, size) + \
                            corpus.rng.randbytes(size)
                    ip = sa.protect(packet)
                    return bytearray(esp.ethernet(ip) + ip)

                def case(name, wire, good):
                    more = {'spi': sa.spi, 'mode': mode, 'ipsec_offset': start,
                            'sequence': sa.sequence, 'trailer_length': None}
                    if good:
                        more['payload_offset'] = start + sa.length
                    corpus.add(
                        'ah %s IPv%d %s %s' % (auth, version, mode, name),
                        bytes(wire), done=True, sa=[sa.position], kind='ah',
                        status=SUCCESS if good else mode + '_ah_auth_failed',
                        transport='accepted' if good else 'icv_failed',
                        **more)

                for size in (0, 1, 64, 1400):
                    case('%d bytes' % size, frame(size), True)
                for name, at in (('ICV', start + 12), ('payload', -1),
                                 ('next header', start)):
                    wire = frame()
                    wire[at] ^= 0x01
                    case(name + ' flipped', wire, False)
                # source address: covered; hop limit: it may change on the way
                wire = frame()
                wire[21 if version == 6 else 22] -= 1
                if version == 4:
                    wire[24:26] = bytes(2)
                    wire[24:26] = struct.pack('>H', esp.checksum(
                        bytes(wire[14:34])))
                case('another hop', wire, True)


def extended_numbers(corpus):
    """Extended sequence numbers across the wrap of their lower half."""
    for name in ('gcm128-16', 'gcm256-8', 'gmac192', 'cbc128-sha1',
                 'null-sha256', '3des-md5'):
        for version in (4, 6):
            sa = corpus.new_sa(
                esp.BY_NAME[name], version, window=64, esn=True,
                extra='replay-seq 0xfffffff0 replay-seq-hi 1')
            for sequence in (0x1fffffff1, 0x1fffffff5, 0x1fffffff3,
                             0x200000002, 0x1ffffffff, 0x200000001,
                             0x200000100):
                corpus.composed(sa, 'number %#x' % sequence, b'extended',
                                sequence=sequence)
            corpus.composed(sa, 'the last number again', b'extended',
                            sequence=0x200000100, transport='replay')
            # the wrong upper half is a wrong ICV
            corpus.damaged(sa, 'upper half wrong', sa.seal(
                0x300000101, PAYLOAD_PROTOCOL, b'extended').wire)


def udp_head(sa, length, ports, checksum_of=None):
    """Ethernet, IP and UDP in front of length bytes of ESP."""
    udp = struct.pack('>HHHH', *ports, 8 + length, 0)
    ip = esp.ip_header(sa.src, sa.dst, 17, 8 + length)
    if checksum_of is not None:
        ends = ip[-32:] if sa.version == 6 else ip[12:20]
        total = esp.checksum(ends + struct.pack('>II', 17, 8 + length) + udp +
                             checksum_of)
        udp = udp[:6] + struct.pack('>H', total or 0xffff)
    return esp.ethernet(ip) + ip + udp


def udp_encapsulated(corpus):
    """ESP in UDP (RFC 3948), with and without a checksum."""
    for name in ('gcm128-16', 'cbc256-sha1'):
        for version in (4, 6):
            for mode in ('transport', 'tunnel'):
                sa = corpus.new_sa(esp.BY_NAME[name], version, mode, window=64,
                                   extra='encap espinudp 4500 4500 0.0.0.0')

                def seal():
                    payload, number = corpus.rng.randbytes(80), \
                        PAYLOAD_PROTOCOL
                    if mode == 'tunnel':
                        payload, number = corpus.inner_packet(4, 33), 4
                    return sa.seal(sa.next_sequence(), number, payload)

                sealed = seal()
                corpus.good(sa, 'in UDP', udp_head(
                    sa, len(sealed.wire), (4500, 4500)), sealed,
                            kind='udp_esp')
                sealed = seal()
                corpus.good(sa, 'in UDP with checksum', udp_head(
                    sa, len(sealed.wire), (4500, 4500), sealed.wire), sealed,
                            kind='udp_esp')
                wire = seal().wire
                corpus.add('%s in UDP with a wrong checksum' % name, udp_head(
                    sa, len(wire), (4500, 4500), wire[:-1] + b'\0\1') + wire,
                           reason='udp_csum', kind='udp_esp',
                           sa=[sa.position])
                wire = seal().wire
                wire = wire[:-1] + bytes([wire[-1] ^ 4])
                corpus.add('%s in UDP, ICV wrong' % name, udp_head(
                    sa, len(wire), (4500, 4500)) + wire, done=True,
                           status=mode + '_esp_auth_failed', kind='udp_esp',
                           sa=[sa.position], transport='icv_failed')
                wire = seal().wire
                corpus.add('%s without its UDP' % name, corpus.head(
                    sa, len(wire)) + wire, reason='no_sa')


def nested(corpus):
    """A transport portion inside of a tunnel portion (R8, R26, D16)."""
    for outer_name, inner_name, version, inside in (
            ('gcm128-16', 'cbc128-sha1', 4, 4), ('cbc256-sha256', 'gcm256-8',
                                                 6, 4),
            ('null-md5', 'gcm128-12', 4, 6), ('gmac256', '3des-sha1', 6, 6)):
        outer = corpus.new_sa(esp.BY_NAME[outer_name], version, 'tunnel',
                              window=64)
        inner = corpus.new_sa(esp.BY_NAME[inner_name], inside, window=64,
                              src=INSIDE[inside][0], dst=INSIDE[inside][1])
        both = [outer.position, inner.position]
        title = '%s around %s: ' % (outer_name, inner_name)

        def packet(name, change_inner=None, change_outer=None, spi=None,
                   **expect):
            sealed = inner.seal(inner.next_sequence(), PAYLOAD_PROTOCOL,
                                corpus.rng.randbytes(70))
            wire, plain = bytearray(sealed.wire), sealed.plain
            if spi:
                wire[:4] = struct.pack('>I', spi)
            if change_inner is not None:
                wire[change_inner] ^= 0x20
            ip = esp.ip_header(inner.src, inner.dst, 50, len(wire))
            number = 4 if inside == 4 else 41
            around = outer.seal(outer.next_sequence(), number,
                                ip + bytes(wire))
            head = corpus.head(outer, len(around.wire))
            frame = bytearray(head + around.wire)
            at = len(head) + around.payload_offset + len(ip)
            after = bytearray(head + around.plain)
            if expect['status'] == SUCCESS and expect['next_crypto_done']:
                after[at:at + len(plain)] = plain
                info = (PAYLOAD_PROTOCOL, sealed.pad_length)
            else:
                info = (number, around.pad_length)
            if change_outer is not None:
                frame[change_outer] ^= 0x20
                after, info = frame, None
            corpus.add(title + name, bytes(frame), bytes(after), done=True,
                       info=info, **expect)

        packet('both good', status=SUCCESS, sa=both, transport='accepted',
               next_crypto_done=True)
        packet('inner ICV wrong', -1, status='transport_esp_auth_failed',
               sa=both, transport='icv_failed', next_crypto_done=True)
        packet('outer ICV wrong', None, -1, status='tunnel_esp_auth_failed',
               sa=both[:1], transport='icv_failed', next_crypto_done=False)
        packet('inner SA unknown', spi=0xdead0000 | inner.spi,
               status=SUCCESS, sa=both[:1], transport='accepted',
               next_crypto_done=False, inner_reason='no_sa')


def bundles(corpus):
    """AH around ESP, as one bundle: one portion (R8)."""
    for number, (auth, name, version) in enumerate((
            ('sha1', 'cbc128-sha1', 4), ('md5', 'gcm128-16', 6),
            ('sha256', 'null-sha256', 4))):
        words = 'reqid %d' % (4000 + number)
        inner = corpus.new_sa(esp.BY_NAME[name], version, window=64,
                              extra=words)
        corpus.next_spi += 1
        ah = corpus.add_sa(esp.AhSa(auth, *ENDS[version], corpus.next_spi,
                                    window=64, extra=words))

        def packet(title, at=None, esp_at=None, status=SUCCESS):
            sealed = inner.seal(inner.next_sequence(), PAYLOAD_PROTOCOL,
                                corpus.rng.randbytes(50))
            wire = bytearray(sealed.wire)
            if esp_at is not None:
                wire[esp_at] ^= 1
            ip = ah.compose(esp.IPPROTO_ESP, bytes(wire))
            frame = bytearray(esp.ethernet(ip) + ip)
            after = frame[:-len(wire)] + sealed.plain
            if at is not None:
                frame[at] ^= 1
            good = status == SUCCESS
            corpus.add('bundle %s %s: %s' % (auth, name, title), bytes(frame),
                       bytes(after if good else frame), done=True, kind='ah',
                       status=status, sa=[inner.position], spi=ah.spi,
                       info=(PAYLOAD_PROTOCOL, sealed.pad_length)
                       if good else None,
                       transport='accepted' if good else 'icv_failed')

        packet('good')
        packet('AH wrong', at=-1, status='transport_ah_auth_failed')
        packet('ESP wrong', esp_at=-1, status='transport_esp_auth_failed')
        packet('good again')


def full():
    """All of it."""
    corpus = Corpus()
    for part in (every_algorithm, every_corruption, headers, lookups, replays,
                 authentication_header, extended_numbers, udp_encapsulated,
                 nested, bundles, others):
        part(corpus)
    return corpus
