"""Each reason for no change in words: as a sentence, and short for a cell of a table."""

import polars as pl
import pytest

from kpi.model.missing.missing_reasons import MeasureFigure, Missing, Why
from kpi.model.missing.missing_words import (
    NOTHING_HELD,
    no_change,
    no_change_of,
    no_change_short,
    no_figure,
)
from kpi.periods import Period

Q1, Q2, Q3 = (Period.quarter(2024, number) for number in (1, 2, 3))
NOW = MeasureFigure(Q3, 50.0)
BEFORE = MeasureFigure(Q2, 40.0, data_status="provisional")
EARLIER = MeasureFigure(Q1, 30.0, data_status="illustrative")
HIDDEN = MeasureFigure(Q2, None, "c", "too few children")
BLANK = MeasureFigure(Q2, None, "x", "not available")
WITHOUT_REASON = MeasureFigure(Q2, None, "x")

IT = "It cannot be calculated: "


def show(value: float) -> str:
    return f"{value:.0f}%"


CASES = [
    (Missing(Why.NO_FIGURE), NOTHING_HELD, ""),
    (
        Missing(Why.NOW_SUPPRESSED, now=HIDDEN),
        IT + "the figure for July to September 2024 is suppressed (too few children).",
        "Q2 2024-25 is suppressed",
    ),
    (
        Missing(Why.NOW_MISSING, now=BLANK),
        IT + "there is no figure for July to September 2024 (not available).",
        "no figure for Q2 2024-25",
    ),
    (
        Missing(Why.NOW_ASIDE, now=NOW, aside="schools were closed"),
        IT + "the figure for October to December 2024 is set aside, as schools were closed.",
        "Q3 2024-25 is set aside",
    ),
    (
        Missing(Why.NO_PERIOD_BEFORE, now=NOW, earlier=EARLIER),
        IT + "a figure of this kind of period has no set period before it. "
        "The newest earlier figure is 30% (illustrative) in April to June 2024.",
        "no set period before; the newest earlier is 30% (illustrative) in Q1 2024-25",
    ),
    (
        Missing(Why.FIRST, now=NOW, wanted=Q2),
        IT + "there is no earlier figure.",
        "no earlier figure",
    ),
    (
        Missing(Why.NOT_THEN, now=NOW, wanted=Q2, earlier=EARLIER),
        IT + "there is no figure for July to September 2024. "
        "The newest earlier figure is 30% (illustrative) in April to June 2024.",
        "no figure for Q2 2024-25; the newest earlier is 30% (illustrative) in Q1 2024-25",
    ),
    (
        Missing(Why.BEFORE_SUPPRESSED, now=NOW, wanted=Q2, before=HIDDEN, earlier=EARLIER),
        IT + "the figure for July to September 2024 is suppressed (too few children). "
        "The newest earlier figure is 30% (illustrative) in April to June 2024.",
        "Q2 2024-25 is suppressed; the newest earlier is 30% (illustrative) in Q1 2024-25",
    ),
    (
        Missing(Why.BEFORE_MISSING, now=NOW, wanted=Q2, before=WITHOUT_REASON),
        IT + "there is no figure for July to September 2024.",
        "no figure for Q2 2024-25",
    ),
    (
        Missing(Why.BEFORE_ASIDE, now=NOW, wanted=Q2, before=BEFORE, aside="it was a strike"),
        IT + "the figure for July to September 2024 is set aside, as it was a strike.",
        "Q2 2024-25 is set aside",
    ),
    (
        Missing(Why.SHARED, now=NOW),
        IT + "every earlier figure is of years of which it shares some.",
        "earlier figures share years with it",
    ),
    (
        Missing(Why.BREAK, now=NOW, wanted=Q2, before=BEFORE),
        IT + "the series breaks after July to September 2024, so the 40% (provisional) of "
        "then does not compare with the 50% of now.",
        "40% (provisional) in Q2 2024-25 does not compare: the series breaks",
    ),
]


@pytest.mark.parametrize(("found", "sentence", "short"), CASES, ids=lambda c: getattr(c, "why", ""))
def test_each_reason_in_words(found: Missing, sentence: str, short: str) -> None:
    assert no_change(found, show) == sentence
    assert no_change_short(found, show) == short


def test_every_reason_has_its_words() -> None:
    assert {found.why for found, _, _ in CASES} == set(Why)


def test_what_cannot_be_calculated_may_be_named() -> None:
    said = no_change(Missing(Why.FIRST, now=NOW, wanted=Q2), show, what="The change in a year")
    assert said == "The change in a year cannot be calculated: there is no earlier figure."


def test_an_earlier_figure_without_a_value_is_not_the_newest() -> None:
    found = Missing(Why.NOT_THEN, now=NOW, wanted=Q2, earlier=BLANK)
    assert no_change(found, show).endswith("there is no figure for July to September 2024.")
    assert no_change_short(found, show) == "no figure for Q2 2024-25"


def test_a_year_is_placed_by_its_words() -> None:
    year = Period.calendar_year(2023)
    assert no_figure(MeasureFigure(year, None, "c")) == "the figure for 2023 is suppressed"
    assert no_figure(MeasureFigure(year, None, None, "late")) == (
        "there is no figure for 2023 (late)"
    )


def test_the_reasons_of_a_whole_table() -> None:
    table = pl.DataFrame(
        {
            "change": [1.0, None, None, None, None],
            "value": [2.0, None, None, 2.0, 2.0],
            "period": ["Q3", "Q3", None, "Q3", "Q3"],
            "previous_period": ["Q2", "Q2", None, None, "Q2"],
            "previous_value": [1.0, 1.0, None, None, None],
            "apart": [None, None, None, "the series breaks", None],
        }
    )
    assert table.select(no_change_of("change"))["change_reason"].to_list() == [
        None,
        "no figure for Q3",
        "no figure for any period",
        "the series breaks",
        "no figure for Q2",
    ]
