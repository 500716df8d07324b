# SPDX-License-Identifier: GPL-2.0-or-later
"""ESP packets made without any code of the card.

Scapy makes the packets of all algorithms that it gets right.  Debian 12's
Scapy 2.5.0 has no AES-GMAC, no AES-XCBC, and no AES-GCM or AES-CCM with a
shorter ICV; those are
composed here with python3-cryptography.  compose-test pins the composition to
published vectors, and to Scapy's own packets where both can make them.
"""

import ipaddress
import math
import random
import struct

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import cmac, hashes, hmac
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import (AESCCM,
                                                         ChaCha20Poly1305)

ESP_HEADER = 8
IPPROTO_ESP = 50


class Algorithm:
    """A transform: what it is called, and its lengths in bytes."""

    def __init__(self, name, kind, key, iv, block, icv, auth=None,
                 auth_key=0, scapy=None):
        self.name = name
        # 'gcm', 'ccm', 'chacha', 'gmac', 'ctr', 'aes', '3des', 'des' or
        # 'null'
        self.kind = kind
        self.key = key
        self.iv = iv
        self.block = block
        self.icv = icv
        # of HASHES, 'cmac' or 'xcbc', beside one of the last five kinds
        self.auth = auth
        self.auth_key = auth_key
        # Scapy's names for cipher and authenticator, if it can do it
        self.scapy = scapy

    @property
    def align(self):
        """What the end of the padded payload is a multiple of (RFC 4303)."""
        return self.block * 4 // math.gcd(self.block, 4)


def _algorithms():
    for bits in (128, 192, 256):
        for icv in (8, 12, 16):
            yield Algorithm('gcm%d-%d' % (bits, icv), 'gcm', bits // 8 + 4, 8,
                            1, icv, scapy=('AES-GCM', None)
                            if icv == 16 else None)
    for bits in (128, 192, 256):
        yield Algorithm('gmac%d' % bits, 'gmac', bits // 8 + 4, 8, 1, 16)
    for name, kind, key, iv, block, cipher in (
            ('cbc128', 'aes', 16, 16, 16, 'AES-CBC'),
            ('cbc192', 'aes', 24, 16, 16, 'AES-CBC'),
            ('cbc256', 'aes', 32, 16, 16, 'AES-CBC'),
            ('3des', '3des', 24, 8, 8, '3DES'),
            ('des', 'des', 8, 8, 8, 'DES'),
            ('null', 'null', 0, 0, 1, 'NULL')):
        for auth, auth_key, icv, scapy in (('md5', 16, 12, 'HMAC-MD5-96'),
                                           ('sha1', 20, 12, 'HMAC-SHA1-96'),
                                           ('sha256', 32, 16,
                                            'SHA2-256-128')):
            yield Algorithm('%s-%s' % (name, auth), kind, key, iv, block, icv,
                            auth, auth_key, (cipher, scapy))
    # beyond IPsecOV2
    yield Algorithm('chacha20', 'chacha', 36, 8, 1, 16,
                    scapy=('CHACHA20-POLY1305', None))
    for bits, icv in ((128, 8), (192, 12), (256, 16)):
        yield Algorithm('ccm%d-%d' % (bits, icv), 'ccm', bits // 8 + 3, 8, 1,
                        icv, scapy=('AES-CCM', None) if icv == 16 else None)
    for name, kind, key, iv, block, auth, auth_key, icv, scapy in (
            ('ctr128', 'ctr', 20, 8, 1, 'sha384', 48, 24,
             ('AES-CTR', 'SHA2-384-192')),
            ('ctr192', 'ctr', 28, 8, 1, 'sha512', 64, 32,
             ('AES-CTR', 'SHA2-512-256')),
            ('ctr256', 'ctr', 36, 8, 1, 'cmac', 16, 12,
             ('AES-CTR', 'AES-CMAC-96')),
            ('cbc256', 'aes', 32, 16, 16, 'sha512', 64, 32,
             ('AES-CBC', 'SHA2-512-256')),
            ('null', 'null', 0, 0, 1, 'xcbc', 16, 12, None)):
        yield Algorithm('%s-%s' % (name, auth), kind, key, iv, block, icv,
                        auth, auth_key, scapy)


ALGORITHMS = list(_algorithms())
BY_NAME = {a.name: a for a in ALGORITHMS}

HASHES = {'md5': hashes.MD5, 'sha1': hashes.SHA1, 'sha256': hashes.SHA256,
          'sha384': hashes.SHA384, 'sha512': hashes.SHA512}
ENC = {'aes': 'cbc(aes)', '3des': 'cbc(des3_ede)', 'des': 'cbc(des)',
       'ctr': 'rfc3686(ctr(aes))'}
AEAD = {'gcm': 'rfc4106(gcm(aes))', 'gmac': 'rfc4543(gcm(aes))',
        'ccm': 'rfc4309(ccm(aes))', 'chacha': 'rfc7539esp(chacha20,poly1305)'}


class BadPacket(Exception):
    """What is wrong with a packet that was to be opened."""


def mac_of(auth, key, data):
    """The whole digest of an authenticator without an IV."""
    if auth in HASHES:
        mac = hmac.HMAC(key, HASHES[auth]())
    elif auth == 'cmac':
        mac = cmac.CMAC(algorithms.AES(key))
    else:
        return xcbc(key, data)
    mac.update(data)
    return mac.finalize()


def xcbc(key, data):
    """AES-XCBC-MAC (RFC 3566, section 4), which no library has."""
    def encrypt(k, block):
        context = Cipher(algorithms.AES(k), modes.ECB()).encryptor()
        return context.update(block) + context.finalize()

    def xor(a, b):
        return bytes(x ^ y for x, y in zip(a, b))

    k1, k2, k3 = (encrypt(key, bytes([n]) * 16) for n in (1, 2, 3))
    blocks = [data[i:i + 16] for i in range(0, len(data), 16)] or [b'']
    last = blocks.pop()
    if len(last) == 16:
        last = xor(last, k2)
    else:
        last = xor((last + b'\x80').ljust(16, b'\0'), k3)
    state = bytes(16)
    for block in blocks + [last]:
        state = encrypt(k1, xor(state, block))
    return state


def need(true, text):
    if not true:
        raise BadPacket(text)


class Sealed:
    """An ESP packet: as on the wire, and decrypted in place."""

    def __init__(self, wire, plain, payload_offset, payload, pad_length,
                 next_header, trailer):
        self.wire = wire
        self.plain = plain
        self.payload_offset = payload_offset
        self.payload = payload
        self.pad_length = pad_length
        self.next_header = next_header
        # bytes of padding, pad length, next header and ICV
        self.trailer = trailer


class Sa:
    """A security association with keys of its own."""

    def __init__(self, algorithm, src, dst, spi, mode='transport', seed=0,
                 window=0, extra='', esn=False):
        rng = random.Random('%s %s %s %d %d' % (algorithm.name, src, dst, spi,
                                                seed))
        self.algorithm = algorithm
        self.src = src
        self.dst = dst
        self.spi = spi
        self.mode = mode
        self.version = ipaddress.ip_address(dst).version
        self.key = rng.randbytes(algorithm.key)
        self.auth_key = rng.randbytes(algorithm.auth_key)
        self.window = window
        self.extra = extra
        self.esn = esn
        self.rng = rng
        self.sequence = 0

    def words(self):
        """The SA in the words of ip xfrm state add."""
        a = self.algorithm
        words = 'src %s dst %s proto esp spi %#x mode %s ' % (
            self.src, self.dst, self.spi, self.mode)
        if a.kind in AEAD:
            words += "aead '%s' 0x%s %d" % (AEAD[a.kind], self.key.hex(),
                                            a.icv * 8)
        else:
            if a.kind == 'null':
                words += "enc 'ecb(cipher_null)' ''"
            else:
                words += "enc '%s' 0x%s" % (ENC[a.kind], self.key.hex())
            words += " auth-trunc '%s' 0x%s %d" % (
                'hmac(%s)' % a.auth if a.auth in HASHES else
                '%s(aes)' % a.auth, self.auth_key.hex(), a.icv * 8)
        if self.esn:
            words += ' flag esn'
        if self.window:
            words += ' replay-window %d' % self.window
        return words + (' ' + self.extra if self.extra else '')

    def next_sequence(self):
        self.sequence += 1
        return self.sequence

    def new_iv(self):
        return self.rng.randbytes(self.algorithm.iv)

    def padding(self, payload):
        """The padding that RFC 4303 section 2.4 asks for, and no more."""
        return bytes(range(1, 1 + -(len(payload) + 2) % self.algorithm.align))

    def seal(self, sequence, next_header, payload, iv=None, padding=None,
             pad_length=None):
        """Compose an ESP packet; padding and pad length may lie."""
        a = self.algorithm
        iv = self.new_iv() if iv is None else iv
        if padding is None:
            padding = self.padding(payload)
        if pad_length is None:
            pad_length = len(padding)
        header = struct.pack('>II', self.spi, sequence & 0xffffffff)
        # with extended numbers the upper half is authenticated, not sent
        high = struct.pack('>I', sequence >> 32) if self.esn else b''
        text = payload + padding + bytes([pad_length, next_header])
        plain = header + iv + text
        if a.kind == 'gcm':
            text, icv = self._gcm(iv, header[:4] + high + header[4:], text)
            wire = header + iv + text
        elif a.kind == 'gmac':
            wire = plain
            icv = self._gcm(iv, plain[:4] + high + plain[4:], b'')[1]
        elif a.kind in ('ccm', 'chacha'):
            salt, cipher = self._aead()
            text = cipher.encrypt(salt + iv, text,
                                  header[:4] + high + header[4:])
            wire, icv = header + iv + text[:-a.icv], text[-a.icv:]
        else:
            wire = header + iv + self._cbc(iv, text)
            icv = mac_of(a.auth, self.auth_key, wire + high)
        icv = icv[:a.icv]
        return Sealed(wire + icv, plain + icv, len(header) + len(iv), payload,
                      pad_length, next_header,
                      len(padding) + 2 + len(icv))

    def open(self, wire, sequence):
        """Check and decrypt an ESP packet that somebody else made.

        sequence: the whole number that it must have
        Returns a Sealed; raises BadPacket with what is wrong.
        """
        a = self.algorithm
        need(len(wire) >= ESP_HEADER + a.iv + 2 + a.icv, 'too short')
        header, iv = wire[:ESP_HEADER], wire[ESP_HEADER:ESP_HEADER + a.iv]
        text, icv = wire[len(header + iv):-a.icv], wire[-a.icv:]
        need(header == struct.pack('>II', self.spi, sequence & 0xffffffff),
             'SPI and number are %s, expected %#x and %d' % (
                 header.hex(), self.spi, sequence))
        need(len(text) % a.align == 0, 'text of %d bytes' % len(text))
        high = struct.pack('>I', sequence >> 32) if self.esn else b''
        aad = header[:4] + high + header[4:]
        plain = text
        if a.kind == 'gcm':
            plain, right = self._gcm(iv, aad, text, decrypt=True)
        elif a.kind == 'gmac':
            right = self._gcm(iv, aad + iv + text, b'')[1]
        elif a.kind in ('ccm', 'chacha'):
            salt, cipher = self._aead()
            try:
                plain = cipher.decrypt(salt + iv, text + icv, aad)
            except InvalidTag:
                raise BadPacket('ICV %s' % icv.hex()) from None
            right = icv
        else:
            right = mac_of(a.auth, self.auth_key, header + iv + text + high)
            plain = self._cbc(iv, text, decrypt=True)
        need(icv == right[:a.icv], 'ICV %s, expected %s' % (
            icv.hex(), right[:a.icv].hex()))
        pad_length, next_header = plain[-2:]
        need(pad_length + 2 <= len(plain), 'pad length %d' % pad_length)
        payload = plain[:-2 - pad_length]
        need(plain[len(payload):-2] == bytes(range(1, 1 + pad_length)),
             'padding %s' % plain[len(payload):].hex())
        return Sealed(wire, header + iv + plain + icv, len(header) + len(iv),
                      payload, pad_length, next_header,
                      pad_length + 2 + len(icv))

    def _aead(self):
        """Salt, and the cipher, of what the library does in one."""
        if self.algorithm.kind == 'ccm':
            return self.key[-3:], AESCCM(self.key[:-3], self.algorithm.icv)
        return self.key[-4:], ChaCha20Poly1305(self.key[:-4])

    def _gcm(self, iv, aad, text, decrypt=False):
        cipher = algorithms.AES(self.key[:-4])
        if decrypt:
            # GCM is counter mode from 2 on; the tag is that of what it gives
            counter = self.key[-4:] + iv + struct.pack('>I', 2)
            stream = Cipher(cipher, modes.CTR(counter)).decryptor()
            plain = stream.update(text) + stream.finalize()
            return plain, self._gcm(iv, aad, plain)[1]
        encryptor = Cipher(cipher, modes.GCM(self.key[-4:] + iv)).encryptor()
        encryptor.authenticate_additional_data(aad)
        return encryptor.update(text) + encryptor.finalize(), encryptor.tag

    def _cbc(self, iv, text, decrypt=False):
        kind = self.algorithm.kind
        if kind == 'null':
            return text
        if kind == 'ctr':
            # RFC 3686, section 4
            cipher = Cipher(algorithms.AES(self.key[:-4]), modes.CTR(
                self.key[-4:] + iv + struct.pack('>I', 1)))
            context = cipher.encryptor()
            return context.update(text) + context.finalize()
        # a DES key alone is the TripleDES of three equal keys
        cipher = (algorithms.AES if kind == 'aes'
                  else algorithms.TripleDES)(self.key)
        cipher = Cipher(cipher, modes.CBC(iv))
        context = cipher.decryptor() if decrypt else cipher.encryptor()
        return context.update(text) + context.finalize()

    def scapy_sa(self, tunnel_header=None):
        """Scapy's object for the SA; None where it is wrong or short."""
        if not self.algorithm.scapy:
            return None
        from scapy.layers.ipsec import ESP, SecurityAssociation
        crypt, auth = self.algorithm.scapy
        words = {'crypt_algo': crypt, 'crypt_key': self.key}
        if auth:
            words.update(auth_algo=auth, auth_key=self.auth_key)
        return SecurityAssociation(ESP, spi=self.spi,
                                   tunnel_header=tunnel_header, **words)


class AhSa:
    """A security association for AH, whose packets Scapy makes."""

    def __init__(self, auth, src, dst, spi, mode='transport', window=0,
                 extra='', esn=False):
        rng = random.Random('%s %s %s %d' % (auth, src, dst, spi))
        self.auth = auth
        self.src = src
        self.dst = dst
        self.spi = spi
        self.mode = mode
        self.window = window
        self.extra = extra
        self.esn = esn
        self.version = ipaddress.ip_address(dst).version
        self.auth_key = rng.randbytes({'md5': 16, 'sha1': 20,
                                       'sha256': 32}[auth])
        self.icv = 16 if auth == 'sha256' else 12
        self.sequence = 0

    @property
    def length(self):
        """Bytes of the header: IPv6 pads it to a multiple of eight."""
        length = 12 + self.icv
        return length + (-length % 8 if self.version == 6 else 0)

    def words(self):
        return ("src %s dst %s proto ah spi %#x mode %s auth-trunc "
                "'hmac(%s)' 0x%s %d replay-window %d %s" % (
                    self.src, self.dst, self.spi, self.mode, self.auth,
                    self.auth_key.hex(), self.icv * 8, self.window,
                    ('flag esn ' if self.esn else '') + self.extra))

    def next_sequence(self):
        self.sequence += 1
        return self.sequence

    def protect(self, packet):
        """An IP packet with AH in it (around it, in tunnel mode)."""
        from scapy.layers.inet import IP
        from scapy.layers.inet6 import IPv6
        from scapy.layers.ipsec import AH, SecurityAssociation

        cls = IP if self.version == 4 else IPv6
        tunnel = cls(src=self.src, dst=self.dst) \
            if self.mode == 'tunnel' else None
        name = {'md5': 'HMAC-MD5-96', 'sha1': 'HMAC-SHA1-96',
                'sha256': 'SHA2-256-128'}[self.auth]
        sa = SecurityAssociation(AH, spi=self.spi, auth_algo=name,
                                 auth_key=self.auth_key, tunnel_header=tunnel)
        cls = IP if packet[0] >> 4 == 4 else IPv6
        return bytes(sa.encrypt(cls(packet), seq_num=self.next_sequence()))

    def open(self, packet, at, sequence):
        """Check the AH at an offset of an IP packet that somebody else made.

        Returns the next header and where it begins; raises BadPacket.
        """
        need(len(packet) >= at + self.length, 'too short')
        next_header, length, reserved, spi, low = struct.unpack_from(
            '>BBHII', packet, at)
        need((length + 2) * 4 == self.length and reserved == 0 and
             spi == self.spi and low == sequence & 0xffffffff,
             'AH %s' % packet[at:at + 12].hex())
        icv = packet[at + 12:at + 12 + self.icv]
        need(not any(packet[at + 12 + self.icv:at + self.length]),
             'padding of AH')
        fixed = immutable(packet[:at])
        mac = hmac.HMAC(self.auth_key, HASHES[self.auth]())
        mac.update(fixed + packet[at:at + 12] + bytes(self.length - 12) +
                   packet[at + self.length:])
        if self.esn:
            mac.update(struct.pack('>I', sequence >> 32))
        right = mac.finalize()[:self.icv]
        need(icv == right, 'ICV of AH %s, expected %s' % (icv.hex(),
                                                          right.hex()))
        return next_header, at + self.length

    def compose(self, next_header, payload):
        """A transport-mode packet between the SA's addresses.

        For what Scapy cannot do: where there is ESP in the packet it puts the
        ICV of AH behind that.
        """
        def header(icv):
            return struct.pack('>BBHII', next_header, self.length // 4 - 2, 0,
                               self.spi, self.sequence) + icv + \
                bytes(self.length - 12 - self.icv)

        self.next_sequence()
        ip = ip_header(self.src, self.dst, 51, self.length + len(payload))
        mac = hmac.HMAC(self.auth_key, HASHES[self.auth]())
        mac.update(immutable(ip) + header(bytes(self.icv)) + payload)
        return ip + header(mac.finalize()[:self.icv]) + payload


def checksum(data):
    """The Internet checksum (RFC 1071)."""
    if len(data) % 2:
        data += b'\0'
    total = sum(struct.unpack('>%dH' % (len(data) // 2), data))
    while total >> 16:
        total = (total & 0xffff) + (total >> 16)
    return ~total & 0xffff


def immutable(headers):
    """IP headers in front of an AH, with zeros where they may change on the
    way (RFC 4302 section 3.3.3.1 and appendix A)."""
    fixed = bytearray(headers)
    if fixed[0] >> 4 == 4:
        fixed[1] = fixed[8] = 0
        fixed[6:8] = fixed[10:12] = bytes(2)
        at = 20
        while at < len(fixed) and fixed[at] != 0:
            length = 1 if fixed[at] == 1 else fixed[at + 1]
            # of the options used here only Router Alert never changes
            if fixed[at] not in (1, 148):
                fixed[at:at + length] = bytes(length)
            at += length
        return bytes(fixed)
    fixed[0:4] = b'\x60\0\0\0'
    fixed[7] = 0
    at, kind = 40, fixed[6]
    while at < len(fixed):
        end = at + (fixed[at + 1] + 1) * 8
        option = at + 2
        while kind in (0, 60) and option < end:
            length = 1 if fixed[option] == 0 else 2 + fixed[option + 1]
            if fixed[option] & 0x20:
                fixed[option + 2:option + length] = bytes(length - 2)
            option += length
        kind, at = fixed[at], end
    return bytes(fixed)


def ip_header(src, dst, protocol, length, ttl=64, options=b''):
    """An IPv4 or IPv6 header in front of length bytes of protocol."""
    src, dst = ipaddress.ip_address(src), ipaddress.ip_address(dst)
    if dst.version == 6:
        assert not options
        return struct.pack('>IHBB', 6 << 28, length, protocol,
                           ttl) + src.packed + dst.packed
    assert len(options) % 4 == 0
    header = struct.pack('>BBHHHBBH', 0x45 + len(options) // 4, 0,
                         20 + len(options) + length, 0, 0x4000, ttl, protocol,
                         0) + src.packed + dst.packed + options
    return header[:10] + struct.pack('>H', checksum(header)) + header[12:]


def ethernet(ip, tags=()):
    """An Ethernet header, with VLAN tags, for an IP packet."""
    header = bytes.fromhex('020000000001020000000002')
    for tpid, tci in tags:
        header += struct.pack('>HH', tpid, tci)
    return header + (b'\x86\xdd' if ip[:1] and ip[0] >> 4 == 6
                     else b'\x08\x00')
