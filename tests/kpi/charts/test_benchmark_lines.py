"""Charts of the benchmark pages: what is drawn, said and left out."""

from __future__ import annotations

import itertools

import pytest

from kpi.benchmarks.ranking import ranking
from kpi.benchmarks.time_series import over_time
from kpi.charts.benchmark_lines import over_time_chart
from kpi.charts.benchmark_ranking import ranking_chart
from kpi.model.snapshot import Snapshot
from kpi.wording import benchmarks as benchmarks_wording

PLANS = "ehcp-20-weeks"


def test_lines_are_ours_region_neighbours_england_and_the_chosen(snapshot: Snapshot) -> None:
    over = over_time(snapshot, PLANS, area="839", others=["908", "981"])
    drawn = over_time_chart(over)
    assert [line.name for line in drawn.lines] == [
        "Bournemouth, Christchurch and Poole",
        "South West",
        "Statistical neighbours (mean)",
        "England",
        "Cornwall",
        "North West",
    ]
    styles = [
        (t["line"]["color"], t["line"]["dash"], t["marker"]["symbol"]) for t in drawn.figure["data"]
    ]
    assert len(set(styles)) == 6
    assert drawn.figure["data"][0]["y"][-1] == 77.6
    assert "Bournemouth, Christchurch and Poole: from " in drawn.text
    assert "to 77.6% in 2024 (calendar year)" in drawn.text
    assert "Statistical neighbours (mean): from" in drawn.text


def test_median_hidden_lines_and_a_fitted_axis(snapshot: Snapshot) -> None:
    over = over_time(snapshot, PLANS, area="839")
    drawn = over_time_chart(over, hidden=["england"], median=True, from_zero=False)
    assert [line.key for line in drawn.lines] == ["home", "region", "neighbours_mean"]
    assert drawn.lines[2].name == "Statistical neighbours (median)"
    assert drawn.lines[2].points[-1][1] == 38.15
    assert drawn.figure["layout"]["yaxis"]["rangemode"] == "normal"
    assert "The axis does not start at zero." in drawn.subtitle
    zero = over_time_chart(over)
    assert zero.figure["layout"]["yaxis"]["rangemode"] == "tozero"


def test_labels_at_the_ends_never_cover_each_other(snapshot: Snapshot) -> None:
    over = over_time(snapshot, "primary-permanent-exclusions", area="839", others=["908", "330"])
    drawn = over_time_chart(over)
    labels = [a for a in drawn.figure["layout"]["annotations"] if a.get("xref") == "paper"]
    top = max(v for line in drawn.lines for _, v in line.points if v is not None)
    ends = [(a["y"], top * 0.062 * (a["text"].count("<br>") + 1) / 2) for a in labels]
    for (upper, half), (lower, other) in itertools.pairwise(ends):
        assert upper - half >= lower + other - 1e-12


def test_an_area_that_has_its_line_is_not_drawn_twice(snapshot: Snapshot) -> None:
    over = over_time(snapshot, PLANS, area="839", others=["990", "970", "839", "330"])
    assert [s.key for s in over.series] == ["home", "region", "neighbours_mean", "england", "330"]
    assert len({line.name for line in over_time_chart(over).lines}) == 5


def test_years_without_data_are_gaps_with_their_reason(snapshot: Snapshot) -> None:
    over = over_time(snapshot, "LAC_KS2_ExpStd_GPS", area="839")
    drawn = over_time_chart(over)
    words = benchmarks_wording.gap_words(over)
    assert words == (
        "Academic year 2019/20 and academic year 2020/21: no figures: the COVID-19 pandemic."
    )
    shaded = [s for s in drawn.figure["layout"]["shapes"] if s["type"] == "rect"]
    assert len(shaded) == 2
    assert all(a["text"] == "no data" for a in drawn.figure["layout"]["annotations"][-2:])
    england = next(line for line in drawn.lines if line.key == "england")
    assert [str(p) for p, v in england.points if v is None] == [
        "academic year 2019/20",
        "academic year 2020/21",
    ]
    assert drawn.figure["data"][0]["connectgaps"] is False


def test_what_is_not_drawn_is_said(snapshot: Snapshot) -> None:
    over = over_time(snapshot, "FirstYJS", area="839")
    assert "england" not in [line.key for line in over_time_chart(over).lines]
    (said,) = benchmarks_wording.withheld_words(over)
    assert said.startswith("England is not shown. LAIT's England figure is the sum of the nine")
    city = over_time(snapshot, "secondary-permanent-exclusions", area="839", others=["201"])
    assert benchmarks_wording.withheld_words(city) == (
        "City of London has no figure in any period.",
    )


def test_every_authority_is_one_bar_in_order(snapshot: Snapshot) -> None:
    found = ranking(snapshot, PLANS, area="839", others=["908", "330"])
    drawn = ranking_chart(found)
    (bars,) = drawn.figure["data"]
    assert len(bars["y"]) == found.of == 151
    assert bars["y"] == sorted(bars["y"], reverse=True)
    colours = bars["marker"]["color"]
    assert [i for i, c in enumerate(colours) if c == "#12436D"] == [42]  # 43rd
    assert colours.count("#801650") == 10  # the ten neighbours, Devon among them
    assert colours.count("#3D3D3D") == 2
    named = [a["text"] for a in drawn.figure["layout"]["annotations"]]
    assert named[:4] == ["<b>A</b> (best)", "<b>B</b>", "<b>C</b>", "<b>D</b> (weakest)"]
    assert "<b>Bournemouth,<br>Christchurch and Poole<br>77.6%</b>" in named
    assert "Cornwall 7.0%" in named
    assert "Birmingham 26.7%" in named
    assert named[-1] == "England 46.4%"
    bands = [s for s in drawn.figure["layout"]["shapes"] if s["type"] == "rect"]
    assert [(b["x0"], b["x1"]) for b in bands] == [
        (0.5, 38.5), (38.5, 75.5), (75.5, 113.5), (113.5, 151.5),
    ]  # fmt: skip
    assert drawn.text.startswith(
        "Bar chart of 151 authorities. Bournemouth, Christchurch and Poole"
    )
    assert "43rd of 151 authorities" in drawn.text


def test_without_polarity_there_are_no_bands_and_no_places(snapshot: Snapshot) -> None:
    found = ranking(snapshot, "referrals-rate", area="839")
    drawn = ranking_chart(found)
    assert [s["type"] for s in drawn.figure["layout"]["shapes"]] == ["line"]
    assert drawn.figure["layout"]["xaxis"]["title"]["text"] == "Highest first"
    assert "so there is no rank" in drawn.text


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
