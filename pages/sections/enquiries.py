"""Questions to ask, raised from the figures, each with its rule and figures."""

from datetime import date
from html import escape

from kpi.enquiries import questions
from kpi.indicators.scorecard import ScorecardRow
from kpi.model.snapshot import Snapshot
from pages.components import html


def show(snapshot: Snapshot, row: ScorecardRow) -> None:
    """Draw the section of the indicator page: the questions, or that no rule raises any."""
    found = questions.enquiries(snapshot, row, date.today())
    html.header(questions.HEADING)
    if not found:
        html.draw(html.paragraphs([questions.NONE]))
        return
    html.draw(
        html.paragraphs([questions.INTRODUCTION], kind="under"),
        html.bullets(
            (_question(each, place) for place, each in enumerate(found, start=1)),
            kind="enquiries",
        ),
    )


def _question(each: questions.Enquiry, place: int) -> str:
    mark = f" {html.data_mark(each.data_status)}"
    return (
        f"<strong>{escape(each.question)}</strong>{mark}"
        f"{html.folded(f'{questions.FROM} (question {place})', f'{escape(each.source)}{mark}')}"
    )
