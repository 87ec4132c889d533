"""Guide: how to use the dashboard, in two minutes, with pictures of its own pages."""

from html import escape

import streamlit as st

from kpi import guide
from pages.components import frame, markup
from pages.components.pictures import PATH

pictures = guide.pictures()


def picture(shot: guide.Shot) -> str:
    """A picture with its alternative text and its size, so that nothing jumps as it comes."""
    taken = pictures[shot.name]
    return (
        f'<p><img class="guide" src="{PATH}/{escape(taken.file)}?{escape(taken.mark)}" '
        f'width="{taken.width}" height="{taken.height}" loading="lazy" '
        f'alt="{escape(taken.alt)}"></p>'
    )


frame.title("Two-minute guide", page="Guide", filters="how to use the dashboard")
frame.on_paper(frame.snapshot(), [])
markup.draw(
    '<p class="lead">Six steps. The pictures show this dashboard with illustrative figures: made '
    "up, not real.</p>"
)
for number, step in enumerate(guide.steps(), start=1):
    st.header(f"{number}. {step.title}", anchor=False)
    markup.draw(
        markup.paragraphs([step.text], kind="prose"), picture(step.shot) if step.shot else ""
    )
markup.draw(
    f"<p>{markup.link('./', 'Open the scorecard')} · "
    f"{markup.link('definitions', 'What each word and figure means')}</p>"
)
