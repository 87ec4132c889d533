"""Statements with the paper's figures, left out where a figure is not known."""

import pytest

from kpi.exports.document import run_text
from kpi.indicators.scorecard import View, summary
from kpi.model.snapshot import Snapshot
from kpi.paper.implications import filled
from kpi.paper.template import Statement
from tests.kpi.changing import BCP, missing, quarter, row_of, suppressed

PLANS, SECONDARY, GAP = "ehcp-20-weeks", "secondary-permanent-exclusions", "ks4-fsm-gap"
Q1 = quarter("Q1 2025-26")


def said(snapshot: Snapshot, text: str, *ids: str) -> str:
    rows = [r for r in summary(snapshot, View(BCP, Q1)) if not r.indicator.is_context]
    by_id = {row.indicator.id: row for row in rows}
    numbers = {name: place for place, name in enumerate(by_id, start=3)}
    return run_text(filled(Statement(text, ids), by_id, rows), numbers)


@pytest.mark.parametrize(
    ("text", "name", "told"),
    [
        ("A: {not_counted} {when}", PLANS, "A: 82 of 178 plans [i] in April to June 2025"),
        ("{figure_counted} were", SECONDARY,
         "0.117% [d] of secondary pupils (about 12 in 10,000) were"),
        ("by {figure}; {england}; {neighbours}", GAP,
         "by 17.0 points [d]; 14.9 points [d]; 17.0 points [d]"),
        ("{when} it was", PLANS, "In April to June 2025 it was"),
        ("A: {not_counted}", SECONDARY, ""),  # the estimate has no counts
        ("{england}", "early-help-returns", ""),  # no national figure exists
        ("typed", "no-such-indicator", ""),
    ],
)  # fmt: skip
def test_a_statement_has_its_rows_figures_or_is_left_out(
    snapshot: Snapshot, text: str, name: str, told: str
) -> None:
    assert said(snapshot, text, name) == told


def test_a_figure_that_is_not_shown_makes_no_statement(snapshot: Snapshot) -> None:
    for hidden in (suppressed(snapshot, PLANS, Q1), missing(snapshot, PLANS, Q1)):
        assert row_of(hidden, PLANS).value is None
        for field in ("figure", "figure_counted", "not_counted", "when", "england"):
            assert said(hidden, f"A {{{field}}}", PLANS) == ""


def test_what_is_off_target_is_told_with_its_paragraphs(snapshot: Snapshot) -> None:
    assert said(snapshot, "{off_target}.") == (
        "One indicator is beyond the level at which the council must act (paragraph 5) and two are "
        "off target (paragraphs 6 and 7)."
    )
