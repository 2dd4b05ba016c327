"""What the log and the trace of an email say of it: queued, claimed, attempted. Ids and codes, never an address.

The trace goes on where the email was queued: its parent is stored with the delivery.
"""

import logging
import time
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from uuid import UUID

from app.database.transaction import is_in_transaction, on_commit
from app.deliveries.claims import Claim
from app.deliveries.emails import EmailData
from app.mail import AttemptOutcome, AttemptResult, without_recipient
from app.telemetry import log_context
from app.telemetry.spans import NO_SPAN, Kind, continued_span, record_span, trace_id

logger = logging.getLogger(__name__)
IDS_OF_DATA = ("organization_id", "bulk_invite_id")  # which only the data of invitations' emails have


def note_queued(delivery_id: UUID, kind: str, subject_id: UUID, generation: int) -> None:
    """An email was queued: logged once that is committed."""
    ids = {"delivery_id": str(delivery_id), "subject_id": str(subject_id)}
    _log_after_commit("delivery_queued", {**ids, "kind": kind, "generation": generation})


def note_many_queued(kind: str, count: int) -> None:
    """The same of many emails in one line; each line of one of them names the bulk invite, if it is of one."""
    if count:
        _log_after_commit("deliveries_queued", {"kind": kind, "count": count})


def note_claimed(claims: Sequence[Claim], data: Mapping[UUID, EmailData], began_at: int) -> list[Claim]:
    """Returns the claims with the trace parent of what comes next. `began_at` is of `time.time_ns()`."""
    if logger.isEnabledFor(logging.INFO):
        for claim in claims:
            logger.info("delivery_claimed", extra=_about(claim, data.get(claim.subject_id)))
    return [_with_span(claim, began_at) if claim.trace_parent else claim for claim in claims]


def note_expired(claims: Sequence[Claim]) -> None:
    """The workers that had claimed them are gone: nobody knows whether they sent the emails."""
    for claim in claims:
        logger.warning("lease_expired", extra=_about(claim, None))


def note_released(claims: Sequence[Claim]) -> None:
    """They are queued again, as nothing was sent."""
    for claim in claims:
        logger.info("delivery_released", extra=_about(claim, None))


def note_given_up(claims: Sequence[Claim]) -> None:
    """They waited for too long for a mail server that takes emails."""
    for claim in claims:
        logger.warning("delivery_given_up", extra=_about(claim, None))


def note_result(claim: Claim, data: EmailData, result: AttemptResult) -> None:
    """The result of an attempt is committed."""
    if not logger.isEnabledFor(logging.INFO):
        return
    extra: dict[str, str | int | None] = {**_about(claim, data)}
    extra |= {"outcome": result.outcome.value, "reply_code": result.reply_code}
    if result.outcome is not AttemptOutcome.ACCEPTED:
        extra |= {"cause": result.cause.value, "reply": without_recipient(result.reply or "", data.email)}
    logger.info("delivery_attempted", extra=extra)


def attempt_context(claim: Claim, data: EmailData | None) -> AbstractContextManager[object]:
    """What this task, which has a `background_context` of its own, logs and traces is about this email."""
    log_context.describe_with(lambda: _about(claim, data))
    if claim.trace_parent is None:
        return NO_SPAN
    return continued_span("attempt", claim.trace_parent, _attributes(claim), Kind.CONSUMER)


def _log_after_commit(name: str, extra: dict[str, str | int]) -> None:
    if is_in_transaction():
        on_commit(lambda: logger.info(name, extra=extra))
    else:
        logger.info(name, extra=extra)


def _about(claim: Claim, data: EmailData | None) -> dict[str, str | int]:
    ids: dict[str, str | int] = {
        "delivery_id": str(claim.delivery_id),
        "kind": claim.kind,
        "subject_id": str(claim.subject_id),
        "attempt": claim.attempt,
    }
    ids |= {name: str(found) for name in IDS_OF_DATA if (found := getattr(data, name, None))}
    if trace := trace_id(claim.trace_parent):
        ids["trace_id"] = trace
    return ids


def _with_span(claim: Claim, began_at: int) -> Claim:
    assert claim.trace_parent
    parent = record_span("claim", _attributes(claim), claim.trace_parent, (began_at, time.time_ns()))
    return replace(claim, trace_parent=parent) if parent else claim


def _attributes(claim: Claim) -> Mapping[str, str | int]:
    return {"delivery_id": str(claim.delivery_id), "email.kind": claim.kind, "attempt": claim.attempt}
