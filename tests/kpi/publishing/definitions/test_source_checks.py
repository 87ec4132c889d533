"""Sources and files that a definition names: each that is not there is named with its key."""

from dataclasses import replace
from pathlib import Path

import pytest

from kpi.model.definitions.indicator import Benchmark, Indicator
from kpi.model.snapshot import Snapshot
from kpi.publishing.definitions import source_checks
from kpi.publishing.definitions.definition_changes import INPUTS
from kpi.sources import register as registers


@pytest.fixture(scope="module")
def register() -> registers.Register:
    return registers.read(INPUTS)


def with_benchmark(indicator: Indicator, **changes: object) -> Indicator:
    assert isinstance(indicator.benchmark, Benchmark)
    return replace(indicator, benchmark=replace(indicator.benchmark, **changes))  # type: ignore[arg-type]


def test_the_shipped_definitions_name_what_is_there(
    snapshot: Snapshot, register: registers.Register
) -> None:
    assert source_checks.faults(snapshot.indicators, register) == []


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"source": "dfe-sen"}, "source is 'dfe-sen', which no sources.toml names; perhaps 'dfe-"),
        ({"source": "our-own"}, "which no sources.toml names; possible: dfe-lait, "),
        (
            {"file": "dfe-sen2-2025/timelines_20_week.csv"},
            "file is 'dfe-sen2-2025/timelines_20_week.csv', and inputs has no such file; perhaps "
            "'dfe-sen2-2025/timeliness_20_week.csv'",
        ),
        ({"file": "../../etc/passwd"}, "and inputs has no such file"),
        ({"file": "/etc/passwd"}, "and inputs has no such file"),
    ],
)
def test_a_benchmark_that_has_no_figures(
    snapshot: Snapshot, register: registers.Register, changes: dict[str, str], said: str
) -> None:
    plans = with_benchmark(snapshot.indicator("ehcp-20-weeks"), **changes)
    (fault,) = source_checks.faults([plans], register)
    assert fault.startswith("ehcp-20-weeks.toml: benchmark: ")
    assert said in fault


def test_the_councils_own_source_and_file(
    snapshot: Snapshot,
    register: registers.Register,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("KPI_DATA", str(tmp_path))
    (tmp_path / "comparators").mkdir()
    (tmp_path / "comparators" / "adults.csv").write_text("area,period,value\n")
    plans = snapshot.indicator("ehcp-20-weeks")
    own = with_benchmark(plans, reader="csv", file="adults.csv")
    assert source_checks.faults([own], register) == []
    for file, said in (
        ("adult.csv", "the folder comparators has no such file; perhaps 'adults.csv'; put it"),
        ("../adults.csv", "not the name of a file in comparators; write its name alone"),
    ):
        (fault,) = source_checks.faults([with_benchmark(own, file=file)], register)
        assert said in fault
    (fault,) = source_checks.faults([replace(plans, local_source="liquidlogic")], register)
    assert fault == (
        "ehcp-20-weeks.toml: local: source is 'liquidlogic', which no sources.toml names; it is "
        "'local-return' for figures that the council returns"
    )
