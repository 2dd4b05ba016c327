"""What a review would say about addresses that are typed one by one: the same problems in the same words."""

from collections.abc import Sequence

from app.bulk_invites.review.lookups import load_invited, load_members, load_suppressed
from app.bulk_invites.review.problems import (
    Problem,
    already_invited,
    already_member,
    declined_unconfirmed,
    suppressed_by_itself,
)
from app.bulk_invites.review.row_parser import parse_address_cell
from app.invitations.declines import find_declined
from app.organizations.actor import Actor


async def check_addresses(actor: Actor, emails: Sequence[str]) -> list[tuple[Problem, ...]]:
    """Returns what stands against inviting each of these addresses, the most important first, in their order.

    Raises NotPermitted and GroupNotAllowed where the actor may invite nobody.
    """
    actor.require_groups(actor.group_ids)
    parsed = [parse_address_cell(each) for each in emails]
    keys = list({address.key for address, _ in parsed if address})
    members = await load_members(actor.organization_id, keys)
    invited = await load_invited(actor.organization_id, keys)
    suppressed = await load_suppressed(actor.organization_id, keys)
    declined_at = await find_declined(actor.organization_id, keys)
    checked = []
    for address, problems in parsed:
        known: tuple[Problem, ...] = ()
        if address and address.key in members:
            known = (already_member(address.typed),)
        elif address and address.key in invited:
            known = (already_invited(address.typed),)
        elif address and address.key in suppressed:
            known = (suppressed_by_itself(suppressed[address.key]),)
        elif address and address.key in declined_at:
            known = (declined_unconfirmed(address.typed, declined_at[address.key]),)
        checked.append((*known, *problems))
    return checked
