"""The command that sends a test email, and prints the conversation with the mail server."""

import argparse
import sys

from app.cli.acting_operator import acting_operator
from app.cli.arguments import Commands, add_command
from app.cli.confirmation import confirm
from app.cli.connection import database_connection
from app.cli.output import CommandOutput, print_progress
from app.mail import ConversationLine, ConversationSide
from app.operations.test_email import SentTestEmail, parse_recipient, send_test_email
from app.settings import get_settings

MARKS = {ConversationSide.CLIENT: "C:", ConversationSide.SERVER: "S:", ConversationSide.NOTE: "--"}


def add_commands(commands: Commands) -> None:
    command = add_command(
        commands, "test-email", "send a test email and show the conversation with the mail server", send, asks=True
    )
    command.add_argument("address", metavar="ADDRESS", help="whom to send it")


async def send(arguments: argparse.Namespace) -> CommandOutput:
    """Fails where the mail server did not accept it; the conversation is printed all the same."""
    to = parse_recipient(arguments.address).typed
    server = get_settings().smtp
    confirm(arguments, f"Send a test email to {to} by {server.host}:{server.port}?")
    async with database_connection():
        if sys.stderr.isatty():
            print_progress("Talking to the mail server …")
        sent = await send_test_email(acting_operator(), to)
    return CommandOutput(_transcript(sent), _as_data(sent), is_failure=not sent.is_accepted)


def _transcript(sent: SentTestEmail) -> str:
    lines = [f"{line.at_ms:>6} ms  {MARKS[line.side]} {line.text}" for line in sent.lines]
    return "\n".join([*lines, "", *sent.reading])


def _as_data(sent: SentTestEmail) -> dict[str, object]:
    return {
        "actId": str(sent.act.id),
        "isAccepted": sent.is_accepted,
        "conversation": [_line(line) for line in sent.conversation],
    }


def _line(line: ConversationLine) -> dict[str, object]:
    return {"from": line.side.name, "text": line.text, "atMs": line.at_ms}
