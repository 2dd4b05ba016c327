"""What can stand in an invitation's timeline, and how it is said there: whose it is goes without saying."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app.activity.sentences import sentence
from app.activity.wording import ReadableChange
from app.deliveries.bounces import Bounce, BounceKind
from app.deliveries.queries import DeliveryStatus
from app.mail import AttemptOutcome


class TimelineKind(StrEnum):
    """CHANGED is whatever has no kind of its own."""

    CREATED = "created"
    EMAIL_SENDING = "email_sending"
    EMAILED = "emailed"
    EMAIL_DEFERRED = "email_deferred"
    EMAIL_UNKNOWN = "email_unknown"
    EMAIL_FAILED = "email_failed"
    BOUNCED = "bounced"
    RESENT = "resent"
    LINK_CREATED = "link_created"
    EMAIL_CHANGED = "email_changed"
    ROLE_CHANGED = "role_changed"
    GROUPS_CHANGED = "groups_changed"
    EXPIRED = "expired"
    DECLINED = "declined"
    REVOKED = "revoked"
    ACCEPTED = "accepted"
    CHANGED = "changed"


@dataclass(frozen=True)
class TimelineRecord:
    """One thing that happened to an invitation. `actor_name` is None where nobody did it: an email, time."""

    at: datetime
    kind: TimelineKind
    actor_name: str | None
    text: str


OUTCOME_KINDS: Mapping[AttemptOutcome | None, TimelineKind] = {
    None: TimelineKind.EMAIL_SENDING,
    AttemptOutcome.ACCEPTED: TimelineKind.EMAILED,
    AttemptOutcome.DEFERRED: TimelineKind.EMAIL_DEFERRED,
    AttemptOutcome.UNKNOWN: TimelineKind.EMAIL_UNKNOWN,
    AttemptOutcome.REJECTED: TimelineKind.EMAIL_FAILED,
}
EMAIL_TEXTS: Mapping[TimelineKind, str] = {
    TimelineKind.EMAIL_SENDING: "The email is being sent",
    TimelineKind.EMAILED: "The mail server took the email",
    TimelineKind.EMAIL_DEFERRED: "The email could not be sent yet",
    TimelineKind.EMAIL_UNKNOWN: "The mail server may have the email or not",
    TimelineKind.EMAIL_FAILED: "The email could not be sent",
}
TEXTS: Mapping[TimelineKind, str] = {
    TimelineKind.RESENT: "Sent again",
    TimelineKind.LINK_CREATED: "A link was handed out",
    TimelineKind.EXPIRED: "Expired",
    TimelineKind.DECLINED: "Declined",
    TimelineKind.REVOKED: "Revoked",
    TimelineKind.ACCEPTED: "Accepted",
}


BOUNCE_TEXTS: Mapping[BounceKind, str] = {
    BounceKind.HARD: "The email came back: the address takes no email",
    BounceKind.SOFT: "The email came back: it could not be delivered",
    BounceKind.COMPLAINT: "The recipient called the email spam",
}
NO_SUCH_ADDRESS = "The email came back: the address does not exist"
NO_SUCH_DOMAIN = "The email came back: the domain takes no email"
# RFC 3463, section 3.2: bad destination mailbox address, and one that has moved.
ADDRESS_STATUSES = frozenset({"5.1.1", "5.1.6"})


def kind_of(action: str) -> TimelineKind:
    """Returns the kind of an action of the audit, also of one that another version recorded."""
    happened = action.partition(".")[2]
    return TimelineKind(happened) if happened in _HAPPENED else TimelineKind.CHANGED


def text_of(kind: TimelineKind, action: str, changes: Sequence[ReadableChange]) -> str:
    """Returns what the audit says of the invitation."""
    if kind in TEXTS:
        return TEXTS[kind]
    if kind is TimelineKind.CREATED:
        after = {each.field: each.after for each in changes}
        role = f" as {after['role']}" if after.get("role") else ""
        return f"Invited{role}" + (f", in {after['groups']}" if after.get("groups") else "")
    if kind in _CHANGED and changes:
        (change, *_) = changes
        return f"{_CHANGED[kind]} changed from {change.before or 'none'} to {change.after or 'none'}"
    return sentence(action, None, changes)


def attempt(
    at: datetime,
    outcome: AttemptOutcome | None,
    reply_code: int | None,
    reply: str | None,
    given_up: DeliveryStatus | None,
) -> TimelineRecord:
    """Returns an SMTP conversation with the server's words, or our reason; `given_up`: what then became of the email.

    That is FAILED where no further attempt was made.
    """
    kind = OUTCOME_KINDS[outcome]
    if given_up is DeliveryStatus.FAILED and outcome is not AttemptOutcome.ACCEPTED:
        kind = TimelineKind.EMAIL_FAILED
    words = " ".join(str(each) for each in (reply_code, reply) if each)
    return TimelineRecord(at, kind, None, f"{EMAIL_TEXTS[kind]}: {words}" if words else EMAIL_TEXTS[kind])


def bounced(bounce: Bounce) -> TimelineRecord:
    """Returns that an email came back, with the words of whoever sent it back."""
    text = BOUNCE_TEXTS[bounce.kind]
    if bounce.kind is BounceKind.HARD and bounce.is_about_domain:
        text = NO_SUCH_DOMAIN
    elif bounce.kind is BounceKind.HARD and bounce.status in ADDRESS_STATUSES:
        text = NO_SUCH_ADDRESS
    words = bounce.diagnostic or bounce.status
    return TimelineRecord(bounce.at, TimelineKind.BOUNCED, None, f"{text}: {words}" if words else text)


_CHANGED: Mapping[TimelineKind, str] = {
    TimelineKind.EMAIL_CHANGED: "Address",
    TimelineKind.ROLE_CHANGED: "Role",
    TimelineKind.GROUPS_CHANGED: "Groups",
}
_HAPPENED = {
    kind.value
    for kind in TimelineKind
    if kind not in EMAIL_TEXTS and kind not in {TimelineKind.BOUNCED, TimelineKind.CHANGED}
}
