"""The sources of which something is shown: of a figure, a target, a comment or a comparator."""

from __future__ import annotations

import polars as pl

from kpi.model.data_status import ILLUSTRATIVE
from kpi.model.definitions.indicator import Indicator
from kpi.model.schemas import ILLUSTRATIVE_RETURN, LOCAL_RETURN
from kpi.model.snapshot import Snapshot

_FOR_ALL = ("dfe-lait", "ofsted-ilacs")
"""Sources in use whatever the indicators are: measures, areas, neighbours, Good authorities."""
_OWN_RETURNS = (LOCAL_RETURN, ILLUSTRATIVE_RETURN)


def names(snapshot: Snapshot) -> set[str]:
    """Return the sources of which something is shown: a figure, a target or a comment.

    The illustrative return is in use, too, while a target or a comment of it is there; what a
    council returned as illustrative is of its own return. Where the source of a definition's file
    is not known, every publisher's is taken to be in use.
    """
    used = {*_FOR_ALL, *snapshot.observations["source"].unique()}
    for table in (snapshot.targets, snapshot.commentary):
        made_up = table.filter(pl.col("data_status") == ILLUSTRATIVE)
        used |= {*made_up["source"].fill_null(ILLUSTRATIVE_RETURN)}
    known = [str(name) for name in snapshot.sources["source"]]
    for indicator in snapshot.indicators:
        used |= _named_sources(indicator)
        for file in _files_without_source(indicator):
            folder = file.split("/")[0]
            named_for = {name for name in known if f"{folder}-".startswith(f"{name}-")}
            used |= named_for or {name for name in known if name not in _OWN_RETURNS}
    return used


def _named_sources(indicator: Indicator) -> set[str]:
    """Return the sources that a definition names."""
    benchmark = indicator.benchmark
    named = {indicator.local_source}
    if benchmark:
        named.add(benchmark.source)
        named |= {part.source for part in (benchmark.counts, benchmark.weights) if part}
    named |= {related.counts.source for related in indicator.related if related.counts}
    return named - {""}


def _files_without_source(indicator: Indicator) -> list[str]:
    """Return the files of publishers that a definition reads beside the source it names."""
    benchmark = indicator.benchmark
    files = [benchmark.population] if benchmark else []
    counts = [benchmark.counts if benchmark else None, *(each.counts for each in indicator.related)]
    files += [each.file for each in counts if each and not each.source]
    return [file for file in files if file]
