"""The feed as Atom: valid by the format's own grammar, and read by a feed library."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import feedparser
import pytest
from lxml import etree

from kpi.notices.atom_feed import MEDIA_TYPE, NAME, to_atom
from kpi.notices.feed_entries import FeedEntry, NoticeFeed

GRAMMAR = Path(__file__).resolve().parents[2] / "expected" / "atom.rng"
ATOM = {"a": "http://www.w3.org/2005/Atom"}
WHEN = datetime(2026, 11, 30, 8, 15, 30, tzinfo=UTC)
NASTY = "Figures <b>& more</b> \u202eback\x07\nnext ]]> line"
FEED = NoticeFeed(
    "urn:uuid:1",
    "Performance",
    "A council, Children's Services",
    WHEN,
    "https://kpi.council.example/",
    (
        FeedEntry(
            "urn:uuid:2", "corrected", NASTY, NASTY, WHEN, "https://kpi.council.example/?a=1&b"
        ),
        FeedEntry("urn:uuid:3", "published", "Zoë's report", "Done.", WHEN, "https://x.example/"),
    ),
)


def faults(document: bytes) -> list[str]:
    """What the grammar, and its two rules beyond it, find wrong."""
    tree = etree.fromstring(document)
    grammar = etree.RelaxNG(etree.parse(GRAMMAR))
    grammar.validate(tree)
    found = [str(error) for error in grammar.error_log]
    if not tree.xpath("a:author or not(a:entry[not(a:author)])", namespaces=ATOM):
        found.append("the feed has no author")
    linked = "a:link[@rel='alternate' or not(@rel)] or a:content"
    entries = tree.xpath("a:entry", namespaces=ATOM)
    found += ["an entry has no link" for e in entries if not e.xpath(linked, namespaces=ATOM)]
    return found


def test_it_is_valid_by_the_grammar() -> None:
    assert faults(to_atom(FEED)) == []
    assert faults(to_atom(replace(FEED, entries=()))) == []


@pytest.mark.parametrize(
    ("good", "bad"),
    [
        (b"<id>urn:uuid:1</id>", b""),
        (b"<updated>2026-11-30T08:15:30Z</updated>", b"<updated>yesterday</updated>"),
        (b'term="corrected"', b""),
        (b"</title>", b"</title><title>Twice</title>"),
        (b"<author>", b"<author><nickname>x</nickname>"),
        (b'xml:lang="en-GB"', b'xml:lang="a language"'),
    ],
)
def test_the_grammar_finds_what_is_wrong(good: bytes, bad: bytes) -> None:
    document = to_atom(FEED)
    assert good in document
    assert faults(document.replace(good, bad, 1)) != []


def test_a_feed_library_reads_it() -> None:
    read = feedparser.parse(to_atom(FEED))
    assert read.bozo is False
    assert read.version == "atom10"
    assert (read.feed.title, read.feed.author) == ("Performance", "A council, Children's Services")
    assert read.feed.language == "en-GB"
    assert {link.rel: (link.href, link.type) for link in read.feed.links} == {
        "self": (f"https://kpi.council.example/{NAME}", MEDIA_TYPE),
        "alternate": ("https://kpi.council.example/", "text/html"),
    }
    first, second = read.entries
    assert first.title == first.summary == "Figures <b>& more</b> back next ]]> line"
    assert first.title_detail.type == "text/plain"
    assert first.link == "https://kpi.council.example/?a=1&b"
    assert tuple(first.updated_parsed)[:6] == (2026, 11, 30, 8, 15, 30)
    assert (second.id, second.title, second.tags[0].term) == (
        "urn:uuid:3",
        "Zoë's report",
        "published",
    )


def test_paths_are_completed_by_where_the_feed_was_read() -> None:
    entry = replace(FEED.entries[1], link="/kpi/?snapshot=a")
    document = to_atom(replace(FEED, home="/kpi/", entries=(entry,)))
    assert faults(document) == []
    read = feedparser.parse(
        document, response_headers={"content-location": "https://kpi.council.example/kpi/feed.atom"}
    )
    assert read.entries[0].link == "https://kpi.council.example/kpi/?snapshot=a"
