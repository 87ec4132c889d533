"""The guide, the accessibility statement, the fold of short forms and the help under filters."""

import re
from html import unescape

import pytest

from kpi.guidance import accessibility_results, accessibility_statement, help_text, user_guide
from pages.components.abbreviations import TITLE
from tests.pages.conftest import Opener
from tests.pages.reading import markup, text


def test_the_guide_shows_each_step_with_its_picture(open_page: Opener) -> None:
    app = open_page("guide")
    headings = [header.value for header in app.header]
    assert headings == [f"{n}. {step.title}" for n, step in enumerate(user_guide.steps(), start=1)]
    images = re.findall(r'<img class="guide" src="([^"]+)" (.*?)>', markup(app))
    pictures = list(user_guide.pictures().values())
    assert [src for src, _ in images] == [f"api/guide/{p.file}?{p.mark}" for p in pictures]
    for (_, rest), picture in zip(images, pictures, strict=True):
        assert f'width="{picture.width}" height="{picture.height}"' in rest
        assert f'alt="{picture.alt}"' in unescape(rest)
    phone = re.findall(r'<source media="\(max-width: 40rem\)" srcset="([^"]+)"', markup(app))
    narrow = [p.narrow for p in pictures if p.narrow]
    assert phone == [f"api/guide/{p.file}?{p.mark}" for p in narrow]
    assert len(narrow) == len(pictures)
    assert all(p.width <= 360 < wide.width for p, wide in zip(narrow, pictures, strict=True))
    assert "illustrative figures: made up, not real" in text(app)


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


def test_the_councils_contact_is_a_setting(
    open_page: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "has not yet put its contact details here" in text(open_page("accessibility"))
    monkeypatch.setenv("KPI_CONTACT", "<b>access@council.example</b>")
    said = open_page("accessibility")
    assert "contact us: <b>access@council.example</b>." in text(said)
    assert "<b>" not in markup(said)


@pytest.mark.parametrize("page", ["scorecard", "indicator", "benchmarks", "paper", "table"])
def test_short_forms_are_opened_in_place(open_page: Opener, page: str) -> None:
    (fold,) = re.findall(
        rf"<details><summary>{TITLE}</summary>(.*?)</details>", markup(open_page(page)), re.DOTALL
    )
    assert "<dt>DfE</dt><dd>Department for Education. " in fold
    assert 'href="definitions"' in fold


def test_only_the_short_forms_of_the_page_are_listed(open_page: Opener) -> None:
    def terms(page: str, **address: str) -> list[str]:
        fold = markup(open_page(page, **address)).partition(TITLE)[2]
        return re.findall("<dt>(.*?)</dt>", fold)

    assert "SEN2" not in terms("scorecard")
    assert "EHCP" in terms("benchmarks", measure="SEN_EHC_Excpt_20wks")
    assert "EHCP" not in terms("benchmarks", measure="assessments-45-days")
    assert "WCAG" in terms("accessibility")
    assert terms("definitions") == []


def test_each_filter_has_a_visible_line_of_help(open_page: Opener) -> None:
    for page, lines in {
        "scorecard": [help_text.FILTERS["scorecard"], help_text.PERIODS, help_text.NEIGHBOURS],
        "indicator": [help_text.FILTERS["indicator"], help_text.RANGE],
        "benchmarks": [help_text.BENCHMARKS],
        "profile": [help_text.PROFILE, help_text.EVERY_MEASURE],
        "table": [help_text.OWN_AUTHORITY],
    }.items():
        said = text(open_page(page))
        assert [line for line in lines if line not in said] == [], page


@pytest.mark.parametrize("page", ["scorecard", "guide", "definitions"])
def test_every_page_leads_to_the_guide_and_the_statement(open_page: Opener, page: str) -> None:
    foot = "\n".join(element.proto.body for element in open_page(page).get("html"))
    foot = foot.partition('<footer class="foot">')[2].partition("</footer>")[0]
    assert re.findall('href="([^"]+)"', foot) == ["guide", "definitions", "accessibility"]
