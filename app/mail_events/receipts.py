"""Which mail events were recorded already. One that is about no email of ours leaves no receipt."""

from hashlib import sha256
from typing import Final

from app.database.expired_rows import delete_some
from app.database.ids import uuid7
from app.database.sql import value
from app.mail_events.event import Source

RECEIPT_DAYS: Final = 30  # longer than providers repeat an event and mail servers keep a message in their queues


async def keep_receipt(source: Source, key: str) -> bool:
    """Returns whether it came for the first time. Call it in the transaction that records the event.

    The same at the same time waits until that transaction has ended.
    """
    digest = sha256(f"{source}\0{key}".encode(errors="surrogatepass")).digest()
    made = await value(
        "INSERT INTO mail_event_receipts (id, digest) VALUES ($1, $2) ON CONFLICT (digest) DO NOTHING RETURNING id",
        uuid7(),
        digest,
    )
    return made is not None


async def delete_old_receipts() -> bool:
    """Deletes some of the receipts that are older than RECEIPT_DAYS. Returns whether there may be more."""
    return await delete_some("mail_event_receipts", "received_at < now() - make_interval(days => $1)", RECEIPT_DAYS)
