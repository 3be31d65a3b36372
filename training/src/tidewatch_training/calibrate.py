"""Calibration on dev: temperatures, curves, and offsets where sources disagree on the prior."""

from collections.abc import Sequence
from dataclasses import dataclass

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


@dataclass(frozen=True)
class Curve:
    """Scales logits by exp(p0 + p1 m + p2 m^2), m the margin of the two largest, up to `limit`.

    It is a temperature that depends on how far ahead the predicted label is (one of the family of
    Tomani, Cremers and Buettner 2022, "Parameterized Temperature Scaling"); the label stays.
    """

    p0: float
    p1: float
    p2: float
    limit: float
    """The largest margin of the texts that it was fitted on: beyond, it is not known."""

    def scaled(self, logits: np.ndarray) -> np.ndarray:
        """Returns the logits [texts, classes] times their factors."""
        second, first = np.partition(logits, -2, axis=-1)[:, -2:].T
        margin = np.minimum(first - second, self.limit)
        return logits * np.exp(self.p0 + margin * (self.p1 + margin * self.p2))[:, None]

    def keeps_order(self) -> bool:
        """Tells whether a larger margin is a larger one after scaling too.

        m exp(p0 + p1 m + p2 m^2) rises where 1 + p1 m + 2 p2 m^2 is positive.
        """
        margins = np.linspace(0, self.limit, 1000)
        return bool((1 + margins * (self.p1 + 2 * margins * self.p2) > 0).all())


def fit_curve(logits: np.ndarray, labels: Sequence[int]) -> Curve:
    """Returns the curve with the least negative log-likelihood.

    Where that one would call a smaller margin the surer, which takes few texts or odd ones, it is
    the plain temperature.

    Args:
        logits: [texts, classes].
        labels: class index per text; `MISSING` ones are left out, one at least is known.
    """
    plain = -float(np.log(fit_temperature(logits, labels)))
    truth = np.asarray(labels)
    known = truth != MISSING
    logits, truth = logits[known].astype(np.float64), truth[known]
    second, first = np.partition(logits, -2, axis=-1)[:, -2:].T
    limit = round(float((first - second).max()), 4)
    rows = np.arange(len(truth))

    def loss(parameters: np.ndarray) -> float:
        with np.errstate(over="ignore", invalid="ignore"):  # of a curve far off, which is none
            probabilities = softmax(Curve(*parameters, limit).scaled(logits))[rows, truth]
        loss = float(-np.log(np.maximum(probabilities, 1e-12)).mean())
        return loss if np.isfinite(loss) else np.inf

    fitted = minimize(loss, [plain, 0.0, 0.0], method="Nelder-Mead", options={"maxiter": 2000})
    curve = Curve(*(round(float(value), 4) for value in fitted.x), limit)
    return curve if curve.keeps_order() else Curve(round(plain, 4), 0.0, 0.0, limit)


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
