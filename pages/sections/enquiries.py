"""Questions to ask: what the figures raise, each with the rule and the figures it came from."""

from datetime import date
from html import escape

from kpi.enquiries import enquiries as enquiry_enquiries
from kpi.indicators.scorecard import Row
from kpi.model.snapshot import Snapshot
from pages.components import html


def show(snapshot: Snapshot, row: Row) -> None:
    """The section of the indicator page: the questions, or that no rule finds any."""
    found = enquiry_enquiries.enquiries(snapshot, row, date.today())
    html.header(enquiry_enquiries.HEADING)
    if not found:
        html.draw(html.paragraphs([enquiry_enquiries.NONE]))
        return
    html.draw(
        html.paragraphs([enquiry_enquiries.INTRODUCTION], kind="under"),
        html.bullets(
            (_question(each, place) for place, each in enumerate(found, start=1)),
            kind="enquiries",
        ),
    )


def _question(each: enquiry_enquiries.Enquiry, place: int) -> str:
    mark = f" {html.data_mark(each.data_status)}"
    return (
        f"<strong>{escape(each.question)}</strong>{mark}"
        f"{html.folded(f'{enquiry_enquiries.FROM} (question {place})', f'{escape(each.source)}{mark}')}"
    )
