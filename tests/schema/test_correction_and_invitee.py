"""A correction that meets what the invited person does: one of them wins, and the old address learns nothing."""

import asyncio
from typing import Any

import httpx2
import pytest

from app.authentication.caller import Caller, find_caller
from app.database.sql import value
from app.errors import InvalidToken, NotFound
from app.invitations import accept
from app.invitations.accept import decline, resolve_token, resolve_waiting
from app.invitations.previews import find_link, find_preview
from app.invitations.update_email import update_email
from app.users.passwords import hash_password
from app.users.sessions import start_session
from tests.schema.test_correction_races import INVITATION, ROUNDS, pair, pending
from tests.schema.test_update_invitation_email import RIGHT, WRONG, correct
from tests.support.factories import (
    PASSWORD,
    link_token,
    make_admin,
    make_invitation,
    make_user,
)
from tests.support.graphql_client import Api, codes
from tests.support.graphql_operations import ACCEPT, DECLINE
from tests.support.people import ADA_BEARER
from tests.support.row_locks import LockQueue
from tests.support.unsubscribing import ONE_CLICK, path_of


async def account_with(email: str) -> tuple[str, Caller]:
    """A session of a new account with this address."""
    session = await start_session(await make_user(email), None)
    caller = await find_caller(session)
    assert caller is not None
    return session, caller


class TestTheOldAddress:
    @pytest.mark.parametrize("has_account", [False, True])
    async def test_accepts_before_or_finds_the_link_invalid(self, api: Api, has_account: bool) -> None:
        admin = await make_admin()
        for number in range(ROUNDS):
            wrong, right = pair(number)
            invitation_id = await make_invitation(admin, wrong)
            session = (await account_with(wrong))[0] if has_account else None
            who: dict[str, Any] = {} if has_account else ADA_BEARER
            accepted, corrected = await asyncio.gather(
                api.change(ACCEPT, session, token=await link_token(invitation_id), **who),
                correct(api, admin, invitation_id, right),
            )
            assert [codes(accepted), codes(corrected)] in (
                [[], ["INVITATION_NOT_PENDING"]],
                [["INVALID_TOKEN"], []],
            )
            members = "SELECT count(*) FROM memberships m JOIN users u ON u.id = m.user_id WHERE u.email_key = $1"
            assert await value(members, wrong) == (codes(accepted) == [])
            assert await value("SELECT count(*) FROM users WHERE email_key = $1", right) == 0

    async def test_declines_before_or_finds_the_link_invalid(self, api: Api) -> None:
        admin = await make_admin()
        for number in range(ROUNDS):
            wrong, right = pair(number)
            invitation_id = await make_invitation(admin, wrong)
            declined, corrected = await asyncio.gather(
                api.change(DECLINE, token=await link_token(invitation_id)), correct(api, admin, invitation_id, right)
            )
            assert [codes(declined), codes(corrected)] in (
                [[], ["INVITATION_NOT_PENDING"]],
                [["INVALID_TOKEN"], []],
            )

    async def test_makes_no_account_where_it_was_corrected_while_the_password_was_hashed(
        self, api: Api, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        admin = await make_admin()
        invitation_id = await make_invitation(admin, WRONG)

        async def hash_slowly(password: str, network: str) -> str:
            await update_email(admin, invitation_id, RIGHT)
            return await hash_password(password, network)

        monkeypatch.setattr(accept, "hash_password", hash_slowly)
        answer = await api.change(ACCEPT, token=await link_token(invitation_id), **ADA_BEARER)
        assert codes(answer) == ["INVALID_TOKEN"]
        assert await value("SELECT count(*) FROM users WHERE email_key = ANY($1)", [WRONG, RIGHT]) == 0

    async def test_learns_nothing_of_the_new_one_by_a_link_that_was_good_a_moment_ago(self, api: Api) -> None:
        admin = await make_admin()
        invitation_id = await make_invitation(admin, WRONG)
        token = await link_token(invitation_id)
        link, proof = await find_link(token), await resolve_token(token)
        await update_email(admin, invitation_id, RIGHT)
        assert link is not None
        assert await find_preview(link) is None
        _, stranger = await account_with("bob@example.com")
        for caller in (None, stranger):
            with pytest.raises(InvalidToken):  # neither WrongAccount nor AccountExists, which say more
                await accept.accept(caller, proof, "Ada", PASSWORD)

    async def test_of_somebody_signed_in_is_not_enough_once_it_is_not_the_invitations(self, api: Api) -> None:
        admin = await make_admin()
        invitation_id = await make_invitation(admin, WRONG)
        _, caller = await account_with(WRONG)
        proof = await resolve_waiting(caller, invitation_id)
        await update_email(admin, invitation_id, RIGHT)
        with pytest.raises(NotFound):
            await accept.accept(caller, proof)
        with pytest.raises(NotFound):
            await decline(proof)
        assert list(await pending(admin)) == [RIGHT]

    async def test_unsubscribes_from_nothing_once_the_correction_came_first(
        self, api: Api, provider: httpx2.AsyncClient, lock_queue: LockQueue
    ) -> None:
        admin = await make_admin()
        invitation_id = await make_invitation(admin, WRONG)
        path = await path_of(invitation_id)
        await lock_queue.lock(INVITATION, invitation_id)
        await lock_queue.joined_by(update_email(admin, invitation_id, RIGHT))
        await lock_queue.joined_by(provider.post(path, data=ONE_CLICK))
        _, answer = await lock_queue.let_go()
        assert isinstance(answer, httpx2.Response)
        assert answer.status_code == 404
        assert list(await pending(admin)) == [RIGHT]
