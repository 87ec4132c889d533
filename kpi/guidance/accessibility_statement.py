"""The accessibility statement in the model form for public sector bodies, from the test results.

Model: the Government Digital Service's sample statement, which the regulations of 2018 (Public
Sector Bodies (Websites and Mobile Applications) (No. 2) Accessibility Regulations) call for.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kpi.formatting import capital, count, in_words, long_date, many
from kpi.guidance.accessibility_results import AccessibilityFault, KnownLimit, Results
from kpi.service import service

REGULATIONS = (
    "the Public Sector Bodies (Websites and Mobile Applications) (No. 2) Accessibility "
    "Regulations 2018"
)
_BUILT_ON = "These limits are in the software that the dashboard is built on."
REGULATOR = "https://www.equalityadvisoryservice.com/"
NO_CONTACT = (
    "The council has not yet put its contact details here. Until then, use the contact page of "
    "the council's own website and ask for the performance team of this service."
)


@dataclass(frozen=True)
class ListItem:
    """An item of a list: its text, and optionally an address with its name."""

    text: str
    address: str = ""
    name: str = ""


@dataclass(frozen=True)
class Section:
    """A heading, its paragraphs, then a list."""

    heading: str
    paragraphs: tuple[str, ...]
    items: tuple[ListItem, ...] = ()


def status(results: Results, known: Sequence[KnownLimit]) -> str:
    """Return `fully` or `partially`: whether any known fault fails the guidelines."""
    failing = [each for each in known if each.is_criterion] or _unknown(results, known)
    return "partially" if failing or results.sideways else "fully"


def statement(
    council: str, results: Results, known: Sequence[KnownLimit], contact: str
) -> tuple[Section, ...]:
    """Return the whole statement in order. `contact` says how to reach the council; "" if unset."""
    made = long_date(results.day)
    return (
        Section(
            "Using this dashboard",
            (
                f"This statement is about the {service().title} dashboard of {council}. We want "
                "as many people as possible to be able to use it. That means you should be able "
                "to:",
            ),
            (
                ListItem("zoom in to 400% without the text running off the screen"),
                ListItem(_keyboard_words(known)),
                ListItem("read every chart as a sentence and as a table"),
                ListItem("tell each status by its word and its shape, and not only by its colour"),
                ListItem("listen to the pages with a screen reader"),
                ListItem("print each page, or take the same figures away as a Word or table file"),
            ),
        ),
        Section(
            "How accessible it is",
            ("We know of these limits:" if known else "We know of no part that falls short.",),
            tuple(ListItem(each.what) for each in known),
        ),
        Section(
            "Feedback and contact",
            (
                contact_words(contact),
                "Tell us which page you need and in which form: large print, a Word file, a "
                "plain table, or read out by phone. We will consider it and answer you.",
                "If you find a problem that is not listed here, tell us in the same way.",
            ),
        ),
        Section(
            "Enforcement",
            (
                "The Equality and Human Rights Commission enforces the law. It is called "
                f"{REGULATIONS}.",
                "If you are not happy with how we answer your complaint, contact the Equality "
                "Advisory and Support Service.",
            ),
            (ListItem("Their website:", REGULATOR, "Equality Advisory and Support Service"),),
        ),
        Section("How far it meets the rules", (compliance_words(results, known),)),
        *_limits(known),
        Section(
            "How we tested it",
            (
                f"We last tested it on {made}. {tested_words(results)}",
                results_words(results, known),
                "Automated checks find only some barriers. The dashboard has not yet been tested "
                "with screen readers by the people who rely on them.",
            ),
            tuple(
                ListItem(f"{fault.words} ({fault.rule}, {_times(fault.times)})")
                for fault in _unknown(results, known)
            ),
        ),
        Section(
            "Preparation of this statement",
            (
                f"This statement was prepared on {made}. The dashboard makes it from the results "
                "of that day's test. A new test renews it.",
            ),
        ),
    )


def _keyboard_words(known: Sequence[KnownLimit]) -> str:
    """Return that all is used with a keyboard alone; where some is not, that it is listed."""
    words = "use every filter, link and button with a keyboard alone"
    if any(each.rule.startswith("WCAG 2.1.1") for each in known):
        return f"{words}, but for what is listed below"
    return words


def _limits(known: Sequence[KnownLimit]) -> tuple[Section, ...]:
    """Return the sections of what fails the guidelines, and of what is against best practice."""
    failing = [each for each in known if each.is_criterion]
    others = [each for each in known if not each.is_criterion]
    sections = [_limit_section("What does not work yet, and why", failing)]
    if others:
        sections.append(_limit_section("Other limits, which fail no criterion, and why", others))
    return tuple(sections)


def _limit_section(heading: str, limits: Sequence[KnownLimit]) -> Section:
    return Section(heading, (_BUILT_ON,) if limits else (), tuple(_limit(each) for each in limits))


def contact_words(contact: str) -> str:
    """Return how to reach the council, or that it has published no contact yet."""
    if not contact:
        return NO_CONTACT
    return f"If you need something here in another form, contact us: {contact}."


def compliance_words(
    results: Results, known: Sequence[KnownLimit], *, listed: str = "below"
) -> str:
    """Return how far the guidelines are met, in the model statement's words.

    `listed` is where what does not comply is listed, as the text stands elsewhere, too.
    """
    how = status(results, known)
    guidelines = "the Web Content Accessibility Guidelines (WCAG) version 2.2, level AA"
    if how == "fully":
        return f"This dashboard is fully compliant with {guidelines}."
    return (
        f"This dashboard is partially compliant with {guidelines}. What does not comply is listed "
        f"{listed}."
    )


def tested_words(results: Results) -> str:
    """Return what was tested, at which widths and colours, and with what."""
    return (
        f"A program opened {in_words(len(results.pages))} views of its pages in {results.browser} "
        f"and checked each with axe-core {results.axe} in {in_words(len(results.ways))} ways: "
        f"{'; '.join(results.ways)}. That made {count(results.checks)} checks."
    )


def results_words(results: Results, known: Sequence[KnownLimit]) -> str:
    """Return what the checks found."""
    others = _unknown(results, known)
    listed = {each.rule for each in known} & {fault.rule for fault in results.faults}
    wide = (
        f"{capital(_times(len(results.sideways)))} a page scrolled sideways."
        if results.sideways
        else "No page scrolled sideways."
    )
    if not results.faults:
        return f"The checks found no fault. {wide}"
    if not others:
        return f"The checks found nothing but what is listed above ({', '.join(listed)}). {wide}"
    number = len(others)
    return f"They found {many(number, 'fault')}, listed below. {wide}"


# ---- parts ----------------------------------------------------------------------------------


def _unknown(results: Results, known: Sequence[KnownLimit]) -> tuple[AccessibilityFault, ...]:
    rules = {each.rule for each in known}
    return tuple(fault for fault in results.faults if fault.rule not in rules)


def _limit(each: KnownLimit) -> ListItem:
    return ListItem(
        f"{each.what} {each.why}",
        each.upstream,
        f"Reported to its makers: {each.about} ({each.rule})",
    )


def _times(number: int) -> str:
    return "once" if number == 1 else f"{in_words(number)} times"
