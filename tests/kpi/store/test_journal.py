"""The history of the pointer, and the lock."""

import json
from pathlib import Path

import pytest

from kpi.store import journal
from kpi.store.journal import JournalEntry


def entry(before: str, after: str, why: str = "w") -> JournalEntry:
    return JournalEntry("2025-07-20T10:00:00+00:00", "me", why, "publish", before, after)


def test_entries_come_back_in_order_with_any_text(tmp_path: Path) -> None:
    whys = ['two\nlines, "quotes"', "Bóth → €", "\u2028 separator"]
    for number, why in enumerate(whys):
        journal.note(tmp_path, entry(str(number), str(number + 1), why))
    assert [e.why for e in journal.entries(tmp_path)] == whys
    assert (tmp_path / "HISTORY.jsonl").read_text().count("\n") == 3


def test_no_history_yet(tmp_path: Path) -> None:
    assert journal.entries(tmp_path) == []


@pytest.mark.parametrize(
    "line", ["{", "null", "[1]", "{}", '{"at": 1}', json.dumps({"after": "x"}), '"text"', "\x00"]
)
def test_a_broken_line_is_left_out_and_does_not_swallow_the_next(tmp_path: Path, line: str) -> None:
    journal.note(tmp_path, entry("a", "b"))
    with (tmp_path / "HISTORY.jsonl").open("a") as lines:
        lines.write(line)
    journal.note(tmp_path, entry("b", "c"))
    assert [e.after for e in journal.entries(tmp_path)] == ["b", "c"]


@pytest.mark.parametrize(
    ("noise", "kept", "said"),
    [
        (b'{"at": "2025-07-20T10:00:00+00:00", "who": "m', "bc", "line 2 is cut short"),
        (b"\x00\x00\x00\x00", "bc", "line 2 is no entry"),
        (b"<<<<<<< HEAD", "bc", "line 2 is no entry"),
        (b"{}\nnull", "bc", "line 2 is no entry; line 3 is no entry"),
        (b"\xff\xfe\x80", "bc", "line 2 holds bytes that are no text, and cannot be read"),
        (b"\n\n", "bc", ""),
        (b"", "bc", ""),
    ],
)
def test_damage_is_named_by_its_line_and_costs_no_other(
    tmp_path: Path, noise: bytes, kept: str, said: str
) -> None:
    journal.note(tmp_path, entry("a", "b"))
    with (tmp_path / "HISTORY.jsonl").open("ab") as lines:
        lines.write(noise)
    for _ in "before", "after":
        found = journal.history(tmp_path)
        assert "; ".join(map(str, found.damage)) == said
        assert "".join(e.after for e in found.entries) == kept[: len(found.entries)]
        if len(found.entries) == 1:
            journal.note(tmp_path, entry("b", "c"))
    assert len(found.entries) == 2


def test_an_entry_with_foreign_bytes_is_kept_and_named(tmp_path: Path) -> None:
    journal.note(tmp_path, entry("a", "b", "Zoe"))
    journal.note(tmp_path, entry("b", "c"))
    path = tmp_path / "HISTORY.jsonl"
    path.write_bytes(path.read_bytes().replace(b"Zoe", b"Zo\xeb"))
    found = journal.history(tmp_path)
    assert [e.why for e in found.entries] == ["Zo\ufffd", "w"]
    assert list(map(str, found.damage)) == [
        "line 1 holds bytes that are no text; the rest of it is shown"
    ]


def test_an_entry_of_a_publisher_that_died_did_not_take_effect() -> None:
    told = [entry("", "a"), entry("a", "dead"), entry("a", "b")]
    assert journal.took_effect(told, "b") == [True, False, True]
    assert journal.took_effect(told, "a") == [True, False, False]
    assert journal.took_effect([], "a") == []


@pytest.mark.parametrize(
    ("moves", "live", "expected"),
    [
        ("xw xl", "w", [True, False]),  # on an object store two note their moves, one wins
        ("xl xw wn", "n", [False, True, True]),
        ("ab ba ab", "b", [True, True, True]),
        ("ab ba ab bc", "c", [True, True, True, True]),
        ("ab ba ba ac", "c", [True, False, True, True]),  # died, and was done again
        ("za ab bc ad", "d", [True, True, False, True]),  # a line between was lost
        ("ab bc", "", [True, False]),
    ],
)
def test_what_took_effect_is_told_by_what_followed(
    moves: str, live: str, expected: list[bool]
) -> None:
    told = [entry(before, after) for before, after in moves.split()]
    assert journal.took_effect(told, live) == expected


def test_marks_of_a_history() -> None:
    told = [entry(before, after) for before, after in (("", "a"), ("a", "b"), ("a", "c"))]
    assert journal.marks(told, "c") == ["", "did not take effect", "live"]
    assert journal.marks([], "a") == []


def notice(snapshot: str, action: str) -> JournalEntry:
    return JournalEntry("2025-07-20T10:00:00+00:00", "me", "To 4.", action, snapshot, snapshot)


def test_a_notice_moves_nothing_and_always_happened() -> None:
    told = [entry("", "a"), entry("a", "b"), notice("a", journal.NOTICE_SENT), entry("b", "a")]
    assert [each.is_notice for each in told] == [False, False, True, False]
    assert journal.took_effect(told, "a") == [True, True, True, True]
    assert journal.marks(told, "a") == ["live", "", "", "live"]


@pytest.mark.parametrize(
    ("actions", "found"),
    [
        ((), None),
        ((journal.NOTICE_BEGUN,), 0),
        ((journal.NOTICE_BEGUN, journal.NOTICE_SENT), 1),
        ((journal.NOTICE_BEGUN, journal.NOTICE_FAILED), None),
        ((journal.NOTICE_SENT, journal.NOTICE_BEGUN, journal.NOTICE_FAILED), 0),
        ((journal.NOTICE_FAILED, journal.NOTICE_BEGUN), 1),
    ],
)
def test_the_last_notice_that_may_have_gone_out(
    actions: tuple[str, ...], found: int | None
) -> None:
    told = [notice("a", action) for action in actions]
    others = [entry("", "a"), notice("b", journal.NOTICE_SENT)]
    wanted = None if found is None else told[found]
    assert journal.notice_of([*others, *told], "a") is wanted
