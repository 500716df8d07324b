# SPDX-License-Identifier: GPL-2.0-or-later
"""Captures as an ipsecnic writes them, made by hand for tests of the story."""

import ipaddress
import struct

import cardwords

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


def parts(pairs, more):
    """Pairs with those of a text in their places, or behind them."""
    return {**pairs, **dict(part.split(': ', 1)
                            for part in more.split('; ') if part)}


def comment(pairs):
    """As the card writes them; those without a value are not there."""
    return '; '.join('%s: %s' % pair for pair in pairs.items()
                     if pair[1] is not None)


class Capture:
    """A capture that grows record by record."""

    def __init__(self, order='<', names=('wire', 'card', 'control')):
        self.order = order
        self.now = 1700000000 * SECOND
        self.id = 0
        self.tops = {}                  # of the SAs that are there
        self.bytes = block(0x0a0d0d0a, struct.pack(
            order + 'IHHq', 0x1a2b3c4d, 1, 0, -1), order)
        for name in names:
            self.bytes += block(1, struct.pack(
                order + 'HHI', 252 if name == 'control' else 1, 0, 0) +
                option(2, name.encode(), order) + option(9, b'\x09', order) +
                option(0, b'', order), order)

    def record(self, where, comment, data=b'', ident=None, inbound=None,
               after=1000, notes=(), foreign=False):
        """notes: comments of others, before and behind the card's
        foreign: it is of others, too"""
        wrong = None if foreign else cardwords.complaint(comment)
        assert not wrong, '%s: %s' % (wrong, comment)
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

    def said_of(self, handle, name='sa'):
        """What a record of a packet says of an SA: less if it is not there."""
        return {name: handle and '0x%08x' % handle, **(
            {'mode': 'transport', 'top': self.tops[handle]}
            if handle in self.tops else {})}

    def sa(self, what, handle, spi, src='192.0.2.1', dst='192.0.2.2',
           more='', **words):
        """more: pairs that are otherwise, or there in addition"""
        pairs = parts({
            'sa': what, 'handle': '0x%08x' % handle, 'direction': 'in',
            'mode': 'transport', 'offload': 'crypto', 'src': src, 'dst': dst,
            'encap': None, 'sport': None, 'dport': None, 'protocol': 'esp',
            'spi': '0x%08x' % spi, 'cipher': 'aes-gcm-128', 'icv': 16,
            'esn': 'no', 'top': 0, 'window': None}, more)
        if what == 'added':
            self.tops[handle] = int(pairs['top'])
        elif what == 'deleted':
            self.tops.pop(handle, None)
        self.control(comment(pairs), **words)

    def received(self, spi, sequence, handle=None, status='success',
                 reason=None, src='192.0.2.1', dst='192.0.2.2', more='',
                 kind='esp', **words):
        """Both halves of a frame; its number.  The top is that of the SA, or
        that of more, which stays."""
        self.id += 1
        frame = esp_frame(src, dst, spi, sequence & 0xffffffff)
        good = status == 'success' and not reason
        top = parts({'top': None}, more)['top']
        if handle in self.tops and (top or good):
            self.tops[handle] = int(top) if top else max(
                self.tops[handle], sequence)
        packet = {'spi': '0x%08x' % spi, 'sequence': sequence & 0xffffffff,
                  'verdict': 'unprocessed' if status == 'none' else
                  'good' if good else 'bad'}
        self.record(WIRE, comment({
            'received': kind, 'queue': 'rx0', 'arrival': self.id,
            'accept': 'own', **packet, 'length': len(frame)}), frame, self.id,
            True, **words)
        self.record(CARD, comment(parts({
            'indicated': 'decrypted' if good else 'unchanged', 'queue': 'rx0',
            'index': self.id, 'completion': self.id, 'buffers': 1,
            'interrupt': 'raised', 'arrival': self.id, 'kind': kind,
            **self.said_of(handle), **packet, 'status': status,
            'next status': None, 'reason': reason, 'inner reason': None,
            'delete request': None, 'length': len(frame),
            'hash': '0x00000000'}, more)), frame, self.id, True, after=10)
        return self.id

    def posted(self, handle, status='ok', more='', completes=True, **words):
        """A frame that is sent, or refused; its number."""
        self.id += 1
        frame = esp_frame('192.0.2.2', '192.0.2.1', 0x2001, self.id)
        good = status == 'ok'
        if good:
            self.tops.setdefault(handle, 0)
        place = {'queue': 'tx0', 'index': self.id}
        text = None if good else cardwords.names('TX_ST')[status]
        verdict = 'good' if good else 'bad'
        self.record(CARD, comment(parts({
            'posted': 'ipsec', **place, 'entries': 1, **self.said_of(handle),
            'policy': None, 'verdict': verdict, 'status': status, 'text': text,
            'segments': 1 if good else None, 'length': len(frame)}, more)),
            frame, self.id, False, **words)
        if good:
            self.record(WIRE, comment({
                'sent': 1, 'of': 1, **place, 'kind': 'esp',
                **self.said_of(handle), 'spi': '0x00002001',
                'sequence': self.id, 'verdict': 'good', 'length': len(frame)}),
                frame, self.id, False)
            self.tops[handle] = self.id
        if completes:
            self.control(comment({
                'completed': status, **place, 'entries': 1,
                'completion': self.id, 'interrupt': 'raised',
                'sa': '0x%08x' % handle, 'text': text, 'verdict': verdict,
                'segments': int(good)}), ident=self.id)
        return self.id

    def write(self, path, but=0):
        with open(path, 'wb') as f:
            f.write(self.bytes[:len(self.bytes) - but])
        return path
