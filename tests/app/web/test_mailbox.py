"""The pages and the JSON of the development mailbox."""

from collections.abc import AsyncIterator
from mailbox import Maildir
from pathlib import Path

import httpx2
import pytest
from starlette.applications import Starlette

from app.links import Purpose
from app.web import mailbox
from tests.support.composed_emails import CONTEXT, INVITATION, invitation_email

LINK = CONTEXT.link("accept", Purpose.INVITATION, INVITATION.id, INVITATION.nonce)


@pytest.fixture
async def browser(tmp_path: Path) -> AsyncIterator[httpx2.AsyncClient]:
    """A client of a mailbox with one invitation, to an organization whose name is a script."""
    email = invitation_email(organization_name="<script>alert(1)</script>", email="ada@example.com")
    trace = b"X-Envelope-To: ada@example.com\nX-Received-At: 2026-01-02T03:04:05.678+00:00\n"
    Maildir(tmp_path / "mailbox").add(trace + email.content.replace(b"\r\n", b"\n"))
    app = Starlette(routes=mailbox.routes(str(tmp_path / "mailbox")))
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url="http://localhost") as client:
        yield client


class TestMailbox:
    async def test_json_has_recipients_and_contents(self, browser: httpx2.AsyncClient) -> None:
        (found,) = (await browser.get("/mailbox.json")).json()
        assert found["to"] == ["ada@example.com"]
        assert found["receivedAt"] == "2026-01-02T03:04:05.678+00:00"
        assert LINK in found["text"].splitlines()
        assert LINK in found["html"]
        assert found["headers"]["Reply-To"]
        assert set(found) == {"id", "from", "to", "subject", "text", "html", "headers", "receivedAt"}

    async def test_the_page_lists_it_and_runs_no_script_of_it(self, browser: httpx2.AsyncClient) -> None:
        page = (await browser.get("/mailbox")).text
        assert "ada@example.com" in page
        assert "<script>" not in page

    async def test_a_link_in_an_email_opens_in_a_window_of_its_own(self, browser: httpx2.AsyncClient) -> None:
        (found,) = (await browser.get("/mailbox.json")).json()
        assert (await browser.get(f"/mailbox/{found['id']}.html")).text.startswith('<base target="_blank">')
        assert "allow-popups-to-escape-sandbox" in (await browser.get("/mailbox")).text

    async def test_an_unknown_email_is_not_found(self, browser: httpx2.AsyncClient) -> None:
        assert (await browser.get("/mailbox/none.html")).status_code == 404

    async def test_only_the_newest_are_read(self, browser: httpx2.AsyncClient, tmp_path: Path) -> None:
        (first,) = (tmp_path / "mailbox/new").iterdir()
        for number in range(1, mailbox.NEWEST):
            first.with_name(f"9{first.name}.{number}").hardlink_to(first)
        (tmp_path / "mailbox/new/1.older").symlink_to(tmp_path / "cannot be read")
        assert len((await browser.get("/mailbox.json")).json()) == mailbox.NEWEST


async def test_an_empty_mailbox_says_what_to_do(tmp_path: Path) -> None:
    app = Starlette(routes=mailbox.routes(str(tmp_path)))
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url="http://localhost") as client:
        assert "No email yet. Invite somebody, and it arrives here." in (await client.get("/mailbox")).text
        assert (await client.get("/mailbox.json")).json() == []
