"""The tables that a snapshot holds: names and types of their columns, and fixed codes in them."""

from __future__ import annotations

from typing import Literal

import polars as pl

SCHEMA_VERSION = 1

Role = Literal["headline", "context"]

LOCAL_RETURN, ILLUSTRATIVE_RETURN = "local-return", "illustrative-return"
"""The sources of what a council returned, and of the shipped made-up return."""

OBSERVATIONS = pl.Schema(
    {
        "indicator_id": pl.String,
        "leg": pl.String,  # "" for the figure itself; else the part it is made from
        "area": pl.String,
        "period_kind": pl.String,
        "period_start": pl.Date,
        "period_end": pl.Date,
        "value": pl.Float64,
        "numerator": pl.Float64,
        "denominator": pl.Float64,
        "symbol": pl.String,  # why there is no value, or what is special about it
        "reason": pl.String,  # the symbol in words
        "data_status": pl.String,  # published | derived | provisional | illustrative
        "source": pl.String,
        # When the figure was first known: taken in with a release, else published by its rule.
        "known_from": pl.Date,
        "reporting_quarter": pl.String,  # first report that shows it, for a local return
        "note": pl.String,
        "supplied_status": pl.String,  # the council's own status, where a return gives one
    }
)
REVISIONS = pl.Schema(
    {
        "indicator_id": pl.String,
        "area": pl.String,
        "period_kind": pl.String,
        "period_start": pl.Date,
        "period_end": pl.Date,
        "old_value": pl.Float64,
        "new_value": pl.Float64,
        "old_reason": pl.String,  # why there was no old value, or why it is not repeated here
        "new_reason": pl.String,
        "revised_on": pl.Date,
        "why": pl.String,
        # None: the figure of the period. Else what changed of the target that begins with it:
        # one of `kpi.indicators.targets.targets_in_force.AMOUNTS`, or to_quarter, whose quarters
        # stand in old_reason and new_reason.
        "what": pl.String,
    }
)
RELEASES = pl.Schema(
    {
        # Each release of a publisher that was taken in after the shipped ones.
        "source": pl.String,
        "edition": pl.String,
        "published": pl.Date,
        "taken_in": pl.Date,
        "origin": pl.String,
        "reason": pl.String,  # why it was taken in beyond the limits of its source; else empty
        "measures_added": pl.Int64,
        "measures_gone": pl.Int64,
        "measures_renamed": pl.Int64,
        "series_moved": pl.Int64,
        "values_added": pl.Int64,
        "values_changed": pl.Int64,
        "values_gone": pl.Int64,
    }
)
RELEASE_REVISIONS = pl.Schema(
    {
        # Each published value that a release changed, as its publisher names measure and period.
        "source": pl.String,
        "edition": pl.String,
        "taken_in": pl.Date,
        "measure": pl.String,
        "name": pl.String,
        "area": pl.String,
        "period": pl.String,
        "old_value": pl.Float64,
        "new_value": pl.Float64,
    }
)
FIRST_TAKEN_IN = pl.Schema(
    {
        # Each period whose first figures came with a release that was taken in, and on which day.
        "of": pl.String,  # indicator | measure
        "name": pl.String,  # the indicator's id, or LAIT's measure
        "leg": pl.String,  # as in observations; "" of a measure
        "period_kind": pl.String,
        "period_start": pl.Date,
        "period_end": pl.Date,
        "taken_in": pl.Date,
        "source": pl.String,
        "edition": pl.String,
    }
)
LATER_TABLES = {
    "releases": RELEASES,
    "release_revisions": RELEASE_REVISIONS,
    "first_taken_in": FIRST_TAKEN_IN,
}
"""Tables that older snapshots lack; a snapshot without a row of one has no file of it."""
TARGETS = pl.Schema(
    {
        "indicator_id": pl.String,
        "area": pl.String,
        "from_quarter": pl.String,
        "to_quarter": pl.String,
        "target": pl.Float64,
        "intervention_level": pl.Float64,
        "target_upper": pl.Float64,  # of a range, whose lower bound is `target`
        "intervention_upper": pl.Float64,  # above the range; `intervention_level` is below it
        "target_type": pl.String,
        "data_status": pl.String,
        "rationale": pl.String,
        # LOCAL_RETURN of an illustrative target that a council returned: it is not of the shipped
        # return. Empty of others, as a real target can come from a council alone.
        "source": pl.String,
    }
)
COMMENTARY = pl.Schema(
    {
        "indicator_id": pl.String,
        "area": pl.String,
        "reporting_quarter": pl.String,
        "data_status": pl.String,
        "what_happened": pl.String,
        "why": pl.String,
        "action": pl.String,
        "owner_role": pl.String,
        "due": pl.Date,
        "source": pl.String,  # as in targets
    }
)
LATER_COLUMNS = {
    "targets": ("target_upper", "intervention_upper", "source"),
    "commentary": ("source",),
    "revisions": ("what",),
}
"""Columns that older snapshots lack, by table; read as nulls."""
AREAS = pl.Schema(
    {
        "area": pl.String,
        "ons_code": pl.String,
        "name": pl.String,
        "kind": pl.String,  # authority | region | country
        "region": pl.String,
        "region_name": pl.String,
        "wider_region": pl.String,  # London, for inner and outer London authorities
        "created_on": pl.Date,
        "abolished_on": pl.Date,
        "successors": pl.String,
    }
)
GROUPS = pl.Schema(
    {
        # neighbours 2025-05 | neighbours 2021-04 | ofsted 2025-03-31 (the list of that day) |
        # ofsted reports 2025-03-31 (every report until then, of inspections to that day)
        "group": pl.String,
        "area": pl.String,  # whose group; empty for a group that is the same for all
        "member": pl.String,
        "rank": pl.Int32,
        "detail": pl.String,  # closeness of a neighbour; Ofsted's judgement
        "date": pl.Date,  # of an inspection; of Ofsted's reports, the day of publication
    }
)
SOURCES = pl.Schema(
    {
        "source": pl.String,
        "title": pl.String,
        "publisher": pl.String,
        "edition": pl.String,
        "published": pl.Date,
        "licence": pl.String,
        "status": pl.String,
        "link": pl.String,
        "note": pl.String,
    }
)
FAULTS = pl.Schema(
    {"source": pl.String, "subject": pl.String, "comparator": pl.String, "fault": pl.String}
)
INDICATORS = pl.Schema({"indicator_id": pl.String, "order": pl.Int32, "definition": pl.String})

ENGLAND = "970"
WEIGHT_LEG = "weight"  # the leg of the weights of authorities in a mean of all
