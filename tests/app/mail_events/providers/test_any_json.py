"""Whatever JSON a provider signs, a webhook reads it or says that it is malformed."""

import json
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.mail.return_paths import ReturnPaths
from app.mail_events.providers import mailgun, postmark, sendgrid, ses, sns
from app.mail_events.providers.json_values import parse_object
from app.mail_events.providers.notices import Batch, ForgedError, MalformedError
from app.settings import get_settings
from tests.support.webhook_posts import Providers
from tests.support.webhooks import (
    TOPIC,
    Sns,
    mailgun_event,
    mailgun_failure,
    mailgun_request,
    postmark_bounce,
    sendgrid_event,
    ses_bounce,
    ses_complaint,
    ses_mail,
)

SNS = Sns()
SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20)
JSON = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


def paths_of(value: Any, above: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The places in a payload, each as the names and numbers that lead there."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [*([above] if above else []), *(path for name, each in inner for path in paths_of(each, (*above, name)))]


def changed(payload: Any, path: tuple[Any, ...], value: Any) -> Any:
    payload = json.loads(json.dumps(payload))
    place = payload
    for name in path[:-1]:
        place = place[name]
    place[path[-1]] = value
    return payload


def changed_anywhere(*payloads: Any) -> st.SearchStrategy[Any]:
    """Any JSON, or one of the payloads with anything in place of a part of it."""
    places = [(payload, path) for payload in payloads for path in paths_of(payload)]
    return JSON | st.builds(lambda place, value: changed(place[0], place[1], value), st.sampled_from(places), JSON)


def check(batch: Batch) -> None:
    """Whatever it is, the database can keep it."""
    for event in batch.events:
        for text in (event.bounce.status, event.bounce.diagnostic, event.message_id, event.recipient, event.key):
            assert text is None or (text.isprintable() and len(text) <= 3000)
        assert event.bounce.at <= datetime.now(UTC)


def return_paths() -> ReturnPaths:
    return ReturnPaths(get_settings().secret_keys, "bounces@example.com")


@given(changed_anywhere(postmark_bounce("HardBounce"), postmark_bounce("SpamComplaint", RecordType="SpamComplaint")))
def test_postmark(payload: Any) -> None:
    with suppress(MalformedError):
        check(postmark.parse(parse_object(json.dumps(payload)), datetime.now(UTC)))


@given(
    changed_anywhere([sendgrid_event("bounce", status="5.1.1", reason="no")], [sendgrid_event("dropped", reason="x")])
)
def test_sendgrid(payload: Any) -> None:
    with suppress(MalformedError):
        check(sendgrid.parse(payload, datetime.now(UTC)))


@given(
    changed_anywhere(mailgun_failure(), mailgun_event("complained"), mailgun_event("rejected", reject={"reason": "x"}))
)
def test_mailgun(event: Any) -> None:
    payload = {**mailgun_request({}), "event-data": event}
    with suppress(MalformedError):
        check(mailgun.parse(payload, return_paths(), datetime.now(UTC)))


@given(changed_anywhere(mailgun_request({}, key="key-of-tests")))
def test_mailguns_signature(payload: Any) -> None:
    with suppress(ForgedError, MalformedError):
        mailgun.verify(("key-of-tests",), parse_object(json.dumps(payload)), datetime.now(UTC))


@given(
    changed_anywhere(
        ses_bounce(
            "Permanent", mail=ses_mail(message_id="<1@example.com>"), status="5.1.1", diagnosticCode="smtp; 550"
        ),
        ses_complaint("abuse"),
    )
)
def test_ses(content: Any) -> None:
    message = sns.read_message(json.dumps(SNS.notification(json.dumps(content))).encode(), (TOPIC,), datetime.now(UTC))
    with suppress(MalformedError):
        check(ses.parse(message, return_paths(), datetime.now(UTC)))


@given(changed_anywhere(SNS.notification({}), SNS.confirmation()))
def test_sns(payload: Any) -> None:
    try:
        message = sns.read_message(json.dumps(payload).encode(), (TOPIC,), datetime.now(UTC))
        sns.verify(message, sns.load_certificate(SNS.pem, message.host), datetime.now(UTC))
    except (ForgedError, MalformedError):
        pass


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(value=JSON, event=changed_anywhere(sendgrid_event("bounce"), sendgrid_event("dropped")))
async def test_over_http(providers: Providers, value: Any, event: Any) -> None:
    answers = [
        await providers.ses(providers.sns.notification(value)),
        await providers.postmark(value),
        await providers.postmark(postmark_bounce("HardBounce", Metadata=value, ID=1)),
        await providers.send_grid(value),
        await providers.send_grid([event, value]),
        await providers.mailgun(mailgun_request(mailgun_event("complained", message=value))),
        await providers.mailgun({**mailgun_request({}), "event-data": value}),
    ]
    assert {each.status_code for each in answers} <= {200, 400}
