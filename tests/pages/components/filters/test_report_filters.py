"""Each filter has a visible line of help."""

from kpi.guidance import help_text
from tests.pages.conftest import Opener
from tests.pages.reading import text


def test_each_filter_has_a_visible_line_of_help(open_page: Opener) -> None:
    for page, lines in {
        "scorecard": [help_text.FILTERS["scorecard"], help_text.PERIODS, help_text.NEIGHBOURS],
        "indicator": [help_text.FILTERS["indicator"], help_text.RANGE],
        "benchmarks": [help_text.BENCHMARKS],
        "profile": [help_text.PROFILE, help_text.EVERY_MEASURE],
        "table": [help_text.OWN_AUTHORITY],
    }.items():
        said = text(open_page(page))
        assert [line for line in lines if line not in said] == [], page
