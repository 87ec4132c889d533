"""What the scorecard would show after publishing, to look at only; also with errors in the return.

Of such a return the lines in error are left out. A `ReturnPreview` is no `Proposal`, so nothing can
publish it; `kpi.publishing.submission.proposal` still refuses a return with one error.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from kpi.disclosure.suppression import HiddenFigure
from kpi.errors import InputError
from kpi.formatting import listed
from kpi.model.snapshot import Snapshot
from kpi.publishing.proposed_changes import FigureChange, Proposal, StatusChange, propose
from kpi.publishing.review.other_changes import OtherChange
from kpi.publishing.submission import CheckedReturn
from kpi.returns import council_check, tables
from kpi.returns.checks.registry import lines_without_errors
from kpi.store import served_snapshots, snapshots

ANOTHER_COUNCIL = (
    "The return names another council, so it is not compared with the figures of this one."
)


@dataclass(frozen=True)
class OmittedLines:
    """How many lines in error a comparison is made without, of each sheet."""

    figures: int
    targets: int
    comments: int


@dataclass(frozen=True)
class ReturnPreview:
    """The snapshot that a return would make beside the live one, with all small numbers hidden.

    `left_out` is None where the return has no error; `refusal` says why nothing is compared.
    """

    after: Snapshot
    differences: tuple[FigureChange, ...] = ()
    flips: tuple[StatusChange, ...] = ()
    hidden: tuple[HiddenFigure, ...] = ()
    others: tuple[OtherChange, ...] = ()
    left_out: OmittedLines | None = None
    refusal: str = ""

    @property
    def number(self) -> int:
        """How many changes there are: of figures, and of targets, commentary and notes."""
        return len(self.differences) + len(self.others)

    @property
    def is_empty(self) -> bool:
        """Whether nothing would change."""
        return not self.differences and not self.others


def compared(
    live: Snapshot, proposal: Proposal, left_out: OmittedLines | None = None
) -> ReturnPreview:
    """Return a proposal as it is looked at."""
    return ReturnPreview(
        live.with_tables(proposal.tables),
        proposal.differences,
        proposal.flips,
        proposal.hidden,
        proposal.others,
        left_out,
    )


def without_errors(
    received: CheckedReturn, live: Snapshot, *, area: str, today: date
) -> ReturnPreview:
    """Return what a return with errors would change, made without the lines in error."""
    left = lines_without_errors(received.read, received.faults)
    left_out = OmittedLines(
        len(received.read.values) - len(left.values),
        len(received.read.targets) - len(left.targets),
        len(received.read.commentary) - len(left.commentary),
    )
    if any(fault.rule == council_check.RULE for fault in received.errors):
        return ReturnPreview(live, left_out=left_out, refusal=ANOTHER_COUNCIL)
    typed = tables.tables(left, area)
    try:
        proposal = propose(
            live,
            typed.observations,
            typed.targets,
            typed.commentary,
            area=area,
            why="",
            today=today,
            shown=served_snapshots.shown(snapshots.root(), area),
        )
    except InputError as fault:
        return ReturnPreview(live, left_out=left_out, refusal=str(fault))
    return compared(live, proposal, left_out)


def left_out_words(left_out: OmittedLines | None) -> str:
    """Return `Worked out without the 2 figures and the comment in error.`, or nothing."""
    if left_out is None:
        return ""
    counts = (
        (left_out.figures, "figure"),
        (left_out.targets, "target"),
        (left_out.comments, "comment"),
    )
    parts = [
        f"the {name}" if number == 1 else f"the {number} {name}s"
        for number, name in counts
        if number
    ]
    if not parts:
        return "Worked out without what is in error."
    return f"Worked out without {listed(parts)} in error."
