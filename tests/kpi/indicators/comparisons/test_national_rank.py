"""An area's place among all authorities, against a count of those that are better."""

from dataclasses import replace
from datetime import date

import polars as pl
import pytest

from kpi.indicators.comparisons.comparators import in_period
from kpi.indicators.comparisons.national_rank import Standing, standing
from kpi.model.existing_areas import authorities_on
from kpi.model.polarity import Polarity
from kpi.model.snapshot import Snapshot
from kpi.periods import Period, parse_period
from tests.kpi.changing import BCP, row_of

PLANS = "ehcp-20-weeks"
YEAR = Period.calendar_year(2024)


def of(snapshot: Snapshot, indicator_id: str = PLANS, area: str = BCP) -> Standing | None:
    return standing(snapshot, snapshot.indicator(indicator_id), area, YEAR)


def with_values(snapshot: Snapshot, values: dict[str, float | None]) -> Snapshot:
    """The plans of 2024 of these authorities alone."""
    rows = snapshot.observations.filter(
        (pl.col("indicator_id") == PLANS)
        & (pl.col("period_end") == YEAR.end)
        & (pl.col("period_kind") == str(YEAR.kind))
        & pl.col("reporting_quarter").is_null()
    )
    one = rows.filter(pl.col("area") == BCP).head(1)
    made = [
        one.with_columns(area=pl.lit(a), value=pl.lit(v, pl.Float64)) for a, v in values.items()
    ]
    return replace(snapshot, observations=pl.concat(made))


@pytest.mark.parametrize("area", [BCP, "886", "202", "420"])
@pytest.mark.parametrize(
    ("indicator_id", "period"),
    [
        (PLANS, "2024 (calendar year)"),
        ("assessments-45-days", "year to March 2025"),
        ("secondary-permanent-exclusions", "spring term 2024"),
    ],
)
def test_a_rank_is_one_more_than_those_that_are_better(
    snapshot: Snapshot, indicator_id: str, period: str, area: str
) -> None:
    when, indicator = parse_period(period), snapshot.indicator(indicator_id)
    counted = authorities_on(snapshot, when.end)
    rows = in_period(snapshot, indicator, when).drop_nulls("value")
    values = {a: v for a, v in rows.select("area", "value").iter_rows() if a in counted}
    found = standing(snapshot, indicator, area, when)
    if area not in values:
        assert found is None
        return
    assert found is not None
    own, sign = values[area], 1 if indicator.polarity is Polarity.HIGHER else -1
    assert found.rank == 1 + sum(sign * value > sign * own for value in values.values())
    assert found.of == len(values)
    assert found.sharing == sum(value == own for value in values.values())


def test_our_plans_of_2024(snapshot: Snapshot) -> None:
    """DfE: 493 of 635; LAIT ranks us 43rd of 151 in its second quarter."""
    assert of(snapshot) == Standing(
        YEAR, 77.6, 493, 635, "published", rank=43, of=151, band="B", sharing=1
    )


def test_those_who_share_a_place(snapshot: Snapshot) -> None:
    made = with_values(snapshot, {BCP: 50.0, "886": 50.0, "878": 60.0, "330": 10.0, "202": None})
    found = of(made)
    assert found is not None
    assert (found.rank, found.sharing, found.of) == (2, 2, 4)
    last = of(made, area="330")
    assert last is not None
    assert (last.rank, last.sharing) == (4, 1)


def test_float_noise_parts_no_authorities(snapshot: Snapshot) -> None:
    found = of(with_values(snapshot, {BCP: 0.1 + 0.2, "886": 0.3}))
    assert found is not None
    assert (found.value, found.rank, found.sharing) == (0.3, 1, 2)


def test_without_a_figure_or_a_period_there_is_no_place(snapshot: Snapshot) -> None:
    assert of(with_values(snapshot, {BCP: None, "886": 1.0})) is None
    assert of(with_values(snapshot, {"886": 1.0})) is None
    assert standing(snapshot, snapshot.indicator(PLANS), BCP, None) is None


def test_a_region_has_a_figure_and_no_place(snapshot: Snapshot) -> None:
    found = of(snapshot, area="970")
    assert found is not None
    assert (found.value, found.rank, found.of, found.band) == (46.4, None, 151, None)


def test_what_is_not_judged_has_no_band(snapshot: Snapshot) -> None:
    indicator = snapshot.indicator("referrals-rate")
    period = row_of(snapshot, indicator.id).comparator("england").period
    found = standing(snapshot, indicator, BCP, period)
    assert found is not None
    assert found.value > 0
    assert found.band is None


def test_an_authority_counts_while_it_exists(snapshot: Snapshot) -> None:
    made = with_values(snapshot, {BCP: 50.0, "886": 60.0})
    ended = made.areas.with_columns(
        abolished_on=pl.when(pl.col("area") == "886")
        .then(pl.lit(date(2024, 12, 31)))
        .otherwise("abolished_on")
    )
    found = of(replace(made, areas=ended))
    assert found is not None
    assert (found.rank, found.of) == (1, 1)
