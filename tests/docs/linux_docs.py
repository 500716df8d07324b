# SPDX-License-Identifier: GPL-2.0-or-later
"""What docs/linux.rst and docs/linux-driver.rst name, against the sources of
the driver.

The pages are read as Sphinx's XML (contract.py). Sources are a dictionary, name
of the file to its text. Each check_ function returns complaints, a list of
strings.
"""

import os
import re

import cheader
import contract
from contract import literals, table, text_of

DRIVER = 'guest-driver/linux'
ABI = 'ipsecnic_abi.h'
NAMES = 'ipsecnic_names.h'

# What Linux itself says, and the page quotes among the driver's sentences.
KERNEL = ("Type doesn't support offload",)

# One string of C: literals side by side, or macros that are made strings.
STRING = r'((?:"(?:[^"\\]|\\.)*"|__stringify\(\w+\)|\s)+)'


def sources(root):
    """The sources of the driver, with the headers of the interface."""
    path = os.path.join(root, DRIVER)
    found = {name: contract.read(root, os.path.join(DRIVER, name))
             for name in os.listdir(path)
             if re.fullmatch(r'ipsecnic\w*\.[ch]', name)}
    found[ABI] = contract.read(root, contract.ABI)
    found[NAMES] = contract.read(root, os.path.join(
        os.path.dirname(contract.ABI), NAMES))
    return found


def value_of(files, macro):
    """What a macro stands for, as text."""
    for text in files.values():
        found = re.search(r'^#define %s\s+(\w+)' % macro, text, re.M)
        if found:
            return found[1]
    raise AssertionError('no macro ' + macro)


def string_of(files, text):
    """The value of such a string."""
    return ''.join(
        literal if literal or not macro else value_of(files, macro)
        for literal, macro in re.findall(
            r'"((?:[^"\\]|\\.)*)"|__stringify\((\w+)\)', text))


def entries(files, name):
    """What a list of X() has: of each entry its arguments, as text."""
    for text in files.values():
        found = cheader.lists(text).get(name)
        if found:
            return found
    raise AssertionError('no list ' + name)


def applied(files, macro):
    """The strings that a list makes of a macro: its parameters, what it stands
    for, the list."""
    parameters, text, name = macro
    names = re.split(r',\s*', parameters)
    found = []
    for values in entries(files, name):
        value = dict(zip(names, values))
        parts = re.findall(r'"[^"]*"|[\w#]+|[^\s"\w]', text)
        parts = [value.get(part, part) for part in parts]
        at = [part[:1] == '"' for part in parts].index(True)
        string = ''
        while at < len(parts) and parts[at][:1] == '"':
            string += parts[at][1:-1]
            at += 1
        found.append(string)
    return found


def array(files, name):
    """The strings of an array, or the first one of each of its members, in
    order."""
    for text in files.values():
        body = re.search(r'\b%s\[\w*\](?:\[\w+\])? = \{(.*?)^\};' % name,
                         text, re.M | re.S)
        if not body:
            continue
        macro = re.search(r'#define (\w+)\((.*?)\) (.*)\n\s*(\w+)\(\1\)',
                          body[1])
        if macro:
            return applied(files, macro.groups()[1:])
        body = re.sub(r'/\*.*?\*/', '', body[1], flags=re.S)
        return re.findall(r'"([^"]*)"', body)
    raise AssertionError('no array ' + name)


# -- what the sources have ---------------------------------------------------

def counters(files):
    """Names of ethtool -S, in its order; N stands for the number of a queue.

    Those that the kernel has for page pools are not the driver's."""
    body = re.search(r'^void ipsecnic_stats_strings\(.*?^\}',
                     files['ipsecnic_stats.c'], re.M | re.S)[0]
    found = []
    first = 0
    for line in re.findall(r'\b(?:for|ethtool_\w+|ipsecnic_\w+)\s*\([^;]*;',
                           body[body.index('{'):]):
        line = ' '.join(line.split())
        loop = re.match(r'for \(\w+ = (\d+);', line)
        call = re.match(r'(\w+)\(&data, (?:"([\w%]+)"(?:, )?)?(\w+)?', line)
        if loop:
            first = int(loop[1])
        elif line.startswith('ipsecnic_xfrm_stats_strings('):
            found += array(files, 'ipsecnic_xfrm_stat_names')
        elif call and call[2] and call[3]:
            found += [call[2].replace('%s', name)
                      for name in array(files, call[3])[first:]]
        elif call and call[2]:
            found.append(call[2])
        elif call and call[3]:
            found += [name.replace('%u', 'N')
                      for name in array(files, call[3])]
        else:
            raise AssertionError('not understood: ' + line)
    return found


def refusals(files):
    """Pairs: counter of a refusal, sentence."""
    names = {number: name.strip('"') for number, name in entries(
        files, 'IPSECNIC_XFRM_COUNTERS')}
    found = []
    for name in sorted(files):
        found += [(names[why], string_of(files, sentence))
                  for why, sentence in re.findall(
                      r'IPSECNIC_XFRM_(REFUSED_\w+),\s*' + STRING,
                      files[name]) if '"' in sentence]
    return found


def sentences(files):
    """All that the driver says to users by way of netlink."""
    found = [sentence for _, sentence in refusals(files)]
    for name in sorted(files):
        text = re.sub(r'^#define(?:.*\\\n)*.*$', '', files[name], flags=re.M)
        found += [string_of(files, sentence) for sentence in re.findall(
            r'(?:NL_SET_ERR_MSG(?:_FMT)?_MOD\(|'
            r'IPSECNIC_POLICY_REFUSE\(\w+,\s*)\w+,\s*' + STRING, text)]
    # without the number, or whatever it is, that stands behind a colon
    found = [sentence.split(': status %')[0] for sentence in found]
    return sorted(set(found) - {'%s'})


def debugfs_files(files):
    return re.findall(r'debugfs_create_file\w*\("(\w+)"',
                      files['ipsecnic_debugfs.c'])


# -- what the pages have -----------------------------------------------------

def plain(text):
    """With the quotation marks and apostrophes of the source."""
    return re.sub('[\u201c\u201d]', '"', re.sub('[\u2018\u2019]', "'", text))


def quoted(element):
    """What stands in quotation marks."""
    return re.findall(r'"([^"]+)"', plain(text_of(element)))


def first_column(doc, title):
    return [name for row in table(doc, title).rows for name in literals(row[0])]


def documented(doc):
    """The counters that have a row."""
    found = []
    for t in contract.tables(doc):
        if t.title.startswith('Counters: ') or t.title == 'Refusals':
            found += [name for cell in t.column('Counter')
                      for name in literals(cell)]
    return found


def compare(what, have, want):
    """Complaints about what is missing, too much, or twice."""
    return (['%s %s is missing' % (what, name)
             for name in want if name not in have] +
            ['there is no %s %s' % (what, name)
             for name in have if name not in want] +
            ['%s %s is there twice' % (what, name)
             for name in sorted(set(have)) if have.count(name) > 1])


# -- the checks --------------------------------------------------------------

def check_counters(doc, files):
    """Every counter has its row, and every row its counter."""
    have = documented(doc)
    want = counters(files)
    wrong = compare('counter', have, want)
    prose = {name for name in literals(doc) if re.fullmatch(
        r'(?:rx|tx|sa|dev)_[a-z_]*[a-z]', name)}
    wrong += ['there is no counter ' + name
              for name in sorted(prose - set(want))]
    for number, row in enumerate(table(doc, 'Counters: verdicts').rows):
        name = array(files, 'ipsecnic_crypto_counters')[number]
        if (text_of(row[0]) != str(number) or
                literals(row[1]) != ['rx_crypto_' + name]):
            wrong.append('row %d of the verdicts is not that of %s' % (
                number, name))
    return wrong


def check_refusals(doc, files):
    """Every sentence of the driver is on the page, and that of a refusal in
    the row of its counter, where there is no other."""
    text = ' '.join(quoted(doc))
    wrong = ['the sentence "%s" is missing' % sentence
             for sentence in sentences(files) if sentence not in text]
    want = refusals(files)
    known = sentences(files)
    for row in table(doc, 'Refusals').rows:
        counter = literals(row[0])[0]
        have = quoted(row[1])
        wrong += ['%s: the sentence "%s" is missing' % (counter, sentence)
                  for why, sentence in want
                  if why == counter and sentence not in have]
        for sentence in have:
            of = {why for why, said in want if said == sentence}
            if sentence in KERNEL:
                continue
            if sentence not in known:
                wrong.append('%s: nobody says "%s"' % (counter, sentence))
            elif of and counter not in of:
                wrong.append('"%s" is not of %s' % (sentence, counter))
    return wrong


def check_names(doc, files):
    """Private flags, self-tests and files in debugfs."""
    tests = [name for name in first_column(doc, 'Self-test')
             if 'queue pair' not in name]
    return (compare('private flag', first_column(doc, 'Private flags'),
                    array(files, 'ipsecnic_priv_flag_names')) +
            compare('self-test', tests, array(files, 'ipsecnic_test_names')) +
            compare('file', first_column(doc, 'Files in debugfs'),
                    debugfs_files(files)))


def check_files(doc, files, readme):
    """The driver notes and the README say what is in each file."""
    named = [t for t in contract.tables(doc) if t.header[:1] == ['File']]
    want = sorted(name for name in files if name not in (ABI, NAMES) and
                  name[:-1] + 'c' not in set(files) - {name})
    wrong = compare('file', [text_of(row[0]) for row in named[0].rows], want)
    listed = re.findall(r'^\| `(ipsecnic\w*\.[ch])` \|', readme, re.M)
    return wrong + ['README.md: ' + text
                    for text in compare('file', listed, want)]
