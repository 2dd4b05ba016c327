"""Records of a file, however it is laid out."""

import io

from app.bulk_invites.csv.columns import Layout
from app.bulk_invites.csv.records import CsvRecords


def test_names_of_columns_that_no_line_names_are_not_looked_for_in_the_whole_file() -> None:
    records = CsvRecords(io.BytesIO(b'Ada,ada@example.com\n"a cell without an end\n'))
    assert records.names(Layout(0, ",")) == []
    assert records.names(Layout(1, ",")) == ["Ada", "ada@example.com"]
