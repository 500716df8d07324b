#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""What becomes of each packet: docs/ipsecov2/packets-*.csv, read and checked.

usage: packets.py ABI_HEADER CSV... -- SOURCE...

Writes packets.h for tests/unit/test-what-happens.c: a line PACKET(...) for
each row, in which the compiler points to the row.  SOURCE are the C files with
the functions that compose the packets.  The tests of the documentation read
the rows by parse().
"""

import csv
import os
import re
import sys
import typing

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

import cheader  # noqa: E402

COLUMNS = ['Packet', 'Kind', 'Reason', 'Word', 'In the buffer', 'Counters',
           'Test']
PREFIX = '/packet/'

BYTES = {'as on the wire': 'WIRE', 'decrypted': 'OPEN',
         'outer portion decrypted, inner as on the wire': 'OUTER'}


class Packet(typing.NamedTuple):
    """One row: names of the ABI header without their prefix, and those of
    tests/unit/scene.h."""
    name: str
    kind: str
    reason: str
    inner: str          # '' if there is none
    word: str
    bytes: str
    counted: str
    where: tuple        # file and line

    @property
    def function(self):
        """The function that composes it, without its prefix."""
        return self.name.replace('-', '_')


def counters(word, reason, numbers):
    """What a row has to say of the counters, for each who may be counted."""
    status = word >> 16
    passed, failed = 'packets, bytes', 'failed[%d]' % status
    moves = ['RX_STATUS(%d)' % status if word & numbers['OOB_CRYPTO_DONE'] else
             'RX_REASON(%d)' % numbers['REASON_' + reason]]
    if word & numbers['OOB_NEXT_CRYPTO_DONE']:
        moves.append('RX_NESTED')
    return {'; '.join(moves + [text]): counted for counted, text in {
        'NOBODY': 'none of an SA',
        'PASSED': passed,
        'FAILED': failed,
        'SKIPPED': 'skipped',
        'BOTH': passed + ' of both SAs',
        'PASSED_FAILED': 'outer %s; inner %s' % (passed, failed),
        'PASSED_SKIPPED': 'outer %s; inner skipped' % passed,
        'PASSED_NOBODY': 'outer ' + passed,
    }.items()}


def parse_row(cells, numbers, where):
    """A row by column; ValueError says which cell is wrong."""
    def cell(column, good, what):
        if not good:
            raise ValueError('%s is "%s": %s' % (column, cells[column], what))

    name = cells['Test'][len(PREFIX):]
    cell('Test', cells['Test'].startswith(PREFIX) and
         re.fullmatch('[a-z0-9]+(-[a-z0-9]+)*', name),
         'it must be %s and a name of small letters, digits and hyphens' %
         PREFIX)
    kinds = [n[5:] for n in numbers if n.startswith('KIND_')]
    cell('Kind', cells['Kind'] in kinds, 'there are ' + ', '.join(kinds))
    reason, _, inner = cells['Reason'].partition('; inner ')
    for part in [reason] + ([inner] if '; ' in cells['Reason'] else []):
        cell('Reason', 'REASON_' + part in numbers,
             'the ABI header has no REASON_' + part)
    cell('Word', re.fullmatch('0x[0-9a-f]{8}', cells['Word']),
         'it must have eight digits')
    cell('In the buffer', cells['In the buffer'] in BYTES,
         'there are ' + ', '.join(BYTES))
    counted = counters(int(cells['Word'], 0), reason, numbers)
    cell('Counters', cells['Counters'] in counted,
         'with this word and reason it must be one of\n    ' +
         '\n    '.join(counted))
    return Packet(name, cells['Kind'], reason, inner, cells['Word'],
                  BYTES[cells['In the buffer']], counted[cells['Counters']],
                  where)


def parse(texts, abi):
    """The rows of texts, a dictionary of CSV texts by file name, and
    complaints about those that are none."""
    packets, wrong, numbers = {}, [], cheader.numbers(abi)
    for file, text in sorted(texts.items()):
        reader = csv.reader(text.splitlines(True), strict=True)
        header = next(reader, [])
        if header != COLUMNS:
            wrong.append('%s:1: the columns must be %s' % (
                file, ', '.join(COLUMNS)))
            continue
        line = reader.line_num + 1
        for row in reader:
            where, line = (file, line), reader.line_num + 1
            if len(row) != len(COLUMNS):
                wrong.append('%s:%d: there are %d cells' % (*where, len(row)))
                continue
            try:
                packet = parse_row(
                    {column: text.replace('``', '')
                     for column, text in zip(COLUMNS, row)}, numbers, where)
            except ValueError as error:
                wrong.append('%s:%d: %s' % (*where, error))
                continue
            if packet.name in packets:
                wrong.append('%s:%d: %s is in line %d of %s already' % (
                    *where, packet.name, *packets[packet.name].where[::-1]))
            packets[packet.name] = packet
    return packets, wrong


def check_functions(packets, sources):
    """Each packet has a function that composes it, and the reverse."""
    have = set(re.findall(r'^void packet_(\w+)\(Scene \*s\)$', sources, re.M))
    want = {packet.function: packet for packet in packets.values()}
    return ['%s:%d: no function packet_%s(Scene *s) composes this packet: '
            'write it in tests/unit/packets-*.c' % (*want[name].where, name)
            for name in want if name not in have] + [
            'packet_%s() composes a packet that has no row in '
            'docs/ipsecov2/packets-*.csv' % name
            for name in sorted(have - set(want))]


def read(path):
    with open(path, encoding='utf-8', newline='') as f:
        return f.read()


def files(root):
    """The texts of the tables of packets, by name from the root."""
    folder = 'docs/ipsecov2'
    return {'%s/%s' % (folder, name): read(os.path.join(root, folder, name))
            for name in os.listdir(os.path.join(root, folder))
            if name.startswith('packets-')}


def main():
    at = sys.argv.index('--')
    abi, *tables = sys.argv[1:at]
    packets, wrong = parse({os.path.relpath(path): read(path)
                            for path in tables}, read(abi))
    wrong = wrong or check_functions(
        packets, '\n'.join(map(read, sys.argv[at + 1:])))
    if wrong:
        sys.exit('\n'.join(wrong))
    print('/* Written by tests/docs/packets.py from docs/ipsecov2/. */')
    for packet in packets.values():
        print('#line %d "%s"' % (packet.where[1], packet.where[0]))
        print('PACKET(%s, "%s", IPSECNIC_KIND_%s, IPSECNIC_REASON_%s, %s, %s, '
              '%s, %s)' % (
                  packet.function, packet.name, packet.kind, packet.reason,
                  'IPSECNIC_REASON_' + packet.inner if packet.inner else '0',
                  packet.word, packet.bytes, packet.counted))


if __name__ == '__main__':
    main()
