"""Addresses for operators who may not see them."""

HIDDEN = "***"


def mask_address(email: str) -> str:
    """Returns `a***@example.com`: the first letter and the domain, which mail servers' replies are about.

    How long the rest is stays hidden. What is no address is hidden altogether.
    """
    local, at, domain = email.rpartition("@")
    first = local[:1]
    if not at or not first or not domain:
        return HIDDEN
    return f"{first if first.isalnum() else ''}{HIDDEN}@{domain}"
