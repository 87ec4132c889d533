"""What a definition file may say: each slip is one line that names the file, the key and why."""

import shutil
from pathlib import Path

import pytest

from kpi.errors import DefinitionError
from kpi.model.definitions import files, rules_across_keys


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
        files.read_files(folder)
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
        files.read_files(folder)


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
