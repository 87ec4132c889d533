"""Two releases side by side, against a plain calculation of the same real rows."""

import polars as pl
import pytest

from kpi.sources.releases import release_comparison, release_figures
from kpi.sources.releases.release_comparison import CHANGED, GONE, FactChange, ReleaseComparison
from kpi.sources.releases.release_figures import ReleaseFigures
from tests.kpi.sources.releases.extracts import AFTER, BEFORE, JULY, SHIPPED, complete, plainly

HOME = {"839"}
Reads = dict[str, ReleaseFigures]


@pytest.fixture(scope="module")
def reads(tmp_path_factory: pytest.TempPathFactory) -> Reads:
    folder = tmp_path_factory.mktemp("releases")
    return {
        name: release_figures.read("dfe-lait", complete(folder / name, name), SHIPPED)
        for name in (JULY, BEFORE, AFTER)
    }


def compared(reads: Reads, before: str, after: str) -> ReleaseComparison:
    return release_comparison.compare(reads[before], reads[after], HOME)


def changed(read: ReleaseFigures, **columns: pl.Expr) -> ReleaseFigures:
    return ReleaseFigures(read.source, read.figures.with_columns(**columns), read.measures)


@pytest.mark.parametrize(("before", "after"), [(JULY, BEFORE), (BEFORE, AFTER), (AFTER, BEFORE)])
def test_every_count_is_that_of_a_plain_calculation(reads: Reads, before: str, after: str) -> None:
    found = compared(reads, before, after)
    old, new = plainly(before), plainly(after)
    both = {key[0] for key in old} & {key[0] for key in new}
    old = {key: value for key, value in old.items() if key[0] in both}
    fresh = {key: value for key, value in new.items() if key[0] in both}
    assert found.counts["values_added"] == len(fresh.keys() - old.keys())
    assert found.counts["values_gone"] == len(old.keys() - fresh.keys())
    other = [key for key in old.keys() & fresh.keys() if old[key] != fresh[key]]
    assert found.counts["values_changed"] == len(other)
    for each in found.changed:
        keys = {key for key in old.keys() | fresh.keys() if key[0] == each.measure}
        differs = {key[1] for key in keys if old.get(key) != fresh.get(key)}
        assert each.areas == len(differs)
        assert each.values == sum(key[0] == each.measure for key in old)
    home = {key for key in old.keys() | fresh.keys() if key[1] == "839"}
    told = found.home.select("measure", "area", "year", "before", "after").rows()
    assert sorted(told) == sorted(
        (*key, old.get(key), fresh.get(key)) for key in home if old.get(key) != fresh.get(key)
    )


def test_a_series_that_moved_by_a_year_is_named_once(reads: Reads) -> None:
    (shift,) = compared(reads, BEFORE, AFTER).shifted
    assert (shift.measure, shift.by, shift.moved, shift.of) == ("KS4_DES_Apprentice", -1, 976, 976)
    (back,) = compared(reads, AFTER, BEFORE).shifted
    assert (back.by, back.moved) == (1, 976)


def test_measures_that_come_and_go_are_named_with_their_values(reads: Reads) -> None:
    found = compared(reads, JULY, BEFORE)
    (added,) = found.added
    number = sum(key[0] == "SEN_PEC_AN_REVIEW_EXPECTED" for key in plainly(BEFORE))
    assert (added.measure, added.values) == ("SEN_PEC_AN_REVIEW_EXPECTED", number)
    assert found.removed == ()
    back = compared(reads, BEFORE, JULY)
    assert [each.measure for each in back.removed] == ["SEN_PEC_AN_REVIEW_EXPECTED"]
    old = sum(value is not None for value in plainly(BEFORE).values())
    lost = back.counts["values_changed"] + back.counts["values_gone"] + number
    assert back.share_changed == lost / old


def test_the_same_release_differs_in_nothing(reads: Reads) -> None:
    found = compared(reads, AFTER, AFTER)
    assert found.is_empty
    assert found.share_changed == 0


def test_other_last_bits_are_no_change(reads: Reads) -> None:
    noisy = changed(reads[AFTER], value=pl.col("value") * (1 + 2e-16))
    assert release_comparison.compare(reads[AFTER], noisy, HOME).is_empty


def test_another_code_with_the_same_figures_is_a_rename(reads: Reads) -> None:
    old = reads[AFTER]
    codes = {"AVG_Prog8_Score": "Progress8"}
    new = ReleaseFigures(
        old.source,
        old.figures.with_columns(pl.col("measure").replace(codes)),
        old.measures.with_columns(pl.col("measure").replace(codes)),
    )
    found = release_comparison.compare(old, new, HOME)
    (renamed,) = found.renamed
    assert (renamed.before, renamed.after) == ("AVG_Prog8_Score", "Progress8")
    assert renamed.same == renamed.of == sum(key[0] == "AVG_Prog8_Score" for key in plainly(AFTER))
    assert found.added == found.removed == found.changed == ()


def test_another_symbol_is_told_and_is_no_value_that_changed(reads: Reads) -> None:
    is_home = pl.col("value").is_null() & (pl.col("area") == "839")
    new = changed(
        reads[AFTER], symbol=pl.when(is_home).then(pl.lit("c")).otherwise(pl.col("symbol"))
    )
    found = release_comparison.compare(reads[AFTER], new, HOME)
    number = reads[AFTER].figures.filter(is_home).height
    assert number > 0
    assert sum(each.cells for each in found.symbols) == number
    assert {(each.before, each.after) for each in found.symbols} == {("x", "c")}
    assert found.changed == ()
    assert found.counts["values_changed"] == 0


def test_a_value_that_becomes_a_symbol_is_gone(reads: Reads) -> None:
    first = (pl.col("measure") == "AVG_Prog8_Score") & (pl.col("area") == "839")
    had = reads[AFTER].figures.filter(first)["value"].count()
    new = changed(
        reads[AFTER],
        value=pl.when(~first).then(pl.col("value")),
        symbol=pl.when(first).then(pl.lit("x")).otherwise(pl.col("symbol")),
    )
    (each,) = release_comparison.compare(reads[AFTER], new, HOME).changed
    assert (each.gone, each.added, each.changed, each.areas) == (had, 0, 0, 1)


def test_a_release_without_the_home_authority_loses_all_of_its_figures(reads: Reads) -> None:
    """They are under a hundredth of all values, so the share of all would not tell it."""
    old = reads[AFTER]
    rest = old.figures.filter(~pl.col("area").is_in(HOME))
    found = release_comparison.compare(
        old, ReleaseFigures(old.source, rest, old.measures), frozenset(HOME)
    )
    had = old.figures.filter(pl.col("area").is_in(HOME))["value"].count()
    assert (found.home_values_before, found.home.height) == (had, had)
    assert found.home_share_gone == 1
    assert found.share_changed == pytest.approx(had / old.figures["value"].count())
    assert compared(reads, BEFORE, AFTER).home_share_gone < 0.05


def test_an_area_that_goes_or_comes_as_a_whole_is_named(reads: Reads) -> None:
    old = reads[AFTER]
    lost = {"841", "880"}
    new = ReleaseFigures(
        old.source,
        old.figures.filter(pl.col("area") != "841").with_columns(
            value=pl.when(pl.col("area") != "880").then("value")
        ),
        old.measures,
    )
    found = release_comparison.compare(old, new, HOME)
    counted = {area: sum(key[1] == area for key in plainly(AFTER)) for area in lost}
    assert [(each.area, each.values) for each in found.areas_gone] == sorted(counted.items())
    assert min(counted.values()) > 0
    assert found.areas_added == ()
    back = release_comparison.compare(new, old, HOME)
    assert (back.areas_added, back.areas_gone) == (found.areas_gone, ())


def test_an_area_that_is_no_longer_judged_is_a_difference(reads: Reads) -> None:
    """Ofsted's judgements are no values: a list without one of them differed in nothing."""
    rows = (
        reads[AFTER]
        .figures.head(3)
        .with_columns(
            area=pl.Series(["a", "b", "c"]), value=pl.lit(None, pl.Float64), symbol=pl.lit("Good")
        )
    )
    old = ReleaseFigures("ofsted-ilacs", rows, reads[AFTER].measures)
    new = ReleaseFigures("ofsted-ilacs", rows.head(2), reads[AFTER].measures)
    found = release_comparison.compare(old, new, frozenset("a"))
    assert [(each.area, each.values) for each in found.areas_gone] == [("c", 1)]
    assert not found.is_empty


def test_names_and_units_that_change_are_told(reads: Reads) -> None:
    old = reads[AFTER]
    is_it = pl.col("measure") == "AVG_Prog8_Score"
    unit = pl.when(is_it).then(pl.lit("Points")).otherwise(pl.col("unit"))
    before = old.measures.filter(is_it)["unit"].item()
    new = ReleaseFigures(old.source, old.figures, old.measures.with_columns(unit=unit))
    found = release_comparison.compare(old, new, HOME)
    assert found.facts == (FactChange("AVG_Prog8_Score", "unit", before, "Points"),)


def test_every_cell_that_differs_stands_once(reads: Reads) -> None:
    cells = compared(reads, BEFORE, AFTER).cells
    assert cells.select("measure", "area", "year").is_duplicated().sum() == 0
    changes = cells.filter(pl.col("change") == CHANGED)
    assert changes.filter(pl.col("before") == pl.col("after")).is_empty()
    gone = cells.filter(pl.col("change") == GONE)
    assert gone["after"].null_count() == gone.height
