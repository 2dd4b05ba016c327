"""What mail providers post, in their documented forms, with keys and values of our own."""

import base64
import hmac
import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509.oid import NameOID

from app.mail_events.providers.aws import FetchError

TOPIC = "arn:aws:sns:eu-west-1:123456789012:bounces"
SNS_HOST = "sns.eu-west-1.amazonaws.com"
CERTIFICATE_URL = f"https://{SNS_HOST}/SimpleNotificationService-0123456789abcdef.pem"
POSTMARK_CREDENTIALS = "postmark:correct-horse"
MAILGUN_KEY = "key-of-the-webhooks"
TOKEN = "0123456789abcdef0123456789abcdef0123456789abcdef01"
SNS_FIELDS = ("Message", "MessageId", "Subject", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type")


def iso(time: datetime) -> str:
    return time.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


class Sns:
    """Amazon's side: a key with its certificate, which it serves."""

    def __init__(self, name: str = "sns.amazonaws.com", *, valid: timedelta = timedelta(days=30)) -> None:
        self.key = rsa.generate_private_key(65537, 2048)
        self.fetched: list[str] = []
        self.is_away = False
        now = datetime.now(UTC)
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        begins, ends = sorted([now - timedelta(hours=1), now + valid])
        self.pem = (
            x509.CertificateBuilder(subject, subject, self.key.public_key(), x509.random_serial_number(), begins, ends)
            .sign(self.key, hashes.SHA256())
            .public_bytes(Encoding.PEM)
        )

    async def fetch(self, url: str) -> bytes:
        self.fetched.append(url)
        if self.is_away:
            raise FetchError(is_refused=False)
        if url == CERTIFICATE_URL:
            return self.pem
        if "Action=ConfirmSubscription" in url:
            return b"<ConfirmSubscriptionResponse/>"
        raise FetchError(is_refused=True)

    def sign(self, message: Mapping[str, Any]) -> dict[str, Any]:
        """Signs as the developer guide has it: names and values, in the order of the alphabet, each on a line."""
        names = [name for name in SNS_FIELDS if name in message]
        text = "".join(f"{name}\n{message[name]}\n" for name in names)
        algorithm = hashes.SHA1() if message["SignatureVersion"] == "1" else hashes.SHA256()
        signature = self.key.sign(text.encode(), PKCS1v15(), algorithm)
        return {**message, "Signature": base64.b64encode(signature).decode()}

    def notification(self, content: object, **others: Any) -> dict[str, Any]:
        text = content if isinstance(content, str) else json.dumps(content)
        return self.sign(
            {
                "Type": "Notification",
                "MessageId": "22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324",
                "TopicArn": TOPIC,
                "Message": text,
                "Timestamp": iso(datetime.now(UTC)),
                "SignatureVersion": "2",
                "SigningCertURL": CERTIFICATE_URL,
                "UnsubscribeURL": f"https://{SNS_HOST}/?Action=Unsubscribe&SubscriptionArn={TOPIC}:1",
                **others,
            }
        )

    def confirmation(self, **others: Any) -> dict[str, Any]:
        url = f"https://{SNS_HOST}/?Action=ConfirmSubscription&TopicArn={TOPIC}&Token=2336412f37"
        kind = {"Type": "SubscriptionConfirmation", "Token": "2336412f37", "SubscribeURL": url}
        return self.notification("You have chosen to subscribe to the topic.", **kind | others)


def ses_mail(source: str = "bounces@example.com", message_id: str | None = None) -> dict[str, Any]:
    mail: dict[str, Any] = {
        "timestamp": "2026-11-02T14:05:45.000Z",
        "messageId": "000001378603177f-7a5433e7-8edb-42ae-af10-f0181f34d6ee-000000",
        "source": source,
        "sourceArn": "arn:aws:ses:eu-west-1:123456789012:identity/example.com",
        "sendingAccountId": "123456789012",
        "destination": ["ada@acme.example"],
    }
    if message_id:
        headers = [{"name": "Subject", "value": "Hello"}, {"name": "Message-ID", "value": message_id}]
        mail |= {"headersTruncated": False, "headers": headers, "commonHeaders": {"messageId": message_id}}
    return mail


def ses_bounce(kind: str, subtype: str = "General", mail: Mapping[str, Any] | None = None, **of: Any) -> dict[str, Any]:
    """`of` are the fields of the bounced recipient."""
    return {
        "notificationType": "Bounce",
        "bounce": {
            "bounceType": kind,
            "bounceSubType": subtype,
            "bouncedRecipients": [{"emailAddress": "ada@acme.example", **of}],
            "timestamp": iso(datetime.now(UTC) - timedelta(minutes=1)),
            "feedbackId": "000001378603176d-5a4b5ad9-6f30-4198-a8c3-b1eb0c270a1d-000000",
            "remoteMtaIp": "192.0.2.25",
        },
        "mail": dict(mail or ses_mail()),
    }


def ses_complaint(feedback: str | None, mail: Mapping[str, Any] | None = None) -> dict[str, Any]:
    return {
        "notificationType": "Complaint",
        "complaint": {
            "complainedRecipients": [{"emailAddress": "ada@acme.example"}],
            "complaintFeedbackType": feedback,
            "complaintSubType": None,
            "timestamp": iso(datetime.now(UTC)),
            "feedbackId": "000001378603177f-18c07c78-fa81-4a58-9dd1-fedc3cb8f49a-000000",
        },
        "mail": dict(mail or ses_mail()),
    }


def postmark_bounce(kind: str, delivery_id: object = None, **others: Any) -> dict[str, Any]:
    return {
        "RecordType": "Bounce",
        "MessageStream": "outbound",
        "ID": 4323372036854775807,
        "Type": kind,
        "TypeCode": 1,
        "Name": "Hard bounce",
        "MessageID": "883953f4-6105-42a2-a16a-77a8eac79483",
        "Metadata": {"delivery-id": str(delivery_id)} if delivery_id else {},
        "ServerID": 23,
        "Description": "The server was unable to deliver your message (ex: unknown user, mailbox not found).",
        "Details": "smtp;550 5.1.1 The email account that you tried to reach does not exist.",
        "Email": "ada@acme.example",
        "From": "invitations@example.com",
        "BouncedAt": (datetime.now(UTC) - timedelta(minutes=1)).strftime("%Y-%m-%dT%H:%M:%S.0270592Z"),
        "Inactive": True,
        "Subject": "Hello",
        **others,
    }


def basic(credentials: str = POSTMARK_CREDENTIALS) -> str:
    return f"Basic {base64.b64encode(credentials.encode()).decode()}"


class SendGrid:
    """SendGrid's side: a key that signs requests."""

    def __init__(self) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())

    @property
    def verification_key(self) -> str:
        spki = self.key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        return base64.b64encode(spki).decode()

    def headers(self, body: bytes, at: datetime | None = None) -> dict[str, str]:
        timestamp = str(int((at or datetime.now(UTC)).timestamp()))
        signature = self.key.sign(timestamp.encode() + body, ec.ECDSA(hashes.SHA256()))
        return {
            "X-Twilio-Email-Event-Webhook-Signature": base64.b64encode(signature).decode(),
            "X-Twilio-Email-Event-Webhook-Timestamp": timestamp,
        }


def sendgrid_event(event: str, **others: Any) -> dict[str, Any]:
    return {
        "email": "ada@acme.example",
        "timestamp": int(datetime.now(UTC).timestamp()) - 60,
        "smtp-id": "<14c5d75ce93.dfd.64b469@example.com>",
        "event": event,
        "category": ["invitation"],
        "sg_event_id": f"{event}-6g4ZI7SA-xmRDv57GoPIPw==",
        "sg_message_id": "14c5d75ce93.dfd.64b469.filter0001.16648.5515E0B88.0",
        **others,
    }


def mailgun_request(
    event: Mapping[str, Any], *, key: str = MAILGUN_KEY, token: str = TOKEN, at: datetime | None = None
) -> dict[str, Any]:
    timestamp = str(int((at or datetime.now(UTC)).timestamp()))
    signature = hmac.new(key.encode(), f"{timestamp}{token}".encode(), "sha256").hexdigest()
    return {"signature": {"timestamp": timestamp, "token": token, "signature": signature}, "event-data": dict(event)}


def mailgun_event(event: str, message_id: str = "20260812211713.1@example.com", **others: Any) -> dict[str, Any]:
    return {
        "id": "G9Bn5sl1TC6nu79C8C0bwg",
        "timestamp": datetime.now(UTC).timestamp() - 60,
        "log-level": "error",
        "event": event,
        "recipient": "ada@acme.example",
        "recipient-domain": "acme.example",
        "envelope": {"sender": "bounces@example.com", "transport": "smtp", "targets": "ada@acme.example"},
        "message": {"headers": {"to": "ada@acme.example", "message-id": message_id, "from": "i@example.com"}},
        "flags": {"is-test-mode": False},
        **others,
    }


def mailgun_failure(reason: str = "bounce", severity: str = "permanent", **status: Any) -> dict[str, Any]:
    found = {
        "attempt-no": 1,
        "code": 550,
        "enhanced-code": "5.1.1",
        "message": "5.1.1 The email account that you tried to reach does not exist",
        "description": "",
        "mx-host": "mx.acme.example",
        **status,
    }
    return {**mailgun_event("failed", severity=severity, reason=reason), "delivery-status": found}
