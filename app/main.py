"""The web process: routes, middleware, lifespan."""

import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, nullcontext

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import HTTPConnection, Request
from starlette.routing import BaseRoute, Route, WebSocketRoute

from app.authentication.activity import ActivityWriter
from app.bulk_invites.recent_changes import bulk_invites_changed_since
from app.database.connection import ask_database
from app.invitations.bounce_digest_email import SWITCH_OFF_PATH
from app.invitations.email import UNSUBSCRIBE_PATH
from app.invitations.recent_changes import invitations_changed_since
from app.logs import configure_logs
from app.members.recent_changes import members_changed_since
from app.monitoring.process import measuring, monitoring
from app.organizations.actor import Actor
from app.pubsub.after_commit import dispatch_with
from app.pubsub.channels import Channels
from app.pubsub.missed_events import ChangedSince, MissedEvents, OwnEvents
from app.pubsub.redis import RedisReceiver
from app.runtime import collect_garbage_less_often, exit_on_unsuitable_database, open_runtime
from app.settings import Settings, SettingsError, get_settings
from app.telemetry.of_process import process_name, sending_telemetry
from app.web import exports, mail_events, mailbox, pages, static_files, unsubscribe, unsubscribe_digests
from app.web.client_address import ClientAddress
from app.web.collect_garbage import CollectGarbage
from app.web.cors import Cors
from app.web.downloads import download_problems
from app.web.error_responses import MaskUnexpectedErrors, refuse
from app.web.measured import MeasureRequests
from app.web.public_path import PublicPath
from app.web.readiness import live, ready
from app.web.request_ids import RequestIds
from app.web.security_headers import SecurityHeaders
from app.web.spreadsheet_template import download_template
from app.web.traces import TraceRequests
from schema.api.bulk_invites.csv_template import TEMPLATE_PATH
from schema.api.bulk_invites.types import PROBLEMS_PATH
from schema.api.context import Context
from schema.api.node import find_id, global_id
from schema.api.root import build_schema
from schema.api.subscriptions.shared import SharedSubscriptions
from schema.execution.request_context import Transport
from schema.transport.endpoint import GraphQLEndpoint

# Queries for recently changed rows, by the prefix of their channels' names.
CHANGED_SINCE: Mapping[str, ChangedSince] = {
    "bulk_invites": bulk_invites_changed_since,
    "invitations": invitations_changed_since,
    "members": members_changed_since,
}


def create_app(settings: Settings | None = None) -> Starlette:
    """Returns the ASGI application; `uvicorn --factory app.main:create_app` serves it.

    Without `settings` it configures the whole process: settings from the environment, logs, garbage collection. Then it
    exits with a sentence for each invalid variable.
    """
    owns_process = settings is None
    if settings is None:
        try:
            settings = get_settings()
        except SettingsError as error:
            sys.exit(str(error))
        configure_logs(settings)
        exit_on_unsuitable_database(settings)
    accepts_context = settings.trace_context_from_clients
    channels = Channels()
    receiver = RedisReceiver(channels)
    missed_events = MissedEvents(channels, CHANGED_SINCE)
    subscriptions = SharedSubscriptions(channels, missed_events)

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        async with (
            sending_telemetry(settings, process_name("web")) if owns_process else nullcontext(),
            measuring(settings, "web") as exposition,
            open_runtime(settings, settings.database_statement_seconds) as runtime,
            receiver.receiving(runtime.redis),
            missed_events.searching(),
            ActivityWriter().writing(),
            monitoring(exposition, settings, "web", runtime.redis, ask_database),
        ):
            stop_noting = dispatch_with(OwnEvents(channels))
            app.state.runtime = runtime
            if owns_process:
                collect_garbage_less_often()
            try:
                yield
            finally:
                stop_noting()

    app = Starlette(
        routes=_routes(settings, subscriptions),
        middleware=[
            *([Middleware(CollectGarbage)] if owns_process else []),
            Middleware(RequestIds),
            Middleware(SecurityHeaders, is_https=settings.is_https),
            Middleware(ClientAddress, trusted_proxies=settings.trusted_proxies),
            Middleware(PublicPath, path=settings.path),
            *([Middleware(MeasureRequests)] if settings.metrics_port else []),
            *([Middleware(TraceRequests, accepts_context=accepts_context)] if settings.exports_traces else []),
            Middleware(Cors, allow_origins=settings.allowed_origins),
            Middleware(MaskUnexpectedErrors),
        ],
        exception_handlers={HTTPException: refuse, 404: static_files.not_found(settings, refuse)},
        lifespan=lifespan,
    )
    app.router.redirect_slashes = False  # Starlette would redirect to the host of the Host header
    app.state.subscriptions = subscriptions
    return app


def _routes(settings: Settings, subscriptions: SharedSubscriptions) -> list[BaseRoute]:
    async def get_context(
        connection: HTTPConnection, transport: Transport, parameters: Mapping[str, object]
    ) -> Context:
        return await Context.create(connection, transport, parameters, settings, subscriptions)

    async def get_actor(request: Request) -> Actor:
        return (await get_session(request)).actor

    async def get_session(request: Request) -> Context:
        return await get_context(request, Transport.HTTP, {})

    endpoint = GraphQLEndpoint(
        build_schema(settings, introspection=settings.introspection, fast_path=settings.execution_fast_path),
        get_context=get_context,
        allowed_origins=settings.origins,
        allow_get=settings.is_development,
        page=pages.graphql_page(settings.public_url) if settings.is_development else None,
    )
    routes: list[BaseRoute] = [
        Route("/health", ready),
        Route("/health/live", live),
        Route("/health/ready", ready),
        Route("/graphql", endpoint),
        WebSocketRoute("/graphql", endpoint),
        Route(PROBLEMS_PATH.format(id="{id:uuid}"), download_problems(get_actor)),
        Route(TEMPLATE_PATH, download_template(get_actor)),
        *exports.routes(get_session, exports.Ids(find_id, global_id)),
        mail_events.route(settings),
        Route(UNSUBSCRIBE_PATH, unsubscribe.respond, methods=["GET", "POST"]),
        Route(SWITCH_OFF_PATH, unsubscribe_digests.respond, methods=["GET", "POST"]),
        *static_files.routes(settings),
    ]
    if settings.mailbox_dir:
        routes += mailbox.routes(settings.mailbox_dir)
    return routes
