"""Returns as officers send them: the illustrative one with a quarter more, as CSV files."""

import csv
import io
from collections.abc import Mapping, Sequence

import openpyxl

from kpi.publishing.uploads import UploadedReturn
from tests.kpi.conftest import INPUTS

FOLDER = INPUTS / "illustrative-bcp-return"
QUARTER = "Q2 2025-26"
NEW_FIGURES = (
    ("early-help-returns", "9.9", "17", "171"),
    ("assessments-45-days", "93.0", "860", "925"),
    ("ehcp-20-weeks", "56.0", "98", "175"),
)


def rows_of(name: str) -> list[dict[str, str]]:
    """The rows of one of the shipped CSV files."""
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def as_csv(rows: Sequence[Mapping[str, str]]) -> bytes:
    """Rows as a CSV file."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode("utf-8")


def value_row(indicator_id: str, value: str, numerator: str, denominator: str) -> dict[str, str]:
    """A provisional figure of the new quarter."""
    return {
        **dict.fromkeys(rows_of("observations")[0], ""),
        "indicator_id": indicator_id,
        "period": QUARTER,
        "reporting_quarter": QUARTER,
        "value": value,
        "numerator": numerator,
        "denominator": denominator,
        "data_status": "provisional",
        "source": "Local return",
    }


def comment_row(what_happened: str) -> dict[str, str]:
    """A comment on the plans of the new quarter, which are off target."""
    return {
        "indicator_id": "ehcp-20-weeks",
        "reporting_quarter": QUARTER,
        "data_status": "provisional",
        "what_happened": what_happened,
        "why": "As before.",
        "action": "Recruit two more caseworkers.",
        "owner_role": "Head of SEND",
        "due": "2026-03-31",
    }


def good_return(figures: Sequence[tuple[str, str, str, str]] = NEW_FIGURES) -> list[UploadedReturn]:
    """The three files of a return without errors."""
    new = [value_row(*figure) for figure in figures]
    comment = comment_row("98 of 175 plans were issued in time.")
    return [
        UploadedReturn("values.csv", as_csv([*rows_of("observations"), *new])),
        UploadedReturn("targets.csv", as_csv(rows_of("targets"))),
        UploadedReturn("commentary.csv", as_csv([*rows_of("commentary"), comment])),
    ]


def workbook_return(*, with_errors: bool) -> list[UploadedReturn]:
    """A return as one workbook: a small count, a revised figure, and four errors or none."""
    figures = (
        ("early-help-returns", "2.3", "4", "171"),
        ("assessments-45-days", "89.6" if with_errors else "86.9", "804", "925"),
        ("ehcp-20-weeks", "fifty six" if with_errors else "56.0", "98", "175"),
    )
    values = [*rows_of("observations"), *(value_row(*figure) for figure in figures)]
    revised = ("ehcp-20-weeks", "Q1 2025-26")
    for row in values:
        if (row["indicator_id"], row["period"]) == revised:
            row |= {"value": "60.1", "numerator": "107", "denominator": "178"}
            row |= {"data_status": "provisional", "source": "Local return"}
    comments = [
        row
        for row in rows_of("commentary")
        if (row["indicator_id"], row["reporting_quarter"]) != revised
    ]
    comments.append(comment_row("98 of 175 plans were issued in time."))
    if with_errors:
        comments[-2]["due"], comments[-1]["data_status"] = "31/13/2026", "illustrative"
    book = openpyxl.Workbook()
    sheets = {"values": values, "targets": rows_of("targets"), "commentary": comments}
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for cells in (list(rows[0]), *([row[key] or None for key in rows[0]] for row in rows)):
            sheet.append(cells)
    book.remove(book.worksheets[0])
    out = io.BytesIO()
    book.save(out)
    return [UploadedReturn("BCP return Q2 2025-26.xlsx", out.getvalue())]


NASTY = (
    "<script>alert(1)</script>",
    "[press here](javascript:alert(1))",
    "<img src=x onerror=alert(1)>",
    '=HYPERLINK("http://evil.example","x")',
    "long" * 300,
)
"""Texts that would act if they were ever taken for markup, a link, a script or a formula."""


def nasty_return() -> list[UploadedReturn]:
    """A return with errors whose file name and cells hold `NASTY`."""
    rows = [value_row(text, text, "1", "2") for text in NASTY]
    return [
        UploadedReturn(
            "<b>values</b>[a](javascript:alert(1)).csv", as_csv([*rows_of("observations"), *rows])
        )
    ]
