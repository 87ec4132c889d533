"""The command line: the same figures as the functions, and one clear line for every fault."""

import csv as reader
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from kpi.benchmarks import lait_comparison
from kpi.cli import main as command_line
from kpi.exports import csv
from kpi.indicators import scorecard, series
from kpi.model.snapshot import Snapshot
from kpi.tables import summary
from tests import patience
from tests.kpi.changing import BCP, quarter

ROOT = Path(__file__).resolve().parents[3]
EES = ROOT / "tests" / "kpi" / "sources" / "ees_fixtures"
EXPECTED = ROOT / "tests" / "expected" / "lait_expected.csv"
Q1 = quarter("Q1 2025-26")


@pytest.fixture(autouse=True)
def settings(store_root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The store of the tests, and no authority but the default."""
    monkeypatch.setenv("KPI_STORE", str(store_root))
    monkeypatch.delenv("KPI_HOME", raising=False)


def run(*arguments: str, **more: str) -> subprocess.CompletedProcess[bytes]:
    """The command as a person runs it."""
    return subprocess.run(
        [sys.executable, "-m", "kpi", *arguments],
        cwd=ROOT,
        env={**os.environ, **more},
        capture_output=True,
        check=False,
        timeout=patience.seconds(60),
    )


def told(capture: pytest.CaptureFixture[bytes], *arguments: str) -> tuple[bytes, str]:
    """What a command that works prints and what it notes; run in this process."""
    status = command_line.main(arguments)
    out, err = capture.readouterr()
    assert status == 0, err
    return out, err.decode()


def lines_of(data: bytes) -> list[dict[str, str]]:
    return list(reader.DictReader(io.StringIO(data.decode("utf-8"), newline="")))


# ---- what works ---------------------------------------------------------------------------------


def test_summary_as_a_person_runs_it(snapshot: Snapshot) -> None:
    done = run("summary", "--quarter", "Q1 2025-26")
    assert (done.returncode, done.stderr) == (0, b"")
    rows = scorecard.summary(snapshot, Q1, area=BCP)
    assert done.stdout == csv.to_csv(summary.summary_table(snapshot, rows))
    assert [line["target_status"] for line in lines_of(done.stdout)] == [
        "on target",
        "on target",
        "no target",
        "below intervention level",
        "below target",
        "below target",
        "awaiting data",
    ]


def test_summary_without_a_quarter_is_of_the_newest_return(
    snapshot: Snapshot, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    out, err = told(capfdbinary, "summary")
    assert {line["reporting_quarter"] for line in lines_of(out)} == {"Q1 2025-26"}
    assert err == ""


def test_summary_with_every_filter(
    snapshot: Snapshot, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    out, _ = told(
        capfdbinary,
        *("summary", "--quarter", "2025-26 Q1", "--directorate", "Education and Skills"),
        *("--indicator", "ehcp-20-weeks", "ks4-fsm-gap", "--newest", "--neighbours", "2021-04"),
    )
    rows = scorecard.summary(
        snapshot,
        Q1,
        area=BCP,
        directorate="Education and Skills",
        indicator_ids=["ehcp-20-weeks", "ks4-fsm-gap"],
        newest=True,
        model="2021-04",
    )
    assert out == csv.to_csv(summary.summary_table(snapshot, rows))
    found = {line["indicator_id"]: line for line in lines_of(out)}
    assert set(found) == {"ehcp-20-weeks", "ks4-fsm-gap"}
    assert float(found["ehcp-20-weeks"]["neighbours_mean"]) == pytest.approx(30.34, abs=0.005)
    assert found["ehcp-20-weeks"]["comparators_as_known"] == "newest"


def test_series(snapshot: Snapshot, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    indicator = snapshot.indicator("ks4-fsm-gap")
    out, _ = told(capfdbinary, "series", "ks4-fsm-gap")
    assert out == csv.to_csv(series.series(snapshot, indicator, area=BCP))
    out, _ = told(capfdbinary, "series", "ks4-fsm-gap", "--areas", "home, england,330")
    chosen = series.series(snapshot, indicator, area=BCP, groups=["home", "england", "330"])
    assert out == csv.to_csv(chosen)
    newest = [line for line in lines_of(out) if line["period"] == "academic year 2024/25"]
    assert {line["area"]: (line["other"], line["fsm"]) for line in newest}["839"] == (
        "54.1",
        "36.3",
    )


def test_compare(snapshot: Snapshot, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    out, err = told(capfdbinary, "compare", "ReReferral", "Continue_Assess_Comp")
    table = lait_comparison.compare(
        snapshot, area=BCP, measures=["ReReferral", "Continue_Assess_Comp"]
    )
    assert out == csv.to_csv(table)
    assert err == ""
    found = {line["measure"]: line for line in lines_of(out)}
    assert (found["ReReferral"]["value"], found["ReReferral"]["england"]) == ("22.6", "22.6")
    assert float(found["Continue_Assess_Comp"]["neighbours_mean"]) == pytest.approx(85.53)


def test_compare_says_what_it_withholds(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    out, err = told(capfdbinary, "compare", "FirstYJS")
    assert [line["england"] for line in lines_of(out)] == [""]
    assert err.startswith("kpi: withheld: england: LAIT's England figure is the sum of the nine")
    assert err.count("\n") == 1
    out, err = told(capfdbinary, "compare", "FirstYJS", "--lait-compatible")
    assert err == ""
    assert all(line["england"] for line in lines_of(out))


@pytest.mark.parametrize("area", ["839", "330", "201"])
def test_lait_s_own_figures_through_the_command(
    area: str, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    out, err = told(capfdbinary, "compare", "--all", "--lait-compatible", "--area", area)
    assert err == ""
    found = {(line["measure"], line["topic"]): line for line in lines_of(out)}
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


def test_ees(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    out, _ = told(capfdbinary, "ees", str(EES / "good_quarters.csv"))
    found = json.loads(out)
    assert found["faults"] == []
    out, _ = told(capfdbinary, "ees", str(EES / "bad_everything.csv"))
    assert len(json.loads(out)["faults"]) > 5


def test_build_of_the_same_inputs_changes_nothing(
    store_root: Path, snapshot: Snapshot, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    before = sorted(p.name for p in (store_root / "snapshots").iterdir())
    out, _ = told(capfdbinary, "build")
    assert out.decode().splitlines()[-1] == (f"nothing has changed: {snapshot.id} stays live")
    assert sorted(p.name for p in (store_root / "snapshots").iterdir()) == before
    assert b"ehcp-20-weeks: read 970, kept 961, withheld 9 (9 no value" in out


@pytest.mark.parametrize(
    "arguments", [["compare", "--all"], ["series", "referrals-rate"], ["summary"]]
)
def test_a_reader_that_stops_early_gets_no_traceback(arguments: list[str]) -> None:
    command = subprocess.Popen(
        [sys.executable, "-m", "kpi", *arguments],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert command.stdout is not None
    assert command.stderr is not None
    assert command.stdout.read(5)
    command.stdout.close()
    said = command.stderr.read().decode()
    assert command.wait(timeout=patience.seconds(60)) == 0
    assert "Traceback" not in said
    assert "BrokenPipe" not in said


# ---- another council ----------------------------------------------------------------------------


def test_the_setting_makes_it_another_council_s(snapshot: Snapshot) -> None:
    done = run("summary", "--quarter", "Q1 2025-26", KPI_HOME="330")
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"illustrative" not in done.stdout.lower()
    assert b"Bournemouth" not in done.stdout
    found = {line["indicator_id"]: line for line in lines_of(done.stdout)}
    assert {line["area"] for line in found.values()} == {"330"}
    assert {line["target_status"] for line in found.values()} == {"no target"}
    plans = found["ehcp-20-weeks"]
    assert (plans["value"], plans["period"], plans["data_status"]) == (
        "26.7",
        "2024 (calendar year)",
        "published",
    )
    assert found["early-help-returns"]["value"] == ""
    same = run("summary", "--quarter", "Q1 2025-26", "--area", "330")
    assert same.stdout == done.stdout


def test_a_named_area_wins_over_the_setting() -> None:
    done = run("series", "ehcp-20-weeks", "--areas", "home", "--area", "839", KPI_HOME="330")
    assert {line["area"] for line in lines_of(done.stdout)} == {"839"}


@pytest.mark.parametrize("code", ["E08000025", "e08000025"])
def test_ons_codes_stand_wherever_dfes_do(
    code: str, capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    def out_of(*arguments: str) -> bytes:
        return told(capfdbinary, *arguments)[0]

    by_dfe, compared = {}, ("compare", "PriPermEx", "--period", "2019/20")
    for arguments in (("summary", "--quarter", "Q1 2025-26"), compared):
        by_dfe[arguments] = out_of(*arguments, "--area", "330")
        assert out_of(*arguments, "--area", code) == by_dfe[arguments]
    series = out_of("series", "ehcp-20-weeks", "--areas", code)
    assert {line["area"] for line in lines_of(series)} == {"330"}

    monkeypatch.setenv("KPI_HOME", code)
    assert {arguments: out_of(*arguments) for arguments in by_dfe} == by_dfe
    (row,) = lines_of(by_dfe[compared])
    assert (row["area"], row["rank"], row["rank_of"]) == ("330", "137", "150")
    newest = out_of("table", "--measure", "LAC", "--area", "home", "E06000058", "--newest")
    found = [(line["area"], line["period"]) for line in lines_of(newest)]
    assert found == [("330", "31 March 2025"), ("839", "31 March 2025")]


def test_an_unknown_setting_is_refused() -> None:
    done = run("summary", KPI_HOME="nowhere")
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.decode() == "kpi: no area has the code 'nowhere'; for example 839\n"


# ---- faults -------------------------------------------------------------------------------------

FAULTS = [
    (["summary", "--indicator", "ehcp"], "kpi: no indicator 'ehcp'; there are assessments-45-days"),
    (["series", "nothing"], "kpi: no indicator 'nothing'; there are assessments-45-days"),
    (["summary", "--quarter", "Q9 2025-26"],
     "kpi: no reporting quarter 'Q9 2025-26'; there are Q1 2023-24 to Q4 2025-26"),
    (["summary", "--quarter", "Q1 1999-00"], "kpi: no reporting quarter 'Q1 1999-00'"),
    (["summary", "--quarter", "spring"], "kpi: no reporting quarter 'spring'"),
    (["summary", "--quarter", ""], "kpi: no reporting quarter ''"),
    (["summary", "--directorate", "Housing"],
     "kpi: no directorate 'Housing'; there are Children's Social Care; Education and Skills"),
    (["summary", "--area", "000"], "kpi: no area has the code '000'; for example 839"),
    (["summary", "--area", "970"], "kpi: '970' is England, not an authority"),
    (["summary", "--area", "837"],
     "kpi: '837' is Bournemouth (Pre LG), which was abolished; choose 839 instead"),
    (["compare", "--all", "--area", "985"], "kpi: '985' is East of England, not an authority"),
    (["series", "ehcp-20-weeks", "--areas", "home,mars"], "kpi: no areas 'mars'; there are home"),
    (["series", "ehcp-20-weeks", "--areas", "000"], "kpi: no area has the code '000'"),
    (["compare", "NoSuchMeasure"], "kpi: no measure 'NoSuchMeasure'"),
    (["compare", "ReReferral", "--period", "1066"], "kpi: no measure has a period '1066'"),
    (["compare"], "kpi: name measures, or --all for every one, but not both"),
    (["compare", "ReReferral", "--all"], "kpi: name measures, or --all for every one"),
    (["ees", "no-such-file.csv"], "kpi: no-such-file.csv is missing"),
    (["ees", "data"], "kpi: data cannot be read"),
    (["build", "--inputs", "no-such-folder"], "kpi: sources.toml cannot be read"),
    (["build", "--indicators", "no-such-folder"],
     "kpi: no indicator definition in no-such-folder"),
]  # fmt: skip


@pytest.mark.parametrize(("arguments", "message"), FAULTS)
def test_a_fault_is_one_clear_line(
    arguments: list[str], message: str, capfdbinary: pytest.CaptureFixture[bytes],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.chdir(ROOT)
    assert command_line.main(arguments) == 2
    out, err = capfdbinary.readouterr()
    assert out == b""
    text = err.decode()
    assert text.startswith(message)
    assert text.count("\n") == 1
    assert "Traceback" not in text
    assert str(Path.home()) not in text


def test_a_fault_as_a_person_meets_it() -> None:
    done = run("series", "nothing")
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.startswith(b"kpi: no indicator 'nothing'; there are ")
    assert done.stderr.count(b"\n") == 1


def test_a_store_that_is_not_there(tmp_path: Path) -> None:
    done = run("summary", KPI_STORE=str(tmp_path))
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.decode() == (
        "kpi: The store has no live snapshot: CURRENT is missing. "
        "Run 'python -m kpi build' to make one.\n"
    )


def test_a_damaged_store(store_root: Path, tmp_path: Path, snapshot: Snapshot) -> None:
    folder = tmp_path / "snapshots" / snapshot.id
    folder.mkdir(parents=True)
    for path in (store_root / "snapshots" / snapshot.id).iterdir():
        data = path.read_bytes()
        (folder / path.name).write_bytes(data[:-9] if path.name == "targets.parquet" else data)
    (tmp_path / "CURRENT").write_text(snapshot.id)
    done = run("summary", KPI_STORE=str(tmp_path))
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"targets.parquet is damaged or was changed" in done.stderr
    assert done.stderr.count(b"\n") == 1


def test_indicators_may_be_named_together_or_one_by_one() -> None:
    together = run("summary", "--indicator", "ehcp-20-weeks", "ks4-fsm-gap")
    apart = run("summary", "--indicator", "ehcp-20-weeks", "--indicator", "ks4-fsm-gap")
    assert together.returncode == apart.returncode == 0
    assert together.stdout == apart.stdout
    assert len(apart.stdout.splitlines()) == 3


@pytest.mark.parametrize(
    "words", [["nonsense"], ["summary", "--neighbours", "1999"], ["compare", "--what"], []]
)
def test_wrong_words_are_told_in_one_line(words: list[str]) -> None:
    done = run(*words)
    assert done.returncode == 2
    assert done.stdout == b""
    assert done.stderr.startswith(b"kpi: ")
    assert b"--help" in done.stderr
    assert done.stderr.count(b"\n") == 1
