"""Lists of addresses as mail programs copy them: `Ada Lovelace <ada@example.com>; "Hopper, Grace" <grace@example.com>`.

Source: RFC 5322, section 3.4, and what programs write beside it: semicolons and line ends between addresses, and commas
in names without quotation marks. Nothing is guessed: where one entry is no address, the text is no such list.
"""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from app.bulk_invites.csv.address_cells import is_address
from app.bulk_invites.csv.encoding import NAMES, detect_encoding
from app.characters import trimmed
from app.errors import InvalidCsv

# Longer texts are none, in bytes.
MAX_BYTES = 2**20
# Longer entries are none: in characters of an address, and in words and signs of a name.
MAX_ADDRESS = 320
MAX_PARTS = 32
# In characters; longer names are cut.
MAX_NAME = 100
# No part can be matched in two ways, and each ends where the next one begins: it takes linear time.
_PART = re.compile(
    r"""
    (?P<quoted>"(?:[^"\\\r\n]++|\\[^\r\n])*")
    | (?P<angle><[^<>\r\n]*>)
    | (?P<comment>\([^()\r\n]*\))
    | (?P<line_end>\r\n?|[\n\u2028\u2029])(?P<folded>[ \t]+(?=\S))?
    | (?P<separator>[;:\uff1b]|(?P<comma>[,\uff0c\u3001]))
    | (?P<text>[^"<>(;:\uff1b,\uff0c\u3001\r\n\u2028\u2029]+|\()
    """,
    re.VERBOSE,
)
_ESCAPED = re.compile(r"\\(.)")
_SCHEME = "mailto:"


class Entry(NamedTuple):
    """`name` is empty where only the address is there."""

    name: str
    address: str


class AddressList(NamedTuple):
    """`encoding` is what the list was read as, as `BulkInvite.encoding` says it."""

    entries: list[Entry]
    encoding: str

    def as_csv(self) -> bytes:
        """Returns a line for each entry, address and name. No line names the columns: its number is the place here."""
        has_names = any(entry.name for entry in self.entries)
        written = io.StringIO()
        writer = csv.writer(written, lineterminator="\r\n")
        writer.writerows((each.address, each.name) if has_names else (each.address,) for each in self.entries)
        return written.getvalue().encode()


def read_address_list(content: bytes) -> AddressList | None:
    """Returns the list that some bytes are, or None where they are anything else."""
    if len(content) > MAX_BYTES or b"@" not in content:
        return None
    try:
        encoding = detect_encoding(io.BytesIO(content))
    except InvalidCsv:
        return None
    text = content.decode(encoding).removeprefix("\ufeff")
    entries = None if "\0" in text else address_list(text)
    return AddressList(entries, NAMES[encoding]) if entries else None


def address_list(text: str) -> list[Entry] | None:
    """Returns the entries of a list in their order, or None where the text is none.

    Most of the addresses look like one; others are left for people to correct. A table of addresses is no list: in
    several lines with as many of them each, they may be of different people, or of the same.
    """
    found = list(_entries(text))
    entries = [entry for _, entry in found if entry is not None]
    if len(entries) < len(found) or not _are_addresses(entries) or _is_table(text, found):
        return None
    return entries


def _entries(text: str) -> Iterator[tuple[int, Entry | None]]:
    """Yields the entries, each with the number of its line; None for what is no entry, with which it ends."""
    parts: list[re.Match[str]] = []
    place, line = 0, 1
    while place < len(text):
        part = _PART.match(text, place)
        if part is None:
            yield line, None
            return
        place = part.end()
        if not part["line_end"] and not part["separator"]:
            parts.append(part)
        elif part["separator"] == ":" and not _has_address(parts):
            parts = []  # The name of a group, or `To:`, or a scheme.
        elif part["separator"] != ":" and _is_complete(parts):
            if not _is_blank(parts):
                yield line, _entry(parts)
            parts = []
        elif part["comma"] or part["folded"]:
            parts.append(part)
        else:
            yield line, None
            return
        if len(parts) > MAX_PARTS:
            yield line, None
            return
        line += part["line_end"] is not None
    if not _is_blank(parts):
        yield line, _entry(parts)


def _is_blank(parts: Sequence[re.Match[str]]) -> bool:
    return not any(trimmed(part[0]) for part in parts)


def _has_address(parts: Sequence[re.Match[str]]) -> bool:
    return any(part["angle"] or "@" in part[0] for part in parts)


def _is_complete(parts: Sequence[re.Match[str]]) -> bool:
    return _is_blank(parts) or _entry(parts) is not None


def _entry(parts: Sequence[re.Match[str]]) -> Entry | None:
    """Returns the entry: an address in brackets behind a name, or an address alone; or None where it is neither."""
    bracket = next((place for place, part in enumerate(parts) if part["angle"]), None)
    if bracket is None:
        return _bare_entry([part for part in parts if trimmed(part[0])])
    named, rest = parts[:bracket], parts[bracket + 1 :]
    address = _address(parts[bracket][0][1:-1])
    if address is None or not all(part["comment"] or not trimmed(part[0]) for part in rest):
        return None
    name = _cut("".join(map(_text, named)))
    return Entry("" if name == address else name, address)


def _bare_entry(parts: Sequence[re.Match[str]]) -> Entry | None:
    """A comment behind the address is a name, as mail programs wrote it once."""
    address = _address(_text(parts[0])) if parts else None
    if address is None or not all(part["comment"] for part in parts[1:]):
        return None
    return Entry(_cut(" ".join(part[0][1:-1] for part in parts[1:])), address)


def _address(text: str) -> str | None:
    address = trimmed(text)
    if address[: len(_SCHEME)].lower() == _SCHEME:
        address = address[len(_SCHEME) :]
    return address if "@" in address and len(address) <= MAX_ADDRESS and len(address.split()) == 1 else None


def _text(part: re.Match[str]) -> str:
    if part["quoted"]:
        return _ESCAPED.sub(r"\1", part[0][1:-1])
    return ", " if part["separator"] else part[0]


def _cut(name: str) -> str:
    return " ".join(name.split())[:MAX_NAME].strip("' ")


def _are_addresses(entries: Sequence[Entry]) -> bool:
    return sum(is_address(entry.address) for entry in entries) * 2 > len(entries)


def _is_table(text: str, found: Sequence[tuple[int, Entry | None]]) -> bool:
    counts = Counter(line for line, _ in found)
    if len(counts) == 1 or any(entry and entry.name for _, entry in found):
        return False
    ends_in_separator = any(line.rstrip().endswith((",", ";")) for line in text.splitlines()[:-1])
    return len(set(counts.values())) == 1 and counts[found[0][0]] > 1 and not ends_in_separator
