#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Write ipsecnic-portions.h: packets of every form that the receive contract
speaks of, with the descriptor that a card must write for each of them.

usage: tests/vectors/gen-portions.py > tests/vectors/ipsecnic-portions.h

AH, bundles of AH and ESP, nested portions, ESP in UDP, extended sequence
numbers.  The packets are composed with python3-cryptography, by the same
module that the end-to-end tests use (tests/e2e/esp.py, which compose-test pins
to published vectors); every packet that Scapy can make right, it makes as
well, and the two must be equal.  What the card must say follows from what was
put into the packet and from docs/specs/ipsecnic.rst.  Nothing in this file
knows the card's own code.  The output is the same on every run.
"""

import struct
import sys

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from portions import (
    AH_NR, ENDS, ESP_NR, ETHERNET, FORM_OVER_UDP_TUNNEL, FORM_TRANSPORT,
    FORM_TUNNEL, FORM_UDP_OVER_TUNNEL, FRAGMENT_NR, INSIDE, IPIP,
    NUMBER_OF_IP, PROTOCOL, STRANGER, SYNTAX, T_AH, T_ESP, TCP, U_AH, U_ESP,
    UDP, UDP_PORT, Ah, Common, Esp, Packet, Script, authenticate, bundle,
    datagram, esp, inside, right, seal, tunnel)
from vectors import c_hex, pattern


# -- the scripts -------------------------------------------------------------

def every_algorithm():
    """R5: one packet of each algorithm, to be had or to be switched off."""
    for number, name in enumerate((
            'null-md5', 'cbc128-sha1', 'cbc192-sha256', 'cbc256-sha1',
            '3des-sha1', 'des-sha1', 'gcm128-16', 'gcm128-12', 'gcm128-8',
            'gcm192-16', 'gcm256-16', 'gmac128', 'gmac192', 'gmac256')):
        sa = Esp(name, 0x3000 + number)
        s = Script('r5-algorithm/' + name, sa)
        p = seal(sa, datagram(33))
        s.good('good', p)
        s.failed('ICV wrong', p, T_ESP, p.flip(-1))


def ah():
    """R10: what AH covers, what it does not, and lengths that cannot be."""
    spi = 0x3100
    for auth in ('sha1', 'sha256', 'gmac128'):
        for mode in ('transport', 'tunnel'):
            for version in (4, 6):
                spi += 1
                # any source: so a changed one still finds its SA
                sa = Ah(auth, spi, version, mode, any_src=True)
                s = Script('r10-ah/%s-ipv%d-%s' % (mode, version, auth), sa)
                ah_alone(s, sa)


def ah_alone(s, sa):
    bad = sa.status('ah')
    start = sa.header
    inner = inside(4, 25) if sa.mode == 'tunnel' else None

    def packet(number, size=25):
        if inner:
            return tunnel(sa, inside(4, size, number))
        return authenticate(sa, datagram(size, number), sequence=number)

    s.good('no payload to speak of', packet(1, 0))
    p = packet(2)
    s.good('good', p)

    # What changes on the way (RFC 4302, section 3.3.3.1)
    if sa.version == 4:
        changed = [('hops', p.put(8, b'\x05')), ('DSCP', p.put(1, b'\xb8')),
                   ('flags', p.put(6, b'\0'))]
    else:
        changed = [('hops', p.put(7, b'\x05')),
                   ('traffic class', p.put(0, b'\x6b\x80')),
                   ('flow label', p.put(1, b'\x0a\xbc\xde'))]
    for what, wire in changed:
        s.good('other %s' % what, p, right(wire))

    # What does not
    stranger = esp.ip_header(STRANGER[sa.version], sa.dst, 0, 0)
    at = slice(12, 16) if sa.version == 4 else slice(8, 24)
    wrong = [('source address', p.put(at.start, stranger[at])),
             ('payload', p.flip(-1, 0x20)),
             ('next header', p.flip(start)),
             ('reserved field', p.flip(start + 3)),
             ('sequence number', p.flip(start + 11)),
             ('ICV, first bit', p.flip(start + 12 + sa.iv, 0x80)),
             ('ICV, last bit', p.flip(start + 11 + sa.iv + sa.icv))]
    if sa.version == 4:
        wrong.append(('identification', p.flip(5)))
    if sa.iv:
        wrong.append(('IV', p.flip(start + 12)))
    if sa.length > 12 + sa.iv + sa.icv:
        wrong.append(('padding', p.flip(start + sa.length - 1)))
    # A length that could be, and is not the one that was covered
    more = 8 if sa.version == 6 else 4
    wrong.append(('longer header', p.put(start + 1, bytes(
        [(sa.length + more) // 4 - 2]))))
    for what, wire in wrong:
        s.failed(what, p, bad, right(wire))

    # The length field lies
    lies = [0, sa.length // 4 - 3 if sa.version == 4
            else (sa.length - 8) // 4 - 2, 0xff]
    if sa.version == 6:
        lies.append(sa.length // 4 - 1)
    for value in lies:
        s.failed('length field %d' % value, p, SYNTAX,
                 p.put(start + 1, bytes([value])))
    s.failed('cut in the ICV', p, SYNTAX, p.wire[:start + 13])
    s.left('cut in the sequence number', p, 'TRUNCATED', p.wire[:start + 11],
           flow=p.wire[12:20] if sa.version == 4 else p.wire[8:40])
    s.good('good again', p)


def bundles():
    """R8, D5: AH over ESP is one portion, and goes first."""
    for number, (auth, name, version, mode, ah_first) in enumerate((
            ('sha1', 'cbc128-sha1', 4, 'transport', False),
            ('sha256', 'gcm128-16', 6, 'transport', True),
            ('gmac256', 'null-sha256', 6, 'transport', False),
            ('sha1', 'gcm256-8', 4, 'tunnel', True),
            ('gmac128', 'cbc256-sha256', 6, 'tunnel', False))):
        spi = 0x3200 + 2 * number
        sa = Esp(name, spi, version, mode).with_ah(
            Ah(auth, spi + 1, version, mode), ah_first)
        s = Script('r8-d5-bundle/%s-ipv%d-%s-over-%s' % (mode, version, auth,
                                                         name), sa)
        start = sa.header
        esp_at = start + sa.ah.length

        def payload(n):
            return inside(4, 21, n) if mode == 'tunnel' else datagram(21, n)

        def packet(n, **lies):
            return bundle(sa, payload(n), NUMBER_OF_IP[4]
                          if mode == 'tunnel' else UDP, **lies)

        p = packet(1)
        s.good('good', p)
        # All of ESP is under AH's ICV: nothing is decrypted
        for what, at in (('ICV of AH', start + 12 + sa.ah.iv),
                         ('sequence number of ESP', esp_at + 7),
                         ('ciphertext', -sa.algorithm.icv - 1),
                         ('ICV of ESP', -1)):
            s.failed('AH bad: ' + what, p, sa.status('ah'), p.flip(at))
        p = packet(3, change=lambda e: e[:-1] + bytes([e[-1] ^ 1]))
        s.authentic([p.sequences[0]])
        s.failed('AH good over an ICV of ESP that is not', p,
                 sa.status('esp'))
        s.failed('both bad: AH goes first', p, sa.status('ah'), p.flip(-2))
        # A pad length that lies, under two good ICVs
        block = sa.algorithm.align
        p = packet(4, padding=bytes(-(len(payload(4)) + 2) % block),
                   pad_length=255)
        s.authentic(p.sequences)
        s.failed('pad length beyond the payload', p, SYNTAX)

        # One of the two alone
        e = seal(sa, payload(5), IPIP if mode == 'tunnel' else UDP)
        s.failed('ESP alone', e, PROTOCOL, sa=sa)
        a = authenticate(sa.ah, payload(6), IPIP if mode == 'tunnel' else UDP)
        s.failed('AH alone', a, PROTOCOL, sa=sa)
        # ESP outside of AH is not the bundle either
        around = seal(sa, a.wire[start:], AH_NR)
        s.failed('ESP over AH', around, PROTOCOL, sa=sa)
        # AH over the ESP of somebody else
        p = packet(7, change=lambda e: b'\x0b\xad' + e[2:])
        s.failed('AH over the ESP of another SA', p, PROTOCOL)
        # D5: protocol before length before authentication
        p = packet(8)
        s.good('good again', p)
        s.failed('an AH too long for what there is', p, SYNTAX,
                 p.put(start + 1, b'\xff'))
        s.failed('ESP alone, and too short', e, PROTOCOL,
                 right(e.wire[:2] + struct.pack('>H', start + 12) +
                       e.wire[4:start + 12]) if version == 4 else
                 e.wire[:4] + struct.pack('>H', 12) + e.wire[6:start + 12],
                 sa=sa)


def nested():
    """R8, R26, D16: each legal value of the word that two portions can have,
    and those of one portion beside them."""
    for number, (outer_name, inner_name, version, within) in enumerate((
            ('gcm128-16', 'cbc128-sha1', 4, 6),
            ('cbc256-sha256', 'gcm256-12', 6, 4))):
        spi = 0x3300 + 8 * number
        outer = Esp(outer_name, spi, version, 'tunnel')
        inner = Esp(inner_name, spi + 1, within, ends=INSIDE)
        missing = Esp(inner_name, spi + 2, within, ends=INSIDE)
        only_ah = Ah('sha1', spi + 3, within, ends=INSIDE)
        s = Script('r8-r26-d16-nested/ipv%d-in-ipv%d-%s-in-%s' % (
            within, version, inner_name, outer_name), outer, inner, only_ah)
        legal_values(s, outer, inner, missing, only_ah)

    # An outer portion of AH alone, and of a bundle
    outer = Ah('sha256', 0x3341, 4, 'tunnel')
    inner = Esp('gcm128-16', 0x3342, 4, ends=INSIDE)
    s = Script('r8-r26-d16-nested/esp-in-ah', outer, inner)
    i = seal(inner, datagram(30))
    o = tunnel(outer, i.wire)
    s.both('both good', o, i)
    s.failed('outer AH bad', o, U_AH, o.flip(-1))
    s.failed('outer length field', o, SYNTAX, o.put(o.ipsec + 1, b'\0'))
    s.inner_failed('inner ESP bad', tunnel(outer, i.flip(-1)), i, T_ESP)

    outer = Esp('gcm128-16', 0x3350, 6, 'tunnel').with_ah(
        Ah('sha1', 0x3351, 6, 'tunnel'))
    inner = Esp('cbc128-sha1', 0x3352, 4, ends=INSIDE)
    s = Script('r8-r26-d16-nested/esp-in-bundle', outer, inner)
    i = seal(inner, datagram(30))
    o = tunnel(outer, i.wire)
    s.both('both good', o, i)
    s.failed('outer AH bad', o, U_AH, o.flip(-1))
    o = tunnel(outer, i.wire, change=lambda e: e[:-1] + bytes([e[-1] ^ 1]))
    s.authentic(o.sequences[:1])
    s.failed('outer ESP bad', o, U_ESP)
    s.inner_failed('inner ESP bad', tunnel(outer, i.flip(-1)), i, T_ESP)

    # An inner portion of AH, and of a bundle
    for version, within, auth in ((4, 4, 'sha1'), (6, 6, 'gmac256')):
        outer = Esp('cbc128-sha256', 0x3360 + version, version, 'tunnel')
        inner = Ah(auth, 0x3368 + version, within, ends=INSIDE)
        s = Script('r8-r26-d16-nested/ah-%s-in-esp-ipv%d' % (auth, version),
                   outer, inner)
        i = authenticate(inner, datagram(31))
        # AH has no trailer: header_info is the tunnel's
        s.both('both good', tunnel(outer, i.wire), i)
        s.inner_failed('inner AH bad', tunnel(outer, i.flip(-1)), i, T_AH)
        s.inner_failed('inner length field', tunnel(
            outer, i.put(i.ipsec + 1, b'\0')), i, SYNTAX)
        o = tunnel(outer, i.wire)
        s.failed('outer bad', o, U_ESP, o.flip(-1))

    outer = Esp('gcm256-16', 0x3370, 4, 'tunnel')
    inner = Esp('gcm128-16', 0x3371, 6, ends=INSIDE).with_ah(
        Ah('sha256', 0x3372, 6, ends=INSIDE))
    s = Script('r8-r26-d16-nested/bundle-in-esp', outer, inner)
    i = bundle(inner, datagram(31))
    s.both('both good', tunnel(outer, i.wire), i)
    s.inner_failed('inner AH bad', tunnel(outer, i.flip(-1)), i, T_AH)
    i = bundle(inner, datagram(32), change=lambda e: e[:-1] +
               bytes([e[-1] ^ 1]))
    s.authentic(i.sequences[:1])
    s.inner_failed('inner ESP bad', tunnel(outer, i.wire), i, T_ESP)


def legal_values(s, outer, inner, missing, only_ah):
    first = i = seal(inner, datagram(40, 1))
    o = tunnel(outer, i.wire)
    s.both('(1, 1, 0) both good', o, i)
    # Another trailer: header_info is that of the innermost
    i = seal(inner, datagram(51, 7))
    s.both('(1, 1, 0) %d bytes' % 51, tunnel(outer, i.wire), i)

    # The sender of the inner packet had it wrong, that of the tunnel did not
    for what, at in (('ICV', -1), ('ciphertext', -inner.algorithm.icv - 1),
                     ('sequence number', i.ipsec + 7)):
        s.inner_failed('(1, 1, 3) inner %s' % what,
                       tunnel(outer, i.flip(at)), i, T_ESP)
    cut = right(i.wire[:2] + struct.pack('>H', len(i.wire) - 2) +
                i.wire[4:-2]) if inner.version == 4 else \
        i.wire[:4] + struct.pack('>H', len(i.wire) - 42) + i.wire[6:-2]
    s.inner_failed('(1, 1, 6) inner ESP cut', tunnel(outer, cut), i, SYNTAX)
    longer = right(i.put(2, struct.pack('>H', len(i.wire) + 4))) \
        if inner.version == 4 else \
        i.put(4, struct.pack('>H', len(i.wire) - 36))
    s.inner_failed('(1, 1, 6) inner IP length beyond the tunnel',
                   tunnel(outer, longer), i, SYNTAX)
    wrong = i.put(i.ipsec, struct.pack('>I', only_ah.spi))
    s.inner_failed('(1, 1, 7) inner ESP for an SA of AH',
                   tunnel(outer, wrong), i, PROTOCOL, sa=only_ah)

    # The tunnel bad: what is in it is not reached, good or not
    for what, at in (('ICV', -1), ('ciphertext', o.payload),
                     ('sequence number', o.ipsec + 7)):
        s.failed('(1, 0, 5) outer %s' % what, o, U_ESP, o.flip(at))
    s.failed('(1, 0, 6) outer cut', o, SYNTAX, o.wire[:-4])
    wrong = authenticate(only_ah, datagram(9))
    a = esp.ip_header(outer.src, outer.dst, AH_NR,
                      len(wrong.wire) - wrong.sa.header) + \
        wrong.wire[wrong.ipsec:]
    a = a[:outer.header + 4] + struct.pack('>I', outer.spi) + \
        a[outer.header + 8:]
    s.failed('(1, 0, 7) AH for the SA of the tunnel',
             Packet(outer, 'AH', a, a, outer.header, 0), PROTOCOL)

    # The tunnel good, and no inner portion that could be processed
    lost = seal(missing, datagram(40, 4))
    s.inner_left('(1, 0, 0) inner SA missing', tunnel(outer, lost.wire),
                 'NO_SA', lost)
    plain = inside(inner.version, 30)
    s.good('(1, 0, 0) nothing more in the tunnel', tunnel(outer, plain))
    dummy = seal(outer, b'', 59)
    s.good('(1, 0, 0) a dummy packet in the tunnel', dummy, inner_l3=0)
    i = seal(inner, datagram(21))
    if inner.version == 4:
        piece = right(i.put(6, b'\x20\0'))
    else:
        piece = i.wire[:4] + struct.pack('>H', len(i.wire) - 32) + \
            bytes([FRAGMENT_NR]) + i.wire[7:40] + \
            struct.pack('>BBHI', ESP_NR, 0, 1, 77) + i.wire[40:]
    s.inner_left('(1, 0, 0) inner fragment', tunnel(outer, piece), 'FRAGMENT')

    # One portion, and none
    s.good('(1, 0, 0) the inner packet without its tunnel', i)
    s.failed('(1, 0, 3) the same, bad', i, T_ESP, i.flip(-1))
    s.left('(0, 0, 0) nobody has its SA', lost, 'NO_SA')
    s.both('(1, 1, 0) both good again', o, first)


def combined_off():
    """D16: without TransportTunnelCombined the tunnel alone is processed."""
    outer = Esp('gcm128-16', 0x3381, 4, 'tunnel')
    inner = Esp('cbc128-sha1', 0x3382, 4, ends=INSIDE)
    only_ah = Ah('sha1', 0x3383, 4, ends=INSIDE)
    missing = Esp('gcm128-16', 0x3384, 4, ends=INSIDE)
    s = Script('d16-transport-tunnel-off', outer, inner, only_ah,
               props=',transport-tunnel=off')
    i = seal(inner, datagram(40))
    s.inner_left('ESP in the tunnel', tunnel(outer, i.wire), 'CAPABILITY', i,
                 inner)
    s.inner_left('bad ESP in the tunnel', tunnel(outer, i.flip(-1)),
                 'CAPABILITY', i, inner)
    a = authenticate(only_ah, datagram(40))
    s.inner_left('AH in the tunnel', tunnel(outer, a.wire), 'CAPABILITY', a,
                 only_ah)
    lost = seal(missing, datagram(40))
    s.inner_left('of nobody in the tunnel', tunnel(outer, lost.wire), 'NO_SA',
                 lost)
    o = tunnel(outer, i.wire)
    s.failed('the tunnel bad', o, U_ESP, o.flip(-1))
    s.good('without the tunnel', i)


def tunnel_in_tunnel():
    """TransportTunnelCombined is a transport portion in a tunnel, not two
    tunnels; and nothing is looked for in a transport portion."""
    outer = Esp('gcm128-16', 0x3391, 4, 'tunnel')
    inner = Esp('gcm256-16', 0x3392, 4, 'tunnel', ends=INSIDE)
    transport = Esp('gcm128-16', 0x3393)
    s = Script('r26-tunnel-in-tunnel', outer, inner, transport)
    i = seal(inner, inside(4, 20), IPIP)
    s.inner_left('two tunnels', tunnel(outer, i.wire), 'CAPABILITY', i, inner)
    s.good('the inner one alone', i)
    s.good('IP in a transport portion', seal(transport, i.wire, IPIP),
           inner_l3=0)


def udp_head(sa, ports, body):
    """What is no ESP: an IP packet with UDP."""
    return esp.ip_header(sa.src, sa.dst, UDP, 8 + len(body)) + struct.pack(
        '>HHHH', *ports, 8 + len(body), 0) + body


def ports_flow(wire):
    """What the hash of a packet with ports is over."""
    addresses = slice(12, 20) if wire[0] >> 4 == 4 else slice(8, 40)
    start = 20 if wire[0] >> 4 == 4 else 40
    return wire[addresses] + wire[start:start + 4]


def not_esp(s, sa, port=UDP_PORT):
    """R25: the non-ESP marker and the keep-alive, on the port of an SA."""
    for what, body, kind in (
            ('IKE', bytes(4) + pattern(28, 3), 'IKE'),
            ('a marker and nothing else', bytes(4), 'IKE'),
            ('keep-alive', b'\xff', 'KEEPALIVE')):
        wire = udp_head(sa, (UDP_PORT, port), body)
        s.add(what, wire, reason='IKE', kind=kind, flow=ports_flow(wire))


def udp_esp():
    """ESP in UDP: its four forms, and the checksum in front of it."""
    spi = 0x3400
    for mode, form in (('transport', FORM_TRANSPORT), ('tunnel', FORM_TUNNEL)):
        for version in (4, 6):
            spi += 1
            sa = Esp('gcm128-16', spi, version, mode, encap=form)
            bare = Esp('gcm128-16', spi + 0x40, version, mode)
            s = Script('r25-udp-esp/%s-ipv%d' % (mode, version), sa, bare)

            def packet(number, of=sa, **words):
                if mode == 'tunnel':
                    return seal(of, inside(4, 22, number), IPIP, **words)
                return seal(of, datagram(22, number), **words)

            def udp(number, **words):
                return packet(number, udp=True, **words)

            p = udp(1)
            s.good('checksum zero', p)
            s.failed('ICV wrong', p, sa.status('esp'), p.flip(-1))
            p = udp(2, csum=1)
            s.good('checksum right', p)
            wire = p.put(sa.header + 4, struct.pack(
                '>H', len(p.wire) - sa.header + 4))
            s.failed('UDP length beyond the IP packet', p, SYNTAX, wire,
                     l4_csum=0)
            s.good('from another port', udp(3, csum=1, ports=(40000, 4500)))
            p = udp(4, csum=2)
            s.left('checksum wrong', p, 'UDP_CSUM', sa=sa, l4_csum=2)
            s.left('checksum and ICV wrong', p, 'UDP_CSUM', p.flip(-1), sa=sa,
                   l4_csum=2)
            wire = p.wire[:sa.header + 8] + p.wire[sa.header + 8:][:6]
            wire = wire[:sa.header + 4] + b'\0\x0e' + wire[sa.header + 6:]
            wire = right(wire[:2] + struct.pack('>H', len(wire)) + wire[4:]) \
                if version == 4 else \
                wire[:4] + struct.pack('>H', len(wire) - 40) + wire[6:]
            s.left('too short for SPI and sequence number', p, 'TRUNCATED',
                   wire, flow=ports_flow(wire))
            not_esp(s, sa)
            # Encapsulation belongs to the key (D2)
            s.left('the SA of UDP, without UDP', packet(8), 'NO_SA')
            s.left('the SA without UDP, in UDP', packet(9, bare, udp=True),
                   'NO_SA')
            s.good('the SA without UDP, without it', packet(10, bare))
            s.good('good again', udp(11))

    # A tunnel in UDP, with a transport portion in it
    for version in (4, 6):
        within = 10 - version
        outer = Esp('gcm128-16', 0x3420 + version, version, 'tunnel',
                    encap=FORM_OVER_UDP_TUNNEL)
        inner = Esp('cbc128-sha1', 0x3428 + version, within, ends=INSIDE)
        s = Script('r25-udp-esp/transport-over-udp-tunnel-ipv%d' % version,
                   outer, inner)
        i = seal(inner, datagram(24))
        s.both('checksum zero', tunnel(outer, i.wire, udp=True), i)
        o = tunnel(outer, i.wire, udp=True, csum=1)
        s.both('checksum right', o, i)
        o = tunnel(outer, i.wire, udp=True, csum=2)
        s.left('checksum wrong', o, 'UDP_CSUM', sa=outer, l4_csum=2)
        s.inner_failed('inner ICV wrong', tunnel(
            outer, i.flip(-1), udp=True), i, T_ESP)
        o = tunnel(outer, i.wire, udp=True)
        s.failed('outer ICV wrong', o, U_ESP, o.flip(-1))
        s.left('without UDP', tunnel(outer, i.wire), 'NO_SA')

    # A tunnel, with a transport portion in UDP in it
    for version in (4, 6):
        within = 10 - version
        outer = Esp('cbc128-sha256', 0x3430 + version, version, 'tunnel')
        inner = Esp('gcm128-16', 0x3438 + version, within, ends=INSIDE,
                    encap=FORM_UDP_OVER_TUNNEL)
        s = Script('r25-udp-esp/udp-transport-over-tunnel-ipv%d' % version,
                   outer, inner)
        for what, csum in (('zero', 0), ('right', 1)):
            i = seal(inner, datagram(24), udp=True, csum=csum)
            s.both('inner checksum ' + what, tunnel(outer, i.wire), i)
        i = seal(inner, datagram(24), udp=True, csum=2)
        s.inner_left('inner checksum wrong', tunnel(outer, i.wire), 'UDP_CSUM',
                     i, inner)
        i = seal(inner, datagram(24), udp=True)
        s.inner_failed('inner ICV wrong', tunnel(outer, i.flip(-1)), i, T_ESP)
        ike = udp_head(inner, (4500, 4500), bytes(4) + pattern(20, 1))
        s.inner_left('IKE in the tunnel', tunnel(outer, ike), 'IKE')
        i = seal(inner, datagram(24))
        s.inner_left('without UDP', tunnel(outer, i.wire), 'NO_SA', i)

    # UDP around both is no form
    outer = Esp('gcm128-16', 0x3444, 4, 'tunnel', encap=FORM_OVER_UDP_TUNNEL)
    inner = Esp('gcm128-16', 0x3445, 4, ends=INSIDE,
                encap=FORM_UDP_OVER_TUNNEL)
    s = Script('r25-udp-esp/udp-around-both-is-no-form', outer, inner)
    i = seal(inner, datagram(24), udp=True)
    s.inner_left('UDP in UDP', tunnel(outer, i.wire, udp=True), 'CAPABILITY',
                 i, inner)


def udp_ports():
    """An SA's own ports, and that 4500 is nobody else's then."""
    sa = Esp('gcm128-16', 0x3451, encap=FORM_TRANSPORT, dport=4501)
    other = Esp('gcm128-16', 0x3452, encap=FORM_TRANSPORT, sport=4500)
    both = Esp('gcm128-16', 0x3453, 6, encap=FORM_TRANSPORT, sport=40001,
               dport=40002)
    s = Script('r25-udp-esp/ports-of-the-sa', sa, other, both)

    def packet(of, *ports):
        return seal(of, datagram(26), udp=True, ports=ports)

    s.good('to its port', packet(sa, 4500, 4501))
    s.good('to its port, from any', packet(sa, 12345, 4501))
    s.left('to 4500 instead', packet(sa, 4500, 4500), 'NO_SA')
    p = packet(sa, 4500, 4502)
    s.left('to a port that is nobody\'s', p, 'NOT_IPSEC', kind='PLAIN',
           flow=ports_flow(p.wire))
    not_esp(s, sa, 4501)
    s.good('from its port', packet(other, 4500, 4500))
    s.left('from another', packet(other, 4501, 4500), 'NO_SA')
    s.left('to the port of another SA', packet(other, 4500, 4501), 'NO_SA')
    s.good('both ports', packet(both, 40001, 40002))
    s.left('both ports, the wrong way round', packet(both, 40002, 40001),
           'NOT_IPSEC', kind='PLAIN', flow=ports_flow(
               packet(both, 40002, 40001).wire))
    s.left('one of two ports', packet(both, 40000, 40002), 'NO_SA')


def other_protocol():
    """D1, D2: an SA of the packet's protocol first; the other's: status 7."""
    for mode in ('transport', 'tunnel'):
        for version in (4, 6):
            spi = 0x3500 + version + (16 if mode == 'tunnel' else 0)
            form = FORM_TUNNEL if mode == 'tunnel' else FORM_TRANSPORT
            words = dict(version=version, mode=mode)
            ah_sa = Ah('sha1', spi, **words)
            esp_sa = Esp('gcm128-16', spi, **words)
            udp_sa = Esp('gcm256-16', spi, encap=form, **words)

            def packets(number):
                if mode == 'tunnel':
                    payload, nh = inside(4, 20, number), IPIP
                else:
                    payload, nh = datagram(20, number), UDP
                return (authenticate(ah_sa, payload, nh),
                        seal(esp_sa, payload, nh),
                        seal(udp_sa, payload, nh, udp=True))

            name = '%s-ipv%d' % (mode, version)
            a, e, u = packets(1)
            s = Script('d1-status-7/esp-to-ah-%s' % name, ah_sa)
            s.failed('ESP', e, PROTOCOL, sa=ah_sa)
            s.failed('ESP with a wrong ICV', e, PROTOCOL, e.flip(-1), sa=ah_sa)
            # D5: protocol before length
            s.failed('ESP that is cut', e, PROTOCOL, e.wire[:-6], sa=ah_sa)
            s.left('ESP in UDP, which AH cannot be', u, 'NO_SA')
            s.good('AH', a)

            s = Script('d1-status-7/ah-to-esp-%s' % name, esp_sa)
            s.failed('AH', a, PROTOCOL, sa=esp_sa)
            s.failed('AH with a wrong ICV', a, PROTOCOL, a.flip(-1), sa=esp_sa)
            s.failed('AH whose length lies', a, PROTOCOL,
                     a.put(a.ipsec + 1, b'\xff'), sa=esp_sa)
            s.left('ESP in UDP', u, 'NO_SA')
            s.good('ESP', e)

            a, e, u = packets(2)
            s = Script('d1-own-protocol-first/%s' % name, ah_sa, esp_sa,
                       udp_sa)
            for what, p in (('AH', a), ('ESP', e), ('ESP in UDP', u),
                            ('ESP again', e), ('AH again', a)):
                s.good(what, p)

    # D2: the packet's protocol with any wildcard before the other one
    exact = Ah('sha1', 0x3541)
    any_source = Esp('gcm128-16', 0x3541, any_src=True)
    s = Script('d2-protocol-before-addresses', exact, any_source)
    e = seal(any_source, datagram(20))
    s.good('ESP of any source, beside AH of this one', e)
    s.good('AH', authenticate(exact, datagram(20)))


def extended_numbers():
    """D6, across the wrap of the lower half, in both directions."""
    wrap = (0x1fffffff1, 0x1ffffffff, 0x200000000, 0x200000002, 0x1fffffff8,
            0x200000100)
    for number, name in enumerate(('gcm128-16', 'gcm256-8', 'cbc128-sha1',
                                   'null-sha256', 'gmac192', 'ah-sha1',
                                   'ah-sha256', 'ah-gmac128')):
        words = dict(version=6 if number % 2 else 4, esn=True, window=64,
                     top=0x1fffffff0)
        auth = name[3:] if name.startswith('ah-') else None
        sa = Ah(auth, 0x3600 + number, **words) if auth else \
            Esp(name, 0x3600 + number, **words)
        s = Script('d6-esn-wrap/' + name, sa)

        def packet(sequence):
            if auth:
                return authenticate(sa, datagram(10), UDP, sequence)
            return seal(sa, datagram(10), UDP, sequence)

        for sequence in wrap:
            s.good('%#x' % sequence, packet(sequence))
        # The right lower half with a wrong upper one; the last was within
        # the window before the top moved away from the wrap
        for sequence in (0x300000101, 0x100000101, 0x101, 0x1fffffff8):
            s.failed('%#x' % sequence, packet(sequence),
                     T_AH if auth else T_ESP)
        # Far ahead, but not behind
        s.good('%#x' % 0x27fffffff, packet(0x27fffffff))

    # For tests that move the top by hand: the same lower half, with an upper
    # half of 0, 1, 5 and 7
    for number, name in enumerate(('gcm128-16', 'cbc128-sha1', 'ah-sha256')):
        words = dict(esn=True, window=64, top=(5 << 32) + 0x1000)
        auth = name[3:] if name.startswith('ah-') else None
        sa = Ah(auth, 0x3640, **words) if auth else \
            Esp(name, 0x3641 + number, **words)
        s = Script('d6-update-sa/' + name, sa, aside=True)
        for high in (0, 1, 5, 7):
            sequence = (high << 32) + 0x1010
            p = authenticate(sa, datagram(14), UDP, sequence) if auth else \
                seal(sa, datagram(14), UDP, sequence)
            s.good('high half %d' % high, p)


def tcp(sequence, size, flags=0x10):
    """A TCP segment; its checksum is nobody's affair here."""
    return struct.pack('>HHIIBBHHH', 40000, 80, sequence, 0x1000, 0x50, flags,
                       8192, 0, 0) + pattern(size, sequence)


def segments():
    """R23: segments that would be merged if they were not protected."""
    sa = Esp('gcm128-16', 0x3701)
    s = Script('r23-not-merged/esp', sa, aside=True)
    at = 1000
    for size in (100, 100, 100, 40):
        s.good('segment at %d' % at, seal(sa, tcp(at, size), TCP))
        at += size
    sa = Ah('sha1', 0x3702, 6)
    s = Script('r23-not-merged/ah', sa, aside=True)
    at = 5000
    for number, size in enumerate((80, 80, 80)):
        s.good('segment at %d' % at, authenticate(sa, tcp(at, size), TCP,
                                                  number + 1))
        at += size


def fragments():
    """R24: what needs reassembly is left alone, whatever is in it."""
    sa4, sa6 = Esp('gcm128-16', 0x3711), Esp('gcm128-16', 0x3712, 6)
    ah4, ah6 = Ah('sha1', 0x3713), Ah('sha1', 0x3714, 6)
    udp4 = Esp('gcm128-16', 0x3715, encap=FORM_TRANSPORT)
    s = Script('r24-fragments/ipv4', sa4, ah4, udp4)
    for what, p in (('ESP', seal(sa4, datagram(27))),
                    ('AH', authenticate(ah4, datagram(27))),
                    ('ESP in UDP', seal(udp4, datagram(27), udp=True))):
        for part, flags in (('first', 0x2000), ('a later one', 0x2003),
                            ('last', 0x0003)):
            s.left('%s, %s' % (what, part), p, 'FRAGMENT',
                   right(p.put(6, struct.pack('>H', flags))), kind='FRAGMENT')
        s.good(what + ', whole', p)
    s = Script('r24-fragments/ipv6', sa6, ah6)
    for what, p, number in (('ESP', seal(sa6, datagram(27)), ESP_NR),
                            ('AH', authenticate(ah6, datagram(27)), AH_NR)):
        def piece(offset):
            return p.wire[:4] + struct.pack('>HB', len(p.wire) - 32,
                                            FRAGMENT_NR) + p.wire[7:40] + \
                struct.pack('>BBHI', number, 0, offset, 99) + p.wire[40:]

        for part, offset in (('first', 1), ('a later one', 0x11),
                             ('last', 0x10)):
            s.left('%s, %s' % (what, part), p, 'FRAGMENT', piece(offset),
                   kind='FRAGMENT')
        s.good(what + ', whole', p)
    # RFC 6946: a fragment header on a whole packet.  AH does not cover it.
    s.left('AH behind an atomic fragment header', p, 'FRAGMENT', piece(0),
           sa=ah6, ipsec=48)


def protocol_off():
    """R6: AH or ESP is off; R2 comes before the lookup."""
    for off, here, there in (('ah', Esp('gcm128-16', 0x3801),
                              Ah('sha1', 0x3801)),
                             ('esp', Ah('sha1', 0x3802),
                              Esp('gcm128-16', 0x3802))):
        def packet(sa):
            return authenticate(sa, datagram(20)) if isinstance(sa, Ah) else \
                seal(sa, datagram(20))

        words = dict(version=6, mode='tunnel')
        outer = Ah('sha1', 0x3805, **words) if off == 'esp' else \
            Esp('gcm128-16', 0x3806, **words)
        s = Script('r6-gate/' + off, here, outer, props=',%s=off' % off)
        s.good('the protocol that is on', packet(here))
        # The SA has the packet's address and SPI, and would be D1's.
        p = packet(there)
        s.left('the one that is off', p, 'PROTOCOL_OFF')
        s.inner_left('the one that is off, in a tunnel',
                     tunnel(outer, p.wire), 'PROTOCOL_OFF', p)


def bundle_off():
    """R6: AhEspCombined is off; an SA of AH alone does not do half of it."""
    ah_sa = Ah('sha1', 0x3811)
    whole = Esp('gcm128-16', 0x3812).with_ah(ah_sa)
    p = bundle(whole, datagram(20))
    s = Script('r6-gate/ah-esp', ah_sa, props=',ah-esp=off')
    s.left('AH and ESP', p, 'CAPABILITY', sa=ah_sa)
    s.left('AH and ESP, and bad', p, 'CAPABILITY', p.flip(-1), sa=ah_sa)
    s.good('AH alone', authenticate(ah_sa, datagram(20), UDP, 3))
    s = Script('r6-gate/ah-esp-on', ah_sa)
    s.good('AH in front of the ESP of somebody else', Packet(
        ah_sa, 'AH', p.wire, p.wire, p.ipsec, p.ipsec + ah_sa.length,
        sequences=p.sequences[:1]))


def headers_off():
    """R6: IPv4 options and IPv6 extension headers, outside and inside."""
    for version, what in ((4, 'ipv4-options'), (6, 'ipv6-ext-headers')):
        extra = dict(options=b'\x94\x04\0\0') if version == 4 else \
            dict(destination=bytes([ESP_NR, 0, 1, 4, 0, 0, 0, 0]))
        outer = Esp('gcm128-16', 0x3820 + version, 4, 'tunnel')
        alone = Esp('cbc128-sha1', 0x3828 + version, version)
        inner = Esp('cbc128-sha1', 0x3830 + version, version, ends=INSIDE)
        for on in (True, False):
            s = Script('r6-gate/%s%s' % (what, '-on' if on else ''), outer,
                       alone, inner, props='' if on else ',%s=off' % what)
            p = seal(alone, datagram(20), **extra)
            i = seal(inner, datagram(20), **extra)
            o = tunnel(outer, i.wire)
            if on:
                s.good('outside', p)
                s.both('inside', o, i)
            else:
                s.left('outside', p, 'CAPABILITY', sa=alone)
                s.left('outside, and bad', p, 'CAPABILITY', p.flip(-1),
                       sa=alone)
                s.inner_left('inside', o, 'CAPABILITY', i, inner)
            s.good('without', seal(alone, datagram(20)))

    outer = Esp('gcm128-16', 0x3841, 4, 'tunnel')
    inner = Esp('cbc128-sha1', 0x3842, 6, ends=INSIDE)
    s = Script('r6-gate/ipv6', outer, props=',ipv6=off')
    i = seal(inner, datagram(20))
    s.inner_left('ESP in IPv6 in the tunnel', tunnel(outer, i.wire), 'NO_SA',
                 i)
    s.good('plain IPv6 in the tunnel', tunnel(outer, inside(6, 20)))


def encapsulation_off():
    """R6: frames of Ethernet with tags, and of no form that there is."""
    sa = Esp('gcm128-16', 0x3851)
    p = seal(sa, datagram(20))
    ipv4 = b'\x08\0'
    tag, service = bytes.fromhex('81006123'), bytes.fromhex('88a80123')
    snap = struct.pack('>H', 8 + len(p.wire)) + \
        bytes.fromhex('aaaa030000000800')
    for on in (True, False):
        s = Script('r6-gate/encapsulation%s' % ('-on' if on else ''), sa,
                   props='' if on else ',vlan=off')
        s.good('Ethernet', p)
        for what, head, done in (('a tag', tag + ipv4, on),
                                 ('two tags', service + tag + ipv4, on),
                                 ('three tags', service + tag + tag + ipv4,
                                  False),
                                 ('SNAP', snap, False)):
            if done:
                s.good(what, p, frame=ETHERNET + head)
            else:
                # Nothing in it is looked at.
                s.left(what, p, 'NOT_IPSEC', kind='PLAIN', flow=b'',
                       frame=ETHERNET + head).update(l3_offset=0, csum=0)


def udp_forms_off():
    """R6: ESP in UDP.  An SA of a form that is off is refused; these have SAs
    that another form lets in, and packets of the one that is off."""
    sa = Esp('gcm128-16', 0x3861, encap=FORM_UDP_OVER_TUNNEL)
    s = Script('r6-gate/udp-esp-transport', sa, props=',udp-esp-transport=off')
    p = seal(sa, datagram(20), udp=True)
    s.left('in no tunnel', p, 'CAPABILITY', sa=sa)
    s.left('in no tunnel, and bad', p, 'CAPABILITY', p.flip(-1), sa=sa)

    # What is in the tunnel shows which of two forms it is.
    for what, form in (('udp-esp-tunnel', FORM_OVER_UDP_TUNNEL),
                       ('udp-esp-transport-over-udp-tunnel', FORM_TUNNEL)):
        outer = Esp('gcm128-16', 0x3870 + form, 4, 'tunnel', encap=form)
        inner = Esp('cbc128-sha1', 0x3878 + form, 4, ends=INSIDE)
        s = Script('r6-gate/' + what, outer, inner, props=',%s=off' % what)
        i = seal(inner, datagram(20))
        o = tunnel(outer, i.wire, udp=True)
        if form == FORM_TUNNEL:
            s.inner_left('a transport portion in it', o, 'CAPABILITY', i,
                         inner)
            s.good('no portion in it', tunnel(outer, inside(4, 20), udp=True))
        else:
            s.both('a transport portion in it', o, i)

    what = 'udp-esp-udp-transport-over-tunnel'
    outer = Esp('gcm128-16', 0x3881, 4, 'tunnel')
    inner = Esp('cbc128-sha1', 0x3882, 4, ends=INSIDE, encap=FORM_TRANSPORT)
    s = Script('r6-gate/' + what, outer, inner, props=',%s=off' % what)
    i = seal(inner, datagram(20), udp=True)
    s.inner_left('in a tunnel', tunnel(outer, i.wire), 'CAPABILITY', i, inner)
    s.good('in no tunnel', i)


def limits():
    """R15 to R18, D11: an SA that is asked back works on."""
    sa = Esp('gcm128-16', 0x3901)
    ah_sa = Ah('sha1', 0x3902)
    s = Script('r18-asked-back', sa, ah_sa, aside=True)
    for number in range(4):
        s.good('ESP %d' % number, seal(sa, datagram(16 + number)))
        s.good('AH %d' % number, authenticate(ah_sa, datagram(16), UDP,
                                              number + 1))
    p = seal(sa, datagram(16))
    s.failed('ESP, bad', p, T_ESP, p.flip(-1))
    outer = Esp('gcm128-16', 0x3903, 4, 'tunnel')
    inner = Esp('cbc128-sha1', 0x3904, 4, ends=INSIDE)
    s = Script('r15-nested-asked-back', outer, inner, aside=True)
    i = seal(inner, datagram(20))
    s.both('both good', tunnel(outer, i.wire), i)
    i = seal(inner, datagram(20))
    s.inner_failed('inner bad', tunnel(outer, i.flip(-1)), i, T_ESP)
    o = tunnel(outer, i.wire)
    s.failed('outer bad', o, U_ESP, o.flip(-1))
    # D4: outside of the capabilities it is word 0, whatever is due
    two = Esp('gcm128-16', 0x3905)
    s = Script('d4-asked-back-outside-of-the-capabilities', two, aside=True,
               props=',ipv4-options=off')
    s.left('with an option', seal(two, datagram(20),
                                  options=b'\x94\x04\0\0'),
           'CAPABILITY', sa=two)
    s.good('without', seal(two, datagram(20)))


# -- as C --------------------------------------------------------------------

# The tag of GCM is linear in what it authenticates: with the same key, IV and
# ciphertext, changing bit i of the SPI changes the tag by the same bits
# whatever the others are.  So a table makes a packet for each of many SPIs.
MANY_SPI, MANY_BITS = 0x40000000, 17


def many_sas(out):
    key, sequence = bytes((7 + 13 * i) & 0xff for i in range(20)), 1
    iv = struct.pack('>Q', 0x1122334455667788)
    plain = datagram(6) + bytes([0, UDP])
    assert len(plain) % 4 == 0
    src, dst = ENDS[4]

    def packet(spi):
        header = struct.pack('>II', spi, sequence)
        sealed = AESGCM(key[:-4]).encrypt(key[-4:] + iv, plain, header)
        ip = esp.ip_header(src, dst, ESP_NR, 16 + len(sealed))
        return ip + header + iv + sealed

    base = packet(MANY_SPI)
    delta = [bytes(a ^ b for a, b in zip(base[-16:],
                                         packet(MANY_SPI ^ 1 << i)[-16:]))
             for i in range(MANY_BITS)]
    for number in (3, 0x15a5a, (1 << MANY_BITS) - 1):
        tag = base[-16:]
        for i in range(MANY_BITS):
            if number >> i & 1:
                tag = bytes(a ^ b for a, b in zip(tag, delta[i]))
        assert packet(MANY_SPI ^ number)[-16:] == tag
    out('\n/* The packet of SPI 0x%x, and by which bits its last 16 bytes '
        'differ if bit i\n * of the SPI is set, with the same key. */\n'
        % MANY_SPI)
    out('#define IPN_MANY_SPI 0x%xu\n' % MANY_SPI)
    out('#define IPN_MANY_BITS %d\n\n' % MANY_BITS)
    out('static const IpnSaVector ipn_many_sa = {\n'
        '    .name = "many",\n'
        '    .mode = IPSECNIC_MODE_TRANSPORT,\n'
        '    .spi = IPN_MANY_SPI,\n'
        '    .cipher_alg = IPSECNIC_CIPHER_AES_GCM_128,\n'
        '    .cipher_icv = 16,\n')
    for field, data in (('src', packed(src)), ('dst', packed(dst)),
                        ('auth_key', b''), ('cipher_key', key)):
        out('    .%s =\n%s,\n' % (field, c_hex(data, 8)))
    out('};\n\nstatic const char ipn_many_wire[] =\n%s;\n\n' %
        c_hex(ETHERNET + b'\x08\0' + base, 4))
    out('static const char *const ipn_many_delta[IPN_MANY_BITS] = {\n')
    for bits in delta:
        out('    "%s",\n' % bits.hex())
    out('};\n')


def packed(address):
    raw = esp.ip_header(address, address, 0, 0)
    return (raw[12:16] if raw[0] >> 4 == 4 else raw[8:24]).ljust(16, b'\0')


def write_fields(out, indent, fields):
    """Designated initialisers, as many to a line as it takes."""
    line = ''
    for name, value in fields:
        text = '.%s = %s,' % (name, value)
        if line and indent + len(line) + 1 + len(text) > 79:
            out(' ' * indent + line + '\n')
            line = ''
        line += (' ' if line else '') + text
    if line:
        out(' ' * indent + line + '\n')


def write_hex(out, indent, name, data):
    """A field with bytes, on the same line if they fit."""
    text = '.%s = "%s",' % (name, data.hex())
    if indent + len(text) <= 79:
        out(' ' * indent + text + '\n')
    else:
        out('%s.%s =\n%s,\n' % (' ' * indent, name, c_hex(data, indent + 4)))


def write_sa(out, sa):
    out('    {\n')
    fields = [('name', '"0x%x"' % sa.spi), ('spi', '0x%x' % sa.spi)]
    if isinstance(sa, Ah):
        fields.append(('operation', 'IPSECNIC_OP_AH'))
    fields.append(('mode', 'IPSECNIC_MODE_' + sa.mode.upper()))
    for name, value in (('ipv6', sa.version == 6), ('encap', sa.encap),
                        ('sport', sa.sport), ('dport', sa.dport),
                        ('esn', sa.esn), ('window', sa.window),
                        ('ah_first', sa.ah_first)):
        if value:
            fields.append((name, 'true' if value is True else value))
    if sa.top:
        fields.append(('sequence', '0x%x' % sa.top))
    if sa.ah:
        fields.append(('ah', '&ipn_portion_sas[%d]' % sa.ah.number))
    words = sa.c_algorithm()
    for name in ('auth_alg', 'auth_icv', 'cipher_alg', 'cipher_icv'):
        if name in words:
            fields.append((name, words[name]))
    write_fields(out, 8, fields)
    for field, data in (
            ('src', bytes(16) if sa.any_src else packed(sa.src)),
            ('dst', packed(sa.dst)), ('auth_key', words.get('auth_key', b'')),
            ('cipher_key', words.get('cipher_key', b''))):
        write_hex(out, 8, field, data)
    out('    },\n')


def changes(old, new):
    """What makes new of old, which is as long: [(offset, bytes)]"""
    runs = []
    for at in range(len(new)):
        if old[at] == new[at]:
            continue
        if runs and at - runs[-1][1] < 6:
            runs[-1][1] = at + 1
        else:
            runs.append([at, at + 1])
    return [(start, new[start:end]) for start, end in runs]


def write_changes(out, indent, name, runs):
    """A field with changes, each an offset and bytes in hexadecimal."""
    words = []
    for at, data in runs:
        text = data.hex()
        words.append('%x:' % at + text[:32])
        for i in range(32, len(text), 64):
            words.append(text[i:i + 64])
    # The words are one string; only an offset starts with a space.
    text = ''
    lines = []
    for number, word in enumerate(words):
        word = (' ' if ':' in word and number else '') + word
        if text and indent + 4 + len(text) + len(word) > 76:
            lines.append(text)
            text = ''
        text += word
    lines.append(text)
    if len(lines) == 1 and indent + len(name) + len(text) + 7 <= 79:
        out('%s.%s = "%s",\n' % (' ' * indent, name, text))
        return
    out('%s.%s =\n' % (' ' * indent, name))
    out('\n'.join('%s"%s"' % (' ' * (indent + 4), line)
                  for line in lines) + ',\n')


def write_frame(out, frame, before):
    """before: the frames of the script in front of it"""
    wire = frame['wire']
    like, runs = 0, None
    for number, other in enumerate(before):
        if len(other['wire']) >= len(wire):
            found = changes(other['wire'][:len(wire)], wire)
            if sum(len(data) for _, data in found) <= 16 and (
                    runs is None or len(found) < len(runs)):
                like, runs = number + 1, found
    fields = [('what', '"%s"' % frame['what'])]
    out('    {\n')
    for name in ('oob', 'header_info', 'hash'):
        if frame[name]:
            fields.append((name, '0x%x' % frame[name]))
    for name in ('kind', 'reason', 'inner_reason'):
        if not frame[name].endswith(('_PLAIN', '_PROCESSED')):
            fields.append((name, frame[name]))
    for name in ('outer', 'inner', 'csum', 'l3_offset', 'ipsec_offset',
                 'payload_offset', 'inner_l3_offset', 'inner_ipsec_offset',
                 'trailer_length'):
        if frame[name]:
            fields.append((name, frame[name]))
    if like:
        fields.append(('like', like))
        if len(wire) < len(before[like - 1]['wire']):
            fields.append(('length', len(wire)))
    write_fields(out, 8, fields)
    if not like:
        write_hex(out, 8, 'wire', wire)
    elif runs:
        write_changes(out, 8, 'wire', runs)
    if frame['after']:
        write_changes(out, 8, 'after', changes(wire, frame['after']))
    out('    },\n')


def write_script(out, script, first):
    out('    {\n        .name = "%s",\n' % script.name)
    if script.props:
        out('        .props = "%s",\n' % script.props)
    fields = [('aside', 'true')] if script.aside else []
    fields += [('frames', '&ipn_portion_frames[%d]' % first),
               ('num_frames', len(script.frames)),
               ('num_sas', len(script.sas))]
    write_fields(out, 8, fields)
    out('        .sas = {\n')
    for sa in script.sas:
        counts = script.counts[sa]
        fields = [('sa', '&ipn_portion_sas[%d]' % sa.number)]
        for name in ('packets', 'bytes', 'skipped'):
            if counts[name]:
                fields.append((name, counts[name]))
        if any(counts['failed']):
            fields.append(('failed', '{ %s }' %
                           ', '.join(map(str, counts['failed']))))
        tops = [script.tops[op] for op in (sa, sa.ah) if op]
        if sa.ah_first:
            tops.reverse()
        if any(tops):
            fields.append(('sequence', '{ %s }' %
                           ', '.join('0x%x' % top for top in tops)))
        out('            {\n')
        write_fields(out, 16, fields)
        out('            },\n')
    out('        },\n    },\n')


def main():
    for part in (every_algorithm, ah, bundles, nested, combined_off,
                 tunnel_in_tunnel, udp_esp, udp_ports, other_protocol,
                 extended_numbers, segments, fragments, protocol_off,
                 bundle_off, headers_off, encapsulation_off, udp_forms_off,
                 limits):
        part()
    out = sys.stdout.write
    out('/* SPDX-License-Identifier: GPL-2.0-or-later */\n'
        '/*\n'
        ' * Written by gen-portions.py, with python3-cryptography and Scapy.\n'
        ' * Do not edit.\n'
        ' *\n'
        ' * Keys, addresses and frames are hexadecimal.\n'
        ' */\n\n'
        '#ifndef IPSECNIC_PORTIONS_H\n'
        '#define IPSECNIC_PORTIONS_H\n\n'
        'static const IpnSaVector ipn_portion_sas[] = {\n')
    for sa in Common.sas:
        write_sa(out, sa)
    out('};\n\nstatic const IpnPortionFrame ipn_portion_frames[] = {\n')
    for script in Script.scripts:
        for number, frame in enumerate(script.frames):
            write_frame(out, frame, script.frames[:number])
    out('};\n\nstatic const IpnPortionScript ipn_portion_scripts[] = {\n')
    first = 0
    for script in Script.scripts:
        write_script(out, script, first)
        first += len(script.frames)
    out('};\n')
    many_sas(out)
    out('\n#endif /* IPSECNIC_PORTIONS_H */\n')


if __name__ == '__main__':
    main()
