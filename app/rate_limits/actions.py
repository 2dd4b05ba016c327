"""How often something may be done. Each limit is a setting, RATE_LIMIT_…, and `off` switches it off.

| function | limits | called by |
|---|---|---|
| `invitations_in_advance` | invitations per organization and member, emails per mailbox | invite, resend, correct |
| `bulk_invite_in_advance` | invitations per organization and member | sending a bulk invite |
| `invitation_link_in_advance` | copied links of invitations per member | creating such a link |
| `over_email_limit` | emails per mailbox | the bulk worker, for the rows of a chunk |
| `count_reset_request` | password resets per mailbox and network, and per network | requesting a password reset |
| `may_send_reset_email` | emails with reset links per mailbox | the same, once there is an account |
| `count_export` | downloads of lists per member | exports |
| `count_test_email` | test emails per operator | sending one |
| `limit_password_attempts` | wrong passwords per account and network, network, account | whatever takes a password |
| `may_record_attempt` | rows and log lines about refused passwords | whatever takes a password |
| `count_password_check` | passwords judged while they are typed, per network | the API |
| `limit_invalid_tokens`, `count_invalid_token` | invalid tokens per network | the API, unsubscribing |

Actions call them, so GraphQL, workers and the command line count alike. What is refused for another reason costs
nothing. Nobody waits for Redis inside of a transaction: what only a transaction can decide, such as whether an address
is free, is taken in advance, refused in its turn inside of it, and given back after it where it was not used.
All raise RateLimited with the seconds after which another try makes sense.

Each organization has its own budget of emails to a mailbox, and all together have a larger one: it takes several
organizations to use that up, so that no organization keeps another from writing to somebody.
"""

import hashlib
import math
from collections.abc import AsyncIterator, Callable, Hashable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace
from uuid import UUID

from app.errors import ErrorCode, InvalidCredentials, RateLimited, Refusal
from app.mailboxes import in_rounds, mailbox_of
from app.rate_limits.advances import Advance, taken_in_advance
from app.rate_limits.buckets import Charge
from app.rate_limits.counters import Counter, MemoryCounter
from app.rate_limits.reservations import Reservations
from app.settings import get_settings
from app.settings.rates import Rate

# An organization with a higher row limit than this may send as many full bulk invites as others.
USUAL_ROW_LIMIT = 100
# How many refused passwords are recorded: per account and network, account, network, and of all unknown addresses.
RECORDED_PER_ACCOUNT_AND_NETWORK = Rate(count=10, seconds=600)
RECORDED_PER_ACCOUNT = Rate(count=100, seconds=3600)
RECORDED_PER_NETWORK = Rate(count=500, seconds=3600)
RECORDED_OF_UNKNOWN_ACCOUNTS = Rate(count=2000, seconds=3600)
# As many times what one network may ask for, all together get in emails.
NETWORKS_TOGETHER = 2
# As many times what one organization may send to a mailbox, all together may.
ORGANIZATIONS_TOGETHER = 4
_counters: list[Counter] = [MemoryCounter()]
_reservations = Reservations()


def count_with(counter: Counter) -> Callable[[], None]:
    """Counts limits in `counter` from here on. Returns how to stop that."""
    _counters.append(counter)
    return lambda: _counters.remove(counter)


def invitations_in_advance(
    organization_id: UUID, user_id: UUID, email_keys: Mapping[UUID | str, str]
) -> AbstractAsyncContextManager[Advance]:
    """Emails of invitations to these addresses may be sent; the keys say which when they are used."""
    wanted: dict[Hashable, list[Charge]] = {}
    for key, email_key in email_keys.items():
        mailbox = mailbox_of(email_key)
        emails = [*_email(organization_id, mailbox), *_any_email(mailbox)]
        wanted[key] = [*_invitations(organization_id, user_id, 1), *emails]
    return taken_in_advance(_counters[-1].take, wanted)


def invitation_link_in_advance(
    organization_id: UUID, user_id: UUID, invitation_id: UUID
) -> AbstractAsyncContextManager[Advance]:
    """The link of this invitation may be handed out."""
    rate = get_settings().rate_limit_invitation_links_per_member
    charges = _charge("invitation_links_per_member", rate, f"{organization_id}:{user_id}")
    return taken_in_advance(_counters[-1].take, {invitation_id: charges})


def bulk_invite_in_advance(
    organization_id: UUID, user_id: UUID, bulk_invite_id: UUID, row_count: int, row_limit: int
) -> AbstractAsyncContextManager[Advance]:
    """`row_count` rows of one bulk invite may be sent. `row_limit` is the organization's limit of rows.

    A full bulk invite counts as USUAL_ROW_LIMIT whatever the limit is: a raised row limit needs no other setting.
    """
    share = USUAL_ROW_LIMIT / max(row_limit, USUAL_ROW_LIMIT)
    charges = _invitations(organization_id, user_id, max(1, math.ceil(row_count * share)))
    return taken_in_advance(_counters[-1].take, {bulk_invite_id: charges})


async def over_email_limit(organization_id: UUID, email_keys: Sequence[str]) -> dict[str, RateLimited]:
    """Returns which of these addresses are over their limit; for each other one more email is counted.

    Of the addresses of one mailbox, those that come first are counted.
    """
    full: dict[str, RateLimited] = {}
    refused: dict[str, RateLimited] = {}
    for email_keys_of_round in in_rounds(email_keys):
        mailboxes = {email_key: mailbox_of(email_key) for email_key in email_keys_of_round}
        full |= await _full_mailboxes(organization_id, [each for each in mailboxes.values() if each not in full])
        refused |= {email_key: full[mailbox] for email_key, mailbox in mailboxes.items() if mailbox in full}
    return refused


async def _full_mailboxes(organization_id: UUID, mailboxes: Sequence[str]) -> dict[str, RateLimited]:
    """Counts an email to each of these mailboxes, which are distinct, and returns those that get none."""
    own = await _take_each({mailbox: _email(organization_id, mailbox) for mailbox in mailboxes})
    others = await _take_each({mailbox: _any_email(mailbox) for mailbox in mailboxes if mailbox not in own})
    await _take_each({mailbox: _email(organization_id, mailbox, -1) for mailbox in others})
    return own | others


async def _take_each(charges: Mapping[str, Sequence[Charge]]) -> dict[str, RateLimited]:
    """Takes the charge of each key that can be taken, and returns the other keys. No key has more than one."""
    charged = [(key, charge) for key, own in charges.items() for charge in own]
    if not charged:
        return {}
    waits = await _counters[-1].take([charge for _, charge in charged], separately=True)
    return {key: RateLimited(math.ceil(wait)) for (key, _), wait in zip(charged, waits, strict=True) if wait}


async def count_reset_request(email_key: str, network: str) -> None:
    """A password reset is requested for this address, which may have an account or not.

    Counted per address *and* network: whoever asks from elsewhere refuses nothing to the owner.
    """
    settings = get_settings()
    await _take(
        [
            *_charge(
                "password_resets_per_address",
                settings.rate_limit_password_resets_per_address,
                f"{mailbox_of(email_key)}:{network}",
            ),
            *_charge("password_resets_per_network", settings.rate_limit_password_resets_per_network, network),
        ]
    )


async def may_send_reset_email(email_key: str) -> bool:
    """Whether an account may get one more email with a reset link, whoever asks; if so, it is counted."""
    rate = get_settings().rate_limit_password_resets_per_address
    together = rate and Rate(count=rate.count * NETWORKS_TOGETHER, seconds=rate.seconds)
    return await _may_take(_charge("password_reset_emails_per_address", together, mailbox_of(email_key)))


async def count_export(organization_id: UUID, user_id: UUID) -> None:
    """A member downloads a list, however long it is."""
    rate = get_settings().rate_limit_exports_per_member
    await _take(_charge("exports_per_member", rate, f"{organization_id}:{user_id}"))


async def count_test_email(user_id: UUID | None, name: str) -> None:
    """An operator, or the command line under its name, sends a test email."""
    rate = get_settings().rate_limit_test_emails_per_operator
    await _take(_charge("test_emails_per_operator", rate, str(user_id or name)))


@asynccontextmanager
async def limit_invalid_tokens(network: str) -> AsyncIterator[None]:
    """Around the use of a token. Only invalid ones are counted and refused: a valid one is no guess."""
    try:
        yield
    except Refusal as refusal:
        if refusal.code is ErrorCode.INVALID_TOKEN:
            await count_invalid_token(network)
        raise


async def count_invalid_token(network: str) -> None:
    await _take(_charge("tokens_per_network", get_settings().rate_limit_tokens_per_network, network))


async def count_password_check(network: str) -> None:
    rate = get_settings().rate_limit_password_checks_per_network
    await _take(_charge("password_checks_per_network", rate, network))


@asynccontextmanager
async def limit_password_attempts(account: str, network: str, recognized: str | None = None) -> AsyncIterator[None]:
    """Around the check of a password: a wrong one, which raises InvalidCredentials, counts. Right ones cost nothing.

    `account` changes with the password, so that a reset clears what was counted. A stranger's tries count per account
    and network, and so keep nobody out who is elsewhere; there is a higher limit for an account from everywhere.
    `recognized` names what shows that the account's owner is trying, such as a known device: it is counted on its own
    and is let through whatever strangers do.
    """
    settings = get_settings()
    per_address = settings.rate_limit_sign_ins_per_address
    if recognized is not None:
        charges = _charge("sign_ins_recognized", per_address, f"{account}:{recognized}")
    else:
        charges = [
            *_charge("sign_ins_per_address", per_address, f"{account}:{network}"),
            *_charge("sign_ins_per_network", settings.rate_limit_sign_ins_per_network, network),
            *_charge("sign_ins_per_account", settings.rate_limit_sign_ins_per_account, account),
        ]
    wait = await _reservations.take(_counters[-1].take, charges) if charges else 0.0
    if wait:
        raise RateLimited(math.ceil(wait))
    is_wrong = False
    try:
        yield
    except InvalidCredentials:
        is_wrong = True
        raise
    finally:
        try:
            if not is_wrong:
                await _take([replace(charge, amount=-charge.amount) for charge in charges])
        finally:
            _reservations.end(charges)


async def may_record_attempt(what: str, email_key: str, network: str, *, is_known: bool) -> bool:
    """Whether a refused password is to be recorded: so many of each kind (`what`) that nobody can fill a table."""
    return await _may_take(
        [
            *_charge(f"{what}_rows_here", RECORDED_PER_ACCOUNT_AND_NETWORK, f"{email_key}:{network}"),
            *_charge(f"{what}_rows_per_network", RECORDED_PER_NETWORK, network),
            *_charge(f"{what}_rows_per_account", RECORDED_PER_ACCOUNT, email_key),
            *([] if is_known else _charge(f"{what}_rows_of_unknown", RECORDED_OF_UNKNOWN_ACCOUNTS, "")),
        ]
    )


def _invitations(organization_id: UUID, user_id: UUID, amount: int) -> list[Charge]:
    settings = get_settings()
    per_organization = settings.rate_limit_invitations_per_organization
    per_member = settings.rate_limit_invitations_per_member
    return [
        *_charge("invitations_per_organization", per_organization, str(organization_id), amount),
        *_charge("invitations_per_member", per_member, f"{organization_id}:{user_id}", amount),
    ]


def _email(organization_id: UUID, mailbox: str, amount: int = 1) -> list[Charge]:
    rate = get_settings().rate_limit_emails_per_address
    return _charge("emails_per_address", rate, f"{organization_id}:{mailbox}", amount)


def _any_email(mailbox: str) -> list[Charge]:
    rate = get_settings().rate_limit_emails_per_address
    together = rate and Rate(count=rate.count * ORGANIZATIONS_TOGETHER, seconds=rate.seconds)
    return _charge("emails_of_all_per_address", together, mailbox)


def _charge(name: str, rate: Rate | None, key: str, amount: int = 1) -> list[Charge]:
    """Empty where the limit is off. Redis gets a hash, and so no addresses."""
    if rate is None:
        return []
    digest = hashlib.blake2b(key.encode(), digest_size=16).hexdigest()
    return [Charge(f"{name}:{digest}", rate, amount)]


async def _may_take(charges: Sequence[Charge]) -> bool:
    return not charges or not any(await _counters[-1].take(charges))


async def _take(charges: Sequence[Charge]) -> None:
    waits = await _counters[-1].take(charges) if charges else []
    if any(waits):
        raise RateLimited(math.ceil(max(waits)))
