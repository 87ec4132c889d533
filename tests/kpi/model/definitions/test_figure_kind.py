"""What kind of figure an indicator is decides what is added up and what is tested."""

from dataclasses import replace

import polars as pl
import pytest

from kpi.errors import DefinitionError
from kpi.indicators import rolling_year, scorecard, xmr
from kpi.indicators.added_quarters import added
from kpi.indicators.change_verdicts import ChangeVerdict
from kpi.indicators.scorecard import ScorecardRow, View
from kpi.model.definitions import rules_across_keys
from kpi.model.definitions.figure_kind import FigureKind
from kpi.model.definitions.snapshot_definition import indicator_from
from kpi.model.schemas import OBSERVATIONS
from kpi.model.snapshot import Snapshot
from kpi.periods import Kind, Period
from kpi.tables import summary
from kpi.tables.reports import signals_table
from kpi.wording import change_words, headline
from kpi.wording.status import status_reasons
from kpi.wording.trends import rolling_year as rolling_year_wording
from kpi.wording.trends import xmr as xmr_wording
from tests.kpi.changing import BCP
from tests.kpi.returning import figure

QUARTERS = [Period.quarter(2022 + n // 4, n % 4 + 1) for n in range(13)]  # to Q1 2025-26
COUNTS = [271, 269, 266, 263, 264, 268, 272, 270, 271, 269, 266, 258, 264]
CHILDREN = 22_522


def of_kind(snapshot: Snapshot, kind: str, period_kind: Kind) -> Snapshot:
    """The snapshot with children in care each quarter, as a figure of a kind."""
    indicator = replace(
        snapshot.indicator("referrals-rate"),
        id="in-care",
        name="Children in care",
        role="headline",
        counted="children in care",
        happened="were in care",
        breaks=(),
        related=(),
        rebases=(),
        benchmark=None,
        no_comparator="Nobody publishes one.",
        figure_kind=FigureKind(kind),
        local_kind=period_kind,
        local_source="local-return",
        seasonal=kind == FigureKind.CUMULATIVE,
        reporting=replace(snapshot.indicator("ehcp-20-weeks").reporting),
    )
    rows = []
    for quarter, count in zip(QUARTERS, COUNTS, strict=True):
        period = Period.quarterly(period_kind, quarter)
        rows.append(
            figure(
                "in-care", quarter.short, count, CHILDREN,
                value=10_000 * count / CHILDREN, period_kind=str(period_kind),
                period_start=period.start, period_end=period.end,
            )
        )  # fmt: skip
    return replace(
        snapshot,
        indicators=(indicator,),
        observations=pl.DataFrame(rows, schema=OBSERVATIONS, orient="row"),
    )


def row_of_kind(snapshot: Snapshot, kind: str, period_kind: Kind) -> tuple[Snapshot, ScorecardRow]:
    made = of_kind(snapshot, kind, period_kind)
    (row,) = scorecard.summary(made, View(BCP, QUARTERS[-1]))
    return made, row


@pytest.mark.parametrize("period_kind", [Kind.QUARTER, Kind.QUARTER_DAY])
def test_a_stock_is_never_added_up(snapshot: Snapshot, period_kind: Kind) -> None:
    made, row = row_of_kind(snapshot, "stock", period_kind)
    assert headline.counts(row.indicator, row.now) == "264 children in care"
    assert headline.figure_alone(row) == "117.2"
    assert rolling_year.sums(made, row) == ()
    assert "never added up" in rolling_year_wording.why_never(row)
    found = added(row.indicator, row.series, [o.period for o in row.series[-4:]])
    assert found == "a figure of a state on a day is not added up"


def test_a_flow_is_added_up(snapshot: Snapshot) -> None:
    made, row = row_of_kind(snapshot, "flow", Kind.QUARTER)
    rolling = next(each for each in rolling_year.sums(made, row) if "rolling" in each.keys)
    assert rolling.numerator == sum(COUNTS[-4:])
    assert rolling_year_wording.why_never(row) == ""


def test_a_stock_on_a_day_has_a_quarter_before_a_status_and_a_usual_range(
    snapshot: Snapshot,
) -> None:
    made, row = row_of_kind(snapshot, "stock", Kind.QUARTER_DAY)
    assert row.now is not None
    assert str(row.now.period) == "30 June 2025"
    assert row.since_last.period == Period.quarterly(Kind.QUARTER_DAY, Period.quarter(2024, 4))
    assert row.since_last.test is ChangeVerdict.NORMAL
    assert "on 31 March 2025" in status_reasons.why_direction(row, row.since_last)
    found = xmr.reading(row.indicator, row.series, BCP)
    assert found is not None
    assert found.count == len(QUARTERS)
    assert xmr_wording.sentence(row, found).startswith("Nothing unusual: the last 13 quarters")
    line = summary.summary_table(made, [row]).row(0, named=True)
    assert (line["period"], line["numerator"]) == ("30 June 2025", 264)


def test_two_rolling_years_that_share_months_are_not_tested(snapshot: Snapshot) -> None:
    made, row = row_of_kind(snapshot, "rolling", Kind.ROLLING)
    assert row.since_last.shares_months
    assert row.since_last.test is ChangeVerdict.UNTESTED
    assert change_words.change_chance(row, row.since_last) == "not tested, as both share months"
    assert not row.since_last_year.shares_months
    assert row.since_last_year.test is ChangeVerdict.NORMAL
    assert rolling_year.sums(made, row) == ()
    assert xmr.reading(row.indicator, row.series, BCP) is None
    why = xmr_wording.why_never(row)
    assert "shares nine months with the one before" in why
    assert signals_table.signals_of(row).sentences == (why,)


def test_a_year_to_date_is_compared_with_that_of_a_year_ago_alone(snapshot: Snapshot) -> None:
    made, row = row_of_kind(snapshot, "cumulative", Kind.TO_DATE)
    ago = Period.quarterly(Kind.TO_DATE, Period.quarter(2024, 1))
    assert row.since_last.period == row.since_last_year.period == ago
    assert rolling_year.sums(made, row) == ()
    assert "start again in April" in xmr_wording.why_never(row)


@pytest.mark.parametrize(
    ("kind", "period_kind"),
    [
        ("flow", "snapshot day"),
        ("stock", "year ending on a date"),
        ("rolling", "financial quarter"),
        ("cumulative", "term"),
    ],
)
def test_a_kind_of_figure_that_cannot_cover_its_period_is_a_fault(
    kind: str, period_kind: str
) -> None:
    local = {"figure_kind": kind, "period_kind": period_kind}
    (fault,) = rules_across_keys.unfit_figure_kind({"local": local})
    assert f"figure_kind '{kind}'" in fault
    assert f"period_kind '{period_kind}' does not cover; possible: '" in fault


def test_what_a_snapshot_recorded_before_figures_said_their_kind_is_a_flow(
    snapshot: Snapshot,
) -> None:
    assert {each.figure_kind for each in snapshot.indicators} == {FigureKind.FLOW}


def test_a_recorded_definition_says_its_kind_in_words_known() -> None:
    with pytest.raises(DefinitionError, match="figure_kind is 'heap', not one of flow, stock"):
        indicator_from(
            {"local": {"period_kind": "month", "figure_kind": "heap", "source": "x"}}, "x"
        )
