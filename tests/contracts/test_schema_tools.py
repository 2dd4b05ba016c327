"""What the tools of front-end developers make of the exported schema."""

import json
import shutil
from pathlib import Path

import pytest

from schema.__main__ import FILE
from tests.support.node_tools import NODE_TOOLS, NodeTools

RELEASED = Path(__file__).with_name("released.graphql")
# The id of another object under the name by which caches keep objects: it made them overwrite that object.
MEANT = {
    "Field 'id' was removed from object type 'InvitationChange'",
    "Field 'id' was removed from object type 'InvitationPreview'",
    "Field 'id' was removed from object type 'MemberChange'",
}


def test_graphql_eslint_has_nothing_to_say(node_tools: NodeTools) -> None:
    """Its recommended rules for schemas, and those for Relay."""
    assert node_tools.tell("schema.mjs", "lint", FILE) == []


def test_nothing_breaks_who_uses_the_last_release(node_tools: NodeTools) -> None:
    changes = node_tools.tell("schema.mjs", "changes", RELEASED, FILE)
    assert {change["message"] for change in changes if change["level"] == "BREAKING"} == MEANT


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project of Relay's with this schema."""
    shutil.copytree(NODE_TOOLS / "relay", tmp_path / "relay")
    shutil.copy(FILE, tmp_path)
    (tmp_path / "made").mkdir()
    options = {
        "src": "./relay",
        "schema": f"./{FILE.name}",
        "language": "javascript",
        "artifactDirectory": "./made",
    }
    (tmp_path / "relay.config.json").write_text(json.dumps(options))
    return tmp_path


def test_relay_compiles_connections_refetching_mutations_and_subscriptions(
    node_tools: NodeTools, project: Path
) -> None:
    node_tools.run("node_modules/relay-compiler/cli.js", "relay.config.json", folder=project)
    made = {path.name.partition(".")[0] for path in (project / "made").iterdir()}
    assert {"InvitedUsersQuery", "InvitedUsersPaginationQuery", "InvitedUsersInviteMutation"} <= made
    assert {"InvitedUsersSubscription", "MembersAndGroupsMembersQuery", "MembersAndGroupsGroupsQuery"} <= made


def test_stores_keep_the_invitation_that_a_change_is_about(node_tools: NodeTools, project: Path) -> None:
    node_tools.run("node_modules/relay-compiler/cli.js", "relay.config.json", folder=project)
    kept = node_tools.tell("stores.mjs", project / "made")
    intact = {"type": "Invitation", "email": "ada@example.com", "status": "ACCEPTED"}
    assert (kept["relay"], kept["apollo"]) == (intact, intact)
    # So that the lines above can fail: what a change's own `id` did.
    assert kept["relay with id"] != intact


def test_relay_notices_a_field_that_is_gone(node_tools: NodeTools, project: Path) -> None:
    """So that the test above can fail."""
    text = (project / FILE.name).read_text().replace("  totalCount: Int!\n", "  count: Int!\n")
    (project / FILE.name).write_text(text)
    with pytest.raises(AssertionError, match="totalCount"):
        node_tools.run("node_modules/relay-compiler/cli.js", "relay.config.json", folder=project)
