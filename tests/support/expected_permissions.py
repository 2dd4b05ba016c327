"""Who may do what to whom: the tables of the roles.

The tables are written by hand, not read from the product: they are what it is held against.
"""

from collections.abc import Mapping
from itertools import product

from app.organizations.roles import Role

# all: whatever groups somebody is in. own: with one group at least, and only groups of the actor's own. -: never.
MANAGES = """
               | Admin | Group Admin | Investigator | Analyst | Broadcaster | Remote
  Admin        |  all  |     all     |     all      |   all   |     all     |  all
  Group Admin  |   -   |     own     |     own      |   own   |     own     |  own
  Investigator |   -   |      -      |      -       |    -    |      -      |   -
  Analyst      |   -   |      -      |      -       |    -    |      -      |   -
  Broadcaster  |   -   |      -      |      -       |    -    |      -      |   -
  Remote       |   -   |      -      |      -       |    -    |      -      |   -
"""
GRANTS = """
               | Admin | Group Admin | Investigator | Analyst | Broadcaster | Remote
  Admin        |  yes  |     yes     |     yes      |   yes   |     yes     |  yes
  Group Admin  |   -   |     yes     |     yes      |   yes   |     yes     |  yes
  Investigator |   -   |      -      |      -       |    -    |      -      |   -
  Analyst      |   -   |      -      |      -       |    -    |      -      |   -
  Broadcaster  |   -   |      -      |      -       |    -    |      -      |   -
  Remote       |   -   |      -      |      -       |    -    |      -      |   -
"""
CHANGES_SETTINGS_AND_MAKES_GROUPS = {Role.ADMIN}

# The actor is in North and South. Whom somebody in these groups belongs to:
IN_GROUPS = {
    "no group": (),
    "one of the actor's": ("North",),
    "both of the actor's": ("North", "South"),
    "one of the actor's and another": ("North", "West"),
    "another": ("West",),
}
OWN = {"one of the actor's", "both of the actor's"}
SUBJECTS = list(product(Role, IN_GROUPS))


def read(table: str) -> Mapping[tuple[Role, Role], str]:
    """The cells of a table by the labels of row and column."""
    by_label = {role.label: role for role in Role}
    header, *lines = ([cell.strip() for cell in line.split("|")] for line in table.strip("\n").splitlines())
    return {
        (by_label[line[0]], by_label[label]): cell
        for line in lines
        for label, cell in zip(header[1:], line[1:], strict=True)
    }


def manages(actor: Role, subject: Role, in_groups: str) -> bool:
    return {"all": True, "own": in_groups in OWN, "-": False}[read(MANAGES)[actor, subject]]


def grants(actor: Role, role: Role) -> bool:
    return read(GRANTS)[actor, role] == "yes"


def may_put_into(actor: Role, in_groups: str) -> bool:
    """Into which groups somebody may be invited, or moved."""
    return actor is Role.ADMIN or (actor is Role.GROUP_ADMIN and in_groups in OWN)
