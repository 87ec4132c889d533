"""Names that a snapshot knows, and what it says of those that it does not."""

import pytest

from kpi.errors import UnknownNameError
from kpi.model.snapshot import Snapshot


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
