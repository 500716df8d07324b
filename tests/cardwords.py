# SPDX-License-Identifier: GPL-2.0-or-later
"""What the comments of a capture can have in them, read out of the sources of
the card that write them."""

import functools
import glob
import os
import re

import cheader

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
DEVICE = os.path.join(ROOT, 'hw', 'net', 'ipsecnic')
NAMES = os.path.join(ROOT, 'include', 'hw', 'net', 'ipsecnic_names.h')
# These append a text to the comment that is their first argument.
APPEND = ('g_string_append_printf', 'g_string_append', 'g_string_printf')
# These make a whole comment of their arguments.
WHOLE = ('ipsecnic_capture_control', 'g_strdup_printf')
LITERAL = r'"((?:[^"\\]|\\.)*)"'
KEY = r'[a-z]+(?: [a-z]+)*'


def read(path):
    with open(path, encoding='utf-8') as f:
        return f.read()


def plain(text):
    """C without comments; literals that stand side by side are one."""
    text = re.sub(r'/\*.*?\*/', '', text, flags=re.S)
    text = re.sub(r'\bPRI\w+', '"n"', text)
    return re.sub(r'{0}(?:\s*{0})*'.format(LITERAL), lambda found: '"%s"' %
                  ''.join(literals([found.group()])), text)


def functions(text):
    """(name, parameters, body) of each."""
    return re.findall(r'^(?:[\w*]+ )+\**(\w+)\(([^;{}]*?)\)\n\{\n(.*?)^\}',
                      text, re.M | re.S)


def calls(body):
    """(name, arguments) of each call, those in arguments too."""
    for found in re.finditer(r'\b([a-z]\w*)\(', body):
        depth, start, arguments, quoted = 1, found.end(), [], False
        for at in range(start, len(body)):
            c = body[at]
            if c == '"' and body[at - 1] != '\\':
                quoted = not quoted
            if quoted:
                continue
            depth += (c in '([{') - (c in ')]}')
            if not depth or depth == 1 and c == ',':
                arguments.append(body[start:at].strip())
                start = at + 1
            if not depth:
                break
        yield found.group(1), arguments


def literals(arguments):
    return [text for a in arguments for text in re.findall(LITERAL, a)]


def keys_of(texts):
    return {key for text in texts
            for key in re.findall(r'; (%s): ' % KEY, text)}


class Helper:
    """A function that appends to a comment that it is given."""

    def __init__(self, parameters):
        names = [p.strip() for p in parameters.split(',')]
        self.place, = [n for n, p in enumerate(names)
                       if p.startswith('GString *')]
        self.name = names[self.place].split('*')[-1]
        self.keys = set()
        self.ends = set()               # of keys that begin with an argument
        self.named = False              # arguments are keys
        self.texts = []                 # a comment can begin with them

    def add(self, texts):
        self.keys |= keys_of(texts)
        self.ends |= {end for text in texts
                      for end in re.findall(r'; %%s(%s): ' % KEY, text)}
        self.named |= any('; %s: ' in text for text in texts)

    def of(self, texts):
        """Keys of a call with these literals."""
        found = set(self.keys)
        for text in texts:
            if text == '' or text.endswith(' '):
                found |= {text + end for end in self.ends}
            elif self.named:
                found.add(text)
        return found


def sources():
    return [plain(read(path)) for path in
            sorted(glob.glob(os.path.join(DEVICE, '*.c')))
            if 'capture_control(' in read(path) or
            os.path.basename(path).startswith(('capture', 'sa_text'))]


class Strings(dict):
    """Texts that were appended to each variable of a function, and keys."""

    def append(self, variable, texts, keys):
        have = self.setdefault(variable, ([], set()))
        have[0].extend(texts)
        have[1].update(keys)


@functools.lru_cache(maxsize=None)
def kinds():
    """First key of a comment -> the other keys that one can have."""
    found = {}
    defined = [f for text in sources() for f in functions(text)]
    helpers = {name: Helper(parameters) for name, parameters, _ in defined
               if parameters.count('GString *') == 1}

    def comment(texts, keys):
        for text in texts:
            first = re.match(r'(%s):' % KEY, text)
            if first:
                found.setdefault(first.group(1), set()).update(keys)

    # A helper comes before who calls it, but for those of other files.
    for _ in range(2):
        for name, _, body in defined:
            strings = Strings()
            for called, arguments in calls(body):
                texts, helper = literals(arguments), helpers.get(called)
                if called in WHOLE:
                    joined = [strings.get(a[:-len('->str')], ((), set()))[1]
                              for a in arguments if a.endswith('->str')]
                    comment(texts, keys_of(texts).union(*joined))
                elif called in APPEND:
                    strings.append(arguments[0], texts, keys_of(texts))
                elif helper and called != name:
                    strings.append(arguments[helper.place], helper.texts,
                                   helper.of(texts))
            for variable, (texts, keys) in strings.items():
                if name in helpers and variable == helpers[name].name:
                    helpers[name].add(texts)
                    helpers[name].keys |= keys
                    helpers[name].texts = texts
                else:
                    comment(texts, keys)
        # What it appends was made elsewhere.
        helpers['ipsecnic_capture_faults'].keys = {'fault'}
    return found


@functools.lru_cache(maxsize=None)
def values():
    """First key -> its values that are written out where it is."""
    found = {}
    told = {'ipsecnic_capture_sa': 'sa', 'ipsecnic_capture_present': 'sa',
            'ipsecnic_capture_rule': 'rule'}
    for text in sources():
        for name, _, body in functions(text):
            for called, arguments in calls(body):
                texts = literals(arguments)
                fixed = re.match('(%s): ([a-z]+|%%s)(?:;|$)' % KEY,
                                 texts[0] if texts else '')
                if called in told:
                    kind = told[called]
                elif called in WHOLE and fixed:
                    kind = fixed.group(1)
                    texts = texts[1:] if fixed.group(2) == '%s' else [
                        fixed.group(2)]
                else:
                    continue
                found.setdefault(kind, set()).update(
                    t for t in texts if re.fullmatch('[a-z]+', t))
            if name == 'ipsecnic_capture_asks':
                found['posted'] = set(re.findall('" ([a-z]+)"', body))
    return found


@functools.lru_cache(maxsize=None)
def words():
    """Each word that stands in a literal of those sources, or is a name of the
    interface."""
    text = '\n'.join(literals([*sources(), plain(read(NAMES))]))
    commands = cheader.lists(read(NAMES))['IPSECNIC_CMD_NAMES']
    return set(re.findall(r'[\w-]+', text)) | {row[0] for row in commands}


@functools.lru_cache(maxsize=None)
def names(space):
    """Name -> text, or None, in a number space of the interface."""
    return {row[1].strip('"'): row[2].strip('"') if row[2:] else None
            for row in cheader.lists(read(NAMES))['IPSECNIC_%s_NAMES' % space]}


@functools.lru_cache(maxsize=None)
def spaces():
    """(first key, key) -> the values that it can have."""
    command = {row[0] for row in
               cheader.lists(read(NAMES))['IPSECNIC_ST_NAMES']}
    return {
        ('indicated', 'status'): {'none', *names('CRYPTO')},
        ('indicated', 'reason'): names('REASON'),
        ('indicated', 'inner reason'): names('REASON'),
        ('indicated', 'kind'): names('KIND'),
        ('received', 'received'): names('KIND'),
        ('received', 'accept'): names('ACCEPT'),
        ('posted', 'status'): names('TX_ST'),
        ('completed', 'completed'): names('TX_ST'),
        ('command', 'status'): command,
        ('event', 'limit'): names('LIMIT'),
    }


def complaint(comment):
    """Why the card does not write such a comment, or None."""
    if not re.fullmatch(r'{0}: [^;]+(; {0}: [^;]+)*'.format(KEY), comment):
        return 'it is not in the grammar'
    pairs = [part.split(': ', 1) for part in comment.split('; ')]
    kind, have = pairs[0][0], dict(pairs)
    if kind not in kinds():
        return 'no comment begins with ' + kind
    for key, value in pairs:
        # An SA inside of another, or around it, has the same keys.
        key = re.sub('^(inner|tunnel) (mode|top)$', r'\2', key)
        if key != kind and key not in kinds()[kind]:
            return '%s has no %s' % (kind, key)
        if value not in spaces().get((kind, key), (value,)):
            return '%s is never %s' % (key, value)
    # Those that packet mode alone has come behind a good ICV.
    if have.get('reason') in ('replay', 'ecn') and \
            have.get('status') != 'success':
        return '%(reason)s with status %(status)s' % have
    return None
