"""The lines of markup to copy, by which another site's page shows a picture of this one."""

from dataclasses import dataclass
from html import escape
from urllib.parse import urlencode, urlsplit

import streamlit as st
from streamlit import config

from pages.components import frame, html
from server.embedding import framing

WORDS = (
    "Copy a line into a page of your own site. It shows the picture by itself, with its source, "
    "as last published.",
    "Without the quarter in it, it shows the newest one.",
)
_SITES = "Sites that may show it: {}."


@dataclass(frozen=True)
class FramedPicture:
    """A picture that may be embedded: its name in the address, its name here, its height."""

    picture: str
    shows: str
    height: int  # of the frame, in pixels


PICTURES = {
    "scorecard": (FramedPicture("", "The scorecard", 900),),
    "indicator": (
        FramedPicture("trend", "Over time", 700),
        FramedPicture("range-bar", "Among all authorities", 460),
        FramedPicture("table", "The figures as a table", 640),
    ),
    "measure": (
        FramedPicture("over-time", "Over time", 700),
        FramedPicture("all-authorities", "Every authority", 760),
    ),
}
"""What may be embedded, by the last part of its address."""


def offer(name: str, query: tuple[tuple[str, str], ...], title: str) -> None:
    """Draw the lines for one kind of picture behind one button; nothing where embedding is off.

    `query` is the choice as addresses have it, `title` what the frame is called for those who hear
    the page.
    """
    sites = framing.sites()
    if not sites:
        return
    with st.popover("Embed", key="embed"):
        html.draw(html.paragraphs([*WORDS, _SITES.format(", ".join(sites))], kind="under"))
        for each in PICTURES[name]:
            asked = (*query, ("picture", each.picture)) if each.picture else query
            line = markup(f"{name}?{urlencode(_with_snapshot(asked))}", title, each.height)
            html.draw(html.paragraphs([each.shows]))
            st.code(line, language=None, wrap_lines=True)


def markup(address: str, title: str, height: int) -> str:
    """Return the line to copy; `address` is what follows /embed/."""
    page = urlsplit(st.context.url or "")  # as this visitor's browser has it
    origin = f"{page.scheme}://{page.netloc}" if page.netloc else ""
    below = (config.get_option("server.baseUrlPath") or "").strip("/")
    path = "/".join(part for part in (below, "embed", address) if part)
    return (
        f'<iframe src="{escape(f"{origin}/{path}")}" title="{escape(title)}" loading="lazy" '
        f'width="100%" height="{height}"></iframe>'
    )


def _with_snapshot(query: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    """Return a query with the past snapshot that the visitor looks at, if there is one."""
    named = frame.past_snapshot_name()
    return (*query, (frame.ASKED, named)) if named else query
