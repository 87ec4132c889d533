"""A return for review by an officer: faults, changes, before and after, and the history.

Texts from a file or a sign-in are escaped, and never used in a Streamlit label.
"""

from collections.abc import Sequence
from html import escape

import streamlit as st

from kpi import settings
from kpi.exports import csv
from kpi.model.snapshot import Snapshot
from kpi.publishing import preview, submission
from kpi.publishing.proposed_changes import Proposal
from kpi.publishing.submission import CheckedReturn
from kpi.publishing.uploads import UploadedReturn
from pages.components import html


def notice(text: str, *, alert: bool = False) -> None:
    """Draw a message that screen readers announce: text, never markup."""
    role = "alert" if alert else "status"
    html.draw(f'<p class="notice" role="{role}">{escape(text)}</p>')


def news(told: str, snapshot_id: str) -> None:
    """Draw the result of the last action, with a link to it."""
    html.draw(
        f'<p class="notice" role="status"><strong>{escape(told)}</strong> Snapshot '
        f"{escape(snapshot_id)} is live: everybody sees it now. "
        f"{html.link('.', 'See the scorecard')}</p>"
    )


def findings(received: CheckedReturn, files: Sequence[UploadedReturn]) -> None:
    """Draw counts, and every fault with its place."""
    st.header("What was found", anchor=False)
    html.draw(
        f"<p>{escape(preview.reading_words(received))}</p>",
        html.bullets(escape(file.shown) for file in files),
    )
    if not received.faults:
        return
    ordered = preview.errors_first(received.faults)
    cut = ordered[: preview.MOST_ROWS]
    html.draw(
        html.table(
            "Faults, errors first",
            ("Severity", "File", "Sheet", "Cell", "Column", "Rule", "Found", "Expected"),
            [
                [
                    f'<span class="fault-{escape(fault.severity)}">{escape(fault.severity)}</span>',
                    escape(fault.file),
                    escape(fault.sheet),
                    escape(fault.cell),
                    escape(fault.column),
                    escape(fault.rule),
                    escape(preview.shortened(fault.found)),
                    escape(fault.expected),
                ]
                for fault in cut
            ],
            kind="faults",
        ),
        html.paragraphs([preview.rest_words(len(cut), len(ordered))]),
    )
    st.download_button(
        "Download the faults (CSV)",
        data=lambda: csv.to_csv(submission.fault_table(ordered)),
        file_name="return-faults.csv",
        mime="text/csv",
        on_click="ignore",
        key="download-faults",
    )


def changes(proposal: Proposal) -> None:
    """Draw each figure and each status that would change."""
    st.header("What would change", anchor=False)
    html.draw(html.paragraphs([preview.change_words(proposal)]))
    heading, advice, lines = preview.too_late_words(proposal)
    if lines:
        html.draw(
            f'<div class="notice" role="alert"><p><strong>{escape(heading)}.</strong> '
            f"{escape(advice)}</p>{html.bullets(escape(line) for line in lines)}</div>"
        )
    ordered = preview.in_order(proposal.differences)
    cut = ordered[: preview.MOST_ROWS]
    if cut:
        html.draw(
            html.table(
                "Figures that would change",
                ("Indicator", "Period", "Change", "Now", "After publishing"),
                [
                    [
                        escape(d.indicator),
                        escape(d.period),
                        escape(d.kind),
                        escape(d.before or "no figure"),
                        escape(d.after),
                    ]
                    for d in cut
                ],
                kind="changes",
            ),
            html.paragraphs([preview.rest_words(len(cut), len(ordered))]),
        )
    if proposal.flips:
        html.draw(
            html.table(
                "Target statuses that would flip",
                ("Indicator", "Report", "Now", "After publishing"),
                [
                    [
                        escape(flip.indicator),
                        escape(flip.quarter),
                        html.tag(flip.before),
                        html.tag(flip.after),
                    ]
                    for flip in proposal.flips
                ],
                kind="flips",
            )
        )


def _side(shown: preview.PreviewRow) -> str:
    """Return one side of the comparison, in the scorecard's form."""
    return html.stacked(
        f"<strong>{escape(shown.figure)}</strong>",
        escape(shown.period),
        html.data_mark(shown.data_status),
        html.tag(shown.status),
        f"target {escape(shown.target)} {html.data_mark(shown.target_data_status)}"
        if shown.target
        else "",
    )


def both(live: Snapshot, after: Snapshot, received: CheckedReturn) -> None:
    """Draw the scorecard before and after, for a chosen quarter."""
    area = settings.home(live)
    st.subheader("The scorecard before and after", anchor=False)
    choice = {quarter.short: quarter for quarter in preview.quarters(live, after, area)}
    names = list(choice)
    first = preview.return_quarter(received, list(choice.values())).short
    picked = st.selectbox("Quarter to compare", names, index=names.index(first), width=320)
    quarter = choice[picked]
    html.draw(
        html.table(
            f"Scorecard of {quarter.short}, now and after publishing",
            ("Indicator", "Now", "After publishing", "Differs"),
            [
                [
                    escape(pair.indicator),
                    _side(pair.before),
                    _side(pair.after),
                    "<strong>yes</strong>" if pair.differs else "no",
                ]
                for pair in preview.side_by_side(live, after, quarter, area)
            ],
            kind="both",
        ),
        html.paragraphs([preview.illustrative_words(live, after, quarter, area)]),
    )


def history() -> None:
    """Draw who published what, when and why."""
    st.header("History", anchor=False)
    told = preview.history()
    if damage := preview.damage_words():
        notice(damage, alert=True)
    cut = told[: preview.MOST_ROWS]
    html.draw(
        html.table(
            "What was made live, newest first",
            ("When", "Who", "Why", "What", "Snapshot"),
            [
                [
                    escape(past.when),
                    escape(past.who),
                    escape(past.why),
                    escape(past.action),
                    f"{html.link('.', past.snapshot_id, snapshot=past.snapshot_id)}"
                    f"{' <strong>live</strong>' if past.is_live else ''}",
                ]
                for past in cut
            ],
            kind="history",
        ),
        html.paragraphs([preview.rest_words(len(cut), len(told))]),
    )
