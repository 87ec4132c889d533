"""The topics' names, directorates and reasons for blank years, as shipped."""

from datetime import date

import pytest

from kpi.benchmarks.topics import NO_DATA, topics
from kpi.periods import Period

CARE, EDUCATION = "Children's Social Care", "Education and Skills"


def test_a_topic_is_named_as_pages_write_it() -> None:
    assert topics().name("Children with SEN") == "Special educational needs (SEN)"
    assert topics().name("Adoption") == "Adoption"


@pytest.mark.parametrize(
    ("topic", "directorates"),
    [
        ("Adoption", (CARE,)),
        ("Children's Service Finance", (CARE, EDUCATION)),
        ("a topic that nobody named", ("Context",)),
    ],
)
def test_a_topic_belongs_to_its_directorates(topic: str, directorates: tuple[str, ...]) -> None:
    assert topics().directorates_of(topic) == directorates


def test_a_blank_year_has_the_reason_of_the_year_it_ends_in() -> None:
    pandemic = "no figures: the COVID-19 pandemic"
    assert topics().gap_reason(Period.academic_year(2019)) == pandemic
    assert topics().gap_reason(Period.academic_year(2021)) == NO_DATA
    assert topics().gap_reason(Period.span(date(2018, 4, 1), date(2020, 3, 31))) == NO_DATA
