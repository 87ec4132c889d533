"""The words of every target status: `On target`, `Beyond intervention level`, `Awaiting data`."""

from __future__ import annotations

from kpi.indicators.targets import target_status

STATUS_WORDS = {
    target_status.ON_TARGET: "On target",
    target_status.OFF_TARGET: "Off target",
    target_status.BEYOND_INTERVENTION: "Beyond intervention level",
    target_status.NO_TARGET: "No target",
    target_status.AWAITING: "Awaiting data",
    target_status.SUPPRESSED: "Suppressed",
}
