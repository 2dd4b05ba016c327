"""How the web process is started: by `./dev up`, by docker-compose.yml (test_compose.py) and by readers of the page."""

import shlex
from pathlib import Path
from typing import Any

from uvicorn.main import main as uvicorn_command

from devserver.processes import PRODUCT
from tests.journeys.documents import section, steps_of

PROXY_KEEP_ALIVE_SECONDS = 60  # nginx's `upstream` and AWS's load balancers, by default


def options_of(arguments: list[str]) -> dict[str, Any]:
    return uvicorn_command.make_context("uvicorn", [*arguments, "--host", "127.0.0.1", "--port", "0"]).params


def test_the_page_starts_it_with_the_options_of_dev_up(root: Path) -> None:
    page = section(root / "docs" / "deployment.md", "Without containers")
    commands = "".join(step.commands for step in steps_of(page))
    (line,) = (line for line in commands.replace("\\\n", "").splitlines() if "uvicorn" in line)
    words = shlex.split(line.removesuffix("&").replace('"$PORT"', "0"))
    assert words[1:-4] == list(PRODUCT.web)


def test_an_idle_connection_is_closed_by_the_proxy_before_it_is_by_us() -> None:
    assert options_of(list(PRODUCT.web[2:]))["timeout_keep_alive"] > PROXY_KEEP_ALIVE_SECONDS
