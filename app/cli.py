"""The operators' and administrators' command line: `./dev admin …`, or `python -m app.cli …` in the image."""

import argparse
import asyncio
import base64
import os
import secrets
import sys

from asyncpg import PostgresError
from tortoise.exceptions import BaseORMException

from app import schema_migrations
from app.database import database_name
from app.settings import MINIMUM_KEY_BYTES, SettingsError, get_settings


class CommandError(Exception):
    """What went wrong, as a sentence for the person at the terminal."""


def main(arguments: list[str] | None = None) -> None:
    """Runs one command. Exit codes: 0 done, 1 refused or failed, 2 the command was not understood."""
    asked = _parser().parse_args(arguments)
    try:
        asyncio.run(asked.run(asked))
    except (CommandError, SettingsError) as error:
        sys.exit(f"{error}")
    except (OSError, PostgresError, BaseORMException) as error:
        sys.exit(f"The database did not answer as it should: {error}. Is DATABASE_URL right, and the server up?")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="./dev admin", description="Administer the service.")
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    migrate = commands.add_parser("migrate", help="bring the database's tables up to date")
    migrate.set_defaults(run=_migrate)
    migrations = commands.add_parser("migrations", help="compare models and migrations")
    migrations.add_argument("--check", action="store_true", required=True, help="fail where a migration is missing")
    migrations.set_defaults(run=_check_migrations)
    new_key = commands.add_parser("new-key", help="print a new key for SECRET_KEYS")
    new_key.set_defaults(run=_new_key)
    return parser


async def _migrate(_: argparse.Namespace) -> None:
    url = os.environ.get("DATABASE_URL") or get_settings().database_url.get_secret_value()
    await schema_migrations.migrate(url)
    print(f"The tables of {database_name(url)} are up to date.")


async def _check_migrations(_: argparse.Namespace) -> None:
    missing = await schema_migrations.missing_migrations()
    if missing:
        raise CommandError(f"The models say more than the migrations: {', '.join(missing)} is missing.")


async def _new_key(_: argparse.Namespace) -> None:
    """The id is fresh too, so that the key can stand before the old ones in SECRET_KEYS."""
    secret = base64.urlsafe_b64encode(os.urandom(MINIMUM_KEY_BYTES)).decode().rstrip("=")
    print(f"k{secrets.token_hex(3)}:{secret}")


if __name__ == "__main__":
    main()
