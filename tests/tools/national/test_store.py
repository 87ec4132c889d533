"""The maker of large stores: made-up figures say so, nothing is left out, a seed repeats."""

from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from kpi.errors import StoreError
from kpi.model.snapshot import Snapshot
from kpi.store import snapshots
from tests.national_stores import MADE_ROWS, SHIPPED, held
from tools.national.store import MADE_UP, MARK, make


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
    assert "made-up" in whole.source("dfe-lait").title
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
