"""CSV as people take it away: safe, plain, exact, and the same as the screen."""

import csv as reader
import io
from datetime import date

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpi import formatting
from kpi.file_writers import csv
from kpi.indicators import scorecard, series_table
from kpi.indicators.scorecard import ScorecardRow, View
from kpi.model.snapshot import Snapshot
from kpi.statistics.float_noise import cleaned
from kpi.tables import summary as summary_table
from tests.kpi.changing import BCP, changed, quarter

Q1 = quarter("Q1 2025-26")


def rows_of(
    snapshot: Snapshot, when: str = "Q1 2025-26", area: str = BCP
) -> tuple[ScorecardRow, ...]:
    return scorecard.summary(snapshot, View(area, quarter(when)))


def written(table: pl.DataFrame) -> list[dict[str, str]]:
    text = csv.to_csv(table).decode("utf-8")
    return list(reader.DictReader(io.StringIO(text, newline="")))


def summary(snapshot: Snapshot, when: str = "Q1 2025-26", area: str = BCP) -> list[dict[str, str]]:
    return written(summary_table.summary_table(snapshot, rows_of(snapshot, when, area)))


def of(lines: list[dict[str, str]], indicator_id: str) -> dict[str, str]:
    (found,) = [line for line in lines if line["indicator_id"] == indicator_id]
    return found


# ---- the format ---------------------------------------------------------------------------------


def test_bytes(snapshot: Snapshot) -> None:
    data = csv.to_csv(summary_table.summary_table(snapshot, rows_of(snapshot)))
    assert data.startswith(b"reporting_quarter,")  # no byte order mark
    assert data.count(b"\r\n") == data.count(b"\n") == 1 + 7
    assert data.endswith(b"\r\n")
    assert data.isascii()


def test_numbers_are_untouched() -> None:
    table = pl.DataFrame(
        {
            "value": [-2.5, 0.000001, 1e15],
            "count": [-1, 0, 10**12],
            "day": [date(2025, 1, 1)] * 3,
            "text": ["safe", None, "a=b"],
        }
    )
    assert [list(line.values()) for line in written(table)] == [
        ["-2.5", "-1", "2025-01-01", "safe"],
        ["0.000001", "0", "2025-01-01", ""],
        ["1000000000000000", "1000000000000", "2025-01-01", "a=b"],
    ]


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_no_number_is_in_scientific_notation_or_loses_a_digit(value: float) -> None:
    data = csv.to_csv(pl.DataFrame({"value": [value]}))
    text = data.decode().splitlines()[1]
    assert "e" not in text.lower()
    assert float(text) == cleaned(value)


@pytest.mark.parametrize(
    ("values", "written_as"),
    [([96.0, 178.0], ["96", "178"]), ([96.5, 178.0], ["96.5", "178"]), ([None, 3.0], ["", "3"])],
)
def test_whole_counts_have_no_decimal_point(
    values: list[float | None], written_as: list[str]
) -> None:
    table = pl.DataFrame({"numerator": values}, schema={"numerator": pl.Float64})
    found = [line["numerator"] for line in written(table.with_columns(x=1))]
    assert found == written_as


# ---- the summary --------------------------------------------------------------------------------


def test_formulas_in_a_return_are_harmless(snapshot: Snapshot) -> None:
    evil = changed(
        snapshot, "ehcp-20-weeks", Q1, value=None, symbol="x", reason="=cmd|' /C calc'!A0"
    )
    line = of(summary(evil), "ehcp-20-weeks")
    assert line["symbol_reason"] == "'=cmd|' /C calc'!A0"


def test_series_file(snapshot: Snapshot) -> None:
    table = series_table.series(snapshot, snapshot.indicator("ehcp-20-weeks"), area=BCP)
    lines = written(table)
    assert len(lines) == table.height
    newest = [line for line in lines if line["group"] == "home"][-1]
    assert newest["period"] == "Q1 2025-26 (Apr to Jun 2025)"
    assert (newest["value"], newest["numerator"], newest["denominator"]) == ("53.9", "96", "178")
    assert float(newest["value_low"]) == pytest.approx(46.6043, abs=1e-4)
    assert float(newest["value_high"]) == pytest.approx(61.0947, abs=1e-4)
    assert newest["interval_method"] == "95% Wilson score interval"
    means = [line for line in lines if line["group"] in ("neighbours", "good")]
    assert {(line["value_low"], line["interval_method"]) for line in means} == {("", "")}
    assert newest["data_status"] == "illustrative"
    assert newest["period_end"] == "2025-06-30"


def test_no_rows(snapshot: Snapshot) -> None:
    table = summary_table.summary_table(snapshot, [])
    assert table.height == 0
    assert csv.to_csv(table).decode().splitlines()[0].split(",") == table.columns


# ---- names --------------------------------------------------------------------------------------


@given(st.text())
def test_a_slug_is_safe_in_any_file_system(text: str) -> None:
    assert set(formatting.slug(text)) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
