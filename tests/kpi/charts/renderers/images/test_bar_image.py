"""Rankings as pictures to take away: each bar as long as its figure, in the order given."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kpi.benchmarks import ranking
from kpi.charts.benchmarks.benchmark_ranking import ranking_chart
from kpi.charts.renderers.images.bar_image import NARROW, ranked_picture
from kpi.charts.renderers.images.canvas import lighter
from kpi.charts.specification.chart import RankedBar
from kpi.errors import KpiError
from kpi.model.snapshot import Snapshot
from tests.kpi.changing import BCP
from tests.kpi.charts.renderers.images.pictures import (
    BANDS,
    GREY,
    NAMES,
    OURS,
    SHADE,
    SOURCE,
    SUBTITLE,
    SVG,
    TITLE,
    assert_apart_and_inside,
    bars,
    parsed,
    rank,
    rects,
    said,
    shown,
    texts,
)

NUMBERS = st.floats(-9.9e14, 9.9e14) | st.floats(-100, 100) | st.sampled_from([0.0, 1e-300, 50.0])
ODD_NAMES = st.sampled_from(NAMES) | st.text(st.characters(max_codepoint=0x17F), max_size=30)


def test_texts_of_a_ranking() -> None:
    svg = rank(bars(), bands=BANDS, lines=[("England", 46.4), ("South West", 46.2)])
    words = said(svg)
    for text in (
        TITLE,
        SUBTITLE,
        SOURCE,
        "Area 40 70.0%",
        "England 46.4%",
        "South West 46.2%",
        "Statistical neighbours",
        "Others in the region",
        "Other authorities",
        *(f"{letter}: {said_range}" for letter, said_range, _ in BANDS),
    ):
        assert text in words
    assert_apart_and_inside(svg)


def test_bars_are_as_long_as_their_figures_and_the_first_stands_at_the_right() -> None:
    found = bars()
    svg = rank(found, bands=BANDS)
    plain = [bar for bar in found if bar.mark == ""]
    boxes = rects(svg, GREY)[:-1]  # the last is the legend's
    lefts = [left for left, *_ in boxes]
    assert lefts == sorted(lefts)
    tall = [bottom - top for _, top, _, bottom in boxes][::-1]
    assert [t / tall[0] for t in tall] == pytest.approx(
        [bar.value / plain[0].value for bar in plain], abs=1e-3
    )
    (own,) = rects(svg, OURS)
    assert (own[3] - own[1]) / tall[0] == pytest.approx(70.0 / 90.0, abs=1e-3)


def test_bands_cover_their_bars() -> None:
    found = [RankedBar(str(n), 10.0 - n, "") for n in range(10)]
    svg = rank(found, bands=[("A", "high", 3), ("B", "mid", 2), ("C", "low", 4), ("D", "last", 1)])
    boxes = rects(svg, GREY)
    third, first = rects(svg, SHADE)  # from the left
    inside = [
        [left > shade[0] and right < shade[2] for left, _, right, _ in boxes[::-1]]
        for shade in (first, third)
    ]
    assert inside[0] == [True] * 3 + [False] * 7
    assert inside[1] == [False] * 5 + [True] * 4 + [False]
    narrow = [("A", "80.0% to 81.0%", 1), ("B", "x", 0), ("C", "82.0%", 1), ("D", "rest", 149)]
    svg = rank(bars(), bands=narrow)
    assert "B: x" not in said(svg)  # a band without an authority has no place on the picture
    assert_apart_and_inside(svg)


def test_neighbours_and_region_have_hatches_of_their_own() -> None:
    svg = rank(bars())
    fills = re.findall(r"fill: url\(#(\w+)\)", svg.decode())
    assert sorted(fills.count(name) for name in set(fills)) == [1 + 1, 3 + 1]  # with the legend's
    plain = rank([RankedBar("a", 1.0, ""), RankedBar("b", 2.0, "own")])
    assert b"url(#h" not in plain
    assert "Other authorities" not in said(plain)


def test_negative_bars_hang_from_nought() -> None:
    svg = rank([RankedBar("a", 2.0, ""), RankedBar("b", -2.0, ""), RankedBar("c", -4.0, "own")])
    down, up = rects(svg, GREY)  # from the left: the first stands at the right
    (own,) = rects(svg, OURS)
    assert up[3] == pytest.approx(down[1])
    assert own[3] - own[1] == pytest.approx(2 * (up[3] - up[1]), abs=1e-3)
    assert "c -4.0%" in said(svg)


def test_a_real_ranking(snapshot: Snapshot) -> None:
    found = ranking.ranking(snapshot, "ehcp-20-weeks", area=BCP)
    svg = ranked_picture(ranking_chart(found), "svg")
    assert "Bournemouth, Christchurch and Poole 77.6%" in said(svg)
    assert_apart_and_inside(svg)


# ---- what is refused ----------------------------------------------------------------------


def test_nothing_to_draw_is_said() -> None:
    with pytest.raises(KpiError, match="no figures to draw"):
        rank([])


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -float("inf"), 1e15, -1e300])
def test_a_figure_that_cannot_be_drawn_is_refused(value: float) -> None:
    with pytest.raises(KpiError, match="cannot be drawn"):
        rank([RankedBar("a", value, "own")])


@pytest.mark.parametrize(
    ("found", "bands"),
    [
        ([RankedBar("a", 1.0, "ours")], []),
        ([RankedBar("a", 1.0, "own"), RankedBar("b", 1.0, "own")], []),
        ([RankedBar("a", 1.0, "own")], [("A", "x", 2)]),
        ([RankedBar("a", 1.0, "own")], [("A", "x", 2), ("B", "y", -1)]),
    ],
)
def test_bars_that_contradict_themselves(
    found: list[RankedBar], bands: list[tuple[str, str, int]]
) -> None:
    with pytest.raises(ValueError, match=r"mark|bands"):
        rank(found, bands=bands)


# ---- odd values and names -----------------------------------------------------------------


@settings(max_examples=30, deadline=None)
@given(st.lists(NUMBERS, min_size=1, max_size=160), st.lists(NUMBERS, max_size=4), st.data())
def test_odd_bars(values: list[float], references: list[float], data: st.DataObject) -> None:
    own = data.draw(st.integers(0, len(values) - 1))
    cut = data.draw(st.integers(0, len(values)))
    svg = rank(
        [RankedBar(f"Area number {n}", v, "own" if n == own else "") for n, v in enumerate(values)],
        bands=[("A", "1.0% to 22.5%", cut), ("B", "22.6% to 99.0%", len(values) - cut)],
        lines=[(f"Line {n}", value) for n, value in enumerate(references)],
    )
    assert_apart_and_inside(svg)
    assert f"Area number {own} " in said(svg)


@settings(max_examples=40, deadline=None)
@given(ODD_NAMES, ODD_NAMES, ODD_NAMES)
def test_odd_names_are_shown_as_they_are(title: str, label: str, name: str) -> None:
    """Nothing is read as mathematics or as XML; signs that are not seen are left out."""
    found = [RankedBar(name, 1.0, "own")]
    svg = rank(found, unit=label, title=title, subtitle=name, source=label)
    together = "".join(said(svg).split())
    for text in (title, label, name):
        assert "".join(shown(text).split()) in together
    assert not set(svg.decode()) & {"\u202e", "\u200f", "\x00"}
    assert not list(parsed(svg).iter(f"{SVG}tspan"))


def test_chosen_authorities_are_named_in_a_legend_that_fits() -> None:
    names = ["Bath and North East Somerset", "Bournemouth, Christchurch and Poole", "Birmingham"]
    found = [
        RankedBar(f"Town {n}", 100.0 - n, "neighbour" if n % 9 else "region") for n in range(40)
    ]
    found += [RankedBar(name, 50.0 - n, "chosen") for n, name in enumerate(names)]
    made = rank(found).decode()
    for text in (
        "Bath and North East Somerset 50.0%",
        "Birmingham 48.0%",
        "Statistical neighbours",
    ):
        assert text in made
    assert "Others in the region" in made


def test_on_a_phone_a_line_is_named_above_the_bars() -> None:
    svg = rank(bars(), bands=BANDS, lines=[("England", 46.4)], width=NARROW)
    _, _, width, _ = map(float, parsed(svg).attrib["viewBox"].split())
    assert width == NARROW
    assert_apart_and_inside(svg)
    england = next(text for text in texts(svg) if text.said == "England 46.4%")
    assert england.y < min(top for _, top, _, _ in rects(svg, OURS))
    assert len(rects(svg, GREY)) == len(rects(rank(bars(), bands=BANDS), GREY))


def test_a_lighter_file_has_the_same_texts_and_bars() -> None:
    svg = rank(bars(), bands=BANDS, lines=[("England", 46.4567)])
    light = lighter(svg)
    assert len(light) < 0.75 * len(svg)
    assert [text.said for text in texts(light)] == [text.said for text in texts(svg)]
    for colour in (OURS, GREY, SHADE):
        for ours, theirs in zip(rects(light, colour), rects(svg, colour), strict=True):
            assert ours == pytest.approx(theirs, abs=0.011)
