"""What the server counts, as Prometheus reads it; the only importer of prometheus-client. Holds
no address and no token."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
"""The text format of Prometheus."""


class Counts:
    """Counts of one process, and the state of the list when somebody looks."""

    def __init__(self, subscribers: Callable[[], Mapping[str, int]]) -> None:
        """Take the function that counts the subscribers of each status."""
        self._registry = CollectorRegistry()
        self._registry.register(_Subscribers(subscribers))
        self._requests = Counter(
            "policybook_requests",
            "Requests, by route, method and status.",
            ["route", "method", "status"],
            registry=self._registry,
        )
        self._seconds = Histogram(
            "policybook_request_seconds", "Seconds that a request took.", ["route"], registry=self._registry
        )
        self._happened = Counter(
            "policybook_list",
            "What people did: asked, confirmed, left, chose, forgotten, limited.",
            ["what"],
            registry=self._registry,
        )

    def request(self, route: str, method: str, status: int, seconds: float) -> None:
        """Count a request; `route` is the pattern, never the address itself."""
        self._requests.labels(route, method, str(status)).inc()
        self._seconds.labels(route).observe(seconds)

    def happened(self, what: str) -> None:
        """Count what somebody did."""
        self._happened.labels(what).inc()

    def text(self) -> bytes:
        """Return everything in the text format of Prometheus."""
        return generate_latest(self._registry)


class _Subscribers(Collector):
    def __init__(self, count: Callable[[], Mapping[str, int]]) -> None:
        self._count = count

    def collect(self) -> Iterator[Metric]:
        family = GaugeMetricFamily("policybook_subscribers", "People, by status.", labels=["status"])
        for status, number in self._count().items():
            family.add_metric([status], number)
        yield family

    def describe(self) -> Iterator[Metric]:
        yield GaugeMetricFamily("policybook_subscribers", "People, by status.", labels=["status"])
