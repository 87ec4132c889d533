"""A row of observations to merge."""

from datetime import date
from typing import Any

import polars as pl

from kpi.model.schemas import OBSERVATIONS


def observed(**values: Any) -> pl.DataFrame:
    row = {
        **dict.fromkeys(OBSERVATIONS),
        "indicator_id": "i", "leg": "", "area": "839", "period_kind": "financial quarter",
        "period_start": date(2025, 4, 1), "period_end": date(2025, 6, 30),
        "data_status": "published", "value": 50.0, **values,
    }  # fmt: skip
    return pl.DataFrame([row], schema=OBSERVATIONS)
