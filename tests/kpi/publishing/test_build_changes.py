"""What a build would change is told indicator by indicator before it changes."""

import json
from pathlib import Path

import polars as pl
import pytest

from kpi.errors import InputError
from kpi.publishing import build
from kpi.publishing.build import BuildResult
from kpi.publishing.build_changes import NOTHING
from kpi.store import snapshots
from tests.kpi.publishing.test_carry_forward import publish
from tests.kpi.returning import PLANS, figure


def with_definition(built: BuildResult, name: str, **keys: object) -> BuildResult:
    """The build with keys of one definition changed; None takes a key away."""
    rows = []
    for row in built.tables["indicators"].iter_rows(named=True):
        raw = json.loads(row["definition"])
        if row["indicator_id"] == name:
            raw = {k: v for k, v in {**raw, **keys}.items() if v is not None}
        rows.append({**row, "indicator_id": raw["id"], "definition": json.dumps(raw)})
    table = pl.DataFrame(rows, schema=built.tables["indicators"].schema)
    return BuildResult({**built.tables, "indicators": table}, built.inputs, built.report)


def test_the_same_inputs_change_nothing(where: Path, built: BuildResult) -> None:
    before = snapshots.current_id(where)
    assert build.preview(built, where) == [NOTHING]
    assert snapshots.current_id(where) == before


def test_each_key_of_a_definition_is_told(where: Path, built: BuildResult) -> None:
    changed = with_definition(built, PLANS, decimals=2, qualifier=None)
    name = "Education, health and care plans issued within 20 weeks (ehcp-20-weeks)"
    told = build.preview(changed, where)
    assert f"{name}: decimals: '1' becomes '2'" in told
    assert f"{name}: qualifier: 'leaving out exception cases' becomes nothing" in told
    assert len(told) == 2


BREAK = {"period": "calendar year 2024", "note": "A new return."}


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        (
            {"retired": {"from": "Q4 2025-26", "why": "Replaced."}},
            ["retired: nothing becomes from 'Q4 2025-26', why 'Replaced.'"],
        ),
        ({"formerly": ["plans", "old"]},
         ["formerly: nothing becomes 'plans'", "formerly: nothing becomes 'old'"]),
        (
            {"rebase": [{"from": "Q1 2024-25", "reason": "New team."}]},
            ["rebase: nothing becomes from 'Q1 2024-25', reason 'New team.'"],
        ),
        ({"very_small": True}, ["very_small: nothing becomes 'true'"]),
    ],
)  # fmt: skip
def test_tables_and_lists_are_told_in_words(
    where: Path, built: BuildResult, keys: dict[str, object], said: list[str]
) -> None:
    told = build.preview(with_definition(built, PLANS, **keys), where)
    assert [line.partition("(ehcp-20-weeks): ")[2] for line in told] == said
    assert not any(sign in line for line in told for sign in "{}[]")


def test_one_of_several_is_told_by_its_number(where: Path, built: BuildResult) -> None:
    raw = next(
        json.loads(text)
        for name, text in built.tables["indicators"]
        .select("indicator_id", "definition")
        .iter_rows()
        if name == PLANS
    )
    (known,) = raw["breaks"]
    changed = [{**known, "note": "Another."}]
    (told,) = build.preview(with_definition(built, PLANS, breaks=changed), where)
    assert "(ehcp-20-weeks): breaks: note: '" in told
    assert told.endswith(" becomes 'Another.'")
    (told,) = build.preview(with_definition(built, PLANS, breaks=[known, BREAK]), where)
    assert told.endswith(
        "breaks: nothing becomes period 'calendar year 2024', note 'A new return.'"
    )
    caveats = [*raw["caveats"][:-1], "Another."]
    (told,) = build.preview(with_definition(built, PLANS, caveats=caveats), where)
    assert f"(ehcp-20-weeks): caveats {len(caveats)}: '" in told


def test_figures_that_come_change_and_go_are_counted(where: Path, built: BuildResult) -> None:
    rows = built.tables["observations"]
    theirs = (pl.col("indicator_id") == PLANS) & pl.col("reporting_quarter").is_null()
    some = rows.filter(theirs & pl.col("value").is_not_null()).head(5)
    key = ["indicator_id", "leg", "area", "period_kind", "period_start", "period_end"]
    kept = rows.join(some.head(2), on=key, how="anti")
    moved = some.tail(3).select(key).with_columns(moved=pl.lit(1.0))
    kept = kept.join(moved, on=key, how="left").with_columns(
        value=pl.col("value") + pl.col("moved").fill_null(0.0)
    )
    tables = {**built.tables, "observations": kept.drop("moved")}
    (told,) = build.preview(BuildResult(tables, built.inputs, built.report), where)
    assert told.endswith("(ehcp-20-weeks): figures: 3 changed, 2 gone")


def test_added_and_renamed_indicators_are_told(where: Path, built: BuildResult) -> None:
    renamed = with_definition(built, PLANS, id="plans", formerly=[PLANS])
    tables = {
        name: table.with_columns(pl.col("indicator_id").replace(PLANS, "plans"))
        if name in ("observations", "targets", "commentary")
        else table
        for name, table in renamed.tables.items()
    }
    told = build.preview(BuildResult(tables, built.inputs, built.report), where)
    assert all("(plans): " in line for line in told)
    assert any(line.endswith("id: 'ehcp-20-weeks' becomes 'plans'") for line in told)


def test_a_first_build_adds_everything(tmp_path: Path, built: BuildResult) -> None:
    told = build.preview(built, tmp_path / "new")
    assert len(told) == built.tables["indicators"].height
    assert all(line.endswith(": added") for line in told)


def test_what_would_be_dropped_is_refused_here_too(where: Path, built: BuildResult) -> None:
    publish(where, figure(PLANS, "Q1 2025-26", 99, 180))
    known = built.tables["indicators"].filter(pl.col("indicator_id") != PLANS)
    without = BuildResult({**built.tables, "indicators": known}, built.inputs, built.report)
    with pytest.raises(InputError, match="published figures would be dropped"):
        build.preview(without, where)


def test_a_measure_that_goes_is_named(where: Path, built: BuildResult) -> None:
    fewer = built.tables["measures"].filter(pl.col("measure") != "LAC")
    tables = {**built.tables, "measures": fewer}
    told = build.preview(BuildResult(tables, built.inputs, built.report), where)
    assert told == ["Measures of LAIT gone: LAC"]
