"""What is said of how comparators were known: by a release or by rule, and what changed since."""

from dataclasses import replace
from datetime import date

import polars as pl

from kpi.model import schemas
from kpi.model.snapshot import Snapshot
from kpi.periods import Period
from kpi.tables.summary import summary_table
from kpi.wording.comparisons.known_then import known_words, noted, others_of, sentence
from tests.kpi.changing import row_of
from tests.kpi.model.test_recorded_first_days import with_days

EHCP, YEAR = "ehcp-20-weeks", Period.calendar_year(2024)
BY_RULE = "2024 (calendar year): by their publisher's usual month of publication"
TAKEN_IN = "2024 (calendar year): taken in on 14 July 2026"


def revised(snapshot: Snapshot, *areas: str, on: date = date(2026, 7, 14)) -> Snapshot:
    rows = [
        (EHCP, area, str(YEAR.kind), YEAR.start, YEAR.end, 50.0, 51.0, None, None, on, "why", None)
        for area in areas
    ]
    return replace(snapshot, revisions=pl.DataFrame(rows, schemas.REVISIONS, orient="row"))


def test_the_rule_is_said_and_is_no_note(snapshot: Snapshot) -> None:
    row = row_of(snapshot, EHCP)
    assert known_words(snapshot, row) == BY_RULE
    assert noted(snapshot, row) == ""
    told = summary_table(snapshot, [row]).row(0, named=True)
    assert told["comparators_as_known"] == "published by 2025-06-30"


def test_a_release_is_said_with_its_day(snapshot: Snapshot) -> None:
    known = with_days(snapshot, ("indicator", EHCP, YEAR))
    row = row_of(known, EHCP)
    assert known_words(known, row) == noted(known, row) == TAKEN_IN
    told = summary_table(known, [row]).row(0, named=True)
    assert told["comparators_as_known"] == f"published by 2025-06-30; {TAKEN_IN}"
    newest = row_of(known, EHCP, newest=True)
    told = summary_table(known, [newest]).row(0, named=True)
    assert told["comparators_as_known"] == f"newest; {TAKEN_IN}"


def test_figures_revised_since_are_said(snapshot: Snapshot) -> None:
    one = revised(snapshot, "970")
    said = "one figure was revised after the quarter, on 14 July 2026, and is shown as revised"
    assert known_words(one, row_of(one, EHCP)) == f"{BY_RULE}; {said}"
    two = revised(snapshot, "970", "330", "839")  # ours is a correction of its own
    assert known_words(two, row_of(two, EHCP)).endswith(
        "2 figures were revised after the quarter, last on 14 July 2026, and are shown as revised"
    )
    before = revised(snapshot, "970", on=date(2025, 6, 30))
    assert noted(before, row_of(before, EHCP)) == ""
    assert noted(one, row_of(one, EHCP, newest=True)) == ""


def test_nothing_is_said_without_comparators(snapshot: Snapshot) -> None:
    assert known_words(snapshot, row_of(snapshot, "early-help-returns")) == ""


def test_the_sentence_beside_the_comparators_is_there_where_not_by_rule_alone(
    snapshot: Snapshot,
) -> None:
    assert sentence(snapshot, row_of(snapshot, EHCP)) == ""
    known = with_days(snapshot, ("indicator", EHCP, YEAR))
    assert sentence(known, row_of(known, EHCP)) == f"Comparators of {TAKEN_IN}."


def test_the_others_period_in_few_words(snapshot: Snapshot) -> None:
    row = row_of(snapshot, "ehcp-20-weeks")
    assert others_of(row) == "others: 2024"
    newest = replace(row, view=replace(row.view, newest=True))
    assert others_of(newest) == "others' newest: 2024"
    alone = row_of(snapshot, "early-help-returns")
    assert others_of(alone) == "others as known then"
