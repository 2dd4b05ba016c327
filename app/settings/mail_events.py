"""How bounces and complaints come back. Part of the settings: each is an environment variable."""

import base64
import re
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, SecretStr, field_validator
from pydantic_settings import NoDecode

from app.settings.addresses import check_sender
from app.settings.urls import split_url

# RFC 5321, section 4.5.3.1.1: 64 octets in all, of which a plus and a token take 43.
LONGEST_BOUNCE_NAME = 21
SHORTEST_PASSWORD = 8
_TOPIC = re.compile(r"arn:aws[a-z-]*:sns:[a-z0-9-]+:[0-9]{12}:[A-Za-z0-9_-]{1,256}")


class MailEventSettings(BaseModel):
    """Nothing comes back by default: an email is `sent` once a mail server has accepted it."""

    model_config = ConfigDict(frozen=True)

    bounce_address: str | None = Field(
        None,
        description="Where bounces go, such as `bounces@example.com`: each email's envelope sender is"
        " `bounces+<signature>@example.com`; by default that of `MAIL_FROM`",
        max_length=254,
    )
    bounce_lmtp_listen: str | None = Field(
        None, description="Where `python -m workers bounces` takes bounces by LMTP: `127.0.0.1:8024` or `unix:/path`"
    )
    bounce_imap_url: SecretStr | None = Field(
        None,
        description="A mailbox that the email workers fetch bounces from: `imaps://user:password@host:993/INBOX`;"
        " `imap://…` is in the clear, on loopback or in development only",
    )
    bounce_imap_seconds: float = Field(60.0, ge=1, le=3600, description="How often the mailbox is looked into")
    mail_events_ses_topics: Annotated[tuple[str, ...], NoDecode] = Field(
        (), description="Turns `POST /mail-events/ses` on: the SNS topics that may send there, comma-separated"
    )
    mail_events_postmark_credentials: SecretStr | None = Field(
        None,
        description="Turns `POST /mail-events/postmark` on: `user:password` as in the webhook's URL; several are"
        " comma-separated",
    )
    mail_events_sendgrid_key: str | None = Field(
        None,
        description="Turns `POST /mail-events/sendgrid` on: the verification key of the signed event webhook;"
        " several are comma-separated",
    )
    mail_events_mailgun_key: SecretStr | None = Field(
        None,
        description="Turns `POST /mail-events/mailgun` on: the HTTP webhook signing key; several are comma-separated",
    )

    @field_validator("bounce_address")
    @classmethod
    def _check_bounce_address(cls, value: str | None) -> str | None:
        if value is not None:
            check_sender(value)
            name = value.partition("@")[0]
            if "+" in name or len(name) > LONGEST_BOUNCE_NAME:
                raise ValueError(f"has at most {LONGEST_BOUNCE_NAME} characters before the @, and no plus")
        return value

    @field_validator("bounce_lmtp_listen")
    @classmethod
    def _check_lmtp_listen(cls, value: str | None) -> str | None:
        if value is not None and not value.startswith("unix:/"):
            host, _, port = value.rpartition(":")
            if not host or not port.isdecimal() or not 0 < int(port) < 2**16:
                raise ValueError("must be an address and a port like 127.0.0.1:8024, or unix:/path/of/socket")
        return value

    @field_validator("bounce_imap_url")
    @classmethod
    def _check_imap_url(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None:
            parts = split_url(value.get_secret_value(), ())
            if parts.scheme not in {"imap", "imaps"} or not parts.hosts[0][0] or not parts.user or not parts.password:
                raise ValueError("must be imaps://user:password@host:993/INBOX")
        return value

    @field_validator("mail_events_ses_topics", mode="before")
    @classmethod
    def _parse_topics(cls, value: Any) -> Any:
        if not isinstance(value, str):
            return value
        topics = tuple(part.strip() for part in value.split(",") if part.strip())
        if not all(map(_TOPIC.fullmatch, topics)):
            raise ValueError("takes topics like arn:aws:sns:eu-west-1:123456789012:bounces, comma-separated")
        return topics

    @field_validator("mail_events_postmark_credentials")
    @classmethod
    def _check_postmark_credentials(cls, value: SecretStr | None) -> SecretStr | None:
        for each in _parts(value):
            user, _, password = each.partition(":")
            if not user or len(password) < SHORTEST_PASSWORD:
                raise ValueError(f"must be user:password, the password of {SHORTEST_PASSWORD} characters or more")
        return value

    @field_validator("mail_events_sendgrid_key")
    @classmethod
    def _check_sendgrid_key(cls, value: str | None) -> str | None:
        for each in _parts(value):
            if not _is_p256_key(each):
                raise ValueError("must be the key as SendGrid shows it, which begins with MFkwEwYHKoZIzj0")
        return value

    @field_validator("mail_events_mailgun_key")
    @classmethod
    def _check_mailgun_key(cls, value: SecretStr | None) -> SecretStr | None:
        if any(len(each) < SHORTEST_PASSWORD for each in _parts(value)):
            raise ValueError(f"must have {SHORTEST_PASSWORD} characters or more")
        return value

    @property
    def postmark_credentials(self) -> tuple[str, ...]:
        return _parts(self.mail_events_postmark_credentials)

    @property
    def sendgrid_keys(self) -> tuple[str, ...]:
        return _parts(self.mail_events_sendgrid_key)

    @property
    def mailgun_keys(self) -> tuple[str, ...]:
        return _parts(self.mail_events_mailgun_key)


def _is_p256_key(text: str) -> bool:
    """Whether it is a public key of the curve P-256: its SubjectPublicKeyInfo (RFC 5480) in base64."""
    # Imported where it is needed: every command reads the settings.
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePublicKey
    from cryptography.hazmat.primitives.serialization import load_der_public_key

    try:
        key = load_der_public_key(base64.b64decode(text, validate=True))
    except (ValueError, UnsupportedAlgorithm):
        return False
    return isinstance(key, EllipticCurvePublicKey) and isinstance(key.curve, SECP256R1)


def _parts(value: SecretStr | str | None) -> tuple[str, ...]:
    """Returns what commas separate, none of it empty. Raises ValueError where nothing is there."""
    if value is None:
        return ()
    text = value.get_secret_value() if isinstance(value, SecretStr) else value
    parts = tuple(part.strip() for part in text.split(",") if part.strip())
    if not parts:
        raise ValueError("must not be empty")
    return parts
