"""Invited Users: what became of the emails, and what can be done about invitations."""

import asyncio

from playwright.async_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.product import Product, address
from tests.support.factories import PASSWORD
from tests.support.waiting import wait_until


class TestDelivery:
    async def test_each_says_a_word_and_the_mail_servers_reason(self, open_page: OpenPage) -> None:
        page = await open_page("/?tab=invited&q=partner.example", ())
        for email, word, reason in [
            ("failed@partner.example", "Not delivered", "550 5.1.1 No such user here"),
            ("deferred@partner.example", "Delayed", "451 4.7.1 Greylisted"),
            ("unknown@partner.example", "Not confirmed", "The mail server did not answer"),
            ("sent@partner.example", "Sent", ""),
        ]:
            row = page.get_by_role("row").filter(has_text=email)
            await expect(row).to_contain_text(word)
            await expect(row).to_contain_text(reason)

    async def test_can_be_filtered_by(self, open_page: OpenPage) -> None:
        page = await open_page("/?tab=invited&q=partner.example", ())
        await page.get_by_role("combobox", name="Filter by delivery").click()
        await page.get_by_role("option", name="Bounced").click()
        await expect(page.get_by_role("table").locator("tbody tr")).to_have_count(1)
        await expect(page).to_have_url("/?tab=invited&q=partner.example&delivery=BOUNCED")


class TestOneInvitation:
    async def test_is_sent_again(self, open_page: OpenPage, product: Product) -> None:
        email = await asyncio.to_thread(product.invite)
        await asyncio.to_thread(product.link_to, email)
        page = await open_page(f"/?tab=invited&q={email}", ())
        await page.get_by_role("button", name=f"More for {email}").click()
        await page.get_by_role("menuitem", name="Resend").click()
        await expect(page.get_by_text("1 invitation is on the way again.")).to_be_visible()
        await asyncio.to_thread(wait_until, lambda: len(product.emails_to(email)) == 2)

    async def test_is_sent_again_to_whoever_declined_another_once_that_is_confirmed(
        self, open_page: OpenPage, product: Product
    ) -> None:
        email = await asyncio.to_thread(product.invite)
        await asyncio.to_thread(product.decline_another, email)
        page = await open_page(f"/?tab=invited&q={email}", ())
        question = page.get_by_role("dialog", name="Resend to somebody who declined?")
        for answer in ("Cancel", "Resend anyway"):
            await page.get_by_role("button", name=f"More for {email}").click()
            await page.get_by_role("menuitem", name="Resend").click()
            await expect(question.get_by_text(f"{email} declined your organization's invitation")).to_be_visible()
            await expect(question.get_by_text("They get one more email, with a new link.")).to_be_visible()
            await question.get_by_role("button", name=answer).click()
            await expect(question).to_be_hidden()
        await expect(page.get_by_text("1 invitation is on the way again.")).to_be_visible()
        assert len(await asyncio.to_thread(product.emails_when_any, email, 2)) == 2

    async def test_changes_its_role(self, open_page: OpenPage, product: Product) -> None:
        email = await asyncio.to_thread(product.invite)
        page = await open_page(f"/?tab=invited&q={email}", ())
        await page.get_by_role("button", name=f"More for {email}").click()
        await page.get_by_role("menuitem", name="Broadcaster").click()
        await expect(page.get_by_text(f"{email} is now Broadcaster.")).to_be_visible()
        await page.reload()
        await expect(page.get_by_role("cell", name="Broadcaster", exact=True)).to_be_visible()

    async def test_is_revoked_after_a_question(self, open_page: OpenPage, product: Product) -> None:
        email = await asyncio.to_thread(product.invite)
        page = await open_page(f"/?tab=invited&q={email}", ())
        await page.get_by_role("button", name=f"More for {email}").click()
        await page.get_by_role("menuitem", name="Revoke Invite").click()
        dialog = page.get_by_role("dialog", name=f"Revoke the invitation to {email}?")
        await dialog.get_by_role("button", name="Revoke Invite").click()
        await expect(page.get_by_role("heading", name="Nobody matches")).to_be_visible()


class TestManyInvitations:
    async def _invite(self, product: Product, open_page: OpenPage, count: int) -> Page:
        word = address("many").partition("@")[0]
        for number in range(count):
            await asyncio.to_thread(product.invite, f"{word}-{number}@story.example")
        return await open_page(f"/?tab=invited&q={word}", ())

    async def test_are_sent_again_together_and_to_whoever_declined_once_that_is_confirmed(
        self, open_page: OpenPage, product: Product
    ) -> None:
        page = await self._invite(product, open_page, 3)
        word = page.url.partition("&q=")[2]
        declined = [f"{word}-{number}@story.example" for number in (0, 2)]
        for email in declined:
            await asyncio.to_thread(product.decline_another, email)
        await page.get_by_role("checkbox", name="Select all on this page").check()
        await page.get_by_role("button", name="Resend").click()
        question = page.get_by_role("dialog", name="Resend to 2 people who declined?")
        for email in declined:
            await expect(question).to_contain_text(email)
        await question.get_by_role("button", name="Resend anyway").click()
        await expect(page.get_by_text("3 invitations are on the way again.")).to_be_visible()
        await expect(page.get_by_text("3 selected")).to_be_hidden()
        for email in declined:
            assert await asyncio.to_thread(product.emails_when_any, email, 2)

    async def test_are_revoked_together(self, open_page: OpenPage, product: Product) -> None:
        page = await self._invite(product, open_page, 3)
        await page.get_by_role("checkbox", name="Select all on this page").check()
        await expect(page.get_by_text("3 selected")).to_be_visible()
        await page.get_by_role("checkbox", name="-0@story.example").uncheck()
        await expect(page.get_by_text("2 selected")).to_be_visible()
        await page.get_by_role("button", name="Revoke", exact=True).click()
        await page.get_by_role("dialog", name="Revoke 2 invitations?").get_by_role("button", name="Revoke").click()
        await expect(page.get_by_text("2 invitations were revoked.")).to_be_visible()
        await expect(page.get_by_role("table").locator("tbody tr")).to_have_count(1)

    async def test_what_somebody_else_revoked_is_no_longer_selected(
        self, open_page: OpenPage, product: Product
    ) -> None:
        page = await self._invite(product, open_page, 2)
        other = await open_page(page.url, ())
        await page.get_by_role("checkbox", name="Select all on this page").check()
        await other.get_by_role("button", name="More for").first.click()
        await other.get_by_role("menuitem", name="Revoke Invite").click()
        await other.get_by_role("dialog").get_by_role("button", name="Revoke Invite").click()
        await expect(page.get_by_text("1 selected")).to_be_visible()


class TestTwoBrowsers:
    async def test_a_changed_role_is_seen_in_the_other(self, open_page: OpenPage, product: Product) -> None:
        email = await asyncio.to_thread(product.invite)
        mine, theirs = await open_page(f"/?tab=invited&q={email}", ()), await open_page(f"/?tab=invited&q={email}", ())
        await expect(theirs.get_by_role("cell", name="Analyst", exact=True)).to_be_visible()
        await mine.get_by_role("button", name=f"More for {email}").click()
        await mine.get_by_role("menuitem", name="Investigator").click()
        await expect(theirs.get_by_role("cell", name="Investigator", exact=True)).to_be_visible()

    async def test_who_accepts_moves_from_one_list_to_the_other(self, open_page: OpenPage, product: Product) -> None:
        email = await asyncio.to_thread(product.invite)
        link = await asyncio.to_thread(product.link_to, email)
        watching = await open_page(f"/?tab=invited&q={email}", ())
        await expect(watching.get_by_role("cell", name=email, exact=True)).to_be_visible()
        before = int(await watching.get_by_role("tab", name="Current Users").locator(".badge").inner_text())
        page = await open_page(link)
        await page.get_by_label("Your name").fill("Newly Arrived")
        await page.get_by_label("Choose a password", exact=True).fill(PASSWORD)
        await page.get_by_role("button", name="Accept the invitation").click()
        await expect(watching.get_by_role("heading", name="Nobody matches")).to_be_visible()
        await expect(watching.get_by_role("tab", name="Current Users").locator(".badge")).to_have_text(str(before + 1))
        await watching.get_by_role("tab", name="Current Users").click()
        await watching.get_by_role("searchbox").fill(email)
        await expect(watching.get_by_text("Newly Arrived")).to_be_visible()


class TestPermission:
    async def test_who_may_not_invite_is_told_whom_to_ask(self, open_page: OpenPage, product: Product) -> None:
        email = await asyncio.to_thread(product.join, "REMOTE")
        page = await open_page("/?tab=invited&q=failed@partner.example", (email, PASSWORD))
        await expect(page.get_by_role("checkbox", name="Select failed@partner.example")).to_be_disabled()
        await page.get_by_role("button", name="More for failed@partner.example").click()
        await expect(page.get_by_text("Not delivered: 550 5.1.1 No such user here")).to_be_visible()
        revoke = page.get_by_role("menuitem", name="Revoke Invite")
        await expect(revoke).to_have_attribute("aria-disabled", "true")
        await expect(revoke).to_contain_text("Your role doesn't allow this. Ask an Admin.")


class TestLongNames:
    async def test_neither_long_nor_right_to_left_names_break_the_page(
        self, open_page: OpenPage, product: Product
    ) -> None:
        long = await asyncio.to_thread(product.join, "ANALYST", None, "Wolfeschlegelsteinhausenbergerdorff " * 2)
        arabic = await asyncio.to_thread(product.join, "ANALYST", None, "دينا عبد الرحمن الحسن")
        for email in (long, arabic):
            page = await open_page(f"/?q={email}", (), viewport={"width": 390, "height": 844})
            await expect(page.get_by_role("row").filter(has_text=email)).to_be_visible()
            width = await page.evaluate("document.documentElement.scrollWidth")
            assert width <= 390
