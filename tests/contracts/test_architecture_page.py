"""docs/architecture.md shows the layers of app as the import contract has them, and a place for each of its folders."""

import re
import tomllib
from pathlib import Path

LAYERS = re.compile(r"^app\.main \| workers.*?(?=^```)", re.MULTILINE | re.DOTALL)
NEXT_LINE = re.compile(r"\n\s+\| ")
MODULE = re.compile(r"\bapp\.(\w+)")
ROW = re.compile(r"^\| (`app/[^|]*)\|", re.MULTILINE)


def page(root: Path) -> str:
    return (root / "docs" / "architecture.md").read_text()


def test_the_page_shows_the_layers_of_the_import_contract(root: Path) -> None:
    shown = LAYERS.search(page(root))
    assert shown is not None
    lines = NEXT_LINE.sub(" | ", shown[0]).splitlines()[2:]
    contracts = tomllib.loads((root / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    layers = next(each["layers"] for each in contracts if each.get("containers") == ["app"])
    assert [set(MODULE.findall(line)) for line in lines] == [set(layer.split(" | ")) for layer in layers[1:]]


def test_the_page_says_what_lives_in_each_folder(root: Path) -> None:
    named = set(re.findall(r"`app/(\w+)/`", "".join(ROW.findall(page(root)))))
    folders = {each.name for each in (root / "app").iterdir() if each.is_dir() and each.name.isidentifier()}
    assert named == folders - {"__pycache__", "static"}
