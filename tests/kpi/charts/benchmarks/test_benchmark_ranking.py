"""The chart of all authorities in order: each bar, who is named, the bands behind, England."""

from __future__ import annotations

import pytest

from kpi.benchmarks.measures import all_measures
from kpi.benchmarks.ranking import periods, ranking
from kpi.charts.benchmarks.benchmark_ranking import ranking_chart
from kpi.charts.renderers.images.bar_image import ranked_picture
from kpi.model.snapshot import Snapshot
from kpi.wording import benchmarks as benchmarks_wording

PLANS = "ehcp-20-weeks"


def test_every_authority_is_one_bar_in_order(snapshot: Snapshot) -> None:
    found = ranking(snapshot, PLANS, area="839", others=["908", "330"])
    chart = ranking_chart(found)
    assert len(chart.bars) == found.of == chart.x.count == 151
    values = [bar.value for bar in chart.bars]
    assert values == sorted(values, reverse=True)
    marks = [bar.mark for bar in chart.bars]
    assert [place for place, mark in enumerate(marks, start=1) if mark == "own"] == [43]
    assert marks.count("neighbour") == 10  # Devon among them, though it is of the region
    assert marks.count("chosen") == 2
    assert {bar.label for bar in chart.bars} == {
        "",
        "Bournemouth, Christchurch and Poole 77.6%",
        "Cornwall 7.0%",
        "Birmingham 26.7%",
    }
    assert chart.bars[42].text.startswith("Bournemouth, Christchurch and Poole: 77.6%, 43rd")
    assert {(bar.mark, bar.letter) for bar in chart.bars if bar.letter} == {
        ("neighbour", "N"), ("region", "SW"),
    }  # fmt: skip
    assert chart.bars[42].area == "839"
    assert [(band.letter, band.note, band.count) for band in chart.bands] == [
        ("A", "best", 38), ("B", "", 37), ("C", "", 38), ("D", "weakest", 38),
    ]  # fmt: skip
    (england,) = chart.references
    assert (england.name, england.figure) == ("England", "46.4%")
    assert chart.text.startswith(
        "Bar chart of 151 authorities. Bournemouth, Christchurch and Poole"
    )
    assert "43rd of 151 authorities" in chart.text


@pytest.mark.parametrize(
    ("measure", "first", "last"),
    [(PLANS, "79.5% to 100.0%", "3.2% to 29.2%"), ("secondary-permanent-exclusions", "", "")],
)
def test_a_bands_range_runs_as_the_axis_does(
    snapshot: Snapshot, measure: str, first: str, last: str
) -> None:
    """The weakest figure stands at the left: the lowest, or where lower is better the highest."""
    found = ranking(snapshot, measure, area="839")
    chart = ranking_chart(found)
    for band, drawn in zip(found.bands, chart.bands, strict=True):
        assert band.best is not None
        assert band.worst is not None
        weakest, best = drawn.words.split(" to ")
        assert (float(weakest.rstrip("%")), float(best.rstrip("%"))) == (band.worst, band.best)
        assert set(band.words.split(" to ")) == {weakest, best}
    if first:
        assert (chart.bands[0].words, chart.bands[3].words) == (first, last)


def test_without_polarity_there_are_no_bands_and_no_places(snapshot: Snapshot) -> None:
    found = ranking(snapshot, "referrals-rate", area="839")
    chart = ranking_chart(found)
    assert chart.bands == ()
    assert len(chart.references) == 1
    assert chart.x.title == "Highest at the right"
    assert not chart.x.is_ranked
    assert "so there is no rank" in chart.text


@pytest.mark.parametrize(
    ("measure", "words"),
    [
        (PLANS, "Up 72.8 percentage points from 4.8% in 2023: improved."),
        ("FirstYJS", "Down 34.0 from 169.0 in 2023: improved."),
        ("referrals-rate", "Up 4.4 from"),
    ],
)
def test_change_in_words(snapshot: Snapshot, measure: str, words: str) -> None:
    found = ranking(snapshot, measure, area="839")
    said = benchmarks_wording.change_words(found)
    if measure == "referrals-rate":
        assert said.startswith(("Up ", "Down "))
        assert "improved" not in said
        assert "worsened" not in said
    else:
        assert said == words


def test_no_arrow_where_a_change_displays_as_nought(snapshot: Snapshot) -> None:
    found = ranking(snapshot, PLANS, area="839")
    (barnet,) = (row for row in found.ranked if row.area == "302")
    assert barnet.shown_change == 0.0
    assert benchmarks_wording.moved(found.measure, barnet) == "no change"


def test_the_bands_cover_the_bars_of_every_measure(snapshot: Snapshot) -> None:
    """A figure filed under an authority that had ended has no place, so no bar and no band."""
    left_out = {}
    for known in all_measures(snapshot):
        if not periods(snapshot, known.id):
            continue
        chart = ranking_chart(ranking(snapshot, known.id, area="839"))
        assert not chart.bands or sum(band.count for band in chart.bands) == len(chart.bars)
        if " did not exist then " in chart.text:
            left_out[known.id] = chart
    chart = left_out["Age19_NoNSEN_L2EM"]
    assert len(chart.bars) == 149
    assert chart.text.startswith("Bar chart of 149 authorities. ")
    assert chart.text.endswith(
        " The figure of an authority that did not exist then is in the table alone."
    )
    assert ranked_picture(chart).startswith(b"\x89PNG")
