"""The glossary: it is whole, refuses what is wrong, and explains every abbreviation in use."""

import re
from pathlib import Path

import pytest

from kpi.benchmarks import measures
from kpi.errors import DefinitionError
from kpi.guidance import glossary
from kpi.indicators.targets import target_status
from kpi.model.data_status import STATUSES
from kpi.model.snapshot import Snapshot

ROOT = Path(__file__).resolve().parents[3]

# Two capitals together, or a capital inside a word: DfE, EHC, SEN2, COVID-19.
ABBREVIATION = re.compile(r"\b(?=[A-Za-z0-9-]*[A-Z][A-Za-z0-9]*[A-Z])[A-Z][A-Za-z0-9]*(?:-\d+)?\b")

# Parts or forms of an entry: EHC of EHCP, the level AA of WCAG.
WITHIN_AN_ENTRY = {"AA", "EHC"}

GOOD = {
    "terms": [{"term": "Mean", "meaning": "An average."}],
    "marks": dict.fromkeys(STATUSES, "words"),
    "statuses": dict.fromkeys(target_status.STATUSES, "words"),
}


def quoted(text: str) -> str:
    return '"' + text.replace('"', '\\"') + '"'


def written(folder: Path, content: dict[str, object]) -> Path:
    """A glossary file with this content."""
    lines = []
    for table in ("marks", "statuses"):
        lines.append(f"[{table}]")
        lines += [f"{quoted(k)} = {quoted(v)}" for k, v in content[table].items()]  # type: ignore[attr-defined]
    for term in content["terms"]:  # type: ignore[attr-defined]
        lines.append("[[terms]]")
        lines += [f"{k} = {quoted(v)}" for k, v in term.items()]
    path = folder / "glossary.toml"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def abbreviations(text: str) -> set[str]:
    return {found.removesuffix("s") for found in ABBREVIATION.findall(text)}


def test_shipped_glossary_is_in_alphabetical_order_and_explains_the_basics() -> None:
    terms = {term.term: term for term in glossary.wording().terms}
    assert list(terms) == sorted(terms, key=str.casefold)
    assert terms["DfE"].words.startswith("Department for Education. ")
    assert terms["Mean"].words.startswith("All values added up")
    expected = {
        "Attainment 8", "Children in need", "Comparator", "Derived", "EHCP", "England", "FSM",
        "Illustrative", "Intervention level", "Key Stage 4", "LAIT", "Median", "Ofsted", "ONS",
        "Percentage point", "Permanent exclusion", "Quarter", "SEN2", "SEND", "Snapshot",
        "Statistical neighbours", "Target status",
    }  # fmt: skip
    assert expected <= set(terms)


def test_every_abbreviation_in_definitions_and_sources_is_explained(snapshot: Snapshot) -> None:
    told = abbreviations(" ".join(f"{t.term} {t.stands_for}" for t in glossary.wording().terms))
    texts = [text for path in (ROOT / "data" / "indicators").glob("*.toml")
             for text in re.findall(r'= "([^"]+)"', path.read_text(encoding="utf-8"))
             if " " in text]  # fmt: skip
    for row in snapshot.sources.iter_rows(named=True):
        texts += [row["title"], row["publisher"], row["note"]]
    texts += snapshot.faults["fault"].unique().to_list()
    texts += snapshot.targets["rationale"].to_list()
    texts += [term.meaning for term in glossary.wording().terms]
    found = set().union(*(abbreviations(text) for text in texts))
    assert {"DfE", "GCSE", "LAIT"} <= found
    assert found - told - WITHIN_AN_ENTRY == set()


def test_the_abbreviation_rule_sees_what_it_should() -> None:
    text = "DfE's SEN2 and COVID-19, EHC plans; Kent, Q1, Year to March, 95%"
    assert abbreviations(text) == {"DfE", "SEN2", "COVID-19", "EHC"}


def test_a_right_file_is_read(tmp_path: Path) -> None:
    wording = glossary.read(written(tmp_path, GOOD))
    assert wording.terms == (glossary.Term(term="Mean", meaning="An average."),)
    assert set(wording.statuses) == set(target_status.STATUSES)


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"terms": []}, "lacks 'terms'"),
        ({"terms": [{"term": "Mean"}]}, "terms 1: lacks 'meaning'"),
        ({"terms": [{"term": " ", "meaning": "x"}]}, "terms 1: term is empty"),
        ({"terms": GOOD["terms"] * 2}, "the term 'mean' is there twice"),
        ({"terms": [{"term": "A", "meaning": "b", "means": "c"}]}, "unknown key 'means'"),
        ({"marks": {"derived": "x"}}, r"\[marks\] does not explain 'published'"),
        ({"statuses": GOOD["statuses"] | {"green": "x"}}, "explains 'green', which does not exist"),
        ({"statuses": GOOD["statuses"] | {"no target": " "}}, "statuses: no target is empty"),
    ],
)
def test_a_wrong_file_is_refused_with_its_fault(
    tmp_path: Path, change: dict[str, object], fault: str
) -> None:
    with pytest.raises(DefinitionError, match=fault):
        glossary.read(written(tmp_path, GOOD | change))


def test_all_faults_are_named_at_once(tmp_path: Path) -> None:
    bad = GOOD | {"terms": [{"term": "A"}], "marks": {}}
    with pytest.raises(DefinitionError) as raised:
        glossary.read(written(tmp_path, bad))
    assert str(raised.value).count(";") == len(STATUSES)


def test_no_file_and_no_toml_are_refused(tmp_path: Path) -> None:
    with pytest.raises(DefinitionError, match="there is no such file"):
        glossary.read(tmp_path / "none.toml")
    path = tmp_path / "bad.toml"
    path.write_bytes(b"[[terms\n")
    with pytest.raises(DefinitionError, match=r"bad\.toml is not valid TOML"):
        glossary.read(path)


def test_short_forms_of_a_text_are_found_as_whole_words() -> None:
    said = "DfE's SEN2 shows EHCPs in Q3 2025-26 for Kent (see the ACSV file)."
    found = glossary.wording().short_forms(glossary.words_in(said), "330")
    assert [term.term for term in found] == ["DfE", "EHCP", "Quarter", "SEN2"]
    assert glossary.wording().short_forms(glossary.words_in("nothing short here"), "839") == ()


def test_a_short_form_of_one_council_is_its_own() -> None:
    words = glossary.words_in("BCP and DfE")
    at_home = glossary.wording().short_forms(words, "839")
    elsewhere = glossary.wording().short_forms(words, "330")
    assert [term.term for term in at_home] == ["BCP", "DfE"]
    assert [term.term for term in elsewhere] == ["DfE"]


def test_every_short_form_in_the_names_of_measures_is_explained(snapshot: Snapshot) -> None:
    told = {form for term in glossary.wording().terms for form in term.short_forms}
    names = " ".join(f"{m.name} {m.topic}" for m in measures.all_measures(snapshot))
    found = {word for word in glossary.words_in(names) if len(re.findall("[A-Z0-9]", word)) > 1}
    found = {word for word in found if re.match("[A-Z]", word)}
    # AAB are grades; NOT is stress.
    assert {"CLA", "KS2", "S251"} <= found
    assert found - told == {"AAB", "NOT"}


def test_what_an_explanation_uses_is_explained_too() -> None:
    found = glossary.wording().short_forms(glossary.words_in("KS4 results"), "330")
    assert [term.term for term in found] == ["GCSE", "KS4"]  # which end with GCSEs
