"""What operators did: one row for each act, written in the transaction of what it changes."""

import hashlib
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, Self
from uuid import UUID

import orjson

from app.database.ids import uuid7
from app.database.keyset import Order, PageRequest
from app.database.pages import Listing, Page, read_page
from app.database.sql import Where, row, rows
from app.database.transaction import on_commit
from app.errors import IdempotencyKeyReused, Required, TooLong
from app.operations.reasons import parse_reason
from app.telemetry import log_context
from app.users.operators import Operator

logger = logging.getLogger(__name__)
MAX_KEY = 255
NEWEST_FIRST = Order("at", "a.created_at", "timestamptz", descending=True)
COLUMNS = """
    a.id, a.kind, a.actor_name, a.input, a.reason, a.status, a.expected_count, a.changed_count, a.skipped, a.last_id,
    a.until_id, a.canaries, a.stop_reason, a.created_at, a.finished_at
"""


class ActKind(StrEnum):
    """As stored. OTHER: what a later version has recorded."""

    RETRY_DELIVERIES = "retry_deliveries"
    DISCARD_DELIVERIES = "discard_deliveries"
    SETTLE_UNKNOWN = "settle_unknown"
    PAUSE_QUEUE = "pause_queue"
    RESUME_QUEUE = "resume_queue"
    UPDATE_QUEUE_LIMITS = "update_queue_limits"
    STOP_BULK_INVITE = "stop_bulk_invite"
    SEND_TEST_EMAIL = "send_test_email"
    STOP_ACT = "stop_act"
    ADD_OPERATOR = "add_operator"
    REMOVE_OPERATOR = "remove_operator"
    OTHER = "other"

    @classmethod
    def _missing_(cls, _value: object) -> "ActKind":
        return cls.OTHER


class ActStatus(StrEnum):
    """As stored. TRYING: its canaries are out. STOPPED, by an operator or by its canaries, and FAILED are ends too."""

    TRYING = "trying"
    RUNNING = "running"
    DONE = "done"
    STOPPED = "stopped"
    FAILED = "failed"


@dataclass(frozen=True)
class ActRecord:
    """An act, as far as it is. `skipped` are those left as they are, by the reason; for the ids see OperatorAct."""

    id: UUID
    kind: ActKind
    actor_name: str
    input: Mapping[str, Any]
    reason: str | None
    status: ActStatus
    expected_count: int | None
    changed_count: int
    skipped: Mapping[str, int]
    last_id: UUID | None
    until_id: UUID | None
    canaries: Sequence[Mapping[str, Any]]
    stop_reason: str | None
    created_at: datetime
    finished_at: datetime | None

    @classmethod
    def of(cls, found: Mapping[str, Any]) -> Self:
        decoded = {name: orjson.loads(found[name]) for name in ("input", "skipped", "canaries")}
        kinds = {"kind": ActKind(found["kind"]), "status": ActStatus(found["status"])}
        return cls(**{name: found[name] for name in cls.__dataclass_fields__ if name in found} | decoded | kinds)

    def ended(self, status: ActStatus, stop_reason: str | None = None) -> Self:
        return replace(self, status=status, stop_reason=stop_reason)


async def begin_act(
    operator: Operator,
    kind: ActKind,
    act_input: Mapping[str, object],
    *,
    reason: str | None = None,
    idempotency_key: str | None = None,
    status: ActStatus = ActStatus.DONE,
    expected_count: int | None = None,
) -> tuple[ActRecord, bool]:
    """Records an act; returns it, and whether it is new: with the key of an earlier one, that one is returned instead.

    Call it first inside the transaction of what it changes: a second request under the key waits for the first.
    Raises NotPermitted, IdempotencyKeyReused where the key came with another input, Required, TooLong.
    """
    operator.require_may_act()
    why = parse_reason(reason)
    if idempotency_key is not None and not (idempotency_key and idempotency_key.isprintable()):
        raise Required("idempotencyKey", "a key of visible characters, or leave it out")
    if idempotency_key is not None and len(idempotency_key) > MAX_KEY:
        raise TooLong("idempotencyKey", "A key", MAX_KEY)
    written = orjson.dumps(act_input, default=str, option=orjson.OPT_SORT_KEYS)
    asked = [orjson.Fragment(written), why, expected_count]
    input_hash = hashlib.sha256(orjson.dumps(asked)).digest()
    made = await row(
        f"""
        INSERT INTO operator_acts AS a (id, kind, actor_user_id, actor_name, input, reason, status, expected_count,
                                        changed_count, skipped, canaries, idempotency_key, input_hash, finished_at)
        VALUES ($1, $2, $3, $4, $5::jsonb, $6, $7::text, $8, 0, '{{}}', '[]', $9, $10,
                CASE WHEN $7::text = 'done' THEN now() END)
        ON CONFLICT DO NOTHING RETURNING {COLUMNS}
        """,
        uuid7(),
        kind,
        operator.user_id,
        operator.name,
        written.decode(),
        why,
        status,
        expected_count,
        idempotency_key,
        input_hash,
    )
    if made is not None:
        log_context.bind(act_id=made["id"])
        on_commit(lambda: logger.info("operator_acted", extra={"act_id": str(made["id"]), "kind": kind.value}))
        return ActRecord.of(made), True
    first = await row(
        f"""
        SELECT {COLUMNS}, a.input_hash FROM operator_acts a
         WHERE actor_user_id = $1 AND kind = $2 AND idempotency_key = $3
        """,
        operator.user_id,
        kind,
        idempotency_key,
    )
    assert first is not None
    if first.pop("input_hash") != input_hash:
        raise IdempotencyKeyReused
    return ActRecord.of(first), False


async def list_acts(request: PageRequest) -> Page[ActRecord]:
    """A page of all acts, newest first. Raises InvalidCursor."""
    listing = Listing(COLUMNS, "operator_acts a", "a.id", "operator_acts a")
    return await read_page(listing, Where(), NEWEST_FIRST, request, ActRecord.of)


async def find_acts(ids: Sequence[UUID]) -> list[ActRecord]:
    """The acts with these ids, in no order."""
    found = await rows(f"SELECT {COLUMNS} FROM operator_acts a WHERE a.id = ANY($1)", list(ids))
    return [ActRecord.of(each) for each in found]
