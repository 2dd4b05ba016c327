"""Imports of schema/ stand at the top of a file, where the import contracts can be read from them."""

import ast
from pathlib import Path

import pytest

SCHEMA = Path(__file__).parents[2] / "schema"


@pytest.mark.parametrize("file", sorted(SCHEMA.rglob("*.py")), ids=lambda file: str(file.relative_to(SCHEMA)))
def test_no_function_imports_anything(file: Path) -> None:
    functions = (ast.FunctionDef, ast.AsyncFunctionDef)
    for function in [node for node in ast.walk(ast.parse(file.read_text())) if isinstance(node, functions)]:
        assert not [node for node in ast.walk(function) if isinstance(node, ast.Import | ast.ImportFrom)]
