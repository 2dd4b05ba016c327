"""What resolvers returned or raised on the fast path, for as long as graphql-core may need it."""

from collections.abc import Callable
from typing import Any, NamedTuple

from graphql.execution.collect_fields import FieldDetailsList


class SlowPathNeeded(Exception):  # noqa: N818 - nothing is wrong
    """This field is for graphql-core to resolve; nothing was done for it yet."""


class Kept(NamedTuple):
    """One call of a resolver. The reference to its source keeps the source's id from being used again."""

    source: object
    result: Any


class ResolverResults:
    """Records each call until its field is read: then it is discarded, or kept where something failed."""

    def __init__(self) -> None:
        self._recorded: list[tuple[object, int, Any]] = []
        self._kept: dict[tuple[int, int], Kept] = {}

    def record(self, resolver: Callable[[Any], Any], details: FieldDetailsList) -> Callable[[Any], Any]:
        """Returns the resolver so that it is not called again for a source whose result was kept."""
        recorded, kept, field = self._recorded, self._kept, id(details)

        def resolve(source: Any) -> Any:
            if kept and (earlier := kept.get((id(source), field))):
                if isinstance(earlier.result, Exception):
                    raise earlier.result
                return earlier.result
            try:
                result = resolver(source)
            except SlowPathNeeded:
                raise
            except Exception as error:
                recorded.append((source, field, error))
                raise
            recorded.append((source, field, result))
            return result

        return resolve

    def keep(self) -> None:
        for source, field, result in self._recorded:
            self._kept[id(source), field] = Kept(source, result)
        self._recorded.clear()

    def discard(self) -> None:
        self._recorded.clear()

    def find(self, source: object, details: FieldDetailsList) -> Kept | None:
        """Returns the call that was kept, whose result is the exception where the resolver raised one."""
        return self._kept.get((id(source), id(details)))
