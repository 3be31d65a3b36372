"""Makes corrected texts part of the training data, and keeps some of them and all tests apart."""

import hashlib
import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from tidewatch_training.behaviour import cases
from tidewatch_training.clusters import cluster_ids, in_dev, normalised
from tidewatch_training.data import Example
from tidewatch_training.feedback import Settled
from tidewatch_training.labels import MISSING

FEEDBACK = "feedback"
"""The source of corrected texts, where data are named by source."""


@dataclass(frozen=True)
class Corrections:
    """Corrected texts, all of source `FEEDBACK`; near-copies are on one side."""

    train: Sequence[Example]
    held_out: Sequence[Example]
    """Never trained on: they tell whether a model has learnt what people mean."""
    counts: Mapping[str, int]
    """As in `Settled`, and what was done with the texts."""


NO_CORRECTIONS = Corrections((), (), {})


def corrections_of(
    settled: Settled, frozen: Iterable[str], held_out_fraction: float
) -> Corrections:
    """Splits the settled texts by cluster; a cluster's side follows from its first text alone.

    A text that is a near-copy of a frozen one is on neither side.

    Args:
        settled: what people agree on.
        frozen: texts of test and validation sets and of dev.
        held_out_fraction: share of the clusters that is held out.
    """
    frozen = list(dict.fromkeys(frozen))
    texts = list(settled.labels)
    clusters = _clusters([*frozen, *texts])
    forbidden, own = set(clusters[: len(frozen)]), clusters[len(frozen) :]
    train: list[Example] = []
    held_out: list[Example] = []
    for text, cluster in zip(texts, own, strict=True):
        if cluster not in forbidden:
            side = held_out if in_dev(FEEDBACK, cluster, held_out_fraction) else train
            side.append(Example(text, settled.labels[text], FEEDBACK, cluster))
    counts = {
        "frozenTexts": len(texts) - len(train) - len(held_out),
        "trainTexts": len(train),
        "heldOutTexts": len(held_out),
    }
    return Corrections(train, held_out, dict(settled.counts) | counts)


def frozen_texts(splits: Iterable[Sequence[Example]]) -> list[str]:
    """Returns the texts of the splits and of the behaviour tests."""
    behaviour = [text for case in cases() for text in case.texts]
    return [example.text for split in splits for example in split] + behaviour


def merged(
    examples: Sequence[Example], corrections: Corrections, count: int, seed: int
) -> list[Example]:
    """Returns training texts with the corrected ones behind them.

    People's labels replace those that a training text had, and a held-out text is left out.

    Args:
        examples: the training texts of the data sets.
        corrections: what people corrected.
        count: texts that are drawn from the data sets, so that they are not forgotten; 0 for all.
        seed: of the draw.
    """
    held_out = {_key(example.text) for example in corrections.held_out}
    corrected = {example.text: example.labels for example in corrections.train}
    kept = [
        changed
        for example in examples
        if _key(example.text) not in held_out
        and (changed := _without(example, corrected.get(example.text))) is not None
    ]
    if 0 < count < len(kept):
        chosen = random.Random(seed).sample(range(len(kept)), count)
        kept = [kept[index] for index in sorted(chosen)]
    return [*kept, *corrections.train]


def _without(example: Example, corrected: tuple[int, ...] | None) -> Example | None:
    """Returns the example without the labels that people gave; None where it has no other."""
    if corrected is None:
        return example
    labels = tuple(
        own if given == MISSING else MISSING
        for own, given in zip(example.labels, corrected, strict=True)
    )
    return replace(example, labels=labels) if set(labels) != {MISSING} else None


def _key(text: str) -> str:
    """What texts are compared by: a text without a Latin letter or digit by itself alone."""
    return normalised(text) or text


def _clusters(texts: Sequence[str]) -> list[str]:
    ids = cluster_ids(texts)
    return [
        cluster if normalised(text) else hashlib.sha256(text.encode()).hexdigest()[:16]
        for text, cluster in zip(texts, ids, strict=True)
    ]


def as_json(corrections: Corrections) -> dict[str, Any]:
    """Returns the counts and how many labels each side has."""
    return dict(corrections.counts) | {
        f"{name}Labels": sum(label != MISSING for e in side for label in e.labels)
        for name, side in (("train", corrections.train), ("heldOut", corrections.held_out))
    }
