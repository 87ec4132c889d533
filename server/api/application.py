"""The API as one FastAPI application, to be mounted in the server."""

import logging
from collections.abc import Sequence
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.middleware.cors import CORSMiddleware
from fastapi.telemetry import TelemetryConfig
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, Response

from kpi import settings
from kpi.errors import KpiError
from kpi.service import heading
from server import logs
from server.api import documentation_page, problems
from server.api.table_routes import TableRoutes, router
from server.table_stream import TableStreams

VERSION = "1.0.0"
NO_TELEMETRY: TelemetryConfig = {
    "auto_configure": False,
    "tracing": False,
    "metrics": False,
    "logs": False,
    "operation_spans": False,
}
"""FastAPI would send spans, metrics and messages of exceptions where the environment names an
address for them: this service tells nobody outside anything."""
ABOUT = (
    "The tables of this dashboard for programs: the same figures as on its pages and in its files. "
    "Every address can only be read, and needs no sign-in. A figure that is suppressed is null, "
    "with the symbol c and the reason."
)


def application(address: str, streams: TableStreams) -> FastAPI:
    """Return the application at an address: tables, OpenAPI 3.1, and documentation."""
    app = FastAPI(
        title=f"{heading()}: read API",
        version=VERSION,
        description=ABOUT,
        servers=[{"url": address}],
        root_path_in_servers=False,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        telemetry=NO_TELEMETRY,
    )
    app.state.tables = TableRoutes(streams)
    app.include_router(router)
    described = app.openapi

    def openapi() -> dict[str, Any]:
        """Return the document, with the form of every refusal."""
        document = described()
        schemas = document.setdefault("components", {}).setdefault("schemas", {})
        schemas["ProblemDetails"] = problems.ProblemDetails.model_json_schema()
        return document

    app.openapi = openapi  # type: ignore[method-assign]

    async def documentation(_request: Request) -> Response:
        """Return the page that explains the API."""
        return HTMLResponse(documentation_page.page(app.openapi(), problems.TITLES))

    app.add_route("/", documentation, methods=["GET", "HEAD"], include_in_schema=False)
    _refuse_in_words(app, f"{address}/")
    if origins := _origins():
        app.add_middleware(
            CORSMiddleware,
            allow_origins=origins,
            allow_methods=["GET", "HEAD"],
            allow_headers=["If-None-Match"],
            expose_headers=["ETag", "Link", "Content-Disposition", "Retry-After"],
            max_age=3600,
        )
    return app


def _refuse_in_words(app: FastAPI, documentation: str) -> None:
    """Make every refusal of an application a problem in plain words."""

    async def refused(_request: Request, fault: Exception) -> Response:
        assert isinstance(fault, problems.ProblemError)
        return problems.answer(fault, documentation)

    async def misread(request: Request, fault: Exception) -> Response:
        assert isinstance(fault, RequestValidationError)
        known = _parameters(app, request)
        return problems.answer(problems.of_parameters(fault.errors(), known), documentation)

    async def unknown(_request: Request, fault: Exception) -> Response:
        assert isinstance(fault, HTTPException)
        if fault.status_code == 405:
            detail = "The API can only be read: GET and HEAD."
            problem = problems.ProblemError(405, "read-only", detail, {"Allow": "GET, HEAD"})
        else:
            detail = "There is no such table; the page of documentation lists all of them."
            problem = problems.ProblemError(404, "no-address", detail)
        return problems.answer(problem, documentation)

    app.add_exception_handler(problems.ProblemError, refused)
    app.add_exception_handler(RequestValidationError, misread)
    app.add_exception_handler(HTTPException, unknown)


def _parameters(app: FastAPI, request: Request) -> Sequence[str]:
    """Return the names of the parameters of the table that a request is for."""
    name = request.url.path.rsplit("/", 1)[-1].split(".")[0]
    described = app.openapi()["paths"].get(f"/{name}", {}).get("get", {})
    return [each["name"] for each in described.get("parameters", ()) if each["in"] == "query"]


def _origins() -> tuple[str, ...]:
    """Return the sites that may read; none, with a line in the log, where the setting is wrong."""
    try:
        return settings.api_origins()
    except KpiError as fault:
        logs.log_event("api_origins_refused", level=logging.ERROR, reason=str(fault))
        return ()
