"""Sources and files that a definition names: each that is not there is named with its key."""

from pathlib import Path
from typing import Any

import pytest

from kpi import toml_files
from kpi.model.definitions.definition_format import DefinitionFile
from kpi.publishing.definitions import source_checks
from kpi.publishing.definitions.definition_changes import INPUTS
from kpi.publishing.definitions.definition_folder import SHIPPED
from kpi.sources import register as registers
from tests.kpi.publishing.definitions.raw_definitions import raw_of


@pytest.fixture(scope="module")
def register() -> registers.Register:
    return registers.read(INPUTS)


def faults(raw: dict[str, Any], register: registers.Register) -> list[str]:
    """What a definition names that is not there."""
    return list(toml_files.checked(raw, DefinitionFile, source_checks.rules(register)).faults)


def with_benchmark(name: str, **changes: object) -> dict[str, Any]:
    raw = raw_of(name)
    raw["benchmark"] |= changes
    return raw


@pytest.mark.parametrize("name", [path.stem for path in SHIPPED.glob("*.toml")])
def test_the_shipped_definitions_name_what_is_there(
    register: registers.Register, name: str
) -> None:
    assert faults(raw_of(name), register) == []


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
    register: registers.Register, changes: dict[str, str], said: str
) -> None:
    (fault,) = faults(with_benchmark("ehcp-20-weeks", **changes), register)
    assert fault.startswith("benchmark: ")
    assert said in fault


def test_a_file_of_counts_that_is_not_there(register: registers.Register) -> None:
    raw = raw_of("assessments-45-days")
    raw["related"] = raw_of("early-help-returns")["related"][:1]
    counts = {"file": "no/file.csv", "numerator": ["n"], "denominator": ["d"], "counted": "plans"}
    raw["related"][0]["counts"] = counts
    raw["related"][0]["publication"] = [{"month": 10, "years_after": 0}]
    raw["benchmark"]["counts"] = counts
    assert [fault.split(" is ")[0] for fault in faults(raw, register)] == [
        "benchmark: counts: file", "related: counts: file",
    ]  # fmt: skip


def test_the_councils_own_source_and_file(
    register: registers.Register, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KPI_DATA", str(tmp_path))
    (tmp_path / "comparators").mkdir()
    (tmp_path / "comparators" / "adults.csv").write_text("area,period,value\n")
    own = with_benchmark("ehcp-20-weeks", reader="csv", file="adults.csv")
    assert faults(own, register) == []
    for file, said in (
        ("adult.csv", "the folder comparators has no such file; perhaps 'adults.csv'; put it"),
        ("../adults.csv", "not the name of a file in comparators; write its name alone"),
    ):
        own["benchmark"]["file"] = file
        (fault,) = faults(own, register)
        assert said in fault
    plans = raw_of("ehcp-20-weeks")
    plans["local"]["source"] = "liquidlogic"
    (fault,) = faults(plans, register)
    assert fault == (
        "local: source is 'liquidlogic', which no sources.toml names; it is 'local-return' for "
        "figures that the council returns"
    )


@pytest.mark.parametrize(
    ("name", "changes", "said"),
    [
        ("assessments-45-days", {"source": "ofsted-ilacs"}, "'lait' reads figures of 'dfe-lait'"),
        ("ks4-fsm-gap", {"source": "dfe-cin"}, "'lait difference' reads figures of 'dfe-lait'"),
        ("secondary-permanent-exclusions", {"source": "dfe-lait"}, "of 'dfe-exclusions-estimate'"),
        (
            "ehcp-20-weeks",
            {"source": "dfe-lait"},
            "dfe-sen2-2025 has files of 'dfe-sen2'",
        ),
    ],
)
def test_figures_are_attributed_to_nobody_else(
    register: registers.Register, name: str, changes: dict[str, str], said: str
) -> None:
    (fault,) = faults(with_benchmark(name, **changes), register)
    assert fault.startswith(f"benchmark: source is '{changes['source']}', but ")
    assert said in fault


def test_the_counts_of_another_publisher(register: registers.Register) -> None:
    raw = raw_of("assessments-45-days")
    raw["benchmark"]["counts"] |= {"source": "dfe-sen2"}
    (fault,) = faults(raw, register)
    assert fault.startswith(
        "benchmark: counts: source is 'dfe-sen2', but dfe-cin-2024 has files of"
    )


@pytest.mark.parametrize(
    ("table", "key", "value", "said"),
    [
        ("counts", "numerator", ["Up_to_45_day"], "counts: numerator has 'Up_to_45_day', which is"),
        ("", "value", "rates", "value has 'rates', which is no column of timeliness_20_week.csv"),
        ("", "where", {"measures": "x"}, "where has 'measures', which is no column of timeliness"),
        ("weights", "value", "pupil", "weights: value has 'pupil', which is no column of EES_ytd"),
    ],
)
def test_a_column_that_the_file_lacks(
    register: registers.Register, table: str, key: str, value: object, said: str
) -> None:
    of = {"counts": "assessments-45-days", "weights": "secondary-permanent-exclusions"}
    raw = raw_of(of.get(table, "ehcp-20-weeks"))
    (raw["benchmark"][table] if table else raw["benchmark"])[key] = value
    (fault,) = faults(raw, register)
    assert fault.startswith(f"benchmark: {said}")


def test_the_nearest_column_is_named(register: registers.Register) -> None:
    raw = raw_of("early-help-returns")
    raw["related"][0]["counts"]["numerator"] = ["Re_referal"]
    (fault,) = faults(raw, register)
    assert fault.startswith("related 1: counts: numerator has 'Re_referal', which is no column of")
    assert fault.endswith("; perhaps 'Re_referrals'")
