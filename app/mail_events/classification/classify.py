"""Whether a failure is for good, and of a mailbox or of its whole domain: by its status, and by the server's words.

Whoever is called HARD by mistake is invited no more, so whatever is not known to be one is SOFT.
"""

import re
from typing import NamedTuple

from app.deliveries.bounces import BounceKind
from app.mail.reply_phrases import exceeds_rate, refused_of_service
from app.mail.reply_words import MAX_TEXT, without_input
from app.mail_events.classification.phrases import (
    is_access_denied,
    is_mailbox_unavailable,
    is_passing,
    is_unrouteable,
    mentions_sender,
    names_block_list,
    names_no_domain,
    names_no_mailbox,
    names_no_user,
    refuses_email,
)
from app.mail_events.classification.statuses import (
    ACCESS_DENIED_STATUS,
    DISABLED_STATUS,
    DOMAIN_STATUSES,
    MAILBOX_STATUSES,
    NO_EMAIL_CODE,
    NULL_MX_STATUS,
    PERMANENT,
    POLICY_STATUS,
    VAGUE_STATUSES,
    find_code,
    find_status,
)


class Classification(NamedTuple):
    """`kind` is never COMPLAINT; only a HARD one can be about the domain."""

    kind: BounceKind
    is_about_domain: bool


SOFT = Classification(BounceKind.SOFT, False)
HARD = Classification(BounceKind.HARD, False)
HARD_OF_DOMAIN = Classification(BounceKind.HARD, True)

# Remote Server returned '550 5.1.10 …': what is quoted is the server's own.
_said_in_quotes = re.compile(
    r"""\b(?:returned|said|replied|response|error):?\s*(['"])(.*)\1""", re.DOTALL | re.IGNORECASE
)
# Of the one who reports it, such as `smtp;` (RFC 3464, section 2.3.6).
_type = re.compile(r"\A\s*[\w.-]{1,40}\s*;")
_all_quoted = re.compile(r"""\s*(['"])(.*)\1\s*""", re.DOTALL)
# Each line of a reply begins with its code, and mostly with its status.
_codes = re.compile(r"(?<![\w.])(?:[45]\d\d(?:[\s-]+|$)|\(?#?[45]\.\d{1,3}\.\d{1,3}\)?(?!\w|\.\d))")
_curly = str.maketrans({"\u2019": "'", "\u2018": "'", "\u201c": '"', "\u201d": '"'})


def classify(status: str | None, diagnostic: str | None, *, is_permanent: bool) -> Classification:
    """Reads an enhanced status (RFC 3463) and the words of whoever refused the email; either may be missing.

    `is_permanent` is what the mail server or provider says of it: nothing is tried any more, or would help.
    """
    said = (diagnostic or "")[:MAX_TEXT].translate(_curly)
    found = find_status(status, said) or ""
    code = find_code(said)
    if not is_permanent or (found and not found.startswith(PERMANENT)):
        return SOFT
    number, words = found[2:], _words(said)
    is_of_email = is_passing(words) or names_block_list(said) or exceeds_rate(number, words)
    if is_of_email or refused_of_service(0, number, words):
        return SOFT
    return _permanent(number, code, words)


def _permanent(number: str, code: int | None, words: str) -> Classification:
    is_vague = not number or number in VAGUE_STATUSES
    if _is_domain(number, code, words, is_vague=is_vague):
        return HARD_OF_DOMAIN
    is_hard = (
        (number in MAILBOX_STATUSES and not refuses_email(words))
        or (number in {NULL_MX_STATUS, DISABLED_STATUS} and names_no_mailbox(words))
        or (number == ACCESS_DENIED_STATUS and is_access_denied(words))
        or (number == POLICY_STATUS and names_no_user(words) and not mentions_sender(words))
        or (is_vague and (names_no_mailbox(words) or is_mailbox_unavailable(words) or is_unrouteable(words)))
    )
    return HARD if is_hard else SOFT


def _is_domain(number: str, code: int | None, words: str, *, is_vague: bool) -> bool:
    if number in DOMAIN_STATUSES or code == NO_EMAIL_CODE:
        return True
    if number == NULL_MX_STATUS:
        return names_no_domain(words) or not names_no_mailbox(words)
    if is_vague and code is None and is_unrouteable(words):
        return True
    is_open = is_vague or number in MAILBOX_STATUSES
    return is_open and names_no_domain(words) and not mentions_sender(words)


def _words(said: str) -> str:
    """The server's own, in one line: without codes, addresses and what it quotes."""
    if quoted := _said_in_quotes.search(said):
        said = quoted[2]
    # Exchange Online hands on what another server said: Remote server returned … -> 550 …
    said = _codes.sub(" ", _type.sub("", said.partition("->")[2] or said))
    if quoted := _all_quoted.fullmatch(said):
        said = quoted[2]
    return without_input(said, "")
