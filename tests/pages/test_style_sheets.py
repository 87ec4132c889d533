"""Style sheets: no rule costs every change of a filter a new look at the whole page."""

import ast
import re
from pathlib import Path

import pytest

from kpi.charts.renderers import map_figure

PAGES = Path(__file__).resolve().parents[2] / "pages"
SHEETS = sorted((PAGES / "templates/styles").glob("*.css"))
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
SELECTOR = re.compile(r"([^{}]+)\{")


def selectors(text: str) -> list[str]:
    """Return each selector of a sheet, its lists taken apart."""
    found = []
    for (whole,) in (match.groups() for match in SELECTOR.finditer(COMMENT.sub("", text))):
        if whole.strip().startswith("@"):
            continue
        found += [part.strip() for part in split(whole, ",")]
    return found


def split(text: str, at: str) -> list[str]:
    """Split a selector outside its brackets."""
    parts, depth = [""], 0
    for sign in text:
        depth += (sign in "([") - (sign in ")]")
        if sign == at and depth == 0:
            parts.append("")
        else:
            parts[-1] += sign
    return parts


def subject(selector: str) -> str:
    """Return the last compound of a selector: what the rule styles."""
    return [part for part in split(selector, " ") if part not in ("", ">", "~", "+")][-1]


def test_subjects_are_read() -> None:
    assert subject(".a:has(> .b, .c) > :nth-child(1)") == ":nth-child(1)"
    assert subject('[x="a b"]:has(c)') == '[x="a b"]:has(c)'
    assert selectors("a, b:is(c, d) { e: f; } @media print { g { h: i; } }") == [
        "a", "b:is(c, d)", "g",
    ]  # fmt: skip


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.stem)
def test_a_rule_that_looks_inside_names_what_it_styles(sheet: Path) -> None:
    """With a bare `*` or pseudo-class Chromium styles every element anew when any is changed."""
    unnamed = [
        each
        for each in selectors(sheet.read_text("utf-8"))
        if ":has(" in each and re.match(r"\*|:(?!is\()", subject(each))
    ]
    assert unnamed == []


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.stem)
def test_a_rule_that_reads_part_of_a_class_names_what_it_styles(sheet: Path) -> None:
    """`[class*=...]` is asked at every change of any class.

    Streamlit changes one of each element at every run. Chromium then styles anew whatever below it
    fits the end of the rule: with a bare `*`, tag or pseudo-class that is most of the page.
    """
    unnamed = [
        each
        for each in selectors(sheet.read_text("utf-8"))
        if "[class" in each.removesuffix(subject(each))
        and re.match(r"[a-z*]|:", re.sub(r"^:is\((.*)\).*", r"\1", subject(each)))
    ]
    assert unnamed == []


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.stem)
def test_a_rule_says_what_it_styles(sheet: Path) -> None:
    """Chromium looks rules up by the class, tag or attribute at their end.

    A rule that ends in `*`, `:is(...)` or `:not(...)` has none, and is tried on every element of a
    page: a hundred of them made up half the time that a change of quarter took to be styled.
    """
    unnamed = [
        each
        for each in selectors(on_screen(sheet.read_text("utf-8")))
        if re.match(r"\*|:(is|not|where|has)\(|:(first|last|nth|only)-", subject(each))
    ]
    assert unnamed == []


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.stem)
def test_streamlits_elements_are_looked_for_at_a_fixed_depth(sheet: Path) -> None:
    """`:has([data-testid=...])` is asked anew at each element of Streamlit's that comes or goes.

    All below it is then looked through, unless each step down is named.
    """
    deep = [
        (each, argument)
        for each in selectors(on_screen(sheet.read_text("utf-8")))
        if ".st-key-line:has(" not in each  # small: the line of filters
        for inside in re.findall(r":has\(((?:[^()]|\([^()]*\))*)\)", each)
        for argument in split(inside, ",")
        if "data-testid" in argument
        and [part for part in split(argument.strip(), " ") if part][::2]
        != [">"] * ((len(argument.split()) + 1) // 2)
    ]
    assert deep == []


def on_screen(text: str) -> str:
    """Return a sheet without what is for paper alone, which no change of a filter meets."""
    return re.sub(r"@media print[^{]*\{(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*\}", "", text)


def test_the_maps_key_has_the_maps_shades() -> None:
    """The map is drawn by Python and its key by a style sheet: one shade must be the same."""
    sheet = "".join(path.read_text(encoding="utf-8") for path in SHEETS)
    for shade, colour in map_figure.FILLS.items():
        if colour.startswith("#"):
            selector = rf"\.mapkey \.{shade}\b[^{{}}]*"
            (drawn,) = re.findall(rf"{selector}{{ background: (#\w+); }}", sheet)
            assert drawn.upper() == colour


KEY = re.compile(r"st-key-([\w-]+)")
START_OF_KEY = re.compile(r"[a-z][a-z-]+")


def keys_given() -> tuple[set[str], list[str]]:
    """Return the texts in the code of the pages that may be keys, and those that start one."""
    whole, starts = set(), []
    for file in PAGES.rglob("*.py"):
        tree = ast.parse(file.read_text("utf-8"))
        names = names_of_scripts(tree)
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                whole |= {node.value} - names
            elif isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
                start = str(node.values[0].value)
                starts += [start] if START_OF_KEY.fullmatch(start) else []
    return whole, starts


def names_of_scripts(tree: ast.Module) -> set[str]:
    """Return the names of scripts in the browser, which are no keys: elements have their own."""
    return {
        str(node.args[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and getattr(node.func, "id", "") == "BrowserScript"
        and isinstance(node.args[0], ast.Constant)
    }


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.stem)
def test_a_rule_for_a_key_names_one_that_an_element_has(sheet: Path) -> None:
    """Streamlit makes a class of an element's key; a rule for a key that is gone styles nothing."""
    whole, starts = keys_given()
    named = set(KEY.findall(COMMENT.sub("", sheet.read_text("utf-8"))))
    unknown = [
        key
        for key in named
        if key not in whole and not any(key.startswith(start) for start in starts)
    ]
    assert unknown == []
