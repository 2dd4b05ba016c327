"""The mailbox that an address leads to, where several addresses lead to one."""

from collections import Counter
from collections.abc import Sequence

GMAIL_DOMAINS = frozenset({"gmail.com", "googlemail.com"})

# `mailbox_of` in SQL, for invitations with the alias `i`. An index has the same expression.
_WITHOUT_TAG_SQL = r"regexp_replace(i.email_key, '^([^+@]+)\+[^@]*@', '\1@')"
MAILBOX_SQL = f"""
    CASE WHEN i.email_key ~ '@(gmail|googlemail)[.]com$'
         THEN replace(split_part({_WITHOUT_TAG_SQL}, '@', 1), '.', '') || '@gmail.com'
         ELSE {_WITHOUT_TAG_SQL} END
"""


def mailbox_of(email_key: str) -> str:
    """Returns what counts as one mailbox: the address without its tag, and at Gmail without dots as well.

    `ada+1@example.com` and `ada+2@example.com` arrive at `ada@example.com` (RFC 5233), as do `a.da@gmail.com` and
    `ada@googlemail.com` at `ada@gmail.com`. A server that knows no tags would merely share a limit.
    """
    local, _, domain = email_key.rpartition("@")
    name, plus, _ = local.partition("+")
    kept = name if name and plus else local
    if domain in GMAIL_DOMAINS:
        return f"{kept.replace('.', '')}@gmail.com"
    return f"{kept}@{domain}"


def in_rounds(email_keys: Sequence[str]) -> list[list[str]]:
    """Returns the addresses in as few rounds as have no two of one mailbox, those of a mailbox in their order."""
    rounds: list[list[str]] = []
    counts: Counter[str] = Counter()
    for email_key in email_keys:
        mailbox = mailbox_of(email_key)
        if counts[mailbox] == len(rounds):
            rounds.append([])
        rounds[counts[mailbox]].append(email_key)
        counts[mailbox] += 1
    return rounds
