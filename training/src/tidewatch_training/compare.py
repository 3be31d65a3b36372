"""Measures two models on the same texts."""

import json
import math
import time
from collections.abc import Mapping, Sequence

import numpy as np

from tidewatch_training.bootstrap import difference_errors
from tidewatch_training.bundle import PARITY_FILE, Bundle
from tidewatch_training.calibrate import UNCALIBRATED
from tidewatch_training.data import Example
from tidewatch_training.evaluate import OpenModel, behaviour_of, logits_of
from tidewatch_training.figures import ALL, Labelled, by_source, figure
from tidewatch_training.gate import (
    ACCURACY,
    CALIBRATION_ERROR,
    LEAST_CORRECTED_LABELS,
    MACRO_F1,
    PASS_RATE,
    Compared,
    discordance_error,
    margin_of,
)
from tidewatch_training.labels import TASKS, softmax
from tidewatch_training.predict import Predict
from tidewatch_training.text import model_text
from tidewatch_training.tokens import encode, pad, sorted_batches
from tidewatch_training.windows import text_logits

CORRECTED = "corrected"
"""The split of the corrected texts that are held out."""
BEHAVIOUR = "behaviour"

_BATCH_SIZE = 32
_TIMED_SECONDS = 2.0


def compare_frozen(
    split: str, examples: Sequence[Example], champion: OpenModel, challenger: OpenModel
) -> list[Compared]:
    """Compares accuracy, macro-F1 and calibration per source and task."""
    pairs = zip(
        by_source(split, examples, logits_of(champion, examples)),
        by_source(split, examples, logits_of(challenger, examples)),
        strict=True,
    )
    return [
        row
        for first, second in pairs
        for row in _metrics(first, second, champion.temperatures, challenger.temperatures)
    ]


def _metrics(
    first: Labelled,
    second: Labelled,
    first_temperatures: Mapping[str, float] | None,
    second_temperatures: Mapping[str, float] | None,
) -> list[Compared]:
    one, other = figure(first, first_temperatures), figure(second, second_temperatures)
    errors = difference_errors(
        first.truth,
        first.logits.argmax(axis=1),
        second.logits.argmax(axis=1),
        first.clusters,
        len(first.task.labels),
    )
    texts = len(first.truth)
    found = [
        (ACCURACY, one.score.accuracy, other.score.accuracy, errors[0]),
        (MACRO_F1, one.score.macro_f1, other.score.macro_f1, errors[1]),
    ]
    if one.calibration_error is not None and other.calibration_error is not None:
        found.append((CALIBRATION_ERROR, one.calibration_error, other.calibration_error, 0.0))
    return [
        Compared(
            first.split,
            first.group,
            first.task.name,
            metric,
            texts,
            before,
            after,
            margin_of(metric, texts, error),
        )
        for metric, before, after, error in found
    ]


def compare_corrected(
    examples: Sequence[Example], champion: OpenModel, challenger: OpenModel
) -> list[Compared]:
    """Compares the accuracy on held-out corrections.

    Over all tasks the challenger must not be worse at all, where there are enough to tell.
    """
    if not examples:
        return []
    right = [
        (
            first.task.name,
            *(texts.logits.argmax(axis=1) == texts.truth for texts in (first, second)),
        )
        for first, second in zip(
            by_source(CORRECTED, examples, logits_of(champion, examples)),
            by_source(CORRECTED, examples, logits_of(challenger, examples)),
            strict=True,
        )
    ]
    together = (ALL, *(np.concatenate([task[model] for task in right]) for model in (1, 2)))
    enough = len(together[1]) >= LEAST_CORRECTED_LABELS
    return [
        Compared(
            CORRECTED,
            examples[0].source,
            task,
            ACCURACY,
            len(before),
            float(before.mean()),
            float(after.mean()),
            0.0 if task == ALL and enough else None,
        )
        for task, before, after in [together, *right]
    ]


def compare_behaviour(champion: OpenModel, challenger: OpenModel) -> list[Compared]:
    """Compares the share of behaviour tests that pass, per kind and task."""
    outcomes = [
        behaviour_of(model, model.temperatures or UNCALIBRATED, _BATCH_SIZE)
        for model in (champion, challenger)
    ]
    rows = []
    for kind, task in dict.fromkeys((row.kind, row.task) for row in outcomes[0]):
        groups = [[row for row in o if (row.kind, row.task) == (kind, task)] for o in outcomes]
        count = sum(row.cases for row in groups[0])
        failed = [{failure.texts for row in group for failure in row.failures} for group in groups]
        error = discordance_error(len(failed[1] - failed[0]), len(failed[0] - failed[1]), count)
        rows.append(
            Compared(
                BEHAVIOUR,
                kind,
                task,
                PASS_RATE,
                count,
                *(1 - sum(len(row.failures) for row in group) / count for group in groups),
                margin_of(PASS_RATE, count, error),
            )
        )
    return rows


def slowdown_of(champion: OpenModel, challenger: OpenModel, texts: Sequence[str]) -> float:
    """Returns the challenger's time over the champion's: the fastest of rounds taken in turn."""
    models = (champion, challenger)
    batches = [_batches(model, texts) for model in models]
    fastest = [math.inf, math.inf]
    started = time.perf_counter()
    while fastest[1] == math.inf or time.perf_counter() - started < _TIMED_SECONDS:
        for index, model in enumerate(models):
            fastest[index] = min(fastest[index], _seconds(model.predict, batches[index]))
    return fastest[1] / fastest[0]


def _batches(model: OpenModel, texts: Sequence[str]) -> list[tuple[np.ndarray, np.ndarray]]:
    rows = encode(model.tokenizer, texts, model.max_tokens)
    order = sorted_batches([len(row) for row in rows], _BATCH_SIZE)
    return [pad([rows[index] for index in batch]) for batch in order]


def _seconds(predict: Predict, batches: Sequence[tuple[np.ndarray, np.ndarray]]) -> float:
    started = time.perf_counter()
    for batch in batches:
        predict(*batch)
    return time.perf_counter() - started


def parity_difference(bundle: Bundle, model: OpenModel) -> float:
    """Returns the largest difference of a probability from those of the bundle's parity.json."""
    cases = json.loads((bundle.folder / PARITY_FILE).read_text(encoding="utf-8"))["cases"]
    rows = encode(model.tokenizer, [model_text(c["title"], c["text"]) for c in cases], None)
    logits = text_logits(model.predict, rows, model.max_tokens, model.temperatures, _BATCH_SIZE)
    return max(
        float(
            np.abs(
                softmax(logits[task.name], bundle.temperatures[task.name])
                - np.array([case["probabilities"][task.name] for case in cases])
            ).max()
        )
        for task in TASKS
    )


def incompatible(champion: Bundle, challenger: Bundle) -> list[str]:
    """Returns in what the job could not exchange one bundle for the other."""

    def labels(bundle: Bundle) -> list[tuple[str, list[str]]]:
        return [(task["name"], task["labels"]) for task in bundle.manifest["tasks"]]

    found = [] if labels(champion) == labels(challenger) else ["tasks or labels"]
    if champion.manifest["inputs"] != challenger.manifest["inputs"]:
        found.append("inputs")
    return found
