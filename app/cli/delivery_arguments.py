"""Which deliveries a command is about: the same options for looking and for acting."""

import argparse
import re
from datetime import UTC, datetime, timedelta

from app.cli.arguments import identifier
from app.cli.organizations import find_organization
from app.deliveries.queries import DeliveryStatus
from app.operations.delivery_filters import DeliveryFilter, parse_domain, parse_message_id

STATUSES = [each.value for each in DeliveryStatus]
_AGO = re.compile(r"(\d{1,5})([mhd])", re.ASCII)
_UNITS = {"m": "minutes", "h": "hours", "d": "days"}


def add_filter(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--status",
        action="append",
        choices=STATUSES,
        metavar="STATUS",
        help=f"in this state, may be repeated: {', '.join(STATUSES)}",
    )
    command.add_argument(
        "--failure-group", action="append", type=identifier, metavar="ID", help="of this failure group, may be repeated"
    )
    command.add_argument("--domain", type=domain, help="for addresses with this after the @")
    command.add_argument("--organization", metavar="SLUG", help="about invitations of this organization")
    command.add_argument("--bulk-invite", type=identifier, metavar="ID", help="of the invitations of this bulk invite")
    command.add_argument("--message-id", type=message_id, metavar="ID", help="with this Message-ID")
    command.add_argument(
        "--since", type=moment, metavar="TIME", help="queued since: 2h, 3d, 2026-01-31, 2026-01-31T12:00"
    )
    command.add_argument("--before", type=moment, metavar="TIME", help="queued before, likewise; times are UTC")


async def read_filter(arguments: argparse.Namespace) -> DeliveryFilter:
    """Raises CommandError, TooLong."""
    slug = arguments.organization
    filters = DeliveryFilter(
        statuses=[DeliveryStatus(each) for each in arguments.status or ()],
        failure_group_ids=arguments.failure_group or (),
        recipient_domain=arguments.domain,
        organization_id=(await find_organization(slug)).id if slug is not None else None,
        bulk_invite_id=arguments.bulk_invite,
        message_id=arguments.message_id,
        created_after=arguments.since,
        created_before=arguments.before,
    )
    filters.require_bounded()
    return filters


def domain(text: str) -> str:
    """An option without a value, as of a variable that is not set, must not mean all emails."""
    found = parse_domain(text)
    if found is None:
        raise argparse.ArgumentTypeError(f"{text!r} is no domain")
    return found


def message_id(text: str) -> str:
    found = parse_message_id(text)
    if found is None:
        raise argparse.ArgumentTypeError(f"{text!r} is no Message-ID")
    return found


def moment(text: str) -> datetime:
    if ago := _AGO.fullmatch(text):
        return datetime.now(UTC) - timedelta(**{_UNITS[ago[2]]: int(ago[1])})
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no time such as 2h, 3d or 2026-01-31T12:00") from None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
