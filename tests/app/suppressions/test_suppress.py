"""What is kept of an address whose emails come back more than once."""

from datetime import timedelta

import pytest

from app.deliveries.bounces import BounceKind
from app.errors import Suppressed
from app.suppressions.queries import find_suppressed, require_not_suppressed
from app.users.addresses import parse_address
from tests.support.factories import make_organization
from tests.support.suppressed_addresses import CAME_BACK_AT, suppress_address

pytestmark = pytest.mark.usefixtures("database")
LATER = CAME_BACK_AT + timedelta(days=1)
ADA = "ada@example.org"


class TestAnAddressThatCameBackBefore:
    async def test_keeps_when_and_why_it_first_did(self) -> None:
        organization_id = await make_organization()
        first = await suppress_address(organization_id, ADA)
        assert await suppress_address(organization_id, "Ada@example.org", at=LATER) == first
        found = (await find_suppressed(organization_id, [ADA]))[ADA]
        assert (found.email, found.at) == (ADA, CAME_BACK_AT)

    async def test_has_the_complaint_of_its_owner_from_then_on(self) -> None:
        organization_id = await make_organization()
        await suppress_address(organization_id, ADA)
        await suppress_address(organization_id, ADA, BounceKind.COMPLAINT, LATER)
        await suppress_address(organization_id, ADA, BounceKind.HARD, LATER + timedelta(days=1))
        found = (await find_suppressed(organization_id, [ADA]))[ADA]
        assert (found.kind, found.at) == (BounceKind.COMPLAINT, LATER)


class TestTheRefusal:
    async def test_is_of_this_organization_and_this_address_alone(self) -> None:
        organization_id = await make_organization()
        await suppress_address(organization_id, ADA)
        await require_not_suppressed(await make_organization(), ADA, ADA)
        await require_not_suppressed(organization_id, "bob@example.org", "bob@example.org")
        with pytest.raises(Suppressed):
            await require_not_suppressed(organization_id, ADA, ADA)

    @pytest.mark.parametrize(
        ("typed", "is_same"),
        [
            ("ADA@bücher.example", True),
            ("ada@XN--BCHER-KVA.example", True),
            ("\u200bAda@Bücher.example ", True),
            ("ada+work@bücher.example", False),  # a server that knows no tags takes email for one and not the other
            ("a.da@bücher.example", False),
        ],
    )
    async def test_is_of_every_spelling_of_the_address(self, typed: str, *, is_same: bool) -> None:
        organization_id = await make_organization()
        await suppress_address(organization_id, "Ada@BÜCHER.example")
        address = parse_address(typed)
        assert bool(await find_suppressed(organization_id, [address.key])) is is_same

    async def test_says_when_and_why_of_the_address_as_it_is_typed_now(self) -> None:
        organization_id = await make_organization()
        await suppress_address(organization_id, ADA)
        with pytest.raises(Suppressed) as raised:
            await require_not_suppressed(organization_id, "Ada@example.org", ADA)
        assert raised.value.message == (
            "Emails to Ada@example.org came back on 3 March 2026: the address does not exist (550 5.1.1 No such user"
            " here). Correct the address, or release it if it works now."
        )

    async def test_tells_a_complaint_from_a_bounce(self) -> None:
        organization_id = await make_organization()
        await suppress_address(organization_id, ADA, BounceKind.COMPLAINT)
        with pytest.raises(Suppressed) as raised:
            await require_not_suppressed(organization_id, ADA, ADA)
        assert raised.value.message == (
            "The owner of ada@example.org reported your organization's email as spam on 3 March 2026. Release the"
            " address only if they want to hear from you."
        )
