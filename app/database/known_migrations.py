"""The migrations that this version of the code knows, oldest first."""

from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from tortoise.migrations.migration import Migration

from app.database.migration_operations import Indexes, indexes_of

APP = "app"  # Tortoise's name for all models and migrations
PACKAGE = "app.database.migrations"


@cache
def known_names() -> tuple[str, ...]:
    """Returns the migrations' names; each depends on the one before."""
    return tuple(sorted(each.name for each in iter_modules(import_module(PACKAGE).__path__)))


def load_migrations() -> list[Migration]:
    return [import_module(f"{PACKAGE}.{name}").Migration(name, APP) for name in known_names()]


@cache
def known_indexes() -> Indexes:
    return indexes_of([operation for migration in load_migrations() for operation in migration.operations])
