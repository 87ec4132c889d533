"""The short form of `python -m tools.fuzz`, and that it finds what it is there to find."""

import random
import time
from collections.abc import Iterator
from pathlib import Path
from xml.parsers import expat

import pytest

from kpi.errors import InputError
from tools import fuzz
from tools.fuzzing import books
from tools.fuzzing.fuzz_target import Files, FuzzTarget, text_of

INPUTS, PAGES, SEED = 2_000, 4, 1
ENDLESS = 15.0
"""Processor seconds that only an input read without end takes, however busy the machine is."""


@pytest.fixture(scope="module")
def tallies(store_root: Path) -> Iterator[list[fuzz.FuzzTally]]:
    patch = pytest.MonkeyPatch()
    patch.setenv("KPI_STORE", str(store_root))
    patch.delenv("KPI_HOME", raising=False)
    yield list(fuzz.run(fuzz.all_targets(), INPUTS, SEED, pages=PAGES, slow=ENDLESS))
    patch.undo()


def test_no_harmed_input_ends_in_a_traceback_or_never_ends(
    tallies: list[fuzz.FuzzTally],
) -> None:
    found = [finding for tally in tallies for finding in tally.findings]
    assert [(f.target, f.kind, f.details[-300:]) for f in found] == []
    assert sum(tally.inputs for tally in tallies) >= INPUTS


def test_each_importer_reads_some_of_it_and_refuses_some(tallies: list[fuzz.FuzzTally]) -> None:
    assert {tally.name for tally in tallies if not tally.inputs} == set()
    read = {tally.name for tally in tallies if tally.faults < tally.inputs}
    refused = {tally.name for tally in tallies if tally.faults}
    always_refused = {"return, other kinds of file", "snapshot in an address"}
    assert {tally.name for tally in tallies} - read <= always_refused
    assert len(refused) > len(tallies) / 2


# ---- the fuzzer itself ------------------------------------------------------------------------


def some_text(rng: random.Random) -> Files:
    return {"text": bytes(rng.choices(b"abcx=", k=40))}


def tally_of(run: object, inputs: int = 60, slow: float = ENDLESS) -> fuzz.FuzzTally:
    target = FuzzTarget("t", 1, some_text, run)  # type: ignore[arg-type]
    (tally,) = fuzz.run([target], inputs, 1, pages=0, slow=slow)
    return tally


def test_a_traceback_is_found_and_made_small() -> None:
    def falls_over(files: Files, _folder: Path) -> None:
        assert "x=" not in text_of(files)

    tally = tally_of(falls_over)
    kinds = {finding.kind for finding in tally.findings}
    assert len(kinds) == 1
    assert all(finding.files == {"text": b"x="} for finding in tally.findings)
    assert len(tally.findings) == 3, "of one kind only some are kept"


def test_a_fault_that_is_told_is_none_unless_it_has_no_words() -> None:
    def told(_files: Files, _folder: Path) -> None:
        raise InputError("a\nfile: it is empty")

    tally = tally_of(told)
    assert (tally.inputs, tally.faults, tally.findings) == (60, 60, [])

    def silent(_files: Files, _folder: Path) -> None:
        raise InputError("")

    assert {finding.kind for finding in tally_of(silent).findings} == {"not one line"}


def test_what_is_slow_twice_is_found_and_what_is_slow_once_is_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(fuzz, "_TRIES", 0)
    seen: set[bytes] = set()

    def busy() -> None:
        until = time.process_time() + 0.04
        while time.process_time() < until:
            pass

    def always(files: Files, _folder: Path) -> None:
        busy()

    def once(files: Files, _folder: Path) -> None:
        if files["text"] not in seen:
            seen.add(files["text"])
            busy()

    assert {finding.kind for finding in tally_of(always, 2, slow=0.02).findings} == {"slow"}
    assert tally_of(once, 6, slow=0.02).findings == []


def test_the_same_seed_gives_the_same_inputs() -> None:
    made: list[Files] = []
    target = FuzzTarget("t", 1, some_text, lambda files, _folder: made.append(files))
    for _ in range(2):
        list(fuzz.run([target], 5, 7, pages=0))
    assert made[:6] == made[6:]
    list(fuzz.run([target], 5, 8, pages=0))
    assert made[:6] != made[12:]


def test_findings_are_written_down(tmp_path: Path) -> None:
    finding = fuzz.FuzzFinding("t", "ValueError at x.py:1", "all of it \ud800", {"a/b.csv": b"1"})
    fuzz.write_down([finding], tmp_path)
    assert (tmp_path / "001" / "input-a__b.csv").read_bytes() == b"1"
    assert "ValueError at x.py:1" in (tmp_path / "001" / "finding.txt").read_text("utf-8")


def test_odd_values_leave_xml_whole() -> None:
    parts = books.book_parts({"values": [["a & <b>", "12"], ["c", "0.5"]]})
    changed = 0
    for seed in range(300):
        for content in parts.values():
            harmed = books.with_odd_values(random.Random(seed), content)
            # Names of namespaces may be harmed too, so the parser that minds none of them is asked.
            expat.ParserCreate().Parse(harmed, True)
            changed += harmed != content
    assert changed > 1_000
