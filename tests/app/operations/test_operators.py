"""Who becomes an operator, what they may do then, and how it ends."""

import pytest

from app.database.sql import row, rows, value
from app.errors import InvalidEmail, NotFound, NotPermitted, Required
from app.operations.operators import add_operator, list_operators, remove_operator
from app.users.operators import Operator
from app.users.sessions import start_session
from tests.support import factories
from tests.support.executed_statements import ExecutedStatements
from tests.support.factories import make_admin, make_user, token_of
from tests.support.graphql_client import Api
from tests.support.graphql_operations import (
    CHANGE_PASSWORD,
    END_SESSION,
    ME,
    RESET_PASSWORD,
    SESSIONS,
    SIGN_IN,
    UPDATE_PROFILE,
)
from tests.support.in_process_email_worker import EmailWorker
from tests.support.operators import COMMAND_LINE, make_operator

EMAIL = "olive@example.com"
PASSWORD = "a password that Olive has chosen"
RIGHTS = "{ viewer { isOperator operator { mayAct seesAddresses } member { role } organizations { name } } }"
pytestmark = pytest.mark.usefixtures("database")


async def add(email: str = EMAIL, name: str | None = "Olive") -> None:
    await add_operator(COMMAND_LINE, email, name, may_act=True, sees_addresses=False)


async def acts() -> list[tuple[str, int, str]]:
    found = await rows("SELECT kind, changed_count, actor_name FROM operator_acts ORDER BY id")
    return [(each["kind"], each["changed_count"], each["actor_name"]) for each in found]


class TestAdding:
    async def test_somebody_without_an_account_gets_one_by_choosing_a_password(
        self, api: Api, email_worker: EmailWorker
    ) -> None:
        await add()
        assert await email_worker.deliver() == 1
        token = email_worker.newest_token(EMAIL)
        assert (await api.change(RESET_PASSWORD, token=token, password=PASSWORD))["errors"] == []
        signed_in = await api.change(SIGN_IN, email=EMAIL, password=PASSWORD, bearer=True)
        assert await api(RIGHTS, signed_in["sessionToken"]) == {
            "viewer": {
                "isOperator": True,
                "operator": {"mayAct": True, "seesAddresses": False},
                "member": None,
                "organizations": [],
            }
        }
        assert (await api("{ operations { at } }", signed_in["sessionToken"]))["operations"] is not None

    async def test_who_belongs_to_no_organization_has_an_account_like_everybody(self, api: Api) -> None:
        operator, token = await make_operator()
        assert operator.user_id is not None
        await start_session(operator.user_id, None)
        (email,) = [each.email for each in await list_operators()]
        renamed = await api.change(UPDATE_PROFILE, token, name="Olive Other")
        assert (renamed["errors"], renamed["viewer"]["user"]["name"]) == ([], "Olive Other")
        assert len((await api.ask(SESSIONS, token))["sessions"]) == 2
        changed = await api.change(CHANGE_PASSWORD, token, currentPassword=factories.PASSWORD, newPassword=PASSWORD)
        assert changed["errors"] == []
        assert len((await api.ask(SESSIONS, token))["sessions"]) == 1
        assert (await api.change(SIGN_IN, email=email, password=PASSWORD, bearer=True))["errors"] == []
        assert (await api.change(END_SESSION, token, everywhereElse=True))["errors"] == []
        assert (await api.ask(ME, token))["isOperator"] is True

    async def test_a_new_account_needs_a_name(self) -> None:
        with pytest.raises(Required) as refused:
            await add(name=None)
        assert refused.value.message == "Enter a name as well, since this address has no account yet."
        assert await value("SELECT count(*) FROM users") == 0
        with pytest.raises(InvalidEmail):
            await add("nobody")
        assert await acts() == []

    async def test_an_account_keeps_its_name_and_password_and_gets_no_email(self) -> None:
        user_id = await make_user(EMAIL, "Olive")
        before = await row("SELECT name, password_hash FROM users WHERE id = $1", user_id)
        await add(name="Somebody Else")
        assert await row("SELECT name, password_hash FROM users WHERE id = $1", user_id) == before
        assert await value("SELECT count(*) FROM deliveries") == 0
        assert [each.name for each in await list_operators()] == ["Olive"]

    async def test_twice_changes_the_rights(self) -> None:
        await make_user(EMAIL)
        await add()
        changed = await add_operator(COMMAND_LINE, EMAIL.upper(), may_act=False, sees_addresses=True)
        assert (changed.operator_may_act, changed.operator_sees_addresses) == (False, True)
        assert await list_operators() == [changed]
        assert await acts() == [("add_operator", 1, COMMAND_LINE.name)] * 2

    async def test_an_account_that_others_may_know_the_password_of_operates_nothing_before_its_owner_has_reset_it(
        self, api: Api, email_worker: EmailWorker
    ) -> None:
        admin = await make_admin()
        token = await token_of(admin)
        await rows("UPDATE users SET is_address_confirmed = false")
        await add(admin.email)
        assert (await api(RIGHTS, token))["viewer"]["operator"] is None
        assert await email_worker.deliver() == 1
        await api.change(RESET_PASSWORD, token=email_worker.newest_token(admin.email), password=PASSWORD)
        signed_in = await api.change(SIGN_IN, email=admin.email, password=PASSWORD, bearer=True)
        assert (await api(RIGHTS, signed_in["sessionToken"]))["viewer"]["operator"] is not None

    async def test_what_is_recorded_has_no_address(self) -> None:
        await add()
        await remove_operator(COMMAND_LINE, EMAIL)
        assert (
            await value("SELECT count(*) FROM operator_acts WHERE to_jsonb(operator_acts)::text LIKE '%@example%'") == 0
        )

    async def test_a_read_only_operator_adds_and_removes_nobody(self) -> None:
        reader = Operator(None, "reader", may_act=False, sees_addresses=False)
        with pytest.raises(NotPermitted):
            await add_operator(reader, EMAIL, "Olive", may_act=True, sees_addresses=True)
        with pytest.raises(NotPermitted):
            await remove_operator(reader, EMAIL)
        assert await value("SELECT count(*) FROM users") == 0


class TestRemoving:
    async def test_counts_from_the_next_request_and_leaves_account_and_session(self, api: Api) -> None:
        _, token = await make_operator()
        (email,) = [each.email for each in await list_operators()]
        await remove_operator(COMMAND_LINE, email)
        assert (await api("{ operations { at } }", token))["operations"] is None
        assert (await api(RIGHTS, token))["viewer"]["isOperator"] is False
        assert await list_operators() == []
        assert await acts() == [("remove_operator", 1, COMMAND_LINE.name)]

    async def test_of_somebody_who_is_none_is_refused(self) -> None:
        await make_user(EMAIL)
        for email in (EMAIL, "nobody@example.com", "no address"):
            with pytest.raises(NotFound):
                await remove_operator(COMMAND_LINE, email)
        assert await acts() == []


async def test_an_admin_of_an_organization_has_no_right_over_operators(api: Api) -> None:
    token = await token_of(await make_admin())
    assert await api("{ operations { at } viewer { operator { mayAct } } }", token) == {
        "operations": None,
        "viewer": {"operator": None},
    }


async def test_listing_operators_looks_at_no_other_account(executed: ExecutedStatements) -> None:
    await make_operator()
    await rows(
        """
        INSERT INTO users (id, email, email_key, name, password_hash, is_operator)
        SELECT uuidv7(), key, key, 'Ada', '', false
          FROM (SELECT 'person-' || number || '@example.com' AS key FROM generate_series(1, 5000) AS number) AS made
        """
    )
    await rows("ANALYZE users")
    executed.clear()
    assert len(await list_operators()) == 1
    (statement,) = executed.matching("FROM users")
    assert [each["Node Type"] for each in await statement.explain()] == ["Index Scan"]
