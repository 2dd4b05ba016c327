"""What some 30 mail servers and providers really reply, each at the stages where they say it: whose is it?"""

from dataclasses import dataclass
from pathlib import Path

import pytest

from app.mail import Cause
from app.mail.replies import classify_reply
from app.mail.reply_table import Stage

TABLE = Path(__file__).parent / "replies_of_servers.txt"
STAGES = {
    "banner": Stage.CONNECT,
    "auth": Stage.AUTH,
    "mail": Stage.MAIL,
    "rcpt": Stage.RCPT,
    "dot": Stage.CONTENT,
}


@dataclass(frozen=True)
class Said:
    stage: Stage
    code: int
    text: str
    whose: str

    def __str__(self) -> str:
        return f"{self.code} {self.text[:60]}"


def read_table() -> list[Said]:
    lines = [line.split(" | ", 3) for line in TABLE.read_text().splitlines() if line and not line.startswith("#")]
    return [
        Said(STAGES[step], int(code), text.replace("\\n", "\n"), whose)
        for whose, steps, code, text in lines
        for step in steps.split()
    ]


ALL = read_table()


def whose_it_is(said: Said) -> str:
    result = classify_reply(said.stage, said.code, said.text)
    return result.outcome if result.cause is Cause.EMAIL else result.cause


@pytest.mark.parametrize("said", ALL, ids=str)
def test_reply(said: Said) -> None:
    assert whose_it_is(said) == said.whose


@pytest.mark.parametrize("said", [said for said in ALL if said.stage is not Stage.AUTH], ids=str)
def test_reply_over_several_lines_each_with_the_status(said: Said) -> None:
    status, _, words = said.text.replace("\n", " ").partition(" ")
    if not status.startswith(("4.", "5.")):
        status, words = "", said.text.replace("\n", " ")
    lines = words.split(" ")
    text = "\n".join(f"{status} {word}".strip() for word in (" ".join(lines[:3]), *lines[3:]))
    assert whose_it_is(Said(said.stage, said.code, text, said.whose)) == said.whose
