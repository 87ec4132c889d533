"""The charts of the benchmark pages as files to take away, with title, source and date in them."""

from __future__ import annotations

from dataclasses import replace

from kpi.benchmarks.measures import Measure
from kpi.benchmarks.ranking import Ranking
from kpi.charts.benchmark_lines import KEYS, Drawn
from kpi.charts.images.canvas import Form
from kpi.charts.images.line_image import Bar, Caption, line_picture, ranked_picture
from kpi.formatting import is_percent
from kpi.model.snapshot import Snapshot

FORMS: tuple[Form, ...] = ("png", "svg")
MIME = {"png": "image/png", "svg": "image/svg+xml"}


def source_words(snapshot: Snapshot, known: Measure) -> str:
    """Where a chart's figures are from and of when: publisher, source, update, snapshot."""
    made = f"{snapshot.made_on.day} {snapshot.made_on:%B %Y}"
    parts = [known.publisher, str(snapshot.source(known.source)["title"])]
    updated = f"last updated {known.last_update}" if known.last_update else ""
    said = ", ".join(part for part in dict.fromkeys([*parts, updated]) if part)
    return f"Source: {said}. Shown as published here on {made} (snapshot {snapshot.id})."


def over_time_picture(
    snapshot: Snapshot, known: Measure, drawn: Drawn, *, from_zero: bool, form: Form
) -> bytes:
    """The lines that are drawn, as PNG or SVG; raises KpiError where there are none."""
    lines = [replace(line, key=KEYS.get(line.key, line.key)) for line in drawn.lines]
    return line_picture(
        Caption(drawn.title, drawn.subtitle, source_words(snapshot, known)),
        lines,
        decimals=known.decimals,
        unit=unit(known),
        from_zero=from_zero,
        form=form,
    )


def ranking_picture(snapshot: Snapshot, found: Ranking, drawn: Drawn, *, form: Form) -> bytes:
    """The bars that are drawn, with bands and England, as PNG or SVG."""
    england = found.regions.row(-1, named=True)
    derived = " (derived mean)" if england["is_derived"] else ""
    rows = found.authorities.drop_nulls("value").to_dicts()
    return ranked_picture(
        Caption(
            drawn.title,
            f"{drawn.subtitle} {found.sentence}",
            source_words(snapshot, found.measure),
        ),
        [Bar(row["name"], row["value"], row["mark"]) for row in rows],
        decimals=found.decimals,
        unit=unit(found.measure),
        bands=[(band.letter, band.words, band.count) for band in found.bands],
        lines=[] if england["value"] is None else [(f"England{derived}", england["value"])],
        form=form,
    )


def unit(known: Measure) -> str:
    """The unit as pictures have it: `percent`, or the measure's own words."""
    return "percent" if is_percent(known.unit) else known.unit
