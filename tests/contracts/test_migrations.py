"""The migrations make exactly the database that `database.txt` describes, one after another."""

import difflib
import re
from importlib import import_module
from itertools import pairwise
from pkgutil import iter_modules

import pytest
from tortoise.migrations import operations as ops

from app.database.connection import tortoise_config
from app.database.known_migrations import load_migrations
from tests.contracts.catalog import FILE, describe

ADVICE = (
    "\nThe migrations make another database than tests/contracts/database.txt says (-: as written, +: as made)."
    " If that is meant, write it anew: .venv/bin/python -m tests.contracts.catalog\n"
)


async def test_the_migrations_make_the_database_that_is_written_down(migrated: str) -> None:
    written, made = FILE.read_text(encoding="utf-8"), await describe(migrated)
    if written != made:
        difference = difflib.unified_diff(
            written.splitlines(), made.splitlines(), "database.txt", "migrations", lineterm=""
        )
        pytest.fail(ADVICE + "\n".join(difference), pytrace=False)


def test_each_migration_has_the_next_number_and_depends_on_the_one_before() -> None:
    package = tortoise_config("postgres://nobody@localhost/none", pool_size=1)["apps"]["app"]["migrations"]
    names = sorted(each.name for each in iter_modules(import_module(package).__path__))
    assert [name.partition("_")[0] for name in names] == [f"{number:04d}" for number in range(1, len(names) + 1)]
    for before, name in pairwise(names):
        assert import_module(f"{package}.{name}").Migration.dependencies == [("app", before)]


def test_indexes_of_tables_in_use_are_built_concurrently() -> None:
    """From 0003 on a plain index would keep everybody from writing while it is built."""
    for migration in load_migrations()[2:]:
        assert not [each for each in migration.operations if isinstance(each, ops.AddIndex)], migration.name
        new = [(each.options or {})["table"] for each in migration.operations if isinstance(each, ops.CreateModel)]
        for sql in [str(each.sql) for each in migration.operations if isinstance(each, ops.RunSQL)]:
            indexed = re.findall(r"CREATE (?:UNIQUE )?INDEX (?:CONCURRENTLY )?\w+ ON (\w+)", sql)
            created = [*new, *re.findall(r"CREATE TABLE (\w+)", sql)]
            assert set(indexed) <= set(created), f"{migration.name}: ConcurrentIndex instead of {sql}"
