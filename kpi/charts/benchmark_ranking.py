"""The chart of all authorities in order, with bands behind; ours, neighbours, region marked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from kpi.benchmarks.measures import show
from kpi.benchmarks.ranking import CHOSEN, NEIGHBOUR, OWN, SAME_REGION, Ranking
from kpi.charts.benchmark_lines import BAND_COLOUR, Drawn, layout, unit_words
from kpi.charts.figure import INK, PALETTE, Figure, wrapped

_COLOURS = {
    OWN: PALETTE["home"],
    CHOSEN: PALETTE["target"],
    NEIGHBOUR: PALETTE["neighbours"],
    SAME_REGION: PALETTE["region"],
    "": "#B1B4B6",
}
_PATTERNS = {OWN: "", CHOSEN: "", NEIGHBOUR: "/", SAME_REGION: "x", "": ""}
_LABEL_LETTERS = 24  # on a line, so that a label fits on a phone
_STEP = 24  # pixels between the labels of marked authorities


def ranking_chart(found: Ranking) -> Drawn:
    """A bar an authority in order of rank, quartile bands behind, ours and England named."""
    known = found.measure
    rows = found.authorities.drop_nulls("value").to_dicts()
    places = list(range(1, len(rows) + 1))
    bars = {
        "type": "bar",
        "x": places,
        "y": [row["value"] for row in rows],
        "text": [_bar_text(found, row) for row in rows],
        "hoverinfo": "text",
        "textposition": "none",
        "marker": {
            "color": [_COLOURS[row["mark"]] for row in rows],
            "pattern": {
                "shape": [_PATTERNS[row["mark"]] for row in rows],
                "fgcolor": "#FFFFFF",
                "size": 5,
            },
        },
        "showlegend": False,
    }
    look = layout(known, from_zero=True)
    look["margin"] |= {"t": 60, "r": 20}
    look["bargap"] = 0.15
    look["xaxis"] |= {
        "type": "linear",
        "range": [0.4, len(rows) + 0.6],
        "tickvals": _rank_ticks(len(rows)),
        "title": {"text": "Place among authorities" if known.is_judged else "Highest first"},
    }
    look["shapes"], look["annotations"] = _band_marks(found)
    _name_marked(found, rows, look)
    _mark_england(found, look)
    return Drawn(
        f"{known.name}: every authority {found.period.placed}",
        f"{unit_words(known)}, {known.polarity.words}.",
        {"data": [bars], "layout": look},
        f"Bar chart of {len(rows)} authorities. {found.sentence}",
    )


# ---- parts --------------------------------------------------------------------------------


def _bar_text(found: Ranking, row: dict[str, Any]) -> str:
    place = f", {row['place']}" if row["place"] else ""
    return f"{row['name']}: {show(found.measure, row['value'], found.decimals)}{place}"


def _rank_ticks(count: int) -> list[int]:
    step = 10 if count <= 60 else 25
    return [1, *range(step, count + 1, step)]


def _band_marks(found: Ranking) -> tuple[list[Figure], list[Figure]]:
    """Alternating backgrounds, each with its letter and range; none where there are no bands."""
    shapes: list[Figure] = []
    labels: list[Figure] = []
    start = 0.5
    for number, band in enumerate(found.bands):
        end = start + band.count
        if band.count:
            shapes.append(
                {
                    "type": "rect",
                    "layer": "below",
                    "x0": start,
                    "x1": end,
                    "yref": "paper",
                    "y0": 0,
                    "y1": 1,
                    "fillcolor": BAND_COLOUR if number % 2 == 0 else "#FFFFFF",
                    "line": {"width": 0},
                }
            )
            best = {0: " (best)", 3: " (weakest)"}.get(number, "")
            labels.append(
                {
                    "x": (start + end) / 2,
                    "yref": "paper",
                    "y": 1.0,
                    "yanchor": "bottom",
                    "text": f"<b>{band.letter}</b>{best}",
                    "showarrow": False,
                    "font": {"size": 13, "color": INK},
                }
            )
        start = end
    return shapes, labels


def _name_marked(found: Ranking, rows: Sequence[dict[str, Any]], look: Figure) -> None:
    """Name and figure of ours and of each chosen authority, each label a step higher."""
    marked = [(p, r) for p, r in enumerate(rows, start=1) if r["mark"] in (OWN, CHOSEN)]
    for number, (place, row) in enumerate(sorted(marked, key=lambda m: m[1]["mark"] != OWN)):
        words = f"{row['name']} {show(found.measure, row['value'], found.decimals)}"
        text = "<br>".join(wrapped(words, _LABEL_LETTERS))
        look["annotations"].append(
            {
                "x": place,
                "y": row["value"],
                "xanchor": "left" if place < len(rows) / 2 else "right",
                "ax": 0,
                "align": "left",
                "ay": -_STEP * (number + 1),
                "text": f"<b>{text}</b>" if row["mark"] == OWN else text,
                "arrowcolor": _COLOURS[row["mark"]],
                "arrowwidth": 2 if row["mark"] == OWN else 1,
                "bgcolor": "rgba(255,255,255,0.85)",
                "font": {"size": 13, "color": INK},
            }
        )


def _mark_england(found: Ranking, look: Figure) -> None:
    england = found.regions.row(-1, named=True)
    if england["value"] is None:
        return
    look["shapes"].append(
        {
            "type": "line",
            "xref": "paper",
            "x0": 0,
            "x1": 1,
            "y0": england["value"],
            "y1": england["value"],
            "line": {"color": PALETTE["england"], "width": 2, "dash": "dash"},
        }
    )
    derived = " (derived mean)" if england["is_derived"] else ""
    look["annotations"].append(
        {
            "xref": "paper",
            "x": 1,
            "xanchor": "right",
            "y": england["value"],
            "yanchor": "bottom",
            "text": f"England{derived} {show(found.measure, england['value'], found.decimals)}",
            "showarrow": False,
            "bgcolor": "rgba(255,255,255,0.85)",
            "font": {"size": 13, "color": INK},
        }
    )
