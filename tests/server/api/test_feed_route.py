"""The feed over the web: its addresses, its ETag, and what a hostile request does to it."""

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import feedparser
import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from kpi.errors import StoreError
from kpi.notices import feed_entries
from kpi.publishing import withdrawal
from kpi.store import snapshots
from server.api import feed_route
from server.api.feed_route import FeedMaker
from tests.kpi.notices.test_atom_feed import faults
from tests.kpi.returning import PLANS, figure, live_of, proposed, published


@pytest.fixture
def store(store_root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    where = tmp_path / "store"
    shutil.copytree(store_root, where)
    monkeypatch.setenv("KPI_STORE", str(where))
    monkeypatch.delenv("KPI_ADDRESS", raising=False)
    return where


def client(below: str = "") -> TestClient:
    return TestClient(Starlette(routes=[feed_route.route(below)]), base_url="http://testserver")


def publish(store: Path) -> str:
    row = figure(PLANS, "Q2 2025-26", 98, 175, data_status="provisional")
    return published(proposed(live_of(store), [row], today=date.today()), store).id


def test_the_feed_is_valid_and_fresh_after_a_publication(store: Path) -> None:
    asked = client()
    first = asked.get("/feed.atom")
    assert first.status_code == 200
    assert first.headers["content-type"] == "application/atom+xml; charset=utf-8"
    assert first.headers["cache-control"] == "public, no-cache"
    assert faults(first.content) == []
    assert len(feedparser.parse(first.content).entries) == 1
    made = publish(store)
    second = asked.get("/feed.atom")
    read = feedparser.parse(second.content)
    assert [entry.title.partition(":")[0] for entry in read.entries] == ["Report published"] * 2
    assert made in read.entries[0].link
    assert second.headers["etag"] != first.headers["etag"]


def test_who_has_it_gets_304(store: Path) -> None:
    asked = client()
    tag = asked.get("/feed.atom").headers["etag"]
    again = asked.get("/feed.atom", headers={"If-None-Match": f'"x", W/{tag}'})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    assert asked.get("/feed.atom", headers={"If-None-Match": "*"}).status_code == 304
    publish(store)
    assert asked.get("/feed.atom", headers={"If-None-Match": tag}).status_code == 200


def test_head_has_the_same_headers_and_no_body(store: Path) -> None:
    asked = client()
    whole, head = asked.get("/feed.atom"), asked.head("/feed.atom")
    assert head.content == b""
    for name in ("etag", "content-length", "content-type"):
        assert head.headers[name] == whole.headers[name]
    assert asked.post("/feed.atom").status_code == 405


@pytest.mark.parametrize("below", ["", "/kpi"])
def test_without_the_address_links_are_paths_whatever_the_host(store: Path, below: str) -> None:
    asked = client(below)
    plain = asked.get(f"{below}/feed.atom").content
    for host in ("evil.example", '"><script>', "kpi.council.example:99999"):
        headers = {"Host": host, "X-Forwarded-Host": host, "X-Forwarded-Proto": "javascript"}
        assert asked.get(f"{below}/feed.atom", headers=headers).content == plain
    read = feedparser.parse(plain)
    assert read.entries[0].link.startswith(f"{below}/?quarter=")
    assert {link.href for link in read.feed.links} == {f"{below}/", f"{below}/feed.atom"}


def test_with_the_address_links_begin_with_it(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KPI_ADDRESS", "https://kpi.council.example/kpi/")
    read = feedparser.parse(client("/kpi").get("/kpi/feed.atom").content)
    assert read.entries[0].link.startswith("https://kpi.council.example/kpi/?quarter=")
    monkeypatch.setenv("KPI_ADDRESS", "javascript:alert(1)")
    assert client().get("/feed.atom").status_code == 503


def test_a_withheld_snapshot_is_gone_at_once(store: Path) -> None:
    asked, made = client(), publish(store)
    assert made in asked.get("/feed.atom").text
    withdrawal.withhold_snapshot(made, store, who="an officer", why="Too early")
    assert made not in asked.get("/feed.atom").text


def test_it_is_made_once_in_a_while(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []
    real: Callable[..., object] = feed_entries.notice_feed

    def counted(*arguments: object) -> object:
        made.append("once")
        return real(*arguments)

    monkeypatch.setattr(feed_entries, "notice_feed", counted)
    monkeypatch.setenv("KPI_STORE_CHECK", "5")
    times = iter([100.0, 100.0, 104.0, 106.0, 106.0])
    maker = FeedMaker(clock=lambda: next(times))
    bodies = {maker.body() for _ in range(3)}
    assert len(made) == 2
    assert len(bodies) == 1


def test_a_store_that_cannot_be_read_is_said_without_its_reason(
    store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object) -> object:
        raise StoreError("The history cannot be read: /srv/secret/place.")

    monkeypatch.setattr(feed_entries, "notice_feed", away)
    answer = client().get("/feed.atom")
    assert (answer.status_code, answer.headers["cache-control"]) == (503, "no-store")
    assert "secret" not in answer.text
    assert snapshots.current_id(store)
