"""The charts of the benchmark pages as image files, with title, source and date in them."""

from __future__ import annotations

from dataclasses import replace

from kpi.benchmarks.measures import Measure
from kpi.benchmarks.ranking import Ranking
from kpi.charts.renderers.images.bar_image import NARROW, ranked_picture
from kpi.charts.renderers.images.canvas import WIDTH, Form, lighter
from kpi.charts.renderers.images.line_image import line_picture
from kpi.charts.specification.chart import LineChart, RankingChart
from kpi.formatting import long_date
from kpi.model.snapshot import Snapshot

FORMS: tuple[Form, ...] = ("png", "svg")
MIME = {"png": "image/png", "svg": "image/svg+xml"}


def source_words(snapshot: Snapshot, known: Measure) -> str:
    """Return the line under a chart that names publisher, source, last update and snapshot."""
    made = long_date(snapshot.made_on)
    parts = [known.publisher, snapshot.source(known.source).title]
    updated = f"last updated {known.last_update}" if known.last_update else ""
    source = ", ".join(part for part in dict.fromkeys([*parts, updated]) if part)
    return f"Source: {source}. Shown as published here on {made} (snapshot {snapshot.id})."


def over_time_picture(snapshot: Snapshot, known: Measure, chart: LineChart, *, form: Form) -> bytes:
    """Return the chart's lines as PNG or SVG bytes; raises KpiError where no line has a figure.

    Bands over periods without a figure are not drawn: the lines have gaps there.
    """
    return line_picture(replace(chart, source=source_words(snapshot, known), bands=()), form)


def ranking_picture(
    snapshot: Snapshot, ranking: Ranking, chart: RankingChart, *, form: Form
) -> bytes:
    """Return the ranking's bars, bands and England's line as PNG or SVG bytes."""
    captioned = replace(
        chart,
        subtitle=f"{chart.subtitle} {ranking.sentence}",
        source=source_words(snapshot, ranking.measure),
    )
    return ranked_picture(captioned, form)


def ranking_drawings(chart: RankingChart) -> tuple[bytes, bytes]:
    """Return a ranking's bars as SVG, as wide as a column of text and as a phone.

    Title, source and date are left to the page that shows them around it.
    """
    alone = replace(chart, title="", subtitle="", source="")
    wide, narrow = (ranked_picture(alone, "svg", width=width) for width in (WIDTH, NARROW))
    return lighter(wide), lighter(narrow)
