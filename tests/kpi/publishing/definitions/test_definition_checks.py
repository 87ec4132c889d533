"""Faults of keys and faults against LAIT are named together, for a folder or one file."""

import shutil
from pathlib import Path

import pytest

from kpi.errors import DefinitionError
from kpi.model.snapshot import Snapshot
from kpi.publishing.definitions.definition_changes import INPUTS
from kpi.publishing.definitions.definition_checks import check
from kpi.publishing.definitions.definition_folder import SHIPPED
from kpi.sources import register as registers


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """The shipped definitions, to be changed."""
    return Path(shutil.copytree(SHIPPED, tmp_path / "indicators"))


def typed(place: Path, name: str, old: str, new: str) -> None:
    file = place / f"{name}.toml"
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), "utf-8")


def test_the_shipped_definitions_have_neither_faults_nor_questions(
    place: Path, snapshot: Snapshot
) -> None:
    found = check(place, snapshot.measures)
    assert (found.files, found.faults, found.warnings) == (len(snapshot.indicators), (), ())
    assert {each.id for each in found.indicators} == {each.id for each in snapshot.indicators}


def test_all_kinds_of_fault_at_once(place: Path, snapshot: Snapshot) -> None:
    typed(place, "ehcp-20-weeks", 'polarity = "higher"', 'polarty = "higher"')
    typed(place, "assessments-45-days", 'measure = "', 'measure = "No')
    typed(place, "ks4-fsm-gap", 'unit = "points"', 'unit = "point"')
    faults = check(place, snapshot.measures).faults
    assert [fault.split(":")[0] for fault in faults] == [
        "assessments-45-days.toml", "ehcp-20-weeks.toml", "ks4-fsm-gap.toml",
    ]  # fmt: skip
    assert "which LAIT does not have; perhaps '" in faults[0]
    assert "has an unknown key 'polarty'; perhaps 'polarity'" in faults[1]
    assert "perhaps 'points'" in faults[2]


def test_all_faults_of_one_file_at_once(place: Path, snapshot: Snapshot) -> None:
    """Those of its keys hide none against LAIT, the sources and the other files."""
    name = "assessments-45-days"
    typed(place, name, "decimals = ", "decimal = 9 #")
    typed(place, name, 'polarity = "higher"', 'polarty = "lower"')
    typed(place, name, 'unit = "percent"', 'unit = "days"')
    typed(place, name, 'source = "local-return"', 'source = "liquidlogic"')
    typed(place, name, 'role = "headline"', 'role = "main"')
    typed(place, name, '"Children\'s Social Care"', '"Social Care"')
    typed(place, "ehcp-20-weeks", "order = 30", "order = 20\nunits = 1")
    register = registers.read(INPUTS)
    found = check(place, snapshot.measures, register)
    begins = [
        f"{name}.toml: has an unknown key 'polarty'; perhaps 'polarity'",
        f"{name}.toml: has an unknown key 'decimal'; perhaps 'decimals'",
        f"{name}.toml: role is 'main', not one of headline, context; perhaps 'headline'",
        f"{name}.toml: decimals is 9, not a whole number from 0 to 6",
        f"{name}.toml: unit is 'days', but LAIT's Continue_Assess_Comp is in '%",
        f"{name}.toml: polarity is 'lower', but of LAIT's Continue_Assess_Comp higher is better",
        f"{name}.toml: local: source is 'liquidlogic', which no sources.toml names",
        "ehcp-20-weeks.toml: has an unknown key 'units'; perhaps 'unit'",
        "early-help-returns.toml and ehcp-20-weeks.toml share the same order, 20",
    ]
    for fault, begin in zip(found.faults, begins, strict=True):
        assert fault.startswith(begin)
    (said,) = found.warnings
    assert said.startswith(f"{name}.toml: directorate 'Social Care' is not in service.toml")


def test_one_file_alone(place: Path, snapshot: Snapshot) -> None:
    file = place / "ks4-fsm-gap.toml"
    assert check(file, snapshot.measures).faults == ()
    typed(place, "ks4-fsm-gap", "order = 40", "order = 4000")
    (fault,) = check(file, snapshot.measures).faults
    assert fault.endswith("order is 4000, not a whole number from 0 to 999")


def test_an_empty_folder_has_nothing_to_check(tmp_path: Path, snapshot: Snapshot) -> None:
    with pytest.raises(DefinitionError, match="no indicator definition in"):
        check(tmp_path, snapshot.measures)


def test_a_directorate_that_the_service_does_not_have_is_a_warning(
    place: Path, snapshot: Snapshot
) -> None:
    """Also where it is like no other: it would make a group of its own on the scorecard."""
    for name in ("ehcp-20-weeks", "ks4-fsm-gap"):
        typed(place, name, '"Education and Skills"', '"Children\'s Services"')
    typed(place, "assessments-45-days", '"Children\'s Social Care"', '"Childrens Social Care"')
    found = check(place, snapshot.measures)
    has = "is not in service.toml, which has 'Children's Social Care' and 'Education and Skills'"
    assert found.faults == ()
    assert sorted(found.warnings) == [
        f"assessments-45-days.toml: directorate 'Childrens Social Care' {has}; perhaps "
        "'Children's Social Care'",
        f"ehcp-20-weeks.toml, ks4-fsm-gap.toml: directorate 'Children's Services' {has}; perhaps "
        "'Children's Social Care'",
    ]


def test_directorates_are_those_of_the_councils_own_service(
    place: Path, snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KPI_DATA", str(place.parent))
    used = sorted({each.directorate for each in snapshot.indicators})
    file = place.parent / "service.toml"
    file.write_text(f'title = "Us"\ndirectorates = {used[:1]}\n', "utf-8")
    (said,) = check(place, snapshot.measures).warnings
    assert f"directorate '{used[1]}' is not in service.toml, which has '{used[0]}'" in said
