"""Finds out whether a pooler between the service and PostgreSQL mixes the prepared statements of its clients.

A pooler in transaction mode gives each transaction another connection to the server. One that does not track prepared
statements runs, under the name that asyncpg counted up, what another client prepared under that name.
"""

import asyncio
from collections.abc import Awaitable, Callable
from uuid import uuid4

from asyncpg import Connection

from app.database.outages import DRIVER_ERRORS
from app.database.requirements import UnsuitableDatabaseError

Connect = Callable[[], Awaitable[Connection]]
PROBE_SECONDS = 10.0
ROUNDS = 20
BACKEND = "SELECT pg_backend_pid()"
MIXING_POOLER = (
    "DATABASE_URL leads to a pooler in transaction mode that does not track prepared statements, such as PgBouncer"
    " before 1.21: clients would run each other's statements. Set DATABASE_PREPARED_STATEMENTS=off, or have the pooler"
    " track them (PgBouncer 1.21 or newer with max_prepared_statements above 0)."
)
STATEMENT_POOLER = (
    "DATABASE_URL leads to a pooler in statement mode, which allows no transactions: set pool_mode to transaction or"
    " session."
)


async def refuse_statement_pooler(connection: Connection) -> None:
    """Raises UnsuitableDatabaseError for a pooler in statement mode, which cuts off whoever begins a transaction."""
    try:
        async with connection.transaction():
            pass
    except DRIVER_ERRORS as error:
        if "statement pooling" not in str(error):
            raise
        raise UnsuitableDatabaseError(STATEMENT_POOLER) from None


async def mixes_prepared_statements(connect: Connect) -> bool:
    """Returns whether named prepared statements would be mixed. `connect` makes connections that name none.

    Raises OSError, also where no answer comes for `PROBE_SECONDS`, and PostgresError.
    """
    async with asyncio.timeout(PROBE_SECONDS):
        one = await connect()
        try:
            # A pooler makes up the process id of the protocol's start, with which clients cancel.
            if await one.fetchval(BACKEND) == one.get_server_pid() or await _is_tracked(one):
                return False
            two = await connect()
            try:
                return await _shares_connections(one, two)
            finally:
                two.terminate()
        finally:
            one.terminate()


async def _is_tracked(connection: Connection) -> bool:
    """A pooler that tracks prepared statements gives them names of its own."""
    name = f"senturo_{uuid4().hex}"
    async with connection.transaction():
        statement = await connection.prepare("SELECT 1", name=name)
        known = await connection.fetchval("SELECT count(*) FROM pg_prepared_statements WHERE name = $1", name)
        if known:
            await connection.execute(f"DEALLOCATE {name}")
        del statement
    return not known


async def _shares_connections(one: Connection, two: Connection) -> bool:
    """In session mode each client keeps its server connection; else an idle one's goes to the other soon."""
    first = await one.fetchval(BACKEND)
    for _ in range(ROUNDS):
        async with two.transaction():
            other = await two.fetchval(BACKEND)
        again = await one.fetchval(BACKEND)
        if other == first or again != first:
            return True
    return False
