"""The chart of all authorities in order: each bar, who is named, the bands behind, England."""

from __future__ import annotations

import pytest

from kpi.benchmarks.ranking import ranking
from kpi.charts.benchmark_ranking import ranking_chart
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
    assert [(band.letter, band.note, band.count) for band in chart.bands] == [
        ("A", "best", 38), ("B", "", 37), ("C", "", 38), ("D", "weakest", 38),
    ]  # fmt: skip
    (england,) = chart.references
    assert (england.name, england.figure) == ("England", "46.4%")
    assert chart.text.startswith(
        "Bar chart of 151 authorities. Bournemouth, Christchurch and Poole"
    )
    assert "43rd of 151 authorities" in chart.text


def test_without_polarity_there_are_no_bands_and_no_places(snapshot: Snapshot) -> None:
    found = ranking(snapshot, "referrals-rate", area="839")
    chart = ranking_chart(found)
    assert chart.bands == ()
    assert len(chart.references) == 1
    assert chart.x.title == "Highest first"
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
    barnet = found.authorities.row(found.authorities["area"].index_of("302"), named=True)  # type: ignore[arg-type]
    assert (barnet["shown_change"], benchmarks_wording.moved(found.measure, barnet)) == (
        0.0,
        "no change",
    )
