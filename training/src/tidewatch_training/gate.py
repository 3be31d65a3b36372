"""Decides whether a challenger may take the champion's place."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

ACCURACY = "accuracy"
MACRO_F1 = "macroF1"
CALIBRATION_ERROR = "calibrationError"
PASS_RATE = "passRate"

_LEAST_MARGINS = {ACCURACY: 0.01, MACRO_F1: 0.02, CALIBRATION_ERROR: 0.03, PASS_RATE: 0.03}
# On few or much alike texts chance does a lot, but it excuses no more than this.
_LARGEST_OF_LEAST = 3
# A challenger as good as the champion falls further than this in one metric of 160; of the 25 or so
# that are judged, in one comparison of ten, as those of the same texts go together.
_STANDARD_ERRORS = 2.5
# Below these chance says more than the model does: in 15 bins of 470 texts, a model without any
# calibration error at all shows one of about sqrt(2 / pi) * sqrt(15 * 0.15 / 470) = 0.055.
_LEAST_TEXTS = {ACCURACY: 50, MACRO_F1: 50, CALIBRATION_ERROR: 1_000, PASS_RATE: 50}
LEAST_CORRECTED_LABELS = 20

LARGEST_SLOWDOWN = 1.25
"""Time per text against the champion's; a model of the same shape differs by the noise alone."""
LARGEST_PARITY_DIFFERENCE = 1e-3
"""Of a probability of `parity.json`; that of the job's own check."""


@dataclass(frozen=True)
class Compared:
    """One metric of both models on the same texts."""

    split: str
    source: str
    """Name of the source, or what `figures` calls all of them."""
    task: str
    metric: str
    texts: int
    champion: float
    challenger: float
    margin: float | None
    """How much worse the challenger may be; None where there are too few texts to tell."""

    @property
    def worse_by(self) -> float:
        """How much worse the challenger is; below 0 where it is better."""
        change = self.challenger - self.champion
        return change if self.metric == CALIBRATION_ERROR else -change

    @property
    def failed(self) -> bool:
        """Whether it is worse by more than the margin."""
        return self.margin is not None and self.worse_by > self.margin


@dataclass(frozen=True)
class Gate:
    """The decision, and why not where it is no."""

    promotable: bool
    reasons: Sequence[str]


def margin_of(metric: str, texts: int, error: float) -> float | None:
    """Returns the margin of a metric of frozen texts.

    Args:
        metric: its name.
        texts: how many it is computed on.
        error: standard error of the difference of two models; 0 where it is not known.
    """
    if texts < _LEAST_TEXTS[metric]:
        return None
    least = _LEAST_MARGINS[metric]
    return min(max(least, _STANDARD_ERRORS * error), _LARGEST_OF_LEAST * least)


def discordance_error(only_first: int, only_second: int, texts: int) -> float:
    """Returns the standard error of the difference of two shares on the same texts.

    Args:
        only_first: texts that the first alone has right.
        only_second: texts that the second alone has right.
        texts: all of them.
    """
    difference = only_first - only_second
    return math.sqrt(only_first + only_second - difference**2 / texts) / texts


def judge(
    compared: Sequence[Compared],
    slowdown: float,
    parity_difference: float,
    incompatible: Sequence[str],
) -> Gate:
    """Decides.

    Args:
        compared: the metrics of both.
        slowdown: the challenger's time per text over the champion's.
        parity_difference: largest difference of a probability from what the bundle says of itself.
        incompatible: in what the job could not exchange one for the other.
    """
    reasons = [
        f"{row.metric} of {row.task} on {row.split} ({row.source}, {row.texts} texts) is "
        f"{row.challenger:.4f}, the champion's {row.champion:.4f}: worse by {row.worse_by:.4f}, "
        f"at most {row.margin:.4f} may be"
        for row in compared
        if row.failed
    ]
    if slowdown > LARGEST_SLOWDOWN:
        reasons.append(
            f"a text takes {slowdown:.2f} times as long as with the champion, at most "
            f"{LARGEST_SLOWDOWN} may be"
        )
    if not parity_difference <= LARGEST_PARITY_DIFFERENCE:
        reasons.append(
            f"a probability differs from that of its parity.json by {parity_difference:.1e}, at "
            f"most {LARGEST_PARITY_DIFFERENCE} may be"
        )
    reasons += [f"it has other {item} than the champion" for item in incompatible]
    return Gate(not reasons, tuple(reasons))


def table(compared: Sequence[Compared]) -> str:
    """Returns the metrics of both as a text table."""
    lines = [
        f"{'split':13} {'texts of':17} {'task':10} {'metric':16} {'texts':>6} {'champion':>9} "
        f"{'challenger':>10} {'margin':>7}"
    ]
    for row in compared:
        margin = "-" if row.margin is None else f"{row.margin:.4f}"
        lines.append(
            f"{row.split:13} {row.source:17} {row.task:10} {row.metric:16} {row.texts:6d} "
            f"{row.champion:9.4f} {row.challenger:10.4f} {margin:>7}"
            f"{'  WORSE' if row.failed else ''}"
        )
    return "\n".join(lines)
