"""The server: Streamlit over `pages/shell.py`, warmed, with readiness and security headers.

Start it with `streamlit run app.py`. Streamlit is handed `pages/shell.py` and not this file,
because a script with a folder called `pages` beside it loses its router whenever the first visitor
after a start follows a deep link.
"""

import gc
import os

gc.disable()  # it would go through all that is being imported, again and again; on when all is
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # numpy's own threads: nothing here needs them

# ruff: noqa: E402
import asyncio
import importlib
import importlib.metadata
import logging
import uuid
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse
from starlette.routing import Route
from streamlit import config
from streamlit.web.server import server_util

from kpi.errors import KpiError, StoreError
from kpi.store import live_snapshot, memory
from server import logs, warmup

memory.begin()
warmed = warmup.begin()  # reads data in threads of its own while the imports below run

from pages.browser import (
    file_reader,
    fold_opener,
    link_copier,
    page_listeners,
)
from pages.embedded import embed_mounting
from server import observability, table_stream
from server.api import feed_route
from server.api import mounting as read_api
from server.embedding import framing
from server.headers_and_first_html import Front
from server.static import guide_pictures
from server.upload_gate import Gate

ROOT = Path(__file__).resolve().parent

# Threads in which visitors' files are made, or wait for their turn: how many work
# says `kpi.downloads.download_queue`.
WAITING = 40

# Streamlit imports these on first use; many first visitors at once would each find them half made.
IMPORTED_AHEAD = ("pyarrow", "plotly.graph_objects")


@asynccontextmanager
async def lifespan(_app: st.App) -> AsyncIterator[None]:
    """Load everything before the first request, then freeze it for the garbage collector.

    There is hardly any garbage to collect yet, and frozen objects are not examined again.
    """
    observability.begin()
    asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(WAITING, "files"))
    for name in IMPORTED_AHEAD:
        importlib.import_module(name)
    for served in (
        page_listeners,
        file_reader,
        fold_opener,
        link_copier,
    ):
        served.SCRIPT.register()
    try:
        warmed.result()
        observability.record_snapshot(live_snapshot.live())
    except StoreError as fault:
        logs.log_event("started_without_data", level=logging.ERROR, reason=str(fault))
    memory.settle()
    try:
        live_snapshot.keep_watch()
    except StoreError as fault:
        logs.log_event("store_not_watched", level=logging.ERROR, reason=str(fault))
    logs.log_event(
        "start",
        version=importlib.metadata.version("streamlit"),
        address=server_util.get_url(config.get_option("server.address") or "localhost"),
    )
    yield
    logs.log_event("stop")


def ready(_request: Request) -> JSONResponse:
    """200 and the id of the snapshot shown, with one line where the store has a problem; or 503
    and one line that says why there is none."""
    uncached = {"Cache-Control": "no-store"}
    try:
        live = live_snapshot.standing()
    except StoreError as fault:
        reason = {"status": "unavailable", "reason": str(fault)}
        return JSONResponse(reason, status_code=503, headers=uncached)
    problem = {"problem": live.problem} if live.problem else {}
    answer = {"status": "ready", "snapshot": live.snapshot.id, **problem}
    return JSONResponse(answer, headers=uncached)


def explain(fault: Exception) -> bool:
    """Tell the visitor what went wrong in plain words, and the log all of it. Always True."""
    reference = uuid.uuid4().hex[:8]
    logs.log_event("fault", level=logging.ERROR, fault=fault, reference=reference)
    if isinstance(fault, KpiError):
        text = fault.plain if isinstance(fault, StoreError) else str(fault)
        st.error(f"{text} Reference {reference}.", icon=None)
    else:
        st.error(
            "This page could not be shown. Nothing has been changed or lost. Reload the page;"
            f" if it happens again, tell the performance team and quote {reference}."
        )
    return True


def to_scorecard(request: Request) -> RedirectResponse:
    """Lead to the first page's own address: at any other Streamlit says that it does not exist."""
    return RedirectResponse(f"{below}/{'?' if request.url.query else ''}{request.url.query}", 307)


base_url = config.get_option("server.baseUrlPath") or ""
below = f"/{base_url.strip('/')}" if base_url.strip("/") else ""
table_streams = table_stream.TableStreams()
app = st.App(
    ROOT / "pages" / "shell.py",
    lifespan=lifespan,
    routes=[
        # Under the base address and, for probes that know none, without it.
        *(Route(f"{at}/api/ready", ready, methods=["GET"]) for at in {below, ""}),
        Route(f"{below}/{observability.METRICS_PATH}", observability.exposed, methods=["GET"]),
        Route(f"{below}/{table_stream.PATH}", table_streams.answer, methods=["GET"]),
        # A page's own links are relative, so the guide asks for its pictures under that address.
        Route(f"{below}/{guide_pictures.PATH}/{{name}}", guide_pictures.answer, methods=["GET"]),
        Route(f"{below}/scorecard", to_scorecard, methods=["GET"]),
        feed_route.route(below),
        *read_api.routes(below, table_streams),
        *embed_mounting.routes(below, framing.sites()),
    ],
    middleware=[
        Middleware(Front, base_url=base_url, framing_sites=framing.sites()),
        Middleware(Gate, base_url=base_url),
    ],
    on_script_error=explain,
)
