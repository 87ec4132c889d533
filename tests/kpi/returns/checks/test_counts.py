"""Rules on numbers: units, ranges, decimals, and a value against its counts.

`SLIPS` change one cell; `NEAR_MISSES` look almost like a damage and are none.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from kpi.returns.all_checks import check
from kpi.returns.checks.context import Context
from kpi.returns.records import VALUES
from tests.kpi.returns.checks.building import (
    AREA,
    ASSESSED,
    EARLY,
    EXCLUDED,
    GAP,
    INDICATORS,
    NEWEST,
    PLANS,
    TODAY,
    Sheets,
    put,
    read_of,
    value_row,
)
from tests.kpi.returns.checks.damages import (
    PLAN,
    Damage,
    NearMiss,
    damage_name,
    faults_of,
    faults_of_near_miss,
    one_fault,
    same,
    slip,
)

_TERM = "spring term 2025"

SLIPS: list[Damage] = [
    slip("units", *PLAN, value="0.444"),
    slip("units", *PLAN, value="444"),
    slip("units", VALUES, ASSESSED, "Q1 2024-25", value="0.94"),
    slip("units", VALUES, EXCLUDED, "spring term 2025", value="0.00085"),
    slip("range", *PLAN, value="144.4"),
    slip("range", *PLAN, value="-44.4"),
    slip("range", VALUES, GAP, "academic year 2023/24", value="162"),
    slip("range", VALUES, GAP, "academic year 2023/24", value="100.1"),
    slip("range", VALUES, GAP, "academic year 2023/24", value="-1e14"),
    slip("whole-counts", *PLAN, denominator="1e14"),
    slip("whole-counts", *PLAN, denominator="100000001"),
    slip("whole-counts", *PLAN, numerator="-80"),
    slip("whole-counts", *PLAN, numerator="80.5"),
    slip("whole-counts", *PLAN, denominator="-180"),
    slip("whole-counts", *PLAN, denominator="180.1"),
    slip("decimals", *PLAN, value="44.44444"),
    slip("counts-incomplete", *PLAN, numerator=""),
    slip("counts-incomplete", *PLAN, denominator=""),
    slip("counts-incomplete", VALUES, EXCLUDED, "spring term 2025", numerator="18",
         at=(VALUES, EXCLUDED, "spring term 2025", "denominator")),
    slip("denominator-nought", *PLAN, denominator="0"),
    slip("numerator-above-denominator", *PLAN, numerator="280"),
    slip("numerator-above-denominator", *PLAN, denominator="79", at=(*PLAN, "numerator")),
    slip("value-against-counts", *PLAN, value="44.5"),
    slip("value-against-counts", *PLAN, value="54.4"),
    slip("value-against-counts", *PLAN, numerator="81", at=(*PLAN, "value")),
    slip("value-against-counts", VALUES, EARLY, "Q2 2024-25", denominator="187",
         at=(VALUES, EARLY, "Q2 2024-25", "value")),
    slip("value-against-counts", *PLAN, numerator="3", at=(*PLAN, "value")),
]  # fmt: skip
NEAR_MISSES: list[NearMiss] = [
    ("units", put(*PLAN, value="0.6", numerator="1"), same),
    ("units", put(VALUES, EXCLUDED, _TERM, value="0"), same),
    ("units", put(VALUES, EXCLUDED, _TERM, value="0.004"), same),
    ("range", put(*PLAN, value="100", numerator="180"), same),
    ("range", put(*PLAN, value="0", numerator="0"), same),
    ("range", put(VALUES, GAP, "academic year 2023/24", value="-1.2"), same),
    ("whole-counts", put(*PLAN, value="0", numerator="0"), same),
    ("decimals", put(*PLAN, value="44.444"), same),
    ("counts-incomplete", put(*PLAN, numerator="", denominator=""), same),
    ("denominator-nought", put(*PLAN, value="0", numerator="0", denominator="1"), same),
    ("numerator-above-denominator", put(*PLAN, value="100", numerator="180"), same),
    ("value-against-counts", put(*PLAN, value="44.444"), same),
    ("value-against-counts", put(*PLAN, value="44.42"), same),  # within half a shown digit
]  # fmt: skip


@pytest.mark.parametrize("damage", SLIPS, ids=damage_name)
def test_a_damage_gives_one_rule_at_its_place(damage: Damage) -> None:
    assert faults_of(damage) == one_fault(damage)


@pytest.mark.parametrize("case", NEAR_MISSES, ids=damage_name)
def test_a_near_miss_is_not_held_against_anyone(case: NearMiss) -> None:
    assert faults_of_near_miss(case) == []


# ---- other units ----------------------------------------------------------------------------


def _told(unit: str, value: str, top: str = "", bottom: str = "", decimals: int = 0) -> list[str]:
    """What is told of the numbers of one line, as rule and column."""
    indicator = replace(INDICATORS[PLANS], unit=unit, decimals=decimals)
    line = value_row(PLANS, NEWEST, NEWEST, value, top, bottom)
    context = Context.empty([indicator], AREA, TODAY)
    rules = ("units", "range", "whole-counts", "counts-incomplete", "denominator-nought",
             "numerator-above-denominator", "value-against-counts", "small-number")  # fmt: skip
    faults = check(read_of(Sheets([line])), context)
    return [f"{f.rule}: {f.column}" for f in faults if f.rule in rules]


@pytest.mark.parametrize(
    ("unit", "figures"),
    [
        ("number", ("264",)),
        ("number", ("264", "264")),
        ("number", ("0",)),
        ("days", ("31", "310", "10")),
        ("days", ("31",)),
        ("days", ("31", "306.5", "10")),
        ("pounds", ("5430", "260640", "48")),
        ("pounds", ("5430", "260640.5", "48.0")),
        ("pounds", ("1250000", "250000000", "200")),
        ("ratio", ("2", "20", "10")),
        ("cases", ("19", "925", "50")),
        ("full-time equivalents", ("12",)),
        ("full-time equivalents", ("12", "12.5", "20")),  # staff are not always whole
        ("cases", ("14.7", "612", "41.5")),  # of 41.5 social workers
        ("ratio", ("1.2", "49.8", "41.5")),
        ("per 1,000 pupils", ("7000", "70", "10")),
        ("per 10,000 children", ("12", "267", "221480")),  # 12.06, as shown without decimals
        ("per 10,000 children", ("121", "267", "22148")),
        ("per 100,000 young people", ("140", "15", "10714")),
        ("per 100,000 young people", ("0", "0", "10714")),
        ("per 10,000 children", ("121",)),
    ],
)
def test_figures_of_other_units_pass(unit: str, figures: tuple[str, ...]) -> None:
    assert _told(unit, *figures) == []


@pytest.mark.parametrize(
    ("unit", "figures", "expected"),
    [
        ("number", ("-1",), "range: value"),
        ("number", ("264.5",), "whole-counts: value"),
        ("number", ("264", "263"), "value-against-counts: value"),
        ("number", ("264", "264", "2000"), "counts-incomplete: denominator"),
        ("number", ("3",), "small-number: value"),
        ("days", ("-3",), "range: value"),
        ("days", ("99999",), "range: value"),
        ("days", ("31", "310", "11"), "value-against-counts: value"),
        ("days", ("31", "310"), "counts-incomplete: denominator"),
        ("days", ("31", "-310", "10"), "whole-counts: numerator"),
        ("days", ("31", "310", "0"), "denominator-nought: denominator"),
        ("days", ("31", "93", "3"), "small-number: denominator"),
        ("pounds", ("5430", "260640", "50"), "value-against-counts: value"),
        ("ratio", ("2", "20", "20"), "value-against-counts: value"),
        ("per 10,000 children", ("121", "267", "221480"), "value-against-counts: value"),
        ("per 10,000 children", ("13", "267", "221480"), "value-against-counts: value"),
        ("per 100,000 young people", ("14", "15", "10714"), "value-against-counts: value"),
        ("per 1,000 pupils", ("7", "70", "10"), "value-against-counts: value"),
        ("full-time equivalents", ("12", "-12.5", "20"), "whole-counts: numerator"),
        ("percent", ("50", "10.5", "21"), "whole-counts: numerator"),
        ("per 1,000 pupils", ("7000", "70.5", "10"), "whole-counts: numerator"),
    ],
)
def test_faults_in_figures_of_other_units(
    unit: str, figures: tuple[str, ...], expected: str
) -> None:
    assert expected in _told(unit, *figures)


def test_a_rate_is_told_with_the_figure_that_its_counts_make() -> None:
    indicator = replace(INDICATORS[PLANS], unit="per 10,000 children", decimals=1)
    line = value_row(PLANS, NEWEST, NEWEST, "121", "267", "221480")
    faults = check(read_of(Sheets([line])), Context.empty([indicator], AREA, TODAY))
    told = next(f.expected for f in faults if f.rule == "value-against-counts")
    assert told == "12.1, which is 267 divided by 221,480, times 10,000; or other counts"


# ---- above 100% -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("figures", "expected"),
    [
        (("104", "312", "300"), []),
        (("96", "288", "300"), []),
        (("104",), []),
        (("1040", "312", "300"), ["units: value"]),
        (("250", "750", "300"), ["range: value"]),
        (("103", "312", "300"), ["value-against-counts: value"]),
    ],
)
def test_a_percentage_may_be_above_100_where_the_definition_says_why(
    figures: tuple[str, ...], expected: list[str]
) -> None:
    indicator = replace(INDICATORS[PLANS], decimals=0, may_exceed_100="The base is an estimate.")
    rules = ("units", "range", "numerator-above-denominator", "value-against-counts")
    line = value_row(PLANS, NEWEST, NEWEST, *figures)
    faults = check(read_of(Sheets([line])), Context.empty([indicator], AREA, TODAY))
    assert [f"{f.rule}: {f.column}" for f in faults if f.rule in rules] == expected
    # Without the reason nothing above 100 passes.
    plain = replace(indicator, may_exceed_100="")
    faults = check(read_of(Sheets([line])), Context.empty([plain], AREA, TODAY))
    assert bool([f for f in faults if f.rule in rules]) is (float(figures[0]) > 100)
