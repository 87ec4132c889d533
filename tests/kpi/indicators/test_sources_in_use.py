"""Which sources are in use: of figures, of targets and comments, and of comparators."""

import polars as pl
import pytest

from kpi.indicators import sources_in_use
from kpi.model.schemas import ILLUSTRATIVE_RETURN, LOCAL_RETURN
from kpi.model.snapshot import Snapshot
from kpi.tables.catalogue import holdings


def test_every_source_of_the_shipped_snapshot_is_in_use(snapshot: Snapshot) -> None:
    assert sources_in_use.names(snapshot) == {*snapshot.sources["source"]}


@pytest.mark.parametrize("table", ["targets", "commentary"])
def test_an_illustrative_text_is_of_the_return_that_it_came_with(
    snapshot: Snapshot, table: str
) -> None:
    bare = snapshot.with_tables(
        {
            "observations": snapshot.observations.filter(pl.col("source") != ILLUSTRATIVE_RETURN),
            "targets": snapshot.targets.clear(),
            "commentary": snapshot.commentary.clear(),
        }
    )
    assert ILLUSTRATIVE_RETURN not in sources_in_use.names(bare)
    texts = getattr(snapshot, table)
    shipped = bare.with_tables({table: texts})
    assert ILLUSTRATIVE_RETURN in sources_in_use.names(shipped)
    ours = bare.with_tables({table: texts.with_columns(source=pl.lit(LOCAL_RETURN))})
    assert ILLUSTRATIVE_RETURN not in sources_in_use.names(ours)
    # The list of sources has those in use alone.
    listed = [set(holdings.releases(each)["source"]) for each in (shipped, ours)]
    assert [ILLUSTRATIVE_RETURN in each for each in listed] == [True, False]
