"""Acts on many: what is done, for whom it is not done and why, and what the person is asked before."""

import asyncio

from playwright.async_api import expect

from tests.browser.conftest import OpenPage
from tests.browser.people import acts, box, choose_option, invitations, members, rows, select_page
from tests.browser.product import Product, address
from tests.support.factories import PASSWORD
from tests.support.waiting import wait_until

INVITE = "mutation ($input: InviteInput!) { invite(input: $input) { errors { message } } }"


class TestMembers:
    async def test_get_a_role_together(self, open_page: OpenPage, product: Product) -> None:
        page = await open_page(f"/?q={await members(product, 3)}", ())
        await select_page(page)
        await acts(page).get_by_role("button", name="Change role").click()
        dialog = page.get_by_role("dialog", name="Change the role of 3 people")
        await dialog.get_by_role("button", name="Change role").click()
        await expect(dialog.get_by_text("Choose a role.")).to_be_visible()
        await choose_option(page, dialog.get_by_role("combobox", name="Role"), "Broadcaster")
        await dialog.get_by_role("button", name="Change role").click()
        await expect(page.get_by_text("3 people are Broadcaster now.")).to_be_visible()
        await expect(acts(page)).to_be_hidden()
        for number in range(3):
            role = page.get_by_role("combobox", name=f"Role of Many {10 + number}")
            await expect(role).to_have_value("Broadcaster")

    async def test_get_groups_and_lose_others_together(self, open_page: OpenPage, product: Product) -> None:
        groups = await asyncio.to_thread(product.groups)
        emails = [
            await asyncio.to_thread(product.join, "ANALYST", [groups[each] for each in names], "Grouped Anew")
            for names in (["Kiosks", "Warehouse"], ["Kiosks"])
        ]
        page = await open_page("/?q=grouped+anew", ())
        await expect(rows(page)).to_have_count(2)
        await select_page(page)
        await acts(page).get_by_role("button", name="Change groups").click()
        dialog = page.get_by_role("dialog", name="Change the groups of 2 people")
        await dialog.get_by_role("button", name="Change groups").click()
        await expect(dialog.get_by_text("Choose a group to add or to remove.")).to_be_visible()
        for field, name in (("Add to groups", "Field tablets"), ("Remove from groups", "Kiosks")):
            await choose_option(page, dialog.get_by_role("combobox", name=field), name, of_several=True)
        await dialog.get_by_role("button", name="Change groups").click()
        await expect(page.get_by_text("The groups of 2 people were changed.")).to_be_visible()
        for email, expected in zip(emails, (["Field tablets", "Warehouse"], ["Field tablets"]), strict=True):
            row = rows(page).filter(has_text=email)
            await expect(row.locator(".badge")).to_have_text(expected)

    async def test_are_removed_after_a_question_that_names_them(self, open_page: OpenPage, product: Product) -> None:
        page = await open_page(f"/?q={await members(product, 4)}", ())
        for number in (10, 11):
            await box(page, f"Many {number}").check()
        await acts(page).get_by_role("button", name="Remove").click()
        dialog = page.get_by_role("dialog", name="Remove 2 people?")
        await expect(dialog).to_contain_text("Many 10 and Many 11 can no longer sign in")
        await expect(dialog.get_by_role("button", name="Cancel")).to_be_focused()
        await dialog.get_by_role("button", name="Remove").click()
        await expect(page.get_by_text("2 people were removed.")).to_be_visible()
        await expect(rows(page)).to_have_count(2)
        await expect(page.get_by_role("table", name="Current Users")).to_be_focused()

    async def test_are_removed_and_their_invitations_sent_again(self, open_page: OpenPage, product: Product) -> None:
        inviter = await asyncio.to_thread(product.join, "ADMIN", None, "Leaving Inviter")
        token = await asyncio.to_thread(product.sign_in, inviter, PASSWORD)
        invited = address("resent")
        values = {"email": invited, "role": "ANALYST", "groupIds": []}
        assert (await asyncio.to_thread(lambda: product.ask(INVITE, token, input=values)))["errors"] == []
        await asyncio.to_thread(product.link_to, invited)
        page = await open_page(f"/?q={inviter}", ())
        await box(page, inviter).check()
        await acts(page).get_by_role("button", name="Remove").click()
        dialog = page.get_by_role("dialog", name="Remove 1 person?")
        await expect(dialog.get_by_text("1 invitation that is pending may stop working.")).to_be_visible()
        await dialog.get_by_role("checkbox", name="Resend in my name what stops working").check()
        await dialog.get_by_role("button", name="Remove").click()
        await expect(page.get_by_text("1 person was removed.")).to_be_visible()
        await expect(page.get_by_text("1 invitation is on the way again.")).to_be_visible()
        await asyncio.to_thread(wait_until, lambda: len(product.emails_to(invited)) == 2)

    async def test_who_may_not_be_changed_any_more_are_named_and_the_others_changed(
        self, open_page: OpenPage, product: Product
    ) -> None:
        word = await members(product, 3)
        page = await open_page(f"/?q={word}", ())
        await select_page(page)
        await acts(page).get_by_role("button", name="Change role").click()
        dialog = page.get_by_role("dialog", name="Change the role of 3 people")
        await choose_option(page, dialog.get_by_role("combobox", name="Role"), "Remote")
        # Nobody is told of it, so that the page still offers it.
        async with product.database() as database:
            gone = "DELETE FROM memberships WHERE user_id = (SELECT id FROM users WHERE email = $1)"
            await database.execute(gone, f"{word}11@story.example")
        await dialog.get_by_role("button", name="Change role").click()
        outcome = page.get_by_role("dialog", name="Not everything was done")
        await expect(outcome).to_contain_text("2 people are Remote now. 1 was not:")
        await expect(outcome.get_by_role("listitem")).to_contain_text("Many 11:")
        await outcome.get_by_role("button", name="Close").last.click()
        await expect(rows(page)).to_have_count(2)
        await expect(page.get_by_role("combobox", name="Role of Many 12")).to_have_value("Remote")


class TestAllThatMatch:
    async def test_are_removed_with_one_act(self, open_page: OpenPage, product: Product) -> None:
        page = await open_page(f"/?q={await members(product, 27)}", ())
        await select_page(page)
        await page.get_by_role("button", name="Select all 27 matching").click()
        await acts(page).get_by_role("button", name="Remove").click()
        dialog = page.get_by_role("dialog", name="Remove 27 people?")
        await dialog.get_by_role("button", name="Remove").click()
        await expect(page.get_by_text("27 people were removed.")).to_be_visible()
        await expect(page.get_by_role("heading", name="Nobody matches")).to_be_visible()

    async def test_are_not_touched_where_another_number_match_by_now(
        self, open_page: OpenPage, product: Product
    ) -> None:
        word = await members(product, 27)
        page = await open_page(f"/?q={word}", ())
        await select_page(page)
        await page.get_by_role("button", name="Select all 27 matching").click()
        await acts(page).get_by_role("button", name="Remove").click()
        async with product.database() as database:
            gone = "DELETE FROM memberships WHERE user_id = (SELECT id FROM users WHERE email = $1)"
            await database.execute(gone, f"{word}36@story.example")
        await page.get_by_role("dialog", name="Remove 27 people?").get_by_role("button", name="Remove").click()
        changed = "The list has changed: it has 26 now, not 27. Look at it again."
        await expect(page.get_by_role("alert").filter(has_text=changed)).to_be_visible()
        await expect(page.get_by_text("25 of 26")).to_be_visible()
        await expect(page.get_by_role("button", name="Select all 26 matching")).to_be_visible()

    async def test_do_not_include_oneself(self, open_page: OpenPage, product: Product) -> None:
        word = await members(product, 26)
        email = f"{word}99@story.example"
        await asyncio.to_thread(product.invite, email, "ADMIN")
        accept = "mutation ($input: AcceptInput!) { accept(input: $input) { sessionToken errors { message } } }"
        token = (await asyncio.to_thread(product.link_to, email)).partition("#")[2]
        values = {"token": token, "name": "Many Self", "password": PASSWORD, "bearer": True}
        assert (await asyncio.to_thread(lambda: product.ask(accept, input=values)))["errors"] == []
        page = await open_page(f"/?q={word}", (email, PASSWORD))
        await select_page(page)
        await page.get_by_role("button", name="Select all 27 matching").click()
        await expect(page.get_by_text("You yourself are left out.")).to_be_visible()
        await acts(page).get_by_role("button", name="Remove").click()
        dialog = page.get_by_role("dialog", name="Remove")
        await expect(dialog).to_contain_text("You yourself are left out.")
        await dialog.get_by_role("button", name="Remove").click()
        await expect(page.get_by_text("26 people were removed.")).to_be_visible()
        await expect(rows(page)).to_have_count(1)
        await expect(rows(page)).to_contain_text("Many Self")
        await page.close()  # whose session ends with them
        await asyncio.to_thread(product.remove, email)


class TestInvitations:
    async def test_offer_another_role_and_other_groups(self, open_page: OpenPage, product: Product) -> None:
        page = await open_page(f"/?tab=invited&q={await invitations(product, 2)}", ())
        await select_page(page)
        await acts(page).get_by_role("button", name="Change role").click()
        dialog = page.get_by_role("dialog", name="Change the role of 2 invitations")
        await choose_option(page, dialog.get_by_role("combobox", name="Role"), "Investigator")
        await dialog.get_by_role("button", name="Change role").click()
        await expect(page.get_by_text("2 invitations are for Investigator now.")).to_be_visible()
        await expect(page.get_by_role("cell", name="Investigator", exact=True)).to_have_count(2)
        await select_page(page)
        await acts(page).get_by_role("button", name="Change groups").click()
        dialog = page.get_by_role("dialog", name="Change the groups of 2 invitations")
        await choose_option(page, dialog.get_by_role("combobox", name="Add to groups"), "Kiosks", of_several=True)
        await dialog.get_by_role("button", name="Change groups").click()
        await expect(page.get_by_text("The groups of 2 invitations were changed.")).to_be_visible()
        await expect(rows(page).locator(".badge", has_text="Kiosks")).to_have_count(2)

    async def test_that_match_are_changed_sent_again_and_revoked(self, open_page: OpenPage, product: Product) -> None:
        word = await invitations(product, 26)
        page = await open_page(f"/?tab=invited&q={word}", ())
        all_of_them = page.get_by_role("button", name="Select all 26 matching")
        await select_page(page)
        await all_of_them.click()
        await acts(page).get_by_role("button", name="Change role").click()
        dialog = page.get_by_role("dialog", name="Change the role of 26 invitations")
        await choose_option(page, dialog.get_by_role("combobox", name="Role"), "Remote")
        await dialog.get_by_role("button", name="Change role").click()
        await expect(page.get_by_text("26 invitations are for Remote now.")).to_be_visible()
        await select_page(page)
        await all_of_them.click()
        await acts(page).get_by_role("button", name="Resend").click()
        await expect(page.get_by_text("26 invitations are on the way again.")).to_be_visible()
        await expect(page.get_by_role("table", name="Invited Users")).to_be_focused()
        await select_page(page)
        await all_of_them.click()
        await acts(page).get_by_role("button", name="Revoke").click()
        dialog = page.get_by_role("dialog", name="Revoke 26 invitations?")
        await dialog.get_by_role("button", name="Revoke").click()
        await expect(page.get_by_text("26 invitations were revoked.")).to_be_visible()
        await expect(page.get_by_role("heading", name="Nobody matches")).to_be_visible()
