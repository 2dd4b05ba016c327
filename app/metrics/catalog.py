"""Every instrument of the product. docs/metrics.md documents each; a test compares the two."""

from app.metrics.instruments import SLOW, Counter, Gauge, Histogram, Instrument

PROCESSES = ("web", "email", "bulk", "bounces")
QUEUES = ("email", "bulk")
WORKER_KINDS = (*QUEUES, "bounces")
# Of deliveries and of bulk invites.
STATES = (
    *("queued", "sending", "deferred", "unknown", "sent", "failed", "bounced", "canceled"),
    *("validating", "ready", "completed"),
)
PAUSED_BY = ("mail_server", "operator")
OUTCOMES = ("accepted", "deferred", "rejected", "unknown")
CAUSES = ("email", "connection", "rate", "service")
PHASES = ("validate", "send")
METHODS = ("GET", "HEAD", "POST", "OPTIONS", "PUT", "PATCH", "DELETE")
STATUSES = ("1xx", "2xx", "3xx", "4xx", "5xx")
MAIL_EVENT_SOURCES = ("pipe", "lmtp", "imap", "ses", "postmark", "sendgrid", "mailgun")
MAIL_EVENT_RESULTS = ("recorded", "ignored", "unmatched", "forged", "malformed", "duplicate")
OPERATION_TYPES = ("query", "mutation")
OPERATION_OUTCOMES = ("ok", "refused", "unavailable", "failed")

# --- emails ---
EMAIL_ATTEMPTS = Counter(
    "senturo_email_attempts",
    "Attempts to send an email, by what came of them and whom a failure is about.",
    outcome=OUTCOMES,
    cause=CAUSES,
)
SMTP_SECONDS = Histogram(
    "senturo_smtp_conversation_seconds",
    "What handing one email to the mail server takes, connecting included where it is needed.",
    SLOW,
    outcome=OUTCOMES,
)
CLAIM_SECONDS = Histogram(
    "senturo_email_claim_seconds", "What claiming the next emails in the database takes, with loading their data."
)
LEASE_TAKEOVERS = Counter(
    "senturo_lease_takeovers",
    "Leases that ran out while a worker held them, as it died or hung, and that another one took over.",
    queue=QUEUES,
)

MAIL_EVENTS = Counter(
    "senturo_mail_events",
    "Mail events, such as bounces, by the way they came in and what became of them.",
    source=MAIL_EVENT_SOURCES,
    result=MAIL_EVENT_RESULTS,
)

# --- bulk invites ---
BULK_ROWS = Counter("senturo_bulk_rows", "Rows of bulk invites that were worked on.", phase=PHASES)

# --- web ---
HTTP_SECONDS = Histogram(
    "senturo_http_request_seconds",
    "What HTTP requests take until their response is sent; of event streams, until it begins.",
    method=METHODS,
    route=None,
    status=STATUSES,
)
GRAPHQL_SECONDS = Histogram(
    "senturo_graphql_operation_seconds",
    "What queries and mutations take, by their field of the root; several: more than one.",
    type=OPERATION_TYPES,
    field=None,
    outcome=OPERATION_OUTCOMES,
)
SUBSCRIBERS = Gauge("senturo_graphql_subscribers", "Subscriptions that are open.", field=None)
SOCKETS = Gauge("senturo_websockets", "WebSockets that are open.")
EVENT_LAG = Histogram(
    "senturo_event_lag_seconds", "How long events take from their publication to their reception in this process."
)

# --- database and Redis ---
POOL_SIZE = Gauge("senturo_database_pool_size", "Database connections that the pool may open.")
POOL_IN_USE = Gauge("senturo_database_pool_in_use", "Database connections of the pool that are in use.")
POOL_WAITING = Gauge("senturo_database_pool_waiting", "Tasks that wait for a connection of the pool.")
POOL_WAIT_SECONDS = Histogram(
    "senturo_database_pool_wait_seconds", "How long tasks waited for a connection of the pool, connecting included."
)
STATEMENT_TIMEOUTS = Counter(
    "senturo_database_statement_timeouts", "Statements that were canceled because they took too long."
)
REDIS_AWAY = Gauge("senturo_redis_away", "1 while Redis does not answer this process, else 0.", together="livemax")

# --- processes ---
READY = Gauge(
    "senturo_ready",
    "1 while the process says of itself that it is ready, else 0; of several, the least.",
    together="livemin",
    process=PROCESSES,
)
SAMPLED_AT = Gauge(
    "senturo_sampled_time_seconds",
    "When the process last asked itself whether it is ready, in seconds since 1970; of several, the earliest.",
    together="livemin",
    process=PROCESSES,
)
LOOP_LAG = Histogram("senturo_event_loop_lag_seconds", "How much later than asked for the event loop wakes a task.")
STARTED_AT = Gauge(
    "senturo_process_start_time_seconds",
    "When the process started, in seconds since 1970; of several, the latest start.",
    together="max",
    process=PROCESSES,
)
BUILD = Gauge("senturo_build_info", "1; the labels say what runs.", together="livemax", process=PROCESSES, version=None)

# --- figures of the database: the same whichever process is asked, so they are not to be added up ---
QUEUE_JOBS = Gauge("senturo_queue_jobs", "Jobs by queue and state.", queue=QUEUES, state=STATES)
OLDEST_WAITING = Gauge(
    "senturo_queue_oldest_waiting_seconds",
    "How long the job that is due and has waited longest has waited; 0 if none is due.",
    queue=QUEUES,
)
QUEUE_PAUSED = Gauge(
    "senturo_queue_paused",
    "1 while the queue is paused by an operator, or because the mail server refuses this service, else 0.",
    queue=QUEUES,
    by=PAUSED_BY,
)
PAUSED_DOMAINS = Gauge("senturo_queue_paused_domains", "Recipients' domains that operators have paused.", queue=QUEUES)
WORKERS = Gauge("senturo_workers", "Workers whose heartbeat was written within 30 seconds.", kind=WORKER_KINDS)
DATABASE_AWAY = Gauge("senturo_database_away", "1 if the figures of the database could not be read, else 0.")

FIGURES = (QUEUE_JOBS, OLDEST_WAITING, QUEUE_PAUSED, PAUSED_DOMAINS, WORKERS, DATABASE_AWAY)
INSTRUMENTS: tuple[Instrument, ...] = tuple(
    each for each in tuple(globals().values()) if isinstance(each, Instrument) and each not in FIGURES
)
