"""The commands about LAIT's measures print what the functions make."""

import csv as reader
from datetime import date
from pathlib import Path

import pytest

from kpi.benchmarks import lait_comparison
from kpi.file_writers import csv
from kpi.model.snapshot import Snapshot
from kpi.tables import builder, selection
from kpi.tables.selection import Selection
from tests.kpi.changing import BCP
from tests.kpi.cli.running import ROOT, good, person, rows_of, run

pytestmark = pytest.mark.usefixtures("shared_store")
EXPECTED = ROOT / "tests" / "expected" / "lait_expected.csv"
PLANS = "SEN_EHC_Excpt_20wks"


def test_compare(snapshot: Snapshot) -> None:
    done = good("compare", "ReReferral", "Continue_Assess_Comp")
    out, err = done.out, done.err
    table = lait_comparison.compare(
        snapshot, area=BCP, measures=["ReReferral", "Continue_Assess_Comp"]
    )
    assert out == csv.to_csv(table)
    assert err == ""
    found = {line["measure"]: line for line in rows_of(out)}
    assert (found["ReReferral"]["value"], found["ReReferral"]["england"]) == ("22.6", "22.6")
    assert float(found["Continue_Assess_Comp"]["neighbours_mean"]) == pytest.approx(85.53)


def test_compare_says_what_it_withholds() -> None:
    done = good("compare", "FirstYJS")
    out, err = done.out, done.err
    assert [line["england"] for line in rows_of(out)] == [""]
    assert err.startswith("kpi: withheld: england: LAIT's England figure is the sum of the nine")
    assert err.count("\n") == 1
    done = good("compare", "FirstYJS", "--lait-compatible")
    out, err = done.out, done.err
    assert err == ""
    assert all(line["england"] for line in rows_of(out))


@pytest.mark.parametrize("area", ["839", "330", "201"])
def test_lait_s_own_figures_through_the_command(area: str) -> None:
    done = person("compare", "--all", "--lait-compatible", "--area", area)
    assert (done.returncode, done.stderr) == (0, b"")
    found = {(line["measure"], line["topic"]): line for line in rows_of(done.stdout)}
    texts = {
        "period": "latest_period",
        "previous_period": "previous_period",
        "rank": "national_rank",
        "band": "quartile_band",
        "polarity": "polarity",
    }
    numbers = {
        "value": "la_value",
        "england": "england",
        "region": "region",
        "neighbours_mean": "sn_average",
        "change": "change",
        "rank_of": "rank_out_of",
    }
    with EXPECTED.open(encoding="utf-8", newline="") as file:
        wanted = [line for line in reader.DictReader(file) if line["la_number"] == area]
    assert len(wanted) == 63
    wrong = []
    for line in wanted:
        ours = found[line["measure_short"], line["topic"]]
        for name, theirs in texts.items():
            if ours[name] != line[theirs]:
                wrong.append(f"{line['measure_short']} {name}: {ours[name]} not {line[theirs]}")
        for name, theirs in numbers.items():
            if (ours[name] == "") != (line[theirs] == "") or (
                ours[name] and abs(float(ours[name]) - float(line[theirs])) > 1e-6
            ):
                wrong.append(f"{line['measure_short']} {name}: {ours[name]} not {line[theirs]}")
    assert wrong == []


# ---- table --------------------------------------------------------------------------------------


def test_the_same_bytes_as_the_function(snapshot: Snapshot) -> None:
    out = good(
        "table", "--measure", PLANS, "LAC", "--area", "home", "england", "--from", "2023",
        "--to", "2024", "--with", "neighbours,change,rank,band",
    ).out  # fmt: skip
    first, last = date(2023, 1, 1), date(2024, 12, 31)
    chosen = Selection(
        "839", (PLANS, "LAC"), ("home", "england"), first, last,
        extras=("neighbours", "change", "rank", "band"),
    )  # fmt: skip
    assert out == csv.to_csv(builder.table(snapshot, chosen))
    rows = rows_of(out)
    assert [(r["value"], r["rank"], r["band"]) for r in rows[:2]] == [
        ("4.8", "142", "D"), ("77.6", "43", "B"),
    ]  # fmt: skip


def test_a_saved_selection_as_file_and_as_text(snapshot: Snapshot, tmp_path: Path) -> None:
    chosen = Selection("908", (PLANS,), ("home", "neighbours"), newest=True, extras=("rank",))
    file = tmp_path / "my.json"
    file.write_bytes(selection.to_json(chosen))
    expected = csv.to_csv(builder.table(snapshot, chosen))
    for saved in (str(file), selection.encode(snapshot, chosen)):
        assert good("table", "--selection", saved).out == expected
    wide = good("table", "--selection", str(file), "--wide").out
    assert wide.decode().startswith("measure,name,topic,")
    assert b"value_2024_calendar_year" in wide


def test_another_home_by_one_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KPI_HOME", "908")
    out = good("table", "--measure", PLANS, "--newest").out
    assert b"Cornwall" in out
    assert b"Bournemouth" not in out


def test_counting_and_workbook(tmp_path: Path) -> None:
    out = good("table", "--measure", "all", "--area", "all", "--count").out
    assert out.decode().startswith("588906 rows: 1.~.839.a.")
    file = tmp_path / "table.xlsx"
    good("table", "--measure", PLANS, "--xlsx", str(file))
    assert file.read_bytes().startswith(b"PK")


@pytest.mark.parametrize(
    ("arguments", "fault"),
    [
        (["--measure", "nope"], "no measure 'nope'"),
        (["--measure", "nope", "20 week"], "no measure '20 week'; did you mean"),
        (["--measure", PLANS, "--area", "999"], "no area or group '999'"),
        (["--measure", PLANS, "--home", "990"], "no authority has the code '990'"),
        (["--measure", PLANS, "--from", "then"], "no period 'then'"),
        (["--measure", PLANS, "--with", "money"], "no column 'money'"),
        (["--measure", PLANS, "--selection", "1.x"], "give one or these"),
        (["--selection", "1.x"], "has 2 parts, expected 8"),
        (["--selection", "none.json"], "none.json cannot be read"),
        (["--measure", PLANS, "--xlsx", "/no/such/folder/x.xlsx"], "cannot be written"),
        ([], "no measure is chosen"),
    ],
)
def test_faults_are_one_line_and_status_2(arguments: list[str], fault: str) -> None:
    done = run("table", *arguments)
    status, out, err = done.status, done.out, done.err
    assert (status, out) == (2, b"")
    assert fault in err
    assert err.count("\n") == 1
