"""The small picture is read back as it is drawn: its lines, their dashes, its letters and text."""

import base64
import re

from kpi.charts.renderers.table_trend_html import table_trend_markup
from kpi.charts.specification.small_trend import TableTrend, TrendLetters, TrendPath
from kpi.charts.specification.styles import PALETTE

CHART = TableTrend(
    'Plans & "others", 2021 to 2023: Dorset from 1 to 3.',
    (0.0, 50.0, 100.0),
    (
        TrendPath("other", (((50.0, 0.0),),)),
        TrendPath("england", (((0.0, 100.0), (50.0, 20.0)),)),
        TrendPath("home", (((0.0, 0.0), (50.0, 40.0)), ((100.0, 10.0),))),
    ),
    (TrendLetters("home", "<o>", 100.0, 12.5),),
)


def drawing(markup: str) -> str:
    found = re.search(r"base64,([^\"]+)", markup)
    assert found is not None
    return base64.b64decode(found[1]).decode()


def test_lines_differ_by_dash_and_colour_in_the_order_drawn() -> None:
    svg = drawing(table_trend_markup(CHART))
    strokes = re.findall(
        r'stroke="(#\w+)" stroke-width="([\d.]+)"(?: stroke-dasharray="(.*?)")?', svg
    )
    assert [colour for colour, _, _ in strokes[1:]] == [PALETTE["england"], PALETTE["home"]]
    assert [dash for _, _, dash in strokes] == ["", "7 4", ""]
    assert 'd="M0 0 L500 400M1000 100h0"' in svg  # a gap, then a single point
    assert svg.count('class="g"') == 3


def test_text_and_letters_are_escaped() -> None:
    markup = table_trend_markup(CHART)
    assert 'role="img" aria-label="Plans &amp; &quot;others&quot;, 2021 to 2023' in markup
    assert 'style="--x:1.0000;top:12.50%">&lt;o&gt;</b>' in markup
    assert markup.count('aria-hidden="true"') == 1
