"""LAIT's "2025 (prov)": that a figure is provisional is said wherever it stands.

The shipped edition has four such periods, of the phonics check; the names are found in the data.
"""

import polars as pl
import pytest

from kpi.benchmarks import authority_profile, ranking, time_series
from kpi.benchmarks import neighbour_comparison as benchmark_neighbours
from kpi.charts import benchmark_lines
from kpi.model.data_status import DERIVED, PROVISIONAL, PUBLISHED
from kpi.model.snapshot import Snapshot
from kpi.tables import benchmarks as benchmarks_table
from kpi.tables import builder, profile_table
from kpi.tables.selection import Selection
from kpi.wording import benchmarks as benchmarks_wording
from tests.kpi.changing import BCP
from tests.shipped_models import DEFAULT_MODEL

NAMES = ("KS1P_EHCP", "KS1P_NonSEND", "KS1P_SEND", "KS1P_all")


def test_the_names_are_those_of_the_data(snapshot: Snapshot) -> None:
    held = snapshot.held_benchmarks.filter(pl.col("label").cast(pl.String).str.contains("prov"))
    assert tuple(sorted(set(held["measure"].cast(pl.String)))) == NAMES
    assert set(held["label"].cast(pl.String)) == {"2025 (prov)"}


@pytest.mark.parametrize("name", NAMES)
def test_the_benchmarks_page_says_so(snapshot: Snapshot, name: str) -> None:
    found = ranking.ranking(snapshot, name, area=BCP)
    assert (found.label, found.status) == ("2025 (prov)", PROVISIONAL)
    assert "in the academic year 2024/25 (provisional), " in found.sentence
    assert benchmarks_wording.wider_words(found, "E12000009", None).count("(provisional)") >= 1
    beside = benchmark_neighbours.neighbour_comparison(snapshot, name, area=BCP)
    assert "of 10, provisional)" in beside.sentence(DEFAULT_MODEL)
    assert "provisional" in benchmarks_wording.group_words(found.measure, beside.groups[0])


@pytest.mark.parametrize("name", NAMES)
def test_the_chart_over_time_says_so(snapshot: Snapshot, name: str) -> None:
    over = time_series.over_time(snapshot, name, area=BCP)
    drawn = benchmark_lines.over_time_chart(over)
    assert "(some figures provisional)" in drawn.text
    ends = [line.points[-1].text for line in drawn.lines]
    assert all(text.endswith(" (provisional)") for text in ends)
    (newest, _cells), *older = benchmarks_wording.over_time_rows(over, (("home", "Ours"),))
    assert newest == "academic year 2024/25 (provisional)"
    assert not any("provisional" in period for period, _ in older)


@pytest.mark.parametrize("name", NAMES)
def test_every_file_says_so(snapshot: Snapshot, name: str) -> None:
    found = ranking.ranking(snapshot, name, area=BCP)
    ranked = benchmarks_table.ranking_table(snapshot, found, DEFAULT_MODEL)
    assert set(ranked["data_status"]) == {PROVISIONAL}
    regions = benchmarks_table.regions_table(snapshot, found, DEFAULT_MODEL)
    assert set(regions["data_status"]) == {PROVISIONAL}
    beside = benchmark_neighbours.neighbour_comparison(snapshot, name, area=BCP)
    neighbours = benchmarks_table.neighbours_table(snapshot, beside, DEFAULT_MODEL)
    assert set(neighbours["data_status"]) == {PROVISIONAL}
    over = time_series.over_time(snapshot, name, area=BCP)
    lines = benchmarks_table.over_time_table(snapshot, over, DEFAULT_MODEL, hidden=(), median=False)
    newest = lines.filter(pl.col("label") == "2025 (prov)")
    assert set(newest["data_status"]) == {PROVISIONAL}
    older = lines.filter(pl.col("label") == "2024")
    assert dict(older.select("series", "data_status").unique().iter_rows()) == {
        "home": PUBLISHED, "region": PUBLISHED, "england": PUBLISHED, "neighbours_mean": DERIVED,
    }  # fmt: skip


def test_all_measures_say_so(snapshot: Snapshot) -> None:
    table = authority_profile.profile(snapshot, BCP)
    early = table.filter(pl.col("data_status") == PROVISIONAL)
    assert tuple(sorted(early["measure"])) == NAMES
    assert set(early["change_data_status"].drop_nulls()) == {PROVISIONAL}
    shown = profile_table.shown(early)
    assert set(shown["Period"]) == {"academic year 2024/25 (provisional)"}
    files = profile_table.to_take(snapshot, early, area=BCP, model=DEFAULT_MODEL)
    assert set(files["data_status"]) == {PROVISIONAL}


def test_a_built_table_says_so(snapshot: Snapshot) -> None:
    chosen = Selection(BCP, NAMES, ("home", "england"), extras=("neighbours", "change"))
    table = builder.table(snapshot, chosen)
    newest = table.filter(pl.col("period_label") == "2025 (prov)")
    assert newest.height == 8
    for name in ("data_status", "change_data_status", "neighbours_data_status"):
        assert set(newest[name]) <= {PROVISIONAL, None}, name
        assert PROVISIONAL in set(newest[name]), name
    older = table.filter(pl.col("period_label") == "2024")
    assert set(older["neighbours_data_status"].drop_nulls()) == {DERIVED}


def test_a_built_table_does_not_compare_across_a_break(snapshot: Snapshot) -> None:
    """Plans of 2023 were counted in another way than those of 2022."""
    chosen = Selection(BCP, ("ehcp-20-weeks",), ("home",), extras=("change",))
    table = builder.table(snapshot, chosen).filter(pl.col("period_kind") == "calendar year")
    by_label = {row["period_label"]: row for row in table.to_dicts()}
    broken = by_label["2023 (calendar year)"]
    assert (broken["value"], broken["previous_value"]) == (4.8, None)
    assert broken["change"] is None
    assert broken["change_reason"] == "the series breaks between the two figures"
    after = by_label["2024 (calendar year)"]
    assert after["change"] == pytest.approx(72.8)
    assert after["change_reason"] is None
