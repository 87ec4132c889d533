"""A ranking of all authorities as a bar chart image."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from kpi.benchmarks.ranking import CHOSEN, IN_GROUP, NEIGHBOUR, OWN, SAME_REGION
from kpi.charts.renderers.images.canvas import (
    DASH,
    EDGE,
    SAMPLE,
    WIDTH,
    Form,
    Pen,
    PictureSheet,
    SideLabel,
    over_axis,
    scale,
)
from kpi.charts.renderers.images.text_layout import (
    LABEL,
    TICK,
    TextBlock,
    block,
    clean,
    drawing,
    figure_text,
    label_words,
    words,
)
from kpi.charts.specification.chart import PlaceBand, RankedBar, RankingChart
from kpi.charts.specification.end_labels import without_overlap
from kpi.charts.specification.styles import INK, PALETTE
from kpi.errors import KpiError

NARROW = 249.0
"""Points: 332 pixels, as wide as a phone's screen has room."""
_LEGEND_ROW = 18.0
_LEAST_RANGE = 44.0  # the room of a band's text
# colour, hatch, hatch colour, label in the legend
_LOOKS = {
    OWN: (PALETTE["home"], "", "none", ""),
    CHOSEN: (PALETTE["chosen"], "", "none", "Chosen"),
    IN_GROUP: (PALETTE["group"], "xxxxx", INK, "The chosen group"),
    NEIGHBOUR: (PALETTE["neighbours"], "-----", "#FFFFFF", "Statistical neighbours"),
    SAME_REGION: (PALETTE["region"], "/////", INK, "Others in the region"),
    "": ("#C4C4C4", "", "none", "Other authorities"),
}
_REFERENCE = ("dash", "dot", "dashdot", "longdash")


@dataclass(frozen=True)
class _LegendEntry:
    """A text with its sample: that of a kind of bar, or of a line."""

    text: TextBlock
    mark: str = ""
    pen: Pen | None = None


def ranked_picture(chart: RankingChart, form: Form = "png", *, width: float = WIDTH) -> bytes:
    """Return all authorities as bars in the order given, as the bytes of a PNG or SVG file.

    In one of less than the usual `width`, in points, lines are named above the bars instead of
    beside them. Raises KpiError where there is no bar or a figure is too large, and ValueError for
    an unknown mark, two own bars, or bands that do not cover the bars.
    """
    # Right is better: the first place is drawn last.
    bars, decimals, unit = chart.bars[::-1], chart.decimals, chart.y.unit
    if not bars:
        raise KpiError(f"there are no figures to draw: {clean(chart.title)}")
    _check(bars, chart.bands)
    bands = [band for band in chart.bands[::-1] if band.count]
    with drawing():
        values = [*(bar.value for bar in bars), *(each.value for each in chart.references)]
        axis = scale(values, decimals, unit, from_zero=True)
        labels = [
            SideLabel(
                each.value,
                label_words(f"{each.name} {figure_text(each.value, decimals, unit)}"),
                _pen(place),
            )
            for place, each in enumerate(chart.references)
        ]
        is_narrow = width < WIDTH
        own = next((place for place, bar in enumerate(bars) if bar.mark == OWN), None)
        named = _own_words(bars[own], decimals, unit) if own is not None else block([])
        entries = _legend(bars, decimals, unit)
        if is_narrow:
            entries += [_LegendEntry(each.text, pen=each.pen) for each in labels]
        legend = _in_rows(entries, width)
        over = over_axis(unit, axis)
        ranges = _band_words(bands, width)
        above = named.height + over.height + 8
        sheet = PictureSheet(
            chart,
            axis,
            (-0.8, len(bars) - 0.2),
            labels=[] if is_narrow else labels,
            around=(
                above + _LEGEND_ROW * len(legend),
                max((text.height for text in ranges), default=0.0) + (12 if ranges else 4),
            ),
            width=width,
        )
        for number, row in enumerate(legend):
            _draw_legend(sheet, row, sheet.top + above + _LEGEND_ROW * (len(legend) - number))
        sheet.write(over, EDGE, sheet.top + above)
        _draw_bands(sheet, bands, ranges)
        _draw_bars(sheet, bars)
        for place, each in enumerate(chart.references):
            look = _pen(place).options()
            ends = (each.value, each.value)
            sheet.axes.plot(sheet.x_ends, ends, zorder=4, clip_on=False, **look)
        if own is not None:
            _name_own(sheet, named, own, bars[own].value)
        return sheet.saved(form)


# ---- parts ---------------------------------------------------------------------------------


def _check(bars: Sequence[RankedBar], bands: Sequence[PlaceBand]) -> None:
    strange = {bar.mark for bar in bars} - set(_LOOKS)
    if strange:
        raise ValueError(f"unknown marks of bars: {sorted(strange)}")
    if sum(bar.mark == OWN for bar in bars) > 1:
        raise ValueError("more than one bar is marked as our own")
    covered = sum(band.count for band in bands)
    if bands and (covered != len(bars) or min(band.count for band in bands) < 0):
        raise ValueError(f"the bands cover {covered} bars of {len(bars)}")


def _pen(place: int) -> Pen:
    return Pen(INK, DASH[_REFERENCE[place % len(_REFERENCE)]], 1.4)


def _own_words(bar: RankedBar, decimals: int, unit: str) -> TextBlock:
    return words(f"{bar.name} {figure_text(bar.value, decimals, unit)}", 180, LABEL, bold=True)


def _name_own(sheet: PictureSheet, text: TextBlock, place: int, value: float) -> None:
    """Write the name above the plot and draw a thin line from it down to the bar."""
    bar, half = sheet.x(place), text.width / 2
    x = max(min(bar, sheet.right - half), sheet.left + half)
    sheet.write(text, x, sheet.top + text.height + 6, align="center")
    sheet.stroke([(bar, sheet.top + 4), (bar, sheet.y(max(value, 0.0)))], color=INK, linewidth=0.8)


def _draw_bars(sheet: PictureSheet, bars: Sequence[RankedBar]) -> None:
    for mark, (colour, hatch, hatch_colour, _) in _LOOKS.items():
        places = [place for place, bar in enumerate(bars) if bar.mark == mark]
        sheet.axes.bar(
            places,
            [bars[place].value for place in places],
            width=0.82,
            color=colour,
            linewidth=0,
            hatch=hatch,
            hatchcolor=hatch_colour,
            zorder=2,
        )


def _legend(bars: Sequence[RankedBar], decimals: int, unit: str) -> list[_LegendEntry]:
    """Return an entry for each kind of bar; none where all bars are alike.

    Chosen authorities are listed with their figures.
    """
    marks = [mark for mark in _LOOKS if mark != OWN and any(bar.mark == mark for bar in bars)]
    if not any(marks):
        return []
    named = [
        (CHOSEN, f"{clean(bar.name)} {figure_text(bar.value, decimals, unit)}")
        for bar in bars
        if bar.mark == CHOSEN
    ]
    kinds = [(mark, _LOOKS[mark][3]) for mark in marks if mark != CHOSEN]
    return [_LegendEntry(block([text], TICK), mark) for mark, text in [*named, *kinds]]


def _in_rows(legend: Sequence[_LegendEntry], room: float) -> list[list[_LegendEntry]]:
    """Return the legend's entries in as many rows as their widths need."""
    rows: list[list[_LegendEntry]] = []
    used = room
    for each in legend:
        width = SAMPLE + 5 + each.text.width
        if used + width > room - EDGE:
            rows.append([])
            used = EDGE
        rows[-1].append(each)
        used += width + 16
    return rows


def _draw_legend(sheet: PictureSheet, legend: Sequence[_LegendEntry], top: float) -> None:
    x = EDGE
    for each in legend:
        text = each.text
        if each.pen:
            middle = top - text.height / 2
            sheet.stroke([(x, middle), (x + SAMPLE, middle)], **each.pen.options())
        else:
            colour, hatch, hatch_colour, _ = _LOOKS[each.mark]
            sheet.swatch(x, top - text.height, text.height, colour, hatch, hatch_colour)
        sheet.write(text, x + SAMPLE + 5, top)
        x += SAMPLE + 5 + text.width + 16


def _band_words(bands: Sequence[PlaceBand], width: float) -> list[TextBlock]:
    room = max(270 * width / WIDTH / max(len(bands), 1) - 8, _LEAST_RANGE)
    return [words(f"{band.letter}: {band.words}", room, TICK) for band in bands]


def _draw_bands(
    sheet: PictureSheet, bands: Sequence[PlaceBand], ranges: Sequence[TextBlock]
) -> None:
    """Draw alternating grey and white backgrounds, with the text of each band below it."""
    ends = [0, *accumulate(band.count for band in bands)]
    edges = [end - 0.5 for end in ends]
    for place, (start, end) in enumerate(pairwise(edges)):
        if (len(bands) - 1 - place) % 2 == 0:  # the best band, at the right, is grey
            sheet.axes.axvspan(start, end, color="#EEEEEE", linewidth=0, zorder=0)
    centres = [(sheet.x(start) + sheet.x(end)) / 2 for start, end in pairwise(edges)]
    wanted = [
        -max(centre, EDGE + text.width / 2) for centre, text in zip(centres, ranges, strict=True)
    ]
    # To the right is down for labels that lie side by side.
    moved = without_overlap(
        wanted, [text.width + 8 for text in ranges], lowest=EDGE - 4 - sheet.width
    )
    for (start, end), centre, at, text in zip(pairwise(edges), centres, moved, ranges, strict=True):
        x = -at
        sheet.write(text, x, sheet.bottom - 9, align="center")
        if not sheet.x(start) <= x <= sheet.x(end):
            sheet.stroke(
                [(centre, sheet.bottom - 1), (x, sheet.bottom - 9)], color=INK, linewidth=0.7
            )
