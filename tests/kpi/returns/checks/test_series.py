"""A figure against its series: jumps, copies, revisions, made-up over real.

`SLIPS` change one cell, `DAMAGES` more; `NEAR_MISSES` look almost like a damage and are none.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import pytest

from kpi.model.definitions.figure_kind import FigureKind
from kpi.returns.checks.context import Context
from kpi.returns.checks.series import parts_and_whole
from kpi.returns.records import COMMENTARY, VALUES
from tests.kpi.returns.checks.building import (
    AREA,
    EARLY,
    INDICATORS,
    NEWEST,
    PLANS,
    QUARTERS,
    TODAY,
    Edit,
    Sheets,
    add,
    both,
    drop,
    put,
    read_of,
    share,
    value_row,
    with_status,
    without_history,
)
from tests.kpi.returns.checks.damages import (
    PLAN,
    Damage,
    NearMiss,
    answered,
    damage_name,
    faults_of,
    faults_of_near_miss,
    hidden_by_us,
    one_fault,
    same,
    slip,
)

_SAME_RATE = {"value": "12.4", "numerator": "20", "denominator": "161"}
_JUMP = put(VALUES, EARLY, NEWEST, value="24.2", numerator="40")


def _no_comment(name: str) -> Edit:
    return drop(COMMENTARY, name, NEWEST)


def _more(period: str, quarter: str, value: str, top: str = "", bottom: str = "") -> Edit:
    return add(VALUES, value_row(EARLY, period, quarter, value, top, bottom))


def _months(*tops: str) -> Edit:
    """The months of the quarter before the newest: 21 of 169."""
    bottoms = {"January": 60, "February": 60, "March": 49}
    return both(*(
        _more(f"{month} 2025", "Q4 2024-25", share(int(top), bottom), top, str(bottom))
        for (month, bottom), top in zip(bottoms.items(), tops, strict=True)
    ))  # fmt: skip


_HALF = ("Apr-Sep 2024", "Q2 2024-25")  # of 26 of 180 and 24 of 178


SLIPS: list[Damage] = [
    slip("illustrative-over-real", VALUES, PLANS, "Q4 2024-25", data_status="illustrative"),
]  # fmt: skip
DAMAGES: list[Damage] = [
    Damage(
        "jump",
        both(put(VALUES, EARLY, NEWEST, value="4.2", numerator="7"), _no_comment(EARLY)),
        (VALUES, EARLY, NEWEST, "value"),
    ),
    Damage(
        "jump",  # by its counts, with too few figures before it to know what is usual
        both(
            *(drop(VALUES, PLANS, q) for q in ("Q2 2023-24", "Q3 2023-24", "Q4 2023-24")),
            put(VALUES, PLANS, NEWEST, value="80.0", numerator="144"),
            _no_comment(PLANS),
        ),
        (VALUES, PLANS, NEWEST, "value"),
        partial(without_history, names=(PLANS,)),
    ),
    Damage(
        "carried-over",
        put(VALUES, EARLY, NEWEST, value="12.4", numerator="21", denominator="169"),
        (VALUES, EARLY, NEWEST, "value"),
    ),
    Damage(
        "revised",
        put(VALUES, EARLY, "Q3 2024-25", value="13.5", numerator="23"),
        (VALUES, EARLY, "Q3 2024-25", "value"),
    ),
    Damage(
        "revised",  # the same percentage from other counts
        put(VALUES, EARLY, "Q4 2023-24", numerator="56", denominator="368"),
        (VALUES, EARLY, "Q4 2023-24", "numerator"),
        same,
    ),
    Damage(
        "parts-and-whole",
        _months("7", "7", "8"),
        (VALUES, EARLY, "Q4 2024-25", "numerator"),
    ),
    Damage(
        "parts-and-whole",  # a year to date and its quarters
        _more(*_HALF, "15.1", "54", "358"),
        (VALUES, EARLY, "Apr-Sep 2024", "numerator"),
    ),
    Damage(
        "parts-and-whole",  # one month alone has more than the quarter
        _more("January 2025", "Q4 2024-25", "12.4", "21", "170"),
        (VALUES, EARLY, "Q4 2024-25", "denominator"),
    ),
    Damage(
        "parts-and-whole",  # the year to date is of fewer than a quarter in it
        _more("Apr-Sep 2023", "Q2 2023-24", "17.8", "33", "185"),
        (VALUES, EARLY, "Apr-Sep 2023", "denominator"),
    ),
]  # fmt: skip
NEAR_MISSES: list[NearMiss] = [
    (
        "illustrative-over-real",
        put(VALUES, PLANS, "Q4 2024-25", data_status="illustrative"),
        lambda c: with_status(c, PLANS, "illustrative"),
    ),
    (
        "revised",  # suppressed by us when it was published
        put(VALUES, EARLY, "Q3 2024-25", value="13.5", numerator="23"),
        hidden_by_us,
    ),
    ("revised", put(VALUES, EARLY, "Q3 2024-25", symbol="r"), same),
    ("parts-and-whole", _months("7", "7", "7"), same),
    ("parts-and-whole", _more(*_HALF, "14.0", "50", "358"), same),
    ("parts-and-whole", _more(*_HALF, "14.1"), same),  # without counts nothing is known
    ("parts-and-whole", _more("January 2025", "Q4 2024-25", "11.7", "7", "60"), same),
    (
        "parts-and-whole",  # made-up quarters say nothing of a real year to date
        both(
            *(drop(VALUES, EARLY, quarter) for quarter in QUARTERS[:-1]),
            _more(*_HALF, "15.1", "54", "358"),
        ),
        lambda c: with_status(c, EARLY, "illustrative"),
    ),
    (
        "jump",  # a real figure says nothing of a made-up one
        both(
            *(drop(VALUES, EARLY, quarter) for quarter in QUARTERS[:-1]),
            put(VALUES, EARLY, NEWEST, value="24.2", numerator="40"),
        ),
        lambda c: with_status(c, EARLY, "illustrative"),
    ),
    ("jump", both(put(VALUES, EARLY, NEWEST, value="13.9", numerator="23"), _no_comment(EARLY)),
     same),
    ("jump", _JUMP, same),  # this return has commentary on it
    ("jump", both(_JUMP, _no_comment(EARLY)), answered),  # it is published already
    ("jump", both(*(  # no earlier figures to tell by, and not clear by its counts
        drop(VALUES, EARLY, q) for q in ("Q2 2023-24", "Q3 2023-24", "Q4 2023-24", "Q1 2024-25")
    ), put(VALUES, EARLY, NEWEST, value="33.3", numerator="2", denominator="6")),
     lambda c: without_history(c, (EARLY,))),
    ("carried-over", put(VALUES, EARLY, NEWEST, **_SAME_RATE), same),
    ("revised", put(*PLAN, numerator="79", denominator="178"), same),
    (
        "revised",  # the first real figure in place of an illustrative one
        put(VALUES, EARLY, "Q3 2024-25", value="13.5", numerator="23"),
        lambda c: with_status(c, EARLY, "illustrative"),
    ),
]  # fmt: skip


@pytest.mark.parametrize("damage", [*SLIPS, *DAMAGES], ids=damage_name)
def test_a_damage_gives_one_rule_at_its_place(damage: Damage) -> None:
    assert faults_of(damage) == one_fault(damage)


@pytest.mark.parametrize("case", NEAR_MISSES, ids=damage_name)
def test_a_near_miss_is_not_held_against_anyone(case: NearMiss) -> None:
    assert faults_of_near_miss(case) == []


# ---- parts and wholes ---------------------------------------------------------------------


def _told_of_parts(unit: str, *rows: tuple[str, str, str, str]) -> list[tuple[str, str, str]]:
    """What is told of some periods of an indicator: column, found and expected."""
    indicator = replace(INDICATORS[EARLY], unit=unit, decimals=1)
    lines = [value_row(EARLY, period, "Q2 2024-25", *cells) for period, *cells in rows]
    context = Context.empty([indicator], AREA, TODAY)
    faults = parts_and_whole(read_of(Sheets(lines)), context)
    return [(f.column, f.found, f.expected.partition(";")[0]) for f in faults]


def test_what_the_parts_add_up_to_is_told() -> None:
    (told,) = _told_of_parts(
        "percent",
        ("July 2024", "50", "30", "60"),
        ("August 2024", "50", "20", "40"),
        ("September 2024", "50", "10", "20"),
        ("Q2 2024-25", "51.7", "62", "120"),
    )
    assert told == (
        "numerator",
        "62 in Q2 2024-25",
        "60, what its parts add up to (July 2024 30, August 2024 20, September 2024 10)",
    )


def test_a_year_to_date_is_made_of_quarters_and_of_months_where_a_quarter_is_not_given() -> None:
    months = [(f"{month} 2024", "50", "10", "20") for month in ("July", "August", "September")]
    first = ("Q1 2024-25", "50", "50", "100")
    assert _told_of_parts("percent", first, *months, ("Apr-Sep 2024", "50", "80", "160")) == []
    (told,) = _told_of_parts("percent", first, *months, ("Apr-Sep 2024", "50", "80", "161"))
    assert told[:2] == ("denominator", "161 in April to September 2024")
    assert told[2].startswith("160, what its parts add up to (Q1 2024-25 100, July 2024 20,")


def test_a_number_adds_up_and_a_population_does_not() -> None:
    whole = ("Apr-Sep 2024", "30", "", "")
    rows = (("Q1 2024-25", "20", "", ""), ("Q2 2024-25", "11", "", ""))
    (told,) = _told_of_parts("number", *rows, whole)
    assert told[:2] == ("value", "30 in April to September 2024")
    rates = (("Q1 2024-25", "20", "40", "20000"), ("Q2 2024-25", "10", "20", "20100"))
    assert (
        _told_of_parts("per 10,000 children", *rates, ("Apr-Sep 2024", "30", "60", "20050")) == []
    )


@pytest.mark.parametrize("kind", [k for k in FigureKind if k is not FigureKind.FLOW])
def test_what_is_no_flow_is_not_added_up(kind: FigureKind) -> None:
    indicator = replace(INDICATORS[EARLY], figure_kind=kind)
    lines = [
        value_row(EARLY, "Q1 2024-25", "Q1 2024-25", "50", "50", "100"),
        value_row(EARLY, "Apr-Jun 2024", "Q1 2024-25", "50", "5", "10"),
    ]
    context = Context.empty([indicator], AREA, TODAY)
    assert list(parts_and_whole(read_of(Sheets(lines)), context)) == []
