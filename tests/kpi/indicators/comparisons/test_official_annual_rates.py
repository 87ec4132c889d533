"""England and regions by term: weighted by pupils on roll, and held against DfE's annual rate."""

from collections import Counter
from dataclasses import replace
from datetime import date

import polars as pl
import pytest

from kpi.indicators import scorecard
from kpi.indicators.comparisons.england_and_region_means import with_means
from kpi.indicators.comparisons.official_annual_rates import annual_rate, official_rates, year_sums
from kpi.indicators.scorecard import View
from kpi.indicators.series_table import series
from kpi.model.schemas import ENGLAND, WEIGHT_LEG
from kpi.model.snapshot import Snapshot
from kpi.periods import Period
from kpi.tables import summary
from tests.kpi.changing import BCP, quarter, row_of

PRIMARY, SECONDARY = "primary-permanent-exclusions", "secondary-permanent-exclusions"


def plain_sum(snapshot: Snapshot, indicator_id: str, year: int) -> float:
    """The three terms of a year as plain means of authorities, as was done before."""
    rows = snapshot.observed(indicator_id).filter(
        (pl.col("period_kind") == "term")
        & (pl.col("leg") == "")
        & (pl.col("period_start") >= date(year, 9, 1))
        & (pl.col("period_end") <= date(year + 1, 8, 31))
    )
    by_term = rows.group_by("period_start").agg(pl.col("value").mean())
    assert by_term.height == 3
    return float(by_term["value"].sum())


# ---- the terms of a year add up -----------------------------------------------------------


@pytest.mark.parametrize(
    ("indicator_id", "sums"),
    [
        (PRIMARY, [0.0163, 0.0084, 0.0163, 0.0260, 0.0319]),
        (SECONDARY, [0.1245, 0.0994, 0.1579, 0.2209, 0.2530]),
    ],
)
def test_three_weighted_terms_add_up_to_dfes_annual_rate(
    snapshot: Snapshot, indicator_id: str, sums: list[float]
) -> None:
    found = year_sums(snapshot, snapshot.indicator(indicator_id))
    assert [each.period.start.year for each in found] == [2019, 2020, 2021, 2022, 2023]
    # Cumbria's and Northamptonshire's rates count by the pupils of their successors.
    assert [round(each.derived, 4) for each in found] == pytest.approx(sums, abs=1.5e-4)
    most = {PRIMARY: 0.0007, SECONDARY: 0.0011}[indicator_id]
    assert all(abs(each.gap) < most for each in found)
    # Within one part in a hundred, but for the year in which schools closed.
    assert all(abs(each.gap) / each.official < 0.01 for each in found[1:])


@pytest.mark.parametrize(
    ("indicator_id", "plain", "weighted"), [(PRIMARY, -0.105, 0.007), (SECONDARY, 0.110, -0.001)]
)
def test_a_plain_mean_is_a_tenth_off(
    snapshot: Snapshot, indicator_id: str, plain: float, weighted: float
) -> None:
    """Of 2023/24: DfE has 0.0317 and 0.2534, plain means gave 0.0283 and 0.2813."""
    last = year_sums(snapshot, snapshot.indicator(indicator_id))[-1]
    before = plain_sum(snapshot, indicator_id, 2023) / last.official - 1
    assert round(before, 3) == plain
    assert round(last.gap / last.official, 3) == pytest.approx(weighted, abs=1e-3)


# ---- weights ------------------------------------------------------------------------------


def test_without_weights_a_mean_is_plain_and_says_so(snapshot: Snapshot) -> None:
    rows = snapshot.observations.filter(pl.col("leg") != WEIGHT_LEG)
    found = row_of(replace(snapshot, observations=rows), PRIMARY).comparator("england")
    assert found.basis == "mean of 152 of 153 authorities"
    assert found.value == pytest.approx(0.0090526316)


@pytest.mark.parametrize(
    ("indicator_id", "england", "region", "of"),
    [(PRIMARY, 0.0099, 0.0135, 151), (SECONDARY, 0.0708, 0.0823, 151)],
)
def test_england_and_region_are_weighted_everywhere(
    snapshot: Snapshot, indicator_id: str, england: float, region: float, of: int
) -> None:
    """Spring term 2024: 0.0091 and 0.0790 for England as plain means."""
    row = row_of(snapshot, indicator_id)
    country, area = row.comparator("england"), row.comparator("region")
    assert country.value is not None
    assert area.value is not None
    assert (round(country.value, 4), round(area.value, 4)) == (england, region)
    assert country.basis == (
        f"mean of {of} of 153 authorities, weighted by pupils on roll in the academic year 2024/25"
    )
    assert country.status == "derived"
    table = series(snapshot, row.indicator, area=BCP, groups=["england", "region"])
    spring = table.filter(pl.col("period_end") == date(2024, 4, 30))
    assert spring["value"].to_list() == [country.value, area.value]
    every = with_means(snapshot).filter(
        (pl.col("indicator_id") == indicator_id) & (pl.col("period_end") == date(2024, 4, 30))
    )
    both = {r["area"]: r["value"] for r in every.iter_rows(named=True)}
    assert (both[ENGLAND], both[row.area.region or ""]) == (country.value, area.value)


def test_neighbours_and_good_authorities_stay_plain_means(snapshot: Snapshot) -> None:
    row = row_of(snapshot, PRIMARY)
    for key in ("neighbours", "good"):
        found = row.comparator(key)
        assert (found.weighted, found.status) == ("", "derived")
    near = snapshot.observed(PRIMARY).filter(
        pl.col("area").is_in(snapshot.neighbours(BCP, row.model))
        & (pl.col("leg") == "")
        & (pl.col("period_end") == date(2024, 4, 30))
    )
    assert row.comparator("neighbours").value == pytest.approx(near["value"].mean())


# ---- DfE's official annual rate -----------------------------------------------------------


def test_the_official_rate_is_the_newest_known_then(snapshot: Snapshot) -> None:
    indicator = snapshot.indicator(PRIMARY)
    then = annual_rate(snapshot, indicator, BCP, date(2025, 6, 30))
    now = annual_rate(snapshot, indicator, BCP, None)
    assert then is not None
    assert now is not None
    assert (then.period, then.own, then.england, then.region) == (
        Period.academic_year(2022), 0.02238, 0.02584, 0.03222,
    )  # fmt: skip
    assert (now.period, now.own, now.england, now.region) == (
        Period.academic_year(2023), 0.02274, 0.03168, 0.04075,
    )  # fmt: skip
    assert then.region_name == "South West"
    assert annual_rate(snapshot, indicator, BCP, date(2015, 1, 1)) is None
    assert annual_rate(snapshot, snapshot.indicator("ehcp-20-weeks"), BCP, None) is None


def test_a_measure_that_lait_dropped_is_not_looked_for(snapshot: Snapshot) -> None:
    gone = pl.col("measure") != "PriPermEx"
    figures = snapshot.held_benchmarks.filter(pl.col("measure").cast(pl.String) != "PriPermEx")
    without = replace(snapshot, measures=snapshot.measures.filter(gone), benchmarks=figures)
    listed = replace(snapshot, benchmarks=figures)  # named in the dictionary, without a figure
    assert annual_rate(listed, listed.indicator(PRIMARY), BCP, None) is None
    indicator = without.indicator(PRIMARY)
    assert annual_rate(without, indicator, BCP, None) is None
    assert official_rates(without, indicator, ENGLAND) == {}
    assert year_sums(without, indicator) == ()


def test_every_row_with_a_derived_england_has_the_official_rate(snapshot: Snapshot) -> None:
    found: Counter[str] = Counter()
    for when in ("Q1 2023-24", "Q1 2025-26", "Q3 2025-26"):
        for area in (BCP, "330", "201", "202"):
            for row in scorecard.summary(snapshot, View(area, quarter(when))):
                derived = row.comparator("england").is_derived_area
                assert derived == (row.annual is not None), (when, area, row.indicator.id)
                found[row.indicator.id] += derived
    assert +found == {PRIMARY: 12, "secondary-permanent-exclusions": 12}


# ---- in words -----------------------------------------------------------------------------


def test_a_derived_england_never_leads_the_headline_alone(snapshot: Snapshot) -> None:
    """The region is placed too, as the committee paper does."""
    told = summary.summary_table(snapshot, [row_of(snapshot, PRIMARY)])["sentence"][0]
    official = "By DfE's official annual rate, ours was 0.022% in the academic year 2022/23, below"
    term = (
        "The term's figure is 0.002 points above England as derived (0.010% in the spring term "
        "2024, weighted mean of 151 of 153). It is 0.002 points below the South West as derived "
        "(0.014%, weighted mean of 14 of 15)."
    )
    assert 0 < told.index(official) < told.index(term)
    newest = summary.summary_table(snapshot, [row_of(snapshot, PRIMARY, newest=True)])["sentence"][
        0
    ]
    # As shown, 0.012% here, in England (0.0123) and in the South West (0.0121).
    assert "The term's figure is level with England as derived (0.012% in the spring" in newest
    assert "It is level with the South West as derived (0.012%, weighted mean of 14" in newest


def test_every_headline_places_the_region(snapshot: Snapshot) -> None:
    silent = set()
    for row in scorecard.summary(snapshot, View(BCP, quarter("Q1 2025-26"))):
        told = summary.summary_table(snapshot, [row])["sentence"][0]
        placed = row.comparator("region").value is not None and row.value is not None
        assert ("the South West" in told) == placed, row.indicator.id
        silent |= set() if placed else {row.indicator.id}
    assert silent == {"early-help-returns"}
