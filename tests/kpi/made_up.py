"""Made-up indicators of every polarity, unit, symbol and gap, as snapshots of one indicator."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import polars as pl
from hypothesis import strategies as st

from kpi.formatting import round_half_away
from kpi.model.definitions.figure_kind import FigureKind
from kpi.model.definitions.indicator import Indicator
from kpi.model.polarity import Polarity
from kpi.model.schemas import ENGLAND, OBSERVATIONS, TARGETS
from kpi.model.snapshot import Snapshot
from kpi.periods import Kind, Period
from tests.kpi.changing import BCP
from tests.shipped_models import MODELS

ID = "made-up"
QUARTERS = [Period.quarter(2024, number) for number in (1, 2, 3, 4)] + [Period.quarter(2025, 1)]
YEAR = Period.calendar_year(2024)
DAY = Period.snapshot(date(2025, 3, 31))
RATES = {
    "percent": 100, "per 1,000 pupils": 1_000, "per 10,000 children": 10_000,
    "per 100,000 young people": 100_000,
}  # fmt: skip
AVERAGES = ("days", "weeks", "months", "pounds", "ratio", "cases")
UNITS = (*RATES, "percent", "points", "number", *AVERAGES, "full-time equivalents")
SYMBOLS = {
    "c": "confidential: too few children to show",
    "x": "not available",
    "z": "not applicable",
    "low": "low: rounds to nought",
    "k": "low: rounds to nought",
    "u": "unreliable",
}
AMOUNTS = ("points", *AVERAGES)  # a sentence says what they were, not how many there were
KINDS = (
    ("flow", Kind.QUARTER),
    ("stock", Kind.QUARTER),
    ("stock", Kind.QUARTER_DAY),
    ("rolling", Kind.ROLLING),
    ("cumulative", Kind.TO_DATE),
)
PER = {**RATES, **dict.fromkeys(AVERAGES, 1)}


@dataclass(frozen=True)
class Cell:
    """One figure, or why there is none."""

    value: float | None
    numerator: float | None = None
    denominator: float | None = None
    symbol: str | None = None
    status: str = "published"


@dataclass(frozen=True)
class Case:
    """A made-up indicator with its figures: own quarters, own year, and other areas."""

    polarity: str
    unit: str
    decimals: int
    very_small: bool
    own: tuple[Cell | None, ...]  # None: no row at all
    year: Cell | None
    england: Cell | None
    region: Cell | None
    neighbours: tuple[Cell | None, ...]
    target: float | None
    level: float | None
    target_status: str
    figure_kind: str = "flow"
    local_kind: Kind = Kind.QUARTER
    upper: float | None = None  # of a range, as its level is
    level_upper: float | None = None
    others: Period = YEAR  # of the published figures, ours and those of other areas


STATUSES = st.sampled_from(["published", "illustrative", "derived", "provisional"])


@st.composite
def cells(draw: st.DrawFn, unit: str, decimals: int, *, small: bool, counts: bool) -> Cell | None:
    """A figure with or without counts, a missing one with its symbol, or no row."""
    shape = draw(st.sampled_from(["counts"] * 4 + ["value"] * 2 + ["symbol", "none"]))
    status = draw(STATUSES)
    if shape == "none":
        return None
    if shape == "symbol":
        return Cell(None, symbol=draw(st.sampled_from(list(SYMBOLS))), status=status)
    special = draw(st.sampled_from([None, None, "p", "r", "e"]))
    if shape == "counts" and counts and unit in PER:
        base = draw(st.sampled_from([1, 2, 9, 10, 11, 40, 178, 921, 3386, 74472]))
        most = max(1, base // 1000) if small else base
        x = draw(st.integers(0, most))
        made = PER[unit] * x / base
        value = round_half_away(made, decimals) if unit == "percent" else made
        return Cell(value, x, base, special, status)
    top = 2.0 if small else 100.0
    value = draw(st.integers(0, 1000).map(lambda n: n * top / 1000))
    if unit == "number":
        return Cell(round_half_away(value, 0), symbol=special, status=status)
    return Cell(value, symbol=special, status=status)


@st.composite
def near(draw: st.DrawFn, anchor: Cell, unit: str, decimals: int) -> Cell:
    """A figure close to another: a little more, a little less, or the same."""
    status = draw(STATUSES)
    if anchor.numerator is not None and anchor.denominator:
        x = anchor.numerator + draw(st.integers(-3, 3))
        x = min(max(x, 0), anchor.denominator)
        share = PER[unit] * x / anchor.denominator
        value = round_half_away(share, decimals) if unit == "percent" else share
        return Cell(value, x, anchor.denominator, None, status)
    step = draw(st.integers(-15, 15)) * (1.0 if unit == "number" else 10.0**-decimals)
    return Cell(max((anchor.value or 0.0) + step, 0.0), status=status)


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """Any made-up indicator."""
    unit = draw(st.sampled_from(UNITS))
    small = unit == "percent" and draw(st.booleans())
    decimals = 3 if small else draw(st.sampled_from([0, 1, 1, 2]))
    decimals = 0 if unit == "number" else decimals
    own = cells(unit, decimals, small=small, counts=True)
    other = cells(unit, decimals, small=small, counts=False)
    polarity = draw(st.sampled_from(list(Polarity)))
    last = draw(own)
    if last is not None and last.value is not None:
        own = st.one_of(own, *[near(last, unit, decimals)] * 3)
        bare = Cell(last.value)
        other = st.one_of(other, *[near(bare, unit, decimals)] * 2)
    target = None if polarity == "none" else draw(st.one_of(st.none(), st.integers(0, 100)))
    beyond = draw(st.one_of(st.none(), st.integers(0, 20)))
    level = upper = level_upper = None
    if target is not None and beyond is not None:
        level = float(target + beyond if polarity == "lower" else max(target - beyond, 0))
    if target is not None and polarity == "range":
        upper = float(target + draw(st.integers(1, 30)))
        further = draw(st.one_of(st.none(), st.integers(0, 20)))
        level_upper = None if further is None else upper + further
    return Case(
        polarity, unit, decimals, small,
        (*(draw(own) for _ in QUARTERS[:-1]), last), draw(own), draw(other), draw(other),
        tuple(draw(other) for _ in range(20)),
        None if target is None else float(target), level,
        draw(st.sampled_from(["published", "illustrative"])),
        *draw(st.sampled_from(KINDS)), upper, level_upper, draw(st.sampled_from([YEAR, DAY])),
    )  # fmt: skip


def made(snapshot: Snapshot, case: Case) -> Snapshot:
    """A snapshot that holds the made-up indicator alone, among the real areas."""
    like = snapshot.indicator("ehcp-20-weeks")
    indicator: Indicator = replace(
        like,
        id=ID,
        name="Made-up measure",
        polarity=case.polarity,  # type: ignore[arg-type]
        unit=case.unit,
        decimals=case.decimals,
        very_small=case.very_small,
        counted="difference in scores" if case.unit in AMOUNTS else "cases",
        happened="was" if case.unit in AMOUNTS else "were settled",
        qualifier="",
        breaks=(),
        related=(),
        notable_gap=None,
        figure_kind=FigureKind(case.figure_kind),
        local_kind=case.local_kind,
        seasonal=case.figure_kind == "cumulative",
        benchmark=replace(like.benchmark, period_kind=case.others.kind),
    )
    region = str(snapshot.authority(BCP).region)
    around = dict.fromkeys(code for model in MODELS for code in snapshot.neighbours(BCP, model))
    others = [(ENGLAND, case.england), (region, case.region), (BCP, case.year)]
    others += list(zip(around, case.neighbours, strict=False))
    rows = [
        _row(BCP, Period.quarterly(case.local_kind, quarter), cell, quarter=quarter.short)
        for quarter, cell in zip(QUARTERS, case.own, strict=True)
        if cell
    ]
    rows += [_row(area, case.others, cell) for area, cell in others if cell]
    targets = (
        []
        if case.target is None
        else [
            {
                "indicator_id": ID, "area": BCP, "from_quarter": QUARTERS[0].short,
                "to_quarter": None, "target": case.target, "intervention_level": case.level,
                "target_upper": case.upper, "intervention_upper": case.level_upper,
                "target_type": "local", "data_status": case.target_status, "rationale": None,
            }
        ]
    )  # fmt: skip
    return replace(
        snapshot,
        indicators=(indicator,),
        observations=pl.DataFrame(rows, schema=OBSERVATIONS),
        targets=pl.DataFrame(targets, schema=TARGETS),
    )


def of_two_days(snapshot: Snapshot) -> Snapshot:
    """A made-up rate without a return: ours of one day is 132.0, and of a year before 143.0."""
    case = Case(
        Polarity.NONE, "per 10,000 children", 1, False, (None,) * len(QUARTERS), Cell(132.0),
        Cell(69.0), None, (), None, None, "published", "stock", Kind.QUARTER_DAY, others=DAY,
    )  # fmt: skip
    one = made(snapshot, case)
    then = DAY.year_before()
    earlier = one.observations.filter(pl.col("area") == BCP).with_columns(
        value=pl.lit(143.0), period_start=then.start, period_end=then.end, known_from=then.end
    )
    return replace(one, observations=pl.concat([one.observations, earlier]))


def _row(area: str, period: Period, cell: Cell, quarter: str | None = None) -> dict[str, Any]:
    return {
        "indicator_id": ID,
        "leg": "",
        "area": area,
        "period_kind": str(period.kind),
        "period_start": period.start,
        "period_end": period.end,
        "value": cell.value,
        "numerator": cell.numerator,
        "denominator": cell.denominator,
        "symbol": cell.symbol,
        "reason": SYMBOLS.get(cell.symbol or ""),
        "data_status": cell.status if quarter else "published",
        "source": "illustrative-return" if quarter else "dfe-sen2",
        "known_from": period.end,
        "reporting_quarter": quarter,
        "note": None,
        "supplied_status": None,
    }
