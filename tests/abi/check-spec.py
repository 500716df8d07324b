#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Compare the specification's tables with the C header, both ways.

usage: check-spec.py HEADER SPECIFICATION

The specification and include/hw/net/ipsecnic_abi.h state the same interface
twice. Each test here takes one kind of statement out of both, by name and
number, and fails if either side has what the other lacks.
"""

import os
import re
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

from cheader import numbers, with_prefix  # noqa: E402
from tap import Points  # noqa: E402


def read(path):
    with open(path, encoding="utf-8") as f:
        return f.read()


def header_arrays(text):
    """Register arrays: name -> (base, stride)."""
    return {name: (int(base, 0), int(step, 0)) for name, base, step in
            re.findall(r"^#define IPSECNIC_REG_(\w+)\(\w\)\s+"
                       r"\((0x[0-9a-f]+) \+ (0x[0-9a-f]+|\d+) \* \(\w\)\)",
                       text, re.M)}


def header_structs(text):
    """Members with their offsets, as the header asserts them."""
    structs = {}
    for name, member, offset in re.findall(
            r"IPSECNIC_ASSERT_OFFSET\(struct (\w+), (\w+), (\d+)\)", text):
        structs.setdefault(name, {})[member] = int(offset)
    for name, body in re.findall(r"^struct (\w+) \{\n(.*?)^\};", text,
                                 re.M | re.S):
        body = re.sub(r"/\*.*?\*/", "", body, flags=re.S)
        members = re.findall(r"(\w+)(?:\[\d+\])?;", body)
        structs.setdefault(name, {})[members[0]] = 0
    return structs


def header_sizes(text):
    """Bytes of members: (struct, member) -> (of one element, elements)."""
    basic = {"u8": 1, "le16": 2, "le32": 4, "le64": 8}
    sizes = {}
    for name, body in re.findall(r"^struct (\w+) \{\n(.*?)^\};", text,
                                 re.M | re.S):
        body = re.sub(r"/\*.*?\*/", "", body, flags=re.S)
        total = 0
        for kind, inner, member, count in re.findall(
                r"(?:ipsecnic_(\w+)|struct (\w+)) (\w+)(?:\[(\d+)\])?;", body):
            size = basic[kind] if kind else sizes[inner, None]
            sizes[name, member] = (size, int(count or 1))
            total += size * int(count or 1)
        sizes[name, None] = total
    return sizes


def tables(text):
    """Every simple table: (title of its section, rows of cells)."""
    title = ""
    lines = text.split("\n")
    i = 0
    while i < len(lines):
        line = lines[i]
        if (i and lines[i - 1].strip() and line
                and line[0] in "=-~" and set(line) == {line[0]}
                and len(line) >= len(lines[i - 1])):
            title = lines[i - 1].strip()
        border = re.fullmatch(r"\s*(=+ +)+=+", line)
        if not border:
            i += 1
            continue
        cols = [m.span() for m in re.finditer(r"=+", line)]
        rows = []
        i += 1
        borders = 1
        # A table without a head has two borders, one with a head three.
        end = i
        while end < len(lines) and lines[end].strip():
            if lines[end] == line:
                borders += 1
                last = end
            end += 1
        body = lines[i:last]
        if borders == 3:
            body = body[body.index(line) + 1:]
        for row in body:
            cells = [row[a:b].strip() for a, b in cols[:-1]]
            cells.append(row[cols[-1][0]:].strip())
            rows.append(cells)
        yield title, rows
        i = end


# Numbers that stand in sentences and in cells: names of the header without
# prefix, and the words in which the specification has their values. A capital
# B in front of a format stands for the number of the one bit that is set.
PHRASES = (
    ("PCI_VENDOR_ID PCI_DEVICE_ID", "Vendor, device ``{:04x}:{:04x}``"),
    ("PCI_SUBSYSTEM_VENDOR_ID PCI_SUBSYSTEM_ID",
     "Subsystem ``{:04x}:{:04x}``"),
    ("PCI_REVISION", "Revision major number of this interface: {}"),
    ("BAR_REGS", "BAR {} registers: 64 KiB"),
    ("BAR_REGS_SIZE", "registers: {K} KiB, 64-bit memory"),
    ("BAR_MSIX", "BAR {} MSI-X table and pending bits"),
    ("MAX_QUEUES", "queue pairs present, 1..{}"),
    ("REG_CTRLQ", "{:#x} control queue - `Queue registers`_"),
    ("MCAST_VALID", "bytes 4, 5; bit {B} VALID"),
    ("MCAST_MAX", "MCAST_ENTRIES RO {}"),
    ("VEC_INTERVAL_MAX", "microseconds, 0..{}"),
    ("MAGIC", "MAGIC RO {:#010x}"),
    ("ABI_VERSION", "ABI_VERSION RO {:#010x}"),
    ("MAX_FRAME", "MAX_FRAME RO {}"),
    ("MIN_FRAME", "RX_DROP_RUNT shorter than {} bytes"),
    ("CTRL_ENABLE", "CTRL bit {B}, ENABLE"),
    ("CTRL_RESET", "CTRL bit {B}, RESET"),
    ("STATUS_ENABLED", "STATUS bit {B}, ENABLED"),
    ("STATUS_LINK_UP", "STATUS bit {B}, LINK_UP"),
    ("STATUS_FEATURES_BAD", "STATUS bit {B}, FEATURES_BAD"),
    ("STATUS_ERROR", "STATUS bit {B}, ERROR"),
    ("STATUS_EVENTS_LOST", "STATUS bit {B}, EVENTS_LOST"),
    ("TX_CTRL_ENABLE", "TX_CTRL RW 0 bit {B}: ENABLE"),
    ("TEST_DMA_CLEAR TEST_DMA_FILL TEST_DMA_INVERT",
     "TEST_DMA_CTRL WO {} clear, {} fill, {} invert"),
    ("TEST_DMA_PATTERN", "writes {:#x} to every byte"),
    ("TEST_DMA_MAX", "TEST_DMA_SIZE RW bytes, 1..{}"),
    ("TEST_DMA_ST_IDLE TEST_DMA_ST_BUSY TEST_DMA_ST_DONE TEST_DMA_ST_FAILED "
     "TEST_DMA_ST_BAD",
     "TEST_DMA_STATUS RO {} idle, {} busy, {} done, {} failed, {} bad"),
    ("Q_CTRL_ENABLE", "Q_CTRL RW 0 bit {B}: ENABLE"),
    ("Q_CTRL_ORIGINAL", "While bit {B} ORIGINAL of"),
    ("Q_STATE_STOPPED", "STOPPED ({}) The state"),
    ("Q_STATE_RUNNING", "RUNNING ({}) Reached"),
    ("Q_STATE_ERROR", "ERROR ({}) The queue"),
    ("RING_MIN RING_MAX", "Sizes are powers of two, {} to {};"),
    ("RING_ALIGN", "Rings are aligned to {} bytes"),
    ("ENTRY_SIZE", "All entries of all rings are {} bytes"),
    ("INDEX_MASK", "run freely from 0 modulo {+}"),
    ("COMP_HEAD_ARM", "the driver's index; bit {B}: ARM"),
    ("VECTOR_NONE", "Q_VECTOR RW {:#x} vector, or VECTOR_NONE"),
    ("COMP_PHASE COMP_START COMP_END",
     "flags bit {B} phase, {B} START, {B} END"),
    ("COMP_VLAN COMP_VLAN_SERVICE COMP_VLAN_STRIPPED",
     "VLAN_RX: {B} VLAN, {B} VLAN_SERVICE, {B} VLAN_STRIPPED"),
    ("COMP_DECAPSULATED COMP_ORIGINAL",
     "IPSEC_PACKET: {B} DECAPSULATED, {B} ORIGINAL"),
    ("COMP_STAMPED", "CLOCK: {B} STAMPED"),
    ("CLOCK_OP_SET CLOCK_OP_ADD", "CLOCK_OP WO {} SET, {} ADD"),
    ("CLOCK_RATE_MAX CLOCK_RATE_MAX", "32 bits, from -{:#x} to {:#x}:"),
    ("VLAN_TPID VLAN_TPID_SERVICE",
     "the frame: TPID {:#x}, or {:#x} with VLAN_SERVICE"),
    ("RX_BUFFER_MIN RX_BUFFER_MAX", "length bytes, {}..{}"),
    ("OOB_SA_DELETE_REQ", "{B} SaDeleteReq the card"),
    ("OOB_CRYPTO_DONE", "{B} CryptoDone at least"),
    ("OOB_NEXT_CRYPTO_DONE", "{B} NextCryptoDone a tunnel"),
    ("OOB_STATUS_SHIFT", "{}..31 CryptoStatus"),
    ("HEADER_INFO_SET", "bit {B} HeaderInfoSet"),
    ("KIND_PLAIN KIND_ESP KIND_AH KIND_UDP_ESP KIND_IKE",
     "{} PLAIN (anything else), {} ESP, {} AH, {} UDP_ESP, {} IKE ("),
    ("KIND_KEEPALIVE", "{} KEEPALIVE"),
    ("KIND_FRAGMENT", "{} FRAGMENT (an IPv4"),
    ("ACCEPT_OWN ACCEPT_MULTICAST ACCEPT_BROADCAST ACCEPT_PROMISC",
     "accept {} own address, {} multicast, {} broadcast, {} promiscuous"),
    ("CSUM_UNKNOWN CSUM_GOOD CSUM_BAD",
     "{}: not there or not looked at; {}: good; {}: wrong"),
    ("TX_FRAGMENTS_MIN", "TX_MAX_FRAGMENTS RO {}"),
    ("CMD_NOP CMD_ADD_SA CMD_UPDATE_SA CMD_DELETE_SA CMD_QUERY_SA "
     "CMD_FLUSH_SA", "opcode {} NOP, {} ADD_SA, {} UPDATE_SA, {} DELETE_SA, "
     "{} QUERY_SA, {} FLUSH_SA"),
    ("CMD_ADD_POLICY CMD_DELETE_POLICY CMD_QUERY_POLICY CMD_FLUSH_POLICY "
     "CMD_QUERY_WINDOW CMD_SET_WINDOW", "IPSEC_PACKET: {} ADD_POLICY, {} "
     "DELETE_POLICY, {} QUERY_POLICY, {} FLUSH_POLICY, {} QUERY_WINDOW, {} "
     "SET_WINDOW"),
    ("CMD_SET_RSS CMD_QUERY_RSS CMD_DELETE_RSS",
     "RSS: {} SET_RSS, {} QUERY_RSS, {} DELETE_RSS"),
    ("CMD_SET_RX_RULE CMD_DELETE_RX_RULE CMD_QUERY_RX_RULE CMD_FLUSH_RX_RULES",
     "RX_STEER: {} SET_RX_RULE, {} DELETE_RX_RULE, {} QUERY_RX_RULE, {} "
     "FLUSH_RX_RULES"),
    ("RSS_FLAG_TABLE", "flags bit {B} TABLE"),
    ("RSS_FLAG_SYMMETRIC", "bit {B} SYMMETRIC"),
    ("RSS_TOEPLITZ", "function {} Toeplitz"),
    ("RSS_KEY", "key of {} bytes"),
    ("RSS_TABLE", "table of {} entries"),
    ("RSS_FIELD_SRC RSS_FIELD_DST RSS_FIELD_SPORT RSS_FIELD_DPORT "
     "RSS_FIELD_SPI", "{} SRC, {} DST, {} SPORT, {} DPORT, {} SPI"),
    ("RX_ACTION_QUEUE RX_ACTION_CONTEXT RX_ACTION_DROP",
     "action {} QUEUE, {} CONTEXT, {} DROP"),
    ("CMD_FLAG_BY_KEY CMD_FLAG_ABSOLUTE CMD_FLAG_INBOUND CMD_FLAG_OUTBOUND",
     "flags {} BY_KEY, {} ABSOLUTE, {} INBOUND, {} OUTBOUND"),
    ("BATCH_MAX", "BATCH_MAX RO {}: most"),
    ("CTRL_COMP_COMMAND CTRL_COMP_EVENT", "type {} command, {} event"),
    ("LIMIT_SOFT_PACKETS LIMIT_SOFT_BYTES LIMIT_HARD_PACKETS "
     "LIMIT_HARD_BYTES", "argument: {} soft packets, {} soft bytes, {} hard "
     "packets, {} hard bytes"),
    ("LIMIT_SEQUENCE", "4 hard bytes, {} packet mode: fewer sequence numbers"),
    ("QUEUE_CTRL", "queue: {:#06x} control"),
    ("SA_CTX_VERSION", "4 2 version {} 6"),
    ("SA_CTX_MAX", "SA_CTX_MAX RO {}: longest"),
    ("SA_FLAG_INBOUND SA_FLAG_IPV6 SA_FLAG_PACKET_OFFLOAD",
     "flags bit {B} INBOUND, bit {B} IPV6, bit {B} PACKET_OFFLOAD"),
    ("SA_FLAG_NO_DSCP SA_FLAG_NO_ECN SA_FLAG_DECAP_DSCP SA_FLAG_NO_FLOW_LABEL",
     "bit {B} NO_DSCP, {B} NO_ECN, {B} DECAP_DSCP, {B} NO_FLOW_LABEL"),
    ("DF_COPY DF_SET DF_CLEAR",
     "DF {} copied, of IPv6 set; {} set; {} clear"),
    ("POLICY_FLAG_INBOUND POLICY_FLAG_IPV6 POLICY_FLAG_SA_IPV6",
     "flags bit {B} INBOUND; {B} IPV6: src and dst are; {B} SA_IPV6"),
    ("POLICY_PROTECT POLICY_BYPASS POLICY_DISCARD",
     "action {} PROTECT, {} BYPASS, {} DISCARD"),
    ("MODE_TRANSPORT MODE_TUNNEL", "mode {} transport, {} tunnel"),
    ("OP_AH OP_ESP", "operation {} AH, {} ESP"),
    ("OP_FLAG_ESN", "flags bit {B} ESN"),
    ("SA_STATE_SOFT_LIMIT SA_STATE_HARD_LIMIT SA_STATE_DELETE_REQ",
     "state bit {B} soft limit passed, {B} hard limit passed, {B} the "
     "operator wants it back"),
    ("SA_STATE_SEQUENCE_END", "{B} packet mode: there once were fewer sequence numbers"),
    ("ENCAP_8023 ENCAP_8023_PQ",
     "CAP_ENCAP: {} Ethernet, {} Ethernet with VLAN tags"),
    ("UDP_ESP_TRANSPORT UDP_ESP_TUNNEL UDP_ESP_TRANSPORT_OVER_UDP_TUNNEL "
     "UDP_ESP_UDP_TRANSPORT_OVER_TUNNEL", "encap 0, or one bit: {} transport, "
     "{} tunnel, {} transport over UDP-encapsulated tunnel, {} "
     "UDP-encapsulated transport over tunnel"),
    ("UDP_ESP_PORT", "UDP destination port, or 0: {}"),
)
# Of the header alone: sizes of arrays of numbers, no error, and all ones.
HEADER_ONLY = ("REASONS", "STATS", "TX_STATUSES", "Q_ERR_NONE", "NO_LIMIT",
               "VLAN_TAG", "VLAN_TAG_OFFSET")


def phrase(words, values):
    """The words with the values in their places."""
    values = iter(values)

    def value(match):
        n = next(values)
        kind = match[1]
        if kind == "B":
            return str(n.bit_length() - 1) if n & (n - 1) == 0 else "no bit"
        if kind == "K":
            return str(n // 1024)
        if kind == "+":
            return str(n + 1)
        return ("{" + kind + "}").format(n)

    return re.sub(r"\{([^}]*)\}", value, words)


class Tap(Points):
    def check(self, name, problems, compared):
        if not compared:
            problems = problems + ["nothing was compared"]
        self.point(not problems, f"{name} ({compared} compared)", problems)


def compare(spec, header, prefix=""):
    """Problems where two name -> number tables differ."""
    problems = []
    for name in sorted(spec.keys() | header.keys()):
        if name not in spec:
            problems.append(f"{prefix}{name} is missing in the specification")
        elif name not in header:
            problems.append(f"{prefix}{name} is missing in the header")
        elif spec[name] != header[name]:
            problems.append(f"{prefix}{name}: specification {spec[name]:#x}, "
                            f"header {header[name]:#x}")
    return problems


def number_name_rows(found, title, column=0):
    """Rows "number, NAME" of the section's tables."""
    out = {}
    for t, rows in found:
        if t != title:
            continue
        for cells in rows:
            if len(cells) > column + 1 and re.fullmatch(
                    r"0x[0-9a-f]+|\d+", cells[column]):
                name = cells[column + 1].split(" ")[0]
                if re.fullmatch(r"[A-Z0-9_]*[A-Z][A-Z0-9_]*", name):
                    out[name] = int(cells[column], 0)
    return out


def main():
    header = read(sys.argv[1])
    spec = read(sys.argv[2])
    defs = numbers(header)
    arrays = header_arrays(header)
    structs = header_structs(header)
    sizes = header_sizes(header)
    found = list(tables(spec))
    tap = Tap()

    regs = number_name_rows(found, "Global registers")
    want = with_prefix(defs, "REG_", but=("CTRLQ",))
    tap.check("registers", compare(regs, want), len(regs))

    spec_arrays = {}
    for title, rows in found:
        for cells in rows:
            m = re.fullmatch(r"(0x[0-9a-f]+) \+ (0x[0-9a-f]+|\d+)[a-z]",
                             cells[0])
            if m and len(cells) > 1:
                name = re.sub(r"\(\w\)$", "", cells[1])
                name = {"receive queue q": "RXQ",
                        "transmit queue q": "TXQ"}.get(name, name)
                spec_arrays[name] = (int(m[1], 0), int(m[2], 0))
    problems = [f"{n}: specification {spec_arrays.get(n)}, "
                f"header {arrays.get(n)}"
                for n in sorted(spec_arrays.keys() | arrays.keys())
                if spec_arrays.get(n) != arrays.get(n)]
    tap.check("register arrays", problems, len(spec_arrays))

    qregs = number_name_rows(found, "Queue registers")
    want = {"Q_" + n: v for n, v in with_prefix(defs, "Q_").items()
            if not n.startswith(("CTRL_", "STATE_", "ERR_"))}
    tap.check("queue registers", compare(qregs, want), len(qregs))

    for name, title, prefix, but in (
            ("features", "Features", "F_", ()),
            ("control bits of IPsec", "IPSEC_CTRL", None, ()),
            ("receive filter", "Receive filter", None, ()),
            ("queue errors", "States", "Q_ERR_", ("NONE",)),
            ("reasons", "Kinds and reasons", "REASON_", ()),
            ("transmit statuses", "Completion", "TX_ST_", ()),
            ("command statuses", "Statuses", "ST_", ()),
            ("kinds that are hashed", "Hash context", "RSS_FLOW_", ()),
            ("events", "Events", "EVENT_", ())):
        got = number_name_rows(found, title)
        if prefix:
            want = with_prefix(defs, prefix, but)
        elif title == "IPSEC_CTRL":
            want = {n: v.bit_length() - 1
                    for n, v in with_prefix(defs, "IPSEC_CTRL_").items()}
        else:
            want = {n: v.bit_length() - 1
                    for n, v in with_prefix(defs, "RX_CTRL_").items()}
        tap.check(name, compare(got, want), len(got))

    flags = number_name_rows(found, "Posted entry")
    want = {n: v.bit_length() - 1 for n, v in with_prefix(defs, "TX_").items()
            if not n.startswith(("CTRL_", "FRAGMENTS_", "ST_", "STATUSES"))}
    tap.check("transmit flags", compare(flags, want), len(flags))

    stats = number_name_rows(found, "Statistics")
    want = with_prefix(defs, "STAT_")
    tap.check("statistics", compare(stats, want), len(stats))

    status = number_name_rows(found, "The out-of-band word")
    want = with_prefix(defs, "CRYPTO_")
    tap.check("CryptoStatus", compare(status, want), len(status))

    algorithms = {}
    for title, rows in found:
        if title == "Algorithms":
            for cells in rows:
                if re.fullmatch(r"0x[0-9a-f]+", cells[1]):
                    algorithms.setdefault(cells[0], set()).add(
                        int(cells[1], 0))
    want = {}
    for prefix in ("AUTH_", "CIPHER_"):
        for n, v in with_prefix(defs, prefix).items():
            want.setdefault(n, set()).add(v)
    problems = [f"{n}: specification {algorithms.get(n)}, "
                f"header {want.get(n)}"
                for n in sorted(algorithms.keys() | want.keys())
                if algorithms.get(n) != want.get(n)]
    tap.check("algorithms", problems, len(algorithms))

    caps = dict((name, int(bit)) for bit, name in re.findall(
        r"(\d+) ([A-Z0-9_]+)", re.sub(r"\s+", " ", re.search(
            r"CAP_IPSEC: bit (.*?)\. CAP_UDP_ESP", spec, re.S)[1])))
    want = {n: v.bit_length() - 1
            for n, v in with_prefix(defs, "CAP_").items()}
    tap.check("capabilities", compare(caps, want), len(caps))

    # In one line, without the borders of tables.
    running = " ".join(word for word in spec.split()
                       if not re.fullmatch(r"[=~-]{4,}", word))
    problems = []
    stated = set()
    for names, words in PHRASES:
        stated.update(names.split())
        text = phrase(words, [defs.get(n, 0) for n in names.split()])
        if text not in running:
            problems.append(f"{names}: the specification does not say "
                            f"\"{text}\"")
    tap.check("numbers in sentences", problems, len(PHRASES))

    # What no check above has looked at.
    others = ("REG_", "F_", "REASON_", "TX_ST_", "ST_", "EVENT_", "Q_ERR_",
              "STAT_", "RSS_FLOW_", "CRYPTO_", "AUTH_", "CIPHER_", "CAP_", "IPSEC_CTRL_",
              "RX_CTRL_")
    compared = (stated | set(HEADER_ONLY) |
                {n for n in defs if n.startswith(others)} |
                {"TX_" + n for n in flags} | set(qregs))
    problems = [f"{n} of the header is in no check"
                for n in sorted(set(defs) - compared)]
    problems += [f"{n} is not in the header"
                 for n in sorted(compared - set(defs))]
    tap.check("every number of the header", problems, len(defs))

    # Numbers that count on from a base: 32 + s, 0x0100 + q.
    problems = []
    bases = re.findall(r"^#define IPSECNIC_(\w+)\((\w)\)\s+"
                       r"\((0x[0-9a-f]+|\d+) \+ \(\w\)\)", header, re.M)
    for name, letter, base in bases:
        text = f"{base} + {letter} " + (
            name[len("STAT_"):] + f"({letter})" if name.startswith("STAT_")
            else {"QUEUE_RX": "receive", "QUEUE_TX": "transmit"}.get(name, "?"))
        if text not in running:
            problems.append(f"{name}: the specification does not say "
                            f"\"{text}\"")
    tap.check("numbers that count on", problems, len(bases))

    # Struct layouts: which section describes which struct, in order.
    for struct, title, nth in (
            ("ipsecnic_rx_posted", "Posted entry", 0),
            ("ipsecnic_rx_comp", "Completion: the receive descriptor", 0),
            ("ipsecnic_tx_posted", "Posted entry", 1),
            ("ipsecnic_tx_comp", "Completion", 0),
            ("ipsecnic_command", "Command", 0),
            ("ipsecnic_ctrl_comp", "Completion", 1),
            ("ipsecnic_sa_ctx", "SA context", 0),
            ("ipsecnic_sa_op", "SA context", 1),
            ("ipsecnic_sa_key", "SA key", 0),
            ("ipsecnic_sa_info", "SA information", 0),
            ("ipsecnic_policy", "Policy", 0),
            ("ipsecnic_policy_info", "Policy information", 0),
            ("ipsecnic_window", "Replay window", 0),
            ("ipsecnic_rss", "Hash context", 0),
            ("ipsecnic_rx_rule", "Receive rule", 0),
            ("ipsecnic_rx_rule_info", "Receive rule information", 0)):
        layouts = [rows for t, rows in found if t == title
                   and any(re.fullmatch(r"\d+", r[0])
                           and re.fullmatch(r"\d*", r[1]) and r[2]
                           for r in rows)]
        rows = layouts[nth]
        problems = []
        compared = 0
        members = structs[struct]
        seen = set()
        for cells in rows:
            name = re.match(r"\w*", cells[2])[0]
            if not re.fullmatch(r"\d+", cells[0]) or name == "reserved" \
                    or not name:
                continue
            # What follows the struct, and the second of two alike.
            if name == "keys" or cells[2] == "op[1]":
                continue
            compared += 1
            seen.add(name)
            if members.get(name) != int(cells[0]):
                problems.append(f"{name}: specification {cells[0]}, "
                                f"header {members.get(name)}")
            elif cells[1] and not cells[2].endswith(","):
                # Of an array the whole, or its first element.
                one, count = sizes[struct, name]
                if not cells[2].endswith("[0]"):
                    one *= count
                if one != int(cells[1]):
                    problems.append(f"{name}: specification {cells[1]} bytes, "
                                    f"header {one}")
        for name in members:
            if name in seen or name.startswith("reserved"):
                continue
            problems.append(f"{name} is missing in the specification")
        tap.check(f"struct {struct}", problems, compared)

    return tap.end()


if __name__ == "__main__":
    sys.exit(main())
