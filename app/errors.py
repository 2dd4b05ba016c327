"""Every refusal: an understood request, answered no, with its code and the sentence that the caller reads."""

import math
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from uuid import UUID

SECONDS = {"second": 1, "minute": 60, "hour": 3600}
# As many of a unit are said before the next one.
LONGEST_COUNT = 90


class ErrorCode(StrEnum):
    """The codes a client can branch on; `UserErrorCode` of the API."""

    REQUIRED = "REQUIRED"
    TOO_LONG = "TOO_LONG"
    OUT_OF_RANGE = "OUT_OF_RANGE"
    INVALID_NAME = "INVALID_NAME"
    INVALID_EMAIL = "INVALID_EMAIL"
    INVALID_ROLE = "INVALID_ROLE"
    UNKNOWN_GROUP = "UNKNOWN_GROUP"
    DUPLICATE_IN_FILE = "DUPLICATE_IN_FILE"
    HIDDEN_ROW = "HIDDEN_ROW"
    ALREADY_INVITED = "ALREADY_INVITED"
    ALREADY_MEMBER = "ALREADY_MEMBER"
    DECLINED = "DECLINED"
    SUPPRESSED = "SUPPRESSED"
    ROLE_NOT_ALLOWED = "ROLE_NOT_ALLOWED"
    GROUP_NOT_ALLOWED = "GROUP_NOT_ALLOWED"
    NOT_PERMITTED = "NOT_PERMITTED"
    LAST_ADMIN = "LAST_ADMIN"
    NOT_FOUND = "NOT_FOUND"
    INVITATION_NOT_PENDING = "INVITATION_NOT_PENDING"
    INVALID_TOKEN = "INVALID_TOKEN"  # noqa: S105 - the code's name
    WRONG_ACCOUNT = "WRONG_ACCOUNT"
    ACCOUNT_EXISTS = "ACCOUNT_EXISTS"
    INVALID_CREDENTIALS = "INVALID_CREDENTIALS"
    WEAK_PASSWORD = "WEAK_PASSWORD"  # noqa: S105 - the code's name
    INVALID_CSV = "INVALID_CSV"
    TOO_MANY_ROWS = "TOO_MANY_ROWS"
    FILE_TOO_LARGE = "FILE_TOO_LARGE"
    NOT_READY = "NOT_READY"
    NOTHING_TO_SEND = "NOTHING_TO_SEND"
    RATE_LIMITED = "RATE_LIMITED"
    IDEMPOTENCY_KEY_REUSED = "IDEMPOTENCY_KEY_REUSED"
    CONFLICT = "CONFLICT"
    WORK_FAILED = "WORK_FAILED"


@dataclass
class Refusal(Exception):  # noqa: N818 - a refusal is a result, not a fault
    """Raised by actions. `path` leads to the field of the input that it concerns, outermost first."""

    code: ErrorCode
    message: str
    path: tuple[str, ...] | None = None

    def __str__(self) -> str:
        return f"{self.code}: {self.message}"

    def at(self, *path: str) -> "Refusal":
        """The same refusal with another path."""
        self.path = path
        return self


class NotSignedIn(Exception):  # noqa: N818 - the caller's state, not a fault
    """The request carries no valid session; the API returns UNAUTHENTICATED."""


class Required(Refusal):
    def __init__(self, field: str, what: str) -> None:
        super().__init__(ErrorCode.REQUIRED, f"Enter {what}.", (field,))


class TooLong(Refusal):
    def __init__(self, field: str, what: str, limit: int, unit: str = "characters") -> None:
        super().__init__(ErrorCode.TOO_LONG, f"{what} can have at most {limit} {unit}.", (field,))


class OutOfRange(Refusal):
    def __init__(self, field: str, what: str, bounds: str) -> None:
        super().__init__(ErrorCode.OUT_OF_RANGE, f"{what} has to be {bounds}.", (field,))


class InvalidEmail(Refusal):
    """`suggestion` is the address that was probably meant."""

    def __init__(self, reason: str, field: str = "email", suggestion: str | None = None) -> None:
        question = f" Did you mean {suggestion}?" if suggestion else ""
        super().__init__(ErrorCode.INVALID_EMAIL, f"This is not a valid email address: {reason}{question}", (field,))
        self.reason = reason
        self.suggestion = suggestion


class InvalidDomain(Refusal):
    def __init__(self, field: str) -> None:
        super().__init__(
            ErrorCode.INVALID_EMAIL,
            "This is not the domain of an email address. Enter what stands after @, such as example.com.",
            (field,),
        )


class UnknownGroup(Refusal):
    def __init__(self, position: int) -> None:
        super().__init__(
            ErrorCode.UNKNOWN_GROUP,
            "Your organization has no such group, or not any more. Choose another one.",
            ("groupIds", str(position)),
        )


class WorkFailed(Refusal):
    """A fault of our own, under `error_id` in the log, which stayed however often the work was tried."""

    def __init__(self, attempts: int, error_id: str) -> None:
        super().__init__(
            ErrorCode.WORK_FAILED,
            f"Something went wrong on our side, and {attempts} attempts at this file failed. Everybody invited so far"
            f" stays invited; upload the others again later. If it happens again, tell us this id: {error_id}.",
        )


class GroupExists(Refusal):
    def __init__(self, name: str) -> None:
        super().__init__(ErrorCode.CONFLICT, f"There is already a group called {name}. Choose another name.", ("name",))


class InvalidGroupName(Refusal):
    """`separator` is the character that ends a name in a file; None: it has a line end or another control character."""

    def __init__(self, separator: str | None) -> None:
        super().__init__(
            ErrorCode.INVALID_NAME,
            f'Leave out "{separator}": in a file of people, it stands between the names of groups.'
            if separator
            else "Write the name on one line, without control characters.",
            ("name",),
        )


class GroupInUse(Refusal):
    """Counts who would lose the group: members, pending invitations, and files whose people get it by default."""

    def __init__(self, members: int, invitations: int, bulk_invites: int) -> None:
        used_by = _listed(
            _counted(members, "member"),
            _counted(invitations, "pending invitation"),
            _counted(bulk_invites, "file under review", "files under review"),
        )
        super().__init__(ErrorCode.CONFLICT, f"This group is in use by {used_by}. Choose a group to move them to.")


class GroupBusy(Refusal):
    def __init__(self) -> None:
        super().__init__(
            ErrorCode.CONFLICT,
            "Somebody is working with this group right now, or a file is inviting people into it. Try again in a"
            " moment.",
        )


class SlugTaken(Refusal):
    def __init__(self, slug: str) -> None:
        super().__init__(ErrorCode.CONFLICT, f"There is already an organization with the slug {slug}.", ("slug",))


class NameLooksTaken(Refusal):
    """The sentence does not say which organization it is: that is none of the caller's business."""

    def __init__(self) -> None:
        super().__init__(
            ErrorCode.CONFLICT,
            "This name looks like that of another organization. Choose one that people can tell apart.",
            ("name",),
        )


class HasAdmin(Refusal):
    def __init__(self) -> None:
        super().__init__(
            ErrorCode.CONFLICT,
            "This organization already has an Admin, who can invite others. Ask that person.",
            ("slug",),
        )


class AlreadyInvited(Refusal):
    """`invitation_id` names the pending invitation, so that a client can offer to resend it."""

    def __init__(self, email: str, invitation_id: UUID) -> None:
        super().__init__(ErrorCode.ALREADY_INVITED, self.sentence(email), ("email",))
        self.invitation_id = invitation_id

    @staticmethod
    def sentence(email: str) -> str:
        return f"{email} already has a pending invitation. Resend or change that one."


class AlreadyMember(Refusal):
    def __init__(self, email: str) -> None:
        super().__init__(ErrorCode.ALREADY_MEMBER, f"{email} is already a member of this organization.", ("email",))


class InvitationDeclined(Refusal):
    """The person said no at `declined_at`, not long ago. The same request is understood once it is confirmed."""

    def __init__(self, email: str, declined_at: datetime) -> None:
        sentence = f"{self.sentence(email, declined_at)} Confirm that you want to invite them again."
        super().__init__(ErrorCode.DECLINED, sentence, ("email",))
        self.declined_at = declined_at

    @staticmethod
    def sentence(email: str, declined_at: datetime) -> str:
        return f"{email} declined your organization's invitation on {_day(declined_at)}."


class Suppressed(Refusal):
    """The organization's emails to the address came back for good, or its owner reported one as spam.

    `why` is such as "the address does not exist", `diagnostic` the words of whoever sent it back at `suppressed_at`.
    `reason` says all that, without what to do.
    """

    def __init__(
        self,
        suppression_id: UUID,
        email: str,
        why: str,
        diagnostic: str | None,
        at: datetime,
        *,
        is_complaint: bool,
    ) -> None:
        self.reason = self.sentence(email, why, diagnostic, at, is_complaint=is_complaint)
        advice = _UNWANTED if is_complaint else _MENDED
        super().__init__(ErrorCode.SUPPRESSED, f"{self.reason} {advice}", ("email",))
        self.suppression_id = suppression_id
        self.is_complaint = is_complaint
        self.diagnostic = diagnostic
        self.suppressed_at = at

    @staticmethod
    def sentence(email: str, why: str, diagnostic: str | None, at: datetime, *, is_complaint: bool) -> str:
        day = _day(at)
        if is_complaint:
            return f"The owner of {email} reported your organization's email as spam on {day}."
        words = f" ({_shortened(diagnostic)})" if diagnostic else ""
        return f"Emails to {email} came back on {day}: {why}{words}."


_UNWANTED = "Release the address only if they want to hear from you."
_MENDED = "Correct the address, or release it if it works now."
# Of the words of whoever sent it back; in characters.
_MAX_WORDS = 200


class RoleNotAllowed(Refusal):
    def __init__(self, message: str, field: str | None = "role") -> None:
        super().__init__(ErrorCode.ROLE_NOT_ALLOWED, message, (field,) if field else None)


class GrantNotAllowed(RoleNotAllowed):
    """`role` is what people call the role that the actor may not give."""

    def __init__(self, role: str) -> None:
        super().__init__(f"Your role doesn't allow you to make anybody {role}. Choose another role, or ask an Admin.")


class GroupNotAllowed(Refusal):
    def __init__(self, message: str, field: str | None = "groupIds") -> None:
        super().__init__(ErrorCode.GROUP_NOT_ALLOWED, message, (field,) if field else None)


class CountChanged(Refusal):
    """More or fewer match a filter than the caller has seen, by now. `counted` is the highest number counted to."""

    def __init__(self, expected: int, count: int, counted: int) -> None:
        now = f"more than {counted:,}" if count > counted else f"{count:,}"
        super().__init__(
            ErrorCode.CONFLICT,
            f"The list has changed: it has {now} now, not {expected:,}. Look at it again.",
            ("matching", "expectedCount"),
        )


class ActHasEnded(Refusal):
    def __init__(self) -> None:
        super().__init__(ErrorCode.CONFLICT, "This has ended already: there is nothing left to stop.", ("actId",))


class OthersNotResent(Refusal):
    def __init__(self, limit: int) -> None:
        super().__init__(
            ErrorCode.TOO_LONG,
            f"There are more than {limit} of these invitations. Send the others again from the list.",
        )


class NotPermitted(Refusal):
    def __init__(self, message: str) -> None:
        super().__init__(ErrorCode.NOT_PERMITTED, message)


class LastAdmin(Refusal):
    def __init__(self) -> None:
        super().__init__(
            ErrorCode.LAST_ADMIN,
            "You are the last Admin of this organization. Make somebody else an Admin first.",
        )


class NotFound(Refusal):
    """Raised also for what exists but is none of the caller's business."""

    def __init__(self, what: str, field: str = "id") -> None:
        super().__init__(ErrorCode.NOT_FOUND, f"There is no such {what}, or not any more.", (field,))


class IdOfAnother(Refusal):
    """`given` and `what` are what people call what the id is of, and what it ought to be of."""

    def __init__(self, given: str, what: str, field: str = "id") -> None:
        sentence = f"This is the id of {with_article(given)}, not of {with_article(what)}."
        super().__init__(ErrorCode.NOT_FOUND, sentence, (field,))


class IncompleteId(Refusal):
    """What was given is no id at all, or only a part of one."""

    def __init__(self, what: str, field: str = "id") -> None:
        sentence = f"This is not a complete id of {with_article(what)}. Open the list and choose again."
        super().__init__(ErrorCode.NOT_FOUND, sentence, (field,))


class InvitationNotPending(Refusal):
    """`status` is the one the caller met: accepted, declined, revoked or expired."""

    def __init__(self, status: str) -> None:
        super().__init__(ErrorCode.INVITATION_NOT_PENDING, NOT_PENDING_SENTENCES[status])
        self.status = status


# Read by the invited person and by those who invite alike.
NOT_PENDING_SENTENCES = {
    "accepted": "This invitation has already been accepted.",
    "declined": "This invitation was declined. Joining takes a new one.",
    "revoked": "This invitation was revoked. Joining takes a new one.",
    "expired": "This invitation has expired. It needs to be sent again.",
}


class InvalidToken(Refusal):
    def __init__(self) -> None:
        super().__init__(
            ErrorCode.INVALID_TOKEN,
            "This link is not valid. Open the newest email, or ask for the invitation to be sent again.",
            ("token",),
        )


class InvalidResetLink(Refusal):
    def __init__(self) -> None:
        super().__init__(
            ErrorCode.INVALID_TOKEN,
            "This link is not valid any more. Open the newest email, or ask for a new link.",
            ("token",),
        )


class WrongAccount(Refusal):
    def __init__(self, masked_email: str) -> None:
        super().__init__(
            ErrorCode.WRONG_ACCOUNT,
            f"This invitation is for {masked_email}. Sign out, then open the link again.",
        )


class AccountExists(Refusal):
    def __init__(self) -> None:
        super().__init__(
            ErrorCode.ACCOUNT_EXISTS,
            "There is already an account for this address. Sign in, or enter its password here.",
            ("password",),
        )


class InvalidCredentials(Refusal):
    def __init__(self) -> None:
        super().__init__(ErrorCode.INVALID_CREDENTIALS, "The email address or the password is wrong.")


class WrongPassword(Refusal):
    """Of somebody who is signed in: whose account it is, is known."""

    def __init__(self) -> None:
        super().__init__(ErrorCode.INVALID_CREDENTIALS, "This is not your current password.", ("currentPassword",))


class WeakPassword(Refusal):
    def __init__(self, message: str) -> None:
        super().__init__(ErrorCode.WEAK_PASSWORD, message, ("password",))


class RateLimited(Refusal):
    def __init__(self, retry_after_seconds: int) -> None:
        sentence = f"Too much in too short a time. Try again in {_spoken(retry_after_seconds)}."
        super().__init__(ErrorCode.RATE_LIMITED, sentence)
        self.retry_after_seconds = retry_after_seconds


class IdempotencyKeyReused(Refusal):
    def __init__(self) -> None:
        super().__init__(
            ErrorCode.IDEMPOTENCY_KEY_REUSED,
            "This idempotency key was used with another input. Use a new key for a new request.",
            ("idempotencyKey",),
        )


class TooManyRows(Refusal):
    def __init__(self, row_count: int, limit: int) -> None:
        super().__init__(
            ErrorCode.TOO_MANY_ROWS,
            f"This file has {row_count:,} people: split into multiple files"
            f" (max {limit:,} {'user' if limit == 1 else 'users'} each).",
            ("source",),
        )
        self.row_count = row_count
        self.limit = limit


class InvalidCsv(Refusal):
    """The file as a whole cannot be used; the sentence names the place and what to do."""

    def __init__(self, message: str) -> None:
        super().__init__(ErrorCode.INVALID_CSV, message, ("source",))


class FileTooLarge(Refusal):
    def __init__(self, limit_bytes: int) -> None:
        super().__init__(
            ErrorCode.FILE_TOO_LARGE,
            f"This file is larger than {limit_bytes // 2**20} MB: split into multiple files.",
            ("source",),
        )


class NotReady(Refusal):
    def __init__(self, message: str) -> None:
        super().__init__(ErrorCode.NOT_READY, message)


class NothingToSend(Refusal):
    def __init__(self) -> None:
        super().__init__(
            ErrorCode.NOTHING_TO_SEND,
            "No row of this file can be sent. Correct the rows with errors, or upload a corrected file.",
        )


class InvalidCursor(ValueError):  # noqa: N818 - the caller's mistake
    """The cursor of a page request is not one of this list."""


def _day(at: datetime) -> str:
    """Returns the day in UTC, such as `3 March 2026`."""
    day = at.astimezone(UTC)
    return f"{day.day} {day:%B %Y}"


def _shortened(words: str) -> str:
    return words if len(words) <= _MAX_WORDS else f"{words[:_MAX_WORDS].rstrip()}…"


def _counted(count: int, noun: str, nouns: str = "") -> str:
    """Such as `1 member`, `1,200 members`; empty for none."""
    return f"{count:,} {noun if count == 1 else nouns or noun + 's'}" if count else ""


def _listed(*parts: str) -> str:
    *others, last = filter(None, parts)
    return f"{', '.join(others)} and {last}" if others else last


def with_article(noun: str) -> str:
    """Returns `an invitation`, `a member`; `upload` is said with a vowel."""
    return f"{'an' if noun[0] in 'AEIOUaeiou' else 'a'} {noun}"


def _spoken(seconds: int) -> str:
    """A time as people say it, rounded up: `90 seconds`, `2 minutes`, `3 hours`."""
    unit = next((unit for unit in ("second", "minute") if seconds <= LONGEST_COUNT * SECONDS[unit]), "hour")
    count = math.ceil(seconds / SECONDS[unit])
    return f"{count} {unit}{'' if count == 1 else 's'}"
