"""A day of another organization's emails, so that operators have something to see: what was sent, what failed, why."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from app.bulk_invites.models import BulkInvite
from app.database.sql import row, rows
from app.database.transaction import transaction
from app.deliveries.failure_groups import Failure, find_groups
from app.organizations.models import Organization
from devserver.demo_invitations import ACCEPTED
from devserver.mailbox import REFUSED_DOMAINS
from devserver.plots import plot_what_happened

NAME, SLUG = "Northwind Field Service", "northwind"
ADDRESSES = ("retail.example", "clinic.example", "logistics.example", "hotel.example")
FILENAME = "spring-rollout.csv"
QUARTERS = 96
# Since then mail servers take no more of some: in quarters of an hour before now.
TROUBLE_BEGAN = 14


@dataclass(frozen=True)
class Kind:
    """What became of several emails to a domain, and what its mail server said. None: it said nothing."""

    domain: str
    count: int
    status: str
    outcome: str
    reply_code: int | None
    reply: str


def _said(domain: str, count: int, status: str, outcome: str) -> Kind:
    """In the words that the development mailbox has for the domain, also when it is tried again."""
    code, _, reply = REFUSED_DOMAINS[domain].partition(" ")
    return Kind(domain, count, status, outcome, int(code), reply)


TROUBLE = (
    Kind("clinic.example", 61, "deferred", "deferred", 451, "4.7.1 Greylisted, please try again later"),
    _said("retail.example", 34, "deferred", "deferred"),
    _said("logistics.example", 27, "failed", "rejected"),
    Kind("hotel.example", 18, "failed", "rejected", 550, "5.1.1 No such user here"),
    Kind("hotel.example", 6, "unknown", "unknown", None, "The connection was lost before the mail server answered"),
)


@dataclass(frozen=True)
class Email:
    """One email: its place among all, what became of it, and when."""

    number: int
    kind: Kind
    at: datetime

    @property
    def address(self) -> str:
        return f"technician-{self.number}@{self.kind.domain}"

    @property
    def failure(self) -> Failure | None:
        kind = self.kind
        if kind.status == "sent":
            return None
        return Failure.said(kind.reply_code, kind.reply, self.address, kind.domain)


async def make_emails(requested_by_user_id: UUID) -> None:
    """Makes them once; no worker sends one before it has its result."""
    async with transaction():
        if await row("SELECT id FROM organizations WHERE slug = $1", SLUG):
            return
        organization = await Organization.create(name=NAME, slug=SLUG)
        emails = [*_of_a_day(datetime.now(UTC))]
        upload_id = await _make_upload(organization.id, requested_by_user_id, emails)
        await _write(organization.id, upload_id, emails)
        await plot_what_happened()


def _of_a_day(now: datetime) -> Iterator[Email]:
    """In the order in which they were sent: few at night, and less once mail servers make trouble."""
    number = 0
    trouble = [kind for kind in TROUBLE for _ in range(kind.count)]
    for quarter in range(QUARTERS, 0, -1):
        began = now - timedelta(minutes=15 * quarter)
        is_trouble = quarter <= TROUBLE_BEGAN
        sent = round((5 if is_trouble else 11) * (1 + math.sin(quarter / 11)))
        failed = trouble[-quarter::-TROUBLE_BEGAN] if is_trouble else []
        kinds = [*(Kind(ADDRESSES[each % 4], 1, "sent", "accepted", 250, ACCEPTED) for each in range(sent)), *failed]
        for place, kind in enumerate(kinds):
            number += 1
            yield Email(number, kind, began + place * timedelta(minutes=15) / len(kinds))


async def _make_upload(organization_id: UUID, user_id: UUID, emails: list[Email]) -> UUID:
    """The file by which they were invited; it is over, and its bytes are deleted."""
    began, count = emails[0].at, len(emails)
    upload = await BulkInvite.create(
        organization_id=organization_id,
        requested_by_user_id=user_id,
        sent_by_user_id=user_id,
        status="completed",
        is_csv=True,
        is_reviewed=True,
        filename=FILENAME,
        total_rows=count,
        processed_rows=count,
        valid_rows=count,
        invited_rows=count,
        created_at=began - timedelta(minutes=4),
        started_at=began,
        phase_started_at=began,
        finished_at=emails[-1].at,
        purged_at=emails[-1].at,
    )
    return upload.id


async def _write(organization_id: UUID, upload_id: UUID, emails: list[Email]) -> None:
    failures = {each.number: each.failure for each in emails if each.failure}
    times = [each.at for each in emails if each.failure]
    groups = dict(zip(failures, await find_groups([*failures.values()], times), strict=True))
    await rows(
        """
        WITH emails AS MATERIALIZED (
            SELECT uuidv7(at - now()) AS id, uuidv7(at - now()) AS invitation_id, e.*
              FROM unnest($3::timestamptz[], $4::text[], $5::text[], $6::text[], $7::text[], $8::int[], $9::text[],
                          $10::uuid[]) AS e (at, address, domain, status, outcome, reply_code, reply, group_id)
        ), invited AS (
            INSERT INTO invitations (id, organization_id, bulk_invite_id, email, email_key, role, group_ids, status,
                                     nonce, generation, oldest_valid_generation, invited_by_name, created_at)
            SELECT invitation_id, $1, $2, address, address, 'analyst', '{}', 'pending',
                   uuid_send(gen_random_uuid()), 1, 1, 'Ines Rossi', at FROM emails
        ), tried AS (
            INSERT INTO delivery_attempts (id, delivery_id, number, worker, started_at, finished_at, outcome,
                                           reply_code, reply)
            SELECT uuidv7(at - now()), id, 1, 'demo', at, at + interval '0.4 seconds', outcome, reply_code, reply
              FROM emails
        )
        INSERT INTO deliveries (id, kind, subject_id, inviting_organization_id, generation, message_id, priority,
                                recipient_domain, status, attempt_count, retry_count, due_at, retrying_since, sent_at,
                                failure_group_id, created_at)
        SELECT id, 'invitation', invitation_id, $1, 1, '<' || id || '@northwind.example>', 1, domain, status, 1,
               (status = 'deferred')::int, CASE WHEN status = 'deferred' THEN at + interval '6 hours' END,
               CASE WHEN status = 'deferred' THEN at END, CASE WHEN status = 'sent' THEN at END, group_id, at
          FROM emails
        """,
        organization_id,
        upload_id,
        [each.at for each in emails],
        [each.address for each in emails],
        [each.kind.domain for each in emails],
        [each.kind.status for each in emails],
        [each.kind.outcome for each in emails],
        [each.kind.reply_code for each in emails],
        [each.kind.reply for each in emails],
        [groups.get(each.number) for each in emails],
    )
