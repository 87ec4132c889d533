"""England and regions by term: weighted by pupils on roll, and held against DfE's annual rate."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from kpi.indicators import scorecard
from kpi.indicators.comparisons.annual_rates import annual_rate, official_rates, year_sums
from kpi.indicators.comparisons.derived_means import with_means
from kpi.indicators.comparisons.pupil_weights import mean, weights_of, with_weight
from kpi.indicators.scorecard import View
from kpi.indicators.series import series
from kpi.model.schemas import ENGLAND, WEIGHT_LEG
from kpi.model.snapshot import Snapshot
from kpi.periods import Period
from kpi.tables import summary
from kpi.wording.comparisons import annual_rates as annual_rates_wording
from kpi.wording.comparisons import table as table_wording
from tests.kpi.changing import BCP, quarter, row_of

INPUTS = Path(__file__).parents[4] / "data" / "inputs"
PRIMARY, SECONDARY = "primary-permanent-exclusions", "secondary-permanent-exclusions"
BOTH = (PRIMARY, SECONDARY)


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


@pytest.mark.parametrize("indicator_id", BOTH)
def test_pupils_of_another_year_would_hardly_move_it(snapshot: Snapshot, indicator_id: str) -> None:
    """Each area's pupils moved back by how its children changed in number since."""
    indicator = snapshot.indicator(indicator_id)
    weights = weights_of(snapshot, indicator)
    assert weights is not None
    assert weights.period == Period.academic_year(2024)
    path = next((INPUTS / "ons-population").glob("*.csv"))
    people = pl.read_csv(path, infer_schema=False).select(
        pl.col("time_period").alias("year"),
        pl.col("old_la_code").alias("area"),
        pl.col("population_estimate").cast(pl.Float64, strict=False).alias("children"),
    )
    children = {(y, a): n for y, a, n in people.drop_nulls().iter_rows()}
    rows = with_weight(
        snapshot.observed(indicator_id).filter(
            (pl.col("leg") == "") & (pl.col("period_kind") == "term")
        ),
        weights,
    ).drop_nulls(["value", "weight"])
    for year in range(2019, 2024):
        inside = rows.filter(
            (pl.col("period_start") >= date(year, 9, 1))
            & (pl.col("period_end") <= date(year + 1, 8, 31))
        )
        back = [
            children.get((str(year), area), 1.0) / children.get(("2024", area), 1.0)
            if (str(year), area) in children and ("2024", area) in children
            else 1.0
            for area in inside["area"]
        ]
        moved = inside.with_columns(weight=pl.col("weight") * pl.Series(back))
        now = sum(part.select(mean()).item() for part in inside.partition_by("period_start"))
        then = sum(part.select(mean()).item() for part in moved.partition_by("period_start"))
        assert inside["period_start"].n_unique() == 3
        assert 0 < abs(then / now - 1) < 0.006


# ---- weights ------------------------------------------------------------------------------


def test_an_authority_that_ended_counts_for_its_successors(snapshot: Snapshot) -> None:
    weights = weights_of(snapshot, snapshot.indicator(PRIMARY))
    assert weights is not None
    by_area = weights.by_area
    assert by_area["909"] == by_area["942"] + by_area["943"]
    assert by_area["928"] == by_area["940"] + by_area["941"]
    # Dorset's old county, Bournemouth and Poole share a successor: nobody knows their parts.
    assert by_area.keys().isdisjoint({"835", "836", "837"})
    assert "201" not in by_area  # hidden by DfE: one school
    assert weights.words == "weighted by pupils on roll in the academic year 2024/25"


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
    for when in ("Q1 2023-24", "Q1 2025-26", "Q3 2025-26"):
        for area in (BCP, "330", "201", "202"):
            for row in scorecard.summary(snapshot, View(area, quarter(when))):
                derived = row.comparator("england").is_derived_area
                assert derived == (row.annual is not None), (when, area, row.indicator.id)


# ---- in words -----------------------------------------------------------------------------


def test_how_far_the_terms_are_from_the_official_rate_is_said(snapshot: Snapshot) -> None:
    assert annual_rates_wording.derived_words(snapshot, PRIMARY) == (
        "England's three terms of the academic year 2023/24, as derived here, add up to 0.0319%. "
        "DfE's official annual rate is 0.0317%. Of the five years that can be checked, the sum was "
        "furthest off in the academic year 2019/20: 0.0006 points above."
    )
    assert annual_rates_wording.derived_words(snapshot, SECONDARY).endswith(
        "furthest off in the academic year 2022/23: 0.0010 points below."
    )
    assert annual_rates_wording.derived_words(snapshot, "ehcp-20-weeks") == ""
    assert annual_rates_wording.derived_words(snapshot, "PriPermEx") == ""


@pytest.mark.parametrize(
    ("indicator_id", "newest", "said"),
    [
        (
            PRIMARY, False,
            "By DfE's official annual rate, ours was 0.022% in the academic year 2022/23, below "
            "England's 0.026% and the South West's 0.032%.",
        ),
        (
            PRIMARY, True,
            "By DfE's official annual rate, ours was 0.023% in the academic year 2023/24, below "
            "England's 0.032% and the South West's 0.041%.",
        ),
        (
            SECONDARY, False,
            "By DfE's official annual rate, ours was 0.451% in the academic year 2022/23, above "
            "England's 0.222% and the South West's 0.251%.",
        ),
    ],
)  # fmt: skip
def test_the_official_rate_like_for_like(
    snapshot: Snapshot, indicator_id: str, newest: bool, said: str
) -> None:
    assert (
        annual_rates_wording.official_words(row_of(snapshot, indicator_id, newest=newest)) == said
    )


def test_official_words_of_one_side_each_level_and_alone(snapshot: Snapshot) -> None:
    row = row_of(snapshot, PRIMARY)
    assert row.annual is not None

    def said(own: float | None, england: float, region: float | None) -> str:
        assert row.annual is not None
        rates = replace(row.annual, own=own, england=england, region=region)
        return annual_rates_wording.official_words(replace(row, annual=rates))

    assert said(0.03, 0.02, 0.04).endswith(
        "in the academic year 2022/23, above England's 0.020% but below the South West's 0.040%."
    )
    assert said(0.03, 0.03, None).endswith("in the academic year 2022/23, level with England's "
                                           "0.030%.")  # fmt: skip
    assert said(None, 0.02, 0.04) == (
        "DfE's official annual rate for the academic year 2022/23 was 0.020% in England and 0.040% "
        "in the South West."
    )
    assert annual_rates_wording.official_words(replace(row, annual=None)) == ""


def test_the_official_rate_stands_beside_every_derived_figure(snapshot: Snapshot) -> None:
    row = row_of(snapshot, PRIMARY)
    cells = [annual_rates_wording.official_short(row, c) for c in row.comparators]
    assert cells == [
        "official rate 2022/23: 0.026%",
        "official rate 2022/23: 0.032%",
        "",
        "",
    ]
    unknown = replace(row, annual=None)
    assert annual_rates_wording.official_short(unknown, row.comparator("england")) == (
        "no official rate by then"
    )
    entries = {e.label: e for e in table_wording.comparison(row)}
    england = entries["England, DfE's official annual rate"]
    assert (england.figure, england.period) == ("0.026%", "academic year 2022/23")
    assert england.verdict == "our official 0.022% is 0.004 points lower"
    assert england.drawn is None  # a bar of a year beside bars of terms would mislead
    region = entries["South West, DfE's official annual rate"]
    assert region.verdict == "our official 0.022% is 0.010 points lower"
    told = summary.summary_table(snapshot, [row]).row(0, named=True)
    assert [told[f"official_annual{name}"] for name in ("_period", "", "_england", "_region")] == [
        "academic year 2022/23",
        0.02238,
        0.02584,
        0.03222,
    ]
    plans = row_of(snapshot, "ehcp-20-weeks")
    assert not [e for e in table_wording.comparison(plans) if "official" in e.label]
    assert summary.summary_table(snapshot, [plans])["official_annual_england"].to_list() == [None]


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
    for row in scorecard.summary(snapshot, View(BCP, quarter("Q1 2025-26"))):
        told = summary.summary_table(snapshot, [row])["sentence"][0]
        placed = row.comparator("region").value is not None and row.value is not None
        assert ("the South West" in told) == placed, row.indicator.id
