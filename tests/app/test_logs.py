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
from tests.support.small_schema import served

WORD = "hunter2" * 2  # what a traceback shows of the source is not this


@pytest.fixture
def restored_logging() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers, root.level = handlers, level
    logging.getLogger("uvicorn.error").filters.clear()


def fail(password: str) -> None:
    raise RuntimeError(len(password))


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
