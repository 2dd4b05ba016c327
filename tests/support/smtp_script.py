"""What a scripted mail server does, and when: acts, and the rules and gates that say at which step."""

import asyncio
from dataclasses import dataclass, replace
from typing import Literal

Step = Literal["banner", "ehlo", "starttls", "auth", "mail", "rcpt", "data", "body", "dot", "rset", "quit"]


@dataclass(frozen=True)
class Act:
    """What the server does at a step: say something or nothing, then go on, hang or drop the connection."""

    says: bytes = b""
    then: Literal["go on", "hang", "drop"] = "go on"
    takes: bool = False


HANG = Act(then="hang")
DROP = Act(then="drop")
PROCEED = Act()


def reply(code: int, *lines: str) -> Act:
    """An answer of one or more lines. 421 closes the connection; 2yz to the final dot takes the message."""
    texts = lines or ("as scripted",)
    marks = "-" * (len(texts) - 1) + " "
    said = "".join(f"{code}{mark}{text}\r\n" for mark, text in zip(marks, texts, strict=True))
    return Act(said.encode(), "drop" if code == 421 else "go on", takes=code // 100 == 2)


def having_taken(act: Act) -> Act:
    """At the step "dot": the same, but the message is in the server's hands."""
    return replace(act, takes=True)


@dataclass
class Rule:
    step: Step
    act: Act
    recipient: str | None
    domain: str | None
    times: int | None

    def fits(self, step: Step, recipient: str) -> bool:
        is_theirs = self.recipient in {None, recipient} and self.domain in {None, recipient.rpartition("@")[2]}
        return self.step == step and is_theirs and self.times != 0


@dataclass
class Gate:
    opened: asyncio.Event
    waiting: int = 0
