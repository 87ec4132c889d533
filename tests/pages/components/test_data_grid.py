"""A grid's columns: the first stays in view, texts are as wide as said, figures are numbers."""

from pages.components.data_grid import columns

LABELS = {"name": "Measure", "value": "Value", "period": "Period", "of": "Ranked", "unit": "Unit"}


def test_the_columns_of_a_grid() -> None:
    found = columns(LABELS, ("Value", "Ranked"), {"name": 188, "value": 68, "period": 156})
    assert list(found) == ["Measure", "Value", "Period", "Ranked"]
    assert (found["Measure"]["width"], found["Measure"]["pinned"]) == (188, True)
    assert (found["Period"]["width"], found["Period"]["pinned"]) == (156, None)
    assert [(found[name]["width"], found[name]["pinned"]) for name in ("Value", "Ranked")] == [
        (68, None),
        (None, None),
    ]


def test_figures_are_numbers_as_the_reader_s_browser_writes_them() -> None:
    found = columns(LABELS, ("Value",), {"name": 188, "value": 68})
    kinds = {label: each["type_config"] for label, each in found.items()}
    assert kinds["Measure"]["type"] == "text"
    assert (kinds["Value"]["type"], kinds["Value"]["format"]) == ("number", "localized")
