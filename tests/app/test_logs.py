import logging
from collections.abc import Iterator

import pytest

from app.logs import configure_logs
from app.settings import Settings

WORD = "hunter2" * 2  # what a traceback shows of the source is not this


@pytest.fixture
def restored_logging() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers, root.level = handlers, level


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
