"""Small random changes to valid input: to its bytes, cells, rows and structure, by seed."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from typing import Any

Rows = list[list[str]]

TEXTS = (
    "", " ", "-", "0", "-1", "1e400", "1e-400", "-0", "nan", "inf", "0x10", "1_000", "1,234.5", "٣",
    "99999999999999999999999", "0.1" + "0" * 400 + "1", "1e5", "+5", "5%", "£5", "½", "²", "1/0",
    "=1+1", "+cmd|x", "@SUM(1)", "-1+1", "\t=1", "＝1", "'", '"', '""', ",", ";", "\n", "\r",
    "\r\n",
    "\\", "%s", "{}", "{0}", "{x.y}", "${x}", "%", "[", "]", "(", ")", "((((", "[a", "*", "?",
    "+", ".*",
    "<script>", "<b>", "&lt;", "](", "[x](y)", "$x$", "`", "#", "|", ":red[x]", "../../x", "/",
    "C:\\",
    "\u202e12", "\u2066", "\u200b", "\ufeff", "\0", "\x1b[31m", "\x85", "\u2028", "\ud800",
    "\udfff",
    "\uffff", "\U0001f600", "e\u0301" * 40, "\u0130", "ß", "ﬁ", "İ" * 30, "_x0000_", "_xD800_",
    "None",
    "null", "true", "c", "x", "z", "low", "~", "..", "n/a", "Q1 2025-26", "Q5 2025-26",
    "Q1 2025-99",
    "Q1 0000-01", "Q4 9999-00", "Q1 1999-00", "2025-26 Q1", "202526", "999900", "2018/19",
    "9999/00",
    "0000/01", "2024", "0", "0000", "9999", "99999", "academic year 2024/25", "spring term 2025",
    "spring term 9999", "spring term 0001", "year to March 2025", "year to February 9999",
    "year to Foo 2025", "31/02/2025", "29/02/2024", "2025-13-45", "00010101", "99991231",
    "20190101",
    "1 January 0001", "January 2025", "Apr-Jun 2025", "839", "839.0", "000", "E06000058",
    "E92000001",
    "ehcp-20-weeks", "EHCP-20-WEEKS", "values", "Good", "Total", "National", "Local authority",
    "a" * 300, "1" * 5000, "(" * 2000, " " * 3000, "a@" * 1500, "1 of " * 800, "12," * 1500,
    "\n" * 500, "[" * 3000,
)  # fmt: skip
"""Texts that people may type, paste or send in place of a valid one."""
LITERALS = (
    "1", "-1", "0", '""', '"x"', "[]", "{}", "true", "1e400", "nan", "inf", "1979-05-27", "[[1]]",
    "[{}]", "9223372036854775807", '["a", "b"]', '"\\u202e"', "07:32:00", "'[x]'", "9" * 5000,
    "[" * 3000, '{ a = "b" }',
)  # fmt: skip
_NUMBER = re.compile(r"\d+")


def text(rng: random.Random, good: str) -> str:
    """Return a text changed a little or replaced."""
    match rng.randrange(7):
        case 0 | 1:
            return rng.choice(TEXTS)
        case 2:
            at = rng.randrange(len(good) + 1)
            return good[:at] + rng.choice(TEXTS) + good[at:]
        case 3:
            first, last = sorted(rng.randrange(len(good) + 1) for _ in range(2))
            return good[:first] + good[last:]
        case 4:
            return _NUMBER.sub(lambda match: number(rng, match[0]), good, count=rng.randrange(1, 3))
        case 5:
            return good.swapcase() if rng.random() < 0.5 else good * rng.randrange(2, 4)
    letters = list(good)
    rng.shuffle(letters)
    return "".join(letters)


def number(rng: random.Random, good: str) -> str:
    """Return a text with digits replaced by others, not always as many."""
    return rng.choice(
        (str(rng.randrange(10 ** len(good[:18]))), "0", good[1:], f"{good}0", f"-{good}")
    )


def octets(rng: random.Random, good: bytes) -> bytes:
    """Return bytes with up to four changes."""
    data = bytearray(good)
    for _ in range(rng.randrange(1, 5)):
        at = rng.randrange(len(data) + 1)
        some = rng.randrange(1, 40)
        match rng.randrange(6):
            case 0:
                data[at : at + 1] = bytes([rng.randrange(256)])
            case 1:
                data[at:at] = rng.choice(TEXTS).encode("utf-8", "surrogatepass")
            case 2:
                del data[at : at + some]
            case 3:
                data[at:at] = data[at : at + some]
            case 4:
                data[at : at + some] = rng.randbytes(rng.randrange(8))
            case _:
                del data[at:]
    return bytes(data)


def rows(rng: random.Random, good: Rows, *, head: int = 1) -> Rows:
    """Return a table with some cells, rows or columns changed; the first `head` rows less often."""
    table = [list(row) for row in good]
    for _ in range(rng.randrange(1, 4)):
        if not table:
            break
        first = 0 if len(table) <= head or rng.random() < 0.12 else head
        at = rng.randrange(first, len(table))
        match rng.randrange(12):
            case 0:
                del table[at]
            case 1:
                table.insert(rng.randrange(len(table) + 1), list(table[at]))
            case 2:
                column = rng.randrange(max(map(len, table)) + 1)
                table = [row[:column] + row[column + 1 :] for row in table]
            case 3:
                table[at] += [rng.choice(TEXTS)] * rng.randrange(1, 4)
            case 4:
                other = rng.randrange(len(table))
                table[at], table[other] = table[other], table[at]
            case 5:
                table[at] = []
            case _ if table[at]:
                column = rng.randrange(len(table[at]))
                table[at][column] = text(rng, table[at][column])
            case _:
                table[at] = [rng.choice(TEXTS)]
    return table


def tree(rng: random.Random, good: Any, depth: int = 0) -> Any:
    """Return a JSON value with one part changed, anywhere in it."""
    if isinstance(good, dict) and good and rng.random() < 0.9 and depth < 6:
        changed = dict(good)
        key = rng.choice(list(changed))
        match rng.randrange(5):
            case 0:
                del changed[key]
            case 1:
                changed[text(rng, str(key))] = changed[key]
            case _:
                changed[key] = tree(rng, changed[key], depth + 1)
        return changed
    if isinstance(good, list) and good and rng.random() < 0.9 and depth < 6:
        items = list(good)
        at = rng.randrange(len(items))
        items[at] = tree(rng, items[at], depth + 1)
        return items if rng.random() < 0.8 else items * 2
    if isinstance(good, str) and rng.random() < 0.6:
        return text(rng, good)
    other: Sequence[Any] = (
        None, True, 0, -1, 10**30, 1.5, float("inf"), "", "x", [], {}, [None], {"a": 1}, [[[[]]]],
        rng.choice(TEXTS),
    )  # fmt: skip
    return rng.choice(other)


def toml(rng: random.Random, good: str) -> str:
    """Return a TOML file with some lines changed: the value, the name, or the line itself."""
    lines = good.split("\n")
    for _ in range(rng.randrange(1, 4)):
        at = rng.randrange(len(lines))
        name, equals, _value = lines[at].partition(" = ")
        match rng.randrange(6):
            case 0 | 1 | 2 if equals:
                lines[at] = f"{name} = {rng.choice(LITERALS)}"
            case 3:
                del lines[at]
                lines = lines or [""]
            case 4:
                lines.insert(at, lines[rng.randrange(len(lines))])
            case _:
                lines[at] = text(rng, lines[at])
    return "\n".join(lines)
