"""The official annual rate in words."""

from dataclasses import replace

import pytest

from kpi.model.snapshot import Snapshot
from kpi.tables import summary
from kpi.wording.comparisons import comparison_cells as table_wording
from kpi.wording.comparisons import official_rate_words as annual_rates_wording
from tests.kpi.changing import row_of

PRIMARY, SECONDARY = "primary-permanent-exclusions", "secondary-permanent-exclusions"


def test_how_far_the_terms_are_from_the_official_rate_is_said(snapshot: Snapshot) -> None:
    assert annual_rates_wording.derived_words(snapshot, PRIMARY) == (
        "England's three terms of the academic year 2023/24, as derived here, add up to 0.0319%. "
        "DfE's official annual rate is 0.0317%. Of the five years that can be checked, the sum was "
        "furthest off in the academic year 2019/20: 0.0006 points above."
    )
    assert annual_rates_wording.derived_words(snapshot, SECONDARY).endswith(
        "furthest off in the academic year 2022/23: 0.0010 points below."
    )
    assert annual_rates_wording.derived_words(snapshot, "ehcp-20-weeks") == ""
    assert annual_rates_wording.derived_words(snapshot, "PriPermEx") == ""


@pytest.mark.parametrize(
    ("indicator_id", "newest", "said"),
    [
        (
            PRIMARY, False,
            "By DfE's official annual rate, ours was 0.022% in the academic year 2022/23, below "
            "England's 0.026% and the South West's 0.032%.",
        ),
        (
            PRIMARY, True,
            "By DfE's official annual rate, ours was 0.023% in the academic year 2023/24, below "
            "England's 0.032% and the South West's 0.041%.",
        ),
        (
            SECONDARY, False,
            "By DfE's official annual rate, ours was 0.451% in the academic year 2022/23, above "
            "England's 0.222% and the South West's 0.251%.",
        ),
    ],
)  # fmt: skip
def test_the_official_rate_like_for_like(
    snapshot: Snapshot, indicator_id: str, newest: bool, said: str
) -> None:
    assert (
        annual_rates_wording.official_words(row_of(snapshot, indicator_id, newest=newest)) == said
    )


def test_official_words_of_one_side_each_level_and_alone(snapshot: Snapshot) -> None:
    row = row_of(snapshot, PRIMARY)
    assert row.annual is not None

    def said(own: float | None, england: float, region: float | None) -> str:
        assert row.annual is not None
        rates = replace(row.annual, own=own, england=england, region=region)
        return annual_rates_wording.official_words(replace(row, annual=rates))

    assert said(0.03, 0.02, 0.04).endswith(
        "in the academic year 2022/23, above England's 0.020% but below the South West's 0.040%."
    )
    assert said(0.03, 0.03, None).endswith("in the academic year 2022/23, level with England's "
                                           "0.030%.")  # fmt: skip
    assert said(None, 0.02, 0.04) == (
        "DfE's official annual rate for the academic year 2022/23 was 0.020% in England and 0.040% "
        "in the South West."
    )
    assert annual_rates_wording.official_words(replace(row, annual=None)) == ""


def test_the_official_rate_stands_beside_every_derived_figure(snapshot: Snapshot) -> None:
    row = row_of(snapshot, PRIMARY)
    cells = [annual_rates_wording.official_short(row, c) for c in row.comparators]
    assert cells == [
        "official rate 2022/23: 0.026%",
        "official rate 2022/23: 0.032%",
        "",
        "",
    ]
    unknown = replace(row, annual=None)
    assert annual_rates_wording.official_short(unknown, row.comparator("england")) == (
        "no official rate by then"
    )
    entries = {e.label: e for e in table_wording.comparison(row)}
    england = entries["England, DfE's official annual rate"]
    assert (england.figure, england.period) == ("0.026%", "academic year 2022/23")
    assert england.verdict == "our official 0.022% is 0.004 points lower"
    assert england.drawn is None  # a bar of a year beside bars of terms would mislead
    region = entries["South West, DfE's official annual rate"]
    assert region.verdict == "our official 0.022% is 0.010 points lower"
    told = summary.summary_table(snapshot, [row]).row(0, named=True)
    assert [told[f"official_annual{name}"] for name in ("_period", "", "_england", "_region")] == [
        "academic year 2022/23",
        0.02238,
        0.02584,
        0.03222,
    ]
    plans = row_of(snapshot, "ehcp-20-weeks")
    assert not [e for e in table_wording.comparison(plans) if "official" in e.label]
    assert summary.summary_table(snapshot, [plans])["official_annual_england"].to_list() == [None]
