# SPDX-License-Identifier: GPL-2.0-or-later
"""A card in a QEMU that runs nothing, driven from here over the qtest protocol.

The machine is a q35 with the card at 00:02.0 and its other end of the wire in
this process. The firmware's part (BARs, bus mastering) is done by start().
"""

import os
import select
import socket
import subprocess
import time

BAR = 0xc0000000
MSIX = 0xc0100000
SLOT = 2
MAC = '52:54:00:12:34:56'
# Seconds of patience for whatever has to come at all.
DEADLINE = 60 * float(os.environ.get('IPSECNIC_TIMEOUT_MULTIPLIER', '1'))


class Card:
    """Addresses are guest physical, integers in host byte order."""

    def __init__(self, qemu, properties=''):
        self.wire, theirs = socket.socketpair(socket.AF_UNIX,
                                              socket.SOCK_DGRAM)
        with theirs:
            self.process = subprocess.Popen(
                [qemu, '-machine', 'q35', '-accel', 'qtest', '-qtest', 'stdio',
                 '-qtest-log', '/dev/null', '-nodefaults', '-display', 'none',
                 '-m', '64', '-netdev',
                 'dgram,id=n0,local.type=fd,local.str=%d' % theirs.fileno(),
                 '-device', 'ipsecnic,netdev=n0,addr=%#x,mac=%s%s' % (
                     SLOT, MAC, properties)],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                pass_fds=[theirs.fileno()])
        self.unread = b''

    def __enter__(self):
        try:
            self.start()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(self, *args):
        self.close()

    def close(self):
        self.wire.close()
        self.process.kill()
        self.process.wait(DEADLINE)
        self.process.stdin.close()
        self.process.stdout.close()

    def command(self, *words):
        """Send one command; what QEMU answers, without the OK."""
        self.process.stdin.write((' '.join(words) + '\n').encode())
        self.process.stdin.flush()
        end = time.monotonic() + DEADLINE
        while True:
            line, newline, rest = self.unread.partition(b'\n')
            if newline:
                self.unread = rest
                words = line.decode().split()
                if words[0] == 'OK':
                    return words[1] if len(words) > 1 else ''
                raise RuntimeError('qtest: ' + line.decode())
            left = end - time.monotonic()
            if left < 0 or not select.select([self.process.stdout], [], [],
                                             left)[0]:
                raise TimeoutError('QEMU does not answer')
            piece = os.read(self.process.stdout.fileno(), 65536)
            if not piece:
                raise RuntimeError('QEMU is gone')
            self.unread += piece

    def config(self, offset, value=None):
        """A word of 32 bits of the card's configuration space."""
        self.command('outl', '0xcf8', hex(0x80000000 | SLOT << 11 | offset))
        if value is None:
            return int(self.command('inl', '0xcfc'), 16)
        return self.command('outl', '0xcfc', hex(value))

    def bus_master(self, on):
        self.config(4, 6 if on else 2)

    def start(self):
        self.config(0x10, BAR)
        self.config(0x14, 0)
        self.config(0x18, MSIX)
        self.bus_master(True)

    def read(self, offset):
        """A register of BAR 0."""
        return int(self.command('readl', hex(BAR + offset)), 16)

    def write(self, offset, value):
        self.command('writel', hex(BAR + offset), hex(value))

    def get(self, address, length):
        """Bytes of guest memory."""
        return bytes.fromhex(self.command('read', hex(address),
                                          hex(length))[2:])

    def put(self, address, data):
        self.command('write', hex(address), hex(len(data)), '0x' + data.hex())

    def arrive(self, frame):
        """A frame on the wire to the card."""
        self.wire.send(frame)

    def leave(self, seconds=DEADLINE):
        """The next frame from the card; nothing: None."""
        if not select.select([self.wire], [], [], seconds)[0]:
            return None
        return self.wire.recv(65600)


def wait_for(look, want, seconds=DEADLINE):
    """Look until what is seen is what is wanted; what was seen last."""
    end = time.monotonic() + seconds
    while True:
        seen = look()
        if seen == want or time.monotonic() > end:
            return seen
        time.sleep(0.005)
