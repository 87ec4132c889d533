"""Settings: what stands when nothing is set, and what is refused."""

from pathlib import Path

import pytest

from kpi import settings
from kpi.errors import KpiError, StoreError
from kpi.resources import DATA


def test_nothing_set_is_the_councils_own(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("KPI_HOME", "KPI_CONTACT", "KPI_STORE_CHECK", "KPI_STORE_TIMEOUT", "KPI_LOG"):
        monkeypatch.delenv(name, raising=False)
    assert settings.authority() == "839"
    assert settings.contact() == ""
    assert (settings.store_check(), settings.store_timeout()) == (5.0, 10.0)
    assert settings.log_style() == "text"


def test_what_is_set_is_read_without_its_edges(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KPI_HOME", " 330 ")
    monkeypatch.setenv("KPI_CONTACT", " a@council.example\nor  01202 000000. ")
    monkeypatch.setenv("KPI_LOG", " JSON ")
    monkeypatch.setenv("KPI_METRICS", "On")
    monkeypatch.setenv("KPI_STORE_CHECK", " 0.5 ")
    assert settings.authority() == "330"
    assert settings.contact() == "a@council.example or 01202 000000"
    assert settings.log_style() == "json"
    assert settings.metrics_are_on()
    assert settings.store_check() == 0.5


@pytest.mark.parametrize("text", ["0", "-1", "3601", "soon", "nan", "inf"])
def test_seconds_that_are_none_are_refused(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setenv("KPI_STORE_TIMEOUT", text)
    fault = r"^KPI_STORE_TIMEOUT must be a number of seconds, above 0 and at most 3600\.$"
    with pytest.raises(StoreError, match=fault):
        settings.store_timeout()


@pytest.mark.parametrize("text", ["", "off", "1", "true"])
def test_metrics_are_on_only_where_they_are_set_on(
    monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    monkeypatch.setenv("KPI_METRICS", text)
    assert not settings.metrics_are_on()


def test_a_councils_own_file_goes_before_the_shipped_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("KPI_DATA", raising=False)
    assert settings.own_file("paper.toml") == DATA / "paper.toml"
    monkeypatch.setenv("KPI_DATA", str(tmp_path))
    assert settings.own_file("paper.toml") == DATA / "paper.toml"
    (tmp_path / "paper.toml").write_text("", encoding="utf-8")
    assert settings.own_file("paper.toml") == tmp_path / "paper.toml"


def test_the_api_is_on_and_read_by_no_other_site(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("KPI_API", "KPI_API_ORIGINS"):
        monkeypatch.delenv(name, raising=False)
    assert settings.api_is_on()
    assert settings.api_origins() == ()
    monkeypatch.setenv("KPI_API", " OFF ")
    assert not settings.api_is_on()


def test_origins_are_read_and_refused_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(
        "KPI_API_ORIGINS", "https://a.example, http://b.example:8080 https://a.example"
    )
    assert settings.api_origins() == ("https://a.example", "http://b.example:8080")
    monkeypatch.setenv("KPI_API_ORIGINS", "*")
    assert settings.api_origins() == ("*",)
    for wrong in (
        "a.example",
        "https://a.example/",
        "https://*.example",
        "null",
        "https://A.example",
    ):
        monkeypatch.setenv("KPI_API_ORIGINS", f"https://b.example {wrong}")
        with pytest.raises(KpiError, match="KPI_API_ORIGINS") as refused:
            settings.api_origins()
        assert f": {wrong} is no origin" in str(refused.value)


# ---- who may frame --------------------------------------------------------------------------


def test_the_sites_that_may_frame_are_given_as_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("KPI_FRAME_ANCESTORS", raising=False)
    assert settings.frame_ancestors() == ""
    monkeypatch.setenv("KPI_FRAME_ANCESTORS", "https://a.example *")
    assert settings.frame_ancestors() == "https://a.example *"
