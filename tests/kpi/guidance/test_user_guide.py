"""The guide's steps and pictures: each picture is there, small, and told in words."""

import hashlib
import json
from pathlib import Path

import pytest
from PIL import Image

from kpi.errors import DefinitionError
from kpi.guidance import user_guide
from kpi.model.snapshot import Snapshot

MOST_BYTES = 500_000


def test_of_another_council_the_pictures_are_not_its_own(
    snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert user_guide.about_pictures(snapshot).startswith("The pictures show this dashboard. ")
    monkeypatch.setenv("KPI_HOME", "841")
    assert user_guide.about_pictures(snapshot) == (
        "The pictures show another council's dashboard. In them the council's return and its "
        "targets are illustrative: made up, not real."
    )


def test_the_steps_are_short_and_in_order() -> None:
    steps = user_guide.steps()
    assert 5 <= len(steps) <= 7
    assert steps[0].title == "See where things stand"
    words = sum(len(step.text.split()) for step in steps)
    assert words <= 400, "two minutes at 200 words a minute"


def test_every_picture_is_as_the_list_says() -> None:
    shots = [step.shot for step in user_guide.steps() if step.shot]
    pictures = user_guide.pictures()
    assert [shot.name for shot in shots] == list(pictures)
    every = [each for wide in pictures.values() for each in (wide, wide.narrow) if each]
    assert len(every) == 2 * len(pictures)
    for picture in every:
        file = user_guide.FOLDER / picture.file
        with Image.open(file) as image:
            assert (image.format, image.size) == ("WEBP", (picture.width, picture.height))
        assert hashlib.sha256(file.read_bytes()).hexdigest().startswith(picture.mark)
        assert len(picture.alt) > 60
        assert "{" not in picture.alt
        assert picture.alt.endswith((".", "”."))
    assert sum(f.stat().st_size for f in user_guide.FOLDER.iterdir()) < MOST_BYTES
    assert {f.name for f in user_guide.FOLDER.iterdir()} == {
        user_guide.LIST, *(picture.file for picture in every)
    }  # fmt: skip


def test_a_bad_guide_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "guide.toml"
    with pytest.raises(DefinitionError, match=r"guide\.toml: there is no such file"):
        user_guide.read_steps(path)
    path.write_text('[[steps]]\ntitle = "One"\n', encoding="utf-8")
    with pytest.raises(DefinitionError, match="steps 1: lacks 'text'"):
        user_guide.read_steps(path)
    path.write_text('[[steps]]\ntitle = "One"\ntext = "Two."\npicture = "a"\n', encoding="utf-8")
    with pytest.raises(DefinitionError, match="steps 1: lacks 'clip', which its picture needs"):
        user_guide.read_steps(path)


def test_a_bad_list_of_pictures_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DefinitionError, match="picture_guide"):
        user_guide.read_pictures(tmp_path)
    (tmp_path / user_guide.LIST).write_text(json.dumps({"a": {"file": "a.webp"}}), encoding="utf-8")
    with pytest.raises(DefinitionError, match="picture_guide"):
        user_guide.read_pictures(tmp_path)
