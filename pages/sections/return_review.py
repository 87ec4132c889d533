"""A return for review by an officer: how far it is, faults, what changes, and the history.

Texts from a file or a sign-in are escaped, and never used in a Streamlit label.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

import streamlit as st

from kpi.downloads import file_names, return_faults
from kpi.file_writers import csv
from kpi.formatting import capital, tally
from kpi.indicators.targets import target_status
from kpi.model.snapshot import Snapshot
from kpi.periods import Period
from kpi.publishing import preview, submission
from kpi.publishing.preview import PreviewRow, RowComparison
from kpi.publishing.proposed_changes import FigureChange
from kpi.publishing.published_changes import PublishedChanges
from kpi.publishing.review import fault_rows, progress, return_preview
from kpi.publishing.review.other_changes import OtherChange
from kpi.publishing.review.progress import ReviewStep
from kpi.publishing.review.return_preview import ReturnPreview
from kpi.publishing.review.suppressed import SuppressedFigures, suppressed
from kpi.publishing.submission import CheckedReturn
from kpi.wording import legend
from kpi.wording.legend import MarkMeaning
from pages.components import downloads, html
from pages.components.templates import render
from pages.sections.scorecard_table import Tag, tag

SAME, DIFFERS, FLIPS = "same", "differs", "flips"
MOST_ELSEWHERE = 4
_SUPPRESSED = "[c]"


@dataclass(frozen=True)
class SideView:
    """One side of a row; `symbol` stands for a figure that must not be shown."""

    figure: str
    symbol: str
    data_status: str
    is_old: bool
    period: str
    tag: Tag
    status_mark: str
    target: str


@dataclass(frozen=True)
class ChangeRow:
    """An indicator before and after; `kind` is SAME, DIFFERS or FLIPS."""

    kind: str
    name: str
    before: SideView
    after: SideView
    target_moves: bool


@dataclass(frozen=True)
class ElsewhereLine:
    """A status that flips in the report of another quarter."""

    which: str
    quarter: str
    name: str
    before: SideView
    after: SideView


@dataclass(frozen=True)
class ChangesView:
    """What changes in one report, in others, and what will not be shown."""

    quarter: str
    without: str
    rows: tuple[ChangeRow, ...]
    elsewhere: tuple[ElsewhereLine, ...]
    elsewhere_more: str
    suppressed: SuppressedFigures
    too_late_heading: str
    too_late_advice: str
    too_late: tuple[str, ...]


@dataclass(frozen=True)
class FlipView:
    """A target status that flips, as its two tags."""

    indicator: str
    quarter: str
    before: Tag
    after: Tag


@dataclass(frozen=True)
class DifferencesView:
    """Each figure, status, target and comment that would change."""

    summary: str
    figures: tuple[FigureChange, ...]
    rest: str
    flips: tuple[FlipView, ...]
    others: tuple[OtherChange, ...]
    others_rest: str
    illustrative: str


# ---- messages and the rail ----------------------------------------------------------------


def notice(text: str, *, alert: bool = False) -> None:
    """Draw a message that screen readers announce: text, never markup."""
    role = "alert" if alert else "status"
    html.draw(f'<p class="notice" role="{role}">{escape(text)}</p>')


def news(
    outcome: str, snapshot_id: str, changes: PublishedChanges | None
) -> tuple[MarkMeaning, ...]:
    """Draw the result of the last action, what it changed, a link to it and how to go back.

    Returns the marks of the figures in it.
    """
    html.draw(
        render("publish/news.html", outcome=outcome, snapshot_id=snapshot_id, changes=changes)
    )
    return legend.meanings(changes.marks if changes else ())


def rail(steps: Sequence[ReviewStep]) -> None:
    """Draw the four steps."""
    html.draw(render("publish/rail.html", steps=steps))


def _heading(heading: str, pills: Sequence[tuple[str, str, str]]) -> None:
    html.draw(
        render("publish/counts.html", heading=heading, anchor=html.slug(heading), pills=pills)
    )


# ---- what was found -----------------------------------------------------------------------


def check_heading(received: CheckedReturn) -> None:
    """Draw the heading of the faults with their numbers."""
    errors, warnings = len(received.errors), len(received.warnings)
    pills = [
        ("bad", "■", tally(errors, "error")) if errors else None,
        ("short", "▲", tally(warnings, "warning")) if warnings else None,
    ]
    _heading("Check", [pill for pill in pills if pill])


def download_faults(received: CheckedReturn) -> None:
    """Draw the download of all faults with their whole texts; nothing where there are none."""
    if not received.faults:
        return
    with downloads.both("download-faults"):
        st.download_button(
            "Faults (CSV)",
            data=lambda: csv.to_csv(submission.fault_table(preview.errors_first(received.faults))),
            file_name=file_names.RETURN_FAULTS,
            mime="text/csv",
            on_click="ignore",
            key="download-faults",
        )
        downloads.columns_button(
            "Faults",
            return_faults.TABLE,
            return_faults.columns,
            file_name=file_names.RETURN_FAULTS,
            key="download-faults",
        )


def findings(received: CheckedReturn) -> None:
    """Draw every fault with its place, by sheet."""
    table = fault_rows.fault_table(received.faults)
    html.draw(
        render(
            "publish/check.html",
            table=table,
            many=tally,
            none=preview.reading_words(received),
            rest=preview.fault_rest_words(table),
        )
    )


def how_read(received: CheckedReturn, kept: str) -> None:
    """Draw how a council's own sheet was read; nothing for a return in our form."""
    left = capital(submission.as_live_words(received))
    sentences = [text for text in (kept, f"{left}." if left else "") if text]
    if sentences:
        html.draw(html.paragraphs([" ".join(sentences)], kind="without"))


# ---- what would change --------------------------------------------------------------------


def changes_heading(compared: ReturnPreview) -> None:
    """Draw the heading of the comparison with how many statuses flip."""
    pills = [] if compared.refusal else [("count", "", progress.flip_words(compared))]
    _heading("See what changes", pills)


def choose_quarter(
    live: Snapshot, compared: ReturnPreview, received: CheckedReturn, key: str
) -> str:
    """Draw the choice of the report to compare; returns its quarter, `Q2 2025-26`."""
    offered = _quarters(live, compared, received)
    names = [quarter.short for quarter in offered]
    first = preview.return_quarter(received, offered).short
    picked: str = st.segmented_control(
        "Quarter to compare",
        names,
        default=first,
        required=True,
        key=f"quarter-{key}-{first}",
        label_visibility="collapsed",
    )
    return picked


def _quarters(
    live: Snapshot, compared: ReturnPreview, received: CheckedReturn
) -> tuple[Period, ...]:
    among = preview.quarters(live, compared.after, live.home_code())
    return preview.offered_quarters(received, compared, among)


def changes(live: Snapshot, compared: ReturnPreview, picked: str) -> tuple[MarkMeaning, ...]:
    """Draw the scorecard before and after; returns the marks of its figures."""
    area = live.home_code()
    every = {q.short: q for q in preview.quarters(live, compared.after, area)}
    pairs = preview.side_by_side(live, compared.after, every[picked], area)
    elsewhere, more = _elsewhere(live, compared, every, picked)
    heading, advice, lines = preview.too_late_words(compared)
    html.draw(
        render(
            "publish/changes.html",
            view=ChangesView(
                picked,
                return_preview.left_out_words(compared.left_out),
                tuple(map(_row, pairs)),
                elsewhere,
                more,
                suppressed(compared.hidden, {i.id: i for i in live.indicators}),
                heading,
                advice,
                lines,
            ),
        )
    )
    in_table = [_marks(side) for pair in pairs for side in (pair.before, pair.after)]
    in_lines = [_marks(side) for line in elsewhere for side in (line.before, line.after)]
    return legend.meanings(status for marks in (*in_table, *in_lines) for status in marks)


def _marks(side: PreviewRow | SideView) -> tuple[str, str]:
    return side.data_status, side.status_mark


def _row(pair: RowComparison) -> ChangeRow:
    return ChangeRow(
        FLIPS if pair.flips else DIFFERS if pair.differs else SAME,
        pair.indicator,
        _side(pair.before),
        _side(pair.after),
        (pair.before.target, pair.before.target_data_status)
        != (pair.after.target, pair.after.target_data_status),
    )


def _side(shown: PreviewRow) -> SideView:
    mark = f" ({shown.target_data_status})" if shown.target_data_status else ""
    return SideView(
        shown.figure,
        _SUPPRESSED if shown.status == target_status.SUPPRESSED else "",
        shown.data_status,
        shown.is_old,
        shown.period if shown.is_old else "",
        tag(shown.status),
        shown.status_mark,
        f"target {shown.target}{mark}" if shown.target else "no target",
    )


def _elsewhere(
    live: Snapshot, compared: ReturnPreview, every: dict[str, Period], picked: str
) -> tuple[tuple[ElsewhereLine, ...], str]:
    """Return the flips in the reports of other quarters, newest first, and how many more."""
    others = [flip for flip in compared.flips if flip.quarter != picked]
    others.sort(key=lambda flip: every[flip.quarter], reverse=True)
    lines = []
    for flip in others[:MOST_ELSEWHERE]:
        quarter = every[flip.quarter]
        pairs = preview.side_by_side(live, compared.after, quarter, live.home_code())
        (pair,) = [pair for pair in pairs if pair.indicator_id == flip.indicator_id]
        which = "Earlier report too" if quarter < every[picked] else "Later report too"
        lines.append(
            ElsewhereLine(
                which, quarter.short, flip.indicator, _side(pair.before), _side(pair.after)
            )
        )
    return tuple(lines), preview.more_flips_words(len(others), len(lines))


def differences(live: Snapshot, compared: ReturnPreview, picked: str) -> None:
    """Draw each figure, status, target and comment that would change."""
    ordered = preview.in_order(compared.differences)
    cut = ordered[: preview.MOST_LISTED_ROWS]
    others = compared.others[: preview.MOST_LISTED_ROWS]
    area = live.home_code()
    every = {q.short: q for q in preview.quarters(live, compared.after, area)}
    html.draw(
        render(
            "publish/differences.html",
            view=DifferencesView(
                preview.change_words(compared),
                cut,
                preview.rest_words(len(cut), len(ordered)),
                tuple(
                    FlipView(flip.indicator, flip.quarter, tag(flip.before), tag(flip.after))
                    for flip in compared.flips
                ),
                others,
                preview.rest_words(len(others), len(compared.others)),
                preview.illustrative_words(live, compared.after, every[picked], area),
            ),
        )
    )


def before_publishing(errors: int, whose: str) -> None:
    """Draw what keeps the button off, or whose figures it changes and how to go back."""
    html.draw(render("publish/before.html", errors=errors, many=tally, whose=whose))


# ---- what was published -------------------------------------------------------------------


def history() -> None:
    """Draw who published what, when and why."""
    entries = preview.history()
    if damage := preview.damage_words():
        notice(damage, alert=True)
    cut = entries[: preview.MOST_LISTED_ROWS]
    html.draw(
        render("publish/history.html", entries=cut, rest=preview.rest_words(len(cut), len(entries)))
    )
