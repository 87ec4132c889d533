"""Counts that follow from a rate and one count, and those that nobody wrote but may be few."""

from dataclasses import replace
from datetime import date

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpi.disclosure.implied_counts import counted
from kpi.model.definitions import definition_reader
from kpi.model.definitions.indicator import Indicator
from kpi.model.schemas import OBSERVATIONS
from tests.kpi.conftest import DEFINITIONS

_LIKE = next(
    i
    for i in definition_reader.from_table(definition_reader.read_files(DEFINITIONS))
    if i.id == "ehcp-20-weeks"
)
QUARTER = (date(2024, 4, 1), date(2024, 6, 30))
YEAR = (date(2024, 1, 1), date(2024, 12, 31))


def indicator(unit: str = "percent", decimals: int = 1, **facts: object) -> Indicator:
    made = {"id": "i", "unit": unit, "decimals": decimals, "very_small": False,
            "publish_small_complements": "", **facts}  # fmt: skip
    return replace(_LIKE, **made)  # type: ignore[arg-type]


def table(
    *figures: tuple[float | None, float | None, float | None],
    days: tuple[date, date] = QUARTER,
) -> pl.DataFrame:
    """Rows of value, numerator and denominator."""
    return pl.DataFrame(
        [
            dict.fromkeys(OBSERVATIONS) | {
                "indicator_id": "i", "leg": "", "period_start": days[0], "period_end": days[1],
                "value": value, "numerator": top, "denominator": bottom,
            }
            for value, top, bottom in figures
        ],
        schema=OBSERVATIONS,
    )  # fmt: skip


NOTHING = pl.DataFrame(schema=OBSERVATIONS)


def found(
    rows: pl.DataFrame, about: Indicator | None = None, published: pl.DataFrame = NOTHING
) -> list[tuple[float | None, float | None, float | None, bool]]:
    """As sent, numerator, complement and uncounted of each row."""
    made = counted(rows, published, {"i": about or indicator()})
    return made.select("stated", "numerator", "complement", "uncounted").rows()


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ((1.7, 3, 175), (3, 3, 172, False)),
        ((98.3, 172, 175), (172, 172, 3, False)),
        ((1.7, None, 175), (None, 3.0, 172.0, True)),  # 1.7% of 175 is 2.975
        ((1.7, 3, None), (3, 3, 173.0, False)),  # 3 of about 176 whole: 300 / 1.7
        ((0.0, None, 175), (None, 0.0, 175.0, False)),
        ((100.0, None, 175), (None, 175.0, 0.0, False)),
        ((None, None, 175), (None, None, None, False)),
        ((50.0, None, None), (None, None, None, True)),  # nobody knows of how many
    ],
)
def test_a_rate_and_one_count_give_the_other(
    row: tuple[float | None, float | None, float | None],
    expected: tuple[float | None, float | None, float | None, bool],
) -> None:
    assert found(table(row)) == [expected]


@given(st.integers(6, 5000), st.data())
def test_the_count_of_a_rate_is_found_to_within_its_rounding(
    bottom: int, data: st.DataObject
) -> None:
    top = data.draw(st.integers(0, bottom))
    (row,) = found(table((100 * top / bottom, None, bottom)))
    assert row[1] == top
    assert row[2] == bottom - top


@given(st.integers(1, 5), st.integers(6, 3000))
def test_no_count_of_1_to_5_passes_as_a_bare_rate(few: int, bottom: int) -> None:
    """Of those counted, and of those that are not."""
    bottom = max(bottom, few)
    for top in (few, bottom - few):
        value = round(100 * top / bottom, 1)
        if 0 < value < 100:
            assert found(table((value, None, bottom)))[0][3], (top, bottom, value)


def test_those_not_counted_may_be_shown_where_the_definition_says_so() -> None:
    open_ = indicator(publish_small_complements="DfE shows them")
    assert found(table((98.3, None, 175)), open_) == [(None, 172.0, None, False)]
    assert found(table((98.3, None, 175))) == [(None, 172.0, 3.0, True)]


def test_a_rate_over_a_population_has_no_others() -> None:
    rate = indicator("per 10,000 children")
    assert found(table((0.4, None, 75_000)), rate) == [(None, 3.0, None, True)]
    assert found(table((4.0, None, 75_000)), rate) == [(None, 30.0, None, False)]


def test_points_have_no_counts() -> None:
    assert found(table((15.9, None, None)), indicator("points")) == [(None, None, None, False)]


def test_a_very_small_rate_without_its_base_is_never_counted() -> None:
    tiny = indicator(decimals=3, very_small=True)
    assert found(table((0.117, None, None)), tiny)[0][3]
    assert not found(table((0.117, None, 12_500)), tiny)[0][3]  # 15 pupils
    assert found(table((0.024, None, 12_500)), tiny)[0][3]  # three
    assert not found(table((0.0, None, None)), tiny)[0][3]


def test_without_a_base_half_of_the_smallest_known_one_is_taken() -> None:
    """Of 100 at least 50 are thought likely now: 11% of 50 is 5.5, so at least 5 by rounding."""
    known = table((50.0, 50, 100))
    assert [row[3] for row in found(pl.concat([known, table((8.0, None, None))]))] == [False, True]
    assert [row[3] for row in found(pl.concat([known, table((50.0, None, None))]))] == [False] * 2


def test_a_year_s_base_is_scaled_to_the_quarter() -> None:
    """Of 400 a year 100 are of a quarter, of which half is 50: 10% are five; of 200, twenty."""
    published = table((50.0, 200, 400), days=YEAR)
    assert found(table((10.0, None, None)), published=published)[0][3]
    assert not found(table((10.0, None, None), days=YEAR), published=published)[0][3]


def test_other_indicators_are_left_alone() -> None:
    other = table((1.7, None, 175)).with_columns(indicator_id=pl.lit("j"))
    made = counted(other, NOTHING, {"i": indicator()})
    assert made.select("numerator", "complement", "uncounted").rows() == [(None, None, False)]


def test_a_number_is_its_own_count() -> None:
    counts = indicator("number", decimals=0)
    rows = table((3, None, None), (264, 264, None), (None, None, None))
    assert found(rows, counts) == [
        (None, 3, None, False),
        (264, 264, None, False),
        (None, None, None, False),
    ]


@pytest.mark.parametrize("unit", ["days", "pounds", "ratio", "full-time equivalents"])
def test_an_average_is_no_count(unit: str) -> None:
    assert found(table((3, None, None)), indicator(unit)) == [(None, None, None, False)]
