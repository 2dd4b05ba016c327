"""The README's table of settings is what the settings say."""

import contextlib
import io
from pathlib import Path

from app.cli.__main__ import main

BEGIN, END = "<!-- what `./dev admin settings` prints -->\n\n", "\n<!-- end -->"


def test_the_readme_has_the_table_that_the_command_line_prints(root: Path) -> None:
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        main(["settings"])
    table = (root / "README.md").read_text().partition(BEGIN)[2].partition(END)[0]
    assert table == printed.getvalue(), "paste what `./dev admin settings` prints into README.md"
