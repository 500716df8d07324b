# SPDX-License-Identifier: GPL-2.0-or-later
"""A program that is not to outlive the one that starts it."""

import ctypes
import os
import signal

PR_SET_PDEATHSIG = 1
_LIBC = ctypes.CDLL(None)


def bound(number=signal.SIGKILL):
    """The preexec_fn of a Popen: the child gets this signal if we are gone, by
    SIGKILL for instance."""
    parent = os.getpid()

    def bind():
        _LIBC.prctl(PR_SET_PDEATHSIG, int(number), 0, 0, 0)
        if os.getppid() != parent:
            os._exit(1)
    return bind
