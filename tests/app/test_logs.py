import asyncio
import gc
import json
import logging
import logging.config
from collections.abc import Iterator

import pytest
from uvicorn.config import LOGGING_CONFIG
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus
from websockets.typing import Origin

from app.logs import configure_logs
from app.main import create_app
from app.settings import Settings
from app.web.error_responses import log_and_mask
from tests.support.small_schema import served

WORD = "hunter2" * 2  # what a traceback shows of the source is not this
ADDRESS = "ada+countess@secret.example"
TOKEN = f"v1.k1.{'A' * 22}.1.{'-_z9' * 10}zzz"


@pytest.fixture
def restored_logging() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers, root.level = handlers, level
    logging.getLogger("uvicorn.error").filters.clear()


def fail(password: str) -> None:
    raise RuntimeError(len(password))


def refuse(words: str) -> None:
    raise ValueError(words)


def raise_from_error(words: str) -> None:
    try:
        refuse(words)
    except ValueError as cause:
        raise RuntimeError from cause


class TestLogs:
    @pytest.mark.parametrize("kind", ["development", "production"])
    def test_a_traceback_shows_no_values_of_variables(
        self, settings: Settings, restored_logging: None, kind: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        configure_logs(settings.model_copy(update={"environment": kind}))
        try:
            fail(WORD)
        except RuntimeError:
            logging.getLogger("app").exception("it_failed")
        logged = capsys.readouterr().err
        assert "it_failed" in logged
        assert "RuntimeError" in logged
        assert WORD not in logged

    @pytest.mark.parametrize("kind", ["development", "production"])
    @pytest.mark.parametrize(
        "words",
        [
            f"could not send to {ADDRESS}",
            f"invalid input for query argument $1: '{ADDRESS}' (a UUID is expected)",
            f"duplicate key value\nDETAIL:  Key (organization_id, email_key)=(7, {ADDRESS}) already exists.",
            f"violates check constraint\nDETAIL:  Failing row contains (7, Ada (Countess) Lovelace, {ADDRESS}, f).",
            f"no such link {TOKEN}",
            f"no such page /accept#{TOKEN}",
        ],
        ids=["address", "argument", "key", "row", "token", "link"],
    )
    def test_nor_the_addresses_tokens_and_rows_that_an_error_names(
        self, settings: Settings, restored_logging: None, kind: str, words: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        configure_logs(settings.model_copy(update={"environment": kind}))
        try:
            raise_from_error(words)
        except RuntimeError as error:
            logging.getLogger("app").exception("it_failed", extra={"worker": "email@host:7:ab12cd34"})
            log_and_mask(error)
        logged = capsys.readouterr().err
        assert logged.count("RuntimeError") >= len(("it_failed", "request_failed"))
        begun = words.split(maxsplit=1)[0]
        shown = logged.count(f"ValueError: {begun}") + logged.count(f'"exc_value": "{begun}')
        assert shown == len(("it_failed", "request_failed"))
        assert "email@host:7:ab12cd34" in logged
        assert [each for each in (ADDRESS, "countess", "Lovelace", TOKEN, TOKEN[-20:]) if each in logged] == []

    async def test_nor_those_in_what_asyncio_says_of_a_task(
        self, settings: Settings, restored_logging: None, capsys: pytest.CaptureFixture[str]
    ) -> None:
        configure_logs(settings.model_copy(update={"environment": "production"}))

        async def fail_unheard() -> None:
            raise ValueError(ADDRESS)

        task = asyncio.create_task(fail_unheard())
        await asyncio.wait([task])
        del task
        gc.collect()
        logged = capsys.readouterr().err
        assert "Task exception was never retrieved" in logged
        assert ADDRESS not in logged

    def test_uvicorns_lines_have_the_same_format(
        self, settings: Settings, restored_logging: None, capsys: pytest.CaptureFixture[str]
    ) -> None:
        logging.config.dictConfig(LOGGING_CONFIG)
        configure_logs(settings.model_copy(update={"environment": "production"}))
        logging.getLogger("uvicorn.error").warning("Invalid HTTP request received.")
        (line,) = capsys.readouterr().err.splitlines()
        assert json.loads(line)["event"] == "Invalid HTTP request received."

    async def test_a_refused_handshake_is_no_error(
        self, settings: Settings, restored_logging: None, pool: None, capsys: pytest.CaptureFixture[str]
    ) -> None:
        configure_logs(settings)
        async with served(create_app(settings)) as address:
            with pytest.raises(InvalidStatus):
                async with connect(f"ws://{address}/graphql", origin=Origin("https://evil.example")):
                    pass
        assert "[error" not in capsys.readouterr().err
