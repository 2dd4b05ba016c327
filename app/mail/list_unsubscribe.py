"""The headers by which a mail program offers to get no more of such emails."""


def list_unsubscribe(link: str) -> list[tuple[str, str]]:
    """RFC 2369 section 3.2, and the one click of RFC 8058 section 3.1, which is for HTTPS alone."""
    headers = [("List-Unsubscribe", f"<{link}>")]
    if link.startswith("https://"):
        headers.append(("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"))
    return headers
