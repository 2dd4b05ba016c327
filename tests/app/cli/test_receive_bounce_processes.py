"""The command that mail servers pipe returned messages to, as a process that they start: however it ends, it is 75."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from devserver.returned_mail import what_comes_back
from tests.support.waiting import PROGRAMS_SECONDS, wait_until

PROGRAM = [sys.executable, "-m", "app.cli", "receive-bounce"]
AWAY = {"DATABASE_URL": "postgres://a:hidden@127.0.0.1:1/b"}
STOPPED = b"The bounce was not taken: it took too long, or was to stop.\n"
SIGNAL_BEFORE_THE_FIRST_STEP = """
import signal
from app.cli import receive_bounce

def receive(arguments, original=receive_bounce.receive):
    coroutine = original(arguments)
    signal.raise_signal(signal.SIGTERM)
    return coroutine

receive_bounce.receive = receive
receive_bounce.run_for_mail_server([])
"""
NO_REPORT = b"From: a@x.example\r\n\r\nhello\r\n"


@pytest.mark.parametrize("streams", ["<&-", "<&- >&- 2>&-", ">&-", "2>&-", "2>/dev/full"])
def test_streams_that_are_closed_or_full_lose_no_message(root: Path, environment: dict[str, str], streams: str) -> None:
    message = what_comes_back("bounces@example.com", "bounce@example.com", b"Message-ID: <1@example.com>\r\n\r\n")
    assert exit_code(root, environment, streams, message or b"") == 75


@pytest.mark.parametrize("streams", [">&-", ">/dev/full", ">&- 2>&-"])
def test_nor_do_they_return_one_that_was_taken(root: Path, environment: dict[str, str], streams: str) -> None:
    assert exit_code(root, environment, streams, NO_REPORT) == 0


def exit_code(root: Path, environment: dict[str, str], streams: str, content: bytes) -> int:
    finished = subprocess.run(
        ["sh", "-c", f'exec "$@" {streams}', "sh", *PROGRAM],
        cwd=root,
        env=os.environ | environment | AWAY,
        input=content,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=False,
        timeout=PROGRAMS_SECONDS,
    )
    return finished.returncode


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGALRM])
def test_a_signal_leaves_the_message_with_the_mail_server(
    root: Path, environment: dict[str, str], number: signal.Signals
) -> None:
    """SIGALRM comes by itself, once it has taken too long, as here: there is no end of the message."""
    with subprocess.Popen(
        PROGRAM, cwd=root, env=os.environ | environment, stdin=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdin
        # All of them: where coverage is measured, it catches SIGTERM from the start.
        wait_until(lambda: all(catches(process.pid, each) for each in (signal.SIGTERM, signal.SIGHUP, signal.SIGALRM)))
        process.send_signal(number)
        assert process.wait(PROGRAMS_SECONDS) == 75
        process.stdin.close()
        assert process.stderr
        assert process.stderr.read() == STOPPED


def test_a_signal_while_it_starts_says_nothing_else(root: Path, environment: dict[str, str]) -> None:
    finished = subprocess.run(
        [sys.executable, "-c", SIGNAL_BEFORE_THE_FIRST_STEP],
        cwd=root,
        env=os.environ | environment,
        capture_output=True,
        check=False,
        timeout=PROGRAMS_SECONDS,
    )
    assert (finished.returncode, finished.stderr) == (75, STOPPED)


def catches(pid: int, number: signal.Signals) -> bool:
    """Whether the process has a handler for the signal (proc(5), SigCgt)."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    caught = next(line for line in lines if line.startswith("SigCgt:"))
    return bool(int(caught.split()[1], 16) >> (number - 1) & 1)
