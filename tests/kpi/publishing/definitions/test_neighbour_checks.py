"""Few statistical neighbours with a figure are told, with their count, whatever the reader."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from kpi.model.definitions.indicator import Benchmark, Indicator
from kpi.model.snapshot import Snapshot
from kpi.periods import Kind
from kpi.publishing.definitions import neighbour_checks
from kpi.publishing.definitions.definition_changes import INPUTS

DARLINGTON = "841"
FEW, NONE, MOST = "CPPlans2yrsActive", "LAC_SGO_Car_Rel%", "LAC"


def of_measure(snapshot: Snapshot, measure: str, **changes: object) -> Indicator:
    like = snapshot.indicator("assessments-45-days")
    assert like.benchmark is not None
    benchmark = replace(like.benchmark, reader="lait", measure=measure)
    return replace(like, id="made-up", benchmark=benchmark, **changes)  # type: ignore[arg-type]


def told(snapshot: Snapshot, *indicators: Indicator, home: str = DARLINGTON) -> list[str]:
    return neighbour_checks.warnings(indicators, snapshot, home, INPUTS)


def with_figures(snapshot: Snapshot, measure: str, home: str = DARLINGTON) -> int:
    """How many neighbours have a figure in the newest period, counted by hand."""
    rows = snapshot.benchmark_rows([measure]).drop_nulls("value")
    newest = rows.filter(pl.col("period_end") == rows["period_end"].max())
    return len(set(newest["area"]) & set(snapshot.neighbours(home)))


def test_few_are_told_with_their_count(snapshot: Snapshot) -> None:
    assert with_figures(snapshot, FEW) == 2
    (said,) = told(snapshot, of_measure(snapshot, FEW))
    assert said == (
        "made-up.toml: benchmark: only 2 of the 10 statistical neighbours of Darlington have a "
        "figure of 31 March 2025, the newest: their mean says little of the others; another "
        "measure may have more, or a group of authorities of your own (docs/comparing.md)"
    )


def test_none_at_all_is_told_too(snapshot: Snapshot) -> None:
    assert with_figures(snapshot, NONE) == 0
    (said,) = told(snapshot, of_measure(snapshot, NONE))
    assert "benchmark: none of the 10 statistical neighbours of Darlington has a figure" in said


def test_most_are_no_question(snapshot: Snapshot) -> None:
    assert with_figures(snapshot, MOST) > 5
    assert told(snapshot, of_measure(snapshot, MOST), *snapshot.indicators) == []


def test_what_is_not_compared_is_no_question(snapshot: Snapshot) -> None:
    """Numbers grow with the area; other councils have no neighbours, or other ones."""
    assert told(snapshot, of_measure(snapshot, FEW, unit="number")) == []
    assert told(snapshot, replace(of_measure(snapshot, FEW), benchmark=None)) == []
    assert told(snapshot, of_measure(snapshot, FEW), home="nowhere") == []


def test_a_gap_needs_both_measures(snapshot: Snapshot) -> None:
    gap = snapshot.indicator("ks4-fsm-gap")
    assert gap.benchmark is not None
    assert told(snapshot, gap) == []
    pairs = zip(gap.legs, (MOST, FEW), strict=True)
    legs = tuple(replace(leg, measure=measure) for leg, measure in pairs)
    made = replace(gap, benchmark=replace(gap.benchmark, legs=legs))
    (said,) = told(snapshot, made)
    assert "only 2 of the 10 statistical neighbours" in said


def own_file(folder: Path, areas: Sequence[str], figure: str = "61.2") -> Benchmark:
    """A benchmark from a council's own file, which has a figure of these areas."""
    (folder / "comparators").mkdir()
    lines = ["area,period,reviews", *(f"{area},2024-25,{figure}" for area in areas)]
    (folder / "comparators" / "care.csv").write_text("\n".join(lines))
    return Benchmark("csv", Kind.FINANCIAL, "care-returns", "Reviewed", file="care.csv",
                     value="reviews")  # fmt: skip


@pytest.mark.parametrize(("number", "is_told"), [(3, True), (9, False)])
def test_a_file_of_the_councils_own_is_counted(
    snapshot: Snapshot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, is_told: bool
) -> None:
    monkeypatch.setenv("KPI_DATA", str(tmp_path))
    near = snapshot.neighbours(DARLINGTON)[:number]
    made = replace(of_measure(snapshot, MOST), benchmark=own_file(tmp_path, near))
    said = told(snapshot, made)
    assert [f"only {number} of the 10" in each for each in said] == [True] * is_told


def test_a_fault_of_such_a_file_is_told(
    snapshot: Snapshot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KPI_DATA", str(tmp_path))
    made = replace(of_measure(snapshot, MOST), benchmark=own_file(tmp_path, ["839"], "many"))
    assert told(snapshot, made) == []  # a fault, no question
    (said,) = neighbour_checks.own_file_faults(
        [made, snapshot.indicator("ehcp-20-weeks")], snapshot, INPUTS
    )
    assert said.startswith("made-up.toml: benchmark: care.csv: row 2")
