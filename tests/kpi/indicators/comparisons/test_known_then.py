"""What a report of an earlier quarter uses: the neighbour model and the judgements of its time."""

from datetime import date

import polars as pl
import pytest

from kpi.downloads import file_names
from kpi.indicators import scorecard
from kpi.indicators.scorecard import View
from kpi.indicators.series_table import series
from kpi.model.snapshot import Snapshot
from kpi.paper.assembly import PaperRequest, make
from kpi.tables import summary
from tests.kpi.changing import BCP, quarter
from tests.kpi.sources.groups import a_neighbour_list
from tests.shipped_models import MODELS

PLANS = "ehcp-20-weeks"
OLDER, NEWER = "2021-04", "2025-05"


def row_in(snapshot: Snapshot, when: str, **choice: object) -> scorecard.ScorecardRow:
    (found,) = scorecard.summary(
        snapshot,
        View(BCP, quarter(when), **choice),  # type: ignore[arg-type]
        indicator_ids=[PLANS],
    )
    return found


# ---- the neighbour model ------------------------------------------------------------------


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
    told = summary.summary_table(snapshot, [row]).row(0, named=True)
    assert told["neighbours_model"] == "DfE's April 2021 model"
    assert told["neighbours_verdict_depends"] is None
    paper = make(snapshot, PaperRequest(View(BCP, quarter("Q1 2024-25")), charts=False, full=True))
    assert "May 2025 model" not in repr(paper)
    assert "April 2021 model" in repr(paper)


def test_a_papers_name_has_the_model_only_where_it_was_chosen() -> None:
    when = quarter("Q1 2024-25")
    assert "neighbours" not in file_names.paper(PaperRequest(View(BCP, when)))
    for model in MODELS:
        assert file_names.paper(PaperRequest(View(BCP, when, model=model))).endswith(
            f"neighbours-{model}.docx"
        )


# ---- Ofsted's judgements ------------------------------------------------------------------


def test_the_mean_of_good_authorities_is_that_of_the_time(snapshot: Snapshot) -> None:
    """EHCP of 2022: 57.7 by the 65 of June 2023, 58.6 by the list of 2025 (with BCP left out)."""
    row = row_in(snapshot, "Q1 2023-24")
    good = row.comparator("good")
    assert good.label == "Other authorities judged Good overall as published by 30 June 2023"
    assert good.value is not None
    assert (round(good.value, 1), good.count, good.of) == (57.7, 60, 65)
    told = summary.summary_table(snapshot, [row]).row(0, named=True)
    assert told["good_as_at"] == date(2023, 6, 30)
    assert told["good_judgement"] == "Good overall as published by 30 June 2023"
    table = series(snapshot, row.indicator, area=BCP, groups=["good"], known_by=row.known_by).row(
        by_predicate=pl.col("period_end") == date(2022, 12, 31), named=True
    )
    assert (table["value"], table["area_name"]) == (good.value, good.label)


# ---- a third neighbour model --------------------------------------------------------------


def test_of_three_models_a_report_uses_the_newest_known_then(snapshot: Snapshot) -> None:
    three = a_neighbour_list.added(snapshot, "2025-07")
    for when, models in (
        ("Q1 2024-25", (OLDER,)),
        ("Q1 2025-26", (NEWER, OLDER)),
        ("Q2 2025-26", ("2025-07", NEWER, OLDER)),
    ):
        row = row_in(three, when)
        assert (row.model, row.models) == (models[0], models)
        assert row.comparator("neighbours").count == (9 if models[0] == OLDER else 10)
    newest = row_in(three, "Q1 2024-25", newest=True)
    assert newest.model == "2025-07"
    in_2024 = snapshot.observed("ehcp-20-weeks").filter(
        (pl.col("period_end") == date(2024, 12, 31)) & (pl.col("leg") == "")
    )
    values = in_2024.filter(pl.col("area").is_in(a_neighbour_list.OURS))["value"].to_list()
    assert len(values) == 10
    assert newest.comparator("neighbours").value == pytest.approx(sum(values) / 10)
