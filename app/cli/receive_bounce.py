"""The command that a mail server pipes a returned message to: what it exits with is what the mail server does next.

0: understood, whatever came of it, as a mail server must not bounce a bounce. EX_TEMPFAIL of sysexits.h: keep it and
try again. There is nothing else, and no traceback: a mail server would send that back to somebody.
"""

import argparse
import asyncio
import json
import os
import signal
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from typing import BinaryIO, NoReturn, TextIO

from app.cli.arguments import Commands, Parser, add_command
from app.cli.output import CommandOutput

NAME = "receive-bounce"
EX_TEMPFAIL = 75
SECONDS = 120.0
ALL_SECONDS = 240  # with what is read; below the limits of mail servers, such as 1,000 of Postfix's pipe(8)
CHUNK_BYTES = 64 * 1024
MAX_RECIPIENTS = 100
# As local delivery sets them: Postfix local(8) has both, and Exim's pipe transport has RECIPIENT as well.
VARIABLES = ("ORIGINAL_RECIPIENT", "RECIPIENT")


def add_commands(commands: Commands) -> None:
    command = add_command(commands, NAME, "read a returned message from standard input, for a mail server", receive)
    command.add_argument(
        "--recipient",
        action="append",
        default=[],
        metavar="ADDRESS",
        help="whom the message was for; by default as the environment or its header says",
    )


async def receive(arguments: argparse.Namespace) -> CommandOutput:
    """Raises what the database raises while it is away."""
    from app.cli.connection import database_connection
    from app.mail_events import incoming
    from app.mail_events.event import Source
    from app.mail_events.reading.recipients import recipients_in
    from app.mail_events.sizes import MAX_BYTES

    content = _read(sys.stdin.buffer, MAX_BYTES)
    given = _given(arguments.recipient, os.environ)
    async with asyncio.timeout(SECONDS), database_connection():
        result = await incoming.receive_message(Source.PIPE, content, given or recipients_in(content))
    return CommandOutput(result, {"result": result.upper()})


def run_for_mail_server(command_line: Sequence[str]) -> NoReturn:
    """Runs the command with the arguments after its name, and exits."""
    try:
        with _bounded():
            arguments = _parse(command_line)
            _use_servers()
            output = asyncio.run(receive(arguments))
    except SystemExit as left:
        sys.exit(EX_TEMPFAIL if left.code else 0)
    except KeyboardInterrupt:
        sys.exit(EX_TEMPFAIL)
    except BaseException as error:  # noqa: BLE001 - whatever it is, the message is not lost
        _complain(error)
        sys.exit(EX_TEMPFAIL)
    _write(sys.stdout, json.dumps(output.data) if arguments.json else output.text)
    sys.exit(0)


@contextmanager
def _bounded() -> Iterator[None]:
    """Leaves after a while, also while the mail server sends nothing, and where a signal would end the process.

    Of a command that a signal ends, some mail servers give the message back. At once: an exception could come at any
    line, and have more said than this one. What is not committed is undone.
    """

    def leave(*_: object) -> NoReturn:
        if sys.stderr is not None:
            with suppress(OSError):
                os.write(sys.stderr.fileno(), b"The bounce was not taken: it took too long, or was to stop.\n")
        os._exit(EX_TEMPFAIL)

    before = {number: signal.signal(number, leave) for number in (signal.SIGALRM, signal.SIGTERM, signal.SIGHUP)}
    signal.alarm(ALL_SECONDS)
    try:
        yield
    finally:
        signal.alarm(0)
        for number, handler in before.items():
            signal.signal(number, handler)


def _parse(command_line: Sequence[str]) -> argparse.Namespace:
    parser = Parser(prog="./dev admin", allow_abbrev=False)
    add_commands(parser.add_subparsers(required=True, metavar="COMMAND"))
    return parser.parse_args([NAME, *command_line])


def _use_servers() -> None:
    from app.cli.dev_environment import use_dev_environment

    if folder := use_dev_environment():
        _write(sys.stderr, f"Using the servers of the `./dev up` in {folder}.")


def _read(stream: BinaryIO, max_bytes: int) -> bytes:
    """Returns the beginning, in which what is reported stands before what is returned. All is taken from the pipe."""
    content = stream.read(max_bytes)
    while stream.read(CHUNK_BYTES):
        pass
    return content


def _given(options: Sequence[str], environment: Mapping[str, str]) -> list[str]:
    found = options or [environment[name] for name in VARIABLES if environment.get(name)]
    return list(dict.fromkeys(found))[:MAX_RECIPIENTS]


def _write(stream: TextIO | None, text: str) -> None:
    """That nobody reads it changes nothing. A stream that was closed before Python started is None."""
    if stream is None:
        return
    try:
        stream.write(f"{text}\n")
        stream.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())  # Python flushes the rest as it exits


def _complain(error: BaseException) -> None:
    """In one line, as it ends up in the mail server's log, with nothing of the message."""
    from app.database.requirements import UnsuitableDatabaseError
    from app.settings import SettingsError

    is_sentence = isinstance(error, SettingsError | UnsuitableDatabaseError)
    sentence = str(error) if is_sentence else f"The bounce was not taken: {type(error).__name__}."
    _write(sys.stderr, " ".join(sentence.split()))
