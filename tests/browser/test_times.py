"""Times are those of whoever looks: their locale's, their zone's, and exact for who asks."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from playwright.async_api import expect

from tests.browser.conftest import OpenPage
from tests.browser.product import Product
from tests.support.waiting import until

PATH = "/?q=amara.okafor"
UPDATE = "UPDATE memberships SET joined_at = $1 WHERE user_id = (SELECT id FROM users WHERE email_key = $2)"


@pytest.fixture
async def joined_long_ago(product: Product) -> datetime:
    """When the first Admin joined, a little more than 95 days ago."""
    moment = (datetime.now(UTC) - timedelta(days=95)).replace(hour=13, minute=30)
    async with product.database() as connection:
        await connection.execute(UPDATE, moment, product.email)
    return moment


class TestExactTime:
    @pytest.mark.parametrize(
        ("locale", "zone", "clock", "name"),
        [
            ("en-US", "America/New_York", ("9:30 AM", "8:30 AM"), "Eastern"),
            ("en-GB", "Asia/Kolkata", ("19:00",), "India Standard Time"),
            ("de-DE", "Europe/Berlin", ("15:30", "14:30"), "Mitteleuropäische"),
        ],
    )
    async def test_is_in_the_locale_and_the_zone_of_the_browser_which_is_named(
        self,
        open_page: OpenPage,
        joined_long_ago: datetime,
        locale: str,
        zone: str,
        clock: tuple[str, ...],
        name: str,
    ) -> None:
        page = await open_page(PATH, (), locale=locale, timezone_id=zone)
        await page.locator("tbody").get_by_role("button", name="3 months ago").hover()
        shown = await page.get_by_role("tooltip").inner_text()
        assert str(joined_long_ago.year) in shown
        assert any(each in shown for each in clock)
        assert name in shown

    async def test_shows_on_focus(self, open_page: OpenPage, joined_long_ago: datetime) -> None:
        page = await open_page(PATH, (), timezone_id="UTC", locale="en-US")
        await page.get_by_role("combobox", name="Role of").or_(page.get_by_role("button", name="Role of")).focus()
        time = page.locator("tbody").get_by_role("button", name="3 months ago")
        for _ in range(5):
            await page.keyboard.press("Tab")
            if await time.evaluate("(element) => element === document.activeElement"):
                break
        await expect(time).to_be_focused()
        await expect(page.get_by_role("tooltip")).to_contain_text("1:30 PM Coordinated Universal Time")

    async def test_shows_on_tapping(self, open_page: OpenPage, joined_long_ago: datetime) -> None:
        telephone = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
        page = await open_page(PATH, (), timezone_id="UTC", locale="en-US", **telephone)
        time, tooltip = page.locator("tbody").get_by_role("button", name="3 months ago"), page.get_by_role("tooltip")

        async def is_shown_on_tapping() -> bool:
            await time.tap()
            await page.evaluate("new Promise(requestAnimationFrame)")
            return any("1:30 PM Coordinated Universal Time" in text for text in await tooltip.all_inner_texts())

        await until(is_shown_on_tapping)

    async def test_shows_for_the_next_try_of_an_email(self, open_page: OpenPage) -> None:
        page = await open_page("/?tab=invited&delivery=DEFERRED", (), timezone_id="UTC", locale="en-US")
        row = page.get_by_role("row").filter(has_text="deferred@partner.example")
        await row.get_by_text("Next try").get_by_role("button").hover()
        await expect(page.get_by_role("tooltip")).to_contain_text("Coordinated Universal Time")


class TestAcceptPage:
    async def test_names_the_zone_until_when_an_invitation_works(self, open_page: OpenPage, product: Product) -> None:
        email = await asyncio.to_thread(product.invite)
        async with product.database() as connection:
            until = datetime(2030, 7, 1, 13, 30, tzinfo=UTC)
            await connection.execute("UPDATE invitations SET expires_at = $1 WHERE email = $2", until, email)
        link = await asyncio.to_thread(product.link_to, email)
        page = await open_page(link, locale="en-US", timezone_id="America/New_York")
        said = "The invitation is valid until Monday, July 1, 2030 at 9:30 AM Eastern Daylight Time."
        await expect(page.get_by_text(said)).to_be_visible()
