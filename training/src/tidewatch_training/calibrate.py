"""Calibration on dev: temperatures, and class offsets where sources disagree about the prior."""

from collections.abc import Sequence

import numpy as np
from scipy.optimize import minimize, minimize_scalar

from tidewatch_training.labels import MISSING, TASKS, softmax

UNCALIBRATED = {task.name: 1.0 for task in TASKS}
"""Temperatures where none were fitted."""
_RANGE = (0.05, 20.0)


def fit_temperature(logits: np.ndarray, labels: Sequence[int]) -> float:
    """Returns the temperature with the least negative log-likelihood (Guo et al. 2017).

    Args:
        logits: [texts, classes].
        labels: class index per text; `MISSING` ones are left out, one at least is known.
    """
    truth = np.asarray(labels)
    known = truth != MISSING
    if not known.any():
        raise ValueError("no labelled text to fit a temperature on")
    logits, truth = logits[known], truth[known]
    rows = np.arange(len(truth))

    def loss(log_temperature: float) -> float:
        probabilities = softmax(logits, float(np.exp(log_temperature)))[rows, truth]
        return float(-np.log(np.maximum(probabilities, 1e-12)).mean())

    fitted = minimize_scalar(loss, bounds=np.log(_RANGE), method="bounded")
    return round(float(np.exp(fitted.x)), 4)


def fit_offsets(logits: np.ndarray, labels: Sequence[int]) -> np.ndarray:
    """Returns what to add to each class's logit so that the classes are as frequent as they are.

    Fitted together with a temperature (bias-corrected temperature scaling, Alexandari et al. 2020),
    which is not returned; the last class has offset 0.

    Args:
        logits: [texts, classes].
        labels: class index per text; `MISSING` ones are left out.
    """
    truth = np.asarray(labels)
    known = truth != MISSING
    logits, truth = logits[known].astype(np.float64), truth[known]
    rows = np.arange(len(truth))

    def shifted(parameters: np.ndarray) -> np.ndarray:
        return logits + np.append(parameters[1:], 0.0)

    def loss(parameters: np.ndarray) -> float:
        probabilities = softmax(shifted(parameters), float(np.exp(parameters[0])))[rows, truth]
        return float(-np.log(np.maximum(probabilities, 1e-12)).mean())

    fitted = minimize(loss, np.zeros(logits.shape[1]))
    return np.append(fitted.x[1:], 0.0)
