"""Typical slips in a definition: each is told with file, key and remedy, and none goes live."""

import os
import tomllib
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from kpi.publishing.definitions import library
from tests.browser.harness import running_server
from tests.kpi.cli.running import run

NAME = "icpc-15-days.toml"
OTHER = "re-referrals-12-months"
TEXT = library.entry("icpc-15-days").text.replace("\nrole = ", "\norder = 900\nrole = ", 1)
OWN_ID = 'id = "icpc-15-days"'
LEGS = '[[benchmark.legs]]\nid = "a"\nname = "A"\nmeasure = "LAC"\n'


@pytest.fixture
def place(shared_store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A council's own folder with one good definition."""
    folder = tmp_path / "council" / "indicators"
    monkeypatch.setenv("KPI_DATA", str(folder.parent))
    assert run("indicator", "add", OTHER).status == 0
    return folder


def typed(old: str, new: str) -> str:
    """The good definition with a slip."""
    assert old in TEXT, old
    return TEXT.replace(old, new, 1)


SLIPS: list[tuple[str, str, str]] = [
    # what is typed, in place of what, and what is said of it
    ('polarty = "', 'polarity = "', "has an unknown key 'polarty'; perhaps 'polarity'"),
    ('Polarity = "', 'polarity = "', "has an unknown key 'Polarity'; perhaps 'polarity'"),
    ('polarity = "high is good"', 'polarity = "higher"', "lower, none, range; perhaps 'higher'"),
    ('polarity = "lower"', 'polarity = "higher"', "use 'higher', or say in benchmark: why_diff"),
    ('unit = "%"', 'unit = "percent"', "such as per 10,000 children; perhaps 'percent'"),
    ('unit = "number"', 'unit = "percent"', "unit is 'number', but LAIT's CP_conf_15days is in"),
    ("", 'figure_kind = "flow"', "local: lacks 'figure_kind'; add it, one of flow, stock, rolling"),
    ('figure_kind = "snapshot"', 'figure_kind = "flow"', "rolling, cumulative; perhaps 'stock'"),
    ("decimals = -1", "decimals = 1", "decimals is -1, not a whole number from 0 to 6"),
    ('decimals = "1"', "decimals = 1", "from 0 to 6; write it without quotation marks"),
    ("", "decimals = 1", "lacks 'decimals'; add it, a whole number from 0 to 6"),
    ("decimals = 1\ntarget = 90", "decimals = 1", "'target'; targets come with a return"),
    ('unit = "percent', 'unit = "percent"', "the text is not closed: write \" at"),
    ("unit = \u201cpercent\u201d", 'unit = "percent"', ": quotation marks are straight ones: \""),
    ('unit\u00a0= "percent"', 'unit = "percent"', "a sign or space that does not show: type it"),
    ('owner role = "', 'owner_role = "', ": a line is a key of one word, = and a value"),
    ("decimals = 1\nvery_small = True", "decimals = 1", ": true and false are in small letters"),
    ("decimals = 1\ndecimals = 1", "decimals = 1", "the key 'decimals' stands twice"),
    ("[local]\n[local]", "[local]", "the table [local] stands twice; leave one out, or"),
    ("[[local]]", "[local]", "local is not a table of names and values; write [local], in one"),
    ("[report]", "[reporting]", "has an unknown key 'report'; perhaps 'reporting'"),
    ('measure = "cp_CONF_15days"', 'measure = "CP_conf_15days"', "perhaps 'CP_conf_15days' ("),
    ('source = "liquidlogic"', 'source = "local-return"', "it is 'local-return' for figures that"),
    ('source = "dfe lait"', 'source = "dfe-lait"', "no sources.toml names; perhaps 'dfe-lait'"),
    ('id = "icpc/15-days"', 'id = "icpc-15-days"', "not small letters, digits and single hyphens"),
    (f'id = "{OTHER}"', 'id = "icpc-15-days"', "other file, so make the id 'icpc-15-days'"),
    ('reader = "lait difference"', 'reader = "lait"', "lacks 'legs', which the reader 'lait diff"),
    ('formerly = ["icpc-15-days"]\nunit', "unit", "which is its own id; leave it out"),
    (f'formerly = ["{OTHER}"]\nunit', "unit", "is the id of another definition; leave it out"),
    ('polarity = "increase"', 'polarity = "higher"', "lower, none, range; perhaps 'higher'"),
    ('polarity = "n/a"', 'polarity = "higher"', "lower, none, range; perhaps 'none'"),
    ("decimals = 1\nmax = 80", "decimals = 1", "bounds come with a return, in its sheet of targ"),
    ("decimals = 1\namber = 80", "decimals = 1", "targets come with a return, in its sheet of ta"),
    ("decimals = 1,5", "decimals = 1", ": a number has a point, not a comma; the"),
    ("decimals = 1 // places", "decimals = 1", ": a remark begins with #; the parser"),
    ('decimals = 1\nnotable_gap = "5%"', "decimals = 1", "write the number alone, 5"),
    ("directorate = 'Children's", 'directorate = "Children\'s', "between two marks like this: \""),
    ("caveats =", "caveats = [", ": a value stands behind the =, in the same line"),
    ("numerator = 12 #", "numerator =", "numerator is 12, not text; write it between two quo"),
    ('happened = "" #', "happened =", "happened is empty, still to be written: what happened to"),
    ('definition = "..." #', "definition =", "definition is '...', still to be written"),
    ("month = 0", "month = 11", "publication 1: month is 0, not a whole number from 1 to 12"),
    ("", "month = 11", "publication 1: lacks 'month'; add it, a whole number from 1 to 12"),
    ("[publication]", "[[publication]]", "write [[publication]], in two pairs of brackets"),
    ("years_after = 0\nseasonal = true", "years_after = 0", "it stands under [local]"),
    ("[[publication]]\nmonth = 9\nyears_after = 0\n\n[[publication]]", "[[publication]]",
     "publication 2: is of the same term and status as one above; leave one out"),
    ('no_comparator = "None."\nunit', "unit", "no_comparator says that there is none; leave one"),
    ('period_kind = "quarterly"', 'period_kind = "financial quarter"', "perhaps 'financial quart"),
    ('period_kind = "month"', 'period_kind = "financial quarter"', "local: lacks 'quarter_from'"),
    ('period_kind = "month"\nquarter_from = "sum"', 'period_kind = "financial quarter"',
     "quarter_from 'sum' makes no quarter of months in 'percent'; possible: 'pooled counts'"),
    ('figure_kind = "rolling"', 'figure_kind = "flow"', "period_kind 'financial quarter' does not"),
    ("unit = \"percent\"\nwhyItMatters = ''", 'unit = "percent"', "perhaps 'why_it_matters'"),
]  # fmt: skip


@pytest.mark.parametrize(("new", "old", "said"), SLIPS)
def test_a_slip_is_told_with_file_key_and_remedy(
    place: Path, new: str, old: str, said: str
) -> None:
    (place / NAME).write_text(typed(old, new), "utf-8")
    done = run("indicator", "check")
    assert done.status == 1
    (line,) = done.text.splitlines()
    assert line.startswith(NAME)
    assert said in line


def test_a_file_renamed_by_hand_is_named_back_or_its_indicator_renamed(place: Path) -> None:
    (place / f"{OTHER}.toml").rename(place / "re-referrals.toml")
    (line,) = run("indicator", "check").text.splitlines()
    command = f"python -m kpi indicator rename {OTHER} re-referrals"
    assert f"rename the file back to {OTHER}.toml, or use {command}" in line
    assert run(*command.split()[3:]).status == 0
    assert run("indicator", "check").status == 0
    raw = tomllib.loads((place / "re-referrals.toml").read_text("utf-8"))
    assert (raw["id"], raw["formerly"]) == ("re-referrals", [OTHER])
    assert [path.name for path in place.glob("*.toml")] == ["re-referrals.toml"]


AIM = 'aim = "Fewer children referred again to children\'s social care within 12 months"'
SAME = 'aim = " Re-referrals within 12 months."'


@pytest.mark.parametrize(
    ("polarity", "unit", "such"),
    [
        ("lower", "percent", "'Fewer children ...'"),
        ("none", "percent", "'For information: how many children ...'"),
        ("range", "percent", "'Keep ... within its range'"),
        ("higher", "number", "'More children ...'"),
        ("higher", "percent", ""),  # "Increase the percentage of" stands before it in the paper
    ],
)
def test_an_aim_that_is_the_name_again_is_a_warning(
    place: Path, polarity: str, unit: str, such: str
) -> None:
    text = _other(place).replace(AIM, SAME).replace('unit = "percent"', f'unit = "{unit}"')
    text = text.replace('polarity = "lower"', f'polarity = "{polarity}"')
    text = text.replace("[benchmark]", '[benchmark]\nwhy_different = "A test."')
    (place / f"{OTHER}.toml").write_text(text, "utf-8")
    done = run("indicator", "check")
    assert done.status == 0, done.text
    said = [each for each in done.text.splitlines() if "aim" in each]
    expected = (
        f"warning: {OTHER}.toml: aim is ' Re-referrals within 12 months.', the same as name, and "
        f"the committee paper gives it as what is wanted; write that, such as {such}"
    )
    assert said == ([expected] if such else [])


def test_every_fault_is_a_line_and_counted(place: Path) -> None:
    """One mends them all in one turn: none hides another, those against LAIT's measure neither."""
    text = typed('polarity = "higher"', 'polarty = "lower"').replace("decimals = 1", "decimals = 9")
    text = text.replace('unit = "percent"', 'unit = "days"').replace("order = 900", "order = 10")
    text = text.replace('source = "local-return"', 'source = "liquidlogic"')
    (place / NAME).write_text(text, "utf-8")
    done = run("indicator", "check")
    begins = [
        f"{NAME}: has an unknown key 'polarty'; perhaps 'polarity'",
        f"{NAME}: decimals is 9, not a whole number from 0 to 6",
        f"{NAME}: unit is 'days', but LAIT's CP_conf_15days is in",
        f"{NAME}: polarity is 'lower', but of LAIT's CP_conf_15days higher is better; use 'higher'",
        f"{NAME}: local: source is 'liquidlogic', which no sources.toml names",
        f"{NAME} and {OTHER}.toml share the same order, 10; give one of them another",
    ]
    for line, begin in zip(done.text.splitlines(), begins, strict=True):
        assert line.startswith(begin)
    assert done.err == "2 definitions checked: 6 faults\n"
    refused = run("build", "--dry-run")
    assert refused.status == 2
    *lines, counted = refused.err.splitlines()
    assert counted == "6 faults"
    for line, begin in zip(lines, begins, strict=True):
        assert line.startswith(f"kpi: {begin}")


@pytest.mark.parametrize(
    ("legs", "said"),
    [
        (LEGS, "benchmark: legs has 1, and a difference is of two"),
        (LEGS * 2, "legs 1 and 2 have the same measure 'LAC'; change one"),
    ],
)
def test_a_gap_is_of_two_measures(place: Path, legs: str, said: str) -> None:
    text = typed('reader = "lait"', 'reader = "lait difference"')
    text = text.replace("[[publication]]", f"{legs}[[publication]]")
    (place / NAME).write_text(text.replace('unit = "percent"', 'unit = "points"'), "utf-8")
    assert said in run("indicator", "check").text


def _other(place: Path) -> str:
    return (place / f"{OTHER}.toml").read_text("utf-8")


Put = Callable[[Path], object]
CONTENTS: list[tuple[str, Put, str]] = [
    ("empty.toml", lambda p: p.write_bytes(b""), "holds nothing but remarks; write it, or take"),
    ("binary.toml", lambda p: p.write_bytes(bytes(range(256))), "save it in the encoding UTF-8"),
    ("utf-16.toml", lambda p: p.write_text(TEXT, "utf-16"), "save it in the encoding UTF-8"),
    ("long.toml", lambda p: p.write_bytes(b"# x" * 4_000_000), "holds 12.0 MB, and 1 MB is the"),
    ("deep.toml", lambda p: p.write_text("x = " + "[" * 9_000), "too many brackets within brack"),
    ("folder.toml", lambda p: p.mkdir(), "is a folder, not a file; give it another name"),
    ("loop.toml", lambda p: p.symlink_to(p), "is a link to no file; mend it, or take it away"),
    ("pipe.toml", lambda p: os.mkfifo(p), "is not a file of text; take it away"),
    ("Upper.TOML", lambda p: p.write_text(TEXT), "its name does not end in '.toml', so it is no"),
    ("icpc.toml.txt", lambda p: p.write_text(TEXT), "its name does not end in '.toml', so it is"),
    ("Copy of x.toml", lambda p: p.write_text(typed("icpc-15-days", "Copy of x")), "single hyph"),
    (f"{OTHER}-2.toml", lambda p: p.write_text(_other(p.parent)), f"so make the id '{OTHER}-2'"),
    ("Copy 2.toml", lambda p: p.write_text(typed(OWN_ID, 'id = "twice"')), "back to twice.toml"),
]  # fmt: skip


@pytest.fixture
def spoiled(place: Path) -> Path:
    """A folder with everything in it that may lie about."""
    for name, put, _ in CONTENTS:
        put(place / name)
    return place


def test_whatever_lies_in_the_folder_is_named_and_nothing_goes_live(
    spoiled: Path, shared_store: Path
) -> None:
    live = (shared_store / "CURRENT").read_bytes()
    checked, built = run("indicator", "check"), run("build", "--why", "Spoiled")
    assert (checked.status, built.status) == (1, 2)
    for name, _, said in CONTENTS:
        begins = (f"{name}: ", f"{name} is ")
        (line,) = [each for each in checked.text.splitlines() if each.startswith(begins)]
        assert said in line
        assert line in built.err
    assert (shared_store / "CURRENT").read_bytes() == live
    assert run("summary").status == 0
    # What is not read by its name hinders no other definition, nor does an editor's own file.
    (spoiled / ".#icpc-15-days.toml").symlink_to("nobody@nowhere")
    assert ".#icpc" not in run("indicator", "check").text
    assert run("indicator", "add", "icpc-15-days").status == 0


def test_a_file_that_an_editor_of_windows_saved_is_read(place: Path) -> None:
    (place / NAME).write_bytes(b"\xef\xbb\xbf" + TEXT.replace("\n", "\r\n").encode())
    assert run("indicator", "check").status == 0
    done = run("indicator", "retire", "icpc-15-days", "--from", "Q2 2026-27", "--why", "Replaced")
    assert done.status == 0


def test_the_server_serves_the_live_snapshot_whatever_lies_in_the_folder(
    spoiled: Path, shared_store: Path, tmp_path: Path
) -> None:
    env = {"KPI_DATA": str(spoiled.parent), "KPI_HOME": "839"}
    with running_server(tmp_path / "server", env, shared_store) as server:
        answer: httpx.Response = server.get("/api/v1/summary.csv")
    assert answer.status_code == 200
    assert "ehcp-20-weeks" in answer.text
