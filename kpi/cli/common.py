"""What commands share: the live snapshot, the authority asked for, and what they print."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from kpi import settings
from kpi.errors import KpiError, UnknownNameError

if TYPE_CHECKING:
    import polars as pl

    from kpi.model.snapshot import Snapshot
    from kpi.periods import Period

_SAID = "kpi.said"


def live() -> Snapshot:
    """The live snapshot. That a newer one is refused is said once a command, on standard error."""
    from kpi.store import live_snapshot

    found = live_snapshot.live()
    _say_once(found.problem)
    return found.snapshot


def area_of(ctx: click.Context, *, as_home: bool = False) -> str:
    """The three-digit code of the authority that a command is about: `--area`, else KPI_HOME.

    `as_home` refuses one that others took the place of. Raises KpiError for a setting that names
    no authority: no UnknownNameError, which would be taken for a fault of the option being read.
    """
    snapshot = live()
    chosen = ctx.params.get("area")
    area = chosen if isinstance(chosen, str) else snapshot.code_of(settings.authority())
    try:
        return (snapshot.home(area) if as_home else snapshot.authority(area)).code
    except UnknownNameError as fault:
        raise KpiError(str(fault)) from fault


def live_and_area(*, as_home: bool = False) -> tuple[Snapshot, str]:
    """The live snapshot and `area_of`; an authority that has ended is said to have."""
    from kpi.model.area_lives import ended_words

    snapshot = live()
    area = area_of(click.get_current_context(), as_home=as_home)
    _say_once(ended_words(snapshot.area(area), snapshot.made_on))
    return snapshot, area


def quarter_or_default(snapshot: Snapshot, area: str, quarter: Period | None) -> Period:
    """The reporting quarter asked for, else the newest that the area's return covers."""
    from kpi.indicators import reporting

    return quarter or reporting.default_quarter(snapshot, area)


def print_csv(table: pl.DataFrame) -> None:
    """Write a table to standard output as CSV."""
    from kpi.exports import csv

    print_bytes(csv.to_csv(table))


def print_bytes(data: bytes) -> None:
    """Write bytes to standard output as they are."""
    sys.stdout.buffer.write(data)
    sys.stdout.flush()


def _say_once(line: str | None) -> None:
    ctx = click.get_current_context()
    said: set[str] = ctx.meta.setdefault(_SAID, set())
    if line and line not in said and not ctx.resilient_parsing:
        said.add(line)
        click.echo(f"kpi: {line}", err=True)


def proved(snapshot: Snapshot) -> None:
    """Prove that a snapshot can be shown, and say how long that took."""
    from kpi.publishing import proof

    click.echo(f"{snapshot.id}: {proof.prove(snapshot)}", err=True)


def say_dashboard(areas: pl.DataFrame) -> None:
    """Name the council whose dashboard is about to change, with all that is on it."""
    from kpi.publishing import preview

    whose = preview.council(areas, settings.authority())
    click.echo(f"changing the dashboard of {whose}", err=True)
