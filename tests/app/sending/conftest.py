from collections.abc import AsyncIterator

import pytest

from app.organizations.actor import Actor
from tests.support.email_sending import Post, open_post
from tests.support.factories import make_admin


@pytest.fixture
async def post(database: None) -> AsyncIterator[Post]:
    async with open_post() as opened:
        yield opened


@pytest.fixture
async def admin(database: None) -> Actor:
    return await make_admin()
