"""Line charts as HTML and pictures, from the same figures that plotly could draw.

A browser draws this some ten times quicker than plotly does and needs no 4.6 MB of code for it;
the plot stretches with the window while letters, lines and points keep their size. It knows the
part of plotly's figure language that `kpi.charts.figure` uses; a figure that asks for more raises
ValueError, so that nothing is left out unnoticed.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator, Sequence
from html import escape
from itertools import pairwise

from kpi.charts.axes import Axes, axes, day_number, up_text
from kpi.charts.figure import Figure, apart

LABEL = 5.2  # of the height, for a line of text at a line's end: style.css sets both
FULL = 95  # of the height: with more of it for labels, the field grows
_BLEED = 50  # of the grain, above and below the field: points on its edge are not cut
_RULES = (
    "path{fill:none;vector-effect:non-scaling-stroke}.grid{stroke:#d9d9d9}.zero{stroke:#111}"
    ".upright{stroke:#767676;stroke-dasharray:3 3}"
)
_GRAIN = 1000  # of the SVG's own coordinates, in each direction
# Lengths of dash and gap in widths of a line, as plotly has them.
_DASHES = {
    "solid": (),
    "dot": (1, 1),
    "dash": (3, 3),
    "longdash": (5, 5),
    "dashdot": (3, 1, 1, 1),
    "longdashdot": (5, 1, 1, 1),
}
_CAPS = {"circle": "round", "square": "square"}  # a stroke of no length draws just its ends
_CORNERS = {
    "diamond": "8,0 16,8 8,16 0,8",
    "hexagon": "8,0 15,4 15,12 8,16 1,12 1,4",
    "square": "1,1 15,1 15,15 1,15",
    "triangle-up": "8,1 15,15 1,15",
    "triangle-down": "1,1 15,1 8,15",
    "cross": "6,1 10,1 10,6 15,6 15,10 10,10 10,15 6,15 6,10 1,10 1,6 6,6",
    "x": "1,4 4,1 8,5 12,1 15,4 11,8 15,12 12,15 8,11 4,15 1,12 5,8",
    "star": "8,0 10,6 16,6 11,10 13,16 8,12 3,16 5,10 0,6 6,6",
}
_TRACE = {
    "type", "mode", "name", "x", "y", "text", "hoverinfo", "connectgaps", "line", "marker",
    "showlegend", "error_y",
}  # fmt: skip
_LAYOUT = {
    "height", "margin", "font", "paper_bgcolor", "plot_bgcolor", "hovermode", "dragmode", "xaxis",
    "yaxis", "annotations", "shapes",
}  # fmt: skip
_BOLD = re.compile(r"<b>(.*)</b>", re.DOTALL)


def drawn(figure: Figure, text: str) -> str:
    """The figure as one piece of markup, `text` standing for it where it cannot be seen.

    Raises ValueError for what it cannot draw.
    """
    data, look = figure["data"], figure["layout"]
    _known(data, look)
    at = axes(data, look)
    labels = [each for each in look["annotations"] if each.get("xref") == "paper"]
    above = [each for each in look["annotations"] if each.get("xref") != "paper"]
    title = look["yaxis"].get("title", {}).get("text", "")
    tall = max(1.0, sum(map(_height, labels)) / FULL)
    widest = max(len(up_text(look, tick)) for tick in at.ticks)
    parts = [
        f'<p class="unit">{escape(title)}</p>' if title else "",
        '<div class="field">',
        _lines(data, look, at),
        *_ticks(look, at),
        *(_range(trace, at) for trace in data if "error_y" in trace),
        *(_spots(trace, at) for trace in data),
        *(
            f'<span class="above" style="left:{_percent(at.across(each["x"]))}">'
            f"{escape(each['text'])}</span>"
            for each in above
        ),
        *_slots(data, at),
        "</div>",
        _ends(labels, data, at, tall),
    ]
    return (
        f'<div class="plot" role="img" aria-label="{escape(text)}" '
        f'style="--tall:{tall:.2f};--widest:{widest}ch">{"".join(parts)}</div>'
    )


# ---- parts --------------------------------------------------------------------------------


def _known(data: Sequence[Figure], look: Figure) -> None:
    odd = {key for trace in data for key in trace} - _TRACE | set(look) - _LAYOUT
    odd |= {trace["type"] for trace in data} - {"scatter"}
    odd |= {trace["mode"] for trace in data} - {"lines", "lines+markers", "markers"}
    odd |= {shape["type"] for shape in look["shapes"]} - {"line", "rect"}
    if odd:
        raise ValueError(f"This chart cannot be drawn: {', '.join(sorted(odd))}.")


def _lines(data: Sequence[Figure], look: Figure, at: Axes) -> str:
    """All that stretches with the window: grid, uprights, lines with their simple points."""
    rules = "".join(
        f'<path class="{"zero" if tick == 0 else "grid"}" '
        f'd="M0 {_along(at.down(float(tick)))}H{_GRAIN}"/>'
        for tick in at.ticks
    )
    uprights = "".join(_upright(shape, at) for shape in look["shapes"])
    strokes = "".join(_stroke(trace, at) for trace in data if trace["mode"] != "markers")
    return _picture(
        "lines",
        f'viewBox="0 {-_BLEED} {_GRAIN} {_GRAIN + 2 * _BLEED}" preserveAspectRatio="none"',
        f"<style>{_RULES}</style>{uprights}{rules}{strokes}",
    )


def _upright(shape: Figure, at: Axes) -> str:
    """A line from top to foot, or a pale band."""
    left = _along(at.across(shape["x0"]))
    if shape["type"] == "line":
        return f'<path class="upright" d="M{left} 0V{_GRAIN}"/>'
    right = _along(at.across(shape["x1"]))
    return f'<path d="M{left} 0H{right}V{_GRAIN}H{left}z" style="fill:{shape["fillcolor"]}"/>'


def _stroke(trace: Figure, at: Axes) -> str:
    """A line, with its points where it has some."""
    line = trace["line"]
    runs = [run for run in _runs(trace, at) if run]
    path = "".join(f"M{'L'.join(run)}" for run in runs if len(run) > 1)
    parts = [_path(path, line)] if path else []
    if trace["mode"] == "lines+markers" and trace["marker"]["symbol"] in _CAPS:
        parts.append(_dots("".join(f"M{spot}h0" for run in runs for spot in run), trace["marker"]))
    return "".join(parts)


def _dots(spots: str, marker: Figure) -> str:
    return (
        f'<path d="{spots}" style="stroke:{marker["color"]};stroke-width:{marker["size"]};'
        f'stroke-linecap:{_CAPS[marker["symbol"]]}"/>'
    )


def _path(path: str, line: Figure) -> str:
    lengths = " ".join(str(part * max(line["width"], 3)) for part in _DASHES[line["dash"]])
    dashes = f";stroke-dasharray:{lengths}" if lengths else ""
    return f'<path d="{path}" style="stroke:{line["color"]};stroke-width:{line["width"]}{dashes}"/>'


def _runs(trace: Figure, at: Axes) -> Iterator[list[str]]:
    """The stretches of a line between its gaps, each as its corners."""
    run: list[str] = []
    for x, y in zip(trace["x"], trace["y"], strict=True):
        if x is None or y is None:
            yield run
            run = []
        else:
            run.append(f"{_along(at.across(x))} {_along(at.down(y))}")
    yield run


def _ticks(look: Figure, at: Axes) -> Iterator[str]:
    for tick in at.ticks:
        yield (
            f'<span class="up" style="top:{_percent(at.down(float(tick)))}">'
            f"{escape(up_text(look, tick))}</span>"
        )
    marked = zip(look["xaxis"]["tickvals"], look["xaxis"]["ticktext"], strict=True)
    for day, said in marked:
        yield (
            f'<span class="along" style="left:{_percent(at.across(day))}">{_broken(said)}</span>'
        )


def _range(trace: Figure, at: Axes) -> str:
    bars = trace["error_y"]
    found = zip(trace["x"], trace["y"], bars["array"], bars["arrayminus"], strict=True)
    return "".join(
        f'<span class="range" style="left:{_percent(at.across(x))};'
        f"top:{_percent(at.down(y + up))};height:{_percent(at.down(y - down) - at.down(y + up))};"
        f'color:{bars["color"]}"></span>'
        for x, y, up, down in found
        if x is not None and y is not None and up is not None and down is not None
    )


def _spots(trace: Figure, at: Axes) -> str:
    """Points that a stretched line cannot draw: a ring, or a shape that stands for something."""
    marker = trace["marker"] if "markers" in trace["mode"] else {}
    symbol = marker.get("symbol", "circle")
    if not marker or (trace["mode"] != "markers" and symbol in _CAPS):
        return ""
    size, edge = marker["size"], marker.get("line")
    if edge is None:  # a shape needs more room than a round point to be told from others
        size, edge = size + 4, {"color": "#FFFFFF", "width": 1}
    look = f"fill:{marker['color']};stroke:{edge['color']};stroke-width:{edge['width']}"
    shape = (
        f'<circle cx="8" cy="8" r="7" style="{look}"/>'
        if symbol == "circle"
        else f'<polygon points="{_CORNERS[symbol]}" style="{look}"/>'
    )
    return "".join(
        _picture(
            "spot",
            'viewBox="0 0 16 16"',
            shape,
            f"left:{_percent(at.across(x))};top:{_percent(at.down(y))};"
            f"width:{size}px;height:{size}px",
        )
        for x, y in zip(trace["x"], trace["y"], strict=True)
        if y is not None
    )


def _slots(data: Sequence[Figure], at: Axes) -> Iterator[str]:
    """An upright slice of the plot for each point in time, that tells its figures when pointed at.

    A level line or a target counts for every point in time that it passes.
    """
    days = sorted({x for t in data if t["mode"] != "lines" for x in t["x"] if x}, key=day_number)
    places = [at.across(day) for day in days]
    edges = [0.0, *((a + b) / 2 for a, b in pairwise(places)), 100.0]
    for day, (left, right), place in zip(days, pairwise(edges), places, strict=True):
        told = list(dict.fromkeys(said for t in data for said in _told(t, day)))
        side = " late" if place > 50 else ""
        yield (
            '<div class="slot">'
            f'<b style="left:{_percent(left)};width:{_percent(right - left)}"></b>'
            f'<i style="left:{_percent(place)}"></i>'
            f'<span class="tip{side}" style="--at:{_percent(place)}">'
            f"{escape(chr(10).join(told))}</span></div>"
        )


def _told(trace: Figure, day: str) -> Iterator[str]:
    """What a trace says of a day: of its point there, or of the level stretch over it."""
    corners = list(zip(trace["x"], trace["y"], trace["text"], strict=True))
    if trace["mode"] != "lines":
        here = [(y is None, said) for x, y, said in corners if x == day]
        # A gap is drawn at the day of the point before it: the figure there comes first.
        yield from [said for _, said in sorted(here, key=lambda each: each[0])[:1]]
        return
    for (start, value, said), (end, _, _) in pairwise(corners):
        if value is not None and start and end and start != end and start <= day <= end:
            yield said
            return


def _height(label: Figure) -> float:
    return LABEL * (str(label["text"]).count("<br>") + 1)


def _ends(labels: Sequence[Figure], data: Sequence[Figure], at: Axes, tall: float) -> str:
    """The name and newest figure of each line: beside its end, or under the plot on a phone."""
    lines = {trace["name"]: trace for trace in data if trace["mode"] != "markers"}
    ends = [100 - at.down(_last(lines[label["name"]])) for label in labels]
    sizes = [_height(label) / tall for label in labels]
    heights = apart(ends, sizes, lowest=-LABEL)
    entries = "".join(
        f'<li style="top:{_percent(100 - height)}">{_sample(lines[label["name"]])}'
        f"<span>{_broken(label['text'])}</span></li>"
        for label, height in zip(labels, heights, strict=True)
    )
    return f'<ul class="ends">{entries}</ul>'


def _last(trace: Figure) -> float:
    """The value at a line's end."""
    return float([value for value in trace["y"] if value is not None][-1])


def _sample(trace: Figure) -> str:
    """A short piece of a line, as its key: its end may be elsewhere, and labels move apart."""
    parts = ["<style>path{fill:none}</style>", _path("M0 6H45", trace["line"])]
    marker = trace["marker"] if trace["mode"] == "lines+markers" else {}
    if marker.get("symbol") in _CAPS:
        parts.append(_dots("M22.5 6h0", marker))
    elif marker:
        corners, colour = _CORNERS[marker["symbol"]], marker["color"]
        parts.append(
            f'<polygon transform="translate(16.5 0) scale(.75)" points="{corners}" '
            f'style="fill:{colour};stroke:#FFFFFF"/>'
        )
    return _picture("sample", 'viewBox="0 0 45 12"', "".join(parts))


def _picture(kind: str, frame: str, drawing: str, place: str = "") -> str:
    """A drawing as an image: Streamlit takes SVG itself out of a page's markup."""
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" {frame}>{drawing}</svg>'
    uri = base64.b64encode(svg.encode()).decode()
    style = f' style="{place}"' if place else ""
    return f'<img class="{kind}" alt="" src="data:image/svg+xml;base64,{uri}"{style}>'


def _broken(text: str) -> str:
    """A label's lines, and whether it is bold: the only markup that a figure's text has."""
    bold = _BOLD.fullmatch(text)
    lines = " <br>".join(escape(line) for line in (bold[1] if bold else text).split("<br>"))
    return f"<b>{lines}</b>" if bold else lines


# ---- numbers ------------------------------------------------------------------------------


def _percent(share: float) -> str:
    return f"{share:.2f}%"


def _along(share: float) -> str:
    return f"{share * _GRAIN / 100:.1f}"
