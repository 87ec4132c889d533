"""What the feed reports: reports published, figures corrected, publishers' releases taken in.

Nothing is reported of a snapshot that is not served, and no figure that the live snapshot hides.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

import polars as pl

from kpi import service, visible_text
from kpi.errors import AwayError, StoreError
from kpi.formatting import long_date, many
from kpi.guidance.releases_taken_in import releases_taken_in
from kpi.indicators import reporting_quarters, revisions
from kpi.model.data_status import IN_SENTENCES, is_marked, strongest
from kpi.model.snapshot import Snapshot, in_order
from kpi.notices.frozen_links import FrozenLinks
from kpi.periods import Period, parse_period
from kpi.store import journal, served_snapshots, snapshots
from kpi.store.backends.location import Where
from kpi.store.journal import JournalEntry
from kpi.wording.headline import quarter_words
from kpi.wording.report_changes.sentences import correction_words

MOST_ENTRIES = 50
PUBLISHED, CORRECTED, REFRESHED = "published", "corrected", "refreshed"
_MOST_CORRECTIONS = 5
_SPACE = uuid.UUID("6f0c1f3e-3f5f-4d0c-9a6e-6d0f5f0f2b51")
"""Ids of entries are made in it: the same entry has the same id at every address."""


@dataclass(frozen=True)
class FeedEntry:
    """One entry: `kind` is PUBLISHED, CORRECTED or REFRESHED, `link` leads to a frozen view."""

    id: str
    kind: str
    title: str
    summary: str
    updated: datetime
    link: str


@dataclass(frozen=True)
class NoticeFeed:
    """The feed of one authority: its newest entries, the newest first."""

    id: str
    title: str
    author: str
    updated: datetime
    home: str
    entries: tuple[FeedEntry, ...]


@dataclass(frozen=True)
class _Scene:
    """What entries are made from: `moves` are those of the pointer to what is served."""

    live: Snapshot
    area: str
    where: Where
    address: str
    moves: tuple[JournalEntry, ...]

    def links(self, snapshot_id: str) -> FrozenLinks:
        return FrozenLinks(self.address, snapshot_id)

    def id_of(self, *parts: str) -> str:
        return f"urn:uuid:{uuid.uuid5(_SPACE, chr(10).join((self.area, *parts)))}"

    def shown_since(self, day: date) -> str:
        """Return the snapshot in which people first saw what was recorded on a day."""
        of_day = [move for move in self.moves if move.at[:10] == day.isoformat()]
        later = [move for move in self.moves if move.at[:10] > day.isoformat()]
        if of_day:
            return of_day[-1].after
        return later[0].after if later else self.live.id


def notice_feed(live: Snapshot, area: str, where: Where, address: str) -> NoticeFeed:
    """Return the feed of an authority, from the live snapshot as it is served and the history.

    `address` is the dashboard's, or the base path where that is not known. Raises StoreError where
    the history cannot be read.
    """
    scene = _Scene(live, area, where, address, _moves(where))
    entries = [*_releases(scene), *_corrections(scene), *_publications(scene)][::-1]
    entries.sort(key=lambda entry: entry.updated, reverse=True)
    council = live.authority(area).name
    made = _moment(str(live.manifest["made_at"]))
    return NoticeFeed(
        id=scene.id_of("feed"),
        title=f"{service.heading()}: {council}",
        author=f"{council}, {service.service().title}",
        updated=entries[0].updated if entries else made,
        home=f"{address}/",
        entries=tuple(entries[:MOST_ENTRIES]),
    )


def _moves(where: Where) -> tuple[JournalEntry, ...]:
    """Return what made a snapshot live that is served, oldest first.

    Withdrawals are left out, and what has no time that can be read.
    """
    entries = journal.entries(where)
    known = set(served_snapshots.ids(where))
    done = journal.took_effect(entries, snapshots.current_id(where))
    return tuple(
        entry
        for entry, happened in zip(entries, done, strict=True)
        if happened
        and entry.after in known
        and not entry.is_notice
        and entry.action != journal.WITHHOLD
        and _is_time(entry.at)
    )


# ---- reports ------------------------------------------------------------------------------------


def _publications(scene: _Scene) -> Iterator[FeedEntry]:
    """Yield an entry for each time that a snapshot became live."""
    first: dict[str, JournalEntry] = {}
    for move in scene.moves:
        first.setdefault(move.after, move)
    newest = scene.moves[-MOST_ENTRIES - 1 :]
    before: Period | None = None
    for number, move in enumerate(newest):
        quarter, status = _newest_quarter(scene, move.after)
        is_listed = number > 0 or len(newest) <= MOST_ENTRIES
        if is_listed:
            title, summary = _published_words(first[move.after], move, quarter, before)
            marked = is_marked(status) and quarter is not None
            mark = f" Some figures of it are {IN_SENTENCES[status]}." if marked else ""
            yield FeedEntry(
                scene.id_of(PUBLISHED, move.at, move.after),
                PUBLISHED,
                title,
                f"{summary}{mark}",
                _moment(move.at),
                scene.links(move.after).scorecard(quarter),
            )
        before = quarter


def _published_words(
    first: JournalEntry, move: JournalEntry, quarter: Period | None, before: Period | None
) -> tuple[str, str]:
    """Return title and summary; `first` is when the snapshot was live for the first time."""
    if first is not move:
        day = long_date(_moment(first.at).date())
        return (
            f"Shown again: the figures of {day}",
            f"The dashboard shows the figures again that were first published on {day}.",
        )
    if quarter is None:
        return "Figures published", "The dashboard shows newly published figures."
    words = quarter_words(quarter)
    if quarter == before:
        return f"Report updated: {words}", f"The report of {words} was published anew."
    return f"Report published: {words}", f"The report of {words} is published."


def _newest_quarter(scene: _Scene, snapshot_id: str) -> tuple[Period | None, str]:
    """Return the newest quarter of a snapshot's return, and its least certain data status."""
    try:
        own = served_snapshots.own_figures(snapshot_id, scene.where, scene.area)
    except AwayError:
        raise
    except StoreError:  # damaged: it is listed without its quarter
        return None, ""
    labels = own["reporting_quarter"].drop_nulls().unique().to_list()
    quarter = max(map(parse_period, labels), default=None)
    if quarter is None:
        return None, ""
    of_it = own.filter(
        (pl.col("reporting_quarter") == quarter.short) & pl.col("value").is_not_null()
    )
    return quarter, strongest(of_it["data_status"].to_list())


# ---- corrections and releases -------------------------------------------------------------------


def _corrections(scene: _Scene) -> Iterator[FeedEntry]:
    """Yield an entry for each indicator and day of corrections, of figures and of targets."""
    live, area = scene.live, scene.area
    for indicator in in_order(live):
        own = {o.period: o for o in reporting_quarters.own_series(live, indicator, area)}
        days: dict[date, list[str]] = {}
        for each in revisions.corrections(live, indicator, area):
            now = own.get(each.period)
            status = now.data_status if now and now.value is not None else None
            days.setdefault(each.revised_on, []).append(correction_words(each, status))
        for target in revisions.target_corrections(live, indicator, area):
            days.setdefault(target.revised_on, []).append(correction_words(target, None))
        for day, corrections in days.items():
            yield FeedEntry(
                scene.id_of(CORRECTED, day.isoformat(), indicator.id),
                CORRECTED,
                f"Corrected: {indicator.name}",
                _shortened(corrections),
                _start_of(day),
                scene.links(scene.shown_since(day)).indicator(indicator.id),
            )


def _shortened(corrections: Sequence[str]) -> str:
    """Return the first corrections, and how many more there are."""
    more = len(corrections) - _MOST_CORRECTIONS
    rest = f" And {many(more, 'more correction')}." if more > 0 else ""
    return f"{' '.join(visible_text.line(text) for text in corrections[:_MOST_CORRECTIONS])}{rest}"


def _releases(scene: _Scene) -> Iterator[FeedEntry]:
    """Yield an entry for each release of a publisher that was taken in."""
    council = scene.live.authority(scene.area).name
    for each in releases_taken_in(scene.live, scene.area):
        changed = f"Published values of {council} that changed: {each.home}."
        yield FeedEntry(
            scene.id_of(REFRESHED, each.on.isoformat(), each.source, each.edition),
            REFRESHED,
            f"Benchmarks refreshed: {each.source}, {each.edition}",
            f"Taken in on {each.taken_in}; published: {each.published}. What changed: "
            f"{each.changes}. {changed}",
            _start_of(each.on),
            scene.links(scene.shown_since(each.on)).release_log(),
        )


def _start_of(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def _is_time(text: str) -> bool:
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


def _moment(text: str) -> datetime:
    """Return a time of the history with its zone."""
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
