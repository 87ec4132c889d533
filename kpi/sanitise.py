"""Text from outside made plain: nothing unseen in it, and nothing that covers its neighbours.

Marks that turn the direction of text make figures read backwards, control characters forge lines
of a log, half of a letter cannot be written to any file, and piles of accents cover other lines.
What a text means is not touched: markup stays the signs it is made of, and each output escapes
it for itself.
"""

from __future__ import annotations

import re
import unicodedata

_MOST_ACCENTS = 3
"""On one letter: Vietnamese and Biblical Hebrew get by with that many."""

# Control characters other than tab and line ends; soft hyphen; marks of direction; spaces without
# width and the byte order mark; halves of letters; what Unicode says is no character; shadow
# letters. The two joiners stay: scripts and emoji need them.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b\u200e\u200f"
    "\u202a-\u202e\u2060-\u206f\ud800-\udfff\ufdd0-\ufdef\ufeff\ufff0-\ufffb\ufffe\uffff"
    "\U000e0000-\U000e0fff"
    + "".join(chr(plane << 16 | last) for plane in range(1, 17) for last in (0xFFFE, 0xFFFF))
    + "]"
)


def clean(text: str) -> str:
    """A text without what is not seen; letters of every script, tabs and line ends stay."""
    return _unpiled(_UNSEEN.sub("", text.replace("\x85", "\n")))


def line(text: str) -> str:
    """The same on one line, white space evened out."""
    return " ".join(clean(text).split())


def hides(text: str) -> bool:
    """Whether there is anything in a text that `clean` takes out."""
    return clean(text) != text


def _unpiled(text: str) -> str:
    """At most a few accents on each letter."""
    if text.isascii():
        return text
    kept: list[str] = []
    pile = 0
    for sign in text:
        pile = pile + 1 if unicodedata.combining(sign) else 0
        if pile <= _MOST_ACCENTS:
            kept.append(sign)
    return "".join(kept)
