"""Search over names, other names and terms."""

import pytest

from kpi.benchmarks import measures
from kpi.guidance import glossary
from kpi.guidance.definition_search import (
    entries,
    found_words,
    listed,
    search,
    term_id,
    term_of,
)
from kpi.model.snapshot import Snapshot, in_order

HOME = "839"


def found(snapshot: Snapshot, text: str) -> list[str]:
    return [entry.id for entry in search(snapshot, HOME, text)]


def test_the_list_is_ours_and_the_whole_is_every_measure(snapshot: Snapshot) -> None:
    own = [entry.id for entry in listed(snapshot, HOME, every=False)]
    assert own == [indicator.id for indicator in in_order(snapshot)]
    every = [entry.id for entry in listed(snapshot, HOME, every=True)]
    assert every[: len(own)] == own
    assert set(every) == {each.id for each in measures.all_measures(snapshot)}


def test_ids_are_unique_over_all_kinds(snapshot: Snapshot) -> None:
    terms = glossary.wording().terms_of(HOME)
    assert len({term_id(term) for term in terms}) == len(terms)
    assert len(entries(snapshot, HOME)) == len(terms) + len(measures.all_measures(snapshot))
    for term in terms:
        assert term_of(HOME, term_id(term)) is term


@pytest.mark.parametrize("typed", ["20 weeks", "  20   WEEKS ", "ehcp-20-weeks"])
def test_a_name_is_found_however_it_is_typed(snapshot: Snapshot, typed: str) -> None:
    assert "ehcp-20-weeks" in found(snapshot, typed)


def test_another_name_is_found(snapshot: Snapshot) -> None:
    known = next(
        each
        for each in measures.all_measures(snapshot)
        if each.also_known_as and not each.is_own and each.also_known_as not in each.name
    )
    assert known.id in found(snapshot, known.also_known_as)


def test_an_abbreviation_finds_its_term_and_what_its_long_form_finds(snapshot: Snapshot) -> None:
    (term,) = [t for t in glossary.wording().terms if t.term == "EHCP"]
    got = found(snapshot, "ehcp")
    assert term_id(term) in got
    assert "ehcp-20-weeks" in got
    assert set(found(snapshot, term.stands_for)) <= set(got)


def test_a_term_is_found_by_part_of_it(snapshot: Snapshot) -> None:
    assert "term-statistical-neighbours" in found(snapshot, "neighbour")


def test_ours_come_first_then_terms(snapshot: Snapshot) -> None:
    kinds = [entry.kind for entry in search(snapshot, HOME, "plan")]
    order = ["indicator", "term", "measure"]
    assert kinds == sorted(kinds, key=order.index)
    assert set(kinds) == set(order)


@pytest.mark.parametrize("typed", ["", "   ", "zzzz", "<script>", "[x](y)"])
def test_nothing_finds_nothing(snapshot: Snapshot, typed: str) -> None:
    assert found(snapshot, typed) == []


def test_how_many_are_found_is_said_by_kind(snapshot: Snapshot) -> None:
    assert found_words(()) == "Nothing is found. Try a shorter word."
    told = found_words(search(snapshot, HOME, "attainment 8"))
    assert told.startswith("Found: one indicator of ours, one term, ")
    assert told.endswith(" measures of LAIT.")
