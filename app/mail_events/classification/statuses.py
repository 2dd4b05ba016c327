"""What enhanced status codes say of an address, and which of several says most.

Sources: RFC 3463, the registry of RFC 5248, RFC 7505 (null MX), and Microsoft's list for Exchange Online. Codes stand
here without their first number: whether a failure is permanent is asked before.
"""

import re

# The mailbox does not exist, its name cannot be one, or its owner has moved.
MAILBOX_STATUSES = {"1.1", "1.3", "1.6"}
# The domain does not exist, or no server takes its email. That of a null MX is Exchange's for an unknown mailbox, too.
DOMAIN_STATUSES = {"1.2", "4.4", "4.310"}
NULL_MX_STATUS = "1.10"
# Servers say these of anything: the words decide.
VAGUE_STATUSES = {"0.0", "0.350", "1.0", "1.351", "1.4", "2.0", "3.0", "4.0", "5.0"}
# "Mailbox disabled", for a while or for good; and Exchange Online's of a recipient that its directory has not.
DISABLED_STATUS = "2.1"
ACCESS_DENIED_STATUS = "4.1"
# Yandex's of an unknown mailbox, and everybody's of anything else that they do not want.
POLICY_STATUS = "7.1"
# RFC 7504, section 4: the domain takes no email at all.
NO_EMAIL_CODE = 556

LONGEST_STATUS = 9
PERMANENT = "5."
_status = re.compile(r"(?<![\w.])([45]\.\d{1,3}\.\d{1,3})(?!\w|\.\d)")
_code = re.compile(r"(?<![\w.])([45]\d\d)(?=[\s-]|$)")


def find_status(status: str | None, diagnostic: str | None) -> str | None:
    """The enhanced status that says most: of the words of the server that refused, else `status`; None without any.

    A mail server that hands on what another one said may write another status above it, such as 5.0.0.
    """
    found = [*_status.findall(diagnostic or ""), *_status.findall((status or "")[:LONGEST_STATUS])]
    return next((each for each in found if each[2:] not in VAGUE_STATUSES), found[0] if found else None)


def find_code(diagnostic: str) -> int | None:
    """The first SMTP reply code in the words (RFC 5321, section 4.2); None where none is quoted."""
    found = _code.search(diagnostic)
    return int(found[1]) if found else None
