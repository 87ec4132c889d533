"""Unforeseen faults of a definition's benchmark name the indicator; known ones pass."""

import pytest

from kpi.errors import DefinitionError, InputError
from kpi.model.definitions.indicator import Indicator
from kpi.model.snapshot import Snapshot
from kpi.sources.definition_faults import plainly


@plainly
def reader(indicator: Indicator, fault: Exception | None) -> str:
    if fault is not None:
        raise fault
    return indicator.id


def test_an_unforeseen_fault_names_the_indicator(snapshot: Snapshot) -> None:
    named = (
        r"^ehcp-20-weeks: its benchmark cannot be read as its definition says "
        r"\(KeyError: 'a column'\)$"
    )
    with pytest.raises(DefinitionError, match=named):
        reader(snapshot.indicator("ehcp-20-weeks"), KeyError("a  \n column"[0:1] + " column"))


def test_a_known_fault_and_a_result_pass(snapshot: Snapshot) -> None:
    plans = snapshot.indicator("ehcp-20-weeks")
    with pytest.raises(InputError, match=r"^a\.csv is empty$"):
        reader(plans, InputError("a.csv is empty"))
    assert reader(plans, None) == "ehcp-20-weeks"
