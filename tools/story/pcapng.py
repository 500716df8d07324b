# SPDX-License-Identifier: GPL-2.0-or-later
"""The captures of an ipsecnic, record by record (docs/story.rst).

A reader of its own, so that a capture can be read where there is no Wireshark,
in memory that does not grow with it.
"""

import struct

SECTION, INTERFACE, PACKET = 0x0a0d0d0a, 1, 6
MAGIC = 0x1a2b3c4d
# Longest block of these that is believed: a frame has 64 KiB, a comment less.
BLOCK_MAX = 1 << 20
# Others, as of secrets and names, can have any length; so much is read at once.
PIECE = 1 << 16
INTERFACES_MAX = 1024
OPT_COMMENT, OPT_FLAGS, OPT_PACKET_ID = 1, 2, 5
OPT_IF_NAME, OPT_IF_TSRESOL, OPT_IF_TSOFFSET = 2, 9, 14
NAMES = ('wire', 'card', 'control')
# First key of each comment of the card -> interface of the record.
KINDS = {
    'received': 'wire', 'dropped': 'wire', 'sent': 'wire',
    'indicated': 'card', 'posted': 'card',
    **dict.fromkeys(('completed', 'held', 'command', 'sa', 'policy', 'rule',
                     'rss', 'event', 'queue error', 'reset', 'card', 'machine',
                     'fault', 'capture', 'waited'), 'control'),
}
# Keys of handles, the outermost SA first -> what stands before the keys that are
# said of that SA.
HANDLES = {'tunnel sa': 'tunnel ', 'sa': '', 'inner sa': 'inner '}
OF_HANDLE = ('mode', 'top')


class BadCapture(Exception):
    """It is not a capture of an ipsecnic."""


class Truncated(Exception):
    """It ends in the middle of a block."""


class Record:
    """One frame, or one line of what is no packet.

    number: place in the file, from 1 on, as Wireshark counts
    time: nanoseconds since 1970
    where: 'wire', 'card' or 'control'
    inbound: True, False, or None if it does not say
    id: number of all that belongs to one frame, or None
    data: bytes of the frame
    pairs: key -> value of its comment, in order; what, value: the first pair
    lists: key -> values of one that is there more than once; in pairs they
    are joined
    handles: those of HANDLES that it has -> handle
    """

    __slots__ = ('number', 'time', 'where', 'inbound', 'id', 'data', 'pairs',
                 'lists', 'what', 'value', 'length', 'handles')

    def get(self, key, default=None):
        return self.pairs.get(key, default)

    def number_of(self, key):
        """The value of a key, or the first one, as a number; or None."""
        return number(self.lists.get(key, (self.pairs.get(key),))[0])


def number(text):
    try:
        return int(text, 0)
    except (TypeError, ValueError):
        return None


def parse_pairs(text):
    """The pairs of a comment, and lists of what stands there more than once;
    no pairs if it is none of ours."""
    pairs, lists, inner = {}, {}, ''
    for part in text.split('; '):
        key, colon, value = part.partition(': ')
        if not colon or not key:
            return {}, {}
        # In older captures those of the inner SA, which comes first, have the
        # same names as those of the other.
        if key in HANDLES:
            inner = HANDLES[key]
        elif inner and key in OF_HANDLE:
            key = inner + key
        if key in pairs:
            lists.setdefault(key, [pairs[key]]).append(value)
            value = pairs[key] + ', ' + value
        pairs[key] = value
    return pairs, lists


def card_pairs(comment, where):
    """The same of a comment that the card wrote; notes that somebody made in
    Wireshark, and frames of other interfaces, have none."""
    pairs, lists = parse_pairs(comment.decode(errors='replace'))
    if where not in NAMES or KINDS.get(next(iter(pairs), None)) != where:
        return {}, {}
    return pairs, lists


class Interface:
    def __init__(self):
        self.name = ''
        self.ticks = 1000000            # per second
        self.offset = 0                 # seconds

    def time(self, stamp):
        return self.offset * 10**9 + stamp * 10**9 // self.ticks


def options(data, at, order):
    """(code, value) of each option from an offset on."""
    unpack = struct.Struct(order + 'HH').unpack_from
    end = len(data)
    while at + 4 <= end:
        code, length = unpack(data, at)
        if code == 0:
            return
        at += 4
        if at + length > end:
            return
        yield code, data[at:at + length]
        at += (length + 3) & ~3


def read_interface(body, order):
    interface = Interface()
    for code, value in options(body, 8, order):
        if code == OPT_IF_NAME:
            interface.name = value.rstrip(b'\0').decode(errors='replace')
        elif code == OPT_IF_TSRESOL and len(value) == 1:
            power = value[0] & 0x7f
            interface.ticks = (2 if value[0] & 0x80 else 10) ** power
        elif code == OPT_IF_TSOFFSET and len(value) == 8:
            interface.offset, = struct.unpack(order + 'q', value)
    return interface


def skip(stream, length):
    """Whether there were so many bytes more; a pipe cannot seek."""
    while length:
        piece = len(stream.read(min(length, PIECE)))
        if not piece:
            return False
        length -= piece
    return True


def blocks(stream, path):
    """(type, body, byte order) of each block that is not passed over."""
    order, at = None, 0

    def truncated():
        return Truncated('%s: ends in the middle of a block, at byte %d' %
                         (path, at))

    while True:
        head = stream.read(8)
        if not head:
            return
        if len(head) < 8:
            if not at:
                raise BadCapture('%s: not a pcapng file' % path)
            raise truncated()
        if head[:4] == b'\x0a\x0d\x0d\x0a':
            magic = stream.read(4)
            if len(magic) < 4:
                raise truncated()
            for order in '<>':
                if struct.unpack(order + 'I', magic)[0] == MAGIC:
                    break
            else:
                raise BadCapture('%s: not a pcapng file: byte %d should say '
                                 'its byte order' % (path, at + 8))
        elif order is None:
            raise BadCapture('%s: not a pcapng file' % path)
        else:
            magic = b''
        kind, length = struct.unpack(order + 'II', head)
        ours = kind in (SECTION, INTERFACE, PACKET)
        left = length - 12 - len(magic)
        if length % 4 or left < 0 or ours and length > BLOCK_MAX:
            raise BadCapture('%s: the block at byte %d has the impossible '
                             'length %d' % (path, at, length))
        body = stream.read(left) if ours else b''
        whole = len(body) == left if ours else skip(stream, left)
        end = stream.read(4) if whole else b''
        if len(end) < 4:
            raise truncated()
        if struct.unpack(order + 'I', end)[0] != length:
            raise BadCapture('%s: the block at byte %d has two lengths' %
                             (path, at))
        if ours:
            yield kind, magic + body, order
        at += length


def records(stream, path):
    """Each Record of a capture.  Raises BadCapture or Truncated."""
    interfaces, count, ours = [], 0, False
    unpack = None
    for kind, body, order in blocks(stream, path):
        if kind == SECTION:
            interfaces = []
            unpack = struct.Struct(order + 'IIIII').unpack_from
        elif kind == INTERFACE:
            if len(body) < 8 or len(interfaces) >= INTERFACES_MAX:
                raise BadCapture('%s: an impossible interface' % path)
            interfaces.append(read_interface(body, order))
            ours = ours or interfaces[-1].name in NAMES
        elif kind == PACKET:
            count += 1
            if not ours:
                # That of a card may be a section behind.
                continue
            if len(body) < 20:
                raise BadCapture('%s: packet %d is too short' % (path, count))
            index, high, low, kept, length = unpack(body)
            if index >= len(interfaces) or 20 + kept > len(body):
                raise BadCapture('%s: packet %d is of an interface that there '
                                 'is not, or longer than its block' %
                                 (path, count))
            interface = interfaces[index]
            r = Record()
            r.number = count
            r.time = interface.time(high << 32 | low)
            r.where = interface.name
            r.data = body[20:20 + kept]
            r.length = length
            r.inbound = r.id = None
            r.pairs, r.lists = {}, {}
            for code, value in options(body, 20 + ((kept + 3) & ~3), order):
                if code == OPT_COMMENT and not r.pairs:
                    r.pairs, r.lists = card_pairs(value, r.where)
                elif code == OPT_FLAGS and len(value) == 4:
                    way = struct.unpack(order + 'I', value)[0] & 3
                    r.inbound = {1: True, 2: False}.get(way)
                elif code == OPT_PACKET_ID and len(value) == 8:
                    r.id, = struct.unpack(order + 'Q', value)
            r.what, r.value = next(iter(r.pairs.items()), ('', ''))
            if r.what:
                r.handles = {key: number(r.pairs[key]) for key in HANDLES
                             if key in r.pairs and number(r.pairs[key])}
                yield r
    if not ours:
        raise BadCapture('%s: not the capture of an ipsecnic: it has no '
                         'interface named %s' % (path, ', '.join(NAMES)))
