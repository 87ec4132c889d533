"""Markup with every text escaped, and status by word and shape beside its colour."""

import pytest

from kpi.indicators.targets import target_status
from pages.components import html

HARM = '<script>"x"</script>'
HARMLESS = "&lt;script&gt;&quot;x&quot;&lt;/script&gt;"


def test_texts_are_escaped_wherever_they_stand() -> None:
    assert html.heading(HARM) == f'<h2 id="script-x-script">{HARMLESS}</h2>'
    assert html.paragraphs([HARM, ""]) == f"<p>{HARMLESS}</p>"
    assert html.folded(HARM, "<p>a</p>") == (
        f"<details><summary>{HARMLESS}</summary><div><p>a</p></div></details>"
    )
    assert html.picture("a.png", HARM) == f'<img class="spark" src="a.png" alt="{HARMLESS}">'
    assert html.link("guide", HARM) == f'<a href="guide" target="_self">{HARMLESS}</a>'


def test_a_link_keeps_the_filters() -> None:
    assert html.link("indicator", "Plans", quarter="Q1 2025-26", area="839") == (
        '<a href="indicator?quarter=Q1+2025-26&amp;area=839" target="_self">Plans</a>'
    )


@pytest.mark.parametrize("status", list(html.MARKS))
def test_a_status_is_told_by_word_and_shape(status: str) -> None:
    shape, kind = html.MARKS[status]
    assert html.tag(status).startswith(
        f'<span class="status {kind}"><span aria-hidden="true">{shape}'
    )


def test_the_shapes_of_a_target_differ() -> None:
    judged = (target_status.ON_TARGET, target_status.OFF_TARGET, target_status.BEYOND_INTERVENTION)
    assert [html.MARKS[status][0] for status in judged] == ["●", "▲", "■"]


@pytest.mark.parametrize(
    ("status", "mark"),
    [
        ("published", ""),
        ("", ""),
        ("derived", '<span class="derived">derived</span>'),
        ("illustrative", '<span class="illustrative">illustrative</span>'),
        ("provisional", '<span class="derived">provisional</span>'),
    ],
)
def test_a_figure_carries_its_mark(status: str, mark: str) -> None:
    assert html.data_mark(status) == mark
    assert html.marked_text("53.9%", status) == (f"53.9% {mark}" if mark else "53.9%")


def test_a_table_has_a_caption_and_headers_of_rows_and_columns() -> None:
    assert html.table("C", ["Name", ""], [["<b>a</b>", "1"]], numeric=[1]) == (
        '<div class="table-frame"><table class="kpi "><caption>C</caption><thead><tr>'
        '<th scope="col">Name</th><td></td></tr></thead><tbody><tr><th scope="row"><b>a</b></th>'
        '<td class="number" data-label="">1</td></tr></tbody></table></div>'
    )


def test_empty_parts_leave_no_markup() -> None:
    assert html.bullets([]) == html.picture("", "x") == html.marked(" ", "m") == ""
    assert html.stacked("a", "", "b") == 'a<span class="under">b</span>'
