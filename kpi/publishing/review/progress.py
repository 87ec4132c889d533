"""How far a return is on its way to everybody: four steps, each with what it found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kpi.formatting import tally
from kpi.publishing.review.return_preview import ReturnPreview
from kpi.publishing.submission import CheckedReturn

LOAD, CHECK, CHANGES, PUBLISH = STEPS = ("Load", "Check", "See what changes", "Publish")
DONE, HERE, WAITING = "done", "here", "waiting"


@dataclass(frozen=True)
class ReviewStep:
    """One step of the four: its number and name, its outcome, and whether it is done."""

    number: int
    name: str
    outcome: str
    state: str  # DONE, HERE or WAITING


def not_loaded(*, unreadable: bool = False) -> tuple[ReviewStep, ...]:
    """Return the steps before a return was read."""
    loaded = "the file cannot be read" if unreadable else "a workbook, or CSV files"
    return _steps(LOAD, (loaded, "", "", ""))


def to_match(file: str) -> tuple[ReviewStep, ...]:
    """Return the steps while a council's own sheet has no confirmed match."""
    return _steps(LOAD, (f"{file}: not our form, so match it", "after the match", "", ""))


def published(snapshot_id: str) -> tuple[ReviewStep, ...]:
    """Return the steps after publishing: all are done."""
    return _steps(None, ("", "", "", f"snapshot {snapshot_id} is live"))


def reviewed(
    received: CheckedReturn,
    compared: ReturnPreview,
    files: Sequence[str],
    *,
    was_overtaken: bool = False,
) -> tuple[ReviewStep, ...]:
    """Return the steps of a return that was read.

    `files` are the names to show; `was_overtaken` is whether somebody else published meanwhile.
    """
    errors, warnings = len(received.errors), len(received.warnings)
    first = files[0] if len(files) == 1 else f"{files[0]} and {tally(len(files) - 1, 'more file')}"
    loaded = f"{first}, {tally(len(received.read.values), 'figure')}"
    changes = change_words(compared)
    if errors:
        faults = f"{tally(errors, 'error')} to mend, {tally(warnings, 'warning')}"
        return _steps(CHECK, (loaded, faults, changes, f"waits for {tally(errors, 'error')}"))
    faults = f"no errors, {tally(warnings, 'warning')}"
    if compared.is_empty:
        return _steps(CHANGES, (loaded, faults, changes, "nothing to publish"))
    if was_overtaken:
        look_again = f"look again: {changes}"
        return _steps(CHANGES, (loaded, faults, look_again, "somebody else published"))
    return _steps(PUBLISH, (loaded, faults, changes, "ready: say why, then publish"))


def choosing() -> tuple[ReviewStep, ...]:
    """Return the steps before an indicator is chosen from the library."""
    return _steps(LOAD, ("from the library: no sheet needed", "", "", ""))


def chosen(name: str) -> tuple[ReviewStep, ...]:
    """Return the steps of a ready definition that is looked at."""
    return _steps(CHECK, (name, "its page, directorate and owner", "", ""))


def drafted(name: str, done: str, changes: str) -> tuple[ReviewStep, ...]:
    """Return the steps of a change of an indicator that waits to be confirmed.

    `done` is what was chosen, `changes` what it changes.
    """
    return _steps(PUBLISH, (name, done, changes, "ready: confirm it"))


def change_words(compared: ReturnPreview) -> str:
    """Return `2 statuses change, 1 figure suppressed`, or what else a comparison found."""
    if compared.refusal:
        return "not compared"
    if compared.is_empty:
        return "nothing would change"
    flips = flip_words(compared)
    hidden = len(compared.hidden)
    return f"{flips}, {tally(hidden, 'figure')} suppressed" if hidden else flips


def flip_words(compared: ReturnPreview) -> str:
    """Return `2 statuses change`, `1 status changes` or `no status changes`."""
    number = len(compared.flips)
    return f"{number or 'no'} status{'es change' if number > 1 else ' changes'}"


def _steps(here: str | None, texts: Sequence[str]) -> tuple[ReviewStep, ...]:
    place = STEPS.index(here) if here else len(STEPS)
    return tuple(
        ReviewStep(
            number + 1,
            name,
            text,
            DONE if number < place else HERE if number == place else WAITING,
        )
        for number, (name, text) in enumerate(zip(STEPS, texts, strict=True))
    )
