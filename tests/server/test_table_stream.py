"""The file of a built table at its own address: parts in turn, refusals in words, nobody held."""

import asyncio
import csv as reader
import io
import threading
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlencode

import pytest
from starlette.requests import Request
from starlette.types import Message

from kpi.benchmarks.measures import all_measures
from kpi.downloads import file_names
from kpi.file_writers.csv import to_csv
from kpi.model.snapshot import Snapshot
from kpi.tables import builder, csv_chunks, selection
from kpi.tables.selection import Selection
from server import table_stream
from server.table_stream import TableStreams

LONG = 60.0


def run(work: Callable[[], Awaitable[None]]) -> None:
    """In a thread of its own: browser tests of this process may have a loop in this one."""

    async def awaited() -> None:
        await work()

    with ThreadPoolExecutor(1) as pool:
        pool.submit(asyncio.run, awaited()).result()


def asked(text: str, snapshot: str = "") -> Request:
    query = urlencode({"table": text, "snapshot": snapshot})
    return Request({"type": "http", "method": "GET", "headers": [], "query_string": query.encode()})


class Visitor:
    """Somebody who downloads: what came, and how they take it."""

    def __init__(self, *, leaves: bool = False, reads: bool = True) -> None:
        self.messages: list[Message] = []
        self._leaves, self._reads = leaves, reads

    async def receive(self) -> Message:
        if not self._leaves:
            await asyncio.sleep(LONG)
        return {"type": "http.disconnect"}

    async def send(self, message: Message) -> None:
        self.messages.append(message)
        if not self._reads and message["type"] == "http.response.body":
            await asyncio.sleep(LONG)

    @property
    def status(self) -> int:
        return int(self.messages[0]["status"])

    @property
    def body(self) -> bytes:
        return b"".join(m.get("body", b"") for m in self.messages[1:])

    async def download(self, tables: TableStreams, request: Request) -> None:
        response = await tables.answer(request)
        await response({"type": "http", "method": "GET"}, self.receive, self.send)


def large(snapshot: Snapshot) -> Selection:
    """A table of several parts."""
    every = tuple(measure.id for measure in all_measures(snapshot))
    wanted = Selection("839", every[:150], ("all",), newest=True)
    assert csv_chunks.is_large(csv_chunks.plan(snapshot, wanted))
    return wanted


def small(snapshot: Snapshot) -> Selection:
    return Selection("839", ("SEN_EHC_Excpt_20wks",), ("home", "england"))


@pytest.mark.parametrize("make", [small, large])
def test_the_file_is_the_whole_table(
    snapshot: Snapshot, make: Callable[[Snapshot], Selection]
) -> None:
    wanted, visitor = make(snapshot), Visitor()
    text = selection.encode(snapshot, wanted)
    run(lambda: visitor.download(TableStreams(), asked(text, snapshot.id)))
    assert visitor.body == to_csv(builder.table(snapshot, wanted))
    headers = dict(visitor.messages[0]["headers"])
    name = file_names.built_table(wanted, "csv").encode()
    assert headers[b"content-disposition"] == b'attachment; filename="' + name + b'"'
    assert headers[b"content-type"].startswith(b"text/csv")
    assert visitor.messages[-1].get("more_body", False) is False
    rows = list(reader.reader(io.StringIO(visitor.body.decode())))
    assert len(rows) == builder.row_count(snapshot, wanted) + 1


def test_refusals_are_plain_words(snapshot: Snapshot) -> None:
    every = tuple(measure.id for measure in all_measures(snapshot))
    wide = selection.encode(snapshot, Selection("839", every, ("all",), wide=True))
    for request, status, words in (
        (asked(wide), 413, "this page makes at most 8,000,000: choose fewer"),
        (asked("nothing"), 400, "the table's address does not start with version 1"),
        (asked("", "no-such"), 400, "There is no snapshot no-such in the store."),
    ):
        visitor = Visitor()
        run(lambda v=visitor, r=request: v.download(TableStreams(), r))  # type: ignore[misc]
        assert visitor.status == status
        assert words in visitor.body.decode()


def test_large_tables_take_turns_and_a_small_one_waits_for_none(
    snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    inside: list[int] = []
    most: list[int] = []
    go_on, real = threading.Event(), csv_chunks.part
    every = selection.encode(snapshot, large(snapshot))
    few = selection.encode(snapshot, small(snapshot))

    def counted(shown: Snapshot, plan: csv_chunks.CsvPlan, number: int) -> bytes:
        if not csv_chunks.is_large(plan):
            return real(shown, plan, number)
        inside.append(number)
        most.append(len(inside))
        assert go_on.wait(LONG)
        inside.remove(number)
        return b"part\r\n"

    monkeypatch.setattr(csv_chunks, "part", counted)
    crowd, quick, late = [Visitor() for _ in range(table_stream.MOST_LARGE)], Visitor(), Visitor()

    async def everybody() -> None:
        served = TableStreams()
        under_way = [asyncio.create_task(v.download(served, asked(every))) for v in crowd]
        while not all(visitor.messages for visitor in crowd) or not inside:
            await asyncio.sleep(0.01)
        await quick.download(served, asked(few))
        await late.download(served, asked(every))
        go_on.set()
        await asyncio.gather(*under_way)

    run(everybody)
    assert (late.status, late.body.decode()) == (503, table_stream.BUSY)
    assert quick.body == to_csv(builder.table(snapshot, small(snapshot)))
    assert max(most) == 1
    parts = len(csv_chunks.plan(snapshot, large(snapshot)).parts)
    assert [visitor.body for visitor in crowd] == [b"part\r\n" * parts] * len(crowd)


@pytest.mark.parametrize("visitor", [Visitor(leaves=True), Visitor(reads=False)])
def test_nobody_holds_a_place_who_leaves_or_stops_reading(
    snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch, visitor: Visitor
) -> None:
    made: list[int] = []
    monkeypatch.setattr(table_stream, "PART_SECONDS", 0.2)
    monkeypatch.setattr(csv_chunks, "part", lambda *asked: made.append(asked[2]) or b"part")
    served = TableStreams()
    text = selection.encode(snapshot, large(snapshot))
    run(lambda: visitor.download(served, asked(text)))
    assert made == [0]
    assert not served._large.locked()
    assert served._large._value == table_stream.MOST_LARGE
    assert [m for m in visitor.messages if m.get("more_body") is None][1:] == []
