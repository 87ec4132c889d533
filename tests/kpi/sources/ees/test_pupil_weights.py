"""Pupils on roll as weights: DfE's file as it is, and spoilt copies."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from kpi.errors import InputError
from kpi.model.definitions.indicator import WeightSource
from kpi.sources.ees import pupil_weights as ees_pupil_weights

INPUTS = Path(__file__).parents[4] / "data" / "inputs"
FILE = INPUTS / "dfe-attendance-2024-25" / "EES_ytd_data.csv"
SPEC = WeightSource(
    FILE.name, "total_enrolments", (("school_type", "Primary"),), "pupils on roll", "dfe-attendance"
)
AREAS = {"E06000058": "839", "E09000002": "301", "E92000001": "970"}


def frame() -> pl.DataFrame:
    return pl.read_csv(FILE, infer_schema=False)


def few(tmp_path: Path, change: Callable[[pl.DataFrame], pl.DataFrame]) -> Path:
    """A folder with two authorities and England of the file, primary, changed in some way."""
    rows = frame().filter(
        (pl.col("school_type") == "Primary")
        & (pl.col("new_la_code").is_in(list(AREAS)) | (pl.col("geographic_level") == "National"))
    )
    total = rows.filter(pl.col("geographic_level") != "National").select(
        pl.col("total_enrolments").cast(pl.Int64, strict=False).sum()
    )
    england = pl.col("geographic_level") == "National"
    rows = rows.with_columns(
        total_enrolments=pl.when(england)
        .then(pl.lit(str(total.item())))
        .otherwise("total_enrolments")
    )
    change(rows).write_csv(tmp_path / FILE.name)
    return tmp_path


def with_cell(column: str, text: str, ons_code: str = "E06000058") -> Callable[..., pl.DataFrame]:
    return lambda rows: rows.with_columns(
        pl.when(pl.col("new_la_code") == ons_code)
        .then(pl.lit(text))
        .otherwise(column)
        .alias(column)
    )


def test_every_authority_but_the_hidden_one() -> None:
    pairs = frame().filter(pl.col("geographic_level") == "Local authority")
    codes = dict(pairs.select("new_la_code", "old_la_code").iter_rows())
    for phase, hidden, total, own in (
        ("Primary", "201", 4_488_349, 25_828),
        ("Secondary", "420", 3_643_430, 25_543),
    ):
        spec = replace(SPEC, where=(("school_type", phase),))
        rows = ees_pupil_weights.read(spec, FILE.parent, codes)
        assert rows.columns == ees_pupil_weights.COLUMNS
        assert (rows.height, rows["value"].sum()) == (152, total)
        assert rows.filter(pl.col("value").is_null()).select("area", "symbol").rows() == [
            (hidden, "c")
        ]
        assert rows.filter(pl.col("area") == "839")["value"].to_list() == [own]


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (with_cell("total_enrolments", "many"), "area 839: 'many', expected a number of pupils"),
        (with_cell("total_enrolments", "25,828"), "total_enrolments"),
        (with_cell("total_enrolments", "0"), "area 839: '0', expected a number of pupils"),
        (with_cell("total_enrolments", "-5"), "area 839: '-5', expected a number of pupils"),
        (with_cell("total_enrolments", "99999999"), "add up to .* England has"),
        (with_cell("total_enrolments", "1"), "add up to .* England has"),
        (with_cell("new_la_code", "E06999999"), "unknown areas, for example E06999999"),
        (with_cell("time_period", "202324"), "more than one year, expected one"),
        (with_cell("time_identifier", "Fortnight"), "Fortnight"),
        (lambda rows: rows.drop("total_enrolments"), "lacks the columns total_enrolments"),
        (lambda rows: rows.drop("school_type"), "lacks the columns school_type"),
        (
            lambda rows: rows.filter(pl.col("geographic_level") != "National"),
            "0 rows of England, expected one",
        ),
        (
            lambda rows: rows.with_columns(school_type=pl.lit("Middle")),
            "no authority with school_type 'Primary'",
        ),
    ],
)
def test_faults_are_named(
    tmp_path: Path, change: Callable[[pl.DataFrame], pl.DataFrame], fault: str
) -> None:
    with pytest.raises(InputError, match=fault):
        ees_pupil_weights.read(SPEC, few(tmp_path, change), AREAS)


def test_two_rows_of_one_area_are_a_fault(tmp_path: Path) -> None:
    folder = few(tmp_path, lambda rows: rows)
    with pytest.raises(InputError, match="area 839 stands twice"):
        ees_pupil_weights.read(SPEC, folder, {**AREAS, "E09000002": "839"})


def test_faults_of_columns_that_are_not_used_do_not_matter(tmp_path: Path) -> None:
    """DfE's own file has NA in another column, which is no symbol of its standard."""
    folder = few(tmp_path, with_cell("total_num_schools", "NA"))
    rows = ees_pupil_weights.read(SPEC, folder, AREAS)
    assert rows["area"].to_list() == ["301", "839"]


@pytest.mark.parametrize("content", [None, b"", b"not a table", b"\xff\xfe\x00"])
def test_a_file_that_is_none(tmp_path: Path, content: bytes | None) -> None:
    if content is not None:
        (tmp_path / FILE.name).write_bytes(content)
    with pytest.raises(InputError, match=FILE.name):
        ees_pupil_weights.read(SPEC, tmp_path, AREAS)
