"""The settings of how bounces and complaints come back: what turns a way in on, and what is refused."""

import base64

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from app.settings import SettingsError, get_settings
from tests.support.usable_settings import settings_with
from tests.support.webhooks import TOPIC, SendGrid

pytestmark = pytest.mark.usefixtures("usable_settings")
SECRETS = ("hunter", "cret")


def verification_key(curve: ec.EllipticCurve) -> str:
    public = ec.generate_private_key(curve).public_key()
    return base64.b64encode(public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).decode()


def test_nothing_comes_back_by_default() -> None:
    settings = get_settings.__wrapped__()
    assert (settings.bounce_address, settings.bounce_lmtp_listen, settings.bounce_imap_url) == (None, None, None)
    assert settings.mail_events_ses_topics == ()
    assert (settings.postmark_credentials, settings.sendgrid_keys, settings.mailgun_keys) == ((), (), ())


@pytest.mark.parametrize(
    ("name", "texts"),
    [
        ("BOUNCE_ADDRESS", ["bounces", "a+b@example.com", f"{'b' * 22}@example.com", "a b@example.com"]),
        ("BOUNCE_LMTP_LISTEN", ["127.0.0.1", ":8024", "127.0.0.1:port", "127.0.0.1:0", "127.0.0.1:70000"]),
        (
            "BOUNCE_IMAP_URL",
            ["imap://me:hunter22@mail.example/INBOX", "imaps://mail.example/INBOX", "https://me:hunter22@mail.example"],
        ),
        ("BOUNCE_IMAP_SECONDS", ["0", "3601", "soon"]),
        ("MAIL_EVENTS_SES_TOPICS", ["bounces", f"{TOPIC},*", "arn:aws:sqs:eu-west-1:123456789012:bounces"]),
        (
            "MAIL_EVENTS_POSTMARK_CREDENTIALS",
            ["hunter22hunter22", ":hunter22", "me:hunter2", ",", "me:hunter22,hunter"],
        ),
        (
            "MAIL_EVENTS_SENDGRID_KEY",
            ["x", "AAAA", "\u00e4", ",", verification_key(ec.SECP384R1()), f"{verification_key(ec.SECP256R1())},x"],
        ),
        ("MAIL_EVENTS_MAILGUN_KEY", ["hunter", ",", "hunter22hunter22,hunter"]),
    ],
)
def test_what_is_refused_is_named_without_its_secrets(
    monkeypatch: pytest.MonkeyPatch, name: str, texts: list[str]
) -> None:
    for text in texts:
        with pytest.raises(SettingsError, match=rf"\b{name}\b") as refused:
            settings_with(monkeypatch, name, text)
        assert not [secret for secret in SECRETS if secret in str(refused.value)]


class TestSeveral:
    """While one is changed, the provider signs with the old or the new one."""

    def test_topics(self, monkeypatch: pytest.MonkeyPatch) -> None:
        topics = settings_with(monkeypatch, "MAIL_EVENTS_SES_TOPICS", f"{TOPIC}, {TOPIC}2").mail_events_ses_topics
        assert topics == (TOPIC, f"{TOPIC}2")

    def test_credentials_of_postmark(self, monkeypatch: pytest.MonkeyPatch) -> None:
        settings = settings_with(monkeypatch, "MAIL_EVENTS_POSTMARK_CREDENTIALS", "me:hunter22, me:hunter:23")
        assert settings.postmark_credentials == ("me:hunter22", "me:hunter:23")
        assert "hunter" not in repr(settings)

    def test_keys_of_sendgrid(self, monkeypatch: pytest.MonkeyPatch) -> None:
        keys = [SendGrid().verification_key for _ in range(2)]
        assert settings_with(monkeypatch, "MAIL_EVENTS_SENDGRID_KEY", ", ".join(keys)).sendgrid_keys == tuple(keys)

    def test_keys_of_mailgun(self, monkeypatch: pytest.MonkeyPatch) -> None:
        settings = settings_with(monkeypatch, "MAIL_EVENTS_MAILGUN_KEY", "hunter22,hunter23")
        assert settings.mailgun_keys == ("hunter22", "hunter23")
        assert "hunter" not in repr(settings)
