"""What the short forms of a page mean, folded at its foot: opened in place, by mouse or keyboard.

An `abbr` tells its meaning to the mouse alone; a fold works with keyboard, touch and paper.
"""

from html import escape

from kpi.guidance import glossary
from pages.components import html

TITLE = "What the short forms mean"
# Short forms on buttons and choices, which are not markup, by the address of the page.
ON_WIDGETS = {
    "": ("CSV", "DfE", "XLSX"),
    "indicator": ("CSV", "DfE"),
    "benchmarks": ("CSV", "DfE", "PNG", "SVG"),
    "profile": ("CSV", "DfE"),
    "table": ("CSV", "DfE"),
    "paper": ("DfE",),
}
WITHOUT = ("definitions",)  # it holds the whole glossary


def draw(page: str, area: str) -> None:
    """At the end of a page: a fold with the short forms it used since `markup.begin`."""
    words = html.words().union(ON_WIDGETS.get(page, ()))
    found = glossary.wording().short_forms(words, area)
    if not found or page in WITHOUT:
        return
    pairs = html.pairs((term.term, escape(term.words)) for term in found)
    whole = html.link("definitions", "Every term: definitions and sources")
    html.draw(html.folded(TITLE, f"{pairs}<p>{whole}</p>"))
