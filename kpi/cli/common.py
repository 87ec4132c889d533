"""Shared by commands: the live snapshot, the authority of a command, and printing."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import click

from kpi import settings
from kpi.errors import KpiError, UnknownNameError

if TYPE_CHECKING:
    import polars as pl

    from kpi.downloads.csvw import CsvFile
    from kpi.indicators.comparisons.chosen_groups import ChosenGroup
    from kpi.model.definitions.indicator import Indicator
    from kpi.model.snapshot import Snapshot
    from kpi.periods import Period

_LINES_SHOWN, _OUTPUT = "kpi.said", "kpi.output"
FORCED = "kpi.forced"
"""Whether `--force` was given, among what a command's context keeps."""


def live() -> Snapshot:
    """Return the live snapshot, with one warning on standard error if a newer one was refused."""
    from kpi.store import live_snapshot

    current = live_snapshot.live()
    _say_once(current.problem)
    return current.snapshot


def live_or_shipped() -> Snapshot:
    """Return the live snapshot, else that of the shipped demonstration, for LAIT's measures.

    A council that begins has definitions before it has a store. Raises StoreError for a store
    that is there and cannot be read.
    """
    from kpi.store import live_snapshot, snapshots
    from kpi.store.backends import location

    if location.open_backend(snapshots.root()).is_there():
        return live()
    return live_snapshot.live(snapshots.DEFAULT_ROOT).snapshot


def area_of(ctx: click.Context, *, as_home: bool = False) -> str:
    """Return the three-digit code of a command's authority: `--area`, else KPI_HOME.

    `as_home` refuses one that has successors. Raises KpiError where the setting names no
    authority, not UnknownNameError, which would be reported as a fault of the option.
    """
    snapshot = live()
    chosen = ctx.params.get("area")
    area = chosen if isinstance(chosen, str) else snapshot.code_of(settings.authority())
    try:
        return (snapshot.home(area) if as_home else snapshot.authority(area)).code
    except UnknownNameError as fault:
        raise KpiError(str(fault)) from fault


def live_and_area(*, as_home: bool = False) -> tuple[Snapshot, str]:
    """Return the live snapshot and `area_of`; warns where the authority has been abolished."""
    from kpi.model.existing_areas import ended_words

    snapshot = live()
    area = area_of(click.get_current_context(), as_home=as_home)
    _say_once(ended_words(snapshot.area(area), snapshot.made_on))
    return snapshot, area


def group_or_default(snapshot: Snapshot, area: str, named: str | None) -> ChosenGroup | None:
    """Return the group of authorities named by an option, or the default one; None for none.

    Raises UnknownNameError for an unknown one, and DefinitionError for a file with faults.
    """
    from kpi.indicators.comparisons.chosen_groups import chosen_groups, of_address

    known = chosen_groups(snapshot)
    return known.default if named is None else of_address(snapshot, named, area, known)


def group_and_note_faults(snapshot: Snapshot, indicators: Sequence[Indicator]) -> list[str]:
    """Return the faults of the council's files of groups and of notes on charts, a line each.

    `indicators` are those as they would be built. Pages go on without a file that has faults.
    """
    from kpi.benchmarks.annotations import chart_notes
    from kpi.indicators.comparisons import chosen_groups

    known = {each.id: each for each in (*snapshot.indicators, *indicators)}
    after = replace(snapshot, indicators=tuple(known.values()))
    return [*chosen_groups.faults(after), *chart_notes.faults(after)]


def indicator_ids(
    snapshot: Snapshot, theme: str | None, indicators: Sequence[Indicator]
) -> tuple[str, ...]:
    """Return the ids of the indicators named, of those that a theme holds; empty for all.

    Raises UnknownNameError for a theme that holds none of those named.
    """
    from kpi.model.definitions import themes

    return themes.indicator_ids(snapshot, theme, [indicator.id for indicator in indicators])


def quarter_or_default(snapshot: Snapshot, area: str, quarter: Period | None) -> Period:
    """Return the reporting quarter given, else the newest that the area's return covers."""
    from kpi.indicators import reporting_quarters

    return quarter or reporting_quarters.default_quarter(snapshot, area)


def csv_file(ctx: click.Context, parameter: click.Parameter, path: Path | None) -> None:
    """Keep the file of `--output`, the callback of `options.csv_file`; `give_csv` writes it."""
    if path is None or ctx.resilient_parsing:
        return
    from kpi.downloads import described_csv

    described_csv.check(path, is_forced=bool(ctx.meta.get(FORCED)))
    ctx.meta[_OUTPUT] = path


def no_csv_file(instead: str) -> None:
    """Raise KpiError if `--output` was given where no CSV is made; `instead` is what to do."""
    if _OUTPUT in click.get_current_context().meta:
        raise KpiError(f"--output writes CSV: {instead}")


def print_csv(
    snapshot: Snapshot, table: pl.DataFrame, name: str, sources: Sequence[str] = ()
) -> None:
    """Give a table as CSV, as `give_csv` does; `name` is the table's in `data/columns.toml`.

    `sources` are the ids of its sources, where neither its rows nor that file name them.
    """
    from kpi.file_writers import csv

    def described(url: str) -> CsvFile:
        from kpi.downloads import csvw

        return csvw.of_table(snapshot, table, name, url, sources=sources)

    give_csv(snapshot, [csv.to_csv(table)], described)


def give_csv(
    snapshot: Snapshot, parts: Iterable[bytes], described: Callable[[str], CsvFile]
) -> None:
    """Write a CSV file to standard output or, of `--output FILE`, there with its metadata beside.

    `described` returns what the file of an address holds. Raises InputError where it cannot be
    written.
    """
    path: Path | None = click.get_current_context().meta.get(_OUTPUT)
    if path is None:
        for part in parts:
            print_bytes(part)
        return
    from kpi.downloads import csvw, described_csv

    def metadata(name: str) -> bytes:
        return csvw.written(csvw.metadata(snapshot, described(quote(name))))

    described_csv.write(path, parts, metadata)
    click.echo(f"wrote {path} and {described_csv.metadata_of(path)}", err=True)


def print_bytes(data: bytes) -> None:
    """Write bytes to standard output unchanged."""
    sys.stdout.buffer.write(data)
    sys.stdout.flush()


def _say_once(line: str | None) -> None:
    ctx = click.get_current_context()
    lines_shown: set[str] = ctx.meta.setdefault(_LINES_SHOWN, set())
    if line and line not in lines_shown and not ctx.resilient_parsing:
        lines_shown.add(line)
        click.echo(f"kpi: {line}", err=True)


def proved(snapshot: Snapshot) -> None:
    """Prove that a snapshot can be shown, and print how long that took."""
    from kpi.publishing.go_live import go_live_check

    click.echo(f"{snapshot.id}: {go_live_check.prove(snapshot)}", err=True)


def say_dashboard(areas: pl.DataFrame) -> None:
    """Print the council whose dashboard will change, and everything that is on it."""
    from kpi.publishing import preview

    whose = preview.council(areas, settings.authority())
    click.echo(f"changing the dashboard of {whose}", err=True)
