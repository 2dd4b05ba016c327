"""A Strawberry schema whose documents are bounded and cached, and whose errors may be shown."""

import re
from collections.abc import AsyncGenerator, Iterable, Iterator
from contextlib import aclosing
from functools import lru_cache
from typing import Any, TypeVar

import strawberry
from graphql import (
    DocumentNode,
    GraphQLError,
    GraphQLSyntaxError,
    NoSchemaIntrospectionCustomRule,
    get_operation_ast,
    parse,
    recommended_rules,
    specified_rules,
)
from graphql.language import FieldNode, OperationDefinitionNode
from graphql.validation import ASTValidationRule
from strawberry.exceptions import MissingQueryError
from strawberry.extensions import SchemaExtension
from strawberry.schema.config import StrawberryConfig
from strawberry.schema.exceptions import CannotGetOperationTypeError, InvalidOperationTypeError
from strawberry.schema.schema import StreamResult, validate_document
from strawberry.types import ExecutionContext, ExecutionResult
from strawberry.types.execution import PreExecutionError
from strawberry.types.graphql import OperationType

from app.settings.limits import Limits
from schema.execution.complexity import complexity, count_values
from schema.execution.document_limits import check_document, too_complex
from schema.execution.errors import Code, RequestError, is_for_want_of_session, not_signed_in, presentable
from schema.execution.request_context import RequestContext
from schema.execution.scalars import SCALARS
from schema.execution.schema_adjustments import check_before_events, describe_alike, drop_null_defaults
from schema.execution.shared_execution import SharedExecutor

R = TypeVar("R", bound=ExecutionResult)
CACHED_DOCUMENTS = 64
CACHED_LENGTH = 8_000
SUGGESTION = re.compile(r" Did you mean [^?]*\?")
PASSED_ON = (MissingQueryError, CannotGetOperationTypeError, InvalidOperationTypeError)


class LimitedSchema(strawberry.Schema):
    """Answers `execute` and `stream` with errors that have their code, whatever the transport."""

    def __init__(
        self,
        query: type,
        mutation: type | None = None,
        subscription: type | None = None,
        *,
        types: Iterable[type] = (),
        extensions: Iterable[type[SchemaExtension]] = (),
        config: StrawberryConfig | None = None,
        limits: Limits | None = None,
        introspection: bool = True,
    ) -> None:
        config = config or StrawberryConfig()
        config.scalar_map = {**SCALARS, **config.scalar_map}
        super().__init__(
            query,
            mutation,
            subscription,
            types=types,
            extensions=[DocumentLimits, *extensions],
            execution_context_class=SharedExecutor,
            config=config,
        )
        drop_null_defaults(self._schema)
        describe_alike(self._schema)
        check_before_events(self._schema)
        self.limits = limits or Limits()
        self.introspection = introspection
        hidden = () if introspection else (NoSchemaIntrospectionCustomRule,)
        self.rules: tuple[type[ASTValidationRule], ...] = (*specified_rules, *recommended_rules, *hidden)
        # Keyed by text: rule classes made per request would miss, see docs/decisions.
        self._parsed_before = lru_cache(CACHED_DOCUMENTS)(self._parse)
        self._validated_before = lru_cache(CACHED_DOCUMENTS)(self._validate)

    def parsed(self, query: str) -> DocumentNode:
        """The document. Raises GraphQLError."""
        return self._parsed_before(query) if len(query) <= CACHED_LENGTH else self._parse(query)

    def validated(self, query: str) -> list[GraphQLError]:
        """What is wrong with the document, its variables aside."""
        return self._validated_before(query) if len(query) <= CACHED_LENGTH else self._validate(query)

    def _parse(self, query: str) -> DocumentNode:
        try:
            return parse(query, max_tokens=self.limits.query_tokens)
        except GraphQLSyntaxError as error:
            if "tokens" not in error.message:
                raise
            limit = self.limits.query_tokens
            sentence = f"Too much in one request: more than {limit:,} tokens in the query."
            raise RequestError(Code.QUERY_TOO_COMPLEX, sentence, limit=limit) from None

    def _validate(self, query: str) -> list[GraphQLError]:
        document = self.parsed(query)
        too_big = check_document(document, self.limits)
        if too_big:
            return list(too_big)
        errors = validate_document(self._schema, document, self.rules)
        for error in errors:
            error.extensions = {"code": Code.GRAPHQL_VALIDATION_FAILED.value}
            error.message = self._without_names(error.message)
        return errors

    def process_errors(self, errors: list[GraphQLError], execution_context: ExecutionContext | None = None) -> None:
        """Logs nothing: clients' mistakes are no news here, and `presentable` logs what is."""

    async def execute(self, *args: Any, **kwargs: Any) -> ExecutionResult:
        try:
            result = await super().execute(*args, **kwargs)
        except PASSED_ON as error:
            result = PreExecutionError(data=None, errors=[GraphQLError(str(error), original_error=error)])
        return self._presentable(_turned_away(result, kwargs.get("context_value")))

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
        return self._guarded(results)

    async def _guarded(self, results: StreamResult) -> AsyncGenerator[PreExecutionError | ExecutionResult, None]:
        try:
            async with aclosing(results):
                async for result in results:
                    assert isinstance(result, ExecutionResult), "@defer and @stream are off"
                    yield self._presentable(result)
        except Exception as error:  # noqa: BLE001 - whatever it is, the client hears of it
            yield PreExecutionError(data=None, errors=[presentable(error)])

    def _presentable(self, result: R) -> R:
        if result.errors:
            result.errors = [presentable(error) for error in result.errors[: self.limits.errors_told]]
            for error in result.errors:
                error.message = self._without_names(error.message)
        return result

    def _without_names(self, message: str) -> str:
        """Who may not ask for the schema is not told its names as suggestions either."""
        return message if self.introspection else SUGGESTION.sub("", message)


def _turned_away(result: R, context: object) -> R:
    """Who asked for one thing alone and is not signed in, has been refused the request: 401, and no field's fault."""
    is_single = isinstance(context, RequestContext) and context.is_single
    if is_single and result.data is None and result.errors:
        result.errors = [not_signed_in() if is_for_want_of_session(error) else error for error in result.errors]
    return result


class DocumentLimits(SchemaExtension):
    """Parses and validates through the schema's caches, and refuses what costs too much."""

    def on_parse(self) -> Iterator[None]:
        query = self.execution_context.query
        self.execution_context.graphql_document = self._schema.parsed(query or "")
        yield

    def on_validate(self) -> Iterator[None]:
        self._tell_context()
        errors = self._schema.validated(self.execution_context.query or "") or self._refusals()
        self.execution_context.pre_execution_errors = errors
        yield

    @property
    def _schema(self) -> LimitedSchema:
        assert isinstance(self.execution_context.schema, LimitedSchema)
        return self.execution_context.schema

    def _tell_context(self) -> None:
        context = self.execution_context.context
        if isinstance(context, RequestContext):
            context.operation_type = self.execution_context.operation_type
            context.operation_name = self.execution_context.operation_name

    def _refusals(self) -> list[GraphQLError]:
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
            context.is_single = _is_single(operation)
        limits = self._schema.limits
        variables = self.execution_context.variables or {}
        values = count_values(variables, limits.query_values)
        if values > limits.query_values:
            return [too_complex("values of the variables", values, limits.query_values)]
        graphql_schema = self._schema._schema  # noqa: SLF001 - Strawberry offers no other way to it
        figure = complexity(graphql_schema, document, operation, variables, limits.page_size)
        return [too_complex("cost of the query", figure, limits.query_cost)] if figure > limits.query_cost else []


def _is_single(operation: OperationDefinitionNode) -> bool:
    return [type(selection) for selection in operation.selection_set.selections] == [FieldNode]
