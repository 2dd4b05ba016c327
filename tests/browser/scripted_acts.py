"""What acts of operators do to the data of `ScriptedOperations`, as the API promises it."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Any

from tests.browser.operations_data import Record, moment, node_id

AT_ONCE = 500
OPERATOR = "Amara Okafor"
AFTER_SETTLING = {"SENT": "SENT", "SEND_AGAIN": "QUEUED"}
CONVERSATION = [
    ("NOTE", "Connecting to mail.example:587", 0),
    ("SERVER", "220 mail.example ESMTP", 14),
    ("CLIENT", "EHLO worker-0.senturo.svc", 15),
    ("SERVER", "250-mail.example\n250-STARTTLS\n250 AUTH PLAIN", 18),
    ("CLIENT", "STARTTLS", 19),
    ("NOTE", "TLS 1.3, certificate of mail.example, valid until 2027-03-01", 41),
    ("CLIENT", "AUTH PLAIN ••••••", 43),
    ("SERVER", "235 2.7.0 Authentication successful", 60),
    ("CLIENT", "MAIL FROM:<invitations@senturo.example>", 61),
]
REFUSED = ("SERVER", "550 5.1.1 No such user here", 75)
ACCEPTED = ("SERVER", "250 2.0.0 Ok: queued", 90)


class ScriptedActs(ABC):
    """The acts, what they change, and how far a worker is with one; a story lets workers go on."""

    deliveries: list[Record]
    uploads: list[Record]

    def __init__(self) -> None:
        self.acts: list[Record] = []
        self.pauses: list[Record] = []
        self.limits: dict[str, Any] = {}
        self.inputs: list[Record] = []
        self.refusals: list[Record] = []
        self._waiting: dict[str, tuple[list[Record], str]] = {}

    @abstractmethod
    def matching(self, kept: Record | None) -> list[Record]:
        """The emails that a filter keeps."""

    @abstractmethod
    def changed(self) -> None:
        """Tells the page that something has changed."""

    def refuse(self, code: str, message: str, *path: str) -> None:
        """Has the next act refused."""
        self.refusals.append({"__typename": "BasicError", "code": code, "message": message, "path": list(path) or None})

    def work(self, count: int) -> None:
        """Lets workers go on with so many emails of the newest act, and tells of it."""
        act = self.acts[0]
        emails, status = self._waiting[act["id"]]
        act["status"] = "RUNNING"
        self._change(act, emails[:count], status)
        del emails[:count]
        if not emails:
            act |= {"status": "DONE", "finishedAt": moment()}
        self.changed()

    def canaries_return(self, *, is_same_again: bool) -> None:
        """Has what was tried first its result: the same words for the first group only, or for none."""
        act = self.acts[0]
        emails, _ = self._waiting[act["id"]]
        for place, canary in enumerate(act["canaries"]):
            is_same = is_same_again and place == 0
            canary |= {"outcome": "REJECTED" if is_same else "ACCEPTED", "isSameAgain": is_same}
            if is_same:
                left = [each for each in emails if each["failureGroup"] is canary["failureGroup"]]
                emails[:] = [each for each in emails if each["failureGroup"] is not canary["failureGroup"]]
                act["skipped"] = [{"reason": "CANARY_FAILED", "count": len(left)}]
        act["status"] = "RUNNING"
        self.changed()

    def record_everything(self) -> None:
        """Acts of several kinds, one of which left a group as it was."""
        group = next(iter(self.matching({"statuses": ["BOUNCED"]})))["failureGroup"]
        canaries = _canaries(self.matching({"statuses": ["BOUNCED"]})) + _canaries(
            self.matching({"statuses": ["SENT"]})
        )
        canaries[0] |= {"outcome": "REJECTED", "isSameAgain": True, "failureGroup": group}
        canaries[1] |= {"outcome": "ACCEPTED", "isSameAgain": False}
        skipped = [{"reason": "ALREADY_SENT", "count": 7}, {"reason": "CANARY_FAILED", "count": 790}]
        self._record("PAUSE_QUEUE", "Paused emails to partner.example", {"reason": "They asked us to wait."})
        more = {"changedCount": 3, "skipped": skipped, "canaries": canaries, "status": "STOPPED"}
        more["stopReason"] = "The same words came back: 550 5.1.1 No such user here"
        self._record("RETRY_DELIVERIES", "Retried 3 emails", {"expectedCount": 800}, **more)

    def mutations(self) -> Record:
        def retry(given: Record) -> Record:
            return self._on_deliveries("RETRY_DELIVERIES", "Retried", "QUEUED", given)

        def discard(given: Record) -> Record:
            return self._on_deliveries("DISCARD_DELIVERIES", "Discarded", "CANCELED", given)

        def settle(given: Record) -> Record:
            return self._on_deliveries("SETTLE_UNKNOWN", "Settled", AFTER_SETTLING[given["as"]], given)

        return {
            "retryDeliveries": _of_input(retry),
            "discardDeliveries": _of_input(discard),
            "settleUnknown": _of_input(settle),
            "stopOperatorAct": _of_input(self._stop),
            "pauseQueue": _of_input(self._pause),
            "resumeQueue": _of_input(self._resume),
            "updateQueueLimits": _of_input(self._set_limits),
            "stopBulkInvite": _of_input(self._stop_upload),
            "sendTestEmail": _of_input(self._send_test),
        }

    def _record(self, kind: str, summary: str, given: Record, **more: Any) -> Record:
        act = {
            "__typename": "OperatorAct",
            "id": node_id("OperatorAct", len(self.acts) + 1),
            "kind": kind,
            "actorName": OPERATOR,
            "at": moment(),
            "finishedAt": moment(),
            "status": "DONE",
            "summary": summary,
            "reason": given.get("reason"),
            "expectedCount": given.get("expectedCount"),
            "changedCount": 0,
            "skipped": [],
            "canaries": [],
            "stopReason": None,
            **more,
        }
        self.acts.insert(0, act)
        return act

    def _refused(self, given: Record) -> Record | None:
        self.inputs.append(given)
        return self._refusal() if self.refusals else None

    def _refusal(self) -> Record:
        return {"act": None, "errors": [self.refusals.pop()], "changedCount": 0, "skipped": []}

    def _on_deliveries(self, kind: str, verb: str, status: str, given: Record) -> Record:
        if refused := self._refused(given):
            return refused
        emails = self.matching(given["filter"])
        if len(emails) > given["expectedCount"]:
            message = f"{len(emails):,} emails match now, more than the {given['expectedCount']:,} that you expect."
            self.refuse("CONFLICT", message, "expectedCount")
            return self._refusal()
        act = self._record(kind, f"{verb} {len(emails):,} emails", given)
        if given.get("canary") or len(emails) > AT_ONCE:
            self._waiting[act["id"]] = (emails, status)
            act |= {"status": "TRYING" if given.get("canary") else "RUNNING", "finishedAt": None}
            act["canaries"] = _canaries(emails) if given.get("canary") else []
        else:
            self._change(act, emails, status)
        self.changed()
        return {"act": act, "errors": [], "changedCount": act["changedCount"], "skipped": act["skipped"]}

    def _change(self, act: Record, emails: list[Record], status: str) -> None:
        for email in emails:
            email |= {"status": status, "failureGroup": None, "nextAttemptAt": None}
        act["changedCount"] += len(emails)

    def _stop(self, given: Record) -> Record:
        act = next(each for each in self.acts if each["id"] == given["actId"])
        act |= {"status": "STOPPED", "stopReason": f"{OPERATOR} stopped it.", "finishedAt": moment()}
        self.changed()
        return {"act": act, "errors": []}

    def _pause(self, given: Record) -> Record:
        if refused := self._refused(given):
            return refused
        domain = given.get("recipientDomain")
        pause = {"queue": given["queue"], "recipientDomain": domain, "reason": given["reason"]}
        self.pauses.append({**pause, "pausedAt": moment(), "pausedBy": OPERATOR, "probesAt": None})
        act = self._record(
            "PAUSE_QUEUE", f"Paused {f'emails to {domain}' if domain else given['queue'].lower()}", given
        )
        self.changed()
        return {"act": act, "queue": {"name": given["queue"]}, "errors": []}

    def _resume(self, given: Record) -> Record:
        if refused := self._refused(given):
            return refused
        place = (given["queue"], given.get("recipientDomain"))
        self.pauses = [each for each in self.pauses if (each["queue"], each["recipientDomain"]) != place]
        act = self._record("RESUME_QUEUE", f"Resumed {place[1] or given['queue'].lower()}", given)
        self.changed()
        return {"act": act, "queue": {"name": given["queue"]}, "errors": []}

    def _set_limits(self, given: Record) -> Record:
        if refused := self._refused(given):
            return refused
        configured = {"EMAIL": 8, "BULK": 3}[given["queue"]]
        concurrency = given.get("concurrency") or configured
        self.limits[given["queue"]] = (concurrency, given.get("emailsPerMinute"), OPERATOR, moment())
        act = self._record("UPDATE_QUEUE_LIMITS", f"Changed the limits of {given['queue'].lower()}", given)
        self.changed()
        return {"act": act, "queue": {"name": given["queue"]}, "errors": []}

    def _stop_upload(self, given: Record) -> Record:
        if refused := self._refused(given):
            return refused
        upload = next(each for each in self.uploads if each["id"] == given["bulkInviteId"])
        upload |= {"status": "CANCELED", "worker": None, "finishedAt": moment()}
        act = self._record("STOP_BULK_INVITE", f"Stopped {upload['filename']}", given)
        self.changed()
        return {"act": act, "errors": []}

    def _send_test(self, given: Record) -> Record:
        if refused := self._refused(given):
            return refused | {"conversation": [], "isAccepted": False}
        is_accepted = "nobody" not in given["to"]
        said = [*CONVERSATION, ("CLIENT", f"RCPT TO:<{given['to']}>", 63), ACCEPTED if is_accepted else REFUSED]
        lines = [{"from": side, "text": text, "atMs": at} for side, text, at in said]
        act = self._record("SEND_TEST_EMAIL", "Sent a test email", {})
        return {"act": act, "conversation": lines, "isAccepted": is_accepted, "errors": []}


def _of_input(act: Callable[[Record], Record]) -> Callable[..., Record]:
    """The resolver of a mutation, whose only argument is its input."""
    return lambda _, **arguments: act(arguments["input"])


def _canaries(emails: list[Record]) -> list[Record]:
    first: dict[int, Record] = {}
    for email in emails:
        first.setdefault(id(email["failureGroup"]), email)
    unknown = {"outcome": None, "reply": None, "isSameAgain": None}
    return [{**unknown, "failureGroup": each["failureGroup"], "deliveryId": each["id"]} for each in first.values()]
