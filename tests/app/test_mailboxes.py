"""Which addresses are one mailbox."""

import pytest

from app.mailboxes import in_rounds, mailbox_of


@pytest.mark.parametrize(
    ("email_key", "mailbox"),
    [
        ("victim@example.com", "victim@example.com"),
        ("victim+1@example.com", "victim@example.com"),
        ("victim+1+2@example.com", "victim@example.com"),
        ("victim+@example.com", "victim@example.com"),
        ("+1@example.com", "+1@example.com"),
        ("first.last@example.com", "first.last@example.com"),
        ("f.irst.last+x@gmail.com", "firstlast@gmail.com"),
        ("first.last@googlemail.com", "firstlast@gmail.com"),
        ("first.last@notgmail.com", "first.last@notgmail.com"),
    ],
)
def test_tags_are_no_part_of_a_mailbox_nor_are_dots_at_gmail(email_key: str, mailbox: str) -> None:
    assert mailbox_of(email_key) == mailbox


def test_a_round_has_each_mailbox_once_at_most() -> None:
    assert in_rounds(["a+1@x.org", "b@x.org", "a@x.org", "a+2@x.org"]) == [
        ["a+1@x.org", "b@x.org"],
        ["a@x.org"],
        ["a+2@x.org"],
    ]
    assert in_rounds([]) == []
