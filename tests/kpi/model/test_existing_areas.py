"""Which areas exist when, and what is said of those that do not."""

from dataclasses import replace
from datetime import date

import polars as pl
import pytest

from kpi.benchmarks import ranking
from kpi.benchmarks.neighbour_comparison import neighbour_comparison
from kpi.errors import UnknownNameError
from kpi.indicators import scorecard
from kpi.indicators.comparisons.comparators import comparators
from kpi.indicators.comparisons.good_authorities import judged_good
from kpi.indicators.reporting_quarters import find_quarter
from kpi.indicators.scorecard import View
from kpi.model import existing_areas
from kpi.model.snapshot import Snapshot
from kpi.periods import Period
from kpi.tables import summary

ENDING = ["886", "878", "938", "926", "845", "881", "882"]  # seven neighbours of 839


def ending(snapshot: Snapshot, codes: list[str], day: date) -> Snapshot:
    areas = snapshot.areas.with_columns(
        pl.when(pl.col("area").is_in(codes))
        .then(day)
        .otherwise("abolished_on")
        .alias("abolished_on")
    )
    return replace(snapshot, areas=areas)


def test_an_area_exists_from_its_first_day_to_the_day_before_its_end(snapshot: Snapshot) -> None:
    cumbria, cumberland = snapshot.area("909"), snapshot.area("942")
    assert cumbria.exists_on(date(2023, 3, 31))
    assert not cumberland.exists_on(date(2023, 3, 31))
    assert not cumbria.exists_on(date(2023, 4, 1))
    assert cumberland.exists_on(date(2023, 4, 1))
    assert existing_areas.state_words(cumbria, date(2023, 4, 1)) == "ended on 1 April 2023"
    words = "did not exist before 1 April 2023"
    assert existing_areas.state_words(cumberland, date(2023, 3, 31)) == words
    assert len(existing_areas.authorities_on(snapshot, date(2019, 3, 31))) == 152
    assert len(existing_areas.authorities_on(snapshot, date(2019, 4, 1))) == 151
    assert len(existing_areas.authorities_on(snapshot, date(2025, 3, 31))) == 153


def test_who_is_absent_is_counted(snapshot: Snapshot) -> None:
    group = ["909", "942", "940", "330"]
    assert existing_areas.absent_words(snapshot, group, date(2025, 1, 1)) == "one no longer exists"
    words = "two did not exist yet"
    assert existing_areas.absent_words(snapshot, group, date(2020, 1, 1)) == words
    assert existing_areas.absent_words(snapshot, ["330"], date(2020, 1, 1)) == ""


@pytest.mark.parametrize("quarter", ["Q1 2025-26", "Q4 2024-25"])
def test_neighbours_that_end_in_2028_change_nothing_before(
    snapshot: Snapshot, quarter: str
) -> None:
    later = ending(snapshot, ENDING, date(2028, 4, 1))
    for indicator in snapshot.indicators:
        found = [
            comparators(
                each, indicator, "839", local_period=None,
                known_by=find_quarter(each, "839", quarter).end,
            )
            for each in (snapshot, later)
        ]  # fmt: skip
        assert found[0] == found[1]
    before, after = (
        summary.summary_table(
            each, scorecard.summary(each, View("839", find_quarter(each, "839", quarter)))
        )
        for each in (snapshot, later)
    )
    assert before.equals(after)


def test_neighbours_that_have_ended_are_said_with_the_mean(snapshot: Snapshot) -> None:
    later = ending(snapshot, ["886", "878"], date(2024, 4, 1))
    plans = later.indicator("ehcp-20-weeks")
    found = {c.key: c for c in comparators(later, plans, "839", local_period=None, known_by=None)}
    assert found["neighbours"].basis == "mean of 8 of 10 authorities: two no longer exist"
    one = neighbour_comparison(later, "SEN_EHC_Excpt_20wks", area="839").group("2025-05")
    assert one.counted == "8 of 10: two no longer exist"
    assert {n.name: n.absent for n in one.members if n.absent} == {
        "Kent": "ended on 1 April 2024",
        "Devon": "ended on 1 April 2024",
    }
    assert all(n.value is None for n in one.members if n.absent)


def test_a_figure_under_an_ended_code_stays_and_is_not_ranked(snapshot: Snapshot) -> None:
    found = ranking.ranking(snapshot, "FirstYJS", area="839", period="2024")
    last = found.authorities.filter(pl.col("area") == "835").row(0, named=True)
    assert (last["value"], last["rank"], last["place"], last["band"]) == (122.0, None, "", "-")
    assert last["reason"] == (
        "ended on 1 April 2019: its figure stays where it was filed and is not counted"
    )
    then = ranking.ranking(snapshot, "PriPermEx", area="330", period="2019/20")
    assert then.of == 150
    assert {"928", "909"} <= set(then.authorities["area"])
    assert "(1st is best)" in then.sentence
    assert "137th of 150 authorities" in then.sentence
    own = ranking.ranking(snapshot, "FirstYJS", area="835", period="2024").sentence
    assert "it ended on 1 April 2019, so it has no rank in this period" in own


def test_a_home_that_has_ended_without_a_successor_says_so(snapshot: Snapshot) -> None:
    later = ending(snapshot, ["886"], date(2026, 4, 1))
    assert later.made_on >= date(2026, 4, 1)
    kent = later.home("886")
    words = existing_areas.ended_words(kent, later.made_on)
    assert words.startswith(
        "Kent ended on 1 April 2026. The data names no authority that took its place."
    )
    assert existing_areas.ended_words(later.area("839"), later.made_on) == ""
    future = ending(snapshot, ["886"], date(2128, 4, 1))
    assert existing_areas.ended_words(future.home("886"), future.made_on) == ""
    with pytest.raises(UnknownNameError, match="choose 838 or 839 instead"):
        later.home("835")


@pytest.mark.parametrize("text", ["E06000058", "e06000058", " E06000058 ", "839"])
def test_ons_codes_are_known_in_any_case(
    snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    assert snapshot.code_of(text) == "839"
    monkeypatch.setenv("KPI_HOME", text)
    assert snapshot.home_code() == "839"


@pytest.mark.parametrize("text", ["E99999999", "", "Kent", "E0600005"])
def test_what_is_no_code_comes_back_and_is_refused(snapshot: Snapshot, text: str) -> None:
    assert snapshot.code_of(text) == text
    with pytest.raises(UnknownNameError):
        snapshot.area(snapshot.code_of(text))


def test_an_authority_without_an_overall_grade_is_in_no_group_and_is_said(
    snapshot: Snapshot,
) -> None:
    in_list = pl.col("group") == "ofsted 2025-03-31"
    blank = snapshot.groups.with_columns(
        pl.when(~(in_list & (pl.col("member") == "933"))).then("detail").alias("detail")
    )
    judged = judged_good(replace(snapshot, groups=blank))
    assert len(judged.members) == 66
    assert "933" in judged_good(snapshot).members
    assert "933" not in judged.members
    assert judged.label == "Other authorities judged Good overall as at 31 March 2025"
    assert judged.unknown == (
        "One of 153 authorities has no overall judgement: Ofsted gives none in inspections from "
        "April 2026."
    )


def test_a_period_says_when_in_a_sentence() -> None:
    assert Period.snapshot(date(2025, 3, 31)).placed == "on 31 March 2025"
    assert Period.snapshot(date(2025, 1, 1), date(2025, 1, 31)).placed == (
        "in the January 2025 census"
    )
    assert Period.mean_of_months(2025, 12, 2).placed == (
        "on average from December 2024 to February 2025"
    )
    assert Period.financial_year(2024).placed == "in the year to March 2025"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("City of York", "York"),
        ("Leeds City Council", "Leeds"),
        ("London Borough of Camden", "Camden"),
        ("durham county council", "County Durham"),
        ("Torbey", "Torbay"),
        ("Poole", ""),  # abolished
        ("Nowhere", ""),
    ],
)
def test_the_authority_that_is_meant_is_one_of_today(
    snapshot: Snapshot, typed: str, meant: str
) -> None:
    names = {area.name for area in snapshot.current_authorities}
    said = existing_areas.nearest_authority(snapshot, typed)
    if meant:
        assert meant in names or meant == "County Durham"
        assert said.casefold().endswith(f"{meant.split()[-1].casefold()}'")
    else:
        assert said == ""
