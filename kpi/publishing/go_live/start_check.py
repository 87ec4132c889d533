"""The quick check when a server starts: the scorecard that pages open on, and the newest one.

It imports what a scorecard needs and no more, so that a start does not wait for the paper, the
charts and the benchmarks, which `go_live_check` makes before a snapshot goes live.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import date
from functools import partial
from typing import TypeAlias

from kpi.errors import KpiError, StoreError, UnknownNameError
from kpi.file_writers import csv
from kpi.indicators import reporting_quarters, scorecard
from kpi.indicators.commentary import comment
from kpi.indicators.comparisons.chosen_groups import usable_groups
from kpi.indicators.report_changes.report import report_changes
from kpi.indicators.scorecard import ScorecardRow, View
from kpi.model import display
from kpi.model.definitions.indicator import Indicator
from kpi.model.snapshot import Snapshot
from kpi.periods import Period
from kpi.tables import summary
from kpi.tables.reports import changes as changes_table
from kpi.wording import change_words, headline, indicator_notes, scorecard_highlights, streaks
from kpi.wording.comparisons import known_then, sentences, verdicts
from kpi.wording.report_changes import columns
from kpi.wording.status import cases_to_target, status_reasons, status_tally

Step: TypeAlias = tuple[str, Callable[[], object]]
"""What a step makes, in words, and the call that makes it."""


class UnshowableError(StoreError):
    """A snapshot from which a page or file cannot be made; it must not become live."""

    def __init__(self, line: str, detail: str = "") -> None:
        super().__init__(line, remedy=f"({detail})" if detail else "")


def quick_check(snapshot: Snapshot) -> None:
    """Make the home authority's scorecards of the quarter that pages open on, and of the newest.

    What it calculates is cached, so the first visitor need not wait for it. A home authority that
    is not in the snapshot is left to the pages. Raises UnshowableError.
    """
    home = snapshot.home_code()
    if home not in {area.code for area in snapshot.current_authorities}:
        return
    newest = quarters_of(snapshot, home)[-1:]
    opening = [reporting_quarters.default_quarter(snapshot, home)] if newest else []
    for quarter in dict.fromkeys([*opening, *newest]):
        for name, make in rows(snapshot, home, quarter):
            made(name, make)
        where = f"of {snapshot.area(home).name}, {quarter.short}"
        made(f"The scorecard {where}", partial(whole_scorecard, snapshot, home, quarter))


def made(name: str, make: Callable[[], object]) -> None:
    """Make something once; raises UnshowableError, with its name, where that fails."""
    try:
        make()
    except KpiError as fault:
        raise UnshowableError(f"{name} cannot be shown", str(fault)) from fault
    except Exception as fault:  # any fault would break a page for everybody
        words = " ".join(str(fault).split())[:200]
        detail = f"{type(fault).__name__}: {words}"
        raise UnshowableError(f"{name} cannot be shown", detail) from fault


def quarters_of(snapshot: Snapshot, area: str) -> list[Period]:
    """Return the quarters to choose from; empty for an authority without any figure."""
    choices: list[Period] = []

    def ask() -> None:
        with suppress(UnknownNameError):
            choices.extend(reporting_quarters.quarters(snapshot, area))

    made(f"Any report of {snapshot.area(area).name}", ask)
    return choices


def rows(snapshot: Snapshot, area: str, quarter: Period) -> Iterator[Step]:
    """Yield the scorecard rows of all indicators, before any page, to name the faulty one.

    A page also reads the rows of other indicators.
    """
    where = f"of {snapshot.area(area).name}, {quarter.short}"
    for indicator in snapshot.indicators:
        yield f"{indicator.id} {where}", partial(_sentences, snapshot, indicator, area, quarter)


def row_of(snapshot: Snapshot, indicator: Indicator, area: str, quarter: Period) -> ScorecardRow:
    """Return an indicator's row of the report that the pages open with."""
    view = replace(opening_view(snapshot, area, quarter), model=snapshot.newest_model)
    return scorecard.row(snapshot, indicator, view)


def opening_view(snapshot: Snapshot, area: str, quarter: Period) -> View:
    """Return the view that the pages open with; a file of groups with faults is not used there."""
    return View(area, quarter, group=usable_groups(snapshot)[0].default)


def whole_scorecard(snapshot: Snapshot, area: str, quarter: Period) -> None:
    """Make what the scorecard says of all its rows, and its files."""
    shown = scorecard.summary(snapshot, opening_view(snapshot, area, quarter))
    status_tally.status_counts(shown)
    status_tally.change_counts(shown)
    scorecard_highlights.illustrative_counts(shown)
    scorecard_highlights.notable(shown)
    scorecard_highlights.off_target(shown)
    csv.to_csv(summary.summary_table(snapshot, shown))
    changes = report_changes(snapshot, opening_view(snapshot, area, quarter), date.today())
    columns.counts_line(changes)
    columns.columns(changes)
    csv.to_csv(changes_table.table(snapshot, changes))


def _sentences(snapshot: Snapshot, indicator: Indicator, area: str, quarter: Period) -> None:
    """Make the scorecard's row and the answer on the indicator's page."""
    row = row_of(snapshot, indicator, area, quarter)
    for say in (
        headline.fact, sentences.compared, headline.waiting, headline.marked,
        headline.value_or_reason,
        headline.goal, streaks.streak_words, streaks.beats_words, sentences.sentence,
        status_reasons.why_status, indicator_notes.next_words, indicator_notes.neighbour_words,
        verdicts.verdicts, cases_to_target.gap_sentence,
    ):  # fmt: skip
        say(row)
    headline.counts(indicator, row.now)
    display.rare(indicator, row.value)
    indicator_notes.no_count(indicator, row.now)
    indicator_notes.source_words(snapshot, row)
    known_then.known_words(snapshot, row)
    known_then.sentence(snapshot, row)
    if row.likely:
        indicator_notes.range_rule(row)
    for _name, moved in indicator_notes.comparisons(row):
        change_words.change_words(moved)
        change_words.change_note(row, moved)
        status_reasons.why_direction(row, moved)
    comment(snapshot, indicator, area, quarter)
