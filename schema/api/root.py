"""The root types, put together from each noun's fields."""

import strawberry

from app.settings.limits import Limits
from schema.api.acceptance import AcceptanceMutations
from schema.api.account import AccountMutations
from schema.api.activity import ActivityQueries
from schema.api.bulk_invites.address_checks import AddressCheckQueries
from schema.api.bulk_invites.column_mapping import ColumnMappingMutations
from schema.api.bulk_invites.csv_template import CsvTemplateQueries
from schema.api.bulk_invites.mass_edits import BulkInviteMassEditMutations
from schema.api.bulk_invites.mutations import BulkInviteMutations
from schema.api.bulk_invites.queries import BulkInviteQueries
from schema.api.groups import GroupMutations, GroupQueries
from schema.api.invitations.lists import InvitationQueries
from schema.api.invitations.mutations import InvitationMutations
from schema.api.invitations.preview import InvitationPreviewQueries
from schema.api.invitations.types import AlreadyInvited, InvitationDeclined, InvitationNotPending
from schema.api.members import MemberMutations, MemberQueries
from schema.api.node import NodeQueries
from schema.api.operations.bulk_invites import BulkInviteActMutations
from schema.api.operations.delivery_acts import DeliveryActMutations
from schema.api.operations.operations import OperationsQueries
from schema.api.operations.queue_limits import QueueLimitMutations
from schema.api.operations.queue_pauses import QueuePauseMutations
from schema.api.operations.test_email import SendTestEmailMutations
from schema.api.organizations import OrganizationMutations, OrganizationQueries
from schema.api.password_reset import PasswordResetMutations, PasswordResetQueries
from schema.api.passwords import PasswordQueries
from schema.api.roles import RoleHolderMutations
from schema.api.subscriptions.fields import Subscription
from schema.api.suppressions import Suppressed, SuppressionMutations, SuppressionQueries
from schema.api.user_errors import ERROR_TYPES
from schema.api.users import User, UserMutations, UserQueries
from schema.execution.schema import LimitedSchema


@strawberry.type(description="What can be read.")
class Query(
    UserQueries,
    MemberQueries,
    InvitationQueries,
    SuppressionQueries,
    GroupQueries,
    OrganizationQueries,
    CsvTemplateQueries,
    InvitationPreviewQueries,
    PasswordResetQueries,
    PasswordQueries,
    AddressCheckQueries,
    BulkInviteQueries,
    ActivityQueries,
    OperationsQueries,
    NodeQueries,
):
    pass


DESCRIPTION = (
    "Inviting people to an organization: one by one or by a file, what becomes of each invitation and its email, and"
    " the members who accepted.\n\nThe session names the organization; no field takes its id. Lists are Relay"
    " connections. An understood no to a mutation is data in `errors`."
)


@strawberry.type(description="What can be changed. An understood no is data in `errors`.")
class Mutation(
    UserMutations,
    AccountMutations,
    InvitationMutations,
    SuppressionMutations,
    AcceptanceMutations,
    RoleHolderMutations,
    MemberMutations,
    GroupMutations,
    OrganizationMutations,
    PasswordResetMutations,
    BulkInviteMutations,
    BulkInviteMassEditMutations,
    ColumnMappingMutations,
    QueuePauseMutations,
    QueueLimitMutations,
    BulkInviteActMutations,
    DeliveryActMutations,
    SendTestEmailMutations,
):
    pass


def build_schema(limits: Limits | None = None, *, introspection: bool = True, fast_path: bool = True) -> LimitedSchema:
    """Called once per process: types keep a reference to the schema that they belong to."""
    return LimitedSchema(
        Query,
        Mutation,
        Subscription,
        description=DESCRIPTION,
        types=[User, *ERROR_TYPES, AlreadyInvited, InvitationDeclined, InvitationNotPending, Suppressed],
        limits=limits,
        introspection=introspection,
        fast_path=fast_path,
    )
