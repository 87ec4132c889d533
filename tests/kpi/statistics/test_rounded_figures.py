"""Whole published figures: no side is taken of a difference that rounding could make."""

from __future__ import annotations

import polars as pl
import pytest

from kpi.benchmarks.measures import measure
from kpi.benchmarks.neighbour_comparison import against_words, neighbour_comparison
from kpi.benchmarks.ranking import ranking
from kpi.model.snapshot import Snapshot
from kpi.statistics.rounded_figures import NO_CERTAIN_DIFFERENCE, is_certain, rounding_error
from kpi.wording import benchmarks as wording

ROUNDED, EXACT = "DAP_NEW_KS2_RWM", "SEN_EHC_Excpt_20wks"


def test_whole_figures_of_a_measure_with_decimals_are_rounded(snapshot: Snapshot) -> None:
    known = measure(snapshot, ROUNDED)
    assert rounding_error(known, pl.Series([44.0, None, 43.0])) == 0.5
    assert rounding_error(known, pl.Series([44.0, 43.1])) == 0
    assert rounding_error(known, pl.Series([None], dtype=pl.Float64)) == 0


@pytest.mark.parametrize(
    ("difference", "most", "certain"),
    [(1.0, 1.0, False), (-0.6, 1.0, False), (1.1, 1.0, True), (0.0, 1.0, True), (0.1, 0.0, True)],
)
def test_rounding_makes_half_a_unit_on_either_side(
    difference: float, most: float, certain: bool
) -> None:
    assert is_certain(difference, most) is certain
    assert is_certain(None, most)


def test_small_changes_of_rounded_figures_are_not_judged(snapshot: Snapshot) -> None:
    told = dict[bool, set[str]]({True: set(), False: set()})
    for row in ranking(snapshot, ROUNDED, area="839").ranked:
        found = ranking(snapshot, ROUNDED, area=row.area)
        if row.shown_change:
            words = wording.change_words(found)
            told[abs(row.shown_change) > 1].add(words.rstrip(".").rpartition(": ")[2])
    assert told[False] == {"no certain change, as figures are rounded"}
    assert told[True] == {"improved", "worsened"}
    assert ranking(snapshot, EXACT, area="839").rounding_error == 0


def test_small_differences_from_neighbours_are_not_judged(snapshot: Snapshot) -> None:
    seen = set()
    for row in ranking(snapshot, ROUNDED, area="839").ranked[:60]:
        found = neighbour_comparison(snapshot, ROUNDED, area=row.area)
        group = found.group("2025-05")
        if not group.difference:
            continue
        small = abs(group.difference) <= 1
        seen.add(small)
        said = found.sentence("2025-05")
        assert (NO_CERTAIN_DIFFERENCE in said) is small
        assert "It is better than" not in said
        assert (against_words(found.measure, group) == NO_CERTAIN_DIFFERENCE) is small
        short = wording.group_short(found, group)
        assert ("ours is" in short) is not small
    assert seen == {True, False}
