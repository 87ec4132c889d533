"""What the feed tells: each publication, correction and release once, and nothing withdrawn."""

import shutil
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl
import pytest

from kpi.model import schemas
from kpi.model.snapshot import Snapshot
from kpi.notices import feed_entries
from kpi.notices.feed_entries import (
    CORRECTED,
    MOST_ENTRIES,
    PUBLISHED,
    REFRESHED,
    FeedEntry,
    NoticeFeed,
    notice_feed,
)
from kpi.periods import Kind, Period
from kpi.publishing import withdrawal
from kpi.store import journal, live_pointer, live_snapshot, served_snapshots, snapshots
from kpi.store.journal import JournalEntry
from tests.kpi.changing import BCP
from tests.kpi.guidance.test_releases_taken_in import logged
from tests.kpi.returning import EARLY, PLANS, figure, live_of, proposed, published

ADDRESS = "https://kpi.council.example"
NEW = figure(PLANS, "Q2 2025-26", 98, 175, data_status="provisional")
CORRECT = figure(PLANS, "Q2 2025-26", 99, 175, data_status="provisional")


def feed(store: Path, address: str = ADDRESS, snapshot: Snapshot | None = None) -> NoticeFeed:
    shown = snapshot or live_snapshot.live(store).snapshot
    return notice_feed(shown, BCP, store, address)


def of_kind(store: Path, kind: str) -> list[FeedEntry]:
    return [entry for entry in feed(store).entries if entry.kind == kind]


def put(store: Path, *figures: dict[str, object], why: str = "Return of the quarter") -> Snapshot:
    """Publish figures today."""
    return published(proposed(live_of(store), figures, why=why, today=date.today()), store, why)


def test_a_new_store_tells_of_its_first_report(store: Path) -> None:
    found = feed(store)
    (entry,) = found.entries
    first = journal.entries(store)[0]
    assert entry.title == "Report published: Quarter 1 2025-26 (April to June 2025)"
    assert entry.summary == (
        "The report of Quarter 1 2025-26 (April to June 2025) is published. Some figures of it are "
        "illustrative (made up)."
    )
    assert entry.updated == found.updated == datetime.fromisoformat(first.at)
    assert entry.link == f"{ADDRESS}/?quarter=Q1%202025-26&snapshot={first.after}"
    assert found.author == "Bournemouth, Christchurch and Poole, Children's Services"
    assert found.title == "Children's Services performance: Bournemouth, Christchurch and Poole"
    assert found.home == f"{ADDRESS}/"


def test_a_new_quarter_then_a_correction_of_it(store: Path) -> None:
    second = put(store, NEW)
    third = put(store, CORRECT, why="Counted twice before")
    told = of_kind(store, PUBLISHED)
    assert [entry.title.partition(":")[0] for entry in told] == [
        "Report updated",
        "Report published",
        "Report published",
    ]
    assert "Quarter 2 2025-26" in told[1].title
    assert told[1].summary.endswith("Some figures of it are provisional.")
    assert f"snapshot={second.id}" in told[1].link
    (correction,) = of_kind(store, CORRECTED)
    assert correction.title == (
        "Corrected: Education, health and care plans issued within 20 weeks"
    )
    assert correction.summary == (
        f"Q2 2025-26 (Jul to Sep 2025): 56.0% corrected to 56.6% on {date.today().day} "
        f"{date.today():%B %Y}. Counted twice before. The figure is provisional."
    )
    assert correction.link == f"{ADDRESS}/indicator?indicator={PLANS}&snapshot={third.id}"
    assert correction.updated == datetime.combine(date.today(), datetime.min.time(), UTC)


def test_ids_stay_the_same_and_differ_from_each_other(store: Path) -> None:
    put(store, NEW)
    before = {entry.title: entry.id for entry in feed(store).entries}
    put(store, CORRECT)
    after = feed(store, "/kpi").entries
    assert {entry.title: entry.id for entry in after if entry.title in before} == before
    assert len({entry.id for entry in after}) == len(after) == 4
    assert all(entry.id.startswith("urn:uuid:") for entry in after)
    elsewhere = notice_feed(live_snapshot.live(store).snapshot, "838", store, "/kpi")
    assert not {entry.id for entry in elsewhere.entries} & {entry.id for entry in after}


def test_a_figure_hidden_later_is_in_no_correction(store: Path) -> None:
    put(store, NEW)
    put(store, CORRECT)
    assert "56.0%" in str(feed(store))
    withdrawal.withhold_figure(
        withdrawal.figure_named(f"{PLANS}:Q2 2025-26", live_of(store), BCP),
        store,
        who="an officer",
        why="Counted from the wrong list",
    )
    told = str(feed(store, snapshot=served_snapshots.state(snapshots.current_id(store), store)))
    for hidden in ("56.0%", "56.6%", "98 of 175", "99 of 175", "wrong list"):
        assert hidden not in told


def test_a_suppressed_figure_is_in_no_entry(store: Path) -> None:
    put(store, figure(EARLY, "Q2 2025-26", 18, 171, data_status="provisional"))
    put(store, figure(EARLY, "Q2 2025-26", 3, 171, data_status="provisional"))
    told = str(feed(store))
    for hidden in ("3 of 171", "1.8%", "10.5%", "18 of 171"):
        assert hidden not in told


def test_a_withheld_snapshot_is_never_told(store: Path) -> None:
    second = put(store, NEW)
    third = put(store, CORRECT)
    withdrawal.withhold_snapshot(second.id, store, who="an officer", why="Too early")
    told = feed(store)
    assert second.id not in str(told)
    assert "Too early" not in str(told)
    assert [each.link.rpartition("=")[2] for each in told.entries if each.kind == PUBLISHED] == [
        third.id,
        journal.entries(store)[0].after,
    ]
    withdrawal.withhold_snapshot(third.id, store, who="an officer", why="Too early")
    assert third.id not in str(feed(store))
    assert len(of_kind(store, PUBLISHED)) == 1


def test_what_is_shown_again_says_since_when_it_is_known(store: Path) -> None:
    first = snapshots.current_id(store)
    put(store, NEW)
    live_pointer.point_to(first, store, why="A mistake", who="an officer")
    again = of_kind(store, PUBLISHED)[0]
    day = datetime.fromisoformat(journal.entries(store)[0].at)
    assert again.title == f"Shown again: the figures of {day.day} {day:%B %Y}"
    assert f"snapshot={first}" in again.link
    assert "A mistake" not in str(again)
    assert "officer" not in str(feed(store))


def test_a_move_that_failed_and_a_notice_are_not_told(store: Path) -> None:
    live = snapshots.current_id(store)
    before = feed(store)
    for after, action in (("lost", "publish"), (live, journal.NOTICE_SENT)):
        start = live
        journal.note(store, JournalEntry(journal.now(), "x", "y", action, start, after))
    journal.note(store, JournalEntry("some day", "x", "y", "publish", live, live))
    assert feed(store) == before


def test_a_release_that_was_taken_in(snapshot: Snapshot, store: Path) -> None:
    newest, first = [
        e for e in feed(store, snapshot=logged(snapshot)).entries if e.kind == REFRESHED
    ]
    assert {newest.updated, first.updated} == {datetime(2026, 7, 20, tzinfo=UTC)}
    by_title = {each.title: each for each in (newest, first)}
    july = by_title["Benchmarks refreshed: Local Authority Interactive Tool (LAIT), July 2026"]
    assert july.summary == (
        "Taken in on 20 July 2026; published: 14 July 2026. What changed: 1,200 new values, 1 "
        "value changed, 1 measure gone. Published values of Bournemouth, Christchurch and Poole "
        "that changed: 1."
    )
    assert july.link == f"{ADDRESS}/definitions?snapshot={snapshots.current_id(store)}#release-log"
    assert len({each.id for each in by_title.values()}) == 2


def test_the_newest_fifty_are_told(store: Path) -> None:
    first = snapshots.current_id(store)
    second = put(store, NEW).id
    for number in range(MOST_ENTRIES + 10):
        at = f"2030-01-01T10:{number % 60:02d}:{number // 60:02d}+00:00"
        before, after = (second, first) if number % 2 == 0 else (first, second)
        journal.note(store, JournalEntry(at, "x", "y", "roll back", before, after))
    told = feed(store).entries
    assert len(told) == MOST_ENTRIES
    assert [entry.updated for entry in told] == sorted((e.updated for e in told), reverse=True)


def test_many_corrections_of_a_day_are_cut(snapshot: Snapshot, store: Path) -> None:
    row = {
        **dict.fromkeys(schemas.REVISIONS), "indicator_id": PLANS, "area": BCP,
        "period_kind": str(Kind.QUARTER), "old_value": 50.0, "new_value": 51.0,
        "revised_on": date(2026, 1, 2), "why": "",
    }  # fmt: skip
    periods = [Period.quarter(year, number) for year in (2018, 2019) for number in (1, 2, 3, 4)]
    rows = [{**row, "period_start": each.start, "period_end": each.end} for each in periods]
    table = pl.DataFrame(rows, schemas.REVISIONS)
    changed = replace(snapshot, revisions=table)
    (entry,) = [e for e in feed(store, snapshot=changed).entries if e.kind == CORRECTED]
    assert entry.summary.count("corrected to") == 5
    assert entry.summary.endswith("And three more corrections.")


def test_a_damaged_snapshot_is_told_without_its_quarter(store: Path) -> None:
    second = put(store, NEW).id
    put(store, CORRECT)
    feed_entries.served_snapshots._own.cache_clear()  # type: ignore[attr-defined]
    shutil.copy(
        store / "snapshots" / second / "areas.parquet",
        store / "snapshots" / second / "observations.parquet",
    )
    told = [e for e in of_kind(store, PUBLISHED) if second in e.link]
    assert [entry.title for entry in told] == ["Figures published"]


@pytest.mark.parametrize("address", ["", "/kpi"])
def test_without_the_public_address_links_begin_with_the_path(store: Path, address: str) -> None:
    found = feed(store, address)
    assert found.home == f"{address}/"
    assert all(entry.link.startswith(f"{address}/?") for entry in found.entries)
