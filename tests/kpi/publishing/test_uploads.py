"""Files from the web: neutral names on disk, their own names in what is said, nothing left over."""

import json
import shutil
import tempfile
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpi.errors import InputError
from kpi.model.snapshot import Snapshot
from kpi.publishing import uploads
from kpi.publishing.uploads import MOST_FILES, UploadedReturn
from kpi.store import live_snapshot, snapshots
from kpi.store.publisher_lock import StoreBusyError
from tests.kpi.sent_returns import good_return, nasty_return

TODAY = date(2025, 11, 20)


@pytest.fixture
def left_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder for temporary files: it must be empty at the end."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def check(files: list[UploadedReturn], live: Snapshot) -> uploads.CheckedUpload:
    return uploads.check(files, live, area="839", today=TODAY)


def test_a_good_return_has_a_proposal_and_the_snapshot_it_makes(
    snapshot: Snapshot, left_over: Path
) -> None:
    found = check(good_return(), snapshot)
    assert found.received.errors == ()
    assert found.proposal is not None
    assert [(d.kind, d.after) for d in found.proposal.differences] == [
        ("new", "93.0%"),
        ("new", "9.9%"),
        ("new", "56.0%"),
    ]
    assert found.after is not None
    assert found.after.observations.height == snapshot.observations.height + 3
    assert found.compared.left_out is None
    assert list(left_over.iterdir()) == []


def test_faults_carry_the_senders_name_and_no_proposal(snapshot: Snapshot, left_over: Path) -> None:
    files = nasty_return()
    found = check(files, snapshot)
    assert found.proposal is None
    assert found.after is None
    assert found.compared.left_out is not None, "it is compared all the same, without the errors"
    assert {f.file for f in found.received.errors} == {files[0].name}
    assert list(left_over.iterdir()) == []


def test_unicode_text_of_excel_is_read_as_the_csv_files_are(
    snapshot: Snapshot, left_over: Path
) -> None:
    wide = [
        UploadedReturn(
            file.name.replace(".csv", ".txt"),
            file.data.decode("utf-8-sig").encode("utf-16"),
        )
        for file in good_return()
    ]
    plain, found = check(good_return(), snapshot), check(wide, snapshot)
    assert found.received.errors == ()
    assert plain.proposal is not None
    assert found.proposal is not None
    assert found.proposal.differences == plain.proposal.differences
    told = [f for f in found.received.warnings if f.rule == "encoding"]
    assert sorted(f.file for f in told) == sorted(file.name for file in wide)
    assert {f.found for f in told} == {"UTF-16 text, as Excel's 'Unicode text'"}


def test_two_files_of_one_name_keep_their_own(snapshot: Snapshot, left_over: Path) -> None:
    first, targets, comments = good_return()
    again = UploadedReturn("folder\\values.csv", first.data)
    faults = check([first, again, targets, comments], snapshot).received.errors
    assert {f.file for f in faults} <= {"values.csv", "folder\\values.csv", ""}
    assert faults


@pytest.mark.parametrize(
    ("files", "told"),
    [
        ([UploadedReturn("<b>empty</b>.csv", b"")], "<b>empty</b>.csv: the file is empty"),
        ([UploadedReturn("a.xlsx", b"PK no")], "a.xlsx: not an Excel workbook"),
        ([UploadedReturn("big.csv", b"x" * 5_000_001)], "big.csv: larger than 5 MB"),
        ([UploadedReturn("macro.xlsm", b"PK\x03\x04")], "macro.xlsm: neither a workbook nor CSV"),
        ([UploadedReturn("n.csv", b"a,b\n1,2\n")], "n.csv: no sheet or file of values"),
        ([UploadedReturn("x.csv", b"a")] * (MOST_FILES + 1), f"{MOST_FILES + 1} files were sent"),
    ],
)
def test_what_cannot_be_read_is_named_as_sent(
    snapshot: Snapshot, left_over: Path, files: list[UploadedReturn], told: str
) -> None:
    with pytest.raises(InputError) as fault:
        check(files, snapshot)
    assert told in str(fault.value)
    assert list(left_over.iterdir()) == []


@given(st.text(max_size=200))
def test_shown_names_are_one_short_printable_line(name: str) -> None:
    shown = UploadedReturn(name, b"").shown
    assert shown
    assert shown.isprintable()
    assert len(shown) <= 60


def test_the_mark_tells_files_names_and_snapshots_apart(snapshot: Snapshot) -> None:
    one, two = UploadedReturn("a.csv", b"1"), UploadedReturn("b.csv", b"1")
    marks = [
        uploads.mark(files, live)
        for live in (snapshot, snapshot.with_tables({}))
        for files in ([one], [two], [one, two], [two, one], [UploadedReturn("a.csv", b"2")])
    ]
    assert len(set(marks)) == len(marks)
    assert uploads.mark([UploadedReturn("a.csv", b"1")], snapshot) == marks[0]


# ---- publishing ---------------------------------------------------------------------------


@pytest.fixture
def own_store(store_root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A store of its own, and the one in use."""
    where = tmp_path / "store"
    shutil.copytree(store_root, where)
    monkeypatch.setenv("KPI_STORE", str(where))
    return where


def publish(files: list[UploadedReturn], live: Snapshot, looked_at: str) -> str:
    return uploads.publish(
        files,
        live,
        area="839",
        who="a@c.example",
        why="tests",
        today=TODAY,
        looked_at=looked_at,
    )


def test_publishing_writes_who_and_why_and_no_name_of_the_sender(own_store: Path) -> None:
    live = live_snapshot.live(own_store).snapshot
    files = good_return()
    files[0] = UploadedReturn("A. Child, born 2012.csv", files[0].data)
    made = publish(files, live, live.id)
    assert snapshots.current_id(own_store) == made
    manifest = (own_store / "snapshots" / made / "manifest.json").read_text(encoding="utf-8")
    said = json.loads(manifest)
    assert (said["made_by"], said["why"]) == ("a@c.example", "tests")
    assert [each["path"] for each in said["inputs"]] == [
        "file.csv",
        "targets.csv",
        "commentary.csv",
    ]
    assert "Child" not in manifest


@pytest.mark.usefixtures("at_a_glance")
def test_nothing_is_published_when_another_snapshot_is_live(own_store: Path) -> None:
    live = live_snapshot.live(own_store).snapshot
    with pytest.raises(StoreBusyError, match="Somebody else has published since you looked"):
        publish(good_return(), live, "2020-01-01-000000-abcdef")
    made = publish(good_return(), live, live.id)
    with pytest.raises(StoreBusyError):  # the page still holds the old snapshot
        publish(good_return(), live, live.id)
    with pytest.raises(InputError, match="Nothing would change"):
        publish(good_return(), live_snapshot.live(own_store).snapshot, made)
    assert snapshots.snapshot_ids(own_store) == [live.id, made]


def test_a_return_with_errors_is_never_published(own_store: Path) -> None:
    live = live_snapshot.live(own_store).snapshot
    with pytest.raises(InputError, match="errors in the return"):
        publish(nasty_return(), live, live.id)
    assert snapshots.snapshot_ids(own_store) == [live.id]
