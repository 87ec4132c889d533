"""The accessibility statement in words."""

from dataclasses import replace
from datetime import date

import pytest

from kpi import settings
from kpi.guidance import accessibility_statement
from kpi.guidance.accessibility_results import AccessibilityFault, KnownLimit, Results

CONTRAST = AccessibilityFault("color-contrast", "Elements must meet colour contrast", 3, ("/",))
REGION = KnownLimit(
    rule="region",
    what="A list stands outside.",
    why="It is Streamlit's.",
    about="a list",
    upstream="https://example.org/1",
)
MENU = KnownLimit(
    rule="WCAG 2.1.1",
    what="A menu needs the mouse.",
    why="It is drawn.",
    about="a menu",
    upstream="https://example.org/2",
)
CLEAN = Results(
    day=date(2025, 10, 31),
    browser="Chromium 141",
    axe="4.10.2",
    pages=("/", "/indicator"),
    ways=("360 pixels wide", "1,280 pixels wide"),
    checks=4,
    sideways=(),
    faults=(),
)


def told(found: Results, known: tuple[KnownLimit, ...] = (), contact: str = "") -> str:
    """All that the statement says, in order."""
    sections = accessibility_statement.statement("Kent", found, known, contact)
    parts = [(s.heading, *s.paragraphs, *(i.text for i in s.items)) for s in sections]
    return "\n".join(text for part in parts for text in part)


@pytest.mark.parametrize(
    ("found", "known", "status"),
    [
        (CLEAN, (REGION,), "fully"),  # good practice is no criterion
        (CLEAN, (REGION, MENU), "partially"),
        (replace(CLEAN, faults=(CONTRAST,)), (), "partially"),
        (replace(CLEAN, faults=(replace(CONTRAST, rule="region"),)), (REGION,), "fully"),
        (replace(CLEAN, sideways=("/",)), (), "partially"),
    ],
)
def test_how_far_it_complies(found: Results, known: tuple[KnownLimit, ...], status: str) -> None:
    assert accessibility_statement.status(found, known) == status
    assert f"This dashboard is {status} compliant" in told(found, known)


def test_the_contact_is_the_councils_or_says_that_it_is_missing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert accessibility_statement.NO_CONTACT in told(CLEAN)
    monkeypatch.setenv("KPI_CONTACT", " write to access@council.example\n or ring 01202 000000. ")
    said = told(CLEAN, contact=settings.contact())
    assert "contact us: write to access@council.example or ring 01202 000000.\n" in said
    assert accessibility_statement.NO_CONTACT not in said


def test_the_model_form_is_kept() -> None:
    headings = [s.heading for s in accessibility_statement.statement("Kent", CLEAN, (), "")]
    assert headings == [
        "Using this dashboard", "How accessible it is", "Feedback and contact", "Enforcement",
        "How far it meets the rules", "What does not work yet, and why", "How we tested it",
        "Preparation of this statement",
    ]  # fmt: skip
