"""What a definition file may say: the sort of each value, and how large a number can be.

Asked of files at build. A definition that is in a snapshot already is not refused for what was
let in when it was made; whether it can be shown is for `kpi.publishing.proof`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from math import isfinite
from typing import Any

from kpi import sanitise
from kpi.periods import Kind

_Test = Callable[[Any], bool]
_Rule = tuple[_Test, str]

MOST_DECIMALS = 6
_AFTER = ("period", "financial year")
_TERMS = ("", "autumn", "spring", "summer")
_EDITIONS = ("", "provisional", "revised")


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _is_number(value: Any) -> bool:
    return type(value) in (int, float) and isfinite(value)


def _one_of(*known: str) -> _Rule:
    return lambda value: value in known, f"one of {', '.join(k or 'nothing' for k in known)}"


def _whole(lowest: int, highest: int) -> _Rule:
    return (
        lambda value: type(value) is int and lowest <= value <= highest,
        f"a whole number from {lowest} to {highest}",
    )


def _above_0(highest: int) -> _Rule:
    return (
        lambda value: _is_number(value) and 0 < value <= highest,
        f"a number above 0, at most {highest:,}",
    )


_TEXT: _Rule = (_is_text, "text")
_YES_NO: _Rule = (lambda value: isinstance(value, bool), "true or false")
_TEXTS: _Rule = (
    lambda value: isinstance(value, list) and all(map(_is_text, value)),
    'a list of texts, such as ["..."]',
)
_TABLE: _Rule = (lambda value: isinstance(value, dict), "a table of names and values")
_TABLES: _Rule = (
    lambda value: isinstance(value, list) and all(isinstance(each, dict) for each in value),
    "a list of tables",
)
_KIND = _one_of(*Kind)

_ITSELF: Mapping[str, _Rule] = {
    "decimals": _whole(0, MOST_DECIMALS),
    "notable_gap": _above_0(1_000_000),
    "very_small": _YES_NO,
    "caveats": _TEXTS,
    **dict.fromkeys(("qualifier", "no_comparator", "rose", "fell", "publish_small_numbers"), _TEXT),
    **dict.fromkeys(("local", "reporting", "benchmark"), _TABLE),
    **dict.fromkeys(("breaks", "publication", "related", "rebase"), _TABLES),
}
_PUBLICATION: Mapping[str, _Rule] = {
    "month": _whole(1, 12),
    "years_after": _whole(0, 10),
    "after": _one_of(*_AFTER),
    "term": _one_of(*_TERMS),
    "status": _one_of(*_EDITIONS),
}
_PARTS: Mapping[str, Mapping[str, _Rule]] = {
    "local": {"period_kind": _KIND, "source": _TEXT, "seasonal": _YES_NO},
    "benchmark": {
        "period_kind": _KIND,
        "per": _above_0(10_000_000),
        "first_year": _whole(1990, 2100),
        "where": _TABLE,
        "counts": _TABLE,
        "legs": _TABLES,
        **dict.fromkeys(
            ("reader", "measure", "source", "name", "file", "value", "numerator", "denominator",
             "phase", "population", "cross_check"), _TEXT
        ),
    },
    "publication": _PUBLICATION,
    "related": {"publication": _TABLES, "counts": _TABLE,
                **dict.fromkeys(("measure", "label", "why"), _TEXT)},
    "breaks": {"period": _TEXT, "note": _TEXT},
    "rebase": {"from": _TEXT, "reason": _TEXT, "area": _TEXT},
}  # fmt: skip
_NEEDED = {"benchmark": ("period_kind", "source", "name")}


def faults(raw: Mapping[str, Any]) -> list[str]:
    """What is not of its sort, or beyond what it can be, in a definition as read from its file."""
    found = list(_told("", raw, _ITSELF))
    found += [f"{name} holds a letter that nobody can see" for name in _with_unseen("", raw)]
    for name, rules in _PARTS.items():
        part = raw.get(name)
        for each in part if isinstance(part, list) else [part]:
            if isinstance(each, dict):
                found += _told(f"{name}: ", each, rules)
                if each:
                    found += [f"{name} lacks '{k}'" for k in _NEEDED.get(name, ()) if k not in each]
    for each in raw["related"] if _TABLES[0](raw.get("related")) else ():
        for rule in each["publication"] if _TABLES[0](each.get("publication")) else ():
            found += _told("related: publication: ", rule, _PUBLICATION)
    return found


def _with_unseen(name: str, value: Any) -> Iterator[str]:
    """The keys of texts with control characters and the like, which no file or page can hold."""
    if isinstance(value, str):
        if sanitise.hides(value):
            yield name
    elif isinstance(value, dict):
        for key, inside in value.items():
            yield from _with_unseen(f"{name}: {key}" if name else key, inside)
    elif isinstance(value, list):
        for inside in value:
            yield from _with_unseen(name, inside)


def _told(where: str, part: Mapping[str, Any], rules: Mapping[str, _Rule]) -> Iterator[str]:
    for key, (fits, words) in rules.items():
        if key in part and not fits(part[key]):
            shown = str(part[key])[:60]
            found = f"'{shown}'" if isinstance(part[key], str) else shown
            yield f"{where}{key} is {found}, not {words}"
