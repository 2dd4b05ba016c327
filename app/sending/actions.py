"""Claims deliveries, composes their emails, hands them to the mail server and records its answers."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from asyncpg import InterfaceError, PostgresError
from tortoise.exceptions import DBConnectionError, OperationalError

from app.database import transaction
from app.deliveries.actions import (
    Claim,
    Verdict,
    claim_due,
    pause_sending,
    record_cancellation,
    record_verdict,
    release,
    renew_leases,
    take_over_lost,
)
from app.events import ChangeKind, invitations_changed
from app.invitations.actions import KIND, email_accepted
from app.invitations.email import compose
from app.invitations.queries import Letter, find_letters
from app.links import Purpose, make_token
from app.mail import Answer, Email, Mailer, Outcome
from app.settings import Settings

logger = logging.getLogger(__name__)
RENEWALS_PER_LEASE = 3
WRITE_PAUSES = (0.1, 0.5, 1, 2, 4, 8)


@dataclass
class Sender:
    """One worker process at work: who it is, what it sends with, and whether it is to stop."""

    worker: str
    mailer: Mailer
    settings: Settings
    stopping: asyncio.Event


async def send_due_emails(sender: Sender) -> int:
    """Sends until nothing is due or the worker is to stop; answers how many emails were attempted.

    Emails go out side by side, and the next are claimed as soon as there is room: a server that is slow for one
    holds up no other.
    """
    capacity = sender.settings.email_concurrency * 2
    sending: dict[asyncio.Task[None], Claim] = {}
    renewing = asyncio.create_task(_keep_leases(sender, sending))
    attempted = 0
    try:
        while True:
            claims: list[Claim] = []
            if not sender.stopping.is_set() and len(sending) <= capacity // 2:
                claims = await claim_due(sender.worker, capacity - len(sending), sender.settings.email_lease_seconds)
                letters = await find_letters([claim.subject_id for claim in claims if claim.kind == KIND])
                for claim in claims:
                    sending[asyncio.create_task(_send(sender, claim, letters))] = claim
                attempted += len(claims)
            if not sending:
                return attempted
            finished, _ = await asyncio.wait(sending, return_when=asyncio.FIRST_COMPLETED)
            for task in finished:
                del sending[task]
    except asyncio.CancelledError:
        for task in sending:
            task.cancel()
        raise
    finally:
        await asyncio.gather(*sending, return_exceptions=True)
        renewing.cancel()


async def recover_lost(settings: Settings) -> int:
    """Takes over the emails of workers that died; answers how many."""
    async with transaction() as news:
        lost = await take_over_lost(hold_unknown=settings.on_unknown == "hold")
        letters = await find_letters([claim.subject_id for claim in lost if claim.kind == KIND])
        news.events.extend(
            invitations_changed(letter.organization_id, ChangeKind.UPDATED, invitation_id)
            for invitation_id, letter in letters.items()
        )
    return len(lost)


async def _send(sender: Sender, claim: Claim, letters: Mapping[UUID, Letter]) -> None:
    try:
        letter = letters.get(claim.subject_id)
        if letter is None or not letter.is_wanted(claim.generation):
            async with transaction():
                await record_cancellation(claim)
            return
        if sender.stopping.is_set():
            async with transaction():
                await release(claim)
            return
        answer = await sender.mailer.send(_compose(letter, claim, sender.settings))
        await _insist(lambda: _record(sender, claim, letter, answer))
    except Exception:
        logger.exception("email_not_sent", extra={"delivery_id": str(claim.delivery_id)})
        await _insist(lambda: _record_fault(claim))


async def _record(sender: Sender, claim: Claim, letter: Letter, answer: Answer) -> None:
    verdict = Verdict(answer.outcome, answer.code, answer.text)
    async with transaction() as news:
        if answer.outcome is Outcome.MISCONFIGURED:
            logger.error("email_paused", extra={"reason": answer.text, "code": answer.code})
            await pause_sending(claim, verdict)
        else:
            await record_verdict(claim, verdict, hold_unknown=sender.settings.on_unknown == "hold")
            if answer.outcome is Outcome.ACCEPTED:
                await email_accepted(claim.subject_id, claim.generation)
        news.events.append(invitations_changed(letter.organization_id, ChangeKind.UPDATED, claim.subject_id))


async def _record_fault(claim: Claim) -> None:
    async with transaction():
        await record_verdict(claim, Verdict("deferred", None, "A fault of our own, which is in the log."))


def _compose(letter: Letter, claim: Claim, settings: Settings) -> Email:
    token = make_token(settings.secret_keys, Purpose.INVITATION, claim.subject_id, claim.generation, letter.nonce)
    return compose(
        product_name=settings.product_name,
        organization_name=letter.organization_name,
        inviter_name=letter.inviter_name,
        inviter_email=letter.inviter_email,
        recipient=letter.email,
        role=letter.role,
        link=f"{settings.public_url}/accept#{token}",
        expires_at=letter.expires_at,
        message_id=claim.message_id,
        sender=settings.mail_from,
        date=datetime.now(UTC),
    )


async def _keep_leases(sender: Sender, sending: Mapping[asyncio.Task[None], Claim]) -> None:
    """Gives signs of life for what is being sent, and goes on when the database does not answer for a while."""
    while True:
        await asyncio.sleep(sender.settings.email_lease_seconds / RENEWALS_PER_LEASE)
        if not sending:
            continue
        try:
            held = [claim.delivery_id for claim in sending.values()]
            await renew_leases(sender.worker, held, sender.settings.email_lease_seconds)
        except Exception:
            logger.warning("lease_not_renewed", exc_info=True)


async def _insist(write: Callable[[], Awaitable[None]]) -> None:
    """Writes what a mail server answered, also when the database is away for a moment: it cannot be asked again."""
    for pause in WRITE_PAUSES:
        try:
            return await write()
        except (OSError, PostgresError, InterfaceError, DBConnectionError, OperationalError):
            logger.warning("answer_not_recorded_yet", exc_info=True)
            await asyncio.sleep(pause)
    return await write()
