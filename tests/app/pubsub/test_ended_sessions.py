"""The end of a session wakes the subscribers of its user, whatever they are subscribed to."""

from uuid import uuid4

from app.pubsub.channels import LINGER_SECONDS, Channels
from app.pubsub.events import SESSIONS_CHANNEL, many, sessions_changed
from tests.support.manual_clock import ManualClock


class TestEndedSessions:
    async def test_wake_who_shares_a_channel_with_their_user_and_nobody_else(self, channels: Channels) -> None:
        ada, bob = uuid4(), uuid4()
        with (
            channels.subscribe("members:acme", user_id=ada) as own,
            channels.subscribe("members:acme", user_id=bob) as beside,
            channels.subscribe("members:other", user_id=bob) as elsewhere,
        ):
            channels.receive(sessions_changed(ada))
            assert [each.is_awake for each in (own, beside, elsewhere)] == [True, True, False]
            assert await own.next() is None

    async def test_too_many_to_name_wake_everybody(self, channels: Channels) -> None:
        with channels.subscribe("members:acme") as one, channels.subscribe("members:other", user_id=uuid4()) as other:
            channels.receive(many(SESSIONS_CHANNEL))
            assert one.is_awake
            assert other.is_awake

    async def test_of_who_has_left_wake_nobody(self, channels: Channels, clock: ManualClock) -> None:
        ada = uuid4()
        with channels.subscribe("members:acme") as stays:
            with channels.subscribe("members:acme", user_id=ada), channels.subscribe("members:other", user_id=ada):
                pass
            clock.advance(LINGER_SECONDS)
            channels.receive(sessions_changed(ada))
            assert not stays.is_awake
