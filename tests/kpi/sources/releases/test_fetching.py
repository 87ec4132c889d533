"""Releases fetched from a server on this machine that plays a publisher, on good and bad days."""

import gzip
import hashlib
import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from kpi.errors import InputError
from kpi.sources.register import ReleaseAddress
from kpi.sources.releases.fetching import FetchLimits, fetch

ROWS = b"time_period,time_identifier,geographic_level\n2024,Calendar year,National\n"
ABOUT = {
    "status": "Published",
    "latestVersion": {"version": "2.1", "published": "2026-06-25T09:30:00Z"},
}
Answer = Callable[[BaseHTTPRequestHandler], None]


def answer(data: bytes, status: int = 200, **headers: str) -> Answer:
    def play(server: BaseHTTPRequestHandler) -> None:
        server.send_response(status)
        for name, value in headers.items():
            server.send_header(name.replace("_", "-"), value)
        if "Content_Length" not in headers:
            server.send_header("Content-Length", str(len(data)))
        server.end_headers()
        server.wfile.write(data)

    return play


class Publisher:
    """Answers by path, in turn where there are several, the last one from then on."""

    def __init__(self) -> None:
        self.answers: dict[str, list[Answer]] = {}
        self.asked: list[str] = []
        publisher = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                publisher.asked.append(self.path)
                known = publisher.answers.get(self.path.partition("?")[0])
                play = answer(b"?", 404) if not known else known[0]
                if known and len(known) > 1:
                    known.pop(0)
                play(self)

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def says(self, path: str, *answers: Answer) -> None:
        self.answers[path] = list(answers)

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()

    def has_data_set(self, about: object = ABOUT, changes: object = None) -> None:
        self.says("/v1/data-sets/abc", answer(json.dumps(about).encode()))
        told = json.dumps(changes or {"majorChanges": {}, "minorChanges": {}}).encode()
        self.says("/v1/data-sets/abc/versions/2.1/changes", answer(told))
        self.says("/v1/data-sets/abc/csv", answer(gzip.compress(ROWS), Content_Encoding="gzip"))


@pytest.fixture
def publisher() -> Iterator[Publisher]:
    made = Publisher()
    yield made
    made.close()


def of_file(publisher: Publisher, path: str = "/data.csv", **more: str) -> ReleaseAddress:
    return ReleaseAddress(files={"data.csv": publisher.url + path}, sha256=more)


def of_data_set(publisher: Publisher) -> ReleaseAddress:
    return ReleaseAddress(api=f"{publisher.url}/v1", data_sets={"plans.csv": "abc"})


def test_a_data_set_is_fetched_in_its_newest_version(publisher: Publisher, tmp_path: Path) -> None:
    publisher.has_data_set()
    found = fetch(of_data_set(publisher), tmp_path)
    assert (tmp_path / "plans.csv").read_bytes() == ROWS
    assert (found.edition, str(found.published)) == ("version 2.1", "2026-06-25")
    assert found.notices == found.major == ()
    assert publisher.asked[-1] == "/v1/data-sets/abc/csv?dataSetVersion=2.1"


def test_a_gzip_file_is_unpacked(publisher: Publisher, tmp_path: Path) -> None:
    publisher.says("/data.csv", answer(gzip.compress(ROWS)))
    fetch(of_file(publisher), tmp_path)
    assert (tmp_path / "data.csv").read_bytes() == ROWS


def test_a_major_version_is_told(publisher: Publisher, tmp_path: Path) -> None:
    publisher.has_data_set(changes={"majorChanges": {"filters": [{"previousState": {}}]}})
    found = fetch(of_data_set(publisher), tmp_path)
    assert found.major == ("version 2.1 of plans.csv is a major one: something was deleted",)


def test_a_withdrawn_data_set_is_refused_and_a_replaced_one_told(
    publisher: Publisher, tmp_path: Path
) -> None:
    publisher.has_data_set({**ABOUT, "status": "Withdrawn"})
    with pytest.raises(InputError, match="its publisher has withdrawn the data set"):
        fetch(of_data_set(publisher), tmp_path)
    publisher.has_data_set({**ABOUT, "status": "Deprecated", "supersedingDataSetId": "xyz"})
    found = fetch(of_data_set(publisher), tmp_path)
    assert found.notices == ("plans.csv: its publisher replaces the data set by xyz",)


def test_a_busy_server_is_asked_again_after_the_time_it_names(
    publisher: Publisher, tmp_path: Path
) -> None:
    waits: list[float] = []
    publisher.says("/data.csv", answer(b"", 429, Retry_After="7"), answer(b"", 503), answer(ROWS))
    fetch(of_file(publisher), tmp_path, wait=waits.append)
    assert waits == [7.0, 4.0]
    assert (tmp_path / "data.csv").read_bytes() == ROWS


def test_no_wait_is_longer_than_its_limit(publisher: Publisher, tmp_path: Path) -> None:
    waits: list[float] = []
    publisher.says("/data.csv", answer(b"", 429, Retry_After="86400"))
    with pytest.raises(InputError, match="could not be fetched in 4 tries: answer 429"):
        fetch(of_file(publisher), tmp_path, wait=waits.append)
    assert waits == [60.0, 60.0, 60.0]


def test_a_file_that_was_cut_off_is_not_taken(publisher: Publisher, tmp_path: Path) -> None:
    publisher.says("/data.csv", answer(ROWS, Content_Length=str(len(ROWS) + 50)))
    with pytest.raises(InputError, match="could not be fetched in 4 tries"):
        fetch(of_file(publisher), tmp_path, wait=lambda _: None)
    assert not (tmp_path / "data.csv").exists()
    publisher.says("/data.csv", answer(gzip.compress(ROWS * 50)[:-9]))
    with pytest.raises(InputError, match="is a gzip file that was cut off"):
        fetch(of_file(publisher), tmp_path, wait=lambda _: None)


def test_a_slow_server_is_left(publisher: Publisher, tmp_path: Path) -> None:
    silent = threading.Event()
    publisher.says("/data.csv", lambda _: silent.wait(5) and None)
    limits = FetchLimits(timeout=0.05, tries=2)
    with pytest.raises(InputError, match="could not be fetched in 2 tries"):
        fetch(of_file(publisher), tmp_path, limits=limits, wait=lambda _: None)
    silent.set()


def test_a_file_is_what_its_checksum_says(publisher: Publisher, tmp_path: Path) -> None:
    publisher.says("/data.csv", answer(ROWS))
    right = hashlib.sha256(ROWS).hexdigest()
    fetch(of_file(publisher, **{"data.csv": right}), tmp_path)
    with pytest.raises(InputError, match="is not the file that its checksum names"):
        fetch(of_file(publisher, **{"data.csv": "0" * 64}), tmp_path)


@pytest.mark.parametrize("data", [ROWS * 100, gzip.compress(ROWS * 10_000)])
def test_too_large_a_file_is_refused(publisher: Publisher, tmp_path: Path, data: bytes) -> None:
    publisher.says("/data.csv", answer(data))
    with pytest.raises(InputError, match="holds more than 5,000 bytes"):
        fetch(of_file(publisher), tmp_path, limits=FetchLimits(most_bytes=5_000))


@pytest.mark.parametrize("place", ["http://example.org/x", "file:///x", "ftp://example.org/x"])
def test_only_safe_addresses_are_fetched_also_where_one_leads_there(
    publisher: Publisher, tmp_path: Path, place: str
) -> None:
    with pytest.raises(InputError, match="only addresses that begin with https://"):
        fetch(ReleaseAddress(files={"data.csv": place}), tmp_path)
    publisher.says("/data.csv", answer(b"", 302, Location=place))
    with pytest.raises(InputError, match="only addresses that begin with https://"):
        fetch(of_file(publisher), tmp_path)


def test_a_moved_file_is_followed_but_not_in_a_circle(publisher: Publisher, tmp_path: Path) -> None:
    publisher.says("/data.csv", answer(b"", 301, Location="/new.csv"))
    publisher.says("/new.csv", answer(ROWS))
    fetch(of_file(publisher), tmp_path)
    assert (tmp_path / "data.csv").read_bytes() == ROWS
    publisher.says("/new.csv", answer(b"", 301, Location="/data.csv"))
    with pytest.raises(InputError, match="from one address to another without end"):
        fetch(of_file(publisher), tmp_path)


def test_a_file_that_is_gone_is_not_asked_for_again(publisher: Publisher, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="answer 404"):
        fetch(of_file(publisher), tmp_path)
    assert publisher.asked == ["/data.csv"]


@pytest.mark.parametrize("said", [b"<html>", b"[1]"])
def test_an_answer_that_is_no_object_is_named(
    publisher: Publisher, tmp_path: Path, said: bytes
) -> None:
    publisher.says("/v1/data-sets/abc", answer(said))
    with pytest.raises(InputError, match="the answer is no JSON"):
        fetch(of_data_set(publisher), tmp_path)
