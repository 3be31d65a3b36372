"""Long texts: cut into windows that the model can read, whose answers are pooled into one.

The streaming job does the same (`ModelTokenizer` and `WindowPooling`); docs/adr/0008 says why it is
done in this way.
"""

from collections.abc import Mapping, Sequence
from itertools import pairwise

import numpy as np

from tidewatch_training.errors import TidewatchError
from tidewatch_training.labels import TASKS, softmax
from tidewatch_training.predict import Predict, all_logits

MAX_WINDOWS = 512
"""As many as the streaming job reads of one text."""

_SPECIAL_TOKENS = 2


def cut(row: Sequence[int], max_tokens: int) -> list[list[int]]:
    """Returns the token ids of as few windows as hold the text, equally long but for one token.

    Args:
        row: token ids of the whole text, [CLS] and [SEP] included; each window gets its own.
        max_tokens: of a window, [CLS] and [SEP] included.

    Raises:
        TidewatchError: the text has more than `MAX_WINDOWS`.
    """
    if len(row) <= max_tokens:
        return [list(row)]
    room, pieces = max_tokens - _SPECIAL_TOKENS, len(row) - _SPECIAL_TOKENS
    count = -(-pieces // room)
    if count > MAX_WINDOWS:
        raise TidewatchError(
            f"a text has {pieces} tokens, and at most {MAX_WINDOWS * room} are read: split it"
        )
    borders = [1 + pieces * index // count for index in range(count + 1)]
    return [[row[0], *row[start:end], row[-1]] for start, end in pairwise(borders)]


def pooled(probabilities: np.ndarray) -> np.ndarray:
    """Returns the mean [classes] of [windows, classes] with the weights 1, 1/2, 1/3 and so on."""
    return np.average(probabilities, axis=0, weights=1 / np.arange(1, len(probabilities) + 1))


def text_logits(
    predict: Predict,
    rows: Sequence[Sequence[int]],
    max_tokens: int,
    temperatures: Mapping[str, float] | None = None,
    batch_size: int = 32,
) -> dict[str, np.ndarray]:
    """Returns logits [texts, classes] per task name, in the order of `rows`.

    Those of a longer text are temperature * log(p) with p the pooled probabilities, so that
    softmax(logits / temperature) gives p.

    Args:
        predict: the model.
        rows: token ids of each whole text.
        max_tokens: that the model reads at once.
        temperatures: per task name; None stands for 1.
        batch_size: windows per batch.
    """
    windows = [cut(row, max_tokens) for row in rows]
    ends = np.cumsum([len(text) for text in windows])
    of_windows = all_logits(predict, [row for text in windows for row in text], batch_size)
    logits = {}
    for task in TASKS:
        temperature = temperatures[task.name] if temperatures is not None else 1.0
        found = of_windows[task.name]
        logits[task.name] = found[ends - 1]
        for index, text in enumerate(windows):
            if len(text) > 1:
                parts = softmax(found[ends[index] - len(text) : ends[index]], temperature)
                probabilities = np.maximum(pooled(parts), np.finfo(np.float64).tiny)
                logits[task.name][index] = temperature * np.log(probabilities)
    return logits
