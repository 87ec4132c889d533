"""Faults of a definition's benchmark name the definition, the unforeseen ones too."""

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


def test_a_known_fault_says_whose_it_is_once_and_a_result_passes(snapshot: Snapshot) -> None:
    plans = snapshot.indicator("ehcp-20-weeks")
    named = r"^a\.csv is empty \(read for the benchmark of ehcp-20-weeks\.toml\)$"
    with pytest.raises(InputError, match=named):
        reader(plans, InputError("a.csv is empty"))
    with pytest.raises(DefinitionError, match=r"^ehcp-20-weeks\.toml: no leg$"):
        reader(plans, DefinitionError("ehcp-20-weeks.toml: no leg"))
    assert reader(plans, None) == "ehcp-20-weeks"
