"""One click in a mail program (RFC 8058): what its server sends, and what becomes of the invitation."""

import asyncio
import logging
from collections.abc import AsyncIterator, Iterator
from email import message_from_bytes, policy
from typing import Any
from uuid import uuid4

import httpx2
import pytest
from starlette.applications import Starlette

from app.database.sql import rows, value
from app.invitations.accept import decline, resolve_token
from app.invitations.email import UNSUBSCRIBE_PATH
from app.invitations.email_queue import email_accepted
from app.invitations.resend import resend
from app.links import Purpose, make_token
from app.organizations.actor import Actor
from app.rate_limits.actions import count_with
from app.rate_limits.counters import MemoryCounter
from app.settings import Settings, get_settings
from app.web import unsubscribe
from tests.support.factories import link_token, make_admin, make_invitation
from tests.support.graphql_client import Api, codes
from tests.support.graphql_operations import ACCEPT, DECLINE
from tests.support.in_process_email_worker import EmailWorker
from tests.support.manual_clock import ManualClock
from tests.support.people import ADA
from tests.support.unsubscribing import ONE_CLICK, PUBLIC_URL, path_of, status_of


@pytest.fixture
async def admin(database: None) -> Actor:
    return await make_admin()


def refusal(response: httpx2.Response) -> tuple[int, str]:
    return response.status_code, response.json()["errors"][0]["extensions"]["code"]


class TestTheEmail:
    async def test_declines_by_the_link_in_its_header(
        self, provider: httpx2.AsyncClient, email_worker: EmailWorker, admin: Actor
    ) -> None:
        invited = await make_invitation(admin, "ada@acme.example")
        email_worker.sender.settings = get_settings().model_copy(update={"public_url": PUBLIC_URL})
        await email_worker.deliver()
        (sent,) = email_worker.server.taken
        message = message_from_bytes(sent.content, policy=policy.default)
        field, _, word = str(message["List-Unsubscribe-Post"]).partition("=")
        link = str(message["List-Unsubscribe"]).strip("<>")
        assert link.startswith(f"{PUBLIC_URL}/unsubscribe/")
        response = await provider.post(link, data={field: word})
        assert response.status_code == 200
        assert await status_of(invited) == "declined"
        assert await value("SELECT count(*) FROM audit_entries WHERE action = 'invitation.declined'") == 1


class TestOneClick:
    async def test_form_encoded_and_multipart_decline(self, provider: httpx2.AsyncClient, admin: Actor) -> None:
        encoded, multipart = await make_invitation(admin), await make_invitation(admin)
        assert (await provider.post(await path_of(encoded), data=ONE_CLICK)).status_code == 200
        parts: Any = {"List-Unsubscribe": (None, "One-Click")}
        assert (await provider.post(await path_of(multipart), files=parts)).status_code == 200
        assert [await status_of(each) for each in (encoded, multipart)] == ["declined", "declined"]

    async def test_cancels_the_email_that_waits(self, provider: httpx2.AsyncClient, admin: Actor) -> None:
        invited = await make_invitation(admin)
        await provider.post(await path_of(invited), data=ONE_CLICK)
        assert await value("SELECT status FROM deliveries WHERE subject_id = $1", invited) == "canceled"

    async def test_from_any_origin_and_with_any_cookie(self, provider: httpx2.AsyncClient, admin: Actor) -> None:
        """The request comes from a mail provider: RFC 8058 section 3.2 has it sent without any context."""
        headers = {"Origin": "https://mail.example", "Cookie": "session=x; a[0]=y", "Sec-Fetch-Site": "cross-site"}
        response = await provider.post(await path_of(await make_invitation(admin)), data=ONE_CLICK, headers=headers)
        assert response.status_code == 200
        assert "set-cookie" not in response.headers

    async def test_of_an_older_email_declines(self, provider: httpx2.AsyncClient, admin: Actor) -> None:
        invited = await make_invitation(admin)
        await resend(admin, [invited])
        await email_accepted(invited, 2)
        assert (await provider.post(await path_of(invited, 1), data=ONE_CLICK)).status_code == 200
        assert await status_of(invited) == "declined"

    async def test_of_an_invitation_that_is_answered_changes_nothing(
        self, provider: httpx2.AsyncClient, api: Api, admin: Actor
    ) -> None:
        accepted, declined = [await make_invitation(admin) for _ in range(2)]
        assert codes(await api.change(ACCEPT, token=await link_token(accepted), **ADA)) == []
        await decline(await resolve_token(await link_token(declined)))
        before = await rows("SELECT * FROM invitations ORDER BY id")
        for invited, words in ((accepted, "already been accepted"), (declined, "was declined")):
            for _ in range(2):
                response = await provider.post(await path_of(invited), data=ONE_CLICK)
                assert response.status_code == 200
                assert words in response.text
        assert await rows("SELECT * FROM invitations ORDER BY id") == before

    async def test_sent_twice_declines_once(self, provider: httpx2.AsyncClient, admin: Actor) -> None:
        """Mail providers repeat requests whose answer they have missed."""
        path = await path_of(await make_invitation(admin))
        answers = await asyncio.gather(*(provider.post(path, data=ONE_CLICK) for _ in range(4)))
        assert [answer.status_code for answer in answers] == [200] * 4
        assert await value("SELECT count(*) FROM audit_entries WHERE action = 'invitation.declined'") == 1


class TestLooking:
    async def test_changes_nothing_and_offers_to_decline(self, provider: httpx2.AsyncClient, admin: Actor) -> None:
        """Mail scanners open every link."""
        await rows("UPDATE organizations SET name = 'A & B <i>'")
        invited = await make_invitation(admin)
        for method in ("GET", "HEAD"):
            response = await provider.request(method, await path_of(invited))
            assert response.status_code == 200
            assert response.headers["cache-control"] == "no-store"
        page = (await provider.get(await path_of(invited))).text
        assert "join A &amp; B &lt;i&gt;" in page
        assert '<form method="post"><button name="List-Unsubscribe" value="One-Click">' in page
        assert await status_of(invited) == "pending"

    async def test_says_that_nothing_is_left_to_decline(self, provider: httpx2.AsyncClient, admin: Actor) -> None:
        invited = await make_invitation(admin)
        await decline(await resolve_token(await link_token(invited)))
        page = (await provider.get(await path_of(invited))).text
        assert "This invitation was declined." in page
        assert "<form" not in page


class TestInvalid:
    async def test_links_are_not_found(self, provider: httpx2.AsyncClient, admin: Actor) -> None:
        invited = await make_invitation(admin)
        nonce = await value("SELECT nonce FROM invitations WHERE id = $1", invited)
        keys = get_settings().secret_keys
        tokens = [
            "x",
            "v1.test.x.1.y",
            make_token(keys, Purpose.INVITATION, invited, 1, nonce),
            make_token(keys, Purpose.UNSUBSCRIBE, invited, 1, b"\0" * 16),
            make_token(keys, Purpose.UNSUBSCRIBE, invited, 2, nonce),
            make_token(keys, Purpose.UNSUBSCRIBE, uuid4(), 1, nonce),
        ]
        for token in tokens:
            path = UNSUBSCRIBE_PATH.format(token=token)
            assert refusal(await provider.post(path, data=ONE_CLICK)) == (404, "INVALID_TOKEN")
            page = await provider.get(path)
            assert (page.status_code, "This link is not valid." in page.text) == (404, True)
        assert await status_of(invited) == "pending"

    async def test_a_link_that_declines_opens_nothing_else(self, api: Api, admin: Actor) -> None:
        token = (await path_of(await make_invitation(admin))).rpartition("/")[2]
        assert codes(await api.change(ACCEPT, token=token, **ADA)) == ["INVALID_TOKEN"]
        assert codes(await api.change(DECLINE, token=token)) == ["INVALID_TOKEN"]

    async def test_many_invalid_links_are_refused_and_a_valid_one_is_not(
        self, provider: httpx2.AsyncClient, admin: Actor
    ) -> None:
        rate = get_settings().rate_limit_tokens_per_network
        assert rate is not None
        stop_counting = count_with(MemoryCounter(ManualClock().now))
        for _ in range(rate.count):
            assert refusal(await provider.post("/unsubscribe/x", data=ONE_CLICK)) == (404, "INVALID_TOKEN")
        assert refusal(await provider.post("/unsubscribe/x", data=ONE_CLICK)) == (429, "RATE_LIMITED")
        assert int((await provider.get("/unsubscribe/x")).headers["retry-after"]) > 0
        stop_counting()
        valid = await path_of(await make_invitation(admin))
        assert (await provider.post(valid, data=ONE_CLICK)).status_code == 200

    @pytest.mark.parametrize(
        ("content_type", "body"),
        [
            ("application/x-www-form-urlencoded", b""),
            ("application/x-www-form-urlencoded", b"List-Unsubscribe=Two-Clicks"),
            ("application/x-www-form-urlencoded", b"\xff%zz=&&=;"),
            ("application/x-www-form-urlencoded", b"&".join(b"a%d=b" % number for number in range(100))),
            ("application/json", b'{"List-Unsubscribe": "One-Click"}'),
            ("text/plain", b"List-Unsubscribe=One-Click"),
            ("multipart/form-data", b"List-Unsubscribe=One-Click"),
            ("multipart/form-data; boundary=x", b"--y\r\n"),
            (
                "multipart/form-data; boundary=x",
                b'--x\r\nContent-Disposition: form-data; name="List-Unsubscribe"; filename="a"\r\n\r\n1\r\n--x--',
            ),
        ],
    )
    async def test_a_body_of_another_kind_declines_nothing(
        self, provider: httpx2.AsyncClient, admin: Actor, content_type: str, body: bytes
    ) -> None:
        invited = await make_invitation(admin)
        headers = {"Content-Type": content_type}
        response = await provider.post(await path_of(invited), content=body, headers=headers)
        assert refusal(response) == (400, "BAD_REQUEST")
        assert await status_of(invited) == "pending"

    async def test_a_body_without_an_end_is_cut(self, provider: httpx2.AsyncClient, admin: Actor) -> None:
        sent = 0

        async def endless() -> AsyncIterator[bytes]:
            nonlocal sent
            while sent < 1_000_000:
                sent += 1000
                yield b"x" * 1000

        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        response = await provider.post(await path_of(await make_invitation(admin)), content=endless(), headers=headers)
        assert refusal(response) == (413, "BAD_REQUEST")

    async def test_a_body_that_does_not_come_is_not_awaited(
        self, app: Starlette, admin: Actor, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(unsubscribe, "BODY_SECONDS", 0.01)
        path = await path_of(await make_invitation(admin))
        status = await post_without_a_body(app, path)
        assert status == 408


async def post_without_a_body(app: Starlette, path: str) -> int:
    """The status of the response to a request whose body never comes."""
    sent: list[Any] = []

    async def receive() -> Any:
        await asyncio.Event().wait()

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {
        "type": "http", "method": "POST", "path": path, "raw_path": path.encode(), "query_string": b"", "headers": [],
        "client": ("127.0.0.1", 1), "server": ("localhost", 80), "scheme": "http", "http_version": "1.1",
        "root_path": "", "asgi": {"version": "3.0"},
    }  # fmt: skip
    await app(scope, receive, send)
    status: int = sent[0]["status"]
    return status


class TestLogs:
    @pytest.fixture
    def lines(self) -> Iterator[list[str]]:
        """What our own loggers say, at any level. The client's loggers say what it asks for."""
        kept: list[str] = []
        handler = logging.Handler()
        handler.emit = lambda record: kept.append(str(vars(record)))  # type: ignore[method-assign]
        before = logging.root.level
        logging.root.addHandler(handler)
        logging.root.setLevel(logging.DEBUG)
        yield kept
        logging.root.removeHandler(handler)
        logging.root.setLevel(before)

    async def test_have_no_token_even_when_it_fails(
        self, app: Starlette, admin: Actor, lines: list[str], monkeypatch: pytest.MonkeyPatch, settings: Settings
    ) -> None:
        async def broken(_: str) -> None:
            raise RuntimeError("broken")

        path = await path_of(await make_invitation(admin))
        monkeypatch.setattr(unsubscribe, "unsubscribe", broken)
        transport = httpx2.ASGITransport(app, raise_app_exceptions=False)
        async with httpx2.AsyncClient(transport=transport, base_url=settings.public_url) as client:
            assert (await client.post(path, data=ONE_CLICK)).status_code == 500
        own = [line for line in lines if "'name': 'httpx" not in line and "'name': 'httpcore" not in line]
        assert any("request_failed" in line for line in own)
        assert not [line for line in own if path.rpartition("/")[2] in line]
