"""The administrators' command line: `./dev admin …`, or `python -m app.cli …` in the image."""

import argparse
import asyncio
import json
import os
import sys

from asyncpg import InterfaceError, PostgresError, UndefinedTableError
from tortoise.exceptions import BaseORMException

from app.cli.dev_environment import use_dev_environment
from app.cli.output import Answer, CommandError
from app.cli.parser import parse
from app.errors import Refusal
from app.settings import SettingsError

INTERRUPTED = 130


def main(arguments: list[str] | None = None) -> None:
    """Runs one command. Exit codes: 0 done, 1 refused or failed, 2 the command was not understood."""
    asked = parse(arguments)
    if asked.needs_servers and (folder := use_dev_environment()):
        sys.stderr.write(f"Using the servers of the `./dev up` in {folder}.\n")
    answer = _run(asked)
    _print(json.dumps(answer.data, ensure_ascii=False) if asked.json else answer.text)


def _print(text: str) -> None:
    """Letters that the terminal does not know are escaped. A reader who has left is no traceback."""
    encoding = sys.stdout.encoding or "utf-8"
    try:
        sys.stdout.write(f"{text}\n".encode(encoding, "backslashreplace").decode(encoding))
        sys.stdout.flush()
    except OSError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # Python writes what is left as it ends
        sys.exit(f"It is done, but the answer cannot be written: {error.strerror}.")


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
    if isinstance(error.__cause__, UndefinedTableError):
        return "The database has no tables for this yet: run the command `migrate` first."
    reason = str(error).strip().partition("\n")[0].rstrip(".") or type(error).__name__
    return f"The database did not answer as it should: {reason}. Is DATABASE_URL right, and the server up?"


if __name__ == "__main__":
    main()
