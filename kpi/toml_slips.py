"""What is wrong with a text that is not TOML, in plain words: its line, and what it needs."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kpi import visible_text

_LONGEST = 60  # characters of a line in a message


def message(name: str, text: str, fault: Exception) -> str:
    """Return that a file is not TOML: its name, the line, what that needs, the parser's words."""
    words = str(fault)
    lines = text.split("\n")
    at = _place(lines, words)
    if at is None:
        return f"{name} is not valid TOML: {words}"
    shown = visible_text.line(lines[at])[:_LONGEST].strip()
    line = f"line {at + 1}, '{shown}'" if shown else f"line {at + 1}"
    return (
        f"{name} is not valid TOML: {line}: {_needed(lines, at, words)}; the parser says: {words}"
    )


# ---- the line -----------------------------------------------------------------------------


def _place(lines: Sequence[str], words: str) -> int | None:
    """Return the number of the line with the fault, from 0; None where no line has it.

    The end of the file is named for what was begun and never closed: then it is where that begins.
    """
    if named := re.search(r"at line (\d+)", words):
        return min(int(named[1]), len(lines)) - 1
    if "at end of document" not in words:
        return None
    filled = [at for at, line in enumerate(lines) if line.strip()]
    if not filled:
        return None
    if "Unterminated" in words or words.startswith(('Expected "', "Expected '")):
        for mark in ('"""', "'''", "'"):
            begun = [at for at in filled if lines[at].count(mark) % 2]
            if mark in "".join(lines) and begun:
                return begun[-1]
    begin = _list_begin(lines, filled[-1])
    return filled[-1] if begin is None else begin


def _list_begin(lines: Sequence[str], at: int) -> int | None:
    """Return the line at or above a line in which a list begins that is still open there."""
    begun = next((n for n in range(at, -1, -1) if re.search(r"^[^\"'#]*=\s*\[", lines[n])), None)
    if begun is None:
        return None
    between = re.sub(r'"[^"\n]*"', "", "\n".join(lines[begun : at + 1]))
    return begun if between.count("[") > between.count("]") else None


# ---- what it needs ------------------------------------------------------------------------

_CLOSE = (
    "the text is not closed: write {mark} at its end, in this line; a text over several lines "
    'stands between three quotation marks, """, at its start and at its end'
)
_KEY_AND_VALUE = "a line is a key of one word, = and a value"
_IN_LIST = "in a list stands a comma between two values, and ] at the end"
_TABLE = "a table's name stands alone in its line, [name] or [[name]], with brackets on both sides"
_STRAIGHT = 'quotation marks are straight ones: "'

_SIGNS = (
    (r"=\s*'[^'=]*'\w", 'a text with an apostrophe in it stands between two marks like this: "'),
    (r"[\u2018\u2019\u201c\u201d]\s*$|=\s*[\u2018\u201c]", _STRAIGHT),
)
"""What is wrong with the signs around a text, by a pattern that finds it."""

_LINES = (
    (r"=\s*[-+]?[0-9]+,[0-9]", "a number has a point, not a comma"),
    (r"=\s*[-+]?[0-9.]+\s*%", "a number stands alone, without %"),
    (r"\s//", "a remark begins with #"),
    (r"=\s*$", "a value stands behind the =, in the same line"),
    (
        r"[\x00-\x08\x0b-\x1f\u00a0\u2000-\u200b\u202f\ufeff]",
        "it has a sign or space that does not show: type it again",
    ),
    (r"=\s*(?:True|False|TRUE|FALSE|yes|no|Yes|No)\s*$", "true and false are in small letters"),
    (r"=\s*[-+]?0[0-9]", "a number has no 0 in front"),
    (r"\\", "write / in place of each \\"),
)
"""What is wrong with a line, by a pattern that finds it."""

_KEY = re.compile(r"\s*([\w-]+)\s*=\s*(.*?)\s*$")
_TABLE_NAME = re.compile(r"\s*(\[+[\w.-]+\]+)")


def _needed(lines: Sequence[str], at: int, words: str) -> str:
    """Return what a line that is not TOML needs."""
    line = lines[at]
    if need := _of_lists(lines, at, words) or _of_names(line, words):
        return need
    if "\\" in line and re.search(r"Unescaped|hex|escape", words):
        return "write / in place of each \\"
    if (
        need := _needed_by_pattern(_SIGNS, line)
        or _of_quotes(line, words)
        or _needed_by_pattern(_LINES, line)
    ):
        return need
    if "Expected '='" in words or "Invalid statement" in words:
        return _of_statement(line)
    if "Expected newline" in words:
        return _of_rest(line)
    return _of_value(line)


def _needed_by_pattern(patterns: Sequence[tuple[str, str]], line: str) -> str:
    return next((need for pattern, need in patterns if re.search(pattern, line)), "")


def _of_names(line: str, words: str) -> str:
    """Return what is wrong with keys and tables that stand twice, or a table's brackets."""
    named, table = _KEY.match(line), _TABLE_NAME.match(line)
    if "Cannot overwrite" in words and not table:
        key = f"the key '{named[1]}'" if named else "a key"
        return f"{key} stands twice in its table; leave one of them out"
    if "Cannot" in words or "twice" in words:
        what = f"the table {table[1]}" if table else "a table"
        return f"{what} stands twice; leave one out, or write both in two pairs of brackets, [[ ]]"
    is_table = line.lstrip().startswith("[") and not named
    return _TABLE if is_table or re.match(r"\s*[\w.-]+\]+\s*$", line) else ""


def _of_lists(lines: Sequence[str], at: int, words: str) -> str:
    """Return what is wrong with a list, or with what stands between { and }."""
    if "inline table" in words:
        return "what stands between { and } is in one line, with a comma between two of them"
    if re.search(r",\s*,", lines[at]) and "[" in lines[at]:
        return "a comma too many stands in the list; leave it out"
    begun = _list_begin(lines, at - 1) if at else None
    if "Unclosed array" in words or (
        "at end of document" in words and _list_begin(lines, at) == at
    ):
        return f"{_IN_LIST}{'' if begun is None else f'; this one begins in line {begun + 1}'}"
    return ""


def _of_quotes(line: str, words: str) -> str:
    """Return what is wrong with a text that lacks one of its two quotation marks."""
    named = _KEY.match(line)
    value = named[2] if named else line.strip()
    for mark in ('"""', "'''"):
        if line.count(mark) % 2 and "end of document" in words:
            return f"the text that begins here is not closed: write {mark} at its end"
    for mark in ('"', "'"):
        if value.startswith(mark) and len(re.findall(rf"(?<!\\){mark}", value)) % 2:
            return _CLOSE.format(mark=mark)
    if value.endswith('"') and value.count('"') == 1:
        return 'a text stands between two quotation marks: " is missing at its start'
    return ""


def _of_statement(line: str) -> str:
    """Return what is wrong with a line that has no key, or no = after it."""
    if not line.strip(" \t\r[]{},"):
        return "a bracket or comma stands alone; leave it out, or see whether a list ends above it"
    if re.match(r"\s*[\w-]+\s*:", line):
        return "between a key and its value stands =, not :"
    if re.match(r"\s*[\w-]+\s+[\"'\[0-9]", line):
        return "between a key and its value stands ="
    return f'{_KEY_AND_VALUE}; a text over several lines stands between """ and """'


def _of_rest(line: str) -> str:
    """Return what is wrong with a line that goes on after its value."""
    if line.rstrip().endswith(","):
        return "a comma stands only between the values of a list; leave it out"
    if line.count('"') > 2:
        return "within a text stands ' in place of \""
    if line.rstrip().endswith(("]", "}")):
        return "a bracket stands at its end and none at its start; write both, or neither"
    return "nothing but a remark, which begins with #, stands behind a value"


def _of_value(line: str) -> str:
    """Return what is wrong with what stands behind the =, such as a text without its marks."""
    need = "a text stands between two quotation marks"
    named = _KEY.match(line)
    if named and re.fullmatch(r"[A-Za-z][^\"'\[\]{}#=]{0,40}", named[2]):
        return f'{need}: {named[1]} = "{named[2]}"'
    return need
