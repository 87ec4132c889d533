"""What embedded documents say: the pages' own figures, their marks, sources and tables."""

import re
from html import unescape

import pytest
from starlette.testclient import TestClient

from kpi.benchmarks.ranking import ranking
from kpi.charts import indicator_trend
from kpi.charts.range_bar_layout import range_bar
from kpi.downloads.page_files import ScorecardSelection
from kpi.indicators import scorecard
from kpi.indicators.reporting_quarters import find_quarter
from kpi.indicators.scorecard import ScorecardRow, View
from kpi.model.snapshot import Snapshot
from pages.embedded import embed_documents
from tests.kpi.changing import quarter, suppressed
from tests.pages.embedded.test_embed_routes import ADDRESSES, EHCP, LAIT

LINK = re.compile(r'<a href="([^"]*)" target="_blank" rel="noopener">')
LARGEST = 120_000  # bytes of a document that a page of an intranet loads beside its own


def text_of(markup: str) -> str:
    body = re.sub(r"<style>.*?</style>", "", markup, flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", body)).split())


def row_of(snapshot: Snapshot, indicator: str) -> ScorecardRow:
    view = View("839", find_quarter(snapshot, "839", "Q1 2025-26"))
    (row,) = scorecard.summary(snapshot, view, indicator_ids=[indicator])
    return row


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_document_runs_and_loads_nothing_and_is_light(embeds: TestClient, address: str) -> None:
    found = embeds.get(address)
    assert not re.search(r"<script|<link|<iframe|<form|<button|@import|\son\w+=", found.text)
    assert not re.search(r"""(src|href|url\()=?["'(]?(https?:)?//""", found.text)
    assert all(
        each.startswith("data:") for each in re.findall(r'<img[^>]*src="([^"]*)"', found.text)
    )
    assert found.text.count("<h1>") == 1
    assert '<html lang="en-GB">' in found.text
    assert len(found.content) < LARGEST


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_document_names_source_day_and_kind_of_figure(
    embeds: TestClient, snapshot: Snapshot, address: str
) -> None:
    markup = embeds.get(address).text
    said = text_of(markup)
    assert "Source: " in said
    assert f"(snapshot {snapshot.id})" in said
    assert (
        "Figures without a mark are published." in said or "All figures here are published." in said
    )
    links = LINK.findall(markup)
    assert links
    assert all(each.startswith("../") for each in links)
    assert markup.count("<a ") == len(links)  # every link leaves the frame alone


def test_the_range_bar_says_its_figures_in_picture_text_and_table(
    embeds: TestClient, snapshot: Snapshot
) -> None:
    markup = embeds.get(f"indicator?{EHCP}&picture=range-bar").text
    row = row_of(snapshot, "ehcp-20-weeks")
    bar = range_bar(snapshot, row)
    assert f'aria-label="{bar.text}"' in unescape(markup)
    said = text_of(markup)
    assert "53.9%" in said
    assert "[i] illustrative: made up, not real." in said
    table = text_of(markup[markup.index("<table") :])
    for mark in bar.marks:
        assert mark.figure in table


def test_the_trend_and_its_table_have_the_pages_figures(
    embeds: TestClient, snapshot: Snapshot
) -> None:
    row = row_of(snapshot, "ehcp-20-weeks")
    chart = indicator_trend.trend(snapshot, row)
    drawn = embeds.get(f"indicator?{EHCP}").text
    assert f'aria-label="{chart.text}"' in unescape(drawn)
    table = embeds.get(f"indicator?{EHCP}&picture=table").text
    assert 'role="img"' not in table
    twin = re.search(r"<table.*?</table>", drawn, re.DOTALL)
    assert twin
    assert twin.group() in table


def test_the_scorecard_has_a_row_an_indicator(embeds: TestClient, snapshot: Snapshot) -> None:
    markup = embeds.get("scorecard?quarter=Q1+2025-26").text
    for each in snapshot.indicators:
        assert each.name in unescape(markup)
    hrefs = [unescape(each) for each in LINK.findall(markup)]
    assert "../indicator?quarter=Q1+2025-26&indicator=ehcp-20-weeks" in hrefs
    assert hrefs[-1] == "../?quarter=Q1+2025-26"


def test_every_authority_of_a_measure_stands_in_the_table(
    embeds: TestClient, snapshot: Snapshot
) -> None:
    markup = embeds.get(f"measure?measure={LAIT}&picture=all-authorities").text
    found = ranking(snapshot, LAIT, area="839")
    names = re.findall(r'<th scope="row">([^<]*)</th>', markup)
    assert [unescape(each) for each in names] == found.authorities["name"].to_list()
    assert found.sentence in text_of(markup)


@pytest.mark.parametrize("picture", ["trend", "range-bar", "table"])
def test_what_is_suppressed_stays_so(snapshot: Snapshot, picture: str) -> None:
    hidden = suppressed(snapshot, "ehcp-20-weeks", quarter("Q1 2025-26"))
    view = row_of(hidden, "ehcp-20-weeks").view
    made = embed_documents.indicator_document(hidden, "ehcp-20-weeks", view, picture, ())
    said = text_of(made.decode())
    assert "Confidential: too few children to show" in said
    assert "Suppressed" in said
    shown = re.sub(r"target [^.]*", "", unescape(made.decode()))
    assert "53.9" not in shown
    assert "96 of 178" not in shown
    scope = ScorecardSelection(view)
    card = text_of(embed_documents.scorecard_document(hidden, scope, ()).decode())
    assert "53.9" not in card
    assert "96 of 178" not in card


def test_a_measure_that_nobody_publishes_says_so(embeds: TestClient) -> None:
    for picture in ("over-time", "all-authorities"):
        found = embeds.get(f"measure?measure=early-help-returns&picture={picture}")
        assert found.status_code == 200
        assert "Nobody publishes figures for" in text_of(found.text)


def test_the_link_to_the_full_page_has_the_quarter_that_is_shown(snapshot: Snapshot) -> None:
    row = row_of(snapshot, "ehcp-20-weeks")
    made = embed_documents.indicator_document(
        snapshot, "ehcp-20-weeks", row.view, "trend", (("indicator", "ehcp-20-weeks"),)
    ).decode()
    assert unescape(LINK.findall(made)[-1]) == (
        "../indicator?indicator=ehcp-20-weeks&quarter=Q1+2025-26"
    )
