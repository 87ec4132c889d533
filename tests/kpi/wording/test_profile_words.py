"""An authority's profile in words: counts, the short lists and their rule."""

from datetime import date

import polars as pl
import pytest

from kpi.benchmarks import authority_profile, short_lists
from kpi.model.snapshot import Snapshot
from kpi.tables import profile_table
from kpi.wording import profile_words

PLANS = "SEN_EHC_Excpt_20wks"


def test_those_who_share_a_place_do_not_lead(snapshot: Snapshot) -> None:
    """Forty-odd authorities had no permanent exclusion from a special school: none leads."""
    made = authority_profile.profile(snapshot, "839")
    found = profile_words.overview(snapshot, made, "839", "2025-05")
    assert authority_profile.furthest(made, best=True)["name"][0] == "Special Permanent Exclusions"
    assert "Special Permanent Exclusions" not in {line.name for line in found.best}
    assert found.best[0].place == "6th of 151"


def row(measure: str, **facts: object) -> dict[str, object]:
    """A row of a profile of a measure in per cent with one decimal; `facts` say otherwise."""
    first = {
        "measure": measure, "name": measure, "topic": "T", "better": "higher", "decimals": 1,
        "discontinued": False, "period": "2024 (calendar year)", "period_end": date(2024, 12, 31),
        "data_status": "published", "value": 77.6, "england": 46.4, "region": 28.5,
        "neighbours_mean": 40.6, "neighbours_count": 10, "against_neighbours": "better",
        "previous_period": "2023 (calendar year)", "previous_value": 4.8, "shown_change": 72.8,
        "direction": "improved", "change_reason": None, "typical_change": -9.09,
        "change_spread": 10.0, "change_size": 8.189, "against_typical": "better", "rank": 43,
        "rank_of": 151, "shared_by": 1, "band": "B",
    }  # fmt: skip
    assert set(facts) <= set(first)
    return first | facts


def line_of(snapshot: Snapshot, **facts: object) -> profile_words.ProfileLine:
    """The one line of a list that holds PLANS alone."""
    table = pl.DataFrame([row(PLANS, **{"rank": 2, **facts})], infer_schema_length=None)
    (line,) = profile_words.overview(snapshot, table, "839", "2025-05").best
    return line


def test_a_line_of_a_short_list(snapshot: Snapshot) -> None:
    line = line_of(snapshot)
    assert (line.figure, line.period) == ("77.6%", "2024 (calendar year)")
    assert (line.place, line.england, line.neighbours) == ("2nd of 151", "46.4%", "40.6%")
    assert line.neighbours_of == "mean of 10 of 10, derived"
    assert line.change == "↑ up 72.8 percentage points: improved"
    assert line.change_from == "from 4.8% (2023 (calendar year))"
    assert line.size == "8.2 times the spread"
    assert line.typical == "where the median authority fell 9.1 percentage points"


def test_a_line_says_what_is_not_known(snapshot: Snapshot) -> None:
    bare = line_of(
        snapshot, shown_change=None, previous_value=None, change_size=None, typical_change=None,
        change_reason="the series breaks", england=None, neighbours_mean=None, neighbours_count=0,
        data_status="provisional", shared_by=3,
    )  # fmt: skip
    assert bare.change == "cannot be calculated: the series breaks"
    assert (bare.change_from, bare.size, bare.typical) == ("", "", "")
    assert (bare.england, bare.neighbours, bare.neighbours_of) == ("no figure", "no figure", "")
    assert bare.period == "2024 (calendar year) (provisional)"
    assert bare.place == "joint 2nd of 151, shared by 3"


@pytest.mark.parametrize(
    ("change", "typical", "said", "beside"),
    [
        (0.0, 0.04, "no change", "where the median authority did not change"),
        (-1.5, 0.06, "↓ down 1.5 percentage points: worsened",
         "where the median authority rose 0.1 percentage points"),
    ],
)  # fmt: skip
def test_changes_in_words(
    snapshot: Snapshot, change: float, typical: float, said: str, beside: str
) -> None:
    line = line_of(snapshot, shown_change=change, typical_change=typical, direction="worsened")
    assert (line.change, line.typical) == (said, beside)


@pytest.mark.parametrize(
    ("facts", "lists"),
    [
        ({"rank": 1}, (1, 0)),
        ({"rank": 38}, (1, 0)),  # 37 of the 150 others are before: just below a quarter
        ({"rank": 39}, (0, 0)),
        ({"rank": 113}, (0, 0)),
        ({"rank": 114}, (0, 1)),
        ({"rank": 1, "shared_by": 76}, (1, 0)),  # the middle of the tie is the quarter itself
        ({"rank": 1, "shared_by": 77}, (0, 0)),
        ({"rank": 1, "discontinued": True}, (0, 0)),
        ({"rank": 1, "period_end": date(2024, 3, 31)}, (0, 0)),
        ({"rank": 1, "rank_of": 99}, (0, 0)),
        ({"rank": 1, "rank_of": 100}, (1, 0)),
        ({"rank": None, "rank_of": None}, (0, 0)),
    ],
)
def test_which_measures_stand_out(
    snapshot: Snapshot, facts: dict[str, object], lists: tuple[int, int]
) -> None:
    """The edition is of April 2026, so a period from April 2024 on is current."""
    numbers = {"rank": pl.Int64, "rank_of": pl.Int64}
    table = pl.DataFrame([row(PLANS, **facts)], schema_overrides=numbers)
    found = profile_words.overview(snapshot, table, "839", "2025-05")
    assert (len(found.best), len(found.worst)) == lists


def test_a_list_holds_five_at_most_best_first(snapshot: Snapshot) -> None:
    names = snapshot.measures["measure"].to_list()[:7]
    table = pl.DataFrame([row(name, rank=8 - n) for n, name in enumerate(names, start=1)])
    found = profile_words.overview(snapshot, table, "839", "2025-05")
    assert [line.measure for line in found.best] == names[:1:-1]


def test_counts_of_all_positions(snapshot: Snapshot) -> None:
    numbers = {"rank": pl.Int64, "rank_of": pl.Int64, "band": pl.String}
    table = pl.DataFrame(
        [
            row("a", band="A"),
            row("b", band="A", against_neighbours="worse", direction="worsened"),
            row("c", band="D", against_neighbours="same", direction="no change"),
            row("d", better="none", rank=None, band=None, against_neighbours=None, direction="up"),
            row("e", value=None, rank=None, band=None, against_neighbours=None, direction=None),
        ],
        schema_overrides=numbers,
    )
    assert profile_words.counts(table, "2025-05") == (
        "Of 3 measures with a rank, 2 are in the best quarter of authorities and 1 in the weakest "
        "quarter.",
        "Better than the mean of its statistical neighbours in 1, worse in 1 (DfE's May 2025 "
        "model). That goes by the figures alone and is no verdict.",
        "Since the period before, 1 improved and 1 worsened. These changes are not tested for "
        "chance, as LAIT has no counts.",
        "The other measures: 1 not judged (counts, money, or neither way is better); 1 without a "
        "figure for this authority.",
    )
    assert profile_words.counts(table.tail(1), "2025-05") == (
        "None of 1 measure here has a rank for this authority.",
    )
    assert len(profile_words.counts(table.head(3), "2025-05")) == 3


def test_words_of_the_page(snapshot: Snapshot) -> None:
    made = authority_profile.profile(snapshot, "839")
    assert profile_words.lead(snapshot, made, "") == (
        "DfE's benchmark figures (LAIT), April 2026 edition: 434 measures, 302 ranked"
    )
    youth = profile_table.filtered(made, topic="Youth Offending")
    assert profile_words.lead(snapshot, youth, "Youth Offending") == (
        "Youth Offending · DfE's benchmark figures (LAIT), April 2026 edition: 4 measures, 2 ranked"
    )
    assert short_lists.recent_from(snapshot) == date(2024, 4, 1)
    assert "ended in or after April 2024, and at least 100" in profile_words.rule(snapshot)
    assert "more than two years before" in profile_words.why_rule()
    assert profile_words.shown_words(1, 1) == "The table shows all 1 measure."
    assert profile_words.shown_words(4, 434) == "The table shows 4 of 434 measures."
    assert profile_words.place_words(None, 151) == "not ranked"
    assert profile_words.place_words(3, 151) == "3rd of 151"
    assert [profile_words.arrow(x) for x in (1.0, -0.1, 0.0, None)] == ["↑", "↓", "", ""]
    assert profile_words.heads(sizes=False) == profile_words.HEAD
    assert profile_words.heads(sizes=True)[-1] == "Beyond the typical change"


def test_ranked_measures_without_a_quarter_are_counted(snapshot: Snapshot) -> None:
    made = authority_profile.profile(snapshot, "839")
    assert profile_words.no_quarter_words(made).startswith("Eight of the ranked measures have")
    left = made.drop_nulls("rank").filter(~pl.col("band").is_in(list("ABCD")))
    assert left.height == 8
    assert profile_words.no_quarter_words(left.head(1)).startswith("One of the ranked measures has")
    assert profile_words.no_quarter_words(made.filter(pl.col("band") == "A")) == ""


def test_a_heading_says_how_many_a_list_has(snapshot: Snapshot) -> None:
    table = pl.DataFrame([row(PLANS, rank=2)])
    few = profile_words.overview(snapshot, table, "839", "2025-05")
    assert profile_words.list_headings(few) == (
        "Best one",
        "Weakest",
        "Worsened most, for its kind",
    )
    made = authority_profile.profile(snapshot, "839")
    full = profile_words.overview(snapshot, made, "839", "2025-05")
    assert profile_words.list_headings(full)[:2] == ("Best five", "Weakest five")
    assert (full.best_more, full.worst_more) == ("", "")


def test_a_list_says_how_many_stand_level_with_its_last(snapshot: Snapshot) -> None:
    made = authority_profile.profile(snapshot, "420")
    found = profile_words.overview(snapshot, made, "420", "2025-05")
    firsts = made.filter(
        short_lists.is_current(snapshot), pl.col("rank") == 1, pl.col("shared_by") == 1
    )
    assert firsts.height > 5
    assert found.best_more == f"{firsts.height - 5} more stand just as high as the last of these."
    assert found.worst_more == "Two more stand just as low as the last of these."


def test_a_change_without_its_judgement(snapshot: Snapshot) -> None:
    assert line_of(snapshot, shown_change=-1.5).moved == "↓ down 1.5 percentage points"
    assert line_of(snapshot, shown_change=0.0).moved == "no change"
    assert line_of(snapshot, shown_change=None, change_reason="the series breaks").moved == ""
