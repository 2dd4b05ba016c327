"""Events that are published together."""

from uuid import uuid4

from app.pubsub.events import ChangeKind, Event, coalesce, many
from tests.app.pubsub.test_channels import NAME, changed


class TestCoalesce:
    def test_events_that_come_together_are_published_once(self) -> None:
        one, two = changed(), changed()
        assert coalesce([one, two, one]) == [one, two]

    def test_too_many_of_a_channel_are_many(self) -> None:
        other = Event("members:acme", ChangeKind.CREATED, uuid4())
        assert coalesce([*(changed() for _ in range(11)), other]) == [many(NAME), other]
