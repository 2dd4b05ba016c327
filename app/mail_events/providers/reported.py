"""Makes a bounce of what a provider reports, and finds the delivery that a return path names."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.deliveries.bounces import Bounce, BounceKind
from app.mail.return_paths import token_of, verify_token
from app.mail_events.classification.classify import classify
from app.settings import SecretKey

# RFC 3463, section 2.
_STATUS = re.compile(r"(?<![\d.])[245]\.\d{1,3}\.\d{1,3}(?![\d.]*\d)")


@dataclass(frozen=True)
class ReturnPaths:
    """Reads the signed return paths of `bounce_address`; with None there are none."""

    keys: Sequence[SecretKey]
    bounce_address: str | None

    def delivery_of(self, address: str | None) -> UUID | None:
        """Returns the id of the delivery that was sent from this address, if one of our keys signed it."""
        if address is None or self.bounce_address is None:
            return None
        token = token_of(self.bounce_address, address)
        return None if token is None else verify_token(self.keys, token)


def status_in(*texts: str | None) -> str | None:
    """Returns the first enhanced status code in the texts."""
    for each in texts:
        if each and (found := _STATUS.search(each)):
            return found[0]
    return None


def classified(status: str | None, diagnostic: str | None, at: datetime, *, is_permanent: bool) -> Bounce:
    """Returns a bounce whose kind the status and the words decide, else what the provider takes it for."""
    kind, is_about_domain = classify(status, diagnostic, is_permanent=is_permanent)
    return Bounce(kind, status, diagnostic, at, is_about_domain)


def hard(status: str | None, diagnostic: str | None, at: datetime) -> Bounce:
    """Returns a bounce of an address that the provider knows to take no email; the words may say that no other does."""
    found = classify(status, diagnostic, is_permanent=True)
    return Bounce(BounceKind.HARD, status, diagnostic, at, found.is_about_domain)


def known(kind: BounceKind, status: str | None, diagnostic: str | None, at: datetime) -> Bounce:
    """Returns a bounce of the kind that the provider names, whatever its words are."""
    return Bounce(kind, status, diagnostic, at)
