"""The formats of an exported model, each a graph of the same inputs and outputs."""

from collections.abc import Mapping

from onnx import ModelProto, checker
from transformers import BertConfig

from tidewatch_training.arguments import UsageError
from tidewatch_training.calibrate import Curve
from tidewatch_training.checkpoint import TrainedModel
from tidewatch_training.graph import build
from tidewatch_training.quantize import int8_gather, int8_weight_matmul

_OPTIONS = {
    "int8": {"linear": int8_weight_matmul, "embedding": int8_gather},  # the streaming job's
    "fp32": {},  # exact, on any CPU
    "fp16": {"half": True},  # half the size, for GPUs
}


def chosen_formats(text: str) -> list[str]:
    """Returns the formats of a comma-separated list; raises UsageError on any that cannot be."""
    chosen = [name.strip() for name in text.split(",")]
    unknown = [name for name in chosen if name not in _OPTIONS]
    if unknown or "int8" not in chosen or len(set(chosen)) < len(chosen):
        raise UsageError(
            f"--formats is {text!r}: must name int8, which the streaming job reads, and further "
            f"formats of {', '.join(_OPTIONS)}, each once"
        )
    return chosen


def graph_of(
    trained: TrainedModel,
    form: str,
    temperatures: Mapping[str, float],
    curves: Mapping[str, Curve] | None = None,
) -> ModelProto:
    """Returns the ONNX model of a trained model, checked for validity.

    Args:
        trained: the model.
        form: the format.
        temperatures: per task name; the highlights alone depend on them.
        curves: per task name, which scale the logits; None leaves them as they are.
    """
    config = BertConfig(**trained.config)
    model = build(
        {name: tensor.numpy() for name, tensor in trained.weights.items()},
        temperatures,
        curves,
        layers=config.num_hidden_layers,
        heads=config.num_attention_heads,
        epsilon=config.layer_norm_eps,
        **_OPTIONS[form],
    )
    checker.check_model(model)
    return model
