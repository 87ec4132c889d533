"""DfE's neighbour models: their names, and which were known on a day."""

from datetime import date

import pytest

from kpi.errors import UnknownNameError
from kpi.model.neighbour_models import MODELS, model_named, models_known
from kpi.model.snapshot import Snapshot

OLDER, NEWER = "2021-04", "2025-05"


@pytest.mark.parametrize(
    ("day", "known"),
    [
        (date(2025, 5, 30), (OLDER,)),
        (date(2025, 5, 31), (NEWER, OLDER)),
        (date(2025, 3, 31), (OLDER,)),
        (date(2021, 4, 30), (OLDER,)),
        (date(2020, 6, 30), (OLDER,)),  # before any: the oldest there is, named as what it is
        (None, (NEWER, OLDER)),
    ],
)
def test_a_model_is_known_from_the_end_of_its_month(
    day: date | None, known: tuple[str, ...]
) -> None:
    assert models_known(day) == known


def test_neighbour_models(snapshot: Snapshot) -> None:
    assert [model_named(model) for model in MODELS] == ["2025-05", "2021-04"]
    for ask in (model_named, lambda model: snapshot.neighbours("839", model)):
        with pytest.raises(UnknownNameError, match="no neighbour model '1999'; there are 2025-05"):
            ask("1999")
