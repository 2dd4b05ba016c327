"""What a mail server's reply says whoever it is about: the same words for the same fault of two recipients."""

import re

from app.mail.reply_words import MAX_TEXT

MAX_LENGTH = 200
GAP = "…"
NO_WORDS = "No reason was given."

# Local parts that are words which servers say of anybody.
COMMON_WORDS = {
    "abuse", "access", "account", "address", "again", "all", "and", "any", "client", "connection", "contact",
    "delivery", "denied", "disabled", "domain", "email", "error", "for", "from", "full", "group", "has", "help",
    "host", "inbox", "info", "invalid", "later", "limit", "local", "mail", "mailbox", "mailer", "message", "more",
    "name", "network", "not", "office", "open", "over", "please", "policy", "postmaster", "quota", "rate",
    "recipient", "relay", "security", "sender", "server", "service", "spam", "support", "system", "temporary", "test",
    "that", "the", "this", "too", "unknown", "user", "users", "with", "you", "your",
}  # fmt: skip
_STATUS = r"[245]\.\d{1,3}\.\d{1,3}"
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*"
_CLOCK = r"\d{1,2}:\d{2}(?::\d{2})?(?:[.,]\d+)?(?: ?[AP]M)?"
_ZONE = r"(?: ?(?:Z|UTC|GMT|[A-Z]{3,4}T|[+-]\d{2}:?\d{2})\b)?(?: \([A-Z]{3,4}\))?"
_all_quoted = re.compile(r'\s*"([^"]*)"\s*')
_leading_status = re.compile(rf"\s*#?({_STATUS})(?![\w.])")
# Fri, 27 Nov 2026 19:06:51 +0000 (UTC); Fri Nov 27 19:06:51 2026; 2026-11-27T19:06:51Z
_times = re.compile(
    rf"(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*,? )?(?:\d{{1,2}}[ -]{_MONTH}[ -]\d{{2,4}}(?:,? {_CLOCK}{_ZONE})?"
    rf"|{_MONTH} +\d{{1,2}},?(?: {_CLOCK}{_ZONE})? \d{{4}}(?:,? {_CLOCK}{_ZONE})?)"
    rf"|\d{{4}}-\d\d-\d\d(?:[T ]{_CLOCK}{_ZONE})?"
)
_input = re.compile(
    r"""\b(?:https?://|www\.)\S+
      | <[^<>]*>                                                   # <ana@example.org>, <app>
      | "[^"]*"(?:@\S*)?
      | (?<!\w)'[^']*'(?!\w)                                       # not what stands between two apostrophes
      | `[^`']*[`']
      | \[(?![A-Z]{1,4}-?\d{1,6}\])[^\[\]]*\](?::\d+)?             # [192.0.2.7]:25, and not [BL21]
      | [^\s<>()\[\]"',;:]{1,320}@[^\s<>()\[\]"',;:]*              # ana@example.org
      | (?<![\w.:])\d{1,3}(?:\.\d{1,3}){3}(?::\d+|/\d+)?(?!\w)
      | (?<![\w:.])(?:[0-9a-fA-F]{0,4}:){2,7}[0-9a-fA-F]{0,4}(?:/\d+)?(?![\w:])
    """,
    re.VERBOSE,
)
# Names of two parts without a digit stay: they are domains, or sentences without a space between them.
_host = re.compile(r"(?<![\w.-])[A-Za-z0-9_-]+(?:\.[a-z0-9_-]+)*\.[a-z]{2,}(?::\d+)?(?![\w-])")
_with_digits = re.compile(r"[\w+/=$~.-]*\d[\w+/=$~.-]*")
# S3150, SC-001, BL000001: a server's number of the fault; RFC2821; and words that have a digit.
_code = re.compile(
    r"[A-Z]{1,4}-?\d{1,6}|(?i:ipv[46]|(smtp)?utf-?8|[78]bit(mime)?|oauth2|tlsv?1(\.\d)?|base64|md5|sha\d+)"
)
_gaps = re.compile(rf"{GAP}(?:[\s:/.,_-]*{GAP})+")


def normalise(reply: str | None, recipient: str = "") -> str:
    """The reply's own words, at most MAX_LENGTH characters, with a GAP for what is another in the next email.

    Without addresses, quoted input, web addresses, host names and IP addresses, message and queue ids, times and
    numbers; enhanced status codes (RFC 3463) and the server's own numbers of faults stay. `recipient` is the address
    that the email was for: some servers repeat the part before the @ alone.
    """
    text = (reply or "")[:MAX_TEXT]
    if quoted := _all_quoted.fullmatch(text):
        text = quoted[1]
    status = ""
    if leading := _leading_status.match(text):
        status, text = f"{leading[1]} ", text[leading.end() :].replace(f" {leading[1]} ", " ")  # that of further lines
    text = _input.sub(GAP, _times.sub(GAP, text))
    text = _host.sub(_host_or_gap, text)
    text = without_local_part(text, recipient)
    text = _with_digits.sub(_word_or_gap, text)
    words = _gaps.sub(GAP, " ".join(text.split()))
    whole = f"{status}{words}".strip() or NO_WORDS
    return f"{whole[: MAX_LENGTH - 1]}{GAP}" if len(whole) > MAX_LENGTH else whole


def _host_or_gap(found: re.Match[str]) -> str:
    host = found[0]
    return GAP if host.count(".") > 1 or any(character.isdecimal() for character in host) else host


def without_local_part(text: str, recipient: str) -> str:
    """The text without the part before the @ of this address, unless that is a word which servers say of anybody."""
    local_part = recipient.rpartition("@")[0]
    if len(local_part) < 3 or local_part.lower() in COMMON_WORDS:  # noqa: PLR2004 - shorter ones are words
        return text
    return re.sub(rf"(?<![\w.@-]){re.escape(local_part)}(?![\w@-]|\.\w)", GAP, text, flags=re.IGNORECASE)


def _word_or_gap(found: re.Match[str]) -> str:
    word = found[0].rstrip(".-/=")
    rest = found[0][len(word) :]
    if _code.fullmatch(word) or re.fullmatch(rf"#?{_STATUS}", word):
        return found[0]
    # A reply within the reply, of the server behind.
    is_reply_code = re.fullmatch(r"[245]\d\d", word) and (
        re.match(rf"[ -]#?{_STATUS}(?![\w.])", found.string[found.end() :])
        or found.string[: found.start()].endswith("said: ")
    )
    return found[0] if is_reply_code else f"{GAP}{rest}"
