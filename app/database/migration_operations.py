"""What a migration of a database in use is made of, beside Tortoise's operations: locks taken first, indexes apart."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from tortoise.migrations import operations as ops

from app.database.backfill import Backfill

# Together below PostgreSQL's deadlock_timeout (1 s): whoever holds what the migration needs and waits for what it has
# never becomes the victim of a deadlock, and nobody is kept longer than this by an attempt that fails.
LOCK_MILLISECONDS = 500
# Those who need none of the tables locked before are done within this; the others would wait for ever.
NEXT_LOCK_MILLISECONDS = 100


class LockFirst(ops.RunSQL):
    """Takes the strongest lock on tables before anything else of the migration does. The first of its operations.

    A migration that changes several tables that exist names all of them, in the order in which the product writes them:
    one that takes a weaker lock, or a second table's, while it holds another deadlocks with those who write.
    """

    def __init__(self, table: str, *more: str) -> None:
        statements = [_lock(table)]
        if more:
            statements += [f"SET LOCAL lock_timeout = {NEXT_LOCK_MILLISECONDS}", *map(_lock, more)]
        super().__init__(statements)


def _lock(table: str) -> str:
    return f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE"


class OutsideTransaction(ops.TortoiseOperation):
    """What PostgreSQL refuses inside a transaction: done after the transactions of all migrations."""

    def __init__(self, name: str) -> None:
        self.name = name


class ConcurrentIndex(OutsideTransaction):
    """Builds an index while the table is read and written.

    `definition` is what follows the index's name: `"ON invitations (organization_id, role, id) WHERE …"`. It is built
    by whichever `migrate` first finds that it is missing or was left unfinished. A changed index needs a new name.
    `backfill` is done before it is built: no process starts without the index, so none meets a row that is not filled.
    So is `prepare`, a statement that changes nothing when it is run again.
    """

    def __init__(
        self,
        name: str,
        definition: str,
        *,
        unique: bool = False,
        backfill: Backfill | None = None,
        prepare: str | None = None,
    ) -> None:
        super().__init__(name)
        self.backfill = backfill
        self.prepare = prepare
        self.statement = f"CREATE {'UNIQUE ' if unique else ''}INDEX CONCURRENTLY {name} {definition}"

    def describe(self) -> str:
        return f"Build the index {self.name}"


class DropIndex(OutsideTransaction):
    """Drops an index while the table is read and written, after all indexes that may replace it are built."""

    def describe(self) -> str:
        return f"Drop the index {self.name}"


@dataclass(frozen=True)
class Indexes:
    """What the operations outside of transactions amount to, one after another."""

    built: dict[str, str]
    """The names of the indexes that should exist, with the statements that build them."""
    dropped: tuple[str, ...]
    backfills: Mapping[str, Backfill] = field(default_factory=dict)
    """What is done before the index of that name is built."""
    prepared: Mapping[str, str] = field(default_factory=dict)
    """The statement that is run before the index of that name is built."""


def indexes_of(operations: Sequence[ops.Operation]) -> Indexes:
    """Returns the indexes that remain, and those that are to go, after all `operations`, oldest first."""
    built: dict[str, str] = {}
    dropped: dict[str, None] = {}
    backfills: dict[str, Backfill] = {}
    prepared: dict[str, str] = {}
    for operation in operations:
        if isinstance(operation, ConcurrentIndex):
            built[operation.name] = operation.statement
            dropped.pop(operation.name, None)
            if operation.backfill:
                backfills[operation.name] = operation.backfill
            if operation.prepare:
                prepared[operation.name] = operation.prepare
        elif isinstance(operation, DropIndex):
            built.pop(operation.name, None)
            dropped[operation.name] = None
    return Indexes(built, tuple(dropped), backfills, prepared)
