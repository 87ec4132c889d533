"""The feed as Atom (RFC 4287).

Written with Python's own ElementTree, which escapes all text: the library for it, feedgen, brings
nothing else that is needed here, and is under the LGPL.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from kpi import visible_text

if TYPE_CHECKING:
    from kpi.notices.feed_entries import FeedEntry, NoticeFeed

MEDIA_TYPE = "application/atom+xml"
NAME = "feed.atom"
_ATOM = "http://www.w3.org/2005/Atom"
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"


def to_atom(feed: NoticeFeed) -> bytes:
    """Return the feed as an XML document in UTF-8."""
    ET.register_namespace("", _ATOM)
    root = ET.Element(f"{{{_ATOM}}}feed", {_LANGUAGE: "en-GB"})
    _text(root, "id", feed.id)
    _text(root, "title", feed.title)
    _text(root, "updated", _time(feed.updated))
    _text(_child(root, "author"), "name", feed.author)
    _link(root, "self", f"{feed.home}{NAME}", MEDIA_TYPE)
    _link(root, "alternate", feed.home, "text/html")
    for entry in feed.entries:
        _add(root, entry)
    ET.indent(root)
    document: bytes = ET.tostring(root, "utf-8", xml_declaration=True)
    return document + b"\n"


def _add(root: ET.Element, entry: FeedEntry) -> None:
    element = _child(root, "entry")
    _text(element, "id", entry.id)
    _text(element, "title", entry.title)
    _text(element, "updated", _time(entry.updated))
    _child(element, "category", term=entry.kind)
    _link(element, "alternate", entry.link, "text/html")
    _text(element, "summary", entry.summary)


def _child(above: ET.Element, name: str, **attributes: str) -> ET.Element:
    return ET.SubElement(above, f"{{{_ATOM}}}{name}", attributes)


def _text(above: ET.Element, name: str, text: str) -> None:
    _child(above, name).text = visible_text.line(text)


def _link(above: ET.Element, rel: str, href: str, kind: str) -> None:
    _child(above, "link", rel=rel, href=href, type=kind)


def _time(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
