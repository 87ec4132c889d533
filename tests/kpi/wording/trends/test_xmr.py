"""The sentences and notes of a series: real figures, and every kind of answer."""

import re
from dataclasses import replace

import pytest

from kpi.charts import xmr as xmr_chart
from kpi.formatting import fixed
from kpi.indicators.scorecard import ScorecardRow
from kpi.indicators.xmr import Xmr
from kpi.model.definitions.indicator import Indicator, Rebase
from kpi.model.polarity import Polarity
from kpi.model.snapshot import Snapshot
from kpi.periods import Period
from kpi.statistics.xmr_rules import Assurance, Variation
from kpi.wording.trends import xmr as xmr_wording
from kpi.wording.trends import xmr_method
from tests.kpi.changing import changed, missing, quarter, row_of
from tests.kpi.wording.trends.xmr_rows import read, real, series_of

DERIVED = "The figures are derived from published ones."


def rebased(
    row: ScorecardRow, start: str, reason: str = "A new front door"
) -> tuple[ScorecardRow, Xmr]:
    rebases = (Rebase(quarter(start), reason),)
    return read(replace(row, indicator=replace(row.indicator, rebases=rebases)))


# ---- real figures ---------------------------------------------------------------------------


def test_referrals_of_the_council(snapshot: Snapshot) -> None:
    row, found = real(snapshot, "referrals-rate")
    assert xmr_wording.sentence(row, found) == (
        "Nothing unusual: the last 20 quarters vary around 147.4 per 10,000 children, and January "
        f"to March 2024 (135.1) is within the usual range of 75.1 to 219.6. {DERIVED}"
    )
    assert xmr_wording.earlier(row, found) == (
        "Of the 19 quarters before it, nine stand out; the last is January to March 2022 (198.2: "
        f"one of two in three far above the average). {DERIVED}"
    )
    assert xmr_wording.target_sentence(row, found) == ""
    assert xmr_wording.varied(row, found) is Variation.ORDINARY
    assert xmr_wording.assured(row, found) is None


def test_secondary_exclusions_of_the_council(snapshot: Snapshot) -> None:
    row, found = real(snapshot, "secondary-permanent-exclusions")
    assert xmr_wording.sentence(row, found) == (
        "Nothing unusual: the last 17 terms, less the two set aside, vary around 0.113%, and the "
        f"spring term 2025 (0.117%) is within the usual range of 0.027% to 0.198%. {DERIVED}"
    )
    assert xmr_wording.target_sentence(row, found) == (
        "The target is 0.090% or less. If nothing changes, some terms would meet it and some "
        "would not, by chance, as it lies inside the usual range. The target is illustrative "
        f"(made up). {DERIVED}"
    )
    assert xmr_wording.assured(row, found) is Assurance.HIT_AND_MISS
    notes = " ".join(xmr_method.notes(row, found))
    assert (
        "Judging spring terms alone would take 13 of them, and there are five (0.081% to 0.137%)."
    ) in notes
    assert (
        "Set aside: the summer term 2020 (0.000%) and the spring term 2021 (0.024%), as schools "
        "were closed to most pupils (COVID-19). What is set aside is in no average, range or run."
    ) in notes
    row, found = real(snapshot, "primary-permanent-exclusions", "311")
    notes = " ".join(xmr_method.notes(row, found))
    assert "The lower end works out below nought (-0.009%)" in notes
    assert "it is shown as 0.000%" in notes


@pytest.mark.parametrize(
    ("name", "area", "said"),
    [
        (
            "referrals-rate", "330",
            "Unusual: the last nine quarters, up to January to March 2024 (143.8), all lie above "
            "the average of 136.5 per 10,000 children. Neither high nor low is better here: it is "
            "a change to understand, not a verdict.",
        ),
        (
            "secondary-permanent-exclusions", "392",
            "Unusual: the spring term 2025 (0.283%) is above the usual range of 0.055% to 0.242%. "
            "That is a cause for concern, as lower is better.",
        ),
        (
            "secondary-permanent-exclusions", "311",
            "Unusual: the last seven terms, up to the spring term 2025 (0.051%), all lie above the "
            "average of 0.029%. That is a cause for concern, as lower is better.",
        ),
        (
            "secondary-permanent-exclusions", "420",
            "This cannot be judged: more than half of the time the figure does not change from one "
            "term to the next, and the method is for figures that vary.",
        ),
        (
            "primary-permanent-exclusions", "201",
            "All of the last 15 terms have the same figure, 0.000%: where nothing varies, nothing "
            "can be called usual or unusual.",
        ),
        (
            "referrals-rate", "201",
            "There is no figure for January to March 2024, so nothing can be said.",
        ),
        (
            "referrals-rate", "204",
            "Too soon to say: 13 quarters are needed to tell what is usual, and there are 12 "
            "quarters with a figure. One more is needed.",
        ),
    ],
)  # fmt: skip
def test_other_authorities(snapshot: Snapshot, name: str, area: str, said: str) -> None:
    row, found = real(snapshot, name, area)
    assert xmr_wording.sentence(row, found) == f"{said} {DERIVED}"


def test_too_short_and_made_up(snapshot: Snapshot) -> None:
    row, found = real(snapshot, "ehcp-20-weeks")
    assert xmr_wording.sentence(row, found) == (
        "Too soon to say: 13 quarters are needed to tell what is usual, and there are six quarters "
        "with a figure. Seven more are needed. The council's figures are illustrative (made up)."
    )
    assert xmr_chart.chart(row, found) is None
    assert xmr_wording.varied(row, found) is None
    assert xmr_wording.earlier(row, found) == xmr_wording.target_sentence(row, found) == ""


# ---- every sign in words --------------------------------------------------------------------


def test_seven_rising(snapshot: Snapshot) -> None:
    row, found = series_of(snapshot, "referrals-rate", [120.0, 130, 140, 141, 142, 143, 144, 145])
    assert xmr_wording.sentence(row, found).startswith(
        "Unusual: the figure has risen seven times in a row, to January to March 2024 (145.0)."
    )


def test_a_value_just_outside_is_told_apart_from_the_limit(snapshot: Snapshot) -> None:
    row, found = real(snapshot, "referrals-rate")
    assert found.now.limits is not None
    # A figure a hair above the upper limit, with the limits as they are.
    value = found.now.limits.upper + 0.0004
    latest = replace(found.now.points[-1], value=value, signal=found.points[8].signal)
    phase = replace(found.now, points=(*found.now.points[:-1], latest))
    said = xmr_wording.sentence(row, Xmr((phase,)))
    told = re.search(r"\((\d+\.\d+)\) is above the usual range of \S+ to (\d+\.\d+)\.", said)
    assert told, said
    assert float(told[1]) > float(told[2])


def test_improvement_and_concern_follow_polarity(snapshot: Snapshot) -> None:
    values = [0.1, 0.11, 0.1, 0.11, 0.1, 0.11, 0.1, 0.11, 0.1, 0.11, 0.1, 0.11, 0.1, 0.11, 0.1, 0.9]
    row, found = series_of(snapshot, "secondary-permanent-exclusions", values)
    assert xmr_wording.sentence(row, found).endswith(
        f"That is a cause for concern, as lower is better. {DERIVED}"
    )
    assert xmr_wording.varied(row, found) is Variation.CONCERN_HIGH
    better = replace(row, indicator=replace(row.indicator, polarity=Polarity.HIGHER))
    assert "That is an improvement, as higher is better." in xmr_wording.sentence(better, found)


@pytest.mark.parametrize(
    ("target", "polarity", "said"),
    [
        (300.0, Polarity.LOWER, "every quarter would meet it, as the whole usual range does"),
        (300.0, Polarity.HIGHER, "no quarter would meet it, as no part of the usual range does"),
        (50.0, Polarity.LOWER, "no quarter would meet it"),
        (150.0, Polarity.HIGHER, "some quarters would meet it and some would not, by chance"),
    ],
)
def test_targets(snapshot: Snapshot, target: float, polarity: str, said: str) -> None:
    row, found = real(snapshot, "referrals-rate")
    other = row_of(snapshot, "ehcp-20-weeks").target
    assert other is not None
    judged: Indicator = replace(row.indicator, polarity=polarity)  # type: ignore[arg-type]
    wanted = replace(row, indicator=judged, target=replace(other, target=target))
    text = xmr_wording.target_sentence(wanted, found)
    assert said in text
    assert text.endswith(f"The target is illustrative (made up). {DERIVED}")


# ---- notes ----------------------------------------------------------------------------------


def test_a_new_start_says_when_and_why(snapshot: Snapshot) -> None:
    row, found = rebased(row_of(snapshot, "referrals-rate"), "Q1 2022-23")
    assert xmr_wording.sentence(row, found) == (
        "Too soon to say: 13 quarters are needed to tell what is usual, and there are eight "
        "quarters with a figure since the new start in April to June 2022. Five more are needed. "
        f"{DERIVED}"
    )
    notes = xmr_method.notes(row, found)
    assert "A new start was made in April to June 2022: A new front door." in notes
    assert any("a trial: it will still move" in note for note in notes)
    chart = xmr_chart.chart(row, found)
    assert chart is not None
    assert len(chart.breaks) == 1
    assert "Dots: a trial range, from few figures." in chart.subtitle
    assert chart.signals == ()  # none is judged


def test_gaps_are_named(snapshot: Snapshot) -> None:
    row, found = read(
        row_of(missing(snapshot, "referrals-rate", quarter("Q3 2021-22")), "referrals-rate")
    )
    assert (
        "There is no figure for Q3 2021-22. Nothing is put in its place: no change is counted "
        "from the quarter before a gap to the one after it, and no run goes on across it."
    ) in xmr_method.notes(row, found)
    assert "the 19 quarters with a figure since April to June 2019" in xmr_wording.sentence(
        row, found
    )


def test_shares_never_go_beyond_their_ends(snapshot: Snapshot) -> None:
    row, found = real(snapshot, "referrals-rate")
    share = replace(row.indicator, unit="percent")
    assert found.now.limits is not None
    assert xmr_wording.displayed(share, found.now.limits) == (
        pytest.approx(75.1468, abs=1e-4),
        100.0,
    )
    low = replace(found.now.limits, mean=10.0)
    assert xmr_wording.displayed(row.indicator, low)[0] == 0.0
    points = replace(row.indicator, unit="points")
    assert xmr_wording.displayed(points, low)[0] == low.lower < 0
    notes = " ".join(xmr_method.notes(replace(row, indicator=share), found))
    assert "The upper end works out above 100% (219.6%), which cannot be" in notes


def test_no_unexplained_terms(snapshot: Snapshot) -> None:
    jargon = re.compile(r"common cause|special cause|XmR|sigma|standard dev|process limit", re.I)
    for name in ("referrals-rate", "secondary-permanent-exclusions", "ehcp-20-weeks"):
        row, found = real(snapshot, name)
        said = [xmr_wording.sentence(row, found), *xmr_method.notes(row, found)]
        assert not [text for text in said if jargon.search(text)]


def test_words_follow_the_stored_figure(snapshot: Snapshot) -> None:
    when = Period.quarter(2023, 4)
    row, found = read(
        row_of(changed(snapshot, "referrals-rate", when, value=400.0), "referrals-rate")
    )
    assert found.now.limits is not None
    upper = fixed(found.now.limits.upper, 1)
    said = xmr_wording.sentence(row, found)
    assert said.startswith("Unusual: January to March 2024 (400.0) is above the usual range of ")
    assert f" to {upper}. " in said
