"""What the tests of returns share: definitions, and the illustrative return in each form."""

from pathlib import Path

import pytest

from kpi.model.definitions import definition_reader
from kpi.model.definitions.indicator import Indicator


@pytest.fixture(scope="session")
def indicators(definitions_folder: Path) -> tuple[Indicator, ...]:
    """The shipped definitions."""
    return definition_reader.from_table(definition_reader.read_files(definitions_folder))
