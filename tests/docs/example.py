# SPDX-License-Identifier: GPL-2.0-or-later
"""The worked example of docs/specs/ipsecnic.rst: its steps, and a run of them.

The notation is told in the specification. What is read here is the page's
source, so what a reader copies is what was tested.
"""

import re

import card

SPECIFICATION = 'docs/specs/ipsecnic.rst'
TITLE = 'A worked example'
VERBS = ('write', 'read', 'put', 'find', 'arrives', 'leaves')
# Those that say what the card must do.
EXPECTING = ('read', 'find', 'leaves')
# Those with bytes in the lines below.
LONG = ('put', 'find', 'arrives', 'leaves')


class Step:
    """One step; value is a number, or bytes."""

    def __init__(self, number, verb, where=None, value=b''):
        self.number = number    # line of the page
        self.verb = verb
        self.where = where      # register or address
        self.value = value
        self.patience = None    # seconds; None: those of the run

    def __str__(self):
        where = '' if self.where is None else ' %04x' % self.where
        return 'line %d: %s%s' % (self.number, self.verb, where)


def section(page):
    """Number of the first line of the example, and its lines."""
    lines = page.split('\n')
    starts = [i for i in range(len(lines) - 1)
              if lines[i] == TITLE and set(lines[i + 1]) == {'-'}]
    if len(starts) != 1:
        raise ValueError('no section "%s", or more than one' % TITLE)
    for end in range(starts[0] + 2, len(lines)):
        if lines[end] and set(lines[end]) == {'-'} and lines[end - 1]:
            return starts[0] + 1, lines[starts[0]:end - 1]
    return starts[0] + 1, lines[starts[0]:]


def parse(page):
    """The steps of the code blocks, in order."""
    first, lines = section(page)
    steps = []
    block = False
    for number, line in enumerate(lines, first):
        if line.startswith('.. code-block:: none'):
            block = True
            continue
        if line and not line.startswith(' '):
            block = False
        words = line.split(';')[0].split()
        if not block or not words:
            continue
        if words[0] in VERBS:
            verb, numbers = words[0], [int(word, 16) for word in words[1:]]
            if len(numbers) != {'arrives': 0, 'leaves': 0, 'put': 1,
                                'find': 1}.get(verb, 2):
                raise ValueError('line %d: %s' % (number, line.strip()))
            steps.append(Step(number, verb, *numbers))
        elif steps and steps[-1].verb in LONG:
            if not all(re.fullmatch('([0-9a-f]{2})+', w) for w in words):
                raise ValueError('line %d: %s' % (number, line.strip()))
            steps[-1].value += bytes.fromhex(''.join(words))
        else:
            raise ValueError('line %d: %s' % (number, line.strip()))
    return steps


def shown(value):
    return value.hex(' ', 4) if isinstance(value, bytes) else (
        'nothing' if value is None else '%08x' % value)


def run(steps, qemu):
    """Complaints about what the card did otherwise; the first one ends it."""
    with card.Card(qemu) as nic:
        for step in steps:
            seconds = step.patience or card.DEADLINE
            seen = step.value
            if step.verb == 'write':
                nic.write(step.where, step.value)
            elif step.verb == 'put':
                nic.put(step.where, step.value)
            elif step.verb == 'arrives':
                nic.arrive(step.value)
            elif step.verb == 'leaves':
                seen = nic.leave(seconds)
            elif step.verb == 'read':
                seen = card.wait_for(lambda: nic.read(step.where), step.value,
                                     seconds)
            elif step.verb == 'find':
                seen = card.wait_for(
                    lambda: nic.get(step.where, len(step.value)), step.value,
                    seconds)
            if seen != step.value:
                return ['%s: the page says %s, and it is %s' % (
                    step, shown(step.value), shown(seen))]
    return []
