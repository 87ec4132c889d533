"""Definitions and sources: what each figure means, where it comes from, what is wrong with it."""

from collections.abc import Iterable, Sequence
from html import escape

import streamlit as st

from kpi import explain, settings, words
from pages.components import frame, markup

snapshot = frame.snapshot()
area = settings.authority()
council = snapshot.authority(area).name

SECTIONS = {
    "how-figures-are-marked": "How figures are marked",
    "each-indicator": "Each indicator",
    "comparators": "Comparators",
    "when-figures-come-out": "When figures come out",
    "sources-and-licences": "Sources and licences",
    "known-faults": "Known faults in the data",
    "glossary": "Glossary",
    "accessibility": "Accessibility",
}
MARK_MEANINGS = {
    "published": "A publisher's own figure, as it stands. It carries no mark.",
    "derived": "Worked out here from published figures, for example a difference or a mean of "
    "authorities. Not an official statistic.",
    "provisional": "Published early by its source, and may still change.",
    "illustrative": "Made up, to show how the dashboard works. Not real. Never quote it.",
}
STATUS_MEANINGS = {
    "on target": "The figure meets the target, or betters it.",
    "below target": "The figure misses the target, but is not beyond the intervention level.",
    "below intervention level": "The figure is beyond the level at which the council must act.",
    "awaiting data": "There is a target, but no new figure in this report yet. Never read it as "
    "good.",
    "suppressed": "There is a figure, but so few children are behind it that it is not shown.",
    "no target": "The indicator is there for context and is not judged.",
}
WORDS_OF_CHANGE = {
    "Improved, worsened": "The figure moved in the better or the worse direction, as shown, "
    "against the period before. For school terms that is the same term a year before.",
    "Up, down": "The figure moved, and neither direction is better.",
    "No change": "Both figures are the same as shown.",
    "Clearly": "With counts of this size, chance alone would rarely make such a change: the 95% "
    "interval of the difference (Newcombe's method) leaves out nought.",
    "Within normal variation": "With counts of this size, chance alone could make such a change. "
    "Do not read anything into it.",
    "Cannot be calculated": "One of the two figures is missing. It does not mean no change.",
    "Better, similar, worse": "Against a comparator: the council's 95% interval (Wilson's method) "
    "lies wholly on the better side, holds the comparator's figure, or lies wholly on the worse "
    "side. Where there are no counts, only the difference is given.",
}


def marked(text: str, statuses: Iterable[str]) -> str:
    """Text with the marks of its data statuses."""
    marks = " ".join(markup.data_mark(s) or escape(s) for s in statuses)
    return f"{escape(text)} {marks}" if marks else escape(text)


def bullets(lines: Iterable[str]) -> str:
    """Texts as a list; one alone as plain text."""
    kept = [escape(line) for line in lines]
    return kept[0] if len(kept) == 1 else markup.bullets(kept)


def both(caption: str, head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """A table, and the same rows as a list of blocks for a narrow screen. Cells are markup."""
    markup.draw(markup.table(caption, head, rows, kind="wide"))
    blocks = []
    for first, *rest in rows:
        lines = [f"<p>{escape(name)}: {cell}</p>" for name, cell in zip(head[1:], rest) if cell]
        blocks.append(f'<li><p class="name">{first}</p>{"".join(lines)}</li>')
    markup.draw(
        f'<p class="narrow"><strong>{escape(caption)}</strong></p>'
        f'<ul class="narrow blocks" aria-label="{escape(caption)}">{"".join(blocks)}</ul>'
    )


def section(name: str) -> None:
    """The heading of a section, which its link leads to."""
    st.header(SECTIONS[name], anchor=name)


# ---- what this page is ----------------------------------------------------------------------

frame.title("Definitions and sources", page="Definitions and sources", filters=council)
markup.draw(
    '<p class="prose">What every figure here means, where it comes from, when the next one comes '
    "out and what is known to be wrong with it. The filters of the other pages change nothing "
    "here.</p>"
)
indicators = explain.in_order(snapshot)
inside = [f'<a href="#{i.id}">{escape(i.name)}</a>' for i in indicators]
contents = [
    f'<a href="#{name}">{escape(title)}</a>'
    f"{markup.bullets(inside) if name == 'each-indicator' else ''}"
    for name, title in SECTIONS.items()
]
markup.draw(f'<nav aria-label="On this page">{markup.bullets(contents, kind="contents")}</nav>')

# ---- how figures are marked -----------------------------------------------------------------

section("how-figures-are-marked")
marks = explain.marked(snapshot, area)
made_up = explain.made_up(marks)
if made_up:
    markup.draw(
        '<p class="banner" role="note"><strong>Illustrative figures.</strong> '
        f"{escape(made_up)} The council's real quarterly values are not public in a form that "
        "can be loaded; its next return takes the place of these.</p>"
    )
markup.draw(
    "<h3>Real, worked out, early or made up</h3>"
    f"{markup.pairs((words.capital(n), marked(m, [n])) for n, m in MARK_MEANINGS.items())}"
)
both(
    "How each indicator's figures are marked now",
    ("Indicator", "The council's own figures", "Target", "Comparators as published"),
    [
        (
            f'<a href="#{m.indicator.id}">{escape(m.indicator.name)}</a>',
            marked("", m.own) or "no figures",
            marked("", m.target) or "no target",
            marked("", m.comparators) or "none exist",
        )
        for m in marks
    ],
)
markup.draw(
    "<h3>Target status</h3>" + ""
    if False
    else "<h3>Target status</h3>"
    f"{markup.pairs_marked((markup.tag(s), escape(m)) for s, m in STATUS_MEANINGS.items())}"
)
