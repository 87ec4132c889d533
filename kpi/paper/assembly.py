"""The committee paper as parts of a document, made from the rows of the summary.

The default is the council's own form, with a paragraph and a pair of pictures an indicator; the
full paper adds evidence, tables over time and neighbours as appendices. Every figure and sentence
comes from the functions that the pages and the CSV use, so that all of them agree exactly.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from kpi.errors import UnknownNameError
from kpi.file_writers.document import (
    DocumentImage,
    DocumentProperties,
    DocumentTable,
    Heading,
    Paragraph,
    PictureRow,
    RichParagraph,
    RichTable,
    numbers_of,
)
from kpi.file_writers.document_preview import PreviewPart
from kpi.indicators import scorecard
from kpi.indicators.scorecard import ScorecardRow, View
from kpi.model.snapshot import Snapshot
from kpi.model.snapshot_cache import ComparedByValue, cached_on_snapshot
from kpi.paper import appendices, outline
from kpi.paper import template as paper_template
from kpi.paper.sections import EvidenceChoice, PaperChart
from kpi.periods import Period
from kpi.wording.headline import quarter_words

Part: TypeAlias = (
    Heading
    | Paragraph
    | DocumentTable
    | PaperChart
    | DocumentImage
    | RichParagraph
    | RichTable
    | PictureRow
)


@dataclass(frozen=True)
class PaperRequest(ComparedByValue):
    """The content requested of a paper; without indicator ids, every indicator with a target.

    An action is overdue only on the day of the `meeting`, never on the day of printing.
    """

    view: View
    directorate: str | None = None
    indicator_ids: tuple[str, ...] = ()
    charts: bool = True
    enquiries: bool = True
    full: bool = False
    meeting: date | None = None

    @property
    def quarter(self) -> Period:
        """The paper's reporting quarter."""
        return self.view.quarter


@dataclass(frozen=True)
class CommitteePaper:
    """The document's properties, its first page, and all other parts."""

    about: DocumentProperties
    opening: tuple[Part, ...]
    rest: tuple[Part, ...]

    @property
    def parts(self) -> tuple[Part, ...]:
        """The whole paper in order."""
        return (*self.opening, *self.rest)

    @property
    def preview(self) -> tuple[tuple[PreviewPart, ...], ...]:
        """Its first pages, to the last indicator, for a page to show: a tuple for each page begun.

        A page of the file that runs on over the next is one here.
        """
        last = max(
            place
            for place, part in enumerate(self.rest)
            if isinstance(part, RichParagraph) and part.name
        )
        # With its pictures and their source, to the heading of the next section.
        end = next(
            (
                place
                for place in range(last, len(self.rest))
                if isinstance(self.rest[place], Heading)
            ),
            len(self.rest),
        )
        pages: list[list[PreviewPart]] = [[]]
        for part in (*self.opening, *self.rest[:end]):
            if not isinstance(part, Heading | RichParagraph | RichTable | PictureRow):
                continue
            if isinstance(part, Heading) and part.new_page:
                pages.append([])
            pages[-1].append(part)
        return tuple(map(tuple, pages))

    @property
    def page_names(self) -> tuple[str, ...]:
        """The first heading of each page of the preview."""
        return tuple(
            next(part.text for part in page if isinstance(part, Heading)) for page in self.preview
        )

    @property
    def numbers(self) -> dict[str, int]:
        """The number of each named paragraph."""
        return numbers_of(self.parts)

    @property
    def contents(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """Its sections in order, each with the headings inside it."""
        headings: list[tuple[str, list[str]]] = []
        for part in self.parts:
            if isinstance(part, Heading) and part.level == 1:
                headings.append((part.text, []))
            elif isinstance(part, Heading):
                headings[-1][1].append(part.text)
        return tuple((title, tuple(inside)) for title, inside in headings)


def rows(snapshot: Snapshot, wanted: PaperRequest) -> tuple[ScorecardRow, ...]:
    """Return the summary's rows of a paper; context only by id, or where there is nothing else.

    Raises UnknownNameError for an unknown name, and where no indicator fits the request.
    """
    summary_rows = scorecard.summary(
        snapshot, wanted.view, directorate=wanted.directorate, indicator_ids=wanted.indicator_ids
    )
    if not summary_rows:
        ids = ", ".join(wanted.indicator_ids)
        raise UnknownNameError(f"{wanted.directorate} has no indicator {ids}")
    if wanted.indicator_ids:
        return summary_rows
    return tuple(row for row in summary_rows if not row.indicator.is_context) or summary_rows


@cached_on_snapshot
def make(snapshot: Snapshot, wanted: PaperRequest) -> CommitteePaper:
    """Return the paper, from the snapshot's cache where it was made before; see `build`."""
    return build(snapshot, wanted)


def build(snapshot: Snapshot, wanted: PaperRequest) -> CommitteePaper:
    """Return the paper; the same request gives the same paper on any day. Raises as `rows` does."""
    paper_rows = rows(snapshot, wanted)
    words = paper_template.template()
    home = snapshot.home(wanted.view.area)
    about = DocumentProperties(
        title=words.title,
        subtitle=quarter_words(wanted.quarter),
        subject=words.subject,
        author=home.name,
        keywords="; ".join([wanted.quarter.short, *(row.indicator.name for row in paper_rows)]),
        day=snapshot.made_on,
        foot=outline.foot(paper_rows, words),
    )
    layout = outline.Layout(words, wanted.charts, wanted.meeting)
    added: tuple[Part, ...] = ()
    if wanted.full:
        choice = EvidenceChoice(wanted.meeting, wanted.charts, wanted.enquiries)
        added = appendices.appendices(snapshot, paper_rows, choice)
    titles = [part.text for part in added if isinstance(part, Heading) and part.level == 1]
    opening = outline.opening(snapshot, paper_rows, layout, home.name)
    return CommitteePaper(
        about, opening, (*outline.body(snapshot, paper_rows, layout, titles), *added)
    )
