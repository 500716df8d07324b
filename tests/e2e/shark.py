# SPDX-License-Identifier: GPL-2.0-or-later
"""Running tshark, which has an ESP decryption of its own."""

import functools
import os
import re
import subprocess

import e2e
import esp

# tshark's names.  It has none for GMAC, CCM, CMAC and XCBC, and that for ChaCha20
# is newer than 4.4.
CIPHERS = {'aes': 'AES-CBC [RFC3602]', '3des': 'TripleDES-CBC [RFC2451]',
           'des': 'DES-CBC [RFC2405]', 'ctr': 'AES-CTR [RFC3686]',
           'null': 'NULL'}
AUTHS = {'md5': 'HMAC-MD5-96 [RFC2403]', 'sha1': 'HMAC-SHA-1-96 [RFC2404]',
         'sha256': 'HMAC-SHA-256-128 [RFC4868]',
         'sha384': 'HMAC-SHA-384-192 [RFC4868]',
         'sha512': 'HMAC-SHA-512-256 [RFC4868]'}
AEAD = {'gcm': 'AES-GCM with %d octet ICV [RFC4106]',
        'chacha': 'ChaCha20 with Poly1305 [RFC7634]'}


@functools.lru_cache(maxsize=None)
def takes(name):
    """Whether this tshark has a cipher of that name: newer ones have more."""
    fields = ['IPv4', '*', '*', '*', name, '', 'NULL', '']
    done = subprocess.run(
        [e2e.need_program('tshark'), '-o', 'uat:esp_sa:' +
         ','.join('"%s"' % field for field in fields), '-r', os.devnull],
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
        timeout=60)
    return 'invalid value: ' + name not in done.stderr


def knows(algorithm):
    """Whether tshark's table has words for it."""
    if algorithm.kind in AEAD:
        name = AEAD[algorithm.kind]
        return takes(name % algorithm.icv if '%' in name else name)
    return algorithm.kind in CIPHERS and algorithm.auth in AUTHS


def known():
    """The algorithms that it has words for."""
    return [a for a in esp.ALGORITHMS if knows(a)]


def sa_fields(sa):
    """The fields of an SA in tshark's table."""
    a = sa.algorithm
    fields = ['IPv%d' % sa.version, sa.src, sa.dst, '%#x' % sa.spi]
    if a.kind in AEAD:
        name = AEAD[a.kind]
        return fields + [name % a.icv if '%' in name else name,
                         '0x' + sa.key.hex(), 'NULL', '']
    return fields + [CIPHERS[a.kind], '0x' + sa.key.hex() if sa.key else '',
                     AUTHS[a.auth], '0x' + sa.auth_key.hex()]


def tshark(path, capture, args, sas=()):
    """Run tshark with the keys of the SAs; what it prints."""
    home = os.path.join(path, 'home')
    os.makedirs(home, exist_ok=True)
    command = [e2e.need_program('tshark'), '-n', '-r', capture,
               '-o', 'esp.enable_encryption_decode:TRUE',
               '-o', 'esp.enable_authentication_check:TRUE']
    env = dict(os.environ, HOME=home, LC_ALL='C.UTF-8', XDG_CONFIG_HOME=home,
               XDG_RUNTIME_DIR=home)
    # newer ones have two more fields: length and upper half of the number
    for more in ([], ['32-bit', '0']):
        words = []
        for sa in sas:
            words += ['-o', 'uat:esp_sa:' + ','.join(
                '"%s"' % field for field in sa_fields(sa) + more)]
        done = subprocess.run(command + words + args, env=env, text=True,
                              stdin=subprocess.DEVNULL, errors='replace',
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                              timeout=e2e.DEADLINE)
        if done.returncode == 0:
            return done.stdout
    raise AssertionError(done.stderr)


def decrypted_parts(text):
    """Of a hexadecimal dump: {frame number: what tshark decrypted}."""
    parts, number, collect = {}, 0, None
    for line in text.splitlines():
        title = re.match(r'(.+) \((\d+) bytes\):$', line)
        data = re.match(r'[0-9a-f]{4,}  ((?:[0-9a-f]{2} )+)', line)
        if title:
            number += title.group(1) == 'Frame'
            collect = None
            if title.group(1) == 'Decrypted Data':
                collect = parts.setdefault(number, bytearray())
        elif data and collect is not None:
            collect += bytes.fromhex(data.group(1))
    return parts
