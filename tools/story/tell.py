# SPDX-License-Identifier: GPL-2.0-or-later
"""The story of SAs and packets, as lines of text or of JSON."""

import collections
import json

from why import explain, seconds
from world import SILENT_NS, failure

# Of failures that are the same, one behind the other, so many are told.
SAME = 3
# What a summary lists at most.
LISTED = 40
# Keys that say nothing about a life, and those that are told in other words.
LEFT_OUT = {'index', 'entries', 'completion', 'arrival', 'accept', 'hash',
            'buffers', 'why', 'text', 'fault', 'argument', 'verdict'}
# Records that are summed up while all goes well.
COUNTED = ('indicated', 'sent')
# The other halves of those.
HALVES = ('received', 'posted', 'completed', 'command')


class Run:
    """Packets of one SA, or failures of one kind, that are told in one line."""

    def __init__(self, record):
        self.first = self.last = record
        self.count = 0
        self.bytes = 0

    def add(self, record):
        self.last = record
        self.count += 1
        self.bytes += record.length


class Teller:
    def __init__(self, world, out, as_json, everything):
        self.world = world
        self.out = out
        self.json = as_json
        self.everything = everything
        self.runs = collections.OrderedDict()
        self.same = {}              # SA -> (failure, how often)
        self.told = 0

    #
    # Lines
    #
    def line(self, time, text, indent=0):
        stamp = '%14.9f ' % ((time - self.world.first) / 1e9)
        self.out.write((' ' * len(stamp) + '  ' * indent if indent else stamp) +
                       text + '\n')
        self.told += 1

    def emit(self, record, said=(), **more):
        """One record."""
        if self.json:
            json.dump({'number': record.number, 'time': record.time,
                       'where': record.where, 'id': record.id,
                       'length': record.length, **more,
                       'record': {**record.pairs, **record.lists},
                       **({'failed': failure(record), 'because': list(said)}
                          if failure(record) else {})}, self.out)
            self.out.write('\n')
            self.told += 1
            return
        mark = '! ' if failure(record) else '* ' if 'fault' in record.pairs \
            else '  '
        pairs = [p for p in record.pairs.items()][1:]
        text = ', '.join('%s %s' % p for p in pairs if p[0] not in LEFT_OUT)
        name = 'packet %d: ' % record.id if record.id is not None else ''
        self.line(record.time, '%s%s%s %s%s' % (
            mark, name, record.what, record.value, ': ' + text if text else ''))
        if 'fault' in record.pairs and not failure(record) and \
                record.what != 'fault':
            self.line(record.time, 'a fault was asked for: ' +
                      record.pairs['fault'], 1)
        for words in said:
            self.line(record.time, 'why: ' + words, 1)

    def flush(self, key=None):
        for k in [key] if key is not None else list(self.runs):
            run = self.runs.pop(k, None)
            if run:
                self.summary(k, run)

    def summary(self, key, run):
        if run.count == 1:
            self.emit(run.first)
            return
        what, handles, cause = key
        first, last = run.first.get('sequence'), run.last.get('sequence')
        if self.json:
            json.dump({'time': run.first.time, 'until': run.last.time,
                       'what': what, 'sa': handles[0] if handles else 0,
                       **({'inside': handles[1]} if handles[1:] else {}),
                       'packets': run.count,
                       'bytes': run.bytes, 'first': first, 'last': last,
                       **({'failed': cause} if cause else {})}, self.out)
            self.out.write('\n')
            self.told += 1
            return
        self.line(run.first.time, '%s%d packets %s%s%s, %d bytes%s, in %s' % (
            '! ' if cause else '  ', run.count, what,
            ' by SA ' + ', inside it '.join('0x%08x' % h for h in handles)
            if handles else '',
            ': ' + cause + ', as before' if cause else '', run.bytes,
            ', numbers %s to %s' % (first, last) if first else '',
            seconds(run.last.time - run.first.time)))

    #
    # Records
    #
    def tell(self, record, why):
        """A record that belongs to the story.  why: explains one, which takes
        its time, and is asked only of what is told"""
        cause = failure(record)
        handle = self.world.subject(record)
        if self.everything:
            self.emit(record, why(record))
            return
        if cause is None and 'fault' not in record.pairs:
            if record.what in HALVES:
                return
            if record.what in COUNTED:
                self.same.pop(handle, None)
                self.add((record.what, handle, None), record)
                return
        if cause and self.world.told_before(record):
            return
        before, times = self.same.get(handle, (None, 0))
        if cause and 'fault' not in record.pairs and before == cause:
            self.same[handle] = (cause, times + 1)
            if times + 1 > SAME:
                self.add((record.what, handle, cause), record)
                return
        elif cause:
            self.same[handle] = (cause, 1)
        self.flush()
        self.emit(record, why(record))

    def add(self, key, record):
        run = self.runs.get(key)
        if not run:
            # What goes on beside it stays apart; what ended is told first.
            for other in [k for k in self.runs if k[1] == key[1] and
                          k[0] == key[0]]:
                self.flush(other)
            run = self.runs[key] = Run(record)
        run.add(record)

    #
    # At the end
    #
    def sa_line(self, sa):
        world = self.world
        text = '%s: %d good' % (sa.words(), sa.good)
        for cause, count in sa.failed.most_common():
            text += ', %d %s' % (count, cause)
        if sa.added is not None:
            text += '; added at %.6f' % ((sa.added - world.first) / 1e9)
        if sa.gone is not None:
            text += '; %s at %.6f' % (sa.how, (sa.gone - world.first) / 1e9)
        return text

    def complaints(self):
        """What stands out at the end of a capture."""
        world, said = self.world, []
        for name, queue in sorted(world.queues.items()):
            if queue.waited:
                said.append(
                    'queue %s: %d completions waited up to %d ms for the driver '
                    'to look, the first ones until %.6f, because they came '
                    'without an interrupt, and the driver had not armed the '
                    'queue (COMP_HEAD without ARM): it may have missed a '
                    're-arm, or it polls' % (
                        name, queue.waited, queue.longest,
                        (queue.first - world.first) / 1e9))
            # Those between that had one may have been left out.
            for count, since in () if queue.waited or world.filtered - {
                    'queue'} else [
                    *queue.before,
                    *([(queue.silent, queue.since)] if queue.long else ())]:
                said.append(
                    'queue %s: %d completions were written without an '
                    'interrupt since %.6f, because the driver has not armed '
                    'the queue since (COMP_HEAD without ARM): it may have '
                    'missed a re-arm, or it polls' %
                    (name, count, (since - world.first) / 1e9))
            if queue.held:
                said.append('queue %s: frames were held %d times, for want of '
                            'buffers or room for completions' %
                            (name, queue.held))
        for sa in [*world.gone.values(), *world.sas.values()]:
            if sa.stuck and len(said) < LISTED:
                said.append(
                    '%s: ESN: packet %s has number 0x%x, behind a wrap, but '
                    'the top stayed at 0x%x: the driver gave the high half 0x%x'
                    ' where 0x%x was next, so the peer finds the ICV wrong' % (
                        sa.words(), *sa.stuck, sa.stuck[2] >> 32,
                        (sa.stuck[2] >> 32) + 1))
        for words, time, count, (ident, posted) in world.taken[:LISTED]:
            said.append('%d frames that were posted were not completed before '
                        '%s at %.6f, and will not be; the first one is packet '
                        '%d (record %d)' % (
                            count, words, (time - world.first) / 1e9, ident,
                            posted.number))
        # A filter for verdicts lets in one half, and leaves out the other.
        until = world.now if world.stopped is None else world.stopped
        for ident, posted in [*world.posted.items()][:3] if \
                'verdict' not in world.filtered else ():
            if until - posted.time >= SILENT_NS:
                said.append('packet %d (record %d) was posted and never '
                            'completed; a queue that the driver has stopped '
                            'does that, too' % (ident, posted.number))
        for fault, count in world.faults.most_common(LISTED):
            said.append('a fault was asked for and fired %d times: %s' %
                        (count, fault))
        return said

    def end(self, sas):
        """The last words about these SAs."""
        self.flush()
        said = self.complaints()
        if self.json:
            json.dump({'sas': [{
                'handle': sa.handle, 'spis': sa.spis, 'good': sa.good,
                'failed': dict(sa.failed), 'added': sa.added, 'gone': sa.gone,
                'how': sa.how, 'top': sa.move(0, None)[0],
                **{k: sa.pairs[k] for k in ('direction', 'src', 'dst', 'mode')
                   if k in sa.pairs}} for sa in sas],
                'remarks': said}, self.out)
            self.out.write('\n')
            return
        if sas:
            self.out.write('\n')
        for sa in sas[:LISTED]:
            self.out.write(self.sa_line(sa) + '\n')
        if len(sas) > LISTED:
            self.out.write('... and %d SAs more\n' % (len(sas) - LISTED))
        for words in said:
            self.out.write(words + '\n')


class Problems:
    """Failures of a whole capture: how many of each kind, and the first."""

    def __init__(self):
        self.kinds = collections.OrderedDict()

    def add(self, world, record):
        if world.told_before(record):
            return
        key = (record.what, failure(record), record.value
               if record.what in ('dropped', 'queue error') else '')
        known = self.kinds.get(key)
        if known:
            known[0] += 1
        elif len(self.kinds) < 1000:
            self.kinds[key] = [1, record, explain(world, record)]

    def end(self, teller):
        for (what, cause, _), (count, record, said) in self.kinds.items():
            if teller.json:
                json.dump({'what': what, 'failed': cause, 'count': count,
                           'first': record.number, 'because': said},
                          teller.out)
                teller.out.write('\n')
                continue
            teller.out.write('%d %s: %s; the first one is %s:\n' % (
                count, what, cause, 'packet %d' % record.id
                if record.id is not None else 'record %d' % record.number))
            teller.emit(record, said)
