"""A service in trouble, as plain data: of 10,000 emails a third is deferred and a tenth refused, in five groups."""

import base64
import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

Record = dict[str, Any]

DOMAINS = ("partner.example", "supplier.example", "field.example")
# Code, words, domain, and how many emails of each status.
GROUPS: list[tuple[int | None, str, str, dict[str, int]]] = [
    (451, "4.7.1 Greylisted, please try again later", "partner.example", {"DEFERRED": 2000}),
    (452, "4.2.2 Mailbox full, quota exceeded", "supplier.example", {"DEFERRED": 1333}),
    (550, "5.1.1 No such user here", "partner.example", {"FAILED": 790, "BOUNCED": 3}),
    (550, "5.7.1 Message refused by the policy of supplier.example", "supplier.example", {"FAILED": 200}),
    (None, "Connection lost after DATA", "field.example", {"UNKNOWN": 7}),
]
SENT, QUEUED, SENDING = 5620, 43, 4
OUTCOMES = {"DEFERRED": "DEFERRED", "FAILED": "REJECTED", "BOUNCED": "ACCEPTED", "UNKNOWN": "UNKNOWN"}
OUTCOMES |= {"SENT": "ACCEPTED"}


def node_id(type_name: str, number: int) -> str:
    key = uuid.UUID(int=(0x0198A7C27D107000 << 64) | (0x8 << 60) | number)
    return base64.b64encode(f"{type_name}:{key}".encode()).decode()


def moment(minutes_ago: float = 0) -> str:
    return (datetime.now(UTC) - timedelta(minutes=minutes_ago)).isoformat()


def failure_groups() -> list[Record]:
    return [
        {
            "__typename": "FailureGroup",
            "id": node_id("FailureGroup", number),
            "replyCode": code,
            "reply": reply,
            "recipientDomain": domain,
            "firstAt": moment(180 + number),
            "lastAt": moment(2 + number),
        }
        for number, (code, reply, domain, _) in enumerate(GROUPS, 1)
    ]


def deliveries(groups: list[Record]) -> list[Record]:
    """Newest first."""
    made: list[Record] = []
    for group, (_, _, _, counts) in zip(groups, GROUPS, strict=True):
        for status, count in counts.items():
            made += [_delivery(len(made) + place, status, group) for place in range(count)]
    for status, count in (("SENDING", SENDING), ("QUEUED", QUEUED), ("SENT", SENT)):
        made += [_delivery(len(made) + place, status, None) for place in range(count)]
    assert len(made) == 10_000
    return made


def _delivery(number: int, status: str, group: Record | None) -> Record:
    domain = group["recipientDomain"] if group else DOMAINS[number % 3]
    created = moment(190 - number / 60)
    outcome = OUTCOMES.get(status)
    said = (group["replyCode"], group["reply"]) if group and status != "SENT" else (250, "2.0.0 Ok: queued")
    attempts = [_attempt(1, 185, outcome, *said)] if outcome else []
    return {
        "__typename": "Delivery",
        "id": node_id("Delivery", number + 1),
        "kind": "INVITATION" if number % 50 else "PASSWORD_RESET",
        "status": status,
        "recipient": f"{'abcdefghij'[number % 10]}***@{domain}",
        "recipientDomain": domain,
        "organizationName": "Acme Devices" if number % 2 else "Northwind Field Service",
        "messageId": f"<{number + 1}.1@senturo.example>",
        "generation": 1,
        "createdAt": created,
        "sentAt": moment(100) if status == "SENT" else None,
        "nextAttemptAt": moment(-12) if status == "DEFERRED" else None,
        "attempts": [*attempts, _attempt(2, 20, outcome, *said)] if status == "DEFERRED" else attempts,
        "attemptCount": 2 if status == "DEFERRED" else len(attempts),
        "failureGroup": group,
        "discardReason": None,
        "isPaused": False,
        "invitationId": node_id("Invitation", number + 1) if number % 50 else None,
        "bulkInviteId": node_id("BulkInvite", 1) if number % 50 else None,
    }


def _attempt(number: int, minutes_ago: float, outcome: str | None, code: int | None, reply: str) -> Record:
    return {
        "number": number,
        "worker": "email-1c2d",
        "startedAt": moment(minutes_ago),
        "finishedAt": moment(minutes_ago - 0.01),
        "outcome": outcome,
        "replyCode": code,
        "reply": reply,
    }


def uploads() -> list[Record]:
    crashed = "The work on this file kept failing: it was taken up 5 times (MemoryError in read_rows)."
    return [
        _upload(1, "SENDING", "spring-rollout.csv", 10_000, 4_200, 1, worker="bulk-7f3a"),
        _upload(2, "VALIDATING", "kiosks.xlsx", 900, 300, 3, worker="bulk-7f3a"),
        _upload(3, "FAILED", "everybody-with-a-very-long-name-of-a-file.csv", 52_000, 0, 5, failure=crashed),
        _upload(4, "READY", None, 12, 12, 1),
        _upload(5, "COMPLETED", "starters.csv", 240, 240, 1),
        _upload(6, "CANCELED", "wrong-list.csv", 80, 30, 1),
    ]


def _upload(number: int, status: str, filename: str | None, rows: int, done: int, attempts: int, **more: Any) -> Record:
    return {
        "__typename": "BulkInviteJob",
        "id": node_id("BulkInviteJob", number),
        "organizationId": node_id("Organization", number % 2),
        "organizationName": "Acme Devices" if number % 2 else "Northwind Field Service",
        "filename": filename,
        "status": status,
        "rowCount": rows,
        "processedRowCount": done,
        "attemptCount": attempts,
        "worker": None,
        "failure": None,
        "createdAt": moment(60 * number),
        "startedAt": moment(60 * number - 1),
        "finishedAt": moment(60 * number - 20) if status in {"FAILED", "COMPLETED", "CANCELED"} else None,
        **more,
    }


def workers() -> list[Record]:
    def worker(name: str, queue: str, minutes: float, running: list[Record]) -> Record:
        return {
            "name": name,
            "queue": queue,
            "host": f"worker-{queue.lower()}-0.senturo.svc",
            "version": "0.9.1" if minutes < 1 else None,
            "startedAt": moment(300),
            "seenAt": moment(minutes),
            "isAlive": minutes < 1,
            "running": running,
            "runningCount": len(running),
        }

    sending = [{"name": "send", "subjectId": node_id("Delivery", n), "startedAt": moment(0.1)} for n in range(1, 7)]
    edit = [{"name": "send", "subjectId": node_id("BulkInviteJob", 1), "startedAt": moment(4)}]
    return [
        worker("email-1c2d", "EMAIL", 0.1, sending),
        worker("bulk-7f3a", "BULK", 0.1, edit),
        worker("email-0b9e", "EMAIL", 47, []),
    ]


def schedules() -> list[Record]:
    def schedule(name: str, queue: str, interval: float, next_ago: float, error: str | None = None) -> Record:
        return {
            "name": name,
            "queue": queue,
            "intervalSeconds": interval,
            "worker": "email-1c2d" if queue == "EMAIL" else "bulk-7f3a",
            "lastRunAt": moment(next_ago + interval / 60),
            "lastDurationMs": 38 if error is None else 5_200,
            "nextRunAt": moment(next_ago),
            "lastError": error,
            "lastErrorAt": moment(3) if error else None,
            "isLate": next_ago > 1,
        }

    return [
        schedule("send_due_emails", "EMAIL", 1, 0),
        schedule("expire_invitations", "EMAIL", 300, -4),
        schedule("delete_old_rows", "BULK", 3600, 12, "OperationalError in app/cleanup/rows.py:41"),
    ]


def throughput() -> list[Record]:
    """A quarter of an hour each, for 24 hours: quiet at night, then the mail server starts to refuse."""
    return [
        {
            "from": moment(15 * (96 - point)),
            "sentCount": 0 if point < 24 else 40 + 7 * (point % 9),
            "deferredCount": 0 if point < 80 else 30 + 12 * (point % 5),
            "failedCount": 0 if point < 84 else 9 + point % 4,
        }
        for point in range(96)
    ]
