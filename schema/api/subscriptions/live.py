"""What all subscribers of a process share: the events, the answers, and one look at their sessions."""

from strawberry.dataloader import DataLoader

from app.authentication.caller import Caller, find_callers
from app.pubsub.redis import EventBus
from schema.api.subscriptions.shared import SharedSubscriptions


class Live:
    """`callers` answers who each token's session belongs to now, for all who ask at the same time in one query."""

    def __init__(self, bus: EventBus) -> None:
        self.bus = bus
        self.callers: DataLoader[str, Caller | None] = DataLoader(find_callers, cache=False)
        self.crowds = SharedSubscriptions(bus, self.callers)
