"""Plots: the confusion matrix and the reliability diagram of each task, as PNG files."""

import io
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from matplotlib.figure import Figure

from tidewatch_training.files import write_atomically
from tidewatch_training.labels import Task
from tidewatch_training.reliability import Bin, expected_calibration_error, reliability

_DOTS_PER_INCH = 120


def write_plots(
    folder: Path, split: str, task: Task, probabilities: np.ndarray, truth: np.ndarray
) -> None:
    """Writes `<split>-<task>-confusion.png` and `<split>-<task>-reliability.png`.

    Args:
        folder: is made if it is missing.
        split: name of the split.
        task: the task.
        probabilities: [texts, classes].
        truth: class index per text, all known, at least one.

    Raises:
        TidewatchError: a file cannot be written.
    """
    stem = f"{split}-{task.name}"
    title = f"{task.name}, {split}, {len(truth)} texts"
    matrix = confusion_matrix(probabilities.argmax(axis=1), truth, len(task.labels))
    write_atomically(folder / f"{stem}-confusion.png", _confusion_png(title, task.labels, matrix))
    bins = reliability(probabilities, truth)
    write_atomically(folder / f"{stem}-reliability.png", _reliability_png(title, bins))


def confusion_matrix(predicted: np.ndarray, truth: np.ndarray, classes: int) -> np.ndarray:
    """Returns how many texts have each pair of labels, [true class, predicted class]."""
    cells = np.bincount(truth * classes + predicted, minlength=classes * classes)
    return cells.reshape(classes, classes)


def _confusion_png(title: str, labels: Sequence[str], matrix: np.ndarray) -> bytes:
    size = 3 + 0.45 * len(labels)
    figure = Figure(figsize=(size, size), layout="constrained")
    axes = figure.subplots()
    # Colour is the share of the true class, so that rare classes can be read beside common ones.
    shares = matrix / np.maximum(matrix.sum(axis=1, keepdims=True), 1)
    axes.imshow(shares, cmap="Blues", vmin=0, vmax=1)
    for row, column in zip(*np.nonzero(matrix), strict=True):
        ink = "white" if shares[row, column] > 0.5 else "black"
        axes.text(column, row, matrix[row, column], ha="center", va="center", color=ink, fontsize=7)
    axes.set_xticks(range(len(labels)), labels, rotation=90)
    axes.set_yticks(range(len(labels)), labels)
    axes.set(title=title, xlabel="predicted", ylabel="true")
    return _png(figure)


def _reliability_png(title: str, bins: list[Bin]) -> bytes:
    figure = Figure(figsize=(5, 5), layout="constrained")
    axes = figure.subplots()
    filled = [item for item in bins if item.texts]
    axes.plot([0, 1], [0, 1], color="grey", linestyle="--", linewidth=1)
    axes.bar(
        [item.low for item in filled],
        [item.accuracy for item in filled],
        width=[item.high - item.low for item in filled],
        align="edge",
        edgecolor="white",
    )
    axes.plot([i.confidence for i in filled], [i.accuracy for i in filled], "o", color="black")
    for item in filled:
        axes.annotate(str(item.texts), (item.low, 0.01), fontsize=7, color="white")
    axes.set(
        title=f"{title}\nECE {expected_calibration_error(bins):.4f}",
        xlabel="probability of the predicted label",
        ylabel="accuracy",
        xlim=(0, 1),
        ylim=(0, 1),
    )
    return _png(figure)


def _png(figure: Figure) -> bytes:
    buffer = io.BytesIO()
    # Without the version of matplotlib, the same figures give the same bytes.
    figure.savefig(buffer, format="png", dpi=_DOTS_PER_INCH, metadata={"Software": None})
    return buffer.getvalue()
