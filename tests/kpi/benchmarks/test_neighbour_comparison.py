"""A measure beside the neighbours of both models, and whether the answer depends on the model."""

from __future__ import annotations

import statistics
from dataclasses import replace

import pytest

from kpi.benchmarks.grids.grid import grid
from kpi.benchmarks.measures import all_measures, measure
from kpi.benchmarks.neighbour_comparison import neighbour_comparison, side, side_words
from kpi.errors import UnknownNameError
from kpi.formatting import round_half_away
from kpi.indicators.comparisons.chosen_groups import of_codes
from kpi.model.snapshot import Snapshot
from kpi.statistics.verdict_rules import BETTER, HIGHER, LOWER, SAME, WORSE


def test_plans_issued_in_time_beside_both_models(snapshot: Snapshot) -> None:
    found = neighbour_comparison(snapshot, "ehcp-20-weeks", area="839")
    assert (found.value, str(found.period)) == (77.6, "2024 (calendar year)")
    newest, older = found.groups
    assert (newest.model, newest.mean, newest.median, newest.count, newest.of) == (
        "2025-05", 40.62, 38.15, 10, 10,
    )  # fmt: skip
    assert (older.model, older.mean, older.count) == ("2021-04", 30.34, 10)
    assert (newest.side, older.side, newest.difference) == (BETTER, BETTER, 37.0)
    assert not found.flips
    assert found.flip_sentence == ""
    assert found.sentence("2025-05") == (
        "Bournemouth, Christchurch and Poole is 37.0 percentage points better than the mean of "
        "its statistical neighbours (40.6%, 10 of 10, derived). It is better than 9 of the 10 "
        "and worse than 1."
    )
    first = newest.members[0]
    assert (first.name, first.closeness, first.value, first.difference, first.side) == (
        "Bedford Borough", "very close", 74.2, 3.4, BETTER,
    )  # fmt: skip
    assert [n.name for n in newest.members if n.in_every] == [
        "Southend-on-Sea", "Kent", "Devon", "West Sussex", "East Sussex",
    ]  # fmt: skip


def test_a_flip_is_told_with_both_means(snapshot: Snapshot) -> None:
    found = neighbour_comparison(snapshot, "SecFixedEx", area="839")
    assert found.flips
    assert found.flip_sentence == (
        "The answer depends on the list of neighbours: Bournemouth, Christchurch and Poole is "
        "worse than the mean by DfE's May 2025 model (22.47%, 10 of 10, derived) but better than "
        "the mean by DfE's April 2021 model (24.56%, 10 of 10, derived)."
    )


def test_what_rounding_could_make_is_no_flip(snapshot: Snapshot) -> None:
    """Better by less than 1 on one side, worse on the other; the rates are whole numbers."""
    found = neighbour_comparison(snapshot, "FirstYJS", area="839")
    assert [group.is_certain for group in found.groups] == [False, True]
    assert [group.side for group in found.groups] == [BETTER, WORSE]
    assert not found.flips


@pytest.mark.parametrize("area", ["839", "330", "201", "420"])
def test_every_measure_against_a_plain_calculation(snapshot: Snapshot, area: str) -> None:
    flips = 0
    for known in all_measures(snapshot):
        if known.id not in grid(snapshot).newest:
            continue
        found = neighbour_comparison(snapshot, known.id, area=area)
        sides = []
        for group in found.groups:
            values = [n.value for n in group.members if n.value is not None]
            if known.withheld.get("neighbours") or not values:
                assert (group.mean, group.count, group.side) == (None, 0, "")
                continue
            assert group.count == len(values)
            assert group.mean == pytest.approx(statistics.fmean(values), rel=1e-9, abs=1e-9)
            assert group.median == pytest.approx(statistics.median(values), rel=1e-9, abs=1e-9)
            if found.value is None:
                assert group.side == ""
                continue
            ours = round_half_away(found.value, known.decimals)
            theirs = round_half_away(group.mean, known.decimals)
            words = {"higher": (BETTER, WORSE), "lower": (WORSE, BETTER), "none": (HIGHER, LOWER)}
            up, down = words[known.polarity]
            expected = SAME if ours == theirs else up if ours > theirs else down
            assert group.side == expected, known.id
            apart = abs(round_half_away(ours - theirs, known.decimals))
            assert group.is_certain == (not found.is_rounded or not apart or apart > 1), known.id
            if group.is_certain:
                sides.append(group.side)
        assert found.flips == (len(set(sides)) > 1)
        flips += found.flips
    assert flips > 0 or area == "420"


def test_an_authority_without_neighbours_says_so(snapshot: Snapshot) -> None:
    found = neighbour_comparison(snapshot, "ehcp-20-weeks", area="942")  # Cumberland, made in 2023
    assert [group.of for group in found.groups] == [10, 0]
    assert found.sentence("2021-04") == (
        "There are no statistical neighbours by DfE's April 2021 model."
    )


def test_an_earlier_period(snapshot: Snapshot) -> None:
    found = neighbour_comparison(
        snapshot, "ehcp-20-weeks", area="839", period="2023 (calendar year)"
    )
    assert (found.value, found.group("2025-05").side) == (4.8, WORSE)
    with pytest.raises(UnknownNameError, match="no period '1999'"):
        neighbour_comparison(snapshot, "ehcp-20-weeks", area="839", period="1999")


def test_a_difference_in_words(snapshot: Snapshot) -> None:
    plans = measure(snapshot, "ehcp-20-weeks")
    assert side_words(plans, 1.0) == "1.0 percentage point better"
    assert side_words(plans, -0.4) == "0.4 percentage points worse"
    assert (side_words(plans, 0.0), side_words(plans, None)) == ("the same", "")
    referrals = measure(snapshot, "referrals-rate")
    assert (side(referrals, 2.0), side(referrals, -2.0)) == (HIGHER, LOWER)


def test_a_chosen_group_of_the_neighbours_has_their_figures(snapshot: Snapshot) -> None:
    near = of_codes(snapshot.neighbours("839", "2025-05"))
    found = neighbour_comparison(snapshot, "ehcp-20-weeks", area="839", group=near)
    theirs = found.group("2025-05")
    assert found.chosen is not None
    assert (found.chosen.mean, found.chosen.median, found.chosen.counted) == (
        theirs.mean, theirs.median, theirs.counted,
    )  # fmt: skip
    assert (found.chosen.side, found.chosen.difference) == (theirs.side, theirs.difference)
    assert {m.area for m in found.chosen.members} == {m.area for m in theirs.members}
    assert [group.model for group in found.shown("2021-04")] == ["2021-04", "2025-05", ""]
    assert found.sentence("2025-05") == neighbour_comparison(
        snapshot, "ehcp-20-weeks", area="839"
    ).sentence("2025-05")


def test_a_group_in_the_neighbours_place_is_the_only_one_shown(snapshot: Snapshot) -> None:
    group = replace(of_codes(["880", "851", "852"]), instead=True)
    found = neighbour_comparison(snapshot, "ehcp-20-weeks", area="839", group=group)
    assert found.shown("2025-05") == (found.chosen,)
    assert not found.flips
    assert "the mean of the group “Chosen group (3 authorities)”" in found.sentence("2025-05")
    assert "neighbours" not in found.sentence("2025-05")
