"""Why an email came back, in the words of whoever had it sent: the same wherever it is said."""

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


# RFC 3463, section 3: X.2.2 is a full mailbox. X.1 is about addresses and X.0.0 about nothing in particular; what is
# hard for another reason is of an address that is there and closed.
_FULL = {"4.2.2", "5.2.2"}
_OF_ADDRESSES = ("5.1.", "5.0.")

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
    BounceReason.NO_ADDRESS: "the address does not exist",
    BounceReason.NO_DOMAIN: "the domain takes no email",
    BounceReason.CLOSED: "the address takes no email",
    BounceReason.MAILBOX_FULL: "the mailbox is full",
    BounceReason.GIVEN_UP: "the email could not be delivered",
    BounceReason.COMPLAINT: "the recipient reported the email as spam",
}


def reason_of(kind: BounceKind, status: str | None, *, is_about_domain: bool) -> BounceReason:
    """Returns why an email came back: see Bounce."""
    if kind is BounceKind.COMPLAINT:
        return BounceReason.COMPLAINT
    if is_about_domain:
        return BounceReason.NO_DOMAIN
    if status in _FULL:
        return BounceReason.MAILBOX_FULL
    if kind is BounceKind.SOFT:
        return BounceReason.GIVEN_UP
    is_of_address = status is None or status.startswith(_OF_ADDRESSES)
    return BounceReason.NO_ADDRESS if is_of_address else BounceReason.CLOSED


def count_in_words(reason: BounceReason, count: int, total: int | None = None) -> str:
    """Returns `3 of 200 addresses do not exist`; where `total` is None or less, `3 addresses do not exist`."""
    one, many, is_so, are_so = _WORDS[reason]
    verb = is_so if count == 1 else are_so
    if total is not None and total > count and one == "address":
        return f"{count:,} of {total:,} {many} {verb}"
    return f"{count:,} {one if count == 1 else many} {verb}"


def reason_in_words(reason: BounceReason) -> str:
    """Returns what is so of a single email, such as `the address does not exist`."""
    return _OF_ONE[reason]
