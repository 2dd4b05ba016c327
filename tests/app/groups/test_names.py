"""Which names a group can have: those that a file of people can name."""

from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.bulk_invites.review.group_names import Group, GroupNames
from app.errors import ErrorCode, Refusal
from app.groups.names import parse_group_name

ONE_LINE = "Write the name on one line, without control characters."


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("Kiosk; Lobby", 'Leave out ";": in a file of people, it stands between the names of groups.'),
        ("Kiosk|Lobby", 'Leave out "|": in a file of people, it stands between the names of groups.'),
        ("Kiosk\u037eLobby", 'Leave out ";": in a file of people, it stands between the names of groups.'),
        *(
            (
                f"Kiosk{control}Lobby",
                ONE_LINE,
            )
            for control in ("\n", "\r\n", "\r", "\t", "\0", "\x1b", "\x85", "\u2028", "\u2029")
        ),
    ],
)
def test_what_a_cell_cannot_say_is_refused(text: str, sentence: str) -> None:
    with pytest.raises(Refusal) as refused:
        parse_group_name(text)
    assert (refused.value.code, refused.value.path) == (ErrorCode.INVALID_NAME, ("name",))
    assert refused.value.message == sentence


@pytest.mark.parametrize("text", ["Kiosk 2", "R&D, Paris", "Ärzte Süd", 'The "Field" Team', "  Kiosk  2 \n", "موظفون"])
def test_other_names_are_trimmed_and_kept(text: str) -> None:
    assert parse_group_name(text) == " ".join(text.split())


@given(st.text(max_size=20))
def test_a_file_can_name_every_group_that_can_be_made(text: str) -> None:
    try:
        name = parse_group_name(text)
    except Refusal:
        return
    group = Group(uuid4(), name)
    groups = GroupNames([group])
    assert [groups.find(each) for each in groups.split(name)] == [group]
