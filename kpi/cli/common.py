"""What commands share: the live snapshot, the area asked for, the exit status of a fault."""

from __future__ import annotations

import argparse
import sys

from kpi import settings
from kpi.model.area_lives import ended_words
from kpi.model.snapshot import Snapshot
from kpi.store import live_snapshot

FAULTY = 1


def live_and_area(chosen: argparse.Namespace, *, as_home: bool = False) -> tuple[Snapshot, str]:
    """The live snapshot and the authority a command is about, by its three-digit code.

    A refused newer snapshot is named, and an authority that has ended said to have. `as_home`
    refuses one that others took the place of, with UnknownNameError.
    """
    live = live_snapshot.live()
    if live.problem:
        print(f"kpi: {live.problem}", file=sys.stderr)
    area = live.snapshot.code_of(chosen.area or settings.authority())
    here = live.snapshot.home(area) if as_home else live.snapshot.authority(area)
    if ended := ended_words(here, live.snapshot.made_on):
        print(f"kpi: {ended}", file=sys.stderr)
    return live.snapshot, area
