"""What came back about an email that a mail server had accepted."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class BounceKind(StrEnum):
    """HARD: the address takes no email, now or later. SOFT: this email was given up. COMPLAINT: called spam."""

    HARD = "hard"
    SOFT = "soft"
    COMPLAINT = "complaint"


@dataclass(frozen=True)
class Bounce:
    """`status` is an enhanced status code (RFC 3463) such as 5.1.1; `diagnostic` the words of whoever sent it back.

    `is_about_domain`: the whole domain takes no email, which is no news about the person. `at` is when it came back.
    """

    kind: BounceKind
    status: str | None
    diagnostic: str | None
    at: datetime
    is_about_domain: bool = False
