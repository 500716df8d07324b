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
        self.uses = {}          # unit of another program -> its directory
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
                program.uses[unit] = programs[other].directory
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
    return re.sub(r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'',
                  blank, text, flags=re.S)


def definitions(root, paths):
    """What files give to others: name -> set of paths; and what headers declare
    for them: (path, name) -> line."""
    found, declared = {}, {}
    if not paths:
        return found, declared
    run = subprocess.run(
        ['ctags', '--quiet=yes', '--options=NONE', '--output-format=json', '--fields=+nKz',
         '--kinds-C=defgpstuvx', '--language-force=C', '--extras=-F', '-o', '-',
         *paths], cwd=root, check=True, stdout=subprocess.PIPE, text=True)
    for line in run.stdout.splitlines():
        tag = json.loads(line)
        if tag['path'].endswith('.c') and \
                tag['kind'] not in ('function', 'variable'):
            continue
        if tag['name'].startswith('__anon'):
            continue
        if tag['kind'] in ('prototype', 'externvar'):
            declared[tag['path'], tag['name']] = tag['line']
            continue
        found.setdefault(tag['name'], set()).add(tag['path'])
    return found, declared


def functions(root, paths):
    """All functions, static ones too: path -> set of names."""
    found = {path: set() for path in paths}
    run = subprocess.run(
        ['ctags', '--quiet=yes', '--options=NONE', '--output-format=json',
         '--kinds-C=fd', '--language-force=C', '-o', '-', *paths], cwd=root,
        check=True, stdout=subprocess.PIPE, text=True)
    for line in run.stdout.splitlines():
        tag = json.loads(line)
        found[tag['path']].add(tag['name'])
    return found


def page_complaints(root, page):
    """What a page says of functions and files, and is not so; and how many
    functions it names. A function is named with its file: ``f()`` in ``d/x.c``,
    below one of the programs' directories or from the top."""
    with open(os.path.join(root, LAYERS), encoding='utf-8') as f:
        programs, _ = read_layers(f.read())
    sources = Sources(root, programs)
    known = functions(root, sorted(sources.texts))
    wrong, count = [], 0
    for name, file in re.findall(r'``(\w+)\(\)``\s+in\s+``([\w./-]+)``',
                                 page):
        count += 1
        paths = [path for path in known
                 if path == file or path.endswith('/' + file)]
        if len(paths) != 1:
            wrong.append('%s: %s files have that name' %
                         (file, len(paths) or 'no'))
        elif name not in known[paths[0]]:
            wrong.append('%s() is not in %s' % (name, paths[0]))
    for file in re.findall(r'``((?:[\w-]+/)+[\w.-]+)``', page):
        if not os.path.exists(os.path.join(root, file)) and \
                not any(path.endswith('/' + file) for path in known):
            wrong.append('there is no %s' % file)
    return wrong, count


class Sources:
    """The files of the programs, read once."""

    def __init__(self, root, programs):
        self.root = root
        self.programs = programs
        self.texts = {}         # path -> text
        self.files = {}         # program -> paths
        for name, program in programs.items():
            where = os.path.join(root, program.directory)
            self.files[name] = sorted(
                os.path.join(program.directory, file)
                for file in (os.listdir(where) if os.path.isdir(where) else ())
                if file.endswith(('.c', '.h')))
            for path in self.files[name]:
                with open(os.path.join(root, path), encoding='utf-8') as f:
                    self.texts[path] = f.read()
        self.known, self.declared = {}, {}
        for name in programs:
            self.known[name], declared = definitions(root, self.files[name])
            self.declared.update(declared)

    def owner(self, path, included):
        """The file that an include means, or None: none of a program."""
        for base in (os.path.dirname(path), 'include', '',
                     *(p.directory for p in self.programs.values())):
            candidate = os.path.normpath(os.path.join(base, included))
            if candidate in self.texts:
                return candidate
        return None


def arrows(sources, program):
    """Who uses whom: (path, line, unit's path, how it shows)."""
    for path in sources.files[program.name]:
        text = bare(sources.texts[path])
        for number, line in enumerate(sources.texts[path].splitlines(), 1):
            include = re.match(r'\s*#\s*include\s+"([^"]+)"', line)
            if include:
                target = sources.owner(path, include.group(1))
                if target:
                    yield (path, number, target, 'includes ' +
                           os.path.basename(target))
        if os.path.basename(path) in program.lists:
            continue
        # A structure that is only declared stays closed to who declares it.
        seen = set(re.findall(r'^struct (\w+);', text, re.M))
        local = sources.known[program.name]
        for match in re.finditer(r'(?<![\w.])(?<!->)[A-Za-z_]\w*', text):
            name = match.group()
            if name in seen:
                continue
            seen.add(name)
            if (path, name) in sources.declared:
                continue
            paths = local.get(name)
            if not paths or any(unit_of(p) == unit_of(path) and
                                os.path.dirname(p) == os.path.dirname(path)
                                for p in paths):
                continue
            if len({unit_of(p) for p in paths}) > 1:
                continue
            yield (path, text.count('\n', 0, match.start()) + 1,
                   min(paths), 'uses ' + name)


def complaints(root, text=None):
    """All that is wrong with the sources below a directory, in words.

    text: layers to hold them to, other than those that are in the file.
    """
    if text is None:
        with open(os.path.join(root, LAYERS), encoding='utf-8') as f:
            text = f.read()
    programs, most = read_layers(text)
    sources = Sources(root, programs)
    wrong = {name: [] for name in programs}
    counts = {}
    for name, program in programs.items():
        units = {unit_of(path) for path in sources.files[name]}
        for unit in sorted(units):
            if program.layer(unit) is None:
                wrong[name].append(
                    '%s/%s.*: on no line of %s: put it above all that it uses '
                    'and below all that use it' %
                    (program.directory, unit, LAYERS))
        for row in program.rows:
            for unit in row:
                if unit not in units:
                    wrong[name].append('%s: there is no %s/%s.c or .h' %
                                       (LAYERS, program.directory, unit))
        for path in sources.files[name]:
            lines = sources.texts[path].count('\n')
            if lines > most and os.path.basename(path) not in program.long:
                wrong[name].append('%s: %d lines, more than %d: it does more '
                                   'than one thing' % (path, lines, most))
        for (path, function), line in sorted(sources.declared.items()):
            homes = sources.known[name].get(function)
            if path in sources.files[name] and homes and \
                    any(home.endswith('.c') for home in homes) and \
                    path.endswith('.h') and \
                    os.path.basename(path) not in program.shown and \
                    unit_of(path) not in {unit_of(home) for home in homes}:
                wrong[name].append(
                    '%s:%d: declares %s of %s: that belongs into %s.h' %
                    (path, line, function, os.path.basename(min(homes)),
                     unit_of(min(homes))))
        counts[name] = 0
        for path, line, target, how in arrows(sources, program):
            here, there = unit_of(path), unit_of(target)
            directory = os.path.dirname(target)
            counts[name] += 1
            if directory != program.directory:
                if program.uses.get(there) != directory:
                    wrong[name].append(
                        '%s:%d: %s of %s: %s does not use %s/%s (%s)' %
                        (path, line, how, os.path.relpath(target), name,
                         directory, there, LAYERS))
                continue
            if here == there:
                continue
            mine, other = program.layer(here), program.layer(there)
            if mine is not None and other is not None and other <= mine:
                wrong[name].append(
                    '%s:%d: %s of %s, which %s: call through a pointer that '
                    'the upper one hands down, or move what both need below '
                    'them (%s)' %
                    (path, line, how, os.path.basename(target),
                     'is above it' if other < mine else 'is beside it',
                     LAYERS))
    return wrong, counts
