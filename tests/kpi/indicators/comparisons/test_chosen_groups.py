"""Groups of authorities that a council chose: what a file may hold, and what is made of it."""

from dataclasses import replace
from pathlib import Path
from statistics import fmean, median

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kpi.errors import DefinitionError, UnknownNameError
from kpi.indicators import scorecard
from kpi.indicators.comparisons.chosen_groups import (
    FEWEST,
    GROUP,
    MOST,
    NAME,
    NONE,
    ChosenGroup,
    ChosenGroups,
    faults,
    of_address,
    of_codes,
    read,
    resolved,
    usable_groups,
)
from kpi.indicators.comparisons.comparators import KEYS, in_period
from kpi.indicators.scorecard import ScorecardRow, View
from kpi.indicators.series_table import areas_with, series
from kpi.model.snapshot import Snapshot
from kpi.resources import DATA
from tests.kpi.changing import BCP, quarter

Q1 = quarter("Q1 2025-26")
DOCS = Path(__file__).resolve().parents[4] / "docs"
COASTAL = ("880", "851", "852", "846", "882", "879")
FILE = """
default = "coastal"
stands = "{stands}"

[[group]]
id = "coastal"
name = "Coastal unitary authorities"
why = "On the coast, with many visitors."
authorities = ["Torbay", "851", "E06000045", "Brighton and Hove", "Southend-on-Sea", "Plymouth"]

[[group]]
id = "quick"
name = "Quick with plans"
authorities = ["803", "838", "870"]
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "groups.toml"
    path.write_text(text, encoding="utf-8")
    return path


def of_file(snapshot: Snapshot, folder: Path, text: str) -> ChosenGroups:
    return resolved(snapshot, read(written(folder, text)), BCP)


def row_with(snapshot: Snapshot, group: ChosenGroup | None, name: str) -> ScorecardRow:
    (row,) = scorecard.summary(snapshot, View(BCP, Q1, group=group), indicator_ids=[name])
    return row


def test_authorities_are_named_by_code_ons_code_or_name(snapshot: Snapshot, tmp_path: Path) -> None:
    found = of_file(snapshot, tmp_path, FILE.format(stands="beside"))
    assert found.every[0].members == COASTAL
    assert found.default == found.every[0]
    assert not found.every[0].instead
    assert found.by_id("quick") == ChosenGroup("quick", "Quick with plans", ("803", "838", "870"))
    assert found.by_id("slow") is None


def test_the_default_group_may_stand_in_the_neighbours_place(
    snapshot: Snapshot, tmp_path: Path
) -> None:
    found = of_file(snapshot, tmp_path, FILE.format(stands="instead"))
    assert found.default is not None
    assert found.default.instead
    assert [each.instead for each in found.every] == [True, False]


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ('["803", "838"]', "has 2 authorities: name at least 3"),
        ('["803"]', "has 1 authority: name at least 3"),
        ('["803", "838", "999"]', "names '999', which is no authority"),
        ('["803", "838", "Dorst"]', "names 'Dorst', which is no authority; perhaps 'Dorset'"),
        ('["803", "838", "870", "E06000026", "Plymouth"]', "names Plymouth (879) twice"),
        ('["803", "838", "870", "839"]', "names '839', which is the authority itself"),
        ('["803", "838", "870", "E12000009"]', "names 'E12000009', which is South West: no author"),
        ('["803", "838", "870", "England"]', "names 'England', which is no authority"),
        ('["803", "838", 870]', "authorities"),
        ("[]", "authorities"),
    ],
)
def test_what_no_group_can_hold_is_named(
    snapshot: Snapshot, tmp_path: Path, line: str, fault: str
) -> None:
    text = f'[[group]]\nid = "a"\nname = "A"\nauthorities = {line}\n'
    with pytest.raises(DefinitionError) as wrong:
        of_file(snapshot, tmp_path, text)
    assert fault in str(wrong.value)
    assert str(wrong.value).startswith("groups.toml")
    assert "\n" not in str(wrong.value)


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('id = "quick"', 'id = "coastal"', "two groups have the id 'coastal'"),
        ('name = "Quick with plans"', 'name = "Coastal unitary authorities"', "have the name"),
        ('id = "quick"', 'id = "none"', "'none' cannot be an id"),
        ('id = "quick"', 'id = "803"', "not an id"),
        ('default = "coastal"', 'default = "cost"', "default is 'cost', which is no group's id"),
        ('stands = "beside"', 'stands = "above"', "stands"),
        ('id = "quick"', 'id = "quick"\nareas = []', "areas"),
        ('name = "Quick with plans"', 'name = "Quick\\u200bplans"', "nobody can see"),
    ],
)
def test_a_file_that_does_not_fit_together_is_refused(
    tmp_path: Path, old: str, new: str, fault: str
) -> None:
    text = FILE.format(stands="beside")
    assert old in text
    with pytest.raises(DefinitionError) as wrong:
        read(written(tmp_path, text.replace(old, new)))
    assert fault in str(wrong.value)


def test_faults_of_every_kind_are_told_at_once(
    snapshot: Snapshot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KPI_DATA", str(tmp_path))
    written(
        tmp_path,
        'default = "x"\nstands = "above"\n[[group]]\nid = "a"\nname = "A"\nareas = 1\n'
        'authorities = ["City of York", "803"]\n[[group]]\nid = "a"\nname = "A"\n'
        'authorities = ["Leeds City Council", "803", "838"]\n',
    )
    told = [each.removeprefix("groups.toml: ") for each in faults(snapshot)]
    begins = [
        "group 1: has an unknown key 'areas'",
        "stands is 'above'",
        "two groups have the id 'a'",
        "two groups have the name 'A'",
        "default is 'x', which is no group's id",
        "group 'a' names 'City of York', which is no authority; perhaps 'York'",
        "group 'a' has 2 authorities: name at least 3",
        "group 'a' names 'Leeds City Council', which is no authority; perhaps 'Leeds'",
    ]
    assert len(told) == len(begins)
    assert all(any(each.startswith(begin) for each in told) for begin in begins), told
    assert all(begin in usable_groups(snapshot)[1] for begin in begins)


def test_a_group_of_too_many_is_refused(snapshot: Snapshot, tmp_path: Path) -> None:
    codes = [area.code for area in snapshot.current_authorities if area.code != BCP][: MOST + 1]
    text = f'[[group]]\nid = "a"\nname = "A"\nauthorities = {codes}\n'.replace("'", '"')
    with pytest.raises(DefinitionError, match=f"has {MOST + 1} authorities: at most {MOST}"):
        of_file(snapshot, tmp_path, text)


def test_the_file_lies_in_the_councils_folder_and_is_read_anew_when_it_changes(
    snapshot: Snapshot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KPI_DATA", str(tmp_path))
    assert usable_groups(snapshot) == (ChosenGroups(), "")
    written(tmp_path, FILE.format(stands="beside"))
    assert len(usable_groups(snapshot)[0].every) == 2
    written(tmp_path, FILE.format(stands="beside").replace("838", "999"))
    found, fault = usable_groups(snapshot)
    assert found == ChosenGroups()
    assert fault == "groups.toml: group 'quick' names '999', which is no authority"


def test_an_address_names_a_group_by_id_or_codes(snapshot: Snapshot, tmp_path: Path) -> None:
    known = of_file(snapshot, tmp_path, FILE.format(stands="beside"))
    assert of_address(snapshot, "coastal", BCP, known) == known.default
    assert of_address(snapshot, NONE, BCP, known) is None
    own = of_address(snapshot, "880, 851,880;E06000045", BCP, known)
    assert own == of_codes(["851", "852", "880"])
    assert own.name == "Chosen group (3 authorities)"
    assert own.in_address == "851,852,880"
    assert of_address(snapshot, own.in_address, BCP, known) == own


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("coast", "no group has that id; there are coastal, quick"),
        ("880,851", "it has 2 authorities: name at least 3"),
        ("880,851,999", "it names '999', which is no authority"),
        ("880,851,839,852", "it names '839', which is the authority itself: leave it out"),
        ("880,<script>,851", "it names 'script', which is no authority"),
        ("880," * 70 + ",".join(str(n) for n in range(200, 300)), "at most 60 authorities"),
    ],
)
def test_an_address_with_something_else_says_what_is_wrong(
    snapshot: Snapshot, tmp_path: Path, text: str, fault: str
) -> None:
    known = of_file(snapshot, tmp_path, FILE.format(stands="beside"))
    with pytest.raises(UnknownNameError) as wrong:
        of_address(snapshot, text, BCP, known)
    assert fault in str(wrong.value)


def test_without_a_group_there_are_the_four_comparators(snapshot: Snapshot) -> None:
    row = row_with(snapshot, None, "ehcp-20-weeks")
    assert tuple(each.key for each in row.comparators) == KEYS
    assert row.alike.key == "neighbours"


def test_a_group_stands_after_the_neighbours_or_in_their_place(snapshot: Snapshot) -> None:
    group = of_codes(COASTAL)
    beside = row_with(snapshot, group, "ehcp-20-weeks")
    assert [each.key for each in beside.comparators] == [
        "england", "region", "neighbours", GROUP, "good",
    ]  # fmt: skip
    assert beside.alike == beside.comparator("neighbours")
    instead = row_with(snapshot, replace(group, instead=True), "ehcp-20-weeks")
    assert [each.key for each in instead.comparators] == ["england", "region", GROUP, "good"]
    assert instead.alike == instead.comparator(GROUP) == beside.comparator(GROUP)
    gone = instead.comparator("neighbours")
    assert gone.value is None
    assert gone.reason == "not shown: Chosen group (6 authorities) stands in their place"


@pytest.mark.parametrize("name", ["early-help-returns"])
def test_without_a_national_figure_a_group_has_none_either(snapshot: Snapshot, name: str) -> None:
    row = row_with(snapshot, of_codes(COASTAL), name)
    assert row.comparator(GROUP).value is None
    assert row.comparator(GROUP).reason == row.indicator.no_comparator


def test_the_neighbours_as_a_group_have_the_neighbours_figures(snapshot: Snapshot) -> None:
    """One rule for both: a group of the very neighbours has their mean, median and count."""
    near = of_codes(snapshot.neighbours(BCP))
    for indicator in snapshot.indicators:
        row = row_with(snapshot, near, indicator.id)
        found, neighbours = row.comparator(GROUP), row.comparator("neighbours")
        if row.model == "2025-05":
            assert replace(found, key="", label="") == replace(neighbours, key="", label="")
        table = series(
            snapshot, indicator, area=BCP, groups=("neighbours", near), model="2025-05"
        ).drop("area_name")
        theirs, ours = (table.filter(group=name).drop("group") for name in ("neighbours", GROUP))
        assert ours.equals(theirs)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_mean_median_and_count_are_those_of_plain_python(
    snapshot: Snapshot, data: st.DataObject
) -> None:
    others = [area.code for area in snapshot.current_authorities if area.code != BCP]
    codes = data.draw(
        st.lists(st.sampled_from(others), min_size=FEWEST, max_size=MOST, unique=True)
    )
    name = data.draw(st.sampled_from([i.id for i in snapshot.indicators]))
    found = row_with(snapshot, of_codes(codes), name).comparator(GROUP)
    rows = in_period(snapshot, snapshot.indicator(name), found.period)
    values = [
        row["value"]
        for row in rows.iter_rows(named=True)
        if row["area"] in codes
        and row["value"] is not None
        and found.period is not None
        and snapshot.area(row["area"]).exists_on(found.period.end)
    ]
    assert found.of == len(codes)
    assert found.count == len(values)
    if values:
        assert found.value == pytest.approx(fmean(values), abs=1e-9)
        assert found.median == pytest.approx(median(values), abs=1e-9)
        assert found.status == "derived"
    else:
        assert found.value is None
        assert found.reason


def test_an_authority_is_not_compared_with_itself(snapshot: Snapshot) -> None:
    group = ChosenGroup("", "With us", (*COASTAL, BCP))
    row = row_with(snapshot, group, "ehcp-20-weeks")
    assert row.comparator(GROUP) == replace(
        row_with(snapshot, replace(group, members=COASTAL), "ehcp-20-weeks").comparator(GROUP)
    )
    assert row.comparator(GROUP).of == len(COASTAL)


def test_a_member_that_has_ended_is_counted_in_the_group_and_named(snapshot: Snapshot) -> None:
    ended = [
        code
        for code, day in snapshot.areas.filter(kind="authority")
        .select("area", "abolished_on")
        .iter_rows()
        if day is not None
    ]
    group = of_codes([*COASTAL, ended[0]])
    found = row_with(snapshot, group, "ehcp-20-weeks").comparator(GROUP)
    assert (found.count, found.of) == (6, 7)
    assert found.absent == "one no longer exists"
    assert found.basis == "mean of 6 of 7 authorities: one no longer exists"


def test_the_series_has_the_group_where_the_scorecard_has_it() -> None:
    group = of_codes(COASTAL)
    assert areas_with(None) == ("home", "england", "region", "neighbours", "good")
    assert areas_with(group) == ("home", "england", "region", "neighbours", group, "good")
    assert areas_with(replace(group, instead=True))[3].__class__ is ChosenGroup
    assert len(areas_with(replace(group, instead=True))) == 5


def test_no_file_is_shipped() -> None:
    """The pages of the shipped data have no group: a council chooses its own."""
    assert not (DATA / NAME).exists()


def test_the_file_in_the_documentation_is_one(snapshot: Snapshot, tmp_path: Path) -> None:
    text = (DOCS / "comparing.md").read_text(encoding="utf-8")
    found = of_file(snapshot, tmp_path, text.partition("```toml\n")[2].partition("```")[0])
    assert [each.id for each in found.every] == ["coastal", "quick-plans"]
    assert found.default == found.every[0]
