"""Makes the files beside it anew from `files/people.fods`: `python -m tests.app.bulk_invites.spreadsheets.make_files`.

It needs LibreOffice's `soffice`, which cannot write .xlsb. `people.fods` is written by hand: three sheets, the last one
hidden; in the second umlauts, a date, a percentage, formulas with and without a value, cells merged downwards, two
lines in a cell, rich text, a hidden row and one that a filter hides.
"""

import subprocess
from tempfile import TemporaryDirectory

from tests.support.spreadsheets import FILES

FILTERS = (
    "xlsx:Calc MS Excel 2007 XML",
    "xlsm:Calc MS Excel 2007 VBA XML",
    "ods:calc8",
    "xls:MS Excel 97",
    "html:HTML (StarCalc)",
)
MAX_SECONDS = 120


def main() -> None:
    with TemporaryDirectory() as profile:
        for each in FILTERS:
            command = ["soffice", f"-env:UserInstallation=file://{profile}", "--headless", "--convert-to", each]
            subprocess.run(
                [*command, "--outdir", str(FILES), str(FILES / "people.fods")], check=True, timeout=MAX_SECONDS
            )


if __name__ == "__main__":
    main()
