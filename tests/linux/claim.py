# SPDX-License-Identifier: GPL-2.0-or-later
"""A directory for the results of one run, which two must not write into."""

import atexit
import contextlib
import fcntl
import os
import shutil

# In the directory: who may write there need not be able to beside it, and beside it
# another container, where the same volume is mounted, would not see it.
LOCK = '.ipsecnic-lock'


class Refused(Exception):
    """That directory cannot be had; the text says why, and what to do."""


class Busy(Refused):
    """Another run has it; the text says which, and what to do."""


HELD = []


def claim(out):
    """Have that directory, which need not be there yet, until this process ends,
    in whatever way it does."""
    path = os.path.join(out, LOCK)
    os.makedirs(out, exist_ok=True)
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


def look(out, marks, kept):
    """Refuse a directory that is not to be emptied: one with files, but none of
    those that each run leaves, or one that any of these paths is in."""
    if not os.path.isdir(out) or not os.listdir(out):
        return
    for path in kept:
        if os.path.commonpath([out, os.path.realpath(path)]) == out:
            raise Refused('%s would be emptied, with %s; --out names another '
                          'directory' % (out, path))
    # That of a run that was killed before it had made any other.
    if not any(os.path.lexists(os.path.join(out, mark))
               for mark in (*marks, LOCK)):
        raise Refused('%s is not empty, and not of an earlier run; --out names '
                      'another directory' % out)


def empty(out):
    """Remove what is in it; itself it may be a mount point."""
    for entry in list(os.scandir(out)):
        if entry.name == LOCK:
            continue
        if entry.is_dir(follow_symlinks=False):
            shutil.rmtree(entry.path)
        else:
            os.unlink(entry.path)
