"""What administrators of the service change."""

import pytest

from app.errors import NotFound
from app.organizations.administration import set_limits

pytestmark = pytest.mark.usefixtures("database")


async def test_limits_of_an_organization_that_does_not_exist_are_refused() -> None:
    with pytest.raises(NotFound) as refused:
        await set_limits("no-such-organization", row_limit=200)
    assert (refused.value.message, refused.value.path) == ("There is no such organization, or not any more.", ("slug",))
