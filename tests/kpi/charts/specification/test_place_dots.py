"""Counts in bars: every count in words, and what has no quarter."""

from kpi.charts.specification.place_dots import CountBar, CountPart, TopicRow

BAR = CountBar(
    "Adoption",
    (CountPart("D", "weakest quarter", 1, True), CountPart("A", "best quarter", 0, False)),
)


def test_a_bar_says_its_counts_and_leaves_out_none() -> None:
    assert BAR.text == "Adoption: 1 weakest quarter"
    assert CountBar("Adoption", ()).text == "Adoption: none"


def test_what_is_in_no_quarter_is_the_rest() -> None:
    assert TopicRow("Adoption", "", 0, 17, 8.5, 3, BAR).unplaced == 2
