"""The direction of a change, the smallest one that can be told, and runs of better figures."""

import json
from dataclasses import replace
from datetime import date

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpi.errors import DefinitionError
from kpi.indicators.change_verdicts import (
    NOT_TELLABLE,
    ChangeVerdict,
    TooSmall,
    best_since,
    change_to,
    direction_of,
    too_small,
)
from kpi.model.definitions.snapshot_definition import indicator_from
from kpi.model.observation import Observation
from kpi.model.polarity import Polarity
from kpi.model.snapshot import Snapshot
from kpi.periods import Period
from kpi.wording import change_words, headline
from kpi.wording.status.status_reasons import too_small_words, why_direction
from tests.kpi.changing import row_of

NOW, BEFORE = Period.term("spring", 2025), Period.term("spring", 2024)
PRIMARY, SECONDARY = "primary-permanent-exclusions", "secondary-permanent-exclusions"


def observed(
    period: Period, value: float, counts: tuple[float, float] | None = None
) -> Observation:
    x, n = counts or (None, None)
    return Observation(
        period, date(2025, 5, 31), value=value, numerator=x, denominator=n, data_status="derived"
    )


@pytest.mark.parametrize(
    ("name", "said"),
    [
        (PRIMARY, "That is about 0.3 of one permanent exclusion among 25,828 primary pupils, so"),
        (SECONDARY, "That is about 0.5 of one permanent exclusion among 25,543 secondary pupils"),
    ],
)
def test_less_than_one_exclusion_is_no_change(snapshot: Snapshot, name: str, said: str) -> None:
    row = row_of(snapshot, name)
    change = row.since_last
    assert change.difference is not None
    assert change.difference > 0
    assert change.direction == NOT_TELLABLE
    assert (change.test, change.clear) == (ChangeVerdict.NOT_TELLABLE, None)
    assert said in why_direction(row, change)
    assert "in the spring term 2025, against 0.01" in headline.fact(row) or name == SECONDARY
    assert headline.fact(row).endswith("in the spring term 2024. That is no certain change.")
    assert "up from" not in headline.fact(row)


def test_an_estimate_is_off_by_what_its_definition_states(snapshot: Snapshot) -> None:
    primary = snapshot.indicator(PRIMARY)
    assert primary.stated_error == 0.0005
    assert snapshot.indicator(SECONDARY).stated_error == 0.0012
    found = too_small(primary, 0.012 - 0.011, observed(NOW, 0.012), observed(BEFORE, 0.011))
    assert found is not None
    assert too_small_words(primary, found) == (
        "Each of the two estimates may be off by 0.0005 points, so a change is not certain."
    )
    assert too_small(primary, 0.002, observed(NOW, 0.013), observed(BEFORE, 0.011)) is None
    many = too_small(primary, 0.002, observed(NOW, 0.013), observed(BEFORE, 0.011), 25_828)
    assert many is not None
    assert many.cases == pytest.approx(0.51656)


def test_one_case_is_of_the_smaller_of_both_numbers(snapshot: Snapshot) -> None:
    plans = snapshot.indicator("ehcp-20-weeks")
    now, before = observed(NOW, 50.0, (50, 100)), observed(BEFORE, 49.5, (99, 200))
    found = too_small(plans, 0.5, now, before)
    assert found is not None
    assert found.cases == pytest.approx(0.5)
    assert too_small(plans, 1.0, observed(NOW, 50.5, (101, 200)), now) is None  # one of 100
    # One more of 22,522 is 0.44 of 10,000, shown as 0.4: a whole child all the same.
    care = replace(plans, unit="per 10,000 children", would_take=(), counted="children in care")
    one, other = observed(NOW, 117.2, (264, 22_522)), observed(BEFORE, 116.8, (263, 22_522))
    assert too_small(care, 0.4, one, other) is None
    found = too_small(care, 0.4, one, observed(BEFORE, 116.8, (263.3, 22_522)))
    assert found is not None
    assert too_small_words(care, found) == (
        "That is about 0.9 of one case among 22,522 children, so a change is not certain."
    )
    assert too_small(plans, 0.0, now, now) is None
    assert too_small(plans, None, now, before) is None
    assert too_small(plans, 0.1, observed(NOW, 50.1), observed(BEFORE, 50.0)) is None


def test_a_change_of_a_whole_case_is_tested(snapshot: Snapshot) -> None:
    plans = replace(snapshot.indicator("ehcp-20-weeks"), breaks=())
    series = [observed(BEFORE, 50.0, (50, 100)), observed(NOW, 52.0, (52, 100))]
    assert change_to(plans, series, BEFORE).test is ChangeVerdict.NORMAL
    assert change_to(plans, series[:1], BEFORE.year_before()).test is ChangeVerdict.MISSING
    same = [series[0], replace(series[0], period=NOW)]
    assert change_to(plans, same, BEFORE).test is ChangeVerdict.NO_CHANGE
    bare = [replace(o, numerator=None, denominator=None) for o in series]
    assert change_to(plans, bare, BEFORE).test is ChangeVerdict.UNTESTED


def test_a_period_set_aside_is_no_earlier_figure(snapshot: Snapshot) -> None:
    row = row_of(snapshot, SECONDARY)
    until = [o for o in row.series if o.period <= Period.term("spring", 2022)]
    change = change_to(row.indicator, until, Period.term("spring", 2021))
    assert (change.difference, change.test) == (None, ChangeVerdict.MISSING)
    shown = replace(row, series=tuple(until))
    assert why_direction(shown, change) == (
        "It cannot be calculated: the figure for the spring term 2021 is set aside, as schools "
        "were closed to most pupils (COVID-19)."
    )
    assert change_words.change_note(shown, change) == "spring term 2021 is set aside"


@pytest.mark.parametrize("error", [0, -0.1, "0.1", True, float("inf")])
def test_a_stated_error_is_a_number_above_nought(snapshot: Snapshot, error: object) -> None:
    raw = json.loads(
        snapshot.definitions.filter(pl.col("indicator_id") == PRIMARY)["definition"][0]
    )
    assert indicator_from(raw, "it").stated_error == 0.0005
    with pytest.raises(DefinitionError, match="stated_error is not a number above 0"):
        indicator_from({**raw, "stated_error": error}, "it")


@pytest.mark.parametrize(
    ("change", "higher", "lower", "none"),
    [
        (0.1, "improved", "worsened", "up"),
        (-0.1, "worsened", "improved", "down"),
        (0.0, "no change", "no change", "no change"),
        (None, "cannot be calculated", "cannot be calculated", "cannot be calculated"),
    ],
)
def test_direction_in_words(change: float | None, higher: str, lower: str, none: str) -> None:
    assert direction_of(change, Polarity.HIGHER) == higher
    assert direction_of(change, Polarity.LOWER) == lower
    assert direction_of(change, Polarity.NONE) == none


TENTHS = st.integers(0, 1000).map(lambda n: n / 10)


@pytest.mark.parametrize(
    ("values", "highest", "beaten"),
    [
        ([16.8, 16.1, 15.2, 14.4, 13.5, 12.9, 12.4, 11.5, 10.5], False, 8),  # all of them
        ([51.6, 75.6, 86.0, 90.3, 69.4, 53.9], True, None),
        ([51.6, 75.6, 86.0, 90.3], True, 3),
        ([95.0, 90.0, 91.0, 94.0], True, 2),
        ([95.0, 94.0, 94.0], True, None),  # a tie is not beaten
        ([95.0, None, 90.0, 94.0], True, 1),  # a gap ends the search
        ([95.0, None, 96.0], True, None),
        ([90.0, None], True, None),
        ([90.0], True, None),
        ([], True, None),
        ([], False, None),
    ],
)
def test_best_since(values: list[float | None], highest: bool, beaten: int | None) -> None:
    assert best_since(values, highest=highest) == beaten


@given(st.lists(st.one_of(st.none(), TENTHS), max_size=12), st.booleans())
def test_best_since_names_results_that_are_beaten(
    values: list[float | None], highest: bool
) -> None:
    beaten = best_since(values, highest=highest)
    if beaten is None:
        return
    last = values[-1]
    assert last is not None
    before = [v for v in values[-1 - beaten : -1] if v is not None]
    assert len(before) == beaten
    assert all(v < last if highest else v > last for v in before)


@pytest.mark.parametrize(
    ("cases", "about"), [(0.98, "just under 1"), (0.94, "about 0.9"), (0.04, "less than 0.1")]
)
def test_a_difference_of_less_than_one_is_never_said_to_be_one(
    snapshot: Snapshot, cases: float, about: str
) -> None:
    said = too_small_words(snapshot.indicator(PRIMARY), TooSmall(cases, 8924.0))
    assert said == (
        f"That is {about} of one permanent exclusion among 8,924 primary pupils, so a change is "
        "not certain."
    )
