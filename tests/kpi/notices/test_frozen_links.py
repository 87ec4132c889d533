"""Every link names its snapshot."""

from kpi.notices.frozen_links import FrozenLinks
from tests.kpi.changing import quarter

LINKS = FrozenLinks("https://kpi.council.example/kpi", "2026-11-29-175247-96a250")


def test_links_name_page_quarter_and_snapshot() -> None:
    assert LINKS.scorecard(quarter("Q1 2025-26")) == (
        "https://kpi.council.example/kpi/?quarter=Q1%202025-26&snapshot=2026-11-29-175247-96a250"
    )
    assert LINKS.scorecard().endswith("/kpi/?snapshot=2026-11-29-175247-96a250")
    assert LINKS.indicator("ehcp-20-weeks").endswith(
        "/kpi/indicator?indicator=ehcp-20-weeks&snapshot=2026-11-29-175247-96a250"
    )
    assert LINKS.release_log().endswith("definitions?snapshot=2026-11-29-175247-96a250#release-log")


def test_without_an_address_they_begin_with_the_path() -> None:
    assert FrozenLinks("", "a").scorecard() == "/?snapshot=a"
    assert (
        FrozenLinks("/kpi", "a").indicator("b&c=d")
        == "/kpi/indicator?indicator=b%26c%3Dd&snapshot=a"
    )
