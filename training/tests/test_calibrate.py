"""Curves: what they do to logits, and how they are fitted."""

import numpy as np
import pytest

from tidewatch_training.calibrate import Curve, fit_curve, fit_temperature
from tidewatch_training.labels import MISSING, softmax
from tidewatch_training.reliability import expected_calibration_error, reliability


def _overconfident_in_the_middle(count: int) -> tuple[np.ndarray, np.ndarray]:
    """Logits of two classes that are right as often as a curve says, drawn by chance."""
    chance = np.random.default_rng(5)
    margins = chance.uniform(0, 6, count)
    logits = np.stack([margins, np.zeros(count)], axis=1)
    right = softmax(Curve(0.3, -0.9, 0.15, 6.0).scaled(logits))[:, 0]
    return logits, np.where(chance.random(count) < right, 0, 1)


def test_a_curve_scales_by_the_margin_up_to_its_limit() -> None:
    logits = np.array([[1.0, 3.0, 2.0], [0.0, 0.0, 8.0]])
    scaled = Curve(0.1, -0.2, 0.05, 4.0).scaled(logits)
    factors = np.exp([0.1 - 0.2 * 1 + 0.05 * 1, 0.1 - 0.2 * 4 + 0.05 * 16])
    np.testing.assert_allclose(scaled, logits * factors[:, None])


def test_a_fitted_curve_mends_what_a_temperature_cannot() -> None:
    logits, labels = _overconfident_in_the_middle(20_000)
    curve = fit_curve(logits, labels)
    assert curve.p1 == pytest.approx(-0.9, abs=0.1)
    assert curve.p2 == pytest.approx(0.15, abs=0.02)
    by_curve = reliability(softmax(curve.scaled(logits)), labels)
    by_temperature = reliability(softmax(logits, fit_temperature(logits, labels)), labels)
    assert expected_calibration_error(by_curve) < 0.01
    assert expected_calibration_error(by_temperature) > 0.03


def test_texts_without_a_label_do_not_count() -> None:
    logits, labels = _overconfident_in_the_middle(500)
    more = np.concatenate([logits, np.full((50, 2), 3.0)])
    with_missing = np.concatenate([labels, np.full(50, MISSING)])
    assert fit_curve(more, with_missing) == fit_curve(logits, labels)
    with pytest.raises(ValueError, match="no labelled text"):
        fit_curve(logits, np.full(500, MISSING))


def test_a_curve_that_would_turn_the_order_is_a_plain_temperature() -> None:
    assert Curve(0.0, -0.2, 0.05, 8.0).keeps_order()
    assert not Curve(0.0, -1.0, 0.0, 8.0).keeps_order()
    # Sure texts are wrong, doubtful ones right: no order of margins fits.
    margins = np.linspace(0.1, 6, 400)
    logits = np.stack([margins, np.zeros(400)], axis=1)
    labels = (margins > 3).astype(int)
    curve = fit_curve(logits, labels)
    assert (curve.p1, curve.p2) == (0.0, 0.0)
    assert curve.p0 == pytest.approx(-np.log(fit_temperature(logits, labels)), abs=1e-3)
