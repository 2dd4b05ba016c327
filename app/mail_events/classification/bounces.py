"""Makes a bounce of what a mail server or a provider reports."""

from datetime import datetime

from app.deliveries.bounces import Bounce, BounceKind
from app.mail_events.classification.classify import classify
from app.mail_events.classification.statuses import find_status


def classified_bounce(status: str | None, diagnostic: str | None, at: datetime, *, is_permanent: bool) -> Bounce:
    """Returns a bounce of the kind that its status and words say: see `classify`."""
    kind, is_about_domain = classify(status, diagnostic, is_permanent=is_permanent)
    return Bounce(kind, find_status(status, diagnostic), diagnostic, at, is_about_domain)


def hard_bounce(status: str | None, diagnostic: str | None, at: datetime) -> Bounce:
    """Returns a bounce of an address that a provider knows to take no email; the words may say that no other does."""
    _, is_about_domain = classify(status, diagnostic, is_permanent=True)
    return Bounce(BounceKind.HARD, find_status(status, diagnostic), diagnostic, at, is_about_domain)
