"""The caller of an operation, and the loaders of its fields."""

from collections.abc import Hashable, Mapping, MutableMapping
from dataclasses import dataclass, field
from typing import Any, Self
from uuid import UUID

import strawberry
from starlette.requests import HTTPConnection
from strawberry.dataloader import DataLoader

from app.authentication.caller import Caller, find_caller
from app.authentication.client import Client
from app.authentication.known_devices import VALID_DAYS
from app.database.shares import claim_for_network, claim_for_person
from app.errors import NotPermitted, NotSignedIn
from app.links import TOKEN_PREFIX
from app.organizations.actor import Actor
from app.settings import Settings
from app.telemetry import log_context
from app.users.sessions import PREFIX as SESSION_PREFIX
from schema.api.credentials import MAX_TOKEN_LENGTH, find_bearer, find_cookie
from schema.api.loaders import Loaders
from schema.api.subscriptions.shared import SharedSubscriptions
from schema.execution.request_context import RequestContext, Transport


@dataclass(kw_only=True)
class Context(RequestContext):
    """One operation. A browser's cookie or a bearer token identifies the session, and it the organization.

    `is_bearer`: the client keeps its token itself, and sent it with the request.
    """

    settings: Settings
    subscriptions: SharedSubscriptions
    token: str | None = None
    is_bearer: bool = False
    caller: Caller | None = None
    _loaders: Loaders | None = field(default=None, init=False)
    node_loaders: dict[str, DataLoader[UUID, Any]] = field(default_factory=dict, init=False)

    @classmethod
    async def create(
        cls,
        connection: HTTPConnection,
        transport: Transport,
        parameters: Mapping[str, object],
        settings: Settings,
        subscriptions: SharedSubscriptions,
    ) -> Self:
        context = cls(
            connection=connection,
            transport=transport,
            connection_params=parameters,
            settings=settings,
            subscriptions=subscriptions,
        )
        claim_for_network(context.network)
        bearer = find_bearer(connection, parameters)
        context.is_bearer = bearer is not None
        await context.use_session(_find_session_cookie(connection, settings) if bearer is None else bearer)
        return context

    async def use_session(self, token: str | None) -> None:
        """Makes the rest of the operation this session's, or nobody's: after signing in or out, or a changed role."""
        self.token = token
        self.caller = await find_caller(token) if token and len(token) <= MAX_TOKEN_LENGTH else None
        if self.caller:
            organization_id = self.caller.organization_id
            log_context.bind(user_id=self.caller.user_id, organization_id=organization_id)
            claim_for_person(self.caller.user_id, organization_id)
        self.reset_loaders()

    @property
    def actor(self) -> Actor:
        """The signed-in member. Raises NotSignedIn, or NotPermitted for a person without an organization."""
        if self.caller is None:
            raise NotSignedIn
        if self.caller.actor is None:
            raise NotPermitted("You are not a member of any organization. Ask for an invitation.")
        return self.caller.actor

    def client(self, *, replaces_cookie: bool = False) -> Client:
        """Where the operation comes from; `replaces_cookie`: it may set a session cookie, instead of the one it has."""
        return Client(
            network=self.network,
            known_devices=find_cookie(self.connection, device_cookie_name(self.settings), TOKEN_PREFIX) or "",
            user_agent=self.connection.headers.get("user-agent", ""),
            replaced_token=_find_session_cookie(self.connection, self.settings) if replaces_cookie else None,
        )

    @property
    def loaders(self) -> Loaders:
        """Made on first use: most events of a subscription need none."""
        if self._loaders is None:
            self._loaders = Loaders(self.caller.actor if self.caller else None)
        return self._loaders

    @property
    def connection_key(self) -> str:
        return self.network if self.caller is None else str(self.caller.session_id)

    async def authorize_upload(self) -> None:
        self.actor.require_manager()

    async def revalidate_session(self) -> None:
        """Also a session that has moved to another organization ends what was begun in this one."""
        if self.caller is None:
            raise NotSignedIn
        organization_id = self.caller.organization_id
        self.caller = await self.subscriptions.callers.load(self.token or "")
        if self.caller is None or self.caller.organization_id != organization_id:
            raise NotSignedIn
        self.reset_loaders()

    @property
    def share_scope(self) -> Hashable | None:
        """Results depend on the member and the member's role and groups, not on the session."""
        return self.caller.actor if self.caller else None

    def share_loaders(self, shared: MutableMapping[Hashable, Any]) -> Loaders:
        """From here on, loads together with others of the same organization who receive the same event."""
        self._loaders = shared.setdefault(("loaders", self.actor.organization_id), self.loaders)
        return self.loaders

    def reset_loaders(self) -> None:
        self._loaders = None
        self.node_loaders = {}

    def set_cookie(self, token: str) -> None:
        self.response.set_cookie(
            cookie_name(self.settings),
            token,
            max_age=self.settings.session_ttl_days * 86_400,
            path=self.settings.path or "/",
            secure=self.settings.is_https,
            httponly=True,
            samesite="lax",
        )

    def set_device_cookie(self, known_devices: str) -> None:
        """Goes on when the session ends: it tells an account's owner from a stranger who guesses passwords."""
        self.response.set_cookie(
            device_cookie_name(self.settings),
            known_devices,
            max_age=VALID_DAYS * 86_400,
            path=self.settings.path or "/",
            secure=self.settings.is_https,
            httponly=True,
            samesite="strict",
        )

    def clear_cookie(self) -> None:
        self.response.delete_cookie(
            cookie_name(self.settings),
            path=self.settings.path or "/",
            secure=self.settings.is_https,
            httponly=True,
            samesite="lax",
        )


Info = strawberry.Info[Context, None]


def cookie_name(settings: Settings) -> str:
    """`__Host-` binds a cookie to this very host; browsers take it over https for `/` alone (RFC 6265bis, 4.1.3)."""
    return _cookie_prefix(settings) + "session"


def device_cookie_name(settings: Settings) -> str:
    return _cookie_prefix(settings) + "device"


def _find_session_cookie(connection: HTTPConnection, settings: Settings) -> str | None:
    return find_cookie(connection, cookie_name(settings), SESSION_PREFIX)


def _cookie_prefix(settings: Settings) -> str:
    if not settings.is_https:
        return ""
    return "__Secure-" if settings.path else "__Host-"
