"""Themes: what each holds, what a faulty file says, and names that are nobody's."""

from pathlib import Path

import pytest

from kpi.errors import DefinitionError, UnknownNameError
from kpi.model.definitions import themes
from kpi.model.snapshot import Snapshot
from kpi.publishing.definitions import definition_folder, library
from kpi.resources import DATA

OWN = """[[theme]]
id = "first"
name = "Safe streets"
indicators = ["referrals-rate", "ehcp-20-weeks"]
topics = ["Adoption"]
leaving_out = ["No_of LAC Adopted"]
"""


def own(folder: Path, text: str, patch: pytest.MonkeyPatch) -> None:
    (folder / themes.NAME).write_text(text, encoding="utf-8")
    patch.setenv("KPI_DATA", str(folder))


def test_every_name_of_the_shipped_file_is_known(snapshot: Snapshot) -> None:
    ids = [*definition_folder.ids(DATA / "indicators"), *definition_folder.ids(library.FOLDER)]
    assert themes.unknown(snapshot.measures["measure"], snapshot.measures["topic"], ids) == []
    assert len(themes.themes()) == 8


def test_care_leavers_are_not_children_in_care(snapshot: Snapshot) -> None:
    in_care = themes.measures_of(snapshot, themes.theme("in-care"))
    leavers = themes.measures_of(snapshot, themes.theme("Ofsted: care leavers"))
    assert "LAC" in in_care
    assert "CareLeaverEET" in leavers
    assert in_care.isdisjoint(leavers)
    topic = snapshot.measures.filter(snapshot.measures["topic"] == "Children Looked After")
    assert set(topic["measure"]) <= in_care | leavers


def test_a_council_has_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, snapshot: Snapshot
) -> None:
    own(tmp_path, OWN, monkeypatch)
    (only,) = themes.themes().values()
    assert only.label == "Safe streets"
    assert themes.indicators_of(snapshot, only) == ("ehcp-20-weeks", "referrals-rate")
    held = themes.measures_of(snapshot, only)
    assert "%_of LAC Adopted" in held
    assert "No_of LAC Adopted" not in held
    assert len(held) == 7


def test_an_empty_file_has_no_themes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own(tmp_path, "", monkeypatch)
    assert themes.themes() == {}


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('name = "Safe', 'names = "Safe', "has an unknown key 'names'; perhaps 'name'"),
        ("indicators = [", 'indicators = "', "is not valid TOML"),
        (OWN, OWN + OWN, "the id 'first' is that of two themes"),
        (OWN, '[[theme]]\nid = "a"\nname = "A"\n', "theme 'a' holds nothing; name indicators"),
    ],
)
def test_a_faulty_file_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, old: str, new: str, said: str
) -> None:
    own(tmp_path, OWN.replace(old, new), monkeypatch)
    with pytest.raises(DefinitionError, match=said):
        themes.themes()
    assert themes.usable()[0] == {}
    assert said in themes.usable()[1]


def test_names_that_are_nobodys_are_told_with_the_nearest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own(tmp_path, OWN, monkeypatch)
    said = themes.unknown(["LAC"], ["Adoptions"], ["referral-rate", "ehcp-20-weeks"])
    assert said == [
        "themes.toml: theme 'first': no topic 'Adoption'; perhaps 'Adoptions'",
        "themes.toml: theme 'first': no indicator 'referrals-rate'; perhaps 'referral-rate'",
    ]


def test_an_unknown_theme_is_refused_with_the_nearest() -> None:
    with pytest.raises(UnknownNameError, match="no theme 'care-leaver'; perhaps 'care-leavers'"):
        themes.theme("care-leaver")
