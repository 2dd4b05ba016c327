"""Documents, parsed and validated once per text."""

import re
from functools import lru_cache

from graphql import (
    DocumentNode,
    GraphQLError,
    GraphQLSchema,
    GraphQLSyntaxError,
    NoSchemaIntrospectionCustomRule,
    parse,
    recommended_rules,
    specified_rules,
    validate,
)
from graphql.validation import ASTValidationRule
from strawberry.schema.validation_rules.maybe_null import MaybeNullValidationRule
from strawberry.schema.validation_rules.one_of import OneOfInputValidationRule

from app.settings.limits import Limits
from schema.execution.document_limits import check_document, too_complex
from schema.execution.errors import Code, RequestError

CACHED_DOCUMENTS = 64
CACHED_LENGTH = 8_000
# An error may print the arguments that it is about, up to the whole document: long documents get fewer errors.
PRINTED_CHARACTERS = 40_000
SUGGESTION = re.compile(r" Did you mean [^?]*\?")


class Documents:
    """Parses and validates, with a cache of short documents; the limits of a document are checked first and alone."""

    def __init__(self, schema: GraphQLSchema, limits: Limits, *, introspection: bool) -> None:
        self.schema = schema
        self.limits = limits
        self.introspection = introspection
        hidden = () if introspection else (NoSchemaIntrospectionCustomRule,)
        self.rules: tuple[type[ASTValidationRule], ...] = (
            *specified_rules,
            *recommended_rules,
            MaybeNullValidationRule,
            OneOfInputValidationRule,
            *hidden,
        )
        self._cached_parse = lru_cache(CACHED_DOCUMENTS)(self._parse)
        self._cached_validate = lru_cache(CACHED_DOCUMENTS)(self._validate)

    def parse(self, query: str) -> DocumentNode:
        """Returns the document, the same one for the same short text. Raises GraphQLError."""
        return self._cached_parse(query) if len(query) <= CACHED_LENGTH else self._parse(query)

    def validate(self, query: str) -> list[GraphQLError]:
        """Returns the document's errors, those of its variables aside."""
        return self._cached_validate(query) if len(query) <= CACHED_LENGTH else self._validate(query)

    def without_suggestions(self, message: str) -> str:
        """Returns an error's message without names of the schema, for clients that may not ask for the schema."""
        return message if self.introspection else SUGGESTION.sub("", message)

    def _parse(self, query: str) -> DocumentNode:
        if len(query) > self.limits.query_characters:
            raise too_complex("characters of the query", len(query), self.limits.query_characters)
        try:
            return parse(query, max_tokens=self.limits.query_tokens)
        except GraphQLSyntaxError as error:
            if "tokens" not in error.message:
                raise
            limit = self.limits.query_tokens
            sentence = f"Too much in one request: more than {limit:,} tokens in the query."
            raise RequestError(Code.QUERY_TOO_COMPLEX, sentence, limit=limit) from None

    def _validate(self, query: str) -> list[GraphQLError]:
        document = self.parse(query)
        exceeded = check_document(document, self.limits)
        if exceeded:
            return list(exceeded)
        max_errors = max(1, min(self.limits.errors_told, PRINTED_CHARACTERS // max(1, len(query))))
        errors = validate(self.schema, document, self.rules, max_errors)
        for error in errors:
            error.extensions = {"code": Code.GRAPHQL_VALIDATION_FAILED.value}
            error.message = self.without_suggestions(error.message)
        return errors
