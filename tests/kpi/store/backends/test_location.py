"""Each kind of store is found by its name."""

from pathlib import Path

from kpi.store.backends import location
from kpi.store.backends import location as store_location


def test_each_kind_is_found_by_its_name(s3_url: str, tmp_path: Path) -> None:
    assert location.named(s3_url) == location.named(f"{s3_url}/")
    assert location.named(str(tmp_path)) == tmp_path
    assert store_location.open_backend(tmp_path).is_fast
    assert not store_location.open_backend(location.named(s3_url)).is_fast
