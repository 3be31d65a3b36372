"""Bootstrap intervals of accuracy and macro-F1, resampled by cluster."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

_RESAMPLES = 1_000
_SEED = 2026
_PERCENTILES = (2.5, 97.5)


@dataclass(frozen=True)
class Interval:
    """A 95 % interval."""

    low: float
    high: float


def intervals(
    truth: np.ndarray, predicted: np.ndarray, clusters: Sequence[str], classes: int
) -> tuple[Interval, Interval]:
    """Returns the intervals of accuracy and macro-F1.

    Percentile intervals (Efron & Tibshirani 1993, chapter 13). Whole clusters are drawn with
    replacement (Field & Welsh 2007), since near-copies are right or wrong together and are no
    independent evidence. As in `metrics`, the macro-F1 of a resample is over its classes.

    Args:
        truth: class index per text, all known, at least one.
        predicted: class index per text.
        clusters: cluster id per text.
        classes: how many there are.
    """
    confusions = _confusions(truth, predicted, clusters, classes)
    return percentile_interval(accuracy(confusions)), percentile_interval(macro_f1(confusions))


def difference_errors(
    truth: np.ndarray,
    first: np.ndarray,
    second: np.ndarray,
    clusters: Sequence[str],
    classes: int,
) -> tuple[float, float]:
    """Returns the standard errors of the differences of two models' accuracies and macro-F1s.

    Args:
        truth: class index per text, all known, at least one.
        first: what one model predicts.
        second: what the other predicts.
        clusters: cluster id per text.
        classes: how many there are.
    """
    # The draws are seeded, so both models are resampled alike.
    one, other = (_confusions(truth, found, clusters, classes) for found in (first, second))
    return (
        float((accuracy(one) - accuracy(other)).std()),
        float((macro_f1(one) - macro_f1(other)).std()),
    )


def _confusions(
    truth: np.ndarray, predicted: np.ndarray, clusters: Sequence[str], classes: int
) -> np.ndarray:
    """Returns the confusion matrix of every resample, [resamples, true, predicted class]."""
    names, members = np.unique(np.asarray(clusters), return_inverse=True)
    cells = truth * classes + predicted
    chance = np.random.default_rng(_SEED)
    confusions = np.empty((_RESAMPLES, classes * classes))
    for row in confusions:
        drawn = np.bincount(chance.integers(len(names), size=len(names)), minlength=len(names))
        row[:] = np.bincount(cells, weights=drawn[members], minlength=classes * classes)
    return confusions.reshape(_RESAMPLES, classes, classes)


def accuracy(confusions: np.ndarray) -> np.ndarray:
    """Returns the accuracy [...] of confusion matrices [..., true class, predicted class]."""
    return _diagonal(confusions).sum(axis=-1) / confusions.sum(axis=(-2, -1))


def macro_f1(confusions: np.ndarray) -> np.ndarray:
    """Returns macro-F1 [...], over the true classes, of matrices [..., true, predicted class]."""
    support = confusions.sum(axis=-1)
    both = support + confusions.sum(axis=-2)
    f1 = 2 * _diagonal(confusions) / np.maximum(both, 1)
    return (f1 * (support > 0)).sum(axis=-1) / (support > 0).sum(axis=-1)


def _diagonal(confusions: np.ndarray) -> np.ndarray:
    return np.diagonal(confusions, axis1=-2, axis2=-1)


def percentile_interval(values: np.ndarray) -> Interval:
    """Returns the interval of a statistic from its values on resamples, [resamples]."""
    low, high = np.percentile(values, _PERCENTILES)
    return Interval(float(low), float(high))
