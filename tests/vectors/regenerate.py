#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Write the generated files of the source tree anew.

usage: tests/vectors/regenerate.py [FILE...]

FILE is one of those below, by its path from the top of the tree; without any,
all are written.  They are in the tree so that it builds without Scapy;
vectors-test fails if one is not what its generator writes.
"""

import os
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(
    os.path.abspath(__file__))))
ME = 'tests/vectors/regenerate.py'
DEADLINE = 120

# Each generated file, and the command that writes it to its output.
GENERATED = {
    'tests/vectors/ipsecnic-vectors.h': ['tests/vectors/gen-vectors.py'],
    'tests/vectors/ipsecnic-tx-vectors.h': ['tests/vectors/gen-vectors.py',
                                            'tx'],
    'tests/vectors/ipsecnic-portions.h': ['tests/vectors/gen-portions.py'],
    'tests/vectors/packet-vectors.h': ['tests/vectors/gen-packet-vectors.py'],
    'tests/vectors/ah-vectors.h': ['tests/vectors/gen-ah-vectors.py'],
    'tests/vectors/encapsulate-vectors.h': [
        'tests/vectors/gen-encapsulate-vectors.py'],
    'tests/data/demo.sa': ['tests/data/make-demo', '--only-sas'],
}


def generate(file):
    """The bytes that the generator of a file writes."""
    script, *arguments = GENERATED[file]
    return subprocess.run(
        [sys.executable, os.path.join(ROOT, script), *arguments],
        stdout=subprocess.PIPE, stdin=subprocess.DEVNULL, check=True,
        timeout=DEADLINE).stdout


def main():
    unknown = [file for file in sys.argv[1:] if file not in GENERATED]
    if unknown:
        sys.exit('%s: %s is not generated; these are:\n    %s' % (
            ME, unknown[0], '\n    '.join(GENERATED)))
    for file in sys.argv[1:] or GENERATED:
        # All of it is made before the old one is touched.
        made = generate(file)
        with open(os.path.join(ROOT, file), 'wb') as f:
            f.write(made)


if __name__ == '__main__':
    main()
