"""Whether a workbook that cannot be read is protected by a password: calamine says only that it knows no such file."""

import mmap
import re
from typing import IO
from zipfile import BadZipFile, ZipFile, is_zipfile

# Source: MS-OFFCRYPTO 1.3.3, where a .xlsx is within OLE.
_ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")
# Source: MS-XLS 2.4.21 and 2.4.117: FilePass is the first record of .xls, but for WriteProtect.
_FILE_PASS = re.compile(rb"\x09\x08\x10\x00.{16}(?:\x86\x00\x00\x00)?\x2f\x00", re.DOTALL)
# Source: OpenDocument 1.3, part 2, 4.4.
_ENCRYPTION_DATA = b"encryption-data"
_MAX_MANIFEST = 2**20


def has_password(file: IO[bytes]) -> bool:
    if is_zipfile(file):
        return _has_encrypted_parts(file)
    with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        return content.find(_ENCRYPTED_PACKAGE) >= 0 or _FILE_PASS.search(content) is not None


def _has_encrypted_parts(file: IO[bytes]) -> bool:
    try:
        with ZipFile(file) as archive, archive.open("META-INF/manifest.xml") as manifest:
            return _ENCRYPTION_DATA in manifest.read(_MAX_MANIFEST)
    except (KeyError, BadZipFile):
        return False
