"""docs/bounces.md has the figures, addresses and replies that the code has."""

import re
from pathlib import Path

import pytest

from app.cli import receive_bounce
from app.invitations import bounce_digest_email, bounce_digests
from app.mail.return_paths import TOKEN_LENGTH
from app.mail_events import imap, lmtp
from app.mail_events.event import Source
from app.mail_events.providers import mailgun, notices, sendgrid
from app.mail_events.sizes import MAX_BYTES
from app.settings.mail_events import LONGEST_BOUNCE_NAME
from app.web.mail_events import BODY_SECONDS, MAX_BODY_BYTES
from devserver import returned_mail

MIB = 2**20
SIZE = re.compile(r"(\d+) MiB")
PLAYED = re.compile(r"^\| `(\w+)@…` \|", re.MULTILINE)
WEBHOOK = re.compile(r"^\| [^|]+ \| `/mail-events/(\w+)` \| `(MAIL_EVENTS_(\w+?)_\w+)` \|", re.MULTILINE)


def section(root: Path, heading: str) -> str:
    text = (root / "docs" / "bounces.md").read_text()
    return text.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]


def test_messages_are_read_up_to_the_size_that_each_way_in_names(root: Path) -> None:
    for heading in ("Return paths", "Pipe", "LMTP", "IMAP"):
        assert {*SIZE.findall(section(root, heading))} == {str(MAX_BYTES // MIB)}, heading
    assert {*SIZE.findall(section(root, "Webhooks of providers"))} == {str(MAX_BODY_BYTES // MIB)}


@pytest.mark.parametrize(
    ("heading", "figure"),
    [
        ("Return paths", f"at most {LONGEST_BOUNCE_NAME} characters"),
        ("Return paths", f"bounces+<{TOKEN_LENGTH} letters and digits>@"),
        ("Pipe", f"\n| {receive_bounce.EX_TEMPFAIL} | the database is away"),
        ("Pipe", f"temp_errors = {receive_bounce.EX_TEMPFAIL}\n"),
        ("LMTP", f"| {lmtp.AWAY[:9]} | the database is away"),
        ("LMTP", f"| {lmtp.TOO_MANY_RECIPIENTS[:9]} | more than {lmtp.MAX_RECIPIENTS} recipients |"),
        ("LMTP", f"| {lmtp.UNKNOWN[:9]} | another address |"),
        ("LMTP", f"{lmtp.MAX_CONNECTIONS} connections at most, each for {lmtp.CONNECTION_SECONDS // 60:.0f} minutes"),
        ("LMTP", f"{lmtp.IDLE_SECONDS // 60:.0f} minutes for a command or a message"),
        ("IMAP", f"{imap.MAX_MESSAGES} messages a look at most"),
        ("Webhooks of providers", f"more than {notices.MAX_AGE.days} days ago (Mailgun: {mailgun.MAX_AGE.days} day)"),
        ("Webhooks of providers", f"or {notices.MAX_AHEAD.seconds // 60} minutes ahead"),
        ("Webhooks of providers", f"longer than {BODY_SECONDS:.0f} seconds"),
        ("Webhooks of providers", f"more than {sendgrid.MAX_EVENTS:,} events"),
        ("What it does", f"waits for {bounce_digests.GATHER.seconds // 60} minutes"),
        ("What it does", f"for {bounce_digests.INTERVAL.days * 24} hours after the last digest"),
        ("What it does", f"the {bounce_digests.KEPT_DAYS} days\nthat digests are kept"),
        ("What it does", f"It names {bounce_digest_email.MOST_ADDRESSES} addresses"),
    ],
)
def test_a_figure_is_that_of_the_code(root: Path, heading: str, figure: str) -> None:
    assert figure in section(root, heading)


def test_each_webhook_has_its_address_and_its_setting(root: Path) -> None:
    rows = WEBHOOK.findall(section(root, "Webhooks of providers"))
    assert {(address, address.upper()) for address, _, provider in rows} == {
        (address, provider) for address, _, provider in rows
    }
    assert {address for address, _, _ in rows} == {*Source} - {Source.PIPE, Source.LMTP, Source.IMAP}


def test_the_recipients_of_dev_up_are_all_there(root: Path) -> None:
    named = PLAYED.findall(section(root, "Trying it in `./dev up`"))
    assert sorted(named) == sorted([*returned_mail.RETURNED, *returned_mail.REFUSED_AT_ONCE, returned_mail.COMPLAINING])
