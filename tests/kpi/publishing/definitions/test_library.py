"""The library: every ready definition is one that a build accepts, and can be found."""

import re
import tomllib
from dataclasses import replace
from pathlib import Path

import pytest

from kpi.errors import UnknownNameError
from kpi.model.definitions.publication_dates import known_from
from kpi.model.observation import Observation
from kpi.model.snapshot import Snapshot
from kpi.periods import Period, parse_period
from kpi.publishing.definitions import definition_checks, definition_folder, library
from kpi.wording import headline

IDS = [each.id for each in library.entries()]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with every entry of the library added."""
    place = tmp_path_factory.mktemp("library") / "indicators"
    for each in library.entries():
        definition_folder.add(place, each.id, each.text)
    return place


def test_it_has_the_usual_indicators() -> None:
    assert len(IDS) >= 45
    assert len(set(IDS)) == len(IDS)
    assert {"children-in-care-rate", "re-referrals-12-months", "adoption-days"} < set(IDS)


def test_all_of_it_can_be_added_and_built(whole: Path, snapshot: Snapshot) -> None:
    found = definition_checks.check(whole, snapshot.measures)
    assert found.faults == ()
    assert found.warnings == ()
    assert found.files == len(IDS)


def test_take_up_of_an_estimated_number_may_be_above_100(whole: Path, snapshot: Snapshot) -> None:
    found = definition_checks.check(whole, snapshot.measures).indicators
    assert [i.id for i in found if i.may_exceed_100] == ["funded-two-year-olds"]


def test_every_entry_makes_a_sentence_that_reads_naturally(whole: Path, snapshot: Snapshot) -> None:
    """Each says what happened to what was counted, and no part of it twice."""
    quarter = parse_period("Q1 2025-26")
    found = definition_checks.check(whole, snapshot.measures).indicators
    assert {each.id for each in found} == set(IDS)
    told = {}
    for each in found:
        own = Observation(quarter, quarter.end, value=12.34)
        told[each.id] = headline.what(each, own)
        said = each.happened.partition(" ")[2]  # without `were`
        assert not said or said not in each.counted, told[each.id]
        assert each.happened != "were counted", told[each.id]
    assert told["children-in-care-rate"] == "12.3 children per 10,000 children were in care"
    assert told["children-in-care-number"] == "12 children were in care"
    assert told["section-47-rate"] == ("12.3 section 47 enquiries per 10,000 children were started")
    assert told["adoption-days"] == (
        "The average time from entering care to moving in with adopters was 12 days"
    )


def test_every_comparator_can_have_a_figure_of_its_period(whole: Path, snapshot: Snapshot) -> None:
    for indicator in definition_checks.check(whole, snapshot.measures).indicators:
        if indicator.benchmark is None:
            assert indicator.no_comparator
            continue
        if not indicator.benchmark.reader.startswith("lait"):
            continue  # its files are read at build
        measures = [indicator.benchmark.measure, *(leg.measure for leg in indicator.legs)]
        rows = snapshot.benchmark_rows([measure for measure in measures if measure])
        kinds = set(rows.drop_nulls("value")["period_kind"].cast(str).unique())
        assert str(indicator.benchmark_kind) in kinds, indicator.id


def test_no_comparator_is_published_before_its_period_ends(whole: Path, snapshot: Snapshot) -> None:
    for indicator in definition_checks.check(whole, snapshot.measures).indicators:
        if indicator.benchmark is None or not indicator.benchmark.reader.startswith("lait"):
            continue
        measures = [indicator.benchmark.measure, *(leg.measure for leg in indicator.legs)]
        rows = snapshot.benchmark_rows([measure for measure in measures if measure])
        kind = str(indicator.benchmark_kind)
        days = rows.filter(rows["period_kind"].cast(str) == kind).select(
            "period_start", "period_end"
        )
        for start, end in days.unique().iter_rows():
            period = Period.of(kind, start, end)
            assert known_from(period, indicator.publication) > period.end, (indicator.id, period)


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("re-referrals", "re-referrals-12-months"),
        ("CARE rate", "children-in-care-rate"),
        ("neet", "neet-not-known"),
        ("LACStable_2016on", "three-or-more-placements"),
    ],
)
def test_search_by_words_of_name_and_measure(words: str, first: str) -> None:
    assert first in [each.id for each in library.search(words)][:3]


def test_search_without_words_lists_all_and_with_strange_ones_none() -> None:
    assert [each.id for each in library.search("")] == IDS
    assert library.search("zebra crossing") == ()


def test_the_list_says_what_is_in_use() -> None:
    table = library.table(library.search("re-referrals"), ["re-referrals-12-months"])
    row = table.filter(table["id"] == "re-referrals-12-months").row(0, named=True)
    assert row["state"] == "in use"
    assert row["measure"] == "ReReferral"


def test_an_unknown_entry_names_the_nearest() -> None:
    with pytest.raises(UnknownNameError, match="no 're-referral'; perhaps 're-referrals-12-mon"):
        library.entry("re-referral")


def test_entries_are_plain_values() -> None:
    one = library.entry("adoption-days")
    assert replace(one) == one
    assert (one.unit, one.figure_kind) == ("days", "rolling")


def test_a_councils_own_directorate_and_owner_go_into_the_file() -> None:
    entry = library.entry("persistent-absence")
    assert library.adapted(entry) == entry.text
    own = tomllib.loads(
        library.adapted(entry, directorate="Learning", owner_role='Head of "X"\n Y')
    )
    assert (own["directorate"], own["owner_role"]) == ("Learning", 'Head of "X" Y')
    unlike = {key for key, value in tomllib.loads(entry.text).items() if own[key] != value}
    assert unlike == {"directorate", "owner_role"}


def test_all_words_are_needed_and_the_name_comes_first() -> None:
    found = library.matches("care rate")
    assert found[0].entry.id == "children-in-care-rate"
    assert found[0].found_in == ""
    for each in found:
        text = f"{each.entry.id} {each.entry.name} {each.entry.measure} {each.found_in}".casefold()
        words = re.findall(r"[a-z0-9]+", text)
        assert all(any(one.startswith(word) for one in words) for word in ("care", "rate")), (
            "where both words stand is in the row"
        )
    places = [bool(each.found_in) for each in found]
    assert places == sorted(places), "those that match by name come first"


def test_a_part_inside_a_word_is_no_match_and_a_directorate_neither() -> None:
    found = library.matches("rate")
    assert found
    for each in found:
        said = f"{each.entry.id} {each.entry.name} {each.entry.measure} {each.found_in}".lower()
        words = re.findall(r"[a-z0-9]+", said)
        assert any(word.startswith("rate") for word in words), "separate is no rate"
    assert len(library.search("education and skills")) < len(
        [each for each in library.entries() if each.directorate == "Education and Skills"]
    )


def test_another_name_of_laits_measure_is_searched(snapshot: Snapshot) -> None:
    names = library.names_of(snapshot.measures)
    asked = {**names, "ReReferral": "Comes back again"}
    (match,) = library.matches("comes back", asked)
    assert (match.entry.id, match.found_in) == (
        "re-referrals-12-months",
        "LAIT's name: Comes back again",
    )
    table = library.match_table([match], [])
    assert table["found_in"].to_list() == ["LAIT's name: Comes back again"]


def test_a_whole_word_goes_before_the_beginning_of_one(tmp_path: Path) -> None:
    text = library.entry("adoption-days").text
    for name, said in (("a", "Carers of children"), ("b", "Care of children")):
        body = re.sub(r'(?m)^name = ".*"$', f'name = "{said}"', text)
        (tmp_path / f"{name}.toml").write_text(body, "utf-8")
    assert [each.id for each in library.search("care", tmp_path)] == ["b", "a"]


def test_entries_of_a_measure() -> None:
    assert [e.id for e in library.of_measures(["CP_conf_15days"])] == ["icpc-15-days"]
    assert library.of_measures(["CIN_Refferals_NFA"]) == ()


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("average-time-to-adoption", "; perhaps 'adopted-from-care' or 'adoption-days'"),
        ("number-of-children", ""),
        ("adoption-day", "; perhaps 'adoption-days'"),
    ],
)
def test_the_nearest_entries_are_named(name: str, meant: str) -> None:
    with pytest.raises(UnknownNameError) as fault:
        library.entry(name)
    assert str(fault.value) == f"the library has no '{name}'{meant}"
