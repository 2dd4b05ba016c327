"""What happened to an invitation."""

from datetime import datetime
from typing import Self

import strawberry

from app.activity.timeline_kinds import TimelineKind, TimelineRecord
from schema.api.enums import register_enum

register_enum(
    TimelineKind,
    "TimelineKind",
    "What happened to an invitation. More may come: show an unknown one's text.",
    {
        "CREATED": "The person was invited.",
        "EMAIL_SENDING": "A worker is talking to the mail server.",
        "EMAILED": "A mail server accepted the email; nobody knows more than that.",
        "EMAIL_DEFERRED": "An attempt was refused for now: the email is tried again.",
        "EMAIL_UNKNOWN": "The server never answered, it may or may not have the email.",
        "EMAIL_FAILED": "The email was refused for good, or given up.",
        "BOUNCED": "The email was accepted first, then returned, or called spam.",
        "RESENT": "It was sent again.",
        "LINK_CREATED": "Somebody was given its link.",
        "EMAIL_CHANGED": "It was given another address and sent there; links from before do not work.",
        "ROLE_CHANGED": "Another role is on offer.",
        "GROUPS_CHANGED": "Other groups are on offer.",
        "EXPIRED": "Its time limit passed.",
        "DECLINED": "The person said no.",
        "REVOKED": "The organization took it back.",
        "ACCEPTED": "The person became a member.",
        "CHANGED": "Something else, which the text says.",
    },
)


@strawberry.type(description="One thing that happened to an invitation.")
class TimelineEntry:
    at: datetime = strawberry.field(description="When it happened.")
    kind: TimelineKind = strawberry.field(description="What kind of thing.")
    actor_name: str | None = strawberry.field(
        description="Who did it, as they were called then; null: nobody, it is an email or time."
    )
    text: str = strawberry.field(description="A sentence for people; of an email with the mail server's own words.")

    @classmethod
    def of(cls, record: TimelineRecord) -> Self:
        return cls(at=record.at, kind=record.kind, actor_name=record.actor_name, text=record.text)
