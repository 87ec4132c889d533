"""Which council a return names, and whether it is the one that the return is sent for.

The template names the council by code on its sheet of notes; a file may have a column for it.
A return that names no council is taken as the sender's own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches

from kpi.file_readers.cell_grid import CellGrid
from kpi.model.snapshot import Snapshot
from kpi.returns.column_names import find_header, is_council, is_ignored, kind_of_name
from kpi.returns.records import ERROR, WARNING, NamedCouncil, ReturnFault
from kpi.returns.typed_cells import tidy

RULE = "another-council"
CODE = "authority code"
"""The subject on the sheet of notes whose text is the council's code."""
_SENTENCE = "this return"
_OF_ANY_COUNCIL = frozenset(
    ["the", "and", "of", "council", "borough", "city", "county", "district", "metropolitan",
     "london", "royal", "unitary", "authority", "mbc"]
)  # fmt: skip
_CODE = re.compile(r"([0-9]{3}|[ew][0-9]{8})(?![0-9])")
_OTHERS = frozenset(
    ["england", "english", "national", "nation", "country", "all england", "uk", "united kingdom",
     "great britain", "wales", "inner london", "outer london", "region", "regional", "sn",
     "statistical neighbours", "statistical neighbour", "neighbours", "stat neighbours"]
)  # fmt: skip
"""Whom a comparator is of, beside the regions by name."""
_OF_COMPARATORS = re.compile(r"\b(?:the|region|average|avg|mean|median|total|figures?)\b")
_NEARLY = 0.85
_FEWEST_INITIALS = 3


def named(grids: Iterable[CellGrid]) -> tuple[NamedCouncil, ...]:
    """Return every place that names a council: the template's notes and columns for it.

    A column that says what the notes of its file say is not another place.
    """
    every = tuple(grids)
    notes = [place for grid in every for place in _in_notes(grid)]
    texts_of_notes = {(place.file, place.text) for place in notes}
    columns = [place for grid in every for place in _in_columns(grid)]
    return (*notes, *(place for place in columns if (place.file, place.text) not in texts_of_notes))


def _in_notes(grid: CellGrid) -> Iterator[NamedCouncil]:
    """Yield the code on the sheet of notes, or else the name in the notes' first sentence."""
    if not is_ignored(grid.sheet):
        return
    notes = {
        tidy(cells[1].text).casefold(): (grid.address(row, 2), tidy(cells[2].text))
        for row, cells in sorted(grid.rows.items(), reverse=True)
        if 1 in cells and 2 in cells
    }
    if CODE in notes:
        cell, text = notes[CODE]
        yield NamedCouncil(grid.file, grid.sheet, cell, "", text)
    elif _SENTENCE in notes:
        cell, text = notes[_SENTENCE]
        if match := re.match(r"(.{1,100}), reporting quarter ", text):
            yield NamedCouncil(grid.file, grid.sheet, cell, "", match[1])


def _in_columns(grid: CellGrid) -> Iterator[NamedCouncil]:
    """Yield each distinct text of a council column once, at its first row."""
    name = grid.sheet or grid.file.rpartition(".")[0]
    header = None if is_ignored(name) else find_header(grid, kind_of_name(name))
    if header is None:
        return
    for column in (number for number, title in header.unknown.items() if is_council(title)):
        seen: set[str] = set()
        for row in sorted(number for number in grid.rows if number > header.row):
            text = tidy(grid.rows[row][column].text) if column in grid.rows[row] else ""
            if text and text not in seen:
                seen.add(text)
                title = header.unknown[column]
                yield NamedCouncil(grid.file, grid.sheet, grid.address(row, column), title, text)


def faults(councils: Iterable[NamedCouncil], snapshot: Snapshot, area: str) -> list[ReturnFault]:
    """Return an error for each other council named, and a warning for each unknown name.

    A code that no council has is an error too, and so is a name that is part of one other council's
    or nearly it: "Stockton", "Hartlepol". So are England, a region and the neighbours: no figure of
    theirs is the council's own.
    """
    if not (places := tuple(councils)):
        return []
    names, others = _names(snapshot, area), _comparators(snapshot)
    own = snapshot.area(area).name
    problems = []
    for place in places:
        code = _code(place.text, names) or _nearest(place.text, names, area)
        if code == area:
            continue
        where = (place.file, place.sheet, place.cell, place.column)
        if code is None and _of_comparator(place.text) in others:
            meant = f"{place.text[:80]}, which is no council"
            expected = f"a return of {own} ({area}); comparators' figures come from the publishers"
            problems.append(ReturnFault(*where, ERROR, RULE, meant, expected))
            continue
        if code is None:
            problems.append(_unknown(where, place.text, f"{own} ({area})"))
            continue
        meant = f"{place.text[:80]}, which is {snapshot.area(code).name} ({code})"
        expected = (
            f"a return of {own} ({area}), whose figures this would change; "
            f"by command, --area {code} publishes it for {snapshot.area(code).name}"
        )
        problems.append(ReturnFault(*where, ERROR, RULE, meant, expected))
    return problems


def _unknown(where: tuple[str, str, str, str], text: str, own: str) -> ReturnFault:
    if _CODE.match(text.casefold()):
        expected = f"the code of {own}: no council has this one"
        return ReturnFault(*where, ERROR, "council-unknown", text[:80], expected)
    expected = f"the name or code of a council; it was taken as {own}"
    return ReturnFault(*where, WARNING, "council-unknown", text[:80], expected)


def _names(snapshot: Snapshot, own: str) -> Mapping[str, str]:
    """Return area codes by folded code and name.

    Of two areas with one name it is our own, else the one that has not ended: Dorset was two.
    """
    codes: dict[str, str] = {}
    rows = snapshot.areas.filter(snapshot.areas["kind"] == "authority")
    for code, ons_code, name in rows.select("area", "ons_code", "name").iter_rows():
        codes |= {code: code, (ons_code or code).casefold(): code}
        key = _folded(name)
        if key not in codes or (codes[key] != own and snapshot.area(code).is_current):
            codes[key] = code
    if key := _folded(snapshot.area(own).name):
        codes[key] = own
    return {key: code for key, code in codes.items() if key}


def _comparators(snapshot: Snapshot) -> frozenset[str]:
    """Return what England, the regions and other comparators are called, in small letters."""
    rows = snapshot.areas.filter(snapshot.areas["kind"] != "authority").select("name", "ons_code")
    folded_names = {_of_comparator(text) for row in rows.iter_rows() for text in row if text}
    return frozenset(folded_names) | _OTHERS


def _of_comparator(text: str) -> str:
    """Return a text in small letters without brackets and `average`: `North East region`."""
    plain = re.sub(r"\([^)]*\)", " ", text.casefold()).replace("&", " and ")
    words = re.sub(r"[^a-z0-9 ]", " ", plain)
    return " ".join(_OF_COMPARATORS.sub(" ", words).split()) or " ".join(words.split())


def _folded(name: str) -> str:
    """Return a name without common parts: `City of Bristol` and `Bristol, City of` agree.

    Of a name that has no other parts all but `council` stay: the City of London.
    """
    words = re.findall(r"[a-z]+", name.casefold().replace("&", " and "))
    own = [word for word in words if word not in _OF_ANY_COUNCIL]
    return " ".join(own or [word for word in words if word != "council"])


def _nearest(text: str, names: Mapping[str, str], own: str) -> str | None:
    """Return the one council that an unknown name can mean, or None.

    It is our own only where the text is the initials of our name (`BCP`), three or more; another
    where the text's words are part of its name alone, or nearly its name. What is part of our own
    name, or has more in it, stays a question: it may be a district, or two councils.
    """
    folded = _folded(text)
    words = set(folded.split())
    if words <= _OF_ANY_COUNCIL:
        return None
    by_words = {name: code for name, code in names.items() if not _CODE.match(name)}
    ours = [name.split() for name, code in by_words.items() if code == own]
    initials = {"".join(word[0] for word in name if word != "and") for name in ours}
    if len(folded) >= _FEWEST_INITIALS and folded in initials:
        return own
    matching_codes = {code for name, code in by_words.items() if words <= set(name.split())}
    if not matching_codes:
        close = get_close_matches(folded, by_words, n=1, cutoff=_NEARLY)
        matching_codes = {by_words[name] for name in close}
    other = matching_codes.pop() if len(matching_codes) == 1 else own
    return None if other == own else other


def _code(text: str, names: Mapping[str, str]) -> str | None:
    code = _CODE.match(text.casefold())
    if code and code[1] in names:
        return names[code[1]]
    return names.get(text.casefold()) or names.get(_folded(text))
