"""Indicator definitions: what ships, and every fault of a definition file."""

import tomllib
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from kpi import toml_files
from kpi.errors import DefinitionError
from kpi.model.definitions import definition_reader
from kpi.model.definitions.definition_format import RULES, DefinitionFile
from kpi.model.definitions.indicator import Indicator
from kpi.model.definitions.publication_dates import Publication, known_from
from kpi.periods import Kind, Period

PAPER = [
    # id, directorate, polarity, unit, decimals, local kind, comparators' kind
    ("assessments-45-days", "Children's Social Care", "higher", "percent", 1, "quarter", "March"),
    ("early-help-returns", "Children's Social Care", "lower", "percent", 1, "quarter", None),
    ("ehcp-20-weeks", "Education and Skills", "higher", "percent", 1, "quarter", "calendar"),
    ("ks4-fsm-gap", "Education and Skills", "lower", "points", 1, "academic", "academic"),
    ("primary-permanent-exclusions", "Education and Skills", "lower", "percent", 3, "term", "term"),
    (
        "secondary-permanent-exclusions", "Education and Skills", "lower", "percent", 3,
        "term", "term",
    ),
    (
        "referrals-rate", "Children's Social Care", "none", "per 10,000 children", 1,
        "quarter", "quarter",
    ),
]  # fmt: skip
KINDS = {
    "quarter": Kind.QUARTER,
    "term": Kind.TERM,
    "academic": Kind.ACADEMIC,
    "March": Kind.FINANCIAL,
    "calendar": Kind.CALENDAR,
    None: None,
}


@pytest.fixture(scope="module")
def shipped(definitions_folder: Path) -> tuple[Indicator, ...]:
    return definition_reader.from_table(definition_reader.read_files(definitions_folder))


def raw_of(folder: Path, name: str) -> dict[str, Any]:
    return tomllib.loads((folder / f"{name}.toml").read_text(encoding="utf-8"))


def test_the_papers_indicators_in_its_order(shipped: tuple[Indicator, ...]) -> None:
    found = [
        (i.id, i.directorate, i.polarity, i.unit, i.decimals, i.local_kind, i.benchmark_kind)
        for i in shipped
    ]
    assert found == [(*row[:5], KINDS[row[5]], KINDS[row[6]]) for row in PAPER]


def test_only_referrals_are_context(shipped: tuple[Indicator, ...]) -> None:
    assert [i.id for i in shipped if i.is_context] == ["referrals-rate"]
    assert {i.polarity.words for i in shipped} == {
        "higher is better", "lower is better", "neither higher nor lower is better",
    }  # fmt: skip


def test_no_comparator_is_said_only_of_early_help(shipped: tuple[Indicator, ...]) -> None:
    said = {i.id: i.no_comparator for i in shipped if i.no_comparator}
    assert list(said) == ["early-help-returns"]
    assert said["early-help-returns"].startswith("No national figure exists")


def test_what_is_related_is_never_a_benchmark(shipped: tuple[Indicator, ...]) -> None:
    related = {r.measure: i for i in shipped for r in i.related}
    assert set(related) == {"ReReferral", "PriPermEx", "SecPermEx"}
    for measure, indicator in related.items():
        assert indicator.benchmark is None or indicator.benchmark.measure != measure


def test_terms_and_results_are_reported_as_in_the_paper(shipped: tuple[Indicator, ...]) -> None:
    by_id = {i.id: i.reporting for i in shipped}
    for phase in ("primary", "secondary"):
        assert by_id[f"{phase}-permanent-exclusions"].quarters == {
            "spring": (1,), "summer": (2,), "autumn": (3,),
        }  # fmt: skip
    assert by_id["ks4-fsm-gap"].quarters == {"academic": (2, 3, 4)}
    assert by_id["ks4-fsm-gap"].due == "end of August"
    same = [name for name, r in by_id.items() if r.rule == "same quarter"]
    assert same == ["assessments-45-days", "early-help-returns", "ehcp-20-weeks"]


def test_breaks_are_periods(shipped: tuple[Indicator, ...]) -> None:
    breaks = {i.id: [period for period, _note in i.breaks] for i in shipped if i.breaks}
    assert breaks["ehcp-20-weeks"] == [Period.calendar_year(2023)]
    grading = (2016, 2019, 2020, 2021, 2022)
    assert breaks["ks4-fsm-gap"] == [Period.academic_year(y) for y in grading]
    (gap,) = [i for i in shipped if i.id == "ks4-fsm-gap"]
    assert all("DfE" in gap.break_sources[period] for period in breaks["ks4-fsm-gap"])


def test_no_words_are_missing(shipped: tuple[Indicator, ...]) -> None:
    for i in shipped:
        words = [
            i.name, i.aim, i.definition, i.numerator, i.denominator, i.why_it_matters,
            i.council_controls, i.owner_role, i.happened,
        ]  # fmt: skip
        assert all(word.strip() for word in words), i.id
        assert i.caveats, i.id


def test_what_is_judged_as_a_share_has_a_name_for_one_and_several(
    shipped: tuple[Indicator, ...],
) -> None:
    """So that the page can say how many more would have met the target."""
    named = {i.id: i.would_take for i in shipped if i.would_take}
    assert set(named) == {i.id for i in shipped if i.unit == "percent" and i.polarity != "none"}
    assert named["ehcp-20-weeks"] == ("plan in time", "plans in time")


def test_legs_of_a_difference(shipped: tuple[Indicator, ...]) -> None:
    """The first minus the second: others minus those eligible."""
    legs = {i.id: [(leg.id, leg.measure) for leg in i.legs] for i in shipped if i.legs}
    assert legs == {
        "ks4-fsm-gap": [
            ("other", "NonFSM_AVG_Attain8_Score"),
            ("fsm", "FSM_AVG_Attain8_Score"),
        ]
    }


# ---- when a source publishes --------------------------------------------------------------


@pytest.mark.parametrize(
    ("indicator", "period", "known"),
    [
        # Comparators are those known then.
        ("ehcp-20-weeks", Period.calendar_year(2024), date(2025, 6, 30)),
        ("assessments-45-days", Period.financial_year(2023), date(2024, 11, 30)),
        ("assessments-45-days", Period.financial_year(2024), date(2025, 11, 30)),
        ("ks4-fsm-gap", Period.academic_year(2024), date(2025, 10, 31)),
        ("primary-permanent-exclusions", Period.term("autumn", 2023), date(2024, 11, 30)),
        ("primary-permanent-exclusions", Period.term("spring", 2024), date(2025, 5, 31)),
        ("secondary-permanent-exclusions", Period.term("summer", 2024), date(2025, 7, 31)),
        ("referrals-rate", Period.quarter(2023, 1), date(2024, 11, 30)),
        ("referrals-rate", Period.quarter(2023, 3), date(2024, 11, 30)),
        ("referrals-rate", Period.quarter(2023, 4), date(2024, 11, 30)),
    ],
)
def test_known_from(
    shipped: tuple[Indicator, ...], indicator: str, period: Period, known: date
) -> None:
    publication = next(i.publication for i in shipped if i.id == indicator)
    assert known_from(period, publication) == known


def test_a_period_that_no_rule_covers_is_a_fault() -> None:
    with pytest.raises(DefinitionError, match="no publication rule covers summer term 2024"):
        known_from(Period.term("summer", 2024), (Publication(11, 1, term="autumn"),))


# ---- faults -------------------------------------------------------------------------------

Change = Callable[[dict[str, Any]], object]
FAULTS: list[tuple[Change, str]] = [
    (lambda d: d.pop("name"), "lacks 'name'"),
    (lambda d: d.pop("local"), "lacks 'local'"),
    (lambda d: d.update(colour="red"), "unknown key 'colour'"),
    (lambda d: d.update(polarity="up"), "polarity is 'up', not one of higher, lower, none, range"),
    (lambda d: d.update(unit="per cent"), "such as per 10,000 children; perhaps 'percent'"),
    (lambda d: d.update(unit="per cent"), "unit is 'per cent', not one of percent, points, number"),
    (lambda d: d.update(role="extra"), "role is 'extra', not one of headline, context"),
    (lambda d: d.update(decimals="1"), "decimals is '1', not a whole number from 0 to 6"),
    (lambda d: d.update(decimals=-1), "decimals is -1, not a whole number from 0 to 6"),
    (lambda d: d.update(order=True), "order is True, not a whole number from 0 to 999"),
    (lambda d: d.pop("publication"), "does not say when it is published"),
    (lambda d: d.pop("benchmark"), "neither a benchmark nor a reason"),
    (lambda d: d["local"].pop("period_kind"), "local: lacks 'period_kind'"),
    (lambda d: d["local"].pop("source"), "local: lacks 'source'"),
    (
        lambda d: d["local"].update(period_kind="fortnight"),
        "local: period_kind is 'fortnight', not one of financial quarter, term",
    ),
    (lambda d: d["reporting"].pop("rule"), "reporting: lacks 'rule'"),
    (
        lambda d: d["reporting"].update(rule="same quater"),
        "reporting: rule is 'same quater', not one of same quarter, first",
    ),
    (
        lambda d: d["reporting"].update(spring=["Q9"]),
        "reporting: spring 1 is 'Q9', not one of Q1 to Q4",
    ),
    (lambda d: d["reporting"].pop("autumn"), "names no quarter for autumn"),
    (lambda d: d.update(reporting="same quarter"), "reporting is 'same quarter', not a table"),
    (
        lambda d: d.update(breaks=[{"period": "2023", "note": "n"}]),
        "breaks 1: period: '2023' is not a period",
    ),
    (lambda d: d.update(breaks=[{"period": "spring term 2023"}]), "breaks 1: lacks 'note'"),
    (
        lambda d: d.update(publication=[{"month": 6, "year": 1}]),
        "publication 1: has an unknown key 'year'",
    ),
    (lambda d: d.update(related=[{"measure": "X"}]), "related 1: lacks 'label'"),
    (
        lambda d: d["benchmark"].update(legs=[{"id": "a", "name": "A"}]),
        "benchmark: legs 1: lacks 'measure'",
    ),
    (lambda d: d["benchmark"].update(legs=["a"]), "benchmark: legs 1 is 'a', not a table of names"),
    (
        lambda d: d.update(would_take="plans in time"),
        "would_take is 'plans in time', not a pair of w",
    ),
    (lambda d: d.update(would_take=["plan in time"]), "would_take is not a pair of words"),
    (lambda d: d.update(would_take=["plan in time", " "]), "would_take is not a pair of words"),
]


def faults_of(raw: dict[str, Any]) -> tuple[str, ...]:
    """What is wrong with a definition as a file has it."""
    done = toml_files.checked(raw, DefinitionFile, RULES)
    assert (done.model is None) == bool(done.faults)
    return done.faults


@pytest.mark.parametrize(("change", "message"), FAULTS, ids=[m for _, m in FAULTS])
def test_a_fault_in_a_definition_names_its_key(
    definitions_folder: Path, change: Change, message: str
) -> None:
    raw = raw_of(definitions_folder, "primary-permanent-exclusions")
    assert faults_of(raw) == ()
    change(raw)
    assert any(message in fault for fault in faults_of(raw))


def test_all_faults_are_named_at_once(definitions_folder: Path) -> None:
    raw = raw_of(definitions_folder, "ehcp-20-weeks")
    del raw["name"], raw["unit"], raw["publication"]
    raw["polarity"] = "sideways"
    raw["benchmark"]["where"] = {"breakdown": 5}
    assert faults_of(raw) == (
        "lacks 'name'; add it: what the indicator is called on pages",
        "polarity is 'sideways', not one of higher, lower, none, range",
        "lacks 'unit'; add it: what the figure is measured in",
        "benchmark: where: breakdown is 5, not text; write it between two quotation marks",
        "has a benchmark but does not say when it is published; add [[publication]] with month "
        "and years_after",
    )
    raw["benchmark"]["where"] = {}
    assert faults_of(raw)[-1] == "benchmark: lacks 'where', which the reader 'ees' needs; add it"


def test_all_faults_of_all_files_are_named_at_once(
    definitions_folder: Path, tmp_path: Path
) -> None:
    folder = copied(definitions_folder, tmp_path)
    (folder / "assessments-45-days.toml").write_text("id = ", encoding="utf-8")
    for name, old, new in (
        ("early-help-returns", "decimals = 1", "decimals = 9"),
        ("ehcp-20-weeks", 'id = "ehcp-20-weeks"', 'id = "ehcp"'),
        ("referrals-rate", 'reader = "monthly rate"', 'reader = "yearly rate"'),
    ):
        path = folder / f"{name}.toml"
        path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    with pytest.raises(DefinitionError) as caught:
        definition_reader.read_files(folder)
    first, rest = str(caught.value).split("(at end of document); ")
    assert first.startswith("assessments-45-days.toml is not valid TOML: ")
    assert rest == (
        "early-help-returns.toml: decimals is 9, not a whole number from 0 to 6; "
        "referrals-rate.toml: benchmark: reader is 'yearly rate', not one of lait, "
        "lait difference, ees, exclusions estimate, monthly rate, csv; perhaps 'monthly rate'; "
        "ehcp-20-weeks.toml: its id is 'ehcp', not its file name 'ehcp-20-weeks'; rename "
        "the file back to ehcp.toml, or use python -m kpi indicator rename ehcp ehcp-20-weeks, "
        "which gives the indicator that id and takes along what was published"
    )


def copied(source: Path, target: Path) -> Path:
    for path in source.glob("*.toml"):
        (target / path.name).write_bytes(path.read_bytes())
    return target


def test_adding_an_indicator_is_one_file(definitions_folder: Path, tmp_path: Path) -> None:
    folder = copied(definitions_folder, tmp_path)
    text = (folder / "ehcp-20-weeks.toml").read_text(encoding="utf-8")
    text = text.replace('id = "ehcp-20-weeks"', 'id = "another"').replace("order = 30", "order = 5")
    (folder / "another.toml").write_text(text, encoding="utf-8")
    found = definition_reader.from_table(definition_reader.read_files(folder))
    assert [i.id for i in found] == ["another", *(row[0] for row in PAPER)]


def test_an_id_is_the_file_name(definitions_folder: Path, tmp_path: Path) -> None:
    folder = copied(definitions_folder, tmp_path)
    (folder / "ehcp-20-weeks.toml").rename(folder / "ehcp.toml")
    with pytest.raises(DefinitionError, match=r"ehcp\.toml: its id is 'ehcp-20-weeks'"):
        definition_reader.read_files(folder)


def test_two_of_the_same_order(definitions_folder: Path, tmp_path: Path) -> None:
    folder = copied(definitions_folder, tmp_path)
    path = folder / "ehcp-20-weeks.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("order = 30", "order = 10"))
    with pytest.raises(
        DefinitionError,
        match=r"assessments-45-days\.toml and ehcp-20-weeks\.toml share the same order, 10",
    ):
        definition_reader.read_files(folder)


@pytest.mark.parametrize("content", [b"id = ", b"\xff\xfe\x00", b"PAR1\x00\x15"])
def test_not_toml(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "bad.toml").write_bytes(content)
    with pytest.raises(DefinitionError, match=r"bad\.toml is not valid TOML"):
        definition_reader.read_files(tmp_path)


def test_no_definitions(tmp_path: Path) -> None:
    with pytest.raises(DefinitionError, match="no indicator definition in"):
        definition_reader.read_files(tmp_path)
