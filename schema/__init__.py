"""The GraphQL API: it translates and decides nothing. One file per noun; here they come together."""

import strawberry

from app.limits import Limits
from schema.acceptance import AcceptanceMutations
from schema.bulk_invite_changes import BulkInviteMutations
from schema.bulk_invites import BulkInviteQueries
from schema.csv_template import CsvTemplateQueries
from schema.endpoint.guarded import GuardedSchema
from schema.errors import ERROR_TYPES
from schema.groups import GroupMutations, GroupQueries
from schema.invitation_changes import InvitationMutations
from schema.invitations import AlreadyInvited, InvitationNotPending, InvitationQueries
from schema.members import MemberMutations, MemberQueries
from schema.offers import OfferQueries
from schema.organizations import OrganizationMutations, OrganizationQueries
from schema.password_resets import PasswordResetMutations
from schema.refetching import NodeQueries
from schema.role_holders import RoleHolderMutations
from schema.subscriptions import Subscription
from schema.users import User, UserMutations, UserQueries


@strawberry.type(description="What can be read.")
class Query(
    UserQueries,
    MemberQueries,
    InvitationQueries,
    GroupQueries,
    OrganizationQueries,
    CsvTemplateQueries,
    OfferQueries,
    BulkInviteQueries,
    NodeQueries,
):
    pass


@strawberry.type(description="What can be changed. An understood no is data in `errors`.")
class Mutation(
    UserMutations,
    InvitationMutations,
    AcceptanceMutations,
    RoleHolderMutations,
    MemberMutations,
    GroupMutations,
    OrganizationMutations,
    PasswordResetMutations,
    BulkInviteMutations,
):
    pass


def build_schema(limits: Limits | None = None, *, introspection: bool = True) -> GuardedSchema:
    """Once per process: types remember the schema they belong to."""
    return GuardedSchema(
        Query,
        Mutation,
        Subscription,
        types=[User, *ERROR_TYPES, AlreadyInvited, InvitationNotPending],
        limits=limits,
        introspection=introspection,
    )
