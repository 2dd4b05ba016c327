"""A request made twice with one idempotency key is executed once, for 24 hours."""

import hashlib
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import orjson

from app.database.expired_rows import delete_some
from app.database.ids import uuid7
from app.database.sql import row, rows
from app.errors import IdempotencyKeyReused, Required, TooLong

KEPT_HOURS = 24
MAX_LENGTH = 255


@dataclass(frozen=True)
class Request:
    """A request with a key. `result` is that of the first one; None: this is the first."""

    id: UUID
    result: Any


async def claim_key(organization_id: UUID, user_id: UUID, operation: str, key: str, request_input: object) -> Request:
    """Call it first inside the request's transaction: a second request under the key waits for the first.

    A refusal rolls the key back, so that the request is decided again when it is repeated.
    Raises IdempotencyKeyReused where the key came with another input, Required, TooLong.
    """
    if not key.isprintable() or not key:
        raise Required("idempotencyKey", "a key of visible characters, or leave it out")
    if len(key) > MAX_LENGTH:
        raise TooLong("idempotencyKey", "A key", MAX_LENGTH)
    input_hash = hashlib.sha256(orjson.dumps(request_input, default=str)).digest()
    await rows(
        """
        DELETE FROM idempotency_keys WHERE organization_id = $1 AND user_id = $2 AND operation = $3 AND key = $4
           AND created_at < now() - make_interval(hours => $5)
        """,
        organization_id,
        user_id,
        operation,
        key,
        KEPT_HOURS,
    )
    made = await row(
        """
        INSERT INTO idempotency_keys (id, organization_id, user_id, operation, key, input_hash)
        VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING RETURNING id
        """,
        uuid7(),
        organization_id,
        user_id,
        operation,
        key,
        input_hash,
    )
    if made is not None:
        return Request(made["id"], None)
    first = await row(
        """
        SELECT id, input_hash, result FROM idempotency_keys
         WHERE organization_id = $1 AND user_id = $2 AND operation = $3 AND key = $4
        """,
        organization_id,
        user_id,
        operation,
        key,
    )
    assert first is not None
    if first["input_hash"] != input_hash:
        raise IdempotencyKeyReused
    return Request(first["id"], orjson.loads(first["result"]))


async def keep_result(request: Request, result: object) -> None:
    """Stores the result of the request; call it last in the same transaction."""
    await rows(
        "UPDATE idempotency_keys SET result = $2::jsonb WHERE id = $1", request.id, orjson.dumps(result).decode()
    )


async def release_key(request: Request) -> None:
    """Forgets the key, so that the request is decided again when it is repeated."""
    await rows("DELETE FROM idempotency_keys WHERE id = $1", request.id)


async def forget_old_keys() -> bool:
    """Deletes some of the keys that are older than KEPT_HOURS. Returns whether there may be more."""
    return await delete_some("idempotency_keys", "created_at < now() - make_interval(hours => $1)", KEPT_HOURS)
