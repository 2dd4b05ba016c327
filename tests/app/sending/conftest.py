from collections.abc import AsyncIterator

import pytest

from app.organizations.actor import Actor
from tests.factories import make_admin
from tests.post import Post, open_post


@pytest.fixture
async def post(database: None) -> AsyncIterator[Post]:
    async with open_post() as opened:
        yield opened


@pytest.fixture
async def admin(database: None) -> Actor:
    return await make_admin()
