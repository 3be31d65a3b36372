"""The reliability bins and the calibration error, on cases computed by hand."""

import numpy as np
import pytest

from tidewatch_training.reliability import expected_calibration_error, reliability


def _two_classes(confidences: list[float]) -> np.ndarray:
    return np.array([[value, 1 - value] for value in confidences])


def test_bins_hold_their_texts_and_close_above() -> None:
    bins = reliability(_two_classes([1.0, 0.95, 0.6, 0.55]), np.array([0, 1, 0, 0]))
    assert len(bins) == 15
    assert [item.texts for item in bins[8:]] == [2, 0, 0, 0, 0, 0, 2]  # 0.6 is the end of the ninth
    assert bins[14].confidence == pytest.approx(0.975)
    assert bins[14].accuracy == pytest.approx(0.5)
    assert bins[8].accuracy == pytest.approx(1)


def test_the_calibration_error_is_weighted_by_texts() -> None:
    bins = reliability(_two_classes([0.9, 0.9, 0.9, 0.7]), np.array([0, 0, 1, 0]))
    # three texts at 0.9 with accuracy 2/3, one at 0.7 that is right
    assert expected_calibration_error(bins) == pytest.approx((3 * (0.9 - 2 / 3) + 0.3) / 4)


def test_probabilities_that_are_true_have_a_small_error_and_inflated_ones_do_not() -> None:
    chance = np.random.default_rng(5)
    confidence = chance.uniform(0.5, 0.9, size=20_000)
    truth = (chance.random(20_000) > confidence).astype(int)
    honest = expected_calibration_error(reliability(_two_classes(list(confidence)), truth))
    inflated = expected_calibration_error(reliability(_two_classes(list(confidence + 0.1)), truth))
    assert honest < 0.01
    assert inflated == pytest.approx(0.1, abs=0.01)
