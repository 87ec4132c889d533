"""All that the indicator page says of one quarter, as markup that everybody shares."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from html import escape

from markupsafe import Markup

from kpi import formatting
from kpi.charts import gap_groups, indicator_trend, indicator_years
from kpi.charts.range_bar_layout import range_bar
from kpi.indicators import scorecard
from kpi.indicators.commentary import comment
from kpi.indicators.scorecard import ScorecardRow, View
from kpi.lines_of_enquiry import questions
from kpi.model.snapshot import Snapshot
from kpi.model.snapshot_cache import cached_up_to
from kpi.wording import headline, indicator_notes, legend
from kpi.wording.legend import MarkMeaning
from pages.components import html, indicator_chart
from pages.components.html import PreparedMarkup
from pages.sections import range_bar_picture as range_bar_section
from pages.sections.one_indicator import (
    compared_with_others,
    figure_meaning,
    indicator_answers,
)
from pages.sections.over_time import months, rolling_year, xmr

KEPT = 160  # some 100 kB each


@dataclass(frozen=True)
class IndicatorContent:
    """An indicator's page ready to draw, in its order."""

    lead: str
    marks: tuple[MarkMeaning, ...]
    notices: str
    answers: PreparedMarkup
    has_ranges: bool  # whether there is a likely range to show or to hide
    over_time: PreparedMarkup  # below the switch for likely ranges
    meaning: PreparedMarkup


@cached_up_to(KEPT)
def content(
    snapshot: Snapshot, indicator_id: str, view: View, today: date, *, ranges: bool
) -> IndicatorContent:
    """Return the content for one indicator; `ranges` adds the likely ranges to its charts.

    `today` says whether an action is overdue and how old a figure is.
    """
    (row,) = scorecard.summary(snapshot, view, indicator_ids=[indicator_id])
    indicator = row.indicator
    given = comment(snapshot, indicator, view.area, view.quarter)
    asked = questions.enquiries(snapshot, row, today, is_named=False)
    better = formatting.capital(indicator_notes.better(indicator))
    by_time = indicator_trend.trend(snapshot, row, ranges=ranges)
    pictures = Markup(
        "{}{}".format(
            indicator_chart.markup(by_time, indicator, indicator_answers.FIRST_SCREEN, "Over time"),
            range_bar_section.markup(range_bar(snapshot, row)),
        )
    )
    return IndicatorContent(
        lead=f"{better} · {headline.quarter_words(view.quarter)}",
        marks=tuple(
            legend.marks_of(
                [row],
                [*(each.data_status for each in asked), *([given.data_status] if given else [])],
            )
        ),
        notices="".join(
            f'<p class="banner" role="note">{escape(notice)}</p>'
            for notice in (
                indicator_notes.no_return(snapshot, view.area),
                indicator_notes.retired_words(indicator),
            )
            if notice
        ),
        answers=html.prepared(
            html.pieces(
                [
                    indicator_answers.markup(row, given, asked, pictures, today),
                    html.heading("Over time in detail"),
                ]
            )
        ),
        has_ranges=indicator_years.has_likely_range(snapshot, row),
        over_time=html.prepared(
            html.pieces(
                [
                    *_time(snapshot, row, ranges=ranges, has_ranges=bool(by_time.ranges)),
                    html.section_fold(rolling_year.pieces(snapshot, row)),
                    html.section_fold(compared_with_others.pieces(snapshot, row)),
                ]
            )
        ),
        meaning=html.prepared(html.section_fold(figure_meaning.pieces(snapshot, row))),
    )


def _time(
    snapshot: Snapshot, row: ScorecardRow, *, ranges: bool, has_ranges: bool
) -> Iterator[str]:
    if ranges and not has_ranges:
        yield html.paragraphs([indicator_notes.no_ranges(row)])
    by_year = indicator_years.yearly(snapshot, row, ranges=ranges)
    yield html.side_by_side(
        indicator_chart.markup(by_year, row.indicator) if by_year is not None else "",
        html.pieces(compared_with_others.members(snapshot, row)),
    )
    both = gap_groups.legs(snapshot, row)
    if both is not None:
        yield html.heading("Both groups behind the gap", 3)
        yield indicator_chart.markup(both, row.indicator)
    yield from xmr.pieces(snapshot, row)
    yield from months.pieces(snapshot, row)
