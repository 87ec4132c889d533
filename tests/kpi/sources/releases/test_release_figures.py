"""Every publisher's release as one table of figures."""

import shutil
from pathlib import Path

import polars as pl
import pytest

from kpi.errors import InputError
from kpi.sources.releases.release_figures import FIGURES, KEY, read, undated
from tests.kpi.sources.releases.extracts import AFTER, ROOT, SHIPPED, complete, plainly

INPUTS = ROOT / "data" / "inputs"
FOLDERS = {
    "dfe-sen2": "dfe-sen2-2025",
    "dfe-cin": "dfe-cin-2024",
    "dfe-exclusions-estimate": "dfe-exclusions-termly",
    "dfe-attendance": "dfe-attendance-2024-25",
    "ons-population": "ons-population",
    "ofsted-ilacs": "ofsted-ilacs-2025-03",
}


def test_laits_values_are_those_of_the_file(tmp_path: Path) -> None:
    found = read("dfe-lait", complete(tmp_path / "lait", AFTER), SHIPPED).figures
    values = found.drop_nulls("value").select("measure", "area", "year", "value")
    assert {row[:3]: row[3] for row in values.iter_rows()} == plainly(AFTER)


@pytest.mark.parametrize("source", FOLDERS)
def test_every_shipped_source_can_be_compared(source: str) -> None:
    folder = INPUTS / FOLDERS[source]
    found = read(source, folder, folder)
    assert found.figures.schema == FIGURES
    assert found.figures.height > 0
    assert found.figures.select(KEY).is_duplicated().sum() == 0
    assert set(found.figures["measure"]) == set(found.measures["measure"])


def test_a_file_of_open_data_has_a_measure_for_each_column_and_choice() -> None:
    folder = INPUTS / "ons-population"
    found = read("ons-population", folder, folder).figures
    (file,) = folder.glob("*.csv")
    rows = pl.read_csv(file, infer_schema=False)
    ours = rows.filter((pl.col("old_la_code") == "839") & (pl.col("time_period") == "2024"))
    here = found.filter((pl.col("area") == "839") & (pl.col("year") == 2024))
    assert here["value"].to_list() == [float(ours["population_estimate"].item())]


def test_ofsteds_judgements_are_compared_as_words() -> None:
    folder = INPUTS / FOLDERS["ofsted-ilacs"]
    found = read("ofsted-ilacs", folder, folder).figures
    assert dict(found["symbol"].value_counts().iter_rows()) == {
        "Good": 67,
        "Outstanding": 36,
        "Requires improvement": 31,
        "Inadequate": 19,
    }


def test_a_folder_without_a_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no CSV file to read"):
        read("dfe-cin", tmp_path, tmp_path)


def test_a_file_without_its_periods_is_named(tmp_path: Path) -> None:
    (file,) = (INPUTS / "ons-population").glob("*.csv")
    text = file.read_text(encoding="utf-8-sig").replace("time_period", "year", 1)
    (tmp_path / "ons.csv").write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=r"ons\.csv: column 'time_period' is missing"):
        read("ons-population", tmp_path, tmp_path)


def test_what_a_file_writes_wrongly_is_a_warning(tmp_path: Path) -> None:
    (file,) = (INPUTS / FOLDERS["dfe-attendance"]).glob("*.csv")
    shutil.copy(file, tmp_path)
    found = read("dfe-attendance", tmp_path, tmp_path)
    assert any('"total_num_schools": found "NA"' in said for said in found.warnings)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("c1_referrals_2013_to_2024.csv", "c1_referrals_2013_to_2025.csv"),
        ("ons_estimates_2012_to_2024.csv", "ons_estimates_2012_to_2026.csv"),
        ("rates_2024-25.csv", "rates_2025-26.csv"),
        ("Rates_202425.csv", "rates_202526.csv"),
    ],
)
def test_editions_of_a_file_have_one_name(one: str, other: str) -> None:
    assert undated(one) == undated(other)


def test_other_files_have_other_names() -> None:
    assert undated("c1_referrals_2024.csv") != undated("c2_referrals_2024.csv")
