"""Each filter has a visible line of help; the neighbour models are those of the snapshot."""

from pathlib import Path

import pytest

from kpi.guidance import help_text
from tests.kpi.sources.groups import a_neighbour_list
from tests.pages.conftest import Opener
from tests.pages.reading import text
from tests.shipped_models import MODELS

NEIGHBOURS = (
    "The ten authorities most like this one. The list changed in May 2025: a report of an earlier "
    "quarter uses the list of its time."
)


def test_each_filter_has_a_visible_line_of_help(open_page: Opener) -> None:
    for page, lines in {
        "scorecard": [help_text.FILTERS["scorecard"], help_text.PERIODS, NEIGHBOURS],
        "indicator": [help_text.FILTERS["indicator"], help_text.RANGE],
        "benchmarks": [help_text.BENCHMARKS],
        "profile": [help_text.PROFILE, help_text.EVERY_MEASURE],
        "table": [help_text.OWN_AUTHORITY],
    }.items():
        said = text(open_page(page))
        assert [line for line in lines if line not in said] == [], page


def test_the_help_on_neighbours_is_of_the_models_there_are() -> None:
    assert help_text.neighbours(MODELS) == NEIGHBOURS
    assert "changed in May 2025 and May 2028: a" in help_text.neighbours(("2028-05", *MODELS))
    assert help_text.neighbours(("2021-04",)) == "The ten authorities most like this one."
    assert help_text.neighbours(("none",)) == "No list of statistical neighbours is loaded."


def test_a_third_model_can_be_chosen_and_the_newest_is_the_default(
    three_models: Path, open_page: Opener
) -> None:
    """The choice is of the models of the snapshot that the page shows."""
    labels = ["DfE's May 2028 model", "DfE's May 2025 model", "DfE's April 2021 model"]
    page = open_page()
    (radio,) = [each for each in page.radio if each.key == "neighbours"]
    assert radio.options == [
        "As known at the end of the quarter: DfE's May 2025 model", *labels
    ]  # fmt: skip
    page = open_page(neighbours="2028-05")
    assert page.session_state["neighbours"] == "2028-05"
    assert "DfE's May 2028 model" in text(page)
    page = open_page("benchmarks", view="neighbours")
    (box,) = [each for each in page.selectbox if each.key == "neighbours"]
    assert (box.options, box.value) == (labels, "2028-05")
    assert "All three lists" in text(page)
    page = open_page("definitions")
    said = text(page)
    assert "by DfE's May 2028 model; DfE's May 2025 model and DfE's April 2021 model are" in said
    assert "Seven of the ten are in the May 2025 list too; three changed when DfE made" in said


@pytest.fixture
def three_models(store_root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A store whose live snapshot has a made-up model beside the shipped two."""
    where = a_neighbour_list.stored(store_root, tmp_path / "store")
    monkeypatch.setenv("KPI_STORE", str(where))
    return where
