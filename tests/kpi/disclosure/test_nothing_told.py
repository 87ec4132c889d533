"""A return that holds a count of 3: it, its rate and what gives it away are nowhere afterwards.

Through the command line, from files as an officer sends them, and then everything that the store
and the pages' own functions say about it. The pages themselves are read in a browser test.
"""

import dataclasses
import io
import json
import re
import shutil
from collections.abc import Iterator
from contextlib import redirect_stdout
from pathlib import Path

import polars as pl
import pytest

from kpi.charts import chart_table, indicator_trend
from kpi.charts.renderers.html import line_plot
from kpi.charts.sparkline import spark_svg, spark_text
from kpi.cli import main as command_line
from kpi.file_writers import csv
from kpi.indicators import reporting_quarters, scorecard
from kpi.indicators.comparisons.national_rank import standing
from kpi.indicators.scorecard import ScorecardRow, View
from kpi.indicators.series_table import series
from kpi.model.snapshot import Snapshot
from kpi.periods import Period
from kpi.store import snapshots
from kpi.tables import summary
from kpi.wording import change_words, headline, indicator_notes, scorecard_highlights, streaks
from kpi.wording.comparisons import comparison_cells as table_wording
from kpi.wording.comparisons import sentences
from kpi.wording.status import status_reasons, status_tally
from tests.kpi.changing import BCP
from tests.kpi.disclosure.test_suppression import attack
from tests.kpi.returning import PLANS, YEAR_2024

# Calendar 2024 is published as 493 of 635: the four quarters make it up.
COUNTS = ((172, 189), (160, 183), (3, 89), (158, 174))
TELLING = re.compile(
    r"\b3 (?:of|out|in 89|plans|children)|\b3/89|\b3\.3[67]\d*|\b3\.4\s?%|\b158 of 174|\b90\.8\s?%"
    r"|\b490\b|\b161\b|\b163\b"
)
VALUES = "indicator_id,period,reporting_quarter,value,numerator,denominator,data_status,note\n"
TARGETS = "indicator_id,from_quarter,target,intervention_level,data_status,rationale\n"
COMMENTARY = "indicator_id,reporting_quarter,data_status,what_happened,why,action,owner_role,due\n"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("told")


@pytest.fixture(scope="module")
def where(store_root: Path, folder: Path) -> Iterator[Path]:
    shutil.copytree(store_root, folder / "store")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KPI_STORE", str(folder / "store"))
        patch.delenv("KPI_HOME", raising=False)
        yield folder / "store"


@pytest.fixture(scope="module")
def sent(folder: Path) -> Path:
    """The return as CSV files: real figures for the quarters of 2024, one of them 3 of 89."""
    files = folder / "return"
    files.mkdir()
    lines = [
        f"{PLANS},{quarter},{quarter},{round(100 * top / bottom, 1)},{top},{bottom},published,"
        f"{top} of {bottom} plans\n"
        for quarter, (top, bottom) in zip(YEAR_2024, COUNTS, strict=True)
    ]
    lines = [line if "172 of 189" in line else line.rsplit(",", 1)[0] + ",\n" for line in lines]
    lines[2] = lines[2].rstrip("\n") + "3 of 89 plans\n"
    (files / "values.csv").write_text(VALUES + "".join(lines))
    (files / "targets.csv").write_text(TARGETS)
    (files / "commentary.csv").write_text(COMMENTARY)
    return files


@pytest.fixture(scope="module")
def made(where: Path, sent: Path) -> tuple[Snapshot, str]:
    """The snapshot after publishing, and all that the command said; nothing changes it."""
    live, out = snapshots.current_id(where), io.StringIO()
    with redirect_stdout(out):
        status = command_line.main(
            ["publish", str(sent), "--why", "Figures of 2024", "--who", "me"]
        )
    said = out.getvalue()
    assert status == 0, said
    assert snapshots.current_id(where) != live
    return snapshots.load(snapshots.current_id(where), where), said


def test_the_store_holds_neither_the_count_nor_its_rate(
    made: tuple[Snapshot, str], where: Path
) -> None:
    folder = where / "snapshots" / made[0].id
    quarters = (pl.col("area") == BCP) & (pl.col("reporting_quarter").is_in(YEAR_2024))
    for path in sorted(folder.glob("*.parquet")):
        table = pl.read_parquet(path)
        if "area" not in table.columns or "indicator_id" not in table.columns:
            continue
        mine = table.filter((pl.col("indicator_id") == PLANS) & (pl.col("area") == BCP))
        for row in mine.rows():
            assert not {3, 89, 3.4, 158, 174, 90.8} & {c for c in row if isinstance(c, float)}
            texts = " | ".join(c for c in row if isinstance(c, str))
            assert not TELLING.search(texts), (path.name, texts)
    rows = made[0].observations.filter((pl.col("indicator_id") == PLANS) & quarters)
    assert rows.sort("period_end")["numerator"].to_list() == [172, 160, None, None]
    for name in ("manifest.json",):
        assert not TELLING.search((folder / name).read_text())
    report = json.loads((folder / "manifest.json").read_text())["report"]
    assert {line["why"].split(": ")[1] for line in report} == {
        "real in place of illustrative",
        "newly suppressed",
    }
    assert not TELLING.search((where / "HISTORY.jsonl").read_text())


def test_the_sums_leave_it_open(made: tuple[Snapshot, str]) -> None:
    snapshot = made[0]
    own = snapshot.observed(PLANS).filter(pl.col("area") == BCP)
    year = (
        own.filter(pl.col("period_kind") == "calendar year").sort("period_end").row(-1, named=True)
    )
    assert (year["numerator"], year["denominator"]) == (493, 635)
    parts = own.filter(pl.col("reporting_quarter").is_in(YEAR_2024)).sort("period_end")
    for column in ("numerator", "denominator"):
        counts = [None if c is None else int(c) for c in parts[column]]
        (ways,) = attack(int(year[column]), counts, [False, False, True, False])
        assert ways == {1, 2, 3, 4, 5}


def test_nothing_that_is_said_tells(made: tuple[Snapshot, str]) -> None:
    snapshot, said = made
    # The command repeats the officer's own cells in what is to be looked at, and nothing more.
    changes = [line for line in said.splitlines() if not line.startswith(("warning", "error"))]
    assert not TELLING.search("\n".join(changes))
    told = list(everything(snapshot))
    assert len(told) > 300
    found = [text for text in told if TELLING.search(text)]
    assert found == []
    hidden = [text for text in told if "too few children" in text]
    assert hidden, "the reason is said"


def test_the_downloads_do_not_hold_it(made: tuple[Snapshot, str]) -> None:
    snapshot = made[0]
    indicator = snapshot.indicator(PLANS)
    tables = [series(snapshot, indicator, area=BCP)]
    for quarter in reporting_quarters.quarters(snapshot, BCP):
        rows = scorecard.summary(snapshot, View(BCP, quarter), indicator_ids=[PLANS])
        tables.append(summary.summary_table(snapshot, rows))
    for table in tables:
        assert not TELLING.search(csv.to_csv(table).decode())
        home = table.filter(pl.col("area") == BCP)
        for row in home.rows():
            assert not {3.0, 89.0, 3.4, 158.0, 174.0, 90.8} & {
                c for c in row if isinstance(c, float)
            }


def everything(snapshot: Snapshot) -> Iterator[str]:
    """Every sentence, reason, chart and picture of every quarter of the indicator."""
    for quarter in reporting_quarters.quarters(snapshot, BCP):
        (row,) = scorecard.summary(snapshot, View(BCP, quarter), indicator_ids=[PLANS])
        yield from of_row(snapshot, row)
        rows = scorecard.summary(snapshot, View(BCP, quarter))
        yield from (str(note) for note in scorecard_highlights.notable(rows))
        yield from (
            status_tally.status_counts(rows),
            status_tally.change_counts(rows),
        )


def of_row(snapshot: Snapshot, row: ScorecardRow) -> Iterator[str]:
    yield from (
        sentences.sentence(row),
        headline.value_or_reason(row),
        headline.counts(row.indicator, row.now),
        streaks.streak_words(row),
        streaks.beats_words(row),
        headline.gap_words(row),
        headline.next_due(row),
        status_reasons.why_status(row),
        spark_svg(row),
        spark_text(row),
        indicator_notes.source_words(snapshot, row),
        indicator_notes.next_words(row),
    )
    for name, change in indicator_notes.comparisons(row):
        said = change_words.change_words(change)
        yield f"{name}: {said} {change_words.change_note(row, change)}"
        yield status_reasons.why_direction(row, change)
    like = standing(snapshot, row.indicator, BCP, row.comparator("england").period)
    yield indicator_notes.standing_words(row, like)
    yield from (str(entry) for entry in table_wording.comparison(row, like))
    yield from (str(entry) for entry in table_wording.neighbours(snapshot, row, like))
    chart = indicator_trend.trend(snapshot, row)
    yield from (chart.title, chart.subtitle, chart.text)
    yield from strings(chart)
    if not chart.is_empty:
        yield line_plot(chart)
    yield from (str(cells) for cells in chart_table.twin(chart, row.indicator))


def strings(part: object) -> Iterator[str]:
    """All texts and numbers of a chart's specification, as they are written into the page."""
    if isinstance(part, Period):
        yield part.short
    elif dataclasses.is_dataclass(part) and not isinstance(part, type):
        for field in dataclasses.fields(part):
            yield from strings(getattr(part, field.name))
    elif isinstance(part, dict):
        for value in part.values():
            yield from strings(value)
    elif isinstance(part, (list, tuple)):
        for value in part:
            yield from strings(value)
    elif isinstance(part, float):
        yield f"{part:g}%"
    elif part is not None:
        yield str(part)
