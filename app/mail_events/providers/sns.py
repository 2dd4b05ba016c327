"""Messages that Amazon SNS posts to an HTTPS endpoint, and their signatures.

Sources: the Amazon SNS developer guide, pages "Verifying the signatures of Amazon SNS messages" and "HTTP/HTTPS
subscription confirmation JSON format". What proves a message is a certificate of the host `sns.<region>.amazonaws.com`,
fetched over verified TLS; the region is that of the topic, and the topic one of ours. Raw message delivery has no
signature.
"""

import base64
import binascii
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA1, SHA256
from cryptography.x509 import Certificate, DNSName, ExtensionNotFound, SubjectAlternativeName, load_pem_x509_certificate
from cryptography.x509.oid import NameOID

from app.mail_events.providers.json_values import parse_object, raw_text, read_iso
from app.mail_events.providers.notices import ForgedError, require_fresh

NOTIFICATION, SUBSCRIPTION, UNSUBSCRIPTION = "Notification", "SubscriptionConfirmation", "UnsubscribeConfirmation"
MAX_URL = 2048
MIN_KEY_BITS = 2048
_CONFIRMED_FIELDS = ("Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type")
# In the order that they are signed in; without the subject where there is none.
_FIELDS = {
    NOTIFICATION: ("Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"),
    SUBSCRIPTION: _CONFIRMED_FIELDS,
    UNSUBSCRIPTION: _CONFIRMED_FIELDS,
}
# SHA-1 is what a topic uses unless SignatureVersion 2 is set on it.
_HASHES = {"1": SHA1, "2": SHA256}
_TOPIC = re.compile(r"arn:(?P<partition>aws[a-z-]*):sns:(?P<region>[a-z0-9-]{1,40}):[0-9]{12}:[A-Za-z0-9_-]{1,256}")
_CERTIFICATE_PATH = re.compile(r"/SimpleNotificationService-[A-Za-z0-9_-]{1,128}\.pem")
_SUBSCRIBE_PATH = re.compile(r"/\?Action=ConfirmSubscription&[!-~]+")


@dataclass(frozen=True)
class SnsMessage:
    """A message that is not verified yet, but from a topic of ours and with addresses of its region's host."""

    type: str
    id: str
    host: str
    content: str
    sent_at: datetime
    certificate_url: str
    subscribe_url: str
    signature: bytes
    version: str
    signed: bytes


def read_message(body: bytes, topics: Collection[str], now: datetime) -> SnsMessage:
    """Raises MalformedError for what is no JSON object, ForgedError for what cannot be from one of the topics."""
    payload = parse_object(body)
    kind, topic, version = (raw_text(payload, name) or "" for name in ("Type", "TopicArn", "SignatureVersion"))
    sent_at = read_iso(raw_text(payload, "Timestamp") or "")
    parts = _TOPIC.fullmatch(topic)
    if kind not in _FIELDS or topic not in topics or parts is None or version not in _HASHES or sent_at is None:
        raise ForgedError
    require_fresh(sent_at, now)
    host = f"sns.{parts['region']}.amazonaws.com{'.cn' if parts['partition'] == 'aws-cn' else ''}"
    return SnsMessage(
        kind,
        raw_text(payload, "MessageId") or "",
        host,
        raw_text(payload, "Message") or "",
        sent_at,
        _require_url(raw_text(payload, "SigningCertURL"), host, _CERTIFICATE_PATH),
        _require_url(raw_text(payload, "SubscribeURL"), host, _SUBSCRIBE_PATH) if kind == SUBSCRIPTION else "",
        _decode(raw_text(payload, "Signature")),
        version,
        string_to_sign(payload, kind),
    )


def string_to_sign(payload: Mapping[str, Any], kind: str) -> bytes:
    """Returns names and values, each on a line. Raises ForgedError where one is missing or no text."""
    lines: list[str] = []
    for name in _FIELDS[kind]:
        value = payload.get(name)
        if value is None and name == "Subject":
            continue
        if not isinstance(value, str):
            raise ForgedError
        lines += (name, value)
    return "".join(f"{line}\n" for line in lines).encode()


def load_certificate(pem: bytes, host: str) -> Certificate:
    """Returns a certificate that is SNS's by its names. Raises ForgedError for any other."""
    try:
        certificate = load_pem_x509_certificate(pem)
        names = _names(certificate)
    except ValueError:
        raise ForgedError from None
    if not any(_is_name_of(each, host) for each in names):
        raise ForgedError
    return certificate


def verify(message: SnsMessage, certificate: Certificate, now: datetime) -> None:
    """`certificate` is what `certificate_url` has. Raises ForgedError."""
    if not certificate.not_valid_before_utc <= now <= certificate.not_valid_after_utc:
        raise ForgedError
    try:
        key = certificate.public_key()
    except (ValueError, UnsupportedAlgorithm):
        raise ForgedError from None
    if not isinstance(key, RSAPublicKey) or key.key_size < MIN_KEY_BITS:
        raise ForgedError
    try:
        key.verify(message.signature, message.signed, PKCS1v15(), _HASHES[message.version]())
    except InvalidSignature:
        raise ForgedError from None


def _require_url(url: str | None, host: str, path: re.Pattern[str]) -> str:
    start = f"https://{host}"
    if url is None or len(url) > MAX_URL or not url.startswith(f"{start}/") or not path.fullmatch(url, len(start)):
        raise ForgedError
    return url


def _decode(signature: str | None) -> bytes:
    try:
        return base64.b64decode(signature or "", validate=True)
    except (binascii.Error, ValueError):
        raise ForgedError from None


def _names(certificate: Certificate) -> list[str]:
    names = [str(each.value) for each in certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)]
    try:
        extension = certificate.extensions.get_extension_for_class(SubjectAlternativeName)
    except ExtensionNotFound:
        return names
    return names + extension.value.get_values_for_type(DNSName)


def _is_name_of(name: str, host: str) -> bool:
    """Whether the certificate's name is SNS's own: one for all regions, or that of this one."""
    region_and_domain = host.removeprefix("sns.")
    domain = region_and_domain.partition(".")[2]
    return name in {host, f"sns-{region_and_domain}", f"sns-signing.{region_and_domain}", f"sns.{domain}"}
