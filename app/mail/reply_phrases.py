"""What mail servers say about this service, about rates and about recipients: codes, statuses and phrases."""

import re

# RFC 4954 section 6 (530, 534, 535, 538) and RFC 5321 section 4.2.3 (502, 503): the server requires another
# conversation, for every recipient.
SERVICE_CODES = {502, 503, 530, 534, 535, 538}
# The last two numbers of enhanced status codes (RFC 3463), which mean the same after 4 and 5: the registry of RFC 5248,
# and Microsoft's list for Exchange Online.
RECIPIENT_STATUSES = {
    "1.1", "1.2", "1.3", "1.4", "1.6", "1.10", "2.1", "2.2", "2.121", "2.122",
    "7.124", "7.129", "7.133", "7.134", "7.135", "7.136",
}  # fmt: skip
SERVICE_STATUSES = {
    "1.7": "sender", "1.8": "sender", "7.27": "sender", "7.60": "sender", "2.252": "sender",
    "7.8": "sign-in", "7.9": "sign-in", "7.11": "sign-in", "7.57": "sign-in",
    "7.20": "domain", "7.21": "domain", "7.22": "domain", "7.23": "domain", "7.24": "domain", "7.26": "domain",
    "7.25": "host", "7.511": "host", "7.708": "host",
    "7.54": "relay", "7.64": "relay",
    "7.501": "account", "7.502": "account", "7.503": "account", "7.705": "account", "7.750": "account",
}  # fmt: skip
RATE_STATUSES = {"1.90", "4.5", "7.500"}
# What a refusal of this service says, by what of it is refused. Whole words; the first that fits counts.
_IS = r"(is |was |has been |have been )?(currently )?"
_SENDER = r"(sender|(sender|from|return[- ]path) (e-?mail )?(address|domain|identity))"
_HOST = r"((client|your|our|sending|connecting|sender)( smtp)? (host|hostname|ip|ip address|client|mta|server))"
_REFUSED = r"(rejected|refused|denied|banned|blocked|invalid|prohibited|forbidden)"
_NOT_ALLOWED = r"not (accepted|allowed|authori[sz]ed|permitted|enabled|verified|owned|valid)"
_LISTED = r"(listed|black-? ?listed|block-? ?listed)"
SERVICE_PHRASES = {
    "relay": (
        rf"relay(ing)?( mail)?( (access|attempt|operation)| to \S+)? {_IS}({_REFUSED}|{_NOT_ALLOWED})",
        r"(unable|not (permitted|allowed|authori[sz]ed|going|configured)|refus(e|es|ing)) to relay",
        r"(can ?not|can't|do not|does not|don't|won't|will not) relay",
        r"list of allowed rcpthosts",
    ),
    "sender": (
        rf"{_SENDER} {_IS}({_REFUSED}|unverified|unknown)(?! (by|for) (the |this |that )?(recipient|user))",
        rf"{_SENDER} {_IS}{_NOT_ALLOWED}(?! (to|by|for) )",
        r"(e-?mail address|identity|domain) (is )?(not (yet )?verified|unverified)",
        r"not owned by( \w+)? user",
        r"(sender|return[- ]path) (address )?(verify|verification|callout) failed",
        r"(from|sender)( address)?( you supplied)? (does not|doesn't|must) (match|belong)",
        r"not (authori[sz]ed|allowed|permitted) to send( (e-?mails?|mail|messages))? (as|from|on behalf)",
        r"permissions? to send as",
        r"unauthenticated senders?( is| are)? not allowed",
        r"not a sender signature",
    ),
    "HELO": (
        rf"(helo|ehlo)( (command|name|host|hostname|argument))? {_IS}{_REFUSED}",
        r"(invalid|bad|bogus|forged|fake) (helo|ehlo)",
        r"need fully-qualified hostname",
    ),
    "host": (
        rf"{_HOST} {_IS}({_REFUSED}|{_LISTED})",
        rf"(host|ip|ip address) {_IS}{_LISTED}",
        r"blocked using",
        r"not accepted from (this|your) ip( address)?",
        r"banned sending ip",
        r"cannot find your (reverse )?(hostname|host name|address)",
    ),
    "sign-in": (
        r"not logged in",
        r"(authentication|authori[sz]ation|login|log-in|sign-in) (is )?(required|needed)",
        r"(must|please|need to) (first )?(authenticate|log ?in|sign ?in)",
        r"client was not authenticated",
    ),
    "account": (
        rf"your (account|service|subscription) {_IS}(disabled|suspended|blocked|locked|closed|limited|restricted)",
        rf"sending {_IS}(paused|disabled|suspended|blocked)",
        r"is not allowed to send:",
        r"sandbox (sub)?domains?",
    ),
    "quota": (
        rf"(sending|message|e-?mail|plan|policy rejection:) quota( limit)? {_IS}(exceeded|reached|exhausted|used up)",
        r"exceeded (your|the|its|our) ((account|sending|message|monthly)('s)? )?(quota|plan)",
        rf"credits {_IS}(exceeded|exhausted|used up)",
    ),
}
SEND_AS_DENIED = "SendAsDenied"  # Exchange; also as a part of an exception's name
RATE_PHRASES = (
    r"too many (\w+ )?(e-?mails?|messages?|mails?|connections?|sessions?|requests?|logins?|recipients?)",
    r"per (second|minute|hour|day)",
    r"(daily|hourly|monthly)( \w+){0,4} (limit|quota|rate|allowance|maximum|exceeded)",
    r"(limit|quota|rate) (for|of) (today|the day|this hour)",
    r"(sending|send|message|mail|e-?mail|delivery|connection) (rate|limit)( limit)?( is| was| has been)? exceeded",
    r"rate[- ]limit(s|ed|ing)?",
    r"(maximum|sending) (sending |send |message )?rate",
    r"throttl(ed|ing)",
    r"(sending|sent) (\w+ )?too (quickly|fast|frequently)",
)
# Of these the recipient decides, even where the words are ours too: Gmail's, and Exchange's RESOLVER.
RECIPIENT_PHRASES = (r"you are trying to contact is receiving", r"RESOLVER\.(RST|ADR)\.")
MAX_TEXT = 1000  # characters that are read of a reply

# A phrase within a host name or an address is none.
_phrase = r"(?<![\w.@-])(?:{})(?![\w@-]|\.\w)"
_service = {
    what: re.compile(_phrase.format("|".join(phrases)), re.IGNORECASE) for what, phrases in SERVICE_PHRASES.items()
}
_rate = re.compile(_phrase.format("|".join(RATE_PHRASES)), re.IGNORECASE)
_recipient = re.compile("|".join(RECIPIENT_PHRASES), re.IGNORECASE)
_status = re.compile(r"\s*#?[245]\.(\d{1,3}\.\d{1,3})\b")
_input = re.compile(
    r"""<[^<>]*>                          # <ana@example.org>, <localhost[127.0.0.1]>
      | \[[^\[\]]*\]                      # [127.0.0.1]
      | "[^"]*"(?:@\S*)?                  # "quoted input", "local part"@example.org
      | (?<!\w)'[^']*'(?!\w)              # 'quoted input', and not what stands between two apostrophes
      | `[^`']*[`']
      | \bhttps?://\S+
      | [^\s<>()"',;:]{1,320}@[^\s<>()"',;:]*   # ana@example.org
    """,
    re.VERBOSE,
)


def read_reply(text: str) -> tuple[str, str]:
    """The enhanced status without its first number, which repeats the reply code's, or ""; and the server's words."""
    found = _status.match(text)
    return (found[1] if found else ""), without_input(text[:MAX_TEXT], "")


def without_input(text: str, replacement: str = "…") -> str:
    """The server's own words: addresses, quoted input and web addresses are replaced."""
    return " ".join(_input.sub(f" {replacement} ", text).split())


def is_about_recipient(status: str, words: str) -> bool:
    """Whether this is the recipient's alone, whatever else the words are."""
    return status in RECIPIENT_STATUSES or _recipient.search(words) is not None


def exceeds_rate(status: str, words: str) -> bool:
    """Whether we send too much in a while."""
    return status in RATE_STATUSES or _rate.search(words) is not None


def refused_of_service(code: int, status: str, words: str) -> str | None:
    """What of this service is refused; None where none of the tables says that."""
    if status in SERVICE_STATUSES:
        return SERVICE_STATUSES[status]
    if SEND_AS_DENIED in words:
        return "sender"
    for what, phrase in _service.items():
        if phrase.search(words):
            return what
    return "sign-in" if code in SERVICE_CODES else None
