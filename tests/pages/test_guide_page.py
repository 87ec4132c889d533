"""The guide: each step with its picture."""

import re
from html import unescape

from kpi.guidance import user_guide
from tests.pages.conftest import Opener
from tests.pages.reading import headings, markup, text


def test_the_guide_shows_each_step_with_its_picture(open_page: Opener) -> None:
    app = open_page("guide")
    assert headings(app) == [
        f"{n}. {step.title}" for n, step in enumerate(user_guide.steps(), start=1)
    ]
    images = re.findall(r'<img class="guide" src="([^"]+)" (.*?)>', markup(app))
    pictures = list(user_guide.pictures().values())
    assert [src for src, _ in images] == [f"api/guide/{p.file}?{p.mark}" for p in pictures]
    for (_, rest), picture in zip(images, pictures, strict=True):
        assert f'width="{picture.width}" height="{picture.height}"' in rest
        assert f'alt="{picture.alt}"' in unescape(rest)
    phone = re.findall(r'<source media="\(max-width: 40rem\)" srcset="([^"]+)"', markup(app))
    narrow = [p.narrow for p in pictures if p.narrow]
    assert phone == [f"api/guide/{p.file}?{p.mark}" for p in narrow]
    assert len(narrow) == len(pictures)
    assert all(p.width <= 360 < wide.width for p, wide in zip(narrow, pictures, strict=True))
    assert "its targets are illustrative: made up, not real" in text(app)
