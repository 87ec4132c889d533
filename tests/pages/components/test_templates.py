"""Templates: every text is escaped, nothing is left out unnoticed, marks say the whole word."""

import re
from html import escape
from pathlib import Path

import jinja2
import pytest
from markupsafe import Markup

from kpi.indicators.targets import target_status
from kpi.model.data_status import STATUSES
from kpi.wording.legend import meanings
from pages.components import templates
from pages.components.templates import render
from pages.sections.scorecard_table import tag

HARM = '<script>alert("x")</script>{{ marks }}{% include "title.html" %}&'
NAMES = sorted(path.name for path in templates.FOLDER.glob("*.html"))


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Templates of a test's own, rendered with the pages' settings."""
    own = templates._environment.overlay(loader=jinja2.FileSystemLoader(tmp_path))
    monkeypatch.setattr(templates, "_environment", own)
    return tmp_path


def macro(source: str, **view: object) -> str:
    """What a macro of the shared marks draws."""
    made = templates._environment.from_string(
        f'{{% from "marks.html" import mark, revised, pill %}}{source}'
    )
    return made.render(**view)


def words(markup: str) -> str:
    return " ".join(re.sub(r"<[^>]*>", "", markup).split())


def test_text_that_means_harm_is_shown_as_the_signs_it_is_made_of() -> None:
    marks = meanings(["illustrative"])
    drawn = render("title.html", heading=HARM, anchor=HARM, lead=HARM, marks=marks, why=HARM)
    assert "<script" not in drawn
    assert '"x"' not in drawn, "a quotation mark could end an attribute"
    assert drawn.count("&lt;script&gt;alert(&#34;x&#34;)&lt;/script&gt;{{ marks }}") == 4
    assert drawn.count("<p") == 2


def test_markup_made_by_us_is_kept_as_it_is() -> None:
    link = Markup('<a href="definitions">Why?</a>')
    drawn = render(
        "title.html", heading="A", anchor="a", lead="", marks=meanings(["derived"]), why=link
    )
    assert drawn.endswith(
        'derived from published figures. <a href="definitions">Why?</a></p></div>'
    )


def test_what_a_template_names_and_does_not_get_is_a_fault() -> None:
    with pytest.raises(jinja2.UndefinedError, match="'lead' is undefined"):
        render("title.html", heading="A", anchor="a", marks=(), why="")


@pytest.mark.parametrize(
    "source",
    [
        "{{ other }}",
        "{{ it.other }}",
        "{% if other %}x{% endif %}",
        "{% for x in other %}{% endfor %}",
    ],
)
def test_no_gap_is_left_unnoticed(folder: Path, source: str) -> None:
    (folder / "page.html").write_text(source, encoding="utf-8")
    with pytest.raises(jinja2.UndefinedError, match="other"):
        render("page.html", it=object())


def test_an_unknown_template_is_a_fault() -> None:
    with pytest.raises(jinja2.TemplateNotFound):
        render("no-such-page.html")
    with pytest.raises(jinja2.TemplateNotFound):
        render("../shell.py")


def test_breaks_between_tags_go_and_those_within_text_stay(folder: Path) -> None:
    (folder / "page.html").write_text(
        "<ul>\n  <li>one\n two</li>\n<li>{{ text }}</li>\n</ul>\n", encoding="utf-8"
    )
    assert render("page.html", text="a >\n< b") == (
        "<ul><li>one\n two</li><li>a &gt;\n&lt; b</li></ul>"
    )


@pytest.mark.parametrize("name", NAMES)
def test_every_template_is_read_with_escaping_and_none_takes_it_away(name: str) -> None:
    source = (templates.FOLDER / name).read_text("utf-8")
    templates._environment.parse(source)
    assert templates._environment.autoescape is True
    assert not re.search(r"\|\s*safe\b|autoescape|\bMarkup\b", source)
    assert "<script" not in source
    assert not re.search(r"\son\w+=", source)


# ---- marks ----------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [each for each in STATUSES if each != "published"])
def test_a_mark_is_a_letter_to_the_eye_and_a_word_to_the_ear(status: str) -> None:
    drawn = macro("{{ mark(status) }}", status=status)
    assert drawn.strip() == (
        f'<span class="mk"><span aria-hidden="true">[{status[0]}]</span>'
        f'<span class="visually-hidden"> {status}</span></span>'
    )
    (meaning,) = meanings([status])
    assert meaning.mark == f"[{status[0]}]"


def test_a_mark_of_several_figures_says_all_and_shows_the_least_certain() -> None:
    drawn = macro("{{ mark('some figures derived') }}")
    assert words(drawn) == "[d] some figures derived"


@pytest.mark.parametrize("status", ["", "published"])
def test_a_published_figure_has_no_mark(status: str) -> None:
    assert macro("{{ mark(status) }}", status=status).strip() == ""


def test_a_revision_is_marked() -> None:
    assert words(macro("{{ revised(true) }}")) == "[r] revised"
    assert macro("{{ revised(false) }}").strip() == ""


@pytest.mark.parametrize("status", target_status.STATUSES)
def test_a_status_is_word_and_shape_and_its_shape_is_not_read_out(status: str) -> None:
    shown = tag(status)
    drawn = macro("{{ pill(tag) }}", tag=shown).strip()
    assert drawn == (
        f'<span class="pill {shown.kind}"><span aria-hidden="true">{shown.shape}</span> '
        f"{escape(shown.words)}</span>"
    )
