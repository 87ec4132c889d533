"""Any valid return passes; the illustrative one does; the order of rows does not matter."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from kpi.model.snapshot import Snapshot
from kpi.returns import reader
from kpi.returns.all_checks import check
from kpi.returns.checks.context import Context
from kpi.returns.records import ERROR, ParsedReturn, ReturnFault
from tests.kpi.returns.checks.building import (
    AREA,
    ASSESSED,
    EARLY,
    EXCLUDED,
    INDICATORS,
    PLANS,
    QUARTERS,
    TERMS,
    TODAY,
    Sheets,
    comment_row,
    context_of,
    good,
    read_of,
    share,
    target_row,
    value_row,
)
from tests.kpi.returns.checks.every_case import SLIPS


def some_return(random: Random) -> Sheets:
    """A valid return: counts, symbols, terms without counts, targets and answers to all figures."""
    values, targets, comments = [], [], []
    for name in (EARLY, ASSESSED, PLANS):
        for quarter in QUARTERS:
            bottom = random.randint(20, 2000)
            # Small counts are not to be named in words; their rule has tests of its own.
            top = random.choice([0, random.randint(6, bottom)])
            row = value_row(name, quarter, quarter, share(top, bottom), str(top), str(bottom))
            row["symbol"] = random.choice(["", "", "", "p", "r", "c", "x", "z"])
            if row["symbol"] in ("c", "x", "z"):
                row |= {"value": "", "numerator": "", "denominator": ""}
            values.append(row)
            words = random.choice(["", "80 of 180, 44.4%.", "It fell by 3 points.", "<6 & more"])
            comments.append(comment_row(name, quarter, words, ""))
        target, distance = random.randint(5, 95), random.randint(0, 5)
        level = target - distance if INDICATORS[name].polarity == "higher" else target + distance
        targets.append(target_row(name, QUARTERS[0], "", str(target), str(level), "Agreed"))
    for period, quarter, _ in TERMS:
        value = f"{random.randint(8, 60) * 0.004:.3f}"
        values.append(value_row(EXCLUDED, period, quarter, value))
    random.shuffle(values)
    return Sheets(values, targets, comments)


@given(st.randoms(use_true_random=False))
def test_a_valid_return_gives_no_error(random: Random) -> None:
    sheets = some_return(Random(random.getrandbits(64)))
    empty = Context.empty(INDICATORS.values(), AREA, TODAY)
    for context in (empty, context_of(sheets)):
        errors = [str(f) for f in check(read_of(sheets), context) if f.severity == ERROR]
        assert errors == []


@given(st.lists(st.integers(0, len(SLIPS) - 1), min_size=1, max_size=6, unique=True))
def test_damages_together_are_told_once_in_a_stable_order(chosen: list[int]) -> None:
    """However many cells are wrong, checking ends, and nothing is told twice."""
    sheets = good()
    context = context_of(sheets)
    done = 0
    for number in chosen:
        slip = SLIPS[number]
        try:
            slip.edit(sheets)
        except (StopIteration, AssertionError):
            continue  # the row is called otherwise since an earlier edit
        done += 1
    faults = check(read_of(sheets), context)
    assert faults == check(read_of(sheets), context)
    assert len(faults) == len(set(faults))
    assert done or not faults
    if len(chosen) == 1:  # two can mend each other, such as two sheets that both become real
        assert faults


# ---- the shipped return ---------------------------------------------------------------------


def shipped(inputs: Path) -> ParsedReturn:
    """The illustrative return, read as any other."""
    return reader.read([inputs / "illustrative-bcp-return"], INDICATORS.values())


def leaps(faults: list[ReturnFault]) -> list[tuple[str, str, str]]:
    return [(f.rule, f.cell, f.found) for f in faults]


TRUE_WARNINGS = [
    # Plans in time really went from 51.6% to 75.6%, and from 90.3% to 69.4%.
    ("jump", "row 21", "75.6% (121 of 160)"),
    ("jump", "row 24", "69.4% (118 of 170)"),
]


def test_the_illustrative_return_passes(inputs_folder: Path) -> None:
    empty = Context.empty(INDICATORS.values(), AREA, date(2026, 1, 1))
    assert leaps(check(shipped(inputs_folder), empty)) == TRUE_WARNINGS


def test_the_illustrative_return_passes_over_its_own_snapshot(
    snapshot: Snapshot, inputs_folder: Path
) -> None:
    context = Context.of(snapshot, AREA, date(2026, 1, 1))
    assert context.history[EARLY][-1].value == 10.5
    assert context.targets[EARLY][-1].target == 15.0
    assert len(context.commented) == len(context.answered) == 6
    assert leaps(check(shipped(inputs_folder), context)) == TRUE_WARNINGS
