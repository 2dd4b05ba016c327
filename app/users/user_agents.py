"""What a browser or a client calls itself: written by whoever sends it, and shown to the account's owner."""

MAX_LENGTH = 300


def clean_user_agent(text: str) -> str | None:
    """Returns the header on one line, without what cannot be seen and cut to MAX_LENGTH; None where nothing is left."""
    visible = "".join(character if character.isprintable() else " " for character in text[: 2 * MAX_LENGTH])
    return " ".join(visible.split())[:MAX_LENGTH].rstrip() or None
