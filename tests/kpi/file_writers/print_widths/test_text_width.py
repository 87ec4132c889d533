"""Widths by the metrics of Helvetica, as Adobe published them."""

import pytest

from kpi.file_writers.print_widths.text_width import lines_of, longest_word, width


def test_the_width_is_the_sum_of_the_letters() -> None:
    assert width("il", 1000) == 222 + 222
    assert width("England", 10) == pytest.approx((667 + 556 * 3 + 222 + 556 + 556) / 100)
    assert width("England", 10, bold=True) > width("England", 10)
    assert width("", 10) == 0


def test_a_letter_without_a_metric_is_as_wide_as_the_widest() -> None:
    assert width("\u25b2", 1000) == width("@", 1000) == 1015
    assert width("\u2019", 1000) == 222


def test_the_longest_word_is_the_widest_not_the_one_with_most_letters() -> None:
    assert longest_word("illil WWW ill", 10) == width("WWW", 10)
    assert longest_word("53.9%\u00a0[i] of", 10) == width("53.9%\u00a0[i]", 10)


def test_lines_break_at_spaces() -> None:
    room = width("two words", 10) + 0.1
    assert lines_of("two words", room, 10) == 1
    assert lines_of("two words more", room, 10) == 2
    assert lines_of("W" * 30, width("W" * 10, 10), 10) == 3
