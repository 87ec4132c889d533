"""Answers of the API: the form, the snapshot, the ETag and paging of a table that is asked for.

One table is made at a time beside the pages, and a limited number of requests wait: two would only
take turns in one interpreter, and people on the pages would wait for both.
"""

from __future__ import annotations

import asyncio
import json
import logging
import uuid
from collections import Counter
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import TypeVar, get_origin
from urllib.parse import quote, urlencode

from starlette.requests import Request
from starlette.responses import Response

from kpi.downloads import csvw
from kpi.downloads.table_files import (
    RowRange,
    TableFile,
    TableForm,
    TableRequest,
    metadata_file,
    table_file,
)
from kpi.errors import KpiError
from kpi.model.snapshot import Snapshot
from kpi.store import live_snapshot
from server import logs
from server.api import entity_tags, problems
from server.api.query_models import DEFAULT_ROWS, NamesSnapshot, Paging, TableQuery
from server.api.table_forms import MEDIA_TYPES, form_of
from server.static import conditional_requests

Query = TypeVar("Query", bound=Paging)
T = TypeVar("T")
MOST_AT_ONCE, MOST_WAITING = 1, 30
"""Tables made at the same time, and requests that may wait for their turn."""

_QUERY_SIGNS = "%=&+~!$'()*,;:@/?"
"""What an address keeps as it stands; a sign that would end it in a header is not among it."""


class Turns:
    """How many tables are made at a time, and how many requests wait."""

    def __init__(self, at_once: int = MOST_AT_ONCE, waiting: int = MOST_WAITING) -> None:
        self._turns = asyncio.Semaphore(at_once)
        self._most = at_once + waiting
        self._inside = 0

    @asynccontextmanager
    async def taken(self) -> AsyncIterator[None]:
        """Wait for a turn and hold it. Raises ProblemError where too many wait."""
        if self._inside >= self._most:
            raise problems.of_busy()
        self._inside += 1
        try:
            async with self._turns:
                yield
        finally:
            self._inside -= 1


@dataclass(frozen=True)
class Asked:
    """What a request asks for, apart from the table itself."""

    path: str
    query: tuple[tuple[str, str], ...]
    form: TableForm
    if_none_match: str
    is_head: bool
    is_zipped: bool
    raw_query: str = ""  # as it was asked, but for what may not stand in a header
    is_metadata: bool = False  # what a CSV file holds, instead of its rows

    @property
    def csv_address(self) -> str:
        """The address of the same table as CSV, as seen from beside it.

        Its query is written as it was asked: a reader of CSV on the Web compares the texts.
        """
        return f"{self.name}.csv{self._asked}"

    @property
    def metadata_address(self) -> str:
        """The address of the metadata of that CSV file, as seen from beside it."""
        return f"{self.name}.{csvw.ENDING}{self._asked}"

    @property
    def _asked(self) -> str:
        return f"?{self.raw_query}" if self.raw_query else ""

    @property
    def name(self) -> str:
        """The last part of the address, without an ending."""
        return self.path.rsplit("/", 1)[-1].split(".")[0]

    def tag(self, snapshot: Snapshot, more: tuple[str, ...]) -> str:
        """Return the answer's ETag: another one where the answer is compressed on its way."""
        coding = "gzip" if self.is_zipped else "plain"
        return entity_tags.entity_tag(
            snapshot, (self.path, urlencode(sorted(self.query)), self.form, coding, *more)
        )

    def from_row(self, offset: int, snapshot: str | None) -> str:
        """Return the address of the same table from another row on, of the same snapshot."""
        own = {"offset": f"{offset}"} | ({"snapshot": snapshot} if snapshot else {})
        kept = [(name, value) for name, value in self.query if name not in own]
        return f"{quote(self.path)}?{urlencode([*kept, *own.items()])}"


def asked_by(request: Request, ending: str | None) -> Asked:
    """Return what a request asks for. Raises ProblemError for a form that is not made."""
    return Asked(
        request.url.path,
        tuple(request.query_params.multi_items()),
        form_of(ending, ",".join(request.headers.getlist("accept"))),
        ",".join(request.headers.getlist("if-none-match")),
        request.method == "HEAD",
        "gzip" in request.headers.get("accept-encoding", "").lower(),
        quote(request.scope["query_string"], safe=_QUERY_SIGNS),
    )


def metadata_asked_by(request: Request) -> Asked:
    """Return what a request for the metadata of a CSV file asks for."""
    return replace(asked_by(request, "csv"), is_metadata=True)


def snapshot_of(query: Paging) -> Snapshot:
    """Return the live snapshot, or the past one that a query names. Raises StoreError."""
    named = query.snapshot if isinstance(query, TableQuery) else None
    return live_snapshot.standing().snapshot if named is None else live_snapshot.named(named)


async def table_reply(
    asked: Asked,
    query: Query,
    wanted: Callable[[Snapshot, Query], TableRequest],
    turns: Turns,
) -> Response:
    """Return the table that `wanted` makes of a snapshot and a query, or 304.

    Raises ProblemError for what cannot be made.
    """
    refuse_repeated(asked, query)
    async with turns.taken():
        return await asyncio.to_thread(guarded, lambda: _made(asked, query, wanted), query)


def refuse_repeated(asked: Asked, query: Paging) -> None:
    """Raise ProblemError where a parameter that has one value is given several.

    Whatever was taken of them would answer another question than somebody meant to ask.
    """
    several = {
        field.alias or name
        for name, field in type(query).model_fields.items()
        if get_origin(field.annotation) is list
    }
    given = Counter(name for name, _ in asked.query)
    if repeated := [name for name, times in given.items() if times > 1 and name not in several]:
        raise problems.ProblemError(
            422, "bad-parameter", f"{' and '.join(repeated)} may be given once."
        )


def guarded(make: Callable[[], T], query: NamesSnapshot) -> T:
    """Return what `make` returns; raises ProblemError for every fault, an unforeseen one logged."""
    try:
        return make()
    except problems.ProblemError:
        raise
    except KpiError as fault:
        raise problems.of_fault(fault, of_named_snapshot=query.names_snapshot) from fault
    except Exception as fault:
        reference = uuid.uuid4().hex[:8]
        logs.log_event("fault", level=logging.ERROR, fault=fault, reference=reference)
        detail = f"Nothing has been changed or lost. Tell the council and quote {reference}."
        raise problems.ProblemError(500, "fault", detail) from fault


def _made(
    asked: Asked, query: Query, wanted: Callable[[Snapshot, Query], TableRequest]
) -> Response:
    snapshot = snapshot_of(query)
    headers = headers_of(asked, asked.tag(snapshot, query.varies_by()))
    if conditional_requests.is_known(headers["ETag"], asked.if_none_match):
        return Response(status_code=304, headers=headers)
    answer = _made_anew(asked, query, wanted, snapshot, headers)
    if conditional_requests.is_any(asked.if_none_match):
        return Response(status_code=304, headers=headers)
    return answer


def _made_anew(
    asked: Asked,
    query: Query,
    wanted: Callable[[Snapshot, Query], TableRequest],
    snapshot: Snapshot,
    headers: dict[str, str],
) -> Response:
    if asked.is_metadata:
        body = metadata_file(snapshot, wanted(snapshot, query), asked.name, asked.csv_address)
        return sent(asked, body, headers)
    limit = query.limit
    if limit is None and asked.form == "json":
        limit = DEFAULT_ROWS
    file = table_file(snapshot, wanted(snapshot, query), RowRange(query.offset, limit), asked.form)
    following = None
    if limit is not None and query.offset + limit < file.rows:
        pinned = snapshot.id if isinstance(query, TableQuery) else None
        following = asked.from_row(query.offset + limit, pinned)
        links = [f'<{following}>; rel="next"', headers.get("Link", "")]
        headers["Link"] = ", ".join(link for link in links if link)
    body = file.body
    if asked.form == "json":
        body = _with_head(file, snapshot, query.offset, following)
    return sent(asked, body, headers)


def headers_of(asked: Asked, tag: str) -> dict[str, str]:
    """Return the headers of a table and of its 304: to be asked about again each time."""
    headers = {"ETag": tag, "Cache-Control": "public, no-cache", "Vary": "Accept, Accept-Encoding"}
    if asked.form == "csv" and not asked.is_metadata:
        about = f'rel="describedby"; type="{csvw.MEDIA_TYPE}"'
        headers["Link"] = f"<{asked.metadata_address}>; {about}"
    return headers


def sent(asked: Asked, body: bytes, headers: Mapping[str, str]) -> Response:
    """Return a table's answer; without the body for HEAD, whose headers are those of GET."""
    headers = {**headers, "Content-Length": f"{len(body)}"}
    return _answer(asked, b"" if asked.is_head else body, headers)


def without_body(asked: Asked, headers: Mapping[str, str]) -> Response:
    """Return the answer to HEAD for a table whose length is known only once it is made."""
    answer = _answer(asked, b"", headers)
    del answer.headers["content-length"]
    return answer


def _answer(asked: Asked, body: bytes, headers: Mapping[str, str]) -> Response:
    headers = dict(headers)
    if asked.is_metadata:
        return Response(body, headers=headers, media_type=csvw.MEDIA_TYPE)
    if asked.form != "json":
        headers["Content-Disposition"] = f'attachment; filename="{asked.name}.{asked.form}"'
    return Response(body, headers=headers, media_type=MEDIA_TYPES[asked.form])


def _with_head(file: TableFile, snapshot: Snapshot, offset: int, following: str | None) -> bytes:
    """Return the JSON of an answer: the rows, with what they are of before them."""
    head = {"snapshot": snapshot.id, "count": file.rows, "offset": offset, "next": following}
    return b"".join((json.dumps(head)[:-1].encode(), b', "rows": ', file.body, b"}"))
