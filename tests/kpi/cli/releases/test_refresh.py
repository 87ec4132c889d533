"""The command about publishers' releases."""

import json
import re
from pathlib import Path

import pytest

from kpi.cli.command_classes import FAULT, FAULTY
from kpi.store import snapshots
from tests.kpi.cli.csv_commands import described
from tests.kpi.cli.running import good, rows_of, run
from tests.kpi.publishing.releases.a_release import FSM, GONE, INPUTS, MOVED, inputs, small, without
from tests.kpi.sources.releases.test_fetching import Publisher, answer


@pytest.mark.usefixtures("shared_store")
def test_json_and_csv_of_a_release(tmp_path: Path) -> None:
    folder = str(without(tmp_path / "new"))
    found = json.loads(good("refresh", "dfe-lait", "--from", folder, "--format", "json").out)
    assert {"added", "removed", "changed", "shifted", "home"} <= set(found)
    assert [each["measure"] for each in found["removed"]] == [GONE]
    assert [each["measure"] for each in found["shifted"]] == [MOVED]
    rows = rows_of(good("refresh", "dfe-lait", "--from", folder, "--format", "csv").out)
    assert [row["measure"] for row in rows if row["change"] == "measure gone"] == [GONE]


@pytest.mark.usefixtures("shared_store")
def test_the_changes_are_a_file_with_its_metadata(tmp_path: Path) -> None:
    """Its source is the release that came, by its own edition and day."""
    (tmp_path / "files").mkdir()
    folder = str(small(tmp_path / "new", {FSM: 5.0}))
    named = ("--edition", "July 2026", "--published", "2026-07-14")
    call = ("refresh", "dfe-lait", "--from", folder, *named, "--format", "csv")
    (source,) = described(tmp_path / "files", *call)["dc:source"]
    assert source["schema:version"] == "July 2026"
    assert source["dc:issued"]["@value"] == "2026-07-14"


@pytest.mark.usefixtures("shared_store")
def test_each_source_that_has_a_folder_is_looked_at(tmp_path: Path) -> None:
    for source, shipped in (("dfe-cin", "dfe-cin-2024"), ("ons-population", "ons-population")):
        (tmp_path / source).symlink_to(INPUTS / shipped)
    said = good("refresh", "--from", str(tmp_path)).text.splitlines()
    assert said.count("nothing differs") == 2
    done = run("refresh", "--from", str(INPUTS / "dfe-cin-2024"))
    assert done.status == FAULT
    assert "no folder of a source" in done.err


@pytest.mark.usefixtures("shared_store")
def test_what_cannot_be_done_is_said_in_one_line(tmp_path: Path) -> None:
    folder = str(INPUTS / "dfe-lait-2026-04")
    for arguments, said in (
        (("nobody", "--from", folder), "no source 'nobody'"),
        (("dfe-lait", "--from", str(tmp_path)), "holds no file of dfe-lait"),
        (("dfe-lait", "--from", folder, "--accept", "--format", "json"), "--accept prints lines"),
    ):
        done = run("refresh", *arguments)
        assert done.status == FAULT
        assert said in done.err
        assert done.err.count("\n") == 1


def test_a_release_is_taken_in_or_says_why_not(
    where: Path, tmp_path: Path, at_a_glance: None
) -> None:
    here = str(inputs(tmp_path))
    was = snapshots.current_id(where)
    far = str(without(tmp_path / "far"))
    done = run("refresh", "dfe-lait", "--from", far, "--inputs", here, "--accept")
    assert done.status == FAULTY
    assert "not taken in: say why it is right with --accept-anyway REASON" in done.text
    assert snapshots.current_id(where) == was
    near = str(small(tmp_path / "near", {FSM: 5.0}))
    done = good("refresh", "dfe-lait", "--from", near, "--inputs", here, "--accept")
    assert done.text.splitlines()[-1].startswith("taken in: dfe-lait, taken in on ")
    assert snapshots.current_id(where) != was


def test_a_release_is_fetched_from_its_address(where: Path, tmp_path: Path) -> None:
    """From a server on this machine; its files are those of a release in a folder."""
    here = inputs(tmp_path)
    folder = without(tmp_path / "new")
    publisher = Publisher()
    register = here / "sources.toml"
    text = register.read_text(encoding="utf-8")
    for name in ("bds_long_0.parquet", "lait_data_dictionary.csv"):
        publisher.says(f"/{name}", answer((folder / name).read_bytes()))
    shipped = r'"https://raw[^"]*/([a-z_0-9]+\.(?:parquet|csv))"'
    text = re.sub(shipped, rf'"{publisher.url}/\1"', text)
    text = re.sub(r'"[a-z_0-9]+\.xlsx" = "https://raw.*\n', "", text)
    register.write_text(text, encoding="utf-8")
    done = good("refresh", "--inputs", str(here), "--format", "json")
    publisher.close()
    found = json.loads(done.out)
    assert "fetching dfe-lait" in done.err
    assert found["origin"] == "its publisher's address"
    assert [each["measure"] for each in found["removed"]] == [GONE]
    assert sorted(publisher.asked) == ["/bds_long_0.parquet", "/lait_data_dictionary.csv"]


@pytest.mark.usefixtures("shared_store")
def test_a_source_without_an_address_says_what_to_do() -> None:
    done = run("refresh", "ofsted-ilacs")
    assert done.status == FAULT
    assert "has no address in sources.toml: download its release and give --from FOLDER" in done.err
