"""Current Users, and what surrounds every screen."""

from playwright.async_api import Page, Route, expect

from tests.browser.states.step import FEW, Step


async def selected_users(page: Page) -> None:
    await page.get_by_role("checkbox", name="Select all on this page").check()


async def current_users(page: Page) -> None:
    await expect(page.get_by_text("25 of")).to_be_visible()


async def role_menu(page: Page) -> None:
    await page.get_by_role("combobox", name="Role of").first.click()
    await expect(page.get_by_role("option", name="Analyst")).to_be_visible()


async def row_menu(page: Page) -> None:
    await page.get_by_role("button", name="More for").first.click()
    await expect(page.get_by_role("menuitem", name="Remove")).to_be_visible()


async def role_guide(page: Page) -> None:
    await page.get_by_role("button", name="What can each role do?").click()
    await expect(page.get_by_text("Invite people with any role")).to_be_visible()


async def groups_question(page: Page) -> None:
    await row_menu(page)
    await page.get_by_role("menuitem", name="Change groups").click()
    await page.get_by_role("dialog", name="Groups of").get_by_role("combobox", name="Groups").click()
    await expect(page.get_by_role("option").first).to_be_visible()


async def remove_question(page: Page) -> None:
    await row_menu(page)
    await page.get_by_role("menuitem", name="Remove").click()
    await expect(page.get_by_role("dialog", name="Remove")).to_be_visible()


async def exact_time(page: Page) -> None:
    await page.locator("tbody").get_by_role("button", name="ago").first.hover()
    await expect(page.get_by_role("tooltip")).to_be_visible()


async def account_menu(page: Page) -> None:
    await page.get_by_role("button", name="Account of").click()
    await expect(page.get_by_role("menuitem", name="Sign out")).to_be_visible()


async def all_matching(page: Page) -> None:
    await selected_users(page)
    await page.get_by_role("button", name="Select all").click()
    await expect(page.get_by_text("You yourself are left out.")).to_be_visible()


async def bulk_role(page: Page) -> None:
    await selected_users(page)
    await page.get_by_role("button", name="Change role").click()
    await page.get_by_role("dialog").get_by_role("combobox", name="Role").click()
    await expect(page.get_by_role("option").first).to_be_visible()


async def bulk_groups(page: Page) -> None:
    await selected_users(page)
    await page.get_by_role("button", name="Change groups").click()
    await page.get_by_role("dialog").get_by_role("combobox", name="Remove from groups").click()
    await expect(page.get_by_role("option").first).to_be_visible()


async def bulk_removal(page: Page) -> None:
    await selected_users(page)
    await page.get_by_role("button", name="Remove …").click()
    await expect(page.get_by_role("dialog", name="Remove")).to_be_visible()


async def narrow_sorting(page: Page) -> None:
    await telephone(page)
    await page.get_by_role("combobox", name="Sort by").click()
    await expect(page.get_by_role("option", name="Joined last")).to_be_visible()


async def telephone(page: Page) -> None:
    await page.set_viewport_size({"width": 390, "height": 844})
    await expect(page.get_by_role("button", name="Open the menu")).to_be_visible()


async def telephone_menu(page: Page) -> None:
    await telephone(page)
    await page.get_by_role("button", name="Open the menu").click()
    await expect(page.get_by_role("link", name="Role Management")).to_be_in_viewport()


async def wrong_link(page: Page) -> None:
    await expect(page.get_by_role("button", name="Show all groups")).to_be_visible()
    await expect(page.get_by_role("button", name="Take it out")).to_be_visible()


async def skeletons(page: Page) -> None:
    """The rows of a list that never comes."""
    await expect(page.get_by_role("row").nth(1)).to_be_visible()
    await page.route("**/graphql", hold_invited_users)
    await page.get_by_role("tab", name="Invited Users").click()
    await expect(page.locator(".mantine-Skeleton-root").first).to_be_visible()


async def hold_invited_users(route: Route) -> None:
    if "query InvitedUsers" not in (route.request.post_data or ""):
        await route.fallback()


async def list_error(page: Page) -> None:
    await expect(page.get_by_role("row").nth(1)).to_be_visible()
    await page.route("**/graphql", lambda route: route.fulfill(status=502, body="no"))
    await page.get_by_role("tab", name="Invited Users").click()
    await expect(page.get_by_role("alert").filter(has_text="The list could not be loaded")).to_be_visible()


PEOPLE: list[tuple[str, Step]] = [
    ("/", current_users),
    (FEW, role_menu),
    (FEW, row_menu),
    (FEW, role_guide),
    (FEW, groups_question),
    (FEW, remove_question),
    (FEW, exact_time),
    (FEW, account_menu),
    ("/", all_matching),
    (FEW, bulk_role),
    (FEW, bulk_groups),
    (FEW, bulk_removal),
    (FEW, narrow_sorting),
    (FEW, telephone),
    (FEW, telephone_menu),
    (f"{FEW}&group=unknown&role=BOSS", wrong_link),
    (FEW, skeletons),
    (FEW, list_error),
]
