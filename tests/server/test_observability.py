"""Metrics are closed unless asked for."""

import pytest
from starlette.requests import Request

from server import observability


def test_metrics_are_closed_unless_asked_for_and_never_by_proxy(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def asked(*headers: tuple[bytes, bytes]) -> int:
        scope = {"type": "http", "method": "GET", "path": "/api/metrics", "headers": [*headers]}
        return observability.exposed(Request(scope)).status_code

    monkeypatch.setattr(observability, "sessions", lambda: 2)
    assert asked() == 404
    monkeypatch.setenv("KPI_METRICS", "on")
    assert asked() == 200
    for name in (b"x-forwarded-for", b"x-forwarded-proto", b"forwarded", b"via"):
        assert asked((name, b"1")) == 404
