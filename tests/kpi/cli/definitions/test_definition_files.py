"""`python -m kpi indicator`: the library searched, definitions added, checked, retired, renamed."""

import csv
import io
import re
import shlex
import shutil
import tomllib
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner

from kpi.benchmarks.pupil_groups.group_pairs import group_pairs
from kpi.benchmarks.pupil_groups.pupil_gaps import gap_series
from kpi.cli.definitions import definition_questions
from kpi.cli.main import command_line
from kpi.model.definitions.definition_texts import TEXTS
from kpi.periods import Kind
from kpi.publishing import build as building
from kpi.publishing.definitions import definition_folder
from kpi.store import live_snapshot
from tests.kpi import returning
from tests.kpi.cli.running import ROOT, good, run
from tests.kpi.publishing.definitions.quick_builds import built_once
from tests.kpi.returning import live_of, proved_at_a_glance

DOCS = ROOT / "docs"
pytestmark = pytest.mark.usefixtures("shared_store")


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A council's own folder with the shipped definitions."""
    folder = tmp_path / "council" / "indicators"
    shutil.copytree(definition_folder.SHIPPED, folder)
    monkeypatch.setenv("KPI_DATA", str(folder.parent))
    return folder


def test_search_prints_csv(place: Path) -> None:
    done = run("indicator", "search", "care", "rate")
    rows = list(csv.DictReader(io.StringIO(done.text)))
    assert done.status == 0
    assert "children-in-care-rate" in [row["id"] for row in rows]
    assert {row["state"] for row in rows} == {""}


def test_add_two_and_check(place: Path) -> None:
    done = run("indicator", "add", "children-in-care-rate", "re-referrals-12-months")
    assert done.status == 0
    assert done.text.count("added ") == 2
    assert "python -m kpi build" in done.err
    checked = run("indicator", "check")
    assert (checked.status, checked.text) == (0, "")
    assert checked.err == "9 definitions checked: no fault\n"


def test_add_all_or_none(place: Path) -> None:
    before = definition_folder.ids(place)
    for names, fault in (
        (("children-in-care-rate", "no-such-thing"), "the library has no 'no-such-thing'"),
        (("children-in-care-rate", "ehcp-20-weeks"), "ehcp-20-weeks: there already"),
    ):
        done = run("indicator", "add", *names)
        assert done.status == 2
        assert fault in done.err
        assert definition_folder.ids(place) == before


def test_check_lists_each_fault_on_its_line(place: Path) -> None:
    for name in ("ehcp-20-weeks", "ks4-fsm-gap"):
        file = place / f"{name}.toml"
        file.write_text(file.read_text("utf-8").replace("decimals = 1", 'decimals = "1"'), "utf-8")
    done = run("indicator", "check")
    assert done.status == 1
    assert done.text.splitlines() == [
        f"{name}.toml: decimals is '1', not a whole number from 0 to 6; write it without quotation "
        "marks"
        for name in ("ehcp-20-weeks", "ks4-fsm-gap")
    ]
    assert done.err == "7 definitions checked: 2 faults\n"
    one = run("indicator", "check", str(place / "ks4-fsm-gap.toml"))
    assert (one.status, one.err) == (1, "1 definition checked: 1 fault\n")


def test_retire_restore_and_rename(place: Path) -> None:
    done = run("indicator", "retire", "ks4-fsm-gap", "--from", "Q2 2026-27", "--why", "Replaced")
    assert done.status == 0
    assert done.text.startswith("ks4-fsm-gap is not reported from Q2 2026-27 on: ")
    assert run("indicator", "restore", "ks4-fsm-gap").text.startswith("ks4-fsm-gap is reported ag")
    done = run("indicator", "rename", "ks4-fsm-gap", "gap-at-16")
    assert done.text.startswith("ks4-fsm-gap is gap-at-16 now: ")
    assert "gap-at-16" in definition_folder.ids(place)
    assert run("indicator", "check").status == 0


def test_add_refuses_a_former_id_before_anything_is_written(place: Path) -> None:
    assert run("indicator", "add", "children-in-care-rate").status == 0
    assert run("indicator", "rename", "children-in-care-rate", "in-care").status == 0
    before = definition_folder.ids(place)
    done = run("indicator", "add", "re-referrals-12-months", "children-in-care-rate")
    assert done.status == 2
    assert "'children-in-care-rate' is a former id of in-care" in done.err
    assert definition_folder.ids(place) == before
    assert run("indicator", "rename", "in-care", "children-in-care-rate").status == 0
    assert run("indicator", "check").status == 0


def test_faults_are_one_line(place: Path) -> None:
    for arguments, fault in (
        (("retire", "nothing", "--from", "Q2 2026-27", "--why", "w"), "no definition of 'nothing'"),
        (("restore", "ehcp-20-weeks"), "is not retired"),
        (("rename", "ehcp-20-weeks", "A B"), "is not an id"),
    ):
        done = run("indicator", *arguments)
        assert (done.status, done.text) == (2, "")
        assert len(done.err.splitlines()) == 1
        assert fault in done.err


FREE = "CIN_Refferals_NFA"
"""A measure of LAIT that no entry of the library has."""
ANSWERS = {
    "name": "Visits on time", "directorate": "Children's Social Care", "aim": "More visits on time",
    "counted": "visits", "happened": "were on time", "owner_role": "Head of Care",
    "definition": "Visits made on time.", "numerator": "Visits on time", "denominator": "Visits",
    "why_it_matters": "Children are seen.", "council_controls": "The visits.",
}  # fmt: skip


def options(**more: str) -> list[str]:
    """All options of `new`, so that nothing is asked."""
    every = {
        "measure": "none", **ANSWERS, "polarity": "higher", "unit": "percent", "decimals": "1",
        "period_kind": "financial quarter", "figure_kind": "flow", **more,
    }  # fmt: skip
    return [f"--{key.replace('_', '-')}={value}" for key, value in every.items()]


def test_new_from_options(place: Path) -> None:
    done = run("indicator", "new", *options())
    assert done.status == 0, done.err
    assert done.text == f"written: {place / 'visits-on-time.toml'}\n"
    assert run("indicator", "check").status == 0
    assert run("indicator", "new", *options()).status == 2  # it is there already


def test_new_with_a_fault_writes_nothing(place: Path) -> None:
    before = definition_folder.ids(place)
    done = run("indicator", "new", "--yes", *options(measure="ReReferral"))
    assert done.status == 2
    assert "polarity is 'higher', but of LAIT's ReReferral lower is better" in done.err
    assert definition_folder.ids(place) == before


def test_new_asks_what_it_is_not_given(place: Path) -> None:
    given = [each for each in options() if not each.startswith("--name")]
    done = run("indicator", "new", *given)
    assert done.status == 2
    assert done.err == "kpi: nothing was written: --name is missing\n"


@pytest.mark.parametrize("piped", ["", "\n" * 40])
def test_all_missing_options_are_named_at_once(
    place: Path, monkeypatch: pytest.MonkeyPatch, piped: str
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(piped))
    done = run("indicator", "new", "--measure", FREE, "--counted", "referrals")
    assert (done.status, done.text) == (2, "")
    compared, fault = done.err.splitlines()
    assert compared.startswith(f"compared with LAIT's {FREE}: ")
    assert fault == (
        "kpi: nothing was written: --name, --directorate, --aim, --happened, --owner-role, "
        "--definition, --numerator, --denominator, --why-it-matters, --council-controls, "
        "--polarity, --unit, --decimals, --period-kind and --figure-kind are missing; --yes takes "
        "what is proposed for --name, --aim, --polarity, --unit, --decimals, --period-kind and "
        "--figure-kind and leaves --definition to be written in the file"
    )
    bare = run("indicator", "new")
    assert bare.err.startswith("kpi: nothing was written: --measure, --name, --directorate, --aim,")


def test_yes_takes_what_is_proposed(place: Path) -> None:
    needed = ("directorate", "counted", "happened", "owner_role", "numerator", "denominator",
              "why_it_matters", "council_controls")  # fmt: skip
    given = [f"--{key.replace('_', '-')}={ANSWERS[key]}" for key in needed]
    short = run("indicator", "new", "--measure", FREE, "--yes", *given[1:])
    assert short.err.endswith("kpi: nothing was written: --directorate is missing\n")
    done = run("indicator", "new", "--measure", FREE, "--yes", *given)
    assert done.status == 0, done.err
    (path,) = [Path(line.removeprefix("written: ")) for line in done.text.splitlines()]
    raw = tomllib.loads(path.read_text("utf-8"))
    assert raw["name"] == raw["aim"] == raw["benchmark"]["name"].removesuffix(" (LAIT)")
    assert (raw["unit"], raw["local"]["period_kind"]) == ("percent", "financial quarter")


def test_yes_without_a_measure_says_what_it_assumed(place: Path) -> None:
    """A percentage of a quarter that is a flow is no more than a guess then."""
    given = [f"--{key.replace('_', '-')}={value}" for key, value in ANSWERS.items()]
    done = run("indicator", "new", "--yes", "--measure", "none", "--unit", "days", *given)
    assert done.status == 0, done.err
    (said,) = [line for line in done.err.splitlines() if line.startswith("assumed, ")]
    assert said == (
        "assumed, as there is no measure to go by: --polarity 'none', --decimals '1', "
        "--period-kind 'financial quarter', --figure-kind 'flow'; where one is not so, change it "
        "in the file"
    )
    named = options(name="Visits again")
    assert "assumed, " not in run("indicator", "new", "--yes", *named).err


def test_an_aim_taken_from_the_name_is_said_at_once_and_at_the_build(place: Path) -> None:
    given = [each for each in options(polarity="lower") if not each.startswith("--aim")]
    done = run("indicator", "new", "--yes", *given)
    assert done.status == 0, done.err
    said = "visits-on-time.toml: aim is 'Visits on time', the same as name, and the committee paper"
    assert f"warning: {said}" in done.err
    assert run("build", "--dry-run").text.count(f"warning: definitions: {said}") == 1


def test_a_definition_left_to_be_written_goes_live_nowhere(place: Path) -> None:
    given = [each for each in options(measure=FREE, polarity="none") if "--definition" not in each]
    done = run("indicator", "new", "--yes", *given)
    assert done.status == 0, done.err
    waits = (
        "visits-on-time.toml: definition is empty, still to be written: what the figure is, in one "
        "or two sentences"
    )
    assert f"write it before the next build: {waits}" in done.err
    assert run("indicator", "check").text == f"{waits}\n"
    built = run("build", "--why", "Too early")
    assert (built.status, built.err.splitlines()[-1]) == (2, f"kpi: {waits}")
    file = place / "visits-on-time.toml"
    file.write_text(file.read_text("utf-8").replace('definition = ""', 'definition = "TBC"'))
    assert "definition is 'TBC', still to be written" in run("indicator", "check").text
    file.write_text(file.read_text("utf-8").replace('"TBC"', '"Visits made on time."'))
    assert run("indicator", "check").status == 0


def test_few_neighbours_with_a_figure_are_told(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KPI_HOME", "841")
    done = run("indicator", "new", "--yes", *options(measure="CPPlans2yrsActive", polarity="lower"))
    few = (
        "warning: visits-on-time.toml: benchmark: only 2 of the 10 statistical neighbours of "
        "Darlington have a figure of 31 March 2025"
    )
    assert done.status == 0, done.err
    assert few in done.err
    checked = run("indicator", "check")
    assert (checked.status, checked.text.startswith(few)) == (0, True)
    assert "benchmark: only" not in run("indicator", "add", "children-in-care-rate").err


def test_words_that_several_measures_have_are_listed(place: Path) -> None:
    before = definition_folder.ids(place)
    done = run("indicator", "new", "--yes", *options(measure="absence"))
    assert (done.status, done.text) == (2, "")
    *listed, more, fault = done.err.splitlines()
    assert len(listed) == 10
    assert "  TotAbs: Total School Absence" in listed
    assert re.fullmatch(r"  and \d+ more", more)
    assert re.fullmatch(
        r"kpi: nothing was written: 'absence' is in \d+ of LAIT's measures: name one by its short "
        r"name, such as \w+; python -m kpi indicator search --measures absence lists all",
        fault,
    )
    rows = run("indicator", "search", "--measures", "absence").rows
    assert f"'absence' is in {len(rows)} of" in fault
    assert [f"  {row['measure']}: {row['name']}" for row in rows[:10]] == listed
    assert definition_folder.ids(place) == before


def test_at_a_terminal_a_measure_is_asked_until_it_is_one(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = options(measure="absence", polarity="lower", unit="percent")
    status, said = at_a_terminal(monkeypatch, *words, typed="zebras\nTotAbs\ny\n")
    assert "  TotAbs: Total School Absence\n" in said
    assert "LAIT has no measure with 'zebras'" in said
    assert "compared with LAIT's TotAbs: " in said
    assert status == 0, said


def test_what_is_wrong_with_options_is_told_with_those_that_are_missing(place: Path) -> None:
    words = ("--measure", FREE, "--unit", "days", "--period-kind", "quarter", "--owner-role=TBC",
             "--directorate", "Social Care")  # fmt: skip
    done = run("indicator", "new", *words)
    warned, fault = done.err.splitlines()[-2:]
    assert warned.startswith("warning: directorate 'Social Care' is not in service.toml, which has")
    assert warned.endswith("; perhaps 'Children's Social Care'")
    assert fault.startswith(
        "kpi: nothing was written: owner_role is 'TBC', still to be written; unit is 'days', but "
        f"LAIT's {FREE} is in '% of referrals'; use 'percent', or say in benchmark: why_different "
        "why it differs; local: period_kind is 'quarter', not one of "
    )
    assert "; perhaps 'financial quarter'; --name, --aim, --counted," in fault


def test_at_a_terminal_what_is_wrong_is_asked_again(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_ones = ("--unit", "--figure-kind", "--definition", "--decimals")
    every = options(measure=FREE, polarity="none")
    given = [each for each in every if not each.startswith(open_ones)]
    typed = "\ndays\npercent\n9\n1\nrolling\nflow\n"
    status, said = at_a_terminal(monkeypatch, *given, typed=typed)
    assert status == 0, said
    for wrong in (
        f"unit is 'days', but LAIT's {FREE} is in",
        "decimals is 9, not a whole number from 0 to 6",
        "local: figure_kind 'rolling' is ",
    ):
        assert said.count(wrong) == 1
    raw = tomllib.loads((place / "visits-on-time.toml").read_text("utf-8"))
    assert (raw["definition"], raw["unit"], raw["decimals"]) == ("", "percent", 1)


def at_a_terminal(monkeypatch: pytest.MonkeyPatch, *words: str, typed: str) -> tuple[int, str]:
    """A run of `indicator new` where somebody types; its status and what it said."""
    monkeypatch.setattr(definition_questions, "can_ask", lambda: True)
    done = CliRunner(catch_exceptions=False).invoke(
        command_line, ["indicator", "new", *words], input=typed
    )
    return done.exit_code, done.stderr


def test_at_a_terminal_it_asks_with_the_list_of_directorates(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = [each for each in options() if not each.startswith(("--directorate", "--figure-kind"))]
    typed = "Social Care\nn\nChildren's Services\ny\n\n"
    status, said = at_a_terminal(monkeypatch, *given, typed=typed)
    assert status == 0, said
    assert "Whose work it is: one of Children's Social Care, Education and Skills:" in said
    assert said.count("How figures behave in time") == 1
    for name in ("Social Care", "Children's Services"):
        assert said.count(f"warning: directorate '{name}' is not in service.toml, which has") == 1
    assert said.count("Take it all the same? [y/N]: ") == 2
    assert run("indicator", "check").text.startswith(
        "warning: visits-on-time.toml: directorate 'Children's Services' is not in service.toml"
    )


def test_at_a_terminal_each_question_lists_what_may_be_answered(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_ones = ("--polarity", "--unit", "--decimals", "--period-kind", "--figure-kind")
    given = [each for each in options() if not each.startswith(open_ones)]
    status, said = at_a_terminal(monkeypatch, *given, typed="lower\n\n\nquarter\n\n\n")
    kinds = said.partition("What one figure covers: ")[2].partition(" [financial quarter]: ")[0]
    assert kinds == f"one of {', '.join(Kind)}"
    assert said.count("period_kind is 'quarter', not one of") == 1
    assert "Which way is better (higher, lower, none, range)" in said
    assert "Unit: one of percent, points, number, days," in said
    assert "Decimals: 0 to 6 [1]: " in said
    assert (status, "(flow, stock, rolling, cumulative)" in said) == (0, True)


def test_where_the_input_ends_one_line_names_the_option(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = [each for each in options() if not each.startswith(("--figure-kind", "--name"))]
    status, said = at_a_terminal(monkeypatch, *given, typed="A name\n")
    assert status == 2
    assert said.splitlines()[-1].startswith(
        "kpi: nothing was written: the input ended at --figure-kind (How figures behave in time. "
    )
    assert said.splitlines()[-1].count("How figures behave in time") == 1


def test_a_measure_that_the_library_has_is_said(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    has = "the library has icpc-15-days for this measure: python -m kpi indicator add icpc-15-days"
    words = options(measure="CP_conf_15days")
    done = run("indicator", "new", *words)
    assert done.status == 2
    assert done.err.splitlines()[-1] == (
        f"kpi: nothing was written: {has}; --yes writes another one anyway"
    )
    status, said = at_a_terminal(monkeypatch, *words, typed="n\n")
    assert (status, has in said) == (2, True)
    assert "Write another one anyway? [y/N]: " in said
    assert not (place / "visits-on-time.toml").exists()
    status, said = at_a_terminal(monkeypatch, *words, typed="y\n")
    assert status == 0, said
    (place / "visits-on-time.toml").unlink()
    run("indicator", "add", "icpc-15-days")
    done = run("indicator", "new", *words, "--yes")
    assert done.status == 0
    assert "icpc-15-days of your indicators is of this measure already" in done.err


def test_the_command_of_the_documentation_works(place: Path) -> None:
    text = (DOCS / "defining-indicators.md").read_text("utf-8")
    (command,) = re.findall(r"    (python -m kpi indicator new --measure (?:.*\\\n)+.*)", text)
    words = shlex.split(command.replace("\\\n", " "))
    done = run(*words[3:])
    assert done.status == 0, done.err
    assert "warning" not in done.err
    assert run("indicator", "check").status == 0


def test_a_council_that_begins_needs_no_store(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("KPI_STORE")
    monkeypatch.setenv("KPI_DATA", str(tmp_path / "new"))
    assert run("indicator", "add", "re-referrals-12-months").status == 0
    done = run("indicator", "check")
    assert (done.status, done.err) == (0, "1 definition checked: no fault\n")


def test_a_store_that_is_there_and_damaged_is_not_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("KPI_STORE")
    monkeypatch.setenv("KPI_DATA", str(tmp_path / "new"))
    assert run("indicator", "add", "re-referrals-12-months").status == 0
    (tmp_path / "new" / "store").mkdir()
    (tmp_path / "new" / "store" / "CURRENT").write_text("no such snapshot")
    done = run("indicator", "check")
    assert (done.status, done.text) == (2, "")


GAP = {
    "name": "Gap at Key Stage 2", "counted": "gap between pupils", "happened": "was",
    "directorate": "Education and Skills", "polarity": "lower", "unit": "points", "decimals": "0",
    "period_kind": "academic year", "figure_kind": "flow",
}  # fmt: skip


def proposed(measure: str) -> list[str]:
    """The words that propose the gap of a group's measure as an indicator."""
    texts = {**dict.fromkeys(TEXTS, "In words."), **GAP}
    given = [f"--{key.replace('_', '-')}={text}" for key, text in texts.items()]
    return ["indicator", "new", "--gap", f"--measure={measure}", *given]


def test_a_gap_is_an_indicator_whose_comparators_are_gaps(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Darlington returns its own gap in points; those it is compared with are LAIT's."""
    monkeypatch.setenv("KPI_DATA", str(tmp_path / "council"))
    monkeypatch.setenv("KPI_HOME", "841")
    monkeypatch.delenv("KPI_STORE", raising=False)
    good(*proposed("FSM_NEW_KS2_RWM"))
    assert run("indicator", "check").err == "1 definition checked: no fault\n"
    with proved_at_a_glance():
        good("build", "--why", "Our gap")
        book = tmp_path / "return.xlsx"
        good("template", "--quarter", "Q2 2025-26", "--output", str(book))
        sheets = openpyxl.load_workbook(book)
        values: Any = sheets["values"]
        at = {cell.value: cell.column for cell in values[1]}
        assert [values.cell(2, at[name]).value for name in ("indicator_id", "period")] == [
            "gap-at-key-stage-2", "academic year 2024/25",
        ]  # fmt: skip
        values.cell(2, at["value"]).value = 17
        values.cell(2, at["data_status"]).value = "published"
        sheets.save(book)
        good("publish", str(book), "--why", "Our own figure")
    (row,) = good("summary", "--quarter", "Q4 2025-26").rows
    assert (float(row["value"]), row["unit"], row["period"]) == (
        17, "points", "academic year 2024/25",
    )  # fmt: skip
    live = live_snapshot.live().snapshot
    pair = next(each for each in group_pairs().pairs if each.measure == "FSM_NEW_KS2_RWM")

    def behind(area: str) -> float:
        now = gap_series(live, pair, area).now
        assert now is not None
        assert now.value is not None
        return -now.value

    england = gap_series(live, pair, "841").england_now
    assert england is not None
    assert england.value is not None
    assert float(row["england"]) == -england.value
    near = [behind(code) for code in live.neighbours("841", "2025-05")]
    assert float(row["neighbours_mean"]) == pytest.approx(sum(near) / len(near))
    assert row["england_period"] == row["neighbours_period"] == "academic year 2024/25"
    assert row["england_data_status"] == "derived"
    assert row["region_name"] == "North East"
    region = {
        measure: live.benchmark_rows([measure]).filter(area="980", period_end=england.period.end)
        for measure in (pair.measure, pair.reference)
    }
    group, beside = (rows["value"].item() for rows in region.values())
    assert float(row["region"]) == beside - group


def test_a_measure_without_a_gap_is_no_gap(place: Path) -> None:
    done = run(*proposed("LAC"))
    assert done.status == 2
    assert "LAIT's LAC has no gap to all pupils. It is not of a group of children." in done.err
    done = run(*proposed("CINFSM"))
    assert "Free school meals of all pupils are published for primary and for" in done.err


def test_remove_takes_one_away_in_one_command_and_refuses_what_was_published(
    place: Path, where: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(building, "build", built_once)
    monkeypatch.setattr(building, "uses_illustrative", lambda *_: True)
    gone = "primary-permanent-exclusions"
    with proved_at_a_glance():
        done = run("indicator", "remove", gone, "--why", "Not ours")
    assert done.status == 0
    assert done.text.splitlines()[-1].startswith(f"{gone} is removed; snapshot ")
    assert gone not in definition_folder.ids(place)
    live = live_of(where)
    assert gone not in {each.id for each in live.indicators}
    real = [returning.figure("ehcp-20-weeks", "Q2 2025-26", 98, 175)]
    returning.published(returning.proposed(live, real), where)
    done = run("indicator", "remove", "ehcp-20-weeks", "--why", "Not ours")
    assert (done.status, done.text) == (2, "")
    assert "ehcp-20-weeks: 1 figure" in done.err
    assert "kpi indicator retire" in done.err
    assert "ehcp-20-weeks" in definition_folder.ids(place)
