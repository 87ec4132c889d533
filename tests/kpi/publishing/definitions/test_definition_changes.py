"""A change of a definition: drafted without a trace, published whole, or not at all."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from kpi.errors import DefinitionError, InputError, StoreError, UnknownNameError
from kpi.publishing import build as building
from kpi.publishing import preview
from kpi.publishing.definitions import definition_changes, definition_folder
from kpi.publishing.definitions.definition_changes import (
    ADD,
    REMOVE,
    RESTORE,
    RETIRE,
    DefinitionChange,
    DefinitionDraft,
)
from kpi.store import publisher_lock, snapshots, writer
from kpi.store.publisher_lock import StoreBusyError
from tests.kpi.publishing.definitions.quick_builds import built_once
from tests.kpi.returning import PLANS, figure, live_of, proposed, published
from tests.kpi.returning import unproved as seen

ABSENCE = "persistent-absence"
ADDED = DefinitionChange(ADD, ABSENCE, directorate="Education and Skills", owner_role="Head of X")


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A council's own folder with the shipped definitions, and the made-up return in use."""
    folder = tmp_path / "council" / "indicators"
    folder.mkdir(parents=True)
    for path in definition_folder.SHIPPED.glob("*.toml"):
        shutil.copy(path, folder)
    monkeypatch.setenv("KPI_DATA", str(folder.parent))
    monkeypatch.setattr(building, "uses_illustrative", lambda *_: True)
    monkeypatch.setattr(building, "build", built_once)
    return folder


@pytest.fixture
def store(store_root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    where = tmp_path / "store"
    shutil.copytree(store_root, where)
    monkeypatch.setenv("KPI_STORE", str(where))
    return where


def somebody_publishes(store: Path) -> None:
    """A return with a real figure goes live."""
    published(proposed(live_of(store), [figure(PLANS, "Q2 2025-26", 98, 175)]), store)


def drafted(store: Path, change: DefinitionChange = ADDED) -> DefinitionDraft:
    return definition_changes.draft(change, live_of(store), where=store)


def files_of(place: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in place.iterdir()}


def test_a_draft_leaves_no_trace_and_has_the_indicators_figures(store: Path, place: Path) -> None:
    before, stored = files_of(place), snapshots.snapshot_ids(store)
    draft = drafted(store)
    assert (files_of(place), snapshots.snapshot_ids(store)) == (before, stored)
    assert draft.name == "Persistent absence, all schools"
    assert draft.indicator.owner_role == "Head of X"
    assert draft.after.observed(ABSENCE).height > 1000
    assert draft.also == (), "nothing else changes"
    assert draft.after.benchmarks is live_of(store).benchmarks, "held once"
    assert draft.after.id.endswith("(not published)")
    assert drafted(store) is draft, "made once"
    told = definition_changes.effect_words(draft, live_of(store))
    assert "under Education and Skills. 7 indicators become 8." in told[0]


def test_what_else_a_build_brings_is_said(store: Path, place: Path) -> None:
    other = place / "ehcp-20-weeks.toml"
    text = other.read_text("utf-8")
    other.write_text(text.replace('owner_role = "', 'owner_role = "New '), "utf-8")
    (said,) = drafted(store).also
    assert said.startswith("Education, health and care plans issued within 20 weeks (ehcp")
    assert "owner_role" in said


def test_adding_writes_the_file_and_notes_who_and_why(store: Path, place: Path) -> None:
    before = files_of(place)
    made = definition_changes.publish(
        drafted(store), who="officer@council.example", why="Asked for", where=store, prove=seen
    )
    assert snapshots.current_id(store) == made
    assert live_of(store).indicator(ABSENCE).owner_role == "Head of X"
    newest = preview.history(store)[0]
    assert (newest.who, newest.why, newest.action) == (
        "officer@council.example",
        "Indicator added: Persistent absence, all schools: Asked for",
        "build",
    )
    after = files_of(place)
    assert set(after) - set(before) == {f"{ABSENCE}.toml"}
    assert {name: after[name] for name in before} == before
    assert building.preview(building.build(definition_changes.INPUTS, place), store) == [
        "nothing would change"
    ], "a build of the folder is what was published"


def test_retiring_and_restoring(store: Path, place: Path) -> None:
    gap = DefinitionChange(RETIRE, "ks4-fsm-gap", start="Q1 2026-27", why="Replaced")
    draft = drafted(store, gap)
    assert definition_changes.effect_words(draft, live_of(store))[0].startswith(
        "Reports from Q1 2026-27 on do not have Key Stage 4"
    )
    definition_changes.publish(draft, who="o", why="Replaced", where=store, prove=seen)
    retired = live_of(store).indicator("ks4-fsm-gap")
    assert retired.retired_from is not None
    assert retired.retired_why == "Replaced"
    assert preview.history(store)[0].why.startswith("Indicator retired from Q1 2026-27: Key Stage")
    back = drafted(store, DefinitionChange(RESTORE, "ks4-fsm-gap"))
    definition_changes.publish(back, who="o", why="Back", where=store, prove=seen)
    assert live_of(store).indicator("ks4-fsm-gap").retired_from is None


@pytest.mark.parametrize(
    ("change", "fault", "told"),
    [
        (DefinitionChange(ADD, "nothing-such"), UnknownNameError, "the library has no"),
        (DefinitionChange(ADD, "../../x"), UnknownNameError, "the library has no"),
        (DefinitionChange(ADD, "ehcp-20-weeks"), DefinitionError, "is there already"),
        (DefinitionChange(RETIRE, "../x", start="Q1 2026-27", why="w"), UnknownNameError, "no def"),
        (
            DefinitionChange(RETIRE, "ehcp-20-weeks", start="2025/26", why="w"),
            DefinitionError,
            "is not a",
        ),
        (DefinitionChange(RESTORE, "ehcp-20-weeks"), UnknownNameError, "is not retired"),
    ],
)
def test_a_faulty_change_is_refused_and_changes_nothing(
    store: Path, place: Path, change: DefinitionChange, fault: type[Exception], told: str
) -> None:
    before = files_of(place)
    with pytest.raises(fault, match=told):
        drafted(store, change)
    assert files_of(place) == before


def test_a_text_in_a_definition_stays_text(store: Path, place: Path) -> None:
    nasty = 'Head" \n[benchmark]\nmeasure = "x'
    draft = drafted(store, DefinitionChange(ADD, ABSENCE, owner_role=nasty))
    assert draft.indicator.owner_role == " ".join(nasty.split())
    assert draft.indicator.benchmark is not None
    assert draft.indicator.benchmark.source == "dfe-lait"


# ---- all or nothing ------------------------------------------------------------------------


def refused(draft: DefinitionDraft, place: Path, store: Path, **how: object) -> Exception:
    """What publishing says; the folder, the live snapshot and its snapshots are as before."""
    before, was, kept = files_of(place), snapshots.current_id(store), snapshots.snapshot_ids(store)
    named = {"who": "o", "why": "w", "prove": seen, **how}
    with pytest.raises((StoreError, InputError)) as fault:
        definition_changes.publish(draft, where=store, **named)  # type: ignore[arg-type]
    assert files_of(place) == before
    assert snapshots.current_id(store) == was
    assert snapshots.snapshot_ids(store) == kept
    return fault.value


def failing(fault: BaseException) -> Callable[..., None]:
    def fails(*_: object, **__: object) -> None:
        raise fault

    return fails


def test_what_cannot_be_shown_leaves_no_definition(store: Path, place: Path) -> None:
    told = refused(
        drafted(store), place, store, prove=failing(StoreError("The page cannot be shown"))
    )
    assert "cannot be shown" in str(told)


@pytest.mark.parametrize("fault", [StoreError("moved away"), OSError("full"), KeyboardInterrupt()])
def test_a_store_that_fails_at_the_last_moment_takes_the_definition_back(
    store: Path, place: Path, monkeypatch: pytest.MonkeyPatch, fault: BaseException
) -> None:
    """The file is there when the pointer is moved, and is gone when that fails."""
    there: list[bool] = []

    def fails(*_: object) -> None:
        there.append((place / f"{ABSENCE}.toml").is_file())
        raise fault

    draft = drafted(store)
    monkeypatch.setattr(writer, "move_pointer", fails)
    before, was = files_of(place), snapshots.current_id(store)
    with pytest.raises((StoreError, KeyboardInterrupt)):
        definition_changes.publish(draft, who="o", why="w", where=store, prove=seen)
    assert there == [True]
    assert files_of(place) == before
    assert snapshots.current_id(store) == was


def test_a_retired_definition_has_its_old_text_again_where_the_store_fails(
    store: Path, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = drafted(store, DefinitionChange(RETIRE, "ks4-fsm-gap", start="Q1 2026-27", why="w"))
    monkeypatch.setattr(writer, "move_pointer", failing(StoreError("away")))
    before = files_of(place)
    with pytest.raises(StoreError, match="away"):
        definition_changes.publish(draft, who="o", why="w", where=store, prove=seen)
    assert files_of(place) == before


def test_a_folder_that_cannot_be_written_publishes_nothing(
    store: Path, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = drafted(store)
    monkeypatch.setattr(Path, "replace", failing(PermissionError(13, "Permission denied")))
    before, was = files_of(place), snapshots.current_id(store)
    with pytest.raises(InputError, match=r"persistent-absence\.toml cannot be written \(Permiss"):
        definition_changes.publish(draft, who="o", why="w", where=store, prove=seen)
    assert (files_of(place), snapshots.current_id(store)) == (before, was)


def test_somebody_elses_publishing_is_not_overwritten(store: Path, place: Path) -> None:
    draft = drafted(store)
    somebody_publishes(store)
    told = refused(draft, place, store)
    assert isinstance(told, StoreBusyError)
    assert str(told).startswith("Somebody else has published since you looked.")


def test_a_publisher_at_work_is_named(store: Path, place: Path) -> None:
    draft = drafted(store)
    with publisher_lock.locked(store):
        told = refused(draft, place, store)
    assert str(told).startswith("Somebody else is publishing at this moment.")


def test_definitions_changed_meanwhile_are_not_overwritten(store: Path, place: Path) -> None:
    draft = drafted(store)
    (place / "referrals-rate.toml").write_text("# mine\n", "utf-8")
    assert "definitions were changed since you looked" in str(refused(draft, place, store))


def test_a_reason_may_name_no_small_number_of_an_indicator_with_hidden_figures(
    store: Path, place: Path
) -> None:
    retire = DefinitionChange(RETIRE, "early-help-returns", start="Q1 2026-27", why="Replaced")
    draft = drafted(store, retire)
    is_own = (pl.col("indicator_id") == "early-help-returns") & pl.col(
        "reporting_quarter"
    ).is_not_null()
    observed = draft.after.observations
    assert observed.filter(is_own)["symbol"].null_count() == observed.filter(is_own).height
    symbol = pl.when(is_own).then(pl.lit("c")).otherwise(pl.col("symbol"))
    hidden = draft.after.with_tables({"observations": observed.with_columns(symbol=symbol)})
    draft = replace(draft, after=hidden)
    told = refused(draft, place, store, why="only 3 came back")
    assert "has a number of 1 to 5" in str(told)


# ---- removing ------------------------------------------------------------------------------


def test_an_indicator_without_real_figures_is_removed(store: Path, place: Path) -> None:
    gone = "secondary-permanent-exclusions"
    draft = drafted(store, DefinitionChange(REMOVE, gone))
    definition_changes.publish(draft, who="o", why="Not ours", where=store, prove=seen)
    assert not (place / f"{gone}.toml").exists()
    assert gone not in {each.id for each in live_of(store).indicators}
    assert gone not in set(live_of(store).observations["indicator_id"])


def test_an_indicator_with_published_figures_is_not_removed(store: Path, place: Path) -> None:
    somebody_publishes(store)
    with pytest.raises(InputError, match="published figures would be dropped"):
        drafted(store, DefinitionChange(REMOVE, "ehcp-20-weeks"))


def test_the_shipped_definitions_are_not_a_councils_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("KPI_DATA", raising=False)
    with pytest.raises(InputError, match="set KPI_DATA"):
        definition_changes.refuse_shipped()


def test_the_quarters_to_retire_from_begin_with_the_newest_report(store: Path) -> None:
    found = definition_changes.retirement_quarters(live_of(store), "839")
    assert [each.short for each in found] == [
        "Q1 2025-26", "Q2 2025-26", "Q3 2025-26", "Q4 2025-26", "Q1 2026-27",
    ]  # fmt: skip
