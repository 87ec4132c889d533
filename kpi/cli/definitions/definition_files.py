"""The group `indicator`: the library searched, definitions added, checked, retired, removed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from kpi.cli import common, options
from kpi.cli.command_classes import FAULTY, KpiCommand, KpiGroup
from kpi.errors import KpiError
from kpi.model.definitions.definition_texts import TEXTS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from kpi.publishing.definitions.proposal import MeasureFacts

_id = click.argument("name", metavar="ID")
BUILD = "see what that changes, and publish it: python -m kpi build"


def _texts(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command an option for each text that a person writes."""
    for key, about in reversed(list(TEXTS.items())):
        option = click.option(f"--{key.replace('_', '-')}", metavar="TEXT", help=f"{about}.")
        command = option(command)
    return command


@click.group(cls=KpiGroup, no_args_is_help=True)
def indicator() -> None:
    """Choose, check, retire and rename the indicators of the dashboard.

    Their definitions are files in the folder indicators of KPI_DATA, else in data/indicators.
    A change is on the dashboard after the next build.
    """


@indicator.command(cls=KpiCommand)
@click.argument("words", nargs=-1, metavar="WORD...")
def search(*, words: tuple[str, ...]) -> None:
    """List ready definitions of the library, as CSV.

    Those that have all words; without a word, all of them.
    """
    from kpi.publishing.definitions import definition_folder, library

    found = library.search(" ".join(words))
    used = definition_folder.ids(definition_folder.folder())
    common.print_csv(library.table(found, used))


@indicator.command(cls=KpiCommand)
@click.argument("names", nargs=-1, required=True, metavar="ID...")
def add(*, names: tuple[str, ...]) -> None:
    """Add ready definitions of the library.

    All of those named or, where one is unknown or there already, none.
    """
    from kpi.errors import DefinitionError
    from kpi.publishing.definitions import definition_folder, library

    place = definition_folder.folder()
    chosen = [library.entry(name) for name in dict.fromkeys(names)]
    there = [each.id for each in chosen if each.id in definition_folder.ids(place)]
    if there:
        raise DefinitionError(f"{', '.join(there)}: there already; nothing was changed")
    for each in chosen:
        path = definition_folder.add(place, each.id, each.text)
        click.echo(f"added {each.name}: {path}")
    click.echo(BUILD, err=True)


@indicator.command(cls=KpiCommand)
@click.option("--id", "name_of_file", metavar="ID", help="Its id; made from the name without it.")
@click.option(
    "--measure",
    metavar="WORDS",
    help="LAIT's measure to compare with: its short name, or words of its name. 'none' for none.",
)
@click.option(
    "--gap",
    is_flag=True,
    help="Compare with the gap between the measure's group of children and all pupils.",
)
@click.option(
    "--polarity",
    type=click.Choice(["higher", "lower", "none", "range"]),
    help="Which way is better.",
)
@click.option(
    "--unit", metavar="UNIT", help="Such as percent, number, days, pounds, per 10,000 children."
)
@click.option("--decimals", type=click.IntRange(0, 6), help="How many decimal places are shown.")
@click.option(
    "--period-kind",
    metavar="KIND",
    help="What one figure covers, such as financial quarter, snapshot day, month.",
)
@click.option(
    "--figure-kind",
    type=click.Choice(["flow", "stock", "rolling", "cumulative"]),
    help="How figures behave in time.",
)
@_texts
def new(*, name_of_file: str | None, measure: str | None, gap: bool, **given: object) -> None:
    """Write a new definition, proposed from LAIT's measure.

    What is not given as an option is asked.
    """
    from kpi.model.definitions.definition_format import LocalTable
    from kpi.publishing.definitions import definition_checks, definition_folder, proposal

    snapshot = common.live_or_shipped()
    asked = _ask("LAIT's measure to compare with, or none", measure, "none")
    facts = proposal.gap_facts if gap else proposal.facts
    found = None if asked.strip().casefold() == "none" else facts(snapshot, asked)
    if found is not None:
        click.echo(f"compared with LAIT's {found.measure}: {found.name}", err=True)
    texts = {
        key: _ask(question, _text(given.get(key)), _proposed(key, found, given))
        for key, question in TEXTS.items()
    }
    kinds = LocalTable.model_fields["figure_kind"].description or ""
    choices = {
        "polarity": _ask(
            "Which way is better", _text(given["polarity"]), found.polarity if found else "none"
        ),
        "unit": _ask("Unit", _text(given["unit"]), found.unit if found else "percent"),
        "decimals": _ask(
            "Decimals", _text(given["decimals"]), str(found.decimals) if found else "1"
        ),
        "period_kind": _ask(
            "What one figure covers",
            _text(given["period_kind"]),
            _period_kind(found),
        ),
        "figure_kind": _ask(
            f"How figures behave in time ({' '.join(kinds.split())})",
            _text(given["figure_kind"]),
            found.figure_kind if found else "flow",
        ),
    }
    indicator_id = name_of_file or proposal.id_of(texts["name"])
    text = proposal.definition_text(indicator_id, texts, choices, found)
    path = definition_folder.add(
        definition_folder.folder(),
        indicator_id,
        text,
        check=lambda written: definition_checks.check(written, snapshot.measures).faults,
    )
    click.echo(f"written: {path}")
    click.echo(BUILD, err=True)


@indicator.command(cls=KpiCommand)
@click.argument("file", required=False, type=options.FILE, metavar="[FILE]")
def check(*, file: Path | None) -> int:
    """List every fault of the definitions, or of one file.

    Each is a line. Exit status 1 where there is one.
    """
    from kpi.publishing.definitions import definition_checks, definition_folder

    place = definition_folder.folder() if file is None else file
    measures = common.live_or_shipped().measures
    found = definition_checks.check(place, measures)
    for line in (*found.faults, *(f"warning: {each}" for each in found.warnings)):
        click.echo(line)
    click.echo(_counted(found.faults, found.files), err=True)
    return FAULTY if found.faults else 0


@indicator.command(cls=KpiCommand)
@_id
@click.option(
    "--from",
    "start",
    required=True,
    metavar="QUARTER",
    help="The first reporting quarter without it, such as 'Q1 2026-27'.",
)
@options.why()
def retire(*, name: str, start: str, why: str) -> None:
    """Leave an indicator out of reports from a quarter on.

    Its history stays, and earlier reports still show it.
    """
    from kpi.publishing.definitions import definition_folder

    path = definition_folder.retire(definition_folder.folder(), name, start=start, why=why)
    click.echo(f"{name} is not reported from {start} on: {path}")
    click.echo(BUILD, err=True)


@indicator.command(cls=KpiCommand)
@_id
def restore(*, name: str) -> None:
    """Report a retired indicator again."""
    from kpi.publishing.definitions import definition_folder

    path = definition_folder.restore(definition_folder.folder(), name)
    click.echo(f"{name} is reported again: {path}")
    click.echo(BUILD, err=True)


@indicator.command(cls=KpiCommand)
@_id
@options.why()
@options.who
def remove(*, name: str, why: str, who: str) -> None:
    """Take an indicator away, and publish that.

    Its definition is deleted, and a snapshot without it becomes live; made-up figures of it go
    too. One with published figures is refused: retire it.
    """
    from kpi.publishing.definitions import definition_changes, definition_folder

    change = definition_changes.DefinitionChange(definition_changes.REMOVE, name)
    drafted = definition_changes.draft(change, common.live())
    for line in drafted.also:
        click.echo(f"also changes: {line}")
    common.say_dashboard(drafted.after.areas)
    made = definition_changes.publish(drafted, who=who, why=why, prove=common.proved)
    click.echo(f"{name} is removed; snapshot {made} is live")
    if not definition_folder.is_own():
        click.echo(
            "the definition came with the dashboard: a newer version brings it back, unless "
            "KPI_DATA names a folder of your own",
            err=True,
        )


@indicator.command(cls=KpiCommand)
@click.argument("old", metavar="OLD")
@click.argument("new", metavar="NEW")
def rename(*, old: str, new: str) -> None:
    """Give an indicator another id.

    What was published under the old one goes with it, and addresses with it still work.
    """
    from kpi.publishing.definitions import definition_folder

    path = definition_folder.rename(definition_folder.folder(), old, new)
    click.echo(f"{old} is {new} now: {path}")
    click.echo(BUILD, err=True)


def _ask(question: str, given: str | None, proposed: str) -> str:
    """Return what was given as an option, else the answer; raises KpiError where none can come."""
    if given:
        return given
    try:
        answer = click.prompt(question, default=proposed or None, err=True)
    except click.Abort:
        raise KpiError(f"nothing was written: no answer to '{question}'") from None
    return str(answer)


def _text(given: object) -> str | None:
    return None if given is None else str(given)


def _proposed(key: str, found: MeasureFacts | None, given: Mapping[str, object]) -> str:
    """Return the text proposed for a key; empty where the data proposes none."""
    if found is None:
        return ""
    first = found.definition.split("\n")[0].strip()
    return {
        "name": found.name,
        "definition": first,
        "aim": str(given.get("name") or found.name),
    }.get(key, "")


def _period_kind(found: MeasureFacts | None) -> str:
    """Return the kind of period proposed for the council's own figures."""
    if found is None:
        return "financial quarter"
    if found.legs and found.figure_kind != "stock":
        return found.period_kind  # results by group come once a year
    return "snapshot day" if found.figure_kind == "stock" else "financial quarter"


def _counted(faults: Sequence[str], files: int) -> str:
    noun = "definition" if files == 1 else "definitions"
    told = "no fault" if not faults else f"{len(faults)} fault{'' if len(faults) == 1 else 's'}"
    return f"{files} {noun} checked: {told}"
