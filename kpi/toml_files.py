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
from enum import Enum
from pathlib import Path
from typing import Annotated, Any, ClassVar, Generic, Literal, TypeVar, get_args, get_origin

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

from kpi import toml_slips, visible_text
from kpi.errors import DefinitionError, KpiError

_LONGEST = 60  # characters of a value in a message
_MOST_BYTES = 1_000_000  # of a file: several times the longest that ships


class TomlModel(BaseModel):
    """Base of the models of files: types are not converted, and unknown keys are faults."""

    # The validator is built when the first file is read, not at import.
    model_config = ConfigDict(strict=True, frozen=True, extra="forbid", defer_build=True)

    ELSEWHERE: ClassVar[Mapping[str, str]] = {}
    """Keys that people look for here, and where what they mean is given instead."""


Model = TypeVar("Model", bound=TomlModel)
T = TypeVar("T")


@dataclass(frozen=True)
class Otherwise:
    """The message for a value that does not fit, whatever the reason; it follows the key's name.

    "not a whole number from 1 to 12" becomes "month is 13, not a whole number from 1 to 12".
    `meant` are texts in small letters, each with what was probably meant.
    """

    words: str
    meant: tuple[tuple[str, str], ...] = ()

    def __get_pydantic_core_schema__(
        self, source: object, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        """Return the schema of the type, with these words in place of its own faults."""

        def check(value: Any, inner: core_schema.ValidatorFunctionWrapHandler) -> Any:
            try:
                return inner(value)
            except ValidationError:
                words = f"{self.words}{self._remedy(value)}"
                raise PydanticCustomError("otherwise", "{words}", {"words": words}) from None

        return core_schema.no_info_wrap_validator_function(check, handler(source))

    def _remedy(self, value: object) -> str:
        if not isinstance(value, str) or "number" not in self.words:
            return ""
        if meant := dict(self.meant).get(value.strip().casefold()):
            return f"; perhaps {meant}"
        if number := _NUMBER.fullmatch(value.strip()):
            is_plain = number[0] == number[1]
            what = "it without quotation marks" if is_plain else f"the number alone, {number[1]}"
            return f"; write {what}"
        return ""


_NUMBER = re.compile(r"£? *([-+]?[0-9]+(?:\.[0-9]+)?)(?: *%| [a-z ]+)?")


def _seen(text: str) -> str:
    if visible_text.hides(text):
        raise PydanticCustomError(
            "otherwise", "{words}", {"words": "holds a letter that nobody can see; type it again"}
        )
    return text


Listed = Annotated[tuple[T, ...], Strict(False)]  # TOML knows lists only
FilledList = Annotated[tuple[T, ...], Strict(False), Field(min_length=1)]
Text = Annotated[str, AfterValidator(_seen)]  # no control characters: no file or page can hold them
FilledText = Annotated[str, Field(pattern=r"\S"), AfterValidator(_seen)]


@dataclass(frozen=True)
class CrossRule:
    """A rule that the values of several keys must meet together.

    `check` gets the file's tables as TOML gives them, with misspelt keys put right, and yields
    faults. It is called only where the values of `keys` have their types, so it need not check
    types itself. `benchmark.measure` is a key within a table, or within each table of a list.
    """

    keys: tuple[str, ...]
    check: Callable[[Mapping[str, Any]], Iterable[str]]


@dataclass(frozen=True)
class Loaded(Generic[Model]):
    """A file as read: its path, its tables as TOML gives them, and the model made from them."""

    path: Path
    raw: Mapping[str, Any]
    model: Model


@dataclass(frozen=True)
class CheckedTables(Generic[Model]):
    """Tables that were checked: every fault in them, and the model, None where there is one.

    In `raw` misspelt keys are corrected; `wrong` are the paths of invalid values.
    """

    raw: Mapping[str, Any]
    model: Model | None
    faults: tuple[str, ...]
    wrong: tuple[tuple[str, ...], ...]

    def is_sound(self, key: str) -> bool:
        """Whether a value, `benchmark.measure`, and all that it holds are of the right types."""
        way = tuple(key.split("."))
        return not any(way[: len(bad)] == bad or bad[: len(way)] == way for bad in self.wrong)

    def value(self, key: str) -> Any:
        """Return the value of a key of the file itself; None where it is missing or no good."""
        return self.raw.get(key) if self.is_sound(key) else None


@dataclass(frozen=True)
class ReadFile(Generic[Model]):
    """A file whose tables could be read, with faults or without."""

    path: Path
    checked: CheckedTables[Model]


@dataclass(frozen=True)
class ReadFiles(Generic[Model]):
    """Files as read, in order: those without a fault, and those that have tables at all.

    `faults` has a line for each fault, which begins with the file's name.
    """

    loaded: list[Loaded[Model]]
    read: list[ReadFile[Model]]
    faults: list[str]


def load_toml(
    path: Path,
    model: type[Model],
    *,
    rules: Sequence[CrossRule] = (),
    error: type[KpiError] = DefinitionError,
) -> Model:
    """Return the model made from one file; raises `error` that names every fault in it."""
    (loaded,) = load_all([path], model, rules=rules, error=error)
    return loaded.model


def load_all(
    paths: Iterable[Path],
    model: type[Model],
    *,
    rules: Sequence[CrossRule] = (),
    error: type[KpiError] = DefinitionError,
) -> list[Loaded[Model]]:
    """Return the models made from files, in order; raises `error` with all faults of all files.

    It names each file once, before its faults.
    """
    done = load_each(paths, model, rules=rules)
    if done.faults:
        raise error(_by_file(done.faults))
    return done.loaded


def _by_file(faults: Sequence[str]) -> str:
    """Return faults as one line; a name that several in a row begin with stands once."""
    parts: list[str] = []
    before = ""
    for each in faults:
        name, _, fault = each.partition(": ")
        parts.append(fault if name == before and fault else each)
        before = name
    return "; ".join(parts)


def load_each(
    paths: Iterable[Path],
    model: type[Model],
    *,
    rules: Sequence[CrossRule] = (),
    across: Callable[[Sequence[ReadFile[Model]]], Iterable[str]] = lambda _: (),
) -> ReadFiles[Model]:
    """Return the models of the files without a fault of their own, and every fault of every file.

    `across` yields faults between files, each with the file's name; it gets every file that could
    be read.
    """
    done: ReadFiles[Model] = ReadFiles([], [], [])
    for path in paths:
        try:
            raw = _tables(path)
        except DefinitionError as fault:
            done.faults.append(str(fault))
            continue
        if not raw and any(about.is_required() for about in model.model_fields.values()):
            done.faults.append(f"{path.name}: holds nothing but remarks; write it, or take it away")
            continue
        file_tables = checked(raw, model, rules)
        done.read.append(ReadFile(path, file_tables))
        done.faults.extend(f"{path.name}: {each}" for each in file_tables.faults)
        if file_tables.model is not None:
            done.loaded.append(Loaded(path, raw, file_tables.model))
    done.faults.extend(across(done.read))
    return done


def checked(
    raw: Mapping[str, Any], model: type[Model], rules: Sequence[CrossRule] = ()
) -> CheckedTables[Model]:
    """Return the model made from tables, and every fault in them.

    A key that is misspelt is reported once, and its value is checked as that of the key it is like.
    """
    read, faults = _spelt(raw, model)
    made, model_faults = _validated(read, model)
    faults += [_in_words(each, model) for each in model_faults]
    wrong = tuple(
        tuple(part for part in each["loc"] if isinstance(part, str))
        for each in model_faults
        if each["type"] != _UNKNOWN  # what is too much hinders nothing else
    )
    done: CheckedTables[Model] = CheckedTables(read, None, (), wrong)
    for rule in rules:
        if all(map(done.is_sound, rule.keys)):
            faults += rule.check(read)
    return CheckedTables(read, None if faults else made, tuple(faults), wrong)


def twice(names: Iterable[str]) -> list[str]:
    """Return the names that occur more than once, each once."""
    return [name for name, times in Counter(names).items() if times > 1]


def _tables(path: Path) -> dict[str, Any]:
    """Return the tables of a file; raises DefinitionError if unreadable or not TOML."""
    try:
        if why := no_file(path):
            raise DefinitionError(why)
        # An editor of Windows may begin a file with a mark of its encoding, which is no content.
        text = path.read_text(encoding="utf-8-sig")
    except OSError as fault:
        raise DefinitionError(f"{path.name}: cannot be read: {fault.strerror}") from fault
    except UnicodeDecodeError as fault:
        raise DefinitionError(
            f"{path.name} is not valid TOML: byte {fault.start + 1} is not of a text in UTF-8; "
            "write the file in a text editor, and save it in the encoding UTF-8"
        ) from fault
    try:
        return tomllib.loads(text)
    except RecursionError as fault:
        raise DefinitionError(
            f"{path.name} is not valid TOML: it has too many brackets within brackets"
        ) from fault
    except ValueError as fault:
        raise DefinitionError(toml_slips.message(path.name, text, fault)) from fault


def no_file(path: Path) -> str:
    """Return why a path cannot be read as a file of text, with its name; empty where it can."""
    why = _why_no_file(path)
    return f"{path.name}: {why}" if why else ""


def _why_no_file(path: Path) -> str:
    if path.is_dir():
        return "is a folder, not a file; give it another name, or move it away"
    if not path.is_file():
        if path.is_symlink():
            return "is a link to no file; mend it, or take it away"
        return "is not a file of text; take it away" if path.exists() else "there is no such file"
    size = path.stat().st_size
    if size > _MOST_BYTES:
        return (
            f"holds {size / 1e6:,.1f} MB, and {_MOST_BYTES // 1_000_000} MB is the most; "
            "leave out what is not needed"
        )
    return ""


def _validated(
    raw: Mapping[str, Any], model: type[Model]
) -> tuple[Model | None, list[ErrorDetails]]:
    """Return the model of tables, None where they have faults; and the faults of pydantic."""
    try:
        return model.model_validate(raw), []
    except ValidationError as fault:
        model_faults = fault.errors(include_url=False)
    # pydantic reports a list of only faulty entries as too short as well; that is left out.
    return None, [
        each for each in model_faults if not (each["type"] == "too_short" and each["input"])
    ]


_UNKNOWN = "extra_forbidden"
_MOST_SPELT = 20  # keys corrected in a file: one with more is some other kind of file


def _spelt(raw: Mapping[str, Any], model: type[Model]) -> tuple[Mapping[str, Any], list[str]]:
    """Return tables with each misspelt key under the name that it is like, and what was misspelt.

    Only where that name is not there as well. Tables within a misspelt table are looked at too.
    """
    misspelt: list[str] = []
    while len(misspelt) <= _MOST_SPELT:
        unknown_keys = [each for each in _validated(raw, model)[1] if each["type"] == _UNKNOWN]
        before = len(misspelt)
        for each in unknown_keys[:_MOST_SPELT]:
            *way, key = each["loc"]
            if (meant := _like_key(model, each["loc"])) and meant not in _at(raw, way):
                raw = _renamed(raw, way, str(key), meant)
                misspelt.append(_in_words(each, model))
        if len(misspelt) == before:
            break
    return raw, misspelt


def _like_key(model: type[BaseModel], place: Sequence[int | str]) -> str:
    """Return the key of its table that an unknown one is like; empty where it is like none."""
    at, key = _model_at(model, place), str(place[-1])
    if at is None or (issubclass(at, TomlModel) and key in at.ELSEWHERE):
        return ""
    return _nearest(key, _fields(at))


def _at(raw: Any, way: Sequence[int | str]) -> Any:
    for part in way:
        raw = raw[part]
    return raw


def _renamed(raw: Any, way: Sequence[int | str], old: str, new: str) -> Any:
    """Return a copy of tables with another name for a key; its place in the order stays."""
    if not way:
        return {new if key == old else key: value for key, value in raw.items()}
    first, *rest = way
    inside = _renamed(raw[first], rest, old, new)
    if isinstance(raw, list):
        return [inside if number == first else each for number, each in enumerate(raw)]
    return {**raw, first: inside}


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
    "too_long": "is too long; shorten it",
}


def _in_words(fault: ErrorDetails, model: type[BaseModel]) -> str:
    """Return a fault in words: the place in the file, the key, what is wrong and what may be meant.

    For a wrong name it is the nearest of those possible.
    """
    *way, last = _names(fault["loc"]) or ["it"]
    kind, context = fault["type"], fault.get("ctx", {})
    if kind == "missing":
        text = f"lacks '{last}'{_possible(_model_at(model, fault['loc']), last)}"
    elif kind == "extra_forbidden":
        text = f"has an unknown key '{last}'{_meant_key(model, fault['loc'], last)}"
    elif kind == "value_error":
        text = f"{last}: {context['error']}"
    else:
        if kind in ("literal_error", "enum"):
            known = re.findall(r"'([^']*)'", context["expected"])
            meant = nearest(_shown(fault["input"]).strip("'"), known)
            words = f"not one of {', '.join(name or 'nothing' for name in known)}{meant}"
        else:
            words = str(context["words"]) if kind == "otherwise" else _TYPES.get(kind, fault["msg"])
            if kind == "string_pattern_mismatch":
                words += _to_write(_model_at(model, fault["loc"]), last)
        if words.startswith("not "):
            shown = _shown(fault["input"])
            words = f"is {shown}, {words}" if shown else f"is {words}"
        text = f"{last} {words}{_brackets(kind, fault['input'], last)}"
    if kind == "string_type":
        text += "; write it between two quotation marks"
    return ": ".join([*way, text])


def nearest(name: str, known: Iterable[str]) -> str:
    """Return `; perhaps 'polarity'` for the known name most like another; empty without one.

    Names that share their words, in any case, are alike: `quarter` and `financial quarter`.
    """
    closest = _nearest(name, known)
    return f"; perhaps '{closest}'" if closest else ""


def _nearest(name: str, known: Iterable[str]) -> str:
    names = [each for each in known if each]
    folded = {each.casefold(): each for each in names}
    asked = name.casefold().strip()
    closest = [folded[asked]] if asked in folded else []
    if not closest:
        closest = [each for each in names if asked in _ALIKE.get(each, ())][:1]
    if not closest and asked:
        words = set(re.findall(r"[a-z]+", asked))
        alike = [
            each
            for each in names
            if each.casefold().startswith(asked)
            or (words and words <= set(re.findall(r"[a-z]+", each.casefold())))
        ]
        close = get_close_matches(asked, folded, n=1, cutoff=0.6)
        closest = alike[:1] or [folded[each] for each in close]
    return closest[0] if closest else ""


_ALIKE: Mapping[str, tuple[str, ...]] = {
    "percent": ("%", "percentage", "per cent", "pct"),
    "pounds": ("£", "gbp"),
    "number": ("count",),
    "same quarter": ("quarterly",),
    "financial quarter": ("quarterly",),
    "month": ("monthly",),
    "term": ("termly",),
    "year to March": ("financial year", "annual", "annually", "yearly"),
    "year ending on a date": ("rolling year", "rolling 12 months", "rolling twelve months"),
    "snapshot day": ("point in time", "month end", "quarter end", "day"),
    "higher": (
        "up is good", "high", "up", "high is good", "higher is better", "bigger is better",
        "increase", "increasing", "rising", "positive", "maximise",
    ),
    "lower": (
        "low", "down", "low is good", "lower is better", "smaller is better", "decrease",
        "decreasing", "falling", "negative", "minimise",
    ),
    "none": ("n/a", "na", "neutral", "neither", "no", "not applicable", "-"),
    "range": ("target", "between"),
    "headline": ("main", "kpi", "key"),
    "stock": ("snapshot", "point in time"),
    "rolling": ("rolling year",),
    "cumulative": ("year to date", "ytd"),
}  # fmt: skip
"""What the files call a value, with what people write for it."""


def _brackets(kind: str, value: object, name: str) -> str:
    """Return how a list or table is written that has a pair of brackets too few, or too many."""
    if kind == "tuple_type" and isinstance(value, dict):
        return f"; write [[{name}]], in two pairs of brackets"
    if kind == "tuple_type" and isinstance(value, str):
        return "; write it in square brackets"
    if kind in ("model_type", "dict_type") and isinstance(value, list):
        return f"; write [{name}], in one pair of brackets"
    return ""


def _possible(model: type[BaseModel] | None, key: str) -> str:
    """Return what a key that is missing may be: its values, else what it is; empty if unknown."""
    about = None if model is None else _fields(model).get(key)
    if about is None:
        return ""
    if _table_in(about.annotation) is not None:
        return f"; add the table [{key}]"
    if values := _values_of(about.annotation):
        return f"; add it, one of {', '.join(values)}"
    otherwise = next((each.words for each in about.metadata if isinstance(each, Otherwise)), "")
    if otherwise.startswith("not "):
        return f"; add it, {otherwise.removeprefix('not ')}"
    about_words = _about(about)
    return f"; add it: {about_words}" if about_words else ""


def _to_write(model: type[BaseModel] | None, key: str) -> str:
    """Return what an empty text should say; empty where the model does not describe it."""
    about = None if model is None else _fields(model).get(key)
    about_words = _about(about) if about else ""
    return f", still to be written: {about_words}" if about_words else ""


def _about(about: FieldInfo) -> str:
    """Return what a key is, in the first words of its description; empty without one."""
    first = re.split(r"[.:](?:\s|$)", about.description or "", maxsplit=1)[0]
    return f"{first[:1].lower()}{first[1:]}"


def _values_of(annotation: object) -> list[str]:
    """Return the values that a type lists; none for a type that lists none."""
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return [str(each.value) for each in annotation]
    if get_origin(annotation) is Literal:
        return [str(each) for each in get_args(annotation)]
    return []


def _meant_key(model: type[BaseModel], place: Sequence[int | str], key: str) -> str:
    """Return what an unknown key probably is: one of its table, or one of another table."""
    at = _model_at(model, place)
    if at is not None and issubclass(at, TomlModel) and key in at.ELSEWHERE:
        return f"; {at.ELSEWHERE[key]}"
    if suggestion := nearest(key, [] if at is None else _fields(at)):
        return suggestion
    if at is not model and key in _fields(model):
        return "; it stands above the first table in brackets"
    tables = {name: _table_in(about.annotation) for name, about in _fields(model).items()}
    within = [name for name, table in tables.items() if table and key in _fields(table)]
    if within and (at is model or len(within) == 1):
        return f"; it stands under {' or '.join(f'[{name}]' for name in within)}"
    return "; leave it out"


def _model_at(model: type[BaseModel], place: Sequence[int | str]) -> type[BaseModel] | None:
    """Return the table of a file that holds `place`; None where its keys are not listed."""
    at: type[BaseModel] | None = model
    for part in place[:-1]:
        if isinstance(part, str) and at is not None:
            about = _fields(at).get(part)
            at = None if about is None else _table_in(about.annotation)
    return at


def _fields(model: type[BaseModel]) -> dict[str, FieldInfo]:
    return {field.alias or name: field for name, field in model.model_fields.items()}


def _table_in(annotation: object) -> type[BaseModel] | None:
    """Return the model that a key's type is made of, alone or in a list; None for other types."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    models = (_table_in(part) for part in get_args(annotation))
    return next((part for part in models if part is not None), None)


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
