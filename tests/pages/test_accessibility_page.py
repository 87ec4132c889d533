"""The accessibility statement says what the files say."""

import re

import pytest

from kpi.guidance import accessibility_results, accessibility_statement
from pages.browser.native_sanitiser import markup_of
from tests.pages.conftest import Opener
from tests.pages.reading import markup, text


def test_the_statement_says_what_the_files_say(open_page: Opener) -> None:
    said = text(open_page("accessibility"))
    found, known = accessibility_results.results(), accessibility_results.shipped_limits()
    assert f"tested it on {found.day.day} {found.day:%B %Y}" in said
    assert f"in {found.browser} and checked each with axe-core {found.axe}" in said
    assert f"That made {found.checks} checks." in said
    assert accessibility_statement.results_words(found, known) in said
    for each in known:
        assert said.count(each.what) == 2  # in short, and with why
        assert each.why in said
        assert each.upstream in markup(open_page("accessibility"))


@pytest.mark.parametrize("page", ["scorecard", "guide", "definitions"])
def test_every_page_leads_to_the_guide_and_the_statement(open_page: Opener, page: str) -> None:
    foot = "\n".join(markup_of(element.proto.body) for element in open_page(page).get("html"))
    foot = foot.partition('<footer class="foot">')[2].partition("</footer>")[0]
    assert re.findall('href="([^"]+)"', foot) == ["guide", "definitions", "accessibility"]


def test_the_councils_contact_is_a_setting(
    open_page: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "has not yet put its contact details here" in text(open_page("accessibility"))
    monkeypatch.setenv("KPI_CONTACT", "<b>access@council.example</b>")
    said = open_page("accessibility")
    assert "contact us: <b>access@council.example</b>." in text(said)
    assert "<b>" not in markup(said)
