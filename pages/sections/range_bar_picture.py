"""The large range bar of the indicator page; a narrow screen has the small one in its place."""

from markupsafe import Markup

from kpi.charts.renderers import range_html
from kpi.charts.specification.range_bar.parts import RangeBar
from pages.components.templates import render


def markup(bar: RangeBar, *, is_small: bool = False) -> str:
    """Return the range bar with its heading; `is_small` is for half a page, with letters alone."""
    small = Markup(range_html.small(bar))
    return render(
        "range.html",
        heading=bar.heading,
        note="" if is_small else bar.large_note,
        note_status=next((m.status for m in bar.marks if m.role == "home"), bar.note_status),
        large=small if is_small else Markup(range_html.large(bar)),
        small=small,
        key=Markup("" if is_small else range_html.key(bar)),
    )
