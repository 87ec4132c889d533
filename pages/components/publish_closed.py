"""Publish, where nobody can publish: says so in plain words, and where the way to it is described.

It takes nothing in. What is wrong with settings of a sign-in is logged, never shown here.
"""

from pages.components import frame, html

EXPLANATION = (
    "No sign-in for officers is set up on this server, so nothing can be sent to it. Every other "
    "page can be read without one.",
    "Before there is a sign-in, the performance team publishes from its own machine: with the "
    "command “make publish” in the project's folder. The project's guide to publishing, "
    "docs/publishing.md, says how, and how IT sets the sign-in up.",
)


def draw() -> None:
    """Draw the page."""
    frame.title("Publishing is not set up here", page="Publish", filters="not set up")
    frame.on_paper(frame.snapshot(), [])
    html.draw(html.paragraphs(EXPLANATION))
