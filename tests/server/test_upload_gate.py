"""The gate before uploads: closed where the settings are not whole."""

from pathlib import Path

import pytest
from streamlit.runtime.secrets import Secrets

from server import upload_gate


def test_secrets_that_cannot_be_read_close_the_page_and_are_told_in_the_log(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    place = tmp_path / "secrets.toml"
    monkeypatch.setattr(upload_gate.config, "get_option", lambda _name: [str(place)])
    monkeypatch.setattr(upload_gate.st, "secrets", Secrets())
    upload_gate._tell.cache_clear()
    assert upload_gate.rules() is None
    assert caplog.messages == []
    place.write_text("[auth\nbroken", encoding="utf-8")
    assert upload_gate.rules() is None
    (told,) = caplog.messages
    assert told.startswith("Publishing is closed: ")
    assert "secrets.toml" in told
