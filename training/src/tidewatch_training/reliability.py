"""How far the stated probabilities are from the observed accuracy."""

from dataclasses import dataclass

import numpy as np

_BINS = 15


@dataclass(frozen=True)
class Bin:
    """The texts whose predicted label has a probability above `low` and up to `high`."""

    low: float
    high: float
    texts: int
    confidence: float
    """Mean probability of the predicted label; 0 without texts."""
    accuracy: float
    """Share of the texts whose label is right; 0 without texts."""


def reliability(probabilities: np.ndarray, truth: np.ndarray) -> list[Bin]:
    """Returns 15 bins of equal width over the probability of the predicted label.

    Args:
        probabilities: [texts, classes].
        truth: class index per text, all known.
    """
    confidence = probabilities.max(axis=1)
    correct = probabilities.argmax(axis=1) == truth
    # Bins are closed above (Guo et al. 2017), so a probability of 1 falls into the last.
    places = np.clip(np.ceil(confidence * _BINS).astype(int) - 1, 0, _BINS - 1)
    texts = np.bincount(places, minlength=_BINS)
    filled = np.maximum(texts, 1)
    means = np.bincount(places, weights=confidence, minlength=_BINS) / filled
    shares = np.bincount(places, weights=correct, minlength=_BINS) / filled
    return [
        Bin(place / _BINS, (place + 1) / _BINS, int(count), float(mean), float(share))
        for place, (count, mean, share) in enumerate(zip(texts, means, shares, strict=True))
    ]


def expected_calibration_error(bins: list[Bin]) -> float:
    """Returns the mean of |accuracy - confidence| over all texts (ECE, Guo et al. 2017)."""
    total = sum(item.texts for item in bins)
    return sum(item.texts * abs(item.accuracy - item.confidence) for item in bins) / total
