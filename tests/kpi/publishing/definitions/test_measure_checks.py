"""Definitions against LAIT's measures: what LAIT does not have, or measures another way."""

from dataclasses import replace

import pytest

from kpi.model.definitions.indicator import Indicator
from kpi.model.polarity import Polarity
from kpi.model.snapshot import Snapshot
from kpi.publishing.definitions.measure_checks import faults, unit_of


def measured(snapshot: Snapshot, measure: str, **more: object) -> Indicator:
    """An indicator of one of LAIT's measures."""
    like = snapshot.indicator("assessments-45-days")
    assert like.benchmark is not None
    why = str(more.pop("why_different", ""))
    benchmark = replace(like.benchmark, reader="lait", measure=measure, why_different=why)
    return replace(like, id="made-up", benchmark=benchmark, related=(), **more)  # type: ignore[arg-type]


def told(snapshot: Snapshot, measure: str, **more: object) -> list[str]:
    return faults([measured(snapshot, measure, **more)], snapshot.measures)


def test_the_shipped_definitions_have_no_fault(snapshot: Snapshot) -> None:
    assert faults(snapshot.indicators, snapshot.measures) == []


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("cp_conf_15days", "CP_conf_15days"),
        ("CP_conf_15day", "CP_conf_15days"),
        ("Section 47 enquiries rate per 10,000 children", "Section_47"),
        ("section 47 enquiries rate per 10,000", "Section_47"),
    ],
)
def test_a_measure_that_lait_does_not_have(snapshot: Snapshot, typed: str, meant: str) -> None:
    (said,) = told(snapshot, typed)
    assert said.startswith(
        f"made-up.toml: benchmark: measure is '{typed}', which LAIT does not have; perhaps "
        f"'{meant}' ("
    )


def test_a_measure_like_no_other_has_no_suggestion(snapshot: Snapshot) -> None:
    (said,) = told(snapshot, "zzzzzz")
    assert said.endswith("is 'zzzzzz', which LAIT does not have")


def test_another_unit_is_a_fault_unless_it_says_why(snapshot: Snapshot) -> None:
    (said,) = told(snapshot, "Section_47", polarity=Polarity.NONE)
    assert said == (
        "made-up.toml: unit is 'percent', but LAIT's Section_47 is in 'Rate per 10,000'; use "
        "'per 10,000', or say in benchmark: why_different why it differs"
    )
    why = "Ours counts a quarter."
    assert told(snapshot, "Section_47", polarity=Polarity.NONE, why_different=why) == []


def test_the_opposite_polarity_is_a_fault_unless_it_says_why(snapshot: Snapshot) -> None:
    (said,) = told(snapshot, "CP_conf_15days", polarity=Polarity.LOWER)
    assert (
        "polarity is 'lower', but of LAIT's CP_conf_15days higher is better; use 'higher'" in said
    )
    assert told(snapshot, "CP_conf_15days", polarity=Polarity.LOWER, why_different="Because.") == []
    assert told(snapshot, "CP_conf_15days", polarity=Polarity.NONE) == []


def test_related_measures_and_legs_are_looked_up_too(snapshot: Snapshot) -> None:
    gap = snapshot.indicator("ks4-fsm-gap")
    assert gap.benchmark is not None
    legs = (replace(gap.benchmark.legs[0], measure="nonfsm_avg_attain8_score"), gap.legs[1])
    (said,) = faults([replace(gap, benchmark=replace(gap.benchmark, legs=legs))], snapshot.measures)
    assert "benchmark: legs 1: measure" in said
    assert "perhaps 'NonFSM_AVG_Attain8_Score'" in said
    early = snapshot.indicator("early-help-returns")
    related = tuple(replace(each, measure="nothing-like-it-at-all") for each in early.related[:1])
    (said,) = faults([replace(early, related=related)], snapshot.measures)
    assert said.startswith("early-help-returns.toml: related 1: measure is 'nothing-like")


@pytest.mark.parametrize(
    ("measures", "unit", "said"),
    [
        (("KS2RWM_Expected_STD", "FSM_NEW_KS2_RWM"), "points", ""),
        (("EngBacEntries", "EngBacEntriesSEN"), "points", ""),  # "Entries" are percentages too
        (("KS2RWM_Expected_STD", "FSM_NEW_KS2_RWM"), "percent", "is in points; use 'points'"),
        (("AVG_Attain8_Score", "FSM_NEW_KS2_RWM"), "points", "one is a percentage, the other is"),
        (("TotAbs", "FSM_NEW_KS2_RWM"), "points", "which way is better is not the same"),
    ],
)
def test_the_two_measures_of_a_gap_compare(
    snapshot: Snapshot, measures: tuple[str, str], unit: str, said: str
) -> None:
    like = snapshot.indicator("ks4-fsm-gap")
    assert like.benchmark is not None
    legs = tuple(replace(leg, measure=name) for leg, name in zip(like.legs, measures, strict=True))
    made = replace(like, unit=unit, benchmark=replace(like.benchmark, legs=legs))
    found = faults([made], snapshot.measures)
    assert [said in each for each in found] == [True] * bool(said)
    why = replace(like.benchmark, legs=legs, why_different="It is so.")
    assert faults([replace(made, benchmark=why)], snapshot.measures) == []


@pytest.mark.parametrize(
    ("lait", "ours"),
    [
        ("% of referrals", "percent"),
        ("Rate per 10,000 of 10-17 population", "per 10,000"),
        ("Rate per 100,000", "per 100,000"),
        ("Rate per 1000 live births", "per 1,000"),
        ("Number of plans", "number"),
        ("Total cases", "number"),
        ("Unit Cost", "pounds"),
        ("Average Score", ""),
        ("", ""),
    ],
)
def test_units_in_laits_words(lait: str, ours: str) -> None:
    assert unit_of(lait) == ours
