"""Definitions and sources: each figure's meaning and source, and known faults."""

from collections.abc import Iterable, Sequence
from html import escape

import streamlit as st

from kpi import formatting, settings
from kpi.formatting import count, figure
from kpi.guidance import (
    accessibility_results,
    accessibility_statement,
    definitions,
    glossary,
    provenance,
    release_calendar,
)
from kpi.indicators.comparisons.comparators import model_label
from kpi.model import snapshot as snapshot_model
from kpi.model.definitions.indicator import Indicator
from kpi.model.neighbour_models import MODELS
from kpi.model.symbols import SYMBOLS
from pages.components import frame, html

snapshot = frame.snapshot()
area = settings.home(snapshot)
council = snapshot.authority(area).name
wording = glossary.wording()
TO_TOP = '<p><a href="#on-this-page">Back to the list of sections</a></p>'

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


def marked(text: str, statuses: Iterable[str]) -> str:
    """Return text with the marks of its data statuses."""
    marks = " ".join(html.data_mark(s) or escape(s) for s in statuses)
    return f"{escape(text)} {marks}" if marks else escape(text)


def unless_published(status: str) -> list[str]:
    """Return a data status to mark; empty for published."""
    return [] if status == "published" else [status]


def bullets(lines: Iterable[str]) -> str:
    """Return texts as a list; a single one as plain text."""
    kept = [escape(line) for line in lines]
    return html.bullets(kept) if len(kept) > 1 else "".join(kept)


def both(caption: str, head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Draw a table, and the same rows as blocks for a narrow screen. Cells are markup."""
    _, *heads = head
    blocks = []
    for first, *rest in rows:
        told = [f"<p>{escape(h)}: {cell}</p>" for h, cell in zip(heads, rest, strict=True) if cell]
        blocks.append(f'<li><p class="name">{first}</p>{"".join(told)}</li>')
    html.draw(
        f"{html.table(caption, head, rows, kind='wide')}"
        f'<div class="narrow"><p><strong>{escape(caption)}</strong></p>'
        f'<ul class="blocks">{"".join(blocks)}</ul></div>'
    )


def section(name: str) -> None:
    """Draw the heading of a section with its anchor, after a link back from the one before."""
    html.draw(TO_TOP)
    st.header(SECTIONS[name], anchor=name)


# ---- what this page is ----------------------------------------------------------------------

frame.title("Definitions and sources", page="Definitions and sources", filters=council)
frame.on_paper(snapshot, [])
html.draw(
    '<p class="prose">What every figure here means, where it comes from, when the next one comes '
    "out and what is known to be wrong with it. The filters of the other pages change nothing "
    "here.</p>"
)
indicators = snapshot_model.in_order(snapshot)
asked = [i for i in indicators if i.id == st.query_params.get("indicator")]
for indicator in asked:
    name = escape(indicator.name)
    html.draw(f'<p>You came from <a href="#{indicator.id}">{name}: go to its definition</a></p>')
inside = [f'<a href="#{i.id}">{escape(i.name)}</a>' for i in indicators]
contents = [
    f'<a href="#{name}">{escape(title)}</a>'
    f"{html.bullets(inside) if name == 'each-indicator' else ''}"
    for name, title in SECTIONS.items()
]
listed = html.bullets(contents, kind="contents")
html.draw(f'<nav id="on-this-page" aria-label="On this page">{listed}</nav>')

# ---- how figures are marked -----------------------------------------------------------------

st.header(SECTIONS["how-figures-are-marked"], anchor="how-figures-are-marked")
marks = definitions.marked(snapshot, area)
made_up = definitions.illustrative_words(marks)
if made_up:
    html.draw(
        '<p class="banner" role="note"><strong>Illustrative figures.</strong> '
        f"{escape(made_up)} The council's real quarterly values are not public in a form that "
        "can be loaded; its next return takes the place of these.</p>"
    )
meanings = [
    (formatting.capital(status), marked(meaning, unless_published(status)))
    for status, meaning in wording.marks.items()
]
html.draw(f"<h3>Real, worked out, early or made up</h3>{html.pairs(meanings)}")
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
html.draw("<h3>Target status</h3>")
html.draw(
    html.table(
        "What each target status means",
        ("Status", "Meaning"),
        [(html.tag(status), escape(meaning)) for status, meaning in wording.statuses.items()],
    )
)
for example in definitions.examples(snapshot, area):
    marks_of_target = marked(example.indicator.name, [example.target.data_status])
    html.draw(
        html.table(
            f"Example, {example.indicator.polarity.words}: {example.rule}",
            ("Figure", "Status", "Why"),
            [(escape(c.figure), html.tag(c.status), escape(c.why)) for c in example.cases],
        )
    )
    html.draw(f'<p class="under">The target is that of {marks_of_target}.</p>')
html.draw(
    "<h3>Change and comparison</h3>"
    f"{html.pairs((term, escape(meaning)) for term, meaning in wording.changes.items())}"
)
html.draw("<h3>Why a figure is missing</h3>")
html.draw(
    '<p class="prose">A figure that is missing is never shown as 0. The screen says why in words; '
    "downloads have the publisher's symbol beside the words.</p>"
)
html.draw(
    html.table(
        "Symbols in the downloads",
        ("Symbol", "Meaning"),
        [(escape(symbol), escape(formatting.capital(why))) for symbol, why in SYMBOLS.items()],
    )
)

# ---- each indicator -------------------------------------------------------------------------


def facts(indicator: Indicator) -> list[tuple[str, str]]:
    """Return an indicator's definition as terms and their markup; empty ones are left out."""
    history = [
        f"{escape(line.when)}: {marked(line.words, unless_published(line.data_status))}"
        for line in definitions.target_history(snapshot, indicator, area)
    ]
    entries = [
        ("Definition", escape(indicator.definition)),
        ("Aim", escape(indicator.aim)),
        ("Which way is better", escape(formatting.capital(indicator.polarity.words))),
        ("Measured in", escape(definitions.measured_in(indicator))),
        ("Numerator (counted)", escape(indicator.numerator)),
        ("Denominator (out of)", escape(indicator.denominator)),
        ("Why it matters", escape(indicator.why_it_matters)),
        ("What the council controls", escape(indicator.council_controls)),
        ("Read with care", bullets(indicator.caveats)),
        ("Breaks in the series", bullets(definitions.break_lines(indicator))),
        ("Set aside", bullets(definitions.aside_lines(indicator))),
        ("Targets", html.bullets(history) if history else "No target: not judged."),
        ("The council's own figure", bullets(definitions.own_lines(snapshot, indicator, area))),
        ("Comparators", bullets(definitions.comparator_lines(snapshot, indicator))),
        ("Related, not compared", bullets(definitions.related_lines(indicator))),
        ("Who answers for it", escape(f"{indicator.owner_role}, {indicator.directorate}")),
        ("Source", bullets(definitions.source_lines(snapshot, indicator))),
    ]
    return [(term, meaning) for term, meaning in entries if meaning]


section("each-indicator")
for indicator in indicators:
    st.subheader(indicator.name, anchor=indicator.id)
    see = html.link("indicator", f"See the figures: {indicator.name}", indicator=indicator.id)
    html.draw(f"{html.pairs(facts(indicator))}<p>{see}</p>")

# ---- comparators ----------------------------------------------------------------------------

section("comparators")
newest_model, older_model = MODELS
lists = provenance.neighbour_lists(snapshot, area)
html.draw(
    html.pairs(
        [
            (
                "England",
                "DfE's own figure for the country. Where none exists, the mean of all authorities, "
                "weighted by pupils where their number is known, marked derived.",
            ),
            (
                "Region",
                f"{escape(provenance.region_words(snapshot, area))}. DfE's own figure or, where "
                "none exists, the mean of its authorities, made in the same way.",
            ),
            (
                "Statistical neighbours",
                f"The ten authorities most like {escape(council)}, by "
                f"{escape(model_label(newest_model))}; {escape(model_label(older_model))} is a "
                "choice on the other pages. Shown is the mean of those that have a figure, with "
                "how many of the ten that is.",
            ),
            ("Other Good authorities", escape(provenance.good_words(snapshot, area))),
            (
                "As known then",
                "A quarter's report uses only comparators that had been published by the end of "
                "that quarter. A switch on the other pages shows the newest instead.",
            ),
            (
                "Mean and median",
                "The mean adds up the authorities' figures and divides by how many there are; "
                "each counts the same, large or small. The median is the middle one, which one "
                "extreme authority hardly moves.",
            ),
            (
                "Rank and quartile band",
                "Authorities with a figure are put in order, best first, before rounding: "
                "“43rd of 151”. Equal figures share the better rank. Cut into four equal groups, "
                "A is the best quarter and D the weakest. Where neither higher nor lower is better "
                "there is no rank. Abolished authorities are left out.",
            ),
        ]
    )
)
html.draw("<h3>The statistical neighbours by name</h3>")
html.draw(f'<p class="prose">{escape(provenance.neighbours_changed(lists))}</p>')


def neighbour(found: provenance.Neighbour | None) -> str:
    """Return a neighbour's name, its closeness, and whether the other model has it too."""
    if found is None:
        return "none"
    in_both = ", in both lists" if found.in_both else ""
    return html.stacked(escape(found.name), f"{escape(found.closeness)}{in_both}")


models = [f"{month} model" for month in MODELS.values()]
html.draw(
    html.table(
        f"Statistical neighbours of {council}, closest first",
        ("Place", *models),
        [
            (str(rank), *(neighbour(found) for found in side_by_side))
            for rank, side_by_side in provenance.neighbours_by_rank(lists)
        ],
    )
)


def effect(indicator: Indicator, found: provenance.NeighbourAverages | None) -> str:
    """Return the neighbours' mean, with median and count below it."""
    if found is None:
        return "no figure"
    mean, median = (
        escape(figure(value, indicator.unit, indicator.decimals))
        for value in (found.mean, found.median)
    )
    return html.stacked(
        f"mean {mean}", f"median {median}", f"{found.count} of {found.of} authorities"
    )


effects = provenance.model_effects(snapshot, area)
if effects:
    html.draw("<h3>How much the choice of list matters</h3>")
    both(
        "Statistical neighbours' figures by both models, newest period",
        ("Indicator", "Period", *models),
        [
            (
                escape(e.indicator.name),
                escape(e.period.short),
                *(effect(e.indicator, found) for found in e.by_model.values()),
            )
            for e in effects
        ],
    )

# ---- when figures come out ------------------------------------------------------------------

section("when-figures-come-out")
html.draw(
    '<p class="prose">A quarter\'s report shows the newest figure that had come out by the end of '
    "that quarter. “Not loaded yet” means it should be out by now, but this dashboard does not "
    "hold it.</p>"
)
both(
    "Release calendar",
    ("Indicator", "Whose figure", "Covers", "Published", "Shown in", "Newest here", "Next"),
    [
        [escape(r.indicator.name), *map(escape, r.cells)]
        for r in release_calendar.releases(snapshot, area, indicators)
    ],
)

# ---- sources and licences -------------------------------------------------------------------

section("sources-and-licences")


def source_name(title: str, link: str) -> str:
    """Return a source's title, linked where the data has an address."""
    return f'<a href="{escape(link)}">{escape(title)}</a>' if link else escape(title)


both(
    "Where the data comes from",
    ("Source", "Publisher", "Edition", "Published", "Licence", "Kind", "Note"),
    [
        (
            source_name(row["title"], row["link"]),
            *map(escape, (row["publisher"], row["edition"], row["published_words"])),
            escape(row["licence"]),
            html.data_mark(row["status"]) or escape(row["status"]),
            escape(row["note"]),
        )
        for row in provenance.sources(snapshot)
    ],
)

# ---- known faults ---------------------------------------------------------------------------

section("known-faults")
html.draw(
    '<p class="prose">What we found wrong, or easy to misread, in the data we use, and what we do '
    "about it.</p>"
)
for group in provenance.faults(snapshot):
    withheld = f" Not shown: {group.withheld}." if group.withheld else ""
    said = f'<p class="prose">{escape(group.fault)}{escape(withheld)}</p>'
    if group.is_long:
        summary = f"The {count(len(group.measures))} measures"
        names = html.bullets(map(escape, group.measures))
        html.draw(f"{said}<details><summary>{summary}</summary>{names}</details>")
    else:
        html.draw(f"{said}{html.bullets(map(escape, group.measures))}")
html.draw("<h3>What was read, kept and withheld</h3>")
both(
    f"Loading of snapshot {snapshot.id}",
    ("Input", "Rows read", "Kept", "Withheld", "Why"),
    [
        (escape(line.name), line.read, line.kept, line.withheld, escape(line.why))
        for line in provenance.report(snapshot)
    ],
)

# ---- glossary -------------------------------------------------------------------------------

section("glossary")
html.draw(html.pairs((term.term, escape(term.words)) for term in wording.terms_of(area)))

# ---- accessibility --------------------------------------------------------------------------

section("accessibility")
html.draw(
    html.paragraphs(
        [
            accessibility_statement.compliance_words(
                accessibility_results.results(), accessibility_results.shipped_limits()
            ),
            "The accessibility statement says what was tested, what does not work yet, and whom "
            "to ask for the figures in another form.",
        ],
        kind="prose",
    ),
    f"<p>{html.link('accessibility', 'Accessibility statement')}</p>",
    TO_TOP,
)
