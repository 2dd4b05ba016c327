"""A Strawberry schema whose documents are limited and cached, and whose errors are masked."""

import time
from collections.abc import AsyncGenerator, Iterable, Iterator
from contextlib import aclosing
from typing import Any, TypeVar

import strawberry
from graphql import GraphQLError, GraphQLSchema, get_operation_ast
from graphql.language import FieldNode, OperationDefinitionNode
from strawberry.exceptions import MissingQueryError
from strawberry.extensions import SchemaExtension
from strawberry.schema.config import StrawberryConfig
from strawberry.schema.exceptions import CannotGetOperationTypeError, InvalidOperationTypeError
from strawberry.schema.schema import StreamResult
from strawberry.types import ExecutionContext, ExecutionResult
from strawberry.types.execution import PreExecutionError
from strawberry.types.graphql import OperationType

from app.settings.limits import Limits
from schema.execution.complexity import count_values, estimate_complexity
from schema.execution.document_limits import too_complex
from schema.execution.documents import Documents
from schema.execution.errors import (
    Code,
    RequestError,
    is_unauthenticated_root_field,
    mask_error,
    not_signed_in,
)
from schema.execution.measuring import measure_end, measure_valid
from schema.execution.observed_operations import ObservedOperations, root_fields
from schema.execution.request_context import RequestContext
from schema.execution.scalars import SCALARS
from schema.execution.schema_adjustments import add_missing_descriptions, check_before_events, drop_null_defaults
from schema.execution.shared_execution import OrdinarySharedExecutor, SharedExecutor

R = TypeVar("R", bound=ExecutionResult)
# Each error about a variable may have read all of it.
VARIABLE_ERRORS_TOLD = 5
MAX_MESSAGE_LENGTH = 1_000
REQUEST_ERRORS = (MissingQueryError, CannotGetOperationTypeError, InvalidOperationTypeError)


class LimitedSchema(strawberry.Schema):
    """`execute` and `stream` return results whose errors have their code, whatever the transport.

    `fast_path`: whether plain fields are read without graphql-core, with the same results.
    """

    def __init__(
        self,
        query: type,
        mutation: type | None = None,
        subscription: type | None = None,
        *,
        types: Iterable[type] = (),
        description: str | None = None,
        extensions: Iterable[type[SchemaExtension]] = (),
        config: StrawberryConfig | None = None,
        limits: Limits | None = None,
        introspection: bool = True,
        fast_path: bool = True,
    ) -> None:
        config = config or StrawberryConfig()
        config.scalar_map = {**SCALARS, **config.scalar_map}
        super().__init__(
            query,
            mutation,
            subscription,
            types=types,
            extensions=[OperationLimits, *extensions],
            execution_context_class=SharedExecutor if fast_path else OrdinarySharedExecutor,
            config=config,
        )
        drop_null_defaults(self._schema)
        add_missing_descriptions(self._schema)
        check_before_events(self._schema)
        self._schema.description = description
        self.limits = limits or Limits()
        self.documents = Documents(self._schema, self.limits, introspection=introspection)

    def as_str(self) -> str:
        """The schema in its own language. Strawberry leaves out the schema's description."""
        if self._schema.description is None:
            return super().as_str()
        return f"{_print_definition(self._schema)}\n\n{super().as_str()}"

    def process_errors(self, errors: list[GraphQLError], execution_context: ExecutionContext | None = None) -> None:
        """Logs nothing: `mask_error` logs the unexpected ones, and clients' mistakes are not the log's concern."""

    async def execute(self, *args: Any, **kwargs: Any) -> ExecutionResult:
        context, began = kwargs.get("context_value"), time.perf_counter()
        errors: list[GraphQLError] | None = None
        try:
            try:
                result = await super().execute(*args, **kwargs)
            except REQUEST_ERRORS as error:
                result = PreExecutionError(data=None, errors=[GraphQLError(str(error), original_error=error)])
            result = self._mask_errors(_unauthenticated_as_request_error(result, context))
            errors = result.errors or []
            return result
        finally:
            measure_end(context, time.perf_counter() - began, errors)

    async def stream(
        self,
        query: str | None,
        variable_values: dict[str, Any] | None = None,
        context_value: Any | None = None,
        root_value: Any | None = None,
        operation_name: str | None = None,
        operation_extensions: dict[str, Any] | None = None,
        allowed_operation_types: Iterable[OperationType] | None = None,
    ) -> StreamResult:
        results = await super().stream(
            query,
            variable_values,
            context_value,
            root_value,
            operation_name,
            operation_extensions,
            allowed_operation_types,
        )
        return self._mask_stream(results, context_value)

    async def _mask_stream(
        self, results: StreamResult, context: object
    ) -> AsyncGenerator[PreExecutionError | ExecutionResult, None]:
        began = time.perf_counter()
        errors: list[GraphQLError] | None = None
        try:
            async with aclosing(results):
                async for result in results:
                    assert isinstance(result, ExecutionResult), "@defer and @stream are off"
                    masked = self._mask_errors(_unauthenticated_as_request_error(result, context))
                    errors = masked.errors or []
                    yield masked
        except Exception as error:  # noqa: BLE001 - masked, logged and sent
            errors = [mask_error(error)]
            yield PreExecutionError(data=None, errors=errors)
        finally:
            measure_end(context, time.perf_counter() - began, errors)

    def _mask_errors(self, result: R) -> R:
        if result.errors:
            result.errors = [mask_error(error) for error in result.errors[: self.limits.errors_told]]
            for error in result.errors:
                error.message = _shorten(self.documents.without_suggestions(error.message))
        return result

    def _get_custom_context_kwargs(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        # Private, and the only way to graphql-core's option.
        errors_told = min(self.limits.errors_told, VARIABLE_ERRORS_TOLD)
        return {**super()._get_custom_context_kwargs(*args, **kwargs), "max_coercion_errors": errors_told}


def _unauthenticated_as_request_error(result: R, context: object) -> R:
    """Where the only field needs a session and there is none, the request fails (401) rather than the field."""
    is_single = isinstance(context, RequestContext) and context.is_single
    if is_single and result.data is None and result.errors:
        result.errors = [not_signed_in() if is_unauthenticated_root_field(error) else error for error in result.errors]
    return result


class OperationLimits(ObservedOperations):
    """Parses and validates through the schema's cache, and refuses operations that are too complex.

    It also observes what it lets through: an extension of its own for that would cost each request more.
    """

    def on_parse(self) -> Iterator[None]:
        query = self.execution_context.query
        self.execution_context.graphql_document = self._schema.documents.parse(query or "")
        yield

    def on_validate(self) -> Iterator[None]:
        context = self.execution_context.context
        if isinstance(context, RequestContext):
            context.operation_type = self.execution_context.operation_type
            context.operation_name = self.execution_context.operation_name
        try:
            errors = self._schema.documents.validate(self.execution_context.query or "") or self._check_operation()
        except RecursionError:  # of fragments within fragments
            errors = [RequestError(Code.QUERY_TOO_COMPLEX, "Too much in one request: the query is nested too deeply.")]
        self.execution_context.pre_execution_errors = errors
        yield

    @property
    def _schema(self) -> LimitedSchema:
        assert isinstance(self.execution_context.schema, LimitedSchema)
        return self.execution_context.schema

    def _check_operation(self) -> list[GraphQLError]:
        document = self.execution_context.graphql_document
        assert document is not None
        # Private: the public `operation_name` falls back to the first operation, and would run it unasked.
        name = self.execution_context._provided_operation_name  # noqa: SLF001
        operation = get_operation_ast(document, name)
        if operation is None:
            sentence = "The document holds several operations: say which with `operationName`."
            return [RequestError(Code.OPERATION_RESOLUTION_FAILURE, sentence)]
        context = self.execution_context.context
        if isinstance(context, RequestContext):
            context.is_single = _has_one_field(operation)
            context.root_fields = root_fields(document, operation)
        limits = self._schema.limits
        variables = self.execution_context.variables or {}
        values = count_values(variables, limits.query_values)
        if values > limits.query_values:
            return [too_complex("values of the variables", values, limits.query_values)]
        points = estimate_complexity(self._schema.documents.schema, document, operation, variables, limits.page_size)
        if points > limits.query_cost:
            return [too_complex("cost of the query", points, limits.query_cost)]
        if isinstance(context, RequestContext):
            measure_valid(context)
        return []


def _shorten(message: str) -> str:
    """Messages repeat what was sent, which may be long."""
    return message if len(message) <= MAX_MESSAGE_LENGTH else f"{message[:MAX_MESSAGE_LENGTH]}…"


def _has_one_field(operation: OperationDefinitionNode) -> bool:
    return [type(selection) for selection in operation.selection_set.selections] == [FieldNode]


def _print_definition(schema: GraphQLSchema) -> str:
    types = {"query": schema.query_type, "mutation": schema.mutation_type, "subscription": schema.subscription_type}
    lines = "\n".join(f"  {name}: {root.name}" for name, root in types.items() if root is not None)
    return f'"""\n{schema.description}\n"""\nschema {{\n{lines}\n}}'
