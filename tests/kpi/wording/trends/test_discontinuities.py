"""Breaks and periods set aside in a few words."""

from kpi.wording.trends.discontinuities import discontinuity_words


def test_breaks_and_what_is_set_aside_are_named_by_their_periods() -> None:
    heads = ("2019", "2020", "2021", "2022")
    words = discontinuity_words(heads, ("", "aside", "aside", "break"))
    assert words == "new series from 2022; 2020 and 2021 set aside"
    assert discontinuity_words(heads, ("", "break", "", "break")) == "new series from 2020 and 2022"


def test_nothing_is_said_where_all_compare() -> None:
    assert discontinuity_words(("2019", "2020"), ("", "")) == ""
