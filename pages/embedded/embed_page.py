"""The document around one embedded picture or table: its style, source, marks and link."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from markupsafe import Markup

from kpi.service import heading
from kpi.wording.legend import MarkMeaning
from pages.components.templates import FOLDER, render

STYLES = ("05-variables", "07-marks", "20-tables", "40-charts", "45-range-bars", "50-folds",
          "60-narrow-tables", "70-forced-colours")  # fmt: skip
"""The parts of the pages' style sheet that documents need; `embedded.css` adds what they lack."""
_COMMENT = re.compile(r"/\*.*?\*/\s*", re.DOTALL)


@dataclass(frozen=True)
class EmbeddedContent:
    """What one document says: `body` is markup, everything else text.

    `page` is the address of the full page, as seen from the document, and `page_name` its name.
    """

    title: str
    lead: str
    marks: tuple[MarkMeaning, ...]
    body: str
    notes: tuple[str, ...]
    source: str
    page: str
    page_name: str


def document(content: EmbeddedContent) -> bytes:
    """Return the whole document: no script, nothing loaded from anywhere."""
    return render(
        "embedded/document.html",
        it=content,
        body=Markup(content.body),
        heading=heading(),
        style=Markup(_style()),
    ).encode()


def refusal(title: str, detail: str) -> bytes:
    """Return the document that says why there is nothing to show."""
    return render(
        "embedded/refusal.html",
        title=title,
        detail=detail,
        heading=heading(),
        style=Markup(_style()),
    ).encode()


@cache
def _style() -> str:
    parts = [FOLDER / "styles" / f"{name}.css" for name in STYLES]
    parts.append(FOLDER / "embedded" / "embedded.css")
    text = _COMMENT.sub("", "".join(part.read_text("utf-8") for part in parts))
    if "<" in text:
        raise RuntimeError("a style sheet should hold no '<', as it stands inside a page's HTML")
    return text
