"""Bootstrap intervals against metrics and against a known spread."""

import numpy as np
import pytest

from tidewatch_training.bootstrap import accuracy, intervals, macro_f1
from tidewatch_training.labels import SENTIMENT
from tidewatch_training.metrics import score

_CHANCE = np.random.default_rng(3)
_TRUTH = _CHANCE.integers(3, size=400)
_PREDICTED = np.where(_CHANCE.random(400) < 0.8, _TRUTH, (_TRUTH + 1) % 3)


def _single(texts: int) -> list[str]:
    return [f"c{number}" for number in range(texts)]


def test_accuracy_and_macro_f1_of_a_matrix_are_those_of_the_metrics() -> None:
    truth, predicted = np.array([0, 0, 1, 1, 1]), np.array([0, 2, 1, 1, 0])  # class 2 never true
    matrix = np.zeros((3, 3))
    np.add.at(matrix, (truth, predicted), 1)
    scored = score(SENTIMENT, truth, np.eye(3)[predicted])
    assert scored is not None
    assert accuracy(matrix) == pytest.approx(scored.accuracy)
    assert macro_f1(matrix) == pytest.approx(scored.macro_f1)


def test_the_interval_of_single_texts_is_the_binomial_one() -> None:
    found, _ = intervals(_TRUTH, _PREDICTED, _single(400), 3)
    share = (_TRUTH == _PREDICTED).mean()
    half = 1.96 * np.sqrt(share * (1 - share) / 400)
    assert found.low == pytest.approx(share - half, abs=0.01)
    assert found.high == pytest.approx(share + half, abs=0.01)


def test_copies_in_a_cluster_do_not_narrow_the_interval() -> None:
    once, _ = intervals(_TRUTH, _PREDICTED, _single(400), 3)
    copied = [np.tile(part, 5) for part in (_TRUTH, _PREDICTED)]
    clustered, _ = intervals(*copied, _single(400) * 5, 3)
    alone, _ = intervals(*copied, _single(2000), 3)
    assert clustered == once
    assert alone.high - alone.low < 0.6 * (once.high - once.low)


def test_a_seed_makes_it_the_same_every_time() -> None:
    first = intervals(_TRUTH, _PREDICTED, _single(400), 3)
    assert first == intervals(_TRUTH, _PREDICTED, _single(400), 3)
    assert all(interval.low < interval.high for interval in first)
