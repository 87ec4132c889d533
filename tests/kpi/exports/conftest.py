"""One good Word file for all tests of Word files."""

import pytest

from kpi.exports.docx import to_docx
from tests.kpi.exports.word_files import ABOUT, BLOCKS


@pytest.fixture(scope="session")
def good() -> bytes:
    return to_docx(BLOCKS, ABOUT)
