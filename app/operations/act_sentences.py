"""What an act of an operator did, as a sentence: the same in the API, in the console and on the command line."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.operations.queue_sentences import QUEUE_SENTENCES, utc_time

MAX_WORDS = 120
UNKNOWN_KIND = "Did something that this version of the service does not know"
# Done, and while it is being done.
_VERBS = {
    ("retry_deliveries", "retry"): ("Retried", "Retrying", ""),
    ("discard_deliveries", "discard"): ("Discarded", "Discarding", ""),
    ("settle_unknown", "sent"): ("Settled", "Settling", " as sent"),
    ("settle_unknown", "send_again"): ("Settled", "Settling", " as not sent, to be sent again"),
}
_STATES = {
    "queued": "waited",
    "sending": "were being sent",
    "sent": "were sent",
    "deferred": "were deferred",
    "unknown": "had an unknown outcome",
    "failed": "failed",
    "bounced": "bounced",
    "canceled": "were canceled",
}


@dataclass(frozen=True)
class GroupWords:
    """A failure group, as people call it."""

    reply_code: int | None
    reply: str
    recipient_domain: str | None


@dataclass(frozen=True)
class Names:
    """What the ids in an act's input are called, by the ids as text; what is gone is left out."""

    groups: Mapping[str, GroupWords] = field(default_factory=dict)
    organizations: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class ActOutcome:
    """How far an act is: `status` and the number changed and skipped."""

    status: str
    changed_count: int
    skipped_count: int


def summarize(kind: str, act_input: Mapping[str, Any], outcome: ActOutcome, names: Names) -> str:
    """Returns the sentence, without its full stop. Parts of `act_input` may be missing."""
    verbs = _VERBS.get((kind, str(act_input.get("change"))))
    if verbs is not None:
        return _of_deliveries(verbs, act_input, outcome, names)
    if queue_sentence := QUEUE_SENTENCES.get(kind):
        return queue_sentence(act_input, outcome.changed_count)
    about = _ABOUT.get(kind)
    return about(act_input, outcome) if about else UNKNOWN_KIND


def describe_filter(filters: Mapping[str, Any], names: Names, count: int | None = None) -> str:
    """Returns what is behind so many “emails”, such as ` that failed to partner.example`; empty for all emails."""
    groups = [names.groups.get(each) for each in filters.get("failure_group_ids", ())]
    domain = filters.get("recipient_domain")
    parts = []
    if len(groups) == 1:
        group = groups[0]
        parts.append(f"that failed with {_quoted(group)}" if group else "of a failure group that is gone")
        domain = domain or (group.recipient_domain if group else None)
    elif groups:
        parts.append(f"of {len(groups)} failure groups")
    elif states := [_STATES.get(each, each) for each in filters.get("statuses", ())]:
        parts.append(f"that {_either([each.replace('were', 'was') if count == 1 else each for each in states])}")
    if domain:
        parts.append(f"to {domain}")
    if organization_id := filters.get("organization_id"):
        parts.append(f"of {names.organizations.get(organization_id, 'an organization that is gone')}")
    if filters.get("bulk_invite_id"):
        parts.append("of one bulk invite")
    if message_id := filters.get("message_id"):
        parts.append(f"with the Message-ID {message_id}")
    if after := filters.get("created_after"):
        parts.append(f"queued since {utc_time(after)}")
    if before := filters.get("created_before"):
        parts.append(f"{'and' if after else 'queued'} before {utc_time(before)}")
    return "".join(f" {part}" for part in parts)


def _of_deliveries(verbs: tuple[str, str, str], act_input: Mapping[str, Any], outcome: ActOutcome, names: Names) -> str:
    done, doing, how = verbs
    seconds = act_input.get("spread_seconds", 0)
    spread = f" over {_duration(seconds)}" if seconds else ""
    changed, skipped = outcome.changed_count, outcome.skipped_count
    is_over = outcome.status not in {"trying", "running"}
    about = describe_filter(act_input.get("filter", {}), names, changed if is_over else None)
    if not is_over:
        first = ", one of each failure group first" if outcome.status == "trying" else ""
        sentence = f"{doing} emails{about}{how}{spread}{first}: {changed:,} so far"
    else:
        end = {"stopped": ", then stopped", "failed": ", then could not go on"}.get(outcome.status, "")
        sentence = f"{done} {counted(changed, 'email')}{about}{how}{spread}{end}"
    return f"{sentence}; {skipped:,} skipped" if skipped else sentence


def _bulk_invite(_: Mapping[str, Any], outcome: ActOutcome) -> str:
    return "Canceled a bulk invite" if outcome.changed_count else "Tried to cancel a bulk invite, which had ended"


def _test_email(act_input: Mapping[str, Any], outcome: ActOutcome) -> str:
    domain = act_input.get("recipient_domain")
    sent = "Tried to send a test email" if outcome.status == "failed" else "Sent a test email"
    return f"{sent} to an address at {domain}" if domain else sent


def _stop_act(_: Mapping[str, Any], __: ActOutcome) -> str:
    return "Stopped another act"


def _add_operator(act_input: Mapping[str, Any], _: ActOutcome) -> str:
    acts = " and act" if act_input.get("may_act") else ""
    addresses = ", and sees addresses" if act_input.get("sees_addresses") else ""
    return f"Made {_person(act_input)} an operator, who may look at the background jobs{acts}{addresses}"


def _remove_operator(act_input: Mapping[str, Any], _: ActOutcome) -> str:
    return f"Removed {_person(act_input)} as an operator"


_ABOUT = {
    "stop_bulk_invite": _bulk_invite,
    "send_test_email": _test_email,
    "stop_act": _stop_act,
    "add_operator": _add_operator,
    "remove_operator": _remove_operator,
}


def _person(act_input: Mapping[str, Any]) -> str:
    return str(act_input.get("name") or "somebody")


def _quoted(group: GroupWords) -> str:
    words = group.reply if len(group.reply) <= MAX_WORDS else f"{group.reply[: MAX_WORDS - 1]}…"
    return f"“{f'{group.reply_code} ' if group.reply_code else ''}{words}”"


def _either(words: Sequence[str]) -> str:
    *others, last = words
    return f"{', '.join(others)} or {last}" if others else last


def counted(count: int, noun: str) -> str:
    """Returns `1 email`, `1,200 emails`."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def _duration(seconds: int) -> str:
    for unit, size in (("hour", 3600), ("minute", 60)):
        if seconds % size == 0:
            return counted(seconds // size, unit)
    return counted(seconds, "second")
