"""A built table as a CSV file, made and sent in parts, at an address of its own.

A Streamlit button would hold the whole file in memory, for each visitor and each choice. The
parts of large tables are made one at a time, in turn for all requests; a small table does not
wait. Between two parts only the choice is held: a slow reader costs the memory of one part.
"""

import asyncio
import logging
from collections.abc import Mapping
from contextlib import AsyncExitStack
from urllib.parse import quote, urlencode

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import Receive, Scope, Send

from kpi import settings
from kpi.downloads import file_names
from kpi.errors import KpiError, UnknownNameError
from kpi.store import live_snapshot
from kpi.tables import builder_text, csv_chunks, selection
from kpi.tables.csv_chunks import CsvPlan
from server import logs

PATH = "api/table.csv"
MOST_LARGE = 8
"""Most large tables sent at the same time."""
PART_SECONDS = 60.0
"""Most seconds that a visitor may take to receive one part of some 3 MB."""
BUSY = "Many large tables are being sent at this moment. Try again in a minute, or choose fewer."


def address(snapshot_id: str, text: str) -> str:
    """Return the address, relative to a page, of the file of a selection's short text."""
    return f"{PATH}?{urlencode({'table': text, 'snapshot': snapshot_id})}"


class TableStreams:
    """The files of one process: a limit on the large ones under way, and their turns."""

    def __init__(self) -> None:
        self._large = asyncio.Semaphore(MOST_LARGE)
        self._turn = asyncio.Lock()

    async def answer(self, request: Request) -> Response:
        """Return the file, or a plain-text refusal."""
        text, snapshot_id = (request.query_params.get(name, "") for name in ("table", "snapshot"))
        try:
            plan, shown = await asyncio.to_thread(_planned, text, snapshot_id)
        except KpiError as fault:
            return _refusal(400, f"{fault}")
        if isinstance(plan, str):
            return _refusal(413, plan)
        return self.sent(plan, shown) or _refusal(503, BUSY)

    def sent(
        self, plan: CsvPlan, snapshot_id: str, headers: Mapping[str, str] | None = None
    ) -> Response | None:
        """Return the file as an answer; None where too many large ones are under way."""
        if csv_chunks.is_large(plan) and self._large.locked():
            return None
        return _Sent(self, plan, snapshot_id, headers or {"Cache-Control": "no-store"})

    async def send(self, plan: CsvPlan, snapshot_id: str, receive: Receive, send: Send) -> None:
        """Make and send one part after the other, until all are sent or the visitor has left."""
        async with AsyncExitStack() as held:
            if csv_chunks.is_large(plan):
                await held.enter_async_context(self._large)
            leaving = asyncio.create_task(_left(receive))
            held.callback(leaving.cancel)
            for number, _measures in enumerate(plan.parts):
                body = await self._made(plan, snapshot_id, number)
                if leaving.done():
                    return
                message = {"type": "http.response.body", "body": body, "more_body": True}
                async with asyncio.timeout(PART_SECONDS):
                    await send(message)
            await send({"type": "http.response.body", "body": b""})

    async def _made(self, plan: CsvPlan, snapshot_id: str, number: int) -> bytes:
        if not csv_chunks.is_large(plan):
            return await asyncio.to_thread(_part, plan, snapshot_id, number)
        async with self._turn:  # in the order of requests, so that all of them progress
            return await asyncio.to_thread(_part, plan, snapshot_id, number)


class _Sent(Response):
    """A file that is made while it is sent."""

    media_type = "text/csv"

    def __init__(
        self, tables: TableStreams, plan: CsvPlan, snapshot_id: str, headers: Mapping[str, str]
    ) -> None:
        name = quote(file_names.built_table(plan.chosen, "csv"))
        super().__init__(
            headers={"Content-Disposition": f'attachment; filename="{name}"', **headers}
        )
        del self.headers["content-length"]
        self._tables, self._plan, self._snapshot_id = tables, plan, snapshot_id

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the file; a visitor who stops reading is disconnected, which is logged."""
        await send(
            {
                "type": "http.response.start",
                "status": self.status_code,
                "headers": self.raw_headers,
            }
        )
        try:
            await self._tables.send(self._plan, self._snapshot_id, receive, send)
        except TimeoutError:
            reason = f"nobody took a part in {PART_SECONDS:.0f} seconds"
            logs.log_event("table_not_taken", level=logging.WARNING, reason=reason)


async def _left(receive: Receive) -> None:
    """Wait until the visitor has left."""
    while (await receive())["type"] != "http.disconnect":
        pass


def _planned(text: str, snapshot_id: str) -> tuple[CsvPlan | str, str]:
    """Return the plan of the table, or why it is not made, and the snapshot's id.

    Raises KpiError.
    """
    snapshot = (
        live_snapshot.named(snapshot_id) if snapshot_id else live_snapshot.standing().snapshot
    )
    chosen, faults = selection.decode(snapshot, text, home=settings.authority())
    if chosen is None or faults:
        raise UnknownNameError(f"The table cannot be made: {'; '.join(faults)}.")
    chosen = selection.strict(snapshot, chosen)
    refused = builder_text.size(snapshot, chosen).no_csv
    return refused or csv_chunks.plan(snapshot, chosen), snapshot.id


def _part(plan: CsvPlan, snapshot_id: str, number: int) -> bytes:
    return csv_chunks.part(live_snapshot.named(snapshot_id), plan, number)


def _refusal(status: int, words: str) -> Response:
    return PlainTextResponse(words, status_code=status, headers={"Cache-Control": "no-store"})
