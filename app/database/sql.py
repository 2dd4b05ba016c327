"""Runs SQL in the current transaction, if any, and builds WHERE clauses."""

from collections.abc import Iterable, Sequence
from typing import Any

from tortoise.connection import get_connection
from tortoise.models import Model

from app.database.connection import CONNECTION
from app.database.outages import outages_translated

Row = dict[str, Any]


def columns_of(model: type[Model]) -> str:
    """Returns the columns that this version of the product knows, for what would be a `*`.

    A migration that adds a column changes what a `*` returns, and PostgreSQL refuses a prepared statement that does.
    """
    return ", ".join(model._meta.fields_db_projection.values())  # noqa: SLF001 - there is no other way to ask


async def rows(sql: str, *parameters: Any) -> list[Row]:
    """Runs one statement in the current transaction, if any, and returns its rows."""
    return await get_connection(CONNECTION).execute_query_dict(sql, list(parameters))


async def row(sql: str, *parameters: Any) -> Row | None:
    """Returns the first row, None without rows."""
    found = await rows(sql, *parameters)
    return found[0] if found else None


async def value(sql: str, *parameters: Any) -> Any:
    """Returns the first column of the first row, None without rows."""
    found = await row(sql, *parameters)
    return next(iter(found.values())) if found else None


async def force_custom_plans() -> None:
    """Makes PostgreSQL plan each statement of this transaction for its parameters and the tables' present sizes.

    A cached plan from when the tables were small compares every row with every element of an array: with thousands
    of both, that takes seconds instead of milliseconds.
    """
    await rows("SET LOCAL plan_cache_mode = force_custom_plan")


async def copy_in(table: str, columns: Sequence[str], records: Iterable[Sequence[Any]]) -> None:
    """Appends records to a table by COPY, in the current transaction: many times faster than INSERT."""
    with outages_translated():
        async with get_connection(CONNECTION).acquire_connection() as connection:
            await connection.copy_records_to_table(table, columns=list(columns), records=records)


class Where:
    """The conditions of a query, joined by AND, and their parameters, numbered in the order of adding.

    `clauses` are those by which an index finds a list in its order, `sifting` those that keep some of its rows.
    """

    def __init__(self) -> None:
        self.clauses: list[str] = []
        self.sifting: list[str] = []
        self.parameters: list[Any] = []

    def add(self, clause: str, *parameters: Any) -> None:
        """Adds a condition; each `?` in it is the next of `parameters`."""
        self.clauses.append(self._numbered(clause, parameters))

    def sift(self, clause: str, *parameters: Any) -> None:
        """Adds a condition that keeps some rows of the list, with parameters as `add` has them."""
        self.sifting.append(self._numbered(clause, parameters))

    def parameter(self, parameter: Any) -> str:
        """Adds a parameter; returns the SQL for it."""
        self.parameters.append(parameter)
        return f"${len(self.parameters)}"

    def copy(self) -> "Where":
        """Returns the same conditions, to add more to them."""
        made = Where()
        made.clauses, made.sifting, made.parameters = [*self.clauses], [*self.sifting], [*self.parameters]
        return made

    def _numbered(self, clause: str, parameters: Sequence[Any]) -> str:
        for parameter in parameters:
            clause = clause.replace("?", self.parameter(parameter), 1)
        return clause

    @property
    def listed(self) -> str:
        return _joined(self.clauses)

    @property
    def sifted(self) -> str:
        return _joined(self.sifting)

    def __str__(self) -> str:
        return _joined([*self.clauses, *self.sifting])


def _joined(clauses: Sequence[str]) -> str:
    return " AND ".join(f"({clause})" for clause in clauses) or "TRUE"
