"""The figures of labelled texts: per source, and per slice."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain

import numpy as np

from tidewatch_training.bootstrap import Interval, intervals
from tidewatch_training.data import Example
from tidewatch_training.labels import MISSING, SENTIMENT, TASKS, Task, softmax
from tidewatch_training.metrics import TaskScore, score
from tidewatch_training.reliability import expected_calibration_error, reliability
from tidewatch_training.slices import SLICES, slices_of
from tidewatch_training.splits import DEV

ALL = "all"

Temperatures = Mapping[str, float]
"""Per task name; calibrated probabilities are softmax(logits / temperature)."""


@dataclass(frozen=True)
class Labelled:
    """The texts of one group that have a label of one task, at least one text."""

    split: str
    group: str
    """Name of the source or of the slice, or `ALL`."""
    task: Task
    truth: np.ndarray
    """Class index per text."""
    logits: np.ndarray
    """[texts, classes]."""
    clusters: tuple[str, ...]
    """Per text; unique over all sources."""

    def probabilities(self, temperatures: Temperatures) -> np.ndarray:
        """Returns the calibrated probabilities [texts, classes]."""
        return softmax(self.logits, temperatures[self.task.name])


@dataclass(frozen=True)
class Figure:
    """The score of one task on one group of texts."""

    split: str
    source: str
    """Name of the source or of the slice, or `ALL`."""
    score: TaskScore
    accuracy_interval: Interval
    macro_f1_interval: Interval
    calibration_error: float | None
    """Of the calibrated probabilities; None where there are no temperatures."""


def by_source(
    split: str, examples: Sequence[Example], logits: Mapping[str, np.ndarray]
) -> list[Labelled]:
    """Returns the labelled texts of every source; dev's sources together first.

    Args:
        split: name of the split.
        examples: its texts.
        logits: [texts, classes] per task name, in the order of `examples`.
    """
    groups = [[ALL, e.source] if split == DEV else [e.source] for e in examples]
    return _labelled(
        split, examples, logits, groups, list(dict.fromkeys(chain.from_iterable(groups)))
    )


def by_slice(
    split: str,
    examples: Sequence[Example],
    logits: Mapping[str, np.ndarray],
    tokens: Sequence[int],
) -> list[Labelled]:
    """Returns the labelled texts of every slice; `tokens` counts those of each text."""
    groups = [slices_of(e.text, count) for e, count in zip(examples, tokens, strict=True)]
    return _labelled(split, examples, logits, groups, SLICES)


def _labelled(
    split: str,
    examples: Sequence[Example],
    logits: Mapping[str, np.ndarray],
    groups: Sequence[Sequence[str]],
    names: Sequence[str],
) -> list[Labelled]:
    found = []
    for name in names:
        for index, task in enumerate(TASKS):
            rows = [
                row
                for row, (example, inside) in enumerate(zip(examples, groups, strict=True))
                if name in inside and example.labels[index] != MISSING
            ]
            if rows:
                truth = np.array([examples[row].labels[index] for row in rows])
                clusters = tuple(f"{examples[r].source}/{examples[r].cluster}" for r in rows)
                found.append(Labelled(split, name, task, truth, logits[task.name][rows], clusters))
    return found


def without_neutral(texts: Labelled) -> Labelled:
    """Returns sentiments decided between negative and positive, for sets that have no neutral."""
    logits = texts.logits.copy()
    logits[:, SENTIMENT.labels.index("neutral")] = -np.inf
    return replace(texts, group=f"{texts.group}, 2 classes", logits=logits)


def figure(texts: Labelled, temperatures: Temperatures | None) -> Figure:
    """Scores the texts; without temperatures there is no calibration error."""
    accuracy, macro_f1 = intervals(
        texts.truth, texts.logits.argmax(axis=1), texts.clusters, len(texts.task.labels)
    )
    error = None
    if temperatures is not None:
        bins = reliability(texts.probabilities(temperatures), texts.truth)
        error = expected_calibration_error(bins)
    scored = score(texts.task, texts.truth, texts.logits)
    return Figure(texts.split, texts.group, scored, accuracy, macro_f1, error)


def figures_of(
    split: str,
    examples: Sequence[Example],
    logits: Mapping[str, np.ndarray],
    temperatures: Temperatures | None = None,
) -> list[Figure]:
    """Returns a figure for every source and task that has labels; dev's sources together first.

    Args:
        split: name of the split.
        examples: its texts.
        logits: [texts, classes] per task name, in the order of `examples`.
        temperatures: per task name; without them there is no calibration error.
    """
    return [figure(texts, temperatures) for texts in by_source(split, examples, logits)]


def table(figures: Sequence[Figure], per_class: bool = False) -> str:
    """Returns the figures as a text table, all from 0 to 1, with 95 % intervals."""
    lines = [
        f"{'split':13} {'texts of':17} {'task':10} {'texts':>6} {'accuracy':>9} {'95 %':13} "
        f"{'macro-F1':>9} {'95 %':13} {'ECE':>6}"
    ]
    for row in figures:
        task = row.score
        error = "" if row.calibration_error is None else f"{row.calibration_error:6.4f}"
        lines.append(
            f"{row.split:13} {row.source:17} {task.task:10} {task.texts:6d} "
            f"{task.accuracy:9.4f} {_text(row.accuracy_interval)} "
            f"{task.macro_f1:9.4f} {_text(row.macro_f1_interval)} {error:>6}"
        )
        if per_class:
            lines.extend(
                f"    {row.label:30} precision {row.precision:.3f}  recall {row.recall:.3f}  "
                f"F1 {row.f1:.3f}  of {row.support}"
                for row in task.classes
            )
    return "\n".join(lines)


def _text(interval: Interval) -> str:
    return f"{interval.low:.4f}-{interval.high:.4f}"
