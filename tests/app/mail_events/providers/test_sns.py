"""Messages of Amazon SNS: who signed them, for which topic, and with which certificate."""

import asyncio
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.mail_events.providers.aws import FetchError
from app.mail_events.providers.certificates import FETCHES, KEPT, Certificates
from app.mail_events.providers.notices import ForgedError, MalformedError, UnverifiableError
from app.mail_events.providers.sns import SnsMessage, load_certificate, read_message, string_to_sign, verify
from tests.support.manual_clock import ManualClock
from tests.support.webhooks import CERTIFICATE_URL, SNS_HOST, TOPIC, Sns, iso

SNS = Sns()
CONTENT = {"notificationType": "Delivery"}


def read(message: dict[str, Any], *topics: str) -> SnsMessage:
    return read_message(json.dumps(message).encode(), topics or (TOPIC,), datetime.now(UTC))


def check(message: dict[str, Any], sns: Sns = SNS) -> SnsMessage:
    found = read(message)
    verify(found, load_certificate(sns.pem, found.host), datetime.now(UTC))
    return found


class TestGenuine:
    @pytest.mark.parametrize("version", ["1", "2"])
    @pytest.mark.parametrize("subject", [{}, {"Subject": "Amazon SES Email Event Notification"}])
    def test_notifications_with_and_without_a_subject(self, version: str, subject: dict[str, str]) -> None:
        assert check(SNS.notification(CONTENT, SignatureVersion=version, **subject)).content == json.dumps(CONTENT)

    def test_confirmations_of_a_subscription(self) -> None:
        assert check(SNS.confirmation()).subscribe_url.startswith(f"https://{SNS_HOST}/?Action=ConfirmSubscription&")

    def test_what_is_signed_is_in_the_documented_order(self) -> None:
        message = {"Type": "Notification", "Subject": "s", "Message": "a\nb", "MessageId": "1"}
        text = string_to_sign({**message, "Timestamp": "t", "TopicArn": "arn", "Other": "x"}, "Notification")
        assert text == b"Message\na\nb\nMessageId\n1\nSubject\ns\nTimestamp\nt\nTopicArn\narn\nType\nNotification\n"

    def test_a_subject_that_is_null_is_not_signed(self) -> None:
        check({**SNS.notification(CONTENT), "Subject": None})

    @pytest.mark.parametrize(
        "name", ["sns.amazonaws.com", "sns.eu-west-1.amazonaws.com", "sns-signing.eu-west-1.amazonaws.com"]
    )
    def test_certificates_have_names_of_sns(self, name: str) -> None:
        sns = Sns(name)
        check(sns.notification(CONTENT), sns)

    def test_china_has_a_domain_of_its_own(self) -> None:
        topic, host = "arn:aws-cn:sns:cn-north-1:123456789012:bounces", "sns.cn-north-1.amazonaws.com.cn"
        url = f"https://{host}/SimpleNotificationService-0.pem"
        sns = Sns("sns-cn-north-1.amazonaws.com.cn")
        found = read(sns.notification(CONTENT, TopicArn=topic, SigningCertURL=url), topic)
        verify(found, load_certificate(sns.pem, found.host), datetime.now(UTC))


class TestForged:
    @pytest.mark.parametrize(
        "change",
        [
            {"Message": "{}"},
            {"MessageId": "another"},
            {"Subject": "added"},
            {"Type": "UnsubscribeConfirmation"},
            {"SignatureVersion": "1"},
            {"Timestamp": iso(datetime.now(UTC) - timedelta(seconds=5))},
            {"Signature": ""},
            {"Signature": "not base64"},
            {"Signature": "AAAA"},
        ],
    )
    def test_what_was_changed_on_the_way(self, change: dict[str, str]) -> None:
        with pytest.raises(ForgedError):
            check({**SNS.notification(CONTENT), **change})

    def test_what_somebody_else_signed(self) -> None:
        with pytest.raises(ForgedError):
            check(Sns().notification(CONTENT))

    @pytest.mark.parametrize(
        "topic",
        [
            "arn:aws:sns:eu-west-1:999999999999:bounces",
            "arn:aws:sns:eu-west-1:123456789012:bounces2",
            "arn:aws:sns:evil.example/:123456789012:bounces",
            "",
        ],
    )
    def test_other_topics(self, topic: str) -> None:
        with pytest.raises(ForgedError):
            read(SNS.notification(CONTENT, TopicArn=topic))

    @pytest.mark.parametrize(
        "url",
        [
            "http://sns.eu-west-1.amazonaws.com/SimpleNotificationService-0.pem",
            "https://sns.us-east-1.amazonaws.com/SimpleNotificationService-0.pem",
            "https://sns.eu-west-1.amazonaws.com.evil.example/SimpleNotificationService-0.pem",
            "https://sns.eu-west-1.amazonaws.com@evil.example/SimpleNotificationService-0.pem",
            "https://sns.eu-west-1.amazonaws.com:8443/SimpleNotificationService-0.pem",
            "https://evil.example/sns.eu-west-1.amazonaws.com/SimpleNotificationService-0.pem",
            "https://sns.eu-west-1.amazonaws.com/bucket/SimpleNotificationService-0.pem",
            "https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-0.pem?x=1",
            "https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-../0.pem",
            "https://sns.eu-west-1.amazonaws.com/?Action=Publish",
            "https://sns.eu-west-1.amazonaws.com.cn/SimpleNotificationService-0.pem",
            f"{CERTIFICATE_URL}\n",
            "https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-" + "0" * 3000 + ".pem",
        ],
    )
    def test_certificates_of_other_places(self, url: str) -> None:
        with pytest.raises(ForgedError):
            read(SNS.notification(CONTENT, SigningCertURL=url))

    @pytest.mark.parametrize(
        "url",
        [
            "https://evil.example/?Action=ConfirmSubscription&Token=1",
            "https://sns.eu-west-1.amazonaws.com/?Action=Publish&Message=x",
            "https://sns.eu-west-1.amazonaws.com/?Action=ConfirmSubscription&Token=1 x",
            "https://sns.eu-west-1.amazonaws.com/?Action=ConfirmSubscription&Token=1\r\nX: y",
        ],
    )
    def test_confirmations_that_lead_elsewhere(self, url: str) -> None:
        with pytest.raises(ForgedError):
            read(SNS.sign({**SNS.confirmation(), "SubscribeURL": url}))

    @pytest.mark.parametrize("age", [timedelta(days=7, minutes=1), timedelta(minutes=-11)])
    def test_too_old_or_ahead(self, age: timedelta) -> None:
        with pytest.raises(ForgedError):
            read(SNS.notification(CONTENT, Timestamp=iso(datetime.now(UTC) - age)))

    @pytest.mark.parametrize("age", [timedelta(days=6, hours=23), timedelta(minutes=-9)])
    def test_repetitions_and_other_clocks_are_none(self, age: timedelta) -> None:
        check(SNS.notification(CONTENT, Timestamp=iso(datetime.now(UTC) - age)))

    def test_raw_messages_have_no_signature(self) -> None:
        with pytest.raises(ForgedError):
            read(CONTENT)

    @pytest.mark.parametrize("name", ["Message", "MessageId", "Timestamp", "TopicArn", "SigningCertURL"])
    @pytest.mark.parametrize("value", [None, 1, [], {"a": "b"}])
    def test_other_types_than_texts(self, name: str, value: object) -> None:
        with pytest.raises(ForgedError):
            check({**SNS.notification(CONTENT), name: value})

    @pytest.mark.parametrize("body", [b"", b"[]", b"\xff", b"[" * 5000])
    def test_what_is_no_object_is_malformed(self, body: bytes) -> None:
        with pytest.raises(MalformedError):
            read_message(body, (TOPIC,), datetime.now(UTC))


class TestCertificates:
    async def test_expired_ones_prove_nothing(self) -> None:
        sns = Sns(valid=timedelta(minutes=-1))
        with pytest.raises(ForgedError):
            check(sns.notification(CONTENT), sns)

    @pytest.mark.parametrize("name", ["evil.example", "sns.us-east-1.amazonaws.com", "sns.amazonaws.com.evil.example"])
    def test_of_other_names_are_refused(self, name: str) -> None:
        with pytest.raises(ForgedError):
            load_certificate(Sns(name).pem, SNS_HOST)

    @pytest.mark.parametrize("pem", [b"", b"<html>", b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"])
    def test_what_is_none_is_refused(self, pem: bytes) -> None:
        with pytest.raises(ForgedError):
            load_certificate(pem, SNS_HOST)

    async def test_are_fetched_once_a_day(self) -> None:
        clock = ManualClock()
        sns = Sns()
        certificates = Certificates(sns.fetch, clock.now)
        for _ in range(3):
            await certificates.get(CERTIFICATE_URL, SNS_HOST)
        assert len(sns.fetched) == 1
        clock.advance(86_401)
        await certificates.get(CERTIFICATE_URL, SNS_HOST)
        assert len(sns.fetched) == 2

    async def test_are_fetched_once_for_all_who_wait(self) -> None:
        sns = Sns()
        certificates = Certificates(sns.fetch)
        found = await asyncio.gather(*(certificates.get(CERTIFICATE_URL, SNS_HOST) for _ in range(50)))
        assert len(sns.fetched) == 1
        assert len(set(found)) == 1

    async def test_addresses_without_one_are_not_asked_for_without_an_end(self) -> None:
        clock = ManualClock()
        sns = Sns()
        certificates = Certificates(sns.fetch, clock.now)
        for number in range(FETCHES):
            with pytest.raises(ForgedError):
                await certificates.get(f"https://{SNS_HOST}/SimpleNotificationService-{number}.pem", SNS_HOST)
        with pytest.raises(UnverifiableError):
            await certificates.get(CERTIFICATE_URL, SNS_HOST)
        assert len(sns.fetched) == FETCHES
        clock.advance(61)
        await certificates.get(CERTIFICATE_URL, SNS_HOST)

    async def test_no_more_are_kept_than_amazon_has(self) -> None:
        clock = ManualClock()
        sns = Sns()

        async def fetch(url: str) -> bytes:
            sns.fetched.append(url)
            return sns.pem

        certificates = Certificates(fetch, clock.now)
        for number in range(3 * KEPT):
            await certificates.get(str(number), SNS_HOST)
            clock.advance(10)
        assert len(certificates._kept) == KEPT

    async def test_a_host_that_is_away_may_be_back_later(self) -> None:
        async def fetch(_: str) -> bytes:
            raise FetchError(is_refused=False)

        certificates = Certificates(fetch)
        for _ in range(2):
            with pytest.raises(UnverifiableError):
                await certificates.get(CERTIFICATE_URL, SNS_HOST)

    async def test_who_stops_waiting_stops_nobody_else(self) -> None:
        sns, may_answer = Sns(), asyncio.Event()

        async def fetch(url: str) -> bytes:
            await may_answer.wait()
            return await sns.fetch(url)

        certificates = Certificates(fetch)
        first, second = (asyncio.create_task(certificates.get(CERTIFICATE_URL, SNS_HOST)) for _ in range(2))
        await asyncio.sleep(0)
        first.cancel()
        may_answer.set()
        await second
        assert first.cancelled()
