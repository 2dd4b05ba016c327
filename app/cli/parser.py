"""The commands and their arguments."""

import argparse

from app.cli import (
    acts,
    bulk_invites,
    deliveries,
    failures,
    operations,
    operators,
    organizations,
    queue_acts,
    queues,
    receive_bounce,
    service,
    suppressions,
    test_email,
    workers,
)
from app.cli.arguments import Commands, Parser, add_command, add_group, number
from app.organizations.models import BULK_INVITE_ROW_LIMIT


def parse(arguments: list[str] | None) -> argparse.Namespace:
    """Returns the arguments: `run` is the command, `needs_database` and `json` are flags. Exits on wrong arguments."""
    parser = Parser(prog="./dev admin", description="Administer the service.", allow_abbrev=False)
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    _add_organization(add_group(commands, "organization", "create, list, invite-admin, set-limits"))
    suppressions.add_commands(commands)
    operators.add_commands(commands)
    queue = add_group(commands, "queue", "list, pause, resume, set-limits")
    queues.add_commands(queue)
    queue_acts.add_commands(queue)
    failures.add_commands(add_group(commands, "failure", "list"))
    deliveries.add_commands(commands)
    workers.add_commands(commands)
    bulk_invites.add_commands(commands)
    acts.add_commands(commands)
    _add_operations(commands)
    test_email.add_commands(commands)
    receive_bounce.add_commands(commands)
    _add_service(commands)
    return parser.parse_args(arguments)


def _add_organization(commands: Commands) -> None:
    create = add_command(commands, "create", "make an organization and invite its first Admin", organizations.create)
    create.add_argument("--name", required=True, help="as people read it")
    create.add_argument("--slug", required=True, help="as commands name it: lower-case letters, digits, hyphens")
    create.add_argument("--admin-email", required=True, metavar="ADDRESS", help="whom to invite as first Admin")
    create.add_argument(
        "--row-limit",
        type=number,
        default=BULK_INVITE_ROW_LIMIT,
        metavar="N",
        help="people in one file; %(default)s unless given",
    )
    create.add_argument(
        "--ttl-days", type=number, metavar="N", help="days an invitation stays pending; for ever unless given"
    )
    add_command(commands, "list", "list all organizations", organizations.list_all)
    invite = add_command(
        commands, "invite-admin", "invite the first Admin again, or another", organizations.invite_admin
    )
    invite.add_argument("slug", metavar="SLUG")
    invite.add_argument("--admin-email", required=True, metavar="ADDRESS", help="whom to invite")
    limits = add_command(commands, "set-limits", "change the limits of an organization", organizations.update_limits)
    limits.add_argument("slug", metavar="SLUG")
    limits.add_argument("--row-limit", type=number, metavar="N", help="people in one file")
    limits.add_argument(
        "--ttl-days", type=_number_or_none, metavar="N|none", help="days an invitation stays pending; none: for ever"
    )


def _add_operations(commands: Commands) -> None:
    health = add_command(
        commands, "worker-health", "fail unless a worker on this host is alive", operations.worker_health
    )
    health.add_argument("kind", choices=operations.KINDS, metavar="KIND", help=" or ".join(operations.KINDS))


def _add_service(commands: Commands) -> None:
    add_command(commands, "migrate", "bring the database's tables up to date", service.migrate)
    migrations = add_command(
        commands, "migrations", "compare models and migrations", service.check_migrations, needs_database=False
    )
    migrations.add_argument("--check", action="store_true", required=True, help="fail where a migration is missing")
    add_command(commands, "new-key", "print a new key for SECRET_KEYS", service.new_key, needs_database=False)
    add_command(
        commands, "settings", "list the variables that the service reads", service.list_settings, needs_database=False
    )


def _number_or_none(text: str) -> int | str:
    return text if text == organizations.NONE else number(text)
