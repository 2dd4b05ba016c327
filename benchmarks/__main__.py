"""`python -m benchmarks NAME` measures one thing and prints what came out."""

import asyncio
import sys

from benchmarks import bulk, email

BENCHMARKS = {"bulk": bulk.main, "email": email.main}


def main() -> None:
    name, *arguments = sys.argv[1:] or [""]
    if name not in BENCHMARKS:
        sys.exit(f"Which benchmark? `./dev bench NAME`, with a name from: {', '.join(BENCHMARKS)}.")
    asyncio.run(BENCHMARKS[name](arguments))


if __name__ == "__main__":
    main()
