"""A snapshot without figures that must no longer be shown, and without what reveals them."""

from dataclasses import replace
from datetime import date

import polars as pl
import pytest

from kpi.disclosure.redaction import redacted
from kpi.disclosure.suppression import KEY, WITHHELD
from kpi.model.schemas import COMMENTARY, OBSERVATIONS, REVISIONS
from kpi.model.snapshot import Snapshot
from kpi.periods import parse_period
from tests.kpi.changing import BCP, changed, suppressed
from tests.kpi.returning import EARLY, comment, own_row, shown

Q1 = "Q1 2025-26"
GONE = (None, None, None, "c")


def key(indicator_id: str = EARLY, when: str = Q1, area: str = BCP) -> pl.DataFrame:
    """One figure to hide, with its reason."""
    period = parse_period(when)
    row = (indicator_id, area, str(period.kind), period.start, period.end, WITHHELD)
    names = [*KEY, "reason"]
    return pl.DataFrame([row], schema={n: OBSERVATIONS[n] for n in names}, orient="row")


def nothing_shown(_area: str) -> pl.DataFrame:
    return pl.DataFrame(schema=OBSERVATIONS)


def with_words(snapshot: Snapshot, *words: str) -> Snapshot:
    """Real figures with these comments alone, one a quarter, the newest first.

    What is made up is no secret, so its texts may stay.
    """
    snapshot = changed(snapshot, EARLY, parse_period(Q1), data_status="published")
    quarters = (Q1, "Q4 2024-25", "Q3 2024-25")
    rows = [
        comment(EARLY, quarter, what_happened=text)
        for quarter, text in zip(quarters, words, strict=False)
    ]
    return replace(snapshot, commentary=pl.DataFrame(rows, schema=COMMENTARY))


def said(snapshot: Snapshot) -> list[str | None]:
    return snapshot.commentary["what_happened"].to_list()


def test_a_figure_goes_with_its_counts_note_and_status(snapshot: Snapshot) -> None:
    assert shown(snapshot, EARLY, Q1) == (10.5, 18, 172, None)
    new = redacted(snapshot, key(), nothing_shown)
    row = own_row(new, EARLY, Q1)
    assert shown(new, EARLY, Q1) == GONE
    assert (row["reason"], row["note"], row["supplied_status"]) == (WITHHELD, None, None)


def test_all_other_figures_stay(snapshot: Snapshot) -> None:
    new = redacted(snapshot, key(), nothing_shown)
    names = ["indicator_id", "leg", "area", "period_start", "period_end", "reporting_quarter"]
    others = snapshot.observations.join(
        new.observations, on=[*names, "source"], how="inner", nulls_equal=True
    ).filter(~pl.col("value").eq_missing(pl.col("value_right")))
    assert others.select("indicator_id", "area", "reporting_quarter").rows() == [(EARLY, BCP, Q1)]
    assert new.observations.height == snapshot.observations.height
    assert shown(new, EARLY, "Q4 2024-25") == shown(snapshot, EARLY, "Q4 2024-25")


def test_a_comment_that_names_the_figure_goes_and_another_stays(snapshot: Snapshot) -> None:
    known = with_words(snapshot, "18 of 172 cases came back.", "More cases came back.")
    new = redacted(known, key(), nothing_shown)
    assert sorted(said(new), key=str) == ["More cases came back.", None]


def test_texts_on_made_up_figures_may_stay(snapshot: Snapshot) -> None:
    known = with_words(snapshot, "18 of 172 cases came back.")
    made_up = changed(known, EARLY, parse_period(Q1), data_status="illustrative")
    assert said(redacted(made_up, key(), nothing_shown)) == ["18 of 172 cases came back."]


def test_what_any_state_has_shown_of_it_is_a_secret_too(snapshot: Snapshot) -> None:
    """An earlier state showed 33 of 172; a comment that names the 33 must go with it."""
    known = with_words(snapshot, "33 of 172 cases came back.")
    earlier = known.observations.filter(
        (pl.col("indicator_id") == EARLY)
        & (pl.col("area") == BCP)
        & (pl.col("reporting_quarter") == Q1)
    ).with_columns(numerator=pl.lit(33.0), value=pl.lit(19.2))
    assert said(redacted(known, key(), lambda _area: earlier)) == [None]


def test_texts_that_name_what_the_snapshot_hides_itself_go_too(snapshot: Snapshot) -> None:
    """Nothing is to be hidden anew, but an earlier state showed the 33 that is suppressed here."""
    known = with_words(snapshot, "33 of 172 cases came back.")
    hidden = suppressed(known, EARLY, parse_period(Q1))
    earlier = known.observations.filter(
        (pl.col("indicator_id") == EARLY)
        & (pl.col("area") == BCP)
        & (pl.col("reporting_quarter") == Q1)
    ).with_columns(numerator=pl.lit(33.0), value=pl.lit(19.2))
    assert said(redacted(hidden, key().clear(), lambda _area: earlier)) == [None]
    assert redacted(hidden, key().clear(), nothing_shown) is hidden


def test_a_correction_of_the_figure_is_forgotten(snapshot: Snapshot) -> None:
    period = parse_period(Q1)
    revision = {
        "indicator_id": EARLY, "area": BCP, "period_kind": str(period.kind),
        "period_start": period.start, "period_end": period.end, "old_value": 17.4,
        "new_value": 10.5, "revised_on": date(2025, 8, 1), "why": "Counted twice",
    }  # fmt: skip
    known = replace(snapshot, revisions=pl.DataFrame([revision], schema=REVISIONS))
    left = redacted(known, key(), nothing_shown).revisions
    assert left["old_value"].to_list() in ([], [None])
    assert left["new_value"].to_list() in ([], [None])
    other = redacted(known, key(when="Q4 2024-25"), nothing_shown).revisions
    assert other["old_value"].to_list() == [17.4]


def test_dfe_s_figure_of_the_same_period_goes_too(snapshot: Snapshot) -> None:
    """Ours and the derived one of the term stand for the same children."""
    name, when = "primary-permanent-exclusions", parse_period("spring term 2025")
    rows = snapshot.observations.filter(
        (pl.col("indicator_id") == name)
        & (pl.col("area") == BCP)
        & (pl.col("period_end") == when.end)
        & (pl.col("leg") == "")
    )
    assert rows.height == 1
    theirs = rows.with_columns(reporting_quarter=pl.lit(None, pl.String))
    ours = rows.with_columns(
        reporting_quarter=pl.lit(Q1), source=pl.lit("local-return"), symbol=pl.lit(None, pl.String)
    )
    rest = snapshot.observations.join(rows, on=rows.columns, how="anti", nulls_equal=True)
    known = replace(snapshot, observations=pl.concat([rest, theirs, ours]))
    new = redacted(known, key(name, "spring term 2025"), nothing_shown)
    left = new.observations.filter(
        (pl.col("indicator_id") == name)
        & (pl.col("area") == BCP)
        & (pl.col("period_end") == when.end)
        & (pl.col("leg") == "")
    )
    assert left["value"].to_list() == [None, None]


@pytest.mark.parametrize(
    "gone",
    [
        key().clear(),
        key(when="Q2 2019-20"),  # nobody reported it
        key(area="886"),
        key("nobody"),
    ],
)
def test_where_there_is_nothing_to_hide_the_snapshot_is_itself(
    snapshot: Snapshot, gone: pl.DataFrame
) -> None:
    assert redacted(snapshot, gone, nothing_shown) is snapshot


def test_a_published_figure_of_others_is_never_hidden(snapshot: Snapshot) -> None:
    """Only the authorities' own returns are."""
    published = key("ehcp-20-weeks", "2024 (calendar year)")
    assert redacted(snapshot, published, nothing_shown) is snapshot


def test_of_two_reasons_the_first_is_given(snapshot: Snapshot) -> None:
    twice = pl.concat([key(), key().with_columns(reason=pl.lit("another"))])
    assert own_row(redacted(snapshot, twice, nothing_shown), EARLY, Q1)["reason"] == WITHHELD
