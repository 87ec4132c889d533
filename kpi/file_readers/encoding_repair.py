"""Text whose UTF-8 was read in another encoding (`Childrenâ€™s`), and what it was before.

The other encoding is that of Windows, of DOS (Western: `ChildrenÔÇÖs`; US: with a Greek letter in
it), or of early Macintosh computers (`Children‚Äôs`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

LOST = "\N{REPLACEMENT CHARACTER}"
_MOST_TIMES = 3  # a text may have been misread more than once
_NEXT = range(0x80, 0xC0)  # the bytes of a sign after its first
_NO_FRAME = "(?![\u2500-\u257f])"


def _letter(byte: int, encoding: str) -> str:
    """Return the letter that a byte is read as; the few unused stay."""
    try:
        return bytes([byte]).decode(encoding)
    except UnicodeDecodeError:
        return chr(byte)


def misread(text: str, encoding: str) -> str:
    """Return a text as a program shows it that takes its UTF-8 for another encoding."""
    return "".join(_letter(b, encoding) if b > 127 else chr(b) for b in text.encode())


@dataclass(frozen=True)
class _Misreading:
    """An encoding in which UTF-8 was read, and the first letters by which that is noticed.

    `firsts` are the bytes that begin a sign, by how many follow: those of signs that councils
    type, as `É“` may be two signs as they should be. A few programs leave the bytes without a
    letter, or all of them, as they are (`leaves_bytes`).
    """

    encoding: str
    firsts: Mapping[int, tuple[int, ...]]
    leaves_bytes: bool = False

    @property
    def bytes_of(self) -> dict[str, int]:
        """The byte of each letter beyond ASCII."""
        plain = {chr(byte): byte for byte in range(0x80, 0x100)} if self.leaves_bytes else {}
        return plain | {_letter(byte, self.encoding): byte for byte in range(0x80, 0x100)}

    @property
    def pattern(self) -> str:
        """A pattern of one sign that was misread."""
        following = "".join(re.escape(x) for x, byte in self.bytes_of.items() if byte in _NEXT)
        return "|".join(
            f"{self._first(byte)}[{following}]{{{count}}}"
            for count, every in self.firsts.items()
            for byte in every
        )

    def _first(self, byte: int) -> str:
        letter = _letter(byte, self.encoding)
        # Beside another piece of a frame these are pieces of a frame: `─┐`.
        return re.escape(letter) + (_NO_FRAME if letter in "─┼" else "")


_ACCENTS = (0xC2, 0xC3, 0xC4, 0xC5)  # £, é, ż
_MARKS = (0xE2, 0xEF)  # quotes, dashes, euro, bullets; the mark at the start of a file
_PICTURES = (0xF0,)
_EVERY = {1: _ACCENTS, 2: _MARKS, 3: _PICTURES}
# Of Macintosh's first letters only those that stand in no text beside such letters: not `≈£5`.
_READ_AS = (
    _Misreading("cp1252", _EVERY, leaves_bytes=True),
    _Misreading("cp850", _EVERY),
    _Misreading("cp437", _EVERY),
    _Misreading("mac_roman", {1: (0xC2, 0xC3), 2: (0xE2,)}),
)
_MISREAD = re.compile("|".join(f"({each.pattern})" for each in _READ_AS))
_BYTES = [each.bytes_of for each in _READ_AS]


def mended(text: str) -> str | None:
    """Return what a misread text probably was; None for one that is as it should be.

    A sign that nobody can restore is `LOST`.
    """
    if text.isascii():
        return None
    made = text
    for _ in range(_MOST_TIMES):
        before, made = made, _MISREAD.sub(_restored, made)
        if made == before:
            break
    return made if made != text or LOST in text else None


def _restored(match: re.Match[str]) -> str:
    known = _BYTES[(match.lastindex or 1) - 1]
    try:
        sign = bytes(known[letter] for letter in match[0]).decode("utf-8")
    except UnicodeDecodeError:
        return match[0]
    if sign == "\N{ZERO WIDTH NO-BREAK SPACE}":
        return ""  # the mark at the start of a file
    return _letter(ord(sign), "cp1252") if 0x80 <= ord(sign) < 0xA0 else sign


def first_difference(text: str, other: str) -> int:
    """Return the place of the first sign that differs; of a lost sign where there is none."""
    pairs = zip(text, other, strict=False)
    place = next((n for n, (a, b) in enumerate(pairs) if a != b), min(len(text), len(other)))
    lost = text.find(LOST)
    return min(place, lost) if lost >= 0 else place
