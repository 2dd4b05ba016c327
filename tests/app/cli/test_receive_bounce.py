"""The command that mail servers pipe returned messages to."""

import io
import json
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace

import pytest

from app.cli.__main__ import main
from app.cli.receive_bounce import ALL_SECONDS
from app.database.outages import DatabaseUnavailable
from app.mail_events.event import Result, Source
from app.mail_events.sizes import MAX_BYTES
from devserver.returned_mail import what_comes_back
from tests.support.taken_messages import TakenMessages
from tests.support.waiting import PROGRAMS_SECONDS

MESSAGE = (
    b"Delivered-To: bounces+one@example.com\r\nX-Original-To: <bounces+two@example.com>\r\n"
    b"envelope-to: bounces+three@example.com\r\nTo: Ada <ada@example.com>,\r\n\tbob@example.com\r\n\r\nhello\r\n"
)


@dataclass
class Piped:
    code: object
    printed: str
    complained: str


Pipe = Callable[..., Piped]


@pytest.fixture
def pipe(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], taken_messages: TakenMessages) -> Pipe:
    """Runs the command without a database."""

    @asynccontextmanager
    async def no_database() -> AsyncIterator[None]:
        yield

    monkeypatch.setattr("app.cli.connection.database_connection", no_database)
    for name in ("ORIGINAL_RECIPIENT", "RECIPIENT"):
        monkeypatch.delenv(name, raising=False)

    def run(*arguments: str, content: bytes = MESSAGE) -> Piped:
        monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(content)))
        with pytest.raises(SystemExit) as left:
            main(["receive-bounce", *arguments])
        return Piped(left.value.code, *capsys.readouterr())

    return run


class TestRecipients:
    def test_they_are_those_of_the_options(self, pipe: Pipe, taken_messages: TakenMessages) -> None:
        pipe("--recipient", "one@example.com", "--recipient", "two@example.com")
        assert taken_messages.taken == [(Source.PIPE, MESSAGE, ["one@example.com", "two@example.com"])]

    def test_else_of_what_local_delivery_sets(
        self, pipe: Pipe, taken_messages: TakenMessages, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("ORIGINAL_RECIPIENT", "original@example.com")
        monkeypatch.setenv("RECIPIENT", "rewritten@example.com")
        pipe()
        assert taken_messages.taken[0][2] == ["original@example.com", "rewritten@example.com"]

    def test_else_of_the_header_the_envelope_first(self, pipe: Pipe, taken_messages: TakenMessages) -> None:
        pipe()
        names = ["bounces+one", "bounces+two", "bounces+three", "ada", "bob"]
        assert taken_messages.taken[0][2] == [f"{name}@example.com" for name in names]

    def test_they_are_bounded(self, pipe: Pipe, taken_messages: TakenMessages) -> None:
        many = b"To: " + b", ".join(b"p%d@example.com" % number for number in range(1_000)) + b"\r\n\r\n"
        pipe(content=many)
        assert len(taken_messages.taken[0][2]) == 100


class TestExitCodes:
    @pytest.mark.parametrize("result", Result)
    def test_what_was_understood_is_done(self, pipe: Pipe, taken_messages: TakenMessages, result: Result) -> None:
        taken_messages.react = lambda _: result
        assert pipe() == Piped(0, f"{result}\n", "")
        assert json.loads(pipe("--json").printed) == {"result": result.upper()}

    def test_of_a_message_that_is_too_large_the_beginning_is_read(
        self, pipe: Pipe, taken_messages: TakenMessages
    ) -> None:
        assert pipe(content=b"x" * (2 * MAX_BYTES)).code == 0
        assert len(taken_messages.taken[0][1]) == MAX_BYTES

    @pytest.mark.parametrize(
        "error", [DatabaseUnavailable("away"), ConnectionRefusedError("secret"), RuntimeError("a bug"), TimeoutError()]
    )
    def test_what_could_not_be_done_is_tried_again(
        self, pipe: Pipe, taken_messages: TakenMessages, error: Exception
    ) -> None:
        def react(_: bytes) -> Result:
            raise error

        taken_messages.react = react
        assert pipe() == Piped(75, "", f"The bounce was not taken: {type(error).__name__}.\n")

    @pytest.mark.parametrize("arguments", [["--nope"], ["--recipient"], ["more"]])
    def test_so_are_wrong_arguments(self, pipe: Pipe, arguments: list[str]) -> None:
        piped = pipe(*arguments)
        assert (piped.code, piped.printed) == (75, "")
        assert piped.complained.count("\n") == 1

    def test_the_time_is_bounded_from_the_first_byte_to_the_last(
        self, pipe: Pipe, taken_messages: TakenMessages
    ) -> None:
        left: list[float] = []

        def react(_: bytes) -> Result:
            left.append(signal.getitimer(signal.ITIMER_REAL)[0])
            return Result.RECORDED

        taken_messages.react = react
        assert pipe().code == 0
        assert 0 < left[0] <= ALL_SECONDS
        assert signal.getitimer(signal.ITIMER_REAL)[0] == 0

    def test_help_is_help(self, pipe: Pipe) -> None:
        assert pipe("--help").code == 0


@pytest.mark.parametrize("url", ["postgres://a:hidden@127.0.0.1:1/b", "mysql://a:hidden@127.0.0.1/b"])
def test_without_a_database_the_mail_server_keeps_it(root: Path, environment: dict[str, str], url: str) -> None:
    finished = subprocess.run(
        [sys.executable, "-m", "app.cli", "receive-bounce"],
        cwd=root,
        env=os.environ | environment | {"DATABASE_URL": url},
        input=what_comes_back("bounces@example.com", "bounce@example.com", b"Message-ID: <1@example.com>\r\n\r\n"),
        capture_output=True,
        check=False,
        timeout=PROGRAMS_SECONDS,
    )
    assert (finished.returncode, finished.stdout, finished.stderr.count(b"\n")) == (75, b"", 1)
    assert b"hidden" not in finished.stderr
