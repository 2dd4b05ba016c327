"""Files in a request. Source: https://github.com/jaydenseric/graphql-multipart-request-spec"""

from collections.abc import Mapping
from typing import Any

from starlette.datastructures import UploadFile

from schema.transport.errors import HttpError
from schema.transport.json_text import parse_json


def insert_files(form: Mapping[str, UploadFile | str]) -> Any:
    """The form's `operations`, each file inserted at the paths that `map` gives. Raises HttpError."""
    operations, file_map = form.get("operations"), form.get("map")
    if not isinstance(operations, str) or not isinstance(file_map, str):
        raise HttpError(400, "A multipart request needs the fields `operations` and `map`.")
    body, paths_by_file = parse_json(operations), parse_json(file_map)
    if not isinstance(paths_by_file, dict):
        raise HttpError(400, "`map` must be an object.")
    for name, paths in paths_by_file.items():
        file = form.get(name)
        if not isinstance(file, UploadFile) or not isinstance(paths, list):
            raise HttpError(400, "`map` must name each file and a list of its places.")
        for path in paths:
            _insert(body, path, file)
    return body


def _insert(body: Any, path: object, file: UploadFile) -> None:
    target: Any = body
    keys = path.split(".") if isinstance(path, str) else []
    try:
        for key in keys[:-1]:
            target = target[_key(target, key)]
        last = _key(target, keys[-1])
        is_null_variable = keys[0] == "variables" and target[last] is None
    except (KeyError, IndexError, TypeError, ValueError):
        is_null_variable = False
    if not is_null_variable:
        raise HttpError(400, "`map` must lead to places in `variables` that hold null.")
    target[last] = file


def _key(target: object, text: str) -> str | int:
    """An index of a list is written in digits alone: `int` would also take -1 and 1_0."""
    if not isinstance(target, list):
        return text
    if not (text.isascii() and text.isdecimal()):
        raise ValueError(text)
    return int(text)
