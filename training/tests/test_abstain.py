"""Thresholds and coverage, on cases computed by hand."""

import numpy as np
import pytest

from tidewatch_training.abstain import Coverage, coverages_of, table, threshold_for
from tidewatch_training.figures import ALL, Labelled
from tidewatch_training.labels import SENTIMENT
from tidewatch_training.splits import DEV

_CONFIDENCES = (0.99, 0.9, 0.8, 0.7, 0.6)
_TRUTH = np.array([0, 0, 1, 0, 1])  # the predicted class is 0: the third and the fifth are wrong


def _probabilities(confidences: tuple[float, ...] = _CONFIDENCES) -> np.ndarray:
    return np.array([[value, (1 - value) / 2, (1 - value) / 2] for value in confidences])


def _group(split: str, truth: np.ndarray = _TRUTH) -> Labelled:
    clusters = tuple(f"c{number}" for number in range(len(truth)))
    return Labelled(split, ALL, SENTIMENT, truth, np.log(_probabilities()), clusters)


def _coverages(*groups: Labelled, target: float) -> list[Coverage]:
    return coverages_of(groups, {"sentiment": 1.0}, target)


@pytest.mark.parametrize(
    ("target", "threshold"), [(1.0, 0.9), (0.75, 0.7), (0.7, 0.7), (0.6, 0.6), (0.1, 0.6)]
)
def test_the_threshold_is_the_least_that_reaches_the_target(
    target: float, threshold: float
) -> None:
    assert threshold_for(_probabilities(), _TRUTH, target) == pytest.approx(threshold)


def test_no_threshold_where_the_most_certain_text_is_wrong() -> None:
    assert threshold_for(_probabilities((0.9, 0.5)), np.array([1, 0]), 0.9) is None


def test_texts_of_one_probability_are_answered_together() -> None:
    tied = _probabilities((0.9, 0.8, 0.8))
    assert threshold_for(tied, np.array([0, 0, 1]), 1.0) == pytest.approx(0.9)
    assert threshold_for(tied, np.array([0, 1, 0]), 1.0) == pytest.approx(0.9)


def test_probabilities_are_compared_as_the_job_rounds_them() -> None:
    close = _probabilities((0.9, 0.80004, 0.79996))
    assert threshold_for(close, np.array([0, 0, 1]), 1.0) == 0.9
    assert threshold_for(close, np.array([0, 0, 1]), 0.6) == 0.8


def test_coverage_and_area_of_a_small_case() -> None:
    (row,) = _coverages(_group(DEV), target=0.75)
    assert row.threshold == pytest.approx(0.7)
    assert (row.coverage, row.accuracy) == pytest.approx((0.8, 0.75))
    assert row.risk_area == pytest.approx((0 + 0 + 1 / 3 + 1 / 4 + 2 / 5) / 5)
    assert row.accuracy_at["1.00"] == pytest.approx(0.6)
    assert row.accuracy_at["0.60"] == pytest.approx(2 / 3)


def test_the_threshold_of_dev_is_used_on_other_splits() -> None:
    other = _group("valid_noleak", np.array([1, 0, 0, 0, 0]))
    _, row = _coverages(_group(DEV), other, target=1.0)
    assert row.threshold == pytest.approx(0.9)
    assert (row.coverage, row.accuracy) == pytest.approx((0.4, 0.5))


def test_without_dev_nothing_is_chosen_and_nothing_answered() -> None:
    (row,) = _coverages(_group("valid"), target=0.75)
    assert (row.threshold, row.coverage, row.accuracy) == (None, 0, None)
    assert "none" in table([row], 0.75)
