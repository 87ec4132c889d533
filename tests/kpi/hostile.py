"""A return that means harm: every free text of it carries what acts somewhere if it is not escaped.

`PAYLOADS` are plausible enough to be published, so they must be shown as the signs they are.
What may not be published is in `tests/kpi/test_hostile.py`.
"""

import io
import re
import unicodedata
from collections.abc import Callable, Iterable
from itertools import cycle
from pathlib import Path
from typing import Any

import openpyxl

from kpi.model.snapshot import Snapshot
from kpi.periods import parse_period
from kpi.publishing.uploads import UploadedReturn
from kpi.returns import template

EVIL = "evil.invalid"
FORMULAS = (
    f'=HYPERLINK("http://{EVIL}","x")',
    "+cmd|' /C calc'!A0",
    "@SUM(1)",
    "-1+1|x",
    "\t=1+1",
    "_x000D_=1+1",  # Excel's way to write a carriage return
    "＝cmd|x",
    "＠SUM(1)",
    "＋cmd|x",
    "－cmd|x",
    "\u200b=1+1",
    '=DDE("cmd";"/C calc";"x")',
    f'=WEBSERVICE("http://{EVIL}/x")',
)
MARKUP = (
    "<script>window.__acted=1</script>",
    "<img src=x onerror=window.__acted=1>",
    '<a href="javascript:window.__acted=1">click</a>',
    '"><svg/onload=window.__acted=1>',
    "'\" onmouseover=window.__acted=1 x='",
    "</p></td></table><iframe src=javascript:window.__acted=1></iframe>",
    f'<meta http-equiv="refresh" content="0;url=http://{EVIL}">',
    f"<style>*{{background:url(http://{EVIL}/css)}}</style>",
    f"<form action=http://{EVIL}><button>Go</button></form>",
    "<!-- <b>bold</b> --> <![CDATA[ x ]]>",
    f"[click](http://{EVIL})",
    f"![x](http://{EVIL}/x.png)",
    f"<http://{EVIL}>",
    f"http://{EVIL}/bare and www.{EVIL} and mail@{EVIL}.example",
    rf"$\href{{http://{EVIL}}}{{x}}$ and $$x^2$$",
    ":material/warning: :red[alarm] :blue-badge[x] :streamlit: :smile:",
    "# heading of theirs",
    "| a | b |\n|---|---|\n| c | d |",
    "- item\n1. item\n> quote\n\n---",
    "```\ncode\n``` and `code` **bold** ~~struck~~",
    "&lt;script&gt; &amp;amp; &#60;b&#62;",
    "{{template}} {field} {0} {row.__class__} %s %(x)s %n ${x}",
    '{ HYPERLINK "http://evil.invalid" } { DDEAUTO c:\\\\windows cmd }',
    "../../etc/passwd and C:\\windows\\x",
    "line one\r\nline two\nerror: forged line\n\n\n",
    "]]></w:t><w:p/>",
    "\\u003cscript\\u003e \\x3cscript\\x3e %3Cscript%3E",
)
UNSEEN = (
    "\u202e09\u202c of \u2066x\u2069 \u061c\u200f\u200e",
    "zero\u200bwidth\u2060\ufeff\u00adx",
    "nul_x0000_ bell_x0007_ escape_x001B_[31m half_xD800_ other_xDFFF_",
    "c1\x85\x9b31m x",
    "h\u0301e\u0301" + "\u0301\u0327\u20dd" * 200,
    "\ufdd0_xFFFE_ shadow\U000e0041\U000e0042",
    "line\u2028separator\u2029x",
)
PAYLOADS = (*FORMULAS, *MARKUP, *UNSEEN)
LONG = "long " * 900 + "x" * 400
WHY = f"<b>Why</b> [x](http://{EVIL})\n=1+1 \u202e09 :red[x] {{who}}\x1b[31m"
WHO = f"officer@{EVIL}"
FILE_NAME = "../../<b>x</b>\r\n[a](http://evil.invalid)\u202excod.xlsx"

FIGURES = {
    "assessments-45-days": (93.0, 860, 925),
    "early-help-returns": (9.9, 17, 171),
    "ehcp-20-weeks": (56.0, 98, 175),
    "ks4-fsm-gap": (19.1, None, None),
    "primary-permanent-exclusions": (0.03, 10, 33333),
    "secondary-permanent-exclusions": (0.12, 30, 25000),
}


def texts() -> Iterable[str]:
    """What the free cells hold, one after the other and again: two or three payloads each."""
    others = cycle((*MARKUP, *UNSEEN))
    for lead in cycle((*FORMULAS, *MARKUP[10:20])):
        yield f"{lead}\n{next(others)}\n{next(others)}"


def workbook(
    snapshot: Snapshot, folder: Path, change: Callable[[Any], None] | None = None
) -> bytes:
    """The template of the next quarter, filled in as somebody who means harm would."""
    quarter = parse_period("Q2 2025-26")
    path = folder / "template.xlsx"
    template.write(path, snapshot, area_name=snapshot.authority("839").name, quarter=quarter)
    book = openpyxl.load_workbook(path)
    more = iter(texts())
    for kind in ("values", "targets", "commentary"):
        sheet = book[kind]
        place = {cell.value: cell.column for cell in sheet[1]}
        for row in range(2, sheet.max_row + 1):
            name = sheet.cell(row, place["indicator_id"]).value
            if name is None:
                continue
            cells: dict[str, object] = {"data_status": "provisional"}
            if kind == "values":
                value, top, bottom = FIGURES[name]
                cells |= {"value": value, "numerator": top, "denominator": bottom}
                cells |= {"source": next(more), "note": next(more)}
            elif kind == "targets":
                cells |= {"rationale": next(more), "target_type": next(more)}
            else:
                cells |= {c: next(more) for c in ("what_happened", "why", "action", "owner_role")}
                cells["due"] = "2026-03-31"
                if name == "ks4-fsm-gap":
                    cells["why"] = LONG
            for column, content in cells.items():
                cell = sheet.cell(row, place[column])
                cell.value = content
                if isinstance(content, str):
                    cell.data_type = "s"  # a text, not a formula
    if change:
        change(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def hostile_return(snapshot: Snapshot, folder: Path) -> list[UploadedReturn]:
    """The workbook as it is sent, under a name that means harm too."""
    return [UploadedReturn(FILE_NAME, workbook(snapshot, folder))]


def seen(text: str) -> str:
    """A payload as a reader may see it: what Excel's signs mean, without white space."""
    meant = re.sub(r"_x([0-9A-F]{4})_", lambda found: chr(int(found[1], 16)), text)
    return "".join(meant.split())


def unseen_in(text: str) -> list[str]:
    """The signs of a text that a reader does not see or that turn it round, by name."""
    return sorted(
        {
            f"U+{ord(sign):04X} {unicodedata.category(sign)}"
            for sign in text
            if (unicodedata.category(sign) in ("Cc", "Cs", "Cn", "Co") and sign not in "\t\r\n")
            or (unicodedata.category(sign) == "Cf" and sign not in "\u200c\u200d")
        }
    )


def starts_as_formula(cell: str) -> bool:
    """Whether a spreadsheet may run a text cell."""
    bare = cell.lstrip()
    return cell[:1] in ("\t", "\r", "\n") or (
        unicodedata.normalize("NFKC", bare[:1]) in ("=", "+", "-", "@") and len(bare) > 1
    )
