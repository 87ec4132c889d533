"""Selections as a person can make them, for the tests of built tables."""

from datetime import date

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from kpi.benchmarks.measures import all_measures
from kpi.model.snapshot import Snapshot
from kpi.tables.selection import EXTRAS, GROUPS, Selection

PLANS = "SEN_EHC_Excpt_20wks"


ALL_EXTRAS = tuple(EXTRAS)


FIXED = settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])


@st.composite
def selections(draw: st.DrawFn, snapshot: Snapshot) -> Selection:
    """Any selection a person can make."""
    known = [m.id for m in all_measures(snapshot)]
    codes = snapshot.areas["area"].to_list()
    authorities = [a for a in codes if snapshot.area(a).kind == "authority"]
    days = st.none() | st.dates(date(2012, 1, 1), date(2027, 12, 31))
    first, last = draw(days), draw(days)
    if first and last and first > last:
        first, last = last, first
    unique = {"unique": True, "min_size": 1}
    areas = st.lists(st.sampled_from([*GROUPS, *codes]), max_size=8, **unique)  # type: ignore[arg-type]
    extras = draw(st.lists(st.sampled_from(ALL_EXTRAS), unique=True))
    return Selection(
        home=draw(st.sampled_from(authorities)),
        measures=tuple(draw(st.lists(st.sampled_from(known), max_size=12, **unique))),  # type: ignore[arg-type]
        areas=tuple(draw(areas)),
        first=first,
        last=last,
        newest=draw(st.booleans()) and not (first or last),
        extras=tuple(name for name in EXTRAS if name in extras),
        wide=draw(st.booleans()),
        model=draw(st.sampled_from(["2025-05", "2021-04"])),
    )
