# SPDX-License-Identifier: GPL-2.0-or-later
"""What the generators have in common."""

import struct

MAC_CARD = '52:54:00:12:34:56'
MAC_PEER = '02:00:00:00:00:01'

# The key that Microsoft publishes for the verification of RSS hashes.
RSS_KEY = bytes.fromhex('6d5a56da255b0ec24167253d43a38fb0d0ca2bcbae7b30b4'
                        '77cb2da38030f20c6a42b73bbeac01fa')


def toeplitz(data):
    """The Toeplitz hash of data, bit by bit as Microsoft describes it."""
    key = int.from_bytes(RSS_KEY, 'big')
    bits = len(RSS_KEY) * 8
    result = 0
    for i in range(len(data) * 8):
        if data[i // 8] & (0x80 >> (i % 8)):
            result ^= (key >> (bits - 32 - i)) & 0xffffffff
    return result


# Published: 66.9.149.187:2794 to 161.142.100.80:1766.
assert toeplitz(bytes([66, 9, 149, 187, 161, 142, 100, 80]) +
                struct.pack('>HH', 2794, 1766)) == 0x51ccc178


def pattern(n, first):
    """n bytes that are easy to tell from others."""
    return bytes((first + 7 * i) & 0xff for i in range(n))


def c_hex(data, indent):
    """A C string literal of the bytes in hexadecimal, over several lines."""
    lines = []
    text = data.hex()
    for i in range(0, len(text), 64):
        lines.append('%s"%s"' % (' ' * indent, text[i:i + 64]))
    return '\n'.join(lines) or ' ' * indent + '""'
