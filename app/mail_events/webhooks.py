"""The webhooks that the settings turn on: each verifies a request and returns the events in it."""

import logging
from collections.abc import Awaitable, Callable, Mapping

from app.mail.return_paths import ReturnPaths
from app.mail_events.event import Source
from app.mail_events.providers import mailgun, postmark, sendgrid, ses, sns
from app.mail_events.providers.aws import Fetch, FetchError, fetch_from_aws
from app.mail_events.providers.certificates import Certificates
from app.mail_events.providers.json_values import parse, parse_object
from app.mail_events.providers.notices import IGNORED, Batch, Notice, UnverifiableError
from app.settings import Settings

logger = logging.getLogger(__name__)

# Raises ForgedError, MalformedError or UnverifiableError.
Webhook = Callable[[Notice], Awaitable[Batch]]


def open_webhooks(settings: Settings) -> Mapping[Source, Webhook]:
    """Returns the webhooks that have what verifies their requests."""
    return_paths = ReturnPaths(settings.secret_keys, settings.bounce_address)
    webhooks: dict[Source, Webhook] = {}
    if settings.mail_events_ses_topics:
        webhooks[Source.SES] = _ses(settings.mail_events_ses_topics, return_paths, fetch_from_aws)
    if credentials := settings.postmark_credentials:
        webhooks[Source.POSTMARK] = _postmark(credentials)
    if keys := settings.sendgrid_keys:
        webhooks[Source.SENDGRID] = _sendgrid(keys)
    if keys := settings.mailgun_keys:
        webhooks[Source.MAILGUN] = _mailgun(keys, return_paths)
    return webhooks


def _ses(topics: tuple[str, ...], return_paths: ReturnPaths, fetch: Fetch) -> Webhook:
    certificates = Certificates(fetch)

    async def read(notice: Notice) -> Batch:
        message = sns.read_message(notice.body, topics, notice.received_at)
        sns.verify(message, await certificates.get(message.certificate_url, message.host), notice.received_at)
        if message.type == sns.NOTIFICATION:
            return ses.parse(message, return_paths, notice.received_at)
        if message.type == sns.SUBSCRIPTION:
            try:
                await fetch(message.subscribe_url)
            except FetchError:
                raise UnverifiableError from None
            logger.info("mail_events_subscribed", extra={"host": message.host})
        return IGNORED

    return read


def _postmark(credentials: tuple[str, ...]) -> Webhook:
    async def read(notice: Notice) -> Batch:
        postmark.verify(credentials, notice.headers.get("authorization"))
        return postmark.parse(parse_object(notice.body), notice.received_at)

    return read


def _sendgrid(keys: tuple[str, ...]) -> Webhook:
    loaded = [sendgrid.load_key(each) for each in keys]

    async def read(notice: Notice) -> Batch:
        signature, timestamp = (
            notice.headers.get(name) for name in (sendgrid.SIGNATURE_HEADER, sendgrid.TIMESTAMP_HEADER)
        )
        sendgrid.verify(loaded, signature, timestamp, notice.body, notice.received_at)
        return sendgrid.parse(parse(notice.body), notice.received_at)

    return read


def _mailgun(keys: tuple[str, ...], return_paths: ReturnPaths) -> Webhook:
    async def read(notice: Notice) -> Batch:
        payload = parse_object(notice.body)
        mailgun.verify(keys, payload, notice.received_at)
        return mailgun.parse(payload, return_paths, notice.received_at)

    return read
