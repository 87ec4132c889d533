"""Indicators on the publish page: searched, looked at, added, retired, restored, and refused."""

import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from kpi.publishing import build as building
from kpi.publishing import preview
from kpi.publishing.definitions import definition_changes, definition_folder
from kpi.store import live_snapshot, publisher_lock, snapshots, writer
from tests import patience
from tests.kpi.publishing.definitions.quick_builds import built_once
from tests.kpi.returning import PLANS, figure, live_of, proposed, published
from tests.pages.conftest import SHELL
from tests.pages.reading import faults, headings, markup, notices, table, text
from tests.pages.test_publish_page import (
    SECRETS,
    chosen,
    labels,
    own_card,
    press,
    send,
    states,
    steps,
    ticks,
)

ABSENCE = "Persistent absence, all schools"
ADD = "Add to the scorecard for everybody"
Visit = Callable[..., AppTest]


@pytest.fixture
def own_store(store_root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    where = tmp_path / "store"
    shutil.copytree(store_root, where)
    monkeypatch.setenv("KPI_STORE", str(where))
    monkeypatch.setattr(building, "build", built_once)
    monkeypatch.setattr(building, "uses_illustrative", lambda *_: True)
    return where


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A council's own folder with the shipped definitions."""
    folder = tmp_path / "council" / "indicators"
    folder.mkdir(parents=True)
    for path in definition_folder.SHIPPED.glob("*.toml"):
        shutil.copy(path, folder)
    monkeypatch.setenv("KPI_DATA", str(folder.parent))
    return folder


def opened(email: str = "officer@council.example", **claims: Any) -> AppTest:
    app = AppTest.from_file(str(SHELL), default_timeout=patience.seconds(60))
    app.secrets = SECRETS
    app.user = {"is_logged_in": bool(email)}
    if email:
        app.user |= {"email": email, "iat": time.time(), **claims}
    app.run()
    app.switch_page("publish.py")
    return app.run()


@pytest.fixture
def officer(own_store: Path, place: Path) -> AppTest:
    """The list of indicators as an allowed officer sees it."""
    return to_indicators(opened())


def to_indicators(app: AppTest) -> AppTest:
    (task,) = [each for each in app.get("button_group") if each.label == "What to do"]
    return task.set_value("Indicators").run()


def search(app: AppTest, words: str) -> AppTest:
    (box,) = [each for each in app.text_input if each.label == "Search the library"]
    return box.input(words).run()


def look(app: AppTest, name: str = ABSENCE) -> AppTest:
    return press(search(app, name), name)


def fill(app: AppTest, label: str, said: str) -> None:
    (field,) = [each for each in app.text_input if each.label == label]
    field.input(said)


def see_what_changes(app: AppTest, number: int = 0) -> AppTest:
    """Press the form's button: `number` is the form, the one to add first."""
    buttons = [each for each in app.button if each.label == "See what changes"]
    return buttons[number].click().run()


def ask_to_add(app: AppTest, why: str = "Scrutiny asked for it") -> AppTest:
    look(app)
    fill(app, "Why (stands in the history)", why)
    return see_what_changes(app)


def files_of(place: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in place.iterdir()}


# ---- who sees it ---------------------------------------------------------------------------


@pytest.mark.usefixtures("own_store", "place")
@pytest.mark.parametrize(
    ("email", "claims"),
    [("", {}), ("member@council.example", {}), ("officer@council.example", {"iat": 1_600_000_000})],
)
def test_who_may_not_publish_sees_none_of_it(email: str, claims: dict[str, Any]) -> None:
    app = opened(email, **claims)
    app.session_state["publish-task"] = "Indicators"
    app.run()
    assert faults(app) == []
    assert app.get("button_group") == []
    assert [each.label for each in app.text_input] == []
    assert set(labels(app)) <= {"Sign in", "Sign out"}
    assert "library" not in text(app)


def test_each_click_looks_at_the_person_again(officer: AppTest, place: Path) -> None:
    before = files_of(place)
    ask_to_add(officer)
    assert ADD in labels(officer)
    officer.user["iat"] = 1_600_000_000
    press(officer, ADD)
    assert "library" not in text(officer)
    assert files_of(place) == before


# ---- searching and looking -----------------------------------------------------------------


def test_the_library_is_searched_as_by_the_command(officer: AppTest) -> None:
    assert "48 ready definitions. 36 more: type another word." in text(officer)
    search(officer, "absence")
    assert faults(officer) == []
    found = [label for label in labels(officer) if "absence" in label]
    assert found == ["Overall absence, all schools", ABSENCE, "Severe absence, all schools"]
    said = text(officer)
    assert "3 of 48 ready definitions." in said
    assert "16.56% 31st of 153 academic year 2024/25" in said
    assert "percent, lower is better · Education and Skills · LAIT: TotPerAbNew" in said
    assert states(officer) == ["here", "waiting", "waiting", "waiting"]
    assert "from the library: no sheet needed" in steps(officer)[0][1]
    search(officer, "<b>zebra</b>")
    assert "None of the 48 ready definitions has these words." in text(officer)
    assert "<b>zebra" not in markup(officer)


def test_the_page_is_shown_before_anything_is_written(
    officer: AppTest, own_store: Path, place: Path
) -> None:
    before, stored = files_of(place), snapshots.snapshot_ids(own_store)
    look(officer)
    assert faults(officer) == []
    said = text(officer)
    assert "Preview: how its page will look. Nobody else sees it" in said
    assert "16.6% in the academic year 2024/25: 31st of 153, best quarter ↓ 2.2 points" in said
    assert "18.1% England" in said
    assert "18.3% South West" in said
    assert "18.2% [d] derived neighbours, mean of 10 of 10" in said
    assert "It is shown with No target until a return gives a target" in said
    body = markup(officer)
    assert 'class="plot' in body
    assert "Among 153 authorities, academic year 2024/25" in said
    assert "What you add" in text(officer)
    assert states(officer) == ["done", "here", "waiting", "waiting"]
    assert (files_of(place), snapshots.snapshot_ids(own_store)) == (before, stored)


def test_one_in_use_is_shown_and_cannot_be_added(officer: AppTest) -> None:
    look(officer, "Education, health and care plans issued within 20 weeks")
    assert "In use: its page as everybody sees it" in text(officer)
    assert "What you add" not in text(officer)


# ---- adding --------------------------------------------------------------------------------


def test_a_reason_and_an_owner_are_needed(officer: AppTest, place: Path) -> None:
    before = files_of(place)
    ask_to_add(officer, why=" ")
    assert notices(officer, "alert") == ["Say who answers for it, and why you add it."]
    fill(officer, "Why (stands in the history)", "w")
    fill(officer, "Who answers for it", "  ")
    see_what_changes(officer)
    assert notices(officer, "alert") == ["Say who answers for it, and why you add it."]
    assert files_of(place) == before


@pytest.mark.usefixtures("at_a_glance")
def test_what_changes_is_shown_then_confirmed_and_noted(
    officer: AppTest, own_store: Path, place: Path
) -> None:
    before, was = files_of(place), snapshots.current_id(own_store)
    look(officer)
    fill(officer, "Who answers for it", "Head of <i>Schools</i>")
    fill(officer, "Why (stands in the history)", "Scrutiny asked for <b>it</b>")
    see_what_changes(officer)
    assert faults(officer) == []
    said = text(officer)
    assert "7 indicators become 8." in said
    assert "No other figure changes." in said
    assert "For Bournemouth, Christchurch and Poole (839)." in said
    assert states(officer) == ["done", "done", "done", "here"]
    assert files_of(place) == before, "only shown"
    press(officer, ADD)
    assert faults(officer) == []
    made = snapshots.current_id(own_store)
    assert made != was
    assert f"Added. Snapshot {made} is live" in text(officer)
    assert 'href="indicator?indicator=persistent-absence"' in markup(officer)
    assert states(officer) == ["done"] * 4
    assert set(files_of(place)) - set(before) == {"persistent-absence.toml"}
    added = live_of(own_store).indicator("persistent-absence")
    assert added.owner_role == "Head of <i>Schools</i>"
    row = table(officer, "What was made live, newest first").rows[0]
    assert row[1:4] == [
        "officer@council.example",
        f"Indicator added: {ABSENCE}: Scrutiny asked for <b>it</b>",
        "build",
    ]
    assert "<b>it" not in markup(officer)
    officer.run()
    assert snapshots.current_id(own_store) == made, "once"
    look(officer)
    assert "In use: its page as everybody sees it" in text(officer)


def test_it_can_be_left(officer: AppTest, place: Path) -> None:
    before = files_of(place)
    ask_to_add(officer)
    press(officer, "Not now")
    assert ADD not in labels(officer)
    assert "What you add" in text(officer)
    assert files_of(place) == before


@pytest.mark.usefixtures("at_a_glance")
def test_somebody_elses_publishing_is_told_and_looked_at_again(
    officer: AppTest, own_store: Path, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, before = definition_changes.publish, files_of(place)

    def meanwhile(*given: Any, **named: Any) -> str:
        published(proposed(live_of(own_store), [figure(PLANS, "Q2 2025-26", 98, 175)]), own_store)
        live_snapshot.published(own_store)
        return real(*given, **named)

    ask_to_add(officer)
    monkeypatch.setattr(definition_changes, "publish", meanwhile)
    press(officer, ADD)
    assert any("Somebody else has published since" in n for n in notices(officer, "alert"))
    assert files_of(place) == before
    monkeypatch.setattr(definition_changes, "publish", real)
    press(officer, ADD)
    assert "Added." in text(officer), "shown against what is live now, and confirmed again"
    assert live_of(own_store).observed(PLANS).filter(reporting_quarter="Q2 2025-26").height == 1


def test_a_publisher_at_work_is_told(officer: AppTest, own_store: Path, place: Path) -> None:
    before = files_of(place)
    ask_to_add(officer)
    with publisher_lock.locked(own_store):
        press(officer, ADD)
    (said,) = notices(officer, "alert")
    assert said.startswith("Somebody else is publishing at this moment. Nothing of yours was")
    assert files_of(place) == before


@pytest.mark.usefixtures("at_a_glance")
def test_a_store_that_fails_leaves_nothing(
    officer: AppTest, own_store: Path, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, was = files_of(place), snapshots.current_id(own_store)
    ask_to_add(officer)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(writer, "move_pointer", full)
    press(officer, ADD)
    assert notices(officer, "alert") == ["Nothing was published: the store is full."]
    assert (files_of(place), snapshots.current_id(own_store)) == (before, was)


def test_a_faulty_definition_of_the_folder_is_told(officer: AppTest, place: Path) -> None:
    (place / "referrals-rate.toml").write_text("id = 3\n", "utf-8")
    look(officer)
    (said,) = notices(officer, "alert")
    assert said.startswith("It cannot be shown: referrals-rate.toml")
    assert "What you add" not in text(officer)


# ---- retiring and restoring ----------------------------------------------------------------


@pytest.mark.usefixtures("at_a_glance")
def test_retiring_and_restoring_say_what_they_do_first(
    officer: AppTest, own_store: Path, place: Path
) -> None:
    see_what_changes(officer)
    assert notices(officer, "alert") == ["Choose an indicator, and say why it is retired."]
    (which,) = [each for each in officer.selectbox if each.label == "Indicator to retire"]
    which.set_value("ks4-fsm-gap")
    (start,) = [each for each in officer.selectbox if each.label == "From the report of"]
    assert start.options[:2] == ["Q1 2025-26", "Q2 2025-26"]
    fill(officer, "Why it is retired (stands on its page, and in the history)", "Replaced")
    see_what_changes(officer)
    assert "Reports from Q2 2025-26 on do not have Key Stage 4" in text(officer)
    assert "retired" not in (place / "ks4-fsm-gap.toml").read_text("utf-8")
    press(officer, "Retire for everybody")
    assert faults(officer) == []
    assert "Retired. Snapshot" in text(officer)
    start_from = live_of(own_store).indicator("ks4-fsm-gap").retired_from
    assert start_from is not None
    assert start_from.short == "Q2 2025-26"
    newest = preview.history(own_store)[0]
    assert newest.who == "officer@council.example"
    assert newest.why.endswith(": Replaced")

    (which,) = [each for each in officer.selectbox if each.label == "Indicator to restore"]
    assert len(which.options) == 1
    fill(officer, "Why (stands in the history)", "Wanted again")
    see_what_changes(officer, 1)
    assert "as before it was retired." in text(officer)
    press(officer, "Restore for everybody")
    assert "Restored. Snapshot" in text(officer)
    assert live_of(own_store).indicator("ks4-fsm-gap").retired_from is None


# ---- without a folder of one's own ---------------------------------------------------------


@pytest.mark.usefixtures("own_store")
def test_the_shipped_definitions_can_be_looked_at_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("KPI_DATA", raising=False)
    before = files_of(definition_folder.SHIPPED)
    app = look(to_indicators(opened()))
    assert faults(app) == []
    assert any("KPI_DATA" in said for said in notices(app, "status"))
    assert "31st of 153" in text(app)
    assert "See what changes" not in labels(app)
    assert files_of(definition_folder.SHIPPED) == before


# ---- from a sheet of one's own -------------------------------------------------------------


def test_a_row_of_no_indicator_leads_to_the_library_and_back(officer: AppTest) -> None:
    (task,) = [each for each in officer.get("button_group") if each.label == "What to do"]
    task.set_value("Load a return").run()
    send(officer, [own_card()])
    (likely,) = [each for each in officer.checkbox if each.label == "Confirmed: A3"]
    likely.check().run()
    press(officer, "Add an indicator")
    (box,) = [each for each in officer.text_input if each.label == "Search the library"]
    assert box.value == "Tribunal appeals"
    assert "None of the 48 ready definitions" in text(officer)
    (task,) = [each for each in officer.get("button_group") if each.label == "What to do"]
    task.set_value("Load a return").run()
    assert "Match your own sheet" in headings(officer), "the sheet stays loaded"
    (likely,) = [each for each in officer.checkbox if each.label == "Confirmed: A3"]
    assert likely.value


def to_return(app: AppTest) -> AppTest:
    (task,) = [each for each in app.get("button_group") if each.label == "What to do"]
    return task.set_value("Load a return").run()


def test_what_was_confirmed_stays_when_an_indicator_is_added(officer: AppTest) -> None:
    """The new indicator is proposed for its row; the rows above and below it are not asked again.

    A name that was only looked at, and not confirmed, has its proposal anew.
    """
    send(to_return(officer), [own_card([ABSENCE, "21.0%", "20.4%"])])
    assert ticks(officer)["A6"] is False
    (appeals,) = chosen(officer, "A5")
    appeals.set_value("leave out").run()
    press(officer, "Confirm the likely one")
    to_indicators(officer)
    ask_to_add(officer)
    press(officer, ADD)
    assert "Added." in text(officer)
    to_return(officer)
    assert "Match your own sheet" in headings(officer)
    assert [chosen(officer, where)[0].value for where in ("A3", "A5", "A6")] == [
        "ehcp-20-weeks", "leave out", "persistent-absence",
    ]  # fmt: skip
    assert [where for where, is_done in ticks(officer).items() if not is_done] == []


def test_whatever_lies_in_the_folder_is_named_and_changes_nothing(
    officer: AppTest, place: Path
) -> None:
    (place / "folder.toml").mkdir()
    (place / "loop.toml").symlink_to(place / "loop.toml")
    (place / "binary.toml").write_bytes(bytes(range(256)))
    look(officer)
    (told,) = [each for each in notices(officer, "alert") if "It cannot be shown" in each]
    assert "folder.toml: is a folder, not a file" in told
    assert "loop.toml: is a link to no file" in told
    (place / "folder.toml").rmdir()
    (place / "loop.toml").unlink()
    look(officer)
    (told,) = [each for each in notices(officer, "alert") if "It cannot be shown" in each]
    assert "binary.toml is not valid TOML" in told
    assert faults(officer) == []
