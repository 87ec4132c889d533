"""Plain English on every page and in the paper: reading age, sentence length, words, numbers.

Measured is what the dashboard itself says. Left out, as data of others that we repeat and may not
reword: names of indicators, measures and authorities, LAIT's definitions and notes, titles of
sources, faults of the data, and the council's own commentary and reasons for targets.
"""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

import pytest

from kpi.benchmarks import measures
from kpi.file_writers.document import (
    DocumentTable,
    Heading,
    Paragraph,
    RichParagraph,
    RichTable,
    numbers_of,
)
from kpi.guidance import glossary
from kpi.indicators import reporting_quarters
from kpi.indicators.scorecard import View
from kpi.model.snapshot import Snapshot
from kpi.paper import assembly
from pages.components.abbreviations import TITLE
from tests.kpi.file_writers.plain_blocks import plain_block
from tests.pages.conftest import Opener
from tests.pages.reading import faults
from tests.pages.said import said
from tests.readability import measure, sentences_of, words_of

YOUNGEST, OLDEST = 9, 13  # years: the reading age of our sentences, taken together, on each page
MOST_WORDS = 30
A_SENTENCE = 4  # words: anything shorter is a label
QUARTERS = ("Q1 2025-26", "Q3 2024-25", "Q3 2025-26", "Q1 2023-24")
INDICATORS = (
    "assessments-45-days", "early-help-returns", "ehcp-20-weeks", "ks4-fsm-gap",
    "primary-permanent-exclusions", "secondary-permanent-exclusions", "referrals-rate",
)  # fmt: skip
VIEWS = ("time", "all", "neighbours", "region", "about")
VISITS: dict[str, list[dict[str, str]]] = {
    "scorecard": [{"quarter": quarter} for quarter in QUARTERS],
    "indicator": [
        {"indicator": name, "quarter": quarter} for name in INDICATORS for quarter in QUARTERS[::2]
    ],
    "benchmarks": [{"view": view} for view in VIEWS]
    + [{"measure": "SEN_EHC_Excpt_20wks", "view": view} for view in VIEWS]
    + [
        {"measure": measure, "view": "gaps", "as": form}
        for measure in ("KS2RWM_Expected_STD", "TotAbs")
        for form in ("chart", "table")
    ],
    "profile": [{}, {"topic": "Special educational needs (SEN)"}],
    "compare": [{}, {"measures": "SecAuth~FirstYJS", "beside": "908-420"}],
    "table": [{}],
    "paper": [{"quarter": quarter} for quarter in QUARTERS[::2]],
    "definitions": [{}],
    "guide": [{}],
    "accessibility": [{}],
}

# ---- the rules ------------------------------------------------------------------------------

JARGON = {
    r"(?<!statistically )\bsignifican\w+": "never without statistically",
    r"\bRAG\b": "say target status",
    r"\bn/a\b": "say why in words",
    r"\b(?:numerator|denominator)\b": "say counted, and out of",
    r"\bpolarity\b": "say which way is better",
    r"\b(?:YTD|QoQ|YoY)\b": "say the period",
    r"\d ?pp\b": "say points",
    r"\b(?:e\.g\.|i\.e\.|etc\b|viz\b)": "say for example, that is, and so on",
    r"\b(?:utilis|leverag|facilitat)\w+": "say use",
    r"\b(?:metrics?|datasets?|dataframe|null|NaN|cohorts?)\b": "a word of specialists",
    r"\b(?:prior to|in order to|in respect of|with regard to|going forward)\b": "padding",
    r"\b(?:stakeholders?|deep dive|key drivers?|outturn|outlier|percentile)\b": "jargon",
    r"\bperformance deteriorated\b": "say what moved",
}
AMERICAN = re.compile(
    r"\b(?:\w+(?:[^aeis]|al|an)iz(?:e|es|ed|ing|ation)|colors?|centers?|behaviors?|favors?|"
    r"neighbors?|labor|gray|judgments?|fulfill|enrollments?|analyz\w+|license[ds]? by|"
    r"math|catalog|toward|traveled|labeled|canceled|defense|offense)\b",
    re.IGNORECASE,
)
BRITISH = {"size", "sized", "prize", "seize"}
MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
# 31 October 2025 is the one style of a day. Not: 31/10/2025, 2025-10-31, 31st October, October 31.
BAD_DATES = re.compile(
    r"\b\d{1,2}/\d{1,2}/\d{2,4}\b|(?<![-\d])\d{4}-\d{2}-\d{2}(?![-\d])"
    rf"|\b\d{{1,2}}(?:st|nd|rd|th) (?:{MONTHS})\b|\b(?:{MONTHS}) \d{{1,2}}\b(?!,?\d)"
    r"|\b\d{1,2} (?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b"
)
# A thousand and more has commas; 1989 to 2030 are years.
BARE_NUMBER = re.compile(r"(?<![\d.,/#-])(?!(?:19[89]\d|20[0-3]\d)\b)\d{4,}(?![\d/-]|,\d)")
SHORT_FORM = re.compile(r"\b(?=[A-Za-z0-9]*[A-Z][A-Za-z0-9]*[A-Z0-9])[A-Z][A-Za-z0-9]*(?:-\d+)?\b")
TERM = re.compile(r"\b(?:spring|summer|autumn) term \d{4}\b")
# The level AA of WCAG; grades; a stressed word of LAIT's; Ordnance Survey's own words for its maps;
# the council's form of a recommendation; a region's letters, whose name stands under them.
SPELT_WITHIN = {"AA", "AAB", "NOT", "OS", "RECOMMENDED", "SW"}


def without_brackets(sentence: str) -> str:
    """A sentence without what is in brackets: sources and counts, which the eye may skip."""
    before = ""
    while before != sentence:
        before, sentence = sentence, re.sub(r"\([^()]*\)", "", sentence)
    return sentence


def too_long(sentences: Iterable[str]) -> list[str]:
    """Those past 30 words. Brackets are left out, the name of a term is one word, and each point
    of a list told by semicolons counts by itself.
    """
    return [sentence for sentence in sentences if max(map(_words, _points(sentence))) > MOST_WORDS]


def _points(sentence: str) -> list[str]:
    return without_brackets(TERM.sub("term", sentence)).split(";")


def _words(text: str) -> int:
    return len(words_of(text))


def jargon(texts: Iterable[str]) -> list[str]:
    """Each banned word with the text it is in."""
    return [
        f"{found.group()} ({why}): {text[:100]}"
        for text in texts
        for pattern, why in JARGON.items()
        for found in re.finditer(pattern, text)
    ]


def american(texts: Iterable[str]) -> list[str]:
    """Spellings that are not British."""
    return [
        f"{word}: {text[:100]}"
        for text in texts
        for word in AMERICAN.findall(text)
        if word.lower() not in BRITISH
    ]


def bad_dates(texts: Iterable[str]) -> list[str]:
    """Days in another style than 31 October 2025."""
    return [f"{day}: {text[:100]}" for text in texts for day in BAD_DATES.findall(text)]


def bare_numbers(texts: Iterable[str]) -> list[str]:
    """Numbers from 1,000 without a comma."""
    return [f"{number}: {text[:100]}" for text in texts for number in BARE_NUMBER.findall(text)]


# ---- what is measured -----------------------------------------------------------------------


@lru_cache(maxsize=2)
def _names(snapshot: Snapshot) -> re.Pattern[str]:
    """Names of data, the longest first, so that a short one inside it is not found instead."""
    names = {*snapshot.areas["name"], *(i.name for i in snapshot.indicators)}
    names |= {name for m in measures.all_measures(snapshot) for name in (m.name, m.topic)}
    names |= {*snapshot.sources["title"]}
    kept = sorted((n for n in names if len(n) > 3 and n != "England"), key=len, reverse=True)
    return re.compile("|".join(map(re.escape, kept)))


@lru_cache(maxsize=2)
def _of_others(snapshot: Snapshot) -> str:
    """Texts of others that are repeated whole, white space evened out."""
    parts: list[object] = []
    for column in ("what_happened", "why", "action", "owner_role"):
        parts += snapshot.commentary[column].to_list()
    parts += [*snapshot.targets["rationale"], *snapshot.faults["fault"], *snapshot.sources["note"]]
    for known in measures.all_measures(snapshot):
        parts += [known.definition, known.name, known.topic, *known.notes]
    return " | ".join(" ".join(str(part).split()) for part in parts if part)


def ours(texts: Iterable[str], snapshot: Snapshot) -> list[str]:
    """Our own texts, with `It` where a name of data stood."""
    names, others = _names(snapshot), _of_others(snapshot)
    return [names.sub("It", text) for text in texts if text not in others]


def sentences(texts: Iterable[str], others: str = "") -> list[str]:
    """Whole sentences, each once: they end in a full stop and have at least four words."""
    found = [s for text in texts if not text.startswith("Filters ") for s in sentences_of(text)]
    return [
        sentence
        for sentence in dict.fromkeys(found)
        if re.search(r"[.!?][”\")]*$", sentence)
        and len(words_of(sentence)) >= A_SENTENCE
        and sentence not in others
    ]


# ---- every page -----------------------------------------------------------------------------


def faults_of(texts: Sequence[str], snapshot: Snapshot) -> list[str]:
    """Whatever breaks a rule in the texts of a page or a paper, each as a line."""
    own = ours(texts, snapshot)
    found = sentences(own, _of_others(snapshot))
    assert len(found) >= 5, "nothing was gathered"
    age = measure(found).reading_age
    entries = ("The two counts of a share", "Numerator", "Denominator")  # the glossary's own
    return [
        *([] if YOUNGEST <= age <= OLDEST else [f"reading age {age:.1f}"]),
        *(f"too long: {sentence}" for sentence in too_long(found)),
        *jargon(text for text in own if not text.startswith(entries)),
        *american(own),
        *bad_dates(own),
        *bare_numbers(re.sub(r"snapshot [\w-]+", "snapshot", text) for text in own),
    ]


def unexplained(texts: Sequence[str], snapshot: Snapshot, told: set[str]) -> set[str]:
    """Short forms in what we say that are not among those told."""
    own = (re.sub(r"snapshot [\w-]+", "snapshot", text) for text in ours(texts, snapshot))
    used = {form for text in own for form in SHORT_FORM.findall(text)}
    return used - told - SPELT_WITHIN


@pytest.mark.parametrize("page", VISITS)
def test_every_page_is_in_plain_english(open_page: Opener, snapshot: Snapshot, page: str) -> None:
    everything: dict[str, None] = {}
    for address in VISITS[page]:
        app = open_page(page, **address)
        assert faults(app) == []
        texts = said(app)
        told = ALL_FORMS if page == "definitions" else listed(texts)
        assert unexplained(texts, snapshot, told) == set(), address
        everything |= dict.fromkeys(texts)
    assert faults_of(list(everything), snapshot) == []


def test_the_short_forms_in_the_name_of_a_measure_are_explained(open_page: Opener) -> None:
    app = open_page("benchmarks", measure="SEN_EHC_Excpt_20wks")
    assert {"DfE", "EHC", "SEN", "CSV", "PNG", "SVG"} <= listed(said(app))


ALL_FORMS = {form for term in glossary.wording().terms for form in term.short_forms}


def listed(texts: Sequence[str]) -> set[str]:
    """The short forms that a page's fold lists."""
    start = list(texts).index(TITLE) if TITLE in texts else len(texts)
    named = set(texts[start:])
    return {
        form for term in glossary.wording().terms if term.term in named for form in term.short_forms
    }


# ---- the paper ------------------------------------------------------------------------------


@pytest.mark.parametrize("quarter", QUARTERS)
def test_the_paper_is_in_plain_english(snapshot: Snapshot, quarter: str) -> None:
    made = assembly.make(
        snapshot,
        assembly.PaperRequest(
            View("839", reporting_quarters.find_quarter(snapshot, "839", quarter)), full=True
        ),
    )
    numbers = numbers_of(made.parts)
    parts = [
        plain_block(part, numbers) if isinstance(part, RichParagraph | RichTable) else part
        for part in made.parts
    ]
    texts = [part.text for part in parts if isinstance(part, Heading | Paragraph)]
    for part in parts:
        if isinstance(part, DocumentTable):
            texts += [line for row in part.rows for cell in row for line in cell]
    assert faults_of(texts, snapshot) == []


# ---- the rules themselves -------------------------------------------------------------------


def test_each_rule_catches_a_bad_sample_and_passes_a_good_one() -> None:
    long = " ".join(["word"] * 31) + "."
    assert too_long([long, " ".join(["word"] * 30) + "."]) == [long]
    assert too_long(["A short one (" + "brackets " * 40 + ")."]) == []
    assert len(jargon(["A significant change.", "RAG: n/a", "The denominator", "up 3pp"])) == 5
    assert jargon(["A statistically significant change in the figure."]) == []
    assert len(american(["Organized by color.", "the neighbors", "centers"])) == 4
    assert american(["the size of neighbours", "a programme, licensed, organised"]) == []
    bad = ["31/10/2025", "2025-10-31", "31st October 2025", "October 31, 2025", "31 Oct 2025"]
    assert len(bad_dates(bad)) == 5
    assert bad_dates(["31 October 2025", "October 2025", "Apr to Jun 2025", "2025-26"]) == []
    assert len(bare_numbers(["1234 children", "10000 of them"])) == 2
    assert bare_numbers(["1,234 in 2025", "2025-26", "10,000", "2023/24", "from 1989"]) == []
