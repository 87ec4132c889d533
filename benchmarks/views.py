"""The server's own work when a visitor changes measure or authority on the Benchmarks page.

Each turn uses another measure and another authority, so that no result is cached, and
does all that a view needs of `kpi`: sentences, tables, charts. The budget is 50 ms, also for the
slowest of a hundred turns. Streamlit's own work is excluded; `page` measures a whole run.
"""

from __future__ import annotations

import itertools
import statistics
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from streamlit.testing.v1 import AppTest

from benchmarks.timing import Result, SpeedBar
from kpi.benchmarks import authority_profile, neighbour_comparison
from kpi.benchmarks.grids.grid import grid
from kpi.benchmarks.measures import all_measures, search
from kpi.benchmarks.ranking import periods, ranking
from kpi.benchmarks.time_series import over_time
from kpi.charts import benchmark_lines
from kpi.charts.benchmarks import benchmark_ranking
from kpi.charts.renderers import plotly
from kpi.model.snapshot import Snapshot
from kpi.tables import benchmarks as benchmarks_table
from kpi.wording import benchmarks as benchmarks_wording

BUDGET = "the budget of 50 ms"
TURNS = 100
SHELL = Path(__file__).resolve().parents[1] / "pages" / "shell.py"
Work = Callable[[str, str], object]


def run(snapshot: Snapshot, turns: int = TURNS) -> list[Result]:
    """Return a result per view: median, 95th percentile and slowest turn against the budget."""
    works: dict[str, Work] = {
        "over time": lambda measure, area: _over_time(snapshot, measure, area),
        "all authorities": lambda measure, area: _ranked(snapshot, measure, area),
        "neighbours": lambda measure, area: _answer(snapshot, measure, area),
        "all measures of one authority": lambda _measure, area: authority_profile.profile(
            snapshot, area
        ),
    }
    return [_timed(snapshot, f"e {name}", work, turns) for name, work in works.items()]


def page(snapshot: Snapshot, turns: int = 20) -> float:
    """Return median milliseconds of a whole run of the page after a change, with Streamlit."""
    app = AppTest.from_file(str(SHELL), default_timeout=60)
    app.switch_page("benchmarks.py")
    app.run()
    taken = []
    for measure, _ in itertools.islice(_turns(snapshot), turns):
        start = time.perf_counter()
        app.selectbox(key="measure").set_value(measure).run()
        taken.append((time.perf_counter() - start) * 1000)
    return statistics.median(taken)


def _timed(snapshot: Snapshot, name: str, work: Work, turns: int) -> Result:
    taken = []
    for measure, area in itertools.islice(_turns(snapshot), turns):
        start = time.perf_counter()
        work(measure, area)
        taken.append((time.perf_counter() - start) * 1000)
    taken.sort()
    times = {
        "ours": taken[-max(1, turns // 20)],
        "median": statistics.median(taken),
        "worst": taken[-1],
        BUDGET: 50.0,
    }
    return Result(f"{name} (95th percentile)", times, (SpeedBar(BUDGET, 1.0),))


def _turns(snapshot: Snapshot) -> Iterator[tuple[str, str]]:
    newest = grid(snapshot).newest
    measures = [m.id for m in all_measures(snapshot) if m.id in newest]
    areas = [area.code for area in snapshot.current_authorities]
    # Steps coprime with the lengths, so that entries next to each other do not follow.
    return zip(
        itertools.cycle(measures[::7] + measures[3::7]), itertools.cycle(areas[::5]), strict=False
    )


def _answer(snapshot: Snapshot, measure: str, area: str) -> object:
    """Make what is shown above every view."""
    ranked = ranking(snapshot, measure, area=area)
    comparison = neighbour_comparison.neighbour_comparison(
        snapshot, measure, area=area, period=ranked.label
    )
    home = snapshot.area(area)
    return (
        search(snapshot),
        benchmarks_wording.change_words(ranked),
        comparison.flip_sentence,
        [comparison.sentence(group.model) for group in comparison.groups],
        benchmarks_wording.wider_words(ranked, home.region, home.wider_region),
        ranked,
    )


def _over_time(snapshot: Snapshot, measure: str, area: str) -> object:
    answer = _answer(snapshot, measure, area)
    over = over_time(snapshot, measure, area=area)
    drawn = benchmark_lines.over_time_chart(over)
    columns = tuple((line.key, line.name) for line in drawn.lines)
    rows = benchmarks_wording.over_time_rows(over, columns)
    table = benchmarks_table.over_time_table(
        snapshot, over, snapshot.newest_model, hidden=(), median=False
    )
    return answer, drawn, rows, table, benchmarks_wording.gap_words(over)


def _ranked(snapshot: Snapshot, measure: str, area: str) -> object:
    answer = _answer(snapshot, measure, area)
    ranked = ranking(snapshot, measure, area=area)
    return (
        answer,
        periods(snapshot, measure),
        plotly.ranking_figure(benchmark_ranking.ranking_chart(ranked)),
        benchmarks_table.ranked_grid(snapshot, ranked),
        benchmarks_table.ranking_table(snapshot, ranked, snapshot.newest_model),
    )
