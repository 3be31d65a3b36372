"""Figures by source and slice."""

import numpy as np
import pytest

from tidewatch_training.data import VALID, Example
from tidewatch_training.figures import (
    ALL,
    by_slice,
    by_source,
    figure,
    figures_of,
    table,
    without_neutral,
)
from tidewatch_training.labels import MISSING, TASKS
from tidewatch_training.splits import DEV

_EXAMPLES = [
    Example("$CRVN cuts loss", (MISSING, 1, MISSING), "tweets", "c1"),
    Example("Corvane cuts forecast", (MISSING, 0, MISSING), "tweets", "c2"),
    Example("Valdoria may default", (3, 0, 1), "newswire", "c1"),
]


def _logits(sentiments: list[int]) -> dict[str, np.ndarray]:
    logits = {task.name: np.zeros((3, len(task.labels))) for task in TASKS}
    logits["sentiment"][range(3), sentiments] = 5
    return logits


def test_dev_has_all_sources_together_first_and_then_each() -> None:
    found = by_source(DEV, _EXAMPLES, _logits([1, 0, 0]))
    assert [(texts.group, texts.task.name, len(texts.truth)) for texts in found] == [
        (ALL, "topic", 1),
        (ALL, "sentiment", 3),
        (ALL, "theme", 1),
        ("tweets", "sentiment", 2),
        ("newswire", "topic", 1),
        ("newswire", "sentiment", 1),
        ("newswire", "theme", 1),
    ]
    # A cluster is one of its source: the two "c1" are not copies of each other.
    assert found[1].clusters == ("tweets/c1", "tweets/c2", "newswire/c1")


def test_published_splits_have_sources_only() -> None:
    groups = [texts.group for texts in by_source(VALID, _EXAMPLES, _logits([1, 0, 0]))]
    assert ALL not in groups


def test_a_slice_has_the_texts_of_its_rule() -> None:
    found = by_slice(DEV, _EXAMPLES, _logits([1, 2, 0]), tokens=[5, 20, 5])
    sizes = {texts.group: len(texts.truth) for texts in found if texts.task.name == "sentiment"}
    assert sizes == {
        "1-16 tokens": 2,
        "17-32 tokens": 1,
        "cashtag": 1,
        "no cashtag": 2,
        "no number": 3,
        "no negation": 3,
        "hedged": 1,
        "not hedged": 2,
        "less bad": 1,
        "less good": 1,
    }
    accuracies = {
        texts.group: figure(texts, None).score.accuracy
        for texts in found
        if texts.task.name == "sentiment"
    }
    assert (accuracies["less bad"], accuracies["less good"]) == (1, 0)


def test_a_figure_has_intervals_and_with_temperatures_a_calibration_error() -> None:
    sentiment = by_source(DEV, _EXAMPLES, _logits([1, 0, 1]))[1]
    scored = figure(sentiment, {"sentiment": 2.0})
    confidence = np.exp(2.5) / (np.exp(2.5) + 2)  # logits 5, 0, 0 at temperature 2
    assert scored.score.accuracy == pytest.approx(2 / 3)
    assert scored.calibration_error == pytest.approx(abs(confidence - 2 / 3))
    assert scored.accuracy_interval.low < 2 / 3 < scored.accuracy_interval.high
    assert figure(sentiment, None).calibration_error is None
    assert f"{scored.calibration_error:.4f}" in table([scored])
    assert table(figures_of(DEV, _EXAMPLES, _logits([1, 0, 1]))).count("\n") == 7


def test_without_neutral_the_better_of_the_other_two_is_taken() -> None:
    logits = _logits([2, 2, 2])
    logits["sentiment"][0, 1] = logits["sentiment"][1, 0] = logits["sentiment"][2, 1] = 1
    texts = without_neutral(by_source(DEV, _EXAMPLES, logits)[1])
    assert texts.group == f"{ALL}, 2 classes"
    assert figure(texts, {"sentiment": 1.0}).score.accuracy == pytest.approx(2 / 3)
    assert texts.probabilities({"sentiment": 1.0})[:, 2].tolist() == [0, 0, 0]
