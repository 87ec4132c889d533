"""The committee paper as parts of a document, made from the rows of the summary.

Every figure and sentence comes from the functions that the pages and the CSV use, so that all
of them agree exactly. The first page answers which indicators are off target, by how much, and
what is being done.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from kpi.errors import UnknownNameError
from kpi.exports.document import (
    DocumentImage,
    DocumentProperties,
    DocumentTable,
    Heading,
    Paragraph,
    cell,
)
from kpi.formatting import capital, in_words, lower, slug
from kpi.indicators import scorecard, target_status
from kpi.indicators.comparisons.comparators import KEYS, model_label
from kpi.indicators.scorecard import ScorecardRow, View
from kpi.model.display import rare, show, show_short
from kpi.model.snapshot import Snapshot
from kpi.model.snapshot_cache import ComparedByValue, cached_on_snapshot
from kpi.paper import appendix, sections
from kpi.paper import template as paper_template
from kpi.paper.phrases import ended, marked, misses_by
from kpi.paper.sections import PaperChart, commentary_of
from kpi.paper.template import Template
from kpi.periods import Period
from kpi.wording import scorecard_highlights
from kpi.wording.comparisons.annual_rates import official_short
from kpi.wording.comparisons.table import comparator_words
from kpi.wording.headline import (
    STATUS_WORDS,
    change_note,
    change_words,
    counts,
    goal,
    quarter_words,
    value_or_reason,
    waiting,
)
from kpi.wording.reasons import same_as_england

Part: TypeAlias = Heading | Paragraph | DocumentTable | PaperChart | DocumentImage
MISSED = (target_status.BEYOND_INTERVENTION, target_status.OFF_TARGET)
ACTION_ON_FIRST_PAGE = 240  # letters; the full text is in the indicator's section


@dataclass(frozen=True)
class PaperRequest(ComparedByValue):
    """The content requested of a paper; without indicator ids, every indicator with a target."""

    view: View
    directorate: str | None = None
    indicator_ids: tuple[str, ...] = ()
    charts: bool = True
    enquiries: bool = True

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
        """The whole paper in order, after its title."""
        return (*self.opening, *self.rest)

    @property
    def contents(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """Its sections in order, each with the headings inside it."""
        found: list[tuple[str, list[str]]] = []
        for part in self.parts:
            if isinstance(part, Heading) and part.level == 1:
                found.append((part.text, []))
            elif isinstance(part, Heading):
                found[-1][1].append(part.text)
        return tuple((title, tuple(inside)) for title, inside in found)


def rows(snapshot: Snapshot, wanted: PaperRequest) -> tuple[ScorecardRow, ...]:
    """Return the summary's rows of a paper; context only by id, or where there is nothing else.

    Raises UnknownNameError for an unknown name, and where no indicator fits the request.
    """
    found = scorecard.summary(
        snapshot, wanted.view, directorate=wanted.directorate, indicator_ids=wanted.indicator_ids
    )
    if not found:
        ids = ", ".join(wanted.indicator_ids)
        raise UnknownNameError(f"{wanted.directorate} has no indicator {ids}")
    if wanted.indicator_ids:
        return found
    return tuple(row for row in found if not row.indicator.is_context) or found


@cached_on_snapshot
def make(snapshot: Snapshot, wanted: PaperRequest, today: date) -> CommitteePaper:
    """Return the paper, from the snapshot's cache where it was made before; see `build`."""
    return build(snapshot, wanted, today)


def build(snapshot: Snapshot, wanted: PaperRequest, today: date) -> CommitteePaper:
    """Return the paper; `today` decides which actions are overdue. Raises as `rows` does."""
    found = rows(snapshot, wanted)
    words = paper_template.template()
    home = snapshot.home(wanted.view.area)
    made_up = scorecard_highlights.illustrative_counts(found)
    about = DocumentProperties(
        title=words.title,
        subtitle=quarter_words(wanted.quarter),
        subject=words.subject,
        author=home.name,
        keywords="; ".join([wanted.quarter.short, *(row.indicator.name for row in found)]),
        day=snapshot.made_on,
        running_head=f"{words.title}, {wanted.quarter.short}"
        + (". Some figures are illustrative: made up, not real." if made_up else ""),
    )
    opening = (
        *_title_block(words, wanted, home.name, made_up),
        *_answer(snapshot, found, wanted, today),
    )
    rest = (
        *_overview(found, wanted),
        *sections.indicators(
            snapshot, found, today, charts=wanted.charts, enquiries=wanted.enquiries
        ),
        *_implications(words),
        *sections.definitions(snapshot, found),
        *appendix.appendices(snapshot, found),
    )
    return CommitteePaper(about, opening, rest)


def file_name(wanted: PaperRequest) -> str:
    """Return the paper's file name, which states the filters."""
    parts = ["childrens-services-paper", wanted.quarter.short]
    if wanted.directorate:
        parts.append(wanted.directorate)
    parts += wanted.indicator_ids
    if wanted.view.newest:
        parts.append("newest-comparators")
    if wanted.view.model:
        parts.append(f"neighbours-{wanted.view.model}")
    if not wanted.charts:
        parts.append("without-charts")
    if not wanted.enquiries:
        parts.append("without-enquiries")
    return f"{slug(' '.join(parts))}.docx"


# ---- the first page -----------------------------------------------------------------------


def _title_block(
    words: Template, wanted: PaperRequest, council: str, made_up: str
) -> tuple[Paragraph, ...]:
    fields = [("Council", council), *words.fields]
    if wanted.directorate:
        fields.append(("Directorate", wanted.directorate))
    block = [Paragraph(text, name, "field") for name, text in fields]
    if made_up:
        block.append(Paragraph(made_up, "Illustrative figures", "banner"))
    return tuple(block)


def _answer(
    snapshot: Snapshot, found: tuple[ScorecardRow, ...], wanted: PaperRequest, today: date
) -> tuple[Part, ...]:
    """Return the first page: indicators off target, by how much, the actions; then all others."""
    parts: list[Part] = [
        Heading("Which indicators are off target"),
        Paragraph(ended(scorecard_highlights.status_counts(found)), style="numbered"),
    ]
    off = sorted(
        (row for row in found if row.status in MISSED),
        key=lambda row: MISSED.index(row.status),
    )
    if off:
        parts.append(_off_target(snapshot, off, wanted, today))
    elif any(row.target is not None for row in found):
        parts.append(Paragraph("No indicator chosen here is off target.", style="numbered"))
    for status in (
        target_status.ON_TARGET,
        target_status.AWAITING,
        target_status.SUPPRESSED,
        target_status.NO_TARGET,
    ):
        same = [row for row in found if row.status == status]
        if same:
            parts.append(Paragraph(" ".join(map(_short, same)), STATUS_WORDS[status], "numbered"))
    return tuple(parts)


def _off_target(
    snapshot: Snapshot, off: list[ScorecardRow], wanted: PaperRequest, today: date
) -> DocumentTable:
    lines = []
    for row in off:
        said = commentary_of(snapshot, row, today)
        lines.append(
            (
                cell(*_name_lines(row), STATUS_WORDS[row.status]),
                _figure_cell(row),
                _target_cell(row, with_level=row.status == target_status.BEYOND_INTERVENTION),
                cell(marked(misses_by(row), row.judged_status)),
                cell(*said.in_short(ACTION_ON_FIRST_PAGE)),
            )
        )
    return DocumentTable(
        f"Indicators off target, {wanted.quarter.short}, the worst first",
        "One row an indicator that misses its target: its status, its figure and period, the "
        "target, by how much it misses it, and what is being done, by whom and by when.",
        ("Indicator and status", "Figure", "Target", "Off target by", "What is being done"),
        tuple(lines),
        (3.7, 3.0, 2.8, 2.5, 5.0),
    )


def _figure_cell(row: ScorecardRow) -> tuple[str, ...]:
    """Return the figure with its counts or the meaning of a small rate, its mark and period."""
    now = row.now
    if now is None:
        return cell(value_or_reason(row))
    status = now.data_status if now.value is not None else ""
    behind = counts(row.indicator, now) or rare(row.indicator, row.value)
    said = f"{value_or_reason(row)} ({behind})" if behind else value_or_reason(row)
    return cell(marked(said, status), now.period.short)


def _name_lines(row: ScorecardRow) -> tuple[str, ...]:
    """Return the name, its exclusions, and which direction is better."""
    indicator = row.indicator
    left_out = f"{indicator.qualifier}; " if indicator.qualifier else ""
    return (indicator.name, f"({left_out}{indicator.polarity.words})")


def _target_cell(row: ScorecardRow, *, with_level: bool = True) -> tuple[str, ...]:
    """Return the target and the intervention level, and that it is England's where it is."""
    if row.target is None:
        return cell("no target")
    level, status = row.target.intervention_level, row.target.data_status
    goal_line = marked(goal(row), status)
    if level is None or not with_level:
        return cell(goal_line)
    said = f"intervention level {show(row.indicator, level)}{same_as_england(row, level)}"
    return cell(goal_line, marked(said, status))


def _short(row: ScorecardRow) -> str:
    """Return one sentence with its mark on a row that is not off target."""
    indicator, now = row.indicator, row.now
    if now is None or row.status == target_status.AWAITING:
        text = waiting(row) or f"{value_or_reason(row)}."
        return f"{indicator.name}: {lower(text)}"
    said = f"{indicator.name}: {value_or_reason(row)} {now.period.placed}"
    if row.target is not None:
        said += f", target {goal(row)}"
    return f"{marked(said, row.judged_status)}."


# ---- the overview -------------------------------------------------------------------------


def _overview(found: tuple[ScorecardRow, ...], wanted: PaperRequest) -> tuple[Part, ...]:
    """Return what stands out, and every indicator against its target and its comparators."""
    parts: list[Part] = [
        Heading("All indicators", new_page=True),
        Paragraph(scorecard_highlights.change_counts(found), style="numbered"),
    ]
    stand_out = scorecard_highlights.notable(found)
    if stand_out:
        parts.append(Heading("What stands out", 2))
        parts += [Paragraph(n.text, STATUS_WORDS[n.status], "bullet") for n in stand_out]
    parts.append(Heading("Against target", 2))
    parts.append(_against_target(found, wanted))
    if any(row.indicator.benchmark_kind is not None for row in found):
        parts.append(Heading("Against others", 2))
        parts.append(_against_others(found, wanted))
    return tuple(parts)


def _against_target(found: tuple[ScorecardRow, ...], wanted: PaperRequest) -> DocumentTable:
    lines = [
        (
            cell(*_name_lines(row)),
            _figure_cell(row),
            _target_cell(row),
            cell(STATUS_WORDS[row.status]),
            cell(marked(_moved(row), row.since_last.status)),
        )
        for row in found
    ]
    return DocumentTable(
        f"All indicators against target, {wanted.quarter.short}",
        "One row an indicator: its figure and period, its target, its status, and how it moved "
        "against the period before.",
        ("Indicator", "Figure", "Target", "Status", "Against the period before"),
        tuple(lines),
        (4.4, 3.0, 3.1, 2.6, 3.9),
    )


def _moved(row: ScorecardRow) -> str:
    note = change_note(row, row.since_last)
    moved = capital(change_words(row.since_last))
    return f"{moved}: {note}" if note else moved


def _against_others(found: tuple[ScorecardRow, ...], wanted: PaperRequest) -> DocumentTable:
    compared = [row for row in found if row.indicator.benchmark_kind is not None]
    regions = list(dict.fromkeys(row.comparator("region").label for row in compared))
    lines = [
        (
            cell(*_name_lines(row)),
            _figure_cell(row),
            *(
                _comparator_cell(row, key, named=key == "region" and len(regions) > 1)
                for key in KEYS
            ),
        )
        for row in compared
    ]
    return DocumentTable(
        f"All indicators against others, {wanted.quarter.short}",
        "One row an indicator that has comparators: the council's figure, then England, the "
        f"region, statistical neighbours by {model_label(found[0].model)} and "
        f"{lower(found[0].comparator('good').label)}. Each has its period and how the council's "
        "figure stands to it.",
        (
            "Indicator",
            "Figure",
            "England",
            regions[0] if len(regions) == 1 else "Region",
            "Statistical neighbours",
            "Other Good authorities",
        ),
        tuple(lines),
        (3.2, 2.8, 2.7, 2.7, 2.8, 2.8),
    )


def _comparator_cell(row: ScorecardRow, key: str, *, named: bool) -> tuple[str, ...]:
    found = row.comparator(key)
    place = found.label if named else ""
    if found.value is None:
        return cell(place, found.reason)
    weighted = "weighted " if found.weighted else ""
    mean = f"{weighted}mean of {found.count} of {found.of}" if found.is_mean else ""
    return cell(
        place,
        marked(show_short(row.indicator, found.value), found.status),
        found.period.short if found.period else "",
        mean,
        marked(comparator_words(row, found), row.status_against(found)),
        official_short(row, found),
    )


# ---- implications -------------------------------------------------------------------------


def _implications(words: Template) -> tuple[Part, ...]:
    number = in_words(len(words.implications))
    parts: list[Part] = [
        Heading("Implications", new_page=True),
        Paragraph(
            f"[The {number} sections below are for officers to complete. Take out the text in "
            "square brackets.]",
            style="instruction",
        ),
    ]
    for heading, instruction in words.implications:
        parts += [Heading(heading, 2), Paragraph(instruction, style="instruction")]
    return tuple(parts)
