"""A step leads a page, opened at some path, into a state that is looked at as a whole: by axe, and at every width."""

from collections.abc import Awaitable, Callable

from playwright.async_api import Page

Step = Callable[[Page], Awaitable[object]]
FEW = "/?q=lopez"  # Current Users, as short as it can be
