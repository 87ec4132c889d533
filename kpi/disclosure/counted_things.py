"""What a small number in a sentence counts: children, or staff, places, work, time, a label.

A number counts children unless the words beside it say otherwise. Its noun decides, as the last
word of what it counts: `2 schools` are no children, `2 school leavers` are, and so are `3 visited
schools`. So the nouns of other things stand here in the plural, as whole words, and before them
only words that cannot be a verb.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

# Bounded, so that matching a hostile text takes time in proportion to its length.
NUMBER = r"\d{1,3}(?:,\d{3}){1,3}(?:\.\d{1,6})?|\d{1,9}(?:\.\d{1,6})?"

_TIME = "minute hour day night week weekend fortnight month year term quarter point time step"
_PLACES = """
    school academy nursery college locality area team partner authority council site centre hub
    service provider clinic borough region ward district agency setting organisation directorate
    department trust charity office neighbour court hospital LA
"""
_STAFF = """
    post worker officer caseworker manager chair chairperson nurse teacher headteacher SENCO doctor
    GP paediatrician therapist practitioner consultant solicitor lawyer judge coordinator
    co-ordinator administrator analyst supervisor assessor adviser advisor locum lead head director
    role vacancy councillor psychologist IRO ASYE inspector auditor trainer governor magistrate
    colleague employee volunteer
"""
_WORK = """
    panel meeting visit action session reason factor cause issue priority workshop course audit
    system project pilot contract grant recommendation inspection survey policy procedure process
    campaign event briefing theme strand workstream milestone target indicator KPI option way phase
    stage level tier lesson initiative programme strategy tool error question bid tender round
    version board figure sheet spreadsheet file comment webinar toolkit seminar newsletter
"""
# Nouns of more than one word: only with the first is the second no child's.
_PHRASES = (
    r"(?:children['\u2019]?s|care|residential)\s+homes?|(?:health|independent)\s+visitors?|foster\s+carers?"
    r"|(?:staff|team|panel|board|committee)\s+members?|decimal\s+places?|decimals"
    r"|members?\s+of\s+(?:the\s+|our\s+)?(?:staff|team|panel|board|committee|council)"
    r"|(?:pupil\s+referral|family|specialist|residential)\s+units?|case\s+conferences?"
    r"|(?:peer|policy|internal|external)\s+reviews?"
)
# Not FTE, which are fixed-term exclusions, too; `3 FTE posts` has a noun.
_UNITS = (
    r"%|per\s?cent\b|(?:percentage|index|scale)\s+points?\b|p\.?p\.?(?:ts?)?\b|pts?\b|million\b"
    r"|billion\b|bn\b|WTE\b|[ap]\.?m\b|o['\u2019]clock\b"
    r"|miles?\b|places\s+(?:better|higher|lower|worse|above|below)\b|(?:years?|months?|weeks?|days?)[\s-]+olds?\b"
)
# `3 may be siblings` is no date: so these are matched as people write months, not in any case.
_MONTHS = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b(?!-)"
)
# What may stand before such a noun. None of them is a verb: `3 visited schools` are children.
_BEFORE_NOUN = """
    agency permanent temporary interim senior newly qualified unqualified new experienced
    independent reviewing social support youth family families children's childrens child protection
    young people's care residential foster fostering adoption early help years head deputy
    assistant team service locality local authority area primary secondary special infant junior
    nursery middle upper maintained faith academy school college education educational health mental
    clinical occupational medical legal court police probation housing adult
    partner partnership neighbouring nearby statistical other similar main key small large larger
    remaining outstanding vacant unfilled overdue full-time part-time full part working calendar
    consecutive statutory extra additional further more fewer less different separate
    recent planned unannounced monthly weekly quarterly annual joint multi-agency strategic
    operational practice quality assurance thematic internal external case file dip-sample learning
    training recruitment staff management leadership governance scrutiny committee project pilot
    digital finance data commissioned commissioning voluntary community regional national rural
    urban northern southern eastern western north east south west central duty assessment referral
    pupil safeguarding whole good improvement inspection trainee designated principal business
    virtual panel meeting hub centre peer monitoring parenting priority casework home teaching
    educational whole-school financial academic long-term short-term
    """
_BEFORE_NAMES = r"(?:\b[A-Z][\w'\u2019]*|[A-Z]{2,})"
# What may follow a single noun: with anything else after it, it only describes what is counted.
_AFTER_ONE = """
    in on at for from to of by with without and or but as who that which where when while than
    because since after before during per each was is has had have were left joined closed opened
    remains remained became will can did does started began ended resigned retired needs needed lost
    took agreed found met said reported now only are work works leaving recruited appointed trained
    covering absent off short across within until this last next so today
    """
_PEOPLE = (
    r"child|pupil|young|youngster|youth|teen|adolescen|famil|household|case(?!work)|plan(?!n)"
    r"|assessment|exclu|suspen|student|learner|boy|girl|bab(?:y|ies)\b|infant|toddler|kid\b|kids\b"
    r"|sibling|brother|sister|twin|triplet|son\b|sons\b|daughter|return|re-?referral|referral"
    r"|leaver|user|client|patient|offender|victim|refus|runaway|migrant|refugee|asylum|apprentice"
    r"|placement|episode|death|suicid|fatalit|incident|arrest|admission|moves?\b|injur|rapid\s+review|allegation|carer|mother|father|parent|adopt|person|people"
    r"|individual|of\s+(?:them|whom|these|those|which)\b|\d{1,2}[\s-]year[\s-]old"
    r"|(?:EHCPs?|EHC|CLA|LAC|CIC|CIN|CPP?s?|UASCs?|NEETs?|SEND|SGOs?|C[YP]P?s?)\b"
)
COUNTED = _PEOPLE
"""A pattern of the first letters of words for children, families and cases."""

# `Level 3`, `a stage 2 complaint` are names, but `at this stage 3 were open` is a count.
_LABELS = "level stage tier band grade section phase step"
_DETERMINERS = frozenset(
    [
        "this",
        "that",
        "these",
        "those",
        "each",
        "every",
        "either",
        "last",
        "next",
        "previous",
        "prior",
        "past",
        "current",
        "same",
        "first",
        "second",
        "third",
        "fourth",
        "fifth",
        "latest",
        "final",
        "whole",
        "most",
        "what",
        "which",
        "one",
        "no",
    ]
)
# `in Year 3` is a name, but `this year 3 came back` and `in the quarter 3 came back` are counts:
# only after a word that does not describe it.
_CLOSE_LABELS = """
    year term quarter week day month group cohort page item note paragraph appendix annex table
    chart priority objective recommendation outcome strand theme wave version category schedule
    article form locality cluster zone domain team ward standard pillar question area position
    part measure indicator kpi principle option levels stages tiers bands grades sections phases
    steps years terms quarters weeks days pages items groups tables options wards
"""
_LEADS = frozenset(
    [
        "in",
        "by",
        "of",
        "for",
        "from",
        "to",
        "at",
        "until",
        "since",
        "during",
        "and",
        "or",
        "see",
        "under",
        "on",
        "with",
        "key",
        "than",
        "through",
        "between",
    ]
)
_WHOLE = rf"(?:{NUMBER}|one)"
_LABELLED = re.compile(
    rf"\b(?:(?P<label>{'|'.join([*_LABELS.split(), *_CLOSE_LABELS.split()])}"
    r"|ages?|aged|rank|ranked|top|bottom)\s+"
    rf"(?P<chain>(?:{_WHOLE}\s*(?:&|,|\b(?:to|and|or)\b)\s*){{0,4}})"
    r"|(?P<short>Q|T|KS|Y)\d{1,2}\s*(?:&|\bto\b)\s*)$",
    re.IGNORECASE,
)
_MORE = re.compile(rf"\s*(?:-|/|&|,|to\b|and\b|or\b)\s*{_WHOLE}", re.IGNORECASE)
_SEVERAL_DO = re.compile(
    r"\s+(?:were|are|have|came|went|left|remain|returned|did|do|moved|need|needed)\b", re.IGNORECASE
)
_LAST_WORD = re.compile(r"([\w'\u2019-]+)\s+$")
_LEADING = 64  # characters before a number that are searched for its label
_AFTER = 96  # and after it for what it counts


def _forms(words: str, *, plural: bool) -> str:
    return "|".join(re.escape(_plural(w) if plural else w) for w in words.split())


def _plural(word: str) -> str:
    if word.endswith("y") and word[-2] not in "aeiou":
        return f"{word[:-1]}ies"
    return f"{word}{'es' if word.endswith(('s', 'ss', 'ch')) else 's'}"


_OTHERS = f"{_PLACES} {_STAFF} {_WORK}"
_MODIFIERS = (
    rf"(?:(?:(?-i:{_BEFORE_NAMES})|{'|'.join(sorted(map(re.escape, _BEFORE_NOUN.split())))}"
    r"|speech\s+and\s+language|leaving\s+care|EHC\s+plan)\s+)"
    r"{0,4}?"
)
_PART_OF = r"(?:of\s+(?:our|the|their|its|these|those|all)\s+)?"
_NO_MORE_NOUNS = rf"(?=\s*(?:$|[.,;:!?)])|\s+(?:{'|'.join(_AFTER_ONE.split())})\b)"
# `a 5 year plan`, not `2 term exclusions`, `2 day nursery children` or `3 Year 6 pupils`.
_SPELL = (
    rf"(?:{_forms(_TIME, plural=False)})(?![\w-]|\s+\d|\s+to\s+date\b|\s+"
    rf"(?:(?!(?:{'|'.join(_AFTER_ONE.split())})\b)[\w-]+\s+){{0,2}}"
    rf"(?!(?:{'|'.join(_AFTER_ONE.split())})\b)(?:[\w-]+s|child|children|people|person)\b)"
)
_SEVERAL = re.compile(
    rf"^\+?\s*(?:{_UNITS}|(?-i:{_MONTHS})"
    rf"|{_PART_OF}{_MODIFIERS}(?P<noun>(?:{_forms(_TIME, plural=True)})(?![\w-])"
    # Not `3 social services referrals`.
    rf"|(?:{_forms(_OTHERS, plural=True)}|{_PHRASES})(?![\w'\u2019-]"
    rf"|\s+(?:(?:{_PEOPLE})[\w-]*s\b|children\b))"
    # The staff themselves; `3 staff assaults` are none.
    rf"|staff{_NO_MORE_NOUNS})|(?:working\s+|school\s+)?{_SPELL})",
    re.IGNORECASE,
)
_SINGLE = re.compile(
    rf"^\s*(?:{_UNITS}|(?-i:{_MONTHS})|{_SPELL}"
    rf"|{_MODIFIERS}(?P<noun>(?:{_forms(_OTHERS, plural=False)}|{_PHRASES}|staff)){_NO_MORE_NOUNS}"
    rf"|of\s+(?:our|the|their|its|these|those|all)\s+{_MODIFIERS}"
    rf"(?:{_forms(_OTHERS, plural=True)}|{_PHRASES})(?![\w'\u2019-]))",
    re.IGNORECASE,
)
# `one pupil moves the rate` is how much a rate depends on each, and no count.
_MOVES_A_RATE = re.compile(
    r"\s+(?:[\w'\u2019-]+\s+){1,3}(?:moves|changes|shifts|alters|raises|lowers|is\s+worth)\s+"
    r"(?:(?:the|a|our|this|that)\s+)?(?:[\w-]+\s+){0,2}(?:rate|percentage|figure|share)\b",
    re.IGNORECASE,
)
_TO_NEXT = re.compile(
    rf"^\s+(?P<join>to|or|and|(?:out\s+)?of|in)\s+(?:(?:the|our|all|every|its|about|last|past|first|next)\s+)"
    rf"{{0,2}}(?P<next>{NUMBER}|one)(?![\w%]|[.,:]\d)",
    re.IGNORECASE,
)
_IS_PEOPLE = re.compile(
    rf"^\s+(?!quarters?\b|thirds?\b|fifths?\b|tenths?\b)"
    rf"(?:of\s+(?:the|our|these|those|their|all)\s+|out\s+of\s+\w+\s+)?"
    rf"(?:(?!(?:{'|'.join(_AFTER_ONE.split())})\b)[\w'-]+\s+){{0,2}}(?:{_PEOPLE})",
    re.IGNORECASE,
)


def counts_people(after: str) -> bool:
    """Return whether the words after a number are of children, families or cases."""
    return _IS_PEOPLE.match(after[:_AFTER]) is not None


def counts_others(count: float, after: str, counted: Iterable[str] = ()) -> bool:
    """Return whether the words after a number say that it counts something else.

    `counted` are the words of what the indicator itself counts: `3 visits` is a count of one that
    counts visits, and of no other.
    """
    after = after[:_AFTER]
    if count == 1 and _MOVES_A_RATE.match(after):
        return True
    counted_other = (_SINGLE if count == 1 else _SEVERAL).match(after)
    if counted_other is not None:
        noun = (counted_other["noun"] or "").split()[-1:]
        return not any(_is_same(word, other) for word in noun for other in counted)
    link = _TO_NEXT.match(after)
    if link is None:
        return False
    join, rest = link["join"].lower(), after[link.end() :]
    is_time = _is_time(rest)
    if (join in ("to", "and") and not is_time) or (join == "in" and (count != 1 or is_time)):
        # `3 to 2 schools`, `3 in 2 schools`, `3 in 5 days` may be children; `1 in 5 schools` are
        # schools, and so are `3 of the 12 schools`.
        return False
    return counts_others(max(count_of(link["next"]), 2), rest, counted)


def is_label(before: str, after: str) -> bool:
    """Return whether a number is the name of something: `Level 3`, `Years 3 and 4`."""
    before = before[-_LEADING:]
    labelled = _LABELLED.search(before)
    if labelled is None:
        return False
    label, chain = labelled["label"] or "", (labelled["chain"] or labelled["short"] or "").lower()
    is_plural = label.endswith("s")
    if chain and (counts_people(after) or (re.search("and|or|,", chain) and not is_plural)):
        return False
    if is_plural and not chain and not _MORE.match(after):  # `for weeks 3 came back`
        return False
    lead = _LAST_WORD.search(before[: labelled.start()])
    return lead is None or _may_lead(lead[1].lower(), label, after)


def _may_lead(lead: str, label: str, after: str) -> bool:
    """Return whether a label after this word is a name: `by Level 3`, and not `at this level 3`."""
    if label.lower() in _LABELS.split():
        if lead in ("the", "our", "their", "its") and _SEVERAL_DO.match(after):
            return False
        return lead not in _DETERMINERS and not lead.isdigit()
    if label.lower() in _CLOSE_LABELS.split():
        # `in year 3 were excluded` is within the year.
        return lead in _LEADS and (lead, label) not in {("in", "part"), ("of", "note"),
                                                        ("in", "year"), ("in", "term")}  # fmt: skip
    return True


def is_of_others(
    sentence: str, match: re.Match[str], group: int, counted: Iterable[str] = ()
) -> bool:
    """Return whether a number found in a sentence counts something else, or is a name: Level 3."""
    before, after = sentence[: match.start(group)], sentence[match.end(group) :]
    return counts_others(count_of(match[group]), after, counted) or is_label(before, after)


def number(text: str) -> float:
    """Return a number as written, with or without thousands commas."""
    return float(text.replace(",", ""))


def count_of(text: str) -> float:
    """Return a number as written, in digits or as the word `one`."""
    return 1.0 if text.lower() == "one" else number(text)


def _is_time(after: str) -> bool:
    several = _SEVERAL.match(after)
    if several is None:
        return False
    noun = (several["noun"] or "day").split()[-1].lower()
    return noun in {_plural(word) for word in _TIME.split()} or not several["noun"]


def _is_same(noun: str, other: str) -> bool:
    noun, other = noun.lower(), other.lower()
    return noun == other or noun == _plural(other) or _plural(noun) == other
