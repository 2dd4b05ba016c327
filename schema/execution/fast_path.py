"""Reads plain fields without graphql-core's execution of each, which costs ten times the reading.

Most of a response is attributes of rows that are in memory already. Each selection of such fields is compiled once
per operation to functions that are called for each row. Whatever takes more is left to graphql-core: arguments,
asynchronous resolvers, interfaces and unions, and every value or resolver that fails, so that errors are
graphql-core's own, with their path. No resolver is called twice for it: graphql-core gets what it returned or raised.

EXECUTION_FAST_PATH=false turns it off; results are the same.
"""

from collections.abc import Awaitable
from typing import Any, ClassVar, cast

from graphql import GraphQLObjectType
from graphql.execution.collect_fields import FieldDetailsList, GroupedFieldSet
from graphql.execution.executor import to_nodes
from graphql.pyutils import Path
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext

from schema.execution.compiled_fields import FieldCompiler
from schema.execution.resolver_results import ResolverResults


class FastPathExecutor(StrawberryGraphQLCoreExecutionContext):
    """Executes as graphql-core does, but for the fields that can be compiled."""

    is_fast: ClassVar[bool] = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._prepare()

    def _prepare(self) -> None:
        self._results = ResolverResults()
        self._compiler = FieldCompiler(self, self._results)

    def build_per_event_executor(self, payload: Any) -> "FastPathExecutor":
        executor = cast("FastPathExecutor", super().build_per_event_executor(payload))
        executor._prepare()  # noqa: SLF001 - its own; the copy has this one's
        return executor

    def execute_fields(
        self,
        parent_type: GraphQLObjectType,
        source_value: Any,
        path: Path | None,
        grouped_field_set: GroupedFieldSet,
        position_context: Any,
    ) -> Any:
        if path is None or not self.is_fast:
            return super().execute_fields(parent_type, source_value, path, grouped_field_set, position_context)
        results = self._read(parent_type, source_value, grouped_field_set)
        if len(results) == len(grouped_field_set):
            return results
        others = {name: details for name, details in grouped_field_set.items() if name not in results}
        executed = super().execute_fields(parent_type, source_value, path, others, position_context)

        def merge(executed: dict[str, Any]) -> dict[str, Any]:
            results.update(executed)
            return {name: results[name] for name in grouped_field_set if name in results}

        async def merge_awaited(executed: Awaitable[dict[str, Any]]) -> dict[str, Any]:
            return merge(await executed)

        return merge_awaited(executed) if self.is_awaitable(executed) else merge(cast("dict[str, Any]", executed))

    def _read(self, parent_type: GraphQLObjectType, source: Any, selected: GroupedFieldSet) -> dict[str, Any]:
        """Returns the values of those fields that are compiled and do not fail."""
        values: dict[str, Any] = {}
        for name, read in self._compiler.compile_selection(parent_type, selected).items():
            try:
                values[name] = read(source)
            except Exception:  # noqa: BLE001 - graphql-core locates and collects it
                self._results.keep()
        self._results.discard()
        return values

    def execute_field(
        self,
        parent_type: GraphQLObjectType,
        source: Any,
        field_details_list: FieldDetailsList,
        path: Path,
        position_context: Any,
    ) -> Any:
        kept = self._results.find(source, field_details_list)
        if kept is None:
            return super().execute_field(parent_type, source, field_details_list, path, position_context)
        return self._complete_field(parent_type, field_details_list, path, kept.result, position_context)

    def _complete_field(
        self, parent_type: GraphQLObjectType, details: FieldDetailsList, path: Path, result: Any, position_context: Any
    ) -> Any:
        """The second half of graphql-core's `execute_field`: `result` is what the resolver returned or raised."""
        field = self.schema.get_field(parent_type, details[0].node.name.value)
        assert field is not None
        info = self.build_resolve_info(field, to_nodes(details), parent_type, path)
        if self.is_awaitable(result):
            return self.complete_awaitable_value(field.type, details, info, path, result, position_context)
        try:
            completed = self.complete_value(field.type, details, info, path, result, position_context)
        except Exception as error:  # noqa: BLE001 - as graphql-core does
            self.handle_field_error(error, field.type, details, path)
            return None
        if not self.is_awaitable(completed):
            return completed

        async def await_completed() -> Any:
            try:
                return await completed
            except Exception as error:  # noqa: BLE001 - as graphql-core does
                self.handle_field_error(error, field.type, details, path)
                return None

        return await_completed()
