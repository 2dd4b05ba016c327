"""Cells as long as a record may be are looked through once, whatever stands in them: a worker waits meanwhile."""

import io
import re
import time
from itertools import product

import pytest

from app.bulk_invites.csv.errors import MAX_LINE
from app.bulk_invites.csv.missing_header import has_address, is_address
from app.bulk_invites.csv.reader import CsvFile
from app.errors import InvalidCsv

PART = "[^\\s@<>,;]+"
LONGEST = MAX_LINE - 10
# In seconds: before, the fastest of these took 40.
AT_ONCE = 5.0


@pytest.mark.parametrize("length", range(8))
def test_what_looks_like_an_address_is_what_has_a_dot_within_the_domain(length: int) -> None:
    pattern = re.compile(rf"{PART}@{PART}\.{PART}")
    for characters in product("a@.<", repeat=length):
        text = "".join(characters)
        assert is_address(text) == (pattern.fullmatch(text) is not None), text
        assert has_address(text) == (pattern.search(text) is not None), text


@pytest.mark.parametrize(
    "line",
    [
        "x" * LONGEST,
        "a@" + "." * LONGEST,
        "a@" * (LONGEST // 2),
        ":a" * (LONGEST // 2),
        "sep=;" + "\t" * (LONGEST - 5) + "x",
        "a@" + "." * (LONGEST - 5) + " x",
    ],
    ids=lambda line: line[:6],
)
def test_no_line_takes_long_to_be_no_header(line: str) -> None:
    began = time.process_time()
    with pytest.raises(InvalidCsv):
        CsvFile(io.BytesIO(f"{line}\n".encode() * 3))
    has_address(line)
    assert time.process_time() - began < AT_ONCE
