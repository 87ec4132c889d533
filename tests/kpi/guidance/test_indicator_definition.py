"""One indicator's definition: the figure as the summary has it, cautions, all facts."""

from dataclasses import replace

from kpi.formatting import count
from kpi.guidance import definitions
from kpi.guidance.indicator_definition import indicator_definition, worked_figure
from kpi.indicators.reporting_quarters import default_quarter
from kpi.indicators.scorecard import View, summary
from kpi.model.display import show
from kpi.model.snapshot import Snapshot

HOME = "839"


def test_the_worked_figure_is_the_summarys(snapshot: Snapshot) -> None:
    rows = summary(snapshot, View(HOME, default_quarter(snapshot, HOME)))
    assert len(rows) == len(snapshot.indicators)
    for row in rows:
        worked = indicator_definition(snapshot, row.indicator, HOME).worked
        assert row.now is not None
        assert worked.figure == show(row.indicator, row.value)
        assert worked.status == row.figure_status
        assert worked.period == row.now.period.short
        assert worked.missing == ""
        if worked.sign == "over":
            numbers = (row.now.numerator, row.now.denominator)
            assert (worked.first_number, worked.second_number) == tuple(
                "" if number is None else count(number) for number in numbers
            )


def test_a_rate_is_multiplied_and_a_share_is_not(snapshot: Snapshot) -> None:
    by_id = {i.id: indicator_definition(snapshot, i, HOME).worked for i in snapshot.indicators}
    assert by_id["referrals-rate"].times == "× 10,000"
    assert by_id["ehcp-20-weeks"].times == ""


def test_a_difference_has_its_two_parts(snapshot: Snapshot) -> None:
    worked = indicator_definition(snapshot, snapshot.indicator("ks4-fsm-gap"), HOME).worked
    assert worked.sign == "minus"
    first, second = (float(text.split()[0]) for text in (worked.first_number, worked.second_number))
    assert round(first - second, 1) == float(worked.figure.split()[0])


def test_a_councils_own_gap_has_not_the_published_parts(snapshot: Snapshot) -> None:
    view = View(HOME, default_quarter(snapshot, HOME))
    row = next(r for r in summary(snapshot, view) if r.indicator.id == "ks4-fsm-gap")
    assert row.now is not None
    assert worked_figure(snapshot, row).second_number != ""
    returned = replace(row.now, value=19.0, source="local-return")
    own = replace(row, shown=replace(row.shown, observation=returned))
    worked = worked_figure(snapshot, own)
    assert (worked.first_number, worked.second_number) == ("", "")


def test_a_suppressed_or_missing_figure_says_why(snapshot: Snapshot) -> None:
    view = View(HOME, default_quarter(snapshot, HOME))
    row = next(r for r in summary(snapshot, view) if r.indicator.id == "early-help-returns")
    assert row.now is not None
    hidden = replace(
        row.now, value=None, numerator=None, denominator=None, symbol="c", reason="too few to show"
    )
    worked = worked_figure(snapshot, replace(row, shown=replace(row.shown, observation=hidden)))
    assert (worked.figure, worked.missing, worked.has_numbers) == ("", "Too few to show", False)
    nothing = worked_figure(snapshot, replace(row, shown=replace(row.shown, observation=None)))
    assert nothing.missing == "No figure has been reported yet."
    assert nothing.period == ""


def test_few_breaks_are_cautions_and_many_are_counted(snapshot: Snapshot) -> None:
    for indicator in snapshot.indicators:
        shown = indicator_definition(snapshot, indicator, HOME)
        lines = [*definitions.break_lines(indicator), *definitions.aside_lines(indicator)]
        assert shown.cautions[: len(indicator.caveats)] == indicator.caveats
        rest = shown.cautions[len(indicator.caveats) :]
        if len(lines) > 3:
            assert len(rest) == 1
            assert "all are listed below" in rest[0]
        else:
            assert [line.split(". ", 1)[1] for line in rest] == lines
        folded = [line.text for fact in shown.folded for line in fact.lines]
        assert set(lines) <= set(folded)


def test_every_target_is_marked_and_every_fact_has_lines(snapshot: Snapshot) -> None:
    for indicator in snapshot.indicators:
        facts = {f.term: f.lines for f in indicator_definition(snapshot, indicator, HOME).facts}
        assert all(facts.values())
        history = definitions.target_history(snapshot, indicator, HOME)
        assert [line.status for line in facts["Targets"]] == (
            [line.data_status for line in history] or ["published"]
        )
        assert facts["Corrections"][0].text
