"""Names that a snapshot knows, and what it says of those that it does not."""

from datetime import date

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


def test_sources_by_their_id(snapshot: Snapshot) -> None:
    assert list(snapshot.known_sources) == snapshot.sources["source"].to_list()
    assert [vars(about) for about in snapshot.known_sources.values()] == snapshot.sources.to_dicts()
    lait = snapshot.source("dfe-lait")
    assert (lait.source, lait.publisher, lait.published) == (
        "dfe-lait",
        "Department for Education",
        date(2026, 4, 8),
    )
    assert snapshot.last_updated("dfe-lait") == lait.published
    returned = snapshot.source("illustrative-return")
    assert (returned.published, returned.status, returned.link) == (None, "illustrative", "")
    assert snapshot.last_updated("illustrative-return") == snapshot.made_on
    with pytest.raises(KeyError):
        snapshot.source("nobody")
