"""The small trend: a PNG of its size, in greys and one navy; nothing is drawn of too little."""

import io
from dataclasses import replace

import pytest
from PIL import Image

from kpi.charts.renderers.images.trend_image import HEIGHT, WIDTH, trend_picture
from kpi.charts.specification.small_trend import SmallTrend, TrendPoint

POINTS = tuple(
    TrendPoint(f"Q{n}", "2024-25", value, f"{value:.1f}", target)
    for n, (value, target) in enumerate(((51.6, 50.0), (75.6, 50.0), (69.4, 50.0), (53.9, 60.0)), 1)
)
TREND = SmallTrend("Per cent, by quarter [i]", POINTS, "target 60.0", "Trend of 4 periods.")


def drawn(trend: SmallTrend) -> Image.Image:
    return Image.open(io.BytesIO(trend_picture(trend))).convert("RGB")


def test_it_has_its_size_and_is_the_same_each_time() -> None:
    image = drawn(TREND)
    assert image.size == (int(WIDTH / 2.54 * 200), int(HEIGHT / 2.54 * 200))
    assert trend_picture(TREND) == trend_picture(TREND)


def test_it_is_grey_but_for_the_navy_of_our_line() -> None:
    image = drawn(TREND)
    colours = {colour for _, colour in image.getcolors(100_000) or []}
    reddish = [c for c in colours if c[0] > c[2] + 8 or c[1] > c[2] + 8]
    assert reddish == []
    assert (18, 67, 109) in colours


def test_what_is_marked_is_drawn() -> None:
    plain = trend_picture(TREND)
    for change in ({"hollow": True}, {"ringed": True}, {"broken": True}, {"value": None}):
        points = (POINTS[0], replace(POINTS[1], **change), *POINTS[2:])  # type: ignore[arg-type]
        assert trend_picture(replace(TREND, points=points)) != plain, change


def test_no_trend_of_one_point() -> None:
    with pytest.raises(ValueError, match="two points"):
        trend_picture(replace(TREND, points=POINTS[:1]))
