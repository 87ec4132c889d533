"""The group `indicator`: the library searched, definitions added, checked, retired, removed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from kpi.cli import common, options
from kpi.cli.command_classes import FAULTY, KpiCommand, KpiGroup
from kpi.errors import KpiError
from kpi.formatting import number_of
from kpi.model.definitions.definition_texts import TEXTS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from kpi.benchmarks.measures import Measure
    from kpi.cli.definitions.definition_questions import DefinitionQuestion
    from kpi.model.definitions.indicator import Indicator
    from kpi.model.snapshot import Snapshot
    from kpi.publishing.definitions.proposal import MeasureFacts

_id = click.argument("name", metavar="ID")
NO_MEASURE = "none"
POLARITIES = ("higher", "lower", "none", "range")
DECIMALS = click.IntRange(0, 6)
FIGURE_KINDS = ("flow", "stock", "rolling", "cumulative")
MOST_CANDIDATES = 10
"""Of measures that words may mean: more are counted."""
CHOICES = ("polarity", "unit", "decimals", "period_kind", "figure_kind")
"""The keys of a new definition that are no texts."""
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
@click.option(
    "--measures",
    "is_of_lait",
    is_flag=True,
    help="List LAIT's measures instead, with the short names that `new --measure` takes.",
)
@options.csv_file
def search(*, words: tuple[str, ...], is_of_lait: bool) -> None:
    """List ready definitions of the library, as CSV.

    The best match first: those that have all words in their name, another name or the definition;
    without a word, all of them. The column found_in says where, if not in the name.
    """
    from kpi.publishing.definitions import definition_folder, library, proposal

    snapshot = common.live_or_shipped()
    if is_of_lait:
        listed = proposal.measure_table(snapshot, " ".join(words))
        common.print_csv(snapshot, listed, "measures-to-choose", ["dfe-lait"])
        return
    names = library.names_of(snapshot.measures)
    matches = library.matches(" ".join(words), names)
    used = definition_folder.ids(definition_folder.folder())
    common.print_csv(snapshot, library.match_table(matches, used), "library")


@indicator.command(cls=KpiCommand)
@click.argument("names", nargs=-1, required=True, metavar="ID...")
def add(*, names: tuple[str, ...]) -> None:
    """Add ready definitions of the library.

    All of those named or, where one is unknown or there already, none.
    """
    from kpi.errors import DefinitionError
    from kpi.publishing.definitions import definition_checks, definition_folder, library

    place = definition_folder.folder()
    chosen = [library.entry(name) for name in dict.fromkeys(names)]
    there = [each.id for each in chosen if each.id in definition_folder.ids(place)]
    if there:
        raise DefinitionError(f"{', '.join(there)}: there already; nothing was changed")
    definition_folder.refuse_former(place, [each.id for each in chosen])
    for each in chosen:
        path = definition_folder.add(place, each.id, each.text)
        click.echo(f"added {each.name}: {path}")
    snapshot = common.live_or_shipped()
    added = [place / f"{each.id}.toml" for each in chosen]
    for path in added:
        _say_few_neighbours(definition_checks.check(path, snapshot.measures).indicators, snapshot)
    click.echo(BUILD, err=True)


@indicator.command(cls=KpiCommand)
@click.option("--id", "name_of_file", metavar="ID", help="Its id; made from the name without it.")
@click.option(
    "--measure",
    metavar="WORDS",
    help="LAIT's measure to compare with: its short name, or words that it alone has. 'none' for "
    "none.",
)
@click.option(
    "--gap",
    is_flag=True,
    help="Compare with the gap between the measure's group of children and all pupils.",
)
@click.option(
    "--polarity",
    type=click.Choice(POLARITIES),
    help="Which way is better.",
)
@click.option(
    "--unit", metavar="UNIT", help="Such as percent, number, days, pounds, per 10,000 children."
)
@click.option("--decimals", type=DECIMALS, help="How many decimal places are shown.")
@click.option(
    "--period-kind",
    metavar="KIND",
    help="What one figure covers, such as financial quarter, snapshot day, month.",
)
@click.option(
    "--figure-kind",
    type=click.Choice(FIGURE_KINDS),
    help="How figures behave in time.",
)
@click.option(
    "--yes",
    "takes_proposed",
    is_flag=True,
    help="Ask nothing: take what is proposed for all that no option gives.",
)
@_texts
def new(
    *,
    name_of_file: str | None,
    measure: str | None,
    gap: bool,
    takes_proposed: bool,
    **options: object,
) -> None:
    """Write a new definition, proposed from LAIT's measure.

    At a terminal, what is not given as an option is asked; else the options that are missing are
    named.
    """
    from kpi.cli.definitions.definition_questions import DefinitionQuestion, answers
    from kpi.publishing.definitions import definition_checks, definition_folder, proposal

    snapshot = common.live_or_shipped()
    given = {key: str(value) for key, value in options.items() if value is not None}
    asks = questions_asked() and not takes_proposed
    asked = measure or ""
    if not asked and takes_proposed:
        asked = NO_MEASURE
    if asks:
        asked = _measure_asked(snapshot, asked)
    is_compared = asked.strip().casefold() not in ("", NO_MEASURE)
    measure_facts = None
    if is_compared:
        _refuse_several(snapshot, asked)
        measure_facts = (proposal.gap_facts if gap else proposal.facts)(snapshot, asked)
        click.echo(f"compared with LAIT's {measure_facts.measure}: {measure_facts.name}", err=True)
        _ready_ones(measure_facts, takes_proposed=takes_proposed)
    needed = _questions(measure_facts, snapshot)
    if not asked:
        needed = (DefinitionQuestion("measure", "LAIT's measure", lambda _: NO_MEASURE), *needed)
    given_answers = answers(needed, given, takes_proposed=takes_proposed)
    if takes_proposed and measure_facts is None:
        _say_assumed(given, given_answers)
    texts = {key: given_answers[key] for key in TEXTS}
    choices = {key: given_answers[key] for key in CHOICES}
    indicator_id = name_of_file or proposal.id_of(texts["name"])
    text = proposal.definition_text(indicator_id, texts, choices, measure_facts)
    waiting = f"{indicator_id}.toml: definition is empty"

    def faults(written: Path) -> list[str]:
        checked = definition_checks.check(written, snapshot.measures)
        return [each for each in checked.faults if not each.startswith(waiting)]

    path = definition_folder.add(definition_folder.folder(), indicator_id, text, check=faults)
    click.echo(f"written: {path}")
    checked = definition_checks.check(path, snapshot.measures)
    for each in checked.faults:
        click.echo(f"write it before the next build: {each}", err=True)
    for each in filter(
        None, (definition_checks.same_aim(path.name, i) for i in checked.indicators)
    ):
        click.echo(f"warning: {each}", err=True)
    _say_few_neighbours(checked.indicators, snapshot)
    click.echo(BUILD, err=True)


@indicator.command(cls=KpiCommand)
@click.argument("file", required=False, type=options.FILE, metavar="[FILE]")
def check(*, file: Path | None) -> int:
    """List every fault of the definitions, or of one file.

    Of all definitions, those of groups.toml and notes.toml too. Each is a line. Exit status 1
    where there is one.
    """
    from kpi.publishing.definitions import (
        definition_changes,
        definition_checks,
        definition_folder,
        measure_checks,
        neighbour_checks,
    )
    from kpi.sources import comparators_csv, register

    place = definition_folder.folder() if file is None else file
    snapshot = common.live_or_shipped()
    inputs = definition_changes.INPUTS
    sources = register.read(inputs, comparators_csv.folder(inputs))
    kinds = measure_checks.newest_kinds(
        snapshot.benchmark_rows(snapshot.measures["measure"].to_list())
    )
    areas = dict(snapshot.areas.select("area", "name").iter_rows())
    checked = definition_checks.check(place, snapshot.measures, sources, kinds, areas)
    of_files = neighbour_checks.own_file_faults(checked.indicators, snapshot, inputs)
    of_own_files = (
        common.group_and_note_faults(snapshot, checked.indicators) if file is None else []
    )
    faults = (*checked.faults, *of_files, *of_own_files)
    warned = (*checked.warnings, *_few_neighbours(checked.indicators, snapshot))
    for line in (*faults, *(f"warning: {each}" for each in warned)):
        click.echo(line)
    click.echo(_counted(faults, checked.files), err=True)
    return FAULTY if faults else 0


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


def _say_assumed(given: Mapping[str, str], given_answers: Mapping[str, str]) -> None:
    """Say which choices nobody made: without a measure nothing proposes them but habit."""
    taken = [
        f"--{key.replace('_', '-')} '{given_answers[key]}'" for key in CHOICES if key not in given
    ]
    if taken:
        click.echo(
            f"assumed, as there is no measure to go by: {', '.join(taken)}; where one is not so, "
            "change it in the file",
            err=True,
        )


def _few_neighbours(indicators: Sequence[Indicator], snapshot: Snapshot) -> list[str]:
    """Return a line for each indicator that few of the council's neighbours have a figure of."""
    from kpi import settings
    from kpi.publishing.definitions import definition_changes, neighbour_checks

    home = snapshot.code_of(settings.authority())
    return neighbour_checks.warnings(indicators, snapshot, home, definition_changes.INPUTS)


def _say_few_neighbours(indicators: Sequence[Indicator], snapshot: Snapshot) -> None:
    for line in _few_neighbours(indicators, snapshot):
        click.echo(f"warning: {line}", err=True)


def questions_asked() -> bool:
    """Return whether somebody can be asked."""
    from kpi.cli.definitions.definition_questions import can_ask

    return can_ask()


def _measure_asked(snapshot: Snapshot, words: str) -> str:
    """Return words that mean one measure of LAIT, or none, as a person says who is asked."""
    from kpi.cli.definitions.definition_questions import DefinitionQuestion, ask
    from kpi.publishing.definitions import proposal

    def unclear(typed_answers: Mapping[str, str]) -> str:
        typed = typed_answers["measure"]
        if typed.strip().casefold() == NO_MEASURE:
            return ""
        measures = proposal.matching(snapshot, typed)
        if not measures:
            return proposal.unknown_words(snapshot, typed)
        return "" if len(measures) == 1 else "\n".join(_candidates(typed, measures))

    question = DefinitionQuestion(
        "measure",
        "LAIT's measure to compare with, by its short name or words of its name, or none",
        lambda _: NO_MEASURE,
        fault=unclear,
    )
    if words and not (question_words := unclear({"measure": words})):
        return words
    if words:
        click.echo(question_words, err=True)
    return ask(question, NO_MEASURE)


def _refuse_several(snapshot: Snapshot, words: str) -> None:
    """Raise KpiError for words that several measures of LAIT have, which are listed."""
    from kpi.publishing.definitions import proposal

    measures = proposal.matching(snapshot, words)
    if len(measures) < 2:
        return
    first, *listed = _candidates(words, measures)
    for line in listed:
        click.echo(line, err=True)
    raise KpiError(f"nothing was written: {first}")


def _candidates(words: str, measures: Sequence[Measure]) -> list[str]:
    """Return that several measures have the words and how one is named; then a line for each."""
    more = len(measures) - MOST_CANDIDATES
    rest = "" if more <= 0 else f"; python -m kpi indicator search --measures {words} lists all"
    return [
        f"'{words}' is in {len(measures)} of LAIT's measures: name one by its short name, such as "
        f"{measures[0].id}{rest}",
        *(f"  {each.id}: {each.name}" for each in measures[:MOST_CANDIDATES]),
        *([f"  and {more} more"] if more > 0 else []),
    ]


def _ready_ones(measure_facts: MeasureFacts, *, takes_proposed: bool) -> None:
    """Say which ready definitions are of the measure; go on only where that is wanted.

    Raises KpiError where it is not, or nobody can be asked.
    """
    from kpi.publishing.definitions import definition_folder, library

    measures = [leg.measure for leg in measure_facts.legs] or [measure_facts.measure]
    ready = [each.id for each in library.of_measures(measures)]
    if not ready:
        return
    own = definition_folder.ids(definition_folder.folder())
    here = [name for name in ready if name in own]
    message = (
        f"{', '.join(here)} of your indicators is of this measure already"
        if here
        else f"the library has {', '.join(ready)} for this measure: "
        f"python -m kpi indicator add {' '.join(ready)}"
    )
    if takes_proposed:
        click.echo(message, err=True)
        return
    if not questions_asked():
        raise KpiError(f"nothing was written: {message}; --yes writes another one anyway")
    click.echo(message, err=True)
    if not click.confirm("Write another one anyway?", default=False, err=True):
        raise KpiError("nothing was written")


def _questions(
    measure_facts: MeasureFacts | None, snapshot: Snapshot
) -> tuple[DefinitionQuestion, ...]:
    """Return what a definition needs, with what the measure proposes, in the order of asking."""
    from kpi import units
    from kpi.cli.definitions.definition_questions import DefinitionQuestion
    from kpi.model.definitions.definition_format import LocalTable
    from kpi.periods import Kind
    from kpi.publishing.definitions import definition_checks, proposal
    from kpi.service import service

    kinds = " ".join((LocalTable.model_fields["figure_kind"].description or "").split())
    known = service().directorates
    later = "; leave it empty to write it in the file, below LAIT's own text"
    about = {
        **TEXTS,
        "directorate": f"{TEXTS['directorate']}: one of {', '.join(known)}",
        "definition": f"{TEXTS['definition']}{later if measure_facts else ''}",
    }
    defaults = {
        "polarity": measure_facts.polarity if measure_facts else "none",
        "unit": measure_facts.unit if measure_facts else "percent",
        "decimals": measure_facts.decimals if measure_facts else 1,
        "period_kind": _period_kind(measure_facts),
        "figure_kind": _figure_kind(measure_facts),
    }
    titles = {
        "polarity": "Which way is better",
        "unit": f"Unit: {units.POSSIBLE}",
        "decimals": f"Decimals: {DECIMALS.min} to {DECIMALS.max}",
        "period_kind": f"What one figure covers: one of {', '.join(Kind)}",
        "figure_kind": kinds.rstrip("."),
    }
    choices = {"polarity": POLARITIES, "figure_kind": FIGURE_KINDS}
    benchmark = proposal.benchmark_keys(measure_facts)

    def fault(key: str) -> Callable[[Mapping[str, str]], str]:
        def find(answers: Mapping[str, str]) -> str:
            typed = {name: _number(each) if name == "decimals" else each
                     for name, each in answers.items() if each and name != "measure"}  # fmt: skip
            return definition_checks.answer_fault(key, typed, benchmark, snapshot.measures)

        return find

    def proposed(key: str) -> Callable[[Mapping[str, str]], str]:
        if key in defaults:
            return lambda _: str(defaults[key])
        return lambda answers: _proposed(key, measure_facts, answers)

    def doubt(answer: str) -> str:
        if answer in known:
            return ""
        return definition_checks.unknown_directorate(answer, known)

    return tuple(
        DefinitionQuestion(
            key,
            text,
            proposed(key),
            choices.get(key, ()),
            fault=fault(key),
            doubt=doubt if key == "directorate" else lambda _: "",
            may_wait=key == "definition" and measure_facts is not None,
        )
        for key, text in (*about.items(), *titles.items())
    )


def _number(text: str) -> int | str:
    """Return a whole number, or the text that is none."""
    try:
        return int(text)
    except ValueError:
        return text


def _proposed(
    key: str, measure_facts: MeasureFacts | None, given_answers: Mapping[str, str]
) -> str:
    """Return the text proposed for a key; empty where neither data nor answers propose one."""
    if key == "aim":
        return given_answers.get("name", "")
    if measure_facts is None:
        return ""
    return {"name": measure_facts.name, "definition": measure_facts.definition}.get(key, "")


def _period_kind(measure_facts: MeasureFacts | None) -> str:
    """Return the kind of period proposed for the council's own figures."""
    if measure_facts is None:
        return "financial quarter"
    if measure_facts.legs and measure_facts.figure_kind != "stock":
        return measure_facts.period_kind  # results by group come once a year
    if _is_yearly_rate(measure_facts):
        return "year ending on a date"  # of as many months as LAIT's
    return "snapshot day" if measure_facts.figure_kind == "stock" else "financial quarter"


def _figure_kind(measure_facts: MeasureFacts | None) -> str:
    """Return how the council's own figures behave in time, as proposed."""
    if measure_facts is None:
        return "flow"
    return (
        "rolling"
        if _is_yearly_rate(measure_facts) and not measure_facts.legs
        else measure_facts.figure_kind
    )


def _is_yearly_rate(measure_facts: MeasureFacts) -> bool:
    """Return whether figures are rates of a population in a year, which grow with their months."""
    return measure_facts.figure_kind == "flow" and measure_facts.unit.startswith("per ")


def _counted(faults: Sequence[str], files: int) -> str:
    number_words = number_of(len(faults), "fault") if faults else "no fault"
    return f"{number_of(files, 'definition')} checked: {number_words}"
