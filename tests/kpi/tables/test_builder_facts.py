"""Facts of a measure and of an area, as a built table repeats them in each row."""

from dataclasses import replace

from kpi.benchmarks.measures import by_id
from kpi.model.snapshot import Snapshot
from kpi.tables.builder_facts import area_facts, measure_facts
from kpi.tables.selection import MEAN, Selection
from tests.kpi.tables.choosing import PLANS


def test_facts_of_measures_in_the_order_chosen(snapshot: Snapshot) -> None:
    table = measure_facts(snapshot, Selection("839", ("LACnum", PLANS, "ehcp-20-weeks")))
    count, lait, own = table.to_dicts()
    assert [row["measure"] for row in (count, lait, own)] == ["LACnum", PLANS, "ehcp-20-weeks"]
    assert (lait["unit"], lait["polarity_words"], lait["decimals"]) == (
        "% of EHC plans", "higher is better", 1,
    )  # fmt: skip
    assert lait["source"] == "Local Authority Interactive Tool (LAIT)"
    assert (lait["last_update"], lait["next_update"]) == ("June 2025", "June 2026")
    assert (own["source"], own["measure_note"]) == ("", "")
    assert own["directorate"] == "Education and Skills"


def test_a_sum_is_shown_with_a_note_and_a_wrong_rate_is_not(snapshot: Snapshot) -> None:
    """England's number of children looked after is a sum; its FirstYJS is a sum of rates."""
    count, rate = measure_facts(snapshot, Selection("839", ("LACnum", "FirstYJS"))).to_dicts()
    assert count["sum_words"].startswith("This is a count or a money total")
    assert (count["wrong_england"], count["wrong_region"]) == (None, None)
    assert rate["wrong_england"].startswith("LAIT's England figure is the sum of the nine")
    assert (rate["wrong_region"], rate["sum_words"]) == (None, None)


def test_several_notes_and_directorates_are_joined(snapshot: Snapshot) -> None:
    known = {
        **by_id(snapshot),
        PLANS: replace(
            by_id(snapshot)[PLANS], notes=("One.", "Two."), directorates=("A", "B"),
            withheld={"neighbours": "Too few."},
        ),
    }  # fmt: skip
    changed = replace(snapshot)
    changed.remember("measures by id", lambda: known)
    (row,) = measure_facts(changed, Selection("839", (PLANS,))).to_dicts()
    assert (row["measure_note"], row["directorate"]) == ("One. Two.", "A / B")
    assert row["neighbours_wrong"] == "Too few."


def test_facts_of_an_area(snapshot: Snapshot) -> None:
    any_choice = Selection("839", (PLANS,))
    now, ended, england = (area_facts(snapshot, any_choice, code) for code in ("839", "837", "970"))
    assert now["area_name"] == "Bournemouth, Christchurch and Poole"
    assert (now["area_kind"], now["area_note"], now["abolished_on"]) == ("authority", None, None)
    assert str(now["created_on"]) == "2019-04-01"
    assert ended["area_name"] == "Bournemouth (Pre LG)"
    assert str(ended["abolished_on"]) == "2019-04-01"
    assert ended["area_note"].startswith("This authority ")
    assert ended["area_note"].endswith(".")
    assert (england["area_kind"], england["area_note"]) == ("country", None)


def test_the_mean_says_whose_neighbours_and_by_which_model(snapshot: Snapshot) -> None:
    mean = area_facts(snapshot, Selection("908", (PLANS,), model="2021-04"), MEAN)
    assert (mean["area"], mean["area_name"]) == ("neighbours-mean", "Neighbours' mean")
    assert mean["area_note"] == (
        "Unweighted mean of the 10 statistical neighbours of Cornwall (DfE's April 2021 model), "
        "of those that existed and have a figure."
    )
