"""Who downloads nothing, and why."""

from urllib.parse import urlencode

import pytest

from tests.support.changed_rate_limits import Limit
from tests.support.downloads import ACTIVITY, ALL, CURRENT, INVITED, NDJSON, get
from tests.support.executed_statements import ExecutedStatements
from tests.support.factories import (
    global_id,
    make_admin,
    make_group,
    make_member,
    token_of,
)
from tests.support.graphql_client import Api, error_code


class TestRefused:
    @pytest.mark.parametrize("path", ALL)
    async def test_signed_out_nobody_downloads_anything(self, api: Api, path: str) -> None:
        refused = await api.http.get(path)
        assert (refused.status_code, error_code(refused)) == (401, "UNAUTHENTICATED")
        assert refused.headers["www-authenticate"].startswith("Bearer ")

    @pytest.mark.parametrize(
        ("path", "parameters", "sentence"),
        [
            (CURRENT, {"roles": "ADMIN"}, "There is no parameter “roles”. There are: group, order, q, role."),
            (CURRENT, {"role": "BOSS"}, "`role`: “BOSS” is none of ADMIN, "),
            (CURRENT, {"group": "nonsense"}, "`group`: “nonsense” is not the id of a group."),
            (CURRENT, {"group": "R3JvdXA6MDAwMDAwMDAtMDAwMC0wMDAwLTAwMDAtMDAwMDAwMDAwMDAx"}, "no such group"),
            (CURRENT, {"order": "SHOE_SIZE"}, "`order`: “SHOE_SIZE” is none of NAME, EMAIL, ROLE, JOINED_AT"),
            (CURRENT, {"q": "x" * 255}, "`q` can have at most 254 characters."),
            (CURRENT, {"q": "a b c d e f g h i j k l m n o p q"}, "at most 16 words"),
            (CURRENT, {"status": "PENDING"}, "There is no parameter “status”."),
            (INVITED, {"status": "BOUNCED"}, "`status`: “BOUNCED” is none of PENDING, "),
            (INVITED, {"linkBlocked": "yes"}, "`linkBlocked`: “yes” is none of true, false."),
            (INVITED, {"delivery": "sent"}, "`delivery`: “sent” is none of QUEUED, "),
            (INVITED, {"fromBulkInvite": "x"}, "`fromBulkInvite`: “x” is not the id of a bulk invite."),
            (ACTIVITY, {"action": "invitation.eaten"}, "`action`: there is no action 'invitation.eaten'."),
            (ACTIVITY, {"since": "soon"}, "`since`: “soon” is no time like "),
            (NDJSON, {"actor": "x"}, "`actor`: “x” is not the id of a member or user."),
        ],
    )
    async def test_what_is_not_understood_is_said(
        self, api: Api, path: str, parameters: dict[str, str], sentence: str
    ) -> None:
        refused = await get(api, await make_admin(), path, **parameters)
        assert (refused.status_code, error_code(refused)) == (400, "BAD_USER_INPUT")
        assert sentence in refused.json()["errors"][0]["message"]

    async def test_a_group_of_another_organization_is_none(self, api: Api) -> None:
        group = await make_group((await make_admin()).organization_id)
        assert (await get(api, await make_admin(), CURRENT, group=global_id("Group", group))).status_code == 400

    @pytest.mark.parametrize("hostile", ["a\0b", "%_\\", "\udcff", "'; DROP TABLE users; --", "\u202e"])
    async def test_whatever_stands_in_a_search_it_is_no_fault_of_ours(self, api: Api, hostile: str) -> None:
        admin = await make_admin()
        headers = {"authorization": f"Bearer {await token_of(admin)}"}
        for path in ALL:
            query = urlencode({"q": hostile}, errors="surrogateescape")
            assert (await api.http.get(f"{path}?{query}", headers=headers)).status_code == 200

    @pytest.mark.parametrize("path", ALL)
    async def test_head_has_the_headers_and_reads_nothing(
        self, api: Api, path: str, executed: ExecutedStatements
    ) -> None:
        admin = await make_admin()
        response = await get(api, admin, path, method="HEAD")
        assert (response.status_code, response.content) == (200, b"")
        got = await get(api, admin, path)
        for name in ("content-type", "content-disposition"):
            assert response.headers[name] == got.headers[name]
        assert "content-length" not in response.headers

    @pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
    async def test_other_methods_are_refused(self, api: Api, method: str) -> None:
        refused = await get(api, await make_admin(), CURRENT, method=method)
        assert (refused.status_code, error_code(refused)) == (405, "METHOD_NOT_ALLOWED")

    async def test_too_many_in_too_short_a_time_are_refused(self, api: Api, limit: Limit) -> None:
        limit(exports_per_member="2/1h")
        admin = await make_admin()
        assert (await get(api, admin, CURRENT, method="HEAD")).status_code == 200
        assert (await get(api, admin, CURRENT, role="BOSS")).status_code == 400
        assert [(await get(api, admin, path)).status_code for path in (CURRENT, NDJSON)] == [200, 200]
        refused = await get(api, admin, INVITED)
        assert (refused.status_code, error_code(refused)) == (429, "RATE_LIMITED")
        assert int(refused.headers["retry-after"]) > 0
        assert (await get(api, await make_member(admin.organization_id), INVITED)).status_code == 200
