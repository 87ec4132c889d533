"""The server: Streamlit over `pages/shell.py`, warmed, with readiness and security headers.

Start it with `streamlit run app.py`. Streamlit is handed `pages/shell.py` and not this file,
because a script with a folder called `pages` beside it loses its router whenever the first visitor
after a start follows a deep link.
"""

import gc
import importlib
import logging
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route
from streamlit import config

from kpi import store
from kpi.errors import KpiError, StoreError
from pages.components import pictures
from pages.components.asgi import Front
from pages.components.officers import Gate

ROOT = Path(__file__).resolve().parent
LOG = logging.getLogger("kpi.app")

# Streamlit imports these on first use; many first visitors at once would each find them half made.
IMPORTED_AHEAD = ("pandas", "pyarrow", "plotly.graph_objects", "polars")


@asynccontextmanager
async def lifespan(_app: st.App) -> AsyncIterator[None]:
    """Warm everything before the first visitor, then take it out of the collector's sight.

    Streamlit collects garbage after every run of a page; frozen objects are not walked again.
    """
    for name in IMPORTED_AHEAD:
        importlib.import_module(name)
    try:
        store.warm()
    except StoreError as fault:
        LOG.error("Started without data: %s", fault)
    out_of_sight()
    try:
        store.keep_watch(after_loading=out_of_sight)
    except StoreError as fault:
        LOG.error("New snapshots will not be noticed: %s", fault)
    yield


def out_of_sight() -> None:
    """Take all that is loaded now out of the collector's sight."""
    gc.collect()
    gc.freeze()


def ready(_request: Request) -> JSONResponse:
    """200 and the id of the snapshot shown, with one line where the store has a problem; or 503
    and one line that says why there is none."""
    uncached = {"Cache-Control": "no-store"}
    try:
        live = store.standing()
    except StoreError as fault:
        reason = {"status": "unavailable", "reason": str(fault)}
        return JSONResponse(reason, status_code=503, headers=uncached)
    problem = {"problem": live.problem} if live.problem else {}
    told = {"status": "ready", "snapshot": live.snapshot.id, **problem}
    return JSONResponse(told, headers=uncached)


def explain(fault: Exception) -> bool:
    """Tell the visitor what went wrong in plain words, and the log all of it. Always True."""
    reference = uuid.uuid4().hex[:8]
    LOG.error("Page failed, reference %s", reference, exc_info=fault)
    if isinstance(fault, KpiError):
        st.error(f"{fault} Reference {reference}.", icon=None)
    else:
        st.error(
            "This page could not be shown. Nothing has been changed or lost. Reload the page;"
            f" if it happens again, tell the performance team and quote {reference}."
        )
    return True


base_url = config.get_option("server.baseUrlPath") or ""
# A page's own links are relative, so the guide asks for its pictures under the base address.
below = f"/{base_url.strip('/')}" if base_url.strip("/") else ""
app = st.App(
    ROOT / "pages" / "shell.py",
    lifespan=lifespan,
    routes=[
        Route("/api/ready", ready, methods=["GET"]),
        Route(f"{below}/{pictures.PATH}/{{name}}", pictures.answer, methods=["GET"]),
    ],
    middleware=[Middleware(Front, base_url=base_url), Middleware(Gate, base_url=base_url)],
    on_script_error=explain,
)
