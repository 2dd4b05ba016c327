"""What is changed in the schema that Strawberry built, through attributes that graphql-core documents."""

from collections.abc import AsyncGenerator, Iterable
from contextlib import aclosing
from functools import partial
from typing import Any

from graphql import (
    GraphQLArgument,
    GraphQLFieldResolver,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLResolveInfo,
    GraphQLSchema,
    Undefined,
    get_named_type,
)
from strawberry.utils.await_maybe import await_maybe

from app.database.retry import retry_while_database_down
from schema.execution.request_context import RequestContext

NODE = "Anything that `node` finds by its id."
NODE_ID = "Opaque; the same for as long as the thing exists, and unlike any other's."


def drop_null_defaults(schema: GraphQLSchema) -> None:
    """`first: int | None = None` would be printed as `first: Int = null`, which says no more."""
    for named in schema.type_map.values():
        if isinstance(named, GraphQLInputObjectType):
            _undefine(named.fields.values())
        elif isinstance(named, GraphQLObjectType | GraphQLInterfaceType) and not named.name.startswith("__"):
            for field in named.fields.values():
                _undefine(field.args.values())


def _undefine(inputs: Iterable[GraphQLArgument | GraphQLInputField]) -> None:
    for each in inputs:
        if each.default_value is None:
            each.default_value = Undefined


def add_missing_descriptions(schema: GraphQLSchema) -> None:
    """Describes ids, which Strawberry does not, and arguments of an input type by that type's description."""
    for named in schema.type_map.values():
        if named.name == "Node":
            named.description = NODE
        if isinstance(named, GraphQLObjectType | GraphQLInterfaceType) and not named.name.startswith("__"):
            for name, field in named.fields.items():
                if name == "id" and any(interface.name == "Node" for interface in (named, *named.interfaces)):
                    field.description = NODE_ID
                for argument in field.args.values():
                    inputs = get_named_type(argument.type)
                    if argument.description is None and isinstance(inputs, GraphQLInputObjectType):
                        argument.description = inputs.description


def check_before_events(schema: GraphQLSchema) -> None:
    """Has every subscription ask the context, before an event is resolved, whether it may be."""
    subscription = schema.subscription_type
    for field in subscription.fields.values() if subscription else ():
        if field.subscribe:
            field.subscribe = partial(_checked, field.subscribe)


async def _checked(
    subscribe: GraphQLFieldResolver, root: object, info: GraphQLResolveInfo[Any], **arguments: Any
) -> AsyncGenerator[Any, None]:
    events = await await_maybe(subscribe(root, info, **arguments))
    return _checking(events, info.context)


async def _checking(events: AsyncGenerator[Any, None], context: object) -> AsyncGenerator[Any, None]:
    async with aclosing(events):
        async for event in events:
            if isinstance(context, RequestContext):
                context.reset_loaders()
                await retry_while_database_down(context.revalidate_session)  # an outage ends no subscription
            yield event
