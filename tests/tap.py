# SPDX-License-Identifier: GPL-2.0-or-later
"""What the tests in Python share: running the test_ functions of a module,
and printing TAP."""

import os
import sys
import tempfile
import traceback


class Points:
    """Prints test points as they come, and counts them."""

    def __init__(self):
        self.count = 0
        self.failed = 0

    def point(self, good, label, notes=(), skip=None):
        """One point; what is to be said of one that failed."""
        self.count += 1
        self.failed += 0 if good else 1
        print('%sok %d - %s%s' % ('' if good else 'not ', self.count, label,
                                  ' # SKIP ' + skip if skip else ''))
        for note in () if good else notes:
            print('# ' + note)
        sys.stdout.flush()

    def end(self):
        """The plan; returns the exit status."""
        print('1..%d' % self.count)
        return 1 if self.failed else 0


class Skip(Exception):
    """Raised by a test that cannot run here; the text says why."""


def run_tests(module, prepare=lambda path: path):
    """Run the test_ functions of a module in the order of the source.

    Each gets what prepare() makes of a directory of its own. Arguments of the
    program choose the tests that have one of them in their names. Returns the
    exit status.
    """
    tests = [value for name, value in vars(module).items()
             if name.startswith('test_') and callable(value)]
    chosen = sys.argv[1:]
    if chosen:
        tests = [t for t in tests if any(c in t.__name__ for c in chosen)]
    print('1..%d' % len(tests))
    failed = 0
    for number, test in enumerate(tests, 1):
        label = ' '.join(test.__doc__.split('\n\n')[0].split()).rstrip('.')
        outcome, notes = 'ok %d - %s' % (number, label), ''
        with tempfile.TemporaryDirectory(prefix='ipsecnic-') as path:
            try:
                test(prepare(os.path.realpath(path)))
            except Skip as skip:
                outcome += ' # SKIP %s' % skip
            except Exception:
                failed += 1
                outcome = 'not ' + outcome
                notes = traceback.format_exc()
        print(outcome)
        for line in notes.splitlines():
            print('# ' + line)
        sys.stdout.flush()
    return 1 if failed else 0
