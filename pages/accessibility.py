"""Accessibility: the statement required by law, made from the newest test results."""

from html import escape

import streamlit as st

from kpi import settings
from kpi.guidance import accessibility_results, accessibility_statement
from pages.components import frame, html

council = frame.snapshot().authority(settings.home(frame.snapshot())).name
sections = accessibility_statement.statement(
    council,
    accessibility_results.results(),
    accessibility_results.shipped_limits(),
    settings.contact(),
)


def point(item: accessibility_statement.ListItem) -> str:
    """Return a list item, with its link where it has one."""
    if not item.address:
        return escape(item.text)
    return f'{escape(item.text)} <a href="{escape(item.address)}">{escape(item.name)}</a>'


frame.title("Accessibility statement", page="Accessibility", filters=council)
frame.on_paper(frame.snapshot(), [])
for section in sections:
    st.header(section.heading, anchor=False)
    listed = html.bullets(map(point, section.items)) if section.items else ""
    html.draw(html.paragraphs(section.paragraphs, kind="prose"), listed)
