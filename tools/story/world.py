# SPDX-License-Identifier: GPL-2.0-or-later
"""What is known of SAs and queues at each point of a capture."""

import collections
import ipaddress
import re

from pcapng import HANDLES, number

# SAs that are remembered; the first ones that went are forgotten.
SAS_MAX = 200000
GONE_MAX = 50000
FAULTS_MAX = 1000
REFUSED_MAX = 1000
TAKEN_MAX = 1000
# A queue that has not been armed for so long is told of.
SILENT_NS = 10**9
INDEX_MASK = 0xfffff
# Addresses of an SA that take any packet, as the card writes them and ip does.
ANY = ('any', '0.0.0.0', '::')

# Reasons that are none to complain.
FINE = (None, 'processed', 'not_ipsec', 'ike')


def numbers(text):
    """Those that are in a text; what only looks like one, as 0123, is none."""
    return [n for n in map(number, re.findall(r'0x[0-9a-fA-F]+|\d+', text))
            if n is not None]


class Sa:
    def __init__(self, handle):
        self.handle = handle
        self.pairs = {}
        self.added = self.gone = None   # times; None: not seen
        self.how = ''                   # it went: deleted, flushed, reset
        self.top = None
        # Commands since then that may move it: (time, name, number or None).
        self.asked = collections.deque(maxlen=16)
        self.moved = None               # since the last good packet; see move()
        self.good = 0
        self.last = None                # time of the last good packet
        self.failed = collections.Counter()
        self.sent = None                # (packet, number) of the last one
        self.stuck = None               # (packet, number, top): see below

    @property
    def spis(self):
        return numbers(self.pairs.get('spi', ''))

    def number_of(self, key):
        """Of a bundle of AH and ESP that of the first, as in records."""
        try:
            return int(self.pairs[key].partition(', ')[0], 0)
        except (KeyError, ValueError):
            return None

    @property
    def esn(self):
        return self.pairs.get('esn', '').startswith('yes')

    @property
    def inbound(self):
        return self.pairs.get('direction') in ('in', 'inbound')

    def move(self, time, told):
        """The top at a record, which may tell it, and what moved it that is no
        packet: (time, old top, new one, name of the command or None), or None.
        """
        top = told
        if top is None:
            top = max((n for n in (self.top, *(n for *_, n in self.asked))
                       if n is not None), default=None)
        if self.top in (None, top):
            return top, self.moved
        for when, name, asked in self.asked:
            # Without the flag ABSOLUTE the lower half does not count.
            if asked is None or top in (asked, asked & ~0xffffffff):
                return top, (when, self.top, top, name)
        if top < self.top:
            return top, (time, self.top, top, None)
        return top, self.moved

    def met(self, time, told, good):
        """A packet of it, and the top that its record tells."""
        top, moved = self.move(time, told)
        self.moved = None if good else moved
        if good:
            self.good += 1
            self.last = time
        if told is not None:
            self.top = top
            self.asked.clear()

    def send(self, record, top):
        """A packet that went out.  The top in its record is the number of the
        one before; if that was behind a wrap of the lower half and the top is
        not, its high half was the old one."""
        top, low = number(top), record.number_of('sequence')
        if (self.esn and self.sent and top is not None and
                (top & 0xffffffff) - self.sent[1] > 1 << 31 and not self.stuck):
            self.stuck = (*self.sent, top)
        self.sent = None if low is None else (record.id, low)

    def words(self):
        """Which one it is."""
        p = self.pairs
        return 'SA 0x%08x (%s)' % (self.handle, ', '.join(filter(None, (
            ' '.join('SPI 0x%08x' % spi for spi in self.spis),
            p.get('direction', ''),
            p.get('src') and '%s > %s' % (p['src'], p.get('dst', '?')),
            p.get('mode'), p.get('encap') and 'in ' + p['encap'])))
            or 'added before the capture began')


class Queue:
    """Completions that were written while the driver had not armed it."""

    def __init__(self):
        self.silent = 0
        self.since = None
        self.last = None
        self.held = 0
        self.before = []                # (silent, since), until it stopped
        self.waited = 0                 # completions that the card says it of
        self.longest = 0                # milliseconds
        self.first = None               # when the first ones were found

    def stop(self):
        """Whoever starts it begins anew; what was too long is kept."""
        if self.long:
            self.before = [(self.silent, self.since)]
        self.silent = 0

    @property
    def long(self):
        """Who takes what the ring has after an interrupt leaves completions
        behind that came without one, but none comes so much later."""
        return self.silent and self.last - self.since >= SILENT_NS


class Posted:
    """A frame that was posted and is not completed yet."""

    __slots__ = ('time', 'number', 'queue', 'cause')

    def __init__(self, record):
        self.time, self.number = record.time, record.number
        self.queue = record.get('queue')
        self.cause = failure(record)


class World:
    def __init__(self):
        self.sas = {}                   # handle -> Sa, those that are there
        self.gone = collections.OrderedDict()
        # SPI -> SAs that have it, and that had it, the youngest last
        self.by_spi, self.gone_by_spi = ({}, {})
        self.queues = {}
        self.faults = collections.Counter()
        self.first = self.now = None
        self.posted = collections.OrderedDict()     # id -> Posted
        self.taken = []                 # (by what, when, how many, first one)
        self.stopped = None             # the machine: since when
        self.filtered = set()           # keys of filters that there were
        self.members = set()            # texts of those that were refused

    def sa(self, handle):
        """The SA that has or had a handle, or None."""
        return self.sas.get(handle) or self.gone.get(handle)

    def with_spi(self, spi):
        """Those that have an SPI, and then those that had it; of each kind the
        youngest first."""
        for index in (self.by_spi, self.gone_by_spi):
            yield from reversed(index.get(spi, {}).values())

    def count_spi(self, spi):
        """How many those are."""
        return sum(len(index.get(spi, ()))
                   for index in (self.by_spi, self.gone_by_spi))

    def handles(self, record):
        """SAs that a record is about."""
        found = {*record.handles.values()}
        # Other commands have handles of policies, or places, there.
        if record.what == 'sa' or record.what == 'command' and \
                record.value.endswith(('_SA', '_WINDOW')):
            found.add(record.number_of('handle'))
        return found - {None, 0}

    def verdicts(self, record):
        """Handle -> how the packet of a record fared with that SA: what failed,
        or None.  Those that it did not come to are left out."""
        cause, have = failure(record), record.handles
        if record.what == 'indicated' and cause:
            # The inner portion is looked at when the outer one is good.
            if 'next status' in record.pairs or 'inner reason' in record.pairs:
                return {have[key]: told for key, told in (
                    ('sa', None), ('inner sa', cause)) if key in have}
            return {have['sa']: cause} if 'sa' in have else {}
        failed = [*have.values()]
        if cause == 'unknown_sa':
            failed = [h for key, h in have.items() if h not in self.sas and
                      HANDLES[key] + 'mode' not in record.pairs] or failed
        elif cause == 'sa_direction':
            failed = [h for h in failed if h in self.sas and
                      self.sas[h].inbound] or failed
        return {h: cause for h in failed}

    def subject(self, record):
        """Handles of the SAs that a record is told of, the outermost first."""
        if record.where == 'control' and record.what != 'completed':
            return tuple(sorted(self.handles(record)))
        verdicts, cause = self.verdicts(record), failure(record)
        return tuple(h for h, told in verdicts.items() if told == cause)

    def spis(self, record):
        found = set(numbers(record.get('spi', '')))
        for handle in self.handles(record):
            sa = self.sa(handle)
            found.update(sa.spis if sa else ())
        return found

    @staticmethod
    def _enter(index, sa):
        for spi in sa.spis:
            index.setdefault(spi, {})[sa.handle] = sa

    @staticmethod
    def _drop(index, sa):
        for spi in sa.spis:
            index.get(spi, {}).pop(sa.handle, None)
            if not index.get(spi, True):
                del index[spi]

    def _forget(self):
        while len(self.gone) > GONE_MAX:
            self._drop(self.gone_by_spi, self.gone.popitem(last=False)[1])

    def _leave(self, handle, time, how):
        sa = self.sas.pop(handle, None)
        if sa:
            sa.gone, sa.how = time, how
            self.gone[handle] = sa
            self._drop(self.by_spi, sa)
            self._enter(self.gone_by_spi, sa)
            self._forget()

    def see(self, record):
        """The world goes on by one record."""
        self.now = record.time
        if self.first is None:
            self.first = record.time
        handles = self.handles(record)
        if record.what == 'sa':
            self._see_sa(record, handles)
        elif record.what == 'reset':
            for handle in list(self.sas):
                self._leave(handle, record.time, 'reset')
        elif record.what in ('indicated', 'sent', 'posted') or \
                record.what == 'completed' and failure(record) and \
                not self.told_before(record):
            self._see_packet(record)
        elif record.what == 'command' and record.value == 'SET_WINDOW' and \
                not failure(record):
            for sa in filter(None, map(self.sas.get, handles)):
                sa.asked.append((record.time, record.value, None))
        for fault in record.lists.get('fault', filter(None, [
                record.get('fault')])):
            # Behind its name stands which firing it was.
            name = fault.partition(' (')[0]
            if name in self.faults or len(self.faults) < FAULTS_MAX:
                self.faults[name] += 1
        self._see_stop(record)
        self._see_queue(record)
        self._see_posted(record)
        self._see_refused(record)

    def _see_sa(self, record, handles):
        if record.value in ('added', 'present', 'came', 'updated'):
            for handle in handles:
                sa = self.sas.get(handle)
                if not sa:
                    if len(self.sas) >= SAS_MAX:
                        continue
                    before = self.gone.pop(handle, None)
                    if before:
                        self._drop(self.gone_by_spi, before)
                    sa = self.sas[handle] = Sa(handle)
                self._drop(self.by_spi, sa)
                if record.value == 'added':
                    sa.added = record.time
                if record.value == 'updated':
                    self._see_update(record, sa)
                else:
                    sa.pairs.update(record.pairs)
                    top = record.number_of('top')
                    sa.top = sa.top if top is None else top
                self._enter(self.by_spi, sa)
        elif record.value in ('deleted', 'flushed'):
            for handle in handles or (self._flushed(record) if
                                      record.value == 'flushed' else ()):
                self._leave(handle, record.time, record.value)

    def _see_update(self, record, sa):
        """UPDATE_SA names an operation by its SPI; records tell the top of the
        first one."""
        if 'spi' in record.pairs:
            sa.pairs.setdefault('spi', record.pairs['spi'])
        if record.number_of('spi') in (None, *sa.spis[:1]):
            sa.asked.append((record.time, 'UPDATE_SA',
                             record.number_of('sequence')))

    def _flushed(self, record):
        way = record.get('direction')
        # Of both it is "inout".
        return [h for h, sa in self.sas.items()
                if not way or sa.pairs.get('direction', way) in way]

    def _see_packet(self, record):
        outermost = next(iter(record.handles.values()), None)
        for handle, cause in self.verdicts(record).items():
            good = cause is None
            sa = self.sas.get(handle) or self.gone.get(handle)
            if not sa:
                if len(self.sas) >= SAS_MAX:
                    continue
                # Of before the capture, or that nobody ever had.
                sa = Sa(handle)
                if good:
                    self.sas[handle] = sa
                    sa.pairs.update({k: told for k, told in (
                        ('spi', handle == outermost and record.get('spi')),
                        ('mode', of_sa(record, handle, 'mode'))) if told})
                    self._enter(self.by_spi, sa)
            if record.what == 'posted' and good:
                continue
            if record.what == 'sent' and handle == outermost:
                sa.send(record, of_sa(record, handle, 'top'))
            sa.met(record.time, number(of_sa(record, handle, 'top')), good)
            if not good:
                sa.failed[cause] += 1

    def _see_stop(self, record):
        """What ends the work of queues, and what a capture leaves out."""
        name = record.get('queue') if record.what == 'queue error' else None
        if record.what == 'reset':
            self._take('a reset', record)
        elif (record.what, record.value) == ('card', 'disabled'):
            self._take('the driver disabled the card', record)
        elif name:
            self._take('queue %s stopped with an error' % name, record, name)
        elif record.what == 'machine':
            self.stopped = record.time if record.value == 'stopped' else None
        elif (record.what, record.value) in (('capture', 'started'),
                                             ('capture', 'filter')):
            self.filtered.update(word.partition('=')[0] for word in
                                 record.get('text', '').split() if '=' in word)

    def _take(self, words, record, name=None):
        """Frames that will not be completed; of one queue, or of all."""
        gone = [(ident, posted) for ident, posted in self.posted.items()
                if name in (None, posted.queue)]
        for ident, _ in gone:
            del self.posted[ident]
        if gone and len(self.taken) < TAKEN_MAX:
            self.taken.append((words, record.time, len(gone), gone[0]))
        for queue in self.queues if name is None else [name]:
            if queue in self.queues:
                self.queues[queue].stop()

    def _see_queue(self, record):
        name = record.get('queue')
        if record.what == 'waited':
            queue = self.queues.setdefault(record.value, Queue())
            queue.waited += record.number_of('completions') or 0
            queue.longest = max(queue.longest, record.number_of('ms') or 0)
            queue.first = queue.first or record.time
        if not name or ('interrupt' not in record.pairs and
                        record.what not in ('held', 'queue error')):
            return
        queue = self.queues.setdefault(name, Queue())
        if record.what == 'held':
            queue.held += 1
        elif record.get('interrupt') == 'not armed':
            if not queue.silent:
                queue.since = record.time
            queue.silent += 1
            queue.last = record.time
        elif 'interrupt' in record.pairs:
            # With "polled" the driver has looked without having been called.
            queue.silent = 0
            queue.before = []

    def _see_posted(self, record):
        if record.id is None:
            return
        if record.what == 'posted':
            self.posted[record.id] = Posted(record)
            if len(self.posted) > GONE_MAX:
                self.posted.popitem(last=False)
        elif record.what == 'completed':
            self.posted.pop(record.id, None)

    def _see_refused(self, record):
        """Members come before the command that they are of."""
        if record.what == 'command':
            self.members.clear()
        elif record.what in ('sa', 'policy') and failure(record) and \
                len(self.members) < REFUSED_MAX:
            self.members.add(record.get('text'))

    def told_before(self, record):
        """Whether a failure is that of a record before: of the frame that was
        refused when it was posted, or of members of a command."""
        cause = failure(record)
        if record.what == 'completed' and record.id in self.posted:
            return cause == self.posted[record.id].cause
        return record.what == 'command' and bool(self.members) and (
            cause == 'PARTIAL' or None in self.members or
            record.get('text') in self.members)


def of_sa(record, handle, key):
    """What the record of a packet says of one of its SAs, or None."""
    for name, named in record.handles.items():
        if named == handle:
            return record.get(HANDLES[name] + key)
    return None


def failure(record):
    """The name of what went wrong with a record, or None."""
    value = record.value
    if record.what == 'indicated':
        status, reason = record.get('status'), record.get('reason')
        if status not in (None, 'none', 'success'):
            return status
        if reason not in FINE:
            return reason
        inner = record.get('inner reason')
        if inner not in FINE:
            return inner
        return None
    if record.what == 'dropped':
        return 'dropped'
    if record.what in ('posted', 'command'):
        status = record.get('status', 'ok')
        return None if status.lower() in ('ok', 'done') else status
    if record.what == 'completed':
        return None if value == 'ok' else value
    if record.what in ('sa', 'policy') and value == 'refused':
        return record.get('text', 'refused')
    if record.what == 'queue error':
        return 'queue error'
    return None


def addresses(data):
    """Source and destination of the outer IP header of a frame, or None."""
    at = 12
    for _ in range(3):
        kind = int.from_bytes(data[at:at + 2], 'big')
        at += 2
        if kind not in (0x8100, 0x88a8):
            break
        at += 2
    try:
        if kind == 0x0800 and len(data) >= at + 20:
            return (str(ipaddress.ip_address(data[at + 12:at + 16])),
                    str(ipaddress.ip_address(data[at + 16:at + 20])))
        if kind == 0x86dd and len(data) >= at + 40:
            return (str(ipaddress.ip_address(data[at + 8:at + 24])),
                    str(ipaddress.ip_address(data[at + 24:at + 40])))
    except ValueError:
        pass
    return None
