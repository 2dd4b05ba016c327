"""What it looks like when PostgreSQL is away: unreachable, frozen, restarting, without room, or too slow."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

from asyncpg import InterfaceError, InternalClientError
from asyncpg.exceptions import (
    InsufficientResourcesError,
    OperatorInterventionError,
    PostgresConnectionError,
    ReadOnlySQLTransactionError,
)
from tortoise.exceptions import DBConnectionError

# What a connection raises. Errors about a statement's values are ValueErrors beside, and no outage.
DRIVER_ERRORS = (
    OSError,  # time-outs are one
    InterfaceError,
    InternalClientError,
    PostgresConnectionError,
    OperatorInterventionError,
    InsufficientResourcesError,
    ReadOnlySQLTransactionError,  # it has become a standby
)


class ServerRefusalError(ConnectionError):
    """The server lets nobody in with this user, password and database. Whoever changed that may change it back."""


class DatabaseUnavailable(DBConnectionError):  # noqa: N818 - a state that passes
    """PostgreSQL did not do what it was asked, and may do so later; `__cause__` is what the driver raised."""


def is_outage(error: BaseException) -> bool:
    """Whether a driver's error means that the database is away."""
    return isinstance(error, DRIVER_ERRORS) and not isinstance(error, ValueError)


@contextmanager
def outages_translated() -> Iterator[None]:
    """Raises DatabaseUnavailable for a driver's error that is an outage."""
    try:
        yield
    except DRIVER_ERRORS as error:
        raise_outage(error)


def raise_outage(error: BaseException) -> NoReturn:
    """Raises DatabaseUnavailable from `error` where it is an outage, else `error`."""
    if not is_outage(error):
        raise error
    raise DatabaseUnavailable(f"{type(error).__name__}: {error}".rstrip(": ")) from error
