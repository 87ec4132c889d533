"""Builds a snapshot from `data/inputs`, with a report of what was read, used and withheld."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path

import polars as pl

from kpi import settings, visible_text
from kpi.benchmarks.pupil_groups import group_pairs
from kpi.disclosure import suppression
from kpi.errors import DefinitionFaultsError, InputError, StoreError
from kpi.formatting import long_date
from kpi.model import schemas
from kpi.model.definitions import definition_reader, themes
from kpi.model.definitions.indicator import Indicator
from kpi.model.merging import replaced_rows, target_succession
from kpi.model.schemas import ILLUSTRATIVE_RETURN
from kpi.model.snapshot import Snapshot
from kpi.publishing import build_changes, carry_forward, proposed_changes
from kpi.publishing.definitions import (
    definition_checks,
    definition_folder,
    library,
    measure_checks,
)
from kpi.publishing.go_live import go_live_check
from kpi.returns import reader
from kpi.returns.all_checks import check
from kpi.returns.checks.context import Context
from kpi.returns.records import ERROR, MISSING_SHEET, ParsedReturn
from kpi.returns.tables import ReturnTables, tables
from kpi.service import too_few
from kpi.sources import areas as area_lists
from kpi.sources import (
    comparators_csv,
    lait,
    lait_dictionary,
    published_figures,
)
from kpi.sources import register as registers
from kpi.sources.build_report import BuildReportLine, not_used, warnings
from kpi.sources.groups import comparison_groups as group_tables
from kpi.sources.groups import neighbour_groups, ofsted
from kpi.sources.register import LAIT, Register
from kpi.sources.releases import first_taken_in, release_log, taken_in
from kpi.sources.releases.taken_in import TakenInRelease
from kpi.sources.unused_files import unused
from kpi.store import live_pointer, snapshots, writer
from kpi.store.backends import location
from kpi.store.backends.location import Where

DATA = snapshots.DEFAULT_ROOT.parent
ILLUSTRATED = frozenset(
    {
        "assessments-45-days",
        "early-help-returns",
        "ehcp-20-weeks",
        "ks4-fsm-gap",
        "primary-permanent-exclusions",
        "secondary-permanent-exclusions",
    }
)
"""The indicators of the made-up return, whose shipped definitions a council may have removed: what
is left of them is not taken for a typing error."""


@dataclass(frozen=True)
class BuildResult:
    """The tables of a new snapshot, the files they were made from, and the build report."""

    tables: dict[str, pl.DataFrame]
    inputs: list[dict[str, str]]
    report: list[BuildReportLine]


def build(
    inputs: Path,
    indicator_folder: Path,
    *,
    illustrative: bool = True,
    staged: Mapping[str, TakenInRelease | None] | None = None,
) -> BuildResult:
    """Read every input and make every table; writes nothing.

    `illustrative` is whether the shipped made-up return is used; `staged` are releases to read as
    if they had been taken in, by source, None for the shipped one. Raises InputError or
    DefinitionError, naming the file and the fault, for a faulty input.
    """
    report: list[BuildReportLine] = []
    register = registers.read(inputs, comparators_csv.folder(inputs), staged)
    about = register.table
    lait_folder, decided_in = register.folders[LAIT], register.shipped[LAIT]
    read_lait = lait.read(lait_folder, decided_in)
    codes = read_lait.benchmarks["area"].cast(pl.String).unique()
    defined = definition_checks.check(
        indicator_folder, read_lait.measures, register, areas=dict.fromkeys(codes, "")
    )
    if defined.faults:
        raise DefinitionFaultsError(defined.faults)
    table, followed = definition_reader.following_measures(
        definition_reader.read_files(indicator_folder),
        measure_checks.newest_kinds(read_lait.benchmarks),
    )
    indicators = definition_reader.from_table(table)
    report += _of_lait(read_lait)
    report += warnings("definitions", [*followed, *defined.warnings])
    report += warnings("themes", _unknown_in_themes(indicators, read_lait.measures))
    shared = published_figures.BenchmarkInputs(inputs, read_lait.benchmarks, {}, register.path)
    pairs = _code_pairs(register, shared)
    for_codes = {register.path(name) for name in shared.asked}
    shared.asked.clear()
    shared.codes = area_lists.known_codes(pairs)
    area_table = area_lists.read(lait_folder, inputs / "area-changes.csv", pairs)
    shared.withhold(read_lait.measures, area_table)
    report.append(
        BuildReportLine(
            "areas", area_table.height, area_table.height, 0, "authorities, regions, England"
        )
    )
    judged = ofsted.read(register.folders["ofsted-ilacs"])
    groups, group_lines = group_tables.groups(register, shared.codes, judged)
    about, renamed = group_tables.of_edition(about, judged)
    report += group_lines + warnings("ofsted-ilacs", renamed)
    local, left_out = _return(register, indicators, illustrative=illustrative)
    observations, lines = _observations(indicators, shared, about)
    at_home = pl.col("area") == register.return_area
    own = suppression.suppress(
        local.observations,
        observations.filter(at_home),
        {indicator.id: indicator for indicator in indicators},
    )
    report.append(
        BuildReportLine(
            ILLUSTRATIVE_RETURN,
            local.rows_read,
            local.rows_read - len(own.hidden),
            len(own.hidden),
            _of_return(illustrative=illustrative, is_hidden=bool(own.hidden)),
        )
    )
    report += warnings(ILLUSTRATIVE_RETURN, left_out)
    report += lines
    made = {
        "areas": area_table,
        "groups": groups,
        "indicators": table,
        "observations": proposed_changes.in_order(
            pl.concat([observations.filter(~at_home), own.published, own.observations])
        ),
        "targets": target_succession.targets(local.targets.clear(), local.targets),
        "commentary": local.commentary.sort(replaced_rows.COMMENT_KEY),
        "sources": about,
        "measures": read_lait.measures.sort("measure"),
        "faults": _faults(decided_in, read_lait.measures),
        "benchmarks": _compact(read_lait.benchmarks),
        "revisions": pl.DataFrame(schema=schemas.REVISIONS),
    }
    made |= release_log.tables(taken_in.place(inputs), register.taken, indicators)
    if "first_taken_in" in made:
        days = made["first_taken_in"]
        made["observations"] = first_taken_in.applied(made["observations"], days)
    report += _withheld_comparators(made["faults"])
    used = _used(inputs, register, shared.asked, judged.path)
    left = unused(
        inputs,
        used,
        register.shipped,
        for_codes - used,
        _replaced(register),
        {inputs / name for name in library.files_named()},
    )
    report += not_used(left)
    own_files = comparators_csv.folder(inputs)
    folders = [(inputs, "*"), (indicator_folder, "*.toml")]
    if own_files.parent != inputs and own_files.is_dir():
        folders.append((own_files, "*"))
    return BuildResult(made, _digests(folders), report)


def uses_illustrative(where: Where | None = None, live: Snapshot | None = None) -> bool:
    """Return whether a build takes the shipped made-up return.

    Not in a council's own folder (`KPI_DATA`), and not again in a store that was built without it:
    `live` is its live snapshot, or the newest good one.
    """
    if settings.council_folder() is not None:
        return False
    root = where or snapshots.root()
    if live is None:
        live = carry_forward.last_good(root) if location.open_backend(root).is_there() else None
    return live is None or ILLUSTRATIVE_RETURN in live.observations["source"].unique()


def preview(built: BuildResult, store_root: Where | None = None) -> list[str]:
    """Return what publishing the built tables would change, a line each; writes nothing.

    Raises InputError where published figures would be dropped.
    """
    where = store_root or snapshots.root()
    last = carry_forward.last_good(where) if location.open_backend(where).is_there() else None
    if last is None:
        names = definition_reader.from_table(built.tables["indicators"])
        return [f"{each.name} ({each.id}): added" for each in names]
    typed = definition_reader.from_table(built.tables["indicators"])
    live = carry_forward.renamed(last, typed)
    carry_forward.refuse_loss(live, built.tables)
    return build_changes.changes(live, carry_forward.carry(last, built.tables, where).tables)


def publish(  # noqa: PLR0913 - named by every caller
    built: BuildResult,
    *,
    why: str,
    who: str,
    store_root: Where | None = None,
    prove: live_pointer.SnapshotCheck = go_live_check.prove,
    print_line: Callable[[BuildReportLine], object] = lambda line: None,
    revised: pl.DataFrame | None = None,
) -> tuple[str, bool]:
    """Write the built tables as the live snapshot; returns its id and whether it is new.

    `print_line` receives a line on each figure and text of published returns that is no longer
    shown; `revised` are revisions to log with those there are.
    Where the live snapshot has the same content, nothing is written. Raises StoreBusyError where
    another process publishes meanwhile, InputError where published figures would be dropped, and
    start_check.UnshowableError where some page or file could not be made from it.
    """
    where = store_root or snapshots.root()
    last = carry_forward.last_good(where) if location.open_backend(where).is_there() else None
    if last:
        typed = definition_reader.from_table(built.tables["indicators"])
        carry_forward.refuse_loss(carry_forward.renamed(last, typed), built.tables)
        if revised is not None:
            last = replace(last, revisions=pl.concat([last.revisions, revised]))
    carried = carry_forward.carry(last, built.tables, where) if last else None
    tables = carried.tables if carried else built.tables
    dropped_lines = [
        BuildReportLine(what, 1, 0, 1, reason)
        for what, reason in (carried.no_longer_shown if carried else ())
    ]
    for line in dropped_lines:
        print_line(line)
    content = writer.content_digest(tables)
    is_live = last is not None and _is_live(last, where)
    if last and is_live and last.manifest.get("content") == content:
        return last.id, False
    made = writer.write(
        tables,
        why=visible_text.line(why),
        who=visible_text.line(who),
        inputs=built.inputs,
        report=[asdict(line) for line in (*built.report, *dropped_lines)],
        store=store_root,
        action="build",
        based_on=last.id if last and is_live else None,
        prove=prove,
    )
    return made, True


def _unknown_in_themes(indicators: Sequence[Indicator], measures: pl.DataFrame) -> list[str]:
    """Return a line for each name in the file of themes that is nobody's."""
    known = {each.id for each in indicators}
    known |= set(definition_folder.ids(definition_folder.SHIPPED))
    known |= set(definition_folder.ids(library.FOLDER))
    return themes.unknown(
        measures["measure"].cast(pl.String), measures["topic"].cast(pl.String), known
    )


def _is_live(snapshot: Snapshot, where: Where) -> bool:
    try:
        return snapshots.current_id(where) == snapshot.id
    except StoreError:
        return False  # the pointer is missing or bad: what is built becomes live


# ---- parts --------------------------------------------------------------------------------


def _of_lait(read_lait: lait.LaitRead) -> list[BuildReportLine]:
    missing = read_lait.benchmarks["value"].null_count()
    rows = read_lait.benchmarks.height
    without_value = f"{missing:,} without a value keep their symbol and reason"
    return [
        BuildReportLine(LAIT, rows, rows, 0, without_value),
        *warnings(LAIT, read_lait.warnings),
        *warnings(LAIT, group_pairs.misfits(read_lait.measures, read_lait.benchmarks)),
    ]


def _return(
    register: Register, indicators: Sequence[Indicator], *, illustrative: bool
) -> tuple[ReturnTables, list[str]]:
    """Return the illustrative return, read, checked and typed as every return is.

    Rows of indicators without a definition are left out, as a council chooses its own; the second
    part says which.
    """
    if not illustrative:
        return tables(ParsedReturn((), (), (), (), (), ()), register.return_area), []
    read, left_out = _of_known(
        reader.read(register.folders[ILLUSTRATIVE_RETURN], indicators), indicators
    )
    context = Context.empty(indicators, register.return_area, date.today())
    errors = [
        fault
        for fault in check(read, context)
        if fault.severity == ERROR or fault.rule == MISSING_SHEET  # here all sheets belong to it
    ]
    if errors:
        noun = "fault" if len(errors) == 1 else "faults"
        fault_lines = "; ".join(map(str, errors))
        raise InputError(f"{len(errors)} {noun} in the return: {fault_lines}")
    return tables(read, register.return_area, ILLUSTRATIVE_RETURN), left_out


def _of_return(*, illustrative: bool, is_hidden: bool) -> str:
    """Return what was taken of the illustrative return, and why some of it is not shown."""
    if not illustrative:
        return "the made-up return is not used"
    return "values, targets and commentary" + (f"; not shown: {too_few()}" if is_hidden else "")


def _of_known(
    read: ParsedReturn, indicators: Sequence[Indicator]
) -> tuple[ParsedReturn, list[str]]:
    """Return a return without the rows of shipped indicators that are not defined, and which.

    Other unknown names stay, to be named as faults.
    """
    known = {indicator.id for indicator in indicators}
    named = {
        *(line.indicator_id for line in read.values),
        *(line.indicator_id for line in read.targets),
        *(line.indicator_id for line in read.commentary),
    }
    shipped = {
        *ILLUSTRATED,
        *definition_folder.ids(definition_folder.SHIPPED),
        *definition_folder.ids(library.FOLDER),
    }
    left_out = sorted((named & shipped) - known)
    kept = replace(
        read,
        values=tuple(line for line in read.values if line.indicator_id not in left_out),
        targets=tuple(line for line in read.targets if line.indicator_id not in left_out),
        commentary=tuple(line for line in read.commentary if line.indicator_id not in left_out),
    )
    return kept, [f"rows of {name} left out: it has no definition" for name in left_out]


def _used(inputs: Path, register: Register, figures: Iterable[str], judged: Path) -> set[Path]:
    """Return the files that the build used, without those used for codes only."""
    lait_folder = register.folders["dfe-lait"]
    names = (
        lait.DATA_FILE, lait.AREAS_FILE, lait_dictionary.DICTIONARY_FILE,
    )  # fmt: skip
    paths = {lait_folder / name for name in names} | {register.path(name) for name in figures}
    paths |= set(neighbour_groups.workbooks(lait_folder, register.neighbour_models).values())
    paths |= {path for path in register.folders[ILLUSTRATIVE_RETURN].rglob("*") if path.is_file()}
    return paths | {judged, inputs / "area-changes.csv", inputs / "region-codes.csv"}


def _replaced(register: Register) -> dict[Path, str]:
    """Return the shipped folders that are not read, as a release was taken in, with its day."""
    return {
        register.shipped[source]: f"the release taken in on {long_date(taken.day)} is read instead"
        for source, taken in register.taken.items()
        if source in register.shipped
    }


def _code_pairs(register: Register, shared: published_figures.BenchmarkInputs) -> pl.DataFrame:
    """Return all pairs `area`, `ons_code` of the EES files and list of regions, newest first."""
    frames = []
    for source in ("dfe-cin", "ons-population"):
        folder = register.folders[source]
        for path in sorted(folder.glob("*.csv")):
            frame = shared.ees_file(f"{register.shipped[source].name}/{path.name}").frame
            frames.append(
                frame.filter(pl.col("geographic_level") == "Local authority").select(
                    "time_period", area="old_la_code", ons_code="new_la_code"
                )
            )
    if not frames:
        raise InputError("no EES file to take authority codes from")
    regions = area_lists.region_codes(shared.folder / "region-codes.csv")
    newest = pl.concat(frames).sort("time_period", descending=True, maintain_order=True)
    return pl.concat([regions, newest.select("area", "ons_code").unique(maintain_order=True)])


def _observations(
    indicators: Iterable[Indicator],
    shared: published_figures.BenchmarkInputs,
    about: pl.DataFrame,
) -> tuple[pl.DataFrame, list[BuildReportLine]]:
    """Return the observations of all indicators, and a line of the report for each.

    Raises DefinitionFaultsError that names all faults of the council's own files of comparators.
    """
    status = dict(about.select("source", "status").iter_rows())
    parts, lines = [pl.DataFrame(schema=schemas.OBSERVATIONS)], []
    faults: dict[str, list[str]] = {}
    for indicator in indicators:
        source = indicator.benchmark.source if indicator.benchmark else ""
        try:
            read = published_figures.read(indicator, shared, status.get(source, "published"))
        except InputError as fault:
            if indicator.benchmark is None or indicator.benchmark.reader != "csv":
                raise
            faults.setdefault(str(fault.__cause__ or fault), []).append(f"{indicator.id}.toml")
            continue
        related = published_figures.read_related(indicator, shared)
        if related.rows.height:
            lines.append(_line(f"{indicator.id} (related)", related))
            parts.append(related.rows)
        weighed = published_figures.read_weights(indicator, shared)
        if weighed.rows.height:
            lines.append(_line(f"{indicator.id} (weights)", weighed))
            parts.append(weighed.rows)
        if indicator.benchmark:
            lines.append(_line(indicator.id, read))
            parts.append(_reported(indicator, read.rows))
        else:
            lines.append(BuildReportLine(indicator.id, 0, 0, 0, "no comparator exists"))
    if faults:  # of the council's own files, all in one message
        raise DefinitionFaultsError(comparators_csv.with_names(faults))
    return pl.concat(parts), lines


def _line(name: str, read: published_figures.BenchmarkRows) -> BuildReportLine:
    blank = read.rows["value"].null_count()
    why = "; ".join(f"{number:,} {reason}" for number, reason in read.withheld if number)
    return BuildReportLine(name, read.rows.height, read.rows.height - blank, blank, why)


def _reported(indicator: Indicator, rows: pl.DataFrame) -> pl.DataFrame:
    """Return rows with a note where only the revised form of a figure is used."""
    if not any(rule.status == "revised" for rule in indicator.publication):
        return rows
    return rows.with_columns(note=pl.lit("Revised figure; the provisional one is not kept"))


def _faults(lait_folder: Path, measures: pl.DataFrame) -> pl.DataFrame:
    """Return known faults of LAIT's data as the definitions page shows them."""
    decisions = lait_dictionary.read_decisions(lait_folder / lait_dictionary.DECISIONS_FILE)
    names = measures.select("measure", "name")
    # A measure with a decision may not be in this release.
    withheld = decisions.withheld.join(names, on="measure", maintain_order="left").select(
        source=pl.lit("dfe-lait"), subject="name", comparator="comparator", fault="reason"
    )
    notes = decisions.notes.join(names, on="measure", maintain_order="left").select(
        source=pl.lit("dfe-lait"),
        subject="name",
        comparator=pl.lit(None, pl.String),
        fault="note",
    )
    return pl.concat([withheld, notes]).cast(schemas.FAULTS).sort("subject", "comparator")


_FIGURE_OF = {
    "england": "England's figure",
    "region": "the region's figure",
    "neighbours": "the statistical neighbours' mean",
}


def _withheld_comparators(faults: pl.DataFrame) -> list[BuildReportLine]:
    named = (
        faults.drop_nulls("comparator")
        .group_by("comparator")
        .agg(pl.col("subject").sort())
        .sort("comparator")
    )
    return [
        BuildReportLine(
            "dfe-lait",
            len(measures),
            0,
            len(measures),
            f"{_FIGURE_OF[name]} beside measures where it would mislead",
            tuple(measures),
        )
        for name, measures in named.iter_rows()
    ]


def _compact(rows: pl.DataFrame) -> pl.DataFrame:
    """Return rows dictionary-coded and sorted, so that one measure is one short read."""
    coded = ("measure", "area", "label", "period_kind", "symbol", "status")
    ordered = rows.sort("measure", "area", "period_end", "label")
    return ordered.with_columns(
        pl.col(name)
        .cast(pl.String)
        .cast(pl.Enum(sorted(rows[name].cast(pl.String).drop_nulls().unique())))
        for name in coded
    )


def _digests(folders: Iterable[tuple[Path, str]]) -> list[dict[str, str]]:
    """Return name and checksum of each input file; editors' schema files are left out."""
    digests = []
    for folder, pattern in folders:
        digests += [
            {
                "path": f"{folder.name}/{path.relative_to(folder).as_posix()}",
                "sha256": snapshots.file_digest(path),
            }
            for path in sorted(folder.rglob(pattern))
            if path.is_file()
        ]
    return digests
