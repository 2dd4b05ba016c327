"""`python -m benchmarks NAME` measures one thing and prints what came out."""

import argparse
import asyncio

from benchmarks import bulk, churn, email, growth, invite, live, operations, overhead, read, review, spreadsheets

BENCHMARKS = {
    "bulk": bulk.main,
    "churn": churn.main,
    "email": email.main,
    "growth": growth.main,
    "invite": invite.main,
    "live": live.main,
    "operations": operations.main,
    "overhead": overhead.main,
    "read": read.main,
    "review": review.main,
    "spreadsheets": spreadsheets.main,
}


def main() -> None:
    names = ", ".join(BENCHMARKS)
    parser = argparse.ArgumentParser(prog="./dev bench", description="Measure one thing and print what came out.")
    parser.add_argument("name", choices=BENCHMARKS, metavar="NAME", help=f"one of: {names}")
    parser.add_argument("count", type=int, nargs="?", help="how many people, or emails")
    arguments = parser.parse_args()
    asyncio.run(BENCHMARKS[arguments.name](*([arguments.count] if arguments.count else [])))


if __name__ == "__main__":
    main()
