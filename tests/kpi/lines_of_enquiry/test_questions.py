"""Lines of enquiry together: at most three a row, in the order of the rules; and the command."""

import csv
import io

import pytest

from kpi.cli import main as command
from kpi.indicators import reporting_quarters, scorecard
from kpi.indicators.scorecard import ScorecardRow, View
from kpi.lines_of_enquiry import questions
from kpi.lines_of_enquiry.question_table import COLUMNS
from kpi.lines_of_enquiry.questions import MOST, RULES, enquiries
from kpi.lines_of_enquiry.rule_facts import Facts, named
from kpi.model.snapshot import Snapshot
from tests.kpi.changing import BCP, changed, quarter, row_of, suppressed
from tests.kpi.lines_of_enquiry.asking import (
    AFTER,
    ASSESSED,
    EARLY,
    PLANS,
    Q1,
    SECONDARY,
    silent,
)
from tests.shipped_models import MODELS

# ---- all together -----------------------------------------------------------------------------


def everything(snapshot: Snapshot) -> list[ScorecardRow]:
    return [
        row
        for area in (BCP, "330", "201", "838")
        for when in reporting_quarters.quarters(snapshot, area)
        for model in MODELS
        for row in scorecard.summary(snapshot, View(area, when, model=model))
    ]


def test_every_row_has_at_most_three_in_the_order_of_the_rules(snapshot: Snapshot) -> None:
    order = [rule.name for rule in RULES]
    assert len(set(order)) == len(order)
    asked_by = set()
    for row in everything(snapshot):
        found = enquiries(snapshot, row, AFTER)
        assert len(found) <= MOST
        names = [each.rule for each in found]
        assert names == sorted(names, key=order.index)
        all_of = [rule.name for rule in RULES if rule.find(Facts(snapshot, row, AFTER))]
        assert names == all_of[:MOST]
        asked_by |= set(all_of)
        for each in found:
            assert each.question.endswith("?")
            assert each.because.endswith((".", "]"))
            assert not {"None", "nan"} & set(f"{each.question} {each.because}".split())
            made_up = each.data_status == "illustrative"
            assert ("illustrative" in each.because) == made_up
            assert each.source == f"Rule: {each.rule}. {each.because}"
    assert len(asked_by) >= 8


def test_on_the_indicators_own_page_no_question_names_it(snapshot: Snapshot) -> None:
    """Each is the same question without the name, with the same rule and the same figures."""
    seen = set()
    for row in everything(snapshot):
        inside = named(row.indicator.name)
        full = enquiries(snapshot, row, AFTER)
        short = enquiries(snapshot, row, AFTER, is_named=False)
        assert [(e.rule, e.because, e.data_status) for e in short] == [
            (e.rule, e.because, e.data_status) for e in full
        ]
        for named_one, bare in zip(full, short, strict=True):
            assert inside in named_one.question
            assert inside not in bare.question
            assert bare.question[0].isupper()
            assert len(bare.question) < len(named_one.question)
            assert not {"  ", " .", " ,"} & {
                bare.question[i : i + 2] for i in range(len(bare.question))
            }
            seen.add(bare.rule)
    assert len(seen) >= 8


def test_a_fourth_question_is_left_out(snapshot: Snapshot) -> None:
    bare = silent(changed(snapshot, PLANS, Q1, value=45.0, numerator=80.0))
    few = changed(bare, PLANS, quarter("Q1 2024-25"), value=77.8, numerator=7.0, denominator=9.0)
    row = row_of(few, PLANS)
    applies = [rule.name for rule in RULES if rule.find(Facts(few, row, AFTER))]
    assert [each.rule for each in enquiries(few, row, AFTER)] == applies[:3]
    assert applies[3:] == [  # 45.0% is like 40.6% by the one model, and better than 30.3%
        "the comparison depends on which statistical neighbours are meant",
        "small numbers",
    ]


@pytest.mark.parametrize("indicator", [PLANS, ASSESSED, EARLY])
def test_a_figure_that_is_not_shown_is_told_in_no_question(
    snapshot: Snapshot, indicator: str
) -> None:
    secret = changed(snapshot, indicator, Q1, value=91.7, numerator=4321.0, denominator=4711.0)
    hidden = suppressed(silent(secret), indicator, Q1)
    found = enquiries(hidden, row_of(hidden, indicator), AFTER)
    assert [each.rule for each in found] == ["small numbers"]
    assert found[0].because.startswith(
        "April to June 2025: confidential: too few children to show."
    )
    told = " ".join(f"{each.question} {each.because}" for each in found)
    assert not [n for n in ("91.7", "4,321", "4,711", "4321", "4711") if n in told]


# ---- the command ------------------------------------------------------------------------------


def run(capsysbinary: pytest.CaptureFixture[bytes], *arguments: str) -> list[dict[str, str]]:
    assert command.main(["enquiries", *arguments]) == 0
    text = capsysbinary.readouterr().out.decode()
    assert text.splitlines()[0].split(",") == COLUMNS.names()
    return list(csv.DictReader(io.StringIO(text)))


def test_the_command_prints_the_questions(
    snapshot: Snapshot, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    rows = run(capsysbinary, "--quarter", "Q1 2025-26", "--indicator", PLANS, "--on", "2026-02-01")
    wanted = enquiries(snapshot, row_of(snapshot, PLANS), AFTER)
    assert [(r["question"], r["rule"], r["because"], r["data_status"]) for r in rows] == [
        (each.question, each.rule, each.because, each.data_status) for each in wanted
    ]
    assert [r["place"] for r in rows] == ["1", "2", "3"]
    assert rows[2]["rule"] == "the comparison depends on which statistical neighbours are meant"
    assert {r["indicator_id"] for r in run(capsysbinary)} >= {PLANS, SECONDARY}


@pytest.mark.parametrize(
    ("arguments", "fault"),
    [
        (["--on", "tomorrow"], "'tomorrow' is not a day; expected for example 2025-11-30"),
        (["--quarter", "Q9"], "no reporting quarter 'Q9'"),
        (["--indicator", "nothing"], "no indicator 'nothing'"),
    ],
)
def test_the_command_names_what_is_wrong(
    capsys: pytest.CaptureFixture[str], arguments: list[str], fault: str
) -> None:
    assert command.main(["enquiries", *arguments]) == command.FAULT
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.startswith(f"kpi: {fault}")
    assert told.err.count("\n") == 1


def test_the_words_of_the_section_say_how_many() -> None:
    assert "at most three" in questions.INTRODUCTION


def test_that_no_question_is_raised_is_said_without_the_word_rule() -> None:
    assert "rule" not in questions.NONE.lower()
