"""Names that a snapshot knows, and what it says of those that it does not."""

import pytest

from kpi.errors import UnknownNameError
from kpi.model.snapshot import MODELS, Snapshot, model_named


def test_areas_by_their_code(snapshot: Snapshot) -> None:
    assert snapshot.has_area("839")
    assert snapshot.has_area("970")
    assert not snapshot.has_area("E06000058"), "an ONS code is made a code by code_of first"


def test_directorates_by_name(snapshot: Snapshot) -> None:
    assert [snapshot.directorate(name) for name in snapshot.directorates] == list(
        snapshot.directorates
    )
    with pytest.raises(UnknownNameError) as fault:
        snapshot.directorate("Housing")
    assert str(fault.value) == (
        "no directorate 'Housing'; there are Children's Social Care; Education and Skills"
    )


def test_neighbour_models(snapshot: Snapshot) -> None:
    assert [model_named(model) for model in MODELS] == ["2025-05", "2021-04"]
    for ask in (model_named, lambda model: snapshot.neighbours("839", model)):
        with pytest.raises(UnknownNameError, match="no neighbour model '1999'; there are 2025-05"):
            ask("1999")
