"""What will be suppressed is named with its reason, and never with a number of its own."""

import re
from datetime import date

import pytest

from kpi.disclosure.suppression import HiddenFigure
from kpi.model.snapshot import Snapshot
from kpi.periods import Kind
from kpi.publishing import uploads
from kpi.publishing.review.suppressed import ALONE, MOST_LINES, suppressed
from tests.kpi.sent_returns import NEW_FIGURES, good_return

TODAY = date(2025, 11, 20)


def hidden(
    quarter: int = 7, *, secondary: bool = False, numerator: float | None = 3
) -> HiddenFigure:
    start = date(2025, quarter, 1)
    return HiddenFigure(
        "early-help-returns", str(Kind.QUARTER), start, date(2025, quarter + 2, 30),
        numerator, 171, 1.8, secondary,
    )  # fmt: skip


@pytest.mark.parametrize("count", ["1", "2", "3", "4", "5"])
def test_no_line_tells_a_number_of_the_figure(snapshot: Snapshot, count: str) -> None:
    value = f"{int(count) / 171 * 100:.1f}"
    few = (("early-help-returns", value, count, "171"), *NEW_FIGURES[1:])
    found = uploads.check(good_return(few), snapshot, area="839", today=TODAY)
    told = suppressed(found.compared.hidden, {i.id: i for i in snapshot.indicators})
    (line,) = told.lines
    assert line == (
        "Returns to Early Help within 12 months, Q2 2025-26: figure and counts shown as [c], "
        "because a count behind it is 1 to 5."
    )
    rest = line.replace("within 12 months, Q2 2025-26", "").replace("1 to 5", "")
    assert re.findall(r"\d", rest) == []
    assert told.rest == ALONE


def test_the_reason_is_that_of_each(snapshot: Snapshot) -> None:
    indicators = {i.id: i for i in snapshot.indicators}
    told = suppressed([hidden(), hidden(4, secondary=True)], indicators)
    assert told.lines[0].endswith("because a count behind it is 1 to 5.")
    assert told.lines[1].endswith("because a hidden figure could be worked out from it.")
    assert told.rest == "", "another figure is hidden for it"
    (bare,) = suppressed([hidden(numerator=None)], indicators).lines
    assert "comes without the counts" in bare


def test_many_are_counted_and_the_newest_named(snapshot: Snapshot) -> None:
    indicators = {i.id: i for i in snapshot.indicators}
    told = suppressed([hidden(4)] * MOST_LINES + [hidden(7)], indicators)
    assert (told.number, len(told.lines), told.more) == (MOST_LINES + 1, MOST_LINES, 1)
    assert "Q2 2025-26" in told.lines[0]
    assert suppressed([], indicators).number == 0
