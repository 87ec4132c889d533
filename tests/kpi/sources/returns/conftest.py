"""What the tests of returns share: definitions, and the illustrative return in each form."""

from pathlib import Path

import pytest

from kpi import definitions
from kpi.model import Indicator


@pytest.fixture(scope="session")
def indicators(definitions_folder: Path) -> tuple[Indicator, ...]:
    """The shipped definitions."""
    return definitions.from_table(definitions.read_files(definitions_folder))
