import pytest

from app.organizations.actor import Actor
from tests.support.factories import make_admin


@pytest.fixture
async def admin(database: None) -> Actor:
    return await make_admin()
