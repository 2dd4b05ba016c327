"""What acts of operators do to deliveries: many in one transaction, or why not."""

import logging
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Self
from uuid import UUID

from app.database.sql import Row, rows
from app.database.transaction import on_commit
from app.deliveries.emails import EmailData
from app.deliveries.queries import DeliveryStatus
from app.email_kinds import EMAIL_KINDS
from app.jobs import SEND_EMAILS
from app.operations.acts import ActRecord
from app.operations.delivery_filters import DeliveryFilter
from app.operations.delivery_rules import CHANGED, Change, SkipReason, skip_reason
from app.pubsub.after_commit import publish_after_commit, wake_after_commit
from app.pubsub.events import coalesce

logger = logging.getLogger(__name__)
Subject = tuple[str, UUID]


@dataclass(frozen=True)
class DeliveryJob:
    """An act about deliveries. `skipped_groups` are those whose canaries failed, None for what is in no group."""

    act_id: UUID
    change: Change
    filters: DeliveryFilter
    spread_seconds: int = 0
    discard_reason: str | None = None
    skipped_groups: Collection[UUID | None] = ()
    canary_ids: Collection[UUID] = ()

    @classmethod
    def of(cls, act: ActRecord) -> Self:
        return cls(
            act_id=act.id,
            change=Change(act.input["change"]),
            filters=DeliveryFilter.from_data(act.input["filter"]),
            spread_seconds=act.input.get("spread_seconds", 0),
            discard_reason=act.reason,
            skipped_groups={
                UUID(each["failure_group_id"]) if each["failure_group_id"] else None
                for each in act.canaries
                if each["is_same_again"] is not False
            },
            canary_ids={UUID(each["delivery_id"]) for each in act.canaries},
        )


@dataclass
class Changed:
    """The deliveries that were changed, and how many were left as they are for which reason."""

    ids: list[UUID] = field(default_factory=list)
    skipped: Counter[str] = field(default_factory=Counter)


async def change_deliveries(job: DeliveryJob, ids: Sequence[UUID], *, is_canary: bool = False) -> Changed:
    """Changes these deliveries. Call it in a transaction, with no delivery or subject locked.

    Locks subjects before deliveries, of each the lowest id first, like all that locks several.
    """
    result = Changed()
    found = await rows("SELECT id, kind, subject_id, status FROM deliveries WHERE id = ANY($1)", list(ids))
    likely = [each for each in found if each["status"] in CHANGED[job.change]]
    for each in found:
        if each["status"] not in CHANGED[job.change]:
            _skip(result, skip_reason(job.change, DeliveryStatus(each["status"]), is_wanted=True))
    data = await _lock_subjects(likely)
    locked = await rows(
        """
        SELECT id, kind, subject_id, generation, status, failure_group_id FROM deliveries
         WHERE id = ANY($1) ORDER BY id FOR UPDATE
        """,
        [each["id"] for each in likely],
    )
    chosen = []
    for each in locked:
        email = data.get((each["kind"], each["subject_id"]))
        is_wanted = email is not None and email.is_wanted(each["generation"])
        reason = _reason(job, each, is_wanted=is_wanted)
        if reason is None:
            chosen.append(each)
        else:
            _skip(result, reason)
    result.ids = [each["id"] for each in chosen]
    await _change(job, chosen, is_canary=is_canary)
    on_commit(lambda: _log(job, result.ids))
    events = [event for each in chosen for event in _events(data.get((each["kind"], each["subject_id"])))]
    publish_after_commit(*coalesce(events))
    return result


def _log(job: DeliveryJob, ids: Sequence[UUID]) -> None:
    """A line for each, so that the search for an email's id tells of it."""
    if logger.isEnabledFor(logging.INFO):
        for each in ids:
            about = {"act_id": str(job.act_id), "delivery_id": str(each), "change": job.change.value}
            logger.info("delivery_changed", extra=about)


def _skip(result: Changed, reason: SkipReason | None) -> None:
    result.skipped[(reason or SkipReason.CHANGED_MEANWHILE).value] += 1


def _reason(job: DeliveryJob, found: Row, *, is_wanted: bool) -> SkipReason | None:
    """Why it is left as it is, now that nobody else changes it."""
    status, group_id = DeliveryStatus(found["status"]), found["failure_group_id"]
    reason = skip_reason(job.change, status, is_wanted=is_wanted)
    if reason in {SkipReason.BEING_SENT, SkipReason.ALREADY_SENT}:
        return reason
    filters = job.filters
    is_other = bool(filters.kept_statuses) and status not in filters.kept_statuses
    is_other |= bool(filters.failure_group_ids) and group_id not in filters.failure_group_ids
    if is_other or status not in CHANGED[job.change]:
        return SkipReason.CHANGED_MEANWHILE
    return reason or (SkipReason.CANARY_FAILED if group_id in job.skipped_groups else None)


async def _lock_subjects(found: Sequence[Row]) -> Mapping[Subject, EmailData]:
    """Of a kind that this version does not know nothing is locked, and no email is wanted."""
    data: dict[Subject, EmailData] = {}
    for name, kind in EMAIL_KINDS.items():
        subject_ids = sorted({each["subject_id"] for each in found if each["kind"] == name})
        if subject_ids:
            await kind.lock(subject_ids)
            data |= {(name, subject_id): email for subject_id, email in (await kind.load(subject_ids)).items()}
    return data


async def _change(job: DeliveryJob, chosen: Sequence[Row], *, is_canary: bool) -> None:
    ids = [each["id"] for each in chosen]
    if not ids:
        return
    if job.change.sends:
        await _queue_again(ids, job.spread_seconds, is_canary=is_canary)
    elif job.change is Change.DISCARD:
        await _discard(ids, job.discard_reason)
    else:
        await _settle_sent(chosen)


async def _queue_again(ids: Sequence[UUID], spread_seconds: int, *, is_canary: bool) -> None:
    """Of a paused domain, it waits like the others, unless it is a canary."""
    await rows(
        """
        UPDATE deliveries
           SET status = 'queued', retry_count = 0, retrying_since = NULL, is_held_back = false, sent_at = NULL,
               failure_group_id = NULL, discard_reason = NULL, is_canary = $3, is_paused = is_paused AND NOT $3,
               due_at = CASE WHEN $3 OR NOT is_paused THEN now() + make_interval(secs => random() * $2) END
         WHERE id = ANY($1)
        """,
        list(ids),
        float(spread_seconds),
        is_canary,
    )
    wake_after_commit(SEND_EMAILS)


async def _discard(ids: Sequence[UUID], reason: str | None) -> None:
    await rows(
        """
        UPDATE deliveries SET status = 'canceled', due_at = NULL, is_held_back = false, is_paused = false,
               is_canary = false, discard_reason = $2
         WHERE id = ANY($1)
        """,
        list(ids),
        reason,
    )


async def _settle_sent(chosen: Sequence[Row]) -> None:
    """As a late reply of the mail server would be recorded, but that the attempt stays on record as unknown."""
    for each in sorted(chosen, key=lambda each: each["subject_id"]):
        if each["kind"] in EMAIL_KINDS:
            await EMAIL_KINDS[each["kind"]].record_accepted(each["subject_id"], each["generation"])
    await rows(
        """
        UPDATE deliveries d
           SET status = 'sent', due_at = NULL, is_held_back = false, is_paused = false, is_canary = false,
               failure_group_id = NULL,
               sent_at = coalesce((SELECT max(a.started_at) FROM delivery_attempts a WHERE a.delivery_id = d.id), now())
         WHERE id = ANY($1)
        """,
        [each["id"] for each in chosen],
    )


def _events(email: EmailData | None) -> Sequence[Any]:
    return email.events() if email else ()
