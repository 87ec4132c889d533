"""What can go wrong in a return: each damage with the one rule that must speak, and where.

`SLIPS` change one cell; `DAMAGES` need more than one, or a row, or another live snapshot.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from kpi.returns.checks.context import Context
from kpi.returns.records import COMMENTARY, TARGETS, VALUES
from tests.kpi.returns.checks.building import (
    ASSESSED,
    EARLY,
    EXCLUDED,
    GAP,
    NEWEST,
    PLANS,
    REFERRED,
    Edit,
    add,
    both,
    comment_row,
    drop,
    put,
    target_row,
    value_row,
    without_history,
)

Where = tuple[str, str, str, str]
"""Sheet, indicator, period or quarter, column."""


def same(context: Context) -> Context:
    """The live snapshot that holds all but the newest quarter."""
    return context


@dataclass(frozen=True)
class Damage:
    """An edit of the good return, and the one fault it must give."""

    rule: str
    edit: Edit
    at: Where | None  # None: the sheet of values as a whole
    context: Callable[[Context], Context] = same


def slip(
    rule: str, sheet: str, name: str, when: str, *, at: Where | None = None, **cells: str
) -> Damage:
    """One cell typed wrongly; the fault stands there unless `at` says otherwise."""
    (column,) = cells
    return Damage(rule, put(sheet, name, when, **cells), at or (sheet, name, when, column))


_SPRING, _YEAR = "spring term 2024", "academic year 2023/24"
_plan = (VALUES, PLANS, NEWEST)
_said = (COMMENTARY, PLANS, NEWEST)
_aim = (TARGETS, PLANS, "Q1 2023-24")
_early_aim = (TARGETS, EARLY, NEWEST)

SLIPS = [
    # ---- what a line is about
    slip("unknown-indicator", *_plan, indicator_id="ehcp-20-week"),
    slip("unknown-indicator", *_plan, indicator_id=""),
    slip("unknown-indicator", *_aim, indicator_id="EHCP"),
    slip("unknown-indicator", *_said, indicator_id="plans"),
    slip("not-from-a-return", VALUES, PLANS, "Q2 2023-24", indicator_id=REFERRED),
    slip("period-kind", VALUES, PLANS, "Q1 2024-25", period="academic year 2023/24"),
    slip("period-kind", VALUES, EXCLUDED, "spring term 2024", period="Q1 2024-25"),
    slip("period-kind", VALUES, GAP, "academic year 2023/24", period="2024 (calendar year)"),
    slip("period-and-quarter", VALUES, PLANS, "Q1 2024-25", reporting_quarter="Q2 2024-25"),
    slip("period-and-quarter", VALUES, EXCLUDED, _SPRING, reporting_quarter="Q4 2023-24"),
    slip("period-and-quarter", VALUES, GAP, _YEAR, reporting_quarter="Q1 2024-25"),
    slip(
        "period-and-quarter", VALUES, PLANS, "Q1 2024-25", period="Q2 2024-25",
        at=(VALUES, PLANS, "Q1 2024-25", "reporting_quarter"),
    ),
    slip("period-not-over", *_plan, period="Q2 2025-26"),
    slip("period-not-over", VALUES, EXCLUDED, "spring term 2025", period="summer term 2025"),
    slip(
        "duplicate-comment", COMMENTARY, EARLY, NEWEST, indicator_id=PLANS,
        at=(COMMENTARY, EARLY, NEWEST, "reporting_quarter"),
    ),
    # ---- value and symbol
    slip("value-missing", *_plan, value=""),
    slip("value-missing", VALUES, GAP, "academic year 2023/24", value=""),
    slip("value-beside-symbol", *_plan, symbol="c", at=(*_plan, "value")),
    slip("value-beside-symbol", VALUES, GAP, "academic year 2023/24", symbol="x",
         at=(VALUES, GAP, "academic year 2023/24", "value")),
    slip("unknown-symbol", *_plan, symbol="q"),
    # ---- numbers
    slip("units", *_plan, value="0.444"),
    slip("units", *_plan, value="444"),
    slip("units", VALUES, ASSESSED, "Q1 2024-25", value="0.94"),
    slip("units", VALUES, EXCLUDED, "spring term 2025", value="0.00085"),
    slip("range", *_plan, value="144.4"),
    slip("range", *_plan, value="-44.4"),
    slip("range", VALUES, GAP, "academic year 2023/24", value="162"),
    slip("range", VALUES, GAP, "academic year 2023/24", value="100.1"),
    slip("range", VALUES, GAP, "academic year 2023/24", value="-1e14"),
    slip("whole-counts", *_plan, denominator="1e14"),
    slip("whole-counts", *_plan, denominator="100000001"),
    slip("whole-counts", *_plan, numerator="-80"),
    slip("whole-counts", *_plan, numerator="80.5"),
    slip("whole-counts", *_plan, denominator="-180"),
    slip("whole-counts", *_plan, denominator="180.1"),
    slip("decimals", *_plan, value="44.44444"),
    slip("counts-incomplete", *_plan, numerator=""),
    slip("counts-incomplete", *_plan, denominator=""),
    slip("counts-incomplete", VALUES, EXCLUDED, "spring term 2025", numerator="18",
         at=(VALUES, EXCLUDED, "spring term 2025", "denominator")),
    slip("denominator-nought", *_plan, denominator="0"),
    slip("numerator-above-denominator", *_plan, numerator="280"),
    slip("numerator-above-denominator", *_plan, denominator="79", at=(*_plan, "numerator")),
    slip("value-against-counts", *_plan, value="44.5"),
    slip("value-against-counts", *_plan, value="54.4"),
    slip("value-against-counts", *_plan, numerator="81", at=(*_plan, "value")),
    slip("value-against-counts", VALUES, EARLY, "Q2 2024-25", denominator="187",
         at=(VALUES, EARLY, "Q2 2024-25", "value")),
    slip("value-against-counts", *_plan, numerator="3", at=(*_plan, "value")),
    # ---- made up and real
    slip("illustrative-mixed", *_plan, data_status="illustrative"),
    slip("illustrative-mixed", *_said, data_status="illustrative"),
    slip("illustrative-over-real", VALUES, PLANS, "Q4 2024-25", data_status="illustrative"),
    slip("illustrative-target", *_aim, data_status="illustrative"),
    # ---- targets
    slip("target-missing", *_aim, target=""),
    slip("target-quarters", *_aim, from_quarter=""),
    slip("target-quarters", *_aim, to_quarter="Q4 2022-23"),
    slip("duplicate-target", TARGETS, EARLY, "Q1 2023-24", to_quarter="",
         at=(*_early_aim, "from_quarter")),
    slip("duplicate-target", *_early_aim, from_quarter="Q4 2024-25"),
    slip("target-range", *_aim, target="160"),
    slip("target-range", TARGETS, ASSESSED, "Q1 2023-24", intervention_level="-82.5"),
    slip("target-range", *_aim, target="1e14"),
    slip("target-range", *_aim, intervention_level="-5e13"),
    slip("target-units", *_aim, target="0.6"),
    slip("target-units", *_aim, intervention_level="0.464"),
    slip("target-units", TARGETS, EXCLUDED, "Q1 2023-24", target="0.0009"),
    slip("intervention-side", *_aim, intervention_level="64.6"),
    slip("intervention-side", *_early_aim, intervention_level="14"),
    slip("intervention-equals-target", *_aim, intervention_level="60"),
    slip("target-rationale", *_early_aim, rationale=""),
    # ---- commentary
    slip("action-missing", *_said, action=""),
    slip("action-missing", *_said, owner_role=""),
    slip("action-missing", *_said, due=""),
    slip("due-past", *_said, due="2025-06-29"),
    slip("commentary-figure", *_said, what_happened="80 of 188 plans were in time."),
    slip("commentary-figure", *_said, what_happened="We issued 81 of 180 in time."),
    slip("commentary-figure", *_said, what_happened="Only 54.4% were in time."),
    slip("commentary-figure", *_said, why="In the quarter before it was 97 out of 178."),
    slip("long-text", *_said, action="Do it. " * 90),
    slip("markup", *_said, action="See https://example.org/plan"),
    slip("markup", *_said, why="<b>Late</b> advice."),
    slip("markup", *_aim, rationale="See [the plan](plan.docx)"),
    slip("unseen-signs", *_said, why="From \u202e09\u202c cases, late advice."),
    slip("unseen-signs", *_said, action="Re\u200bcruit."),
    slip("unseen-signs", *_aim, rationale="Hig\u0301\u0301\u0301\u0301\u0301her."),
    slip("unseen-signs", *_plan, note="\ufeffLate"),
    slip("personal-data", *_said, owner_role="jo.smith@example.gov.uk"),
    slip("personal-data", *_said, why="Pupil A801200001001 moved away."),
    slip("personal-data", *_said, why="Held up by 943 476 5919."),
    slip("personal-data", *_plan, note="Ask jo@example.org"),
    # ---- judged otherwise
    slip("supplied-status", *_plan, status="Green"),
    slip("supplied-status", *_plan, status="off target"),
    slip("supplied-status", *_plan, status="purple"),
]  # fmt: skip

_gone = partial(without_history, names=(EARLY,))

DAMAGES = [
    Damage(
        "duplicate-value",
        add(VALUES, value_row(GAP, "academic year 2023/24", "Q3 2024-25", "16.3")),
        (VALUES, GAP, "", "period"),
    ),
    Damage(
        "target-without-polarity",
        add(TARGETS, target_row(REFERRED, "Q1 2023-24", "", "120", "", "")),
        (TARGETS, REFERRED, "Q1 2023-24", "target"),
    ),
    Damage(
        "small-number",
        put(VALUES, EXCLUDED, "spring term 2025", numerator="3", denominator="3529"),
        (VALUES, EXCLUDED, "spring term 2025", "numerator"),
    ),
    *(
        Damage(
            "small-number-named",
            both(
                put(VALUES, PLANS, NEWEST, value="", numerator="", denominator="", symbol="c"),
                put(COMMENTARY, PLANS, NEWEST, what_happened=text, why="Late."),
            ),
            (COMMENTARY, PLANS, NEWEST, "what_happened"),
        )
        for text in ("3 of 180 plans were in time.", "Only 1 out of the 9.")
    ),
    Damage(
        "jump",
        put(VALUES, EARLY, NEWEST, value="24.2", numerator="40"),
        (VALUES, EARLY, NEWEST, "value"),
    ),
    Damage(
        "jump",  # by its counts, with too few figures before it to know what is usual
        both(
            *(drop(VALUES, EARLY, q) for q in ("Q2 2023-24", "Q3 2023-24", "Q4 2023-24")),
            put(VALUES, EARLY, NEWEST, value="36.4", numerator="60"),
        ),
        (VALUES, EARLY, NEWEST, "value"),
        _gone,
    ),
    Damage(
        "carried-over",
        put(VALUES, EARLY, NEWEST, value="12.4", numerator="21", denominator="169"),
        (VALUES, EARLY, NEWEST, "value"),
    ),
    Damage(
        "revised",
        put(VALUES, EARLY, "Q3 2024-25", value="13.5", numerator="23"),
        (VALUES, EARLY, "Q3 2024-25", "value"),
    ),
    Damage(
        "revised",  # the same percentage from other counts
        put(VALUES, EARLY, "Q4 2023-24", numerator="56", denominator="368"),
        (VALUES, EARLY, "Q4 2023-24", "numerator"),
        same,
    ),
    Damage("red-without-commentary", drop(COMMENTARY, PLANS, NEWEST), (*_plan, "value")),
    Damage(
        "commentary-missing",
        both(put(*_early_aim, target="10"), drop(COMMENTARY, EARLY, NEWEST)),
        (VALUES, EARLY, NEWEST, "value"),
    ),
    Damage(
        "comment-without-value",
        add(COMMENTARY, comment_row(ASSESSED, "Q1 2023-24", "All went well.", "More staff.")),
        (COMMENTARY, ASSESSED, "Q1 2023-24", "reporting_quarter"),
    ),
    Damage(
        "gap",
        drop(VALUES, EARLY, "Q3 2024-25"),
        (VALUES, EARLY, "Q4 2024-25", "period"),
        _gone,
    ),
    Damage(
        "gap",  # between the live series and the return
        both(drop(VALUES, EXCLUDED, "summer term 2024"), drop(VALUES, EXCLUDED, "autumn term 2023"),
             drop(VALUES, EXCLUDED, "spring term 2024")),
        (VALUES, EXCLUDED, "autumn term 2024", "period"),
        lambda context: Context(
            context.indicators, context.area,
            {**context.history, EXCLUDED: context.history[EXCLUDED][:2]},
            context.targets, context.today,
        ),
    ),
    Damage("value-due", drop(VALUES, ASSESSED, NEWEST), (VALUES, "", "", "indicator_id")),
]  # fmt: skip
