"""A chosen group in words: by its name, within sentences, and who is in it."""

from dataclasses import replace

from kpi.indicators import scorecard
from kpi.indicators.comparisons.chosen_groups import ChosenGroup, of_codes
from kpi.indicators.scorecard import View
from kpi.model.snapshot import Snapshot
from kpi.wording.comparisons.area_letters import AreaLetter, letters
from kpi.wording.comparisons.group_names import (
    chosen_group,
    in_full,
    in_sentence,
    members_in_sentence,
    neighbours_and_good,
)
from kpi.wording.comparisons.place_in_group import members
from kpi.wording.comparisons.sentences import sentence
from kpi.wording.headline import named
from kpi.wording.indicator_notes import group_words
from tests.kpi.changing import BCP, quarter

NAMED = ChosenGroup("coastal", "Coastal authorities", ("880", "851", "852"), "By the sea.")


def test_a_group_of_a_file_is_named_and_one_of_an_address_counted() -> None:
    assert in_sentence("Coastal authorities") == "the group “Coastal authorities”"
    assert members_in_sentence("Coastal authorities") == (
        "authorities of the group “Coastal authorities”"
    )
    own = of_codes(["880", "851", "852"]).name
    assert in_sentence(own) == "the chosen group of 3 authorities"
    assert members_in_sentence(own) == "authorities of the chosen group"


def test_who_is_in_it_and_that_the_council_chose_it(snapshot: Snapshot) -> None:
    assert in_full(snapshot, NAMED, BCP) == (
        "Coastal authorities, three authorities: Torbay, Portsmouth, Southampton. By the sea. "
        "Chosen by the council, not by DfE: unweighted mean and median of those with a figure, "
        "always with their count."
    )
    for_torbay = in_full(snapshot, NAMED, "880")
    assert for_torbay.startswith("Coastal authorities, two authorities: Portsmouth, Southampton. ")
    assert "Torbay itself is left out." in for_torbay


def test_who_the_neighbours_and_the_good_authorities_are(snapshot: Snapshot) -> None:
    view = View(BCP, quarter("Q1 2025-26"))
    assert neighbours_and_good(snapshot, view) == (
        "Statistical neighbours are the ten authorities most like this one, by DfE's May 2025 "
        "model. Other Good authorities are those whose children's services Ofsted judged Good "
        "overall as at 31 March 2025."
    )
    assert chosen_group(snapshot, view) == ""
    named_group = replace(view, group=NAMED)
    assert chosen_group(snapshot, named_group) == f"Chosen (C): {in_full(snapshot, NAMED, BCP)}"


def test_the_scorecards_sentences_name_the_group_with_its_count(snapshot: Snapshot) -> None:
    view = View(BCP, quarter("Q1 2025-26"), group=NAMED)
    (row,) = scorecard.summary(snapshot, view, indicator_ids=["ehcp-20-weeks"])
    found = row.comparator("group")
    assert found.value is not None
    assert letters([found]) == (AreaLetter("group", "C", "Chosen"),)
    assert members(found) == "authorities of the group “Coastal authorities”"
    assert named(row, found) == (
        "the group “Coastal authorities” (43.6% in 2024, leaving out exception cases, mean of 3, "
        "derived)"
    )
    assert named(row, found) in sentence(row)
    assert group_words(row).startswith("Mean 43.6%, median ")
    assert group_words(row).endswith(
        ", of 3 of 3 authorities in 2024 (derived). By the sea. Chosen by the council, not by "
        "DfE; each authority counts the same."
    )
