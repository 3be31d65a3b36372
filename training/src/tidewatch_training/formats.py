"""The formats of an exported model, each a graph of the same inputs and outputs."""

from collections.abc import Mapping, Sequence

from onnx import ModelProto, checker
from tokenizers import Tokenizer
from transformers import BertConfig

from tidewatch_training.arguments import UsageError
from tidewatch_training.calibrate import UNCALIBRATED, Curve
from tidewatch_training.checkpoint import TrainedModel
from tidewatch_training.graph import EXACT, Arithmetic, build
from tidewatch_training.quantize import InputRecorder, InputsByName, int8_arithmetic
from tidewatch_training.tokens import encode

_POSITIONS = "encoder.embeddings.position_embeddings.weight"
_JOINED = 8  # texts of 20 tokens fill a window of 128

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


def seen_inputs(trained: TrainedModel, texts: Sequence[str], threads: int) -> InputsByName:
    """Returns what the inputs of the encoder's products are, which the int8 format needs.

    Training texts are short, and a window of an article is as long as the model reads, so the texts
    are seen one by one and joined: what is beyond the values seen would be cut off.

    Args:
        trained: the model.
        texts: of training; never of dev, or int8 would look better than it is.
        threads: that compute.
    """
    recorder = InputRecorder()
    model = _build(trained, recorder.arithmetic, UNCALIBRATED, None)
    joined = [" ".join(texts[at : at + _JOINED]) for at in range(0, len(texts), _JOINED)]
    tokenizer = Tokenizer.from_str(trained.tokenizer_json)
    rows = encode(tokenizer, [*texts, *joined], trained.max_tokens)
    return recorder.measure(model, rows, threads)


def graph_of(
    trained: TrainedModel,
    form: str,
    inputs: InputsByName,
    temperatures: Mapping[str, float],
    curves: Mapping[str, Curve] | None = None,
) -> ModelProto:
    """Returns the ONNX model of a trained model, checked for validity.

    Args:
        trained: the model.
        form: one of `FORMATS`.
        inputs: of `seen_inputs`; int8 alone depends on them.
        temperatures: per task name; the highlights alone depend on them.
        curves: per task name, which scale the logits; None leaves them as they are.
    """
    arithmetic = {
        "int8": lambda: int8_arithmetic(inputs),
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
    weights = {name: tensor.numpy() for name, tensor in trained.weights.items()}
    # Nothing reads further than that, and the rows are large beside what int8 leaves.
    weights[_POSITIONS] = weights[_POSITIONS][: trained.max_tokens]
    return build(
        weights,
        temperatures,
        curves,
        layers=config.num_hidden_layers,
        heads=config.num_attention_heads,
        epsilon=config.layer_norm_eps,
        arithmetic=arithmetic,
    )
