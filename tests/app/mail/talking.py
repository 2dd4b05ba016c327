"""What the tests of the mailer have in common: two emails, and a mailer that talks to a scripted server."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from pydantic import SecretStr

from app.mail import AttemptOutcome, AttemptResult, Cause, Email, SmtpMailer
from app.settings.addresses import SmtpServer
from tests.support.smtp_server import ScriptedSmtpServer
from tests.support.tls_contexts import trusting_context

CONTENT = b"Subject: Hello\r\n\r\nOne\r\n.two\r\n..\r\n"
ANA = Email("us@product.example", "ana@example.org", CONTENT)
BEN = Email("us@product.example", "ben@example.org", CONTENT)
# An outcome, and whom it is about.
ACCEPTED = (AttemptOutcome.ACCEPTED, Cause.EMAIL)
DEFERRED = (AttemptOutcome.DEFERRED, Cause.EMAIL)
REJECTED = (AttemptOutcome.REJECTED, Cause.EMAIL)
UNKNOWN = (AttemptOutcome.UNKNOWN, Cause.EMAIL)
SERVICE_REFUSED = (AttemptOutcome.DEFERRED, Cause.SERVICE)
NOT_CONNECTED = (AttemptOutcome.DEFERRED, Cause.CONNECTION)
TOO_FAST = (AttemptOutcome.DEFERRED, Cause.RATE)


@asynccontextmanager
async def mailer_to(
    server: ScriptedSmtpServer,
    *,
    size: int = 1,
    patience: float = 5,
    password: str | None = None,
    trusting: bool = True,
    tls: str | None = None,
    idle: float = 5,
) -> AsyncIterator[SmtpMailer]:
    """A mailer that waits `patience` seconds for a reply and keeps idle connections `idle` seconds."""
    there = SmtpServer.model_validate(
        {
            "host": "127.0.0.1",
            "port": server.port,
            "username": "product" if password else None,
            "password": SecretStr(password) if password else None,
            "tls": tls or server.tls,
        }
    )
    context = trusting_context() if trusting else None
    mailer = SmtpMailer(there, size, patience, context=context, longest_idle=idle)
    try:
        yield mailer
    finally:
        await mailer.close()


async def send(server: ScriptedSmtpServer, email: Email = ANA, *, patience: float = 5) -> AttemptResult:
    async with mailer_to(server, patience=patience) as mailer:
        return await mailer.send(email)


def outcome_of(result: AttemptResult) -> tuple[AttemptOutcome, Cause]:
    return result.outcome, result.cause
