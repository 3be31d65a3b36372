"""Evaluates a trained model or an exported bundle: figures, slices, abstention, behaviour."""

import dataclasses
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from tokenizers import Tokenizer

from tidewatch_training.abstain import coverages_of
from tidewatch_training.arguments import EvaluateArguments, UsageError
from tidewatch_training.behaviour import Capability, cases, judge
from tidewatch_training.bundle import MANIFEST_FILE, read_bundle
from tidewatch_training.calibrate import UNCALIBRATED, fit_temperature
from tidewatch_training.checkpoint import load_model
from tidewatch_training.data import TEST, VALID, VALID_NOLEAK, Example, load
from tidewatch_training.errors import TidewatchError
from tidewatch_training.faithfulness import Faithfulness, Subject, measure, sample
from tidewatch_training.figures import (
    ALL,
    Labelled,
    by_slice,
    by_source,
    figure,
    without_neutral,
)
from tidewatch_training.files import write_atomically
from tidewatch_training.labels import TASKS, softmax
from tidewatch_training.predict import Predict, compute_device, torch_predict
from tidewatch_training.progress import Progress
from tidewatch_training.report import Report
from tidewatch_training.splits import DEV, dev_of
from tidewatch_training.tokens import encode
from tidewatch_training.windows import cut, text_logits

SURGE = "surge"
SPLITS = (VALID, VALID_NOLEAK, DEV, SURGE)
_PUBLISHED = ("tweets-topic", "tweets-sentiment")


@dataclass(frozen=True)
class OpenModel:
    """A model that is ready to score texts, and where it came from."""

    tokenizer: Tokenizer
    max_tokens: int
    predict: Predict
    provenance: Mapping[str, Any]
    """What the manifest says of its training."""
    temperatures: Mapping[str, float] | None = None
    """Per task name; a run has none before its export."""

    @property
    def settings(self) -> Mapping[str, Any]:
        """The arguments of the run that made it; none where the bundle does not say."""
        return self.provenance.get("arguments", {})


def open_model(path: Path, threads: int) -> OpenModel:
    """Opens a bundle (a folder with a manifest) or the model of a training run."""
    if (path / MANIFEST_FILE).is_file():
        bundle = read_bundle(path)
        return OpenModel(
            bundle.tokenizer,
            bundle.manifest["maxTokens"],
            bundle.predict(threads),
            bundle.manifest["training"],
            bundle.temperatures,
        )
    trained = load_model(path)
    return OpenModel(
        Tokenizer.from_str(trained.tokenizer_json),
        trained.max_tokens,
        torch_predict(trained.build().to(compute_device())),
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
    if split == SURGE:
        return load(SURGE, TEST, data_dir)
    if split not in SPLITS:
        raise TidewatchError(f"unknown split {split!r}; known: {', '.join(SPLITS)}")
    return [example for source in _PUBLISHED for example in load(source, split, data_dir)]


def logits_of(
    model: OpenModel, examples: Sequence[Example], batch_size: int = 32
) -> dict[str, np.ndarray]:
    """Returns logits [texts, classes] per task name; long texts are read whole, by windows."""
    rows = _rows(model, [e.text for e in examples])
    return text_logits(model.predict, rows, model.max_tokens, model.temperatures, batch_size)


def evaluate(arguments: EvaluateArguments) -> Report:
    """Evaluates, prints the tables, and writes the JSON file and the plots if asked for.

    Raises:
        TidewatchError: the model or a set cannot be read, or a file cannot be written.
    """
    model = open_model(arguments.model, arguments.threads)
    splits = [name.strip() for name in arguments.splits.split(",") if name.strip()]
    if arguments.faithfulness > 0 and DEV not in splits:
        raise UsageError(f"--faithfulness takes dev texts: --splits must name {DEV}")
    texts = {split: texts_of(split, model.settings, arguments.data_dir) for split in splits}
    sources: list[Labelled] = []
    slices: list[Labelled] = []
    for split, examples in texts.items():
        rows = _rows(model, [example.text for example in examples])
        logits = _scored(model, split, rows, arguments.batch_size)
        found = by_source(split, examples, logits)
        sources += found + ([without_neutral(group) for group in found] if split == SURGE else [])
        slices += by_slice(split, examples, logits, [len(row) for row in rows])

    temperatures, origin = _temperatures(model, sources)
    report = Report(
        temperatures=temperatures,
        temperatures_from=origin,
        target_accuracy=arguments.target_accuracy,
        figures=[figure(group, temperatures) for group in sources],
        slices=[figure(group, temperatures) for group in slices],
        coverages=coverages_of(sources, temperatures, arguments.target_accuracy),
        behaviour=behaviour_of(model, temperatures, arguments.batch_size),
        faithfulness=_faithfulness(arguments, model, temperatures, texts.get(DEV, [])),
    )
    print(report.text(arguments.per_class))
    if arguments.json is not None:
        content = {"model": str(arguments.model)} | dataclasses.asdict(report)
        write_atomically(arguments.json, (json.dumps(content, indent=1) + "\n").encode())
    if arguments.plots is not None:
        from tidewatch_training.plots import write_plots  # imported here because it takes seconds

        # The first group of a task in a split is all of its texts.
        for group in {(g.split, g.task.name): g for g in reversed(sources)}.values():
            probabilities = group.probabilities(temperatures)
            write_plots(arguments.plots, group.split, group.task, probabilities, group.truth)
    return report


def _rows(model: OpenModel, texts: Sequence[str]) -> list[list[int]]:
    return encode(model.tokenizer, texts, None)


def _scored(
    model: OpenModel, name: str, rows: Sequence[Sequence[int]], batch_size: int
) -> dict[str, np.ndarray]:
    """Returns logits [texts, classes] per task name; shows progress."""
    windows = sum(len(cut(row, model.max_tokens)) for row in rows)
    with Progress(f"scoring {name}", -(-windows // batch_size)) as bar:

        def predict(input_ids: np.ndarray, attention_mask: np.ndarray) -> list[np.ndarray]:
            outputs = model.predict(input_ids, attention_mask)
            bar.step(f"{input_ids.shape[1]} tokens a text")
            return outputs

        return text_logits(predict, rows, model.max_tokens, model.temperatures, batch_size)


def _temperatures(model: OpenModel, sources: Sequence[Labelled]) -> tuple[dict[str, float], str]:
    """Returns the temperature per task name, and where they come from."""
    if model.temperatures is not None:
        return dict(model.temperatures), "the bundle"
    fitted = {
        group.task.name: fit_temperature(group.logits, group.truth)
        for group in sources
        if (group.split, group.group) == (DEV, ALL)
    }
    origin = DEV if fitted else "nowhere: evaluate a run on dev to calibrate it"
    return UNCALIBRATED | fitted, origin


def behaviour_of(
    model: OpenModel, temperatures: Mapping[str, float], batch_size: int
) -> list[Capability]:
    """Returns the outcome of the behaviour tests; shows progress."""
    all_cases = cases()
    texts = list(dict.fromkeys(text for case in all_cases for text in case.texts))
    logits = _scored(model, "behaviour", _rows(model, texts), batch_size)
    probabilities = {
        task.name: dict(
            zip(texts, softmax(logits[task.name], temperatures[task.name]), strict=True)
        )
        for task in TASKS
    }
    return judge(all_cases, probabilities)


def _faithfulness(
    arguments: EvaluateArguments,
    model: OpenModel,
    temperatures: Mapping[str, float],
    dev: Sequence[Example],
) -> list[Faithfulness]:
    """Checks the highlighted words of some dev texts; a run, unlike a bundle, has gradients too."""
    if arguments.faithfulness <= 0:
        return []
    is_bundle = (arguments.model / MANIFEST_FILE).is_file()
    network = None if is_bundle else load_model(arguments.model).build()
    subject = Subject(model.tokenizer, model.max_tokens, model.predict, temperatures, network)
    texts = sample(dev, arguments.faithfulness)
    return measure(subject, texts, arguments.removal, arguments.batch_size)
