"""Tests stand where the code does: `kpi/a/b.py` is tested by `tests/kpi/a/test_b.py`.

A page, `pages/scorecard.py`, may have `tests/pages/test_scorecard_page.py`. What is tested by the
file of another subject stands in `ELSEWHERE` with the reason; the file must reach the module by
what it imports.
"""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
TREES = ("kpi", "server", "pages", "tools")

Elsewhere = tuple[str, str, str]
"""Why a module has no test file of its own, the file that tests it, and the modules, by spaces."""

ELSEWHERE: list[Elsewhere] = [
    (
        "The API's parts are asked through the whole.",
        "tests/server/api/test_application.py",
        "server/api/answer_schemas server/api/problems server/api/query_models "
        "server/api/table_forms server/api/table_routes",
    ),
    (
        "Embedded documents are asked for by their addresses.",
        "tests/pages/embedded/test_embed_routes.py",
        "pages/embedded/embed_page pages/embedded/embed_queries",
    ),
    (
        "Reasons for no change are held against a second calculation.",
        "tests/kpi/model/missing/test_missing_reasons.py",
        "kpi/benchmarks/missing_changes",
    ),
    (
        "What indicator charts share is read in each.",
        "tests/kpi/charts/test_indicator_trend.py",
        "kpi/charts/indicator_lines",
    ),
    (
        "Pictures are read back whole, as drawn.",
        "tests/kpi/charts/renderers/images/test_line_image.py",
        "kpi/charts/renderers/images/canvas kpi/charts/renderers/images/text_layout",
    ),
    (
        "Word files are written and checked together.",
        "tests/kpi/file_writers/test_docx.py",
        "kpi/file_writers/docx_check kpi/file_writers/docx_runs kpi/file_writers/docx_styles "
        "kpi/file_writers/docx_tables",
    ),
    (
        "Lines of help are read below each filter.",
        "tests/pages/components/filters/test_report_filters.py",
        "kpi/guidance/help_text",
    ),
    (
        "The model of definitions is what files are read into.",
        "tests/kpi/model/definitions/test_definition_reader.py",
        "kpi/model/definitions/definition_format kpi/model/definitions/definition_texts "
        "kpi/resources",
    ),
    (
        "What months make of a quarter is tested with their chart and words.",
        "tests/kpi/charts/months/test_monthly_lines.py",
        "kpi/model/definitions/month_rule kpi/wording/trends/months",
    ),
    (
        "An observation is what reports are made of.",
        "tests/kpi/indicators/test_reporting_quarters.py",
        "kpi/model/observation",
    ),
    (
        "Parts of the paper are read in the whole.",
        "tests/kpi/paper/test_assembly.py",
        "kpi/paper/appendices kpi/paper/executive_summary kpi/paper/word",
    ),
    (
        "A small trend is read back as it is drawn.",
        "tests/kpi/charts/renderers/images/test_trend_image.py",
        "kpi/charts/specification/small_trend",
    ),
    (
        "Every backend must pass the same tests.",
        "tests/kpi/store/backends/test_places.py",
        "kpi/store/backends/backend kpi/store/backends/local_folder "
        "kpi/store/backends/object_store",
    ),
    (
        "Scripts act in a browser alone; pages carry them.",
        "tests/pages/test_shell.py",
        "pages/browser/browser_script pages/browser/file_reader pages/browser/fold_opener "
        "pages/browser/link_copier pages/browser/page_listeners "
        "pages/browser/screen_reader pages/components/frame pages/components/sign_in",
    ),
    (
        "Parts of the benchmark pages are drawn there.",
        "tests/pages/test_benchmarks_page.py",
        "pages/components/benchmark_chart pages/components/filters/benchmark_filters",
    ),
    (
        "Pictures and sections are drawn on the indicator's page.",
        "tests/pages/test_indicator_page.py",
        "pages/components/indicator_chart pages/sections/over_time/months "
        "pages/sections/range_bar_picture pages/sections/one_indicator/compared_with_others "
        "pages/sections/one_indicator/indicator_content",
    ),
    (
        "The table is read on the scorecard.",
        "tests/pages/test_scorecard_page.py",
        "pages/sections/scorecard_content pages/sections/scorecard_table",
    ),
    (
        "Views of a measure are opened with its page.",
        "tests/pages/test_benchmarks_page.py",
        "pages/sections/benchmark_views",
    ),
    (
        "The picture of all measures is drawn on their page.",
        "tests/pages/test_profile_page.py",
        "pages/sections/measures_picture",
    ),
    (
        "The figures of a built table are drawn on its page.",
        "tests/pages/test_table_page.py",
        "pages/sections/built_figures",
    ),
    (
        "Dots on a scale are made by their charts.",
        "tests/kpi/charts/benchmarks/test_dot_rows.py",
        "kpi/charts/specification/dots",
    ),
    (
        "Strips and small charts are made by their chart.",
        "tests/kpi/charts/benchmarks/test_side_by_side.py",
        "kpi/charts/specification/side_by_side",
    ),
    (
        "The choices of a page are made on it.",
        "tests/pages/test_compare_page.py",
        "pages/components/filters/compare_filters",
    ),
    (
        "What a map shows is made by its chart.",
        "tests/kpi/charts/benchmarks/test_authority_map.py",
        "kpi/charts/specification/area_map",
    ),
    (
        "What the release calendar shows is made by its chart.",
        "tests/kpi/charts/definitions/test_release_calendar.py",
        "kpi/charts/specification/definitions/release_calendar",
    ),
    (
        "Targets over time are made by their chart.",
        "tests/kpi/charts/definitions/test_target_steps.py",
        "kpi/charts/specification/definitions/target_steps",
    ),
    (
        "The list and the sections of reference are read on their page.",
        "tests/pages/test_definitions.py",
        "pages/sections/definitions/finder pages/sections/definitions/reference",
    ),
    (
        "A review is drawn while publishing a return.",
        "tests/pages/test_publish_page.py",
        "pages/sections/return_review pages/sections/sheet_match",
    ),
    (
        "The match is read as the page shows it.",
        "tests/pages/test_publish_page.py",
        "kpi/publishing/review/sheet_matching",
    ),
    (
        "A council's own sheet is tested from file to lines.",
        "tests/kpi/returns/own_sheets/test_sheet_finder.py",
        "kpi/returns/own_sheets/own_table kpi/returns/own_sheets/match_proposal "
        "kpi/returns/own_sheets/mapped_rows",
    ),
    (
        "The parts of the audit are run as one.",
        "tests/tools/test_audit.py",
        "tools/audit/comparators tools/audit/figures tools/audit/sentences tools/audit/tables",
    ),
    (
        "Targets of fuzzing are run by the tool.",
        "tests/tools/test_fuzz.py",
        "tools/fuzzing/addresses tools/fuzzing/council_returns tools/fuzzing/own_files "
        "tools/fuzzing/sources",
    ),
    (
        "Replicas need a proxy, processes and a browser.",
        "tests/browser/test_replicas.py",
        "tools/replicas/check tools/replicas/processes tools/ensure_browser",
    ),
    (
        "The report is read by what states accessibility.",
        "tests/kpi/guidance/test_accessibility_results.py",
        "tools/accessibility_report",
    ),
    (
        "Pictures need a running server and a browser.",
        "tests/browser/test_guide.py",
        "tools/picture_guide",
    ),
]


def modules() -> list[str]:
    """Every module that needs a test file, by its path without `.py`."""
    return sorted(
        path.relative_to(ROOT).with_suffix("").as_posix()
        for tree in TREES
        for path in (ROOT / tree).rglob("*.py")
        if path.name not in ("__init__.py", "__main__.py")
    )


def mirrored(module: str) -> list[str]:
    """The test files that a module may have."""
    folder, _, name = module.rpartition("/")
    names = [f"test_{name}.py", *([f"test_{name}_page.py"] if folder == "pages" else [])]
    return [f"tests/{folder}/{each}" for each in names]


@cache
def imports(file: str) -> frozenset[str]:
    """The files of this project that a file imports, or names in a text as `tools.fuzz`."""
    found: set[str] = set()
    for node in ast.walk(ast.parse((ROOT / file).read_text(encoding="utf-8"))):
        names: Iterator[str] = iter(())
        if isinstance(node, ast.Import):
            names = (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = iter([node.module, *(f"{node.module}.{alias.name}" for alias in node.names)])
        elif isinstance(node, ast.Constant) and str(node.value).startswith(TREES):
            names = iter([str(node.value)])
        for name in names:
            path = name.removesuffix(".py").replace(".", "/")
            found |= {
                each
                for each in (f"{path}.py", f"{path}/__main__.py")
                if each != "/.py" and (ROOT / each).is_file()
            }
    return frozenset(found)


def reached(file: str) -> set[str]:
    """What a test file imports, over any number of steps; its folder's fixtures count too."""
    above = (ROOT / file).parents
    fixtures = [folder / "conftest.py" for folder in above if folder.is_relative_to(ROOT / "tests")]
    todo = [file, *(str(path.relative_to(ROOT)) for path in fixtures if path.is_file())]
    if file.startswith("tests/pages/"):  # Streamlit runs the frame, and it each page
        todo += ["pages/shell.py", *(f"pages/{p.name}" for p in (ROOT / "pages").glob("*.py"))]
    seen = set(todo)
    while todo:
        new = imports(todo.pop()) - seen
        seen |= new
        todo += new
    return seen


def missing(known: list[str], elsewhere: list[Elsewhere]) -> list[str]:
    """The modules without a test file that the list does not name."""
    listed = {name for _, _, names in elsewhere for name in names.split()}
    return [
        module
        for module in known
        if module not in listed and not any((ROOT / each).is_file() for each in mirrored(module))
    ]


def test_every_module_has_its_test_file() -> None:
    assert missing(modules(), ELSEWHERE) == []


def test_a_module_without_a_test_file_is_found() -> None:
    known = ["kpi/formatting", "kpi/no_such_module"]
    assert missing(known, []) == ["kpi/no_such_module"]


@pytest.mark.parametrize(("why", "file", "names"), ELSEWHERE, ids=lambda text: text[:40])
def test_what_is_tested_elsewhere_is_reached_from_there(why: str, file: str, names: str) -> None:
    assert len(why.split()) >= 4, f"{file}: no reason"
    assert (ROOT / file).is_file(), file
    there = reached(file)
    assert [name for name in names.split() if f"{name}.py" not in there] == []


def test_the_list_names_modules_once_that_have_no_file_of_their_own() -> None:
    listed = [name for _, _, names in ELSEWHERE for name in names.split()]
    assert len(set(listed)) == len(listed)
    assert sorted(set(listed) - set(modules())) == []
    assert [n for n in listed if any((ROOT / each).is_file() for each in mirrored(n))] == []
