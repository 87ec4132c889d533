"""Choices stored in the web address, so that a link reproduces the view.

The address is read when it was changed from outside (a link, Back) and written after each
change. An unknown value is reported and ignored, and never causes an error.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

import streamlit as st

from pages.browser import screen_reader
from pages.components import frame

_CHOSEN = "filters last chosen"
_WRITTEN = "address last written"
_PAGE, _ARRIVED = "page of this run", "came from another page"
_SEPARATOR = "-"
_SHOWN = 60  # letters of an unknown value that are repeated to the visitor


@dataclass(frozen=True)
class AddressField:
    """One choice: its name in the address, which is also its widget's key.

    `read` converts a text to the value and reports unknown parts; `clean` removes what cannot be
    chosen now; `write` converts the value to a text; `instead` is the name of the default.
    `kept` is the name under which the choice is shared with other pages. `fault` says what is
    wrong with a text that was reported as unknown.
    """

    name: str
    default: Any
    read: Callable[[str], tuple[Any, list[str]]]
    clean: Callable[[Any], Any]
    write: Callable[[Any], str]
    instead: Callable[[], str]
    fault: Callable[[str], str] = lambda _: "which does not exist here"


def one_of(
    name: str,
    labels: Callable[[], Mapping[str, str]],
    default: str,
    key_of: Callable[[str], str] = str,
) -> AddressField:
    """Return a field for one of some keys; `labels` is called each time, as choices may depend.

    `key_of` converts other spellings in the address to a key.
    """

    def read(text: str) -> tuple[str, list[str]]:
        key = key_of(text)
        return (key, []) if key in labels() else (default, [text])

    def clean(value: Any) -> str:
        return value if value in labels() else default

    return AddressField(name, default, read, clean, str, lambda: labels().get(default, default))


def some_of(
    name: str,
    known: Collection[str],
    *,
    most: int,
    key_of: Callable[[str], str] = str,
    separator: str = _SEPARATOR,
) -> AddressField:
    """Return a field for up to `most` of some keys without `separator`, in the order chosen.

    `key_of` as in `one_of`.
    """

    def read(text: str) -> tuple[list[str], list[str]]:
        asked = list(dict.fromkeys(part for part in text.split(separator) if part))
        keys = list(dict.fromkeys(map(key_of, asked)))
        return clean(keys), [part for part in asked if key_of(part) not in known]

    def clean(value: Any) -> list[str]:
        return [part for part in value or [] if part in known][:most]

    return AddressField(name, [], read, clean, separator.join, lambda: "nothing")


def arrive(page: str) -> bool:
    """Record the page of this run; returns whether the visitor came from another page.

    The menu drops the address, which must not be read as a change.
    """
    st.session_state[_ARRIVED] = st.session_state.get(_PAGE, page) != page
    st.session_state[_PAGE] = page
    return bool(st.session_state[_ARRIVED])


def page_of_this_run() -> str:
    """Return the address of the page being drawn."""
    return str(st.session_state.get(_PAGE, ""))


def remembered(name: str) -> Any:
    """Return the last choice of a name on any page, or None."""
    return st.session_state.get(_CHOSEN, {}).get(name)


def adopt(
    fields: Sequence[AddressField],
    *,
    last_choice: Callable[[str], Any] = remembered,
    contradictions: Callable[[Mapping[str, str]], list[str]] = lambda _address: [],
) -> list[str]:
    """Read the address where it was changed from outside; returns what was ignored in it.

    `last_choice` supplies a choice missing from the address after a change of page.
    `contradictions` corrects values that are each known but do not fit together.
    """
    address = _read([f.name for f in fields])
    state = st.session_state
    arrived = state.get(_ARRIVED, False)
    written = state.get(_WRITTEN)
    ours = {n: v for n, v in (written or {}).items() if n in {f.name for f in fields}}
    faults: list[str] = []
    if written is None or (address != ours and (address or not arrived)):
        for field in fields:
            if field.name in address:
                state[field.name], unknown = field.read(address[field.name])
                faults.extend(_ignored(field, part) for part in unknown)
            else:
                state[field.name] = field.default
        if not faults:
            faults.extend(contradictions(address))
    elif arrived:
        for field in fields:
            state[field.name] = last_choice(field.name)
    # Streamlit forgets a widget that a page did not draw, so choices are stored separately.
    for field in fields:
        value = state[field.name] if field.name in state else last_choice(field.name)
        clean = field.clean(value)
        # A widget whose value is set is sent anew, with all its options: thousands for a measure.
        if field.name not in state or clean != value:
            state[field.name] = clean
    return faults


def write(fields: Sequence[AddressField], always: Collection[str] = ()) -> None:
    """Write the choices to the web address, without those that have their default.

    `always` are names that a written address includes in any case, so that a saved link
    shows the same after the next return.
    """
    chosen = {f.name: f.write(st.session_state[f.name]) for f in fields}
    default = {f.name: f.write(f.default) for f in fields}
    address = _read(list(chosen))
    # An address with the same meaning is left unchanged.
    if {name: address.get(name, default[name]) for name in chosen} == chosen:
        wanted = address
    else:
        wanted = {n: v for n, v in chosen.items() if n in always or v != default[n]}
    past = {frame.ASKED: frame.past_snapshot_name()} if frame.past_snapshot_name() else {}
    # After a change by menu the browser may still have named the last page's address, which it
    # then drops, so the address is written again.
    came = bool(wanted) and st.session_state.get(_ARRIVED, False)
    if (
        came
        or address != wanted
        or st.query_params.get(frame.ASKED, "") != frame.past_snapshot_name()
    ):
        others = {n: v for n, v in st.query_params.to_dict().items() if n not in chosen}
        others.pop(frame.ASKED, None)
        if st.session_state.get(_ARRIVED, False):
            others = {n: v for n, v in others.items() if n not in st.session_state.get(_CHOSEN, {})}
        # All at once: each change of the address is one step of the Back button.
        st.query_params.from_dict({**others, **past, **wanted})
    st.session_state[_WRITTEN] = wanted
    remember(**{f.name: st.session_state[f.name] for f in fields})


def in_address(
    fields: Sequence[AddressField], names: Collection[str], always: Collection[str] = ()
) -> tuple[tuple[str, str], ...]:
    """Return some choices as the address has them, those that are not their default.

    `always` are names that are returned in any case.
    """
    return tuple(
        (field.name, text)
        for field in fields
        if field.name in names
        and (
            (text := field.write(st.session_state[field.name])) != field.write(field.default)
            or field.name in always
        )
    )


def remember(**chosen: Any) -> None:
    """Store choices for when a page that has them is drawn again."""
    st.session_state[_CHOSEN] = {**st.session_state.get(_CHOSEN, {}), **chosen}


def name_faults(faults: Sequence[str]) -> None:
    """Show what was ignored in the address."""
    for fault in faults:
        screen_reader.add(fault)
        st.html(f'<p class="notice" role="status">{escape(fault)}</p>')


def plain(text: str) -> str:
    """Return text from the address without anything that could be markup, shortened."""
    kept = "".join(letter if letter.isalnum() or letter in " -_.,'/" else "?" for letter in text)
    return kept[:_SHOWN]


# ---- parts --------------------------------------------------------------------------------


def _read(names: Collection[str]) -> dict[str, str]:
    return {n: st.query_params[n] for n in names if n in st.query_params}


def _ignored(field: AddressField, asked: str) -> str:
    return (
        f"The address asks for {field.name} “{plain(asked)}”, {field.fault(asked)}. "
        f"It was ignored: {field.instead()} is shown."
    )
