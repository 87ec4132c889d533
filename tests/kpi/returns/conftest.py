"""What the tests of returns share: definitions, and the illustrative return in each form."""

from pathlib import Path

import pytest

from kpi.model.definitions import files
from kpi.model.definitions.indicator import Indicator


@pytest.fixture(scope="session")
def indicators(definitions_folder: Path) -> tuple[Indicator, ...]:
    """The shipped definitions."""
    return files.from_table(files.read_files(definitions_folder))
