# SPDX-License-Identifier: GPL-2.0-or-later
"""What docs/ipsecov2.rst promises, against the sources.

The page is read as the XML that Sphinx makes of it, so that what is checked is
what a reader sees. Each check_ function returns complaints, a list of strings.
"""

import functools
import os
import re
import subprocess
import tempfile
import xml.etree.ElementTree as ET

import cheader
import packets

ABI = 'include/hw/net/ipsecnic_abi.h'
DEVICE = 'hw/net/ipsecnic/properties.c'
PAGE = 'docs/ipsecov2.rst'


def read(root, path):
    with open(os.path.join(root, path), encoding='utf-8') as f:
        return f.read()


# -- the page ----------------------------------------------------------------

@functools.lru_cache(maxsize=None)
def pages(root):
    """All pages as XML elements, by name; built once."""
    with tempfile.TemporaryDirectory(prefix='ipsecnic-') as out:
        subprocess.run(
            ['sphinx-build', '-q', '-b', 'xml', '-d',
             os.path.join(out, 'doctrees'), os.path.join(root, 'docs'),
             os.path.join(out, 'xml')],
            check=True, timeout=120, stdin=subprocess.DEVNULL)
        return {name[:-4]: ET.parse(os.path.join(out, 'xml', name)).getroot()
                for name in os.listdir(os.path.join(out, 'xml'))
                if name.endswith('.xml')}


def page(root, name='ipsecov2'):
    """A page as an XML element."""
    return pages(root)[name]


def text_of(element):
    return ' '.join(''.join(element.itertext()).split())


def literals(element):
    return [text_of(e) for e in element.iter('literal')]


class Table:
    """A table of the page; rows are lists of XML elements."""

    def __init__(self, element):
        title = element.find('title')
        self.title = text_of(title) if title is not None else ''
        heads = element.findall('.//thead/row')
        self.header = [text_of(e) for e in heads[0]] if heads else []
        self.rows = [list(row) for row in element.findall('.//tbody/row')]

    def column(self, name):
        at = self.header.index(name)
        return [row[at] for row in self.rows]


def tables(doc):
    return [Table(e) for e in doc.iter('table')]


def table(doc, title):
    """The one table with this title."""
    found = [t for t in tables(doc) if t.title == title]
    assert len(found) == 1, '%d tables "%s"' % (len(found), title)
    return found[0]


# -- the sources -------------------------------------------------------------

def names(abi, prefix):
    """Macros that begin so, without IPSECNIC_, those with arguments too."""
    return re.findall(r'^#define IPSECNIC_(%s\w+)' % prefix, abi, re.M)


def structs(abi):
    """Fields of each struct, in order."""
    found = {}
    for name, body in re.findall(r'^struct (\w+) \{(.*?)^\};', abi,
                                 re.M | re.S):
        body = re.sub(r'/\*.*?\*/', '', body, flags=re.S)
        found[name] = re.findall(r'(\w+)(?:\[\d+\])?;', body)
    return found


def array_rows(source, array):
    """Name and text of each row of an array of structs."""
    body = re.search(r'\b%s\[\w*\] = \{(.*?)^\};' % array, source,
                     re.M | re.S)
    if not body:
        return []
    starts = list(re.finditer(
        r'^    (?:\[\w+\] = )?(?:\{|[A-Z]+\()\s*(?:\.name = )?"([^"]+)"',
        body[1], re.M))
    ends = [m.start() for m in starts[1:]] + [len(body[1])]
    return [(m[1], body[1][m.start():end]) for m, end in zip(starts, ends)]


def status_of(row, numbers):
    """The number of the status that a row of a test names first."""
    found = re.search(r'\bST\((\w+)\)', row)
    if found:
        return numbers['ST_SA_' + found[1]]
    return next(numbers['TX_ST_' + word] for word in
                re.findall(r'\b[A-Z_]+\b', row) if 'TX_ST_' + word in numbers)


def is_registered(name, row, source):
    """Whether a row becomes a test: some are set aside for tests by hand."""
    return '.aside = ' not in row or any(
        name.startswith(prefix) for prefix in
        re.findall(r'g_str_has_prefix\(\w+->name, "([^"]+)"\)', source))


def tests_of(source, numbers):
    """Paths of the GLib tests that a program registers."""
    paths = set(re.findall(
        r'\b(?:g_test|qtest)_add(?:_data)?_func\(\s*"(/[^"]+)"\s*,', source))
    for macro, prefix in re.findall(
            r'#define (\w+)\(name, func\)\s*(?:\\\s*)?\w+_add_func\('
            r'"([^"]+)" name, func\)', source):
        paths.update(prefix + name for name in re.findall(
            r'\b%s\(\s*"([^"]+)"' % macro, source))
    for match in re.finditer(r'\bg_str(?:dup_printf|concat)\(\s*'
                             r'"(/(?!proc/)[^"]+)",([^;]*)\);', source):
        form, args = match[1], match[2]
        if '%' not in form:
            form += '%s'
        array = re.search(r'(\w+)\[i\]', args)
        if not array:
            # through a pointer that was set before
            pointer = re.search(r'(\w+)->', args)
            if not pointer:
                continue
            pointer = pointer[1]
            array = list(re.finditer(
                r'\b%s = &(\w+)\[i\]' % pointer,
                source[:match.start()]))[-1]
        for name, row in array_rows(source, array[1]):
            values = (status_of(row, numbers), name) if '%u' in form else name
            if is_registered(name, row, source):
                paths.add(form % values)
    return paths


def known_tests(root):
    """All tests that the page may name, of those that are built and run."""
    numbers = cheader.numbers(read(root, ABI))
    units = re.search(r'^unit_tests = \[(.*?)\]',
                      read(root, 'tests/unit/meson.build'), re.M | re.S)[1]
    files = ['tests/unit/test-%s.c' % name
             for name in re.findall(r"'([^']+)'", units)]
    files += ['tests/guest/test-%s.c' % name
              for name in ('transport', 'send', 'answer')]
    files += ['qtest/%s.c' % line.strip()
              for line in read(root, 'qtest/programs.txt').splitlines()
              if line.strip() and not line.startswith('#')]
    rows, wrong = packets.parse(packets.files(root), read(root, ABI))
    assert not wrong, '\n'.join(wrong)
    known = {packets.PREFIX + name for name in rows}
    for path in files:
        source = read(root, path)
        for header in re.findall(
                r'#include "(?:tests/qtest/ipsecnic/)?'
                r'((?:vectors/)?ipsecnic-[\w-]+\.h)"', source):
            source += read(root, 'qtest/' + header)
        if '#include "vectors.h"' in source:
            source += read(root, 'tests/unit/vectors.h')
            source += read(root, 'tests/vectors/ah-vectors.h')
        found = tests_of(source, numbers)
        assert found, 'no test found in ' + path
        known |= found
    scripts = read(root, 'tests/e2e/meson.build')
    for name in re.findall(r"'([\w-]+-test)'", scripts):
        known.update('%s::%s' % (name, test) for test in re.findall(
            r'^def (test_\w+)\(', read(root, 'tests/e2e/' + name), re.M))
    return known


# -- the checks --------------------------------------------------------------

def check_cells(doc):
    """No cell is empty, and no row is short of one."""
    wrong = []
    for t in tables(doc):
        for number, row in enumerate(t.rows, 1):
            where = 'table "%s", row %d' % (t.title, number)
            if len(row) != len(t.header):
                wrong.append('%s has %d cells' % (where, len(row)))
            wrong += ['%s: the cell "%s" is empty' % (where, column)
                      for column, cell in zip(t.header, row)
                      if not text_of(cell)]
    return wrong


def check_files(doc_text, names):
    """Each table stands in a file, and each file is on the page once."""
    wrong = ['a table is not in a file: ' + line for line in re.findall(
        r'^\.\. (?:list-)?table::.*', doc_text, re.M)]
    shown = re.findall(r'^\.\. csv-table::.*\n   :file: ipsecov2/(.*)$',
                       doc_text, re.M)
    wrong += ['docs/ipsecov2/%s is on the page %d times' % (
        name, shown.count(name)) for name in names if shown.count(name) != 1]
    return wrong


def check_numbers(doc):
    """R1 to R26, T1 to T15 and D1 to D16 have a row each, in order."""
    wrong = []
    for title, letter, last in (('Statements', 'R', 26),
                                ('Statements on transmit', 'T', 15),
                                ('Decisions', 'D', 16)):
        want = ['%s%d' % (letter, n) for n in range(1, last + 1)]
        have = [text_of(cell) for cell in table(doc, title).column('No.')]
        wrong += ['there is no row for ' + n for n in want if n not in have]
        if not wrong and have != want:
            wrong.append('%s has the rows %s' % (title, ' '.join(have)))
    return wrong


def check_tests(doc, known):
    """The tests that the page names exist; each row that has a cell for tests
    names one, or says why not."""
    wrong = []
    for name in sorted(set(literals(doc))):
        if name.endswith('/*') and name.startswith('/'):
            if not any(path.startswith(name[:-1]) for path in known):
                wrong.append('there are no tests ' + name)
        elif name.startswith('/') or '::' in name:
            if name not in known:
                wrong.append('there is no test ' + name)
    for t in tables(doc):
        for column in ('Test', 'Tests'):
            if column in t.header:
                wrong += ['table "%s": "%s" names no test' % (
                    t.title, text_of(row[0])[:60])
                    for row, cell in zip(t.rows, t.column(column))
                    if not literals(cell) and
                    not text_of(cell).startswith('none: ')]
    return wrong


def check_packets(doc, rows):
    """The packets of the page are those that the test reads."""
    seen = [text_of(cell).split(packets.PREFIX)[-1] for t in tables(doc)
            if 'In the buffer' in t.header for cell in t.column('Test')]
    wrong = ['packet %s is on the page %d times' % (name, seen.count(name))
             for name in rows if seen.count(name) != 1]
    return wrong + ['packet %s is not tested' % name for name in seen
                    if name not in rows]


def check_words(doc, rows, numbers):
    """The legal words and the statuses agree with their packets."""
    wrong = []
    t = table(doc, 'Legal values of the receive word')
    for row in t.rows:
        cells = dict(zip(t.header, row))
        word = [w for w in literals(cells['Word']) if w.startswith('0x')][0]
        for test in literals(cells['Test']):
            name = test.split('/packet/')[-1]
            if name in rows and rows[name].word != word:
                wrong.append('word %s: packet %s has %s' % (
                    word, name, rows[name].word))
        for flag, column in (('OOB_CRYPTO_DONE', 'CryptoDone'),
                             ('OOB_NEXT_CRYPTO_DONE', 'NextCryptoDone')):
            said = text_of(cells[column])
            if said in '01' and int(said) != bool(
                    int(word, 0) & numbers[flag]):
                wrong.append('word %s has another %s' % (word, column))
    t = table(doc, 'The statuses')
    for row in t.rows:
        cells = dict(zip(t.header, row))
        number = int(text_of(cells['No.']))
        name = text_of(cells['Name'])
        if numbers.get('CRYPTO_' + name) != number:
            wrong.append('status %d is not %s' % (number, name))
        for test in literals(cells['Test']):
            packet = test.split('/packet/')[-1]
            if packet in rows and int(rows[packet].word, 0) >> 16 != number:
                wrong.append('status %d: packet %s has another' % (number,
                                                                   packet))
    if len(t.rows) != 8:
        wrong.append('there are %d statuses' % len(t.rows))
    return wrong


def first_column(doc, title, find=literals):
    return [name for row in table(doc, title).rows for name in find(row[0])]


def check_abi(doc, abi):
    """Every field, register, command, status and capability of the ABI header
    has its place on the page."""
    wrong = []

    def compare(title, have, want):
        wrong.extend('table "%s": %s is missing' % (title, name)
                     for name in want if name not in have)
        wrong.extend('table "%s": there is no %s' % (title, name)
                     for name in have if name not in want)
        wrong.extend('table "%s": %s is there twice' % (title, name)
                     for name in set(have) if have.count(name) > 1)

    titles = {t.title.split(',')[0]: t.title for t in tables(doc)}
    for name, fields in structs(abi).items():
        if 'struct ' + name not in titles:
            wrong.append('there is no table "struct %s"' % name)
            continue
        title = titles['struct ' + name]
        compare(title, first_column(doc, title), fields)

    queue = [q for q in names(abi, 'Q_')
             if re.search(r'^#define IPSECNIC_%s\s+0x[0-9a-f]{2} ' % q, abi,
                          re.M)]
    compare('Registers', first_column(doc, 'Registers'),
            [r[4:] for r in names(abi, 'REG_')] + queue)
    compare('Commands', first_column(doc, 'Commands'),
            [c for c in names(abi, 'CMD_') if not c.startswith('CMD_FLAG')])
    compare('Statuses of commands',
            first_column(doc, 'Statuses of commands'),
            [s[3:] for s in names(abi, 'ST_')])

    bits = ' '.join(text_of(cell) for cell in
                    table(doc, 'NDIS_IPSEC_OFFLOAD_V2').column('Register: bit'))
    bits = re.findall(r'\w+', bits)
    for prefix in ('CAP_', 'ENCAP_', 'UDP_ESP_', 'AUTH_', 'CIPHER_'):
        wrong += ['capability %s is missing' % name
                  for name in names(abi, prefix)
                  if name not in bits and name != 'UDP_ESP_PORT']
    return wrong


# Fields of the structure, in order.
NDIS_FIELDS = (
    'Encapsulation', 'IPv6Supported', 'IPv4Options',
    'IPv6NonIPsecExtensionHeaders', 'Ah', 'Esp', 'AhEspCombined', 'Transport',
    'Tunnel', 'TransportTunnelCombined', 'LsoSupported',
    'ExtendedSequenceNumbers', 'UdpEsp', 'AuthenticationAlgorithms',
    'EncryptionAlgorithms', 'SaOffloadCapacity')


def check_capabilities(doc, device):
    """Every field of NDIS_IPSEC_OFFLOAD_V2 has a row, and every property that
    switches one off is named."""
    t = table(doc, 'NDIS_IPSEC_OFFLOAD_V2')
    fields = [re.split(r'[ ,]', text_of(cell))[0] for cell in t.column('Field')]
    wrong = ['NDIS_IPSEC_OFFLOAD_V2.%s is missing' % name
             for name in NDIS_FIELDS if name not in fields]
    have = [p for cell in t.column('Property') for p in literals(cell)]
    switches = re.findall(r'IPSECNIC_SWITCH(?:64)?\("([^"]+)"', device)
    assert len(switches) > 20
    wrong += ['property %s is missing' % name for name in switches
              if name not in have]
    wrong += ['there is no property ' + name for name in have
              if name not in switches and name != 'sa-capacity']
    return wrong
