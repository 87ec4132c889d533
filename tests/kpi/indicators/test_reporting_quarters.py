"""Which figure each quarter's report shows, and when the next one is due."""

from dataclasses import replace
from datetime import date

import polars as pl
import pytest

from kpi.errors import UnknownNameError
from kpi.indicators.reporting_quarters import (
    default_quarter,
    find_quarter,
    newest_ended,
    next_quarter,
    observations,
    own_series,
    quarters,
    reported_in,
    return_quarters,
    shown,
    year_to_date_of,
)
from kpi.model.definitions.indicator import Indicator
from kpi.model.observation import Observation
from kpi.model.schemas import OBSERVATIONS
from kpi.model.snapshot import Snapshot
from kpi.periods import Kind, Period, parse_period
from tests.kpi.returning import PLANS, figure

HOME, OTHER = "839", "330"


def seen(snapshot: Snapshot, indicator_id: str, quarter: str, area: str = HOME) -> Observation:
    indicator = snapshot.indicator(indicator_id)
    found = shown(indicator, own_series(snapshot, indicator, area), parse_period(quarter))
    assert found.observation is not None
    return found.observation


def made(period: Period, known_from: date) -> Observation:
    return Observation(period, known_from, value=1.0)


# ---- mapping ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("indicator_id", "period", "expected"),
    [
        # Period, and the quarters whose reports show it.
        ("early-help-returns", "Q1 2025-26", ["Q1 2025-26"]),
        ("assessments-45-days", "Q4 2024-25", ["Q4 2024-25"]),
        ("ehcp-20-weeks", "Q3 2024-25", ["Q3 2024-25"]),
        ("primary-permanent-exclusions", "spring term 2025", ["Q1 2025-26"]),
        ("primary-permanent-exclusions", "summer term 2025", ["Q2 2025-26"]),
        ("primary-permanent-exclusions", "autumn term 2025", ["Q3 2025-26"]),
        ("primary-permanent-exclusions", "autumn term 2024", ["Q3 2024-25"]),
        ("secondary-permanent-exclusions", "spring term 2024", ["Q1 2024-25"]),
        ("secondary-permanent-exclusions", "autumn term 2023", ["Q3 2023-24"]),
        (
            "ks4-fsm-gap", "academic year 2024/25",
            ["Q2 2025-26", "Q3 2025-26", "Q4 2025-26"],
        ),
        (
            "ks4-fsm-gap", "academic year 2023/24",
            ["Q2 2024-25", "Q3 2024-25", "Q4 2024-25"],
        ),
        # Context: when DfE published it.
        ("referrals-rate", "Q1 2023-24", ["Q3 2024-25"]),
        # The newest of that year, until the next year's quarters are due in November 2025.
        ("referrals-rate", "Q4 2023-24", ["Q3 2024-25", "Q4 2024-25", "Q1 2025-26", "Q2 2025-26"]),
    ],
)  # fmt: skip
def test_which_reports_show_a_period(
    snapshot: Snapshot, indicator_id: str, period: str, expected: list[str]
) -> None:
    observation = made(parse_period(period), date(2024, 11, 30))
    found = reported_in(snapshot.indicator(indicator_id), observation)
    assert [quarter.short for quarter in found] == expected


def test_no_term_is_first_shown_in_q4(snapshot: Snapshot) -> None:
    indicator = snapshot.indicator("primary-permanent-exclusions")
    for name in ("autumn", "spring", "summer"):
        for year in range(2019, 2027):
            told = reported_in(indicator, made(Period.term(name, year), date(2030, 1, 1)))
            assert [q.quarter_number for q in told] == [
                {"spring": 1, "summer": 2, "autumn": 3}[name]
            ]
            assert told[0].end >= parse_period(f"{name} term {year}").end


def test_a_published_year_beside_a_quarterly_indicator_goes_by_publication(
    snapshot: Snapshot,
) -> None:
    year = made(Period.calendar_year(2024), date(2025, 6, 30))
    found = reported_in(snapshot.indicator("ehcp-20-weeks"), year)
    # The next year is due in June 2026, in Q1 2026-27.
    assert [quarter.short for quarter in found] == [
        "Q1 2025-26",
        "Q2 2025-26",
        "Q3 2025-26",
        "Q4 2025-26",
    ]


# ---- what Q1 2025-26 shows ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("indicator_id", "period", "value", "counts", "status", "current", "upcoming", "due"),
    [
        (
            "early-help-returns", "Q1 2025-26", 10.5, (18, 172), "illustrative", True,
            "Q2 2025-26", "Q2 2025-26",
        ),
        (
            "assessments-45-days", "Q1 2025-26", 94.4, (869, 921), "illustrative", True,
            "Q2 2025-26", "Q2 2025-26",
        ),
        (
            "ehcp-20-weeks", "Q1 2025-26", 53.9, (96, 178), "illustrative", True,
            "Q2 2025-26", "Q2 2025-26",
        ),
        (
            "ks4-fsm-gap", "academic year 2023/24", 17.0, (None, None), "derived", False,
            "academic year 2024/25", "Q2 2025-26",
        ),
        (
            "primary-permanent-exclusions", "spring term 2025", 0.012, (None, None), "derived",
            True, "summer term 2025", "Q2 2025-26",
        ),
        (
            "secondary-permanent-exclusions", "spring term 2025", 0.117, (None, None), "derived",
            True, "summer term 2025", "Q2 2025-26",
        ),
        (
            "referrals-rate", "Q4 2023-24", 1006 / 74472 * 10000, (1006, 74472), "derived",
            True, "Q1 2024-25", "Q3 2025-26",
        ),
    ],
)  # fmt: skip
def test_q1_2025_26(
    snapshot: Snapshot,
    indicator_id: str,
    period: str,
    value: float,
    counts: tuple[float | None, float | None],
    status: str,
    current: bool,
    upcoming: str,
    due: str,
) -> None:
    indicator = snapshot.indicator(indicator_id)
    series = own_series(snapshot, indicator, HOME)
    found = shown(indicator, series, parse_period("Q1 2025-26"))
    now = found.observation
    assert now is not None
    assert now.period == parse_period(period)
    assert now.value == pytest.approx(value, abs=1e-9)
    assert (now.numerator, now.denominator) == counts
    assert now.data_status == status
    assert found.is_current is current
    assert found.upcoming == parse_period(upcoming)
    assert found.upcoming_quarter == parse_period(due)


@pytest.mark.parametrize(
    ("indicator_id", "quarter", "period", "value"),
    [
        ("ehcp-20-weeks", "Q4 2024-25", "Q4 2024-25", 69.4),
        ("ehcp-20-weeks", "Q4 2025-26", "Q1 2025-26", 53.9),  # older than the quarter
        ("ks4-fsm-gap", "Q2 2025-26", "academic year 2024/25", 17.8),
        ("ks4-fsm-gap", "Q1 2024-25", "academic year 2022/23", 16.7),
        ("primary-permanent-exclusions", "Q4 2024-25", "autumn term 2024", 0.021),
        ("primary-permanent-exclusions", "Q3 2024-25", "autumn term 2024", 0.021),
        ("primary-permanent-exclusions", "Q2 2024-25", "summer term 2024", 0.0),
        ("secondary-permanent-exclusions", "Q1 2024-25", "spring term 2024", 0.115),
    ],
)
def test_other_quarters(
    snapshot: Snapshot, indicator_id: str, quarter: str, period: str, value: float
) -> None:
    now = seen(snapshot, indicator_id, quarter)
    assert (now.period, now.value) == (parse_period(period), value)


def test_q4_has_no_new_term_and_says_so(snapshot: Snapshot) -> None:
    indicator = snapshot.indicator("primary-permanent-exclusions")
    found = shown(indicator, own_series(snapshot, indicator, HOME), parse_period("Q4 2024-25"))
    assert not found.is_current
    assert found.upcoming_quarter == parse_period("Q1 2025-26")


def test_a_year_stays_current_in_the_reports_that_are_meant_to_show_it(snapshot: Snapshot) -> None:
    indicator = snapshot.indicator("ks4-fsm-gap")
    series = own_series(snapshot, indicator, HOME)
    current = {
        text: shown(indicator, series, parse_period(text)).is_current
        for text in ("Q1 2025-26", "Q2 2025-26", "Q3 2025-26", "Q4 2025-26")
    }
    assert list(current.values()) == [False, True, True, True]


@pytest.mark.parametrize(
    ("indicator_id", "area", "current"),
    [
        # Published in November 2024; the next quarters are due in November 2025.
        ("referrals-rate", HOME, ["Q3 2024-25", "Q4 2024-25", "Q1 2025-26", "Q2 2025-26"]),
        # Year to March 2024: October 2024; year to March 2025: October 2025, both held.
        ("assessments-45-days", OTHER, ["Q3 2024-25", "Q4 2024-25", "Q1 2025-26", "Q2 2025-26"]),
    ],
)
def test_a_published_figure_stays_current_until_the_next_is_due(
    snapshot: Snapshot, indicator_id: str, area: str, current: list[str]
) -> None:
    indicator = snapshot.indicator(indicator_id)
    series = own_series(snapshot, indicator, area)
    year_end = date(2024, 3, 31)
    found = [
        quarter.short
        for quarter in quarters(snapshot, HOME)
        for now in [shown(indicator, series, quarter)]
        if now.is_current and now.observation and now.observation.period.end == year_end
    ]
    assert found == current


def test_a_quarter_never_shows_a_later_one(snapshot: Snapshot) -> None:
    seen = 0
    for area in (HOME, OTHER, "202"):
        for indicator in snapshot.indicators:
            series = own_series(snapshot, indicator, area)
            for quarter in quarters(snapshot, area):
                now = shown(indicator, series, quarter).observation
                seen += now is not None
                assert now is None or reported_in(indicator, now)[0] <= quarter
    assert seen > 150


def test_before_the_first_figure_nothing_is_shown(snapshot: Snapshot) -> None:
    indicator = snapshot.indicator("ehcp-20-weeks")
    found = shown(indicator, own_series(snapshot, indicator, HOME), parse_period("Q3 2023-24"))
    assert (found.observation, found.is_current, found.upcoming) == (None, False, None)


# ---- another authority --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("indicator_id", "quarter", "period", "value", "counts", "upcoming", "due"),
    [
        (
            "ehcp-20-weeks", "Q1 2025-26", "2024 (calendar year)", 26.7, (344, 1290),
            "2025 (calendar year)", "Q1 2026-27",
        ),
        (
            "ehcp-20-weeks", "Q4 2024-25", "2023 (calendar year)", 60.5, (603, 996),
            "2024 (calendar year)", "Q1 2025-26",
        ),
        (
            "assessments-45-days", "Q1 2025-26", "year to March 2024", 85.3, (15013, 17602),
            "year to March 2025", "Q3 2025-26",
        ),
        (
            "ks4-fsm-gap", "Q1 2025-26", "academic year 2023/24", 12.1, (None, None),
            "academic year 2024/25", "Q2 2025-26",
        ),
    ],
)  # fmt: skip
def test_another_authority_falls_back_on_what_is_published(
    snapshot: Snapshot,
    indicator_id: str,
    quarter: str,
    period: str,
    value: float,
    counts: tuple[float | None, float | None],
    upcoming: str,
    due: str,
) -> None:
    indicator = snapshot.indicator(indicator_id)
    found = shown(indicator, own_series(snapshot, indicator, OTHER), parse_period(quarter))
    now = found.observation
    assert now is not None
    assert (now.period, now.value) == (parse_period(period), value)
    assert (now.numerator, now.denominator) == counts
    assert (found.upcoming, found.upcoming_quarter) == (parse_period(upcoming), parse_period(due))


def test_nothing_illustrative_is_shown_of_another_authority(snapshot: Snapshot) -> None:
    held = {i.id: own_series(snapshot, i, OTHER) for i in snapshot.indicators}
    assert [name for name, series in held.items() if not series] == ["early-help-returns"]
    statuses = {o.data_status for series in held.values() for o in series}
    assert statuses == {"published", "derived"}


def test_another_authority_has_no_early_help_figures(snapshot: Snapshot) -> None:
    indicator = snapshot.indicator("early-help-returns")
    assert own_series(snapshot, indicator, OTHER) == []
    assert shown(indicator, [], parse_period("Q1 2025-26")).observation is None


def test_a_missing_figure_keeps_its_symbol_and_reason(snapshot: Snapshot) -> None:
    now = seen(snapshot, "referrals-rate", "Q1 2025-26", "201")
    assert (now.value, now.numerator, now.symbol) == (None, None, "c")
    assert now.reason == "confidential: too few children to show"


def test_the_own_series_is_of_one_kind_and_in_order(snapshot: Snapshot) -> None:
    for indicator in snapshot.indicators:
        for area in (HOME, OTHER):
            series = own_series(snapshot, indicator, area)
            assert [o.period for o in series] == sorted({o.period for o in series})
            assert len({o.period.kind for o in series}) <= 1


def test_the_legs_of_the_gap(snapshot: Snapshot) -> None:
    rows = snapshot.observed("ks4-fsm-gap")
    kind = snapshot.indicator("ks4-fsm-gap").local_kind
    newest = {leg: observations(rows, HOME, kind, leg)[-1] for leg in ("", "other", "fsm")}
    assert {leg: o.value for leg, o in newest.items()} == {"": 17.8, "other": 54.1, "fsm": 36.3}
    assert {o.period for o in newest.values()} == {Period.academic_year(2024)}


# ---- the choice of quarters ---------------------------------------------------------------


def test_quarters_to_choose_from(snapshot: Snapshot) -> None:
    told = quarters(snapshot, HOME)
    assert [q.short for q in told] == [
        f"Q{number} {year}-{year - 1999}" for year in (2023, 2024, 2025) for number in (1, 2, 3, 4)
    ]
    assert default_quarter(snapshot, HOME).short == "Q1 2025-26"


def with_years_to_date(snapshot: Snapshot, *ends: str) -> Snapshot:
    """The snapshot with nothing of our own but years to date of the plans."""
    rows = []
    for number, label in enumerate(ends):
        held = parse_period(label)
        year = Period.quarterly(Kind.TO_DATE, held)
        rows.append(
            figure(
                PLANS, label, 20 * (number + 1), 100, period_kind=str(year.kind),
                period_start=year.start, period_end=year.end, reporting_quarter=held.short,
            )
        )  # fmt: skip
    made = pl.DataFrame(rows, schema=OBSERVATIONS, orient="row")
    kept = snapshot.observations.filter(pl.col("reporting_quarter").is_null())
    return snapshot.with_tables({"observations": pl.concat([kept, made])})


def test_a_return_of_years_to_date_alone_has_quarters_to_choose_from(snapshot: Snapshot) -> None:
    """No report shows them as a quarter's figure, but the return was for these quarters."""
    live = with_years_to_date(snapshot, "Q1 2027-28", "Q2 2027-28")
    told = quarters(live, HOME)
    assert [quarter.short for quarter in told] == ["Q1 2027-28", "Q2 2027-28"]
    assert default_quarter(live, HOME) == told[-1] == find_quarter(live, HOME, "Q2 2027-28")
    assert all(o.period.kind is not Kind.TO_DATE for o in own_series(live, plans(live), HOME))
    with pytest.raises(UnknownNameError, match="there are Q1 2027-28 to Q2 2027-28"):
        find_quarter(live, HOME, "Q3 2027-28")


def plans(snapshot: Snapshot) -> Indicator:
    return snapshot.indicator(PLANS)


def test_the_year_to_date_beside_a_quarter_is_of_its_financial_year(snapshot: Snapshot) -> None:
    live = with_years_to_date(snapshot, "Q4 2024-25", "Q1 2025-26", "Q2 2025-26")

    def beside(label: str) -> str | None:
        found = year_to_date_of(live, plans(live), HOME, parse_period(label))
        return f"{found.period}: {found.numerator:g}" if found else None

    assert beside("Q3 2024-25") is None
    assert beside("Q4 2024-25") == "April 2024 to March 2025: 20"
    assert beside("Q1 2025-26") == "April to June 2025: 40"
    assert beside("Q3 2025-26") == "April to September 2025: 60"
    assert beside("Q1 2026-27") is None
    own = replace(plans(live), local_kind=Kind.TO_DATE)
    assert year_to_date_of(live, own, HOME, parse_period("Q1 2025-26")) is None


def test_a_figure_that_is_still_current_brings_no_quarter_of_its_own(snapshot: Snapshot) -> None:
    """Birmingham's newest: assessments of October 2025, and the gap, shown until Q4 2025-26."""
    told = quarters(snapshot, OTHER)
    assert (told[0].short, told[-1].short, len(told)) == ("Q1 2023-24", "Q4 2025-26", 12)
    assert default_quarter(snapshot, OTHER).short == "Q4 2025-26"


@pytest.mark.parametrize(
    "text", ["Q1 2025-26", "2025-26 Q1", "202526 Q1", "q1 2025/26", "Apr to Jun 2025"]
)
def test_a_quarter_is_found_however_it_is_written(snapshot: Snapshot, text: str) -> None:
    assert find_quarter(snapshot, HOME, text) == Period.quarter(2025, 1)


def test_no_quarter_asked_for_is_the_default(snapshot: Snapshot) -> None:
    assert find_quarter(snapshot, HOME, None) == Period.quarter(2025, 1)


@pytest.mark.parametrize(
    "text", ["Q1 2031-32", "Q4 2022-23", "spring term 2025", "", "Q9", "x" * 99]
)
def test_an_unknown_quarter_is_named(snapshot: Snapshot, text: str) -> None:
    with pytest.raises(UnknownNameError, match=r"there are Q1 2023-24 to Q4 2025-26") as caught:
        find_quarter(snapshot, HOME, text)
    assert f"'{text}'" in str(caught.value)


def test_an_unknown_area_is_named(snapshot: Snapshot) -> None:
    with pytest.raises(UnknownNameError, match="no area has the code 'E06000058'"):
        quarters(snapshot, "E06000058")


def test_the_next_return_follows_the_newest_else_is_of_the_last_quarter_that_ended(
    snapshot: Snapshot,
) -> None:
    """What others have published of an area says nothing of which return it is to make."""
    day = date(2025, 10, 1)
    assert next_quarter(snapshot, HOME, None, today=day).short == "Q2 2025-26"
    assert next_quarter(snapshot, OTHER, None, today=day).short == "Q2 2025-26"
    assert next_quarter(snapshot, OTHER, None, today=date(2025, 9, 30)).short == "Q1 2025-26"
    assert next_quarter(snapshot, OTHER, None, today=date(2026, 4, 1)).short == "Q4 2025-26"
    assert next_quarter(snapshot, OTHER, "2024/25 Q3", today=day).short == "Q3 2024-25"


def test_no_return_is_for_a_quarter_that_has_not_ended(snapshot: Snapshot) -> None:
    """Q1 2025-26 is returned: until Q2 is over, there is nothing after it to return."""
    for day, quarter in (
        (date(2025, 9, 30), "Q1 2025-26"),
        (date(2025, 10, 1), "Q2 2025-26"),
        (date(2026, 11, 30), "Q2 2025-26"),  # those in between are to be returned first
    ):
        assert next_quarter(snapshot, HOME, None, today=day).short == quarter
        assert newest_ended(day).end < day
    assert next_quarter(snapshot, HOME, "Q4 2031-32", today=day).short == "Q4 2031-32"


def test_the_quarters_of_an_empty_return(snapshot: Snapshot) -> None:
    known = sorted(quarters(snapshot, HOME), reverse=True)
    now = return_quarters(snapshot, HOME, today=date(2026, 11, 30))
    assert [each.short for each in now[:5]] == [
        "Q2 2025-26", "Q3 2026-27", "Q2 2026-27", "Q1 2026-27", "Q4 2025-26",
    ]  # fmt: skip
    assert len(set(now)) == len(now)
    assert set(known) <= set(now)
    early = return_quarters(snapshot, HOME, today=date(2025, 9, 30))
    assert [each.short for each in early[:3]] == ["Q1 2025-26", "Q2 2025-26", "Q4 2024-25"]
    assert early[-1] == now[-1] == known[-1]
