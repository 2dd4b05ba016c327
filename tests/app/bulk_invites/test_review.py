from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.bulk_invites.csv import template
from app.bulk_invites.csv.reader import Row
from app.bulk_invites.review.fast_parser import read_address
from app.bulk_invites.review.problems import Severity
from app.bulk_invites.review.group_names import Group
from app.bulk_invites.review.row_parser import MAX_UNKNOWN_GROUPS, ROLE_LABELS, RowParser
from app.bulk_invites.review.rules import Lookups, RowStatus, RowVerdict, check_row
from app.errors import ErrorCode, Refusal
from app.organizations.roles import Role
from app.users.addresses import parse_address

PARIS, LONDON = Group(uuid4(), "Paris"), Group(uuid4(), "Field  Devices")
EMPTY = Lookups(members=(), invited=(), first_lines={})
ADMIN = RowParser(Role.ADMIN, (), [PARIS, LONDON])
GROUP_ADMIN = RowParser(Role.GROUP_ADMIN, [PARIS.id], [PARIS, LONDON])


def person(email: str = "ada@example.com", role: str = "Analyst", *groups: str, line: int = 2) -> Row:
    return Row(line, email, role, groups, has_surplus_cells=False, cells=())


def verdict(row: Row, parser: RowParser = ADMIN, lookups: Lookups = EMPTY) -> RowVerdict:
    return check_row(parser.parse(row), lookups)


def codes(row: Row, parser: RowParser = ADMIN, lookups: Lookups = EMPTY) -> list[str]:
    return [problem.code for problem in verdict(row, parser, lookups).problems]


class TestErrors:
    def test_a_good_row_is_valid(self) -> None:
        found = verdict(person("Ada@Example.com", "Analyst", "paris", "field devices", "PARIS"))
        assert found.status is RowStatus.VALID
        assert found.parsed.role is Role.ANALYST
        assert found.parsed.group_ids == (PARIS.id, LONDON.id)
        assert found.parsed.address == parse_address("Ada@Example.com")

    @pytest.mark.parametrize(
        "written",
        [
            "Group Admin",
            "group admin",
            "GROUP_ADMIN",
            "Group_Admin",
            "Group\u00a0Admin",
            "Group  Admin",
            "group-admin",
            "group\u2011admin",
            "GroupAdmin",
            "Group\u202fAdmin",
            "Group\u3000Admin",
            "Gr\u00adoup\u2013Admin\u200b",
            "Ｇｒｏｕｐ\uff3fAdmin",
        ],
    )
    def test_roles_go_by_their_words_in_any_letter_case(self, written: str) -> None:
        assert verdict(person(role=written)).parsed.role is Role.GROUP_ADMIN

    @pytest.mark.parametrize("written", ["Admins", "1", "Analyst Admin", "Ad min", "Gr-oup Admin", "Group.Admin"])
    def test_roles_are_never_guessed(self, written: str) -> None:
        found = verdict(person(role=written))
        assert (found.status, found.parsed.role) == (RowStatus.ERROR, None)
        assert found.problems[0].code is ErrorCode.INVALID_ROLE

    def test_a_likely_role_is_suggested(self) -> None:
        assert verdict(person(role="Analist")).problems[0].suggestion == "Analyst"

    def test_a_missing_role_is_required(self) -> None:
        assert codes(person(role="")) == ["REQUIRED"]

    @pytest.mark.parametrize(
        ("email", "code"), [("ada", "INVALID_EMAIL"), ("", "REQUIRED"), (f"{'a' * 300}@example.com", "TOO_LONG")]
    )
    def test_what_is_no_address_is_an_error(self, email: str, code: str) -> None:
        assert codes(person(email)) == [code]

    def test_the_address_that_was_probably_meant_is_suggested(self) -> None:
        (problem,) = verdict(person("Ada <ada@example.com>")).problems
        assert (problem.code, problem.suggestion) == ("INVALID_EMAIL", "ada@example.com")
        assert problem.message.endswith("Did you mean ada@example.com?")

    def test_several_addresses_in_a_cell_are_counted(self) -> None:
        (problem,) = verdict(person("a@example.com; b@example.com")).problems
        assert problem.message == "These are 2 addresses in one cell. Give each of them a line of its own."

    def test_where_a_part_between_commas_is_no_group_the_message_names_the_separators(self) -> None:
        (problem,) = verdict(person("ada@example.com", "Analyst", "Paris, Rome")).problems
        assert problem.message.startswith('There is no group "Paris, Rome"')
        assert problem.message.endswith("Put a semicolon or a pipe between several groups.")

    @pytest.mark.parametrize(
        ("role", "group", "sentences"),
        [
            ("Analist", "Paris", ['There is no role "Analist". Did you mean Analyst?']),
            (
                "Boss",
                "Paris",
                [f'There is no role "Boss". Use one of: {ROLE_LABELS}.'],
            ),
            ("Analyst", "Pariss", ['There is no group "Pariss" in your organization. Did you mean Paris?']),
            ("Analyst", "Rome", ['There is no group "Rome" in your organization.']),
        ],
    )
    def test_what_is_unknown_is_named_with_what_was_probably_meant(
        self, role: str, group: str, sentences: list[str]
    ) -> None:
        assert [each.message for each in verdict(person("ada@example.com", role, group)).problems] == sentences

    def test_every_unknown_group_is_an_error(self) -> None:
        found = verdict(person("ada@example.com", "Analyst", "Pariss", "Paris", "Rome"))
        assert [problem.code for problem in found.problems] == ["UNKNOWN_GROUP", "UNKNOWN_GROUP"]
        assert found.problems[0].suggestion == "Paris"

    def test_of_thousands_of_unknown_groups_a_few_are_named_and_the_others_counted(self) -> None:
        found = verdict(person("ada@example.com", "Analyst", *map(str, range(5_000))))
        assert len(found.problems) == MAX_UNKNOWN_GROUPS + 1
        assert found.problems[-1].message == "4,990 more groups do not exist either."
        found = verdict(person("ada@example.com", "Analyst", *map(str, range(MAX_UNKNOWN_GROUPS + 1))))
        assert found.problems[-1].message == "1 more group does not exist either."

    def test_similar_groups_are_searched_until_the_limit_of_comparisons(self) -> None:
        parser = RowParser(Role.ADMIN, (), [PARIS, LONDON], max_comparisons=4)
        rows = [person("ada@example.com", "Analyst", f"Pari{letter}") for letter in "xyz"]
        assert [parser.parse(row).problems[0].suggestion for row in rows] == ["Paris", "Paris", None]

    def test_a_group_admin_grants_no_admin(self) -> None:
        assert codes(person("ada@example.com", "Admin", "Paris"), GROUP_ADMIN) == ["ROLE_NOT_ALLOWED"]

    def test_a_group_admin_must_name_a_group(self) -> None:
        found = verdict(person(), GROUP_ADMIN)
        assert found.problems[0].code is ErrorCode.GROUP_NOT_ALLOWED
        assert found.problems[0].message == "Name at least one of your groups: Paris."

    def test_a_group_admin_stays_within_the_own_groups(self) -> None:
        found = verdict(person("ada@example.com", "Analyst", "Paris", "Field Devices"), GROUP_ADMIN)
        assert found.problems[0].code is ErrorCode.GROUP_NOT_ALLOWED
        assert '"Field  Devices" is not one of your groups' in found.problems[0].message

    def test_the_first_of_several_rows_with_one_address_stands(self) -> None:
        lookups = Lookups((), (), {"ada@example.com": 2})
        assert codes(person("ADA@example.com", line=2), lookups=lookups) == []
        found = verdict(person("ada@EXAMPLE.com", line=9), lookups=lookups)
        assert found.problems[0].code is ErrorCode.DUPLICATE_IN_FILE
        assert found.problems[0].message == "Duplicate of line 2, which is kept."

    def test_members_and_invited_people_get_different_errors(self) -> None:
        assert codes(person(), lookups=Lookups({"ada@example.com"}, (), {})) == ["ALREADY_MEMBER"]
        assert codes(person(), lookups=Lookups((), {"ada@example.com"}, {})) == ["ALREADY_INVITED"]

    def test_a_row_with_surplus_cells_is_not_sent(self) -> None:
        assert verdict(person()._replace(has_surplus_cells=True)).status is RowStatus.ERROR

    def test_the_template_invites_nobody(self) -> None:
        for email, role, groups in template.EXAMPLES:
            parser = RowParser(Role.ADMIN, (), [Group(uuid4(), name) for name in groups.split("; ")])
            found = verdict(person(email, role), parser)
            assert found.status is RowStatus.ERROR
            assert "the template's example" in found.problems[0].message


class TestWarnings:
    @pytest.mark.parametrize(
        ("domain", "meant"),
        [
            ("gmial.com", "gmail.com"),
            ("gmai.com", "gmail.com"),
            ("gmail.con", "gmail.com"),
            ("gmail.co", "gmail.com"),
            ("hotmial.com", "hotmail.com"),
            ("outlok.com", "outlook.com"),
            ("yahooo.com", "yahoo.com"),
        ],
    )
    def test_a_typo_in_a_well_known_domain_comes_with_a_suggestion(self, domain: str, meant: str) -> None:
        found = verdict(person(f"Ada@{domain}"))
        assert found.status is RowStatus.WARNING
        assert found.problems[0].suggestion == f"Ada@{meant}"

    @pytest.mark.parametrize("domain", ["gmail.com", "mail.com", "ymail.com", "example.com", "me.com"])
    def test_other_domains_get_no_warning(self, domain: str) -> None:
        assert codes(person(f"ada@{domain}")) == []

    @pytest.mark.parametrize("email", ["аda@example.com", "ada@exаmple.com", "ada@сосо.com"])  # noqa: RUF001
    def test_letters_of_another_alphabet_among_latin_ones_get_a_warning(self, email: str) -> None:
        assert verdict(person(email)).status is RowStatus.WARNING

    @pytest.mark.parametrize(
        "email", ["zoë@example.com", "müller@bücher.example", "пример@почта.рф", "山田たろう@例え.jp"]
    )
    def test_one_alphabet_gets_no_warning(self, email: str) -> None:
        assert codes(person(email)) == []

    @pytest.mark.parametrize("role", ["Admin", "Group Admin"])
    def test_a_privileged_role_gets_a_warning(self, role: str) -> None:
        found = verdict(person(role=role))
        assert (found.status, found.problems[0].field) == (RowStatus.WARNING, "role")

    def test_an_apostrophe_at_the_front_gets_a_warning(self) -> None:
        found = verdict(person("'ada@example.com"))
        assert (found.status, found.problems[0].suggestion) == (RowStatus.WARNING, "ada@example.com")

    @pytest.mark.parametrize(
        ("email", "meant"),
        [
            ("o’brien@example.com", "o'brien@example.com"),  # noqa: RUF001
            ("O´Brien@Example.com", "O'Brien@Example.com"),  # noqa: RUF001
            ("o\u02bcbrien@example.com", "o'brien@example.com"),
            ("mary–ann@example.com", "mary-ann@example.com"),  # noqa: RUF001
            ("mary\u2011ann@gmial.com", "mary-ann@gmail.com"),
            ("“ann@example.com", "ann@example.com"),
            ("«ann»@example.com", "ann@example.com"),
            ("’ann@example.com", "ann@example.com"),  # noqa: RUF001
            ("zoë–ann@example.com", "zoë-ann@example.com"),  # noqa: RUF001
        ],
    )
    def test_typographic_punctuation_gets_a_warning_with_the_ascii_form(self, email: str, meant: str) -> None:
        found = verdict(person(email))
        assert (found.status, found.parsed.address) == (RowStatus.WARNING, parse_address(email))
        (problem,) = found.problems
        assert (problem.suggestion, problem.message.endswith(f"Did you mean {meant}?")) == (meant, True)
        assert codes(person(meant)) == []

    @pytest.mark.parametrize("local", ["info", "Admin", "sales+eu"])
    def test_a_mailbox_of_several_people_gets_a_warning(self, local: str) -> None:
        assert verdict(person(f"{local}@example.com")).status is RowStatus.WARNING


addresses = st.one_of(
    st.emails(),
    st.from_regex(r"[A-Za-z0-9_+.\-]{1,70}@[A-Za-z0-9.\-]{1,70}", fullmatch=True),
    st.from_regex(r"[a-z]{1,3}@([a-z0-9\-]{1,5}\.){1,3}(test|onion|com|xn--p1ai|c|arpa|local)", fullmatch=True),
    st.text(alphabet="aA.@-_+ ä1\u0430", max_size=12),
)


class TestFastParser:
    @given(addresses)
    def test_results_are_those_of_parse_address(self, text: str) -> None:
        def result(read: object) -> object:
            assert callable(read)
            try:
                return read(text)
            except Refusal as refusal:
                return (refusal.code, refusal.message)

        assert result(read_address) == result(parse_address)


def test_any_row_gets_a_verdict_and_can_be_sent_unless_it_has_an_error() -> None:
    @given(st.text(max_size=20), st.text(max_size=20), st.lists(st.text(max_size=5), max_size=3))
    def check(email: str, role: str, groups: list[str]) -> None:
        found = verdict(person(email, role, *groups), GROUP_ADMIN)
        assert found.status in {RowStatus.VALID, RowStatus.WARNING, RowStatus.ERROR}
        can_be_sent = found.status is not RowStatus.ERROR
        assert can_be_sent == all(problem.severity is Severity.WARNING for problem in found.problems)
        assert not can_be_sent or (found.parsed.address is not None and found.parsed.role is not None)

    check()
