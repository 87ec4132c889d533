"""An nginx for tests is looked for, installed where it can be, and its lack is no failure."""

import pytest

from tools import ensure_nginx


def test_one_that_is_there_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    tried: list[str] = []
    monkeypatch.setattr(ensure_nginx, "nginx_path", lambda: "/usr/sbin/nginx")
    monkeypatch.setattr(ensure_nginx, "install_nginx", lambda: tried.append("install"))
    assert ensure_nginx.main() == 0
    assert capsys.readouterr().out == "/usr/sbin/nginx\n"
    assert tried == []


def test_without_one_the_tests_are_left_out(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(ensure_nginx, "nginx_path", lambda: None)
    monkeypatch.setattr(ensure_nginx.shutil, "which", lambda _name: None)
    assert ensure_nginx.main() == 0
    assert capsys.readouterr().out == (
        "ensure_nginx: no nginx; the tests that need one will be left out.\n"
    )
