"""Types of pydantic models for labels of periods and names of their kinds in TOML files."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, Strict

from kpi.periods.period import Kind
from kpi.periods.period_parser import parse_period
from kpi.toml_files import Text


def _checked(label: str) -> str:
    parse_period(label)
    return label


PeriodLabel = Annotated[Text, AfterValidator(_checked)]  # as pages write it: "spring term 2021"
KindName = Annotated[Kind, Strict(False)]  # a text in the file
