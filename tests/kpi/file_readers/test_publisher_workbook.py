"""Workbooks cut short: one calm line, at once. The library alone would read some for ever."""

import io
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from kpi.errors import InputError
from kpi.file_readers.publisher_workbook import opened
from kpi.sources.groups import ofsted
from tests import patience

ROOT = Path(__file__).resolve().parents[3]
JUDGEMENTS = ROOT / "data" / "inputs" / "ofsted-ilacs-2025-03" / ofsted.FILE
CUT = (
    b'<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    b'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"><office:body>'
    b'<office:spreadsheet><table:table table:name="Table"><table:table-row></table:table-row>'
)


def ods(content: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
        archive.writestr("content.xml", content)
    return made.getvalue()


def test_a_publishers_workbook_is_opened() -> None:
    assert opened(JUDGEMENTS).sheet_names[3:] == [
        "Inspections_as_at_31_March",
        "In-year_inspections",
        "ILACS_inspection_history",
    ]


def test_an_ods_cut_short_is_refused_at_once(tmp_path: Path) -> None:
    (tmp_path / ofsted.FILE).write_bytes(ods(CUT))
    # In a process of its own: what this is about does not come back, and cannot be interrupted.
    code = "import sys; from pathlib import Path; from kpi.sources.groups import ofsted"
    read = f"{code}; ofsted.read(Path(sys.argv[1]))"
    done = subprocess.run(
        [sys.executable, "-c", read, tmp_path],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=patience.seconds(30),
    )
    assert f"{ofsted.FILE}: a damaged workbook (content.xml)" in done.stderr


@pytest.mark.parametrize(
    "data", [b"", b"PK", b"not a workbook", ods(b""), JUDGEMENTS.read_bytes()[:-100]]
)
def test_what_is_no_workbook_is_one_line(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "file.ods"
    path.write_bytes(data)
    with pytest.raises(InputError) as told:
        opened(path)
    assert str(told.value).startswith("file.ods: ")
    assert "\n" not in str(told.value)
