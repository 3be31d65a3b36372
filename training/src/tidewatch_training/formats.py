"""The formats of an exported model, each a graph of the same inputs and outputs."""

from collections.abc import Mapping, Sequence

from onnx import ModelProto, checker
from transformers import BertConfig

from tidewatch_training.arguments import UsageError
from tidewatch_training.calibrate import UNCALIBRATED, Curve
from tidewatch_training.checkpoint import TrainedModel
from tidewatch_training.graph import EXACT, Arithmetic, build
from tidewatch_training.quantize import RangeRecorder, Ranges, int8_arithmetic

FORMATS = ("int8", "fp32", "fp16")
"""For processors with int8 instructions, for any processor, for GPUs."""


def chosen_formats(text: str) -> list[str]:
    """Returns the formats of a comma-separated list; raises UsageError on any that cannot be."""
    chosen = [name.strip() for name in text.split(",")]
    unknown = [name for name in chosen if name not in FORMATS]
    if unknown or "int8" not in chosen or len(set(chosen)) < len(chosen):
        raise UsageError(
            f"--formats is {text!r}: must name int8, which the streaming job reads, and further "
            f"formats of {', '.join(FORMATS)}, each once"
        )
    return chosen


def input_ranges(trained: TrainedModel, rows: Sequence[Sequence[int]], threads: int) -> Ranges:
    """Returns the ranges of the encoder's products' inputs, which the int8 format needs.

    Args:
        trained: the model.
        rows: token ids of training texts; never of dev, or int8 would look better than it is.
        threads: that compute.
    """
    recorder = RangeRecorder()
    model = _build(trained, recorder.arithmetic, UNCALIBRATED, None)
    return recorder.measure(model, rows, threads)


def graph_of(
    trained: TrainedModel,
    form: str,
    ranges: Ranges,
    temperatures: Mapping[str, float],
    curves: Mapping[str, Curve] | None = None,
) -> ModelProto:
    """Returns the ONNX model of a trained model, checked for validity.

    Args:
        trained: the model.
        form: one of `FORMATS`.
        ranges: of `input_ranges`; int8 alone depends on them.
        temperatures: per task name; the highlights alone depend on them.
        curves: per task name, which scale the logits; None leaves them as they are.
    """
    arithmetic = {
        "int8": lambda: int8_arithmetic(ranges),
        "fp32": lambda: EXACT,
        "fp16": lambda: Arithmetic(half=True),
    }[form]()
    model = _build(trained, arithmetic, temperatures, curves)
    checker.check_model(model)
    return model


def _build(
    trained: TrainedModel,
    arithmetic: Arithmetic,
    temperatures: Mapping[str, float],
    curves: Mapping[str, Curve] | None,
) -> ModelProto:
    config = BertConfig(**trained.config)
    return build(
        {name: tensor.numpy() for name, tensor in trained.weights.items()},
        temperatures,
        curves,
        layers=config.num_hidden_layers,
        heads=config.num_attention_heads,
        epsilon=config.layer_norm_eps,
        arithmetic=arithmetic,
    )
