"""Invited Users by status: nobody vanishes, and whatever is over can be brought back."""

import asyncio
import re

import pytest
from playwright.async_api import Locator, Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.product import Product, address
from tests.support.factories import PASSWORD

TELEPHONE = {"width": 390, "height": 844}


def status(page: Page, name: str) -> Locator:
    """The choice of a status; its name is the word and the count."""
    return page.get_by_role("group", name="Status of the invitations").get_by_role("button", name=name)


def row_of(page: Page, email: str) -> Locator:
    return page.get_by_role("row").filter(has_text=email)


async def expire(product: Product, email: str) -> None:
    async with product.database() as database:
        await database.execute(
            "UPDATE invitations SET expires_at = now() - interval '3 days' WHERE email_key = $1", email
        )


async def accept(product: Product, email: str) -> None:
    token = (await asyncio.to_thread(product.link_to, email)).partition("#")[2]
    mutation = "mutation ($input: AcceptInput!) { accept(input: $input) { errors { message } } }"
    values = {"token": token, "name": "Somebody New", "password": PASSWORD, "bearer": True}
    assert (await asyncio.to_thread(lambda: product.ask(mutation, input=values)))["errors"] == []


class TestChoosing:
    async def test_every_invitation_is_under_its_status_with_a_count(
        self, open_page: OpenPage, product: Product
    ) -> None:
        word = address("status").partition("@")[0]
        emails = {
            name: await asyncio.to_thread(product.invite, f"{word}-{name.lower()}@story.example")
            for name in ("Pending", "Expired", "Declined", "Revoked", "Accepted")
        }
        await asyncio.to_thread(product.decline, emails["Declined"])
        await asyncio.to_thread(product.revoke, emails["Revoked"])
        await accept(product, emails["Accepted"])
        await expire(product, emails["Expired"])
        page = await open_page(f"/?tab=invited&q={word}", ())
        for name, email in emails.items():
            await status(page, f"{name} 1").click()
            await expect(status(page, f"{name} 1")).to_have_attribute("aria-pressed", "true")
            await expect(row_of(page, email)).to_be_visible()
            await expect(page.locator("tbody tr")).to_have_count(1)
            parameter = "" if name == "Pending" else f"&status={name.upper()}"
            await expect(page).to_have_url(f"/?tab=invited&q={word}{parameter}")
            if parameter:
                await expect(page.get_by_role("columnheader", name=name)).to_be_visible()
        await page.reload()
        await expect(row_of(page, emails["Accepted"])).to_be_visible()

    async def test_what_an_email_came_back_from_is_bounced_and_has_no_filter_of_deliveries(
        self, open_page: OpenPage
    ) -> None:
        page = await open_page("/?tab=invited&q=partner.example&delivery=SENT", ())
        await status(page, "Bounced").click()
        await expect(status(page, "Bounced 1")).to_be_visible()
        await expect(page).to_have_url("/?tab=invited&q=partner.example&status=BOUNCED")
        await expect(row_of(page, "bounced@partner.example")).to_contain_text("Address does not exist")
        await expect(page.get_by_role("combobox", name="Filter by delivery")).to_have_count(0)

    async def test_counts_and_rows_follow_what_the_person_does(self, open_page: OpenPage, product: Product) -> None:
        email = await asyncio.to_thread(product.invite)
        page = await open_page(f"/?tab=invited&q={email}", ())
        await expect(status(page, "Pending 1")).to_be_visible()
        await asyncio.to_thread(product.decline, email)
        await expect(status(page, "Declined 1")).to_be_visible()
        await expect(status(page, "Pending 0")).to_be_visible()
        await expect(page.get_by_role("heading", name="Nobody matches")).to_be_visible()

    async def test_clearing_the_filters_keeps_the_status(self, open_page: OpenPage) -> None:
        page = await open_page("/?tab=invited&status=DECLINED&q=nobody-of-this-name", ())
        await expect(page.get_by_text("look at another status")).to_be_visible()
        await page.get_by_role("button", name="Clear filters").last.click()
        await expect(page).to_have_url("/?tab=invited&status=DECLINED")
        await expect(row_of(page, "declined@partner.example")).to_be_visible()

    async def test_a_telephone_has_one_field_for_it(self, open_page: OpenPage) -> None:
        page = await open_page("/?tab=invited&q=partner.example", (), viewport=TELEPHONE)
        await expect(page.get_by_role("group", name="Status of the invitations")).to_be_hidden()
        await page.get_by_role("combobox", name="Status of the invitations").click()
        await page.get_by_role("option", name="Declined · ").click()
        await expect(page).to_have_url("/?tab=invited&q=partner.example&status=DECLINED")
        await expect(row_of(page, "declined@partner.example")).to_be_visible()


class TestEmptyStates:
    async def test_each_status_says_what_would_be_there(self, open_page: OpenPage, product: Product) -> None:
        admin = address("first-admin")
        await asyncio.to_thread(product.create_organization, f"Empty {admin.partition('@')[0]}", admin)
        await accept(product, admin)
        page = await open_page("/?tab=invited", (admin, PASSWORD))
        await expect(page.get_by_role("heading", name="No invitation is waiting")).to_be_visible()
        await expect(status(page, "Link blocked")).to_have_count(0)
        for name, title in [
            ("Expired 0", "No invitation has expired"),
            ("Declined 0", "Nobody has declined"),
            ("Revoked 0", "No invitation was revoked"),
            ("Bounced 0", "No email came back"),
        ]:
            await status(page, name).click()
            await expect(page.get_by_role("heading", name=title)).to_be_visible()
        await page.goto("/?tab=invited&status=BLOCKED")
        await expect(page.get_by_role("heading", name="No link is blocked")).to_be_visible()
        await expect(status(page, "Link blocked 0")).to_have_attribute("aria-pressed", "true")


class TestBringingBack:
    async def test_who_declined_is_invited_again_once_that_is_confirmed(
        self, open_page: OpenPage, product: Product
    ) -> None:
        groups = await asyncio.to_thread(product.groups)
        email = await asyncio.to_thread(product.invite, "", "INVESTIGATOR", [groups["Kiosks"]])
        await asyncio.to_thread(product.decline, email)
        page = await open_page(f"/?tab=invited&q={email}&status=DECLINED", ())
        button = page.get_by_role("button", name=f"Invite again: {email}")
        question = page.get_by_role("dialog", name="Invite somebody who declined?")
        for answer in ("Cancel", "Invite anyway"):
            await button.click()
            await expect(question).to_contain_text(f"{email} declined your organization's invitation")
            await question.get_by_role("button", name=answer).click()
            await expect(question).to_be_hidden()
        await expect(page.get_by_text(f"{email} was invited again, and is under Pending.")).to_be_visible()
        await expect(row_of(page, email)).to_contain_text("No longer needed")
        await status(page, "Pending 1").click()
        for text in ("Investigator", "Kiosks"):
            await expect(row_of(page, email)).to_contain_text(text)
        assert len(await asyncio.to_thread(product.emails_when_any, email, 2)) == 2

    async def test_what_expired_is_sent_again(self, open_page: OpenPage, product: Product) -> None:
        email = await asyncio.to_thread(product.invite)
        await asyncio.to_thread(product.link_to, email)
        await expire(product, email)
        page = await open_page(f"/?tab=invited&q={email}&status=EXPIRED", ())
        await expect(row_of(page, email)).to_contain_text("3 days ago")
        await page.get_by_role("button", name=f"Resend to {email}").click()
        await expect(page.get_by_text("1 invitation is on the way again.")).to_be_visible()
        await expect(status(page, "Expired 0")).to_be_visible()
        await status(page, "Pending 1").click()
        await expect(row_of(page, email)).to_be_visible()
        assert len(await asyncio.to_thread(product.emails_when_any, email, 2)) == 2

    async def test_who_was_revoked_is_invited_again_from_the_menu(self, open_page: OpenPage, product: Product) -> None:
        email = await asyncio.to_thread(product.invite)
        await asyncio.to_thread(product.revoke, email)
        page = await open_page(f"/?tab=invited&q={email}&status=REVOKED", ())
        more = page.get_by_role("button", name=f"More for {email}")
        await more.click()
        await page.get_by_role("menuitem", name="Invite again").click()
        await expect(page.get_by_text(f"{email} was invited again")).to_be_visible()
        await expect(status(page, "Pending 1")).to_be_visible()
        await expect(row_of(page, email)).to_contain_text("No longer needed")
        await more.click()
        again = page.get_by_role("menuitem", name="Invite again")
        await expect(again).to_have_attribute("aria-disabled", "true")
        await expect(again).to_contain_text("a member by now, or has a newer invitation")

    async def test_who_accepted_needs_nothing(self, open_page: OpenPage, product: Product) -> None:
        email = await asyncio.to_thread(product.join)
        page = await open_page(f"/?tab=invited&q={email}&status=ACCEPTED", ())
        await page.get_by_role("button", name=f"More for {email}").click()
        await expect(page.get_by_role("menuitem")).to_have_text(["Details"])

    @pytest.mark.parametrize(
        ("state", "act"), [("DECLINED", "Invite again: declined"), ("EXPIRED", "Resend to expired")]
    )
    async def test_who_may_not_is_told_whom_to_ask(
        self, open_page: OpenPage, product: Product, state: str, act: str
    ) -> None:
        email = await asyncio.to_thread(product.join, "REMOTE")
        page = await open_page(f"/?tab=invited&q=partner.example&status={state}", (email, PASSWORD))
        button = page.get_by_role("button", name=act)
        await expect(button).to_have_attribute("aria-disabled", "true")
        await expect(button).to_have_accessible_description("Your role doesn't allow this. Ask an Admin.")


class TestBlockedLinks:
    async def test_say_that_the_inviter_left_until_they_are_sent_again(
        self, open_page: OpenPage, product: Product
    ) -> None:
        inviter = await asyncio.to_thread(product.join, "ADMIN")
        email = address("blocked")
        await self._invite(product, inviter, email)
        page = await open_page(f"/?tab=invited&q={email}", ())
        await expect(row_of(page, email)).to_be_visible()
        await expect(status(page, "Link blocked")).to_have_count(0)
        await asyncio.to_thread(product.remove, inviter)
        await expect(row_of(page, email)).to_contain_text("Link blocked: inviter left")
        await status(page, "Link blocked 1").click()
        await expect(page).to_have_url(re.compile("&status=BLOCKED$"))
        await page.get_by_role("button", name=f"Resend to {email}").click()
        await expect(page.get_by_text("1 invitation is on the way again.")).to_be_visible()
        await expect(status(page, "Link blocked 0")).to_be_visible()
        await status(page, "Pending 1").click()
        await expect(row_of(page, email)).to_be_visible()
        await expect(row_of(page, email)).not_to_contain_text("Link blocked")

    async def test_say_that_the_inviter_may_not_grant_it_any_more(self, open_page: OpenPage, product: Product) -> None:
        inviter = await asyncio.to_thread(product.join, "ADMIN")
        email = address("blocked")
        await self._invite(product, inviter, email)
        find = "query ($s: String) { currentUsers(filter: {search: $s}) { edges { node { id } } } }"
        (edge,) = (await asyncio.to_thread(lambda: product.ask(find, product.admin_token, s=inviter)))["edges"]
        demote = "mutation ($i: UpdateRoleInput!) { updateRole(input: $i) { errors { message } } }"
        values = {"id": edge["node"]["id"], "role": "REMOTE"}
        answer = await asyncio.to_thread(lambda: product.ask(demote, product.admin_token, i=values))
        assert answer["errors"] == []
        page = await open_page(f"/?tab=invited&q={email}", ())
        await expect(row_of(page, email)).to_contain_text("Link blocked: inviter lost the right")

    async def _invite(self, product: Product, inviter: str, email: str) -> None:
        token = await asyncio.to_thread(product.sign_in, inviter, PASSWORD)
        invite = "mutation ($i: InviteInput!) { invite(input: $i) { errors { message } } }"
        answer = await asyncio.to_thread(
            lambda: product.ask(invite, token, i={"email": email, "role": "ANALYST", "groupIds": []})
        )
        assert answer["errors"] == []


class TestTimes:
    async def test_rows_say_when_the_offer_ends_and_was_last_sent(self, open_page: OpenPage, product: Product) -> None:
        email = await asyncio.to_thread(product.invite)
        page = await open_page(f"/?tab=invited&q={email}", (), viewport={"width": 1440, "height": 860})
        expires, sent = row_of(page, email).locator(".column-expires"), row_of(page, email).locator(".column-sent")
        await expect(expires).to_have_text("Never")
        await expect(sent).to_have_text("just now")
        async with product.database() as database:
            await database.execute(
                "UPDATE invitations SET expires_at = now() + interval '73 hours' WHERE email_key = $1", email
            )
        await page.reload()
        await expect(expires).to_have_text("in 3 days")
        await expires.get_by_role("button").hover()
        await expect(page.get_by_role("tooltip")).to_contain_text("202")
