"""Files are made once, slow ones in turn, and quick ones beside them."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from datetime import date

import pytest

from kpi.downloads import download_queue, page_files
from kpi.downloads.download_queue import DownloadBusyError, make_once, slow
from kpi.downloads.page_files import ScorecardSelection
from kpi.errors import InputError
from kpi.file_writers import csv
from kpi.indicators import reporting_quarters
from kpi.indicators.report_changes.report import report_changes
from kpi.indicators.scorecard import View
from kpi.model.snapshot import Snapshot
from kpi.paper import word
from kpi.paper.assembly import CommitteePaper, PaperRequest
from kpi.tables.reports import changes
from tests.kpi.changing import quarter

LONG = 30.0
PEOPLE = 20


@pytest.fixture
def fresh(snapshot: Snapshot) -> Snapshot:
    """The same tables in a snapshot that has made no file yet."""
    return replace(snapshot, id="fresh")


def until(happened: Callable[[], bool]) -> None:
    give_up = time.monotonic() + LONG
    while not happened():
        assert time.monotonic() < give_up
        time.sleep(0.01)


def test_a_paper_that_twenty_people_ask_for_at_once_is_made_once(
    fresh: Snapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    makes: list[CommitteePaper] = []
    real, everybody_asked = word.to_word, threading.Event()

    def counted(paper: CommitteePaper) -> bytes:
        makes.append(paper)
        assert everybody_asked.wait(LONG)
        return real(paper)

    monkeypatch.setattr(word, "to_word", counted)
    quarter = reporting_quarters.quarters(fresh, "839")[-1]
    wanted = PaperRequest(View("839", quarter), indicator_ids=("ehcp-20-weeks",), charts=False)
    with ThreadPoolExecutor(PEOPLE) as pool:
        asked = [
            pool.submit(make_once, page_files.paper_file, fresh, wanted) for _ in range(PEOPLE)
        ]
        until(lambda: len(makes) == 1)
        everybody_asked.set()
        papers_had = {found.result(LONG) for found in asked}
    assert len(papers_had) == 1
    assert make_once(page_files.paper_file, fresh, wanted) in papers_had
    assert len(makes) == 1
    other = replace(wanted, full=True)
    assert make_once(page_files.paper_file, fresh, other) not in papers_had
    make_once(page_files.paper_file, fresh, replace(wanted, meeting=date(2026, 11, 21)))
    assert len(makes) == 3
    assert make_once(page_files.paper_file, replace(fresh), wanted) in papers_had
    assert len(makes) == 4


def test_a_fault_is_told_to_all_and_not_kept(fresh: Snapshot) -> None:
    calls: list[int] = []

    def work(_snapshot: Snapshot, number: int) -> bytes:
        calls.append(number)
        if len(calls) == 1:
            raise InputError("the first goes wrong")
        return b"good"

    with pytest.raises(InputError, match="the first goes wrong"):
        make_once(work, fresh, 1)
    assert make_once(work, fresh, 1) == b"good"


def test_slow_files_take_turns_and_a_quick_one_waits_for_none(fresh: Snapshot) -> None:
    go_on = threading.Event()
    inside: list[int] = []
    most: list[int] = []

    @slow
    def picture(_snapshot: Snapshot, number: int) -> bytes:
        inside.append(number)
        most.append(len(inside))
        assert go_on.wait(LONG)
        inside.remove(number)
        return b"%d" % number

    def table(_snapshot: Snapshot) -> bytes:
        return b"table"

    count = download_queue.MOST_SLOW + download_queue.MOST_WAITING
    with ThreadPoolExecutor(2 * count) as pool:
        asked: list[Future[bytes]] = [
            pool.submit(make_once, picture, fresh, number) for number in range(count)
        ]
        until(lambda: download_queue._slow._inside == count)
        assert make_once(table, fresh) == b"table"
        with pytest.raises(DownloadBusyError, match=r"Many files are being made .* Try again"):
            make_once(picture, fresh, count)
        again = pool.submit(make_once, picture, fresh, 0)  # one of those that wait already
        go_on.set()
        assert [found.result(LONG) for found in asked] == [b"%d" % n for n in range(count)]
        assert again.result(LONG) == b"0"
    assert max(most) == download_queue.MOST_SLOW
    assert make_once(picture, fresh, count) == b"%d" % count


def test_what_is_kept_has_a_bound(fresh: Snapshot) -> None:
    sizes: list[int] = []

    def work(_snapshot: Snapshot, number: int) -> bytes:
        sizes.append(number)
        return bytes(download_queue.MOST_REMEMBERED // 4)

    for number in range(20):
        make_once(work, fresh, number)
    kept = fresh.remember("files", dict)
    assert sum(map(len, kept._files.values())) <= download_queue.MOST_REMEMBERED  # type: ignore[attr-defined]
    make_once(work, fresh, 19)
    assert len(sizes) == 20
    make_once(work, fresh, 0)
    assert len(sizes) == 21


def test_the_changes_of_a_report_are_those_of_its_table(snapshot: Snapshot) -> None:
    view, today = View("839", quarter("Q1 2025-26")), date(2025, 10, 31)
    scope = ScorecardSelection(view, "Education and Skills", ("ehcp-20-weeks",))
    found = report_changes(snapshot, view, today, indicator_ids=["ehcp-20-weeks"])
    assert download_queue.make_once(page_files.changes_csv, snapshot, scope, today) == csv.to_csv(
        changes.table(snapshot, found)
    )
