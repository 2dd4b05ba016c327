"""The administrators' command line: `./dev admin …`, or `python -m app.cli …` in the image."""

import argparse
import asyncio
import json
import sys
from collections.abc import Sequence
from typing import NoReturn

from asyncpg import InterfaceError, PostgresError, UndefinedTableError
from tortoise.exceptions import BaseORMException

from app.cli import operations, service
from app.cli.answers import Answer, Command, CommandError
from app.cli.running_up import use_running_up
from app.errors import Refusal
from app.settings import SettingsError

NOT_UNDERSTOOD = 2
INTERRUPTED = 130


def main(arguments: Sequence[str] | None = None) -> None:
    """Runs one command. Exit codes: 0 done, 1 refused or failed, 2 the command was not understood."""
    asked = _parser().parse_args(arguments)
    if asked.needs_servers and (folder := use_running_up()):
        sys.stderr.write(f"Using the servers of the `./dev up` in {folder}.\n")
    answer = _run(asked)
    sys.stdout.write(f"{json.dumps(answer.data, default=str) if asked.json else answer.text}\n")


def _run(asked: argparse.Namespace) -> Answer:
    try:
        answer: Answer = asyncio.run(asked.run(asked))
    except Refusal as refusal:
        sys.exit(refusal.message)
    except CommandError as error:
        sys.exit(str(error))
    except SettingsError as error:
        sys.exit(f"{error}\nSet what is missing, or start `./dev up`, whose servers are then used.")
    except (OSError, PostgresError, InterfaceError, BaseORMException) as error:
        sys.exit(_database_sentence(error))
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
    return answer


def _database_sentence(error: BaseException) -> str:
    if isinstance(error, UndefinedTableError) or "UndefinedTable" in repr(error.__cause__):
        return "The database has no tables for this yet: run the command `migrate` first."
    reason = str(error).strip().partition("\n")[0].rstrip(".") or type(error).__name__
    return f"The database did not answer as it should: {reason}. Is DATABASE_URL right, and the server up?"


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="./dev admin", description="Administer the service.", allow_abbrev=False)
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    migrate = _add(commands, "migrate", "bring the database's tables up to date", service.migrate)
    migrate.set_defaults(needs_servers=True)
    migrations = _add(commands, "migrations", "compare models and migrations", service.check_migrations)
    migrations.add_argument("--check", action="store_true", required=True, help="fail where a migration is missing")
    _add(commands, "new-key", "print a new key for SECRET_KEYS", service.new_key)
    _add(commands, "settings", "list the environment variables that the service reads", service.settings)
    health = _add(commands, "worker-health", "fail unless a worker on this host is alive", operations.worker_health)
    health.add_argument("kind", choices=operations.KINDS, metavar="KIND", help="email")
    resume = _add(commands, "resume-email", "end a pause of sending now", operations.resume_email)
    for command in (health, resume):
        command.set_defaults(needs_servers=True)
    return parser


def _add(
    commands: "argparse._SubParsersAction[_Parser]", name: str, meaning: str, run: Command
) -> argparse.ArgumentParser:
    command = commands.add_parser(name, help=meaning, description=meaning, allow_abbrev=False)
    command.add_argument("--json", action="store_true", help="answer as JSON")
    command.set_defaults(run=run, needs_servers=False)
    return command


class _Parser(argparse.ArgumentParser):
    """Answers a mistake with one sentence."""

    def error(self, message: str) -> NoReturn:
        self.exit(NOT_UNDERSTOOD, f"{message[:1].upper()}{message[1:]}. `{self.prog} --help` lists what there is.\n")


if __name__ == "__main__":
    main()
