"""How many statements a list costs is counted for every list of the schema."""

from graphql import (
    FieldNode,
    GraphQLObjectType,
    TypeInfo,
    TypeInfoVisitor,
    Visitor,
    build_schema,
    get_named_type,
    parse,
    visit,
)

from schema.__main__ import FILE
from tests.support.graphql_operations import CURRENT_USERS, GROUPS, INVITED_USERS, SESSIONS
from tests.support.list_documents import (
    ACTIVITY,
    EMAILS_AND_ACTS,
    INVITATIONS,
    LISTS,
    MEMBERS,
    NODES,
    OPERATIONS,
    OWN_DELIVERIES,
    ROWS,
    SUPPRESSIONS,
    TIMELINES,
    WAITING,
)

# Roles stand in a table of the code; `revoke` and `resend` act on each of their `invitations` by itself; addresses are
# no rows, and are counted where they are checked.
EXCEPT = {"Query.checkAddresses", "Query.roles", "ResendPayload.invitations", "RevokePayload.invitations"} | {
    # What an act skipped is a part of it, for payloads and lists alike; a conversation with a mail server is no rows.
    "SendTestEmailPayload.conversation",
    *(f"{name}Payload.skipped" for name in ("RetryDeliveries", "DiscardDeliveries", "SettleUnknown")),
}


def test_no_list_is_left_out() -> None:
    """Every field of the schema that answers a list of objects is asked for above."""
    asked: set[str] = set()
    schema = build_schema(FILE.read_text())
    people_and_groups = (INVITED_USERS, CURRENT_USERS, GROUPS, INVITATIONS, MEMBERS, NODES, WAITING, SESSIONS)
    of_operations = (OPERATIONS, EMAILS_AND_ACTS, OWN_DELIVERIES)
    for document in (*people_and_groups, LISTS, ROWS, TIMELINES, ACTIVITY, SUPPRESSIONS, *of_operations):
        types = TypeInfo(schema)
        visit(parse(document), TypeInfoVisitor(types, FieldsAskedFor(types, asked)))
    lists = {
        f"{parent.name}.{name}"
        for parent in schema.type_map.values()
        if isinstance(parent, GraphQLObjectType) and not parent.name.startswith("__")
        for name, field in parent.fields.items()
        if f"{get_named_type(field.type)}".endswith("Connection")
        or ("[" in str(field.type) and isinstance(get_named_type(field.type), GraphQLObjectType))
    }
    assert sorted(lists - EXCEPT - asked) == []


class FieldsAskedFor(Visitor):
    """Collects `Type.field` of all that a document selects."""

    def __init__(self, types: TypeInfo, asked: set[str]) -> None:
        super().__init__()
        self.types, self.asked = types, asked

    def enter_field(self, node: FieldNode, *_: object) -> None:
        parent = self.types.get_parent_type()
        assert parent is not None
        self.asked.add(f"{parent.name}.{node.name.value}")
