"""Groups of authorities that a council chose itself: those of `groups.toml`, or of an address.

The file lies in the council's own folder (`KPI_DATA`), else in `data`; without it there is no
group, and nothing is shown of one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field

from kpi import settings
from kpi.errors import DefinitionError, UnknownNameError
from kpi.formatting import count
from kpi.model.existing_areas import nearest_authority
from kpi.model.snapshot import Snapshot
from kpi.model.snapshot_cache import ComparedByValue
from kpi.toml_files import (
    CrossRule,
    FilledList,
    FilledText,
    Otherwise,
    Text,
    TomlModel,
    load_each,
    load_toml,
    twice,
)

NAME = "groups.toml"
NONE = "none"  # in an address: no group, whatever the default
FEWEST, MOST = 3, 60
GROUP = "group"  # the comparator's key
_CODE = re.compile(r"[0-9]{3}|[A-Z][0-9]{8}", re.IGNORECASE)
_BETWEEN = re.compile(r"[,;\s-]+")


@dataclass(frozen=True)
class ChosenGroup(ComparedByValue):
    """A group of authorities to compare with: its id, name and codes, and why it was chosen.

    One of an address has no id. With `instead` it stands in the place of DfE's statistical
    neighbours, else beside them.
    """

    id: str
    name: str
    members: tuple[str, ...]
    why: str = ""
    instead: bool = False

    @property
    def in_address(self) -> str:
        """The group as an address names it: its id, or its codes."""
        return self.id or ",".join(self.members)

    def others(self, area: str) -> tuple[str, ...]:
        """Return the members that an authority is compared with: all but itself."""
        return tuple(code for code in self.members if code != area)


@dataclass(frozen=True)
class ChosenGroups(ComparedByValue):
    """The groups of the file in its order, and the default one, if any."""

    every: tuple[ChosenGroup, ...] = ()
    default: ChosenGroup | None = None

    def by_id(self, group_id: str) -> ChosenGroup | None:
        """Return the group with this id, or None."""
        return next((each for each in self.every if each.id == group_id), None)


class GroupInFile(TomlModel):
    """One [[group]] of the file; `authorities` are codes or names."""

    id: Annotated[
        str,
        Field(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$", max_length=40),
        Otherwise("not an id: small letters, digits and single hyphens, a letter first"),
    ]
    name: Annotated[FilledText, Field(max_length=60)]
    why: Text = ""
    authorities: FilledList[FilledText]


class GroupsInFile(TomlModel):
    """The contents of `groups.toml`."""

    default: FilledText | None = None
    stands: Literal["beside", "instead"] = "beside"
    group: FilledList[GroupInFile]


def _ids(raw: Mapping[str, Any]) -> Iterator[str]:
    """Yield faults for ids that two groups have, or that mean no group."""
    ids = [each["id"] for each in raw["group"] if "id" in each]
    yield from (f"two groups have the id '{each}'" for each in twice(ids))
    if NONE in ids:
        yield f"'{NONE}' cannot be an id: in an address it means no group"


def _names(raw: Mapping[str, Any]) -> Iterator[str]:
    names = [each["name"] for each in raw["group"] if "name" in each]
    yield from (f"two groups have the name '{each}'" for each in twice(names))


def _default(raw: Mapping[str, Any]) -> Iterator[str]:
    ids = [each["id"] for each in raw["group"] if "id" in each]
    if "default" in raw and raw["default"] not in ids:
        yield f"default is '{raw['default']}', which is no group's id; there are {', '.join(ids)}"


RULES = (
    CrossRule(("group.id",), _ids),
    CrossRule(("group.name",), _names),
    CrossRule(("group.id", "default"), _default),
)


def _rule(snapshot: Snapshot, home: str) -> CrossRule:
    """Return the rule that groups are of authorities of a snapshot, whatever else is wrong."""

    def check(raw: Mapping[str, Any]) -> Iterator[str]:
        groups = raw.get("group")
        for number, each in enumerate(groups if isinstance(groups, list) else (), start=1):
            named = each.get("authorities") if isinstance(each, Mapping) else None
            if isinstance(named, list) and named and all(isinstance(n, str) for n in named):
                name = each.get("id") or f"{number}"
                yield from _wrong_members(snapshot, f"group '{name}'", named, home)

    return CrossRule((), check)


def file() -> Path:
    """Return where the file of groups is looked for."""
    return settings.own_file(NAME)


def chosen_groups(snapshot: Snapshot) -> ChosenGroups:
    """Return the file's groups, by the authorities that a snapshot knows; none without a file.

    A changed file is read anew. Raises DefinitionError that names every fault in it.
    """
    path = file()
    try:
        about = path.stat()
    except FileNotFoundError:
        return ChosenGroups()
    except OSError as fault:
        raise DefinitionError(f"{path.name} cannot be read: {fault.strerror}") from fault
    home = snapshot.home_code()
    key = ("chosen groups", str(path), about.st_mtime_ns, about.st_size, home)
    rules = [_rule(snapshot, home)]
    return snapshot.remember(key, lambda: resolved(snapshot, read(path, rules), home))


def faults(snapshot: Snapshot) -> list[str]:
    """Return every fault of the file, a line each; none without a file."""
    if not file().exists():
        return []
    rules = [*RULES, _rule(snapshot, snapshot.home_code())]
    return load_each([file()], GroupsInFile, rules=rules).faults


def usable_groups(snapshot: Snapshot) -> tuple[ChosenGroups, str]:
    """Return the file's groups; none where the file has faults, with the sentence that says them.

    For pages, which go on without the groups and show the sentence.
    """
    try:
        return chosen_groups(snapshot), ""
    except DefinitionError as fault:
        return ChosenGroups(), str(fault)


def read(path: Path, rules: Sequence[CrossRule] = ()) -> GroupsInFile:
    """Read a file of groups; raises DefinitionError that names every fault in it.

    `rules` are held beside those of the file alone.
    """
    return load_toml(path, GroupsInFile, rules=[*RULES, *rules])


def resolved(snapshot: Snapshot, in_file: GroupsInFile, home: str) -> ChosenGroups:
    """Return the groups with their authorities' codes; raises DefinitionError for each unknown."""
    wrong: list[str] = []
    every = []
    for each in in_file.group:
        codes, _ = _codes(snapshot, each.authorities, home)
        wrong += _wrong_members(snapshot, f"group '{each.id}'", each.authorities, home)
        every.append(ChosenGroup(each.id, each.name.strip(), codes, each.why.strip()))
    if wrong:
        raise DefinitionError(f"{NAME}: {'; '.join(wrong)}")
    default = next((each for each in every if each.id == in_file.default), None)
    if default is not None:
        default = replace(default, instead=in_file.stands == "instead")
        every = [default if each.id == default.id else each for each in every]
    return ChosenGroups(tuple(every), default)


def of_address(snapshot: Snapshot, text: str, home: str, known: ChosenGroups) -> ChosenGroup | None:
    """Return the group that an address names, by id or by codes with commas; None for `none`.

    `known` are those of the file. Raises UnknownNameError that says what is wrong with it.
    """
    asked = text.strip()
    if asked in ("", NONE):
        return None
    parts = list(dict.fromkeys(part for part in _BETWEEN.split(asked) if part))
    if not parts or not _CODE.fullmatch(parts[0]):
        named = known.by_id(asked)
        if named is None:
            there = ", ".join(each.id for each in known.every)
            raise UnknownNameError(
                f"no group has that id; there {'are ' + there if there else 'is no file of groups'}"
            )
        return named
    if len(parts) > MOST:
        raise UnknownNameError(f"it has {len(parts)} parts: at most {MOST} authorities are taken")
    codes, wrong = _codes(snapshot, [_seen(part) for part in parts], home)
    if wrong:
        raise UnknownNameError(f"it {wrong[0]}")
    if len(codes) < FEWEST:
        raise UnknownNameError(f"it {_too_few(len(codes))}")
    return of_codes(codes)


def of_codes(codes: Sequence[str]) -> ChosenGroup:
    """Return the group of some authorities' codes, in one order however they were chosen."""
    members = tuple(sorted(set(codes)))
    return ChosenGroup("", f"Chosen group ({count(len(members))} authorities)", members)


# ---- parts ----------------------------------------------------------------------------------


def _wrong_members(
    snapshot: Snapshot, whose: str, named: Sequence[str], home: str
) -> Iterator[str]:
    """Yield what is wrong with the authorities of a group of the file, their number too."""
    codes, wrong = _codes(snapshot, named, home)
    if len(named) < FEWEST or (not wrong and len(codes) < FEWEST):
        wrong.append(_too_few(len(named)))
    if len(codes) > MOST:
        wrong.append(f"has {len(codes)} authorities: at most {MOST} can be compared with")
    yield from (f"{whose} {fault}" for fault in wrong)


def _seen(text: str) -> str:
    """Return a part of an address as it can be repeated in a message."""
    return "".join(letter for letter in text if letter.isalnum())[:20]


def _too_few(number: int) -> str:
    has = "1 authority" if number == 1 else f"{number} authorities"
    return f"has {has}: name at least {FEWEST}"


def _codes(
    snapshot: Snapshot, named: Sequence[str], home: str
) -> tuple[tuple[str, ...], list[str]]:
    """Return the codes of authorities given by code or name, and what is wrong with the others."""
    by_name = _by_name(snapshot)
    codes: list[str] = []
    wrong: list[str] = []
    for text in named:
        code = by_name.get(text.strip().casefold()) or snapshot.code_of(text)
        if not snapshot.has_area(code):
            wrong.append(f"names '{text}', which is no authority{_nearest_name(text, snapshot)}")
        elif snapshot.area(code).kind != "authority":
            wrong.append(f"names '{text}', which is {snapshot.area(code).name}: no authority")
        elif code == home:
            wrong.append(f"names '{text}', which is the authority itself: leave it out")
        else:
            codes.append(code)
    wrong += [f"names {snapshot.area(code).name} ({code}) twice" for code in twice(codes)]
    return tuple(codes), wrong


def _nearest_name(text: str, snapshot: Snapshot) -> str:
    return "" if _CODE.fullmatch(text.strip()) else nearest_authority(snapshot, text)


def _by_name(snapshot: Snapshot) -> dict[str, str]:
    def make() -> dict[str, str]:
        every = snapshot.areas.filter(snapshot.areas["kind"] == "authority")
        # Of two with one name, the one that exists today.
        ordered = every.sort("abolished_on", nulls_last=True)
        return {str(n).casefold(): str(c) for n, c in ordered.select("name", "area").iter_rows()}

    return snapshot.remember("authorities by name", make)
