"""The place of embedded documents in the server: imported and made for the first who asks for one.

They need the pages' parts, the files' makers and the API's models, which take a second to import.
A server that embeds nothing, or whose documents nobody has asked for yet, starts without them.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from starlette.routing import BaseRoute, Route

from server.api.mounting import OnFirstCall
from server.embedding.framing import PATH

if TYPE_CHECKING:
    from starlette.types import ASGIApp


def routes(below: str, sites: Sequence[str]) -> list[BaseRoute]:
    """Return the route of all embedded documents below a base path ("" or "/kpi").

    Without a site that may frame them they are not found, which the same application says.
    """
    made = OnFirstCall(partial(_application, below, tuple(sites)))
    return [Route(f"{below}/{PATH}/{{rest:path}}", made)]


def _application(below: str, sites: tuple[str, ...]) -> ASGIApp:
    from starlette.applications import Starlette

    from pages.embedded import embed_routes  # what takes its time

    return Starlette(routes=embed_routes.routes(below, sites))
