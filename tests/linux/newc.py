#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Archives as Linux takes them for an initramfs (cpio's "newc" format,
Documentation/driver-api/early-userspace/buffer-format.rst).

As a program: newc.py OUT ROOT... writes the trees, one over the other.
All belongs to root in the archive, whoever runs this, and no times are in it.
"""

import os
import stat
import sys


class Newc:
    """Writes one archive into a binary file."""

    def __init__(self, out):
        self.out = out
        self.inode = 0
        self.dirs = set()
        self.links = set()

    def _entry(self, name, mode, data=b'', nlink=1, rdev=(0, 0)):
        raw = name.encode() + b'\0'
        self.inode += 1
        fields = (self.inode, mode, 0, 0, nlink, 0, len(data), 0, 0,
                  rdev[0], rdev[1], len(raw), 0)
        head = b'070701' + b''.join(b'%08X' % f for f in fields) + raw
        self.out.write(head + b'\0' * (-len(head) % 4))
        self.out.write(data + b'\0' * (-len(data) % 4))

    def directory(self, name, mode=0o755):
        """Add a directory, and those above it that are not there yet."""
        if name in ('', '.') or name in self.dirs:
            return
        self.directory(os.path.dirname(name))
        self.dirs.add(name)
        self._entry(name, stat.S_IFDIR | mode, nlink=2)

    def file(self, name, data, mode=0o644):
        self.directory(os.path.dirname(name))
        self._entry(name, stat.S_IFREG | mode, data)

    def link(self, name, target):
        if name in self.links:
            return
        self.links.add(name)
        self.directory(os.path.dirname(name))
        self._entry(name, stat.S_IFLNK | 0o777, os.fsencode(target))

    def path(self, name, source):
        """Add a file or link of this machine under that name."""
        if os.path.islink(source):
            self.link(name, os.readlink(source))
        else:
            with open(source, 'rb') as f:
                self.file(name, f.read(), stat.S_IMODE(os.stat(source).st_mode))

    def tree(self, root):
        """Add all that is below a directory, without dot files on top."""
        for path, dirs, files in os.walk(root):
            dirs.sort()
            base = os.path.relpath(path, root)
            for name in sorted(dirs + files):
                full = os.path.join(path, name)
                inner = name if base == '.' else os.path.join(base, name)
                if base == '.' and name.startswith('.'):
                    continue
                if os.path.islink(full) or not os.path.isdir(full):
                    # The way into a directory that a link stands for.
                    head = os.path.dirname(inner)
                    self.directory(head)
                    self.path(inner, full)
                else:
                    self.directory(inner)

    def finish(self):
        self._entry('TRAILER!!!', 0)


def main():
    if len(sys.argv) < 3:
        sys.exit('usage: newc.py OUT ROOT...')
    with open(sys.argv[1], 'wb') as out:
        archive = Newc(out)
        for root in sys.argv[2:]:
            archive.tree(root)
        archive.finish()


if __name__ == '__main__':
    main()
