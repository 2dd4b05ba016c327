"""What a file is told that has no column of a known name for its addresses."""

import io

import pytest

from app.bulk_invites.csv.missing_header import UnknownColumns
from app.bulk_invites.csv.reader import CsvFile


@pytest.mark.parametrize("above", ["", "List of 2026\n\n"])
def test_a_column_behind_the_last_name_is_called_by_its_place(above: str) -> None:
    with pytest.raises(UnknownColumns) as refused:
        CsvFile(io.BytesIO(f"{above}Name,Role\nAda,Admin,a@example.com\n".encode()))
    line = 1 + above.count("\n")
    assert refused.value.message == (
        f'No column is called "Email". The addresses are in column 3: name that Email, in line {line}.'
    )
