"""A new definition proposed from LAIT's measure is one that a build accepts."""

import re
import tomllib
from pathlib import Path

import pytest

from kpi.errors import DefinitionError, UnknownNameError
from kpi.model.definitions.definition_texts import TEXTS as QUESTIONS
from kpi.model.definitions.figure_kind import FigureKind
from kpi.model.definitions.publication_dates import Publication, known_from
from kpi.model.polarity import Polarity
from kpi.model.snapshot import Snapshot
from kpi.periods import Kind, Period
from kpi.publishing.definitions import definition_checks, definition_folder, proposal

TEXTS = {key: f"{key} in words" for key in QUESTIONS}


def chosen(found: proposal.MeasureFacts | None, **more: str) -> dict[str, str]:
    """The choices as the data proposes them."""
    proposed = {
        "polarity": str(found.polarity) if found else "none",
        "unit": (found.unit or "points") if found else "percent",
        "decimals": str(found.decimals) if found else "1",
        "figure_kind": str(found.figure_kind) if found else "flow",
    }
    is_stock = proposed["figure_kind"] == FigureKind.STOCK
    return {**proposed, "period_kind": "snapshot day" if is_stock else "financial quarter", **more}


@pytest.mark.parametrize(
    ("words", "measure", "unit", "kind", "month"),
    [
        ("LAC", "LAC", "per 10,000 children", Kind.SNAPSHOT, 11),
        ("lac", "LAC", "per 10,000 children", Kind.SNAPSHOT, 11),
        ("rereferral", "ReReferral", "percent", Kind.FINANCIAL, 10),
        ("CP_conf_15days", "CP_conf_15days", "percent", Kind.FINANCIAL, 10),
    ],
)
def test_facts_of_a_measure(
    snapshot: Snapshot, words: str, measure: str, unit: str, kind: Kind, month: int
) -> None:
    found = proposal.facts(snapshot, words)
    assert (found.measure, found.unit, found.period_kind) == (measure, unit, kind)
    assert found.month in (month, 11)
    assert found.figure_kind is (FigureKind.STOCK if kind is Kind.SNAPSHOT else FigureKind.FLOW)


def test_words_that_no_measure_has(snapshot: Snapshot) -> None:
    with pytest.raises(UnknownNameError, match="LAIT has no measure with 'zebra crossing'"):
        proposal.facts(snapshot, "zebra crossing")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("Fundng", "no measure with 'Fundng'; perhaps 'funded', as in "),
        ("re referals", "perhaps 're referrals', as in ReReferral (Percentage of re-referrals"),
        ("zzzz referals", "no measure with 'zzzz referals'$"),
    ],
)
def test_words_with_a_slip_have_the_nearest(snapshot: Snapshot, words: str, said: str) -> None:
    with pytest.raises(UnknownNameError) as fault:
        proposal.facts(snapshot, words)
    assert re.search(re.escape(said).replace(r"\$", "$"), str(fault.value))


def test_words_that_several_measures_have_are_none_of_them(snapshot: Snapshot) -> None:
    many = proposal.matching(snapshot, "absence")
    assert len(many) > 10
    said = f"'absence' is in {len(many)} of LAIT's measures, not in one"
    with pytest.raises(UnknownNameError, match=said):
        proposal.facts(snapshot, "absence")
    total = next(each for each in many if each.id == "TotAbs")
    assert len(proposal.matching(snapshot, total.name)) == 1  # though others hold these words
    assert proposal.facts(snapshot, f" {total.name.upper()} ").measure == "TotAbs"
    assert proposal.facts(snapshot, "totabs").measure == "TotAbs"


def test_the_list_of_measures_to_choose_from(snapshot: Snapshot) -> None:
    listed = proposal.measure_table(snapshot, "absence")
    assert listed["measure"].to_list() == [e.id for e in proposal.matching(snapshot, "absence")]
    assert proposal.measure_table(snapshot, "").height == snapshot.measures.height


VARIED = (
    "KS2_NEW_White_RWM", "CPP_31March_3MnthorMore", "LeaveCareSupServTotExp", "TotAbs",
    "KS2M_AVG_Scaled_Score", "FSP_Gooddev_Other", "SEN_CASES_DUR_YEAR", "NoCareLeavers",
    "CIN_Refferals_NFA", "FirstYJS",
)  # fmt: skip


@pytest.mark.parametrize("measure", VARIED)
def test_laits_text_is_never_the_councils_definition(
    snapshot: Snapshot, tmp_path: Path, measure: str
) -> None:
    """It says what a release covers, how tests are marked or why a measure was made."""
    found = proposal.facts(snapshot, measure)
    assert found.definition == ""
    texts = {**TEXTS, "definition": found.definition}
    text = proposal.definition_text("made-up", texts, chosen(found), found)
    remarks = [line for line in text.splitlines() if line.startswith("#")]
    assert f"# LAIT says of {measure}:" in remarks
    begins = " ".join(found.purpose.split())[:60]
    assert begins in " ".join(" ".join(line.removeprefix("#") for line in remarks).split())
    assert max(map(len, remarks)) <= 98
    (fault,) = definition_checks.check(
        definition_folder.add(tmp_path, "made-up", text), snapshot.measures
    ).faults
    assert fault == (
        "made-up.toml: definition is empty, still to be written: what the figure is, in one or two "
        "sentences"
    )
    assert ("benchmark" in tomllib.loads(text)) is not found.is_total
    assert found.is_total is (measure == "LeaveCareSupServTotExp")  # pounds spent
    written = text.replace('definition = ""', 'definition = "Our own words."')
    assert tomllib.loads(written)["definition"] == "Our own words."


@pytest.mark.parametrize("words", ["LAC", "ReReferral", "TotAbs", "CareLeaverAcc", "FirstYJS"])
def test_what_is_proposed_can_be_built(snapshot: Snapshot, tmp_path: Path, words: str) -> None:
    found = proposal.facts(snapshot, words)
    text = proposal.definition_text("made-up", TEXTS, chosen(found), found)
    definition_folder.add(tmp_path, "made-up", text)
    checked = definition_checks.check(tmp_path, snapshot.measures)
    assert checked.faults == ()
    (indicator,) = checked.indicators
    assert indicator.benchmark is not None
    assert indicator.benchmark_kind is found.period_kind
    rows = snapshot.benchmark_rows([found.measure]).drop_nulls("value").sort("period_end")
    last = rows.row(-1, named=True)
    newest = Period.of(str(last["period_kind"]), last["period_start"], last["period_end"])
    published = known_from(newest, (Publication(found.month, found.years_after),))
    assert newest.end < published


def test_the_file_says_where_each_choice_comes_from(snapshot: Snapshot) -> None:
    found = proposal.facts(snapshot, "ReReferral")
    text = proposal.definition_text("made-up", TEXTS, chosen(found), found)
    assert 'polarity = "lower" # as LAIT\'s ReReferral has it' in text
    assert "the month in which LAIT had its newest figure" in text
    other = proposal.definition_text("made-up", TEXTS, chosen(found, polarity="none"), found)
    assert 'polarity = "none"\n' in other


def test_without_a_measure_it_says_why_there_is_no_comparator(snapshot: Snapshot) -> None:
    raw = tomllib.loads(proposal.definition_text("made-up", TEXTS, chosen(None), None))
    assert raw["no_comparator"]
    assert "benchmark" not in raw
    monthly = chosen(None, period_kind="month")
    raw = tomllib.loads(proposal.definition_text("made-up", TEXTS, monthly, None))
    assert raw["local"]["quarter_from"] == "last month"


def test_quotes_and_lines_in_answers_stay_text(snapshot: Snapshot) -> None:
    texts = {**TEXTS, "definition": 'He said "no"\nand \\ left', "name": "'quoted' # not a comment"}
    raw = tomllib.loads(proposal.definition_text("made-up", texts, chosen(None), None))
    assert (raw["definition"], raw["name"]) == (texts["definition"], texts["name"])


def test_what_has_a_fault_is_not_written(snapshot: Snapshot, tmp_path: Path) -> None:
    found = proposal.facts(snapshot, "ReReferral")
    wrong = proposal.definition_text("made-up", TEXTS, chosen(found, polarity="higher"), found)
    with pytest.raises(DefinitionError, match="polarity is 'higher', but of LAIT's ReReferral"):
        definition_folder.add(
            tmp_path,
            "made-up",
            wrong,
            lambda written: definition_checks.check(written, snapshot.measures).faults,
        )
    assert list(tmp_path.iterdir()) == []


def test_an_id_from_a_name() -> None:
    assert proposal.id_of("Children's visits, on time") == "childrens-visits-on-time"
    assert Polarity(chosen(None)["polarity"]) is Polarity.NONE


@pytest.mark.parametrize(
    ("measure", "first", "decimals"),
    [
        (
            "FSM_NEW_KS2_RWM",
            "KS2RWM_Expected_STD",
            0,
        ),  # higher is better: all pupils less the group
        ("LAC_Over_Abs", "LAC_Over_Abs", 1),  # lower is better: the group less all pupils
        ("SusEdOverall_SEN_Stat_incSpec", "SusEdOverall_NoSEN_incSpec", 1),
    ],
)
def test_a_gap_is_how_far_the_group_is_behind(
    snapshot: Snapshot, tmp_path: Path, measure: str, first: str, decimals: int
) -> None:
    found = proposal.gap_facts(snapshot, measure)
    assert (found.unit, found.polarity, found.decimals) == ("points", Polarity.LOWER, decimals)
    assert found.legs[0].measure == first
    assert measure in [leg.measure for leg in found.legs]
    choices = chosen(found, period_kind="academic year")
    text = proposal.definition_text("made-up", TEXTS, choices, found)
    assert 'polarity = "lower" # a gap is in points, and smaller is better' in text
    assert tomllib.loads(text)["reporting"] == {
        "rule": "first quarter to end after the period", "academic": ["Q2", "Q3", "Q4"],
    }  # fmt: skip
    definition_folder.add(tmp_path, "made-up", text)
    checked = definition_checks.check(tmp_path, snapshot.measures)
    assert checked.faults == ()
    (indicator,) = checked.indicators
    assert [leg.measure for leg in indicator.legs] == [leg.measure for leg in found.legs]
