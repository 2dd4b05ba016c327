"""Records of a file, however it is laid out."""

import io
import re
from itertools import product

import pytest

from app.bulk_invites.csv.address_cells import has_address, is_address
from app.bulk_invites.csv.columns import Layout
from app.bulk_invites.csv.records import CsvRecords


def test_names_of_columns_that_no_line_names_are_not_looked_for_in_the_whole_file() -> None:
    records = CsvRecords(io.BytesIO(b'Ada,ada@example.com\n"a cell without an end\n'))
    assert records.names(Layout(0, ",")) == []
    assert records.names(Layout(1, ",")) == ["Ada", "ada@example.com"]


@pytest.mark.parametrize("length", range(8))
def test_what_looks_like_an_address_is_what_has_a_dot_within_the_domain(length: int) -> None:
    pattern = re.compile(r"[^\s@<>,;]+@[^\s@<>,;]+\.[^\s@<>,;]+")
    for characters in product("a@.<", repeat=length):
        text = "".join(characters)
        assert is_address(text) == (pattern.fullmatch(text) is not None), text
        assert has_address(text) == (pattern.search(text) is not None), text
