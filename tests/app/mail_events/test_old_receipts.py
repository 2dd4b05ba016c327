"""Receipts of news about emails that are old enough to go."""

import pytest

from app.database.sql import rows
from app.mail_events.old_receipts import KEPT_DAYS, forget_old_receipts


@pytest.mark.usefixtures("database")
async def test_receipts_go_after_their_time() -> None:
    for name, days in ((b"old", KEPT_DAYS + 1), (b"young", KEPT_DAYS - 1)):
        await rows(
            "INSERT INTO mail_event_receipts (id, digest, received_at)"
            " VALUES (uuidv7(), $1, now() - make_interval(days => $2))",
            name,
            days,
        )
    assert await forget_old_receipts() is False
    assert await rows("SELECT digest FROM mail_event_receipts") == [{"digest": b"young"}]
