"""The changes of a report as a few lines for print: a label, and what changed for which indicators.

Indicators that changed in the same way share a part of a line, to keep it short.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kpi.formatting import capital, in_words, listed
from kpi.indicators.report_changes.change import ChangeKind, ReportChange, ReportChanges
from kpi.model.display import when
from kpi.wording.headline import quarter_words
from kpi.wording.report_changes.columns import FIRST_REPORT, arrived_by_period
from kpi.wording.report_changes.sentences import short

_KINDS_BY_LABEL: tuple[tuple[str, tuple[ChangeKind, ...]], ...] = (
    ("Status", (ChangeKind.FLIPPED,)),
    ("Clear changes", (ChangeKind.CLEAR,)),
    ("Data status", (ChangeKind.RESTATED,)),
    ("Corrected", (ChangeKind.REVISED, ChangeKind.COMPARATOR_REVISED)),
    ("Not shown", (ChangeKind.WITHDRAWN, ChangeKind.SUPPRESSED)),
    ("Late", (ChangeKind.LATE,)),
    ("Actions", (ChangeKind.ACTION,)),
)

_NO_FIGURE = (
    ("changed clearly", (ChangeKind.CLEAR,)),
    ("is new", (ChangeKind.ARRIVED, ChangeKind.REPLACED)),
    ("was corrected", (ChangeKind.REVISED,)),
    ("is late for this report", (ChangeKind.LATE,)),
)


@dataclass(frozen=True)
class ChangeLine:
    """One line: its label, and its text, which ends with a full stop.

    `parts` are the same one by one, each a sentence, for readers with a narrow screen.
    """

    label: str
    text: str
    parts: tuple[str, ...]


def compared_with(changes: ReportChanges) -> str:
    """Return what is compared: `Compared with the report of Quarter 4 2024-25, ...`.

    It also says what has not happened: no status changed, nothing corrected, nothing late.
    """
    if changes.before is None:
        return FIRST_REPORT
    compared = f"Compared with the report of {quarter_words(changes.before).partition(' (')[0]}"
    nothing = [] if changes.of(ChangeKind.FLIPPED) else ["no status changed"]
    figures = [words for words, kinds in _NO_FIGURE if not changes.of(*kinds)]
    if figures:
        nothing.append(f"no figure {listed(figures, 'or')}")
    return f"{compared}{f': {listed(nothing)}' if nothing else ''}."


def lines(changes: ReportChanges, names: Mapping[str, str]) -> tuple[ChangeLine, ...]:
    """Return the lines in order; `names` are those inside a sentence, by indicator.

    Targets that moved are not among them: a paper names those with the period they begin in.
    """
    every_line = [
        _line(label, _grouped(changes, names, *kinds)) for label, kinds in _KINDS_BY_LABEL
    ]
    every_line.insert(2, in_sentences("New figures", _new(changes)))
    return tuple(line for line in every_line if line.text)


def in_sentences(label: str, sentences: Sequence[str]) -> ChangeLine:
    """Return a line of whole sentences."""
    return ChangeLine(label, " ".join(sentences), tuple(sentences))


# ---- parts --------------------------------------------------------------------------------


def _line(label: str, parts: Sequence[str]) -> ChangeLine:
    """Return a line of parts with semicolons between; its text is empty without any."""
    text = f"{capital('; '.join(parts))}." if parts else ""
    return ChangeLine(label, text, tuple(f"{capital(each)}." for each in parts))


def _grouped(changes: ReportChanges, names: Mapping[str, str], *kinds: ChangeKind) -> list[str]:
    """Return the changes of some kinds, those of the same text together."""
    groups: dict[str, list[str]] = {}
    for change in changes.of(*kinds):
        groups.setdefault(_text(changes, change), []).append(names[change.row.indicator.id])
    return [f"{listed(list(dict.fromkeys(named)))}{text}" for text, named in groups.items()]


def _text(changes: ReportChanges, change: ReportChange) -> str:
    if change.kind is ChangeKind.LATE:
        return f", for {when(change.period)}"
    return f": {short(changes, change)}"


def _new(changes: ReportChanges) -> list[str]:
    """Return how many figures arrived of each period, and for how many others' are newer."""
    parts = [*arrived_by_period(changes)]
    newer = {change.row.indicator.id for change in changes.of(ChangeKind.COMPARATOR)}
    if newer:
        parts.append(f"Others' are newer for {in_words(len(newer))}.")
    return parts
