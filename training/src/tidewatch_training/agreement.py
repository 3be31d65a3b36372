"""The checks that an exported model must pass against the trained one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from tidewatch_training.attribution import HIGHLIGHT, POOLED_OCCLUSION, from_outputs, from_pooling
from tidewatch_training.data import Example
from tidewatch_training.errors import TidewatchError
from tidewatch_training.labels import TASKS, softmax
from tidewatch_training.metrics import score
from tidewatch_training.model import NewsModel
from tidewatch_training.predict import Predict, all_logits
from tidewatch_training.tokens import pad
from tidewatch_training.words import WordedText

_BATCH_SIZE = 32

# A graph that computes the same in another order differs by rounding alone.
LARGEST_FP32_DIFFERENCE = 1e-4
# float16 has 11 bits: each of about 8 roundings in a layer errs by at most u = 2^-11 of a value.
# Such errors are independent, so those of 6 layers move the states by about sqrt(6 * 8) u = 3.4e-3
# of their size, and logits of size 12 by 0.04; a probability moves by at most half as much.
LARGEST_FP16_DIFFERENCE = 2e-2
# Eight bits may cost half a point of accuracy; the labels must stay the same on 97 of 100 texts.
LARGEST_INT8_LOSS = 0.005
LEAST_INT8_AGREEMENT = 0.97
# A score is a function of the text alone: float32 noise is allowed, quantisation noise is not.
LARGEST_BATCH_DIFFERENCE = 1e-4


@dataclass(frozen=True)
class Agreement:
    """How far the int8 model is from the fp32 one on dev, per task name."""

    accuracy_loss: dict[str, float]
    """Accuracy of fp32 less that of int8."""
    agreement: dict[str, float]
    """Share of texts with the same label."""


def require_same(
    trained: Predict,
    exported: Predict,
    rows: Sequence[Sequence[int]],
    form: str = "fp32",
    limit: float = LARGEST_FP32_DIFFERENCE,
) -> float:
    """Returns the largest difference of a probability; raises TidewatchError over the limit.

    Args:
        trained: the model that was trained.
        exported: its graph.
        rows: token ids of each text.
        form: the graph's format, for the message.
        limit: on the difference.
    """
    expected, actual = all_logits(trained, rows), all_logits(exported, rows)
    difference = max(
        float(np.abs(softmax(expected[task.name]) - softmax(actual[task.name])).max())
        for task in TASKS
    )
    if not difference <= limit:
        raise TidewatchError(
            f"the {form} graph disagrees with the trained model: a probability differs by "
            f"{difference:.2e}, more than {limit}"
        )
    return difference


def require_same_highlights(
    trained: NewsModel,
    exported: Predict,
    rows: Sequence[Sequence[int]],
    temperatures: Mapping[str, float],
) -> float:
    """Returns the largest difference of a highlight; raises TidewatchError over the limit.

    Args:
        trained: the model that was trained.
        exported: its fp32 graph.
        rows: token ids of each text.
        temperatures: per task name.
    """
    texts = [WordedText(tuple(row), tuple((n,) for n in range(len(row)))) for row in rows]
    logits = all_logits(exported, rows)
    predicted = {name: values.argmax(axis=1) for name, values in logits.items()}
    expected = from_pooling(trained, texts, predicted, temperatures, _BATCH_SIZE)[POOLED_OCCLUSION]
    actual = from_outputs(exported, texts, _BATCH_SIZE)[HIGHLIGHT]
    difference = max(
        float(np.abs(a - b).max())
        for task in TASKS
        for a, b in zip(expected[task.name], actual[task.name], strict=True)
    )
    if not difference <= LARGEST_FP32_DIFFERENCE:
        raise TidewatchError(
            f"the fp32 graph disagrees with the trained model: a highlight differs by "
            f"{difference:.2e}, more than {LARGEST_FP32_DIFFERENCE}"
        )
    return difference


def require_batch_independence(
    predict: Predict, rows: Sequence[Sequence[int]], longest: int
) -> float:
    """Returns the largest change between a text alone, among others, and padded.

    Of a probability, and of a highlight where the model has them.

    Raises:
        TidewatchError: the change is over the limit.
    """
    together = predict(*pad(rows))
    padded = predict(*pad(rows, longest))
    difference = 0.0
    for index, row in enumerate(rows):
        alone = predict(*pad([row]))
        for other in (together, padded):
            for output in range(0, 2 * len(TASKS), 2):
                change = softmax(other[output][index]) - softmax(alone[output][0])
                difference = max(difference, float(np.abs(change).max()))
            for output in range(2 * len(TASKS), len(alone)):
                change = other[output][index, : len(row)] - alone[output][0]
                difference = max(difference, float(np.abs(change).max()))
    if not difference <= LARGEST_BATCH_DIFFERENCE:
        raise TidewatchError(
            f"a probability or highlight depends on the batch: it changes by {difference:.2e}, "
            f"more than {LARGEST_BATCH_DIFFERENCE}"
        )
    return difference


def require_agreement(
    examples: Sequence[Example], exact: Mapping[str, np.ndarray], small: Mapping[str, np.ndarray]
) -> Agreement:
    """Compares int8 with fp32 logits on labelled texts; raises TidewatchError over the limits."""
    losses: dict[str, float] = {}
    agreements: dict[str, float] = {}
    for index, task in enumerate(TASKS):
        labels = [example.labels[index] for example in examples]
        before, after = score(task, labels, exact[task.name]), score(task, labels, small[task.name])
        if before is None or after is None:
            raise TidewatchError(f"dev has no {task.name} label")
        losses[task.name] = before.accuracy - after.accuracy
        same = exact[task.name].argmax(axis=1) == small[task.name].argmax(axis=1)
        agreements[task.name] = float(same.mean())
        if losses[task.name] > LARGEST_INT8_LOSS or agreements[task.name] < LEAST_INT8_AGREEMENT:
            raise TidewatchError(
                f"the int8 model disagrees with the trained one on {task.name}: accuracy falls by "
                f"{losses[task.name]:.4f} (at most {LARGEST_INT8_LOSS}), labels agree on "
                f"{agreements[task.name]:.4f} (at least {LEAST_INT8_AGREEMENT})"
            )
    return Agreement(losses, agreements)
