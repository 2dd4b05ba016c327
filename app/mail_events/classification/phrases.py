"""What mail servers say of an address or a domain, in phrases of their own words, by the reason that they are."""

import re

_IS = r"(?:(?:is|was|are|has|have|had|been|being|currently|now|the|a|an|[:;,.-]) ?){0,3}"
_WHO = r"(?:user(?: ?name| ?id)?|recipient|mail ?box|account|address|addressee|alias|inbox|local[ -]part|person)"
_NOT = r"(?:does not|doesn't|did not|do not|don't|no longer|not)"
_GONE = r"(?:disabled|deactivated|inactive|closed|deleted|terminated|discontinued)"

# The failure is of this email, this moment or this service, whatever status says something else: sendmail, for one,
# writes 5.1.1 for each 550 that came without a status.
PASSING_PHRASES = {
    "full": (
        r"over ?(the |its |their )?(\w+ )?quota",
        r"quota( \w+)? (is |was |has been )?(exceeded|full|exhausted)",
        r"exceed(s|ed|ing)?( \w+){0,3} (quota|storage)",
        r"(mail ?box|inbox|storage|account|user)('s)?( \w+){0,3} (is |are |too )(almost )?full",
        r"mail ?box full",
        r"(not enough|insufficient|out of)( \w+){0,3} (space|storage|disk)",
    ),
    "too large": (
        r"(message|e-?mail|attachment)( \w+){0,3} too (large|big|long)",
        r"(message|e-?mail|header) size",
        r"(exceeds|larger than)( \w+){0,4} size",
    ),
    "policy": (
        r"(anti-?)?spam(my|ming|s|mer)?",
        r"unsolicited",
        r"phishing|virus(es)?|malware|infected",
        r"polic(y|ies)",
        r"(temporarily )?blocked",
        r"(black|block|grey|gray|deny)[ -]?list(s|ed|ing)?|rbl|dnsbl",
        r"reputation",
        r"recipient('s)? preferences",
        r"content (was |is )?(rejected|refused|filtered|not accepted)",
        r"(message|e-?mail|mail|content) (was |is |has been )?(rejected|refused|filtered) (due|because|by|for|as)",
        r"not (authori[sz]ed|allowed|permitted) to (send|post|mail|e-?mail|contact)",
        r"only accepts?( \w+){0,4} from",
        r"restrict(ed|ion|ions)|moderated|moderators?",
    ),
    "a moment": (
        r"temporar(y|ily)",
        r"(try|retry)( it)?( again)? later",
        r"host not found, try again",
        r"retry (time ?out|time|limit)",
        r"(message|delivery|time) (time )?(has |was )?expired",
        r"(delayed|queue|queued|tried) (for )?too long",
        r"timed? ?-?out",
        r"connection (was )?(refused|reset|lost|closed|dropped)",
        r"(network|host)( is)? unreachable|no route to host",
    ),
    "loop": (
        r"(mail|routing|forwarding)[- ]loop(s|ing)?",
        r"too many (hops|received)|hop count|loops? back",
    ),
}

# No mailbox has the address, now or later.
MAILBOX_PHRASES = (
    rf"(?:no such|unknown|invalid|non-?existent|illegal)(?: or \w+| virtual| local)?(?: e-?mail)? {_WHO}(?:s|es)?",
    r"bad destination (?:mail ?box|address)",
    rf"{_WHO} {_IS}(?:unknown|not found|not known|{_NOT} exists?|non-?existent|invalid|{_GONE})",
    rf"{_WHO} (?:that )?you (?:tried|were trying|are trying) to (?:reach|contact) {_IS}(?:{_NOT} exists?|{_GONE})",
    r"(?:address|recipient|mail ?box|it) (?:wasn't|couldn't be|could not be|was not|cannot be) found",
    r"no mail ?box (?:here )?(?:by|with|of|for|found)",
    r"no (?:account|mail ?box|user|recipient)s? (?:here )?(?:by|with|of|for) (?:that|this|the)",
    r"(?:does not|doesn't) have (?:an? )?(?:\S+ )?(?:account|mail ?box)",
    r"not an? (?:known|valid|local|existing) (?:e-?mail )?(?:user|mail ?box|recipient|address|account)",
    r"(?:not|no longer) our customer",
    r"(?:has|user) (?:moved|left)",
    r"no longer (?:works? (?:here|at|for)|available|valid|exists?|in use|with|employed|accepts?|active|at|monitored)",
    r"RESOLVER\.ADR\.\w*(?:NotFound|InvalidSmtpAddress)",
    r"RecipientNotFound|RecipNotFound|NoSuchUser|User_?Unknown",
    r"not listed in (?:the )?(?:\S+ )?directory",
    r"can(?:not|'t) find (?:this|the|that|a) (?:user|recipient|mail ?box|person)",
    r"(?<!recipient )(?<!sender )(?<!helo )address rejected\.?$",  # of Cisco's gateways
)
# Some servers write the status of an unknown mailbox above any refusal that came without one.
REFUSAL_PHRASES = (
    r"access (?:is |was )?denied",
    r"(?:message|e-?mail|mail|transaction) (?:was |is |has been )?(?:rejected|refused|denied|not accepted|failed)",
    r"administrative(?:ly)? (?:denied|prohibit\w+|reject\w+)",
    r"abuse",
)
# Of those the ones that Yandex says, with the status of a policy.
USER_PHRASES = (r"no such user",)
# Those words of RFC 5321, section 4.2.3, that some give for an unknown mailbox, and some for anything.
UNAVAILABLE_PHRASES = (r"requested (?:mail )?action (?:not taken|aborted):? mail ?box (?:unavailable|not found)",)
# Exchange Online's edge, where the tenant's directory has no such recipient.
ACCESS_DENIED_PHRASES = (r"recipient address(?:es)? rejected ?: access denied",)

DOMAIN_PHRASES = (
    r"host or domain name not found",
    rf"(?:host|domain)(?: name)?(?: (?!said\b)\S+)?(?: is)? (?:unknown(?! {_WHO})|not found|unrouteable)",
    r"(?:host|domain)(?: name)?(?: \S+)? (?:does not|doesn't) exist",
    r"(?:unknown|no such|non-?existent|unrouteable)(?: mail| e-?mail| destination)? (?:domain|host)(?: name)?",
    r"invalid (?:mail|recipient|destination) domain",
    r"NXDOMAIN|NonExistentDomain|InfoDomainNonexistent",
    r"domain(?: \S+)? (?:couldn't|could not|wasn't|was not|can't|cannot) (?:be )?found",
    r"null ?mx",
    r"domain(?: \S+)? (?:does not|doesn't|never) accepts? (?:any )?(?:e-?mail|mail|messages)",
    r"couldn't find any host (?:named|by that name)",
    r"(?:no|couldn't find an?|could not find an?) (?:\w+ )?(?:mx|mail exchangers?)(?: records?)?",
    r"all relevant mx records point to non-existent hosts",
    r"an mx or srv record indicated no smtp service",
)
# Exim's, of a domain without a server where it says so itself, of a mailbox where another server answered that.
UNROUTEABLE_PHRASES = (r"unrout[e]?able (?:mail )?address",)
# Their pages are all that some servers say.
BLOCK_LISTS = r"spamhaus|uribl|surbl|spamcop|dnsbl|block-?list|black-?list"
# The domain that is not found may be ours.
SENDER_PHRASES = (r"sender|mail from|from address|return[- ]path|helo|ehlo",)


def _any_of(phrases: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-])(?:{'|'.join(phrases)})(?![\w-])", re.IGNORECASE)


_passing = _any_of(tuple(phrase for phrases in PASSING_PHRASES.values() for phrase in phrases))
_mailbox = _any_of(MAILBOX_PHRASES)
_unavailable = _any_of(UNAVAILABLE_PHRASES)
_user = _any_of(USER_PHRASES)
_refusal = _any_of(REFUSAL_PHRASES)
_access_denied = _any_of(ACCESS_DENIED_PHRASES)
_domain = _any_of(DOMAIN_PHRASES)
_unrouteable = _any_of(UNROUTEABLE_PHRASES)
_block_lists = re.compile(BLOCK_LISTS, re.IGNORECASE)
_sender = _any_of(SENDER_PHRASES)


def is_passing(words: str) -> bool:
    """Whether this email or this moment is why."""
    return _passing.search(words) is not None


def names_no_mailbox(words: str) -> bool:
    return _mailbox.search(words) is not None


def names_no_user(words: str) -> bool:
    return _user.search(words) is not None


def is_mailbox_unavailable(words: str) -> bool:
    return _unavailable.search(words) is not None


def is_access_denied(words: str) -> bool:
    return _access_denied.search(words) is not None


def refuses_email(words: str) -> bool:
    """Whether an email was refused, with no word of whom it was for."""
    return _refusal.search(words) is not None and not names_no_mailbox(words) and not is_access_denied(words)


def is_unrouteable(words: str) -> bool:
    return _unrouteable.search(words) is not None


def names_no_domain(words: str) -> bool:
    return _domain.search(words) is not None


def mentions_sender(words: str) -> bool:
    return _sender.search(words) is not None


def names_block_list(said: str) -> bool:
    """Whether anything in it, also in a web address, is of a list of senders."""
    return _block_lists.search(said) is not None
