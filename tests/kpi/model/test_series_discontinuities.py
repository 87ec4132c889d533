"""What is set aside, what breaks, and which earlier figure a figure is compared with."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from kpi.charts import chart_table, indicator_trend, sparkline
from kpi.errors import DefinitionError
from kpi.indicators import recent_trend
from kpi.indicators.reporting_quarters import own_series
from kpi.indicators.series_table import series
from kpi.indicators.xmr import Xmr, XmrAnswer, reading, xmr
from kpi.lines_of_enquiry import neighbour_gap
from kpi.model.series_discontinuities import (
    FILE,
    Incomparability,
    aside_of,
    comparability,
    set_aside,
)
from kpi.model.snapshot import Snapshot
from kpi.periods import Period, parse_period
from kpi.statistics.xmr_rules import Variation
from kpi.wording.trends import recent_trend as recent_trend_wording
from kpi.wording.trends.xmr import varied
from tests.kpi.changing import row_of

EXCLUSIONS = ("primary-permanent-exclusions", "secondary-permanent-exclusions")
CLOSED = (Period.term("summer", 2020), Period.term("spring", 2021))
CONCERNS = (Variation.CONCERN_HIGH, Variation.CONCERN_LOW)


def concerns(snapshot: Snapshot, *, closed: bool) -> set[tuple[str, str]]:
    """The indicators and authorities whose newest term is a cause for concern.

    With `closed`, the terms in which schools were closed count as any other.
    """
    found = set()
    authorities = snapshot.areas.filter(pl.col("kind") == "authority")["area"]
    for name in EXCLUSIONS:
        indicator = snapshot.indicator(name)
        for area in authorities:
            row = row_of(snapshot, name, area="839")
            own = own_series(snapshot, indicator, area)
            read: Xmr | None
            if closed:
                read = xmr([(o.period, o.value) for o in own]) if own else None
            else:
                read = reading(indicator, own, area)
            if read and varied(replace(row, series=tuple(own)), read) in CONCERNS:
                found.add((name, area))
    return found


def test_nineteen_causes_for_concern_came_from_closed_schools(snapshot: Snapshot) -> None:
    with_them, without = concerns(snapshot, closed=True), concerns(snapshot, closed=False)
    assert len(with_them) == 43
    assert len(with_them - without) == 19
    assert ("secondary-permanent-exclusions", "331") in with_them - without
    # A series that hardly ever moved cannot be judged; without those terms this one moves enough.
    assert without - with_them == {("primary-permanent-exclusions", "890")}


def test_closed_terms_are_in_no_average_and_no_run(snapshot: Snapshot) -> None:
    row = row_of(snapshot, "secondary-permanent-exclusions")
    found = reading(row.indicator, row.series, "839")
    assert found is not None
    assert [(p.period, p.aside) for p in found.set_aside] == [(CLOSED[0], 0.0), (CLOSED[1], 0.024)]
    kept = [o.value for o in row.series if o.value is not None and o.period not in CLOSED]
    assert found.count == len(kept) == 15
    assert found.now.limits is not None
    assert found.now.limits.mean == pytest.approx(sum(kept) / 15)
    assert all(p.signal is None for p in found.set_aside)


def test_a_closed_term_is_not_judged_when_it_is_the_newest(snapshot: Snapshot) -> None:
    row = row_of(snapshot, "secondary-permanent-exclusions")
    until = tuple(o for o in row.series if o.period <= CLOSED[1])
    found = reading(row.indicator, until, "839")
    assert found is not None
    assert found.answer is XmrAnswer.ASIDE
    assert not found.is_judged


def test_no_gap_to_the_neighbours_is_followed_over_a_closed_term(snapshot: Snapshot) -> None:
    row = row_of(snapshot, "secondary-permanent-exclusions")
    found = neighbour_gap.gaps(snapshot, row)
    assert [gap.period.start.year for gap in found] == [2022, 2023, 2024]


def test_hollow_points_on_page_in_twin_in_file_and_in_small(snapshot: Snapshot) -> None:
    row = row_of(snapshot, "ks4-fsm-gap")
    chart = indicator_trend.trend(snapshot, row)
    drawn = {corner.day: corner.value for corner in chart.lines[0].corners}
    assert drawn[date(2020, 3, 1)] is None  # the middle of 2019/20: no line runs through it
    hollow = chart.lines[0].set_aside
    assert hollow is not None
    assert hollow.name == f"{row.area.name}, set aside"
    assert [corner.value for corner in hollow.corners] == [12.2, 17.6]
    assert hollow.marker.colour == "#FFFFFF"
    why = "exams were cancelled and grades were given by schools and teachers (COVID-19)"
    assert f"are set aside, as {why}." in chart.subtitle
    assert f"are set aside, as {why}." in chart.text
    twin = dict(chart_table.twin(chart, row.indicator))
    assert twin[Period.academic_year(2019)][0] == f"12.2 points (set aside: {why})"
    assert twin[Period.academic_year(2022)][0] == "16.7 points"
    table = series(snapshot, row.indicator, area="839", groups=("home", "england"))
    aside = table.drop_nulls("set_aside")
    assert set(aside["period"]) == {"academic year 2019/20", "academic year 2020/21"}
    assert set(aside["set_aside"]) == {why}
    assert "lowest 16.7 points" in sparkline.spark_text(row)
    assert "Set aside: academic year 2019/20 and academic year 2020/21." in sparkline.spark_text(
        row
    )
    small = sparkline.spark_svg(row)
    assert small.count(sparkline.CROSS) == 2
    assert 'fill="#FFFFFF"' not in small  # a ring is ours in the others' period
    assert 'r="3.5"' not in small  # a dot is the figure in this report, which is awaited


def test_grades_break_where_grading_changed(snapshot: Snapshot) -> None:
    gap = snapshot.indicator("ks4-fsm-gap")
    years = [period.start.year for period, _ in gap.breaks]
    assert years == [2016, 2019, 2020, 2021, 2022]
    assert set(gap.break_sources) == {period for period, _ in gap.breaks}
    row = row_of(snapshot, "ks4-fsm-gap")
    at = next(i for i, o in enumerate(row.series) if o.period == Period.academic_year(2022))
    assert recent_trend.of_series(gap, row.series[: at + 1]).direction is None


# ---- the earlier figure -----------------------------------------------------------------------


def spans(first: int, last: int, years: int = 3) -> list[Period]:
    return [Period.span(date(y, 1, 1), date(y + years - 1, 12, 31)) for y in range(first, last + 1)]


def test_windows_are_compared_with_the_last_that_shares_no_year() -> None:
    found = comparability().earlier("any", spans(2015, 2021))
    assert found == [
        Incomparability.FIRST,
        Incomparability.SHARED,
        Incomparability.SHARED,
        0,
        1,
        2,
        3,
    ]
    assert comparability().earlier("any", spans(2020, 2021)) == [
        Incomparability.FIRST,
        Incomparability.SHARED,
    ]


def test_years_set_aside_and_breaks_have_no_change() -> None:
    years = [Period.academic_year(year) for year in range(2017, 2024)]
    assert comparability().earlier("PriPermEx", years) == [
        Incomparability.FIRST, 0, Incomparability.ASIDE, Incomparability.ASIDE, 1, 4, 5,
    ]  # fmt: skip
    assert comparability().earlier("AVG_Attain8_Score", years) == [
        Incomparability.FIRST,
        0,
        Incomparability.ASIDE,
        Incomparability.ASIDE,
        Incomparability.BREAK,
        Incomparability.BREAK,
        5,
    ]
    assert comparability().earlier("PriFSM", years) == [Incomparability.FIRST, 0, 1, 2, 3, 4, 5]
    assert comparability().earlier("PriPermEx", years[2:5])[-1] is Incomparability.ALL_ASIDE


# ---- trends in time ---------------------------------------------------------------------------


def test_a_trend_that_has_passed_is_told_in_the_past(snapshot: Snapshot) -> None:
    row = row_of(snapshot, "assessments-45-days", area="330")
    found = recent_trend.yearly(snapshot, row) or recent_trend.of_series(row.indicator, row.series)
    now = replace(
        found, direction=recent_trend.DECREASING, untested=(), blank=(), slope=-1.0, outlier=False
    )
    said = recent_trend_wording.trend_sentence(row.indicator, now, ())
    assert "the figure is falling and getting worse" in said
    later = replace(now, blank=(now.periods[-1].year_before(),))
    said = recent_trend_wording.trend_sentence(row.indicator, later, ())
    assert "the figure fell and got worse. Chance alone would rarely make such a change" in said
    assert "no single year made it. There is no figure for the year to March 2023" in said


# ---- the file ---------------------------------------------------------------------------------


def test_the_file_names_only_what_there_is(snapshot: Snapshot) -> None:
    found = comparability()
    known = {
        "measures": set(snapshot.measures["measure"]),
        "sources": set(snapshot.sources["source"]),
        "indicators": {each.id for each in snapshot.indicators},
    }
    for about, name in (*found.asides, *found.breaks):
        assert name in known[about], name


def test_every_measure_of_exclusion_and_absence_is_set_aside(snapshot: Snapshot) -> None:
    year = Period.academic_year(2020)
    held = snapshot.benchmarks.filter(
        (pl.col("period_end") == year.end) & pl.col("value").is_not_null()
    )
    measures = set(held["measure"].cast(pl.String))
    seen = 0
    for row in snapshot.measures.iter_rows(named=True):
        if "All Pupil Absence & Exclusions" in row["topics"] and row["measure"] in measures:
            assert set_aside(snapshot, row["measure"], year), row["measure"]
            seen += 1
    assert seen == 44


def test_an_indicator_follows_the_measure_it_is_made_from(snapshot: Snapshot) -> None:
    plain = snapshot.indicator("assessments-45-days")
    year = Period.academic_year(2020)
    assert aside_of(plain, year) is None
    assert plain.benchmark is not None
    made = replace(plain, benchmark=replace(plain.benchmark, measure="TotAbs"))
    assert aside_of(made, year) is not None
    assert aside_of(made, Period.academic_year(2021)) is None


GOOD = """
[[set_aside]]
periods = ["spring term 2021"]
measures = ["PriPermEx"]
reason = "schools were closed"
source = "DfE"
link = "https://example.org"
"""


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("[[set_aside]]", "[[set_asides]]", "has an unknown key 'set_asides'"),
        (
            "spring term 2021",
            "spring 2o21",
            "set_aside 1: periods 1: 'spring 2o21' is not a period",
        ),
        ("measures = ", "measure = ", "set_aside 1: has an unknown key 'measure'"),
        ('measures = ["PriPermEx"]', "", "does not say what it is about"),
        ('"schools were closed"', '" "', "set_aside 1: reason is empty"),
        ('["PriPermEx"]', '"PriPermEx"', "set_aside 1: measures is 'PriPermEx', not a list"),
        ('["spring term 2021"]', "[]", "set_aside 1: periods is empty"),
        ("[[set_aside]]", "[set_aside]", "set_aside is not a list"),
        ("periods =", "periods", "is not valid TOML"),
        (
            '"spring term 2021"',
            '"spring term 2021", "spring term 2021"',
            "set_aside 1 names spring term 2021 of PriPermEx again",
        ),
    ],
)
def test_a_fault_in_the_file_is_named(tmp_path: Path, old: str, new: str, fault: str) -> None:
    path = tmp_path / "comparability.toml"
    path.write_text(GOOD, encoding="utf-8")
    aside = comparability(path).aside("PriPermEx", parse_period("spring term 2021"))
    assert aside is not None
    assert aside.reason == "schools were closed"
    broken = tmp_path / "broken.toml"
    broken.write_text(GOOD.replace(old, new), encoding="utf-8")
    with pytest.raises(DefinitionError, match=fault):
        comparability(broken)


def test_a_lost_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(DefinitionError, match=r"lost\.toml: there is no such file"):
        comparability(tmp_path / "lost.toml")
    assert FILE.name == "comparability.toml"


def test_the_early_years_profile_breaks_in_2021_22_for_what_began_before(
    snapshot: Snapshot,
) -> None:
    """What LAIT says of it, and which of its measures have a figure on both sides."""
    new = Period.academic_year(2021)
    told = {
        row["measure"]
        for row in snapshot.measures.iter_rows(named=True)
        if "EYFS reforms were introduced in September 2021" in str(row)
    }
    begun = snapshot.benchmarks.filter(
        (pl.col("period_end") < new.start) & pl.col("value").is_not_null()
    )
    early = told & set(begun["measure"].cast(pl.String))
    assert len(early) == 18
    for measure in early:
        assert [each.period for each in comparability().breaks_in(measure)] == [new], measure
