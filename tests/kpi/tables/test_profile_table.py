"""All measures of one authority as a table: its order, its display and its file."""

import polars as pl
import pytest

from kpi.benchmarks import authority_profile
from kpi.benchmarks.measures import by_id, show
from kpi.downloads import file_names
from kpi.model.snapshot import Snapshot
from kpi.tables import profile_table, selection


def test_figures_are_rounded_half_away_as_published(snapshot: Snapshot) -> None:
    made = authority_profile.profile(snapshot, "839")
    shown = profile_table.shown(made)
    for row, exact in zip(shown.to_dicts(), made.to_dicts(), strict=True):
        known = by_id(snapshot)[exact["measure"]]
        for column, name in (("Value", "value"), ("England", "england"), ("Region", "region")):
            assert show(known, row[column]) == show(known, exact[name])


@pytest.mark.parametrize("order", profile_table.ORDERS)
def test_every_order_keeps_every_row(snapshot: Snapshot, order: str) -> None:
    made = authority_profile.profile(snapshot, "839")
    found = profile_table.ordered(made, order)
    assert found.height == made.height
    assert set(found["measure"]) == set(made["measure"])
    if order == profile_table.MOST_CHANGED:
        assert found["measure"][0] == "Sept_Guarantee"


def made(*rows: dict[str, object]) -> pl.DataFrame:
    """A profile of these rows; what is not named is as in the first."""
    first = {
        "measure": "a", "name": "A", "topic": "T", "unit": "%", "better": "higher", "decimals": 1,
        "period": "2024", "data_status": "published", "value": 12.25, "england": 10.04,
        "region": None, "neighbours_mean": 11.05, "neighbours_count": 10, "shown_change": -0.5,
        "previous_period": "2023", "typical_change": 0.25, "direction": "worsened",
        "change_reason": None, "rank": 3, "rank_of": 150, "shared_by": 1, "band": "A",
        "against_neighbours": "better",
    }  # fmt: skip
    return pl.DataFrame([first | row for row in rows], schema_overrides={"region": pl.Float64})


def test_a_row_as_it_is_displayed() -> None:
    (row,) = profile_table.shown(made({"data_status": "provisional"})).to_dicts()
    assert list(row) == list(profile_table.SHOWN.values())
    assert (row["Value"], row["England"], row["Region"]) == (12.3, 10.0, None)
    assert (row["Neighbours (mean, derived)"], row["Typical change"]) == (11.1, 0.3)
    assert (row["Period"], row["Which way is better"]) == ("2024 (provisional)", "higher")
    assert (row["Place"], row["Unit"]) == ("  3rd of 150", "%")
    assert (row["Rank (1 is best)"], row["Ranked authorities"], row["Band"]) == (3, 150, "A")


def test_places_sort_as_texts_by_their_number() -> None:
    ranks = [152, 9, 10, 101, 1, 23]
    shown = profile_table.shown(made(*({"rank": rank, "rank_of": 152} for rank in ranks)))
    places = shown.sort("Place")
    assert places["Rank (1 is best)"].to_list() == sorted(ranks)
    assert [text.strip() for text in places["Place"]][:2] == ["1st of 152", "9th of 152"]
    (shared,) = profile_table.shown(made({"rank": 146, "rank_of": 152, "shared_by": 3}))["Place"]
    assert shared == "146th of 152, joint"
    (none,) = profile_table.shown(made({"rank": None, "rank_of": None}))["Place"]
    assert none is None


def test_what_is_not_there_says_why() -> None:
    nothing = {
        "band": None, "against_neighbours": None, "direction": None, "previous_period": None,
        "change_reason": "the series breaks",
    }  # fmt: skip
    judged, unjudged = profile_table.shown(
        made(nothing, {**nothing, "better": "none", "band": "-"})
    ).to_dicts()
    said = [
        (row["Band"], row["Against neighbours"], row["Which way is better"])
        for row in (judged, unjudged)
    ]
    assert said == [
        ("none given", "cannot be said", "higher"),
        ("not judged", "not judged", "neither"),
    ]
    assert judged["Direction"] == "cannot be calculated: the series breaks"
    assert judged["Change since"] == "none that compares"


def test_the_file_names_source_faults_and_what_is_withheld(snapshot: Snapshot) -> None:
    table = authority_profile.profile(snapshot, "839").filter(
        pl.col("measure").is_in(["FirstYJS", "SEN_EHC_Excpt_20wks"])
    )
    taken = profile_table.to_take(snapshot, table, area="839", model="2021-04")
    rows = {row["measure"]: row for row in taken.to_dicts()}
    assert taken.columns[:2] == ["area", "area_name"]
    assert rows["FirstYJS"]["withheld"].startswith("england: LAIT's England figure is the sum")
    assert rows["SEN_EHC_Excpt_20wks"]["withheld"] is None
    assert rows["SEN_EHC_Excpt_20wks"]["known_faults_and_notes"] is None
    assert set(taken["neighbours_model"]) == {"April 2021"}
    assert taken.select(table.columns).equals(table)


def test_the_file_name_states_authority_and_filters(snapshot: Snapshot) -> None:
    name = file_names.all_measures(snapshot, "908", "2025-05", ["band A"])
    assert name == "all-measures-cornwall-band-a.csv"
    older = file_names.all_measures(snapshot, "908", "2021-04", [])
    assert older == "all-measures-cornwall-neighbours-2021-04.csv"


def test_the_measures_as_a_selection(snapshot: Snapshot) -> None:
    text = profile_table.selection_text(snapshot, made({"measure": "LAC"}), "908", "2021-04")
    assert selection.decode(snapshot, text, home="839") == (
        selection.Selection(
            "908", ("LAC",), ("home", "neighbours", "region", "england"), model="2021-04"
        ),
        (),
    )
    assert profile_table.selection_text(snapshot, made({}).clear(), "908", "2021-04") == ""
