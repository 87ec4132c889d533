"""The digest as an e-mail: both forms say the same, nobody is named, nothing is loaded."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime
from email import message_from_bytes, policy
from email.headerregistry import Address
from html import escape, unescape

import pytest

from kpi.indicators.scorecard import View
from kpi.model.snapshot import Snapshot
from kpi.notices import digest_content, digest_rendering
from kpi.notices.digest_content import ReportDigest, digest
from kpi.notices.digest_rendering import html_page, html_part, message, plain_text
from tests.kpi.changing import BCP, quarter

NOW = datetime(2025, 11, 30, 9, 30, tzinfo=UTC)
SENDER = Address("Team, performance", "kpi", "council.example")


@pytest.fixture
def shipped(snapshot: Snapshot) -> ReportDigest:
    view = View(BCP, quarter("Q1 2025-26"))
    return digest(snapshot, view, date(2025, 11, 30), address="https://kpi.council.example")


@pytest.fixture
def nasty(second_quarter: Snapshot) -> ReportDigest:
    view = View(BCP, quarter("Q2 2025-26"))
    return digest(second_quarter, view, date(2025, 11, 30), address="https://kpi.council.example")


def words(text: str) -> list[str]:
    """Words in order, without case, dashes and rules that only the plain text has."""
    return re.findall(r"[\w%.'’]+", text.casefold())


def test_the_text_begins_with_what_is_illustrative(shipped: ReportDigest) -> None:
    text = plain_text(shipped)
    assert text.startswith("ILLUSTRATIVE FIGURES. ")
    assert max(len(line) for line in text.splitlines() if "https://" not in line) <= 76
    assert f"See the report: {shipped.link}\n" in text
    for heading in ("OFF TARGET, AND WHAT IS DONE ABOUT IT", "WHAT CHANGED", "ABOUT THIS E-MAIL"):
        assert f"\n\n{heading}\n---" in text


def test_both_forms_say_the_same(shipped: ReportDigest, nasty: ReportDigest) -> None:
    for made in (shipped, nasty):
        text = words(re.sub(r"https://\S+", "", plain_text(made)))
        page = html_page(made)
        body = words(unescape(re.sub(r"<[^>]*>", " ", page.partition("<body")[2])))
        changes = [" ".join((line.label, *line.parts)) for line in made.changes]
        assert changes
        for said in (made.counts, made.moved, made.compared, *changes):
            assert " ".join(words(said)) in " ".join(text)
            assert " ".join(words(said)) in " ".join(body)
        for missed in made.missed:
            for said in (missed.name, missed.finding, *(text for _, text in missed.actions)):
                assert " ".join(words(said)) in " ".join(text)
                assert " ".join(words(said)) in " ".join(body)


def test_several_changes_of_a_kind_stand_one_by_one(shipped: ReportDigest) -> None:
    """On a phone six actions in one paragraph are a screen of grey."""
    page, text = html_page(shipped), plain_text(shipped)
    for line in shipped.changes:
        if len(line.parts) == 1:
            assert f"<strong>{line.label}:</strong> {escape(line.text, quote=False)}</li>" in page
            continue
        assert f"\n- {line.label}:\n" in text
        for part in line.parts:
            assert part.endswith(".")
            assert f">{unescape(part)}</li>" in unescape(page)
    assert max(len(line.parts) for line in shipped.changes) >= 4


def test_markup_in_texts_is_shown_as_its_signs(nasty: ReportDigest) -> None:
    page = html_page(nasty)
    assert "Recruit &lt;two&gt; more &amp; train them" in page
    assert "<two>" not in page
    assert "Recruit <two> more & train them" in plain_text(nasty)


def test_the_page_loads_nothing_and_has_one_heading_of_each_part(shipped: ReportDigest) -> None:
    page = html_page(shipped)
    assert page.startswith('<!DOCTYPE html>\n<html lang="en-GB">')
    assert re.findall(r"<(?:img|script|link|iframe|style|object|form|input)\b", page) == []
    assert " src=" not in page
    assert "url(" not in page
    assert re.findall(r"<h(\d)", page) == ["1", "2", *"3" * len(shipped.missed), "2", "2"]
    links = re.findall(r'href="([^"]*)"', page)
    assert len(links) == len(shipped.missed) + 2
    assert all(link.startswith("https://kpi.council.example/") for link in links)


def test_as_a_part_of_a_page_its_headings_are_deeper(shipped: ReportDigest) -> None:
    part = html_part(shipped, level=4)
    assert sorted(set(re.findall(r"<h(\d)", part))) == ["4", "5", "6"]
    assert "<html" not in part
    assert "<main" not in part


def test_the_message_names_nobody_it_goes_to(shipped: ReportDigest) -> None:
    data = message(shipped, SENDER, NOW).as_bytes()
    read = message_from_bytes(data, policy=policy.default)
    assert read["Subject"] == shipped.subject
    assert read["From"] == '"Team, performance" <kpi@council.example>'
    assert read["To"] == digest_rendering.NOBODY_NAMED
    assert read["Date"] == "Sun, 30 Nov 2025 09:30:00 +0000"
    assert read["Message-ID"].endswith("@council.example>")
    assert (read["Cc"], read["Bcc"], read["X-Unsent"]) == (None, None, None)
    assert read.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in read.iter_parts()] == ["text/plain", "text/html"]
    text, page = read.get_body(("plain",)), read.get_body(("html",))
    assert text is not None
    assert page is not None
    assert text.get_content().replace("\r", "") == plain_text(shipped)
    assert page.get_content().replace("\r", "") == html_page(shipped)
    assert max(len(line) for line in data.splitlines()) <= 998
    assert data.isascii()


def test_without_a_sender_it_is_a_draft(shipped: ReportDigest) -> None:
    read = message(shipped, None, NOW)
    assert (read["From"], read["X-Unsent"]) == (None, "1")


def test_without_an_address_nothing_links(snapshot: Snapshot) -> None:
    view = View(BCP, quarter("Q1 2025-26"))
    made = digest(snapshot, view, date(2025, 11, 30), address="")
    assert "href" not in html_page(made)
    assert "http" not in plain_text(made)
    assert digest_content.NO_ADDRESS in plain_text(made)


def test_no_title_of_a_service_adds_a_header(shipped: ReportDigest) -> None:
    read = message(replace(shipped, title="Services\r\nBcc: a@b.example"), SENDER, NOW)
    assert read["Bcc"] is None
    assert "Services Bcc: a@b.example" in read["Subject"]
