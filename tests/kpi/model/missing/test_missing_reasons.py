"""The one true reason why a change cannot be calculated, against the raw rows in plain Python.

Nothing of the rule is used here: the reasons are found again from the observations by other code.
"""

import calendar
import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from kpi.benchmarks import ranking
from kpi.indicators import reporting_quarters, scorecard
from kpi.indicators.scorecard import ScorecardRow, View
from kpi.model import display
from kpi.model.missing.missing_reasons import Why
from kpi.model.snapshot import Snapshot
from kpi.periods import parse_period
from kpi.wording import benchmarks as benchmarks_wording
from kpi.wording import change_words
from kpi.wording.status import status_reasons
from tests.kpi.changing import BCP, missing, quarter, row_of, suppressed, without
from tools.audit.figures_set_aside import is_aside

DEFINITIONS = Path(__file__).resolve().parents[4] / "data" / "indicators"

Raw = dict[tuple[str, str], list[dict[str, Any]]]
Days = tuple[date, date]


@pytest.fixture(scope="module")
def raw(snapshot: Snapshot) -> Raw:
    """Every observation of an indicator and area, in time order; a return before the source."""
    found: Raw = {}
    for r in snapshot.observations.iter_rows(named=True):
        if r["leg"] == "":
            found.setdefault((r["indicator_id"], r["area"]), []).append(r)
    for rows in found.values():
        rows.sort(key=lambda r: (r["period_end"], r["period_start"]))
    return found


def own_rows(raw: Raw, row: ScorecardRow) -> list[dict[str, Any]]:
    """The area's own series up to the figure shown."""
    rows = raw.get((row.indicator.id, row.area.code), [])
    kinds = [str(row.indicator.local_kind)]
    if row.indicator.benchmark:
        kinds.append(str(row.indicator.benchmark.period_kind))
    mine: list[dict[str, Any]] = next(
        (held for kind in kinds if (held := [r for r in rows if r["period_kind"] == kind])), []
    )
    one = {(r["period_start"], r["period_end"]): r for r in mine if not r["reporting_quarter"]}
    one |= {(r["period_start"], r["period_end"]): r for r in mine if r["reporting_quarter"]}
    assert row.now is not None
    last = row.now.period.end
    return [one[days] for days in sorted(one, key=lambda d: (d[1], d[0])) if days[1] <= last]


def back(days: Days, months: int) -> Days:
    """A period of whole months so many months earlier."""
    start, after = days[0], days[1] + timedelta(days=1)

    def moved(day: date) -> date:
        total = day.year * 12 + day.month - 1 - months
        return date(total // 12, total % 12 + 1, 1)

    return moved(start), moved(after) - timedelta(days=1)


def period_before(row: ScorecardRow, days: Days) -> Days:
    """The period before: twelve months earlier but for quarters; terms by their year."""
    length = 3 if row.now is not None and str(row.now.period.kind) == "financial quarter" else 12
    return back(days, length)


def true_reason(row: ScorecardRow, rows: list[dict[str, Any]], wanted: Days) -> str | None:
    """Why the last of some rows cannot be compared with another period; None where it can."""
    now = rows[-1]
    if now["value"] is None:
        return "NOW_SUPPRESSED" if now["symbol"] == "c" else "NOW_MISSING"
    if is_set_aside(row, now):
        return "NOW_ASIDE"
    then = [r for r in rows if (r["period_start"], r["period_end"]) == wanted]
    earlier = [r for r in rows[:-1] if r["value"] is not None]
    if not then:
        return "NOT_THEN" if earlier else "FIRST"
    if then[0]["value"] is None:
        return "BEFORE_SUPPRESSED" if then[0]["symbol"] == "c" else "BEFORE_MISSING"
    if is_set_aside(row, then[0]):
        return "BEFORE_ASIDE"
    starts = [b.start for b, _ in row.indicator.breaks]
    if any(wanted[0] < start <= now["period_start"] for start in starts):
        return "BREAK"
    return None


def is_set_aside(row: ScorecardRow, raw: dict[str, Any]) -> bool:
    """Whether the data sets a figure's period aside, as the second calculation finds it."""
    path = DEFINITIONS / f"{row.indicator.id}.toml"
    definition = tomllib.loads(path.read_text(encoding="utf-8"))
    return is_aside(definition, (raw["period_kind"], raw["period_start"], raw["period_end"]))


@dataclass(frozen=True)
class Case:
    """One change of one row, with the reason found again."""

    row: ScorecardRow
    change: scorecard.Change
    rows: list[dict[str, Any]]
    wanted: Days
    why: str | None


def cases(snapshot: Snapshot, raw: Raw, homes: list[str], every: int) -> Iterator[Case]:
    """Both changes of every indicator in every so-many-th quarter of some homes."""
    for place, area in enumerate(homes):
        try:
            quarters = reporting_quarters.quarters(snapshot, area)
        except reporting_quarters.UnknownNameError:
            continue
        for when in quarters[place % every :: every]:
            for row in scorecard.summary(snapshot, View(area, when)):
                if row.now is None:
                    continue
                rows = own_rows(raw, row)
                days = (row.now.period.start, row.now.period.end)
                seasonal = 12 if row.indicator.seasonal else 0
                before = back(days, seasonal) if seasonal else period_before(row, days)
                for change, wanted in (
                    (row.since_last, before),
                    (row.since_last_year, back(days, 12)),
                ):
                    yield Case(row, change, rows, wanted, true_reason(row, rows, wanted))


def checked(case: Case) -> str | None:
    """The reason of a case, once the rule, the sentence and the cell agree with the raw rows."""
    row, change = case.row, case.change
    where = f"{row.area.code} {row.quarter.short} {row.indicator.id} {case.wanted}"
    found = change.missing.why.name if change.missing else None
    assert found == case.why, where
    assert (change.difference is None) == (case.why is not None), where
    said = status_reasons.why_direction(row, change)
    cell = change_words.change_note(row, change)
    if case.why is None:
        assert "cannot be calculated" not in said, where
        return None
    assert said.startswith("It cannot be calculated: "), where
    assert ("series breaks" in said) == ("series breaks" in cell) == (case.why == "BREAK"), where
    if "suppressed" not in said_reasons(case):
        assert ("suppressed" in said) == ("SUPPRESSED" in case.why), where
    assert ("no earlier figure" in said) == (case.why == "FIRST"), where
    assert ("no earlier figure" in cell) == (case.why == "FIRST"), where
    earlier = [r for r in case.rows[:-1] if r["value"] is not None]
    if case.why in ("NOT_THEN", "BEFORE_SUPPRESSED", "BEFORE_MISSING") and earlier:
        newest = earlier[-1]
        period = next(o.period for o in row.series if o.period.end == newest["period_end"])
        assert (
            f"The newest earlier figure is {display.show(row.indicator, newest['value'])}" in said
        )
        assert said.endswith(f" in {period.in_words}."), where
        assert period.placed_short in cell, where
    return case.why


def said_reasons(case: Case) -> str:
    """The sources' own reasons, which may hold words that are looked for."""
    return " ".join(str(r["reason"]) for r in case.rows if r["value"] is None)


def test_every_reason_is_the_true_one_in_all_homes(snapshot: Snapshot, raw: Raw) -> None:
    """All homes, each in some of its quarters, so that all quarters come up; all indicators."""
    homes = [a for a in snapshot.areas["area"] if snapshot.area(a).kind == "authority"]
    homes = [a for a in homes if snapshot.area(a).is_current]
    found = Counter(checked(case) for case in cases(snapshot, raw, homes, 6))
    assert found.total() > 3_000
    assert {"NOW_MISSING", "NOT_THEN", "FIRST", "BREAK", None} <= set(found)


def test_every_reason_is_the_true_one_in_the_council_s_own_return(
    snapshot: Snapshot, raw: Raw
) -> None:
    found = Counter(checked(case) for case in cases(snapshot, raw, [BCP], 1))
    assert found[None] > 50


@pytest.mark.parametrize(
    ("area", "indicator_id", "when", "why", "said"),
    [
        ("838", "ehcp-20-weeks", "Q1 2025-26", Why.NOW_MISSING, "there is no figure for 2024 ("),
        ("201", "assessments-45-days", "Q3 2025-26", Why.NOW_MISSING, "there is no figure for"),
    ],
)
def test_a_missing_figure_is_not_blamed_on_a_break(
    snapshot: Snapshot, area: str, indicator_id: str, when: str, why: Why, said: str
) -> None:
    row = row_of(snapshot, indicator_id, when, area=area)
    for change in (row.since_last, row.since_last_year):
        assert change.missing is not None
        assert change.missing.why is why
        assert status_reasons.why_direction(row, change).startswith(
            f"It cannot be calculated: {said}"
        )
        assert "break" not in change_words.change_note(row, change)


def test_a_suppressed_figure_at_a_break_is_called_suppressed(snapshot: Snapshot) -> None:
    """A break lies between 2023 and 2022, but 2023 is not there to be parted from it."""
    year = parse_period("2023 (calendar year)")
    hidden = suppressed(snapshot, "ehcp-20-weeks", year, "330")
    row = row_of(hidden, "ehcp-20-weeks", "Q3 2024-25", area="330")
    assert row.now is not None
    assert row.now.period == year
    assert change_words.change_note(row, row.since_last).startswith(
        "2023 (calendar year) is suppressed"
    )
    assert status_reasons.why_direction(row, row.since_last).startswith(
        "It cannot be calculated: the figure for 2023 is suppressed ("
    )


@pytest.mark.parametrize("gap", [suppressed, missing, without])
def test_the_newest_earlier_figure_is_named(snapshot: Snapshot, gap: Any) -> None:
    row = row_of(gap(snapshot, "assessments-45-days", quarter("Q4 2024-25")), "assessments-45-days")
    found = row.since_last.missing
    assert found is not None
    assert found.earlier is not None
    assert found.earlier.period == quarter("Q3 2024-25")
    assert "Q3 2024-25" in change_words.change_note(row, row.since_last)


def test_a_measure_s_earlier_figures_are_not_denied(snapshot: Snapshot) -> None:
    """Every measure of LAIT and authority: where another period has a figure, it is named."""
    earlier: dict[tuple[str, str], list[tuple[date, date, float | None]]] = {}
    columns = ("measure", "area", "period_end", "period_start", "value")
    benchmarks = snapshot.held_benchmarks.drop_nulls("period_end").select(columns)
    for measure, area, end, start, value in benchmarks.iter_rows():
        earlier.setdefault((str(measure), str(area)), []).append((end, start, value))
    found: Counter[str] = Counter()
    for measure in sorted({name for name, _ in earlier})[::6]:
        ranked = ranking.ranking(snapshot, measure, area=BCP)
        for row in ranked.ranked:
            if row.value is None or row.shown_change is not None:
                continue
            held = sorted(earlier[measure, row.area])
            before = [
                value
                for end, start, value in held
                if (end, start) < (ranked.period.end, ranked.period.start) and value is not None
            ]
            said = benchmarks_wording.moved(ranked.measure, row)
            assert ("newest earlier is" in said) == bool(before), (measure, row.area, said)
            assert ("no earlier figure" in said) == (ranked.previous is None), (measure, said)
            found["earlier" if before else "first"] += 1
        own = ranked.own
        assert own is not None
        sentence = benchmarks_wording.change_words(ranked)
        assert sentence.startswith("Its change cannot be calculated") == (
            own.value is not None and own.shown_change is None
        )
    assert found["earlier"] > 50
    assert found["first"] > 50


def test_months_are_taken_back_as_a_calendar_has_them() -> None:
    """The arithmetic of this test itself."""
    quarter_4 = (date(2025, 1, 1), date(2025, 3, 31))
    assert back(quarter_4, 3) == (date(2024, 10, 1), date(2024, 12, 31))
    assert back((date(2024, 1, 1), date(2024, 4, 30)), 12)[1] == date(2023, 4, 30)
    assert calendar.isleap(2024)
    assert back((date(2025, 2, 1), date(2025, 2, 28)), 12)[1] == date(2024, 2, 29)
