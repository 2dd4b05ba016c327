"""Refusals as data: the concrete types of a payload's `errors`, and the extension that makes a raised refusal one."""

from collections.abc import Iterable
from functools import singledispatch
from typing import Any

import strawberry
from strawberry.extensions.field_extension import AsyncExtensionResolver, FieldExtension
from strawberry.types.base import StrawberryList, get_object_definition
from strawberry.types.field import StrawberryField

from app import errors as refusals
from app.errors import Refusal
from schema.api.enums import ErrorCode


@strawberry.interface(description="An understood request, answered no. Nothing was changed where a payload has one.")
class UserError:
    code: ErrorCode = strawberry.field(description="For programs to branch on.")
    message: str = strawberry.field(description="A sentence for the person: what is wrong and what to do.")
    path: list[str] | None = strawberry.field(
        default=None, description="The place inside `input` that it is about; null: the request as a whole."
    )


@strawberry.type(description="Every refusal without more to tell.")
class BasicError(UserError):
    pass


@strawberry.type(description="Too much in too short a time; the same request is understood later.")
class RateLimited(UserError):  # noqa: N818 - the contract's name
    retry_after_seconds: int = strawberry.field(description="After so many seconds it is worth another try.")


@strawberry.type(description="The file holds more people than the organization may invite by one file.")
class TooManyRows(UserError):  # noqa: N818 - the contract's name
    row_count: int = strawberry.field(description="How many people the file holds.")
    limit: int = strawberry.field(description="How many people one file may hold; split it into several.")


# No field has these types: left out of `Schema(types=…)`, a refusal would get the name of another type.
ERROR_TYPES = (BasicError, RateLimited, TooManyRows)


@strawberry.type
class Payload:
    """What a mutation returns: `errors`, and fields of its own that are null or empty beside them."""

    errors: list[UserError] = strawberry.field(
        default_factory=list, description="Why not; empty where everything was done."
    )


@singledispatch
def user_error(refusal: Refusal) -> UserError:
    """Returns the refusal as data. `@user_error.register` adds the type of a refusal with fields of its own."""
    return BasicError(**common_fields(refusal))


@user_error.register
def _(refusal: refusals.RateLimited) -> UserError:
    return RateLimited(**common_fields(refusal), retry_after_seconds=refusal.retry_after_seconds)


@user_error.register
def _(refusal: refusals.TooManyRows) -> UserError:
    return TooManyRows(**common_fields(refusal), row_count=refusal.row_count, limit=refusal.limit)


def common_fields(refusal: Refusal) -> dict[str, Any]:
    """The fields that every UserError has."""
    path = None if refusal.path is None else list(refusal.path)
    return {"code": refusal.code, "message": refusal.message, "path": path}


def user_errors(refused: Iterable[Refusal]) -> list[UserError]:
    return [user_error(refusal) for refusal in refused]


class RefusalsAsErrors(FieldExtension):
    """`@strawberry.mutation(extensions=[RefusalsAsErrors()])`: a raised refusal is data of the payload."""

    payload: Any

    def apply(self, field: StrawberryField) -> None:
        self.payload = field.type

    async def resolve_async(
        self, next_: AsyncExtensionResolver, source: Any, info: strawberry.Info, **kwargs: Any
    ) -> Any:
        try:
            payload = await next_(source, info, **kwargs)
        except Refusal as refusal:
            payload = self.payload(**self._empty_fields(), errors=[user_error(refusal)])
        info.context.refusals.extend(error.code.value for error in payload.errors)
        return payload

    def _empty_fields(self) -> dict[str, Any]:
        fields = get_object_definition(self.payload, strict=True).fields
        return {
            field.python_name: _empty(field.type)
            for field in fields
            if field.base_resolver is None and field.python_name != "errors"
        }


def _empty(field_type: object) -> object:
    if isinstance(field_type, StrawberryList):
        return []
    return {int: 0, bool: False}.get(field_type)  # type: ignore[call-overload]
