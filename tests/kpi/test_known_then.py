"""What a report of an earlier quarter uses: the neighbour model that was known by its end."""

from datetime import date

import pytest

from kpi import scorecard
from kpi.exports import csv
from kpi.paper import Wanted, file_name, make
from kpi.snapshot import MODELS, Snapshot, models_known

from .changing import BCP, quarter

PLANS = "ehcp-20-weeks"
OLDER, NEWER = "2021-04", "2025-05"


def row_in(snapshot: Snapshot, when: str, **choice: object) -> scorecard.Row:
    (found,) = scorecard.summary(
        snapshot,
        quarter(when),
        area=BCP,
        indicator_ids=[PLANS],
        **choice,  # type: ignore[arg-type]
    )
    return found


# ---- the neighbour model ------------------------------------------------------------------


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


@pytest.mark.parametrize(
    ("when", "newest", "model", "mean", "count"),
    [
        ("Q1 2023-24", False, OLDER, 45.1, 10),
        ("Q1 2024-25", False, OLDER, 30.0, 9),
        ("Q4 2024-25", False, OLDER, 30.0, 9),
        ("Q1 2025-26", False, NEWER, 40.6, 10),
        ("Q1 2024-25", True, NEWER, 40.6, 10),
    ],
)
def test_a_report_uses_the_neighbours_of_its_time(
    snapshot: Snapshot, when: str, newest: bool, model: str, mean: float, count: int
) -> None:
    row = row_in(snapshot, when, newest=newest)
    near = row.comparator("neighbours")
    assert row.model == model
    assert near.value is not None
    assert (round(near.value, 1), near.count) == (mean, count)


def test_a_model_may_still_be_chosen(snapshot: Snapshot) -> None:
    """The list of May 2025 beside figures of 2023: 40.23 by 10 of 10, not 29.96 by 9."""
    row = row_in(snapshot, "Q1 2024-25", model=NEWER)
    assert row.comparator("neighbours").value == pytest.approx(40.23)
    assert row.models == (NEWER, OLDER)


def test_an_old_report_does_not_speak_of_a_model_to_come(snapshot: Snapshot) -> None:
    """That the verdict depends on the model is no question before there are two."""
    row = row_in(snapshot, "Q1 2024-25")
    assert row.models == (OLDER,)
    told = csv.summary_table(snapshot, [row]).row(0, named=True)
    assert told["neighbours_model"] == "DfE's April 2021 model"
    assert told["neighbours_verdict_depends"] is None
    paper = make(snapshot, Wanted(quarter("Q1 2024-25"), BCP, charts=False), date(2025, 11, 30))
    assert "May 2025 model" not in repr(paper)
    assert "April 2021 model" in repr(paper)


def test_a_papers_name_has_the_model_only_where_it_was_chosen() -> None:
    when = quarter("Q1 2024-25")
    assert "neighbours" not in file_name(Wanted(when, BCP))
    for model in MODELS:
        assert file_name(Wanted(when, BCP, model=model)).endswith(f"neighbours-{model}.docx")
