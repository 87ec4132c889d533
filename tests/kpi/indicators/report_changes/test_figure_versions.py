"""Two versions of one figure: how they differ, and what is said of each."""

from dataclasses import replace
from typing import Any

import pytest

from kpi.indicators.report_changes import figure_versions as versions
from kpi.indicators.report_changes.figure_versions import FigureVersion
from kpi.model.observation import Observation
from kpi.model.snapshot import Snapshot
from kpi.periods import Period


def version(value: float | None = 53.9, **more: Any) -> FigureVersion:
    """The plans of a quarter."""
    counts = (None, None) if value is None else (96.0, 178.0)
    return replace(FigureVersion(value, *counts, None, None, "published"), **more)


SMALL = version(None, symbol="c", reason="fewer than 6: too few children to show")
NONE_YET = version(None, symbol="x", reason="not available yet")


@pytest.mark.parametrize(
    ("earlier", "now", "how", "words"),
    [
        (None, version(), versions.NEW, ("", "53.9%")),
        (version(), version(), None, None),
        (version(), version(60.1, numerator=107.0), versions.CHANGED, ("53.9%", "60.1%")),
        (
            version(),
            version(53.94, numerator=96.1),
            versions.CHANGED,
            ("96 of 178 (53.9%), published", "96.1 of 178 (53.9%), published"),
        ),
        (
            version(data_status="provisional"),
            version(),
            versions.CHANGED,
            ("96 of 178 (53.9%), provisional", "96 of 178 (53.9%), published"),
        ),
        (
            version(data_status="illustrative"),
            version(60.1),
            versions.REPLACED,
            ("53.9%", "60.1%"),
        ),
        (version(), NONE_YET, versions.REMOVED, ("53.9%", "not available yet")),
        (NONE_YET, version(), versions.CHANGED, ("not available yet", "53.9%")),
        (version(), SMALL, versions.SUPPRESSED, ("not shown", SMALL.reason)),
        (NONE_YET, SMALL, versions.SUPPRESSED, ("not shown", SMALL.reason)),
        (None, SMALL, versions.SUPPRESSED, ("", SMALL.reason)),
        (SMALL, SMALL, None, None),
        (SMALL, version(), versions.CHANGED, (SMALL.reason, "53.9%")),
    ],
)
def test_how_two_versions_differ(
    snapshot: Snapshot,
    earlier: FigureVersion | None,
    now: FigureVersion,
    how: str | None,
    words: tuple[str, str] | None,
) -> None:
    plans = snapshot.indicator("ehcp-20-weeks")
    assert versions.kind_of(earlier, now) == how
    if words is not None:
        assert versions.as_displayed(plans, earlier, now) == words


def test_a_row_and_an_observation_hold_the_same_version(snapshot: Snapshot) -> None:
    rows = snapshot.observations.filter(indicator_id="ehcp-20-weeks", area="839", leg="")
    row = rows.drop_nulls("numerator").row(-1, named=True)
    period = Period.of(row["period_kind"], row["period_start"], row["period_end"])
    names = ("value", "numerator", "denominator", "symbol", "reason", "data_status")
    found = Observation(period, row["known_from"], **{name: row[name] for name in names})
    assert FigureVersion.of(found) == FigureVersion.of_row(row)
    assert vars(FigureVersion.of_row(row)) == {name: row[name] for name in names}
