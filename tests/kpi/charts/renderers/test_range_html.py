"""Range bars as markup: what is said, where letters and points stand, what the picture holds."""

import base64
import re
from html import unescape
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from kpi.charts.range_bar_layout import range_bar
from kpi.charts.renderers.range_html import COLOURS, RAIL, key, large, mark_after, small
from kpi.charts.specification.range_bar.parts import RangeBar
from kpi.indicators import scorecard
from kpi.indicators.scorecard import View
from kpi.model.snapshot import Snapshot
from tests.kpi.changing import BCP, quarter, row_of

STYLES = Path(__file__).resolve().parents[4] / "pages" / "templates" / "styles"
CSS = STYLES / "45-range-bars.css"
SVG = "{http://www.w3.org/2000/svg}"
INDICATORS = [
    "ehcp-20-weeks",
    "early-help-returns",
    "secondary-permanent-exclusions",
    "ks4-fsm-gap",
    "referrals-rate",
]


def bar_of(snapshot: Snapshot, indicator: str) -> RangeBar:
    return range_bar(snapshot, row_of(snapshot, indicator))


def strip(markup: str) -> ET.Element:
    (found,) = re.findall(r'<img class="strip"[^>]*base64,([^"]+)"', markup)
    return ET.fromstring(base64.b64decode(found))


def strokes(markup: str) -> list[str]:
    return [path.attrib["stroke"] for path in strip(markup).iter(f"{SVG}path")]


def letters(markup: str) -> dict[str, float]:
    found = re.findall(r'<span class="letter \w+" style="left:([\d.]+)%">(\w+)</span>', markup)
    return {letter: float(place) for place, letter in found}


@pytest.mark.parametrize("draw", [small, large])
@pytest.mark.parametrize("indicator", INDICATORS)
def test_markup_is_one_picture_with_its_text(
    snapshot: Snapshot, draw: object, indicator: str
) -> None:
    assert callable(draw)
    bar = bar_of(snapshot, indicator)
    markup = draw(bar)
    (label,) = re.findall(r'role="img" aria-label="([^"]*)"', markup)
    assert unescape(label) == bar.text
    assert markup.count("<div") == markup.count("</div>")
    assert "<svg" not in markup  # Streamlit would take it out
    assert strip(markup).attrib["preserveAspectRatio"] == "none"


def test_letters_and_points_of_plans(snapshot: Snapshot) -> None:
    markup = small(bar_of(snapshot, "ehcp-20-weeks"))
    assert list(letters(markup)) == ["SW", "N", "E", "G", "T"]
    assert '<i class="dot"' in markup
    assert re.search(r'class="ring"[^>]*style="left:75.3\d%"', markup)
    assert re.search(r'class="dot"[^>]*style="left:52.2\d%"', markup)
    assert '<span class="named">weakest </span>3.2%' in markup
    assert '<p class="rangebar-note">2024: ours 77.6%, 43rd of 151</p>' in markup


def test_outliers_are_told_at_the_end(snapshot: Snapshot) -> None:
    secondary = small(bar_of(snapshot, "secondary-permanent-exclusions"))
    assert '‹ <span class="named">weakest </span>0.377%' in secondary
    assert '<span class="named">best </span>0.000%</span>' in secondary
    assert '<span class="named">best </span>-0.2 ›' in small(bar_of(snapshot, "ks4-fsm-gap"))


@pytest.mark.parametrize("indicator", INDICATORS)
@pytest.mark.parametrize("width", [130, 244])
def test_letters_leave_room_for_each_other(
    snapshot: Snapshot, indicator: str, width: float
) -> None:
    places = letters(small(bar_of(snapshot, indicator), width=width))
    for (one, left), (other, right) in pairwise(places.items()):
        assert right - left >= 6.19
        # 13 px letters are about 8 px wide.
        assert (right - left) * width / 100 >= 4 * (len(one) + len(other)) + 2


def test_drawing_order_and_colours(snapshot: Snapshot) -> None:
    found = strokes(small(bar_of(snapshot, "ehcp-20-weeks")))
    order = [RAIL[kind][0] for kind in ("beyond", "short", "met")]
    order += [COLOURS[role] for role in ("england", "region", "neighbours", "good", "target")]
    assert [colour for colour in found if colour in order[:-2] or colour == order[-1]] == [
        colour for colour in order if colour != COLOURS["good"]
    ]
    # Each tick lies on a white casing.
    for role in ("england", "region", "neighbours"):
        assert found[found.index(COLOURS[role]) - 1] == "#FFFFFF"


def test_the_rail_differs_by_thickness_and_dash() -> None:
    assert len({(width, dash) for _, width, dash in RAIL.values()}) == len(RAIL)


def test_early_help_is_a_dotted_line_with_our_past(snapshot: Snapshot) -> None:
    markup = small(bar_of(snapshot, "early-help-returns"))
    drawing = strip(markup)
    assert not list(drawing.iter(f"{SVG}rect"))
    assert next(drawing.iter(f"{SVG}path")).attrib["stroke-dasharray"] == "2 3"
    assert list(letters(markup)) == ["T"]
    assert re.findall(r'left:([\d.]+)%">([\d.]+%)<', markup) == [
        ("25.57", "16.8%"), ("70.33", "10.5%")
    ]  # fmt: skip
    wide = large(bar_of(snapshot, "early-help-returns"))
    assert re.findall(r">(our \w+) <b>([\d.]+%)</b>", wide) == [
        ("our weakest", "16.8%"), ("our best", "10.5%")
    ]  # fmt: skip
    assert 'class="end ' not in wide


def test_the_key_of_one_bar_has_what_it_draws(snapshot: Snapshot) -> None:
    def parts(markup: str) -> list[str]:
        texts = re.findall(r"<span>(.*?)</span>", markup)
        return [re.sub("<[^>]+>", "", text).strip() for text in texts]

    every = parts(key())
    assert every[2:5] == [
        "T target", "four boxes: a quarter of the authorities each", "line under the boxes:"
    ]  # fmt: skip
    assert parts(key(bar_of(snapshot, "ehcp-20-weeks"))) == every
    assert parts(key(bar_of(snapshot, "early-help-returns"))) == [
        every[0], every[2], "line under the bar:", *every[5:]
    ]  # fmt: skip
    assert every[2] not in parts(key(bar_of(snapshot, "referrals-rate")))
    assert key(RangeBar(text="No range.", absence="No range.")) == ""


def test_large_has_a_tick_for_each_authority_and_labels(snapshot: Snapshot) -> None:
    markup = large(bar_of(snapshot, "ehcp-20-weeks"))
    ticks = [p for p in strip(markup).iter(f"{SVG}path") if p.attrib["d"].count("M") == 151]
    assert len(ticks) == 1
    assert "South West <b>28.5%</b>" in markup
    assert '<b>ours now 53.9%</b><span class="mk">[i]</span>' in markup
    assert 'target 60.0%<span class="mk">[i]</span>' in markup
    assert "ours in 2024: <b>77.6%</b>, 43rd of 151" in markup
    assert '<span class="end left">weakest<br>3.2%</span>' in markup


def test_marks_are_heard_as_words() -> None:
    assert mark_after("published") == ""
    assert 'aria-hidden="true">[d]</span><span class="visually-hidden"> derived<' in mark_after(
        "derived"
    )


def test_heights_of_the_pictures_are_those_of_the_style_sheet(snapshot: Snapshot) -> None:
    css = CSS.read_text("utf-8")
    bar = bar_of(snapshot, "ehcp-20-weeks")
    for markup, rule in ((small(bar), ".rangebar .strip"), (large(bar), ".rangebar.large .strip")):
        (height,) = re.findall(rf"^{re.escape(rule)} {{[^}}]*height: (\d+)px", css, re.M)
        assert strip(markup).attrib["height"] == height


def test_every_class_has_its_style(snapshot: Snapshot) -> None:
    css = CSS.read_text("utf-8")
    bars = [bar_of(snapshot, indicator) for indicator in INDICATORS]
    used = {
        name
        for bar in bars
        for markup in (small(bar), large(bar))
        for names in re.findall(r'class="([^"]+)"', markup)
        for name in names.split()
    }
    known = {"visually-hidden", *COLOURS}  # roles are there to be found
    assert {name for name in used - known if f".{name}" not in css} == set()


def test_texts_are_escaped() -> None:
    assert "<b>" not in small(RangeBar(text="<b>", absence="<b>no</b>"))


def test_bars_of_a_scorecard_are_drawn_once_a_snapshot(snapshot: Snapshot) -> None:
    rows = scorecard.summary(snapshot, View(BCP, quarter("Q1 2025-26")))
    assert all(range_bar(snapshot, row) is range_bar(snapshot, row) for row in rows)
