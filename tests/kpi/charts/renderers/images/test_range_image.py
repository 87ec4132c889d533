"""Range bars as pictures for paper: their size, greys and one navy, and every mark of the bar."""

import io

import pytest
from PIL import Image

from kpi.charts.range_bar_layout import range_bar
from kpi.charts.renderers.images.range_image import (
    MEDIUM,
    NAVY,
    SMALL,
    medium_picture,
    small_picture,
)
from kpi.charts.specification.range_bar.parts import RangeBar
from kpi.errors import KpiError
from kpi.model.snapshot import Snapshot
from tests.kpi.changing import row_of

INDICATORS = ["ehcp-20-weeks", "early-help-returns", "ks4-fsm-gap"]


def image_of(made: bytes) -> Image.Image:
    return Image.open(io.BytesIO(made)).convert("RGB")


def bar_of(snapshot: Snapshot, indicator: str) -> RangeBar:
    return range_bar(snapshot, row_of(snapshot, indicator))


def centres(image: Image.Image, share: float) -> list[int]:
    """Columns of the middles of navy stretches of at least 8 pixels in one row."""
    row = int(image.height * share)
    navy = tuple(int(NAVY[i : i + 2], 16) for i in (1, 3, 5))
    columns = [x for x in range(image.width) if image.getpixel((x, row)) == navy]
    runs: list[list[int]] = []
    for x in columns:
        if runs and x == runs[-1][-1] + 1:
            runs[-1].append(x)
        else:
            runs.append([x])
    return [(run[0] + run[-1]) // 2 for run in runs if len(run) >= 8]


@pytest.mark.parametrize("indicator", INDICATORS)
def test_sizes_at_200_dots_an_inch(snapshot: Snapshot, indicator: str) -> None:
    bar = bar_of(snapshot, indicator)
    for made, (width, height) in ((small_picture(bar), SMALL), (medium_picture(bar), MEDIUM)):
        image = Image.open(io.BytesIO(made))
        assert image.size == pytest.approx((width * 200 / 2.54, height * 200 / 2.54), abs=1)
        assert image.info["dpi"] == pytest.approx((200, 200), abs=0.1)
        assert image.info["Title"] == bar.heading
        assert image.info["Description"] == bar.text


@pytest.mark.parametrize("indicator", INDICATORS)
def test_only_greys_and_one_navy(snapshot: Snapshot, indicator: str) -> None:
    for made in (
        small_picture(bar_of(snapshot, indicator)),
        medium_picture(bar_of(snapshot, indicator)),
    ):
        image = image_of(made)
        for _, (red, green, blue) in image.getcolors(image.width * image.height) or ():
            # Between navy and white or grey: blue leads, and never is a colour warm.
            assert red <= green + 6
            assert green <= blue + 6


def test_the_dot_stands_at_its_place(snapshot: Snapshot) -> None:
    bar = bar_of(snapshot, "ehcp-20-weeks")
    image = image_of(small_picture(bar))
    assert bar.own is not None
    # 5 points are left free at each side of 110.55; the strip's middle is 21 of 39.7 points up.
    dot = image.width * (5 + bar.own.place * 100.55 / 100) / 110.55
    found = centres(image, 1 - 21 / 39.7)
    assert any(abs(each - dot) <= 3 for each in found)


def test_awaited_there_is_no_dot(snapshot: Snapshot) -> None:
    image = image_of(small_picture(bar_of(snapshot, "ks4-fsm-gap")))
    assert centres(image, 1 - 21 / 39.7) == []


def test_equal_bars_give_equal_bytes(snapshot: Snapshot) -> None:
    bar = bar_of(snapshot, "ehcp-20-weeks")
    assert small_picture(bar) == small_picture(bar)


@pytest.mark.parametrize("draw", [small_picture, medium_picture])
def test_nothing_to_draw(draw: object) -> None:
    assert callable(draw)
    with pytest.raises(KpiError, match="no figures to draw"):
        draw(RangeBar(text="", absence="No range."))
