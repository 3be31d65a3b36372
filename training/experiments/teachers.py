"""Makes the answers that the released student learns from, on one GPU, in three minutes.

    .venv/bin/python experiments/teachers.py DATA_DIR OUT.npz STREAM.jsonl.gz [STREAM.jsonl.gz ...]

Twenty BGE-small models are trained at once: four recipes, each on five choices of four fifths of
the training clusters. A labelled text is answered by the models that have not learnt it, a text of
the streams by all, and the answers are averaged; nobody learns dev. `train --teacher OUT.npz` reads
them.

Two of the recipes have heads of their own for tweets, newswire and SEntFiN, because the sets
disagree on what a label means; a text gets the answer of the heads of its kind. `LOG.md` has what
that brings.

On a CPU it would take half a day; `--smoke` tries the code there.
"""

import argparse
import importlib.metadata
import json
import os
import time
from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path

import numpy as np
import torch
from many_models import CLASSES, DEVICE, Recipe, Texts, Training
from tokenizers import Tokenizer
from torch import Tensor

from tidewatch_training import smoke
from tidewatch_training.base import Base, load_base
from tidewatch_training.data import SOURCES, TRAIN, Example, load, split
from tidewatch_training.distil import answer_key, unlabelled
from tidewatch_training.labels import MISSING, TASKS
from tidewatch_training.progress import Progress
from tidewatch_training.provenance import texts_by_source
from tidewatch_training.tokens import bare_tokenizer_json

FOLDS = 5
DEV_FRACTION = 0.05
STREAM_TEXTS = 20_000
SHARED = tuple(task.name for task in TASKS)
BY_KIND = ("topic.tweet", "topic.newswire", "sentiment.tweet", "sentiment.newswire",
           "sentiment.headline", "theme")  # fmt: skip
TWEETS_ALONE = ("topic.tweet", "sentiment.tweet")

_BY_KIND_WEIGHTS = {
    ("tweets-sentiment", "sentiment.tweet"): 2.0,
    ("sentfin", "sentiment.headline"): 0.5,
}
_SHARED_WEIGHTS = {
    ("tweets-sentiment", "sentiment"): 2.0,
    ("newswire", "sentiment"): 0.5,
    ("sentfin", "sentiment"): 0.3,
}
RECIPES = {
    "one head a task": Recipe(SHARED, _SHARED_WEIGHTS, 1e-4, 3, 32),
    "heads by kind": Recipe(BY_KIND, _BY_KIND_WEIGHTS, 1e-4, 3, 32),
    "tweets alone": Recipe(TWEETS_ALONE, _BY_KIND_WEIGHTS, 1e-4, 3, 32),
    "heads by kind, higher rate": Recipe(BY_KIND, _BY_KIND_WEIGHTS, 2e-4, 4, 64),
}


def kind_of(source: str) -> str:
    """Returns which heads answer for the texts of a labelled set or a stream, one of `KINDS`."""
    if source in SOURCES:
        return SOURCES[source].kind
    return "tweet" if "tweets" in source else "newswire"


def fold_of(example: Example) -> int:
    """Returns the fold of an example's cluster, 0 to `FOLDS` - 1."""
    digest = sha256(f"fold/{example.cluster}".encode()).digest()
    return int.from_bytes(digest[:8], "big") % FOLDS


def labels_of(examples: Sequence[Example], recipe: Recipe) -> tuple[Tensor, Tensor]:
    """Returns class indexes and weights, [texts, heads]; `MISSING` where a head has none."""
    labels = np.full((len(examples), len(recipe.heads)), MISSING)
    weights = np.ones(labels.shape, dtype=np.float32)
    for column, head in enumerate(recipe.heads):
        task, _, kind = head.partition(".")
        index = SHARED.index(task)
        for row, example in enumerate(examples):
            if kind in ("", kind_of(example.source)):
                labels[row, column] = example.labels[index]
                weights[row, column] = recipe.label_weights.get((example.source, head), 1.0)
    return torch.from_numpy(labels).to(DEVICE), torch.from_numpy(weights).to(DEVICE)


def answers(
    base: Base, train: list[Example], dev: list[Example], streams: list[Example], epochs: int = 0
) -> tuple[list[Example], dict[str, np.ndarray], dict[str, dict[str, float]]]:
    """Trains the models; returns texts, their mean log-probabilities, accuracy out of fold.

    Args:
        base: what the models start from.
        train: labelled texts; each is answered by models that have not learnt its cluster.
        dev: labelled texts that none learns.
        streams: texts without labels.
        epochs: instead of those of the recipes, if not 0.

    Returns:
        The texts but dev, per task float32 [texts, classes], and per recipe, and for all together,
        the accuracy on `train` by source and task.
    """
    examples = [*train, *dev, *streams]
    texts = Texts(
        [e.text for e in examples], Tokenizer.from_str(bare_tokenizer_json(base.tokenizer_json))
    )
    folds = np.array([fold_of(example) for example in train])
    unseen = np.arange(len(train), len(examples))
    trainings = []
    for recipe in RECIPES.values():
        labels = labels_of(examples, recipe)
        labelled = (labels[0][: len(train)] != MISSING).any(dim=1).cpu().numpy()
        if not labelled.any():
            continue
        for fold in range(FOLDS):
            chosen = np.flatnonzero((folds != fold) & labelled)
            count = epochs or recipe.epochs
            trainings.append(
                (fold, Training(base, recipe, texts, labels, chosen, count, seed=100 + fold))
            )
    for _, training in trainings:
        training.prepare()
    active = [training for _, training in trainings]
    with Progress("teachers", sum(len(training.plan) for training in active)) as bar:
        while active:
            for _ in active:
                bar.step("")
            active = [training for training in active if training.step()]

    said: dict[str, dict[str, np.ndarray]] = {}
    for name, recipe in RECIPES.items():
        sums: dict[str, np.ndarray] = {}
        for fold, training in trainings:
            if training.recipe is recipe:
                rows = np.append(np.flatnonzero(folds == fold), unseen)
                for head, values in training.log_probabilities(rows).items():
                    sums.setdefault(head, np.zeros((len(examples), values.shape[1]), np.float32))
                    values[rows >= len(train)] /= FOLDS
                    sums[head][rows] += values
        if sums:
            said[name] = _by_task(sums, examples)
    with np.errstate(invalid="ignore"):
        means = {task: np.nanmean([recipe[task] for recipe in said.values()], 0) for task in SHARED}
    figures = {name: _accuracies(recipe, train) for name, recipe in said.items()}
    figures["all"] = _accuracies(means, train)
    keep = np.append(np.arange(len(train)), unseen[len(dev) :])
    return (
        [examples[row] for row in keep],
        {task: values[keep] for task, values in means.items()},
        figures,
    )


def _by_task(
    of_heads: Mapping[str, np.ndarray], examples: Sequence[Example]
) -> dict[str, np.ndarray]:
    """Returns per task what the heads of each text's kind say; not a number where none does."""
    kinds = np.array([kind_of(example.source) for example in examples])
    found = {}
    for task, classes in CLASSES.items():
        values = np.full((len(examples), classes), np.nan, dtype=np.float32)
        for head, said in of_heads.items():
            name, _, kind = head.partition(".")
            if name == task:
                # Headlines' own head comes after newswire's, which answers where they have none.
                kinds_answered = {"": kinds, "newswire": ["newswire", "headline"]}.get(kind, [kind])
                chosen = np.isin(kinds, kinds_answered)
                values[chosen] = said[chosen]
        found[task] = values
    return found


def _accuracies(of_tasks: Mapping[str, np.ndarray], train: Sequence[Example]) -> dict[str, float]:
    figures = {}
    for index, task in enumerate(SHARED):
        said = of_tasks[task][: len(train)]
        for source in sorted({example.source for example in train}):
            rows = [
                row
                for row, example in enumerate(train)
                if example.source == source and example.labels[index] != MISSING
            ]
            if rows and not np.isnan(said[rows]).any():
                labels = np.array([train[row].labels[index] for row in rows])
                accuracy = float((said[rows].argmax(axis=1) == labels).mean())
                figures[f"{source}/{task}"] = round(accuracy, 4)
    return figures


def main() -> None:
    """Makes the answers and prints how good they are."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data_dir", type=Path, help="folder of the labelled sets")
    parser.add_argument("out", type=Path, help="file for the answers (.npz)")
    parser.add_argument("streams", nargs="*", help="recorded streams (JSON lines, .gz too)")
    parser.add_argument(
        "--smoke",
        action="store_true",
        help="a generated corpus and a tiny encoder: a check of the code",
    )
    options = parser.parse_args()
    started = time.monotonic()
    if options.smoke:
        base, labelled, streams = smoke.base(), smoke.corpus(), []
    else:
        base = load_base("bge-small")
        labelled = [e for source in SOURCES for e in load(source, TRAIN, options.data_dir)]
        streams = unlabelled(",".join(options.streams), STREAM_TEXTS)
    train, dev = split(labelled, DEV_FRACTION)
    texts, logits, figures = answers(base, train, dev, streams, epochs=1 if options.smoke else 0)
    for name, accuracies in figures.items():
        print(name, accuracies)
    provenance = {
        "base": base.name,
        "models": len(RECIPES) * FOLDS,
        "recipes": list(RECIPES),
        "devFraction": DEV_FRACTION,
        "data": texts_by_source(texts),
        "outOfFold": figures["all"],
        "libraries": {"torch": importlib.metadata.version("torch")},
        "device": torch.cuda.get_device_name() if DEVICE.type == "cuda" else "cpu",
        "seconds": round(time.monotonic() - started),
    }
    part = options.out.with_suffix(".part.npz")
    np.savez(
        part,
        keys=np.array([answer_key(example) for example in texts], dtype=np.uint64),
        provenance=np.array(json.dumps(provenance)),
        **{task: np.nan_to_num(values).astype(np.float16) for task, values in logits.items()},
    )
    os.replace(part, options.out)


if __name__ == "__main__":
    main()
