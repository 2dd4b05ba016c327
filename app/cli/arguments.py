"""What the commands' arguments are made of."""

import argparse
from typing import NoReturn, TypeAlias
from uuid import UUID

from app.cli.output import Command, CommandError

USAGE_ERROR = 2
Commands: TypeAlias = "argparse._SubParsersAction[Parser]"  # noqa: SLF001 - argparse has no other name for it


class Parser(argparse.ArgumentParser):
    """Reports wrong arguments in one sentence."""

    def error(self, message: str) -> NoReturn:
        self.exit(USAGE_ERROR, f"{message[:1].upper()}{message[1:]}. `{self.prog} --help` lists what there is.\n")


def add_group(commands: Commands, name: str, summary: str) -> Commands:
    """Adds a word that several commands begin with; returns where to add these."""
    group = commands.add_parser(name, help=summary, allow_abbrev=False)
    return group.add_subparsers(title="commands", required=True, metavar="COMMAND")


def add_command(
    commands: Commands, name: str, summary: str, run: Command, *, needs_database: bool = True, asks: bool = False
) -> argparse.ArgumentParser:
    """Adds a command. Returns its parser, for further arguments. `asks`: it has to be confirmed, see `confirm`."""
    command = commands.add_parser(
        name, help=summary, description=f"{summary[:1].upper()}{summary[1:]}.", allow_abbrev=False
    )
    command.add_argument("--json", action="store_true", help="print one JSON value")
    if asks:
        command.add_argument("--yes", action="store_true", help="do not ask")
    command.set_defaults(run=run, needs_database=needs_database)
    return command


def add_limit(command: argparse.ArgumentParser, default: int, most: int) -> None:
    """Adds `--limit`: how many a list has; see `require_limit`."""
    command.add_argument(
        "--limit", type=number, default=default, metavar="N", help=f"1 to {most}; {default} unless given"
    )


def require_limit(limit: int, most: int) -> None:
    """Raises CommandError."""
    if not 1 <= limit <= most:
        raise CommandError(f"--limit has to be from 1 to {most}.")


def identifier(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no id") from None


def number(text: str) -> int:
    digits = text.removeprefix("-")
    if not (digits.isascii() and digits.isdecimal()):
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number")
    return int(text)
