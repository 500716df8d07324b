# SPDX-License-Identifier: GPL-2.0-or-later
"""The results of bench-linux as a table and as a picture."""

from xml.sax.saxutils import escape

ORDER = ('ipsecnic', 'e1000e', 'igb', 'virtio-net')
# What is drawn for each card, in this order: (mode, algorithm), title, colour.
SERIES = (
    (('plain', None), 'plain', '#8a8f98'),
    (('software', 'gcm'), 'software ESP, AES-GCM-128', '#e0a458'),
    (('software', 'cbc'), 'software ESP, AES-CBC + SHA2-256', '#b5651d'),
    (('offload', 'gcm'), 'offloaded ESP, AES-GCM-128', '#3d8bd4'),
    (('offload', 'cbc'), 'offloaded ESP, AES-CBC + SHA2-256', '#1f5a96'),
    (('packet', 'gcm'), 'packet offload, AES-GCM-128', '#5aae61'),
    (('packet', 'cbc'), 'packet offload, AES-CBC + SHA2-256', '#1b7837'),
)
PACKETS = (
    (('rx', 'plain'), 'received', '#8a8f98'),
    (('rx', 'software'), 'received, software ESP', '#e0a458'),
    (('rx', 'offload'), 'received, offloaded ESP', '#3d8bd4'),
    (('rx', 'packet'), 'received, packet offload', '#5aae61'),
    (('tx', 'plain'), 'sent', '#5b9a68'),
)


def cards(report):
    found = {c['card'] for c in report['cases']}
    return [c for c in ORDER if c in found]


def pick(report, **wanted):
    """The medians of the case with these properties; {} if there is none."""
    for case in report['cases']:
        if all(case[k] == v for k, v in wanted.items()):
            return case['median']
    return {}


def cell(value, form='%.0f'):
    return '-' if value is None else form % value


def columns(rows, head):
    """Aligned columns: the first to the left, the others to the right."""
    rows = [head] + rows
    widths = [max(len(r[i]) for r in rows) for i in range(len(head))]
    text = ''
    for row in rows:
        text += '  '.join([row[0].ljust(widths[0])] + [
            x.rjust(w) for x, w in zip(row[1:], widths[1:])]).rstrip() + '\n'
    return text


def table(report):
    text = ('Linux %(kernel)s, %(cpus)d CPUs, emulated (%(accelerator)s) on '
            '%(host_cpus)d CPUs (%(host_cpu)s)\n'
            'medians of %(rounds)d times %(seconds)d s\n' % report)
    for mtu in sorted({c['mtu'] for c in report['cases'] if c['mtu']}):
        rows = []
        for card in cards(report):
            for (mode, algorithm), title, _ in SERIES:
                m = pick(report, what='tcp', card=card, mode=mode,
                         algorithm=algorithm, mtu=mtu)
                if m:
                    rows.append([
                        '%s, %s' % (card, title), cell(m.get('mbit')),
                        cell(m.get('cpu_per_gbit'), '%.2f'),
                        cell(m.get('cpu_vcpu'), '%.2f'),
                        cell(m.get('cpu_main'), '%.2f'),
                        cell(m.get('retransmits')),
                        cell(m.get('cpu_elsewhere'), '%.2f')])
        if rows:
            text += '\nOne TCP connection, MTU %d\n' % mtu + columns(rows, [
                '', 'Mbit/s', 'CPU s/Gbit', 'vCPUs', 'main', 'resent',
                'elsewhere'])
    rows = []
    for card in cards(report):
        for (what, mode), title, _ in PACKETS:
            m = pick(report, what=what, card=card, mode=mode)
            if m:
                rows.append([
                    '%s, %s' % (card, title), cell(m.get('pps')),
                    cell(m.get('sent')), cell(m.get('lost')),
                    cell(m.get('cpu_vcpu'), '%.2f'),
                    cell(m.get('cpu_main'), '%.2f'),
                    cell(m.get('cpu_elsewhere'), '%.2f')])
    if rows:
        text += '\nSmall packets (60 bytes of UDP; in ESP: AES-GCM-128)\n'
        text += columns(rows, ['', 'packets/s', 'sent', 'lost', 'vCPUs',
                               'main', 'elsewhere'])
    if report['aims']:
        rows = [[a['aim'], '%.2f' % a['ratio'],
                 '' if a['at_least'] is None else '%.2f' % a['at_least'],
                 '' if a['at_least'] is None else
                 'yes' if a['ratio'] >= a['at_least'] else 'no']
                for a in report['aims']]
        text += '\n' + columns(rows, ['Ratio', '', 'aim', ''])
    text += ('\nvCPUs, main, elsewhere: CPU seconds per second of QEMU\'s '
             'virtual CPUs, of its\nmain loop with the cards, and of all '
             'other programs on the machine\n')
    return text


def nice(value):
    """A round number that is not below the value."""
    unit = 1
    while unit * 10 < value:
        unit *= 10
    for factor in (1, 1.5, 2, 3, 4, 5, 6, 8, 10):
        if unit * factor >= value:
            return unit * factor
    return unit * 10


class Picture:
    """Grouped bars, one panel above the other."""

    WIDTH = 860
    LEFT = 70
    RIGHT = 20
    PANEL = 210

    def __init__(self):
        self.parts = []
        self.y = 0

    def text(self, x, y, text, kind='', anchor='start'):
        self.parts.append(
            '<text x="%.1f" y="%.1f" text-anchor="%s"%s>%s</text>' % (
                x, y, anchor, ' class="%s"' % kind if kind else '',
                escape(text)))

    def line(self, x1, y1, x2, y2, kind):
        self.parts.append(
            '<line x1="%.1f" y1="%.1f" x2="%.1f" y2="%.1f" class="%s"/>' % (
                x1, y1, x2, y2, kind))

    def panel(self, title, unit, groups):
        """groups: [(label, [(value, colour, title)])]"""
        values = [v for _, bars in groups for v, _, _ in bars]
        top = nice(max(values, default=1))
        y0 = self.y + 34
        bottom = y0 + self.PANEL
        self.text(self.LEFT, self.y + 18, title, 'title')
        self.text(self.LEFT - 8, y0 - 6, unit, 'small', 'end')
        for i in range(6):
            y = bottom - self.PANEL * i / 5
            self.line(self.LEFT, y, self.WIDTH - self.RIGHT, y,
                      'axis' if i == 0 else 'grid')
            self.text(self.LEFT - 8, y + 4, '%g' % (top * i / 5), 'small',
                      'end')
        inner = self.WIDTH - self.LEFT - self.RIGHT
        # As wide as it has bars: not all cards have all.
        units = sum(len(bars) + 1 for _, bars in groups) or 1
        width = min(46, inner / units)
        gap = (inner - width * sum(len(b) for _, b in groups)) / (
            len(groups) or 1)
        x = self.LEFT + gap / 2
        for label, bars in groups:
            start = x
            for value, colour, name in bars:
                height = self.PANEL * value / top
                self.parts.append(
                    '<rect x="%.1f" y="%.1f" width="%.1f" height="%.1f" '
                    'fill="%s"><title>%s</title></rect>' % (
                        x + 1.5, bottom - height, width - 3, height, colour,
                        escape('%s, %s: %.0f %s' % (label, name, value,
                                                    unit))))
                self.text(x + width / 2, bottom - height - 4,
                          '%.0f' % value, 'value', 'middle')
                x += width
            self.text((start + x) / 2, bottom + 17, label, 'label', 'middle')
            x += gap
        self.y = bottom + 30

    def legend(self, entries):
        x, y = self.LEFT, self.y + 14
        for title, colour in entries:
            width = 26 + 6.3 * len(title)
            if x + width > self.WIDTH - self.RIGHT:
                x, y = self.LEFT, y + 19
            self.parts.append('<rect x="%.1f" y="%.1f" width="12" height="12" '
                              'fill="%s"/>' % (x, y - 10, colour))
            self.text(x + 17, y, title, 'small')
            x += width + 6
        self.y = y + 18

    def svg(self, title):
        return '''<svg xmlns="http://www.w3.org/2000/svg" role="img" \
width="%d" height="%d" viewBox="0 0 %d %d">
<title>%s</title>
<style>
text { font: 12px system-ui, "DejaVu Sans", sans-serif; fill: #24292f }
.title { font-size: 14px; font-weight: 600 }
.label { font-size: 12px }
.small { font-size: 11px; fill: #57606a }
.value { font-size: 10px }
.grid { stroke: #d0d7de; stroke-width: 1 }
.axis { stroke: #57606a; stroke-width: 1 }
.back { fill: #ffffff }
@media (prefers-color-scheme: dark) {
text { fill: #e6edf3 }
.small { fill: #9da7b3 }
.grid { stroke: #30363d }
.axis { stroke: #9da7b3 }
.back { fill: #0d1117 }
}
</style>
<rect class="back" width="100%%" height="100%%"/>
%s
</svg>
''' % (self.WIDTH, self.y + 4, self.WIDTH, self.y + 4, escape(title),
            '\n'.join(self.parts))


def svg(report):
    picture = Picture()
    picture.y = 6
    used = []
    for mtu in sorted({c['mtu'] for c in report['cases'] if c['mtu']}):
        groups = []
        for card in cards(report):
            bars = []
            for (mode, algorithm), title, colour in SERIES:
                value = pick(report, what='tcp', card=card, mode=mode,
                             algorithm=algorithm, mtu=mtu).get('mbit')
                if value is not None:
                    bars.append((value, colour, title))
                    if (title, colour) not in used:
                        used.append((title, colour))
            if bars:
                groups.append((card, bars))
        if groups:
            picture.panel('One TCP connection, MTU %d' % mtu, 'Mbit/s', groups)
    used.sort(key=[(t, c) for _, t, c in SERIES].index)
    if used:
        picture.legend(used)
    groups, used = [], []
    for card in cards(report):
        bars = []
        for (what, mode), title, colour in PACKETS:
            value = pick(report, what=what, card=card, mode=mode).get('pps')
            if value is not None:
                bars.append((value / 1000, colour, title))
                if (title, colour) not in used:
                    used.append((title, colour))
        if bars:
            groups.append((card, bars))
    if groups:
        used.sort(key=[(t, c) for _, t, c in PACKETS].index)
        picture.panel('Small packets', '1000/s', groups)
        picture.legend(used)
    picture.text(picture.LEFT, picture.y + 12, 'Linux %s, %d CPUs, emulated '
                 '(TCG) on %d CPUs; medians of %d times %d s' % (
                     report['kernel'], report['cpus'], report['host_cpus'],
                     report['rounds'], report['seconds']), 'small')
    picture.y += 22
    return picture.svg('ipsecnic and other cards in a Linux guest')
