"""Evaluates a trained model or an exported bundle on the published splits and on dev."""

import dataclasses
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from tokenizers import Tokenizer

from tidewatch_training.arguments import EvaluateArguments, UsageError
from tidewatch_training.bundle import MANIFEST_FILE, read_bundle
from tidewatch_training.calibrate import fit_temperature
from tidewatch_training.checkpoint import load_model
from tidewatch_training.data import VALID, VALID_NOLEAK, Example, load
from tidewatch_training.errors import TidewatchError
from tidewatch_training.faithfulness import (
    Faithfulness,
    Subject,
    faithfulness_table,
    measure,
    sample,
)
from tidewatch_training.labels import MISSING, TASKS
from tidewatch_training.metrics import TaskScore, score
from tidewatch_training.predict import Predict, all_logits, torch_predict
from tidewatch_training.splits import dev_of
from tidewatch_training.tokens import encode

DEV = "dev"
ALL = "all"
SPLITS = (VALID, VALID_NOLEAK, DEV)
_PUBLISHED = ("tweets-topic", "tweets-sentiment")


@dataclass(frozen=True)
class OpenModel:
    """A model that is ready to score texts, and where it came from."""

    tokenizer: Tokenizer
    max_tokens: int
    predict: Predict
    provenance: Mapping[str, Any]
    """What the manifest says of its training."""

    @property
    def settings(self) -> Mapping[str, Any]:
        """The arguments of the run that made it; none where the bundle does not say."""
        return self.provenance.get("arguments", {})


@dataclass(frozen=True)
class Figure:
    """The score of one task on one set of texts."""

    split: str
    source: str
    score: TaskScore


def open_model(path: Path, threads: int) -> OpenModel:
    """Opens a bundle (a folder with a manifest) or the model of a training run."""
    if (path / MANIFEST_FILE).is_file():
        bundle = read_bundle(path)
        return OpenModel(
            bundle.tokenizer,
            bundle.manifest["maxTokens"],
            bundle.predict(threads),
            bundle.manifest["training"],
        )
    trained = load_model(path)
    return OpenModel(
        Tokenizer.from_str(trained.tokenizer_json),
        trained.max_tokens,
        torch_predict(trained.build()),
        trained.provenance,
    )


def texts_of(split: str, settings: Mapping[str, Any], data_dir: Path | None) -> list[Example]:
    """Returns the examples of a split, of all its sources.

    Args:
        split: one of `SPLITS`.
        settings: the arguments of the run, which say how its dev split was made.
        data_dir: folder of the data sets; None reads from the hub.
    """
    if split == DEV:
        if "dev_fraction" not in settings:
            raise TidewatchError("the model does not say how its dev split was made")
        return dev_of(settings, data_dir)
    if split not in SPLITS:
        raise TidewatchError(f"unknown split {split!r}; known: {', '.join(SPLITS)}")
    return [example for source in _PUBLISHED for example in load(source, split, data_dir)]


def figures_of(
    split: str, examples: Sequence[Example], logits: Mapping[str, np.ndarray]
) -> list[Figure]:
    """Returns a figure for every source and task that has labels; dev's sources together first.

    Args:
        split: one of `SPLITS`.
        examples: its texts.
        logits: [texts, classes] per task name, in the order of `examples`.
    """
    sources = list(dict.fromkeys(example.source for example in examples))
    groups = [(source, [e.source == source for e in examples]) for source in sources]
    if split == DEV:
        groups.insert(0, (ALL, [True] * len(examples)))
    figures = []
    for source, chosen in groups:
        for index, task in enumerate(TASKS):
            labels = [
                example.labels[index] if inside else MISSING
                for example, inside in zip(examples, chosen, strict=True)
            ]
            scored = score(task, labels, logits[task.name])
            if scored is not None:
                figures.append(Figure(split, source, scored))
    return figures


def logits_of(
    model: OpenModel, examples: Sequence[Example], batch_size: int = 32
) -> dict[str, np.ndarray]:
    """Returns logits [texts, classes] per task name."""
    rows = encode(model.tokenizer, [example.text for example in examples], model.max_tokens)
    return all_logits(model.predict, rows, batch_size)


def table(figures: Sequence[Figure], per_class: bool = False) -> str:
    """Returns the figures as a text table, accuracy and F1 from 0 to 1."""
    lines = [f"{'split':13} {'source':17} {'task':10} {'texts':>6} {'accuracy':>9} {'macro-F1':>9}"]
    for figure in figures:
        task = figure.score
        lines.append(
            f"{figure.split:13} {figure.source:17} {task.task:10} {task.texts:6d} "
            f"{task.accuracy:9.4f} {task.macro_f1:9.4f}"
        )
        if per_class:
            lines.extend(
                f"    {row.label:30} precision {row.precision:.3f}  recall {row.recall:.3f}  "
                f"F1 {row.f1:.3f}  of {row.support}"
                for row in task.classes
            )
    return "\n".join(lines)


def as_json(figures: Sequence[Figure]) -> list[dict[str, Any]]:
    """Returns the figures as plain data."""
    return [dataclasses.asdict(figure) for figure in figures]


def check_highlights(
    arguments: EvaluateArguments,
    model: OpenModel,
    dev: Sequence[Example],
    logits: Mapping[str, np.ndarray],
) -> list[Faithfulness]:
    """Measures how faithful the highlights of some dev texts are.

    Args:
        arguments: which model, how many texts, how words are taken out.
        model: the same model, open.
        dev: the dev split.
        logits: its logits, [texts, classes] per task name.
    """
    if (arguments.model / MANIFEST_FILE).is_file():
        temperatures, network = read_bundle(arguments.model).temperatures, None
    else:
        # A run gets its temperatures when it is exported: fitted here as they are there.
        temperatures = {
            task.name: fit_temperature(logits[task.name], [e.labels[index] for e in dev])
            for index, task in enumerate(TASKS)
        }
        network = load_model(arguments.model).build()
    subject = Subject(model.tokenizer, model.max_tokens, model.predict, temperatures, network)
    texts = sample(dev, arguments.faithfulness)
    return measure(subject, texts, arguments.removal, arguments.batch_size)


def evaluate(arguments: EvaluateArguments) -> list[Figure]:
    """Evaluates, prints the tables, and writes the JSON file if one is asked for."""
    model = open_model(arguments.model, arguments.threads)
    splits = [name.strip() for name in arguments.splits.split(",")]
    if arguments.faithfulness > 0 and DEV not in splits:
        raise UsageError(f"--faithfulness takes dev texts: --splits must name {DEV}")
    figures: list[Figure] = []
    checked: list[Faithfulness] = []
    for split in splits:
        examples = texts_of(split, model.settings, arguments.data_dir)
        logits = logits_of(model, examples, arguments.batch_size)
        figures += figures_of(split, examples, logits)
        if split == DEV and arguments.faithfulness > 0:
            checked = check_highlights(arguments, model, examples, logits)
    print(table(figures, arguments.per_class))
    if checked:
        print(faithfulness_table(checked))
    if arguments.json is not None:
        content = {
            "model": str(arguments.model),
            "figures": as_json(figures),
            "faithfulness": [dataclasses.asdict(row) for row in checked],
        }
        try:
            arguments.json.parent.mkdir(parents=True, exist_ok=True)
            arguments.json.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
        except OSError as error:
            raise TidewatchError(f"cannot write {arguments.json}: {error}") from error
    return figures
