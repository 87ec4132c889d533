"""Definitions against LAIT's measures: what LAIT does not have, or measures another way."""

from typing import Any

import polars as pl
import pytest

from kpi import toml_files
from kpi.model.definitions.definition_format import DefinitionFile
from kpi.model.snapshot import Snapshot
from kpi.publishing.definitions.definition_folder import SHIPPED
from kpi.publishing.definitions.measure_checks import (
    area_rule,
    length_rule,
    newest_kinds,
    period_rule,
    rules,
    unit_of,
)
from tests.kpi.publishing.definitions.raw_definitions import raw_of


def faults(snapshot: Snapshot, raw: dict[str, Any]) -> list[str]:
    """What a definition has against LAIT's measures."""
    return list(toml_files.checked(raw, DefinitionFile, rules(snapshot.measures)).faults)


def told(snapshot: Snapshot, measure: str, why_different: str = "", **more: str) -> list[str]:
    """The faults of an indicator of one of LAIT's measures."""
    raw = raw_of("assessments-45-days", **more)
    raw["benchmark"] |= {"reader": "lait", "measure": measure}
    if why_different:
        raw["benchmark"]["why_different"] = why_different
    return faults(snapshot, raw)


@pytest.mark.parametrize("name", [path.stem for path in SHIPPED.glob("*.toml")])
def test_the_shipped_definitions_have_no_fault(snapshot: Snapshot, name: str) -> None:
    assert faults(snapshot, raw_of(name)) == []


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
    said = told(snapshot, typed)[0]
    assert said.startswith(
        f"benchmark: measure is '{typed}', which LAIT does not have; perhaps '{meant}' ("
    )


def test_a_measure_in_other_letters_is_held_against_the_one_that_is_meant(
    snapshot: Snapshot,
) -> None:
    said = told(snapshot, "cp_conf_15days", unit="days", polarity="lower")
    assert [each.split(" is ")[0] for each in said] == ["benchmark: measure", "unit", "polarity"]
    assert len(told(snapshot, "cp_conf_15day", unit="days", polarity="lower")) == 1


def test_a_measure_like_no_other_has_no_suggestion(snapshot: Snapshot) -> None:
    (said,) = told(snapshot, "zzzzzz")
    assert said.endswith("is 'zzzzzz', which LAIT does not have")


def test_another_unit_is_a_fault_unless_it_says_why(snapshot: Snapshot) -> None:
    (said,) = told(snapshot, "Section_47", polarity="none")
    assert said == (
        "unit is 'percent', but LAIT's Section_47 is in 'Rate per 10,000'; use "
        "'per 10,000 children', or say in benchmark: why_different why it differs"
    )
    why = "Ours counts a quarter."
    assert told(snapshot, "Section_47", polarity="none", why_different=why) == []


def test_the_opposite_polarity_is_a_fault_unless_it_says_why(snapshot: Snapshot) -> None:
    (said,) = told(snapshot, "CP_conf_15days", polarity="lower")
    assert (
        "polarity is 'lower', but of LAIT's CP_conf_15days higher is better; use 'higher'" in said
    )
    assert told(snapshot, "CP_conf_15days", polarity="lower", why_different="Because.") == []
    assert told(snapshot, "CP_conf_15days", polarity="none") == []


def test_related_measures_and_legs_are_looked_up_too(snapshot: Snapshot) -> None:
    gap = raw_of("ks4-fsm-gap")
    gap["benchmark"]["legs"][0]["measure"] = "nonfsm_avg_attain8_score"
    (said,) = faults(snapshot, gap)
    assert "benchmark: legs 1: measure" in said
    assert "perhaps 'NonFSM_AVG_Attain8_Score'" in said
    early = raw_of("early-help-returns")
    early["related"][0]["measure"] = "nothing-like-it-at-all"
    assert faults(snapshot, early)[0].startswith("related 1: measure is 'nothing-like")


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
    gap = raw_of("ks4-fsm-gap", unit=unit)
    for leg, name in zip(gap["benchmark"]["legs"], measures, strict=True):
        leg["measure"] = name
    found = faults(snapshot, gap)
    assert [said in each for each in found] == [True] * bool(said)
    gap["benchmark"]["why_different"] = "It is so."
    assert faults(snapshot, gap) == []


def test_another_period_than_laits_is_told(snapshot: Snapshot) -> None:
    kinds = newest_kinds(snapshot.benchmark_rows(snapshot.measures["measure"].to_list()))
    rule = period_rule(kinds)

    def said(raw: dict[str, Any]) -> list[str]:
        return list(toml_files.checked(raw, DefinitionFile, (rule,)).faults)

    for indicator in snapshot.indicators:
        assert said(raw_of(indicator.id)) == []
    other = raw_of("assessments-45-days")
    other["benchmark"]["period_kind"] = "academic year"
    told = (
        "benchmark: period_kind is 'academic year', but LAIT's figures cover 'year to March'; use "
        "that, or say in benchmark: why_different why it differs"
    )
    assert said(other) == [told]
    del other["local"]["figure_kind"]  # another fault does not hide it
    assert said(other)[-1] == told
    assert len(said(other)) == 2
    other["benchmark"]["why_different"] = "It is so."
    assert told not in said(other)


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


@pytest.mark.parametrize(
    ("measure", "ours"),
    [
        ("Work_Force_SWAbsence", "percent"),  # "Absence Rate": its title has (%) in the middle
        ("Work_Force_TO_Rate", "percent"),
        ("EngBacEntriesSEN", "percent"),
        ("Work_Force_NoSW", "full-time equivalents"),
        ("Social_Work_Leavers", "full-time equivalents"),
        ("Work_Force_AvgNumCase_SW", "cases"),
        ("AVG_Attain8_Score", ""),
        ("FSPAVEPreChild", ""),
    ],
)
def test_units_that_the_title_decides(snapshot: Snapshot, measure: str, ours: str) -> None:
    row = snapshot.measures.row(by_predicate=pl.col("measure") == measure, named=True)
    assert unit_of(row["unit"], row["title"]) == ours


def test_only_scores_and_averages_are_left_undecided(snapshot: Snapshot) -> None:
    rows = snapshot.measures.select("unit", "title").iter_rows()
    left = {unit for unit, title in rows if not unit_of(unit, title or "")}
    assert left
    assert all("Score" in unit or unit == "Average" for unit in left)


def test_a_total_compares_with_nobody(snapshot: Snapshot) -> None:
    assert told(snapshot, "SafeguardingFinance", unit="pounds", polarity="none") == [
        "benchmark: measure is 'SafeguardingFinance', a total of LAIT's, which grows with the "
        "area, so that no area compares by it; leave [benchmark] and [[publication]] out, and say "
        "so in no_comparator"
    ]
    # Numbers are shown without comparators on every page, so their measure may be named.
    assert told(snapshot, "LACnum", unit="number", polarity="none") == []


@pytest.mark.parametrize(
    ("period_kind", "figure_kind", "expected"),
    [
        ("financial quarter", "flow", True),
        ("month", "flow", True),
        ("year ending on a date", "rolling", False),
        ("snapshot day", "stock", False),
        ("financial quarter", "cumulative", False),  # its fourth quarter is a year
    ],
)
def test_a_rate_is_of_as_many_months_as_the_rates_beside_it(
    period_kind: str, figure_kind: str, expected: bool
) -> None:
    raw = raw_of("assessments-45-days", unit="per 10,000 children")
    raw["local"] |= {"period_kind": period_kind, "figure_kind": figure_kind}
    raw["benchmark"]["period_kind"] = "year to March"
    found = list(length_rule().check(raw))
    assert (
        found
        == [
            f"local: period_kind is '{period_kind}', but a rate grows with its months and is never "
            "compared with that of a 'year to March'; use 'year ending on a date' with figure_kind "
            "'rolling', or say in benchmark: why_different why they compare"
        ]
        * expected
    )
    raw["benchmark"]["why_different"] = "Ours is the rate of a year."
    assert list(length_rule().check(raw)) == []


@pytest.mark.parametrize(
    ("unit", "said"),
    [
        ("per 1,000 children", "use 'per 10,000 children', or say in benchmark: why_different"),
        ("per 1,000 children aged 0 to 17", "use 'per 10,000 children aged 0 to 17', or say"),
        ("per 1,000 adults", "use 'per 10,000 children', or say in benchmark: why_different"),
        ("percent", "use 'per 10,000 children', or say in benchmark: why_different"),
        ("per 10,000 adults", "a rate of children, not of adults; use 'per 10,000 children', or"),
        ("per 10,000 households", "a rate of children, not of households; use 'per 10,000 child"),
    ],
)
def test_the_remedy_of_a_rate_names_its_population(
    snapshot: Snapshot, unit: str, said: str
) -> None:
    (fault,) = told(snapshot, "LAC", unit=unit, polarity="none")
    assert said in fault
    assert told(snapshot, "LAC", "Ours is another.", unit=unit, polarity="none") == []


@pytest.mark.parametrize(
    ("measure", "unit"),
    [
        ("LAC", "per 10,000 children"),
        ("LAC", "per 10,000 young people under 18"),
        ("InfMort", "per 1,000 live births"),
        ("FirstYJS", "per 100,000 of population aged 10 to 17"),
    ],
)
def test_a_rate_of_the_young_is_no_fault(snapshot: Snapshot, measure: str, unit: str) -> None:
    assert told(snapshot, measure, unit=unit, polarity="none") == []


def test_bounds_against_a_measure_that_ranks(snapshot: Snapshot) -> None:
    (fault,) = told(snapshot, "ReReferral", polarity="range")
    assert fault.startswith("polarity is 'range', but of LAIT's ReReferral lower is better")
    assert told(snapshot, "ReReferral", "A low share may hide need.", polarity="range") == []
    assert told(snapshot, "CIN", unit="per 10,000 children", polarity="range") == []


@pytest.mark.parametrize(
    ("area", "said"),
    [("841", ""), ("", ""), ("999", "use one such as '839', or leave area out"),
     ("darlington", "use '841', or leave area out where it holds for all")],
)  # fmt: skip
def test_a_new_start_of_an_area_that_there_is_not(area: str, said: str) -> None:
    raw = raw_of("early-help-returns")
    raw["rebase"] = [{"from": "Q1 2024-25", "reason": "A new system.", "area": area}]
    rule = area_rule({"841": "Darlington", "839": ""})
    found = toml_files.checked(raw, DefinitionFile, (rule,)).faults
    assert len(found) == bool(said)
    assert all(each.startswith(f"rebase 1: area is '{area}'") and said in each for each in found)
