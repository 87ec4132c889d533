"""The report of a release: the same numbers as lines, as CSV and as JSON."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from kpi.publishing.releases import refresh, release_report
from kpi.publishing.releases.refresh import Refresh
from kpi.publishing.releases.release_report import ROWS, shift_words
from kpi.sources.releases.release_comparison import ReleaseArea
from kpi.sources.releases.series_shifts import BY_FACTOR, BY_YEARS, SeriesShift
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


def test_areas_that_went_or_came_are_named(found: Refresh) -> None:
    areas = {
        "areas_gone": (ReleaseArea("841", 5_123), ReleaseArea("839", 1)),
        "areas_added": (ReleaseArea("E06000005", 2), ReleaseArea("999", 3)),
    }
    told = replace(found, comparison=replace(found.comparison, **areas))
    said = [line for line in release_report.lines(told) if line.startswith("area ")]
    assert said == [
        "area added: Darlington (E06000005): 2 values",
        "area added: 999 (999): 3 values",
        "area gone: Darlington (841): 5,123 values",
        "area gone: Bournemouth, Christchurch and Poole (839): 1 value",
    ]
    data = json.loads(json.dumps(release_report.data(told)))
    assert data["areas_gone"][0] == {"area": "841", "values": 5_123, "name": "Darlington"}
    assert [each["area"] for each in data["areas_added"]] == ["E06000005", "999"]
    rows = release_report.table(told).filter(pl.col("change") == "area gone")
    assert rows.select("area", "name", "number", "home").rows() == [
        ("841", "Darlington", 5_123, False),
        ("839", "Bournemouth, Christchurch and Poole", 1, True),
    ]
    many = tuple(ReleaseArea(f"{code}", 1) for code in range(100, 125))
    told = replace(found, comparison=replace(found.comparison, areas_gone=many))
    said = list(release_report.lines(told))
    assert sum(line.startswith("area gone: ") for line in said) == 20
    assert "and 5 more areas gone: see --format csv or json" in said
    assert release_report.data(found)["areas_gone"] == []


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
