"""Pictures to be looked at: of every page that everybody sees."""

from urllib.parse import urlsplit

from tools.page_markup import STATES
from tools.review_images import VIEWS


def test_every_page_is_pictured() -> None:
    pictured = {urlsplit(address).path.strip("/") or "scorecard" for address in VIEWS.values()}
    assert pictured == {page for page, _ in STATES}
