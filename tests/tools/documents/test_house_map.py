"""The map of the house is the code's, and the house keeps its measure."""

import ast

from tools.documents import house_map


def test_the_map_in_the_docs_is_the_codes() -> None:
    assert house_map.PART.is_current()


def test_every_module_says_what_it_is_for() -> None:
    silent = [path for folder in house_map.folders() for path in house_map.modules(folder)
              if not house_map.sentence(path)]  # fmt: skip
    assert silent == []


def test_no_folder_holds_more_than_a_dozen_modules() -> None:
    rooms = [*house_map.folders(), house_map.ROOT / "tools", house_map.ROOT / "benchmarks"]
    crowded = {folder: len(house_map.modules(folder)) for folder in rooms}
    assert {k: v for k, v in crowded.items() if v > house_map.MOST_MODULES} == {}


def test_packages_define_nothing() -> None:
    """Their files hold a paragraph; `kpi.periods` also names its public types."""
    for about in (house_map.ROOT / "kpi").rglob("__init__.py"):
        body = ast.parse(about.read_text("utf-8")).body
        assert ast.get_docstring(ast.parse(about.read_text("utf-8"))), about
        others = [node for node in body[1:] if not isinstance(node, ast.ImportFrom | ast.Assign)]
        assert others == [], about
        assert len(body) == 1 or about.parent.name == "periods", about
