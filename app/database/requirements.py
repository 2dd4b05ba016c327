"""What the product needs of its database: PostgreSQL's version, the encoding, the migrations. A sentence for each."""

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from typing import Any

from app.database.known_migrations import known_indexes, known_names

Fetch = Callable[..., Awaitable[Sequence[Mapping[str, Any]]]]
MINIMUM_VERSION = 18  # for uuidv7()
ENCODING = "UTF8"
NAMED = 3  # migrations in a sentence
STATE = """
    SELECT current_setting('server_version_num')::int AS version_number,
        current_setting('server_encoding') AS encoding,
        to_regclass('tortoise_migrations') IS NOT NULL AS is_migrated"""
APPLIED = "SELECT name FROM tortoise_migrations"
BUILT = "SELECT name FROM unnest($1::text[]) AS name JOIN pg_index ON indexrelid = to_regclass(name) WHERE indisvalid"


class UnsuitableDatabaseError(Exception):
    """The database cannot be used as it is; the message says why, and what to do."""


async def database_problem(fetch: Fetch) -> str | None:
    """Returns the first thing that is wrong with the database; None if nothing is. `fetch` takes SQL and parameters."""
    [state] = await fetch(STATE)
    problem = version_problem(state["version_number"]) or encoding_problem(state["encoding"])
    if problem:
        return problem
    applied = [each["name"] for each in await fetch(APPLIED)] if state["is_migrated"] else []
    built = [each["name"] for each in await fetch(BUILT, list(known_indexes().built))]
    return migrations_problem(applied) or indexes_problem(built, applied)


async def newer_version(fetch: Fetch) -> str | None:
    """Returns a sentence where a later version has migrated a database that has no problem; None if none has."""
    return migrations_notice([each["name"] for each in await fetch(APPLIED)])


def version_problem(version_number: int) -> str | None:
    """Returns what is wrong with PostgreSQL's `server_version_num`, such as 150004; None if nothing is."""
    major = version_number // 10_000
    if major >= MINIMUM_VERSION:
        return None
    return f"The database server is PostgreSQL {major}; the service needs PostgreSQL {MINIMUM_VERSION} or newer."


def encoding_problem(encoding: str) -> str | None:
    """Returns what is wrong with PostgreSQL's `server_encoding`; None if nothing is."""
    if encoding == ENCODING:
        return None
    return (
        f"The database has the encoding {encoding}; the service needs {ENCODING}:"
        f" make it with CREATE DATABASE … ENCODING '{ENCODING}' TEMPLATE template0."
    )


def migrations_problem(applied: Collection[str]) -> str | None:
    """Returns what is wrong with the names of the applied migrations; None if nothing is.

    More than this version knows is fine: a later version has migrated, and this one still runs, or runs again.
    """
    missing = [name for name in known_names() if name not in applied]
    if not missing:
        return None
    if set(applied) - set(known_names()):
        return (
            "The database was made by another version, such as an earlier pre-release, and cannot be brought up to"
            " date. Use an empty one (with `./dev up`: another folder with --data), or delete this one if its contents"
            " are no longer needed."
        )
    return f"The database lacks the migrations from {missing[0]} on: run the command `migrate` first."


def migrations_notice(applied: Collection[str]) -> str | None:
    """Returns what is to be said of migrations that this version does not know; None if there are none."""
    unknown = sorted(set(applied) - set(known_names()))
    if not unknown:
        return None
    names = ", ".join(unknown[:NAMED]) + (" …" if len(unknown) > NAMED else "")
    return f"A newer version has migrated the database ({names}); this version goes on working on it."


def indexes_problem(built: Collection[str], applied: Collection[str]) -> str | None:
    """Returns what is wrong where of the indexes that are built apart only `built` are there; None if nothing is.

    A later version that has migrated may have replaced some.
    """
    missing = [name for name in known_indexes().built if name not in built]
    if not missing or set(applied) - set(known_names()):
        return None
    return f"The database lacks the index {missing[0]}, which `migrate` was building: run the command `migrate` again."
