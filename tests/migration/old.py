# SPDX-License-Identifier: GPL-2.0-or-later
"""A machine in the middle of its work: how it gets there, how it is saved and
loaded, and what is seen of its card.

The work is the example of the specification, whose keys are published test
vectors, and a little more, so that rings and SAs are half used.
"""

import json
import os
import socket
import struct
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
sys.path[:0] = [os.path.join(ROOT, 'tests'),
                os.path.join(ROOT, 'tests', 'docs')]

import card  # noqa: E402
import contract  # noqa: E402
import example  # noqa: E402

STREAM = os.path.join(HERE, 'old.stream.xz')
SEEN = os.path.join(HERE, 'old.json')

# A machine of a version, so that every later QEMU has the same.
MACHINE = 'pc-q35-10.0'
# A host may refuse these; a stream is loaded by a card that has the same.
PROPERTIES = ',hmac-md5=off,des-cbc=off,3des-cbc=off'
# The firmware never runs, but is in the stream; so it is nothing.
BIOS_SIZE = 65536

# Where the example has its rings, and what else is needed of memory.
COMMANDS, RX_POSTED, RX_COMPLETED, TX_POSTED, TX_COMPLETED = (
    0x100000, 0x102000, 0x103000, 0x104000, 0x105000)
SECOND, THIRD, TO_SEND, INFO = 0x10a000, 0x10b000, 0x10c000, 0x10d000
ENTRY = 64
# Bytes of the frame to send that were posted before the machine was saved.
BEGUN = 50
SA_IN, SA_OUT = 1, 2
INFO_SIZE = 256
BAR_SIZE = 0x10000



class Machine(card.Card):
    """A card.Card with a monitor; incoming: it waits for a stream."""

    def __init__(self, qemu, path, incoming=False):
        self.incoming = incoming
        bios = os.path.join(path, 'bios')
        with open(bios, 'wb') as f:
            f.write(bytes(BIOS_SIZE))
        self.monitor, theirs = socket.socketpair()
        self.monitor.settimeout(card.DEADLINE)
        self.lines = self.monitor.makefile('rwb')
        with theirs:
            super().__init__(
                qemu, PROPERTIES, MACHINE, [
                    '-bios', bios,
                    '-chardev', 'socket,id=qmp,fd=%d' % theirs.fileno(),
                    '-mon', 'chardev=qmp,mode=control',
                    *(['-incoming', 'defer'] if incoming else [])],
                [theirs.fileno()])

    def start(self):
        self.lines.readline()
        self.qmp('qmp_capabilities')
        if not self.incoming:
            super().start()

    def close(self):
        super().close()
        self.lines.close()
        self.monitor.close()

    def qmp(self, name, **arguments):
        self.lines.write(json.dumps({'execute': name,
                                     'arguments': arguments}).encode() + b'\n')
        self.lines.flush()
        while True:
            answer = json.loads(self.lines.readline())
            if 'error' in answer:
                raise RuntimeError('%s: %s' % (name, answer['error']['desc']))
            if 'return' in answer:
                return answer['return']

    def save(self, path):
        self.qmp('migrate', uri='file:' + path)
        self.finish()

    def load(self, path):
        # No frames that tell switches about the new place.
        self.qmp('migrate-set-parameters', **{'announce-rounds': 0})
        self.qmp('migrate-incoming', uri='file:' + path)
        self.finish()

    def finish(self):
        ended = card.wait_for(
            lambda: self.qmp('query-migrate').get('status') in (
                'completed', 'failed'), True)
        status = self.qmp('query-migrate')
        if not ended or status['status'] != 'completed':
            raise RuntimeError('migration: %s' % status)

    def registers(self):
        """All that are not 0, by their offsets in hexadecimal digits."""
        words = struct.unpack('<%dI' % (BAR_SIZE // 4), b''.join(
            self.get(card.BAR + n, 1024) for n in range(0, BAR_SIZE, 1024)))
        return {'%04x' % (4 * n): word for n, word in enumerate(words) if word}

    def entry(self, ring, index, data):
        self.put(ring + ENTRY * index, data)

    def query(self, index, handle):
        """What QUERY_SA writes; it is command number index."""
        self.put(INFO, bytes(INFO_SIZE))
        self.entry(COMMANDS, index, struct.pack(
            '<HHIQQIIQIIQQ', 4, 0, 0, index, INFO, INFO_SIZE, handle,
            0, 0, 0, 0, 0))
        self.write(0x401c, index + 1)
        seen = card.wait_for(lambda: self.read(0x4038), index + 1)
        assert seen == index + 1, 'no completion of QUERY_SA'
        self.write(0x4034, index + 1)
        return self.get(INFO, INFO_SIZE).hex()


def steps():
    """Those of the example that lead up to the stopping of its queues."""
    all_of_them = example.parse(contract.read(ROOT, example.SPECIFICATION))
    for number, step in enumerate(all_of_them):
        if (step.verb, step.where, step.value) == ('write', 0x8000, 0):
            return all_of_them[:number]
    raise ValueError('the example stops no queue')


def value_of(verb, where=None):
    """What the one step of a verb at an address brings or expects."""
    found = [s for s in steps() if s.verb == verb and s.where == where]
    assert len(found) == 1, found
    return found[0].value


def rx_entry(address):
    return struct.pack('<Q', address) + value_of('put', RX_POSTED)[8:]


def tx_entry(address, length, flags):
    """flags: those of both ends; the offload stands in the first entry."""
    first = value_of('put', TX_POSTED)
    others, = struct.unpack('<I', first[12:16])
    if not flags & 1:
        return struct.pack('<QII', address, length, flags) + bytes(48)
    return struct.pack('<QII', address, length,
                       (others & ~3) | flags) + first[16:]


def work(nic):
    """Bring a new machine to where it is saved."""
    complaints = example.drive(nic, steps())
    assert not complaints, complaints[0]
    # a filter, a moderated vector, a register for tests
    nic.write(0x0400, 0x005e0001)
    nic.write(0x0404, 0x80000500)
    nic.write(0x2010, 50)
    # a second frame, whose completion nobody reads
    nic.entry(RX_POSTED, 1, rx_entry(SECOND))
    nic.write(0x801c, 2)
    nic.arrive(value_of('arrives'))
    assert card.wait_for(lambda: nic.read(0x8038), 2) == 2, 'no second frame'
    # and one to send, of which half is posted
    nic.put(TO_SEND, value_of('put', 0x108000))
    nic.entry(TX_POSTED, 1, tx_entry(TO_SEND, BEGUN, 1))
    nic.write(0xc01c, 2)
