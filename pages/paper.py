"""Committee paper: the quarter as a Word file, with a preview of its first page."""

from collections.abc import Iterator
from html import escape

import streamlit as st

from kpi.downloads.page_files import paper_file
from kpi.exports.document import DocumentTable, Heading, Paragraph
from kpi.paper import outline, word
from kpi.wording import headline
from pages.components import downloads, frame, html
from pages.components.filters import report_filters

snapshot = frame.snapshot()
top = st.container()
choice, beside = report_filters.choose(
    snapshot, "scorecard"
)  # the scorecard's choices apply here too
with_charts = st.checkbox("With charts", value=True, key="with-charts")
full = st.checkbox("With evidence and tables as appendices", value=False, key="full")
with_enquiries = full and st.checkbox("With lines of enquiry", value=True, key="with-enquiries")
wanted = outline.PaperRequest(
    choice.view,
    directorate=choice.directorate,
    indicator_ids=choice.indicator_ids,
    charts=with_charts,
    enquiries=with_enquiries,
    full=full,
)
made = outline.make(snapshot, wanted)

with top:
    frame.title("Committee paper", page="Committee paper", filters=choice.told)
    html.draw(
        f'<p class="lead">{escape(headline.quarter_words(choice.view.quarter))}</p>',
        html.paragraphs(
            [
                "A Word file with the figures of the scorecard, ready to be finished by an "
                "officer: the text in square brackets shows where."
            ]
        ),
    )

with beside:
    downloads.button(
        "Download the committee paper (Word)",
        paper_file,
        wanted,
        file_name=outline.file_name(wanted),
        mime=word.MIME,
        key="download-paper",
    )


def row(cells: tuple[tuple[str, ...], ...]) -> list[str]:
    """Return a row of the paper's table as markup."""
    return [html.stacked(*(escape(line) for line in cell)) for cell in cells]


def drawn() -> Iterator[str]:
    """Yield the first page as markup, in order."""
    for part in made.preview:
        if isinstance(part, Heading):
            yield f"<h3>{escape(part.text)}</h3>"
        elif isinstance(part, Paragraph):
            label = f"<strong>{escape(part.label)}:</strong> " if part.label else ""
            kind = ' class="banner" role="note"' if part.style == "banner" else ""
            yield f"<p{kind}>{label}{escape(part.text)}</p>"
        elif isinstance(part, DocumentTable):
            yield html.table(part.title, part.head, [row(cells) for cells in part.rows])


st.header("What its first page says", anchor=False)
html.draw(
    f"<p><strong>{escape(made.about.title)}<br>{escape(made.about.subtitle)}</strong></p>",
    *drawn(),
)

st.header("What is in it", anchor=False)
html.draw(
    html.bullets(
        (
            f"{escape(title)}{html.bullets(map(escape, inside)) if inside else ''}"
            for title, inside in made.contents
        ),
        kind="contents",
    )
)
report_filters.more(snapshot, "scorecard")
