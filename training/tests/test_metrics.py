"""Accuracy, macro-F1 and temperatures on cases computed by hand."""

import numpy as np
import pytest

from tidewatch_training.calibrate import fit_temperature
from tidewatch_training.labels import MISSING, SENTIMENT, softmax
from tidewatch_training.metrics import score


def _logits(predictions: list[int]) -> np.ndarray:
    return np.eye(3, dtype=np.float32)[predictions]


def test_scores_of_a_small_case() -> None:
    scored = score(SENTIMENT, [0, 0, 1, 1, 2, MISSING], _logits([0, 1, 1, 1, 2, 0]))
    assert scored is not None
    assert scored.texts == 5
    assert scored.accuracy == pytest.approx(4 / 5)
    # F1: negative 2/3 (precision 1, recall 1/2), positive 4/5, neutral 1
    assert [row.f1 for row in scored.classes] == pytest.approx([2 / 3, 4 / 5, 1])
    assert scored.macro_f1 == pytest.approx((2 / 3 + 4 / 5 + 1) / 3)
    assert [row.support for row in scored.classes] == [2, 2, 1]


def test_macro_f1_is_over_the_classes_that_occur() -> None:
    scored = score(SENTIMENT, [0, 0, 1], _logits([0, 0, 1]))
    assert scored is not None
    assert scored.macro_f1 == 1


def test_no_label_gives_no_score() -> None:
    assert score(SENTIMENT, [MISSING, MISSING], _logits([0, 1])) is None


def test_the_temperature_undoes_an_overconfident_scale() -> None:
    chance = np.random.default_rng(4)
    logits = chance.normal(size=(4000, 3)) * 2
    labels = [int(chance.choice(3, p=row)) for row in softmax(logits)]
    assert fit_temperature(logits * 3, labels) == pytest.approx(3, rel=0.1)


def test_the_temperature_ignores_missing_labels() -> None:
    logits = np.array([[2.0, 0, 0], [0, 2.0, 0], [9.0, 0, 0]])
    with_missing = fit_temperature(logits, [0, 0, MISSING])
    assert with_missing == fit_temperature(logits[:2], [0, 0])
    with pytest.raises(ValueError, match="no labelled text"):
        fit_temperature(logits, [MISSING] * 3)
