"""Scripts asked for ahead: with all that they import, each once, none that is there already."""

import re
from pathlib import Path

import pytest

from server import preload
from server.headers_and_first_html import STATIC_ROOT, read_shell

PAGES = Path(__file__).resolve().parents[2] / "pages"
SCRIPTS = {
    "Html.1.js": 'import{a as b}from"./purify.2.js";import"./known.js";',
    "Selectbox.1.js": "import c from './menu.3.js'",
    "Multiselect.1.js": "import c from './menu.3.js'",
    "BidiComponent.1.js": "",
    "DownloadButton.1.js": 'const later = import("./never.js")',
    "PageLink.1.js": 'import{x}from"./purify.2.js"',
    "Radio.1.js": "",
    "purify.2.js": 'import"./Html.1.js"',
    "menu.3.js": "",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in SCRIPTS.items():
        tmp_path.joinpath(name).write_text(text, "utf-8")
    return tmp_path


def test_each_with_what_it_imports_once(folder: Path) -> None:
    found = preload.scripts(folder, ["known.js", "Radio.1.js"])
    assert sorted(found) == sorted(SCRIPTS.keys() - {"Radio.1.js"})
    html = preload.links(folder, '<script src="./static/js/known.js"></script>')
    assert html.count("modulepreload") == len(SCRIPTS)
    assert '"./static/js/purify.2.js"' in html
    assert "never" not in html


@pytest.mark.parametrize("change", ["gone", "two"])
def test_another_release_is_noticed(folder: Path, change: str) -> None:
    if change == "gone":
        folder.joinpath("Radio.1.js").unlink()
    else:
        folder.joinpath("Radio.2.js").write_text("", "utf-8")
    with pytest.raises(RuntimeError, match="Radio"):
        preload.scripts(folder, ["known.js"])


def test_the_shell_asks_for_files_that_there_are() -> None:
    text = read_shell(STATIC_ROOT / "index.html").body.decode("utf-8")
    names = re.findall(r'modulepreload" crossorigin href="\./([^"]+)"', text)
    assert len(set(names)) == len(names)
    assert all(STATIC_ROOT.joinpath(name).is_file() for name in names)
    for kind in preload.KINDS:
        assert any(name.startswith(f"static/js/{kind}.") for name in names)


def test_the_style_sheet_stands_last_in_the_shell_and_whole() -> None:
    """After the rules that the front end makes in the head at run time, as those of equal weight
    must give way; without comments, which nobody reads there."""
    text = read_shell(STATIC_ROOT / "index.html").body.decode("utf-8")
    assert text.count("<style>") == 1
    style = text.partition("<style>")[2].partition("</style>")[0]
    assert text.partition("</style>")[2].split() == ["</body>", "</html>"]
    source = "".join(
        file.read_text("utf-8") for file in sorted((PAGES / "templates" / "styles").glob("*.css"))
    )
    assert "/*" not in style
    assert re.sub(r"/\*.*?\*/\s*", "", source, flags=re.DOTALL) == style
    assert style.count("{") == style.count("}") > 200
