"""The tokens of links, asked of everything that takes one: forged, foreign, replaced, mangled."""

import asyncio
import base64
from uuid import UUID, uuid4

import pytest

from app.database.sql import rows, value
from app.invitations.email_queue import email_accepted
from app.invitations.resend import resend
from app.invitations.revoke import revoke
from app.links import Purpose, make_token
from app.members.actions import remove_member
from app.settings import SecretKey, get_settings, parse_keys
from tests.support.factories import (
    lapse,
    link_token,
    make_admin,
    make_group,
    make_invitation,
    make_member,
    make_organization,
    make_user,
)
from tests.support.graphql_client import Api, codes
from tests.support.graphql_operations import ACCEPT, DECLINE, PREVIEW
from tests.support.people import ADA

OTHER_KEYS = parse_keys(f"test:{base64.b64encode(b'x' * 32).decode()}")
UNKNOWN_KEYS = parse_keys(f"unknown:{base64.b64encode(b'y' * 32).decode()}")


async def assert_invalid(api: Api, token: str) -> None:
    """Everything says the same, and nothing is changed."""
    before = await rows("SELECT * FROM invitations ORDER BY id")
    assert await api.ask(PREVIEW, token=token) is None
    for mutation, values in ((ACCEPT, ADA), (DECLINE, {})):
        answer = await api.change(mutation, token=token, **values)
        (error,) = answer["errors"]
        assert (error["__typename"], error["code"], error["path"]) == ("BasicError", "INVALID_TOKEN", ["token"])
    assert await rows("SELECT * FROM invitations ORDER BY id") == before


async def nonce_of(invitation_id: UUID) -> bytes:
    nonce: bytes = await value("SELECT nonce FROM invitations WHERE id = $1", invitation_id)
    return nonce


class TestALinkThatIsNotValid:
    async def test_with_any_one_part_changed(self, api: Api) -> None:
        admin = await make_admin()
        token = await link_token(await make_invitation(admin))
        other = await link_token(await make_invitation(admin))
        parts, others = token.split("."), other.split(".")
        for changed in (
            [*parts[:1], "other", *parts[2:]],
            [*parts[:2], others[2], *parts[3:]],
            [*parts[:3], "2", parts[4]],
            [*parts[:4], others[4]],
            ["v2", *parts[1:]],
        ):
            await assert_invalid(api, ".".join(changed))

    async def test_with_any_one_letter_changed(self, api: Api) -> None:
        token = await link_token(await make_invitation(await make_admin()))
        for position in range(0, len(token), 7):
            letter = "A" if token[position] != "A" else "B"
            assert await api.ask(PREVIEW, token=token[:position] + letter + token[position + 1 :]) is None

    async def test_with_another_spelling_of_the_same_bytes(self, api: Api) -> None:
        token = await link_token(await make_invitation(await make_admin()))
        alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
        twin = alphabet[alphabet.index(token[-1]) ^ 1]
        await assert_invalid(api, token[:-1] + twin)

    @pytest.mark.parametrize("keys", [OTHER_KEYS, UNKNOWN_KEYS], ids=["same id", "unknown id"])
    async def test_signed_with_a_key_that_is_not_ours(self, api: Api, keys: tuple[SecretKey, ...]) -> None:
        invitation_id = await make_invitation(await make_admin())
        await assert_invalid(api, make_token(keys, Purpose.INVITATION, invitation_id, 1, await nonce_of(invitation_id)))

    async def test_signed_for_another_purpose(self, api: Api) -> None:
        invitation_id = await make_invitation(await make_admin())
        keys = get_settings().secret_keys
        await assert_invalid(
            api, make_token(keys, Purpose.PASSWORD_RESET, invitation_id, 1, await nonce_of(invitation_id))
        )

    async def test_of_an_invitation_that_does_not_exist(self, api: Api) -> None:
        await assert_invalid(api, make_token(get_settings().secret_keys, Purpose.INVITATION, uuid4(), 1, b"\0" * 16))

    async def test_of_a_generation_that_was_never_sent(self, api: Api) -> None:
        await assert_invalid(api, await link_token(await make_invitation(await make_admin()), 2))

    async def test_replaced_by_a_newer_email(self, api: Api) -> None:
        admin = await make_admin()
        invitation_id = await make_invitation(admin)
        await resend(admin, [invitation_id])
        await email_accepted(invitation_id, 2)
        await assert_invalid(api, await link_token(invitation_id, 1))

    @pytest.mark.parametrize(
        "token",
        [
            "",
            " ",
            "v1",
            "v1....",
            "null",
            "\0",
            "💥",
            "v1.test.%00.1.x",
            "../../etc/passwd",
            "' OR 1=1 --",
            "a" * 50_000,
        ],
    )
    async def test_of_no_form_at_all(self, api: Api, token: str) -> None:
        await make_invitation(await make_admin())
        await assert_invalid(api, token)


class TestPreview:
    async def test_shows_the_offer_to_who_holds_the_link(self, api: Api) -> None:
        admin = await make_member(await make_organization("Acme Devices"), email="grace@example.com")
        groups = [await make_group(admin.organization_id, name) for name in ("Warehouse", "Kiosks", "Berlin")]
        token = await link_token(await make_invitation(admin, "Ada@example.com", group_ids=groups[:2]))
        shown = await api.ask(PREVIEW, token=f" {token}\n")
        assert shown.pop("invitationId")
        assert shown == {
            "email": "Ada@example.com",
            "organizationName": "Acme Devices",
            "invitedBy": "Grace Hopper",
            "invitedByEmail": "grace@example.com",
            "role": "ANALYST",
            "roleLabel": "Analyst",
            "roleDescription": "Studies reports and trends across devices",
            "groupNames": ["Kiosks", "Warehouse"],
            "status": "PENDING",
            "isBlocked": False,
            "accountExists": False,
            "expiresAt": None,
        }

    async def test_knows_whether_there_is_an_account(self, api: Api) -> None:
        token = await link_token(await make_invitation(await make_admin(), "Ada@example.com"))
        await make_user("ADA@example.com")
        assert (await api.ask(PREVIEW, token=token))["accountExists"] is True

    async def test_consumes_nothing_however_often_it_is_asked(self, api: Api) -> None:
        token = await link_token(await make_invitation(await make_admin(), "ada@example.com"))
        before = await rows("SELECT * FROM invitations")
        await asyncio.gather(*(api.ask(PREVIEW, token=token) for _ in range(20)))
        assert await rows("SELECT * FROM invitations") == before
        assert codes(await api.change(ACCEPT, token=token, **ADA)) == []

    async def test_says_what_became_of_it(self, api: Api) -> None:
        admin = await make_admin()
        invitation_id = await make_invitation(admin)
        token = await link_token(invitation_id)
        await lapse(invitation_id)
        assert (await api.ask(PREVIEW, token=token))["status"] == "EXPIRED"
        await resend(admin, [invitation_id])
        assert (await api.ask(PREVIEW, token=token))["status"] == "PENDING"
        await api.change(DECLINE, token=token)
        assert (await api.ask(PREVIEW, token=token))["status"] == "DECLINED"

    @pytest.mark.parametrize("ended", ["expired", "revoked"])
    async def test_says_whom_to_ask_for_a_new_one(self, api: Api, ended: str) -> None:
        admin = await make_admin()
        invitation_id = await make_invitation(admin)
        token = await link_token(invitation_id)
        await (lapse(invitation_id) if ended == "expired" else revoke(admin, [invitation_id]))
        shown = await api.ask(PREVIEW, token=token)
        assert (shown["status"], shown["invitedByEmail"]) == (ended.upper(), admin.email)

    async def test_names_no_address_of_somebody_who_left(self, api: Api) -> None:
        admin = await make_admin()
        left = await make_member(admin.organization_id)
        token = await link_token(await make_invitation(left))
        await make_member(await make_organization(), user_id=left.user_id)
        await remove_member(admin, left.membership_id)
        shown = await api.ask(PREVIEW, token=token)
        assert (shown["invitedBy"], shown["invitedByEmail"]) == (left.name, None)

    async def test_says_beforehand_that_it_rests_on_somebody_who_left(self, api: Api) -> None:
        admin = await make_admin()
        left = await make_member(admin.organization_id)
        invitation_id = await make_invitation(left)
        token = await link_token(invitation_id)
        assert (await api.ask(PREVIEW, token=token))["isBlocked"] is False
        await remove_member(admin, left.membership_id)
        assert (await api.ask(PREVIEW, token=token))["isBlocked"] is True
        assert codes(await api.change(ACCEPT, token=token, **ADA)) == ["ROLE_NOT_ALLOWED"]
        await resend(admin, [invitation_id])
        assert (await api.ask(PREVIEW, token=token))["isBlocked"] is False
        await lapse(invitation_id)
        assert (await api.ask(PREVIEW, token=token))["isBlocked"] is False

    @pytest.mark.parametrize(("role", "expected"), [("admin", False), ("group_admin", False), ("analyst", True)])
    async def test_says_whether_the_inviter_s_role_still_suffices(self, api: Api, role: str, *, expected: bool) -> None:
        admin = await make_admin()
        groups = [await make_group(admin.organization_id)]
        inviter = await make_member(admin.organization_id, group_ids=groups)
        token = await link_token(await make_invitation(inviter, group_ids=groups))
        await rows("UPDATE memberships SET role = $2 WHERE id = $1", inviter.membership_id, role)
        assert (await api.ask(PREVIEW, token=token))["isBlocked"] is expected
        answer = await api.change(ACCEPT, token=token, **ADA)
        assert codes(answer) == (["ROLE_NOT_ALLOWED"] if expected else [])

    async def test_is_refused_where_the_token_would_stand_in_an_address(self, api: Api) -> None:
        token = await link_token(await make_invitation(await make_admin()))
        query = f'{{ invitationPreview(token: "{token}") {{ invitationId }} }}'
        response = await api.http.get("/graphql", params={"query": query})
        assert response.json()["errors"][0]["extensions"]["code"] == "BAD_REQUEST"
        assert token not in response.text


class TestDecline:
    async def test_ends_it_and_keeps_the_email_from_being_sent(self, api: Api) -> None:
        token = await link_token(await make_invitation(await make_admin(), "ada@example.com"))
        assert await api.change(DECLINE, token=token) == {"errors": []}
        assert await value("SELECT status FROM invitations WHERE declined_at IS NOT NULL") == "declined"
        assert await value("SELECT status FROM deliveries") == "canceled"

    async def test_twice_meets_its_own_status(self, api: Api) -> None:
        token = await link_token(await make_invitation(await make_admin()))
        await api.change(DECLINE, token=token)
        (error,) = (await api.change(DECLINE, token=token))["errors"]
        assert (error["code"], error["status"]) == ("INVITATION_NOT_PENDING", "DECLINED")
