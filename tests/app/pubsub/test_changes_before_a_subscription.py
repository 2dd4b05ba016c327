"""What a subscriber missed between its reading and its subscription is searched in the database."""

import time
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from app.database.outages import DatabaseUnavailable
from app.pubsub.channels import Channels
from app.pubsub.events import ChangeKind, Event
from app.pubsub.missed_events import Change, MissedEvents
from tests.support.changed_database import ChangedDatabase


@pytest.fixture
def database() -> ChangedDatabase:
    return ChangedDatabase()


@pytest.fixture
def name() -> str:
    return f"invitations:{uuid4()}"


def searcher(database: ChangedDatabase) -> MissedEvents:
    queries = {"invitations": database.changed_since}
    return MissedEvents(Channels(), queries, read_clock=database.now, underway_seconds=0)


class TestBeforeASubscription:
    @pytest.mark.parametrize(("changed_ago", "since_ago", "is_told"), [(1, 2, True), (3, 2, False), (60, 50, True)])
    async def test_what_changed_since_a_time_is_told_and_what_is_too_long_ago_to_search(
        self, database: ChangedDatabase, name: str, changed_ago: int, since_ago: int, is_told: bool
    ) -> None:
        database.changes.append(
            Change(Event(name, ChangeKind.UPDATED, uuid4()), datetime.now(UTC) - timedelta(seconds=changed_ago))
        )
        since = time.monotonic() - since_ago
        assert await searcher(database).may_have_changed(name, since) is is_told

    @pytest.mark.parametrize("error", [DatabaseUnavailable("away"), OSError("broken")])
    async def test_where_it_cannot_be_searched_something_counts_as_changed(
        self,
        database: ChangedDatabase,
        name: str,
        error: Exception,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        async def fail(since: object) -> None:
            raise error

        monkeypatch.setattr(database, "changed_since", fail)
        assert await searcher(database).may_have_changed(name, time.monotonic())
