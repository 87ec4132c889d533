"""A store too large to hold gives the answers of one held whole, and reads no more than it must."""

import shutil
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from kpi.benchmarks import authority_profile, lait_comparison
from kpi.benchmarks.grids.grid_cache import MOST_MEASURES, grid_of
from kpi.benchmarks.neighbour_comparison import neighbour_comparison
from kpi.benchmarks.ranking import periods, ranking
from kpi.benchmarks.time_series import over_time
from kpi.errors import StoreError, UnknownNameError
from kpi.indicators.comparisons.official_annual_rates import official_measure
from kpi.model.benchmark_file import NEWEST, LazyBenchmarks
from kpi.model.snapshot import Snapshot
from kpi.publishing import proposed_changes
from kpi.store import snapshots
from kpi.tables import builder, builder_text
from kpi.tables.selection import Selection
from tests.national_stores import SHIPPED, held, left_in_file
from tools.national.store import MARK, ROW_GROUP

AREAS = ("839", "202", "929")  # one of inner London, whose region may be blank, among them
REAL = ("LAC", "SEN_EHC_Excpt_20wks", "CPP_Num", "FirstYJS", "A3A", "unauthorised_absence_special")


@pytest.fixture(scope="module")
def shipped_lazy() -> Snapshot:
    return left_in_file(SHIPPED)


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
            authority_profile.profile(shipped, area, model=model),
            authority_profile.profile(shipped_lazy, area, model=model),
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
            authority_profile.profile(whole, area), authority_profile.profile(national, area)
        )


def test_the_newest_periods_are_found_without_the_table_made_beforehand(root: Path) -> None:
    with_table, without = left_in_file(root), left_in_file(root)
    benchmarks_of(without)._newest = None
    assert_frame_equal(
        authority_profile.profile(with_table, "839"), authority_profile.profile(without, "839")
    )
    # It read the small table alone, and once the official yearly rates that our own stand beside.
    official = [r.measure for i in with_table.indicators if (r := official_measure(i))]
    assert (
        0
        < benchmarks_of(with_table).groups_read
        <= sum(len(benchmarks_of(with_table).groups_of(measure)) for measure in official)
    )
    assert benchmarks_of(without).groups_read > 40


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
        patch.setattr(snapshots, "LAZY_FROM", 1)
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


# ---- the store's maker ----------------------------------------------------------------------
