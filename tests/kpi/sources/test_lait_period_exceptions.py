"""Decisions on LAIT's periods: which period a label means, and when a measure was published."""

from datetime import date

import polars as pl
import pytest
from pydantic import ValidationError

from kpi.sources.lait_period_exceptions import (
    BeforeTable,
    PeriodDecision,
    PeriodTable,
    PublicationDecision,
    PublishedTable,
    covers_of,
    decided_twice,
    ended_after_publication,
    published_of,
    with_publication,
)

SUMMER = "academic year"


def period_table(**given: object) -> PeriodTable:
    return PeriodTable.model_validate(
        {"measures": ["A", "B"], "covers": SUMMER, "quote": "As counted.", "reason": "So it says."}
        | given
    )


def test_each_measure_has_its_decision() -> None:
    found = covers_of([period_table()])
    assert found == {
        name: PeriodDecision(SUMMER, "As counted.", "So it says.") for name in ("A", "B")
    }
    assert found["A"].of("2015") == SUMMER


@pytest.mark.parametrize(
    ("label", "covers"),
    [("2015", "calendar year"), ("2018", "calendar year"), ("2019", SUMMER), ("2024", SUMMER)],
)
def test_another_period_before_a_label(label: str, covers: str) -> None:
    before = {"label": "2019", "covers": "calendar year"}
    assert covers_of([period_table(before=before)])["B"].of(label) == covers


def test_a_period_that_nobody_knows_is_refused() -> None:
    for table, field in ((PeriodTable, "covers"), (BeforeTable, "covers")):
        with pytest.raises(ValidationError, match=field):
            table.model_validate(
                {"measures": ["A"], "covers": "whenever", "quote": "q", "reason": "r", "label": "x"}
            )


def test_what_is_decided_twice_is_named() -> None:
    raw = {"period": [{"measures": ["A", "B"]}, {"measures": ["B", "C"]}]}
    assert list(decided_twice(raw)) == ["[[period]] decides B twice"]
    assert list(decided_twice({})) == []


# ---- publication --------------------------------------------------------------------------

DECIDED = published_of(
    [
        PublishedTable.model_validate(
            {
                "measures": ["A", "B"], "stands": date(2024, 3, 1), "published": date(2025, 3, 1),
                "reason": "The dictionary was not renewed.",
            }
        )
    ]
)  # fmt: skip


def measures(**last_update: date | None) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "measure": list(last_update),
            "last_update": list(last_update.values()),
            "notes": [["Counted twice."], *[[] for _ in list(last_update)[1:]]],
        },
        schema={"measure": pl.String, "last_update": pl.Date, "notes": pl.List(pl.String)},
    )


def test_a_date_known_to_be_old_is_replaced_with_a_note() -> None:
    assert DECIDED["A"] == PublicationDecision(
        date(2024, 3, 1), date(2025, 3, 1), "The dictionary was not renewed."
    )
    table = with_publication(measures(A=date(2024, 3, 1), C=date(2024, 3, 1)), DECIDED)
    assert table.rows() == [
        ("A", date(2025, 3, 1), ["Counted twice.", "The dictionary was not renewed."]),
        ("C", date(2024, 3, 1), []),
    ]


def test_a_renewed_date_stays_as_it_is() -> None:
    given = measures(A=date(2026, 3, 1), B=None)
    assert with_publication(given, DECIDED).rows() == given.rows()


# ---- periods that end after their publication ---------------------------------------------


def figures(*rows: tuple[str, str, date, float | None]) -> pl.DataFrame:
    return pl.DataFrame(
        rows,
        schema={
            "measure": pl.String,
            "label": pl.String,
            "period_end": pl.Date,
            "value": pl.Float64,
        },
        orient="row",
    )


def test_a_figure_cannot_end_after_it_was_published() -> None:
    table = figures(
        ("A", "2024", date(2024, 12, 31), 1.0),
        ("A", "2023", date(2023, 12, 31), 1.0),
        ("B", "2024", date(2024, 6, 30), 1.0),
    )
    known = measures(A=date(2024, 6, 1), B=date(2024, 6, 1))
    assert ended_after_publication(table, known) == [
        "A: '2024' is read as ending on 31 December 2024, after its last update in June 2024"
    ]


def test_the_month_of_the_update_and_blank_figures_are_no_fault() -> None:
    table = figures(
        ("A", "2024", date(2024, 6, 30), 1.0),  # the last day of the month of its update
        ("A", "2025", date(2025, 6, 30), None),
        ("B", "2025", date(2025, 6, 30), 1.0),
    )
    assert ended_after_publication(table, measures(A=date(2024, 6, 1), B=None)) == []
