"""What is said of databases that do not suit: a sentence for each reason."""

import pytest

from app.database.known_migrations import known_names
from app.database.requirements import (
    encoding_problem,
    indexes_problem,
    migrations_notice,
    migrations_problem,
    version_problem,
)


@pytest.mark.parametrize("number", [180000, 180004, 190001])
def test_these_versions_suit(number: int) -> None:
    assert version_problem(number) is None


@pytest.mark.parametrize(("number", "major"), [(150004, 15), (170010, 17), (90624, 9)])
def test_older_versions_do_not(number: int, major: int) -> None:
    assert version_problem(number) == (
        f"The database server is PostgreSQL {major}; the service needs PostgreSQL 18 or newer."
    )


def test_one_encoding_suits() -> None:
    assert encoding_problem("UTF8") is None
    assert "encoding LATIN1; the service needs UTF8" in str(encoding_problem("LATIN1"))


def test_missing_migrations_are_named_by_the_first() -> None:
    assert migrations_problem(known_names()) is None
    assert "from 0002_beyond_models on: run the command `migrate` first" in str(migrations_problem(known_names()[:1]))


def test_a_later_version_s_migrations_are_no_problem_unless_some_of_this_one_s_are_missing() -> None:
    assert migrations_problem([*known_names(), "9999_later"]) is None
    assert "A newer version has migrated the database (9999_later)" in str(
        migrations_notice([*known_names(), "9999_later"])
    )
    assert migrations_notice(known_names()) is None
    assert "made by another version" in str(migrations_problem(["0001_initial", "0002_other"]))


def test_an_index_that_is_being_built_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    from app.database import requirements
    from app.database.migration_operations import Indexes

    monkeypatch.setattr(requirements, "known_indexes", lambda: Indexes({"a": "", "b": ""}, ()))
    assert indexes_problem(["a", "b"], known_names()) is None
    assert "lacks the index b" in str(indexes_problem(["a"], known_names()))
    # A later version's migration may have replaced it.
    assert indexes_problem(["a"], [*known_names(), "9999_later"]) is None
