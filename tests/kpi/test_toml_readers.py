"""Every reader of a TOML file: what ships is read, and whatever else it is given has one line."""

import shutil
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kpi.benchmarks import topics
from kpi.benchmarks.pupil_groups import group_pairs
from kpi.errors import KpiError
from kpi.guidance import accessibility_results, glossary, user_guide
from kpi.model import series_discontinuities
from kpi.model.definitions import definition_reader
from kpi.paper import template
from kpi.resources import DATA
from kpi.sources import lait_dictionary, register

LAIT = DATA / "inputs" / "dfe-lait-2026-04"
SHIPPED: dict[str, tuple[Path, Callable[[Path], object]]] = {
    "comparability": (
        series_discontinuities.FILE,
        series_discontinuities.comparability.__wrapped__,
    ),
    "topics": (topics.FILE, topics.topics.__wrapped__),
    "pupil groups": (group_pairs.FILE, group_pairs.group_pairs.__wrapped__),
    "glossary": (glossary.FILE, glossary.read),
    "guide": (user_guide.FILE, user_guide.read_steps),
    "accessibility": (accessibility_results.KNOWN_FILE, accessibility_results.read_limits),
    "paper": (template.FILE, template.read),
    "decisions": (LAIT / lait_dictionary.DECISIONS_FILE, lait_dictionary.read_decisions),
    "sources": (DATA / "inputs" / "sources.toml", lambda path: register.read(path.parent)),
    "definition": (
        DATA / "indicators" / "ehcp-20-weeks.toml",
        lambda path: definition_reader.from_table(definition_reader.read_files(path.parent)),
    ),
}
ODD = st.sampled_from(
    ["5", "-1.5", "true", "inf", "nan", "[]", "[[1]]", "{}", "{ a = 1 }", '""', '" "', '"x"',
     '"\\u0001"', "1979-05-27", "1979-05-27T07:32:00Z", "07:32:00", "0x" + "f" * 4000, "[" * 300,
     "]", "= 3", '["a", 1]', "[{ a = [] }]"]
)  # fmt: skip


def outcome(read: Callable[[Path], object], path: Path) -> str:
    """What a reader says of a file; nothing where it reads it."""
    try:
        read(path)
    except KpiError as fault:
        return str(fault)
    return ""


@pytest.mark.parametrize("name", SHIPPED)
def test_what_ships_is_read(name: str) -> None:
    path, read = SHIPPED[name]
    assert read(path)


@pytest.mark.parametrize("name", SHIPPED)
@pytest.mark.parametrize(
    "content",
    [None, b"x = ", b"\xff\xfe\x00", b"x = " + b"[" * 3000, b"x = " + b"9" * 5000, b"x=1"],
)
def test_what_is_none_of_it_is_refused(tmp_path: Path, name: str, content: bytes | None) -> None:
    shipped, read = SHIPPED[name]
    path = tmp_path / shipped.name
    if content is not None:
        path.write_bytes(content)
    message = outcome(read, path)
    assert message.startswith((path.name, "no indicator definition in"))
    assert "\n" not in message


@pytest.mark.parametrize("name", SHIPPED)
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_any_line_may_say_something_else(tmp_path: Path, name: str, data: st.DataObject) -> None:
    """A fault names the file; a file that is still read is one that TOML reads too."""
    shipped, read = SHIPPED[name]
    path = tmp_path / shipped.name
    lines = shipped.read_text(encoding="utf-8").split("\n")
    keys = [number for number, line in enumerate(lines) if " = " in line and line[0].isalpha()]
    for number in data.draw(st.lists(st.sampled_from(keys), min_size=1, max_size=3)):
        key = lines[number].split(" = ")[0]
        lines[number] = data.draw(
            st.sampled_from(["", f"{key}s = 1"]) | ODD.map(lambda odd, key=key: f"{key} = {odd}")
        )
    path.write_text("\n".join(lines), encoding="utf-8")
    message = outcome(read, path)
    assert "\n" not in message
    if message:
        assert message.startswith(path.name)
    else:
        assert tomllib.loads(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", SHIPPED)
def test_a_number_too_long_to_be_written_is_a_fault_of_its_key(tmp_path: Path, name: str) -> None:
    """Python reads whole numbers of any length, and refuses to write those beyond 4,300 digits."""
    shipped, read = SHIPPED[name]
    path = tmp_path / shipped.name
    lines = shipped.read_text(encoding="utf-8").split("\n")
    keys = [number for number, line in enumerate(lines) if " = " in line and line[0].isalpha()]
    for number in keys[:60]:
        key = lines[number].split(" = ")[0]
        changed = [*lines[:number], f"{key} = 0x{'f' * 4000}", *lines[number + 1 :]]
        path.write_text("\n".join(changed), encoding="utf-8")
        message = outcome(read, path)
        assert message.startswith(path.name), key
        assert len(message.split("\n")) == 1, key


def test_two_faulty_entries_are_both_named(tmp_path: Path) -> None:
    shutil.copy(SHIPPED["sources"][0], tmp_path / "sources.toml")
    path = tmp_path / "sources.toml"
    text = path.read_text(encoding="utf-8")
    changes: dict[str, Any] = {
        'folder = "dfe-sen2-2025"\n': "",
        'publisher = "Ofsted"': "publisher = 1",
        'area = "839"': "",
    }
    for old, new in changes.items():
        assert old in text
        text = text.replace(old, new, 1)
    path.write_text(text, encoding="utf-8")
    assert outcome(SHIPPED["sources"][1], path) == (
        "sources.toml: ofsted-ilacs: publisher is 1, not text; write it between two quotation "
        "marks; source 'dfe-sen2' lacks folder; source 'illustrative-return' lacks area, the code "
        "of the council whose return it is"
    )
