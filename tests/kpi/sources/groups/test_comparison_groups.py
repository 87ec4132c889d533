"""Groups to compare with: neighbours of both models and Ofsted's judgements in one table."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from kpi.errors import InputError
from kpi.model.schemas import GROUPS
from kpi.sources.groups import comparison_groups, ofsted
from kpi.sources.register import Register, read

INPUTS = Path(__file__).parents[4] / "data" / "inputs"


FOLDER = INPUTS / "ofsted-ilacs-2025-03"


def test_the_edition_is_the_list_s_own() -> None:
    about = pl.DataFrame(
        {
            "source": ["dfe-lait", "ofsted-ilacs"],
            "title": ["LAIT", "Judgements as at 31 March 2024"],
            "edition": ["April 2026", "31 March 2024"],
            "published": [date(2026, 4, 8), date(2024, 9, 1)],
        }
    )
    changed, (said,) = comparison_groups.of_edition(about, ofsted.read(FOLDER))
    assert changed.rows() == [
        ("dfe-lait", "LAIT", "April 2026", date(2026, 4, 8)),
        ("ofsted-ilacs", "Judgements as at 31 March 2025", "31 March 2025", date(2025, 9, 25)),
    ]
    assert said == (
        "LA_Inspection_Outcomes_as_at_31_March_2025.ods is as at 31 March 2025; sources.toml says "
        "31 March 2024: the list's is used"
    )
    assert comparison_groups.of_edition(changed, ofsted.read(FOLDER))[1] == []


@pytest.fixture(scope="module")
def judged() -> ofsted.OfstedRead:
    return ofsted.read(FOLDER)


@pytest.fixture(scope="module")
def sources() -> Register:
    return read(INPUTS)


def codes_of(judged: ofsted.OfstedRead) -> dict[str, str]:
    """An area for each code that Ofsted's list and history name."""
    every = {*judged.judgements["ons_code"], *judged.history["ons_code"]}
    return {code: f"area of {code}" for code in every}


def test_one_table_of_neighbours_and_judgements(
    sources: Register, judged: ofsted.OfstedRead
) -> None:
    table, lines = comparison_groups.groups(sources, codes_of(judged), judged)
    assert dict(table.schema) == dict(GROUPS)
    sizes = dict(table["group"].value_counts().iter_rows())
    near = {name: n for name, n in sizes.items() if name.startswith("neighbours")}
    assert set(near) == {"neighbours 2025-05", "neighbours 2021-04"}
    ours = table.filter((pl.col("group") == "neighbours 2025-05") & (pl.col("area") == "839"))
    assert ours["rank"].to_list() == list(range(1, 11))
    assert ours["detail"].null_count() == 0
    good = table.filter((pl.col("group") == "ofsted 2025-03-31") & (pl.col("detail") == "Good"))
    assert good.height == 67
    assert set(good["area"]) == {""}
    assert "area of E06000058" in set(good["member"])
    near_line, ofsted_line = lines
    assert (near_line.read, near_line.kept) == (sum(near.values()),) * 2
    history = judged.history.height
    assert ofsted_line.why == (
        f"joined on ONS code: 153 judgements in force, {history:,} reports since 2018"
    )


def test_judgements_are_dated_by_inspection_and_reports_by_publication(
    sources: Register, judged: ofsted.OfstedRead
) -> None:
    table, _ = comparison_groups.groups(sources, codes_of(judged), judged)
    first = judged.judgements.row(0, named=True)
    found = table.filter(
        (pl.col("group") == "ofsted 2025-03-31")
        & (pl.col("member") == f"area of {first['ons_code']}")
    )
    assert found["date"].to_list() == [first["inspection_date"]]
    report = judged.history.row(0, named=True)
    reports = table.filter(
        (pl.col("group") == f"ofsted reports {report['as_at']}")
        & (pl.col("member") == f"area of {report['ons_code']}")
    )
    assert report["publication_date"] in reports["date"].to_list()


def test_a_judgement_of_nobody_is_refused(sources: Register, judged: ofsted.OfstedRead) -> None:
    codes = codes_of(judged)
    del codes["E06000058"]
    with pytest.raises(InputError) as fault:
        comparison_groups.groups(sources, codes, judged)
    assert str(fault.value) == (
        "Ofsted's judgements: no authority has the code E06000058 (Bournemouth, Christchurch & "
        "Poole)"
    )


def test_judgements_without_a_grade_are_counted(
    sources: Register, judged: ofsted.OfstedRead
) -> None:
    three = pl.when(pl.int_range(pl.len()) >= 3).then("overall").alias("overall")
    partly = replace(judged, judgements=judged.judgements.with_columns(three))
    _, lines = comparison_groups.groups(sources, codes_of(judged), partly)
    assert lines[1].why.endswith("; 3 without an overall grade")


def test_a_folder_without_a_list_of_neighbours_says_so(
    sources: Register, judged: ofsted.OfstedRead, tmp_path: Path
) -> None:
    empty = replace(sources, folders={**sources.folders, "dfe-lait": tmp_path})
    table, lines = comparison_groups.groups(empty, codes_of(judged), judged)
    assert not [name for name in table["group"].unique() if name.startswith("neighbours")]
    assert (lines[0].read, lines[0].why) == (
        0, "no list in LAIT's folder: nobody has statistical neighbours",
    )  # fmt: skip
