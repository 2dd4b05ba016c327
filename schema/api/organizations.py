"""The tenant, and what each role may do in it."""

from collections.abc import Sequence
from typing import Self
from uuid import UUID

import strawberry
from strawberry.relay import Node, NodeID

from app.database.keyset import PageRequest
from app.organizations.actions import TimeLimit, update_organization
from app.organizations.queries import OrganizationRow
from app.organizations.roles import POLICIES
from schema.api.context import Info
from schema.api.deliveries import Delivery
from schema.api.delivery_lists import DeliveryFilterInput, read_deliveries
from schema.api.enums import Role
from schema.api.pagination import Connection, PageArguments
from schema.api.user_errors import Payload, RefusalsAsErrors


@strawberry.type(description="A tenant: people, groups and invitations belong to one.")
class Organization(Node):
    id: NodeID[UUID]
    name: str = strawberry.field(description="As shown in the console and in emails.")
    slug: str = strawberry.field(description="Short name for addresses and the command line, unique.")
    bulk_invite_row_limit: int = strawberry.field(description="How many people one uploaded file may hold.")
    invitation_ttl_days: int | None = strawberry.field(
        description="Days until an invitation expires; null: it stays pending for ever."
    )

    @strawberry.field(
        description="The emails of the organization's invitations, newest first; null for who is not its Admin.",
        extensions=[PageArguments()],
    )
    async def deliveries(
        self,
        info: Info,
        page: PageRequest,
        filter: DeliveryFilterInput | None = None,  # noqa: A002
    ) -> Connection[Delivery] | None:
        actor = info.context.caller.actor if info.context.caller else None
        if actor is None or actor.organization_id != self.id or actor.role is not Role.ADMIN:
            return None
        return await read_deliveries(filter, page, self.id)

    @classmethod
    def of(cls, row: OrganizationRow) -> Self:
        return cls(
            id=row.id,
            name=row.name,
            slug=row.slug,
            bulk_invite_row_limit=row.bulk_invite_row_limit,
            invitation_ttl_days=row.invitation_ttl_days,
        )

    @classmethod
    async def find(cls, info: Info, ids: Sequence[UUID]) -> list[Self | None]:
        found = await info.context.loaders.organizations.load_many(ids)
        return [cls.of(row) if row else None for row in found]


@strawberry.type(description='What a role may do, for "review role capabilities before assigning".')
class RoleInfo:
    role: Role = strawberry.field(description="The role itself.")
    label: str = strawberry.field(description="What people and CSV files call it.")
    description: str = strawberry.field(description="The role in one line.")
    capabilities: list[str] = strawberry.field(description="What it may do, a sentence each.")
    assignable: bool = strawberry.field(description="May the caller give this role to others?")


@strawberry.type
class OrganizationQueries:
    @strawberry.field(description="The roles, most powerful first.")
    def roles(self, info: Info) -> list[RoleInfo]:
        assignable = info.context.actor.assignable_roles
        return [
            RoleInfo(
                role=role,
                label=policy.label,
                description=policy.description,
                capabilities=list(policy.capabilities),
                assignable=role in assignable,
            )
            for role, policy in POLICIES.items()
        ]


@strawberry.input(description="What to change about the organization; what is left out stays.")
class UpdateOrganizationInput:
    name: str | None = strawberry.field(default=None, description="The new name.")
    invitation_ttl_days: int | None = strawberry.field(
        default=strawberry.UNSET,
        description="1 to 3650, for invitations made or sent again from now on."
        " Null clears the limit: pending for ever.",
    )


@strawberry.type(description="The organization as it is now, or why it was not changed.")
class UpdateOrganizationPayload(Payload):
    organization: Organization | None = strawberry.field(default=None, description="As it is now; null where refused.")


@strawberry.type
class OrganizationMutations:
    @strawberry.mutation(
        description="Changes the organization's settings; for Admins.", extensions=[RefusalsAsErrors()]
    )
    async def update_organization(self, info: Info, input: UpdateOrganizationInput) -> UpdateOrganizationPayload:  # noqa: A002
        actor, days = info.context.actor, input.invitation_ttl_days
        await update_organization(actor, input.name, None if days is strawberry.UNSET else TimeLimit(days))
        info.context.reset_loaders()
        found = await info.context.loaders.organizations.load(actor.organization_id)
        return UpdateOrganizationPayload(organization=Organization.of(found) if found else None)
