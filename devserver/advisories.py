"""Looks up known vulnerabilities of the locked packages, Python's and the console's, in the OSV database.

One request names every package with its version. Source: https://google.github.io/osv.dev/post-v1-querybatch/
Without a connection to the service nothing is known: then the check is skipped, in CI as well.
"""

import json
import os
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from http import HTTPStatus
from http.client import HTTPException
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple
from urllib.error import HTTPError
from urllib.request import Request, urlopen

REPOSITORY = Path(__file__).resolve().parents[1]
PYTHON_LOCKS = ("requirements.lock", "requirements-dev.lock", "tests/contracts/node_tools/schemathesis.lock")
NODE_LOCKS = ("web/package-lock.json", "tests/contracts/node_tools/package-lock.json")
SERVICE_VARIABLE = "ADVISORIES_URL"  # a mirror of the service, where the public one may not be reached
SERVICE = "https://api.osv.dev/v1/querybatch"
TIMEOUT_SECONDS = 15.0
LARGEST_BATCH = 1_000  # packages that the service accepts in one request
FOUND, UNAVAILABLE = 1, 78
ACCEPTED: Mapping[str, str] = MappingProxyType({})
"""Advisories that do no harm here: the reason by the id. They are listed, and fail nothing."""


class Package(NamedTuple):
    """A locked package; the ecosystem is `PyPI` or `npm`."""

    ecosystem: str
    name: str
    version: str


class UnavailableError(Exception):
    """The service did not respond as documented; the message has the reason."""


def main(service: str | None = None, accepted: Mapping[str, str] = ACCEPTED) -> int:
    """Returns the exit status: 0 without advisories, FOUND, or UNAVAILABLE."""
    packages = locked_packages(REPOSITORY)
    try:
        found = find_advisories(packages, service or os.environ.get(SERVICE_VARIABLE) or SERVICE)
    except UnavailableError as error:
        sys.stdout.write(f"{error}\n")
        return UNAVAILABLE
    for package, advisory in found:
        reason = f" (accepted: {accepted[advisory]})" if advisory in accepted else ""
        sys.stdout.write(f"{package.name} {package.version} ({package.ecosystem}) has advisory {advisory}{reason}\n")
    return FOUND if any(advisory not in accepted for _, advisory in found) else 0


def locked_packages(folder: Path) -> list[Package]:
    """Returns the packages of all lock files below the folder, each version once."""
    python = (parse_requirements((folder / name).read_text(encoding="utf-8")) for name in PYTHON_LOCKS)
    node = (parse_package_lock((folder / name).read_text(encoding="utf-8")) for name in NODE_LOCKS)
    return sorted({package for packages in (*python, *node) for package in packages})


def parse_requirements(text: str) -> list[Package]:
    """Returns the pinned packages of a requirements lock."""
    return [
        Package("PyPI", name, version) for name, version in re.findall(r"^([\w.-]+)==([^\s;\\]+)", text, re.MULTILINE)
    ]


def parse_package_lock(text: str) -> list[Package]:
    """Returns the packages of npm's lock file, version 3."""
    packages: dict[str, dict[str, Any]] = json.loads(text)["packages"]
    return [
        Package("npm", each.get("name") or path.rpartition("node_modules/")[2], each["version"])
        for path, each in packages.items()
        if path and "version" in each  # neither the project itself nor links to folders
    ]


def find_advisories(packages: Sequence[Package], service: str) -> list[tuple[Package, str]]:
    """Returns a pair for each advisory of a package. Raises UnavailableError."""
    batches = [packages[start : start + LARGEST_BATCH] for start in range(0, len(packages), LARGEST_BATCH)]
    return [found for batch in batches for found in parse_response(batch, _post(batch, service))]


def parse_response(packages: Sequence[Package], response: object) -> Iterable[tuple[Package, str]]:
    """Returns the advisories of a response, whose results are in the order of the packages. Raises UnavailableError."""
    match response:
        case {"results": [*results]} if len(results) == len(packages):
            return [
                (package, str(each["id"]))
                for package, result in zip(packages, results, strict=True)
                for each in result.get("vulns", [])
            ]
    raise UnavailableError("the service's response is not a list with a result for each package")


def _post(packages: Sequence[Package], service: str) -> object:
    queries = [
        {"package": {"ecosystem": package.ecosystem, "name": package.name}, "version": package.version}
        for package in packages
    ]
    request = Request(service, json.dumps({"queries": queries}).encode(), {"Content-Type": "application/json"})  # noqa: S310 - the scheme is the operator's choice
    try:
        with urlopen(request, timeout=TIMEOUT_SECONDS) as response:  # noqa: S310 - as above
            return json.load(response)
    except HTTPError as error:
        if error.code == HTTPStatus.BAD_REQUEST:
            raise  # the request is wrong, which must not pass for a missing connection
        raise UnavailableError(f"the service at {service} responded: {error}") from error
    except (OSError, HTTPException, ValueError) as error:
        raise UnavailableError(f"the service at {service} cannot be used: {error}") from error


if __name__ == "__main__":
    sys.exit(main())
