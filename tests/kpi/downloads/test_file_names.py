"""Names of downloaded files: what is in each is tested with its table; here, that no two clash."""

import re

from kpi.benchmarks.measures import measure
from kpi.downloads import file_names
from kpi.indicators.scorecard import View
from kpi.model.snapshot import Snapshot
from kpi.paper.assembly import PaperRequest
from kpi.periods import Period
from kpi.tables.selection import Selection

Q1 = Period.quarter(2025, 1)


def test_each_says_what_it_is_and_suits_every_system(snapshot: Snapshot) -> None:
    indicator = snapshot.indicator("ehcp-20-weeks")
    chosen = Selection("839", ("ehcp-20-weeks",), ("home",))
    summary = file_names.summary(Q1, None, [indicator])
    every = [
        summary,
        file_names.changes(summary),
        file_names.series(indicator),
        file_names.benchmarks(measure(snapshot, "LAC"), "over time", "839"),
        file_names.all_measures(snapshot, "839", snapshot.newest_model, []),
        file_names.built_table(chosen, "csv"),
        file_names.pupil_gaps("all", "839"),
        file_names.release_calendar(snapshot, "839"),
        file_names.revised_values(snapshot),
        file_names.paper(PaperRequest(View("839", Q1))),
        file_names.empty_return(Q1),
        file_names.COLUMNS,
        file_names.RETURN_FAULTS,
    ]
    assert len(set(every)) == len(every)
    assert [name for name in every if not re.fullmatch(r"[a-z0-9-]+\.(csv|xlsx|docx)", name)] == []
    assert summary == "childrens-services-summary-q1-2025-26-ehcp-20-weeks.csv"
    assert file_names.changes(summary) == "childrens-services-changes-q1-2025-26-ehcp-20-weeks.csv"
