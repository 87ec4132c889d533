"""The council's own form of a committee paper: its blocks, the paragraphs, sections and the key."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from kpi.charts.indicator_trend import trend
from kpi.charts.sparkline import recent
from kpi.charts.specification.chart import NoteMark
from kpi.file_writers.document import (
    Heading,
    Line,
    PictureRow,
    RichCell,
    RichParagraph,
    RichTable,
    Run,
    Runs,
)
from kpi.formatting import capital, in_words, long_date, lower
from kpi.indicators.change_verdicts import ChangeVerdict
from kpi.indicators.comparisons.chosen_groups import GROUP
from kpi.indicators.report_changes.report import quarter_before, report_changes
from kpi.indicators.scorecard import ScorecardRow
from kpi.indicators.targets import target_status
from kpi.model.data_status import ILLUSTRATIVE, IN_SENTENCES, MEANINGS, SHORTHAND
from kpi.model.neighbour_models import model_label
from kpi.model.snapshot import Snapshot, Source
from kpi.paper import executive_summary, implications, pictures, summary_table
from kpi.paper.executive_summary import in_text, short_name
from kpi.paper.paragraph import paragraph
from kpi.paper.phrases import ended, with_marks
from kpi.paper.template import Template
from kpi.service import people
from kpi.wording import scorecard_highlights
from kpi.wording.comparisons import group_names
from kpi.wording.comparisons.area_letters import role_letters
from kpi.wording.headline import quarter_words
from kpi.wording.report_changes import lines
from kpi.wording.status import status_tally

Part: TypeAlias = Heading | RichParagraph | RichTable | PictureRow
OPEN_LICENCE = "Open Government Licence v3.0"
BLOCK, KEY = (4.7, 12.3), (5.8, 11.2)  # widths of columns in cm
_STATUS_MEANINGS = {
    target_status.ON_TARGET: "The displayed figure meets the target.",
    target_status.OFF_TARGET: "Misses the target, and is not beyond an intervention level.",
    target_status.BEYOND_INTERVENTION: "Past the level at which the council must act.",
    target_status.AWAITING: "No new figure to judge in this report; the newest is shown.",
    target_status.SUPPRESSED: f"Not shown: so few {people()} that one could be recognised.",
    target_status.NO_TARGET: "No target is set, so the figure has no status.",
}
_BAR = (
    "Four boxes: a quarter of the authorities each. Dot: our "
    "figure in this report. Ring: our published figure of the others' period. T: target. Line "
    "under the bar: thick, beyond the intervention level; dashed, off target; thin, target met. "
    "\u2039 or \u203a: some lie further out. "
)
_TESTED = (ChangeVerdict.NORMAL, ChangeVerdict.CLEAR, ChangeVerdict.UNTESTED)


@dataclass(frozen=True)
class Layout:
    """The words of the paper, whether it has pictures, and the day of the meeting where known."""

    words: Template
    with_pictures: bool = True
    meeting: date | None = None


def foot(rows: Sequence[ScorecardRow], words: Template) -> str:
    """Return the line at the foot of each page, which says where figures are made up."""
    made_up = ILLUSTRATIVE in _statuses(rows)
    note = f" {SHORTHAND[ILLUSTRATIVE]}: {MEANINGS[ILLUSTRATIVE]}." if made_up else ""
    return f"{words.title}, Quarter {rows[0].quarter.short[1:]}.{note}"


def opening(
    snapshot: Snapshot, rows: tuple[ScorecardRow, ...], layout: Layout, council: str
) -> tuple[Part, ...]:
    """Return the first page: committee, both blocks, what the marks mean, background."""
    words = layout.words
    first, second = executive_summary.background(snapshot, rows, words)
    return (
        Heading(words.committee),
        _report_block(rows, layout, council),
        _responsible_block(words),
        *_marks_note(rows),
        Heading("Background", 2),
        RichParagraph(first, "numbered"),
        RichParagraph(second, "numbered"),
    )


def body(
    snapshot: Snapshot, rows: tuple[ScorecardRow, ...], layout: Layout, added: Sequence[str]
) -> tuple[Part, ...]:
    """Return all after the first page; `added` are the titles of the appendices that follow."""
    return (
        *_at_a_glance(snapshot, rows, layout),
        *_since_last_report(snapshot, rows, layout),
        *_indicators(snapshot, rows, layout),
        *implications.sections(snapshot, rows, layout.words, with_tables=layout.with_pictures),
        Heading("Background papers", 2),
        RichParagraph((Run(_background_papers(snapshot, rows)),), "numbered"),
        Heading("Appendices", 2),
        RichParagraph((Run(_appendices(added)),), "numbered"),
        Heading("Key to marks and words", 2),
        _key(snapshot, rows, layout),
    )


# ---- blocks ---------------------------------------------------------------------------------


def _report_block(rows: tuple[ScorecardRow, ...], layout: Layout, council: str) -> RichTable:
    words = layout.words
    subject, months = f"{words.title}, {quarter_words(rows[0].quarter)}".split(" (")
    summary = executive_summary.summary_lines(rows, words)
    where = f"{capital(months.removesuffix(')'))}; {council}"
    day = long_date(layout.meeting) if layout.meeting else words.meeting
    lines: list[tuple[str, list[Runs]]] = [
        ("Meeting date", [text_runs(day)]),
        ("Status", [text_runs(words.status)]),
        ("Executive summary", [(Run(line),) for line in summary]),
        ("Recommendations", [executive_summary.recommendation(rows, words)]),
        ("Reason for recommendations", [text_runs(words.reason)]),
    ]
    return RichTable(
        "Report",
        "One row a part of the report's heading: what it is called, and what it says.",
        _block_row("Report subject", [(Run(subject, bold=True),), (Run(where),)]),
        tuple(_block_row(name, texts) for name, texts in lines),
        BLOCK,
    )


def _responsible_block(words: Template) -> RichTable:
    (name, text), *others = words.responsible
    return RichTable(
        "Responsibility",
        "One row a role or a part of the report's heading: what it is called, and who or what.",
        _block_row(name, [text_runs(text)]),
        tuple(_block_row(name, [text_runs(text)]) for name, text in others),
        BLOCK,
    )


def _block_row(name: str, texts: Iterable[Runs]) -> tuple[RichCell, ...]:
    first = Line((Run(name, bold=True),), "block")
    return RichCell((first,)), RichCell(tuple(Line(runs, "block") for runs in texts))


def text_runs(text: str) -> Runs:
    """Return a text as runs; what stands in square brackets is for an officer to fill in."""
    parts = re.split(r"(\[[^\[\]]* [^\[\]]*\])", text)  # a mark such as [i] has no space
    return tuple(Run(part, placeholder=place % 2 == 1) for place, part in enumerate(parts) if part)


def _marks_note(rows: tuple[ScorecardRow, ...]) -> tuple[RichParagraph, ...]:
    """Return what the marks of this paper mean, and how many figures are made up."""
    runs: list[Run] = []
    for status in _statuses(rows):
        runs += [Run(SHORTHAND[status], bold=True), Run(f" {MEANINGS[status]}. ")]
    made_up = scorecard_highlights.illustrative_counts(rows)
    return (RichParagraph((*runs, Run(made_up)), "note"),) if runs else ()


def _statuses(rows: Sequence[ScorecardRow]) -> list[str]:
    """Return the data statuses that have a mark and that the paper's figures have."""
    used = {o.data_status for row in rows for o in row.series if o.value is not None}
    used |= {row.judged_status for row in rows}
    used |= {each.status for row in rows for each in row.comparators if each.value is not None}
    return [status for status in IN_SENTENCES if status in used]


# ---- since the last report ------------------------------------------------------------------


def _since_last_report(
    snapshot: Snapshot, rows: tuple[ScorecardRow, ...], layout: Layout
) -> tuple[Part, ...]:
    """Return what this report shows that the one before did not; none in a first report.

    Only the day of the meeting makes an action due, never that of printing.
    """
    ids = [row.indicator.id for row in rows]
    changes = report_changes(snapshot, rows[0].view, layout.meeting or date.min, indicator_ids=ids)
    if changes.is_first:
        return ()
    names = {row.indicator.id: in_text(short_name(row, layout.words)) for row in rows}
    change_lines = lines.lines(changes, names)
    return (
        Heading("Since the last report", 2, new_page=layout.with_pictures),
        RichParagraph(
            (Run(lines.compared_with(changes)),),
            "note" if change_lines else "plain",
            keep_with_next=bool(change_lines),
        ),
        *(
            RichParagraph((Run(f"{each.label}. ", bold=True), Run(with_marks(each.text))), "bullet")
            for each in change_lines
        ),
    )


# ---- indicators -----------------------------------------------------------------------------


def _at_a_glance(
    snapshot: Snapshot, rows: tuple[ScorecardRow, ...], layout: Layout
) -> tuple[Part, ...]:
    few = {1: "The indicator", 2: "Both indicators"}
    many = few.get(len(rows), f"All {in_words(len(rows))} indicators")
    tally = ended(status_tally.status_counts(rows))
    lead = f"{tally} The number in front of each is its paragraph."
    return (
        Heading(f"{many} at a glance", 2, new_page=True),
        RichParagraph((Run(lead),), "lead", keep_with_next=True),
        summary_table.table(snapshot, rows, layout.words, with_bars=layout.with_pictures),
        RichParagraph(_how_to_read(rows, layout), "note"),
    )


def _how_to_read(rows: tuple[ScorecardRow, ...], layout: Layout) -> Runs:
    return (
        Run("How to read the table. ", bold=True),
        Run(_BAR if layout.with_pictures else ""),
        Run(
            f"{_means_words(rows[0])} are means. "
            "Change is on the quarter before, for terms on the same term and for years on the "
            "year before."
        ),
    )


def _means_words(row: ScorecardRow) -> str:
    """Return the letters of the comparators that are means of a group, and what they stand for."""
    words = {
        "neighbours": "ten statistical neighbours",
        GROUP: "chosen group",
        "good": "other authorities judged Good",
    }
    letters = [
        f"{role_letters(each.key)} ({words[each.key]})"
        for each in row.comparators
        if each.key in words
    ]
    return f"{', '.join(letters[:-1])} and {letters[-1]}"


def _indicators(
    snapshot: Snapshot, rows: tuple[ScorecardRow, ...], layout: Layout
) -> tuple[Part, ...]:
    parts: list[Part] = []
    directorate = ""
    follows = quarter_before(snapshot, rows[0].view) is not None  # "Since the last report"
    for row in rows:
        if row.indicator.directorate != directorate:
            directorate = row.indicator.directorate
            starts = not parts and layout.with_pictures and not follows
            parts.append(Heading(directorate, 2, new_page=starts))
        pair = pictures.pair(snapshot, row) if layout.with_pictures else None
        runs = paragraph(snapshot, row, layout.words, layout.meeting)
        named = row.indicator.id
        parts.append(RichParagraph(runs, "numbered", named, keep_with_next=pair is not None))
        if pair is not None:
            parts += [pair, RichParagraph((Run(_source(snapshot, row)),), "source")]
    return tuple(parts)


def _source(snapshot: Snapshot, row: ScorecardRow) -> str:
    """Return where the figures of a pair of pictures come from, and why a line is dotted."""
    titles = [f"{about.title}, {_publisher(about)}" for about in _sources(snapshot, [row])]
    seen = [point.broken or point.hollow for point in pictures.points(snapshot, row)]
    dotted = " Dotted: periods that do not compare." if any(seen) else ""
    noted = " ".join(["", *(f"{note.text.rstrip('.')}." for note in _notes(snapshot, row))])
    return f"Source: {'; '.join(titles)}.{dotted}{' Notes:' if noted else ''}{noted}"


def _notes(snapshot: Snapshot, row: ScorecardRow) -> list[NoteMark]:
    """Return the officers' notes on the periods that the small trend shows."""
    shown = recent(row)
    return [note for note in trend(snapshot, row).notes if note.day >= shown[0].period.start]


def _sources(snapshot: Snapshot, rows: Sequence[ScorecardRow]) -> list[Source]:
    """Return the sources of the rows' figures and comparators, each once."""
    names: list[str] = []
    for row in rows:
        names += [row.now.source] if row.now else []
        names += [row.indicator.benchmark.source] if row.indicator.benchmark else []
    return [snapshot.source(name) for name in dict.fromkeys(names)]


def _publisher(about: Source) -> str:
    """Return who published a source, inside a sentence: `this project`."""
    name = about.publisher
    return lower(name) if name.startswith(("This ", "The ")) else name


# ---- the end --------------------------------------------------------------------------------


def _background_papers(snapshot: Snapshot, rows: tuple[ScorecardRow, ...]) -> str:
    """Return the published works, and what else, such as the council's return, is behind it.

    Only what its publisher gave under the Open Government Licence is called published under it.
    """
    works: list[str] = []
    others: list[str] = []
    for about in _sources(snapshot, rows):
        named = f"{about.title} ({_publisher(about)}, {about.edition})"
        if about.licence == OPEN_LICENCE:
            works.append(named)
        elif about.status != ILLUSTRATIVE:
            others.append(named)
    sentences = [f"{'; '.join(others)}."] if others else []
    if works:
        sentences.append(
            f"Published works: {'; '.join(works)}. They contain public sector information "
            f"licensed under the {OPEN_LICENCE}."
        )
    return " ".join(sentences) or "None."


def _appendices(added: Sequence[str]) -> str:
    where = "on the dashboard, page \u201cDefinitions and sources\u201d."
    if not added:
        return f"None. Methods, likely ranges and every figure behind this paper are {where}"
    return f"{'; '.join(added)}. Methods are {where}"


def _key(snapshot: Snapshot, rows: tuple[ScorecardRow, ...], layout: Layout) -> RichTable:
    lines = [(f"{SHORTHAND[status]} {status}", _meaning(status)) for status in _statuses(rows)]
    shown = [row.status for row in rows]
    lines += [
        (summary_table.status_words(status), _STATUS_MEANINGS[status])
        for status in _STATUS_MEANINGS
        if status in shown
    ]
    changes = {change.test for row in rows for change in (row.since_last, row.since_last_year)}
    if changes & set(_TESTED):
        lines.append(
            (
                capital(ChangeVerdict.NORMAL),
                "A change that chance alone could make (95% interval). "
                f"\u201c{capital(ChangeVerdict.CLEAR)}\u201d: more than that. "
                f"\u201c{capital(ChangeVerdict.UNTESTED)}\u201d: no share or rate with counts, "
                "or both figures share months.",
            )
        )
    if any(row.likely is not None for row in rows):
        lines.append(
            (
                "Better, similar, worse",
                "Ours against another figure: beyond chance (95% interval), and for a mean beyond "
                "the middle half of its group. Other words only say which is higher as displayed.",
            )
        )
    if any(row.comparator("neighbours").value is not None for row in rows):
        model = model_label(rows[0].model)
        lines.append(
            (
                f"Statistical neighbours ({role_letters('neighbours')})",
                f"The mean of the ten authorities most like ours by {model}; each counts the same.",
            )
        )
    group = rows[0].view.group
    if group is not None and any(row.comparator(GROUP).value is not None for row in rows):
        chosen = group_names.in_full(snapshot, group, rows[0].area.code)
        lines.append((f"Chosen ({role_letters(GROUP)})", chosen))
    if any(row.alike.value is not None for row in rows):
        lines.append((f"Good ({role_letters('good')})", f"The mean of {_other_good(rows)}."))
    if layout.with_pictures:
        lines.append(
            (
                "Pictures",
                "Left: our last periods, the newest at the right; the axis does not start at zero; "
                "a ring marks the same quarter or term of an earlier year; dashes are the target. "
                "Right: each thin tick is an authority; the line through our dot is its likely "
                "range; \u201cthen\u201d is our published figure of the others' period.",
            )
        )
    return RichTable(
        "marks and words used in this paper",
        "One row a mark or word, and what it means.",
        _key_row("Mark or word", "Meaning", head=True),
        tuple(_key_row(*line) for line in lines),
        KEY,
        "lined",
    )


def _other_good(rows: tuple[ScorecardRow, ...]) -> str:
    label = rows[0].comparator("good").label
    return label[:1].lower() + label[1:]


def _meaning(status: str) -> str:
    """Return what a status means, without the word that stands before it in the key."""
    return f"{capital(MEANINGS[status].removeprefix(f'{status}: '))}."


def _key_row(word: str, meaning: str, *, head: bool = False) -> tuple[RichCell, ...]:
    return (
        RichCell((Line((Run(word, bold=True),), "key"),)),
        RichCell((Line((Run(meaning, bold=head),), "key"),)),
    )
