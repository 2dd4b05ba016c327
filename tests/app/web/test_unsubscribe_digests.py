"""One click in a bounce digest (RFC 8058): no more digests for whoever got it."""

from email import message_from_bytes, policy
from uuid import UUID, uuid4

import httpx2
import pytest

from app.database.sql import rows, value
from app.invitations.bounce_digest_email import SWITCH_OFF_PATH
from app.links import Purpose, make_token
from app.organizations.actor import Actor
from app.settings import get_settings
from app.users.bounce_digests import switch_bounce_digests, wants_bounce_digests
from tests.support.audit_entries import audit_of
from tests.support.factories import make_admin, make_member
from tests.support.graphql_client import Api, codes
from tests.support.graphql_operations import DECLINE
from tests.support.in_process_email_worker import EmailWorker
from tests.support.unsubscribing import ONE_CLICK, PUBLIC_URL
from tests.support.untold_bounces import make_digest


@pytest.fixture
async def admin(database: None) -> Actor:
    return await make_admin()


async def path_of(digest_id: UUID) -> str:
    nonce = await value("SELECT nonce FROM bounce_digests WHERE id = $1", digest_id)
    token = make_token(get_settings().secret_keys, Purpose.BOUNCE_DIGESTS, digest_id, 1, nonce)
    return SWITCH_OFF_PATH.format(token=token)


class TestOneClick:
    async def test_switches_off_by_the_link_in_the_header_of_the_email(
        self, provider: httpx2.AsyncClient, email_worker: EmailWorker, admin: Actor
    ) -> None:
        await make_digest(admin)
        email_worker.sender.settings = get_settings().model_copy(update={"public_url": PUBLIC_URL})
        await email_worker.deliver()
        (sent,) = email_worker.server.taken
        assert sent.recipient == admin.email
        message = message_from_bytes(sent.content, policy=policy.default)
        assert message["Subject"] == "1 invitation came back"
        field, _, word = str(message["List-Unsubscribe-Post"]).partition("=")
        response = await provider.post(str(message["List-Unsubscribe"]).strip("<>"), data={field: word})
        assert (response.status_code, response.headers["cache-control"]) == (200, "no-store")
        assert not await wants_bounce_digests(admin.user_id)

    async def test_is_audited_once_and_may_be_repeated(self, provider: httpx2.AsyncClient, admin: Actor) -> None:
        path = await path_of(await make_digest(admin))
        for _ in range(2):
            assert (await provider.post(path, data=ONE_CLICK)).status_code == 200
        (entry,) = await audit_of(admin.user_id)
        assert (entry["action"], entry["organization_id"]) == ("user.bounce_digests_changed", None)
        assert entry["changes"] == {"wants_bounce_digests": [True, False]}

    async def test_concerns_nobody_else(self, provider: httpx2.AsyncClient, admin: Actor) -> None:
        colleague = await make_member(admin.organization_id)
        await provider.post(await path_of(await make_digest(admin)), data=ONE_CLICK)
        assert await wants_bounce_digests(colleague.user_id)

    async def test_of_an_older_digest_works_again(self, provider: httpx2.AsyncClient, admin: Actor) -> None:
        path = await path_of(await make_digest(admin))
        await switch_bounce_digests(admin.user_id, on=False)
        await switch_bounce_digests(admin.user_id, on=True)
        assert (await provider.post(path, data=ONE_CLICK)).status_code == 200
        assert not await wants_bounce_digests(admin.user_id)


async def test_looking_changes_nothing_and_offers_the_click(provider: httpx2.AsyncClient, admin: Actor) -> None:
    path = await path_of(await make_digest(admin))
    for method in ("GET", "HEAD"):
        response = await provider.request(method, path)
        assert (response.status_code, response.headers["cache-control"]) == (200, "no-store")
    assert '<form method="post"><button name="List-Unsubscribe" value="One-Click">' in (await provider.get(path)).text
    assert await wants_bounce_digests(admin.user_id)


class TestInvalid:
    async def test_links_are_not_found(self, provider: httpx2.AsyncClient, admin: Actor) -> None:
        digest_id = await make_digest(admin)
        nonce = await value("SELECT nonce FROM bounce_digests")
        keys = get_settings().secret_keys
        tokens = [
            "x",
            make_token(keys, Purpose.UNSUBSCRIBE, digest_id, 1, nonce),
            make_token(keys, Purpose.BOUNCE_DIGESTS, digest_id, 1, b"\0" * 16),
            make_token(keys, Purpose.BOUNCE_DIGESTS, uuid4(), 1, nonce),
        ]
        for token in tokens:
            response = await provider.post(SWITCH_OFF_PATH.format(token=token), data=ONE_CLICK)
            assert response.status_code == 404
            assert response.json()["errors"][0]["extensions"]["code"] == "INVALID_TOKEN"
            assert (await provider.get(SWITCH_OFF_PATH.format(token=token))).status_code == 404
        assert await wants_bounce_digests(admin.user_id)

    async def test_a_digest_that_is_gone_has_no_link(self, provider: httpx2.AsyncClient, admin: Actor) -> None:
        path = await path_of(await make_digest(admin))
        await rows("DELETE FROM bounce_digests")
        assert (await provider.post(path, data=ONE_CLICK)).status_code == 404

    async def test_a_post_that_is_no_click_changes_nothing(self, provider: httpx2.AsyncClient, admin: Actor) -> None:
        path = await path_of(await make_digest(admin))
        assert (await provider.post(path, data={"List-Unsubscribe": "Two-Clicks"})).status_code == 400
        assert await wants_bounce_digests(admin.user_id)

    async def test_a_digests_link_declines_no_invitation(self, api: Api, admin: Actor) -> None:
        token = (await path_of(await make_digest(admin))).rpartition("/")[2]
        assert codes(await api.change(DECLINE, token=token)) == ["INVALID_TOKEN"]
        response = await api.http.post(f"/unsubscribe/{token}", data=ONE_CLICK)
        assert response.status_code == 404
