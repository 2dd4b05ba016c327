"""The files in the archive that a workbook is."""

from typing import IO
from zipfile import ZipFile


class Parts:
    """They are found as calamine finds them: letter case and backslashes in their names do not count."""

    def __init__(self, archive: ZipFile) -> None:
        self._archive = archive
        self._names = {_key(name): name for name in archive.namelist()}

    def __contains__(self, path: str) -> bool:
        return _key(path) in self._names

    def open(self, path: str) -> IO[bytes]:
        """Raises KeyError where it is not there."""
        return self._archive.open(self._names[_key(path)])


def _key(path: str) -> str:
    return path.replace("\\", "/").lower()
