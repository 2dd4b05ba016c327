"""What the query parameters of an export may be."""

from datetime import UTC, datetime
from uuid import UUID

import pytest

from app.database.keyset import Order
from app.exports.parameters import MAX_VALUES, InvalidParameter, Parameters
from app.organizations.roles import Role

NAMES = {"q", "role", "group", "since", "order"}
ORDERS = {"joined_at": Order("joined_at", "m.joined_at", "timestamptz")}
DEFAULT = Order("name", "u.name", "text")
GROUP = UUID(int=7)


def given(**values: str) -> Parameters:
    return Parameters(values.items(), NAMES)


def find_id(text: str, type_name: str) -> UUID | None:
    return GROUP if text == f"{type_name}:7" else None


class TestUnderstood:
    def test_the_consoles_place_in_the_list_is_no_filter(self) -> None:
        assert given(tab="invited", page="3", after="x", before="y", q="ada").one("q") == "ada"

    def test_empty_values_keep_everything(self) -> None:
        parameters = given(q=" ", role="", since="", order="", group="")
        assert (parameters.search("q"), parameters.members_of("role", Role)) == ("", [])
        assert parameters.time("since") is None
        assert parameters.order("order", ORDERS, DEFAULT) is DEFAULT
        assert parameters.ids("group", {"Group": "group"}, find_id) == {"Group": []}

    def test_several_values_are_several_parameters(self) -> None:
        parameters = Parameters([("role", "ADMIN"), ("role", "REMOTE")], NAMES)
        assert parameters.members_of("role", Role) == [Role.ADMIN, Role.REMOTE]

    @pytest.mark.parametrize(("text", "descending"), [("JOINED_AT", False), ("-JOINED_AT", True)])
    def test_a_minus_turns_an_order_round(self, text: str, descending: bool) -> None:
        order = given(order=text).order("order", ORDERS, DEFAULT)
        assert (order.name, order.descending) == ("joined_at", descending)

    @pytest.mark.parametrize(
        "text", ["2026-05-31", "2026-05-31T00:00:00", "2026-05-31T00:00:00Z", "2026-05-31T02:00:00+02:00"]
    )
    def test_times_without_a_zone_are_utc(self, text: str) -> None:
        assert given(since=text).time("since") == datetime(2026, 5, 31, tzinfo=UTC)

    def test_an_id_is_of_the_type_that_it_says(self) -> None:
        types = {"User": "user", "Group": "group"}
        assert given(group="Group:7").ids("group", types, find_id) == {"User": [], "Group": [GROUP]}


class TestRefused:
    def test_a_name_that_nothing_has_is_no_filter_left_out_in_silence(self) -> None:
        with pytest.raises(InvalidParameter, match=r"There is no parameter “roles”\. There are: group, order, q, role"):
            given(roles="ADMIN")

    @pytest.mark.parametrize(
        ("read", "values", "sentence"),
        [
            (lambda p: p.members_of("role", Role), {"role": "Boss"}, "`role`: “Boss” is none of ADMIN, GROUP_ADMIN"),
            (lambda p: p.members_of("role", Role), {"role": "admin"}, "“admin” is none of ADMIN"),
            (lambda p: p.search("q"), {"q": "x" * 255}, "`q` can have at most 254 characters."),
            (lambda p: p.order("order", ORDERS, DEFAULT), {"order": "SHOE_SIZE"}, "“SHOE_SIZE” is none of JOINED_AT."),
            (lambda p: p.order("order", ORDERS, DEFAULT), {"order": "--JOINED_AT"}, "is none of JOINED_AT."),
            (lambda p: p.time("since"), {"since": "yesterday"}, "“yesterday” is no time like 2026-05-31"),
            (lambda p: p.time("since"), {"since": "0001-01-01T00:00:00+14:00"}, "is no time like"),
            (lambda p: p.ids("group", {"Group": "group"}, find_id), {"group": "x"}, "“x” is not the id of a group."),
            (lambda p: p.one("q"), {"q": "\0" + "x" * 99}, None),
        ],
    )
    def test_what_is_not_understood_is_said(self, read: object, values: dict[str, str], sentence: str | None) -> None:
        assert callable(read)
        if sentence is None:
            assert read(given(**values)).endswith("x")
            return
        with pytest.raises(InvalidParameter, match=sentence.replace(".", r"\.")):
            read(given(**values))

    def test_one_value_is_not_two(self) -> None:
        with pytest.raises(InvalidParameter, match="`q` can be given once"):
            Parameters([("q", "a"), ("q", "b")], NAMES).one("q")

    def test_values_are_bounded(self) -> None:
        with pytest.raises(InvalidParameter, match="at most 500 values"):
            Parameters([("role", "ADMIN")] * (MAX_VALUES + 1), NAMES)
