"""The commands and their arguments."""

import argparse
from typing import NoReturn, TypeAlias

from app.cli import operations, organizations, service
from app.cli.output import Command
from app.organizations.models import BULK_INVITE_ROW_LIMIT

USAGE_ERROR = 2
Commands: TypeAlias = "argparse._SubParsersAction[_Parser]"  # noqa: SLF001 - argparse has no other name for it


def parse(arguments: list[str] | None) -> argparse.Namespace:
    """Returns the arguments: `run` is the command, `needs_database` and `json` are flags. Exits on wrong arguments."""
    parser = _Parser(prog="./dev admin", description="Administer the service.", allow_abbrev=False)
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    group = commands.add_parser("organization", help="create, list, invite-admin, set-limits", allow_abbrev=False)
    _add_organization(group.add_subparsers(title="commands", required=True, metavar="COMMAND"))
    _add_operations(commands)
    _add_service(commands)
    return parser.parse_args(arguments)


def _add_organization(commands: Commands) -> None:
    create = _add(commands, "create", "make an organization and invite its first Admin", organizations.create)
    create.add_argument("--name", required=True, help="as people read it")
    create.add_argument("--slug", required=True, help="as commands name it: lower-case letters, digits, hyphens")
    create.add_argument("--admin-email", required=True, metavar="ADDRESS", help="whom to invite as first Admin")
    create.add_argument(
        "--row-limit",
        type=_number,
        default=BULK_INVITE_ROW_LIMIT,
        metavar="N",
        help="people in one file; %(default)s unless given",
    )
    create.add_argument(
        "--ttl-days", type=_number, metavar="N", help="days an invitation stays pending; for ever unless given"
    )
    _add(commands, "list", "list all organizations", organizations.list_all)
    invite = _add(commands, "invite-admin", "invite the first Admin again, or another", organizations.invite_admin)
    invite.add_argument("slug", metavar="SLUG")
    invite.add_argument("--admin-email", required=True, metavar="ADDRESS", help="whom to invite")
    limits = _add(commands, "set-limits", "change the limits of an organization", organizations.update_limits)
    limits.add_argument("slug", metavar="SLUG")
    limits.add_argument("--row-limit", type=_number, metavar="N", help="people in one file")
    limits.add_argument(
        "--ttl-days", type=_number_or_none, metavar="N|none", help="days an invitation stays pending; none: for ever"
    )


def _add_operations(commands: Commands) -> None:
    _add(commands, "resume-email", "end a pause of sending now", operations.resume_email)
    health = _add(commands, "worker-health", "fail unless a worker on this host is alive", operations.worker_health)
    health.add_argument("kind", choices=operations.KINDS, metavar="KIND", help=" or ".join(operations.KINDS))


def _add_service(commands: Commands) -> None:
    _add(commands, "migrate", "bring the database's tables up to date", service.migrate)
    migrations = _add(
        commands, "migrations", "compare models and migrations", service.check_migrations, needs_database=False
    )
    migrations.add_argument("--check", action="store_true", required=True, help="fail where a migration is missing")
    _add(commands, "new-key", "print a new key for SECRET_KEYS", service.new_key, needs_database=False)
    _add(commands, "settings", "list the variables that the service reads", service.list_settings, needs_database=False)


def _add(
    commands: Commands, name: str, summary: str, run: Command, *, needs_database: bool = True
) -> argparse.ArgumentParser:
    command = commands.add_parser(
        name, help=summary, description=f"{summary[:1].upper()}{summary[1:]}.", allow_abbrev=False
    )
    command.add_argument("--json", action="store_true", help="answer as JSON")
    command.set_defaults(run=run, needs_database=needs_database)
    return command


class _Parser(argparse.ArgumentParser):
    """Reports wrong arguments in one sentence."""

    def error(self, message: str) -> NoReturn:
        self.exit(USAGE_ERROR, f"{message[:1].upper()}{message[1:]}. `{self.prog} --help` lists what there is.\n")


def _number(text: str) -> int:
    digits = text.removeprefix("-")
    if not (digits.isascii() and digits.isdecimal()):
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number")
    return int(text)


def _number_or_none(text: str) -> int | str:
    return text if text == organizations.NONE else _number(text)
