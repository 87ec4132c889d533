"""Units: which there are, what each is, and the nearest of one that is not."""

import pytest

from kpi import units


@pytest.mark.parametrize(
    "unit",
    [*units.WORDS, "per 1,000 pupils", "per 10,000 children", "per 100,000 children aged 10 to 17"],
)
def test_what_is_known(unit: str) -> None:
    assert units.is_known(unit)


@pytest.mark.parametrize(
    "unit",
    [
        "", "Percent", "pct", "%", "days ", "per 10000 children", "per 10,000", "per 10,000 ",
        "per 500 children", "per 10,000 children\n", "per 1,000  pupils", "per 1,000 <b>",
    ],
)  # fmt: skip
def test_what_is_not(unit: str) -> None:
    assert not units.is_known(unit)


@pytest.mark.parametrize(
    ("unit", "meant"),
    [
        ("pct", "percent"),
        ("per cent", "percent"),
        ("Percent", "percent"),
        ("£", "pounds"),
        ("pound", "pounds"),
        ("day", "days"),
        ("count", "number"),
        ("FTE", "full-time equivalents"),
        ("full time equivalent", "full-time equivalents"),
        ("per 10000 children", "per 10,000 children"),
        ("per 10k children", "per 10,000 children"),
        ("rate per 1,000 pupils", "per 1,000 pupils"),
        ("per 100,000", "per 100,000 children"),
        ("furlongs", ""),
    ],
)
def test_the_nearest(unit: str, meant: str) -> None:
    assert units.nearest(unit) == meant
    assert not meant or units.is_known(meant)


def test_a_known_unit_is_of_one_kind() -> None:
    rates = ["per 1,000 pupils", "per 10,000 children", "per 100,000 children"]
    shares = [unit for unit in (*units.WORDS, *rates) if unit == "percent" or unit in rates]
    averages = [unit for unit in units.WORDS if units.is_average(unit)]
    sizes = [unit for unit in units.WORDS if units.is_size(unit)]
    assert averages == ["days", "weeks", "months", "pounds", "ratio", "cases"]
    assert sizes == ["number", "full-time equivalents"]
    assert sorted([*shares, *averages, *sizes, "points"]) == sorted([*units.WORDS, *rates])


def test_words_of_one_and_over_an_axis() -> None:
    assert [units.singular(unit) for unit in ("days", "cases", "full-time equivalents")] == [
        "day", "case", "full-time equivalent",
    ]  # fmt: skip
    assert units.singular("pounds") == "pounds"
    assert [units.over_axis(unit) for unit in ("percent", "pounds", "days")] == ["", "", "days"]
    assert units.population("per 10,000 children aged 0 to 17") == "children aged 0 to 17"
    assert units.population("percent") == ""
    assert [units.unit_word(unit) for unit in ("points", "weeks", "ratio", "percent")] == [
        "points", "weeks", "", "",
    ]  # fmt: skip
