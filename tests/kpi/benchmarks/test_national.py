"""A store too large to hold gives the answers of one held whole, and reads no more than it must."""

import shutil
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from kpi.benchmarks import lait_comparison
from kpi.benchmarks import profile as benchmark_profile
from kpi.benchmarks.grids.grid import make_grid, published_figures
from kpi.benchmarks.grids.grid_cache import MOST_MEASURES, current, grid_of
from kpi.benchmarks.grids.measure_grid import measure_grid
from kpi.benchmarks.neighbours import neighbour_comparison
from kpi.benchmarks.ranking import periods, ranking
from kpi.benchmarks.time_series import over_time
from kpi.errors import StoreError, UnknownNameError
from kpi.indicators.comparisons.annual_rates import official_measure
from kpi.model.benchmark_file import NEWEST, LazyBenchmarks, checksums
from kpi.model.snapshot import Snapshot
from kpi.publishing import proposed_changes
from kpi.store import large, snapshots
from kpi.tables import builder, builder_text
from kpi.tables.selection import Selection
from tools.national import spark_summary
from tools.national.store import MADE_UP, MARK, ROW_GROUP, make

SHIPPED = snapshots.DEFAULT_ROOT
MADE_ROWS = 200_000
AREAS = ("839", "202", "929")  # one of inner London, whose region may be blank, among them
REAL = ("LAC", "SEN_EHC_Excpt_20wks", "CPP_Num", "FirstYJS", "A3A", "unauthorised_absence_special")


def held(root: Path) -> Snapshot:
    """The live snapshot with all its rows in memory."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(large, "LAZY_FROM", 10**12)
        return snapshots.load(snapshots.current_id(root), root)


def left_in_file(root: Path) -> Snapshot:
    """The live snapshot with its benchmarks left in their file."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(large, "LAZY_FROM", 1)
        return snapshots.load(snapshots.current_id(root), root)


@pytest.fixture(scope="module")
def shipped() -> Snapshot:
    return held(SHIPPED)


@pytest.fixture(scope="module")
def shipped_lazy() -> Snapshot:
    return left_in_file(SHIPPED)


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory, shipped: Snapshot) -> Path:
    """A store of the shipped rows and 200,000 made-up ones. Copy it before changing it."""
    folder = tmp_path_factory.mktemp("national")
    make(folder, rows=shipped.held_benchmarks.height + MADE_ROWS, source=SHIPPED)
    return folder


@pytest.fixture
def national(root: Path) -> Snapshot:
    return left_in_file(root)


def benchmarks_of(snapshot: Snapshot) -> LazyBenchmarks:
    assert isinstance(snapshot.benchmarks, LazyBenchmarks)
    return snapshot.benchmarks


def file_of(root: Path) -> Path:
    return root / "snapshots" / snapshots.current_id(root) / "benchmarks.parquet"


def made_up(snapshot: Snapshot) -> list[str]:
    return [name for name in snapshot.measures["measure"] if name.startswith(MARK)]


def same_views(one: Snapshot, other: Snapshot, measure: str, area: str) -> None:
    """All that the pages ask of one measure is the same of both snapshots."""
    ours, theirs = (over_time(s, measure, area=area, others=["970"]) for s in (one, other))
    assert_frame_equal(ours.table, theirs.table)
    assert (ours.series, ours.neighbours_of) == (theirs.series, theirs.neighbours_of)
    assert periods(one, measure) == periods(other, measure)
    for label, _ in periods(one, measure)[:2]:
        a, b = (ranking(s, measure, area=area, period=label) for s in (one, other))
        assert_frame_equal(a.authorities, b.authorities)
        assert_frame_equal(a.regions, b.regions)
        assert (a.cuts, a.bands, a.of, a.previous, a.sentence, a.decimals) == (
            b.cuts, b.bands, b.of, b.previous, b.sentence, b.decimals
        )  # fmt: skip
    assert neighbour_comparison(one, measure, area=area) == neighbour_comparison(
        other, measure, area=area
    )


# ---- the same answers -----------------------------------------------------------------------


@pytest.mark.parametrize("area", AREAS)
def test_the_shipped_store_answers_alike_in_memory_and_in_its_file(
    shipped: Snapshot, shipped_lazy: Snapshot, area: str
) -> None:
    names = shipped.measures["measure"].to_list()[::40]
    for measure in dict.fromkeys((*REAL, *names)):
        same_views(shipped, shipped_lazy, measure, area)
    for model in ("2025-05", "2021-04"):
        assert_frame_equal(
            benchmark_profile.profile(shipped, area, model=model),
            benchmark_profile.profile(shipped_lazy, area, model=model),
        )


def test_our_own_indicators_answer_alike(shipped: Snapshot, shipped_lazy: Snapshot) -> None:
    for indicator in shipped.indicators:
        ours, theirs = (over_time(s, indicator.id, area="839") for s in (shipped, shipped_lazy))
        assert_frame_equal(ours.table, theirs.table)


def test_tables_and_comparisons_answer_alike(shipped: Snapshot, shipped_lazy: Snapshot) -> None:
    own = shipped.indicators[0].id
    chosen = Selection(
        "839", (*REAL, own), ("home", "neighbours", "region", "england"),
        extras=("neighbours", "change", "rank", "band"),
    )  # fmt: skip
    assert_frame_equal(builder.table(shipped, chosen), builder.table(shipped_lazy, chosen))
    assert builder_text.ends(shipped, chosen, first=True) == builder_text.ends(
        shipped_lazy, chosen, first=True
    )
    ours, theirs = (
        lait_comparison.compare(s, area="839", measures=REAL) for s in (shipped, shipped_lazy)
    )
    assert_frame_equal(ours, theirs)


def test_real_measures_of_a_national_store_are_the_shipped_ones(
    shipped: Snapshot, national: Snapshot
) -> None:
    for measure in REAL:
        same_views(shipped, national, measure, "839")


def test_made_up_measures_answer_alike_in_memory_and_in_the_file(
    root: Path, national: Snapshot
) -> None:
    whole = held(root)
    assert isinstance(whole.benchmarks, pl.DataFrame)
    for measure in made_up(whole)[::5]:
        same_views(whole, national, measure, "839")
    for area in AREAS:
        assert_frame_equal(
            benchmark_profile.profile(whole, area), benchmark_profile.profile(national, area)
        )


def test_the_newest_periods_are_found_without_the_table_made_beforehand(root: Path) -> None:
    with_table, without = left_in_file(root), left_in_file(root)
    benchmarks_of(without)._newest = None
    assert_frame_equal(
        benchmark_profile.profile(with_table, "839"), benchmark_profile.profile(without, "839")
    )
    # It read the small table alone, and once the official yearly rates that our own stand beside.
    official = [r.measure for i in with_table.indicators if (r := official_measure(i))]
    assert (
        0
        < benchmarks_of(with_table).groups_read
        <= sum(len(benchmarks_of(with_table).groups_of(measure)) for measure in official)
    )
    assert benchmarks_of(without).groups_read > 40


@settings(max_examples=15)
@given(st.data())
def test_a_measure_with_rows_missing_or_out_of_order_has_the_grid_of_the_whole(
    shipped: Snapshot, data: st.DataObject
) -> None:
    rows = shipped.measure_rows(data.draw(st.sampled_from(REAL)))
    seed, share = data.draw(st.integers(0, 999)), data.draw(st.sampled_from((0.02, 0.5, 1.0)))
    rows = rows.sample(fraction=share, shuffle=data.draw(st.booleans()), seed=seed)
    name = str(rows["measure"][0])
    long = published_figures(rows)
    ours, whole = measure_grid(shipped, name, rows, current(shipped)), make_grid(shipped, long)
    assert_frame_equal(ours.rows, whole.rows.select(ours.rows.columns))
    assert_frame_equal(ours.values, whole.values)
    assert_frame_equal(ours.ranks, whole.ranks)
    assert (ours.spans, ours.published, ours.newest) == (whole.spans, whole.published, whole.newest)


# ---- no more than needed --------------------------------------------------------------------


def test_only_the_row_groups_of_a_measure_are_read(root: Path, national: Snapshot) -> None:
    benchmarks = benchmarks_of(national)
    column = pl.read_parquet(file_of(root), columns=["measure"])["measure"].cast(pl.String)
    for measure in (*REAL[:3], *made_up(national)[::6]):
        held_in = {row // ROW_GROUP for row in (column == measure).arg_true()}
        before = benchmarks.groups_read
        over_time(national, measure, area="839")
        assert set(benchmarks.groups_of(measure)) == held_in
        assert benchmarks.groups_read - before == len(held_in) <= 2
        ranking(national, measure, area="202")
        assert benchmarks.groups_read - before == len(held_in)  # the grid is kept


def test_memory_keeps_the_last_measures_only(
    national: Snapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kpi.benchmarks.grids.grid_cache._KEPT", 5)
    benchmarks, names = benchmarks_of(national), made_up(national)[:12]
    kept = [grid_of(national, [name]) for name in names]
    read = benchmarks.groups_read
    assert all(grid_of(national, [n]) is g for n, g in zip(names[-5:], kept[-5:], strict=True))
    assert benchmarks.groups_read == read
    assert grid_of(national, names[:1]) is not kept[0]
    assert benchmarks.groups_read > read


def test_what_needs_every_row_at_once_is_refused_in_words(national: Snapshot) -> None:
    with pytest.raises(StoreError, match="too many to be held at once"):
        lait_comparison.compare(national, area="839")
    with pytest.raises(StoreError, match="too many to be held at once"):
        proposed_changes._unchanged(national)
    with pytest.raises(UnknownNameError, match=f"at most {MOST_MEASURES} measures"):
        grid_of(national, national.measures["measure"].to_list())
    with pytest.raises(UnknownNameError, match="no measure 'nothing'"):
        national.measure_rows("nothing")


# ---- damage ---------------------------------------------------------------------------------


def test_a_damaged_row_group_is_refused_and_the_others_serve(root: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(root, tmp_path / "store")
    path = file_of(copy)
    content = bytearray(path.read_bytes())
    content[len(content) // 3] ^= 1
    path.write_bytes(content)
    snapshot, refused, said = left_in_file(copy), set[int](), set[str]()
    for measure in snapshot.measures["measure"].to_list()[::3]:
        try:
            over_time(snapshot, measure, area="839")
        except StoreError as fault:
            said.add(str(fault))
            refused.update(benchmarks_of(snapshot).groups_of(measure))
    assert 1 <= len(refused) <= 3  # the damaged one, and those a measure shares with it
    (words,) = said
    assert "benchmarks.parquet is damaged or was changed: row group" in words
    faults = {checked.snapshot_id: checked.fault for checked in verified(copy)}
    assert "its checksum is not the published one" in faults[snapshots.current_id(copy)]


def verified(root: Path) -> list[snapshots.CheckedSnapshot]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(large, "LAZY_FROM", 1)
        return snapshots.verify(root)


def test_a_whole_national_store_is_found_whole(root: Path) -> None:
    assert [checked.fault for checked in verified(root)] == ["", ""]


@pytest.mark.parametrize("name", ["benchmarks.parquet", NEWEST])
@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda content: content[:-1], "published were"),
        (lambda content: content[:-30] + b"?" + content[-29:], "its footer has not the published"),
        (lambda content: b"", "published were"),
    ],
)
def test_a_damaged_file_is_refused_at_loading(
    root: Path, tmp_path: Path, name: str, change: object, words: str
) -> None:
    assert callable(change)
    copy = shutil.copytree(root, tmp_path / "store")
    path = file_of(copy).with_name(name)
    path.write_bytes(change(path.read_bytes()))
    with pytest.raises(StoreError, match=words):
        left_in_file(copy)
    path.unlink()
    with pytest.raises(StoreError, match=f"{name} is missing"):
        left_in_file(copy)


def test_without_checksums_of_row_groups_the_file_is_read_whole(tmp_path: Path) -> None:
    copy = shutil.copytree(SHIPPED, tmp_path / "store")
    path = file_of(copy)
    content = bytearray(path.read_bytes())
    content[len(content) // 3] ^= 1
    path.write_bytes(content)
    for read in (held, left_in_file):
        with pytest.raises(StoreError, match="its checksum is not the published one"):
            read(copy)


def test_a_file_that_cannot_be_searched_is_refused(shipped: Snapshot, tmp_path: Path) -> None:
    rows = shipped.held_benchmarks.head(20_000)
    path = tmp_path / "benchmarks.parquet"
    cases = {
        "is not sorted by measure": (rows.reverse(), True),
        "has no statistics of measure": (rows, False),
        "lacks the columns area, value": (rows.drop("area", "value"), True),
    }
    for words, (table, statistics) in cases.items():
        table.write_parquet(path, statistics=statistics, row_group_size=1_000)
        with pytest.raises(StoreError, match=words):
            LazyBenchmarks(path, checksums(path), where="benchmarks.parquet", newest=None)
    path.write_bytes(b"not Parquet at all, but longer than its marks")
    with pytest.raises(StoreError, match="is not a readable Parquet file"):
        LazyBenchmarks(path, {}, where="benchmarks.parquet", newest=None)


# ---- the store's maker ----------------------------------------------------------------------


def test_made_up_figures_say_so_everywhere(root: Path, shipped: Snapshot) -> None:
    whole = held(root)
    real = shipped.held_benchmarks.height
    rows = whole.held_benchmarks
    assert rows.height >= real + MADE_ROWS
    assert rows["measure"].is_sorted()
    assert rows.schema["area"] == pl.Enum(rows.schema["area"].categories)
    theirs = rows.slice(real)
    assert theirs["measure"].str.starts_with(MARK).all()
    assert (theirs["status"].cast(pl.String) == MADE_UP).all()
    about = whole.measures.filter(pl.col("measure").str.starts_with(MARK))
    for column, words in (("name", "Made-up"), ("description", "Made up"), ("source", "Made up")):
        assert about[column].str.starts_with(words).all()
    assert "made-up" in str(whole.source("dfe-lait")["title"])
    assert_frame_equal(
        rows.head(real).with_columns(pl.col(pl.Enum).cast(pl.String)),
        shipped.held_benchmarks.with_columns(pl.col(pl.Enum).cast(pl.String)),
    )


def test_every_authority_has_every_quarter(root: Path, shipped: Snapshot) -> None:
    rows = held(root).held_benchmarks.filter(pl.col("measure").str.starts_with(MARK))
    each = rows.group_by("measure", "area").agg(pl.col("label").n_unique())
    assert (each["label"] == 48).all()
    areas = {a.code for a in shipped.current_authorities} | set(shipped.regions) | {"970"}
    assert set(each["area"].cast(pl.String)) == areas
    assert 0.01 < rows["value"].null_count() / rows.height < 0.03


def test_the_same_seed_makes_the_same_store(root: Path, tmp_path: Path, shipped: Snapshot) -> None:
    rows = shipped.held_benchmarks.height + MADE_ROWS
    again = make(tmp_path / "again", rows=rows, source=SHIPPED)
    other = make(tmp_path / "other", rows=rows, seed=2, source=SHIPPED)
    assert again.snapshot_id == snapshots.current_id(root) != other.snapshot_id
    with pytest.raises(StoreError, match="holds a store already"):
        make(tmp_path / "again", rows=rows, source=SHIPPED)


def test_a_figure_that_spark_has_otherwise_is_told(shipped: Snapshot) -> None:
    """The comparison of `tools.national.spark_summary`; Spark itself is no part of the tests."""
    ours = benchmark_profile.profile(shipped, "839").select(spark_summary.FIGURES)
    assert spark_summary.differences(ours, ours.clone()) == []
    at, rank = next((i, r) for i, r in enumerate(ours["rank"]) if r is not None)
    other = ours.with_columns(
        pl.when(pl.int_range(pl.len()) == at).then(rank + 1).otherwise("rank").alias("rank")
    )
    name = ours["measure"][at]
    assert spark_summary.differences(ours, other) == [
        f"{name}: rank is {rank}, Spark has {rank + 1}"
    ]
    assert len(spark_summary.differences(ours, ours.head(3))) == 1
