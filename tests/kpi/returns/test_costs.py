"""What checking a return may cost: how much it may hold in all, and that no rule is quadratic."""

import io
import time
from datetime import date

import pytest
import xlsxwriter

from kpi.errors import InputError
from kpi.file_readers import limits
from kpi.indicators import reporting_quarters
from kpi.indicators.reporting_quarters import reported_in
from kpi.model.snapshot import Snapshot
from kpi.publishing import uploads
from kpi.publishing.uploads import MOST_FILES, UploadedReturn

TODAY = date(2026, 11, 20)
MINUTE = 60.0
COMMENT = (
    "indicator_id",
    "reporting_quarter",
    "data_status",
    "what_happened",
    "why",
    "action",
    "owner_role",
    "due",
)
VALUES = "indicator_id,period,reporting_quarter,value,numerator,denominator,data_status,source"


def refusal(files: list[UploadedReturn], live: Snapshot) -> str:
    """Why files are refused, told within seconds of processor time where it took minutes."""
    began = time.process_time()
    with pytest.raises(InputError) as caught:
        uploads.check(files, live, area="839", today=TODAY)
    assert time.process_time() - began < MINUTE / 2
    return str(caught.value)


def test_a_small_workbook_with_thousands_of_long_comments_is_refused(snapshot: Snapshot) -> None:
    said = ("In the quarter 96 of 178 plans were on time, 53.9%; more is done. " * 80)[:4_900]
    data = io.BytesIO()
    with xlsxwriter.Workbook(data, {"in_memory": True}) as book:
        sheet = book.add_worksheet("commentary")
        sheet.write_row(0, 0, COMMENT)
        for row in range(1, 4_900):
            comment = ("ehcp-20-weeks", "Q1 2025-26", "provisional", said, said, "done", "Head", "")
            sheet.write_row(row, 0, comment)
    assert len(data.getvalue()) < 250_000
    told = refusal([UploadedReturn("return.xlsx", data.getvalue())], snapshot)
    assert told == (
        "return.xlsx: the return has more than 1,000,000 characters of text in all; "
        "send it in parts, such as a year at a time"
    )


def test_eight_files_of_five_megabytes_are_refused_at_the_first(
    snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    line = f"ehcp-20-weeks,Q1 2025-26,Q1 2025-26,53.9,96,178,provisional,{'x' * 1_000}"
    data = "\n".join([VALUES, *[line] * 4_700]).encode()
    assert 4_900_000 < len(data) < limits.LARGEST_FILE
    read: list[str] = []
    real = limits.csv_text

    def counted(name: str, content: bytes) -> limits.DecodedText:
        read.append(name)
        return real(name, content)

    monkeypatch.setattr(limits, "csv_text", counted)
    told = refusal([UploadedReturn("values.csv", data)] * MOST_FILES, snapshot)
    assert "more than 1,000,000 characters of text in all; send it in parts" in told
    assert len(read) == 1


def test_rows_are_counted_over_all_files(snapshot: Snapshot) -> None:
    line = "ehcp-20-weeks,Q1 2025-26,Q1 2025-26,53.9,96,178,provisional,x"
    each = limits.MOST_LINES // MOST_FILES + 1
    files = [
        UploadedReturn("values.csv", "\n".join([VALUES, *[line] * each]).encode())
    ] * MOST_FILES
    told = refusal(files, snapshot)
    assert "the return has more than 6,000 rows in all; send it in parts" in told


def test_workbooks_are_counted_unpacked_over_all_files() -> None:
    whole = limits.ReadBudget()
    whole.unpack("a.xlsx", limits.MOST_UNPACKED)
    with pytest.raises(InputError, match=r"b\.xlsx: with the files before it larger than .*60 MB"):
        whole.unpack("b.xlsx", 1)


def test_figures_of_own_sheets_are_counted_over_all_files() -> None:
    whole = limits.ReadBudget()
    whole.take("a.xlsx", limits.MOST_FIGURES)
    with pytest.raises(InputError) as caught:
        whole.take("b.xlsx", 1)
    assert str(caught.value) == (
        "b.xlsx: more than 20,000 figures in sheets of your own; leave out earlier periods, which "
        "are published already, or send it in parts"
    )


def test_the_work_of_the_rules_grows_with_the_rows_and_not_with_their_square(
    snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[int] = []

    def counted(*asked: object) -> object:
        calls.append(1)
        return reported_in(*asked)  # type: ignore[arg-type]

    monkeypatch.setattr(reporting_quarters, "reported_in", counted)

    def work(years: int) -> int:
        quarters = [
            f"Q{number} {year}-{(year + 1) % 100:02d}"
            for year in range(2025 - years, 2025)
            for number in range(1, 5)
        ]
        values = [f"ehcp-20-weeks,{q},{q},53.9,96,178,provisional,Return" for q in quarters]
        comments = [
            f"ehcp-20-weeks,{q},provisional,Said,Why,Done,Head,2030-01-01" for q in quarters
        ]
        files = [
            UploadedReturn("values.csv", "\n".join([VALUES, *values]).encode()),
            UploadedReturn("commentary.csv", "\n".join([",".join(COMMENT), *comments]).encode()),
        ]
        calls.clear()
        uploads.check(files, snapshot, area="839", today=TODAY)
        return len(calls)

    few, many = work(10), work(40)
    assert few > 0
    assert many < 6 * few
