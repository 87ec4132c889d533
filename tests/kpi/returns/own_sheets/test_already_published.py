"""What an own sheet has that is published already is left as it is published."""

from dataclasses import replace
from datetime import date

from kpi.indicators.targets.targets_in_force import Target
from kpi.model.polarity import Polarity
from kpi.model.snapshot import Snapshot
from kpi.returns.checks.context import Context
from kpi.returns.own_sheets import already_published
from kpi.returns.own_sheets.sheet_mapping import OwnSheet
from tests.kpi.changing import BCP
from tests.kpi.returning import EARLY
from tests.kpi.returns.own_sheets.scorecards import figures, read, workbook


def test_a_figure_that_is_published_with_counts_is_left(snapshot: Snapshot) -> None:
    """10.5% without counts is not laid over 10.5% with them; 10.6% is a revision."""
    known = [
        OwnSheet(
            "Scorecard",
            data_status="illustrative",
            headings={"Measure": "name", "Num": "numerator"},
            indicators={"Early Help returns": EARLY},
        )
    ]
    context = Context.of(snapshot, BCP, date(2025, 12, 1))
    live = {o.period.short: o for o in context.history[EARLY]}
    then = live["Q1 2025-26"]

    def kept(value: object, count: object = None, status: str = "illustrative") -> int:
        rows = [["Measure", "Q1 2025-26", "Num"], ["Early Help returns", value, count]]
        sheet = [OwnSheet(**{**vars(known[0]), "data_status": status})]
        whole = read(workbook(rows), snapshot.indicators, sheet)
        assert len(figures(whole)) == 1
        left = already_published.without(whole, context)
        assert already_published.number(whole, left) == 1 - len(left.values)
        return len(left.values)

    assert then.value is not None
    assert then.numerator is not None
    shown = round(then.value, 1)
    assert kept(shown) == 0
    assert kept(shown, then.numerator) == 0
    assert kept(shown, then.numerator + 1) == 1
    assert kept(shown + 0.1) == 1
    assert kept(shown, status="published") == 1


def test_a_target_is_left_only_where_both_its_bounds_are_in_force(snapshot: Snapshot) -> None:
    plans = next(i for i in snapshot.indicators if i.id == "ehcp-20-weeks")
    ranged = replace(plans, polarity=Polarity.RANGE)
    live = Target(15, 10, None, "published", None, "Q1 2025-26", None, 24, 30)
    context = Context({ranged.id: ranged}, BCP, {}, {ranged.id: [live]}, date(2025, 12, 1))
    known = OwnSheet(
        "Scorecard",
        data_status="published",
        headings={"Measure": "name", "Target": "target", "Target max": "target_upper"},
        indicators={"Plans": ranged.id},
    )

    def left(low: float, high: float | None) -> int:
        rows = [["Measure", "Q1 2025-26", "Target", "Target max"], ["Plans", 50, low, high]]
        whole = read(workbook(rows), [ranged], [known])
        assert len(whole.targets) == 1
        return len(already_published.without(whole, context).targets)

    assert (left(15, 24), left(15, None), left(15, 25), left(14, 24)) == (0, 0, 1, 1)
