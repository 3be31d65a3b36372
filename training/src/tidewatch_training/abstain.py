"""When to call a label uncertain: a threshold on its probability, and what abstaining costs.

Selective classification (El-Yaniv & Wiener 2010; Geifman & El-Yaniv 2017): the model answers only
where the probability of its label reaches a threshold. Coverage is the share of texts that get an
answer, risk is the share of wrong answers among them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from tidewatch_training.figures import ALL, Labelled, Temperatures
from tidewatch_training.splits import DEV

DECIMALS = 4
"""The streaming job rounds probabilities to these before it compares them with a threshold."""
COVERAGES = (1.0, 0.95, 0.9, 0.8, 0.7, 0.6, 0.5)


@dataclass(frozen=True)
class Coverage:
    """Accuracy against coverage of one task on one set of texts."""

    split: str
    source: str
    task: str
    texts: int
    risk_area: float
    """Mean risk over all coverages (AURC); 0 is perfect."""
    accuracy_at: Mapping[str, float]
    """Accuracy of the most certain texts, per coverage of `COVERAGES`."""
    threshold: float | None
    """Least probability of an answer, chosen on dev; None when no threshold reaches the target."""
    coverage: float
    """Share of texts at or above the threshold."""
    accuracy: float | None
    """Their accuracy; None when there are none."""


def threshold_for(probabilities: np.ndarray, truth: np.ndarray, target: float) -> float | None:
    """Returns the least threshold that leaves an accuracy of `target`; None when none does.

    Args:
        probabilities: [texts, classes].
        truth: class index per text, all known.
        target: accuracy of the texts at or above the threshold, 0 to 1.
    """
    confidence, risks = _risks(probabilities, truth)
    # Texts of one probability are answered together: a threshold takes all of them or none.
    last = np.append(confidence[:-1] > confidence[1:], True)
    reached = np.flatnonzero(last & (1 - risks >= target))
    return float(confidence[reached[-1]]) if len(reached) else None


def coverages_of(
    groups: Sequence[Labelled], temperatures: Temperatures, target: float
) -> list[Coverage]:
    """Returns accuracy against coverage of every group, at the thresholds chosen on all of dev.

    Without dev there are no thresholds. On dev itself their accuracy is the target by choice;
    other splits tell what it is worth.

    Args:
        groups: labelled texts by source.
        temperatures: per task name.
        target: accuracy that a threshold is to reach, 0 to 1.
    """
    thresholds = {
        group.task: threshold_for(group.probabilities(temperatures), group.truth, target)
        for group in groups
        if (group.split, group.group) == (DEV, ALL)
    }
    return [_coverage(group, temperatures, thresholds.get(group.task)) for group in groups]


def _coverage(group: Labelled, temperatures: Temperatures, threshold: float | None) -> Coverage:
    confidence, risks = _risks(group.probabilities(temperatures), group.truth)
    texts = len(risks)
    answered = 0 if threshold is None else int((confidence >= threshold).sum())
    return Coverage(
        split=group.split,
        source=group.group,
        task=group.task.name,
        texts=texts,
        risk_area=float(risks.mean()),
        accuracy_at={
            f"{share:.2f}": float(1 - risks[max(1, round(share * texts)) - 1])
            for share in COVERAGES
        },
        threshold=threshold,
        coverage=answered / texts,
        accuracy=float(1 - risks[answered - 1]) if answered else None,
    )


def table(coverages: Sequence[Coverage], target: float) -> str:
    """Returns accuracy at each coverage, and where the threshold for `target` stands."""
    shares = " ".join(f"{share:>6.0%}" for share in COVERAGES)
    lines = [
        f"accuracy of the most certain texts; threshold for {target:.1%} on dev",
        f"{'split':13} {'source':17} {'task':10} {shares} {'AURC':>7} {'threshold':>9} "
        f"{'coverage':>8} {'accuracy':>8}",
    ]
    for row in coverages:
        accuracies = " ".join(f"{value:6.4f}" for value in row.accuracy_at.values())
        chosen = (f"{row.threshold:.4f}" if row.threshold is not None else "none").rjust(9)
        left = (f"{row.accuracy:.4f}" if row.accuracy is not None else "").rjust(8)
        lines.append(
            f"{row.split:13} {row.source:17} {row.task:10} {accuracies} {row.risk_area:7.4f} "
            f"{chosen} {row.coverage:8.4f} {left}"
        )
    return "\n".join(lines)


def _risks(probabilities: np.ndarray, truth: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Returns rounded probabilities of the labels, falling, and the risk of answering to each."""
    confidence = probabilities.max(axis=1).round(DECIMALS)
    order = np.argsort(-confidence, kind="stable")
    wrong = (probabilities.argmax(axis=1) != truth)[order]
    return confidence[order], np.cumsum(wrong) / np.arange(1, len(wrong) + 1)
