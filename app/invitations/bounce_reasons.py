"""Why invitations' emails came back, in the words of whoever invited."""

from enum import StrEnum

from app.deliveries.bounces import BounceKind


class BounceReason(StrEnum):
    """In the order in which people read them."""

    NO_ADDRESS = "no_address"
    NO_DOMAIN = "no_domain"
    CLOSED = "closed"
    MAILBOX_FULL = "mailbox_full"
    GIVEN_UP = "given_up"
    COMPLAINT = "complaint"


# Of a row `b` of delivery_bounces. X.2.2 is a full mailbox, X.1 is about addresses, and what is hard for another reason
# is of an address that is there and closed (RFC 3463, section 3).
REASON_SQL = f"""(CASE
    WHEN b.kind = '{BounceKind.COMPLAINT}' THEN '{BounceReason.COMPLAINT}'
    WHEN b.is_about_domain THEN '{BounceReason.NO_DOMAIN}'
    WHEN b.status IN ('4.2.2', '5.2.2') THEN '{BounceReason.MAILBOX_FULL}'
    WHEN b.kind = '{BounceKind.SOFT}' THEN '{BounceReason.GIVEN_UP}'
    WHEN b.status ~ '^5[.][2-7][.]' THEN '{BounceReason.CLOSED}'
    ELSE '{BounceReason.NO_ADDRESS}'
END)"""

# What there is one or more of, and what is so of one, or of more.
_WORDS = {
    BounceReason.NO_ADDRESS: ("address", "addresses", "does not exist", "do not exist"),
    BounceReason.NO_DOMAIN: (
        "address", "addresses", "is at a domain that takes no email", "are at domains that take no email",
    ),
    BounceReason.CLOSED: ("address", "addresses", "takes no email", "take no email"),
    BounceReason.MAILBOX_FULL: ("mailbox", "mailboxes", "is full", "are full"),
    BounceReason.GIVEN_UP: ("email", "emails", "could not be delivered", "could not be delivered"),
    BounceReason.COMPLAINT: ("person", "people", "reported the email as spam", "reported the email as spam"),
}  # fmt: skip
_OF_ONE = {
    BounceReason.NO_ADDRESS: "The address does not exist",
    BounceReason.NO_DOMAIN: "Its domain takes no email",
    BounceReason.CLOSED: "The address takes no email",
    BounceReason.MAILBOX_FULL: "The mailbox is full",
    BounceReason.GIVEN_UP: "The email could not be delivered",
    BounceReason.COMPLAINT: "The email was reported as spam",
}


def count_in_words(reason: BounceReason, count: int, total: int | None = None) -> str:
    """Returns `3 of 200 addresses do not exist`; where `total` is None or less, `3 addresses do not exist`."""
    one, many, is_so, are_so = _WORDS[reason]
    verb = is_so if count == 1 else are_so
    if total is not None and total > count and one == "address":
        return f"{count:,} of {total:,} {many} {verb}"
    return f"{count:,} {one if count == 1 else many} {verb}"


def reason_in_words(reason: BounceReason) -> str:
    """Returns what is so of a single address, without a full stop."""
    return _OF_ONE[reason]
