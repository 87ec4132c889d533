"""Faults that people read: one plain line, and no command in what a visitor sees."""

from kpi.errors import AwayError, InputError, KpiError, StoreError


def test_a_fault_is_one_line_that_turns_no_text_round() -> None:
    assert str(InputError("a\u202eb.csv\nis empty")) == "ab.csv is empty"


def test_the_remedy_is_for_who_keeps_the_store_alone() -> None:
    fault = StoreError("There is no snapshot.", remedy="Run `python -m kpi build`.")
    assert str(fault) == "There is no snapshot. Run `python -m kpi build`."
    assert fault.plain == "There is no snapshot."
    assert str(StoreError("There is no snapshot.")) == "There is no snapshot."


def test_a_store_that_is_away_says_why() -> None:
    fault = AwayError("The store cannot be read: refused.", "refused")
    assert isinstance(fault, StoreError | KpiError)
    assert (fault.plain, fault.why) == ("The store cannot be read: refused.", "refused")
