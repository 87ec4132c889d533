"""Words that would tell a hidden figure stop a return, wherever they stand."""

import polars as pl
import pytest

from kpi.disclosure import refused_texts, suppression
from kpi.errors import InputError
from kpi.model.snapshot import Snapshot
from tests.kpi.changing import BCP
from tests.kpi.returning import EARLY, after, comment, figure, proposed, target


@pytest.mark.parametrize(
    ("more", "place"),
    [
        ({"comments": [comment(EARLY, "Q2 2025-26", why="Only 3 came back")]}, "commentary of Q2"),
        ({"targets": [target(EARLY, "Q2 2025-26", 15.0, rationale="1.8% was met")]}, "target from"),
        ({"why": "Q2: 3 came back"}, "the reason for publishing"),
    ],
)
def test_words_that_tell_are_refused(
    snapshot: Snapshot, more: dict[str, object], place: str
) -> None:
    with pytest.raises(InputError, match=place) as told:
        proposed(snapshot, [figure(EARLY, "Q2 2025-26", 3, 170)], **more)  # type: ignore[arg-type]
    assert "1.8" not in str(told.value)


def test_words_published_earlier_are_refused_too(snapshot: Snapshot) -> None:
    live = after(
        proposed(snapshot, comments=[comment(EARLY, "Q1 2024-25", what_happened="Three cases.")]),
        snapshot,
    )
    with pytest.raises(InputError, match="commentary of Q1 2024-25"):
        proposed(live, [figure(EARLY, "Q1 2024-25", 3, 170)])


def test_a_note_beside_another_quarter_is_looked_at(snapshot: Snapshot) -> None:
    rows = [
        figure(EARLY, "Q2 2025-26", 3, 170),
        figure(EARLY, "Q1 2025-26", 30, 170, note="Next quarter will be 3 of 170"),
    ]
    with pytest.raises(InputError, match="note of Q1 2025-26"):
        proposed(snapshot, rows)


def test_a_comment_sent_later_may_not_guess(snapshot: Snapshot) -> None:
    live = after(proposed(snapshot, [figure(EARLY, "Q2 2025-26", 3, 170)]), snapshot)
    with pytest.raises(
        InputError,
        match=r"early-help-returns, commentary of Q2 2025-26 \(why\) “3 families came”\. Of "
        "early-help-returns a figure is hidden, so beside it words may give no number of 1 to 5.*"
        "“two managers”, “three weeks”. Write “a small number”",
    ):
        proposed(live, comments=[comment(EARLY, "Q2 2025-26", why="Three families came back.")])


def test_a_reason_sent_later_may_not_guess(snapshot: Snapshot) -> None:
    """It stands in the release log beside every figure that is revised with it."""
    live = after(proposed(snapshot, [figure(EARLY, "Q2 2025-26", 3, 170)]), snapshot)
    later = [figure(EARLY, "Q1 2025-26", 18, 172)]
    with pytest.raises(InputError, match=r"reason for publishing “3 families checked”\. Of"):
        proposed(live, later, why="The three families checked again")
    for why in ("Q1 return of 3 July, 2 figures corrected", "Two managers checked it"):
        proposed(live, later, why=why)


def test_a_figure_shown_once_and_hidden_since_is_not_known(snapshot: Snapshot) -> None:
    """What an earlier snapshot showed of it is another count than the one that is hidden."""
    first = after(proposed(snapshot, [figure(EARLY, "Q2 2025-26", 30, 170)]), snapshot)
    live = after(proposed(first, [figure(EARLY, "Q2 2025-26", 3, 170)]), first)
    own = pl.col("area") == BCP
    local = live.observations.filter(own & pl.col("reporting_quarter").is_not_null())
    versions = suppression.versions(local, first.observations.filter(own))
    assert [h.numerator for h in versions] == [30]
    words = {
        "observations": local,
        **{
            name: getattr(live, name).filter(own) for name in ("commentary", "targets", "revisions")
        },
    }
    with pytest.raises(InputError, match="the reason for publishing “4 families"):
        refused_texts.refuse(
            versions,
            words,
            {i.id: i for i in live.indicators},
            why="The 4 families of Q2",
            commentary=live.commentary.clear(),
            known=live.observations,
        )


def test_a_part_of_a_hidden_count_is_as_small(snapshot: Snapshot) -> None:
    said = comment(EARLY, "Q2 2025-26", why="Two siblings were among them.")
    with pytest.raises(InputError, match=r"\(why\) “2 siblings were”"):
        proposed(snapshot, [figure(EARLY, "Q2 2025-26", 3, 170)], comments=[said])
    elsewhere = {**said, "reporting_quarter": "Q1 2025-26"}
    proposed(snapshot, [figure(EARLY, "Q2 2025-26", 3, 170)], comments=[elsewhere])


def test_a_change_from_a_shown_count_to_one_hidden_earlier_is_refused(snapshot: Snapshot) -> None:
    rows = [figure(EARLY, "Q1 2025-26", 18, 172), figure(EARLY, "Q2 2025-26", 3, 170)]
    live = after(proposed(snapshot, rows), snapshot)
    with pytest.raises(InputError, match="“a change of 15”"):
        proposed(live, comments=[comment(EARLY, "Q2 2025-26", why="15 fewer than in Q1.")])
    proposed(live, comments=[comment(EARLY, "Q2 2025-26", why="It fell by 40 since 2019.")])


def test_a_comment_sent_later_may_name_staff(snapshot: Snapshot) -> None:
    live = after(proposed(snapshot, [figure(EARLY, "Q2 2025-26", 3, 170)]), snapshot)
    said = comment(EARLY, "Q2 2025-26", why="The two agency chairs started in May.",
                   action="Recruit two permanent chairs.")  # fmt: skip
    later = after(proposed(live, comments=[said]), live)
    assert "The two agency chairs started in May." in later.commentary["why"].to_list()


def test_corrections_forget_what_is_hidden_since(snapshot: Snapshot) -> None:
    live = snapshot
    for number in (30, 20, 3):
        live = after(proposed(live, [figure(EARLY, "Q2 2025-26", number, 170)]), live)
    rows = live.revisions.select("old_value", "new_value", "old_reason", "new_reason").rows()
    assert rows == [(None, None, "not shown", "not shown")] * 2
