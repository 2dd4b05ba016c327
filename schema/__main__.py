"""`python -m schema` writes schema.graphql; with `--check` it exits with a sentence if that file is out of date."""

import sys
from pathlib import Path

from schema.api.root import build_schema

FILE = Path(__file__).with_name("schema.graphql")


def main() -> None:
    text = build_schema().as_str() + "\n"
    if "--check" not in sys.argv[1:]:
        FILE.write_text(text, encoding="utf-8")
    elif not FILE.exists() or FILE.read_text(encoding="utf-8") != text:
        sys.exit("schema/schema.graphql is out of date: run `./dev fix` and look at the difference.")


if __name__ == "__main__":
    main()
