"""The page in the place of Publish where nobody can publish: plain words, and no way in."""

import pytest

from server import upload_gate
from tests.pages.conftest import Opener
from tests.pages.reading import faults, text


def test_it_says_that_publishing_is_not_set_up_and_takes_nothing(
    open_page: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(upload_gate, "rules", lambda: None)
    app = open_page("publish")
    assert faults(app) == []
    assert "Publishing is not set up here" in text(app)
    assert "make publish" in text(app)
    assert "docs/publishing.md" in text(app)
    assert len(app.button) == len(app.get("file_uploader")) == 0


def test_where_people_can_publish_there_is_no_such_page(
    open_page: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(upload_gate, "is_open", lambda: True)
    assert "not set up" not in text(open_page("publish"))
