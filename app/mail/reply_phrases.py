"""What mail servers say about this service, about rates and about recipients, in phrases of their own words."""

import re

from app.mail.reply_statuses import RATE_STATUSES, RECIPIENT_STATUSES, SERVICE_CODES, SERVICE_STATUSES

# What a refusal of this service says, by what of it is refused. Whole words; the first that fits counts.
_IS = r"(is |was |has |have )?(been )?(currently |temporarily )?"
_SENDER = r"(sender|(sender|from|return[- ]path):? (e-?mail )?(address|domain|identity))"
_IP = r"\d{1,3}(\.\d{1,3}){3}"
_HOST = rf"((client|your|our|sending|connecting|sender)( smtp)? (host|hostname|ip|ip address|client|mta|server)|{_IP})"
_REFUSED = r"(rejected|refused|denied|banned|blocked|invalid|prohibited|forbidden|disallowed)"
_NOT_ALLOWED = r"not (been )?(accepted|allowed|authori[sz]ed|permitted|enabled|verified|validated|owned|valid)"
_LISTED = r"(listed|black-? ?listed|block-? ?listed)"
_ON_A_LIST = r"(in|on) (an? |the |our )?(\w+ )?(rbl|dnsbl|(black|block|deny) ?-?list)"
_POLICY = r"(spf|dkim|dmarc)"
SERVICE_PHRASES = {
    "relay": (
        rf"relay(ing)?( mail)?( (access|attempt|operation)| to \S+)? {_IS}({_REFUSED}|{_NOT_ALLOWED})",
        r"(unable|not (permitted|allowed|authori[sz]ed|going|configured)|refus(e|es|ing)) to relay",
        r"(can ?not|can't|do not|does not|don't|won't|will not) relay",
        r"(use me as a|credentials for) relay",
        r"list of allowed rcpthosts",
    ),
    "sender": (
        rf"{_SENDER} {_IS}({_REFUSED}|unverified|unknown)(?! (by|for) (the |this |that )?(recipient|user))",
        rf"{_SENDER} {_IS}{_NOT_ALLOWED}(?! (to|by|for) )",
        r"(e-?mail address|identity|domain) (is )?(not (yet )?verified|unverified)",
        r"not an? (verified|validated|valid|local|authori[sz]ed) sender",
        r"not owned by( \w+)? user",
        r"(sender|return[- ]path) (address )?(verify|verification|callout) failed",
        r"could not complete sender verify( callout)?",
        r"(from|sender)( address)?( you supplied)? (does not|doesn't|must) (match|belong)",
        r"from address is not (one of )?your( addresses)?",
        r"domain (of|name required for) sender address",
        r"sender domain must exist",
        r"(banned|not local) sender",
        r"badmailfrom list",
        r"unconfigured sending domain",
        r"not (authori[sz]ed|allowed|permitted) to send( (e-?mails?|mail|messages))? (as|from|on behalf)",
        r"permissions? to send as",
        r"unauthenticated senders?( is| are)? not allowed",
        r"not a sender signature",
    ),
    "domain": (
        rf"{_POLICY}([- ]\w+){{0,2}} (fail|fails|failed|failure)",
        rf"(fails|failed|does not pass|doesn't pass) {_POLICY}",
        rf"{_POLICY} (check |validation )?fail(ed|s|ure)?",
        rf"(due to|because of|by|per|violates)( [^\s;,]+){{0,3}} {_POLICY} policy",
        r"required authentication level",
    ),
    "HELO": (
        rf"(helo|ehlo)( (command|name|host|hostname|argument))? {_IS}{_REFUSED}",
        r"(invalid|bad|bogus|forged|fake) (helo|ehlo)",
        r"need fully-qualified hostname",
    ),
    "host": (
        rf"{_HOST} {_IS}({_REFUSED}|{_LISTED}|found in|{_ON_A_LIST})",
        rf"(host|ip|ip address|mailfrom domain|helo domain) {_IS}({_LISTED}|{_ON_A_LIST})",
        rf"network is {_ON_A_LIST}",
        r"is in an? (rbl|dnsbl)",
        r"blocked using",
        r"(not|not be) accepted from (this|your) ip( address)?",
        rf"not be accepted from {_IP}",
        r"banned sending ip",
        r"unauthori[sz]ed ip( address)?",
        r"the ip you're using",
        r"cannot find your (reverse )?(hostname|host name|address)",
        r"(reverse dns|rdns|ptr)( \w+){0,3} (failed|fails|mismatch|missing|does not resolve|not found)",
        r"bad dns ptr( resource record)?",
        r"your access to( [\w-]+){1,6} has been (rejected|denied)",
        r"due to( [\w']+){0,5} reputation",
    ),
    "sign-in": (
        r"not logged in",
        r"(authentication|authori[sz]ation|login|log-in|sign-in) (is )?(required|needed)",
        r"(must|please|need to) (first )?(authenticate|log ?in|sign ?in)",
        r"must issue an? (auth|starttls) command first",
        r"client was not authenticated",
    ),
    "account": (
        rf"your (account|service|subscription) {_IS}(disabled|suspended|blocked|locked|closed|limited|restricted)",
        rf"sending {_IS}(paused|disabled|suspended|blocked)",
        r"unusual sending activity",
        r"is not allowed to send:",
        r"not authori[sz]ed to perform",
        r"configuration set( \S+)? (does not|doesn't) exist",
        r"can only send testing e-?mails",
        r"sandbox (sub)?domains?",
    ),
    "quota": (
        rf"(sending|message|e-?mail|plan)( count)? quota( limit)? {_IS}(exceeded|reached|exhausted|used up)",
        r"policy rejection[:;,]? quota exceeded",
        r"exceeded (your|the|its|our) ((account|sending|message|monthly)('s)? )?(quota|plan)",
        rf"credits {_IS}(exceeded|exhausted|used up)",
    ),
}
# Exchange's exceptions, of whose names these are parts.
SENDER_EXCEPTIONS = ("SendAsDenied",)
RATE_EXCEPTIONS = ("SubmissionQuotaExceeded",)
_OUR_SENDING = r"(sending|send|message|mail|e-?mail|delivery|connections?|relay|submission|sender thread)"
RATE_PHRASES = (
    r"too many (\w+ )?(e-?mails?|messages?|mails?|connections?|sessions?|requests?|logins?|recipients?)",
    r"too much (mail|e-?mail|traffic)",
    r"per (second|minute|hour|day)",
    r"(daily|hourly|monthly)( \w+){0,4} (limit|quota|rate|allowance|maximum|exceeded)",
    r"(limit|quota|rate) (for|of) (today|the day|this hour)",
    r"submission quota",
    rf"{_OUR_SENDING} (rate|limit)( limit)?( for this client)? (is |was |has |has been )?exceeded",
    r"(exceed|exceeds|exceeded) (your |the |its |our )?(sending|messaging|message|mail|e-?mail) limits?",
    r"not allowed to send: (request|recipient) limit exceeded",
    r"(maximum|max) number of concurrent connections",
    r"rate[- ]limit(s|ed|ing)?",
    r"frequency limit(ed)?",
    r"unusual rate",
    r"(maximum|sending) (sending |send |message )?rate",
    r"throttl(ed|ing)",
    r"(sending|sent) (\w+ )?too (quickly|fast|frequently)",
)
# The server takes no more over this connection, and does over another one.
_MESSAGES = r"(max|maximum|too many)( \w+){0,2} (e-?mails?|messages?|mails?|recipients?|transactions?)"
END_OF_CONNECTION_PHRASES = (rf"{_MESSAGES} (per|in|for|on|over)( this| one| a| the)?( smtp)? (connection|session)",)
# Of these the recipient decides, even where the words are ours too: Gmail's, and Exchange's.
RECIPIENT_PHRASES = (
    r"you (are trying|tried) to (contact|reach)",
    r"(recipient|recipient's mailbox) has exceeded",
    r"recipient thread limit",
    r"RESOLVER\.(RST|ADR)\.",
)
# Gmail says this with the status of a full mailbox, and means ours.
RELAY_LIMIT = "SMTP relay limit exceeded"
RELAY_LIMIT_STATUS = "2.1"


def _any_of(phrases: tuple[str, ...]) -> re.Pattern[str]:
    """A phrase within a host name or an address is none."""
    return re.compile(rf"(?<![\w.@-])(?:{'|'.join(phrases)})(?![\w@-]|\.\w)", re.IGNORECASE)


_service = {what: _any_of(phrases) for what, phrases in SERVICE_PHRASES.items()}
_rate = _any_of(RATE_PHRASES)
_end_of_connection = _any_of(END_OF_CONNECTION_PHRASES)
_recipient = re.compile("|".join(RECIPIENT_PHRASES), re.IGNORECASE)


def is_about_recipient(status: str, words: str) -> bool:
    """Whether this is the recipient's alone, whatever else the words are."""
    if status == RELAY_LIMIT_STATUS and RELAY_LIMIT in words:
        return False
    return status in RECIPIENT_STATUSES or _recipient.search(words) is not None


def ends_connection(words: str) -> bool:
    """Whether the server wants another connection for more emails."""
    return _end_of_connection.search(words) is not None


def exceeds_rate(status: str, words: str) -> bool:
    """Whether we send too much in a while."""
    return status in RATE_STATUSES or any(name in words for name in RATE_EXCEPTIONS) or _rate.search(words) is not None


def refused_of_service(code: int, status: str, words: str) -> str | None:
    """What of this service is refused; None where none of the tables says that."""
    if status in SERVICE_STATUSES:
        return SERVICE_STATUSES[status]
    if any(name in words for name in SENDER_EXCEPTIONS):
        return "sender"
    for what, phrase in _service.items():
        if phrase.search(words):
            return what
    return "sign-in" if code in SERVICE_CODES else None
