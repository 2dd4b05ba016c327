"""What was done to a queue, as a sentence without its full stop: the same in the API and on the command line."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

# More emails than these are counted no further.
MAX_PARKED_COUNTED = 10_000
_QUEUES = {"email": "the email queue", "bulk": "the bulk queue"}


def name_target(act_input: Mapping[str, Any]) -> str:
    """What is paused, resumed or limited. Parts of `act_input` may be missing."""
    if domain := act_input.get("recipient_domain"):
        return f"emails to {domain}"
    return _QUEUES.get(str(act_input.get("queue")), "a queue")


def _pause(act_input: Mapping[str, Any], changed_count: int) -> str:
    if changed_count:
        return f"Paused {name_target(act_input)}"
    earlier = act_input.get("earlier")
    by = f" by {earlier['by']} since {utc_time(earlier['at'])} and stays so: {earlier['reason']}" if earlier else ""
    return f"Paused {name_target(act_input)}, which was paused already{by}".rstrip(".")


def _resume(act_input: Mapping[str, Any], changed_count: int) -> str:
    done = f"Resumed {name_target(act_input)}"
    if not changed_count:
        done += ", which was not paused"
    if paused := act_input.get("paused"):
        done += f", which {paused['by']} had paused: {paused['reason'].rstrip('.')}"
    if server_said := act_input.get("server_said"):
        done += f"; the mail server had refused this service: {server_said.rstrip('.')}"
    if released := act_input.get("released_count"):
        done += f"; emails that waited for the mail server and are due now: {released:,}"
    if parked := act_input.get("parked_count"):
        waited = f"more than {MAX_PARKED_COUNTED:,}" if parked > MAX_PARKED_COUNTED else f"{parked:,}"
        done += f"; emails that waited, and become due one shortly after another: {waited}"
    return done


def _limits(act_input: Mapping[str, Any], _: int) -> str:
    concurrency, per_minute = act_input.get("concurrency"), act_input.get("emails_per_minute")
    parts = [f"{concurrency:,} at once"] if concurrency else []
    parts += [f"{per_minute:,} emails a minute"] if per_minute else []
    was = act_input.get("before")
    same = ", as they were" if was == {"concurrency": concurrency, "emails_per_minute": per_minute} else ""
    return f"Set the limits of {name_target(act_input)}: {', '.join(parts) or 'as configured'}{same}"


# By the kind of act: from its input, with what came of it, and the number that it changed.
QUEUE_SENTENCES: Mapping[str, Callable[[Mapping[str, Any], int], str]] = {
    "pause_queue": _pause,
    "resume_queue": _resume,
    "update_queue_limits": _limits,
}


def utc_time(text: str) -> str:
    """Returns `1 May 2027, 12:00 UTC` of a time in ISO 8601."""
    moment = datetime.fromisoformat(text).astimezone(UTC)
    return f"{moment.day} {moment:%b %Y, %H:%M} UTC"
