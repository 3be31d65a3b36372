"""The behaviour cases themselves, and that failures are found and counted."""

import json
from collections.abc import Callable
from itertools import chain

import numpy as np
import pytest

from tidewatch_training import behaviour
from tidewatch_training.behaviour import Capability, Case, cases, judge, table
from tidewatch_training.labels import SENTIMENT, TASKS, TOPIC


def _outcomes(all_cases: list[Case], answer: Callable[[str, str], str]) -> list[Capability]:
    """Judges a model that gives the label `answer(task name, text)` the probability 1."""
    rows: dict[str, dict[str, np.ndarray]] = {task.name: {} for task in TASKS}
    for case in all_cases:
        task = case.task
        for text in case.texts:
            label = task.labels.index(answer(task.name, text))
            rows[task.name][text] = np.eye(len(task.labels))[label]
    return judge(all_cases, rows)


def test_there_are_at_least_200_written_cases() -> None:
    content = json.loads(behaviour._CASES.read_text(encoding="utf-8"))
    written = [*content["direction"].values(), *content["invariance"].values()]
    written += chain.from_iterable(labels.values() for labels in content["functionality"].values())
    assert sum(len(group) for group in written) >= 200


def test_every_label_has_functionality_cases() -> None:
    for task in TASKS:
        labels = [
            case.label for case in cases() if case.kind == "functionality" and case.task == task
        ]
        assert set(labels) == set(task.labels)
        assert min(labels.count(label) for label in task.labels) >= 4


def test_no_case_is_empty_or_written_twice() -> None:
    seen = set()
    for case in cases():
        assert all(case.texts)
        assert "{" not in "".join(case.texts)
        key = (case.kind, case.capability, case.task.name, case.texts)
        assert key not in seen
        seen.add(key)


def test_pairs_and_variants_differ() -> None:
    for case in cases():
        if case.kind == "direction":
            assert len(set(case.texts)) == 2
        elif case.kind == "invariance":
            assert len(set(case.texts)) >= 2  # most links are cleaned away


def test_a_model_that_always_says_one_thing_passes_what_asks_for_it_and_invariance() -> None:
    outcomes = _outcomes(
        cases(), lambda task, _: {"topic": "IPO", "sentiment": "neutral", "theme": "none"}[task]
    )
    for row in outcomes:
        passes = row.kind == "invariance" or row.capability in ("IPO", "neutral", "none")
        assert row.failure_rate == (0 if passes else 1), row.capability
        assert len(row.failures) == (0 if passes else row.cases)


def test_a_model_that_knows_the_answers_fails_nothing() -> None:
    expected = {
        (case.task.name, case.texts[0]): case.label
        for case in cases()
        if case.kind == "functionality"
    }
    better = {case.texts[1] for case in cases() if case.kind == "direction"}
    worse = {case.texts[0] for case in cases() if case.kind == "direction"}

    def answer(task: str, text: str) -> str:
        if task == "sentiment" and text in worse | better:
            return "positive" if text in better else "negative"
        return expected[task, text]

    asked = [case for case in cases() if case.kind != "invariance"]
    assert [row.capability for row in _outcomes(asked, answer) if row.failures] == []


def test_a_label_that_follows_the_name_fails_invariance() -> None:
    case = Case("invariance", "company name", TOPIC, ("Alderpoint falls", "Bluefinch falls"))
    (row,) = _outcomes([case], lambda _, text: "IPO" if "Blue" in text else "Macro")
    assert (row.cases, row.failure_rate) == (1, 1)
    assert row.failures[0].found == ("Macro", "IPO")
    assert "Bluefinch falls -> IPO" in table([row], failures=True)
    assert "Bluefinch falls" not in table([row])


@pytest.mark.parametrize(("shift", "passes"), [(0.12, True), (0.05, False), (-0.5, False)])
def test_direction_asks_for_a_shift_of_net_sentiment(shift: float, passes: bool) -> None:
    case = Case("direction", "denial", SENTIMENT, ("confirms", "denies"))
    rows = {"confirms": np.array([0.6, 0.1, 0.3]), "denies": np.array([0.6 - shift, 0.1, 0.3])}
    (row,) = judge([case], {"sentiment": rows})
    assert (not row.failures) == passes


def test_totals_stand_at_the_end() -> None:
    asked = [Case("functionality", label, SENTIMENT, (label,), label) for label in SENTIMENT.labels]
    shown = table(_outcomes(asked, lambda *_: "neutral"))
    assert shown.splitlines()[-1].split() == [
        "functionality",
        "all",
        "sentiment",
        "3",
        "2",
        "66.7%",
    ]
