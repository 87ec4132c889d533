"""The picture of all measures: dots as ranked, in their own rows, and counts as in the table."""

from __future__ import annotations

from collections import Counter
from itertools import combinations, pairwise
from math import hypot

import polars as pl
import pytest

from kpi.benchmarks import authority_profile
from kpi.benchmarks.short_lists import is_current
from kpi.charts.benchmarks.measure_places import count_bars, entry_lists, measure_places
from kpi.charts.specification.place_dots import NO_QUARTER, WEAKEST, WORSENED, PlaceDots
from kpi.model.snapshot import Snapshot
from kpi.tables import profile_table
from kpi.wording import profile_words

MODEL = "2025-05"


def pictured(snapshot: Snapshot, area: str, **chosen: str) -> tuple[pl.DataFrame, PlaceDots]:
    """A profile and its picture."""
    table = profile_table.filtered(authority_profile.profile(snapshot, area), **chosen)
    found = profile_words.overview(snapshot, table, area, MODEL)
    return table, measure_places(snapshot, table, found, area, MODEL)


AREAS = pytest.mark.parametrize("area", ["839", "420", "201", "908"])


@AREAS
def test_each_ranked_measure_is_one_dot(snapshot: Snapshot, area: str) -> None:
    table, chart = pictured(snapshot, area)
    ranked = table.drop_nulls("rank")
    assert Counter(dot.measure for dot in chart.dots) == Counter(ranked["measure"])
    assert sum(row.count for row in chart.rows) == ranked.height
    bands = Counter(band if band in tuple("ABCD") else NO_QUARTER for band in ranked["band"])
    assert Counter(dot.band for dot in chart.dots) == bands
    (quarters, *_) = count_bars(table)
    assert {p.key: p.count for p in quarters.parts} == {b: bands[b] for b in "DCBA"}
    by_topic = Counter(
        {p.key: sum(row.bar.parts[i].count for row in chart.rows)
         for i, p in enumerate(quarters.parts)}
    )  # fmt: skip
    assert by_topic == Counter({b: bands[b] for b in "DCBA"})
    assert sum(row.unplaced for row in chart.rows) == bands[NO_QUARTER]
    current = ranked.filter(is_current(snapshot))["measure"]
    assert {dot.measure for dot in chart.dots if dot.is_current} == set(current)
    assert 0 < len(current) < ranked.height


@AREAS
def test_the_order_from_the_left_is_that_of_shares(snapshot: Snapshot, area: str) -> None:
    table, chart = pictured(snapshot, area)
    shares = dict(
        table.drop_nulls("rank")
        .select(
            "measure",
            ((pl.col("rank") - 1 + (pl.col("shared_by") - 1) / 2) / (pl.col("rank_of") - 1)),
        )
        .iter_rows()
    )
    ordered = sorted(chart.dots, key=lambda dot: dot.x)
    assert all(shares[a.measure] >= shares[b.measure] - 1e-4 for a, b in pairwise(ordered))
    assert all(abs(dot.x - (100 - 100 * shares[dot.measure])) < 0.01 for dot in chart.dots)


@AREAS
def test_dots_never_overlap_and_stay_in_their_row(snapshot: Snapshot, area: str) -> None:
    _, chart = pictured(snapshot, area)
    for one, other in combinations(chart.dots, 2):
        apart = hypot((one.x - other.x) * chart.width / 100, one.y - other.y)
        assert apart >= one.radius + other.radius - 0.05, (one.text, other.text)
    rows = {row.topic: row for row in chart.rows}
    for dot in chart.dots:
        row = rows[dot.topic]
        assert row.top <= dot.y - dot.radius, dot.text
        assert dot.y + dot.radius <= row.bottom, dot.text
    assert all(a.bottom <= b.top for a, b in pairwise(chart.rows))
    assert chart.rows[-1].bottom == chart.height


def test_topics_stand_by_directorate_the_weakest_first(snapshot: Snapshot) -> None:
    _, chart = pictured(snapshot, "839")
    heads = [row.directorate for row in chart.rows if row.directorate]
    assert heads == ["Children's Social Care", "Context", "Education and Skills"]
    means: list[list[float]] = []
    for row in chart.rows:
        xs = [dot.x for dot in chart.dots if dot.topic == row.topic]
        if row.directorate:
            means.append([])
        means[-1].append(sum(xs) / len(xs))
    assert all(group == sorted(group) for group in means)


def test_signs_lead_to_the_lists(snapshot: Snapshot) -> None:
    table, chart = pictured(snapshot, "839")
    found = profile_words.overview(snapshot, table, "839", MODEL)
    lists = entry_lists(found)
    assert [[e.measure for e in each.entries] for each in lists] == [
        [line.measure for line in lines] for lines in (found.best, found.worst, found.worsened)
    ]
    assert [e.sign for e in lists[0].entries] == list("12345")
    assert [e.sign for e in lists[1].entries] == list("12345")
    said = {(e.listed, e.sign): e.measure for each in lists for e in each.entries}
    assert {(d.listed, d.sign): d.measure for d in chart.dots if d.sign} == said
    assert {e.listed for e in lists[2].entries} == {WEAKEST, WORSENED}
    assert [e.sign for e in lists[2].entries if e.listed == WORSENED] == list("abc")
    drawn = {dot.measure: dot.band for dot in chart.dots}
    assert all(e.band == drawn[e.measure] for each in lists for e in each.entries)
    assert "D" in {e.band for e in lists[2].entries if e.listed == WORSENED}


def test_a_heading_has_the_height_of_a_line_to_itself(snapshot: Snapshot) -> None:
    _, chart = pictured(snapshot, "839")
    rooms = [b.top - a.bottom for a, b in pairwise(chart.rows) if b.directorate]
    assert len(rooms) == 2
    assert min(rooms) > 19
    assert chart.rows[0].top > 14


def test_tails_come_from_the_place_before(snapshot: Snapshot) -> None:
    table, chart = pictured(snapshot, "839")
    found = profile_words.overview(snapshot, table, "839", MODEL)
    assert {tail.measure for tail in chart.tails} == {line.measure for line in found.worsened}
    by_measure = {dot.measure: dot for dot in chart.dots}
    for tail in chart.tails:
        dot = by_measure[tail.measure]
        assert (tail.end, tail.y) == (dot.x, dot.y)
        assert tail.start > tail.end


def test_a_count_is_printed_where_it_has_room(snapshot: Snapshot) -> None:
    table, _ = pictured(snapshot, "839")
    _, neighbours, changes = count_bars(table)
    assert neighbours.text == "Against statistical neighbours' mean: 71 worse, 1 same, 230 better"
    assert [part.is_printed for part in neighbours.parts] == [True, False, True]
    assert changes.text == "Since the period before: 117 worsened, 22 no change, 161 improved"
    assert (changes.left, changes.right) == ("worsened", "improved")
    assert count_bars(table.clear())[0].text == "Place among all authorities: none"


@AREAS
def test_each_topic_says_how_many_are_in_the_weakest_quarter(snapshot: Snapshot, area: str) -> None:
    """Also where the count has no room in its bar."""
    _, chart = pictured(snapshot, area)
    for row in chart.rows:
        weakest = sum(dot.topic == row.topic and dot.band == "D" for dot in chart.dots)
        assert row.weakest_words == f"{weakest or 'none'} of {row.count} weakest"


def test_the_key_has_what_is_drawn(snapshot: Snapshot) -> None:
    _, chart = pictured(snapshot, "839")
    assert chart.kinds == set(profile_words.KEY)


def test_nothing_ranked_is_no_dots(snapshot: Snapshot) -> None:
    table = authority_profile.profile(snapshot, "839").filter(pl.col("rank").is_null())
    found = profile_words.overview(snapshot, table, "839", MODEL)
    chart = measure_places(snapshot, table, found, "839", MODEL)
    assert (chart.dots, chart.rows, chart.tails, chart.height) == ((), (), (), 0)
    assert [each.entries for each in entry_lists(found)] == [(), (), ()]
    assert all(each.nothing.startswith("None of these") for each in entry_lists(found))


def test_one_topic_alone(snapshot: Snapshot) -> None:
    _, chart = pictured(snapshot, "839", topic="Adoption")
    assert chart.kinds == {"C"}
    assert [row.topic for row in chart.rows] == ["Adoption"]
    assert chart.title == "1 measure by place among all authorities"
