"""What an officer is told: the numbers, both places, and in the order of the sheet."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

import pytest

from kpi.returns.all_checks import check
from kpi.returns.records import COMMENTARY, ERROR, TARGETS, VALUES, ReturnFault
from tests.kpi.returns.checks.building import (
    ASSESSED,
    EARLY,
    EXCLUDED,
    GAP,
    NEWEST,
    PLANS,
    Edit,
    add,
    both,
    comment_row,
    context_of,
    drop,
    good,
    put,
    read_of,
    value_row,
)


def told(edit: Edit, rule_name: str) -> tuple[str, str]:
    """What the first fault of a rule found and expected."""
    sheets = good()
    context = context_of(sheets)
    edit(sheets)
    fault = next(f for f in check(read_of(sheets), context) if f.rule == rule_name)
    return fault.found, fault.expected


def test_an_earlier_id_is_answered_with_todays() -> None:
    sheets = good()
    context = context_of(sheets)
    own = replace(context.indicators[PLANS], formerly=("plans-in-time",))
    context = replace(context, indicators={**context.indicators, PLANS: own})
    put(VALUES, PLANS, NEWEST, indicator_id="plans-in-time")(sheets)
    found = [f for f in check(read_of(sheets), context) if f.rule == "unknown-indicator"]
    assert [(f.found, f.expected) for f in found] == [
        ("plans-in-time", "ehcp-20-weeks, as plans-in-time is called now")
    ]


def test_another_council_without_its_folder_is_told_whose_definitions_these_are(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    sheets = good()
    put(VALUES, PLANS, NEWEST, indicator_id="persistent-absence")(sheets)
    shipped = "these are the shipped definitions, as KPI_DATA is not set"

    def told(area: str) -> str:
        context = replace(context_of(good()), area=area)
        found = check(read_of(sheets), context)
        return next(f.expected for f in found if f.rule == "unknown-indicator")

    assert shipped not in told("839")
    assert told("841").endswith(shipped)
    monkeypatch.setenv("KPI_DATA", str(tmp_path))
    assert shipped not in told("841")


_SPRING = "spring term 2024"
_COPIED = {"value": "12.4", "numerator": "21", "denominator": "169"}
_plan, _said = (VALUES, PLANS, NEWEST), (COMMENTARY, PLANS, NEWEST)


@pytest.mark.parametrize(
    ("rule_name", "edit", "found", "expected"),
    [
        ("unknown-indicator", put(*_plan, indicator_id="ehcp-20-week"),
         "ehcp-20-week", "an indicator's id; perhaps ehcp-20-weeks"),
        ("unknown-indicator", put(*_plan, indicator_id="Secondary permanent exclusion"),
         "Secondary permanent exclusion",
         "an indicator's id; perhaps secondary-permanent-exclusions"),
        ("period-kind", put(VALUES, EXCLUDED, "spring term 2024", period="Q1 2024-25"),
         "Q1 2024-25", "a term, such as spring term 2024"),
        ("period-and-quarter", put(VALUES, EXCLUDED, _SPRING, reporting_quarter="Q4 2023-24"),
         "Q4 2023-24 for spring term 2024", "Q1 2024-25, the report that shows spring term 2024"),
        ("period-not-over", put(*_plan, period="Q2 2025-26"),
         "Q2 2025-26", "a period that ended before 20 July 2025, such as Q1 2025-26; the newest "
         "quarter that is over is Q1 2025-26, and its empty return is on the page Publish, or "
         'python -m kpi template --quarter "Q1 2025-26"'),
        ("duplicate-value",
         add(VALUES, value_row(GAP, "academic year 2023/24", "Q3 2024-25", "16.3")),
         "academic year 2023/24",
         "ks4-fsm-gap once for this period; it also stands in return.xlsx, values, row 31"),
        ("units", put(*_plan, value="0.444"),
         "0.444", "per cent, perhaps 44.4 (it looks like a fraction of 1)"),
        ("units", put(VALUES, EXCLUDED, "spring term 2025", value="0.00085"),
         "0.00085", "per cent, perhaps 0.085 (it looks like a fraction of 1); "
         "if 0.00085% is meant, give its counts too"),
        ("value-against-counts", put(*_plan, value="54.4"),
         "54.4", "44.4, which is 80 of 180; or other counts"),
        ("jump", both(put(VALUES, EARLY, NEWEST, value="24.2", numerator="40"),
                      drop(COMMENTARY, EARLY, NEWEST)),
         "24.2% (40 of 165)", "a figure nearer 12.4% (21 of 169) of Q4 2024-25, or commentary that "
         "says why: a move of 11.8 points is unlike its series, where the usual move is 0.8 points "
         "and the largest 0.9 points; commentary of Q1 2025-26 meets this"),
        ("carried-over", put(VALUES, EARLY, NEWEST, **_COPIED),
         "12.4% (21 of 169), as in Q4 2024-25",
         "the figure of Q1 2025-26; if it is the same again, leave it"),
        ("revised", put(VALUES, EARLY, "Q3 2024-25", value="13.5", numerator="23"),
         "13.5", "the live 12.9% (22 of 171); it will be marked revised, from that to "
         "13.5% (23 of 171)"),
        ("target-rationale", put(TARGETS, EARLY, NEWEST, rationale=""),
         "nothing, and the target goes from 16 (intervention level 20) to "
         "15 (intervention level 20)", "the reason for the change, in a sentence"),
        ("action-missing", put(*_said, due=""), "nothing",
         "a due date, because 44.4% (80 of 180) is beyond the intervention level"),
        ("red-without-commentary", drop(*_said),
         "44.4% (80 of 180), beyond the intervention level, and no commentary",
         "commentary with an action, an owner and a due date"),
        ("commentary-figure", put(*_said, what_happened="80 of 188 plans."), "80 of 188",
         "a published figure: Q1 2025-26 44.4% (80 of 180), Q4 2024-25 54.2% (97 of 179)"),
        ("supplied-status", put(*_plan, status="Green"), "Green (on target)",
         "beyond intervention level, as 44.4 is held against target 60 and intervention level "
         "46.4; both will be shown"),
        ("value-due", drop(VALUES, ASSESSED, NEWEST),
         "no row of assessments-45-days among those for Q1 2025-26",
         "its figure for Q1 2025-26, or a symbol that says why there is none"),
        ("small-number",
         put(VALUES, EXCLUDED, "spring term 2025", numerator="3", denominator="3529"),
         "3", "more than 5 or 0; it will be suppressed with its rate (symbol c)"),
    ],
)  # fmt: skip
def test_a_message_says_what_stands_and_what_should(
    rule_name: str, edit: Edit, found: str, expected: str
) -> None:
    assert told(edit, rule_name) == (found, expected)


def test_personal_data_is_not_repeated() -> None:
    found, expected = told(
        put(*_said, why="Ask jo.smith@example.org, A801200001001."), "personal-data"
    )
    assert found == "what looks like an e-mail address and a unique pupil number"
    assert "jo.smith" not in found + expected


def test_faults_come_by_sheet_row_and_column_and_are_all_told() -> None:
    sheets = good()
    context = context_of(sheets)
    both(
        put(*_said, why="<b>Late</b>"),
        put(TARGETS, EARLY, NEWEST, rationale=""),
        put(VALUES, EARLY, "Q3 2023-24", value="61.1"),
        put(VALUES, EXCLUDED, "spring term 2024", symbol="q", value="120"),
        put(VALUES, PLANS, "Q3 2024-25", numerator="8.5"),
    )(sheets)
    faults = check(read_of(sheets), context)
    assert [(f.sheet, f.cell, f.rule) for f in faults] == [
        ("values", "D3", "value-against-counts"),
        ("values", "E23", "whole-counts"),
        ("values", "D27", "range"),
        ("values", "G27", "unknown-symbol"),
        ("targets", "J3", "target-rationale"),
        ("commentary", "E2", "markup"),
    ]


def test_faults_of_reading_are_kept_and_silence_what_follows_from_them() -> None:
    sheets = good()
    context = context_of(sheets)
    row = sheets.row(*_plan)
    row["value"] = ""
    read = read_of(sheets)
    line = next(v for v in read.values if v.text is row)
    unread = ReturnFault(
        "return.xlsx", "values", "D25", "value", ERROR, "number", "4x4", "a number"
    )
    typed = replace(line, text={**row, "value": "4x4"})
    damaged = replace(
        read, values=tuple(typed if v is line else v for v in read.values), faults=(unread,)
    )
    assert check(damaged, context) == [unread]


@pytest.mark.parametrize(
    ("text", "given_away"),
    [
        ("3 of 3,529 pupils were excluded.", True),
        ("The rate is 0.085%.", True),
        ("Three boys were excluded.", True),
        ("We excluded 3 secondary pupils.", True),
        ("Three schools did well, in 3 weeks.", False),
        ("Fewer than 6 pupils were excluded.", False),
        ("13 children and 3.5% more pupils.", False),
    ],
)
def test_commentary_may_not_say_what_the_figures_hide(text: str, given_away: bool) -> None:
    sheets = good()
    context = context_of(sheets)
    put(VALUES, EXCLUDED, "spring term 2025", numerator="3", denominator="3529")(sheets)
    sheets.commentary.append(comment_row(EXCLUDED, NEWEST, text, ""))
    faults = [f for f in check(read_of(sheets), context) if f.rule == "small-number-named"]
    assert [(f.cell, f.found) for f in faults] == [
        ("D4", "a figure that is suppressed")
    ] * given_away


def test_an_exception_gives_its_reason() -> None:
    sheets = good()
    context = context_of(sheets)
    put(VALUES, EXCLUDED, "spring term 2025", numerator="3", denominator="3529")(sheets)
    exempt = replace(context.indicators[EXCLUDED], publish_small_numbers="DfE does")
    context = replace(context, indicators={**context.indicators, EXCLUDED: exempt})
    (fault,) = check(read_of(sheets), context)
    assert fault.expected == "more than 5 or 0; it will be published all the same: DfE does"


def test_a_figure_of_dfe_off_target_without_commentary_is_pointed_out() -> None:
    sheets = good()
    context = context_of(sheets, before=NEWEST)
    both(
        drop(VALUES, EXCLUDED, "spring term 2025"),
        put(TARGETS, EXCLUDED, "Q1 2023-24", target="0.05"),
    )(sheets)
    (fault,) = check(read_of(sheets), context)
    assert (fault.sheet, fault.cell, fault.rule) == ("values", "", "commentary-missing")
    assert fault.found == (
        "secondary-permanent-exclusions at 0.085%, off target, and no commentary"
    )


@pytest.mark.parametrize(
    "text",
    ["<a" * 16_000, "a" * 32_000, "[x" * 16_000, "**a" * 10_000, "5% " * 10_000, "1 of 2 " * 4_000,
     "9" * 32_000 + "%", "0." + "3" * 32_000 + "% of", "&a" * 16_000, "a@" * 16_000],
)  # fmt: skip
def test_a_hostile_text_does_no_harm(text: str) -> None:
    sheets = good()
    context = context_of(sheets)
    put(*_said, what_happened=text)(sheets)
    started = time.process_time()
    assert "long-text" in {f.rule for f in check(read_of(sheets), context)}
    assert time.process_time() - started < 2
