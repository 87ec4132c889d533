"""Indicators, reporting quarters and measures, each as a table with one row for each."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from kpi.benchmarks.measures import Measure
from kpi.indicators import reporting_quarters
from kpi.model.snapshot import Snapshot, in_order

INDICATORS = pl.Schema(
    {
        "indicator_id": pl.String,
        "indicator": pl.String,
        "directorate": pl.String,
        "role": pl.String,  # headline | context
        "aim": pl.String,
        "unit": pl.String,
        "decimals": pl.Int64,
        "polarity": pl.String,
        "figure_kind": pl.String,  # flow | stock | rolling | cumulative
        "period_kind": pl.String,  # of its own figures
        "definition": pl.String,
        "numerator": pl.String,
        "denominator": pl.String,
        "why_it_matters": pl.String,
        "caveats": pl.String,
        "no_comparator": pl.String,  # why nobody else has figures of it
        "formerly": pl.String,  # earlier ids, with spaces between
        "retired_from": pl.String,  # the first reporting quarter without it
        "retired_why": pl.String,
        "snapshot": pl.String,
    }
)
QUARTERS = pl.Schema(
    {
        "area": pl.String,
        "area_name": pl.String,
        "reporting_quarter": pl.String,
        "starts": pl.Date,
        "ends": pl.Date,
        "has_return": pl.Boolean,  # the area's own return covers it
        "is_default": pl.Boolean,  # the one that is shown where none is named
        "snapshot": pl.String,
    }
)
MEASURES = pl.Schema(
    {
        "measure": pl.String,
        "name": pl.String,
        "also_known_as": pl.String,
        "topic": pl.String,
        "directorate": pl.String,
        "unit": pl.String,
        "polarity": pl.String,
        "decimals": pl.Int64,
        "year_type": pl.String,
        "is_own": pl.Boolean,  # one of our indicators; else LAIT's
        "has_band": pl.Boolean,
        "discontinued": pl.Boolean,
        "definition": pl.String,
        "methodology": pl.String,
        "publisher": pl.String,
        "source": pl.String,
        "link": pl.String,
        "last_update": pl.String,
        "next_update": pl.String,
        "notes": pl.String,
        "withheld": pl.String,  # comparators that are not shown, and why
        "snapshot": pl.String,
    }
)


def indicators(snapshot: Snapshot) -> pl.DataFrame:
    """Return a row for each indicator (`INDICATORS`), by directorate, in the order of the paper."""
    rows = [
        {
            "indicator_id": each.id,
            "indicator": each.name,
            "directorate": each.directorate,
            "role": each.role,
            "aim": each.aim or None,
            "unit": each.unit,
            "decimals": each.decimals,
            "polarity": str(each.polarity),
            "figure_kind": str(each.figure_kind),
            "period_kind": str(each.local_kind),
            "definition": each.definition,
            "numerator": each.numerator or None,
            "denominator": each.denominator or None,
            "why_it_matters": each.why_it_matters or None,
            "caveats": " ".join(each.caveats) or None,
            "no_comparator": each.no_comparator or None,
            "formerly": " ".join(each.formerly) or None,
            "retired_from": each.retired_from.short if each.retired_from else None,
            "retired_why": each.retired_why or None,
            "snapshot": snapshot.id,
        }
        for each in in_order(snapshot)
    ]
    return pl.DataFrame(rows, schema=INDICATORS)


def quarters(snapshot: Snapshot, area: str) -> pl.DataFrame:
    """Return a row for each reporting quarter of an authority (`QUARTERS`), oldest first.

    Raises UnknownNameError for an unknown authority and for one without figures.
    """
    home = snapshot.home(area)
    returned = reporting_quarters.returned_quarters(snapshot, home.code)
    default = reporting_quarters.default_quarter(snapshot, home.code)
    rows = [
        {
            "area": home.code,
            "area_name": home.name,
            "reporting_quarter": each.short,
            "starts": each.start,
            "ends": each.end,
            "has_return": each in returned,
            "is_default": each == default,
            "snapshot": snapshot.id,
        }
        for each in reporting_quarters.quarters(snapshot, home.code)
    ]
    return pl.DataFrame(rows, schema=QUARTERS)


def measures(snapshot: Snapshot, chosen: Sequence[Measure]) -> pl.DataFrame:
    """Return a row for each measure given (`MEASURES`), in their order."""
    rows = [
        {
            "measure": each.id,
            "name": each.name,
            "also_known_as": each.also_known_as or None,
            "topic": each.topic,
            "directorate": " / ".join(each.directorates),
            "unit": each.unit,
            "polarity": str(each.polarity),
            "decimals": each.decimals,
            "year_type": each.year_type,
            "is_own": each.is_own,
            "has_band": each.has_band,
            "discontinued": each.discontinued,
            "definition": each.definition,
            "methodology": each.methodology or None,
            "publisher": each.publisher or None,
            "source": each.source,
            "link": each.link or None,
            "last_update": each.last_update or None,
            "next_update": each.next_update or None,
            "notes": " ".join(each.notes) or None,
            "withheld": "; ".join(f"{key}: {why}" for key, why in each.withheld.items()) or None,
            "snapshot": snapshot.id,
        }
        for each in chosen
    ]
    return pl.DataFrame(rows, schema=MEASURES)
