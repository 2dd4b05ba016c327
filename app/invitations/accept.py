"""What the invited person does: accept or decline."""

from dataclasses import dataclass
from uuid import UUID

from app.audit.action_names import AuditAction
from app.audit.actions import AuditAuthor, record
from app.authentication.caller import Caller
from app.authentication.client import Client
from app.authentication.known_devices import remember_device
from app.authentication.password_check import find_account, require_right_password
from app.authentication.sign_in import open_session, require_password_unchanged, switch_session
from app.database.sql import Row, row, rows
from app.database.transaction import savepoint, transaction
from app.deliveries.actions import cancel_waiting
from app.errors import (
    AccountExists,
    AlreadyMember,
    InvalidCredentials,
    InvalidToken,
    NotFound,
    RoleNotAllowed,
    WrongAccount,
)
from app.invitations.authority import blocked_reason
from app.invitations.declines import record_decline
from app.invitations.email_queue import EMAIL_KIND
from app.invitations.lifecycle import require_pending
from app.invitations.locks import load_invitation
from app.invitations.previews import find_link
from app.members.actions import add_member
from app.members.queries import is_member, lock_member_actor
from app.names import parse_name
from app.organizations.roles import Role
from app.pubsub.after_commit import publish_after_commit
from app.pubsub.events import ChangeKind, invitations_changed
from app.suppressions.actions import release_accepted
from app.users.actions import create_user
from app.users.addresses import Address, masked
from app.users.confirmed_addresses import is_address_confirmed
from app.users.passwords import check_strength, hash_password

UNKNOWN_CLIENT = Client()


@dataclass(frozen=True)
class Proof:
    """What shows that the person is meant: the link of this generation, or None, being signed in with `email_key`.

    `is_emailed`: the link came to the address, which shows whose mailbox it is.
    """

    invitation_id: UUID
    generation: int | None
    is_emailed: bool = True
    email_key: str | None = None

    @property
    def has_received_email(self) -> bool:
        """Whether it shows that the address takes email now: being signed in shows only that it once did."""
        return self.is_emailed and self.generation is not None


@dataclass(frozen=True)
class Accepted:
    """`session_token` is None where the caller's own session continues, now in the new organization.

    `known_devices` is the device cookie from here on; None: it stays as it is.
    """

    session_token: str | None
    known_devices: str | None = None


async def accept(
    caller: Caller | None,
    proof: Proof,
    name: str | None = None,
    password: str | None = None,
    client: Client = UNKNOWN_CLIENT,
) -> Accepted:
    """Makes the invited person a member and signs them in.

    Signed out, name and password create the account, or the password of the existing one proves who it is.
    Raises InvitationNotPending, WrongAccount, AccountExists, InvalidCredentials, WeakPassword, Required, TooLong,
    RoleNotAllowed (who invited may no longer do so), AlreadyMember, InvalidToken, RateLimited.
    A refusal consumes nothing.
    """
    invitation_id = proof.invitation_id
    invitation = await _get_invitation(invitation_id)
    if await _has_accepted_before(caller, invitation):
        return Accepted(None)
    _require_open(invitation, proof)
    account = await _identify(caller, invitation, name, password, client)
    async with transaction():
        invitation = await _lock_with_authorizer(invitation_id)
        if await _has_accepted_before(caller, invitation):
            return Accepted(None)
        organization_id = invitation["organization_id"]
        _require_open(invitation, proof)
        await _require_authorized(invitation)
        if isinstance(account, NewAccount):
            address = Address(invitation["email"], invitation["email_key"])
            user_id = await create_user(
                address, account.name, account.password_hash, organization_id, is_confirmed=proof.is_emailed
            )
        else:
            user_id = account.user_id
            if account.password_hash is not None:
                await require_password_unchanged(user_id, account.password_hash)
        author = AuditAuthor(organization_id, user_id, invitation["email"])
        await record(author, AuditAction.INVITATION_ACCEPTED, invitation_id, status=["pending", "accepted"])
        if await add_member(author, organization_id, user_id, invitation["role"], invitation["group_ids"]) is None:
            raise AlreadyMember(invitation["email"]).at("token")
        await rows(
            """
            UPDATE invitations SET status = 'accepted', accepted_at = now(), accepted_by_user_id = $2
             WHERE id = $1 AND status = 'pending'
            """,
            invitation_id,
            user_id,
        )
        await cancel_waiting(EMAIL_KIND, [invitation_id])
        if proof.is_emailed:  # of a link that was handed over, nobody knows whether the address's owner has it
            await release_accepted(
                organization_id, invitation["email_key"], has_received_email=proof.has_received_email
            )
        if caller is None:
            assert account.password_hash is not None
            accepted = Accepted(
                await open_session(user_id, organization_id, client),
                remember_device(client.known_devices, user_id, account.password_hash),
            )
        else:
            await switch_session(caller, organization_id)
            accepted = Accepted(None)
        publish_after_commit(invitations_changed(organization_id, ChangeKind.UPDATED, invitation_id))
    return accepted


async def decline(proof: Proof) -> None:
    """Says no to a pending invitation. Raises InvitationNotPending, InvalidToken."""
    async with transaction():
        invitation = await _get_invitation(proof.invitation_id, lock=True)
        _require_open(invitation, proof)
        await record_decline(invitation)


async def resolve_token(token: str) -> Proof:
    """The invitation that a link belongs to. Raises InvalidToken."""
    link = await find_link(token)
    if link is None:
        raise InvalidToken
    return Proof(link.subject_id, link.generation, link.is_emailed)


async def resolve_waiting(caller: Caller, invitation_id: UUID) -> Proof:
    """An invitation to the caller's own address, named by its id instead of a link. Raises NotFound."""
    found = await row("SELECT id FROM invitations WHERE id = $1 AND email_key = $2", invitation_id, caller.email_key)
    if found is None or not await is_address_confirmed(caller.user_id):
        raise NotFound("invitation", "invitationId")
    return Proof(invitation_id, None, email_key=caller.email_key)


@dataclass(frozen=True)
class NewAccount:
    name: str
    password_hash: str


@dataclass(frozen=True)
class ExistingAccount:
    """`password_hash` is what the password was found right against; None: the person is signed in."""

    user_id: UUID
    password_hash: str | None


async def _identify(
    caller: Caller | None, invitation: Row, name: str | None, password: str | None, client: Client
) -> NewAccount | ExistingAccount:
    """Who accepts: an account that proved to be of the invited address, or one to be created. Writes nothing."""
    if caller is not None:
        if caller.email_key != invitation["email_key"]:
            raise WrongAccount(masked(invitation["email"]))
        return ExistingAccount(caller.user_id, None)
    email_key = invitation["email_key"]
    account = await find_account(email_key, client)
    if account is not None:
        if not password:
            raise AccountExists
        try:
            await require_right_password(email_key, account, password, client)
        except InvalidCredentials as refusal:
            raise refusal.at("password") from None
        return ExistingAccount(account.user_id, account.password_hash)
    kept_name = parse_name(name or "", "name", "a name")
    check_strength(password or "", kept_name, invitation["email"])
    return NewAccount(kept_name, await hash_password(password or "", client.network))


async def _has_accepted_before(caller: Caller | None, invitation: Row) -> bool:
    """Whether the caller accepted it before and is still a member: then the session moves to the organization."""
    if caller is None or invitation["accepted_by_user_id"] != caller.user_id:
        return False
    async with transaction():
        if not await is_member(invitation["organization_id"], caller.email_key):
            return False
        await switch_session(caller, invitation["organization_id"])
    return True


def _require_open(invitation: Row, proof: Proof) -> None:
    """Raises InvitationNotPending, and where a newer email has taken the link's place meanwhile, InvalidToken.

    Once the invitation has another address, whoever had the former one learns nothing of it: InvalidToken or NotFound.
    """
    if proof.email_key not in {None, invitation["email_key"]}:
        raise NotFound("invitation", "invitationId")
    if proof.generation is not None and proof.generation < invitation["oldest_valid_generation"]:
        raise InvalidToken
    require_pending(invitation["status"])


class _AuthorizerChangedError(Exception):
    pass


async def _lock_with_authorizer(invitation_id: UUID) -> Row:
    """The invitation as of now, after the member whose rights stand behind it.

    Like everybody who locks members and invitations, members first: removing that member may send it again.
    """
    while True:
        seen = await _get_invitation(invitation_id)
        try:
            async with savepoint():
                return await _lock_as_seen(seen)
        except _AuthorizerChangedError:
            continue  # without what was locked since the savepoint


async def _lock_as_seen(seen: Row) -> Row:
    if seen["authorized_by_user_id"] is not None:
        await lock_member_actor(seen["organization_id"], seen["authorized_by_user_id"])
    invitation = await _get_invitation(seen["id"], lock=True)
    if invitation["authorized_by_user_id"] != seen["authorized_by_user_id"]:
        raise _AuthorizerChangedError
    return invitation


async def _require_authorized(invitation: Row) -> None:
    """Nobody grants what they may not grant, also not by an invitation made when they still might."""
    if invitation["authorized_by_user_id"] is None:
        return
    actor = await lock_member_actor(invitation["organization_id"], invitation["authorized_by_user_id"])
    if blocked_reason(actor, Role(invitation["role"]), invitation["group_ids"]):
        raise RoleNotAllowed(
            "The person who invited you can't do that any more. Ask an Admin to send the invitation again.", field=None
        )


async def _get_invitation(invitation_id: UUID, *, lock: bool = False) -> Row:
    found = await load_invitation(invitation_id, lock=lock)
    assert found is not None, "invitations are never deleted"
    return found
