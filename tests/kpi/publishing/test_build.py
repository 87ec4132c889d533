"""The build: what it keeps, its report, that it is repeatable, and its refusals."""

import re
import shutil
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from kpi.errors import DefinitionError, InputError, StoreError, UnknownNameError
from kpi.indicators.comparisons.good_authorities import judged_good
from kpi.model import schemas
from kpi.model.snapshot import Snapshot
from kpi.publishing import build
from kpi.publishing.build import BuildResult
from kpi.publishing.definitions import definition_folder
from kpi.sources.lait import LaitRead
from kpi.store import snapshots, writer
from tests.kpi.returning import unproved
from tests.kpi.sources.groups import a_neighbour_list

ROWS = {
    "areas": 170,
    "groups": 3140 + 153 + 271,
    "indicators": 7,
    "targets": 8,
    "commentary": 6,
    "sources": 9,
    "measures": 434,
    "benchmarks": 641_070,
}


@pytest.mark.parametrize(("name", "rows"), list(ROWS.items()))
def test_rows_of_each_table(built: BuildResult, name: str, rows: int) -> None:
    assert built.tables[name].height == rows


def test_every_table_of_the_store_is_made(built: BuildResult) -> None:
    assert set(built.tables) == set(snapshots.TABLES)
    for name in ("areas", "groups", "indicators", "observations", "targets", "commentary"):
        assert built.tables[name].schema == getattr(schemas, name.upper()), name


def test_a_figure_or_a_symbol_with_a_reason_and_never_both(built: BuildResult) -> None:
    rows = built.tables["observations"]
    empty = pl.col("value").is_null()
    assert rows.filter(empty & (pl.col("symbol").is_null() | pl.col("reason").is_null())).is_empty()
    published = rows.filter(~empty & pl.col("symbol").is_in(["c", "x", "z", "u", "low", "k"]))
    assert published.is_empty()


def test_suppressed_figures_leave_no_count_behind(built: BuildResult) -> None:
    hidden = built.tables["observations"].filter(pl.col("symbol").is_in(["c", "u"]))
    # Two are of pupils on roll, where an authority has one school.
    assert hidden.height == 58 + 2
    assert hidden["numerator"].null_count() == hidden.height


def test_no_infinity_and_no_nan(built: BuildResult) -> None:
    rows = built.tables["observations"]
    for column in ("value", "numerator", "denominator"):
        assert rows[column].drop_nulls().is_finite().all()


def test_one_row_an_indicator_leg_area_and_period(built: BuildResult) -> None:
    key = ["indicator_id", "leg", "area", "period_kind", "period_start", "period_end"]
    assert built.tables["observations"].select(key).is_duplicated().sum() == 0


def test_every_code_and_source_is_known(built: BuildResult) -> None:
    areas = set(built.tables["areas"]["area"])
    sources = set(built.tables["sources"]["source"])
    assert set(built.tables["observations"]["area"]) <= areas
    assert set(built.tables["observations"]["source"]) <= sources
    assert set(built.tables["groups"]["member"]) <= areas
    assert set(built.tables["groups"]["area"]) - {""} <= areas
    assert set(built.tables["benchmarks"]["area"].cast(pl.String)) <= areas


def test_everything_of_the_return_is_marked_illustrative(built: BuildResult) -> None:
    rows = built.tables["observations"].filter(pl.col("source") == "illustrative-return")
    assert rows.height == 24
    assert set(rows["data_status"]) == {"illustrative"}
    assert set(rows["area"]) == {"839"}
    others = built.tables["observations"].filter(pl.col("source") != "illustrative-return")
    assert set(others["data_status"]) == {"published", "derived"}
    for name in ("targets", "commentary"):
        assert set(built.tables[name]["data_status"]) == {"illustrative"}


def test_what_is_derived_is_marked_so(built: BuildResult) -> None:
    rows = built.tables["observations"].filter(
        (pl.col("source") != "illustrative-return") & (pl.col("leg") == "")
    )
    status = dict(rows.select("indicator_id", "data_status").unique().iter_rows())
    assert status == {
        "assessments-45-days": "published",
        "ehcp-20-weeks": "published",
        "ks4-fsm-gap": "derived",
        "primary-permanent-exclusions": "derived",
        "secondary-permanent-exclusions": "derived",
        "referrals-rate": "derived",
    }


def test_a_related_measure_is_kept_apart_from_the_indicator(built: BuildResult) -> None:
    """Re-referrals stand beside Early Help and are never taken for its own figure."""
    rows = built.tables["observations"].filter(pl.col("indicator_id") == "early-help-returns")
    assert set(rows.filter(pl.col("source") != "illustrative-return")["leg"]) == {"ReReferral"}
    assert set(rows.filter(pl.col("leg") == "")["data_status"]) == {"illustrative"}


def test_the_illustrative_return_fits_what_is_published(built: BuildResult) -> None:
    """Its quarters add up to BCP's published totals, so it can be told wrong."""
    rows = built.tables["observations"].filter(pl.col("area") == "839")

    def counts(indicator: str, kind: str, first: str, last: str) -> tuple[float, float]:
        chosen = rows.filter(
            (pl.col("indicator_id") == indicator)
            & (pl.col("period_kind") == kind)
            & (pl.col("period_start") >= pl.lit(first).str.to_date())
            & (pl.col("period_end") <= pl.lit(last).str.to_date())
        )
        return float(chosen["numerator"].sum()), float(chosen["denominator"].sum())

    year = ("2024-01-01", "2024-12-31")
    assert counts("ehcp-20-weeks", "financial quarter", *year) == (493, 635)
    assert counts("ehcp-20-weeks", "calendar year", *year) == (493, 635)
    year = ("2023-04-01", "2024-03-31")
    assert counts("assessments-45-days", "financial quarter", *year) == (3241, 3594)
    assert counts("assessments-45-days", "year to March", *year) == (3241, 3594)


def test_every_source_says_what_it_is(built: BuildResult) -> None:
    sources = built.tables["sources"]
    assert sources.filter(pl.col("title").str.len_chars() == 0).is_empty()
    made_up = sources.filter(pl.col("status") == "illustrative")
    assert made_up["source"].to_list() == ["illustrative-return"]
    assert "Made up" in made_up["note"].item()


def test_areas(snapshot: Snapshot) -> None:
    home = snapshot.authority("839")
    assert home.name == "Bournemouth, Christchurch and Poole"
    assert (home.region, home.is_current) == ("990", True)
    assert snapshot.area("990").name == "South West"
    codes = dict(snapshot.areas.select("area", "ons_code").iter_rows())
    assert (codes["839"], codes["970"]) == ("E06000058", "E92000001")
    kinds = dict(snapshot.areas["kind"].value_counts().iter_rows())
    assert kinds == {"authority": 158, "region": 11, "country": 1}
    gone = snapshot.areas.drop_nulls("abolished_on")["area"].to_list()
    assert gone == ["835", "836", "837", "909", "928"]


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("837", "'837' is Bournemouth (Pre LG), which was abolished; choose 839 instead"),
        ("835", "'835' is Dorset (Pre LG), which was abolished; choose 838 or 839 instead"),
        ("990", "'990' is South West, not an authority"),
        ("000", "no area has the code '000'; for example 839"),
    ],
)
def test_a_home_exists_today(snapshot: Snapshot, code: str, said: str) -> None:
    with pytest.raises(UnknownNameError) as caught:
        snapshot.home(code)
    assert str(caught.value) == said
    assert snapshot.home("839") == snapshot.authority("839")


def test_a_source_without_a_date_of_its_own_has_none(snapshot: Snapshot) -> None:
    """The estimate of exclusions names no day; a return's day is that of its taking in."""
    assert snapshot.last_updated("dfe-exclusions-estimate") is None
    assert snapshot.last_updated("illustrative-return") == snapshot.made_on
    assert snapshot.last_updated("ofsted-ilacs") == date(2025, 9, 25)
    assert judged_good(snapshot).day == date(2025, 3, 31)


def test_the_report_counts_what_was_read_kept_and_withheld(built: BuildResult) -> None:
    report = {line.source: line for line in built.report}
    assert (report["ehcp-20-weeks"].read, report["ehcp-20-weeks"].kept) == (970, 961)
    assert report["ehcp-20-weeks"].withheld == 9
    assert report["early-help-returns"].why == "no comparator exists"
    assert report["illustrative-return"].read == 24 + 8 + 6
    for line in built.report:
        assert line.read == line.kept + line.withheld


def test_inputs_are_named_with_their_checksums(built: BuildResult, inputs_folder: Path) -> None:
    paths = [entry["path"] for entry in built.inputs]
    assert "inputs/dfe-sen2-2025/timeliness_20_week.csv" in paths
    assert "indicators/ehcp-20-weeks.toml" in paths
    assert all(re.fullmatch(r"[0-9a-f]{64}", entry["sha256"]) for entry in built.inputs)
    assert not [path for path in paths if path.startswith("/")]


def test_two_builds_say_the_same(
    built: BuildResult, inputs_folder: Path, definitions_folder: Path
) -> None:
    again = build.build(inputs_folder, definitions_folder)
    assert writer.content_digest(again.tables) == writer.content_digest(built.tables)
    assert again.report == built.report
    assert again.inputs == built.inputs


def test_publishing_the_same_twice_writes_nothing(built: BuildResult, store_root: Path) -> None:
    before = snapshots.snapshot_ids(store_root)
    made, new = build.publish(built, why="again", who="tests", store_root=store_root)
    assert (made, new) == (before[-1], False)
    assert snapshots.snapshot_ids(store_root) == before


def test_a_damaged_live_snapshot_is_replaced(built: BuildResult, tmp_path: Path) -> None:
    small = BuildResult(
        {**built.tables, "benchmarks": built.tables["benchmarks"].head(10)},
        built.inputs,
        built.report,
    )
    (tmp_path / "CURRENT").write_text("2020-01-01-000000-abcdef\n")
    with pytest.raises(StoreError):
        snapshots.load(snapshots.current_id(tmp_path), tmp_path)
    made, new = build.publish(small, why="mend", who="tests", store_root=tmp_path, prove=unproved)
    assert new
    assert snapshots.load(snapshots.current_id(tmp_path), tmp_path).id == made


def test_the_shipped_store_is_what_the_inputs_make(built: BuildResult) -> None:
    shipped = snapshots.load(snapshots.current_id(snapshots.DEFAULT_ROOT), snapshots.DEFAULT_ROOT)
    assert shipped.manifest["content"] == writer.content_digest(built.tables)


# ---- refusals -----------------------------------------------------------------------------


@pytest.fixture
def inputs(inputs_folder: Path, tmp_path: Path) -> Path:
    """The inputs as links, each of which a test can replace by a file of its own."""
    target = tmp_path / "inputs"
    shutil.copytree(inputs_folder, target, copy_function=lambda a, b: Path(b).symlink_to(a))
    return target


def edited(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8-sig")
    assert old in text
    path.unlink()
    path.write_text(text.replace(old, new), encoding="utf-8")


@pytest.fixture(scope="module")
def lait_rows(inputs_folder: Path) -> LaitRead:
    return build.lait.read(inputs_folder / "dfe-lait-2026-04")


@pytest.fixture
def quick(lait_rows: LaitRead, monkeypatch: pytest.MonkeyPatch) -> None:
    """LAIT's rows read once, for tests that are about other inputs."""
    monkeypatch.setattr(build.lait, "read", lambda _folder, _decided_in: lait_rows)


def refusal(inputs: Path, definitions_folder: Path) -> str:
    with pytest.raises((InputError, DefinitionError)) as caught:
        build.build(inputs, definitions_folder)
    assert "\n" not in str(caught.value)
    return str(caught.value)


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize(
    "name",
    [
        "sources.toml",
        "region-codes.csv",
        "area-changes.csv",
        "dfe-lait-2026-04/la_code_list.xlsx",
        "dfe-sen2-2025/timeliness_20_week.csv",
    ],
)
def test_a_missing_or_binary_input_is_named(
    inputs: Path, definitions_folder: Path, name: str
) -> None:
    path = inputs / name
    path.unlink()
    assert path.name in refusal(inputs, definitions_folder)
    path.write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00")
    assert path.name in refusal(inputs, definitions_folder)


@pytest.mark.usefixtures("quick")
def test_a_missing_or_binary_return_is_named(inputs: Path, definitions_folder: Path) -> None:
    path = inputs / "illustrative-bcp-return" / "observations.csv"
    path.unlink()
    assert "expected a sheet 'values' or a file values.csv" in refusal(inputs, definitions_folder)
    path.write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00")
    assert path.name in refusal(inputs, definitions_folder)


def test_missing_or_binary_lait_data(inputs: Path, definitions_folder: Path) -> None:
    path = inputs / "dfe-lait-2026-04" / "bds_long_0.parquet"
    path.unlink()
    assert path.name in refusal(inputs, definitions_folder)
    path.write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00")
    assert path.name in refusal(inputs, definitions_folder)


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize(
    ("name", "old", "new", "message"),
    [
        ("sources.toml", 'licence = "Made up for demonstration"', "", "lacks 'licence'"),
        ("region-codes.csv", "area,ons_code", "code,ons", "region-codes.csv: row 1 should be area"),
        ("area-changes.csv", "successors", "heirs", "lacks the columns successors"),
        ("area-changes.csv", "2023-04-01,942", "1 April,942", "not a date in the row of 909"),
        ("area-changes.csv", "909,,", "999,,", "unknown authority codes 999"),
        (
            "illustrative-bcp-return/targets.csv", "ks4-fsm-gap", "ks4-gap",
            "targets.csv, row 5, indicator_id: unknown-indicator: found 'ks4-gap'",
        ),
    ],
)  # fmt: skip
def test_a_fault_in_an_input_is_named(
    inputs: Path, definitions_folder: Path, name: str, old: str, new: str, message: str
) -> None:
    edited(inputs / name, old, new)
    assert message in refusal(inputs, definitions_folder)


def test_nothing_is_written_when_a_build_is_refused(
    inputs: Path, definitions_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KPI_STORE", str(tmp_path / "store"))
    (inputs / "sources.toml").unlink()
    refusal(inputs, definitions_folder)
    assert not (tmp_path / "store").exists()


def test_made_up_rows_of_an_indicator_without_a_definition_are_left_out(
    inputs_folder: Path, definitions_folder: Path, tmp_path: Path
) -> None:
    chosen = Path(shutil.copytree(definitions_folder, tmp_path / "indicators"))
    (chosen / "ks4-fsm-gap.toml").unlink()
    built = build.build(inputs_folder, chosen)
    assert "ks4-fsm-gap" not in set(built.tables["targets"]["indicator_id"])
    told = [line.why for line in built.report if line.source == "illustrative-return"]
    assert any("rows of ks4-fsm-gap left out: it has no definition" in note for note in told)
    none = build.build(inputs_folder, chosen, illustrative=False)
    assert none.tables["targets"].is_empty()
    assert none.tables["commentary"].is_empty()
    assert none.tables["observations"]["reporting_quarter"].null_count() == (
        none.tables["observations"].height
    )


def test_the_made_up_return_has_the_indicators_it_is_said_to_have(inputs_folder: Path) -> None:
    named: set[str] = set()
    for path in (inputs_folder / "illustrative-bcp-return").glob("*.csv"):
        frame = pl.read_csv(path, infer_schema=False)
        if "indicator_id" in frame.columns:
            named |= set(frame["indicator_id"])
    assert named == build.ILLUSTRATED


def test_a_removed_indicator_of_no_library_is_no_fault_of_the_made_up_return(
    inputs_folder: Path,
    definitions_folder: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    chosen = Path(shutil.copytree(definitions_folder, tmp_path / "indicators"))
    (chosen / "primary-permanent-exclusions.toml").unlink()
    monkeypatch.setattr(definition_folder, "SHIPPED", chosen)  # as if removed from the checkout
    built = build.build(inputs_folder, chosen)
    told = [line.why for line in built.report if line.source == "illustrative-return"]
    assert "warning: rows of primary-permanent-exclusions left out: it has no definition" in told


def test_the_made_up_return_stays_away_once_a_store_was_built_without_it(
    where: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("KPI_DATA", raising=False)
    assert build.uses_illustrative(tmp_path / "none yet")
    assert build.uses_illustrative(where)
    live = snapshots.load(snapshots.current_id(where), where)
    is_made_up = pl.col("source") == "illustrative-return"
    without = live.with_tables({"observations": live.observations.filter(~is_made_up)})
    assert not build.uses_illustrative(where, without)
    monkeypatch.setenv("KPI_DATA", str(tmp_path))
    assert not build.uses_illustrative(where)


# ---- a third neighbour model ----------------------------------------------------------------


def test_a_workbook_of_a_new_model_is_one_more_model(
    inputs: Path, definitions_folder: Path, store_root: Path, tmp_path: Path
) -> None:
    a_neighbour_list.written(inputs / "dfe-lait-2026-04" / "SN_May_2028.xlsx")
    made = build.build(inputs, definitions_folder)
    (line,) = [line for line in made.report if line.source == "statistical neighbours"]
    assert (line.read, line.why) == (4720, "three models, ten neighbours each")
    assert not [line for line in made.report if "SN_May_2028" in line.why]  # it was used
    where = Path(shutil.copytree(store_root, tmp_path / "store"))
    build.publish(made, why="tests", who="tests", store_root=where)
    found = snapshots.load(snapshots.current_id(where), where)
    assert found.neighbour_models == ("2028-05", "2025-05", "2021-04")
    assert found.neighbours("839") == a_neighbour_list.OURS


@pytest.mark.usefixtures("quick")
def test_a_neighbour_workbook_without_month_and_year_is_named(
    inputs: Path, definitions_folder: Path
) -> None:
    folder = inputs / "dfe-lait-2026-04"
    a_neighbour_list.written(folder / "neighbours.xlsx")
    said = refusal(inputs, definitions_folder)
    assert said.startswith("neighbours.xlsx is a list of statistical neighbours, but its name")
    entry = '[dfe-lait.neighbour_models]\n"neighbours.xlsx" = "2028-05"\n\n[dfe-sen2]'
    edited(inputs / "sources.toml", "[dfe-sen2]", entry)
    made = build.build(inputs, definitions_folder)
    assert made.tables["groups"]["group"].unique().to_list().count("neighbours 2028-05") == 1


@pytest.mark.usefixtures("quick")
def test_a_list_of_neighbours_that_is_live_is_not_lost(
    inputs: Path, definitions_folder: Path, store_root: Path
) -> None:
    path = inputs / "dfe-lait-2026-04" / "sn_may_2025.xlsx"
    path.unlink()
    made = build.build(inputs, definitions_folder)
    with pytest.raises(InputError, match="the May 2025 list of statistical neighbours would be"):
        build.publish(made, why="tests", who="tests", store_root=store_root)
    path.write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00")
    assert path.name in refusal(inputs, definitions_folder)


@pytest.mark.usefixtures("quick")
def test_a_council_may_begin_with_an_indicator_that_nothing_is_compared_with(
    inputs_folder: Path, definitions_folder: Path, tmp_path: Path
) -> None:
    chosen = tmp_path / "indicators"
    chosen.mkdir()
    text = (definitions_folder / "early-help-returns.toml").read_text(encoding="utf-8")
    (chosen / "early-help-returns.toml").write_text(text.partition("[[related]]")[0], "utf-8")
    built = build.build(inputs_folder, chosen, illustrative=False)
    assert built.tables["indicators"]["indicator_id"].to_list() == ["early-help-returns"]
    assert built.tables["observations"].is_empty()
    assert built.tables["observations"].schema == schemas.OBSERVATIONS
