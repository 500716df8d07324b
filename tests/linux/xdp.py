#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Programs of XDP for the scenarios, as object files that "ip link set dev DEV
xdpdrv obj FILE sec SECTION" loads.

They are written here instruction by instruction, since no compiler for BPF is
asked for.  Each file has the program twice: in section "xdp" for frames in one
buffer, in "xdp.frags" for any.

As a program: xdp.py DIR writes the files.
"""

import os
import struct
import sys

# Verdicts (include/uapi/linux/bpf.h).
ABORTED, DROP, PASS, TX, REDIRECT = range(5)
# Helpers.
CALL_REDIRECT, CALL_ADJUST_HEAD, CALL_ADJUST_TAIL = 23, 44, 65
# struct xdp_md
DATA, DATA_END, INGRESS_IFINDEX = 0, 4, 12
# In the order of the wire, as a little-endian processor reads it.
ETH_P_IP = 0x0008

W, H = 0x00, 0x08               # widths of loads and stores: 4 and 2 bytes


def insn(code, dst=0, src=0, offset=0, value=0):
    return struct.pack('<BBhi', code, dst | src << 4, offset, value)


def load(width, dst, src, offset):
    return insn(0x61 | width, dst, src, offset)


def store(width, dst, offset, src):
    return insn(0x63 | width, dst, src, offset)


def move(dst, src):
    return insn(0xbf, dst, src)


def put(dst, value):
    return insn(0xb7, dst, value=value)


def call(helper):
    return insn(0x85, value=helper)


EXIT = insn(0x95)


def verdict(value):
    return put(0, value) + EXIT


def swap(width, a, b):
    """Two fields of the packet at r2 change places."""
    return (load(width, 4, 2, a) + load(width, 5, 2, b) +
            store(width, 2, a, 5) + store(width, 2, b, 4))


def mirror(*end):
    """Have an IPv4 packet go back to its sender, from whom it was for; its
    checksums stay right.  All else goes to the stack."""
    body = swap(W, 0, 6) + swap(H, 4, 10) + swap(W, 26, 30) + b''.join(end)
    count = len(body) // 8
    return (move(6, 1) + load(W, 2, 1, DATA) + load(W, 3, 1, DATA_END) +
            move(4, 2) + insn(0x07, 4, value=34) +
            insn(0x2d, 4, 3, count + 2) +               # if r4 > r3
            load(H, 4, 2, 12) +
            insn(0x55, 4, offset=count, value=ETH_P_IP) +   # if r4 !=
            body + verdict(PASS))


PROGRAMS = {
    'aborted': verdict(ABORTED),
    'drop': verdict(DROP),
    'pass': verdict(PASS),
    # No verdict that there is.
    'nonsense': verdict(77),
    'tx': mirror(verdict(TX)),
    # To the interface that it came by.
    'redirect': mirror(load(W, 1, 6, INGRESS_IFINDEX), put(2, 0),
                       call(CALL_REDIRECT), EXIT),
    # The same, as it came.
    'away': load(W, 1, 1, INGRESS_IFINDEX) + put(2, 0) + call(CALL_REDIRECT) +
            EXIT,
    # Four bytes in front of the frame that were not there.
    'move': put(2, -4) + call(CALL_ADJUST_HEAD) + verdict(PASS),
    # Four bytes behind it.
    'grow': put(2, 4) + call(CALL_ADJUST_TAIL) + verdict(PASS),
    # Its last byte is gone.
    'cut': put(2, -1) + call(CALL_ADJUST_TAIL) + verdict(PASS),
}


def objects():
    """The files: (name, bytes)."""
    for name, code in PROGRAMS.items():
        yield name + '.o', elf(code)


def elf(code):
    """A relocatable file with the program in its two sections."""
    names = [b'', b'.strtab', b'.symtab', b'xdp', b'xdp.frags', b'license',
             b'program', b'program_frags']
    strings = b'\0'.join(names) + b'\0'
    at = [strings.index(b'\0' + name + b'\0') + 1 if name else 0
          for name in names]
    # Functions, global, from the start of their sections.
    symbols = bytes(24) + b''.join(
        struct.pack('<IBBHQQ', at[6 + i], 1 << 4 | 2, 0, 3 + i, 0, len(code))
        for i in range(2))
    # (type, flags, contents, link, info, alignment, size of entries)
    sections = [
        (0, 0, b'', 0, 0, 0, 0),
        (3, 0, strings, 0, 0, 1, 0),
        (2, 0, symbols, 1, 1, 8, 24),
        (1, 6, code, 0, 0, 8, 0),
        (1, 6, code, 0, 0, 8, 0),
        (1, 3, b'GPL\0', 0, 0, 1, 0),
    ]
    body, headers = b'', b''
    for i, (kind, flags, data, link, info, align, entry) in enumerate(sections):
        body += bytes(-len(body) % 8)
        headers += struct.pack('<IIQQQQIIQQ', at[i], kind, flags, 0,
                               64 + len(body), len(data), link, info, align,
                               entry)
        body += data
    body += bytes(-len(body) % 8)
    # 64 bits, little-endian, relocatable, of machine EM_BPF.
    head = b'\x7fELF' + bytes((2, 1, 1)) + bytes(9) + struct.pack(
        '<HHIQQQIHHHHHH', 1, 247, 1, 0, 0, 64 + len(body), 0, 64, 0, 0, 64,
        len(sections), 1)
    return head + body + headers


def main():
    if len(sys.argv) != 2:
        sys.exit('usage: xdp.py DIR')
    for name, data in objects():
        with open(os.path.join(sys.argv[1], name), 'wb') as f:
            f.write(data)


if __name__ == '__main__':
    main()
