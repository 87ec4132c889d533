"""Counts and times of a running server, and what counting costs."""

import time
from datetime import UTC, datetime, timedelta

import pytest
from prometheus_client.openmetrics.parser import text_string_to_metric_families

from server import metrics

OPEN = "application/openmetrics-text; version=1.0.0"


def sample(name: str, **labels: str) -> float | None:
    return metrics.REGISTRY.get_sample_value(name, labels)


def test_a_run_is_counted_and_timed() -> None:
    with metrics.run_of("made-up") as run:
        time.sleep(0.03)
    assert 30 <= run.milliseconds < 1000
    assert sample("kpi_page_runs_total", page="made-up", outcome="shown") == 1
    assert sample("kpi_page_run_seconds_count", page="made-up") == 1
    assert sample("kpi_page_run_seconds_bucket", page="made-up", le="0.025") == 0


def test_a_fault_is_counted_not_timed_and_goes_on() -> None:
    with pytest.raises(KeyError), metrics.run_of("faulty"):
        raise KeyError("x")
    with pytest.raises(KeyboardInterrupt), metrics.run_of("faulty"):
        raise KeyboardInterrupt
    assert sample("kpi_page_runs_total", page="faulty", outcome="failed") == 1
    assert sample("kpi_page_runs_total", page="faulty", outcome="interrupted") == 1
    assert sample("kpi_page_run_seconds_count", page="faulty") is None


def test_the_live_snapshot_and_its_age_are_told() -> None:
    made = datetime.now(UTC) - timedelta(hours=2)
    metrics.snapshot("first", made.isoformat(), refused=False)
    metrics.snapshot("second", made.isoformat(), refused=True)
    assert sample("kpi_snapshot_live", snapshot="first") is None
    assert sample("kpi_snapshot_live", snapshot="second") == 1
    assert sample("kpi_snapshot_refused") == 1
    assert sample("kpi_snapshot_age_seconds") == pytest.approx(7200, abs=60)


def test_what_is_exposed_is_open_metrics() -> None:
    body, media_type = metrics.exposed(OPEN, sessions=3)
    assert media_type.startswith("application/openmetrics-text")
    families = {family.name: family for family in text_string_to_metric_families(body.decode())}
    assert families["kpi_sessions"].samples[0].value == 3
    assert families["kpi_page_run_seconds"].type == "histogram"
    plain, media_type = metrics.exposed("", sessions=0)
    assert media_type.startswith("text/plain")
    assert b"kpi_sessions 0.0" in plain


def test_counting_costs_microseconds() -> None:
    began = time.thread_time()  # of the processor, so others' work does not count
    for _ in range(2000):
        with metrics.run_of("cost"):
            pass
    assert (time.thread_time() - began) / 2000 < 0.0002  # 10 to 20 microseconds; ten times that
