"""The clients that front ends use, and the audits of GraphQL over HTTP, against the web process itself."""

from collections import Counter
from collections.abc import Iterator, Mapping

import pytest

from tests.support.factories import global_id, make_admin, token_of
from tests.support.node_tools import NodeTools
from tests.support.product_processes import web_process


@pytest.fixture(scope="module")
def url(migrated: str, environment: Mapping[str, str]) -> Iterator[str]:
    with web_process(environment) as address:
        yield f"{address}/graphql"


def test_all_audits_pass_without_a_warning(node_tools: NodeTools, url: str) -> None:
    results = node_tools.tell("audits.mjs", url)
    assert [result for result in results if result["status"] != "ok"] == []
    assert Counter(result["status"] for result in results) == {"ok": 61}


@pytest.mark.parametrize("client", ["graphql-ws", "graphql-sse", "urql", "apollo"])
async def test_a_client_reads_writes_and_listens(node_tools: NodeTools, url: str, database: None, client: str) -> None:
    admin = await make_admin()
    answers = node_tools.tell("clients.mjs", client, url, await token_of(admin))
    assert answers["query"]["viewer"]["member"]["id"] == global_id("Member", admin.membership_id)
    assert answers["fault"] == {"code": "GRAPHQL_VALIDATION_FAILED"}
    invited = [each["invite"]["invitation"] for each in answers["mutations"]]
    assert invited[0]["email"] == f"{client}-0@example.com"
    change = answers["subscription"]["invitedUsersChanged"]
    assert change["kind"] == "CREATED"
    assert change["invitation"]["id"] in {each["id"] for each in invited}
    if client in {"urql", "apollo"}:
        upload = answers["upload"]["bulkInvite"]
        assert (upload["errors"], upload["bulkInvite"]["filename"]) == ([], "people.csv")
