"""The addresses of embedded documents: which there are, and how each is answered.

They exist only while a site may frame them. One address more is one door more: a council that
embeds nothing has none of them to test, and nobody copies a line that would show an empty frame.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable, Sequence
from functools import cache, partial
from pathlib import Path
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from kpi.downloads.download_queue import make_once
from kpi.downloads.page_files import MeasureView, ScorecardSelection
from kpi.errors import UnknownNameError
from kpi.model.definitions import themes
from kpi.model.snapshot import Snapshot
from kpi.store import live_snapshot
from pages.components.filters.benchmark_filters import MOST_OTHERS
from pages.embedded import embed_documents, embed_page, embed_queries
from pages.embedded.embed_documents import Kept
from pages.embedded.embed_queries import (
    EmbeddedIndicator,
    EmbeddedMeasure,
    EmbeddedScorecard,
    EmbedQuery,
    Query,
)
from server.api import entity_tags, problems, served_tables
from server.api.replies import Turns, guarded
from server.embedding import framing
from server.embedding.framing import PATH
from server.static import conditional_requests

_PAGES = Path(__file__).resolve().parents[1]
_MADE_OF = ("embedded/*.py", "components/*.py", "sections/*.py", "templates/**/*.*")


def routes(below: str, sites: Sequence[str]) -> list[BaseRoute]:
    """Return the addresses below a base path ("" or "/kpi"); without a site they are not found."""
    if not sites:
        return [Route(f"{below}/{PATH}/{{rest:path}}", _off)]
    turns = Turns()
    address = f"{below}/{PATH}"
    return [
        _route(address, EmbeddedScorecard, _scorecard, turns),
        _route(address, EmbeddedIndicator, _indicator, turns),
        _route(address, EmbeddedMeasure, _measure, turns),
        Route(f"{address}/{{rest:path}}", _unknown),
    ]


def _route(
    address: str, kind: type[Query], make: Callable[[Snapshot, Query], bytes], turns: Turns
) -> Route:
    """Return the route of one kind of document: `make` makes it of a snapshot and a query."""

    def made(request: Request, query: Query) -> Response:
        snapshot = _snapshot(query)
        headers = _headers(snapshot, request, kind.NAME)
        known = ",".join(request.headers.getlist("if-none-match"))
        if conditional_requests.is_known(headers["ETag"], known):
            return Response(status_code=304, headers=headers)
        body = make(snapshot, query)
        if conditional_requests.is_any(known):
            return Response(status_code=304, headers=headers)
        headers["Content-Length"] = f"{len(body)}"
        sent = b"" if request.method == "HEAD" else body
        return Response(sent, headers=headers, media_type="text/html")

    async def answer(request: Request) -> Response:
        try:
            query = embed_queries.read(kind, request)
            async with turns.taken():
                return await asyncio.to_thread(guarded, partial(made, request, query), query)
        except problems.ProblemError as problem:
            return _refused(problem)

    return Route(f"{address}/{kind.NAME}", answer, methods=["GET", "HEAD"])


def _headers(snapshot: Snapshot, request: Request, name: str) -> dict[str, str]:
    """Return the headers of a document: its ETag changes with whatever it is made of."""
    is_zipped = "gzip" in request.headers.get("accept-encoding", "").lower()
    asked = urlencode(sorted(request.query_params.multi_items()))
    parts = (name, asked, "gzip" if is_zipped else "plain", _look())
    return {
        "ETag": entity_tags.entity_tag(snapshot, parts),
        "Cache-Control": "public, no-cache",
        "Vary": "Accept-Encoding",
        framing.MARK: "yes",
    }


def _scorecard(snapshot: Snapshot, query: EmbeddedScorecard) -> bytes:
    view = served_tables.report_view(snapshot, query)
    named = [snapshot.indicator(each).id for each in query.indicator]
    ids = themes.indicator_ids(snapshot, query.theme, named)
    directorate = served_tables.directorate_named(snapshot, query.directorate)
    scope = ScorecardSelection(view, directorate, ids)
    return make_once(embed_documents.scorecard_document, snapshot, scope, query.kept())


def _indicator(snapshot: Snapshot, query: EmbeddedIndicator) -> bytes:
    view = served_tables.report_view(snapshot, query)
    indicator = snapshot.indicator(query.indicator)
    return make_once(
        embed_documents.indicator_document,
        snapshot,
        indicator.id,
        view,
        query.picture,
        query.kept(),
    )


def _measure(snapshot: Snapshot, query: EmbeddedMeasure) -> bytes:
    area = snapshot.home_code() if query.authority is None else snapshot.code_of(query.authority)
    view = MeasureView(
        query.measure,
        snapshot.authority(area).code,
        snapshot.model_named(query.neighbours),
        _others(snapshot, query.others),
        query.period,
        served_tables.group_named(snapshot, area, query.group),
    )
    kinds: dict[str, Callable[[Snapshot, MeasureView, Kept], bytes]] = {
        "over-time": embed_documents.over_time_document,
        "all-authorities": embed_documents.ranking_document,
    }
    return make_once(kinds[query.picture], snapshot, view, query.kept())


def _others(snapshot: Snapshot, text: str) -> tuple[str, ...]:
    """Return the codes of further areas, which the page's address has with hyphens between."""
    codes = tuple(dict.fromkeys(snapshot.code_of(each) for each in text.split("-") if each))
    if len(codes) > MOST_OTHERS:
        raise UnknownNameError(f"others: at most {MOST_OTHERS} areas are shown beside")
    return tuple(snapshot.area(code).code for code in codes)


def _snapshot(query: EmbedQuery) -> Snapshot:
    if query.snapshot is None:
        return live_snapshot.standing().snapshot
    return live_snapshot.named(query.snapshot)


@cache
def _look() -> str:
    """Return a digest of what documents are drawn with, which their ETag depends on."""
    digest = hashlib.sha256()
    for pattern in _MADE_OF:
        for file in sorted(_PAGES.glob(pattern)):
            digest.update(file.read_bytes())
    return digest.hexdigest()


def _refused(problem: problems.ProblemError) -> Response:
    """Return a refusal that a frame of a named site may show, so that its editor reads why."""
    return Response(
        embed_page.refusal(problems.TITLES[problem.kind], problem.detail),
        status_code=problem.status,
        media_type="text/html",
        headers={"Cache-Control": "no-store", framing.MARK: "yes", **problem.headers},
    )


async def _unknown(_request: Request) -> Response:
    detail = "There are scorecard, indicator and measure."
    return _refused(problems.ProblemError(404, "no-address", detail))


async def _off(_request: Request) -> Response:
    title = "Embedding is turned off here"
    detail = "No other site may show pictures of this dashboard. Its own pages show all of them."
    return Response(
        embed_page.refusal(title, detail),
        status_code=404,
        media_type="text/html",
        headers={"Cache-Control": "no-store"},
    )
