"""The details of one invitation: how it stands, what happened to it, and what can be done."""

import asyncio
import re
from urllib.parse import quote

from playwright.async_api import Locator, Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.product import Product
from tests.browser.test_invitation_statuses import row_of, status
from tests.support.factories import PASSWORD

FIND = """query ($s: String) {
  invitedUsers(filter: {search: $s, statuses: []}) { edges { node { id } } }
}"""
CHANGE_ROLE = "mutation ($i: UpdateRoleInput!) { updateRole(input: $i) { errors { message } } }"
SCRIPTS = "performance.getEntriesByType('resource').map((each) => each.name).filter((name) => name.includes('.js'))"


def drawer_of(page: Page, email: str) -> Locator:
    return page.get_by_role("dialog", name=f"Invitation to {email}")


def fact(drawer: Locator, name: str) -> Locator:
    return drawer.locator("dl > div").filter(has=drawer.page.get_by_text(name, exact=True)).locator("dd")


async def id_of(product: Product, email: str) -> str:
    (edge,) = (await asyncio.to_thread(lambda: product.ask(FIND, product.admin_token, s=email)))["edges"]
    return str(edge["node"]["id"])


class TestOpening:
    async def test_opens_from_the_address_and_the_menu_and_gives_the_focus_back(
        self, open_page: OpenPage, product: Product
    ) -> None:
        email = "failed@partner.example"
        page = await open_page(f"/?tab=invited&q={email}", ())
        address = page.get_by_role("button", name=email, exact=True)
        more = page.get_by_role("button", name=f"More for {email}")
        await expect(address).to_be_visible()
        assert not [name for name in await page.evaluate(SCRIPTS) if "invitation-details" in name]
        for opener, way in [(address, "Escape"), (address, "Close"), (more, "Escape"), (more, "Close")]:
            await opener.click()
            if opener is more:
                await page.get_by_role("menuitem", name="Details").click()
            await expect(drawer_of(page, email)).to_be_visible()
            await expect(page).to_have_url(re.compile("&details=" + quote(await id_of(product, email))))
            if way == "Escape":
                await page.keyboard.press("Escape")
            else:
                await drawer_of(page, email).get_by_role("button", name="Close").click()
            await expect(drawer_of(page, email)).to_be_hidden()
            await expect(page).not_to_have_url(re.compile("details="))
            await expect(opener).to_be_focused()

    async def test_a_link_to_it_can_be_shared_whatever_its_status(self, open_page: OpenPage, product: Product) -> None:
        page = await open_page(f"/?tab=invited&details={await id_of(product, 'declined@partner.example')}", ())
        drawer = drawer_of(page, "declined@partner.example")
        await expect(fact(drawer, "Status")).to_have_text("Declined")
        await expect(drawer.get_by_role("button", name="Invite again")).to_be_visible()
        await expect(drawer.get_by_role("button", name="Revoke Invite")).to_have_count(0)
        await page.go_back()
        await page.go_forward()
        await expect(fact(drawer, "Status")).to_have_text("Declined")

    async def test_a_wrong_link_says_so_and_leads_on(self, open_page: OpenPage, product: Product) -> None:
        groups = await asyncio.to_thread(product.groups)
        for wrong in ("nothing", groups["Kiosks"]):
            page = await open_page(f"/?tab=invited&q=partner.example&details={wrong}", ())
            drawer = page.get_by_role("dialog", name="Invitation")
            await expect(drawer.get_by_text("There is no such invitation")).to_be_visible()
            await drawer.get_by_role("button", name="Show all invitations").click()
            await expect(drawer).to_be_hidden()
            await expect(row_of(page, "sent@partner.example")).to_be_visible()


class TestFacts:
    async def test_say_how_it_stands_and_what_happened_in_the_mail_servers_words(self, open_page: OpenPage) -> None:
        email = "deferred@partner.example"
        page = await open_page(f"/?tab=invited&q={email}", ())
        await page.get_by_role("button", name=email, exact=True).click()
        drawer = drawer_of(page, email)
        for name, text in [
            ("Status", "Pending"),
            ("Role", "Analyst"),
            ("Groups", "Berlin office"),
            ("Invited", "by Amara Okafor"),
            ("Expires", "Never"),
            ("Last sent", "Not yet"),
            ("Delivery", "451 4.7.1 Greylisted"),
        ]:
            await expect(fact(drawer, name)).to_contain_text(text)
        entries = drawer.get_by_role("listitem")
        await expect(entries.last).to_contain_text("Invited as Analyst, in Berlin office")
        await expect(entries.last).to_contain_text("by Amara Okafor")
        await expect(entries.first).to_contain_text("The email could not be sent yet: 451 4.7.1 Greylisted")

    async def test_follow_what_others_do(self, open_page: OpenPage, product: Product) -> None:
        email = await asyncio.to_thread(product.invite)
        await asyncio.to_thread(product.link_to, email)
        invitation = await id_of(product, email)
        page = await open_page(f"/?tab=invited&q={email}&details={invitation}", ())
        drawer = drawer_of(page, email)
        await expect(drawer.get_by_role("listitem").first).to_contain_text("The mail server took the email")
        values = {"id": invitation, "role": "REMOTE"}
        answer = await asyncio.to_thread(lambda: product.ask(CHANGE_ROLE, product.admin_token, i=values))
        assert answer["errors"] == []
        await expect(drawer.get_by_role("listitem").first).to_contain_text("Role changed from Analyst to Remote")
        await expect(fact(drawer, "Role")).to_have_text("Remote")

    async def test_say_why_a_link_is_blocked(self, open_page: OpenPage, product: Product) -> None:
        page = await open_page(f"/?tab=invited&details={await id_of(product, 'inviter-left@partner.example')}", ())
        note = page.get_by_role("status").filter(has_text="Nobody can accept this invitation now")
        await expect(note).to_contain_text("Whoever invited has left. Resend it")


class TestActs:
    async def test_send_it_again_and_take_it_back_in_place(self, open_page: OpenPage, product: Product) -> None:
        email = await asyncio.to_thread(product.invite)
        await asyncio.to_thread(product.link_to, email)
        page = await open_page(f"/?tab=invited&q={email}", ())
        await page.get_by_role("button", name=email, exact=True).click()
        drawer = drawer_of(page, email)
        await drawer.get_by_role("button", name="Resend").click()
        await expect(drawer.get_by_role("listitem").filter(has_text="Sent again")).to_be_visible()
        await drawer.get_by_role("button", name="Revoke Invite").click()
        question = page.get_by_role("dialog", name=f"Revoke the invitation to {email}?")
        await expect(question.get_by_role("button", name="Cancel")).to_be_focused()
        await page.keyboard.press("Escape")
        await expect(question).to_be_hidden()
        await expect(drawer).to_be_visible()
        await drawer.get_by_role("button", name="Revoke Invite").click()
        await question.get_by_role("button", name="Revoke Invite").click()
        await expect(question).to_be_hidden()
        await expect(fact(drawer, "Status")).to_have_text("Revoked")
        await expect(drawer.get_by_role("listitem").first).to_contain_text("Revoked")
        await expect(drawer.get_by_role("button", name="Invite again")).to_be_focused()
        await page.keyboard.press("Escape")
        await expect(status(page, "Revoked 1")).to_be_visible()
        await expect(status(page, "Pending 0")).to_be_visible()

    async def test_are_disabled_with_the_reason_for_who_may_not(self, open_page: OpenPage, product: Product) -> None:
        member = await asyncio.to_thread(product.join, "REMOTE")
        invitation = await id_of(product, "failed@partner.example")
        page = await open_page(f"/?tab=invited&details={invitation}", (member, PASSWORD))
        for name in ("Resend", "Copy link", "Revoke Invite"):
            act = drawer_of(page, "failed@partner.example").get_by_role("button", name=name)
            await expect(act).to_have_attribute("aria-disabled", "true")
            await expect(act).to_have_accessible_description("Your role doesn't allow this. Ask an Admin.")
