"""Compared with others: an indicator's comparators, ten neighbours and related measures."""

from collections.abc import Iterator, Sequence
from html import escape

from kpi.charts.renderers.axes import bar_widths
from kpi.indicators import scorecard
from kpi.indicators.comparisons import national_rank
from kpi.indicators.comparisons.chosen_groups import GROUP, ChosenGroup
from kpi.indicators.comparisons.national_rank import Standing
from kpi.indicators.scorecard import ScorecardRow
from kpi.model.neighbour_models import model_label
from kpi.model.snapshot import Snapshot
from kpi.wording import indicator_notes
from kpi.wording.comparisons import comparison_cells as table_wording
from kpi.wording.comparisons import known_then, verdicts
from kpi.wording.comparisons.comparison_cells import ComparisonEntry
from kpi.wording.comparisons.like_for_like import used_among_others
from kpi.wording.status import status_reasons
from pages.components import html

TITLE = "Compared with others"


def pieces(snapshot: Snapshot, row: ScorecardRow) -> Iterator[str]:
    """Yield the section's markup, piece by piece."""
    indicator = row.indicator
    yield html.heading(TITLE)
    if indicator.no_comparator:
        yield html.paragraphs([indicator.no_comparator])
    else:
        yield from _comparators(snapshot, row, _standing(snapshot, row))
    yield from _related(snapshot, row)


def members(snapshot: Snapshot, row: ScorecardRow) -> Iterator[str]:
    """Yield the ten neighbours and a chosen group, each authority with its figure."""
    if row.indicator.no_comparator:
        return
    like, group = _standing(snapshot, row), row.view.group
    if group is None or not group.instead:
        yield from _neighbours(snapshot, row, like)
    if group is not None:
        yield from _group(snapshot, row, group, like)


def _standing(snapshot: Snapshot, row: ScorecardRow) -> Standing | None:
    return national_rank.standing(
        snapshot, row.indicator, row.area.code, row.comparator("england").period
    )


def _comparators(snapshot: Snapshot, row: ScorecardRow, like: Standing | None) -> Iterator[str]:
    entries = table_wording.comparison(row, like)
    two_periods = any(entry.same_period for entry in entries)
    yield _entries(row, entries, two_periods)
    yield html.paragraphs([known_then.sentence(snapshot, row)], kind="under")
    models = [scorecard.with_model(snapshot, row, model) for model in row.models]
    yield html.paragraphs(
        [indicator_notes.standing_words(row, like), verdicts.row_models(models)], kind="prose"
    )
    others = [
        each for each in verdicts.verdicts(row) if each.key not in indicator_notes.first_keys(row)
    ]
    if others:
        yield html.heading("Verdict: against the other comparators", 3)
        yield html.verdicts(others)
    published = (
        scorecard.changes_to(snapshot, row.indicator, row.area.code, like.period) if like else None
    )
    if two_periods and published:
        year, moved = published
        year_text = html.paragraphs([indicator_notes.year_words(row, year, moved)], kind="prose")
        why = escape(status_reasons.why_moved(row.indicator, *published))
        yield f"{year_text}{html.folded('Why? (the year before)', why)}"
        yield html.heading(f"Verdict, like for like: {year.period}", 3)
        judged = html.verdicts(verdicts.verdicts_of(row, year), year.period.in_words)
        models_text = html.paragraphs([indicator_notes.like_models(models, year)], kind="prose")
        yield f"{judged}{models_text}"


def _entries(row: ScorecardRow, entries: Sequence[ComparisonEntry], two_periods: bool) -> str:
    widths = bar_widths([entry.drawn for entry in entries])
    return html.table(
        f"{row.indicator.name}: {row.area.name} beside its comparators",
        (
            "Who",
            "Figure",
            "",
            "Period",
            "How it was made",
            "Ours against it",
            *(["Ours of the same period"] if two_periods else []),
            "Like for like?",
        ),
        [
            [
                escape(entry.label),
                html.stacked(
                    f"<strong>{escape(entry.figure)}</strong>{html.after(entry.data_status)}",
                    escape(entry.range),
                ),
                html.bar(width, entry.key),
                escape(entry.period),
                escape(entry.basis),
                html.marked_text(entry.verdict, entry.verdict_status),
                *(
                    [html.marked_text(entry.same_period, entry.same_period_status)]
                    if two_periods
                    else []
                ),
                escape(entry.likeness),
            ]
            for entry, width in zip(entries, widths, strict=True)
        ],
        kind="bars",
        caption_hidden=True,
    )


def _neighbours(snapshot: Snapshot, row: ScorecardRow, like: Standing | None) -> Iterator[str]:
    yield html.heading("The ten statistical neighbours", 3)
    about, period = indicator_notes.neighbour_words(row), row.comparator("neighbours").period
    if period is None:
        yield html.paragraphs([about])
        return
    rules = html.paragraphs(
        [used_among_others(row), about, indicator_notes.member_rule(row.indicator, like)]
    )
    model = model_label(row.model)
    entries = table_wording.neighbours(snapshot, row, like)
    yield f"{rules}{_members(f'Statistical neighbours by {model}, {period}', entries)}"


def _group(
    snapshot: Snapshot, row: ScorecardRow, group: ChosenGroup, like: Standing | None
) -> Iterator[str]:
    yield html.heading(group.name, 3)
    about, period = indicator_notes.group_words(row), row.comparator(GROUP).period
    if period is None:
        yield html.paragraphs([about])
        return
    rules = html.paragraphs(
        [
            used_among_others(row),
            about,
            indicator_notes.member_rule(row.indicator, like, "authority"),
        ]
    )
    members = table_wording.group_members(snapshot, row, like)
    yield f"{rules}{_members(f'{group.name}, {period}', members)}"


def _members(caption: str, members: Sequence[ComparisonEntry]) -> str:
    widths = bar_widths([entry.value for entry in members])
    return html.table(
        caption,
        ("Authority", "Figure", "", "Ours against it"),
        [
            [
                escape(entry.label),
                html.stacked(
                    html.marked_text(entry.figure, entry.data_status), escape(entry.range)
                ),
                html.bar(width, entry.key),
                html.marked_text(entry.verdict, entry.verdict_status),
            ]
            for entry, width in zip(members, widths, strict=True)
        ],
        kind="bars neighbours",
    )


def _related(snapshot: Snapshot, row: ScorecardRow) -> Iterator[str]:
    for other in row.indicator.related:
        yield html.heading(f"Related: {other.label}", 3)
        related = table_wording.related(snapshot, row, other)
        if related is None:
            yield html.paragraphs([other.why, "Nothing had been published by then."])
            continue
        judged = any(related.verdicts)
        figures = html.table(
            f"{other.label}, {related.period}: a related measure, not a comparator",
            ("Who", "Figure", *([f"{row.area.name} against it"] if judged else [])),
            [
                [escape(who), escape(value), *([escape(word)] if judged else [])]
                for (who, value), word in zip(related.figures, related.verdicts, strict=True)
            ],
            kind="related",
        )
        why = html.paragraphs([other.why, related.counts])
        yield f"{why}{figures}{html.paragraphs([related.models], kind='prose')}"
