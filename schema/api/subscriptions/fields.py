"""The Subscription type: which row of a list changed, as it is by then, and how far a bulk invite is."""

from collections.abc import AsyncGenerator, Callable
from typing import Annotated, Self, TypeVar
from uuid import UUID

import strawberry

from app.pubsub.channels import PublishedEvent
from app.pubsub.events import ChangeKind, invitations_channel, many, members_channel
from schema.api.bulk_invites.types import BulkInvite
from schema.api.context import Context, Info
from schema.api.enums import register_enum
from schema.api.invitations.types import Invitation
from schema.api.members import Member
from schema.api.node import get_id, global_id
from schema.api.operations.operations import Operations
from schema.api.subscriptions.changes_since import changes_since
from schema.api.subscriptions.operations import operations_of
from schema.api.subscriptions.progress import progress_of
from schema.api.subscriptions.shared import check_session, shared_by
from schema.execution.shared_execution import SharedEvent

Yielded = TypeVar("Yielded", bound=SharedEvent)

register_enum(
    ChangeKind,
    "ChangeKind",
    "What happened to a row of a list.",
    {
        "CREATED": "It is new.",
        "UPDATED": "Something about it changed.",
        "REMOVED": "It is gone.",
        "MANY": "Too much to tell one by one, or something changed before the subscription: refetch. The id is null.",
    },
)


@strawberry.type
class Change(SharedEvent):
    """What both lists' changes have in common."""

    kind: ChangeKind = strawberry.field(description="What happened.")
    subject_id: strawberry.Private[UUID | None]

    @classmethod
    def of(cls, published: PublishedEvent) -> Self:
        return cls(kind=published.event.kind, subject_id=published.event.subject_id, shared=shared_by(published))


@strawberry.type(description="A change in Invited Users.")
class InvitationChange(Change):
    # Not `id`: caches keep an object by its id, so the change would take the place of the invitation.
    @strawberry.field(description="Which invitation; null when there are many.")
    def invitation_id(self) -> strawberry.ID | None:
        return global_id("Invitation", self.subject_id) if self.subject_id else None

    @strawberry.field(description="The invitation as it is now; null when there are many.")
    async def invitation(self, info: Info) -> Invitation | None:
        if self.subject_id is None:
            return None
        found = await info.context.share_loaders(self.shared).invitations.load(self.subject_id)
        return Invitation.of(found) if found else None


@strawberry.type(description="A change in Current Users.")
class MemberChange(Change):
    @strawberry.field(description="Which member; null when there are many.")
    def member_id(self) -> strawberry.ID | None:
        return global_id("Member", self.subject_id) if self.subject_id else None

    @strawberry.field(description="The member as they are now; null when they are gone, or there are many.")
    async def member(self, info: Info) -> Member | None:
        if self.subject_id is None:
            return None
        found = await info.context.share_loaders(self.shared).members.load(self.subject_id)
        return Member.of(found) if found else None


@strawberry.type(description="What can be listened to. Signing out, or leaving the organization, ends it.")
class Subscription:
    @strawberry.subscription(
        description="Each change of an invitation or of its email: what Invited Users has to show anew."
    )
    def invited_users_changed(self, info: Info) -> AsyncGenerator[InvitationChange, None]:
        channel = invitations_channel(info.context.actor.organization_id)
        return changes_of(info.context, channel, InvitationChange.of)

    @strawberry.subscription(
        description="Each change of a member: what Current Users has to show anew."
        " MANY also tells of groups and of the organization's settings."
    )
    def current_users_changed(self, info: Info) -> AsyncGenerator[MemberChange, None]:
        channel = members_channel(info.context.actor.organization_id)
        return changes_of(info.context, channel, MemberChange.of)

    @strawberry.subscription(
        description="How far an uploaded list is: the current state first, then changes;"
        " completes when the status is final and emailsWaiting is 0."
    )
    def bulk_invite_progress(
        self,
        info: Info,
        id: Annotated[strawberry.ID, strawberry.argument(description="The `id` of the list.")],  # noqa: A002
    ) -> AsyncGenerator[BulkInvite, None]:
        return progress_of(info.context, get_id(id, "BulkInvite", "upload"))

    @strawberry.subscription(
        description="The background work: the current state first, then when something of it changed, once a second at"
        " most. For operators alone; ends with the session, and with the operator's rights."
    )
    def operations_changed(self, info: Info) -> AsyncGenerator[Operations, None]:
        return operations_of(info.context)


async def changes_of(
    context: Context, channel: str, build: Callable[[PublishedEvent], Yielded]
) -> AsyncGenerator[Yielded, None]:
    """Yields the events of a channel since the subscription was asked for.

    The first is MANY where something changed since the time that the client names, before it asked.

    The session is checked before each event is resolved, and without events every few seconds. Raises NotSignedIn.
    """

    async def build_event(published: PublishedEvent) -> Yielded:
        return build(published)

    shared = context.subscriptions
    user_id = context.actor.user_id
    since = changes_since(context)
    with shared.channels.subscribe(channel, context.received_at, user_id) as subscriber, shared.left_by(subscriber):
        if since is not None and await shared.missed_events.may_have_changed(channel, since):
            subscriber.receive(PublishedEvent(many(channel)))
        while True:
            published = await subscriber.next()
            if published is None:
                await check_session(context)
            else:
                yield build(published)
            shared.join(subscriber, context, build_event)
