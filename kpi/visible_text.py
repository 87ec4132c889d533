"""Text from outside made safe to show: no invisible characters, nothing that covers other text.

Marks that change the direction of text make figures read backwards, control characters forge lines
of a log, lone surrogates cannot be written to a file, and stacked accents cover other lines.
The meaning of a text is unchanged: markup stays as it is, and each output escapes it for itself.
What could become a formula stays too (`kpi.file_writers.formula_guard`).
"""

from __future__ import annotations

import re
import unicodedata

_MOST_ACCENTS = 3
"""Accents on one letter: Vietnamese and Biblical Hebrew need at most this many."""

# Control characters other than tab and line ends; soft hyphen; marks of direction; zero-width
# spaces and the byte order mark; surrogates; Unicode's non-characters; tag characters. The two
# joiners stay: scripts and emoji need them.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b\u200e\u200f"
    "\u202a-\u202e\u2060-\u206f\ud800-\udfff\ufdd0-\ufdef\ufeff\ufff0-\ufffb\ufffe\uffff"
    "\U000e0000-\U000e0fff"
    + "".join(chr(plane << 16 | last) for plane in range(1, 17) for last in (0xFFFE, 0xFFFF))
    + "]"
)


def clean(text: str) -> str:
    """Return a text without invisible characters; letters, tabs and line ends stay."""
    return _unpiled(_UNSEEN.sub("", text.replace("\x85", "\n")))


def line(text: str) -> str:
    """Return a text as `clean` does, on one line, with single spaces."""
    return " ".join(clean(text).split())


def hides(text: str) -> bool:
    """Return whether `clean` would change a text."""
    return clean(text) != text


def _unpiled(text: str) -> str:
    """Return a text with at most `_MOST_ACCENTS` accents on each letter."""
    if text.isascii():
        return text
    kept: list[str] = []
    pile = 0
    for sign in text:
        pile = pile + 1 if unicodedata.combining(sign) else 0
        if pile <= _MOST_ACCENTS:
            kept.append(sign)
    return "".join(kept)
