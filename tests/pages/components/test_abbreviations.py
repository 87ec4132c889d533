"""The fold of short forms at a page's foot."""

import re

import pytest

from pages.components.abbreviations import TITLE
from tests.pages.conftest import Opener
from tests.pages.reading import markup


@pytest.mark.parametrize("page", ["scorecard", "indicator", "benchmarks", "paper", "table"])
def test_short_forms_are_opened_in_place(open_page: Opener, page: str) -> None:
    (fold,) = re.findall(
        rf"<details><summary>{TITLE}</summary>(.*?)</details>", markup(open_page(page)), re.DOTALL
    )
    assert "<dt>DfE</dt><dd>Department for Education. " in fold
    assert 'href="definitions"' in fold


def test_only_the_short_forms_of_the_page_are_listed(open_page: Opener) -> None:
    def terms(page: str, **address: str) -> list[str]:
        fold = markup(open_page(page, **address)).partition(TITLE)[2]
        return re.findall("<dt>(.*?)</dt>", fold)

    assert "SEN2" not in terms("scorecard")
    assert "EHCP" in terms("benchmarks", measure="SEN_EHC_Excpt_20wks")
    assert "EHCP" not in terms("benchmarks", measure="assessments-45-days")
    assert "WCAG" in terms("accessibility")
    assert terms("definitions") == []
