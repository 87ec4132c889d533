"""A definition as a snapshot holds it: read without pydantic, and refused where it would not do."""

import copy
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from kpi.errors import DefinitionError
from kpi.model.definitions import definition_reader
from kpi.model.definitions.snapshot_definition import indicator_from
from kpi.model.snapshot import Snapshot
from tests.kpi.model.definitions.test_definition_reader import FAULTS, Change, raw_of

ROOT = Path(__file__).resolve().parents[4]


@pytest.mark.parametrize(("change", "message"), FAULTS, ids=[m for _, m in FAULTS])
def test_what_no_file_may_hold_no_snapshot_may(
    definitions_folder: Path, change: Change, message: str
) -> None:
    raw = raw_of(definitions_folder, "primary-permanent-exclusions")
    assert indicator_from(raw, "some").id == raw["id"]
    change(raw)
    with pytest.raises(DefinitionError) as caught:
        indicator_from(raw, "some")
    assert str(caught.value).startswith("some: ")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("name", ["period_kind", "source", "name"])
def test_a_benchmark_that_no_page_could_name(snapshot: Snapshot, name: str) -> None:
    rows = snapshot.definitions.to_dicts()
    raw = json.loads(rows[0]["definition"])
    del raw["benchmark"][name]
    rows[0]["definition"] = json.dumps(raw)
    with pytest.raises(DefinitionError, match=f"assessments-45-days: benchmark: lacks '{name}'"):
        definition_reader.from_table(pl.DataFrame(rows, schema=snapshot.definitions.schema))


def test_a_kind_of_period_that_does_not_exist(definitions_folder: Path) -> None:
    raw = raw_of(definitions_folder, "ehcp-20-weeks")
    raw["benchmark"]["period_kind"] = "financial year"
    with pytest.raises(
        DefinitionError, match="it: benchmark: period_kind is 'financial year', not one of"
    ):
        indicator_from(raw, "it")


def test_what_was_let_in_before_is_read(definitions_folder: Path) -> None:
    """Bounds of files grow stricter; a snapshot made under the old ones is still shown."""
    raw = raw_of(definitions_folder, "ehcp-20-weeks")
    raw.update(decimals=7, notable_gap=2_000_000, qualifier="\u0001")
    raw["benchmark"] |= {"reader": "an older one", "colour": "red"}
    found = indicator_from(raw, "it")
    assert (found.decimals, found.notable_gap, found.qualifier) == (7, 2_000_000, "\u0001")
    assert found.benchmark is not None
    assert found.benchmark.reader == "an older one"


def places(value: Any, way: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The way to every value in tables and lists."""
    pairs = value.items() if isinstance(value, dict) else enumerate(value)
    found = []
    for key, inside in pairs:
        found.append((*way, key))
        if isinstance(inside, (dict, list)):
            found += places(inside, (*way, key))
    return found


@pytest.mark.parametrize("spoilt", [None, 5, -1.5, True, [], [1], {}, {"a": 1}, "x", ""])
@pytest.mark.parametrize("name", ["ehcp-20-weeks", "primary-permanent-exclusions", "ks4-fsm-gap"])
def test_any_other_value_is_read_or_refused_in_words(
    definitions_folder: Path, name: str, spoilt: object
) -> None:
    good = raw_of(definitions_folder, name)
    refusals = []
    for *way, last in places(good):
        raw = copy.deepcopy(good)
        table = raw
        for step in way:
            table = table[step]
        table[last] = spoilt
        try:
            indicator_from(raw, "it")
        except DefinitionError as fault:
            refusals.append(str(fault))
    assert len(refusals) > 3
    assert all(refusal.startswith("it: ") for refusal in refusals)


def test_reading_a_snapshot_needs_no_pydantic() -> None:
    code = (
        "import sys; import kpi.model.definitions.definition_reader;"
        "from kpi.store import snapshots;"
        "assert len(snapshots.load(snapshots.current_id()).indicators) == 7;"
        "sys.exit('pydantic' in sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True)
