"""The abbreviations used on a page and their meanings, in an expander at its end.

An `abbr` shows its meaning to the mouse only; an expander works by keyboard and touch, in print.
"""

from html import escape

from kpi.guidance import glossary
from pages.components import html

TITLE = "What the short forms mean"
# Abbreviations on buttons and options, which are not markup, by the address of the page.
ON_WIDGETS = {
    "": ("CSV", "DfE", "XLSX"),
    "indicator": ("CSV", "DfE"),
    "benchmarks": ("CSV", "DfE", "PNG", "SVG"),
    "profile": ("CSV", "DfE"),
    "compare": ("CSV", "DfE", "XLSX"),
    "table": ("CSV", "DfE"),
    "paper": ("DfE",),
}
WITHOUT = ("definitions",)  # it contains the whole glossary


def draw(page: str, area: str) -> None:
    """Draw the expander with the abbreviations used since `markup.begin`, at the end of a page."""
    words = html.words().union(ON_WIDGETS.get(page, ()))
    terms = glossary.wording().short_forms(words, area)
    if not terms or page in WITHOUT:
        return
    pairs = html.pairs((term.term, escape(term.words)) for term in terms)
    whole = html.link("definitions", "Every term: definitions and sources")
    html.draw(html.folded(TITLE, f"{pairs}<p>{whole}</p>"))
