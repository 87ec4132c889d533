"""The types of our options: periods, quarters, areas, indicators, as people write them.

A type reads a word by the rules of the package that the words are from, and refuses it with the
fault of that package. Packages are imported where they are used: help needs none of them.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any

import click
from click.shell_completion import CompletionItem

from kpi.cli import common
from kpi.errors import KpiError, UnknownNameError

if TYPE_CHECKING:
    from kpi.model.definitions.indicator import Indicator
    from kpi.model.snapshot import Snapshot
    from kpi.periods import Period


class NamedWord(click.ParamType[Any]):
    """A word that the live snapshot, or a rule of another package, knows.

    `read` gives what the word means and raises UnknownNameError for one that nobody knows.
    """

    def read(self, word: str, ctx: click.Context) -> Any:
        """What a word means."""
        raise NotImplementedError

    def known(self, ctx: click.Context) -> Iterable[tuple[str, str]]:
        """The words that a shell may offer, each with what it stands for."""
        return ()

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """What a word means; a fault of the word names the option."""
        if not isinstance(value, str):
            return value
        try:
            return self.read(value, ctx or click.get_current_context())
        except UnknownNameError as fault:
            self.fail(str(fault), param, ctx)

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        """The known words that begin as typed; none where there is no live snapshot."""
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
    """A three-digit or ONS code of an authority, as its three-digit code.

    `as_home` refuses one that others took the place of.
    """

    name = "code"

    def __init__(self, *, as_home: bool = False) -> None:
        self._as_home = as_home

    def read(self, word: str, ctx: click.Context) -> str:
        """The three-digit code."""
        snapshot = common.live()
        code = snapshot.code_of(word)
        return (snapshot.home(code) if self._as_home else snapshot.authority(code)).code

    def known(self, ctx: click.Context) -> Iterable[tuple[str, str]]:
        """Today's authorities."""
        return _authorities(common.live())


class TableHome(AuthorityCode):
    """The authority whose neighbours and region a table's groups of areas mean."""

    def read(self, word: str, ctx: click.Context) -> str:
        """The three-digit code."""
        from kpi.tables import selection

        return selection.home_named(common.live(), word)


class TableArea(NamedWord):
    """A code of an area, or a group of areas such as neighbours."""

    name = "area"

    def read(self, word: str, ctx: click.Context) -> str:
        """The three-digit code, or the group."""
        from kpi.tables import selection

        return selection.area_named(common.live(), word)

    def known(self, ctx: click.Context) -> Iterable[tuple[str, str]]:
        """The groups, and today's authorities."""
        from kpi.tables.selection import GROUPS

        return [*((group, "") for group in GROUPS), *_authorities(common.live())]


class SeriesAreas(NamedWord):
    """Groups and codes of authorities with commas between."""

    name = "areas"

    def read(self, word: str, ctx: click.Context) -> tuple[str, ...]:
        """The names, in the order given."""
        return _listed(word)


class IndicatorId(NamedWord):
    """An indicator of ours by its id."""

    name = "id"

    def read(self, word: str, ctx: click.Context) -> Indicator:
        """The indicator."""
        return common.live().indicator(word)

    def known(self, ctx: click.Context) -> Iterable[tuple[str, str]]:
        """Every indicator."""
        return ((indicator.id, indicator.name) for indicator in common.live().indicators)


class MeasureName(NamedWord):
    """A measure of LAIT's, or an indicator of ours, by id or name: looked up all together."""

    name = "measure"

    def read(self, word: str, ctx: click.Context) -> str:
        """The word as it is: a command looks several up at once, to name every fault."""
        return word

    def known(self, ctx: click.Context) -> Iterable[tuple[str, str]]:
        """Every measure."""
        from kpi.benchmarks import measures

        return ((measure.id, measure.name) for measure in measures.all_measures(common.live()))


class Directorate(NamedWord):
    """A directorate by its name."""

    name = "name"

    def read(self, word: str, ctx: click.Context) -> str:
        """The name."""
        return common.live().directorate(word)

    def known(self, ctx: click.Context) -> Iterable[tuple[str, str]]:
        """Every directorate that has an indicator."""
        return ((name, "") for name in common.live().directorates)


class ReportingQuarter(NamedWord):
    """A reporting quarter that the authority of `--area` has figures of."""

    name = "quarter"

    def read(self, word: str, ctx: click.Context) -> Period:
        """The quarter."""
        from kpi.indicators import reporting

        area = common.area_of(ctx, as_home=True)
        return reporting.find_quarter(common.live(), area, word)

    def known(self, ctx: click.Context) -> Iterable[tuple[str, str]]:
        """The quarters there are reports of, newest first."""
        from kpi.indicators import reporting

        found = reporting.quarters(common.live(), common.area_of(ctx, as_home=True))
        return ((quarter.short, "") for quarter in reversed(found))


class ReturnQuarter(ReportingQuarter):
    """Any quarter: a return may be for one that nobody has figures of yet."""

    def read(self, word: str, ctx: click.Context) -> Period:
        """The quarter."""
        from kpi.indicators import reporting

        return reporting.next_quarter(common.live(), common.area_of(ctx), word)


class PeriodOrYear(NamedWord):
    """A year, or a period as this dashboard or LAIT writes it."""

    name = "period"

    def read(self, word: str, ctx: click.Context) -> Period:
        """The period; 2019 is the calendar year."""
        from kpi.tables import selection

        return selection.period_named(word)


class TableColumns(NamedWord):
    """Extra columns of a table with commas between."""

    name = "columns"

    def read(self, word: str, ctx: click.Context) -> tuple[str, ...]:
        """The names of the columns."""
        from kpi.tables.selection import columns_named

        return columns_named(_listed(word))


class NeighbourModel(NamedWord):
    """A model of statistical neighbours, by the month of its publication."""

    name = "model"

    def read(self, word: str, ctx: click.Context) -> str:
        """The model."""
        from kpi.model.snapshot import model_named

        return model_named(word)

    def known(self, ctx: click.Context) -> Iterable[tuple[str, str]]:
        """Both models."""
        from kpi.model.snapshot import MODELS

        return MODELS.items()


class Day(NamedWord):
    """A day as 2025-11-30."""

    name = "date"

    def read(self, word: str, ctx: click.Context) -> date:
        """The day."""
        try:
            return date.fromisoformat(word)
        except ValueError:
            raise UnknownNameError(
                f"'{word}' is not a day; expected for example 2025-11-30"
            ) from None


class Baseline(NamedWord):
    """How many figures a fixed baseline has."""

    name = "n"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """The number; too few, and no number at all, are refused."""
        from kpi.statistics.spc_rules import FIXED_LEAST

        try:
            number = int(value)
        except ValueError:
            self.fail(f"'{value}' is not a number; expected at least {FIXED_LEAST}", param, ctx)
        if number < FIXED_LEAST:
            self.fail(f"--baseline {number} is too few: at least {FIXED_LEAST}", param, ctx)
        return number


class Reason(click.ParamType[str]):
    """Why something is done: not blank. `used` says where it will stand."""

    name = "text"

    def __init__(self, used: str = "it stands in the history") -> None:
        self._used = used

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The reason as it was written."""
        if not str(value).strip():
            self.fail(f"say why with --why: {self._used}", param, ctx)
        return str(value)


def _listed(text: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in text.split(",") if name.strip())
