"""Guide: how to use the dashboard, in two minutes, with images of its own pages."""

from html import escape

import streamlit as st

from kpi.guidance import user_guide
from pages.components import frame, html
from server.static.guide_pictures import PATH

pictures = user_guide.pictures()


def address(taken: user_guide.Picture) -> str:
    """Return the address of an image."""
    return f"{PATH}/{escape(taken.file)}?{escape(taken.mark)}"


def picture(shot: user_guide.PictureRequest) -> str:
    """Return an image with alternative text and size, so that the page does not shift."""
    taken = pictures[shot.name]
    small = taken.narrow
    phone = (
        f'<source media="(max-width: 40rem)" srcset="{address(small)}" '
        f'width="{small.width}" height="{small.height}">'
        if small
        else ""
    )
    return (
        f'<p><picture>{phone}<img class="guide" src="{address(taken)}" '
        f'width="{taken.width}" height="{taken.height}" loading="lazy" '
        f'alt="{escape(taken.alt)}"></picture></p>'
    )


frame.title("Two-minute guide", page="Guide", filters="how to use the dashboard")
frame.on_paper(frame.snapshot(), [])
html.draw(
    '<p class="lead">Six steps. The pictures show this dashboard with illustrative figures: made '
    "up, not real.</p>"
)
for number, step in enumerate(user_guide.steps(), start=1):
    st.header(f"{number}. {step.title}", anchor=False)
    html.draw(html.paragraphs([step.text], kind="prose"), picture(step.shot) if step.shot else "")
html.draw(
    f"<p>{html.link('./', 'Open the scorecard')} · "
    f"{html.link('definitions', 'What each word and figure means')}</p>"
)
