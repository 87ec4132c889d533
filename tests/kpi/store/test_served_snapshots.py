"""Which snapshots may be asked for, and that each is shown under the newest suppression."""

from pathlib import Path

import polars as pl
import pytest

from kpi.errors import StoreError
from kpi.store import live_pointer, served_snapshots, snapshots, withholding
from tests.kpi.changing import BCP
from tests.kpi.store.stores import Tables, never_live, put

pytestmark = pytest.mark.usefixtures("clock")


def with_own(tables: Tables, value: float | None, symbol: str | None = None) -> Tables:
    """The tables with this figure of the council's own newest Early Help quarter."""
    own = tables["observations"].filter(
        (pl.col("indicator_id") == "early-help-returns")
        & (pl.col("area") == BCP)
        & (pl.col("reporting_quarter") == "Q1 2025-26")
    )
    return {
        **tables,
        "observations": own.with_columns(
            value=pl.lit(value, pl.Float64),
            numerator=pl.lit(None if symbol else 18.0, pl.Float64),
            denominator=pl.lit(None if symbol else 172.0, pl.Float64),
            symbol=pl.lit(symbol, pl.String),
            reason=pl.lit("too few" if symbol else None, pl.String),
        ),
    }


@pytest.fixture
def own(built: object, tables: Tables) -> Tables:
    """The council's own figure alone, of 10.5%."""
    whole = built.tables["observations"]  # type: ignore[attr-defined]
    made = with_own({**tables, "observations": whole}, 10.5)
    assert made["observations"].height == 1
    return made


def values(name: str, where: Path) -> list[tuple[float | None, str | None]]:
    return served_snapshots.state(name, where).observations.select("value", "symbol").rows()


# ---- which snapshots ----------------------------------------------------------------------


def test_what_was_live_at_some_time_is_served_oldest_first(tables: Tables, tmp_path: Path) -> None:
    first, second = (put(tables, tmp_path, why) for why in ("one", "two"))
    assert served_snapshots.ever_live(tmp_path) == served_snapshots.ids(tmp_path) == [first, second]
    assert list(served_snapshots.earlier(tmp_path)) == [first]
    live_pointer.point_to(first, tmp_path)
    assert list(served_snapshots.earlier(tmp_path)) == [second]
    assert served_snapshots.unserved(tmp_path) == {}


def test_what_was_never_live_is_not_served(tables: Tables, tmp_path: Path) -> None:
    first = put(tables, tmp_path)
    left = never_live(tables, tmp_path)
    assert served_snapshots.ids(tmp_path) == [first]
    assert served_snapshots.unserved(tmp_path) == {left: "; was never live, not shown"}
    with pytest.raises(StoreError, match=f"Snapshot {left} was never live, so it is not shown"):
        served_snapshots.state(left, tmp_path)
    served_snapshots.check(first, tmp_path)


def test_a_withheld_snapshot_is_not_served_and_says_why(tables: Tables, tmp_path: Path) -> None:
    first, second = (put(tables, tmp_path, why) for why in ("one", "two"))
    entry = withholding.Withdrawal(
        "2025-09-02T10:00:00+00:00", "officer", "It told too much.", first
    )
    withholding.note(tmp_path, entry)
    assert served_snapshots.ids(tmp_path) == [second]
    assert served_snapshots.ever_live(tmp_path) == [first, second]
    assert served_snapshots.unserved(tmp_path) == {first: "; withheld, not shown"}
    with pytest.raises(StoreError) as fault:
        served_snapshots.check(first, tmp_path)
    assert str(fault.value) == (
        f"Snapshot {first} was withheld on 2025-09-02 and is not shown any more: It told too much."
    )


def test_without_a_history_every_snapshot_may_have_been_live(
    tables: Tables, tmp_path: Path
) -> None:
    made = [put(tables, tmp_path, why) for why in ("one", "two")]
    for path in tmp_path.glob("HISTORY*"):
        path.unlink()
    assert served_snapshots.ever_live(tmp_path) == made


def test_a_lost_pointer_serves_what_the_history_proves(tables: Tables, tmp_path: Path) -> None:
    """The third move is witnessed by nothing: neither by a later one nor by the pointer."""
    first, second, third = (put(tables, tmp_path, why) for why in ("one", "two", "three"))
    (tmp_path / "CURRENT").unlink()
    assert served_snapshots.ids(tmp_path) == [first, second]
    assert list(served_snapshots.earlier(tmp_path)) == [second, first]
    assert served_snapshots.unserved(tmp_path) == {third: "; was never live, not shown"}


def test_the_mark_changes_with_whatever_may_change_the_past(tables: Tables, tmp_path: Path) -> None:
    first = put(tables, tmp_path)
    marks = [served_snapshots.mark(tmp_path)]
    second = put(tables, tmp_path, "two")
    marks.append(served_snapshots.mark(tmp_path))
    live_pointer.point_to(first, tmp_path)
    marks.append(served_snapshots.mark(tmp_path))
    withholding.note(tmp_path, withholding.Withdrawal("2025-09-02", "o", "w", second))
    marks.append(served_snapshots.mark(tmp_path))
    assert len(set(marks)) == 4
    assert served_snapshots.mark(tmp_path) == marks[-1]


# ---- under the newest suppression ---------------------------------------------------------


def test_what_the_newest_hides_is_hidden_in_every_older_one(own: Tables, tmp_path: Path) -> None:
    first = put(own, tmp_path)
    assert values(first, tmp_path) == [(10.5, None)]
    put(with_own(own, None, "c"), tmp_path)
    assert values(first, tmp_path) == [(None, "c")]
    assert snapshots.load(first, tmp_path).observations["value"].to_list() == [10.5]


def test_rolling_back_does_not_show_it_again(own: Tables, tmp_path: Path) -> None:
    first = put(own, tmp_path)
    put(with_own(own, None, "c"), tmp_path)
    live_pointer.point_to(first, tmp_path)
    assert values(first, tmp_path) == [(None, "c")]


def test_what_is_missing_for_another_reason_hides_nothing(own: Tables, tmp_path: Path) -> None:
    first = put(own, tmp_path)
    put(with_own(own, None, "x"), tmp_path)
    assert values(first, tmp_path) == [(10.5, None)]


def test_a_withheld_figure_is_gone_from_what_was_made_until_then(
    own: Tables, tmp_path: Path
) -> None:
    first = put(own, tmp_path)
    figure = withholding.WithheldFigure(
        "early-help-returns", BCP, "financial quarter", "2025-04-01", "2025-06-30"
    )
    withholding.note(
        tmp_path, withholding.Withdrawal("2999-01-01T00:00:00+00:00", "o", "w", figure=figure)
    )
    assert values(first, tmp_path) == [(None, "c")]


def test_what_any_state_has_shown_of_an_authority(own: Tables, tmp_path: Path) -> None:
    put(own, tmp_path)
    put(with_own(own, 11.5), tmp_path)
    put(with_own(own, None, "c"), tmp_path)
    assert served_snapshots.shown(tmp_path, BCP)["value"].to_list() == [10.5, 11.5]
    assert served_snapshots.shown(tmp_path, "330").is_empty()


def test_a_state_that_cannot_be_read_has_shown_nothing(own: Tables, tmp_path: Path) -> None:
    first = put(own, tmp_path)
    put(with_own(own, 11.5), tmp_path)
    (tmp_path / "snapshots" / first / "observations.parquet").write_bytes(b"PAR1")
    assert served_snapshots.shown(tmp_path, BCP)["value"].to_list() == [11.5]
    with pytest.raises(StoreError, match="damaged"):
        served_snapshots.state(first, tmp_path)
