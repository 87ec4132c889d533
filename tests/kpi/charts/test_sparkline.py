"""Small trends: what is drawn is what is said, and gaps stay open."""

import base64
import re
from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest

from kpi.charts import sparkline
from kpi.indicators import scorecard
from kpi.indicators.scorecard import ScorecardRow, View
from kpi.model.snapshot import Snapshot
from tests.kpi.changing import BCP, between, changed, missing, quarter, row_of, suppressed, without

Q1 = quarter("Q1 2025-26")
SVG = "{http://www.w3.org/2000/svg}"


def lines(row: ScorecardRow) -> list[list[tuple[float, float]]]:
    """The solid lines of the drawing."""
    drawn = ET.fromstring(sparkline.spark_svg(row))
    return [
        [(float(x), float(y)) for x, y in re.findall(r"([\d.]+),([\d.]+)", e.attrib["points"])]
        for e in drawn.iter(f"{SVG}polyline")
        if "stroke-dasharray" not in e.attrib
    ]


def test_text_of_plans(snapshot: Snapshot) -> None:
    assert sparkline.spark_text(row_of(snapshot, "ehcp-20-weeks")) == (
        "Trend of 6 periods: 51.6% in Q4 2023-24, 53.9% in Q1 2025-26; lowest 51.6%, highest "
        "90.3%. Illustrative."
    )


def test_text_of_derived_figures_says_so(snapshot: Snapshot) -> None:
    assert sparkline.spark_text(row_of(snapshot, "ks4-fsm-gap")).endswith(" Derived.")
    assert sparkline.spark_text(row_of(snapshot, "assessments-45-days", area="330")).endswith("%.")


def test_the_line_has_every_point_and_ends_in_the_mark(snapshot: Snapshot) -> None:
    row = row_of(snapshot, "ehcp-20-weeks")
    (line,) = lines(row)
    assert len(line) == 6
    assert [x for x, _ in line] == sorted(x for x, _ in line)
    highest = min(y for _, y in line)
    assert line[3][1] == highest == sparkline.MARGIN  # 90.3% is the highest of all
    mark = ET.fromstring(sparkline.spark_svg(row)).find(f"{SVG}circle")
    assert mark is not None
    assert (float(mark.attrib["cx"]), float(mark.attrib["cy"])) == line[-1]


@pytest.mark.parametrize("gap", [suppressed, missing, without])
def test_gaps_stay_open(snapshot: Snapshot, gap: object) -> None:
    assert callable(gap)
    row = row_of(gap(snapshot, "ehcp-20-weeks", quarter("Q3 2024-25")), "ehcp-20-weeks")
    assert [len(line) for line in lines(row)] == [3, 2]
    assert "90.3" not in sparkline.spark_text(row)
    assert sparkline.spark_text(row).startswith("Trend of 5 periods: 51.6% in Q4 2023-24, ")


def test_a_suppressed_newest_figure_is_not_drawn(snapshot: Snapshot) -> None:
    row = row_of(suppressed(snapshot, "ehcp-20-weeks", Q1), "ehcp-20-weeks")
    assert [len(line) for line in lines(row)] == [5]
    assert "69.4% in Q4 2024-25" in sparkline.spark_text(row)
    assert "53.9" not in sparkline.spark_text(row)


def test_only_the_report_s_own_figure_ends_in_the_dot_of_the_key(snapshot: Snapshot) -> None:
    for made, has_dot in (
        (snapshot, True),
        (suppressed(snapshot, "ehcp-20-weeks", Q1), False),
        (without(snapshot, "ehcp-20-weeks", Q1), False),
    ):
        row = row_of(made, "ehcp-20-weeks")
        assert ('r="3.5"' in sparkline.spark_svg(row)) == has_dot


def test_the_key_names_what_the_small_trends_have(snapshot: Snapshot) -> None:
    plans, gap, context = (
        row_of(snapshot, name) for name in ("ehcp-20-weeks", "ks4-fsm-gap", "referrals-rate")
    )
    target, aside = sparkline.key_parts([plans, gap])
    assert target.endswith(" target in the trend")
    assert "dashed" in target
    assert aside == "<b>×</b> year set aside"
    assert sparkline.key_parts([plans]) == (target,)
    assert sparkline.key_parts([context]) == ()


def test_fewer_than_two_points_draw_nothing(snapshot: Snapshot) -> None:
    nothing = row_of(snapshot, "early-help-returns", area="330")
    assert (sparkline.spark_svg(nothing), sparkline.spark_uri(nothing)) == ("", "")
    assert sparkline.spark_text(nothing) == ""
    one = snapshot
    for text in ("Q4 2023-24", "Q1 2024-25", "Q2 2024-25", "Q3 2024-25", "Q4 2024-25"):
        one = suppressed(one, "ehcp-20-weeks", quarter(text))
    assert sparkline.spark_svg(row_of(one, "ehcp-20-weeks")) == ""
    assert sparkline.spark_text(row_of(one, "ehcp-20-weeks")) == ""


def test_a_level_trend_can_be_drawn(snapshot: Snapshot) -> None:
    level = snapshot
    for text in (
        "Q4 2023-24",
        "Q1 2024-25",
        "Q2 2024-25",
        "Q3 2024-25",
        "Q4 2024-25",
        "Q1 2025-26",
    ):
        level = changed(level, "ehcp-20-weeks", quarter(text), value=60.0)
    (line,) = lines(row_of(level, "ehcp-20-weeks"))
    assert len({y for _, y in line}) == 1


def test_both_bounds_of_a_target_are_dashed(snapshot: Snapshot) -> None:
    made = between(snapshot, "ehcp-20-weeks", (50, 70))
    both = sparkline.spark_svg(row_of(made, "ehcp-20-weeks"))
    assert both.count("stroke-dasharray") == 2
    assert sparkline.spark_svg(row_of(snapshot, "ehcp-20-weeks")).count("stroke-dasharray") == 1


def test_uri_holds_the_drawing(snapshot: Snapshot) -> None:
    row = row_of(snapshot, "ehcp-20-weeks")
    start, _, coded = sparkline.spark_uri(row).partition(",")
    assert start == "data:image/svg+xml;base64"
    assert base64.b64decode(coded).decode() == sparkline.spark_svg(row)


def test_at_most_nine_periods(snapshot: Snapshot) -> None:
    for row in scorecard.summary(snapshot, View(BCP, Q1)):
        shown = sparkline.recent(row)
        assert 2 <= len(shown) <= sparkline.POINTS == 9
        assert shown[-1] == row.series[-1]
        assert shown[0].value is not None


def test_no_line_joins_two_sides_of_a_break_and_the_text_says_where_it_is(
    snapshot: Snapshot,
) -> None:
    row = row_of(snapshot, "ehcp-20-weeks")
    breaks = ((quarter("Q3 2024-25"), "counted by another rule"),)
    row = replace(row, indicator=replace(row.indicator, breaks=breaks))
    assert [len(line) for line in lines(row)] == [3, 3]
    assert " The series breaks in Q3 2024-25." in sparkline.spark_text(row)
