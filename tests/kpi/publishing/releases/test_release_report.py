"""The report of a release: the same numbers as lines, as CSV and as JSON."""

import json
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest

from kpi.publishing.releases import refresh, release_report
from kpi.publishing.releases.refresh import Refresh
from kpi.publishing.releases.release_report import ROWS, shift_words
from kpi.sources.releases.whole_shifts import BY_FACTOR, BY_YEARS, SeriesShift
from tests.kpi.publishing.releases.a_release import GONE, INPUTS, MOVED, TODAY, request, without


@pytest.fixture(scope="module")
def found(store_root: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Refresh]:
    folder = without(tmp_path_factory.mktemp("release") / "new")
    with refresh.looked_at(request(folder, INPUTS), TODAY, store_root) as looked:
        yield looked


def test_json_has_a_list_for_each_kind_of_change(found: Refresh) -> None:
    data = json.loads(json.dumps(release_report.data(found)))
    assert [each["measure"] for each in data["removed"]] == [GONE]
    assert [each["measure"] for each in data["shifted"]] == [MOVED]
    assert data["added"] == data["renamed"] == []
    (changed,) = data["changed"]
    assert (changed["measure"], changed["shifted"]) == (MOVED, True)
    assert data["counts"]["home"] == len(data["home"]) == found.comparison.home.height
    assert {each["area"] for each in data["home"]} == {"839"}
    assert data["beyond"] == list(found.beyond)


def test_the_lines_name_what_went_and_what_moved(found: Refresh) -> None:
    said = list(release_report.lines(found))
    (gone,) = [line for line in said if line.startswith("measure gone: ")]
    assert gone.startswith(f"measure gone: {GONE} (")
    (moved,) = [line for line in said if line.startswith("shift: ")]
    (shift,) = found.comparison.shifted
    assert moved == (
        f"shift: {MOVED}: {shift.moved:,} of {shift.of:,} values moved: each stands one year "
        "earlier"
    )
    home = [line for line in said if line.startswith("home: ")]
    assert len(home) == found.comparison.home.height
    assert f"home authority: {len(home)} cells differ" in said
    assert [line for line in said if line.startswith("beyond its limits: ")] == [
        f"beyond its limits: {each}" for each in found.beyond
    ]


def test_the_rows_are_every_change_once(found: Refresh) -> None:
    made = release_report.table(found)
    assert made.schema == ROWS
    cells = made.filter(pl.col("change").str.starts_with("value "))
    assert cells.height == found.comparison.cells.height
    assert cells.filter("home").height == found.comparison.home.height
    kinds = dict(
        made.filter(~pl.col("change").str.starts_with("value "))["change"]
        .value_counts()
        .iter_rows()
    )
    assert kinds.pop("measure gone") == 1
    assert kinds.pop("series moved by years") == 1
    assert sum(kinds.values()) == len(found.effects)


@pytest.mark.parametrize(
    ("kind", "by", "words"),
    [
        (BY_YEARS, 1, "each stands one year later"),
        (BY_YEARS, -2, "each stands 2 years earlier"),
        (BY_FACTOR, 10.0, "each is 10 times what it was"),
        (BY_FACTOR, 0.001, "each is 0.001 times what it was"),
    ],
)
def test_a_shift_in_words(kind: str, by: float, words: str) -> None:
    assert shift_words(SeriesShift("M", kind, by, 1_000, 1_001)) == (
        f"M: 1,000 of 1,001 values moved: {words}"
    )
