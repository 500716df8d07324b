# SPDX-License-Identifier: GPL-2.0-or-later
"""Why a packet failed, in words that help whoever looks for the cause."""

import itertools

from pcapng import number
from world import ANY, INDEX_MASK, addresses, failure, of_sa

# Of SAs that fit equally well, so many are told.
NEAREST = 3
# What each name of include/hw/net/ipsecnic_names.h means to somebody who has a
# packet that did not come through.  What can be told from the capture is told
# by a function below.
CHECKED = {
    'generic_error': 'the card could not check it, for a cause of its own',
    'transport_ah_auth_failed': 'the ICV of AH, transport mode, is wrong',
    'transport_esp_auth_failed': 'the ICV of ESP, transport mode, is wrong',
    'tunnel_ah_auth_failed': 'the ICV of AH, tunnel mode, is wrong',
    'tunnel_esp_auth_failed': 'the ICV of ESP, tunnel mode, is wrong',
    'invalid_packet_syntax':
        'its length or its padding cannot be: it is shorter than IV, trailer '
        'and ICV, no multiple of the cipher block, or the pad length is more '
        'than there is (behind a good ICV that is the sender; with an '
        'algorithm that has none, also a wrong key)',
    'invalid_protocol':
        'it is intact, but what is in it is not what the mode of the SA says: '
        'a tunnel has an IP packet in it, transport mode the protocol of the '
        'next header',
}
REASONS = {
    'not_ipsec': 'there is no ESP and no AH in it',
    'inactive': 'IPSEC_CTRL.ACTIVE is 0: the driver has not switched the '
                'offload on',
    'protocol_off': 'IPSEC_CTRL says that ESP, or AH, is off',
    'no_sa': 'no SA that is loaded has its SPI, addresses, protocol and '
             'encapsulation',
    'fragment': 'it is a fragment, which cannot be checked alone: lower the '
                'MTU of what sends through the tunnel',
    'capability': 'it is of a kind that this card does not offer, although '
                  'there is an SA (options, extension headers, a bundle, '
                  'nested tunnels, a form of UDP encapsulation)',
    'ike': 'it is for the IKE daemon',
    'truncated': 'it ends before SPI and sequence number',
    'malformed': 'its IP headers cannot be followed, or the checksum of that of '
                 'a tunnel is wrong, or what was in the tunnel is no packet',
    'udp_csum': 'the checksum of its UDP header is wrong',
    'not_own_mac': 'IPSEC_CTRL.OWN_MAC_ONLY is set, and it was not sent to the '
                   'address of the card',
    'replay': 'its sequence number was received before, or is left of the '
              'window',
    'expired': 'its SA has passed a hard limit',
    'policy': 'an inbound policy wants it otherwise, or it came by a tunnel and '
              'none wants that',
    'ecn': 'the outer header says congestion, and the packet inside cannot',
}
SENT = {
    'bad_descriptor': 'an entry of the transmit queue breaks a rule',
    'too_many': 'it is in more fragments than the card takes',
    'bad_length': 'it is shorter or longer than a frame can be',
    'not_negotiated': 'the driver uses a feature that it has not accepted',
    'link_down': 'the link is down',
    'bad_offload': 'what the driver asks for contradicts itself',
    'inactive': 'IPSEC_CTRL.ACTIVE, or that of ESP or AH, is 0',
    'unknown_sa': 'the handle in its descriptor names no SA',
    'sa_direction': 'the handle in its descriptor names an inbound SA',
    'bad_header': 'a header is not where the descriptor says',
    'fragment': 'it is a fragment',
    'sa_mismatch': 'addresses, ports or SPI of the packet are not those of the '
                   'SA',
    'capability': 'the card does not offer what it would take',
    'bad_segment': 'it cannot be cut into segments of that size',
    'bad_trailer': 'the ESP trailer is not where it would have to be',
    'ip_length': 'the length in its IP header is not that of the packet',
    'bad_csum': 'the checksum that is asked for lies outside of the packet',
    'sequence': 'the sequence numbers of the SA are used up: it has to be '
                'replaced',
    'crypto': 'the cryptography library of the host failed',
    'policy': 'a policy discards it',
    'no_sa': 'a policy protects it, and no SA has what that asks for (reqid, '
             'mode, addresses)',
    'expired': 'its SA has passed a hard limit',
    'too_big': 'with ESP around it, it is longer than the MTU of the SA or of '
               'the card',
}


def seconds(ns):
    """A span of time."""
    for unit, size in (('s', 10**9), ('ms', 10**6), ('us', 10**3)):
        if ns >= size:
            return '%.3g %s' % (ns / size, unit)
    return '%d ns' % ns


def ago(world, time):
    return seconds(world.now - time)


def esn_estimate(top, window, low):
    """RFC 4303, appendix A, as the card makes it."""
    window = window or 1 << 31
    top_low, high = top & 0xffffffff, top >> 32
    bottom = (top_low - window + 1) & 0xffffffff
    if top_low >= window - 1:
        if low < bottom and high < 0xffffffff:
            high += 1
    elif low >= bottom and high:
        high -= 1
    return high << 32 | low


def number_in(record, sa):
    """The sequence number that the SA saw in a packet that was received; the
    one outside is that of the outer SA."""
    inner = record.number_of('inner sa') == sa.handle
    return record.number_of('inner sequence' if inner else 'sequence')


def top_at(record, sa):
    """The top at which a packet was looked at, and what moved it there."""
    return sa.move(record.time, number(of_sa(record, sa.handle, 'top')))


def window_of(record, sa):
    window = number(of_sa(record, sa.handle, 'window'))
    return sa.number_of('window') if window is None else window


def why_moved(world, moved, said):
    """The top was moved by something else than a packet."""
    if not moved:
        return
    time, old, new, command = moved
    if command:
        said.append('%s moved the top %sfrom 0x%x to 0x%x, %s before, and no '
                    'packet was good since: the driver gave the card a '
                    'sequence number that the peer is not at' % (
                        command, 'back ' if new < old else '', old, new,
                        ago(world, time)))
    else:
        said.append('the top went back from 0x%x to 0x%x, and no UPDATE_SA of '
                    'this capture asked for that: the card lost it' %
                    (old, new))


def why_icv(world, record, sa, said):
    """A wrong ICV: keys, or the numbers that go into it."""
    said.append('either the packet was altered, or both ends do not have the '
                'same key, algorithm, ICV length%s' % (
                    ', or high half of the sequence number'
                    if sa and sa.esn else ''))
    if not sa:
        return
    if sa.good:
        said.append('%s has taken %d packets before, the last one %s ago: its '
                    'key is right' % (sa.words(), sa.good,
                                      ago(world, sa.last)))
    else:
        said.append('%s has not taken any packet yet: the key may be wrong' %
                    sa.words())
    low, window = number_in(record, sa), window_of(record, sa)
    top, moved = top_at(record, sa)
    why_moved(world, moved, said)
    if sa.esn and low is not None and top is not None:
        guess = esn_estimate(top, window, low & 0xffffffff)
        said.append('ESN: with the top 0x%x the card took 0x%x for the high '
                    'half of number 0x%x' % (top, guess >> 32,
                                             low & 0xffffffff))
        if abs(guess - top) > 1 << 30:
            back = (top - low) & 0xffffffff
            said.append('that is far from the top: the card was given a top '
                        'that is too old (UPDATE_SA), or the peer has gone '
                        'through 2^32 numbers that the card did not see%s' % (
                            ', or the packet is an old one, %d numbers behind '
                            'the top and left of the window' % back
                            if back < 1 << 30 else ''))
    others = (s for s in world.with_spi((sa.spis or [None])[0])
              if s is not sa and s.gone is None)
    for other in itertools.islice(others, 2):
        said.append('another SA has the same SPI: ' + other.words())


def nearest(world, spi, said):
    """The youngest ones that have an SPI or had it; behind them it is said how
    many more there are: of one that is used again and again all others went."""
    yield from itertools.islice(world.with_spi(spi), NEAREST)
    more = world.count_spi(spi) - NEAREST
    if more > 0:
        said.append('and %d more have that SPI, or had it' % more)


def why_no_sa(world, record, said):
    outer = world.sa(record.number_of('sa'))
    if 'inner reason' in record.pairs and outer:
        said.append('that is of the packet inside of the tunnel of %s, which '
                    'is good; SPI and addresses are in the frame' %
                    outer.words())
    spi = record.number_of('spi')
    if spi is None or 'inner reason' in record.pairs:
        return
    where = addresses(record.data)
    found = False
    for sa in nearest(world, spi, said):
        found = True
        if sa.gone is not None:
            said.append('%s had this SPI, and was %s %s before' % (
                sa.words(), {'reset': 'lost in a reset'}.get(sa.how, sa.how),
                ago(world, sa.gone)))
            continue
        differs = []
        for key, value in zip(('src', 'dst'), where or ()):
            have = sa.pairs.get(key)
            if have not in (None, value, *ANY):
                differs.append('its %s is %s, the packet has %s' %
                               (key, have, value))
        if not sa.inbound and sa.pairs.get('direction'):
            differs.append('it is an outbound one')
        kind = record.get('kind') or record.value
        if (kind == 'udp_esp') != ('encap' in sa.pairs):
            differs.append('it is %s UDP, the packet is %s' % (
                'in' if 'encap' in sa.pairs else 'not in',
                'in it' if kind == 'udp_esp' else 'not'))
        said.append('%s has this SPI%s' % (sa.words(), ', but ' + ', and '.join(
            differs) if differs else ''))
    # Who has written a comment by hand may have a longer one.
    swapped = spi if spi >> 32 else int.from_bytes(spi.to_bytes(4, 'big'),
                                                   'little')
    for sa in nearest(world, swapped, said) if swapped != spi else ():
        found = True
        said.append('%s has this SPI with its bytes the other way round: the '
                    'driver wrote it in the wrong byte order' % sa.words())
    if where and not found:
        near = [sa for sa in world.sas.values()
                if sa.inbound and sa.pairs.get('dst') in (where[1], *ANY) and
                sa.pairs.get('src') in (where[0], *ANY)]
        near.sort(key=lambda sa: -(sa.added or 0))
        for sa in near[:NEAREST]:
            said.append('of the same addresses, with another SPI: ' +
                        sa.words())
        if not near:
            said.append('there is no SA from %s to %s either (%d are loaded '
                        'that the capture knows of)' % (*where,
                                                        len(world.sas)))


def why_replay(world, record, sa, said):
    at, window = number_in(record, sa), window_of(record, sa)
    top, moved = top_at(record, sa)
    why_moved(world, moved, said)
    if at is None or top is None:
        return
    if sa.esn:
        at = esn_estimate(top, window, at & 0xffffffff)
    if window and at + window <= top:
        said.append('number %d is left of the window: the top is %d, the '
                    'window has %d numbers, from %d on' % (
                        at, top, window, top - window + 1))
        if top - at > 100 * window:
            said.append('it is so far back that the peer has begun anew with '
                        'the same SA, or a top that is too high was loaded')
    elif at <= top:
        said.append('number %d was received before: it is in the window (the '
                    'top is %d%s)' % (at, top, ', the window has %d '
                                      'numbers' % window if window else ''))


def why_handle(world, record, said):
    """A descriptor or a command with a handle that names nothing."""
    for handle in sorted(world.handles(record)):
        sa = world.sa(handle)
        if sa and sa.gone is not None:
            said.append('stale handle: %s was %s %s before' % (
                sa.words(), {'reset': 'lost in a reset'}.get(sa.how, sa.how),
                ago(world, sa.gone)))
        elif not sa:
            said.append('no SA of this capture ever had the handle 0x%08x' %
                        handle)
        else:
            continue
        for other in world.sas.values():
            if other.handle & INDEX_MASK == handle & INDEX_MASK:
                said.append('its place now belongs to ' + other.words())
        if sa:
            newer = [s for s in world.sas.values() if s.added is not None and
                     s.pairs.get('src') == sa.pairs.get('src') and
                     s.pairs.get('dst') == sa.pairs.get('dst') and
                     s.pairs.get('direction') == sa.pairs.get('direction')]
            newer.sort(key=lambda s: -s.added)
            for other in newer[:1]:
                said.append('its successor is %s, added %s before' % (
                    other.words(), ago(world, other.added)))


def explain(world, record):
    """Why a record that failed did: lines of text, the nearest cause first."""
    cause = failure(record)
    said = []
    if 'fault' in record.pairs:
        said.append('a fault was asked for: ' + record.pairs['fault'])
    table = SENT if record.what in ('posted', 'completed') else {
        **REASONS, **CHECKED}
    if record.what == 'dropped':
        said.append(record.value)
    elif cause in table:
        said.append(table[cause])
    if 'why' in record.pairs and record.what != 'dropped':
        said.append(record.pairs['why'])
    if 'text' in record.pairs and cause not in table:
        said.append(record.pairs['text'])
    sa = next(filter(None, map(world.sa, world.subject(record))), None)
    if sa and 'inner sa' in record.pairs and record.what == 'indicated':
        inner = record.number_of('inner sa') == sa.handle
        said.append('it failed with the %s SA, %s%s' % (
            'inner' if inner else 'outer', sa.words(),
            '; the outer one is good' if inner else
            '; the inner one was not reached'))
    if record.what == 'indicated':
        if cause.endswith('auth_failed'):
            why_icv(world, record, sa, said)
        elif cause == 'no_sa':
            why_no_sa(world, record, said)
        elif cause == 'replay' and sa:
            why_replay(world, record, sa, said)
    if cause in ('unknown_sa', 'UNKNOWN_SA') or record.what == 'sa':
        why_handle(world, record, said)
    if cause == 'expired' and sa:
        said.append('%s: %d packets were good; hard limits: %s packets, %s '
                    'bytes' % (sa.words(), sa.good,
                               sa.pairs.get('hard packets', 'no'),
                               sa.pairs.get('hard bytes', 'no')))
    if cause in ('policy', 'no_sa') and 'policy' in record.pairs:
        said.append('the policy that decided has the handle ' +
                    record.pairs['policy'])
    return said
