#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Unpack an x86 kernel: vmlinux.py VMLINUZ OUT

What is in a bzImage is described in Linux's Documentation/arch/x86/boot.rst.
QEMU starts an ELF file directly (by its PVH note), which on an emulated
processor saves the seconds that the kernel takes to unpack itself.  Writes the
image as it is if it cannot be unpacked here; it boots, too.
"""

import lzma
import shutil
import struct
import subprocess
import sys


def payload(image):
    """The compressed kernel in a bzImage, or nothing."""
    if image[0x202:0x206] != b'HdrS':
        return b''
    sectors = image[0x1f1] or 4
    offset, length = struct.unpack_from('<II', image, 0x248)
    start = (sectors + 1) * 512 + offset
    return image[start:start + length]


def unpack(data):
    """The ELF file, or nothing."""
    try:
        # Behind it stands its size, which is not of the format.
        if data.startswith(b'\xfd7zXZ\0'):
            return lzma.LZMADecompressor(lzma.FORMAT_XZ).decompress(data)
        if data.startswith(b'\x28\xb5\x2f\xfd') and shutil.which('zstd'):
            return subprocess.run(['zstd', '-q', '-d', '-c'], input=data[:-4],
                                  stdout=subprocess.PIPE, check=True).stdout
    except (lzma.LZMAError, subprocess.CalledProcessError) as error:
        print('vmlinux.py: %s' % error, file=sys.stderr)
    return b''


def main():
    if len(sys.argv) != 3:
        sys.exit('usage: vmlinux.py VMLINUZ OUT')
    with open(sys.argv[1], 'rb') as f:
        image = f.read()
    kernel = unpack(payload(image))
    with open(sys.argv[2], 'wb') as f:
        f.write(kernel if kernel.startswith(b'\x7fELF') else image)


if __name__ == '__main__':
    main()
