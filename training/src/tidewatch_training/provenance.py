"""What the manifest says about where a model came from."""

import dataclasses
import importlib.metadata
import platform
from collections.abc import Mapping, Sequence
from typing import Any

import torch

from tidewatch_training.arguments import TrainArguments
from tidewatch_training.data import Example, content_hash
from tidewatch_training.errors import TidewatchError

_LIBRARIES = (
    "torch",
    "transformers",
    "peft",
    "tokenizers",
    "numpy",
    "scikit-learn",
    "onnx",
    "onnxruntime",
)
_MACHINE_SPECIFIC = ("out", "data_dir", "resume", "start", "teacher", "unlabelled")

_FREE_TO_CHANGE = ("resume", "threads", "out", "data_dir", "checkpoint_steps")
"""Arguments that a resumed run may change: they do not change its outcome."""


def plain_settings(arguments: TrainArguments) -> dict[str, Any]:
    """Returns the arguments as plain numbers, booleans and strings."""
    return {
        key: value if isinstance(value, (bool, int, float)) else str(value)
        for key, value in dataclasses.asdict(arguments).items()
    }


def require_same_settings(saved: Mapping[str, Any], arguments: TrainArguments) -> None:
    """Raises TidewatchError when an interrupted run had other arguments.

    An argument that the run did not know yet had today's default.
    """
    saved = plain_settings(TrainArguments()) | saved
    changed = [
        f"{key} was {saved[key]}, is {value}"
        for key, value in plain_settings(arguments).items()
        if key not in _FREE_TO_CHANGE and saved[key] != value
    ]
    if changed:
        raise TidewatchError(
            f"cannot resume with other arguments: {'; '.join(changed)}; give those of the "
            "interrupted run, or another --out"
        )


def texts_by_source(examples: Sequence[Example]) -> dict[str, dict[str, Any]]:
    """Returns the number and the hash of the texts of each source."""
    return {
        name: {
            "texts": sum(example.source == name for example in examples),
            "sha256": content_hash(e for e in examples if e.source == name),
        }
        for name in sorted({example.source for example in examples})
    }


def provenance_of(
    arguments: TrainArguments,
    base: str,
    examples: Sequence[Example],
    *,
    trained_parameters: int,
    epochs: int,
    seconds: float,
    figures: dict[str, dict[str, float]],
    device: torch.device,
    earlier: Mapping[str, Any],
) -> dict[str, Any]:
    """Returns the `training` part of the manifest.

    Args:
        arguments: of the run; paths on this machine are left out.
        base: name of the base checkpoint.
        examples: all texts of the run, dev and unlabelled ones included; they are counted and
            hashed by source.
        trained_parameters: how many numbers training changed.
        epochs: passes made when the model was saved.
        seconds: wall-clock time until then.
        figures: accuracy and macro-F1 on dev, per task.
        device: that trained.
        earlier: the same of the models this one was made from, if any: the `start` that it went
            on from, the `teachers` that it followed; None or empty where there are none.
    """
    settings = plain_settings(arguments)
    for name in _MACHINE_SPECIFIC:
        del settings[name]
    provenance: dict[str, Any] = {
        "base": base,
        "arguments": settings,
        "data": texts_by_source(examples),
        "libraries": {name: importlib.metadata.version(name) for name in _LIBRARIES}
        | {"python": platform.python_version()},
        "device": torch.cuda.get_device_name(device) if device.type == "cuda" else "cpu",
        "trainedParameters": trained_parameters,
        "epochs": epochs,
        "seconds": round(seconds),
        "dev": figures,
    }
    return provenance | {role: models for role, models in earlier.items() if models}
