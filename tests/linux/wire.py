# SPDX-License-Identifier: GPL-2.0-or-later
"""What passed a wire, counted from the capture that QEMU writes of it, which
does not depend on what cards and kernels say of themselves."""

import ctypes
import struct

IKE, NATT = 500, 4500
# Neighbour discovery (RFC 4861) and multicast listeners (RFC 2710, 3810).
ICMPV6_PLAIN = set(range(130, 138)) | {143}
# Of what should not have been there, so many frames are shown.
SHOWN = 3


def udp_kind(data):
    """Of a UDP datagram: 'ike', 'udp_esp' or 'clear'."""
    ports = struct.unpack_from('!HH', data)
    if IKE in ports:
        return 'ike'
    if NATT in ports:
        # RFC 3948: behind four zeros IKE, and one byte keeps a NAT open.
        if len(data) < 12 or data[8:12] == bytes(4):
            return 'ike'
        return 'udp_esp'
    return 'clear'


def untag(frame):
    """A frame without its VLAN tags, and what they were: 'TPID.ID', the
    outermost first."""
    tags = []
    while frame[12:14] in (b'\x81\x00', b'\x88\xa8') and len(frame) >= 18:
        tags.append('%s.%d' % (frame[12:14].hex(),
                               int.from_bytes(frame[14:16], 'big') & 0xfff))
        frame = frame[:12] + frame[16:]
    return frame, ' '.join(tags)


def kind(frame):
    """Of a frame without VLAN tags: 'esp', 'udp_esp', 'ike', 'neighbour' (what
    finds addresses) or 'clear'; and the SPI, or None."""
    ethertype = frame[12:14]
    if ethertype == b'\x08\x06':
        return 'neighbour', None
    try:
        if ethertype == b'\x08\x00':
            protocol, data = frame[23], frame[14 + (frame[14] & 15) * 4:]
            if int.from_bytes(frame[20:22], 'big') & 0x1fff:
                return 'clear', None
        elif ethertype == b'\x86\xdd':
            protocol, data = frame[20], frame[54:]
            if protocol == 0:
                protocol, data = data[0], data[(data[1] + 1) * 8:]
        else:
            return 'clear', None
        if protocol == 50:
            return 'esp', data[:4].hex()
        if protocol == 17:
            what = udp_kind(data)
            return what, data[8:12].hex() if what == 'udp_esp' else None
        if protocol == 58 and data[0] in ICMPV6_PLAIN:
            return 'neighbour', None
    except (IndexError, struct.error):
        pass
    return 'clear', None


def number_of(frame):
    """The sequence number of a frame that is 'esp'."""
    start = 14 + (frame[14] & 15) * 4 if frame[12] == 8 else 54
    return int.from_bytes(frame[start + 4:start + 8], 'big')


def frames(path):
    """The frames of a capture as QEMU writes it, those that are complete."""
    with open(path, 'rb') as f:
        f.seek(24)
        while True:
            head = f.read(16)
            if len(head) < 16:
                return
            length = struct.unpack('=4I', head)[2]
            frame = f.read(length)
            if len(frame) < length:
                return
            yield frame


def esp_of(frame):
    """The ESP packet in a frame of IPv4 or IPv6, from the SPI on, or None."""
    if kind(frame)[0] != 'esp':
        return None
    if frame[12:14] == b'\x08\x00':
        start = 14 + (frame[14] & 15) * 4
        return frame[start:14 + int.from_bytes(frame[16:18], 'big')]
    return frame[54:54 + int.from_bytes(frame[18:20], 'big')]


class Icvs:
    """Whether ESP packets are authentic, by python3-cryptography and no card.

    AES-GCM with an ICV of 16 bytes and without extended sequence numbers (RFC
    4106); the last four bytes of a key are the salt.  An SPI may have had
    several keys one after the other, of which one has to fit."""

    def __init__(self, keys):
        """keys: of each SPI (four bytes) a list, in the order of their use."""
        from cryptography.hazmat.primitives.ciphers import aead
        self.keys = {spi: [(aead.AESGCM(key[:-4]), key[-4:]) for key in list_]
                     for spi, list_ in keys.items()}
        self.last = dict.fromkeys(keys, 0)

    def good(self, esp):
        """Is it?  Mostly it is so under the key of the packet before it."""
        from cryptography.exceptions import InvalidTag
        keys = self.keys.get(esp[:4], ())
        first = self.last.get(esp[:4], 0)
        for n in [*range(first, len(keys)), *range(first)]:
            cipher, salt = keys[n]
            try:
                cipher.decrypt(salt + esp[8:16], esp[16:], esp[:8])
            except (InvalidTag, ValueError):
                continue
            self.last[esp[:4]] = n
            return True
        return False


def punch(file, start, end):
    """Give back the room of a part of a file, where the file system can; the
    rest stays where it is (Linux; FALLOC_FL_KEEP_SIZE, FALLOC_FL_PUNCH_HOLE)."""
    libc = ctypes.CDLL(None, use_errno=True)
    libc.fallocate64.argtypes = (ctypes.c_int, ctypes.c_int,
                                 ctypes.c_int64, ctypes.c_int64)
    libc.fallocate64(file.fileno(), 1 | 2, start, end - start)


class Wire:
    """Reads the capture further each time."""

    def __init__(self, path, mac, forget=False):
        """forget: what was counted need not be kept."""
        self.path = path
        self.mac = bytes.fromhex(mac.replace(':', ''))
        self.forget = forget
        self.at = 24
        self.numbers = {}               # of each SPI that the card has sent
        self.told = None

    def count(self, more=False):
        """What came since it was last asked for without more, as a dictionary
        for JSON; out is what the card has sent; back, how often a number of
        that was not above all others of its SPI before it; tags has the VLAN
        tags of ESP, and how often they were there; fresh, how many packets of
        ESP came since it was last asked for in any way."""
        kinds = ('esp', 'udp_esp', 'ike', 'neighbour', 'clear')
        self.told = self.told or {
            'out': dict.fromkeys(kinds, 0), 'in': dict.fromkeys(kinds, 0),
            'back': 0, 'spis': [], 'clear': [], 'tags': {'out': {}, 'in': {}}}
        result = self.told
        result['fresh'] = 0
        spis = set(result['spis'])
        with open(self.path, 'rb') as f:
            f.seek(self.at)
            while True:
                head = f.read(16)
                if len(head) < 16:
                    break
                length = struct.unpack('=4I', head)[2]
                frame = f.read(length)
                if len(frame) < length:
                    break
                self.at += 16 + length
                bare, tags = untag(frame)
                what, spi = kind(bare)
                way = 'out' if frame[6:12] == self.mac else 'in'
                result[way][what] += 1
                if what in ('esp', 'udp_esp'):
                    result['fresh'] += 1
                    count = result['tags'][way]
                    count[tags] = count.get(tags, 0) + 1
                if spi:
                    spis.add(spi)
                if what == 'esp' and way == 'out':
                    number = number_of(bare)
                    result['back'] += number <= self.numbers.get(spi, 0)
                    self.numbers[spi] = max(number, self.numbers.get(spi, 0))
                if what == 'clear' and len(result['clear']) < SHOWN:
                    result['clear'].append(frame[:64].hex())
        if self.forget and self.at > 24:
            with open(self.path, 'r+b') as f:
                punch(f, 24, self.at)
        result['spis'] = sorted(spis)
        if not more:
            self.told = None
        return result

    def icv(self, words):
        """Look at the whole capture, which has to have whole frames: of the
        ESP packets each way, how many are authentic, how many are not, and the
        begin of some of these.  words: SPI=KEY,KEY... in hexadecimal."""
        keys = {}
        for word in words:
            spi, _, list_ = word.partition('=')
            keys[int(spi, 16).to_bytes(4, 'big')] = [
                bytes.fromhex(key) for key in list_.split(',')]
        icvs = Icvs(keys)
        result = {'out': {'good': 0, 'wrong': 0}, 'in': {'good': 0, 'wrong': 0},
                  'shown': []}
        for frame in frames(self.path):
            esp = esp_of(frame)
            if esp is None:
                continue
            way = result['out' if frame[6:12] == self.mac else 'in']
            good = icvs.good(esp)
            way['good' if good else 'wrong'] += 1
            if not good and len(result['shown']) < SHOWN:
                result['shown'].append(frame[:80].hex())
        return result
