"""A selection survives its address and its file; every fault of either is named."""

import json
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpi.benchmarks.grids.grid import grid
from kpi.benchmarks.measures import all_measures
from kpi.errors import InputError, UnknownNameError
from kpi.model.snapshot import Snapshot
from kpi.tables import builder, builder_facts, selection
from kpi.tables.selection import Selection
from tests.kpi.publishing.go_live.test_go_live_check import with_definition
from tests.kpi.sources.groups import a_neighbour_list
from tests.kpi.tables.choosing import ALL_EXTRAS, FIXED, PLANS, selections


@FIXED
@given(data=st.data())
def test_a_selection_survives_its_address_and_its_file(
    snapshot: Snapshot, data: st.DataObject
) -> None:
    chosen = data.draw(selections(snapshot))
    text = selection.encode(snapshot, chosen)
    assert set(text) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_~.")
    assert selection.decode(snapshot, text, home="839") == (chosen, ())
    assert selection.from_json(snapshot, selection.to_json(chosen)) == chosen


@given(text=st.text(max_size=80) | st.from_regex(r"1(\.[\w~-]{0,12}){7}", fullmatch=True))
@FIXED
def test_any_text_is_read_without_a_crash(snapshot: Snapshot, text: str) -> None:
    found, faults = selection.decode(snapshot, text, home="839")
    assert found is not None or faults
    if found is not None:
        assert selection.checked(snapshot, found)[1] == ()


def test_the_address_is_short(snapshot: Snapshot) -> None:
    fifty = tuple(m.id for m in all_measures(snapshot)[:50])
    areas = (*grid(snapshot).current[:18], "region", "england")
    text = selection.encode(snapshot, Selection("839", fifty, areas, extras=ALL_EXTRAS))
    assert len(text) < 320
    every = Selection("839", tuple(m.id for m in all_measures(snapshot)), ("all",))
    assert selection.encode(snapshot, every) == "1.~.839.a.~-~.~.l.202505"


def test_faults_of_an_address_are_all_named(snapshot: Snapshot) -> None:
    code = selection.encode(snapshot, Selection("839", (PLANS,))).split(".")[1]
    found, faults = selection.decode(
        snapshot, f"1.{code}zzzz.999.h-777.20191301-~.nq.x.199901", home="839"
    )
    assert found == Selection("839", (PLANS,), ("home",), extras=("neighbours",), model="2025-05")
    assert faults == (
        "'20191301' is not a day as in 20190101",
        "the table's shape 'x' is not l or w",
        "no column 'q'",
        "no measure has the code 'zzzz'",
        "no authority has the code '999'",
        "no area or group '777'",
        "no neighbour model '1999-01'; there are 2025-05, 2021-04",
    )
    assert selection.decode(snapshot, "2.x", home="839")[0] is None
    assert selection.decode(snapshot, "1.x", home="839")[1] == (
        "the table's address has 2 parts, expected 8",
    )


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"kind": "other"}, "not a selection of ours"),
        ({"version": 2}, "version 2, not 1"),
        ({"measures": "LAC"}, "'measures' is 'LAC', expected a list"),
        ({"measures": [1]}, "'measures' holds 1, expected text"),
        ({"measures": ["nope", "LAC"], "areas": ["x"]}, "no measure 'nope'; no area or group 'x'"),
        ({"measures": []}, "no measure is chosen"),
        ({"shape": "tall"}, "'shape' is 'tall'"),
        ({"periods_end_from": "then"}, "Invalid isoformat"),
        ({"extra": 1}, "'extra' is not expected"),
        ({"columns": ["money"]}, "no column 'money'"),
    ],
)
def test_faults_of_a_file_are_named(snapshot: Snapshot, change: dict[str, Any], fault: str) -> None:
    form = json.loads(selection.to_json(Selection("839", (PLANS,))))
    with pytest.raises(InputError, match=fault):
        selection.from_json(snapshot, json.dumps({**form, **change}).encode())


@pytest.mark.parametrize("data", [b"", b"\xff", b"[]", b"[" * 9000, b"x" * 90_000])
def test_files_that_are_no_selection(snapshot: Snapshot, data: bytes) -> None:
    with pytest.raises(InputError):
        selection.from_json(snapshot, data)


def test_typed_periods() -> None:
    assert selection.period_named("2019").start == date(2019, 1, 1)
    assert selection.period_named("2020").end == date(2020, 12, 31)
    assert selection.period_named("2018/19").start == date(2018, 9, 1)
    assert selection.period_named("Q1 2025-26").end == date(2025, 6, 30)
    with pytest.raises(UnknownNameError, match="no period 'x'"):
        selection.period_named("x")


def test_parts_that_are_not_chosen_stay() -> None:
    start = Selection("908", (PLANS,), first=date(2019, 1, 1), newest=True, extras=("rank",))
    assert selection.with_parts(start) == start
    changed = selection.with_parts(
        start,
        first=selection.period_named("2018/19"),
        last=selection.period_named("2020"),
        extras=("band",),
        wide=True,
        model="2021-04",
    )
    assert changed == Selection(
        "908", (PLANS,), first=date(2018, 9, 1), last=date(2020, 12, 31), newest=True,
        extras=("band",), wide=True, model="2021-04",
    )  # fmt: skip


def test_words_of_people_and_what_there_is(snapshot: Snapshot) -> None:
    assert selection.area_named(snapshot, "neighbours") == "neighbours"
    assert selection.area_named(snapshot, "E08000025") == "330"
    assert selection.home_named(snapshot, " 908 ") == "908"
    assert selection.columns_named(["rank", "band"]) == ("rank", "band")
    with pytest.raises(
        UnknownNameError, match="no area or group 'mars'; there are codes, and home"
    ):
        selection.area_named(snapshot, "mars")
    with pytest.raises(UnknownNameError, match="no authority has the code '970'"):
        selection.home_named(snapshot, "970")
    with pytest.raises(UnknownNameError, match="no column 'a'; no column 'b'; there are neighb"):
        selection.columns_named(["a", "rank", "b"])


def test_addresses_from_before_the_mean_was_an_area_are_known(snapshot: Snapshot) -> None:
    """They held the mean as a column alone, whose letter was n."""
    code = selection.encode(snapshot, Selection("839", (PLANS,))).split(".")[1]
    old = f"1.{code}.839.h-e.~-~.nr.l.202505"
    extras = ("neighbours", "rank")
    wanted = Selection("839", (PLANS,), ("home", "england"), extras=extras, model="2025-05")
    assert selection.decode(snapshot, old, home="839") == (wanted, ())
    assert selection.shows_mean(old)
    new = selection.encode(snapshot, wanted)
    assert not selection.shows_mean(new)
    assert selection.decode(snapshot, new, home="839") == (wanted, ())
    assert not selection.shows_mean("nonsense")


def test_the_mean_stands_after_the_own_authority() -> None:
    def areas(*chosen: str) -> tuple[str, ...]:
        return selection.with_mean(Selection("839", (PLANS,), chosen)).areas

    assert areas("home", "england") == ("home", selection.MEAN, "england")
    assert areas("england") == (selection.MEAN, "england")
    assert areas("england", selection.MEAN) == ("england", selection.MEAN)


def test_tables_kept_under_an_earlier_id_hold_the_indicator(snapshot: Snapshot) -> None:
    own = "ehcp-20-weeks"
    renamed = with_definition(snapshot, lambda raw: raw.update(id="plans", formerly=[own]), own)
    chosen = Selection("839", (own, "LAC"), ("home", "england"))
    text, file = selection.encode(snapshot, chosen), selection.to_json(chosen)
    now = replace(selection.strict(snapshot, chosen), measures=("plans", "LAC"))
    assert selection.decode(renamed, text, home="839") == (now, ())
    assert selection.strict(renamed, selection.from_json(renamed, file)) == now


def test_a_chosen_group_is_a_ninth_part_and_a_key_of_its_own(snapshot: Snapshot) -> None:
    chosen = Selection("839", (PLANS,), ("home", "group"), group="880,852,851")
    kept, faults = selection.checked(snapshot, chosen)
    assert (kept.group, faults) == ("851,852,880", ())
    text = selection.encode(snapshot, chosen)
    assert text.endswith(".851-852-880")
    assert selection.decode(snapshot, text, home="839") == (kept, ())
    assert selection.from_json(snapshot, selection.to_json(kept)) == kept
    assert "group" not in json.loads(selection.to_json(Selection("839", (PLANS,))))


@pytest.mark.parametrize(
    ("group", "areas", "fault"),
    [
        ("880,851", ("home",), "the chosen group: it has 2 authorities: name at least 3"),
        ("nobody", ("home",), "the chosen group: no group has that id; there is no file of groups"),
        ("", ("home", "group"), "no group of authorities is chosen"),
    ],
)
def test_a_chosen_group_that_is_none_is_a_fault(
    snapshot: Snapshot, group: str, areas: tuple[str, ...], fault: str
) -> None:
    chosen = Selection("839", (PLANS,), areas, group=group)
    kept, faults = selection.checked(snapshot, chosen)
    assert any(each.startswith(fault) for each in faults)
    assert (kept.group, kept.areas) == ("", ("home",))
    with pytest.raises(UnknownNameError, match=fault.partition(";")[0]):
        selection.encode(snapshot, chosen)


def test_the_model_is_one_of_the_snapshot_and_by_default_its_newest(snapshot: Snapshot) -> None:
    three = a_neighbour_list.added(snapshot)
    chosen = Selection("839", (PLANS,), ("home", "neighbours-mean"))
    assert selection.strict(snapshot, chosen).model == "2025-05"
    assert selection.strict(three, chosen).model == "2028-05"
    text = selection.encode(three, chosen)
    assert text.endswith(".202805")
    assert selection.decode(three, text, home="839")[0] == selection.strict(three, chosen)
    kept, faults = selection.decode(snapshot, text, home="839")
    assert kept == selection.strict(snapshot, chosen)
    assert faults == ("no neighbour model '2028-05'; there are 2025-05, 2021-04",)
    none = replace(snapshot, groups=snapshot.groups.clear())
    text = selection.encode(none, chosen)
    assert selection.decode(none, text, home="839") == (replace(chosen, model="none"), ())


def test_a_built_table_names_the_model_of_its_mean(snapshot: Snapshot) -> None:
    three = a_neighbour_list.added(snapshot)
    chosen = Selection("839", (PLANS,), ("neighbours-mean",), newest=True, extras=("neighbours",))
    for model, words in (("", "May 2028"), ("2021-04", "April 2021")):
        (row,) = builder.table(three, replace(chosen, model=model)).rows(named=True)
        assert row["neighbours_model"] == words
        assert f"(DfE's {words} model)" in builder_facts.mean_note(
            three, replace(chosen, model=model)
        )
