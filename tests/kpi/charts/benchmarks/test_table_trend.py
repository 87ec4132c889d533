"""The small picture of a built table: its text, its order, its gaps and its letters."""

from collections.abc import Sequence
from datetime import date

from kpi.charts.benchmarks.table_trend import table_trend
from kpi.charts.specification.small_trend import TableTrend, TrendLine
from kpi.model.series_discontinuities import Discontinuity

HEADS = ("2021", "2022", "2023")
ALIKE: tuple[Discontinuity, ...] = ("", "", "")
DAYS = tuple(date(year, 12, 31) for year in (2021, 2022, 2023))
OURS = TrendLine("home", "Dorset", "ours", (1.0, None, 3.0), ("1.0", "", "3.0"), "illustrative")
ENGLAND = TrendLine("england", "England", "E", (2.0, 2.0, None), ("2.0", "2.0", ""), "published")
KENT = TrendLine("other", "Kent", "", (None, 5.0, None), ("", "5.0", ""), "published")
NOBODY = TrendLine("region", "South East", "SE", (None, None, None), ("", "", ""))


def made(*lines: TrendLine, kinds: Sequence[Discontinuity] = ALIKE) -> TableTrend:
    found = table_trend("Plans", HEADS, DAYS, lines, kinds)
    assert found is not None
    return found


def test_the_text_says_each_line_in_the_order_of_the_table() -> None:
    assert made(OURS, ENGLAND, KENT, NOBODY).text == (
        "Plans, 2021 to 2023: Dorset from 1.0 to 3.0 (illustrative); "
        "England from 2.0 to 2.0, 2021 to 2022; Kent 5.0 in 2022; South East without a figure."
    )


def test_our_line_is_drawn_last_and_gaps_stay_open() -> None:
    found = made(OURS, ENGLAND, KENT)
    assert [path.role for path in found.paths] == ["other", "england", "home"]
    assert found.paths[-1].stretches == (((0.0, 100.0),), ((100.0, 50.0),))
    assert found.paths[0].stretches == (((50.0, 0.0),),)
    assert found.days == (0.0, 50.0, 100.0)


def test_letters_stand_at_the_end_apart_from_each_other() -> None:
    near = TrendLine("england", "England", "E", (1.0, 2.0, 3.01), ("1.0", "2.0", "3.0"))
    found = made(OURS, near, KENT)
    assert [each.letters for each in found.letters] == ["E", "ours"]
    upper, lower = found.letters
    assert lower.down - upper.down >= 17.9
    assert {each.across for each in found.letters} == {100.0}


def test_equal_figures_are_a_level_line_in_the_middle() -> None:
    level = TrendLine("home", "Dorset", "ours", (0.0, 0.0, 0.0), ("0", "0", "0"))
    assert made(level).paths[0].stretches == (((0.0, 50.0), (50.0, 50.0), (100.0, 50.0)),)


def test_one_figure_is_no_line() -> None:
    assert table_trend("Plans", HEADS, DAYS, [KENT, NOBODY], ALIKE) is None
    assert table_trend("Plans", HEADS, DAYS, [], ALIKE) is None


FULL = TrendLine("home", "Dorset", "ours", (1.0, 2.0, 3.0), ("1.0", "2.0", "3.0"))


def test_no_line_joins_two_sides_of_a_break_and_the_text_says_where_it_is() -> None:
    chart = made(FULL, ENGLAND, kinds=("", "", "break"))
    assert chart.paths[-1].stretches == (((0.0, 100.0), (50.0, 50.0)), ((100.0, 0.0),))
    assert chart.paths[0].stretches == (((0.0, 50.0), (50.0, 50.0)),)
    assert chart.text.endswith("2021 to 2022. New series from 2023.")


def test_what_is_set_aside_is_a_point_of_its_own() -> None:
    chart = made(FULL, kinds=("", "aside", ""))
    assert chart.paths[0].stretches == (((0.0, 100.0),), ((50.0, 50.0),), ((100.0, 0.0),))
    assert chart.text.endswith(" 2022 set aside.")
