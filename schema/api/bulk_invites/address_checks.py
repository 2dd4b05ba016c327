"""Addresses as a review judges them, for people who are invited one by one."""

from typing import Annotated

import strawberry

from app.bulk_invites.review.single_addresses import check_addresses
from schema.api.bounds import MAX_LIST, parse_list
from schema.api.bulk_invites.rows import RowProblem
from schema.api.context import Info


@strawberry.type
class AddressCheckQueries:
    @strawberry.field(
        description="What a list's review would say against these addresses: slips of the keyboard, unusual forms, who"
        ' is a member, invited or declined. `path` is the place of the address, as `["emails", "3"]`; of one address,'
        " the most important comes first. For who may invite. Refused over GET."
    )
    async def check_addresses(
        self,
        info: Info,
        emails: Annotated[list[str], strawberry.argument(description=f"At most {MAX_LIST}.")],
    ) -> list[RowProblem]:
        info.context.require_post("email addresses")
        checked = await check_addresses(info.context.actor, parse_list(emails, "emails"))
        return [
            RowProblem.of(problem, ["emails", str(position)])
            for position, problems in enumerate(checked)
            for problem in problems
        ]
