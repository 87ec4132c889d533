"""Rules on every free text: its length, markup in it, and signs of personal data."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kpi import visible_text
from kpi.file_readers import encoding_repair
from kpi.returns.checks.context import Context
from kpi.returns.checks.registry import Finding, rule
from kpi.returns.records import WARNING, CellPlace, CommentLine, ParsedReturn, TargetLine, ValueLine

LONGEST = 600
WORDS = ("what_happened", "why", "action", "owner_role")
FREE = frozenset({*WORDS, "note", "rationale", "target_type", "source"})

_LINK = re.compile(r"\bhttps?://|\bwww\.|\[[^\]]{1,200}\]\([^)]", re.IGNORECASE)
_MARKUP = re.compile(
    r"</?[a-z!][^>]{0,200}>|&[a-z]{1,10};|&#\d{1,7};|\*\*[^*]{1,200}\*\*|`[^`]{1,200}`|^#{1,6} ",
    re.I | re.M,
)
_PERSONAL = (
    ("an e-mail address", re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]+\.\w")),
    ("a unique pupil number", re.compile(r"\b[A-HJ-NP-RT-Z]\d{11}[\dA-HJ-NP-RT-Z]\b", re.I)),
    ("an NHS number", re.compile(r"(?<![\d.,])\d{3}[ -]?\d{3}[ -]?\d{4}(?![\d,]|\.\d)")),
)


def free_texts(read: ParsedReturn) -> Iterator[tuple[CellPlace, str, str]]:
    """Yield every free text of an officer: place, column, text."""
    for line in read.values:
        yield line.place, "note", line.note or ""
    for target in read.targets:
        yield target.place, "rationale", target.rationale or ""
    for comment in read.commentary:
        for column in WORDS:
            yield comment.place, column, getattr(comment, column) or ""


@rule("long-text", WARNING)
def long_text(read: ParsedReturn, context: Context) -> Iterator[Finding]:
    """Commentary must be short: it is read in minutes before a meeting."""
    for place, column, text in free_texts(read):
        if len(text) > LONGEST:
            expected = f"at most {LONGEST} characters, as members read it just before a meeting"
            yield Finding(place, column, f"{len(text)} characters", expected)


@rule("markup", WARNING)
def markup(read: ParsedReturn, context: Context) -> Iterator[Finding]:
    """A text must have no markup: it is displayed as typed, so the code of a tag would show."""
    for place, column, text in free_texts(read):
        match = _LINK.search(text) or _MARKUP.search(text)
        if match:
            expected = "plain words: links and markup are shown as plain text"
            yield Finding(place, column, _around(text, match.start()), expected)


@rule("unseen-signs", WARNING)
def unseen_signs(read: ParsedReturn, context: Context) -> Iterator[Finding]:
    """Invisible characters can reverse how a figure reads: they are removed and reported."""
    every: list[ValueLine | TargetLine | CommentLine] = [
        *read.values, *read.targets, *read.commentary
    ]  # fmt: skip
    for line in every:
        for column, typed in line.text.items():
            if column in FREE and visible_text.hides(typed):
                problem = f"signs that are not seen: {len(typed) - len(visible_text.clean(typed))}"
                expected = "plain text: marks of direction and the like are left out"
                yield Finding(line.place, column, problem, expected)


@rule("mojibake", WARNING)
def mojibake(read: ParsedReturn, context: Context) -> Iterator[Finding]:
    """A text must have its own letters, and not those of a file read in another encoding."""
    every: list[ValueLine | TargetLine | CommentLine] = [
        *read.values, *read.targets, *read.commentary
    ]  # fmt: skip
    for line in every:
        for column, typed in line.text.items():
            mended = encoding_repair.mended(typed)
            if mended is None:
                continue
            place = encoding_repair.first_difference(typed, mended)
            start = max(0, typed.rfind(" ", 0, place) + 1, place - 20)
            lost = " (a sign is lost)" if encoding_repair.LOST in mended[start : start + 40] else ""
            expected = (
                f"perhaps '{_around(mended, start)}'{lost}: the file was saved in one encoding and "
                "read in another; save it as CSV UTF-8, or type the text again"
            )
            yield Finding(line.place, column, _around(typed, start), expected)


def _around(text: str, start: int) -> str:
    """Return an excerpt of a text, short enough for a message."""
    piece = text[start : start + 40].replace("\n", " ")
    return piece if start + 40 >= len(text) else f"{piece}..."


@rule("personal-data", WARNING)
def personal_data(read: ParsedReturn, context: Context) -> Iterator[Finding]:
    """A text must not name a person; the message does not repeat what looks like personal data."""
    for place, column, text in free_texts(read):
        hints = [words for words, pattern in _PERSONAL if pattern.search(text)]
        if hints:
            expected = "no personal data: everyone can read this text"
            yield Finding(place, column, f"what looks like {' and '.join(hints)}", expected)
