"""The summary from the shipped data: what each reporting quarter shows, judges and compares."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

import polars as pl
import pytest

from kpi.errors import UnknownNameError
from kpi.indicators import reporting_quarters, scorecard
from kpi.indicators.comparisons import comparators
from kpi.indicators.comparisons.good_authorities import judged_good
from kpi.indicators.scorecard import IndicatorStatus, ScorecardRow, Streak, View
from kpi.indicators.series_table import series
from kpi.indicators.targets import target_status, targets_in_force
from kpi.model.polarity import Polarity
from kpi.model.snapshot import Snapshot
from kpi.periods import Period, parse_period
from kpi.statistics import clear_change, verdict_rules
from kpi.wording import indicator_notes
from tests.kpi.changing import BCP, quarter, row_of
from tests.shipped_models import MODELS

UNTOLD = "no certain change"
Q1 = quarter("Q1 2025-26")
SOCIAL, EDUCATION = "Children's Social Care", "Education and Skills"


def rows_of(
    snapshot: Snapshot, when: Period = Q1, area: str = BCP, **options: object
) -> dict[str, ScorecardRow]:
    chosen = {name: options.pop(name) for name in ("newest", "model") if name in options}
    view = View(area, when, **chosen)  # type: ignore[arg-type]
    found = scorecard.summary(snapshot, view, **options)  # type: ignore[arg-type]
    return {row.indicator.id: row for row in found}


@pytest.fixture(scope="module")
def rows(snapshot: Snapshot) -> dict[str, ScorecardRow]:
    return rows_of(snapshot)


def told(rows: Iterable[ScorecardRow | IndicatorStatus]) -> list[tuple[str, str]]:
    return [(row.indicator.id, row.status) for row in rows]


@pytest.mark.parametrize("area", [BCP, "330"])
def test_statuses_are_those_of_the_summary_in_its_order(snapshot: Snapshot, area: str) -> None:
    for when in reporting_quarters.quarters(snapshot, area):
        view = View(area, when)
        assert told(scorecard.statuses(snapshot, view)) == told(scorecard.summary(snapshot, view))


@pytest.mark.parametrize("area", ["E92000001", "000"])
def test_only_authorities_have_statuses(snapshot: Snapshot, area: str) -> None:
    with pytest.raises(UnknownNameError):
        scorecard.statuses(snapshot, View(area, Q1))


# ---- Q1 2025-26: figures, status, direction -----------------------------------------------------


@pytest.mark.parametrize(
    ("indicator_id", "period", "value", "numerator", "denominator", "target", "level", "status"),
    [
        ("assessments-45-days", "Q1 2025-26", 94.4, 869, 921, 90.0, 82.5, target_status.ON_TARGET),
        ("early-help-returns", "Q1 2025-26", 10.5, 18, 172, 15.0, 20.0, target_status.ON_TARGET),
        ("ehcp-20-weeks", "Q1 2025-26", 53.9, 96, 178, 60.0, 46.4, target_status.OFF_TARGET),
        (
            "primary-permanent-exclusions", "spring term 2025", 0.012, None, None, 0.01, 0.02,
            target_status.OFF_TARGET,
        ),
        (
            "secondary-permanent-exclusions", "spring term 2025", 0.117, None, None, 0.09, 0.11,
            target_status.BEYOND_INTERVENTION,
        ),
        (
            "ks4-fsm-gap", "academic year 2023/24", 17.0, None, None, 15.0, 17.5,
            target_status.AWAITING,
        ),
        ("referrals-rate", "Q4 2023-24", 10_000 * 1006 / 74472, 1006, 74472, None, None,
         target_status.NO_TARGET),
    ],
)  # fmt: skip
def test_first_quarter(
    rows: dict[str, ScorecardRow],
    indicator_id: str,
    period: str,
    value: float,
    numerator: float | None,
    denominator: float | None,
    target: float | None,
    level: float | None,
    status: str,
) -> None:
    row = rows[indicator_id]
    assert row.now is not None
    assert row.now.period == parse_period(period)
    assert row.value == pytest.approx(value, abs=1e-9)
    assert (row.now.numerator, row.now.denominator) == (numerator, denominator)
    assert (row.target.target if row.target else None) == target
    assert (row.target.intervention_level if row.target else None) == level
    assert row.status == status


@pytest.mark.parametrize(
    ("indicator_id", "before", "period", "change", "direction", "clear"),
    [
        ("assessments-45-days", 95.7, "Q4 2024-25", -1.3, "worsened", False),
        ("early-help-returns", 11.5, "Q4 2024-25", -1.0, "improved", False),
        ("ehcp-20-weeks", 69.4, "Q4 2024-25", -15.5, "worsened", True),
        (
            "primary-permanent-exclusions",
            0.011,
            "spring term 2024",
            0.001,
            "no certain change",
            None,
        ),
        (
            "secondary-permanent-exclusions",
            0.115,
            "spring term 2024",
            0.002,
            "no certain change",
            None,
        ),
        ("ks4-fsm-gap", 16.7, "academic year 2022/23", 0.3, "worsened", None),
        ("referrals-rate", 10_000 * 1027 / 74472, "Q3 2023-24", -2.8, "down", False),
    ],
)
def test_change_since_last(
    rows: dict[str, ScorecardRow],
    indicator_id: str,
    before: float,
    period: str,
    change: float,
    direction: str,
    clear: bool | None,
) -> None:
    found = rows[indicator_id].since_last
    assert found.before is not None
    assert found.before.value == pytest.approx(before, abs=1e-9)
    assert found.period == found.before.period == parse_period(period)
    assert found.difference == pytest.approx(change, abs=1e-9)
    assert found.direction == direction
    assert found.clear is clear


def test_plans_fell_from_118_of_170_to_96_of_178(rows: dict[str, ScorecardRow]) -> None:
    row = rows["ehcp-20-weeks"]
    before = row.since_last.before
    assert row.now is not None
    assert before is not None
    assert (before.numerator, before.denominator) == (118, 170)
    assert (row.now.numerator, row.now.denominator) == (96, 178)


@pytest.mark.parametrize(
    ("indicator_id", "period", "change", "direction", "clear"),
    [
        ("assessments-45-days", "Q1 2024-25", 0.4, "improved", False),
        ("early-help-returns", "Q1 2024-25", -3.0, "improved", False),
        ("ehcp-20-weeks", "Q1 2024-25", -21.7, "worsened", True),
        ("referrals-rate", "Q4 2022-23", -24.3, "down", True),
    ],
)
def test_change_since_last_year(
    rows: dict[str, ScorecardRow],
    indicator_id: str,
    period: str,
    change: float,
    direction: str,
    clear: bool | None,
) -> None:
    found = rows[indicator_id].since_last_year
    assert found.period == parse_period(period)
    assert found.difference == pytest.approx(change, abs=1e-9)
    assert (found.direction, found.clear) == (direction, clear)


@pytest.mark.parametrize("when", ["Q1 2024-25", "Q2 2024-25", "Q3 2024-25", "Q1 2025-26"])
@pytest.mark.parametrize(
    "indicator_id", ["primary-permanent-exclusions", "secondary-permanent-exclusions"]
)
def test_terms_are_compared_with_the_same_term_a_year_before(
    snapshot: Snapshot, indicator_id: str, when: str
) -> None:
    row = row_of(snapshot, indicator_id, when)
    assert row.now is not None
    assert row.since_last.period is not None
    assert row.since_last.period.term_name == row.now.period.term_name
    assert row.since_last.period.end.year == row.now.period.end.year - 1
    assert row.since_last == row.since_last_year


def test_streaks(rows: dict[str, ScorecardRow]) -> None:
    assert {name: row.streak.length for name, row in rows.items()} == {
        "assessments-45-days": 5,
        "early-help-returns": 7,  # each quarter against the target of its time: 16, then 15
        "ehcp-20-weeks": 0,
        "primary-permanent-exclusions": 0,
        "secondary-permanent-exclusions": 0,
        "ks4-fsm-gap": 0,
        "referrals-rate": 0,
    }


def test_early_help_is_the_lowest_of_nine_quarters(rows: dict[str, ScorecardRow]) -> None:
    assert rows["early-help-returns"].beats == Streak(8, "illustrative")
    assert rows["assessments-45-days"].beats is None
    assert rows["referrals-rate"].beats is None


def test_counts_of_a_rate_are_not_taken_for_a_share(rows: dict[str, ScorecardRow]) -> None:
    """1,006 referrals among 74,472 children: Byar's interval, and words without polarity."""
    row = rows["referrals-rate"]
    assert row.likely is not None
    assert row.likely.method == verdict_rules.BYAR
    assert (row.likely.low, row.likely.high) == pytest.approx((126.9, 143.7), abs=0.05)
    assert row.since_last.gap is not None
    assert row.since_last.gap.method == clear_change.SQUARE_AND_ADD
    found = [v.word if v else None for v in row.verdicts.values()]
    assert found == ["similar", "higher", "higher", "not judged"]


@pytest.mark.parametrize(
    ("indicator_id", "low", "high", "gap_low", "gap_high"),
    [
        ("ehcp-20-weeks", 46.6, 61.1, -25.2, -5.3),
        ("assessments-45-days", 92.7, 95.7, -3.3, 0.7),
        ("early-help-returns", 6.7, 15.9, -7.9, 5.7),
        ("referrals-rate", 126.9, 143.7, -14.8, 9.1),
    ],
)
def test_likely_ranges_of_figure_and_change(
    rows: dict[str, ScorecardRow],
    indicator_id: str,
    low: float,
    high: float,
    gap_low: float,
    gap_high: float,
) -> None:
    row = rows[indicator_id]
    found = row.since_last.gap
    assert row.likely is not None
    assert found is not None
    assert (row.likely.low, row.likely.high) == pytest.approx((low, high), abs=0.05)
    assert (found.low, found.high) == pytest.approx((gap_low, gap_high), abs=0.05)


@pytest.mark.parametrize(
    "indicator_id",
    ["primary-permanent-exclusions", "secondary-permanent-exclusions", "ks4-fsm-gap"],
)
def test_without_counts_there_is_neither_range_nor_verdict(
    rows: dict[str, ScorecardRow], indicator_id: str
) -> None:
    row = rows[indicator_id]
    assert row.likely is None
    assert set(row.verdicts.values()) == {None}
    assert (row.since_last.gap, row.since_last.clear) == (None, None)


def test_published_years_are_judged_as_quarters_are(snapshot: Snapshot) -> None:
    """Birmingham has no return: its own series are DfE's years, which carry counts."""
    plans = row_of(snapshot, "ehcp-20-weeks", area="330")
    assert plans.now is not None
    assert (plans.value, str(plans.now.period)) == (26.7, "2024 (calendar year)")
    assert plans.likely is not None
    assert plans.since_last.clear is True
    assert {v.word for v in plans.verdicts.values() if v} <= {"better", "similar", "worse"}
    assert plans.verdicts["england"] is not None
    assert plans.verdicts["england"].word == "worse"


def test_change_of_our_published_year(snapshot: Snapshot) -> None:
    """493 of 635 in 2024 against 13 of 273 in 2023; 2023 against 2022 crosses a break."""
    indicator = snapshot.indicator("ehcp-20-weeks")
    told = scorecard.changes_to(snapshot, indicator, BCP, parse_period("2024 (calendar year)"))
    assert told is not None
    own, change = told
    assert (own.value, own.data_status) == (77.6, "published")
    assert (change.difference, change.direction, change.clear) == (72.8, "improved", True)
    told = scorecard.changes_to(snapshot, indicator, BCP, parse_period("2023 (calendar year)"))
    assert told is not None
    assert (told[1].difference, told[1].clear) == (None, None)
    missing = parse_period("2018 (calendar year)")
    assert scorecard.changes_to(snapshot, indicator, BCP, missing) is None


def test_with_model_changes_only_the_neighbours(snapshot: Snapshot) -> None:
    row = row_of(snapshot, "ehcp-20-weeks")
    other = scorecard.with_model(snapshot, row, "2021-04")
    assert scorecard.with_model(snapshot, row, row.model) is row
    assert other.model == "2021-04"
    assert other.comparator("neighbours").value == pytest.approx(30.34, abs=0.005)
    assert other.comparator("england") == row.comparator("england")


def test_rows_stand_by_directorate_worst_first_and_context_last(snapshot: Snapshot) -> None:
    found = scorecard.summary(snapshot, View(BCP, Q1))
    assert [row.indicator.id for row in found] == [
        "assessments-45-days",
        "early-help-returns",
        "referrals-rate",
        "secondary-permanent-exclusions",
        "ehcp-20-weeks",
        "primary-permanent-exclusions",
        "ks4-fsm-gap",
    ]


# ---- comparators --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("indicator_id", "period", "values"),
    [
        ("ehcp-20-weeks", "2024 (calendar year)", (46.4, 28.5, 40.62)),
        ("assessments-45-days", "year to March 2024", (84.5, 79.5, 82.54)),
        ("ks4-fsm-gap", "academic year 2023/24", (14.9, 16.5, 16.99)),
        (
            "primary-permanent-exclusions", "spring term 2024",
            (0.0098579609, 0.0135123083, 0.0111),
        ),
        (
            "secondary-permanent-exclusions", "spring term 2024",
            (0.0708197973, 0.0822507955, 0.0635),
        ),
    ],
)  # fmt: skip
def test_comparators_as_known_then(
    rows: dict[str, ScorecardRow],
    indicator_id: str,
    period: str,
    values: tuple[float, float, float],
) -> None:
    found = [rows[indicator_id].comparator(key) for key in ("england", "region", "neighbours")]
    assert [c.value for c in found] == pytest.approx(values, abs=1e-9)
    assert {str(c.period) for c in found} == {period}
    assert found[2].count == found[2].of == 10


def test_neighbours_of_plans_have_mean_median_and_count(snapshot: Snapshot) -> None:
    new = row_of(snapshot, "ehcp-20-weeks").comparator("neighbours")
    assert (new.value, new.median, new.count) == (40.62, 38.15, 10)
    old = row_of(snapshot, "ehcp-20-weeks", model="2021-04").comparator("neighbours")
    assert old.value == pytest.approx(30.34, abs=0.005)


def test_newest_comparators_of_assessments(snapshot: Snapshot) -> None:
    row = row_of(snapshot, "assessments-45-days", newest=True)
    found = [row.comparator(key) for key in ("england", "region", "neighbours")]
    assert [c.value for c in found] == pytest.approx([85.7, 79.2, 85.53], abs=1e-9)
    assert {str(c.period) for c in found} == {"year to March 2025"}
    assert row.newest_comparators


def test_no_comparator_for_early_help(rows: dict[str, ScorecardRow]) -> None:
    comparators = rows["early-help-returns"].comparators
    assert {found.key for found in comparators} == {"england", "region", "neighbours", "good"}
    for found in comparators:
        assert found.value is None
        assert found.reason.startswith("No national figure exists for returns to Early Help")


def test_verdicts(rows: dict[str, ScorecardRow]) -> None:
    def words(indicator_id: str) -> list[str | None]:
        found = rows[indicator_id].verdicts
        return [v.word if v else None for v in (found[k] for k in comparators.KEYS)]

    assert words("assessments-45-days") == ["better"] * 4
    assert words("ehcp-20-weeks") == ["better", "better", "not judged", "not judged"]
    assert words("secondary-permanent-exclusions") == [None] * 4


def test_good_authorities_leave_out_the_home_one(snapshot: Snapshot) -> None:
    good = set(judged_good(snapshot).members)
    assert BCP in good
    home = row_of(snapshot, "ehcp-20-weeks").comparator("good")
    assert home.of == len(good) - 1 == 66
    other = next(
        r["area"]
        for r in snapshot.areas.iter_rows(named=True)
        if r["kind"] == "authority" and r["area"] not in good and r["abolished_on"] is None
    )
    assert row_of(snapshot, "ehcp-20-weeks", area=other).comparator("good").of == len(good)
    rows = snapshot.observed("ehcp-20-weeks").filter(
        pl.col("area").is_in(list(good - {BCP}))
        & (pl.col("period_kind") == "calendar year")
        & (pl.col("period_end").dt.year() == 2024)
    )
    assert home.value == pytest.approx(rows["value"].mean(), abs=1e-9)
    assert home.count == rows["value"].count()


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("area", [BCP, "330", "201", "830", "836"])
def test_series_and_summary_show_the_same_comparators(
    snapshot: Snapshot, area: str, model: str
) -> None:
    for when in ("Q1 2023-24", "Q3 2025-26"):
        for row in rows_of(snapshot, quarter(when), area, model=model).values():
            table = series(snapshot, row.indicator, area=area, model=model, known_by=row.known_by)
            for found in row.comparators:
                if found.value is None or found.period is None:
                    continue
                same = table.filter(
                    (pl.col("group") == found.key) & (pl.col("period") == str(found.period))
                )
                where = f"{when} {row.indicator.id} {found.key}"
                assert same["value"].to_list() == [pytest.approx(found.value, abs=1e-9)], where
                if found.is_mean:
                    assert same["count"].to_list() == [found.count], where
                    assert same["median"].to_list() == [pytest.approx(found.median)], where


# ---- other quarters -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("when", "value", "period", "status", "england", "england_period"),
    [
        (
            "Q4 2024-25", 17.0, "academic year 2023/24", target_status.OFF_TARGET, 14.9,
            "academic year 2023/24",
        ),
        (
            "Q1 2025-26", 17.0, "academic year 2023/24", target_status.AWAITING, 14.9,
            "academic year 2023/24",
        ),
        (
            "Q2 2025-26", 17.8, "academic year 2024/25", target_status.BEYOND_INTERVENTION, 14.9,
            "academic year 2023/24",
        ),
        (
            "Q3 2025-26", 17.8, "academic year 2024/25", target_status.BEYOND_INTERVENTION, 15.0,
            "academic year 2024/25",
        ),
    ],
)  # fmt: skip
def test_key_stage_4_through_the_year(
    snapshot: Snapshot,
    when: str,
    value: float,
    period: str,
    status: str,
    england: float,
    england_period: str,
) -> None:
    row = row_of(snapshot, "ks4-fsm-gap", when)
    assert row.value == pytest.approx(value, abs=1e-9)
    assert row.now is not None
    assert str(row.now.period) == period
    assert row.status == status
    beside = row.comparator("england")
    assert beside.value == pytest.approx(england, abs=1e-9)
    assert str(beside.period) == england_period


def test_key_stage_4_is_next_due_in_the_second_quarter(rows: dict[str, ScorecardRow]) -> None:
    shown = rows["ks4-fsm-gap"].shown
    assert not shown.is_current
    assert str(shown.upcoming) == "academic year 2024/25"
    assert shown.upcoming_quarter == quarter("Q2 2025-26")
    assert rows["ks4-fsm-gap"].indicator.reporting.due == "end of August"


@pytest.mark.parametrize(
    ("indicator_id", "value"),
    [("primary-permanent-exclusions", 0.021), ("secondary-permanent-exclusions", None)],
)
def test_fourth_quarter_shows_the_autumn_term_and_awaits(
    snapshot: Snapshot, indicator_id: str, value: float | None
) -> None:
    row = row_of(snapshot, indicator_id, "Q4 2024-25")
    assert row.now is not None
    assert str(row.now.period) == "autumn term 2024"
    assert row.status == target_status.AWAITING
    assert row.shown.upcoming_quarter == Q1
    if value is not None:
        assert row.value == pytest.approx(value)


def test_targets_changed_and_last_years_is_kept(snapshot: Snapshot) -> None:
    def history(indicator_id: str) -> list[tuple[str, str | None, float, float | None]]:
        found = scorecard.targets(snapshot, snapshot.indicator(indicator_id), BCP)
        return [(t.from_quarter, t.to_quarter, t.target, t.intervention_level) for t in found]

    assert history("ehcp-20-weeks") == [
        ("Q1 2023-24", "Q4 2024-25", 50.0, 40.0),
        ("Q1 2025-26", None, 60.0, 46.4),
    ]
    assert history("early-help-returns") == [
        ("Q1 2023-24", "Q4 2024-25", 16.0, 20.0),
        ("Q1 2025-26", None, 15.0, 20.0),
    ]
    for when, target in (("Q4 2024-25", 50.0), ("Q1 2025-26", 60.0)):
        found = row_of(snapshot, "ehcp-20-weeks", when).target
        assert found is not None
        assert found.target == target


def test_last_years_target_would_not_turn_plans_red(snapshot: Snapshot) -> None:
    row = row_of(snapshot, "ehcp-20-weeks")
    old, new = scorecard.targets(snapshot, row.indicator, BCP)
    assert row.value is not None

    def status(target: targets_in_force.Target) -> str:
        assert row.value is not None
        return target_status.status_of(
            row.value,
            target.target,
            target.intervention_level,
            Polarity.HIGHER,
            row.indicator.decimals,
        )

    assert (status(old), status(new)) == (target_status.ON_TARGET, target_status.OFF_TARGET)


def test_another_council_sees_nothing_of_this_one(snapshot: Snapshot) -> None:
    for when in reporting_quarters.quarters(snapshot, "330"):
        for row in rows_of(snapshot, when, "330").values():
            assert row.target is None
            assert row.status == target_status.NO_TARGET
            assert row.judged_status != "illustrative"
            assert row.streak == Streak(0)
            assert all(o.data_status != "illustrative" for o in row.series)
    row = row_of(snapshot, "ehcp-20-weeks", area="330")
    assert row.now is not None
    assert (row.value, str(row.now.period)) == (26.7, "2024 (calendar year)")
    assert row_of(snapshot, "early-help-returns", area="330").now is None


# ---- filters ------------------------------------------------------------------------------------


def ids(rows: Sequence[ScorecardRow]) -> list[str]:
    return [row.indicator.id for row in rows]


def test_filters(snapshot: Snapshot) -> None:
    inside = scorecard.summary(snapshot, View(BCP, Q1), directorate=EDUCATION)
    assert len(inside) == 4
    assert {row.indicator.directorate for row in inside} == {EDUCATION}
    one = scorecard.summary(snapshot, View(BCP, Q1), indicator_ids=["ehcp-20-weeks"])
    assert ids(one) == ["ehcp-20-weeks"]
    none = scorecard.summary(
        snapshot, View(BCP, Q1), directorate=SOCIAL, indicator_ids=["ehcp-20-weeks"]
    )
    assert none == ()


def test_unknown_names_are_refused(snapshot: Snapshot) -> None:
    with pytest.raises(UnknownNameError, match="no directorate 'Housing'; there are Children's"):
        scorecard.summary(snapshot, View(BCP, Q1), directorate="Housing")
    with pytest.raises(UnknownNameError, match="no indicator 'ehcp'"):
        scorecard.summary(snapshot, View(BCP, Q1), indicator_ids=["ehcp"])
    with pytest.raises(UnknownNameError, match="no area has the code '000'"):
        scorecard.summary(snapshot, View("000", Q1))
    with pytest.raises(UnknownNameError, match="England, not an authority"):
        scorecard.summary(snapshot, View("970", Q1))
    with pytest.raises(UnknownNameError, match="no neighbour model '1999'"):
        scorecard.summary(snapshot, View(BCP, Q1, model="1999"))


def test_a_retired_indicator_stays_in_earlier_reports(snapshot: Snapshot) -> None:
    last, now = Period.quarter(2024, 4), Period.quarter(2025, 1)
    made = replace(
        snapshot,
        indicators=tuple(
            replace(each, retired_from=now, retired_why="Replaced.")
            if each.id == "ehcp-20-weeks"
            else each
            for each in snapshot.indicators
        ),
    )

    def reported(quarter: Period) -> set[str]:
        return {row.indicator.id for row in scorecard.summary(made, View(BCP, quarter))}

    assert told(scorecard.statuses(made, View(BCP, now))) == told(
        scorecard.summary(made, View(BCP, now))
    )
    assert reported(last) - reported(now) == {"ehcp-20-weeks"}
    (asked,) = scorecard.summary(made, View(BCP, now), indicator_ids=["ehcp-20-weeks"])
    (before,) = scorecard.summary(snapshot, View(BCP, last), indicator_ids=["ehcp-20-weeks"])
    (earlier,) = scorecard.summary(made, View(BCP, last), indicator_ids=["ehcp-20-weeks"])
    assert earlier.value == before.value
    assert earlier.shown.upcoming is None  # nothing more is to come
    assert asked.indicator.id == "ehcp-20-weeks"
    words = indicator_notes.retired_words(asked.indicator)
    assert words == "Not reported from Q1 2025-26 on: Replaced."
    assert indicator_notes.retired_words(snapshot.indicator("ehcp-20-weeks")) == ""
