"""Text whose UTF-8 was read as Windows text (`Childrenâ€™s`), and what it was before."""

from __future__ import annotations

import re

LOST = "\N{REPLACEMENT CHARACTER}"
_MOST_TIMES = 3  # a text may have been misread more than once


def _windows(byte: int) -> str:
    """Return the letter that a byte is read as in Windows text; the few unused stay."""
    try:
        return bytes([byte]).decode("cp1252")
    except UnicodeDecodeError:
        return chr(byte)


# A few programs leave the bytes without a letter of Windows text, or all of them, as they are.
_BYTES = {chr(byte): byte for byte in range(0x80, 0x100)}
_BYTES |= {_windows(byte): byte for byte in range(0x80, 0x100)}
_NEXT = "".join(re.escape(letter) for letter, byte in _BYTES.items() if byte < 0xC0)
_FIRST = {
    1: "".join(_windows(byte) for byte in range(0xC2, 0xC6)),  # £, é, ż
    2: "".join(map(_windows, (0xE2, 0xEF))),  # quotes, dashes, euro, bullets
    3: _windows(0xF0),  # emoji
}
_MISREAD = re.compile("|".join(f"[{first}][{_NEXT}]{{{n}}}" for n, first in _FIRST.items()))
"""First letters are those of signs that councils type: `É“` may be two signs as they should be."""


def mended(text: str) -> str | None:
    """Return what a misread text probably was; None for one that is as it should be.

    A sign that nobody can restore is `LOST`.
    """
    made = text
    for _ in range(_MOST_TIMES):
        before, made = made, _MISREAD.sub(_restored, made)
        if made == before:
            break
    return made if made != text or LOST in text else None


def _restored(found: re.Match[str]) -> str:
    try:
        sign = bytes(_BYTES[letter] for letter in found[0]).decode("utf-8")
    except UnicodeDecodeError:
        return found[0]
    if sign == "\N{ZERO WIDTH NO-BREAK SPACE}":
        return ""  # the mark at the start of a file
    return _windows(ord(sign)) if 0x80 <= ord(sign) < 0xA0 else sign


def first_difference(text: str, other: str) -> int:
    """Return the place of the first sign that differs; of a lost sign where there is none."""
    pairs = zip(text, other, strict=False)
    place = next((n for n, (a, b) in enumerate(pairs) if a != b), min(len(text), len(other)))
    lost = text.find(LOST)
    return min(place, lost) if lost >= 0 else place
