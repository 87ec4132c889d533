"""Two processes behind a real nginx: short form of `python -m tools.replicas --check`."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tools.replicas import check
from tools.replicas.check import VIEWS, ReplicaVisitor, arrive
from tools.replicas.processes import Cluster, nginx_path, running

pytestmark = pytest.mark.skipif(
    nginx_path() is None, reason="nginx is not installed: apt-get install nginx-light"
)


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """Two processes under a base path; the number of connections is small enough to use up."""
    with running(tmp_path_factory.mktemp("cluster"), 2, base_path="kpi", one_address=40) as started:
        yield started


# No two visitors have the same file: a process keeps those of everybody who came to it.
ARRIVALS = (
    *(view for view in VIEWS if view[1]),
    ("/?quarter=Q1+2024-25", "Summary (CSV)"),
    ("/?quarter=Q2+2024-25", "Summary (CSV)"),
)


@pytest.mark.parametrize("look", check.LOOKS, ids=lambda look: look.__name__)
def test_what_one_look_tells(cluster: Cluster, look: object) -> None:
    assert callable(look)
    look(cluster)


def test_too_many_connections_get_the_plain_page(cluster: Cluster) -> None:
    check.too_many(cluster)


def test_people_keep_their_view_while_processes_come_and_go(
    cluster: Cluster, browser: Browser
) -> None:
    """A rolling restart, a process killed, all down and back: same view, same figures, same file.

    Made-to-fail once by hand: without `pages/browser/page_listeners.py` no file comes any more.
    """
    came: list[ReplicaVisitor] = []
    try:
        # The process with fewer connections takes the next visitor: on a busy machine those of the
        # test before may not have ended yet.
        while {person.replica for person in came} != {"r1", "r2"}:
            assert len(came) < len(ARRIVALS), "everybody came to one process"
            came.append(arrive(browser, cluster, *ARRIVALS[len(came)]))
        people = [came[0], came[-1]]
        for person in people:
            check.kept_on_one(person, cluster)
        check.restart_by_turns(people, cluster)
        check.killed(people[0], cluster)
        check.all_down(people[1], cluster)
    finally:
        for person in came:
            person.context.close()


def test_the_log_of_nginx_holds_no_address_query_or_session(cluster: Cluster) -> None:
    check.ask(f"{cluster.url}/indicator?indicator=private-value")
    check.ask(f"{cluster.url}/_stcore/upload_file/session-id/file-id")
    log = (cluster.folder / "access.log").read_text("utf-8")
    assert '"place":"upload_file"' in log
    assert '"place":"page"' in log
    for secret in ("127.0.0.1", "private-value", "session-id", "file-id", "?"):
        assert secret not in log
    assert "private-value" not in (cluster.folder / "error.log").read_text("utf-8")
