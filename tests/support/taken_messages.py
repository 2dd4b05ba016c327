"""What comes in, taken at the border: before it is read, and without what would come of it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import pytest

from app.mail_events.event import Result, Source


@dataclass
class TakenMessages:
    """`taken` are source, content and recipients of each. `react` gets the content, and may raise."""

    taken: list[tuple[Source, bytes, list[str]]] = field(default_factory=list)
    counted: list[tuple[Source, Result]] = field(default_factory=list)
    react: Callable[[bytes], Result] = lambda _: Result.RECORDED

    async def receive(self, source: Source, content: bytes, recipients: Sequence[str]) -> Result:
        result = self.react(content)
        self.taken.append((source, content, list(recipients)))
        return result

    def count(self, source: Source, result: Result) -> None:
        self.counted.append((source, result))


@pytest.fixture
def taken_messages(monkeypatch: pytest.MonkeyPatch) -> TakenMessages:
    messages = TakenMessages()
    monkeypatch.setattr("app.mail_events.incoming.receive_message", messages.receive)
    monkeypatch.setattr("app.mail_events.receive.count", messages.count)
    return messages
