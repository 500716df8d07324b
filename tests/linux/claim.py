# SPDX-License-Identifier: GPL-2.0-or-later
"""A directory for the results of one run, which two must not write into."""

import atexit
import contextlib
import fcntl
import os


class Busy(Exception):
    """Another run has it; the text says which, and what to do."""


HELD = []


def claim(out):
    """Have that directory, which need not be there yet, until this process ends,
    in whatever way it does."""
    path = out + '.lock'
    os.makedirs(os.path.dirname(path), exist_ok=True)
    while True:
        file = open(path, 'a+', encoding='utf-8')
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            raise Busy('another run (pid %s) writes into %s; --out names '
                       'another directory' % (file.read().strip() or '?',
                                              out)) from None
        # Who had it before may have removed it in between.
        with contextlib.suppress(FileNotFoundError):
            if os.path.samestat(os.fstat(file.fileno()), os.stat(path)):
                break
        file.close()
    HELD.append(file)
    file.truncate(0)
    file.write('%d\n' % os.getpid())
    file.flush()

    def leave():
        with contextlib.suppress(OSError):
            os.unlink(path)
    atexit.register(leave)
