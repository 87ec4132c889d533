"""Accessibility: the statement required by law, made from the newest test results."""

from kpi import settings
from kpi.guidance import accessibility_results, accessibility_statement
from pages.components import frame, html
from pages.components.templates import render

council = frame.snapshot().authority(frame.snapshot().home_code()).name
sections = accessibility_statement.statement(
    council,
    accessibility_results.results(),
    accessibility_results.shipped_limits(),
    settings.contact(),
)


frame.title("Accessibility statement", page="Accessibility", filters=council)
frame.on_paper(frame.snapshot(), [])
html.draw(render("statement.html", sections=sections))
