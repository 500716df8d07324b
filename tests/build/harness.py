# SPDX-License-Identifier: GPL-2.0-or-later
"""What the tests of the build scripts have in common.

A test is a function whose name starts with test_; its first line of
documentation is the rule that it pins.  It gets a Scratch, and fails by
raising.  run_tests() runs all of a module and prints TAP.
"""

import hashlib
import os
import re
import shutil
import stat
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(
    os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(ROOT, 'tests'))

import tap
from tap import Skip  # noqa: F401, for the tests

TIMEOUT = 120


class Scratch:
    """A directory for one test, with a project, QEMU trees and commands."""

    def __init__(self, path):
        self.path = path
        self.bin = self.make_dir('bin')
        self.cache = self.make_dir('cache')
        self.env = dict(os.environ)
        for name in ('QEMU_SRC', 'CC', 'MAKEFLAGS', 'IPSECNIC_JOBS'):
            self.env.pop(name, None)
        self.env['IPSECNIC_CACHE'] = self.cache
        self.env['PATH'] = self.bin + ':/usr/bin:/bin:/usr/sbin:/sbin'
        self.env['LC_ALL'] = 'C.UTF-8'
        # No test goes to the network or changes the machine.
        for name in ('apt-get', 'sudo'):
            self.command(name, 'echo "$0 $*" >&2; exit 1\n')

    def make_dir(self, name):
        path = os.path.join(self.path, name)
        os.makedirs(path, exist_ok=True)
        return path

    def write(self, name, text, executable=False):
        path = os.path.join(self.path, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, 'w', encoding='utf-8') as f:
            f.write(text)
        if executable:
            os.chmod(path, 0o755)
        return path

    def command(self, name, script):
        """Put a command of that name in front of the PATH."""
        return self.write('bin/' + name, '#!/bin/sh\n' + script, True)

    def project(self, name='project'):
        """A checkout with the real scripts and nothing to compile."""
        path = self.make_dir(name)
        for part in ('qemu', 'scripts'):
            shutil.copytree(os.path.join(ROOT, part),
                            os.path.join(path, part), symlinks=True,
                            ignore=shutil.ignore_patterns('__pycache__'))
        for link in ('hw/net/ipsecnic', 'qtest', 'docs/specs'):
            self.make_dir(os.path.join(name, link))
        for file in ('include/hw/net/ipsecnic_abi.h',
                     'include/hw/net/ipsecnic_names.h',
                     'docs/specs/ipsecnic.rst', 'qtest/programs.txt'):
            self.write(os.path.join(name, file), '')
        return path

    def qemu_tree(self, name='qemu', version='10.0.13'):
        """A tree that looks like QEMU's as far as the scripts look.

        The files that hooks.patch changes are made from the patch: its
        context, on the lines where it expects it.
        """
        files = {'VERSION': version + '\n', 'configure': '#!/bin/sh\n'}
        with open(os.path.join(ROOT, 'qemu/hooks.patch'),
                  encoding='utf-8') as patch:
            for line in patch:
                if line.startswith('--- a/'):
                    current = []
                    files[line[6:].strip()] = current
                elif line.startswith('@@'):
                    first = int(re.match(r'@@ -(\d+)', line).group(1))
                    while len(current) < first - 1:
                        current.append('# line %d\n' % (len(current) + 1))
                elif line.startswith(' '):
                    current.append(line[1:])
        for directory in ('include/hw/net', 'docs/specs', 'pc-bios',
                          'configs/devices/x86_64-softmmu',
                          'configs/devices/ppc-softmmu', 'tests/qtest'):
            self.make_dir(os.path.join(name, directory))
        for file, text in files.items():
            self.write(os.path.join(name, file), ''.join(text))
        os.chmod(os.path.join(self.path, name, 'configure'), 0o755)
        return os.path.join(self.path, name)

    def run(self, *command, env=None, cwd=None):
        """Run without a terminal; returns (status, everything printed)."""
        full = dict(self.env)
        full.update(env or {})
        done = subprocess.run(command, env=full, cwd=cwd or self.path,
                              stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, text=True,
                              timeout=TIMEOUT, start_new_session=True)
        return done.returncode, done.stdout

    def good(self, *command, **options):
        status, text = self.run(*command, **options)
        assert status == 0, 'status %d from %s:\n%s' % (status, command, text)
        return text

    def bad(self, *command, status=1, **options):
        got, text = self.run(*command, **options)
        assert got == status, 'status %d from %s:\n%s' % (got, command, text)
        return text


def state_of(tree):
    """Names, contents, link targets and times of everything in a tree."""
    state = {}
    for directory, names, files in os.walk(tree):
        for name in names + files:
            path = os.path.join(directory, name)
            info = os.lstat(path)
            what = [stat.S_IFMT(info.st_mode), info.st_mtime_ns]
            if stat.S_ISLNK(info.st_mode):
                what.append(os.readlink(path))
            elif stat.S_ISREG(info.st_mode):
                with open(path, 'rb') as f:
                    what.append(hashlib.sha256(f.read()).hexdigest())
            elif stat.S_ISDIR(info.st_mode):
                what.pop()      # its time changes with a file made and gone
            state[os.path.relpath(path, tree)] = tuple(what)
    return state


def contains(text, *parts):
    for part in parts:
        assert part in text, 'no "%s" in:\n%s' % (part, text)


def run_tests(module):
    """Run all test_ functions of a module, each with a Scratch of its own."""
    return tap.run_tests(module, Scratch)
