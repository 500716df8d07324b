# SPDX-License-Identifier: GPL-2.0-or-later
"""Captures as an ipsecnic writes them, made by hand for tests of the story."""

import ipaddress
import struct

WIRE, CARD, CONTROL = range(3)
SECOND = 10**9


def option(code, value, order='<'):
    return struct.pack(order + 'HH', code, len(value)) + value + bytes(
        -len(value) % 4)


def block(kind, body, order='<'):
    body += bytes(-len(body) % 4)
    length = len(body) + 12
    return (struct.pack(order + 'II', kind, length) + body +
            struct.pack(order + 'I', length))


def esp_frame(src, dst, spi, sequence, payload=bytes(64)):
    """Ethernet, IPv4 and ESP; nothing in it is encrypted."""
    esp = struct.pack('>II', spi, sequence) + payload
    return (bytes.fromhex('525400123456525400123457' '0800') +
            struct.pack('>BBHHHBBH', 0x45, 0, 20 + len(esp), 0, 0, 64, 50, 0) +
            ipaddress.ip_address(src).packed +
            ipaddress.ip_address(dst).packed + esp)


class Capture:
    """A capture that grows record by record."""

    def __init__(self, order='<', names=('wire', 'card', 'control')):
        self.order = order
        self.now = 1700000000 * SECOND
        self.id = 0
        self.bytes = block(0x0a0d0d0a, struct.pack(
            order + 'IHHq', 0x1a2b3c4d, 1, 0, -1), order)
        for name in names:
            self.bytes += block(1, struct.pack(
                order + 'HHI', 252 if name == 'control' else 1, 0, 0) +
                option(2, name.encode(), order) + option(9, b'\x09', order) +
                option(0, b'', order), order)

    def record(self, where, comment, data=b'', ident=None, inbound=None,
               after=1000, notes=()):
        """notes: comments of others, before and behind the card's"""
        self.now += after
        data = data or comment.encode()
        body = struct.pack(self.order + 'IIIII', where, self.now >> 32,
                           self.now & 0xffffffff, len(data), len(data))
        body += data + bytes(-len(data) % 4)
        for text in (*notes[:1], comment, *notes[1:]):
            body += option(1, text.encode(), self.order)
        if inbound is not None:
            body += option(2, struct.pack(self.order + 'I',
                                          1 if inbound else 2), self.order)
        if ident is not None:
            body += option(5, struct.pack(self.order + 'Q', ident),
                           self.order)
        self.bytes += block(6, body + option(0, b'', self.order), self.order)

    def control(self, comment, **words):
        self.record(CONTROL, comment, **words)

    def sa(self, what, handle, spi, src='192.0.2.1', dst='192.0.2.2',
           more='', **words):
        self.control('sa: %s; handle: 0x%08x; direction: in; mode: transport; '
                     'protocol: esp; spi: 0x%08x; src: %s; dst: %s%s' % (
                         what, handle, spi, src, dst, more), **words)

    def received(self, spi, sequence, handle=None, status='success',
                 reason=None, src='192.0.2.1', dst='192.0.2.2', more='',
                 kind='esp', **words):
        """Both halves of a frame; its number."""
        self.id += 1
        packet = 'spi: 0x%08x; sequence: %d' % (spi, sequence)
        frame = esp_frame(src, dst, spi, sequence & 0xffffffff)
        self.record(WIRE, 'received: %s; queue: rx0; arrival: %d; accept: own; '
                    '%s' % (kind, self.id, packet), frame, self.id, True,
                    **words)
        self.record(CARD, 'indicated: %s; queue: rx0; index: %d; kind: %s; %s%s'
                    '; status: %s%s%s' % (
                        'decrypted' if status == 'success' and not reason
                        else 'unchanged',
                        self.id, kind,
                        'sa: 0x%08x; mode: transport; ' % handle if handle
                        else '', packet, status,
                        '; reason: ' + reason if reason else '', more),
                    frame, self.id, True, after=10)
        return self.id

    def posted(self, handle, status='ok', more='', completes=True, **words):
        self.id += 1
        frame = esp_frame('192.0.2.2', '192.0.2.1', 0x2001, self.id)
        self.record(CARD, 'posted: ipsec; queue: tx0; sa: 0x%08x; status: %s%s'
                    % (handle, status, more), frame, self.id, False, **words)
        if status == 'ok':
            self.record(WIRE, 'sent: 1; sa: 0x%08x; sequence: %d' % (
                handle, self.id), frame, self.id, False)
        if completes:
            self.control('completed: %s; queue: tx0' % status, ident=self.id)
        return self.id

    def write(self, path, but=0):
        with open(path, 'wb') as f:
            f.write(self.bytes[:len(self.bytes) - but])
        return path
