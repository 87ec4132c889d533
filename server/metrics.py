"""Metrics of a running server, for a monitoring system that reads the Prometheus format.

Nothing in them identifies a person. Labels are names of pages and the live snapshot's id, so a
visitor cannot make new series. Each process counts for itself.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    disable_created_metrics,
)
from prometheus_client.exposition import choose_encoder

SHOWN, INTERRUPTED, FAILED = "shown", "interrupted", "failed"

# One series less for each page; process_start_time_seconds gives the time for all.
disable_created_metrics()  # type: ignore[no-untyped-call]
REGISTRY = CollectorRegistry()
PAGE_SECONDS = Histogram(
    "kpi_page_run_seconds",
    "Time to make a page, of runs that came to their end.",
    ["page"],
    buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
    registry=REGISTRY,
)
PAGE_RUNS = Counter(
    "kpi_page_runs",
    "Runs of a page: shown, interrupted by the visitor's next click, or failed.",
    ["page", "outcome"],
    registry=REGISTRY,
)
_SNAPSHOT = Gauge(
    "kpi_snapshot_live", "1 for the snapshot that is shown.", ["snapshot"], registry=REGISTRY
)
_SNAPSHOT_MADE = Gauge(
    "kpi_snapshot_made_timestamp_seconds", "When that snapshot was made.", registry=REGISTRY
)
_SNAPSHOT_AGE = Gauge("kpi_snapshot_age_seconds", "How old that snapshot is.", registry=REGISTRY)
_REFUSED = Gauge("kpi_snapshot_refused", "1 while a newer snapshot is refused.", registry=REGISTRY)
_SESSIONS = Gauge("kpi_sessions", "Visitors with a page open.", registry=REGISTRY)
ProcessCollector(registry=REGISTRY)  # memory, processor time, open files; on Linux only


@dataclass
class PageRun:
    """One run of a page; `seconds` is known at its end."""

    page: str
    seconds: float = 0.0

    @property
    def milliseconds(self) -> float:
        """The duration for the log, to a tenth of a millisecond."""
        return round(self.seconds * 1000, 1)


@contextmanager
def run_of(page: str) -> Iterator[PageRun]:
    """Time and count one run of a page, in a few microseconds. Exceptions are passed on."""
    run, began, outcome = PageRun(page), time.perf_counter(), INTERRUPTED
    try:
        yield run
        outcome = SHOWN
    except Exception:
        outcome = FAILED
        raise
    finally:
        run.seconds = time.perf_counter() - began
        PAGE_RUNS.labels(page, outcome).inc()
        if outcome == SHOWN:
            PAGE_SECONDS.labels(page).observe(run.seconds)


def snapshot(snapshot_id: str, made_at: str, *, refused: bool) -> None:
    """Record the snapshot shown now, when it was made, and whether a newer one is refused."""
    made = datetime.fromisoformat(made_at)
    moment = made if made.tzinfo else made.replace(tzinfo=UTC)
    _SNAPSHOT.clear()
    _SNAPSHOT.labels(snapshot_id).set(1)
    _SNAPSHOT_MADE.set(moment.timestamp())
    _SNAPSHOT_AGE.set_function(lambda: (datetime.now(UTC) - moment).total_seconds())
    _REFUSED.set(1 if refused else 0)


def exposed(accept: str, sessions: int) -> tuple[bytes, str]:
    """Return the metrics and their media type: OpenMetrics where `accept` asks, else Prometheus."""
    _SESSIONS.set(sessions)
    encode, media_type = choose_encoder(accept)
    return encode(REGISTRY), media_type
