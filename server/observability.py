"""What an operator can see of a running server: a log line and a count for each run of a page."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

import streamlit.logger
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from streamlit import runtime
from streamlit.runtime.stats import GaugeStat

from kpi import settings
from kpi.store.watcher import ServedSnapshot
from server import logs, metrics

METRICS_PATH = "api/metrics"
_START_PAGE = "scorecard"
_SESSIONS = "active_sessions"
# A proxy set up as in deploy/nginx.conf sends one of these headers.
_BY_PROXY = ("forwarded", "x-forwarded-for", "x-forwarded-proto", "x-forwarded-host", "via")
_recorded: list[tuple[str, str]] = []


def begin() -> None:
    """Bring all log lines into one format, Streamlit's and the web server's too."""
    logs.set_up()
    # Streamlit gives each of its loggers a handler of its own, also later.
    streamlit.logger.setup_formatter = logs.adopt


def record_snapshot(live: ServedSnapshot) -> None:
    """Log and count which snapshot is shown, once for each change of it."""
    now = (live.snapshot.id, live.problem)
    if _recorded and _recorded[-1] == now:
        return
    before = _recorded[-1] if _recorded else ("", "")
    _recorded[:] = [now]
    made_at = str(live.snapshot.manifest["made_at"])
    metrics.snapshot(live.snapshot.id, made_at, refused=bool(live.problem))
    if live.snapshot.id != before[0]:
        logs.log_event("snapshot_loaded", snapshot=live.snapshot.id)
    if live.problem:
        logs.log_event(
            "snapshot_refused",
            level=logging.ERROR,
            snapshot=live.snapshot.id,
            reason=live.problem,
        )


@contextmanager
def page_run(url_path: str, live: ServedSnapshot) -> Iterator[None]:
    """Time, count and log the drawing of a page. Exceptions are passed on to the caller."""
    record_snapshot(live)
    with metrics.run_of(url_path or _START_PAGE) as run:
        yield
    logs.log_event("page_shown", page=run.page, ms=run.milliseconds, snapshot=live.snapshot.id)


def exposed(request: Request) -> Response:
    """Return the metrics for direct requests; 404 where off or requested through a proxy."""
    if not settings.metrics_are_on() or any(name in request.headers for name in _BY_PROXY):
        return PlainTextResponse("Not found", status_code=404)
    body, media_type = metrics.exposed(request.headers.get("accept", ""), sessions())
    return Response(body, headers={"Content-Type": media_type, "Cache-Control": "no-store"})


def sessions() -> int:
    """Return how many visitors have a page open."""
    known = runtime.get_instance().stats_mgr.get_stats([_SESSIONS]).get(_SESSIONS, ())
    return next((stat.value for stat in known if isinstance(stat, GaugeStat)), 0)
