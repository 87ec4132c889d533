"""A selection of Build a table, its short text for an address, and its file format.

Short text, version 1: `1.<measures>.<home>.<areas>.<periods>.<columns>.<shape>.<model>`, made of
letters, digits, `-`, `_` and `~` only, so that an address needs no escapes. A measure is
four characters made from its id, `~` means all; so an address stays short and a measure
keeps its code when others are added or removed. Reading reports every fault at once.

A chosen group of authorities is a ninth part, its id or its codes with `-` between; without one
there are eight.

Addresses from before the neighbours' mean was an area have another letter for its column, by
which `shows_mean` knows them.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from kpi.benchmarks.measures import all_measures, by_id
from kpi.errors import InputError, UnknownNameError
from kpi.indicators.comparisons.chosen_groups import ChosenGroup, of_address, usable_groups
from kpi.model.neighbour_models import NONE
from kpi.model.snapshot import Snapshot
from kpi.periods import Period, parse_period

VERSION = 1
KIND = "table selection"
GROUPS = {
    "home": "h",
    "neighbours": "n",
    "neighbours-mean": "m",
    "region": "r",
    "region-authorities": "i",
    "england": "e",
    "regions": "s",
    "all": "a",
}
OF_GROUP = "group"  # the authorities of a chosen group, and the column of their mean
_LETTERS = {**GROUPS, OF_GROUP: "g"}
MEAN = "neighbours-mean"
EXTRAS = {"neighbours": "m", "change": "c", "rank": "r", "band": "b"}
_OLD_EXTRAS = {"n": "neighbours"}
LONG, WIDE = "long", "wide"
_CODE = 4
_MOST_TEXT = 8_000  # longer than any address or file that we write


@dataclass(frozen=True)
class Selection:
    """Measures by id, areas by code or group, period ends from and to, extra columns, shape.

    `home` is the authority whose neighbours and region are meant by the groups. `first` and `last`
    limit the day on which a period ends; `newest` selects each measure's newest period only.
    Without a neighbour `model` it is the newest. `group` is a chosen group of authorities as an
    address names it, or empty: with one its mean is a further column.
    """

    home: str
    measures: tuple[str, ...] = ()
    areas: tuple[str, ...] = ("home",)
    first: date | None = None
    last: date | None = None
    newest: bool = False
    extras: tuple[str, ...] = ()
    wide: bool = False
    model: str = ""
    group: str = ""

    @property
    def columns(self) -> tuple[str, ...]:
        """The further columns by name: the extras, and the chosen group's where there is one."""
        return (*self.extras, OF_GROUP) if self.group else self.extras


def group_of(snapshot: Snapshot, chosen: Selection) -> ChosenGroup | None:
    """Return the chosen group of authorities, or None; raises UnknownNameError for an unknown."""
    return of_address(snapshot, chosen.group, chosen.home, usable_groups(snapshot)[0])


def checked(snapshot: Snapshot, chosen: Selection) -> tuple[Selection, tuple[str, ...]]:
    """Return the part of a selection that the snapshot has, without duplicates, and its faults."""
    faults: list[str] = []
    if not chosen.group and OF_GROUP in chosen.areas:
        faults.append("no group of authorities is chosen")
    areas = tuple(snapshot.code_of(area) for area in chosen.areas)
    ids = tuple(map(snapshot.id_of, chosen.measures))
    chosen = replace(chosen, home=snapshot.code_of(chosen.home), areas=areas, measures=ids)
    authorities = {a for a in snapshot.areas["area"] if snapshot.area(a).kind == "authority"}
    if chosen.home not in authorities:
        faults.append(f"no authority has the code '{chosen.home}'")
    every = set(snapshot.areas["area"])
    parts: dict[str, Any] = {"group": ""}
    try:
        group = group_of(snapshot, chosen)
        parts["group"] = group.in_address if group else ""
    except UnknownNameError as fault:
        faults.append(f"the chosen group: {fault}")
    groups = _LETTERS.keys() if parts["group"] else GROUPS.keys()
    for name, what, known in (
        ("measures", "measure", by_id(snapshot).keys()),
        ("areas", "area or group", every | groups),
        ("extras", "column", EXTRAS.keys()),
    ):
        wanted: tuple[str, ...] = getattr(chosen, name)
        unknown = (item for item in wanted if item not in known and item != OF_GROUP)
        faults += [f"no {what} '{item}'" for item in unknown]
        parts[name] = tuple(dict.fromkeys(item for item in wanted if item in known))
    parts["extras"] = tuple(name for name in EXTRAS if name in parts["extras"])
    try:
        parts["model"] = snapshot.model_named(chosen.model)
    except UnknownNameError as fault:
        faults.append(str(fault))
        parts["model"] = snapshot.newest_model
    if chosen.first and chosen.last and chosen.first > chosen.last:
        faults.append(f"the periods start on {chosen.first}, after they end on {chosen.last}")
        parts["first"] = parts["last"] = None
    return replace(chosen, **parts), tuple(faults)


def strict(snapshot: Snapshot, chosen: Selection) -> Selection:
    """Return the selection as `checked` does; raises UnknownNameError with all faults."""
    kept, faults = checked(snapshot, chosen)
    if not kept.measures and not faults:
        faults = ("no measure is chosen",)
    if not kept.areas and not faults:
        faults = ("no area is chosen",)
    if faults:
        raise UnknownNameError("; ".join(faults))
    return kept


def with_parts(  # noqa: PLR0913 - named by every caller
    start: Selection,
    *,
    first: Period | None = None,
    last: Period | None = None,
    newest: bool = False,
    extras: tuple[str, ...] = (),
    wide: bool = False,
    model: str | None = None,
    group: str | None = None,
) -> Selection:
    """Return a selection with the given parts replaced; the others remain as in `start`.

    `first` and `last` are periods: the selection begins with the first day of the one and ends
    with the last day of the other.
    """
    return replace(
        start,
        first=first.start if first else start.first,
        last=last.end if last else start.last,
        newest=newest or start.newest,
        extras=extras or start.extras,
        wide=wide or start.wide,
        model=model or start.model,
        group=start.group if group is None else group,
    )


# ---- words of people ----------------------------------------------------------------------


def period_named(text: str) -> Period:
    """Return the period that a text means; raises UnknownNameError.

    `2019` is the calendar year; `2018/19`, `Q1 2025-26` and every printed label are read.
    """
    try:
        if re.fullmatch(r"[0-9]{4}", text.strip()):
            return Period.calendar_year(int(text))
        if match := re.fullmatch(r"[0-9]{4}/[0-9]{2}", text.strip()):
            return parse_period(f"academic year {match[0]}")
        return parse_period(text)
    except ValueError as fault:
        raise UnknownNameError(f"no period '{text}'; for example 2019 or Q1 2025-26") from fault


def area_named(snapshot: Snapshot, text: str) -> str:
    """Return a group of `GROUPS`, or the three-digit code of an area; raises UnknownNameError."""
    code = snapshot.code_of(text)
    if code not in _LETTERS and not snapshot.has_area(code):
        known = ", ".join(_LETTERS)
        raise UnknownNameError(f"no area or group '{text}'; there are codes, and {known}")
    return code


def home_named(snapshot: Snapshot, text: str) -> str:
    """Return the three-digit code of an authority; raises UnknownNameError."""
    code = snapshot.code_of(text)
    if not snapshot.has_area(code) or snapshot.area(code).kind != "authority":
        raise UnknownNameError(f"no authority has the code '{text}'; for example 839")
    return code


def columns_named(names: Sequence[str]) -> tuple[str, ...]:
    """Return names of `EXTRAS`; raises UnknownNameError with all unknown ones."""
    if unknown := [name for name in names if name not in EXTRAS]:
        faults = "; ".join(f"no column '{name}'" for name in unknown)
        raise UnknownNameError(f"{faults}; there are {', '.join(EXTRAS)}")
    return tuple(names)


def saved(snapshot: Snapshot, text: str) -> Selection:
    """Return a saved selection, from the file of that name if there is one, else a short text.

    Raises InputError for a file that cannot be read and UnknownNameError for a bad text.
    """
    path = Path(text)
    if path.suffix == ".json" or (len(text) < 200 and path.is_file()):
        try:
            return from_json(snapshot, path.read_bytes())
        except OSError as fault:
            raise InputError(f"{path} cannot be read: {fault.strerror}") from fault
    selection, faults = decode(snapshot, text, home=snapshot.home_code())
    if selection is None or faults:
        raise UnknownNameError("; ".join(faults))
    return selection


# ---- the short text -----------------------------------------------------------------------


def encode(snapshot: Snapshot, chosen: Selection) -> str:
    """Return the selection as a short text; raises UnknownNameError for unknown names."""
    kept = strict(snapshot, chosen)
    every = tuple(measure.id for measure in all_measures(snapshot))
    codes = "~" if kept.measures == every else "".join(_code(m) for m in kept.measures)
    areas = "-".join(_LETTERS.get(area, area) for area in kept.areas)
    days = ["~" if day is None else f"{day:%Y%m%d}" for day in (kept.first, kept.last)]
    periods = "n" if kept.newest else "-".join(days)
    extras = "".join(EXTRAS[name] for name in kept.extras) or "~"
    shape = "w" if kept.wide else "l"
    model = kept.model.replace("-", "")
    group = (kept.group.replace(",", "-"),) if kept.group else ()
    parts = (str(VERSION), codes, kept.home, areas, periods, extras, shape, model, *group)
    return ".".join(parts)


def decode(snapshot: Snapshot, text: str, *, home: str) -> tuple[Selection | None, tuple[str, ...]]:
    """Return the readable part of a short text's selection, and its faults.

    None where it is no such text, or of another version. `home` replaces an authority that does
    not exist.
    """
    if len(text) > _MOST_TEXT:
        return None, ("the table's address is too long to be one of ours",)
    parts = text.split(".")
    if parts[0] != str(VERSION):
        return None, (f"the table's address does not start with version {VERSION}",)
    if len(parts) not in (8, 9):
        return None, (f"the table's address has {len(parts)} parts, expected 8",)
    _, codes, home_code, areas, periods, extras, shape, model = parts[:8]
    faults: list[str] = []
    letters = {letter: name for name, letter in _LETTERS.items()}
    columns = {**{letter: name for name, letter in EXTRAS.items()}, **_OLD_EXTRAS}
    first, last = _read_days(periods, faults)
    if shape not in ("l", "w"):
        faults.append(f"the table's shape '{shape}' is not l or w")
    unknown = [letter for letter in extras if letter not in columns and extras != "~"]
    faults += [f"no column '{letter}'" for letter in unknown]
    selection = Selection(
        home=home_code,
        measures=_read_codes(snapshot, codes, faults),
        areas=tuple(letters.get(area, area) for area in areas.split("-")),
        first=first,
        last=last,
        newest=periods == "n",
        extras=tuple(dict.fromkeys(columns[letter] for letter in extras if letter in columns)),
        wide=shape == "w",
        model=model if model == NONE else f"{model[:4]}-{model[4:]}",
        group="".join(parts[8:]),
    )
    kept, more = checked(snapshot, selection)
    if kept.home not in snapshot.areas["area"] or snapshot.area(kept.home).kind != "authority":
        kept = replace(kept, home=home)
    return kept, (*faults, *more)


def shows_mean(text: str) -> bool:
    """Return whether a short text had the neighbours' mean as its only form of it, a column."""
    parts = text.split(".")
    return len(parts) in (8, 9) and any(letter in parts[5] for letter in _OLD_EXTRAS)


def with_mean(chosen: Selection) -> Selection:
    """Return a selection with the neighbours' mean as an area, after the own authority."""
    if MEAN in chosen.areas:
        return chosen
    at = chosen.areas.index("home") + 1 if "home" in chosen.areas else 0
    return replace(chosen, areas=(*chosen.areas[:at], MEAN, *chosen.areas[at:]))


# ---- the file -----------------------------------------------------------------------------


def to_json(chosen: Selection) -> bytes:
    """Return the selection as a small JSON file that can be edited by hand."""
    form = {
        "kind": KIND,
        "version": VERSION,
        "home": chosen.home,
        "measures": list(chosen.measures),
        "areas": list(chosen.areas),
        "periods_end_from": chosen.first.isoformat() if chosen.first else None,
        "periods_end_to": chosen.last.isoformat() if chosen.last else None,
        "newest_period_only": chosen.newest,
        "columns": list(chosen.extras),
        "shape": WIDE if chosen.wide else LONG,
        "neighbour_model": chosen.model,
        **({"group": chosen.group} if chosen.group else {}),
    }
    return (json.dumps(form, indent=2, ensure_ascii=False) + "\n").encode("utf-8")


_FORM: Mapping[str, type | tuple[type, ...]] = {
    "home": str,
    "measures": list,
    "areas": list,
    "periods_end_from": (str, type(None)),
    "periods_end_to": (str, type(None)),
    "newest_period_only": bool,
    "columns": list,
    "shape": str,
    "neighbour_model": str,
}


def from_json(snapshot: Snapshot, data: bytes) -> Selection:
    """Read a selection file; raises InputError naming every fault in it."""
    try:
        form = json.loads(data.decode("utf-8")) if len(data) <= 10 * _MOST_TEXT else None
    except (UnicodeDecodeError, ValueError, RecursionError) as fault:
        raise InputError(f"the selection is not a JSON file: {fault}") from fault
    if not isinstance(form, dict) or form.get("kind") != KIND:
        raise InputError(f'the file is not a selection of ours: it has no "kind": "{KIND}"')
    if form.get("version") != VERSION:
        raise InputError(f"the selection is of version {form.get('version')!r}, not {VERSION}")
    faults = [
        f"'{name}' is {form.get(name)!r:.60}, expected {_kind_words(kind)}"
        for name, kind in _FORM.items()
        if name not in form or not isinstance(form[name], kind)
    ]
    if not isinstance(form.get("group", ""), str):
        faults.append(f"'group' is {form['group']!r:.60}, expected text")
    lists = [n for n, kind in _FORM.items() if kind is list and isinstance(form.get(n), list)]
    faults += [
        f"'{name}' holds {item!r:.60}, expected text"
        for name in lists
        for item in form[name]
        if not isinstance(item, str)
    ]
    faults += [f"'{name}' is not expected" for name in form if name not in (*_FORM, *_HEAD)]
    if not faults and form["shape"] not in (LONG, WIDE):
        faults.append(f"'shape' is '{form['shape']}', expected {LONG} or {WIDE}")
    if faults:
        raise InputError(f"the selection: {'; '.join(faults)}")
    try:
        return strict(snapshot, _from_form(form))
    except (ValueError, UnknownNameError) as fault:
        raise InputError(f"the selection: {fault}") from fault


# ---- parts --------------------------------------------------------------------------------

_HEAD = ("kind", "version", "group")  # keys that are not in `_FORM`; a group may be missing


def _from_form(form: Mapping[str, Any]) -> Selection:
    first, last = form["periods_end_from"], form["periods_end_to"]
    return Selection(
        home=form["home"],
        measures=tuple(form["measures"]),
        areas=tuple(form["areas"]),
        first=date.fromisoformat(first) if first else None,
        last=date.fromisoformat(last) if last else None,
        newest=form["newest_period_only"],
        extras=tuple(form["columns"]),
        wide=form["shape"] == WIDE,
        model=form["neighbour_model"],
        group=form.get("group", ""),
    )


def _kind_words(kind: type | tuple[type, ...]) -> str:
    if isinstance(kind, tuple):
        return "a date such as 2019-01-01, or null"
    return {str: "text", list: "a list", bool: "true or false"}[kind]


def _code(measure: str) -> str:
    digest = hashlib.sha256(measure.encode("utf-8")).digest()
    return base64.urlsafe_b64encode(digest[:3]).decode("ascii")


def _codes(snapshot: Snapshot) -> Mapping[str, str]:
    """Return code to measure, an indicator's earlier ids included.

    Raises UnknownNameError if two measures share a code.
    """

    def make() -> dict[str, str]:
        by_code = {_code(measure.id): measure.id for measure in all_measures(snapshot)}
        if len(by_code) != len(all_measures(snapshot)):
            raise UnknownNameError("two measures share a code; save the selection as a file")
        earlier = {_code(old): i.id for i in snapshot.indicators for old in i.formerly}
        return earlier | by_code

    return snapshot.remember("measure codes", make)


def _read_codes(snapshot: Snapshot, codes: str, faults: list[str]) -> tuple[str, ...]:
    if codes == "~":
        return tuple(measure.id for measure in all_measures(snapshot))
    known = _codes(snapshot)
    parts = [codes[place : place + _CODE] for place in range(0, len(codes), _CODE)]
    faults += [f"no measure has the code '{part}'" for part in parts if part not in known]
    return tuple(known[part] for part in parts if part in known)


def _read_days(text: str, faults: list[str]) -> Sequence[date | None]:
    if text == "n":
        return None, None
    days: list[date | None] = []
    for part in text.split("-"):
        try:
            # Eight digits only: fromisoformat also reads weeks and other formats.
            good = bool(re.fullmatch(r"[0-9]{8}", part))
            days.append(date.fromisoformat(part) if good else None)
        except ValueError:
            good = False
            days.append(None)
        if not good and part != "~":
            faults.append(f"'{part}' is not a day as in 20190101")
    if len(days) != 2:
        faults.append(f"'{text}' is not two days")
        return None, None
    return days
