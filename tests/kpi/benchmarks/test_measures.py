"""Choosing a measure, and printing its figures by LAIT's rules."""

from pathlib import Path

import pytest

from kpi.benchmarks import measures
from kpi.benchmarks.measures import show
from kpi.benchmarks.topics import NO_DATA, topics
from kpi.errors import DefinitionError, UnknownNameError
from kpi.formatting import number
from kpi.model.snapshot import Snapshot
from kpi.periods import Period
from tests.kpi.publishing.go_live.test_go_live_check import with_definition
from tests.kpi.returning import PLANS


def test_every_measure_and_our_own_in_one_list(snapshot: Snapshot) -> None:
    found = measures.all_measures(snapshot)
    assert len(found) == 434 + len(snapshot.indicators)
    assert len({m.id for m in found}) == len(found)
    assert [m.id for m in found if m.is_own] == [i.id for i in snapshot.indicators]


def test_a_measure_is_found_by_an_indicators_earlier_id(snapshot: Snapshot) -> None:
    renamed = with_definition(snapshot, lambda raw: raw.update(formerly=["plans-in-time"]), PLANS)
    assert measures.measure(renamed, "plans-in-time").id == PLANS
    assert measures.named(renamed, ["LAC", "plans-in-time"]) == ("LAC", PLANS)
    assert renamed.observed("plans-in-time").equals(renamed.observed(PLANS))
    assert renamed.observed(PLANS).height == snapshot.observed(PLANS).height > 0
    with pytest.raises(UnknownNameError):
        measures.measure(snapshot, "plans-in-time")


def test_what_a_measure_says(snapshot: Snapshot) -> None:
    found = measures.measure(snapshot, "SEN_EHC_Excpt_20wks")
    assert found.polarity.words == "higher is better"
    assert (found.unit, found.decimals) == ("% of EHC plans", 1)
    assert (found.topic, found.directorates) == (
        "Special educational needs (SEN)", ("Education and Skills",),
    )  # fmt: skip
    assert (found.last_update, found.next_update) == ("June 2025", "June 2026")
    assert "sum of the nine" in measures.measure(snapshot, "FirstYJS").withheld["england"]


def test_a_kind_of_year_keeps_the_capital_of_its_month(snapshot: Snapshot) -> None:
    assert measures.measure(snapshot, "assessments-45-days").year_type == "Year to March"


def test_every_topic_has_a_directorate_of_its_own(snapshot: Snapshot) -> None:
    wording = topics()
    held = set(snapshot.measures["topics"].explode())
    assert held == set(wording.by_topic)
    assert measures.directorates(snapshot) == (
        "Children's Social Care", "Education and Skills", "Context",
    )  # fmt: skip
    finance = measures.measure(snapshot, "SENFinance")
    assert finance.directorates == ("Children's Social Care", "Education and Skills")
    assert (finance.unit, show(finance, 120.0)) == ("£ a week", "£120")


def test_search_20_week_finds_the_plans_first(snapshot: Snapshot) -> None:
    found = [m.id for m in measures.search(snapshot, "20 week")]
    assert found == ["ehcp-20-weeks", "SEN_EHC_Excpt_20wks", "SEN_EHC_All_20wks"]
    assert measures.search(snapshot, "  20  WEEKS exc ")[0].id == "SEN_EHC_Excpt_20wks"


def test_search_by_topic_and_directorate(snapshot: Snapshot) -> None:
    youth = measures.search(snapshot, topic="Youth Offending")
    assert {m.id for m in youth} >= {"FirstYJS", "ReoffYO"}
    assert len(youth) == 4
    care = measures.search(snapshot, directorate="Children's Social Care")
    assert {"LAC", "assessments-45-days"} <= {m.id for m in care}
    assert "KS2RWM_Expected_STD" not in {m.id for m in care}
    assert measures.search(snapshot, "20 week", directorate="Children's Social Care") == ()


def test_an_exact_id_or_name_comes_first(snapshot: Snapshot) -> None:
    for one in measures.all_measures(snapshot):
        assert measures.search(snapshot, one.id)[0].id == one.id
        assert one.name in {m.name for m in measures.search(snapshot, one.name)[:2]}


def test_an_unknown_measure_names_near_ones(snapshot: Snapshot) -> None:
    with pytest.raises(UnknownNameError, match=r"no measure '20 week'; did you mean 'ehcp-20"):
        measures.measure(snapshot, "20 week")


# LAIT's cases 23 and 32, and the words from a million on.
@pytest.mark.parametrize(
    ("value", "decimals", "large", "printed"),
    [
        (1234.56, 2, None, "1,234.56"),
        (8901.23, 2, None, "8,901.23"),
        (285, -1, None, "290"),
        (-1, 2, None, "-1.00"),
        (-123_421_421, 2, 2, "-123.42 million"),
        (2.85, 1, None, "2.9"),
        (0.345, 2, None, "0.35"),
        (-0.125, 2, None, "-0.13"),
        (-0.04, 1, None, "0.0"),
        (999_999, 0, None, "999,999"),
        (1_250_000, 0, None, "1.250 million"),
        (20_000_000, 0, None, "20 million"),
        (8_955_400_000, 0, None, "8.955 billion"),
    ],
)
def test_numbers_as_lait_prints_them(
    value: float, decimals: int, large: int | None, printed: str
) -> None:
    assert number(value, decimals, large) == printed


def test_signs_of_units(snapshot: Snapshot) -> None:
    plans = measures.measure(snapshot, "SEN_EHC_Excpt_20wks")
    spend = measures.measure(snapshot, "TotalLACFinance")
    assert show(plans, 77.6) == "77.6%"
    assert show(plans, None) == ""  # case 23: nothing stays nothing, never 0
    assert show(spend, 63640678.0) == "£63.641 million"
    assert show(spend, -1500.0) == "-£1,500"
    assert measures.show_difference(plans, -1.04) == "1.0 percentage point"
    assert measures.show_difference(plans, 36.98) == "37.0 percentage points"


def test_gap_reasons() -> None:
    assert topics().gap_reason(Period.academic_year(2019)) == "no figures: the COVID-19 pandemic"
    assert topics().gap_reason(Period.calendar_year(2022)) == NO_DATA


def test_a_bad_topics_file_is_named(tmp_path: Path) -> None:
    bad = tmp_path / "topics.toml"
    bad.write_text("others = 'x'")
    with pytest.raises(DefinitionError, match=r"topics\.toml: lacks 'directorate'"):
        topics(bad)
    with pytest.raises(DefinitionError, match=r"none\.toml: there is no such file"):
        topics(tmp_path / "none.toml")


def test_several_measures_by_id_or_name(snapshot: Snapshot) -> None:
    plans = measures.measure(snapshot, "SEN_EHC_Excpt_20wks")
    assert measures.named(snapshot, ["LAC", plans.name]) == ("LAC", plans.id)
    assert measures.named(snapshot, []) == ()
    every = tuple(m.id for m in measures.all_measures(snapshot))
    assert measures.named(snapshot, ["all"]) == every
    with pytest.raises(UnknownNameError) as fault:
        measures.named(snapshot, ["all", "LAC", "nope"])
    assert str(fault.value).startswith("no measure 'all'")
    assert "; no measure 'nope'" in str(fault.value)
