"""The comparison with Spark's summary; Spark itself is no part of the tests."""

from datetime import date

import polars as pl
import pytest

from tools.national.spark_summary import FIGURES, differences


def summary(*rows: dict[str, object]) -> pl.DataFrame:
    """A summary of these measures; what is not named is as in the first."""
    first = dict.fromkeys(FIGURES) | {
        "measure": "LAC", "period_label": "2024", "period_end": date(2024, 3, 31), "value": 60.5,
        "rank": 43, "rank_of": 151, "band": "B",
    }  # fmt: skip
    return pl.DataFrame([first | row for row in rows], infer_schema_length=None)


OURS = summary({}, {"measure": "NEET", "rank": 2, "band": "A"})


def test_the_same_figures_have_no_difference() -> None:
    assert differences(OURS, OURS.clone()) == []


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"rank": 44}, "LAC: rank is 43, Spark has 44"),
        ({"band": None}, "LAC: band is 'B', Spark has None"),
        ({"value": 60.500000000000007}, "LAC: value is 60.5, Spark has 60.50000000000001"),
        ({"england": 1.0}, "LAC: england is None, Spark has 1.0"),
    ],
)
def test_a_figure_that_spark_has_otherwise_is_told(change: dict[str, object], told: str) -> None:
    theirs = summary(change, {"measure": "NEET", "rank": 2, "band": "A"})
    assert differences(OURS, theirs) == [told]


def test_every_difference_has_its_line() -> None:
    theirs = summary({"rank": 1, "band": "A"}, {"measure": "NEET", "rank": 3, "band": "A"})
    assert differences(OURS, theirs) == [
        "LAC: rank is 43, Spark has 1",
        "NEET: rank is 2, Spark has 3",
        "LAC: band is 'B', Spark has 'A'",
    ]


def test_other_measures_are_told_before_any_figure() -> None:
    assert differences(OURS, OURS.head(1)) == ["other measures: 2 rows of ours, 1 of Spark's"]
    assert differences(OURS, OURS.reverse()) == ["other measures: 2 rows of ours, 2 of Spark's"]
