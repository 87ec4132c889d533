"""The commands about a reporting quarter print what the functions make."""

from datetime import date
from pathlib import Path

import pytest

from kpi.file_writers import csv
from kpi.indicators import scorecard
from kpi.indicators.report_changes.report import report_changes
from kpi.indicators.scorecard import View
from kpi.lines_of_enquiry.question_table import table
from kpi.model.snapshot import Snapshot
from kpi.store import live_snapshot, snapshots
from kpi.tables import summary
from kpi.tables.reports import changes
from tests.kpi.changing import BCP, quarter
from tests.kpi.cli.running import good, person, rows_of, run
from tests.kpi.returning import PLANS, figure, proposed, published

pytestmark = pytest.mark.usefixtures("shared_store")
Q1 = quarter("Q1 2025-26")


def test_summary_as_a_person_runs_it(snapshot: Snapshot) -> None:
    done = person("summary", "--quarter", "Q1 2025-26")
    assert (done.returncode, done.stderr) == (0, b"")
    rows = scorecard.summary(snapshot, View(BCP, Q1))
    assert done.stdout == csv.to_csv(summary.summary_table(snapshot, rows))
    assert [line["target_status"] for line in rows_of(done.stdout)] == [
        "on target",
        "on target",
        "no target",
        "beyond intervention level",
        "off target",
        "off target",
        "awaiting data",
    ]


def test_summary_without_a_quarter_is_of_the_newest_return(snapshot: Snapshot) -> None:
    done = good("summary")
    out, err = done.out, done.err
    assert {line["reporting_quarter"] for line in rows_of(out)} == {"Q1 2025-26"}
    assert err == ""


def test_summary_with_every_filter(snapshot: Snapshot) -> None:
    out = good(
        *("summary", "--quarter", "2025-26 Q1", "--directorate", "Education and Skills"),
        *("--indicator", "ehcp-20-weeks", "ks4-fsm-gap", "--newest", "--neighbours", "2021-04"),
    ).out
    rows = scorecard.summary(
        snapshot,
        View(BCP, Q1, newest=True, model="2021-04"),
        directorate="Education and Skills",
        indicator_ids=["ehcp-20-weeks", "ks4-fsm-gap"],
    )
    assert out == csv.to_csv(summary.summary_table(snapshot, rows))
    found = {line["indicator_id"]: line for line in rows_of(out)}
    assert set(found) == {"ehcp-20-weeks", "ks4-fsm-gap"}
    assert float(found["ehcp-20-weeks"]["neighbours_mean"]) == pytest.approx(30.34, abs=0.005)
    assert found["ehcp-20-weeks"]["comparators_as_known"] == "newest"


def test_indicators_may_be_named_together_or_one_by_one() -> None:
    together = person("summary", "--indicator", "ehcp-20-weeks", "ks4-fsm-gap")
    apart = person("summary", "--indicator", "ehcp-20-weeks", "--indicator", "ks4-fsm-gap")
    assert together.returncode == apart.returncode == 0
    assert together.stdout == apart.stdout
    assert len(apart.stdout.splitlines()) == 3


def test_questions_are_those_of_the_function(snapshot: Snapshot) -> None:
    done = good("enquiries", "--quarter", "Q1 2025-26", "--on", "2025-11-30")
    rows = scorecard.summary(snapshot, View(BCP, Q1))
    assert done.out == csv.to_csv(table(snapshot, rows, date(2025, 11, 30)))
    assert {row["read_on"] for row in done.rows} == {"2025-11-30"}
    assert max(int(row["place"]) for row in done.rows) == 3
    one = good("enquiries", "--quarter", "Q1 2025-26", "--indicator", "ehcp-20-weeks", "--newest")
    assert {row["indicator_id"] for row in one.rows} == {"ehcp-20-weeks"}
    assert {row["read_on"] for row in one.rows} == {str(date.today())}


def test_a_bad_day_names_its_option() -> None:
    done = run("enquiries", "--on", "tomorrow")
    assert (done.status, done.out) == (2, b"")
    assert done.err == (
        "kpi: 'tomorrow' is not a day; expected for example 2025-11-30 "
        "(--on; see python -m kpi enquiries --help)\n"
    )


def test_changes_as_a_person_runs_it(snapshot: Snapshot) -> None:
    done = person("changes", "--quarter", "Q1 2025-26", "--today", "2025-10-31")
    assert (done.returncode, done.stderr) == (0, b"")
    found = report_changes(snapshot, View(BCP, Q1), date(2025, 10, 31))
    assert done.stdout == csv.to_csv(changes.table(snapshot, found))
    flips = [
        (line["indicator_id"], line["before"], line["after"])
        for line in rows_of(done.stdout)
        if line["kind"] == "status flipped"
    ]
    before, after = (
        {line["indicator_id"]: line["target_status"] for line in good(*words).rows}
        for words in (
            ("summary", "--quarter", "Q4 2024-25"),
            ("summary", "--quarter", "Q1 2025-26"),
        )
    )
    assert flips == [
        (name, before[name], after[name]) for name in after if before[name] != after[name]
    ]
    assert len(flips) == 4


def test_changes_of_a_first_report_are_none_and_it_says_so() -> None:
    done = good("changes", "--quarter", "Q1 2023-24")
    assert done.err == "kpi: There is no report before this one.\n"
    assert done.text.strip() == ",".join(changes.COLUMNS)


def test_changes_with_filters_of_another_council() -> None:
    social = good("changes", "--directorate", "Children's Social Care")
    assert {row["indicator_id"] for row in social.rows} == {
        "assessments-45-days",
        "early-help-returns",
    }
    assert {row["read_on"] for row in social.rows} == {str(date.today())}
    other = good("changes", "--area", "330", "--quarter", "Q1 2025-26", "--indicator", PLANS)
    assert {(row["area"], row["indicator_id"]) for row in other.rows} == {("330", PLANS)}


def test_changes_since_a_snapshot(where: Path) -> None:
    first = snapshots.current_id(where)
    held = snapshots.load(first, where)
    published(proposed(held, [figure(PLANS, "Q1 2025-26", 107, 178)]), where)
    live_snapshot.published(where)
    done = good("changes", "--quarter", "Q1 2025-26", "--since", first, "--today", "2025-11-15")
    kinds = {(row["kind"], row["before"], row["after"]) for row in done.rows}
    assert kinds == {
        ("status flipped", "off target", "on target"),
        ("real figure in place of illustrative", "53.9%", "60.1%"),
    }
    assert {row["since"] for row in done.rows} == {first}
    same = good("changes", "--quarter", "Q1 2025-26", "--since", snapshots.current_id(where))
    assert same.rows == []


def test_an_unknown_snapshot_names_its_option() -> None:
    done = run("changes", "--since", "yesterday")
    assert (done.status, done.out) == (2, b"")
    assert done.err.startswith("kpi: ")
    assert "yesterday" in done.err
    assert done.err.endswith("(--since; see python -m kpi changes --help)\n")
