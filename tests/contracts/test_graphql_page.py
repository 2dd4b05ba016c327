"""The page for front-end developers says what the settings and the code say."""

import json
import re
from pathlib import Path

import pytest

from app.settings import Settings
from app.settings.limits import Limits
from schema.execution.errors import Code


@pytest.fixture(scope="module")
def page(root: Path) -> str:
    return (root / "docs" / "graphql.md").read_text()


def test_it_lists_each_rate_limit_with_its_default(page: str) -> None:
    listed = dict(re.findall(r"^\| `(RATE_LIMIT_\w+)` \| (\S+) \|", page, re.MULTILINE))
    fields = {name.upper(): field for name, field in Settings.model_fields.items() if name.startswith("rate_limit_")}
    assert listed == {name: str(field.default) for name, field in fields.items()}


@pytest.mark.parametrize("code", Code)
def test_it_lists_each_code_of_a_top_level_error(page: str, code: Code) -> None:
    assert f"`{code.value}`" in page


def test_it_tells_the_limits_of_one_request(page: str) -> None:
    rows = re.findall(r"^\|.*\| (`[A-Z_`, ]+`) \| ([\dKMiB, ]+) \|$", page, re.MULTILINE)
    told: dict[str, str] = {}
    for settings, figures in rows:
        told |= zip(settings.replace("`", "").split(", "), figures.split(", "), strict=True)
    assert told == {name.upper(): written(name, figure) for name, figure in Limits()}


def written(name: str, figure: float) -> str:
    if not name.endswith("_bytes"):
        return f"{figure:,.0f}"
    return f"{figure / 2**10:.0f} KiB" if figure < 2**20 else f"{figure / 2**20:.0f} MiB"


PACKAGES = {
    "graphql-http `serverAudits`": "graphql-http",
    "graphql-ws": "graphql-ws",
    "graphql-sse": "graphql-sse",
    "urql": "@urql/core",
    "Apollo Client": "@apollo/client",
    "Schemathesis, signed in and signed out": "schemathesis",
    "relay-compiler": "relay-compiler",
    "graphql-eslint": "@graphql-eslint/eslint-plugin",
    "graphql-inspector": "@graphql-inspector/core",
}


def test_its_tools_are_of_the_locked_versions(page: str, root: Path) -> None:
    folder = root / "tests" / "contracts" / "node_tools"
    locked = json.loads((folder / "package.json").read_text())["dependencies"]
    locked |= dict(re.findall(r"^(\S+)==(\S+)$", (folder / "schemathesis.in").read_text(), re.MULTILINE))
    listed = dict(re.findall(r"^\| ([^:|]+?)(?::[^|]*)? \| (\d+\.\d+\.\d+) \|", page, re.MULTILINE))
    assert listed == {label: locked[package] for label, package in PACKAGES.items()}
