"""The API's place in the server: its routes, or the words that say it is turned off.

The application itself is imported and made for its first caller. FastAPI and its models take
most of a second, and a server that nobody asks for tables should not start later for them.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route

from kpi import settings
from server.table_stream import TableStreams

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

PATH = "api/v1"


def routes(below: str, streams: TableStreams) -> list[BaseRoute]:
    """Return the routes of the API below a base path ("" or "/kpi"); 404 where it is off."""
    address = f"{below}/{PATH}"
    if not settings.api_is_on():
        return [Route(address, _off), Route(f"{address}/{{rest:path}}", _off)]
    return [
        Route(address, _to_documentation, methods=["GET", "HEAD"]),
        Mount(address, OnFirstCall(partial(_application, address, streams))),
    ]


class OnFirstCall:
    """An application that is made in a thread when it is first called; callers meanwhile wait."""

    def __init__(self, make: Callable[[], ASGIApp]) -> None:
        self._make = make
        self._made: ASGIApp | None = None
        self._making = asyncio.Lock()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, as ASGI."""
        if self._made is None:
            async with self._making:
                if self._made is None:
                    self._made = await asyncio.to_thread(self._make)
        await self._made(scope, receive, send)


def _application(address: str, streams: TableStreams) -> ASGIApp:
    from server.api.application import application  # what takes its time

    return application(address, streams)


async def _off(_request: Request) -> Response:
    from server.api import problems

    detail = "The read API is turned off here. The pages offer the same tables as files."
    return problems.answer(problems.ProblemError(404, "off", detail))


async def _to_documentation(request: Request) -> Response:
    return RedirectResponse(f"{request.url.path}/", status_code=308)
