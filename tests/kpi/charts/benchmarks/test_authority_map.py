"""The map: each authority's shade is its band in the ranking; what has no figure is hatched."""

from __future__ import annotations

from collections import Counter

from kpi.benchmarks.map_boundaries import boundaries
from kpi.benchmarks.ranking import periods, ranking
from kpi.charts.benchmarks.authority_map import authority_map
from kpi.model.snapshot import Snapshot

PLANS = "ehcp-20-weeks"


def test_the_shades_are_the_bands_of_the_ranking(snapshot: Snapshot) -> None:
    for measure in (PLANS, "FirstYJS", "primary-permanent-exclusions"):
        found = ranking(snapshot, measure, area="839", others=["908"])
        rows = {row["area"]: row for row in found.authorities.to_dicts()}
        areas = authority_map(snapshot, found).areas
        assert {area.code for area in areas} == {a.code for a in snapshot.current_authorities}
        for area in areas:
            row = rows[area.code]
            assert area.shade == ("none" if row["value"] is None else row["band"]), area.name
            assert area.mark == row["mark"], area.name
        counts = Counter(area.shade for area in areas)
        assert [counts[band.letter] for band in found.bands] == [b.count for b in found.bands]


def test_who_is_who(snapshot: Snapshot) -> None:
    chart = authority_map(snapshot, ranking(snapshot, PLANS, area="839", others=["908"]))
    by_code = {area.code: area for area in chart.areas}
    assert by_code["839"].text == (
        "Bournemouth, Christchurch and Poole: 77.6%, 43rd of 151, second best quarter (B)"
    )
    assert by_code["839"].label == "Bournemouth, Christchurch and Poole 77.6%"
    assert (by_code["908"].mark, by_code["908"].letter) == ("chosen", "")
    assert sum(area.letter == "N" for area in chart.areas) == 10
    assert sum(area.label != "" for area in chart.areas) == 1
    assert sum(chart.inset.box.holds(area.middle) for area in chart.areas) == 33
    assert all(chart.frame.holds(area.middle) for area in chart.areas)


def test_missing_figures_are_hatched_counted_and_named(snapshot: Snapshot) -> None:
    chart = authority_map(snapshot, ranking(snapshot, PLANS, area="839"))
    hatched = {area.name for area in chart.areas if area.shade == "none"}
    assert hatched == {"City of London", "Dorset"}
    assert chart.notes == ("No figure (hatched): City of London and Dorset.",)
    assert chart.text.endswith("Without a figure: 2.")
    assert ("none", "no figure") in [(key.kind, key.words) for key in chart.key]
    assert next(a.text for a in chart.areas if a.name == "Dorset") == "Dorset: no figure published"


def test_without_polarity_the_quarters_are_by_size(snapshot: Snapshot) -> None:
    found = ranking(snapshot, "referrals-rate", area="839")
    chart = authority_map(snapshot, found)
    words = " ".join(key.words for key in chart.key)
    assert "highest quarter, 165.0 to 519.2" in words
    assert "best" not in words
    assert "weakest" not in words
    assert "band" not in "".join(area.text for area in chart.areas)
    rows = found.authorities.drop_nulls("value")
    shades = {area.code: area.shade for area in chart.areas}
    in_order = [shades[code] for code in rows.sort("value", descending=True)["area"]]
    assert in_order == sorted(in_order)  # from A, the highest, to D


def test_authorities_that_ended_are_named_and_not_drawn(snapshot: Snapshot) -> None:
    label = next(
        label for label, period in periods(snapshot, "FirstYJS") if period.end.year <= 2018
    )
    found = ranking(snapshot, "FirstYJS", area="839", period=label)
    chart = authority_map(snapshot, found)
    shapes = boundaries()
    without_shape = {
        row["name"]
        for row in found.authorities.to_dicts()
        if row["value"] is not None and snapshot.area(row["area"]).ons_code not in shapes
    }
    assert {"Bournemouth (Pre LG)", "Poole (Pre LG)"} <= without_shape
    (note,) = [note for note in chart.notes if note.startswith("Not drawn")]
    assert all(name in note for name in without_shape)
    ours = next(area for area in chart.areas if area.code == "839")
    assert ours.shade == "none"
    assert "did not exist before 1 April 2019" in ours.text
