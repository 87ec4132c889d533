"""What a definition file may say: each slip is one line that names the file, the key and why."""

import shutil
from pathlib import Path

import pytest

from kpi import toml_files
from kpi.errors import DefinitionError
from kpi.model.definitions import definition_reader, rules_across_keys
from kpi.model.definitions.definition_format import RULES, DefinitionFile
from tests.kpi.publishing.definitions.raw_definitions import raw_of


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("decimals = 1", "decimals = 7", "decimals is 7, not a whole number from 0 to 6"),
        ("notable_gap = 5.0", "notable_gap = inf", "notable_gap is inf, not a number above 0"),
        ("notable_gap = 5.0", "notable_gap = 1e308", "notable_gap is 1e+308, not a numb"),
        ("notable_gap = 5.0", "notable_gap = -5", "notable_gap is -5, not a number abov"),
        ("notable_gap = 5.0", "notable_gap = true", "notable_gap is True, not a number"),
        ("decimals = 1", 'decimals = 1\nvery_small = "no"', "very_small is 'no', not true or"),
        ("decimals = 1", 'decimals = 1\nmay_exceed_100 = " "', "may_exceed_100"),
        (
            'unit = "percent"',
            'unit = "days"\nmay_exceed_100 = "An estimate."',
            "may_exceed_100 is for the unit 'percent' alone, not 'days'",
        ),
        ("month = 11", "month = 13", "publication 1: month is 13, not a whole number from 1 to 12"),
        ("month = 11", "month = 1.5", "publication 1: month is 1.5, not a whole number"),
        ("years_after = 0", "years_after = 99999999999", "years_after is 99999999999, not a who"),
        ("years_after = 0", 'years_after = 0\nafter = "year"', "after is 'year', not one of per"),
        ('period_kind = "year to March"', 'period_kind = "year"', "benchmark: period_kind is 'y"),
        ('source = "dfe-lait"', "source = 7", "benchmark: source is 7, not text"),
        ('happened = "', 'happened = "\\u0001', "happened holds a letter that nobody can see"),
    ],
)
def test_a_slip_is_refused(
    definitions_folder: Path, tmp_path: Path, old: str, new: str, said: str
) -> None:
    folder = tmp_path / "indicators"
    shutil.copytree(definitions_folder, folder)
    path = folder / "assessments-45-days.toml"
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))
    with pytest.raises(DefinitionError) as caught:
        definition_reader.read_files(folder)
    assert str(caught.value).startswith("assessments-45-days.toml: ")
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


def test_faults_of_both_sorts_are_told_at_once(definitions_folder: Path, tmp_path: Path) -> None:
    folder = tmp_path / "indicators"
    shutil.copytree(definitions_folder, folder)
    path = folder / "assessments-45-days.toml"
    path.write_text(
        path.read_text().replace("decimals = 1", "decimals = 9").replace('unit = "percent"', "")
    )
    with pytest.raises(DefinitionError, match=r"lacks 'unit'.*decimals is 9"):
        definition_reader.read_files(folder)


@pytest.mark.parametrize(
    ("rule", "unit", "possible"),
    [
        ("sum", "percent", "'pooled counts', 'last month', 'mean'"),
        ("sum", "days", "'pooled counts', 'last month', 'mean'"),
        ("sum", "points", "'last month', 'mean'"),
        ("sum", "full-time equivalents", "'last month', 'mean'"),
        ("sum", "number", ""),
        ("sum", "pounds", ""),
        ("sum", "per 10,000 children", ""),
        ("pooled counts", "number", "'sum', 'last month', 'mean'"),
        ("pooled counts", "points", "'last month', 'mean'"),
        ("pooled counts", "percent", ""),
        ("mean", "percent", ""),
        ("last month", "full-time equivalents", ""),
    ],
)
def test_what_a_quarter_makes_of_its_months(rule: str, unit: str, possible: str) -> None:
    told = list(rules_across_keys.months_of_unit({"unit": unit, "local": {"quarter_from": rule}}))
    whole = f"local: quarter_from '{rule}' makes no quarter of months in '{unit}'; possible: "
    assert told == ([whole + possible] if possible else [])


@pytest.mark.parametrize(
    ("text", "is_told"),
    [("TBC", True), ("To be confirmed.", True), ("[TODO]", True), ("...", True), ("?", True),
     ("None: it is a number.", False), ("-", False), ("n/a", False), ("To be in care", False)],
)  # fmt: skip
def test_a_text_that_holds_a_place(text: str, is_told: bool) -> None:
    told = list(rules_across_keys.placeholder({"denominator": text}, key="denominator"))
    assert told == ([f"denominator is '{text}', still to be written"] if is_told else [])


def test_one_publication_of_each_term_and_status() -> None:
    late = {"month": 11, "years_after": 0, "status": "revised"}
    early = {**late, "month": 9, "status": "provisional"}
    terms = [{"month": 5, "years_after": 0, "term": term} for term in ("autumn", "spring")]
    assert list(rules_across_keys.published_twice({"publication": [early, late, *terms]})) == []
    (said,) = rules_across_keys.published_twice({"publication": [early, late, terms[0], terms[0]]})
    assert said.startswith("publication 4: is of the same term and status as one above; leave one")


ONE_FAULT = [
    # of which definition, its tables with a slip, and what is said
    ("assessments-45-days", {"formerly": ["Old ID"]}, "formerly 1 is 'Old ID', not small letters"),
    (
        "assessments-45-days",
        {"name": "Assessed\nin time"},
        "name has a line break; write it",
    ),
    ("assessments-45-days", {"name": "Assessed\u2028in time"}, "name has a line break"),
    ("assessments-45-days", {"definition": "n/a"}, "definition is 'n/a', still to be written"),
    ("assessments-45-days", {"definition": "-"}, "definition is '-', still to be written"),
    ("assessments-45-days", {"caveats": ["True.", "TBC"]}, "caveats 2 is 'TBC', still to be"),
    ("assessments-45-days", {"qualifier": "[to be confirmed]"}, "qualifier is '[to be confirmed]'"),
    (
        "assessments-45-days",
        {"related": [{"measure": "CIN", "label": "In need", "why": "tbc"}]},
        "related 1: why is 'tbc', still to be written",
    ),
    (
        "assessments-45-days",
        {"related": [{"measure": "Continue_Assess_Comp", "label": "It", "why": "It is it."}]},
        "related 1: measure is 'Continue_Assess_Comp', which the indicator itself is compared with",
    ),
    (
        "assessments-45-days",
        {"related": [{"measure": "CIN", "label": "In need", "why": "Of all."}] * 2},
        "related 2: measure 'CIN' stands above already; leave one out",
    ),
    (
        "assessments-45-days",
        {"breaks": [{"period": "academic year 2022/23", "note": "New."}]},
        "breaks 1: period is 'academic year 2022/23', a period of the kind 'academic year', but",
    ),
    (
        "assessments-45-days",
        {"rebase": [{"from": "July 2024", "reason": "New."}]},
        "rebase 1: from is 'July 2024', a period of the kind 'month', but figures are of the kind "
        "'financial quarter'; write such a period",
    ),
    (
        "assessments-45-days",
        {"rebase": [{"from": "Q1 2024-25", "reason": "..."}]},
        "rebase 1: reason is '...', still to be written",
    ),
    (
        "assessments-45-days",
        {"reporting": {"rule": "same quarter", "academic": ["Q2"]}},
        "reporting: academic is for the rule 'first quarter to end after the period' alone",
    ),
    (
        "assessments-45-days",
        {"publication": [{"month": 10, "years_after": 0, "term": "spring"}]},
        "publication 1: term is 'spring', but the benchmark's figures are of the period_kind 'year "
        "to March'; leave term out",
    ),
    (
        "secondary-permanent-exclusions",
        {"publication": [{"month": 10, "years_after": 0, "term": "spring"}]},
        "publication has no line for the term autumn and summer; add [[publication]] with that",
    ),
    (
        "early-help-returns",
        {"publication": [{"month": 10, "years_after": 0}]},
        "publication says when figures of others are published, and there is no benchmark",
    ),
    ("early-help-returns", {"no_comparator": "TBC"}, "no_comparator is 'TBC', still to be written"),
]


@pytest.mark.parametrize(("name", "changes", "said"), ONE_FAULT)
def test_what_would_have_no_effect_or_stop_the_build_is_a_fault(
    name: str, changes: dict[str, object], said: str
) -> None:
    found = toml_files.checked(raw_of(name) | changes, DefinitionFile, RULES).faults
    assert len(found) == 1
    assert found[0].startswith(said)


NO_FAULT: list[dict[str, object]] = [
    {"breaks": [{"period": "year to March 2023", "note": "New."}]},
    {"breaks": [{"period": "Q1 2023-24", "note": "New."}]},
    {"rebase": [{"from": "Q1 2024-25", "reason": "New."}]},
    {"denominator": "None", "definition": "First line.\nSecond line."},
    {"formerly": ["assessments"]},
]


@pytest.mark.parametrize("changes", NO_FAULT)
def test_what_has_an_effect_is_no_fault(changes: dict[str, object]) -> None:
    raw = raw_of("assessments-45-days", **changes)
    assert toml_files.checked(raw, DefinitionFile, RULES).faults == ()
