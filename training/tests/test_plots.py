"""The plots: their counts, and that PNG files are written."""

from pathlib import Path

import numpy as np

from tidewatch_training.labels import SENTIMENT, softmax
from tidewatch_training.plots import confusion_matrix, write_plots

_TRUTH = np.array([0, 0, 1, 2, 2])
_PREDICTED = np.array([0, 1, 1, 2, 0])


def test_a_confusion_matrix_counts_true_against_predicted() -> None:
    assert confusion_matrix(_PREDICTED, _TRUTH, 3).tolist() == [[1, 1, 0], [0, 1, 0], [1, 0, 1]]


def test_two_png_files_are_written(tmp_path: Path) -> None:
    probabilities = softmax(2.0 * np.eye(3)[_PREDICTED])
    write_plots(tmp_path / "plots", "dev", SENTIMENT, probabilities, _TRUTH)
    first = {path.name: path.read_bytes() for path in (tmp_path / "plots").iterdir()}
    assert sorted(first) == ["dev-sentiment-confusion.png", "dev-sentiment-reliability.png"]
    for content in first.values():
        assert content.startswith(b"\x89PNG")
        assert len(np.unique(np.frombuffer(content, dtype=np.uint8))) > 50
    write_plots(tmp_path / "plots", "dev", SENTIMENT, probabilities, _TRUTH)
    assert {path.name: path.read_bytes() for path in (tmp_path / "plots").iterdir()} == first
