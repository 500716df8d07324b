# SPDX-License-Identifier: GPL-2.0-or-later
"""Who may use whom: reads docs/layers.txt and holds the sources to it.

A program is a directory of C files. A unit is a file's name without what is
behind the dot: dma.c and dma.h are one. Units stand on lines; a unit uses those
on lines below its own, and itself, and no other. Two things show what a file
uses: its includes, and the names in it that another unit gives to others, which
ctags finds: functions and variables with external linkage, and whatever a
header defines. A function is declared in the header of its own unit, or in the
one that the program shows to others. Of another program a file includes only
what docs/layers.txt names.
"""

import json
import os
import re
import subprocess

LAYERS = 'docs/layers.txt'


class Wrong(Exception):
    """The file with the layers cannot be understood; the text says where."""


class Program:
    """A directory, and the layers of the units in it."""

    def __init__(self, name, directory):
        self.name = name
        self.directory = directory
        self.rows = []          # of unit names, from the top
        self.uses = set()       # (directory, unit) of other programs
        self.long = {}          # file that may be longer -> why
        self.shown = set()      # headers that declare functions of all units
        self.lists = set()      # headers of rows, which name what is above

    def layer(self, unit):
        """Line of a unit, counted from the top; None: it is on none."""
        for i, row in enumerate(self.rows):
            if unit in row:
                return i
        return None


def read_layers(text):
    """The programs that a text describes, and the most lines of a file."""
    programs, most = {}, None
    program = None
    for number, line in enumerate(text.splitlines(), 1):
        words = line.split('#')[0].split()
        if not words:
            continue
        where = '%s:%d: ' % (LAYERS, number)
        if words[0] == 'lines':
            most = int(words[1])
        elif not line[0].isspace():
            if len(words) != 2 or words[0][-1] != ':':
                raise Wrong(where + 'not "NAME: DIRECTORY"')
            program = Program(words[0][:-1], words[1].rstrip('/'))
            programs[program.name] = program
        elif program is None:
            raise Wrong(where + 'belongs to no program')
        elif words[0] == 'uses':
            for word in words[1:]:
                other, _, unit = word.partition('/')
                if other not in programs or \
                        programs[other].layer(unit) is None:
                    raise Wrong('%s%s is no unit of a program above this '
                                'line' % (where, word))
                program.uses.add((programs[other].directory, unit))
        elif words[0] == 'long':
            program.long[words[1]] = ' '.join(words[2:])
        elif words[0] == 'shows':
            program.shown |= set(words[1:])
        elif words[0] == 'lists':
            program.lists |= set(words[1:])
        else:
            for word in words:
                if program.layer(word) is not None or words.count(word) > 1:
                    raise Wrong('%s%s is there twice' % (where, word))
            program.rows.append(words)
    if not programs or most is None:
        raise Wrong('%s: no program, or no "lines"' % LAYERS)
    return programs, most


def unit_of(path):
    return os.path.basename(path).split('.')[0]


def bare(text):
    """C without comments and strings; lines stay where they are."""
    def blank(match):
        return re.sub(r'[^\n]', ' ', match.group())
    return re.sub(r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|'
                  r"'(?:\\.|[^'\\\n])*'", blank, text, flags=re.S)


def tags(root, paths):
    """What ctags finds in the files: functions, static ones too, all that
    headers define, and what they declare."""
    if not paths:
        return []
    run = subprocess.run(
        ['ctags', '--quiet=yes', '--options=NONE', '--output-format=json',
         '--fields=+nKzf', '--kinds-C=defgpstuvx', '--language-force=C',
         '-o', '-', *paths],
        cwd=root, check=True, stdout=subprocess.PIPE, text=True)
    return [json.loads(line) for line in run.stdout.splitlines()]


class Sources:
    """The files of the programs, read once."""

    def __init__(self, root, programs):
        self.root = root
        self.directories = [p.directory for p in programs.values()]
        self.texts = {}         # path -> text
        self.files = {}         # program -> paths
        self.given = {}         # program -> name -> paths that have it to give
        self.declared = {}      # path, name -> line
        self.functions = {}     # path -> names, static ones too
        for name, program in programs.items():
            where = os.path.join(root, program.directory)
            self.files[name] = sorted(
                os.path.join(program.directory, file)
                for file in (os.listdir(where) if os.path.isdir(where) else ())
                if file.endswith(('.c', '.h')))
            for path in self.files[name]:
                with open(os.path.join(root, path), encoding='utf-8') as f:
                    self.texts[path] = f.read()
            self.read_tags(name)

    def read_tags(self, program):
        given = self.given[program] = {}
        for tag in tags(self.root, self.files[program]):
            path, name, kind = tag['path'], tag['name'], tag['kind']
            if kind == 'function' or kind == 'macro':
                self.functions.setdefault(path, set()).add(name)
            if kind in ('prototype', 'externvar'):
                if path.endswith('.h'):
                    self.declared[path, name] = tag['line']
            elif path.endswith('.h') or (kind in ('function', 'variable') and
                                         not tag.get('file')):
                if not name.startswith('__anon'):
                    given.setdefault(name, set()).add(path)

    def owner(self, path, included):
        """The file that an include means, or None: none of a program."""
        for base in (os.path.dirname(path), 'include', '', *self.directories):
            candidate = os.path.normpath(os.path.join(base, included))
            if candidate in self.texts:
                return candidate
        return None


def arrows(sources, program):
    """Who uses whom: (path, line, the other's path, how it shows)."""
    given = sources.given[program.name]
    for path in sources.files[program.name]:
        text = bare(sources.texts[path])
        for number, line in enumerate(sources.texts[path].splitlines(), 1):
            include = re.match(r'\s*#\s*include\s+"([^"]+)"', line)
            target = include and sources.owner(path, include.group(1))
            if target:
                yield (path, number, target,
                       'includes ' + os.path.basename(target))
        if os.path.basename(path) in program.lists:
            continue
        # A structure that is only declared stays closed to who declares it.
        seen = set(re.findall(r'^struct (\w+);', text, re.M))
        for match in re.finditer(r'(?<![\w.])(?<!->)[A-Za-z_]\w*', text):
            name = match.group()
            if name in seen:
                continue
            seen.add(name)
            paths = given.get(name, ())
            units = {unit_of(p) for p in paths}
            # Who has a name in two units means his own.
            if len(units) != 1 or unit_of(path) in units or \
                    (path, name) in sources.declared:
                continue
            yield (path, text.count('\n', 0, match.start()) + 1,
                   min(paths), 'uses ' + name)


def unlisted(sources, program):
    """Files on no line, and lines of no file."""
    units = {unit_of(path) for path in sources.files[program.name]}
    for unit in sorted(units):
        if program.layer(unit) is None:
            yield ('%s/%s.*: on no line of %s: put it above all that it uses '
                   'and below all that use it' %
                   (program.directory, unit, LAYERS))
    for row in program.rows:
        for unit in row:
            if unit not in units:
                yield '%s: there is no %s/%s.c or .h' % (
                    LAYERS, program.directory, unit)


def too_long(sources, program, most):
    for path in sources.files[program.name]:
        lines = sources.texts[path].count('\n')
        if lines > most and os.path.basename(path) not in program.long:
            yield '%s: %d lines, more than %d: it does more than one thing' % (
                path, lines, most)


def declared_elsewhere(sources, program):
    """Functions that are declared in another unit's header."""
    for (path, name), line in sorted(sources.declared.items()):
        homes = [home for home in sources.given[program.name].get(name, ())
                 if home.endswith('.c')]
        if path in sources.files[program.name] and homes and \
                os.path.basename(path) not in program.shown and \
                unit_of(path) not in map(unit_of, homes):
            yield '%s:%d: declares %s of %s: that belongs into %s.h' % (
                path, line, name, os.path.basename(homes[0]),
                unit_of(homes[0]))


def upwards(program, uses):
    """Arrows that do not point down."""
    for path, line, target, how in uses:
        here, there = unit_of(path), unit_of(target)
        directory = os.path.dirname(target)
        if directory != program.directory:
            if (directory, there) not in program.uses:
                yield '%s:%d: %s of %s: %s does not use %s/%s (%s)' % (
                    path, line, how, target, program.name, directory, there,
                    LAYERS)
            continue
        mine, other = program.layer(here), program.layer(there)
        if here != there and None not in (mine, other) and other <= mine:
            yield ('%s:%d: %s of %s, which %s: call through a pointer that '
                   'the upper one hands down, or move what both need below '
                   'them (%s)' %
                   (path, line, how, os.path.basename(target),
                    'is above it' if other < mine else 'is beside it', LAYERS))


def complaints(sources, program, most):
    """All that is wrong with the files of a program, in words, and how many
    uses were looked at."""
    uses = list(arrows(sources, program))
    return [*unlisted(sources, program), *too_long(sources, program, most),
            *declared_elsewhere(sources, program),
            *upwards(program, uses)], len(uses)


def page_complaints(sources, page):
    """What a page says of functions and files, and is not so; and how many
    functions it names. A function is named with its file: ``f()`` in ``d/x.c``,
    below one of the programs' directories or from the top."""
    wrong, count = [], 0
    for name, file in re.findall(r'``(\w+)\(\)``\s+in\s+``([\w./-]+)``',
                                 page):
        count += 1
        paths = [path for path in sources.texts
                 if path == file or path.endswith('/' + file)]
        if len(paths) != 1:
            wrong.append('%s: %s files have that name' %
                         (file, len(paths) or 'no'))
        elif name not in sources.functions.get(paths[0], ()):
            wrong.append('%s() is not in %s' % (name, paths[0]))
    for file in re.findall(r'``((?:[\w-]+/)+[\w.-]+)``', page):
        if not os.path.exists(os.path.join(sources.root, file)) and \
                not any(path.endswith('/' + file) for path in sources.texts):
            wrong.append('there is no %s' % file)
    return wrong, count
