"""The CSV template. Its examples are errors in an upload, so that nobody invites them by leaving them in."""

from app.organizations.roles import Role

FILENAME = "invite-users-template.csv"
HEADER = ("Email", "Role", "Groups")
EXAMPLES = (
    ("replace-this-example@example.com", Role.ANALYST.label, ""),
    ("and-this-example@example.com", Role.GROUP_ADMIN.label, "Paris Office; Field Devices"),
)
EXAMPLE_KEYS = frozenset(email for email, _, _ in EXAMPLES)
CONTENT = "".join(f"{','.join(cells)}\r\n" for cells in (HEADER, *EXAMPLES))
