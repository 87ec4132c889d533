"""The full committee paper's evidence on each indicator, and its sources and definitions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeAlias

from kpi.charts.gap_groups import legs
from kpi.charts.indicator_lines import unit_words
from kpi.charts.indicator_trend import trend
from kpi.charts.specification.chart import LineChart
from kpi.charts.specification.lines import aside_words
from kpi.file_writers.document import DocumentTable, Heading, Paragraph, cell, cells
from kpi.formatting import capital
from kpi.guidance import definitions as definitions_guidance
from kpi.guidance import glossary
from kpi.indicators import revisions, rolling_year, scorecard
from kpi.indicators.commentary import Comment, comment
from kpi.indicators.comparisons.national_rank import Standing, standing
from kpi.indicators.scorecard import ScorecardRow
from kpi.lines_of_enquiry import questions
from kpi.model.data_status import ILLUSTRATIVE
from kpi.model.definitions.indicator import Indicator
from kpi.model.display import placed
from kpi.model.snapshot import Snapshot
from kpi.paper.phrases import ended, marked, titled
from kpi.periods import Period
from kpi.wording import indicator_notes
from kpi.wording.change_words import change_words
from kpi.wording.comparisons import comparison_cells as table_wording
from kpi.wording.comparisons import verdicts
from kpi.wording.comparisons.comparison_cells import ComparisonEntry
from kpi.wording.comparisons.known_then import noted
from kpi.wording.comparisons.official_rate_words import sum_words
from kpi.wording.comparisons.place_in_group import GROUP_RULE, VERDICT_RULE
from kpi.wording.comparisons.sentences import sentence
from kpi.wording.headline import marked as about_figure
from kpi.wording.status import cases_to_target, status_reasons
from kpi.wording.status.status_words import STATUS_WORDS
from kpi.wording.streaks import beats_words, streak_words
from kpi.wording.trends import rolling_year as rolling_year_wording

OWN_FIGURE, NO_FIGURE = "our own figure", "no figure"
_NOT_GIVEN = "not said"


@dataclass(frozen=True)
class PaperChart:
    """A chart to draw, and its title with the mark of its figures."""

    title: str
    chart: LineChart


Part: TypeAlias = Heading | Paragraph | DocumentTable | PaperChart


@dataclass(frozen=True)
class CommentaryText:
    """The council's commentary on an indicator, ready to print; `given` is None without one."""

    given: Comment | None
    quarter: Period
    meeting: date

    @property
    def made_up(self) -> bool:
        """Whether the commentary itself is illustrative."""
        return self.given is not None and self.given.data_status == ILLUSTRATIVE

    @property
    def none(self) -> str:
        """The text printed where there is no commentary."""
        return f"The council gave no commentary for {self.quarter.short}."

    def in_full(self) -> list[tuple[str, str]]:
        """Return each part of the commentary with its label."""
        given = self.given
        if given is None:
            return [("Commentary", self.none)]
        parts = [
            ("What happened", given.what_happened or _NOT_GIVEN),
            ("Why", given.why or _NOT_GIVEN),
            ("What is being done", given.action or _NOT_GIVEN),
            (
                "Who and by when",
                f"{given.owner_role or _NOT_GIVEN}; {given.due_words(self.meeting)}",
            ),
        ]
        return [(label, marked(text, self.made_up)) for label, text in parts]


@dataclass(frozen=True)
class EvidenceChoice:
    """What the evidence holds; only a day of the meeting can make an action overdue."""

    meeting: date | None = None
    charts: bool = True
    enquiries: bool = True

    @property
    def day(self) -> date:
        """The day against which due dates are held: without a meeting, one before all of them."""
        return self.meeting or date.min


def commentary_of(snapshot: Snapshot, row: ScorecardRow, meeting: date) -> CommentaryText:
    """Return the council's commentary on a row."""
    given = comment(snapshot, row.indicator, row.area.code, row.quarter)
    return CommentaryText(given, row.quarter, meeting)


def indicators(
    snapshot: Snapshot, rows: Iterable[ScorecardRow], wanted: EvidenceChoice
) -> tuple[Part, ...]:
    """Return a section for each directorate, with one for each of its indicators."""
    parts: list[Part] = []
    directorate = ""
    for row in rows:
        if row.indicator.directorate != directorate:
            directorate = row.indicator.directorate
            parts.append(Heading(directorate, 2))
        parts += _indicator(snapshot, row, wanted)
    return tuple(parts)


def definitions(snapshot: Snapshot, rows: tuple[ScorecardRow, ...]) -> tuple[Part, ...]:
    """Return sources, definitions, and the meanings of marks and statuses."""
    parts: list[Part] = []
    for row in rows:
        parts.append(Heading(row.indicator.name, 2))
        parts += [Paragraph(text, label) for label, text in _facts(snapshot, row) if text]
    words = glossary.wording()
    parts.append(Heading("How figures are marked", 2))
    parts.append(_meanings("What the marks mean", "Mark", words.marks))
    parts.append(_meanings("What each status means", "Status", words.statuses))
    parts.append(Paragraph(f"{VERDICT_RULE} {GROUP_RULE}", "Verdicts"))
    parts.append(
        Paragraph(
            f"All figures are those of snapshot {snapshot.id}, published on "
            f"{snapshot.made_on.day} {snapshot.made_on:%B %Y}. Contains public sector information "
            "licensed under the Open Government Licence v3.0.",
        )
    )
    return tuple(parts)


# ---- one indicator ------------------------------------------------------------------------


def _indicator(snapshot: Snapshot, row: ScorecardRow, wanted: EvidenceChoice) -> list[Part]:
    indicator = row.indicator
    parts: list[Part] = [
        Heading(indicator.name, 3),
        _labelled(f"{indicator.aim}; {indicator.polarity.words}.", "Aim"),
        _labelled(sentence(row), "Figure"),
        *_compared(snapshot, row),
        *_judged(row),
        _labelled(f"{STATUS_WORDS[row.status]}. {status_reasons.why_status(row)}", "Status"),
        *_added(snapshot, row),
    ]
    for against, moved in indicator_notes.comparisons(row):
        text = f"{capital(change_words(moved))}. {status_reasons.why_direction(row, moved)}"
        parts.append(_labelled(marked(text, moved.status), capital(against)))
    runs = [(streak_words(row), row.streak), (beats_words(row), row.beats)]
    parts += [
        _labelled(marked(f"{capital(text)}.", run.status)) for text, run in runs if text and run
    ]
    parts += [
        _labelled(text, label) for label, text in commentary_of(snapshot, row, wanted.day).in_full()
    ]
    if wanted.enquiries:
        parts += _enquiries(snapshot, row, wanted.day)
    if wanted.charts:
        parts += _figures(snapshot, row)
    return parts


def _judged(row: ScorecardRow) -> list[Part]:
    """Return the verdicts, which are separate from the target status; empty without counts."""
    if row.likely is None:
        return []
    left_out = f", {row.indicator.qualifier}" if row.indicator.qualifier else ""
    return [
        _labelled(
            ended(verdict.sentence),
            f"Verdict against {verdict.against} "
            f"{placed(row.comparator(verdict.key).period)}{left_out}",
        )
        for verdict in verdicts.verdicts(row)
        if row.verdicts.get(verdict.key) is not None
    ]


def _added(snapshot: Snapshot, row: ScorecardRow) -> list[Part]:
    """Return what would have met the target, and the sums over quarters."""
    takes = cases_to_target.gap_sentence(row)
    parts: list[Part] = []
    if takes:
        parts.append(_labelled(marked(takes, row.judged_status), "What it would take"))
    for text, status in rolling_year_wording.sentences_alone(row, rolling_year.sums(snapshot, row)):
        parts.append(_labelled(marked(text, status), "Over four quarters"))
    return parts


def _enquiries(snapshot: Snapshot, row: ScorecardRow, meeting: date) -> list[Part]:
    """Return the questions of the row, each with its rule and figures."""
    enquiries = questions.enquiries(snapshot, row, meeting)
    parts: list[Part] = [
        _labelled(
            questions.INTRODUCTION if enquiries else questions.NONE,
            questions.IN_PAPER,
        )
    ]
    for each in enquiries:
        parts.append(Paragraph(marked(each.question, each.data_status), style="bullet"))
        parts.append(Paragraph(marked(each.source, each.data_status), questions.FROM))
    return parts


def _labelled(text: str, label: str = "") -> Paragraph:
    return Paragraph(text, label)


def _figures(snapshot: Snapshot, row: ScorecardRow) -> list[Part]:
    """Return the trend chart, the chart of both groups behind a gap, and their source."""
    unit = unit_words(row.indicator)
    about = " ".join(text for text in (f"{row.area.name}, {unit}.", about_figure(row)) if text)
    parts: list[Part] = []
    over_time, both = trend(snapshot, row), legs(snapshot, row)
    if not over_time.is_empty:
        parts.append(_drawn(over_time, about))
    if both is not None and not both.is_empty:
        parts.append(_drawn(both, both.subtitle))
    if parts:
        parts.append(Paragraph(ended(indicator_notes.source_words(snapshot, row)), "Source"))
        drawn = {point.period for point in over_time.lines[0].points}
        broken = [f"{capital(str(p))}: {note}" for p, note in row.indicator.breaks if p in drawn]
        if broken:
            parts.append(Paragraph(" ".join(broken), "Breaks in the series"))
        aside = aside_words(over_time.lines)
        if aside:
            parts.append(Paragraph(aside, "Set aside"))
    return parts


def _drawn(chart: LineChart, subtitle: str) -> PaperChart:
    """Return the chart without texts that the paper prints around it: title, breaks, last year."""
    plain = replace(chart, title="", subtitle=subtitle, ring=None, breaks=())
    return PaperChart(marked(chart.title, chart.mark), plain)


def _compared(snapshot: Snapshot, row: ScorecardRow) -> list[Part]:
    """Return the comparators with periods, the rank, the neighbours and related measures."""
    indicator = row.indicator
    parts: list[Part] = []
    if not indicator.no_comparator:
        like = standing(snapshot, indicator, row.area.code, row.comparator("england").period)
        parts.append(_comparison(row, like))
        status = like.data_status if like else ""
        text = marked(indicator_notes.standing_words(row, like), status)
        parts += [_labelled(text, "Rank")] if text else []
        group = row.view.group
        if group is None or not group.instead:
            parts.append(_labelled(indicator_notes.neighbour_words(row), "Statistical neighbours"))
        if group is not None:
            parts.append(_labelled(indicator_notes.group_words(row), group.name))
    for other in indicator.related:
        related = table_wording.related(snapshot, row, other)
        if related is not None:
            figures = "; ".join(f"{who}: {value}" for who, value in related.figures)
            context = " ".join(t for t in (other.why, related.counts) if t)
            text = f"{other.label}, {related.period}. {figures}. {context}"
            parts.append(_labelled(text, "Related, but no comparator"))
    return parts


def _comparison(row: ScorecardRow, like: Standing | None) -> DocumentTable:
    entries = table_wording.comparison(row, like)
    return DocumentTable(
        f"{titled(row.indicator)}: {row.area.name} beside its comparators",
        "One row each for the council and its comparators: figure, period, how the figure was "
        "made, how ours stands to it, and how far the two are like for like.",
        ("Who", "Figure and period", "How it was made", "Ours against it", "Like for like?"),
        tuple(
            (
                cell(entry.label),
                cell(marked(entry.figure, entry.data_status), entry.period),
                cell(entry.basis or NO_FIGURE),
                cell(marked(entry.verdict, entry.verdict_status) or _verdict(entry)),
                cell(entry.likeness or _verdict(entry)),
            )
            for entry in entries
        ),
        (3.9, 3.1, 3.2, 2.9, 3.9),
        together=True,
    )


def _verdict(entry: ComparisonEntry) -> str:
    """Return the verdict, or words instead of a blank where nothing is compared."""
    return OWN_FIGURE if entry.key == "home" else NO_FIGURE


# ---- sources and definitions --------------------------------------------------------------


def _facts(snapshot: Snapshot, row: ScorecardRow) -> list[tuple[str, str]]:
    indicator, area = row.indicator, row.area.code
    goals = scorecard.targets(snapshot, indicator, area)
    corrected = revisions.correction_lines(snapshot, indicator, area)
    return [
        ("Definition", indicator.definition),
        ("Counted above the line", indicator.numerator),
        ("Counted below the line", indicator.denominator),
        ("Why it matters", indicator.why_it_matters),
        ("What the council controls", indicator.council_controls),
        ("Bear in mind", " ".join(indicator.caveats)),
        ("Above 100%", indicator_notes.may_exceed(indicator)),
        ("Derived England and DfE's own rate", sum_words(snapshot, indicator)),
        ("Breaks in the series", " ".join(_breaks(indicator))),
        ("Targets so far", " ".join(indicator_notes.target_words(indicator, t) for t in goals)),
        ("Corrections", " ".join(corrected)),
        ("Who answers for it", indicator.owner_role),
        ("Source", ended(indicator_notes.source_words(snapshot, row))),
        ("Comparators known", ended(known) if (known := noted(snapshot, row)) else ""),
        ("Next figure", ended(indicator_notes.next_words(row))),
    ]


def _breaks(indicator: Indicator) -> list[str]:
    return definitions_guidance.break_lines(indicator)


def _meanings(title: str, what: str, words: Mapping[str, str]) -> DocumentTable:
    return DocumentTable(
        title,
        f"Each {what.lower()} that this paper uses, and its meaning.",
        (what, "Meaning"),
        tuple(cells(pair) for pair in words.items()),
        (4, 13),
        together=True,
    )
