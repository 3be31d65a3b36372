"""Cleaning: the cases that the Java tests read too."""

import json
from pathlib import Path

import pytest

from tidewatch_training.text import clean, model_text

_CASES = json.loads((Path(__file__).parent / "cleaning_cases.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    "case", _CASES, ids=lambda case: case["text"][:30].encode("unicode_escape")
)
def test_case(case: dict[str, str]) -> None:
    assert model_text(case["title"], case["text"]) == case["cleaned"]


def test_there_are_enough_cases() -> None:
    assert len(_CASES) >= 40
    assert {case["title"] is None for case in _CASES} == {True, False}


def test_cleaning_ordinary_text_again_changes_nothing() -> None:
    texts = [case["cleaned"] for case in _CASES if "&" not in case["cleaned"]]
    assert [clean(text) for text in texts] == [text.strip(" ") for text in texts]
