"""Periods, quarters, areas and indicators as people write them; and what a shell offers."""

import os
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import click
import pytest

from kpi.cli import parameter_types as types
from kpi.cli.main import command_line
from kpi.indicators import reporting_quarters
from kpi.model.snapshot import Snapshot
from kpi.periods import Period
from kpi.statistics.xmr_rules import FIXED_LEAST
from tests.kpi.cli.running import ROOT, run
from tests.shipped_models import MODELS

pytestmark = pytest.mark.usefixtures("shared_store")


def read(kind: click.ParamType[Any], word: str, area: str | None = None) -> Any:
    """What a type makes of a word, as the option --x of a command that was given an area."""
    with click.Context(click.Command("sample")) as ctx:
        ctx.params["area"] = area
        return kind.convert(word, click.Option(["--x"]), ctx)


def fault(kind: click.ParamType[Any], word: str) -> str:
    """The fault of a word; it names the option."""
    with pytest.raises(click.BadParameter) as found:
        read(kind, word)
    assert found.value.param is not None
    assert found.value.param.opts == ["--x"]
    return found.value.message


def test_areas() -> None:
    assert read(types.AuthorityCode(), "E08000025") == "330"
    assert read(types.AuthorityCode(), "837") == "837"
    assert fault(types.AuthorityCode(as_home=True), "837").endswith("choose 839 instead")
    assert fault(types.AuthorityCode(), "970") == "'970' is England, not an authority"
    assert fault(types.AuthorityCode(), "000") == "no area has the code '000'; for example 839"
    assert read(types.TableHome(), "330") == "330"
    assert fault(types.TableHome(), "990").startswith("no authority has the code '990'")
    assert read(types.TableArea(), "region-authorities") == "region-authorities"
    assert read(types.TableArea(), "970") == "970"
    assert fault(types.TableArea(), "mars").startswith("no area or group 'mars'; there are codes")
    assert read(types.SeriesAreas(), "home, england,,330") == ("home", "england", "330")


def test_indicators_directorates_and_models(snapshot: Snapshot) -> None:
    assert read(types.IndicatorId(), "ehcp-20-weeks").id == "ehcp-20-weeks"
    assert fault(types.IndicatorId(), "ehcp").startswith("no indicator 'ehcp'; there are assess")
    assert read(types.Directorate(), "Education and Skills") == "Education and Skills"
    assert fault(types.Directorate(), "Housing") == (
        "no directorate 'Housing'; there are Children's Social Care; Education and Skills"
    )
    assert [read(types.NeighbourModel(), model) for model in MODELS] == list(MODELS)
    assert fault(types.NeighbourModel(), "1999") == (
        "no neighbour model '1999'; there are 2025-05, 2021-04"
    )


def test_quarters_are_those_of_the_area(monkeypatch: pytest.MonkeyPatch) -> None:
    assert read(types.ReportingQuarter(), "2025-26 Q1") == Period.quarter(2025, 1)
    assert fault(types.ReportingQuarter(), "Q9 2025-26") == (
        "no reporting quarter 'Q9 2025-26'; there are Q1 2023-24 to Q4 2025-26"
    )
    asked: list[str] = []
    quarters = reporting_quarters.quarters

    def noted(snapshot: Snapshot, area: str) -> list[Period]:
        asked.append(area)
        return quarters(snapshot, area)

    monkeypatch.setattr(reporting_quarters, "quarters", noted)
    assert read(types.ReportingQuarter(), "Q1 2025-26", area="330") == Period.quarter(2025, 1)
    run("summary", "--quarter", "Q1 1999-00", "--area", "E06000052")
    run("summary", "--quarter", "Q1 1999-00")
    assert asked == ["330", "908", "839"]
    assert read(types.ReturnQuarter(), "Q3 2031-32") == Period.quarter(2031, 3)
    assert fault(types.ReturnQuarter(), "spring term 2025") == (
        "'spring term 2025' is not a quarter; expected for example 'Q1 2025-26'"
    )


def test_a_bad_setting_is_no_fault_of_the_quarter(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KPI_HOME", "nowhere")
    for words in (["--quarter", "Q1 2025-26"], []):
        done = run("summary", *words)
        assert (done.status, done.out) == (2, b"")
        assert done.err == "kpi: no area has the code 'nowhere'; for example 839\n"


def test_the_area_is_read_first_wherever_it_stands() -> None:
    before = run("summary", "--area", "000", "--quarter", "Q9")
    after = run("summary", "--quarter", "Q9", "--area", "000")
    assert before.err == after.err
    assert after.err == (
        "kpi: no area has the code '000'; for example 839 "
        "(--area; see python -m kpi summary --help)\n"
    )


def test_periods_days_and_columns() -> None:
    assert read(types.PeriodOrYear(), "2018/19") == Period.academic_year(2018)
    assert fault(types.PeriodOrYear(), "then") == (
        "no period 'then'; for example 2019 or Q1 2025-26"
    )
    assert read(types.Day(), "2025-11-30") == date(2025, 11, 30)
    assert fault(types.Day(), "30/11/2025").startswith("'30/11/2025' is not a day; expected")
    assert read(types.TableColumns(), "rank, band") == ("rank", "band")
    assert fault(types.TableColumns(), "rank,money") == (
        "no column 'money'; there are neighbours, change, rank, band"
    )


def test_numbers_and_reasons() -> None:
    assert read(types.Baseline(), str(FIXED_LEAST)) == FIXED_LEAST
    assert fault(types.Baseline(), "5") == f"--baseline 5 is too few: at least {FIXED_LEAST}"
    assert fault(types.Baseline(), "all") == (
        f"'all' is not a number; expected at least {FIXED_LEAST}"
    )
    assert read(types.Reason(), " Q1 ") == " Q1 "
    assert fault(types.Reason("it is kept"), "  ") == "say why with --why: it is kept"


# ---- completion ---------------------------------------------------------------------------------


def offered(words: str, **settings: str) -> list[str]:
    """What a shell is offered for the last word of a line, in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "kpi"],
        cwd=ROOT,
        env={
            **os.environ, **settings, "_KPI_COMPLETE": "bash_complete",
            "COMP_WORDS": f"kpi {words}", "COMP_CWORD": str(len(words.split(" "))),
        },
        capture_output=True,
        text=True,
        check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    return [line.split(",", 1)[1] for line in done.stdout.splitlines() if line]


def test_commands_options_and_words_of_the_snapshot_are_offered(snapshot: Snapshot) -> None:
    assert offered("s") == ["summary", "series", "signals"]
    assert offered("summary --x") == ["--xlsx"]
    assert offered("signals sec") == ["secondary-permanent-exclusions"]
    assert offered("summary --neighbours 2") == list(MODELS)
    assert offered("summary --directorate E") == ["Education and Skills"]
    assert "839" in offered("series ehcp-20-weeks --area 8")
    assert "neighbours" in offered("table --area n")
    assert offered("table --measure FirstYJ") == ["FirstYJS"]
    assert offered("summary --quarter Q1 2025-26".replace(" 2025-26", ""))[0].startswith("Q1 20")


def test_nothing_is_offered_without_a_store(tmp_path: Path) -> None:
    assert offered("signals sec", KPI_STORE=str(tmp_path)) == []


def test_a_shell_is_given_a_script_that_asks_kpi() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "kpi"],
        cwd=ROOT,
        env={**os.environ, "_KPI_COMPLETE": "zsh_source"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert "#compdef kpi" in done.stdout
    assert "_KPI_COMPLETE=zsh_complete kpi" in done.stdout


def test_the_help_names_what_the_rules_hold() -> None:
    """Help is written without the packages that hold these lists, so that it comes at once."""
    from kpi.indicators.series_table import AREAS
    from kpi.tables.selection import EXTRAS, GROUPS

    def help_of(command: str, name: str) -> str:
        option = next(p for p in command_line.commands[command].params if name in p.opts)
        assert isinstance(option, click.Option)
        return option.help or ""

    assert f"at least {FIXED_LEAST}" in help_of("signals", "--baseline")
    assert ", ".join(EXTRAS) in help_of("table", "--with")
    assert ", ".join(GROUPS) in help_of("table", "--area")
    assert "its month as YYYY-MM" in help_of("summary", "--neighbours")
    assert "its month as YYYY-MM" in help_of("table", "--neighbours")
    assert all(name in help_of("series", "--areas") for name in AREAS)


def test_help_needs_none_of_the_heavy_packages() -> None:
    code = (
        "import sys; from kpi.cli.main import main; main(['--help']); main(['table', '--help']); "
        "print(sorted({'polars', 'matplotlib', 'docx', 'openpyxl', 'scipy'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-1] == "[]"


def test_snapshots_that_are_served(snapshot: Snapshot) -> None:
    assert read(types.ServedSnapshotId(), snapshot.id).id == snapshot.id
    assert "yesterday" in fault(types.ServedSnapshotId(), "yesterday")
    with click.Context(click.Command("sample")) as ctx:
        assert list(types.ServedSnapshotId().known(ctx)) == [(snapshot.id, "")]
