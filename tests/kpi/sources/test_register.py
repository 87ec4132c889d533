"""The register of sources: details for readers, and the folder of each source that is read."""

from datetime import date
from pathlib import Path

import pytest

from kpi.errors import InputError
from kpi.model.schemas import ILLUSTRATIVE_RETURN
from kpi.sources import register

DETAILS = """
title = "{name}, a title"
publisher = "DfE"
edition = "2025"
licence = "OGL"
status = "official"
link = ""
note = ""
"""


def written(folder: Path, **changes: str) -> Path:
    """A folder of inputs with a register of all sources needed; `changes` replace whole entries."""
    parts = []
    for name in register.NEEDED:
        entry = f'[{name}]{DETAILS.format(name=name)}folder = "{name}-files"\n'
        if name == ILLUSTRATIVE_RETURN:
            entry += 'area = "839"\n'
        parts.append(changes.get(name.replace("-", "_"), entry))
    (folder / "sources.toml").write_text("\n".join(parts) + changes.get("more", ""), "utf-8")
    return folder


def test_each_source_has_its_folder_and_its_row(tmp_path: Path) -> None:
    found = register.read(written(tmp_path))
    assert found.return_area == "839"
    assert found.folders == {name: tmp_path / f"{name}-files" for name in register.NEEDED}
    assert found.table["source"].to_list() == list(register.NEEDED)
    row = found.table.row(0, named=True)
    assert (row["title"], row["publisher"], row["published"]) == ("dfe-lait, a title", "DfE", None)


def test_a_source_for_readers_alone_needs_no_folder(tmp_path: Path) -> None:
    more = f"\n[somebody]{DETAILS.format(name='S')}published = 2025-06-26\n"
    found = register.read(written(tmp_path, more=more))
    assert "somebody" not in found.folders
    assert found.table.filter(source="somebody")["published"].to_list() == [date(2025, 6, 26)]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"ofsted_ilacs": ""}, "sources.toml: no source 'ofsted-ilacs'"),
        ({"dfe_sen2": f"[dfe-sen2]{DETAILS.format(name='x')}"},
         "sources.toml: source 'dfe-sen2' lacks folder"),
        ({"illustrative_return": f'[illustrative-return]{DETAILS.format(name="x")}folder = "r"\n'},
         "sources.toml: source 'illustrative-return' lacks area, the code of the council whose "
         "return it is"),
        ({"more": "\n[other]\ntitle = 'x'\n"}, "sources.toml: other: lacks 'publisher'"),
    ],
)  # fmt: skip
def test_what_is_missing_is_named(tmp_path: Path, changes: dict[str, str], said: str) -> None:
    with pytest.raises(InputError) as fault:
        register.read(written(tmp_path, **changes))
    assert str(fault.value).startswith(said)


def test_the_councils_own_file_is_named_with_its_folder(tmp_path: Path) -> None:
    own = tmp_path / "comparators"
    own.mkdir()
    for text, said in (("[x]\ntitle = 'x'\n", ": x: lacks 'publisher'"), ("[x\n", " is not valid")):
        (own / "sources.toml").write_text(text, "utf-8")
        with pytest.raises(InputError) as fault:
            register.read(written(tmp_path), own)
        assert str(fault.value).startswith(f"comparators/sources.toml{said}")


def test_models_of_neighbour_workbooks_may_be_named(tmp_path: Path) -> None:
    assert register.read(written(tmp_path)).neighbour_models == {}
    entry = '[dfe-lait.neighbour_models]\n"file.xlsx" = "{}"\n'
    found = register.read(written(tmp_path, more=entry.format("2028-05")))
    assert found.neighbour_models == {"file.xlsx": "2028-05"}
    with pytest.raises(InputError, match=r"dfe-lait.*neighbour_models.*file\.xlsx"):
        register.read(written(tmp_path, more=entry.format("May 2028")))
