"""The command `enquiries`: the questions of the indicator page and the committee paper, as CSV."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable
from datetime import date
from typing import Any

import polars as pl

from kpi.cli import common
from kpi.enquiries import questions
from kpi.errors import InputError
from kpi.exports import csv
from kpi.guidance.help_text import MODEL_HELP
from kpi.indicators import reporting, scorecard
from kpi.indicators.scorecard import Row
from kpi.model.snapshot import MODELS, Snapshot

COLUMNS = pl.Schema(
    {
        "reporting_quarter": pl.String,
        "indicator_id": pl.String,
        "indicator": pl.String,
        "area": pl.String,
        "place": pl.Int64,
        "question": pl.String,
        "rule": pl.String,
        "because": pl.String,
        "data_status": pl.String,
        "read_on": pl.Date,
        "snapshot": pl.String,
    }
)


def add(commands: Any) -> None:
    """Add the command to the parser."""
    made = commands.add_parser("enquiries", help="questions that the figures raise, by rule")
    made.add_argument("--quarter", help='for example "Q1 2025-26"; without it, the newest')
    made.add_argument("--indicator", nargs="+", action="extend", default=[], metavar="ID")
    made.add_argument(
        "--on", metavar="DATE", help="the day that says what is overdue, as 2025-11-30; else today"
    )
    made.add_argument(
        "--newest", action="store_true", help="newest comparators, not those known at the time"
    )
    made.add_argument("--area", help="three-digit or ONS code; KPI_HOME, else 839")
    made.add_argument("--neighbours", choices=list(MODELS), help=MODEL_HELP)
    made.set_defaults(command=_enquiries)


def table(snapshot: Snapshot, rows: Iterable[Row], today: date) -> pl.DataFrame:
    """One row a question (`COLUMNS`), in the order of the scorecard and then of the rules."""
    found = [
        {
            "reporting_quarter": row.quarter.short,
            "indicator_id": row.indicator.id,
            "indicator": row.indicator.name,
            "area": row.area.code,
            "place": place,
            "question": each.question,
            "rule": each.rule,
            "because": each.because,
            "data_status": each.data_status,
            "read_on": today,
            "snapshot": snapshot.id,
        }
        for row in rows
        for place, each in enumerate(questions.enquiries(snapshot, row, today), start=1)
    ]
    return pl.DataFrame(found, schema=COLUMNS)


def _enquiries(chosen: argparse.Namespace) -> None:
    today = _day(chosen.on) if chosen.on else date.today()
    snapshot, area = common.live_and_area(chosen, as_home=True)
    rows = scorecard.summary(
        snapshot,
        reporting.find_quarter(snapshot, area, chosen.quarter),
        area=area,
        indicator_ids=chosen.indicator,
        newest=chosen.newest,
        model=chosen.neighbours,
    )
    sys.stdout.buffer.write(csv.to_csv(table(snapshot, rows, today)))
    sys.stdout.flush()


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as fault:
        raise InputError(f"'{text}' is not a day; expected for example 2025-11-30") from fault
