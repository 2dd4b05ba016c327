import pytest

from app.users.user_agents import MAX_LENGTH, clean_user_agent


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0", "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0"),
        ("  curl/8.5 \t", "curl/8.5"),
        ("a\r\nb\0c\x1b[31md\x7f\x85e", "a b c [31md e"),
        ("a\u202eb\ud800c", "a b c"),
        ("", None),
        (" \r\n\0 ", None),
        ("x" * 10_000, "x" * MAX_LENGTH),
    ],
)
def test_one_line_of_what_can_be_seen_is_kept(text: str, kept: str | None) -> None:
    assert clean_user_agent(text) == kept
