"""TOML files of the project's own, read into strict models; every fault names its file and key.

A model defines what a file may hold: its keys, the type of each value and its bounds. A
`CrossRule` checks several keys together. `load_toml` reads one file, `load_all` several; both
report all faults of all files in one error, in plain English.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any, Generic, TypeVar, get_args

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    Strict,
    ValidationError,
)
from pydantic.fields import FieldInfo
from pydantic_core import CoreSchema, ErrorDetails, PydanticCustomError, core_schema

from kpi import sanitise
from kpi.errors import DefinitionError, KpiError

_LONGEST = 60  # characters of a value in a message


class TomlModel(BaseModel):
    """Base of the models of files: types are not converted, and unknown keys are faults."""

    # The validator is built when the first file is read, not at import.
    model_config = ConfigDict(strict=True, frozen=True, extra="forbid", defer_build=True)


Model = TypeVar("Model", bound=TomlModel)
T = TypeVar("T")


@dataclass(frozen=True)
class Otherwise:
    """The message for a value that does not fit, whatever the reason; it follows the key's name.

    "not a whole number from 1 to 12" becomes "month is 13, not a whole number from 1 to 12".
    """

    words: str

    def __get_pydantic_core_schema__(
        self, source: object, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        """Return the schema of the type, with these words in place of its own faults."""

        def check(value: Any, inner: core_schema.ValidatorFunctionWrapHandler) -> Any:
            try:
                return inner(value)
            except ValidationError:
                raise PydanticCustomError("otherwise", "{words}", {"words": self.words}) from None

        return core_schema.no_info_wrap_validator_function(check, handler(source))


def _seen(text: str) -> str:
    if sanitise.hides(text):
        raise PydanticCustomError(
            "otherwise", "{words}", {"words": "holds a letter that nobody can see"}
        )
    return text


Listed = Annotated[tuple[T, ...], Strict(False)]  # TOML knows lists only
FilledList = Annotated[tuple[T, ...], Strict(False), Field(min_length=1)]
Text = Annotated[str, AfterValidator(_seen)]  # no control characters: no file or page can hold them
FilledText = Annotated[str, Field(pattern=r"\S"), AfterValidator(_seen)]


@dataclass(frozen=True)
class CrossRule:
    """A rule that the values of several keys must meet together.

    `check` gets the file's tables as TOML gives them, and yields faults. It is called only
    where the values of `keys` have their types, so it need not check types itself.
    """

    keys: tuple[str, ...]
    check: Callable[[Mapping[str, Any]], Iterable[str]]


@dataclass(frozen=True)
class Loaded(Generic[Model]):
    """A file as read: its path, its tables as TOML gives them, and the model made from them."""

    path: Path
    raw: Mapping[str, Any]
    model: Model


def load_toml(
    path: Path,
    model: type[Model],
    *,
    rules: Sequence[CrossRule] = (),
    error: type[KpiError] = DefinitionError,
) -> Model:
    """Return the model made from one file; raises `error` that names every fault in it."""
    (found,) = load_all([path], model, rules=rules, error=error)
    return found.model


def load_all(
    paths: Iterable[Path],
    model: type[Model],
    *,
    rules: Sequence[CrossRule] = (),
    across: Callable[[Sequence[Loaded[Model]]], Iterable[str]] = lambda _: (),
    error: type[KpiError] = DefinitionError,
) -> list[Loaded[Model]]:
    """Return the models made from files, in order; raises `error` with all faults of all files.

    `across` yields faults between files, each with the file's name; it gets only those files that
    have no fault of their own.
    """
    loaded, faults = load_each(paths, model, rules=rules, across=across)
    if faults:
        raise error("; ".join(faults))
    return loaded


def load_each(
    paths: Iterable[Path],
    model: type[Model],
    *,
    rules: Sequence[CrossRule] = (),
    across: Callable[[Sequence[Loaded[Model]]], Iterable[str]] = lambda _: (),
) -> tuple[list[Loaded[Model]], list[str]]:
    """Return the models of the files without a fault, and the faults that `load_all` raises."""
    loaded: list[Loaded[Model]] = []
    faults: list[str] = []
    for path in paths:
        try:
            raw = _tables(path)
        except DefinitionError as fault:
            faults.append(str(fault))
            continue
        made, wrong = checked(raw, model, rules)
        if wrong or made is None:
            faults.append(f"{path.name}: {'; '.join(wrong)}")
        else:
            loaded.append(Loaded(path, raw, made))
    faults += across(loaded)
    return loaded, faults


def checked(
    raw: Mapping[str, Any], model: type[Model], rules: Sequence[CrossRule] = ()
) -> tuple[Model | None, list[str]]:
    """Return the model made from tables, None where it cannot be made; and every fault in them."""
    try:
        made, found = model.model_validate(raw), []
    except ValidationError as fault:
        made, found = None, fault.errors(include_url=False)
        # pydantic reports a list of only faulty entries as too short as well; that is left out.
        found = [each for each in found if not (each["type"] == "too_short" and each["input"])]
    faults = [_in_words(each, model) for each in found]
    wrong = {each["loc"][0] for each in found if each["loc"]}
    for rule in rules:
        if wrong.isdisjoint(rule.keys):
            faults += rule.check(raw)
    return made, faults


def twice(names: Iterable[str]) -> list[str]:
    """Return the names that occur more than once, each once."""
    return [name for name, times in Counter(names).items() if times > 1]


def _tables(path: Path) -> dict[str, Any]:
    """Return the tables of a file; raises DefinitionError if unreadable or not TOML."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise DefinitionError(f"{path.name}: there is no such file") from None
    except OSError as fault:
        raise DefinitionError(f"{path.name}: cannot be read: {fault.strerror}") from fault
    except (ValueError, RecursionError) as fault:
        raise DefinitionError(
            f"{path.name} is not valid TOML: {fault}{_line_of(path, fault)}"
        ) from fault


def _line_of(path: Path, fault: Exception) -> str:
    """Return the line that a fault of TOML names, with what such lines need; empty for none."""
    named = re.search(r"at line (\d+)", str(fault))
    if named is None:
        return ""
    lines = path.read_text(encoding="utf-8").splitlines()
    number = int(named[1])
    line = sanitise.line(lines[number - 1])[:_LONGEST] if number <= len(lines) else ""
    return f": '{line}' (a text stands between two quotation marks)" if line else ""


# ---- faults in words ----------------------------------------------------------------------

_TYPES = {
    "string_type": "not text",
    "bool_type": "not true or false",
    "int_type": "not a whole number",
    "float_type": "not a number",
    "finite_number": "not a number",
    "tuple_type": "not a list",
    "dict_type": "not a table of names and values",
    "model_type": "not a table of names and values",
    "date_type": "not a day such as 2025-07-01",
    "string_pattern_mismatch": "is empty",
    "too_short": "is empty",
}


def _in_words(fault: ErrorDetails, model: type[BaseModel]) -> str:
    """Return a fault in words: the place in the file, the key, what is wrong and what may be meant.

    For a wrong name it is the nearest of those possible.
    """
    *way, last = _names(fault["loc"]) or ["it"]
    kind, context = fault["type"], fault.get("ctx", {})
    if kind == "missing":
        text = f"lacks '{last}'"
    elif kind == "extra_forbidden":
        text = f"has an unknown key '{last}'{nearest(last, _keys_at(model, fault['loc']))}"
    elif kind == "value_error":
        text = f"{last}: {context['error']}"
    else:
        if kind in ("literal_error", "enum"):
            known = re.findall(r"'([^']*)'", context["expected"])
            meant = nearest(_shown(fault["input"]).strip("'"), known)
            words = f"not one of {', '.join(name or 'nothing' for name in known)}{meant}"
        else:
            words = str(context["words"]) if kind == "otherwise" else _TYPES.get(kind, fault["msg"])
        if words.startswith("not "):
            shown = _shown(fault["input"])
            words = f"is {shown}, {words}" if shown else f"is {words}"
        text = f"{last} {words}"
    return ": ".join([*way, text])


def nearest(name: str, known: Iterable[str]) -> str:
    """Return `; perhaps 'polarity'` for the known name most like another; empty without one.

    Names that share their words, in any case, are alike: `quarter` and `financial quarter`.
    """
    names = [each for each in known if each]
    folded = {each.casefold(): each for each in names}
    asked = name.casefold().strip()
    found = [folded[asked]] if asked in folded else []
    if not found and (meant := _MEANT.get(asked)) in names:
        found = [str(meant)]
    if not found and asked:
        words = set(re.findall(r"[a-z]+", asked))
        alike = [
            each
            for each in names
            if each.casefold().startswith(asked)
            or (words and words <= set(re.findall(r"[a-z]+", each.casefold())))
        ]
        close = get_close_matches(asked, folded, n=1, cutoff=0.6)
        found = alike[:1] or [folded[each] for each in close]
    return f"; perhaps '{found[0]}'" if found else ""


_MEANT = {
    "%": "percent",
    "percentage": "percent",
    "per cent": "percent",
    "£": "pounds",
    "count": "number",
    "quarterly": "same quarter",
    "financial year": "year to March",
    "up is good": "higher",
    "high": "higher",
    "low": "lower",
    "up": "higher",
    "down": "lower",
    "main": "headline",
    "target": "range",
}
"""What people write for a value, by what the files call it."""


def _keys_at(model: type[BaseModel], place: Sequence[int | str]) -> list[str]:
    """Return the keys that a table of a file may have, of the table that holds `place`."""
    at: type[BaseModel] | None = model
    for part in place[:-1]:
        if isinstance(part, str) and at is not None:
            field = _fields(at).get(part)
            at = None if field is None else _table_in(field.annotation)
    return [] if at is None else list(_fields(at))


def _fields(model: type[BaseModel]) -> dict[str, FieldInfo]:
    return {field.alias or name: field for name, field in model.model_fields.items()}


def _table_in(annotation: object) -> type[BaseModel] | None:
    """Return the model that a key's type is made of, alone or in a list; None for other types."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    found = (_table_in(part) for part in get_args(annotation))
    return next((part for part in found if part is not None), None)


def _names(place: Iterable[int | str]) -> list[str]:
    """Return the names of tables and keys on the way to a value; those in lists count from 1."""
    names: list[str] = []
    for part in place:
        if isinstance(part, int):
            names[-1:] = [f"{names[-1]} {part + 1}" if names else str(part + 1)]
        elif part != "[key]":  # pydantic's own mark of the name in a pair
            names.append(part)
    return names


def _shown(value: object) -> str:
    """Return a value as messages show it, shortened; empty for lists and tables."""
    if isinstance(value, str):
        return f"'{value[:_LONGEST]}'"
    if isinstance(value, (list, dict)):
        return ""
    if isinstance(value, int) and abs(value) >= 10**_LONGEST:
        return f"a number of more than {_LONGEST} digits"
    return str(value)[:_LONGEST]
