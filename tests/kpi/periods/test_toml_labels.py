"""Labels of periods in TOML files: checked, and left as they are written."""

import pytest
from pydantic import BaseModel, ValidationError

from kpi.periods import Kind
from kpi.periods.toml_labels import KindName, PeriodLabel


class Sample(BaseModel):
    """One label and one kind."""

    period: PeriodLabel
    kind: KindName


def test_a_label_stays_as_written_and_a_kind_is_read() -> None:
    found = Sample.model_validate({"period": "spring term 2021", "kind": "financial quarter"})
    assert found.period == "spring term 2021"
    assert found.kind is Kind.QUARTER


@pytest.mark.parametrize(
    ("period", "kind"), [("spring 2o21", "financial quarter"), ("spring term 2021", "quarters")]
)
def test_another_label_or_kind_is_refused(period: str, kind: str) -> None:
    with pytest.raises(ValidationError, match="1 validation error"):
        Sample.model_validate({"period": period, "kind": kind})
