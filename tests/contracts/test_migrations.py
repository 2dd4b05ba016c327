"""The migrations make exactly the database that `database.txt` describes."""

import difflib

from tests.contracts.catalog import FILE, describe

ADVICE = (
    "\nThe migrations make another database than tests/contracts/database.txt says (-: as written, +: as made)."
    " If that is meant, write it anew: .venv/bin/python -m tests.contracts.catalog\n"
)


async def test_the_migrations_make_the_database_that_is_written_down(migrated: str) -> None:
    written, made = FILE.read_text(encoding="utf-8"), await describe(migrated)
    difference = difflib.unified_diff(
        written.splitlines(), made.splitlines(), "database.txt", "migrations", lineterm=""
    )
    assert written == made, ADVICE + "\n".join(difference)
