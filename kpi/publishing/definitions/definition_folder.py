"""The folder of a council's definitions: its files are added and changed, never their comments.

The folder is `indicators` in the council's own folder (`KPI_DATA`), else the shipped
`data/indicators`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import tomlkit
from tomlkit.exceptions import TOMLKitError

from kpi import settings, toml_slips
from kpi.errors import DefinitionError, UnknownNameError
from kpi.model.definitions import definition_reader
from kpi.model.definitions.indicator import is_id
from kpi.periods import Kind, parse_period
from kpi.resources import DATA
from kpi.toml_files import nearest, no_file

SHIPPED = DATA / "indicators"
STEP = 10  # between the orders of definitions, so that one can be put in between


def folder() -> Path:
    """Return the folder of the definitions."""
    own = settings.council_folder()
    return own / "indicators" if own else SHIPPED


def is_own() -> bool:
    """Return whether the definitions are a council's own, not those of the checkout."""
    return settings.council_folder() is not None


def ids(place: Path) -> list[str]:
    """Return the ids that have a file in the folder."""
    return [path.stem for path in definition_reader.paths(place)]


def add(
    place: Path,
    indicator_id: str,
    text: str,
    check: Callable[[Path], Sequence[str]] = lambda _: (),
) -> Path:
    """Write a new definition with the next free order, and return its file.

    `check` returns the faults of a file: with any, nothing stays. Raises DefinitionError where it
    has faults, where the folder has that id, another definition had it formerly or the id cannot
    be one, or the text is not TOML.
    """
    if not is_id(indicator_id):
        raise DefinitionError(
            f"'{indicator_id}' is not an id: small letters, digits and single hyphens"
        )
    path = place / f"{indicator_id}.toml"
    if path.exists():
        raise DefinitionError(f"{path.name} is there already; nothing was changed")
    refuse_former(place, [indicator_id])
    document = _parsed(text, path.name)
    document["id"] = indicator_id
    order = tomlkit.item(_next_order(place))
    if "order" in document:
        document["order"] = order
    else:
        document = _parsed(_with_order(tomlkit.dumps(document), int(order)), path.name)
    place.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=place) as aside:
        written = Path(aside) / path.name
        written.write_text(tomlkit.dumps(document), encoding="utf-8")
        if faults := check(written):
            raise DefinitionError("; ".join(faults))
        written.replace(path)
    return path


def refuse_former(place: Path, names: Iterable[str], *, but: Path | None = None) -> None:
    """Raise DefinitionError where an id is a former one of a definition, named with the remedy.

    What was published under it is that definition's, and two with one id stop every build. The
    file `but` may have it.
    """
    for name in names:
        for path in definition_reader.paths(place):
            if path != but and name in _former(path):
                raise DefinitionError(
                    f"'{name}' is a former id of {path.stem}, which has what was published under "
                    f"it; nothing was changed. Use another id, or give it back first: python -m "
                    f"kpi indicator rename {path.stem} {name}"
                )


def retire(place: Path, indicator_id: str, *, start: str, why: str) -> Path:
    """Write that reports from a quarter on no longer have an indicator; its history stays.

    Raises UnknownNameError for an id without a file, and DefinitionError for what is no quarter
    or says no reason, and for one that is retired already: its reason is kept.
    """
    path = _file(place, indicator_id)
    try:
        quarter = parse_period(start)
    except ValueError as fault:
        raise DefinitionError(str(fault)) from fault
    if quarter.kind is not Kind.QUARTER:
        raise DefinitionError(f"'{start}' is not a quarter; expected for example 'Q1 2025-26'")
    if not why.strip():
        raise DefinitionError("say why it is retired")
    document = _read(path)
    if (before := document.get("retired")) is not None:
        raise DefinitionError(
            f"{indicator_id} is retired already{_retired_words(before)}; nothing was changed. To "
            f"say it anew, take it back first: python -m kpi indicator restore {indicator_id}"
        )
    table = tomlkit.table()
    table["from"] = quarter.short
    table["why"] = why.strip()
    document["retired"] = table
    _write(path, tomlkit.dumps(document))
    return path


def restore(place: Path, indicator_id: str) -> Path:
    """Take back that an indicator was retired; raises UnknownNameError where it was not."""
    path = _file(place, indicator_id)
    document = _read(path)
    if "retired" not in document:
        raise UnknownNameError(f"{indicator_id} is not retired")
    del document["retired"]
    _write(path, tomlkit.dumps(document))
    return path


def remove(place: Path, indicator_id: str) -> None:
    """Delete a definition; raises UnknownNameError for an id without a file.

    Whether anything was published of it is for the caller to ask: then it is retired.
    """
    _file(place, indicator_id).unlink()


def rename(place: Path, old: str, new: str) -> Path:
    """Give a definition another id; what was published under the old one goes with it.

    One whose file has the new name already, as its file was renamed by hand, only gets the id.
    Renamed back, it has its own former id. Raises UnknownNameError for an id without a file, and
    DefinitionError where the new one is taken, now or formerly, is the old one or can be no file's
    name.
    """
    target = place / f"{new}.toml"
    is_named = old not in ids(place) and new in ids(place) and _read(target).get("id") == old
    path = target if is_named else _file(place, old)
    if not is_id(new):
        raise DefinitionError(f"'{new}' is not an id: small letters, digits and single hyphens")
    if new == old:
        raise DefinitionError(f"{old} has that id already: there is nothing to do")
    if target.exists() and not is_named:
        raise DefinitionError(f"{target.name} is there already; nothing was changed")
    document = _read(path)
    refuse_former(place, [new], but=path)
    known = dict.fromkeys((*document.get("formerly", []), old))
    before = [each for each in known if each != new]
    document["id"] = new
    if "formerly" in document:
        document["formerly"] = before
    else:
        text = tomlkit.dumps(document)
        line = f"formerly = {tomlkit.item(before).as_string()}"
        document = _parsed(_after_key(text, "order", line), target.name)
    _write(target, tomlkit.dumps(document))
    if path != target:
        path.unlink()
    return target


# ---- parts --------------------------------------------------------------------------------


def _file(place: Path, indicator_id: str) -> Path:
    path = place / f"{indicator_id}.toml"
    if not is_id(indicator_id) or not path.is_file():
        meant = nearest(indicator_id, ids(place))
        raise UnknownNameError(f"{place.name} has no definition of '{indicator_id}'{meant}")
    return path


def _read(path: Path) -> tomlkit.TOMLDocument:
    """Return a definition with its comments; raises DefinitionError where it cannot be read."""
    if why := no_file(path):
        raise DefinitionError(why)
    try:
        return _parsed(path.read_text(encoding="utf-8-sig"), path.name)
    except (OSError, UnicodeDecodeError) as fault:
        raise DefinitionError(
            f"{path.name} cannot be read; python -m kpi indicator check says why"
        ) from fault


def _former(path: Path) -> Sequence[str]:
    """Return the former ids in a definition; none where it cannot be read, which the build says."""
    try:
        named = _read(path).get("formerly", [])
    except DefinitionError:
        return ()
    return [str(each) for each in named] if isinstance(named, list) else ()


def _retired_words(table: object) -> str:
    """Return from when on and why an indicator is retired, to follow those words."""
    if not isinstance(table, Mapping):
        return ""
    start, why = table.get("from"), table.get("why")
    return f"{f' from {start} on' if start else ''}{f': {why}' if why else ''}"


def _parsed(text: str, name: str) -> tomlkit.TOMLDocument:
    try:
        return tomlkit.parse(text)
    except TOMLKitError as fault:
        raise DefinitionError(toml_slips.message(name, text, fault)) from fault


def _next_order(place: Path) -> int:
    """Return the next multiple of ten after the largest order of the folder, at most 999."""
    orders = []
    for path in definition_reader.paths(place):
        try:
            order = _read(path).get("order")
        except DefinitionError:
            continue  # that file has its own fault, which the build names
        if isinstance(order, int):
            orders.append(int(order))
    following = (max(orders, default=0) // STEP + 1) * STEP
    if following <= 999:
        return following
    return next(number for number in range(1, 1000) if number not in orders)


def _with_order(text: str, order: int) -> str:
    return _after_key(text, "id", f"order = {order}")


def _after_key(text: str, key: str, line: str) -> str:
    """Return a definition with a line after that of a key, or at its start without it."""
    lines = text.splitlines()
    at = next((n for n, each in enumerate(lines) if each.split("=")[0].strip() == key), -1)
    return "\n".join([*lines[: at + 1], line, *lines[at + 1 :]]) + "\n"


def _write(path: Path, text: str) -> None:
    """Replace a file in one step, so that a crash leaves the old one."""
    new = path.with_name(f".{path.name}.new")
    new.write_text(text, encoding="utf-8")
    new.replace(path)
