"""The second calculation of the summary: a sample here, the whole by `python -m tools.audit`."""

from pathlib import Path

import pytest

from kpi.indicators import scorecard
from kpi.indicators.scorecard import View
from kpi.periods import parse_period
from kpi.store import live_snapshot
from kpi.tables.summary import summary_table
from tools.audit.__main__ import HOMES, REPORTS, audit, differences
from tools.audit.tables import AuditTables, Record, read
from tools.audit.times import Span, quarter

ROOT = Path(__file__).resolve().parents[2] / "data" / "store"
MODEL, REPORT = "2025-05", quarter(2025, 1)


@pytest.fixture(scope="module")
def plain() -> AuditTables:
    return read(ROOT)


@pytest.fixture
def table() -> list[Record]:
    snapshot = live_snapshot.live(ROOT).snapshot
    rows = scorecard.summary(snapshot, View("839", parse_period("Q1 2025-26"), model=MODEL))
    return summary_table(snapshot, rows).to_dicts()


@pytest.mark.parametrize(
    ("homes", "reports"),
    [(["839"], REPORTS[4:9]), (["330", "941"], [REPORTS[0], REPORTS[8]])],
)
def test_the_summary_is_what_plain_arithmetic_finds(homes: list[str], reports: list[Span]) -> None:
    assert set(homes) <= set(HOMES)
    looked, lines = audit(ROOT, homes, reports)
    assert lines == []
    assert looked > 5_000


@pytest.mark.parametrize(
    ("indicator", "column", "wrong"),
    [
        ("ehcp-20-weeks", "value", 54.0),
        ("ehcp-20-weeks", "target_status", "on target"),
        ("ehcp-20-weeks", "england_verdict", "similar"),
        ("ehcp-20-weeks", "change_data_status", "published"),
        ("ehcp-20-weeks", "period", "Q4 2024-25 (Jan to Mar 2025)"),
        ("ehcp-20-weeks", "neighbours_mean", 40.6),
        ("ks4-fsm-gap", "neighbours_data_status", "published"),
        ("secondary-permanent-exclusions", "england", 0.097),
        ("secondary-permanent-exclusions", "year_ago_change", 0.0),
    ],
)
def test_a_wrong_cell_is_found(
    plain: AuditTables, table: list[Record], indicator: str, column: str, wrong: object
) -> None:
    row = next(r for r in table if r["indicator_id"] == indicator)
    assert row[column] != wrong
    row[column] = wrong
    _, lines = differences(plain, table, "839", REPORT, MODEL)
    assert [line for line in lines if f" {indicator} {column}: the file has" in line] != []


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("down from", "up from"),
        ("69.4%", "68.4%"),
        ("a clear worsening", "within normal variation"),
        ("it is better than England", "it is similar to England"),
        ("(46.4% in 2024", "(46.5% in 2024"),
        ("96 of 178", "97 of 178"),
        ("between 46.6%", "between 46.5%"),
        ("are illustrative (made up)", "are of the council"),
        ("points above statistical neighbours", "points below statistical neighbours"),
    ],
)
def test_a_wrong_claim_is_found(
    plain: AuditTables, table: list[Record], right: str, wrong: str
) -> None:
    row = next(r for r in table if r["indicator_id"] == "ehcp-20-weeks")
    assert right in row["sentence"]
    row["sentence"] = row["sentence"].replace(right, wrong)
    _, lines = differences(plain, table, "839", REPORT, MODEL)
    assert [line for line in lines if "ehcp-20-weeks sentence: " in line] != []


def test_a_wrong_side_of_the_official_rate_is_found(
    plain: AuditTables, table: list[Record]
) -> None:
    name = "primary-permanent-exclusions"
    row = next(r for r in table if r["indicator_id"] == name)
    assert "below England's 0.026%" in row["sentence"]
    row["sentence"] = row["sentence"].replace("below England's", "above England's")
    _, lines = differences(plain, table, "839", REPORT, MODEL)
    assert [line for line in lines if f"{name} sentence: above England" in line] != []
