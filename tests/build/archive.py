# SPDX-License-Identifier: GPL-2.0-or-later
"""A Debian archive made on the spot, of packages of a few bytes.

An Archive is a directory with dists/ and pool/ as a mirror has them, to be used
by its file: URI or served over HTTP.  What may happen to a mirror is done to
it: packages are removed from the index or from the pool, or cut.
"""

import gzip
import hashlib
import io
import os
import shutil
import tarfile


def _tar(files):
    """A tar.gz of {name: bytes, or (bytes, mode)}, always the same one: a file
    of the pool may be of two suites."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode='w') as tar:
        made = set()
        for name, content in files.items():
            mode = 0o644
            if isinstance(content, tuple):
                content, mode = content
            parts = name.split('/')
            for n in range(1, len(parts)):
                directory = './' + '/'.join(parts[:n])
                if directory not in made:
                    made.add(directory)
                    info = tarfile.TarInfo(directory)
                    info.type, info.mode = tarfile.DIRTYPE, 0o755
                    tar.addfile(info)
            info = tarfile.TarInfo('./' + name)
            info.size, info.mode = len(content), mode
            tar.addfile(info, io.BytesIO(content))
    return gzip.compress(out.getvalue(), 1, mtime=0)


def _deb(control, files):
    """The bytes of a binary package; deb(5) describes them."""
    out = b'!<arch>\n'
    for name, data in (('debian-binary', b'2.0\n'),
                       ('control.tar.gz', _tar({'control':
                                                control.encode()})),
                       ('data.tar.gz', _tar(files))):
        out += b'%-16s%-12d%-6d%-6d%-8s%-10d`\n' % (
            name.encode(), 0, 0, 0, b'100644', len(data))
        out += data + b'\n' * (len(data) % 2)
    return out


def _sums(data):
    return hashlib.sha256(data).hexdigest(), len(data)


class Archive:
    """An archive below path, which ends in the name that mirrors have."""

    def __init__(self, path):
        self.path = path
        self.binaries = []      # suite, architecture, stanza, file in the pool
        self.sources = []       # suite, stanza
        self.suites = set()
        self.codenames = {}     # of suites that have another name
        os.makedirs(path)

    @property
    def uri(self):
        return 'file:%s/' % self.path

    def suite(self, name):
        self.suites.add(name)

    def add(self, suite, name, version='1', depends='', files=None,
            architecture='amd64'):
        """Put a package in; returns its file in the pool."""
        self.suites.add(suite)
        control = 'Package: %s\nVersion: %s\nArchitecture: %s\n' % (
            name, version, architecture)
        control += 'Maintainer: Nobody <nobody@example.org>\n'
        if depends:
            control += 'Depends: %s\n' % depends
        control += 'Description: stand-in\n'
        data = _deb(control, files or {'usr/share/stand-in/' + name: b'x'})
        place = 'pool/%s_%s_%s.deb' % (name, version.replace(':', '%3a'),
                                       architecture)
        self._put(place, data)
        digest, size = _sums(data)
        stanza = '%sFilename: %s\nSize: %d\nSHA256: %s\n' % (
            control, place, size, digest)
        self.binaries.append((suite, architecture, name, version, stanza))
        return os.path.join(self.path, place)

    def add_source(self, suite, name, version):
        """Put a source package in; returns its files in the pool."""
        self.suites.add(suite)
        plain = version.split(':')[-1]
        tarball = '%s_%s.tar.gz' % (name, plain)
        data = _tar({'%s/VERSION' % name: plain.encode()})
        sums = ' %s %d %s\n' % (*_sums(data), tarball)
        head = ('Format: 3.0 (native)\nSource: %s\nBinary: %s\n'
                'Architecture: any\nVersion: %s\n'
                'Maintainer: Nobody <nobody@example.org>\n'
                % (name, name, version))
        dsc = (head + 'Checksums-Sha256:\n' + sums).encode()
        dsc_name = '%s_%s.dsc' % (name, plain)
        self._put('pool/' + tarball, data)
        self._put('pool/' + dsc_name, dsc)
        stanza = (head.replace('Source: ', 'Package: ') + 'Directory: pool\n'
                  'Checksums-Sha256:\n' + sums +
                  ' %s %d %s\n' % (*_sums(dsc), dsc_name))
        self.sources.append((suite, stanza))
        return [os.path.join(self.path, 'pool', file)
                for file in (dsc_name, tarball)]

    def remove(self, name, version=None):
        """Take a package out of the index, as if it had never been there."""
        before = len(self.binaries)
        self.binaries = [entry for entry in self.binaries
                         if entry[2] != name or
                         version not in (None, entry[3])]
        assert len(self.binaries) < before, (name, version)

    def _put(self, place, data):
        path = os.path.join(self.path, place)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, 'wb') as f:
            f.write(data)

    def publish(self):
        """Write the indices of what is in the archive now."""
        shutil.rmtree(os.path.join(self.path, 'dists'), ignore_errors=True)
        for suite in self.suites:
            indices = {'main/source/Sources': '\n'.join(
                stanza for s, stanza in self.sources if s == suite)}
            for arch in ('amd64', 's390x'):
                indices['main/binary-%s/Packages' % arch] = '\n'.join(
                    entry[4] for entry in self.binaries
                    if entry[0] == suite and entry[1] in (arch, 'all'))
            release = ('Origin: Debian\nLabel: Debian\nSuite: %s\n'
                       'Codename: %s\nDate: Thu, 01 Jan 2026 00:00:00 UTC\n'
                       'Architectures: amd64 s390x\nComponents: main\n'
                       'SHA256:\n' % (
                           suite, self.codenames.get(suite, suite)))
            for name, text in indices.items():
                for ending, data in (('', text.encode()),
                                     ('.gz', gzip.compress(text.encode()))):
                    self._put('dists/%s/%s%s' % (suite, name, ending), data)
                    release += ' %s %d %s%s\n' % (*_sums(data), name, ending)
            self._put('dists/%s/Release' % suite, release.encode())


def cut(path, part=0.5):
    """Leave the first part of a file."""
    with open(path, 'r+b') as f:
        f.truncate(int(os.path.getsize(path) * part))
