"""What the API answers about operations, by the schema itself, from data that a story can change."""

import json
import re
from collections import Counter
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from graphql import GraphQLSchema, build_schema, graphql_sync
from playwright.async_api import Page, Route, WebSocketRoute

from tests.browser import operations_data as data
from tests.browser.operations_data import Record, moment, node_id
from tests.browser.scripted_acts import ScriptedActs

SCHEMA: GraphQLSchema = build_schema(
    (Path(__file__).parents[2] / "schema" / "schema.graphql").read_text(encoding="utf-8")
)
ACTS = "Retry|Discard|Settle|StopOperator|StopBulk|Pause|Resume|UpdateQueue|SendTest"
OURS = re.compile(rf"\s*(query Jobs|mutation ({ACTS}))")
SUBSCRIPTION = re.compile(r"subscription OperationsChanged")
FAILED = ("DEFERRED", "FAILED", "UNKNOWN", "BOUNCED")
LIMITS = {"EMAIL": (8, None), "BULK": (3, None)}


class ScriptedOperations(ScriptedActs):
    """Answers the operations of the page of background jobs, and tells it of changes."""

    def __init__(self) -> None:
        super().__init__()
        self.groups = data.failure_groups()
        self.deliveries = data.deliveries(self.groups)
        self.uploads = data.uploads()
        self.workers = data.workers()
        self.schedules = data.schedules()
        self.rights: Record | None = {"mayAct": True, "seesAddresses": False}
        self.asked: list[str] = []
        self._sockets: dict[str, WebSocketRoute] = {}
        self._statuses: Counter[tuple[str | None, str]] = Counter()

    async def install(self, page: Page) -> None:
        await page.route("**/graphql", self._on_request)
        await page.route_web_socket("**/graphql", self._on_socket)

    @property
    def subscriptions(self) -> list[str]:
        """What pages listen to right now."""
        return list(self._sockets)

    def changed(self) -> None:
        """Tells every page that listens."""
        for subscription, socket in self._sockets.items():
            payload = {"data": {"operationsChanged": {"__typename": "Operations", "at": moment()}}}
            socket.send(json.dumps({"id": subscription, "type": "next", "payload": payload}))

    def answer(self, query: str, variables: Record) -> Record:
        self._count()
        root = self._queries() | self.mutations()
        found = graphql_sync(SCHEMA, query, root, variable_values=variables)
        assert not found.errors, found.errors
        return {"data": found.data}

    def matching(self, kept: Record | None) -> list[Record]:
        """The deliveries that a filter keeps."""
        wanted = {name: value for name, value in (kept or {}).items() if value is not None}
        return [each for each in self.deliveries if _is_kept(each, wanted)]

    def fail_each_in_words_of_its_own(self, count: int) -> None:
        for number, email in enumerate(self.matching({"statuses": ["DEFERRED"]})[:count]):
            group = {**self.groups[0], "id": node_id("FailureGroup", 100 + number), "reply": f"4.7.1 Reason {number}"}
            self.groups.append(group)
            email["failureGroup"] = group

    async def _on_request(self, route: Route) -> None:
        body = json.loads(route.request.post_data or "{}") if route.request.method == "POST" else {}
        query = body.get("query", "")
        if OURS.match(query):
            self.asked.append(query)
            await route.fulfill(json=self.answer(query, body.get("variables") or {}))
        elif "query Viewer" in query:
            response = await route.fetch()
            answered = await response.json()
            viewer = answered["data"]["viewer"]
            viewer |= {"isOperator": self.rights is not None, "operator": self._operator()}
            await route.fulfill(response=response, json=answered)
        else:
            await route.fallback()

    def _operator(self) -> Record | None:
        return self.rights and {"__typename": "OperatorRights", **self.rights}

    def _on_socket(self, socket: WebSocketRoute) -> None:
        server = socket.connect_to_server()

        def from_page(message: str | bytes) -> None:
            said = json.loads(message)
            query = (said.get("payload") or {}).get("query", "") if said["type"] == "subscribe" else ""
            if SUBSCRIPTION.search(query):
                self._sockets[said["id"]] = socket
                self.changed()
            elif said["type"] == "complete" and said["id"] in self._sockets:
                self._sockets.pop(said["id"])
            else:
                server.send(message)

        socket.on_message(from_page)
        server.on_message(socket.send)

    def _queries(self) -> Record:
        operations = {
            "__typename": "Operations",
            "at": moment(),
            "queues": [self._queue("EMAIL"), self._queue("BULK")],
            "workers": self.workers,
            "schedules": self.schedules,
            "failureGroups": self._failure_groups,
            "deliveries": lambda _, **given: _connection(self.matching(given.get("filter")), given),
            "bulkInvites": lambda _, **given: _connection(self._uploads(given.get("filter")), given),
            "acts": lambda _, **given: _connection(self.acts, given),
        }
        return {"operations": operations if self.rights else None, "nodes": self._nodes}

    def _nodes(self, _: Any, ids: list[str]) -> list[Record | None]:
        everything = [*self.deliveries, *self.groups, *self.acts, *self.uploads]
        known = {each["id"]: each for each in everything}
        return [known.get(each) for each in ids]

    def _count(self) -> None:
        """Has the groups know how many emails they have by now."""
        self._statuses = Counter(
            (each["failureGroup"] and each["failureGroup"]["id"], each["status"]) for each in self.deliveries
        )
        for group in self.groups:
            counts = {status: count for (group_id, status), count in self._statuses.items() if group_id == group["id"]}
            named = {
                f"{name}Count": counts.get(name.upper(), 0) for name in ("deferred", "failed", "unknown", "bounced")
            }
            group |= {**named, "deliveryCount": sum(counts.values())}

    def _uploads(self, kept: Record | None) -> list[Record]:
        return [each for each in self.uploads if not kept or each["status"] in kept["statuses"]]

    def _failure_groups(self, _: Any, **given: Any) -> list[Record]:
        domain = (given.get("filter") or {}).get("recipientDomain")
        shown = [each for each in self.groups if each["deliveryCount"] and domain in {None, each["recipientDomain"]}]
        return sorted(shown, key=lambda each: -int(each["deliveryCount"]))[: given["first"]]

    def _queue(self, name: str) -> Record:
        counts: Counter[str] = Counter()
        for (_, status), count in self._statuses.items():
            counts[status] += count
        is_email = name == "EMAIL"
        bulk = Counter(each["status"] for each in self.uploads)
        paused = [pause for pause in self.pauses if pause["queue"] == name]
        concurrency, rate, *changed = self.limits.get(name, LIMITS[name])
        return {
            "__typename": "Queue",
            "name": name,
            "waitingCount": counts["QUEUED"] if is_email else 1,
            "oldestWaitingAt": moment(12.5) if is_email else None,
            "runningCount": counts["SENDING"] if is_email else bulk["SENDING"] + bulk["VALIDATING"],
            "deferredCount": counts["DEFERRED"] if is_email else 0,
            "failedCount": counts["FAILED"] if is_email else bulk["FAILED"],
            "unknownCount": counts["UNKNOWN"] if is_email else 0,
            "bouncedCount": counts["BOUNCED"] if is_email else 0,
            "sentLastHourCount": 412 if is_email else bulk["COMPLETED"],
            "throughput": data.throughput(),
            "pauses": paused,
            "limits": {
                "concurrency": concurrency,
                "configuredConcurrency": LIMITS[name][0],
                "emailsPerMinute": rate,
                "setBy": changed[0] if changed else None,
                "setAt": changed[1] if changed else None,
            },
        }


def _is_kept(delivery: Record, wanted: Record) -> bool:
    group = delivery["failureGroup"]
    tests: dict[str, Callable[[Any], bool]] = {
        "statuses": lambda value: delivery["status"] in value,
        "failureGroupIds": lambda value: group is not None and group["id"] in value,
        "recipientDomain": lambda value: delivery["recipientDomain"] == value,
        "bulkInviteId": lambda _: delivery["bulkInviteId"] is not None,
        "organizationId": lambda _: delivery["organizationName"] == "Acme Devices",
        "messageId": lambda value: delivery["messageId"] == value,
        "createdAfter": lambda value: datetime.fromisoformat(delivery["createdAt"]) >= datetime.fromisoformat(value),
    }
    return all(tests[name](value) for name, value in wanted.items())


def _connection(records: list[Record], page: Record) -> Record:
    """As the lists of the API are, with the place in the list as cursor."""
    size = page.get("first") or page.get("last") or 25
    if page.get("before"):
        end = int(page["before"])
        start = max(0, end - size)
    else:
        start = int(page["after"]) + 1 if page.get("after") else 0
        end = min(len(records), start + size)
    edges = [{"cursor": str(place), "node": records[place]} for place in range(start, end)]
    return {
        "edges": edges,
        "pageInfo": {
            "hasNextPage": end < len(records),
            "hasPreviousPage": start > 0,
            "startCursor": edges[0]["cursor"] if edges else None,
            "endCursor": edges[-1]["cursor"] if edges else None,
        },
        "totalCount": len(records),
        "totalCountIsExact": True,
    }


__all__ = ["ScriptedOperations", "node_id"]
