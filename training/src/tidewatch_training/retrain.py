"""Trains a challenger on what people corrected, compares it with the champion, and judges it."""

import dataclasses
import datetime
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from tidewatch_training.arguments import (
    ExportArguments,
    RetrainArguments,
    TrainArguments,
    UsageError,
)
from tidewatch_training.bundle import SCHEMA_VERSION, Bundle, current_version, read_bundle
from tidewatch_training.compare import (
    compare_behaviour,
    compare_corrected,
    compare_frozen,
    incompatible,
    parity_difference,
    slowdown_of,
)
from tidewatch_training.corrections import (
    FEEDBACK,
    Corrections,
    as_json,
    corrections_of,
    frozen_texts,
)
from tidewatch_training.data import Example
from tidewatch_training.errors import TidewatchError
from tidewatch_training.evaluate import SPLITS, open_model, texts_of
from tidewatch_training.export import export
from tidewatch_training.feedback import read_feedback, settle
from tidewatch_training.files import write_atomically
from tidewatch_training.gate import Compared, Gate, judge, table
from tidewatch_training.labels import TASKS
from tidewatch_training.splits import DEV
from tidewatch_training.train import train

COMPARISON_FILE = "comparison.json"

# What makes the champion's dev split and data, and what it was found to learn best with.
_KEPT = (
    "sources", "label_weights", "dev_fraction", "base", "max_tokens", "smoke", "layer_decay",
    "label_smoothing", "class_balance", "weight_decay", "precision",
)  # fmt: skip
# Arguments of `train` that are arguments of `retrain` too.
_OWN = (
    "data_dir", "threads", "base_from", "training_texts", "epochs", "batch_size", "learning_rate",
    "head_learning_rate", "seed",
)  # fmt: skip
_TIMED_TEXTS = 256


@dataclasses.dataclass(frozen=True)
class Comparison:
    """How a challenger compares with the champion, as `comparison.json` tells it."""

    champion: str
    challenger: str
    compared: Sequence[Compared]
    slowdown: float
    """The challenger's time per text over the champion's."""
    parity_difference: float
    gate: Gate
    feedback: Mapping[str, Any]
    """What became of the feedback events."""

    def content(self) -> dict[str, Any]:
        """Returns the file's content."""
        now = datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        return {
            "schemaVersion": SCHEMA_VERSION,
            "comparedAt": now,
            "champion": self.champion,
            "challenger": self.challenger,
            "gate": {"promotable": self.gate.promotable, "reasons": list(self.gate.reasons)},
            "feedback": dict(self.feedback),
            "slowdown": round(self.slowdown, 3),
            "parityDifference": self.parity_difference,
            "figures": [
                {
                    key: round(value, 4) if isinstance(value, float) else value
                    for key, value in dataclasses.asdict(row).items()
                }
                | {"failed": row.failed}
                for row in self.compared
            ],
        }


def retrain(arguments: RetrainArguments) -> Comparison:
    """Trains, exports and compares; the comparison lies in the new bundle's folder.

    Without that file a bundle is not promotable, so a retraining that breaks off leaves none.

    Raises:
        TidewatchError: feedback, champion or data cannot be read, no feedback teaches anything, or
            the challenger cannot be exported.
    """
    if arguments.feedback is None:
        raise UsageError("--feedback is missing: ./tidewatch feedback --out FILE writes it")
    if (arguments.models / arguments.version).exists():
        raise TidewatchError(
            f"{arguments.models / arguments.version} exists: a released version never changes, "
            "take a new --version"
        )
    champion = read_bundle(
        arguments.models / (arguments.champion or current_version(arguments.models))
    )
    settings = _settings(champion)
    frozen = {
        split: texts_of(split, settings, arguments.data_dir)
        for split in ((DEV,) if settings["smoke"] else SPLITS)
    }
    corrections = corrections_of(
        settle(read_feedback(arguments.feedback)),
        frozen_texts(frozen.values()),
        arguments.held_out_fraction,
    )
    facts = as_json(corrections)
    print("feedback: " + ", ".join(f"{name} {count}" for name, count in facts.items()))
    if not corrections.train:
        raise TidewatchError(
            f"no feedback in {arguments.feedback} teaches anything (the line above says what "
            "became of it): wait for more, or widen the range of ./tidewatch feedback"
        )
    run = arguments.runs / arguments.version
    train(_training(arguments, settings, champion.folder, run), corrections)
    challenger = read_bundle(
        export(
            ExportArguments(
                data_dir=arguments.data_dir,
                threads=arguments.threads,
                run=run,
                out=arguments.models,
                version=arguments.version,
                target_accuracy=champion.manifest["targetAccuracy"],
                keep_current=True,
                commit=arguments.commit,
            )
        )
    )
    comparison = compare(champion, challenger, frozen, corrections, threads=arguments.threads)
    content = json.dumps(comparison.content(), indent=1) + "\n"
    write_atomically(challenger.folder / COMPARISON_FILE, content.encode())
    print(_verdict(comparison))
    return comparison


def compare(
    champion: Bundle,
    challenger: Bundle,
    frozen: Mapping[str, Sequence[Example]],
    corrections: Corrections,
    threads: int,
) -> Comparison:
    """Compares two bundles on the frozen texts by split and on the held-out corrections."""
    before, after = (open_model(bundle.folder, threads) for bundle in (champion, challenger))
    compared = [
        row
        for split, examples in frozen.items()
        for row in compare_frozen(split, examples, before, after)
    ]
    compared += compare_corrected(corrections.held_out, before, after)
    compared += compare_behaviour(before, after)
    timed = [example.text for example in frozen[DEV]]
    slowdown = slowdown_of(before, after, timed[:: max(1, len(timed) // _TIMED_TEXTS)])
    difference = parity_difference(challenger, after)
    return Comparison(
        champion=champion.manifest["version"],
        challenger=challenger.manifest["version"],
        compared=compared,
        slowdown=slowdown,
        parity_difference=difference,
        gate=judge(compared, slowdown, difference, incompatible(champion, challenger)),
        feedback=as_json(corrections),
    )


def _settings(champion: Bundle) -> Mapping[str, Any]:
    settings = champion.manifest["training"].get("arguments", {})
    missing = [name for name in ("sources", "dev_fraction", "smoke") if name not in settings]
    if missing:
        raise TidewatchError(
            f"{champion.folder} does not say how its dev split was made ({', '.join(missing)}): "
            "take a --champion that this project trained"
        )
    return settings


def _training(
    arguments: RetrainArguments, settings: Mapping[str, Any], champion: Path, run: Path
) -> TrainArguments:
    kept = {name: settings[name] for name in _KEPT if name in settings}
    weights = kept.get("label_weights", "").split(",")
    weights = [item for item in weights if item and not item.startswith(f"{FEEDBACK}/")]
    weights += [f"{FEEDBACK}/{task.name}={arguments.feedback_weight}" for task in TASKS]
    own = {name: getattr(arguments, name) for name in _OWN}
    return TrainArguments(
        **(kept | own | {"label_weights": ",".join(weights), "start": champion, "out": run})
    )


def _verdict(comparison: Comparison) -> str:
    lines = [
        table(comparison.compared),
        f"a text takes {comparison.slowdown:.2f} times as long; parity within "
        f"{comparison.parity_difference:.1e}",
    ]
    if comparison.gate.promotable:
        lines.append(f"the gate is passed: ./tidewatch promote {comparison.challenger}")
    else:
        lines.append("the gate is not passed:")
        lines += [f"  - {reason}" for reason in comparison.gate.reasons]
    return "\n".join(lines)
