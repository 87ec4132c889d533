"""Lists of indicators, quarters and measures are those of the snapshot."""

import pytest

from kpi.benchmarks.measures import all_measures, search
from kpi.errors import UnknownNameError
from kpi.indicators import reporting_quarters
from kpi.model.snapshot import Snapshot, in_order
from kpi.tables.catalogue import choices


def test_indicators_are_in_the_order_of_the_paper(snapshot: Snapshot) -> None:
    table = choices.indicators(snapshot)
    assert table.schema == choices.INDICATORS
    assert table["indicator_id"].to_list() == [each.id for each in in_order(snapshot)]
    row = table.row(table["indicator_id"].to_list().index("ehcp-20-weeks"), named=True)
    assert (row["unit"], row["polarity"], row["figure_kind"]) == ("percent", "higher", "flow")
    assert row["definition"] == snapshot.indicator("ehcp-20-weeks").definition
    assert "" not in {value for row in table.rows() for value in row}


@pytest.mark.parametrize("area", ["839", "330"])
def test_quarters_are_those_to_choose_from(snapshot: Snapshot, area: str) -> None:
    table = choices.quarters(snapshot, area)
    assert table.schema == choices.QUARTERS
    known = reporting_quarters.quarters(snapshot, area)
    assert table["reporting_quarter"].to_list() == [each.short for each in known]
    default = table.filter(table["is_default"])["reporting_quarter"].to_list()
    assert default == [reporting_quarters.default_quarter(snapshot, area).short]
    assert table["has_return"].any() == (area == "839")


def test_an_unknown_authority_has_no_quarters(snapshot: Snapshot) -> None:
    with pytest.raises(UnknownNameError):
        choices.quarters(snapshot, "999")


def test_measures_are_listed_as_given(snapshot: Snapshot) -> None:
    table = choices.measures(snapshot, all_measures(snapshot))
    assert table.schema == choices.MEASURES
    assert table["measure"].n_unique() == table.height == len(all_measures(snapshot))
    assert table["is_own"].sum() == len(snapshot.indicators)
    found = search(snapshot, "persistent absence")
    assert choices.measures(snapshot, found)["measure"].to_list() == [each.id for each in found]
