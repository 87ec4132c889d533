"""Numbers as people write them, turned into ASCII digits: words and digits of all scripts."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

_FROM_ZERO = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
    "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen",
    "nineteen",
)  # fmt: skip
_FROM_TWENTY = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_UNITS = {word: number for number, word in enumerate(_FROM_ZERO)}
_TENS = {word: 10 * number for number, word in enumerate(_FROM_TWENTY, start=2)}
_OTHERS = (
    (r"\bhalf\s+a\s+dozen\b", "6"),
    (r"\b(?:a\s+)?dozen\b", "12"),
    (r"\b(?:a\s+)?(?:couple|pair)\s+of\b", "2"),
    (r"\b(?:a\s+)?(?:couple|pair)\b", "2"),
    (r"\b(?:a\s+)?trio\b", "3"),
    (r"\b(?:a\s+)?quartet\b", "4"),
    (r"\b(?:the\s+)?twins\b", "2 twins"),
    (r"\b(?:the\s+)?triplets\b", "3 triplets"),
    # `one` and not 1, which is a count whatever stands after it: `a single point of access`.
    (r"\b(?:a|the|this|just|only|was)\s+(?:single|sole|lone)\b(?!\s+assessment)", "one"),
    (r"\bthe\s+only\b(?!\s+(?:one|\d))", "one"),
    (r"\b(?:one|1)(?:\s?[-:]\s?|\s*-?\bto\b-?\s*|\s?-?2-?\s?)(?:one|1)\b(?![-\d])", "individual"),
    (r"\bper\s*cent\b", "%"),
)
_ONE = "|".join([*_TENS, *_UNITS, "hundred", "thousand"])
_WORD = re.compile(
    rf"\b(?:{_ONE})(?:(?:(?:(?<=hundred)|(?<=thousand))\s+and\s+|[\s-]+)(?:{_ONE})\b)*\b",
    re.IGNORECASE,
)
# Letters of other scripts that look like Latin ones, so that a word in them reads the same.
_LIKE = str.maketrans(
    "\u0410\u0412\u0415\u0405\u0406\u0408\u041a\u041c\u041d\u041e\u0420\u0421\u0422"
    "\u0425\u0423\u0430\u0435\u0455\u0456\u0458\u043e\u0440\u0441\u0445\u0443\u04bb"
    "\u0501\u051b\u051d\u03bd\u03bf\u03c4\u03b5\u03c5\u03b9\u03ba\u03c1\u03c7",
    "ABESIJKMHOPCTXYaesijopcxyhdqwvoteuikpx",
)
_DASHES = str.maketrans({**dict.fromkeys("‐‑‒–−﹣－", "-"), **dict.fromkeys("—―", " - ")})
# A number stuck to a word, `3UASC`, `3xUASC`, `x3`, is a number and a word; `3rd`, `2pm` are none.
_STUCK = re.compile(
    r"(?<![\w.,£])(?:[x\u00d7]\s?(\d{1,9})\b|(\d{1,9})\s?x\s?(?=[A-Za-z])"
    r"|(\d{1,9})(?!(?:st|nd|rd|th|s|x|am|pm|pp|pts?|ppts?|bn|mn?|k|yrs?|yo|wks?|mths?|hrs?|mins?)\b)"
    r"(?=[A-Za-z]{2}))",
    re.IGNORECASE,
)
_LARGEST_SIGN = 1_000


def plain(text: str) -> str:
    """Return a text with numbers in ASCII digits and look-alike letters in Latin ones.

    `eighteen`, `１８`, `१८` and `18` all become `18`; the word `one` stays, as it is rarely a
    count.
    """
    if not text.isascii():
        text = "".join(_signs(unicodedata.normalize("NFD", "".join(_digits(text)))))
    text = _STUCK.sub(_apart, text.replace("_", " "))
    for pattern, digits in _OTHERS:
        text = re.sub(pattern, digits, text, flags=re.IGNORECASE)
    return _WORD.sub(_in_digits, text)


def _apart(match: re.Match[str]) -> str:
    return f"{match[1] or match[2] or match[3]}" + ("" if match[1] else " ")


def _digits(text: str) -> Iterator[str]:
    before = ""
    for sign in text:
        number = unicodedata.numeric(sign, None) if not sign.isascii() else None
        if number is None or number != int(number) or number > _LARGEST_SIGN:
            yield sign
        # After a letter it is the mark of a note, or itself a letter of a word.
        elif unicodedata.decimal(sign, None) is not None or not before.isalpha():
            yield str(int(number))
        before = sign


def _signs(text: str) -> Iterator[str]:
    for sign in text:
        if unicodedata.category(sign) in ("Mn", "Cf"):
            continue
        if sign.isspace() and sign != "\n":
            yield " "
        else:
            yield unicodedata.normalize("NFKC", sign).translate(_LIKE).translate(_DASHES)


def _in_digits(match: re.Match[str]) -> str:
    words = re.split(r"[\s-]+(?:and\s+)?", match[0].lower())
    words = [word for word in words if word and word != "and"]
    if words == ["one"]:
        return match[0]
    total, part, last = 0, 0, ""
    numbers: list[int] = []
    for word in words:
        if word == "hundred":
            part = (part or 1) * 100
        elif word == "thousand":
            total, part = (total + (part or 1)) * 1000, 0
        else:
            value = _UNITS.get(word, _TENS.get(word, 0))
            # `two three`, `three twenty`: separate numbers.
            if last in _UNITS or (last in _TENS and (word in _TENS or value > 9)):
                numbers.append(total + part)
                total, part = 0, 0
            part += value
        last = word
    return " ".join(str(number) for number in (*numbers, total + part))
