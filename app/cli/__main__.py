"""The administrators' command line: `./dev admin …`, or `python -m app.cli …` in the image."""

import argparse
import asyncio
import json
import os
import sys

from asyncpg import InterfaceError, PostgresError, UndefinedTableError
from tortoise.exceptions import BaseORMException

from app.cli.dev_environment import use_dev_environment
from app.cli.output import CommandError, CommandOutput
from app.cli.receive_bounce import NAME as RECEIVE_BOUNCE
from app.cli.receive_bounce import run_for_mail_server
from app.database.requirements import UnsuitableDatabaseError
from app.errors import Refusal
from app.settings import SettingsError

INTERRUPTED = 130


def main(command_line: list[str] | None = None) -> None:
    """Runs one command. Exit codes: 0 done, 1 refused or failed, 2 wrong arguments; see also `receive_bounce`."""
    given = sys.argv[1:] if command_line is None else command_line
    if given[:1] == [RECEIVE_BOUNCE]:
        run_for_mail_server(given[1:])
    from app.cli.parser import parse  # all commands, which takes a second that a mail server would wait for

    arguments = parse(given)
    if arguments.needs_database and (folder := use_dev_environment()):
        sys.stderr.write(f"Using the servers of the `./dev up` in {folder}.\n")
    output = _run(arguments)
    _print(json.dumps(output.data, ensure_ascii=False) if arguments.json else output.text)
    if output.is_failure:
        sys.exit(1)


def _print(text: str) -> None:
    """Escapes characters that the terminal's encoding lacks. Output that cannot be written ends in a sentence."""
    encoding = sys.stdout.encoding or "utf-8"
    try:
        sys.stdout.write(f"{text}\n".encode(encoding, "backslashreplace").decode(encoding))
        sys.stdout.flush()
    except OSError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # Python flushes the rest as it exits
        sys.exit(f"It is done, but the answer cannot be written: {error.strerror}.")


def _run(arguments: argparse.Namespace) -> CommandOutput:
    try:
        output: CommandOutput = asyncio.run(arguments.run(arguments))
    except Refusal as refusal:
        sys.exit(refusal.message)
    except CommandError as error:
        if arguments.json and error.data is not None:
            _print(json.dumps(error.data, ensure_ascii=False))
        sys.exit(str(error))
    except UnsuitableDatabaseError as error:
        sys.exit(str(error))
    except SettingsError as error:
        sys.exit(f"{error}\nSet what is missing, or start `./dev up`, whose servers are then used.")
    except (OSError, PostgresError, InterfaceError, BaseORMException) as error:
        sys.exit(_database_sentence(error))
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
    return output


def _database_sentence(error: BaseException) -> str:
    if isinstance(error.__cause__, UndefinedTableError):
        return "The database has no tables for this yet: run the command `migrate` first."
    reason = str(error).strip().partition("\n")[0].rstrip(".") or type(error).__name__
    return f"The database did not answer as it should: {reason}. Is DATABASE_URL right, and the server up?"


if __name__ == "__main__":
    main()
