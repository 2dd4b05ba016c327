"""Commands about emails: look at them, with every attempt."""

import argparse
from datetime import UTC, datetime
from typing import Any

from app.cli import delivery_acts
from app.cli.arguments import Commands, add_command, add_group, add_limit, identifier, require_limit
from app.cli.connection import database_connection
from app.cli.delivery_arguments import add_filter, read_filter
from app.cli.output import CommandError, CommandOutput, table
from app.cli.times import in_json
from app.database.keyset import PageRequest
from app.deliveries.bounce_records import find_bounces
from app.deliveries.bounces import Bounce
from app.deliveries.queries import AttemptRow, find_attempts
from app.operations.deliveries import DeliveryRow, find_deliveries, find_recipients, list_deliveries

MAX_LIMIT = 1000
GONE = "gone"


def add_commands(commands: Commands) -> None:
    group = add_group(commands, "delivery", "list, show, retry, discard, settle")
    listed = add_command(group, "list", "list emails, newest first", list_some)
    add_filter(listed)
    add_limit(listed, 25, MAX_LIMIT)
    shown = add_command(group, "show", "show an email and all its attempts", show)
    shown.add_argument("id", type=identifier, metavar="ID")
    delivery_acts.add_commands(group)


async def list_some(arguments: argparse.Namespace) -> CommandOutput:
    require_limit(arguments.limit, MAX_LIMIT)
    async with database_connection():
        filters = await read_filter(arguments)
        page = await list_deliveries(filters, PageRequest(size=arguments.limit, count=True))
        found = page.nodes
        recipients = await find_recipients([each.email_to for each in found])
    emails = [_as_data(each, recipients.get(each.email_to)) for each in found]
    data = {"totalCount": page.total_count, "totalCountIsExact": page.is_exact, "deliveries": emails}
    if not found:
        return CommandOutput("There is no such email.", data)
    cells = [
        (each["id"], _time(row.created_at), row.status.upper(), each["recipient"] or GONE, row.attempt_count)
        for row, each in zip(found, emails, strict=True)
    ]
    lines = [table(("ID", "QUEUED", "STATUS", "FOR", "ATTEMPTS"), cells)]
    if page.has_next:
        more = "" if page.is_exact else "more than "
        lines.append(f"The newest {len(found):,} of {more}{page.total_count:,}.")
    return CommandOutput("\n".join(lines), data)


async def show(arguments: argparse.Namespace) -> CommandOutput:
    async with database_connection():
        found = await find_deliveries([arguments.id])
        if not found:
            raise CommandError("There is no email with this id.")
        (row,) = found
        recipients = await find_recipients([row.email_to])
        attempts = (await find_attempts([row.id])).get(row.id, [])
        bounce = (await find_bounces([row.id])).get(row.id)
    data = _as_data(row, recipients.get(row.email_to))
    data["bounce"] = _bounce_as_data(bounce) if bounce else None
    shown = data | {"cameBack": f"{bounce.kind}, {bounce.words}".rstrip(", ") if bounce else None}
    facts = [(f"{label}:", shown[name]) for label, name in _FACTS if shown[name] is not None]
    lines = [table(facts[0], facts[1:])]
    if attempts:
        cells = [(each.number, _time(each.started_at), each.outcome or "under way", _words(each)) for each in attempts]
        lines += ["", table(("ATTEMPT", "AT", "OUTCOME", "REPLY"), cells)]
    data["attempts"] = [_attempt_as_data(each) for each in attempts]
    return CommandOutput("\n".join(lines), data)


_FACTS = (
    ("id", "id"),
    ("kind", "kind"),
    ("status", "status"),
    ("for", "recipient"),
    ("organization", "organizationName"),
    ("queued", "createdAt"),
    ("sent", "sentAt"),
    ("came back", "cameBack"),
    ("next attempt", "nextAttemptAt"),
    ("discarded because", "discardReason"),
    ("Message-ID", "messageId"),
    ("failure group", "failureGroupId"),
    ("invitation", "invitationId"),
    ("bulk invite", "bulkInviteId"),
)


def _as_data(row: DeliveryRow, recipient: str | None) -> dict[str, Any]:
    return {
        "id": str(row.id),
        "kind": row.kind.upper(),
        "status": row.status.upper(),
        "recipient": recipient,
        "recipientDomain": row.recipient_domain,
        "organizationName": row.organization_name,
        "messageId": row.message_id,
        "generation": row.generation,
        "createdAt": in_json(row.created_at),
        "sentAt": in_json(row.sent_at),
        "nextAttemptAt": in_json(row.next_attempt_at),
        "attemptCount": row.attempt_count,
        "failureGroupId": str(row.failure_group_id) if row.failure_group_id else None,
        "discardReason": row.discard_reason,
        "isPaused": row.is_paused,
        "invitationId": str(row.invitation_id) if row.invitation_id else None,
        "bulkInviteId": str(row.bulk_invite_id) if row.bulk_invite_id else None,
    }


def _bounce_as_data(bounce: Bounce) -> dict[str, Any]:
    return {
        "kind": bounce.kind.upper(),
        "status": bounce.status,
        "diagnostic": bounce.diagnostic,
        "at": in_json(bounce.at),
    }


def _attempt_as_data(each: AttemptRow) -> dict[str, Any]:
    return {
        "number": each.number,
        "startedAt": in_json(each.started_at),
        "finishedAt": in_json(each.finished_at),
        "outcome": each.outcome.upper() if each.outcome else None,
        "replyCode": each.reply_code,
        "reply": each.reply,
    }


def _words(each: AttemptRow) -> str:
    return " ".join(str(part) for part in (each.reply_code, each.reply) if part)


def _time(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M:%S}Z"
