"""Which measures pair: read from data, held against LAIT's dictionary and its figures."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import polars as pl
import pytest

from kpi.benchmarks.pupil_groups.group_pairs import (
    ALL_PUPILS,
    FILE,
    GroupPair,
    group_pairs,
    measures_of,
    misfits,
    pairs_about,
    pairs_in,
)
from kpi.errors import DefinitionError
from kpi.model.schemas import ENGLAND
from kpi.model.snapshot import Snapshot

# Groups that together are all pupils, or are nearly: those of unknown kind are few.
WHOLES = (
    ("fsm", "no-fsm"),
    ("disadvantaged", "not-disadvantaged"),
    ("ehc-plan", "sen-support", "no-sen"),
)


def by_subject() -> dict[str, dict[str, GroupPair]]:
    found: dict[str, dict[str, GroupPair]] = {}
    for pair in group_pairs().pairs:
        found.setdefault(pair.reference, {})[pair.group.id] = pair
    return found


def figures(snapshot: Snapshot, measure: str) -> dict[tuple[object, ...], float]:
    rows = snapshot.held_benchmarks.filter(pl.col("measure") == measure).drop_nulls(
        ["value", "period_end"]
    )
    return {
        (area, end): value
        for area, end, value in rows.select(
            pl.col("area").cast(pl.String), "period_end", "value"
        ).iter_rows()
    }


def test_every_shipped_pair_fits_the_shipped_release(snapshot: Snapshot) -> None:
    assert misfits(snapshot.measures, snapshot.held_benchmarks) == []
    assert pairs_in(snapshot) == group_pairs().pairs
    assert len(group_pairs().pairs) == 141
    assert {pair.others for pair in group_pairs().pairs if not pair.why} == {ALL_PUPILS}
    assert {pair.reference for pair in group_pairs().pairs if pair.why} == {
        "SusEdOverall_NoSEN_incSpec"
    }


def test_a_pair_ends_with_the_same_period(snapshot: Snapshot) -> None:
    """A group whose newest figure is of another year than that of all would show an old gap."""
    assert len(group_pairs().pairs) == 141
    for pair in group_pairs().pairs:
        group, beside = figures(snapshot, pair.measure), figures(snapshot, pair.reference)
        newest = [max(end for _, end in each) for each in (group, beside)]  # type: ignore[type-var]
        assert newest[0] == newest[1], pair.measure


@pytest.mark.parametrize("whole", WHOLES)
def test_all_pupils_lie_between_the_groups_that_make_them_up(
    snapshot: Snapshot, whole: tuple[str, ...]
) -> None:
    """A mean lies between its parts: a measure paired with a wrong one would not."""
    checked = 0
    for beside, pairs in by_subject().items():
        if not set(whole) <= set(pairs):
            continue
        every = figures(snapshot, beside)
        parts = [figures(snapshot, pairs[name].measure) for name in whole]
        for key in set(every).intersection(*parts):
            among = [part[key] for part in parts]
            # Good levels of development were whole numbers for groups until 2019.
            off = 5.0 if beside == "FSP_NEW_GOODDEV" and key[0] != ENGLAND else 0.51
            assert min(among) - off <= every[key] <= max(among) + off, (beside, key)
            checked += 1
    assert checked > 4000


def test_no_measure_by_sex_is_passed_over(snapshot: Snapshot) -> None:
    titles = snapshot.measures["title"].str.to_lowercase()
    for word in ("girl", "boy", "female", "male ", "gender"):
        assert not titles.str.contains(word, literal=True).any(), word


def test_a_measure_and_all_pupils_have_the_same_pairs(snapshot: Snapshot) -> None:
    of_all = pairs_about(snapshot, "AVG_Attain8_Score")
    assert len(of_all) == 15
    assert pairs_about(snapshot, "LAC_KS4_AVG_Attain8") == of_all
    assert pairs_about(snapshot, "LACnum") == ()


def test_an_indicator_has_the_pairs_of_its_lait_measures(snapshot: Snapshot) -> None:
    assert measures_of(snapshot, "ks4-fsm-gap") == (
        "NonFSM_AVG_Attain8_Score",
        "FSM_AVG_Attain8_Score",
    )
    assert pairs_about(snapshot, "ks4-fsm-gap") == pairs_about(snapshot, "AVG_Attain8_Score")
    assert pairs_about(snapshot, "early-help-returns") == ()


FACTS = {"measure": "A", "unit": "% of pupils", "title": "A (%)", "better": "higher"}
YEAR = {"period_kind": "academic year", "period_start": 1, "period_end": 2, "value": 1.0}


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"unit": "Average score", "title": "A"}, "one of them is a percentage, the other is not"),
        ({"better": "lower"}, "lower is better in one and higher in the other"),
        ({"period_end": 3}, "they have figures of no period in common"),
    ],
)
def test_a_pair_that_no_longer_fits_is_named(
    monkeypatch: pytest.MonkeyPatch, changed: Mapping[str, object], said: str
) -> None:
    (pair, *_) = group_pairs().pairs
    only = type(group_pairs())((pair,), {"gone": "no counterpart"}, ("any",))
    monkeypatch.setattr("kpi.benchmarks.pupil_groups.group_pairs.group_pairs", lambda: only)

    def tables(first: Mapping[str, object]) -> tuple[pl.DataFrame, pl.DataFrame]:
        rows = [{**FACTS, **YEAR, **first, "measure": pair.measure},
                {**FACTS, **YEAR, "measure": pair.reference}]  # fmt: skip
        table = pl.DataFrame(rows)
        return table.select(FACTS.keys()), table.select("measure", *YEAR.keys())

    gone = "pupil-groups.toml names measures that LAIT lacks, and no gap of them is shown: gone"
    assert misfits(*tables({})) == [gone]
    assert misfits(*tables(changed)) == [
        gone,
        f"no gap of '{pair.measure}' against '{pair.reference}' is shown: {said} "
        "(pupil-groups.toml)",
    ]


def test_measures_that_went_are_one_warning(snapshot: Snapshot) -> None:
    left = snapshot.measures.filter(pl.col("measure") != "AVG_Attain8_Score")
    (line,) = misfits(left, snapshot.held_benchmarks)
    assert line.endswith("no gap of them is shown: AVG_Attain8_Score")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('all = "KS1P_all"\n', "", "measure 2 needs either 'all', or 'against'"),
        ('others = "pupils without special educational needs"\n', "",
         "needs either 'all', or 'against' with 'others' and 'why'"),
        ('fsm = "KS1P_FSM"', 'poor = "KS1P_FSM"', "measure 2 has the group 'poor'"),
        ('fsm = "KS1P_FSM"', 'fsm = "KS1P_all"', "measure 2 sets 'KS1P_all' beside itself"),
        ('fsm = "KS1P_FSM"', 'fsm = "KS1P_EHCP"', "the measure 'KS1P_EHCP' stands twice"),
        ('id = "no-fsm"', 'id = "fsm"', "group 'fsm' stands twice"),
        ('fsm = "KS1P_FSM"', "fsm = 1", "fsm"),
    ],
)  # fmt: skip
def test_a_faulty_file_is_refused(tmp_path: Path, old: str, new: str, said: str) -> None:
    text = FILE.read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / FILE.name
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(DefinitionError) as refused:
        group_pairs(path)
    message = str(refused.value)
    assert message.startswith("pupil-groups.toml")
    assert said in message
