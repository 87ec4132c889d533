"""How officers call sheets and columns: known names in every spelling, and no guess."""

import pytest

from kpi.returns.column_names import is_council, is_ignored, kind_of_name, recognised


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("values", "values"),
        ("KPI Values", "values"),
        ("kpi_values", "values"),
        ("Targets ", "targets"),
        ("Narrative", "commentary"),
        ("Sheet1", None),
        ("", None),
    ],
)
def test_a_sheet_is_known_by_its_name(name: str, kind: str | None) -> None:
    assert kind_of_name(name) == kind


@pytest.mark.parametrize(
    ("kind", "header", "column"),
    [
        ("values", "Indicator ID", "indicator_id"),
        ("values", "KPI", "indicator_id"),
        ("values", "%", "value"),
        ("values", "Value (%)", "value"),
        ("values", "Cohort", "denominator"),
        ("values", "RAG", "status"),
        ("targets", "Status", "data_status"),
        ("targets", "Red threshold", "intervention_level"),
        ("commentary", "By when", "due"),
        ("commentary", "Value", None),
        ("values", "value " * 30, None),
        ("values", "", None),
    ],
)
def test_a_column_is_known_by_its_name_on_that_sheet(
    kind: str, header: str, column: str | None
) -> None:
    assert recognised(kind, header) == column


def test_sheets_for_people_and_columns_of_the_council_are_known() -> None:
    assert is_ignored("Read me")
    assert not is_ignored("values")
    assert is_council("LA_Code")
    assert not is_council("indicator")
