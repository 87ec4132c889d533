"""Definitions and sources: each figure's meaning and source, and known faults."""

from dataclasses import dataclass
from html import escape

import streamlit as st
from markupsafe import Markup

from kpi.benchmarks import measures
from kpi.charts.definitions.release_calendar import release_calendar
from kpi.charts.definitions.target_steps import target_steps
from kpi.charts.renderers.step_lines import step_lines
from kpi.downloads import file_names
from kpi.downloads.page_files import (
    column_meanings_csv,
    release_calendar_csv,
    release_revisions_csv,
)
from kpi.formatting import capital
from kpi.guidance import (
    accessibility_results,
    accessibility_statement,
    definition_search,
    indicator_definition,
)
from kpi.guidance import release_calendar as release_rules
from kpi.guidance.definition_search import DefinitionEntry
from kpi.model import snapshot as snapshot_model
from kpi.wording import benchmarks as benchmarks_wording
from kpi.wording import legend
from pages.browser import fold_opener
from pages.components import downloads, frame, html
from pages.components.templates import render
from pages.sections.definitions import finder, reference

snapshot = frame.snapshot()
area = snapshot.home_code()
council = snapshot.authority(area).name
indicators = snapshot_model.in_order(snapshot)
SECTIONS = {
    "when-figures-come-out": "When figures come out",
    "sources-and-licences": "Sources and licences",
    "release-log": "Release log",
    "how-figures-are-marked": "Marks and statuses",
    "comparators": "Comparators",
    "known-faults": "Known faults in the data",
    "glossary": "Glossary",
    "accessibility": "Accessibility",
}
TO_TOP = '<p><a href="#on-this-page">Back to the list of sections</a></p>'


@dataclass(frozen=True)
class MeasureFact:
    """A term and what it means, of one of LAIT's measures."""

    term: str
    text: str


def chosen_definition(entry: DefinitionEntry) -> str:
    """Return the definition of an indicator, of one of LAIT's measures, or of a term."""
    if entry.kind == "term":
        term = definition_search.term_of(area, entry.id)
        return render("definitions/term.html", term=term.term, words=term.words)
    if entry.kind == "measure":
        known = measures.by_id(snapshot)[entry.id]
        facts = [MeasureFact(*pair) for pair in benchmarks_wording.about(known)]
        return render(
            "definitions/measure.html",
            known=known,
            better=capital(known.polarity.words),
            facts=[fact for fact in facts if fact.term != "Definition"],
            figures=Markup(html.link("benchmarks", "See the figures", measure=known.id)),
        )
    indicator = snapshot.indicator(entry.id)
    steps = target_steps(snapshot, indicator, area)
    shown = indicator_definition.indicator_definition(snapshot, indicator, area)
    return render(
        "definitions/definition.html",
        shown=shown,
        steps=steps,
        drawn=Markup(step_lines(steps)) if steps else "",
        marks=legend.meanings([shown.worked.status, steps.status if steps else ""]),
        figures=Markup(html.link("indicator", "See the figures", indicator=indicator.id)),
    )


def fold(name: str, content: str) -> None:
    """Draw a section that opens by its heading."""
    html.draw(
        render(
            "definitions/fold.html",
            anchor=name,
            title=SECTIONS[name],
            content=Markup(content),
            to_top=Markup(TO_TOP),
        )
    )


# ---- one definition, chosen from the list ---------------------------------------------------

top = st.container()
fields = finder.adopt(snapshot, area)
with st.container(key="definitions"):
    left, right = st.columns([376, 814], gap="medium")
with left:
    entry = finder.choose(snapshot, area, fields)
finder.write(snapshot, fields)
with top:
    frame.title(
        "Definitions and sources",
        page="Definitions and sources",
        filters=f"{council}, {entry.name}",
        aside=render("definitions/contents.html", sections=SECTIONS),
    )
    frame.on_paper(snapshot, [])
with right:
    html.draw(chosen_definition(entry))

# On paper every indicator is defined.
html.draw(
    render(
        "definitions/reference.html",
        definitions=[
            indicator_definition.indicator_definition(snapshot, each, area) for each in indicators
        ],
    )
)

# ---- when figures come out ------------------------------------------------------------------

calendar = release_calendar(snapshot, area)
with st.container(horizontal=True, vertical_alignment="center", gap="small", key="calendar-head"):
    html.draw(
        render(
            "definitions/calendar_head.html",
            anchor="when-figures-come-out",
            title=SECTIONS["when-figures-come-out"],
            calendar=calendar,
        )
    )
    downloads.table_buttons(
        "Calendar (CSV)",
        release_calendar_csv,
        area,
        file_name=file_names.release_calendar(snapshot, area),
        key="download-calendar",
    )
rules = reference.both(
    "Release calendar",
    ("Indicator", "Whose figure", "Covers", "Published", "Shown in", "Newest here", "Next"),
    [
        [escape(r.indicator.name), *map(escape, r.cells)]
        for r in release_rules.releases(snapshot, area, indicators)
    ],
)
html.draw(
    render(
        "definitions/calendar.html",
        calendar=calendar,
        chosen=entry.id,
        rules=Markup(rules),
    ),
    TO_TOP,
)

# ---- reference ------------------------------------------------------------------------------

html.draw(
    render(
        "definitions/section.html",
        anchor="sources-and-licences",
        title=SECTIONS["sources-and-licences"],
        content=Markup(reference.sources(snapshot)),
        to_top=Markup(TO_TOP),
    )
)
downloads.table_buttons(
    "What the columns of files mean (CSV)",
    column_meanings_csv,
    file_name=file_names.COLUMNS,
    key="download-columns",
)
html.draw(
    render(
        "definitions/section.html",
        anchor="release-log",
        title=SECTIONS["release-log"],
        content=Markup(reference.release_log(snapshot, area)),
        to_top=Markup(TO_TOP),
    )
)
if not snapshot.release_revisions.is_empty():
    downloads.table_buttons(
        "Revised values (CSV)",
        release_revisions_csv,
        file_name=file_names.revised_values(snapshot),
        key="download-release-revisions",
    )
fold("how-figures-are-marked", reference.marks(snapshot, area))
fold("comparators", reference.comparators(snapshot, area))
fold("known-faults", reference.faults(snapshot))
fold("glossary", reference.terms(area))
html.draw(
    render(
        "definitions/section.html",
        anchor="accessibility",
        title=SECTIONS["accessibility"],
        content=Markup(
            "".join(
                [
                    html.paragraphs(
                        [
                            accessibility_statement.compliance_words(
                                accessibility_results.results(),
                                accessibility_results.shipped_limits(),
                                listed="in the accessibility statement",
                            ),
                            "The accessibility statement says what was tested, what does not work "
                            "yet, and whom to ask for the figures in another form.",
                        ],
                        kind="prose",
                    ),
                    f"<p>{html.link('accessibility', 'Accessibility statement')}</p>",
                ]
            )
        ),
        to_top=Markup(TO_TOP),
    )
)
fold_opener.listen()
