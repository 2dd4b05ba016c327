"""The page about configuration has the table of settings that the code has."""

import contextlib
import io
from pathlib import Path

from app.cli.__main__ import main

BEGIN, END = "<!-- what `./dev admin settings` prints -->\n\n", "\n<!-- end -->"


def test_the_page_has_the_table_that_the_command_line_prints(root: Path) -> None:
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        main(["settings"])
    table = (root / "docs" / "configuration.md").read_text().partition(BEGIN)[2].partition(END)[0]
    assert table == printed.getvalue(), "paste what `./dev admin settings` prints into docs/configuration.md"
