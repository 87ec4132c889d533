"""Carries published returns over into a rebuilt snapshot, so that new benchmarks lose none.

The shipped made-up return comes from the inputs each time; what a council has published remains,
illustrative or not.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import polars as pl

from kpi.disclosure import refused_texts, suppression
from kpi.errors import AwayError, InputError, StoreError
from kpi.formatting import long_date
from kpi.model import schemas
from kpi.model.data_status import ILLUSTRATIVE
from kpi.model.definitions import definition_reader
from kpi.model.definitions.indicator import Indicator
from kpi.model.merging import figure_corrections, replaced_rows, target_succession
from kpi.model.neighbour_models import NONE, models_of, month_words
from kpi.model.schemas import ILLUSTRATIVE_RETURN, LOCAL_RETURN
from kpi.model.snapshot import Snapshot
from kpi.publishing import proposed_changes
from kpi.store import served_snapshots, snapshots
from kpi.store.backends.location import Where

_RETURNED = pl.col("source") != ILLUSTRATIVE_RETURN
_REAL_OR_RETURNED = (pl.col("data_status") != ILLUSTRATIVE) | (
    pl.col("source") == LOCAL_RETURN
).fill_null(False)


def last_good(where: Where) -> Snapshot | None:
    """Return the live snapshot, or the newest undamaged one; None in an empty store.

    Raises AwayError where the store does not answer: the live snapshot is then not lost.
    """
    try:
        return served_snapshots.state(snapshots.current_id(where), where)
    except AwayError:
        raise
    except StoreError:
        pass  # fall back to an earlier snapshot
    for snapshot_id in reversed(snapshots.snapshot_ids(where)):
        try:
            return served_snapshots.state(snapshot_id, where)
        except AwayError:
            raise
        except StoreError:
            continue
    return None


def renamed(live: Snapshot, indicators: Sequence[Indicator]) -> Snapshot:
    """Return a snapshot with the ids that its indicators have in new definitions."""
    if not any(each.formerly for each in indicators):
        return live
    return replace(
        live,
        observations=_with_ids(live.observations, indicators),
        targets=_with_ids(live.targets, indicators),
        commentary=_with_ids(live.commentary, indicators),
        revisions=_with_ids(live.revisions, indicators),
    )


def _with_ids(table: pl.DataFrame, indicators: Iterable[Indicator]) -> pl.DataFrame:
    """Return a table with each former id replaced by the one that an indicator has now."""
    new = {old: each.id for each in indicators for old in each.formerly}
    return table.with_columns(pl.col("indicator_id").replace(new))


def refuse_loss(live: Snapshot, built: Mapping[str, pl.DataFrame]) -> None:
    """Raise InputError where published figures or a list of neighbours would be dropped, naming it.

    A figure needs a definition to be in a snapshot, so the definition must remain.
    """
    _refuse_lost_models(live, built["groups"])
    gone = ~pl.col("indicator_id").is_in(built["indicators"]["indicator_id"].implode())
    figures = live.observations.filter(pl.col("reporting_quarter").is_not_null())
    counts = {
        noun: dict(table.filter(gone).group_by("indicator_id").len().iter_rows())
        for noun, table in (
            ("figure", figures.filter(_RETURNED)),
            ("target", live.targets.filter(_REAL_OR_RETURNED)),
            ("comment", live.commentary.filter(_REAL_OR_RETURNED)),
        )
    }  # fmt: skip
    lost = sorted({name for counts_by_id in counts.values() for name in counts_by_id})
    if not lost:
        return
    losses = []
    for name in lost:
        parts = [_many(numbers[name], noun) for noun, numbers in counts.items() if name in numbers]
        losses.append(f"{name}: {_listed(parts)}")
    raise InputError(
        f"Nothing was built: published figures would be dropped, as no definition has their id "
        f"any more ({'; '.join(losses)}). Put the definition back; an indicator that is no longer "
        "reported is retired (python -m kpi indicator retire), and one gets a new id by python -m "
        "kpi indicator rename OLD NEW, which takes its figures along"
    )


def _refuse_lost_models(live: Snapshot, groups: pl.DataFrame) -> None:
    """Raise InputError where a neighbour model would go: reports of its time rest on it."""
    kept = models_of(groups["group"].unique().cast(pl.String))
    lost = [model for model in live.neighbour_models if model not in (*kept, NONE)]
    if lost:
        raise InputError(
            f"Nothing was built: the {_listed([month_words(model) for model in lost])} list of "
            "statistical neighbours would be dropped, on which reports rest. Put its workbook back "
            "into LAIT's folder"
        )


def _many(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _listed(parts: list[str]) -> str:
    *first, last = parts
    return f"{', '.join(first)} and {last}" if first else last


@dataclass(frozen=True)
class CarriedTables:
    """The tables including published returns, and in words what is no longer shown."""

    tables: dict[str, pl.DataFrame]
    hidden: tuple[str, ...] = ()
    held_back: tuple[str, ...] = ()
    taken_back: tuple[str, ...] = ()

    @property
    def no_longer_shown(self) -> list[tuple[str, str]]:
        """The subject and reason of each published item no longer shown, for the build report."""
        held_back = "held back, as they name a figure that is not shown"
        return [
            *(("releases", f"no longer in force: {line}") for line in self.taken_back),
            *(("small numbers", f"judged again: {line}") for line in self.hidden),
            *(("words", f"{held_back}: {place}") for place in dict.fromkeys(self.held_back)),
        ]


def carry(
    live: Snapshot, built: Mapping[str, pl.DataFrame], where: Where | None = None
) -> CarriedTables:
    """Return the built tables with figures, targets, comments and revisions of published returns.

    What came with a release that is in force no longer is left out: its log, the periods
    known from its day and the revisions by its source. Small numbers are assessed again, as newer
    benchmarks may contain totals that reveal them: then more is hidden, its revisions are dropped,
    and texts that reveal it are withheld.
    """
    typed = definition_reader.from_table(built["indicators"])
    live = renamed(live, typed)
    known = {indicator.id for indicator in typed}
    kept = live.observations.filter(
        pl.col("reporting_quarter").is_not_null() & _RETURNED & pl.col("indicator_id").is_in(known)
    )
    tables = dict(built)
    tables["targets"] = target_succession.targets(
        built["targets"], live.targets.filter(_REAL_OR_RETURNED)
    )
    tables["commentary"] = replaced_rows.over(
        built["commentary"], live.commentary.filter(_REAL_OR_RETURNED), replaced_rows.COMMENT_KEY
    ).sort(replaced_rows.COMMENT_KEY)
    left = live.releases.join(
        built.get("releases", live.releases.clear()),
        on=["source", "edition", "taken_in"],
        how="anti",
        maintain_order="left",
    )
    titles = {source: live.source(source).title for source in left["source"].unique()}
    tables["revisions"] = figure_corrections.without_releases(live.revisions, left, titles)
    carried = CarriedTables(
        tables,
        taken_back=tuple(
            f"{titles[source]}, {edition}, taken in on {long_date(day)}"
            for source, edition, day in left.select("source", "edition", "taken_in").iter_rows()
        ),
    )
    for area in kept["area"].unique().sort():
        own = kept.filter(pl.col("area") == area)
        shown = served_snapshots.shown(where, area) if where else None
        if shown is not None:
            shown = _with_ids(shown, typed)
        carried = _with_area(live.with_tables(built), carried, own, area, shown)
    marked = figure_corrections.mark_sources(
        carried.tables["observations"], carried.tables["revisions"]
    )
    return replace(carried, tables={**carried.tables, "observations": marked})


def carried_snapshot(
    live: Snapshot, built: Mapping[str, pl.DataFrame], where: Where | None = None
) -> Snapshot:
    """Return the snapshot that publishing the built tables would make of what is live."""
    tables = carry(live, built, where).tables
    typed = definition_reader.from_table(tables["indicators"])
    gone = {name: pl.DataFrame(schema=schemas.LATER_TABLES[name]) for name in live.later_tables}
    after = live.with_tables({**gone, **tables})
    return replace(after, indicators=typed, definitions=tables["indicators"])


def _with_area(
    built: Snapshot,
    carried: CarriedTables,
    kept: pl.DataFrame,
    area: str,
    shown: pl.DataFrame | None,
) -> CarriedTables:
    tables = dict(carried.tables)
    observations = tables["observations"]
    at_home = pl.col("area") == area
    is_own = at_home & pl.col("reporting_quarter").is_not_null()
    # As written for the new snapshot: its definitions decide what may be shown.
    typed = definition_reader.from_table(tables["indicators"])
    indicators = {indicator.id: indicator for indicator in typed}
    safe = suppression.suppress(
        replaced_rows.over(observations.filter(is_own), kept, replaced_rows.KEY),
        observations.filter(at_home & ~is_own),
        indicators,
        before=kept,
        yearly=proposed_changes.yearly_rates(built, area),
        shown=shown,
    )
    words = {
        "observations": safe.observations,
        **{name: tables[name].filter(at_home) for name in ("commentary", "targets", "revisions")},
    }
    words["revisions"] = figure_corrections.forget(words["revisions"], safe.observations)
    secrets = (
        *safe.hidden,
        *suppression.versions(safe.observations, kept if shown is None else shown),
    )
    revealing = refused_texts.revealing_texts(secrets, words, indicators)
    words = refused_texts.without(words, revealing)
    for name in ("commentary", "targets", "revisions"):
        tables[name] = pl.concat([tables[name].filter(~at_home), words[name]])
    tables["commentary"] = tables["commentary"].sort(replaced_rows.COMMENT_KEY)
    tables["targets"] = target_succession.in_order(tables["targets"])
    tables["observations"] = proposed_changes.in_order(
        pl.concat([observations.filter(~at_home), safe.published, words["observations"]])
    )
    real = kept.select(suppression.KEY).unique().rows()
    hidden = [h for h in safe.hidden if (h.indicator_id, area, h.period_kind, h.period_start,
                                         h.period_end) in real]  # fmt: skip
    return replace(
        carried,
        tables=tables,
        hidden=(*carried.hidden, *(proposed_changes.hidden_words(h) for h in hidden)),
        held_back=(*carried.held_back, *(f"{w.indicator_id}, {w.place}" for w in revealing)),
    )
