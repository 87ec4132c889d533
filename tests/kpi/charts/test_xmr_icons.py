"""Icons that sum up a series: told apart without colour, with text."""

import base64
import re

from kpi.charts import xmr_icons
from kpi.statistics.xmr_rules import Assurance, Variation

EVERY = [*Variation, *Assurance]


def test_icons_differ_without_colour_and_have_text() -> None:
    bare = {re.sub(r"#[0-9A-F]{6}", "", xmr_icons.icon_svg(each)) for each in EVERY}
    assert len(bare) == len(EVERY)
    texts = {xmr_icons.icon_text(each) for each in EVERY}
    assert len(texts) == len(EVERY)
    assert all(len(text) > 10 for text in texts)


def test_icons_are_pictures_that_call_nobody() -> None:
    for each in EVERY:
        head, data = xmr_icons.icon_uri(each).split(",")
        assert head == "data:image/svg+xml;base64"
        svg = base64.b64decode(data).decode()
        assert svg == xmr_icons.icon_svg(each)
        assert re.findall(r"https?://[^\"]+", svg) == ["http://www.w3.org/2000/svg"]


def test_letters_tell_high_from_low() -> None:
    for each in Variation:
        letters = re.findall(r">([A-Z])</text>", xmr_icons.icon_svg(each))
        expected = [] if each is Variation.ORDINARY else ["H" if "HIGH" in each.name else "L"]
        assert letters == expected
