"""Too much in too short a time: what is counted, for whom, and what callers are told."""

import asyncio
from typing import Any
from uuid import uuid4

import pytest

from app.errors import RateLimited
from app.rate_limits.actions import ORGANIZATIONS_TOGETHER, count_with, over_email_limit
from app.rate_limits.counters import MemoryCounter
from tests.support.changed_rate_limits import Limit
from tests.support.factories import (
    PASSWORD,
    global_id,
    link_token,
    make_admin,
    make_invitation,
    make_member,
    make_organization,
    make_user,
    token_of,
)
from tests.support.graphql_client import Api, ApiError, codes
from tests.support.graphql_operations import (
    ACCEPT,
    DECLINE,
    INVITE,
    PREVIEW,
    REQUEST_PASSWORD_RESET,
    RESEND,
    RESET_PASSWORD,
    SIGN_IN,
)
from tests.support.manual_clock import ManualClock
from tests.support.used_up_limits import count_bulk_invite

DEFAULT_FILES = 10


async def sign_in(api: Api, email: str, password: str = "a wrong password") -> list[str]:
    return codes(await api.change(SIGN_IN, email=email, password=password, bearer=True))


class TestSignIn:
    async def test_too_many_wrong_passwords_for_an_account_make_the_right_one_wait(
        self, api: Api, limit: Limit
    ) -> None:
        limit(sign_ins_per_address="3/1h")
        await make_user("ada@example.com")
        tried = [await sign_in(api, "Ada@example.com") for _ in range(4)]
        assert tried == [["INVALID_CREDENTIALS"]] * 3 + [["RATE_LIMITED"]]
        assert await sign_in(api, "ada@example.com", PASSWORD) == ["RATE_LIMITED"]

    async def test_an_address_without_an_account_is_answered_alike(self, api: Api, limit: Limit) -> None:
        limit(sign_ins_per_address="2/1h")
        tried = [await sign_in(api, "nobody@example.com") for _ in range(3)]
        assert tried == [["INVALID_CREDENTIALS"]] * 2 + [["RATE_LIMITED"]]

    async def test_right_passwords_are_not_counted(self, api: Api, limit: Limit) -> None:
        limit(sign_ins_per_address="2/1h", sign_ins_per_network="2/1h")
        await make_user("ada@example.com")
        assert [await sign_in(api, "ada@example.com", PASSWORD) for _ in range(5)] == [[]] * 5

    async def test_tries_at_the_same_time_all_count(self, api: Api, limit: Limit) -> None:
        limit(sign_ins_per_address="3/1h")
        await make_user("ada@example.com")
        tried = await asyncio.gather(*(sign_in(api, "ada@example.com") for _ in range(10)))
        assert tried.count(["INVALID_CREDENTIALS"]) == 3

    async def test_one_network_cannot_try_many_accounts(self, api: Api, limit: Limit) -> None:
        limit(sign_ins_per_network="3/1h")
        tried = [await sign_in(api, f"ada-{number}@example.com") for number in range(4)]
        assert tried == [["INVALID_CREDENTIALS"]] * 3 + [["RATE_LIMITED"]]

    async def test_guessing_while_accepting_counts_like_signing_in(self, api: Api, limit: Limit) -> None:
        limit(sign_ins_per_address="2/1h")
        await make_user("ada@example.com")
        token = await link_token(await make_invitation(await make_admin(), "ada@example.com"))
        guesses = [codes(await api.change(ACCEPT, token=token, password="a wrong password")) for _ in range(2)]
        assert guesses == [["INVALID_CREDENTIALS"]] * 2
        assert codes(await api.change(ACCEPT, token=token, password=PASSWORD)) == ["RATE_LIMITED"]
        assert await sign_in(api, "ada@example.com", PASSWORD) == ["RATE_LIMITED"]


class TestLinks:
    async def test_one_network_cannot_try_many_links_and_valid_ones_still_work(self, api: Api, limit: Limit) -> None:
        limit(tokens_per_network="4/1h")
        valid = await link_token(await make_invitation(await make_admin(), "ada@example.com"))
        wrong = f"{valid[:-1]}{'A' if valid[-1] != 'A' else 'E'}"
        assert await api.ask(PREVIEW, token=wrong) is None
        tried = [codes(await api.change(mutation, token=wrong)) for mutation in (ACCEPT, DECLINE)]
        tried += [codes(await api.change(RESET_PASSWORD, token=wrong, password=PASSWORD))]
        assert tried == [["INVALID_TOKEN"]] * 3
        assert codes(await api.change(DECLINE, token=wrong)) == ["RATE_LIMITED"]
        with pytest.raises(ApiError) as raised:
            await api.ask(PREVIEW, token=wrong)
        assert raised.value.code == "RATE_LIMITED"
        assert 890 < raised.value.errors[0]["extensions"]["retryAfterSeconds"] <= 900
        assert (await api.ask(PREVIEW, token=valid))["email"] == "ada@example.com"
        assert codes(await api.change(DECLINE, token=valid)) == []


class TestPasswordResets:
    async def test_a_mailbox_gets_no_flood_of_links_by_tags(self, api: Api, limit: Limit) -> None:
        limit(password_resets_per_address="2/1h")
        asked = [codes(await api.change(REQUEST_PASSWORD_RESET, email=f"ada+{each}@example.com")) for each in range(3)]
        assert asked == [[], [], ["RATE_LIMITED"]]

    @pytest.mark.parametrize("has_account", [True, False])
    async def test_one_address_is_not_flooded_and_nobody_learns_of_an_account(
        self, api: Api, limit: Limit, has_account: bool
    ) -> None:
        limit(password_resets_per_address="1/1h")
        if has_account:
            await make_user("ada@example.com")
        asked = [codes(await api.change(REQUEST_PASSWORD_RESET, email="ada@example.com")) for _ in range(2)]
        assert asked == [[], ["RATE_LIMITED"]]

    async def test_one_network_cannot_flood_many_addresses(self, api: Api, limit: Limit) -> None:
        limit(password_resets_per_network="1/1h")
        asked = [codes(await api.change(REQUEST_PASSWORD_RESET, email=f"ada-{each}@example.com")) for each in range(2)]
        assert asked == [[], ["RATE_LIMITED"]]


async def invite(api: Api, session: str, email: str, **more: Any) -> dict[str, Any]:
    return await api.change(INVITE, session, email=email, role="ANALYST", **more)


class TestInvitations:
    async def test_who_is_refused_is_told_when_to_come_back(self, api: Api, limit: Limit) -> None:
        limit(invitations_per_member="1/1h")
        session = await token_of(await make_admin())
        assert codes(await invite(api, session, "ada@example.com")) == []
        (error,) = (await invite(api, session, "bob@example.com"))["errors"]
        assert (error["__typename"], error["code"], error["path"]) == ("RateLimited", "RATE_LIMITED", None)
        assert 3590 < error["retryAfterSeconds"] <= 3600
        assert error["message"] == "Too much in too short a time. Try again in 60 minutes."

    async def test_what_is_refused_leaves_nothing_behind(self, api: Api, limit: Limit) -> None:
        limit(invitations_per_member="1/1h")
        admin = await make_admin()
        await invite(api, await token_of(admin), "ada@example.com")
        await invite(api, await token_of(admin), "bob@example.com", idempotencyKey="bob")
        limit(invitations_per_member="off")
        answer = await invite(api, await token_of(admin), "bob@example.com", idempotencyKey="bob")
        assert answer["errors"] == []

    async def test_members_have_limits_of_their_own_below_their_organization_s(self, api: Api, limit: Limit) -> None:
        limit(invitations_per_member="2/1h", invitations_per_organization="3/1h")
        organization_id = await make_organization()
        sessions = [await token_of(await make_member(organization_id)) for _ in range(2)]
        told = [codes(await invite(api, sessions[0], f"ada-{each}@example.com")) for each in range(3)]
        assert told == [[], [], ["RATE_LIMITED"]]
        told = [codes(await invite(api, sessions[1], f"bob-{each}@example.com")) for each in range(2)]
        assert told == [[], ["RATE_LIMITED"]]
        stranger = await token_of(await make_admin())
        assert codes(await invite(api, stranger, "eve@example.com")) == []

    async def test_a_mailbox_gets_no_flood_of_emails_by_tags(self, api: Api, limit: Limit) -> None:
        limit(emails_per_address="2/1h")
        session = await token_of(await make_admin())
        addresses = ["victim+1@example.com", "victim@example.com", "victim+2@example.com", "Victim+3@example.com"]
        told = [codes(await invite(api, session, email)) for email in addresses]
        assert told == [[], [], ["RATE_LIMITED"], ["RATE_LIMITED"]]

    async def test_an_organization_that_used_up_its_emails_leaves_others_theirs(self, api: Api, limit: Limit) -> None:
        limit(emails_per_address="2/1h")
        eager, other = await token_of(await make_admin()), await token_of(await make_admin())
        told = [codes(await invite(api, eager, f"ada+{each}@example.com")) for each in range(9)]
        assert told == [[], []] + [["RATE_LIMITED"]] * 7
        assert codes(await invite(api, other, "ada@example.com")) == []

    async def test_a_mailbox_gets_no_flood_of_emails_from_many_organizations(self, api: Api, limit: Limit) -> None:
        limit(emails_per_address="1/1h")
        sessions = [await token_of(await make_admin()) for _ in range(ORGANIZATIONS_TOGETHER + 1)]
        told = [codes(await invite(api, session, "ada@example.com")) for session in sessions]
        assert told == [[]] * ORGANIZATIONS_TOGETHER + [["RATE_LIMITED"]]

    async def test_sending_again_counts_and_is_answered_per_invitation(self, api: Api, limit: Limit) -> None:
        admin = await make_admin()
        invitations = [await make_invitation(admin) for _ in range(2)]
        limit(emails_per_address="2/1h")
        session = await token_of(admin)
        first = global_id("Invitation", invitations[0])
        assert codes(await api.change(RESEND, session, invitationIds=[first])) == []
        both = [first, global_id("Invitation", invitations[1])]
        answer = await api.change(RESEND, session, invitationIds=both)
        assert [each["id"] for each in answer["invitations"]] == both[1:]
        assert [(error["code"], error["path"]) for error in answer["errors"]] == [
            ("RATE_LIMITED", ["invitationIds", "0"])
        ]

    async def test_a_request_repeated_under_its_key_costs_nothing(self, api: Api, limit: Limit) -> None:
        limit(invitations_per_member="1/1h")
        session = await token_of(await make_admin())
        again = [
            await api.change(INVITE, session, email="ada@example.com", role="ANALYST", idempotencyKey="one")
            for _ in range(3)
        ]
        assert [codes(answer) for answer in again] == [[]] * 3

    async def test_what_is_refused_for_another_reason_costs_nothing(self, api: Api, limit: Limit) -> None:
        limit(invitations_per_member="2/1h", emails_per_address="2/1h")
        session = await token_of(await make_admin())
        await invite(api, session, "ada@example.com")
        told = [codes(await invite(api, session, "ada@example.com")) for _ in range(5)]
        assert told == [["ALREADY_INVITED"]] * 5
        assert codes(await invite(api, session, "bob@example.com")) == []


class TestLists:
    async def test_rows_count_like_single_invitations(self, api: Api, limit: Limit) -> None:
        limit(invitations_per_organization="100/1h")
        admin = await make_admin()
        await count_bulk_invite(admin.organization_id, admin.user_id, 99, 100)
        session = await token_of(admin)
        assert codes(await invite(api, session, "ada@example.com")) == []
        assert codes(await invite(api, session, "bob@example.com")) == ["RATE_LIMITED"]
        with pytest.raises(RateLimited):
            await count_bulk_invite(admin.organization_id, admin.user_id, 1, 100)

    async def test_who_may_send_longer_lists_may_send_as_many(self, database: None, limit: Limit) -> None:
        limit(invitations_per_organization="200/1h")
        admin = await make_admin()
        for _ in range(2):
            await count_bulk_invite(admin.organization_id, admin.user_id, 100_000, 100_000)
        with pytest.raises(RateLimited):
            await count_bulk_invite(admin.organization_id, admin.user_id, 100_000, 100_000)

    async def test_addresses_of_a_list_that_got_too_much_are_named(self, limit: Limit) -> None:
        limit(emails_per_address="1/1h")
        organization_id = uuid4()
        assert await over_email_limit(organization_id, ["ada@example.com", "bob@example.com"]) == {}
        refused = await over_email_limit(organization_id, ["bob@example.com", "eve@example.com"])
        assert list(refused) == ["bob@example.com"]
        assert refused["bob@example.com"].retry_after_seconds > 3590

    async def test_rows_with_tags_of_one_mailbox_are_counted_one_by_one(self, limit: Limit) -> None:
        limit(emails_per_address="3/1h")
        tags = [f"victim+{number}@example.com" for number in range(100)]
        refused = await over_email_limit(uuid4(), ["ada@example.com", *tags])
        assert list(refused) == tags[3:]

    async def test_rows_that_all_organizations_together_may_not_send_cost_their_own_nothing(self, limit: Limit) -> None:
        limit(emails_per_address="1/1h")
        clock = ManualClock()
        stop_counting = count_with(MemoryCounter(clock.now))
        try:
            for _ in range(ORGANIZATIONS_TOGETHER):
                assert await over_email_limit(uuid4(), ["ada@example.com"]) == {}
            organization_id = uuid4()
            assert list(await over_email_limit(organization_id, ["ada@example.com"])) == ["ada@example.com"]
            clock.advance(3600 / ORGANIZATIONS_TOGETHER)
            assert await over_email_limit(organization_id, ["ada@example.com"]) == {}
        finally:
            stop_counting()


class TestDefaults:
    """What the product promises to its users is never refused."""

    async def test_a_hundred_single_invitations_by_several_admins_in_a_minute(self, api: Api) -> None:
        organization_id = await make_organization()
        sessions = [await token_of(await make_member(organization_id)) for _ in range(5)]
        answers = await asyncio.gather(
            *(invite(api, sessions[each % 5], f"ada-{each}@example.com") for each in range(100))
        )
        assert [answer["errors"] for answer in answers] == [[]] * 100

    async def test_several_full_lists_in_an_hour(self, database: None) -> None:
        admin = await make_admin()
        for _ in range(DEFAULT_FILES):
            await count_bulk_invite(admin.organization_id, admin.user_id, 100, 100)
