"""What the console asks for when a review opens, scrolls and jumps, and how long each takes.

`./dev bench review [ROWS]`: a web process and a bulk worker as deployed. For files in which 0, 5 and 50 of 100 rows
have problems: the state of the list, its first rows, what is wrong with it, a page behind a cursor, and jumps to the
middle and to the end; the rows of the most frequent problem, too. Each is the median of RUNS, one after the other.
"""

import time
from statistics import median
from typing import Any

from benchmarks.bulk import ROWS, Person, until, uploading

RUNS = 10
GOAL_MS = 200
PAGE = 50
STATE = """
query ($id: ID!) {
  bulkInvite(id: $id) {
    id status filename createdAt ignoredColumns encoding totalRows processedRows validRows warningRows errorRows
    sendableRows progress sequence viewerCanChange requestedBy { id name isViewer }
  }
}
"""
PROBLEMS = """
query ($id: ID!) {
  bulkInvite(id: $id) {
    id defaultRole defaultGroups { id name }
    problemGroups { code severity column value valueCount suggestion rowCount }
  }
}
"""
PAGE_OF_ROWS = """
query (
  $id: ID!, $code: UserErrorCode, $severity: Severity, $column: ColumnMeaning, $value: String
  $after: String, $skip: Int, $isCounted: Boolean!
) {
  bulkInvite(id: $id) {
    id
    rows(
      order: SEVERITY, first: 50, after: $after, skip: $skip
      problemCode: $code, problemSeverity: $severity, problemColumn: $column, problemValue: $value
    ) {
      totalCount @include(if: $isCounted)
      totalCountIsExact @include(if: $isCounted)
      pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
      edges { node { id line email role groups status problems { code message path severity suggestion value } } }
    }
  }
}
"""


async def main(count: int = ROWS) -> None:
    async with uploading() as (person, _):
        for percent in (0, 5, 50):
            bulk_invite_id = await person.upload(_people(count, percent))
            await until(person, bulk_invite_id, "READY")
            await _measure(person, bulk_invite_id, count, f"{percent} % with problems")


async def _measure(person: Person, bulk_invite_id: str, count: int, of: str) -> None:
    async def timed(query: str, **variables: Any) -> tuple[float, Any]:
        times, found = [], None
        for _ in range(RUNS):
            began = time.perf_counter()
            found = await person.execute(query, id=bulk_invite_id, **variables)
            times.append(time.perf_counter() - began)
        return median(times) * 1000, found

    state, _ = await timed(STATE)
    first, found = await timed(PAGE_OF_ROWS, isCounted=True)
    problems, wrong = await timed(PROBLEMS)
    after = found["rows"]["pageInfo"]["endCursor"]
    following, _ = await timed(PAGE_OF_ROWS, isCounted=False, after=after)
    middle, _ = await timed(PAGE_OF_ROWS, isCounted=True, skip=count // 2)
    last, _ = await timed(PAGE_OF_ROWS, isCounted=True, skip=count - PAGE)
    print(f"review: {count:,} rows, {of}: state {state:.0f} ms, first rows {first:.0f} ms,", _goal(state + first))
    print(f"review:   problems {problems:.0f} ms beside them; a page behind a cursor {following:.0f} ms")
    print(f"review:   a jump to the middle {middle:.0f} ms, to the end {last:.0f} ms")
    if not wrong["problemGroups"]:
        return
    group = max(wrong["problemGroups"], key=lambda each: each["rowCount"])
    like = {name: group[name] for name in ("code", "severity", "column")}
    if group["valueCount"] == 1:
        like["value"] = group["value"]
    shown, _ = await timed(PAGE_OF_ROWS, isCounted=True, **like)
    jumped, _ = await timed(PAGE_OF_ROWS, isCounted=True, skip=group["rowCount"] // 2, **like)
    print(f"review:   {group['rowCount']:,} rows of one problem {shown:.0f} ms, a jump to their middle {jumped:.0f} ms")


def _people(count: int, percent: int) -> bytes:
    """Returns a file in which so many of 100 rows have a problem, of five kinds in turns, all over it."""
    wrong = 0
    lines = []
    for number in range(count):
        person = f"person-{number}"
        if number * percent % 100 >= percent:
            lines.append(f"{person}@company-{number % 500}.example,Analyst,")
            continue
        lines.append(
            (
                f"{person},Analyst,",
                f"{person}@company.example,Analist,",
                f"{person}@company.example,Analyst,Nowhere {wrong % 40}",
                f"{person}@gmial.com,Analyst,",
                f"{person}@company.example,Admin,",
            )[wrong % 5]
        )
        wrong += 1
    return "\r\n".join(["Email,Role,Groups", *lines]).encode()


def _goal(milliseconds: float) -> str:
    return f"{milliseconds:.0f} ms until they are there (goal {GOAL_MS} ms)"
