# SPDX-License-Identifier: GPL-2.0-or-later
"""What the end-to-end tests have in common: running the tool, reading what it
wrote, and printing TAP.

A test is a function whose name starts with test_; the first line of its
documentation is the rule that it pins.  It gets a directory of its own and
fails by raising.
"""

import json
import os
import re
import shutil
import struct
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
sys.path.insert(0, os.path.join(ROOT, 'tests'))

from tap import Skip, run_tests  # noqa: F401, for the tests

FAKE_QEMU = os.path.join(HERE, 'fake-qemu')
# Seconds after which a run of the tool is a failure, whatever it does.
DEADLINE = float(os.environ.get('IPSECNIC_TEST_DEADLINE', '300'))
# What does not wait takes less, however busy the machine is: a run that gets
# nowhere is given up after 60 seconds, if --timeout does not say otherwise.
AT_ONCE = 50

PCAP_MICRO = 0xa1b2c3d4
PCAP_NANO = 0xa1b23c4d


def tool(name):
    """Path of a program of the build, from the environment."""
    path = os.environ.get('IPSECNIC_' + name.upper())
    if not path:
        sys.exit('set IPSECNIC_%s, or run the tests by meson' % name.upper())
    return path


class Run:
    """A finished run of ipsecnic-replay."""

    def __init__(self, status, stdout, stderr, seconds, paths):
        self.status = status
        self.stdout = stdout
        self.stderr = stderr
        self.seconds = seconds
        self.paths = paths

    def good(self):
        assert self.status == 0, 'status %d:\n%s' % (self.status, self.stderr)
        assert not self.stderr, self.stderr
        return self

    def failed(self, status, *texts):
        assert self.status == status, 'status %d, not %d:\n%s' % (
            self.status, status, self.stderr)
        for text in texts:
            assert text in self.stderr, 'no "%s" in:\n%s' % (text, self.stderr)
        return self

    def frames(self):
        return [frame for _, frame in read_pcap(self.paths['out'])[1]]

    def packets(self):
        with open(self.paths['oob'], encoding='utf-8') as f:
            return [json.loads(line) for line in f]


def replay(path, sa='', frames=(), args=(), env=None, capture=None, qemu=None,
           deadline=None):
    """Run ipsecnic-replay on SAs (text) and frames (bytes) in a directory."""
    paths = {name: os.path.join(path, name + suffix)
             for name, suffix in (('sa', '.txt'), ('in', '.pcap'),
                                  ('out', '.pcap'), ('oob', '.jsonl'))}
    with open(paths['sa'], 'w', encoding='utf-8') as f:
        f.write(sa)
    if capture:
        paths['in'] = capture
    else:
        write_pcap(paths['in'], frames)
    command = [tool('replay')]
    for name, file in paths.items():
        command += ['--' + name, file]
    if qemu:
        command += ['--qemu', qemu, '--guest', FAKE_QEMU]
    command += args
    return run(command, env, paths, deadline)


def run(command, env=None, paths=None, deadline=None):
    """Run a command without a terminal, under a deadline."""
    full = dict(os.environ, LC_ALL='C.UTF-8')
    full.update(env or {})
    start = time.monotonic()
    done = subprocess.run(command, env=full, stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          text=True, errors='replace',
                          timeout=deadline or DEADLINE,
                          start_new_session=True)
    return Run(done.returncode, done.stdout, done.stderr,
               time.monotonic() - start, paths)


def peak_memory(command):
    """Run; (status, standard error, peak of the tool's own memory in kB)."""
    for _ in range(5):
        status, text, peak, unseen = watched_memory(command)
        # Who had no turn until it was over has not seen the peak.
        if unseen < 0.2:
            break
    return status, text, peak


def watched_memory(command):
    """The same once, and for how many seconds before the end nobody looked."""
    child = subprocess.Popen(command, stdin=subprocess.DEVNULL,
                             stderr=subprocess.PIPE, text=True)
    looked = time.monotonic()
    end, peak = looked + DEADLINE, 0
    while child.poll() is None:
        assert time.monotonic() < end, 'still running'
        looked = time.monotonic()
        try:
            with open('/proc/%d/status' % child.pid, encoding='utf-8') as f:
                found = re.search(r'VmHWM:\s+(\d+)', f.read())
        except OSError:
            found = None
        if found:
            peak = int(found.group(1))
        time.sleep(0.02)
    unseen = time.monotonic() - looked
    return child.returncode, child.stderr.read(), peak, unseen


def write_pcap(path, frames, nano=False, linktype=1):
    """Write a classic pcap; the time stamps count microseconds."""
    with open(path, 'wb') as f:
        f.write(struct.pack('<IHHiIII', PCAP_NANO if nano else PCAP_MICRO,
                            2, 4, 0, 0, 262144, linktype))
        for number, frame in enumerate(frames):
            f.write(struct.pack('<IIII', 1700000000 + number // 1000000,
                                number % 1000000, len(frame), len(frame)))
            f.write(frame)


def read_pcap(path):
    """Read a classic pcap: (header fields, [(time in ns, frame)])."""
    with open(path, 'rb') as f:
        data = f.read()
    magic = struct.unpack_from('<I', data)[0]
    assert magic in (PCAP_MICRO, PCAP_NANO), 'not a pcap: %#x' % magic
    header = struct.unpack_from('<IHHiIII', data)
    at, packets = 24, []
    while at < len(data):
        seconds, part, caplen, length = struct.unpack_from('<IIII', data, at)
        at += 16
        assert caplen == length and at + caplen <= len(data)
        packets.append((seconds * 10 ** 9 +
                        part * (1 if magic == PCAP_NANO else 1000),
                        data[at:at + caplen]))
        at += caplen
    return header, packets


def write_pcapng(path, frames, resolution=None, linktype=1):
    """Write a pcapng with one interface."""
    options = b''
    if resolution is not None:
        options = struct.pack('<HHBxxxHH', 9, 1, resolution, 0, 0)
    write_interfaces(path, [linktype], [(0, frame) for frame in frames],
                     options, 10 ** (resolution or 6))


def write_interfaces(path, linktypes, packets, options=b'', units=10 ** 6):
    """Write a pcapng with interfaces of these link types: packets are pairs of
    the interface's number and the packet; the time stamps count."""
    def block(kind, body):
        body += b'\0' * (-len(body) % 4)
        size = struct.pack('<I', len(body) + 12)
        return struct.pack('<I', kind) + size + body + size

    with open(path, 'wb') as f:
        f.write(block(0x0a0d0d0a, struct.pack('<IHHq', 0x1a2b3c4d, 1, 0, -1)))
        for linktype in linktypes:
            f.write(block(1, struct.pack('<HHI', linktype, 0, 262144) +
                          options))
        for number, (interface, packet) in enumerate(packets):
            stamp = 1700000000 * units + number
            f.write(block(6, struct.pack('<IIIII', interface, stamp >> 32,
                                         stamp & 0xffffffff, len(packet),
                                         len(packet)) + packet))


def need_program(name):
    path = shutil.which(name)
    if not path:
        # scripts/test says so where it has installed what there is to need.
        assert 'IPSECNIC_ALL_TOOLS' not in os.environ, name + ' is missing'
        raise Skip('%s is not installed' % name)
    return path
