"""No file of the inputs is passed over in silence: each is used, or named with the reason."""

import shutil
from pathlib import Path

import pytest

from kpi.publishing import build
from kpi.sources.build_report import NOT_USED, WARNING

ROOT = Path(__file__).parents[3]
INPUTS = ROOT / "data" / "inputs"
INDICATORS = ROOT / "data" / "indicators"


@pytest.fixture(scope="module")
def laid_beside(tmp_path_factory: pytest.TempPathFactory) -> build.BuildResult:
    """A build with newer files beside the shipped ones."""
    inputs = tmp_path_factory.mktemp("beside") / "inputs"
    shutil.copytree(INPUTS, inputs)
    lait = inputs / "dfe-lait-2026-10"
    lait.mkdir()
    for name in ("bds_long_0.parquet", "lait_data_dictionary.csv"):
        shutil.copy(inputs / "dfe-lait-2026-04" / name, lait)
    shutil.copytree(inputs / "dfe-sen2-2025", inputs / "dfe-sen2-2026")
    cin = inputs / "dfe-cin-2024"
    shutil.copy(next(cin.glob("c2_*.csv")), cin / "c2_2014_to_2025.csv")
    termly = inputs / "dfe-exclusions-termly"
    shutil.copy(next(termly.glob("*.csv")), termly / "a_copy.csv")
    judged = next((inputs / "ofsted-ilacs-2025-03").glob("*.ods"))
    shutil.copy(judged, judged.with_name("A.ods"))
    shutil.copy(inputs / "region-codes.csv", inputs / "area-changes-2028.csv")
    shutil.copytree(inputs / "dfe-sen2-2025", inputs / "something-else")
    shutil.move(
        inputs / "something-else" / "timeliness_20_week.csv", inputs / "something-else/x.csv"
    )
    return build.build(inputs, INDICATORS)


def test_every_file_that_is_not_used_is_named_with_the_reason(
    laid_beside: build.BuildResult,
) -> None:
    said = [str(line) for line in laid_beside.report if str(line).startswith(NOT_USED)]
    assert said == [
        "not used: dfe-cin-2024/c2_2014_to_2025.csv: only its codes of authorities are read; no "
        "definition names the file for figures",
        "not used: dfe-exclusions-termly/a_copy.csv: nothing names it; of its kind "
        "perm_excl_rate_all_pupils_termly_ESTIMATE.csv is read",
        "not used: dfe-lait-2026-10: 2 files, looks like another edition of dfe-lait: sources.toml "
        "reads dfe-lait-2026-04. To use it, name it there with its edition and day, and in the "
        "definitions that name files",
        "not used: dfe-sen2-2026: 1 file, looks like another edition of dfe-sen2: sources.toml "
        "reads dfe-sen2-2025. To use it, name it there with its edition and day, and in the "
        "definitions that name files",
        "not used: ofsted-ilacs-2025-03/A.ods: nothing names it; of its kind "
        "LA_Inspection_Outcomes_as_at_31_March_2025.ods is read",
        "not used: something-else: 1 file, sources.toml names no source of this folder",
        "not used: area-changes-2028.csv: nothing names it",
    ]


def test_of_the_shipped_inputs_every_file_is_used() -> None:
    report = build.build(INPUTS, INDICATORS).report
    assert [str(line) for line in report if str(line).startswith((NOT_USED, WARNING))] == []
