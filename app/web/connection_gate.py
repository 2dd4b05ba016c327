"""How many HTTP connections a process keeps open, for one address and at all: fewer than it has descriptors."""

import logging
import resource
from collections import Counter
from functools import cache, lru_cache
from ipaddress import ip_address, ip_network

from app.occasional_log import OccasionalLog
from app.rate_limits.networks import network_of
from app.settings import get_settings

# For the database, Redis, files that are served and uploads that are kept.
RESERVED_DESCRIPTORS = 100
logger = logging.getLogger(__name__)


class ConnectionGate:
    """Counts the connections of each network; one that becomes a WebSocket is counted elsewhere."""

    def __init__(self, per_network: int, per_process: int, proxies: tuple[str, ...] = ()) -> None:
        self._per_network = min(per_network, per_process // 2)
        self._per_process = per_process
        self._proxies = tuple(ip_network(each, strict=False) for each in proxies)
        self._refusals = OccasionalLog(logger, "connections_refused")
        self._counted: dict[object, str] = {}
        self._open: Counter[str] = Counter()

    @staticmethod
    @cache
    def of_process() -> "ConnectionGate":
        settings = get_settings()
        descriptors, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
        if descriptors == resource.RLIM_INFINITY:
            descriptors = 2**20
        reserved = RESERVED_DESCRIPTORS + settings.database_pool_size
        per_process = max(descriptors // 2, descriptors - reserved)
        return ConnectionGate(settings.connections_per_network, per_process, settings.trusted_proxies)

    def admits(self, connection: object, host: str | None, open_connections: int) -> bool:
        """Whether one more connection is served; if so, it is counted until `leave`. A proxy's have no limit each."""
        network = None if host is None or self._is_proxy(host) else network_of(host)
        if open_connections > self._per_process:
            self._refusals.warn(reason="descriptors of the process run short", open=open_connections)
            return False
        if network is None:
            return True
        if self._open[network] >= self._per_network:
            self._refusals.warn(reason="too many of one network", network=network, open=self._open[network])
            return False
        self._open[network] += 1
        self._counted[connection] = network
        return True

    def leave(self, connection: object) -> None:
        network = self._counted.pop(connection, None)
        if network is None:
            return
        self._open[network] -= 1
        if not self._open[network]:
            del self._open[network]

    @lru_cache(maxsize=1024)  # noqa: B019 - a process has one gate
    def _is_proxy(self, host: str) -> bool:
        try:
            address = ip_address(host)
        except ValueError:
            return False
        return any(address in network for network in self._proxies)
