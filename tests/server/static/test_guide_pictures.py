"""The guide's pictures over the web: those of the list, and no other file."""

import pytest
from starlette.requests import Request
from starlette.responses import FileResponse

from kpi.guidance import user_guide
from server.static import guide_pictures


def asked(name: str) -> Request:
    return Request({"type": "http", "path_params": {"name": name}})


def test_a_picture_of_the_list_comes_for_a_day() -> None:
    picture = next(iter(user_guide.pictures().values()))
    found = guide_pictures.answer(asked(picture.file))
    assert isinstance(found, FileResponse)
    assert found.path == user_guide.FOLDER / picture.file
    assert found.media_type == "image/webp"
    assert found.headers["cache-control"] == "public, max-age=86400"


@pytest.mark.parametrize("name", ["other.webp", "../paper.toml", "/etc/passwd", ""])
def test_any_other_name_is_not_found(name: str) -> None:
    found = guide_pictures.answer(asked(name))
    assert (found.status_code, bytes(found.body)) == (404, b"There is no such picture.")
