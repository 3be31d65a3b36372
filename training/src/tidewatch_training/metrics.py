"""Figures of merit, all computed on rows whose label is known."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from sklearn.metrics import f1_score, precision_recall_fscore_support

from tidewatch_training.labels import MISSING, Task


@dataclass(frozen=True)
class ClassScore:
    """Precision, recall and F1 of one class, and how many texts truly have it."""

    label: str
    precision: float
    recall: float
    f1: float
    support: int


@dataclass(frozen=True)
class TaskScore:
    """Accuracy, macro-F1 over the classes that occur, and the report per class."""

    task: str
    texts: int
    accuracy: float
    macro_f1: float
    classes: tuple[ClassScore, ...]


def score(task: Task, labels: Sequence[int], logits: np.ndarray) -> TaskScore | None:
    """Scores predictions; None when no row has a label of the task.

    Args:
        task: the task.
        labels: class index per row, `MISSING` where unknown.
        logits: [rows, classes].
    """
    truth = np.asarray(labels)
    known = truth != MISSING
    if not known.any():
        return None
    truth = truth[known]
    predicted = logits[known].argmax(axis=1)
    columns = precision_recall_fscore_support(
        truth, predicted, labels=range(len(task.labels)), zero_division=0.0
    )
    return TaskScore(
        task=task.name,
        texts=len(truth),
        accuracy=float((truth == predicted).mean()),
        macro_f1=float(
            f1_score(truth, predicted, labels=np.unique(truth), average="macro", zero_division=0.0)
        ),
        classes=tuple(
            ClassScore(label, float(precision), float(recall), float(f1), int(support))
            for label, precision, recall, f1, support in zip(task.labels, *columns, strict=True)
        ),
    )
