"""A test email: to an address of the operator's choice, with the whole conversation for the operator to read."""

import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from app.database.sql import row
from app.database.transaction import transaction
from app.errors import Refusal
from app.mail import (
    AttemptOutcome,
    ConversationLine,
    ConversationSide,
    Email,
    RecordedSend,
    send_recorded,
    without_recipient,
)
from app.mail.message import compose_email
from app.mail.names import one_line, unlinked
from app.mail.times import in_utc
from app.operations.acts import COLUMNS, ActKind, ActRecord, ActStatus, begin_act
from app.operations.reasons import MAX_REASON
from app.operations.test_email_reading import failure_at, read_result
from app.rate_limits.actions import count_test_email
from app.settings import Settings, get_settings
from app.users.addresses import Address, domain_of, parse_address
from app.users.operators import Operator

TEMPLATES = Path(__file__).parent / "templates" / "test_email"
# Proxies give a request a minute, and a person less: emails wait longer for a reply, see SMTP_TIMEOUT_SECONDS.
REPLY_SECONDS = 20.0
WHOLE_SECONDS = 45.0


@dataclass(frozen=True)
class SentTestEmail:
    """What was said, and in `reading` what it means, sentence by sentence."""

    act: ActRecord
    lines: Sequence[ConversationLine]
    reading: Sequence[str]
    is_accepted: bool

    @property
    def conversation(self) -> list[ConversationLine]:
        """The lines, and the reading as notes at their end."""
        at_ms = self.lines[-1].at_ms
        return [*self.lines, *(ConversationLine(ConversationSide.NOTE, each, at_ms) for each in self.reading)]


async def send_test_email(operator: Operator, to: str, context: ssl.SSLContext | None = None) -> SentTestEmail:
    """Sends it over a connection of its own, also while sending is paused. The act knows the domain alone.

    Raises NotPermitted, Required, TooLong, InvalidEmail, RateLimited. `context` replaces the system's certificate
    authorities.
    """
    operator.require_may_act()
    address = parse_recipient(to)
    await count_test_email(operator.user_id, operator.name)
    async with transaction():
        act, _ = await begin_act(
            operator,
            ActKind.SEND_TEST_EMAIL,
            {"recipient_domain": domain_of(address.key)},
            status=ActStatus.FAILED,  # until it is known to be done
        )
    settings = get_settings()
    sent = await send_recorded(
        settings.smtp,
        _compose(settings, operator, address, act),
        reply_seconds=min(settings.smtp_timeout_seconds, REPLY_SECONDS),
        whole_seconds=WHOLE_SECONDS,
        local_hostname=settings.name_in_ehlo,
        context=context,
    )
    is_accepted = sent.result.outcome is AttemptOutcome.ACCEPTED
    reading = read_result(sent.stage, sent.result)
    return SentTestEmail(await _record_result(act, sent, address.typed), sent.lines, reading, is_accepted)


def parse_recipient(to: str) -> Address:
    """Raises Required, TooLong, InvalidEmail."""
    try:
        return parse_address(to)
    except Refusal as refusal:
        raise refusal.at("to") from None


def _compose(settings: Settings, operator: Operator, address: Address, act: ActRecord) -> Email:
    product = one_line(settings.product_name)
    return compose_email(
        TEMPLATES,
        {"product": product, "name": None, "operator": unlinked(operator.name), "asked": in_utc(act.created_at)},
        sender=settings.mail_from,
        sender_name=product,
        recipient=address.typed,
        message_id=f"{uuid4()}@{settings.mail_from.rpartition('@')[2]}",
        date=act.created_at,
    )


async def _record_result(act: ActRecord, sent: RecordedSend, to: str) -> ActRecord:
    """The act was recorded before anything was sent. What the server said may quote the address."""
    is_accepted = sent.result.outcome is AttemptOutcome.ACCEPTED
    failure = without_recipient(failure_at(sent.stage, sent.result), to)
    reason = None if is_accepted else failure[:MAX_REASON]
    found = await row(
        f"""
        UPDATE operator_acts a SET status = $2, changed_count = $3, stop_reason = $4, finished_at = now()
         WHERE id = $1 RETURNING {COLUMNS}
        """,
        act.id,
        ActStatus.DONE if is_accepted else ActStatus.FAILED,
        int(is_accepted),
        reason,
    )
    return ActRecord.of(found) if found else act
