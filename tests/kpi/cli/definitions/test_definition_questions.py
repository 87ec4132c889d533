"""What is missing is named by its option, all at once; what is proposed is taken where wanted."""

import pytest

from kpi.cli.definitions.definition_questions import DefinitionQuestion, answers, option_of
from kpi.errors import KpiError

NAME = DefinitionQuestion("name", "What it is called", lambda _: "")
AIM = DefinitionQuestion("aim", "What is wanted", lambda said: said.get("name", ""))
UNIT = DefinitionQuestion("unit", "Unit", lambda _: "percent")


def test_an_option_has_hyphens() -> None:
    assert option_of("owner_role") == "--owner-role"


@pytest.mark.parametrize(
    ("questions", "given", "said"),
    [
        (
            (NAME, UNIT),
            {},
            "--name and --unit are missing; --yes takes what is proposed for --unit",
        ),
        ((UNIT,), {}, "--unit is missing; --yes takes what is proposed"),
        ((NAME,), {"unit": "days"}, "--name is missing"),
    ],
)
def test_what_is_missing(
    questions: tuple[DefinitionQuestion, ...], given: dict[str, str], said: str
) -> None:
    with pytest.raises(KpiError) as fault:
        answers(questions, given, takes_proposed=False)
    assert str(fault.value) == f"nothing was written: {said}"


def test_a_proposal_sees_the_answers_so_far() -> None:
    assert answers((NAME, AIM, UNIT), {"name": "Visits"}, takes_proposed=True) == {
        "name": "Visits",
        "aim": "Visits",
        "unit": "percent",
    }
    with pytest.raises(KpiError, match=r"--name and --aim are missing$"):
        answers((NAME, AIM, UNIT), {}, takes_proposed=True)
