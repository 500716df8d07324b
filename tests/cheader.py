# SPDX-License-Identifier: GPL-2.0-or-later
"""What the tests in Python read out of C headers: the interface's numbers, and
lists that are a macro of X()."""

import re


def numbers(text):
    """All plain numbers that the ABI header defines, by name without
    IPSECNIC_."""
    text = text.replace('\\\n', ' ')
    return {name: int(value, 0) for name, value in re.findall(
        r'^#define IPSECNIC_(\w+)[ \t]+(?:IPSECNIC_U64_C\()?'
        r'(0x[0-9a-fA-F]+|[0-9]+)u?\)?[ \t]*(?:/\*.*)?$', text, re.M)}


def with_prefix(values, prefix, but=()):
    """Those whose names begin so, without that."""
    return {name[len(prefix):]: value for name, value in values.items()
            if name.startswith(prefix) and name[len(prefix):] not in but}


def lists(text):
    """The lists of a header: name of the macro -> its rows, each the arguments
    of one X() as text; literals side by side are one."""
    found = {}
    for name, body in re.findall(r'^#define (\w+)\(X\)((?:.*\\\n)*.*)$', text,
                                 re.M):
        body = re.sub(r'"\s*"', '', body.replace('\\\n', ' '))
        found[name] = [re.findall(r'"[^"]*"|[^\s,"]+', row) for row in
                       re.findall(r'\bX\(((?:[^()"]|"[^"]*")*)\)', body)]
    return found
