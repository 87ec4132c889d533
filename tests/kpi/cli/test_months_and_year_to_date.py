"""A council's months and its year to date, from two CSV files to summary and series.

Darlington begins with an empty folder. Its quarter is made of its months by the rule of the
definition, and the year to date stands beside it: neither is ever taken for the other.
"""

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import pytest

from kpi.indicators import scorecard
from kpi.indicators.scorecard import View
from kpi.periods import Kind, Period, parse_period
from kpi.store import live_snapshot
from kpi.wording.trends import months as months_wording
from tests.kpi.cli.running import good, run
from tests.kpi.returning import proved_at_a_glance

HOME, PLANS, QUARTER = "841", "ehcp-20-weeks", "Q2 2025-26"
HEADER = (
    "indicator_id,period,reporting_quarter,value,numerator,denominator,symbol,data_status,source,"
    "note\n"
)
MONTHS = HEADER + (
    f"{PLANS},July 2025,{QUARTER},58.0,29,50,,provisional,Local return,\n"
    f"{PLANS},August 2025,{QUARTER},57.1,28,49,,provisional,Local return,\n"
    f"{PLANS},September 2025,{QUARTER},63.3,50,79,,provisional,Local return,\n"
)
TO_DATE = HEADER + f"{PLANS},Apr-Sep 2025,{QUARTER},57.0,203,356,,provisional,Local return,\n"
BY_QUARTER = 'period_kind = "financial quarter"'
POOLED = 'period_kind = "month"\nquarter_from = "pooled counts"'


@pytest.fixture
def council(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Darlington's folder with one indicator by quarter, not built yet."""
    folder = tmp_path / "kpi"
    monkeypatch.setenv("KPI_DATA", str(folder))
    monkeypatch.setenv("KPI_HOME", HOME)
    monkeypatch.delenv("KPI_STORE", raising=False)
    with proved_at_a_glance():
        good("indicator", "add", PLANS)
        yield folder


def built(council: Path, *, pooled: bool) -> None:
    if pooled:
        path = council / "indicators" / f"{PLANS}.toml"
        text = path.read_text(encoding="utf-8")
        assert text.count(BY_QUARTER) == 1
        path.write_text(text.replace(BY_QUARTER, POOLED), encoding="utf-8")
    good("build", "--why", "Our first list")


def published(council: Path, name: str, content: str) -> str:
    """What publishing says of a file, which `check` has no error in."""
    path = council.parent / name
    path.write_text(content, encoding="utf-8")
    assert " 0 errors" in good("check", str(path)).text
    return good("publish", str(path), "--why", name).text


def summary() -> dict[str, str]:
    rows = csv.DictReader(io.StringIO(good("summary", "--quarter", QUARTER).text))
    (row,) = rows
    return row


def series() -> dict[tuple[str, str], tuple[float | None, str, str]]:
    """Our own rows of the newest financial year: value and counts by period and its kind."""
    rows = csv.DictReader(io.StringIO(good("series", PLANS).text))
    return {
        (row["period"], row["period_kind"]): (
            round(float(row["value"]), 1) if row["value"] else None,
            row["numerator"],
            row["denominator"],
        )
        for row in rows
        if row["group"] == "home" and row["period_start"] >= "2025-04-01"
    }


OF_MONTHS = {
    ("July 2025", "month"): (58.0, "29", "50"),
    ("August 2025", "month"): (57.1, "28", "49"),
    ("September 2025", "month"): (63.3, "50", "79"),
}
OF_YEAR = {("April to September 2025", "financial year to date"): (57.0, "203", "356")}
OF_QUARTER = {("Q2 2025-26 (Jul to Sep 2025)", "financial quarter"): (60.1, "107", "178")}


@pytest.mark.parametrize("first", ["months", "to date"])
def test_the_pooled_quarter_and_the_year_to_date_stand_side_by_side(
    council: Path, first: str
) -> None:
    built(council, pooled=True)
    files = {"months": MONTHS, "to date": TO_DATE}
    for name in sorted(files, key=lambda each: each != first):
        published(council, f"values {name}.csv", files[name])
    row = summary()
    assert (row["period"], round(float(row["value"]), 1)) == ("Q2 2025-26 (Jul to Sep 2025)", 60.1)
    assert (row["numerator"], row["denominator"], row["data_status"]) == (
        "107", "178", "provisional",
    )  # fmt: skip
    assert row["year_to_date_period"] == "April to September 2025"
    assert float(row["year_to_date"]) == 57.0
    assert (row["year_to_date_numerator"], row["year_to_date_denominator"]) == ("203", "356")
    assert row["year_to_date_data_status"] == "provisional"
    assert "60.1%" in row["sentence"]
    assert "57.0%" not in row["sentence"]
    assert series() == {**OF_MONTHS, **OF_QUARTER, **OF_YEAR}


def test_until_the_months_come_the_year_to_date_is_no_quarter(council: Path) -> None:
    built(council, pooled=True)
    said = published(council, "values.csv", TO_DATE)
    assert "April to September 2025: 57.0%" in said
    row = summary()
    assert row["reporting_quarter"] == QUARTER
    assert row["period"] != "Q2 2025-26 (Jul to Sep 2025)"
    assert row["value"] != "57"
    assert (row["year_to_date_period"], row["year_to_date"]) == ("April to September 2025", "57")
    assert series() == OF_YEAR


def test_by_quarter_both_stand_beside_a_quarter_that_waits(council: Path) -> None:
    """No rule of the definition pools the months: the quarter has its own figure, or none."""
    built(council, pooled=False)
    published(council, "values_months.csv", MONTHS)
    published(council, "values_ytd.csv", TO_DATE)
    assert series() == {**OF_MONTHS, **OF_YEAR}
    row = summary()
    assert row["period"] == "2024 (calendar year)"  # DfE's, as the council returned no quarter yet
    assert row["year_to_date_period"] == "April to September 2025"
    quarter = HEADER + f"{PLANS},{QUARTER},{QUARTER},60.1,107,178,,provisional,Local return,\n"
    published(council, "values.csv", quarter)
    assert series() == {**OF_MONTHS, **OF_YEAR, **OF_QUARTER}
    row = summary()
    assert (row["period"], row["value"]) == ("Q2 2025-26 (Jul to Sep 2025)", "60.1")
    assert (row["year_to_date_period"], row["year_to_date"]) == ("April to September 2025", "57")


def test_the_page_says_both_and_tells_them_apart(council: Path) -> None:
    built(council, pooled=True)
    published(council, "values_months.csv", MONTHS)
    published(council, "values_ytd.csv", TO_DATE)
    snapshot = live_snapshot.live().snapshot
    (row,) = scorecard.summary(snapshot, View(HOME, parse_period(QUARTER)))
    assert row.now is not None
    assert (row.now.period, row.now.numerator) == (Period.quarter(2025, 2), 107)
    assert months_wording.to_date_words(snapshot, row) == (
        "The year to date as returned, April to September 2025: 57.0% (203 of 356 plans).",
        "provisional",
    )
    assert months_wording.month_words(snapshot, row)


def test_a_month_that_its_counts_do_not_make_is_refused(council: Path) -> None:
    """28 of 49 is 57.1, not 57.0: nothing of the file is published."""
    built(council, pooled=True)
    path = council.parent / "values_months.csv"
    path.write_text(MONTHS.replace("57.1", "57.0"), encoding="utf-8")
    done = run("publish", str(path), "--why", "Months")
    assert done.status != 0
    assert "row 3, value: value-against-counts: found '57.0', expected 57.1" in done.text
    assert "nothing was published" in done.text
    assert series() == {}


@pytest.mark.parametrize(
    ("spelt", "kind"),
    [
        ("1 April to 30 September 2025", Kind.TO_DATE),
        ("2025-26 YTD to Sept", Kind.TO_DATE),
        ("Q2 YTD 2025-26", Kind.TO_DATE),
        ("M6 2025-26", Kind.MONTH),
        ("P6 2025/26", Kind.MONTH),
    ],
)
def test_other_spellings_come_to_the_same(council: Path, spelt: str, kind: Kind) -> None:
    built(council, pooled=True)
    if kind is Kind.TO_DATE:
        published(council, "values.csv", TO_DATE.replace("Apr-Sep 2025", spelt))
        assert series() == OF_YEAR
        return
    published(council, "values.csv", MONTHS.replace("September 2025", spelt))
    assert series() == {**OF_MONTHS, **OF_QUARTER}


def test_the_same_in_utf_16_with_tabs(council: Path) -> None:
    """Excel's "Unicode text" of the months, with a note whose letters are garbled."""
    built(council, pooled=True)
    garbled = MONTHS.replace("63.3,50,79,,provisional,Local return,", (
        "63.3,50,79,,provisional,Local return,ChildrenÔÇÖs plans"
    ))  # fmt: skip
    path = council.parent / "values.txt"
    path.write_bytes(garbled.replace(",", "\t").replace("\n", "\r\n").encode("utf-16"))
    said = good("check", str(path)).text
    assert "found 'UTF-16 text, as Excel's 'Unicode text''" in said
    assert "row 4, note: mojibake: found 'ChildrenÔÇÖs plans', expected perhaps 'Children’s" in said
    assert "0 errors, 3 warnings" in said
    good("publish", str(path), "--why", "Months")
    assert series() == {**OF_MONTHS, **OF_QUARTER}
