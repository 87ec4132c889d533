"""What the tests of lines of enquiry share: the facts of one row, and a snapshot made to ask."""

from dataclasses import replace
from datetime import date
from typing import Any

import polars as pl

from kpi.lines_of_enquiry.rule_facts import Facts, RaisedQuestion
from kpi.model.schemas import COMMENTARY
from kpi.model.snapshot import Snapshot
from tests.kpi.changing import BCP, quarter, row_of

EARLY, PLANS, ASSESSED = "early-help-returns", "ehcp-20-weeks", "assessments-45-days"
PRIMARY, SECONDARY = "primary-permanent-exclusions", "secondary-permanent-exclusions"
GAP, REFERRALS = "ks4-fsm-gap", "referrals-rate"
Q1 = quarter("Q1 2025-26")
BEFORE = date(2025, 9, 1)  # no action of the shipped return is overdue but that of Early Help
AFTER = date(2026, 2, 1)  # every one is


def facts(snapshot: Snapshot, indicator: str, today: date = BEFORE, **which: Any) -> Facts:
    """The facts of one row of the shipped return on a day."""
    return Facts(snapshot, row_of(snapshot, indicator, **which), today)


def said(found: RaisedQuestion | None) -> RaisedQuestion:
    """The question, which must have been raised."""
    assert found is not None
    return found


def commented(
    snapshot: Snapshot, indicator: str, when: str = "Q1 2025-26", **values: object
) -> Snapshot:
    """The snapshot with some parts of a commentary replaced; a new one where there was none."""
    row = {
        "indicator_id": indicator,
        "area": BCP,
        "reporting_quarter": when,
        "data_status": "illustrative",
    }
    mine = pl.all_horizontal(pl.col(n) == row[n] for n in ("indicator_id", "area"))
    mine &= pl.col("reporting_quarter") == when
    known = snapshot.commentary.filter(mine)
    kept = known.row(0, named=True) if known.height else row
    new = pl.DataFrame([{**dict.fromkeys(COMMENTARY), **kept, **values}], schema=COMMENTARY)
    return replace(snapshot, commentary=pl.concat([snapshot.commentary.filter(~mine), new]))


def silent(snapshot: Snapshot) -> Snapshot:
    """The snapshot without any commentary."""
    return replace(snapshot, commentary=snapshot.commentary.clear())
