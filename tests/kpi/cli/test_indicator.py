"""The commands about one indicator print the function's figures and the page's sentences."""

import pytest

from kpi.file_writers import csv
from kpi.indicators import series_table
from kpi.indicators.xmr import reading
from kpi.model.snapshot import Snapshot
from kpi.periods import parse_period
from kpi.statistics.xmr_rules import limits
from kpi.wording.trends.xmr import sentence
from tests.kpi.changing import BCP, row_of
from tests.kpi.cli.running import good, rows_of, run

pytestmark = pytest.mark.usefixtures("shared_store")


def test_series(snapshot: Snapshot) -> None:
    indicator = snapshot.indicator("ks4-fsm-gap")
    out = good("series", "ks4-fsm-gap").out
    assert out == csv.to_csv(series_table.series(snapshot, indicator, area=BCP))
    out = good("series", "ks4-fsm-gap", "--areas", "home, england,330").out
    chosen = series_table.series(snapshot, indicator, area=BCP, groups=["home", "england", "330"])
    assert out == csv.to_csv(chosen)
    newest = [line for line in rows_of(out) if line["period"] == "academic year 2024/25"]
    assert {line["area"]: (line["other"], line["fsm"]) for line in newest}["839"] == (
        "54.1",
        "36.3",
    )


@pytest.mark.parametrize("words", [("--areas", "home,mars"), ("--areas", "000")])
def test_areas_that_nobody_knows(words: tuple[str, ...]) -> None:
    done = run("series", "ehcp-20-weeks", *words)
    assert (done.status, done.out) == (2, b"")
    assert done.err.startswith("kpi: no area")


# ---- signals ------------------------------------------------------------------------------------


def points(out: str) -> list[dict[str, str]]:
    return rows_of(out.split("\n\n", 1)[-1].encode())


def test_referrals(
    snapshot: Snapshot,
) -> None:
    done = run("signals", "referrals-rate")
    status, out, err = done.status, done.text, done.err
    assert (status, err) == (0, "")
    row = row_of(snapshot, "referrals-rate")
    found = reading(row.indicator, row.series, BCP)
    assert found is not None
    assert out.startswith(f"{sentence(row, found)}\n")
    rows = points(out)
    assert len(rows) == 20
    assert rows[8] == {
        "period": "Q1 2021-22",
        "value": "221.82810368349251",
        "variation": "unusual, high",
        "sign": "outside the usual range",
        "average": "147.3728502179563",
        "lower": "75.14680425121624",
        "upper": "219.5988961846964",
        "is_trial": "false",
        "set_aside": "",
        "data_status": "derived",
    }
    assert [r["variation"] for r in rows[12:]] == ["ordinary variation"] * 8
    only = good("signals", "referrals-rate", "--csv").text
    assert out.endswith(f"\n\n{only}")


@pytest.mark.parametrize("name", ["primary-permanent-exclusions", "secondary-permanent-exclusions"])
@pytest.mark.parametrize("area", ["330", "392", "889", "940"])
def test_exclusions_of_any_authority(snapshot: Snapshot, name: str, area: str) -> None:
    done = run("signals", name, "--area", area, "--quarter", "Q1 2025-26")
    status, out = done.status, done.text
    row = row_of(snapshot, name, area=area)
    found = reading(row.indicator, row.series, area)
    assert found is not None
    assert status == 0
    assert out.startswith(sentence(row, found))
    rows = points(out)
    assert [r["period"] for r in rows] == [p.period.short for p in found.points]
    aside = {r["period"] for r in rows if r["set_aside"]}
    held = {r["period"] for r in rows}
    assert aside == {"summer term 2020", "spring term 2021"} & held
    assert all(r["value"] and not r["variation"] for r in rows if r["set_aside"])
    judged = [r for r in rows if not r["set_aside"]]
    assert all((r["variation"] == "") == (found.now.unfit is not None) for r in judged)


def test_a_baseline_and_no_screening(
    snapshot: Snapshot,
) -> None:
    row = row_of(snapshot, "referrals-rate")
    expected = limits([o.value for o in row.series], fixed=12, screen=False)
    assert expected is not None
    out = good("signals", "referrals-rate", "--baseline", "12", "--no-screening").text
    assert [float(r["upper"]) for r in points(out)] == pytest.approx([expected.upper] * 20)
    assert "the first 12 quarters vary around 153.6 per 10,000 children" in out


def test_an_earlier_quarter_and_a_short_series() -> None:
    out = good("signals", "referrals-rate", "--quarter", "Q1 2023-24").text
    assert out.startswith("Too soon to say: 13 quarters are needed")
    rows = points(out)
    assert (len(rows), rows[-1]["period"]) == (12, "Q4 2021-22")
    assert {r["variation"] for r in rows} == {""}
    assert {r["is_trial"] for r in rows} == {"true"}


def test_yearly_series() -> None:
    done = run("signals", "ks4-fsm-gap")
    status, out = done.status, done.text
    assert status == 0
    assert (
        "cannot be calculated: five years are needed, and there are four (the academic year "
        "2019/20 and the academic year 2020/21 are set aside)."
    ) in out
    assert {r["in_test"] for r in points(out)} == {"false"}
    out = good("signals", "assessments-45-days", "--area", "330").text
    tested = [r["period"] for r in points(out) if r["in_test"] == "true"]
    assert tested == [str(parse_period(f"year to March {y}")) for y in range(2020, 2025)]
    assert "\nChi-squared " in out


@pytest.mark.parametrize(
    ("arguments", "fault"),
    [
        (["nonsense"], "no indicator 'nonsense'"),
        (["referrals-rate", "--area", "999"], "no area has the code '999'"),
        (["referrals-rate", "--quarter", "soon"], "no reporting quarter 'soon'"),
        (["referrals-rate", "--baseline", "5"], "--baseline 5 is too few: at least 12"),
        (["early-help-returns", "--area", "330"], "there is no figure of early-help-returns"),
        (["secondary-permanent-exclusions", "--area", "201"], "there is no figure of secondary"),
    ],
)
def test_one_clear_line(arguments: list[str], fault: str) -> None:
    done = run("signals", *arguments)
    status, out, err = done.status, done.text, done.err
    assert (status, out) == (2, "")
    assert err.startswith(f"kpi: {fault}")
    assert err.count("\n") == 1
