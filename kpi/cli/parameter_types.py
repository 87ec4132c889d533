"""The parameter types of options: periods, quarters, areas and indicators as people write them.

A type reads a word by the rules of the package that defines it, and reports that package's
fault. Packages are imported where they are used, so that help loads none of them.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any

import click
from click.shell_completion import CompletionItem

from kpi.cli import common
from kpi.errors import KpiError, StoreError, UnknownNameError

if TYPE_CHECKING:
    from kpi.model.definitions.indicator import Indicator
    from kpi.model.snapshot import Snapshot
    from kpi.periods import Period


class NamedWord(click.ParamType[Any], ABC):
    """A word that the live snapshot, or a rule of another package, knows.

    `read` returns the word's meaning and raises UnknownNameError for an unknown word.
    """

    @abstractmethod
    def read(self, word: str, ctx: click.Context) -> Any:
        """Return the meaning of a word."""

    def known(self, ctx: click.Context) -> Iterable[tuple[str, str]]:
        """Return the words that a shell may complete, each with its description."""
        return ()

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the meaning of a word; a fault of the word names the option."""
        if not isinstance(value, str):
            return value
        try:
            return self.read(value, ctx or click.get_current_context())
        except UnknownNameError as fault:
            self.fail(str(fault), param, ctx)

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        """Return the known words that begin as typed; empty where there is no live snapshot."""
        try:
            with ctx.scope(cleanup=False):
                known = list(self.known(ctx))
        except KpiError:
            return []
        begun = incomplete.casefold()
        return [
            CompletionItem(word, help=about)
            for word, about in known
            if word.casefold().startswith(begun)
        ]


def _authorities(snapshot: Snapshot) -> Iterable[tuple[str, str]]:
    return ((area.code, area.name) for area in snapshot.current_authorities)


class AuthorityCode(NamedWord):
    """A three-digit or ONS code of an authority, read as its three-digit code.

    `as_home` refuses one that has successors.
    """

    name = "code"

    def __init__(self, *, as_home: bool = False) -> None:
        self._as_home = as_home

    def read(self, word: str, ctx: click.Context) -> str:
        """Return the three-digit code."""
        snapshot = common.live()
        code = snapshot.code_of(word)
        return (snapshot.home(code) if self._as_home else snapshot.authority(code)).code

    def known(self, ctx: click.Context) -> Iterable[tuple[str, str]]:
        """Return the authorities that exist today."""
        return _authorities(common.live())


class TableHome(AuthorityCode):
    """The authority whose neighbours and region are meant by a table's groups of areas."""

    def read(self, word: str, ctx: click.Context) -> str:
        """Return the three-digit code."""
        from kpi.tables import selection

        return selection.home_named(common.live(), word)


class TableArea(NamedWord):
    """A code of an area, or a group of areas such as neighbours."""

    name = "area"

    def read(self, word: str, ctx: click.Context) -> str:
        """Return the three-digit code, or the group."""
        from kpi.tables import selection

        return selection.area_named(common.live(), word)

    def known(self, ctx: click.Context) -> Iterable[tuple[str, str]]:
        """Return the groups, and the authorities that exist today."""
        from kpi.tables.selection import GROUPS

        return [*((group, "") for group in GROUPS), *_authorities(common.live())]


class SeriesAreas(NamedWord):
    """Groups and codes of authorities, separated by commas."""

    name = "areas"

    def read(self, word: str, ctx: click.Context) -> tuple[str, ...]:
        """Return the names, in the order given."""
        return _listed(word)


class IndicatorId(NamedWord):
    """One of our indicators, by its id."""

    name = "id"

    def read(self, word: str, ctx: click.Context) -> Indicator:
        """Return the indicator."""
        return common.live().indicator(word)

    def known(self, ctx: click.Context) -> Iterable[tuple[str, str]]:
        """Return every indicator."""
        return ((indicator.id, indicator.name) for indicator in common.live().indicators)


class MeasureName(NamedWord):
    """A measure of LAIT, or one of our indicators, by id or name."""

    name = "measure"

    def read(self, word: str, ctx: click.Context) -> str:
        """Return the word unchanged: commands look several up at once, to report every fault."""
        return word

    def known(self, ctx: click.Context) -> Iterable[tuple[str, str]]:
        """Return every measure."""
        from kpi.benchmarks import measures

        return ((measure.id, measure.name) for measure in measures.all_measures(common.live()))


class Directorate(NamedWord):
    """A directorate by its name."""

    name = "name"

    def read(self, word: str, ctx: click.Context) -> str:
        """Return the name."""
        return common.live().directorate(word)

    def known(self, ctx: click.Context) -> Iterable[tuple[str, str]]:
        """Return every directorate that has an indicator."""
        return ((name, "") for name in common.live().directorates)


class ThemeId(NamedWord):
    """A theme that holds an indicator, by its id or name."""

    name = "theme"

    def read(self, word: str, ctx: click.Context) -> str:
        """Return the id."""
        from kpi.model.definitions import themes

        theme = themes.theme(word)
        if not themes.indicators_of(common.live(), theme):
            raise UnknownNameError(f"theme '{theme.id}' holds none of the indicators")
        return theme.id

    def known(self, ctx: click.Context) -> Iterable[tuple[str, str]]:
        """Return every theme that holds an indicator."""
        from kpi.model.definitions import themes

        return ((key, each.label) for key, each in themes.of_indicators(common.live()).items())


class ReportingQuarter(NamedWord):
    """A reporting quarter for which the authority of `--area` has figures."""

    name = "quarter"

    def read(self, word: str, ctx: click.Context) -> Period:
        """Return the quarter."""
        from kpi.indicators import reporting_quarters

        area = common.area_of(ctx, as_home=True)
        return reporting_quarters.find_quarter(common.live(), area, word)

    def known(self, ctx: click.Context) -> Iterable[tuple[str, str]]:
        """Return the quarters that have reports, newest first."""
        from kpi.indicators import reporting_quarters

        quarters = reporting_quarters.quarters(common.live(), common.area_of(ctx, as_home=True))
        return ((quarter.short, "") for quarter in reversed(quarters))


class ReturnQuarter(ReportingQuarter):
    """Any quarter: a return may be for one without figures so far."""

    def read(self, word: str, ctx: click.Context) -> Period:
        """Return the quarter."""
        from kpi.indicators import reporting_quarters

        return reporting_quarters.next_quarter(common.live(), common.area_of(ctx), word)


class PeriodOrYear(NamedWord):
    """A year, or a period as this dashboard or LAIT writes it."""

    name = "period"

    def read(self, word: str, ctx: click.Context) -> Period:
        """Return the period; 2019 is the calendar year."""
        from kpi.tables import selection

        return selection.period_named(word)


class TableColumns(NamedWord):
    """Extra columns of a table, separated by commas."""

    name = "columns"

    def read(self, word: str, ctx: click.Context) -> tuple[str, ...]:
        """Return the names of the columns."""
        from kpi.tables.selection import columns_named

        return columns_named(_listed(word))


class NeighbourModel(NamedWord):
    """A model of statistical neighbours, by its month of publication."""

    name = "model"

    def read(self, word: str, ctx: click.Context) -> str:
        """Return the model."""
        return common.live().model_named(word)

    def known(self, ctx: click.Context) -> Iterable[tuple[str, str]]:
        """Return the models of the live snapshot."""
        from kpi.model.neighbour_models import words_of

        return ((model, words_of(model)) for model in common.live().neighbour_models)


class ServedSnapshotId(NamedWord):
    """A snapshot that was live at some time, by its id."""

    name = "snapshot"

    def read(self, word: str, ctx: click.Context) -> Snapshot:
        """Return the snapshot as it is served."""
        from kpi.store import live_snapshot

        try:
            return live_snapshot.named(word)
        except StoreError as fault:
            raise UnknownNameError(str(fault)) from fault

    def known(self, ctx: click.Context) -> Iterable[tuple[str, str]]:
        """Return the snapshots that are served, newest first."""
        from kpi.store import served_snapshots, snapshots

        return ((name, "") for name in reversed(served_snapshots.ids(snapshots.root())))


class Day(NamedWord):
    """A date such as 2025-11-30."""

    name = "date"

    def read(self, word: str, ctx: click.Context) -> date:
        """Return the date."""
        try:
            return date.fromisoformat(word)
        except ValueError:
            raise UnknownNameError(
                f"'{word}' is not a day; expected for example 2025-11-30"
            ) from None


class Baseline(click.ParamType[int]):
    """The number of figures in a fixed baseline."""

    name = "n"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Return the number; fails where it is too small or no number."""
        from kpi.statistics.xmr_rules import FIXED_LEAST

        try:
            number = int(value)
        except ValueError:
            self.fail(f"'{value}' is not a number; expected at least {FIXED_LEAST}", param, ctx)
        if number < FIXED_LEAST:
            self.fail(f"--baseline {number} is too few: at least {FIXED_LEAST}", param, ctx)
        return number


class Reason(click.ParamType[str]):
    """The reason for an action, not blank. `used` says where it will appear."""

    name = "text"

    def __init__(self, used: str = "it stands in the history") -> None:
        self._used = used

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the reason as written."""
        if not str(value).strip():
            self.fail(f"say why with --why: {self._used}", param, ctx)
        return str(value)


def _listed(text: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in text.split(",") if name.strip())
