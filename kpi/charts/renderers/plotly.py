"""Charts as plotly figures, for interactive charts: rankings of all authorities.

The only module that builds plotly's dictionaries; plotly itself is not imported.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate, pairwise
from typing import Any, TypeAlias

from kpi.benchmarks.ranking import CHOSEN, IN_GROUP, NEIGHBOUR, OWN, SAME_REGION
from kpi.charts.specification.chart import LineChart, RankedBar, RankingChart, ValueAxis
from kpi.charts.specification.end_labels import without_overlap, wrapped
from kpi.charts.specification.lines import ChartLine, ChartPoints, LevelStretch
from kpi.charts.specification.styles import BAND_COLOUR, INK, PALETTE, Marker
from kpi.formatting import ordinal

PlotlyPart: TypeAlias = dict[str, Any]

_COLOURS = {
    OWN: PALETTE["home"],
    CHOSEN: PALETTE["chosen"],
    IN_GROUP: PALETTE["group"],
    NEIGHBOUR: PALETTE["neighbours"],
    SAME_REGION: PALETTE["region"],
    "": "#B1B4B6",
}
_LABEL_LETTERS = 24  # letters per line, so that a label fits on a phone
_LETTER = 14  # pixels above a bar that its letter takes
_LINE = 17  # pixels of a further line of a label
_STEP = 24  # pixels between the labels of marked authorities
_LABEL_HEIGHT = 0.065  # of the axis, for one line of text at a line's end
_RANKING_HEIGHT = 448
BAND_TEXT, LETTER_SIZE = "#484949", 18
_PHONE_WIDTH, _LETTER_WIDTH = 260, 10  # pixels of the field on a phone, and of a letter over a bar
# Looks like INK; the style sheet of benchmarks leaves letters of this colour out on a phone.
CROWDED_LETTER = "#111112"
_SMALL = {"size": 13, "color": INK}
_ON_BARS = "rgba(255,255,255,0.85)"
_WHOLE_HEIGHT = {"yref": "paper", "y0": 0, "y1": 1}


def ranking_figure(chart: RankingChart) -> PlotlyPart:
    """Return a bar per authority with bands, reference lines and labels on marked bars."""
    bars = {
        "type": "bar",
        "x": list(range(1, len(chart.bars) + 1)),
        "y": [bar.value for bar in chart.bars],
        "customdata": [bar.area for bar in chart.bars],
        "hovertext": [bar.text for bar in chart.bars],
        "hoverinfo": "text",
        "text": _letters(chart.bars),
        "textposition": "outside",
        "textangle": 0,
        "textfont": {"size": 12, "color": _letter_colours(chart.bars)},
        "constraintext": "none",
        "cliponaxis": False,
        "marker": {"color": [_COLOURS[bar.mark] for bar in chart.bars]},
        # What is pressed is added to the chart: the other bars keep their colours meanwhile.
        "selected": {"marker": {"opacity": 1}},
        "unselected": {"marker": {"opacity": 1}},
        "showlegend": False,
    }
    look = _layout(chart.y, {"l": 50, "r": 12, "t": 44, "b": 46})
    look["height"] = _RANKING_HEIGHT
    look["yaxis"]["tickfont"] = _SMALL
    # Right is better: the first place stands at the right.
    look["xaxis"] |= {
        "type": "linear",
        "range": [chart.x.count + 0.6, 0.4],
        "tickvals": list(chart.x.ticks),
        "ticktext": [ordinal(place) for place in chart.x.ticks]
        if chart.x.is_ranked
        else [str(place) for place in chart.x.ticks],
        "title": {"text": chart.x.title, "font": _SMALL},
    }
    look["bargap"] = 0.15
    look["shapes"] = [*_place_bands(chart), *_reference_lines(chart)]
    look["annotations"] = [*_band_letters(chart), *_bar_names(chart), *_reference_names(chart)]
    return {"data": [bars], "layout": look}


def line_figure(chart: LineChart) -> PlotlyPart:
    """Return lines over time as a plotly figure; pages use `kpi.charts.renderers.html` instead."""
    look = _layout(chart.y, {"l": 60, "r": 140, "t": 30, "b": 50})
    # Measuring each label again, to see whether it fits, takes a third of the drawing.
    look["xaxis"] |= {
        "tickvals": [tick.day.isoformat() for tick in chart.x_ticks],
        "ticktext": ["<br>".join(tick.words) for tick in chart.x_ticks],
        "ticklabeloverflow": "allow",
    }
    look["yaxis"] |= {"ticklabeloverflow": "allow", "title": {"text": chart.y.title}}
    look["annotations"] = [*_end_labels(chart), *_words_above(chart)]
    look["shapes"] = [*_period_bands(chart), *_vertical_lines(chart)]
    return {"data": [_trace(each) for each in chart.layers], "layout": look}


# ---- axes ---------------------------------------------------------------------------------


def _layout(y: ValueAxis, margin: dict[str, int]) -> PlotlyPart:
    """Return axes in the unit of the figures, with dragging switched off."""
    return {
        "height": 420,
        "margin": margin,
        "font": {"family": "Source Sans, sans-serif", "size": 15, "color": INK},
        "paper_bgcolor": "#FFFFFF",
        "plot_bgcolor": "#FFFFFF",
        "hovermode": "closest",
        "dragmode": False,
        "xaxis": {
            "type": "date",
            "showgrid": False,
            "linecolor": INK,
            "ticks": "outside",
            "fixedrange": True,
            "tickangle": 0,
            "tickfont": {"size": 13, "color": INK},
        },
        "yaxis": {
            "rangemode": "tozero" if y.from_zero else "normal",
            "tickformat": f",.{max(y.decimals, 0)}~f",  # all decimals a tick needs, no more
            "ticksuffix": y.suffix,
            "tickprefix": y.prefix,
            "gridcolor": "#D9D9D9",
            "zerolinecolor": INK,
            "fixedrange": True,
        },
    }


# ---- rankings -----------------------------------------------------------------------------


def _band_edges(chart: RankingChart) -> list[tuple[float, float]]:
    ends = accumulate((band.count for band in chart.bands), initial=0.5)
    return list(pairwise(ends))


def _letters(bars: Sequence[RankedBar]) -> list[str]:
    """Return what stands over each bar: two letters one above the other, so that they fit.

    Beside another bar's letters they are left out, as they would run into them.
    """
    letters: list[str] = []
    for place, bar in enumerate(bars):
        following = bars[place + 1].letter if place + 1 < len(bars) else ""
        is_crowded = bool(letters and letters[-1]) or len(following) == 1
        is_left_out = len(bar.letter) > 1 and is_crowded
        letters.append("" if is_left_out else "<br>".join(bar.letter))
    return letters


def _letter_colours(bars: Sequence[RankedBar]) -> list[str]:
    """Return a colour for each bar's letter: another one where a phone has no room for it."""
    apart = _LETTER_WIDTH * len(bars) / _PHONE_WIDTH
    colours: list[str] = []
    last = -apart
    for place, bar in enumerate(bars):
        has_room = place - last >= apart
        colours.append(INK if has_room or not bar.letter else CROWDED_LETTER)
        if bar.letter and has_room:
            last = place
    return colours


def _place_bands(chart: RankingChart) -> list[PlotlyPart]:
    """Return alternating backgrounds; empty where the ranking has no bands."""
    return [
        {
            "type": "rect",
            "layer": "below",
            "x0": start,
            "x1": end,
            **_WHOLE_HEIGHT,
            "fillcolor": BAND_COLOUR if number % 2 == 0 else "#FFFFFF",
            "line": {"width": 0},
        }
        for number, (start, end) in enumerate(_band_edges(chart))
        if start != end
    ]


def _band_letters(chart: RankingChart) -> list[PlotlyPart]:
    """Return each band's letter twice: with its note and figures, and alone for a narrow screen.

    The style sheet shows one of them by the width; plotly gives it only colour and size to tell
    them by, which are those of no other label of a ranking.
    """
    placed: list[PlotlyPart] = []
    for band, (start, end) in zip(chart.bands, _band_edges(chart), strict=True):
        note = f": {band.note} quarter" if band.note else ""
        versions = (
            (f"<b>{band.letter}{note}</b><br>{band.words}", {**_SMALL, "color": BAND_TEXT}),
            (f"<b>{band.letter}</b>", {**_SMALL, "size": LETTER_SIZE}),
        )
        placed += [
            {
                "x": (start + end) / 2,
                "yref": "paper",
                "y": 1.0,
                "yanchor": "bottom",
                "text": text,
                "showarrow": False,
                "font": font,
            }
            for text, font in versions
            if band.count
        ]
    return placed


def _bar_names(chart: RankingChart) -> list[PlotlyPart]:
    """Return name and figure of our bar and each chosen one, each label one step higher."""
    named = [(place, bar) for place, bar in enumerate(chart.bars, start=1) if bar.label]
    ours_first = sorted(named, key=lambda each: each[1].mark != OWN)
    labels: list[PlotlyPart] = []
    height = _LETTER
    for place, bar in ours_first:
        lines = wrapped(bar.label, _LABEL_LETTERS)
        height += _STEP + _LINE * (len(lines) - 1)
        labels.append(_bar_name(bar, place, lines, height, is_left=place > len(chart.bars) / 2))
    return labels


def _bar_name(
    bar: RankedBar, place: int, lines: Sequence[str], height: int, *, is_left: bool
) -> PlotlyPart:
    """Return a bar's label; `height` is its upper edge above the bar, in pixels."""
    own = bar.mark == OWN
    return {
        "x": place,
        "y": bar.value,
        "xanchor": "left" if is_left else "right",
        "yanchor": "top",
        "ax": 0,
        "align": "left",
        "ay": -height,
        "text": _bold_if(own, "<br>".join(lines)),
        "arrowcolor": _COLOURS[bar.mark],
        "arrowwidth": 2 if own else 1,
        "bgcolor": _ON_BARS,
        "font": _SMALL,
    }


def _reference_lines(chart: RankingChart) -> list[PlotlyPart]:
    return [
        {
            "type": "line",
            "xref": "paper",
            "x0": 0,
            "x1": 1,
            "y0": each.value,
            "y1": each.value,
            "line": {
                "color": each.stroke.colour,
                "width": each.stroke.width,
                "dash": each.stroke.dash,
            },
        }
        for each in chart.references
    ]


def _reference_names(chart: RankingChart) -> list[PlotlyPart]:
    return [
        {
            "xref": "paper",
            "x": 0.005,
            "xanchor": "left",
            "y": each.value,
            "yanchor": "bottom",
            "text": f"{each.name} {each.figure}",
            "showarrow": False,
            "bgcolor": _ON_BARS,
            "font": _SMALL,
        }
        for each in chart.references
    ]


# ---- lines --------------------------------------------------------------------------------


def _trace(layer: ChartLine | ChartPoints | LevelStretch) -> PlotlyPart:
    """Return the trace of a line with its points, of points alone, or of a line alone."""
    kinds = [("lines", layer.stroke), ("markers", layer.marker)]
    trace: PlotlyPart = {
        "type": "scatter",
        "mode": "+".join(name for name, look in kinds if look is not None),
        "name": layer.name,
        "x": [day.isoformat() if day else None for day, _, _ in layer.corners],
        "y": [value for _, value, _ in layer.corners],
        "text": [text for _, _, text in layer.corners],
        "hoverinfo": "text",
        "connectgaps": False,
        "showlegend": False,
    }
    if layer.stroke is not None:
        stroke = layer.stroke
        trace["line"] = {"color": stroke.colour, "dash": stroke.dash, "width": stroke.width}
    if layer.marker is not None:
        trace["marker"] = _marker(layer.marker)
    if isinstance(layer, ChartLine) and any(point.up is not None for point in layer.points):
        # As many as corners: where the series breaks there is one without a value.
        ends = [
            end
            for point in layer.points
            for end in (*([(None, None)] if point.broken else []), (point.up, point.down))
        ]
        trace["error_y"] = {
            "type": "data",
            "symmetric": False,
            "array": [up for up, _ in ends],
            "arrayminus": [down for _, down in ends],
            "color": layer.stroke.colour,
            "thickness": 1.5,
            "width": 5,
        }
    return trace


def _marker(marker: Marker) -> PlotlyPart:
    edge = {"line": {"color": marker.edge_colour, "width": marker.edge_width}}
    return {"color": marker.colour, "size": marker.size, "symbol": marker.shape} | (
        edge if marker.edge_width else {}
    )


def _end_labels(chart: LineChart) -> list[PlotlyPart]:
    """Return a name and figure at each line's end, moved so that none overlaps another."""
    values = _values([*chart.columns, *chart.aims])
    lowest = min([0.0, *values]) if chart.y.from_zero else min(values, default=0.0)
    room = ((max(values, default=1.0) - lowest) or 1.0) * _LABEL_HEIGHT
    heights = without_overlap(
        [label.value for label in chart.labels], [room * len(label.words) for label in chart.labels]
    )
    return [
        {
            "name": label.name,
            "x": 1.01,
            "xref": "paper",
            "xanchor": "left",
            "y": height,
            "yanchor": "middle",
            "text": f"<b>{'<br>'.join(label.words)}</b>"
            if label.bold
            else "<br>".join(label.words),
            "showarrow": False,
            "align": "left",
            "font": _SMALL,
        }
        for label, height in zip(chart.labels, heights, strict=True)
    ]


def _bold_if(bold: bool, text: str) -> str:
    return f"<b>{text}</b>" if bold else text


def _values(lines: Sequence[ChartLine]) -> list[float]:
    return [p.value for line in lines for p in line.points if p.value is not None]


def _words_above(chart: LineChart) -> list[PlotlyPart]:
    above = [(each.day, each.label) for each in chart.breaks if each.label]
    above += chart.band_labels
    words = [
        {
            "x": day.isoformat(),
            "yref": "paper",
            "y": 1.0,
            "yanchor": "bottom",
            "text": label,
            "showarrow": False,
            "font": {"size": 12, "color": INK},
        }
        for day, label in above
    ]
    return [*words, *_note_marks(chart)]


def _note_marks(chart: LineChart) -> list[PlotlyPart]:
    """Return a numbered mark at the foot of the plot for each note; its text shows on hover."""
    return [
        {
            "x": note.day.isoformat(),
            "yref": "paper",
            "y": 0.0,
            "yanchor": "bottom",
            "text": str(note.number),
            "hovertext": note.text,
            "showarrow": False,
            "font": {"size": 12, "color": INK},
            "bordercolor": INK,
            "bgcolor": "#FFFFFF",
            "borderpad": 2,
        }
        for note in chart.notes
    ]


def _period_bands(chart: LineChart) -> list[PlotlyPart]:
    return [
        {
            "type": "rect",
            "layer": "below",
            "x0": band.period.start.isoformat(),
            "x1": band.period.end.isoformat(),
            **_WHOLE_HEIGHT,
            "fillcolor": BAND_COLOUR,
            "line": {"width": 0},
        }
        for band in chart.bands
    ]


def _vertical_lines(chart: LineChart) -> list[PlotlyPart]:
    return [
        {
            "type": "line",
            "x0": each.day.isoformat(),
            "x1": each.day.isoformat(),
            **_WHOLE_HEIGHT,
            "line": {"color": "#767676", "width": 1, "dash": "dot"},
        }
        for each in chart.breaks
    ]
