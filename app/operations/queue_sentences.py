"""What was done to a queue, in a sentence: the same in the API and on the command line."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from app.operations.acts import ActKind, ActRecord
from app.operations.queue_acts import MAX_PARKED_COUNTED
from app.queues.names import QueueName


def queue_sentence(act: ActRecord) -> str:
    """Says what an act of PAUSE_QUEUE, RESUME_QUEUE or UPDATE_QUEUE_LIMITS did."""
    sentences = {
        ActKind.PAUSE_QUEUE: _paused,
        ActKind.RESUME_QUEUE: _resumed,
        ActKind.UPDATE_QUEUE_LIMITS: _limited,
    }
    return sentences[act.kind](act.input)


def name_target(queue: QueueName, recipient_domain: str | None) -> str:
    """What is paused or resumed, as a sentence begins with it."""
    if queue is QueueName.BULK:
        return "Uploads"
    return "Emails" if recipient_domain is None else f"Emails to {recipient_domain}"


def _paused(done: Mapping[str, Any]) -> str:
    target = name_target(QueueName(done["queue"]), done["recipient_domain"])
    if earlier := done.get("earlier"):
        return f"{target} were paused already, {_by(earlier)} That pause stays."
    under_way = (
        "An upload under way stops soon" if done["queue"] == QueueName.BULK else "What is being sent is finished"
    )
    return f"{target} are paused. {under_way}, and nothing else is begun until somebody resumes them."


def _resumed(done: Mapping[str, Any]) -> str:
    target = name_target(QueueName(done["queue"]), done["recipient_domain"])
    said = []
    if paused := done.get("paused"):
        said.append(f"{target} are no longer paused. They were, {_by(paused)}")
    if server_said := done.get("server_said"):
        said.append(f"Sending goes on. It was paused because the mail server said: {server_said}")
    if not said:
        said.append(f"{target} were not paused.")
    if released := done.get("released_count"):
        said.append(f"Emails that waited for the mail server and are due now: {released:,}.")
    if parked := done.get("parked_count"):
        waited = f"more than {MAX_PARKED_COUNTED:,}" if parked > MAX_PARKED_COUNTED else f"{parked:,}"
        said.append(f"Emails that waited: {waited}; workers make them due, one shortly after another.")
    return " ".join(said)


def _limited(done: Mapping[str, Any]) -> str:
    is_email = done["queue"] == QueueName.EMAIL
    at_once = "as many as configured" if done["concurrency"] is None else f"up to {done['concurrency']}"
    said = f"Each {'email' if is_email else 'bulk'} worker runs {at_once} at once"
    if is_email and done["emails_per_minute"] is None:
        said += ", at whatever rate the mail server takes"
    elif is_email:
        said += f", and all together begin {done['emails_per_minute']:,} emails a minute at most"
    after = {name: done[name] for name in ("concurrency", "emails_per_minute")}
    return f"{said}. {'It was so before.' if done.get('before') == after else 'Workers follow within seconds.'}"


def _by(pause: Mapping[str, str]) -> str:
    at = datetime.fromisoformat(pause["at"]).astimezone(UTC)
    return f"by {pause['by']} since {at:%H:%M} UTC on {at.day} {at:%B %Y}: {pause['reason'].rstrip('.')}."
