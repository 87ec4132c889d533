"""All that the scorecard says of one selection, as markup that everybody who asks for it shares."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from kpi.charts.range_bar_layout import range_bar
from kpi.charts.renderers import range_html
from kpi.downloads.page_files import ScorecardSelection
from kpi.indicators import scorecard
from kpi.indicators.scorecard import ScorecardRow
from kpi.model.definitions.indicator import Indicator
from kpi.model.snapshot import Snapshot
from kpi.model.snapshot_cache import cached_up_to
from kpi.wording import headline, indicator_notes, legend, scorecard_highlights
from kpi.wording.comparisons import group_names, place_in_group
from kpi.wording.legend import MarkMeaning
from kpi.wording.status import status_tally
from pages.components import html
from pages.components.html import PreparedMarkup
from pages.components.templates import render
from pages.sections import scorecard_table, since_last_report

KEPT = 160  # some 80 kB each


@dataclass(frozen=True)
class ScorecardContent:
    """A scorecard ready to draw; `indicators` are its rows', in their order.

    `follows` says whether there is a report before it, to compare with.
    """

    indicators: tuple[Indicator, ...]
    follows: bool
    marks: tuple[MarkMeaning, ...]
    shown: str  # how many indicators, for screen readers
    table: PreparedMarkup  # the tally above it
    stand_out: PreparedMarkup
    reading: PreparedMarkup


@cached_up_to(KEPT)
def content(
    snapshot: Snapshot,
    selection: ScorecardSelection,
    today: date,
    query: tuple[tuple[str, str], ...],
) -> ScorecardContent:
    """Return the content of a selection.

    `today` says which actions fell due; `query` goes into the links to each indicator.
    """
    view, kept = selection.view, dict(query)
    rows = scorecard.summary(
        snapshot, view, directorate=selection.directorate, indicator_ids=selection.indicator_ids
    )
    changed = since_last_report.since(
        snapshot,
        view,
        today,
        kept,
        directorate=selection.directorate,
        indicator_ids=selection.indicator_ids,
    )
    tally = render(
        "tally.html",
        tags=[
            (scorecard_table.tag(status), words)
            for status, words in status_tally.status_tally(rows)
        ],
        counts=status_tally.status_counts(rows),
        changes=status_tally.change_counts(rows),
        since=changed,
        no_return=indicator_notes.no_return(snapshot, view.area),
    )
    return ScorecardContent(
        indicators=tuple(row.indicator for row in rows),
        follows=bool(changed.columns),
        marks=tuple(legend.marks_of(rows)),
        shown=scorecard_highlights.indicators_shown(len(rows), len(snapshot.indicators)),
        table=html.prepared(
            tally,
            scorecard_table.markup(
                rows, kept, lambda row: Markup(range_html.small(range_bar(snapshot, row)))
            ),
        ),
        stand_out=html.prepared(_stand_out(rows)),
        reading=html.prepared(_reading(snapshot, selection, rows)),
    )


def _stand_out(rows: Sequence[ScorecardRow]) -> str:
    explained = scorecard_highlights.explained_once(scorecard_highlights.notable(rows))
    if not explained:
        return ""
    highlights = [(scorecard_table.tag(each.status), each.text) for each in explained]
    return render("standout.html", highlights=highlights)


def _reading(
    snapshot: Snapshot, selection: ScorecardSelection, rows: Sequence[ScorecardRow]
) -> str:
    """Return how to read the scorecard, as folded text under it."""
    view = selection.view
    lines = [
        scorecard_highlights.illustrative_counts(rows),
        "Status compares the figure with the target. “Beyond intervention level” means the "
        "figure is beyond the level at which the council must act.",
        "“Ours better”, “similar” or “ours worse” is a separate judgement, the verdict: it "
        "asks whether the figure differs from another area's by more than chance. Where counts "
        "exist, the likely range of the figure is shown, and decides it.",
        place_in_group.GROUP_RULE,
        "Without counts there is no verdict, as chance cannot be told apart. “Ours higher: worse "
        "side” says which figure is larger and which side that is. For context no way is better, "
        "so “ours higher” names no side.",
        "A change is “not tested” for chance where figures have no counts, or share months.",
        "Each comparator has its own period, which stands in the details of a row: many are "
        "published once a year, so they are older than the council's figure.",
        headline.others_known_sentence(view),
        group_names.neighbours_and_good(snapshot, view),
        group_names.chosen_group(snapshot, view),
    ]
    return f"{html.heading('How to read this')}{html.paragraphs(lines)}"
