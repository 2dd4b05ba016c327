"""The sentences of refusals: the console shows them to people as they are."""

import re
from datetime import UTC, datetime
from uuid import UUID

import pytest

from app import errors
from app.bulk_invites.csv import errors as csv
from app.errors import ErrorCode, RateLimited, Refusal

ADDRESS = "ada@acme.example"
EPOCH = datetime(2026, 1, 1, tzinfo=UTC)
REFUSALS = (
    errors.Required("name", "a name"),
    errors.TooLong("name", "A name", 100),
    errors.OutOfRange("invitationTtlDays", "A time limit", "from 1 to 3,650 days"),
    errors.InvalidEmail("it has no @.", suggestion=ADDRESS),
    errors.InvalidDomain("recipientDomain"),
    errors.UnknownGroup(0),
    errors.WorkFailed(6, "1f"),
    errors.GroupExists("Warehouse"),
    errors.InvalidGroupName(";"),
    errors.InvalidGroupName(None),
    errors.GroupInUse(1, 2, 1_200),
    errors.GroupBusy(),
    errors.SlugTaken("acme"),
    errors.NameLooksTaken(),
    errors.HasAdmin(),
    errors.AlreadyInvited(ADDRESS, UUID(int=7)),
    errors.AlreadyMember(ADDRESS),
    errors.CountChanged(106, 107, 10_000),
    errors.CountChanged(106, 10_001, 10_000),
    errors.ActHasEnded(),
    errors.OthersNotResent(500),
    errors.InvitationDeclined(ADDRESS, EPOCH),
    errors.Suppressed(
        UUID(int=7), ADDRESS, "the address does not exist", "550 5.1.1 No such user", EPOCH, is_complaint=False
    ),
    errors.Suppressed(UUID(int=7), ADDRESS, "the address takes no email", None, EPOCH, is_complaint=False),
    errors.Suppressed(UUID(int=7), ADDRESS, "the recipient reported it", None, EPOCH, is_complaint=True),
    errors.RoleNotAllowed("Ask an Admin."),
    errors.GrantNotAllowed("Admin"),
    errors.GroupNotAllowed("Choose at least one group."),
    errors.NotPermitted("Ask an Admin."),
    errors.LastAdmin(),
    errors.NotFound("member"),
    errors.IdOfAnother("group", "member"),
    errors.IncompleteId("member"),
    *(errors.InvitationNotPending(status) for status in errors.NOT_PENDING_SENTENCES),
    errors.InvalidToken(),
    errors.InvalidResetLink(),
    errors.WrongAccount("a…@acme.example"),
    errors.AccountExists(),
    errors.InvalidCredentials(),
    errors.WrongPassword(),
    errors.WeakPassword("Use at least 12 characters."),
    errors.RateLimited(30),
    errors.IdempotencyKeyReused(),
    errors.TooManyRows(700, 500),
    errors.TooManyRows(2, 1),
    errors.InvalidCsv("This file is empty."),
    errors.FileTooLarge(2**20),
    errors.NotReady("This file is still being validated."),
    errors.NothingToSend(),
)


def all_refusals(kind: type[Refusal] = Refusal) -> set[type[Refusal]]:
    return {each for child in kind.__subclasses__() for each in {child, *all_refusals(child)}}


def test_every_refusal_is_looked_at() -> None:
    assert {type(each) for each in REFUSALS} == {each for each in all_refusals() if each.__module__ == errors.__name__}


@pytest.mark.parametrize("refusal", REFUSALS, ids=lambda each: type(each).__name__)
def test_it_is_a_sentence_without_codes_or_names_of_fields(refusal: Refusal) -> None:
    assert re.fullmatch(rf"({re.escape(ADDRESS)} |[A-Z]).*[.?]", refusal.message)
    assert not [code for code in ErrorCode if "_" in code and code in refusal.message]
    assert not re.search(r"`|\b[a-z]+[A-Z]", refusal.message)


OF_FILES = (
    csv.empty(),
    csv.no_rows(),
    csv.other_format("a PDF"),
    csv.numbers(),
    csv.not_text(7),
    csv.stray_byte(7),
    csv.line_too_long(7),
    csv.too_many_empty_lines(7),
    csv.cell_without_end(7),
    csv.unknown_delimiter("^"),
    csv.no_email_column(1),
    csv.header_below(7),
    csv.other_email_column(1, 2, "Contact"),
    csv.other_email_column(1, 2, ""),
    csv.separated_by("^")(1),
    csv.no_header_above(1),
    csv.no_header_above(2),
    csv.repeated_column(1, "Email", "E-mail", [0, 3]),
    csv.repeated_column(1, "Email", "Email", [0, 26]),
)


@pytest.mark.parametrize("refusal", OF_FILES, ids=lambda each: each.message[:30])
def test_what_is_wrong_with_a_file_ends_in_what_to_do(refusal: Refusal) -> None:
    assert re.fullmatch(r"[A-Z].+[.:] [A-Z\w].+[.]", refusal.message)
    assert not re.search(r"`|\b[a-z]+[A-Z]|\bbytes?\b|\bdelimiter|\bparse", refusal.message)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "0 seconds"),
        (1, "1 second"),
        (30, "30 seconds"),
        (90, "90 seconds"),
        (91, "2 minutes"),
        (600, "10 minutes"),
        (5400, "90 minutes"),
        (5401, "2 hours"),
        (86_400, "24 hours"),
    ],
)
def test_whoever_was_too_fast_is_told_for_how_long_as_people_say_it(seconds: int, words: str) -> None:
    assert RateLimited(seconds).message == f"Too much in too short a time. Try again in {words}."
